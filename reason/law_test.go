package reason_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/reader/random"
	"casus/reason"
	"casus/record"
	"casus/syntax"
)

// TestPremisesHold holds the law that whatever a why rests on is true when it
// is read again: a condition fails only where it is said of a near miss, or of
// a rule that did not apply, and every entry named is in the record.
func TestPremisesHold(t *testing.T) {
	bad, whys, nodes := 0, 0, 0
	for seed := range uint64(200) {
		c := random.GenerateWith(rand.New(rand.NewPCG(seed, 7)), random.Options{Doubt: seed%2 == 1})
		cs, rec, list := random.Read(c.Text())
		if diag.HasErrors(list) {
			continue
		}
		tr := run(t, cs, rec, world{})
		known := map[*record.Entry]bool{}
		for _, e := range rec.Entries {
			known[e] = true
		}
		for id := range tr.Run.Findings() {
			p := reason.Why(tr, uint32(id))
			whys++
			if got, ok := p.Finding(); !ok || got != uint32(id) {
				t.Fatalf("seed %d: finding %d is answered by %d", seed, id, got)
			}
			wrong := ""
			if explains(p) == 0 {
				wrong = "nothing but the rule is named"
			}
			quiet := -1 // depth below which conditions may fail
			p.Walk(func(depth int, n *reason.Proof) {
				nodes++
				if quiet >= 0 && depth <= quiet {
					quiet = -1
				}
				if n.Text == "" {
					wrong = "a node without words"
				}
				if n.Kind == reason.KindRule && strings.HasSuffix(n.Text, ":") && len(n.Children) == 0 {
					wrong = "reasons are announced, and none follow: " + n.Text
				}
				if n.Entry != nil && !known[n.Entry] {
					wrong = "an entry that is not in the record"
				}
				if n.Holds || quiet >= 0 {
					return
				}
				if n.Kind == reason.KindNearMiss || n.Kind == reason.KindRule {
					quiet = depth
					return
				}
				wrong = n.Text
			})
			if wrong != "" {
				if bad++; bad < 6 {
					f := tr.Run.Findings()[id]
					r := ""
					if f.Rule != engine.NoRule {
						r = cs.Rules[f.Rule].Name
					}
					t.Errorf("seed %d, finding %d (%s of %s): %s\n%s", seed, id, f.Kind, r, wrong, show(p))
				}
			}
		}
	}
	t.Logf("%d whys, %d nodes, %d bad", whys, nodes, bad)
}

// explains counts what an answer rests on besides its rule.
func explains(p *reason.Proof) (n int) {
	for _, k := range p.Children {
		if k.Kind != reason.KindRule && k.Kind != reason.KindAgain {
			n++
		}
	}
	return n
}

// TestWhyOrWhyNot holds that exactly one of the two answers: a rule that was
// found to apply is never explained away, and one that was not is never said
// to have applied.
func TestWhyOrWhyNot(t *testing.T) {
	through, asked := 0, 0
	for seed := range uint64(120) {
		c := random.GenerateWith(rand.New(rand.NewPCG(seed, 7)), random.Options{})
		cs, rec, list := random.Read(c.Text())
		if diag.HasErrors(list) {
			continue
		}
		tr := run(t, cs, rec, world{})
		last := tr.Run.Today()
		for id, f := range tr.Run.Findings() {
			if f.Rule == engine.NoRule || f.Kind == engine.Status || f.Kind == engine.Silence || f.Kind == engine.Collision {
				continue
			}
			q := reason.Question{Rule: cs.Rules[f.Rule], From: f.Day, To: f.Day}
			for _, rs := range tr.Run.Roles(uint32(id), 0) {
				q.Roles = append(q.Roles, reason.RoleWant{Role: rs.Role, State: rs.States[0]})
			}
			if p := reason.WhyNot(tr, q); p.Kind != reason.KindFinding {
				t.Fatalf("seed %d, finding %d: %s", seed, id, show(p))
			}
		}
		rng := rand.New(rand.NewPCG(seed, 8))
		for range 40 {
			r := cs.Rules[rng.IntN(len(cs.Rules))]
			from := last - calendar.Day(rng.IntN(60))
			q := reason.Question{Rule: r, From: from, To: from + calendar.Day(rng.IntN(30))}
			for range 1 + rng.IntN(2) {
				q.States = append(q.States, charter.EntityID(1+rng.IntN(len(cs.Vocab.Entities)-1)))
			}
			asked++
			p := reason.WhyNot(tr, q)
			if p.Kind == reason.KindFinding {
				if id, ok := p.Finding(); ok && !sameName(cs, tr.Run.Findings()[id].Rule, r) {
					t.Errorf("seed %d: %s is answered by another rule: %s", seed, r.Name, show(p))
				}
				continue
			}
			if strings.Contains(p.Text, "all that the rule asks for was there") {
				if through++; through < 10 {
					t.Logf("seed %d: %s", seed, show(p))
				}
			}
			for id, f := range tr.Run.Findings() {
				if f.Rule == uint16(r.ID) && f.Day >= q.From && f.Day <= q.To && f.Kind == engine.Breach && all(tr.Run.Roles(uint32(id), 0), q.States) {
					t.Errorf("seed %d: %s\nbut there is: %s", seed, show(p), reason.Why(tr, uint32(id)).Text)
				}
			}
		}
	}
	t.Logf("%d asked, %d went through", asked, through)
}

func sameName(c *charter.Case, id uint16, r *charter.Rule) bool {
	return id != engine.NoRule && c.Rules[id].Name == r.Name && c.Rules[id].Family == r.Family
}

// all reports whether the states stand in the roles, the first as the one who
// acts.
func all(rs []engine.RoleStates, states []charter.EntityID) bool {
	for i, e := range states {
		ok := false
		for _, r := range rs {
			for _, x := range r.States {
				ok = ok || x == e && (i > 0 || len(states) == 1 || r.Role == syntax.By)
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// TestJointRuns holds that a world is explained alike, whether it was run alone
// or together with another.
func TestJointRuns(t *testing.T) {
	for seed := range uint64(60) {
		c := random.GenerateWith(rand.New(rand.NewPCG(seed, 7)), random.Options{})
		cs, rec, list := random.Read(c.Text())
		if diag.HasErrors(list) {
			continue
		}
		alone := run(t, cs, rec, world{})
		joint := run(t, cs, rec, world{beside: true})
		n := 0
		for id, f := range joint.Run.Findings() {
			if f.Worlds>>1&1 == 0 {
				continue
			}
			p := reason.Why(joint, uint32(id))
			if got, _ := p.Finding(); got != uint32(id) {
				t.Fatalf("seed %d: finding %d is answered by %d", seed, id, got)
			}
			if diff := cmp.Diff(show(reason.Why(alone, uint32(n))), show(p)); diff != "" {
				t.Fatalf("seed %d, finding %d: %s", seed, id, diff)
			}
			n++
		}
	}
}
