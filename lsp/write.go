package lsp

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"casus/concordance"
	"casus/syntax"
)

// formatting lays a file out. A file with errors of form is left as it is.
func formatting(_ context.Context, s *server, p *documentParams) (any, error) {
	snap, f := s.work.read(p.TextDocument.URI)
	list := []textEdit{}
	if f == nil {
		return list, nil
	}
	out, err := syntax.Format(f)
	if err != nil || bytes.Equal(out, f.Src) {
		return list, nil
	}
	return edits(f.Src, out, snap.linesOf(f)), nil
}

// edits turn one text into another by lines, so that the cursor stays where it
// is: lines that are the same at both ends are left alone, and of two texts with
// equally many lines those that are equal.
func edits(old, fresh []byte, l *lines) []textEdit {
	a, b := bytes.SplitAfter(old, []byte("\n")), bytes.SplitAfter(fresh, []byte("\n"))
	head := 0
	for head < len(a) && head < len(b) && bytes.Equal(a[head], b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && bytes.Equal(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	from := int32(0)
	for _, line := range a[:head] {
		from += int32(len(line))
	}
	a, b = a[head:len(a)-tail], b[head:len(b)-tail]
	list := []textEdit{}
	put := func(from int32, was, is [][]byte) {
		n := int32(len(bytes.Join(was, nil)))
		list = append(list, textEdit{l.span(syntax.Span{From: from, To: from + n}), string(bytes.Join(is, nil))})
	}
	if len(a) != len(b) {
		put(from, a, b)
		return list
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			put(from, a[i:i+1], b[i:i+1])
		}
		from += int32(len(a[i]))
	}
	return list
}

// codeActions offer what the hints of diagnostics say, where they name a word to
// put in the place of the one that stands there.
func codeActions(_ context.Context, s *server, p *codeActionParams) (any, error) {
	list := []codeAction{}
	if len(p.Context.Only) > 0 && !slices.Contains(p.Context.Only, "quickfix") {
		return list, nil
	}
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return list, nil
	}
	l := snap.linesOf(f)
	for _, d := range p.Context.Diagnostics {
		if d.Data == nil || d.Data.Text == "" || d.Data.Title == "" {
			continue
		}
		at := syntax.Span{From: l.offset(d.Range.Start), To: l.offset(d.Range.End)}
		if at.From >= at.To || !oneWord.Match(f.Src[at.From:at.To]) {
			continue // the text has changed since
		}
		list = append(list, codeAction{Title: d.Data.Title, Kind: "quickfix", Diagnostics: []diagnostic{d}, IsPreferred: true,
			Edit: &workspaceEdit{Changes: map[string][]textEdit{p.TextDocument.URI: {{l.span(at), d.Data.Text}}}}})
	}
	return list, nil
}

// The kinds of semantic tokens that are told apart. Words of the language are
// left to the grammar of the editor.
var (
	tokenTypes     = []string{"namespace", "type", "enumMember", "property", "function", "variable", "class", "event", "parameter"}
	tokenModifiers = []string{"declaration"}
)

var tokenOf = map[concordance.Sort]int{
	concordance.Vocabulary: 0, concordance.Charter: 0, concordance.Record: 0, concordance.Case: 0, concordance.Outlook: 0,
	concordance.Kind: 1, concordance.Entity: 2, concordance.Choice: 2, concordance.Value: 2,
	concordance.Status: 3, concordance.Declared: 3, concordance.Measure: 3, concordance.Number: 3,
	concordance.Act: 4, concordance.Definition: 4, concordance.Variable: 5, concordance.Label: 5, concordance.Source: 5,
	concordance.Body: 6, concordance.Rule: 7, concordance.OutlookItem: 7, concordance.Reading: 8,
}

// semanticTokensFull tells of every name what it names.
func semanticTokensFull(_ context.Context, s *server, p *documentParams) (any, error) {
	out := semanticTokens{Data: []int{}}
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return out, nil
	}
	l := snap.linesOf(f)
	uses := slices.Clone(snap.names().Uses(f))
	slices.SortStableFunc(uses, func(a, b concordance.Use) int { return cmp.Compare(a.ID.From, b.ID.From) })
	var last position
	end := int32(0)
	for _, u := range uses {
		if len(u.Things) == 0 || u.ID.From < end || u.ID.To <= u.ID.From {
			continue
		}
		t := u.Things[0]
		kind, ok := tokenOf[t.Sort]
		if !ok {
			continue
		}
		end = u.ID.To
		modifiers := 0
		if slices.ContainsFunc(t.Declarations(), func(m concordance.Mention) bool { return m.File == f && m.ID.Span == u.ID.Span }) {
			modifiers = 1
		}
		at := l.at(u.ID.From)
		start := at.Character
		if at.Line == last.Line {
			start -= last.Character
		}
		out.Data = append(out.Data, at.Line-last.Line, start, units(f.Src[u.ID.From:u.ID.To]), kind, modifiers)
		last = at
	}
	return out, nil
}
