package sensitivity

import (
	"math"
	"slices"
	"testing"
)

// ishigami is the test function of Ishigami and Homma (1990) with a = 7 and
// b = 0.1, of three factors from -pi to pi.
func ishigami(x []float64) float64 {
	return math.Sin(x[0]) + 7*math.Pow(math.Sin(x[1]), 2) + 0.1*math.Pow(x[2], 4)*math.Sin(x[0])
}

func circle() []Factor {
	return []Factor{{Name: "x1", Low: -math.Pi, High: math.Pi}, {Name: "x2", Low: -math.Pi, High: math.Pi}, {Name: "x3", Low: -math.Pi, High: math.Pi}}
}

func outcomes(points [][]float64, f func([]float64) float64) []float64 {
	var y []float64
	for _, x := range points {
		y = append(y, f(x))
	}
	return y
}

// TestIshigami holds the indices against the closed form: with v the variance,
// S1 = (1 + b pi^4/5)^2 / 2v, S2 = a^2/8v, and what x1 and x3 make together is
// 8 b^2 pi^8 / 225v.
func TestIshigami(t *testing.T) {
	const a, b = 7, 0.1
	pi4 := math.Pow(math.Pi, 4)
	v1, v2, v13 := math.Pow(1+b*pi4/5, 2)/2, a*a/8.0, 8*b*b*pi4*pi4/225
	v := v1 + v2 + v13
	first, total := []float64{v1 / v, v2 / v, 0}, []float64{(v1 + v13) / v, v2 / v, v13 / v}
	for seed := range uint64(5) {
		s, err := NewSobol(circle(), 4096, seed)
		if err != nil {
			t.Fatal(err)
		}
		list, ok := s.Indices(outcomes(s.Points, ishigami))
		if !ok {
			t.Fatal("no indices")
		}
		for i, x := range list {
			if math.Abs(x.First.Value-first[i]) > 0.02 || math.Abs(x.Total.Value-total[i]) > 0.02 {
				t.Errorf("seed %d: %s has %.4f and %.4f, the closed form %.4f and %.4f", seed, x.Name, x.First.Value, x.Total.Value, first[i], total[i])
			}
			if x.First.Low > first[i] || x.First.High < first[i] || x.Total.Low > total[i] || x.Total.High < total[i] {
				t.Errorf("seed %d: %v does not hold %.4f and %.4f", seed, x, first[i], total[i])
			}
		}
	}
}

// TestSobolOfSums: of a sum of independent factors the shares are their
// variances, for every sort of factor.
func TestSobolOfSums(t *testing.T) {
	factors := []Factor{{Name: "even", Low: 0, High: 6}, {Name: "own", Quantile: func(u float64) float64 { return 3 * u * u }}, {Name: "reading", Levels: 2}}
	s, err := NewSobol(factors, 4096, 7)
	if err != nil {
		t.Fatal(err)
	}
	list, _ := s.Indices(outcomes(s.Points, func(x []float64) float64 { return x[0] + x[1] + 2*x[2] }))
	variances := []float64{3, 9 * (1.0/5 - 1.0/9), 1}
	sum := variances[0] + variances[1] + variances[2]
	for i, x := range list {
		if want := variances[i] / sum; math.Abs(x.First.Value-want) > 0.02 || math.Abs(x.Total.Value-want) > 0.02 {
			t.Errorf("%s has %.4f and %.4f, want %.4f", x.Name, x.First.Value, x.Total.Value, want)
		}
	}
	if _, ok := s.Indices(make([]float64, len(s.Points))); ok {
		t.Error("an outcome that does not vary has indices")
	}
}

// TestMorris: of a linear outcome every effect is the slope; what hangs on
// another factor spreads; what does nothing is nought.
func TestMorris(t *testing.T) {
	factors := []Factor{{Name: "slope", Low: 10, High: 20}, {Name: "sign", Low: -1, High: 1}, {Name: "idle", Low: 0, High: 1}, {Name: "reading", Levels: 3}}
	m, err := NewMorris(factors, 40, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Points) != 40*5 {
		t.Fatalf("%d points", len(m.Points))
	}
	list := m.Effects(outcomes(m.Points, func(x []float64) float64 { return 2*x[0] + x[1]*x[3] }))
	near := func(what string, got, want, by float64) {
		if math.Abs(got-want) > by {
			t.Errorf("%s is %g, want %g", what, got, want)
		}
	}
	near("strength of slope", list[0].Strength, 20, 1e-9)
	near("spread of slope", list[0].Spread, 0, 1e-6)
	near("strength of idle", list[2].Strength, 0, 1e-12)
	if list[1].Spread < 0.5 || list[3].Spread < 0.5 || list[3].Strength < 0.3 {
		t.Errorf("what hangs on others does not spread: %v", list)
	}
	again, _ := NewMorris(factors, 40, 3)
	if !slices.EqualFunc(m.Points, again.Points, slices.Equal[[]float64]) {
		t.Error("one seed gives two designs")
	}
}

// TestBrokenOff: a design run in part is the design of its first walks or base
// points: with the same seed, what a smaller one gives.
func TestBrokenOff(t *testing.T) {
	m, _ := NewMorris(circle(), 30, 5)
	small, _ := NewMorris(circle(), 12, 5)
	if got, want := m.First(12).Effects(outcomes(m.Points, ishigami)[:12*4]), small.Effects(outcomes(small.Points, ishigami)); !slices.Equal(got, want) {
		t.Errorf("effects %v, want %v", got, want)
	}
	s, _ := NewSobol(circle(), 64, 5)
	y := outcomes(s.Points, ishigami)
	for i, n := range s.Order() {
		if i >= 40*5 {
			y[n] = math.NaN() // was not run
		}
	}
	first, of := s.First(40)
	got, ok := first.Indices(of(y))
	want, _ := first.Indices(outcomes(first.Points, ishigami))
	if !ok || !slices.Equal(got, want) {
		t.Errorf("indices %v, want %v", got, want)
	}
}

func TestRefused(t *testing.T) {
	for _, f := range [][]Factor{nil, {{Name: "x", Low: 1, High: 1}}, {{Name: "x", Low: math.NaN(), High: 1}}, {{Name: "r", Levels: 1}}} {
		if _, err := NewSobol(f, 8, 1); err == nil {
			t.Errorf("%v is varied", f)
		}
	}
	if _, err := NewSobol(circle(), 1, 1); err == nil {
		t.Error("one base point is enough")
	}
	if _, err := NewMorris(circle(), 1, 1); err == nil {
		t.Error("one walk is enough")
	}
}

func BenchmarkSobol(b *testing.B) {
	s, err := NewSobol(circle(), 4096, 1)
	if err != nil {
		b.Fatal(err)
	}
	y := outcomes(s.Points, ishigami)
	for b.Loop() {
		s.Indices(y)
	}
}
