package random

import (
	"fmt"
	"slices"
	"strings"
)

// scope is what a rule knows of its variables at one place.
type scope struct {
	entities []string // variables bound to states or organs
	states   []string // those of them that are surely states
	numbers  []string
	decision bool
	breached *rule // whose breach the rule begins with
	rule     *rule
	family   *family
	standing bool // the condition is read again and again: see standing
	shared   bool // the duty is owed by several together
	noNumber bool // no number may be bound: alternatives would differ
}

func (s *scope) copy() *scope {
	c := *s
	c.entities = append([]string(nil), s.entities...)
	c.states = append([]string(nil), s.states...)
	c.numbers = append([]string(nil), s.numbers...)
	return &c
}

func (s *scope) add(v string, kind string) {
	for _, e := range s.entities {
		if e == v {
			return
		}
	}
	s.entities = append(s.entities, v)
	if kind == "state" {
		s.states = append(s.states, v)
	}
}

// variables are the names a rule may give, by role.
var variables = map[string][]string{
	"state": {"p", "q", "s"},
	"organ": {"o"},
	"any":   {"z"},
}

// mode says what a pattern may do with a variable not bound.
type mode int

const (
	bindsAny  mode = iota // free variables are bound
	onlyBound             // only variables bound before
	anybody               // free variables mean somebody
)

// pattern writes a phrase for an act. Variables that it binds are added to the
// scope.
func (g *generator) pattern(s *scope, a act, m mode) string {
	out := a.name
	named := false
	for i, r := range a.roles {
		if r.optional && g.chance(15) && !strings.Contains(a.name, "-") {
			out += " without " + r.name
			named = true
			continue
		}
		must := i == len(a.roles)-1 && !named
		if !must && g.chance(12) {
			continue
		}
		t := g.another(s, r, m, out)
		if t == "" {
			continue
		}
		out += " " + r.name + " " + t
		named = true
	}
	if !named {
		out += " " + a.roles[0].name + " " + g.constant(a.roles[0])
	}
	if a.number != "" && g.chance(20) {
		out += " " + a.number + " " + g.numberTest(s, m)
	}
	return out
}

func (g *generator) numberTest(s *scope, m mode) string {
	if m == bindsAny && !s.noNumber && len(s.numbers) == 0 && g.chance(60) {
		s.numbers = append(s.numbers, "n")
		return "n"
	}
	if len(s.numbers) > 0 && g.chance(25) {
		return pick(g, []string{"n", "at least n"})
	}
	return pick(g, []string{"at least", "at most", "more than", "less than"}) + " " + fmt.Sprint(g.below(10))
}

// constant names somebody outright.
func (g *generator) constant(r role) string {
	switch r.kind {
	case "organ":
		if g.chance(60) {
			return "council"
		}
		return pick(g, []string{"COUN", "SENATE"})
	case "any":
		return pick(g, []string{"ORG", "TWO", g.state()})
	}
	return g.state()
}

// another draws a term that the phrase does not name yet, mostly: a phrase with
// one state in two roles seldom matches.
func (g *generator) another(s *scope, r role, m mode, phrase string) string {
	t := g.term(s.copy(), r, m)
	for range 8 {
		if !strings.Contains(phrase+" ", " "+t+" ") || g.chance(3) {
			break
		}
		t = g.term(s.copy(), r, m)
	}
	if m == bindsAny && len(t) == 1 {
		kind := "state"
		if t == "o" {
			kind = "organ"
		}
		s.add(t, kind)
	}
	return t
}

// term of a role: a variable mostly.
func (g *generator) term(s *scope, r role, m mode) string {
	if r.kind == "organ" {
		if m == bindsAny && len(s.entities) < 3 && g.chance(10) {
			s.add("o", "organ")
			return "o"
		}
		return g.constant(r)
	}
	if g.chance(8) || r.kind == "any" && g.chance(60) {
		return g.constant(r)
	}
	known := s.states
	switch m {
	case onlyBound:
		if len(known) == 0 {
			return ""
		}
		return pick(g, known)
	case anybody:
		if len(known) > 0 && g.chance(75) {
			return pick(g, known)
		}
		return "u"
	}
	if len(known) > 0 && g.chance(35) {
		return pick(g, known)
	}
	v := pick(g, variables["state"])
	s.add(v, "state")
	return v
}

// window limits how far back a condition looks.
func (g *generator) window(s *scope) string {
	switch {
	case g.chance(40):
		return ""
	case g.chance(30):
		return " since " + g.anyDay()
	}
	for _, r := range s.family.readings {
		if r.kind == "days" && g.chance(25) {
			return " in the last " + r.name
		}
	}
	return " in the last " + g.period(15)
}

var conditionActs = []string{"attack", "clash", "request", "help", "pay", "meet", "cancel", "decline", "host", "levy", "session", "notify", "force", "crisis", "aid", "withdraw", "resolve"}

// formals are the acts that can be void.
var formals = []string{"withdraw", "accede", "freeze", "resume", "propose", "expel", "resolve", "restore"}

// finding writes a finding of a rule, with roles it has.
func (g *generator) finding(s *scope, r *rule, kind string, m mode, of string) string {
	out := kind
	name := r.name
	if of != "" {
		name += " of " + of
	}
	out += " of " + name
	for _, ro := range r.roles {
		if ro.kind == "organ" || g.chance(30) {
			continue
		}
		if t := g.another(s, role{ro.name, "state", false}, m, out); t != "" {
			out += " " + ro.name + " " + t
		}
	}
	return out
}

// condition writes one condition. plain forbids commas.
func (g *generator) condition(s *scope, depth int) string {
	if depth > 0 {
		switch g.below(6) {
		case 0:
			return g.condition(s, depth-1) + " and " + g.condition(s, depth-1)
		case 1:
			return "(" + g.condition(s, depth-1) + " or " + g.condition(s, depth-1) + ")"
		case 2:
			return "not (" + g.condition(s, depth-1) + ")"
		}
	}
	for {
		if c := g.simple(s); c != "" {
			return c
		}
	}
}

// standing writes a condition that is read until nothing changes. It mostly asks
// only for what rules before this one bring about, so that the text does not
// feed itself within one day.
func (g *generator) standing(s *scope) string {
	c := s.copy()
	c.standing = g.chance(70)
	return g.condition(c, 1)
}

// statuses that a condition may ask for.
func (s *scope) statuses() []*status {
	if !s.standing {
		return s.family.statuses
	}
	return s.family.changesBefore(s.rule)
}

// simple writes a condition without `and` and `or`; "" where it needs what is
// not there.
func (g *generator) simple(s *scope) string {
	f := s.family
	not := pick(g, []string{"", "", "not "})
	switch g.below(17) {
	case 0, 1, 2:
		if len(s.states) == 0 {
			return ""
		}
		name := g.statusName(s)
		if name == "" {
			return ""
		}
		return pick(g, s.states) + " is " + not + name
	case 3:
		if len(s.states) < 2 {
			return ""
		}
		return pick(g, s.states) + " is " + not + pick(g, s.states)
	case 4:
		if len(s.states) == 0 {
			return ""
		}
		return pick(g, s.states) + " is " + not + pick(g, []string{g.state(), "declared frozen", "state"})
	case 5, 6, 7:
		no := pick(g, []string{"", "no "})
		return no + g.pattern(s.copy(), g.actOf(f, conditionActs...), anybody) + g.window(s)
	case 8, 9:
		return g.findingCondition(s)
	case 10:
		return "count of " + g.pattern(s.copy(), g.actOf(f, conditionActs...), anybody) + g.window(s) +
			" is " + pick(g, []string{"at least", "more than", "at most"}) + " " + fmt.Sprint(g.below(4))
	case 11:
		what := "declared frozen"
		if list := single(s.statuses()); len(list) > 0 && g.chance(80) {
			what = pick(g, list).name
		}
		return "count of " + what + " is " +
			pick(g, []string{"at least", "less than"}) + " " + fmt.Sprint(g.below(5))
	case 12:
		return g.sum(s) + " is " + pick(g, []string{"at least", "more than", "at most", ""}) + fmt.Sprintf(" %d", g.below(12))
	case 13:
		return g.measure(s)
	case 14:
		return g.readingCondition(s)
	case 15:
		return pick(g, []string{"before ", "after "}) + g.anyDay()
	}
	if s.decision {
		if len(s.states) > 0 && g.chance(60) {
			return pick(g, s.states) + " voted " + pick(g, []string{"for", "against"})
		}
		if r := f.chooser(); r != nil {
			return "adopting " + pick(g, []string{f.name + "-sanction", f.name + "-talks"})
		}
	}
	if len(s.numbers) > 0 {
		return pick(g, s.numbers) + " is at least " + fmt.Sprint(g.below(10))
	}
	return ""
}

// chooser is a procedure that adopts measures from a list, if there is one.
func (f *family) chooser() *rule {
	for _, r := range f.rules {
		if r.adopts {
			return r
		}
	}
	return nil
}

func (g *generator) statusName(s *scope) string {
	if b := s.family.before; b != nil && b.governs != "" && g.chance(20) {
		return "party of " + b.governs
	}
	list := s.statuses()
	if len(list) == 0 {
		return ""
	}
	x := pick(g, list)
	if list[0].name == "party" && g.chance(35) {
		x = list[0]
	}
	if !x.pair {
		if x.name == "party" && s.family.before != nil && s.family.governs != "" {
			return "party of " + s.family.governs
		}
		return x.name
	}
	if len(s.states) > 0 {
		return x.name + " with " + pick(g, s.states)
	}
	return x.name + " with " + g.state()
}

func (g *generator) findingCondition(s *scope) string {
	no := pick(g, []string{"", "no "})
	f := s.family
	of := ""
	if f.before != nil && f.before.governs != "" && g.chance(25) {
		f, of = f.before, f.before.governs
	}
	var rules []*rule
	for _, r := range f.rules {
		if len(r.finds) > 0 && r != s.rule && (!s.standing || f != s.family || r.at < s.rule.at) {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return ""
	}
	if g.chance(12) {
		return no + "void " + g.pattern(s.copy(), g.actOf(s.family, formals...), anybody) + g.window(s)
	}
	if g.chance(25) && !s.standing {
		by := ""
		if len(s.states) > 0 {
			by = " by " + pick(g, s.states)
		}
		tail := pick(g, []string{"", " of any rule"})
		if tail == "" && by == "" {
			tail = " of any rule"
		}
		return no + "breach" + by + tail + pick(g, []string{" stands", g.window(s)})
	}
	r := pick(g, rules)
	kind := pick(g, r.finds)
	if slices.Contains(r.finds, "breach") && g.chance(50) {
		kind = "breach"
	}
	tail := g.window(s)
	if kind == "breach" && g.chance(75) {
		tail = " stands"
	}
	if g.chance(20) {
		return "count of " + g.finding(s.copy(), r, kind, anybody, of) + g.window(s) + " is at least " + fmt.Sprint(g.from(1, 3))
	}
	return no + g.finding(s.copy(), r, kind, anybody, of) + tail
}

func (g *generator) sum(s *scope) string {
	n := pick(g, []string{"amount", "killed"})
	a := pick(g, []string{"pay", "levy", "help"})
	if n == "killed" {
		a = pick(g, []string{"attack", "clash"})
	}
	return "sum of " + n + " over " + g.pattern(s.copy(), actNamed(a), anybody) + g.window(s)
}

func (g *generator) measure(s *scope) string {
	if !s.family.measure {
		return ""
	}
	name := s.family.name + "-arrears"
	if len(s.states) > 0 && g.chance(60) {
		return name + " of " + pick(g, s.states) + " is " + pick(g, []string{"at least", "more than", "less than"}) + " " + fmt.Sprint(g.below(8))
	}
	list := single(s.statuses())
	if len(list) == 0 {
		return ""
	}
	word := pick(g, []string{"highest", "lowest", "total", "average"})
	return word + " " + name + " of " + pick(g, list).name + " is " +
		pick(g, []string{"at least", "at most"}) + " " + fmt.Sprint(g.below(8))
}

func (g *generator) readingCondition(s *scope) string {
	if len(s.family.readings) == 0 {
		return ""
	}
	r := pick(g, s.family.readings)
	switch r.kind {
	case "yes":
		return pick(g, []string{r.name, "not " + r.name, r.name + " is yes"})
	case "days":
		return r.name + " is " + pick(g, []string{"none", "5 days", "not none"})
	case "number":
		return r.name + " is " + pick(g, []string{"at least 4", "more than 6"})
	}
	return r.name + " is " + pick(g, []string{"narrow", "wide"})
}
