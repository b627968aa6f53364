package charter

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"casus/diag"
	"casus/syntax"
)

// maxRoles is how many roles one act may have.
const maxRoles = 6

// vocabularyBuilder resolves one vocabulary.
type vocabularyBuilder struct {
	report
	v    *Vocabulary
	decl *syntax.Vocabulary
	file *syntax.File

	kinds    map[string]KindID
	acts     map[string]ActID
	actDecls map[ActID]*syntax.ActDecl
	resolved map[ActID]uint8 // 0 not yet, 1 under way, 2 done
}

// ResolveVocabulary resolves a declared vocabulary. It always returns one that
// can be used, however many errors there are.
func ResolveVocabulary(v *syntax.Vocabulary, f *syntax.File) (*Vocabulary, []diag.Diagnostic) {
	b := &vocabularyBuilder{
		v:     &Vocabulary{Name: v.Name.Name},
		decl:  v,
		file:  f,
		kinds: map[string]KindID{"any": 0}, acts: map[string]ActID{},
		actDecls: map[ActID]*syntax.ActDecl{}, resolved: map[ActID]uint8{},
	}
	b.resolveKinds()
	b.resolveEntities()
	b.resolveNumbers()
	b.resolveActs()
	b.resolveIncompatible()
	return b.v, b.list
}

func (b *vocabularyBuilder) at(s syntax.Span) diag.Place { return PlaceOf(b.file, s) }

// declaredTwice reports a second declaration of a name.
func (b *vocabularyBuilder) declaredTwice(what string, again, first syntax.Ident) {
	b.add(diag.Diagnostic{
		Code: "E0223", Severity: diag.Error, Place: b.at(again.Span),
		Summary: what + " " + again.Name + " is declared twice",
		Hint:    "keep one of the two declarations",
		Related: []diag.Related{{Place: b.at(first.Span), Role: "the first one"}},
	})
}

func (b *vocabularyBuilder) resolveKinds() {
	b.v.Kinds = []Kind{{Name: "any"}}
	first := map[string]syntax.Ident{}
	var decls []*syntax.KindDecl
	for i := range b.decl.Kinds {
		k := &b.decl.Kinds[i]
		if had, twice := first[k.Name.Name]; twice {
			b.declaredTwice("kind", k.Name, had)
			continue
		}
		if len(b.v.Kinds) > math.MaxUint16 {
			b.error("E0253", b.at(k.Name.Span), "", "a vocabulary has at most %d kinds", math.MaxUint16)
			break
		}
		first[k.Name.Name] = k.Name
		b.kinds[k.Name.Name] = KindID(len(b.v.Kinds))
		b.v.Kinds = append(b.v.Kinds, Kind{Name: k.Name.Name, Title: k.Title.Value, Institution: k.Institution})
		decls = append(decls, k)
	}
	for i, k := range decls {
		if k.Is.Name != "" {
			b.v.Kinds[i+1].Parent = b.kind(k.Is)
		}
	}
	b.cutKindRings(decls)
}

// cutKindRings reports kinds that are, at some remove, kinds of themselves,
// and makes each of them a root.
func (b *vocabularyBuilder) cutKindRings(decls []*syntax.KindDecl) {
	for i, k := range decls {
		at := b.v.Kinds[i+1].Parent
		for steps := 0; at != 0 && steps <= len(b.v.Kinds); steps++ {
			if at == KindID(i+1) {
				b.error("E0237", b.at(k.Is.Span), "take `is "+k.Is.Name+"` away from one of them",
					"kind %s is, at some remove, a kind of itself", k.Name.Name)
				b.v.Kinds[i+1].Parent = 0
				break
			}
			at = b.v.Kinds[at].Parent
		}
	}
}

// kind looks a kind up; any is kind 0.
func (b *vocabularyBuilder) kind(id syntax.Ident) KindID {
	k, ok := b.kinds[id.Name]
	if !ok {
		b.error("E0204", b.at(id.Span), didYouMean(id.Name, b.v.KindNames()), "there is no kind %s", id.Name)
	}
	return k
}

func (b *vocabularyBuilder) resolveEntities() {
	listed := map[string]bool{}
	byCode := map[string]Entity{}
	for _, l := range b.decl.Lists {
		kind := b.kind(l.Kind)
		if l.List.Name != "iso-3166" {
			b.error("E0213", b.at(l.List.Span), "the list that is built in is iso-3166", "there is no list %s", l.List.Name)
			continue
		}
		for _, c := range iso3166 {
			byCode[c.code] = Entity{Code: c.code, Title: c.name, Kind: kind}
			listed[c.code] = true
		}
	}
	first := map[string]syntax.Ident{}
	for i := range b.decl.Entities {
		e := &b.decl.Entities[i]
		if had, twice := first[e.Code.Name]; twice {
			b.declaredTwice("entity", e.Code, had)
			continue
		}
		first[e.Code.Name] = e.Code
		title := e.Title.Value
		if title == "" && listed[e.Code.Name] {
			title = byCode[e.Code.Name].Title
		}
		// A declaration of one's own takes the place of the list's: a vocabulary
		// may want VAT to be more than a state.
		x := Entity{Code: e.Code.Name, Title: title, Kind: b.kind(e.Kind)}
		if !e.Since.IsZero() {
			x.From, x.HasFrom = e.Since.First, true
		}
		if !e.Until.IsZero() {
			x.To, x.HasTo = e.Until.Last, true
		}
		byCode[e.Code.Name] = x
	}
	entities := make([]Entity, 1, len(byCode)+1)
	for _, e := range byCode {
		entities = append(entities, e)
	}
	slices.SortFunc(entities[1:], func(x, y Entity) int { return cmp.Compare(x.Code, y.Code) })
	if len(entities) > math.MaxUint16 {
		b.error("E0253", b.at(b.decl.Name.Span), "", "a vocabulary has at most %d entities; this one has %d", math.MaxUint16, len(entities)-1)
		entities = entities[:math.MaxUint16]
	}
	b.v.Entities = entities
	b.resolveContinued()
}

// resolveContinued ties entities to those that continue them.
func (b *vocabularyBuilder) resolveContinued() {
	for i := range b.decl.Entities {
		d := &b.decl.Entities[i]
		if d.Continued.Name == "" {
			continue
		}
		own, ok := b.v.FindEntity(d.Code.Name)
		heir, known := b.v.FindEntity(d.Continued.Name)
		switch {
		case !known:
			b.error("E0201", b.at(d.Continued.Span), b.v.EntityHint(d.Continued.Name), "there is no entity %s", d.Continued.Name)
		case own == heir:
			b.error("E0237", b.at(d.Continued.Span), "name another entity, or take `continued by` away", "%s is continued by itself", d.Code.Name)
		case ok:
			b.v.Entities[own].Continued = heir
		}
	}
}

func (b *vocabularyBuilder) resolveNumbers() {
	first := map[string]syntax.Ident{}
	for i := range b.decl.Numbers {
		n := &b.decl.Numbers[i]
		if had, twice := first[n.Name.Name]; twice {
			b.declaredTwice("number", n.Name, had)
			continue
		}
		if len(b.v.Numbers) > math.MaxUint16 {
			b.error("E0253", b.at(n.Name.Span), "", "a vocabulary has at most %d numbers", math.MaxUint16)
			break
		}
		first[n.Name.Name] = n.Name
		b.v.Numbers = append(b.v.Numbers, Number{Name: n.Name.Name, Unit: n.Unit.Name, Title: n.Title.Value})
	}
}

// builtInActs are the votes, which are formal, and a judge's word, which is never
// void. Their `on` is a label, which has no kind.
var builtInActs = []struct {
	name, title string
	formal      bool
}{
	{"aye", "a vote for", true},
	{"nay", "a vote against", true},
	{"abstain", "a vote neither for nor against", true},
	{"finds", "a judge finds that it is so", false},
	{"denies", "a judge finds that it is not so", false},
}

func (b *vocabularyBuilder) resolveActs() {
	b.v.Acts = []Act{{Declares: -1}}
	for _, a := range builtInActs {
		act := Act{Name: a.name, Title: a.title, Formal: a.formal, Declares: -1, BuiltIn: true}
		act.Roles[syntax.By] = RoleSpec{Has: true}
		act.Roles[syntax.On] = RoleSpec{Has: true}
		b.acts[a.name] = ActID(len(b.v.Acts))
		b.v.Acts = append(b.v.Acts, act)
	}
	for i := range b.decl.Acts {
		d := &b.decl.Acts[i]
		if id, taken := b.acts[d.Name.Name]; taken {
			if first := b.actDecls[id]; first != nil {
				b.declaredTwice("act", d.Name, first.Name)
			} else {
				b.error("E0223", b.at(d.Name.Span), "choose another name", "act %s is built in", d.Name.Name)
			}
			continue
		}
		if len(b.v.Acts) > math.MaxUint16 {
			b.error("E0253", b.at(d.Name.Span), "", "a vocabulary has at most %d acts", math.MaxUint16)
			break
		}
		id := ActID(len(b.v.Acts))
		b.acts[d.Name.Name], b.actDecls[id] = id, d
		b.v.Acts = append(b.v.Acts, Act{Name: d.Name.Name, Title: d.Title.Value, Declares: -1, Pos: b.at(d.Name.Span)})
		if d.Declares.Name != "" && !slices.Contains(b.v.Declared, d.Declares.Name) {
			b.v.Declared = append(b.v.Declared, d.Declares.Name)
		}
	}
	for id := int(FirstDeclared); id < len(b.v.Acts); id++ {
		b.resolveAct(ActID(id))
	}
}

// PloverCategories are the event categories of PLOVER (Political Language
// Ontology for Verifiable Event Records; Halterman, Schrodt, Beger, Bagozzi and
// Scarborough 2023), from the friendliest to the most hostile; YIELD and DEMAND
// are what its first drafts had for CONCEDE and REQUEST.
var PloverCategories = []string{"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "YIELD", "COOPERATE", "AID", "RETREAT",
	"REQUEST", "DEMAND", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}

// resolveAct resolves the act's parent first, and then the act, which takes
// over the parent's roles and marks.
func (b *vocabularyBuilder) resolveAct(id ActID) {
	if b.resolved[id] != 0 {
		return
	}
	b.resolved[id] = 1
	defer func() { b.resolved[id] = 2 }()
	d, a := b.actDecls[id], &b.v.Acts[id]
	if d.Is.Name != "" {
		b.inherit(d, id)
	}
	b.ownRoles(d, a)
	a.Grave = a.Grave || d.Grave
	a.Formal = a.Formal || d.Formal
	if d.Declares.Name != "" {
		a.Declares, a.DeclaresNot = slices.Index(b.v.Declared, d.Declares.Name), d.DeclaresNot
	}
	if a.Declares >= 0 && !a.Roles[syntax.By].Has {
		b.error("E0252", b.at(d.Declares.Span), "give the act a role `by`", "%s declares a status, and nobody is there to have it", a.Name)
		a.Declares = -1
	}
	if d.Plover.Name != "" {
		a.Plover = d.Plover.Name
		if !slices.Contains(PloverCategories, a.Plover) {
			hint := "its categories are " + enumerate(PloverCategories, "and")
			if near := diag.Closest(a.Plover, PloverCategories); near != "" {
				hint = "did you mean " + near + "?"
			}
			b.warn("E0255", b.at(d.Plover.Span), hint, "PLOVER has no category %s: tables that go by it leave the act %s out", a.Plover, a.Name)
		}
	}
	if d.Cameo.Name != "" {
		a.Cameo = d.Cameo.Name
	}
	if d.Mutual {
		b.mutual(d, a)
	}
}

func (b *vocabularyBuilder) inherit(d *syntax.ActDecl, id ActID) {
	parent, ok := b.acts[d.Is.Name]
	switch {
	case !ok:
		b.error("E0202", b.at(d.Is.Span), didYouMean(d.Is.Name, b.v.ActNames()), "there is no act %s", d.Is.Name)
		return
	case parent < FirstDeclared:
		b.error("E0252", b.at(d.Is.Span), "declare an act of its own", "%s is built in, and nothing else is one", d.Is.Name)
		return
	case b.resolved[parent] == 1:
		b.error("E0237", b.at(d.Is.Span), "take `is "+d.Is.Name+"` away from one of them",
			"act %s is, at some remove, declared to be itself", d.Name.Name)
		return
	}
	b.resolveAct(parent)
	own := b.v.Acts[id]
	a := b.v.Acts[parent]
	a.Name, a.Title, a.Parent, a.Pos = own.Name, own.Title, parent, own.Pos
	b.v.Acts[id] = a
}

// ownRoles adds the act's own roles. One taken over may be narrowed, never
// widened: else an act would be a help and yet not fit the pattern `help`.
func (b *vocabularyBuilder) ownRoles(d *syntax.ActDecl, a *Act) {
	var own [syntax.NumRoles]bool
	for _, r := range d.Roles {
		if own[r.Role] {
			b.error("E0223", b.at(r.Span), "keep one of them", "%s has the role `%s` twice", a.Name, r.Role)
			continue
		}
		own[r.Role] = true
		kind := b.kind(r.Kind)
		if had := a.Roles[r.Role]; had.Has && !b.v.IsSubkind(kind, had.Kind) {
			b.error("E0252", b.at(r.Span), "name "+b.v.Kinds[had.Kind].Name+" or a kind of it",
				"%s is %s, whose `%s` is %s: %s is not a kind of that",
				a.Name, d.Is.Name, r.Role, b.v.Kinds[had.Kind].Name, r.Kind.Name)
			continue
		}
		a.Roles[r.Role] = RoleSpec{Has: true, Optional: r.Optional, Kind: kind}
	}
	if n := len(a.RoleNames()); n > maxRoles {
		b.error("E0252", b.at(d.Name.Span), "split the act in two", "%s has %d roles; an act has at most %d", a.Name, n, maxRoles)
		for r := syntax.NumRoles; n > maxRoles; n-- {
			for r--; !a.Roles[r].Has; r-- {
			}
			a.Roles[r] = RoleSpec{}
		}
	}
}

// mutual finds the two roles that change places: the first two as written, or
// of an act that takes its roles over, the first two in their order.
func (b *vocabularyBuilder) mutual(d *syntax.ActDecl, a *Act) {
	var roles []syntax.Role
	for _, r := range d.Roles {
		roles = append(roles, r.Role)
	}
	if len(roles) < 2 {
		roles = nil
		for r := syntax.Role(0); r < syntax.NumRoles; r++ {
			if a.Roles[r].Has {
				roles = append(roles, r)
			}
		}
	}
	if len(roles) < 2 {
		b.error("E0252", b.at(d.Name.Span), "give it a second role, or take `mutual` away", "%s is mutual and has fewer than two roles", a.Name)
		return
	}
	x, y := a.Roles[roles[0]], a.Roles[roles[1]]
	if x.Kind != y.Kind || x.Optional || y.Optional {
		b.error("E0252", b.at(d.Name.Span), "give both roles one kind, and let neither be optional",
			"%s is mutual, but its roles `%s` and `%s` cannot change places", a.Name, roles[0], roles[1])
		return
	}
	a.Mutual, a.MutualA, a.MutualB = true, roles[0], roles[1]
}

func (b *vocabularyBuilder) resolveIncompatible() {
	for i := range b.decl.Incompatible {
		d := &b.decl.Incompatible[i]
		r := newResolver(&Case{Vocab: b.v}, nil, b.file, &b.report)
		inc := Incompatible{}
		inc.A = r.pattern(&d.A, binding)
		inc.B = r.pattern(&d.B, binding)
		inc.Where = r.condition(d.Where)
		inc.Vars = r.vars
		r.checkVariables(d.Span, "this declaration")
		b.v.Incompatible = append(b.v.Incompatible, inc)
	}
}

// sortedNames lists the keys of a table in order, for messages.
func sortedNames[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.SortFunc(list, strings.Compare)
	return list
}
