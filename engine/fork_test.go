package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"casus/engine"
)

// A run that goes on from a base finds what the whole run finds, however often
// it was taken back, and taking it back costs no allocation.
func TestFork(t *testing.T) {
	const n = 60
	p := compile(t, wCase(t, wWords+wCharter))
	es := wEntries(t, p, n, "request", "help", wMembers, 1)
	in := engine.Input{Worlds: 1, Openings: true, Extras: make([]engine.Extra, 1)}
	whole := p.NewRun(in)
	whole.Replay(acts(es), wClosed(n))
	want := findingLines(whole)
	for _, cut := range []int{0, 1, n / 3, n / 2, len(es) - 1} {
		head := p.NewRun(in)
		for _, e := range es[:cut] {
			head.Step(e)
		}
		base := head.Base()
		r := base.NewRun()
		rest := func() {
			for _, e := range es[cut:] {
				r.Step(e)
			}
			r.Finish(wClosed(n))
		}
		other := func() { // another history from there
			for i, e := range es[cut:] {
				if i%3 != 1 {
					r.Step(e)
				}
			}
			r.Finish(wClosed(n))
		}
		for range 3 {
			other()
			r.Rewind(base)
			rest()
			if got := findingLines(r); got != want {
				t.Fatalf("cut at %d: forked\n%s\nwhole\n%s", cut, got, want)
			}
			r.Rewind(base)
		}
		if a := testing.AllocsPerRun(20, func() { rest(); r.Rewind(base) }); a > 0 {
			t.Errorf("cut at %d: %.0f allocations", cut, a)
		}
	}
}

func findingLines(r *engine.Run) string {
	var b strings.Builder
	for id := range r.Findings() {
		f := &r.Findings()[id]
		fmt.Fprintln(&b, f.Day, f.Kind, f.Rule, f.Late(), r.Roles(uint32(id), 0))
	}
	return b.String()
}
