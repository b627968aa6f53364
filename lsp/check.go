package lsp

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/lint"
	"casus/syntax"
)

// watch checks what changed, at once; and looks for flaws when the keyboard has
// rested for a while. Strokes that come while a check runs are taken together.
func (w *workspace) watch() {
	rest := time.NewTimer(time.Hour)
	defer rest.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-w.next:
			for w.checkNext() {
			}
			rest.Reset(w.pause)
		case <-rest.C:
			if !w.lintNext() {
				rest.Reset(w.pause)
			}
		}
	}
}

// checkNext checks a unit that has changed; false if there is none.
func (w *workspace) checkNext() bool {
	w.mu.Lock()
	var u *unit
	for _, p := range w.paths() {
		if x := w.units[p]; x.now == nil || x.now != x.checked {
			u = x
			break
		}
	}
	if u == nil {
		w.mu.Unlock()
		return false
	}
	s := w.snapshotOf(u)
	root := w.rootOf(u.path)
	w.mu.Unlock()

	texts := s.lib.CheckTexts()
	if w.toldTexts(u, s, texts, root) {
		return true
	}
	all := s.lib.Check()
	w.mu.Lock()
	defer w.mu.Unlock()
	u.checked = s
	if u.now != s {
		return true // the text has changed meanwhile
	}
	u.late = flaws{list: beside(all, texts)}
	w.publish(u, s, all)
	return true
}

// toldTexts tells what is wrong with the texts themselves, with what was said
// last of tests and by tests. It reports whether the unit must be read anew
// before more can be said.
func (w *workspace) toldTexts(u *unit, s *snapshot, texts []diag.Diagnostic, root string) (again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u.reads == u.path && root != "" && root != u.path && slices.ContainsFunc(texts, elsewhere) {
		// The vocabulary stands in a folder beside this one.
		u.reads, u.now = root, nil
		return true
	}
	if u.now != s {
		return true
	}
	w.publish(u, s, append(slices.Clone(texts), u.late.list...))
	return false
}

// beside is what all has and part has not.
func beside(all, part []diag.Diagnostic) []diag.Diagnostic {
	type key struct {
		code, file, summary string
		from                int32
	}
	of := func(d diag.Diagnostic) key { return key{d.Code, d.Place.File, d.Summary, d.Place.From} }
	has := map[key]bool{}
	for _, d := range part {
		has[of(d)] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(d diag.Diagnostic) bool { return has[of(d)] })
}

// elsewhere reports whether something is missing that another folder may have.
func elsewhere(d diag.Diagnostic) bool { return d.Code == "E0407" }

func (w *workspace) paths() []string {
	var list []string
	for p := range w.units {
		list = append(list, p)
	}
	slices.Sort(list)
	return list
}

// publish tells the client what is wrong with the files of a unit, where that
// differs from what it was told last. The lock is held.
func (w *workspace) publish(u *unit, s *snapshot, list []diag.Diagnostic) {
	byFile := map[string][]diagnostic{}
	for _, d := range list {
		p := d.Place.File
		if s.files[p] == nil { // of the folder, or of a file that could not be read
			continue
		}
		d.Place.Src = s.files[p].Src // what is said of tests may be older
		byFile[p] = append(byFile[p], w.shown(s, d, "casus"))
	}
	if u.flaws != nil {
		for _, f := range u.flaws.list {
			if file := s.files[f.Place.File]; file != nil {
				f.Place.Src = file.Src
				byFile[f.Place.File] = append(byFile[f.Place.File], w.shown(s, f, "casus lint"))
			}
		}
	}
	for p, list := range u.trials {
		byFile[p] = append(byFile[p], list...)
	}
	for _, f := range s.lib.Files {
		if !strings.HasPrefix(f.Path, u.path+"/") && f.Path != u.path {
			continue // read for its vocabulary only
		}
		p := publishParams{URI: w.uriOf(f.Path), Diagnostics: byFile[f.Path]}
		if p.Diagnostics == nil {
			p.Diagnostics = []diagnostic{}
		}
		if v, ok := s.versions[f.Path]; ok {
			p.Version = &v
		}
		said, _ := json.Marshal(p.Diagnostics)
		had, before := w.told[f.Path]
		if had == string(said) && p.Version == nil || !before && len(p.Diagnostics) == 0 && p.Version == nil {
			continue
		}
		w.told[f.Path] = string(said)
		w.server.notify("textDocument/publishDiagnostics", p)
	}
}

// uriOf names a path as the client does, if it has the file open.
func (w *workspace) uriOf(p string) string {
	if t := w.texts[p]; t != nil {
		return t.uri
	}
	return uriOf(p)
}

// shown is a diagnostic as the client shows it.
func (w *workspace) shown(s *snapshot, d diag.Diagnostic, source string) diagnostic {
	f := s.files[d.Place.File]
	l := s.linesOf(f)
	out := diagnostic{Range: span{l.at(d.Place.From), l.at(d.Place.To)}, Severity: int(d.Severity) + 1, Code: d.Code, Source: source,
		Message: d.Summary, Data: fixOf(d)}
	if d.Expected != "" {
		out.Message += "\nexpected " + d.Expected
	}
	if d.Hint != "" {
		out.Message += "\nhelp: " + d.Hint
	}
	for _, r := range d.Related {
		if file := s.files[r.File]; file != nil {
			l := s.linesOf(file)
			out.Related = append(out.Related, related{location{w.uriOf(r.File), span{l.at(r.From), l.at(r.To)}}, r.Role})
		}
	}
	return out
}

// Hints that name a word to put in the place of the one that stands there.
var (
	meant   = regexp.MustCompile("^did you mean `?([A-Za-z0-9-]+(?: [a-z]+)*)`?\\?$")
	only    = regexp.MustCompile(`^there is only ([A-Za-z0-9-]+)$`)
	spelt   = regexp.MustCompile("^(?:names are lower case|entities are upper case): `([A-Za-z0-9-]+)`$")
	oneWord = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
)

// fixOf is what the hint of a diagnostic offers; nil if it offers no word.
func fixOf(d diag.Diagnostic) *fix {
	if d.Place.From < 0 || d.Place.From > d.Place.To || int(d.Place.To) > len(d.Place.Src) ||
		!oneWord.Match(d.Place.Src[d.Place.From:d.Place.To]) {
		return nil
	}
	for _, r := range []*regexp.Regexp{meant, only, spelt} {
		if m := r.FindStringSubmatch(d.Hint); m != nil {
			return &fix{Title: "Write `" + m[1] + "`", Text: m[1]}
		}
	}
	return nil
}

// ---- flaws ----------------------------------------------------------------------

// flaws are what was found when the keyboard last rested.
type flaws struct {
	list []diag.Diagnostic
	of   map[*charter.Case][]lint.Finding // kept for charters that have not changed
}

// forget drops the flaws of a file.
func (f *flaws) forget(p string) {
	if f != nil {
		f.list = slices.DeleteFunc(f.list, func(d diag.Diagnostic) bool { return d.Place.File == p })
	}
}

// move takes the flaws of a file along with a change of its text; those within
// what was changed are dropped.
func (f *flaws) move(p string, from, to, n int32) {
	if f == nil {
		return
	}
	f.list = slices.DeleteFunc(f.list, func(d diag.Diagnostic) bool {
		return d.Place.File == p && d.Place.From < to && d.Place.To > from
	})
	for i := range f.list {
		if d := &f.list[i]; d.Place.File == p && d.Place.From >= to {
			d.Place.From += n - (to - from)
			d.Place.To += n - (to - from)
		}
	}
}

// lintNext looks for flaws in the units that have rested long enough; false if
// some have not.
func (w *workspace) lintNext() bool {
	// Files may have changed on the disk without word of it.
	w.desk.forget()
	w.mu.Lock()
	var due []*unit
	all := true
	for _, p := range w.paths() {
		u := w.units[p]
		switch {
		case u.linted:
		case time.Since(u.touched) < w.pause:
			all = false
		default:
			due = append(due, u)
		}
	}
	w.mu.Unlock()
	for _, u := range due {
		w.lint(u)
	}
	return all
}

// lint looks for flaws of a unit. It works on a library of its own, so that
// nobody waits for it; it gives up where the text has changed meanwhile.
func (w *workspace) lint(u *unit) {
	w.mu.Lock()
	s, touched := w.snapshotOf(u), u.touched
	had := u.flaws
	w.mu.Unlock()
	fresh := &flaws{of: map[*charter.Case][]lint.Finding{}}
	lib, _ := u.memo.Load(w.desk, []string{u.reads})
	said := lib.Check()
	seen := map[string]bool{}
	laws := lib.Laws()
	if w.server.opts.NoLint {
		laws = nil
	}
	for _, law := range laws {
		w.mu.Lock()
		stale := !u.touched.Equal(touched)
		w.mu.Unlock()
		if stale {
			return
		}
		list, ok := had.known(law)
		if !ok {
			list = lint.Findings(law.Case)
		}
		fresh.of[law.Case] = list
		for _, f := range lint.Unsaid(list, said) {
			// The laws of a folder share texts, and their flaws.
			k := f.Code + f.Place.File + f.Summary
			if !seen[k] {
				seen[k] = true
				f.Diagnostic.Hint = ""
				if e, ok := lint.Find(f.Code); ok {
					f.Diagnostic.Hint = e.Remedy
				}
				fresh.list = append(fresh.list, f.Diagnostic)
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !u.touched.Equal(touched) || w.units[u.path] != u {
		return
	}
	u.linted, u.flaws = true, fresh
	if changed(s, lib) {
		u.now = nil
		w.wake()
		return
	}
	w.publish(u, s, said)
}

func (f *flaws) known(law library.Law) ([]lint.Finding, bool) {
	if f == nil {
		return nil, false
	}
	list, ok := f.of[law.Case]
	return list, ok
}

// changed reports whether a library has other files than a snapshot.
func changed(s *snapshot, lib *library.Library) bool {
	if len(lib.Files) != len(s.files) {
		return true
	}
	return slices.ContainsFunc(lib.Files, func(f *syntax.File) bool { return s.files[f.Path] != f })
}
