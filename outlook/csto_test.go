package outlook_test

import (
	"context"
	"testing"

	"casus/outlook"
)

func BenchmarkCSTO(b *testing.B) {
	for _, law := range []string{"csto", "imankulov", "knyazev", "kurmanov", "dzhakishev", "limited-format"} {
		b.Run(law, func(b *testing.B) { benchmarkLaw(b, law) })
	}
}

func benchmarkLaw(b *testing.B, law string) {
	o := prepared(b, "../cases/csto", "five-years", outlook.Options{Scenarios: []string{law}})
	s := &outlook.Study{Outlook: o, Runs: int64(b.N), Seed: 1}
	w := s.NewWorker()
	t := s.NewState("").Tally
	b.ReportAllocs()
	b.ResetTimer()
	before := processor()
	if err := w.Run(context.Background(), 0, int64(b.N), t); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/(processor()-before), "runs/s-cpu")
}
