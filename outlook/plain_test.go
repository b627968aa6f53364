package outlook_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// plainTA1 is TA-1 written out by hand, as a yardstick of speed and of outcome:
// one generator for each run, nothing kept, no charter.
func plainTA1(rng *rand.Rand) (members int) {
	const n = 6
	var in [n]bool
	var g [n]float64
	for i := range in {
		in[i] = true
	}
	out := 0
	for range 40 {
		for a := range n {
			for b := a + 1; b < n; b++ {
				if in[a] && in[b] && rng.Float64() < 0.01 {
					g[a] += 0.5
					g[b] += 0.5
				}
			}
		}
		for i := range n {
			if !in[i] || rng.Float64() >= 0.05 {
				continue
			}
			helped := false
			for x := range n {
				if x != i && in[x] && rng.Float64() < 0.5 {
					helped = true
				}
			}
			if helped {
				g[i] = math.Max(0, g[i]-0.2)
			} else {
				g[i]++
			}
		}
		order := [n]int{0, 1, 2, 3, 4, 5}
		rng.Shuffle(n, func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			if in[i] && rng.Float64() < 1/(1+math.Exp(-(-5+g[i]+float64(out)/n))) {
				in[i] = false
				out++
			}
		}
		for i := range g {
			g[i] *= 0.95
		}
	}
	return n - out
}

func BenchmarkPlain(b *testing.B) {
	before := processor()
	total := 0
	for n := range b.N {
		total += plainTA1(rand.New(rand.NewPCG(1, uint64(n))))
	}
	b.ReportMetric(float64(b.N)/(processor()-before), "runs/s-cpu")
	b.ReportMetric(float64(total)/float64(b.N), "members")
}
