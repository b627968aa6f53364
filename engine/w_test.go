package engine_test

import (
	"runtime"
	"strings"
	"testing"

	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/internal/workload"
	"casus/record"
	"casus/syntax"
)

// The workload W(N): see package workload. Requests and help are all there is, so
// that what is measured is the way of an act through the engine.

var (
	wWords   = workload.Words(1)
	wCharter = workload.Charter(1)
	wMembers = workload.Codes(1)
	wClosed  = workload.Closed
)

// wCase reads the charters of W, and other texts beside them.
func wCase(tb testing.TB, src string) *charter.Case {
	tb.Helper()
	f, list := syntax.Parse("w.casus", []byte(src))
	var vocab *charter.Vocabulary
	var specs []charter.TextSpec
	charters := map[string]*syntax.Charter{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.Vocabulary:
			v, more := charter.ResolveVocabulary(d, f)
			vocab, list = v, append(list, more...)
		case *syntax.Charter:
			charters[d.Name.Name] = d
		case *syntax.Case:
			for _, u := range d.Under {
				specs = append(specs, charter.TextSpec{Charter: u.Charter.Name})
			}
		}
	}
	c, more := charter.Build(vocab, specs, func(name string) (*syntax.Charter, *syntax.File) { return charters[name], f })
	noErrors(tb, append(list, more...))
	return c
}

func noErrors(tb testing.TB, list []diag.Diagnostic) {
	tb.Helper()
	for _, d := range list {
		if d.Severity == diag.Error {
			tb.Fatalf("%s: %s", d.Code, d.Summary)
		}
	}
}

func compile(tb testing.TB, c *charter.Case) *engine.Program {
	tb.Helper()
	p, err := engine.Compile(c)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func actNamed(tb testing.TB, v *charter.Vocabulary, name string) charter.ActID {
	tb.Helper()
	for a := range v.Acts {
		if v.Acts[a].Name == name {
			return charter.ActID(a)
		}
	}
	tb.Fatalf("no act %s", name)
	return 0
}

// wEntries makes the acts of W(n) for the engine; request and help are named
// as the vocabulary has them, members by their codes.
func wEntries(tb testing.TB, p *engine.Program, n int, request, help string, members []string, worlds engine.Mask) []engine.Entry {
	tb.Helper()
	v := p.Case.Vocab
	acts := [2]charter.ActID{actNamed(tb, v, request), actNamed(tb, v, help)}
	var by, to [2]int
	for i, a := range acts {
		by[i], to[i] = p.Place(a, syntax.By), p.Place(a, syntax.To)
	}
	var ids []charter.EntityID
	for _, m := range members {
		id, ok := v.FindEntity(m)
		if !ok {
			tb.Fatalf("no entity %s", m)
		}
		ids = append(ids, id)
	}
	out := make([]engine.Entry, 0, workload.Entries(n))
	for d := range workload.Deeds(n, 1) {
		k := 0
		if d.Help {
			k = 1
		}
		e := engine.Entry{Worlds: worlds, Day: d.Day, Act: acts[k], Happening: uint32(len(out)), First: true}
		e.Roles[by[k]], e.Roles[to[k]] = ids[d.By], ids[d.To]
		out = append(out, e)
	}
	return out
}

// acts are entries as runs read them.
func acts(es []engine.Entry) engine.Acts { return append(engine.NewActs(len(es)), es...) }

// wText is the record of W(n) as text.
func wText(n int) string {
	var b strings.Builder
	_ = workload.Write(&b, n, 1, workload.Casus) // a strings.Builder takes everything
	return b.String()
}

// wResolve reads the record of W from its text, entry by entry.
func wResolve(tb testing.TB, v *charter.Vocabulary, text string) *record.Record {
	tb.Helper()
	st := syntax.NewEntries("deeds.casus", strings.NewReader(text))
	part := record.Part{File: &syntax.File{Path: "deeds.casus", Src: []byte(text)}}
	for {
		item, ok := st.Next()
		if !ok {
			break
		}
		part.Items = append(part.Items, item)
	}
	noErrors(tb, st.Diagnostics())
	if h := st.Header(); h != nil {
		part.Name, part.Closed = h.Name.Name, h.Closed
	}
	rec, list := record.Resolve(v, []record.Part{part})
	noErrors(tb, list)
	return rec
}

// count reads the counts of a rule in one world off a finished run.
func count(r *engine.Run, rule int, world int) (c workload.Counts) {
	for i := range r.Findings() {
		f := &r.Findings()[i]
		if f.Worlds>>world&1 == 0 || f.Rule != uint16(rule) {
			continue
		}
		switch {
		case f.Kind == engine.Fulfilment && f.Late():
			c.Late++
		case f.Kind == engine.Fulfilment:
			c.InTime++
		case f.Kind == engine.Breach:
			c.Breaches++
			if r.Matter(f.Matter).Breached>>world&1 != 0 {
				c.Never++
			}
		}
	}
	return c
}

// TestW holds the counts of W(10,000), which every engine measured on it must
// give, in every world of a joint run.
func TestW(t *testing.T) {
	const n = 10_000
	p := compile(t, wCase(t, wWords+wCharter))
	worlds := ^engine.Mask(0)
	es := wEntries(t, p, n, "request", "help", wMembers, worlds)
	if len(es) != 16_666 {
		t.Fatalf("%d entries, want 16,666", len(es))
	}
	want := workload.Counts{InTime: 3_333, Breaches: 6_667, Late: 3_333, Never: 3_334}
	if got := workload.Expected(n); got != want {
		t.Fatalf("the workload counts %+v, want %+v", got, want)
	}
	for _, openings := range []bool{false, true} {
		r := p.NewRun(engine.Input{Worlds: worlds, Openings: openings})
		r.Replay(acts(es), wClosed(n))
		for _, w := range []int{0, 17, 63} {
			if got := count(r, 0, w); got != want {
				t.Errorf("openings %t, world %d: %+v, want %+v", openings, w, got, want)
			}
		}
	}
}

// TestWFromText holds that the text of W says the same acts.
func TestWFromText(t *testing.T) {
	const n = 1_000
	c := wCase(t, wWords+wCharter)
	rec := wResolve(t, c.Vocab, wText(n))
	p := compile(t, c)
	es := wEntries(t, p, n, "request", "help", wMembers, 1)
	if len(rec.Entries) != len(es) {
		t.Fatalf("%d entries in the text, want %d", len(rec.Entries), len(es))
	}
	for i, e := range rec.Entries {
		if e.Begin.Lo != es[i].Day || e.Act != es[i].Act || e.Roles[syntax.By][0] != es[i].Roles[p.Place(e.Act, syntax.By)] {
			t.Fatalf("entry %d: %s, want day %s", i, e.Written, es[i].Day)
		}
	}
	if rec.Closed != wClosed(n) {
		t.Errorf("closed %s, want %s", rec.Closed, wClosed(n))
	}
}

// TestNothingIsAllocatedPerAct holds that a run that has its room takes acts
// without asking for more.
func TestNothingIsAllocatedPerAct(t *testing.T) {
	const n = 6_000
	p := compile(t, wCase(t, wWords+wCharter))
	es := wEntries(t, p, n, "request", "help", wMembers, 1)
	r := p.NewRun(engine.Input{Worlds: 1})
	for i := range es { // the room of a whole run
		r.Step(es[i])
	}
	r.Finish(wClosed(n))
	r.Reset(engine.Input{Worlds: 1})
	for i := range len(es) / 2 {
		r.Step(es[i])
	}
	at, quarter := len(es)/2, len(es)/4
	if got := testing.AllocsPerRun(1, func() { // run twice: once to warm up
		for range quarter {
			r.Step(es[at])
			at++
		}
	}); got != 0 {
		t.Errorf("%v allocations for %d acts", got, quarter)
	}
}

// TestMemory holds what a run keeps: the acts and all that reasons are worked
// out from, in fewer than 80 bytes for each act beside the act itself.
func TestMemory(t *testing.T) {
	const n = 100_000
	p := compile(t, wCase(t, wWords+wCharter))
	es := wEntries(t, p, n, "request", "help", wMembers, 1)
	as := acts(es)
	kept := func(openings bool) float64 {
		return float64(retained(func() any {
			r := p.NewRun(engine.Input{Worlds: 1, Openings: openings})
			r.Replay(as, wClosed(n))
			return r
		})) / float64(len(es))
	}
	if got := kept(false); got >= 80 {
		t.Errorf("%.1f bytes for each entry", got)
	}
	t.Logf("%.1f bytes for each entry, %.1f with every opening found", kept(false), kept(true))
	runtime.KeepAlive(as) // else what was let go of would count for what is kept
}

// TestWorkIsLinear holds law 24: the work for each entry, counted in acts taken
// and places of lists walked, is the same whatever the length of the record.
func TestWorkIsLinear(t *testing.T) {
	p := compile(t, wCase(t, wWords+wCharter))
	each := func(n int) float64 {
		es := wEntries(t, p, n, "request", "help", wMembers, 1)
		r := p.NewRun(engine.Input{Worlds: 1})
		r.Replay(acts(es), wClosed(n))
		return float64(r.Steps()) / float64(len(es))
	}
	first := each(1_000)
	for _, n := range []int{3_000, 10_000, 30_000, 100_000} {
		if now := each(n); now > 1.05*first {
			t.Errorf("%.3f steps for each entry at N = %d, %.3f at N = 1,000", now, n, first)
		}
	}
}

// TestWForgotten holds that a run that drops what is over counts the same, and
// holds no more than what is still owed.
func TestWForgotten(t *testing.T) {
	const n = 100_000
	p := compile(t, wCase(t, wWords+wCharter))
	es := wEntries(t, p, n, "request", "help", wMembers, 1)
	const each = 1_000
	r := p.NewRun(engine.Input{Worlds: 1, Forget: each})
	var got workload.Counts
	most := 0
	r.Watch = func(id uint32) {
		most = max(most, len(r.Entries())+len(r.Findings()))
		switch f := &r.Findings()[id]; {
		case f.Kind == engine.Fulfilment && f.Late():
			got.Late++
		case f.Kind == engine.Fulfilment:
			got.InTime++
		case f.Kind == engine.Breach:
			got.Breaches++
		}
	}
	r.Replay(acts(es), wClosed(n))
	for id := range r.Matters() {
		if r.Matter(uint32(id)).Breached != 0 {
			got.Never += 1 + r.Matter(uint32(id)).More
		}
	}
	want := workload.Expected(n)
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if most > 2*each || r.Matters() > 2*each {
		t.Errorf("%d acts and findings were held at once, and %d matters in the end", most, r.Matters())
	}
}
