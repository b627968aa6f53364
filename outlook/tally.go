package outlook

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"

	"casus/quantity"
)

// What is kept of many futures does not grow with their number, and adding up
// is exact: every number is a whole number of ten-thousandths, sums are whole,
// squares have 128 bits. So the order in which blocks are added changes
// nothing, and a sum is the same however the work was shared.

// Moments are the count, the sum and the sum of squares of a number, in
// ten-thousandths, and how often it was not 0.
type Moments struct {
	N    int64  `json:"n"`
	Some int64  `json:"some"`
	Sum  int64  `json:"sum"`
	High uint64 `json:"high"` // of the sum of squares
	Low  uint64 `json:"low"`
}

func (m *Moments) add(x int64) {
	m.N++
	if x == 0 {
		return
	}
	m.Some++
	m.Sum += x
	a := uint64(x)
	if x < 0 {
		a = uint64(-x)
	}
	hi, lo := bits.Mul64(a, a)
	m.square(hi, lo)
}

func (m *Moments) square(hi, lo uint64) {
	var carry uint64
	m.Low, carry = bits.Add64(m.Low, lo, 0)
	m.High, _ = bits.Add64(m.High, hi, carry)
}

// Add adds what was counted elsewhere.
func (m *Moments) Add(o *Moments) {
	m.N += o.N
	m.Some += o.Some
	m.Sum += o.Sum
	m.square(o.High, o.Low)
}

// Mean is the mean; NaN of nothing.
func (m *Moments) Mean() float64 {
	if m.N == 0 {
		return math.NaN()
	}
	return float64(m.Sum) / float64(m.N) / quantity.Scale
}

// Variance is the unbiased variance.
func (m *Moments) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	// The sum of squares less the square of the sum over n, both exact before
	// they are divided: n*S2 - S1^2 in 192 bits would be; 128 bits of S2 and a
	// product in floating point lose only what no error bar shows.
	s2 := m.squares()
	mean := float64(m.Sum) / float64(m.N)
	v := (s2 - mean*float64(m.Sum)) / float64(m.N-1)
	return math.Max(v, 0) / quantity.Scale / quantity.Scale
}

func (m *Moments) squares() float64 { return float64(m.High)*math.Pow(2, 64) + float64(m.Low) }

// Error is the standard error of the mean.
func (m *Moments) Error() float64 { return math.Sqrt(m.Variance() / float64(m.N)) }

// Sketch is how often a number had which value. Values are kept to eight binary
// digits behind the first, which is exact for whole numbers up to 512 and for
// others within 0.4 %.
type Sketch struct {
	Small [sketchSmall]int64 `json:"small"` // whole numbers from 0
	Other map[int64]int64    `json:"other,omitempty"`
}

const sketchSmall = 32

// recent counts the values of a sketch that are no small whole numbers, until they
// are added to it. A study has a sketch for each step, too many to be at hand all
// together, so values are listed first and then counted many at a time: in a table
// of keys that is probed from where a key belongs.
type recent struct {
	listed [32]int32
	n      int
	counts []keyCount
	used   int
}

// keyCount is how often a key came; n is 0 where there is none.
type keyCount struct {
	key int32
	n   uint32
}

// add counts a value of a sketch.
func (c *recent) add(s *Sketch, v float64) {
	if n := int(v); n >= 0 && n < sketchSmall && float64(n) == v {
		s.Small[n]++
		return
	}
	if c.n == len(c.listed) {
		c.countListed()
	}
	c.listed[c.n] = int32(sketchKey(v)) // twenty binary digits, and a sign
	c.n++
}

func (c *recent) countListed() {
	for _, key := range c.listed[:c.n] {
		if 2*c.used >= len(c.counts) {
			c.grow()
		}
		c.count(key, 1)
	}
	c.n = 0
}

func (c *recent) count(key int32, n uint32) {
	mask := uint32(len(c.counts) - 1)
	at := uint32(key) & mask // keys that come together lie close together
	for c.counts[at].n != 0 && c.counts[at].key != key {
		at = (at + 1) & mask
	}
	if c.counts[at].n == 0 {
		c.used++
	}
	c.counts[at].key, c.counts[at].n = key, c.counts[at].n+n
}

func (c *recent) grow() {
	old := c.counts
	c.counts, c.used = make([]keyCount, max(16, 2*len(old))), 0
	for _, k := range old {
		if k.n > 0 {
			c.count(k.key, k.n)
		}
	}
}

// empty adds what was counted to a sketch, and begins anew.
func (c *recent) empty(s *Sketch) {
	c.countListed()
	if c.used == 0 {
		return
	}
	if s.Other == nil {
		s.Other = map[int64]int64{}
	}
	for _, k := range c.counts { // sums: the order does not show
		if k.n > 0 {
			s.Other[int64(k.key)] += int64(k.n)
		}
	}
	clear(c.counts)
	c.used = 0
}

const sketchDrop = 44

// sketchKey keeps the order of the values.
func sketchKey(v float64) int64 {
	b := math.Float64bits(math.Abs(v)) >> sketchDrop
	if v < 0 {
		return -int64(b) - 1
	}
	return int64(b)
}

func sketchValue(k int64) float64 {
	if k < 0 {
		return -math.Float64frombits(uint64(-k-1) << sketchDrop)
	}
	return math.Float64frombits(uint64(k) << sketchDrop)
}

// Add adds what was counted elsewhere.
func (s *Sketch) Add(o *Sketch) {
	for i, n := range o.Small {
		s.Small[i] += n
	}
	if len(o.Other) > 0 && s.Other == nil {
		s.Other = map[int64]int64{}
	}
	for k, n := range o.Other { // sums: the order does not show
		s.Other[k] += n
	}
}

// Bin is a value and how often it came.
type Bin struct {
	Value float64
	Count int64
}

// Bins are the values in order.
func (s *Sketch) Bins() []Bin {
	var out []Bin
	for i, n := range s.Small {
		if n > 0 {
			out = append(out, Bin{float64(i), n})
		}
	}
	for _, k := range slices.Sorted(maps.Keys(s.Other)) {
		out = append(out, Bin{sketchValue(k), s.Other[k]})
	}
	slices.SortStableFunc(out, func(a, b Bin) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

// Quantiles are the values below or at which the given shares lie, in order of
// the shares.
func (s *Sketch) Quantiles(shares ...float64) []float64 {
	bins := s.Bins()
	total := int64(0)
	for _, b := range bins {
		total += b.Count
	}
	out := make([]float64, len(shares))
	i, below := 0, int64(0)
	for q, share := range shares {
		for i < len(bins)-1 && float64(below+bins[i].Count) < share*float64(total) {
			below += bins[i].Count
			i++
		}
		out[q] = math.NaN()
		if len(bins) > 0 {
			out[q] = bins[i].Value
		}
	}
	return out
}

// within is where quantiles lie with a chance of 95 %: between the values whose
// rank is as far from theirs as chance may have put them.
func (s *Sketch) within(shares [5]float64, n float64) (out [5][2]float64) {
	var ends []float64
	for _, q := range shares {
		half := z95 * math.Sqrt(q*(1-q)/n)
		ends = append(ends, math.Max(q-half, 0), math.Min(q+half, 1))
	}
	for i := range out {
		ab := s.Quantiles(ends[2*i], ends[2*i+1])
		out[i] = [2]float64{ab[0], ab[1]}
	}
	return out
}

// mean is the mean of the values as they are kept.
func (s *Sketch) mean() float64 {
	var sum, n float64
	for _, b := range s.Bins() {
		sum += b.Value * float64(b.Count)
		n += float64(b.Count)
	}
	return sum / n
}

// Cross are sums of products of two whole numbers, for the error of a ratio.
type Cross struct {
	A, B, AA, AB, BB int64
}

func (c *Cross) add(a, b int64) {
	c.A, c.B, c.AA, c.AB, c.BB = c.A+a, c.B+b, c.AA+a*a, c.AB+a*b, c.BB+b*b
}

// Add adds what was counted elsewhere.
func (c *Cross) Add(o *Cross) {
	c.A, c.B, c.AA, c.AB, c.BB = c.A+o.A, c.B+o.B, c.AA+o.AA, c.AB+o.AB, c.BB+o.BB
}

// PairedCross are the sums of products across two scenarios.
type PairedCross struct{ AA, AB, BA, BB int64 }

// Add adds what was counted elsewhere.
func (c *PairedCross) Add(o *PairedCross) {
	c.AA, c.AB, c.BA, c.BB = c.AA+o.AA, c.AB+o.AB, c.BA+o.BA, c.BB+o.BB
}

// Tally is what is kept of a number of runs.
type Tally struct {
	Runs      int64            `json:"runs"`
	Scenarios []*ScenarioTally `json:"scenarios"`
}

// ScenarioTally is what is kept of a scenario's runs. Differences are to the
// first scenario, run by run.
type ScenarioTally struct {
	Answers     []Moments   `json:"answers"`
	Differences []Moments   `json:"differences,omitempty"`
	Answered    Cross       `json:"answered"` // in time, and all that came to an end
	Paired      PairedCross `json:"paired"`
	Left        [][]int64   `json:"left"`    // by party at the beginning, by step: how often it left then
	First       []int64     `json:"first"`   // by step: how often the first exit came then
	Watched     [][]Sketch  `json:"watched"` // number of parties, then each watch; by step
}

// newTally is an empty tally of a study.
func (s *Study) newTally() *Tally {
	t := &Tally{}
	o := s.Outlook
	for n, sc := range o.Scenarios {
		st := &ScenarioTally{Answers: make([]Moments, len(s.Answers())), First: make([]int64, o.Steps)}
		if n > 0 {
			st.Differences = make([]Moments, len(s.Answers()))
		}
		for range sc.Parties {
			st.Left = append(st.Left, make([]int64, o.Steps))
		}
		for range 1 + len(o.Watches) {
			st.Watched = append(st.Watched, make([]Sketch, o.Steps))
		}
		t.Scenarios = append(t.Scenarios, st)
	}
	return t
}

// clear makes a tally as new, and keeps its room.
func (t *Tally) clear() {
	t.Runs = 0
	for _, s := range t.Scenarios {
		clear(s.Answers)
		clear(s.Differences)
		s.Answered, s.Paired = Cross{}, PairedCross{}
		for _, l := range s.Left {
			clear(l)
		}
		clear(s.First)
		for _, w := range s.Watched {
			for i := range w {
				w[i].Small = [sketchSmall]int64{}
				clear(w[i].Other)
			}
		}
	}
}

// Add adds what another block counted. It fails if the two are not of one
// study.
func (t *Tally) Add(o *Tally) error {
	if len(t.Scenarios) != len(o.Scenarios) {
		return fmt.Errorf("these are not blocks of one study: %d scenarios, and %d", len(t.Scenarios), len(o.Scenarios))
	}
	for n, s := range t.Scenarios {
		x := o.Scenarios[n]
		if !s.fits(x) {
			return fmt.Errorf("these are not blocks of one study: scenario %d counts other things", n+1)
		}
	}
	t.Runs += o.Runs
	for n, s := range t.Scenarios {
		s.add(o.Scenarios[n])
	}
	return nil
}

func (s *ScenarioTally) fits(x *ScenarioTally) bool {
	same := len(s.Answers) == len(x.Answers) && len(s.Differences) == len(x.Differences) && len(s.Left) == len(x.Left) &&
		len(s.First) == len(x.First) && len(s.Watched) == len(x.Watched)
	for i := range s.Left {
		same = same && len(s.Left[i]) == len(x.Left[i])
	}
	for i := range s.Watched {
		same = same && len(s.Watched[i]) == len(x.Watched[i])
	}
	return same
}

func (s *ScenarioTally) add(x *ScenarioTally) {
	for i := range s.Answers {
		s.Answers[i].Add(&x.Answers[i])
	}
	for i := range s.Differences {
		s.Differences[i].Add(&x.Differences[i])
	}
	s.Answered.Add(&x.Answered)
	s.Paired.Add(&x.Paired)
	for i := range s.Left {
		for k, n := range x.Left[i] {
			s.Left[i][k] += n
		}
	}
	for k, n := range x.First {
		s.First[k] += n
	}
	for i := range s.Watched {
		for k := range s.Watched[i] {
			s.Watched[i][k].Add(&x.Watched[i][k])
		}
	}
}
