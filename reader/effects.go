package reader

import (
	"casus/calendar"
	"casus/charter"
)

// holdBack keeps effects until the act has been through all its steps.
func (r *run) holdBack(h heldBack) { r.held = append(r.held, h) }

// giveHeld gives the effects held back, in order.
func (r *run) giveHeld() {
	held := r.held
	r.held = nil
	for _, h := range held {
		r.giveAtOnce(h)
	}
}

// giveAtOnce gives effects, in order: section 9. `if` is read here, before any
// delay, each after the effects before it.
func (r *run) giveAtOnce(h heldBack) {
	for _, e := range h.effects {
		if !r.now(h.b).deciding(h.dec).holdsAll(e.If) {
			continue
		}
		f := &effect{
			rule: h.rule, e: e, b: h.b, happening: h.happening, dec: h.dec, due: r.day,
		}
		f.given, f.born = r.day, r.nextTick()
		if r.fallsAway(f) {
			continue
		}
		r.effects = append(r.effects, f)
		switch {
		case e.After != nil:
			f.due = r.day.Add(r.period(e.After, r.day))
		case e.OnForce:
			f.due = max(r.day, r.textOf(h.rule).From)
		}
		if f.due > r.day {
			f.pending = true
			continue
		}
		r.takeHold(f)
	}
}

// fallsAway reports whether a change that waits is kept off by its `unless`.
// Phrases and findings in it are those since the change was given.
func (r *run) fallsAway(f *effect) bool {
	if f.e.Unless == nil {
		return false
	}
	q := r.now(f.b).deciding(f.dec)
	q.from, q.fromTick = f.given, f.born
	return q.holds(f.e.Unless)
}

// fallenAway takes back the changes that wait and whose `unless` now holds.
func (r *run) fallenAway() {
	for _, f := range r.effects {
		if f.pending && r.fallsAway(f) {
			f.pending = false
		}
	}
}

func (r *run) textOf(rule int) *charter.Text {
	x := r.c.Rules[rule]
	return r.c.Families[x.Family].Texts[x.Text]
}

// takeHold lets an effect that is due take hold, once its `once` holds.
func (r *run) takeHold(f *effect) {
	if !r.now(f.b).deciding(f.dec).holdsAll(f.e.Once) {
		f.pending, f.waits = true, true
		return
	}
	f.pending, f.waits = false, false
	if f.e.Change == nil {
		r.excuseAll(f)
		return
	}
	q := r.now(f.b)
	entity, ok := q.entity(f.e.Change.Term)
	if !ok {
		return
	}
	with := charter.EntityID(0)
	if f.e.Change.With != nil {
		if with, ok = q.entity(*f.e.Change.With); !ok {
			return
		}
	}
	if f.e.Change.Ceases {
		r.cease(f, entity, with)
		return
	}
	r.become(f, entity, with)
}

// become adds a ground; the change is found only if the status was not held.
func (r *run) become(f *effect, entity, with charter.EntityID) {
	c := f.e.Change
	held := r.holds(c.Family, c.Status, entity, with, r.tick)
	g := &ground{
		family: c.Family, status: c.Status, entity: entity, with: with,
		born: r.nextTick(), begun: r.day, ends: calendar.Never, from: f,
	}
	if f.e.For != nil {
		g.ends = r.day.Add(r.period(f.e.For, r.day))
	}
	r.grounds = append(r.grounds, g)
	if !held {
		r.changed(f, g, false)
	}
}

// cease ends all grounds of a status; of a pair's, with everybody if nobody is
// named.
func (r *run) cease(f *effect, entity, with charter.EntityID) {
	c := f.e.Change
	for _, g := range r.grounds {
		if g.family == c.Family && g.status == c.Status && g.entity == entity &&
			(with == 0 || g.with == with) && g.died == 0 {
			r.endGround(g, f)
		}
	}
}

// endGround ends one ground, and the status with the last. by is the effect
// that ended it.
func (r *run) endGround(g *ground, by *effect) {
	g.died = r.nextTick()
	if !r.holds(g.family, g.status, g.entity, g.with, r.tick) {
		r.changed(by, g, true)
	}
}

func (r *run) changed(f *effect, g *ground, ceases bool) {
	r.emit(&finding{Finding: Finding{
		Kind: Status, Rule: f.rule, Rule2: -1, Day: r.day,
		Opened: calendar.Always, Due: calendar.Never, Happening: f.happening,
		Status: &StatusChange{g.family, g.status, g.entity, g.with, ceases},
	}, bearer: -1})
}

// excuseAll excuses the open matters and standing breaches that have the roles
// named, by order of rule, then of age.
func (r *run) excuseAll(f *effect) {
	q := r.now(f.b)
	for _, id := range f.e.Excuse {
		for _, m := range r.matters {
			if m.rule != id || m.state != open && m.state != breached {
				continue
			}
			about := r.aboutMatter(Excuse, m)
			if m.state == breached {
				about = r.finds[m.breach]
			}
			if len(q.matchRoles(f.e.ExcuseRoles, about)) > 0 {
				r.excuse(m)
			}
		}
		for _, b := range r.finds {
			if b.Kind != Breach || b.Rule != id || b.ended != 0 || r.c.Rules[id].Kind != charter.BanRule {
				continue
			}
			if len(q.matchRoles(f.e.ExcuseRoles, b)) > 0 {
				b.ended = r.nextTick()
				excused := b.Finding
				excused.Kind, excused.Day = Excuse, r.day
				r.emit(&finding{Finding: excused, bearer: -1})
			}
		}
	}
}

// grantBefore gives the statuses that texts gave before the first day.
func (r *run) grantBefore(first calendar.Day) {
	for _, f := range r.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Since < first {
					r.grantByText(f.ID, g)
				}
			}
		}
	}
}

// grantByText adds a ground that is found nowhere.
func (r *run) grantByText(family int, g charter.Grant) {
	r.grounds = append(r.grounds, &ground{
		family: family, status: g.Status, entity: g.Entity, with: g.With,
		born: r.nextTick(), begun: max(g.Since, calendar.Always), ends: calendar.Never,
	})
}

// delayedChanges lets the effects of one rule that are due today take hold, and
// ends the grounds whose time is up, by age of the effect.
func (r *run) delayedChanges(rule *charter.Rule) {
	for i := 0; i < len(r.effects); i++ {
		f := r.effects[i]
		if f.rule != rule.ID {
			continue
		}
		if f.pending && !f.waits && f.due == r.day {
			if r.fallsAway(f) {
				f.pending = false
				continue
			}
			r.takeHold(f)
			r.cascade()
		}
		for _, g := range r.grounds {
			if g.from == f && g.died == 0 && g.ends == r.day {
				r.endGround(g, f)
				r.cascade()
			}
		}
	}
}

// untils ends the grounds whose `until` holds, oldest first. Phrases and
// findings in it are those since the ground began.
func (r *run) untils() {
	for i := 0; i < len(r.grounds); i++ {
		g := r.grounds[i]
		if g.died != 0 || g.from == nil || g.from.e.Until == nil {
			continue
		}
		q := r.now(g.from.b).deciding(g.from.dec)
		q.from, q.fromTick = g.begun, g.born
		if q.holds(g.from.e.Until) {
			r.endGround(g, g.from)
			r.cascade()
		}
	}
}

// onces lets pending effects take hold whose `once` now holds, oldest first.
func (r *run) onces() {
	for i := 0; i < len(r.effects); i++ {
		if f := r.effects[i]; f.pending && f.waits {
			r.takeHold(f)
			r.cascade()
		}
	}
}

// fire gives the effects of a consequence, once for each binding and happening.
func (r *run) fire(rule *charter.Rule, b binding, c cause, dec *decision, give func(heldBack)) {
	bindings := []binding{b}
	if rule.Bearer != nil {
		bindings = nil
		for _, e := range r.bearers(rule.Bearer, b, dec) {
			bindings = append(bindings, b.with(rule.Bearer.Var, value{set: true, entity: e}))
		}
	}
	for _, bound := range bindings {
		if rule.Unless != nil && r.now(bound).deciding(dec).holds(rule.Unless) {
			continue
		}
		if r.hasFired(rule, bound, c) {
			continue
		}
		r.fired = append(r.fired, firing{rule.ID, bound, c})
		r.take(c)
		give(heldBack{rule.ID, rule.Effects, bound, c.happening, dec})
	}
}

func (r *run) hasFired(rule *charter.Rule, b binding, c cause) bool {
	for _, f := range r.fired {
		if f.rule == rule.ID && f.b.equal(b) && f.cause.same(c) {
			return true
		}
	}
	return false
}
