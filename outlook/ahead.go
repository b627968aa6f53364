package outlook

import (
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
	return it.kind == behaviourItem && !it.when && f.mode[i] >= steady && (c == nil || c.open == nil && !(c.random && c.slot2 >= 0))
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
