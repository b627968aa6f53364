package library

import (
	"path"
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Folder is a folder with what its files declare. Names not found in it are
// looked for in Parent.
type Folder struct {
	Path   string
	Parent *Folder // the nearest folder above that was read too, or nil
	Lib    *Library
	Files  []*syntax.File

	Vocabularies []*Vocabulary
	Charters     []*Charter
	Records      []*Record
	Tests        []*Test
	Cases        []*Case
	Outlooks     []*Outlook
}

// Vocabulary is a declared vocabulary, resolved.
type Vocabulary struct {
	*charter.Vocabulary
	Decl  *syntax.Vocabulary
	File  *syntax.File
	diags []diag.Diagnostic
}

// Charter is a declared charter.
type Charter struct {
	Decl   *syntax.Charter
	File   *syntax.File
	Folder *Folder
}

// Record is everything declared under one record's name in a folder, in
// several files perhaps; or the bare entries at the head of a file, which are
// named after it.
type Record struct {
	Name   string
	Parts  []record.Part
	Decls  []*syntax.Record // empty for bare entries
	File   *syntax.File     // the first
	Folder *Folder
	uses   syntax.Ident
}

// Test is a declared test. Above is the charter before it in its file, or nil.
type Test struct {
	Decl   *syntax.Test
	File   *syntax.File
	Folder *Folder
	Above  *Charter
}

// Case is a declared case.
type Case struct {
	Decl   *syntax.Case
	File   *syntax.File
	Folder *Folder
}

// Outlook is a declared outlook.
type Outlook struct {
	Decl   *syntax.Outlook
	File   *syntax.File
	Folder *Folder
}

// gather sorts declarations into folders.
func (l *Library) gather() {
	byPath := map[string]*Folder{}
	for _, f := range l.Files {
		dir := path.Dir(f.Path)
		if byPath[dir] == nil {
			byPath[dir] = &Folder{Path: dir, Lib: l}
			l.Folders = append(l.Folders, byPath[dir])
		}
		byPath[dir].Files = append(byPath[dir].Files, f)
	}
	slices.SortFunc(l.Folders, func(a, b *Folder) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range l.Folders {
		f.Parent = parentOf(f, byPath)
	}
	for _, f := range l.Folders {
		for _, file := range f.Files {
			f.add(file)
		}
	}
	for _, f := range l.Folders {
		for _, v := range f.Vocabularies {
			v.Vocabulary, v.diags = l.memo.vocabulary(v.Decl, v.File)
		}
	}
}

// parentOf is the nearest folder above that was read too. What stands above
// the paths that were given was not.
func parentOf(f *Folder, byPath map[string]*Folder) *Folder {
	for at := f.Path; ; {
		up := path.Dir(at)
		if up == at {
			return nil
		}
		at = up
		if p := byPath[at]; p != nil {
			return p
		}
	}
}

func place(f *syntax.File, s syntax.Span) diag.Place { return charter.PlaceOf(f, s) }

// add takes in what a file declares.
func (f *Folder) add(file *syntax.File) {
	if len(file.Head) > 0 {
		name := strings.TrimSuffix(path.Base(file.Path), extension)
		f.Records = append(f.Records, &Record{Name: name, File: file, Folder: f,
			Parts: []record.Part{{File: file, Items: file.Head, Name: name}}})
	}
	var above *Charter
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *syntax.Vocabulary:
			v := &Vocabulary{Decl: d, File: file}
			for _, had := range f.Vocabularies {
				f.unique("vocabulary", d.Name, file, had.Decl.Name, had.File)
			}
			f.Vocabularies = append(f.Vocabularies, v)
		case *syntax.Charter:
			above = &Charter{Decl: d, File: file, Folder: f}
			for _, had := range f.Charters {
				f.unique("charter", d.Name, file, had.Decl.Name, had.File)
			}
			f.Charters = append(f.Charters, above)
		case *syntax.Record:
			f.addRecord(d, file)
		case *syntax.Test:
			f.Tests = append(f.Tests, &Test{Decl: d, File: file, Folder: f, Above: above})
		case *syntax.Case:
			for _, had := range f.Cases {
				f.unique("case", d.Name, file, had.Decl.Name, had.File)
			}
			f.Cases = append(f.Cases, &Case{Decl: d, File: file, Folder: f})
		case *syntax.Outlook:
			for _, had := range f.Outlooks {
				f.unique("outlook", d.Name, file, had.Decl.Name, had.File)
			}
			f.Outlooks = append(f.Outlooks, &Outlook{Decl: d, File: file, Folder: f})
		}
	}
}

// addRecord adds a record, or another part of one of the same name: a long
// record may be spread over several files.
func (f *Folder) addRecord(d *syntax.Record, file *syntax.File) {
	part := record.Part{File: file, Items: d.Items, Name: d.Name.Name, Title: d.Title.Value, Closed: d.Closed, Long: d.Long, Entries: d.Entries}
	for _, r := range f.Records {
		if r.Name == d.Name.Name && len(r.Decls) > 0 {
			r.Parts = append(r.Parts, part)
			r.Decls = append(r.Decls, d)
			if r.uses.Name == "" {
				r.uses = d.Uses
			}
			return
		}
	}
	f.Records = append(f.Records, &Record{Name: d.Name.Name, Parts: []record.Part{part}, Decls: []*syntax.Record{d},
		File: file, Folder: f, uses: d.Uses})
}

func (f *Folder) unique(what string, id syntax.Ident, file *syntax.File, had syntax.Ident, hadFile *syntax.File) {
	if id.Name != had.Name || id.Name == "" {
		return
	}
	f.Lib.diags = append(f.Lib.diags, diag.Diagnostic{Code: "E0413", Severity: diag.Error, Place: place(file, id.Span),
		Summary: "the folder has two declarations of the " + what + " " + id.Name, Hint: "give one of them another name",
		Related: []diag.Related{{Place: place(hadFile, had.Span), Role: "the first one"}}})
}

// up yields the folder and those above it.
func (f *Folder) up(yield func(*Folder) bool) {
	for x := f; x != nil; x = x.Parent {
		if !yield(x) {
			return
		}
	}
}

// Charter finds a charter by name, here or above; nil if there is none.
func (f *Folder) Charter(name string) *Charter {
	for x := range f.up {
		for _, c := range x.Charters {
			if c.Decl.Name.Name == name {
				return c
			}
		}
	}
	return nil
}

// Record finds a record by name, here or above; nil if there is none.
func (f *Folder) Record(name string) *Record {
	for x := range f.up {
		for _, r := range x.Records {
			if r.Name == name {
				return r
			}
		}
	}
	return nil
}

// FindCase finds a declared case by name, here or above; nil if there is none.
// Without a name it is the first that is declared.
func (f *Folder) FindCase(name string) *Case {
	for x := range f.up {
		for _, c := range x.Cases {
			if name == "" || c.Decl.Name.Name == name {
				return c
			}
		}
	}
	return nil
}

// names lists what can be named from here, for messages.
func names[T any](f *Folder, list func(*Folder) []T, name func(T) string) []string {
	var out []string
	for x := range f.up {
		for _, t := range list(x) {
			if n := name(t); n != "" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (f *Folder) charterNames() []string {
	return names(f, func(x *Folder) []*Charter { return x.Charters }, func(c *Charter) string { return c.Decl.Name.Name })
}

func (f *Folder) recordNames() []string {
	return names(f, func(x *Folder) []*Record { return x.Records }, func(r *Record) string { return r.Name })
}

func (f *Folder) caseNames() []string {
	return names(f, func(x *Folder) []*Case { return x.Cases }, func(c *Case) string { return c.Decl.Name.Name })
}

// missing is what to do where a record or case of a name is not there: what it
// may have been meant to be, where it may stand, or how to declare it.
func (f *Folder) missing(word, declare string, candidates []string) string {
	if c := diag.Closest(word, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	if broken := f.Lib.broken(); len(broken) > 0 {
		return "it may stand in " + broken[0] + ", of which not everything could be read"
	}
	if h := hint(word, candidates); h != "" {
		return h
	}
	return "declare it in this folder or one above it: `" + declare + "`"
}

func hint(word string, candidates []string) string {
	if c := diag.Closest(word, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	switch n := len(candidates); {
	case n == 1:
		return "there is only " + candidates[0]
	case n > 1 && n <= 8:
		return "there are " + strings.Join(candidates[:n-1], ", ") + " and " + candidates[n-1]
	}
	return ""
}

// Vocabulary finds the vocabulary a declaration at a place uses: that which it
// names, else the one of its folder or of the nearest folder above that has
// any. The diagnostics say why there is none.
func (f *Folder) Vocabulary(uses syntax.Ident, file *syntax.File, at syntax.Span) (*Vocabulary, []diag.Diagnostic) {
	if uses.Name != "" {
		return f.vocabularyNamed(uses, file)
	}
	for x := range f.up {
		switch len(x.Vocabularies) {
		case 0:
			continue
		case 1:
			return x.Vocabularies[0], nil
		}
		var list []string
		for _, v := range x.Vocabularies {
			list = append(list, v.Decl.Name.Name)
		}
		return nil, []diag.Diagnostic{{Code: "E0406", Severity: diag.Error, Place: place(file, at),
			Summary: "the folder has several vocabularies, and nothing says which is used here",
			Hint:    "write `uses " + strings.Join(list, "` or `uses ") + "`"}}
	}
	return nil, []diag.Diagnostic{{Code: "E0405", Severity: diag.Error, Place: place(file, at),
		Summary: "there is no vocabulary that says who can act and what can happen",
		Hint:    "put a file with a `vocabulary` into this folder or one above it, and give that folder as the path"}}
}

func (f *Folder) vocabularyNamed(uses syntax.Ident, file *syntax.File) (*Vocabulary, []diag.Diagnostic) {
	var all []string
	for x := range f.up {
		for _, v := range x.Vocabularies {
			if v.Decl.Name.Name == uses.Name {
				return v, nil
			}
		}
	}
	for _, x := range f.Lib.Folders {
		for _, v := range x.Vocabularies {
			if v.Decl.Name.Name == uses.Name {
				return v, nil
			}
			if !slices.Contains(all, v.Decl.Name.Name) {
				all = append(all, v.Decl.Name.Name)
			}
		}
	}
	return nil, []diag.Diagnostic{{Code: "E0407", Severity: diag.Error, Place: place(file, uses.Span),
		Summary: "there is no vocabulary " + uses.Name, Hint: hint(uses.Name, all)}}
}
