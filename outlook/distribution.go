package outlook

import (
	"fmt"
	"math"
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
		return bisect(u, 0, 1, func(x float64) float64 { return regularBeta(x, a[0], a[1]) })
	case "gamma":
		hi := a[0] + 10*math.Sqrt(a[0]) + 10
		for regularGamma(hi, a[0]) < u && hi < 1e300 {
			hi *= 2
		}
		return bisect(u, 0, hi, func(x float64) float64 { return regularGamma(x, a[0]) }) / a[1]
	}
	return 0
}

// normalInverse is the quantile of the standard normal distribution.
func normalInverse(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }

// bisect inverts a rising function.
func bisect(u, lo, hi float64, f func(float64) float64) float64 {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid == lo || mid == hi {
			break
		}
		if f(mid) < u {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}

// regularBeta is the regularized incomplete beta function, by its continued
// fraction (Lentz's method; DLMF 8.17.22).
func regularBeta(x, a, b float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	if x > (a+1)/(a+b+2) {
		return 1 - regularBetaPart(1-x, b, a, front)
	}
	return regularBetaPart(x, a, b, front)
}

func regularBetaPart(x, a, b, front float64) float64 {
	const tiny = 1e-300
	c, d := 1.0, 1-(a+b)*x/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	h := d
	for m := 1.0; m <= 500; m++ {
		for _, num := range [2]float64{m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))} {
			d = 1 + num*d
			if math.Abs(d) < tiny {
				d = tiny
			}
			c = 1 + num/c
			if math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			h *= d * c
		}
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h / a
}

// regularGamma is the regularized lower incomplete gamma function, by its
// series below a + 1 and its continued fraction above (DLMF 8.11.4, 8.9.2).
func regularGamma(x, a float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		term, sum := 1/a, 1/a
		for n := 1.0; n < 10000; n++ {
			term *= x / (a + n)
			sum += term
			if term < sum*1e-16 {
				break
			}
		}
		return sum * front
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 10000; i++ {
		an := -i * (i - a)
		b += 2
		d = an*d + b
		if math.Abs(d) < tiny {
			d = tiny
		}
		c = b + an/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return 1 - front*h
}
