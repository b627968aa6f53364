package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"casus/coverage"
	"casus/diag"
)

// Coverage is the tables of coverage of a folder with what is wrong in them.
type Coverage struct {
	Path     string
	Tables   []*coverage.Table
	Problems []diag.Diagnostic
}

var coverageInks = map[coverage.Status]ink{coverage.Expressed: green, coverage.InPart: yellow, coverage.NotExpressible: red, coverage.LeftOut: dim}

// Write shows the tables, article by article.
func (x Coverage) Write(w io.Writer, s Style) error {
	var b strings.Builder
	for i, t := range x.Tables {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(s.paint(bold, headline(t.Charter, t.Title)) + "\n")
		paragraph(&b, s, "rows", headAt, countStatuses(t), plain)
		b.WriteString("\n")
		tab := table{indent: 2, columns: []column{{head: "article"}, {head: "what it provides", bends: true}, {head: "status"},
			{head: "what is missing, or why", bends: true}, {head: "rules", bends: true}, {head: "basis", bends: true}}}
		for _, r := range t.Rows {
			tab.add(cell{clean(r.Article), bold}, cell{clean(r.Provides), plain}, cell{clean(string(r.Status)), coverageInks[r.Status]}, cell{clean(r.Why), plain},
				cell{strings.Join(r.Rules, " "), dim}, cell{clean(r.Basis), dim})
		}
		tab.write(&b, s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func countStatuses(t *coverage.Table) string {
	var parts []string
	for _, st := range coverage.Statuses {
		if n := t.Count(st); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, st))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return fmt.Sprintf("%d: %s", len(t.Rows), strings.Join(parts, ", "))
}

type coverageJSON struct {
	Path     string              `json:"path"`
	Charters []coverageTableJSON `json:"charters"`
	Problems []diag.Diagnostic   `json:"problems"`
}

type coverageTableJSON struct {
	Charter string            `json:"charter"`
	Title   string            `json:"title"`
	Rows    []coverageRowJSON `json:"rows"`
}

type coverageRowJSON struct {
	Article  string   `json:"article"`
	Provides string   `json:"provides"`
	Status   string   `json:"status"`
	Why      string   `json:"why"`
	Basis    string   `json:"basis"`
	Homes    []string `json:"articles"`
	Rules    []string `json:"rules"`
	At       string   `json:"at"`
}

// WriteJSON writes the tables and what is wrong in them.
func (x Coverage) WriteJSON(w io.Writer) error {
	j := coverageJSON{Path: x.Path, Charters: []coverageTableJSON{}, Problems: x.Problems}
	if j.Problems == nil {
		j.Problems = []diag.Diagnostic{}
	}
	for _, t := range x.Tables {
		tj := coverageTableJSON{Charter: t.Charter, Title: t.Title, Rows: []coverageRowJSON{}}
		for _, r := range t.Rows {
			tj.Rows = append(tj.Rows, coverageRowJSON{r.Article, r.Provides, string(r.Status), r.Why, r.Basis, listed(r.Homes), listed(r.Rules), lineOf(r.Place)})
		}
		j.Charters = append(j.Charters, tj)
	}
	return writeJSON(w, j)
}

// WriteCSV writes one line for each article of each table: what the table says
// of it, and where it was found in the charter.
func (x Coverage) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"charter", "article", "provides", "status", "why", "basis", "articles", "rules", "at"})
	for _, t := range x.Tables {
		for _, r := range t.Rows {
			c.Write([]string{t.Charter, r.Article, r.Provides, string(r.Status), r.Why, r.Basis, strings.Join(r.Homes, listMark), strings.Join(r.Rules, listMark),
				lineOf(r.Place)})
		}
	}
	c.Flush()
	return c.Error()
}
