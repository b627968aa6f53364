package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// operandKind says where a term's entity comes from.
type operandKind uint8

const (
	freeOperand  operandKind = iota // anybody
	constOperand                    // a named entity
	slotOperand                     // a variable for an entity
	numOperand                      // a variable for a number
	bodyOperand                     // the entity of a body, in the text in force
)

type operand struct {
	kind   operandKind
	slot   int16
	entity charter.EntityID
	family int16
	body   int16
}

// env says where the variables of an expression or pattern are found.
type env struct {
	vars []operand
}

func (v *env) term(t charter.Term) operand {
	switch t.Kind {
	case charter.EntityTerm:
		return operand{kind: constOperand, entity: t.Entity}
	case charter.BodyTerm:
		return operand{kind: bodyOperand, family: int16(t.Family), body: int16(t.Body)}
	}
	if int(t.Var) < 0 || int(t.Var) >= len(v.vars) {
		return operand{kind: freeOperand}
	}
	return v.vars[t.Var]
}

// binding is what the variables of a rule stand for. Entity 0 is unbound.
type binding struct {
	e      [maxSlots]charter.EntityID
	n      [MaxNums]quantity.Num
	nBound uint8
	dec    *decision // the decision at hand in the rest of the rule
}

// pattern is one alternative of a phrase, definitions taken apart.
type pattern struct {
	act         charter.ActID
	from, until calendar.Day // of the definition's alternative
	roles       []roleCheck
	without     []int8
	nums        []numTest
	guard       *condition // the definition's where
	taken       *guardRef  // where it held when an earlier act of the day was taken
	free        []freeTerm // what it counts for any of: guard has to hold for somebody
	asks        uint32     // entity slots that guard reads
}

// freeTerm is a parameter that an alternative counts for any of, where the
// phrase does not say whom it means.
type freeTerm struct {
	slot int16
	kind charter.KindID
}

type roleCheck struct {
	role syntax.Role
	slot int8
	op   operand
}

type numTest struct {
	number charter.NumberID
	bind   int8 // number variable, or -1
	op     syntax.CompareOp
	value  *expr
}

// patterns compiles a phrase into its alternatives. first is the first entity
// slot free for the locals of a definition.
func (k *compiler) patterns(p *charter.Pattern, v *env, first int) []*pattern {
	if p == nil {
		return nil
	}
	if p.Define == nil {
		out := &pattern{act: p.Act, from: calendar.Always, until: calendar.Never}
		k.fillPattern(out, p, v)
		return []*pattern{out}
	}
	if k.depth > 16 {
		k.fail("definitions nest deeper than 16")
		return nil
	}
	k.depth++
	defer func() { k.depth-- }()
	if k.rule != nil {
		k.rule.locals = true
	}
	var all []*pattern
	for _, alt := range p.Define.Alts {
		inner, next := k.callEnv(p, alt, v, first)
		subs := k.patterns(alt.Pattern, inner, next)
		for _, s := range subs {
			s.from, s.until = max(s.from, alt.From), min(s.until, alt.Until)
			guard := k.condition(alt.Where, inner)
			s.guard = both(s.guard, guard)
			for slot := range int16(maxSlots) {
				if s.guard.mentions(slot) {
					s.asks |= 1 << slot
				}
			}
			k.passNumbers(s, p, v)
			for _, c := range alt.Counting {
				if op := inner.vars[c]; op.kind == slotOperand && !s.binds(op.slot) {
					s.free = append(s.free, freeTerm{op.slot, p.Define.Params[c].Kind})
				}
			}
			all = append(all, s)
		}
	}
	return all
}

// callEnv ties a definition's parameters to the terms of the phrase that names
// it; what the phrase leaves free, and the alternative's own variables, get
// slots of their own.
func (k *compiler) callEnv(p *charter.Pattern, alt *charter.DefineAlt, v *env, first int) (*env, int) {
	inner := &env{vars: make([]operand, len(alt.Vars))}
	nums := 0
	for i := range alt.Vars {
		if i < len(p.Define.Params) {
			if op, ok := roleOperand(p, p.Define.Params[i].Role, v); ok {
				inner.vars[i] = op
				continue
			}
		}
		if alt.Vars[i].Number {
			inner.vars[i] = operand{kind: numOperand, slot: int16(MaxNums - 1 - nums)}
			nums++
			continue
		}
		if first >= maxSlots {
			k.fail("too many variables in one phrase and the definitions it names")
			return inner, first
		}
		inner.vars[i] = operand{kind: slotOperand, slot: int16(first)}
		first++
	}
	return inner, first
}

func roleOperand(p *charter.Pattern, r syntax.Role, v *env) (operand, bool) {
	for _, rt := range p.Roles {
		if rt.Role == r {
			return v.term(rt.Term), true
		}
	}
	return operand{}, false
}

func (k *compiler) fillPattern(out *pattern, p *charter.Pattern, v *env) {
	for _, rt := range p.Roles {
		out.roles = append(out.roles, roleCheck{role: rt.Role, slot: int8(k.p.slotOf(p.Act, rt.Role)), op: v.term(rt.Term)})
	}
	for _, r := range p.Without {
		if s := k.p.slotOf(p.Act, r); s >= 0 {
			out.without = append(out.without, int8(s))
		}
	}
	k.passNumbers(out, p, v)
}

func (k *compiler) passNumbers(out *pattern, p *charter.Pattern, v *env) {
	for _, n := range p.Numbers {
		t := numTest{number: n.Number, bind: -1, op: n.Op}
		if n.Bind != charter.NoVar {
			t.bind = int8(v.vars[n.Bind].slot)
		} else {
			t.value = k.expr(n.Value, v)
		}
		out.nums = append(out.nums, t)
	}
}

// match reports the worlds of w in which the act fits the pattern, and binds
// the pattern's free variables. On an empty result the binding is spoilt.
func (r *Run) match(p *pattern, e *Entry, b *binding, w Mask) Mask {
	if r.today < p.from || r.today >= p.until {
		return 0
	}
	for i := range p.roles {
		c := &p.roles[i]
		if c.slot < 0 {
			return 0
		}
		v := e.Roles[c.slot]
		if v == 0 {
			return 0
		}
		switch c.op.kind {
		case slotOperand:
			if have := b.e[c.op.slot]; have == 0 {
				b.e[c.op.slot] = v
			} else if have != v {
				return 0
			}
		case constOperand:
			if v != c.op.entity {
				return 0
			}
		case bodyOperand:
			if v != r.bodyEntity(int(c.op.family), int(c.op.body)) {
				return 0
			}
		}
	}
	for _, s := range p.without {
		if e.Roles[s] != 0 {
			return 0
		}
	}
	if len(p.nums) > 0 {
		if w = r.matchNumbers(p.nums, e, b, w); w == 0 {
			return 0
		}
	}
	switch {
	case p.guard == nil:
	case r.looking != 0 && p.taken != nil:
		w = r.heldThen(p.taken, r.looking, b, w)
	default:
		w = r.guarded(p, p.free, &ctx{b: b, day: e.Day, since: calendar.Always}, w)
	}
	return w
}

// guarded is where a pattern's guard holds: for somebody, where it counts for
// any and the phrase leaves open for whom.
func (r *Run) guarded(p *pattern, free []freeTerm, x *ctx, w Mask) (got Mask) {
	for len(free) > 0 && (x.b.e[free[0].slot] != 0 || p.asks>>free[0].slot&1 == 0) {
		free = free[1:] // whoever it is, or nothing is asked of him
	}
	if len(free) == 0 {
		return r.holds(p.guard, x, w)
	}
	for v := 1; v < len(r.p.vocab.Entities) && got != w; v++ {
		if r.p.vocab.IsKind(charter.EntityID(v), free[0].kind) {
			x.b.e[free[0].slot] = charter.EntityID(v)
			got |= r.guarded(p, free[1:], x, w&^got)
		}
	}
	x.b.e[free[0].slot] = 0
	return got
}

func (r *Run) matchNumbers(tests []numTest, e *Entry, b *binding, w Mask) Mask {
	for i := range tests {
		t := &tests[i]
		have := r.numberOf(e, t.number)
		if t.bind >= 0 {
			bit := uint8(1) << t.bind
			if b.nBound&bit == 0 {
				b.n[t.bind], b.nBound = have, b.nBound|bit
			} else if b.n[t.bind] != have {
				return 0
			}
			continue
		}
		var ok Mask
		mark := len(r.pieces)
		for _, pc := range r.number(t.value, &ctx{b: b, day: e.Day, since: calendar.Always}, w) {
			if compare(have, t.op, pc.v) {
				ok |= pc.w
			}
		}
		r.pieces = r.pieces[:mark]
		if w &= ok; w == 0 {
			return 0
		}
	}
	return w
}

// numberOf is the number an act gives in its world; 0 where it gives none.
func (r *Run) numberOf(e *Entry, n charter.NumberID) quantity.Num {
	if e.Extra != 0 {
		for _, x := range r.extras[e.Extra].Numbers {
			if x.Number == n {
				return x.Value
			}
		}
	}
	return 0
}

func compare(a quantity.Num, op syntax.CompareOp, b quantity.Num) bool {
	switch op {
	case syntax.AtLeast:
		return a >= b
	case syntax.AtMost:
		return a <= b
	case syntax.MoreThan:
		return a > b
	case syntax.LessThan:
		return a < b
	}
	return a == b
}

// value is the entity an operand stands for; 0 if it is unbound or free.
func (r *Run) value(op operand, b *binding) charter.EntityID {
	switch op.kind {
	case constOperand:
		return op.entity
	case slotOperand:
		return b.e[op.slot]
	case bodyOperand:
		return r.bodyEntity(int(op.family), int(op.body))
	}
	return 0
}

// bodyVersion is the body as the text in force has it.
func (r *Run) bodyVersion(f, b int) *charter.BodyVersion {
	vs := r.p.Case.Families[f].Bodies[b].Versions
	for i := len(vs) - 1; i >= 0; i-- {
		if i == 0 || vs[i].From <= r.today { // before any: the first, for what final powers need
			return &vs[i]
		}
	}
	return nil
}

func (r *Run) bodyEntity(f, b int) charter.EntityID {
	if v := r.bodyVersion(f, b); v != nil {
		return v.Entity
	}
	return 0
}
