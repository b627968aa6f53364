package lint

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// reach says what can come about at all: which statuses somebody may come to
// hold and which findings may be made, worked out to the end through all rules
// of the case. Acts are taken to be possible, and a condition that cannot be
// judged from the text alone to be true.
type reach struct {
	*law
	held     map[statusKey]bool // by a text or an effect
	brought  map[statusKey]bool // by an effect: it can be seen to begin
	ended    map[statusKey]bool
	fires    map[int]bool // rules, by ID
	excused  map[int]bool
	notFresh bool
}

type statusKey struct{ family, status int }

func reachOf(l *law) *reach {
	x := &reach{law: l, held: map[statusKey]bool{}, brought: map[statusKey]bool{}, ended: map[statusKey]bool{},
		fires: map[int]bool{}, excused: map[int]bool{}}
	for _, f := range l.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				x.held[statusKey{f.ID, g.Status}] = true
			}
		}
	}
	for x.notFresh = true; x.notFresh; {
		x.notFresh = false
		for _, r := range l.c.Rules {
			if !x.fires[r.ID] && x.why(r) == "" {
				x.fires[r.ID], x.notFresh = true, true
				x.bring(r)
			}
		}
	}
	return x
}

// bring notes what the effects of a rule bring about.
func (x *reach) bring(r *charter.Rule) {
	for _, e := range effects(r) {
		for _, id := range e.Excuse {
			x.excused[id] = true
		}
		if e.Change == nil {
			continue
		}
		k := statusKey{e.Change.Family, e.Change.Status}
		if e.Change.Ceases {
			x.ended[k] = true
			continue
		}
		x.held[k], x.brought[k] = true, true
		if e.For != nil || e.Until != nil {
			x.ended[k] = true
		}
	}
}

// why says in words why a rule can never apply; empty if it can.
func (x *reach) why(r *charter.Rule) string {
	if b := r.Bearer; b != nil && !b.ByKind && b.Status >= 0 && !x.held[statusKey{b.Family, b.Status}] {
		return "nobody can come to be " + x.status(b.Family, b.Status)
	}
	if len(r.When) > 0 {
		if w := x.triggers(r.When); w != "" {
			return w
		}
	}
	for _, s := range r.Steps {
		if s.Absent {
			continue
		}
		if w := x.triggers(s.When); w != "" {
			return w
		}
		if w := x.condition(s.Where); w != "" {
			return w
		}
	}
	for _, e := range []*charter.Expr{r.Where, r.MovedWhere, r.MustWhere} {
		if w := x.condition(e); w != "" {
			return w
		}
	}
	if r.Bearer != nil {
		if w := x.condition(r.Bearer.Where); w != "" {
			return w
		}
	}
	if r.Kind == charter.ProcedureRule {
		if b := x.body(r.Family, r.Before); !x.held[statusKey{r.Family, b.Of}] {
			return "the body it is before has no members: nobody can come to be " + x.status(r.Family, b.Of)
		}
	}
	return ""
}

func (x *reach) status(family, status int) string { return x.c.Families[family].Statuses[status].Name }

// triggers says why none of the alternatives can come.
func (x *reach) triggers(list []*charter.Trigger) string {
	first := ""
	for _, t := range list {
		w := x.trigger(t)
		if w == "" {
			return ""
		}
		if first == "" {
			first = w
		}
	}
	return first
}

func (x *reach) trigger(t *charter.Trigger) string {
	switch {
	case t.Finding != nil:
		return x.finding(t.Finding)
	case t.Change != nil:
		k := statusKey{t.Change.Family, t.Change.Status}
		switch {
		case t.Change.Ceases && !x.ended[k]:
			return "nothing ever takes " + x.status(k.family, k.status) + " away"
		case !t.Change.Ceases && !x.brought[k]:
			return "no rule ever makes anybody " + x.status(k.family, k.status)
		}
	case t.Act != nil:
		return x.pattern(t.Act)
	}
	return ""
}

// pattern says why an act cannot come: only a definition whose every
// alternative is out of reach.
func (x *reach) pattern(p *charter.Pattern) string {
	if p == nil || p.Define == nil || len(p.Define.Alts) == 0 {
		return ""
	}
	for _, a := range p.Define.Alts {
		if x.condition(a.Where) == "" {
			return ""
		}
	}
	return "no alternative of " + p.Define.Name + " can come true"
}

// finding says why a finding cannot be made.
func (x *reach) finding(f *charter.FindingPattern) string {
	if f.Kind == syntax.Void || f.Kind == syntax.Silence || f.Kind == syntax.Collision {
		return ""
	}
	first := ""
	for _, id := range f.Rules {
		w := x.findingOf(f.Kind, x.c.Rules[id])
		if w == "" {
			return ""
		}
		if first == "" {
			first = w
		}
	}
	if first == "" {
		return "no rule has a finding of that kind"
	}
	return first
}

// findingOf says why a rule cannot have a finding.
func (x *reach) findingOf(kind syntax.FindingKind, r *charter.Rule) string {
	if !x.fires[r.ID] {
		return r.Name + " can never apply"
	}
	duty := r.Kind == charter.DutyRule
	ends := func(l *charter.Limit) bool {
		s := x.span(l)
		return l != nil && (!s.endless || !s.fixed)
	}
	switch kind {
	case syntax.Breach:
		if duty && !ends(r.Within) && r.Refusal == nil {
			return r.Name + " has no period and is never breached"
		}
	case syntax.Unanswered:
		if r.Judge == nil && r.MustJudge == nil {
			return r.Name + " has no judge and is never unanswered"
		}
	case syntax.Excuse:
		if r.Unless == nil && !x.excused[r.ID] {
			return "nothing excuses " + r.Name
		}
	case syntax.Lapse:
		if duty && r.While == nil && r.Judge == nil && x.textOf(r).OpenMatters == charter.Continue && r.OpenMatters != charter.LapseAll {
			return r.Name + " never lapses"
		}
		if r.Kind == charter.ProcedureRule && !ends(r.Within) && !ends(r.MoveWithin) {
			return r.Name + " has no period and never lapses"
		}
	}
	return ""
}

// condition says why a condition can never be true.
func (x *reach) condition(e *charter.Expr) string {
	if e == nil {
		return ""
	}
	switch e.Op {
	case charter.OpFalse:
		return "its condition is never true"
	case charter.OpNot:
		if len(e.Args) == 1 && e.Args[0].Op == charter.OpTrue {
			return "its condition is never true"
		}
		if len(e.Args) == 1 && e.Args[0].Op == charter.OpReadingYes && !x.readings(e.Args[0].Reading, func(v charter.Value) bool { return !v.Yes }) {
			return "the reading " + x.readingName(e.Args[0].Reading) + " is never no"
		}
	case charter.OpAnd:
		for _, a := range e.Args {
			if w := x.condition(a); w != "" {
				return w
			}
		}
		return x.contradiction(e)
	case charter.OpOr:
		first := ""
		for _, a := range e.Args {
			w := x.condition(a)
			if w == "" {
				return ""
			}
			if first == "" {
				first = w
			}
		}
		return first
	case charter.OpHolds:
		if !x.held[statusKey{e.Family, e.Status}] {
			return "nobody can come to be " + x.status(e.Family, e.Status)
		}
	case charter.OpReadingYes:
		if !x.readings(e.Reading, func(v charter.Value) bool { return v.Yes }) {
			return "the reading " + x.readingName(e.Reading) + " is never yes"
		}
	case charter.OpFound:
		return x.finding(e.Finding)
	case charter.OpRecorded:
		return x.pattern(e.Pattern)
	}
	return ""
}

// contradiction finds two parts of a condition of which one denies the other.
func (x *reach) contradiction(e *charter.Expr) string {
	parts := all(e)
	for _, a := range parts {
		if a.Op == charter.OpHolds && a.Term.Kind == charter.VarTerm && a.With == nil && denies(e, a.Term.Var, a.Family, a.Status) {
			return "its condition asks that the same state be " + x.status(a.Family, a.Status) + " and not be"
		}
	}
	return ""
}

func (x *reach) readings(ref charter.ReadingRef, ok func(charter.Value) bool) bool {
	for _, v := range x.c.Families[ref.Family].Readings[ref.Reading].Versions {
		if slices.ContainsFunc(v.Values, ok) {
			return true
		}
	}
	return false
}

// unreachable reports powers nobody can use and rules that never apply.
func (k *checker) unreachable() {
	for _, r := range k.rules {
		w := k.reach.why(r)
		switch {
		case w == "":
		case r.Kind == charter.PowerRule:
			k.rule("L07", warning, r, "nobody can use this power: %s", w)
		default:
			k.rule("L08", warning, r, "this never applies: %s", w)
		}
	}
}
