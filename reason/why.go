package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

func (w *work) jointly(r *charter.Rule) bool { return r.Quant == syntax.Jointly }

// causeDay is the day of what a cause is.
func (w *work) causeDay(cause uint32, at moment) calendar.Day {
	act, id, isFinding := w.run.Source(cause)
	switch {
	case isFinding:
		return w.findings[id].Day
	case act != 0:
		return w.deeds[act].day
	}
	return at.day
}

// deadline spells out how a last day is reckoned.
func (w *work) deadline(l *charter.Limit, from, due calendar.Day, what string) *Proof {
	p := w.node(Proof{Kind: KindDeadline, Day: due, Holds: true, finding: -1})
	first, rest := initial(what)
	parts := append(make([]string, 0, 20), first, rest)
	if l == nil || due >= calendar.Never {
		parts = append(parts, " without a last day")
		if l != nil && l.Reading != nil {
			parts = append(parts, ", ", w.readingWords(*l.Reading, from))
		}
		p.Text = w.say(append(parts, ".")...)
		return p
	}
	period := w.period(l, from)
	plain := from.Add(period)
	parts = append(parts, " within ", w.length(period), " from ", w.day(from))
	if l.Reading != nil {
		parts = append(parts, " (", w.readingWords(*l.Reading, from), ")")
	}
	parts = append(parts, ": that is by ", w.day(plain))
	switch {
	case due > plain:
		parts = append(parts, "; the clock stood for ", w.days(int(due-plain)), ", so that the last day was ", w.day(due))
	case due != plain:
		parts = append(parts, "; the last day was ", w.day(due))
	}
	p.Text = w.say(append(parts, ".")...)
	return p
}

// whyDuty explains below what is said already a finding of a duty: how it arose, and what became of it.
func (s *teller) whyDuty(id uint32, out []*Proof) []*Proof {
	f := &s.findings[id]
	r := s.ruleOf(id)
	m := s.run.Matter(f.Matter)
	out = s.with(out, s.opening(f.Matter)...)
	due := s.run.Due(f.Matter, s.world)
	b := s.bound(r, &m)
	s.bindCause(r, f.Matter, b)
	at := s.made(id)
	switch f.Kind {
	case engine.Opening:
		if f.Awaits() {
			out = s.with(out, s.note("It runs only when ", s.judgeName(f, r), " says so."))
		} else if r.Within != nil {
			out = s.with(out, s.dutyDeadline(r, &m, due))
		}
	case engine.Fulfilment:
		out = s.with(out, s.dutyDeadline(r, &m, due))
		out = s.with(out, s.performance(id, r, &m, b)...)
		if f.Late() && f.Day > due {
			out = s.with(out, s.note("It came ", s.lateBy(due, f), " after the last day."))
		}
	case engine.Breach, engine.Unanswered:
		out = s.with(out, s.failure(id, r, &m, b, due)...)
	case engine.Excuse:
		out = s.with(out, s.excuse(id, r, &m, b, at)...)
	case engine.Lapse:
		out = s.with(out, s.lapse(id, r, b, at)...)
	}
	return out
}

func (s *teller) dutyDeadline(r *charter.Rule, m *engine.Matter, due calendar.Day) *Proof {
	if r.Within == nil {
		return nil
	}
	return s.deadline(r.Within, m.Opened, due, "it had to be done")
}

func compact(list []*Proof) (out []*Proof) {
	for _, p := range list {
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

// bindCause fills a matter's binding from what opened it: numbers, and the
// decision at hand.
func (w *work) bindCause(r *charter.Rule, mid uint32, b *binding) {
	if !w.bindsMore(mid) {
		return
	}
	old := w.c.Rules[w.run.RuleOf(w.origin(mid))]
	for _, d := range w.steps(mid) {
		b.dec = d.b.dec
		if d.b.n == nil {
			continue
		}
		for i, v := range r.Vars {
			for j, x := range old.Vars {
				if v.Number && x.Number && v.Name == x.Name {
					b.n[i], b.has[i] = d.b.n[j], d.b.has[j]
				}
			}
		}
	}
}

// bindsMore reports whether what opened a matter binds more than its states do.
func (w *work) bindsMore(mid uint32) bool {
	for st := w.trace.Steps[mid]; st != nil; st = st.Prev {
		if _, _, byFinding := w.run.Source(st.Cause); byFinding || st.Bound.Numbers != nil {
			return true
		}
	}
	return false
}

// performance explains by what act a duty was performed.
func (s *teller) performance(id uint32, r *charter.Rule, m *engine.Matter, b *binding) []*Proof {
	f := &s.findings[id]
	act := s.actOf(f.Cause)
	if act == 0 {
		return nil
	}
	var out []*Proof
	if s.deeds[act].act == charter.Finds {
		out = append(out, s.deed(act, "by which it is found to be performed"))
		if t := s.tendered(act); t != 0 {
			out = append(out, s.performedBy(t, f.Matter, r, b, s.made(id))...)
		}
		return out
	}
	if r.Minimum != nil || len(m.Group) > 1 && r.Quant != syntax.Some {
		for _, a := range s.parts(f.Matter, r, b, act) {
			if a != act {
				out = append(out, s.deed(a, "which counts towards it"))
			}
		}
	}
	out = s.with(out, s.performedBy(act, f.Matter, r, b, s.made(id))...)
	if r.Minimum != nil {
		out = append(out, s.minimumWords(r, b, s.made(id)))
	}
	return out
}

// performedBy matches a performing act to `must`.
func (s *teller) performedBy(act, mid uint32, r *charter.Rule, b *binding, at moment) []*Proof {
	d := &s.deeds[act]
	for _, p := range r.Must {
		for _, x := range s.fits(p, d, b, s.before(act), at) {
			if !x.ok() {
				continue
			}
			how := "which performs it"
			if len(x.via) > 0 {
				how = "which counts as " + x.via[0].Name
			}
			out := s.with(nil, s.hang(s.deed(act, how), s.guards(x.guards)...))
			return s.with(out, s.kids(s.cond(r.MustWhere, false, &ctx{at: s.shown(act, mid), b: x.b, since: always}))...)
		}
	}
	return []*Proof{s.deed(act, "which performs it")}
}

// shown is when an act was shown to a matter: as it was taken, or, where the
// matter arose after it on the same day, as that arose.
func (w *work) shown(act, mid uint32) moment {
	if at := w.born(mid); at.acts > act {
		return at
	}
	return w.before(act)
}

// tendered is the act that a judge's word is about.
func (w *work) tendered(word uint32) uint32 {
	x := w.run.Extra(word)
	if x == nil || x.Target < 0 {
		return 0
	}
	for id := word; id > 0; id-- {
		o := w.run.Extra(id)
		if id != word && o != nil && o.Origin == x.Target {
			return id
		}
	}
	return 0
}

// parts are the acts, from the opening to the last one given, that count
// towards a duty of several acts.
func (w *work) parts(mid uint32, r *charter.Rule, b *binding, last uint32) (out []uint32) {
	if states, acts := w.run.Acted(mid, w.world); len(states) > 0 {
		return acts
	}
	m := w.run.Matter(mid)
	for id := uint32(1); id <= last && int(id) < len(w.deeds); id++ {
		d := &w.deeds[id]
		if d.no == 0 || d.day < m.Opened {
			continue
		}
		for _, p := range r.Must {
			if _, ok := w.match(p, d, b, w.before(id)); ok {
				out = append(out, id)
				break
			}
		}
	}
	return out
}

func (s *teller) minimumWords(r *charter.Rule, b *binding, at moment) *Proof {
	need := s.number(r.Minimum.Value, &ctx{at: at, b: b, since: always})
	what := "acts"
	if !r.Minimum.Count {
		what = s.v.Numbers[r.Minimum.Number].Name
		if u := s.v.Numbers[r.Minimum.Number].Unit; u != "" {
			what += " in " + u
		}
	}
	p := note("At least " + grouped(need.v.String()) + " was due (" + what + ").")
	p.Day = at.day
	return p
}

// failure explains a breach or a duty left unanswered.
func (s *teller) failure(id uint32, r *charter.Rule, m *engine.Matter, b *binding, due calendar.Day) []*Proof {
	f := &s.findings[id]
	if act := s.actOf(f.Cause); act != 0 {
		out := s.with(nil, s.dutyDeadline(r, m, due))
		if x, ok := s.match(r.Refusal, &s.deeds[act], b, s.before(act)); r.Refusal != nil && ok {
			return append(out, s.deed(act, "which refuses it and so breaks it on that day").add(s.guards(x.guards)...))
		}
		return append(out, s.deed(act, "which refuses it"))
	}
	last := f.Day - 1
	out := s.with(nil, s.dutyDeadline(r, m, due))
	if f.Kind == engine.Unanswered {
		return append(out, &Proof{Kind: KindAbsence, Day: last, Holds: true, finding: -1,
			Text: capital(s.judgeName(f, r)) + " said nothing on it " + s.span(m.Opened, last) + " " + s.recordWords() + "."})
	}
	out = s.with(out, s.notPerformed(id, r, m, b, last))
	return s.with(out, s.kids(s.neverExcused(r, m, b, last))...)
}

// neverExcused says that a duty's `unless` was not so on the last day. It was read
// last before the next day's deadlines, and before the silences of the evening:
// what these brought about came too late.
func (s *teller) neverExcused(r *charter.Rule, m *engine.Matter, b *binding, last calendar.Day) *Proof {
	if r.Unless == nil {
		return nil
	}
	at := s.momentOf(last)
	p := s.cond(r.Unless, true, &ctx{at: at, b: b, since: m.Opened})
	for p != nil && !p.Holds && at.made > 0 && s.findings[at.made-1].Day == last {
		at.made--
		p = s.cond(r.Unless, true, &ctx{at: at, b: b, since: m.Opened})
	}
	return p
}

// notPerformed is the absence of what was owed, with what came near it.
func (s *teller) notPerformed(id uint32, r *charter.Rule, m *engine.Matter, b *binding, last calendar.Day) *Proof {
	f := &s.findings[id]
	what := s.phrases(r.Must, b, m.Opened)
	p := s.node(Proof{Kind: KindAbsence, Day: last, Holds: true, finding: -1})
	parts := append(make([]string, 0, 16), "There was no ", what)
	if len(m.Group) > 0 {
		parts = append(parts, " by ", s.names(stateList(s.run.Roles(id, s.world), r)))
	}
	parts = append(s.appendSpan(append(parts, " "), m.Opened, last), " ", s.recordWords(), ".")
	p.Text = s.say(parts...)
	if r.Minimum != nil || len(m.Group) > 0 {
		parts := s.parts(f.Matter, r, b, s.made(id).acts)
		for _, a := range parts {
			if s.deeds[a].day <= last {
				p.add(s.deed(a, "which counts towards it but is not enough"))
			}
		}
		if r.Minimum != nil {
			if len(p.Children) > 0 {
				p.Text = "What was done did not reach what was owed, " + what + ", " + s.span(m.Opened, last) + " " + s.recordWords() + "."
			}
			p.add(s.minimumWords(r, b, s.made(id)))
		}
	}
	ask := near{must: r.Must, where: r.MustWhere, b: b, from: m.Opened, to: last, late: true, group: m.Group, bearer: r.Bearer}
	for _, k := range p.Children {
		if k.Entry == nil {
			continue
		}
		if ask.skip == nil {
			ask.skip = map[*record.Entry]bool{}
		}
		ask.skip[k.Entry] = true
	}
	return s.hang(p, s.nearMisses(&ask)...)
}

// stateList are the states in the bearer's role.
func stateList(rs []engine.RoleStates, r *charter.Rule) []charter.EntityID {
	for _, x := range rs {
		if t, ok := roleTerm(r.Must[0], x.Role); ok && r.Bearer != nil && t.Kind == charter.VarTerm && t.Var == r.Bearer.Var {
			return x.States
		}
	}
	return nil
}

// excuse explains why what was owed is excused: by an effect, or by the rule's
// own `unless`.
func (s *teller) excuse(id uint32, r *charter.Rule, m *engine.Matter, b *binding, at moment) []*Proof {
	if t := s.trace.Tales[id]; t != nil {
		o := s.c.Rules[t.Rule]
		list, ob := s.given(o, t, s.findings[id].Cause)
		out := append([]*Proof{s.rule(o)}, list...)
		return append(out, s.effectTimes(t, at, ob)...)
	}
	return append([]*Proof{note("The duty falls away as soon as this is so:")},
		s.broughtAbout(id, s.cond(r.Unless, false, &ctx{at: at, b: b, since: m.Opened}))...)
}

// broughtAbout is a standing condition that ended a matter, and the act after
// which it was read: between two readings nothing else has happened.
func (s *teller) broughtAbout(id uint32, p *Proof) []*Proof {
	act := s.actOf(s.findings[id].Cause)
	if act == 0 {
		return s.kids(p)
	}
	named := false
	p.Walk(func(_ int, n *Proof) { named = named || n.Entry != nil && n.Entry == s.deeds[act].entry })
	if named {
		return s.kids(p)
	}
	return append(s.kids(p), s.deed(act, "which brought that about"))
}

// lapse explains why a duty ended without fault.
func (s *teller) lapse(id uint32, r *charter.Rule, b *binding, at moment) []*Proof {
	f := &s.findings[id]
	if act := s.actOf(f.Cause); act != 0 && s.deeds[act].act == charter.Denies {
		return []*Proof{s.deed(act, "by which its judge says that it did not arise")}
	}
	if r.Until == f.Day && r.OpenMatters == charter.LapseAll {
		return []*Proof{note("The rule was taken away on " + f.Day.String() + " by a text that says “open matters lapse”.")}
	}
	if r.While != nil {
		return append([]*Proof{note("It is owed only while a condition holds, and that ended:")},
			s.broughtAbout(id, s.cond(r.While, true, &ctx{at: at, b: b, since: always}))...)
	}
	return nil
}

// whyBan explains a breach of a ban, and its excuse.
func (s *teller) whyBan(id uint32) []*Proof {
	f := &s.findings[id]
	r := s.ruleOf(id)
	m := s.run.Matter(f.Matter)
	if f.Kind == engine.Excuse {
		var out []*Proof
		for _, o := range s.of[f.Matter] {
			if o < id && s.findings[o].Kind == engine.Breach {
				out = append(out, s.finding(o))
			}
		}
		return append(out, s.excuse(id, r, &m, s.bound(r, &m), s.made(id))...)
	}
	act := s.actOf(f.Cause)
	if act == 0 {
		return nil
	}
	d := &s.deeds[act]
	at := s.made(id)
	guard := s.before(act)
	if f.Day > d.day { // found under way: whether it is a derived act is read as of now
		guard = at
	}
	b := s.newBinding(r.Vars)
	for i, p := range r.Never {
		if i != m.Stage {
			continue
		}
		x, ok := s.match(p, d, b, guard)
		if !ok {
			continue
		}
		how := "which the rule forbids"
		if len(x.via) > 0 {
			how = "which counts as " + x.via[0].Name + ", and that the rule forbids"
		}
		out := []*Proof{s.deed(act, how).add(s.guards(x.guards)...)}
		if f.Day > d.day {
			out = append(out, note("It was still under way on "+f.Day.String()+", the first day on which the ban reached it."))
		}
		return append(out, s.banConditions(r, x.b, at)...)
	}
	return []*Proof{s.deed(act, "which the rule forbids")}
}

// banConditions are the bearer, where and unless of a ban or power.
func (s *teller) banConditions(r *charter.Rule, b *binding, at moment) []*Proof {
	var out []*Proof
	if r.Bearer != nil {
		out = append(out, s.isBearer(r.Bearer, b, at)...)
	}
	out = append(out, s.kids(s.cond(r.Where, false, &ctx{at: at, b: b, since: always}))...)
	return append(out, s.kids(s.cond(r.Unless, true, &ctx{at: at, b: b, since: always}))...)
}

// whyCollision explains why two duties cannot both be met.
func (s *teller) whyCollision(id uint32) []*Proof {
	f := &s.findings[id]
	a, b, ban := s.run.Pair(f)
	out := s.owing(a)
	if ban >= 0 {
		r := s.c.Rules[ban]
		return append(out, s.rule(r), note("Everything by which the duty could be performed is what "+s.where(r)+" forbids."))
	}
	out = append(out, s.owing(b)...)
	for _, in := range s.v.Incompatible {
		if s.speaksOf(in, a, b) {
			out = append(out, note("The vocabulary says that nobody can do both: "+s.patternName(in.A)+" for one and "+s.patternName(in.B)+" for another"+whereWords(in)+"."))
			break
		}
	}
	return out
}

func whereWords(in charter.Incompatible) string {
	if in.Where == nil {
		return ""
	}
	return ", where a condition holds between them"
}

func (w *work) speaksOf(in charter.Incompatible, a, b uint32) bool {
	ra, rb := w.c.Rules[w.run.Matter(a).Rule], w.c.Rules[w.run.Matter(b).Rule]
	is := func(r *charter.Rule, p *charter.Pattern) bool {
		for _, m := range r.Must {
			if w.leads(m, p.Act) {
				return true
			}
		}
		return false
	}
	return is(ra, in.A) && is(rb, in.B) || is(ra, in.B) && is(rb, in.A)
}

// leads reports whether a phrase has an alternative that is a kind of the act.
func (w *work) leads(p *charter.Pattern, a charter.ActID) bool {
	if p.Define == nil {
		return w.v.IsAct(p.Act, a)
	}
	for _, alt := range p.Define.Alts {
		if w.leads(alt.Pattern, a) {
			return true
		}
	}
	return false
}

// owing says what a matter is and how it arose.
func (s *teller) owing(mid uint32) []*Proof {
	m := s.run.Matter(mid)
	r := s.c.Rules[m.Rule]
	rs := s.run.MatterRoles(mid)
	p := &Proof{Kind: KindNote, Day: m.Opened, Rule: r, Holds: true, finding: -1,
		Text: s.bearers(rs) + " owed " + r.Name + s.restWords(rs) + " from " + m.Opened.String() + " on."}
	return []*Proof{p.add(s.rule(r)).add(s.opening(mid)...)}
}
