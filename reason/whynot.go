package reason

import (
	"fmt"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// The steps a rule is read in; the further a candidate came, the more telling
// it is what stopped it.
const (
	nothingNear = iota // no act of the kind
	oneRoleOff         // of the kind, with somebody else
	elsewhen           // it arose, but not in the time asked about
	onlyIf             // it would be of the kind under a reading or condition
	whereFailed        // of the kind, but not where the rule asks
	notYetLaw          // it would have begun, had the rule been in force that day
	stepMissing        // begun, but the next step did not follow
	notBound           // it arose for others
	keptOff            // unless, while, a decision that is void
	wentThrough        // everything the rule asks for was there
)

// reach is how far a candidate came, and what is to be said of it.
type reach struct {
	level int
	day   calendar.Day
	list  []*Proof
	b     *binding // as whom the states asked about stand in the rule
}

// whyNot answers a question.
func (s *teller) whyNot(q Question) *Proof {
	r := q.Rule
	if r == nil {
		return note("No rule was named.")
	}
	from, to := q.From, min(q.To, s.horizon().day)
	head := &Proof{Kind: KindAbsence, Rule: r, Day: to, Holds: true, finding: -1}
	if from > to {
		head.Text = "The run ends on " + s.horizon().day.String() + ": nothing is known of " + s.span(q.From, q.To) + "."
		return head
	}
	used := s.versionIn(r, from, to)
	defer func(f, t calendar.Day) { s.from, s.to = f, t }(s.from, s.to)
	for _, v := range s.versions(r) {
		if a := s.arose(v, &q, from, to); a != nil {
			return a
		}
	}
	if used == nil {
		head.Text = s.questionWords(r, s.bindings(r, &q)[0], from, to) + ", because the rule was not in force."
		head.add(s.rule(r))
		for _, v := range s.versions(r) {
			if v.ID != r.ID {
				head.add(note("The text has another rule of that name: " + s.where(v) + s.inForceWords(v) + "."))
			}
		}
		return head
	}
	best := s.explore(used, &q, from, to)
	if best.level == wentThrough && (used.Kind == charter.PowerRule || used.Kind == charter.ConsequenceRule) {
		return (&Proof{Kind: KindFinding, Rule: used, Day: best.day, Holds: true, finding: -1,
			Text: "It did apply: " + s.where(used) + ", on " + best.day.String() + "."}).add(best.list...).add(s.fellAway(used, best.day, best.b)...).add(s.stillWaits(used, best.day, best.b)...)
	}
	head.Rule = used
	why := levelWords(best.level, used)
	if out := s.unplaced(used, &q, best.b, to); len(out) > 0 {
		why = "because the rule has no place for " + s.names(out)
		best.list = nil
	}
	head.Text = s.questionWords(used, best.b, from, to) + ", " + why + "."
	head.add(s.rule(used))
	if used.ID != r.ID {
		head.add(note("The rule asked about, " + s.where(r) + ", was not in force then; this one of the same name was."))
	}
	if from < used.From || to >= used.Until {
		head.add(note("The rule was not in force all that time" + s.inForceWords(used) + "."))
	}
	return head.add(best.list...)
}

func levelWords(level int, r *charter.Rule) string {
	switch level {
	case nothingNear, oneRoleOff:
		return "because nothing happened that would set it going"
	case onlyIf:
		return "because what happened would set it going only under a condition that did not hold"
	case whereFailed:
		return "because what happened was not as the rule asks"
	case notYetLaw:
		return "because the rule was not in force on the day"
	case stepMissing:
		return "because it began and what had to follow did not"
	case notBound:
		if r.Kind != charter.DutyRule {
			return "because who did it is not one of those of whom the rule speaks"
		}
		return "because it arose, but not for the state asked about"
	case elsewhen:
		return "because it arose at another time"
	case keptOff:
		return "because something kept it from applying"
	}
	return "although all that the rule asks for was there: it had arisen already, or applies to something else"
}

// explore reads the rule for every way in which the states can stand in it, and
// keeps what came furthest.
func (s *teller) explore(r *charter.Rule, q *Question, from, to calendar.Day) reach {
	best := reach{level: -1}
	for _, b := range s.bindings(r, q) {
		if x := s.exploreAs(r, b, from, to); x.level > best.level {
			best, best.b = x, b
		}
	}
	return best
}

// exploreAs looks at every candidate in the order of the record.
func (s *teller) exploreAs(r *charter.Rule, b *binding, from, to calendar.Day) reach {
	s.from, s.to = from, to
	alts, where := s.beginnings(r)
	start := from
	for _, st := range r.Steps {
		p := s.period(st.Within, from)
		if p.Forever {
			start = always
			break
		}
		for start.Add(p) >= from && start > always+1 && start > s.trace.First-1 {
			start--
		}
	}
	var all []reach
	for _, tr := range alts {
		switch {
		case tr.Act != nil:
			for id := 1; id < len(s.deeds); id++ {
				if d := &s.deeds[id]; d.no != 0 && d.day >= start && d.day <= to {
					all = append(all, s.byAct(r, tr.Act, where, d, b)...)
				}
			}
		case tr.Finding != nil || tr.Change != nil:
			for id := range s.findings {
				if f := &s.findings[id]; f.Worlds&s.bit != 0 && f.Day >= start && f.Day <= to {
					all = append(all, s.byFinding(r, tr, where, uint32(id), b)...)
				}
			}
		}
	}
	best := nothingNear
	for _, x := range all {
		best = max(best, x.level)
	}
	out := reach{level: best}
	if best <= oneRoleOff {
		out.list = []*Proof{s.nothingSet(alts, where, b, start, to, nil)}
		return out
	}
	told := 0
	for _, x := range all {
		if x.level != best {
			continue
		}
		if told++; told > 3 {
			continue
		}
		if out.day == 0 {
			out.day = x.day
		}
		out.list = append(out.list, x.list...)
	}
	if told > 3 {
		out.list = append(out.list, note(fmt.Sprintf("And so for %d more.", told-3)))
	}
	if best == onlyIf {
		told := map[*record.Entry]bool{}
		for _, p := range out.list {
			told[p.Entry] = true
		}
		out.list = append(out.list, s.nothingSet(alts, where, b, start, to, told).Children...)
	}
	return out
}

// beginnings are what sets a rule going, and the condition that belongs to it.
func (w *work) beginnings(r *charter.Rule) ([]*charter.Trigger, *charter.Expr) {
	acts := func(ps ...*charter.Pattern) (out []*charter.Trigger) {
		for _, p := range ps {
			if p != nil {
				out = append(out, &charter.Trigger{Act: p})
			}
		}
		return out
	}
	switch {
	case r.Kind == charter.BanRule:
		return acts(r.Never...), nil
	case r.Kind == charter.PowerRule:
		return acts(r.May), nil
	case r.Kind == charter.ProcedureRule && !r.Opens && r.Moved != nil:
		return acts(r.Moved), r.MovedWhere
	case r.Kind == charter.ProcedureRule && !r.Opens:
		return acts(r.Decided), nil
	}
	return r.When, r.Where
}

// byAct is how far one act came.
func (s *teller) byAct(r *charter.Rule, p *charter.Pattern, where *charter.Expr, d *deed, b *binding) (out []reach) {
	if r.Kind == charter.BanRule && !covers(p, b) {
		return nil // this alternative has no place for a state asked about
	}
	at := s.opensAt(d.no)
	if r.Kind == charter.PowerRule || r.Kind == charter.ProcedureRule && !r.Opens {
		at = s.before(d.no)
	}
	for _, f := range s.fits(p, d, b, s.before(d.no), at) {
		switch {
		case f.ok():
			return []reach{s.onward(r, d, &f, where, at)}
		case len(f.wrong) == 1 && f.number == "":
			out = append(out, reach{level: oneRoleOff, day: d.day, list: nil})
		case len(f.wrong) == 0 && f.number == "":
			out = append(out, reach{level: onlyIf, day: d.day, list: []*Proof{s.deed(d.no, "which would count as "+s.patternName(p)+" only under a condition").add(failing(&Proof{Children: f.guards})...)}})
		}
	}
	return out
}

// covers reports whether a phrase names every variable that is bound.
func covers(p *charter.Pattern, b *binding) bool {
	for v, e := range b.e {
		named := e == 0
		for _, rt := range p.Roles {
			named = named || rt.Term.Kind == charter.VarTerm && int(rt.Term.Var) == v
		}
		if !named {
			return false
		}
	}
	return true
}

// onward goes on from a phrase that fits.
func (s *teller) onward(r *charter.Rule, d *deed, f *fit, where *charter.Expr, at moment) reach {
	if x := s.cond(where, false, &ctx{at: at, b: f.b, since: always}); x != nil && !x.Holds {
		return reach{level: whereFailed, day: d.day, list: []*Proof{s.deed(d.no, "which is not as the rule asks").add(failing(x)...)}}
	}
	if !s.reaches(r, d) || r.Kind != charter.PowerRule && !inForce(r, d.day) {
		return reach{level: notYetLaw, day: d.day, list: []*Proof{s.deed(d.no, "on which day the rule was not in force")}}
	}
	begun := s.deed(d.no, "which sets it going")
	switch r.Kind {
	case charter.BanRule, charter.PowerRule:
		return s.boundBy(r, begun, f.b, at)
	case charter.ProcedureRule:
		if !r.Opens && r.Moved == nil {
			if list := s.invalid(r, f.b, d.no, at, nil); len(list) > 0 {
				return reach{level: keptOff, day: d.day, list: append([]*Proof{begun}, list...)}
			}
		}
		if p := s.openedBefore(r, f.b, at); p != nil {
			return reach{level: keptOff, day: d.day, list: []*Proof{begun, p}}
		}
		return s.afterOpening(r, f.b, d.day, []*Proof{begun})
	}
	x := s.follow(r, 0, f.b, d.no, d.day, at)
	x.list = append([]*Proof{begun}, x.list...)
	return x
}

// boundBy reads the bearer, where and unless of a ban or power.
func (s *teller) boundBy(r *charter.Rule, begun *Proof, b *binding, at moment) reach {
	if r.Bearer != nil {
		if list := failing(&Proof{Children: s.isBearer(r.Bearer, b, at)}); len(list) > 0 {
			return reach{level: notBound, day: at.day, list: append([]*Proof{begun}, list...)}
		}
	}
	if x := s.cond(r.Where, false, &ctx{at: at, b: b, since: always}); x != nil && !x.Holds {
		return reach{level: whereFailed, day: at.day, list: append([]*Proof{begun}, failing(x)...)}
	}
	if x := s.cond(r.Unless, true, &ctx{at: at, b: b, since: always}); x != nil && !x.Holds {
		return reach{level: keptOff, day: at.day, list: append([]*Proof{begun}, failing(x)...)}
	}
	return reach{level: wentThrough, day: at.day, list: []*Proof{begun}}
}

// byFinding is how far one finding, or change of status, came.
func (s *teller) byFinding(r *charter.Rule, tr *charter.Trigger, where *charter.Expr, id uint32, b *binding) []reach {
	f := &s.findings[id]
	at := s.made(id)
	at.made = id + 1
	var nb *binding
	if tr.Finding != nil {
		if bs := s.findingFits(tr.Finding, id, b, at); len(bs) > 0 {
			nb = bs[0]
		} else if bs := s.findingFits(tr.Finding, id, s.newBinding(r.Vars), at); len(bs) > 0 {
			return []reach{{level: oneRoleOff, day: f.Day}}
		}
	} else if f.Kind == engine.Status {
		if nb = s.changeFits(tr.Change, id, b); nb == nil && s.changeFits(tr.Change, id, s.newBinding(r.Vars)) != nil {
			return []reach{{level: oneRoleOff, day: f.Day}}
		}
	}
	if nb == nil {
		return nil
	}
	begun := &Proof{Kind: KindFinding, Text: s.describe(id), Day: f.Day, Rule: s.ruleOf(id), Holds: true, finding: int32(id)}
	nb.dec = s.decision(engine.CauseOf(id))
	c := &ctx{at: at, b: nb, since: always}
	if x := s.cond(where, false, c); x != nil && !x.Holds {
		return []reach{{level: whereFailed, day: f.Day, list: []*Proof{begun.add(failing(x)...)}}}
	}
	if !inForce(r, f.Day) {
		return []reach{{level: notYetLaw, day: f.Day, list: []*Proof{begun, note("On that day the rule was not in force" + s.inForceWords(r) + ".")}}}
	}
	x := s.follow(r, 0, nb, 0, f.Day, at)
	x.list = append([]*Proof{begun}, x.list...)
	return []reach{x}
}

// follow goes on to the next steps of a sequence, and then to who is bound.
func (s *teller) follow(r *charter.Rule, k int, b *binding, act uint32, day calendar.Day, at moment) reach {
	if k == len(r.Steps) {
		return s.forWhom(r, b, day, at)
	}
	st := r.Steps[k]
	last := day.Add(s.period(st.Within, day))
	var words []string
	var pats []*charter.Pattern
	best := reach{level: -1}
	for _, tr := range st.When {
		if tr.Act == nil {
			words = append(words, s.triggerWords(tr, b, day))
			continue
		}
		pats = append(pats, tr.Act)
		words = append(words, s.phrase(tr.Act, b, day))
		for id := 1; id < len(s.deeds); id++ {
			d := &s.deeds[id]
			if d.no == 0 || d.no == act || d.day < day || d.day > last {
				continue
			}
			f, ok := s.match(tr.Act, d, b, s.before(d.no))
			if !ok {
				continue
			}
			next := s.opensAt(d.no)
			x := s.cond(st.Where, false, &ctx{at: next, b: f.b, since: always})
			if x != nil && !x.Holds {
				if best.level < stepMissing {
					best = reach{level: stepMissing, day: d.day, list: []*Proof{s.deed(d.no, "which would be the next step, but is not as the rule asks").add(failing(x)...)}}
				}
				continue
			}
			if st.Absent {
				return reach{level: stepMissing, day: d.day, list: []*Proof{s.deed(d.no, "and the rule goes on only if no such act comes by "+last.String())}}
			}
			y := s.follow(r, k+1, f.b, d.no, d.day, next)
			y.list = append([]*Proof{s.deed(d.no, "the next step")}, y.list...)
			if y.level > best.level {
				best = y
			}
		}
	}
	if st.Absent {
		if last >= s.horizon().day {
			return reach{level: stepMissing, day: day, list: []*Proof{note("It goes on only if none comes by " + last.String() + ", and that day has not passed.")}}
		}
		return s.follow(r, k+1, b, act, last+1, s.momentOf(last))
	}
	if best.level >= 0 {
		return best
	}
	p := &Proof{Kind: KindAbsence, Day: last, Holds: true, finding: -1,
		Text: "Then " + list(words, "or") + " had to follow; there was none " + s.span(day, min(last, s.horizon().day)) + " " + s.recordWords() + "."}
	if len(pats) > 0 {
		ask := near{must: pats, where: st.Where, b: b, from: day, to: min(last, s.horizon().day), late: true}
		p.add(s.nearMisses(&ask)...)
	}
	out := []*Proof{p}
	if st.Within != nil {
		out = append([]*Proof{s.deadline(st.Within, day, last, "the next step had to come")}, out...)
	}
	return reach{level: stepMissing, day: day, list: out}
}

// forWhom is the last step: who is bound, and what keeps the rule off.
func (s *teller) forWhom(r *charter.Rule, b *binding, day calendar.Day, at moment) reach {
	at.day = day
	be := r.Bearer
	if be != nil && b.get(be.Var) != 0 {
		if list := failing(&Proof{Children: s.isBearer(be, b, at)}); len(list) > 0 {
			return reach{level: notBound, day: day, list: list}
		}
	} else if be != nil && !be.ByKind && be.Status != charter.ParticipantStatus {
		n := 0
		var off []*Proof
		for _, e := range s.holders(be.Family, be.Status, at) {
			x := b.clone()
			x.set(be.Var, e)
			if len(failing(&Proof{Children: s.isBearer(be, x, at)})) > 0 {
				continue
			}
			if r.While != nil && r.Quant == syntax.Each {
				if p := s.cond(r.While, false, &ctx{at: at, b: x, since: always}); !p.Holds {
					off = append(off, failing(p)...)
					continue
				}
			}
			n++
		}
		if n == 0 && len(off) > 0 {
			return reach{level: keptOff, day: day, list: off}
		}
		if n == 0 {
			return reach{level: notBound, day: day, list: []*Proof{{Kind: KindAbsence, Day: day, Holds: true, finding: -1, Text: "On " + day.String() + " nobody was left whom the rule could bind."}}}
		}
	}
	switch {
	case r.Kind == charter.DutyRule && r.While != nil:
		if x := s.cond(r.While, false, &ctx{at: at, b: b, since: always}); !x.Holds {
			return reach{level: keptOff, day: day, list: failing(x)}
		}
	case r.Kind == charter.ConsequenceRule && r.Unless != nil:
		if x := s.cond(r.Unless, true, &ctx{at: at, b: b, since: always}); !x.Holds {
			return reach{level: keptOff, day: day, list: failing(x)}
		}
	case r.Kind == charter.ConsequenceRule:
		if list := s.effectless(r, b, at); len(list) > 0 {
			return reach{level: keptOff, day: day, list: list}
		}
	}
	if day < s.from || day > s.to {
		return reach{level: elsewhen, day: day, list: []*Proof{note("With that it arose, on " + day.String() + ".")}}
	}
	if p := s.openedBefore(r, b, at); p != nil {
		return reach{level: keptOff, day: day, list: []*Proof{p}}
	}
	if r.Kind == charter.ProcedureRule {
		return s.afterOpening(r, b, day, nil)
	}
	return reach{level: wentThrough, day: day, list: nil}
}

// openedBefore says that the same matter was open already, or had been opened by
// another entry about the same happening.
func (s *teller) openedBefore(r *charter.Rule, b *binding, at moment) *Proof {
	for id := s.run.Matters() - 1; id > 0; id-- {
		m := s.run.Matter(uint32(id))
		if m.Rule != r.ID || m.Waiting || uint32(m.At) >= at.made && s.trace.Arose[id].Acts >= at.acts {
			continue
		}
		mb := s.bound(r, &m)
		same := true
		for i := range mb.e {
			same = same && (mb.e[i] == 0 || b.e[i] == 0 || mb.e[i] == b.e[i])
		}
		open := m.Procedure && s.endedBefore(uint32(id), at) == ""
		again := at.acts > 0 && !m.Procedure && m.Happening == s.deeds[at.acts].happening
		if same && (open || again) {
			return note("It had been opened already, on " + m.Opened.String() + ", and one is enough.")
		}
	}
	return nil
}

// afterOpening looks whether a question that was opened was moved and decided
// as the question asked wants it: by whom, about whom.
func (s *teller) afterOpening(r *charter.Rule, b *binding, day calendar.Day, list []*Proof) reach {
	for _, next := range []*charter.Pattern{r.Moved, r.Decided} {
		if next == nil || !r.Opens && next == r.Moved {
			continue
		}
		ask := near{must: []*charter.Pattern{next}, b: b, from: day, to: s.horizon().day}
		if next == r.Moved {
			ask.where = r.MovedWhere
		}
		found := false
		for id := 1; id < len(s.deeds) && !found; id++ {
			if d := &s.deeds[id]; d.no != 0 && d.day >= day {
				var f fit
				if f, found = s.match(next, d, b, s.before(d.no)); found && ask.where != nil {
					found = s.cond(ask.where, false, &ctx{at: s.before(d.no), b: f.b, since: always}).Holds
				}
			}
		}
		if !found {
			p := &Proof{Kind: KindAbsence, Day: ask.to, Holds: true, finding: -1,
				Text: "Then " + s.phrase(next, b, day) + " had to follow; there was none " + s.span(day, ask.to) + " " + s.recordWords() + "."}
			return reach{level: stepMissing, day: day, list: append(list, p.add(s.nearMisses(&ask)...))}
		}
	}
	return reach{level: wentThrough, day: day, list: list}
}

// effectless says that every effect of a consequence hangs on an `if` that did
// not hold.
func (s *teller) effectless(r *charter.Rule, b *binding, at moment) (out []*Proof) {
	for _, e := range r.Effects {
		x := s.cond(e.If, false, &ctx{at: at, b: b, since: always})
		if x == nil || x.Holds {
			return nil
		}
		out = append(out, failing(x)...)
	}
	return out
}

func (w *work) triggerWords(tr *charter.Trigger, b *binding, day calendar.Day) string {
	switch {
	case tr.Act != nil:
		return w.phrase(tr.Act, b, day)
	case tr.Finding != nil:
		return w.findingPhrase(tr.Finding, b, day)
	case tr.Change != nil:
		verb := " becomes "
		if tr.Change.Ceases {
			verb = " ceases to be "
		}
		return w.termName(tr.Change.Term, b, day) + verb + w.statusName(tr.Change.Family, tr.Change.Status)
	case tr.Date != nil:
		return "a day of the calendar"
	}
	return "nothing"
}
