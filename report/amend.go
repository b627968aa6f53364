package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"casus/amend"
	"casus/docket"
	"casus/engine"
	"casus/lint"
)

// Amendments are the amendments after which something wanted is so.
type Amendments struct {
	*amend.Result
	Wanted  []string
	Docket  *docket.Docket // as the law stands
	Sides   []int
	Already bool        // it is so as the law stands
	Shown   []Amendment // those looked at closely
	InPart  int         // answers left out: not in every settling of what is in doubt
}

// Amendment is an answer looked at closely.
type Amendment struct {
	*amend.Answer
	Name   string // of the charter
	Text   string
	Docket *docket.Docket
	Closed []lint.Finding
	Opened []lint.Finding
}

// against compares the record under the law with that under the amendment.
func (x Amendments) against(a Amendment) *Comparison {
	vs := []Variant{{Name: "as the law stands", Docket: x.Docket, Sides: x.Sides}, {Name: a.Name, Docket: a.Docket, Sides: x.Sides}}
	return Compare(vs, Selection{Sides: x.Sides, Openings: true}, false, nil)
}

// gained counts, kind by kind, the findings that an amendment brings and those
// that it takes away; a finding on another day, or less sure, is changed.
type gained struct {
	kind            engine.Kind
	more, less, new int
}

func (c *Comparison) gained() []gained {
	var list []gained
	for k := engine.Opening; k <= engine.Collision; k++ {
		g := gained{kind: k}
		for _, r := range c.Rows {
			switch {
			case r.finding().Kind != k:
			case r.Cells[0].Finding == nil:
				g.more++
			case r.Cells[1].Finding == nil:
				g.less++
			default:
				g.new++
			}
		}
		if g.more+g.less+g.new > 0 {
			list = append(list, g)
		}
	}
	return list
}

func (g gained) words() string {
	var parts []string
	for _, x := range []struct {
		n    int
		sign string
	}{{g.more, "+"}, {g.less, "−"}, {g.new, "±"}} {
		if x.n > 0 {
			parts = append(parts, x.sign+strconv.Itoa(x.n))
		}
	}
	return strings.Join(parts, " ") + " " + kindWord(g.kind, g.more+g.less+g.new != 1)
}

// Write writes amendments for people.
func (x Amendments) Write(w io.Writer, s Style) error {
	var b strings.Builder
	x.heading(&b, s)
	switch {
	case x.Already:
		b.WriteString("\n" + s.paint(bold, "It is so as the law stands: nothing need be amended.") + "\n")
	case len(x.Shown) == 0:
		x.none(&b, s)
	default:
		x.table(&b, s)
		for i, a := range x.Shown {
			x.amendment(&b, s, i, a)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (x Amendments) heading(b *strings.Builder, s Style) {
	d := x.Docket
	for _, line := range wrap(headline(d.Case.Name, d.Case.Title), s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	for _, want := range x.Wanted {
		paragraph(b, s, "wanted", headingAt, clean(want), plain)
	}
	if x.Result != nil {
		paragraph(b, s, "amends", headingAt, strings.Join(x.Laws, "; "), plain)
		paragraph(b, s, "tried", headingAt, x.triedWords(), plain)
	}
	paragraph(b, s, "record", headingAt, recordWords(d), plain)
	paragraph(b, s, "as of", headingAt, d.AsOf.String(), plain)
	paragraph(b, s, "told by", headingAt, strings.Join(sideNames(Variant{Docket: d, Sides: x.Sides}), ", "), plain)
}

// triedWords says how many amendments were tried, and which were not.
func (x Amendments) triedWords() string {
	var list []string
	for _, t := range x.Tried {
		text := counted(t.Tried, "amendment", "amendments") + " of " + counted(t.Edits, "edit", "edits")
		if t.Refused > 0 {
			text += fmt.Sprintf(" (%s not pass the check)", counted(t.Refused, "does", "do"))
		}
		if t.Edits > 1 && !x.Apart {
			text += " (other lengths and majorities where one helps)"
		}
		if t.Larger > 0 {
			text += fmt.Sprintf(", the smallest; %s larger left out", counted(t.Larger, "one", "more"))
		}
		if t.Apart > 0 {
			text += fmt.Sprintf("; %s with edits that do not bear on one another left out", counted(t.Apart, "one", "more"))
		}
		list = append(list, text)
	}
	text := strings.Join(list, "; ")
	if !x.Complete {
		text += "; stopped before all were tried"
	}
	return text
}

// none says honestly that nothing helps.
func (x Amendments) none(b *strings.Builder, s Style) {
	text := fmt.Sprintf("None of the %s helps.", counted(x.tried(), "amendment tried", "amendments tried"))
	if x.InPart > 0 {
		text = fmt.Sprintf("None of the %s helps however what is in doubt is settled; %s in some settlings.", counted(x.tried(), "amendment tried", "amendments tried"),
			counted(x.InPart, "does", "do"))
	}
	if rest := len(x.Answers) - x.InPart; rest > 0 { // it was broken off before they were
		text = fmt.Sprintf("Of the %s %d may help, and had not been looked at closely.", counted(x.tried(), "amendment tried", "amendments tried"), rest)
	} else if !x.Complete {
		text += " Not all were tried."
	}
	b.WriteString("\n" + s.paint(bold, text) + "\n")
	var kinds []string
	for _, k := range amend.Kinds() {
		kinds = append(kinds, k.Name)
	}
	for _, line := range wrap("That says nothing of other amendments: only small edits of these kinds are tried: "+strings.Join(kinds, ", ")+".", s.width()) {
		b.WriteString(line + "\n")
	}
}

func (x Amendments) tried() int {
	n := 0
	for _, t := range x.Tried {
		n += t.Tried
	}
	return n
}

func (x Amendments) table(b *strings.Builder, s Style) {
	b.WriteString("\n" + s.paint(bold, "After any of these it is so") + "\n")
	t := &table{indent: 2, columns: []column{{right: true}, {bends: true}, {head: "words", right: true}, {head: "findings", bends: true}, {head: "flaws", bends: true}}}
	for i, a := range x.Shown {
		var g []string
		for _, y := range x.against(a).gained() {
			g = append(g, y.words())
		}
		t.add(cell{fmt.Sprintf("(%d)", i+1), plain}, cell{a.Title(), plain}, cell{strconv.Itoa(a.Words), plain}, cell{strings.Join(g, ", "), plain}, cell{flawCodes(a), plain})
	}
	widths := t.widths(s.width())
	t.row(b, s, widths, t.heads())
	for i := range t.rows {
		t.row(b, s, widths, t.rows[i])
	}
	rest := len(x.Answers) - len(x.Shown) - x.InPart
	if rest > 0 {
		fmt.Fprintf(b, "  %s\n", s.paint(dim, fmt.Sprintf("and %d more: see them with --show %d", rest, len(x.Answers))))
	}
	if x.InPart > 0 {
		fmt.Fprintf(b, "  %s\n", s.paint(dim, counted(x.InPart, "other helps", "others help")+" only in some settlings of what is in doubt"))
	}
}

// flawCodes are the codes of the flaws closed (−), opened (+), and now otherwise
// (±).
func flawCodes(a Amendment) string {
	var list []string
	add := func(sign, code string) {
		if !slices.Contains(list, sign+code) {
			list = append(list, sign+code)
		}
	}
	has := func(of []lint.Finding, code string) bool {
		return slices.ContainsFunc(of, func(f lint.Finding) bool { return f.Code == code })
	}
	for _, f := range a.Closed {
		add(map[bool]string{false: "−", true: "±"}[has(a.Opened, f.Code)], f.Code)
	}
	for _, f := range a.Opened {
		if !has(a.Closed, f.Code) {
			add("+", f.Code)
		}
	}
	return strings.Join(list, " ")
}

// amendment writes one answer: its text, and what else changes.
func (x Amendments) amendment(b *strings.Builder, s Style, i int, a Amendment) {
	for _, line := range wrap(fmt.Sprintf("(%d) %s", i+1, a.Title()), s.width()) {
		b.WriteString(map[bool]string{true: "\n", false: ""}[strings.HasPrefix(line, "(")] + s.paint(bold, line) + "\n")
	}
	if o := a.others(); len(o) > 0 {
		paragraph(b, s, "or", headingAt, strings.Join(o, "; "), dim)
	}
	b.WriteString("\n" + a.Text)
	c := x.against(a)
	c.summary(b, s, "Crisis by crisis: as the law stands (1), and so amended (2)", c.Crises(), false)
	x.flaws(b, s, "Flaws closed", a.Closed)
	x.flaws(b, s, "Flaws opened", a.Opened)
}

// mostOthers is how many amendments that differ in a value are listed.
const mostOthers = 6

func (a Amendment) others() []string {
	var list []string
	for i, o := range a.Others {
		if i == mostOthers {
			list = append(list, fmt.Sprintf("%d more", len(a.Others)-i))
			break
		}
		var own []string
		for n, e := range o.Edits {
			if e.Says != a.Edits[n].Says {
				own = append(own, e.Says)
			}
		}
		list = append(list, strings.Join(own, " and "))
	}
	return list
}

func (x Amendments) flaws(b *strings.Builder, s Style, head string, list []lint.Finding) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, head) + "\n")
	for _, f := range list {
		for n, line := range wrap(f.Code+" "+f.Summary, s.width()-6) {
			indent := "  "
			if n > 0 {
				indent = "      "
			}
			b.WriteString(indent + line + "\n")
		}
	}
}

type amendmentsJSON struct {
	Case       string          `json:"case"`
	Wanted     []string        `json:"wanted"`
	AsOf       string          `json:"asOf"`
	Sides      []string        `json:"sides"`
	Already    bool            `json:"already"`
	Laws       []string        `json:"laws"`
	Tried      []triedJSON     `json:"tried"`
	Complete   bool            `json:"complete"`
	Found      int             `json:"found"`
	InPart     int             `json:"inPart"`
	Amendments []amendmentJSON `json:"amendments"`
}

type triedJSON struct {
	Edits   int `json:"edits"`
	Tried   int `json:"tried"`
	Refused int `json:"refused"`
	Found   int `json:"found"`
	Apart   int `json:"apart"`
	Larger  int `json:"larger"`
}

type amendmentJSON struct {
	Charter string       `json:"charter"`
	Amends  string       `json:"amends"`
	Edits   []editJSON   `json:"edits"`
	Words   int          `json:"words"`
	Others  []string     `json:"others"`
	Text    string       `json:"text"`
	Kinds   []gainedJSON `json:"findings"`
	Crises  []crisisJSON `json:"crises"`
	Closed  []flawLine   `json:"flawsClosed"`
	Opened  []flawLine   `json:"flawsOpened"`
}

type editJSON struct {
	Kind    string `json:"kind"`
	Article string `json:"article"`
	Rule    string `json:"rule"`
	Says    string `json:"says"`
	Words   int    `json:"words"`
}

type gainedJSON struct {
	Kind    string `json:"kind"`
	Gained  int    `json:"gained"`
	Lost    int    `json:"lost"`
	Changed int    `json:"changed"`
}

type crisisJSON struct {
	Of     string `json:"of"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type flawLine struct {
	Code    string `json:"code"`
	Summary string `json:"summary"`
}

func codesOf(list []lint.Finding) []flawLine {
	out := []flawLine{}
	for _, f := range list {
		out = append(out, flawLine{f.Code, f.Summary})
	}
	return out
}

func (x Amendments) json(a Amendment) amendmentJSON {
	c := x.against(a)
	j := amendmentJSON{Charter: a.Name, Amends: a.Law, Edits: []editJSON{}, Words: a.Words, Others: []string{}, Text: a.Text, Kinds: []gainedJSON{},
		Crises: []crisisJSON{}, Closed: codesOf(a.Closed), Opened: codesOf(a.Opened)}
	for _, e := range a.Edits {
		j.Edits = append(j.Edits, editJSON{e.Kind, e.Article, e.Rule, e.Says, e.Words})
	}
	for _, o := range a.Others {
		j.Others = append(j.Others, o.Title())
	}
	for _, g := range c.gained() {
		j.Kinds = append(j.Kinds, gainedJSON{g.kind.String(), g.more, g.less, g.new})
	}
	for _, t := range c.Crises() {
		j.Crises = append(j.Crises, crisisJSON{t.Of, t.Variants[0].String(), t.Variants[1].String()})
	}
	return j
}

// WriteJSON writes amendments for programs.
func (x Amendments) WriteJSON(w io.Writer) error {
	j := amendmentsJSON{Case: x.Docket.Case.Name, Wanted: x.Wanted, AsOf: x.Docket.AsOf.String(), Sides: sideNames(Variant{Docket: x.Docket, Sides: x.Sides}),
		Already: x.Already, Laws: []string{}, Tried: []triedJSON{}, Complete: true, InPart: x.InPart, Amendments: []amendmentJSON{}}
	if x.Result != nil {
		j.Laws, j.Complete, j.Found = listed(x.Laws), x.Complete, len(x.Answers)
		for _, t := range x.Tried {
			j.Tried = append(j.Tried, triedJSON(t))
		}
	}
	for _, a := range x.Shown {
		j.Amendments = append(j.Amendments, x.json(a))
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each amendment shown.
func (x Amendments) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"charter", "amends", "edits", "words", "says", "kinds", "findings", "flaws closed", "flaws opened", "text"})
	for _, a := range x.Shown {
		var says, kinds, found []string
		for _, e := range a.Edits {
			says, kinds = append(says, e.Says), append(kinds, e.Kind)
		}
		for _, g := range x.against(a).gained() {
			found = append(found, g.words())
		}
		codes := func(list []lint.Finding) string {
			var out []string
			for _, f := range list {
				out = append(out, f.Code)
			}
			return strings.Join(out, listMark)
		}
		c.Write([]string{a.Name, a.Law, strconv.Itoa(len(a.Edits)), strconv.Itoa(a.Words), strings.Join(says, listMark), strings.Join(kinds, listMark),
			strings.Join(found, listMark), codes(a.Closed), codes(a.Opened), a.Text})
	}
	c.Flush()
	return c.Error()
}
