package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// drawing is a picture as it is written.
type drawing struct {
	b strings.Builder
}

func newDrawing(wide, high int, title, desc string) *drawing {
	d := &drawing{}
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" color="#222">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&d.b, "<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n", esc(title), esc(desc))
	d.b.WriteString("<style>.title{font-size:15px;font-weight:600}.label{font-size:12px}.note{font-size:11px;fill:#555}</style>\n")
	fmt.Fprintf(&d.b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", wide, high)
	return d
}

func (d *drawing) add(s string) { d.b.WriteString(s + "\n") }

func (d *drawing) text(x, y float64, class, anchor, s string) {
	fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>`+"\n", x, y, class, anchor, esc(s))
}

func (d *drawing) done() string { return d.b.String() + "</svg>\n" }

func esc(s string) string { return html.EscapeString(s) }

// calibrated is how often what was given a chance came, a panel for each
// forecaster, with the diagonal on which they agree. Both axes are stretched near
// 0 and 1, as odds are, since most chances lie there.
type calibrated struct {
	title, note, desc string
	panels            []agreement
}

// agreement is one forecaster's bins.
type agreement struct {
	name, colour string
	points       []agreed
}

// agreed is a bin: the mean chance said, the share that came with the ends of its
// interval, and of how many.
type agreed struct {
	said, came, low, high float64
	n                     int
}

// stretched is where a share lies on an axis from 0 to 1. Shares beyond the
// outermost that are shown lie at the ends.
func stretched(p float64) float64 {
	const least = 0.0005
	odds := func(p float64) float64 { return math.Log(p / (1 - p)) }
	return 0.5 + 0.5*odds(math.Min(math.Max(p, least), 1-least))/odds(1-least)
}

// draw draws the panels.
func (c *calibrated) draw() string {
	const left, top, side, gap = 58, 92, 240, 66
	wide := left + len(c.panels)*(side+gap) - gap + 20
	d := newDrawing(wide, top+side+54, c.title, c.desc)
	d.text(12, 24, "title", "start", c.title)
	for i, line := range strings.Split(c.note, "\n") {
		d.text(12, float64(42+15*i), "note", "start", line)
	}
	shown := []float64{0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999}
	for i, p := range c.panels {
		x0 := float64(left + i*(side+gap))
		x := func(v float64) float64 { return x0 + side*stretched(v) }
		y := func(v float64) float64 { return top + side*(1-stretched(v)) }
		d.text(x0, top-8, "label", "start", p.name)
		for _, v := range shown {
			words := strconv.FormatFloat(100*v, 'g', 3, 64) + "%"
			d.add(fmt.Sprintf(`<path d="M%.1f %d V%d M%.1f %.1f H%.1f" stroke="#e4e4e4"/>`, x(v), top, top+side, x0, y(v), x0+side))
			d.text(x(v), top+side+15, "note", "middle", words)
			d.text(x0-6, y(v)+4, "note", "end", words)
		}
		d.add(fmt.Sprintf(`<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#999" stroke-dasharray="4 4"/>`, x0, top+side, x0+side, top))
		d.add(fmt.Sprintf(`<rect x="%.1f" y="%d" width="%d" height="%d" fill="none" stroke="#999"/>`, x0, top, side, side))
		for k, q := range p.points {
			d.add(fmt.Sprintf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="%s" stroke-width="1.5"/>`, x(q.said), x(q.said), y(q.low), y(q.high), p.colour))
			d.add(fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="4" fill="%s"><title>said %.1f%% of %d, came %.1f%%</title></circle>`, x(q.said), y(q.came), p.colour, 100*q.said, q.n, 100*q.came))
			at := y(q.high) - 4
			if k%2 == 1 { // beside those of its neighbours
				at = y(q.low) + 12
			}
			d.text(x(q.said), min(max(at, top+10), top+side-3), "note", "middle", strconv.Itoa(q.n))
		}
		d.text(x0+side/2, top+side+34, "note", "middle", "chance said")
	}
	d.text(left-6, top-8, "note", "end", "came")
	return d.done()
}
