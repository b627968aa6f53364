package reason

import (
	"casus/charter"
	"casus/engine"
)

// whyVoid explains why a formal act had no effect: which power or procedure
// speaks of such acts, and which of its conditions failed.
func (s *teller) whyVoid(id uint32) []*Proof {
	act := s.findings[id].Cause
	d := &s.deeds[act]
	out := []*Proof{s.deed(act, "which is a formal act")}
	n := 0
	for _, r := range s.c.Rules {
		if p := s.uncovered(r, act); p != nil {
			out = append(out, p)
			n++
		}
	}
	if n == 0 {
		out = append(out, &Proof{Kind: KindAbsence, Day: d.day, Holds: true, finding: -1,
			Text: "No rule of the texts gives anybody the power to do " + s.v.Acts[d.act].Name + ", and no procedure takes it."})
	}
	return out
}

// uncovered says why a power or procedure did not take an act; nil if it does
// not speak of such acts.
func (s *teller) uncovered(r *charter.Rule, act uint32) *Proof {
	d := &s.deeds[act]
	vote := d.act >= charter.Aye && d.act <= charter.Abstain
	switch r.Kind {
	case charter.PowerRule:
		if !s.mayBe(r.May, d.act) {
			return nil
		}
	case charter.ProcedureRule:
		if !vote && !s.mayBe(r.Moved, d.act) && !s.mayBe(r.Decided, d.act) {
			return nil
		}
	default:
		return nil
	}
	p := &Proof{Kind: KindRule, Rule: r, Day: d.day, finding: -1, Text: "Not by the " + r.Kind.String() + " " + s.where(r) + ":"}
	if !s.reaches(r, d) {
		return p.add(note("It was not in force on " + d.day.String() + s.inForceWords(r) + "."))
	}
	if r.Kind == charter.PowerRule {
		return p.add(s.noPower(r, act)...)
	}
	switch {
	case vote:
		return p.add(s.noVote(r, act)...)
	case s.mayBe(r.Decided, d.act):
		return p.add(s.noDecision(r, act)...)
	}
	return p.add(s.noMotion(r, act)...)
}

func (w *work) reaches(r *charter.Rule, d *deed) bool {
	from := r.From
	if r.Final {
		from = min(from, w.c.Families[r.Family].Texts[r.Text].Signed)
	}
	return from <= d.day && d.day < r.Until || r.Kind == charter.ProcedureRule && r.Opens
}

// noPower says which condition of a power failed.
func (s *teller) noPower(r *charter.Rule, act uint32) []*Proof {
	d := &s.deeds[act]
	at := s.before(act)
	b := s.newBinding(r.Vars)
	var near []*Proof
	for _, f := range s.fits(r.May, d, b, at, at) {
		if f.ok() {
			return notHolding(s.banConditions(r, f.b, at))
		}
		near = append(near, s.misfit(&f)...)
	}
	return near
}

// misfit says why an act does not fit an alternative.
func (s *teller) misfit(f *fit) []*Proof {
	switch {
	case len(f.wrong) > 0:
		var words []string
		for i := range f.wrong {
			words = append(words, s.wrongWords(&f.wrong[i]))
		}
		return []*Proof{note("It does not fit: it is " + list(words, "and") + ".")}
	case f.number != "":
		return []*Proof{note("It does not fit: its " + f.number + ".")}
	}
	return failing(&Proof{Children: f.guards})
}

// notHolding are the conditions that fail; all of them where, read again, none
// does.
func notHolding(list []*Proof) []*Proof {
	out := failing(&Proof{Children: list})
	if len(out) == 0 {
		return list
	}
	return out
}

// noMotion says why an act moved nothing.
func (s *teller) noMotion(r *charter.Rule, act uint32) []*Proof {
	d := &s.deeds[act]
	at := s.before(act)
	free := s.newBinding(r.Vars)
	var out []*Proof
	for _, f := range s.fits(r.Moved, d, free, at, at) {
		if !f.ok() {
			out = append(out, s.misfit(&f)...)
			continue
		}
		if x := s.cond(r.MovedWhere, false, &ctx{at: at, b: f.b, since: always}); x != nil && !x.Holds {
			return failing(x)
		}
		if r.Opens {
			return []*Proof{s.noneOpen(r, f.b, at, false)}
		}
		return nil
	}
	return out
}

// noneOpen says that no question of a procedure was open for an act to move or
// decide, and what there was.
func (s *teller) noneOpen(r *charter.Rule, b *binding, at moment, moved bool) *Proof {
	text := "No question of " + r.Name + " that it could move was open on " + at.day.String()
	if moved {
		text = "No question of " + r.Name + " that it could decide was open on " + at.day.String()
	}
	p := &Proof{Kind: KindAbsence, Day: at.day, Holds: true, finding: -1, Text: text}
	for id := 1; id < s.run.Matters(); id++ {
		m := s.run.Matter(uint32(id))
		if m.Rule != r.ID || !m.Procedure || uint32(m.At) > at.made || m.Opened > at.day {
			continue
		}
		rs := s.run.MatterRoles(uint32(id))
		mb := s.bound(r, &m)
		differs := false
		for i := range mb.e {
			differs = differs || mb.e[i] != 0 && b.e[i] != 0 && mb.e[i] != b.e[i]
		}
		words := "The one opened on " + m.Opened.String() + "," + s.roleWords(rs) + ","
		switch ended, moved1 := s.endedBefore(uint32(id), at), len(s.run.Process(uint32(id), s.world).Motions) > 0; {
		case differs:
			p.add(note(words + " speaks of others."))
		case ended != "":
			p.add(note(words + " had ended: " + ended))
		case moved && r.Moved != nil && !moved1:
			p.add(note(words + " had not been moved."))
		}
		if len(p.Children) == mostNear {
			break
		}
	}
	if len(p.Children) == 0 {
		p.Text += "; none had been opened"
	}
	p.Text += "."
	return p
}

// endedBefore tells how a procedure's matter ended before a moment, or "".
func (w *work) endedBefore(mid uint32, at moment) string {
	for _, id := range w.of[mid] {
		switch w.findings[id].Kind {
		case engine.Adoption, engine.Rejection, engine.Lapse:
			if id < at.made {
				return w.describe(id)
			}
		}
	}
	return ""
}

// noDecision says why an act decided nothing.
func (s *teller) noDecision(r *charter.Rule, act uint32) []*Proof {
	d := &s.deeds[act]
	at := s.before(act)
	var out []*Proof
	for _, f := range s.fits(r.Decided, d, s.newBinding(r.Vars), at, at) {
		if !f.ok() {
			out = append(out, s.misfit(&f)...)
			continue
		}
		if !r.Opens && r.Moved == nil {
			return s.invalid(r, f.b, act, at, nil)
		}
		for id := 1; id < s.run.Matters(); id++ {
			m := s.run.Matter(uint32(id))
			if m.Rule != r.ID || !m.Procedure || uint32(m.At) > at.made || s.endedBefore(uint32(id), at) != "" {
				continue
			}
			mb := s.bound(r, &m)
			p := s.run.Process(uint32(id), s.world)
			if r.Moved != nil && (len(p.Motions) == 0 || p.Motions[0] >= act) {
				continue
			}
			if x, ok := s.match(r.Decided, d, mb, at); ok {
				return s.invalid(r, x.b, act, at, &p)
			}
		}
		return []*Proof{s.noneOpen(r, f.b, at, true)}
	}
	return out
}

// invalid says why the outcome an act records is void.
func (s *teller) invalid(r *charter.Rule, b *binding, act uint32, at moment, p *engine.Process) []*Proof {
	x := s.run.Extra(act)
	bv := s.body(r.Family, r.Before, at.day)
	switch {
	case bv == nil:
		return []*Proof{note("There was no such body yet.")}
	case x != nil && x.Limited && !bv.Limited:
		return []*Proof{note("It was taken in limited format, which the text does not allow.")}
	}
	if out := s.measuresWords(r, x); out != nil {
		return out
	}
	var votes []engine.Vote
	if hasTally(x) {
		votes = tallied(x.Tally)
	}
	n := s.count(r, b, at, votes, p, x != nil && x.Limited)
	if len(n.electors) == 0 {
		return []*Proof{{Kind: KindAbsence, Day: at.day, Holds: true, finding: -1, Text: "Nobody was entitled to vote on " + at.day.String() + ", and a body in which nobody is entitled decides nothing."}}
	}
	if !hasTally(x) {
		return nil
	}
	failed := x != nil && x.Failed
	out := s.countWords(r, n, !failed, at)
	if s.quorate(r, &n, at.day) {
		if failed {
			out = append(out, note("It is recorded as having failed although it carries."))
		} else {
			out = append(out, note("It is recorded as adopted although it does not carry."))
		}
	}
	return out
}

// hasTally reports whether the record says how anybody voted.
func hasTally(x *engine.Extra) bool {
	return x != nil && x.Tally != nil && len(x.Tally.Ayes)+len(x.Tally.Noes)+len(x.Tally.Abstaining) > 0
}

func tallied(t *engine.Tally) (out []engine.Vote) {
	for i, list := range [][]charter.EntityID{t.Ayes, t.Noes, t.Abstaining} {
		for _, e := range list {
			out = append(out, engine.Vote{State: e, Vote: charter.Aye + charter.ActID(i)})
		}
	}
	return out
}

// measuresWords say that a decision adopts nothing of the closed list, or
// something off it; nil if that is in order.
func (s *teller) measuresWords(r *charter.Rule, x *engine.Extra) []*Proof {
	if len(r.Choosing) == 0 {
		if x != nil && len(x.Adopting) > 0 {
			return []*Proof{note("It adopts " + list(x.Adopting, "and") + ", and the procedure has no measures to choose from.")}
		}
		return nil
	}
	if x != nil && x.Failed {
		return nil
	}
	if x == nil || len(x.Adopting) == 0 {
		return []*Proof{note("It adopts none of the measures the procedure may choose: " + list(r.Choosing, "or") + ".")}
	}
	for _, a := range x.Adopting {
		ok := false
		for _, c := range r.Choosing {
			ok = ok || a == c
		}
		if !ok {
			return []*Proof{note("It adopts " + a + ", which is not one of the measures the procedure may choose: " + list(r.Choosing, "or") + ".")}
		}
	}
	return nil
}

// noVote says why a vote was counted nowhere.
func (s *teller) noVote(r *charter.Rule, act uint32) []*Proof {
	x := s.run.Extra(act)
	at := s.before(act)
	d := &s.deeds[act]
	if x == nil || x.Target < 0 {
		return []*Proof{note("It names no motion.")}
	}
	for id := 1; id < s.run.Matters(); id++ {
		m := s.run.Matter(uint32(id))
		if m.Rule != r.ID || !m.Procedure || !s.labelled(uint32(id), &m, x.Target) {
			continue
		}
		if ended := s.endedBefore(uint32(id), at); ended != "" {
			return []*Proof{note("The question had ended: " + ended)}
		}
		p := s.run.Process(uint32(id), s.world)
		may, _ := s.electors(r, s.bound(r, &m), at, &p)
		return []*Proof{note(s.begins(d.roles[0]) + " was not entitled to vote; entitled were " + s.names(may) + ".")}
	}
	return []*Proof{note("The entry that it names moved or opened no question of " + r.Name + ".")}
}

// labelled reports whether LABEL is the motion or the opening of a matter.
func (w *work) labelled(mid uint32, m *engine.Matter, origin int32) bool {
	for _, act := range w.run.Process(mid, w.world).Motions {
		if x := w.run.Extra(act); x != nil && x.Origin == origin {
			return true
		}
	}
	c := m.Cause
	for {
		act, id, isFinding := w.run.Source(c)
		if !isFinding {
			x := (*engine.Extra)(nil)
			if act != 0 {
				x = w.run.Extra(act)
			}
			return x != nil && x.Origin == origin
		}
		c = w.findings[id].Cause
	}
}
