package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/cohesion"
	"casus/docket"
	"casus/library"
	"casus/record"
)

// Cohesion is a table of cohesion, to be shown whole or with what is behind
// the numbers of one year.
type Cohesion struct {
	*cohesion.Table
	Case, Title string
}

// heads are the columns of the measures.
var cohesionHeads = [cohesion.NumMeasures]string{"answered", "force", "held", "off", "away", "absent", "bases", "outside", "exit", "breaches"}

const missing = "NA"

// valueWords is a number in a table: "2 of 5", "3", "3 +1?" with one more in
// doubt, "NA" where the record does not tell.
func valueWords(m cohesion.Measure, v cohesion.Value) string {
	text := strconv.Itoa(v.Count)
	if m == cohesion.Answered {
		text = fmt.Sprintf("%d of %d", v.Count, v.Of)
		if v.Of == 0 {
			text = "none"
		}
	}
	if !v.Covered {
		text = missing
	}
	if n := len(v.Doubt); n > 0 {
		text += fmt.Sprintf(" +%d?", n)
	}
	return text
}

func (x Cohesion) name() string { return allianceName(x.Docket, x.Family) }

// allianceName is what a family governs, or the family's own name.
func allianceName(d *docket.Docket, family int) string {
	f := d.Case.Families[family]
	if f.Governs != 0 {
		return d.Case.Vocab.Entities[f.Governs].Code
	}
	return f.Name
}

// Write shows the numbers year by year and says what each of them counts.
func (x Cohesion) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Case, x.Title)) + "\n")
	paragraph(&b, s, "record", headAt, wholeRecord(x.Docket.Case.Vocab, x.Docket.Record), plain)
	paragraph(&b, s, "alliance", headAt, x.name()+", as of "+x.Docket.AsOf.String(), plain)
	b.WriteString("\n")
	t := table{indent: 2, columns: []column{{head: "year"}, {head: "parties", right: true}}}
	for _, h := range cohesionHeads {
		t.columns = append(t.columns, column{head: h, right: true})
	}
	for _, y := range x.Years {
		row := []cell{{strconv.Itoa(y.Year), bold}, {strconv.Itoa(len(y.Members)), plain}}
		for m, v := range y.Values {
			c := cell{valueWords(cohesion.Measure(m), v), plain}
			if !v.Covered {
				c.ink = dim
			}
			row = append(row, c)
		}
		t.add(row...)
	}
	t.write(&b, s)
	b.WriteString("\n")
	for m := cohesion.Measure(0); m < cohesion.NumMeasures; m++ {
		paragraph(&b, s, cohesionHeads[m], headAt, m.Meaning()+x.countedBy(m), dim)
	}
	paragraph(&b, s, "NA", headAt, "the record does not tell; +1? is one more that is claimed, denied, undecided or perhaps of another year. "+
		"See what is behind a year's numbers with --behind YEAR.", dim)
	_, err := io.WriteString(w, b.String())
	return err
}

// signals are those that measures count, for the legend.
var cohesionSignals = map[cohesion.Measure]library.Signal{cohesion.Answered: library.Request, cohesion.Force: library.Force, cohesion.Held: library.Exercise,
	cohesion.Cancelled: library.Cancel, cohesion.Boycotted: library.Boycott, cohesion.Absent: library.Absence, cohesion.Facilities: library.Facility,
	cohesion.Outside: library.Exercise, cohesion.ExitTalk: library.ExitTalk}

// countedBy names the acts that a measure counts.
func (x Cohesion) countedBy(m cohesion.Measure) string {
	s, ok := cohesionSignals[m]
	if !ok {
		return ""
	}
	list := x.actNames(s)
	if len(list) == 0 {
		return " (no act of the vocabulary counts as " + string(s) + ")"
	}
	return " (" + strings.Join(list, ", ") + ")"
}

func (x Cohesion) actNames(s library.Signal) []string {
	list := []string{}
	v := x.Docket.Case.Vocab
	for _, a := range x.Signals[s].Acts {
		// An act that is a kind of another one that is named goes without saying.
		if p := v.Acts[a].Parent; p != 0 && slices.Contains(x.Signals[s].Acts, p) {
			continue
		}
		list = append(list, v.Acts[a].Name)
	}
	return list
}

// Behind shows the entries and findings behind the numbers of a year.
func (x Cohesion) Behind(w io.Writer, s Style, year int) error {
	var b strings.Builder
	for _, y := range x.Years {
		if y.Year != year {
			continue
		}
		b.WriteString(s.paint(bold, fmt.Sprintf("%s, %d", x.name(), year)) + "\n")
		paragraph(&b, s, "parties", headAt, fmt.Sprintf("%d at the end: %s", len(y.Members), codes(x.Docket.Case.Vocab, y.Members)), plain)
		for m, v := range y.Values {
			x.behind(&b, s, cohesion.Measure(m), v)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Cohesion) behind(b *strings.Builder, s Style, m cohesion.Measure, v cohesion.Value) {
	b.WriteString("\n" + s.paint(bold, cohesionHeads[m]+"  "+valueWords(m, v)) + s.paint(dim, "  "+m.Meaning()) + "\n")
	t := table{indent: 2, columns: []column{{}, {bends: true}, {bends: true}}}
	for i, it := range v.Behind {
		note := ""
		if m == cohesion.Answered && i >= v.Count {
			note = "not in time"
		}
		t.add(x.itemCells(it, note)...)
	}
	for _, it := range v.Doubt {
		t.add(x.itemCells(it, x.doubt(it))...)
	}
	t.write(b, s)
}

// doubt says why something is not counted.
func (x Cohesion) doubt(it cohesion.Item) string {
	switch {
	case it.Finding != nil:
		return "not counted: " + string(it.Finding.Certainty)
	case len(it.Entry.DeniedBy) > 0:
		return "not counted: denied by " + codes(x.Docket.Case.Vocab, it.Entry.DeniedBy)
	case it.Entry.Claim:
		return "not counted: claimed"
	}
	return "not counted: the day is not known to the year"
}

func (x Cohesion) itemCells(it cohesion.Item, note string) []cell {
	if f := it.Finding; f != nil {
		return []cell{{spread(f.Days), plain}, {Phrase(x.Docket, f), plain}, {strings.TrimSpace(article(f.Rule.Article) + "  " + note), dim}}
	}
	e := it.Entry
	where := entryPlace(e)
	if n := len(e.Sources); n > 0 {
		where += " (" + strings.Join(sourceNames(e.Sources), ", ") + ")"
	}
	if note != "" {
		where = note + "  " + where
	}
	return []cell{{e.When(), plain}, {clean(record.PhraseOf(x.Docket.Case.Vocab, e)), plain}, {where, dim}}
}

// ---- for programs ---------------------------------------------------------------------

type cohesionJSON struct {
	Case     string              `json:"case"`
	Title    string              `json:"title"`
	Alliance string              `json:"alliance"`
	AsOf     string              `json:"asOf"`
	Acts     map[string][]string `json:"acts"`
	Years    []yearJSON          `json:"years"`
}

type yearJSON struct {
	Year    int                `json:"year"`
	Members []string           `json:"members"`
	Numbers []cohesionCellJSON `json:"numbers"`
}

type cohesionCellJSON struct {
	Name   string     `json:"name"`
	Count  *int       `json:"count"`
	Of     *int       `json:"of"`
	Behind []itemJSON `json:"behind"`
	Doubt  []itemJSON `json:"doubt"`
}

type itemJSON struct {
	Date    string   `json:"date"`
	Phrase  string   `json:"phrase"`
	Entry   string   `json:"entry"`
	Finding string   `json:"finding"`
	Sources []string `json:"sources"`
	Note    string   `json:"note"`
}

func (x Cohesion) itemJSON(it cohesion.Item, note string) itemJSON {
	if f := it.Finding; f != nil {
		return itemJSON{Date: f.Days.Lo.String(), Phrase: Phrase(x.Docket, f), Finding: f.ID, Sources: []string{}, Note: note}
	}
	e := it.Entry
	return itemJSON{Date: e.Begin.Lo.String(), Phrase: record.PhraseOf(x.Docket.Case.Vocab, e), Entry: entryPlace(e), Sources: sourceNames(e.Sources), Note: note}
}

// WriteJSON writes the numbers with everything behind them.
func (x Cohesion) WriteJSON(w io.Writer) error {
	j := cohesionJSON{Case: x.Case, Title: x.Title, Alliance: x.name(), AsOf: x.Docket.AsOf.String(), Acts: map[string][]string{}, Years: []yearJSON{}}
	for _, s := range library.Signals {
		j.Acts[string(s)] = x.actNames(s)
	}
	for _, y := range x.Years {
		yj := yearJSON{Year: y.Year, Members: entityCodes(x.Docket.Case.Vocab, y.Members)}
		for m, v := range y.Values {
			c := cohesionCellJSON{Name: cohesion.Measure(m).String(), Behind: []itemJSON{}, Doubt: []itemJSON{}}
			if v.Covered {
				c.Count = &v.Count
				if cohesion.Measure(m) == cohesion.Answered {
					c.Of = &v.Of
				}
			}
			for i, it := range v.Behind {
				note := ""
				if cohesion.Measure(m) == cohesion.Answered && i >= v.Count {
					note = "not in time"
				}
				c.Behind = append(c.Behind, x.itemJSON(it, note))
			}
			for _, it := range v.Doubt {
				c.Doubt = append(c.Doubt, x.itemJSON(it, x.doubt(it)))
			}
			yj.Numbers = append(yj.Numbers, c)
		}
		j.Years = append(j.Years, yj)
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each year. What the record does not tell is NA.
func (x Cohesion) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	head := []string{"alliance", "year", "parties"}
	for m := cohesion.Measure(0); m < cohesion.NumMeasures; m++ {
		head = append(head, m.String())
		if m == cohesion.Answered {
			head = append(head, "answers due")
		}
		head = append(head, m.String()+" in doubt")
	}
	c.Write(head)
	for _, y := range x.Years {
		row := []string{x.name(), strconv.Itoa(y.Year), strconv.Itoa(len(y.Members))}
		for m, v := range y.Values {
			count, of := missing, missing
			if v.Covered {
				count, of = strconv.Itoa(v.Count), strconv.Itoa(v.Of)
			}
			row = append(row, count)
			if cohesion.Measure(m) == cohesion.Answered {
				row = append(row, of)
			}
			row = append(row, strconv.Itoa(len(v.Doubt)))
		}
		c.Write(row)
	}
	c.Flush()
	return c.Error()
}
