package random

import (
	"fmt"
	"strings"
)

// family writes a charter and its amendments. An amendment gives some articles
// anew, with rules of the same names.
func (g *generator) family(f *family) string {
	var b strings.Builder
	last := f.rules[len(f.rules)-1].article
	for i, t := range f.texts {
		b.WriteString("charter " + t.name)
		if i > 0 {
			b.WriteString(" amends " + f.texts[i-1].name)
		}
		b.WriteString("\n" + g.heads(f, i))
		for a := 1; a <= last; a++ {
			if i > 0 && !g.chance(45) {
				if g.chance(12) {
					fmt.Fprintf(&b, "  repeals article %d\n", a)
				}
				continue
			}
			fmt.Fprintf(&b, "article %d\n", a)
			for _, r := range f.rules {
				if r.article == a && (i == 0 || g.chance(85)) {
					b.WriteString(g.rule(f, r))
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// heads of the text of that place in its family.
func (g *generator) heads(f *family, place int) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "  "+format+"\n", args...) }
	first := place == 0
	if first && f.governs != "" {
		line("governs %s", f.governs)
	}
	if first && g.chance(40) {
		line("signed %s", day(g.below(10)))
	}
	g.statusHeads(f, first, line)
	for _, r := range f.readings {
		if first || g.chance(20) {
			line("reading %s = %s", r.name, r.text)
		}
	}
	if first || g.chance(30) {
		line("body council as %s of %s", g.seat(f.council, first), g.body(f))
	}
	if f.senate && (first || g.chance(20)) {
		line("body senate as %s of %s", g.seat("ELSE", first), g.body(f))
	}
	if f.measure && (first || g.chance(20)) {
		line("measure %s-arrears of p = %s", f.name, g.reckoning())
	}
	for _, d := range f.defines {
		if first || g.chance(20) {
			line("define %s %s", d.name, defineRoles(d))
			for _, alt := range d.alts {
				line("  %s", alt)
			}
			if !first {
				g.shuffle(d.alts)
			}
		}
	}
	if !first {
		line("open matters %s", pick(g, []string{"continue", "lapse", "move", "move"}))
	}
	if g.chance(25) {
		line("yields to %s", pick(g, []string{"ORG", "TWO"}))
	}
	return b.String()
}

func (g *generator) statusHeads(f *family, first bool, line func(string, ...any)) {
	since := func() string {
		if g.chance(30) {
			return " since " + g.anyDay()
		}
		return ""
	}
	late := func() string {
		if g.chance(40) {
			return " since " + day(g.days*2)
		}
		return since()
	}
	if first {
		line("parties %s%s", strings.Join(some(g, g.states, 2, len(g.states)), " "), since())
	}
	for _, s := range f.statuses[1:] {
		switch {
		case !first:
		case s.pair:
			a := g.state()
			line("status %s with state %s with %s%s", s.name, a, g.otherState(a), late())
		default:
			line("status %s %s%s", s.name, strings.Join(some(g, g.states, 1, 2), " "), late())
		}
	}
}

// seat is the organ that a body is: an amendment may set up another.
func (g *generator) seat(organ string, first bool) string {
	if !first && g.chance(25) {
		return pick(g, []string{"COUN", "SENATE", "ELSE"})
	}
	return organ
}

func (g *generator) reckoning() string {
	if g.chance(6) {
		return "3 - count of breach by p"
	}
	return pick(g, []string{
		"sum of amount over levy on p - sum of amount over pay by p",
		"sum of amount over pay by p in the last 10 days",
		"count of attack by p * 2 + count of clash by p",
		"sum of killed over attack on p / count of attack on p",
	})
}

func defineRoles(d define) string {
	names := []string{"p", "q"}
	if d.roles[1].name == "to" {
		names = []string{"x", "p"}
	}
	return fmt.Sprintf("%s %s %s %s", d.roles[0].name, names[0], d.roles[1].name, names[1])
}

// body writes what follows `of` in the head of a body.
func (g *generator) body(f *family) string {
	out := "parties"
	if g.chance(15) {
		out = f.name + "-warned"
	}
	if g.chance(40) {
		out += " except " + f.name + "-mute"
		if g.chance(30) {
			out += " " + f.name + "-barred"
		}
	}
	if g.chance(40) {
		out += " quorum " + pick(g, []string{"1/2", "2/3", "2", "50%"})
	}
	method := g.method(true)
	out += " decides by " + method
	if strings.HasSuffix(method, "weights") {
		out += " weigh"
		for _, s := range g.states {
			if g.chance(90) {
				out += fmt.Sprintf(" %s %d", s, g.from(1, 4))
			}
		}
		if strings.HasSuffix(out, "weigh") {
			out += " AAA 1"
		}
	}
	if g.chance(55) {
		out += " veto " + g.state()
	}
	if g.chance(40) {
		out += " allows limited format"
	}
	return out
}

func (g *generator) method(weights bool) string {
	list := []string{
		"consensus", "unanimity", "silence", "majority", "majority", "majority of members", "majority of present",
		"2/3 of members", "1/2 of present", "60% of votes", "2 of members", "3/4 of votes",
	}
	if weights {
		list = append(list, "2/3 of weights", "5 of weights")
	}
	return pick(g, list)
}

// rule writes a rule as planned.
func (g *generator) rule(f *family, r *rule) string {
	s := &scope{rule: r, family: f}
	switch r.kind {
	case "ban":
		return g.ban(s)
	case "duty":
		return g.duty(s)
	case "power":
		return g.power(s)
	case "procedure":
		return g.procedure(s)
	}
	return g.consequence(s)
}

// writer gathers the clauses of a rule.
type writer struct{ b strings.Builder }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, "    "+format+"\n", args...) }

func head(r *rule) *writer {
	w := &writer{}
	word := r.kind
	w.b.WriteString("  " + word + " " + r.name + "\n")
	return w
}

// whole writes an act with all its roles, binding what is free: what findings
// of the rule have.
func (g *generator) whole(s *scope, a act, by string, m mode) string {
	out := a.name
	for _, r := range a.roles {
		if r.name == "by" && by != "" {
			out += " by " + by
			continue
		}
		t := g.another(s, r, m, out)
		if t == "" || strings.Contains(out+" ", " "+t+" ") && g.chance(80) {
			t = g.constant(r)
		}
		out += " " + r.name + " " + t
	}
	return out
}

// bearer writes `STATUS VAR except .. where ..`.
func (g *generator) bearer(s *scope, v string, where bool) string {
	out := pick(g, []string{"party", "party", "party", "state", pick(g, single(s.family.statuses)).name}) + " " + v
	if g.chance(55) {
		var except []string
		if len(s.states) > 0 && g.chance(80) {
			except = append(except, pick(g, s.states))
		}
		if g.chance(25) {
			except = append(except, pick(g, single(s.family.statuses)).name)
		}
		if len(except) == 0 {
			except = append(except, g.state())
		}
		out += " except " + strings.Join(except, " ")
	}
	s.add(v, "state")
	if where && g.chance(25) {
		out += "\n    where " + g.condition(s, 1)
	}
	return out
}

func (g *generator) ban(s *scope) string {
	w := head(s.rule)
	any_ := g.chance(70)
	bearer := ""
	if any_ {
		bearer = pick(g, []string{"p", "x"})
		w.line("any     %s", g.bearer(s, bearer, false))
	}
	one := s.copy()
	first := g.whole(one, s.rule.act, bearer, bindsAny)
	if n := s.rule.act.number; n != "" && g.chance(8) {
		first += " " + n + " " + g.numberTest(one, anybody)
	}
	if g.chance(30) {
		two := s.copy()
		second := g.whole(two, g.actOf(s.family, "clash", "host", "attack", "meet", "decline"), bearer, bindsAny)
		w.line("never   %s or %s", first, second)
		s = common(one, two)
	} else {
		w.line("never   %s", first)
		s = one
	}
	if g.chance(45) {
		w.line("where   %s", g.standing(s))
	}
	if of := s.rule.reprisal; of != nil {
		w.line("unless  %sbreach of %s%s stands", pick(g, []string{"", "no "}), of.name, g.standsBy(s, of))
	} else if g.chance(35) {
		w.line("unless  %s", g.standing(s))
	}
	if g.chance(45) {
		w.line("also    acts under way")
	}
	return w.b.String()
}

// standsBy says whose breach stands: some state's that the rule names, or anybody's.
func (g *generator) standsBy(s *scope, of *rule) string {
	for _, r := range of.roles {
		if r.name == "by" && r.kind != "organ" && len(s.states) > 0 && g.chance(50) {
			return " by " + pick(g, s.states)
		}
	}
	return ""
}

// common is what two alternatives both bind.
func common(a, b *scope) *scope {
	c := a.copy()
	c.entities, c.states, c.numbers = nil, nil, nil
	keep := func(x, y []string) []string {
		var out []string
		for _, v := range x {
			for _, u := range y {
				if u == v {
					out = append(out, v)
				}
			}
		}
		return out
	}
	c.entities, c.states, c.numbers = keep(a.entities, b.entities), keep(a.states, b.states), keep(a.numbers, b.numbers)
	c.decision = a.decision && b.decision
	return c
}

// triggers writes one or two alternatives, and leaves in the scope what both
// bind.
func (g *generator) triggers(s *scope) string {
	one := s.copy()
	several := g.chance(25)
	one.noNumber = several
	out := g.trigger(one)
	if several {
		two := s.copy()
		two.noNumber = true
		out += " or " + g.trigger(two)
		one = common(one, two)
	}
	one.noNumber = false
	*s = *one
	return out
}

func (g *generator) trigger(s *scope) string {
	n := g.below(100)
	f := s.family
	if before := f.findingsBefore(s.rule); n < 25 && len(before) > 0 {
		return g.findingTrigger(s, pick(g, before), "")
	}
	if b := f.before; n >= 25 && n < 32 && b != nil && b.governs != "" {
		if list := b.findingsBefore(&rule{at: len(b.rules)}); len(list) > 0 {
			return g.findingTrigger(s, pick(g, list), b.governs)
		}
	}
	if changes := f.changesBefore(s.rule); n >= 32 && n < 42 && len(changes) > 0 {
		return g.changeTrigger(s, pick(g, changes))
	}
	if n >= 42 && n < 50 {
		return pick(g, []string{
			"on " + g.anyDay(), "every 7 days from " + day(g.below(20)), "5 days after entry into force", "every 1 month from 2001-01-03",
		})
	}
	if n >= 50 && n < 55 {
		text := g.pattern(s, g.actOf(f, formals...), bindsAny)
		g.expect(f, text, 3)
		return "void " + text
	}
	text := g.pattern(s, g.actOf(f, "attack", "raid", "clash", "request", "levy", "host", "notify", "help", "cancel", "force", "crisis", "aid", "meet", "withdraw"), bindsAny)
	g.expect(f, text, 3)
	return text
}

func (g *generator) findingTrigger(s *scope, r *rule, of string) string {
	if g.chance(12) && of == "" && s.rule.kind == "duty" {
		s.add("p", "state")
		return "breach by p"
	}
	kind := pick(g, r.finds)
	switch kind {
	case "adoption", "rejection":
		s.decision = true
	case "breach":
		if of == "" {
			s.breached = r
		}
	}
	return g.finding(s, r, kind, bindsAny, of)
}

func (g *generator) changeTrigger(s *scope, st *status) string {
	v := pick(g, []string{"p", "q", g.state()})
	if len(v) == 1 {
		s.add(v, "state")
	}
	with := ""
	if st.pair {
		with = " with s"
		s.add("s", "state")
	}
	return v + " " + pick(g, []string{"becomes ", "ceases to be "}) + st.name + with
}

// asked writes a duty to help whoever asks.
func (g *generator) asked(s *scope) string {
	w := head(s.rule)
	w.line("when    request by p")
	if g.chance(30) {
		w.line("then    %s within 3 days", pick(g, []string{"notify by p with q", "meet by p with q", "no cancel by p"}))
	}
	w.line("each party x except p")
	w.line("must    %s by x to p", s.rule.act.name)
	if g.chance(50) {
		w.line("counts  once")
	}
	w.line("within  %s", g.limit(s))
	g.expect(s.family, "request by p", 5)
	g.expect(s.family, s.rule.act.name+" by x to p", 6)
	return w.b.String()
}

func (g *generator) duty(s *scope) string {
	if s.rule.asked {
		return g.asked(s)
	}
	w := head(s.rule)
	w.line("when    %s", g.triggers(s))
	if g.chance(30) {
		w.line("where   %s", g.condition(s, 1))
	}
	if g.chance(15) {
		w.line("judged by %s", g.judge(s))
	}
	g.steps(s, w)
	bearer := g.quantifier(s, w)
	g.performance(s, w, bearer)
	if g.chance(80) {
		w.line("within  %s", g.limit(s))
	}
	if g.chance(30) {
		w.line("refusal %s", g.pattern(s.copy(), g.actOf(s.family, "decline", "attack", "cancel", "host"), anybody))
	}
	if g.chance(22) {
		w.line("unless  %s", g.standing(s))
	}
	if g.chance(20) {
		w.line("while   %s", g.standing(s))
	}
	if g.chance(25) {
		w.line("paused  while %s", g.condition(s, 1))
	}
	return w.b.String()
}

func (g *generator) limit(s *scope) string {
	for _, r := range s.family.readings {
		if r.kind == "days" && g.chance(30) {
			return r.name
		}
	}
	return g.period(15)
}

func (g *generator) judge(s *scope) string {
	list := []string{"nobody", "council", "COUN", g.state()}
	if len(s.states) > 0 {
		list = append(list, pick(g, s.states), pick(g, s.states))
	}
	return pick(g, list)
}

func (g *generator) steps(s *scope, w *writer) {
	for range max(0, g.below(5)-2) {
		if g.chance(30) {
			a := g.actOf(s.family, "decline", "cancel", "meet", "help", "aid")
			c := s.copy()
			w.line("then    no %s within %s", g.pattern(c, a, anybody), g.period(5))
			if g.chance(15) {
				w.line("where   %s", g.condition(s, 0))
			}
			continue
		}
		within := ""
		if g.chance(75) {
			within = " within " + g.limit(s)
		}
		var trigger string
		if g.chance(75) {
			trigger = g.pattern(s, g.actOf(s.family, "request", "attack", "clash", "notify", "cancel", "force", "crisis", "help", "meet"), bindsAny)
			g.expect(s.family, trigger, 4)
		} else {
			trigger = g.triggers(s)
		}
		w.line("then    %s%s", trigger, within)
		if g.chance(25) {
			w.line("where   %s", g.condition(s, 1))
		}
	}
}

// quantifier writes who owes, and returns the bearer's variable; "" where the
// `by` term of must owes.
func (g *generator) quantifier(s *scope, w *writer) string {
	if g.chance(25) {
		return ""
	}
	word := pick(g, []string{"each", "each", "some", "jointly", "at least 2 of"})
	if word == "at least 2 of" && g.chance(30) {
		word = "at least 1 of"
	}
	before := s.copy()
	who := g.bearer(s, "x", true)
	if s.decision && adopted(w) && g.chance(50) {
		who = "participant x"
	}
	w.line("%s %s", word, who)
	if word != "each" {
		// Nothing but `must` and `refusal` may speak of a single one of them.
		*s = *before
		s.shared = true
	}
	return "x"
}

func (g *generator) performance(s *scope, w *writer, bearer string) {
	shared := s.shared
	by := bearer
	if by == "" {
		by = g.state()
		if len(s.states) > 0 && g.chance(80) {
			by = pick(g, s.states)
		}
	}
	inMust := s.copy()
	if shared {
		inMust.add("x", "state")
	}
	out := g.whole(s.copy(), s.rule.act, by, onlyBound)
	if g.chance(35) {
		out += " or " + g.whole(s.copy(), g.actOf(s.family, "help", "meet", "pay", "deploy", "aid", "host"), by, onlyBound)
	}
	w.line("must    %s", out)
	g.expect(s.family, out, 6)
	if g.chance(20) {
		w.line("where   %s", g.condition(inMust, 0))
	}
	judged := g.chance(20)
	if judged && bearer != "" && !shared && g.chance(30) {
		w.line("judged by %s", bearer) // each judges itself
	} else if judged {
		w.line("judged by %s", g.judge(s))
	}
	if !judged && g.chance(30) {
		w.line("minimum %s", g.minimum(s))
	}
	if g.chance(35) {
		w.line("counts  once")
	}
	if shared && g.chance(40) {
		w.line("each    answers")
	}
}

func (g *generator) minimum(s *scope) string {
	if g.chance(30) {
		return "count " + fmt.Sprint(g.from(1, 3))
	}
	if len(s.numbers) > 0 && g.chance(60) {
		return "amount n"
	}
	for _, r := range s.family.readings {
		if r.kind == "number" && g.chance(40) {
			return "amount " + r.name
		}
	}
	return "amount " + fmt.Sprint(g.below(10))
}
