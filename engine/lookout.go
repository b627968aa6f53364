package engine

import (
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// lookout is a finding that some condition looks back for, as a note is an act.
type lookout struct {
	timed bool // as of a note
	acted bool
	kind  syntax.FindingKind
	late  bool
	rules []int
	roles []syntax.Role
	void  []*pattern // kind Void: the phrase, in the lookout's own binding
}

func (k *compiler) lookout(fp *charter.FindingPattern, v *env) (int, []operand) {
	l := &lookout{kind: fp.Kind, late: fp.Late, rules: fp.Rules}
	var keys []operand
	for _, rt := range fp.Roles {
		l.roles = append(l.roles, rt.Role)
		if k.shifts(rt.Term) {
			k.rest(func(d *deps) { d.timed = true })
		}
		keys = append(keys, v.term(rt.Term))
	}
	id := len(k.p.lookouts)
	if fp.Kind == syntax.Void && fp.Act != nil {
		own := &env{vars: make([]operand, len(v.vars))}
		for _, rt := range fp.Act.Roles {
			if k.shifts(rt.Term) {
				k.rest(func(d *deps) { d.timed = true })
			}
			if rt.Term.Kind != charter.VarTerm || own.vars[rt.Term.Var].kind == slotOperand {
				continue
			}
			own.vars[rt.Term.Var] = operand{kind: slotOperand, slot: int16(len(keys))}
			keys = append(keys, v.vars[rt.Term.Var])
		}
		l.void = k.patterns(fp.Act, own, len(keys))
		k.rest(func(d *deps) {
			for _, p := range l.void {
				k.eachKind(p.act, func(a charter.ActID) { d.acts[a] = true })
			}
		})
	}
	if len(keys) > 4 {
		k.fail("a finding in a condition names more than four roles")
	}
	k.p.lookouts = append(k.p.lookouts, l)
	for _, rid := range fp.Rules {
		k.p.heeding[rid] = append(k.p.heeding[rid], id)
		k.rest(func(d *deps) { d.rules[rid] = true })
	}
	return id, keys
}

// noteFinding records a finding under every lookout that heeds it.
func (r *Run) noteFinding(id uint32) {
	f := &r.findings[id]
	for _, l := range r.p.heeding[f.Rule] {
		lo := r.p.lookouts[l]
		if lo.kind != kindOf(f.Kind) || f.Kind == Fulfilment && lo.late != f.Late() || f.Awaits() {
			continue
		}
		r.eachRoleValue(id, lo.roles, func(vals [4]charter.EntityID, w Mask) {
			r.addNode(&r.lookAll[l], chainKey(2, l, vals), node{item: id, vals: vals, w: w})
		})
	}
}

// eachFound calls fn for findings that fit, newest first.
func (r *Run) eachFound(e *expr, x *ctx, w Mask, fn func(id uint32, m Mask) bool) {
	lo := r.p.lookouts[e.lookout]
	if lo.kind == syntax.Void {
		r.eachVoid(lo, e, x, w, fn)
		return
	}
	var vals [4]charter.EntityID
	exact := true
	for k, op := range e.keys {
		if vals[k] = r.value(op, x.b); vals[k] == 0 {
			exact = false
		}
	}
	at := r.lookAll[e.lookout]
	if exact {
		at = r.chains.get(chainKey(2, e.lookout, vals))
	}
	for at != 0 {
		nd := &r.nodes[at]
		at = nd.next(exact)
		if !agrees(vals, nd.vals) || !exact && !sameForSame(e.keys, nd.vals) {
			continue
		}
		f := &r.findings[nd.item]
		m := nd.w & w
		if nd.item < x.found && !e.src.Stands {
			continue
		}
		if due := e.src.Finding.Due; due != nil {
			from := f.Day
			if x.after > 0 {
				from = r.entries[x.after].Day
			}
			m &= r.dueBy(&r.matters[f.Matter], from.Add(*due))
		}
		if e.src.Stands {
			m &= r.matters[f.Matter].breached
		}
		if m != 0 {
			in := r.inWindow(e, x, f.Day, m)
			if in == 0 && m == w {
				return // the older ones lie outside too
			}
			m = in
		}
		if m != 0 && !fn(nd.item, m) {
			return
		}
	}
}

func (r *Run) eachVoid(lo *lookout, e *expr, x *ctx, w Mask, fn func(id uint32, m Mask) bool) {
	for i := len(r.voidFindings) - 1; i >= 0; i-- {
		id := r.voidFindings[i]
		f := &r.findings[id]
		ent := &r.entries[f.Cause]
		for _, p := range lo.void {
			if !r.p.vocab.IsAct(ent.Act, p.act) {
				continue
			}
			var b binding
			for k, op := range e.keys {
				b.e[k] = r.value(op, x.b)
			}
			m := r.match(p, ent, &b, f.Worlds&w)
			if m != 0 {
				m = r.inWindow(e, x, f.Day, m)
			}
			if m != 0 && !fn(id, m) {
				return
			}
		}
	}
}

// sameForSame holds a variable that a finding names twice to one value.
func sameForSame(ops []operand, vals [4]charter.EntityID) bool {
	for i := range ops {
		for j := range i {
			if ops[i].kind == slotOperand && ops[i] == ops[j] && vals[i] != vals[j] {
				return false
			}
		}
	}
	return true
}

func (r *Run) found(e *expr, x *ctx, w Mask) Mask {
	var got Mask
	r.eachFound(e, x, w, func(_ uint32, m Mask) bool {
		got |= m
		return got != w
	})
	return got
}

func (r *Run) countFound(e *expr, x *ctx, w Mask) []piece {
	if w&(w-1) == 0 { // a single world: what is one finding stands together
		n, last := int64(0), ^uint32(0)
		r.eachFound(e, x, w, func(id uint32, _ Mask) bool {
			if id != last {
				n, last = n+1, id
			}
			return true
		})
		r.pieces = append(r.pieces, piece{quantity.Whole(n), w})
		return r.pieces[len(r.pieces)-1:]
	}
	type seen struct {
		id uint32
		m  Mask
	}
	var all []seen
	r.eachFound(e, x, w, func(id uint32, m Mask) bool {
		for i := range all {
			if all[i].id == id { // a shared breach answered by each is one finding
				all[i].m |= m
				return true
			}
		}
		all = append(all, seen{id, m})
		return true
	})
	return r.tally(len(r.pieces), w, func(yield func(Mask)) {
		for _, s := range all {
			yield(s.m)
		}
	})
}
