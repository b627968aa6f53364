// Package sensitivity says on which of its factors the outcome of a model
// hangs: Morris's screening, which needs few runs and tells what may be left
// out of sight, and Sobol's indices, which tell how much of the variance each
// factor makes, alone and together with others.
//
// A design is a list of points at which the model is to be run; whoever has
// run it hands the outcomes back in the same order. So the runs can be shared
// out, and broken off and taken up again.
package sensitivity

import (
	"errors"
	"fmt"
	"math"
)

// Factor is what is varied: a number from Low to High, every one as likely as
// another, or drawn by its own Quantile.
type Factor struct {
	Name      string
	Low, High float64
	// Quantile is the number below which the factor lies with chance u, for u
	// from 0 to 1; nil for an even spread over Low..High.
	Quantile func(u float64) float64
	// Levels, if above 0, says that the factor is one of so many values that
	// have no order (a reading of the text): its number is 0..Levels-1.
	Levels int
}

// at is the factor's number at u, from 0 to below 1.
func (f *Factor) at(u float64) float64 {
	switch {
	case f.Levels > 0:
		return math.Min(math.Floor(u*float64(f.Levels)), float64(f.Levels-1))
	case f.Quantile != nil:
		return f.Quantile(u)
	}
	return f.Low + u*(f.High-f.Low)
}

func check(factors []Factor) error {
	if len(factors) == 0 {
		return errors.New("nothing is varied: give a parameter a range, or name a reading with alternatives")
	}
	for _, f := range factors {
		if f.Levels == 0 && f.Quantile == nil && !(f.Low < f.High) {
			return fmt.Errorf("%s cannot be varied from %g to %g", f.Name, f.Low, f.High)
		}
		if f.Levels == 1 {
			return fmt.Errorf("%s has one value only", f.Name)
		}
	}
	return nil
}

// point gives the factors their numbers at u.
func point(factors []Factor, u []float64) []float64 {
	x := make([]float64, len(factors))
	for i := range factors {
		x[i] = factors[i].at(u[i])
	}
	return x
}
