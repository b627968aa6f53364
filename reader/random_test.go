package reader

import (
	"math/rand/v2"
	"testing"

	"casus/diag"
	"casus/reader/random"
)

// TestRandomTextsReachEverything holds that random texts are worth running:
// every kind of finding comes up, and none of them runs away.
func TestRandomTextsReachEverything(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(250) {
		c := random.Generate(rand.New(rand.NewPCG(seed, 2)))
		b, list := read(c.Text())
		if diag.HasErrors(list) {
			t.Fatalf("seed %d: %s", seed, printed(list))
		}
		w := World{Case: b.c, Facts: facts(b.rec), Readings: readings(b.c, nil), Horizon: date(t, random.Start) + 75}
		found := Run(w)
		if len(found) >= maxFindings {
			t.Errorf("seed %d runs away", seed)
		}
		for _, f := range found {
			met[sortOf(f)]++
		}
	}
	for _, kind := range []string{
		"opening", "opening awaiting", "fulfilment", "late fulfilment", "breach", "unanswered", "excuse", "lapse", "adoption",
		"rejection", "status", "void", "silence", "silence about breach", "collision",
	} {
		if met[kind] < 5 {
			t.Errorf("%s is found %d times", kind, met[kind])
		}
	}
	t.Log(met)
}

func sortOf(f Finding) string {
	k := f.Kind.String()
	switch {
	case f.Late:
		k = "late " + k
	case f.OfBreach:
		k += " about breach"
	case f.Awaits != "":
		k += " awaiting"
	}
	return k
}

// TestRunIsRepeatable holds that the same world gives the same findings.
func TestRunIsRepeatable(t *testing.T) {
	for seed := range uint64(20) {
		c := random.Generate(rand.New(rand.NewPCG(seed, 3)))
		b := mustRead(t, c.Text())
		w := World{Case: b.c, Facts: facts(b.rec), Readings: readings(b.c, nil), Horizon: date(t, random.Start) + 75}
		one, two := Run(w), Run(w)
		if len(one) != len(two) {
			t.Fatalf("seed %d: %d findings, then %d", seed, len(one), len(two))
		}
		for i := range one {
			if a, z := one[i].String(b.c), two[i].String(b.c); a != z {
				t.Fatalf("seed %d: %s, then %s", seed, a, z)
			}
		}
	}
}

// TestLaterFactsChangeNothingEarlier holds that what comes after a day changes
// nothing found up to it.
func TestLaterFactsChangeNothingEarlier(t *testing.T) {
	for seed := range uint64(60) {
		c := random.Generate(rand.New(rand.NewPCG(seed, 4)))
		b := mustRead(t, c.Text())
		all := facts(b.rec)
		day := all[len(all)/2].Day
		w := World{Case: b.c, Facts: all, Readings: readings(b.c, nil), Horizon: date(t, random.Start) + 75}
		long := Run(w)
		w.Horizon = day
		short := Run(w)
		for i, f := range short {
			if i >= len(long) || f.String(b.c) != long[i].String(b.c) {
				t.Fatalf("seed %d: up to %s finding %d is %s", seed, day, i, f.String(b.c))
			}
		}
	}
}
