package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
)

// whyStatus explains a change of status: whose effect it is and why it was
// given, or why what had been given ended.
func (s *teller) whyStatus(id uint32) []*Proof {
	c := &s.run.Changes()[s.findings[id].Matter]
	t := s.trace.Tales[id]
	if t == nil {
		return []*Proof{note("It is so by force of the text.")}
	}
	r := s.c.Rules[t.Rule]
	out := []*Proof{s.rule(r)}
	if t.Ended {
		return append(out, s.whyEnded(id, r, t)...)
	}
	list, b := s.given(r, t, c.Cause)
	return append(append(out, list...), s.effectTimes(t, s.made(id), b)...)
}

// effectTimes are the delay and the conditions of an effect that took hold at a
// moment.
func (s *teller) effectTimes(t *engine.Tale, made moment, b *binding) []*Proof {
	e, given := t.Effect, instant(t.Given)
	out := s.kids(s.cond(e.If, false, &ctx{at: given, b: b, since: always}))
	if e.After != nil {
		period := s.period(e.After, given.day)
		due := given.day.Add(period)
		out = append(out, &Proof{Kind: KindDeadline, Day: due, Holds: true, finding: -1, Text: "It takes hold " + period.String() + " after " + given.day.String() +
			", at the start of " + due.String() + s.readingTail(e.After, given.day) + "."})
	}
	if e.OnForce {
		out = append(out, note("It takes hold when the text comes into force."))
	}
	if e.Once != nil {
		out = append(out, s.kids(s.cond(e.Once, false, &ctx{at: instant(t.Begun), b: b, since: always}))...)
	}
	if e.Unless != nil {
		out = append(out, s.kids(s.cond(e.Unless, true, &ctx{at: instant(t.Begun), b: b, since: given.day, after: t.Given.Acts + 1}))...)
	}
	if e.For != nil {
		end := made.day.Add(s.period(e.For, made.day))
		out = append(out, &Proof{Kind: KindDeadline, Day: end, Holds: true, finding: -1, Text: "It is given for " + s.period(e.For, made.day).String() + s.readingTail(e.For, made.day) + ", that is to the start of " + end.String() + "."})
	}
	return out
}

func (w *work) readingTail(l *charter.Limit, day calendar.Day) string {
	if l.Reading == nil {
		return ""
	}
	return " (" + w.readingWords(*l.Reading, day) + ")"
}

// whyEnded explains why a status that was given for a time, or until something
// is so, ended.
func (s *teller) whyEnded(id uint32, r *charter.Rule, t *engine.Tale) []*Proof {
	f := &s.findings[id]
	c := &s.run.Changes()[f.Matter]
	var out []*Proof
	var b *binding
	since := t.Begun.Day
	if o := t.Begun.Made; o < id && s.beganWith(o, t, c) {
		out = append(out, s.finding(o))
		_, b = (&teller{work: s.work}).given(r, t, c.Cause)
	} else { // it was held already when it was given
		out, b = s.given(r, t, c.Cause)
		out = append(out, note("It was held already when it was given, so that nothing changed then."))
	}
	if !t.Until {
		period := s.period(t.Effect.For, since)
		return append(out, &Proof{Kind: KindDeadline, Day: f.Day, Holds: true, finding: -1,
			Text: "It was given on " + since.String() + " for " + period.String() + s.readingTail(t.Effect.For, since) + ", that is to the start of " + f.Day.String() + "."})
	}
	out = append(out, note("It was given until something is so, and now it was:"))
	return append(out, s.kids(s.cond(t.Effect.Until, false, &ctx{at: s.made(id), b: b, since: since, after: t.Begun.Acts + 1}))...)
}

// beganWith reports whether a finding is that of the status being given by which
// an effect took hold.
func (w *work) beganWith(id uint32, t *engine.Tale, c *engine.Change) bool {
	f := &w.findings[id]
	x := w.trace.Tales[id]
	if f.Kind != engine.Status || x == nil || x.Effect != t.Effect || x.Begun != t.Begun {
		return false
	}
	o := &w.run.Changes()[f.Matter]
	return !o.Ceases && o.Entity == c.Entity && o.With == c.With
}

// given explains why a rule gave an effect by a cause, and what the rule's
// variables stood for.
func (s *teller) given(r *charter.Rule, t *engine.Tale, cause uint32) ([]*Proof, *binding) {
	b := s.taken(r, &t.Bound)
	b.dec = s.decision(cause)
	act, id, isFinding := s.run.Source(cause)
	switch {
	case r.Kind == charter.PowerRule:
		how := s.deed(act, "which the rule gives the power to do")
		if x, ok := s.match(r.May, &s.deeds[act], b, s.before(act)); ok {
			how.add(s.guards(x.guards)...)
			b = x.b
		}
		return append([]*Proof{how}, s.banConditions(r, b, instant(t.Fired))...), b
	case r.Kind == charter.ProcedureRule && isFinding:
		return []*Proof{s.finding(id)}, b
	case r.Kind == charter.ProcedureRule:
		return nil, b
	}
	list := s.stepDone(r, done{step: -1, cause: cause, at: instant(t.Fired), b: b})
	if r.Bearer != nil {
		list = append(list, s.isBearer(r.Bearer, b, instant(t.Fired))...)
	}
	return append(list, s.kids(s.cond(r.Unless, true, &ctx{at: instant(t.Asked), b: b, since: always}))...), b
}

// gave is what the variables of a rule stood for when it gave the effect of a tale, if
// it did on that day and for those asked about; else nil.
func (s *teller) gave(r *charter.Rule, day calendar.Day, as *binding, t *engine.Tale) *binding {
	if t.Rule != r.ID || t.Given.Day != day {
		return nil
	}
	if b := s.taken(r, &t.Bound); b.agrees(as) {
		return b
	}
	return nil
}

// fellAway tells of the effects that a rule gave on a day and that were taken back
// before they took hold.
func (s *teller) fellAway(r *charter.Rule, day calendar.Day, as *binding) (out []*Proof) {
	for _, x := range s.trace.Revoked {
		b := s.gave(r, day, as, x.Tale)
		if b == nil || x.Worlds&s.bit == 0 {
			continue
		}
		p := &Proof{Kind: KindCondition, Rule: r, Day: x.Away.Day, Holds: true, finding: -1,
			Text: "Its effect that " + s.changeWords(x.Effect.Change, b, day) + " fell away on " + x.Away.Day.String() + ", before it took hold:"}
		out = append(out, p.add(s.kids(s.cond(x.Effect.Unless, false, &ctx{at: instant(x.Away), b: b, since: day, after: x.Given.Acts + 1}))...))
	}
	return out
}

// stillWaits tells of the effects that a rule gave on a day and that have not taken
// hold yet.
func (s *teller) stillWaits(r *charter.Rule, day calendar.Day, as *binding) (out []*Proof) {
	for _, x := range s.trace.Waiting {
		b := s.gave(r, day, as, x.Tale)
		if b == nil || x.Worlds&s.bit == 0 {
			continue
		}
		p := &Proof{Kind: KindDeadline, Rule: r, Day: x.Due, Holds: true, finding: -1,
			Text: "Its effect that " + s.changeWords(x.Effect.Change, b, day) + " takes hold on " + x.Due.String() + "."}
		if x.Due == calendar.Never {
			p = note("Its effect that " + s.changeWords(x.Effect.Change, b, day) + " still waits:").
				add(s.kids(s.cond(x.Effect.Once, true, &ctx{at: s.horizon(), b: b, since: always}))...)
		}
		out = append(out, p)
	}
	return out
}

// changeWords say a change of status: "Avalon (AVA) ceases to be party".
func (s *teller) changeWords(c *charter.Change, b *binding, day calendar.Day) string {
	verb := " becomes "
	if c.Ceases {
		verb = " ceases to be "
	}
	what := s.termName(c.Term, b, day) + verb + s.statusName(c.Family, c.Status)
	if c.With != nil {
		what += " with " + s.termName(*c.With, b, day)
	}
	return what
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
