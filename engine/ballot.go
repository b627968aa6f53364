package engine

import (
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// ---- who votes, and what carries ------------------------------------------------------

// vote is a state's vote: where it is for, against, abstaining.
type vote struct {
	state charter.EntityID
	w     [3]Mask
}

// elector is a member of the body: where it may vote, and where it is a member.
type elector struct {
	state       charter.EntityID
	may, member Mask
}

type bound struct {
	state charter.EntityID
	w     Mask
}

func (r *Run) fixElectors(ru *rule, mid uint32, w Mask) {
	p := r.proc(mid)
	b := r.bindingOf(&r.matters[mid])
	r.eachElector(ru, &b, nil, func(v charter.EntityID, in, all Mask) {
		p.fixed = append(p.fixed, elector{v, in & w, all & w})
	})
	p.isFixed = true
}

// eachElector calls do for every member of the body, with the worlds in which
// it may vote and those in which it is a member.
func (r *Run) eachElector(ru *rule, b *binding, p *process, do func(v charter.EntityID, elector, member Mask)) {
	bv := r.bodyVersion(ru.Family, ru.Before)
	if bv == nil {
		return
	}
	if p != nil && p.isFixed {
		for _, f := range p.fixed {
			do(f.state, f.may, f.member)
		}
		return
	}
	base := r.p.statusBase[ru.Family]
	for _, v := range r.members[r.statusIndex(ru.Family, bv.Of)] {
		in := r.cells[base[bv.Of]+int(v)]
		for _, s := range bv.Except {
			in &^= r.cells[base[s]+int(v)]
		}
		all := in
		for _, op := range ru.except {
			if r.value(op, b) == v {
				in = 0
			}
		}
		for _, s := range ru.ExceptStatus {
			in &^= r.cells[base[s]+int(v)]
		}
		if all != 0 {
			do(v, in, all)
		}
	}
}

// decides is the method in force: the procedure's own, else the body's.
func (r *Run) decides(ru *rule) syntax.Decides {
	if ru.Decides.Method != syntax.NoMethod {
		return ru.Decides
	}
	if bv := r.bodyVersion(ru.Family, ru.Before); bv != nil {
		return bv.Decides
	}
	return syntax.Decides{}
}

// count is a vote in one world.
type count struct {
	f, a, x, b     int64        // for, against, abstaining, base
	wf, wb, wx     quantity.Num // weights: for, base, of all who voted
	veto, electors bool
	open           int64 // electors who have not voted
	wOpen          quantity.Num
	vetoOpen       bool
}

func (c *count) add(choice int, weight quantity.Num, veto bool) {
	c.wx = quantity.Add(c.wx, weight)
	switch choice {
	case syntaxAye:
		c.f++
		c.wf = quantity.Add(c.wf, weight)
	case syntaxNay:
		c.a++
		c.veto = c.veto || veto
	case syntaxAbstain:
		c.x++
	}
}

// countIn counts a vote in the first of some worlds, and says in which of them it
// comes out the same because the same electors said the same: those need no count
// of their own.
func (r *Run) countIn(ru *rule, b *binding, p *process, d *decision, among Mask) (c count, alike Mask) {
	bv := r.bodyVersion(ru.Family, ru.Before)
	if bv == nil {
		return c, among
	}
	first := among & -among
	alike = among
	so := func(w Mask) bool { // whether it is so in the first; it is in all that are alike, or in none
		if w&first != 0 {
			alike &= w
			return true
		}
		alike &^= w
		return false
	}
	r.eachElector(ru, b, p, func(v charter.EntityID, elector, member Mask) {
		base := elector
		if ru.KeepingBase {
			base = member
		}
		weight := quantity.Whole(1)
		if len(bv.Weights) > 0 {
			weight = bv.Weights[v]
		}
		if so(base) {
			c.b++
			c.wb = quantity.Add(c.wb, weight)
		}
		if !so(elector) {
			return
		}
		c.electors = true
		veto := false
		for _, h := range bv.Veto {
			veto = veto || h == v
		}
		for i := range d.list {
			if d.list[i].state != v {
				continue
			}
			for choice := range 3 {
				if so(d.list[i].w[choice]) {
					c.add(choice, weight, veto)
					return
				}
			}
			break
		}
		c.open++
		c.wOpen = quantity.Add(c.wOpen, weight)
		c.vetoOpen = c.vetoOpen || veto
	})
	return c, alike
}

// quorate reports whether enough take part.
func (r *Run) quorate(ru *rule, c *count) bool {
	bv := r.bodyVersion(ru.Family, ru.Before)
	if bv == nil || bv.Quorum.IsZero() {
		return true
	}
	return meets(bv.Quorum, quantity.Whole(c.f+c.a+c.x), quantity.Whole(c.b))
}

// carried reports whether the votes carry, quorum aside: docs/semantics.md 11.
func (r *Run) carried(ru *rule, c *count) bool {
	if c.veto || !c.electors {
		return false
	}
	d := r.decides(ru)
	switch d.Method {
	case syntax.Consensus:
		return c.a == 0 && c.f > 0
	case syntax.Unanimity:
		return c.f == c.b && c.b > 0
	case syntax.SilenceProcedure:
		return c.a == 0
	case syntax.Majority:
		if d.Base == "present" {
			return 2*c.f > c.f+c.a+c.x
		}
		return c.f > c.a
	case syntax.MajorityOfMembers:
		return 2*c.f > c.b
	case syntax.ShareOf:
		if c.f == 0 {
			return false
		}
		switch d.Base {
		case "present":
			return meets(d.Share, quantity.Whole(c.f), quantity.Whole(c.f+c.a+c.x))
		case "votes":
			return meets(d.Share, quantity.Whole(c.f), quantity.Whole(c.f+c.a))
		case "weights":
			return meets(d.Share, c.wf, c.wb)
		}
		return meets(d.Share, quantity.Whole(c.f), quantity.Whole(c.b))
	}
	return false
}

// vote takes one state's vote on a LABEL.
func (r *Run) vote(id uint32) (covered Mask) {
	e := r.entries[id]
	if e.Extra == 0 || r.extras[e.Extra].Target < 0 {
		return 0
	}
	target := r.extras[e.Extra].Target
	for _, ru := range r.p.rules {
		if ru.Kind != charter.ProcedureRule || len(r.procs[ru.ID]) == 0 {
			continue
		}
		for _, mid := range r.openProcs(ru) {
			covered |= r.voteOn(ru, mid, id, target)
		}
	}
	return covered
}

func (r *Run) voteOn(ru *rule, mid, id uint32, target int32) Mask {
	m := &r.matters[mid]
	p := r.proc(mid)
	w := r.entries[id].Worlds & m.owed & r.labelled(m, p, target)
	if ru.moved != nil {
		w &= p.moved
	}
	if w == 0 {
		return 0
	}
	b := r.bindingOf(m)
	by := r.byOf(&r.entries[id])
	var may Mask
	r.eachElector(ru, &b, p, func(v charter.EntityID, elector, _ Mask) {
		if v == by {
			may |= elector
		}
	})
	if w &= may; w == 0 {
		return 0
	}
	p.cast(by, int(r.entries[id].Act-charter.Aye), w)
	r.decideEarly(ru, mid, id, w)
	return w
}

// labelled is where LABEL is the motion or the opening of the matter.
func (r *Run) labelled(m *matter, p *process, target int32) (w Mask) {
	for _, mo := range p.motions {
		if x := r.entries[mo.entry].Extra; x != 0 && r.extras[x].Origin == target {
			w |= mo.w
		}
	}
	if c := m.cause; c&(causeFinding|causeDay) == 0 {
		if x := r.entries[c].Extra; x != 0 && r.extras[x].Origin == target {
			w |= ^Mask(0)
		}
	}
	return w
}

func (p *process) cast(v charter.EntityID, choice int, w Mask) {
	for i := range p.votes {
		if p.votes[i].state == v {
			for c := range 3 {
				p.votes[i].w[c] &^= w
			}
			p.votes[i].w[choice] |= w
			return
		}
	}
	n := vote{state: v}
	n.w[choice] = w
	p.votes = append(p.votes, n)
}

// settled is 1 if the vote is adopted and -1 if it is rejected however the
// electors who have not voted may vote; else 0.
func (r *Run) settled(ru *rule, c *count) int {
	if r.decides(ru).Method == syntax.SilenceProcedure {
		if c.a > 0 {
			return -1
		}
		return 0
	}
	best := *c
	best.f += c.open
	best.wf = quantity.Add(best.wf, c.wOpen)
	if !r.quorate(ru, &best) {
		return 0 // it can only lapse, at its time
	}
	if !r.carried(ru, &best) {
		return -1
	}
	against := *c
	against.a += c.open
	against.veto = against.veto || c.vetoOpen
	if r.quorate(ru, c) && r.carried(ru, c) && r.quorate(ru, &against) && r.carried(ru, &against) {
		return 1
	}
	return 0
}

// tallyOf is the tally an entry gives; nil if it gives only the outcome.
func (r *Run) tallyOf(id uint32) (*Tally, *Extra) {
	x := r.entries[id].Extra
	if x == 0 {
		return nil, nil
	}
	return r.extras[x].Tally, &r.extras[x]
}

// given reports whether a tally says how anybody voted: who was absent alone is
// none.
func (t *Tally) given() bool { return t != nil && len(t.Ayes)+len(t.Noes)+len(t.Abstaining) > 0 }

// outcome is where a recorded decision is valid, and which way it went.
func (r *Run) outcome(ru *rule, b *binding, p *process, id uint32, w Mask) (yes, no Mask) {
	tally, x := r.tallyOf(id)
	failed := x != nil && x.Failed
	bv := r.bodyVersion(ru.Family, ru.Before)
	if bv == nil || x != nil && x.Limited && !bv.Limited || !r.choosesWell(ru, x, failed) {
		return 0, 0
	}
	d := decisionFrom(tally, w)
	for rest := w; rest != 0; {
		c, alike := r.countIn(ru, b, p, d, rest)
		rest &^= alike
		if !c.electors {
			continue
		}
		if tally.given() {
			if x.Limited { // who stays out is not counted
				c.b, c.wb = c.f+c.a+c.x, c.wx
			}
			if !r.quorate(ru, &c) || r.carried(ru, &c) == failed {
				continue
			}
		}
		if failed {
			no |= alike
		} else {
			yes |= alike
		}
	}
	return yes, no
}

// choosesWell checks the measures a decision adopts against the closed list.
func (r *Run) choosesWell(ru *rule, x *Extra, failed bool) bool {
	if len(ru.Choosing) == 0 {
		return true
	}
	if x == nil || len(x.Adopting) == 0 {
		return failed
	}
	for _, a := range x.Adopting {
		ok := false
		for _, c := range ru.Choosing {
			ok = ok || a == c
		}
		if !ok {
			return false
		}
	}
	return true
}

func decisionFrom(t *Tally, w Mask) *decision {
	d := &decision{}
	if t == nil {
		return d
	}
	for choice, states := range [][]charter.EntityID{t.Ayes, t.Noes, t.Abstaining} {
		for _, v := range states {
			n := vote{state: v}
			n.w[choice] = w
			d.list = append(d.list, n)
		}
	}
	return d
}
