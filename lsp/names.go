package lsp

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"casus/concordance"
	"casus/diag"
	"casus/library"
	"casus/syntax"
)

// spot is a place in a file, with what stands there.
type spot struct {
	snap *snapshot
	file *syntax.File
	at   int32
	use  concordance.Use
	name bool // a name stands there
}

// spotOf finds a place; file is nil where the client asks of what is not there.
func (s *server) spotOf(p *positionParams) spot {
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return spot{}
	}
	x := spot{snap: snap, file: f, at: snap.linesOf(f).offset(p.Position)}
	x.use, x.name = snap.names().At(f, x.at)
	return x
}

func definition(_ context.Context, s *server, p *positionParams) (any, error) {
	x := s.spotOf(p)
	list := []location{}
	for _, t := range x.use.Things {
		for _, m := range append(t.Declarations(), x.snap.names().Lists(t)...) {
			list = append(list, x.snap.location(m.File, m.ID.Span))
		}
	}
	return list, nil
}

func references(_ context.Context, s *server, p *referenceParams) (any, error) {
	x := s.spotOf(&p.positionParams)
	list := []location{}
	for _, m := range placesOf(x.use.Things) {
		if p.Context.IncludeDeclaration || !m.declares {
			list = append(list, x.snap.location(m.File, m.ID.Span))
		}
	}
	return list, nil
}

// place is a mention of a thing.
type place struct {
	concordance.Mention
	declares bool
}

// placesOf are all mentions of some things, each once.
func placesOf(things []*concordance.Thing) []place {
	var list []place
	for _, t := range things {
		declared := t.Declarations()
		for _, m := range t.Places {
			if slices.ContainsFunc(list, func(p place) bool { return p.File == m.File && p.ID.Span == m.ID.Span }) {
				continue
			}
			list = append(list, place{m, slices.ContainsFunc(declared, func(d concordance.Mention) bool {
				return d.File == m.File && d.ID.Span == m.ID.Span
			})})
		}
	}
	return list
}

func documentHighlight(_ context.Context, s *server, p *positionParams) (any, error) {
	x := s.spotOf(p)
	list := []highlight{}
	for _, m := range placesOf(x.use.Things) {
		if m.File != x.file {
			continue
		}
		kind := 2
		if m.declares {
			kind = 3
		}
		list = append(list, highlight{x.snap.linesOf(x.file).span(m.ID.Span), kind})
	}
	return list, nil
}

// ---- rename -----------------------------------------------------------------------

// renamed are the things that get another name together: a test under two texts
// may mean by one word something of each.
func renamed(start []*concordance.Thing, c *concordance.Concordance) []*concordance.Thing {
	list := slices.Clone(start)
	for i := 0; i < len(list); i++ {
		for _, m := range list[i].Places {
			u, ok := c.At(m.File, m.ID.From)
			if !ok {
				continue
			}
			for _, t := range u.Things {
				if !slices.Contains(list, t) {
					list = append(list, t)
				}
			}
		}
	}
	return list
}

// mayRename says why what stands at a place cannot get another name.
func (x *spot) mayRename() ([]*concordance.Thing, error) {
	switch {
	case x.file == nil:
		return nil, failed("the file is not open")
	case !x.name:
		return nil, failed("no name stands here")
	case len(x.use.Things) == 0:
		return nil, failed("%s is not declared in these files: it is built in, or it is not known", x.use.ID.Name)
	}
	things := renamed(x.use.Things, x.snap.names())
	for _, t := range things {
		if t.Sort == concordance.Status && t.Name == "party" {
			return nil, failed("party is a word of the language: `parties` says who holds it")
		}
		if len(t.Declarations()) == 0 {
			return nil, failed("%s is not declared in these files: it is built in", t.Name)
		}
	}
	for _, f := range x.snap.lib.Files {
		if x.snap.lib.Faulty(f) {
			return nil, failed("%s has errors of form: names in it are not all known; correct them first", f.Path)
		}
	}
	return things, nil
}

func prepareRename(_ context.Context, s *server, p *positionParams) (any, error) {
	x := s.spotOf(p)
	if x.file != nil && !x.name {
		return nil, nil
	}
	if _, err := x.mayRename(); err != nil {
		return nil, err
	}
	return prepareResult{x.snap.linesOf(x.file).span(x.use.ID.Span), x.use.ID.Name}, nil
}

// rename gives a thing another name, in all files of the unit, if everything
// then still checks and every name still means what it meant.
func rename(ctx context.Context, s *server, p *renameParams) (any, error) {
	x := s.spotOf(&p.positionParams)
	things, err := x.mayRename()
	if err != nil {
		return nil, err
	}
	if err := fits(p.NewName, things[0]); err != nil {
		return nil, err
	}
	edits := map[*syntax.File][]syntax.Span{}
	out := workspaceEdit{Changes: map[string][]textEdit{}}
	for _, m := range placesOf(things) {
		edits[m.File] = append(edits[m.File], m.ID.Span)
		uri := s.work.clientURI(m.File.Path)
		out.Changes[uri] = append(out.Changes[uri], textEdit{x.snap.linesOf(m.File).span(m.ID.Span), p.NewName})
	}
	if p.NewName == things[0].Name {
		return out, nil
	}
	if err := s.work.tryRename(ctx, x.snap, edits, p.NewName); err != nil {
		return nil, err
	}
	s.remindOfTable(things[0])
	return out, nil
}

// remindOfTable says that the lawyer's table beside the charters names what has got
// another name: its words are not the program's to change.
func (s *server) remindOfTable(t *concordance.Thing) {
	for _, m := range t.Declarations() {
		s.work.mu.Lock()
		text, err := s.work.desk.ReadFile(path.Join(path.Dir(m.File.Path), "coverage.csv"))
		s.work.mu.Unlock()
		if err == nil && slices.Contains(strings.FieldsFunc(string(text), notOfName), t.Name) {
			s.notify("window/showMessage", messageParams{2, fmt.Sprintf("coverage.csv names %s, and is left as it is: change it there too", t.Name)})
			return
		}
	}
}

func notOfName(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// fits says why a name cannot be that of a thing.
func fits(name string, t *concordance.Thing) error {
	switch {
	case t.Sort == concordance.Entity:
		if !syntax.IsCode(name) {
			return failed("%q is no code: an entity is written in capitals and digits, parts joined by hyphens, such as RUS or CSTO-CSC", name)
		}
	case t.Sort == concordance.Article && syntax.IsNumber(name):
	case !syntax.IsName(name):
		return failed("%q is no name: names are lower case letters and digits, parts joined by hyphens, and no words of the language", name)
	}
	return nil
}

// clientURI names a path as the client does.
func (w *workspace) clientURI(p string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.uriOf(p)
}

// tryRename makes the change on a copy of the desk, and holds the result against
// what is: no new error or warning, and each name, one by one, names what it
// named.
func (w *workspace) tryRename(ctx context.Context, s *snapshot, edits map[*syntax.File][]syntax.Span, name string) error {
	w.mu.Lock()
	copied := newDesk(w.desk)
	w.mu.Unlock()
	for f, spans := range edits {
		copied.put(f.Path, replaced(f.Src, spans, name))
	}
	w.mu.Lock()
	u := w.unitAt(s.lib.Files[0].Path)
	w.mu.Unlock()
	if u == nil {
		return failed("the folder is not open any more")
	}
	lib, _ := u.memo.Load(copied, []string{u.reads})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	before, after := s.lib.Check(), lib.Check()
	if d, worse := worse(before, after); worse {
		line, _ := d.Place.Position(d.Place.From)
		return failed("with the name %s the texts would not check: %s:%d: %s", name, base(d.Place.File), line, d.Summary)
	}
	return sameMeaning(s.names(), concordance.New(lib), s.lib, lib)
}

func base(p string) string { return p[strings.LastIndexByte(p, '/')+1:] }

// replaced is a text with a name in the place of some spans.
func replaced(src []byte, spans []syntax.Span, name string) []byte {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b syntax.Span) int { return int(a.From - b.From) })
	var out []byte
	at := int32(0)
	for _, s := range spans {
		out = append(append(out, src[at:s.From]...), name...)
		at = s.To
	}
	return append(out, src[at:]...)
}

// worse finds a diagnostic of a code that a file has more often than before.
func worse(before, after []diag.Diagnostic) (diag.Diagnostic, bool) {
	type key struct{ code, file string }
	had := map[key]int{}
	for _, d := range before {
		had[key{d.Code, d.Place.File}]++
	}
	for _, d := range after {
		k := key{d.Code, d.Place.File}
		if had[k]--; had[k] < 0 {
			return d, true
		}
	}
	return diag.Diagnostic{}, false
}

// sameMeaning goes through the names of two libraries that differ in one name
// only, side by side.
func sameMeaning(a, b *concordance.Concordance, la, lb *library.Library) error {
	to := map[*concordance.Thing]*concordance.Thing{}
	from := map[*concordance.Thing]*concordance.Thing{}
	for i, f := range la.Files {
		x, y := a.Uses(f), b.Uses(lb.Files[i])
		for j := range x {
			if j >= len(y) || len(x[j].Things) != len(y[j].Things) {
				return captured(f, x[j].ID)
			}
			for k, t := range x[j].Things {
				o := y[j].Things[k]
				if to[t] == nil && from[o] == nil {
					to[t], from[o] = o, t
				}
				if to[t] != o || from[o] != t {
					return captured(f, x[j].ID)
				}
			}
		}
	}
	return nil
}

func captured(f *syntax.File, id syntax.Ident) error {
	p := diag.Place{File: f.Path, Src: f.Src}
	line, _ := p.Position(id.From)
	return failed("the name is taken: %s:%d: %s would then mean something else", base(f.Path), line, id.Name)
}

// count says how often something is named.
func count(t *concordance.Thing) string {
	files := map[string]bool{}
	for _, m := range t.Places {
		files[m.File.Path] = true
	}
	places := fmt.Sprintf("%d places", len(t.Places))
	if len(t.Places) == 1 {
		places = "one place"
	}
	if len(files) > 1 {
		places += fmt.Sprintf(" in %d files", len(files))
	}
	return "Named in " + places + "."
}
