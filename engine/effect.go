package engine

import (
	"slices"

	"casus/calendar"
	"casus/charter"
)

// heldEffect waits for the end of the act that gave it.
type heldEffect struct {
	eff   *effect
	b     binding
	w     Mask
	cause uint32
	dec   *decision
	tale  *Tale        // nil but where the run is traced
	since calendar.Day // when it was given,
	after uint32       // and how many acts had been taken by then
}

// pending is an effect delayed by `after`, or waiting for `once`. Its `unless` may
// take it back.
type pending struct {
	heldEffect
	age   uint32
	ready bool // its day has come: only `once` holds it back
}

// ground is one reason why a status is held.
type ground struct {
	w      Mask
	cell   int
	entity charter.EntityID
	with   charter.EntityID
	family int
	status int
	eff    *effect // nil: by force of the text
	b      binding
	since  calendar.Day
	after  uint32 // acts taken before it began
	age    uint32
	cause  uint32
	dec    *decision
	tale   *Tale
}

func (r *Run) hold(eff *effect, b *binding, w Mask, cause uint32, dec *decision) {
	r.held = append(r.held, heldEffect{eff: eff, b: *b, w: w, cause: cause, dec: dec, tale: r.tell(eff, b)})
}

// release gives the effects held back, in order.
func (r *Run) release() {
	for i := 0; i < len(r.held); i++ {
		h := r.held[i]
		r.give(&h)
	}
	r.held = r.held[:0]
}

func (r *Run) nextAge() uint32 { r.ages++; return r.ages }

// give reads `if` and `unless`, and delays or applies what is due at once.
func (r *Run) give(given *heldEffect) {
	h := *given
	if h.tale != nil {
		h.tale.Given = r.moment()
	}
	if h.w = r.holds(h.eff.iff, &ctx{b: &h.b, day: r.today, since: calendar.Always, dec: h.dec}, h.w); h.w == 0 {
		return
	}
	h.since, h.after = r.today, uint32(len(r.entries))
	if h.w &^= r.revoked(&h, h.w); h.w == 0 {
		return
	}
	switch {
	case h.eff.change == nil:
		r.excuseAll(&h)
	case h.eff.after != nil:
		r.eachDue(h.eff.after, r.today, h.w, func(due calendar.Day, pw Mask) {
			h.w = pw
			r.delay(h, due)
		})
	case h.eff.OnForce && h.eff.force > r.today:
		r.delay(h, h.eff.force)
	default:
		r.whenOnce(pending{heldEffect: h, age: r.nextAge(), ready: true})
	}
}

func (r *Run) delay(h heldEffect, due calendar.Day) {
	if due <= r.today {
		r.whenOnce(pending{heldEffect: h, age: r.nextAge(), ready: true})
		return
	}
	id := uint32(len(r.pendings))
	r.pendings = append(r.pendings, pending{heldEffect: h, age: r.nextAge()})
	r.mayRevoke(id)
	r.at(due, timerEffect, h.eff.rule.ID, id, r.pendings[id].age)
}

// whenOnce applies the effect where `once` holds; the rest waits.
func (r *Run) whenOnce(p pending) {
	now := p.w
	if p.eff.once != nil {
		now = r.holds(p.eff.once, &ctx{b: &p.b, day: r.today, since: calendar.Always, dec: p.dec}, p.w)
		if rest := p.w &^ now; rest != 0 {
			q := p
			q.w, q.ready = rest, true
			r.pendings = append(r.pendings, q)
			r.onces = r.waitingByAge(r.onces, uint32(len(r.pendings)-1))
			r.mayRevoke(uint32(len(r.pendings) - 1))
		}
	}
	if now != 0 {
		r.apply(&p, now)
	}
}

// waitingByAge lists an effect that waits: one that was delayed is older than what was
// given since.
func (r *Run) waitingByAge(list []uint32, id uint32) []uint32 {
	list = append(list, id)
	for i := len(list) - 1; i > 0 && r.pendings[id].age < r.pendings[list[i-1]].age; i-- {
		list[i], list[i-1] = list[i-1], list[i]
	}
	return list
}

// mayRevoke lists an effect that its `unless` can take back while it waits.
func (r *Run) mayRevoke(id uint32) {
	if eff := r.pendings[id].eff; eff.unless != nil {
		r.revocable = r.waitingByAge(r.revocable, id)
		r.touch(eff.unlessID)
	}
}

// revoked is where the `unless` of an effect that waits holds. What it looks back
// for must have come since the effect was given.
func (r *Run) revoked(h *heldEffect, w Mask) Mask {
	if h.eff.unless == nil || w == 0 {
		return 0
	}
	away := r.holds(h.eff.unless, &ctx{b: &h.b, day: r.today, since: h.since, after: h.after, dec: h.dec}, w)
	if away != 0 && h.tale != nil {
		r.trace.Revoked = append(r.trace.Revoked, Revoked{h.tale, away, r.moment()})
	}
	return away
}

// apply changes the status in w.
func (r *Run) apply(p *pending, w Mask) {
	c, b := p.eff.change, &p.b
	v := r.value(c.term, b)
	if v == 0 {
		return
	}
	var with charter.EntityID
	if c.with != nil {
		if with = r.value(*c.with, b); with == 0 {
			return
		}
	}
	tale := p.tale.begin(r)
	if c.ceases {
		r.endAll(c.family, c.status, v, with, w, p, tale)
		return
	}
	g := ground{w: w, cell: r.p.statusBase[c.family][c.status], entity: v, with: with, family: c.family, status: c.status,
		eff: p.eff, b: *b, since: r.today, after: uint32(len(r.entries)), age: p.age, cause: p.cause, dec: p.dec, tale: tale}
	r.addGround(g)
}

func cellKey(cell int, v, with charter.EntityID) uint64 {
	return uint64(cell)<<32 | uint64(v)<<16 | uint64(with)
}

func (r *Run) cellValue(g *ground) Mask {
	if g.with != 0 || r.p.pairs[g.family][g.status] {
		return r.pairCells[pairKey{g.cell, g.entity, g.with}]
	}
	return r.cells[g.cell+int(g.entity)]
}

func (r *Run) setCell(g *ground, w Mask) {
	if g.with != 0 || r.p.pairs[g.family][g.status] {
		k := pairKey{g.cell, g.entity, g.with}
		if _, ok := r.pairCells[k]; !ok {
			r.pairOrder[g.cell] = append(r.pairOrder[g.cell], k)
		}
		r.pairCells[k] = w
		r.pairsMoved = true
		return
	}
	cell := &r.cells[g.cell+int(g.entity)]
	if (*cell == 0) != (w == 0) {
		r.shifts++
		list := &r.holders[r.statusIndex(g.family, g.status)]
		if at, held := slices.BinarySearch(*list, g.entity); held {
			*list = slices.Delete(*list, at, at+1)
		} else {
			*list = slices.Insert(*list, at, g.entity)
		}
	}
	*cell = w
	r.addMember(g.family, g.status, g.entity)
}

// addMember keeps whoever ever held a status, in order of codes.
func (r *Run) addMember(f, s int, v charter.EntityID) {
	i := r.statusIndex(f, s)
	ms := r.members[i]
	at := len(ms)
	for at > 0 && ms[at-1] > v {
		at--
	}
	if at > 0 && ms[at-1] == v {
		return
	}
	ms = append(ms, 0)
	copy(ms[at+1:], ms[at:])
	ms[at] = v
	r.members[i] = ms
}

func (r *Run) addGround(g ground) {
	id := uint32(len(r.grounds))
	r.grounds = append(r.grounds, g)
	key := cellKey(g.cell, g.entity, g.with)
	r.cellHeads[key] = append(r.cellHeads[key], id)
	old := r.cellValue(&g)
	r.setCell(&g, old|g.w)
	if g.eff == nil {
		return
	}
	if g.eff.forP != nil {
		r.eachDue(g.eff.forP, r.today, g.w, func(due calendar.Day, pw Mask) {
			if due < calendar.Never {
				r.endings = append(r.endings, ending{id, pw})
				r.at(max(due, r.today+1), timerEnd, g.eff.rule.ID, uint32(len(r.endings)-1), g.age)
			}
		})
	}
	if g.eff.until != nil {
		r.untils = append(r.untils, id)
		r.touch(g.eff.untilID)
	}
	if w := g.w &^ old; w != 0 {
		r.change(&g, w, false, g.eff, g.cause, g.tale)
	}
}

// change records a change of status and finds it.
func (r *Run) change(g *ground, w Mask, ceases bool, eff *effect, cause uint32, tale *Tale) {
	id := uint32(len(r.changes))
	c := Change{Worlds: w, Day: r.today, Family: g.family, Status: g.status, Entity: g.entity, With: g.with, Ceases: ceases, Rule: -1, Cause: cause}
	rule := NoRule
	if eff != nil {
		c.Rule, rule = eff.rule.ID, uint16(eff.rule.ID)
	}
	r.changes = append(r.changes, c)
	for _, s := range r.p.cellStands[g.family][g.status] {
		r.touch(s)
	}
	r.findings = append(r.findings, Finding{Worlds: w, Day: r.today, Matter: id, Cause: cause, Rule: rule, Kind: Status})
	if r.Watch != nil {
		r.Watch(uint32(len(r.findings) - 1))
	}
	r.told(tale)
}

// endGround ends one ground in w; the status ends with the last.
func (r *Run) endGround(id uint32, w Mask, until bool) {
	g := &r.grounds[id]
	if w &= g.w; w == 0 {
		return
	}
	g.w &^= w
	var still Mask
	for _, o := range r.cellHeads[cellKey(g.cell, g.entity, g.with)] {
		still |= r.grounds[o].w
	}
	old := r.cellValue(g)
	lost := old & w &^ still
	if lost == 0 {
		return
	}
	r.setCell(g, old&^lost)
	r.change(g, lost, true, g.eff, g.cause, g.tale.end(until))
}

// endAll ends every ground of a status in w.
func (r *Run) endAll(f, s int, v, with charter.EntityID, w Mask, p *pending, tale *Tale) {
	cell := r.p.statusBase[f][s]
	for _, o := range r.cellHeads[cellKey(cell, v, with)] {
		r.grounds[o].w &^= w
	}
	g := ground{cell: cell, entity: v, with: with, family: f, status: s}
	old := r.cellValue(&g)
	if lost := old & w; lost != 0 {
		r.setCell(&g, old&^lost)
		r.change(&g, lost, true, p.eff, p.cause, tale)
	}
}

// ending is a status given for a time.
type ending struct {
	ground uint32
	w      Mask
}

// excuseAll excuses the open matters and standing breaches of the rules meant.
func (r *Run) excuseAll(h *heldEffect) {
	tale := h.tale.begin(r)
	for _, rid := range h.eff.Excuse {
		for _, mid := range r.mattersOf(rid) {
			m := &r.matters[mid]
			if m.owed&h.w == 0 || m.flags&(flagWaiting|flagFired|flagProcedure|flagAwaiting) != 0 {
				continue
			}
			if x := r.matterHas(mid, h.eff.excuse, h.b, m.owed&h.w); x != 0 {
				r.excuse(mid, x, h.cause)
				r.told(tale)
			}
		}
	}
}
