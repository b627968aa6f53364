// Package search looks for histories: the shortest sequences of acts that the
// vocabulary allows after which something holds under a charter - a party is
// attacked and nobody owes it anything, a breach is followed by nothing - or
// the assurance that there is none up to a stated size.
//
// It tries every act that the charter looks at, by every choice of a few
// states, one day or a long while after the act before. What two histories
// leave behind is compared (engine.Digest): a state reached twice is gone on
// from once. States that the charter does not name are told apart only by what
// they have done: they come into a history in one order.
package search

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// Bounds say how far to look.
type Bounds struct {
	Acts    int // the most acts in a history; 5 if 0
	States  int // parties that take part; 4 if 0
	Wait    int // days after the last act that are looked at; 400 if 0
	Apart   int // days of the long pause between two acts; 0: one more than the longest period of the charter, at most Wait
	Visits  int // the most histories tried; 0: no bound
	Answers int // histories wanted; 1 if 0
}

// Act is one act of a history: what a line of a record says.
type Act struct {
	Day     calendar.Day
	Act     charter.ActID
	Roles   [syntax.NumRoles]charter.EntityID
	Failed  bool // a decision recorded as failed
	pattern int
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
	Tried     int  // histories run
	States    int  // different states reached
	Acts      int  // histories up to this length were all tried
	Complete  bool // nothing up to Bounds.Acts was left out
	Cast      []charter.EntityID
	Bounds    Bounds
	From      calendar.Day // the day on which histories begin
}

// Progress is told now and then how far a search is.
type Progress func(acts, tried, states int)

// searcher holds what does not change.
type searcher struct {
	c         *charter.Case
	q         *Question
	b         Bounds
	from      calendar.Day
	cast      []charter.EntityID // parties, then one outsider
	same      []bool             // of the cast: nobody the charter names, so alike to the others that are
	templates []Act
	named     map[namedAs]bool
	program   *engine.Program
	questions []engine.Question
	binds     [][]charter.EntityID
	over      [][]engine.Question // by assignment: what, once so, keeps the question from ever holding
	value     func(charter.ReadingRef, int) []engine.Choice
}

// step is one act of a history in the search: a template, and whether the long
// pause precedes it.
type step struct {
	template uint16
	late     bool
}

type history []step

// For searches a case. from is the day on which histories begin; readings may
// be nil.
func For(ctx context.Context, c *charter.Case, q *Question, from calendar.Day, b Bounds, readings func(charter.ReadingRef, int) []engine.Choice, tell Progress) (*Answer, error) {
	s := &searcher{c: c, q: q, b: bounded(b), from: from, value: readings}
	if err := s.prepare(); err != nil {
		return nil, err
	}
	a := &Answer{Question: q, Cast: s.cast, Bounds: s.b, From: from}
	seen := map[engine.Digest]bool{}
	frontier := []history{{}}
	for depth := 1; depth <= s.b.Acts; depth++ {
		next, done := s.level(ctx, frontier, seen, a, tell, depth)
		if !done {
			return a, ctx.Err()
		}
		a.Acts = depth
		if len(a.Histories) >= s.b.Answers {
			return a, nil
		}
		frontier = next
		if len(frontier) == 0 {
			break
		}
	}
	a.Acts, a.Complete = s.b.Acts, true
	return a, nil
}

func bounded(b Bounds) Bounds {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&b.Acts, 5)
	def(&b.States, 4)
	def(&b.Wait, 400)
	def(&b.Answers, 1)
	return b
}

// prepare picks the cast, the acts and the questions.
func (s *searcher) prepare() error {
	if err := s.pickCast(); err != nil {
		return err
	}
	if s.b.Apart <= 0 {
		s.b.Apart = min(longest(s.c)+1, s.b.Wait)
	}
	var conditions []*charter.Expr
	for _, who := range assignments(s.cast, len(s.q.Vars)) {
		e, err := s.q.For(s.c, who)
		if err != nil {
			return err
		}
		conditions = append(conditions, e)
		s.binds = append(s.binds, who)
	}
	// After the conditions come those that must never have come true: an act
	// done or a finding made stays so.
	n := len(conditions)
	var counts []int
	for _, e := range conditions[:n] {
		never := nevers(e)
		counts = append(counts, len(never))
		conditions = append(conditions, never...)
	}
	program, all, err := engine.CompileWith(s.c, conditions)
	if err != nil {
		return err
	}
	s.program, s.questions = program, all[:n]
	rest := all[n:]
	for _, k := range counts {
		s.over, rest = append(s.over, rest[:k]), rest[k:]
	}
	s.named = namedRoles(s.c)
	s.templates = s.acts(relevantTo(s.c, conditions[:n]))
	if len(s.templates) == 0 {
		return fmt.Errorf("the charter looks at no act that these states could do")
	}
	return nil
}

// pickCast takes the first parties by code, and one state that is no party.
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
	s.cast = append(slices.Clone(parties[:min(s.b.States, len(parties))]), others...)
	named := namedEntities(s.c)
	for _, e := range s.cast {
		s.same = append(s.same, !named[e])
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

// nevers lists the parts of a condition that say that something has not
// happened, at any time: `no opening of help to KGZ`. Once it has, no longer
// history makes the condition true.
func nevers(e *charter.Expr) (out []*charter.Expr) {
	switch e.Op {
	case charter.OpAnd:
		for _, a := range e.Args {
			out = append(out, nevers(a)...)
		}
	case charter.OpNot:
		if lasting(e.Args[0]) {
			out = append(out, e.Args[0])
		}
	}
	return out
}

// lasting reports whether a condition, once true, stays so.
func lasting(e *charter.Expr) bool {
	switch e.Op {
	case charter.OpRecorded, charter.OpFound:
		return e.Window.Last == nil && !e.Stands
	case charter.OpOr, charter.OpAnd:
		return len(e.Args) > 0 && !slices.ContainsFunc(e.Args, func(a *charter.Expr) bool { return !lasting(a) })
	}
	return false
}

// hopeless reports whether the question can hold for nobody any more.
func (w *worker) hopeless() bool {
	for _, over := range w.s.over {
		if !slices.ContainsFunc(over, func(q engine.Question) bool { return w.run.Ask(q)&1 != 0 }) {
			return false
		}
	}
	return true
}

// result is what one extension of a history came to.
type result struct {
	h      history
	digest engine.Digest
	holds  int  // index of an assignment for which the question holds; -1
	idle   bool // nothing new can come of it
}

// level tries every history one act longer. Work is shared out; results are
// taken in order, so that the answer does not depend on who was quicker.
func (s *searcher) level(ctx context.Context, frontier []history, seen map[engine.Digest]bool, a *Answer, tell Progress, depth int) (next []history, done bool) {
	const chunk = 64
	type job struct {
		from []history
		out  chan []result
	}
	jobs := make(chan job)
	order := make(chan chan []result, 2*runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w := s.worker()
			for j := range jobs {
				var rs []result
				for _, h := range j.from {
					rs = append(rs, w.extend(h)...)
				}
				j.out <- rs
			}
		}()
	}
	stop, cancel := context.WithCancel(ctx)
	go func() {
		defer close(order)
		defer close(jobs)
		for i := 0; i < len(frontier); i += chunk {
			j := job{frontier[i:min(i+chunk, len(frontier))], make(chan []result, 1)}
			select {
			case <-stop.Done():
				return
			case order <- j.out:
			}
			jobs <- j
		}
	}()
	done = true
	for out := range order {
		rs := <-out
		for _, r := range rs {
			a.Tried++
			if r.holds >= 0 && len(a.Histories) < s.b.Answers {
				a.Histories = append(a.Histories, s.answer(r))
			}
			if r.idle || seen[r.digest] {
				continue
			}
			seen[r.digest] = true
			next = append(next, r.h)
		}
		a.States = len(seen)
		if tell != nil {
			tell(depth, a.Tried, a.States)
		}
		if ctx.Err() != nil || s.b.Visits > 0 && a.Tried >= s.b.Visits {
			done = false
			break
		}
	}
	cancel()
	for range order { //nolint:revive // let the workers end
	}
	wg.Wait()
	return next, done
}

// worker owns one run.
type worker struct {
	s   *searcher
	run *engine.Run
	in  engine.Input
}

func (s *searcher) worker() *worker {
	in := engine.Input{Worlds: 1, Openings: true, Extras: s.extras(), Readings: s.value}
	return &worker{s, s.program.NewRun(in), in}
}

// extras holds what each act of a history may need: its label, and that it
// failed. Act i has extra 2i+1, or 2i+2 if it failed.
func (s *searcher) extras() []engine.Extra {
	xs := make([]engine.Extra, 1)
	for i := range s.b.Acts {
		for _, failed := range []bool{false, true} {
			xs = append(xs, engine.Extra{Origin: int32(i), Answers: -1, Target: -1, Failed: failed})
		}
	}
	return xs
}

// replay runs a history up to its last act, and says whether that act changed
// anything.
func (w *worker) replay(h history) (changed bool) {
	w.run.Reset(w.in)
	day := w.s.from
	for i, st := range h {
		t := &w.s.templates[st.template]
		if i > 0 {
			day++
			if st.late {
				day += calendar.Day(w.s.b.Apart - 1)
			}
		}
		w.run.Advance(day)
		before := w.run.Traces()
		for n, roles := range w.s.directions(t) {
			x := uint32(2*i + 1)
			if t.Failed {
				x++
			}
			e := engine.Entry{Worlds: 1, Day: day, Act: t.Act, Happening: uint32(i), Extra: x, First: n == 0, Shared: w.s.c.Vocab.Acts[t.Act].Mutual}
			for role, v := range roles {
				if v != 0 {
					e.Roles[w.s.program.Place(t.Act, syntax.Role(role))] = v
				}
			}
			w.run.Step(e)
		}
		changed = w.run.Traces() != before
	}
	return changed
}

// directions are an act's roles, and for a mutual act those exchanged.
func (s *searcher) directions(t *Act) [][syntax.NumRoles]charter.EntityID {
	a := s.c.Vocab.Acts[t.Act]
	out := [][syntax.NumRoles]charter.EntityID{t.Roles}
	if a.Mutual {
		sw := t.Roles
		sw[a.MutualA], sw[a.MutualB] = t.Roles[a.MutualB], t.Roles[a.MutualA]
		out = append(out, sw)
	}
	return out
}

// extend tries every act after a history.
func (w *worker) extend(h history) []result {
	var out []result
	known := w.s.appeared(h)
	for t := range w.s.templates {
		if !w.s.inOrder(&w.s.templates[t], known) {
			continue
		}
		for _, late := range []bool{false, true} {
			if late && len(h) == 0 {
				continue
			}
			n := append(slices.Clone(h), step{uint16(t), late})
			out = append(out, w.try(n))
		}
	}
	return out
}

func (w *worker) try(h history) result {
	r := result{h: h, holds: -1}
	if !w.replay(h) {
		r.idle = true
		return r
	}
	if w.hopeless() {
		r.idle = true
		return r
	}
	r.digest = w.run.Digest()
	w.run.Finish(w.run.Today() + calendar.Day(w.s.b.Wait))
	for i, q := range w.s.questions {
		if w.run.Ask(q)&1 != 0 {
			r.holds = i
			break
		}
	}
	return r
}

// appeared lists the states that a history has named.
func (s *searcher) appeared(h history) map[charter.EntityID]bool {
	known := map[charter.EntityID]bool{}
	for _, st := range h {
		for _, v := range s.templates[st.template].Roles {
			if v != 0 {
				known[v] = true
			}
		}
	}
	return known
}

// inOrder reports whether the states new in an act come in the order of the
// cast: of states that are alike, the first that has not appeared goes first.
func (s *searcher) inOrder(t *Act, known map[charter.EntityID]bool) bool {
	fresh := map[charter.EntityID]bool{}
	for _, v := range t.Roles {
		at := slices.Index(s.cast, v)
		if at < 0 || !s.same[at] || known[v] || fresh[v] || at == len(s.cast)-1 {
			continue
		}
		for before := range at {
			if o := s.cast[before]; s.same[before] && !known[o] && !fresh[o] {
				return false
			}
		}
		fresh[v] = true
	}
	return true
}

func (s *searcher) answer(r result) History {
	h := History{For: s.binds[r.holds]}
	day := s.from
	for i, st := range r.h {
		if i > 0 {
			day++
			if st.late {
				day += calendar.Day(s.b.Apart - 1)
			}
		}
		a := s.templates[st.template]
		a.Day = day
		h.Acts = append(h.Acts, a)
	}
	h.Asof = day + calendar.Day(s.b.Wait)
	return h
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
