// Package search looks for histories: the shortest sequences of acts that the
// vocabulary allows after which something holds under a charter - a party is
// attacked and nobody owes it anything, a breach is followed by nothing - or
// the assurance that there is none up to a stated size.
//
// Five things keep the search small, and docs/decisions/12-search.md says why
// none of them changes an answer. Acts from which no chain of rules leads to
// the question within the bound are not tried, nor rules run that no chain
// passes. States that the charter does not name are alike: what they leave
// behind is compared up to an exchange of them. A state of things that was
// reached before is gone on from once. Days are chosen where they can make a
// difference. And up to 63 acts are tried at once, as worlds of one run.
package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// Bounds say how far to look.
type Bounds struct {
	Acts    int // the most acts in a history; 5 if 0
	States  int // parties that take part; 4 if 0
	Wait    int // days after the last act that are looked at; 0: one more than the longest period of the rules in hand
	Visits  int // the most histories tried; 0: no bound
	Answers int // histories wanted; 1 if 0
	// Plain leaves all reductions aside: every act that the charter looks at is
	// tried, on every day up to Days after the act before, and no state of
	// things is recognised. For tests, and for those who doubt.
	Plain bool
	Days  int // of a plain search: the longest pause tried
}

// Act is one act of a history: what a line of a record says.
type Act struct {
	Day    calendar.Day
	Act    charter.ActID
	Roles  [syntax.NumRoles]charter.EntityID
	Failed bool // a decision recorded as failed
	last   bool // as this it can only be a moment
}

// History is an answer: acts after which the question holds, for these states.
type History struct {
	Acts []Act
	For  []charter.EntityID // what the question's variables stand for
	Asof calendar.Day       // the day on which it holds
}

// Answer is what a search comes to.
type Answer struct {
	Question  *Question
	Histories []History
	Tried     int      // histories run
	States    int      // different states of things reached
	Acts      int      // histories up to this length were all tried
	Complete  bool     // nothing up to Bounds.Acts was left out
	Looked    []string // acts that can matter, in order of the vocabulary
	Rules     int      // rules that can matter, of RulesAll in force
	RulesAll  int
	Cast      []charter.EntityID
	Bounds    Bounds
	From      calendar.Day // the day on which histories begin
}

// Found reports whether a history was found: what a claim is refuted by.
func (a *Answer) Found() bool { return len(a.Histories) > 0 }

// Progress is told now and then how far a search is.
type Progress func(acts, tried, states int)

// searcher holds what does not change.
type searcher struct {
	c         *charter.Case
	whole     *charter.Case // before rules were left out
	q         *Question
	b         Bounds
	plain     bool
	atOnce    bool // the first round: a moment is the last act
	from      calendar.Day
	cast      []charter.EntityID // parties, then one outsider
	same      []bool             // of the cast: nobody the charter names, so alike to the others that are
	alike     []charter.EntityID // the parties among those
	mentioned []charter.EntityID // by conditions and phrases
	causes    *causes
	reads     *causes // in the first round: what the question hangs on that is read at the end
	templates []Act
	program   *engine.Program
	probes    []probe
	starts    map[charter.ActID][]started // what an act may set running
	backs     map[charter.ActID]actSet    // acts of the same day that what it sets going would look back at
	moments   map[charter.ActID]bool      // acts that may be a moment
	fits      [][]uint16                  // of each template: the choices of states for which it may be a moment
	value     func(charter.ReadingRef, int) []engine.Choice
}

// For searches a case. from is the day on which histories begin; readings may
// be nil.
//
// A question with a moment that asks that something does not happen since is put
// in two rounds. In the first the moment is the last act, and only what could keep
// the act from bringing that about at once is looked for. If no history of the
// first round leaves hope - after every moment it has happened at once - there is
// none at all; if some does, acts after the moment are tried too.
func For(ctx context.Context, c *charter.Case, q *Question, from calendar.Day, b Bounds, readings func(charter.ReadingRef, int) []engine.Choice, tell Progress) (*Answer, error) {
	a := &Answer{Question: q, From: from}
	for _, atOnce := range []bool{true, false} {
		s := &searcher{c: c, whole: c, q: q, b: bounded(b), plain: b.Plain, from: from, value: readings, atOnce: atOnce}
		if err := s.prepare(); err != nil {
			return nil, err
		}
		if atOnce && !s.hasRound() {
			continue
		}
		hope, err := s.explore(ctx, a, tell)
		if err != nil || a.Found() || !a.Complete || !hope {
			return a, err
		}
	}
	return a, nil
}

// hasRound reports whether the first round is worth its while: where the question
// has a moment and asks that something does not follow.
func (s *searcher) hasRound() bool {
	return !s.plain && len(s.probes) > 0 && s.probes[0].act != nil && len(s.probes[0].over) > 0
}

// explore goes level by level; hope reports whether some moment of the first
// round has left any.
func (s *searcher) explore(ctx context.Context, a *Answer, tell Progress) (hope bool, err error) {
	a.Cast, a.Bounds, a.Acts, a.Complete, a.Looked, a.Rules, a.RulesAll = s.cast, s.b, 0, false, nil, 0, 0
	s.account(a)
	if len(s.templates) == 0 {
		a.Acts, a.Complete = s.b.Acts, true
		return false, nil
	}
	x := &exploration{s: s, a: a, tell: tell, seen: map[engine.Digest]bool{}, seenToday: map[engine.Digest]bool{}}
	x.dive(ctx)
	deep, most := a.Histories, s.b.Acts
	if len(deep) > 0 {
		a.Histories, x.dived = nil, a.Tried+afterDive
		most = len(deep[0].Acts) - 1
	}
	frontier := []history{{}}
	for depth := 1; depth <= most && len(frontier) > 0; depth++ {
		next, done := x.level(ctx, frontier, depth)
		if !done {
			if !a.Found() {
				a.Histories = deep
			}
			return x.hope, ctx.Err()
		}
		a.Acts = depth
		if len(a.Histories) >= s.b.Answers {
			return x.hope, nil
		}
		frontier = next
	}
	if a.Acts = most; len(deep) > 0 && !a.Found() {
		a.Histories, a.Acts = deep, most+1
		return x.hope, nil
	}
	a.Complete = true
	return x.hope, nil
}

// account says what the search looks at.
func (s *searcher) account(a *Answer) {
	for _, t := range s.templates {
		if n := s.c.Vocab.Acts[t.Act].Name; !slices.Contains(a.Looked, n) {
			a.Looked = append(a.Looked, n)
		}
	}
	for _, r := range s.whole.Rules {
		if r.Until > s.from {
			a.RulesAll++
			if s.hangsOn(r) {
				a.Rules++
			}
		}
	}
}

// mostDepth is the most acts a history may have.
const mostDepth = 12

func bounded(b Bounds) Bounds {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&b.Acts, 5)
	def(&b.States, 4)
	def(&b.Answers, 1)
	b.Acts = min(b.Acts, mostDepth)
	return b
}

// prepare picks the cast, works out what the question hangs on, and compiles
// what is left.
func (s *searcher) prepare() error {
	if err := s.pickCast(); err != nil {
		return err
	}
	if err := s.pose(); err != nil {
		return err
	}
	goals, done := s.trace()
	if s.atOnce {
		s.causes.idle = s.causes.idling(goals)
		l := newLandmarks(s.c, s.from, s.value, done)
		s.reads = causesOf(l, nil, s.cast, s.b.Acts, s.goals(l, false))
	}
	if s.causes.goal.never && !s.plain {
		return nil // nothing brings it about, however many acts
	}
	if !s.plain {
		s.c = s.sliced()
	}
	if s.b.Wait <= 0 {
		s.b.Wait = s.longest() + 1
	}
	if err := s.compile(); err != nil {
		return err
	}
	s.templates = s.listActs()
	s.listDays()
	for i := range s.templates {
		s.fits = append(s.fits, s.fitting(&s.templates[i]))
	}
	return nil
}

// pose puts the question for every choice of states.
func (s *searcher) pose() error {
	if !s.q.grammar {
		return nil
	}
	for _, who := range assignments(s.cast, len(s.q.Vars)) {
		p, err := s.q.pose(s.c, who)
		if err != nil {
			return err
		}
		s.probes = append(s.probes, probe{posed: p})
	}
	// Who is named in the question itself is not alike to others.
	if len(s.probes) > 0 {
		p := s.probes[0].posed
		for _, e := range termsOf(p.act, p.given, p.asked) {
			if at := slices.Index(s.cast, e); at >= 0 && !slices.Contains(p.who, e) {
				s.same[at] = false
			}
		}
		s.alike = slices.DeleteFunc(s.alike, func(e charter.EntityID) bool { return !s.same[slices.Index(s.cast, e)] })
	}
	return nil
}

// trace walks back from the question to the acts that can matter. What comes about
// in no history made of those acts need not be kept off: so the walk is taken again
// until it comes to no act more. What it has come to then are all the acts there
// are, and with fewer acts less can be brought about: so all that is done again
// among them, until none falls away.
func (s *searcher) trace() (goals []goal, among *actSet) {
	for {
		l := newLandmarks(s.c, s.from, s.value, among)
		goals = s.goals(l, s.atOnce)
		var met actSet
		for {
			var able *landmarks
			if !s.plain && l.reckons {
				able = newLandmarks(s.c, s.from, s.value, &met)
			}
			s.causes = causesOf(l, able, s.cast, s.room(s.b.Acts), goals)
			if able == nil || s.causes.all || s.causes.goal.never {
				return goals, among
			}
			more := s.matter()
			if more == met {
				break
			}
			met = more
		}
		if among != nil && met == *among {
			return goals, among
		}
		among = &met
	}
}

// matter are the acts that the walk has come to, and those of the moment.
func (s *searcher) matter() (out actSet) {
	for a := range s.causes.acts {
		out.add(a)
	}
	for a := range s.moments {
		out.add(a)
	}
	return out
}

// termsOf are the entities that conditions name.
func termsOf(list ...*charter.Expr) (out []charter.EntityID) {
	term := func(t charter.Term) {
		if t.Kind == charter.EntityTerm && t.Entity != 0 {
			out = append(out, t.Entity)
		}
	}
	w := charter.Walker{
		Pattern: func(p *charter.Pattern) {
			for _, rt := range p.Roles {
				term(rt.Term)
			}
		},
		Finding: func(f *charter.FindingPattern) {
			for _, rt := range f.Roles {
				term(rt.Term)
			}
		},
		Expr: func(e *charter.Expr) { term(e.Term); term(e.Other) },
	}
	for _, e := range list {
		w.Visit(e)
	}
	return out
}

// room is how many of the acts left can be causes: in the first round the last is
// the moment.
func (s *searcher) room(left int) int {
	if s.atOnce {
		return left - 1
	}
	return left
}

// goals are what the question asks, one for each choice of states; atOnce: what of
// that the first round looks for.
func (s *searcher) goals(l *landmarks, atOnce bool) []goal {
	if !s.q.grammar {
		return s.q.found.goals(s, l)
	}
	s.moments = map[charter.ActID]bool{}
	var out []goal
	for _, p := range s.probes {
		if p.act != nil {
			l.acts(p.act.Pattern, func(a charter.ActID) { s.moments[a] = true }, 0)
		}
		if atOnce && p.act != nil {
			out = append(out, s.atOnceGoal(l, p.posed))
			continue
		}
		g := goal{conditions: []*charter.Expr{p.given, p.asked}}
		g.needs = l.condition(p.given).and(l.condition(p.asked))
		if p.act != nil {
			g.acts = []*charter.Pattern{p.act.Pattern}
			g.needs = g.needs.and(l.pattern(p.act.Pattern))
		}
		out = append(out, g)
	}
	return out
}

// atOnceGoal is the goal of the first round: what must hold before the moment, and
// that the act does not bring about at once what must not be.
func (s *searcher) atOnceGoal(l *landmarks, p posed) goal {
	g := goal{conditions: []*charter.Expr{p.given}, act: p.act.Pattern}
	g.needs = l.condition(p.given)
	if l.pattern(p.act.Pattern).never {
		g.never = true
	}
	going, moved := map[int]bool{}, map[[2]int]bool{}
	l.acts(p.act.Pattern, func(a charter.ActID) {
		by := s.goingBy(l, a)
		for id := range by {
			going[id] = true
		}
		s.moves(l, a, by, moved)
	}, 0)
	met := meetingOf(l, p)
	w := charter.Walker{Finding: func(f *charter.FindingPattern) {
		for _, id := range f.Rules {
			r := s.c.Rules[id]
			if f.Kind == syntax.Opening && r.Kind == charter.DutyRule && !met.opens(r) {
				continue // it cannot come of this act
			}
			if going[id] && atOnce(r, f.Kind) && (len(r.Steps) == 0 || !r.Steps[len(r.Steps)-1].Absent && s.beginsAtOnce(l, p.act.Pattern, r.Steps[len(r.Steps)-1].When, going)) {
				g.events = append(g.events, node{event{momentEvent, 0, id, f.Kind}, true})
				g.granted = append(g.granted, granted{id, met.granted(r, moved)})
			}
		}
		if f.Kind == syntax.Void || f.Kind == syntax.Silence {
			g.conditions = append(g.conditions, &charter.Expr{Op: charter.OpFound, Finding: f})
		}
	}}
	for _, e := range nevers(p.asked) {
		w.Visit(e)
	}
	return g
}

func (s *searcher) hangsOn(r *charter.Rule) bool {
	return s.plain || s.onEverything() || s.causes.touched[r.ID] || s.reads != nil && s.reads.touched[r.ID]
}

// onEverything reports whether the question hangs on every rule.
func (s *searcher) onEverything() bool {
	return s.causes.all || s.reads != nil && s.reads.all
}

// fated reports whether the question hangs on what becomes of a rule's matters.
func (s *searcher) fated(rule int) bool {
	return s.plain || s.onEverything() || s.causes.fated(rule) || s.reads != nil && s.reads.fated(rule)
}

// sliced is the case with the rules that the question does not hang on out of
// force, and without the measures that it does not hang on.
func (s *searcher) sliced() *charter.Case {
	c := *s.c
	c.Rules = slices.Clone(c.Rules)
	for i, r := range c.Rules {
		if r.Until > s.from && !s.hangsOn(r) || r.Until <= s.from {
			c.Rules[i] = &charter.Rule{ID: r.ID, Kind: charter.ConsequenceRule, Family: r.Family, Text: r.Text, Article: r.Article, Name: r.Name,
				From: calendar.Never, Until: calendar.Never, Successor: -1}
		}
	}
	c.Families = slices.Clone(c.Families)
	for f, fam := range c.Families {
		if s.onEverything() {
			break
		}
		clear := *fam
		clear.Measures = slices.Clone(fam.Measures)
		for m, was := range fam.Measures {
			if at := [2]int{f, m}; !s.causes.measures[at] && !(s.reads != nil && s.reads.measures[at]) {
				clear.Measures[m] = &charter.Measure{Name: was.Name}
			}
		}
		c.Families[f] = &clear
	}
	return &c
}

// compile compiles the case with its questions.
func (s *searcher) compile() error {
	var kept, passing []*charter.Expr
	for i := range s.probes {
		p := &s.probes[i]
		if p.act == nil {
			kept = append(append(kept, p.asked), nevers(p.asked)...)
			continue
		}
		where := p.given
		if where == nil {
			where = &charter.Expr{Op: charter.OpTrue}
		}
		kept = append(kept, where)
		list, ok := leaves(p.asked)
		p.whole = !ok
		passing = append(append(append(passing, p.act, p.asked), nevers(p.asked)...), list...)
	}
	program, k, m, err := engine.CompileAsking(s.c, kept, passing)
	if err != nil {
		return err
	}
	take := func(from *[]engine.Question, n int) []engine.Question {
		out := (*from)[:n]
		*from = (*from)[n:]
		return out
	}
	for i := range s.probes {
		p := &s.probes[i]
		if p.act == nil {
			p.then = take(&k, 1)[0]
			p.over = take(&k, len(nevers(p.asked)))
			continue
		}
		p.where = take(&k, 1)[0]
		list, _ := leaves(p.asked)
		p.moment, p.then = take(&m, 1)[0], take(&m, 1)[0]
		p.over, p.leaves = take(&m, len(nevers(p.asked))), take(&m, len(list))
	}
	s.program = program
	var idle []int
	for _, r := range s.c.Rules {
		if r.Kind == charter.DutyRule && !s.fated(r.ID) {
			idle = append(idle, r.ID)
		}
	}
	program.Disregard(idle)
	return nil
}

// fitting lists the choices of states for which an act may be a moment.
func (s *searcher) fitting(t *Act) (out []uint16) {
	for i, p := range s.probes {
		if p.act == nil || !s.moments[t.Act] {
			continue
		}
		pat := p.act.Pattern
		if pat.Define != nil || slices.ContainsFunc(s.directions(t), func(roles [syntax.NumRoles]charter.EntityID) bool {
			return !slices.ContainsFunc(pat.Roles, func(rt charter.RoleTerm) bool {
				return rt.Term.Kind == charter.EntityTerm && roles[rt.Role] != rt.Term.Entity
			})
		}) {
			out = append(out, uint16(i))
		}
	}
	return out
}

// pickCast takes the first parties by code, those first that the question names,
// and one state that is no party.
func (s *searcher) pickCast() error {
	day := s.from
	var parties, others []charter.EntityID
	v := s.c.Vocab
	for e := 1; e < len(v.Entities); e++ {
		id := charter.EntityID(e)
		switch {
		case s.isParty(id, day):
			parties = append(parties, id)
		case len(parties) > 0 && len(others) == 0 && v.Entities[e].Kind == v.Entities[parties[0]].Kind:
			others = append(others, id)
		}
	}
	if len(parties) == 0 {
		return fmt.Errorf("no state is a party on %s by force of the text: name another day", day)
	}
	if len(others) == 0 {
		for e := 1; e < len(v.Entities); e++ {
			if id := charter.EntityID(e); !s.isParty(id, day) && v.Entities[e].Kind == v.Entities[parties[0]].Kind {
				others = append(others, id)
				break
			}
		}
	}
	asked := tokens(s.q.Text)
	slices.SortStableFunc(parties, func(a, b charter.EntityID) int {
		x, y := slices.Contains(asked, v.Entities[a].Code), slices.Contains(asked, v.Entities[b].Code)
		switch {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	parties = parties[:min(s.b.States, len(parties))]
	slices.Sort(parties)
	s.cast = append(parties, others...)
	named := namedEntities(s.c)
	for e := range v.Entities {
		if named[charter.EntityID(e)] {
			s.mentioned = append(s.mentioned, charter.EntityID(e))
		}
	}
	for i, e := range s.cast {
		s.same = append(s.same, !named[e] && !slices.Contains(asked, v.Entities[e].Code))
		if s.same[i] && s.isParty(e, day) {
			s.alike = append(s.alike, e)
		}
	}
	return nil
}

func (s *searcher) isParty(e charter.EntityID, day calendar.Day) bool {
	for _, f := range s.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Status == charter.PartyStatus && g.Entity == e && g.Since <= day {
					return true
				}
			}
		}
	}
	return false
}

// assignments lists every choice of n of the cast, repeats left out.
func assignments(cast []charter.EntityID, n int) [][]charter.EntityID {
	out := [][]charter.EntityID{nil}
	for range n {
		var next [][]charter.EntityID
		for _, head := range out {
			for _, e := range cast {
				if !slices.Contains(head, e) {
					next = append(next, append(slices.Clone(head), e))
				}
			}
		}
		out = next
	}
	return out
}

// Line writes an act as a record does.
func (a Act) Line(v *charter.Vocabulary) string {
	w := []string{a.Day.String(), v.Acts[a.Act].Name}
	for role, e := range a.Roles {
		if e != 0 {
			w = append(w, syntax.Role(role).String(), v.Entities[e].Code)
		}
	}
	if a.Failed {
		w = append(w, "failed")
	}
	return strings.Join(w, " ")
}

// From is the day on which histories begin if no other is named: the one after
// the last text came into force.
func From(c *charter.Case) calendar.Day {
	from := calendar.Always
	for _, f := range c.Families {
		for _, t := range f.Texts {
			from = max(from, t.From)
		}
	}
	if from <= calendar.Always {
		from, _ = calendar.Date(2001, 1, 1)
	}
	return from + 1
}
