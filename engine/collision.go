package engine

import (
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
			if x == 0 {
				continue
			}
			oru := r.p.rules[o.rule]
			if x = r.opposed(oru, o, ru, m, x); x != 0 {
				r.emitCollision(other, mid, -1, x)
			}
		}
	}
	for _, bi := range r.p.banRules {
		ban := r.p.rules[bi]
		if r.inForce(ban) {
			if x, roles := r.forbidden(ru, m, ban, bearer, w); x != 0 {
				r.emitCollision(mid, 0, bi, x)
				r.pairs[len(r.pairs)-1].roles = roles
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

// alternatives calls do for each alternative of must that exists in w, as a
// hypothetical act: its pattern and binding.
func (r *Run) alternatives(ru *rule, m *matter, w Mask, do func(p *pattern, b *binding, w Mask)) {
	for _, p := range ru.hypothetic {
		if r.today < p.from || r.today >= p.until {
			continue
		}
		b := r.bindingOf(m)
		if m.flags&flagGroup != 0 {
			b.e[ru.bearerSlot] = r.sides[m.side].group[0].state
		}
		if x := r.guarded(p, p.free, r.here(&b), w); x != 0 {
			do(p, &b, x)
		}
	}
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

// covers binds a declaration's phrase to a hypothetical act; false if the act
// need not be one of its kind.
func (r *Run) covers(decl *pattern, p *pattern, b *binding, to *binding) bool {
	if !r.p.vocab.IsAct(p.act, decl.act) {
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
	for _, s := range decl.without {
		for role := range syntax.NumRoles {
			if r.p.slots[p.act][role] == s && r.roleIn(p, b, role) != 0 {
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
	r.alternatives(ra, a, w, func(x *pattern, bx *binding, wx Mask) {
		r.alternatives(rb, b, wx, func(y *pattern, by *binding, wy Mask) {
			any |= wy
			ok := Mask(0)
			for i := range r.p.incompat {
				d := &r.p.incompat[i]
				ok |= r.opposedBy(d.a, d.b, d.where, x, bx, y, by, wy&^ok)
				ok |= r.opposedBy(d.b, d.a, d.where, x, bx, y, by, wy&^ok)
			}
			free |= wy &^ ok
		})
	})
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

// forbidden is where every alternative of a duty would breach a ban, with the
// roles in which the first would.
func (r *Run) forbidden(ru *rule, m *matter, ban *rule, bearer charter.EntityID, w Mask) (Mask, []RoleStates) {
	var free, any Mask
	var roles []RoleStates
	r.alternatives(ru, m, w, func(p *pattern, b *binding, wp Mask) {
		any |= wp
		bad := Mask(0)
		for _, u := range ban.banUses {
			if r.today < u.pat.from || r.today >= u.pat.until || len(u.pat.nums) > 0 {
				continue
			}
			var to binding
			if !r.covers(u.pat, p, b, &to) || ban.bearer != nil && to.e[ban.bearer.slot] != bearer {
				continue
			}
			x := r.guarded(u.pat, u.pat.free, r.here(&to), wp&^bad)
			x = r.bearerHolds(ban.bearer, &to, x)
			x = r.holds(ban.where, r.here(&to), x)
			if x != 0 && ban.unless != nil {
				x &^= r.holds(ban.unless, r.here(&to), x)
			}
			if x != 0 && roles == nil {
				roles = r.named(ban.altRoles[u.alt], &to)
			}
			bad |= x
		}
		free |= wp &^ bad
	})
	return any &^ free, roles
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
