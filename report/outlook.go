package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/outlook"
)

// Futures is a study with what it found.
type Futures struct {
	Study   *outlook.Study
	Summary *outlook.Summary
	// Broken says why the study ended before all runs were done; empty if it did
	// not.
	Broken string
}

// several is how many dates a table over time shows.
const several = 6

// Write shows a study: what was assumed, what is asked at the end under each
// law, and how it comes over time.
func (x Futures) Write(w io.Writer, s Style) error {
	var b strings.Builder
	o := x.Study.Outlook
	b.WriteString(s.paint(bold, headline(o.Name, o.Title)) + "\n")
	paragraph(&b, s, "from", headAt, fmt.Sprintf("%s to %s, %s of %s", o.Starts, o.Ends, counted(o.Steps, "step", "steps"), o.Step), plain)
	var laws []string
	for _, sc := range o.Scenarios {
		laws = append(laws, headline(sc.Name, sc.Title))
	}
	paragraph(&b, s, "law", headAt, strings.Join(laws, "; "), plain)
	record := "none: the futures begin with the charter alone"
	if n := len(o.Scenarios[0].Built.Record.Entries); n > 0 {
		record = counted(n, "entry", "entries") + " of what had begun before " + o.Starts.String() + ", from common ground"
	}
	paragraph(&b, s, "record", headAt, record, plain)
	paragraph(&b, s, "runs", headAt, group(int(x.Summary.Runs))+" under each law, seed "+strconv.FormatUint(x.Study.Seed, 10)+", with the same chances under each", plain)
	for i := range o.Parameters {
		head := ""
		if i == 0 {
			head = "assumed"
		}
		paragraph(&b, s, head, headAt, x.parameter(i), plain)
	}
	if x.Broken != "" {
		paragraph(&b, s, "broken off", headAt, clean(x.Broken), red)
	}
	x.answers(&b, s)
	x.survival(&b, s)
	x.fans(&b, s)
	b.WriteString("\n")
	note := "± is the Monte Carlo error, one standard deviation: how far a number would wander with other seeds. ≤ and ≥ stand where a chance came in no run or in all: so far it may reach, with 95 %. " +
		"How far the outlook is from the world none of it says."
	if len(o.Scenarios) > 1 {
		note += " A difference is drawn run by run from common chances; * stands where its 95 % interval does not hold 0. Where a law makes no difference, such a mark would stand one time in twenty."
	}
	paragraph(&b, s, "", headAt, note, dim)
	_, err := io.WriteString(w, b.String())
	return err
}

// parameter is an assumption in words.
func (x Futures) parameter(i int) string {
	p := &x.Study.Outlook.Parameters[i]
	text := p.Name + " = " + plainNumber(x.Value(i))
	if d := x.from(i); d != nil {
		text = p.Name + " from " + d.String()
	}
	if p.HasRange {
		text += fmt.Sprintf(" in %s..%s", plainNumber(p.Low), plainNumber(p.High))
	}
	if p.Title != "" {
		text += ": " + clean(p.Title)
	}
	if len(p.Sources) > 0 {
		text += " [" + strings.Join(p.Sources, ", ") + "]"
	}
	return text
}

// Value is the value a parameter has in the study where it is not drawn.
func (x Futures) Value(i int) float64 {
	if x.Study.Values != nil {
		return x.Study.Values[i]
	}
	return x.Study.Outlook.Parameters[i].Value
}

// from is what a parameter is drawn from; nil if it is not.
func (x Futures) from(i int) *outlook.Distribution {
	switch {
	case x.Study.Fixed != nil && x.Study.Fixed[i]:
		return nil
	case x.Study.From != nil && x.Study.From[i] != nil:
		return x.Study.From[i]
	}
	return x.Study.Outlook.Parameters[i].From
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// places writes a number to as many places as its error leaves of use.
func places(v, err float64, kind outlook.AnswerKind) string {
	if math.IsNaN(v) {
		return missing
	}
	unit := ""
	if kind == outlook.Chance {
		v, err, unit = 100*v, 100*err, "%"
	}
	n := 4
	if err > 0 {
		n = min(max(1-int(math.Floor(math.Log10(err))), 1), 4)
	} else if v == math.Trunc(v) {
		n = 1
	}
	return strconv.FormatFloat(v, 'f', n, 64) + unit
}

func withSign(text string) string {
	if text != missing && !strings.HasPrefix(text, "-") {
		return "+" + text
	}
	return text
}

func plusMinus(err float64, kind outlook.AnswerKind) string {
	if math.IsNaN(err) {
		return ""
	}
	return "± " + places(err, err, kind)
}

// errorOf is the error of an estimate. Where a chance came in no run, or in all,
// the standard error says nothing and the end of the interval is told.
func errorOf(e outlook.Estimate, kind outlook.AnswerKind) string {
	switch {
	case e.Error != 0:
		return plusMinus(e.Error, kind)
	case kind != outlook.Chance:
		return "in every run"
	case e.Value == 0:
		return "≤ " + places(e.High, e.High, kind)
	}
	return "≥ " + places(e.Low, 1-e.Low, kind)
}

// against is a difference with its error.
func against(d outlook.Difference, kind outlook.AnswerKind) (value, err cell, mark cell) {
	switch {
	case d.Same:
		return cell{"none", dim}, cell{}, cell{}
	case d.Clear:
		return cell{withSign(places(d.Value, d.Error, kind)), bold}, cell{plusMinus(d.Error, kind), dim}, cell{"*", bold}
	}
	return cell{withSign(places(d.Value, d.Error, kind)), plain}, cell{plusMinus(d.Error, kind), dim}, cell{}
}

// answers shows what is asked at the end.
func (x Futures) answers(b *strings.Builder, s Style) {
	o := x.Study.Outlook
	b.WriteString("\n" + s.paint(bold, "At the end, "+o.Ends.String()) + "\n")
	one := len(o.Scenarios) == 1
	t := &table{indent: 2, columns: []column{{head: "answer", bends: true}, {}, {head: "mean", right: true}, {}, {head: "difference", right: true}, {}, {}}}
	if !one {
		t.columns[1].head = "law"
	}
	for _, l := range x.Summary.Lines {
		for n, e := range l.By {
			name, law := cell{}, cell{o.Scenarios[n].Name, plain}
			if n == 0 {
				name = cell{clean(l.Words), bold}
			}
			if one {
				law = cell{}
			}
			row := []cell{name, law, {places(e.Value, e.Error, l.Kind), plain}, {errorOf(e, l.Kind), dim}, {}, {}, {}}
			if n > 0 {
				row[4], row[5], row[6] = against(l.Against[n], l.Kind)
			}
			t.add(row...)
		}
	}
	t.write(b, s)
}

// shown are the steps that a table over time shows: evenly spread, the last
// among them.
func (x Futures) shown() []int {
	n := len(x.Summary.Days)
	var out []int
	for i := 1; i <= min(several, n); i++ {
		out = append(out, i*n/min(several, n)-1)
	}
	return out
}

// survival shows who has left by when.
func (x Futures) survival(b *strings.Builder, s Style) {
	o := x.Study.Outlook
	b.WriteString("\n" + s.paint(bold, "Gone by the end of") + s.paint(dim, fmt.Sprintf("  (± %s at most)", places(x.worst(), x.worst(), outlook.Chance))) + "\n")
	t := &table{indent: 2, columns: []column{{head: "who"}, {}}}
	steps := x.shown()
	for _, k := range steps {
		t.columns = append(t.columns, column{head: x.Summary.Days[k].String(), right: true})
	}
	t.columns = append(t.columns, column{head: "half by", right: true})
	vocab := o.Scenarios[0].Program.Case.Vocab
	for i := range x.Summary.Scenarios[0].Survivals {
		for n, sc := range x.Summary.Scenarios {
			if i >= len(sc.Survivals) {
				continue
			}
			v := sc.Survivals[i]
			row := []cell{{}, {}}
			if n == 0 {
				row[0] = cell{partyName(vocab, v.Party), bold}
			}
			if len(o.Scenarios) > 1 {
				row[1] = cell{sc.Name, plain}
			}
			for _, k := range steps {
				row = append(row, cell{strconv.FormatFloat(100*v.Gone[k].Value, 'f', 2, 64) + "%", plain})
			}
			half := "later"
			if v.By[2] > 0 {
				half = x.Summary.Days[v.By[2]-1].String()
			}
			t.add(append(row, cell{half, dim})...)
		}
	}
	t.write(b, s)
}

// worst is the largest Monte Carlo error of the chances over time.
func (x Futures) worst() (most float64) {
	for _, sc := range x.Summary.Scenarios {
		for _, v := range sc.Survivals {
			for _, e := range v.Gone {
				most = math.Max(most, e.Error)
			}
		}
	}
	return most
}

func partyName(v *charter.Vocabulary, e charter.EntityID) string {
	if e == 0 {
		return "the first"
	}
	return v.Entities[e].Code
}

// fans shows what is watched over time: the median, and where nine of ten runs
// lie.
func (x Futures) fans(b *strings.Builder, s Style) {
	o := x.Study.Outlook
	b.WriteString("\n" + s.paint(bold, "Over time: the median, and between what nine of ten runs lie") + "\n")
	t := &table{indent: 2, columns: []column{{head: "watched", bends: true}, {}}}
	steps := x.shown()
	for _, k := range steps {
		t.columns = append(t.columns, column{head: x.Summary.Days[k].String(), right: true})
	}
	for i := range x.Summary.Scenarios[0].Fans {
		for n, sc := range x.Summary.Scenarios {
			f := sc.Fans[i]
			row := []cell{{}, {}}
			if n == 0 {
				row[0] = cell{f.Name, bold}
			}
			if len(o.Scenarios) > 1 {
				row[1] = cell{sc.Name, plain}
			}
			for _, k := range steps {
				q := f.Bands[k]
				row = append(row, cell{fmt.Sprintf("%s [%s, %s]", short(q[2]), short(q[0]), short(q[4])), plain})
			}
			t.add(row...)
		}
	}
	t.write(b, s)
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

type futuresJSON struct {
	Outlook    string          `json:"outlook"`
	Title      string          `json:"title"`
	Starts     string          `json:"starts"`
	Ends       string          `json:"ends"`
	Steps      int             `json:"steps"`
	Step       string          `json:"step"`
	Runs       int64           `json:"runs"`
	Seed       string          `json:"seed"`
	Broken     string          `json:"broken"`
	Parameters []parameterJSON `json:"parameters"`
	Laws       []lawJSON       `json:"laws"`
	Answers    []answerJSON    `json:"answers"`
	Days       []string        `json:"days"`
}

type parameterJSON struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Value   float64  `json:"value"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	From    *string  `json:"from"`
	Sources []string `json:"sources"`
}

type lawJSON struct {
	Name  string     `json:"name"`
	Title string     `json:"title"`
	Gone  []goneJSON `json:"gone"`
	Fans  []fanJSON  `json:"fans"`
}

type goneJSON struct {
	Who    string    `json:"who"`
	Chance []float64 `json:"chance"`
	Error  []float64 `json:"error"`
	Low    []float64 `json:"low"`
	High   []float64 `json:"high"`
	HalfBy *string   `json:"halfBy"`
}

type fanJSON struct {
	Name  string          `json:"name"`
	Words string          `json:"words"`
	Over  []quantilesJSON `json:"over"`
}

// quantilesJSON are the quantiles of outlook.FanShares on a day.
type quantilesJSON struct {
	Date          string   `json:"date"`
	Low           *float64 `json:"low"`
	Quarter       *float64 `json:"quarter"`
	Median        *float64 `json:"median"`
	ThreeQuarters *float64 `json:"threeQuarters"`
	High          *float64 `json:"high"`
	Mean          *float64 `json:"mean"`
	// Within is where each of the five lies, with 95 %.
	Within [5][2]*float64 `json:"within"`
}

type answerJSON struct {
	Name  string         `json:"name"`
	Words string         `json:"words"`
	Kind  string         `json:"kind"`
	By    []estimateJSON `json:"by"`
}

type estimateJSON struct {
	Law        string     `json:"law"`
	Mean       *float64   `json:"mean"`
	Error      *float64   `json:"error"`
	Low        *float64   `json:"low"`
	High       *float64   `json:"high"`
	Difference *apartJSON `json:"difference"`
}

type apartJSON struct {
	Mean  *float64 `json:"mean"`
	Error *float64 `json:"error"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	Clear bool     `json:"clear"`
	Same  bool     `json:"same"`
}

// finite is a number for JSON, which knows no others; nil is none.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

var answerKinds = [...]string{outlook.Number: "number", outlook.Chance: "chance"}

// JSON is the study for programs.
func (x Futures) JSON() any {
	o := x.Study.Outlook
	j := futuresJSON{Outlook: o.Name, Title: o.Title, Starts: o.Starts.String(), Ends: o.Ends.String(), Steps: o.Steps, Step: o.Step.String(),
		Runs: x.Summary.Runs, Seed: strconv.FormatUint(x.Study.Seed, 10), Broken: x.Broken, Parameters: []parameterJSON{}}
	for i, p := range o.Parameters {
		pj := parameterJSON{Name: p.Name, Title: p.Title, Value: x.Value(i), Sources: append([]string{}, p.Sources...)}
		if p.HasRange {
			pj.Low, pj.High = &p.Low, &p.High
		}
		if d := x.from(i); d != nil {
			text := d.String()
			pj.From = &text
		}
		j.Parameters = append(j.Parameters, pj)
	}
	for _, d := range x.Summary.Days {
		j.Days = append(j.Days, d.String())
	}
	for _, l := range x.Summary.Lines {
		a := answerJSON{Name: l.Name, Words: l.Words, Kind: answerKinds[l.Kind]}
		for n, e := range l.By {
			ej := estimateJSON{o.Scenarios[n].Name, finite(e.Value), finite(e.Error), finite(e.Low), finite(e.High), nil}
			if d := l.Against[n]; n > 0 {
				ej.Difference = &apartJSON{finite(d.Value), finite(d.Error), finite(d.Low), finite(d.High), d.Clear, d.Same}
			}
			a.By = append(a.By, ej)
		}
		j.Answers = append(j.Answers, a)
	}
	for n, sc := range x.Summary.Scenarios {
		j.Laws = append(j.Laws, x.lawJSON(n, &sc))
	}
	return j
}

func (x Futures) lawJSON(n int, sc *outlook.ScenarioSummary) lawJSON {
	vocab := x.Study.Outlook.Scenarios[n].Program.Case.Vocab
	l := lawJSON{Name: sc.Name, Title: sc.Title}
	for _, v := range sc.Survivals {
		g := goneJSON{Who: "first"}
		for _, e := range v.Gone {
			g.Chance, g.Error, g.Low, g.High = append(g.Chance, e.Value), append(g.Error, e.Error), append(g.Low, e.Low), append(g.High, e.High)
		}
		if v.Party != 0 {
			g.Who = vocab.Entities[v.Party].Code
		}
		if v.By[2] > 0 {
			day := x.Summary.Days[v.By[2]-1].String()
			g.HalfBy = &day
		}
		l.Gone = append(l.Gone, g)
	}
	for _, f := range sc.Fans {
		fj := fanJSON{Name: f.Name, Words: f.Words}
		for k, q := range f.Bands {
			j := quantilesJSON{Date: x.Summary.Days[k].String(), Low: finite(q[0]), Quarter: finite(q[1]), Median: finite(q[2]), ThreeQuarters: finite(q[3]), High: finite(q[4]),
				Mean: finite(f.Means[k])}
			for i, w := range f.Within[k] {
				j.Within[i] = [2]*float64{finite(w[0]), finite(w[1])}
			}
			fj.Over = append(fj.Over, j)
		}
		l.Fans = append(l.Fans, fj)
	}
	return l
}

// WriteJSON writes the study for programs.
func (x Futures) WriteJSON(w io.Writer) error { return writeJSON(w, x.JSON()) }

// WriteCSV writes one line for each number: the answers at the end, the
// differences, who has gone by each day, the quantiles of what is watched.
func (x Futures) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"table", "law", "name", "date", "statistic", "value", "error", "low", "high"})
	o := x.Study.Outlook
	end := o.Ends.String()
	for _, l := range x.Summary.Lines {
		for n, e := range l.By {
			c.Write([]string{"answer", o.Scenarios[n].Name, l.Name, end, "mean", digits(e.Value), digits(e.Error), digits(e.Low), digits(e.High)})
			if d := l.Against[n]; n > 0 {
				c.Write([]string{"difference", o.Scenarios[n].Name, l.Name, end, "mean", digits(d.Value), digits(d.Error), digits(d.Low), digits(d.High)})
			}
		}
	}
	for n := range x.Summary.Scenarios {
		x.goneCSV(c, n)
		for i := range x.Summary.Scenarios[n].Fans {
			x.fanCSV(c, n, i)
		}
	}
	c.Flush()
	return c.Error()
}

func (x Futures) goneCSV(c *csv.Writer, n int) {
	sc := &x.Summary.Scenarios[n]
	vocab := x.Study.Outlook.Scenarios[n].Program.Case.Vocab
	for _, v := range sc.Survivals {
		who := "first"
		if v.Party != 0 {
			who = vocab.Entities[v.Party].Code
		}
		for k, e := range v.Gone {
			c.Write([]string{"gone", sc.Name, who, x.Summary.Days[k].String(), "chance", digits(e.Value), digits(e.Error), digits(e.Low), digits(e.High)})
		}
	}
}

func (x Futures) fanCSV(c *csv.Writer, n, i int) {
	sc := &x.Summary.Scenarios[n]
	for k, q := range sc.Fans[i].Bands {
		for j, v := range q {
			within := sc.Fans[i].Within[k][j]
			c.Write([]string{"fan", sc.Name, sc.Fans[i].Name, x.Summary.Days[k].String(), "q" + strconv.Itoa(int(math.Round(100*outlook.FanShares[j]))), digits(v), "", digits(within[0]), digits(within[1])})
		}
		c.Write([]string{"fan", sc.Name, sc.Fans[i].Name, x.Summary.Days[k].String(), "mean", digits(sc.Fans[i].Means[k]), "", "", ""})
	}
}

func digits(v float64) string {
	if math.IsNaN(v) {
		return missing
	}
	return strconv.FormatFloat(v, 'g', 8, 64)
}

// Pictures are the files of a study's pictures, each with the table it shows:
// by name, in order.
func (x Futures) Pictures() (names []string, files map[string][]byte) {
	files = map[string][]byte{}
	add := func(name, svg string, table func(*csv.Writer)) {
		var b strings.Builder
		c := csv.NewWriter(&b)
		c.Write([]string{"table", "law", "name", "date", "statistic", "value", "error", "low", "high"})
		table(c)
		c.Flush()
		names = append(names, name+".svg", name+".csv")
		files[name+".svg"], files[name+".csv"] = []byte(svg), []byte(b.String())
	}
	add("gone", x.gonePicture(), func(c *csv.Writer) {
		for n := range x.Summary.Scenarios {
			x.goneCSV(c, n)
		}
	})
	for i, f := range x.Summary.Scenarios[0].Fans {
		add("fan-"+f.Name, x.fanPicture(i), func(c *csv.Writer) {
			for n := range x.Summary.Scenarios {
				x.fanCSV(c, n, i)
			}
		})
	}
	slices.Sort(names)
	return slices.Compact(names), files
}

// yearsOf are the first days of years between two days, for an axis.
func yearsOf(from, to calendar.Day) []calendar.Day {
	var out []calendar.Day
	y, _, _ := from.Civil()
	for {
		y++
		d, ok := calendar.Date(y, 1, 1)
		if !ok || d > to {
			return out
		}
		out = append(out, d)
	}
}
