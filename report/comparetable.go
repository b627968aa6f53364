package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"casus/calendar"
	"casus/charter"
)

// Comparison writes a comparison for people: clause by clause, then what is
// found in one variant and not, or otherwise, in another.
func (c *Comparison) Write(w io.Writer, s Style) error {
	var b strings.Builder
	c.heading(&b, s)
	c.clauseTable(&b, s)
	c.summaries(&b, s)
	c.matrix(&b, s)
	b.WriteByte('\n')
	text := counted(len(c.Rows)-c.shownSame(), "finding differs", "findings differ") + ", " + counted(c.Same, "is the same", "are the same") + "."
	b.WriteString(s.paint(bold, text) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *Comparison) shownSame() int {
	n := 0
	for _, r := range c.Rows {
		if r.same() {
			n++
		}
	}
	return n
}

func (c *Comparison) heading(b *strings.Builder, s Style) {
	var list []string
	for i, v := range c.Variants {
		list = append(list, fmt.Sprintf("(%d) %s", i+1, v.Name))
	}
	for _, line := range wrap(strings.Join(list, ", "), s.width()) {
		b.WriteString(s.paint(bold, line) + "\n")
	}
	d := c.Variants[0].Docket
	paragraph(b, s, "record", headingAt, recordWords(d), plain)
	paragraph(b, s, "as of", headingAt, d.AsOf.String(), plain)
	told := strings.Join(sideNames(c.Variants[0]), ", ")
	for _, v := range c.Variants[1:] {
		if strings.Join(sideNames(v), ", ") != told {
			return
		}
	}
	paragraph(b, s, "told by", headingAt, told, plain)
}

// clauseTable lists the rules that the texts have differently.
func (c *Comparison) clauseTable(b *strings.Builder, s Style) {
	if len(c.Clauses) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "Clause by clause") + "\n")
	t := &table{indent: 2, columns: []column{{}, {}, {bends: true}}}
	for _, x := range c.Clauses {
		other := fmt.Sprintf("(%d)", x.Variant+1)
		var text string
		i := plain
		switch x.Change {
		case Added:
			text, i = "only in "+other+": "+x.Other, green
		case Gone:
			text, i = "not in "+other+": "+x.Text, red
		case Restated:
			text, i = x.Other+" in place of "+x.Text+", in the same words", dim
		default:
			text = x.Other + " in place of " + x.Text
		}
		at := "art. " + x.Article
		if x.Article == "" {
			at = ""
		}
		t.add(cell{at, dim}, cell{x.Kind.String() + " " + x.Rule, plain}, cell{text, i})
	}
	t.write(b, s)
}

// matrix is the table of findings by variants.
func (c *Comparison) matrix(b *strings.Builder, s Style) {
	if len(c.Rows) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "What differs") + "\n")
	t := &table{indent: 2, columns: []column{{bends: true}}}
	for i := range c.Variants {
		t.columns = append(t.columns, column{head: fmt.Sprintf("(%d)", i+1)})
	}
	why := len(c.Variants) < 4 // there is no room for reasons beside many columns: --csv and --json have them
	if why {
		t.columns = append(t.columns, column{head: "because", bends: true})
	}
	rows := c.grouped()
	for _, r := range rows {
		cells := []cell{{r.phrase, kindInk(r.row.finding())}}
		for _, x := range r.row.Cells {
			cells = append(cells, x.cell())
		}
		if why {
			cells = append(cells, cell{r.row.Because, dim})
		}
		t.add(cells...)
	}
	w := t.widths(s.width())
	t.row(b, s, w, t.heads())
	year := ""
	for i, r := range rows {
		if y := yearOf(calendar.On(r.row.day())); y != year {
			year = y
			b.WriteString(s.paint(bold, year) + "\n")
		}
		t.row(b, s, w, t.rows[i])
	}
}

// cell is a cell of the matrix: its day, or a dash.
func (x CompareCell) cell() cell {
	switch {
	case x.Finding == nil:
		return cell{"-", dim}
	case x.Undecided:
		return cell{"perhaps " + spread(x.Days), yellow}
	}
	return cell{spread(x.Days), plain}
}

// groupedRow is a row of the matrix, perhaps of several states.
type groupedRow struct {
	row    CompareRow
	phrase string
	states []charter.EntityID
}

// grouped puts rows together that say the same of several states.
func (c *Comparison) grouped() []groupedRow {
	var list []groupedRow
	at := map[string]int{}
	for _, r := range c.Rows {
		d, f := c.Variants[r.first].Docket, r.finding()
		g := groupedRow{row: r, phrase: Phrase(d, f)}
		if role, state := varies(f); state != 0 {
			key := fmt.Sprint(f.Kind, f.Late, f.Rule.Name, f.Text, roleWords(d.Case.Vocab, without(f.Roles, role)), withoutState(r.Because, d.Case.Vocab, state))
			for _, x := range r.Cells {
				key += x.cell().text + "|"
			}
			if i, ok := at[key]; ok {
				list[i].states = append(list[i].states, state)
				list[i].phrase = phraseOf(d, f, role, list[i].states)
				list[i].row.Because = withoutState(r.Because, d.Case.Vocab, state)
				continue
			}
			at[key] = len(list)
			g.states = []charter.EntityID{state}
		}
		list = append(list, g)
	}
	return list
}

// withoutState puts "each" in the place of the state a reason speaks of, where
// it is said of several.
func withoutState(because string, v *charter.Vocabulary, e charter.EntityID) string {
	return strings.Replace(because, "by "+v.Entities[e].Code+" ", "by each ", 1)
}

type comparisonJSON struct {
	AsOf        string           `json:"asOf"`
	Variants    []variantJSON    `json:"variants"`
	Clauses     []clauseJSON     `json:"clauses"`
	Crises      []talliesJSON    `json:"crises"`
	Years       []talliesJSON    `json:"years"`
	Differences []differenceJSON `json:"differences"`
	Same        int              `json:"same"`
}

type variantJSON struct {
	Name     string      `json:"name"`
	Texts    []string    `json:"texts"`
	Given    []givenJSON `json:"given"`
	Accounts []string    `json:"accounts"`
	Findings int         `json:"findings"`
}

type clauseJSON struct {
	Variant string `json:"variant"`
	Article string `json:"article"`
	Kind    string `json:"kind"`
	Rule    string `json:"rule"`
	Change  string `json:"change"`
	Text    string `json:"text"`
	Other   string `json:"other"`
}

type talliesJSON struct {
	Of     string      `json:"of"`
	Counts []tallyJSON `json:"counts"`
}

type tallyJSON struct {
	Variant     string   `json:"variant"`
	Breaches    int      `json:"breaches"`
	Fulfilments int      `json:"fulfilments"`
	Unanswered  int      `json:"unanswered"`
	Adoptions   int      `json:"adoptions"`
	Lapses      int      `json:"lapses"`
	Silences    int      `json:"silences"`
	Changes     []string `json:"changes"`
}

// talliesJSON is never null, nor are the lists in it.
func (c *Comparison) talliesJSON(list []Tallies) []talliesJSON {
	out := []talliesJSON{}
	for _, t := range list {
		x := talliesJSON{Of: t.Of}
		for i, v := range t.Variants {
			x.Counts = append(x.Counts, tallyJSON{c.Variants[i].Name, v.Breaches, v.Fulfilments, v.Unanswered, v.Adoptions, v.Lapses, v.Silences, append([]string{}, v.Changes...)})
		}
		out = append(out, x)
	}
	return out
}

type differenceJSON struct {
	ID      string      `json:"id"`
	Kind    string      `json:"kind"`
	Charter string      `json:"charter"`
	Article string      `json:"article"`
	Rule    string      `json:"rule"`
	Phrase  string      `json:"phrase"`
	Found   []foundJSON `json:"found"`
	Because string      `json:"because"`
}

type foundJSON struct {
	Variant string     `json:"variant"`
	Found   string     `json:"found"` // yes, no, undecided
	Dates   *datesJSON `json:"dates"`
}

// WriteJSON writes a comparison for programs.
func (c *Comparison) WriteJSON(w io.Writer) error { return writeJSON(w, c.json()) }

func (c *Comparison) json() comparisonJSON {
	j := comparisonJSON{AsOf: c.Variants[0].Docket.AsOf.String(), Same: c.Same, Clauses: []clauseJSON{}, Differences: []differenceJSON{},
		Crises: c.talliesJSON(c.Crises()), Years: c.talliesJSON(c.Years())}
	for _, v := range c.Variants {
		x := variantJSON{Name: v.Name, Given: []givenJSON{}, Accounts: sideNames(v), Findings: len(v.selection().Findings(v.Docket))}
		for _, f := range v.Docket.Case.Families {
			for _, t := range f.Texts {
				x.Texts = append(x.Texts, t.Name)
			}
		}
		for _, g := range v.Docket.View.Given {
			x.Given = append(x.Given, givenJSON{g.Name, g.Value.String()})
		}
		j.Variants = append(j.Variants, x)
	}
	for _, x := range c.Clauses {
		j.Clauses = append(j.Clauses, clauseJSON{c.Variants[x.Variant].Name, x.Article, x.Kind.String(), x.Rule, string(x.Change), x.Text, x.Other})
	}
	for _, r := range c.Rows {
		d, f := c.Variants[r.first].Docket, r.finding()
		x := differenceJSON{ID: f.ID, Kind: f.Kind.String(), Charter: f.Text, Rule: ruleName(f.Rule), Phrase: Phrase(d, f), Because: r.Because}
		if f.Rule != nil {
			x.Article = f.Rule.Article
		}
		for i, cell := range r.Cells {
			x.Found = append(x.Found, cell.json(c.Variants[i].Name))
		}
		j.Differences = append(j.Differences, x)
	}
	return j
}

func (x CompareCell) json(variant string) foundJSON {
	switch {
	case x.Finding == nil:
		return foundJSON{variant, "no", nil}
	case x.Undecided:
		return foundJSON{variant, "undecided", &datesJSON{x.Days.Lo.String(), x.Days.Hi.String()}}
	}
	return foundJSON{variant, "yes", &datesJSON{x.Days.Lo.String(), x.Days.Hi.String()}}
}

// WriteCSV writes the matrix as CSV: one line for each finding, one column for
// each variant.
func (c *Comparison) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{"id", "kind", "charter", "article", "rule", "phrase"}
	for _, v := range c.Variants {
		head = append(head, v.Name)
	}
	out.Write(append(head, "because"))
	for _, r := range c.Rows {
		f := r.finding()
		line := []string{f.ID, f.Kind.String(), f.Text, "", ruleName(f.Rule), Phrase(c.Variants[r.first].Docket, f)}
		if f.Rule != nil {
			line[3] = f.Rule.Article
		}
		for _, cell := range r.Cells {
			switch {
			case cell.Finding == nil:
				line = append(line, "")
			case cell.Undecided:
				line = append(line, "undecided "+cell.Days.String())
			default:
				line = append(line, cell.Days.String())
			}
		}
		out.Write(append(line, r.Because))
	}
	out.Flush()
	return out.Error()
}
