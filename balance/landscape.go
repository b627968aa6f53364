package balance

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
)

// Camps is a division of the states in two: bit i is set if state i is in the
// other camp than state 0.
type Camps uint64

// MostStates is how many states a landscape has at most: beyond it the
// divisions are too many to be gone through one by one.
const MostStates = 22

// Minimum is a division that no state alone would leave.
type Minimum struct {
	Camps  Camps
	Energy int64
	Basin  int // divisions from which the states come to this one
}

// Landscape is all divisions of the states into two camps with their energy:
// the sum, over the pairs that are apart, of their sizes and their tie
// multiplied. It is lower the more of those who lean to one another are
// together, and the more of those who lean against one another are apart.
type Landscape struct {
	Divisions int
	Minima    []Minimum // the lowest first
	Lowest    int64
	Highest   int64
}

// Landscape goes through all divisions. From each the states come to a minimum
// by steps: of those who would lower the energy by changing sides the one who
// lowers it most goes first, of several the first by code.
func (n *Network) Landscape() (*Landscape, error) {
	k := len(n.States)
	if k < 2 {
		return nil, fmt.Errorf("%d states cannot be divided in two camps", k)
	}
	if k > MostStates {
		return nil, fmt.Errorf("%d states can be divided in more ways than are gone through: name %d at most", k, MostStates)
	}
	pull, err := n.pulls()
	if err != nil {
		return nil, err
	}
	energy := energies(pull)
	l := &Landscape{Divisions: len(energy), Lowest: slices.Min(energy), Highest: slices.Max(energy)}
	// end[c] is 1 + the minimum to which c comes, 0 while unknown. Every step
	// lowers the energy, so that no walk comes round to where it was.
	end := make([]Camps, len(energy))
	basin := map[Camps]int{}
	var path []Camps
	for c := range Camps(len(energy)) {
		at := c
		for end[at] == 0 {
			path = append(path, at)
			next := steepest(energy, at, k)
			if next == at {
				end[at] = at + 1
				break
			}
			at = next
		}
		for _, p := range path {
			end[p] = end[at]
		}
		path = path[:0]
		basin[end[at]-1]++
	}
	for c, size := range basin {
		l.Minima = append(l.Minima, Minimum{c, energy[c], size})
	}
	slices.SortFunc(l.Minima, func(a, b Minimum) int { return cmp.Or(cmp.Compare(a.Energy, b.Energy), cmp.Compare(a.Camps, b.Camps)) })
	return l, nil
}

// energies is the energy of each division, state 0 staying where it is.
func energies(pull [][]int64) []int64 {
	k := len(pull)
	out := make([]int64, 1<<(k-1))
	for c := 1; c < len(out); c++ {
		// The division without its highest state is known already: that state
		// leaves those it was with and comes to those who are across.
		top := bits.Len(uint(c))
		e := out[c&^(1<<(top-1))]
		for j := range k {
			if j == top {
				continue
			}
			across := j > 0 && c&(1<<(j-1)) != 0
			if across {
				e -= pull[top][j]
			} else {
				e += pull[top][j]
			}
		}
		out[c] = e
	}
	return out
}

// steepest is the neighbour to which a division changes, or itself. That state
// 0 changes sides is the same as that all others do.
func steepest(energy []int64, c Camps, k int) Camps {
	best, low := c, energy[c]
	for i := range k {
		next := c ^ Camps(len(energy)-1)
		if i > 0 {
			next = c ^ 1<<(i-1)
		}
		if energy[next] < low {
			best, low = next, energy[next]
		}
	}
	return best
}

// Sides lists the states of the two camps, state 0 in the first.
func (n *Network) Sides(c Camps) (with, across []int) {
	with = append(with, 0)
	for i := 1; i < len(n.States); i++ {
		if c&(1<<(i-1)) == 0 {
			with = append(with, i)
		} else {
			across = append(across, i)
		}
	}
	return with, across
}
