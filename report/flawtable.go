package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"casus/lint"
	"casus/search"
)

// FlawTable sets the flaws of several laws side by side, with what a search finds
// of each. The first law is the one that the others are held against.
type FlawTable struct {
	Laws     []string
	Flaws    [][]lint.Finding
	Searched [][]*search.Answer
	Acts     int    // how far each search looked
	Broken   string // why not all laws were looked at; empty if all were
}

// flawRow is a flaw, and in which laws it is; of a question, how long the history
// is that shows it, 0 where there is none.
type flawRow struct {
	flawKey
	in     []int
	search bool
}

func (r flawRow) closes(law int) bool { return r.in[0] > 0 && r.in[law] == 0 }
func (r flawRow) opens(law int) bool  { return r.in[0] == 0 && r.in[law] > 0 }

// rows are the flaws that some law has, code by code, then the questions.
func (t *FlawTable) rows() []flawRow {
	var out []flawRow
	at := func(k flawKey, search bool) *flawRow {
		i := slices.IndexFunc(out, func(r flawRow) bool { return r.flawKey == k })
		if i < 0 {
			i = len(out)
			out = append(out, flawRow{k, make([]int, len(t.Laws)), search})
		}
		return &out[i]
	}
	for i, list := range t.Flaws {
		for _, k := range flawKeys(list) {
			at(k, false).in[i] = 1
		}
	}
	slices.SortStableFunc(out, func(a, b flawRow) int { return strings.Compare(a.code, b.code) })
	for i, list := range t.Searched {
		for _, a := range list {
			r := at(flawKey{a.Question.Name, askedBy(a.Question)}, true)
			if a.Found() {
				r.in[i] = len(a.Histories[0].Acts)
			}
		}
	}
	return out
}

// Write writes the table, and what each law closes and opens.
func (t *FlawTable) Write(w io.Writer, s Style) error {
	var b strings.Builder
	for i, n := range t.Laws {
		b.WriteString(s.paint(bold, fmt.Sprintf("(%d) %s", i+1, n)) + "\n")
	}
	rows := t.rows()
	for _, part := range []struct {
		head   string
		search bool
	}{{"Flaws", false}, {fmt.Sprintf("Histories of up to %s that show a gap", acts(t.Acts)), true}} {
		tab := &table{indent: 2, columns: []column{{}, {bends: true}}}
		for i := range t.Laws {
			tab.columns = append(tab.columns, column{head: fmt.Sprintf("(%d)", i+1)})
		}
		for _, r := range rows {
			if r.search != part.search {
				continue
			}
			cells := []cell{{r.code, plain}, {clean(r.what), plain}}
			for i := range t.Laws {
				cells = append(cells, r.cell(i))
			}
			tab.add(cells...)
		}
		if len(tab.rows) > 0 {
			b.WriteString("\n" + s.paint(bold, part.head) + "\n")
			tab.write(&b, s)
		}
	}
	if t.Broken != "" {
		b.WriteString("\n" + s.paint(red, upperFirst(clean(t.Broken))+".") + "\n")
	}
	b.WriteString("\n")
	for i, n := range t.Laws[1:] {
		b.WriteString(s.paint(bold, fmt.Sprintf("(%d) %s", i+2, n)) + "\n")
		paragraph(&b, s, "closes", 10, changes(rows, i+1, flawRow.closes), green)
		paragraph(&b, s, "opens", 10, changes(rows, i+1, flawRow.opens), yellow)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r flawRow) cell(law int) cell {
	text := "-"
	switch {
	case r.in[law] > 0 && r.search:
		text = acts(r.in[law])
	case r.in[law] > 0:
		text = "yes"
	}
	switch {
	case r.closes(law):
		return cell{text, green}
	case r.opens(law):
		return cell{text, yellow}
	}
	return cell{text, plain}
}

func changes(rows []flawRow, law int, is func(flawRow, int) bool) string {
	var list []flawKey
	for _, r := range rows {
		if is(r, law) {
			list = append(list, r.flawKey)
		}
	}
	if len(list) == 0 {
		return "none"
	}
	return keyWords(list)
}

// Closes and Opens are the flaws, as `L03 no-force`, and the questions, as
// `must-act attack by a on p`, that a law of the table closes and opens.
func (t *FlawTable) Closes(law int) []string { return t.words(law, flawRow.closes) }

// Opens is the other half of Closes.
func (t *FlawTable) Opens(law int) []string { return t.words(law, flawRow.opens) }

func (t *FlawTable) words(law int, is func(flawRow, int) bool) (out []string) {
	for _, r := range t.rows() {
		if is(r, law) {
			out = append(out, r.code+" "+r.what)
		}
	}
	return out
}

// WriteJSON writes the table for programs.
func (t *FlawTable) WriteJSON(w io.Writer) error {
	type rowJSON struct {
		Code string `json:"code"`
		What string `json:"what"`
		In   []int  `json:"in"`
	}
	type changeJSON struct {
		Law    string   `json:"law"`
		Closes []string `json:"closes"`
		Opens  []string `json:"opens"`
	}
	out := struct {
		Laws     []string     `json:"laws"`
		Acts     int          `json:"acts"`
		Broken   string       `json:"broken"`
		Flaws    []rowJSON    `json:"flaws"`
		Searches []rowJSON    `json:"searches"`
		Changes  []changeJSON `json:"changes"`
	}{t.Laws, t.Acts, t.Broken, []rowJSON{}, []rowJSON{}, []changeJSON{}}
	for _, r := range t.rows() {
		if j := (rowJSON{r.code, r.what, r.in}); r.search {
			out.Searches = append(out.Searches, j)
		} else {
			out.Flaws = append(out.Flaws, j)
		}
	}
	for i, n := range t.Laws[1:] {
		out.Changes = append(out.Changes, changeJSON{n, listed(t.Closes(i + 1)), listed(t.Opens(i + 1))})
	}
	return writeJSON(w, out)
}

// CSV is the table, a line for each flaw and question: in each law 0 or 1, or the
// acts of the shortest history.
func (t *FlawTable) CSV() [][]string {
	out := [][]string{append([]string{"code", "what"}, t.Laws...)}
	for _, r := range t.rows() {
		line := []string{r.code, r.what}
		for _, n := range r.in {
			line = append(line, fmt.Sprint(n))
		}
		out = append(out, line)
	}
	return out
}
