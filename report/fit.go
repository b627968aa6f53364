package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/outlook"
	"casus/record"
)

// Fit is what an outlook learnt from its record.
type Fit struct {
	Outlook *outlook.Outlook
	Entries bool // show on which entries it rests
}

// Write shows what was learnt of whom, and how much of it comes from the prior.
func (x Fit) Write(w io.Writer, s Style) error {
	var b strings.Builder
	o := x.Outlook
	b.WriteString(s.paint(bold, headline(o.Name, o.Title)) + "\n")
	paragraph(&b, s, "record", headAt, fmt.Sprintf("%s, up to %s", o.Scenarios[0].Name, o.Starts-1), plain)
	if len(o.Learnt) == 0 {
		paragraph(&b, s, "", headAt, "It learns nothing from the record: write `learn NAME of party` (docs/outlook.md).", plain)
	}
	for _, l := range o.Learnt {
		b.WriteString("\n" + s.paint(bold, headline(l.Name, l.Title)) + "\n")
		paragraph(&b, s, "of", headAt, x.what(l), plain)
		paragraph(&b, s, "from", headAt, fmt.Sprintf("%s to %s%s", l.Since, l.Until, open(l)), plain)
		prior := "prior of the mean of all: " + l.Prior.String()
		if l.Weighs > 0 {
			prior += fmt.Sprintf("; the mean of all weighs as %s beside each one's own record", quantityOf(l, l.Weighs))
		}
		paragraph(&b, s, "thought", headAt, prior, plain)
		t := table{indent: 2, columns: []column{{head: "of"}, {head: "times", right: true}, {head: exposureHead(l), right: true}, {head: "mean", right: true},
			{head: "nine of ten between", right: true}, {head: "from the prior", right: true}}}
		t.add(x.row("all", &l.All)...)
		for i := range l.Each {
			t.add(x.row(codes(o.Scenarios[0].Program.Case.Vocab, l.Each[i].Who), &l.Each[i])...)
		}
		t.write(&b, s)
		if x.Entries {
			x.entries(&b, s, l)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Fit) what(l *outlook.Learnt) string {
	if l.Chance {
		return fmt.Sprintf("the chance of %s within %s", l.What, l.Per)
	}
	return fmt.Sprintf("how often %s, per %s", l.What, l.Per)
}

// open says how many cases were left out because their time was not over.
func open(l *outlook.Learnt) string {
	if l.Open == 0 {
		return ""
	}
	return fmt.Sprintf("; %s left out, whose time was not over", counted(l.Open, "case is", "cases are"))
}

func exposureHead(l *outlook.Learnt) string {
	if l.Chance {
		return "of cases"
	}
	return "in units"
}

func quantityOf(l *outlook.Learnt, n float64) string {
	if l.Chance {
		return short(n) + " cases"
	}
	return short(n) + " times " + l.Per.String()
}

func (x Fit) row(of string, e *outlook.Evidence) []cell {
	how := bold
	exposure := strconv.FormatFloat(e.Exposure, 'f', 1, 64)
	if e.Exposure == float64(int(e.Exposure)) {
		exposure = strconv.Itoa(int(e.Exposure))
	}
	return []cell{{of, how}, {strconv.Itoa(e.Times), plain}, {exposure, plain}, {short(e.Posterior.Mean()), plain},
		{short(e.Posterior.Quantile(0.05)) + " .. " + short(e.Posterior.Quantile(0.95)), plain}, {fmt.Sprintf("%.0f%%", 100*e.Weight()), plain}}
}

// entries lists what was counted, and of a chance the cases in which nothing
// followed.
func (x Fit) entries(b *strings.Builder, s Style, l *outlook.Learnt) {
	x.list(b, s, l, l.All.Entries, func(e *outlook.Evidence) []*record.Entry { return e.Entries })
	if len(l.All.Missed) == 0 {
		return
	}
	b.WriteString("  " + s.paint(dim, "did not follow") + "\n")
	x.list(b, s, l, l.All.Missed, func(e *outlook.Evidence) []*record.Entry { return e.Missed })
}

// list lists entries, each once, with those of whom it was counted.
func (x Fit) list(b *strings.Builder, s Style, l *outlook.Learnt, entries []*record.Entry, of func(*outlook.Evidence) []*record.Entry) {
	t := table{indent: 4, columns: []column{{bends: true}, {bends: true}, {bends: true}, {}}}
	vocab := x.Outlook.Scenarios[0].Program.Case.Vocab
	for i, e := range entries {
		if i > 0 && entries[i-1] == e {
			continue
		}
		var who []string
		for k := range l.Each {
			if slices.Contains(of(&l.Each[k]), e) {
				who = append(who, codes(vocab, l.Each[k].Who))
			}
		}
		t.add(cell{clean(e.Written), plain}, cell{clean(e.Title), dim}, cell{strings.Join(who, ", "), bold}, cell{placeOf(e), dim})
	}
	t.write(b, s)
}

func placeOf(e *record.Entry) string {
	line, _ := e.Pos.Position(e.Pos.From)
	return fmt.Sprintf("%s:%d", e.Pos.File, line)
}

type fitJSON struct {
	Outlook string       `json:"outlook"`
	Record  string       `json:"record"`
	Until   string       `json:"until"`
	Learnt  []learntJSON `json:"learnt"`
}

type learntJSON struct {
	Name   string         `json:"name"`
	Title  string         `json:"title"`
	Kind   string         `json:"kind"`
	What   string         `json:"what"`
	Per    string         `json:"per"`
	Since  string         `json:"since"`
	Until  string         `json:"until"`
	Prior  string         `json:"prior"`
	Weighs float64        `json:"weighs"`
	Open   int            `json:"open"`
	All    evidenceJSON   `json:"all"`
	Each   []evidenceJSON `json:"each"`
}

type evidenceJSON struct {
	Of        []string      `json:"of"`
	Times     int           `json:"times"`
	Exposure  float64       `json:"exposure"`
	Prior     string        `json:"prior"`
	Posterior string        `json:"posterior"`
	Mean      float64       `json:"mean"`
	Low       float64       `json:"low"`
	High      float64       `json:"high"`
	Weight    float64       `json:"priorWeight"`
	Entries   []countedJSON `json:"entries"`
	Missed    []countedJSON `json:"missed"`
}

type countedJSON struct {
	Entry string `json:"entry"`
	Place string `json:"place"`
}

func (x Fit) evidence(e *outlook.Evidence) evidenceJSON {
	j := evidenceJSON{Of: codeList(x.Outlook.Scenarios[0].Program.Case.Vocab, e.Who), Times: e.Times, Exposure: e.Exposure, Prior: e.Prior.String(),
		Posterior: e.Posterior.String(), Mean: e.Posterior.Mean(), Low: e.Posterior.Quantile(0.05), High: e.Posterior.Quantile(0.95), Weight: e.Weight(),
		Entries: []countedJSON{}, Missed: []countedJSON{}}
	for _, r := range e.Entries {
		j.Entries = append(j.Entries, countedJSON{r.Written, placeOf(r)})
	}
	for _, r := range e.Missed {
		j.Missed = append(j.Missed, countedJSON{r.Written, placeOf(r)})
	}
	return j
}

// WriteJSON writes what was learnt for programs.
func (x Fit) WriteJSON(w io.Writer) error {
	o := x.Outlook
	j := fitJSON{Outlook: o.Name, Record: o.Scenarios[0].Name, Until: (o.Starts - 1).String(), Learnt: []learntJSON{}}
	for _, l := range o.Learnt {
		n := learntJSON{Name: l.Name, Title: l.Title, Kind: "rate", What: l.What, Per: l.Per.String(), Since: l.Since.String(), Until: l.Until.String(),
			Prior: l.Prior.String(), Weighs: l.Weighs, Open: l.Open, All: x.evidence(&l.All), Each: []evidenceJSON{}}
		if l.Chance {
			n.Kind = "chance"
		}
		for i := range l.Each {
			n.Each = append(n.Each, x.evidence(&l.Each[i]))
		}
		j.Learnt = append(j.Learnt, n)
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for all and one for each of whom something was
// learnt.
func (x Fit) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"outlook", "learnt", "kind", "per", "since", "until", "of", "times", "exposure", "prior", "posterior", "mean", "low", "high", "prior weight"})
	for _, l := range x.Outlook.Learnt {
		kind := "rate"
		if l.Chance {
			kind = "chance"
		}
		line := func(of string, e *outlook.Evidence) {
			c.Write([]string{x.Outlook.Name, l.Name, kind, l.Per.String(), l.Since.String(), l.Until.String(), of, strconv.Itoa(e.Times), digits(e.Exposure),
				e.Prior.String(), e.Posterior.String(), digits(e.Posterior.Mean()), digits(e.Posterior.Quantile(0.05)), digits(e.Posterior.Quantile(0.95)), digits(e.Weight())})
		}
		line("all", &l.All)
		for i := range l.Each {
			line(codes(x.Outlook.Scenarios[0].Program.Case.Vocab, l.Each[i].Who), &l.Each[i])
		}
	}
	c.Flush()
	return c.Error()
}
