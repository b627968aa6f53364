package revise

import (
	"slices"

	"casus/syntax"
)

// paired is a part with the article under which it is told.
type paired struct {
	Part
	article string
}

// pair puts the units of two laws side by side, and keeps those that differ, in
// the order of the second law, what is gone in its old place.
func pair(x, y *law) []paired {
	partner := map[*unit]*unit{} // of the second law -> of the first
	taken := map[*unit]bool{}
	match := func(u, v *unit) { partner[v], taken[u] = u, true }
	for _, v := range y.units {
		if i := slices.IndexFunc(x.units, func(u *unit) bool { return !taken[u] && u.like(v) }); i >= 0 {
			match(x.units[i], v)
		}
	}
	for _, v := range y.units {
		if partner[v] != nil || !v.rule() {
			continue
		}
		var best *unit
		for _, u := range x.units {
			if !taken[u] && u.kind == v.kind && kinship(u, v) > kinship(best, v) {
				best = u
			}
		}
		if best != nil {
			match(best, v)
		}
	}
	var list []paired
	for _, v := range y.units {
		if p, differs := part(partner[v], v); differs {
			list = append(list, paired{p, v.article})
		}
	}
	for _, u := range x.units {
		if !taken[u] {
			p, _ := part(u, nil)
			list = append(list, paired{p, u.article})
		}
	}
	return list
}

// like reports whether two units are one by name. Rules go by their name alone:
// a power may have become a duty.
func (u *unit) like(v *unit) bool {
	return u.name == v.name && (u.kind == v.kind || u.rule() && v.rule())
}

// kinship is how many clauses in a hundred two rules of different names share;
// 0 if not at least half, and more than one.
func kinship(u, v *unit) int {
	if u == nil {
		return 0
	}
	shared := 0
	for _, l := range body(u) {
		if slices.ContainsFunc(body(v), func(m syntax.Line) bool { return m.Text == l.Text }) {
			shared++
		}
	}
	percent := 200 * shared / max(len(body(u))+len(body(v)), 1)
	if shared < 2 || percent < 50 {
		return 0
	}
	return percent
}

// body are the clauses of a rule without the line of its name.
func body(u *unit) []syntax.Line { return u.lines[min(1, len(u.lines)):] }

// part compares two units; either may be nil.
func part(u, v *unit) (Part, bool) {
	switch {
	case u == nil:
		return Part{Kind: v.kind, Name: v.name, Change: Added, Clauses: clauses(nil, v.lines), B: v.where()}, true
	case v == nil:
		return Part{Kind: u.kind, Name: u.name, Change: Gone, Clauses: clauses(u.lines, nil), A: u.where()}, true
	}
	p := Part{Kind: v.kind, Name: v.name, Change: Same, Clauses: clauses(u.lines, v.lines), A: u.where(), B: v.where()}
	if slices.ContainsFunc(p.Clauses, func(c Clause) bool { return c.Change != Same }) {
		p.Change = Changed
	}
	if u.article != v.article && u.rule() {
		p.From = u.article
		if p.Change == Same {
			p.Change = Moved
		}
	}
	if u.name != v.name {
		p.Was, p.Change = u.name, Renamed
	}
	return p, p.Change != Same
}

func (u *unit) where() Place { return Place{u.charter, u.place} }

// clauses aligns two lists of clauses: what is in both in the same words stays;
// between those, a clause that begins with the same word has changed.
func clauses(a, b []syntax.Line) []Clause {
	var out []Clause
	i, j := 0, 0
	for _, m := range append(common(a, b), [2]int{len(a), len(b)}) {
		out = append(out, between(a[i:m[0]], b[j:m[1]])...)
		if m[0] < len(a) {
			out = append(out, Clause{Same, b[m[1]].Word, a[m[0]].Text, b[m[1]].Text})
		}
		i, j = min(m[0]+1, len(a)), min(m[1]+1, len(b))
	}
	return out
}

// between pairs clauses of one word, in order.
func between(a, b []syntax.Line) []Clause {
	var out []Clause
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(a) == 0:
			out = append(out, Clause{Added, b[0].Word, "", b[0].Text})
			b = b[1:]
		case len(b) > 0 && a[0].Word == b[0].Word:
			out = append(out, Clause{Changed, b[0].Word, a[0].Text, b[0].Text})
			a, b = a[1:], b[1:]
		case len(b) > 0 && slices.ContainsFunc(a, func(l syntax.Line) bool { return l.Word == b[0].Word }),
			len(b) == 0:
			out = append(out, Clause{Gone, a[0].Word, a[0].Text, ""})
			a = a[1:]
		default:
			out = append(out, Clause{Added, b[0].Word, "", b[0].Text})
			b = b[1:]
		}
	}
	return out
}

// common is the longest common subsequence of clauses in the same words, as
// pairs of places.
func common(a, b []syntax.Line) [][2]int {
	n := make([][]int, len(a)+1)
	for i := range n {
		n[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].Text == b[j].Text {
				n[i][j] = n[i+1][j+1] + 1
			} else {
				n[i][j] = max(n[i+1][j], n[i][j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Text == b[j].Text:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case n[i+1][j] >= n[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
