package search

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// via is a place on a chain: what the chain needs so far.
type via struct {
	k *causes
	needs
	moment  bool                   // what is met here is held against the moment only
	granted map[*charter.Expr]bool // what cannot fail there
}

// event goes on to an event.
func (v *via) event(n node) {
	need := v.k.lookup(n.event)
	if n.kind == momentEvent {
		need = needs{}
	}
	if need.never || n.against && n.kind != momentEvent && v.k.able != nil && v.k.able.lookup(n.event).never {
		return
	}
	need = v.needs.and(need)
	if len(need.packed()) > v.k.bound {
		return
	}
	var fresh bool
	if v.k.chains[n], fresh = add(v.k.chains[n], need, v.k.goal); fresh {
		v.k.queue = append(v.k.queue, link{n, need})
	}
}

func (v *via) both(e event) {
	v.event(node{e, false})
	v.event(node{e, true})
}

func (v *via) signed(e event, sign bool) { v.event(node{e, !sign}) }

// pattern: an act that fits may bring about what the phrase is asked for; what
// keeps a derived act from counting may keep it off.
func (v *via) pattern(p *charter.Pattern, sign bool) { v.deeper(p, sign, 0) }

// eitherWay: an act that fits may work for or against.
func (v *via) eitherWay(p *charter.Pattern) {
	v.pattern(p, true)
	v.pattern(p, false)
}

func (v *via) deeper(p *charter.Pattern, sign bool, depth int) {
	if p == nil || depth > 16 {
		return
	}
	v.numbers(p)
	if p.Define != nil {
		for _, alt := range p.Define.Alts {
			if alt.Until > v.k.from && v.k.known(alt.Where) != no {
				v.deeper(alt.Pattern, sign, depth+1)
				v.condition(alt.Where, sign)
			}
		}
		return
	}
	for a := range v.k.c.Vocab.Acts {
		id := charter.ActID(a)
		if !v.k.isDone(id) || !v.k.c.Vocab.IsAct(id, p.Act) {
			continue
		}
		v.k.see(v.k.look(v.k.looked, id), p)
		if !v.moment {
			v.k.see(v.k.look(v.k.tried, id), p)
		}
		if sign {
			v.k.acts[id], _ = add(v.k.acts[id], v.needs, v.k.goal)
		}
	}
}

func (k *causes) look(all map[charter.ActID]*[syntax.NumRoles]look, a charter.ActID) *[syntax.NumRoles]look {
	if all[a] == nil {
		all[a] = &[syntax.NumRoles]look{}
	}
	return all[a]
}

// see notes how a phrase looks at the roles of an act.
func (k *causes) see(at *[syntax.NumRoles]look, p *charter.Pattern) {
	said := map[syntax.Role]bool{}
	for _, rt := range p.Roles {
		x := &at[rt.Role]
		said[rt.Role] = true
		switch rt.Term.Kind {
		case charter.EntityTerm:
			x.named = append(x.named, rt.Term.Entity)
		case charter.BodyTerm:
			for _, b := range k.c.Families[rt.Term.Family].Bodies[rt.Term.Body].Versions {
				x.named = append(x.named, b.Entity)
			}
		default:
			x.anybody = true
		}
	}
	for _, r := range p.Without {
		at[r].empty = true
		said[r] = true
	}
	for r := range at {
		at[r].silent = at[r].silent || !said[syntax.Role(r)]
	}
}

func (v *via) numbers(p *charter.Pattern) {
	for _, n := range p.Numbers {
		v.any(n.Value)
	}
}

// condition: what may make it come true, or with sign false keep it from it.
func (v *via) condition(e *charter.Expr, sign bool) {
	if e == nil || v.k.known(e) != open || !sign && v.granted[e] {
		return
	}
	switch e.Op {
	case charter.OpAnd, charter.OpOr:
		for _, a := range e.Args {
			v.condition(a, sign)
		}
	case charter.OpNot:
		v.condition(e.Args[0], !sign)
	case charter.OpHolds:
		v.held(e.Family, e.Status, sign)
	case charter.OpDeclared:
		v.declares(e.Declared)
	case charter.OpRecorded:
		v.pattern(e.Pattern, sign)
	case charter.OpFound:
		v.found(e.Finding, sign)
		if e.Stands {
			for _, id := range e.Finding.Rules {
				for _, k := range []syntax.FindingKind{syntax.Fulfilment, syntax.Excuse} {
					v.signed(findingOf(id, k), !sign)
				}
			}
		}
	default:
		v.any(e)
	}
}

func (v *via) found(f *charter.FindingPattern, sign bool) {
	switch f.Kind {
	case syntax.Void, syntax.Silence:
		v.k.all = true // what nothing grants or takes up hangs on every rule
	default:
		for _, id := range f.Rules {
			v.signed(findingOf(id, f.Kind), sign)
		}
	}
}

func (v *via) declares(status int) {
	for a, act := range v.k.c.Vocab.Acts {
		if id := charter.ActID(a); v.k.isDone(id) && act.Declares == status {
			v.k.acts[id], _ = add(v.k.acts[id], v.needs, v.k.goal)
			for _, all := range []map[charter.ActID]*[syntax.NumRoles]look{v.k.looked, v.k.tried} {
				v.k.look(all, id)[syntax.By].anybody = true
			}
		}
	}
}

// any takes all that a number or condition rests on, whichever way.
func (v *via) any(e *charter.Expr) {
	if e == nil {
		return
	}
	for _, a := range e.Args {
		v.any(a)
	}
	switch e.Op {
	case charter.OpHolds, charter.OpCountStatus, charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		v.turns(e.Family, e.Status)
	case charter.OpDeclared, charter.OpCountDeclared:
		v.declares(e.Declared)
	}
	if e.Pattern != nil {
		v.eitherWay(e.Pattern)
	}
	if e.Finding != nil {
		v.found(e.Finding, true)
		v.found(e.Finding, false)
	}
	if e.Op >= charter.OpHighest && e.Op <= charter.OpAverage || e.Op == charter.OpMeasure {
		v.k.measures[[2]int{e.Family, e.Measure}] = true
		for i := range v.k.c.Families[e.Family].Measures[e.Measure].Versions {
			v.any(v.k.c.Families[e.Family].Measures[e.Measure].Versions[i].Value)
		}
	}
}

// finding goes on from a finding of a rule.
func (v *via) finding(n node) {
	r, sign := v.k.c.Rules[n.what], !n.against
	if r.Until <= v.k.from {
		return
	}
	v.k.touched[r.ID] = true
	switch {
	case n.found == syntax.Collision:
		v.collides()
	case n.found == syntax.Opening:
		v.opens(r, sign)
	case r.Kind == charter.BanRule:
		v.breaches(r, n.found, sign)
	case r.Kind == charter.ProcedureRule:
		v.decides(r, sign)
	default:
		v.fate(r, n.found, sign)
	}
}

func (v *via) breaches(r *charter.Rule, kind syntax.FindingKind, sign bool) {
	if kind == syntax.Excuse {
		v.excused(r, sign)
		v.event(node{findingOf(r.ID, syntax.Breach), false})
		return
	}
	for _, p := range r.Never {
		v.pattern(p, sign)
	}
	v.condition(r.Where, sign)
	v.bearer(r.Bearer, sign)
	v.condition(r.Unless, !sign)
}

func (v *via) bearer(b *charter.Bearer, sign bool) {
	if b == nil {
		return
	}
	if !b.ByKind && b.Status >= 0 {
		v.held(b.Family, b.Status, sign)
		for _, s := range b.ExceptStatus {
			v.held(b.Family, s, !sign)
		}
	}
	v.condition(b.Where, sign)
}

// turns: a status begins, lasts or ends, whichever.
func (v *via) turns(family, status int) {
	v.both(event{heldEvent, family, status, 0})
	v.both(event{endedEvent, family, status, 0})
}

// held: a status is held, or with sign false is not.
func (v *via) held(family, status int, sign bool) {
	v.signed(event{heldEvent, family, status, 0}, sign)
	v.signed(event{endedEvent, family, status, 0}, !sign)
}

// opens: what may begin a matter, or keep it from beginning.
func (v *via) opens(r *charter.Rule, sign bool) {
	v.triggers(r.When, sign)
	v.condition(r.Where, sign)
	v.bearer(r.Bearer, sign)
	v.condition(r.While, sign)
	if r.Kind == charter.ConsequenceRule {
		v.condition(r.Unless, !sign)
	}
	for _, s := range r.Steps {
		// An act used up, or one that ends an absence, works either way.
		v.triggers(s.When, true)
		v.triggers(s.When, false)
		v.condition(s.Where, true)
		v.condition(s.Where, false)
	}
	if len(r.Steps) > 0 {
		v.triggers(r.When, true)
	}
	if r.Kind == charter.ProcedureRule { // a matter already open takes in what would open another
		if !sign {
			v.event(node{findingOf(r.ID, syntax.Opening), false})
		}
		for _, k := range []syntax.FindingKind{syntax.Adoption, syntax.Rejection, syntax.Lapse} {
			v.signed(findingOf(r.ID, k), sign)
		}
		if !r.Opens {
			v.pattern(r.Moved, sign)
			v.condition(r.MovedWhere, sign)
		}
	}
}

func (v *via) triggers(list []*charter.Trigger, sign bool) {
	for _, t := range list {
		switch {
		case t.Act != nil:
			v.pattern(t.Act, sign)
		case t.Finding != nil:
			v.found(t.Finding, sign)
		case t.Change != nil: // what is so already does not become so
			v.turns(t.Change.Family, t.Change.Status)
		}
	}
}

// fate: what becomes of a duty's matter.
func (v *via) fate(r *charter.Rule, kind syntax.FindingKind, sign bool) {
	if kind == syntax.Breach {
		v.signed(findingOf(r.ID, syntax.Opening), sign)
		v.pattern(r.Refusal, sign)
		v.condition(r.Unless, !sign)
		v.condition(r.While, sign)
		v.condition(r.Paused, !sign)
		v.condition(r.MustWhere, !sign)
		for _, p := range r.Must {
			v.pattern(p, !sign)
		}
		v.excused(r, !sign)
	} else {
		v.both(findingOf(r.ID, syntax.Opening))
		v.both(findingOf(r.ID, syntax.Breach))
		for _, e := range []*charter.Expr{r.Unless, r.While, r.Paused, r.MustWhere} {
			v.any(e)
		}
		for _, p := range append(slices.Clone(r.Must), r.Refusal) {
			v.eitherWay(p)
		}
		v.excused(r, true)
		v.excused(r, false)
	}
	if r.Minimum != nil {
		v.any(r.Minimum.Value)
	}
	if r.Once || r.Minimum != nil {
		for _, p := range r.Must {
			v.eitherWay(p)
		}
	}
}

// stays: what keeps a duty's matter open.
func (v *via) stays(r *charter.Rule) {
	v.k.kept[r.ID] = true
	for _, p := range r.Must {
		v.pattern(p, false)
		if r.Once || r.Minimum != nil { // used up by another
			v.pattern(p, true)
		}
	}
	v.pattern(r.Refusal, false)
	v.condition(r.MustWhere, false)
	v.condition(r.Unless, false)
	v.condition(r.While, true)
	v.any(r.Paused)
	v.excused(r, false)
	if r.Minimum != nil {
		v.any(r.Minimum.Value)
	}
}

// decides: what becomes of a procedure's matter.
func (v *via) decides(r *charter.Rule, sign bool) {
	if r.Opens {
		v.signed(findingOf(r.ID, syntax.Opening), sign)
	}
	for _, p := range []*charter.Pattern{r.Moved, r.Decided} {
		v.eitherWay(p)
	}
	v.condition(r.MovedWhere, true)
	v.condition(r.MovedWhere, false)
	if v.k.outsiders(r) {
		return
	}
	whose := append([]int(nil), r.ExceptStatus...)
	for _, b := range v.k.c.Families[r.Family].Bodies[r.Before].Versions {
		whose = append(append(whose, b.Of), b.Except...)
	}
	for _, s := range whose {
		v.turns(r.Family, s)
	}
}

// collides: two duties open at once whose acts the vocabulary, or a ban, does not
// let be done both.
func (v *via) collides() {
	for _, o := range v.k.c.Rules {
		switch {
		case o.Until <= v.k.from:
		case o.Kind == charter.DutyRule:
			v.event(node{findingOf(o.ID, syntax.Opening), false})
			v.both(findingOf(o.ID, syntax.Fulfilment))
		case o.Kind == charter.BanRule:
			v.k.touched[o.ID] = true
			v.any(o.Where)
			v.any(o.Unless)
			v.bearer(o.Bearer, true)
			v.bearer(o.Bearer, false)
		}
	}
	for _, inc := range v.k.c.Vocab.Incompatible {
		v.any(inc.Where)
	}
}

// excused: effects that excuse a rule's matters.
func (v *via) excused(r *charter.Rule, sign bool) {
	for _, o := range v.k.c.Rules {
		for _, g := range given(o) {
			if o.Until > v.k.from && slices.Contains(g.effect.Excuse, r.ID) {
				v.gives(o, g, sign)
			}
		}
	}
}

// gives: what may bring an effect about, or keep it off.
func (v *via) gives(r *charter.Rule, g outcome, sign bool) {
	need := v.k.given(r, g)
	if need.never || !sign && v.k.able != nil && v.k.able.given(r, g).never {
		return
	}
	at := &via{k: v.k, needs: v.needs.and(need)}
	if len(at.packed()) > v.k.bound {
		return
	}
	v.k.touched[r.ID] = true
	at.condition(g.effect.If, sign)
	at.condition(g.effect.Once, sign)
	at.condition(g.effect.Unless, !sign)
	switch r.Kind {
	case charter.PowerRule:
		at.pattern(r.May, sign)
		at.condition(r.Where, sign)
		at.bearer(r.Bearer, sign)
		at.condition(r.Unless, !sign)
	case charter.ConsequenceRule:
		at.signed(findingOf(r.ID, syntax.Opening), sign)
	default:
		at.signed(findingOf(r.ID, g.after), sign)
	}
}

// status goes on from a status that is held, or is so no longer.
func (v *via) status(n node) {
	for _, r := range v.k.c.Rules {
		if r.Until <= v.k.from {
			continue
		}
		for _, g := range given(r) {
			ch := g.effect.Change
			if ch == nil || ch.Family != n.family || ch.Status != n.what {
				continue
			}
			ends := g.effect.For != nil || g.effect.Until != nil
			if (n.kind == endedEvent) == ch.Ceases {
				v.gives(r, g, !n.against)
			} else {
				// What is given again is ended again, and what does not end is not.
				v.gives(r, g, n.against)
				if n.kind == endedEvent && ends {
					v.gives(r, g, true)
				}
			}
			v.condition(g.effect.Until, (n.kind == endedEvent) != n.against)
		}
	}
}
