package outlook

import (
	"math"
	"slices"

	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

// Numbers of an outlook are floating point: chances and grievances are. What
// they ask of the engine - who holds what, how often something happened - is
// exact and asked there.

type op uint8

const (
	opConst op = iota
	opParameter
	opGauge     // measure at of the term a
	opPair      // measure at of the pair a, b
	opGaugeOver // measure at over the holders of a status
	opHolders   // count of the holders of a status
	opEngine    // a number that the engine knows
	opAdd
	opSub
	opMul
	opDiv
	opNeg
	opCall
)

// number is a compiled number.
type number struct {
	op             op
	value          float64
	at             int // parameter, measure, or the number of a status
	a, b           term
	family, status int
	engine         engine.Number
	args           []*number
	call           func([]float64) float64
	logistic       bool
	name           string // of the function called
	over           string
	links          []link // laid out flat; nil: not
	kept           int    // place among what is kept, counted from 1; 0: none
}

// steady reports whether a number is the same throughout a run.
func (n *number) steady() bool {
	switch n.op {
	case opGauge, opPair, opGaugeOver, opHolders, opEngine:
		return false
	}
	return !slices.ContainsFunc(n.args, func(a *number) bool { return !a.steady() })
}

// term is an entity, or a variable by its slot.
type term struct {
	entity charter.EntityID
	slot   int // -1: entity
}

func (t term) of(b *engine.Bound) charter.EntityID {
	if t.slot >= 0 {
		return b.Entity(t.slot)
	}
	return t.entity
}

// functions that a number may call, with how many numbers they take; -1: one
// or more.
var functions = map[string]struct {
	args int
	f    func([]float64) float64
}{
	"logistic": {1, func(a []float64) float64 { return logistic(a[0]) }},
	"exp":      {1, func(a []float64) float64 { return math.Exp(a[0]) }},
	"log":      {1, func(a []float64) float64 { return math.Log(a[0]) }},
	"sqrt":     {1, func(a []float64) float64 { return math.Sqrt(a[0]) }},
	"abs":      {1, func(a []float64) float64 { return math.Abs(a[0]) }},
	"min": {-1, func(a []float64) float64 {
		m := a[0]
		for _, x := range a[1:] {
			m = math.Min(m, x)
		}
		return m
	}},
	"max": {-1, func(a []float64) float64 {
		m := a[0]
		for _, x := range a[1:] {
			m = math.Max(m, x)
		}
		return m
	}},
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// whether is a compiled condition.
type whether struct {
	op     charter.Op // OpAnd, OpOr, OpNot, OpCompare; OpHolds: asked of the engine
	args   []*whether
	x, y   *number
	cmp    syntax.CompareOp
	engine engine.Question
}

// value works a number out in a future.
func (f *future) value(n *number, b *engine.Bound) float64 {
	if n.links != nil {
		return f.flat(n.links, b)
	}
	return f.tree(n, b)
}

// tree works a number out as it is written.
func (f *future) tree(n *number, b *engine.Bound) float64 {
	switch n.op {
	case opConst:
		return n.value
	case opParameter:
		return f.parameters[n.at]
	case opGauge:
		return f.gauges[n.at].get(f, int(n.a.of(b)))
	case opPair:
		return f.gauges[n.at].get(f, f.pairIndex(n.a.of(b), n.b.of(b)))
	case opHolders:
		return float64(f.run.Count(n.at))
	case opAdd:
		return f.value(n.args[0], b) + f.value(n.args[1], b)
	case opSub:
		return f.value(n.args[0], b) - f.value(n.args[1], b)
	case opMul:
		return float64(f.value(n.args[0], b) * f.value(n.args[1], b)) // rounded: never fused with a sum
	case opDiv:
		return f.value(n.args[0], b) / f.value(n.args[1], b)
	case opNeg:
		return -f.value(n.args[0], b)
	case opEngine:
		f.dated()
		v, ok := f.run.Value(n.engine, b)
		if !ok {
			return math.NaN()
		}
		return float64(v) / quantity.Scale
	case opGaugeOver:
		return f.over(n)
	case opCall:
		mark := len(f.given)
		for _, a := range n.args {
			x := f.value(a, b)
			f.given = append(f.given, x)
		}
		v := n.call(f.given[mark:])
		f.given = f.given[:mark]
		return v
	}
	return 0
}

// over is the highest, lowest, total or average of a measure over the holders
// of a status; 0 where there is none.
func (f *future) over(n *number) float64 {
	f.several = f.run.Holders(n.family, n.status, f.several[:0])
	if len(f.several) == 0 {
		return 0
	}
	g := f.gauges[n.at]
	acc := g.get(f, int(f.several[0]))
	for _, v := range f.several[1:] {
		x := g.get(f, int(v))
		switch n.over {
		case "highest":
			acc = math.Max(acc, x)
		case "lowest":
			acc = math.Min(acc, x)
		default:
			acc += x
		}
	}
	if n.over == "average" {
		acc /= float64(len(f.several))
	}
	return acc
}

// holds works a condition out; nil always holds. A comparison with what has no
// value is false.
func (f *future) holds(w *whether, b *engine.Bound) bool {
	if w == nil {
		return true
	}
	switch w.op {
	case charter.OpAnd:
		for _, a := range w.args {
			if !f.holds(a, b) {
				return false
			}
		}
		return true
	case charter.OpOr:
		for _, a := range w.args {
			if f.holds(a, b) {
				return true
			}
		}
		return false
	case charter.OpNot:
		return !f.holds(w.args[0], b)
	case charter.OpCompare:
		x, y := f.value(w.x, b), f.value(w.y, b)
		switch w.cmp {
		case syntax.AtLeast:
			return x >= y
		case syntax.AtMost:
			return x <= y
		case syntax.MoreThan:
			return x > y
		case syntax.LessThan:
			return x < y
		}
		return x == y
	}
	f.dated()
	return f.run.Holding(w.engine, b)
}

// gauge is a measure's values in a future. Those of single entities are written
// anew at its beginning. A pair's measure has a place for each two, so those are
// set back by counting futures.
type gauge struct {
	values []float64
	when   []uint32 // of pairs: the future in which the value was set; else nil
	start  float64  // for whom nothing else is said
	heeded []*ahead // who look ahead as long as nobody's value passes their top
}

func newGauge(entities int, pair bool) *gauge {
	if pair {
		return &gauge{values: make([]float64, entities*entities), when: make([]uint32, entities*entities)}
	}
	return &gauge{values: make([]float64, entities)}
}

// begin gives all the first value.
func (g *gauge) begin(start float64) {
	g.start = start
	if g.when == nil {
		for i := range g.values {
			g.values[i] = start
		}
	}
}

func (g *gauge) get(f *future, i int) float64 {
	if g.when != nil && g.when[i] != f.turn {
		return g.start
	}
	return g.values[i]
}

func (g *gauge) set(f *future, i int, v float64) {
	if g.values[i] = v; g.when != nil {
		g.when[i] = f.turn
	}
	g.rise(v)
}

// rise tells those who have looked ahead that somebody's value is v.
func (g *gauge) rise(v float64) {
	for _, a := range g.heeded {
		a.rise(v)
	}
}

func (f *future) pairIndex(a, b charter.EntityID) int { return int(a)*f.entities + int(b) }
