package engine

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// meet shows an act to the open matters of one rule: performance, refusal,
// then the next steps of sequences.
func (r *Run) meet(g *watchGroup, id uint32, w Mask) {
	if len(g.perform) > 0 {
		r.performRule(g, id, w)
	}
	if len(g.refusals) > 0 {
		r.refuse(g, id, w)
	}
	if len(g.steps) > 0 {
		r.advanceAll(g, id, w)
	}
}

func (w *watch) entryKey(e *Entry) uint64 {
	var vals uint64
	for i, k := range w.keys {
		vals |= uint64(e.Roles[k.entry]) << (16 * i)
	}
	return packedKey(3, w.id, vals)
}

func (w *watch) matterKey(m *matter) uint64 {
	var vals uint64
	for i, k := range w.keys {
		vals |= uint64(m.bound[k.bound]) << (16 * i)
	}
	return packedKey(3, w.id, vals)
}

// await puts a matter on the list of what the watch's acts are shown to.
func (r *Run) await(t *table, w *watch, m *matter, id uint32) {
	if last := r.link(t, w.matterKey(m), id); last != 0 && r.older(id, r.waits[last].matter) { // one that was moved, or awaited its judge
		r.unsorted[w.rule.ID] = true
	}
}

// link puts a matter at the end of a list, and returns where the one before it
// stands. Lists are circular, the head pointing at the last: adding at the end and
// walking from the front are both cheap.
func (r *Run) link(t *table, key uint64, id uint32) (last uint32) {
	tail := t.slot(key)
	last = *tail
	n := uint32(len(r.waits))
	own := add(&r.waits)
	own.matter, own.next = id, n
	if last != 0 {
		before := &r.waits[last]
		own.next, before.next = before.next, n
	}
	*tail = n
	return last
}

// unlink takes a place out of the list that ends at tail, prev being the one before.
func (r *Run) unlink(tail *uint32, prev, at uint32) {
	switch {
	case at == prev: // the only one
		*tail = 0
		return
	case at == *tail:
		*tail = prev
	}
	r.waits[prev].next = r.waits[at].next
}

// each walks a list oldest first, drops what is over, and stops when do says so.
func (r *Run) each(t *table, key uint64, live func(*matter) bool, do func(id uint32) bool) {
	last := t.get(key)
	if last == 0 {
		return
	}
	prev := last
	for {
		at := r.waits[prev].next
		id := r.waits[at].matter
		r.steps++
		if !live(&r.matters[id]) {
			r.unlink(t.slot(key), prev, at)
			if at == last {
				return
			}
			continue
		}
		if !do(id) || at == last {
			return
		}
		prev = at
	}
}

func open(m *matter) bool        { return m.owed&^m.breached != 0 }
func outstanding(m *matter) bool { return m.owed != 0 }
func breached(m *matter) bool    { return m.breached != 0 }

// names reports whether an act names those whom a matter awaits.
func (w *watch) names(m *matter, e *Entry) bool {
	for _, k := range w.keys {
		if m.bound[k.bound] != e.Roles[k.entry] {
			return false
		}
	}
	return true
}

// fits is where the act performs (or refuses, or advances) the matter.
func (r *Run) fits(wt *watch, m *matter, e *Entry, w Mask, b *binding) Mask {
	if m.rule != uint16(wt.rule.ID) {
		return 0
	}
	if !wt.names(m, e) {
		return 0
	}
	r.bindInto(b, m)
	if m.flags&flagGroup != 0 && len(r.sides[m.side].group) == 1 {
		b.e[wt.rule.bearerSlot] = r.sides[m.side].group[0].state
	}
	if !wt.plain {
		w = r.match(wt.pat, e, b, w)
	}
	return w
}

// performed is fits for a must pattern: the group, `where`, `answers` too.
func (r *Run) performed(wt *watch, mid uint32, id uint32, w Mask, b *binding) Mask {
	m, e := &r.matters[mid], &r.entries[id]
	ru := wt.rule
	r.who = r.who[:0]
	if wt.anybody && m.flags&flagGroup != 0 && len(r.sides[m.side].group) > 1 {
		w = r.performedForAny(wt, mid, id, w&m.owed, b)
	} else {
		w = r.fits(wt, m, e, w&m.owed, b)
	}
	if w == 0 {
		return 0
	}
	if e.Extra != 0 {
		if a := r.extras[e.Extra].Answers; a >= 0 && !r.openedBy(m, a) {
			return 0
		}
	}
	if len(r.who) > 0 {
		return w
	}
	if m.flags&flagGroup != 0 && b.e[ru.bearerSlot] != 0 && r.memberOf(m, b.e[ru.bearerSlot]) < 0 {
		return 0
	}
	if ru.mustWhere != nil {
		w = r.holds(ru.mustWhere, r.here(b), w)
	}
	return w
}

// performedForAny is performed for an act that counts for any member of a group:
// it is read for each in turn, and who it counts for is left in r.who.
func (r *Run) performedForAny(wt *watch, mid, id uint32, w Mask, b *binding) (any Mask) {
	m := &r.matters[mid]
	if m.rule != uint16(wt.rule.ID) {
		return 0
	}
	for _, g := range r.sides[m.side].group {
		one := r.bindingOf(m)
		one.e[wt.rule.bearerSlot] = g.state
		x := r.match(wt.pat, &r.entries[id], &one, w)
		x = r.holds(wt.rule.mustWhere, r.here(&one), x)
		r.who = append(r.who, x)
		any |= x
	}
	*b = r.bindingOf(m)
	return any
}

func (r *Run) memberOf(m *matter, v charter.EntityID) int {
	for i, g := range r.sides[m.side].group {
		if g.state == v {
			return i
		}
	}
	return -1
}

// openedBy reports whether the entry with the given origin opened the matter.
func (r *Run) openedBy(m *matter, origin int32) bool {
	c := r.causeEntry(m.cause)
	if c == 0 || m.cause&causeFinding != 0 {
		return false
	}
	x := r.entries[c].Extra
	return x != 0 && r.extras[x].Origin == origin
}

func (r *Run) performRule(g *watchGroup, id uint32, w Mask) {
	ru := g.rule
	if ru.Once {
		r.performOnce(g, id, w)
		return
	}
	fitted := r.creditAll(g, id, w, &r.waitIndex, open)
	if w &^= fitted; w != 0 {
		r.creditAll(g, id, w, &r.lateIndex, breached)
	}
}

// creditAll counts the act for every matter of a list that it fits, oldest
// first, once each though several alternatives of must may fit.
func (r *Run) creditAll(g *watchGroup, id uint32, w Mask, t *table, live func(*matter) bool) (fitted Mask) {
	if t.used == 0 {
		return 0
	}
	one := func(wt *watch, mid uint32, w Mask) Mask {
		var b binding
		x := r.performed(wt, mid, id, w, &b)
		if m := &r.matters[mid]; t == &r.lateIndex {
			x &= m.breached
		} else {
			x &^= m.breached
		}
		if x != 0 {
			fitted |= x
			r.credit(wt.rule, mid, id, &b, x)
		}
		return x
	}
	if len(g.perform) == 1 && t == &r.waitIndex && !r.unsorted[g.perform[0].rule.ID] {
		r.each(t, g.perform[0].entryKey(&r.entries[id]), live, func(mid uint32) bool {
			one(g.perform[0], mid, w)
			return true
		})
		return fitted
	}
	mark := len(r.walk)
	cs := r.candidates(g.perform, id, t, live)
	for i := 0; i < len(cs); {
		left := w
		for mid := cs[i].mid; i < len(cs) && cs[i].mid == mid; i++ {
			left &^= one(cs[i].wt, mid, left)
		}
	}
	r.walk = r.walk[:mark]
	return fitted
}

// candidate is a matter that an act may perform, by one pattern of `must`.
type candidate struct {
	mid uint32
	wt  *watch
}

// candidates lists what waits for the act, oldest first: the lists of several
// patterns merged, and what was listed out of order. They stand at the end of
// Run.walk: whoever asked cuts it back.
func (r *Run) candidates(watches []*watch, id uint32, t *table, live func(*matter) bool) []candidate {
	mark := len(r.walk)
	for _, wt := range watches {
		r.each(t, wt.entryKey(&r.entries[id]), live, func(mid uint32) bool {
			r.walk = append(r.walk, candidate{mid, wt})
			return true
		})
	}
	cs := r.walk[mark:]
	if len(cs) > 1 {
		slices.SortStableFunc(cs, r.byAge)
	}
	return cs
}

// byAge orders candidates by the age of their matters; those split by world are
// of one age, and keep their order.
func (r *Run) byAge(a, b candidate) int {
	if c := cmp.Compare(r.matters[a.mid].age, r.matters[b.mid].age); c != 0 {
		return c
	}
	return cmp.Compare(a.mid, b.mid)
}

// older reports whether a matter is older than another.
func (r *Run) older(a, b uint32) bool { return r.matters[a].age < r.matters[b].age }

// enlist puts a matter in a list kept by age; most are the youngest.
func (r *Run) enlist(list []uint32, mid uint32) []uint32 {
	list = append(list, mid)
	for i := len(list) - 1; i > 0 && r.older(mid, list[i-1]); i-- {
		list[i], list[i-1] = list[i-1], list[i]
	}
	return list
}

// performOnce lets the act perform the oldest outstanding matter only; amounts
// spill over to the next.
func (r *Run) performOnce(g *watchGroup, id uint32, w Mask) {
	if len(g.perform) == 1 && !r.unsorted[g.perform[0].rule.ID] {
		left := r.purse(g.rule, id, w)
		r.each(&r.waitIndex, g.perform[0].entryKey(&r.entries[id]), outstanding, func(mid uint32) bool {
			left = r.spend(g.perform[0], mid, id, left)
			return left.w != 0
		})
		return
	}
	mark := len(r.walk)
	cs := r.candidates(g.perform, id, &r.waitIndex, outstanding)
	left := r.purse(g.rule, id, w)
	for _, c := range cs {
		if left = r.spend(c.wt, c.mid, id, left); left.w == 0 {
			break
		}
	}
	r.walk = r.walk[:mark]
}

// purse is what is left of an act that counts once: the worlds in which it has
// performed nothing yet, and, for amounts, how much remains where.
type purse struct {
	w       Mask
	amounts []piece // nil: the act counts as a whole
}

func (r *Run) purse(ru *rule, id uint32, w Mask) purse {
	p := purse{w: w}
	switch {
	case ru.minimum == nil:
	case ru.minimum.count:
		p.amounts = []piece{{quantity.Whole(1), w}}
	default:
		p.amounts = []piece{{r.numberOf(&r.entries[id], ru.minimum.number), w}}
	}
	return p
}

// spend gives a matter its share of the act.
func (r *Run) spend(wt *watch, mid uint32, id uint32, p purse) purse {
	var b binding
	x := r.performed(wt, mid, id, p.w, &b)
	if x == 0 {
		return p
	}
	ru := wt.rule
	r.use(ru, id, x)
	if r.tender(ru, mid, id, &b, x) && p.amounts == nil {
		p.w &^= x
		return p
	}
	if p.amounts == nil {
		r.credit(ru, mid, id, &b, x)
		p.w &^= x
		return p
	}
	r.takenUp(id, x)
	need := r.shortfall(ru, mid, &b, x)
	var rest []piece
	for _, a := range p.amounts {
		if out := a.w &^ x; out != 0 {
			rest = mergePiece(rest, a.v, out)
		}
		for _, n := range need {
			m := a.w & n.w
			if m == 0 {
				continue
			}
			take := min(a.v, max(n.v, 0))
			if !r.tendered(ru, mid) {
				r.contribute(ru, mid, id, &b, m, take)
			}
			if a.v > take {
				rest = mergePiece(rest, a.v-take, m)
			}
		}
	}
	p.amounts, p.w = rest, 0
	for _, a := range rest {
		p.w |= a.w
	}
	return p
}

// use remembers that the rule, in whatever version, has used the act, for looking back today.
func (r *Run) use(ru *rule, id uint32, w Mask) {
	if id >= r.dayStart {
		r.spent = append(r.spent, spentAct{id, uint16(ru.first.ID), w})
	}
}

func (r *Run) usedBy(ru *rule, id uint32) (w Mask) {
	for i := len(r.spent) - 1; i >= 0 && r.spent[i].entry >= r.dayStart; i-- {
		if s := &r.spent[i]; s.entry == id && s.rule == uint16(ru.first.ID) {
			w |= s.w
		}
	}
	return w
}

// tendered reports whether somebody else judges what performs the duty.
func (r *Run) tendered(ru *rule, mid uint32) bool {
	return ru.mustJudge != nil && !r.ownJudge(ru.mustJudge, mid)
}

// ownJudge reports whether the one who owes is the judge.
func (r *Run) ownJudge(j *charter.Judge, mid uint32) bool {
	if j == nil || j.Nobody {
		return false
	}
	m := &r.matters[mid]
	if m.flags&flagGroup != 0 && len(r.sides[m.side].group) != 1 {
		return false
	}
	ru := r.p.rules[m.rule]
	bearer := r.bearerOf(ru, m)
	return bearer != 0 && bearer == r.judgeOf(j, ru, m)
}

func (r *Run) judgeOf(j *charter.Judge, ru *rule, m *matter) charter.EntityID {
	b := r.bindingOf(m)
	if m.flags&flagGroup != 0 && len(r.sides[m.side].group) == 1 && ru.bearerSlot >= 0 {
		b.e[ru.bearerSlot] = r.sides[m.side].group[0].state
	}
	return r.value((&env{vars: ru.vars}).term(j.Term), &b)
}

// tender keeps an act for the judge of the performance, if there is one.
func (r *Run) tender(ru *rule, mid, id uint32, b *binding, x Mask) bool {
	if !r.tendered(ru, mid) {
		return false
	}
	r.takenUp(id, x)
	s := r.sideOf(mid)
	s.tendered = append(s.tendered, tender{id, x, *b, append([]Mask(nil), r.who...)})
	r.awaitJudge(mid)
	return true
}

// credit counts the act for the matter in x, or tenders it.
func (r *Run) credit(ru *rule, mid, id uint32, b *binding, x Mask) {
	r.takenUp(id, x)
	if !r.tender(ru, mid, id, b, x) {
		r.count(ru, mid, id, b, x)
	}
}

// count adds an act to the matter in x with all it gives.
func (r *Run) count(ru *rule, mid, id uint32, b *binding, x Mask) {
	v := quantity.Whole(1)
	if ru.minimum != nil && !ru.minimum.count {
		v = r.numberOf(&r.entries[id], ru.minimum.number)
	}
	r.contribute(ru, mid, id, b, x, v)
}

// contribute adds the amount v, done by a member of the group where there is
// one, and fulfils where nothing is lacking.
func (r *Run) contribute(ru *rule, mid, id uint32, b *binding, x Mask, v quantity.Num) {
	if x == 0 {
		return
	}
	enough := x
	if ru.minimum != nil {
		enough = 0
		for _, n := range r.shortfall(ru, mid, b, x) {
			if v >= n.v {
				enough |= n.w & x
			}
		}
		r.fill(mid, v, x)
	}
	if r.matters[mid].flags&flagGroup != 0 {
		enough &= r.actFor(ru, mid, id, b, x)
	}
	if enough != 0 {
		r.fulfil(ru, mid, id, enough)
	}
}

// shortfall is what the matter still needs, over x.
func (r *Run) shortfall(ru *rule, mid uint32, b *binding, x Mask) []piece {
	at := len(r.pieces)
	total := append([]piece(nil), r.number(ru.minimum.value, r.here(b), x)...)
	r.pieces = r.pieces[:at]
	var out []piece
	filled := []piece(nil)
	if s := r.matters[mid].side; s != 0 {
		filled = r.sides[s].amount
	}
	for _, t := range total {
		rest := t.w & x
		for _, f := range filled {
			if m := f.w & rest; m != 0 {
				out = append(out, piece{quantity.Sub(t.v, f.v), m})
				rest &^= m
			}
		}
		if rest != 0 {
			out = append(out, piece{t.v, rest})
		}
	}
	return out
}

func (r *Run) fill(mid uint32, v quantity.Num, x Mask) {
	s := r.sideOf(mid)
	var next []piece
	rest := x
	for _, f := range s.amount {
		if in := f.w & x; in != 0 {
			next = mergePiece(next, quantity.Add(f.v, v), in)
			rest &^= in
		}
		if out := f.w &^ x; out != 0 {
			next = mergePiece(next, f.v, out)
		}
	}
	if rest != 0 {
		next = mergePiece(next, v, rest)
	}
	s.amount = next
}

func (r *Run) sideOf(mid uint32) *side {
	m := &r.matters[mid]
	if m.side == 0 {
		m.side = uint32(len(r.sides))
		r.addSide()
	}
	return &r.sides[m.side]
}

// actFor counts a member's act for a shared duty, and reports where enough of
// them have acted.
func (r *Run) actFor(ru *rule, mid, id uint32, b *binding, x Mask) (enough Mask) {
	s := &r.sides[r.matters[mid].side]
	state := b.e[ru.bearerSlot] // unbound: an act that counts for those in r.who
	for i := range s.group {
		g, in := &s.group[i], x
		if len(r.who) > 0 {
			in &= r.who[i]
		} else if g.state != state {
			continue
		}
		if in != 0 {
			g.acted |= in
			s.actions = append(s.actions, action{in, id, uint32(len(r.findings)), g.state})
		}
	}
	want := 1
	switch ru.Quant {
	case syntax.Jointly:
		want = len(s.group)
	case syntax.AtLeastOf:
		want = ru.AtLeast
	}
	if want == 1 {
		for i := range s.group {
			enough |= s.group[i].acted
		}
		return enough & x
	}
	at := len(r.pieces)
	for _, p := range r.tally(at, x, func(yield func(Mask)) {
		for _, g := range s.group {
			yield(g.acted)
		}
	}) {
		if p.v >= quantity.Whole(int64(want)) {
			enough |= p.w
		}
	}
	r.pieces = r.pieces[:at]
	return enough
}

// fulfil ends what is owed in x.
func (r *Run) fulfil(ru *rule, mid, id uint32, x Mask) {
	m := &r.matters[mid]
	if x &= m.owed; x == 0 {
		return
	}
	late := x & m.breached
	m.owed &^= x
	m.breached &^= x
	if in := x &^ late; in != 0 {
		r.emit(Fulfilment, 0, m.rule, mid, id, in)
	}
	if late != 0 {
		r.emit(Fulfilment, flagLate, m.rule, mid, id, late)
		if m.more > 0 {
			r.fulfilMore(ru, mid, id, late)
		}
	}
}

// fulfilMore goes on with the breaches that stand with the one just performed: an
// act that counts once leaves them standing.
func (r *Run) fulfilMore(ru *rule, mid, id uint32, late Mask) {
	m := &r.matters[mid]
	if ru.Once {
		m.more--
		m.owed |= late
		m.breached |= late
		return
	}
	for ; m.more > 0; m.more-- {
		r.emit(Fulfilment, flagLate, m.rule, mid, id, late)
	}
}

// refuse breaks open matters that the act refuses to perform.
func (r *Run) refuse(g *watchGroup, id uint32, w Mask) {
	if len(g.refusals) > 1 || r.unsorted[g.rule.ID] {
		mark := len(r.walk)
		for _, c := range r.candidates(g.refusals, id, &r.waitIndex, open) {
			r.refuseOne(c.wt, c.mid, id, w)
		}
		r.walk = r.walk[:mark]
		return
	}
	wt := g.refusals[0]
	r.each(&r.waitIndex, wt.entryKey(&r.entries[id]), open, func(mid uint32) bool {
		r.refuseOne(wt, mid, id, w)
		return true
	})
}

func (r *Run) refuseOne(wt *watch, mid, id uint32, w Mask) {
	m := &r.matters[mid]
	if m.flags&flagGroup != 0 && len(r.sides[m.side].group) != 1 {
		return
	}
	var b binding
	if x := r.fits(wt, m, &r.entries[id], w&m.owed&^m.breached, &b); x != 0 {
		r.takenUp(id, x)
		r.fall(wt.rule, mid, id, x, Breach)
	}
}

// fall makes what is owed in x a breach (or unanswered, which ends it).
func (r *Run) fall(ru *rule, mid, cause uint32, x Mask, kind Kind) {
	m := &r.matters[mid]
	if kind == Breach {
		m.breached |= x
		if !ru.Once {
			for _, wt := range ru.must {
				r.await(&r.lateIndex, wt, &r.matters[mid], mid)
			}
		}
	} else {
		m.owed &^= x
	}
	id := r.breach(ru, mid, cause, x, kind)
	if m := &r.matters[mid]; m.flags&flagGroup != 0 && kind == Breach {
		s := &r.sides[m.side]
		s.fell = append(s.fell, fallen{id, x})
	}
}

// fallDue is a duty's last day passing, in the morning after.
func (r *Run) fallDue(mid uint32) {
	m := &r.matters[mid]
	ru := r.p.rules[m.rule]
	x := m.owed &^ m.breached & r.dueBy(m, r.today-1)
	if x != 0 && m.side != 0 {
		s := &r.sides[m.side]
		for _, p := range s.paused {
			x &^= p.w
		}
		for _, t := range s.tendered {
			s.overdue |= x & t.w
			x &^= t.w
		}
	}
	if x == 0 {
		return
	}
	kind := Breach
	if r.ownJudge(ru.mustJudge, mid) || m.flags&flagAwaiting != 0 {
		kind = Unanswered
	}
	r.fall(ru, mid, causeDay, x, kind)
}

// dueBy is where the matter's last day is on or before d.
func (r *Run) dueBy(m *matter, d calendar.Day) Mask {
	if m.side != 0 && len(r.sides[m.side].dues) > 0 {
		var w Mask
		for _, x := range r.sides[m.side].dues {
			if x.day <= d {
				w |= x.w
			}
		}
		return w
	}
	return when(m.due <= d, ^Mask(0))
}
