package outlook

import (
	"math"

	"casus/charter"
	"casus/engine"
)

// In most turns of most items nobody is hit by a draw. A draw hangs on nothing
// but its address, so where a chance does not change from one to the next, all
// draws of a turn are taken first, in one pass over those whom the item
// concerns, and only who is hit is put in order, bound, and asked for the
// condition.

// mode says how an item's draws are read in a run.
type mode uint8

const (
	moving     mode = iota // the chance is worked out at each one's turn
	leaning                // likewise, and it is logistic within a step
	steady                 // the chance stays: the draws below least, of 2^53, are hits
	steadyRate             // the rate stays: the draws from least on, of 2^52, are one event or more
)

// settleMode finds how an item's draws are read in the run that begins.
func (f *future) settleMode(it *item, i int) {
	x := it.chance
	switch {
	case x == nil:
	case it.fixed:
		f.mode[i], f.least[i] = steady, it.least
	case !x.steady():
		if f.mode[i] = moving; x.logistic && !it.rate && it.share == 1 {
			f.mode[i] = leaning
		}
	case it.rate:
		mean := f.value(x, &engine.Bound{}) * it.share
		if f.mode[i] = moving; mean >= 0 && mean <= mostInverted {
			f.mode[i], f.least[i] = steadyRate, firstAbove(math.Exp(-mean))
		}
	default:
		c := f.value(x, &engine.Bound{})
		if !(c >= 0 && c <= 1) {
			f.fault = f.wrong(it, &engine.Bound{}, "chance", c, wrongChance)
		}
		f.mode[i], f.least[i] = steady, threshold(perStep(c, it.share))
	}
}

// firstAbove is the first of 2^52 draws that is not below c as open has them.
func firstAbove(c float64) uint64 { return uint64(math.Ceil(c*(1<<52) - 0.5)) }

// hit is a draw that hit, and whom it was for.
type hit struct {
	v, w charter.EntityID
	u    uint64
}

// update changes measures for all whom it concerns.
func (f *future) update(it *item, i int) {
	c := it.chooser
	var b engine.Bound
	if c == nil {
		if f.holds(it.where, &b) {
			f.adjust(it.then, &b)
		}
		return
	}
	if c.open != nil {
		f.eachOpen(it, i, &b, 0)
		return
	}
	if !c.excepts() && f.adjustAlike(it, i, f.all(c)) {
		return
	}
	who := f.choose(it, &b)
	if c.random {
		f.shuffle(it, who)
	}
	f.concerned(it, who, &b, func() { f.adjust(it.then, &b) })
}

// behave gives a behaviour or a shock its turn.
func (f *future) behave(it *item, i int) {
	if !it.when {
		var b engine.Bound
		f.each(it, i, &b, 0)
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
		f.each(it, i, &b, times)
		list = f.pending[i] // what is met meanwhile comes behind
		if f.fault != nil {
			return
		}
	}
	f.pending[i] = f.pending[i][:0]
}

// each takes those whom an item concerns in turn.
func (f *future) each(it *item, i int, b *engine.Bound, times uint64) {
	c := it.chooser
	if c == nil {
		f.draw(it, i, b, times)
		return
	}
	if c.open != nil {
		f.eachOpen(it, i, b, times)
		return
	}
	if f.mode[i] >= steady {
		f.eachSteady(it, i, b, times)
		return
	}
	if c.slot2 < 0 && !c.excepts() && f.nobody(it, i, f.all(c), b, f.streamOf(i, times)+f.place(b, c.slot)*uint64(f.entities)*golden) {
		return
	}
	f.eachMoving(it, i, b, times)
}

// eachOpen binds the roles of each open matter that an item speaks of, as they are
// when it begins, and does for each what the item does where the condition holds.
// Of a behaviour whose chance stays, those that no draw hits are passed over first.
func (f *future) eachOpen(it *item, i int, b *engine.Bound, times uint64) {
	c := it.chooser
	f.dated()
	f.opened = f.run.Open(c.open, b, f.opened[:0])
	s, still := f.streamOf(i, times), it.kind != updateItem && f.mode[i] == steady
	for list := f.opened; len(list) > 0; list = list[c.open.Width():] {
		for n := range c.open.Roles() {
			if slot := c.open.Slot(n); slot >= 0 {
				b.Bind(slot, list[n])
			}
		}
		u := at(s, f.place(b, it.slots))
		switch {
		case still && u>>11 >= f.least[i] || !f.holds(c.where, b):
		case it.kind == updateItem:
			f.adjust(it.then, b)
		default:
			f.doTimes(it, b, f.times(it, i, b, u))
		}
		if f.fault != nil {
			return
		}
	}
}

// eachSteady is each where the chance or rate is the same for all and throughout
// the run.
func (f *future) eachSteady(it *item, i int, b *engine.Bound, times uint64) {
	c, who := it.chooser, f.all(it.chooser)
	if c.random && c.slot2 >= 0 { // who comes first in a pair is part of the address
		who = f.choose(it, b)
		f.shuffle(it, who)
	}
	if f.scan(i, c, who, f.streamOf(i, times), f.place(b, c.slot)); len(f.hits) == 0 {
		return
	}
	if c.excepts() {
		f.exceptHits(c, b)
	}
	f.doHits(it, i, b)
}

// doHits does what was drawn for those who are hit, one after another.
func (f *future) doHits(it *item, i int, b *engine.Bound) {
	c := it.chooser
	if c.random && c.slot2 < 0 {
		f.orderHits(it)
	}
	for n := range f.hits {
		h := &f.hits[n]
		if !f.stillIs(c, h.v) || c.slot2 >= 0 && !f.stillIs(c, h.w) {
			continue // what an earlier one did cost this one its status
		}
		b.Bind(c.slot, h.v)
		if c.slot2 >= 0 {
			b.Bind(c.slot2, h.w)
		}
		if f.holds(c.where, b) {
			f.doHit(it, i, b, h.u)
		}
		if f.fault != nil {
			return
		}
	}
}

// doHit does it as often as a draw that hit says.
func (f *future) doHit(it *item, i int, b *engine.Bound, u uint64) {
	if f.mode[i] == steady {
		f.do(it, b)
		return
	}
	f.doTimes(it, b, f.times(it, i, b, u))
}

// scan takes the draws of a turn and lists the hits, in order.
func (f *future) scan(i int, c *chooser, who []charter.EntityID, s, place uint64) {
	f.hits = f.hits[:0]
	size := uint64(f.entities)
	if c.slot2 < 0 {
		f.scanRow(i, 0, who, s+place*size*golden)
		return
	}
	for k, v := range who {
		f.scanRow(i, v, who[k+1:], s+(place*size+uint64(v))*size*golden)
	}
}

// scanRow takes the draws of all whom something could concern together with v;
// 0: alone. Their addresses begin at from.
func (f *future) scanRow(i int, v charter.EntityID, who []charter.EntityID, from uint64) {
	least := f.least[i]
	if f.mode[i] == steadyRate {
		for _, w := range who {
			if u := mix(from + uint64(w)*golden); u>>12 >= least {
				f.hits = append(f.hits, hitOf(v, w, u))
			}
		}
		return
	}
	for _, w := range who {
		if u := mix(from + uint64(w)*golden); u>>11 < least {
			f.hits = append(f.hits, hitOf(v, w, u))
		}
	}
}

func hitOf(v, w charter.EntityID, u uint64) hit {
	if v == 0 {
		return hit{w, 0, u}
	}
	return hit{v, w, u}
}

// exceptHits takes out who is excepted, as things stand before any of them acts.
func (f *future) exceptHits(c *chooser, b *engine.Bound) {
	left := f.hits[:0]
	for _, h := range f.hits {
		if !f.excepted(c, h.v, b) && (c.slot2 < 0 || !f.excepted(c, h.w, b)) {
			left = append(left, h)
		}
	}
	f.hits = left
}

// orderHits puts hits in the order that shuffle gives those whom it is given.
func (f *future) orderHits(it *item) {
	ks, hs := f.keys[:0], f.hits
	for _, h := range hs {
		ks = append(ks, f.orderKey(it, h.v))
	}
	for i := 1; i < len(ks); i++ {
		for j := i; j > 0 && ks[j] < ks[j-1]; j-- {
			ks[j], ks[j-1] = ks[j-1], ks[j]
			hs[j], hs[j-1] = hs[j-1], hs[j]
		}
	}
	f.keys = ks
}

// eachMoving is each where the chance is worked out at each one's turn. It is
// worked out first, and the condition is asked of those who are hit: what the
// draw comes to hangs on nothing that the condition could change.
func (f *future) eachMoving(it *item, i int, b *engine.Bound, times uint64) {
	c := it.chooser
	s, size := f.streamOf(i, times), uint64(f.entities)
	place := f.place(b, c.slot)
	who := f.choose(it, b)
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
			if f.turnOf(it, i, b, at(s, m)); f.fault != nil {
				return
			}
			continue
		}
		for _, w := range who[n+1:] {
			if f.stillIs(c, w) {
				b.Bind(c.slot2, w)
				if f.turnOf(it, i, b, at(s, m*size+uint64(w))); f.fault != nil {
					return
				}
			}
		}
	}
}

// turnOf gives one his turn, with the draw that is his.
func (f *future) turnOf(it *item, i int, b *engine.Bound, u uint64) {
	n := f.times(it, i, b, u)
	if n == 0 || !f.holds(it.chooser.where, b) {
		return
	}
	f.doTimes(it, b, n)
}

// nobody reports whether a draw hits none of those chosen, in whatever order
// they come: as long as none is hit, nothing changes from one to the next. That
// is so in most turns, and then nobody has to be listed or put in order. Their
// addresses begin at from.
func (f *future) nobody(it *item, i int, who []charter.EntityID, b *engine.Bound, from uint64) bool {
	c := it.chooser
	if f.mode[i] == leaning {
		if x := f.alike(i, it.chance.args[0].links, c.slot); x != nil {
			return x.nobody(f, who, from)
		}
	}
	for _, v := range who {
		b.Bind(c.slot, v)
		if f.times(it, i, b, mix(from+uint64(v)*golden)) != 0 {
			return false
		}
	}
	return true
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

// excepts reports whether a chooser leaves somebody out.
func (c *chooser) excepts() bool { return len(c.except)+len(c.exceptStatus) > 0 }

// all are those whom an item concerns, but for those it excepts, in order of
// codes. The list is not to be kept while anything changes.
func (f *future) all(c *chooser) []charter.EntityID {
	if c.byKind {
		return c.entities
	}
	return f.run.HoldersOf(c.number)
}

// choose lists whom an item concerns at this moment, in order of codes. The list
// is the item's own until its next turn.
func (f *future) choose(it *item, b *engine.Bound) []charter.EntityID {
	f.lists[it.index] = f.chosenBy(it.chooser, b, f.lists[it.index][:0])
	return f.lists[it.index]
}

// chosenBy appends those of a chooser at this moment, in order of codes.
func (f *future) chosenBy(c *chooser, b *engine.Bound, list []charter.EntityID) []charter.EntityID {
	for _, v := range f.all(c) {
		if !f.excepted(c, v, b) {
			list = append(list, v)
		}
	}
	return list
}

// stillIs reports whether one chosen holds the status that he was chosen by.
func (f *future) stillIs(c *chooser, v charter.EntityID) bool {
	return c.byKind || f.run.InCell(c.cell, v)
}

// excepted reports whether one is left out by the chooser's `except`.
func (f *future) excepted(c *chooser, v charter.EntityID, b *engine.Bound) bool {
	for _, t := range c.except {
		if t.of(b) == v {
			return true
		}
	}
	for _, st := range c.exceptStatus {
		if f.run.Holds(st[0], st[1], v) != 0 {
			return true
		}
	}
	return false
}

// orderKey is the draw that gives one his place in a random order.
func (f *future) orderKey(it *item, v charter.EntityID) uint64 {
	return at(f.orders[it.index], uint64(f.step)*uint64(f.entities)+uint64(v))
}

// shuffle orders by a draw of each: who has left changes nothing in the order of
// the others.
func (f *future) shuffle(it *item, who []charter.EntityID) {
	ks := f.keys[:0]
	for _, v := range who {
		ks = append(ks, f.orderKey(it, v))
	}
	for i := 1; i < len(ks); i++ {
		for j := i; j > 0 && ks[j] < ks[j-1]; j-- {
			ks[j], ks[j-1] = ks[j-1], ks[j]
			who[j], who[j-1] = who[j-1], who[j]
		}
	}
	f.keys = ks
}
