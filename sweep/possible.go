package sweep

import (
	"slices"

	"casus/charter"
	"casus/record"
	"casus/syntax"
)

// possible says what the record lets happen at all, under whatever reading and
// by whosever account: conditions are taken as met, so that what is not
// possible here is found in no docket of the case.
type possible struct {
	c     *charter.Case
	rec   *record.Record
	live  []bool // by rule: something may set it going
	votes bool   // somebody's vote is recorded
	fit   map[*charter.Pattern]bool
	turns map[turnOf]bool // changes of status that some live rule may bring about
}

type turnOf struct {
	family, status int
	ceases         bool
}

func possibleIn(c *charter.Case, rec *record.Record) *possible {
	p := &possible{c: c, rec: rec, live: make([]bool, len(c.Rules)), fit: map[*charter.Pattern]bool{}, turns: map[turnOf]bool{}}
	for _, e := range rec.Entries {
		p.votes = p.votes || e.Act == charter.Aye || e.Act == charter.Nay || e.Act == charter.Abstain
	}
	// What a rule brings about may set another going.
	for grown := true; grown; {
		grown = false
		for _, r := range c.Rules {
			was := p.live[r.ID]
			p.live[r.ID] = was || p.lives(r)
			if !p.live[r.ID] {
				continue
			}
			grown = p.effects(r) || grown || !was
			// What is open passes to a rule that nothing else sets going.
			if r.OpenMatters == charter.Move && r.Successor >= 0 && !p.live[r.Successor] {
				p.live[r.Successor], grown = true, true
			}
		}
	}
	return p
}

// lives reports whether something may set a rule going.
func (p *possible) lives(r *charter.Rule) bool {
	switch r.Kind {
	case charter.BanRule:
		return slices.ContainsFunc(r.Never, p.fits)
	case charter.PowerRule:
		return p.fits(r.May)
	case charter.ProcedureRule:
		return !r.Opens || p.begins(r.When)
	}
	return p.begins(r.When) && !slices.ContainsFunc(r.Steps, func(s *charter.Step) bool { return !s.Absent && !p.begins(s.When) })
}

func (p *possible) begins(list []*charter.Trigger) bool {
	return slices.ContainsFunc(list, func(t *charter.Trigger) bool {
		switch {
		case t.Act != nil:
			return p.fits(t.Act)
		case t.Finding != nil:
			return p.findings(t.Finding)
		case t.Change != nil:
			return p.turns[turnOf{t.Change.Family, t.Change.Status, t.Change.Ceases}]
		}
		return true // a date comes
	})
}

func (p *possible) findings(f *charter.FindingPattern) bool {
	switch f.Kind {
	case syntax.Void, syntax.Silence, syntax.Collision:
		return true
	}
	return slices.ContainsFunc(f.Rules, func(id int) bool { return p.found(f.Kind, id) })
}

// found reports whether a rule may have findings of a kind.
func (p *possible) found(kind syntax.FindingKind, id int) bool {
	switch kind {
	case syntax.Adoption, syntax.Rejection:
		return p.live[id] && p.decides(p.c.Rules[id])
	}
	return p.live[id]
}

// decides reports whether a procedure may come to a decision: by a recorded
// one, by votes, or because nobody objects.
func (p *possible) decides(r *charter.Rule) bool {
	if r.Kind != charter.ProcedureRule || r.Moved != nil && !p.fits(r.Moved) {
		return false
	}
	if p.votes || p.fits(r.Decided) || r.Decides.Method == syntax.SilenceProcedure {
		return true
	}
	return r.Before >= 0 && slices.ContainsFunc(p.c.Families[r.Family].Bodies[r.Before].Versions, func(v charter.BodyVersion) bool {
		return v.Decides.Method == syntax.SilenceProcedure
	})
}

// effects notes the changes of status that a live rule may bring about, and
// reports whether there are new ones.
func (p *possible) effects(r *charter.Rule) (grown bool) {
	list := slices.Concat(r.Effects, r.Lapsed)
	if p.decides(r) {
		list = slices.Concat(list, r.Adopted, r.Rejected)
	}
	for _, e := range list {
		if e.Change == nil {
			continue
		}
		if k := (turnOf{e.Change.Family, e.Change.Status, e.Change.Ceases}); !p.turns[k] {
			p.turns[k], grown = true, true
		}
		// What is given for a time, or until something, ends by itself.
		if k := (turnOf{e.Change.Family, e.Change.Status, true}); (e.For != nil || e.Until != nil) && !p.turns[k] {
			p.turns[k], grown = true, true
		}
	}
	return grown
}

// fits reports whether some entry may match a pattern.
func (p *possible) fits(x *charter.Pattern) bool {
	if x == nil {
		return false
	}
	if yes, known := p.fit[x]; known {
		return yes
	}
	p.fit[x] = false // a definition does not rest on itself
	yes := false
	if x.Define != nil {
		yes = slices.ContainsFunc(x.Define.Alts, func(a *charter.DefineAlt) bool { return p.fits(a.Pattern) })
	} else {
		yes = slices.ContainsFunc(p.rec.Entries, func(e *record.Entry) bool { return p.isOf(e, x) })
	}
	p.fit[x] = yes
	return yes
}

// isOf reports whether an entry may be an act that a pattern speaks of, seen
// from either side.
func (p *possible) isOf(e *record.Entry, x *charter.Pattern) bool {
	v := p.c.Vocab
	if !v.IsAct(e.Act, x.Act) {
		return false
	}
	a := &v.Acts[e.Act]
	swapped := func(r syntax.Role) syntax.Role {
		switch {
		case !a.Mutual:
		case r == a.MutualA:
			return a.MutualB
		case r == a.MutualB:
			return a.MutualA
		}
		return r
	}
	return p.hasRoles(e, x, func(r syntax.Role) syntax.Role { return r }) || a.Mutual && p.hasRoles(e, x, swapped)
}

func (p *possible) hasRoles(e *record.Entry, x *charter.Pattern, seen func(syntax.Role) syntax.Role) bool {
	for _, rt := range x.Roles {
		states := e.Roles[seen(rt.Role)]
		if len(states) == 0 {
			return false
		}
		switch rt.Term.Kind {
		case charter.EntityTerm:
			if !slices.Contains(states, rt.Term.Entity) {
				return false
			}
		case charter.BodyTerm:
			vs := p.c.Families[rt.Term.Family].Bodies[rt.Term.Body].Versions
			if !slices.ContainsFunc(vs, func(b charter.BodyVersion) bool { return slices.Contains(states, b.Entity) }) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(x.Without, func(r syntax.Role) bool { return len(e.Roles[seen(r)]) > 0 })
}

// touches reports whether a pattern may match an act of an entry.
func (p *possible) touches(x *charter.Pattern, e *record.Entry) bool {
	switch {
	case x == nil:
		return false
	case x.Define != nil:
		return p.fits(x) && slices.ContainsFunc(x.Define.Alts, func(a *charter.DefineAlt) bool { return p.touches(a.Pattern, e) })
	}
	return p.isOf(e, x)
}
