package engine

import (
	"slices"

	"casus/calendar"
	"casus/charter"
)

// Most acts of most records do one of two things: they open a duty whose trigger
// names states and asks for their statuses, or they perform one by its plain
// words. Such a trigger and such a duty are taken straight. What is done is what
// open and meet do, without what the text rules out beforehand: definitions,
// numbers, groups, judges, readings, conditions that stand. The reader of package
// oracle knows no such way and finds the same.

// opening is a trigger that is taken straight.
type opening struct {
	rule        *rule
	id          uint16
	from, until calendar.Day // of the rule
	roles       []roleOf
	tests       []cellTest
	kept        []int16 // variables that the matter keeps
	waits       []waitOf
}

// waitOf is what a matter waits for: under which key, put together from the roles
// of the act that opens it.
type waitOf struct {
	id   int
	keys []placed
}

// placed is a role of an act with its place in a key.
type placed struct {
	place int8
	shift uint8
}

// roleOf is a role of an act with the variable that it binds, or the state that
// has to be in it.
type roleOf struct {
	place  int8
	slot   int8 // -1: entity
	entity charter.EntityID
}

// meeting is performance that is taken straight.
type meeting struct {
	rule *rule
	id   uint16
	wait *watch
}

// straighten finds what can be taken straight, once everything is compiled that
// looks at acts.
func (k *compiler) straighten() {
	for a := range k.p.acts {
		row := &k.p.acts[a]
		row.plain = len(k.p.actStands[a]) == 0 && row.declares < 0 && len(row.notes) == 0 && len(row.guards) == 0 &&
			!row.grave && !row.formal && !row.vote && !row.judge && len(row.legal) == 0 && len(row.bans) == 0
		for i := range row.watches {
			row.watches[i].straight = straightMeeting(&row.watches[i])
		}
		for i := range row.opens {
			u := &row.opens[i]
			alone := (i == 0 || row.opens[i-1].rule != u.rule) && (i+1 == len(row.opens) || row.opens[i+1].rule != u.rule)
			if alone {
				u.straight = straightOpening(u)
			}
		}
	}
	k.p.heard = make([]bool, len(k.p.rules))
	for i := range k.p.rules {
		k.p.heard[i] = len(k.p.heeding[i]) > 0 || len(k.p.ruleStands[i]) > 0 || len(k.p.byRule[i]) > 0
	}
}

// straightMeeting is nil where more has to be asked than whom the act names.
func straightMeeting(g *watchGroup) *meeting {
	ru := g.rule
	if len(g.perform) != 1 || len(g.refusals) > 0 || len(g.steps) > 0 || !ru.Once || ru.group ||
		ru.mustWhere != nil || ru.minimum != nil || ru.mustJudge != nil || ru.judge != nil {
		return nil
	}
	wt := g.perform[0]
	if wt.rule != ru || !wt.plain {
		return nil
	}
	return &meeting{ru, uint16(ru.ID), wt}
}

// straightOpening is nil where more has to be asked than who has which status.
func straightOpening(u *use) *opening {
	ru, p := u.rule, u.pat
	if ru.Kind != charter.DutyRule || len(ru.steps) > 0 || ru.bearer != nil || ru.judge != nil || ru.collides || ru.locals || ru.nums > 0 || ru.dedupe ||
		ru.Unless != nil || ru.While != nil || ru.Paused != nil || ru.within != nil && ru.within.reading != nil ||
		ru.where != nil && ru.where.rest != nil ||
		p.guard != nil || len(p.nums) > 0 || len(p.without) > 0 || len(p.free) > 0 || p.from != calendar.Always || p.until != calendar.Never {
		return nil
	}
	o := &opening{rule: ru, id: uint16(ru.ID), from: ru.From, until: ru.Until}
	for _, rc := range p.roles {
		if rc.slot < 0 {
			return nil
		}
		switch rc.op.kind {
		case slotOperand:
			if rc.op.slot >= MaxVars {
				return nil
			}
			o.roles = append(o.roles, roleOf{place: rc.slot, slot: int8(rc.op.slot)})
		case constOperand:
			o.roles = append(o.roles, roleOf{place: rc.slot, slot: -1, entity: rc.op.entity})
		default:
			return nil
		}
	}
	if ru.where != nil {
		o.tests = ru.where.tests
	}
	for _, t := range o.tests {
		if t.slot >= MaxVars {
			return nil
		}
	}
	for i, keep := range ru.keep {
		if keep {
			o.kept = append(o.kept, int16(i))
		}
	}
	for _, wt := range slices.Concat(ru.must, ru.refusals) {
		w := waitOf{id: wt.id}
		for _, key := range wt.keys {
			at := slices.IndexFunc(o.roles, func(c roleOf) bool { return c.slot == key.bound })
			if at < 0 {
				return nil
			}
			w.keys = append(w.keys, placed{o.roles[at].place, uint8(16 * len(w.keys))})
		}
		o.waits = append(o.waits, w)
	}
	return o
}

// openStraight opens what an act triggers, unless it has to be asked whether it
// was opened before.
func (r *Run) openStraight(o *opening, e *Entry, id uint32) {
	if r.today < o.from || r.today >= o.until {
		return
	}
	var b [MaxVars]charter.EntityID
	for i := range o.roles {
		c := &o.roles[i]
		v := e.Roles[c.place]
		switch {
		case v == 0:
			return
		case c.slot < 0:
			if v != c.entity {
				return
			}
		case b[c.slot] == 0:
			b[c.slot] = v
		case b[c.slot] != v:
			return
		}
	}
	w := e.Worlds
	for i := range o.tests {
		t := &o.tests[i]
		if w &= r.cells[t.cell+int(b[t.slot])]; w == 0 {
			return
		}
	}
	r.takenNow |= w
	mid, m := r.newMatter()
	m.owed, m.opened, m.due, m.cause, m.happening, m.rule = w, r.today, calendar.Never, id, e.Happening, o.id
	for _, i := range o.kept {
		m.bound[i] = b[i]
	}
	if ru := o.rule; ru.within != nil {
		m.due = r.today.Add(ru.within.period)
		r.at(m.due+1, timerDeadline, int(o.id), mid, m.age)
	}
	for _, wt := range o.waits {
		var vals uint64
		for _, k := range wt.keys {
			vals |= uint64(e.Roles[k.place]) << (k.shift & 63)
		}
		r.link(&r.waitIndex, packedKey(3, wt.id, vals), mid)
	}
	if o.rule.tells || r.tellAll {
		r.emit(Opening, 0, o.id, mid, id, w)
		m.flags |= flagQuiet
	}
	if id > r.dayStart {
		r.lookBack(o.rule, mid)
	}
}

// meetStraight lets an act perform the oldest matter that it fits.
func (r *Run) meetStraight(s *meeting, e *Entry, id uint32) {
	t := &r.waitIndex
	if t.used == 0 {
		return
	}
	place := t.find(s.wait.entryKey(e))
	last := t.heads[place]
	if last == 0 {
		return
	}
	w := e.Worlds
	for prev := last; ; {
		at := r.waits[prev].next
		mid := r.waits[at].matter
		m := &r.matters[mid]
		r.steps++
		if x := w & m.owed; x != 0 && m.rule == s.id && s.wait.names(m, e) {
			w &^= x
			r.takenNow |= x
			r.use(s.rule, id, x)
			r.fulfil(s.rule, mid, id, x)
		}
		if m.owed == 0 { // it is over
			r.unlink(&t.heads[place], prev, at)
		} else {
			prev = at
		}
		if w == 0 || at == last {
			return
		}
	}
}
