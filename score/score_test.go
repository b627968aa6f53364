package score

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestProper: whoever says what they believe can expect no better.
func TestProper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		believed := rapid.Float64Range(0.01, 0.99).Draw(t, "believed")
		said := rapid.Float64Range(0.01, 0.99).Draw(t, "said")
		for name, f := range map[string]func(float64, bool) float64{"Brier": Brier, "Log": Log} {
			expect := func(p float64) float64 { return believed*f(p, true) + (1-believed)*f(p, false) }
			if expect(said) < expect(believed)-1e-12 {
				t.Fatalf("%s: saying %g of what is %g is better", name, said, believed)
			}
		}
	})
}

// TestCRPS holds the score against its two definitions: by pairs of the
// sample, and as the area between the sample's steps and the step at what came.
func TestCRPS(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sample := rapid.SliceOfN(rapid.Float64Range(-5, 5), 1, 12).Draw(t, "sample")
		came := rapid.Float64Range(-6, 6).Draw(t, "came")
		n := float64(len(sample))
		var pairs float64
		for _, x := range sample {
			pairs += math.Abs(x-came) / n
			for _, y := range sample {
				pairs -= math.Abs(x-y) / (2 * n * n)
			}
		}
		cuts := append(slices.Clone(sample), came)
		slices.Sort(cuts)
		var area float64
		for i := 1; i < len(cuts); i++ {
			mid := (cuts[i-1] + cuts[i]) / 2
			below := 0.0
			for _, x := range sample {
				if x <= mid {
					below++
				}
			}
			step := 0.0
			if came <= mid {
				step = 1
			}
			area += (below/n - step) * (below/n - step) * (cuts[i] - cuts[i-1])
		}
		got := CRPS(slices.Clone(sample), came)
		if math.Abs(got-pairs) > 1e-9 || math.Abs(got-area) > 1e-9 {
			t.Fatalf("CRPS %g, by pairs %g, by area %g", got, pairs, area)
		}
	})
	if got := CRPS([]float64{3}, 5); got != 2 {
		t.Errorf("of a sample of one it is %g, not the distance", got)
	}
}

// Wilson's interval: of none of 2000 it ends at z^2/(n+z^2); known values of 10
// of 100 and 81 of 263 (Newcombe, Two-sided confidence intervals for the single
// proportion, Statistics in Medicine 17, 1998).
func TestWilson(t *testing.T) {
	const z = 1.959963984540054
	for _, c := range []struct{ p, n, lo, hi float64 }{
		{0, 2000, 0, z * z / (2000 + z*z)}, {1, 2000, 2000 / (2000 + z*z), 1}, {0.1, 100, 0.0552, 0.1744}, {81.0 / 263, 263, 0.2553, 0.3662}} {
		if lo, hi := Wilson(c.p, c.n); math.Abs(lo-c.lo) > 5e-5 || math.Abs(hi-c.hi) > 5e-5 {
			t.Errorf("%g of %g: %.5f..%.5f, want %.5f..%.5f", c.p, c.n, lo, hi, c.lo, c.hi)
		}
	}
}

func TestCalibrate(t *testing.T) {
	tenths := []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1}
	bins := Calibrate([]float64{0, 0.05, 0.5, 1}, []bool{false, true, true, true}, tenths)
	if b := bins[0]; b.Forecasts != 2 || b.Said != 0.025 || b.Came != 0.5 {
		t.Errorf("first bin %+v", b)
	}
	if bins[5].Forecasts != 1 || bins[9].Forecasts != 1 || bins[9].Came != 1 || bins[1].Forecasts != 0 {
		t.Errorf("bins %+v", bins)
	}
	if Log(0, true) != math.Inf(1) || Log(1, true) != 0 || math.Signbit(Log(0, false)) {
		t.Error("the logarithmic score at the ends")
	}
}
