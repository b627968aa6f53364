package outlook

import (
	"math"

	"casus/charter"
	"casus/engine"
)

// Numbers are asked for many times in each step, and most are sums of few
// things. So each is laid out flat once, when the outlook is prepared: a first
// value, and what is done to it link by link, each with a value that is read
// directly. What hangs on parameters alone, or on them and on how many hold one
// status, is worked out once and kept until that number changes. Nothing is
// reordered but the two sides of a sum or product, so that every rounding, and
// with it every byte of a result, is what the tree gives.

// source is where a link reads its value.
type source uint8

const (
	fromConst source = iota
	fromParameter
	fromGauge
	fromPair
	fromHolders
	fromKept // worked out before, and kept
	fromTree
)

// link is one step of a number laid out flat. Its op is opAdd, opSub, opMul or
// opDiv with the value read, opNeg or opCall of what there is; opConst begins
// with the value.
type link struct {
	op     op
	from   source
	at     int32 // parameter, measure, number of a status, or place among what is kept
	a, b   term
	value  float64
	tree   *number
	call   func([]float64) float64
	choose bool // of opCall: lowest or highest of what there is and the value
	least  bool // then: the lowest
}

// kept is a value that stays right as long as the run, and how many hold a
// status, stay what they were.
type kept struct {
	value float64
	turn  uint32
	count int32
}

// hangs says what a number hangs on.
type hangs uint8

const (
	onParameters hangs = iota
	onHolders          // of one status too
	onMore
)

// hanging finds what a number hangs on, and the status if it is onHolders.
func (n *number) hanging() (hangs, int) {
	switch n.op {
	case opConst, opParameter:
		return onParameters, -1
	case opHolders:
		return onHolders, n.at
	case opGauge, opPair, opGaugeOver, opEngine:
		return onMore, -1
	}
	most, status := onParameters, -1
	for _, a := range n.args {
		h, s := a.hanging()
		if h == onMore || h == onHolders && status >= 0 && s != status {
			return onMore, -1
		}
		if h == onHolders {
			most, status = h, s
		}
	}
	return most, status
}

// lay lays a number out flat; it may be nil.
func (s *Scenario) lay(n *number) {
	if n != nil && n.links == nil {
		n.links = s.links(n, nil)
	}
}

// links appends what a number comes to, link by link.
func (s *Scenario) links(n *number, out []link) []link {
	if l, ok := s.leaf(n); ok {
		l.op = opConst
		return append(out, l)
	}
	switch n.op {
	case opNeg:
		return append(s.links(n.args[0], out), link{op: opNeg})
	case opAdd, opSub, opMul, opDiv:
		x, y := n.args[0], n.args[1]
		either := n.op == opAdd || n.op == opMul
		if either && y.op == opGauge { // what differs from one to the next comes first: see alike
			x, y = y, x
		}
		l, ok := s.leaf(y)
		if !ok && either {
			if l, ok = s.leaf(x); ok {
				x = y
			}
		}
		if !ok {
			s.lay(y)
			l = link{from: fromTree, tree: y}
		}
		l.op = n.op
		return append(s.links(x, out), l)
	case opCall:
		switch {
		case len(n.args) == 1:
			return append(s.links(n.args[0], out), link{op: opCall, call: n.call})
		case len(n.args) == 2 && (n.name == "min" || n.name == "max"):
			x, y := n.args[0], n.args[1]
			l, ok := s.leaf(y)
			if !ok {
				if l, ok = s.leaf(x); ok {
					x = y
				} else {
					s.lay(y)
					l = link{from: fromTree, tree: y}
				}
			}
			l.op, l.choose, l.least = opCall, true, n.name == "min"
			return append(s.links(x, out), l)
		}
		for _, a := range n.args {
			s.lay(a)
		}
	}
	return append(out, link{op: opConst, from: fromTree, tree: n})
}

// leaf is a number that is read directly; ok is false for all others.
func (s *Scenario) leaf(n *number) (l link, ok bool) {
	l = link{at: int32(n.at), a: n.a, b: n.b, value: n.value}
	switch n.op {
	case opConst:
		l.from = fromConst
	case opParameter:
		l.from = fromParameter
	case opGauge:
		l.from = fromGauge
	case opPair:
		l.from = fromPair
	case opHolders:
		l.from = fromHolders
	default:
		h, status := n.hanging()
		if h == onMore {
			return link{}, false
		}
		if n.kept == 0 {
			s.kept = append(s.kept, status)
			n.kept = len(s.kept)
		}
		l.from, l.at, l.tree = fromKept, int32(n.kept-1), n
	}
	return l, true
}

// flat works out a number that is laid out flat.
func (f *future) flat(links []link, b *engine.Bound) float64 {
	var acc float64
	for i := range links {
		l := &links[i]
		var x float64
		switch l.from {
		case fromConst:
			x = l.value
		case fromParameter:
			x = f.parameters[l.at]
		case fromGauge:
			x = f.gauges[l.at].get(f, int(l.a.of(b)))
		case fromPair:
			x = f.gauges[l.at].get(f, f.pairIndex(l.a.of(b), l.b.of(b)))
		case fromHolders:
			x = float64(f.run.Count(int(l.at)))
		case fromKept:
			x = f.keep(l, b)
		case fromTree:
			x = f.tree(l.tree, b)
		}
		switch l.op {
		case opConst:
			acc = x
		case opAdd:
			acc += x
		case opSub:
			acc -= x
		case opMul:
			acc = float64(acc * x) // rounded: never fused with a sum
		case opDiv:
			acc /= x
		case opNeg:
			acc = -acc
		case opCall:
			acc = f.called(l, acc, x)
		}
	}
	return acc
}

// called applies the function of a link.
func (f *future) called(l *link, acc, x float64) float64 {
	switch {
	case !l.choose:
		mark := len(f.given)
		f.given = append(f.given, acc)
		v := l.call(f.given[mark:])
		f.given = f.given[:mark]
		return v
	case l.least:
		return math.Min(acc, x)
	}
	return math.Max(acc, x)
}

// keep is a value that was worked out before, or works it out.
func (f *future) keep(l *link, b *engine.Bound) float64 {
	k := &f.kept[l.at]
	count := int32(0)
	if status := f.s.kept[l.at]; status >= 0 {
		count = int32(f.run.Count(status))
	}
	if k.turn != f.turn || k.count != count {
		k.value, k.turn, k.count = f.tree(l.tree, b), f.turn, count
	}
	return k.value
}

// layAll lays out all numbers that futures ask for.
func (s *Scenario) layAll() {
	for _, it := range s.items {
		if it.chance != nil {
			if it.chance.logistic {
				s.lay(it.chance.args[0])
			}
			s.lay(it.chance)
		}
		s.layWhether(it.where)
		if it.chooser != nil {
			s.layWhether(it.chooser.where)
		}
		s.layAdjusts(it.then)
	}
	for _, re := range s.reactions {
		s.layWhether(re.where)
		s.layAdjusts(re.then)
	}
	for _, n := range s.watches {
		s.lay(n)
	}
	for _, w := range s.asks {
		s.layWhether(w)
	}
}

func (s *Scenario) layAdjusts(list []adjust) {
	for i := range list {
		s.lay(list[i].value)
		s.lay(list[i].bound)
	}
}

func (s *Scenario) layWhether(w *whether) {
	if w == nil {
		return
	}
	if w.op == charter.OpCompare {
		s.lay(w.x)
		s.lay(w.y)
	}
	for _, a := range w.args {
		s.layWhether(a)
	}
}
