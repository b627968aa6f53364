package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Morris is a design for screening: walks through a grid on the factors'
// quantiles, each of which changes every factor once, in random order (Morris
// 1991, "Factorial sampling plans for preliminary computational experiments").
type Morris struct {
	Factors []Factor
	Walks   int
	Points  [][]float64 // of each walk: where it begins, then after each change

	steps []step // of each walk, one for each factor
}

// step is a change of one factor, by so much of its quantile.
type step struct {
	factor int
	delta  float64
}

// Effect is what changing a factor does to an outcome, over all walks. An
// effect is the change of the outcome for a change of the factor over the whole of its range.
type Effect struct {
	Name string
	// Strength is the mean of the effects' sizes (Campolongo, Cariboni and
	// Saltelli 2007: mu*), Mean that of the effects with their signs.
	Strength, Mean float64
	// Spread is the standard deviation of the effects: large where what the
	// factor does hangs on others or is not linear.
	Spread float64
}

// levels is the number of levels of the grid: the usual four.
const levels = 4

// NewMorris makes a design of walks x (1 + number of factors) points.
func NewMorris(factors []Factor, walks int, seed uint64) (*Morris, error) {
	if err := check(factors); err != nil {
		return nil, err
	}
	if walks < 2 {
		return nil, fmt.Errorf("%d walks are too few", walks)
	}
	m := &Morris{Factors: factors, Walks: walks}
	draw := rand.New(rand.NewPCG(seed, 0x3035))
	for range walks {
		u := make([]float64, len(factors))
		for i := range u {
			u[i] = m.level(i, draw.IntN(m.count(i)))
		}
		m.Points = append(m.Points, point(factors, u))
		for _, i := range draw.Perm(len(factors)) {
			was := u[i]
			u[i] = m.move(i, was, draw)
			m.steps = append(m.steps, step{i, u[i] - was})
			m.Points = append(m.Points, point(factors, u))
		}
	}
	return m, nil
}

// First is the design of the first walks alone, for where the rest was not run.
func (m *Morris) First(walks int) *Morris {
	k := len(m.Factors)
	return &Morris{Factors: m.Factors, Walks: walks, Points: m.Points[:walks*(k+1)], steps: m.steps[:walks*k]}
}

// count is the number of levels of a factor.
func (m *Morris) count(i int) int {
	if n := m.Factors[i].Levels; n > 0 {
		return n
	}
	return levels
}

// level is the quantile of a level: the ends of the range are levels too,
// except of a factor that has a quantile of its own, whose ends may lie
// nowhere.
func (m *Morris) level(i, k int) float64 {
	n := m.count(i)
	if m.Factors[i].Levels > 0 || m.Factors[i].Quantile != nil {
		return (float64(k) + 0.5) / float64(n)
	}
	return float64(k) / float64(n-1)
}

// move is another level of a factor: of a value without order any other, else
// the one half of the levels away, so that all levels come up equally often.
func (m *Morris) move(i int, was float64, draw *rand.Rand) float64 {
	n := m.count(i)
	at := 0
	for k := range n {
		if m.level(i, k) == was {
			at = k
		}
	}
	if m.Factors[i].Levels > 0 {
		return m.level(i, (at+1+draw.IntN(n-1))%n)
	}
	return m.level(i, (at+n/2)%n)
}

// Effects are those on an outcome, of which y has the value at each point.
func (m *Morris) Effects(y []float64) []Effect {
	if len(y) != len(m.Points) {
		panic(fmt.Sprintf("sensitivity: %d outcomes of %d points", len(y), len(m.Points)))
	}
	k := len(m.Factors)
	list := make([]Effect, k)
	squares := make([]float64, k)
	for w := range m.Walks {
		for j := range k {
			s := m.steps[w*k+j]
			at := w*(k+1) + j
			change := y[at+1] - y[at]
			if m.Factors[s.factor].Levels == 0 {
				change /= s.delta
			}
			list[s.factor].Mean += change
			list[s.factor].Strength += math.Abs(change)
			squares[s.factor] += change * change
		}
	}
	n := float64(m.Walks)
	for i := range list {
		e := &list[i]
		e.Name = m.Factors[i].Name
		e.Mean /= n
		e.Strength /= n
		e.Spread = math.Sqrt(max(0, squares[i]-n*e.Mean*e.Mean) / (n - 1))
	}
	return list
}
