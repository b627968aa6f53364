package lint

import (
	"slices"

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
		if k.asksBody(e, r.Family) {
			return true
		}
	}
	if p.Define != nil {
		alts := k.alternatives(p.Define, r.Family)
		if len(alts) > 0 && !slices.ContainsFunc(alts, func(a *charter.DefineAlt) bool { return !k.asksBody(a.Where, r.Family) }) {
			return true
		}
	}
	return slices.ContainsFunc(k.rules, func(o *charter.Rule) bool {
		return o.Kind == charter.ProcedureRule && o.Family == r.Family && k.finds(o, r, p)
	})
}

// finding are words for what a body does that finds.
var findingWords = []string{"find", "finds", "finding", "determine", "determination", "establish", "adjudge", "adjudicate", "award",
	"attribute", "inquire", "inquiry", "investigate", "rule", "ruling", "judgment"}

// finds reports whether a procedure finds who acted: it opens with the act or
// with the breach and either says so by its name or changes nothing but that it
// is said.
func (k *checker) finds(o, r *charter.Rule, p *charter.Pattern) bool {
	if o.Decided == nil {
		return false
	}
	named := slices.ContainsFunc(words(k.patternName(o.Decided)), func(w string) bool { return slices.Contains(findingWords, w) })
	about := false
	for _, role := range []syntax.Role{syntax.On, syntax.Against, syntax.About, syntax.With, syntax.For} {
		about = about || variable(term(o.Decided, role)) != charter.NoVar
	}
	if named && about {
		return true
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
func (k *checker) asksBody(e *charter.Expr, family int) bool {
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

// overthrowWords are words for an act that takes the government away.
var overthrowWords = []string{"overthrow", "coup", "putsch", "depose", "topple", "usurp", "junta", "oust", "mutiny"}

// overthrows are acts that can silence those who would speak for a state: those
// called so, else by what they are, the grave acts that befall a state and that
// nobody from outside does.
func (l *law) overthrows() []charter.ActID {
	var called, within []charter.ActID
	for a := int(charter.FirstDeclared); a < len(l.v.Acts); a++ {
		switch {
		case slices.ContainsFunc(words(l.v.Acts[a].Name), func(w string) bool { return slices.Contains(overthrowWords, w) }):
			called = append(called, charter.ActID(a))
		case l.befalls(&l.v.Acts[a]):
			within = append(within, charter.ActID(a))
		}
	}
	if len(called) > 0 {
		return called
	}
	return within
}

// befalls reports whether an act is grave, names a state at or on which it happens
// and nobody who does it.
func (l *law) befalls(act *charter.Act) bool {
	if !act.Grave {
		return false
	}
	on := false
	for role, spec := range act.Roles {
		switch r := syntax.Role(role); {
		case !spec.Has:
		case (r == syntax.At || r == syntax.On) && !spec.Optional:
			on = slices.ContainsFunc(l.c.Families, func(f *charter.Family) bool {
				list := l.parties(f.ID)
				return len(list) > 0 && l.v.IsKind(list[0], spec.Kind)
			})
		case r == syntax.By || !spec.Optional:
			return false
		}
	}
	return on
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
	coups := k.overthrows()
	victim := creditor(r)
	if len(coups) == 0 || victim == charter.NoVar {
		return
	}
	by := k.asks(r, victim)
	if by == "" {
		return
	}
	for _, o := range k.rules {
		if o.Kind == charter.DutyRule && o.Family == r.Family && k.asks(o, creditor(o)) == "" && k.sameMust(r, o) && k.opensWith(o, coups) {
			return
		}
	}
	k.rule("L19", warning, r, "it waits for %s by %s: who is overthrown cannot ask (%s)", by, r.Vars[victim].Name, k.v.Acts[coups[0]].Name)
}

// asks is the act by which the one to whom a duty is owed must ask for it;
// empty if it need not.
func (k *checker) asks(r *charter.Rule, victim charter.VarID) string {
	if victim == charter.NoVar {
		return ""
	}
	only := func(list []*charter.Trigger) string {
		name := ""
		for _, t := range list {
			if t.Act == nil || variable(term(t.Act, syntax.By)) != victim || k.force(t.Act, r.Family) {
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

func (k *checker) opensWith(o *charter.Rule, acts []charter.ActID) bool {
	return slices.ContainsFunc(o.When, func(t *charter.Trigger) bool {
		return t.Act != nil && slices.ContainsFunc(k.leaves(t.Act, o.Family), func(a charter.ActID) bool { return slices.Contains(acts, a) })
	})
}
