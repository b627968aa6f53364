package balance

import (
	"cmp"
	"slices"
)

// Triangles counts the triples of states all of whose pairs have a tie:
// balanced are those with none or two of them hostile.
type Triangles struct{ Balanced, Unbalanced int }

// Triangles counts the triangles of the network.
func (n *Network) Triangles() (t Triangles) {
	for i := range n.States {
		for j := range i {
			for k := range j {
				a, b, c := n.Tie[i][j], n.Tie[j][k], n.Tie[i][k]
				switch {
				case a == 0 || b == 0 || c == 0:
				case (a > 0) == ((b > 0) == (c > 0)):
					t.Balanced++
				default:
					t.Unbalanced++
				}
			}
		}
	}
	return t
}

// Frustration is how far a network is from two camps.
type Frustration struct {
	// Index is the least number of pairs that would have to change the sign of
	// their tie, or lose it, so that all who lean to one another are in one
	// camp and all who lean against one another in two. It is exact if Proved;
	// else it is what was found before the search was broken off.
	Index  int
	Proved bool
	Pairs  int // with a tie
	// Against are the pairs that stand in the way in the best division found.
	Against [][2]int
	Camps   []bool // by state: in the other camp than state 0
}

// mostSteps is how many partial divisions are looked at. All networks of up to
// thirty states that the shipped cases give need far fewer.
const mostSteps = 50_000_000

// Frustration finds the index by branch and bound: states are put in camps one
// after another, those with most ties first, and a partial division is left as
// soon as the pairs that already stand in the way, with those that each state
// yet to come cannot avoid, are no fewer than the best known.
func (n *Network) Frustration() Frustration {
	k := len(n.States)
	f := Frustration{Proved: true, Camps: make([]bool, k)}
	degree := make([]int, k)
	for i := range k {
		for j := range k {
			if n.Tie[i][j] != 0 {
				degree[i]++
			}
		}
		f.Pairs += degree[i]
	}
	f.Pairs /= 2
	s := &splitter{n: n, camp: make([]bool, k), best: f.Pairs + 1, cost: make([][2]int, k)}
	for i := range k {
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(degree[b], degree[a]) })
	s.split(0, 0)
	f.Index, f.Proved = s.best, s.steps < mostSteps
	if len(s.found) == k {
		f.Camps = s.found
		if k > 0 && f.Camps[0] {
			for i := range f.Camps {
				f.Camps[i] = !f.Camps[i]
			}
		}
	}
	for i := range k {
		for j := i + 1; j < k; j++ {
			if t := n.Tie[i][j]; t != 0 && (t > 0) != (f.Camps[i] == f.Camps[j]) {
				f.Against = append(f.Against, [2]int{i, j})
			}
		}
	}
	return f
}

type splitter struct {
	n     *Network
	order []int
	camp  []bool
	cost  [][2]int // of each state: the pairs that stand in the way if it is put in one camp or the other
	best  int
	found []bool
	steps int
}

func (s *splitter) split(at, against int) {
	if s.steps++; s.steps > mostSteps {
		return
	}
	bound := against
	for _, i := range s.order[at:] {
		bound += min(s.cost[i][0], s.cost[i][1])
	}
	if bound >= s.best {
		return
	}
	if at == len(s.order) {
		s.best, s.found = against, slices.Clone(s.camp)
		return
	}
	i := s.order[at]
	first := 0
	if s.cost[i][1] < s.cost[i][0] {
		first = 1
	}
	for k := range 2 {
		camp := (first + k) % 2
		if at == 0 && camp == 1 {
			break // the other camp is the same division
		}
		s.camp[i] = camp == 1
		s.place(at, i, camp, 1)
		s.split(at+1, against+s.cost[i][camp])
		s.place(at, i, camp, -1)
	}
}

// place tells those who are yet to come what it costs them that i is in a
// camp, or takes it back.
func (s *splitter) place(at, i, camp, by int) {
	for _, j := range s.order[at+1:] {
		switch t := s.n.Tie[i][j]; {
		case t > 0:
			s.cost[j][1-camp] += by
		case t < 0:
			s.cost[j][camp] += by
		}
	}
}
