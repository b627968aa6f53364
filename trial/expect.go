package trial

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/syntax"
)

// wanted is a resolved expectation: a finding, a change of status, a state, or
// that nothing more is found.
type wanted struct {
	*syntax.Expect
	pattern *charter.FindingPattern
	changes []*charter.Change
	state   *charter.Expr
}

// squeeze is a stretch of a file with its blanks folded.
func squeeze(src []byte, s syntax.Span) string {
	if int(s.To) > len(src) || s.From > s.To {
		return ""
	}
	return strings.Join(strings.Fields(string(src[s.From:s.To])), " ")
}

// expect looks at expectations of one horizon. Those of the same block that
// came before, under another horizon, are in closed too: `nothing else` takes
// them as said.
func (x *run) expect(s setting, list, closed []expectation) {
	d, err := docket.Derive(x.b.Case, x.b.Record, s.view)
	if err != nil {
		wrong := diag.Diagnostic{Code: "E0409", Severity: diag.Error, Summary: err.Error(), Place: x.r.Place()}
		var many *docket.TooMany
		if errors.As(err, &many) {
			wrong = many.Diagnostic()
		}
		x.r.Faults = append(x.r.Faults, wrong)
		return
	}
	if s.side >= len(d.Sides) {
		s.side = 0
	}
	j := judge{run: x, d: d, s: s, v: view{d: d, side: s.side}}
	for _, e := range closed {
		if w, ok := x.resolve(e, false); ok {
			j.said = append(j.said, w)
		}
	}
	for _, e := range list {
		x.r.Checks++
		if w, ok := x.resolve(e, true); ok {
			j.judge(w)
		}
	}
	j.askStates()
}

// resolve ties an expectation to the case; what is wrong with it is kept if
// tell is set.
func (x *run) resolve(e expectation, tell bool) (wanted, bool) {
	w := wanted{Expect: e.Expect}
	c, f := x.b.Case, x.t.File
	var diags []diag.Diagnostic
	switch {
	case e.Expect.Finding != nil:
		w.pattern, diags = c.Finding(e.Expect.Finding, f)
	case e.Expect.Change != nil:
		w.changes, diags = c.Changes(e.Expect.Change, f)
	case e.Expect.State != nil:
		w.state, diags = c.State(e.Expect.State, f)
		diags = append(diags, library.AskedTooOften(e.Expect, f)...)
	}
	if bad := errorsOf(diags); len(bad) > 0 {
		if tell {
			x.r.Faults = append(x.r.Faults, bad...)
		}
		return w, false
	}
	return w, true
}

// judge holds the expectations of one docket against it.
type judge struct {
	*run
	d      *docket.Docket
	s      setting
	v      view
	said   []wanted
	states []wanted // asked together at the end
}

func (j *judge) fail(w wanted, found []string, format string, args ...any) {
	j.r.Failures = append(j.r.Failures, Failure{
		Place: place(j.t, w.Span), Line: j.written(w.Span), Given: j.s.words, AsOf: j.d.AsOf,
		Reason: fmt.Sprintf(format, args...), Found: found,
	})
}

func (j *judge) judge(w wanted) {
	switch {
	case w.NothingElse:
		j.nothingElse(w, "something else is found", func(k engine.Kind) bool { return k != engine.Opening })
	case w.NoOther:
		j.nothingElse(w, "another "+w.OtherKind.String()+" is found", func(k engine.Kind) bool { return k.String() == w.OtherKind.String() })
	case w.state != nil:
		j.states = append(j.states, w)
	case w.No:
		j.none(w)
	default:
		j.some(w)
	}
}

// undecided reports whether the expectation is of something undecided.
func (w wanted) undecided() bool {
	return w.Undecided || w.Finding != nil && w.Finding.Undecided
}

// matches reports whether a finding is of the kind expected, whatever its day
// and however sure.
func (j *judge) matches(w wanted, f *docket.Finding) bool {
	switch {
	case w.pattern != nil:
		return j.v.matches(w.pattern, f)
	case w.changes != nil:
		return slices.ContainsFunc(w.changes, func(c *charter.Change) bool { return j.v.isChange(c, f) })
	}
	return false
}

// within reports whether all the days a finding may have lie where it is
// expected.
func (j *judge) within(w wanted, f *docket.Finding) bool {
	if w.Dated.Word == "" {
		return true
	}
	e := f.Sides[j.s.side].Days
	return e.Lo >= w.Dated.Days.Lo && e.Hi <= w.Dated.Days.Hi
}

// meets reports whether a finding is what was expected.
func (j *judge) meets(w wanted, f *docket.Finding) bool {
	v := f.Sides[j.s.side]
	if !v.Possible() || v.Definite() == w.undecided() {
		return false
	}
	return j.matches(w, f) && j.within(w, f)
}

// some is an expectation that something is found.
func (j *judge) some(w wanted) {
	if slices.ContainsFunc(j.d.Findings, func(f *docket.Finding) bool { return j.meets(w, f) }) {
		return
	}
	// What is found, but on another day, or not surely, is told first.
	for _, f := range j.d.Findings {
		v := f.Sides[j.s.side]
		if !v.Possible() || !j.matches(w, f) {
			continue
		}
		switch {
		case !j.within(w, f) && v.Definite() != w.undecided():
			continue // another day: said below, with all such days
		case v.Definite():
			j.fail(w, j.v.describe([]*docket.Finding{f}), "it is found, and not undecided")
		default:
			j.fail(w, j.v.describe([]*docket.Finding{f}), "it is undecided: found in %d of %d settlings", v.Found, v.Of)
		}
		return
	}
	var other []*docket.Finding
	for _, f := range j.d.Findings {
		if f.Sides[j.s.side].Possible() && j.matches(w, f) {
			other = append(other, f)
		}
	}
	if len(other) > 0 {
		j.fail(w, j.v.describe(other), "it is found on another day")
		return
	}
	if near := j.nearest(w); len(near) > 0 {
		j.fail(w, near, "it is not found; the nearest are")
		return
	}
	j.fail(w, nil, "it is not found, nor anything like it")
}

// none is an expectation that something is not found, not even perhaps.
func (j *judge) none(w wanted) {
	var bad []*docket.Finding
	for _, f := range j.d.Findings {
		v := f.Sides[j.s.side]
		if !v.Possible() || !j.matches(w, f) {
			continue
		}
		if w.Dated.Word == "" || v.Days.Lo <= w.Dated.Days.Hi && v.Days.Hi >= w.Dated.Days.Lo {
			bad = append(bad, f)
		}
	}
	if len(bad) > 0 {
		j.fail(w, j.v.describe(bad), "it is found")
	}
}

// nothingElse closes a docket: all that is found must have been expected.
func (j *judge) nothingElse(w wanted, reason string, counts func(engine.Kind) bool) {
	var bad []*docket.Finding
	for _, f := range j.d.Findings {
		if !f.Sides[j.s.side].Possible() || !counts(f.Kind) {
			continue
		}
		if !slices.ContainsFunc(j.said, func(s wanted) bool { return !s.No && j.meets(s, f) }) {
			bad = append(bad, f)
		}
	}
	if len(bad) > 0 {
		j.fail(w, j.v.describe(bad), "%s", reason)
	}
}

// nearest lists the findings most like one that is missing.
func (j *judge) nearest(w wanted) []string {
	type near struct {
		f     *docket.Finding
		score int
	}
	var list []near
	for _, f := range j.d.Findings {
		if !f.Sides[j.s.side].Possible() {
			continue
		}
		if n := j.v.likeness(w, f); n > 0 {
			list = append(list, near{f, n})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return b.score - a.score })
	var fs []*docket.Finding
	for _, n := range list {
		if len(fs) < 3 && n.score >= list[0].score-2 {
			fs = append(fs, n.f)
		}
	}
	return j.v.describe(fs)
}

// askStates asks for all states of the docket together, in one run. Of a state
// that fails on several days the first is told.
func (j *judge) askStates() {
	if len(j.states) == 0 {
		return
	}
	var days []calendar.Day
	var conditions []*charter.Expr
	for _, w := range j.states {
		days = append(days, j.daysOf(w)...)
		conditions = append(conditions, w.state)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	answers, err := docket.Ask(j.b.Case, j.b.Record, j.s.view, conditions, days...)
	if err != nil {
		j.fail(j.states[0], nil, "%s", err)
		return
	}
	for i, w := range j.states {
		for _, day := range j.daysOf(w) {
			at, _ := slices.BinarySearch(days, day)
			if j.answer(w, day, answers[at][i][j.s.side]) {
				break
			}
		}
	}
}

// daysOf are the days on which a state is asked for: that named, each of those
// between which it is expected, or the horizon.
func (j *judge) daysOf(w wanted) []calendar.Day {
	if w.Dated.Word == "" {
		return []calendar.Day{j.d.AsOf}
	}
	var list []calendar.Day
	for d := w.Dated.Days.Lo; d <= w.Dated.Days.Hi; d++ {
		list = append(list, d)
	}
	return list
}

// answer judges the verdict on a state, and reports whether it failed.
func (j *judge) answer(w wanted, day calendar.Day, v docket.Verdict) (failed bool) {
	undecided := v.Possible() && !v.Definite()
	switch {
	case w.Undecided && !undecided && v.Definite():
		j.fail(w, j.v.statusHistory(w.state), "on %s it is so, and not undecided", day)
	case w.Undecided && !undecided:
		j.fail(w, j.v.statusHistory(w.state), "on %s it is not so, and not undecided", day)
	case !w.Undecided && undecided:
		j.fail(w, j.v.statusHistory(w.state), "on %s it is undecided: so in %d of %d settlings", day, v.Found, v.Of)
	case !w.Undecided && !v.Definite():
		j.fail(w, j.v.statusHistory(w.state), "on %s it is not so", day)
	default:
		return false
	}
	return true
}
