package sweep

import (
	"math/rand/v2"
	"testing"

	"casus/diag"
	"casus/docket"
	"casus/reader/random"
)

// Under every combination of the readings of random charters the sweep finds
// what the docket finds, in every account.
func TestRandomDockets(t *testing.T) {
	swept := 0
	for seed := range uint64(25) {
		c, rec, list := random.Read(random.GenerateWith(rand.New(rand.NewPCG(seed, 12)), random.Options{Doubt: seed%2 == 1}).Text())
		if diag.HasErrors(list) || c == nil {
			continue
		}
		v := docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Limit: 12}
		axes, err := axesOf(c, Options{View: v})
		if err != nil {
			t.Fatal(err)
		}
		if len(axes) == 0 {
			continue
		}
		rows := plan(axes, 16).rows(axes)
		over, err := docket.DeriveOver(c, rec, v, rows, docket.OverOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			w := v
			w.Given = row
			d, err := docket.Derive(c, rec, w)
			if err != nil {
				t.Fatal(err)
			}
			swept++
			for s := range d.Sides {
				if over.Settlings[s] != d.Sides[s].Settlings {
					t.Fatalf("seed %d: %d settlings, and the docket has %d", seed, over.Settlings[s], d.Sides[s].Settlings)
				}
				want := map[string]int{}
				for _, f := range d.Findings {
					want[f.Key()] = f.Sides[s].Found
				}
				for _, f := range over.Findings {
					if got := int(f.Found[s][i]); got != want[f.Key()] {
						t.Errorf("seed %d, row %d, side %d: %s in %d settlings, and the docket has %d", seed, i, s, f.Key(), got, want[f.Key()])
					}
				}
			}
		}
	}
	if swept < 60 {
		t.Errorf("only %d combinations were compared", swept)
	}
}
