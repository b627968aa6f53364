package engine

import (
	"cmp"
	"slices"

	"casus/charter"
)

// An act is looked back at as it was when it was taken. A guard keeps, for the
// day, where an alternative's where held for an act at that moment.

// guardRef is a guard as one pattern of a rule asks for it.
type guardRef struct {
	guard int
	keys  []operand
}

// guardOf is what was found for one act, like a node.
type guardOf struct {
	guard int
	item  uint32
	vals  [4]charter.EntityID
	w     Mask
}

// keepGuards lets the patterns of a phrase be read as of the day's earlier acts.
func (k *compiler) keepGuards(pats []*pattern, p *charter.Pattern, v *env) []*pattern {
	if !slices.ContainsFunc(pats, func(x *pattern) bool { return x.guard != nil }) {
		return pats
	}
	bare, own, keys := k.bare(p, v)
	if len(keys) > 4 {
		k.fail("a phrase of a derived act names more than four variables")
		return pats
	}
	for i, alt := range k.patterns(bare, own, len(keys)) {
		if alt.guard == nil {
			continue
		}
		id := len(k.p.guards)
		g := &keeping{id: id, guard: true, pat: alt, keys: len(keys)}
		for _, f := range alt.free {
			if int(f.slot) < len(keys) && alt.guard.mentions(f.slot) {
				g.each = append(g.each, f)
			}
		}
		k.p.guards = append(k.p.guards, g)
		pats[i].taken = &guardRef{id, keys}
		k.eachKind(alt.act, func(a charter.ActID) { k.p.acts[a].guards = append(k.p.acts[a].guards, id) })
	}
	return pats
}

// guardAct notes for the day where the guards of derived acts hold for an act.
func (r *Run) guardAct(e *Entry, id uint32, row *actRow) {
	for _, g := range row.guards {
		r.keepFits(r.p.guards[g], e, id)
	}
}

// heldThen is where a pattern's guard held when an earlier act of today was
// taken.
func (r *Run) heldThen(ref *guardRef, id uint32, b *binding, w Mask) (got Mask) {
	var vals [4]charter.EntityID
	for i, op := range ref.keys {
		vals[i] = r.value(op, b)
	}
	at, _ := slices.BinarySearchFunc(r.guards, id, func(g guardOf, id uint32) int { return cmp.Compare(g.item, id) })
	for ; at < len(r.guards) && r.guards[at].item == id; at++ {
		if g := &r.guards[at]; g.guard == ref.guard && agreesOpenly(vals, g.vals) {
			got |= g.w
		}
	}
	return got & w
}

// agreesOpenly is agrees where what was noted may be open too.
func agreesOpenly(want, have [4]charter.EntityID) bool {
	for i := range want {
		if want[i] != 0 && have[i] != 0 && want[i] != have[i] {
			return false
		}
	}
	return true
}

// matchAsTaken is match for an earlier act of today.
func (r *Run) matchAsTaken(p *pattern, id uint32, b *binding, w Mask) Mask {
	before := r.looking
	r.looking = id
	w = r.match(p, &r.entries[id], b, w)
	r.looking = before
	return w
}
