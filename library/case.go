package library

import (
	"fmt"
	"path"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Built is a case ready to be run.
type Built struct {
	Name, Title string
	Case        *charter.Case
	Record      *record.Record
	Given       []Given
	Signals     map[Signal]SignalActs // of a declared case
}

// Given is a reading that a case or test sets.
type Given struct {
	Name  string
	Refs  []charter.ReadingRef
	Value charter.Value
}

// problems gathers diagnostics.
type problems []diag.Diagnostic

func (p *problems) error(code string, at diag.Place, hint, format string, args ...any) {
	*p = append(*p, diag.Diagnostic{Code: code, Severity: diag.Error, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

// Specs turns `under` lines into what charter.Build takes.
func Specs(under []syntax.Under, f *syntax.File) []charter.TextSpec {
	var list []charter.TextSpec
	for _, u := range under {
		s := charter.TextSpec{Charter: u.Charter.Name, Pos: place(f, u.Charter.Span)}
		if !u.From.IsZero() {
			s.From, s.HasFrom = u.From.First, true
		}
		if !u.Until.IsZero() {
			s.Until, s.HasUntil = u.Until.First, true
		}
		list = append(list, s)
	}
	return list
}

// Case builds a declared case: the one of the name, or without a name the
// first that is declared here or above.
func (f *Folder) Case(name string) (*Built, []diag.Diagnostic) {
	c := f.FindCase(name)
	if c == nil {
		var p problems
		if name == "" {
			p.error("E0411", diag.Place{File: f.Path}, "declare one: `case NAME under CHARTER reads RECORD`, or name a charter", "no case is declared in %s", f.Path)
		} else {
			p.error("E0411", diag.Place{File: f.Path}, f.missing(name, "case "+name+" under CHARTER reads RECORD", f.caseNames()), "there is no case %s", name)
		}
		return nil, p
	}
	return c.Build()
}

// Build builds the case.
func (c *Case) Build() (*Built, []diag.Diagnostic) {
	b, p := c.Folder.build(c.Decl.Name.Name, c.Decl.Title.Value, Specs(c.Decl.Under, c.File),
		place(c.File, c.Decl.Name.Span), func(v *Vocabulary, p *problems) []record.Part { return c.parts(v, p) })
	for i := range c.Decl.Given {
		p = append(p, b.give(&c.Decl.Given[i], c.File)...)
	}
	p = append(p, b.signals(c.Decl.Counts, c.File)...)
	c.nameRecord(b)
	return b, p
}

// nameRecord calls what a case reads by the record it names, or by its own name
// where it reads several. Other cases may read the same and call it otherwise.
func (c *Case) nameRecord(b *Built) {
	if len(c.Decl.Reads) == 0 {
		return
	}
	own := *b.Record
	b.Record = &own
	if len(c.Decl.Reads) > 1 {
		b.Record.Name, b.Record.Title = c.Decl.Name.Name, c.Decl.Title.Value
		return
	}
	r := c.Folder.Record(c.Decl.Reads[0].Name)
	if r == nil {
		return
	}
	b.Record.Name, b.Record.Title = r.Name, ""
	for _, d := range r.Decls {
		if b.Record.Title == "" {
			b.Record.Title = d.Title.Value
		}
	}
}

// CaseOf builds a case of charters that are named on the spot, over all
// records of the folder and of those above it that use the same vocabulary.
// Without charters it is the default case.
func (f *Folder) CaseOf(texts []charter.TextSpec) (*Built, []diag.Diagnostic) {
	if len(texts) == 0 {
		return f.Case("")
	}
	var names []string
	for _, t := range texts {
		names = append(names, t.Charter)
	}
	b, p := f.build(strings.Join(names, " "), "", texts, diag.Place{File: f.Path},
		func(v *Vocabulary, p *problems) []record.Part { return f.allParts(v) })
	return b, p
}

// build composes the charters and resolves the record over which they are run.
func (f *Folder) build(name, title string, texts []charter.TextSpec, at diag.Place,
	parts func(*Vocabulary, *problems) []record.Part) (*Built, problems) {
	var p problems
	b := &Built{Name: name, Title: title, Case: &charter.Case{Vocab: emptyVocabulary()}, Record: &record.Record{}}
	if len(texts) == 0 {
		p.error("E0414", at, "write `under CHARTER`", "the case %s is under no charter", name)
		return b, p
	}
	v := f.vocabularyOf(texts, at, &p)
	if v == nil {
		parts(nil, &p) // for what is wrong with them
		return b, p
	}
	c, diags := f.compose(v, texts)
	p = append(p, diags...)
	copied := *c
	copied.Name, copied.Title = name, title
	b.Case = &copied
	rec, diags := f.Lib.memo.tie(v.Vocabulary, parts(v, &p))
	p = append(p, diags...)
	b.Record = rec
	return b, p
}

// emptyVocabulary stands in where none could be found.
func emptyVocabulary() *charter.Vocabulary {
	v, _ := charter.ResolveVocabulary(&syntax.Vocabulary{}, &syntax.File{})
	return v
}

// vocabularyOf finds the one vocabulary that the charters of a case use.
func (f *Folder) vocabularyOf(texts []charter.TextSpec, at diag.Place, p *problems) *Vocabulary {
	var v *Vocabulary
	var of string
	found := false
	for _, t := range texts {
		c := f.Charter(t.Charter)
		if c == nil {
			where := t.Pos
			if where.IsZero() {
				where = at
			}
			p.error("E0210", where, hint(t.Charter, f.charterNames()), "there is no charter %s", t.Charter)
			continue
		}
		found = true
		x, diags := c.Vocabulary()
		*p = append(*p, diags...)
		if x == nil {
			continue
		}
		if v != nil && x != v {
			where := t.Pos
			if where.IsZero() {
				where = at
			}
			p.error("E0412", where, "let them use one vocabulary", "%s uses the vocabulary %s, and %s uses %s",
				t.Charter, x.Name, of, v.Name)
			return nil
		}
		v, of = x, t.Charter
	}
	if !found {
		return nil
	}
	return v
}

// Vocabulary is the vocabulary a charter uses: its own `uses`, else that of the
// charter it amends, else that of its folder.
func (c *Charter) Vocabulary() (*Vocabulary, []diag.Diagnostic) {
	seen := map[*Charter]bool{}
	for x := c; x != nil && !seen[x]; {
		seen[x] = true
		for _, h := range x.Decl.Heads {
			if u, ok := h.(*syntax.UsesHead); ok {
				return x.Folder.Vocabulary(u.Name, x.File, u.Span)
			}
		}
		if x.Decl.Amends.Name == "" {
			break
		}
		x = x.Folder.Charter(x.Decl.Amends.Name)
	}
	return c.Folder.Vocabulary(syntax.Ident{}, c.File, c.Decl.Name.Span)
}

// compose builds the charters of a case, once for all who ask for the same.
func (f *Folder) compose(v *Vocabulary, texts []charter.TextSpec) (*charter.Case, []diag.Diagnostic) {
	lookup := func(name string) (*syntax.Charter, *syntax.File) {
		if c := f.Charter(name); c != nil {
			return c.Decl, c.File
		}
		return nil, nil
	}
	// What was said of charters that are not there is not said again.
	var known []charter.TextSpec
	for _, t := range texts {
		if f.Charter(t.Charter) != nil {
			known = append(known, t)
		}
	}
	key, files := f.composeKey(v.Vocabulary, known)
	return f.Lib.memo.compose(key, f.Lib, files, func() (*charter.Case, []diag.Diagnostic) {
		return charter.BuildWith(v.Vocabulary, known, lookup, &charter.Surroundings{Names: f.charterNames(), Governed: f.governed})
	})
}

// governed reports whether any charter of the folder, or above, governs the
// entity of a code.
func (f *Folder) governed(code string) bool {
	for x := range f.up {
		for _, c := range x.Charters {
			for _, h := range c.Decl.Heads {
				if g, ok := h.(*syntax.GovernsHead); ok && g.Code.Name == code {
					return true
				}
			}
		}
	}
	return false
}

// give resolves a reading that is set.
func (b *Built) give(g *syntax.GivenReading, f *syntax.File) []diag.Diagnostic {
	if len(b.Case.Families) == 0 {
		return nil
	}
	refs, v, diags := b.Case.Given(g, f)
	if len(refs) > 0 && !diag.HasErrors(diags) {
		b.Given = append(b.Given, Given{g.Name.Name, refs, v})
	}
	return diags
}

// parts are the parts of the records a case reads; without `reads` all records
// that can be named from its folder and use its vocabulary.
func (c *Case) parts(v *Vocabulary, p *problems) []record.Part {
	if len(c.Decl.Reads) == 0 {
		return c.Folder.allParts(v)
	}
	var list []record.Part
	seen := map[*Record]bool{}
	for _, id := range c.Decl.Reads {
		for _, r := range c.records(id, p) {
			if seen[r] {
				continue
			}
			seen[r] = true
			x, diags := r.Vocabulary()
			*p = append(*p, diags...)
			if x != nil && v != nil && x != v {
				p.error("E0412", place(c.File, id.Span), "let them use one vocabulary", "the record %s uses the vocabulary %s, and the charters use %s",
					r.Name, x.Name, v.Name)
				continue
			}
			list = append(list, r.Parts...)
		}
	}
	return list
}

// records finds what a `reads` line names: a record, or by a quoted path a
// file or folder.
func (c *Case) records(id syntax.Ident, p *problems) []*Record {
	at := place(c.File, id.Span)
	if int(id.From) >= len(c.File.Src) || c.File.Src[id.From] != '"' {
		if r := c.Folder.Record(id.Name); r != nil {
			return []*Record{r}
		}
		p.error("E0410", at, c.Folder.missing(id.Name, "record "+id.Name, c.Folder.recordNames()), "there is no record %s", id.Name)
		return nil
	}
	full := path.Clean(path.Join(path.Dir(c.File.Path), id.Name))
	if path.IsAbs(id.Name) {
		full = path.Clean(id.Name)
	}
	list, diags := c.Folder.Lib.recordsAt(full)
	for _, d := range diags {
		d.Related = append(d.Related, diag.Related{Place: at, Role: "read from here"})
		*p = append(*p, d)
	}
	if len(list) == 0 && len(diags) == 0 {
		p.error("E0410", at, "the path counts from the folder of this file", "there is no record in %s", id.Name)
	}
	return list
}

// recordsAt returns the records of a file or folder, reading it if that has
// not been done.
func (l *Library) recordsAt(full string) ([]*Record, []diag.Diagnostic) {
	var list []*Record
	collect := func() {
		for _, f := range l.Folders {
			for _, r := range f.Records {
				for _, part := range r.Parts {
					if part.File.Path == full || strings.HasPrefix(part.File.Path, full+"/") {
						list = append(list, &Record{Name: r.Name, Parts: []record.Part{part}, File: part.File, Folder: f, uses: r.uses})
					}
				}
			}
		}
	}
	if collect(); len(list) > 0 {
		return list, nil
	}
	other, diags := load(l.disk, []string{full}, l.memo)
	for _, f := range other.Folders {
		// What is read so late has no folder of its own here: its records use
		// the vocabulary of the case.
		f.Lib = l
		for _, r := range f.Records {
			r.Folder = nil
			list = append(list, r)
		}
	}
	return list, diags
}

// Vocabulary is the vocabulary a record uses; nil without diagnostics where it
// uses that of the case.
func (r *Record) Vocabulary() (*Vocabulary, []diag.Diagnostic) {
	if r.Folder == nil {
		return nil, nil
	}
	at := syntax.Span{}
	if len(r.Decls) > 0 {
		at = r.Decls[0].Name.Span
	} else if len(r.Parts) > 0 && len(r.Parts[0].Items) > 0 {
		at = r.Parts[0].Items[0].Extent()
	}
	return r.Folder.Vocabulary(r.uses, r.File, at)
}

// allParts are those of all records that can be named from the folder and use
// the vocabulary.
func (f *Folder) allParts(v *Vocabulary) []record.Part {
	var list []record.Part
	for x := range f.up {
		for _, r := range x.Records {
			if u, _ := r.Vocabulary(); u == v {
				list = append(list, r.Parts...)
			}
		}
	}
	return list
}

// Build builds the case of a test: that which it continues, or the charters it
// is under, or the charter above it in its file; with the test's own entries
// after those of the case it continues.
func (t *Test) Build() (*Built, []diag.Diagnostic) {
	d := t.Decl
	specs := Specs(d.Under, t.File)
	at := place(t.File, d.Title.Span)
	var base *Case
	if d.Continues.Name != "" {
		if base = t.Folder.FindCase(d.Continues.Name); base == nil {
			var p problems
			p.error("E0411", place(t.File, d.Continues.Span), t.Folder.missing(d.Continues.Name, "case "+d.Continues.Name+" under CHARTER reads RECORD", t.Folder.caseNames()), "there is no case %s", d.Continues.Name)
			return nil, p
		}
		specs = append(Specs(base.Decl.Under, base.File), specs...)
	}
	if base != nil && len(base.Decl.Under) == 0 && len(specs) == 0 {
		var p problems
		p.error("E0414", place(base.File, base.Decl.Name.Span), "write `under CHARTER`", "the case %s is under no charter", base.Decl.Name.Name)
		return nil, p // as is said of the case
	}
	if len(specs) == 0 && t.Above != nil {
		specs = []charter.TextSpec{{Charter: t.Above.Decl.Name.Name, Pos: at}}
	}
	if len(specs) == 0 {
		var p problems
		p.error("E0409", at, "write `under CHARTER` or `continues CASE`, or put the test behind the charter it is for",
			"nothing says which charter the test is for")
		return nil, p
	}
	b, p := t.Folder.build(d.Title.Value, "", specs, at, func(v *Vocabulary, p *problems) []record.Part {
		var parts []record.Part
		if base != nil {
			parts = base.parts(v, p)
		}
		if len(d.Items) > 0 {
			parts = append(parts, record.Part{File: t.File, Items: d.Items})
		}
		return parts
	})
	if base != nil {
		for i := range base.Decl.Given {
			p = append(p, b.give(&base.Decl.Given[i], base.File)...)
		}
	}
	return b, p
}
