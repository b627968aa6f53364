package charter

import (
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// pattern resolves a phrase of a rule, a condition or an expectation.
func (r *resolver) pattern(p *syntax.Phrase, m mode) *Pattern {
	if p == nil {
		return nil
	}
	out := &Pattern{Pos: r.at(p.Span)}
	if out.Define = r.define(p.Act); out.Define == nil {
		id, ok := r.c.Vocab.FindAct(p.Act.Name)
		if !ok && r.subjectFirst(p) {
			return out
		}
		if !ok {
			r.error("E0202", r.at(p.Act.Span), r.actHint(p.Act.Name), "there is no act %s", p.Act.Name)
		}
		out.Act = id
	}
	var seen [syntax.NumRoles]bool
	for i := range p.Roles {
		rt := &p.Roles[i]
		if seen[rt.Role] {
			r.error("E0238", r.at(rt.Span), "name it once; a rule takes each state of a list in turn", "the role `%s` stands here twice", rt.Role)
			continue
		}
		seen[rt.Role] = true
		r.patternRole(out, p, rt, m)
	}
	for i := range p.Numbers {
		r.patternNumber(out, &p.Numbers[i], m)
	}
	return out
}

// subjectFirst complains of a phrase that is written as one speaks, `p attacks q`
// or `q has party`. It reads as an act with a number: what is said of that, and
// of variables that it might have bound, would only lead astray.
func (r *resolver) subjectFirst(p *syntax.Phrase) bool {
	if len(p.Roles) > 0 || len(p.Numbers) != 1 || p.Numbers[0].Form != syntax.Bound {
		return false
	}
	who, verb, other := p.Act.Name, p.Numbers[0].Name.Name, p.Numbers[0].Var.Name
	if _, declared := r.c.Vocab.FindNumber(verb); declared || diag.Closest(who, r.c.Vocab.ActNames()) != "" {
		return false // a misspelt act with a number
	}
	hint := "the act comes first, then who does what to whom: `attack by " + who + " on " + other + "`"
	if near := diag.Closest(verb, r.c.Vocab.ActNames()); near != "" {
		a, _ := r.c.Vocab.FindAct(near)
		if roles := r.c.Vocab.Acts[a].RoleNames(); len(roles) > 1 {
			hint = "the act comes first, then who does what to whom: `" + near + " " + roles[0] + " " + who + " " + roles[1] + " " + other + "`"
		}
	} else if r.find(who) != NoVar {
		hint = "what " + who + " is stands behind `is`: `" + who + " is " + other + "`"
	}
	r.lost = true
	r.error("E0202", r.at(p.Act.Span), hint, "%s stands where an act is due", who)
	return true
}

// act reports whether the pattern's act could be resolved.
func (p *Pattern) known() bool { return p.Act != NoAct || p.Define != nil }

// patternRole resolves one role of a phrase.
func (r *resolver) patternRole(out *Pattern, p *syntax.Phrase, rt *syntax.RoleTerms, m mode) {
	spec, has := r.roleOf(out, rt.Role)
	if !has && out.known() {
		r.error("E0215", r.at(rt.Span), r.rolesHint(out, p.Act.Name), "%s has no role `%s`", p.Act.Name, rt.Role)
	}
	if rt.Without {
		if has && !spec.Optional && out.Define == nil && out.known() {
			r.error("E0238", r.at(rt.Span), "take `without "+rt.Role.String()+"` away, or make the role optional in the vocabulary",
				"%s always has its role `%s`: this can never match", p.Act.Name, rt.Role)
		}
		out.Without = append(out.Without, rt.Role)
		return
	}
	if len(rt.Terms) == 0 {
		return
	}
	if len(rt.Terms) > 1 {
		r.error("E0238", r.at(rt.Span), "write one phrase for each, joined by `or`", "a rule names one entity or variable in a role, not a list")
	}
	term := rt.Terms[0]
	if out.Act > NoAct && out.Act < FirstDeclared && rt.Role == syntax.On {
		r.voteLabel(out, p, term)
		return
	}
	out.Roles = append(out.Roles, RoleTerm{rt.Role, r.term(term, spec.Kind, m)})
}

// voteLabel keeps what a vote or a judge's word is on: a label, which only an
// expectation can know.
func (r *resolver) voteLabel(out *Pattern, p *syntax.Phrase, term syntax.Ident) {
	switch {
	case term.IsCode():
		r.error("E0217", r.at(term.Span), "name the entry by its label", "%s is on a label, not on an entity", p.Act.Name)
	case !r.noVars:
		r.error("E0230", r.at(term.Span), "leave `on` out, or read the votes with `voted for`", "a rule cannot know the label of a motion")
	default:
		out.Label = term.Name
	}
}

// roleOf says how the act or derived act takes a role.
func (r *resolver) roleOf(p *Pattern, role syntax.Role) (RoleSpec, bool) {
	if p.Define == nil {
		spec := r.c.Vocab.Acts[p.Act].Roles[role]
		return spec, spec.Has
	}
	for _, par := range p.Define.Params {
		if par.Role == role {
			return RoleSpec{Has: true, Kind: par.Kind}, true
		}
	}
	return RoleSpec{}, false
}

func (r *resolver) rolesHint(p *Pattern, name string) string {
	var names []string
	if p.Define != nil {
		for _, par := range p.Define.Params {
			names = append(names, "`"+par.Role.String()+"`")
		}
	} else {
		for _, n := range r.c.Vocab.Acts[p.Act].RoleNames() {
			names = append(names, "`"+n+"`")
		}
	}
	if len(names) == 0 {
		return name + " has no roles"
	}
	return name + " has " + enumerate(names, "and")
}

func (r *resolver) actHint(name string) string {
	names := r.c.Vocab.ActNames()
	for _, f := range r.families() {
		names = append(names, sortedNames(r.c.index(f).defines)...)
	}
	if h := didYouMean(name, names); h != "" {
		return h
	}
	return "declare it in the vocabulary: act " + name + " ..."
}

// define returns the derived act of a name, resolved, or nil.
func (r *resolver) define(id syntax.Ident) *Define {
	for _, f := range r.families() {
		if d := r.c.index(f).defines[id.Name]; d != nil {
			if r.builder != nil {
				r.builder.resolveDefine(d, r.at(id.Span))
			}
			return d
		}
	}
	return nil
}

// patternNumber resolves one number of a phrase: bound, or compared.
func (r *resolver) patternNumber(out *Pattern, n *syntax.NumberTerm, m mode) {
	id, ok := r.number(n.Name)
	if !ok {
		return
	}
	r.unitFits(id, n)
	test := NumberTest{Number: id, Bind: NoVar, Op: syntax.Equal}
	switch n.Form {
	case syntax.Given:
		r.givenNumber(out, test, n.Range, r.at(n.Span))
		return
	case syntax.Compared:
		test.Op, test.Value = n.Op, r.numberExpr(n.Value)
	case syntax.Bound:
		test = r.boundNumber(test, n.Var, m)
	}
	out.Numbers = append(out.Numbers, test)
}

// number looks a declared number up.
func (r *resolver) number(id syntax.Ident) (NumberID, bool) {
	n, ok := r.c.Vocab.FindNumber(id.Name)
	if !ok {
		near := diag.Closest(id.Name, r.c.Vocab.NumberNames())
		word := syntax.Misspelt(id.Name)
		hint := "declare it in the vocabulary: number " + id.Name
		switch {
		case near != "":
			hint = "did you mean " + near + "?"
		case word != "":
			// A clause whose leader is misspelt reads like a number: `withn promptly`.
			hint = "did you mean `" + word + "`?"
			r.unread = append(r.unread, r.rule)
		}
		r.error("E0203", r.at(id.Span), hint, "there is no number %s", id.Name)
	}
	return n, ok
}

func (r *resolver) unitFits(id NumberID, n *syntax.NumberTerm) {
	if have := r.c.Vocab.Numbers[id]; n.Unit.Name != "" && n.Unit.Name != have.Unit {
		unit := "has no unit"
		if have.Unit != "" {
			unit = "is counted in " + have.Unit
		}
		r.error("E0218", r.at(n.Unit.Span), "", "%s %s, not in %s", have.Name, unit, n.Unit.Name)
	}
}

// givenNumber turns `killed 63` into one comparison and `killed 63..150` into
// two.
func (r *resolver) givenNumber(out *Pattern, test NumberTest, g quantity.Range, at diag.Place) {
	add := func(op syntax.CompareOp, n quantity.Num) {
		test.Op, test.Value = op, &Expr{Op: OpNum, Num: n, Pos: at}
		out.Numbers = append(out.Numbers, test)
	}
	if g.IsExact() {
		add(syntax.Equal, g.Lo)
		return
	}
	add(syntax.AtLeast, g.Lo)
	if g.Hi < quantity.Max {
		add(syntax.AtMost, g.Hi)
	}
}

// boundNumber resolves `amount n`: a reading or a variable already bound is
// compared with, another name is bound.
func (r *resolver) boundNumber(test NumberTest, id syntax.Ident, m mode) NumberTest {
	if v := r.find(id.Name); v != NoVar && r.state[v] != unbound {
		test.Value = &Expr{Op: OpNumVar, Var: r.variable(id, true, closed), Pos: r.at(id.Span)}
		return test
	}
	if _, ok := r.readingRef(id.Name); ok {
		test.Value = r.numberExpr(&syntax.WordExpr{Span: id.Span, Word: id})
		return test
	}
	switch {
	case r.noVars:
		r.error("E0212", r.at(id.Span), "give a number", "%s is not a number", id.Name)
		test.Value = &Expr{Op: OpNum, Pos: r.at(id.Span)}
	case m == binding:
		test.Bind = r.variable(id, true, binding)
	default:
		v := r.variable(id, true, closed)
		test.Value = &Expr{Op: OpNumVar, Var: v, Pos: r.at(id.Span)}
	}
	return test
}
