package outlook

import (
	"math"
	"math/rand/v2"
	"testing"

	"casus/quantity"
)

// both is what is kept of runs in which the answer differs up in some, down in
// some, and not in the rest.
func both(up, down, n int) *Moments {
	m := &Moments{}
	for i := range n {
		switch {
		case i < up:
			m.add(quantity.Scale)
		case i < up+down:
			m.add(-quantity.Scale)
		default:
			m.add(0)
		}
	}
	return m
}

// A difference of shares has the interval of Bonett and Price, and counts as
// clear where the exact test of McNemar says so too: with five runs that all
// differ the same way it does not, with six it does.
func TestPairedShares(t *testing.T) {
	for _, c := range []struct {
		up, down, n int
		clear       bool
	}{{0, 0, 2000, false}, {1, 0, 2000, false}, {4, 0, 2000, false}, {5, 0, 2000, false}, {6, 0, 2000, true}, {0, 6, 2000, true}, {9, 3, 2000, false}, {40, 10, 2000, true}} {
		d := paired(both(c.up, c.down, c.n), Chance)
		n := float64(c.n) + 2
		p, q := (float64(c.up)+1)/n, (float64(c.down)+1)/n
		half := z95 * math.Sqrt((p+q-(p-q)*(p-q))/n)
		if math.Abs(d.Low-(p-q-half)) > 1e-9 || math.Abs(d.High-(p-q+half)) > 1e-9 {
			t.Errorf("%d up and %d down of %d: %g..%g, by the formula %g..%g", c.up, c.down, c.n, d.Low, d.High, p-q-half, p-q+half)
		}
		if d.Clear != c.clear || d.Same != (c.up+c.down == 0) {
			t.Errorf("%d up and %d down of %d: clear %t, the same %t", c.up, c.down, c.n, d.Clear, d.Same)
		}
		if exact := mcnemar(c.up, c.down); d.Clear != (exact < 0.05) {
			t.Errorf("%d up and %d down: clear %t, and the exact chance is %.3f", c.up, c.down, d.Clear, exact)
		}
	}
	if d := paired(both(0, 0, 100), Number); d.Low != 0 || d.High != 0 || !d.Same || d.Clear {
		t.Errorf("numbers that differ in no run: %+v", d)
	}
}

// mcnemar is the chance of so many runs, or more, on one side, if both sides
// are alike.
func mcnemar(up, down int) float64 {
	n, k := up+down, min(up, down)
	sum, c := 0.0, 1.0
	for i := 0; i <= k; i++ {
		sum += c
		c *= float64(n-i) / float64(i+1)
	}
	return math.Min(1, 2*sum/math.Pow(2, float64(n)))
}

// The intervals hold what is so as often as they say, and where nothing differs
// hardly more than one in twenty is called clear.
func TestCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const times, n = 2000, 600
	for _, c := range []struct{ up, down float64 }{{0.002, 0.002}, {0.01, 0.002}, {0.05, 0.05}, {0.3, 0.1}} {
		holds, clear := 0, 0
		for range times {
			m := &Moments{}
			for range n {
				switch u := r.Float64(); {
				case u < c.up:
					m.add(quantity.Scale)
				case u < c.up+c.down:
					m.add(-quantity.Scale)
				default:
					m.add(0)
				}
			}
			d := paired(m, Chance)
			if d.Low <= c.up-c.down && c.up-c.down <= d.High {
				holds++
			}
			if d.Clear {
				clear++
			}
		}
		if share := float64(holds) / times; share < 0.935 {
			t.Errorf("with %v the interval holds the difference in %.3f", c, share)
		}
		if share := float64(clear) / times; c.up == c.down && share > 0.06 {
			t.Errorf("where nothing differs %.3f are called clear", share)
		}
	}
}

// Quantiles lie within their interval as often as it says, whatever the
// distribution.
func TestWithin(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const times, n = 1000, 400
	for name, c := range map[string]struct{ draw, at func(float64) float64 }{
		"even":        {func(u float64) float64 { return u }, nil},
		"exponential": {func(u float64) float64 { return -math.Log1p(-u) }, nil},
	} {
		holds := [5]int{}
		for range times {
			var s Sketch
			var seen recent
			for range n {
				seen.add(&s, c.draw(r.Float64()))
			}
			seen.empty(&s)
			for i, w := range s.within(FanShares, n) {
				if x := c.draw(FanShares[i]); w[0] <= x*(1+1.0/256) && x <= w[1]*(1+1.0/256) {
					holds[i]++
				}
			}
		}
		for i, h := range holds {
			if share := float64(h) / times; share < 0.93 {
				t.Errorf("%s: the %g quantile lies within its interval in %.3f", name, FanShares[i], share)
			}
		}
	}
}

// The errors of the share answered, and of its difference, are those that the
// jackknife gives: each run left out in turn.
func TestRatio(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const n = 400
	tally := &Tally{Runs: n, Scenarios: []*ScenarioTally{{}, {}}}
	var rows [2][n][2]int64
	for i := range n {
		owed := int64(r.IntN(6))
		for k := range 2 {
			done := int64(0)
			for range owed {
				if r.Float64() < 0.3+0.1*float64(k) {
					done++
				}
			}
			rows[k][i] = [2]int64{done, owed}
			tally.Scenarios[k].Answered.add(done, owed)
		}
		a, b := rows[1][i], rows[0][i]
		tally.Scenarios[1].Paired.Add(&PairedCross{a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]})
	}
	share := func(k, without int) float64 {
		var done, owed int64
		for i, x := range rows[k] {
			if i != without {
				done, owed = done+x[0], owed+x[1]
			}
		}
		return float64(done) / float64(owed)
	}
	jackknife := func(f func(without int) float64) float64 {
		var sum, square float64
		for i := range n {
			sum += f(i)
		}
		for i := range n {
			square += (f(i) - sum/n) * (f(i) - sum/n)
		}
		return math.Sqrt(square * (n - 1) / n)
	}
	l := ratioLine(tally)
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"the share", l.By[0].Error, jackknife(func(i int) float64 { return share(0, i) })},
		{"the difference", l.Against[1].Error, jackknife(func(i int) float64 { return share(1, i) - share(0, i) })},
	} {
		if math.Abs(c.got/c.want-1) > 0.02 {
			t.Errorf("the error of %s is %.5f, by the jackknife %.5f", c.what, c.got, c.want)
		}
	}
	if l.By[1].Value != share(1, -1) || l.Against[1].Same {
		t.Errorf("the second share is %g", l.By[1].Value)
	}
	tally.Scenarios[1].Answered, tally.Scenarios[1].Paired = tally.Scenarios[0].Answered, PairedCross{}
	for _, x := range rows[0] {
		tally.Scenarios[1].Paired.Add(&PairedCross{x[0] * x[0], x[0] * x[1], x[1] * x[0], x[1] * x[1]})
	}
	if d := ratioLine(tally).Against[1]; !d.Same || d.Clear || d.Value != 0 {
		t.Errorf("two laws that are the same in every run: %+v", d)
	}
}

// TestPosterior holds quantiles of what is learnt against the distribution
// function, worked out here by its series, down to the small shapes that a state
// without a record has; and the table that runs draw from against the mean, which
// straight lines between its nodes raise by a thousandth at most.
func TestPosterior(t *testing.T) {
	for _, d := range []Distribution{
		{"gamma", []float64{0.18, 42.4}}, {"gamma", []float64{1.18, 42.4}}, {"gamma", []float64{7.5, 150.6}}, {"gamma", []float64{0.05, 2}},
		{"beta", []float64{0.73, 10.27}}, {"beta", []float64{6, 35}}, {"beta", []float64{0.1, 4.9}},
	} {
		for _, u := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
			if x := d.Quantile(u); x < 1e-12 { // so small that it is none
				if d.below(1e-12) < u {
					t.Errorf("%s has %g as its %g quantile", d, x, u)
				}
			} else if got := d.below(x); math.Abs(got-u) > 1e-6 {
				t.Errorf("%s: %.7f lie below its %g quantile", d, got, u)
			}
		}
		v := &inverse{Distribution: d}
		const fine = 1 << 20
		sum := 0.0
		for i := range fine {
			sum += v.at((float64(i) + 0.5) / fine)
		}
		if mean := sum / fine; math.Abs(mean/d.Mean()-1) > 1.5e-3 {
			t.Errorf("%s: runs draw a mean of %.6f, and it is %.6f", d, mean, d.Mean())
		}
	}
}

// below is the distribution function of a gamma or beta distribution.
func (d Distribution) below(x float64) float64 {
	a, b := d.Args[0], d.Args[1]
	if d.Name == "gamma" {
		// x^a e^-x / Gamma(a+1) * (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)
		x *= b
		lg, _ := math.Lgamma(a + 1)
		sum, term := 0.0, 1.0
		for n := 1.0; term > 1e-17*sum; n++ {
			sum += term
			term *= x / (a + n)
		}
		return math.Exp(a*math.Log(x)-x-lg) * sum
	}
	// x^a (1-x)^b / (a B(a,b)) * (1 + sum of B(a+1,n+1)/B(a+b,n+1) x^(n+1))
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	sum, term := 0.0, 1.0
	for n := 0.0; term > 1e-17*sum && n < 1e6; n++ {
		sum += term
		term *= x * (a + b + n) / (a + 1 + n)
	}
	return math.Exp(a*math.Log(x)+b*math.Log1p(-x)-(la+lb-lab)) / a * sum
}
