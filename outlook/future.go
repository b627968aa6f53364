package outlook

import (
	"fmt"
	"math"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
)

// DefaultMostActs is how many acts one step may have before a future counts as
// exploding.
const DefaultMostActs = 10_000

// future runs single futures of one scenario, one after another.
type future struct {
	o          *Outlook
	s          *Scenario
	run        *engine.Run
	seed       uint64
	most       int
	entities   int
	parameters []float64
	gauges     []*gauge
	turn       uint32
	kept       []kept    // see fold.go
	given      []float64 // to functions that are being called
	same       []sameLink

	seen     int // findings that have been reacted to
	acts     int // of this step
	step     int
	happens  uint32
	next     engine.Entry     // the act that is being done
	pending  [][]engine.Bound // by item: what its `when` has met since its last turn
	streams  []uint64         // by item
	orders   []uint64
	shockDay []calendar.Day // by item
	fault    error

	chosen  []engine.Bound
	lists   [][]charter.EntityID // by item: whom it concerns in this turn
	least   []uint64             // by item: a draw below this is a hit, of 2^53
	steady  []bool               // by item: its chance is the same throughout a run
	expect  []expected           // by item: what its rate came to last
	several []charter.EntityID
	keys    []uint64
	met     []engine.Bound
	tally   *counts
	watch   func(step int) // after every step
	log     []string       // which item did each act, if it is kept
}

// counts is what is counted in one future.
type counts struct {
	requests, answered, ended, silences, force, breaches, bare int64
	left                                                       []int32 // by party at the beginning: the step in which it left, -1
	first                                                      int32   // the first step in which one left, -1
}

func newFuture(o *Outlook, s *Scenario, seed uint64, most int) *future {
	if most == 0 {
		most = DefaultMostActs
	}
	f := &future{o: o, s: s, run: s.Base.NewRun(), seed: seed, most: most, entities: len(s.Program.Case.Vocab.Entities)}
	for _, m := range o.Measures {
		n := f.entities
		if m.Pair {
			n *= n
		}
		f.gauges = append(f.gauges, &gauge{values: make([]float64, n), when: make([]uint32, n)})
	}
	f.kept = make([]kept, len(s.kept))
	f.keepNone()
	n := len(s.items)
	f.pending, f.streams, f.orders, f.shockDay = make([][]engine.Bound, n), make([]uint64, n), make([]uint64, n), make([]calendar.Day, n)
	f.lists, f.least, f.steady = make([][]charter.EntityID, n), make([]uint64, n), make([]bool, n)
	f.expect = make([]expected, n)
	for i, it := range s.items {
		f.steady[i] = it.chance != nil && it.chance.steady() && !it.rate
	}
	f.tally = &counts{left: make([]int32, f.entities)}
	return f
}

// begin sets a future up: run number n with the given parameters.
func (f *future) begin(n uint64, parameters []float64) {
	s := f.s
	f.run.Rewind(s.Base)
	f.parameters = parameters
	f.seen, f.happens, f.fault = s.findings, s.happening, nil
	f.turn++
	if f.turn == 0 { // it has gone round: what was set long ago would count
		for _, g := range f.gauges {
			clear(g.when)
		}
		f.keepNone()
		f.turn = 1
	}
	for i, g := range f.gauges {
		m := &s.measures[i]
		if m.learnt != nil {
			m.learnt.open(f, g)
			continue
		}
		g.start = f.value(m.start, &engine.Bound{})
		for k, e := range m.entities {
			g.set(f, int(e), m.values[k])
		}
	}
	for i, it := range s.items {
		f.pending[i] = f.pending[i][:0]
		f.streams[i] = stream(f.seed, it.draws, n)
		if it.chooser != nil && it.chooser.random {
			f.orders[i] = stream(f.seed, it.order, n)
		}
		if f.steady[i] {
			if f.least[i] = it.least; !it.fixed {
				c := f.value(it.chance, &engine.Bound{})
				if !(c >= 0 && c <= 1) {
					f.fault = f.wrong(it, &engine.Bound{}, "chance", c, wrongChance)
				}
				f.least[i] = threshold(perStep(c, it.share))
			}
		}
		if it.kind == shockItem {
			days := uint64(it.to-it.from) + 1
			f.shockDay[i] = it.from + calendar.Day(at(stream(f.seed, it.timing, n), 0)%days)
		}
	}
	t := f.tally
	*t = counts{left: t.left, first: -1}
	for i := range t.left {
		t.left[i] = -1
	}
}

// keepNone forgets what was kept.
func (f *future) keepNone() {
	for i := range f.kept {
		f.kept[i].turn = math.MaxUint32
	}
}

// run1 runs a future that was set up.
func (f *future) run1() error {
	o := f.o
	if f.fault != nil {
		return f.fault
	}
	for k := range o.Steps {
		f.step, f.acts = k, 0
		for i, it := range f.s.items {
			day := o.days[k] + it.offset
			f.advance(day)
			switch it.kind {
			case updateItem:
				f.update(it)
			case shockItem:
				if d := f.shockDay[i]; d >= o.days[k] && d < o.days[k+1] {
					f.behave(it, i, day)
				}
			default:
				f.behave(it, i, day)
			}
			if f.fault != nil {
				return f.fault
			}
		}
		f.advance(o.days[k+1] - 1)
		if f.watch != nil {
			f.watch(k)
		}
	}
	f.run.Finish(o.Ends)
	f.react()
	return f.fault
}

// advance opens the days up to a day and reacts to what falls due.
func (f *future) advance(day calendar.Day) {
	if day > f.run.Today() {
		f.run.Advance(day)
	}
	f.react()
}

// update changes measures for all whom it concerns.
func (f *future) update(it *item) {
	if it.chooser == nil {
		var b engine.Bound
		if f.holds(it.where, &b) {
			f.adjust(it.then, &b)
		}
		return
	}
	var b engine.Bound
	if it.chooser.open != nil {
		for _, b := range f.run.Open(it.chooser.open, b, f.chosen[:0]) {
			if f.holds(it.chooser.where, &b) {
				f.adjust(it.then, &b)
			}
		}
		return
	}
	if who := f.bare(it.chooser); who != nil && f.adjustAlike(it, who) {
		return
	}
	who := f.choose(it, &b)
	if it.chooser.random {
		f.shuffle(it, who)
	}
	f.concerned(it, who, &b, func() { f.adjust(it.then, &b) })
}

// behave gives a behaviour or a shock its turn.
func (f *future) behave(it *item, i int, day calendar.Day) {
	if !it.when {
		f.each(it, i, engine.Bound{}, 0, day)
		return
	}
	list := f.pending[i]
	for n := 0; n < len(list); n++ {
		b := list[n]
		if !f.holds(it.where, &b) {
			continue
		}
		times := uint64(0) // the same has been met before in this turn
		for k := range n {
			if list[k].Entities() == b.Entities() {
				times++
			}
		}
		f.each(it, i, b, times, day)
		list = f.pending[i] // what is met meanwhile comes behind
		if f.fault != nil {
			return
		}
	}
	f.pending[i] = f.pending[i][:0]
}

// each takes those whom an item concerns in turn.
func (f *future) each(it *item, i int, b engine.Bound, times uint64, day calendar.Day) {
	c := it.chooser
	if c == nil {
		f.draw(it, i, &b, times, day)
		return
	}
	if c.open != nil {
		list := f.run.Open(c.open, b, f.chosen[:0])
		for n := range list {
			if f.holds(c.where, &list[n]) {
				f.draw(it, i, &list[n], times, day)
			}
			if f.fault != nil {
				break
			}
		}
		f.chosen = list
		return
	}
	if who := f.bare(c); who != nil && c.slot2 < 0 && f.nobody(it, i, who, &b, f.streamOf(i, times), f.place(&b, c.slot)*uint64(f.entities)) {
		return
	}
	who := f.choose(it, &b)
	if f.steady[i] {
		f.eachSteady(it, i, who, &b, times, day)
		return
	}
	f.eachMoving(it, i, who, &b, times, day)
}

// eachMoving is each where the chance is worked out at each one's turn. It is
// worked out first, and the condition is asked of those who are hit: what the
// draw comes to hangs on nothing that the condition could change.
func (f *future) eachMoving(it *item, i int, who []charter.EntityID, b *engine.Bound, times uint64, day calendar.Day) {
	c := it.chooser
	s, size := f.streamOf(i, times), uint64(f.entities)
	place := f.place(b, c.slot)
	if c.random {
		f.shuffle(it, who)
	}
	for n, v := range who {
		if !f.stillIs(c, v) {
			continue // what an earlier one did cost this one its status
		}
		b.Bind(c.slot, v)
		m := place*size + uint64(v)
		if c.slot2 < 0 {
			if f.turnOf(it, i, b, at(s, m), day); f.fault != nil {
				return
			}
			continue
		}
		for _, w := range who[n+1:] {
			if f.stillIs(c, w) {
				b.Bind(c.slot2, w)
				if f.turnOf(it, i, b, at(s, m*size+uint64(w)), day); f.fault != nil {
					return
				}
			}
		}
	}
}

// turnOf gives one his turn, with the draw that is his.
func (f *future) turnOf(it *item, i int, b *engine.Bound, u uint64, day calendar.Day) {
	n := f.times(it, i, b, u)
	if n == 0 || !f.holds(it.chooser.where, b) {
		return
	}
	f.doTimes(it, b, n, day)
}

// nobody reports whether a draw hits none of those chosen, in whatever order
// they come: as long as none is hit, nothing changes from one to the next. That
// is so in most turns, and then nobody has to be listed or put in order.
func (f *future) nobody(it *item, i int, who []charter.EntityID, b *engine.Bound, s, place uint64) bool {
	c, x := it.chooser, it.chance
	if f.steady[i] {
		least := f.least[i]
		for _, v := range who {
			if at(s, place+uint64(v))>>11 < least {
				return false
			}
		}
		return true
	}
	if x.logistic && !it.rate && it.share == 1 {
		if g := f.alike(x.args[0].links, c.slot); g != nil {
			for _, v := range who {
				if f.leans(at(s, place+uint64(v)), f.oneOf(g, v)) {
					return false
				}
			}
			return true
		}
	}
	for _, v := range who {
		b.Bind(c.slot, v)
		if f.times(it, i, b, at(s, place+uint64(v))) != 0 {
			return false
		}
	}
	return true
}

// eachSteady is each where the chance is the same for all and throughout the
// run. A draw hangs on nothing but whom it is for, so the draws come first, and
// who still holds the status, and whether the condition holds, is asked of the
// few who are hit.
func (f *future) eachSteady(it *item, i int, who []charter.EntityID, b *engine.Bound, times uint64, day calendar.Day) {
	c := it.chooser
	s, least, size := f.streamOf(i, times), f.least[i], uint64(f.entities)
	if c.random {
		f.shuffle(it, who)
	}
	n := f.place(b, c.slot)
	if c.slot2 < 0 {
		for _, v := range who {
			if at(s, n*size+uint64(v))>>11 < least {
				b.Bind(c.slot, v)
				f.hit(it, b, day)
			}
		}
		return
	}
	for k, v := range who {
		m := n*size + uint64(v)
		for _, w := range who[k+1:] {
			if at(s, m*size+uint64(w))>>11 < least {
				b.Bind(c.slot, v)
				b.Bind(c.slot2, w)
				f.hit(it, b, day)
			}
		}
		if f.fault != nil {
			return
		}
	}
}

// hit does what a draw has decided, if it concerns those it was drawn for.
func (f *future) hit(it *item, b *engine.Bound, day calendar.Day) {
	c := it.chooser
	if f.fault == nil && f.stillIs(c, b.Entity(c.slot)) && (c.slot2 < 0 || f.stillIs(c, b.Entity(c.slot2))) && f.holds(c.where, b) {
		f.do(it, b, day)
	}
}

// concerned binds those chosen, one after another, and does do for whom the
// condition holds at that moment.
func (f *future) concerned(it *item, who []charter.EntityID, b *engine.Bound, do func()) {
	c := it.chooser
	for n, v := range who {
		if !f.stillIs(c, v) {
			continue // what an earlier one did cost this one its status
		}
		b.Bind(c.slot, v)
		if c.slot2 < 0 {
			if f.holds(c.where, b) {
				if do(); f.fault != nil {
					return
				}
			}
			continue
		}
		for _, w := range who[n+1:] {
			if !f.stillIs(c, w) {
				continue
			}
			b.Bind(c.slot2, w)
			if f.holds(c.where, b) {
				if do(); f.fault != nil {
					return
				}
			}
		}
	}
}

// choose lists whom an item concerns at this moment, in order of codes. The list
// is the item's own until its next turn.
func (f *future) choose(it *item, b *engine.Bound) []charter.EntityID {
	c := it.chooser
	list := &f.lists[it.index]
	if c.byKind {
		*list = append((*list)[:0], c.entities...)
	} else {
		*list = append((*list)[:0], f.run.HoldersOf(c.number)...)
	}
	if len(c.except)+len(c.exceptStatus) > 0 {
		*list = f.excepted(c, *list, b)
	}
	return *list
}

// bare is whom an item concerns, not to be kept while anything changes; nil where
// it has to be made out or there is nobody.
func (f *future) bare(c *chooser) []charter.EntityID {
	switch {
	case len(c.except)+len(c.exceptStatus) > 0:
		return nil
	case c.byKind:
		return c.entities
	}
	return f.run.HoldersOf(c.number)
}

// stillIs reports whether one chosen holds the status that he was chosen by.
func (f *future) stillIs(c *chooser, v charter.EntityID) bool {
	return c.byKind || f.run.InCell(c.cell, v)
}

func (f *future) excepted(c *chooser, who []charter.EntityID, b *engine.Bound) []charter.EntityID {
	out := who[:0]
next:
	for _, v := range who {
		for _, t := range c.except {
			if t.of(b) == v {
				continue next
			}
		}
		for _, st := range c.exceptStatus {
			if f.run.Holds(st[0], st[1], v) != 0 {
				continue next
			}
		}
		out = append(out, v)
	}
	return out
}

// shuffle orders by a draw of each: who has left changes nothing in the order of
// the others.
func (f *future) shuffle(it *item, who []charter.EntityID) {
	ks := f.keys[:0]
	base := uint64(f.step) * uint64(f.entities)
	for _, v := range who {
		ks = append(ks, at(f.orders[it.index], base+uint64(v)))
	}
	for i := 1; i < len(ks); i++ {
		for j := i; j > 0 && ks[j] < ks[j-1]; j-- {
			ks[j], ks[j-1] = ks[j-1], ks[j]
			who[j], who[j-1] = who[j-1], who[j]
		}
	}
	f.keys = ks
}

// do does the act, and changes what a shock changes.
func (f *future) do(it *item, b *engine.Bound, day calendar.Day) {
	if it.does != nil {
		f.act(it, it.does, b, day)
	}
	if it.then != nil && f.fault == nil {
		f.adjust(it.then, b)
	}
}

// act lets the engine take an act.
func (f *future) act(it *item, d *deed, b *engine.Bound, day calendar.Day) {
	if f.acts++; f.acts > f.most {
		f.fault = fmt.Errorf("the future explodes: more than %d acts between %s and %s, the last of them by %s", f.most, f.o.days[f.step], f.o.days[f.step+1]-1, it.name)
		return
	}
	e := &f.next
	*e = engine.Entry{Worlds: 1, Day: day, Happening: f.happens, Extra: d.extra, Act: d.act, First: true}
	f.happens++
	for i := range d.roles {
		r := &d.roles[i]
		v := r.term.of(b)
		if r.body >= 0 {
			v = f.run.BodyEntity(r.family, r.body)
		}
		if v == 0 {
			return // a body or variable that this law does not have
		}
		e.Roles[r.place] = v
	}
	both := d.mutual && e.Roles[d.a] != e.Roles[d.b] // it is read once for each side
	e.Shared = both
	if f.log != nil {
		f.log = append(f.log, it.name)
	}
	f.take(e)
	if both {
		e.Roles[d.a], e.Roles[d.b], e.First = e.Roles[d.b], e.Roles[d.a], false
		f.take(e)
	}
}

// take counts an act, and what follows from it at once.
func (f *future) take(e *engine.Entry) {
	s := f.s
	if s.force[e.Act] && e.First {
		members := 0
		for _, v := range e.Roles {
			if v != 0 && f.run.Holds(s.Family, charter.PartyStatus, v) != 0 {
				members++
			}
		}
		if members > 1 {
			f.tally.force++
		}
	}
	if s.request[e.Act] && e.First {
		f.tally.requests++
	}
	id := uint32(len(f.run.Entries()))
	f.run.StepOn(e)
	for _, h := range s.byAct[e.Act] {
		f.met = f.run.ByAct(h.heed, id, f.met[:0])
		f.heed(h)
	}
	f.react()
}

// react goes through what was found since.
func (f *future) react() {
	s := f.s
	for found := f.run.Findings(); f.seen < len(found); f.seen++ {
		x := &found[f.seen]
		f.count(x)
		for _, h := range s.byFinding[findingKey(x.Kind, x.Rule)] {
			f.met = f.run.ByFinding(h.heed, uint32(f.seen), f.met[:0])
			f.heed(h)
		}
	}
}

// heed hands what was met to the behaviour or reaction that heeds it.
func (f *future) heed(h heeded) {
	if h.item != nil {
		i := h.item.index
		f.pending[i] = append(f.pending[i], f.met...)
		return
	}
	for n := range f.met {
		if f.holds(h.reaction.where, &f.met[n]) {
			f.adjust(h.reaction.then, &f.met[n])
		}
	}
}

// adjust changes measures.
func (f *future) adjust(list []adjust, b *engine.Bound) {
	for k := range list {
		a := &list[k]
		i := int(a.a.of(b))
		if a.pair {
			i = f.pairIndex(a.a.of(b), a.b.of(b))
		}
		g := f.gauges[a.measure]
		v := f.value(a.value, b)
		switch a.word {
		case "rises":
			v = g.get(f, i) + v
		case "falls":
			v = g.get(f, i) - v
		}
		if a.bound != nil {
			if limit := f.value(a.bound, b); a.above {
				v = math.Min(v, limit)
			} else {
				v = math.Max(v, limit)
			}
		}
		g.set(f, i, v)
	}
}

// count counts a finding.
func (f *future) count(x *engine.Finding) {
	t, s := f.tally, f.s
	switch x.Kind {
	case engine.Status:
		c := &f.run.Changes()[x.Matter]
		if c.Ceases && c.Family == s.Family && c.Status == charter.PartyStatus && t.left[c.Entity] < 0 {
			t.left[c.Entity] = int32(f.step)
			if t.first < 0 {
				t.first = int32(f.step)
			}
		}
	case engine.Breach:
		t.breaches++
		if !f.run.NamesBreach(x.Rule) {
			t.bare++
		}
		f.answer(x, 0)
	case engine.Fulfilment:
		if !x.Late() {
			f.answer(x, 1)
		}
	case engine.Unanswered, engine.Excuse, engine.Lapse:
		f.answer(x, 0)
	case engine.Silence:
		if !x.OfBreach() && s.request[f.run.Entries()[x.Cause].Act] {
			t.silences++
		}
	}
}

// answer counts how a duty that a request gave rise to came to its end.
func (f *future) answer(x *engine.Finding, inTime int64) {
	root := f.run.Root(x.Matter)
	if root < uint32(f.s.entries) || !f.s.request[f.run.Entries()[root].Act] {
		return
	}
	if x.Kind == engine.Excuse && f.run.WasBreached(x.Matter, uint32(f.seen)) {
		return
	}
	f.tally.ended++
	f.tally.answered += inTime
}

func (f *future) wrong(it *item, b *engine.Bound, what string, c float64, hint string) error {
	words := fmt.Sprintf("the %s of %s came to %g", what, it.name, c)
	if who := f.whom(b); who != "" {
		words += " on " + f.run.Today().String() + " for " + who
	}
	return &Fault{Item: it, What: words, Hint: hint}
}

// whom names what the variables stand for.
func (f *future) whom(b *engine.Bound) string {
	var codes []string
	for _, e := range b.Entities() {
		if e != 0 {
			codes = append(codes, f.s.Program.Case.Vocab.Entities[e].Code)
		}
	}
	if len(codes) == 0 {
		return ""
	}
	return list(codes)
}

// Fault is a number that came out wrong in a future.
type Fault struct {
	Item *item
	What string
	Hint string
}

func (e *Fault) Error() string { return e.What }
