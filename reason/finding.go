package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// describe says in one sentence what a finding is.
func (w *work) describe(id uint32) string { return capital(w.whatIs(id)) }

// whatIs is that sentence, perhaps with the first letter of a name: "the Council
// (PC) adopted ...".
func (w *work) whatIs(id uint32) string {
	f := &w.findings[id]
	day := w.day(f.Day)
	switch f.Kind {
	case engine.Status:
		return w.describeChange(&w.run.Changes()[f.Matter]) + "."
	case engine.Void:
		return w.deedWords(&w.deeds[f.Cause]) + " on " + day + " had no legal effect: void."
	case engine.Silence:
		if f.OfBreach() {
			return "No rule says what follows a breach of " + w.where(w.ruleOf(id)) + ": silence about the breach, on " + day + "."
		}
		return "No rule answers " + w.deedWords(&w.deeds[f.Cause]) + ": silence, on " + day + "."
	case engine.Collision:
		return w.describeCollision(f)
	}
	r := w.ruleOf(id)
	rs := w.run.RolesIn(&w.roleList, id, w.world)
	end := [...]string{": ", w.verdict(f), " of ", w.where(r), ", on ", day, "."}
	if r.Kind == charter.ProcedureRule {
		return w.describeProcedure(f, r, rs) + w.say(end[:]...)
	}
	by, rest := w.bearers(rs), w.restWords(rs)
	if m := w.run.Matter(f.Matter); len(m.Group) > 1 && r.Quant == syntax.Some && f.Kind != engine.Fulfilment {
		by = "One of " + by
	}
	if r.Kind == charter.BanRule {
		if f.Kind == engine.Excuse {
			return by + " was excused for what it did" + rest + w.say(end[:]...)
		}
		return by + " did" + rest + " what the rule forbids" + w.say(end[:]...)
	}
	return w.say(append(w.describeDuty(make([]string, 0, 24), f, r, by, rest), end[:]...)...)
}

func (w *work) verdict(f *engine.Finding) string {
	if f.Late() {
		return "late " + f.Kind.String()
	}
	return f.Kind.String()
}

// bearers are those in the role `by`; where there is none, the others are
// named afterwards.
func (w *work) bearers(rs []engine.RoleStates) string {
	for _, r := range rs {
		if r.Role == syntax.By {
			return w.names(r.States)
		}
	}
	return "Somebody"
}

func (w *work) restWords(rs []engine.RoleStates) string {
	return w.roleWords(rs, syntax.By)
}

// describeDuty adds to a sentence what became of a duty.
func (w *work) describeDuty(parts []string, f *engine.Finding, r *charter.Rule, by, rest string) []string {
	due := w.run.Due(f.Matter, w.world)
	parts = append(parts, by, " owed ", r.Name, rest)
	if f.Kind == engine.Opening && f.Awaits() {
		return append(parts[:0], by, " will owe ", r.Name, rest, " if its judge says so")
	}
	if f.Kind == engine.Opening {
		parts = append(parts, " from ", w.day(f.Day), " on,")
	}
	switch {
	case due < calendar.Never && due > always:
		parts = append(parts, " by ", w.day(due))
	case f.Kind == engine.Opening:
		parts = append(parts, " without a last day")
	}
	switch f.Kind {
	case engine.Fulfilment:
		switch {
		case !f.Late():
			parts = append(parts, " and gave it")
		case f.Day <= due:
			parts = append(parts, ", refused, and gave it after all")
		default:
			parts = append(parts, " and gave it ", w.lateBy(due, f), " late")
		}
	case engine.Breach:
		_, _, byFinding := w.run.Source(f.Cause)
		switch {
		case !byFinding && w.actOf(f.Cause) != 0:
			parts = append(parts, " and refused")
		case r.Minimum != nil || r.Quant != syntax.Each && r.Quant != syntax.Some && r.Bearer != nil:
			parts = append(parts, " and had not given enough")
		default:
			parts = append(parts, " and had given none")
		}
	case engine.Unanswered:
		parts = append(parts, ", and it was for ", w.judgeName(f, r), " to say whether; nothing was said")
	case engine.Excuse:
		parts = append(parts, " and was excused")
	case engine.Lapse:
		parts = append(parts, ", and the duty ended without fault")
	}
	return parts
}

func (w *work) lateBy(due calendar.Day, f *engine.Finding) string {
	if due >= calendar.Never || due <= always {
		return "too"
	}
	return w.days(int(f.Day - due))
}

func (w *work) judgeName(f *engine.Finding, r *charter.Rule) string {
	j := r.MustJudge
	m := w.run.Matter(f.Matter)
	if m.Awaiting || j == nil {
		j = r.Judge
	}
	if j == nil || j.Nobody {
		return "nobody"
	}
	if e := w.term(j.Term, w.bound(r, &m), f.Day); e != 0 {
		return w.name(e)
	}
	return w.bearers(w.run.MatterRoles(f.Matter))
}

func (w *work) describeProcedure(f *engine.Finding, r *charter.Rule, rs []engine.RoleStates) string {
	what := r.Name + w.restWords(rs)
	body := "the body"
	if b := w.body(r.Family, r.Before, f.Day); b != nil {
		body = w.name(b.Entity)
	}
	if by := w.bearers(rs); by != "Somebody" && by != body {
		what = r.Name + " by " + by + w.restWords(rs)
	}
	switch f.Kind {
	case engine.Opening:
		return "The question of " + what + " could be put before " + body + " from " + f.Day.String() + " on"
	case engine.Adoption:
		return body + " adopted " + what
	case engine.Rejection:
		return body + " rejected " + what
	}
	if r.Moved != nil && len(w.run.Process(f.Matter, w.world).Motions) == 0 {
		return "Nobody put " + what + " before " + body + " in time"
	}
	return "Nothing was decided on " + what + " in time"
}

func (w *work) describeChange(c *engine.Change) string {
	out := w.name(c.Entity) + " became " + w.statusName(c.Family, c.Status)
	if c.Ceases {
		out = w.name(c.Entity) + " ceased to be " + w.statusName(c.Family, c.Status)
	}
	if c.With != 0 {
		out += " with " + w.name(c.With)
	}
	return out + " on " + c.Day.String()
}

func (w *work) describeCollision(f *engine.Finding) string {
	a, b, ban := w.run.Pair(f)
	m := w.run.Matter(a)
	r := w.c.Rules[m.Rule]
	rs := w.run.MatterRoles(a)
	one := r.Name + w.restWords(rs)
	if ban >= 0 {
		return w.bearers(rs) + " cannot give " + one + " without breaking " + w.where(w.c.Rules[ban]) + ": collision, on " + f.Day.String() + "."
	}
	m2 := w.run.Matter(b)
	return w.bearers(rs) + " cannot meet both " + one + " and " + w.c.Rules[m2.Rule].Name + w.restWords(w.run.MatterRoles(b)) + ": collision, on " + f.Day.String() + "."
}

// actOf is the act that is a cause; 0 if the cause is a finding or the day.
func (w *work) actOf(cause uint32) uint32 {
	act, _, isFinding := w.run.Source(cause)
	if isFinding {
		return 0
	}
	return act
}

// finding explains a finding, or says that it was explained above.
func (s *teller) finding(id uint32) *Proof {
	f := &s.findings[id]
	p := s.node(Proof{Kind: KindFinding, Text: s.describe(id), Day: f.Day, Rule: s.ruleOf(id), Holds: true, finding: int32(id)})
	if !s.first(theFinding, int(id)) {
		p.Kind = KindAgain
		return p
	}
	switch f.Kind {
	case engine.Status:
		return p.add(s.whyStatus(id)...)
	case engine.Void:
		return p.add(s.whyVoid(id)...)
	case engine.Silence:
		return p.add(s.whySilence(id)...)
	case engine.Collision:
		return p.add(s.whyCollision(id)...)
	}
	list := s.with(nil, s.rule(p.Rule))
	about := s.about
	switch p.Rule.Kind {
	case charter.BanRule:
		list = s.with(list, s.whyBan(id)...)
	case charter.ProcedureRule:
		list = s.with(list, s.whyProcedure(id)...)
	default:
		list = s.whyDuty(id, list)
	}
	s.about = about
	return s.hang(p, list...)
}
