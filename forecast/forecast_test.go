package forecast

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"casus/docket"
	"casus/quantity"
	"casus/record"
)

func result(lo, hi int64, found, of int) *Result {
	r := &Result{Forecast: &record.Forecast{Chance: quantity.Range{Lo: quantity.Num(lo), Hi: quantity.Num(hi)}, HasChance: lo >= 0}}
	if r.HasChance {
		r.Chance = middle(r.Forecast.Chance)
	}
	r.settle(docket.Verdict{Found: found, Of: of})
	return r
}

func TestScores(t *testing.T) {
	for _, c := range []struct {
		name       string
		r          *Result
		outcome    Outcome
		scored     bool
		brier, log float64
	}{
		{"half and true", result(5000, 5000, 4, 4), CameTrue, true, 0.25, math.Ln2},
		{"half and false", result(5000, 5000, 0, 4), DidNot, true, 0.25, math.Ln2},
		{"a range", result(2000, 4000, 0, 4), DidNot, true, 0.09, -math.Log(0.7)},
		{"sure and right", result(10000, 10000, 4, 4), CameTrue, true, 0, 0},
		{"sure and wrong", result(10000, 10000, 0, 4), DidNot, true, 1, math.Inf(1)},
		{"ruled out and false", result(0, 0, 0, 4), DidNot, true, 0, 0},
		{"in doubt", result(9000, 9000, 1, 4), Undecided, false, 0, 0},
		{"no chance", result(-1, -1, 4, 4), CameTrue, false, 0, 0},
	} {
		if c.r.Outcome != c.outcome || c.r.Scored != c.scored || math.Abs(c.r.Brier-c.brier) > 1e-12 || c.r.Log != c.log && math.Abs(c.r.Log-c.log) > 1e-12 {
			t.Errorf("%s: %s %t %g %g", c.name, c.r.Outcome, c.r.Scored, c.r.Brier, c.r.Log)
		}
	}
}

// TestProper: whoever believes in a chance does best, on the whole, by saying
// it: neither score can be improved by saying another.
func TestProper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		belief := rapid.Int64Range(1, 9999).Draw(t, "belief")
		said := rapid.Int64Range(1, 9999).Draw(t, "said")
		p := float64(belief) / 1e4
		mean := func(chance int64) (brier, log float64) {
			yes, no := result(chance, chance, 1, 1), result(chance, chance, 0, 1)
			return p*yes.Brier + (1-p)*no.Brier, p*yes.Log + (1-p)*no.Log
		}
		b1, l1 := mean(belief)
		b2, l2 := mean(said)
		if b1 > b2+1e-12 || l1 > l2+1e-12 {
			t.Fatalf("saying %d and believing %d pays: %g < %g or %g < %g", said, belief, b2, b1, l2, l1)
		}
	})
}

// TestSums: persons add up to all, and the best stands first.
func TestSums(t *testing.T) {
	list := []*Result{result(9000, 9000, 1, 1), result(1000, 1000, 1, 1), result(-1, -1, 0, 1), {Forecast: &record.Forecast{}, Outcome: Open}}
	for i, name := range []string{"good", "bad", "silent", "good"} {
		list[i].SaidBy = name
	}
	total := Total(list)
	if total.Forecasts != 4 || total.True != 2 || total.False != 1 || total.Open != 1 || total.Scored != 2 || math.Abs(total.Brier-0.41) > 1e-12 {
		t.Errorf("%+v", total)
	}
	persons := ByPerson(list)
	if len(persons) != 3 || persons[0].Name != "good" || persons[0].Forecasts != 2 || persons[1].Name != "bad" || persons[2].Scored != 0 {
		t.Errorf("%+v", persons)
	}
	n := 0
	for _, p := range persons {
		n += p.Forecasts
	}
	if n != total.Forecasts {
		t.Errorf("%d of %d", n, total.Forecasts)
	}
}
