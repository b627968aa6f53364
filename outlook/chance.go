package outlook

import (
	"hash/fnv"
	"math"
)

// Chance comes from streams that are addressed, not drawn in turn. A stream is
// named by the seed, the run and the kind of draw (the behaviour by name, or
// the parameter); within it a draw is named by the step and by whom it is for.
// So whether Armenia asks for help in its third month is settled by the same
// number under every charter, whoever has left meanwhile and whatever else was
// drawn: what differs between two charters differs because of the charters.
//
// The generator is SplitMix64 (Steele, Lea and Flood, Fast splittable
// pseudorandom number generators, OOPSLA 2014) with its state set to the
// address instead of being carried on: number n of the stream k is the mixed
// value of k + n times the golden ratio.

const golden = 0x9e3779b97f4a7c15

// mix is the finalizer of SplitMix64 (variant 13 of David Stafford's).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// named is a number for a name.
func named(kind, name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write([]byte(name))
	return mix(h.Sum64())
}

// stream is the stream of one kind of draw in one run.
func stream(seed, kind, run uint64) uint64 {
	return mix(mix(seed+golden) ^ mix(kind+run*golden))
}

// at is draw n of a stream.
func at(stream, n uint64) uint64 { return mix(stream + n*golden) }

// open is a draw as a number strictly between 0 and 1, for inverses that have
// no value at the ends.
func open(u uint64) float64 { return (float64(u>>12) + 0.5) * (1.0 / (1 << 52)) }

// mostInverted is up to which mean poisson inverts.
const mostInverted = 500

// poisson is how many events of an expected number there are, by inversion of
// one draw; never more than most.
func poisson(mean float64, u float64, most int) int {
	if mean <= 0 {
		return 0
	}
	if mean > mostInverted { // exp(-mean) would vanish: the normal approximation
		n := math.Round(mean + math.Sqrt(mean)*normalInverse(u))
		return int(math.Min(math.Max(n, 0), float64(most)))
	}
	p := math.Exp(-mean)
	sum := p
	n := 0
	for u >= sum && n < most {
		n++
		p *= mean / float64(n)
		sum += p
		if p == 0 {
			break
		}
	}
	return n
}
