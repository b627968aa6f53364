package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"casus/record"
)

// Sources lists the sources of the record in its order.
func (c *Case) Sources() []SourceRow {
	rec := c.Docket.Record
	var rows []SourceRow
	for _, s := range rec.Sources {
		r := SourceRow{Name: s.Name, Title: s.Title, Author: text(s.Author), Outlet: text(s.Outlet)}
		if s.HasPublished {
			r.Published, r.PublishedBy = text(s.Published.Lo.String()), text(s.Published.Hi.String())
		}
		if s.Copies != nil {
			r.Copies = text(s.Copies.Name)
		}
		for _, e := range rec.Entries {
			r.Entries += flag(slices.Contains(e.Sources, s))
		}
		for _, f := range rec.Forecasts {
			r.Forecasts += flag(slices.Contains(f.Sources, s))
		}
		for _, a := range rec.Assessments {
			r.Assessments += flag(slices.Contains(a.Sources, s))
		}
		rows = append(rows, r)
	}
	return rows
}

// WriteBibTeX writes the sources as a bibliography.
func WriteBibTeX(w io.Writer, rec *record.Record) error {
	var b strings.Builder
	for i, s := range rec.Sources {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "@misc{%s,\n", s.Name)
		field := func(name, value string) {
			if value != "" {
				fmt.Fprintf(&b, "  %-12s = {%s},\n", name, value)
			}
		}
		field("title", "{"+tex(s.Title)+"}")
		if s.Author != "" {
			field("author", "{"+tex(s.Author)+"}")
		}
		field("howpublished", tex(s.Outlet))
		bibDate(s, field)
		if s.Copies != nil {
			field("note", "Copies or digests \\cite{"+s.Copies.Name+"}")
		}
		b.WriteString("}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// bibDate writes what is known of the day of publication, and no more.
func bibDate(s *record.Source, field func(name, value string)) {
	if !s.HasPublished {
		return
	}
	lo, hi := s.Published.Lo, s.Published.Hi
	y, m, _ := lo.Civil()
	y2, m2, _ := hi.Civil()
	switch {
	case lo == hi:
		field("date", lo.String())
	case y == y2 && m == m2:
		field("date", lo.String()[:7])
	case y == y2:
		field("date", lo.String()[:4])
	default:
		field("date", lo.String()+"/"+hi.String())
	}
	if y == y2 {
		field("year", fmt.Sprint(y))
	}
}

// texMarks are the characters that mean something in TeX.
var texMarks = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`)

func tex(s string) string { return texMarks.Replace(strings.Join(strings.Fields(s), " ")) }
