package amend

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/syntax"
)

// Edit is one small change of a text.
type Edit struct {
	Kind    string // its name in Kinds
	Says    string // what it does, for people
	Article string // that it changes; empty for the heads of the charter
	Rule    string // that it changes or adds; or a head by its name
	Words   int    // taken out and put in
	// slot is shared by edits of which one makes the other pointless: two lengths
	// for one period.
	slot    string
	patches []patch
	adds    []string // new rules of the article
	heads   []string // new heads
	newName string   // of the rule or status that it adds, or empty
	about   []int    // rules that it bears on, by ID
	// alone marks edits that differ from another in a value only. Together with
	// others they are tried where that other one helps: of six lengths, two go
	// into all pairs.
	alone bool
}

// fits reports whether two edits can be made together.
func (e *Edit) fits(o *Edit) bool {
	if e.slot == o.slot || e.newName != "" && e.newName == o.newName {
		return false
	}
	for _, p := range e.patches {
		if slices.ContainsFunc(o.patches, p.meets) {
			return false
		}
	}
	return true
}

// bearsOn reports whether two edits are of one rule, or of rules of which one
// looks at the other.
func (e *Edit) bearsOn(o *Edit, linked func(a, b int) bool) bool {
	for _, a := range e.about {
		for _, b := range o.about {
			if a == b || linked(a, b) {
				return true
			}
		}
	}
	return e.newName != "" && slices.ContainsFunc(o.patches, func(p patch) bool { return strings.Contains(p.with, e.newName) })
}

// draft writes an amendment out, not yet laid out.
func (l *law) draft(name, title string, edits []*Edit) string {
	var b strings.Builder
	fmt.Fprintf(&b, "charter %s amends %s %s\n", name, l.parent, quote(title))
	if l.from > calendar.Always {
		fmt.Fprintf(&b, "  effective %s\n", l.from)
	}
	var patches []patch
	for _, e := range edits {
		patches = append(patches, e.patches...)
		for _, h := range e.heads {
			b.WriteString("\n" + h + "\n")
		}
	}
	for _, h := range l.heads {
		if s := h.decl.Extent(); touched(h.file, s, patches) {
			fmt.Fprintf(&b, "\n%s\n", patched(h.file, s, patches))
		}
	}
	for _, a := range l.articles {
		var adds []string
		changed := false
		for _, e := range edits {
			if len(e.adds) > 0 && e.Article == a.decl.Number.Name {
				adds = append(adds, e.adds...)
			}
		}
		for _, r := range a.rules {
			changed = changed || touched(a.file, r.decl.Extent(), patches)
		}
		if !changed && len(adds) == 0 {
			continue
		}
		l.article(&b, a, patches, adds)
	}
	var adds []string
	for _, e := range edits {
		if e.Article == "" {
			adds = append(adds, e.adds...)
		}
	}
	if len(adds) > 0 {
		fmt.Fprintf(&b, "\narticle %s %s\n  basis %s\n", newArticle, quote("What is added"), quote("PROPOSAL, drafted by casus amend"))
		for _, x := range adds {
			b.WriteString("\n  " + x + "\n")
		}
	}
	return b.String()
}

// newArticle is the article of rules that belong to none that is there.
const newArticle = "addition"

func touched(f *syntax.File, s syntax.Span, patches []patch) bool {
	return slices.ContainsFunc(patches, func(p patch) bool { return p.file == f && p.from >= s.From && p.to <= s.To })
}

// article gives an article anew: what is not amended in it is repeated.
func (l *law) article(b *strings.Builder, a *article, patches []patch, adds []string) {
	fmt.Fprintf(b, "\narticle %s", a.decl.Number.Name)
	if a.decl.Title.Value != "" {
		b.WriteString(" " + quote(a.decl.Title.Value))
	}
	fmt.Fprintf(b, "\n  basis %s\n", quote("PROPOSAL, drafted by casus amend; what is not amended as in "+a.charter))
	for _, r := range a.rules {
		fmt.Fprintf(b, "\n  %s\n", patched(a.file, r.decl.Extent(), patches))
	}
	for _, x := range adds {
		b.WriteString("\n  " + x + "\n")
	}
}

// quote writes a text as the language does.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// candidate is an amended case.
type candidate struct {
	built *library.Built
	file  *syntax.File
}

// build reads an amendment and composes the case with it; nil if it does not
// check.
func (l *law) build(name, title string, edits []*Edit) (*candidate, []diag.Diagnostic) {
	file, diags := syntax.Parse(name+".casus", []byte(l.draft(name, title, edits)))
	if diag.HasErrors(diags) || len(file.Decls) != 1 {
		return nil, diags
	}
	decl, ok := file.Decls[0].(*syntax.Charter)
	if !ok {
		return nil, diags
	}
	spec := charter.TextSpec{Charter: name, From: l.from, HasFrom: l.from > calendar.Always}
	c, diags := charter.Build(l.c.Vocab, append(specs(l.c), spec), func(n string) (*syntax.Charter, *syntax.File) {
		if n == name {
			return decl, file
		}
		if x := l.folder.Charter(n); x != nil {
			return x.Decl, x.File
		}
		return nil, nil
	})
	if diag.HasErrors(diags) {
		return nil, diags
	}
	c.Name, c.Title = l.c.Name, l.c.Title
	b := *l.built
	b.Case = c
	return &candidate{&b, file}, diags
}
