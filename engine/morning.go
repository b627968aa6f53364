package engine

import (
	"cmp"
	"slices"
	"sort"

	"casus/calendar"
	"casus/charter"
)

// ---- the morning -------------------------------------------------------------------

// prepareDays sets the timers of texts and of the calendar.
func (r *Run) prepareDays(first calendar.Day) {
	for f, fam := range r.p.Case.Families {
		for _, t := range fam.Texts {
			for g := range t.Grants {
				gr := &t.Grants[g]
				if gr.Since < first || gr.Since <= calendar.Always {
					r.grant(f, gr)
					continue
				}
				r.textDays = append(r.textDays, textDay{day: gr.Since, grant: gr, fam: f})
				r.at(gr.Since, timerText, 0, uint32(len(r.textDays)-1), uint32(len(r.textDays)))
			}
		}
	}
	if len(r.p.underWay) > 0 && !r.p.reachTimed {
		r.textMornings(first)
	}
	for _, ru := range r.p.rules {
		if ru.Until < calendar.Never && ru.OpenMatters != charter.Continue {
			r.textDays = append(r.textDays, textDay{day: ru.Until, rule: ru})
			r.at(ru.Until, timerText, ru.ID+1, uint32(len(r.textDays)-1), uint32(len(r.textDays)))
		}
	}
	for i, cu := range r.p.calendar {
		day := cu.date.Start.Add(cu.date.Offset)
		if !cu.date.Every.IsZero() {
			day = cu.date.Start.Add(cu.date.Every)
		}
		if day > calendar.Always && day < calendar.Never {
			// Before its text is in force a rule sees no date, and no sequence of it waits.
			if from := max(first, cu.rule.From); day < from {
				day = r.nextFire(&cu, from)
			}
			age := uint32(i)
			if cu.step < 0 {
				age += 1 << 20
			}
			r.at(day, timerCalendar, cu.rule.ID, uint32(i), age)
		}
	}
}

// textMornings opens the mornings on which texts begin and end, even where
// nothing else falls due.
func (r *Run) textMornings(first calendar.Day) {
	for _, fam := range r.p.Case.Families {
		for _, t := range fam.Texts {
			for _, day := range [2]calendar.Day{t.From, t.Until} {
				if day >= first && day > calendar.Always && day < calendar.Never {
					r.reachMorning(day)
				}
			}
		}
	}
}

// reachMorning opens a morning on which bans may come to reach what is under
// way, even where nothing else falls due.
func (r *Run) reachMorning(day calendar.Day) {
	r.textDays = append(r.textDays, textDay{day: day})
	r.at(day, timerText, 0, uint32(len(r.textDays)-1), uint32(len(r.textDays)))
}

// nextFire is the first firing of a calendar trigger on or after d.
func (r *Run) nextFire(cu *calendarUse, d calendar.Day) calendar.Day {
	every, start := cu.date.Every, cu.date.Start
	if every.IsZero() {
		return calendar.Never
	}
	firing := func(n int) calendar.Day { return start.Add(every.Times(int32(n))) }
	// No month has more than 31 days: so many times are over before d.
	before := max(0, (int(d)-int(start))/(31*int(every.Months)+int(every.Days))-1)
	n, ahead := before+1, 1
	for firing(n) < d {
		before, n, ahead = n, n+ahead, 2*ahead
	}
	return firing(before + 1 + sort.Search(n-before-1, func(i int) bool { return firing(before+1+i) >= d }))
}

func (r *Run) grant(f int, g *charter.Grant) {
	if r.trace != nil {
		r.trace.Granted[g] = uint32(len(r.findings))
	}
	r.addGround(ground{w: r.worlds, cell: r.p.statusBase[f][g.Status], entity: g.Entity, with: g.With, family: f, status: g.Status, since: g.Since, age: r.nextAge(), cause: causeDay})
	for _, s := range r.p.cellStands[f][g.Status] {
		r.touch(s)
	}
}

// morning does what falls due as today begins.
func (r *Run) morning() {
	r.spent = r.spent[:0]
	r.guards = r.guards[:0]
	due := r.agenda.due(r.today)
	for i := 0; i < len(due); i++ {
		t := &due[i]
		switch t.kind {
		case timerDeadline:
			r.fallAny(t.id)
		case timerEffect:
			p := r.pendings[t.id]
			r.pendings[t.id].w = 0
			if p.w &^= r.revoked(&p.heldEffect, p.w); p.w != 0 {
				r.whenOnce(p)
			}
		case timerEnd:
			en := r.endings[t.id]
			r.endGround(en.ground, en.w, false)
		case timerText:
			r.textChange(&r.textDays[t.id])
		case timerCalendar:
			n := i + 1
			for n < len(due) && due[n].kind == timerCalendar && due[n].rule == t.rule {
				n++
			}
			r.fireCalendar(due[i:n])
			i = n - 1
		}
		if len(r.held) > 0 {
			r.release()
		}
		if int(r.cascaded) < len(r.findings) {
			r.cascade()
		}
	}
	for _, s := range r.p.timed {
		r.touch(s)
	}
	if r.anyDirty || r.lasting > 0 {
		r.settle()
	}
}

func (r *Run) fallAny(mid uint32) {
	m := &r.matters[mid]
	switch {
	case m.owed == 0:
	case m.flags&flagWaiting != 0:
		r.endStep(mid)
	case m.flags&flagProcedure != 0:
		r.endProcedure(mid)
	default:
		r.fallDue(mid)
	}
}

// fireCalendar takes the dates of one rule that come today: they take on its
// sequences, oldest first, and begin it anew.
func (r *Run) fireCalendar(due []timer) {
	for _, t := range due {
		if cu := &r.p.calendar[t.id]; !cu.date.Every.IsZero() {
			if next := r.nextFire(cu, r.today+1); cu.step >= 0 || next < cu.rule.Until {
				r.at(next, timerCalendar, cu.rule.ID, t.id, t.age)
			}
		}
	}
	ru := r.p.calendar[due[0].id].rule
	for _, mid := range append([]uint32(nil), r.sequences[ru.ID]...) {
		for _, t := range due {
			if cu := &r.p.calendar[t.id]; cu.step == int(r.matters[mid].stage) {
				r.advanceOnDate(cu, mid)
			}
		}
	}
	for _, t := range due {
		if cu := &r.p.calendar[t.id]; cu.step < 0 && r.inForce(ru) {
			r.trigger(ru, -1, cu.alt, &binding{}, r.worlds, causeDay, ofDay(r.today), 0)
		}
	}
}

// advanceOnDate takes on a sequence whose next step is the date.
func (r *Run) advanceOnDate(cu *calendarUse, mid uint32) {
	m := &r.matters[mid]
	if m.owed == 0 || m.due < r.today {
		return
	}
	b := r.bindingOf(m)
	w := r.holds(cu.rule.steps[cu.step].stage.where, r.here(&b), m.owed)
	if w == 0 {
		return
	}
	r.matters[mid].owed &^= w
	r.trigger(cu.rule, cu.step, cu.alt, &b, w, causeDay, ofDay(r.today), mid)
}

// textChange is what a text does as it comes into force.
func (r *Run) textChange(t *textDay) {
	if t.grant != nil {
		r.grant(t.fam, t.grant)
		return
	}
	ru := t.rule
	if ru == nil { // a day on which bans may come to reach what is under way
		return
	}
	for _, mid := range r.mattersOf(ru.ID) {
		m := &r.matters[mid]
		if m.owed&^m.breached == 0 || m.flags&(flagBan|flagFired) != 0 {
			continue
		}
		if m.flags&flagWaiting != 0 {
			if ru.OpenMatters == charter.LapseAll {
				m.owed = 0
			}
			continue
		}
		if ru.OpenMatters == charter.LapseAll && m.flags&flagProcedure != 0 {
			r.conclude(ru, mid, causeDay, 0, 0, m.owed, r.proc(mid).votes, nil)
			r.release()
		} else if ru.OpenMatters == charter.LapseAll {
			r.lapse(mid, m.owed, causeDay)
		} else if ru.Successor >= 0 {
			r.move(mid, r.p.rules[ru.Successor])
		}
		r.cascade()
	}
}

// mattersOf lists the matters of a rule that still owe something, oldest first.
func (r *Run) mattersOf(rule int) []uint32 {
	var ids []uint32
	for _, mid := range r.owed() {
		if int(r.matters[mid].rule) == rule {
			ids = append(ids, mid)
		}
	}
	slices.SortStableFunc(ids, func(a, b uint32) int { return cmp.Compare(r.matters[a].age, r.matters[b].age) })
	return ids
}

// move hands an open matter to the rule of the same name and kind in the new
// text. It keeps its age; what it owed before it was breached stays behind.
func (r *Run) move(mid uint32, to *rule) {
	m := &r.matters[mid]
	from := r.p.rules[m.rule]
	if to.Kind != from.Kind || to.Kind == charter.DutyRule && (to.Quant != from.Quant || m.flags&flagAwaiting != 0 && to.judge == nil) {
		return
	}
	w := m.owed &^ m.breached
	old := *m
	bound := r.bindingOf(m)
	b := r.carry(&bound, m.flags, from, to)
	if !to.carries(&b) {
		return
	}
	m.owed &^= w
	if to.Kind == charter.ProcedureRule {
		r.moveProcedure(mid, old, from, to, &b, w)
		return
	}
	nm := matter{owed: w, opened: old.opened, due: calendar.Never, cause: old.cause, happening: old.happening, age: old.age, rule: uint16(to.ID),
		bound: kept(&b, &to.keep), flags: old.flags | flagQuiet}
	r.opened[r.identify(to, 0, nm.bound, &b, &to.keepNum, happeningOf(&old))] |= w
	id := r.addMatter(nm)
	r.continues(id, mid)
	if old.side != 0 {
		sd := r.sides[old.side]
		s := r.sideOf(id)
		s.group, s.actions, s.amount, s.some = slices.Clone(sd.group), slices.Clone(sd.actions), slices.Clone(sd.amount), sd.some
		if !sameMinimum(from.Minimum, to.Minimum) {
			s.amount = nil
		}
		s.dec, s.awaiting, s.paused, s.tendered = sd.dec, sd.awaiting, append([]pause(nil), sd.paused...), append([]tender(nil), sd.tendered...)
	}
	r.keepNums(id, &to.keepNum, &b)
	if nm.flags&flagAwaiting != 0 || len(r.matterSide(id).tendered) > 0 {
		r.awaitJudge(id)
	}
	if nm.flags&flagAwaiting == 0 || r.ownJudge(to.judge, id) {
		r.eachDue(to.within, nm.opened, w, func(due calendar.Day, pw Mask) {
			r.setDue(id, max(due, r.today), pw)
		})
	}
	if nm.flags&flagAwaiting != 0 {
		return
	}
	if to.paused == nil && len(r.matterSide(id).paused) > 0 {
		r.resume(id, w)
	}
	for _, wt := range to.must {
		r.await(&r.waitIndex, wt, &r.matters[id], id)
	}
	for _, wt := range to.refusals {
		r.await(&r.waitIndex, wt, &r.matters[id], id)
	}
	if to.Unless != nil || to.While != nil || to.Paused != nil {
		r.rulesOpen[to.ID] = r.enlist(r.rulesOpen[to.ID], id)
		for _, s := range to.standsFor {
			if s >= 0 {
				r.touch(s)
			}
		}
	}
	if to.collides {
		if be := r.bearerOf(to, &r.matters[id]); be != 0 && (nm.flags&flagGroup == 0 || len(r.sides[r.matters[id].side].group) == 1) {
			r.bearing[be] = r.enlist(r.bearing[be], id)
		}
	}
}

// carries reports whether a binding handed over names all that `must` or
// `decided` of the new rule does, but for its bearer and a motion to come, and
// what its trigger would have bound for `refusal`.
func (ru *rule) carries(b *binding) bool {
	need, coming := map[charter.VarID]bool{}, map[charter.VarID]bool{}
	if ru.Kind == charter.ProcedureRule {
		if ru.Moved == nil && ru.Decided == nil {
			return false // its findings would have the roles of another opening
		}
		patternVars(ru.Decided, need)
		patternVars(ru.Moved, coming)
	}
	for _, m := range ru.Must {
		patternVars(m, need)
	}
	if ru.Refusal != nil {
		asks := map[charter.VarID]bool{}
		patternVars(ru.Refusal, asks)
		for v := range asks {
			if ru.binds[v] {
				need[v] = true
			}
		}
	}
	if ru.Bearer != nil {
		coming[ru.Bearer.Var] = true
	}
	for v := range need {
		if coming[v] {
			continue
		}
		switch op := ru.vars[v]; {
		case op.kind == numOperand && b.nBound>>op.slot&1 == 0, op.kind == slotOperand && b.e[op.slot] == 0:
			return false
		}
	}
	return true
}

// matterSide is a matter's side table, or an empty one.
func (r *Run) matterSide(mid uint32) side {
	if s := r.matters[mid].side; s != 0 {
		return r.sides[s]
	}
	return side{}
}

// carry hands a binding over to another rule, by the names of variables.
func (r *Run) carry(old *binding, flags uint8, from, to *rule) (b binding) {
	b.dec = old.dec
	for i, v := range to.Vars {
		for j, o := range from.Vars {
			if v.Name != o.Name || v.Number != o.Number {
				continue
			}
			src, dst := from.vars[j], to.vars[i]
			if v.Number {
				b.n[dst.slot] = old.n[src.slot]
				b.nBound |= old.nBound >> src.slot & 1 << dst.slot
			} else {
				b.e[dst.slot] = old.e[src.slot]
			}
		}
	}
	if flags&flagGroup == 0 && from.bearerSlot >= 0 && to.bearerSlot >= 0 {
		b.e[to.bearerSlot] = old.e[from.bearerSlot]
	}
	return b
}

func (r *Run) moveProcedure(mid uint32, old matter, from, to *rule, b *binding, w Mask) {
	old.owed, old.rule, old.bound = w, uint16(to.ID), kept(b, &allVars)
	var p process
	p.take(r.proc(mid))
	p.opening = r.carry(&p.opening, old.flags, from, to)
	r.opened[r.identify(to, 0, kept(&p.opening, &allVars), &p.opening, &allNums, happeningOf(&old))] |= w
	at := old.at
	old.side = 0
	id := r.addMatter(old)
	r.continues(id, mid)
	r.matters[id].at = at
	s := r.sideOf(id)
	s.proc, s.nums, s.nBound, s.dec = &p, b.n, b.nBound, b.dec
	moved := w & p.moved
	for _, mo := range p.motions {
		if x := mo.w & moved; x != 0 {
			r.eachDue(to.within, r.entries[mo.entry].Day, x, func(due calendar.Day, pw Mask) { r.setDue(id, max(due, r.today), pw) })
			moved &^= x
		}
	}
	if rest := w &^ p.moved; rest != 0 {
		limit := to.within
		if to.moved != nil {
			limit = to.moveWithin
		}
		r.eachDue(limit, old.opened, rest, func(due calendar.Day, pw Mask) { r.setDue(id, max(due, r.today), pw) })
	}
	r.procs[to.ID] = r.enlist(r.procs[to.ID], id)
}
