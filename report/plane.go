package report

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// drawing is a picture as it is written.
type drawing struct {
	b strings.Builder
}

func newDrawing(wide, high int, title, desc string) *drawing {
	d := &drawing{}
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" color="#222">`+"\n", wide, high)
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

// plane is shares against shares, from 0 to 1 both, with the diagonal on which
// they agree.
type plane struct {
	title, desc, x, y string
	series            []series
}

type series struct {
	name, colour string
	points       []point
}

type point struct{ x, y, weight float64 }

// draw draws the plane. Each series has a colour and a shape of its own.
func (p *plane) draw() string {
	const left, top, side = 60, 50, 320
	d := newDrawing(left+side+190, top+side+50, p.title, p.desc)
	d.text(12, 24, "title", "start", p.title)
	d.add(fmt.Sprintf(`<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#999"/>`, left, top, side, side))
	d.add(fmt.Sprintf(`<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#999" stroke-dasharray="4 4"/>`, left, top+side, left+side, top))
	for i := range 6 {
		v := float64(i) / 5
		d.text(left+side*v, top+side+16, "note", "middle", fmt.Sprintf("%.0f%%", 100*v))
		d.text(left-6, top+side*(1-v)+4, "note", "end", fmt.Sprintf("%.0f%%", 100*v))
	}
	d.text(left+side/2, top+side+36, "label", "middle", p.x)
	d.text(left, top-8, "label", "end", p.y)
	most := 1.0
	for _, s := range p.series {
		for _, q := range s.points {
			most = max(most, q.weight)
		}
	}
	for i, s := range p.series {
		mark := func(x, y, r float64, title string) {
			shape := ""
			switch i % 3 {
			case 0:
				shape = fmt.Sprintf(`<circle cx="%.1f" cy="%.1f" r="%.1f"`, x, y, r)
			case 1:
				shape = fmt.Sprintf(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"`, x-r, y-r, 2*r, 2*r)
			default:
				shape = fmt.Sprintf(`<polygon points="%.1f,%.1f %.1f,%.1f %.1f,%.1f"`, x, y-r, x-r, y+r, x+r, y+r)
			}
			d.add(shape + fmt.Sprintf(` fill="%s" fill-opacity="0.75"><title>%s</title></%s>`, s.colour, esc(title), []string{"circle", "rect", "polygon"}[i%3]))
		}
		for _, q := range s.points {
			mark(left+side*q.x, top+side*(1-q.y), 3+9*math.Sqrt(q.weight/most), fmt.Sprintf("%s: said %.1f%%, came %.1f%%, of %.0f", s.name, 100*q.x, 100*q.y, q.weight))
		}
		y := float64(top + 12 + 22*i)
		mark(left+side+28, y, 6, s.name)
		d.text(left+side+42, y+4, "label", "start", s.name)
	}
	return d.done()
}
