package docket

import (
	"slices"
	"testing"

	"casus/calendar"

	"pgregory.net/rapid"
)

// somePoints are points of doubt of every kind: some short, some of centuries.
func somePoints(t *rapid.T) []Point {
	var ps []Point
	for range rapid.IntRange(0, 12).Draw(t, "points") {
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			ps = append(ps, Point{Kind: ClaimPoint, Size: 2, values: []int64{0, 1}})
		case 1:
			from, size := rapid.Int64Range(-700_000, 20_000).Draw(t, "from"), rapid.OneOf(rapid.IntRange(2, 40), rapid.IntRange(2, 1_000_000)).Draw(t, "size")
			ps = append(ps, Point{Kind: DayPoint, Size: size, values: []int64{from, from + int64(size) - 1}})
		case 2:
			size := rapid.IntRange(2, 9).Draw(t, "size")
			ps = append(ps, Point{Kind: NumberPoint, Size: size, values: make([]int64, size)})
		}
	}
	return ps
}

// TestSettlings: there are never too many; all are all; those in which a point
// stands alone are what they are said to be; none gives a point a value that it
// has not.
func TestSettlings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := somePoints(t)
		limit := rapid.SampledFrom([]int{1, 2, 20, 4096}).Draw(t, "limit")
		var marked []calendar.Day
		for _, d := range rapid.SliceOfN(rapid.Int32Range(-700_000, 20_000), 0, 50).Draw(t, "marks") {
			marked = append(marked, calendar.Day(d))
		}
		slices.Sort(marked)
		s := settle(ps, limit, slices.Compact(marked))
		total := 1
		for _, p := range ps {
			if total *= p.Size; total > limit {
				break
			}
		}
		if s.all != (total <= limit) || s.all && s.n != total || !s.all && s.n < min(limit, 2) || s.n > max(limit, mostAlone) {
			t.Fatalf("%d settlings of %d, all: %t", s.n, total, s.all)
		}
		seen := map[string]bool{}
		for n := range s.n {
			key := ""
			for i, p := range ps {
				v := s.at(n, i)
				if v < 0 || v >= p.Size {
					t.Fatalf("settling %d gives point %d the value %d of %d", n, i, v, p.Size)
				}
				key += string(rune(v)) + "|"
			}
			seen[key] = true
		}
		if s.all && len(seen) != s.n {
			t.Fatalf("%d different settlings of %d", len(seen), s.n)
		}
		for i, sweep := range s.sweeps() {
			for late, list := range sweep {
				if !s.all && !ps[i].Thinned && len(list) != ps[i].Size || s.all && len(list) != ps[i].Size {
					t.Fatalf("point %d goes through %d values of %d", i, len(list), ps[i].Size)
				}
				for k, x := range list {
					if k > 0 && x.value <= list[k-1].value {
						t.Fatalf("point %d: value %d comes after %d", i, x.value, list[k-1].value)
					}
					for j, p := range ps {
						want := late * (p.Size - 1)
						if j == i {
							want = x.value
						}
						if got := s.at(x.settling, j); got != want {
							t.Fatalf("settling %d, point %d: value %d, want %d", x.settling, j, got, want)
						}
					}
				}
			}
		}
	})
}

// TestRepresentative: of a thousand years, what lies beside a marked day is
// among the days tried, and so is a day of every few months.
func TestRepresentative(t *testing.T) {
	from, _ := calendar.Date(999, 8, 27)
	to, _ := calendar.Date(1999, 8, 31)
	mark, _ := calendar.Date(1850, 3, 7)
	p := Point{Kind: DayPoint, Size: int(to-from) + 1, values: []int64{int64(from), int64(to)}}
	list := p.representative(8000, []calendar.Day{mark})
	if len(list) > 8000 || list[0] != 0 || list[len(list)-1] != int32(p.Size-1) {
		t.Fatalf("%d values from %d to %d", len(list), list[0], list[len(list)-1])
	}
	for day := mark - 1; day <= mark+1; day++ {
		if !slices.Contains(list, int32(day-from)) {
			t.Errorf("%s is not tried", day)
		}
	}
	for i := range list[1:] {
		if gap := list[i+1] - list[i]; gap > 46 {
			t.Fatalf("%d days are left out after %s", gap, from+calendar.Day(list[i]))
		}
	}
	crowd := make([]calendar.Day, 100_000) // marks leave half of the room to the rest
	for i := range crowd {
		crowd[i] = from + 1000 + calendar.Day(i)
	}
	list = p.representative(100, crowd)
	if at := slices.IndexFunc(list, func(v int32) bool { return v > 101_001 }); len(list) > 100 || len(list)-at < 30 {
		t.Errorf("%d values, of which %d after the marks", len(list), len(list)-at)
	}
}
