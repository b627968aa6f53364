package concordance

import (
	"cmp"
	"slices"

	"casus/library"
	"casus/syntax"
)

// Sort is what a thing is.
type Sort uint8

// The sorts of things that have names.
const (
	Vocabulary Sort = iota
	Kind
	Entity
	Number
	Act
	Declared // a status that an act declares
	Variable
	Charter
	Article
	Rule
	Status
	Reading
	Value // of a reading
	Body
	Measure
	Definition // an act that a charter defines
	Choice     // a measure that a decision may adopt
	Record
	Label // an entry, a forecast or an assessment
	Source
	Case
	Outlook
	OutlookItem
	numSorts
)

var sortNames = [numSorts]string{"vocabulary", "kind", "entity", "number", "act", "declared status", "variable", "charter", "article", "rule",
	"status", "reading", "value", "body", "measure", "defined act", "measure to adopt", "record", "label", "source", "case", "outlook",
	"item of an outlook"}

func (s Sort) String() string { return sortNames[s] }

// Thing is what a name names.
type Thing struct {
	Sort Sort
	Name string
	// Places are all mentions of it, in the order of files and places. Of is set
	// of a value: the name of its reading.
	Places []Mention
	Of     string
	space  any // where the name is known
}

// Declarations are the places that declare the thing: for a variable the first
// at which it stands.
func (t *Thing) Declarations() []Mention {
	if t.Sort == Variable && len(t.Places) > 0 {
		return t.Places[:1]
	}
	var list []Mention
	for _, m := range t.Places {
		if m.Part.declares() {
			list = append(list, m)
		}
	}
	return list
}

// declares reports whether a part declares what it names.
func (p Part) declares() bool { _, ok := declaring[p]; return ok }

// declaring says of what sort the thing is that a part declares.
var declaring = map[Part]Sort{
	VocabularyDef: Vocabulary, KindDef: Kind, EntityDef: Entity, NumberDef: Number, ActDef: Act, DeclaredDef: Declared,
	CharterDef: Charter, ArticleDef: Article, RuleDef: Rule, StatusDef: Status, ReadingDef: Reading, ValueDef: Value, BodyDef: Body,
	MeasureDef: Measure, DefineDef: Definition, ChoiceDef: Choice, RecordDef: Record, LabelDef: Label, SourceDef: Source,
	CaseDef: Case, OutlookDef: Outlook, ItemDef: OutlookItem,
}

// key finds a thing: names of a sort are known in a space.
type key struct {
	space any
	sort  Sort
	name  string
}

// Concordance is every name of a library with what it names.
type Concordance struct {
	lib      *library.Library
	families map[*library.Charter]*family
	contexts map[syntax.Decl]*context
	heads    map[*syntax.File]*context
	folders  map[*syntax.File]*library.Folder
	things   map[key]*Thing
	order    []*Thing
	uses     map[*syntax.File][]Use
}

// Use is a mention with what it names: nothing where the name is not known, and
// more than one thing where a test is under several texts that have the name.
type Use struct {
	Mention
	Things []*Thing
}

// New ties the names of a library together.
func New(lib *library.Library) *Concordance {
	c := &Concordance{
		lib: lib, families: map[*library.Charter]*family{}, contexts: map[syntax.Decl]*context{}, heads: map[*syntax.File]*context{},
		folders: map[*syntax.File]*library.Folder{}, things: map[key]*Thing{}, uses: map[*syntax.File][]Use{},
	}
	c.makeContexts()
	for _, f := range lib.Files {
		var list []Use
		Mentions(f, func(m Mention) { list = append(list, Use{Mention: m}) })
		slices.SortStableFunc(list, func(a, b Use) int { return cmp.Compare(a.ID.From, b.ID.From) })
		c.uses[f] = list
		for i := range list {
			c.declare(&list[i].Mention)
		}
	}
	for _, f := range lib.Files {
		c.bindVariables(c.uses[f])
		for i := range c.uses[f] {
			u := &c.uses[f][i]
			u.Things = c.resolve(&u.Mention)
			for _, t := range u.Things {
				t.Places = append(t.Places, u.Mention)
			}
		}
	}
	return c
}

// Things lists everything that has a name, in the order of declarations.
func (c *Concordance) Things() []*Thing { return c.order }

// Uses lists the mentions of a file in the order of their places.
func (c *Concordance) Uses(f *syntax.File) []Use { return c.uses[f] }

// At is the mention at a place of a file; a place directly behind a name is
// still at it.
func (c *Concordance) At(f *syntax.File, at int32) (Use, bool) {
	list := c.uses[f]
	i, _ := slices.BinarySearchFunc(list, at, func(u Use, at int32) int { return cmp.Compare(u.ID.To, at) })
	for ; i < len(list) && list[i].ID.From <= at; i++ {
		if at < list[i].ID.To || i+1 == len(list) || list[i+1].ID.From > at {
			return list[i], true
		}
	}
	return Use{}, false
}

func (c *Concordance) thing(space any, sort Sort, name string) *Thing {
	return c.things[key{space, sort, name}]
}

func (c *Concordance) make(space any, sort Sort, name string) *Thing {
	k := key{space, sort, name}
	t := c.things[k]
	if t == nil {
		t = &Thing{Sort: sort, Name: name, space: space}
		c.things[k] = t
		c.order = append(c.order, t)
	}
	return t
}

// valueSpace is where the values of a reading are known.
type valueSpace struct {
	family  *family
	reading string
}

// declare makes the thing that a mention declares.
func (c *Concordance) declare(m *Mention) {
	sort, ok := declaring[m.Part]
	if !ok {
		return
	}
	x := c.context(m)
	if space := x.home(sort, m); space != nil {
		t := c.make(space, sort, m.ID.Name)
		t.Of = m.With
	}
}

// bindVariables makes the variables of the rules and definitions of a file: a
// name behind a role is one unless it is that of a body.
func (c *Concordance) bindVariables(list []Use) {
	for i := range list {
		m := &list[i].Mention
		if m.Scope == nil || m.Code() {
			continue
		}
		switch m.Part {
		case TermRef:
			if len(c.context(m).named(c, Body, m.ID.Name, "")) > 0 {
				continue
			}
		case VariableDef, VariableRef:
		default:
			continue
		}
		c.make(m.Scope, Variable, m.ID.Name)
	}
}
