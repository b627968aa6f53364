package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"casus/annals"
	"casus/calendar"
	"casus/charter"
)

// Summary is what a record too large to be held comes to under a case.
type Summary struct {
	Case  *charter.Case
	File  string
	Bytes int64
	annals.Summary
}

// ruleCount is one row of the table.
type ruleCount struct {
	rule *charter.Rule
	text string // the charter it stands in
	annals.Count
}

// rows are the rules of which something was found, or could have been.
func (x Summary) rows() []ruleCount {
	var list []ruleCount
	for i, r := range x.Case.Rules {
		list = append(list, ruleCount{r, x.Case.Families[r.Family].Texts[r.Text].Name, x.Rules[i]})
	}
	return list
}

// numbers are the counts of a row in the order of the columns.
func (c ruleCount) numbers() []int64 {
	return []int64{c.Opened, c.InTime, c.Late, c.Breaches, c.Standing, c.Unanswered, c.Excused, c.Lapsed, c.Adopted, c.Rejected, c.Open}
}

// summaryHeads are the heads of the table; in CSV and JSON they are one word.
var summaryHeads = []string{"opened", "in time", "late", "breaches", "standing", "unanswered", "excused", "lapsed", "adopted", "rejected", "open"}

// Write shows the counts rule by rule. Columns and rules of which there is nothing
// to say are left out.
func (x Summary) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, headline(x.Case.Name, x.Case.Title)) + "\n")
	text := clean(x.File) + ": " + counted(int(x.Entries), "entry", "entries")
	if x.Entries > 0 {
		text += " from " + x.First.String() + " to " + x.Last.String()
	}
	if x.Cut {
		text += "; interrupted there"
	}
	paragraph(&b, s, "record", headAt, text+"; read in one pass, no finding kept", plain)
	paragraph(&b, s, "as of", headAt, x.AsOf.String(), plain)
	b.WriteByte('\n')
	t := table{indent: 2, columns: []column{{head: "rule"}, {head: "of"}}}
	for _, h := range summaryHeads {
		t.columns = append(t.columns, column{head: h, right: true})
	}
	for _, r := range x.rows() {
		cells, some := []cell{{ruleName(r.rule), plain}, {r.text, plain}}, false
		for _, n := range r.numbers() {
			c := cell{}
			if n != 0 {
				c.text, some = group(int(n)), true
			}
			cells = append(cells, c)
		}
		if some {
			t.add(cells...)
		}
	}
	if len(t.rows) == 0 {
		b.WriteString("  nothing was found of any rule\n")
	}
	t.write(&b, s)
	var more []string
	for _, c := range []struct {
		n         int64
		one, many string
	}{{x.Changes, "change of status", "changes of status"}, {x.Voids, "void act", "void acts"}, {x.Silences, "silence of the text", "silences of the text"},
		{x.Collisions, "collision", "collisions"}} {
		if c.n > 0 {
			more = append(more, counted(int(c.n), c.one, c.many))
		}
	}
	if len(more) > 0 {
		b.WriteString("\n  " + strings.Join(more, ", ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type summaryRuleJSON struct {
	Charter    string `json:"charter"`
	Rule       string `json:"rule"`
	Opened     int64  `json:"opened"`
	InTime     int64  `json:"inTime"`
	Late       int64  `json:"late"`
	Breaches   int64  `json:"breaches"`
	Standing   int64  `json:"standing"`
	Unanswered int64  `json:"unanswered"`
	Excused    int64  `json:"excused"`
	Lapsed     int64  `json:"lapsed"`
	Adopted    int64  `json:"adopted"`
	Rejected   int64  `json:"rejected"`
	Open       int64  `json:"open"`
}

type summaryJSON struct {
	Case        string            `json:"case"`
	File        string            `json:"file"`
	Bytes       int64             `json:"bytes"`
	Entries     int64             `json:"entries"`
	First       *string           `json:"first"`
	Last        *string           `json:"last"`
	AsOf        string            `json:"asOf"`
	Interrupted bool              `json:"interrupted"`
	Changes     int64             `json:"changes"`
	Voids       int64             `json:"voids"`
	Silences    int64             `json:"silences"`
	Collisions  int64             `json:"collisions"`
	Rules       []summaryRuleJSON `json:"rules"`
}

// WriteJSON writes all counts, also those that are zero.
func (x Summary) WriteJSON(w io.Writer) error {
	out := summaryJSON{Case: x.Case.Name, File: x.File, Bytes: x.Bytes, Entries: x.Entries, AsOf: x.AsOf.String(), Interrupted: x.Cut,
		Changes: x.Changes, Voids: x.Voids, Silences: x.Silences, Collisions: x.Collisions, Rules: []summaryRuleJSON{}}
	if x.Entries > 0 {
		out.First, out.Last = dayJSON(x.First), dayJSON(x.Last)
	}
	for _, r := range x.rows() {
		out.Rules = append(out.Rules, summaryRuleJSON{r.text, ruleName(r.rule), r.Opened, r.InTime, r.Late, r.Breaches, r.Standing,
			r.Unanswered, r.Excused, r.Lapsed, r.Adopted, r.Rejected, r.Open})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

func dayJSON(d calendar.Day) *string {
	s := d.String()
	return &s
}

// WriteCSV writes one line for each rule.
func (x Summary) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"charter", "rule", "opened", "inTime", "late", "breaches", "standing", "unanswered", "excused", "lapsed", "adopted", "rejected", "open"}); err != nil {
		return err
	}
	for _, r := range x.rows() {
		line := []string{r.text, ruleName(r.rule)}
		for _, n := range r.numbers() {
			line = append(line, strconv.FormatInt(n, 10))
		}
		if err := c.Write(line); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
