package lint

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// law is the text in force at the end of a case: each family as it stands on
// its last day, or as it stood on the last day it was in force.
type law struct {
	c     *charter.Case
	v     *charter.Vocabulary
	rules []*charter.Rule
	days  []calendar.Day // by family: the day looked at
}

func lawOf(c *charter.Case) *law {
	l := &law{c: c, v: c.Vocab, days: make([]calendar.Day, len(c.Families))}
	for f := range c.Families {
		l.days[f] = calendar.Always
	}
	for _, r := range c.Rules {
		l.days[r.Family] = max(l.days[r.Family], min(r.Until, calendar.Never)-1)
	}
	for _, r := range c.Rules {
		if day := l.days[r.Family]; r.From <= day && day < r.Until {
			l.rules = append(l.rules, r)
		}
	}
	return l
}

func (l *law) textOf(r *charter.Rule) *charter.Text { return l.c.Families[r.Family].Texts[r.Text] }

// name says which rule is meant: "art. 4 help".
func (l *law) name(r *charter.Rule) string {
	if r.Article == "" {
		return r.Name
	}
	return "art. " + r.Article + " " + r.Name
}

// body is an organ as it stands on the day looked at.
func (l *law) body(family, body int) *charter.BodyVersion {
	vs := l.c.Families[family].Bodies[body].Versions
	if len(vs) == 0 {
		return &charter.BodyVersion{}
	}
	at := 0
	for i := range vs {
		if vs[i].From <= l.days[family] {
			at = i
		}
	}
	return &vs[at]
}

// reading is a reading as it stands on the day looked at.
func (l *law) reading(ref charter.ReadingRef) *charter.ReadingVersion {
	vs := l.c.Families[ref.Family].Readings[ref.Reading].Versions
	at := 0
	for i := range vs {
		if vs[i].From <= l.days[ref.Family] {
			at = i
		}
	}
	return &vs[at]
}

func (l *law) readingName(ref charter.ReadingRef) string {
	return l.c.Families[ref.Family].Readings[ref.Reading].Name
}

// parties are those that the texts name as parties, in the order of codes.
func (l *law) parties(family int) []charter.EntityID {
	var list []charter.EntityID
	for _, t := range l.c.Families[family].Texts {
		for _, g := range t.Grants {
			if g.Status == charter.PartyStatus && g.With == 0 && !slices.Contains(list, g.Entity) {
				list = append(list, g.Entity)
			}
		}
	}
	slices.Sort(list)
	return list
}

// effects are those of a power or consequence, or of all outcomes of a
// procedure.
func effects(r *charter.Rule) []*charter.Effect {
	return slices.Concat(r.Effects, r.Adopted, r.Rejected, r.Lapsed)
}

// all are the parts of a condition that are joined by "and".
func all(e *charter.Expr) []*charter.Expr {
	switch {
	case e == nil:
		return nil
	case e.Op == charter.OpAnd:
		var list []*charter.Expr
		for _, a := range e.Args {
			list = append(list, all(a)...)
		}
		return list
	}
	return []*charter.Expr{e}
}

// denies reports whether a condition requires that a variable does not hold a
// status.
func denies(e *charter.Expr, v charter.VarID, family, status int) bool {
	return slices.ContainsFunc(all(e), func(x *charter.Expr) bool {
		if x.Op != charter.OpNot || len(x.Args) != 1 {
			return false
		}
		h := x.Args[0]
		return h.Op == charter.OpHolds && h.Term.Kind == charter.VarTerm && h.Term.Var == v && h.Family == family && h.Status == status
	})
}

// requires reports whether a condition requires that a variable holds a status.
func requires(e *charter.Expr, v charter.VarID, family, status int) bool {
	return slices.ContainsFunc(all(e), func(h *charter.Expr) bool {
		return h.Op == charter.OpHolds && h.Term.Kind == charter.VarTerm && h.Term.Var == v && h.Family == family && h.Status == status
	})
}

// term is what stands in a role of a pattern, or nil.
func term(p *charter.Pattern, role syntax.Role) *charter.Term {
	if p == nil {
		return nil
	}
	return termIn(p.Roles, role)
}

func termIn(roles []charter.RoleTerm, role syntax.Role) *charter.Term {
	for i := range roles {
		if roles[i].Role == role {
			return &roles[i].Term
		}
	}
	return nil
}

// variable is the variable in a role, or NoVar.
func variable(t *charter.Term) charter.VarID {
	if t == nil || t.Kind != charter.VarTerm {
		return charter.NoVar
	}
	return t.Var
}

// patternName is the act or definition that a pattern names.
func (l *law) patternName(p *charter.Pattern) string {
	if p.Define != nil {
		return p.Define.Name
	}
	return l.v.Acts[p.Act].Name
}

// leaves are the acts of the vocabulary that a pattern may stand for, with the
// definitions taken apart.
func (l *law) leaves(p *charter.Pattern, family int) []charter.ActID {
	var out []charter.ActID
	l.walkLeaves(p, family, 0, func(a charter.ActID) {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	})
	return out
}

// deepest bounds how far definitions that rest on definitions are followed.
const deepest = 16

func (l *law) walkLeaves(p *charter.Pattern, family, depth int, do func(charter.ActID)) {
	switch {
	case p == nil || depth > deepest:
	case p.Define == nil:
		do(p.Act)
	default:
		for _, a := range l.alternatives(p.Define, family) {
			l.walkLeaves(a.Pattern, family, depth+1, do)
		}
	}
}

// alternatives are those of a definition that count on the day looked at.
func (l *law) alternatives(d *charter.Define, family int) []*charter.DefineAlt {
	var list []*charter.DefineAlt
	for _, a := range d.Alts {
		if day := l.days[family]; a.From <= day && day < a.Until {
			list = append(list, a)
		}
	}
	return list
}

// grave reports whether some act behind a pattern is grave.
func (l *law) grave(p *charter.Pattern, family int) bool {
	return slices.ContainsFunc(l.leaves(p, family), func(a charter.ActID) bool { return l.v.Acts[a].Grave })
}

// between reports whether an act is done by or with one actor to another: an
// attack, a clash.
func (l *law) between(a charter.ActID) bool {
	act := &l.v.Acts[a]
	other := act.Roles[syntax.On].Has || act.Roles[syntax.With].Has || act.Roles[syntax.Against].Has
	return act.Roles[syntax.By].Has && other
}

// force reports whether a pattern may stand for a grave act of one against
// another.
func (l *law) force(p *charter.Pattern, family int) bool {
	return slices.ContainsFunc(l.leaves(p, family), func(a charter.ActID) bool { return l.v.Acts[a].Grave && l.between(a) })
}

// enumerate joins words as people do.
func enumerate(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
}

// or joins words as alternatives.
func or(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " or " + list[n-1]
	}
}

// span is what a limit may be: its periods, longest last, and whether it may be
// without end. A limit that is not written has no end.
type span struct {
	shortest, longest calendar.Period
	endless           bool // without end in the first reading, or as written
	perhaps           bool // without end in some other reading
	reading           string
	fixed             bool // written as a number
}

// days is about how long a period lasts, for comparing.
func days(p calendar.Period) int { return int(p.Months)*30 + int(p.Months)/2 + int(p.Days) }

func (l *law) span(lim *charter.Limit) span {
	switch {
	case lim == nil:
		return span{endless: true}
	case lim.Reading == nil:
		return span{shortest: lim.Period, longest: lim.Period, endless: lim.Period.Forever, fixed: true}
	}
	s := span{reading: l.readingName(*lim.Reading)}
	first := true
	for i, v := range l.reading(*lim.Reading).Values {
		if v.Kind == charter.NoLimit || v.Period.Forever {
			s.endless, s.perhaps = s.endless || i == 0, true
			continue
		}
		if first || days(v.Period) < days(s.shortest) {
			s.shortest = v.Period
		}
		if first || days(v.Period) > days(s.longest) {
			s.longest = v.Period
		}
		first = false
	}
	return s
}
