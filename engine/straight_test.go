package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// duties writes a charter of plain duties and of some that are not, over the same
// acts.
func duties(rng *rand.Rand) string {
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	var b strings.Builder
	b.WriteString(strings.Replace(`vocabulary words
  kind state
  entity AAA is state
  entity AAB is state
  entity AAC is state
  entity AAD is state
  act request by state optional to state MARK
  act help    by state to state
  act gift    is help
  act appeal  by state
  act decline by state to state
charter pact
  parties AAA AAB AAC
`, "MARK", pick("", "grave"), 1))
	if rng.IntN(4) == 0 {
		b.WriteString("  effective 2001-01-20\n")
	}
	for i := range 2 + rng.IntN(3) {
		fmt.Fprintf(&b, "article %d\n  duty d%d\n", i+1, i+1)
		refusal := false
		switch when := pick("request by p to q", "request by p to q", "request by p to q", "request by AAA to q", "request by p to p", "appeal by p", "decline by q to p"); when {
		case "request by AAA to q":
			fmt.Fprintf(&b, "    when %s\n    where q is party\n", when)
			fmt.Fprintf(&b, "    must %s by q to AAA\n", pick("help", "gift"))
		case "request by p to p", "appeal by p":
			fmt.Fprintf(&b, "    when %s\n", when)
			fmt.Fprintf(&b, "    must %s by p%s\n", pick("help", "gift"), pick("", " to AAB"))
		default:
			fmt.Fprintf(&b, "    when %s\n", when)
			if where := pick("", "p is party", "p is party, q is party", "p is party or q is party", "p is not AAB"); where != "" {
				fmt.Fprintf(&b, "    where %s\n", where)
			}
			fmt.Fprintf(&b, "    must %s\n", pick("help by q to p", "help by q to p", "gift by q to p", "help by p"))
			refusal = rng.IntN(4) == 0
		}
		if rng.IntN(4) > 0 {
			b.WriteString("    counts once\n")
		}
		if within := pick("3 days", "10 days", "1 month", ""); within != "" {
			fmt.Fprintf(&b, "    within %s\n", within)
		}
		if refusal {
			b.WriteString("    refusal decline by q to p\n")
		}
	}
	if rng.IntN(3) == 0 {
		b.WriteString("article 9\n  consequence c\n    when breach of d1 by x\n    effect x ceases to be party\n")
	}
	b.WriteString("case w under pact\n")
	return b.String()
}

// deeds are acts at random, several on some days, in some of eight worlds.
func deeds(rng *rand.Rand, p *engine.Program) engine.Acts {
	v := p.Case.Vocab
	acts := engine.NewActs(0)
	day, _ := calendar.Date(2001, 1, 1)
	for i := range 60 {
		day += calendar.Day(rng.IntN(3) * rng.IntN(3))
		name := []string{"request", "request", "help", "help", "gift", "appeal", "decline"}[rng.IntN(7)]
		var a charter.ActID
		for k := range v.Acts {
			if v.Acts[k].Name == name {
				a = charter.ActID(k)
			}
		}
		e := engine.Entry{Worlds: 255, Day: day, Act: a, Happening: uint32(i), First: true}
		if rng.IntN(4) == 0 {
			e.Worlds = engine.Mask(1 + rng.IntN(255))
		}
		if i > 0 && rng.IntN(8) == 0 && acts[i].Day == day { // the same is told twice
			e.Happening, e.Shared, acts[i].Shared = acts[i].Happening, true, true
		}
		for _, role := range []syntax.Role{syntax.By, syntax.To} {
			if at := p.Place(a, role); at >= 0 && (name != "request" || role == syntax.By || rng.IntN(9) > 0) {
				e.Roles[at], _ = v.FindEntity([]string{"AAA", "AAB", "AAC", "AAD"}[rng.IntN(4)])
			}
		}
		acts = append(acts, e)
	}
	return acts
}

// TestStraight holds that what is taken straight is found as it is found the long
// way: the same findings, in the same order, and matters in the same state.
func TestStraight(t *testing.T) {
	opens, meets := 0, 0
	for seed := range uint64(3_000) {
		rng := rand.New(rand.NewPCG(seed, 5))
		src := duties(rng)
		straight, winding := compile(t, wCase(t, src)), compile(t, wCase(t, src))
		winding.Winding()
		o, m := straight.Straight()
		opens, meets = opens+o, meets+m
		acts := deeds(rng, straight)
		closed := acts[len(acts)-1].Day + calendar.Day(rng.IntN(60)-10)
		in := engine.Input{Worlds: 255, Openings: rng.IntN(2) == 0}
		if rng.IntN(4) == 0 {
			in.Worlds = 0x5a
		}
		a, b := straight.NewRun(in), winding.NewRun(in)
		for range 2 { // new, and used again
			a.Replay(acts, closed)
			b.Reset(in)
			for i := range acts[1:] {
				if acts[1+i].Day <= closed {
					b.Step(acts[1+i])
				}
			}
			b.Finish(closed)
			if x, y := whole(a), whole(b); x != y {
				t.Fatalf("seed %d\n%s\nstraight\n%s\nthe long way\n%s", seed, src, x, y)
			}
			a.Reset(in)
		}
	}
	if opens < 1_000 || meets < 1_000 {
		t.Errorf("%d triggers and %d performances were taken straight", opens, meets)
	}
}

// whole is all that a run has found and kept.
func whole(r *engine.Run) string {
	var b strings.Builder
	for i := range r.Findings() {
		fmt.Fprintf(&b, "%+v\n", r.Findings()[i])
	}
	for id := range r.Matters() {
		if id > 0 {
			fmt.Fprintf(&b, "%+v\n", r.Matter(uint32(id)))
		}
	}
	return b.String()
}
