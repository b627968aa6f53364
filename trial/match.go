package trial

import (
	"fmt"
	"slices"

	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/report"
	"casus/syntax"
)

// view is a docket from one side.
type view struct {
	d    *docket.Docket
	side int
}

// matches reports whether a finding is one that a pattern without variables
// speaks of.
func (v view) matches(p *charter.FindingPattern, f *docket.Finding) bool {
	return Matches(v.d, p, f)
}

// Matches reports whether a finding is one that a pattern speaks of. The
// pattern has no variables: it comes from a test or from the command line.
func Matches(d *docket.Docket, p *charter.FindingPattern, f *docket.Finding) bool {
	v := view{d: d}
	if f.Kind.String() != p.Kind.String() || f.Late != p.Late {
		return false
	}
	switch p.Kind {
	case syntax.Void:
		return v.isAct(p.Act, f)
	case syntax.Silence:
		if p.OfBreach != f.OfBreach {
			return false
		}
		if !p.OfBreach {
			return v.isAct(p.Act, f)
		}
		return isRule(p.Rules, f.Rule) && v.hasRoles(p.Roles, f.Rule, f.Roles)
	case syntax.Collision:
		return isRule(p.Rules, f.Rule) && isRule(p.Rules2, f.Rule2) && v.hasRoles(p.Roles, f.Rule, f.Roles) && v.hasRoles(p.Roles2, f.Rule2, f.Roles2) ||
			isRule(p.Rules, f.Rule2) && isRule(p.Rules2, f.Rule) && v.hasRoles(p.Roles, f.Rule2, f.Roles2) && v.hasRoles(p.Roles2, f.Rule, f.Roles)
	}
	return isRule(p.Rules, f.Rule) && v.hasRoles(p.Roles, f.Rule, f.Roles)
}

func isRule(ids []int, r *charter.Rule) bool { return r != nil && slices.Contains(ids, r.ID) }

// hasRoles reports whether every role asked for is there and is who was asked
// for. What several owe together blames nobody singly, unless the rule says
// `each answers`.
func (v view) hasRoles(want []charter.RoleTerm, r *charter.Rule, have []engine.RoleStates) bool {
	for _, w := range want {
		e, ok := v.entity(w.Term)
		at := slices.IndexFunc(have, func(h engine.RoleStates) bool { return h.Role == w.Role })
		if !ok || at < 0 || !slices.Contains(have[at].States, e) {
			return false
		}
		if len(have[at].States) > 1 && (r == nil || !r.Answers) {
			return false
		}
	}
	return true
}

// entity is whom a term names: a body is what it is in the latest text.
func (v view) entity(t charter.Term) (charter.EntityID, bool) {
	switch t.Kind {
	case charter.EntityTerm:
		return t.Entity, true
	case charter.BodyTerm:
		b := v.d.Case.Families[t.Family].Bodies[t.Body]
		if n := len(b.Versions); n > 0 {
			return b.Versions[n-1].Entity, true
		}
	}
	return 0, false
}

// isAct reports whether the act a void or silence is about is the one asked
// for.
func (v view) isAct(p *charter.Pattern, f *docket.Finding) bool {
	if p == nil || f.Kind == engine.Silence && f.OfBreach {
		return false
	}
	vocab := v.d.Case.Vocab
	if !vocab.IsAct(f.Act, p.Act) || !v.onLabel(p, f) || !v.hasNumbers(p, f) {
		return false
	}
	if v.actRoles(p, f.Roles) {
		return true
	}
	a := vocab.Acts[f.Act]
	return a.Mutual && v.actRoles(p, exchanged(f.Roles, a.MutualA, a.MutualB))
}

// exchanged gives the roles of a mutual act seen from the other side.
func exchanged(roles []engine.RoleStates, a, b syntax.Role) []engine.RoleStates {
	out := slices.Clone(roles)
	for i := range out {
		switch out[i].Role {
		case a:
			out[i].Role = b
		case b:
			out[i].Role = a
		}
	}
	return out
}

func (v view) actRoles(p *charter.Pattern, have []engine.RoleStates) bool {
	for _, w := range p.Roles {
		e, ok := v.entity(w.Term)
		if !ok || !slices.ContainsFunc(have, func(h engine.RoleStates) bool { return h.Role == w.Role && slices.Contains(h.States, e) }) {
			return false
		}
	}
	for _, role := range p.Without {
		if slices.ContainsFunc(have, func(h engine.RoleStates) bool { return h.Role == role }) {
			return false
		}
	}
	return true
}

// onLabel compares the label that a vote or a judge's word is on.
func (v view) onLabel(p *charter.Pattern, f *docket.Finding) bool {
	if p.Label == "" {
		return true
	}
	return f.Entry != nil && f.Entry.Target >= 0 && v.d.Record.Entries[f.Entry.Target].Label == p.Label
}

// hasNumbers compares numbers that are asked for with those the entry gives: a
// number in doubt must fit wherever it lies.
func (v view) hasNumbers(p *charter.Pattern, f *docket.Finding) bool {
	for _, n := range p.Numbers {
		if n.Value == nil || n.Value.Op != charter.OpNum || f.Entry == nil {
			continue
		}
		fits := false
		for _, has := range f.Entry.Numbers {
			if has.Number != n.Number {
				continue
			}
			lo, hi, x := has.Range.Lo, has.Range.Hi, n.Value.Num
			switch n.Op {
			case syntax.AtLeast:
				fits = lo >= x
			case syntax.AtMost:
				fits = hi <= x
			case syntax.MoreThan:
				fits = lo > x
			case syntax.LessThan:
				fits = hi < x
			default:
				fits = lo == x && hi == x
			}
		}
		if !fits {
			return false
		}
	}
	return true
}

// isChange reports whether a finding is a change of status asked for.
func (v view) isChange(c *charter.Change, f *docket.Finding) bool { return IsChange(v.d, c, f) }

// IsChange reports whether a finding is the change of status asked for.
func IsChange(d *docket.Docket, c *charter.Change, f *docket.Finding) bool {
	s := f.Status
	if f.Kind != engine.Status || s == nil || s.Family != c.Family || s.Ceases != c.Ceases ||
		s.Status != d.Case.Families[c.Family].Statuses[c.Status].Name {
		return false
	}
	v := view{d: d}
	if e, ok := v.entity(c.Term); !ok || e != s.Entity {
		return false
	}
	if c.With == nil {
		return true
	}
	e, ok := v.entity(*c.With)
	return ok && e == s.With
}

// describe writes findings as a test would expect them, with what makes them
// undecided.
func (v view) describe(fs []*docket.Finding) []string {
	var list []string
	for i, f := range fs {
		if i == mostTold {
			list = append(list, fmt.Sprintf("... and %d more", len(fs)-i))
			break
		}
		s := f.Sides[v.side]
		text := report.Phrase(v.d, f) + " on " + s.Days.String()
		if !s.Definite() {
			text = "undecided " + text + fmt.Sprintf(" (%d of %d)", s.Found, s.Of)
		}
		list = append(list, text)
	}
	return list
}

// mostTold is how many findings a failure lists.
const mostTold = 12

// likeness says how near a finding is to what was expected; 0 if it has
// nothing to do with it.
func (v view) likeness(w wanted, f *docket.Finding) int {
	n := 0
	switch {
	case w.pattern != nil && w.pattern.Act != nil:
		if f.Act == 0 || !v.d.Case.Vocab.IsAct(f.Act, w.pattern.Act.Act) {
			return 0
		}
		n = 3 + v.sameRoles(w.pattern.Act.Roles, f.Roles)
	case w.pattern != nil:
		if !isRule(w.pattern.Rules, f.Rule) || !w.pattern.Named {
			if f.Kind.String() != w.pattern.Kind.String() {
				return 0
			}
		} else {
			n = 3
		}
		n += v.sameRoles(w.pattern.Roles, f.Roles)
	case w.changes != nil:
		if f.Status == nil || !slices.ContainsFunc(w.changes, func(c *charter.Change) bool {
			e, ok := v.entity(c.Term)
			return ok && e == f.Status.Entity
		}) {
			return 0
		}
		n = 2
		if f.Status.Status == w.Change.Status.Name {
			n += 2
		}
	default:
		return 0
	}
	if w.pattern != nil && f.Kind.String() == w.pattern.Kind.String() {
		n += 2
	}
	if d := f.Sides[v.side].Days; w.Dated.Word != "" && d.Lo <= w.Dated.Days.Hi+31 && d.Hi >= w.Dated.Days.Lo-31 {
		n++
	}
	return n
}

func (v view) sameRoles(want []charter.RoleTerm, have []engine.RoleStates) int {
	n := 0
	for _, w := range want {
		e, ok := v.entity(w.Term)
		if ok && slices.ContainsFunc(have, func(h engine.RoleStates) bool { return h.Role == w.Role && slices.Contains(h.States, e) }) {
			n++
		}
	}
	return n
}

// statusHistory lists the changes of the status that a state asks about.
func (v view) statusHistory(e *charter.Expr) []string {
	for e != nil && e.Op == charter.OpNot && len(e.Args) == 1 {
		e = e.Args[0]
	}
	if e == nil || e.Op != charter.OpHolds {
		return nil
	}
	who, ok := v.entity(e.Term)
	if !ok || e.Family >= len(v.d.Case.Families) {
		return nil
	}
	status := v.d.Case.Families[e.Family].Statuses[e.Status].Name
	var fs []*docket.Finding
	for _, f := range v.d.Findings {
		if s := f.Status; s != nil && s.Family == e.Family && s.Entity == who && s.Status == status && f.Sides[v.side].Possible() {
			fs = append(fs, f)
		}
	}
	return v.describe(fs)
}
