package random

import (
	"fmt"
	"strings"
)

func (g *generator) power(s *scope) string {
	w := head(s.rule)
	if g.chance(20) {
		w.b.Reset()
		w.b.WriteString("  final power " + s.rule.name + "\n")
	}
	a := g.actOf(s.family, "withdraw", "accede", "accede", "freeze", "resume", "expel", "restore", "resolve", "request", "cancel", "propose")
	bearer := ""
	if a.roles[0].kind == "state" && g.chance(60) {
		bearer = "p"
		w.line("any     %s", g.bearer(s, bearer, g.chance(30)))
	}
	phrase := g.powerPhrase(s, a, bearer)
	w.line("may     %s", phrase)
	g.expect(s.family, phrase, 3)
	if g.chance(45) {
		w.line("where   %s", g.condition(s, 1))
	}
	if g.chance(25) {
		w.line("unless  %s", g.condition(s, 1))
	}
	w.line("effect  %s", g.effects(s))
	return w.b.String()
}

// powerPhrase names the bearer, and perhaps the other roles.
func (g *generator) powerPhrase(s *scope, a act, bearer string) string {
	out := a.name
	for _, r := range a.roles {
		if r.name == "by" && bearer != "" {
			out += " by " + bearer
			continue
		}
		if r.optional && g.chance(50) {
			continue
		}
		if r.kind == "any" && r.optional {
			out += " " + r.name + " " + pick(g, []string{"ORG", "ORG", "TWO", "OUT"})
			continue
		}
		t := g.another(s, r, bindsAny, out)
		out += " " + r.name + " " + t
	}
	return out
}

// effects writes one to three effects, or nothing.
func (g *generator) effects(s *scope) string {
	if g.chance(8) {
		return "nothing"
	}
	var list []string
	for range g.from(1, 3) {
		if e := g.effect(s); e != "" {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ",\n            ")
}

func (g *generator) effect(s *scope) string {
	if g.chance(20) {
		return g.excuse(s)
	}
	statuses := s.family.effectsOf(s.rule)
	if len(statuses) == 0 {
		return ""
	}
	st := pick(g, statuses)
	who := g.state()
	if len(s.states) > 0 && g.chance(85) {
		who = pick(g, s.states)
	}
	becomes := g.chance(70)
	out := who + " becomes " + st.name
	if !becomes {
		out = who + " ceases to be " + st.name
	}
	if st.pair {
		with := g.state()
		if len(s.states) > 0 && g.chance(70) {
			with = pick(g, s.states)
		}
		out += " with " + with
	}
	waits := true
	switch {
	case g.chance(25):
		out += " after " + g.limit(s)
	case g.chance(6):
		out += " on entry into force"
	default:
		waits = false
	}
	if becomes && g.chance(25) {
		out += fmt.Sprintf(" for %d days", g.from(2, 12))
	}
	if g.chance(15) {
		out += " once " + g.standing(s)
		waits = true
	}
	if becomes && g.chance(25) {
		out += " until " + g.standing(s)
	}
	if g.chance(15) {
		out += " if " + g.condition(s, 0)
	}
	if waits && g.chance(50) {
		out += " unless " + g.standing(s)
	}
	return out
}

func (g *generator) excuse(s *scope) string {
	var rules []*rule
	for _, r := range s.family.rules {
		if r.kind == "ban" || r.kind == "duty" {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return ""
	}
	r := pick(g, rules)
	if s.breached != nil && g.chance(75) {
		r = s.breached
	}
	return g.excuseOf(s, r)
}

// pardon excuses a rule by whoever moved: by somebody, where nobody did.
func (g *generator) pardon(s *scope) string {
	for _, i := range g.rng.Perm(len(s.family.rules)) {
		r := s.family.rules[i]
		if (r.kind == "ban" || r.kind == "duty") && len(r.roles) > 0 && r.roles[0].name == "by" && r.roles[0].kind == "state" {
			return "excuse " + r.name + " by m"
		}
	}
	return "nothing"
}

func (g *generator) excuseOf(s *scope, r *rule) string {
	out := "excuse " + r.name
	for _, ro := range r.roles {
		if ro.kind != "organ" && len(s.states) > 0 && g.chance(60) {
			out += " " + ro.name + " " + pick(g, s.states)
		}
	}
	return out
}

// adopted reports whether the rule written so far begins with an adoption, and
// nothing else: then there are participants.
func adopted(w *writer) bool {
	text := w.b.String()
	return strings.Count(text, "adoption of") == 1 && !strings.Contains(text, " or ")
}

func (g *generator) consequence(s *scope) string {
	w := head(s.rule)
	if of := s.rule.amnesty; of != nil {
		text := g.pattern(s, g.actOf(s.family, "notify", "meet", "pay", "session", "cancel", "host"), bindsAny)
		g.expect(s.family, text, 3)
		w.line("when    %s", text)
		w.line("effect  %s", g.excuseOf(s, of))
		return w.b.String()
	}
	w.line("when    %s", g.triggers(s))
	if g.chance(40) {
		w.line("where   %s", g.condition(s, 1))
	}
	if g.chance(30) || adopted(w) && g.chance(50) {
		if s.decision && adopted(w) && g.chance(75) {
			w.line("each    participant x")
			s.add("x", "state")
		} else {
			w.line("each    %s", g.bearer(s, "x", true))
		}
	}
	if g.chance(25) {
		w.line("unless  %s", g.condition(s, 1))
	}
	w.line("effect  %s", g.effects(s))
	return w.b.String()
}

func (g *generator) procedure(s *scope) string {
	r := s.rule
	w := head(r)
	if r.opens {
		w.line("opens   when %s", g.triggers(s))
		if g.chance(40) {
			w.line("where   %s", g.condition(s, 1))
		}
	}
	if r.moved {
		motion := g.motion(s)
		w.line("moved   %s", motion)
		g.expect(s.family, motion, 6)
		if g.chance(50) {
			w.line("where   %s", g.condition(s, 1))
		}
		if r.opens && g.chance(70) {
			w.line("within  %s", g.period(15))
		}
	}
	w.line("before  %s%s", g.bodyName(s), g.electorate(s))
	if r.adopts {
		w.line("choosing %s-sanction %s-talks", s.family.name, s.family.name)
	}
	if g.chance(40) {
		w.line("decides by %s", g.method(false))
	}
	if g.chance(85) {
		w.line("within  %s", g.limit(s))
	}
	if r.decided {
		mode := onlyBound
		if !r.opens && !r.moved {
			mode = bindsAny
		}
		decision := g.whole(s, r.act, "", mode)
		w.line("decided %s", decision)
		g.expect(s.family, decision, 6)
	}
	s.decision = true
	for _, outcome := range []string{"adopted ", "rejected", "lapsed  "} {
		switch {
		case outcome == "lapsed  " && r.moved && g.chance(30):
			w.line("%s %s", outcome, g.pardon(s))
		case g.chance(65):
			w.line("%s %s", outcome, g.effects(s))
		case g.chance(50):
			w.line("%s nothing", outcome)
		}
	}
	return w.b.String()
}

// motion writes what puts a matter to the body.
func (g *generator) motion(s *scope) string {
	on := g.state()
	switch {
	case len(s.states) > 0 && g.chance(75):
		on = pick(g, s.states)
	case g.chance(60):
		on = "p"
		s.add("p", "state")
	}
	s.add("m", "state")
	out := "propose by m on " + on
	if g.chance(30) {
		out += pick(g, []string{" from ORG", " without from", " from TWO"})
	}
	return out
}

func (g *generator) bodyName(s *scope) string {
	if s.family.senate && g.chance(30) {
		return "senate"
	}
	return "council"
}

func (g *generator) electorate(s *scope) string {
	out := ""
	if g.chance(40) {
		var except []string
		if len(s.states) > 0 {
			except = append(except, pick(g, s.states))
		}
		if g.chance(30) {
			except = append(except, pick(g, single(s.family.statuses)[1:]).name)
		}
		if len(except) > 0 {
			out += " except " + strings.Join(except, " ")
			if g.chance(30) {
				out += " keeping base"
			}
		}
	}
	if g.chance(20) {
		out += " fixed electorate"
	}
	return out
}
