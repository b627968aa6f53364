package docket

// settling picks a value for each point of a side, by number.
type settling []uint16

// settlings lists the settlings of the points to be run: all of them if they
// are no more than limit, else the sweeps of every point and then rows of the
// Halton sequence. docs/semantics.md 16.
func settlings(points []Point, limit int) (all []settling, complete bool) {
	total := 1
	for _, p := range points {
		if total *= p.Size; total > limit || total <= 0 {
			total = -1
			break
		}
	}
	if total > 0 {
		return everySettling(points, total), true
	}
	return sampled(points, limit), false
}

func everySettling(points []Point, total int) []settling {
	all := make([]settling, 0, total)
	cur := make(settling, len(points))
	for {
		all = append(all, append(settling(nil), cur...))
		i := len(points) - 1
		for ; i >= 0; i-- {
			if cur[i]++; int(cur[i]) < points[i].Size {
				break
			}
			cur[i] = 0
		}
		if i < 0 {
			return all
		}
	}
}

// sampled: everything earliest, everything latest, each point alone through its
// values with the others earliest, then latest, then Halton rows up to limit.
func sampled(points []Point, limit int) []settling {
	early, late := make(settling, len(points)), make(settling, len(points))
	for i, p := range points {
		late[i] = uint16(p.Size - 1)
	}
	all := []settling{early, late}
	for _, base := range []settling{early, late} {
		for i, p := range points {
			for v := range p.Size {
				if uint16(v) == base[i] {
					continue
				}
				s := append(settling(nil), base...)
				s[i] = uint16(v)
				all = append(all, s)
			}
		}
	}
	primes := firstPrimes(len(points))
	for row := 1; len(all) < limit; row++ {
		s := make(settling, len(points))
		for i, p := range points {
			s[i] = halton(row, primes[i], p.Size)
		}
		all = append(all, s)
	}
	return all
}

// halton is floor(h * size) for the row's Halton number h in the given base,
// in whole numbers.
func halton(row, base, size int) uint16 {
	num, den := int64(0), int64(1)
	for n := int64(row); n > 0 && den < 1<<40; n /= int64(base) {
		num = num*int64(base) + n%int64(base)
		den *= int64(base)
	}
	return uint16(num * int64(size) / den)
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

// sweepsOf finds, for each point, the settlings in which it alone differs from
// everything earliest or everything latest: values by number, the base itself
// included.
func sweepsOf(points []Point, all []settling) [][2][]int {
	out := make([][2][]int, len(points))
	if len(points) == 0 {
		return out
	}
	for i, p := range points {
		for b := range 2 {
			out[i][b] = make([]int, p.Size)
			for v := range out[i][b] {
				out[i][b][v] = -1
			}
		}
	}
	for n, s := range all {
		for b := range 2 {
			diff, at := 0, -1
			for i := range s {
				base := uint16(0)
				if b == 1 {
					base = uint16(points[i].Size - 1)
				}
				if s[i] != base {
					if diff++; diff > 1 {
						break
					}
					at = i
				}
			}
			switch diff {
			case 0:
				for i := range points {
					out[i][b][s[i]] = n
				}
			case 1:
				if out[at][b][s[at]] < 0 {
					out[at][b][s[at]] = n
				}
			}
		}
	}
	return out
}
