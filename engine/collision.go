package engine

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// collide looks for what cannot be met together with a matter just opened.
func (r *Run) collide(ru *rule, mid uint32) {
	m := &r.matters[mid]
	w := m.owed &^ m.breached
	if w == 0 || m.flags&flagGroup != 0 && len(r.sides[m.side].group) > 1 {
		return
	}
	bearer := r.bearerOf(ru, m)
	if bearer == 0 {
		return
	}
	if len(r.p.incompat) > 0 {
		list := r.bearing[bearer]
		live := list[:0]
		for _, other := range list {
			if o := &r.matters[other]; o.owed&^o.breached != 0 {
				live = append(live, other)
			}
		}
		r.bearing[bearer] = r.enlist(live, mid)
		for _, other := range r.bearing[bearer] {
			if other == mid {
				continue
			}
			o := &r.matters[other]
			x := o.owed &^ o.breached & w
			oru := r.p.rules[o.rule]
			if x == 0 || !oru.mayOppose(ru) {
				continue
			}
			if x = r.opposed(oru, o, ru, m, x); x != 0 {
				r.emitCollision(other, mid, -1, x)
			}
		}
	}
	for _, bi := range ru.mayBreach {
		ban := r.p.rules[bi]
		if r.inForce(ban) {
			for _, x := range r.forbidden(ru, m, ban, bearer, w) {
				r.emitCollision(mid, 0, bi, x.w)
				r.pairs[len(r.pairs)-1].roles = x.roles
			}
		}
	}
}

func (r *Run) emitCollision(a, b uint32, ban int, w Mask) {
	id := uint32(len(r.pairs))
	r.pairs = append(r.pairs, pairOf{a: a, b: b, ban: ban})
	rule := r.matters[a].rule
	r.findings = append(r.findings, Finding{Worlds: w, Day: r.today, Matter: id, Cause: r.nowCause(), Rule: rule, Kind: Collision})
	if r.Watch != nil {
		r.Watch(uint32(len(r.findings) - 1))
	}
}

// Pair is what a collision is between: two matters, or a matter and a ban.
func (r *Run) Pair(f *Finding) (a, b uint32, ban int) {
	p := &r.pairs[f.Matter]
	return p.a, p.b, p.ban
}

func (r *Run) bearerOf(ru *rule, m *matter) charter.EntityID {
	if m.flags&flagGroup != 0 {
		return r.sides[m.side].group[0].state
	}
	b := r.bindingOf(m)
	for _, rv := range ru.roleOf {
		if rv.role == syntax.By {
			return r.value(rv.op, &b)
		}
	}
	return 0
}

// alternative is where an alternative of must exists, as a hypothetical act
// with the binding b.
func (r *Run) alternative(ru *rule, m *matter, p *pattern, b *binding, w Mask) Mask {
	if w == 0 || r.today < p.from || r.today >= p.until {
		return 0
	}
	r.bindInto(b, m)
	if m.flags&flagGroup != 0 {
		b.e[ru.bearerSlot] = r.sides[m.side].group[0].state
	}
	if p.guard == nil {
		return w
	}
	return r.guarded(p, p.free, r.here(b), w)
}

// roleIn is the entity a hypothetical act has in a role; 0 if it is open.
func (r *Run) roleIn(p *pattern, b *binding, role syntax.Role) charter.EntityID {
	for _, rc := range p.roles {
		if rc.role == role {
			return r.value(rc.op, b)
		}
	}
	return 0
}

// couldCover is what covers asks of the texts alone.
func (p *Program) couldCover(decl, alt *pattern) bool {
	if !p.vocab.IsAct(alt.act, decl.act) {
		return false
	}
	for _, rc := range decl.roles {
		if !slices.ContainsFunc(alt.roles, func(x roleCheck) bool { return x.role == rc.role }) {
			return false
		}
	}
	return true
}

// mayOppose reports whether some declaration could speak of both rules.
func (ru *rule) mayOppose(other *rule) bool {
	for i, c := range ru.declared {
		o := other.declared[i]
		if c.a && o.b || c.b && o.a {
			return true
		}
	}
	return false
}

// covers binds a declaration's phrase to a hypothetical act; false if the act
// need not be one of its kind, or could be otherwise in number or roles.
func (r *Run) covers(decl *pattern, p *pattern, b *binding, to *binding) bool {
	if !r.p.vocab.IsAct(p.act, decl.act) || len(decl.nums)+len(decl.without) > 0 {
		return false
	}
	for _, rc := range decl.roles {
		v := r.roleIn(p, b, rc.role)
		if v == 0 {
			return false
		}
		switch rc.op.kind {
		case slotOperand:
			if to.e[rc.op.slot] == 0 {
				to.e[rc.op.slot] = v
			} else if to.e[rc.op.slot] != v {
				return false
			}
		case constOperand, bodyOperand:
			if r.value(rc.op, to) != v {
				return false
			}
		}
	}
	return true
}

// opposed is where two matters cannot both be met: each way of performing the
// one is incompatible, by some declaration, with each way of performing the
// other.
func (r *Run) opposed(ra *rule, a *matter, rb *rule, b *matter, w Mask) Mask {
	var free, any Mask // free: some pair of ways is not opposed
	for _, x := range ra.hypothetic {
		var bx binding
		wx := r.alternative(ra, a, x, &bx, w)
		for _, y := range rb.hypothetic {
			var by binding
			wy := r.alternative(rb, b, y, &by, wx)
			if wy == 0 {
				continue
			}
			any |= wy
			ok := Mask(0)
			for i := range r.p.incompat {
				d := &r.p.incompat[i]
				ok |= r.opposedBy(d.a, d.b, d.where, x, &bx, y, &by, wy&^ok)
				ok |= r.opposedBy(d.b, d.a, d.where, x, &bx, y, &by, wy&^ok)
			}
			free |= wy &^ ok
		}
	}
	return any &^ free
}

func (r *Run) opposedBy(pa, pb *pattern, where *condition, x *pattern, bx *binding, y *pattern, by *binding, w Mask) Mask {
	var decl binding
	if w == 0 || !r.covers(pa, x, bx, &decl) || !r.covers(pb, y, by, &decl) {
		return 0
	}
	return r.holds(where, r.here(&decl), w)
}

// BanRoles are the roles in which a collision's ban would be breached.
func (r *Run) BanRoles(f *Finding) []RoleStates { return r.pairs[f.Matter].roles }

// breachBy is how a duty would breach a ban: in which roles, and where.
type breachBy struct {
	w     Mask
	roles []RoleStates
}

// forbidden is where every way to perform a duty would breach a ban, with the
// roles in which the first way there is would.
func (r *Run) forbidden(ru *rule, m *matter, ban *rule, bearer charter.EntityID, w Mask) (all []breachBy) {
	var free, seen Mask
	for _, p := range ru.hypothetic {
		var b binding
		wp := r.alternative(ru, m, p, &b, w)
		if wp == 0 {
			continue
		}
		first := wp &^ seen
		seen |= wp
		left := wp
		var rem Mask // where no alternative of the phrase has covered it yet
		for i, u := range ban.banUses {
			if i == 0 || ban.banUses[i-1].alt != u.alt {
				rem = left
			}
			var to binding
			if r.today < u.pat.from || r.today >= u.pat.until || !r.covers(u.pat, p, &b, &to) {
				continue
			}
			x := r.guarded(u.pat, u.pat.free, r.here(&to), rem)
			rem &^= x
			if ban.bearer != nil && to.e[ban.bearer.slot] != bearer {
				continue
			}
			x = r.bearerHolds(ban.bearer, &to, x)
			x = r.holds(ban.where, r.here(&to), x)
			if x != 0 && ban.unless != nil {
				x &^= r.holds(ban.unless, r.here(&to), x)
			}
			left &^= x
			if x &= first; x != 0 {
				all = append(all, breachBy{x, r.named(ban.altRoles[u.alt], &to)})
			}
		}
		free |= left
	}
	for i := range all {
		all[i].w &^= free
	}
	return slices.DeleteFunc(all, func(x breachBy) bool { return x.w == 0 })
}

// named spells out a role template.
func (r *Run) named(rvs []roleValue, b *binding) []RoleStates {
	var out []RoleStates
	for _, rv := range rvs {
		if v := r.value(rv.op, b); v != 0 {
			out = append(out, RoleStates{rv.role, []charter.EntityID{v}})
		}
	}
	sortRoles(out)
	return out
}
