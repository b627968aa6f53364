package sweep

import (
	"slices"

	"casus/calendar"
	"casus/docket"
)

// grid is a plan over the axes of a group.
type grid struct {
	axes []Axis
	*planned
}

// finding sums one finding up; nil if the sides asked never have it.
func (g *grid) finding(x *docket.OverRows, settlings []int, sides []int) *Finding {
	f := &Finding{Finding: x.Finding, Of: len(g.cells), Whole: g.whole, Days: calendar.Extent{Lo: calendar.Never, Hi: calendar.Always}}
	states := make([]State, len(g.cells))
	for i := range g.cells {
		states[i] = state(x, settlings, sides, i)
		switch states[i] {
		case Yes:
			f.In++
			f.Maybe++
		case Perhaps:
			f.Maybe++
		}
		for _, s := range sides {
			if d := x.Day[s][i]; d < calendar.Never {
				f.Days.Lo, f.Days.Hi = min(f.Days.Lo, d), max(f.Days.Hi, d)
			}
		}
	}
	if f.Maybe == 0 {
		return nil
	}
	f.First = states[0]
	for _, a := range differing(g, func(a, b int) bool { return states[a] != states[b] }) {
		f.Depends = append(f.Depends, g.axes[a].Name)
	}
	g.flips(f, states)
	return f
}

// flips finds the readings that change a finding alone, and where there is none,
// the fewest that do together.
func (g *grid) flips(f *Finding, states []State) {
	for a, axis := range g.axes {
		own := make([]State, len(axis.Values))
		own[0] = states[0]
		changed := false
		for v := 1; v < len(axis.Values); v++ {
			own[v] = states[g.single[a][v]]
			changed = changed || own[v] != own[0]
		}
		if changed {
			f.Flips = append(f.Flips, Flip{axis.Name, own, axis.Values})
		}
	}
	if f.First == No && !slices.ContainsFunc(f.Flips, func(x Flip) bool { return slices.Contains(x.States, Yes) || slices.Contains(x.States, Perhaps) }) {
		f.Needs = g.fewest(states, func(s State) bool { return s != No })
	}
	if f.First != No && len(f.Flips) == 0 && f.In < f.Of {
		f.Breaks = g.fewest(states, func(s State) bool { return s != states[0] })
	}
}

// fewest is the combination with the fewest readings changed in which a state
// is as asked; nil if there is none.
func (g *grid) fewest(states []State, ok func(State) bool) []Choice {
	best, least := -1, len(g.axes)+1
	for i, cell := range g.cells {
		n := 0
		for _, v := range cell {
			if v != 0 {
				n++
			}
		}
		if n < least && ok(states[i]) {
			best, least = i, n
		}
	}
	if best < 0 {
		return nil
	}
	var list []Choice
	for a, v := range g.cells[best] {
		if v != 0 {
			list = append(list, Choice{g.axes[a].Name, g.axes[a].Values[v]})
		}
	}
	return list
}

// differing are the axes along which some two cells that differ in nothing else
// are not alike.
func differing(g *grid, unlike func(a, b int) bool) []int {
	at := make(map[string]int, len(g.cells))
	for i, c := range g.cells {
		at[string(c)] = i
	}
	var list []int
	for a := range g.axes {
		for i, c := range g.cells {
			if c[a] == 0 {
				continue
			}
			v := c[a]
			c[a] = 0
			j, ok := at[string(c)]
			c[a] = v
			if ok && unlike(i, j) {
				list = append(list, a)
				break
			}
		}
	}
	return list
}
