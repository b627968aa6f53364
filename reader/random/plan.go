package random

import (
	"fmt"
	"strings"
)

// family is a charter and what amends it, as planned before it is written: the
// rules first of all, so that each may name those before it.
type family struct {
	name     string
	governs  string // ORG, TWO or nothing
	council  string // the entity of its council, SENATE for its second body
	texts    []*text
	rules    []*rule
	statuses []*status
	readings []reading
	measure  bool
	defines  []define
	senate   bool
	before   *family // the family planned before it, which its rules may name
}

type text struct {
	name  string
	from  int // -1: always
	until int // 0: for good
}

// rule as planned: which findings it yields, with which roles.
type rule struct {
	name    string
	kind    string // ban, duty, power, procedure, consequence
	at      int    // its place; rules name rules of lower places only
	article int
	roles   []role // of its findings
	act     act    // the act of its performance, ban or decision
	finds   []string
	adopts  bool // a procedure that chooses measures
	opens   bool
	moved   bool
	decided bool

	amnesty  *rule // a consequence that excuses this rule's breaches
	asked    bool  // a duty to give the derived aid on request
	reprisal *rule // a ban that is lifted while a breach of this rule stands
}

// status of a family. Rules up to the place `until` may change it, rules after
// it may be triggered by its changes: so no text feeds itself within one day.
type status struct {
	name  string
	pair  bool
	until int
}

type reading struct {
	name string
	kind string // yes, days, number, word
	text string
}

type define struct {
	name  string
	roles []role
	alts  []string
}

func (g *generator) planFamilies() {
	one := g.plan("one", "ORG", "COUN", nil)
	if g.chance(15) {
		one.governs = ""
	}
	g.families = []*family{one}
	if g.chance(45) {
		g.families = append(g.families, g.plan("two", "TWO", "SENATE", one))
	}
}

func (g *generator) plan(name, governs, council string, before *family) *family {
	f := &family{name: name, governs: governs, council: council, before: before}
	f.senate = name == "one" && g.chance(50)
	f.measure = g.chance(60)
	f.texts = []*text{{name: name, from: -1}}
	if g.chance(50) {
		f.texts[0].from = g.below(8)
	}
	if g.chance(10) {
		f.texts[0].until = g.days - g.below(10)
	}
	if g.chance(72) {
		f.texts = append(f.texts, &text{name: name + "-b", from: g.from(8, max(9, g.days-5))})
		if g.chance(40) {
			f.texts = append(f.texts, &text{name: name + "-c", from: f.texts[1].from + g.below(10)})
		}
	}
	g.planReadings(f)
	g.planDefines(f)
	g.planRules(f)
	g.planStatuses(f)
	return f
}

func (g *generator) planReadings(f *family) {
	for _, r := range []reading{
		{f.name + "-strict", "yes", pick(g, []string{"yes or no", "no or yes"})},
		{f.name + "-delay", "days", pick(g, []string{"5 days or none", "none or 3 days", "2 days or 10 days"})},
		{f.name + "-limit", "number", pick(g, []string{"3 or 10", "0 or 5", "7"})},
		{f.name + "-mode", "word", pick(g, []string{"narrow or wide", "wide or narrow"})},
	} {
		if g.chance(50) {
			f.readings = append(f.readings, r)
		}
	}
}

// planDefines plans derived acts. An alternative that leaves a role open
// counts for any; wheres stand on single lines.
func (g *generator) planDefines(f *family) {
	force := define{name: f.name + "-force", roles: roles("by state on state")}
	force.alts = []string{"as attack by p on q" + g.guard("no help by q to p", "no request by q", "no clash by p with q", "no notify by q", "p is not "+f.name+"-warned")}
	for _, alt := range []string{
		"as clash by p with q where q is party",
		"as request by p to q where no help by q to p",
		"as host by p with q counting for any q",
	} {
		if alt == "as host by p with q counting for any q" {
			alt = "as cancel by p counting for any q"
		}
		if g.chance(60) {
			force.alts = append(force.alts, alt)
		}
	}
	aid := define{name: f.name + "-aid", roles: roles("by state to state")}
	aid.alts = []string{"as help by x to p" + g.guard("no request by p", "no request by p", "no attack on p", "request by p", "no levy on p", "x is party", "no meet by x with p in the last 3 days")}
	for _, alt := range []string{
		"as meet by x with p",
		"as session by " + f.council + " counting for any x counting for any p",
		"as pay by x to " + pick(g, []string{"ORG", "TWO"}) + " counting for any p where p is party",
		"as notify by x with p where x is declared frozen or p is party",
	} {
		if g.chance(40) {
			aid.alts = append(aid.alts, alt)
		}
	}
	for _, d := range []define{force, aid} {
		if g.chance(70) {
			g.shuffle(d.alts)
			f.defines = append(f.defines, d)
		}
	}
	if len(f.defines) == 0 || f.defines[0].name != force.name || !g.chance(40) {
		return
	}
	// A derived act of a derived act.
	crisis := define{name: f.name + "-crisis", roles: roles("by state on state")}
	crisis.alts = []string{pick(g, []string{"as " + force.name + " by p on q", "as " + force.name + " by p on q where p is not " + f.name + "-mute"})}
	for _, alt := range []string{"as notify by q with p", "as " + force.name + " by q on s counting for any p where p is party or q is declared frozen", "as host by p with s counting for any q where q is not p"} {
		if g.chance(40) {
			crisis.alts = append(crisis.alts, alt)
		}
	}
	g.shuffle(crisis.alts)
	f.defines = append(f.defines, crisis)
}

// guard writes the where of an alternative, or nothing: mostly one that the acts
// of a day change.
func (g *generator) guard(conditions ...string) string {
	if g.chance(35) {
		return ""
	}
	return " where " + pick(g, conditions)
}

func (g *generator) shuffle(list []string) {
	g.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// actOf gives an act, or a derived act of the family.
func (g *generator) actOf(f *family, names ...string) act {
	var list []act
	for _, n := range names {
		if a := actNamed(n); a.name != "" {
			list = append(list, a)
			continue
		}
		for _, d := range f.defines {
			if d.name == f.name+"-"+n {
				list = append(list, act{name: d.name, roles: d.roles})
			}
		}
	}
	return pick(g, list)
}

func (g *generator) planRules(f *family) {
	kinds := []string{"ban", "duty", "duty", "power", "procedure", "consequence"}
	n := g.from(4, 8)
	article := 1
	for i := range n {
		r := &rule{kind: pick(g, kinds), at: i, article: article}
		if i > 0 && g.chance(50) {
			article++
			r.article = article
		}
		r.name = fmt.Sprintf("%s-%d", r.kind[:3], i+1)
		switch r.kind {
		case "ban":
			r.act = g.actOf(f, "attack", "clash", "host", "meet", "raid", "help", "freeze", "force", "crisis", "cancel")
			r.finds = []string{"breach", "excuse"}
		case "duty":
			r.act = g.actOf(f, "help", "deploy", "pay", "meet", "aid", "aid", "help", "notify", "request")
			r.finds = []string{"opening", "fulfilment", "late fulfilment", "breach", "breach", "excuse", "lapse", "unanswered"}
		case "procedure":
			r.act = g.actOf(f, "expel", "restore", "resolve")
			r.finds = []string{"opening", "adoption", "adoption", "rejection", "lapse"}
			r.adopts = g.chance(30)
			way := g.below(10)
			r.opens, r.moved = way < 6, way < 4 || way == 6 || way == 7
			r.decided = g.chance(80) || !r.opens && !r.moved
		}
		r.roles = r.act.roles
		if r.kind == "procedure" && !r.decided {
			r.roles = nil
			if r.moved {
				r.roles = actNamed("propose").roles[:2]
			}
		}
		f.rules = append(f.rules, r)
	}
	g.planAmnesty(f, article)
	g.planAsked(f, article)
}

// planAsked plans help that is owed on request, where what counts as help hangs on
// whether there has been one: within a day the order of the two decides.
func (g *generator) planAsked(f *family, article int) {
	for _, d := range f.defines {
		if n := len(f.rules); d.name == f.name+"-aid" && strings.Contains(strings.Join(d.alts, " "), "request by p") && g.chance(70) {
			r := &rule{name: fmt.Sprintf("dut-%d", n+1), kind: "duty", at: n, article: article, asked: true, act: act{name: d.name, roles: d.roles}}
			r.finds, r.roles = []string{"opening", "fulfilment", "breach"}, d.roles
			f.rules = append(f.rules, r)
			return
		}
	}
}

// planAmnesty plans an act that excuses the breaches of a rule, and a ban that
// holds only while no such breach stands.
func (g *generator) planAmnesty(f *family, article int) {
	var rules []*rule
	for _, r := range f.rules {
		if r.kind == "ban" || r.kind == "duty" {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 || !g.chance(50) {
		return
	}
	of := pick(g, rules)
	n := len(f.rules)
	f.rules = append(f.rules,
		&rule{name: fmt.Sprintf("con-%d", n+1), kind: "consequence", at: n, article: article, amnesty: of},
		&rule{name: fmt.Sprintf("ban-%d", n+2), kind: "ban", at: n + 1, article: article, reprisal: of,
			act: g.actOf(f, "attack", "host", "meet", "pay", "notify"), finds: []string{"breach", "excuse"}})
	f.rules[n+1].roles = f.rules[n+1].act.roles
}

func (g *generator) planStatuses(f *family) {
	for i, name := range []string{"party", f.name + "-warned", f.name + "-barred", f.name + "-mute"} {
		s := &status{name: name, until: g.from(0, len(f.rules))}
		if i == 0 {
			s.until = g.from(len(f.rules)/2, len(f.rules))
		}
		f.statuses = append(f.statuses, s)
	}
	if g.chance(60) {
		f.statuses = append(f.statuses, &status{name: f.name + "-friend", pair: true, until: g.from(0, len(f.rules))})
	}
}

// effectsOf are the statuses that a rule may change.
func (f *family) effectsOf(r *rule) []*status {
	var out []*status
	for _, s := range f.statuses {
		if r.at <= s.until {
			out = append(out, s)
		}
	}
	return out
}

// changesBefore are the statuses whose changes may trigger a rule.
func (f *family) changesBefore(r *rule) []*status {
	var out []*status
	for _, s := range f.statuses {
		if r.at > s.until {
			out = append(out, s)
		}
	}
	return out
}

// findingsBefore are the rules whose findings may trigger a rule.
func (f *family) findingsBefore(r *rule) []*rule {
	var out []*rule
	for _, o := range f.rules {
		if o.at < r.at && len(o.finds) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// single are the statuses that are not of a pair.
func single(list []*status) []*status {
	var out []*status
	for _, s := range list {
		if !s.pair {
			out = append(out, s)
		}
	}
	return out
}
