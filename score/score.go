// Package score says how good a forecast was once it is known what happened.
// Of every score less is better, and every one is proper: who says what they
// believe can expect no better.
package score

import (
	"fmt"
	"math"
	"slices"
)

// Brier is the square of the distance between a chance and what happened, 1 or
// 0 (Brier 1950). Whoever says a half of everything has 0.25.
func Brier(chance float64, happened bool) float64 {
	d := chance - outcome(happened)
	return d * d
}

// Log is minus the natural logarithm of the chance given to what happened
// (Good 1952); infinite where the impossible happened. Whoever says a half of
// everything has 0.6931.
func Log(chance float64, happened bool) float64 {
	if !happened {
		chance = 1 - chance
	}
	if chance >= 1 {
		return 0 // and not minus nothing
	}
	return -math.Log(chance)
}

func outcome(happened bool) float64 {
	if happened {
		return 1
	}
	return 0
}

// CRPS is the continuous ranked probability score of a forecast that gives a
// number by a sample of equally likely ones: the mean distance of the sample
// from what came, less half the mean distance of two of the sample from one
// another (Gneiting and Raftery 2007, equation 21). It is in the unit of the
// number, and of a sample of one the plain distance. The sample is sorted in
// place; it may not be empty.
func CRPS(sample []float64, came float64) float64 {
	if len(sample) == 0 {
		panic("score: a forecast without a sample")
	}
	slices.Sort(sample)
	n := float64(len(sample))
	var off, apart float64
	for i, x := range sample {
		off += math.Abs(x - came)
		apart += x * (2*float64(i) + 1 - n) // over the sorted sample: the sum of all distances of two, once each
	}
	return off/n - apart/(n*n)
}

// Wilson is Wilson's 95 % interval of a share p of n, which stays sensible near 0
// and 1 (Wilson, Probable inference, JASA 1927).
func Wilson(p, n float64) (lo, hi float64) {
	const z = 1.959963984540054 // the 97.5 % quantile of the normal distribution
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}

// Bin is forecasts of about one chance with how often they came true.
type Bin struct {
	Low, High float64 // chances from Low to below High; of the last bin High too
	Forecasts int
	Said      float64 // mean chance
	Came      float64 // share that came true
}

// Edges part chances into bins for a calibration: narrow near 0 and 1, where most
// chances of what seldom happens lie.
var Edges = []float64{0, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 1}

// Calibrate puts chances into bins with the given edges, from 0 to 1. Bins
// without a forecast have no numbers.
func Calibrate(chances []float64, happened []bool, edges []float64) []Bin {
	if len(chances) != len(happened) {
		panic(fmt.Sprintf("score: %d chances of %d outcomes", len(chances), len(happened)))
	}
	bins := make([]Bin, len(edges)-1)
	for i := range bins {
		bins[i].Low, bins[i].High = edges[i], edges[i+1]
	}
	for i, p := range chances {
		at := len(bins) - 1
		for at > 0 && p < edges[at] {
			at--
		}
		b := &bins[at]
		b.Forecasts++
		b.Said += p
		b.Came += outcome(happened[i])
	}
	for i := range bins {
		if b := &bins[i]; b.Forecasts > 0 {
			b.Said /= float64(b.Forecasts)
			b.Came /= float64(b.Forecasts)
		}
	}
	return bins
}
