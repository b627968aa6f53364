package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"casus/concordance"
	"casus/library"
	"casus/syntax"
)

// documentSymbols is the outline of a file.
func documentSymbols(_ context.Context, s *server, p *documentParams) (any, error) {
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return []documentSymbol{}, nil
	}
	o := &outline{lines: snap.linesOf(f)}
	list := append([]documentSymbol{}, o.items(f.Head)...)
	for _, d := range f.Decls {
		list = append(list, o.declaration(d))
	}
	s.mu.Lock()
	nested := s.client.Capabilities.TextDocument.DocumentSymbol.Hierarchical
	s.mu.Unlock()
	if nested {
		return list, nil
	}
	return flat(list, p.TextDocument.URI, ""), nil
}

// flat is an outline for clients that know no trees.
func flat(list []documentSymbol, uri, in string) []symbolInformation {
	out := []symbolInformation{}
	for _, x := range list {
		out = append(out, symbolInformation{x.Name, x.Kind, location{uri, x.Range}, in})
		out = append(out, flat(x.Children, uri, x.Name)...)
	}
	return out
}

type outline struct{ lines *lines }

func (o *outline) symbol(name, detail string, kind int, all, id syntax.Span) documentSymbol {
	if name == "" {
		name = "(no name)" // the protocol wants one
	}
	if id.From < all.From || id.To > all.To {
		id = syntax.Span{From: all.From, To: all.From}
	}
	return documentSymbol{Name: name, Detail: detail, Kind: kind, Range: o.lines.span(all), SelectionRange: o.lines.span(id)}
}

func (o *outline) declaration(d syntax.Decl) documentSymbol {
	id := d.DeclName()
	switch d := d.(type) {
	case *syntax.Vocabulary:
		x := o.symbol("vocabulary "+id.Name, d.Title.Value, symModule, d.Span, id.Span)
		x.Children = o.vocabulary(d)
		return x
	case *syntax.Charter:
		x := o.symbol("charter "+id.Name, d.Title.Value, symModule, d.Span, id.Span)
		x.Children = o.heads(d.Heads)
		for _, a := range d.Articles {
			art := o.symbol("Article "+a.Number.Name, a.Title.Value, symClass, a.Span, a.Number.Span)
			art.Children = o.heads(a.Heads)
			for _, r := range a.Rules {
				art.Children = append(art.Children, o.symbol(r.Word()+" "+r.RuleName().Name, r.RuleTitle().Value, symEvent, r.Extent(), r.RuleName().Span))
			}
			x.Children = append(x.Children, art)
		}
		return x
	case *syntax.Record:
		x := o.symbol("record "+id.Name, d.Title.Value, symModule, d.Span, id.Span)
		x.Children = o.items(d.Items)
		return x
	case *syntax.Test:
		return o.symbol("test "+id.Name, "", symFunction, d.Span, id.Span)
	case *syntax.Case:
		return o.symbol("case "+id.Name, d.Title.Value, symModule, d.Span, id.Span)
	case *syntax.Outlook:
		return o.symbol("outlook "+id.Name, d.Title.Value, symModule, d.Span, id.Span)
	}
	return o.symbol(id.Name, "", symModule, d.Extent(), id.Span)
}

func (o *outline) vocabulary(v *syntax.Vocabulary) []documentSymbol {
	var list []documentSymbol
	for _, k := range v.Kinds {
		list = append(list, o.symbol("kind "+k.Name.Name, k.Title.Value, symEnum, k.Span, k.Name.Span))
	}
	for _, e := range v.Entities {
		list = append(list, o.symbol(e.Code.Name, e.Title.Value, symConstant, e.Span, e.Code.Span))
	}
	for _, n := range v.Numbers {
		list = append(list, o.symbol("number "+n.Name.Name, n.Title.Value, symNumber, n.Span, n.Name.Span))
	}
	for _, a := range v.Acts {
		list = append(list, o.symbol("act "+a.Name.Name, a.Title.Value, symFunction, a.Span, a.Name.Span))
	}
	slices.SortStableFunc(list, func(a, b documentSymbol) int { return a.Range.Start.Line - b.Range.Start.Line })
	return list
}

func (o *outline) heads(heads []syntax.Head) []documentSymbol {
	var list []documentSymbol
	for _, h := range heads {
		switch h := h.(type) {
		case *syntax.StatusHead:
			list = append(list, o.symbol("status "+h.Name.Name, h.Title.Value, symProperty, h.Span, h.Name.Span))
		case *syntax.ReadingHead:
			list = append(list, o.symbol("reading "+h.Name.Name, h.Why.Value, symKey, h.Span, h.Name.Span))
		case *syntax.BodyHead:
			list = append(list, o.symbol("body "+h.Name.Name, h.Title.Value, symClass, h.Span, h.Name.Span))
		case *syntax.MeasureHead:
			list = append(list, o.symbol("measure "+h.Name.Name, h.Title.Value, symField, h.Span, h.Name.Span))
		case *syntax.DefineHead:
			list = append(list, o.symbol("define "+h.Name.Name, "", symOperator, h.Span, h.Name.Span))
		}
	}
	return list
}

// items are entries and sources: an entry is called by its day and its phrase.
func (o *outline) items(items []syntax.Item) []documentSymbol {
	var list []documentSymbol
	for _, it := range items {
		switch it := it.(type) {
		case *syntax.Entry:
			name := o.text(syntax.Span{From: it.Span.From, To: max(it.Span.From, it.Phrase.Span.To)})
			list = append(list, o.symbol(name, it.Title.Value, symEvent, it.Span, it.Date.Span))
		case *syntax.Source:
			list = append(list, o.symbol("source "+it.Name.Name, it.Title.Value, symString, it.Span, it.Name.Span))
		case *syntax.Retraction:
			list = append(list, o.symbol("retract "+it.Label.Name, it.Title.Value, symEvent, it.Span, it.Label.Span))
		case *syntax.Forecast:
			list = append(list, o.symbol("forecast "+it.Name.Name, it.Title.Value, symMember, it.Span, it.Name.Span))
		case *syntax.Assessment:
			list = append(list, o.symbol("assessment "+it.Name.Name, it.Title.Value, symMember, it.Span, it.Name.Span))
		}
	}
	return list
}

func (o *outline) text(s syntax.Span) string {
	return strings.Join(strings.Fields(string(o.lines.src[s.From:s.To])), " ")
}

// foldingRanges are the parts of a file that can be folded away: declarations,
// articles, rules, entries of several lines, runs of comments.
func foldingRanges(_ context.Context, s *server, p *documentParams) (any, error) {
	snap, f := s.work.read(p.TextDocument.URI)
	list := []foldingRange{}
	if f == nil {
		return list, nil
	}
	l := snap.linesOf(f)
	var walk func([]documentSymbol)
	walk = func(syms []documentSymbol) {
		for _, x := range syms {
			if x.Range.End.Line > x.Range.Start.Line {
				list = append(list, foldingRange{StartLine: x.Range.Start.Line, EndLine: x.Range.End.Line})
			}
			walk(x.Children)
		}
	}
	o := &outline{l}
	walk(o.items(f.Head))
	for _, d := range f.Decls {
		walk([]documentSymbol{o.declaration(d)})
	}
	for i := 0; i < len(f.Comments); {
		first := l.at(f.Comments[i].From).Line
		last := first
		for i++; i < len(f.Comments) && l.at(f.Comments[i].From).Line == last+1; i++ {
			last++
		}
		if last > first {
			list = append(list, foldingRange{first, last, "comment"})
		}
	}
	return list, nil
}

// mostSymbols is how many symbols of a workspace are given: a list that nobody
// reads to its end is not sent.
const mostSymbols = 500

// workspaceSymbol finds what is declared in the client's folders under a name
// that has the letters asked for, in their order.
func workspaceSymbol(ctx context.Context, s *server, p *workspaceSymbolParams) (any, error) {
	list := []symbolInformation{}
	for _, snap := range s.work.everything() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, t := range snap.names().Things() {
			if t.Sort == concordance.Variable || t.Sort == concordance.Value || t.Sort == concordance.Article || !resembles(t.Name, p.Query) {
				continue
			}
			for _, m := range t.Declarations() {
				list = append(list, symbolInformation{t.Name, symbolKinds[t.Sort], snap.location(m.File, m.ID.Span), inside(m, t)})
			}
		}
	}
	q := strings.ToLower(p.Query)
	slices.SortStableFunc(list, func(a, b symbolInformation) int { return nearness(a.Name, q) - nearness(b.Name, q) })
	if len(list) > mostSymbols {
		list = list[:mostSymbols]
	}
	return list, nil
}

// inside says what something is, and in which declaration it stands.
func inside(m concordance.Mention, t *concordance.Thing) string {
	if m.Decl == nil || m.Decl.DeclName().Span == m.ID.Span {
		return t.Sort.String()
	}
	return fmt.Sprintf("%s of %s", t.Sort, m.Decl.DeclName().Name)
}

// resembles reports whether a name has the letters asked for, in their order.
func resembles(name, query string) bool {
	name, query = strings.ToLower(name), strings.ToLower(query)
	for _, r := range query {
		i := strings.IndexRune(name, r)
		if i < 0 {
			return false
		}
		name = name[i+len(string(r)):]
	}
	return true
}

func nearness(name, query string) int {
	name = strings.ToLower(name)
	switch {
	case name == query:
		return 0
	case strings.HasPrefix(name, query):
		return 1
	case strings.Contains(name, query):
		return 2
	}
	return 3
}

var symbolKinds = map[concordance.Sort]int{
	concordance.Vocabulary: symModule, concordance.Kind: symEnum, concordance.Entity: symConstant, concordance.Number: symNumber,
	concordance.Act: symFunction, concordance.Declared: symProperty, concordance.Charter: symModule, concordance.Rule: symEvent,
	concordance.Status: symProperty, concordance.Reading: symKey, concordance.Body: symClass, concordance.Measure: symField,
	concordance.Definition: symOperator, concordance.Choice: symMember, concordance.Record: symModule, concordance.Label: symKey,
	concordance.Source: symString, concordance.Case: symModule, concordance.Outlook: symModule, concordance.OutlookItem: symEvent,
}

// everything is what is open, and of the client's folders what is not.
func (w *workspace) everything() []*snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*snapshot
	seen := map[string]bool{}
	for _, p := range w.paths() {
		s := w.snapshotOf(w.units[p])
		list = append(list, s)
		for f := range s.files {
			seen[f] = true
		}
	}
	for _, r := range w.roots {
		lib, _ := library.LoadFrom(w.desk, []string{r})
		tops := map[string]bool{}
		for _, f := range lib.Files {
			if top := w.topOf(f.Path); !seen[f.Path] && !tops[top] {
				tops[top] = true
				list = append(list, w.aside(top))
			}
		}
	}
	return list
}

// aside reads a folder that nothing is open of.
func (w *workspace) aside(p string) *snapshot {
	lib, _ := library.LoadFrom(w.desk, []string{p})
	s := &snapshot{lib: lib, files: map[string]*syntax.File{}, lines: map[*syntax.File]*lines{}}
	for _, f := range lib.Files {
		s.files[f.Path] = f
	}
	return s
}
