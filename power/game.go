// Package power measures who can bring about a decision of a body and who can
// stop one: its way of deciding read as a simple game, with the indices of
// Shapley and Shubik (1954), Banzhaf (1965) and Coleman (1971). They are of the
// rule alone: whoever votes with whom, and how often, is left out on purpose.
//
// Everything is counted exactly, coalition by coalition, in whole numbers.
package power

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// Game is a simple game of n players: a coalition wins if it holds everyone
// with a veto and its weights come to the quota at least.
type Game struct {
	Weights []int64 // of each player, 0 or more
	Quota   int64   // at least 1: the empty coalition never wins
	Veto    []bool  // of each player: nothing is decided without it
}

// Power is what the indices say of one player.
type Power struct {
	// Swings is the number of coalitions of the others that the player turns
	// from losing into winning.
	Swings *big.Int
	// Shapley is the share of all orders of the players in which the player is
	// the one who turns the coalition before it into a winning one.
	Shapley *big.Rat
	// Banzhaf is the chance that the player decides where each other player is
	// for it with a chance of a half; Share is the player's part of all swings.
	Banzhaf, Share *big.Rat
	// Prevent is the share of winning coalitions that lose without the player,
	// Initiate that of losing ones that win with it: Coleman's two powers. NA,
	// that is nil, where no coalition wins.
	Prevent, Initiate *big.Rat

	times int // games whose values are summed here
}

// Measured is a game with the power of each of its players.
type Measured struct {
	Winning *big.Int // coalitions that win
	Act     *big.Rat // of all coalitions: Coleman's power of a collectivity to act
	Least   int      // players in the smallest coalition that wins; 0 if none does
	Players []Power
}

// ErrTooLarge says that the weights of a game add up to more different sums
// than are counted.
var ErrTooLarge = errors.New("the weights are too many and too different to be counted exactly")

var errNobody = errors.New("nobody has a vote")

// MostSums is how many different pairs of a number of players and a sum of
// weights are counted at most.
const MostSums = 1 << 17

// class is players that differ in nothing.
type class struct {
	weight int64
	veto   bool
	count  int
}

// Measure counts a game out. Its error is ErrTooLarge, or tells what is wrong
// with the game.
func (g Game) Measure() (*Measured, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	g = g.reduced()
	classes := g.classes()
	n := len(g.Weights)
	all, err := g.count(classes, -1)
	if err != nil {
		return nil, err
	}
	m := &Measured{Winning: new(big.Int), Players: make([]Power, n)}
	for at, many := range all {
		if at.weight >= g.Quota {
			m.Winning.Add(m.Winning, many)
			if m.Least == 0 || at.size < m.Least {
				m.Least = at.size
			}
		}
	}
	m.Act = new(big.Rat).SetFrac(m.Winning, new(big.Int).Lsh(big.NewInt(1), uint(n)))
	powers := make([]Power, len(classes))
	swings := new(big.Int)
	for i, c := range classes {
		if powers[i], err = g.power(classes, i, all, n); err != nil {
			return nil, err
		}
		swings.Add(swings, new(big.Int).Mul(powers[i].Swings, big.NewInt(int64(c.count))))
	}
	for i := range powers {
		powers[i].complete(m.Winning, swings, n)
	}
	for p := range g.Weights {
		i := slices.IndexFunc(classes, func(c class) bool { return c.weight == g.Weights[p] && c.veto == g.Veto[p] })
		m.Players[p] = powers[i]
	}
	return m, nil
}

func (g Game) check() error {
	if len(g.Veto) != len(g.Weights) {
		return fmt.Errorf("%d weights and %d vetoes are given", len(g.Weights), len(g.Veto))
	}
	if len(g.Weights) == 0 {
		return errNobody
	}
	if g.Quota < 1 {
		return fmt.Errorf("a quota of %d would let nobody decide everything", g.Quota)
	}
	for _, w := range g.Weights {
		if w < 0 {
			return fmt.Errorf("a weight of %d is below nought", w)
		}
	}
	return nil
}

// reduced divides the weights by what divides them all: the same game with
// smaller sums.
func (g Game) reduced() Game {
	var by int64
	for _, w := range g.Weights {
		by = gcd(by, w)
	}
	if by < 2 {
		return g
	}
	out := Game{Quota: (g.Quota + by - 1) / by, Veto: g.Veto}
	for _, w := range g.Weights {
		out.Weights = append(out.Weights, w/by)
	}
	return out
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (g Game) classes() []class {
	var list []class
	for p, w := range g.Weights {
		i := slices.IndexFunc(list, func(c class) bool { return c.weight == w && c.veto == g.Veto[p] })
		if i < 0 {
			i = len(list)
			list = append(list, class{weight: w, veto: g.Veto[p]})
		}
		list[i].count++
	}
	slices.SortFunc(list, func(a, b class) int { return cmp.Compare(a.weight, b.weight) })
	return list
}

// sum is how many players a coalition has and what they weigh.
type sum struct {
	size   int
	weight int64
}

// count tells how many coalitions there are of each size and weight that hold
// everyone with a veto, of all players but one of class without (-1: of all).
func (g Game) count(classes []class, without int) (map[sum]*big.Int, error) {
	table := map[sum]*big.Int{{}: big.NewInt(1)}
	for i, c := range classes {
		n := c.count
		if i == without {
			n--
		}
		next := make(map[sum]*big.Int, len(table))
		least := 0
		if c.veto {
			least = n
		}
		for at, many := range table {
			for k := least; k <= n; k++ {
				to := sum{at.size + k, at.weight + int64(k)*c.weight}
				ways := new(big.Int).Binomial(int64(n), int64(k))
				ways.Mul(ways, many)
				if have := next[to]; have != nil {
					ways.Add(ways, have)
				}
				next[to] = ways
			}
		}
		if table = next; len(table) > MostSums {
			return nil, ErrTooLarge
		}
	}
	return table, nil
}

// power counts the swings of one player of a class and the orders in which it
// decides. Of the coalitions it joins, those of size k come in k!(n-1-k)!
// orders.
func (g Game) power(classes []class, i int, all map[sum]*big.Int, n int) (Power, error) {
	p := Power{Swings: new(big.Int), Shapley: new(big.Rat)}
	c := classes[i]
	orders := new(big.Int)
	add := func(size int, many *big.Int) {
		p.Swings.Add(p.Swings, many)
		o := new(big.Int).Mul(factorial(size), factorial(n-1-size))
		orders.Add(orders, o.Mul(o, many))
	}
	if c.veto {
		// Whatever wins loses without it.
		for at, many := range all {
			if at.weight >= g.Quota {
				add(at.size-1, many)
			}
		}
	} else {
		others, err := g.count(classes, i)
		if err != nil {
			return p, err
		}
		for at, many := range others {
			if at.weight < g.Quota && at.weight+c.weight >= g.Quota {
				add(at.size, many)
			}
		}
	}
	p.Shapley.SetFrac(orders, factorial(n))
	return p, nil
}

func (p *Power) complete(winning, swings *big.Int, n int) {
	half := new(big.Int).Lsh(big.NewInt(1), uint(n-1))
	p.Banzhaf = new(big.Rat).SetFrac(p.Swings, half)
	if swings.Sign() == 0 {
		p.Share = new(big.Rat)
		return
	}
	p.Share = new(big.Rat).SetFrac(p.Swings, swings)
	losing := new(big.Int).Lsh(half, 1)
	losing.Sub(losing, winning)
	p.Prevent = new(big.Rat).SetFrac(p.Swings, winning)
	p.Initiate = new(big.Rat).SetFrac(p.Swings, losing)
}

func factorial(n int) *big.Int { return new(big.Int).MulRange(1, int64(n)) }
