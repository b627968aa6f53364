package report

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/outlook"
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

// curve is a row of values, one for each day, and how it is drawn.
type curve struct {
	values []float64
	stroke stroke
}

// stroke is how a line is drawn. Lines that lie on one another are told apart by
// their widths and dashes, whatever lies on top.
type stroke struct {
	colour, dash string
	width, shade float64
}

// strokeOf is the stroke of the n-th law: that of the first is broad and pale, and
// lies below those of the others, which are dashed each in its way.
func strokeOf(n int) stroke {
	if n == 0 {
		return stroke{palette[0], "", 5, 0.4}
	}
	dashes := []string{"", "7 3", "3 2", "9 3 2 3", "4 2", "12 4"}
	return stroke{palette[n%len(palette)], dashes[(n-1)%len(dashes)], 1.6, 1}
}

func (s stroke) attributes() string {
	text := fmt.Sprintf(`fill="none" stroke="%s" stroke-width="%g"`, s.colour, s.width)
	if s.dash != "" {
		text += ` stroke-dasharray="` + s.dash + `"`
	}
	if s.shade < 1 {
		text += fmt.Sprintf(` stroke-opacity="%g"`, s.shade)
	}
	return text
}

// key explains a stroke, or the shade of a band.
type key struct {
	name   string
	stroke stroke
	shade  float64 // of a band; 0: it is a stroke
}

// chart is several panels with the same axes.
type chart struct {
	title, note, desc string
	days              []calendar.Day
	starts            calendar.Day
	low, high         float64
	percent           bool
	stairs            bool // values are whole and stay until the next day
	panels            []panel
	keys              []key
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
	const top = 76
	h := top + down*(panelTop+panelHigh+panelGap+14)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="11">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(clean(c.title)), html.EscapeString(clean(c.desc)))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", w, h)
	fmt.Fprintf(&b, `<text x="%d" y="24" font-size="15" font-weight="bold">%s</text>`+"\n", panelGap, html.EscapeString(clean(c.title)))
	fmt.Fprintf(&b, `<text x="%d" y="42" fill="#555555">%s</text>`+"\n", panelGap, html.EscapeString(clean(c.note)))
	at := panelGap
	for _, k := range c.keys {
		if k.shade > 0 {
			fmt.Fprintf(&b, `<rect x="%d" y="55" width="26" height="10" fill="%s" fill-opacity="%.2f"/>`, at, palette[0], k.shade)
		} else {
			fmt.Fprintf(&b, `<line x1="%d" y1="60" x2="%d" y2="60" %s/>`, at, at+26, k.stroke.attributes())
		}
		fmt.Fprintf(&b, `<text x="%d" y="64">%s</text>`+"\n", at+31, html.EscapeString(k.name))
		at += 48 + 6*textWidth(k.name)
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
		fmt.Fprintf(b, `<path d="M%s" %s/>`+"\n", path.String(), l.stroke.attributes())
	}
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#555555"/></g>`+"\n", left, top, panelWide, panelHigh)
}

// steps writes the points of a row of values, forwards or backwards. Of whole
// numbers the value holds through the step at whose end it was seen.
func (c *chart) steps(b *strings.Builder, values []float64, left, top int, back bool) {
	for i := range values {
		k := i
		if back {
			k = len(values) - 1 - i
		}
		y := c.y(top, values[k])
		if !c.stairs {
			fmt.Fprintf(b, "%.1f %.1f ", c.x(left, c.days[k]), y)
			continue
		}
		from, to := c.x(left, c.starts), c.x(left, c.days[k])
		if k > 0 {
			from = c.x(left, c.days[k-1])
		}
		if back {
			from, to = to, from
		}
		fmt.Fprintf(b, "%.1f %.1f %.1f %.1f ", from, y, to, y)
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
	c := &chart{title: "Who has left, by when",
		note: fmt.Sprintf("The share of %s futures in which it has left; Monte Carlo error at most ± %s. What a law does not change lies on the line of %s.",
			group(int(x.Summary.Runs)), places(x.worst(), x.worst(), outlook.Chance), o.Scenarios[0].Name),
		days: x.Summary.Days, starts: o.Starts, high: 0.05, percent: true,
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
			p.lines = append(p.lines, curve{gone, strokeOf(n)})
			c.high = math.Max(c.high, gone[len(gone)-1])
		}
		c.panels = append(c.panels, p)
	}
	for n, sc := range x.Summary.Scenarios {
		c.keys = append(c.keys, key{name: sc.Name, stroke: strokeOf(n)})
	}
	c.high = math.Ceil(c.high*20) / 20
	if len(o.Scenarios) == 1 {
		c.note, _, _ = strings.Cut(c.note, " What a law")
	}
	return c.draw()
}

// numbers are values to draw: where there is none, 0.
func numbers(values []float64) []float64 {
	out := slices.Clone(values)
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = 0
		}
	}
	return out
}

// fanPicture shows what is watched: a panel for each law, with the median, the
// middle half and nine tenths of the runs.
func (x Futures) fanPicture(i int) string {
	o := x.Study.Outlook
	f := x.Summary.Scenarios[0].Fans[i]
	median, mean := stroke{palette[0], "", 1.8, 1}, stroke{palette[1], "4 2.5", 1.4, 1}
	c := &chart{title: f.Name + ": " + f.Words, days: x.Summary.Days, starts: o.Starts, low: math.Inf(1), high: math.Inf(-1), stairs: true,
		note: fmt.Sprintf("At the end of each step, in %s futures under each law.", group(int(x.Summary.Runs))),
		keys: []key{{name: "median", stroke: median}, {name: "mean", stroke: mean}, {name: "half of the futures", shade: 0.44}, {name: "nine tenths", shade: 0.2}},
		desc: fmt.Sprintf("%s in %d simulated futures from %s to %s: the median, the middle half and nine tenths of the runs; the table is fan-%s.csv.", f.Words, x.Summary.Runs, o.Starts, o.Ends, f.Name)}
	for _, sc := range x.Summary.Scenarios {
		bands := sc.Fans[i].Bands
		for _, w := range bands {
			for _, v := range w {
				c.stairs = c.stairs && (v == math.Trunc(v) || math.IsNaN(v))
			}
		}
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
		c.panels = append(c.panels, panel{title: sc.Name, bands: []band{{row(0), row(4), 0.2}, {row(1), row(3), 0.3}}, lines: []curve{{row(2), median}, {numbers(sc.Fans[i].Means), mean}}})
	}
	if i == 0 {
		c.title = "Parties at the end of each step"
	}
	if c.low = math.Min(c.low, 0); !(c.high > c.low) {
		c.high = c.low + 1
	}
	room := (c.high - c.low) * 0.05 // nothing hides in the frame
	c.low, c.high = c.low-room/2, c.high+room
	return c.draw()
}
