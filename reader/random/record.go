package random

import (
	"fmt"
	"sort"
	"strings"
)

// entry of a record, as written.
type entry struct {
	day   int
	act   string
	label string
	text  string
}

// weigh makes the acts that the charters name frequent, and the others rare.
func (g *generator) weigh(charters string) {
	rules := charters[strings.Index(charters, "charter "):]
	g.weights = map[string]int{}
	for _, a := range acts {
		named := strings.Count(rules, " "+a.name+" ")
		switch {
		case named > 0:
			g.weights[a.name] = weights[a.name] * min(3+named, 8)
		case a.name == "deploy" || a.name == "raid" || a.name == "request":
			g.weights[a.name] = weights[a.name] * 2
		default:
			g.weights[a.name] = 1
		}
	}
}

// weights says how often an act occurs, as far as the charters name it.
var weights = map[string]int{
	"attack": 9, "raid": 4, "clash": 6, "request": 10, "help": 10, "deploy": 4, "meet": 5, "session": 3, "decline": 4,
	"cancel": 3, "host": 5, "notify": 5, "levy": 5, "pay": 7, "withdraw": 3, "accede": 4, "freeze": 2, "resume": 2,
	"propose": 8, "expel": 6, "resolve": 5, "restore": 3,
}

func (g *generator) record() string {
	var entries []entry
	total := 0
	for _, a := range acts {
		total += g.weights[a.name]
	}
	days := g.recordDays()
	for i, d := range days {
		e := entry{day: d, label: fmt.Sprintf("e%d", i+1)}
		switch {
		case len(entries) > 0 && g.chance(14):
			e.act, e.text = g.vote(entries)
		case len(entries) > 0 && g.chance(7):
			e.act, e.text = g.word(entries)
		case len(g.phrases) > 0 && g.chance(60):
			p := pick(g, g.phrases)
			e.act, e.text = g.deed(actNamed(p.act), p.terms, entries)
		default:
			e.act, e.text = g.deed(pickWeighted(g, total), nil, entries)
		}
		e.text = g.date(e) + "  " + e.text + "  id " + e.label + g.doubts(e, entries)
		entries = append(entries, e)
	}
	var b strings.Builder
	b.WriteString("record history\n")
	if g.chance(50) {
		g.rng.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	}
	for _, e := range entries {
		b.WriteString("  " + e.text + "\n")
	}
	if g.options.Doubt {
		for _, e := range entries {
			if g.chance(3) {
				fmt.Fprintf(&b, "  retract %s known %s\n", e.label, day(min(e.day+g.below(20), 200)))
			}
		}
	}
	return b.String()
}

// recordDays draws the days of the entries, many on one day.
func (g *generator) recordDays() []int {
	n := g.from(25, 90)
	var days []int
	d := g.below(g.days)
	for range n {
		if !g.chance(58) {
			d = g.below(g.days)
		}
		days = append(days, d)
	}
	sort.Ints(days)
	return days
}

func pickWeighted(g *generator, total int) act {
	n := g.below(total)
	for _, a := range acts {
		if n -= g.weights[a.name]; n < 0 {
			return a
		}
	}
	return acts[0]
}

// date of an entry; some acts last.
func (g *generator) date(e entry) string {
	d := day(e.day)
	lasts := e.act == "host" && g.chance(60) || e.act == "clash" && g.chance(30) || e.act == "attack" && g.chance(20)
	switch {
	case lasts && g.chance(30):
		return d + ".."
	case lasts:
		return d + ".." + day(e.day+g.below(15))
	case g.options.Doubt && !actNamed(e.act).formal && weights[e.act] > 0 && g.chance(12):
		if g.chance(30) {
			return "about " + d
		}
		return "between " + d + " and " + day(e.day+g.from(1, 5))
	}
	return d
}

// phrase is an act that some rule waits for, with what it says of the roles.
type phrase struct {
	act   string
	terms map[string]string
}

// expect notes what a rule waits for, so that the record may bring it.
func (g *generator) expect(f *family, text string, times int) {
	for _, alt := range strings.Split(text, " or ") {
		words := strings.Fields(alt)
		p := phrase{act: words[0], terms: map[string]string{}}
		if at := strings.LastIndex(p.act, "-"); at >= 0 {
			p.act = map[string]string{"force": "attack", "crisis": "attack", "aid": "help"}[p.act[at+1:]]
		}
		if actNamed(p.act).name == "" {
			continue
		}
		for i := 1; i+1 < len(words); i++ {
			switch words[i] {
			case "by", "on", "to", "from", "with":
				p.terms[words[i]] = words[i+1]
				if words[i+1] == "council" {
					p.terms[words[i]] = f.council
				}
			}
		}
		for range times {
			g.phrases = append(g.phrases, p)
		}
	}
}

// deed writes an act with states in its roles, sometimes several. Roles whose
// term a rule gives are filled as the rule would have them.
func (g *generator) deed(a act, terms map[string]string, before []entry) (string, string) {
	out := a.name
	by := ""
	for _, r := range a.roles {
		if r.optional && g.chance(45) && terms[r.name] == "" {
			continue
		}
		who := g.who(r, by)
		if t := terms[r.name]; t != "" && t[0] >= 'A' && t[0] <= 'Z' && g.chance(90) {
			who = t
		}
		if r.name == "by" {
			by = who
		}
		out += " " + r.name + " " + who
	}
	if a.number != "" {
		out += " " + a.number + " " + g.quantity()
	}
	switch a.name {
	case "expel", "resolve", "restore":
		out += g.tally()
	case "help", "pay", "deploy", "meet", "decline":
		if label := g.earlier(before, "request", "levy", "attack"); label != "" && g.chance(10) {
			out += "  answers " + label
		}
	}
	if label := g.earlier(before, "attack", "clash", "request", "raid", "help", "propose"); label != "" && g.chance(8) && !a.formal {
		out += "  describes " + label
	}
	return a.name, out
}

func (g *generator) quantity() string {
	n := g.below(9)
	if g.options.Doubt && g.chance(15) {
		return fmt.Sprintf("%d..%d", n, n+g.below(4))
	}
	if g.chance(5) {
		return fmt.Sprintf("%d.5", n)
	}
	return fmt.Sprint(n)
}

func (g *generator) who(r role, by string) string {
	switch r.kind {
	case "organ":
		return pick(g, []string{"COUN", "COUN", "COUN", "SENATE", "ELSE"})
	case "any":
		if r.name == "from" || r.name == "to" && g.chance(70) {
			return pick(g, []string{"ORG", "ORG", "ORG", "TWO", "OUT"})
		}
		return pick(g, []string{"ORG", g.state(), "COUN"})
	}
	if g.chance(8) && r.name != "to" {
		return strings.Join(some(g, g.states, 2, 2), " ")
	}
	if g.chance(3) {
		return g.state()
	}
	return g.otherState(by)
}

// tally of a decision, or only its outcome.
func (g *generator) tally() string {
	out := ""
	if g.chance(65) {
		votes := map[string][]string{}
		for _, s := range g.states {
			how := pick(g, []string{"ayes", "ayes", "ayes", "ayes", "noes", "noes", "abstaining", "absent", ""})
			votes[how] = append(votes[how], s)
		}
		for _, how := range []string{"ayes", "noes", "abstaining", "absent"} {
			if len(votes[how]) > 0 {
				out += "  " + how + " " + strings.Join(votes[how], " ")
			}
		}
	}
	if g.chance(15) {
		out += "  limited"
	}
	if g.chance(15) {
		out += "  failed"
	}
	if g.chance(35) {
		out += "  adopting " + pick(g, []string{"one-sanction", "one-talks", "one-sanction one-talks", "two-talks", "other"})
	}
	return out
}

// earlier picks the label of a late entry of one of the acts, or "".
func (g *generator) earlier(before []entry, names ...string) string {
	var labels []string
	for _, e := range before {
		for _, n := range names {
			if e.act == n {
				labels = append(labels, e.label)
			}
		}
	}
	if len(labels) == 0 {
		return ""
	}
	if g.chance(70) {
		return labels[max(0, len(labels)-1-g.below(3))]
	}
	return pick(g, labels)
}

func (g *generator) vote(before []entry) (string, string) {
	label := g.earlier(before, "propose")
	if label == "" || g.chance(25) {
		label = g.earlier(before, "attack", "notify", "request", "clash", "host")
	}
	if label == "" {
		label = pick(g, before).label
	}
	how := pick(g, []string{"aye", "aye", "aye", "nay", "abstain"})
	by := g.state()
	if g.chance(25) {
		by = strings.Join(some(g, g.states, 2, len(g.states)), " ")
	}
	return how, fmt.Sprintf("%s by %s on %s", how, by, label)
}

// word is a judge's word.
func (g *generator) word(before []entry) (string, string) {
	how := pick(g, []string{"finds", "finds", "denies"})
	by := pick(g, []string{g.state(), g.state(), "COUN", "SENATE"})
	return how, fmt.Sprintf("%s by %s on %s", how, by, g.earlier(before, actNames()...))
}

func actNames() []string {
	var out []string
	for _, a := range acts {
		out = append(out, a.name)
	}
	return out
}

// doubts are the marks of accounts and claims.
func (g *generator) doubts(e entry, before []entry) string {
	if !g.options.Doubt || actNamed(e.act).name == "" {
		return ""
	}
	switch {
	case !strings.Contains(e.text, "describes") && g.chance(12): // nobody contradicts himself
		return "  account " + g.state()
	case g.chance(8):
		return "  claim"
	case g.chance(6):
		return "  denied by " + g.state()
	case g.chance(5):
		for _, o := range before {
			if o.act == e.act && !strings.Contains(o.text, "corrects") && g.chance(50) {
				out := fmt.Sprintf("  corrects %s  known %s", o.label, day(e.day+5))
				for _, c := range before {
					if strings.Contains(c.text, out) {
						return ""
					}
				}
				return out
			}
		}
	}
	return ""
}
