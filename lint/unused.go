package lint

import (
	"casus/charter"
)

// uses is what some rule of the case speaks of.
type uses struct {
	readings map[charter.ReadingRef]bool
	defines  map[*charter.Define]bool
	statuses map[statusKey]bool
	measures map[[2]int]bool
	bodies   map[[2]int]bool
}

func newUses() *uses {
	return &uses{map[charter.ReadingRef]bool{}, map[*charter.Define]bool{}, map[statusKey]bool{}, map[[2]int]bool{}, map[[2]int]bool{}}
}

// opening gathers what the opening of a rule, or the breach of a ban, rests on,
// definitions entered.
func (u *uses) opening(r *charter.Rule) {
	var w charter.Walker
	w = charter.Walker{Expr: u.expr, Pattern: func(p *charter.Pattern) {
		if p.Define == nil || u.defines[p.Define] {
			return
		}
		u.defines[p.Define] = true
		for _, a := range p.Define.Alts {
			w.Rule(&charter.Rule{May: a.Pattern, Where: a.Where})
		}
	}}
	w.Rule(&charter.Rule{When: r.When, Where: r.Where, Bearer: r.Bearer, Unless: r.Unless, Never: r.Never, Steps: r.Steps, While: r.While})
	for _, s := range r.Steps {
		u.limit(s.Within)
	}
}

// used gathers what the rules, definitions and measures of all texts of the
// case speak of.
func (l *law) used() *uses {
	u := newUses()
	w := charter.Walker{Expr: u.expr, Pattern: u.pattern,
		Finding: func(f *charter.FindingPattern) { u.roles(f.Roles) },
		Change:  func(c *charter.Change) { u.term(c.Term) }}
	w.Case(l.c)
	for _, r := range l.c.Rules {
		u.rule(r)
	}
	for _, f := range l.c.Families {
		for _, b := range f.Bodies {
			for _, v := range b.Versions {
				u.statuses[statusKey{f.ID, v.Of}] = true
				for _, s := range v.Except {
					u.statuses[statusKey{f.ID, s}] = true
				}
			}
		}
	}
	return u
}

func (u *uses) limit(l *charter.Limit) {
	if l != nil && l.Reading != nil {
		u.readings[*l.Reading] = true
	}
}

func (u *uses) term(t charter.Term) {
	if t.Kind == charter.BodyTerm {
		u.bodies[[2]int{t.Family, t.Body}] = true
	}
}

func (u *uses) roles(list []charter.RoleTerm) {
	for _, rt := range list {
		u.term(rt.Term)
	}
}

func (u *uses) pattern(p *charter.Pattern) {
	if p.Define != nil {
		u.defines[p.Define] = true
	}
	u.roles(p.Roles)
}

func (u *uses) expr(e *charter.Expr) {
	u.term(e.Term)
	u.term(e.Other)
	u.limit(e.Window.Last)
	switch e.Op {
	case charter.OpReadingYes, charter.OpReadingIs, charter.OpReadingNum:
		u.readings[e.Reading] = true
	case charter.OpHolds, charter.OpCountStatus:
		u.statuses[statusKey{e.Family, e.Status}] = true
	case charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		u.statuses[statusKey{e.Family, e.Status}] = true
		u.measures[[2]int{e.Family, e.Measure}] = true
	case charter.OpMeasure:
		u.measures[[2]int{e.Family, e.Measure}] = true
	}
}

// rule adds what the walker does not visit.
func (u *uses) rule(r *charter.Rule) {
	u.limit(r.Within)
	u.limit(r.MoveWithin)
	triggers := func(list []*charter.Trigger) {
		for _, t := range list {
			if t.Change != nil {
				u.statuses[statusKey{t.Change.Family, t.Change.Status}] = true
			}
		}
	}
	triggers(r.When)
	for _, s := range r.Steps {
		u.limit(s.Within)
		triggers(s.When)
	}
	for _, e := range effects(r) {
		u.limit(e.After)
		u.limit(e.For)
		u.roles(e.ExcuseRoles)
	}
	if b := r.Bearer; b != nil {
		if !b.ByKind && b.Status >= 0 {
			u.statuses[statusKey{b.Family, b.Status}] = true
		}
		for _, s := range b.ExceptStatus {
			u.statuses[statusKey{b.Family, s}] = true
		}
	}
	for _, t := range r.Except {
		u.term(t)
	}
	for _, s := range r.ExceptStatus {
		u.statuses[statusKey{r.Family, s}] = true
	}
	for _, j := range []*charter.Judge{r.Judge, r.MustJudge} {
		if j != nil {
			u.term(j.Term)
		}
	}
	if r.Kind == charter.ProcedureRule {
		u.bodies[[2]int{r.Family, r.Before}] = true
	}
}

// unused is L06 and L10.
func (k *checker) unused() {
	u := k.used()
	for _, f := range k.c.Families {
		for i, b := range f.Bodies {
			if len(b.Versions) > 0 && !u.bodies[[2]int{f.ID, i}] {
				k.text("L06", warning, f.ID, k.body(f.ID, i).Pos, []string{b.Name}, "no rule is before %s or asks it", b.Name)
			}
		}
		for i, d := range f.Readings {
			if ref := (charter.ReadingRef{Family: f.ID, Reading: i}); !u.readings[ref] && len(d.Versions) > 0 {
				k.text("L10", note, f.ID, k.reading(ref).Pos, []string{d.Name}, "nothing depends on the reading %s", d.Name)
			}
		}
		for _, d := range f.Defines {
			if !u.defines[d] {
				k.text("L10", note, f.ID, d.Pos, []string{d.Name}, "no rule uses the term %s", d.Name)
			}
		}
		for i, m := range f.Measures {
			if !u.measures[[2]int{f.ID, i}] && len(m.Versions) > 0 {
				k.text("L10", note, f.ID, m.Versions[len(m.Versions)-1].Pos, []string{m.Name}, "no rule asks for the measure %s", m.Name)
			}
		}
		for i, s := range f.Statuses {
			if i != charter.PartyStatus && !u.statuses[statusKey{f.ID, i}] && k.reach.held[statusKey{f.ID, i}] {
				k.text("L10", note, f.ID, s.Pos, []string{s.Name}, "no rule asks who is %s: to be it changes nothing", s.Name)
			}
		}
	}
}
