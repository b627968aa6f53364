package sweep

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/reader/random"
)

// bothWays sweeps a case as one product and in groups.
func bothWays(t *testing.T, b *library.Built, o Options) (plain, factored *Result) {
	t.Helper()
	axes, err := axesOf(b.Case, o)
	if err != nil {
		t.Fatal(err)
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if len(o.Sides) == 0 {
		o.Sides = []int{0}
	}
	list := make([]*Result, 2)
	two, err := (&sweeping{b: b, o: o}).inTwoWays()
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		x := &sweeping{two: two, b: b, o: o, r: &Result{Axes: axes, Combinations: combinations(axes), Whole: true, AllSettled: true}}
		if i == 0 {
			err = x.run(allOf(axes), nil)
		} else {
			err = x.factored()
		}
		if err != nil {
			t.Fatal(err)
		}
		x.finish()
		list[i] = x.r
	}
	return list[0], list[1]
}

// compare holds the two sweeps of a case against each other.
func compare(t *testing.T, name string, plain, factored *Result) {
	t.Helper()
	if !plain.Whole || !factored.Whole {
		t.Fatalf("%s: not all combinations are covered", name)
	}
	say := func(f *Finding) string {
		return fmt.Sprintf("%s %d..%d of %d, days %v, flips %v, needs %v, breaks %v, depends %v", f.First, f.In, f.Maybe, f.Of, f.Days, f.Flips, f.Needs, f.Breaks, f.Depends)
	}
	got := map[string]string{}
	for _, f := range factored.Findings {
		if _, twice := got[f.Key()]; twice {
			t.Errorf("%s: %s is told twice", name, f.Key())
		}
		got[f.Key()] = say(f)
	}
	for _, f := range plain.Findings {
		if want := say(f); got[f.Key()] != want {
			t.Errorf("%s: %s\n in groups %s\n as one    %s", name, f.Key(), got[f.Key()], want)
		}
		delete(got, f.Key())
	}
	for k := range got {
		t.Errorf("%s: only in groups: %s", name, k)
	}
}

// Swept in groups, random charters have every finding in as many combinations
// as swept in one product, on the same days, with the same readings to turn it.
func TestGroupsAreTheProduct(t *testing.T) {
	swept, parted := 0, 0
	for seed := range uint64(400) {
		c, rec, list := random.Read(random.GenerateWith(rand.New(rand.NewPCG(seed, 31)), random.Options{Doubt: seed%2 == 1}).Text())
		if diag.HasErrors(list) || c == nil {
			continue
		}
		v := docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Limit: 6}
		if axes, _ := axesOf(c, Options{View: v}); len(axes) < 2 || combinations(axes) > 2000 {
			continue
		}
		plain, factored := bothWays(t, &library.Built{Case: c, Record: rec}, Options{View: v})
		compare(t, fmt.Sprintf("seed %d", seed), plain, factored)
		swept++
		if len(factored.Groups) > 1 {
			parted++
		}
		if t.Failed() {
			return
		}
	}
	if swept < 40 || parted < 20 {
		t.Errorf("only %d charters were swept, %d of them in several groups", swept, parted)
	}
}

// So do the shipped case, with a few readings that meet in the suspension
// procedure, and the small case of the command's tests.
func TestGroupsOfCases(t *testing.T) {
	b := load(t, "../cases/csto", "csto")
	view := docket.View{AsOf: 19357, AsKnown: -1 << 30, Accounts: []charter.EntityID{}}
	for _, names := range [][]string{
		{"immediately", "mission-is-help", "force-includes-clash", "force-on-outsiders", "time-to-move", "groups-commit-aggression"},
		{"request-period", "time-to-decide", "unilateral-withdrawal", "accession-by", "loss-of-vote-needs-decision", "peaceful-settlement-is-owed", "time-to-object"},
	} {
		plain, factored := bothWays(t, b, Options{View: view, Names: names})
		compare(t, fmt.Sprint(names), plain, factored)
	}
	p := load(t, "../cmd/casus/testdata/pact", "pact")
	plain, factored := bothWays(t, p, Options{View: docket.View{AsOf: -1 << 30, AsKnown: -1 << 30}})
	compare(t, "pact", plain, factored)
}
