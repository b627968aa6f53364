package reason

import (
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

// fit is how an act stands to one alternative of a phrase.
type fit struct {
	b      *binding
	wrong  []wrongRole
	number string   // a number that does not compare, in words
	guards []*Proof // the conditions of the definitions, as read; read only where no role is wrong
	failed bool     // some guard does not hold
	via    []*charter.Define
}

func (f *fit) ok() bool { return len(f.wrong) == 0 && f.number == "" && !f.failed }

// wrongRole is a role of an act that is not as the phrase wants it.
type wrongRole struct {
	role       syntax.Role
	want, have charter.EntityID
	without    bool // the phrase wants it empty
}

// fits tries an act against a phrase: one result for each alternative whose act
// is of the kind, in the order in which the engine tries them. at is when the
// conditions of definitions are read; now is when the phrase is asked, on which
// its numbers and bodies depend.
func (w *work) fits(p *charter.Pattern, d *deed, b *binding, at, now moment) []fit {
	if p.Define == nil {
		if !w.v.IsAct(d.act, p.Act) {
			return nil
		}
		out := w.fittings.take(1)
		out[0].b = b.clone()
		w.fitRoles(p, d, &out[0], now)
		w.fitNumbers(p, d, &out[0], now)
		return out
	}
	var all []fit
	for _, alt := range p.Define.Alts {
		if d.day < alt.From || d.day >= alt.Until {
			continue
		}
		inner := w.newBinding(alt.Vars)
		for i, param := range p.Define.Params {
			if t, ok := roleTerm(p, param.Role); ok {
				inner.e[i] = w.term(t, b, now.day)
			}
		}
		for _, f := range w.fits(alt.Pattern, d, inner, at, at) {
			f.via = append([]*charter.Define{p.Define}, f.via...)
			shareParams(p, f.b)
			if alt.Where != nil && len(f.wrong) == 0 {
				g := w.guard(alt, p.Define, f.b, alt.Counting, at)
				f.guards = append(f.guards, g)
				f.failed = f.failed || !g.Holds
			}
			out := b.clone()
			for i, param := range p.Define.Params {
				t, ok := roleTerm(p, param.Role)
				if !ok || t.Kind != charter.VarTerm || f.b.e[i] == 0 {
					continue
				}
				switch x := out.get(t.Var); {
				case x == 0:
					out.set(t.Var, f.b.e[i])
				case x != f.b.e[i]: // the same variable twice
					f.wrong = append(f.wrong, wrongRole{role: param.Role, want: x, have: f.b.e[i]})
				}
			}
			f.b = out
			w.fitNumbers(p, d, &f, now)
			all = append(all, f)
		}
	}
	return all
}

// shareParams lets parameters that stand for one variable of the phrase have one
// value.
func shareParams(p *charter.Pattern, b *binding) {
	for i, param := range p.Define.Params {
		t, ok := roleTerm(p, param.Role)
		if !ok || t.Kind != charter.VarTerm || b.e[i] != 0 {
			continue
		}
		for j, other := range p.Define.Params {
			if u, ok := roleTerm(p, other.Role); ok && u.Kind == charter.VarTerm && u.Var == t.Var && b.e[j] != 0 {
				b.e[i] = b.e[j]
			}
		}
	}
}

// guard reads an alternative's where. A parameter that counts for any and that
// the phrase leaves open stands for somebody.
func (w *work) guard(alt *charter.DefineAlt, d *charter.Define, b *binding, counting []charter.VarID, at moment) *Proof {
	for i, v := range counting {
		if b.e[v] != 0 {
			continue
		}
		var g *Proof
		for e := 1; e < len(w.v.Entities); e++ {
			if !w.v.IsKind(charter.EntityID(e), d.Params[v].Kind) {
				continue
			}
			one := b.clone()
			one.e[v] = charter.EntityID(e)
			if g = w.guard(alt, d, one, counting[i+1:], at); g.Holds {
				return g
			}
		}
		if g != nil {
			return g
		}
	}
	return w.cond(alt.Where, false, &ctx{at: at, b: b, since: always})
}

func roleTerm(p *charter.Pattern, r syntax.Role) (charter.Term, bool) {
	for _, rt := range p.Roles {
		if rt.Role == r {
			return rt.Term, true
		}
	}
	return charter.Term{}, false
}

func (w *work) fitRoles(p *charter.Pattern, d *deed, f *fit, now moment) {
	for _, rt := range p.Roles {
		have := d.roles[rt.Role]
		want := w.term(rt.Term, f.b, now.day)
		switch {
		case have == 0 || want != 0 && have != want:
			w.wrong(f, wrongRole{role: rt.Role, want: want, have: have})
		case want == 0 && rt.Term.Kind == charter.BodyTerm:
			w.wrong(f, wrongRole{role: rt.Role, have: have})
		case want == 0 && rt.Term.Kind == charter.VarTerm:
			f.b.set(rt.Term.Var, have)
		}
	}
	for _, r := range p.Without {
		if d.roles[r] != 0 {
			w.wrong(f, wrongRole{role: r, have: d.roles[r], without: true})
		}
	}
}

// wrong notes a role that is not as the phrase wants it.
func (w *work) wrong(f *fit, x wrongRole) {
	if f.wrong == nil {
		f.wrong = w.wrongs.take(int(syntax.NumRoles))[:0]
	}
	f.wrong = append(f.wrong, x)
}

func (w *work) fitNumbers(p *charter.Pattern, d *deed, f *fit, now moment) {
	for _, t := range p.Numbers {
		have := d.number(t.Number)
		if t.Bind != charter.NoVar {
			switch {
			case int(t.Bind) >= len(f.b.n):
			case !f.b.has[t.Bind]:
				f.b.n[t.Bind], f.b.has[t.Bind] = have, true
			case f.b.n[t.Bind] != have:
				f.number = w.v.Numbers[t.Number].Name + " is " + have.String() + ", not " + f.b.n[t.Bind].String()
			}
			continue
		}
		n := w.number(t.Value, &ctx{at: now, b: f.b, since: always})
		if !n.ok || !compare(have, t.Op, n.v) {
			f.number = w.v.Numbers[t.Number].Name + " is " + have.String() + ", not " + opWords(t.Op) + n.v.String()
		}
	}
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

func opWords(op syntax.CompareOp) string {
	if op == syntax.Equal {
		return ""
	}
	return op.String() + " "
}

// match is the first alternative that the act fits.
func (w *work) match(p *charter.Pattern, d *deed, b *binding, at moment) (fit, bool) {
	for _, f := range w.fits(p, d, b, at, at) {
		if f.ok() {
			return f, true
		}
	}
	return fit{}, false
}

// mayBe reports whether an act is of a kind that the phrase, or a definition it
// names, speaks of.
func (w *work) mayBe(p *charter.Pattern, a charter.ActID) bool {
	if p == nil {
		return false
	}
	if p.Define == nil {
		return w.v.IsAct(a, p.Act)
	}
	for _, alt := range p.Define.Alts {
		if w.mayBe(alt.Pattern, a) {
			return true
		}
	}
	return false
}

// recorded are the acts up to a moment that a phrase of a condition finds,
// newest first.
func (w *work) recorded(e *charter.Expr, c *ctx) (out []uint32) {
	given := w.lent()
	for id := min(c.at.acts, uint32(len(w.deeds)-1)); id > 0; id-- {
		d := &w.deeds[id]
		if d.no == 0 || id < c.after && e.Window == (charter.Window{}) || !w.dayInWindow(e, c, d.day) {
			continue
		}
		if !w.mayBe(e.Pattern, d.act) {
			continue
		}
		for _, f := range w.fits(e.Pattern, d, c.b, w.before(id), c.at) {
			if f.ok() {
				out = append(out, id)
				break
			}
		}
		w.takeBack(&given)
	}
	return out
}

// found are the findings before a moment that a finding of a condition means,
// newest first.
func (w *work) found(e *charter.Expr, c *ctx) (out []uint32) {
	given := w.lent()
	for id := int(min(c.at.made, uint32(len(w.findings)))) - 1; id >= 0; id-- {
		f := &w.findings[id]
		if f.Worlds&w.bit == 0 || !e.Stands && !w.dayInWindow(e, c, f.Day) || e.Stands && !w.stands(uint32(id), c.at) {
			continue
		}
		if len(w.findingFits(e.Finding, uint32(id), c.b, c.at)) > 0 {
			out = append(out, uint32(id))
		}
		w.takeBack(&given)
	}
	return out
}

// stands reports whether a breach is neither performed late nor excused before
// a moment.
func (w *work) stands(id uint32, at moment) bool {
	if w.findings[id].Kind != engine.Breach {
		return false
	}
	for _, o := range w.of[w.findings[id].Matter] {
		if o > id && o < at.made && (w.findings[o].Kind == engine.Fulfilment || w.findings[o].Kind == engine.Excuse) {
			return false
		}
	}
	return true
}

// findingFits gives the bindings under which a finding is what a pattern asks
// for: none, one, or one for each who is blamed in turn.
func (w *work) findingFits(fp *charter.FindingPattern, id uint32, b *binding, at moment) []*binding {
	f := &w.findings[id]
	if f.Kind == engine.Status || kindOf(f.Kind) != fp.Kind || f.Awaits() || f.Kind == engine.Fulfilment && f.Late() != fp.Late {
		return nil
	}
	if fp.Kind == syntax.Void {
		if fp.Act == nil {
			return nil
		}
		for _, x := range w.fits(fp.Act, &w.deeds[f.Cause], b, w.before(f.Cause), at) {
			if x.ok() {
				return []*binding{x.b}
			}
		}
		return nil
	}
	if f.Rule == engine.NoRule || f.Kind == engine.Silence || f.Kind == engine.Collision {
		return nil
	}
	named := false
	for _, r := range fp.Rules {
		named = named || r == int(f.Rule)
	}
	if !named {
		return nil
	}
	return w.rolesFit(fp.Roles, id, b, at)
}

func (w *work) rolesFit(want []charter.RoleTerm, id uint32, b *binding, at moment) []*binding {
	f := &w.findings[id]
	r := w.c.Rules[f.Rule]
	group := w.run.Matter(f.Matter).Group
	outs := []*binding{b.clone()}
	for _, rt := range want {
		var states []charter.EntityID
		for _, rs := range w.run.Roles(id, w.world) {
			if rs.Role == rt.Role {
				states = rs.States
			}
		}
		if len(group) > 0 && w.isBearerRole(r, rt.Role) && len(group) > 1 && !r.Answers && !(f.Kind == engine.Fulfilment && r.Quant == syntax.Some) {
			states = nil // a group's finding blames nobody singly
		}
		var next []*binding
		for _, o := range outs {
			for _, e := range states {
				x := w.term(rt.Term, o, at.day)
				if x != 0 && x != e {
					continue
				}
				n := o
				if x == 0 {
					n = o.clone()
					if rt.Term.Kind == charter.VarTerm {
						n.set(rt.Term.Var, e)
					}
				}
				next = append(next, n)
			}
		}
		outs = next
	}
	return outs
}

// isBearerRole reports whether a role of a rule's findings is that of the
// bearer.
func (w *work) isBearerRole(r *charter.Rule, role syntax.Role) bool {
	if r.Bearer == nil || len(r.Must) == 0 {
		return false
	}
	t, ok := roleTerm(r.Must[0], role)
	return ok && t.Kind == charter.VarTerm && t.Var == r.Bearer.Var
}

func kindOf(k engine.Kind) syntax.FindingKind {
	switch k {
	case engine.Opening:
		return syntax.Opening
	case engine.Fulfilment:
		return syntax.Fulfilment
	case engine.Breach:
		return syntax.Breach
	case engine.Unanswered:
		return syntax.Unanswered
	case engine.Excuse:
		return syntax.Excuse
	case engine.Lapse:
		return syntax.Lapse
	case engine.Adoption:
		return syntax.Adoption
	case engine.Rejection:
		return syntax.Rejection
	case engine.Void:
		return syntax.Void
	case engine.Silence:
		return syntax.Silence
	}
	return syntax.Collision
}
