package report

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
)

// YearCell is what one variant finds and forces in one year.
type YearCell struct {
	Breaches, Silences, Lapses, Adoptions int
	Changes                               []string // of status, in words, several states together
}

// Years sums up, year by year, what each variant finds and forces, for the
// years in which the variants differ.
func (c *Comparison) Years() (years []string, cells map[string][]YearCell) {
	cells = map[string][]YearCell{}
	for _, r := range c.Rows {
		if y := yearOf(calendar.On(r.day())); !r.same() && cells[y] == nil {
			cells[y] = make([]YearCell, len(c.Variants))
			years = append(years, y)
		}
	}
	slices.Sort(years)
	for i, v := range c.Variants {
		changes := map[string]map[string][]string{} // year, verb and status -> states
		var order []string
		for _, f := range v.Docket.Findings {
			y := yearOf(calendar.On(f.Days.Lo))
			if cells[y] == nil || !v.selection().Shows(f) {
				continue
			}
			x := &cells[y][i]
			switch {
			case f.Kind == engine.Breach:
				x.Breaches++
			case f.Kind == engine.Silence && !f.OfBreach:
				x.Silences++
			case f.Kind == engine.Lapse:
				x.Lapses++
			case f.Kind == engine.Adoption:
				x.Adoptions++
			case f.Kind == engine.Status:
				what := y + "|" + changeWords(f)
				if changes[y] == nil {
					changes[y] = map[string][]string{}
				}
				if changes[y][what] == nil {
					order = append(order, what)
				}
				if code := v.Docket.Case.Vocab.Entities[f.Status.Entity].Code; !slices.Contains(changes[y][what], code) {
					changes[y][what] = append(changes[y][what], code)
				}
			}
		}
		for _, what := range order {
			y, words, _ := strings.Cut(what, "|")
			cells[y][i].Changes = append(cells[y][i].Changes, strings.Join(changes[y][what], " ")+" "+words)
		}
	}
	return years, cells
}

func changeWords(f *docket.Finding) string {
	if f.Status.Ceases {
		return "no longer " + f.Status.Status
	}
	return f.Status.Status
}

// String puts the cell into words; a dash for nothing.
func (x YearCell) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, counted(n, one, many))
		}
	}
	add(x.Breaches, "breach", "breaches")
	parts = append(parts, x.Changes...)
	add(x.Adoptions, "decision", "decisions")
	add(x.Lapses, "lapse", "lapses")
	add(x.Silences, "silence", "silences")
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// yearTable is the summary of a comparison of more than two variants: too many
// columns for people to take in finding by finding.
func (c *Comparison) yearTable(b *strings.Builder, s Style) {
	years, cells := c.Years()
	if len(c.Variants) < 3 || len(years) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, "Year by year: what each finds and forces") + "\n")
	t := &table{indent: 2, columns: []column{{}}}
	for i := range c.Variants {
		t.columns = append(t.columns, column{head: fmt.Sprintf("(%d)", i+1), bends: true})
	}
	for _, y := range years {
		row := []cell{{y, bold}}
		for _, x := range cells[y] {
			row = append(row, cell{x.String(), plain})
		}
		t.add(row...)
	}
	w := t.widths(s.width())
	t.row(b, s, w, t.heads())
	for i := range t.rows {
		t.row(b, s, w, t.rows[i])
	}
}
