package search

import (
	"casus/charter"
	"casus/syntax"
)

// meeting holds a moment's act against the phrases of rules: what the question
// says of the states that stand in it rules some of them out.
type meeting struct {
	l     *landmarks
	acts  map[charter.ActID]bool
	roles map[syntax.Role]charter.EntityID
	given []*charter.Expr // what is so when the act is done
}

func meetingOf(l *landmarks, p posed) *meeting {
	m := &meeting{l: l, acts: map[charter.ActID]bool{}, roles: map[syntax.Role]charter.EntityID{}}
	l.acts(p.act.Pattern, func(a charter.ActID) { m.acts[a] = true }, 0)
	for a := range m.acts {
		if l.c.Vocab.Acts[a].Mutual || p.act.Pattern.Define != nil {
			return &meeting{l: l, acts: m.acts} // who stands where is open
		}
	}
	for _, rt := range p.act.Pattern.Roles {
		if rt.Term.Kind == charter.EntityTerm {
			m.roles[rt.Role] = rt.Term.Entity
		}
	}
	m.assume(p.given)
	return m
}

func (m *meeting) assume(e *charter.Expr) {
	switch {
	case e == nil:
	case e.Op == charter.OpAnd:
		for _, a := range e.Args {
			m.assume(a)
		}
	default:
		m.given = append(m.given, e)
	}
}

// opens reports whether the act could be what a rule begins with. What does not
// begin with an act is left open.
func (m *meeting) opens(r *charter.Rule) bool {
	when := r.When
	if n := len(r.Steps); n > 0 {
		when = r.Steps[n-1].When
	}
	for _, t := range when {
		if t.Act == nil {
			return true
		}
		for _, who := range m.ways(t.Act, 0) {
			if len(r.Steps) > 0 || !m.contradicts(r.Where, who) {
				return true
			}
		}
	}
	return false
}

type binding map[charter.VarID]charter.EntityID

// ways are the ways in which a phrase fits the act, each with what its variables
// stand for as far as that is known.
func (m *meeting) ways(p *charter.Pattern, depth int) []binding {
	if p.Define == nil {
		fits := false
		for a := range m.acts {
			fits = fits || m.l.c.Vocab.IsAct(a, p.Act)
		}
		if !fits {
			return nil
		}
		b := binding{}
		for _, rt := range p.Roles {
			if !b.bind(rt.Term, m.roles[rt.Role]) {
				return nil
			}
		}
		return []binding{b}
	}
	var out []binding
	for _, alt := range p.Define.Alts {
		if alt.Until <= m.l.from || depth > 16 || m.l.known(alt.Where) == no {
			continue
		}
		for _, inner := range m.ways(alt.Pattern, depth+1) {
			if m.contradicts(alt.Where, inner) {
				continue
			}
			b, ok := binding{}, true
			for i, par := range p.Define.Params {
				for _, rt := range p.Roles {
					if rt.Role == par.Role {
						ok = ok && b.bind(rt.Term, inner[charter.VarID(i)])
					}
				}
			}
			if ok {
				out = append(out, b)
			}
		}
	}
	return out
}

// bind lets a term stand for an entity, if that is known; false if it cannot.
func (b binding) bind(t charter.Term, e charter.EntityID) bool {
	switch {
	case e == 0:
	case t.Kind == charter.EntityTerm:
		return t.Entity == e
	case t.Kind == charter.VarTerm:
		if had := b[t.Var]; had != 0 && had != e {
			return false
		}
		b[t.Var] = e
	}
	return true
}

// contradicts reports whether a condition surely fails for what is given.
func (m *meeting) contradicts(e *charter.Expr, b binding) bool {
	if e == nil {
		return false
	}
	switch m.l.known(e) {
	case no:
		return true
	case yes:
		return false
	}
	switch e.Op {
	case charter.OpAnd:
		for _, a := range e.Args {
			if m.contradicts(a, b) {
				return true
			}
		}
	case charter.OpOr:
		for _, a := range e.Args {
			if !m.contradicts(a, b) {
				return false
			}
		}
		return true
	case charter.OpNot:
		for _, g := range m.given {
			if g.Op == charter.OpHolds && sameHold(g, e.Args[0], b) {
				return true
			}
		}
	case charter.OpHolds:
		for _, g := range m.given {
			if g.Op == charter.OpNot && g.Args[0].Op == charter.OpHolds && sameHold(g.Args[0], e, b) {
				return true
			}
		}
	}
	return false
}

// sameHold reports whether a condition says of a variable's state what is given of
// it.
func sameHold(given, e *charter.Expr, b binding) bool {
	if e.Op != charter.OpHolds || given.With != nil || e.With != nil || e.Family != given.Family || e.Status != given.Status {
		return false
	}
	who := e.Term.Entity
	if e.Term.Kind == charter.VarTerm {
		who = b[e.Term.Var]
	} else if e.Term.Kind != charter.EntityTerm {
		return false
	}
	return who != 0 && given.Term.Kind == charter.EntityTerm && given.Term.Entity == who
}
