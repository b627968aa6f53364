package outlook

import (
	"fmt"
	"math"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
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

	today   calendar.Day         // the day of the turn; the engine may stand before it: see advance
	idle    calendar.Day         // before it, no day that is opened brings anything
	opened  []charter.EntityID   // see eachOpen
	lists   [][]charter.EntityID // by item: whom it concerns in this turn
	mode    []mode               // by item: how its draws are read in this run
	least   []uint64             // by item: where its draws begin, or cease, to be hits; see mode
	expect  []expected           // by item: what its rate came to last
	hits    []hit                // of the turn
	ahead   []ahead              // by item
	chains  []chain              // by item
	several []charter.EntityID
	keys    []uint64
	met     []engine.Bound
	bound   engine.Bound // of the act that is being taken
	tally   *counts
	watch   func(step int) // after every step
	log     []string       // which item did each act, if it is kept
	unmet   []unmet
	asked   []request
	told    map[uint64]bool // of a history: what has been counted
}

// unmet is a breach of which nothing has come yet.
type unmet struct {
	finding uint32
	bearer  charter.EntityID
}

// request is a request that gave rise to duties which have ended.
type request struct {
	entry    uint32
	answered bool
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
		f.gauges = append(f.gauges, newGauge(f.entities, m.Pair))
	}
	f.kept = make([]kept, len(s.kept))
	f.keepNone()
	n := len(s.items)
	f.pending, f.streams, f.orders, f.shockDay = make([][]engine.Bound, n), make([]uint64, n), make([]uint64, n), make([]calendar.Day, n)
	f.lists, f.least, f.mode = make([][]charter.EntityID, n), make([]uint64, n), make([]mode, n)
	f.expect, f.ahead = make([]expected, n), make([]ahead, n)
	f.chains = make([]chain, n)
	f.tally = &counts{left: make([]int32, f.entities)}
	return f
}

// begin sets a future up: run number n with the given parameters.
func (f *future) begin(n uint64, parameters []float64) {
	s := f.s
	f.run.Rewind(s.Base)
	f.parameters = parameters
	f.seen, f.happens, f.fault = s.findings, s.happening, nil
	f.today, f.idle = f.run.Today(), calendar.Always
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
		g.begin(f.value(m.start, &engine.Bound{}))
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
		f.settleMode(it, i)
		f.lookAnew(it, i)
		if it.kind == shockItem {
			days := uint64(it.to-it.from) + 1
			f.shockDay[i] = it.from + calendar.Day(at(stream(f.seed, it.timing, n), 0)%days)
		}
	}
	f.unmet, f.asked = f.unmet[:0], f.asked[:0]
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
		from := o.days[k]
		for i, it := range f.s.items {
			day := from + it.offset
			f.today = day
			if day >= f.idle {
				f.advance(day)
			}
			switch it.kind {
			case updateItem:
				f.update(it, i)
			case shockItem:
				if d := f.shockDay[i]; d >= from && d < o.days[k+1] {
					f.behave(it, i)
				}
			default:
				switch a := &f.ahead[i]; {
				case a.on:
					if a.leans || k >= a.step || a.shifts != f.run.Shifts() {
						f.turnAhead(it, i)
					}
				case !it.when || len(f.pending[i]) > 0:
					f.behave(it, i)
				}
			}
			if f.fault != nil {
				return f.fault
			}
		}
		f.today = o.days[k+1] - 1
		f.advance(f.today)
		if f.watch != nil {
			f.watch(k)
		}
	}
	f.run.Finish(o.Ends)
	f.react()
	return f.fault
}

// advance opens the days up to a day and reacts to what falls due. Where nothing
// can fall due before the day is over, the engine is left on an earlier one: it
// opens the day when it is given an act, or by f.dated.
func (f *future) advance(day calendar.Day) {
	if day < f.idle {
		return
	}
	if day > f.run.Today() {
		f.run.Advance(day)
	}
	f.react()
	f.idle = f.run.Idle()
}

// dated makes the engine stand on the day of the turn, for what asks it. If that
// is a later day than it stands on, nothing falls due before: see advance.
func (f *future) dated() {
	if f.today > f.run.Today() {
		f.run.Advance(f.today)
	}
}

// do does the act, and changes what a shock changes.
func (f *future) do(it *item, b *engine.Bound) {
	if it.does != nil {
		f.act(it, it.does, b)
	}
	if it.then != nil && f.fault == nil {
		f.adjust(it.then, b)
	}
}

// act lets the engine take an act.
func (f *future) act(it *item, d *deed, b *engine.Bound) {
	if f.acts++; f.acts > f.most {
		f.fault = &Fault{Place: it.pos, Hint: "what sets what going? Lower a rate, or allow more with --acts",
			What: fmt.Sprintf("the future explodes: more than %d acts between %s and %s, the last of them by %s", f.most, f.o.days[f.step], f.o.days[f.step+1]-1, it.name)}
		return
	}
	e := &f.next
	*e = engine.Entry{Worlds: 1, Day: f.today, Happening: f.happens, Extra: d.extra, Act: d.act, First: true}
	f.happens++
	for i := range d.roles {
		r := &d.roles[i]
		v := r.term.of(b)
		if r.body >= 0 {
			f.dated()
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
	if s.force[e.Act] && e.First && f.once(e, 0) {
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
	if s.request[e.Act] && e.First && f.once(e, 1) {
		f.tally.requests++
	}
	id := uint32(len(f.run.Entries()))
	b := &f.bound
	f.run.StepOn(e)
	f.idle = calendar.Always // whatever it brings about may fall due
	for _, h := range s.byAct[e.Act] {
		if !f.run.ByAct(h.heed, id, b) {
			continue
		}
		if h.item != nil {
			f.pending[h.item.index] = append(f.pending[h.item.index], *b)
		} else if f.holds(h.reaction.where, b) {
			f.adjust(h.reaction.then, b)
		}
	}
	f.react()
}

// once reports whether an act is to be counted: of a history, an event that is
// told several times is counted once. In a future nothing is told twice.
func (f *future) once(e *engine.Entry, signal uint64) bool {
	if f.told == nil {
		return true
	}
	key := uint64(e.Happening)<<1 | signal
	again := f.told[key]
	f.told[key] = true
	return !again
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
		f.came()
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
		f.unmet = append(f.unmet, unmet{uint32(f.seen), f.run.BearerOf(x.Matter)})
		f.answer(x, 0)
	case engine.Adoption:
		f.came()
	case engine.Fulfilment:
		f.came()
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
	for i := range f.asked {
		if f.asked[i].entry == root {
			f.asked[i].answered = f.asked[i].answered || inTime > 0
			return
		}
	}
	f.asked = append(f.asked, request{root, inTime > 0})
}

// unanswered is how many requests gave rise to duties that ended without one
// being performed in time.
func (f *future) unanswered() (n int64) {
	for i := range f.asked {
		if !f.asked[i].answered {
			n++
		}
	}
	return n
}

// came takes the finding that is being counted as what came of a breach, if it
// goes back to one. It is what came of all that the same bearer has broken until
// then and that the same rule begins with: while its procedure is pending, no
// second one opens.
func (f *future) came() {
	if len(f.unmet) == 0 {
		return
	}
	breach, rule, ok := f.run.BreachBehind(uint32(f.seen))
	if !ok {
		return
	}
	found := f.run.Findings()
	bearer := f.run.BearerOf(found[breach].Matter)
	rest := f.unmet[:0]
	for _, u := range f.unmet {
		if u.finding != breach && (bearer == 0 || u.bearer != bearer || !f.run.BeginsWith(rule, found[u.finding].Rule)) {
			rest = append(rest, u)
		}
	}
	f.unmet = rest
}

func (f *future) wrong(it *item, b *engine.Bound, what string, c float64, hint string) error {
	words := fmt.Sprintf("the %s of %s came to %g", what, it.name, c)
	if who := f.whom(b); who != "" {
		words += " on " + f.today.String() + " for " + who
	}
	return &Fault{Place: it.chanceAt, What: words, Hint: hint}
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

// Fault is a number that came out wrong in a future, or a step with too many
// acts.
type Fault struct {
	Place diag.Place // of the chance or rate, or of the last behaviour to act
	What  string
	Hint  string
}

func (e *Fault) Error() string { return e.What }
