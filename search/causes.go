package search

import (
	"maps"
	"slices"
	"sync"

	"casus/charter"
	"casus/syntax"
)

// A question hangs on events, and events on others: on acts that bring them
// about, on statuses and findings that their rules ask for. causes walks these
// links backwards from the question, each with its sign - whether it is to come
// about, or to be kept from coming about - and notes for every act the chains by
// which it could matter, each as the other acts that the chain cannot do
// without. An act from which no chain leads to the question, or only chains
// longer than the bound, changes no answer: docs/decisions/12-search.md.
type causes struct {
	*landmarks
	able   *landmarks // what can come about by the acts met so far; nil: whatever can at all
	cast   []charter.EntityID
	bound  int
	goal   needs
	all    bool // something hangs on every act: none is left out
	chains map[node][]needs
	acts   map[charter.ActID][]needs
	queue  []link
	// What phrases met on the way say of an act's roles, and the rules met.
	looked   map[charter.ActID]*[syntax.NumRoles]look
	tried    map[charter.ActID]*[syntax.NumRoles]look // the same, but for phrases that only a moment is held against
	touched  map[int]bool
	kept     map[int]bool // duties of which a matter must stay open
	measures map[[2]int]bool

	// Conditions that the moment grants, of rules that it must not set going; where
	// choices of states differ, those that it grants for each.
	granted map[int]map[*charter.Expr]bool

	idle  map[int]bool // of the first round: procedures that only acts decide
	lock  sync.Mutex
	lives map[liveKey][]bool
}

// look is how phrases look at a role.
type look struct {
	anybody bool // some phrase tells apart who stands in it
	empty   bool // some phrase asks that nobody does
	silent  bool // some phrase says nothing of it
	named   []charter.EntityID
}

// node is an event with its sign.
type node struct {
	event
	against bool // it is to be kept from coming about, or from lasting
}

type link struct {
	node
	needs
}

// mostChains bounds how many chains to one event are told apart; beyond it only
// what the question itself needs is kept.
const mostChains = 24

// causesOf walks back from conditions that must hold at the end, and the acts
// and conditions of a moment, all within bound acts. What is not able to come about
// need not be kept off.
func causesOf(l, able *landmarks, cast []charter.EntityID, bound int, goals []goal) *causes {
	k := &causes{landmarks: l, able: able, cast: cast, bound: bound, chains: map[node][]needs{}, acts: map[charter.ActID][]needs{}, looked: map[charter.ActID]*[syntax.NumRoles]look{}, tried: map[charter.ActID]*[syntax.NumRoles]look{}, touched: map[int]bool{}, kept: map[int]bool{}, measures: map[[2]int]bool{}, granted: map[int]map[*charter.Expr]bool{}, lives: map[liveKey][]bool{}}
	k.goal = needs{never: true}
	for _, g := range goals {
		k.goal = k.goal.or(g.needs)
	}
	if k.goal.never {
		return k // it cannot come about at all
	}
	for _, g := range goals {
		if g.never {
			continue
		}
		at := &via{k: k, needs: k.goal}
		for _, p := range g.acts {
			at.pattern(p, true)
			at.pattern(p, false)
		}
		if g.act != nil {
			(&via{k: k, needs: k.goal, moment: true}).pattern(g.act, false) // its roles are looked at
		}
		for _, e := range g.conditions {
			at.condition(e, true)
		}
		for _, e := range g.either {
			if k.known(e) == open {
				at.any(e)
			}
		}
		for _, n := range g.events {
			at.event(n)
		}
		for _, r := range g.kept {
			at.stays(r)
		}
	}
	k.grant(goals)
	for len(k.queue) > 0 {
		x := k.queue[0]
		k.queue = k.queue[1:]
		at := &via{k: k, needs: x.needs}
		switch x.kind {
		case momentEvent:
			at.moment, at.granted = true, k.granted[x.what]
			at.finding(x.node)
		case findingEvent:
			at.finding(x.node)
		default:
			at.status(x.node)
		}
	}
	return k
}

// goal is what a question asks: acts one of which is its moment, conditions, and
// events that it is about.
type goal struct {
	needs
	acts       []*charter.Pattern
	act        *charter.Pattern // that comes last, after all that can matter
	conditions []*charter.Expr
	either     []*charter.Expr // conditions that may matter whichever way they go
	events     []node
	kept       []*charter.Rule // duties of which a matter must stay open
	granted    []granted
}

// granted are conditions of a rule that are so at the moment, whatever was done
// before.
type granted struct {
	rule int
	so   map[*charter.Expr]bool
}

// grant keeps the conditions that every goal grants.
func (k *causes) grant(goals []goal) {
	for _, g := range goals {
		for _, x := range g.granted {
			all, met := k.granted[x.rule]
			if !met {
				k.granted[x.rule] = maps.Clone(x.so)
				continue
			}
			for e, so := range x.so {
				was, met := all[e]
				all[e] = so && (was || !met)
			}
		}
	}
}

// add notes a chain and reports whether it is new.
func add(list []needs, n needs, goal needs) ([]needs, bool) {
	for _, o := range list {
		if contains(n.sets, o.sets) {
			return list, false
		}
	}
	list = slices.DeleteFunc(list, func(o needs) bool { return contains(o.sets, n.sets) })
	if len(list) >= mostChains {
		if len(list) == 1 && list[0].equal(goal) {
			return list, false
		}
		return []needs{goal}, true
	}
	return append(list, n), true
}

// contains reports whether all of some sets are among others.
func contains(all, some []actSet) bool {
	for _, s := range some {
		if _, ok := slices.BinarySearchFunc(all, s, compareSets); !ok {
			return false
		}
	}
	return true
}

// fated reports whether the question hangs on what becomes of a rule's matters
// once they are open.
func (k *causes) fated(rule int) bool {
	for n := range k.chains {
		if n.kind == findingEvent && n.what == rule && n.found != syntax.Opening {
			return true
		}
	}
	return k.kept[rule]
}

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
		v.signed(event{heldEvent, e.Family, e.Status, 0}, sign)
		v.signed(event{endedEvent, e.Family, e.Status, 0}, !sign)
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
		v.both(event{heldEvent, e.Family, e.Status, 0})
		v.both(event{endedEvent, e.Family, e.Status, 0})
	case charter.OpDeclared, charter.OpCountDeclared:
		v.declares(e.Declared)
	}
	if e.Pattern != nil {
		v.pattern(e.Pattern, true)
		v.pattern(e.Pattern, false)
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
			v.both(event{heldEvent, t.Change.Family, t.Change.Status, 0})
			v.both(event{endedEvent, t.Change.Family, t.Change.Status, 0})
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
			v.pattern(p, true)
			v.pattern(p, false)
		}
		v.excused(r, true)
		v.excused(r, false)
	}
	if r.Minimum != nil {
		v.any(r.Minimum.Value)
	}
	if r.Once || r.Minimum != nil {
		for _, p := range r.Must {
			v.pattern(p, true)
			v.pattern(p, false)
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
		v.pattern(p, true)
		v.pattern(p, false)
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
		v.both(event{heldEvent, r.Family, s, 0})
		v.both(event{endedEvent, r.Family, s, 0})
	}
}

// outsiders reports whether the body before which a procedure is surely has an
// elector: a member that takes no part in histories, where whatever takes a seat
// away takes it from somebody who does. Votes are not tried one by one, so that
// one elector is as good as many.
func (k *causes) outsiders(r *charter.Rule) bool {
	if r.KeepingBase || r.Fixed {
		return false
	}
	for _, b := range k.c.Families[r.Family].Bodies[r.Before].Versions {
		away := append(slices.Clone(b.Except), r.ExceptStatus...)
		seated := map[charter.EntityID]bool{}
		for _, t := range k.c.Families[r.Family].Texts {
			for _, g := range t.Grants {
				if g.Status == b.Of && g.Since <= k.from && !slices.Contains(k.cast, g.Entity) {
					seated[g.Entity] = true
				}
			}
		}
		for _, t := range k.c.Families[r.Family].Texts {
			for _, g := range t.Grants {
				if slices.Contains(away, g.Status) {
					delete(seated, g.Entity)
				}
			}
		}
		if len(seated) == 0 || !k.hitsCast(r.Family, b.Of, away) {
			return false
		}
	}
	for _, t := range r.Except {
		if t.Kind != charter.VarTerm || !names(r, t.Var) {
			return false
		}
	}
	return true
}

// hitsCast reports whether a status is taken, or others are given, only to those
// whom an act names: they are of the cast.
func (k *causes) hitsCast(family, of int, away []int) bool {
	for _, r := range k.c.Rules {
		if r.Until <= k.from {
			continue
		}
		for _, g := range given(r) {
			ch := g.effect.Change
			if ch == nil || ch.Family != family || !(ch.Ceases && ch.Status == of || !ch.Ceases && slices.Contains(away, ch.Status)) {
				continue
			}
			if ch.Term.Kind != charter.VarTerm || !names(r, ch.Term.Var) && !k.namedBefore(r) {
				return false
			}
		}
	}
	return true
}

// names reports whether an act that a power or procedure cannot do without names
// a variable.
func names(r *charter.Rule, v charter.VarID) bool {
	for _, p := range []*charter.Pattern{r.May, r.Moved, r.Decided} {
		if p != nil && p.Define == nil && slices.ContainsFunc(p.Roles, func(rt charter.RoleTerm) bool { return rt.Term.Kind == charter.VarTerm && rt.Term.Var == v }) {
			return true
		}
	}
	return false
}

// namedBefore reports whether a rule begins only with acts, or with findings
// that can name nobody but whom an act has named: of bans, and of duties without
// a quantifier.
func (k *causes) namedBefore(r *charter.Rule) bool {
	for _, t := range r.When {
		switch {
		case t.Act != nil:
		case t.Finding != nil:
			for _, id := range t.Finding.Rules {
				o := k.c.Rules[id]
				if o.Kind == charter.BanRule || o.Kind == charter.DutyRule && o.Bearer == nil && !slices.ContainsFunc(o.When, func(t *charter.Trigger) bool { return t.Act == nil }) {
					continue
				}
				if o.Until > k.from {
					return false
				}
			}
		default:
			return false
		}
	}
	return len(r.When) > 0 && len(r.Steps) == 0
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

// useful reports whether an act may matter in a history of which some acts are
// done and left more may follow: whether some chain asks for no more than that.
func (k *causes) useful(a charter.ActID, done actSet, left int) bool {
	if k.all || !k.reckons {
		return true
	}
	done.add(a)
	return slices.ContainsFunc(k.acts[a], func(n needs) bool { return n.missing(done) <= left })
}

// live reports, of every rule, whether it may still matter in a history of which
// some acts are done and left more may follow.
func (k *causes) live(done actSet, left int) []bool {
	key := liveKey{done, left}
	k.lock.Lock()
	defer k.lock.Unlock()
	if out, ok := k.lives[key]; ok {
		return out
	}
	out := make([]bool, len(k.c.Rules))
	if k.all || !k.reckons {
		for i := range out {
			out[i] = true
		}
	}
	for n, list := range k.chains {
		if n.kind == findingEvent && slices.ContainsFunc(list, func(n needs) bool { return n.missing(done) <= left }) {
			out[n.what] = true
		}
	}
	if k.idle != nil && left == 0 {
		for id := range k.idle {
			out[id] = false
		}
	}
	k.lives[key] = out
	return out
}

// idling lists the procedures of which nothing comes unless an act decides them:
// once no act is to follow that could, their matters are of no consequence.
func (k *causes) idling(goals []goal) map[int]bool {
	heard := map[int]bool{}
	w := charter.Walker{Finding: func(f *charter.FindingPattern) {
		if f.Kind == syntax.Lapse || f.Kind == syntax.Opening {
			for _, id := range f.Rules {
				heard[id] = true
			}
		}
	}}
	w.Case(k.c)
	for _, g := range goals {
		for _, e := range g.conditions {
			w.Visit(e)
		}
		for _, n := range g.events {
			heard[n.what] = true
		}
	}
	out := map[int]bool{}
	for _, r := range k.c.Rules {
		if r.Kind == charter.ProcedureRule && !heard[r.ID] && len(r.Lapsed) == 0 && !k.bySilence(r) {
			out[r.ID] = true
		}
	}
	return out
}

type liveKey struct {
	done actSet
	left int
}
