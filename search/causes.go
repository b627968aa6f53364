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
			at.eitherWay(p)
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
