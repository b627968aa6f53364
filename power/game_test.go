package power

import (
	"errors"
	"math/big"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

func players(n int, weight int64) (w []int64, veto []bool) {
	for range n {
		w = append(w, weight)
	}
	return w, make([]bool, n)
}

func measure(t *testing.T, g Game) *Measured {
	t.Helper()
	m, err := g.Measure()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func wantRat(t *testing.T, what string, got *big.Rat, num, den int64) {
	t.Helper()
	if want := big.NewRat(num, den); got == nil || got.Cmp(want) != 0 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestSecurityCouncil holds the indices against those that the literature gives
// for the Security Council since 1965: nine of fifteen, five with a veto.
// Straffin (1983), "Power indices in politics", works them out.
func TestSecurityCouncil(t *testing.T) {
	g := Game{Quota: 9}
	g.Weights, g.Veto = players(15, 1)
	for i := range 5 {
		g.Veto[i] = true
	}
	m := measure(t, g)
	wantRat(t, "Shapley value of a permanent member", m.Players[0].Shapley, 421, 2145)
	wantRat(t, "Shapley value of an elected member", m.Players[14].Shapley, 4, 2145)
	wantRat(t, "share of swings of a permanent member", m.Players[0].Share, 848, 5080)
	wantRat(t, "power to act", m.Act, 848, 1<<15)
	if m.Winning.Int64() != 848 || m.Players[14].Swings.Int64() != 84 || m.Least != 9 {
		t.Errorf("%v coalitions win, the least of %d; an elected member has %v swings", m.Winning, m.Least, m.Players[14].Swings)
	}
	wantRat(t, "power of a permanent member to prevent", m.Players[0].Prevent, 1, 1)
}

// TestTreatyOfRome: weights 4 4 4 2 2 1 and a quota of 12. Luxembourg never
// decides anything (Brams and Affuso 1976).
func TestTreatyOfRome(t *testing.T) {
	m := measure(t, Game{Weights: []int64{4, 4, 4, 2, 2, 1}, Quota: 12, Veto: make([]bool, 6)})
	wantRat(t, "Shapley value of a large member", m.Players[0].Shapley, 14, 60)
	wantRat(t, "Shapley value of a middle member", m.Players[3].Shapley, 9, 60)
	wantRat(t, "Shapley value of Luxembourg", m.Players[5].Shapley, 0, 1)
	wantRat(t, "share of swings of a large member", m.Players[0].Share, 10, 42)
	wantRat(t, "share of swings of a middle member", m.Players[3].Share, 6, 42)
}

// TestCountedOneByOne holds the counts against all coalitions and the values
// against their definition, on random games.
func TestCountedOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		g := Game{Veto: make([]bool, n)}
		var total int64
		for i := range n {
			g.Weights = append(g.Weights, rapid.Int64Range(0, 5).Draw(t, "weight"))
			g.Veto[i] = rapid.IntRange(0, 3).Draw(t, "veto") == 0
			total += g.Weights[i]
		}
		g.Quota = rapid.Int64Range(1, total+2).Draw(t, "quota")
		m, err := g.Measure()
		if err != nil {
			t.Fatal(err)
		}
		winning, least := int64(0), 0
		for s := range uint(1) << n {
			if g.wins(s) {
				if winning++; least == 0 || bits.OnesCount(s) < least {
					least = bits.OnesCount(s)
				}
			}
		}
		if m.Winning.Int64() != winning || m.Least != least {
			t.Fatalf("%v win, the least of %d; one by one %d, %d", m.Winning, m.Least, winning, least)
		}
		sum := new(big.Rat)
		for i := range n {
			swings := int64(0)
			shapley := new(big.Rat)
			for s := range uint(1) << n {
				if s&(1<<i) != 0 || g.wins(s) || !g.wins(s|1<<i) {
					continue
				}
				swings++
				k := bits.OnesCount(s)
				shapley.Add(shapley, new(big.Rat).SetFrac(new(big.Int).Mul(factorial(k), factorial(n-1-k)), factorial(n)))
			}
			if p := m.Players[i]; p.Swings.Int64() != swings || p.Shapley.Cmp(shapley) != 0 {
				t.Fatalf("player %d of %v: %v swings, %v; one by one %d, %v", i, g, p.Swings, p.Shapley, swings, shapley)
			}
			sum.Add(sum, shapley)
		}
		if want := big.NewRat(min(winning, 1), 1); sum.Cmp(want) != 0 {
			t.Fatalf("the Shapley values come to %v", sum)
		}
	})
}

// wins is the definition, for a coalition of bits.
func (g Game) wins(s uint) bool {
	var w int64
	for i := range g.Weights {
		if s&(1<<i) != 0 {
			w += g.Weights[i]
		} else if g.Veto[i] {
			return false
		}
	}
	return w >= g.Quota
}

func TestRefused(t *testing.T) {
	many := Game{Quota: 1 << 40}
	for i := range 40 {
		many.Weights = append(many.Weights, 1<<i)
	}
	many.Veto = make([]bool, 40)
	if _, err := many.Measure(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("forty weights without a common sum: %v", err)
	}
	for _, g := range []Game{{}, {Weights: []int64{1}, Veto: []bool{false}}, {Weights: []int64{-1}, Quota: 1, Veto: []bool{false}}, {Weights: []int64{1}, Quota: 1}} {
		if _, err := g.Measure(); err == nil {
			t.Errorf("%v is measured", g)
		}
	}
}

// BenchmarkAssembly measures a body of 193 members that decides by two thirds.
func BenchmarkAssembly(b *testing.B) {
	g := Game{Quota: 129}
	g.Weights, g.Veto = players(193, 1)
	for b.Loop() {
		if _, err := g.Measure(); err != nil {
			b.Fatal(err)
		}
	}
}
