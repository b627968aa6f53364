package docket_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/internal/workload"
	"casus/library"
	"casus/oracle"
	"casus/record"
)

// doubtful is the record of W(n), in which every hundredth entry is dated to some
// day of a week only.
func doubtful(b *testing.B, n int) (*charter.Case, *record.Record) {
	b.Helper()
	var text strings.Builder
	if err := workload.Write(&text, n, 1, workload.Casus); err != nil {
		b.Fatal(err)
	}
	var out strings.Builder
	i := 0
	for line := range strings.Lines(text.String()) {
		if i++; i > 1 && i%100 == 0 {
			line = "  about" + line[1:]
		}
		out.WriteString(line)
	}
	tx, err := oracle.Read(workload.Words(1) + strings.Replace(workload.Charter(1), "case w under pact", "case w\n  under pact\n  reads deeds", 1) + out.String())
	if err != nil {
		b.Fatal(err)
	}
	return tx.Case, tx.Record
}

// BenchmarkWorlds runs 64 worlds together against one: the settlings of what is in
// doubt in the shipped case, and of a thousand imprecise dates among a hundred
// thousand entries.
func BenchmarkWorlds(b *testing.B) {
	csto := func() (*charter.Case, *record.Record) {
		lib, _ := library.Load([]string{"../cases/csto"})
		built, list := lib.Folder("../cases/csto").Case("csto")
		if built == nil {
			b.Fatal(list)
		}
		return built.Case, built.Record
	}
	for _, of := range []struct {
		name  string
		make  func() (*charter.Case, *record.Record)
		limit int // of the settlings: those past the sweeps, in which most differs, are the last
		drawn bool
	}{
		{"csto", csto, 0, false}, // as a docket runs them: settlings of one account
		{"csto-drawn", csto, 0, true},
		{"doubtful", func() (*charter.Case, *record.Record) { return doubtful(b, 60_000) }, 16_000, false},
	} {
		c, rec := of.make()
		view := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: of.limit}
		d, err := docket.Prepare(c, rec, view)
		if err != nil {
			b.Fatal(err)
		}
		p, err := engine.Compile(c)
		if err != nil {
			b.Fatal(err)
		}
		worlds := d.Pick(rand.New(rand.NewPCG(1, 2)), 64)
		for i := range worlds {
			switch {
			case of.drawn:
			case of.limit > 0:
				worlds[i] = docket.World{Settling: d.Sides[0].Settlings - 64 + i}
			default:
				worlds[i] = docket.World{Settling: i}
			}
		}
		one := map[string]float64{}
		for _, n := range []int{1, 64} {
			ws := worlds[:n]
			measure := func(what string, run func()) {
				b.Run(fmt.Sprintf("%s/%s/worlds=%d", of.name, what, n), func(b *testing.B) {
					used := workload.ProcessorTime()
					for range b.N {
						run()
					}
					ms := float64((workload.ProcessorTime() - used).Microseconds()) / 1000 / float64(b.N)
					b.ReportMetric(ms, "cpu-ms/op")
					if n == 1 {
						one[what] = ms
					} else if one[what] > 0 {
						b.ReportMetric(ms/one[what], "times-one")
					}
				})
			}
			l := d.Load(ws...)
			r := p.NewRun(l.Input)
			measure("run", func() {
				r.Reset(l.Input)
				r.Replay(l.Acts, d.AsOf)
			})
			measure("load-and-run", func() { d.Joint(ws) })
		}
	}
}
