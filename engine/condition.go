package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
)

// condition is a compiled condition. The statuses of variables that it asks for
// among other things are read first and without walking the tree: most
// conditions are nothing else.
type condition struct {
	x     *expr
	tests []cellTest
	rest  *expr // what is not among tests; nil: nothing
}

// cellTest asks whether a variable has a status. Nobody has any, so that an
// unbound variable fails.
type cellTest struct {
	cell int // first cell of the status
	slot int16
}

func conditionOf(x *expr) *condition {
	c := &condition{x: x}
	c.rest = c.takeTests(x)
	return c
}

// takeTests moves the status tests of a conjunction into the list and returns
// what is left of it.
func (c *condition) takeTests(x *expr) *expr {
	switch {
	case x.op == charter.OpHolds && x.with == nil && x.term.kind == slotOperand:
		c.tests = append(c.tests, cellTest{x.cell, x.term.slot})
		return nil
	case x.op == charter.OpAnd:
		left := &expr{op: charter.OpAnd}
		for _, a := range x.args {
			if rest := c.takeTests(a); rest != nil {
				left.args = append(left.args, rest)
			}
		}
		if len(left.args) < 2 {
			if len(left.args) == 0 {
				return nil
			}
			return left.args[0]
		}
		return left
	}
	return x
}

// expr is a compiled condition or number.
type expr struct {
	op          charter.Op
	args        []*expr
	term, other operand
	with        *operand
	src         *charter.Expr
	cell        int // first cell of the status
	notes       []noteRef
	lookout     int
	keys        []operand // of the lookout
	last        *limit
}

// ctx is where a condition is read: what the variables stand for, the day, how
// far back phrases look by default, and the decision in hand.
type ctx struct {
	b     *binding
	day   calendar.Day
	since calendar.Day
	after uint32 // acts numbered below this do not count
	found uint32 // nor findings below this
	dec   *decision
}

// piece is a number in some worlds.
type piece struct {
	v quantity.Num
	w Mask
}

// deps is what a condition rests on.
type deps struct {
	acts     map[charter.ActID]bool
	cells    map[[2]int]bool
	rules    map[int]bool
	declared map[int]bool
	timed    bool
}

func newDeps() *deps {
	return &deps{map[charter.ActID]bool{}, map[[2]int]bool{}, map[int]bool{}, map[int]bool{}, false}
}

func both(a, b *condition) *condition {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return conditionOf(&expr{op: charter.OpAnd, args: []*expr{a.x, b.x}})
}

func (k *compiler) condition(e *charter.Expr, v *env) *condition {
	if e == nil {
		return nil
	}
	return conditionOf(k.expr(e, v))
}

func (k *compiler) expr(e *charter.Expr, v *env) *expr {
	x := &expr{op: e.Op, src: e, lookout: -1}
	for _, a := range e.Args {
		x.args = append(x.args, k.expr(a, v))
	}
	x.term, x.other = v.term(e.Term), v.term(e.Other)
	if e.With != nil {
		w := v.term(*e.With)
		x.with = &w
	}
	if k.shifts(e.Term) || k.shifts(e.Other) || e.With != nil && k.shifts(*e.With) {
		k.rest(func(d *deps) { d.timed = true })
	}
	if l := e.Window.Last; l != nil {
		x.last = compileLimit(l)
		k.rest(func(d *deps) { d.timed = true })
	}
	switch e.Op {
	case charter.OpHolds, charter.OpCountStatus, charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		x.cell = k.p.statusBase[e.Family][e.Status]
		k.rest(func(d *deps) { d.cells[[2]int{e.Family, e.Status}] = true })
		if e.Op >= charter.OpHighest {
			k.restOnMeasure(e)
		}
	case charter.OpDeclared, charter.OpCountDeclared:
		k.rest(func(d *deps) { d.declared[e.Declared] = true })
	case charter.OpReadingYes, charter.OpReadingIs, charter.OpReadingNum, charter.OpBefore, charter.OpAfter:
		k.rest(func(d *deps) { d.timed = true })
	case charter.OpRecorded, charter.OpCountRecorded, charter.OpSum:
		x.notes = k.noteRefs(e.Pattern, v)
		for _, ref := range x.notes {
			k.p.notes[ref.note].acted = k.acted()
			k.p.notes[ref.note].timed = x.last != nil || e.Window.HasSince || e.Op != charter.OpRecorded || k.deps != nil
		}
	case charter.OpFound, charter.OpCountFound:
		x.lookout, x.keys = k.lookout(e.Finding, v)
		k.p.lookouts[x.lookout].timed = x.last != nil || e.Window.HasSince || e.Op != charter.OpFound || k.deps != nil
		k.p.lookouts[x.lookout].acted = k.acted()
		k.hears(e.Finding.Kind)
		if e.Stands {
			k.heedStanding(e.Finding.Rules)
		}
	case charter.OpNumVar:
		if int(e.Var) >= 0 && int(e.Var) < len(v.vars) {
			x.term = v.vars[e.Var]
		}
	case charter.OpMeasure:
		k.restOnMeasure(e)
	}
	if x.last != nil {
		win := window{last: x.last, lookout: x.lookout}
		for _, ref := range x.notes {
			win.notes = append(win.notes, ref.note)
		}
		k.p.windows = append(k.p.windows, win)
	}
	return x
}

// shifts reports whether a term is a body that amendments make another organ: what
// rests on it may change with the day.
func (k *compiler) shifts(t charter.Term) bool {
	if t.Kind != charter.BodyTerm {
		return false
	}
	vs := k.p.Case.Families[t.Family].Bodies[t.Body].Versions
	for i := range vs {
		if vs[i].Entity != vs[0].Entity {
			return true
		}
	}
	return false
}

// acted reports whether the condition at hand is read only as an act is done.
func (k *compiler) acted() bool {
	return k.deps == nil && k.rule != nil && k.rule.Rule != nil && (k.rule.Kind == charter.PowerRule || k.rule.Kind == charter.ProcedureRule)
}

func (k *compiler) rest(f func(*deps)) {
	if k.deps != nil {
		f(k.deps)
	}
}

// restOnMeasure adds what a measure rests on to what the condition does.
func (k *compiler) restOnMeasure(e *charter.Expr) {
	if k.deps == nil || k.depth > 16 {
		return
	}
	k.depth++
	for _, ver := range k.p.Case.Families[e.Family].Measures[e.Measure].Versions {
		env := &env{vars: []operand{{kind: slotOperand, slot: 0}}}
		k.expr(ver.Value, env)
	}
	k.depth--
	k.deps.timed = k.deps.timed || len(k.p.Case.Families[e.Family].Measures[e.Measure].Versions) > 1
}

func compileLimit(l *charter.Limit) *limit {
	if l == nil {
		return nil
	}
	return &limit{period: l.Period, reading: l.Reading}
}

// holds reports the worlds of w in which the condition is true.
func (r *Run) holds(c *condition, x *ctx, w Mask) Mask {
	if c == nil || w == 0 {
		return w
	}
	for i := range c.tests {
		t := &c.tests[i]
		if w &= r.cells[t.cell+int(x.b.e[t.slot])]; w == 0 {
			return 0
		}
	}
	if c.rest == nil {
		return w
	}
	return r.eval(c.rest, x, w)
}

func (r *Run) eval(e *expr, x *ctx, w Mask) Mask {
	switch e.op {
	case charter.OpTrue:
		return w
	case charter.OpFalse:
		return 0
	case charter.OpAnd:
		for _, a := range e.args {
			if w = r.eval(a, x, w); w == 0 {
				return 0
			}
		}
		return w
	case charter.OpOr:
		var got Mask
		for _, a := range e.args {
			if got |= r.eval(a, x, w&^got); got == w {
				break
			}
		}
		return got
	case charter.OpNot:
		return w &^ r.eval(e.args[0], x, w)
	case charter.OpHolds:
		return w & r.statusOf(e, x)
	case charter.OpIsKind:
		v := r.value(e.term, x.b)
		return when(v != 0 && r.p.vocab.IsKind(v, e.src.Kind), w)
	case charter.OpIsEntity:
		a, b := r.value(e.term, x.b), r.value(e.other, x.b)
		return when(a != 0 && a == b, w)
	case charter.OpDeclared:
		return w & r.declared[r.declCell(e.src.Declared, r.value(e.term, x.b))]
	case charter.OpReadingYes, charter.OpReadingIs:
		return r.readingIs(e, w)
	case charter.OpCompare:
		return r.compared(e, x, w)
	case charter.OpRecorded:
		return r.recorded(e, x, w)
	case charter.OpFound:
		return r.found(e, x, w)
	case charter.OpVoted:
		return r.voted(e, x, w)
	case charter.OpAdopting:
		return when(x.dec != nil && x.dec.adopts(e.src.Word), w)
	case charter.OpBefore:
		return when(x.day < e.src.Day, w)
	case charter.OpAfter:
		return when(x.day > e.src.Day, w)
	}
	return 0
}

func when(ok bool, w Mask) Mask {
	if ok {
		return w
	}
	return 0
}

func (r *Run) statusOf(e *expr, x *ctx) Mask {
	v := r.value(e.term, x.b)
	if v == 0 {
		return 0
	}
	if e.with != nil {
		o := r.value(*e.with, x.b)
		if o == 0 {
			return 0
		}
		return r.pairCells[pairKey{e.cell, v, o}]
	}
	return r.cells[e.cell+int(v)]
}

// Choice is a value of a reading in some worlds.
type Choice struct {
	Value  charter.Value
	Worlds Mask
}

// choices are the values of a reading in the version in force today.
func (r *Run) choices(ref charter.ReadingRef) []Choice {
	vs := r.p.Case.Families[ref.Family].Readings[ref.Reading].Versions
	for i := len(vs) - 1; i > 0; i-- {
		if vs[i].From <= r.today {
			return r.readings[ref.Family][ref.Reading][i]
		}
	}
	if len(vs) == 0 {
		return nil
	}
	return r.readings[ref.Family][ref.Reading][0]
}

func (r *Run) readingIs(e *expr, w Mask) Mask {
	var got Mask
	for _, c := range r.choices(e.src.Reading) {
		if e.op == charter.OpReadingYes && c.Value.Kind == charter.YesNo && c.Value.Yes ||
			e.op == charter.OpReadingIs && c.Value == e.src.Value {
			got |= c.Worlds
		}
	}
	return w & got
}

// periods gives the durations a limit has, each with its worlds; nil has none.
func (r *Run) periods(l *limit, w Mask, do func(calendar.Period, Mask)) {
	if l.reading == nil {
		do(l.period, w)
		return
	}
	for _, c := range r.choices(*l.reading) {
		if m := c.Worlds & w; m != 0 {
			do(c.Value.Period, m)
		}
	}
}

func (r *Run) compared(e *expr, x *ctx, w Mask) Mask {
	var got Mask
	mark := len(r.pieces)
	left := r.number(e.args[0], x, w)
	right := r.number(e.args[1], x, w)
	for _, a := range left {
		for _, b := range right {
			if m := a.w & b.w; m != 0 && compare(a.v, e.src.Cmp, b.v) {
				got |= m
			}
		}
	}
	r.pieces = r.pieces[:mark]
	return got
}

// number gives the values of a number over w. The result stands on the run's
// scratch stack: the caller cuts it back.
func (r *Run) number(e *expr, x *ctx, w Mask) []piece {
	at := len(r.pieces)
	one := func(v quantity.Num) []piece {
		r.pieces = append(r.pieces, piece{v, w})
		return r.pieces[at:]
	}
	switch e.op {
	case charter.OpNum:
		return one(e.src.Num)
	case charter.OpNumVar:
		if e.term.kind != numOperand || x.b.nBound>>e.term.slot&1 == 0 {
			return r.pieces[at:] // unbound: no value, so no comparison holds
		}
		return one(x.b.n[e.term.slot])
	case charter.OpReadingNum:
		for _, c := range r.choices(e.src.Reading) {
			if m := c.Worlds & w; m != 0 {
				r.pieces = append(r.pieces, piece{c.Value.Num, m})
			}
		}
		return r.pieces[at:]
	case charter.OpCountStatus:
		return r.countHolders(e, w)
	case charter.OpCountDeclared:
		return r.countDeclared(e, w)
	case charter.OpCountRecorded:
		return r.countRecorded(e, x, w)
	case charter.OpCountFound:
		return r.countFound(e, x, w)
	case charter.OpSum:
		return r.sum(e, x, w)
	case charter.OpMeasure:
		return r.measure(e.src.Family, e.src.Measure, r.value(e.term, x.b), x, w)
	case charter.OpNeg:
		for i := range r.number(e.args[0], x, w) {
			r.pieces[at+i].v = -r.pieces[at+i].v
		}
		return r.pieces[at:]
	case charter.OpAdd, charter.OpSub, charter.OpMul, charter.OpDiv:
		return r.arithmetic(e, x, w)
	case charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		return r.aggregate(e, x, w)
	}
	return one(0)
}

func (r *Run) arithmetic(e *expr, x *ctx, w Mask) []piece {
	at := len(r.pieces)
	left := append([]piece(nil), r.number(e.args[0], x, w)...)
	r.pieces = r.pieces[:at]
	right := append([]piece(nil), r.number(e.args[1], x, w)...)
	r.pieces = r.pieces[:at]
	for _, a := range left {
		for _, b := range right {
			if m := a.w & b.w; m != 0 {
				r.addPiece(at, apply(e.op, a.v, b.v), m)
			}
		}
	}
	return r.pieces[at:]
}

func apply(op charter.Op, a, b quantity.Num) quantity.Num {
	switch op {
	case charter.OpAdd:
		return quantity.Add(a, b)
	case charter.OpSub:
		return quantity.Sub(a, b)
	case charter.OpMul:
		return quantity.Mul(a, b)
	}
	return quantity.Div(a, b)
}

// addPiece adds worlds to the pieces from at on, one piece a value.
func (r *Run) addPiece(at int, v quantity.Num, w Mask) {
	for i := at; i < len(r.pieces); i++ {
		if r.pieces[i].v == v {
			r.pieces[i].w |= w
			return
		}
	}
	r.pieces = append(r.pieces, piece{v, w})
}

func (r *Run) measure(f, m int, of charter.EntityID, x *ctx, w Mask) []piece {
	if of == 0 {
		return r.pieces[len(r.pieces):] // of nobody: no value, so no comparison holds
	}
	vs := r.p.measures[f][m]
	for i := len(vs) - 1; i >= 0; i-- {
		if i == 0 || vs[i].from <= r.today {
			var b binding
			b.e[0] = of
			return r.number(vs[i].value, &ctx{b: &b, day: x.day, since: calendar.Always}, w)
		}
	}
	return r.pieces[len(r.pieces):]
}

// tally counts masks: after it, pieces from at on hold how many of the masks
// each world of w is in.
func (r *Run) tally(at int, w Mask, masks func(yield func(Mask))) []piece {
	ge := append(r.counts[:0], w) // ge[k]: worlds in at least k masks
	masks(func(m Mask) {
		if m &= w; m == 0 {
			return
		}
		if top := ge[len(ge)-1] & m; top != 0 {
			ge = append(ge, 0)
		}
		for k := len(ge) - 1; k > 0; k-- {
			ge[k] |= ge[k-1] & m
		}
	})
	for k := range ge {
		m := ge[k]
		if k+1 < len(ge) {
			m &^= ge[k+1]
		}
		if m != 0 {
			r.pieces = append(r.pieces, piece{quantity.Whole(int64(k)), m})
		}
	}
	r.counts = ge[:0]
	return r.pieces[at:]
}

func (r *Run) countHolders(e *expr, w Mask) []piece {
	return r.tally(len(r.pieces), w, func(yield func(Mask)) {
		if r.p.pairs[e.src.Family][e.src.Status] {
			for _, k := range r.pairOrder[e.cell] {
				yield(r.pairCells[k])
			}
			return
		}
		for _, v := range r.members[r.statusIndex(e.src.Family, e.src.Status)] {
			yield(r.cells[e.cell+int(v)])
		}
	})
}

func (r *Run) countDeclared(e *expr, w Mask) []piece {
	if w&(w-1) == 0 { // a single world, as in futures
		n := int64(0)
		for _, v := range r.declarers[e.src.Declared] {
			if r.declared[r.declCell(e.src.Declared, v)]&w != 0 {
				n++
			}
		}
		r.pieces = append(r.pieces, piece{quantity.Whole(n), w})
		return r.pieces[len(r.pieces)-1:]
	}
	return r.tally(len(r.pieces), w, func(yield func(Mask)) {
		for _, v := range r.declarers[e.src.Declared] {
			yield(r.declared[r.declCell(e.src.Declared, v)])
		}
	})
}

func (r *Run) aggregate(e *expr, x *ctx, w Mask) []piece {
	at := len(r.pieces)
	best := []piece{}
	counts := append([]piece(nil), r.countHolders(e, w)...)
	r.pieces = r.pieces[:at]
	started := Mask(0)
	for _, v := range r.members[r.statusIndex(e.src.Family, e.src.Status)] {
		in := r.cells[e.cell+int(v)] & w
		if in == 0 {
			continue
		}
		vals := append([]piece(nil), r.measure(e.src.Family, e.src.Measure, v, x, in)...)
		r.pieces = r.pieces[:at]
		var next []piece
		for _, o := range best {
			rest := o.w
			for _, n := range vals {
				if m := o.w & n.w; m != 0 {
					next = append(next, piece{fold(e.op, o.v, n.v), m})
					rest &^= m
				}
			}
			if rest != 0 {
				next = append(next, piece{o.v, rest})
			}
		}
		for _, n := range vals {
			if m := n.w &^ started; m != 0 {
				next = append(next, piece{n.v, m})
			}
		}
		started |= in
		best = next
	}
	if none := w &^ started; none != 0 {
		best = append(best, piece{0, none})
	}
	for _, o := range best {
		if e.op != charter.OpAverage {
			r.addPiece(at, o.v, o.w)
			continue
		}
		for _, c := range counts {
			if m := o.w & c.w; m != 0 {
				v := o.v
				if c.v != 0 {
					v = quantity.Div(o.v, c.v)
				}
				r.addPiece(at, v, m)
			}
		}
	}
	return r.pieces[at:]
}

func fold(op charter.Op, a, b quantity.Num) quantity.Num {
	switch op {
	case charter.OpHighest:
		return max(a, b)
	case charter.OpLowest:
		return min(a, b)
	}
	return quantity.Add(a, b)
}

func (r *Run) voted(e *expr, x *ctx, w Mask) Mask {
	v := r.value(e.term, x.b)
	if x.dec == nil || v == 0 {
		return 0
	}
	if e.src.Against {
		return w & x.dec.votes(v, syntaxNay)
	}
	return w & x.dec.votes(v, syntaxAye)
}

const (
	syntaxAye = iota
	syntaxNay
	syntaxAbstain
)
