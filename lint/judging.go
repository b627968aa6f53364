package lint

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/syntax"
)

// judging is L18 and L19.
func (k *checker) judging() {
	for _, r := range k.rules {
		switch r.Kind {
		case charter.BanRule:
			for _, p := range r.Never {
				if k.force(p, r.Family) && !k.judged(r, p) {
					k.rule("L18", warning, r, "nobody finds that force was used, and by whom")
					break
				}
			}
		case charter.DutyRule:
			k.trigger(r)
			k.request(r)
		}
	}
}

// trigger is L18 for duties.
func (k *checker) trigger(r *charter.Rule) {
	if r.Judge != nil && !r.Judge.Nobody {
		return
	}
	for _, t := range r.When {
		if t.Act == nil || !k.force(t.Act, r.Family) || k.judged(r, t.Act) {
			continue
		}
		if r.Judge != nil {
			k.rule("L18", warning, r, "it says itself that nobody judges whether it is owed")
		} else {
			k.rule("L18", note, r, "nobody finds that it is owed (%s)", k.patternName(t.Act))
		}
		return
	}
}

// judged reports whether some body finds that an act of force happened: in a
// condition of the rule or of the definition that it uses, or in a procedure.
func (k *checker) judged(r *charter.Rule, p *charter.Pattern) bool {
	for _, e := range []*charter.Expr{r.Where, r.Unless} {
		if k.asksBody(e) {
			return true
		}
	}
	if p.Define != nil {
		alts := k.alternatives(p.Define, r.Family)
		if len(alts) > 0 && !slices.ContainsFunc(alts, func(a *charter.DefineAlt) bool { return !k.asksBody(a.Where) }) {
			return true
		}
	}
	return slices.ContainsFunc(k.rules, func(o *charter.Rule) bool {
		return o.Kind == charter.ProcedureRule && o.Family == r.Family && k.finds(o, r, p)
	})
}

// finds reports whether a procedure finds who acted: it begins with the act or with
// the breach, and decides something about a state that harms nobody.
func (k *checker) finds(o, r *charter.Rule, p *charter.Pattern) bool {
	if o.Decided == nil || !o.Opens {
		return false
	}
	about := false
	for _, role := range []syntax.Role{syntax.On, syntax.Against, syntax.About, syntax.With, syntax.For} {
		about = about || variable(term(o.Decided, role)) != charter.NoVar
	}
	if !about || slices.ContainsFunc(effects(o), k.harms) {
		return false
	}
	force := k.leaves(p, r.Family)
	return slices.ContainsFunc(o.When, func(t *charter.Trigger) bool {
		switch {
		case t.Finding != nil:
			return t.Finding.Kind == syntax.Breach && t.Finding.Named && slices.Contains(t.Finding.Rules, r.ID)
		case t.Act != nil:
			return slices.ContainsFunc(k.leaves(t.Act, o.Family), func(a charter.ActID) bool { return slices.Contains(force, a) && k.between(a) })
		}
		return false
	})
}

// asksBody reports whether a condition asks what a body, an organ or a decision
// has said.
func (k *checker) asksBody(e *charter.Expr) bool {
	return slices.ContainsFunc(all(e), func(x *charter.Expr) bool {
		switch x.Op {
		case charter.OpRecorded:
			t := term(x.Pattern, syntax.By)
			return t != nil && (t.Kind == charter.BodyTerm || t.Kind == charter.EntityTerm && k.v.IsInstitution(t.Entity))
		case charter.OpFound:
			return x.Finding.Kind == syntax.Adoption
		}
		return false
	})
}

// fromWithin are acts that can silence those who would speak for a state: grave
// ones that happen at a state, whoever does them, or that befall it and have no
// doer.
func (l *law) fromWithin() (list []charter.ActID) {
	for a := int(charter.FirstDeclared); a < len(l.v.Acts); a++ {
		act := &l.v.Acts[a]
		if act.Grave && (l.takesParty(act.Roles[syntax.At]) || l.takesParty(act.Roles[syntax.On]) && !act.Roles[syntax.By].Has) {
			list = append(list, charter.ActID(a))
		}
	}
	return list
}

// takesParty reports whether an act always names, in a role, what may be a party.
func (l *law) takesParty(spec charter.RoleSpec) bool {
	return spec.Has && !spec.Optional && slices.ContainsFunc(l.c.Families, func(f *charter.Family) bool {
		list := l.parties(f.ID)
		return len(list) > 0 && l.v.IsKind(list[0], spec.Kind)
	})
}

// creditor is the variable of the one to whom a duty is owed, or NoVar.
func creditor(r *charter.Rule) charter.VarID {
	bearer := bearerVar(r)
	for _, p := range r.Must {
		for _, role := range []syntax.Role{syntax.To, syntax.For, syntax.About, syntax.With, syntax.On} {
			if v := variable(term(p, role)); v != charter.NoVar && v != bearer {
				return v
			}
		}
	}
	return charter.NoVar
}

// request is L19.
func (k *checker) request(r *charter.Rule) {
	victim := creditor(r)
	by := k.asks(r, victim)
	if by == "" || !k.answersGrave(r) || !givenTo(r, victim) {
		return
	}
	var left, names []string
	for _, a := range k.fromWithin() {
		names = append(names, k.v.Acts[a].Name)
		if !slices.ContainsFunc(k.rules, func(o *charter.Rule) bool {
			return o.Kind == charter.DutyRule && o.Family == r.Family && k.asks(o, creditor(o)) == "" && k.sameMust(r, o) && k.opensWith(o, a)
		}) {
			left = append(left, k.v.Acts[a].Name)
		}
	}
	p := r.Vars[victim].Name
	switch {
	case len(names) == 0:
		k.rule("L19", note, r, "it waits for %s by %s, and nobody else can make it; that the government of %s has been overthrown cannot be told in these words", by, p, p)
	case len(left) > 0:
		k.rule("L19", warning, r, "it waits for %s by %s, and nobody else can make it: who is overthrown cannot ask (%s)", by, p, strings.Join(left, ", "))
	}
}

// answersGrave reports whether a grave act is among what a duty begins with.
func (k *checker) answersGrave(r *charter.Rule) bool {
	list := slices.Clone(r.When)
	for _, s := range r.Steps {
		list = append(list, s.When...)
	}
	return slices.ContainsFunc(list, func(t *charter.Trigger) bool { return t.Act != nil && k.grave(t.Act, r.Family) })
}

// givenTo reports whether a duty asks for something that is given to a state.
func givenTo(r *charter.Rule, who charter.VarID) bool {
	return slices.ContainsFunc(r.Must, func(p *charter.Pattern) bool {
		return variable(term(p, syntax.To)) == who || variable(term(p, syntax.For)) == who
	})
}

// asks is the act by which the one to whom a duty is owed must ask for it; empty
// if somebody else can, or need not.
func (k *checker) asks(r *charter.Rule, victim charter.VarID) string {
	if victim == charter.NoVar {
		return ""
	}
	only := func(list []*charter.Trigger) string {
		name := ""
		for _, t := range list {
			if t.Act == nil || !k.doneBy(t.Act, victim, r.Family, 0) || k.force(t.Act, r.Family) {
				return ""
			}
			name = k.patternName(t.Act)
		}
		return name
	}
	for _, s := range r.Steps {
		if name := only(s.When); !s.Absent && name != "" {
			return name
		}
	}
	return only(r.When)
}

// doneBy reports whether only one state can do what a phrase means: it stands in
// the role of who acts, in every alternative of a definition.
func (k *checker) doneBy(p *charter.Pattern, who charter.VarID, family, depth int) bool {
	if p.Define == nil {
		return variable(term(p, syntax.By)) == who
	}
	return depth < deepest && !slices.ContainsFunc(k.alternatives(p.Define, family), func(alt *charter.DefineAlt) bool {
		for i, par := range p.Define.Params {
			if variable(term(p, par.Role)) == who && k.doneBy(alt.Pattern, charter.VarID(i), family, depth+1) {
				return false
			}
		}
		return true
	})
}

func (k *checker) sameMust(r, o *charter.Rule) bool {
	var mine []charter.ActID
	for _, p := range r.Must {
		mine = append(mine, k.leaves(p, r.Family)...)
	}
	for _, p := range o.Must {
		for _, a := range k.leaves(p, o.Family) {
			if slices.Contains(mine, a) {
				return true
			}
		}
	}
	return false
}

func (k *checker) opensWith(o *charter.Rule, act charter.ActID) bool {
	return slices.ContainsFunc(o.When, func(t *charter.Trigger) bool {
		return t.Act != nil && slices.ContainsFunc(k.leaves(t.Act, o.Family), func(a charter.ActID) bool { return k.v.IsAct(act, a) })
	})
}
