package lint

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// mostJoint bounds the histories in which two duties are tried together.
const mostJoint = 2048

// collide is L12.
func (s *scene) collide() {
	a, b := s.t.cast[0], s.t.cast[1]
	conflicts := s.conflicts()
	type pair struct{ x, y *charter.Rule }
	var order []pair
	tries := map[pair][]history{}
	for _, wa := range s.witness {
		if wa.creditor != a || wa.bearer == a || wa.bearer == b || wa.bearer == wa.aggressor {
			continue
		}
		for _, wb := range s.witness {
			if wb.creditor != b || wb.bearer != wa.bearer || wb.bearer == wb.aggressor || wb.rule.ID < wa.rule.ID || !s.opposed(wa.rule, wb.rule) {
				continue
			}
			p := pair{wa.rule, wb.rule}
			if tries[p] == nil {
				order = append(order, p)
			}
			joint := merge(wa.deeds, wb.deeds)
			if s.fights(joint, a, b) {
				tries[p] = append(tries[p], history{deeds: joint})
			}
			for _, c := range conflicts {
				tries[p] = append(tries[p], history{deeds: merge([]deed{c}, joint)})
			}
		}
	}
	for _, p := range order {
		hs := tries[p]
		slices.SortStableFunc(hs, func(x, y history) int { return len(x.deeds) - len(y.deeds) })
		s.collideIn(p.x, p.y, hs[:min(len(hs), mostJoint)])
	}
}

// opposed reports whether two duties may ask for what cannot both be given: the
// vocabulary says so, or they are one duty to give something.
func (s *scene) opposed(x, y *charter.Rule) bool {
	return s.declared(x, y) || x == y && s.gives(x)
}

// declared reports whether the vocabulary calls what two duties ask for
// incompatible, at least in some cases.
func (s *scene) declared(x, y *charter.Rule) bool {
	covered := func(r *charter.Rule, p *charter.Pattern) bool {
		for _, m := range r.Must {
			for _, a := range s.leaves(m, r.Family) {
				if s.v.IsAct(a, p.Act) || s.v.IsAct(p.Act, a) {
					return true
				}
			}
		}
		return false
	}
	return slices.ContainsFunc(s.v.Incompatible, func(i charter.Incompatible) bool {
		return covered(x, i.A) && covered(y, i.B) || covered(x, i.B) && covered(y, i.A)
	})
}

// gives reports whether a duty asks for something that is given to a state.
func (s *scene) gives(r *charter.Rule) bool {
	return slices.ContainsFunc(r.Must, func(p *charter.Pattern) bool {
		return term(p, syntax.To) != nil || term(p, syntax.For) != nil
	})
}

// fights reports whether two states fight each other in a history.
func (s *scene) fights(deeds []deed, a, b charter.EntityID) bool {
	return slices.ContainsFunc(deeds, func(d deed) bool {
		act := &s.v.Acts[d.act]
		return act.Grave && s.between(d.act) && twice(d, a) && twice(d, b)
	})
}

// merge puts deeds together, each once.
func merge(lists ...[]deed) []deed {
	var out []deed
	for _, list := range lists {
		for _, d := range list {
			if !slices.ContainsFunc(out, func(x deed) bool { return x.act == d.act && x.roles == d.roles }) {
				out = append(out, d)
			}
		}
	}
	return out
}

func (s *scene) collideIn(x, y *charter.Rule, hs []history) {
	var best *played
	declared := s.declared(x, y)
	s.t.play(hs, func(p played) {
		if best != nil && len(best.deeds) <= len(p.deeds) {
			return
		}
		hit := slices.ContainsFunc(p.collisions(), func(c [2]int) bool {
			return c == [2]int{x.ID, y.ID} || c == [2]int{y.ID, x.ID}
		})
		if !hit && !declared {
			hit = s.owesBoth(p, x)
		}
		if hit {
			best = &p
		}
	})
	if best == nil {
		return
	}
	what := "owed to A and to B"
	if x != y {
		what = "owed to A, and " + y.Name + " to B"
	}
	unsaid := ""
	if !declared {
		unsaid = "; not said to be incompatible, so a docket does not say so"
	}
	s.checker.rule("L12", warning, x, "%s, who fight each other (%s)%s", what, s.t.say(best.deeds), unsaid)
}

// owesBoth reports whether somebody else owes a duty to both of the first two.
func (s *scene) owesBoth(p played, r *charter.Rule) bool {
	a, b := s.t.cast[0], s.t.cast[1]
	to := map[charter.EntityID][2]bool{}
	for _, o := range p.openings(s.c) {
		if o.rule != r {
			continue
		}
		bearer, x := o.in(syntax.By), s.creditorOf(o)
		if bearer == a || bearer == b {
			continue
		}
		v := to[bearer]
		to[bearer] = [2]bool{v[0] || x == a, v[1] || x == b}
	}
	for _, v := range to {
		if v[0] && v[1] {
			return true
		}
	}
	return false
}
