package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// take notes that a rule has taken up the happening of a cause that is an act.
func (r *run) take(c cause) {
	if c.kind == byAct {
		r.takenUp[c.happening] = true
	}
}

// begin is what follows when an alternative of a rule's `when` is met, with the
// binding of the match: a sequence, a matter, or the effects of a consequence.
// give says what becomes of those effects: given at once, or held back until
// the act has been taken.
func (r *run) begin(rule *charter.Rule, t *charter.Trigger, b binding, c cause, dec *decision, give func(heldBack)) {
	q := r.now(b).deciding(dec)
	if !q.holdsAll(rule.Where) {
		return
	}
	switch rule.Kind {
	case charter.DutyRule:
		if len(rule.Steps) == 0 {
			r.openDuty(rule, b, c, dec)
			return
		}
		b = b.only(usedAfter(rule, 0))
		if !r.reach(reach{rule.ID, 0, b, c}) {
			return
		}
		r.take(c)
		s := &sequence{age: r.nextAge(), rule: rule.ID, b: b, cause: c, day: r.day, dec: dec}
		if c.kind == byAct {
			s.used = []int{c.act}
		}
		r.seqs = append(r.seqs, s)
		r.lookBackStep(s)
	case charter.ProcedureRule:
		r.openProcedure(rule, t, b, c, dec)
	case charter.ConsequenceRule:
		r.fire(rule, b, c, dec, give)
	}
}

// reach notes that a sequence stands at a place, unless one has stood there
// before.
func (r *run) reach(at reach) bool {
	for _, x := range r.reached {
		if x.rule == at.rule && x.step == at.step && x.b.equal(at.b) && x.cause.same(at.cause) {
			return false
		}
	}
	r.reached = append(r.reached, at)
	return true
}

// stepDue is the last day on which the next step may come.
func (r *run) stepDue(s *sequence) calendar.Day {
	step := r.c.Rules[s.rule].Steps[s.step]
	return s.day.Add(r.period(step.Within, s.day))
}

// lookBackStep shows a sequence just begun or advanced the acts of the day
// already taken.
func (r *run) lookBackStep(s *sequence) {
	step := s.step
	for i := r.today; i < r.taken; i++ {
		if s.over || s.step != step {
			return
		}
		if !contains(s.used, i) {
			r.showStep(s, r.acts[i])
		}
	}
}

// showStep shows an act to a sequence: it advances it by one step at most, or
// ends it where the step is that no such act comes.
func (r *run) showStep(s *sequence, a *act) {
	c := cause{kind: byAct, act: a.number, finding: -1, happening: a.happening}
	r.offerStep(s, c, s.dec, func(t *charter.Trigger, b binding) []binding {
		if t.Act == nil {
			return nil
		}
		if bound, ok := r.now(b).match(t.Act, a); ok {
			return []binding{bound}
		}
		return nil
	})
}

// offerStep shows an act, a finding or a date to the next step of a sequence.
func (r *run) offerStep(s *sequence, c cause, dec *decision, try func(*charter.Trigger, binding) []binding) {
	if r.day > r.stepDue(s) {
		return
	}
	if dec == nil {
		dec = s.dec
	}
	step := r.c.Rules[s.rule].Steps[s.step]
	for _, t := range step.When {
		for _, b := range try(t, s.b) {
			// The `where` of an absence tells which acts would end it.
			if !r.now(b).deciding(dec).holdsAll(step.Where) {
				continue
			}
			if step.Absent {
				s.over = true
				return
			}
			r.take(c)
			if c.kind == byAct {
				s.used = append(s.used, c.act)
			}
			s.cause, s.dec = c, dec
			r.advance(s, b)
			return
		}
	}
}

// advance puts a sequence at its next step, or opens the matter.
func (r *run) advance(s *sequence, b binding) {
	rule := r.c.Rules[s.rule]
	s.step++
	s.day = r.day
	if s.step == len(rule.Steps) {
		s.over = true
		r.openDuty(rule, b, s.cause, s.dec)
		return
	}
	s.b = b.only(usedAfter(rule, s.step))
	if !r.reach(reach{s.rule, s.step, s.b, s.cause}) {
		s.over = true
		return
	}
	r.lookBackStep(s)
}

// bearers are the holders whom a quantifier means, in order of code.
func (r *run) bearers(br *charter.Bearer, b binding, dec *decision) []charter.EntityID {
	var out []charter.EntityID
	for i := 1; i < len(r.v.Entities); i++ {
		e := charter.EntityID(i)
		bound := b.with(br.Var, value{set: true, entity: e})
		if r.isBearer(br, r.now(bound).deciding(dec)) {
			out = append(out, e)
		}
	}
	return out
}

// isBearer reports whether the entity bound to a bearer's variable is one.
func (r *run) isBearer(br *charter.Bearer, q reading) bool {
	x, ok := q.b.get(br.Var)
	if !ok {
		return false
	}
	switch {
	case br.ByKind:
		ok = r.v.IsKind(x.entity, br.Kind)
	case br.Status == charter.ParticipantStatus:
		ok = q.dec != nil && contains(q.dec.bound, x.entity)
	default:
		ok = r.holds(br.Family, br.Status, x.entity, 0, q.tick)
	}
	if !ok {
		return false
	}
	for _, t := range br.Except {
		if e, known := q.entity(t); known && e == x.entity {
			return false
		}
	}
	for _, s := range br.ExceptStatus {
		if r.holds(br.Family, s, x.entity, 0, q.tick) {
			return false
		}
	}
	return q.holdsAll(br.Where)
}

// openDuty opens the matters of a duty whose last step is done.
func (r *run) openDuty(rule *charter.Rule, b binding, c cause, dec *decision) {
	if rule.Bearer == nil || rule.Quant == syntax.NoQuantifier {
		var group []charter.EntityID
		if e, ok := r.byTerm(rule, b); ok {
			group = []charter.EntityID{e}
		}
		r.openMatter(rule, b.only(usedOpen(rule)), group, c, dec)
		return
	}
	holders := r.bearers(rule.Bearer, b, dec)
	b = b.only(usedOpen(rule))
	if rule.Quant != syntax.Each {
		if len(holders) > 0 {
			r.openMatter(rule, b, holders, c, dec)
		}
		return
	}
	for _, e := range holders {
		bound := b.with(rule.Bearer.Var, value{set: true, entity: e})
		r.openMatter(rule, bound, []charter.EntityID{e}, c, dec)
	}
}

// byTerm is the bearer of a duty without a quantifier.
func (r *run) byTerm(rule *charter.Rule, b binding) (charter.EntityID, bool) {
	if len(rule.Must) == 0 {
		return 0, false
	}
	for _, rt := range rule.Must[0].Roles {
		if rt.Role == syntax.By {
			return r.now(b).entity(rt.Term)
		}
	}
	return 0, false
}

// openMatter opens one matter, unless what makes it the same has opened it
// before, or its `while` is false.
func (r *run) openMatter(rule *charter.Rule, b binding, group []charter.EntityID, c cause, dec *decision) {
	for _, m := range r.matters {
		if m.rule == rule.ID && m.b.equal(b) && m.cause.same(c) {
			return
		}
	}
	m := &matter{
		rule: rule.ID, b: b, cause: c, dec: dec, opened: r.day, due: calendar.Never,
		quant: rule.Quant, atLeast: rule.AtLeast, group: group,
		acted: map[charter.EntityID]bool{}, breach: -1,
	}
	if !r.readOn(m).holdsAll(rule.While) {
		return
	}
	r.take(c)
	m.age = r.nextAge()
	r.matters = append(r.matters, m)
	if rule.Judge != nil {
		r.awaitJudge(rule, m)
		return
	}
	r.start(m)
}

// awaitJudge leaves a matter to its judge. It falls due only where the judge is
// the bearer.
func (r *run) awaitJudge(rule *charter.Rule, m *matter) {
	m.state = awaiting
	if r.judges(rule.Judge, m, m.single()) {
		m.due = m.opened.Add(r.period(rule.Within, r.day))
	}
	f := r.aboutMatter(Opening, m)
	f.Awaits = r.judgeName(rule.Judge, m)
	r.emit(f)
}

// start starts the clock of a matter that is open from today.
func (r *run) start(m *matter) {
	rule := r.c.Rules[m.rule]
	m.state = open
	m.opened = r.day
	m.due = r.day.Add(r.period(rule.Within, r.day))
	r.emit(r.aboutMatter(Opening, m))
	if r.excusedNow(m) {
		r.excuse(m)
		return
	}
	r.readPause(m)
	r.lookBack(m)
	if m.state == open {
		r.collide(m)
	}
}

// lookBack shows a matter just opened the acts of the day already taken.
func (r *run) lookBack(m *matter) {
	rule := r.c.Rules[m.rule]
	for i := r.today; i < r.taken && m.state == open; i++ {
		a := r.acts[i]
		if m.cause.kind == byAct && m.cause.act == i {
			continue
		}
		if rule.Once && r.used[r.versions(rule)[0]][i] {
			continue
		}
		if members, ok := r.fits(m, a); ok {
			r.perform(m, a, members, r.performance(rule, a))
		}
		if m.state == open {
			r.refused(m, a)
		}
	}
}
