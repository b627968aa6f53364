package inquiry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/inquiry"
	"casus/internal/workload"
	"casus/library"
)

// together is a folder of which several things are asked at once.
type together struct {
	name     string
	dir      func(b *testing.B) string
	accounts []string
	readings [2][]string // two readings, NAME=VALUE
	charters []string
	limit    int // of the settlings of one account; 0: as `casus run` has it
}

var togethers = []together{
	{"csto", func(*testing.B) string { return "../cases/csto" }, []string{"ARM", "AZE", "KGZ", "RUS", "TJK"},
		[2][]string{{"immediately=30d", "immediately=3d", "immediately=90d", "immediately=none"}, {"mission-is-help=no", "mission-is-help=yes"}},
		[]string{"csto-2002", "csto-2018", "cst-2010"}, 256},
	{"w", wFolder, []string{"AAA", "AAB", "AAC", "AAD", "AAE"},
		[2][]string{{"time=30d", "time=3d", "time=90d", "time=none"}, {"to-all=no", "to-all=yes"}}, []string{"pact", "slow", "quick"}, 1},
}

// wFolder is W(10,000) in a folder: every tenth entry told by one account only, three
// charters, and two readings of the duty.
func wFolder(b *testing.B) string {
	const n = 10_000
	var text, deeds strings.Builder
	if err := workload.Write(&text, n, 1, workload.Casus); err != nil {
		b.Fatal(err)
	}
	i := 0
	for line := range strings.Lines(text.String()) {
		if i++; i > 1 && i%10 == 0 {
			line = fmt.Sprintf("%s  account %s\n", strings.TrimSuffix(line, "\n"), workload.Codes(1)[i/10%5])
		}
		deeds.WriteString(line)
	}
	read := strings.NewReplacer("  parties", "  reading time = 30 days or 3 days or 90 days or none\n  reading to-all = no or yes\n  parties",
		"q is party", "q is party or to-all", "within  30 days", "within  time")
	files := map[string]string{"words.casus": workload.Words(1), "deeds.casus": deeds.String()}
	cases := ""
	for _, name := range []string{"pact", "slow", "quick"} {
		c, _, _ := strings.Cut(workload.Charter(1), "case w")
		c = read.Replace(strings.Replace(c, "charter pact", "charter "+name, 1))
		files[name+".casus"] = c
		cases += "case w-" + name + "\n  under " + name + "\n  reads deeds\n"
	}
	files["cases.casus"] = cases
	dir := b.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// build reads a folder and builds the case of a charter, the first case for none.
func (x *together) build(b *testing.B, lib *library.Library, dir string, charters ...string) *library.Built {
	b.Helper()
	built, list, err := inquiry.Law(lib.Folder(dir), "", charters)
	if err != nil || built == nil || diag.HasErrors(list) {
		b.Fatal(err, list)
	}
	return built
}

func (x *together) derive(b *testing.B, built *library.Built, given []docket.Given, accounts []charter.EntityID) *docket.Docket {
	b.Helper()
	d, err := docket.Derive(built.Case, built.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Given: given, Accounts: accounts, Limit: x.limit})
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// BenchmarkTogether asks at once what can be asked one after the other, from the
// folder to the docket: five accounts beside common ground, eight combinations of two
// readings, three charters. apart/together is what asking apart costs more.
func BenchmarkTogether(b *testing.B) {
	for i := range togethers {
		x := &togethers[i]
		dir := x.dir(b)
		load := func() *library.Library {
			lib, list := library.Load([]string{dir})
			if diag.HasErrors(list) && x.name == "w" {
				b.Fatal(list)
			}
			return lib
		}
		first := x.build(b, load(), dir)
		var accounts []charter.EntityID
		for _, code := range x.accounts {
			e, ok := first.Case.Vocab.FindEntity(code)
			if !ok {
				b.Fatalf("no entity %s", code)
			}
			accounts = append(accounts, e)
		}
		var rows []docket.Row
		for _, one := range x.readings[0] {
			for _, other := range x.readings[1] {
				row := docket.Row{}
				for _, written := range []string{one, other} {
					g, err := inquiry.Reading(first.Case, written)
					if err != nil {
						b.Fatal(err)
					}
					row = append(row, g)
				}
				rows = append(rows, row)
			}
		}
		x.compare(b, "accounts", func() {
			for _, e := range accounts {
				x.derive(b, x.build(b, load(), dir), nil, []charter.EntityID{e})
			}
		}, func() { x.derive(b, x.build(b, load(), dir), nil, accounts) })
		none := []charter.EntityID{}
		x.compare(b, "readings", func() {
			for _, row := range rows {
				x.derive(b, x.build(b, load(), dir), row, none)
			}
		}, func() {
			built := x.build(b, load(), dir)
			_, err := docket.DeriveOver(built.Case, built.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Accounts: none, Limit: x.limit}, rows, docket.OverOptions{})
			if err != nil {
				b.Fatal(err)
			}
		})
		x.compare(b, "charters", func() {
			for _, c := range x.charters {
				x.derive(b, x.build(b, load(), dir, c), nil, none)
			}
		}, func() {
			lib := load()
			for _, c := range x.charters {
				x.derive(b, x.build(b, lib, dir, c), nil, none)
			}
		})
	}
}

// compare measures the two ways in turn.
func (x *together) compare(b *testing.B, what string, apart, atOnce func()) {
	b.Run(x.name+"/"+what, func(b *testing.B) {
		var used [2]float64
		for range b.N {
			for i, run := range []func(){apart, atOnce} {
				before := workload.ProcessorTime()
				run()
				used[i] += float64((workload.ProcessorTime() - before).Microseconds()) / 1000
			}
		}
		b.ReportMetric(used[0]/float64(b.N), "apart-cpu-ms")
		b.ReportMetric(used[1]/float64(b.N), "together-cpu-ms")
		b.ReportMetric(used[0]/used[1], "apart/together")
	})
}
