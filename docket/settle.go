package docket

import (
	"slices"

	"casus/calendar"
)

// settlings are the ways in which the points of a side are settled, by number.
// None of them is kept: what a settling says of a point is worked out when it
// is asked, because there may be many of both. docs/semantics.md 16.
type settlings struct {
	points []Point
	n      int // how many are run
	all    bool
	// strides, where they are all there are: by how much the number of a settling
	// grows with the value of each point. The last point changes fastest.
	strides []int
	// alone, where they are not: the settlings that follow everything earliest
	// and everything latest, in which one point alone differs from these.
	alone []alone
	// primes, where rows of the Halton sequence follow: the base of each point.
	primes []int
}

// alone is a settling in which one point differs from everything earliest, or
// from everything latest.
type alone struct {
	point, value int32
	late         bool
}

// mostAlone bounds the settlings of a side in which single points go through
// their values, everything earliest and everything latest included. A day
// known to within twenty years still goes through all of them.
const mostAlone = 1 << 14

// settle lists the settlings of the points to be run: all of them if they are
// no more than limit, else the sweeps of every point and then rows of the
// Halton sequence. marks are days beside which an order may turn. Points that
// are not taken through every value are marked so.
func settle(points []Point, limit int, marks []calendar.Day) *settlings {
	s := &settlings{points: points, n: 1, all: true, strides: make([]int, len(points))}
	for i := len(points) - 1; i >= 0; i-- {
		s.strides[i] = s.n
		if s.n *= points[i].Size; s.n > limit {
			return sampled(points, limit, marks)
		}
	}
	return s
}

// ends are the settlings with everything earliest and everything latest.
func ends(points []Point) *settlings { return &settlings{points: points, n: 2} }

// sampled: everything earliest, everything latest, each point alone through its
// values with the others earliest, then latest, then Halton rows up to limit.
func sampled(points []Point, limit int, marks []calendar.Day) *settlings {
	s, most := ends(points), max(limit, mostAlone)
	each := shared(points, most)
	tried := make([][]int32, len(points))
	for i := range points {
		tried[i] = points[i].representative(each, marks)
		points[i].Thinned = len(tried[i]) < points[i].Size
	}
	for _, late := range []bool{false, true} {
		for i := range points {
			base := int32(0)
			if late {
				base = int32(points[i].Size - 1)
			}
			for _, v := range tried[i] {
				switch {
				case v == base:
				case s.n == most:
					points[i].Thinned = true
				default:
					s.alone, s.n = append(s.alone, alone{int32(i), v, late}), s.n+1
				}
			}
		}
	}
	if s.n < limit {
		s.n, s.primes = limit, firstPrimes(len(points))
	}
	return s
}

// shared is how many values each point may go through, so that the settlings
// stay within most: points with fewer leave theirs to the others. It is at
// least two, the earliest and the latest.
func shared(points []Point, most int) int {
	within := func(each int) bool {
		n := 2
		for _, p := range points {
			if n += 2 * (min(p.Size, each) - 1); n > most {
				return false
			}
		}
		return true
	}
	lo, hi := 2, most // the greatest that is within lies from lo on, before hi
	for lo+1 < hi {
		if mid := (lo + hi) / 2; within(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// representative are up to n of a point's values, in order and by number: all
// if there are no more. Else its earliest and latest, then, of a day, those on
// which something marked happens and those just before and after, thinned
// evenly if they would take more than half the room, and others evenly spread
// from end to end in the rest.
func (p *Point) representative(n int, marks []calendar.Day) []int32 {
	if p.Size <= n {
		return spread(int32(p.Size), p.Size)
	}
	out := []int32{0, int32(p.Size - 1)}
	if p.Kind == DayPoint || p.Kind == EndPoint {
		var near []int32
		first, _ := slices.BinarySearch(marks, calendar.Day(p.values[0]-1))
		for _, m := range marks[first:] {
			if int64(m) > p.values[1]+1 {
				break
			}
			for at := int64(m) - 1 - p.values[0]; at <= int64(m)+1-p.values[0]; at++ {
				if at > 0 && at < int64(p.Size-1) {
					near = append(near, int32(at))
				}
			}
		}
		slices.Sort(near)
		near = slices.Compact(near)
		for _, i := range spread(int32(len(near)), min(len(near), (n-2)/2)) {
			out = append(out, near[i])
		}
	}
	out = append(out, spread(int32(p.Size), n-len(out))...)
	slices.Sort(out)
	return slices.Compact(out)
}

// spread are n numbers from 0 to size-1, evenly spread from end to end.
func spread(size int32, n int) []int32 {
	var out []int32
	for i := range int64(n) {
		if n == 1 {
			return []int32{0}
		}
		out = append(out, int32(i*int64(size-1)/int64(n-1)))
	}
	return out
}

// at is the value, by number, that settling n gives to a point.
func (s *settlings) at(n, point int) int {
	size := s.points[point].Size
	if s.all {
		return n / s.strides[point] % size
	}
	switch {
	case n == 0:
		return 0
	case n == 1:
		return size - 1
	case n-2 < len(s.alone):
		a := s.alone[n-2]
		switch {
		case int(a.point) == point:
			return int(a.value)
		case a.late:
			return size - 1
		}
		return 0
	}
	return halton(n-1-len(s.alone), s.primes[point], size)
}

// halton is floor(h * size) for the row's Halton number h in the given base,
// in whole numbers.
func halton(row, base, size int) int {
	num, den := int64(0), int64(1)
	for n := int64(row); n > 0 && den < 1<<40; n /= int64(base) {
		num = num*int64(base) + n%int64(base)
		den *= int64(base)
	}
	return int(num * int64(size) / den)
}

func firstPrimes(n int) []int {
	var ps []int
	for c := 2; len(ps) < n; c++ {
		prime := true
		for _, p := range ps {
			if p*p > c {
				break
			}
			if c%p == 0 {
				prime = false
				break
			}
		}
		if prime {
			ps = append(ps, c)
		}
	}
	return ps
}

// tried is a value of a point, by number, and the settling in which the point
// has it while the others are earliest, or latest.
type tried struct{ value, settling int }

// sweeps finds, for each point, the settlings in which it alone differs from
// everything earliest or everything latest, by value, the base itself included.
func (s *settlings) sweeps() [][2][]tried {
	out := make([][2][]tried, len(s.points))
	if s.all {
		for i, p := range s.points {
			for v := range p.Size {
				out[i][0] = append(out[i][0], tried{v, v * s.strides[i]})
				out[i][1] = append(out[i][1], tried{v, s.n - 1 - (p.Size-1-v)*s.strides[i]})
			}
		}
		return out
	}
	for i := range out {
		out[i][0] = append(out[i][0], tried{0, 0})
	}
	for n, a := range s.alone {
		base := 0
		if a.late {
			base = 1
		}
		out[a.point][base] = append(out[a.point][base], tried{int(a.value), n + 2})
	}
	for i, p := range s.points {
		out[i][1] = append(out[i][1], tried{p.Size - 1, 1})
	}
	return out
}
