package concordance

import (
	"fmt"

	"casus/syntax"
)

// Clause is the clause that declares what a mention names, with its title; of a
// whole declaration, and of an article, the title alone.
func (m Mention) Clause() (syntax.Span, string) {
	switch m.Part {
	case StatusDef, ReadingDef, ValueDef, BodyDef, MeasureDef, DefineDef:
		if h, ok := m.Scope.(syntax.Head); ok {
			return h.Extent(), ""
		}
	case RuleDef:
		return ruleDeclared(m)
	case LabelDef, SourceDef:
		for _, it := range itemsOf(m) {
			if e := it.Extent(); e.From <= m.ID.From && m.ID.To <= e.To {
				return e, ""
			}
		}
	case ArticleDef:
		if c, ok := m.Decl.(*syntax.Charter); ok {
			for _, a := range c.Articles {
				if a.Number.Span == m.ID.Span {
					title := a.Title.Value
					for _, t := range a.Basis {
						title += "\n\n*" + t.Value + "*"
					}
					return syntax.Span{}, title
				}
			}
		}
	case CharterDef, RecordDef, VocabularyDef, CaseDef, OutlookDef:
		return syntax.Span{}, titleOf(m.Decl)
	}
	if v, ok := m.Decl.(*syntax.Vocabulary); ok {
		return itemOf(v, m.ID), ""
	}
	return syntax.Span{}, ""
}

// ruleDeclared is a rule, with its article and what is known of its wording.
func ruleDeclared(m Mention) (syntax.Span, string) {
	c, ok := m.Decl.(*syntax.Charter)
	if !ok {
		return syntax.Span{}, ""
	}
	for _, a := range c.Articles {
		for _, r := range a.Rules {
			if r.RuleName().Span != m.ID.Span {
				continue
			}
			title := fmt.Sprintf("Article %s of %s", a.Number.Name, c.Name.Name)
			if a.Title.Value != "" {
				title += ", " + a.Title.Value
			}
			if r.RuleTitle().Value != "" {
				title += "\n\n" + r.RuleTitle().Value
			}
			for _, t := range a.Basis {
				title += "\n\n*" + t.Value + "*"
			}
			return r.Extent(), title
		}
	}
	return syntax.Span{}, ""
}

// itemsOf are the items of the declaration around a mention.
func itemsOf(m Mention) []syntax.Item {
	switch d := m.Decl.(type) {
	case nil:
		return m.File.Head
	case *syntax.Record:
		return d.Items
	case *syntax.Test:
		return d.Items
	}
	return nil
}

func titleOf(d syntax.Decl) string {
	switch d := d.(type) {
	case *syntax.Charter:
		return d.Title.Value
	case *syntax.Record:
		return d.Title.Value
	case *syntax.Vocabulary:
		return d.Title.Value
	case *syntax.Case:
		return d.Title.Value
	case *syntax.Outlook:
		return d.Title.Value
	}
	return ""
}

// itemOf is the item of a vocabulary that a name stands in.
func itemOf(v *syntax.Vocabulary, id syntax.Ident) syntax.Span {
	in := func(s syntax.Span) bool { return s.From <= id.From && id.To <= s.To }
	for _, k := range v.Kinds {
		if in(k.Span) {
			return k.Span
		}
	}
	for _, e := range v.Entities {
		if in(e.Span) {
			return e.Span
		}
	}
	for _, n := range v.Numbers {
		if in(n.Span) {
			return n.Span
		}
	}
	for _, a := range v.Acts {
		if in(a.Span) {
			return a.Span
		}
	}
	return syntax.Span{}
}
