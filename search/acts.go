package search

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// listActs lists the acts to try: of each act that could matter, every way to
// fill its roles. Of acts at which the charter looks alike one is tried.
func (s *searcher) listActs() []Act {
	v := s.c.Vocab
	seen := map[string]bool{}
	var out []Act
	for a := int(charter.FirstDeclared); a < len(v.Acts); a++ {
		id := charter.ActID(a)
		if !s.program.Looks(id) || !s.plain && !s.moments[id] && !s.causes.useful(id, actSet{}, s.room(s.b.Acts-1)) {
			continue
		}
		key := s.program.Likeness(id)
		if seen[key] {
			continue
		}
		seen[key] = true
		decision := s.program.Decides(id)
		causes := s.fillings(id, s.causes.tried)
		for _, roles := range s.fillings(id, s.causes.looked) {
			last := s.moments[id] && s.atOnce && !slices.Contains(causes, roles)
			out = append(out, Act{Act: id, Roles: roles, last: last})
			if decision {
				out = append(out, Act{Act: id, Roles: roles, Failed: true, last: last})
			}
		}
	}
	return out
}

// fillings lists every way to fill an act's roles that some phrase could tell
// from another. Nobody acts on itself.
func (s *searcher) fillings(a charter.ActID, all map[charter.ActID]*[syntax.NumRoles]look) [][syntax.NumRoles]charter.EntityID {
	act := s.c.Vocab.Acts[a]
	out := [][syntax.NumRoles]charter.EntityID{{}}
	looks := s.looks(a, all)
	for role, spec := range act.Roles {
		if !spec.Has {
			continue
		}
		choices := s.choices(spec, looks[role])
		var next [][syntax.NumRoles]charter.EntityID
		for _, r := range out {
			for _, e := range choices {
				if e != 0 && slices.Contains(r[:], e) {
					continue
				}
				n := r
				n[role] = e
				next = append(next, n)
			}
		}
		out = next
	}
	if act.Mutual { // one direction is enough
		out = slices.DeleteFunc(out, func(r [syntax.NumRoles]charter.EntityID) bool { return r[act.MutualA] > r[act.MutualB] })
	}
	return out
}

// looks is how the rules in hand look at an act's roles; a role that is
// exchanged with another is looked at as that one is.
func (s *searcher) looks(a charter.ActID, all map[charter.ActID]*[syntax.NumRoles]look) [syntax.NumRoles]look {
	var out [syntax.NumRoles]look
	if at := all[a]; at != nil {
		out = *at
	}
	if act := s.c.Vocab.Acts[a]; act.Mutual {
		x, y := &out[act.MutualA], &out[act.MutualB]
		both := look{x.anybody || y.anybody, x.empty || y.empty, x.silent || y.silent, append(slices.Clone(x.named), y.named...)}
		*x, *y = both, both
	}
	if s.plain {
		for r := range out {
			out[r].anybody = true
		}
	}
	return out
}

// choices are those who may stand in a role: whoever some phrase names there;
// where phrases tell anybody apart, the cast too, or where the cast does not
// fit what conditions name and one other; where nothing asks, one is enough. Who
// is named nowhere is needed only where some phrase leaves the role open.
func (s *searcher) choices(spec charter.RoleSpec, l look) []charter.EntityID {
	var out []charter.EntityID
	add := func(e charter.EntityID) {
		if s.c.Vocab.IsKind(e, spec.Kind) && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	only := len(l.named) > 0 && !l.anybody && !l.empty && !l.silent
	if spec.Optional && !only {
		out = append(out, 0)
	}
	if l.anybody {
		for _, e := range s.cast {
			add(e)
		}
		if !slices.ContainsFunc(out, func(e charter.EntityID) bool { return e != 0 }) {
			for _, e := range s.mentioned {
				add(e)
			}
			s.addOther(spec, &out)
		}
	}
	for _, e := range l.named {
		add(e)
	}
	if len(out) == 0 || !l.anybody && (l.empty || l.silent && !slices.Contains(out, 0)) {
		had := len(out)
		for _, e := range slices.Backward(s.cast) {
			if add(e); len(out) > had {
				return out
			}
		}
		s.addOther(spec, &out)
	}
	return out
}

// addOther adds one entity of a role's kind that nothing names.
func (s *searcher) addOther(spec charter.RoleSpec, out *[]charter.EntityID) {
	for e := 1; e < len(s.c.Vocab.Entities); e++ {
		id := charter.EntityID(e)
		if s.c.Vocab.IsKind(id, spec.Kind) && !slices.Contains(s.mentioned, id) && !slices.Contains(*out, id) {
			*out = append(*out, id)
			return
		}
	}
}

// namedEntities are those a rule, body or grant other than membership names.
func namedEntities(c *charter.Case) map[charter.EntityID]bool {
	out := map[charter.EntityID]bool{}
	for _, f := range c.Families {
		for _, b := range f.Bodies {
			for _, v := range b.Versions {
				for e := range v.Weights {
					out[e] = true
				}
				for _, e := range v.Veto {
					out[e] = true
				}
			}
		}
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Status != charter.PartyStatus {
					out[g.Entity] = true
				}
			}
		}
	}
	term := func(t charter.Term) {
		if t.Kind == charter.EntityTerm && t.Entity != 0 {
			out[t.Entity] = true
		}
	}
	roles := func(rts []charter.RoleTerm) {
		for _, rt := range rts {
			term(rt.Term)
		}
	}
	w := charter.Walker{
		Pattern: func(p *charter.Pattern) { roles(p.Roles) },
		Finding: func(f *charter.FindingPattern) { roles(f.Roles) },
		Expr:    func(e *charter.Expr) { term(e.Term); term(e.Other) },
		Change:  func(ch *charter.Change) { term(ch.Term) },
	}
	w.Case(c)
	for _, r := range c.Rules {
		for _, t := range r.Except {
			term(t)
		}
		if r.Bearer != nil {
			for _, t := range r.Bearer.Except {
				term(t)
			}
		}
	}
	return out
}
