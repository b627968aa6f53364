package lint

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// settlement is L17.
func (s *scene) settlement() {
	if !s.speaksOfForce() || s.settles() {
		return
	}
	conflicts := s.conflicts()
	var hs []history
	for _, d := range conflicts {
		hs = append(hs, history{deeds: []deed{d}})
	}
	var loose []string
	bound := 0
	s.t.play(hs, func(p played) {
		if slices.ContainsFunc(p.openings(s.c), s.bindsBoth) {
			bound++
			return
		}
		if name := s.v.Acts[p.deeds[0].act].Name; !slices.Contains(loose, name) {
			loose = append(loose, name)
		}
	})
	f := s.c.Families[s.t.family]
	switch {
	case len(hs) == 0 || len(loose) == 0:
	case bound == 0:
		s.checker.text("L17", warning, f.ID, diag.Place{}, loose, "parties of %s that fight each other (%s) are not bound to settle it, and no procedure takes it up%s",
			f.Name, strings.Join(loose, ", "), s.settledBy(hs))
	default:
		s.checker.text("L17", note, f.ID, diag.Place{}, loose, "not all fighting between parties of %s is to be settled: %s is not", f.Name, strings.Join(loose, ", "))
	}
}

// speaksOfForce reports whether the family has anything to do with grave acts: a
// treaty about trade need not answer them.
func (s *scene) speaksOfForce() bool {
	return slices.ContainsFunc(s.rules, func(r *charter.Rule) bool {
		if r.Family != s.t.family {
			return false
		}
		found := false
		w := charter.Walker{Pattern: func(p *charter.Pattern) { found = found || s.grave(p, r.Family) }}
		w.Rule(r)
		return found
	})
}

// settledBy names a reading by which fighting is to be settled.
func (s *scene) settledBy(hs []history) string {
	text := ""
	s.t.play(under(hs, s.readings), func(p played) {
		if text == "" && slices.ContainsFunc(p.openings(s.c), s.bindsBoth) {
			text = " (unless " + s.givenWords(p.given) + ")"
		}
	})
	return text
}

// settles reports whether some procedure takes up a matter that one state brings
// against another, and harms neither. What fighting itself begins is seen by
// running it.
func (s *scene) settles() bool {
	return slices.ContainsFunc(s.rules, func(r *charter.Rule) bool {
		if r.Family != s.t.family || r.Kind != charter.ProcedureRule || slices.ContainsFunc(effects(r), s.harms) {
			return false
		}
		if r.Opens {
			return slices.ContainsFunc(r.When, func(t *charter.Trigger) bool {
				return t.Act != nil && !s.force(t.Act, r.Family) && s.betweenTwo(t.Act, r.Where)
			})
		}
		return s.betweenTwo(r.Moved, r.MovedWhere) || s.betweenTwo(r.Decided, r.Where)
	})
}

// betweenTwo reports whether an act names two states that may both be parties.
func (s *scene) betweenTwo(p *charter.Pattern, where *charter.Expr) bool {
	if p == nil {
		return false
	}
	seen := map[charter.VarID]bool{}
	for _, rt := range p.Roles {
		if v := variable(&rt.Term); v != charter.NoVar && !denies(where, v, s.t.family, charter.PartyStatus) {
			for _, a := range s.leaves(p, s.t.family) {
				if s.v.IsKind(s.t.cast[0], s.v.Acts[a].Roles[rt.Role].Kind) {
					seen[v] = true
				}
			}
		}
	}
	return len(seen) > 1
}

// bindsBoth reports whether what was opened is a duty of one of the two toward
// the other, or a matter before a body that names both and harms neither.
func (s *scene) bindsBoth(o opening) bool {
	a, b := s.t.cast[0], s.t.cast[1]
	if o.rule.Family != s.t.family {
		return false
	}
	if o.rule.Kind == charter.ProcedureRule {
		return slices.Contains(o.bound[:], a) && slices.Contains(o.bound[:], b) && !slices.ContainsFunc(effects(o.rule), s.harms)
	}
	var bearer bool
	var both [2]bool
	for _, r := range o.roles {
		for _, e := range r.States {
			bearer = bearer || r.Role == syntax.By && (e == a || e == b)
			both[0], both[1] = both[0] || e == a, both[1] || e == b
		}
	}
	return bearer && both[0] && both[1] && o.rule.Bearer == nil
}
