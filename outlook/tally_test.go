package outlook

import (
	"maps"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Adding up is the same however the numbers are parted and in whatever order.
func TestTallyParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Int64Range(-1<<40, 1<<40), 2, 60).Draw(t, "xs")
		cut := rapid.IntRange(0, len(xs)).Draw(t, "cut")
		var whole, left, right Moments
		var ws, ls, rs Sketch
		var wc, lc, rc recent
		plain := map[int64]int64{}
		for i, x := range xs {
			whole.add(x)
			wc.add(&ws, float64(x)/128)
			if k := float64(x) / 128; k < 0 || k >= sketchSmall || k != math.Trunc(k) {
				plain[sketchKey(k)]++
			}
			if i < cut {
				left.add(x)
				lc.add(&ls, float64(x)/128)
			} else {
				right.add(x)
				rc.add(&rs, float64(x)/128)
			}
		}
		wc.empty(&ws)
		lc.empty(&ls)
		rc.empty(&rs)
		if !maps.Equal(ws.Other, plain) {
			t.Fatalf("counted %v, want %v", ws.Other, plain)
		}
		right.Add(&left)
		rs.Add(&ls)
		if right != whole {
			t.Fatalf("%+v, want %+v", right, whole)
		}
		a, b := rs.Bins(), ws.Bins()
		for i := range b {
			if a[i] != b[i] {
				t.Fatalf("bin %d is %v, want %v", i, a[i], b[i])
			}
		}
		mean, v := 0.0, 0.0
		for _, x := range xs {
			mean += float64(x) / 1e4 / float64(len(xs))
		}
		for _, x := range xs {
			v += (float64(x)/1e4 - mean) * (float64(x)/1e4 - mean) / float64(len(xs)-1)
		}
		if math.Abs(whole.Mean()-mean) > 1e-6*(1+math.Abs(mean)) || math.Abs(whole.Variance()-v) > 1e-6*(1+v) {
			t.Fatalf("mean %g and variance %g, want %g and %g", whole.Mean(), whole.Variance(), mean, v)
		}
	})
}

// A sketch gives whole numbers up to 512 back exactly, others within 0.4 %.
func TestSketch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e6, 1e6).Draw(t, "v")
		n := float64(rapid.IntRange(-256, 256).Draw(t, "n"))
		for _, x := range []float64{v, n} {
			var s Sketch
			var c recent
			c.add(&s, x)
			c.empty(&s)
			if got := s.Quantiles(0.5)[0]; x == n && got != n || math.Abs(got-x) > math.Abs(x)/250+1e-300 { // nearer to 0 no number has all its digits
				t.Fatalf("%g comes back as %g", x, got)
			}
		}
	})
}

// A quantile is where the distribution function says: known values, and never
// falling.
func TestQuantiles(t *testing.T) {
	for _, c := range []struct {
		d    Distribution
		u, x float64
	}{
		{Distribution{"uniform", []float64{2, 4}}, 0.25, 2.5},
		{Distribution{"triangular", []float64{0, 1, 2}}, 0.5, 1},
		{Distribution{"normal", []float64{1, 2}}, 0.975, 1 + 2*1.959963984540054},
		{Distribution{"lognormal", []float64{3, 0.5}}, 0.5, 3},
		{Distribution{"beta", []float64{2, 3}}, 0.5, 0.38572756813238945},
		{Distribution{"gamma", []float64{1, 2}}, 0.5, math.Ln2 / 2},
		{Distribution{"gamma", []float64{3, 2}}, 0.9, 2.661160},
	} {
		if why := c.d.Check(); why != "" {
			t.Fatal(why)
		}
		if got := c.d.Quantile(c.u); math.Abs(got-c.x) > 1e-6 {
			t.Errorf("%s at %g is %.9f, want %.9f", c.d, c.u, got, c.x)
		}
		last := math.Inf(-1)
		for u := 0.01; u < 1; u += 0.01 {
			if x := c.d.Quantile(u); x < last {
				t.Errorf("%s falls at %g", c.d, u)
			} else {
				last = x
			}
		}
	}
}

// The table of logistic chances changes no draw.
func TestLeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, x := rapid.Uint64().Draw(t, "u"), rapid.Float64Range(-20, 20).Draw(t, "x")
		if rapid.Bool().Draw(t, "near") {
			u = threshold(logistic(x))<<11 + uint64(rapid.IntRange(-3, 3).Draw(t, "by"))<<11
		}
		if got, want := (&future{}).leans(u, x), u>>11 < threshold(logistic(x)); got != want {
			t.Fatalf("draw %d at %g: %t, want %t", u, x, got, want)
		}
	})
}

// A Poisson number has the mean and the variance it should have.
func TestPoisson(t *testing.T) {
	for _, mean := range []float64{0.1, 1, 7.5, 60, 900} {
		var m Moments
		for n := range uint64(20_000) {
			m.add(whole(int64(poisson(mean, open(at(42, n)), 1<<20))))
		}
		if math.Abs(m.Mean()-mean) > 5*m.Error() || math.Abs(m.Variance()/mean-1) > 0.06 {
			t.Errorf("of %g: mean %g and variance %g", mean, m.Mean(), m.Variance())
		}
	}
}
