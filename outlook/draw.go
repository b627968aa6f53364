package outlook

import (
	"math"

	"casus/engine"
)

// perStep turns a chance within a period into one within a step.
func perStep(c, share float64) float64 {
	if share == 1 || c <= 0 || c >= 1 {
		return c
	}
	return -math.Expm1(share * math.Log1p(-c))
}

// threshold is how many of 2^53 draws are hits.
func threshold(c float64) uint64 {
	return uint64(math.Round(math.Min(math.Max(c, 0), 1) * (1 << 53)))
}

const wrongChance = "a chance lies between 0 and 1: hold it there with min(1, max(0, ...)), or use logistic(...)"

// draw decides whether, and how often, it is done, and does it.
func (f *future) draw(it *item, i int, b *engine.Bound, times uint64) {
	f.doTimes(it, b, f.times(it, i, b, f.chance(i, b, times)))
}

// none stands for how often something is done whose chance or rate is none.
const none = -1

// times is how often it is done where the draw is u; none: its chance or rate is
// no chance or rate.
func (f *future) times(it *item, i int, b *engine.Bound, u uint64) int {
	switch f.mode[i] {
	case steady:
		return hits(u>>11 < f.least[i])
	case leaning:
		return hits(f.leans(u, f.value(it.chance.args[0], b)))
	case steadyRate:
		if u>>12 < f.least[i] {
			return 0
		}
	}
	c := f.value(it.chance, b)
	switch {
	case it.rate && !(c >= 0):
		return none
	case it.rate:
		return f.events(i, c*it.share, open(u))
	case !(c >= 0 && c <= 1):
		return none
	}
	return hits(u>>11 < threshold(perStep(c, it.share)))
}

// expected is an expected number of events, and the chance that there is none.
type expected struct{ mean, nothing float64 }

// events is how many events there are of an expected number. Most items expect
// the same again and again.
func (f *future) events(i int, mean, u float64) int {
	x := &f.expect[i]
	if x.mean != mean {
		*x = expected{mean, math.Exp(-mean)}
	}
	if mean > 0 && mean <= mostInverted && u < x.nothing {
		return 0
	}
	return poisson(mean, u, f.most+1)
}

// doTimes does it as often as was drawn.
func (f *future) doTimes(it *item, b *engine.Bound, n int) {
	if n == none {
		what, hint := "chance", wrongChance
		if it.rate {
			what, hint = "rate", "a rate is 0 or more"
		}
		f.fault = f.wrong(it, b, what, f.value(it.chance, b), hint)
	}
	for ; n > 0 && f.fault == nil; n-- {
		f.do(it, b)
	}
}

func hits(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// chance is the draw for an item, by the step and whom it is for.
func (f *future) chance(i int, b *engine.Bound, times uint64) uint64 {
	it := f.s.items[i]
	last := it.slots
	if c := it.chooser; c != nil && c.open == nil {
		last = max(c.slot, c.slot2) + 1
	}
	return at(f.streamOf(i, times), f.place(b, last))
}

// place numbers a draw by the step and by what the first variables stand for.
func (f *future) place(b *engine.Bound, slots int) uint64 {
	n := uint64(f.step)
	for slot := range slots {
		n = n*uint64(f.entities) + uint64(b.Entity(slot))
	}
	return n
}

// streamOf is an item's stream; of what was met again in one turn, another.
func (f *future) streamOf(i int, times uint64) uint64 {
	if times > 0 {
		return mix(f.streams[i] + times)
	}
	return f.streams[i]
}

// Logistic chances are tabulated at steps of 1/16 from -16 to 16: a draw that
// lies outside the two neighbours' values needs no exponential. The answer is
// the same with and without the table. It is coarse so that it stays at hand.
const (
	tableReach = 16
	tableFine  = 16
)

var logisticTable = func() (t [2*tableReach*tableFine + 1]uint64) {
	for i := range t {
		t[i] = threshold(logistic(float64(i)/tableFine - tableReach))
	}
	return t
}()

// leans reports whether a draw falls below the logistic chance of x. Most do not.
func (f *future) leans(u uint64, x float64) bool {
	u >>= 11
	if p := (x + tableReach) * tableFine; p > 1 && p < float64(len(logisticTable)-2) {
		i := int(p)
		if u > logisticTable[i+1]+1 { // 1: what rounding may have moved
			return false
		}
		if u < logisticTable[i]-1 {
			return true
		}
	}
	return u < threshold(logistic(x))
}
