// Package offer says what could stand at a place of a text that is being
// written: the words that the grammar allows there, and of the names those that
// fit the part they would play.
package offer

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/concordance"
	"casus/syntax"
)

// Offer is something that could stand at a place.
type Offer struct {
	Label   string
	Keyword bool             // a word of the language; else Sort says what it names
	Sort    concordance.Sort // of a name
	Rank    int              // what is nearer stands before what is farther: 0 variables, 4 words of the language
	Detail  string           // in a line: how it is declared, or what it is
}

// At lists what could stand at a place of a file, and where the word begins that
// the place is behind or in. Names are those of the library of the file.
func At(names *concordance.Concordance, f *syntax.File, at int32) (from int32, list []Offer) {
	from = wordStart(f.Src, at)
	next := syntax.Follows(f.Src, int(from))
	g := &gathering{names: names, file: f, at: from, taken: map[string]bool{}}
	for _, r := range next.Readings {
		g.reading(r)
	}
	for _, w := range next.Words {
		g.add(Offer{Label: w, Keyword: true, Rank: 4})
	}
	return from, g.list
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

type gathering struct {
	names *concordance.Concordance
	file  *syntax.File
	at    int32
	list  []Offer
	taken map[string]bool
}

func (g *gathering) add(o Offer) {
	if !g.taken[o.Label] {
		g.taken[o.Label] = true
		g.list = append(g.list, o)
	}
}

// reading offers what fits one way to read the text.
func (g *gathering) reading(r syntax.Reading) {
	var at *concordance.Mention
	concordance.Mentions(r.File, func(m concordance.Mention) {
		if m.ID.Span == r.Probe {
			at = &m
		}
	})
	if at == nil {
		return
	}
	words := g.names.Words(g.file, g.at)
	for _, v := range concordance.Variables(r.File, at) {
		if takesVariable(at.Part) {
			g.add(Offer{Label: v, Sort: concordance.Variable, Detail: "variable"})
		}
	}
	for _, t := range g.names.Candidates(g.file, g.at, at) {
		if t.Sort == concordance.Entity && words != nil && !suits(words.Vocabulary, t.Name, at) {
			continue
		}
		rank := 1
		if t.Sort == concordance.Entity {
			rank = 2
		}
		g.add(Offer{Label: t.Name, Sort: t.Sort, Rank: rank, Detail: detailOf(t)})
	}
	if at.Code() && words != nil && takesEntity(at.Part) {
		// Those of the list of states, which nobody declared here one by one.
		for _, e := range words.Entities[1:] {
			if suits(words.Vocabulary, e.Code, at) {
				g.add(Offer{Label: e.Code, Sort: concordance.Entity, Rank: 3, Detail: e.Title})
			}
		}
	}
	if (at.Part == concordance.ActRef || at.Part == concordance.PatternAct) && words != nil {
		for _, a := range words.Acts[1:] {
			if a.BuiltIn {
				g.add(Offer{Label: a.Name, Sort: concordance.Act, Rank: 3, Detail: "built in"})
			}
		}
	}
	if at.Part == concordance.KindRef {
		g.add(Offer{Label: "any", Keyword: true, Rank: 3, Detail: "every kind"})
	}
	if at.Part == concordance.ListRef {
		g.add(Offer{Label: "iso-3166", Sort: concordance.Vocabulary, Rank: 3, Detail: "the codes of states"})
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

// detailOf is a thing in a line.
func detailOf(t *concordance.Thing) string {
	declared := t.Declarations()
	if len(declared) == 0 {
		return t.Sort.String()
	}
	at, title := declared[0].Clause()
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
