package search

import (
	"maps"
	"slices"

	"casus/charter"
	"casus/syntax"
)

// meeting holds a moment's act against the phrases of rules: what the question
// says of the states that stand in it rules some of them out.
type meeting struct {
	l     *landmarks
	acts  map[charter.ActID]bool
	roles []map[syntax.Role]charter.EntityID // who stands where: of a mutual act both ways
	given []*charter.Expr                    // what is so when the act is done
}

func meetingOf(l *landmarks, p posed) *meeting {
	m := &meeting{l: l, acts: map[charter.ActID]bool{}}
	l.acts(p.act.Pattern, func(a charter.ActID) { m.acts[a] = true }, 0)
	if p.act.Pattern.Define != nil {
		m.roles = []map[syntax.Role]charter.EntityID{{}} // who stands where is open
		return m
	}
	stand := map[syntax.Role]charter.EntityID{}
	for _, rt := range p.act.Pattern.Roles {
		if rt.Term.Kind == charter.EntityTerm {
			stand[rt.Role] = rt.Term.Entity
		}
	}
	m.roles = append(m.roles, stand)
	for a := range m.acts {
		if act := l.c.Vocab.Acts[a]; act.Mutual && len(m.roles) == 1 {
			other := maps.Clone(stand)
			other[act.MutualA], other[act.MutualB] = stand[act.MutualB], stand[act.MutualA]
			m.roles = append(m.roles, other)
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
		return m.standing(p)
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
			if b, ok := handed(p, inner); ok {
				out = append(out, b)
			}
		}
	}
	return out
}

// standing is what a phrase's variables stand for, for each way in which states
// stand in the act.
func (m *meeting) standing(p *charter.Pattern) (out []binding) {
	for _, roles := range m.roles {
		b, ok := binding{}, true
		for _, rt := range p.Roles {
			ok = ok && b.bind(rt.Term, roles[rt.Role])
		}
		if ok {
			out = append(out, b)
		}
	}
	return out
}

// handed is what the variables of a phrase that names a definition stand for, when
// the definition's own stand for certain states.
func handed(p *charter.Pattern, inner binding) (binding, bool) {
	b, ok := binding{}, true
	for i, par := range p.Define.Params {
		for _, rt := range p.Roles {
			if rt.Role == par.Role {
				ok = ok && b.bind(rt.Term, inner[charter.VarID(i)])
			}
		}
	}
	return b, ok
}

// granted are the conditions of a rule and of the definitions it begins with that
// are surely so in every way in which it can begin with the act, because the
// question asks for them at that moment: no act done before keeps it off by them.
// moved are the statuses that the act itself may change.
func (m *meeting) granted(r *charter.Rule, moved map[[2]int]bool) map[*charter.Expr]bool {
	so := map[*charter.Expr]bool{}
	if len(r.Steps) > 0 {
		return so // what it begins with came before
	}
	note := func(where *charter.Expr, b binding) {
		for _, e := range conjuncts(where) {
			was, met := so[e]
			so[e] = (was || !met) && m.grants(e, b, moved)
		}
	}
	for _, t := range r.When {
		if t.Act == nil {
			continue
		}
		m.noteGranted(t.Act, note, 0)
		for _, b := range m.ways(t.Act, 0) {
			if !m.contradicts(r.Where, b) {
				note(r.Where, b)
			}
		}
	}
	return so
}

// noteGranted goes down into definitions.
func (m *meeting) noteGranted(p *charter.Pattern, note func(*charter.Expr, binding), depth int) {
	if p.Define == nil || depth > 16 {
		return
	}
	for _, alt := range p.Define.Alts {
		if alt.Until <= m.l.from || m.l.known(alt.Where) == no {
			continue
		}
		m.noteGranted(alt.Pattern, note, depth+1)
		for _, b := range m.ways(alt.Pattern, depth+1) {
			if !m.contradicts(alt.Where, b) {
				note(alt.Where, b)
			}
		}
	}
}

// conjuncts are the conditions that must all hold for one to.
func conjuncts(e *charter.Expr) (out []*charter.Expr) {
	if e == nil {
		return nil
	}
	if e.Op != charter.OpAnd {
		return []*charter.Expr{e}
	}
	for _, a := range e.Args {
		out = append(out, conjuncts(a)...)
	}
	return out
}

// grants reports whether what is given makes a condition hold.
func (m *meeting) grants(e *charter.Expr, b binding, moved map[[2]int]bool) bool {
	switch {
	case m.l.known(e) == yes:
		return true
	case e.Op == charter.OpOr:
		return slices.ContainsFunc(e.Args, func(a *charter.Expr) bool { return m.grants(a, b, moved) })
	case e.Op == charter.OpHolds:
		return !moved[[2]int{e.Family, e.Status}] && slices.ContainsFunc(m.given, func(g *charter.Expr) bool { return g.Op == charter.OpHolds && sameHold(g, e, b) })
	case e.Op == charter.OpNot && e.Args[0].Op == charter.OpHolds:
		h := e.Args[0]
		return !moved[[2]int{h.Family, h.Status}] && slices.ContainsFunc(m.given, func(g *charter.Expr) bool {
			return g.Op == charter.OpNot && g.Args[0].Op == charter.OpHolds && sameHold(g.Args[0], h, b)
		})
	}
	return false
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
