package balance

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"casus/charter"
	"casus/quantity"
)

// drawn is a network with some ties.
func drawn(t *rapid.T, most int) *Network {
	k := rapid.IntRange(2, most).Draw(t, "states")
	n := New(make([]charter.EntityID, k))
	for i := range k {
		n.Size[i] = rapid.Int64Range(1, 5).Draw(t, "size")
		for j := range i {
			n.Tie[i][j] = rapid.Int64Range(-3, 3).Draw(t, "tie")
			n.Tie[j][i] = n.Tie[i][j]
		}
	}
	return n
}

// energyOf is the definition of a division's energy.
func (n *Network) energyOf(c Camps) (e int64) {
	in := func(i int) bool { return i > 0 && c&(1<<(i-1)) != 0 }
	for i := range n.States {
		for j := range i {
			if in(i) != in(j) {
				e += n.Size[i] * n.Size[j] * n.Tie[i][j]
			}
		}
	}
	return e
}

// TestLandscape: every minimum is one by the definition and there is no other,
// and each division comes to exactly one.
func TestLandscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawn(t, 8)
		l, err := n.Landscape()
		if err != nil {
			t.Fatal(err)
		}
		all := Camps(1) << (len(n.States) - 1)
		minima, basins := 0, 0
		for c := range all {
			e := n.energyOf(c)
			stays := e <= n.energyOf(c^(all-1))
			for i := 1; i < len(n.States); i++ {
				stays = stays && e <= n.energyOf(c^1<<(i-1))
			}
			if stays {
				minima++
				found := false
				for _, m := range l.Minima {
					found = found || m.Camps == c && m.Energy == e
				}
				if !found {
					t.Fatalf("division %b with energy %d is left out", c, e)
				}
			}
			if e < l.Lowest || e > l.Highest {
				t.Fatalf("energy %d of %b lies outside %d..%d", e, c, l.Lowest, l.Highest)
			}
		}
		for _, m := range l.Minima {
			basins += m.Basin
		}
		if minima != len(l.Minima) || basins != int(all) {
			t.Fatalf("%d minima, found %d; basins of %d among %d divisions", minima, len(l.Minima), basins, all)
		}
	})
}

// TestFrustration holds the index against all divisions.
func TestFrustration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawn(t, 9)
		least := 1 << 30
		for c := range Camps(1) << (len(n.States) - 1) {
			against := 0
			in := func(i int) bool { return i > 0 && c&(1<<(i-1)) != 0 }
			for i := range n.States {
				for j := range i {
					if tie := n.Tie[i][j]; tie != 0 && (tie > 0) != (in(i) == in(j)) {
						against++
					}
				}
			}
			least = min(least, against)
		}
		f := n.Frustration()
		if f.Index != least || !f.Proved || len(f.Against) != least || f.Camps[0] {
			t.Fatalf("index %d with %v in the way, all divisions say %d", f.Index, f.Against, least)
		}
		if tr := n.Triangles(); f.Index == 0 && tr.Unbalanced > 0 {
			t.Fatalf("a network of two camps has %d unbalanced triangles", tr.Unbalanced)
		}
	})
}

func TestRefused(t *testing.T) {
	if _, err := New(make([]charter.EntityID, MostStates+1)).Landscape(); err == nil {
		t.Error("too many states are divided")
	}
	if _, err := New(nil).Landscape(); err == nil {
		t.Error("nobody is divided")
	}
	n := New(make([]charter.EntityID, 2))
	n.Tie[0][1], n.Tie[1][0] = 5, 5
	for _, sizes := range [][]quantity.Num{{1}, {0, 1}, {1<<59 - 1, 1<<59 - 3}} {
		if n.SetSizes(sizes) == nil {
			t.Errorf("sizes %v are taken", sizes)
		}
	}
}

// random is a network of k states of which each pair has a tie with the chance
// of a half, one in three hostile.
func random(k int) *Network {
	r := rand.New(rand.NewPCG(1, 2))
	n := New(make([]charter.EntityID, k))
	for i := range k {
		for j := range i {
			if r.IntN(2) == 0 {
				n.Tie[i][j] = 1 - 2*int64(r.IntN(3)/2)
				n.Tie[j][i] = n.Tie[i][j]
			}
		}
	}
	return n
}

func BenchmarkFrustration(b *testing.B) {
	n := random(30)
	for b.Loop() {
		if f := n.Frustration(); !f.Proved {
			b.Fatal("not proved")
		}
	}
}

func BenchmarkLandscape(b *testing.B) {
	n := random(17)
	for b.Loop() {
		if _, err := n.Landscape(); err != nil {
			b.Fatal(err)
		}
	}
}
