package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"casus/calendar"
)

// Pictures are drawn as SVG with nothing but lines, areas and text: they are
// read by browsers and typesetters, and by people in the file. What is drawn
// stands as a table beside it.

// panel is one small picture among several that share their axes.
type panel struct {
	title string
	bands []band
	lines []curve
}

// band is an area between two rows of values.
type band struct {
	lo, hi []float64
	shade  float64
}

// curve is a row of values, one for each day.
type curve struct {
	values []float64
	colour string
	name   string
}

// chart is several panels with the same axes.
type chart struct {
	title, desc string
	days        []calendar.Day
	starts      calendar.Day
	low, high   float64
	percent     bool
	panels      []panel
	legend      []curve
}

// Colours that those who cannot tell red from green can tell apart (Okabe and
// Ito).
var palette = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"}

const (
	panelWide, panelHigh = 250, 150
	panelLeft, panelTop  = 44, 34
	panelGap             = 22
	acrossMost           = 3
)

// draw draws the chart.
func (c *chart) draw() string {
	across := min(acrossMost, len(c.panels))
	down := (len(c.panels) + across - 1) / across
	w := across*(panelLeft+panelWide+panelGap) + panelGap
	top := 40
	if len(c.legend) > 0 {
		top += 20
	}
	h := top + down*(panelTop+panelHigh+panelGap+14)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="11">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(clean(c.title)), html.EscapeString(clean(c.desc)))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", w, h)
	fmt.Fprintf(&b, `<text x="%d" y="24" font-size="15" font-weight="bold">%s</text>`+"\n", panelGap, html.EscapeString(clean(c.title)))
	at := panelGap
	for _, l := range c.legend {
		fmt.Fprintf(&b, `<line x1="%d" y1="42" x2="%d" y2="42" stroke="%s" stroke-width="2"/><text x="%d" y="46">%s</text>`+"\n", at, at+18, l.colour, at+23, html.EscapeString(l.name))
		at += 34 + 7*textWidth(l.name)
	}
	for i := range c.panels {
		c.panel(&b, &c.panels[i], panelGap+(i%across)*(panelLeft+panelWide+panelGap)+panelLeft, top+(i/across)*(panelTop+panelHigh+panelGap+14)+panelTop)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (c *chart) x(left int, d calendar.Day) float64 {
	span := float64(c.days[len(c.days)-1] - c.starts)
	return float64(left) + panelWide*float64(d-c.starts)/math.Max(span, 1)
}

func (c *chart) y(top int, v float64) float64 {
	v = math.Min(math.Max(v, c.low), c.high)
	return float64(top) + panelHigh*(1-(v-c.low)/(c.high-c.low))
}

func (c *chart) panel(b *strings.Builder, p *panel, left, top int) {
	fmt.Fprintf(b, `<g><text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", left, top-8, html.EscapeString(clean(p.title)))
	for _, v := range ticks(c.low, c.high) {
		y := c.y(top, v)
		label := strconv.FormatFloat(v, 'g', 4, 64)
		if c.percent {
			label = strconv.FormatFloat(100*v, 'g', 4, 64) + " %"
		}
		fmt.Fprintf(b, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#dddddd"/><text x="%d" y="%.1f" text-anchor="end" fill="#555555">%s</text>`+"\n",
			left, y, left+panelWide, y, left-5, y+4, label)
	}
	years := yearsOf(c.starts, c.days[len(c.days)-1])
	every := max(1, (len(years)+5)/6)
	for i, d := range years {
		if i%every != 0 {
			continue
		}
		x := c.x(left, d)
		y, _, _ := d.Civil()
		fmt.Fprintf(b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#555555"/><text x="%.1f" y="%d" text-anchor="middle" fill="#555555">%d</text>`+"\n",
			x, top+panelHigh, x, top+panelHigh+4, x, top+panelHigh+16, y)
	}
	for _, a := range p.bands {
		var path strings.Builder
		c.steps(&path, a.hi, left, top, false)
		c.steps(&path, a.lo, left, top, true)
		fmt.Fprintf(b, `<path d="M%sZ" fill="%s" fill-opacity="%.2f"/>`+"\n", path.String(), palette[0], a.shade)
	}
	for _, l := range p.lines {
		var path strings.Builder
		c.steps(&path, l.values, left, top, false)
		fmt.Fprintf(b, `<path d="M%s" fill="none" stroke="%s" stroke-width="1.5"/>`+"\n", path.String(), l.colour)
	}
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#555555"/></g>`+"\n", left, top, panelWide, panelHigh)
}

// steps writes the points of a row of values, forwards or backwards.
func (c *chart) steps(b *strings.Builder, values []float64, left, top int, back bool) {
	for i := range values {
		k := i
		if back {
			k = len(values) - 1 - i
		}
		fmt.Fprintf(b, "%.1f %.1f ", c.x(left, c.days[k]), c.y(top, values[k]))
	}
}

// ticks are round numbers between two.
func ticks(low, high float64) []float64 {
	span := high - low
	step := math.Pow(10, math.Floor(math.Log10(span)))
	for _, f := range []float64{0.1, 0.2, 0.25, 0.5, 1} {
		if span/(step*f) <= 6 {
			step *= f
			break
		}
	}
	var out []float64
	for v := math.Ceil(low/step) * step; v <= high+step/1e6; v += step {
		out = append(out, v)
	}
	return out
}

// gonePicture shows who has left by when: a panel for each, a line for each law.
func (x Futures) gonePicture() string {
	o := x.Study.Outlook
	c := &chart{title: "Who has left, by when", days: x.Summary.Days, starts: o.Starts, high: 0.05, percent: true,
		desc: fmt.Sprintf("The share of %d simulated futures in which each party has left, by the end of each step from %s to %s; the table is gone.csv.", x.Summary.Runs, o.Starts, o.Ends)}
	vocab := o.Scenarios[0].Program.Case.Vocab
	for i, v := range x.Summary.Scenarios[0].Survivals {
		p := panel{title: partyName(vocab, v.Party)}
		for n, sc := range x.Summary.Scenarios {
			if i >= len(sc.Survivals) {
				continue
			}
			var gone []float64
			for _, e := range sc.Survivals[i].Gone {
				gone = append(gone, e.Value)
			}
			p.lines = append(p.lines, curve{values: gone, colour: palette[n%len(palette)], name: sc.Name})
			c.high = math.Max(c.high, gone[len(gone)-1])
		}
		c.panels = append(c.panels, p)
	}
	for n, sc := range x.Summary.Scenarios {
		c.legend = append(c.legend, curve{colour: palette[n%len(palette)], name: sc.Name})
	}
	c.high = math.Ceil(c.high*20) / 20
	return c.draw()
}

// fanPicture shows what is watched: a panel for each law, with the median, the
// middle half and nine tenths of the runs.
func (x Futures) fanPicture(i int) string {
	o := x.Study.Outlook
	f := x.Summary.Scenarios[0].Fans[i]
	c := &chart{title: f.Name + ": " + f.Words, days: x.Summary.Days, starts: o.Starts, low: math.Inf(1), high: math.Inf(-1),
		desc: fmt.Sprintf("%s in %d simulated futures from %s to %s: the median, the middle half and nine tenths of the runs; the table is fan-%s.csv.", f.Words, x.Summary.Runs, o.Starts, o.Ends, f.Name)}
	for _, sc := range x.Summary.Scenarios {
		bands := sc.Fans[i].Bands
		row := func(q int) []float64 {
			out := make([]float64, len(bands))
			for k := range bands {
				out[k] = bands[k][q]
				if !math.IsNaN(out[k]) {
					c.low, c.high = math.Min(c.low, out[k]), math.Max(c.high, out[k])
				} else {
					out[k] = 0
				}
			}
			return out
		}
		c.panels = append(c.panels, panel{title: sc.Name, bands: []band{{row(0), row(4), 0.2}, {row(1), row(3), 0.3}}, lines: []curve{{values: row(2), colour: palette[0]}}})
	}
	if c.low = math.Min(c.low, 0); !(c.high > c.low) {
		c.high = c.low + 1
	}
	return c.draw()
}
