package report

import (
	"fmt"
	"io"
	"strings"

	"casus/revise"
)

// Revision is a comparison of two laws: what their texts have differently and,
// where both could be run, what follows from it over the record.
type Revision struct {
	A, B        string
	Text        *revise.Revision
	Consequence *Comparison // nil: only the texts were compared
	Histories   *Histories  // nil: none were looked for
}

// Write writes a revision for people.
func (r Revision) Write(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.paint(bold, clean(r.A)+" against "+clean(r.B)) + "\n")
	added, gone, changed := 0, 0, 0
	for _, a := range r.Text.Articles {
		head := "Heads"
		if a.Number != "" {
			head = upperFirst(article(a.Number))
			if a.Title != "" {
				head += ", " + clean(a.Title)
			}
		}
		switch a.Change {
		case revise.Added:
			head += " (added)"
		case revise.Gone:
			head += " (gone)"
		}
		b.WriteString("\n")
		for _, line := range wrap(head, s.width()) {
			b.WriteString(s.paint(bold, line) + "\n")
		}
		for _, p := range a.Parts {
			switch p.Change {
			case revise.Added:
				added++
			case revise.Gone:
				gone++
			default:
				changed++
			}
			partLines(&b, p, s)
		}
	}
	b.WriteString("\n" + s.paint(bold, fmt.Sprintf("%d added, %d gone, %d changed.", added, gone, changed)) + "\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if r.Consequence != nil {
		io.WriteString(w, "\n")
		r.Consequence.Clauses = nil // told above, in full
		if err := r.Consequence.Write(w, s); err != nil {
			return err
		}
	}
	if r.Histories != nil {
		io.WriteString(w, "\n")
		return r.Histories.Write(w, s)
	}
	return nil
}

func upperFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// partLines writes one part: its name, and the clauses that differ.
func partLines(b *strings.Builder, p revise.Part, s Style) {
	i := plain
	switch p.Change {
	case revise.Added:
		i = green
	case revise.Gone:
		i = red
	}
	head := strings.TrimSpace(string(p.Change) + " " + p.Kind + " " + clean(p.Name))
	if p.Kind == "title" || p.Kind == "basis" {
		head = string(p.Change) + " " + p.Kind
	}
	if p.Was != "" {
		head += ", was " + clean(p.Was)
	}
	if p.From != "" {
		head += ", from " + article(p.From)
	}
	// What is new or gone as a whole says its own name in its first clause.
	if p.Change != revise.Added && p.Change != revise.Gone || p.Kind == "title" || p.Kind == "basis" {
		b.WriteString("  " + s.paint(i, head) + "\n")
	} else {
		b.WriteString("  " + s.paint(i, string(p.Change)) + "\n")
	}
	line := func(mark, text string, i ink) {
		for k, l := range wrap(clean(text), s.width()-6) {
			if k > 0 {
				mark = " "
			}
			b.WriteString("    " + s.paint(i, mark+" "+l) + "\n")
		}
	}
	for _, c := range p.Clauses {
		switch c.Change {
		case revise.Changed:
			line("-", c.Before, red)
			line("+", c.After, green)
		case revise.Gone:
			line("-", c.Before, red)
		case revise.Added:
			line("+", c.After, green)
		}
	}
}

type revisionJSON struct {
	A           string          `json:"a"`
	B           string          `json:"b"`
	Articles    []articleJSON   `json:"articles"`
	Consequence *comparisonJSON `json:"consequence"`
	Histories   *historiesJSON  `json:"histories"`
}

type articleJSON struct {
	Article string     `json:"article"`
	Title   string     `json:"title"`
	Change  string     `json:"change"`
	Parts   []partJSON `json:"parts"`
}

type partJSON struct {
	Kind    string           `json:"kind"`
	Name    string           `json:"name"`
	Change  string           `json:"change"`
	Was     string           `json:"was"`
	From    string           `json:"from"`
	A       *placeJSON       `json:"a"`
	B       *placeJSON       `json:"b"`
	Clauses []clauseTextJSON `json:"clauses"`
}

type placeJSON struct {
	Charter string `json:"charter"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

type clauseTextJSON struct {
	Change string  `json:"change"`
	Clause string  `json:"clause"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// WriteJSON writes a revision for programs.
func (r Revision) WriteJSON(w io.Writer) error {
	j := revisionJSON{A: r.A, B: r.B, Articles: []articleJSON{}}
	for _, a := range r.Text.Articles {
		x := articleJSON{a.Number, a.Title, string(a.Change), []partJSON{}}
		for _, p := range a.Parts {
			y := partJSON{Kind: p.Kind, Name: p.Name, Change: string(p.Change), Was: p.Was, From: p.From, A: placed(p.A), B: placed(p.B), Clauses: []clauseTextJSON{}}
			for _, c := range p.Clauses {
				if c.Change != revise.Same {
					y.Clauses = append(y.Clauses, clauseTextJSON{string(c.Change), c.Word, textOrNull(c.Before), textOrNull(c.After)})
				}
			}
			x.Parts = append(x.Parts, y)
		}
		j.Articles = append(j.Articles, x)
	}
	if r.Consequence != nil {
		c := r.Consequence.json()
		j.Consequence = &c
	}
	if r.Histories != nil {
		h := r.Histories.json()
		j.Histories = &h
	}
	return writeJSON(w, j)
}

func placed(p revise.Place) *placeJSON {
	if p.IsZero() {
		return nil
	}
	line, _ := p.Position(p.From)
	return &placeJSON{p.Charter, p.File, line}
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
