package search

import (
	"slices"

	"casus/charter"
)

// outsiders reports whether the body before which a procedure is surely has an
// elector: a member that takes no part in histories, where whatever takes a seat
// away takes it from somebody who does. Votes are not tried one by one, so that
// one elector is as good as many.
func (k *causes) outsiders(r *charter.Rule) bool {
	if r.KeepingBase || r.Fixed {
		return false
	}
	for _, b := range k.c.Families[r.Family].Bodies[r.Before].Versions {
		away := append(slices.Clone(b.Except), r.ExceptStatus...)
		seated := map[charter.EntityID]bool{}
		for _, t := range k.c.Families[r.Family].Texts {
			for _, g := range t.Grants {
				if g.Status == b.Of && g.Since <= k.from && !slices.Contains(k.cast, g.Entity) {
					seated[g.Entity] = true
				}
			}
		}
		for _, t := range k.c.Families[r.Family].Texts {
			for _, g := range t.Grants {
				if slices.Contains(away, g.Status) {
					delete(seated, g.Entity)
				}
			}
		}
		if len(seated) == 0 || !k.hitsCast(r.Family, b.Of, away) {
			return false
		}
	}
	for _, t := range r.Except {
		if t.Kind != charter.VarTerm || !names(r, t.Var) {
			return false
		}
	}
	return true
}

// hitsCast reports whether a status is taken, or others are given, only to those
// whom an act names: they are of the cast.
func (k *causes) hitsCast(family, of int, away []int) bool {
	for _, r := range k.c.Rules {
		if r.Until <= k.from {
			continue
		}
		for _, g := range given(r) {
			ch := g.effect.Change
			if ch == nil || ch.Family != family || !(ch.Ceases && ch.Status == of || !ch.Ceases && slices.Contains(away, ch.Status)) {
				continue
			}
			if ch.Term.Kind != charter.VarTerm || !names(r, ch.Term.Var) && !k.namedBefore(r) {
				return false
			}
		}
	}
	return true
}

// names reports whether an act that a power or procedure cannot do without names
// a variable.
func names(r *charter.Rule, v charter.VarID) bool {
	for _, p := range []*charter.Pattern{r.May, r.Moved, r.Decided} {
		if p != nil && p.Define == nil && slices.ContainsFunc(p.Roles, func(rt charter.RoleTerm) bool { return rt.Term.Kind == charter.VarTerm && rt.Term.Var == v }) {
			return true
		}
	}
	return false
}

// namedBefore reports whether a rule begins only with acts, or with findings
// that can name nobody but whom an act has named: of bans, and of duties without
// a quantifier.
func (k *causes) namedBefore(r *charter.Rule) bool {
	for _, t := range r.When {
		switch {
		case t.Act != nil:
		case t.Finding != nil:
			for _, id := range t.Finding.Rules {
				o := k.c.Rules[id]
				if o.Kind == charter.BanRule || o.Kind == charter.DutyRule && o.Bearer == nil && !slices.ContainsFunc(o.When, func(t *charter.Trigger) bool { return t.Act == nil }) {
					continue
				}
				if o.Until > k.from {
					return false
				}
			}
		default:
			return false
		}
	}
	return len(r.When) > 0 && len(r.Steps) == 0
}
