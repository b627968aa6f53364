package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"casus/outlook"
	"casus/sensitivity"
)

// Hangs is on which assumptions the answers of an outlook hang.
type Hangs struct {
	Analysis *outlook.Analysis
	Asked    []int // answers, by place
	Usual    []float64
	Errors   []float64              // of Usual, by Monte Carlo
	Bars     [][]outlook.Bar        // by what is asked
	Effects  [][]sensitivity.Effect // Morris; nil if it was not asked for
	Indices  [][]sensitivity.Index  // Sobol; nil if it was not asked for, empty where the answer does not vary
	Points   int                    // that were run
	Broken   string                 // why not all were; empty if all were
}

func (x Hangs) answer(i int) outlook.Answer { return x.Analysis.Outlook.Answers()[x.Asked[i]] }

// Write shows what was varied, then for each answer what each factor makes of
// it, the most first.
func (x Hangs) Write(w io.Writer, s Style) error {
	var b strings.Builder
	a := x.Analysis
	o := a.Outlook
	b.WriteString(s.paint(bold, headline(o.Name, o.Title)) + "\n")
	law := "under " + o.Scenarios[0].Name
	if a.Difference {
		law = "what " + o.Scenarios[1].Name + " changes beside " + o.Scenarios[0].Name
	}
	paragraph(&b, s, "asked", headAt, law, plain)
	paragraph(&b, s, "runs", headAt, fmt.Sprintf("%s at each of %s, seed %d, with the same chance at each", group(int(a.Runs)), counted(x.Points, "point", "points"), a.Seed), plain)
	if x.Broken != "" {
		paragraph(&b, s, "broken off", headAt, clean(x.Broken), red)
	}
	b.WriteString("\n" + s.paint(bold, "Varied") + "\n")
	t := table{indent: 2, columns: []column{{head: "assumption"}, {head: "is a"}, {head: "usually", right: true}, {head: "varied over", bends: true}, {head: "what", bends: true}}}
	for i := range a.Factors {
		f := &a.Factors[i]
		t.add(cell{f.Name, bold}, cell{f.Kind.String(), plain}, cell{f.Show(f.Usual), plain}, cell{rangeWords(f), plain}, cell{clean(f.Title), dim})
	}
	t.write(&b, s)
	for i := range x.Asked {
		x.one(&b, s, i)
	}
	b.WriteString("\n")
	paragraph(&b, s, "alone", headAt, "the answer with this assumption alone at its low and at its high end, all others as usual: the bars of a tornado. ± is the Monte Carlo error at one point; between points it is smaller, since the chances are common.", dim)
	if x.Effects != nil {
		paragraph(&b, s, "strength", headAt, "the mean size of the change when it goes from end to end, wherever the others are (Morris, mu*); spread: how much that hangs on the others.", dim)
	}
	if x.Indices != nil {
		paragraph(&b, s, "first, total", headAt, "the share of the answer's variance that goes if it is known, and that stays if all others are (Sobol), with 95% intervals.", dim)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func rangeWords(f *outlook.Factor) string {
	switch {
	case f.Kind == outlook.AsReading:
		var list []string
		for _, v := range f.Values {
			list = append(list, v.String())
		}
		return strings.Join(list, ", ")
	case f.Kind == outlook.FromWhat:
		return "what the record leaves open"
	case f.Quantile != nil:
		return short(f.Quantile(0.05)) + " .. " + short(f.Quantile(0.95)) + " nine times of ten"
	}
	return short(f.Low) + " .. " + short(f.High)
}

func (x Hangs) one(b *strings.Builder, s Style, i int) {
	ans := x.answer(i)
	b.WriteString("\n" + s.paint(bold, ans.Words) + s.paint(dim, "  usually "+x.value(ans, x.Usual[i])+" ± "+x.value(ans, x.Errors[i])) + "\n")
	t := table{indent: 2, columns: []column{{head: "assumption"}, {head: "low", right: true}, {head: "high", right: true}, {head: "strength", right: true}, {head: "spread", right: true},
		{head: "first", right: true}, {head: "total", right: true}}}
	for _, bar := range x.Bars[i] {
		row := []cell{{bar.Factor.Name, bold}, {x.value(ans, bar.AtLow), plain}, {x.value(ans, bar.AtHigh), plain}, {}, {}, {}, {}}
		if x.Effects != nil {
			for _, e := range x.Effects[i] {
				if e.Name == bar.Factor.Name {
					row[3], row[4] = cell{x.value(ans, e.Strength), plain}, cell{x.value(ans, e.Spread), plain}
				}
			}
		}
		if x.Indices != nil {
			for _, n := range x.Indices[i] {
				if n.Name == bar.Factor.Name {
					row[5], row[6] = cell{shareWords(n.First), plain}, cell{shareWords(n.Total), plain}
				}
			}
		}
		t.add(row...)
	}
	t.write(b, s)
	if x.Indices != nil && len(x.Indices[i]) == 0 {
		b.WriteString("  " + s.paint(dim, "it does not vary: there is no variance to share") + "\n")
	}
}

func (x Hangs) value(a outlook.Answer, v float64) string {
	if a.Kind == outlook.Chance {
		return fmt.Sprintf("%.1f%%", 100*v)
	}
	return short(v)
}

func shareWords(n sensitivity.Share) string {
	return fmt.Sprintf("%.2f [%.2f, %.2f]", n.Value, n.Low, n.High)
}

type hangsJSON struct {
	Outlook    string       `json:"outlook"`
	Laws       []string     `json:"laws"`
	Difference bool         `json:"difference"`
	Runs       int64        `json:"runs"`
	Points     int          `json:"points"`
	Seed       string       `json:"seed"`
	Broken     string       `json:"broken"`
	Factors    []factorJSON `json:"factors"`
	Answers    []hungJSON   `json:"answers"`
}

type factorJSON struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Usual string `json:"usual"`
	Range string `json:"range"`
}

type hungJSON struct {
	Name    string       `json:"name"`
	Words   string       `json:"words"`
	Kind    string       `json:"kind"`
	Usual   float64      `json:"usual"`
	Error   float64      `json:"error"`
	Factors []effectJSON `json:"factors"`
}

type effectJSON struct {
	Name     string     `json:"name"`
	Low      string     `json:"low"`
	High     string     `json:"high"`
	AtLow    float64    `json:"atLow"`
	AtHigh   float64    `json:"atHigh"`
	Strength *float64   `json:"strength"`
	Mean     *float64   `json:"mean"`
	Spread   *float64   `json:"spread"`
	First    *shareJSON `json:"first"`
	Total    *shareJSON `json:"total"`
}

type shareJSON struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// WriteJSON writes everything for programs.
func (x Hangs) WriteJSON(w io.Writer) error {
	a := x.Analysis
	j := hangsJSON{Outlook: a.Outlook.Name, Laws: []string{}, Difference: a.Difference, Runs: a.Runs, Points: x.Points, Seed: strconv.FormatUint(a.Seed, 10), Broken: x.Broken, Factors: []factorJSON{}, Answers: []hungJSON{}}
	for _, sc := range a.Outlook.Scenarios {
		j.Laws = append(j.Laws, sc.Name)
	}
	for i := range a.Factors {
		f := &a.Factors[i]
		j.Factors = append(j.Factors, factorJSON{f.Name, f.Kind.String(), f.Title, f.Show(f.Usual), rangeWords(f)})
	}
	for i := range x.Asked {
		ans := x.answer(i)
		h := hungJSON{Name: ans.Name, Words: ans.Words, Kind: answerKind(ans.Kind), Usual: x.Usual[i], Error: x.Errors[i], Factors: []effectJSON{}}
		for _, bar := range x.Bars[i] {
			e := effectJSON{Name: bar.Factor.Name, Low: bar.Factor.Show(bar.Low), High: bar.Factor.Show(bar.High), AtLow: bar.AtLow, AtHigh: bar.AtHigh}
			x.fill(&e, i)
			h.Factors = append(h.Factors, e)
		}
		j.Answers = append(j.Answers, h)
	}
	return writeJSON(w, j)
}

func (x Hangs) fill(e *effectJSON, i int) {
	if x.Effects != nil {
		for _, m := range x.Effects[i] {
			if m.Name == e.Name {
				e.Strength, e.Mean, e.Spread = &m.Strength, &m.Mean, &m.Spread
			}
		}
	}
	if x.Indices != nil {
		for _, n := range x.Indices[i] {
			if n.Name == e.Name {
				e.First, e.Total = &shareJSON{n.First.Value, n.First.Low, n.First.High}, &shareJSON{n.Total.Value, n.Total.Low, n.Total.High}
			}
		}
	}
}

// WriteCSV writes one line for each factor of each answer.
func (x Hangs) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	x.table(c, -1)
	c.Flush()
	return c.Error()
}

func (x Hangs) table(c *csv.Writer, only int) {
	c.Write([]string{"answer", "usual", "factor", "kind", "low", "high", "at low", "at high", "strength", "mean", "spread", "first", "first low", "first high", "total", "total low", "total high"})
	for i := range x.Asked {
		if only >= 0 && only != i {
			continue
		}
		for _, bar := range x.Bars[i] {
			e := effectJSON{Name: bar.Factor.Name}
			x.fill(&e, i)
			line := []string{x.answer(i).Name, digits(x.Usual[i]), e.Name, bar.Factor.Kind.String(), bar.Factor.Show(bar.Low), bar.Factor.Show(bar.High), digits(bar.AtLow), digits(bar.AtHigh),
				orMissing(e.Strength), orMissing(e.Mean), orMissing(e.Spread)}
			for _, s := range []*shareJSON{e.First, e.Total} {
				if s == nil {
					line = append(line, missing, missing, missing)
				} else {
					line = append(line, digits(s.Value), digits(s.Low), digits(s.High))
				}
			}
			c.Write(line)
		}
	}
}

func orMissing(v *float64) string {
	if v == nil {
		return missing
	}
	return digits(*v)
}

// Pictures are a tornado for each answer, each with its table.
func (x Hangs) Pictures() (names []string, files map[string][]byte) {
	files = map[string][]byte{}
	for i := range x.Asked {
		ans := x.answer(i)
		t := tornado{title: ans.Words, desc: "For each assumption, the answer with it alone at its low and at its high end; the longest bar first. The line is where it lies usually: " + x.value(ans, x.Usual[i]) + ".",
			usual: x.Usual[i], percent: ans.Kind == outlook.Chance}
		for _, bar := range x.Bars[i] {
			t.bars = append(t.bars, tornadoBar{bar.Factor.Name, bar.Factor.Show(bar.Low), bar.Factor.Show(bar.High), bar.AtLow, bar.AtHigh})
			t.note = fmt.Sprintf("With each assumption alone at its low end (striped) and at its high end (full); %s futures at each point, Monte Carlo error ± %s.", group(int(x.Analysis.Runs)), x.value(ans, x.Errors[i]))
		}
		var b strings.Builder
		c := csv.NewWriter(&b)
		x.table(c, i)
		c.Flush()
		name := "tornado-" + ans.Name
		names = append(names, name+".csv", name+".svg")
		files[name+".csv"], files[name+".svg"] = []byte(b.String()), []byte(t.draw())
	}
	return names, files
}

// tornado is bars about a line, the longest at the top.
type tornado struct {
	title, note, desc string
	usual             float64
	percent           bool
	bars              []tornadoBar
}

type tornadoBar struct {
	name, low, high string
	atLow, atHigh   float64
}

func (t *tornado) label(v float64) string {
	if t.percent {
		return strconv.FormatFloat(100*v, 'f', 1, 64) + "%"
	}
	return short(v)
}

// draw draws the bars: the part towards the low end of an assumption is
// hatched, that towards its high end full.
func (t *tornado) draw() string {
	const left, width, row, top = 250, 420, 24, 84
	lo, hi := t.usual, t.usual
	for _, b := range t.bars {
		lo, hi = min(lo, b.atLow, b.atHigh), max(hi, b.atLow, b.atHigh)
	}
	if hi <= lo {
		lo, hi = lo-0.5, hi+0.5
	}
	at := func(v float64) float64 { return left + width*(v-lo)/(hi-lo) }
	high := top + row*len(t.bars) + 30
	d := newDrawing(left+width+150, high, t.title, t.desc)
	d.add(`<defs><pattern id="low" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#56b4e9"/><line x1="0" y1="0" x2="0" y2="5" stroke="#fff" stroke-width="2"/></pattern></defs>`)
	d.text(12, 24, "title", "start", t.title)
	d.text(12, 42, "note", "start", t.note)
	bottom := float64(top + row*len(t.bars))
	for _, v := range ticks(lo, hi) {
		d.add(fmt.Sprintf(`<line x1="%.1f" x2="%.1f" y1="%d" y2="%.1f" stroke="#e4e4e4"/>`, at(v), at(v), top-4, bottom+4))
		d.text(at(v), bottom+18, "note", "middle", t.label(v))
	}
	for i, b := range t.bars {
		y := float64(top + i*row)
		fmt.Fprintf(&d.b, `<text x="%d" y="%.1f" class="label" text-anchor="end">%s <tspan class="note">%s</tspan></text>`+"\n", left-12, y+15, esc(b.name), esc(ends(b)))
		for _, part := range []struct {
			v    float64
			fill string
			end  string
		}{{b.atLow, "url(#low)", b.low}, {b.atHigh, palette[0], b.high}} {
			x0, x1 := min(at(t.usual), at(part.v)), max(at(t.usual), at(part.v))
			d.add(fmt.Sprintf(`<rect x="%.1f" y="%.1f" width="%.1f" height="16" fill="%s"><title>%s at %s: %s</title></rect>`, x0, y+3, x1-x0, part.fill, esc(b.name), esc(part.end), t.label(part.v)))
		}
		d.text(left+width+12, y+15, "note", "start", t.label(b.atLow)+" to "+t.label(b.atHigh))
	}
	d.add(fmt.Sprintf(`<line x1="%.1f" x2="%.1f" y1="%d" y2="%.1f" stroke="currentColor" stroke-width="1.2"/>`, at(t.usual), at(t.usual), top-6, bottom+4))
	d.text(at(t.usual), top-12, "note", "middle", "usually "+t.label(t.usual))
	return d.done()
}

// ends are the two ends of an assumption, as short as they can be said.
func ends(b tornadoBar) string {
	short := strings.NewReplacer(" quantile", "")
	return short.Replace(b.low) + " .. " + short.Replace(b.high)
}
