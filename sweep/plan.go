package sweep

import (
	"casus/docket"
)

// planned is which combinations are run: for each the number of the value on
// every axis.
type planned struct {
	total  float64
	whole  bool
	cells  [][]uint8
	single [][]int // axis, value -> the cell in which it alone differs
}

// plan chooses the combinations: all, if they are no more than the limit; else
// the first readings, each alternative alone, each pair, and then rows of the
// Halton sequence up to the limit.
func plan(axes []Axis, limit int) *planned {
	p := &planned{total: combinations(axes)}
	seen := map[string]bool{}
	add := func(cell []uint8) {
		if k := string(cell); !seen[k] {
			seen[k] = true
			p.cells = append(p.cells, append([]uint8(nil), cell...))
		}
	}
	cell := make([]uint8, len(axes))
	add(cell)
	for a := range axes {
		for v := 1; v < len(axes[a].Values); v++ {
			cell[a] = uint8(v)
			add(cell)
		}
		cell[a] = 0
	}
	if p.whole = p.total <= float64(limit); p.whole {
		everyCell(axes, cell, 0, add)
	} else {
		pairs(axes, cell, add)
		spread(axes, limit, func() int { return len(p.cells) }, add)
	}
	p.whole = float64(len(p.cells)) == p.total
	p.index(axes)
	return p
}

func everyCell(axes []Axis, cell []uint8, at int, add func([]uint8)) {
	if at == len(axes) {
		add(cell)
		return
	}
	for v := range axes[at].Values {
		cell[at] = uint8(v)
		everyCell(axes, cell, at+1, add)
	}
	cell[at] = 0
}

func pairs(axes []Axis, cell []uint8, add func([]uint8)) {
	for a := range axes {
		for b := range a {
			for v := 1; v < len(axes[a].Values); v++ {
				for w := 1; w < len(axes[b].Values); w++ {
					cell[a], cell[b] = uint8(v), uint8(w)
					add(cell)
				}
			}
			cell[a], cell[b] = 0, 0
		}
	}
}

// spread adds rows of the Halton sequence, scrambled by a step for each axis so
// that axes of large bases are not swept in step with one another.
func spread(axes []Axis, limit int, have func() int, add func([]uint8)) {
	bases := primes(len(axes))
	cell := make([]uint8, len(axes))
	for row := 1; have() < limit && row < 64*limit; row++ {
		for a := range axes {
			cell[a] = halton(row*(a+1), bases[a], len(axes[a].Values))
		}
		add(cell)
	}
}

// halton is floor(h * size) for the row's Halton number h in the base, in whole
// numbers.
func halton(row, base, size int) uint8 {
	num, den := int64(0), int64(1)
	for n := int64(row); n > 0 && den < 1<<40; n /= int64(base) {
		num = num*int64(base) + n%int64(base)
		den *= int64(base)
	}
	return uint8(num * int64(size) / den)
}

func primes(n int) []int {
	var ps []int
	for c := 2; len(ps) < n; c++ {
		prime := true
		for _, p := range ps {
			prime = prime && c%p != 0
		}
		if prime {
			ps = append(ps, c)
		}
	}
	return ps
}

// index finds the cells in which one value alone differs.
func (p *planned) index(axes []Axis) {
	p.single = make([][]int, len(axes))
	for a := range axes {
		p.single[a] = make([]int, len(axes[a].Values))
	}
	for i, cell := range p.cells {
		at, n := -1, 0
		for a, v := range cell {
			if v != 0 {
				at, n = a, n+1
			}
		}
		if n == 1 {
			p.single[at][cell[at]] = i
		}
	}
}

// rows are the combinations as the docket takes them: what has its first value
// is not given.
func (p *planned) rows(axes []Axis) []docket.Row {
	rows := make([]docket.Row, len(p.cells))
	for i, cell := range p.cells {
		for a, v := range cell {
			if v != 0 {
				rows[i] = append(rows[i], docket.Given{Name: axes[a].Name, Value: axes[a].Values[v]})
			}
		}
	}
	return rows
}
