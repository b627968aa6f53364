package reader

import "casus/charter"

// usedAfter marks the variables that a begun duty still uses once its first
// `done` steps after `when` are done: in later steps, in the quantifier, and in
// what follows.
func usedAfter(rule *charter.Rule, done int) []bool {
	u := uses(usedOpen(rule))
	for _, s := range rule.Steps[min(done, len(rule.Steps)):] {
		for _, t := range s.When {
			u.trigger(t)
		}
		u.expr(s.Where)
	}
	if b := rule.Bearer; b != nil {
		for _, t := range b.Except {
			u.term(t)
		}
		u.expr(b.Where)
	}
	return u
}

// usedOpen marks the variables that an open matter uses: in `must`, `minimum`,
// `refusal`, `unless`, `while`, `paused` and judges. Its bearers are chosen;
// who was excepted from them no longer counts.
func usedOpen(rule *charter.Rule) []bool {
	u := uses(make([]bool, len(rule.Vars)))
	u.judge(rule.Judge)
	if rule.Bearer != nil {
		u.mark(rule.Bearer.Var)
	}
	for _, p := range rule.Must {
		u.pattern(p)
	}
	u.expr(rule.MustWhere)
	u.judge(rule.MustJudge)
	if rule.Minimum != nil {
		u.expr(rule.Minimum.Value)
	}
	u.pattern(rule.Refusal)
	u.expr(rule.Unless)
	u.expr(rule.While)
	u.expr(rule.Paused)
	return u
}

// uses collects the variables that clauses mention.
type uses []bool

func (u uses) mark(v charter.VarID) {
	if v >= 0 && int(v) < len(u) {
		u[v] = true
	}
}

func (u uses) term(t charter.Term) {
	if t.Kind == charter.VarTerm {
		u.mark(t.Var)
	}
}

func (u uses) roles(rts []charter.RoleTerm) {
	for _, rt := range rts {
		u.term(rt.Term)
	}
}

func (u uses) judge(j *charter.Judge) {
	if j != nil && !j.Nobody {
		u.term(j.Term)
	}
}

func (u uses) pattern(p *charter.Pattern) {
	if p == nil {
		return
	}
	u.roles(p.Roles)
	for _, n := range p.Numbers {
		u.mark(n.Bind)
		u.expr(n.Value)
	}
}

func (u uses) finding(f *charter.FindingPattern) {
	if f == nil {
		return
	}
	u.roles(f.Roles)
	u.pattern(f.Act)
}

func (u uses) trigger(t *charter.Trigger) {
	u.pattern(t.Act)
	u.finding(t.Finding)
	if t.Change != nil {
		u.term(t.Change.Term)
		if t.Change.With != nil {
			u.term(*t.Change.With)
		}
	}
}

func (u uses) expr(e *charter.Expr) {
	if e == nil {
		return
	}
	switch e.Op {
	case charter.OpHolds, charter.OpIsKind, charter.OpDeclared, charter.OpVoted, charter.OpMeasure:
		u.term(e.Term)
	case charter.OpIsEntity:
		u.term(e.Term)
		u.term(e.Other)
	case charter.OpNumVar:
		u.mark(e.Var)
	}
	if e.With != nil {
		u.term(*e.With)
	}
	for _, x := range e.Args {
		u.expr(x)
	}
	u.pattern(e.Pattern)
	u.finding(e.Finding)
}
