package engine_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/internal/workload"
	"casus/library"
	"casus/reason"
	"casus/record"
)

// The figures of docs/performance.md. Throughput is that of whole runs: every
// act, every deadline up to the day the record is closed, reasons kept. Times
// of machines differ; what holds anywhere are the ratios, so that what is to be
// compared is measured in one run, one beside the other.

var wSizes = []int{1_000, 10_000, 100_000, 1_000_000}

// perEntry does run again and again and reports its time by entry: that of the
// clock, and that of the processor, which other work on the machine lengthens
// less.
func perEntry(b *testing.B, entries int, run func()) (ns float64) {
	b.Helper()
	b.ResetTimer()
	before := workload.ProcessorTime()
	for range b.N {
		run()
	}
	used := workload.ProcessorTime() - before
	b.StopTimer()
	n := float64(b.N) * float64(entries)
	ns = float64(b.Elapsed().Nanoseconds()) / n
	b.ReportMetric(ns, "ns/entry")
	if used > 0 {
		b.ReportMetric(float64(used.Nanoseconds())/n, "cpu-ns/entry")
	}
	b.ReportMetric(0, "ns/op")
	return ns
}

// retained is how many bytes the garbage collector finds in use because of
// what make returns.
func retained(make func() any) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what only the first has found to be free is swept
	runtime.ReadMemStats(&before)
	keep := make()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(keep)
	if after.HeapAlloc < before.HeapAlloc {
		return 0
	}
	return after.HeapAlloc - before.HeapAlloc
}

// BenchmarkW runs W(N) from compiled rules: in a run that is new each time, and
// in one that is reset and keeps its room.
func BenchmarkW(b *testing.B) {
	p := compile(b, wCase(b, wWords+wCharter))
	for _, n := range wSizes {
		es := acts(wEntries(b, p, n, "request", "help", wMembers, 1))
		in := engine.Input{Worlds: 1}
		b.Run(fmt.Sprintf("new/N=%d", n), func(b *testing.B) {
			kept := retained(func() any { r := p.NewRun(in); r.Replay(es, wClosed(n)); return r })
			perEntry(b, len(es)-1, func() { p.NewRun(in).Replay(es, wClosed(n)) })
			b.ReportMetric(float64(kept)/float64(len(es)-1), "B/entry")
		})
		b.Run(fmt.Sprintf("reset/N=%d", n), func(b *testing.B) {
			r := p.NewRun(in)
			r.Replay(es, wClosed(n))
			perEntry(b, len(es)-1, func() {
				r.Reset(in)
				r.Replay(es, wClosed(n))
			})
		})
	}
}

// BenchmarkWOpenings is W with every opening found as well, as a docket has it.
func BenchmarkWOpenings(b *testing.B) {
	const n = 100_000
	p := compile(b, wCase(b, wWords+wCharter))
	es := acts(wEntries(b, p, n, "request", "help", wMembers, 1))
	in := engine.Input{Worlds: 1, Openings: true}
	kept := retained(func() any { r := p.NewRun(in); r.Replay(es, wClosed(n)); return r })
	perEntry(b, len(es)-1, func() { p.NewRun(in).Replay(es, wClosed(n)) })
	b.ReportMetric(float64(kept)/float64(len(es)-1), "B/entry")
}

// BenchmarkPlainLoop is the yardstick: W written out by hand, as one would write it
// and with all that can be known beforehand built in.
func BenchmarkPlainLoop(b *testing.B) {
	loops := []struct {
		name string
		run  func([]workload.Deed, calendar.Day) []workload.Found
	}{{"map", workload.Plain}, {"built-in", workload.BuiltIn}}
	for _, l := range loops {
		for _, n := range wSizes[1:] {
			deeds := slices.Collect(workload.Deeds(n, 1))
			b.Run(fmt.Sprintf("%s/N=%d", l.name, n), func(b *testing.B) {
				var got []workload.Found
				perEntry(b, len(deeds), func() { got = l.run(deeds, wClosed(n)) })
				if c, want := workload.CountFound(got), workload.Expected(n); c != want {
					b.Fatalf("%+v, want %+v", c, want)
				}
			})
		}
	}
}

// cstoCase reads the shipped case; beside, if given, is a charter more in its
// vocabulary.
func cstoCase(tb testing.TB, beside string) *charter.Case {
	tb.Helper()
	dir := "../cases/csto"
	if beside != "" {
		dir = tb.TempDir()
		if err := os.CopyFS(dir, os.DirFS("../cases/csto")); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(dir+"/beside.casus", []byte(beside), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	lib, list := library.Load([]string{dir})
	noErrors(tb, list)
	texts := []charter.TextSpec{{Charter: "csto-2002"}, {Charter: "csto-2010"}, {Charter: "csto-2011"}}
	if beside != "" {
		texts = append(texts, charter.TextSpec{Charter: "beside"})
	}
	f := lib.Folder(dir)
	if f == nil {
		tb.Fatal("the case is not there")
	}
	built, list := f.CaseOf(texts)
	noErrors(tb, list)
	return built.Case
}

// wInCSTO is the duty of W in the words of the shipped case.
const wInCSTO = `
charter beside
  parties ARM BLR KAZ KGZ RUS TJK
article 1
  duty assist
    when    request-help by p to q
    where   p is party, q is party
    must    help by q to p
    counts  once
    within  30 days
`

var cstoMembers = []string{"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}

// underCSTO is W(n) among the members of the shipped case, with all the rules of
// the case looking at every act too, and the day on which its record is closed.
func underCSTO(b *testing.B, n int) (*engine.Program, []engine.Entry, calendar.Day) {
	b.Helper()
	p := compile(b, cstoCase(b, wInCSTO))
	es := wEntries(b, p, n, "request-help", "help", cstoMembers, 1)
	shift := calendar.Day(1_200) // the charter is in force when W begins
	for i := range es {
		es[i].Day += shift
	}
	closed := wClosed(n) + shift
	rule := slices.IndexFunc(p.Case.Rules, func(r *charter.Rule) bool { return r.Name == "assist" })
	check := p.NewRun(engine.Input{Worlds: 1})
	check.Replay(acts(es), closed)
	if got, want := count(check, rule, 0), workload.Expected(n); got != want {
		b.Fatalf("%+v, want %+v", got, want)
	}
	return p, es, closed
}

// BenchmarkWUnderCSTO is W beside the rules of the shipped case.
func BenchmarkWUnderCSTO(b *testing.B) {
	p, es, closed := underCSTO(b, 100_000)
	as := acts(es)
	perEntry(b, len(es), func() { p.NewRun(engine.Input{Worlds: 1}).Replay(as, closed) })
	b.ReportMetric(float64(len(p.Case.Rules)), "rules")
}

// BenchmarkHistory400 runs histories of 400 entries, W(240): each in a run that is
// new, in one that is used again, and forked from a base as futures are; and
// likewise beside the rules of the shipped case.
func BenchmarkHistory400(b *testing.B) {
	const n = 240
	one := compile(b, wCase(b, wWords+wCharter))
	history400(b, "one-duty", one, wEntries(b, one, n, "request", "help", wMembers, 1), wClosed(n))
	csto, es, closed := underCSTO(b, n)
	history400(b, "csto", csto, es, closed)
}

func history400(b *testing.B, name string, p *engine.Program, es []engine.Entry, closed calendar.Day) {
	if len(es) != 400 {
		b.Fatalf("%d entries, want 400", len(es))
	}
	in := engine.Input{Worlds: 1}
	measure := func(b *testing.B, run func()) {
		run()
		b.ReportAllocs()
		b.ResetTimer()
		before := workload.ProcessorTime()
		for range b.N {
			run()
		}
		b.ReportMetric(float64((workload.ProcessorTime()-before).Nanoseconds())/1e3/float64(b.N), "cpu-us/history")
	}
	as := acts(es)
	b.Run(name+"/new", func(b *testing.B) { measure(b, func() { p.NewRun(in).Replay(as, closed) }) })
	b.Run(name+"/again", func(b *testing.B) {
		r := p.NewRun(in)
		measure(b, func() {
			r.Reset(in)
			r.Replay(as, closed)
		})
	})
	b.Run(name+"/forked", func(b *testing.B) {
		before := p.NewRun(in)
		before.Advance(es[0].Day - 1)
		base := before.Base()
		r := base.NewRun()
		measure(b, func() {
			r.Rewind(base)
			for i := range es {
				r.StepOn(&es[i])
			}
			r.Finish(closed)
		})
	})
}

// disputed leaves every tenth entry to one account only, in turn.
func disputed(es []engine.Entry, worlds int) []engine.Entry {
	es = slices.Clone(es)
	all := ^engine.Mask(0) >> (64 - worlds)
	for i := range es {
		es[i].Worlds = all
		if i%10 == 9 && worlds > 1 {
			es[i].Worlds = 1 << (i / 10 % worlds)
		}
	}
	return es
}

// BenchmarkWorlds runs accounts together: k of them against one. Every tenth
// entry, or none, is of one account only.
func BenchmarkWorlds(b *testing.B) {
	p := compile(b, wCase(b, wWords+wCharter))
	for _, n := range []int{300, 100_000} {
		es := wEntries(b, p, n, "request", "help", wMembers, 1)
		var one float64
		for _, k := range []int{1, 6, 64} {
			for _, apart := range []bool{false, true} {
				if k == 1 && apart {
					continue
				}
				own := disputed(es, k)
				if !apart {
					for i := range own {
						own[i].Worlds = ^engine.Mask(0) >> (64 - k)
					}
				}
				b.Run(fmt.Sprintf("N=%d/worlds=%d/disputed=%t", n, k, apart), func(b *testing.B) {
					in := engine.Input{Worlds: ^engine.Mask(0) >> (64 - k)}
					r := p.NewRun(in)
					as := acts(own)
					r.Replay(as, wClosed(n))
					ns := perEntry(b, len(es), func() {
						r.Reset(in)
						r.Replay(as, wClosed(n))
					})
					if k == 1 {
						one = ns
					}
					b.ReportMetric(ns/one, "times-one")
				})
			}
		}
	}
}

// BenchmarkWText runs W from its text: streamed, resolved, run as a docket.
func BenchmarkWText(b *testing.B) {
	c := wCase(b, wWords+wCharter)
	for _, n := range []int{1_000, 10_000, 100_000} {
		text := wText(n)
		entries := workload.Entries(n)
		b.Run(fmt.Sprintf("read/N=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			perEntry(b, entries, func() { wResolve(b, c.Vocab, text) })
		})
		b.Run(fmt.Sprintf("docket/N=%d", n), func(b *testing.B) {
			perEntry(b, entries, func() {
				rec := wResolve(b, c.Vocab, text)
				d, err := docket.Derive(c, rec, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always})
				if err != nil {
					b.Fatal(err)
				}
				if len(d.Findings) < n {
					b.Fatalf("%d findings", len(d.Findings))
				}
			})
		})
	}
}

// BenchmarkCompile compiles the shipped case.
func BenchmarkCompile(b *testing.B) {
	c := cstoCase(b, "")
	for b.Loop() {
		if _, err := engine.Compile(c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(c.Rules)), "rules")
}

// BenchmarkManyRules is W with more and more rules that look at other acts:
// the cost of an act is that of the rules that name it.
func BenchmarkManyRules(b *testing.B) {
	const n = 10_000
	for _, rules := range []int{0, 20, 200} {
		var words, more strings.Builder
		for i := range rules {
			fmt.Fprintf(&words, "  act other-%d by state to state\n", i)
			fmt.Fprintf(&more, "  duty other-%d\n    when  other-%d by p to q\n    must  other-%d by q to p\n    within 5 days\n", i, i, i)
		}
		src := wWords + words.String() + strings.Replace(wCharter, "case w", more.String()+"case w", 1)
		p := compile(b, wCase(b, src))
		es := acts(wEntries(b, p, n, "request", "help", wMembers, 1))
		b.Run(fmt.Sprintf("rules=%d", rules), func(b *testing.B) {
			perEntry(b, len(es)-1, func() { p.NewRun(engine.Input{Worlds: 1}).Replay(es, wClosed(n)) })
		})
	}
}

// BenchmarkWhy explains the findings of W(10,000), from numbers alone: nothing
// was written down for it while the run went on. A why is all that casus why
// prints: the tree of reasons with rule and article, entries and what they say of
// themselves, statuses, days reckoned, absences and near misses, each with its
// sentence written out. What is worked out once for a run, the trace of its order,
// is left out; the printing of the tree too.
func BenchmarkWhy(b *testing.B) {
	tr := wTrial(b, 10_000)
	reason.Why(tr, 0) // what is worked out once for the run
	id := uint32(0)
	used := workload.ProcessorTime()
	for b.Loop() {
		reason.Why(tr, id)
		id = (id + 7) % uint32(len(tr.Run.Findings()))
	}
	used = workload.ProcessorTime() - used
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "why/s")
	b.ReportMetric(float64(used.Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// wTrial is a finished run of W(n), of which reasons can be asked.
func wTrial(tb testing.TB, n int) *reason.Trial {
	tb.Helper()
	c := wCase(tb, wWords+wCharter)
	rec := wResolve(tb, c.Vocab, wText(n))
	d, err := docket.Prepare(c, rec, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 1})
	if err != nil {
		tb.Fatal(err)
	}
	r, facts := d.Single(0, 0)
	return &reason.Trial{Case: c, Run: r, Record: rec, Facts: facts[1:], AsOf: d.AsOf, AsKnown: calendar.Always, Side: "common ground",
		FactOf: func(e uint32) *record.Fact { return &facts[e] }}
}

// TestWhyIsPutTogetherInPages holds that an answer asks for memory by the page, and
// that later answers leave an earlier one as it was.
func TestWhyIsPutTogetherInPages(t *testing.T) {
	tr := wTrial(t, 600)
	text := func(p *reason.Proof) (all string) {
		p.Walk(func(depth int, n *reason.Proof) { all += fmt.Sprintln(depth, n.Kind, n.Text) })
		return all
	}
	var kept []*reason.Proof
	var said []string
	for id := range tr.Run.Findings() {
		kept = append(kept, reason.Why(tr, uint32(id)))
		said = append(said, text(kept[id]))
	}
	for id, p := range kept {
		if now := text(p); now != said[id] {
			t.Fatalf("the answer about finding %d has changed from\n%sto\n%s", id, said[id], now)
		}
	}
	id := uint32(0)
	if n := testing.AllocsPerRun(200, func() {
		reason.Why(tr, id)
		id = (id + 7) % uint32(len(tr.Run.Findings()))
	}); n > 3 {
		t.Errorf("a why asks for memory %v times", n)
	}
}

// BenchmarkHistory is the everyday run: the record of the shipped case under its
// charters, all accounts and settlings that are run for one docket.
func BenchmarkHistory(b *testing.B) {
	lib, list := library.Load([]string{"../cases/csto"})
	noErrors(b, list)
	built, list := lib.Folder("../cases/csto").Case("csto")
	noErrors(b, list)
	v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always}
	worlds := 0
	for b.Loop() {
		d, err := docket.Derive(built.Case, built.Record, v)
		if err != nil {
			b.Fatal(err)
		}
		worlds = 0
		for _, s := range d.Sides {
			worlds += s.Settlings
		}
	}
	b.ReportMetric(float64(len(built.Record.Entries)), "entries")
	b.ReportMetric(float64(worlds), "worlds")
}
