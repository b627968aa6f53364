package search_test

import (
	"context"
	"testing"

	"casus/library"
	"casus/search"
)

// What is promised: a claim about an attack among four states, with up to five
// acts, within a minute on two cores. The costliest of the proposals takes part
// with four acts here; with five it takes a good half minute.
func BenchmarkClaim(b *testing.B) {
	lib, _ := library.Load([]string{"../cases/csto"})
	for _, x := range []struct {
		name string
		acts int
	}{{"csto", 5}, {"csto-imankulov", 4}, {"csto-dzhakishev", 5}} {
		b.Run(x.name, func(b *testing.B) {
			c, _ := lib.Folders[0].Case(x.name)
			qs, err := search.Pose(c.Case, "must-act", "attack")
			if err != nil {
				b.Fatal(err)
			}
			tried := 0
			for b.Loop() {
				a, err := search.For(context.Background(), c.Case, qs[0], search.From(c.Case), search.Bounds{Acts: x.acts}, nil, nil)
				if err != nil {
					b.Fatal(err)
				}
				tried = a.Tried
			}
			b.ReportMetric(float64(tried), "histories")
		})
	}
}
