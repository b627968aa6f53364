package search

import (
	"casus/charter"
)

// relevance is what a question can hang on: acts, statuses, and rules whose
// findings count. Acts outside it are not tried: they could change nothing that
// the question asks about, nor anything that changes it.
type relevance struct {
	c        *charter.Case
	acts     map[charter.ActID]bool
	statuses map[[2]int]bool
	rules    map[int]bool
	guards   map[int]bool // rules that must not open: what hinders them counts, not what opens them
	declared map[int]bool
	grown    bool
}

// relevantTo works out what conditions can hang on.
func relevantTo(c *charter.Case, conditions []*charter.Expr) *relevance {
	r := &relevance{c, map[charter.ActID]bool{}, map[[2]int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}, false}
	for _, e := range conditions {
		r.condition(e)
	}
	for r.grown = true; r.grown; {
		r.grown = false
		for _, rule := range c.Rules {
			switch {
			case r.rules[rule.ID] || r.moves(rule):
				r.whole(rule)
			case r.guards[rule.ID]:
				r.hindrances(rule)
			}
		}
	}
	return r
}

func add[K comparable](r *relevance, m map[K]bool, k K) {
	if !m[k] {
		m[k], r.grown = true, true
	}
}

// condition adds a question's parts; of what must never have happened, only
// what may hinder it.
func (r *relevance) condition(e *charter.Expr) {
	switch {
	case e.Op == charter.OpAnd || e.Op == charter.OpOr:
		for _, a := range e.Args {
			r.condition(a)
		}
	case e.Op == charter.OpNot && lasting(e.Args[0]):
		r.never(e.Args[0])
	default:
		r.expr(e)
	}
}

func (r *relevance) never(e *charter.Expr) {
	for _, a := range e.Args {
		r.never(a)
	}
	if e.Finding != nil {
		for _, id := range e.Finding.Rules {
			add(r, r.guards, id)
		}
	}
}

func (r *relevance) expr(e *charter.Expr) {
	if e == nil {
		return
	}
	w := charter.Walker{Pattern: r.pattern, Finding: r.finding, Expr: func(x *charter.Expr) {
		switch x.Op {
		case charter.OpHolds, charter.OpCountStatus, charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
			add(r, r.statuses, [2]int{x.Family, x.Status})
		case charter.OpDeclared, charter.OpCountDeclared:
			add(r, r.declared, x.Declared)
			for a := range r.c.Vocab.Acts {
				if a >= int(charter.FirstDeclared) && r.c.Vocab.Acts[a].Declares == x.Declared {
					add(r, r.acts, charter.ActID(a))
				}
			}
		case charter.OpMeasure:
			for i := range r.c.Families[x.Family].Measures[x.Measure].Versions {
				r.expr(r.c.Families[x.Family].Measures[x.Measure].Versions[i].Value)
			}
		}
	}}
	w.Visit(e)
}

func (r *relevance) pattern(p *charter.Pattern) {
	if p == nil {
		return
	}
	if p.Define != nil {
		for _, alt := range p.Define.Alts {
			r.pattern(alt.Pattern)
			r.expr(alt.Where)
		}
		return
	}
	for a := range r.c.Vocab.Acts {
		if r.c.Vocab.IsAct(charter.ActID(a), p.Act) {
			add(r, r.acts, charter.ActID(a))
		}
	}
}

func (r *relevance) finding(f *charter.FindingPattern) {
	if f == nil {
		return
	}
	for _, id := range f.Rules {
		add(r, r.rules, id)
	}
	r.pattern(f.Act)
}

// moves reports whether a rule's effects change a status that counts, or
// excuse what counts.
func (r *relevance) moves(rule *charter.Rule) bool {
	for _, effs := range [][]*charter.Effect{rule.Effects, rule.Adopted, rule.Rejected, rule.Lapsed} {
		for _, e := range effs {
			if e.Change != nil && r.statuses[[2]int{e.Change.Family, e.Change.Status}] {
				return true
			}
			for _, id := range e.Excuse {
				if r.rules[id] {
					return true
				}
			}
		}
	}
	return false
}

// whole adds all that a rule hangs on.
func (r *relevance) whole(rule *charter.Rule) {
	for _, t := range rule.When {
		r.trigger(t)
	}
	for _, s := range rule.Steps {
		for _, t := range s.When {
			r.trigger(t)
		}
	}
	for _, ps := range [][]*charter.Pattern{rule.Never, rule.Must, {rule.May, rule.Moved, rule.Decided, rule.Refusal}} {
		for _, p := range ps {
			r.pattern(p)
		}
	}
	r.hindrances(rule)
	for _, effs := range [][]*charter.Effect{rule.Effects, rule.Adopted, rule.Rejected, rule.Lapsed} {
		for _, e := range effs {
			r.expr(e.If)
			r.expr(e.Once)
			r.expr(e.Until)
		}
	}
	if rule.Judge != nil || rule.MustJudge != nil {
		add(r, r.acts, charter.Finds)
	}
}

// hindrances adds what may keep a rule from applying: its conditions and who
// bears it, and the definitions of its triggers.
func (r *relevance) hindrances(rule *charter.Rule) {
	for _, e := range []*charter.Expr{rule.Where, rule.Unless, rule.MustWhere, rule.While, rule.Paused, rule.MovedWhere} {
		r.expr(e)
	}
	for _, s := range rule.Steps {
		r.expr(s.Where)
	}
	if b := rule.Bearer; b != nil {
		if !b.ByKind && b.Status >= 0 {
			add(r, r.statuses, [2]int{b.Family, b.Status})
		}
		r.expr(b.Where)
	}
	if rule.Kind == charter.ProcedureRule {
		for _, v := range r.c.Families[rule.Family].Bodies[rule.Before].Versions {
			add(r, r.statuses, [2]int{rule.Family, v.Of})
			for _, s := range v.Except {
				add(r, r.statuses, [2]int{rule.Family, s})
			}
		}
	}
}

func (r *relevance) trigger(t *charter.Trigger) {
	r.pattern(t.Act)
	r.finding(t.Finding)
	if t.Change != nil {
		add(r, r.statuses, [2]int{t.Change.Family, t.Change.Status})
	}
}
