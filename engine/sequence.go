package engine

import (
	"slices"

	"casus/calendar"
)

// begin puts a sequence before its next step.
func (r *Run) begin(ru *rule, next int, b *binding, w Mask, cause uint32, happening uint64, prev uint32) {
	vals := kept(b, &ru.keepAt[next])
	if r.needsIdentity(ru, cause) {
		if w = r.fresh(r.identify(ru, uint8(next+1), vals, b, &ru.keepNumAt[next], happening), w); w == 0 {
			return
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
		before := r.step
		r.stepDone(ru, int(m.stage), &b, m.cause, mid)
		r.goOn(ru, int(m.stage), 0, &b, x, m.cause, happeningOf(m), mid)
		r.step = before
	}
}
