package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// reading is how a pattern or a condition is read: at which moment, with which
// variables, how far back.
type reading struct {
	r    *run
	b    binding
	tick int
	day  calendar.Day
	dec  *decision // the decision in hand

	// The default window of the clause: findings and acts from that day on,
	// acts taken from that tick on.
	from     calendar.Day
	fromTick int

	// afresh reads derived acts as of this moment instead of the one at which
	// the act was taken: for acts under way, which are looked at again.
	afresh bool

	// same leads from a parameter of a derived act to the one before it that
	// stands for the same variable of the phrase: the two are one.
	same map[charter.VarID]charter.VarID
}

// now reads on the present state.
func (r *run) now(b binding) reading {
	return reading{r: r, b: b, tick: r.tick, day: r.day, from: calendar.Always}
}

func (q reading) with(b binding) reading { q.b = b; return q }

func (q reading) deciding(d *decision) reading { q.dec = d; return q }

// entity of a term, if it is known.
func (q reading) entity(t charter.Term) (charter.EntityID, bool) {
	switch t.Kind {
	case charter.EntityTerm:
		return t.Entity, t.Entity != 0
	case charter.BodyTerm:
		if v := q.r.body(t.Family, t.Body, q.day); v != nil {
			return v.Entity, v.Entity != 0
		}
		return 0, false
	}
	x, ok := q.b.get(q.one(t.Var))
	return x.entity, ok && x.entity != 0
}

// one is the variable that stands for all that are the same as v.
func (q reading) one(v charter.VarID) charter.VarID {
	if w, ok := q.same[v]; ok {
		return w
	}
	return v
}

// bind ties a term to an entity: equal if the term is known, else bound.
func (q reading) bind(t charter.Term, e charter.EntityID) (binding, bool) {
	if e == 0 {
		return nil, false
	}
	if t.Kind == charter.VarTerm {
		if x, ok := q.b.get(q.one(t.Var)); ok {
			return q.b, x.entity == e
		}
		return q.b.with(q.one(t.Var), value{set: true, entity: e}), true
	}
	known, ok := q.entity(t)
	return q.b, ok && known == e
}

// match reports whether a pattern matches an act, and the binding after it.
func (q reading) match(p *charter.Pattern, a *act) (binding, bool) {
	if p == nil {
		return nil, false
	}
	if p.Define != nil {
		return q.matchDerived(p, a)
	}
	if !q.r.v.IsAct(a.act, p.Act) {
		return nil, false
	}
	for _, rt := range p.Roles {
		b, ok := q.bind(rt.Term, a.roles[rt.Role])
		if !ok {
			return nil, false
		}
		q.b = b
	}
	return q.matchRest(p, a)
}

// matchRest looks at what the pattern says of empty roles and of numbers.
func (q reading) matchRest(p *charter.Pattern, a *act) (binding, bool) {
	for _, role := range p.Without {
		if a.roles[role] != 0 {
			return nil, false
		}
	}
	for _, t := range p.Numbers {
		n := a.amount(t.Number)
		if t.Bind >= 0 {
			if x, ok := q.b.get(t.Bind); ok {
				if x.num != n {
					return nil, false
				}
				continue
			}
			q.b = q.b.with(t.Bind, value{set: true, num: n})
			continue
		}
		limit, ok := q.number(t.Value)
		if !ok || !compare(t.Op, n, limit) {
			return nil, false
		}
	}
	return q.b, true
}

// matchDerived tries the alternatives of a derived act that were in force on
// the act's day. Whether an alternative's `where` holds is settled at the
// moment the act is taken, before it takes effect.
func (q reading) matchDerived(p *charter.Pattern, a *act) (binding, bool) {
	day, tick := a.day, a.at
	if q.afresh {
		day, tick = q.day, q.tick
	}
	for _, alt := range p.Define.Alts {
		if day < alt.From || day >= alt.Until {
			continue
		}
		inner := reading{r: q.r, tick: tick, day: day, from: calendar.Always, afresh: q.afresh, same: q.sameParameters(p)}
		params, ok := q.parameters(p, alt)
		if !ok {
			continue
		}
		inner.b = params
		bound, ok := inner.match(alt.Pattern, a)
		inner.afresh = false // conditions read the record as always
		if !ok || !inner.with(bound).holdsForSome(alt.Where, p.Define, alt.Counting) {
			continue
		}
		if b, ok := q.fromParameters(p, inner.with(bound)); ok {
			return q.with(b).matchRest(p, a)
		}
	}
	return nil, false
}

// holdsForSome reads an alternative's `where`. Of the parameters that count for
// any, those of whom the phrase does not say whom it means stand for somebody.
func (q reading) holdsForSome(where *charter.Expr, d *charter.Define, counting []charter.VarID) bool {
	for i, v := range counting {
		if _, ok := q.b.get(q.one(v)); ok {
			continue
		}
		for e := 1; e < len(q.r.v.Entities); e++ {
			id := charter.EntityID(e)
			b := q.b.with(q.one(v), value{set: true, entity: id})
			if q.r.v.IsKind(id, d.Params[v].Kind) && q.with(b).holdsForSome(where, d, counting[i+1:]) {
				return true
			}
		}
		return false
	}
	return q.holdsAll(where)
}

// parameters binds an alternative's parameters to the terms of the pattern
// that are known.
func (q reading) parameters(p *charter.Pattern, alt *charter.DefineAlt) (binding, bool) {
	b := make(binding, len(alt.Vars))
	for _, rt := range p.Roles {
		i := paramOf(p.Define, rt.Role)
		if i < 0 {
			return nil, false
		}
		if rt.Term.Kind == charter.VarTerm {
			if _, ok := q.b.get(q.one(rt.Term.Var)); !ok {
				continue
			}
		}
		e, ok := q.entity(rt.Term)
		if !ok {
			return nil, false
		}
		b[i] = value{set: true, entity: e}
	}
	return b, true
}

// sameParameters tells which parameters stand for one variable of the pattern.
func (q reading) sameParameters(p *charter.Pattern) map[charter.VarID]charter.VarID {
	same := map[charter.VarID]charter.VarID{}
	first := map[charter.VarID]charter.VarID{}
	for _, rt := range p.Roles {
		i := paramOf(p.Define, rt.Role)
		if i < 0 || rt.Term.Kind != charter.VarTerm {
			continue
		}
		v := q.one(rt.Term.Var)
		if f, ok := first[v]; ok {
			same[charter.VarID(i)] = f
			continue
		}
		first[v] = charter.VarID(i)
	}
	return same
}

// fromParameters hands what the alternative bound back to the pattern's free
// variables. A parameter that counts for any leaves them free.
func (q reading) fromParameters(p *charter.Pattern, params reading) (binding, bool) {
	for _, rt := range p.Roles {
		x, _ := params.b.get(params.one(charter.VarID(paramOf(p.Define, rt.Role))))
		if !x.set || rt.Term.Kind != charter.VarTerm {
			continue
		}
		b, ok := q.bind(rt.Term, x.entity)
		if !ok {
			return nil, false
		}
		q.b = b
	}
	return q.b, true
}

// paramOf is the place of a role among the parameters of a derived act, or -1.
func paramOf(d *charter.Define, role syntax.Role) int {
	for i, p := range d.Params {
		if p.Role == role {
			return i
		}
	}
	return -1
}

// matchAny reports whether some pattern matches and its `where` holds.
func (q reading) matchAny(ps []*charter.Pattern, where *charter.Expr, a *act) bool {
	for _, p := range ps {
		if b, ok := q.match(p, a); ok && q.with(b).holdsAll(where) {
			return true
		}
	}
	return false
}

// matchFinding returns the bindings under which a finding is what the pattern
// says: several where a role stands for each of a group in turn.
func (q reading) matchFinding(p *charter.FindingPattern, f *finding) []binding {
	if !sameKind(p.Kind, f.Kind) || f.Awaits != "" { // what awaits its judge triggers nothing
		return nil
	}
	switch f.Kind {
	case Void:
		return q.matchAbout(p, f)
	case Silence:
		if f.OfBreach != p.OfBreach {
			return nil
		}
		if !f.OfBreach {
			return q.matchAbout(p, f)
		}
	case Fulfilment:
		if p.Late != f.Late {
			return nil
		}
	}
	if !contains(p.Rules, f.Rule) {
		return nil
	}
	return q.matchRoles(p.Roles, f)
}

// matchAbout matches a finding that is about acts: any of them in turn.
func (q reading) matchAbout(p *charter.FindingPattern, f *finding) []binding {
	var out []binding
	for _, a := range f.acts {
		if p.Act == nil {
			return []binding{q.b}
		}
		if b, ok := q.match(p.Act, a); ok && !hasBinding(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// matchRoles matches roles of a finding. The bearers of a matter shared by
// more than one are named by no single term, unless each of them answers;
// then each is taken in turn.
func (q reading) matchRoles(roles []charter.RoleTerm, f *finding) []binding {
	bs := []binding{q.b}
	for _, rt := range roles {
		entities := f.inRole(rt.Role)
		if int(rt.Role) == f.bearer && !q.r.answersSingly(f) {
			return nil
		}
		var next []binding
		for _, b := range bs {
			for _, e := range entities {
				if c, ok := q.with(b).bind(rt.Term, e); ok && !hasBinding(next, c) {
					next = append(next, c)
				}
			}
		}
		bs = next
	}
	return bs
}

func (f *finding) inRole(role syntax.Role) []charter.EntityID {
	for _, re := range f.Roles {
		if re.Role == role {
			return re.Entities
		}
	}
	return nil
}

// answersSingly reports whether one term may stand for the finding's bearers.
// What is found of a group of more than one is of nobody singly, even where
// only one of the group had not acted; but whoever has performed a duty that any
// of them could perform has done so.
func (r *run) answersSingly(f *finding) bool {
	rule := r.c.Rules[f.Rule]
	return !f.group || rule.Answers || f.Kind == Fulfilment && rule.Quant == syntax.Some
}

func hasBinding(list []binding, b binding) bool {
	for _, c := range list {
		if c.equal(b) {
			return true
		}
	}
	return false
}

var patternKinds = map[syntax.FindingKind]Kind{
	syntax.Opening: Opening, syntax.Fulfilment: Fulfilment, syntax.Breach: Breach,
	syntax.Unanswered: Unanswered, syntax.Excuse: Excuse, syntax.Lapse: Lapse,
	syntax.Adoption: Adoption, syntax.Rejection: Rejection, syntax.Void: Void,
	syntax.Silence: Silence, syntax.Collision: Collision,
}

func sameKind(p syntax.FindingKind, k Kind) bool {
	pk, ok := patternKinds[p]
	return ok && pk == k
}

// matchChange matches a change of status.
func (q reading) matchChange(c *charter.Change, f *finding) []binding {
	s := f.Status
	if f.Kind != Status || s.Family != c.Family || s.Status != c.Status || s.Ceases != c.Ceases {
		return nil
	}
	b, ok := q.bind(c.Term, s.Entity)
	if !ok {
		return nil
	}
	if c.With != nil {
		if b, ok = q.with(b).bind(*c.With, s.With); !ok {
			return nil
		}
	}
	return []binding{b}
}

func compare(op syntax.CompareOp, a, b quantity.Num) bool {
	switch op {
	case syntax.AtLeast:
		return a >= b
	case syntax.AtMost:
		return a <= b
	case syntax.MoreThan:
		return a > b
	case syntax.LessThan:
		return a < b
	}
	return a == b
}
