package atop

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/syntax"
)

// What an act is a sort of follows from its PLOVER category and its name, or
// those of the act that it is declared to be. A derived act is of a sort if
// one of its alternatives in force is.

// sort are the acts of one sort.
type sort struct {
	plover []string
	names  []string
	not    []string // names that are of the category and not of the sort
}

var (
	force         = sort{plover: []string{"ASSAULT"}, names: []string{"attack", "clash", "invade", "incursion", "use-force"}}
	helping       = sort{plover: []string{"AID"}, names: []string{"help", "assist", "aid", "defend", "succour"}}
	consultation  = sort{plover: []string{"CONSULT"}, names: []string{"consult", "negotiate", "talk"}, not: []string{"report", "notify", "inform", "visit", "state-position", "send-mission", "notify-base"}}
	request       = sort{plover: []string{"REQUEST"}, names: []string{"request-help", "call-for-help", "call"}}
	hosting       = sort{names: []string{"host-facility", "host-base", "host"}}
	joining       = sort{names: []string{"join", "join-alliance"}}
	interference  = sort{plover: []string{"COERCE"}, names: []string{"interfere", "intervene", "join-force"}}
	renouncing    = sort{names: []string{"withdraw", "denounce", "renounce", "leave"}}
	deepestDefine = 16
)

func (r *reader) isForce(p *charter.Pattern) bool        { return r.is(p, force, 0) }
func (r *reader) isHelp(p *charter.Pattern) bool         { return r.is(p, helping, 0) }
func (r *reader) isConsultation(p *charter.Pattern) bool { return r.is(p, consultation, 0) }
func (r *reader) isRequest(p *charter.Pattern) bool      { return r.is(p, request, 0) }
func (r *reader) isHosting(p *charter.Pattern) bool      { return r.is(p, hosting, 0) }
func (r *reader) isJoining(p *charter.Pattern) bool      { return r.is(p, joining, 0) }
func (r *reader) isInterference(p *charter.Pattern) bool { return r.is(p, interference, 0) }
func (r *reader) isRenunciation(p *charter.Pattern) bool { return r.is(p, renouncing, 0) }

func (r *reader) anyPattern(list []*charter.Pattern, is func(*charter.Pattern) bool) bool {
	return slices.ContainsFunc(list, is)
}

func (r *reader) is(p *charter.Pattern, s sort, depth int) bool {
	if p == nil || depth > deepestDefine {
		return false
	}
	if p.Define != nil {
		return slices.ContainsFunc(r.alternatives(p.Define), func(a *charter.DefineAlt) bool { return r.is(a.Pattern, s, depth+1) })
	}
	for a := p.Act; a != charter.NoAct; a = r.v.Acts[a].Parent {
		act := &r.v.Acts[a]
		if slices.Contains(s.not, act.Name) {
			return false
		}
		if slices.Contains(s.names, act.Name) || slices.Contains(s.plover, act.Plover) {
			return true
		}
	}
	return false
}

// alternatives are those of a derived act in force on the day.
func (r *reader) alternatives(d *charter.Define) []*charter.DefineAlt {
	var list []*charter.DefineAlt
	for _, a := range d.Alts {
		if a.From <= r.day && r.day < a.Until {
			list = append(list, a)
		}
	}
	return list
}

// triggered reports whether a rule hangs on the use of force: it is opened by
// it, or by a procedure or rule that is, or asks for it in a condition.
func (r *reader) triggered(x *charter.Rule, depth int) bool {
	if depth > 3 {
		return false
	}
	triggers := slices.Clone(x.When)
	for _, s := range x.Steps {
		triggers = append(triggers, s.When...)
		if r.mentionsForce(s.Where, 0) {
			return true
		}
	}
	for _, t := range triggers {
		if r.isForce(t.Act) {
			return true
		}
		if t.Finding != nil && slices.ContainsFunc(t.Finding.Rules, func(i int) bool { return r.triggered(r.c.Rules[i], depth+1) }) {
			return true
		}
	}
	return r.mentionsForce(x.Where, 0)
}

// mentionsForce reports whether a condition speaks of the use of force.
func (r *reader) mentionsForce(e *charter.Expr, depth int) bool {
	if e == nil || depth > deepestDefine {
		return false
	}
	return r.isForce(e.Pattern) || slices.ContainsFunc(e.Args, func(a *charter.Expr) bool { return r.mentionsForce(a, depth+1) })
}

// forceTriggers are the patterns of force by which a rule is opened.
func (r *reader) forceTriggers(x *charter.Rule) []*charter.Pattern {
	var list []*charter.Pattern
	add := func(triggers []*charter.Trigger) {
		for _, t := range triggers {
			if r.isForce(t.Act) {
				list = append(list, t.Act)
			}
		}
	}
	add(x.When)
	for _, s := range x.Steps {
		add(s.When)
	}
	return list
}

func termIn(p *charter.Pattern, role syntax.Role) (charter.Term, bool) {
	for _, t := range p.Roles {
		if t.Role == role {
			return t.Term, true
		}
	}
	return charter.Term{}, false
}

// helpsAttacker reports whether the help goes to whoever used force, and not
// to whom it was used on.
func (r *reader) helpsAttacker(x *charter.Rule) bool {
	for _, f := range r.forceTriggers(x) {
		by, ok := termIn(f, syntax.By)
		if !ok {
			continue
		}
		for _, m := range x.Must {
			if to, ok := termIn(m, syntax.To); ok && to == by {
				return true
			}
		}
	}
	return false
}

// namedAttackers are entities that a rule names as attackers.
func (r *reader) namedAttackers(x *charter.Rule) []string {
	var list []string
	for _, f := range r.forceTriggers(x) {
		if by, ok := termIn(f, syntax.By); ok && by.Kind == charter.EntityTerm {
			list = append(list, r.v.Entities[by.Entity].Code)
		}
	}
	return list
}

// outsideAttack reports whether the attacker must be no party, by the rule or
// by what it calls an attack.
func (r *reader) outsideAttack(x *charter.Rule) bool {
	for _, f := range r.forceTriggers(x) {
		by, ok := termIn(f, syntax.By)
		if ok && r.noParty(x.Where, by) {
			return true
		}
		if f.Define == nil {
			continue
		}
		for _, a := range r.alternatives(f.Define) {
			if by, ok := termIn(a.Pattern, syntax.By); ok && r.noParty(a.Where, by) {
				return true
			}
		}
	}
	return false
}

// noParty reports whether a condition asks that a term be no party of the
// family, with nothing beside it that would do as well.
func (r *reader) noParty(e *charter.Expr, t charter.Term) bool {
	if e == nil {
		return false
	}
	switch e.Op {
	case charter.OpAnd:
		return slices.ContainsFunc(e.Args, func(a *charter.Expr) bool { return r.noParty(a, t) })
	case charter.OpOr:
		return len(e.Args) > 0 && r.orElseReading(e.Args, t)
	case charter.OpNot:
		x := e.Args[0]
		return x.Op == charter.OpHolds && x.Term == t && x.Family == r.fam.ID && x.Status == charter.PartyStatus
	}
	return false
}

// orElseReading: `a is not party or attack-by-party`, where the reading is no
// by default, asks for an outsider too.
func (r *reader) orElseReading(args []*charter.Expr, t charter.Term) bool {
	found := false
	for _, a := range args {
		switch {
		case r.noParty(a, t):
			found = true
		case a.Op == charter.OpReadingYes && !r.d.ValueOn(a.Reading, r.day).Yes:
		default:
			return false
		}
	}
	return found
}

// placed reports whether the place of the attack counts.
func (r *reader) placed(x *charter.Rule, depth int) bool {
	for _, f := range r.forceTriggers(x) {
		if r.namesPlace(f, depth) {
			return true
		}
	}
	return false
}

func (r *reader) namesPlace(p *charter.Pattern, depth int) bool {
	if p == nil || depth > deepestDefine {
		return false
	}
	if _, ok := termIn(p, syntax.At); ok || slices.Contains(p.Without, syntax.At) {
		return true
	}
	return p.Define != nil && slices.ContainsFunc(r.alternatives(p.Define), func(a *charter.DefineAlt) bool { return r.namesPlace(a.Pattern, depth+1) })
}

func (r *reader) actName(p *charter.Pattern) string {
	if p.Define != nil {
		return p.Define.Name
	}
	return r.v.Acts[p.Act].Name
}

// actsIn names the acts of which a condition speaks.
func (r *reader) actsIn(e *charter.Expr) string {
	var list []string
	var visit func(e *charter.Expr)
	visit = func(e *charter.Expr) {
		if e == nil {
			return
		}
		if e.Pattern != nil {
			if n := r.actName(e.Pattern); !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
		for _, a := range e.Args {
			visit(a)
		}
	}
	visit(e)
	if len(list) == 0 {
		return "otherwise said"
	}
	return strings.Join(list, " or ")
}
