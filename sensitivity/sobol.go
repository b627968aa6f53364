package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/samplemv"
)

// Sobol is a design for Sobol's indices: Base points each of two independent
// sets A and B, and for each factor A with that factor's numbers from B
// (Saltelli and others 2010, "Variance based sensitivity analysis of model
// output", table 2).
type Sobol struct {
	Factors []Factor
	Base    int
	// Points are those of A, of B, and then of each factor, Base each.
	Points [][]float64

	seed uint64
}

// Share is a part of the variance with the interval in which it lies with a
// chance of 95%, by the bootstrap over base points.
type Share struct{ Value, Low, High float64 }

// Index is what one factor does to one outcome.
type Index struct {
	Name string
	// First is the share of the outcome's variance that goes if the factor is
	// known; Total the share that stays if all others are. Where a factor acts
	// only together with others, First is small and Total is not.
	First, Total Share
}

// NewSobol makes a design of (2 + number of factors) times base points, from a
// Halton sequence scrambled by the seed.
func NewSobol(factors []Factor, base int, seed uint64) (*Sobol, error) {
	if err := check(factors); err != nil {
		return nil, err
	}
	if base < 2 {
		return nil, fmt.Errorf("%d base points are too few", base)
	}
	k := len(factors)
	s := &Sobol{Factors: factors, Base: base, seed: seed}
	u := mat.NewDense(base, 2*k, nil)
	samplemv.Halton{Kind: samplemv.Owen, Q: unit{2 * k}, Src: rand.NewPCG(seed, 0x5eb01)}.Sample(u)
	for from := range 2 {
		for r := range base {
			s.Points = append(s.Points, point(factors, u.RawRowView(r)[from*k:(from+1)*k]))
		}
	}
	for i := range factors {
		for r := range base {
			x := slices.Clone(s.Points[r])
			x[i] = s.Points[base+r][i]
			s.Points = append(s.Points, x)
		}
	}
	return s, nil
}

// Order is an order in which to run the points so that all that belong to a base
// point come together.
func (s *Sobol) Order() []int {
	var order []int
	for r := range s.Base {
		for part := range len(s.Factors) + 2 {
			order = append(order, part*s.Base+r)
		}
	}
	return order
}

// First is the design of the first base points alone, for where the rest was not
// run, and what of picks of the outcomes of the whole.
func (s *Sobol) First(base int) (first *Sobol, of func(y []float64) []float64) {
	var list []int
	for part := range len(s.Factors) + 2 {
		for r := range base {
			list = append(list, part*s.Base+r)
		}
	}
	first = &Sobol{Factors: s.Factors, Base: base, seed: s.seed}
	for _, i := range list {
		first.Points = append(first.Points, s.Points[i])
	}
	return first, func(y []float64) (out []float64) {
		for _, i := range list {
			out = append(out, y[i])
		}
		return out
	}
}

// unit is the even spread over the unit cube, for the sequence.
type unit struct{ n int }

func (u unit) Quantile(x, p []float64) []float64 {
	if x == nil {
		x = make([]float64, len(p))
	}
	copy(x, p)
	return x
}

// times is how many samples the bootstrap draws.
const times = 400

// Indices are those of an outcome, of which y has the value at each point. An
// outcome that does not vary has no indices, and ok is false.
func (s *Sobol) Indices(y []float64) (list []Index, ok bool) {
	if len(y) != len(s.Points) {
		panic(fmt.Sprintf("sensitivity: %d outcomes of %d points", len(y), len(s.Points)))
	}
	all := make([]int, s.Base)
	for r := range all {
		all[r] = r
	}
	first, total, ok := s.estimate(y, all)
	if !ok {
		return nil, false
	}
	k := len(s.Factors)
	firsts, totals := make([][]float64, k), make([][]float64, k)
	draw := rand.New(rand.NewPCG(s.seed, 0xb007))
	for range times {
		for r := range all {
			all[r] = draw.IntN(s.Base)
		}
		f, t, ok := s.estimate(y, all)
		if !ok {
			continue
		}
		for i := range k {
			firsts[i], totals[i] = append(firsts[i], f[i]), append(totals[i], t[i])
		}
	}
	for i := range s.Factors {
		list = append(list, Index{s.Factors[i].Name, share(first[i], firsts[i]), share(total[i], totals[i])})
	}
	return list, true
}

func share(value float64, sample []float64) Share {
	if len(sample) == 0 {
		return Share{value, value, value}
	}
	slices.Sort(sample)
	at := func(q float64) float64 { return sample[int(math.Round(q*float64(len(sample)-1)))] }
	return Share{value, at(0.025), at(0.975)}
}

// estimate reckons the indices from some base points: first order after
// Saltelli and others 2010, total after Jansen 1999.
func (s *Sobol) estimate(y []float64, rows []int) (first, total []float64, ok bool) {
	n := s.Base
	var mean, square float64
	for _, r := range rows {
		a, b := y[r], y[n+r]
		mean += a + b
		square += a*a + b*b
	}
	count := float64(2 * len(rows))
	mean /= count
	variance := square/count - mean*mean
	if !(variance > 1e-12*(square/count)) {
		return nil, nil, false
	}
	for i := range s.Factors {
		var f, t float64
		for _, r := range rows {
			a, b, ab := y[r], y[n+r], y[(2+i)*n+r]
			f += (b - mean) * (ab - a)
			t += (a - ab) * (a - ab)
		}
		m := float64(len(rows))
		first, total = append(first, f/m/variance), append(total, t/(2*m)/variance)
	}
	return first, total, true
}
