package engine

import (
	"casus/calendar"
	"casus/charter"
)

// awaitJudge lists a matter among those of which a judge has still to speak.
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
