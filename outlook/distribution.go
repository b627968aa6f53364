package outlook

import (
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// Distribution is what a parameter may be drawn from, one draw for each run.
// Quantile is its inverse: common random numbers, Latin squares and Sobol
// sequences all go through it.
type Distribution struct {
	Name string
	Args []float64
}

// distributions are those that can be named, with what their numbers are.
var distributions = map[string]struct {
	args  []string
	check func(a []float64) string
}{
	"uniform":    {[]string{"lowest", "highest"}, func(a []float64) string { return ordered(a[0], a[1]) }},
	"triangular": {[]string{"lowest", "likeliest", "highest"}, func(a []float64) string { return either(ordered(a[0], a[2]), within(a[1], a[0], a[2])) }},
	"normal":     {[]string{"mean", "deviation"}, func(a []float64) string { return positive(a[1], "deviation") }},
	"lognormal":  {[]string{"median", "spread of the logarithm"}, func(a []float64) string { return either(positive(a[0], "median"), positive(a[1], "spread")) }},
	"beta": {[]string{"a", "b"}, func(a []float64) string {
		return either(positive(a[0], "first number"), positive(a[1], "second number"))
	}},
	"gamma": {[]string{"shape", "rate"}, func(a []float64) string { return either(positive(a[0], "shape"), positive(a[1], "rate")) }},
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func ordered(lo, hi float64) string {
	if lo < hi {
		return ""
	}
	return fmt.Sprintf("%g is not below %g", lo, hi)
}

func within(x, lo, hi float64) string {
	if lo <= x && x <= hi {
		return ""
	}
	return fmt.Sprintf("%g does not lie between %g and %g", x, lo, hi)
}

func positive(x float64, what string) string {
	if x > 0 {
		return ""
	}
	return fmt.Sprintf("the %s must be above 0, and is %g", what, x)
}

// Check says what is wrong with a distribution; empty if nothing is.
func (d Distribution) Check() string {
	spec, ok := distributions[d.Name]
	if !ok {
		return "there is no distribution " + d.Name
	}
	if len(d.Args) != len(spec.args) {
		return fmt.Sprintf("%s takes %d numbers: %s", d.Name, len(spec.args), list(spec.args))
	}
	return spec.check(d.Args)
}

// String is the distribution as written.
func (d Distribution) String() string {
	s := d.Name + "("
	for i, a := range d.Args {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%g", a)
	}
	return s + ")"
}

// Mean is the mean of the distribution.
func (d Distribution) Mean() float64 {
	a := d.Args
	switch d.Name {
	case "uniform":
		return (a[0] + a[1]) / 2
	case "triangular":
		return (a[0] + a[1] + a[2]) / 3
	case "normal":
		return a[0]
	case "lognormal":
		return a[0] * math.Exp(a[1]*a[1]/2)
	case "beta":
		return a[0] / (a[0] + a[1])
	case "gamma":
		return a[0] / a[1]
	}
	return math.NaN()
}

// Quantile is the value below which the share u of the distribution lies.
func (d Distribution) Quantile(u float64) float64 {
	a := d.Args
	switch d.Name {
	case "uniform":
		return a[0] + (a[1]-a[0])*u
	case "triangular":
		lo, mode, hi := a[0], a[1], a[2]
		if c := (mode - lo) / (hi - lo); u < c {
			return lo + math.Sqrt(u*(hi-lo)*(mode-lo))
		}
		return hi - math.Sqrt((1-u)*(hi-lo)*(hi-mode))
	case "normal":
		return a[0] + a[1]*normalInverse(u)
	case "lognormal":
		return a[0] * math.Exp(a[1]*normalInverse(u))
	case "beta":
		return distuv.Beta{Alpha: a[0], Beta: a[1]}.Quantile(u)
	case "gamma":
		return distuv.Gamma{Alpha: a[0], Beta: a[1]}.Quantile(u)
	}
	return 0
}

// normalInverse is the quantile of the standard normal distribution.
func normalInverse(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }

// inverse is a distribution's quantiles, of those that are slow to work out
// from a table: between its nodes they are joined by straight lines. It may be
// shared.
type inverse struct {
	Distribution
	once  sync.Once
	nodes []float64
}

// inverseNodes is how many quantiles the table has. The outermost intervals,
// in which a line would cut the tails off, are worked out.
const inverseNodes = 1024

func (v *inverse) at(u float64) float64 {
	if v.Name != "beta" && v.Name != "gamma" {
		return v.Quantile(u)
	}
	v.once.Do(func() {
		v.nodes = make([]float64, inverseNodes+1)
		for i := 1; i < inverseNodes; i++ {
			v.nodes[i] = v.Quantile(float64(i) / inverseNodes)
		}
	})
	x := u * inverseNodes
	i := int(x)
	if i < 1 || i >= inverseNodes-1 {
		return v.Quantile(u)
	}
	return v.nodes[i] + float64((x-float64(i))*(v.nodes[i+1]-v.nodes[i]))
}
