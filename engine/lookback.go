package engine

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
)

// A note is an act pattern that some condition looks back for. Every act that
// fits is noted when it is taken, under the values of the pattern's terms, so
// that looking back costs what it finds.
type note struct {
	keeping
	timed bool // some condition asks when or how often, not only whether
	acted bool // what asks is read only as an act is done: a power, a motion, a decision
}

// keeping is an act pattern of which it is kept, as acts are taken, which fit it
// and with whom.
type keeping struct {
	id    int
	guard bool // for the day only; else as a note
	pat   *pattern
	keys  int // entity terms, in slots 0..keys-1 of its own binding
	// each are terms that are anybody (counting for any) but that the
	// definition's where asks about: the act is kept for each entity of whom
	// it holds.
	each []freeTerm
}

// noteRef is a note as one condition asks for it: with its own terms.
type noteRef struct {
	note int
	keys []operand // what stands for each of the note's terms; free: anybody
	nums []numTest // in the condition's own variables
	open []bool    // terms that are anybody whatever the condition names (counting for any)
	each []int     // those of the note
}

// noteRefs compiles a phrase of a condition: one note for each alternative.
func (k *compiler) noteRefs(p *charter.Pattern, v *env) []noteRef {
	if p == nil {
		return nil
	}
	bare, own, keys := k.bare(p, v)
	if len(keys) > 4 {
		k.fail("a phrase in a condition names more than four variables")
		return nil
	}
	saved := k.deps
	alts := k.patterns(bare, own, len(keys))
	k.deps = saved
	var nums pattern
	k.passNumbers(&nums, p, v)
	var refs []noteRef
	for _, alt := range alts {
		id := len(k.p.notes)
		nt := &note{keeping: keeping{id: id, pat: alt, keys: len(keys)}}
		k.p.notes = append(k.p.notes, nt)
		k.eachKind(alt.act, func(a charter.ActID) {
			k.p.acts[a].notes = append(k.p.acts[a].notes, id)
			k.rest(func(d *deps) { d.acts[a] = true })
		})
		ref := noteRef{note: id, keys: keys, nums: nums.nums, open: make([]bool, len(keys))}
		for _, f := range alt.free {
			switch {
			case int(f.slot) >= len(keys): // not named by the phrase
			case alt.guard.mentions(f.slot):
				nt.each = append(nt.each, f)
				ref.each = append(ref.each, int(f.slot))
			default:
				ref.open[f.slot] = true
			}
		}
		refs = append(refs, ref)
	}
	return refs
}

// bare gives a phrase variables of its own, and nothing to say of numbers: one
// for each role that it names with a variable, the same variable once. keys are
// what stands for them in the rule.
func (k *compiler) bare(p *charter.Pattern, v *env) (*charter.Pattern, *env, []operand) {
	own := &env{vars: make([]operand, len(v.vars))}
	var keys []operand
	for i := range v.vars {
		own.vars[i] = operand{kind: freeOperand}
	}
	for _, rt := range p.Roles {
		if rt.Term.Kind != charter.VarTerm || own.vars[rt.Term.Var].kind == slotOperand {
			continue
		}
		own.vars[rt.Term.Var] = operand{kind: slotOperand, slot: int16(len(keys))}
		keys = append(keys, v.vars[rt.Term.Var])
	}
	bare := *p
	bare.Numbers = nil
	bare.Roles = append([]charter.RoleTerm(nil), p.Roles...)
	for i, rt := range bare.Roles { // a body is the entity it is on the day of asking
		if rt.Term.Kind == charter.BodyTerm {
			if k.shifts(rt.Term) {
				k.rest(func(d *deps) { d.timed = true })
			}
			bare.Roles[i].Term = charter.Term{Kind: charter.VarTerm, Var: charter.VarID(len(own.vars))}
			own.vars = append(own.vars, operand{kind: slotOperand, slot: int16(len(keys))})
			keys = append(keys, v.term(rt.Term))
		}
	}
	return &bare, own, keys
}

// binds reports whether some role of an act gives the entity slot its value.
func (p *pattern) binds(slot int16) bool {
	return slices.ContainsFunc(p.roles, func(c roleCheck) bool { return c.op.kind == slotOperand && c.op.slot == slot })
}

// eachKind calls f for act a and every act declared to be one.
func (k *compiler) eachKind(a charter.ActID, f func(charter.ActID)) {
	for b := range k.p.vocab.Acts {
		if k.p.vocab.IsAct(charter.ActID(b), a) {
			f(charter.ActID(b))
		}
	}
}

// found notes live in the run as nodes chained twice: under their key and in
// the note's whole list, newest first.
type node struct {
	item    uint32 // entry or finding
	nextKey uint32
	nextAll uint32
	vals    [4]charter.EntityID
	w       Mask
}

func chainKey(space uint64, id int, vals [4]charter.EntityID) uint64 {
	return packedKey(space, id, uint64(vals[0])|uint64(vals[1])<<16|uint64(vals[2])<<32|uint64(vals[3])<<48)
}

// packedKey is chainKey for values put together already.
func packedKey(space uint64, id int, h uint64) uint64 {
	h ^= (space<<32 | uint64(id)) * 0x9e3779b97f4a7c15
	h ^= h >> 29
	return h * 0xbf58476d1ce4e5b9
}

// noteAct records the act under every note it fits.
func (r *Run) noteAct(e *Entry, id uint32, row *actRow) {
	for _, n := range row.notes {
		r.keepFits(&r.p.notes[n].keeping, e, id)
	}
}

// keepFits keeps each way in which an act fits.
func (r *Run) keepFits(k *keeping, e *Entry, id uint32) {
	if len(k.each) == 0 {
		var b binding // not handed to a closure, which would put it on the heap
		if w := r.match(k.pat, e, &b, e.Worlds); w != 0 {
			r.keepFit(k, id, &b, w)
		}
		return
	}
	r.eachFree(k.pat, k.each, e, &binding{}, func(b *binding, w Mask) { r.keepFit(k, id, b, w) })
}

func (r *Run) keepFit(k *keeping, id uint32, b *binding, w Mask) {
	nd := node{item: id, w: w}
	copy(nd.vals[:], b.e[:k.keys])
	if k.guard {
		r.guards = append(r.guards, guardOf{k.id, id, nd.vals, w})
		return
	}
	r.addNode(&r.noteAll[k.id], chainKey(1, k.id, nd.vals), nd)
}

// eachFree matches an act with a pattern, once for each value of the terms that
// are anybody of whom the definition's where holds.
func (r *Run) eachFree(p *pattern, free []freeTerm, e *Entry, b *binding, do func(*binding, Mask)) {
	if len(free) > 0 {
		for v := 1; v < len(r.p.vocab.Entities); v++ {
			if r.p.vocab.IsKind(charter.EntityID(v), free[0].kind) {
				one := *b
				one.e[free[0].slot] = charter.EntityID(v)
				r.eachFree(p, free[1:], e, &one, do)
			}
		}
		return
	}
	if w := r.match(p, e, b, e.Worlds); w != 0 {
		do(b, w)
	}
}

// mentions reports whether a condition reads an entity slot.
func (c *condition) mentions(slot int16) bool { return c != nil && c.x.mentions(slot) }

func (e *expr) mentions(slot int16) bool {
	is := func(op operand) bool { return op.kind == slotOperand && op.slot == slot }
	if is(e.term) || is(e.other) || e.with != nil && is(*e.with) {
		return true
	}
	for _, n := range e.notes {
		if slices.ContainsFunc(n.keys, is) {
			return true
		}
	}
	return slices.ContainsFunc(e.keys, is) || slices.ContainsFunc(e.args, func(a *expr) bool { return a.mentions(slot) })
}

// next is the node before in time: of the same key, or of all.
func (nd *node) next(sameKey bool) uint32 {
	if sameKey {
		return nd.nextKey
	}
	return nd.nextAll
}

func (r *Run) addNode(all *uint32, key uint64, nd node) {
	at := uint32(len(r.nodes))
	head := r.chains.slot(key)
	nd.nextKey, nd.nextAll = *head, *all
	*head, *all = at, at
	r.nodes = append(r.nodes, nd)
}

// eachNoted calls f, newest first, for the acts that fit a reference, within
// the window, with the worlds in which they do.
func (r *Run) eachNoted(refs []noteRef, e *expr, x *ctx, w Mask, f func(ref *noteRef, nd *node, m Mask) bool) {
	for i := range refs {
		ref := &refs[i]
		if r.noteAll[ref.note] == 0 {
			continue // nothing has fitted it so far
		}
		var vals [4]charter.EntityID
		exact := true
		for k, op := range ref.keys {
			if ref.open[k] {
				exact = false
				continue
			}
			if vals[k] = r.value(op, x.b); vals[k] == 0 {
				exact = false
			}
		}
		at := r.noteAll[ref.note]
		if exact {
			at = r.chains.get(chainKey(1, ref.note, vals))
		}
		for at != 0 {
			nd := &r.nodes[at]
			at = nd.next(exact)
			if !agrees(vals, nd.vals) || nd.item < x.after && e.last == nil && !e.src.Window.HasSince {
				continue
			}
			ent := &r.entries[nd.item]
			m := nd.w & w
			if m != 0 {
				if in := r.inWindow(e, x, ent.Day, m); in == 0 && m == w {
					break // the older ones lie outside too
				} else {
					m = in
				}
			}
			if m != 0 && len(ref.nums) > 0 {
				b := *x.b
				m = r.matchNumbers(ref.nums, ent, &b, m)
			}
			if m != 0 && !f(ref, nd, m) {
				return
			}
		}
	}
}

func agrees(want, have [4]charter.EntityID) bool {
	for i := range want {
		if want[i] != 0 && want[i] != have[i] {
			return false
		}
	}
	return true
}

// inWindow cuts m to the worlds whose window holds day d.
func (r *Run) inWindow(e *expr, x *ctx, d calendar.Day, m Mask) Mask {
	if e.src.Window.HasSince {
		return when(d >= e.src.Window.Since, m)
	}
	if e.last != nil {
		var got Mask
		r.periods(e.last, m, func(p calendar.Period, pw Mask) {
			if d.Add(p) >= r.today {
				got |= pw
			}
		})
		return got
	}
	return when(d >= x.since || e.src.Stands, m) // a breach that stands counts whenever it was
}

func (r *Run) recorded(e *expr, x *ctx, w Mask) Mask {
	var got Mask
	r.eachNoted(e.notes, e, x, w, func(_ *noteRef, _ *node, m Mask) bool {
		got |= m
		return got != w
	})
	return got
}

// counted groups what conditions count: one mask for each different happening
// and set of unbound values.
type counted struct {
	happening uint32
	vals      [4]charter.EntityID
	w         Mask
}

func (r *Run) countRecorded(e *expr, x *ctx, w Mask) []piece {
	groups := r.group(e, x, w)
	return r.tally(len(r.pieces), w, func(yield func(Mask)) {
		for i := range groups {
			yield(groups[i].w)
		}
	})
}

func (r *Run) group(e *expr, x *ctx, w Mask) []counted {
	var groups []counted
	index := map[counted]int{}
	first := firstAlternative{several: len(e.notes) > 1}
	r.eachNoted(e.notes, e, x, w, func(ref *noteRef, nd *node, m Mask) bool {
		if m = first.of(ref, nd.item, m); m == 0 {
			return true
		}
		c := r.countKey(ref, x, nd)
		if i, ok := index[c]; ok {
			groups[i].w |= m
			return true
		}
		index[c] = len(groups)
		c.w = m
		groups = append(groups, c)
		return true
	})
	return groups
}

// firstAlternative lets an act count by the first alternative that it fits, in
// each world.
type firstAlternative struct {
	several     bool
	ref         *noteRef
	before, now map[uint32]Mask
}

func (a *firstAlternative) of(ref *noteRef, item uint32, m Mask) Mask {
	if !a.several {
		return m
	}
	if a.ref != ref {
		if a.before == nil {
			a.before, a.now = map[uint32]Mask{}, map[uint32]Mask{}
		}
		for k, w := range a.now {
			a.before[k] |= w
		}
		clear(a.now)
		a.ref = ref
	}
	m &^= a.before[item]
	a.now[item] |= m
	return m
}

// countKey is the happening with the values of the terms that the condition
// leaves unbound; what counts for any counts once.
func (r *Run) countKey(ref *noteRef, x *ctx, nd *node) counted {
	c := counted{happening: r.entries[nd.item].Happening}
	for k, op := range ref.keys {
		if op.kind == slotOperand && r.value(op, x.b) == 0 && !slices.Contains(ref.each, k) {
			c.vals[k] = nd.vals[k]
		}
	}
	return c
}

// sum adds one number for each happening and set of unbound values: that of
// the act taken last.
func (r *Run) sum(e *expr, x *ctx, w Mask) []piece {
	type item struct {
		entry uint32
		m     Mask
		key   counted
	}
	var items []item
	first := firstAlternative{several: len(e.notes) > 1}
	r.eachNoted(e.notes, e, x, w, func(ref *noteRef, nd *node, m Mask) bool {
		if m = first.of(ref, nd.item, m); m == 0 {
			return true
		}
		items = append(items, item{nd.item, m, r.countKey(ref, x, nd)})
		return true
	})
	// Alternatives of a definition come one after another: newest first over all.
	for i := 1; i < len(items); i++ {
		for j := i; j > 0 && items[j].entry > items[j-1].entry; j-- {
			items[j], items[j-1] = items[j-1], items[j]
		}
	}
	seen := map[counted]Mask{}
	acc := []piece{{0, w}}
	for _, it := range items {
		m := it.m &^ seen[it.key]
		if m == 0 {
			continue
		}
		seen[it.key] |= m
		v := r.numberOf(&r.entries[it.entry], e.src.Number)
		if v == 0 {
			continue
		}
		var next []piece
		for _, p := range acc {
			if in := p.w & m; in != 0 {
				next = mergePiece(next, quantity.Add(p.v, v), in)
			}
			if out := p.w &^ m; out != 0 {
				next = mergePiece(next, p.v, out)
			}
		}
		acc = next
	}
	at := len(r.pieces)
	r.pieces = append(r.pieces, acc...)
	return r.pieces[at:]
}

func mergePiece(ps []piece, v quantity.Num, w Mask) []piece {
	for i := range ps {
		if ps[i].v == v {
			ps[i].w |= w
			return ps
		}
	}
	return append(ps, piece{v, w})
}
