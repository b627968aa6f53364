// Package random writes charters and records by chance, for holding one
// reading of docs/semantics.md against another. What it writes is casus text,
// so that a case on which two readings differ can be read, and shrunk by hand.
//
// The worlds are small and dense on purpose: three to five states, some twenty
// acts that trigger, perform, refuse, are banned, are governed, and sixty days
// with many acts on a day in any order. The same seed gives the same text.
package random

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"casus/diag"
)

// Case is a vocabulary with charters, a case naming them, and a record.
type Case struct {
	Charters string // vocabulary, charters and the case
	Record   string
}

// Start is day 0 of every record.
const Start = "2001-01-01"

// Options switches parts of what Generate may write.
type Options struct {
	// Doubt adds accounts, claims, denials, dates and numbers in doubt,
	// corrections and retractions. Without it the record is one exact world.
	Doubt bool
}

// Generate writes a case and a record in one exact world.
func Generate(rng *rand.Rand) Case { return GenerateWith(rng, Options{}) }

// GenerateWith writes a case and a record that check without an error: one in a
// hundred is thrown away, mostly because its rules could feed each other within
// one day.
func GenerateWith(rng *rand.Rand, o Options) Case {
	for range 99 {
		c := write(rng, o)
		if _, _, list := Read(c.Text()); !diag.HasErrors(list) {
			return c
		}
	}
	return write(rng, o)
}

// Text is the whole case in one file.
func (c Case) Text() string { return c.Charters + "\n" + c.Record }

func write(rng *rand.Rand, o Options) Case {
	g := &generator{rng: rng, options: o, days: 20 + rng.IntN(41)}
	g.states = []string{"AAA", "BBB", "CCC", "DDD", "EEE"}[:3+rng.IntN(12)/6%2+rng.IntN(8)/7]
	g.planFamilies()
	charters := g.vocabulary()
	for _, f := range g.families {
		charters += g.family(f)
	}
	charters += g.caseText()
	g.weigh(charters)
	return Case{Charters: charters, Record: g.record()}
}

type generator struct {
	rng      *rand.Rand
	options  Options
	days     int
	states   []string
	families []*family
	weights  map[string]int // how often each act occurs in the record
	phrases  []phrase       // what the rules wait for
}

// ---- chance ------------------------------------------------------------------

// chance is true in n of 100.
func (g *generator) chance(n int) bool { return g.rng.IntN(100) < n }

// below is 0 .. n-1; 0 where n is not positive.
func (g *generator) below(n int) int {
	if n <= 0 {
		return 0
	}
	return g.rng.IntN(n)
}

// from is lo .. hi.
func (g *generator) from(lo, hi int) int { return lo + g.below(hi-lo+1) }

func pick[T any](g *generator, list []T) T { return list[g.rng.IntN(len(list))] }

// some picks between lo and hi different ones, in their order.
func some(g *generator, list []string, lo, hi int) []string {
	n := min(g.from(lo, hi), len(list))
	chosen := g.rng.Perm(len(list))[:n]
	var out []string
	for i, x := range list {
		for _, c := range chosen {
			if c == i {
				out = append(out, x)
			}
		}
	}
	return out
}

func (g *generator) state() string { return pick(g, g.states) }

func (g *generator) otherState(not string) string {
	for range 20 {
		if s := g.state(); s != not {
			return s
		}
	}
	return not
}

// day writes a day of the record.
func day(n int) string {
	month, d := 1, n+1
	for _, length := range []int{31, 28, 31, 30, 31, 30, 31} {
		if d <= length {
			break
		}
		d -= length
		month++
	}
	return fmt.Sprintf("2001-%02d-%02d", month, d)
}

func (g *generator) anyDay() string { return day(g.below(g.days)) }

// period writes a short duration.
func (g *generator) period(hi int) string {
	if g.chance(3) {
		return "1 month"
	}
	n := g.from(0, hi)
	if n < 2 {
		n = g.from(0, hi)
	}
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// ---- vocabulary ----------------------------------------------------------------

// act is an act of the vocabulary as the generator knows it.
type act struct {
	name   string
	roles  []role
	number string // a number it may give
	formal bool
}

type role struct {
	name     string
	kind     string // state, organ, any
	optional bool
}

func roles(text string) []role {
	var out []role
	optional := false
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		if fields[i] == "optional" {
			optional = true
			continue
		}
		out = append(out, role{fields[i], fields[i+1], optional})
		optional = false
		i++
	}
	return out
}

// acts are the same in every vocabulary; their marks are drawn.
var acts = []act{
	{name: "attack", roles: roles("by state on state"), number: "killed"},
	{name: "raid", roles: roles("by state on state"), number: "killed"},
	{name: "clash", roles: roles("by state with state"), number: "killed"},
	{name: "request", roles: roles("by state optional to state")},
	{name: "help", roles: roles("by state to state"), number: "amount"},
	{name: "deploy", roles: roles("by state to state"), number: "amount"},
	{name: "meet", roles: roles("by state with state")},
	{name: "session", roles: roles("by organ")},
	{name: "decline", roles: roles("by state optional to state")},
	{name: "cancel", roles: roles("by state")},
	{name: "host", roles: roles("by state with state")},
	{name: "notify", roles: roles("by state with state")},
	{name: "levy", roles: roles("by any on state"), number: "amount"},
	{name: "pay", roles: roles("by state to any"), number: "amount"},
	{name: "withdraw", roles: roles("by state optional from any"), formal: true},
	{name: "accede", roles: roles("by state optional to any"), formal: true},
	{name: "freeze", roles: roles("by state"), formal: true},
	{name: "resume", roles: roles("by state"), formal: true},
	{name: "propose", roles: roles("by state on state optional from any"), formal: true},
	{name: "expel", roles: roles("by organ on state"), formal: true},
	{name: "resolve", roles: roles("by organ"), formal: true},
	{name: "restore", roles: roles("by organ on state"), formal: true},
}

func actNamed(name string) act {
	for _, a := range acts {
		if a.name == name {
			return a
		}
	}
	return act{}
}

func (g *generator) vocabulary() string {
	var b strings.Builder
	b.WriteString("vocabulary words\n  kind actor\n  kind state is actor\n  kind organ is actor institution\n  kind treaty institution\n")
	for _, s := range []string{"AAA", "BBB", "CCC", "DDD", "EEE"} {
		fmt.Fprintf(&b, "  entity %s is state\n", s)
	}
	b.WriteString("  entity ORG is treaty\n  entity TWO is treaty\n  entity OUT is treaty\n")
	b.WriteString("  entity COUN is organ\n  entity SENATE is organ\n  entity ELSE is organ\n")
	b.WriteString("  number killed\n  number amount in RUB\n")
	for _, a := range acts {
		fmt.Fprintf(&b, "  act %s%s\n", a.name, g.declaration(a))
	}
	for _, line := range []string{
		"  incompatible help by x to p and help by x to q where attack by p on q or attack by q on p\n",
		"  incompatible help by x to p and attack by x on p\n",
		"  incompatible meet by x with p and host by x with q\n",
		"  incompatible pay by x and deploy by x to p where raid on p in the last 10 days\n",
	} {
		if g.chance(75) {
			b.WriteString(line)
		}
	}
	return b.String() + "\n"
}

func (g *generator) declaration(a act) string {
	switch a.name {
	case "raid":
		return " is attack"
	case "deploy":
		return " is help"
	}
	var s string
	for _, r := range a.roles {
		if r.optional {
			s += " optional"
		}
		s += " " + r.name + " " + r.kind
	}
	switch a.name {
	case "attack":
		s += " grave"
	case "clash", "meet":
		s += " mutual"
		if a.name == "clash" && g.chance(70) {
			s += " grave"
		}
	case "request", "levy", "host":
		if g.chance(40) {
			s += " grave"
		}
	case "freeze":
		s += " declares frozen"
	case "resume":
		s += " declares not frozen"
	}
	if a.formal {
		s += " formal"
	}
	return s
}

// ---- the case --------------------------------------------------------------------

func (g *generator) caseText() string {
	var b strings.Builder
	b.WriteString("case random\n")
	for _, f := range g.families {
		for _, t := range f.texts {
			b.WriteString("  under " + t.name)
			if t.from >= 0 {
				b.WriteString(" from " + day(t.from))
				if t.until > t.from {
					b.WriteString(" until " + day(t.until))
				}
			}
			b.WriteString("\n")
		}
	}
	return b.String() + "  reads history\n"
}
