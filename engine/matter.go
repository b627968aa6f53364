package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// matterHas is where a matter's findings, now or at its breach, have the given
// roles; an unbound variable stands for anybody, but for the same one throughout.
func (r *Run) matterHas(mid uint32, roles []roleValue, b binding, w Mask) Mask {
	m := &r.matters[mid]
	ru := r.p.rules[m.rule]
	own := r.bindingOf(m)
	bearers := -1
	for i, want := range roles {
		found := false
		for _, rv := range r.rolesOf(ru, m) {
			if rv.role != want.role {
				continue
			}
			if m.flags&flagGroup != 0 && rv.op.kind == slotOperand && int(rv.op.slot) == ru.bearerSlot {
				bearers, found = i, true
			} else if v := r.value(rv.op, &own); v != 0 {
				found = r.bindAll([]operand{want.op}, [4]charter.EntityID{v}, &b)
			}
		}
		if !found {
			return 0
		}
	}
	if bearers < 0 {
		return w
	}
	s := &r.sides[m.side]
	if len(s.group) > 1 && !ru.Answers {
		return 0
	}
	var got Mask
	for _, g := range s.group {
		one := b
		if !r.bindAll([]operand{roles[bearers].op}, [4]charter.EntityID{g.state}, &one) {
			continue
		}
		in := w
		for _, f := range s.fell {
			if ru.Quant != syntax.Some { // the breach names those who had not acted
				in &^= s.doneBy(g.state, f.finding) & f.w
			}
		}
		got |= in
	}
	return got
}

// Matter is what a run knows of a matter, for people and for package docket.
type Matter struct {
	Rule      int
	Bound     [MaxVars]charter.EntityID
	Group     []charter.EntityID
	Opened    calendar.Day
	Cause     uint32
	Happening uint32
	Worlds    Mask // in which it is still open
	Breached  Mask // in which its breach stands
	Waiting   bool // a sequence begun
	Stage     int
	Ban       bool
	Procedure bool
	Awaiting  bool
	At        int // number of findings there were when it arose
	More      int // in a run that forgets: how many breaches like this one stand with it
}

// Matters is the number of matters; they are numbered from 1 to it less one.
func (r *Run) Matters() int { return len(r.matters) }

// Matter returns what is known of a matter.
func (r *Run) Matter(id uint32) Matter {
	m := &r.matters[id]
	out := Matter{Rule: int(m.rule), Bound: m.bound, Opened: m.opened, Cause: m.cause, Happening: m.happening, Worlds: m.owed &^ m.breached, Breached: m.breached,
		Waiting: m.flags&flagWaiting != 0, Stage: int(m.stage), Ban: m.flags&flagBan != 0, Procedure: m.flags&flagProcedure != 0,
		Awaiting: m.flags&flagAwaiting != 0, At: int(m.at), More: int(m.more)}
	if m.side != 0 {
		for _, g := range r.sides[m.side].group {
			out.Group = append(out.Group, g.state)
		}
	}
	return out
}

// Standing are the worlds in which a matter is open, and those in which its breach
// stands.
func (r *Run) Standing(id uint32) (open, breached Mask) {
	m := &r.matters[id]
	return m.owed &^ m.breached, m.breached
}

// RuleOf is the rule of a matter.
func (r *Run) RuleOf(id uint32) int { return int(r.matters[id].rule) }

// Arose is what set a matter going, as Source reads it, and the day it opened.
func (r *Run) Arose(id uint32) (cause uint32, opened calendar.Day) {
	return r.matters[id].cause, r.matters[id].opened
}

// Shared reports whether a matter is owed by several together.
func (r *Run) Shared(id uint32) bool {
	m := &r.matters[id]
	return m.side != 0 && len(r.sides[m.side].group) > 0
}

// LastDays are the earliest and the latest of a matter's last days in some worlds.
func (r *Run) LastDays(id uint32, w Mask) (lo, hi calendar.Day) {
	m := &r.matters[id]
	lo, hi = calendar.Never, calendar.Always
	widen := func(day calendar.Day) { lo, hi = min(lo, day), max(hi, day) }
	if m.side != 0 {
		dues := r.sides[m.side].dues
		for i := len(dues) - 1; i >= 0; i-- { // the last that is of a world counts there
			if d := &dues[i]; d.w&w != 0 && d.day > calendar.Always {
				widen(d.day)
				w &^= d.w
			}
		}
	}
	if w != 0 {
		widen(m.due)
	}
	return lo, hi
}

// Due is a matter's last day in one world; calendar.Never if it has none.
func (r *Run) Due(id uint32, world int) calendar.Day {
	m := &r.matters[id]
	if m.side != 0 {
		day := calendar.Always
		for _, d := range r.sides[m.side].dues {
			if d.w>>world&1 != 0 {
				day = d.day
			}
		}
		if day > calendar.Always {
			return day
		}
	}
	return m.due
}

// MatterRoles are the roles of a matter's findings, its whole group under the
// bearer's role.
func (r *Run) MatterRoles(id uint32) []RoleStates {
	m := &r.matters[id]
	ru := r.p.rules[m.rule]
	b := r.bindingOf(m)
	var out []RoleStates
	for _, rv := range r.rolesOf(ru, m) {
		rs := RoleStates{Role: rv.role}
		if m.flags&flagGroup != 0 && rv.op.kind == slotOperand && int(rv.op.slot) == ru.bearerSlot {
			for _, g := range r.sides[m.side].group {
				rs.States = append(rs.States, g.state)
			}
		} else if v := r.value(rv.op, &b); v != 0 {
			rs.States = []charter.EntityID{v}
		}
		if len(rs.States) > 0 {
			out = append(out, rs)
		}
	}
	sortRoles(out)
	return out
}

// Changes are the changes of status, in order; a Status finding's Matter
// indexes them.
func (r *Run) Changes() []Change { return r.changes }

// Steps counts the work of a run in a unit that does not depend on the
// machine: acts taken and list places walked.
func (r *Run) Steps() uint64 { return r.steps }

// PairHolder is a pair that has ever held a status of pairs.
type PairHolder struct {
	A, B   charter.EntityID
	Worlds Mask
}

// PairHolders lists the pairs that hold a status of pairs, in the order in
// which they came to it.
func (r *Run) PairHolders(family, status int) []PairHolder {
	var out []PairHolder
	for _, k := range r.pairOrder[r.p.statusBase[family][status]] {
		if w := r.pairCells[k]; w != 0 {
			out = append(out, PairHolder{k.a, k.b, w})
		}
	}
	return out
}

// EverHeld lists who has ever held a status of one entity, in order of codes.
func (r *Run) EverHeld(family, status int) []charter.EntityID {
	return r.members[r.statusIndex(family, status)]
}

// Judge is who had to say, on the day the matter began to wait, that its trigger
// happened; 0 for nobody.
func (r *Run) Judge(id uint32) charter.EntityID {
	m := &r.matters[id]
	ru := r.p.rules[m.rule]
	if ru.judge == nil || ru.judge.Nobody {
		return 0
	}
	today := r.today // a body is what it was on the day
	r.today = m.opened
	defer func() { r.today = today }()
	return r.judgeOf(ru.judge, ru, m)
}
