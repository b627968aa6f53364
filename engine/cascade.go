package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// cascade offers every new finding to the rules, in order, until there are no
// more.
func (r *Run) cascade() {
	for int(r.cascaded) < len(r.findings) {
		id := r.cascaded
		r.cascaded++
		f := &r.findings[id] // read, not copied: it has just been set
		switch f.Kind {
		case Status:
			c := &r.changes[f.Matter]
			r.offer(r.p.byStatus[c.Family][c.Status], id)
		case Void:
			r.offer(r.p.voidUses, id)
		case Silence, Collision:
		default:
			if f.Awaits() {
				continue
			}
			r.offer(r.p.byRule[f.Rule], id)
		}
	}
}

// alternative is the compiled trigger of a use.
func (u *triggerUse) alternative() *trigger {
	if u.step < 0 {
		return &u.rule.whens[u.alt]
	}
	return &u.rule.steps[u.step].stage.alts[u.alt]
}

// offer shows a finding to the rules, in order: to the sequences of each, oldest
// first, then to its `when`.
func (r *Run) offer(uses []triggerUse, id uint32) {
	for i := 0; i < len(uses); {
		ru, steps := uses[i].rule, i
		for i < len(uses) && uses[i].rule == ru && uses[i].step >= 0 {
			i++
		}
		if i > steps && len(r.sequences[ru.ID]) > 0 {
			r.offerSteps(uses[steps:i], id)
		}
		for ; i < len(uses) && uses[i].rule == ru; i++ {
			if u := &uses[i]; r.inForce(ru) {
				r.bindTo(u, id, &binding{}, r.findings[id].Worlds, func(b *binding, w Mask) {
					r.trigger(ru, -1, u.alt, b, w, causeFinding|id, ofFinding(id), 0)
				})
			}
		}
	}
}

// offerSteps takes on the sequences of a rule that wait for the finding.
func (r *Run) offerSteps(uses []triggerUse, id uint32) {
	ru := uses[0].rule
	seqs := append([]uint32(nil), r.sequences[ru.ID]...)
	for _, mid := range seqs {
		for i := range uses {
			u, m := &uses[i], &r.matters[mid]
			w := m.owed & r.findings[id].Worlds
			if int(m.stage) != u.step || w == 0 || m.due < r.today {
				continue
			}
			b := r.bindingOf(m)
			b.decide(r.decisionOf(causeFinding | id))
			r.bindTo(u, id, &b, w, func(b *binding, w Mask) {
				w = r.holds(ru.steps[u.step].stage.where, r.here(b), w&r.matters[mid].owed)
				if w == 0 {
					return
				}
				r.matters[mid].owed &^= w
				r.trigger(ru, u.step, u.alt, b, w, causeFinding|id, ofFinding(id), mid)
			})
		}
	}
	live := r.sequences[ru.ID][:0]
	for _, mid := range r.sequences[ru.ID] {
		if r.matters[mid].owed != 0 {
			live = append(live, mid)
		}
	}
	r.sequences[ru.ID] = live
}

// bindTo tries a finding against a binding of a trigger's rule, and does do
// wherever it fits.
func (r *Run) bindTo(u *triggerUse, id uint32, b *binding, w Mask, do func(*binding, Mask)) {
	alt := u.alternative()
	switch {
	case alt.change != nil:
		r.bindChange(alt.change, id, b, w, do)
	case alt.finding.kind == syntax.Void:
		r.bindVoid(alt.finding, id, b, w, do)
	default:
		r.bindFinding(alt.finding, id, b, w, do)
	}
}

func (r *Run) bindFinding(fp *findingPattern, id uint32, b *binding, w Mask, do func(*binding, Mask)) {
	f := &r.findings[id]
	if kindOf(f.Kind) != fp.kind || f.Kind == Fulfilment && f.Late() != fp.late {
		return
	}
	m := &r.matters[f.Matter]
	if vals, groupAt, ok := r.plainRoles(m, r.p.rules[m.rule], fp.roles); groupAt < 0 {
		if ok && f.Worlds&w != 0 {
			r.bound(fp.ops, vals, b, f.Worlds&w, do)
		}
		return
	}
	mark := len(r.fitting) // whoever is done with may meet findings in turn
	r.eachRoleValue(id, fp.roles, func(vals [4]charter.EntityID, in Mask) {
		r.fitting = append(r.fitting, fitting{vals, in})
	})
	for i, end := mark, len(r.fitting); i < end; i++ {
		if m := r.fitting[i]; m.w&w != 0 {
			r.bound(fp.ops, m.vals, b, m.w&w, do)
		}
	}
	r.fitting = r.fitting[:mark]
}

// fitting is a way in which the roles of a finding are filled, and where.
type fitting struct {
	vals [4]charter.EntityID
	w    Mask
}

// bound ties operands to values beside a binding and does do where they fit. The
// binding is one that the run lends, for the time of do only.
func (r *Run) bound(ops []operand, vals [4]charter.EntityID, b *binding, w Mask, do func(*binding, Mask)) {
	var one *binding
	if n := len(r.lent); n > 0 {
		one, r.lent = r.lent[n-1], r.lent[:n-1]
	} else {
		one = new(binding)
	}
	*one = *b
	if r.bindAll(ops, vals, one) {
		do(one, w)
	}
	r.lent = append(r.lent, one)
}

func (r *Run) bindChange(ch *change, id uint32, b *binding, w Mask, do func(*binding, Mask)) {
	c := r.changes[r.findings[id].Matter]
	if ch.ceases != c.Ceases {
		return
	}
	ops := [2]operand{ch.term}
	n, vals := 1, [4]charter.EntityID{c.Entity}
	if ch.with != nil {
		n, ops[1], vals[1] = 2, *ch.with, c.With
	}
	r.bound(ops[:n], vals, b, w, do)
}

func (r *Run) bindVoid(fp *findingPattern, id uint32, b *binding, w Mask, do func(*binding, Mask)) {
	at := r.findings[id].Cause
	e := &r.entries[at]
	for _, p := range fp.void {
		if !r.p.vocab.IsAct(e.Act, p.act) {
			continue
		}
		one := *b
		if m := r.matchAsTaken(p, at, &one, w); m != 0 {
			w &^= m
			do(&one, m)
		}
	}
}

// bindAll ties operands to values, or checks them.
func (r *Run) bindAll(ops []operand, vals [4]charter.EntityID, b *binding) bool {
	for i, op := range ops {
		switch op.kind {
		case slotOperand:
			if b.e[op.slot] == 0 {
				b.e[op.slot] = vals[i]
			} else if b.e[op.slot] != vals[i] {
				return false
			}
		case constOperand, bodyOperand:
			if r.value(op, b) != vals[i] {
				return false
			}
		}
	}
	return true
}

// fire gives a consequence's effects: once, or once for each holder.
func (r *Run) fire(ru *rule, b *binding, w Mask, cause uint32, happening uint64) {
	fired := r.moment()
	if ru.bearer == nil {
		r.fireOne(ru, b, w, cause, happening, fired)
		return
	}
	var hs []sharer // as they are before any effect
	r.eachHolder(ru.bearer, b, w, func(v charter.EntityID, in Mask) { hs = append(hs, sharer{v, in}) })
	for _, h := range hs {
		one := *b
		one.e[ru.bearer.slot] = h.state
		r.fireOne(ru, &one, h.in, cause, happening, fired)
	}
}

func (r *Run) fireOne(ru *rule, b *binding, w Mask, cause uint32, happening uint64, fired Moment) {
	dec := b.dec
	if ru.unless != nil {
		w &^= r.holds(ru.unless, r.here(b), w)
	}
	if w != 0 && r.needsIdentity(ru, cause) {
		w = r.fresh(r.identify(ru, 0, kept(b, &allVars), b, &allNums, happening), w)
	}
	if w == 0 {
		return
	}
	r.tellTaken(cause, w)
	asked := r.moment()
	for _, eff := range ru.effects {
		h := heldEffect{eff: eff, b: *b, w: w, cause: cause, dec: dec, tale: r.tell(eff, b)}
		if h.tale != nil {
			h.tale.Fired, h.tale.Asked = fired, asked
		}
		if r.inHand != 0 && cause == r.inHand {
			r.held = append(r.held, h)
		} else {
			r.give(&h)
		}
	}
}

var allVars = [MaxVars]bool{true, true, true, true, true, true}

// settle reads the standing conditions until nothing changes.
func (r *Run) settle() {
	for {
		found := r.lasting > 0 && r.reachUnderWay()
		if !found && !r.anyDirty {
			return
		}
		r.anyDirty = false
		active := append(r.active[:0], r.dirty...)
		r.active = active
		clear(r.dirty)
		r.settleUntils(active)
		r.settleRevocable(active)
		r.settleOnces(active)
		for _, s := range r.p.stands {
			for _, k := range s.standsFor {
				if k >= 0 && (active[k] || r.dirty[k]) {
					r.settleRule(s, active)
					break
				}
			}
		}
	}
}

func (r *Run) settleUntils(active []bool) {
	n := len(r.untils)
	for i := 0; i < n; i++ {
		id := r.untils[i]
		g := &r.grounds[id]
		s := g.eff.untilID
		if g.w == 0 || !(active[s] || r.dirty[s]) {
			continue
		}
		b := g.b
		if x := r.holds(g.eff.until, &ctx{b: &b, day: r.today, since: g.since, after: g.after, dec: g.dec}, g.w); x != 0 {
			r.endGround(id, x, true)
			r.cascade()
		}
	}
	live := r.untils[:0]
	for _, id := range r.untils {
		if r.grounds[id].w != 0 {
			live = append(live, id)
		}
	}
	r.untils = live
}

// settleRevocable takes back the effects that wait and whose `unless` holds.
func (r *Run) settleRevocable(active []bool) {
	live := r.revocable[:0]
	for _, id := range r.revocable {
		p := &r.pendings[id]
		if s := p.eff.unlessID; p.w != 0 && (active[s] || r.dirty[s]) {
			p.w &^= r.revoked(&p.heldEffect, p.w)
		}
		if p.w != 0 {
			live = append(live, id)
		}
	}
	r.revocable = live
}

func (r *Run) settleOnces(active []bool) {
	n := len(r.onces)
	for i := 0; i < n; i++ {
		p := &r.pendings[r.onces[i]]
		s := p.eff.onceID
		if p.w == 0 || !(active[s] || r.dirty[s]) {
			continue
		}
		now := r.holds(p.eff.once, &ctx{b: &p.b, day: r.today, since: calendar.Always, dec: p.dec}, p.w)
		if now == 0 {
			continue
		}
		p.w &^= now
		q := *p
		r.apply(&q, now)
		r.cascade()
	}
	live := r.onces[:0]
	for _, id := range r.onces {
		if r.pendings[id].w != 0 {
			live = append(live, id)
		}
	}
	r.onces = live
}

// settleRule reads the standing conditions of a rule for its open matters.
func (r *Run) settleRule(ru *rule, active []bool) {
	n := len(r.rulesOpen[ru.ID])
	reads := func(k int) bool { return k >= 0 && (active[k] || r.dirty[k]) }
	for i := 0; i < n; i++ {
		mid := r.rulesOpen[ru.ID][i]
		m := &r.matters[mid]
		w := m.owed &^ m.breached
		if w == 0 {
			continue
		}
		b := r.bindingOf(m)
		if reads(ru.standsFor[0]) {
			if x := r.holds(ru.unless, &ctx{b: &b, day: r.today, since: m.opened, dec: b.dec}, w); x != 0 {
				r.excuse(mid, x, r.nowCause())
				r.cascade()
			}
		}
		m = &r.matters[mid]
		if w = m.owed &^ m.breached; w != 0 && reads(ru.standsFor[1]) {
			if x := w &^ r.holds(ru.while, r.here(&b), w); x != 0 {
				r.lapse(mid, x, r.nowCause())
				r.cascade()
			}
		}
		m = &r.matters[mid]
		if w = m.owed &^ m.breached; w != 0 && reads(ru.standsFor[2]) {
			r.pause(ru, mid, &b, w)
		}
	}
	live := r.rulesOpen[ru.ID][:0]
	for _, mid := range r.rulesOpen[ru.ID] {
		if m := &r.matters[mid]; m.owed&^m.breached != 0 {
			live = append(live, mid)
		}
	}
	r.rulesOpen[ru.ID] = live
}

// nowCause is the act in hand, else the day.
func (r *Run) nowCause() uint32 {
	if r.inHand != 0 {
		return r.inHand
	}
	return causeDay
}

// pause stops and starts the clock of a matter.
func (r *Run) pause(ru *rule, mid uint32, b *binding, w Mask) {
	on := r.holds(ru.paused, r.here(b), w)
	s := r.sideOf(mid)
	var was Mask
	for _, p := range s.paused {
		was |= p.w
	}
	if begin := on &^ was; begin != 0 {
		s.paused = append(s.paused, pause{r.today, begin})
	}
	if end := w & was &^ on; end != 0 {
		r.resume(mid, end)
	}
}

// resume ends what pauses a matter's clock in the worlds end: its last day moves
// by as long as they lasted.
func (r *Run) resume(mid uint32, end Mask) {
	m := &r.matters[mid]
	s := r.sideOf(mid)
	if len(s.dues) == 0 {
		s.dues = []dueIn{{m.due, ^Mask(0)}}
	}
	var rest []pause
	for _, p := range s.paused {
		x := p.w & end
		if out := p.w &^ end; out != 0 {
			rest = append(rest, pause{p.since, out})
		}
		if x == 0 {
			continue
		}
		var dues []dueIn
		for _, d := range s.dues {
			if out := d.w &^ x; out != 0 {
				dues = append(dues, dueIn{d.day, out})
			}
			if in := d.w & x; in != 0 {
				day := d.day
				if p.since <= day && day < calendar.Never { // else it had passed, and a judge was silent
					day += r.today - p.since
				}
				dues = append(dues, dueIn{day, in})
				if day < calendar.Never {
					r.at(max(day+1, r.today+1), timerDeadline, int(m.rule), mid, m.age)
				}
			}
		}
		s.dues = dues
	}
	s.paused = rest
}

// reachUnderWay looks again at acts that last, for bans that reach them, and
// reports whether it found a breach.
func (r *Run) reachUnderWay() (found bool) {
	for k, bi := range r.p.underWay {
		ru := r.p.rules[bi]
		if len(r.underWay[k]) == 0 {
			continue
		}
		inForce := r.inForce(ru)
		for i := 0; inForce && i < len(r.underWay[k]); i++ {
			u := r.underWay[k][i]
			e := r.entries[u.entry]
			if u.w == 0 || e.Day >= r.today || r.extras[e.Extra].End < r.today {
				continue
			}
			var rem Mask // where no alternative of the phrase has matched yet
			for j := range ru.banUses {
				bu := &ru.banUses[j]
				if j == 0 || ru.banUses[j-1].alt != bu.alt {
					rem = u.w
				}
				if !r.p.vocab.IsAct(e.Act, bu.pat.act) {
					continue
				}
				var b binding
				w := r.match(bu.pat, &e, &b, rem&u.w)
				rem &^= w
				if w = r.breachBan(bu, u.entry, &b, w); w != 0 {
					u.w &^= w
					found = true
				}
			}
			r.underWay[k][i].w = u.w
			r.cascade()
		}
		live := r.underWay[k][:0]
		for _, u := range r.underWay[k] {
			if u.w != 0 && r.extras[r.entries[u.entry].Extra].End >= r.today {
				live = append(live, u)
			}
		}
		r.lasting -= len(r.underWay[k]) - len(live)
		r.underWay[k] = live
	}
	return found
}
