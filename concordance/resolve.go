package concordance

import (
	"slices"

	"casus/library"
	"casus/syntax"
)

// spaces are where names of a sort are looked for, nearest first: the first
// that has the name settles it, and spaces that stand together all count.
func (x *context) spaces(sort Sort, of string) [][]any {
	switch sort {
	case Kind, Entity, Number, Act, Declared:
		if x.words != nil {
			return [][]any{{x.words.Decl}}
		}
		return nil
	case Article, Rule, Status, Reading, Body, Definition, Choice, Measure:
		return x.familySpaces(sort, of)
	case Label, Source:
		var list [][]any
		if t, ok := x.decl.(*syntax.Test); ok {
			list = append(list, []any{t})
		}
		return append(list, x.foldersUp()...)
	}
	return x.foldersUp()
}

func (x *context) familySpaces(sort Sort, of string) [][]any {
	var near, far []any
	if of != "" {
		for _, f := range x.others {
			if f.governs == of {
				near = append(near, f)
			}
		}
		return [][]any{near}
	}
	if o, ok := x.decl.(*syntax.Outlook); ok && sort == Measure {
		near = append(near, o)
	}
	for _, f := range x.own {
		if !slices.Contains(near, any(f)) {
			near = append(near, f)
		}
	}
	for _, f := range x.others {
		far = append(far, f)
	}
	return [][]any{near, far}
}

func (x *context) foldersUp() (list [][]any) {
	for f := x.folder; f != nil; f = f.Parent {
		list = append(list, []any{f})
	}
	return list
}

// named finds the things of a sort and a name.
func (x *context) named(c *Concordance, sort Sort, name, of string) []*Thing {
	for _, group := range x.spaces(sort, of) {
		var list []*Thing
		for _, space := range group {
			if t := c.thing(space, sort, name); t != nil {
				list = append(list, t)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	if sort == Vocabulary && c.lib != nil {
		for _, f := range c.lib.Folders {
			if t := c.thing(f, sort, name); t != nil {
				return []*Thing{t}
			}
		}
	}
	return nil
}

// sortsOf are the sorts that a name may be of in a part, those that prevail
// first. Entities are told by their capitals.
var sortsOf = map[Part][]Sort{
	VocabularyRef: {Vocabulary}, KindRef: {Kind}, EntityRef: {Entity}, NumberRef: {Number}, ActRef: {Act},
	PatternAct: {Definition, Act}, DeclaredRef: {Declared},
	TermRef: {Entity, Body, Variable}, ItemRef: {Entity}, ExceptRef: {Entity, Variable, Status, Body},
	VariableDef: {Variable}, VariableRef: {Variable},
	CharterRef: {Charter}, ArticleRef: {Article}, RuleRef: {Rule}, StatusRef: {Status}, HolderRef: {Status, Kind},
	ReadingRef: {Reading}, BodyRef: {Body}, MeasureRef: {Measure}, ChoiceRef: {Choice},
	IsWord: {Entity, Variable, Kind, Status, Body}, LoneWord: {Entity, Variable, Body, Reading, Measure},
	SubjectRef: {Status, Kind, Definition, Act}, RecordRef: {Record}, LabelRef: {Label}, SourceRef: {Source}, CaseRef: {Case},
}

// resolve finds what a mention names.
func (c *Concordance) resolve(m *Mention) []*Thing {
	x := c.context(m)
	name := m.ID.Name
	if sort, ok := declaring[m.Part]; ok {
		if space := x.home(sort, m); space != nil {
			return []*Thing{c.make(space, sort, name)}
		}
		return nil
	}
	if m.Part == ValueRef || m.Part == IsWord && m.With != "" && !c.isVariable(m, m.With) {
		if list := c.values(x, m.With, name); len(list) > 0 {
			return list
		}
	}
	for _, sort := range sortsOf[m.Part] {
		if sort == Variable {
			if c.isVariable(m, name) {
				return []*Thing{c.thing(m.Scope, Variable, name)}
			}
			continue
		}
		if (sort == Entity) != m.Code() {
			continue
		}
		of := ""
		if sort == Status || sort == Rule || sort == Article {
			of = m.Of
		}
		if list := x.named(c, sort, name, of); len(list) > 0 {
			return list
		}
		if sort == Entity && x.words != nil {
			if _, ok := x.words.FindEntity(name); ok {
				return []*Thing{c.make(x.words.Decl, Entity, name)} // of a list that is built in
			}
		}
	}
	return nil
}

// Lists are the places at which lists of entities are brought in that an entity
// may be of which nothing declares.
func (c *Concordance) Lists(t *Thing) (list []Mention) {
	if t.Sort != Entity || len(t.Declarations()) > 0 {
		return nil
	}
	for _, f := range c.lib.Folders {
		for _, v := range f.Vocabularies {
			if t.space != any(v.Decl) {
				continue
			}
			for _, u := range c.uses[v.File] {
				if u.Part == ListRef && u.Decl == syntax.Decl(v.Decl) {
					list = append(list, u.Mention)
				}
			}
		}
	}
	return list
}

func (c *Concordance) isVariable(m *Mention, name string) bool {
	return m.Scope != nil && c.thing(m.Scope, Variable, name) != nil
}

// values finds the values of a name that readings have.
func (c *Concordance) values(x *context, reading, name string) []*Thing {
	var list []*Thing
	for _, f := range append(slices.Clone(x.own), x.others...) {
		if t := c.thing(valueSpace{f, reading}, Value, name); t != nil && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// Candidates are the things that could be named at a place of a file in the
// part that a mention plays. The mention may be of another reading of the text:
// only its part and what goes with it count. Variables are not among them.
func (c *Concordance) Candidates(f *syntax.File, at int32, m *Mention) []*Thing {
	x := c.contextOf(f, declAt(f, at))
	var list []*Thing
	for _, sort := range sortsOf[m.Part] {
		if sort == Variable || (sort == Entity) != m.Code() {
			continue
		}
		of := ""
		if sort == Status || sort == Rule || sort == Article {
			of = m.Of
		}
		list = append(list, c.known(x, sort, of)...)
	}
	if m.With != "" && (m.Part == ValueRef || m.Part == IsWord) {
		for _, t := range c.order {
			if s, ok := t.space.(valueSpace); ok && s.reading == m.With && (slices.Contains(x.own, s.family) || slices.Contains(x.others, s.family)) {
				list = append(list, t)
			}
		}
	}
	return list
}

// known lists the things of a sort that can be named from a context; of two of
// one name the nearer.
func (c *Concordance) known(x *context, sort Sort, of string) []*Thing {
	var list []*Thing
	taken := map[string]bool{}
	for _, group := range x.spaces(sort, of) {
		for _, t := range c.order {
			if t.Sort == sort && slices.Contains(group, t.space) && !taken[t.Name] {
				list = append(list, t)
			}
		}
		for _, t := range list {
			taken[t.Name] = true
		}
	}
	return list
}

// Words is the vocabulary that counts at a place of a file; nil if there is
// none.
func (c *Concordance) Words(f *syntax.File, at int32) *library.Vocabulary {
	return c.contextOf(f, declAt(f, at)).words
}

// declAt is the last declaration that begins before a place; nil at the head of
// a file.
func declAt(f *syntax.File, at int32) syntax.Decl {
	var last syntax.Decl
	for _, d := range f.Decls {
		if d.Extent().From < at {
			last = d
		}
	}
	return last
}

// Variables lists the variables that the reading of a text knows where the
// mention stands.
func Variables(f *syntax.File, at *Mention) []string {
	var list []string
	Mentions(f, func(m Mention) {
		if m.Scope != at.Scope || m.Scope == nil || m.Code() || m.ID.Span == at.ID.Span {
			return
		}
		switch m.Part {
		case TermRef, VariableDef, VariableRef:
			if !slices.Contains(list, m.ID.Name) {
				list = append(list, m.ID.Name)
			}
		}
	})
	return list
}
