// Package balance looks at the signed ties between states as a structure,
// without chance and without rules: how far they are from two camps (the
// frustration index of Harary 1959 and Abelson and Rosenberg 1958), and into
// which camps they would fall (the landscape of Axelrod and Bennett 1993, "A
// landscape theory of aggregation").
package balance

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/quantity"
	"casus/ties"
)

// Network is states and how each pair leans to one another.
type Network struct {
	States []charter.EntityID
	// Tie of each pair, the same both ways: above nought where the two lean to
	// one another, below where against. Size of each state, 1 or more.
	Tie  [][]int64
	Size []int64
	// Behind counts the events of each pair that the tie sums up, a < b.
	Behind map[[2]int]Events
}

// Events are what the tie of a pair rests on.
type Events struct{ For, Against, InDoubt int }

// Weights says what an event of a PLOVER category adds to the tie of two
// states. What is missing adds nothing: whoever asks for help, moves troops or
// demonstrates does not thereby lean to the one or against the other.
var Weights = map[string]int64{
	"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "YIELD": 1,
	"COOPERATE": 2, "AID": 2,
	"ACCUSE": -1, "REJECT": -1, "THREATEN": -1,
	"SANCTION": -2, "COERCE": -2, "ASSAULT": -2,
}

// Record is the network of some states from what common ground tells of the
// days from..until, each event once for each pair. Events in doubt are counted
// apart and add nothing.
func Record(d *docket.Docket, states []charter.EntityID, from, until calendar.Day) *Network {
	n := New(states)
	type key struct{ a, b, happening int }
	seen := map[key]bool{}
	for _, t := range ties.Of(d, from, until) {
		w := Weights[d.Case.Vocab.Acts[t.Entry.Act].Plover]
		a, b := slices.Index(states, t.By), slices.Index(states, t.Toward)
		if w == 0 || a < 0 || b < 0 {
			continue
		}
		if a > b {
			a, b = b, a
		}
		if k := (key{a, b, t.Entry.Happening}); seen[k] {
			continue
		} else {
			seen[k] = true
		}
		e := n.Behind[[2]int{a, b}]
		switch {
		case !t.Sure(from, until):
			e.InDoubt++
			w = 0
		case w > 0:
			e.For++
		default:
			e.Against++
		}
		n.Behind[[2]int{a, b}] = e
		n.Tie[a][b] += w
		n.Tie[b][a] += w
	}
	return n
}

// New is a network without ties, of states of one size.
func New(states []charter.EntityID) *Network {
	n := &Network{States: states, Behind: map[[2]int]Events{}}
	for range states {
		n.Tie = append(n.Tie, make([]int64, len(states)))
		n.Size = append(n.Size, 1)
	}
	return n
}

// SetSizes gives the states sizes, such as their military spending. Their
// common measure does not matter. An error says that one is not above nought,
// or that they are too unlike to be reckoned with exactly.
func (n *Network) SetSizes(sizes []quantity.Num) error {
	if len(sizes) != len(n.States) {
		return fmt.Errorf("%d sizes are given for %d states", len(sizes), len(n.States))
	}
	var by int64
	for _, s := range sizes {
		if s <= 0 {
			return fmt.Errorf("a size of %s is not above nought", s)
		}
		by = gcd(by, int64(s))
	}
	for i, s := range sizes {
		n.Size[i] = int64(s) / by
	}
	if _, err := n.pulls(); err != nil {
		return err
	}
	return nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

var errTooLarge = errors.New("the sizes differ too much to be reckoned with exactly: round them to fewer digits")

// pulls is size times size times tie of each pair: by how much more energy
// there is where the two are apart.
func (n *Network) pulls() ([][]int64, error) {
	out := make([][]int64, len(n.States))
	var total int64
	for i := range out {
		out[i] = make([]int64, len(n.States))
		for j := range out[i] {
			t := n.Tie[i][j]
			x, ok := times(n.Size[i], n.Size[j])
			if ok {
				x, ok = times(x, max(t, -t))
			}
			if total += x; !ok || total < 0 || total > 1<<61 {
				return nil, errTooLarge
			}
			if t < 0 {
				x = -x
			}
			out[i][j] = x
		}
	}
	return out, nil
}

func times(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int64(lo), hi == 0 && lo < 1<<61
}
