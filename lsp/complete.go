package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/concordance"
	"casus/docs"
	"casus/syntax"
)

// completion lists what could stand at a place: the words that the grammar
// allows there, and of the names those that fit the part they would play.
func completion(ctx context.Context, s *server, p *positionParams) (any, error) {
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return nil, nil
	}
	l := snap.linesOf(f)
	at := l.offset(p.Position)
	from := wordStart(f.Src, at)
	next := syntax.Follows(f.Src, int(from))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	c := &completing{snap: snap, file: f, at: from, edit: span{l.at(from), l.at(at)}, list: []completionItem{}, taken: map[string]bool{}}
	for _, r := range next.Readings {
		c.reading(r)
	}
	section := ""
	if list := sections(f, from, ""); len(list) > 0 {
		section = list[0]
	}
	for _, w := range next.Words {
		c.word(w, section)
	}
	return completionList{Items: c.list}, nil
}

// wordStart is where the word begins that a place is behind or in.
func wordStart(src []byte, at int32) int32 {
	for at > 0 {
		b := src[at-1]
		if b != '-' && b != '_' && (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') {
			break
		}
		at--
	}
	return at
}

type completing struct {
	snap  *snapshot
	file  *syntax.File
	at    int32
	edit  span
	list  []completionItem
	taken map[string]bool
}

// add offers a word. rank puts what is nearer before what is farther.
func (c *completing) add(rank int, label string, kind int, detail string, data *completionData) {
	if c.taken[label] {
		return
	}
	c.taken[label] = true
	c.list = append(c.list, completionItem{Label: label, Kind: kind, Detail: detail, Data: data,
		SortText: fmt.Sprintf("%d %s", rank, label), TextEdit: &textEdit{c.edit, label}})
}

func (c *completing) word(w, section string) {
	c.add(4, w, itemKeyword, "", &completionData{w, section})
}

// reading offers what fits one way to read the text.
func (c *completing) reading(r syntax.Reading) {
	var at *concordance.Mention
	concordance.Mentions(r.File, func(m concordance.Mention) {
		if m.ID.Span == r.Probe {
			at = &m
		}
	})
	if at == nil {
		return
	}
	names := c.snap.names()
	words := names.Words(c.file, c.at)
	for _, v := range concordance.Variables(r.File, at) {
		if takesVariable(at.Part) {
			c.add(0, v, itemVariable, "variable", nil)
		}
	}
	for _, t := range names.Candidates(c.file, c.at, at) {
		if t.Sort == concordance.Entity && words != nil && !suits(words.Vocabulary, t.Name, at) {
			continue
		}
		rank := 1
		if t.Sort == concordance.Entity {
			rank = 2
		}
		c.add(rank, t.Name, itemKinds[t.Sort], detailOf(t), nil)
	}
	if at.Code() && words != nil && takesEntity(at.Part) {
		// Those of the list of states, which nobody declared here one by one.
		for _, e := range words.Entities[1:] {
			if suits(words.Vocabulary, e.Code, at) {
				c.add(3, e.Code, itemConstant, e.Title, nil)
			}
		}
	}
	if (at.Part == concordance.ActRef || at.Part == concordance.PatternAct) && words != nil {
		for _, a := range words.Acts[1:] {
			if a.BuiltIn {
				c.add(3, a.Name, itemFunction, "built in", nil)
			}
		}
	}
	if at.Part == concordance.KindRef {
		c.add(3, "any", itemKeyword, "every kind", nil)
	}
	if at.Part == concordance.ListRef {
		c.add(3, "iso-3166", itemModule, "the codes of states", nil)
	}
}

func takesVariable(p concordance.Part) bool {
	return slices.Contains([]concordance.Part{concordance.TermRef, concordance.ExceptRef, concordance.VariableRef, concordance.LoneWord, concordance.IsWord}, p)
}

func takesEntity(p concordance.Part) bool {
	return slices.Contains([]concordance.Part{concordance.TermRef, concordance.ItemRef, concordance.EntityRef, concordance.ExceptRef,
		concordance.LoneWord, concordance.IsWord}, p)
}

// suits reports whether an entity is of the kind that the act takes in the role.
func suits(v *charter.Vocabulary, code string, m *concordance.Mention) bool {
	if m.Act == "" {
		return true
	}
	a, ok := v.FindAct(m.Act)
	e, known := v.FindEntity(code)
	if ok && v.Acts[a].BuiltIn && m.Role == syntax.On {
		return false // a vote, or a judge's word, is on the label of an entry
	}
	if !ok || !known || !v.Acts[a].Roles[m.Role].Has {
		return true
	}
	return v.IsKind(e, v.Acts[a].Roles[m.Role].Kind)
}

// itemKinds says how a thing is shown in a list.
var itemKinds = map[concordance.Sort]int{
	concordance.Vocabulary: itemModule, concordance.Kind: itemClass, concordance.Entity: itemConstant, concordance.Number: itemField,
	concordance.Act: itemFunction, concordance.Declared: itemProperty, concordance.Variable: itemVariable, concordance.Charter: itemModule,
	concordance.Article: itemRef, concordance.Rule: itemEvent, concordance.Status: itemProperty, concordance.Reading: itemValue,
	concordance.Value: itemMember, concordance.Body: itemClass, concordance.Measure: itemField, concordance.Definition: itemFunction,
	concordance.Choice: itemMember, concordance.Record: itemFile, concordance.Label: itemRef, concordance.Source: itemRef,
	concordance.Case: itemModule, concordance.Outlook: itemModule, concordance.OutlookItem: itemEvent,
}

// detailOf is a thing in a line.
func detailOf(t *concordance.Thing) string {
	declared := t.Declarations()
	if len(declared) == 0 {
		return t.Sort.String()
	}
	at, title := extentOf(declared[0])
	switch t.Sort {
	case concordance.Rule:
		first, _, _ := strings.Cut(title, "\n")
		return first
	case concordance.Act, concordance.Entity, concordance.Kind, concordance.Number, concordance.Source, concordance.Label, concordance.Reading,
		concordance.Body, concordance.Status, concordance.Measure, concordance.Definition:
		text := strings.Join(strings.Fields(string(declared[0].File.Src[at.From:at.To])), " ")
		if r := []rune(text); len(r) > 100 {
			text = string(r[:99]) + "…"
		}
		return text
	}
	if title != "" {
		return title
	}
	return t.Sort.String()
}

// resolveCompletion adds what a word means.
func resolveCompletion(_ context.Context, _ *server, p *completionItem) (any, error) {
	if p.Data != nil {
		if m, ok := docs.Of(p.Data.Word, p.Data.Section); ok {
			p.Documentation = &markup{"markdown", plainLinks(m.Text)}
		}
	}
	return p, nil
}
