package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
)

// effectsOf are all effects a rule can have.
func (w *work) effectsOf(r *charter.Rule) []*charter.Effect {
	out := append([]*charter.Effect(nil), r.Effects...)
	out = append(out, r.Adopted...)
	out = append(out, r.Rejected...)
	return append(out, r.Lapsed...)
}

// whyStatus explains a change of status: whose effect it is and why it was
// given, or why what had been given ended.
func (s *teller) whyStatus(id uint32) []*Proof {
	f := &s.findings[id]
	c := s.run.Changes()[f.Matter]
	if c.Rule < 0 || c.Effect == nil {
		return []*Proof{note("It is so by force of the text.")}
	}
	r := s.c.Rules[c.Rule]
	out := []*Proof{s.rule(r)}
	if c.Ceases && c.Effect.Change != nil && !c.Effect.Change.Ceases {
		return append(out, s.whyEnded(id, &c, r)...)
	}
	list, b, ok := s.given(r, c.Effect, c.Cause, s.made(id), func(b *binding) { s.bindChange(c.Effect, &c, b, f) })
	out = append(out, list...)
	if ok {
		out = append(out, s.effectTimes(id, c.Effect, c.Cause, b)...)
	}
	return out
}

// bindChange puts those whose status changed into the rule's variables.
func (w *work) bindChange(e *charter.Effect, c *engine.Change, b *binding, f *engine.Finding) {
	if e.Change == nil {
		return
	}
	w.bindTerm(e.Change.Term, c.Entity, b, f)
	if e.Change.With != nil {
		w.bindTerm(*e.Change.With, c.With, b, f)
	}
}

// effectTimes are the delay and the conditions of an effect.
func (s *teller) effectTimes(id uint32, e *charter.Effect, cause uint32, b *binding) []*Proof {
	at := s.made(id)
	begun := s.causeDay(cause, at)
	start := at
	start.day = begun
	if act, _, isFinding := s.run.Source(cause); act == 0 && !isFinding {
		if r := s.ruleOf(id); r.Kind == charter.ConsequenceRule {
			start = s.calendarMoment(r, e, at)
			begun = start.day
		}
	} else if begun < at.day {
		start = s.dayEnd(cause, at)
	}
	var out []*Proof
	dec := s.decision(s.outcome(cause, id))
	if e.If != nil {
		out = append(out, kids(s.holdsBetween(e.If, false, &ctx{at: start, b: b, since: always, dec: dec}, at.made))...)
	}
	if e.After != nil {
		out = append(out, s.deadline(e.After, begun, at.day, "it takes hold"))
		last := out[len(out)-1]
		plain := begun.Add(s.period(e.After, begun))
		last.Text = "It takes hold " + s.period(e.After, begun).String() + " after " + begun.String() + ", at the start of " + plain.String() + s.readingTail(e.After, begun) + "."
		last.Day = plain
	}
	if e.OnForce {
		out = append(out, note("It takes hold when the text comes into force."))
	}
	if e.Once != nil {
		out = append(out, kids(s.holdsBetween(e.Once, false, &ctx{at: at, b: b, since: always, dec: dec}, at.made))...)
	}
	if e.For != nil {
		end := at.day.Add(s.period(e.For, at.day))
		out = append(out, &Proof{Kind: KindDeadline, Day: end, Holds: true, finding: -1, Text: "It is given for " + s.period(e.For, at.day).String() + s.readingTail(e.For, at.day) + ", that is to the start of " + end.String() + "."})
	}
	return out
}

func (w *work) readingTail(l *charter.Limit, day calendar.Day) string {
	if l.Reading == nil {
		return ""
	}
	return " (" + w.readingWords(*l.Reading, day) + ")"
}

// dayEnd is the moment after all that a cause brought about at once.
func (w *work) dayEnd(cause uint32, at moment) moment {
	act, id, isFinding := w.run.Source(cause)
	if isFinding {
		return moment{w.findings[id].Day, w.trace.Taken[id], id + 1}
	}
	if act != 0 {
		return w.opensAt(act)
	}
	return at
}

// outcome is the decision's finding behind the effect of a procedure, as a
// cause that can be asked for the decision in hand; else the cause itself.
func (w *work) outcome(cause uint32, id uint32) uint32 {
	f := &w.findings[id]
	if f.Rule == engine.NoRule || w.c.Rules[f.Rule].Kind != charter.ProcedureRule {
		return cause
	}
	if o, ok := w.concluded(w.c.Rules[f.Rule], cause, id); ok {
		return w.causeOf(o)
	}
	return cause
}

// causeOf is the cause that a finding is, as Source reads it.
func (w *work) causeOf(id uint32) uint32 { return engine.CauseOf(id) }

// concluded finds the outcome of a procedure that had the cause, the last before
// a finding.
func (w *work) concluded(r *charter.Rule, cause, before uint32) (uint32, bool) {
	if _, o, isFinding := w.run.Source(cause); isFinding && w.findings[o].Rule == uint16(r.ID) {
		switch w.findings[o].Kind {
		case engine.Adoption, engine.Rejection, engine.Lapse:
			return o, true
		}
	}
	for o := int(before) - 1; o >= 0; o-- {
		f := &w.findings[o]
		if f.Worlds&w.bit == 0 || f.Rule != uint16(r.ID) || f.Cause != cause {
			continue
		}
		switch f.Kind {
		case engine.Adoption, engine.Rejection, engine.Lapse:
			return uint32(o), true
		}
	}
	return 0, false
}

// whyEnded explains why a status that was given for a time, or until something
// is so, ended.
func (s *teller) whyEnded(id uint32, c *engine.Change, r *charter.Rule) []*Proof {
	f := &s.findings[id]
	var out []*Proof
	begun := -1
	changes := s.run.Changes()
	for o := int(id) - 1; o >= 0; o-- {
		of := &s.findings[o]
		if of.Kind != engine.Status || of.Worlds&s.bit == 0 {
			continue
		}
		oc := &changes[of.Matter]
		if oc.Effect == c.Effect && oc.Entity == c.Entity && oc.With == c.With && !oc.Ceases && oc.Cause == c.Cause {
			begun = o
			break
		}
	}
	since := s.causeDay(c.Cause, s.made(id))
	if begun >= 0 {
		since = s.findings[begun].Day
		out = append(out, s.finding(uint32(begun)))
	}
	if begun < 0 { // it was held already when it was given
		list, _, _ := s.given(r, c.Effect, c.Cause, s.made(id), func(b *binding) { s.bindChange(c.Effect, c, b, f) })
		out = append(out, list...)
		out = append(out, note("It was held already when it was given, so that nothing changed then."))
	}
	e := c.Effect
	if begun < 0 && e.After != nil {
		since = since.Add(s.period(e.After, since))
	}
	if e.For != nil && since.Add(s.period(e.For, since)) == f.Day {
		return append(out, &Proof{Kind: KindDeadline, Day: f.Day, Holds: true, finding: -1,
			Text: "It was given on " + since.String() + " for " + s.period(e.For, since).String() + s.readingTail(e.For, since) + ", that is to the start of " + f.Day.String() + "."})
	}
	if e.Until != nil {
		t := &teller{work: s.work, said: map[string]bool{}}
		_, b, ok := t.given(r, e, c.Cause, s.made(id), func(b *binding) { s.bindChange(e, c, b, f) })
		if ok {
			after := uint32(0)
			if begun >= 0 {
				after = s.trace.Taken[begun] + 1
			}
			x := s.holdsBetween(e.Until, false, &ctx{at: s.made(id), b: b, since: since, after: after, dec: s.decision(s.outcome(c.Cause, id))}, id)
			out = append(out, note("It was given until something is so, and now it was:"))
			out = append(out, kids(x)...)
		}
	}
	return out
}

// given explains why a rule gave an effect by a cause. bind fills what the
// effect itself tells of the rule's variables.
func (s *teller) given(r *charter.Rule, e *charter.Effect, cause uint32, at moment, bind func(*binding)) ([]*Proof, *binding, bool) {
	b := newBinding(r.Vars)
	if bind != nil {
		bind(b)
	}
	act, id, isFinding := s.run.Source(cause)
	switch r.Kind {
	case charter.PowerRule:
		if isFinding || act == 0 {
			return nil, b, false
		}
		x, ok := s.match(r.May, &s.deeds[act], b, s.before(act))
		if !ok {
			return nil, b, false
		}
		out := []*Proof{s.deed(act, "which the rule gives the power to do").add(guards(x.guards)...)}
		return append(out, s.banConditions(r, x.b, s.before(act))...), x.b, true
	case charter.ProcedureRule:
		o, ok := s.concluded(r, cause, at.made)
		if !ok {
			return nil, b, false
		}
		m := s.run.Matter(s.findings[o].Matter)
		return []*Proof{s.finding(o)}, s.bound(r, &m), true
	case charter.ConsequenceRule:
		return s.fired(r, e, cause, act, id, isFinding, at, b)
	}
	return nil, b, false
}

// fired explains why a consequence fired.
func (s *teller) fired(r *charter.Rule, e *charter.Effect, cause, act, id uint32, isFinding bool, at moment, b *binding) ([]*Proof, *binding, bool) {
	start := s.dayEnd(cause, at)
	if act == 0 && !isFinding {
		start = s.calendarMoment(r, e, at)
	}
	d := done{step: -1, cause: cause, at: start}
	if !s.triggers(r, d, b, act, id, isFinding) {
		return nil, b, false
	}
	if r.Bearer != nil { // whom the effect meets is not bound by the trigger
		keep := b.get(r.Bearer.Var)
		list, nb := s.stepAt(r, d, b, at.made)
		nb = nb.clone()
		nb.set(r.Bearer.Var, keep)
		if keep == 0 { // the effect does not say on whose account it was given: on that of the first
			nb.set(r.Bearer.Var, s.someBearer(r, e, nb, start, at))
		}
		list = append(list, s.isBearer(r.Bearer, nb, start)...)
		return s.notUnless(r, list, nb, start, at), nb, true
	}
	list, nb := s.stepAt(r, d, b, at.made)
	return s.notUnless(r, list, nb, start, at), nb, true
}

// someBearer is the first whom a quantifier ranges over and `unless` does not
// let off.
func (s *teller) someBearer(r *charter.Rule, eff *charter.Effect, b *binding, start, at moment) charter.EntityID {
	first := charter.EntityID(0)
	for e := 1; e < len(s.v.Entities); e++ {
		x := b.clone()
		x.set(r.Bearer.Var, charter.EntityID(e))
		if len(failing(&Proof{Children: s.notUnless(r, s.isBearer(r.Bearer, x, start), x, start, at)})) > 0 {
			continue
		}
		if first == 0 {
			first = charter.EntityID(e)
		}
		given := s.holdsBetween(eff.If, false, &ctx{at: start, b: x, since: always}, at.made)
		due := s.holdsBetween(eff.Once, false, &ctx{at: at, b: x, since: always}, at.made)
		if (given == nil || given.Holds) && (due == nil || due.Holds) {
			return charter.EntityID(e)
		}
	}
	return first
}

func (s *teller) notUnless(r *charter.Rule, list []*Proof, b *binding, start, at moment) []*Proof {
	if r.Unless == nil {
		return list
	}
	return append(list, kids(s.holdsBetween(r.Unless, true, &ctx{at: start, b: b, since: always}, at.made))...)
}

// stepAt is stepDone for a rule that keeps no matter: its conditions were read
// somewhere up to the given finding.
func (s *teller) stepAt(r *charter.Rule, d done, b *binding, upTo uint32) ([]*Proof, *binding) {
	s.upTo = upTo
	defer func() { s.upTo = 0 }()
	return s.stepDone(r, d, b)
}

// triggers reports whether a cause is one that a rule names.
func (w *work) triggers(r *charter.Rule, d done, b *binding, act, id uint32, isFinding bool) bool {
	for _, tr := range r.When {
		switch {
		case tr.Act != nil && !isFinding && act != 0:
			if _, ok := w.match(tr.Act, &w.deeds[act], b, w.actMoment(act, d.at)); ok {
				return true
			}
		case tr.Finding != nil && isFinding:
			if len(w.findingFits(tr.Finding, id, b, d.at)) > 0 {
				return true
			}
		case tr.Change != nil && isFinding && w.findings[id].Kind == engine.Status:
			if w.changeFits(tr.Change, id, b) != nil {
				return true
			}
		case tr.Date != nil && !isFinding && act == 0:
			return true
		}
	}
	return false
}

// opensAt is the moment at which an act began what it triggers: after the
// findings of the earlier steps of docs/semantics.md 5.
func (w *work) opensAt(act uint32) moment {
	m := w.before(act)
	denies := w.deeds[act].act == charter.Denies
	for ; int(m.made) < len(w.findings); m.made++ {
		f := &w.findings[m.made]
		earlier := f.Kind == engine.Breach || f.Kind == engine.Void || f.Kind == engine.Fulfilment || f.Kind == engine.Silence ||
			f.Kind == engine.Adoption || f.Kind == engine.Rejection || f.Kind == engine.Opening && f.Cause != act || f.Kind == engine.Lapse && denies
		if w.trace.InHand[m.made] != act || !earlier {
			break
		}
	}
	return m
}

// calendarMoment is when a day of the calendar set a rule going, whose effect
// is found at a moment: after the delay of the effect, and before the rule's
// own effects of that day.
func (w *work) calendarMoment(r *charter.Rule, e *charter.Effect, at moment) moment {
	day := at.day
	for _, tr := range r.When {
		if tr.Date == nil {
			continue
		}
		for _, d := range firings(tr.Date, at.day) {
			due := d
			if e != nil && e.After != nil {
				due = d.Add(w.period(e.After, d))
			}
			if due == at.day || due < at.day && e != nil && e.Once != nil {
				day = d
			}
		}
	}
	out := w.momentOf(day - 1)
	out.day = day
	for ; int(out.made) < len(w.findings); out.made++ {
		f := &w.findings[out.made]
		act, _, isFinding := w.run.Source(f.Cause)
		if f.Day != day || w.trace.InHand[out.made] != 0 || out.made >= at.made || f.Rule == uint16(r.ID) && act == 0 && !isFinding {
			break
		}
	}
	return out
}

// firings are the days up to one on which a calendar trigger fires.
func firings(d *charter.DateTrigger, upTo calendar.Day) (out []calendar.Day) {
	if d.Every.IsZero() {
		return []calendar.Day{d.Start.Add(d.Offset)}
	}
	for n := int32(1); ; n++ {
		x := d.Start.Add(d.Every.Times(n))
		if x > upTo || n > 100_000 {
			return out
		}
		out = append(out, x)
	}
}
