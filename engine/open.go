package engine

import (
	"slices"

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
func (r *Run) trigger(ru *rule, step, alt int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) Mask {
	ru.forget(b)
	b.decide(r.decisionOf(cause))
	if step < 0 { // that of a step has been read
		w = r.holds(ru.where, r.here(b), w)
	}
	if w == 0 {
		return 0
	}
	if r.trace != nil {
		before := r.step
		r.stepDone(ru, step, b, cause, prev)
		w = r.goOn(ru, step, alt, b, w, cause, happening, prev)
		r.step = before
		return w
	}
	return r.goOn(ru, step, alt, b, w, cause, happening, prev)
}

// goOn is what follows when a step is done: the next step, or what the rule opens.
func (r *Run) goOn(ru *rule, step, alt int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) Mask {
	if step+1 < len(ru.steps) {
		return r.begin(ru, step+1, b, w, cause, happening, prev)
	}
	switch ru.Kind {
	case charter.ConsequenceRule:
		return r.fire(ru, b, w, cause, happening)
	case charter.ProcedureRule:
		return r.openProcedure(ru, alt, b, w, cause, happening)
	}
	return r.openDuty(ru, b, w, cause, happening)
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

// begin puts a sequence before its next step.
func (r *Run) begin(ru *rule, next int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) Mask {
	vals := kept(b, &ru.keepAt[next])
	if r.needsIdentity(ru, cause) {
		if w = r.fresh(r.identify(ru, uint8(next+1), vals, b, &ru.keepNumAt[next], happening), w); w == 0 {
			return 0
		}
	}
	r.tellTaken(cause, w)
	st := &ru.steps[next]
	r.eachDue(st.within, r.today, w, func(due calendar.Day, pw Mask) {
		m := matter{owed: pw, opened: r.today, due: due, cause: cause, happening: uint32(happening), rule: uint16(ru.ID), stage: uint8(next), flags: flagWaiting | flagQuiet, bound: vals}
		if prev != 0 { // a sequence is as old as its first step
			m.age = r.matters[prev].age
		}
		mid := r.addMatter(m)
		r.matters[mid].at = prev
		r.keepNums(mid, &ru.keepNumAt[next], b)
		r.deadline(mid, due)
		for _, wt := range st.watches {
			r.await(&r.waitIndex, wt, &r.matters[mid], mid)
		}
		if !st.absent && len(st.watches) == 0 || st.mixed {
			r.sequences[ru.ID] = r.enlist(r.sequences[ru.ID], mid)
		}
		r.lookBackSteps(mid, st)
	})
	return w
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

// lookBackSteps shows a sequence the earlier acts of the day.
func (r *Run) lookBackSteps(mid uint32, st *step) {
	if len(st.watches) == 0 {
		return
	}
	before := r.looking
	for id := r.dayStart; id < uint32(len(r.entries)); id++ {
		if id == r.inHand {
			continue
		}
		r.looking = id
		rem := r.entries[id].Worlds
		for i, wt := range st.watches {
			if i > 0 && st.watches[i-1].alt != wt.alt {
				rem = r.entries[id].Worlds
			}
			if r.matters[mid].owed != 0 && r.p.vocab.IsAct(r.entries[id].Act, wt.pat.act) {
				rem &^= r.advance(wt, mid, id, rem)
			}
		}
	}
	r.looking = before
}

// advanceAll shows an act to the sequences that wait for it, oldest first. The
// list is taken first: what a step begins is not shown the act.
func (r *Run) advanceAll(g *watchGroup, id uint32, w Mask) {
	mark := len(r.walk)
	sorted := true
	for _, wt := range g.steps {
		r.each(&r.waitIndex, wt.entryKey(&r.entries[id]), outstanding, func(mid uint32) bool {
			if n := len(r.walk); n > mark && r.older(mid, r.walk[n-1].mid) {
				sorted = false
			}
			r.walk = append(r.walk, candidate{mid, wt})
			return true
		})
	}
	if !sorted {
		slices.SortStableFunc(r.walk[mark:], r.byAge)
	}
	rem := w // where no alternative of the phrase has matched yet
	for end, i := len(r.walk), mark; i < end; i++ {
		c := r.walk[i]
		if i == mark || r.walk[i-1].mid != c.mid || r.walk[i-1].wt.alt != c.wt.alt {
			rem = w
		}
		rem &^= r.advance(c.wt, c.mid, id, rem)
	}
	r.walk = r.walk[:mark]
}

// advance takes a sequence on by the act; for `then no ...`, ends it. It reports
// where the act is what the step speaks of.
func (r *Run) advance(wt *watch, mid, id uint32, w Mask) (matched Mask) {
	m := &r.matters[mid]
	var b binding
	x := r.fits(wt, m, &r.entries[id], w&m.owed, &b)
	if x == 0 || r.usedUp(mid, id) {
		return x
	}
	matched = x
	ru, step := wt.rule, int(m.stage)
	if ru.steps[step].absent {
		// What the rule wanted not to happen is not thereby taken up.
		r.matters[mid].owed &^= r.holds(ru.steps[step].stage.where, r.here(&b), x)
		return matched
	}
	// A sequence is used up by the act that advances it.
	where := ru.steps[step].stage.where
	if x = r.holds(where, r.here(&b), x); x == 0 {
		return matched
	}
	r.matters[mid].owed &^= x
	r.takenUp(id, x)
	r.trigger(ru, step, 0, &b, x, id, uint64(r.entries[id].Happening), mid)
	return matched
}

// usedUp reports whether a sequence was begun or advanced by the act.
func (r *Run) usedUp(mid, id uint32) bool {
	for mid != 0 {
		m := &r.matters[mid]
		if m.cause == id {
			return true
		}
		mid = m.at // of a begun sequence: the step before
	}
	return false
}

// endStep is the last day of a sequence's step passing.
func (r *Run) endStep(mid uint32) {
	m := &r.matters[mid]
	x := m.owed & r.dueBy(m, r.today-1)
	if x == 0 {
		return
	}
	m.owed &^= x
	ru := r.p.rules[m.rule]
	if ru.steps[m.stage].absent {
		b := r.bindingOf(m)
		step := int(m.stage)
		before := r.step
		r.stepDone(ru, step, &b, m.cause, mid)
		if step+1 < len(ru.steps) {
			r.begin(ru, step+1, &b, x, m.cause, happeningOf(m), mid)
		} else {
			r.openDuty(ru, &b, x, m.cause, happeningOf(m))
		}
		r.step = before
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
func (r *Run) openDuty(ru *rule, b *binding, w Mask, cause uint32, happening uint64) Mask {
	be := ru.bearer
	var all Mask
	switch {
	case be == nil:
		all = r.openMatter(ru, b, w, nil, cause, happening)
	case ru.group:
		all = r.openShared(ru, b, w, cause, happening)
	default:
		r.eachHolder(be, b, w, func(v charter.EntityID, in Mask) {
			one := *b
			one.e[be.slot] = v
			all |= r.openMatter(ru, &one, in, nil, cause, happening)
		})
	}
	return all
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
func (r *Run) openShared(ru *rule, b *binding, w Mask, cause uint32, happening uint64) (all Mask) {
	if w&(w-1) == 0 && ru.bearer.plain() { // one world: there is one group
		begin := len(r.sharing)
		r.holdersNow(ru.bearer, b, w)
		if len(r.sharing) > begin {
			all = r.openMatter(ru, b, w, r.sharing[begin:], cause, happening)
		}
		r.sharing = r.sharing[:begin]
		return all
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
			all |= r.openMatter(ru, b, same, r.sharing[begin:], cause, happening)
		}
		r.sharing = r.sharing[:begin]
		w &^= same
	}
	r.sharers = r.sharers[:mark]
	return all
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

// sharer is one who would owe a shared duty, and where.
type sharer struct {
	state charter.EntityID
	in    Mask
}

// openMatter opens one matter of a duty, in the worlds in which it is new.
func (r *Run) openMatter(ru *rule, b *binding, w Mask, group []member, cause uint32, happening uint64) Mask {
	if w = r.holds(ru.while, r.here(b), w); w == 0 {
		return 0
	}
	if r.needsIdentity(ru, cause) {
		if w = r.fresh(r.identify(ru, 0, kept(b, &ru.keep), b, &ru.keepNum, happening), w); w == 0 {
			return 0
		}
	}
	r.tellTaken(cause, w)
	if ru.judge != nil {
		r.openAwaiting(ru, b, kept(b, &ru.keep), w, group, cause, happening)
		return w
	}
	r.openNow(ru, b, w, group, cause, uint32(happening), 0)
	return w
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

// ---- judges ----------------------------------------------------------------------

func (r *Run) awaitJudge(mid uint32) {
	for _, id := range r.awaited {
		if id == mid {
			return
		}
	}
	r.awaited = append(r.awaited, mid)
}

// openAwaiting opens a matter that runs only when its judge says so.
func (r *Run) openAwaiting(ru *rule, b *binding, vals [MaxVars]charter.EntityID, w Mask, group []member, cause uint32, happening uint64) {
	m := matter{owed: w, opened: r.today, due: calendar.Never, cause: cause, happening: uint32(happening), rule: uint16(ru.ID), bound: vals, flags: flagAwaiting | flagQuiet}
	if group != nil {
		m.flags |= flagGroup
	}
	mid := r.addMatter(m)
	s := r.sideOf(mid)
	s.awaiting, s.group = w, append(s.group[:0], group...)
	r.keepNums(mid, &ru.keepNum, b)
	r.emit(Opening, flagAwaits, uint16(ru.ID), mid, cause, w)
	r.awaitJudge(mid)
	if !r.ownJudge(ru.judge, mid) {
		return
	}
	r.eachDue(ru.within, r.today, w, func(due calendar.Day, pw Mask) {
		s := r.sideOf(mid)
		s.dues = append(s.dues, dueIn{due, pw})
		r.deadline(mid, due)
	})
}

// judge takes a judge's word about a trigger or a tender.
func (r *Run) judge(id uint32) {
	e := r.entries[id]
	if e.Extra == 0 || r.extras[e.Extra].Target < 0 {
		return
	}
	x := &r.extras[e.Extra]
	ids := append([]uint32(nil), r.awaited...)
	for i := 1; i < len(ids); i++ {
		for j := i; j > 0 && r.judgeOrder(ids[j], ids[j-1]); j-- {
			ids[j], ids[j-1] = ids[j-1], ids[j]
		}
	}
	for _, mid := range ids {
		ru := r.p.rules[r.matters[mid].rule]
		if r.matters[mid].flags&flagAwaiting != 0 {
			r.judgeTrigger(ru, mid, id, &e, x)
		} else {
			r.judgeTender(ru, mid, &e, x)
		}
	}
	live := r.awaited[:0]
	for _, mid := range r.awaited {
		m := &r.matters[mid]
		if m.owed != 0 && (m.flags&flagAwaiting != 0 || len(r.sides[m.side].tendered) > 0) {
			live = append(live, mid)
		}
	}
	r.awaited = live
}

func (r *Run) judgeOrder(a, b uint32) bool {
	x, y := &r.matters[a], &r.matters[b]
	if x.rule != y.rule {
		return x.rule < y.rule
	}
	return x.age < y.age
}

func (r *Run) judgeIs(j *charter.Judge, ru *rule, m *matter, e *Entry) bool {
	if j == nil || j.Nobody {
		return false
	}
	v := r.judgeOf(j, ru, m)
	return v != 0 && v == r.byOf(e)
}

func (r *Run) judgeTrigger(ru *rule, mid, id uint32, e *Entry, x *Extra) {
	m := &r.matters[mid]
	w := e.Worlds & m.owed
	if w == 0 || !r.judgeIs(ru.judge, ru, m, e) || !r.speaksOf(m.cause, x) {
		return
	}
	r.takenNow |= w
	if e.Act == charter.Denies {
		r.lapse(mid, w, id)
		return
	}
	b := r.bindingOf(m)
	if off := w &^ r.holds(ru.while, r.here(&b), w); off != 0 {
		r.lapse(mid, off, id)
		w &^= off
	}
	m.owed &^= w
	if w == 0 {
		return
	}
	group := r.sides[m.side].group
	cause, happening, age := m.cause, m.happening, m.age
	first := uint32(len(r.matters))
	r.openNow(ru, &b, w, group, cause, happening, age)
	r.continues(first, mid)
}

// speaksOf reports whether a judge's LABEL is the act behind a cause, or tells
// of the same happening.
func (r *Run) speaksOf(cause uint32, x *Extra) bool {
	if cause&(causeFinding|causeDay) != 0 {
		return false
	}
	ex := r.entries[cause].Extra
	return ex != 0 && r.extras[ex].Origin == x.Target || r.entries[cause].Happening == x.TargetHappening
}

// judgeTender takes the judge's word on acts tendered as performance.
func (r *Run) judgeTender(ru *rule, mid uint32, e *Entry, x *Extra) {
	if !r.judgeIs(ru.mustJudge, ru, &r.matters[mid], e) {
		return
	}
	var rest, found []tender
	s := &r.sides[r.matters[mid].side]
	for _, t := range s.tendered {
		w := t.w & e.Worlds & r.matters[mid].owed
		ex := r.entries[t.entry].Extra
		if w == 0 || ex == 0 || r.extras[ex].Origin != x.Target {
			rest = append(rest, t)
			continue
		}
		r.takenNow |= w
		found = append(found, tender{t.entry, w, t.b, t.who})
		if t.w &^= w; t.w != 0 {
			rest = append(rest, t)
		}
	}
	s.tendered = rest
	for _, t := range found {
		if e.Act == charter.Finds {
			r.who = append(r.who[:0], t.who...)
			r.count(ru, mid, t.entry, &t.b, t.w&r.matters[mid].owed)
		}
		s := &r.sides[r.matters[mid].side]
		still := s.overdue & t.w & r.matters[mid].owed
		for _, o := range s.tendered {
			still &^= o.w
		}
		if still != 0 { // its last day passed while the judge was silent
			s.overdue &^= still
			r.at(r.today+1, timerDeadline, int(ru.ID), mid, r.matters[mid].age)
		}
	}
}
