package library

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Memo keeps what was made of files, for whoever reads the same folders again
// and again while one of the files is being written: a file that has not
// changed is not parsed again, charters that have not changed are not composed
// again, and a record is not tied together again. What it hands out is shared
// and must not be changed. Several libraries may use one memo at the same time.
type Memo struct {
	mu     sync.Mutex
	age    int
	files  map[string]parsed
	vocabs map[*syntax.Vocabulary]resolved
	cases  map[string]*builtCase
	ties   map[string]*tied
	lean   bool // of long records the entries are not kept as trees: LoadToRun
}

// parsed is a file with what is wrong with its form.
type parsed struct {
	file  *syntax.File
	diags []diag.Diagnostic
}

// resolved is a vocabulary with what is wrong with it.
type resolved struct {
	v     *charter.Vocabulary
	diags []diag.Diagnostic
	age   int
}

// builtCase is a composed case. Several tests continue the same.
type builtCase struct {
	c     *charter.Case
	diags []diag.Diagnostic
	age   int
	// of is the one library for which it is good: where something is wrong with
	// the lines that name the charters, what is said has a place in their file,
	// which may change while the charters do not. It is nil for all others.
	of *Library
}

// tied is a record whose parts have been tied together.
type tied struct {
	rec   *record.Record
	parts []record.Part // they keep the files alive by whose addresses it is known
	diags []diag.Diagnostic
	age   int
}

// NewMemo makes an empty one.
func NewMemo() *Memo {
	return &Memo{files: map[string]parsed{}, vocabs: map[*syntax.Vocabulary]resolved{}, cases: map[string]*builtCase{}, ties: map[string]*tied{}}
}

// Load is LoadFrom with what the memo knows.
func (m *Memo) Load(disk Disk, paths []string) (*Library, []diag.Diagnostic) {
	m.grow()
	return load(disk, paths, m)
}

// keptFor is for how many loads what nobody asks for is kept.
const keptFor = 8

// grow forgets what was not asked for of late.
func (m *Memo) grow() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.age++
	old := m.age - keptFor
	for k, v := range m.vocabs {
		if v.age < old {
			delete(m.vocabs, k)
		}
	}
	for k, v := range m.cases {
		if v.age < old {
			delete(m.cases, k)
		}
	}
	for k, v := range m.ties {
		if v.age < old {
			delete(m.ties, k)
		}
	}
}

// parse parses a file, unless it is as it was.
func (m *Memo) parse(path string, src []byte) (*syntax.File, []diag.Diagnostic) {
	m.mu.Lock()
	had, ok := m.files[path]
	m.mu.Unlock()
	if ok && bytes.Equal(had.file.Src, src) {
		return had.file, had.diags
	}
	f, diags := m.read(path, src)
	m.mu.Lock()
	m.files[path] = parsed{f, diags}
	m.mu.Unlock()
	return f, diags
}

// vocabulary resolves a vocabulary.
func (m *Memo) vocabulary(d *syntax.Vocabulary, f *syntax.File) (*charter.Vocabulary, []diag.Diagnostic) {
	m.mu.Lock()
	had, ok := m.vocabs[d]
	m.mu.Unlock()
	if !ok {
		had.v, had.diags = charter.ResolveVocabulary(d, f)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	had.age = m.age
	m.vocabs[d] = had
	return had.v, had.diags
}

// longRecord is from how many bytes on a record is long.
const longRecord = 1 << 20

func (m *Memo) read(path string, src []byte) (*syntax.File, []diag.Diagnostic) {
	if m.lean && len(src) >= longRecord {
		if f, ok := syntax.ParseLong(path, src); ok {
			return f, nil
		}
	}
	return syntax.Parse(path, src)
}

// compose builds the charters of a case. texts are the files in which they, and
// those they amend, stand.
func (m *Memo) compose(key string, l *Library, texts []*syntax.File, build func() (*charter.Case, []diag.Diagnostic)) (*charter.Case, []diag.Diagnostic) {
	m.mu.Lock()
	had := m.cases[key]
	m.mu.Unlock()
	if had == nil || had.of != nil && had.of != l {
		had = &builtCase{}
		had.c, had.diags = build()
		if !within(had.diags, texts) {
			had.of = l
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	had.age = m.age
	m.cases[key] = had
	return had.c, had.diags
}

// tie ties the parts of a record together.
func (m *Memo) tie(v *charter.Vocabulary, parts []record.Part) (*record.Record, []diag.Diagnostic) {
	var b strings.Builder
	fmt.Fprintf(&b, "%p", v)
	for _, p := range parts {
		fmt.Fprintf(&b, "|%p %d %s", p.File, len(p.Items)+p.Entries, p.Name)
		if len(p.Items) > 0 {
			fmt.Fprintf(&b, " %d", p.Items[0].Extent().From)
		}
	}
	key := b.String()
	m.mu.Lock()
	had := m.ties[key]
	m.mu.Unlock()
	if had == nil {
		had = &tied{parts: parts}
		had.rec, had.diags = record.Resolve(v, parts)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	had.age = m.age
	m.ties[key] = had
	return had.rec, had.diags
}

// within reports whether all diagnostics are about places in these files.
func within(list []diag.Diagnostic, files []*syntax.File) bool {
	has := func(p diag.Place) bool {
		return slices.ContainsFunc(files, func(f *syntax.File) bool { return f.Path == p.File })
	}
	return !slices.ContainsFunc(list, func(d diag.Diagnostic) bool {
		return !has(d.Place) || slices.ContainsFunc(d.Related, func(r diag.Related) bool { return !has(r.Place) })
	})
}

// composeKey says on what the composition of charters hangs: the declarations
// themselves, their days, what else the folder knows by name. It also returns
// the files in which they stand.
func (f *Folder) composeKey(v *charter.Vocabulary, texts []charter.TextSpec) (string, []*syntax.File) {
	var b strings.Builder
	var files []*syntax.File
	fmt.Fprintf(&b, "%s|%p", f.Path, v)
	seen := map[*Charter]bool{}
	for _, t := range texts {
		fmt.Fprintf(&b, "|%s %v %d %v %d", t.Charter, t.HasFrom, t.From, t.HasUntil, t.Until)
		for c := f.Charter(t.Charter); c != nil && !seen[c]; c = f.Charter(c.Decl.Amends.Name) {
			seen[c] = true
			fmt.Fprintf(&b, " %p", c.Decl)
			files = append(files, c.File)
		}
	}
	for x := range f.up {
		for _, c := range x.Charters {
			b.WriteString("," + c.Decl.Name.Name)
			for _, h := range c.Decl.Heads {
				if g, ok := h.(*syntax.GovernsHead); ok {
					b.WriteString(" " + g.Code.Name)
				}
			}
		}
	}
	return b.String(), files
}
