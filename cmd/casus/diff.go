package main

import (
	"bytes"
	"fmt"
)

// writeDiff writes the difference of two versions of a file in the unified
// form, three lines of context around each change.
func writeDiff(p *program, path string, before, after []byte) {
	a, b := lines(before), lines(after)
	edits := difference(a, b)
	fmt.Fprintf(p.out, "--- %s\n+++ %s\n", path, path)
	const context = 3
	for at := 0; at < len(edits); {
		if edits[at].kind == ' ' {
			at++
			continue
		}
		from, to := max(at-context, 0), at
		for quiet := 0; to < len(edits) && quiet <= 2*context; to++ {
			if edits[to].kind == ' ' {
				quiet++
			} else {
				quiet = 0
			}
		}
		for to > at && edits[to-1].kind == ' ' && trailing(edits[:to]) > context {
			to--
		}
		hunk(p, edits, from, to)
		at = to
	}
}

// trailing is how many unchanged lines an edit script ends with.
func trailing(edits []edit) int {
	n := 0
	for i := len(edits) - 1; i >= 0 && edits[i].kind == ' '; i-- {
		n++
	}
	return n
}

func hunk(p *program, edits []edit, from, to int) {
	lineA, lineB, countA, countB := 1, 1, 0, 0
	for i, e := range edits[:to] {
		inA, inB := e.kind != '+', e.kind != '-'
		switch {
		case i < from:
			lineA, lineB = lineA+one(inA), lineB+one(inB)
		default:
			countA, countB = countA+one(inA), countB+one(inB)
		}
	}
	fmt.Fprintf(p.out, "@@ -%d,%d +%d,%d @@\n", lineA, countA, lineB, countB)
	for _, e := range edits[from:to] {
		fmt.Fprintf(p.out, "%c%s\n", e.kind, e.text)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func lines(src []byte) []string {
	var list []string
	for _, l := range bytes.Split(bytes.TrimSuffix(src, []byte("\n")), []byte("\n")) {
		list = append(list, string(l))
	}
	return list
}

type edit struct {
	kind byte // ' ', '-', '+'
	text string
}

// difference finds a shortest edit script: E. Myers, "An O(ND) difference
// algorithm and its variations", 1986.
func difference(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []edit
	for _, l := range a[:head] {
		out = append(out, edit{' ', l})
	}
	out = append(out, shortest(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, l := range a[len(a)-tail:] {
		out = append(out, edit{' ', l})
	}
	return out
}

// mostSteps bounds the memory of a script: texts that differ more are shown as
// one taken out and the other put in.
const mostSteps = 2000

func shortest(a, b []string) []edit {
	n, m := len(a), len(b)
	v := map[int]int{1: 0}
	var trace []map[int]int
	for d := 0; d <= min(n+m, mostSteps); d++ {
		trace = append(trace, copyOf(v))
		for k := -d; k <= d; k += 2 {
			x := v[k-1] + 1
			if k == -d || k != d && v[k-1] < v[k+1] {
				x = v[k+1]
			}
			for x < n && x-k < m && a[x] == b[x-k] {
				x++
			}
			v[k] = x
			if x >= n && x-k >= m {
				return walkBack(trace, a, b)
			}
		}
	}
	var out []edit
	for _, l := range a {
		out = append(out, edit{'-', l})
	}
	for _, l := range b {
		out = append(out, edit{'+', l})
	}
	return out
}

func copyOf(v map[int]int) map[int]int {
	c := make(map[int]int, len(v))
	for k, x := range v {
		c[k] = x
	}
	return c
}

func walkBack(trace []map[int]int, a, b []string) []edit {
	x, y := len(a), len(b)
	var rev []edit
	for d := len(trace) - 1; d >= 0; d-- {
		v, k := trace[d], x-y
		prev := k - 1
		if k == -d || k != d && v[k-1] < v[k+1] {
			prev = k + 1
		}
		px := v[prev]
		py := px - prev
		for x > px && y > py && x > 0 && y > 0 {
			x, y = x-1, y-1
			rev = append(rev, edit{' ', a[x]})
		}
		if d == 0 {
			break
		}
		if x == px {
			y--
			rev = append(rev, edit{'+', b[y]})
		} else {
			x--
			rev = append(rev, edit{'-', a[x]})
		}
	}
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	return rev
}
