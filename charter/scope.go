package charter

import (
	"strings"

	"slices"

	"casus/diag"
	"casus/syntax"
)

// Limits of one rule. An engine keeps bindings in fixed arrays of this size.
const (
	MaxEntityVars = 6
	MaxNumberVars = 3
)

// mode says what a variable that nothing has bound yet means where it stands.
type mode uint8

const (
	binding  mode = iota // the match binds it
	somebody             // in a condition: anybody
	closed               // must, decided, effects: refused
)

// bound says how sure it is that a variable stands for something.
type bound uint8

const (
	unbound bound = iota
	perhaps       // only some alternatives bind it
	surely
)

// resolver resolves the clauses of one rule, definition, measure or
// expectation: they share its variables.
type resolver struct {
	*report
	c       *Case
	fam     *Family // nil: the whole case (expectations), or a vocabulary
	file    *syntax.File
	builder *builder // while a case is built
	text    *Text
	rule    *Rule
	noVars  bool // expectations: a NAME is never a variable
	outside bool // expectations and outlooks: silence and collision may be named
	outlook *OutlookNames
	// decision is set where a decision is at hand: voted, adopting.
	decision bool
	// participants is set where `participant` means something.
	participants bool

	vars  []Var
	kinds []KindID
	state []bound
	where []syntax.Span // of the first mention

	// lost is set where a phrase of the rule could not be read, so that nobody
	// knows what it binds.
	lost bool

	warned map[VarID]bool // of being bound by some alternatives only
}

func newResolver(c *Case, fam *Family, f *syntax.File, out *report) *resolver {
	return &resolver{report: out, c: c, fam: fam, file: f}
}

func (r *resolver) at(s syntax.Span) diag.Place { return PlaceOf(r.file, s) }

// find returns the variable of a name, or NoVar.
func (r *resolver) find(name string) VarID {
	for i := range r.vars {
		if r.vars[i].Name == name {
			return VarID(i)
		}
	}
	return NoVar
}

// isBound reports whether name is a variable that stands for something here.
func (r *resolver) isBound(name string) bool {
	v := r.find(name)
	return v != NoVar && r.state[v] != unbound
}

// tooManyVars is where counting stops: far beyond what is allowed, and before
// the numbers of variables run out.
const tooManyVars = 1000

// introduce makes a variable of a name, and says so if the name is taken.
func (r *resolver) introduce(id syntax.Ident, number bool) VarID {
	if len(r.vars) == tooManyVars {
		return tooManyVars - 1
	}
	if what := r.declaredAs(id.Name); what != "" {
		hint := "choose another name for the variable"
		if what == "status" || what == "kind" {
			hint = "write a variable such as p, and `p is " + id.Name + "` in `where`"
		}
		r.error("E0223", r.at(id.Span), hint,
			"%s is a %s, and cannot be a variable as well", id.Name, what)
	}
	r.vars = append(r.vars, Var{Name: id.Name, Number: number})
	r.kinds = append(r.kinds, 0)
	r.state = append(r.state, unbound)
	r.where = append(r.where, id.Span)
	return VarID(len(r.vars) - 1)
}

// variable resolves a NAME as a variable.
func (r *resolver) variable(id syntax.Ident, number bool, m mode) VarID {
	v := r.find(id.Name)
	if v == NoVar {
		if m == closed {
			r.unbound(id)
		}
		v = r.introduce(id, number)
		if m == closed {
			r.state[v] = surely // said once
		}
	}
	if r.vars[v].Number != number {
		is, used := "an entity", "a number"
		if !number {
			is, used = used, is
		}
		r.add(diag.Diagnostic{
			Code: "E0220", Severity: diag.Error, Place: r.at(id.Span),
			Summary: id.Name + " stands for " + is + " and cannot stand for " + used + " as well",
			Hint:    "use two names",
			Related: []diag.Related{{Place: r.at(r.where[v]), Role: "here it is " + is}},
		})
		return v
	}
	switch m {
	case binding:
		r.state[v] = surely
	case closed:
		switch r.state[v] {
		case unbound:
			r.unbound(id)
			r.state[v] = surely
		case perhaps:
			r.error("E0221", r.at(id.Span), "name "+id.Name+" in every alternative, or make two rules of this one",
				"only some of the alternatives before this say who or what %s is", id.Name)
			r.state[v] = surely
		}
	}
	return v
}

func (r *resolver) unbound(id syntax.Ident) {
	if !r.lost {
		r.error("E0219", r.at(id.Span), r.unboundHint(id.Name), "nothing before this says who or what %s is", id.Name)
	}
}

// known resolves a NAME in a comparison, where an unbound variable would make
// the comparison false without a word.
func (r *resolver) known(id syntax.Ident) VarID {
	v := r.find(id.Name)
	if v == NoVar || r.state[v] == unbound {
		r.unbound(id)
		if v == NoVar {
			v = r.introduce(id, false)
		}
		r.state[v] = surely
		return v
	}
	if r.state[v] == perhaps && !r.warned[v] {
		if r.warned == nil {
			r.warned = map[VarID]bool{}
		}
		r.warned[v] = true
		r.warn("E0221", r.at(id.Span), "where "+id.Name+" stands for nobody the comparison is false; name it in every alternative",
			"only some of the alternatives before this say who or what %s is", id.Name)
	}
	return v
}

func (r *resolver) unboundHint(name string) string {
	var names []string
	for i := range r.vars {
		if r.state[i] != unbound {
			names = append(names, r.vars[i].Name)
		}
	}
	if c := diag.Closest(name, names); c != "" && c != name {
		return "did you mean " + c + "?"
	}
	if len(names) > 0 {
		return "what is known here: " + enumerate(names, "and")
	}
	return "name it in an earlier clause of the rule"
}

// fits narrows what is known of a variable's kind.
func (r *resolver) fits(v VarID, k KindID, at syntax.Span, m mode) {
	if k == 0 || r.vars[v].Number {
		return
	}
	have := r.kinds[v]
	switch {
	case have == 0 || r.c.Vocab.IsSubkind(k, have):
		if m != somebody {
			r.kinds[v] = k
		}
	case !r.c.Vocab.IsSubkind(have, k):
		r.error("E0217", r.at(at), "use another variable, or widen the kind in the vocabulary",
			"%s is %s, and %s is due here", r.vars[v].Name, withArticle(r.c.Vocab.Kinds[have].Name), withArticle(r.c.Vocab.Kinds[k].Name))
	}
}

func withArticle(noun string) string {
	if noun != "" && slices.Contains([]byte("aeiou"), noun[0]) {
		return "an " + noun
	}
	return "a " + noun
}

// scope is what is known of the variables at one point.
type scope struct {
	kinds []KindID
	state []bound
}

func (r *resolver) save() scope {
	return scope{slices.Clone(r.kinds), slices.Clone(r.state)}
}

func (r *resolver) restore(s scope) {
	for i := range r.vars {
		if i < len(s.state) {
			r.kinds[i], r.state[i] = s.kinds[i], s.state[i]
		} else {
			r.kinds[i], r.state[i] = 0, unbound
		}
	}
}

// alternatives resolves n alternatives, each from the same beginning. What all
// of them bind is bound afterwards; what some bind is bound perhaps.
func (r *resolver) alternatives(n int, one func(i int)) {
	before := r.save()
	var ends []scope
	for i := range n {
		r.restore(before)
		one(i)
		ends = append(ends, r.save())
	}
	if n < 2 {
		return
	}
	for v := range r.vars {
		sure, some := true, false
		first := true
		var kind KindID
		for _, e := range ends {
			st := unbound
			var k KindID
			if v < len(e.state) {
				st, k = e.state[v], e.kinds[v]
			}
			sure = sure && st == surely
			if st == unbound {
				continue
			}
			some = true
			if first {
				kind, first = k, false
			} else {
				kind = r.c.Vocab.commonKind(kind, k)
			}
		}
		r.kinds[v] = kind
		switch {
		case sure:
			r.state[v] = surely
		case some:
			r.state[v] = perhaps
		default:
			r.state[v] = unbound
		}
	}
}

// checkVariables refuses more variables than a rule may have.
func (r *resolver) checkVariables(at syntax.Span, what string) {
	entities, numbers := 0, 0
	for _, v := range r.vars {
		if v.Number {
			numbers++
		} else {
			entities++
		}
	}
	if entities > MaxEntityVars {
		r.error("E0222", r.at(at), "split the rule in two, or leave out a role whose state nothing else asks for",
			"%s has %d variables for states and other entities; at most %d are allowed", what, entities, MaxEntityVars)
	}
	if numbers > MaxNumberVars {
		r.error("E0222", r.at(at), "split the rule in two",
			"%s has %d variables for numbers; at most %d are allowed", what, numbers, MaxNumberVars)
	}
}

// declaredAs says what a name is declared as in the lookup space that
// variables share, or "".
func (r *resolver) declaredAs(name string) string {
	if k, ok := r.c.Vocab.FindKind(name); ok && k != 0 {
		return "kind"
	}
	for _, f := range r.families() {
		x := r.c.index(f)
		switch {
		case has(x.statuses, name):
			return "status"
		case has(x.bodies, name):
			return "body"
		case has(x.readings, name):
			return "reading"
		case has(x.measures, name):
			return "measure"
		}
	}
	if r.outlook != nil {
		if has(r.outlook.Measures, name) {
			return "measure"
		}
		if has(r.outlook.Parameters, name) {
			return "parameter"
		}
	}
	return ""
}

func has[V any](m map[string]V, key string) bool { _, ok := m[key]; return ok }

// entity resolves a CODE.
func (r *resolver) entity(id syntax.Ident, kind KindID) EntityID {
	e, ok := r.c.Vocab.FindEntity(id.Name)
	if !ok {
		hint := r.c.EntityHint(id.Name)
		if len(id.Name) == 1 {
			hint = "a variable is lower case: `" + strings.ToLower(id.Name) + "`"
		}
		r.error("E0201", r.at(id.Span), hint, "there is no entity %s", id.Name)
		return 0
	}
	r.entityFits(e, kind, id.Span)
	return e
}

func (r *resolver) entityFits(e EntityID, kind KindID, at syntax.Span) {
	v := r.c.Vocab
	if e == 0 || v.IsKind(e, kind) || v.Entities[e].Kind == 0 {
		return
	}
	r.error("E0217", r.at(at), "name another, or widen the kind in the vocabulary", "%s is %s, and %s is due here", v.Entities[e].Code,
		withArticle(v.Kinds[v.Entities[e].Kind].Name), withArticle(v.Kinds[kind].Name))
}

// term resolves a CODE, a body or a variable.
func (r *resolver) term(id syntax.Ident, kind KindID, m mode) Term {
	if id.IsCode() {
		return Term{Kind: EntityTerm, Entity: r.entity(id, kind), Var: NoVar}
	}
	if t, ok := r.body(id, kind); ok {
		return t
	}
	if r.noVars {
		r.error("E0212", r.at(id.Span), "name an entity by its code, such as "+r.exampleCode(),
			"%s is no body of these charters", id.Name)
		return Term{Kind: EntityTerm, Var: NoVar}
	}
	v := r.variable(id, false, m)
	r.fits(v, kind, id.Span, m)
	return Term{Kind: VarTerm, Var: v}
}

func (r *resolver) exampleCode() string {
	if len(r.c.Vocab.Entities) > 1 {
		return r.c.Vocab.Entities[1].Code
	}
	return "XYZ"
}

// body resolves a NAME as a body of the family, or of the only family that has
// one of that name.
func (r *resolver) body(id syntax.Ident, kind KindID) (Term, bool) {
	fams := r.families()
	found := Term{Kind: BodyTerm, Family: -1, Var: NoVar}
	for _, f := range fams {
		i, ok := r.c.index(f).bodies[id.Name]
		if !ok {
			continue
		}
		if found.Family >= 0 {
			r.error("E0233", r.at(id.Span), "name the organ by its code", "more than one treaty has a body %s", id.Name)
			return found, true
		}
		found.Family, found.Body = f.ID, i
	}
	if found.Family < 0 {
		return found, false
	}
	for _, ver := range r.c.Families[found.Family].Bodies[found.Body].Versions {
		r.entityFits(ver.Entity, kind, id.Span)
	}
	return found, true
}

// families are those in which names are looked up: the rule's own, or all.
func (r *resolver) families() []*Family {
	if r.fam != nil {
		return []*Family{r.fam}
	}
	return r.c.Families
}
