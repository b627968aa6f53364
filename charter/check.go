package charter

import (
	"slices"

	"casus/syntax"
)

// check makes the checks that look at the case as a whole.
func (b *builder) check() {
	for _, rule := range b.c.Rules {
		if !slices.Contains(b.unread, rule) {
			b.checkPeriods(rule)
		}
	}
	b.checkStatuses()
	b.checkAnswered()
	b.checkFeeding()
}

// checkPeriods warns of what can stay open for ever. Who means it writes
// `within none`.
func (b *builder) checkPeriods(rule *Rule) {
	switch {
	case rule.Kind == DutyRule && rule.Within == nil:
		b.warn("E0246", rule.Pos, "write `within` and a period, or `within none` if that is meant",
			"the duty %s has no period: it is never breached", rule.Name)
	case rule.Kind != ProcedureRule:
	case rule.Opens && rule.Moved != nil && rule.MoveWithin == nil:
		b.warn("E0247", rule.Pos, "write `within` and a period behind `moved`, or `within none` if that is meant",
			"the procedure %s can wait for a motion for ever", rule.Name)
	case (rule.Opens || rule.Moved != nil) && rule.Within == nil:
		b.warn("E0247", rule.Pos, "write `within` and a period behind `before`, or `within none` if that is meant",
			"the procedure %s can wait for a decision for ever", rule.Name)
	}
}

type statusKey struct{ family, status int }

// checkStatuses refuses a status that rules ask for and nobody can come to
// hold: what hangs on it would never be, without a word. One that nothing asks
// for is only remarked on.
func (b *builder) checkStatuses() {
	if b.has("E0205") {
		return // the status that somebody is given there may be the one that nobody has
	}
	given, asked := b.givenStatuses(), b.askedStatuses()
	for _, f := range b.c.Families {
		for i := range f.Statuses {
			k := statusKey{f.ID, i}
			if given[k] {
				continue
			}
			at, declared := b.statusAt[k]
			if !declared {
				at = f.Texts[0].Pos
			}
			hint := "name those who hold it, or let a rule give it: `effect p becomes " + f.Statuses[i].Name + "`"
			if i == PartyStatus {
				hint = "name the parties: `parties ARM KAZ`, or let a rule give it: `effect p becomes party`"
			}
			switch {
			case asked[k]:
				b.error("E0245", at, hint, "nobody can come to be %s, and rules ask for it", f.Statuses[i].Name)
			case declared:
				b.warn("E0245", at, hint, "nobody can come to be %s", f.Statuses[i].Name)
			}
		}
	}
}

// givenStatuses are those that a text gives or an effect brings.
func (b *builder) givenStatuses() map[statusKey]bool {
	given := map[statusKey]bool{}
	for _, f := range b.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				given[statusKey{f.ID, g.Status}] = true
			}
		}
	}
	for _, rule := range b.c.Rules {
		for _, e := range rule.allEffects() {
			if e.Change != nil && !e.Change.Ceases {
				given[statusKey{e.Change.Family, e.Change.Status}] = true
			}
		}
	}
	return given
}

// allEffects are those of a power or consequence, or of all outcomes of a
// procedure.
func (rule *Rule) allEffects() []*Effect {
	var all []*Effect
	all = append(all, rule.Effects...)
	all = append(all, rule.Adopted...)
	all = append(all, rule.Rejected...)
	return append(all, rule.Lapsed...)
}

// askedStatuses are those that a condition, a bearer or a trigger asks for.
func (b *builder) askedStatuses() map[statusKey]bool {
	asked := map[statusKey]bool{}
	w := Walker{Expr: func(e *Expr) {
		switch e.Op {
		case OpHolds, OpCountStatus, OpHighest, OpLowest, OpTotal, OpAverage:
			asked[statusKey{e.Family, e.Status}] = true
		}
	}}
	w.Case(b.c)
	for _, rule := range b.c.Rules {
		if rule.Bearer != nil && rule.Bearer.Status >= 0 && !rule.Bearer.ByKind {
			asked[statusKey{rule.Bearer.Family, rule.Bearer.Status}] = true
		}
		for _, t := range rule.When {
			if t.Change != nil {
				asked[statusKey{t.Change.Family, t.Change.Status}] = true
			}
		}
		if rule.Before >= 0 {
			for _, v := range b.c.Families[rule.Family].Bodies[rule.Before].Versions {
				asked[statusKey{rule.Family, v.Of}] = true
			}
		}
	}
	return asked
}

// checkAnswered notes breaches that no rule of the case begins with: the
// docket will find silence about them.
func (b *builder) checkAnswered() {
	named := map[int]bool{}
	for _, rule := range b.c.Rules {
		for _, t := range rule.When {
			if t.Finding != nil && t.Finding.Kind == syntax.Breach {
				for _, id := range t.Finding.Rules {
					named[id] = true
				}
			}
		}
	}
	said := map[[2]string]bool{}
	for _, rule := range b.c.Rules {
		key := [2]string{b.c.Families[rule.Family].Name, rule.Name}
		if named[rule.ID] || said[key] || !rule.canBeBreached() {
			continue
		}
		said[key] = true
		b.note("E0248", rule.Pos, "let a consequence, duty or procedure begin with `when breach of "+rule.Name+"`",
			"no rule begins with a breach of %s: the docket finds silence about it", rule.Name)
	}
}

func (rule *Rule) canBeBreached() bool {
	if rule.Kind == BanRule {
		return true
	}
	if rule.Kind != DutyRule {
		return false
	}
	return rule.Refusal != nil || rule.Within != nil && (rule.Within.Reading != nil || !rule.Within.Period.Forever)
}

// MarkUsed marks the acts and numbers that rules of the case speak of. An act
// is spoken of with those declared to be one.
func (c *Case) MarkUsed(acts, numbers []bool) {
	w := Walker{
		Pattern: func(p *Pattern) {
			if p.Define == nil {
				acts[p.Act] = true
			}
			for _, n := range p.Numbers {
				numbers[n.Number] = true
			}
		},
		Expr: func(e *Expr) {
			if e.Op == OpSum {
				numbers[e.Number] = true
			}
		},
	}
	w.Case(c)
	for _, r := range c.Rules {
		if r.Minimum != nil && !r.Minimum.Count {
			numbers[r.Minimum.Number] = true
		}
	}
}
