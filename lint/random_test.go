package lint_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/lint"
	"casus/reader/random"
)

// On any charter the check ends, twice alike, and every place is in the text.
// What it calls out of reach is reached by no record.
func TestRandomCharters(t *testing.T) {
	unreachable := 0
	for seed := range uint64(150) {
		c, rec, list := random.Read(random.GenerateWith(rand.New(rand.NewPCG(seed, 11)), random.Options{Doubt: seed%2 == 1}).Text())
		if diag.HasErrors(list) || c == nil {
			continue
		}
		found := lint.Findings(c)
		if !slices.EqualFunc(found, lint.Findings(c), func(a, b lint.Finding) bool { return a.String() == b.String() }) {
			t.Fatalf("seed %d: two checks differ", seed)
		}
		out := map[int32]lint.Finding{}
		for _, f := range found {
			if f.Place.IsZero() || int(f.Place.To) > len(f.Place.Src) {
				t.Errorf("seed %d: %s has no place", seed, f.Summary)
			}
			if f.Code == "L07" || f.Code == "L08" {
				out[f.Place.From] = f
				unreachable++
			}
		}
		if len(out) == 0 {
			continue
		}
		d, err := docket.Derive(c, rec, docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Limit: 64})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Findings {
			if f.Rule == nil || f.Kind == engine.Silence {
				continue
			}
			if x, ok := out[f.Rule.Pos.From]; ok {
				t.Errorf("seed %d: %s, and yet there is a %s of it", seed, x.Summary, f.Kind)
			}
		}
		effects(t, seed, c, d, out)
	}
	if unreachable < 20 {
		t.Errorf("only %d rules are out of reach: the test says little", unreachable)
	}
}

// effects fails where a rule that is out of reach has changed a status.
func effects(t *testing.T, seed uint64, c *charter.Case, d *docket.Docket, out map[int32]lint.Finding) {
	for side := range d.Sides {
		r, _ := d.Single(side, 0)
		for _, ch := range r.Changes() {
			if ch.Rule < 0 {
				continue
			}
			if x, ok := out[c.Rules[ch.Rule].Pos.From]; ok {
				t.Errorf("seed %d: %s, and yet it changes a status", seed, x.Summary)
			}
		}
	}
}
