package outlook

import (
	"math"

	"casus/charter"
)

// Many numbers begin with a measure of each one and go on with what is the same
// for all: a grievance, less a reluctance. What is the same is worked out once for
// all of a turn, or of a run, and the rest is a short chain.

// chain is a number of that kind.
type chain struct {
	turn  uint32 // the run in which it was prepared, if it then stays the same
	gauge *gauge
	same  []sameLink
	grows bool // it does not fall where the measure rises
}

// sameLink is a link whose value is the same for all whom an item concerns.
type sameLink struct {
	op op
	x  float64
}

// alike prepares an item's number as a chain; nil: it is not of that kind.
func (f *future) alike(i int, links []link, slot int) *chain {
	c := &f.chains[i]
	if c.turn == f.turn {
		return c
	}
	if len(links) == 0 || links[0].from != fromGauge || links[0].a.slot != slot {
		return nil
	}
	c.gauge, c.same, c.grows = f.gauges[links[0].at], c.same[:0], true
	stays := true // throughout the run
	for n := range links[1:] {
		l := &links[1+n]
		var x float64
		switch l.from {
		case fromConst:
			x = l.value
		case fromParameter:
			x = f.parameters[l.at]
		case fromHolders:
			x, stays = float64(f.run.Count(int(l.at))), false
		case fromKept:
			x, stays = f.keep(l, nil), stays && f.s.kept[l.at] < 0
		default:
			return nil
		}
		switch l.op {
		case opAdd, opSub:
		case opMul, opDiv:
			c.grows = c.grows && x >= 0
		default:
			return nil
		}
		c.same = append(c.same, sameLink{l.op, x})
	}
	if stays {
		c.turn = f.turn
	}
	return c
}

// of is what the number comes to for a value of the measure.
func (c *chain) of(acc float64) float64 {
	for i := range c.same {
		switch x := c.same[i].x; c.same[i].op {
		case opAdd:
			acc += x
		case opSub:
			acc -= x
		case opMul:
			acc = float64(acc * x) // rounded: never fused with a sum
		case opDiv:
			acc /= x
		}
	}
	return acc
}

// nobody reports whether no draw falls below the logistic chance of the number.
// The draws' addresses begin at from.
func (c *chain) nobody(f *future, who []charter.EntityID, from uint64) bool {
	for _, v := range who {
		if f.leans(mix(from+uint64(v)*golden), c.of(c.gauge.get(f, int(v)))) {
			return false
		}
	}
	return true
}

// adjustAlike is an update in which each one's measure becomes a number that
// hangs on nothing of others. It reports whether the item is one.
func (f *future) adjustAlike(it *item, i int, who []charter.EntityID) bool {
	c := it.chooser
	if len(it.then) != 1 || c.slot2 >= 0 || c.where != nil {
		return false
	}
	a := &it.then[0]
	if a.pair || a.word != "becomes" || a.bound != nil || a.a.slot != c.slot {
		return false
	}
	x := f.alike(i, a.value.links, c.slot)
	if x == nil {
		return false
	}
	g := f.gauges[a.measure]
	if g == x.gauge && g.when == nil && len(x.same) == 1 && x.same[0].op == opMul { // what fades
		by, top := x.same[0].x, math.Inf(-1)
		for _, v := range who {
			y := g.values[v] * by
			g.values[v] = y
			if y > top || y != y {
				top = y
			}
		}
		g.rise(top)
		return true
	}
	for _, v := range who {
		g.set(f, int(v), x.of(x.gauge.get(f, int(v))))
	}
	return true
}
