package annals_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"testing"
	"time"

	"casus/annals"
	"casus/calendar"
	"casus/engine"
	"casus/internal/workload"
)

const benchN = 300_000

func wText(b *testing.B, form workload.Form) []byte {
	b.Helper()
	var text bytes.Buffer
	if err := workload.Write(&text, benchN, 1, form); err != nil {
		b.Fatal(err)
	}
	return text.Bytes()
}

// perEntry reports a benchmark's time by entry: of the clock, and of the processor
// since used.
func perEntry(b *testing.B, used time.Duration) {
	b.Helper()
	n := float64(b.N) * float64(workload.Entries(benchN))
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/entry")
	b.ReportMetric(float64((workload.ProcessorTime()-used).Nanoseconds())/n, "cpu-ns/entry")
}

// BenchmarkRead reads W in each form, without running it; beside it encoding/csv
// reads the rows alone.
func BenchmarkRead(b *testing.B) {
	p := compiled(b, workload.Words(1)+workload.Charter(1))
	for _, form := range []workload.Form{workload.Casus, workload.CSV, workload.Lines} {
		text := wText(b, form)
		b.Run(string(form), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			used := workload.ProcessorTime()
			b.ReportAllocs()
			var batch annals.Batch
			for b.Loop() {
				rd := annals.New(p, "w", forms[form], bytes.NewReader(text), calendar.Always)
				for rd.Read(&batch) {
				}
				if len(rd.Diagnostics()) > 0 || int(rd.Entries()) != workload.Entries(benchN) {
					b.Fatal(rd.Entries(), rd.Diagnostics())
				}
			}
			perEntry(b, used)
		})
	}
	text := wText(b, workload.CSV)
	b.Run("encoding-csv", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		used := workload.ProcessorTime()
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(text))
			r.ReuseRecord = true
			n := 0
			for {
				if _, err := r.Read(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != workload.Entries(benchN)+1 {
				b.Fatal(n)
			}
		}
		perEntry(b, used)
	})
}

// BenchmarkRun reads W and runs it, as `casus run --record` does.
func BenchmarkRun(b *testing.B) {
	p := compiled(b, workload.Words(1)+workload.Charter(1))
	for _, form := range []workload.Form{workload.Casus, workload.CSV, workload.Lines} {
		text := wText(b, form)
		b.Run(string(form), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			used := workload.ProcessorTime()
			for b.Loop() {
				rd := annals.New(p, "w", forms[form], bytes.NewReader(text), calendar.Always)
				if _, errs := annals.Run(context.Background(), p, engine.Input{Worlds: 1}, rd, nil); len(errs) > 0 {
					b.Fatal(errs[0].Summary)
				}
			}
			perEntry(b, used)
		})
	}
}
