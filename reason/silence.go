package reason

import (
	"casus/charter"
)

// whySilence explains why nothing answers: every rule that speaks of such acts
// with what it lacked, or that no rule names the breach.
func (s *teller) whySilence(id uint32) []*Proof {
	f := &s.findings[id]
	if f.OfBreach() {
		_, breach, isFinding := s.run.Source(f.Cause)
		r := s.ruleOf(id)
		out := []*Proof{{Kind: KindAbsence, Day: f.Day, Holds: true, Rule: r, finding: -1,
			Text: "No consequence and no procedure in force on " + f.Day.String() + " names a breach of " + r.Name + " as what sets it going. This is said once for the rule, with its first breach."}}
		if isFinding {
			out = append(out, s.finding(breach))
		}
		return out
	}
	act := f.Cause
	d := &s.deeds[act]
	out := []*Proof{s.deed(act, "which is a grave act")}
	out = append(out, s.partyWords(d)...)
	n := 0
	for _, r := range s.c.Rules {
		if p := s.unanswering(r, act); p != nil {
			out = append(out, p)
			n++
		}
	}
	if n == 0 {
		out = append(out, &Proof{Kind: KindAbsence, Day: d.day, Holds: true, finding: -1, Text: "No rule of the texts speaks of " + s.v.Acts[d.act].Name + " at all."})
	}
	return out
}

// partyWords name the parties that take part in a grave act.
func (s *teller) partyWords(d *deed) (out []*Proof) {
	at := s.before(d.no)
	done := map[charter.EntityID]bool{}
	for _, e := range d.roles {
		if e == 0 || done[e] {
			continue
		}
		for f := range s.c.Families {
			if st := s.status(statusKey{f, charter.PartyStatus, e, 0}, at); st.held {
				done[e] = true
				text, day := s.statusWords(s.name(e), s.statusName(f, charter.PartyStatus), st, d.day)
				out = append(out, &Proof{Kind: KindStatus, Text: text, Day: day, Holds: true, finding: -1})
				break
			}
		}
	}
	return out
}

// unanswering says why a rule that speaks of such an act did not take it up;
// nil if it does not speak of it.
func (s *teller) unanswering(r *charter.Rule, act uint32) *Proof {
	d := &s.deeds[act]
	if !inForce(r, d.day) {
		return nil
	}
	at := s.before(act)
	p := &Proof{Kind: KindRule, Rule: r, Day: d.day, finding: -1, Text: "Not by the " + r.Kind.String() + " " + s.where(r) + ":"}
	speaks := false
	try := func(pat *charter.Pattern, where *charter.Expr, rest func(*binding) []*Proof) {
		if pat == nil || !s.mayBe(pat, d.act) {
			return
		}
		fits := s.fits(pat, d, s.newBinding(r.Vars), at, at)
		if len(fits) == 0 && pat.Define == nil {
			return
		}
		speaks = true
		if len(fits) == 0 { // another text of the law has the act among them
			p.add(note("In the texts of that day " + s.v.Acts[d.act].Name + " does not count as " + pat.Define.Name + "."))
		}
		for _, f := range fits {
			if !f.ok() {
				p.add(s.misfit(&f)...)
				continue
			}
			if x := s.cond(where, false, &ctx{at: at, b: f.b, since: always}); x != nil && !x.Holds {
				p.add(failing(x)...)
				continue
			}
			p.add(rest(f.b)...)
		}
	}
	none := func(what string) func(*binding) []*Proof {
		return func(*binding) []*Proof { return []*Proof{note(what)} }
	}
	for _, pat := range r.Never {
		try(pat, r.Where, func(b *binding) []*Proof { return notHolding(s.banConditions(r, b, at)) })
	}
	for _, tr := range r.When {
		try(tr.Act, r.Where, func(b *binding) []*Proof {
			if r.Bearer != nil && r.Kind == charter.DutyRule {
				return []*Proof{note("Nobody was bound by it.")}
			}
			return []*Proof{note("A matter of it was open already, or had been.")}
		})
	}
	for _, st := range r.Steps {
		for _, tr := range st.When {
			try(tr.Act, st.Where, none("No sequence had begun that waited for it."))
		}
	}
	for _, pat := range r.Must {
		try(pat, nil, none("Nothing of this kind was owed."))
	}
	try(r.Refusal, nil, none("Nothing was owed that it could refuse."))
	if r.Kind == charter.PowerRule && s.mayBe(r.May, d.act) {
		speaks = true
		p.add(s.noPower(r, act)...)
	}
	if r.Kind == charter.ProcedureRule {
		switch {
		case s.mayBe(r.Moved, d.act):
			speaks = true
			p.add(s.noMotion(r, act)...)
		case s.mayBe(r.Decided, d.act):
			speaks = true
			p.add(s.noDecision(r, act)...)
		}
	}
	if !speaks {
		return nil
	}
	return p
}
