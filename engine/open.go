package engine

import (
	"casus/calendar"
	"casus/charter"
)

// open is step 5: the act begins what it triggers.
func (r *Run) open(row *actRow, id uint32) {
	var rem Mask
	for i := range row.opens {
		u := &row.opens[i]
		if e := &r.entries[id]; u.straight != nil && !e.Shared && r.trace == nil {
			r.openStraight(u.straight, e, id)
			continue
		}
		if i == 0 || row.opens[i-1].rule != u.rule || row.opens[i-1].alt != u.alt {
			rem = r.entries[id].Worlds
		}
		if rem == 0 || !r.inForce(u.rule) {
			continue
		}
		var b binding
		m := r.match(u.pat, &r.entries[id], &b, rem)
		if m == 0 {
			continue
		}
		rem &^= m
		r.trigger(u.rule, -1, u.alt, &b, m, id, uint64(r.entries[id].Happening), 0)
	}
}

// trigger is one step of a rule done: its where is read, and the rule goes on.
// step is -1 for `when`, k for the k-th `then`.
func (r *Run) trigger(ru *rule, step, alt int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) {
	ru.forget(b)
	b.decide(r.decisionOf(cause))
	if step < 0 { // that of a step has been read
		w = r.holds(ru.where, r.here(b), w)
	}
	if w == 0 {
		return
	}
	before := r.step
	r.stepDone(ru, step, b, cause, prev)
	r.goOn(ru, step, alt, b, w, cause, happening, prev)
	r.step = before
}

// goOn is what follows when a step is done: the next step, or what the rule opens.
func (r *Run) goOn(ru *rule, step, alt int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) {
	switch {
	case step+1 < len(ru.steps):
		r.begin(ru, step+1, b, w, cause, happening, prev)
	case ru.Kind == charter.ConsequenceRule:
		r.fire(ru, b, w, cause, happening)
	case ru.Kind == charter.ProcedureRule:
		r.openProcedure(ru, alt, b, w, cause, happening)
	default:
		r.openDuty(ru, b, w, cause, happening)
	}
}

// decide puts a decision at hand, if there is one.
func (b *binding) decide(d *decision) {
	if d != nil {
		b.dec = d
	}
}

// forget clears the variables of definitions from a binding.
func (ru *rule) forget(b *binding) {
	if !ru.locals {
		return
	}
	clear(b.e[ru.used:])
	b.nBound &= 1<<ru.nums - 1
	clear(b.n[ru.nums:])
}

// tellTaken marks the act a cause is as taken up.
func (r *Run) tellTaken(cause uint32, w Mask) {
	if cause&(causeFinding|causeDay) == 0 && w != 0 {
		r.takenUp(cause, w)
	}
}

// needsIdentity reports whether what a cause opens could have been opened
// before: by another entry about one event, or by another alternative.
func (r *Run) needsIdentity(ru *rule, cause uint32) bool {
	if ru.dedupe {
		return true
	}
	return cause&(causeFinding|causeDay) == 0 && r.entries[cause].Shared
}

// fresh takes out the worlds in which the identity has been opened before.
func (r *Run) fresh(key identity, w Mask) Mask {
	w &^= r.opened[key]
	if w != 0 {
		r.opened[key] |= w
	}
	return w
}

// identify names what a rule opens: the rule, its binding, the happening.
func (r *Run) identify(ru *rule, stage uint8, vals [MaxVars]charter.EntityID, b *binding, keepNum *[MaxNums]bool, happening uint64) identity {
	key := identity{rule: uint16(ru.ID), stage: stage, vals: vals, happening: happening}
	for i := range key.nums {
		if keepNum[i] && b.nBound>>i&1 != 0 {
			key.nums[i] = b.n[i]
			key.nBound |= 1 << i
		}
	}
	return key
}

var allNums = [MaxNums]bool{true, true, true}

func kept(b *binding, keep *[MaxVars]bool) (vals [MaxVars]charter.EntityID) {
	for i := range vals {
		if keep[i] {
			vals[i] = b.e[i]
		}
	}
	return vals
}

// eachDue calls do for each last day a limit gives, with its worlds.
func (r *Run) eachDue(l *limit, from calendar.Day, w Mask, do func(calendar.Day, Mask)) {
	if l == nil {
		do(calendar.Never, w)
		return
	}
	if l.reading == nil {
		do(from.Add(l.period), w)
		return
	}
	if w&(w-1) == 0 { // a single world has one value
		for _, c := range r.choices(*l.reading) {
			if c.Worlds&w != 0 {
				do(from.Add(c.Value.Period), w)
				return
			}
		}
		return
	}
	var dues []dueIn
	r.periods(l, w, func(p calendar.Period, pw Mask) {
		d := from.Add(p)
		for i := range dues {
			if dues[i].day == d {
				dues[i].w |= pw
				return
			}
		}
		dues = append(dues, dueIn{d, pw})
	})
	for _, d := range dues {
		do(d.day, d.w)
	}
}

// deadline sets the timer of a last day.
func (r *Run) deadline(mid uint32, due calendar.Day) {
	if due < calendar.Never {
		m := &r.matters[mid]
		r.at(due+1, timerDeadline, int(m.rule), mid, m.age)
	}
}

// keepNums keeps the numbers bound that the matter still needs, and the decision
// at hand.
func (r *Run) keepNums(mid uint32, keep *[MaxNums]bool, b *binding) {
	if b.nBound == 0 && b.dec == nil {
		return
	}
	s := r.sideOf(mid)
	s.dec = b.dec
	for i := range keep {
		if keep[i] && b.nBound>>i&1 != 0 {
			s.nums[i] = b.n[i]
			s.nBound |= 1 << i
		}
	}
}

// happeningOf is what makes a matter's cause one and the same: the happening of
// an act, the finding itself, the day itself.
func happeningOf(m *matter) uint64 {
	switch {
	case m.cause&causeFinding != 0:
		return ofFinding(m.happening)
	case m.cause&causeDay != 0:
		return ofDay(calendar.Day(m.happening))
	}
	return uint64(m.happening)
}

func ofFinding(id uint32) uint64  { return uint64(id) | 1<<40 }
func ofDay(d calendar.Day) uint64 { return uint64(uint32(d)) | 1<<41 }

// openDuty opens a duty's matters for its bearers.
func (r *Run) openDuty(ru *rule, b *binding, w Mask, cause uint32, happening uint64) {
	be := ru.bearer
	switch {
	case be == nil:
		r.openMatter(ru, b, w, nil, cause, happening)
	case ru.group:
		r.openShared(ru, b, w, cause, happening)
	default:
		r.eachHolder(be, b, w, func(v charter.EntityID, in Mask) {
			one := *b
			one.e[be.slot] = v
			r.openMatter(ru, &one, in, nil, cause, happening)
		})
	}
}

// eachHolder calls do for the holders a quantifier ranges over, in order of
// codes.
func (r *Run) eachHolder(be *bearer, b *binding, w Mask, do func(charter.EntityID, Mask)) {
	visit := func(v charter.EntityID, in Mask) {
		if in &= w; in == 0 {
			return
		}
		for _, op := range be.except {
			if r.value(op, b) == v {
				return
			}
		}
		for _, s := range be.exceptStatus {
			in &^= r.cells[r.p.statusBase[be.family][s]+int(v)]
		}
		if in != 0 && be.where != nil {
			one := *b
			one.e[be.slot] = v
			in = r.holds(be.where, r.here(&one), in)
		}
		if in != 0 {
			do(v, in)
		}
	}
	switch {
	case be.participant:
		if d := b.dec; d != nil {
			for _, p := range d.bound {
				visit(p.state, p.w)
			}
		}
	case be.byKind:
		for v := 1; v < len(r.p.vocab.Entities); v++ {
			if r.p.vocab.IsKind(charter.EntityID(v), be.kind) {
				visit(charter.EntityID(v), w)
			}
		}
	default:
		base := r.p.statusBase[be.family][be.status]
		for _, v := range r.members[r.statusIndex(be.family, be.status)] {
			visit(v, r.cells[base+int(v)])
		}
	}
}

// openShared opens one matter for all holders together: one for each
// composition of the group that the worlds have.
func (r *Run) openShared(ru *rule, b *binding, w Mask, cause uint32, happening uint64) {
	if w&(w-1) == 0 && ru.bearer.plain() { // one world: there is one group
		begin := len(r.sharing)
		r.holdersNow(ru.bearer, b, w)
		if len(r.sharing) > begin {
			r.openMatter(ru, b, w, r.sharing[begin:], cause, happening)
		}
		r.sharing = r.sharing[:begin]
		return
	}
	mark := len(r.sharers)
	r.eachHolder(ru.bearer, b, w, func(v charter.EntityID, in Mask) { r.sharers = append(r.sharers, sharer{v, in}) })
	end := len(r.sharers)
	for w != 0 {
		same := w
		first := w & -w
		begin := len(r.sharing)
		for _, h := range r.sharers[mark:end] {
			if h.in&first != 0 {
				same &= h.in
				r.sharing = append(r.sharing, member{state: h.state})
			} else {
				same &^= h.in
			}
		}
		if len(r.sharing) > begin {
			r.openMatter(ru, b, same, r.sharing[begin:], cause, happening)
		}
		r.sharing = r.sharing[:begin]
		w &^= same
	}
	r.sharers = r.sharers[:mark]
}

// plain reports whether the bearers are those who hold a status, but for some.
func (be *bearer) plain() bool { return !be.participant && !be.byKind && be.where == nil }

// holdersNow adds those whom a plain quantifier ranges over in one world to
// Run.sharing, in order of codes.
func (r *Run) holdersNow(be *bearer, b *binding, w Mask) {
	base := r.p.statusBase[be.family][be.status]
next:
	for _, v := range r.holders[r.statusIndex(be.family, be.status)] {
		if r.cells[base+int(v)]&w == 0 {
			continue
		}
		for _, op := range be.except {
			if r.value(op, b) == v {
				continue next
			}
		}
		for _, s := range be.exceptStatus {
			if r.cells[r.p.statusBase[be.family][s]+int(v)]&w != 0 {
				continue next
			}
		}
		r.sharing = append(r.sharing, member{state: v})
	}
}

// sharer is one of those over whom a quantifier ranges, and where.
type sharer struct {
	state charter.EntityID
	in    Mask
}

// openMatter opens one matter of a duty, in the worlds in which it is new.
func (r *Run) openMatter(ru *rule, b *binding, w Mask, group []member, cause uint32, happening uint64) {
	if w = r.holds(ru.while, r.here(b), w); w == 0 {
		return
	}
	if r.needsIdentity(ru, cause) {
		if w = r.fresh(r.identify(ru, 0, kept(b, &ru.keep), b, &ru.keepNum, happening), w); w == 0 {
			return
		}
	}
	r.tellTaken(cause, w)
	if ru.judge != nil {
		r.openAwaiting(ru, b, kept(b, &ru.keep), w, group, cause, happening)
		return
	}
	r.openNow(ru, b, w, group, cause, uint32(happening), 0)
}

// openNow opens a matter that runs from today. age is that with which it has
// awaited its judge, else 0.
func (r *Run) openNow(ru *rule, b *binding, w Mask, group []member, cause, happening, age uint32) {
	first := uint32(len(r.matters))
	switch l := ru.within; {
	case l == nil:
		r.openUntil(ru, b, calendar.Never, w, group, cause, happening, age)
	case l.reading == nil:
		r.openUntil(ru, b, r.today.Add(l.period), w, group, cause, happening, age)
	default:
		r.eachDue(l, r.today, w, func(due calendar.Day, pw Mask) {
			r.openUntil(ru, b, due, pw, group, cause, happening, age)
		})
	}
	for mid := first; mid < uint32(len(r.matters)); mid++ {
		r.opened1(ru, mid)
	}
}

// openUntil opens a matter with one last day.
func (r *Run) openUntil(ru *rule, b *binding, due calendar.Day, w Mask, group []member, cause, happening, age uint32) {
	mid, m := r.newMatter()
	m.owed, m.opened, m.due, m.cause, m.happening, m.rule = w, r.today, due, cause, happening, uint16(ru.ID)
	if age != 0 {
		m.age = age
	}
	for i, keep := range &ru.keep {
		if keep {
			m.bound[i] = b.e[i]
		}
	}
	if group != nil {
		m.flags |= flagGroup
		s := r.sideOf(mid)
		s.group = append(s.group[:0], group...)
	}
	r.keepNums(mid, &ru.keepNum, b)
	r.deadline(mid, due)
	for _, wt := range ru.must {
		r.await(&r.waitIndex, wt, &r.matters[mid], mid)
	}
	for _, wt := range ru.refusals {
		r.await(&r.waitIndex, wt, &r.matters[mid], mid)
	}
	if ru.tells || r.tellAll {
		r.emit(Opening, 0, uint16(ru.ID), mid, cause, w)
		r.matters[mid].flags |= flagQuiet
	}
}

// opened1 reads what may end a matter as it opens, and looks back.
func (r *Run) opened1(ru *rule, mid uint32) {
	m := &r.matters[mid]
	if ru.Unless != nil || ru.While != nil || ru.Paused != nil {
		r.rulesOpen[ru.ID] = r.enlist(r.rulesOpen[ru.ID], mid)
	}
	if ru.unless != nil {
		b := r.bindingOf(m)
		if x := r.holds(ru.unless, &ctx{b: &b, day: r.today, since: m.opened, dec: b.dec}, m.owed); x != 0 {
			r.excuse(mid, x, m.cause)
		}
	}
	if ru.paused != nil {
		b := r.bindingOf(&r.matters[mid])
		if x := r.holds(ru.paused, r.here(&b), r.matters[mid].owed); x != 0 {
			s := r.sideOf(mid)
			s.paused = append(s.paused, pause{r.today, x})
		}
	}
	r.lookBack(ru, mid)
	if ru.collides {
		r.collide(ru, mid)
	}
}

// lookBack shows a matter just opened the earlier acts of the day.
func (r *Run) lookBack(ru *rule, mid uint32) {
	before := r.looking
	for id := r.dayStart; id < uint32(len(r.entries)); id++ {
		if id == r.inHand || r.matters[mid].cause == id {
			continue
		}
		r.looking = id
		e := &r.entries[id]
		row := &r.p.acts[e.Act]
		for i := range row.watches {
			g := &row.watches[i]
			if g.rule != ru {
				continue
			}
			r.showOne(g, mid, id)
		}
	}
	r.looking = before
}

// showOne shows one act to one matter.
func (r *Run) showOne(g *watchGroup, mid, id uint32) {
	ru := g.rule
	w := r.entries[id].Worlds
	if ru.Once {
		w &^= r.usedBy(ru, id)
	}
	shown := w
	for _, wt := range g.must {
		var b binding
		x := r.performed(wt, mid, id, w, &b)
		if x &^= r.matters[mid].breached; x == 0 {
			continue
		}
		w &^= x
		if ru.Once {
			p := r.purse(ru, id, x)
			r.spend(wt, mid, id, p)
		} else {
			r.credit(ru, mid, id, &b, x)
		}
	}
	for _, wt := range g.refusals {
		r.refuseOne(wt, mid, id, shown)
	}
}

// excuse ends what is owed in x.
func (r *Run) excuse(mid uint32, x Mask, cause uint32) {
	m := &r.matters[mid]
	if x &= m.owed; x == 0 {
		return
	}
	m.owed &^= x
	m.breached &^= x
	r.emit(Excuse, 0, m.rule, mid, cause, x)
	for ; m.more > 0; m.more-- {
		r.emit(Excuse, 0, m.rule, mid, cause, x)
	}
}

// lapse ends what is open in x without fault.
func (r *Run) lapse(mid uint32, x Mask, cause uint32) {
	m := &r.matters[mid]
	if x &= m.owed &^ m.breached; x == 0 {
		return
	}
	m.owed &^= x
	r.emit(Lapse, 0, m.rule, mid, cause, x)
}
