package search

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// trials are the acts that may come next, each on every day that could matter,
// in order of days. Between the days on which something falls due nothing
// changes but what is counted from then on, so that one day of each stretch is
// enough: the same day, and the first on which something has fallen due. Where
// what an act sets going looks back at the acts of the day, the next day is told
// from the same. What
// an act itself sets running may fall due before, with or after what runs
// already: for each period that the act sets running, the days are tried from
// which on that changes. The run stands at the end of the history.
func (w *worker) trials(h *history, today calendar.Day) []trial {
	acts := w.s.follow(h)
	var out []trial
	if len(h.steps) == 0 {
		for _, a := range acts {
			out = append(out, trial{today, a})
		}
		return out
	}
	if w.s.plain {
		for d := range w.s.b.Days + 1 {
			for _, a := range acts {
				out = append(out, trial{today + calendar.Day(d), a})
			}
		}
		return out
	}
	left := w.s.room(w.s.b.Acts - len(h.steps))
	w.comes(today, w.s.causes.live(h.done, left))
	done := w.s.doneToday(h)
	var days []calendar.Day
	act := charter.NoAct
	for _, a := range acts {
		if t := w.s.templates[a].Act; t != act {
			act = t
			days = w.s.days(h, today, w.due, act, done, w.s.startedBy(h, act))
		}
		for _, d := range days {
			out = append(out, trial{d, a})
		}
	}
	slices.SortStableFunc(out, func(a, b trial) int { return cmp.Compare(a.day, b.day) })
	return out
}

// mostComing bounds how many days ahead are told apart: a text may have something
// fall due every year for ever.
const mostComing = 64

// comes lists the days after today on which something will fall due if nobody does
// anything: also what follows from what falls due. The run is at their end then.
func (w *worker) comes(today calendar.Day, live []bool) {
	horizon := today + calendar.Day(mostInARow*w.s.b.Wait)
	w.due = w.run.Dues(w.due[:0], live)
	for at := 0; at < len(w.due) && at < mostComing && w.due[at] < horizon; at++ {
		for _, d := range []calendar.Day{w.due[at], w.due[at] + 1} { // some is found in the evening
			if d > w.run.Today() {
				w.run.Advance(d)
				w.due = w.run.Dues(w.due, live)
			}
		}
	}
	w.due = slices.DeleteFunc(w.due, func(d calendar.Day) bool { return d >= horizon })
}

// doneToday are the acts of a history's last day.
func (s *searcher) doneToday(h *history) (done actSet) {
	for i := len(h.steps) - 1; i >= 0 && s.causes.reckons; i-- {
		done.add(s.templates[h.steps[i].template].Act)
		if h.steps[i].pause > 0 {
			break
		}
	}
	return done
}

// days are those on which an act is tried.
func (s *searcher) days(h *history, today calendar.Day, due []calendar.Day, act charter.ActID, done actSet, starts []calendar.Period) []calendar.Day {
	var out []calendar.Day
	if h.today {
		out = append(out, today)
	}
	if !h.later {
		return out
	}
	add := func(d calendar.Day) {
		if d > today && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	if !h.today || !s.causes.reckons || done.meets(s.backs[act]) {
		add(today + 1)
	}
	for _, d := range due {
		add(d)
		for _, p := range starts {
			from := d.Add(calendar.Period{Months: -p.Months, Days: -p.Days})
			for k := calendar.Day(-1); k <= 1; k++ {
				add(from + k)
			}
		}
	}
	return out
}

// started is a period that an act may set running, in a rule.
type started struct {
	rule   int
	power  bool
	period calendar.Period
}

// startedBy are the different periods that an act may set running and that can
// still matter.
func (s *searcher) startedBy(h *history, act charter.ActID) []calendar.Period {
	done := h.done
	if s.causes.reckons {
		done.add(act)
	}
	live := s.causes.live(done, s.room(s.b.Acts-len(h.steps)-1))
	var out []calendar.Period
	for _, x := range s.starts[act] {
		if (x.power || live[x.rule]) && !slices.Contains(out, x.period) {
			out = append(out, x.period)
		}
	}
	return out
}

// listDays works out, for each act to be tried, the periods that it may set
// running in rules on whose matters something hangs, and which acts of its own
// day what it sets going would look back at.
func (s *searcher) listDays() {
	s.starts, s.backs = map[charter.ActID][]started{}, map[charter.ActID]actSet{}
	for _, t := range s.templates {
		if _, ok := s.starts[t.Act]; ok {
			continue
		}
		s.starts[t.Act] = nil
		going := s.goingBy(s.causes.landmarks, t.Act)
		for _, r := range s.c.Rules {
			if !going[r.ID] {
				continue
			}
			idle := r.Kind == charter.DutyRule && !s.plain && !s.causes.all && !s.causes.fated(r.ID)
			for _, l := range limitsOf(r) {
				if idle && l == r.Within {
					continue
				}
				for _, p := range s.lengths(l) {
					s.starts[t.Act] = append(s.starts[t.Act], started{r.ID, r.Kind == charter.PowerRule, p})
				}
			}
			if s.causes.reckons && r.Kind == charter.DutyRule {
				s.backs[t.Act] = s.backs[t.Act].union(s.looksBackAt(r, idle))
			}
		}
	}
}

// looksBackAt are the acts that a duty's new matter or sequence is shown.
func (s *searcher) looksBackAt(r *charter.Rule, idle bool) (out actSet) {
	see := func(p *charter.Pattern) {
		if p != nil {
			s.causes.landmarks.acts(p, out.add, 0)
		}
	}
	for _, st := range r.Steps {
		for _, t := range st.When {
			see(t.Act)
		}
	}
	if idle {
		return out
	}
	for _, p := range r.Must {
		see(p)
	}
	see(r.Refusal)
	w := charter.Walker{Pattern: see}
	for _, e := range []*charter.Expr{r.Unless, r.While, r.Paused} {
		w.Visit(e)
	}
	return out
}

// goingBy are the rules that an act may set going at once: itself, or by what is
// found or changes because of it without time passing.
func (s *searcher) goingBy(l *landmarks, a charter.ActID) map[int]bool {
	fits := func(ps ...*charter.Pattern) bool { return fits(l, a, ps...) }
	going := map[int]bool{}
	changed := map[[2]int]bool{}
	begins := func(list []*charter.Trigger) bool {
		return slices.ContainsFunc(list, func(t *charter.Trigger) bool {
			switch {
			case t.Act != nil:
				return fits(t.Act)
			case t.Finding != nil && (t.Finding.Kind == syntax.Void || t.Finding.Kind == syntax.Silence):
				return true
			case t.Finding != nil:
				return slices.ContainsFunc(t.Finding.Rules, func(id int) bool { return going[id] && atOnce(s.c.Rules[id], t.Finding.Kind) })
			case t.Change != nil:
				return changed[[2]int{t.Change.Family, t.Change.Status}]
			}
			return false
		})
	}
	for grown := true; grown; {
		grown = false
		for _, r := range s.c.Rules {
			if r.Until <= s.from {
				continue
			}
			if !going[r.ID] && (fits(r.May, r.Moved, r.Decided, r.Refusal) || fits(r.Never...) || fits(r.Must...) || begins(r.When) ||
				slices.ContainsFunc(r.Steps, func(st *charter.Step) bool { return begins(st.When) })) {
				going[r.ID], grown = true, true
			}
			if !going[r.ID] {
				continue
			}
			for _, g := range given(r) {
				if ch := g.effect.Change; ch != nil && !changed[[2]int{ch.Family, ch.Status}] {
					changed[[2]int{ch.Family, ch.Status}], grown = true, true
				}
			}
		}
	}
	return going
}

// moves notes the statuses that an act may change before what it sets going has
// read its conditions. Of a procedure that is those of its outcomes, if the act
// is one that moves or decides it.
func (s *searcher) moves(l *landmarks, a charter.ActID, going map[int]bool, moved map[[2]int]bool) {
	for id := range going {
		r := s.c.Rules[id]
		if r.Kind == charter.ProcedureRule && !fits(l, a, r.Moved, r.Decided) {
			continue
		}
		for _, g := range given(r) {
			if ch := g.effect.Change; ch != nil {
				moved[[2]int{ch.Family, ch.Status}] = true
			}
		}
	}
}

// fits reports whether an act can be what one of some phrases says.
func fits(l *landmarks, a charter.ActID, ps ...*charter.Pattern) (ok bool) {
	for _, p := range ps {
		if p != nil {
			l.acts(p, func(x charter.ActID) { ok = ok || x == a }, 0)
		}
	}
	return ok
}

// beginsAtOnce reports whether the last step of a sequence may be done by an act,
// or by what comes of it at once.
func (s *searcher) beginsAtOnce(l *landmarks, act *charter.Pattern, list []*charter.Trigger, going map[int]bool) bool {
	return slices.ContainsFunc(list, func(t *charter.Trigger) (ok bool) {
		if t.Act != nil {
			l.acts(act, func(a charter.ActID) { ok = ok || fits(l, a, t.Act) }, 0)
			return ok
		}
		if t.Finding != nil && t.Finding.Kind != syntax.Void && t.Finding.Kind != syntax.Silence {
			return slices.ContainsFunc(t.Finding.Rules, func(id int) bool { return going[id] && atOnce(s.c.Rules[id], t.Finding.Kind) })
		}
		return t.Date == nil
	})
}

// atOnce reports whether a finding of a rule can come of an act on the same day.
func atOnce(r *charter.Rule, kind syntax.FindingKind) bool {
	if kind == syntax.Breach && r.Kind == charter.DutyRule {
		return r.Refusal != nil
	}
	return kind != syntax.Unanswered
}

// lengths are the lengths that a limit may have.
func (s *searcher) lengths(l *charter.Limit) []calendar.Period {
	ps := []calendar.Period{l.Period}
	if l.Reading != nil {
		ps = s.causes.lengths(*l.Reading)
	}
	return slices.DeleteFunc(slices.Clone(ps), func(p calendar.Period) bool { return p.Forever })
}

// limitsOf are the periods of a rule.
func limitsOf(r *charter.Rule) []*charter.Limit {
	var out []*charter.Limit
	see := func(l *charter.Limit) {
		if l != nil {
			out = append(out, l)
		}
	}
	see(r.Within)
	see(r.MoveWithin)
	for _, st := range r.Steps {
		see(st.Within)
	}
	for _, g := range given(r) {
		see(g.effect.After)
		see(g.effect.For)
	}
	w := charter.Walker{Expr: func(e *charter.Expr) { see(e.Window.Last) }}
	w.Rule(r)
	return out
}

// longest is the longest period of the rules in hand in days, months taken as 31.
func (s *searcher) longest() int {
	most := 1
	for _, r := range s.c.Rules {
		if r.Until <= s.from {
			continue
		}
		for _, l := range limitsOf(r) {
			for _, p := range s.lengths(l) {
				most = max(most, int(p.Months)*31+int(p.Days))
			}
		}
	}
	return most
}
