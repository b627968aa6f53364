package report

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
)

// Variant is one docket of a comparison: a text, a way to read it, or an
// account.
type Variant struct {
	Name   string
	Docket *docket.Docket
	Sides  []int
}

func (v Variant) selection() Selection { return Selection{Sides: v.Sides} }

// Comparison holds the dockets of several variants against one another.
type Comparison struct {
	Variants []Variant
	Clauses  []Clause
	Rows     []CompareRow // what differs; with All what agrees too
	Same     int          // findings that all variants have alike
}

// Clause is a rule that the first variant's text and another's have
// differently.
type Clause struct {
	Variant int // the other variant
	Article string
	Rule    string
	Kind    charter.RuleKind
	Change  ClauseChange
	Text    string // that has it in the first variant, or empty
	Other   string // that has it in the other, or empty
}

// ClauseChange says what became of a rule.
type ClauseChange string

// The changes of a rule from one text to another.
const (
	Added    ClauseChange = "added"
	Gone     ClauseChange = "gone"
	Replaced ClauseChange = "replaced"
	Restated ClauseChange = "restated" // in the same words
)

// CompareRow is one finding over all variants.
type CompareRow struct {
	Cells   []CompareCell
	Because string
	first   int // the variant that has it
}

// CompareCell is a finding in one variant; nil where it is not found.
type CompareCell struct {
	Finding   *docket.Finding
	Days      calendar.Extent
	Undecided bool
}

// finding is the row's finding in the first variant that has it.
func (r CompareRow) finding() *docket.Finding { return r.Cells[r.first].Finding }

// Compare compares the findings that a selection shows. SameWords reports
// whether two texts have a rule in the same words; it may be nil.
func Compare(vs []Variant, sel Selection, all bool, sameWords func(a, b *charter.Rule) bool) *Comparison {
	c := &Comparison{Variants: vs}
	if sameWords == nil {
		sameWords = func(a, b *charter.Rule) bool { return false }
	}
	for i := 1; i < len(vs); i++ {
		if vs[i].Docket.Case != vs[0].Docket.Case {
			c.Clauses = append(c.Clauses, clauses(i, vs[0].Docket, vs[i].Docket, sameWords)...)
		}
	}
	c.match(sel)
	rows := c.Rows
	c.Rows = nil
	for _, r := range rows {
		if r.same() {
			c.Same++
			if !all {
				continue
			}
		}
		r.Because = c.because(r)
		c.Rows = append(c.Rows, r)
	}
	slices.SortStableFunc(c.Rows, func(a, b CompareRow) int { return int(a.day() - b.day()) })
	return c
}

// day is the earliest day in any variant.
func (r CompareRow) day() calendar.Day {
	d := calendar.Never
	for _, c := range r.Cells {
		if c.Finding != nil {
			d = min(d, c.Days.Lo)
		}
	}
	return d
}

// same reports whether all variants have the finding alike.
func (r CompareRow) same() bool {
	for _, c := range r.Cells {
		if c.Finding == nil || c.Undecided != r.Cells[0].Undecided || c.Days != r.Cells[0].Days {
			return false
		}
	}
	return true
}

// match puts the findings of the variants side by side: first those of one
// name, then those of one phrase that are the nearest in time.
func (c *Comparison) match(sel Selection) {
	byID := map[string]int{}
	for i, v := range c.Variants {
		sel.Sides = v.Sides
		for _, f := range v.Docket.Findings {
			if !sel.Shows(f) || f.Kind == engine.Opening && !f.Open && !sel.Openings && len(sel.Kinds) == 0 {
				continue
			}
			at, ok := byID[f.ID]
			if !ok {
				at = len(c.Rows)
				byID[f.ID] = at
				c.Rows = append(c.Rows, CompareRow{Cells: make([]CompareCell, len(c.Variants)), first: i})
			}
			c.Rows[at].Cells[i] = CompareCell{f, days(f, v.selection().sides()), !v.selection().definite(f)}
		}
	}
	c.join()
}

// mostApart is how many days two findings of one phrase may lie apart and
// still be taken for one that moved.
const mostApart = 366

// join puts rows together that are one finding on different days.
func (c *Comparison) join() {
	byPhrase := map[string][]int{}
	for i, r := range c.Rows {
		if slices.ContainsFunc(r.Cells, func(x CompareCell) bool { return x.Finding == nil }) {
			p := Phrase(c.Variants[r.first].Docket, r.finding())
			byPhrase[p] = append(byPhrase[p], i)
		}
	}
	gone := map[int]bool{}
	for i := range c.Rows {
		r := &c.Rows[i]
		if gone[i] {
			continue
		}
		for _, k := range byPhrase[Phrase(c.Variants[r.first].Docket, r.finding())] {
			if k > i && !gone[k] && r.fits(c.Rows[k]) {
				for v, cell := range c.Rows[k].Cells {
					if cell.Finding != nil {
						r.Cells[v] = cell
					}
				}
				gone[k] = true
			}
		}
	}
	n := 0
	for i := range c.Rows {
		if !gone[i] {
			c.Rows[n] = c.Rows[i]
			n++
		}
	}
	c.Rows = c.Rows[:n]
}

// fits reports whether another row fills gaps of this one, not too far off.
func (r *CompareRow) fits(o CompareRow) bool {
	for i := range r.Cells {
		if r.Cells[i].Finding != nil && o.Cells[i].Finding != nil {
			return false
		}
	}
	d := int(r.day() - o.day())
	return d <= mostApart && -d <= mostApart
}

// ruleOn is the rule of a name in a family on a day, or nil.
func ruleOn(c *charter.Case, family, name string, day calendar.Day) *charter.Rule {
	for _, r := range c.Rules {
		if r.Name == name && c.Families[r.Family].Name == family && r.From <= day && day < r.Until {
			return r
		}
	}
	return nil
}

// clauses lists the rules that two cases have differently at the horizon.
func clauses(variant int, a, b *docket.Docket, sameWords func(a, b *charter.Rule) bool) []Clause {
	var list []Clause
	text := func(d *docket.Docket, r *charter.Rule) string { return d.Case.Families[r.Family].Texts[r.Text].Name }
	for _, r := range a.Case.Rules {
		if r.From > a.AsOf || a.AsOf >= r.Until {
			continue
		}
		fam := a.Case.Families[r.Family].Name
		o := ruleOn(b.Case, fam, r.Name, b.AsOf)
		c := Clause{Variant: variant, Article: r.Article, Rule: r.Name, Kind: r.Kind, Text: text(a, r)}
		switch {
		case o == nil:
			c.Change = Gone
		case text(b, o) == c.Text:
			continue
		default:
			c.Change, c.Other, c.Article = Replaced, text(b, o), o.Article
			if sameWords(r, o) {
				c.Change = Restated
			}
		}
		list = append(list, c)
	}
	for _, r := range b.Case.Rules {
		if r.From > b.AsOf || b.AsOf >= r.Until || ruleOn(a.Case, b.Case.Families[r.Family].Name, r.Name, a.AsOf) != nil {
			continue
		}
		list = append(list, Clause{Variant: variant, Article: r.Article, Rule: r.Name, Kind: r.Kind, Change: Added, Other: text(b, r)})
	}
	slices.SortStableFunc(list, func(x, y Clause) int { return compareArticles(x.Article, y.Article) })
	return list
}

// compareArticles orders 2 before 10, and names behind numbers.
func compareArticles(a, b string) int {
	if len(a) != len(b) && a != "" && b != "" && a[0] <= '9' && b[0] <= '9' {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// because says what makes the difference in a row.
func (c *Comparison) because(r CompareRow) string {
	f, has := r.finding(), c.Variants[r.first]
	for i, v := range c.Variants {
		own, cell := r.Cells[r.first], r.Cells[i]
		if i == r.first || cell.Finding != nil && cell.Days == own.Days && cell.Undecided == own.Undecided {
			continue
		}
		if v.Docket.Case != has.Docket.Case {
			if w := c.textDifference(f, has.Docket, v.Docket, cell.Finding == nil); w != "" {
				return w
			}
		}
		if w := readingDifference(f, c.Variants[min(i, r.first)].Docket, c.Variants[max(i, r.first)].Docket); w != "" {
			return w
		}
		if v.Docket == has.Docket || !slices.Equal(sideNames(has), sideNames(v)) {
			return c.tellers(r)
		}
		if w := c.followsFrom(r, i); w != "" {
			return w
		}
		return "it follows from what differs above"
	}
	return ""
}

func sideNames(v Variant) []string {
	var list []string
	for _, i := range v.selection().sides() {
		list = append(list, v.Docket.Name(i))
	}
	return list
}

// textDifference says which article makes the difference.
func (c *Comparison) textDifference(f *docket.Finding, a, b *docket.Docket, missing bool) string {
	day := f.Days.Lo
	if written(f.Opened) {
		day = f.Opened.Lo
	}
	if f.Rule == nil || f.Kind == engine.Silence {
		if !missing {
			return ""
		}
		return answeredBy(f, a, b)
	}
	fam := a.Case.Families[f.Rule.Family].Name
	o := ruleOn(b.Case, fam, f.Rule.Name, day)
	at := strings.TrimSpace(shortArticle(f) + " " + f.Rule.Name)
	switch {
	case o == nil:
		return at + " is in " + f.Text + " only"
	case b.Case.Families[o.Family].Texts[o.Text].Name != f.Text:
		return at + ": " + f.Text + " against " + b.Case.Families[o.Family].Texts[o.Text].Name
	}
	return ""
}

// answeredBy names the rule of another docket that took up what this one is
// silent about: one that found or opened something that very day and that this
// docket's text does not have.
func answeredBy(f *docket.Finding, a, b *docket.Docket) string {
	for _, o := range b.Findings {
		if o.Rule == nil || o.Kind == engine.Silence || !written(o.Opened) || o.Opened.Lo != f.Days.Lo {
			continue
		}
		fam := b.Case.Families[o.Rule.Family].Name
		if ruleOn(a.Case, fam, o.Rule.Name, f.Days.Lo) == nil {
			return strings.TrimSpace(shortArticle(o)+" "+o.Rule.Name) + " of " + o.Text + " answers it"
		}
	}
	return ""
}

// readingDifference names the readings that differ between two dockets and
// that the finding's rule reads itself.
func readingDifference(f *docket.Finding, a, b *docket.Docket) string {
	var list []string
	if a.Case != b.Case {
		return "" // readings of two cases are numbered differently
	}
	for fam := range a.Case.Families {
		for i, r := range a.Case.Families[fam].Readings {
			ref := charter.ReadingRef{Family: fam, Reading: i}
			x, y := a.ValueOn(ref, f.Days.Lo).String(), b.ValueOn(ref, f.Days.Lo).String()
			if x != y && f.Rule != nil && reads(f.Rule, ref) {
				list = append(list, fmt.Sprintf("%s reads %s: %s against %s", f.Rule.Name, r.Name, x, y))
			}
		}
	}
	return strings.Join(list, "; ")
}

// tellers says by whose account a row is found.
func (c *Comparison) tellers(r CompareRow) string {
	var list []string
	for i, v := range c.Variants {
		if r.Cells[i].Finding != nil && !r.Cells[i].Undecided {
			list = append(list, strings.Join(sideNames(v), " "))
		}
	}
	if len(list) == 0 {
		return "undecided wherever it is found"
	}
	return "told so by " + enumerate(list, "and")
}

// followsFrom names a finding that differs too and that stands on the day on
// which this one opened; one about the same state, if there is any.
func (c *Comparison) followsFrom(r CompareRow, other int) string {
	f := r.finding()
	if !written(f.Opened) {
		return ""
	}
	d := c.Variants[r.first].Docket
	var from *docket.Finding
	_, about := varies(f)
	for _, o := range d.Findings {
		if o == f || o.Kind == engine.Opening || o.Rule == nil || o.Rule == f.Rule || o.Days.Lo != f.Opened.Lo {
			continue
		}
		if slices.ContainsFunc(c.Variants[other].Docket.Findings, func(x *docket.Finding) bool { return x.ID == o.ID && x.Days == o.Days }) {
			continue
		}
		if from == nil || about != 0 && involves(o, about) && !involves(from, about) {
			from = o
		}
	}
	if from == nil {
		return ""
	}
	return "it follows from " + Phrase(d, from)
}
