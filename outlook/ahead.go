package outlook

import (
	"math"

	"casus/charter"
	"casus/engine"
)

// Where a chance stays the same throughout a run, its draws can be taken before
// their time: they hang on nothing but the step and whom they are for. So an item
// looks ahead for the next step in which anybody whom it concerns is hit, in one
// pass over addresses, and has no turn until then; unless meanwhile somebody comes
// to a status or loses one, for then it concerns others.

// ahead is how far an item has looked ahead.
type ahead struct {
	on     bool   // it does
	fresh  bool   // it has not yet looked ahead in this run
	step   int    // nobody is hit before; in it, those in hits
	shifts uint32 // statuses that had changed hands by then: see engine.Run.Shifts
	hits   []hit
	concern
	first  concern // whom it concerns when a future begins
	stride uint64  // from one step's draws to the next's

	// Of a chance that leans, which has to be asked in each step: as long as nobody's measure passes top, and the
	// number that top comes to does not pass most, no draw can hit before step.
	leans     bool
	top, most float64
}

// concern is whom an item concerns.
type concern struct {
	list   []charter.EntityID
	whom   []hit    // single ones, or pairs
	offset []uint64 // where the draw of each stands among the step's draws
}

// looksAhead reports whether an item can look ahead in a run.
func (f *future) looksAhead(it *item, i int) bool {
	c := it.chooser
	switch {
	case it.kind != behaviourItem || it.when:
		return false
	case f.mode[i] >= steady:
		return c == nil || c.open == nil && !(c.random && c.slot2 >= 0)
	}
	if f.mode[i] != leaning || c == nil || c.open != nil || c.slot2 >= 0 || c.excepts() {
		return false
	}
	x := f.alike(i, it.chance.args[0].links, c.slot)
	return x != nil && x.grows
}

// lookAnew prepares an item for the run that begins.
func (f *future) lookAnew(it *item, i int) {
	a := &f.ahead[i]
	if a.on = f.looksAhead(it, i); !a.on {
		return
	}
	if a.stride == 0 { // every future begins alike
		f.concerns(it, a)
		a.first, a.concern = a.concern, concern{}
		if a.leans = f.mode[i] == leaning; a.leans {
			g := f.chains[i].gauge
			g.heeded = append(g.heeded, a)
		}
	}
	a.list, a.whom, a.offset = append(a.list[:0], a.first.list...), append(a.whom[:0], a.first.whom...), append(a.offset[:0], a.first.offset...)
	a.fresh, a.step, a.shifts = true, 0, f.run.Shifts()
}

// turnAhead gives an item that looks ahead its turn, if it has come to its step or
// a status has changed hands.
func (f *future) turnAhead(it *item, i int) {
	a := &f.ahead[i]
	if shifts := f.run.Shifts(); a.shifts != shifts {
		a.shifts = shifts
		if !f.fewer(it, a) {
			f.concerns(it, a)
			a.fresh, a.step = true, f.step
		}
	}
	if a.leans {
		f.turnLeaning(it, i, a)
		return
	}
	if a.fresh {
		a.fresh = false
		f.lookAhead(i, a)
	}
	if a.step > f.step {
		return
	}
	var b engine.Bound
	f.hits = append(f.hits[:0], a.hits...)
	a.step++
	f.lookAhead(i, a)
	if it.chooser == nil {
		f.doHit(it, i, &b, f.hits[0].u)
		return
	}
	f.doHits(it, i, &b)
}

// concerns lists whom an item concerns at this moment, in order.
func (f *future) concerns(it *item, a *ahead) {
	c, size := it.chooser, uint64(f.entities)
	a.whom, a.offset, a.stride = a.whom[:0], a.offset[:0], golden
	if c == nil {
		for range it.slots {
			a.stride *= size
		}
		a.whom, a.offset = append(a.whom, hit{}), append(a.offset, 0)
		return
	}
	for range c.slot + 1 {
		a.stride *= size
	}
	a.list = f.chosenBy(c, &engine.Bound{}, a.list[:0])
	if c.slot2 < 0 {
		for _, v := range a.list {
			a.whom, a.offset = append(a.whom, hit{v: v}), append(a.offset, uint64(v)*golden)
		}
		return
	}
	a.stride *= size
	for k, v := range a.list {
		for _, w := range a.list[k+1:] {
			a.whom, a.offset = append(a.whom, hit{v: v, w: w}), append(a.offset, (uint64(v)*size+uint64(w))*golden)
		}
	}
}

// fewer takes out whom an item concerns no longer, if nobody else has come: then
// what was seen ahead is still right, but for those who are gone, and doHits
// leaves them out. It reports whether that is so.
func (f *future) fewer(it *item, a *ahead) bool {
	c := it.chooser
	switch {
	case c == nil || c.byKind && len(c.exceptStatus) == 0:
		return true
	case c.excepts():
		return false
	}
	n := 0
	for _, v := range f.all(c) {
		for n < len(a.list) && a.list[n] != v {
			n++
		}
		if n == len(a.list) {
			return false
		}
	}
	a.list = append(a.list[:0], f.all(c)...)
	n = 0
	for k := range a.whom {
		if h := &a.whom[k]; f.stillIs(c, h.v) && (c.slot2 < 0 || f.stillIs(c, h.w)) {
			a.whom[n], a.offset[n] = a.whom[k], a.offset[k]
			n++
		}
	}
	a.whom, a.offset = a.whom[:n], a.offset[:n]
	return true
}

// lookAhead finds the next step in which somebody is hit, and lists who is.
func (f *future) lookAhead(i int, a *ahead) {
	a.hits = a.hits[:0]
	least, rate := f.least[i], f.mode[i] == steadyRate
	from := f.streams[i] + uint64(a.step)*a.stride
	for ; a.step < f.o.Steps; a.step++ {
		if rate {
			for n, o := range a.offset {
				if u := mix(from + o); u>>12 >= least {
					a.hits = append(a.hits, hit{a.whom[n].v, a.whom[n].w, u})
				}
			}
		} else {
			for n, o := range a.offset {
				if u := mix(from + o); u>>11 < least {
					a.hits = append(a.hits, hit{a.whom[n].v, a.whom[n].w, u})
				}
			}
		}
		if len(a.hits) > 0 {
			return
		}
		from += a.stride
	}
}

// turnLeaning is turnAhead where the chance is logistic and grows with a measure
// of each. Whom a draw could hit is looked for ahead, by a bound for all; in the
// step in which it could hit somebody, each one's own chance is worked out.
func (f *future) turnLeaning(it *item, i int, a *ahead) {
	x := f.alike(i, it.chance.args[0].links, it.chooser.slot)
	if !a.fresh && f.step < a.step && x.grows && x.of(a.top) <= a.most {
		return
	}
	if !x.nobody(f, a.list, f.streams[i]+uint64(f.step)*a.stride) {
		var b engine.Bound
		if f.eachMoving(it, i, &b, 0); f.fault != nil {
			return
		}
		x = f.alike(i, it.chance.args[0].links, it.chooser.slot)
	}
	f.lookLeaning(i, a, x)
}

// lookLeaning finds the next step in which a draw could hit somebody, as long as
// the numbers rise by a quarter at most.
func (f *future) lookLeaning(i int, a *ahead, x *chain) {
	a.fresh, a.step, a.top = false, f.step+1, math.Inf(-1)
	for _, v := range a.list {
		a.rise(x.gauge.get(f, int(v)))
	}
	place := (x.of(a.top) + tableReach) * tableFine
	if !x.grows || !(place < float64(len(logisticTable)-tableFine/4-1)) {
		a.most = math.Inf(-1)
		return
	}
	n := int(max(place, 0)) + tableFine/4 + 1
	a.most = float64(n)/tableFine - tableReach
	bound := logisticTable[n] + 1 // 1: what rounding may have moved
	from := f.streams[i] + uint64(a.step)*a.stride
	for ; a.step < f.o.Steps; a.step++ {
		for _, o := range a.offset {
			if mix(from+o)>>11 <= bound {
				return
			}
		}
		from += a.stride
	}
}

// rise is told that somebody's measure is v.
func (a *ahead) rise(v float64) {
	switch {
	case v <= a.top:
	case v > a.top:
		a.top = v
	default: // no number
		a.top = math.Inf(1)
	}
}
