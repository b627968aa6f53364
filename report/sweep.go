package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/sweep"
)

// Swept is a sweep with what of it is shown.
type Swept struct {
	*sweep.Result
	Selection Selection
	// Only findings that may be of one of these days: From to Until.
	From, Until calendar.Day
}

// findings are the findings shown, by the earliest day on which they are found.
func (x Swept) findings() []*sweep.Finding {
	var list []*sweep.Finding
	sel := x.Selection
	for _, f := range x.Findings {
		if f.Days.Hi < x.From || f.Days.Lo > x.Until || !sel.Openings && len(sel.Kinds) == 0 && f.Kind == engine.Opening {
			continue
		}
		if sel.named(f.Finding) {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *sweep.Finding) int { return int(a.Days.Lo - b.Days.Lo) })
	return list
}

// Write writes a sweep for people: what was run, what is found whatever the
// reading, and what hangs on which.
func (x Swept) Write(w io.Writer, s Style) error {
	var b strings.Builder
	x.heading(&b, s)
	list := x.findings()
	robust := slices.DeleteFunc(slices.Clone(list), func(f *sweep.Finding) bool { return !f.Robust() })
	doubtful := slices.DeleteFunc(slices.Clone(list), func(f *sweep.Finding) bool { return !f.Doubtful() })
	fragile := slices.DeleteFunc(slices.Clone(list), func(f *sweep.Finding) bool { return f.Robust() || f.Doubtful() })
	x.table(&b, s, "Robust: found whatever the reading", robust)
	x.table(&b, s, "Fragile: the reading decides", fragile)
	x.table(&b, s, "Undecided: what is in doubt decides, whatever the reading", doubtful)
	if len(list) == 0 {
		b.WriteString("\n  Nothing is found.\n")
	}
	fmt.Fprintf(&b, "\n%s\n", s.paint(bold, counted(len(robust), "finding is", "findings are")+" robust, "+counted(len(fragile), "is", "are")+" fragile, "+
		counted(len(doubtful), "is", "are")+" undecided."))
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Swept) heading(b *strings.Builder, s Style) {
	d := x.Docket
	for _, line := range wrap(headline(d.Case.Name, d.Case.Title), s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	var axes []string
	for _, a := range x.Axes {
		axes = append(axes, fmt.Sprintf("%s (%d)", a.Name, len(a.Values)))
	}
	paragraph(b, s, "readings", headingAt, strings.Join(axes, ", "), plain)
	paragraph(b, s, "run", headingAt, x.runWords(), plain)
	paragraph(b, s, "doubt", headingAt, x.doubtWords(), plain)
	if len(x.Spans) > 0 {
		paragraph(b, s, "lengths", headingAt, x.spanWords(), plain)
	}
	paragraph(b, s, "record", headingAt, recordWords(d), plain)
	paragraph(b, s, "as of", headingAt, d.AsOf.String(), plain)
	var sides []string
	for _, i := range x.Selection.sides() {
		sides = append(sides, d.Name(i))
	}
	paragraph(b, s, "told by", headingAt, strings.Join(sides, ", "), plain)
}

// runWords says how far the sweep looked.
func (x Swept) runWords() string {
	total := many(x.Combinations)
	if len(x.Groups) == 1 && x.Whole {
		return "all " + counted(x.Run, "combination", "combinations")
	}
	var partly []string
	exact := 0
	for _, g := range x.Groups {
		if exact += g.Findings; !g.Whole {
			exact -= g.Findings
			partly = append(partly, fmt.Sprintf("%s of %s for %s", group(g.Run), many(g.Combinations), counted(g.Findings, "finding", "findings")))
		}
	}
	text := fmt.Sprintf("%s in %s", counted(x.Run, "combination", "combinations"), counted(len(x.Groups), "group", "groups"))
	rest := "what a finding does not hang on is left at its first value"
	if x.Whole {
		return fmt.Sprintf("all %s, covered by %s: %s", total, text, rest)
	}
	return fmt.Sprintf("%s, of %s: %s; for %s that covers all; %s: the first readings, each alternative alone, each two together, and an even spread of the others",
		text, total, rest, counted(exact, "finding", "findings"), enumerate(partly, "and"))
}

// many writes a number that may be larger than can be counted.
func many(n float64) string {
	if n < 1e15 {
		return group(int(n))
	}
	return strconv.FormatFloat(n, 'g', 4, 64)
}

// spanWords says which lengths of which readings were tried.
func (x Swept) spanWords() string {
	var list []string
	settled, beyond := true, false
	for _, sp := range x.Spans {
		text := fmt.Sprintf("%s from %d to %d days", sp.Reading, sp.From, sp.Daily)
		if sp.To > sp.Daily {
			text += fmt.Sprintf(" (to %s)", group(sp.To))
			beyond = true
		}
		list, settled = append(list, text), settled && sp.Settled
	}
	text := "day by day, the other readings at their first values: " + strings.Join(list, ", ")
	if beyond {
		text += "; in brackets: in growing steps, each turn then found to the day"
	}
	if !settled && x.AllSettled {
		text += "; doubt settled in two ways"
	}
	return text
}

func (x Swept) doubtWords() string {
	switch {
	case x.Settlings <= 1:
		return "nothing in the record is in doubt"
	case x.AllSettled:
		return "settled in all " + counted(x.Settlings, "way", "ways") + " under each combination"
	case x.Settlings == 2:
		return "settled in two ways under each combination: as early and as late as can be"
	}
	return "settled in " + group(x.Settlings) + " of more ways under each combination"
}

// sweptRow is one row: a finding, or several that say the same of several
// states.
type sweptRow struct {
	f      *sweep.Finding
	states []charter.EntityID
	phrase string
}

func (x Swept) table(b *strings.Builder, s Style, head string, list []*sweep.Finding) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, head) + "\n")
	rows := x.rows(list)
	t := &table{indent: 2, columns: []column{{}, {bends: true}, {}}}
	fragile := !list[0].Robust() && !list[0].Doubtful()
	if fragile {
		t.columns = append(t.columns, column{head: "first readings"}, column{head: x.ofWords(list), right: true})
	}
	for _, r := range rows {
		cells := []cell{{dayInYear(r.f.Days), plain}, {r.phrase, kindInk(r.f.Finding)}, {shortArticle(r.f.Finding), dim}}
		if fragile {
			cells = append(cells, firstCell(r.f), cell{x.share(r.f), plain})
		}
		t.add(cells...)
	}
	widths := t.widths(s.width())
	if fragile {
		t.row(b, s, widths, t.heads())
	}
	year := ""
	for i, r := range rows {
		if y := yearOf(r.f.Days); y != year {
			year = y
			b.WriteString(s.paint(bold, year) + "\n")
		}
		t.row(b, s, widths, t.rows[i])
		for _, note := range x.reasons(r.f) {
			for _, line := range wrap(note, s.width()-8) {
				b.WriteString("        " + s.paint(dim, line) + "\n")
			}
		}
	}
}

func (x Swept) rows(list []*sweep.Finding) []sweptRow {
	var rows []sweptRow
	at := map[string]int{}
	for _, f := range list {
		r := sweptRow{f: f, phrase: Phrase(x.Docket, f.Finding)}
		if role, state := varies(f.Finding); state != 0 {
			key := fmt.Sprint(f.Days, f.Kind, f.Late, f.Finding.Rule.Name, f.Text, f.Finding.Rule.Family, roleWords(x.Docket.Case.Vocab, without(f.Roles, role)),
				f.First, x.share(f), x.reasons(f))
			if i, ok := at[key]; ok {
				rows[i].states = append(rows[i].states, state)
				rows[i].phrase = phraseOf(x.Docket, f.Finding, role, rows[i].states)
				continue
			}
			at[key] = len(rows)
			r.states = []charter.EntityID{state}
		}
		rows = append(rows, r)
	}
	return rows
}

// ofWords says of how many combinations the shares in a table are; where they
// are not all of as many, each says so itself.
func (x Swept) ofWords(list []*sweep.Finding) string {
	if slices.ContainsFunc(list, func(f *sweep.Finding) bool { return f.Of != list[0].Of }) {
		return "combinations"
	}
	return "of " + group(list[0].Of)
}

// share is in how many combinations a finding is found, and in how many it may
// be.
func (x Swept) share(f *sweep.Finding) string {
	text := group(f.In)
	if f.Maybe > f.In {
		text += ".." + group(f.Maybe)
	}
	if !f.Whole {
		text += " of " + group(f.Of)
	}
	return text
}

// firstCell says whether a finding is found by the first readings.
func firstCell(f *sweep.Finding) cell {
	switch f.First {
	case sweep.Yes:
		return cell{"found", green}
	case sweep.Perhaps:
		return cell{"perhaps", yellow}
	}
	return cell{"not found", dim}
}

// reasons say on which readings a finding hangs.
func (x Swept) reasons(f *sweep.Finding) []string {
	var list []string
	for _, fl := range f.Flips {
		if w := flipWords(f, fl); w != "" {
			list = append(list, w)
		}
	}
	for _, t := range f.Turns {
		list = append(list, x.turnWords(t))
	}
	if len(f.Needs) > 0 {
		list = append(list, "found first with "+choiceWords(f.Needs))
	}
	if len(f.Breaks) > 0 {
		list = append(list, "no reading alone changes it; together do "+choiceWords(f.Breaks))
	}
	return list
}

func choiceWords(list []sweep.Choice) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, c.Reading+" = "+c.Value.String())
	}
	return enumerate(parts, "and")
}

// flipWords says which values of a reading change a finding.
func flipWords(f *sweep.Finding, fl sweep.Flip) string {
	by := map[sweep.State][]string{}
	for i, st := range fl.States {
		if st != f.First {
			by[st] = append(by[st], fl.Values[i].String())
		}
	}
	var parts []string
	for _, st := range []sweep.State{sweep.Yes, sweep.Perhaps, sweep.No} {
		if len(by[st]) == 0 {
			continue
		}
		word := map[sweep.State]string{sweep.Yes: "found", sweep.Perhaps: "perhaps", sweep.No: "not"}[st]
		parts = append(parts, word+" if "+fl.Reading+" = "+strings.Join(by[st], " or "))
	}
	return strings.Join(parts, "; ")
}

// turnWords says for which lengths a finding is found.
func (x Swept) turnWords(t sweep.Turn) string {
	var parts []string
	for _, r := range t.Runs {
		w := ""
		switch {
		case r.From == 0 && r.To < 0:
			w = "for any length tried"
		case r.From == 0:
			w = fmt.Sprintf("for any period up to %d days", r.To)
		case r.To < 0:
			w = fmt.Sprintf("for any period from %d days on", r.From)
		case r.From == r.To:
			w = fmt.Sprintf("for %d days", r.From)
		default:
			w = fmt.Sprintf("for %d to %d days", r.From, r.To)
		}
		if r.Maybe {
			w = "perhaps " + w
		}
		parts = append(parts, w)
	}
	text := t.Reading + ": " + strings.Join(parts, ", ")
	if t.Horizon {
		text += "; with a longer one the day lies after " + x.Docket.AsOf.String()
	}
	return text
}

type sweepJSON struct {
	Case         string         `json:"case"`
	AsOf         string         `json:"asOf"`
	Sides        []string       `json:"sides"`
	Readings     []axisJSON     `json:"readings"`
	Combinations float64        `json:"combinations"`
	Run          int            `json:"run"`
	All          bool           `json:"all"`
	Groups       []groupJSON    `json:"groups"`
	Settlings    int            `json:"settlings"`
	AllSettlings bool           `json:"allSettlings"`
	Lengths      []spanJSON     `json:"lengths"`
	Findings     []sweptFinding `json:"findings"`
}

type axisJSON struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

type spanJSON struct {
	Reading string `json:"reading"`
	From    int    `json:"from"`
	To      int    `json:"to"`
	Daily   int    `json:"daily"`
	Settled bool   `json:"allSettlings"`
}

type groupJSON struct {
	Readings     []string `json:"readings"`
	Combinations float64  `json:"combinations"`
	Run          int      `json:"run"`
	All          bool     `json:"all"`
	Findings     int      `json:"findings"`
}

type sweptFinding struct {
	ID      string      `json:"id"`
	Dates   datesJSON   `json:"dates"`
	Kind    string      `json:"kind"`
	Charter string      `json:"charter"`
	Article string      `json:"article"`
	Rule    string      `json:"rule"`
	Phrase  string      `json:"phrase"`
	Robust  bool        `json:"robust"`
	First   string      `json:"first"`
	Found   int         `json:"found"`
	Perhaps int         `json:"perhaps"`
	Of      int         `json:"of"`
	All     bool        `json:"all"`
	Depends []string    `json:"depends"`
	Flips   []flipJSON  `json:"flips"`
	Turns   []turnJSON  `json:"turns"`
	Needs   []givenJSON `json:"needs"`
	Breaks  []givenJSON `json:"breaks"`
}

type flipJSON struct {
	Reading string `json:"reading"`
	Value   string `json:"value"`
	Found   string `json:"found"`
}

type turnJSON struct {
	Reading string `json:"reading"`
	From    *int   `json:"from"`
	To      *int   `json:"to"`
	Found   string `json:"found"`
	Horizon bool   `json:"horizon"`
}

func (x Swept) json(f *sweep.Finding) sweptFinding {
	j := sweptFinding{ID: f.ID, Dates: datesJSON{f.Days.Lo.String(), f.Days.Hi.String()}, Kind: f.Kind.String(), Charter: f.Text,
		Rule: ruleName(f.Finding.Rule), Phrase: Phrase(x.Docket, f.Finding), Robust: f.Robust(), First: f.First.String(),
		Found: f.In, Perhaps: f.Maybe - f.In, Of: f.Of, All: f.Whole, Depends: append([]string{}, f.Depends...), Flips: []flipJSON{}, Turns: []turnJSON{}, Needs: choicesJSON(f.Needs), Breaks: choicesJSON(f.Breaks)}
	if f.Finding.Rule != nil {
		j.Article = f.Finding.Rule.Article
	}
	for _, fl := range f.Flips {
		for i, st := range fl.States {
			if st != f.First {
				j.Flips = append(j.Flips, flipJSON{fl.Reading, fl.Values[i].String(), st.String()})
			}
		}
	}
	for _, t := range f.Turns {
		for i, r := range t.Runs {
			y := turnJSON{Reading: t.Reading, Found: "yes", Horizon: t.Horizon && i == len(t.Runs)-1}
			if r.Maybe {
				y.Found = "perhaps"
			}
			if r.From > 0 {
				y.From = &t.Runs[i].From
			}
			if r.To >= 0 {
				y.To = &t.Runs[i].To
			}
			j.Turns = append(j.Turns, y)
		}
	}
	return j
}

func choicesJSON(list []sweep.Choice) []givenJSON {
	out := []givenJSON{}
	for _, c := range list {
		out = append(out, givenJSON{c.Reading, c.Value.String()})
	}
	return out
}

// WriteJSON writes a sweep for programs.
func (x Swept) WriteJSON(w io.Writer) error {
	d := x.Docket
	j := sweepJSON{Case: d.Case.Name, AsOf: d.AsOf.String(), Combinations: x.Combinations, Run: x.Run, All: x.Whole,
		Settlings: x.Settlings, AllSettlings: x.AllSettled, Lengths: []spanJSON{}, Findings: []sweptFinding{}}
	for _, i := range x.Selection.sides() {
		j.Sides = append(j.Sides, d.Name(i))
	}
	for _, a := range x.Axes {
		y := axisJSON{Name: a.Name}
		for _, v := range a.Values {
			y.Values = append(y.Values, v.String())
		}
		j.Readings = append(j.Readings, y)
	}
	for _, g := range x.Groups {
		j.Groups = append(j.Groups, groupJSON{append([]string{}, g.Readings...), g.Combinations, g.Run, g.Whole, g.Findings})
	}
	for _, s := range x.Spans {
		j.Lengths = append(j.Lengths, spanJSON(s))
	}
	for _, f := range x.findings() {
		j.Findings = append(j.Findings, x.json(f))
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each finding.
func (x Swept) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"id", "date", "latest", "kind", "charter", "article", "rule", "phrase", "robust", "first", "found", "perhaps", "of", "hangs on"})
	for _, f := range x.findings() {
		j := x.json(f)
		c.Write([]string{j.ID, j.Dates.Lo, j.Dates.Hi, j.Kind, j.Charter, j.Article, j.Rule, j.Phrase, strconv.FormatBool(j.Robust), j.First,
			strconv.Itoa(j.Found), strconv.Itoa(j.Perhaps), strconv.Itoa(j.Of), strings.Join(x.reasons(f), listMark)})
	}
	c.Flush()
	return c.Error()
}

// named is Shows for a finding whose sides were not summed up.
func (s Selection) named(f *docket.Finding) bool {
	if len(s.Kinds) > 0 && !slices.Contains(s.Kinds, f.Kind) || s.State != 0 && !involves(f, s.State) {
		return false
	}
	return (s.Article == "" || f.Rule != nil && f.Rule.Article == s.Article) && (s.Rule == "" || ruleName(f.Rule) == s.Rule || ruleName(f.Rule2) == s.Rule)
}
