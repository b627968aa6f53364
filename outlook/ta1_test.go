package outlook_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"casus/diag"
	"casus/library"
	"casus/outlook"
)

// prepared loads an outlook that must be sound.
func prepared(t testing.TB, path, name string, o outlook.Options) *outlook.Outlook {
	t.Helper()
	lib, diags := library.Load([]string{path})
	if diag.HasErrors(diags) {
		t.Fatal(text(diags))
	}
	f := lib.Folders[0]
	lo := f.FindOutlook(name)
	if lo == nil {
		t.Fatalf("%s has no outlook %s", path, name)
	}
	out, diags, err := outlook.Prepare(lo, o)
	if err != nil || diag.HasErrors(diags) {
		t.Fatal(err, text(diags))
	}
	return out
}

func text(diags []diag.Diagnostic) string {
	s := ""
	for _, d := range diags {
		s += fmt.Sprintf("%s: %s (%s)\n", d.Place.File, d.Summary, d.Code)
	}
	return s
}

// preparedFrom is an outlook from a text, with what is wrong with it.
func preparedFrom(t testing.TB, src string) (*outlook.Outlook, []diag.Diagnostic) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "o.casus"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, diags := library.Load([]string{dir})
	if diag.HasErrors(diags) {
		return nil, diags
	}
	lo := lib.Folders[0].FindOutlook("")
	if lo == nil {
		return nil, nil
	}
	o, diags, err := outlook.Prepare(lo, outlook.Options{})
	if err != nil {
		return nil, append(diags, diag.Diagnostic{Summary: err.Error()})
	}
	return o, diags
}

func BenchmarkTA1(b *testing.B) {
	o := prepared(b, "testdata/ta-1", "ta-1", outlook.Options{})
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

// processor is the processor time used so far, in seconds.
func processor() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
