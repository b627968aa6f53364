package search

import (
	"context"
	"hash/fnv"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// step is one act of a history: a template, and the days since the act before.
type step struct {
	template uint16
	pause    int32
}

// mark is a moment of the question that a history has had: which choice of
// states, by which act.
type mark struct {
	probe uint16
	act   uint8
}

// history is a history with the moments it has had, and whether more may happen
// on its last day or on later days.
type history struct {
	steps        []step
	marks        []mark
	today, later bool
	done         actSet // of acts, put in when it is gone on from
}

// result is what one more act came to.
type result struct {
	history
	day    engine.Digest // of the state of things tomorrow
	same   engine.Digest // the same, with what was done today
	holds  int           // index of the choice of states for which the question holds; -1
	who    []charter.EntityID
	asof   calendar.Day
	waited bool // no act: what waiting alone leads to
	dead   bool // nothing can come of it
	passed bool // it was no moment, and could be nothing else: it was not run
	score  int  // in a dive: how near it has come
	hope   bool // a moment after which what must not follow has not followed at once
}

// exploration is a search under way.
type exploration struct {
	s               *searcher
	a               *Answer
	tell            Progress
	seen, seenToday map[engine.Digest]bool
	hope            bool
	dived           int // where a dive has found a history: so many are tried for a shorter one
}

// level tries every history one act longer; done is false if it was stopped before
// it had tried all, or found enough.
func (x *exploration) level(ctx context.Context, frontier []history, depth int) (next []history, done bool) {
	s, a := x.s, x.a
	stopped := false
	spread(ctx, frontier, func() func(history) []result {
		w := s.worker()
		return func(h history) []result { return w.extend(h, depth == s.b.Acts) }
	}, func(rs []result) bool {
		for _, r := range rs {
			if h, ok := x.take(r); ok {
				next = append(next, h)
			}
		}
		if x.tell != nil {
			x.tell(depth, a.Tried, a.States)
		}
		stopped = ctx.Err() != nil || s.b.Visits > 0 && a.Tried >= s.b.Visits || x.dived > 0 && a.Tried >= x.dived
		return !stopped && len(a.Histories) < s.b.Answers // none of those still to come is shorter
	})
	if ctx.Err() != nil && len(a.Histories) < s.b.Answers {
		stopped = true // perhaps before any result was taken
	}
	return next, !stopped
}

// spread goes on from every history of a level. Work is shared out to workers;
// results are taken in order, so that the answer does not depend on who was
// quicker. It ends when take says that it has enough.
func spread[R any](ctx context.Context, frontier []history, worker func() func(history) []R, take func([]R) bool) {
	const chunk = 16
	type job struct {
		from []history
		out  chan []R
	}
	jobs := make(chan job)
	order := make(chan chan []R, 2*runtime.GOMAXPROCS(0))
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	var fault atomic.Pointer[any]
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var extend func(history) []R
			do := func(j job) (rs []R) {
				defer func() {
					if x := recover(); x != nil {
						fault.CompareAndSwap(nil, &x)
						cancel()
					}
				}()
				if extend == nil {
					extend = worker()
				}
				for _, h := range j.from {
					if stop.Err() != nil {
						break
					}
					rs = append(rs, extend(h)...)
				}
				return rs
			}
			for j := range jobs {
				j.out <- do(j)
			}
		})
	}
	go func() {
		defer close(order)
		defer close(jobs)
		for i := 0; i < len(frontier); i += chunk {
			j := job{frontier[i:min(i+chunk, len(frontier))], make(chan []R, 1)}
			select {
			case <-stop.Done():
				return
			case order <- j.out:
			}
			jobs <- j
		}
	}()
	for out := range order {
		if rs := <-out; fault.Load() != nil || !take(rs) {
			break
		}
	}
	cancel()
	for range order { //nolint:revive // let the workers end
	}
	wg.Wait()
	if x := fault.Load(); x != nil {
		panic(*x) // where the caller can see it, as if nothing ran beside it
	}
}

// take counts a result, and reports whether to go on from it.
func (x *exploration) take(r result) (history, bool) {
	if r.waited {
		x.seen[r.day] = true
		return history{}, false
	}
	if r.passed {
		return history{}, false
	}
	x.a.Tried++
	x.hope = x.hope || r.hope
	if r.holds >= 0 && len(x.a.Histories) < x.s.b.Answers {
		x.a.Histories = append(x.a.Histories, x.s.answer(r))
	}
	if r.dead {
		return history{}, false
	}
	if x.s.plain {
		r.today, r.later = true, true
		return r.history, true
	}
	if !x.seen[r.day] {
		x.seen[r.day] = true
		r.later = true
		x.a.States++
	}
	if !x.seenToday[r.same] {
		x.seenToday[r.same] = true
		r.today = true
	}
	return r.history, r.later || r.today
}

// worker owns one run.
type worker struct {
	s      *searcher
	run    *engine.Run
	digest engine.Digester
	extras []engine.Extra
	due    []calendar.Day
	near   map[int]bool      // in a dive: the rules whose matters bring it nearer
	tried  []dayOf           // of the batch in hand
	before [mostDepth]uint32 // of each act: how many findings there were before it
	entry  [mostDepth]uint32 // its first entry
}

func (s *searcher) worker() *worker {
	w := &worker{s: s, extras: s.extras()}
	w.run = s.program.NewRun(w.input(1))
	return w
}

func (w *worker) input(worlds engine.Mask) engine.Input {
	return engine.Input{Worlds: worlds, Openings: true, Extras: w.extras, Readings: w.s.value}
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

// do takes an act in some worlds.
func (w *worker) do(t *Act, place int, day calendar.Day, worlds engine.Mask) {
	x := uint32(2*place + 1)
	if t.Failed {
		x++
	}
	for n, roles := range w.s.directions(t) {
		e := engine.Entry{Worlds: worlds, Day: day, Act: t.Act, Happening: uint32(place + 1), Extra: x, First: n == 0, Shared: w.s.c.Vocab.Acts[t.Act].Mutual}
		for role, v := range roles {
			if v != 0 {
				e.Roles[w.s.program.Place(t.Act, syntax.Role(role))] = v
			}
		}
		w.run.Step(e)
	}
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

// replay runs a history up to its last act, in all worlds.
func (w *worker) replay(h *history, worlds engine.Mask) calendar.Day {
	w.run.Reset(w.input(worlds))
	day := w.s.from
	for i, st := range h.steps {
		day += calendar.Day(st.pause)
		w.run.Advance(day)
		w.before[i], w.entry[i] = uint32(len(w.run.Findings())), uint32(len(w.run.Entries()))
		w.do(&w.s.templates[st.template], i, day, worlds)
	}
	return day
}

// trial is an act on a day.
type trial struct {
	day calendar.Day
	act uint16
}

// mostTrials is how many acts are tried in one run: a world each, and one
// without any.
const mostTrials = 63

// extend tries every act after a history, on every day that could matter.
func (w *worker) extend(h history, last bool) []result {
	today := w.replay(&h, 1)
	h.done = w.s.doneBy(&h)
	all := w.trials(&h, today)
	var out []result
	for len(all) > 0 {
		n := min(len(all), mostTrials)
		out = append(out, w.batch(&h, all[:n], last)...)
		all = all[n:]
	}
	return out
}

// doneBy are the acts of a history.
func (s *searcher) doneBy(h *history) (done actSet) {
	for _, st := range h.steps {
		if s.causes.reckons {
			done.add(s.templates[st.template].Act)
		}
	}
	return done
}

// follow lists the acts that may come next: those that some chain to the
// question has room for, with states new to the history in one order.
func (s *searcher) follow(h *history) []uint16 {
	known := s.appeared(h)
	var out []uint16
	act, useful := charter.NoAct, false
	for i := range s.templates {
		t := &s.templates[i]
		if t.Act != act {
			act, useful = t.Act, s.plain || s.useful(h, t.Act) || s.atOnce && s.moments[t.Act]
		}
		if useful && (s.plain || s.inOrder(t, known)) {
			out = append(out, uint16(i))
		}
	}
	return out
}

// useful reports whether an act after a history may be a cause of what is asked.
func (s *searcher) useful(h *history, a charter.ActID) bool {
	return s.causes.useful(a, h.done, s.room(s.b.Acts-len(h.steps)-1))
}

// batch tries acts after a history, in order of days, each in a world of its own.
func (w *worker) batch(h *history, list []trial, last bool) []result {
	s, r := w.s, w.run
	worlds := engine.Mask(1)<<(len(list)+1) - 1
	today := w.replay(h, worlds)
	out := make([]result, len(list))
	var waits []result
	w.tried = w.tried[:0]
	for at := 0; at < len(list); {
		day, from := list[at].day, at
		r.Advance(day)
		g := dayOf{since: uint32(len(r.Findings())), first: uint32(len(r.Entries()))}
		g.moments = w.where()
		for ; at < len(list) && list[at].day == day; at++ {
			t := &s.templates[list[at].act]
			g.worlds |= 1 << at
			out[at] = result{holds: -1, history: history{steps: append(slices.Clone(h.steps), step{list[at].act, int32(day - today)})}}
			if s.atOnce && s.moments[t.Act] && (t.last || !s.useful(h, t.Act)) {
				out[at].dead = true // a moment or nothing
				if !slices.ContainsFunc(s.fits[list[at].act], func(p uint16) bool { return g.moments[p] != 0 }) {
					out[at].passed = true
					continue
				}
			}
			w.do(t, len(h.steps), day, 1<<at)
		}
		w.moments(&g)
		w.tried = append(w.tried, g)
		w.markAll(h, out, from, at, &g)
		if s.q.found != nil && s.q.found.now != nil {
			w.judge(out[from:at], from, g.since, s.q.found.now)
		}
		for i := from; w.near != nil && i < at; i++ {
			out[i].score = w.score(i)
		}
		if !last && !s.plain {
			waits = append(waits, w.digests(h, out, from, at, len(list), &g))
		}
	}
	if s.atOnce && !slices.ContainsFunc(out, func(r result) bool { return r.hope }) {
		return append(out, waits...)
	}
	if s.q.found == nil || s.q.found.end != nil {
		r.Finish(r.Today() + calendar.Day(s.b.Wait))
		w.answer(h, list, out)
	}
	return append(out, waits...)
}

// dayOf is what was tried on one day of a batch.
type dayOf struct {
	worlds       engine.Mask
	since, first uint32        // findings and acts before
	moments      []engine.Mask // of each choice of states, where the act is a moment
}

// where is, of each choice of states, where a moment may be now.
func (w *worker) where() []engine.Mask {
	if len(w.s.probes) == 0 || w.s.probes[0].act == nil {
		return nil
	}
	out := make([]engine.Mask, len(w.s.probes))
	for i := range w.s.probes {
		out[i] = w.run.Ask(w.s.probes[i].where)
	}
	return out
}

// moments narrows that to where the act just taken is one.
func (w *worker) moments(g *dayOf) {
	for i, m := range g.moments {
		if m &= g.worlds; m != 0 {
			m &= w.run.AskSince(w.s.probes[i].moment, g.first, 0)
		}
		g.moments[i] = m
	}
}

// markAll lists the moments that each history has had and that may still come to
// something.
func (w *worker) markAll(h *history, out []result, from, to int, g *dayOf) {
	s := w.s
	for _, m := range h.marks {
		over := w.over(&w.s.probes[m.probe], w.entry[m.act], w.before[m.act])
		for i := from; i < to; i++ {
			if over>>i&1 == 0 {
				out[i].marks = append(out[i].marks, m)
			}
		}
	}
	for p, m := range g.moments {
		if m == 0 {
			continue
		}
		m &^= w.over(&w.s.probes[p], g.first, g.since)
		for i := from; i < to; i++ {
			if m>>i&1 != 0 && s.atOnce {
				out[i].hope = true
			} else if m>>i&1 != 0 {
				out[i].marks = append(out[i].marks, mark{uint16(p), uint8(len(h.steps))})
			}
		}
	}
}

// over is where a moment can come to nothing more.
func (w *worker) over(p *probe, entry, finding uint32) (m engine.Mask) {
	for _, q := range p.over {
		m |= w.run.AskSince(q, entry, finding)
	}
	return m
}

// digests names the state of things that each act of a day leaves behind, and
// tells what waiting till then leads to.
func (w *worker) digests(h *history, out []result, from, to, idle int, g *dayOf) result {
	s, left := w.s, w.s.room(w.s.b.Acts-len(h.steps)-1)
	order := s.atOnce && left == 0 // only moments to come: they set nothing running that matters
	d := &w.digest
	d.Read(w.run)
	for i := from; i < to; i++ {
		bit := engine.Mask(1) << i
		for _, m := range out[i].marks {
			p := &s.probes[m.probe]
			entry, before := g.first, g.since
			if int(m.act) < len(h.steps) {
				entry, before = w.entry[m.act], w.before[m.act]
			}
			d.Add(bit, w.told(&out[i], p, entry, before, bit), p.who...)
		}
	}
	if s.q.found != nil && s.q.found.past != nil {
		s.q.found.past(s, w.run, d)
	}
	d.Sort(g.worlds | 1<<idle)
	for i := from; i < to; i++ {
		if out[i].dead {
			continue
		}
		after := h.done
		if s.causes.reckons {
			after.add(s.templates[out[i].steps[len(h.steps)].template].Act)
		}
		live := s.causes.live(after, left)
		out[i].day, out[i].same = d.Sum(i, s.alike, false, order, live), d.Sum(i, s.alike, true, order, live)
		out[i].dead = len(s.probes) > 0 && w.hopeless(engine.Mask(1)<<i)
	}
	return result{waited: true, holds: -1, day: d.Sum(idle, s.alike, false, order, s.causes.live(h.done, left))}
}

// told is what has come true of a moment's condition; of one that asks for more
// than can be told, the history itself.
func (w *worker) told(r *result, p *probe, entry, before uint32, bit engine.Mask) uint64 {
	if p.whole {
		f := fnv.New64a()
		for _, st := range r.steps {
			f.Write([]byte{byte(st.template), byte(st.template >> 8), byte(st.pause), byte(st.pause >> 8), byte(st.pause >> 16)})
		}
		return f.Sum64()
	}
	var so uint64
	for i, q := range p.leaves {
		if w.run.AskSince(q, entry, before)&bit != 0 {
			so ^= (uint64(i) + 1) * 0x9e3779b97f4a7c15
		}
	}
	return so
}

// hopeless reports whether a question without a moment can hold for nobody any
// more.
func (w *worker) hopeless(bit engine.Mask) bool {
	for i := range w.s.probes {
		p := &w.s.probes[i]
		if p.act != nil || !slices.ContainsFunc(p.over, func(q engine.Question) bool { return w.run.Ask(q)&bit != 0 }) {
			return false
		}
	}
	return true
}

// answer reads the question at the end of the wait.
func (w *worker) answer(h *history, list []trial, out []result) {
	s, r := w.s, w.run
	note := func(p int, m engine.Mask) {
		for i := range out {
			if m>>i&1 != 0 && out[i].holds < 0 {
				out[i].holds, out[i].who, out[i].asof = p, s.probes[p].who, list[i].day+calendar.Day(s.b.Wait)
			}
		}
	}
	switch {
	case s.q.found != nil:
		from := 0
		for _, g := range w.tried {
			n := bits.OnesCount64(g.worlds)
			w.judge(out[from:from+n], from, g.since, s.q.found.end)
			from += n
		}
	case s.probes[0].act == nil:
		for p := range s.probes {
			note(p, r.Ask(s.probes[p].then))
		}
	default:
		for _, g := range w.tried {
			for p, m := range g.moments {
				if m != 0 {
					note(p, m&r.AskSince(s.probes[p].then, g.first, g.since))
				}
			}
		}
		for _, m := range h.marks {
			note(int(m.probe), r.AskSince(s.probes[m.probe].then, w.entry[m.act], w.before[m.act]))
		}
	}
}

// judge asks a predicate of each world from the given one on.
func (w *worker) judge(out []result, from int, since uint32, f func(*searcher, *engine.Run, int, uint32) []charter.EntityID) {
	for i := range out {
		if who := f(w.s, w.run, from+i, since); who != nil && out[i].holds < 0 {
			out[i].holds, out[i].who, out[i].asof = 0, who, w.run.Today()
		}
	}
}

// appeared lists the states that a history has named.
func (s *searcher) appeared(h *history) map[charter.EntityID]bool {
	known := map[charter.EntityID]bool{}
	for _, st := range h.steps {
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
	var fresh []charter.EntityID
	for _, v := range t.Roles {
		if v == 0 || known[v] || !slices.Contains(s.alike, v) {
			continue
		}
		for _, o := range s.alike {
			if o == v {
				break
			}
			if !known[o] && !slices.Contains(fresh, o) {
				return false
			}
		}
		fresh = append(fresh, v)
	}
	return true
}

func (s *searcher) answer(r result) History {
	h := History{For: r.who, Asof: r.asof}
	day := s.from
	for _, st := range r.steps {
		day += calendar.Day(st.pause)
		a := s.templates[st.template]
		a.Day = day
		h.Acts = append(h.Acts, a)
	}
	return h
}
