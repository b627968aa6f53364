package oracle

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"casus/calendar"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/report"
)

// Law 1, worlds: what a joint run finds in a world is what a run of that world
// alone finds, in the same order.
func TestLawWorlds(t *testing.T) {
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, true).read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 64})
		if err != nil {
			return err
		}
		worlds := d.Pick(rng, 64)
		r, facts := d.Joint(worlds)
		for range 6 {
			w := rng.IntN(len(worlds))
			alone, own := d.Single(worlds[w].Side, worlds[w].Settling)
			if err := differ(linesOf(d, r, facts, w), linesOf(d, alone, own, 0)); err != nil {
				return fmt.Errorf("side %d, settling %d, together and alone: %w", worlds[w].Side, worlds[w].Settling, err)
			}
		}
		return nil
	})
}

// Law 2, two readings: TestEngineIsReader.

// Law 3, settlings: what a docket says of a side is what its settlings find, run
// one by one: certain is what all of them find, undecided what some find.
func TestLawSettlings(t *testing.T) {
	onTexts(t, 30, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, true).first(16) // few points of doubt, so that all settlings can be run
		tx, err := h.read()
		if err != nil {
			return err
		}
		d, err := docket.Derive(tx.Case, tx.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 40})
		if err != nil {
			return err
		}
		for s, side := range d.Sides {
			times := make([]int, len(d.Findings))
			for n := range side.Settlings {
				r, _ := d.Single(s, n)
				mine := 0
				for i, f := range d.Findings {
					id, ok := d.IDIn(r, f)
					if ok != d.Has(f, s, n) {
						return fmt.Errorf("side %d, settling %d: %s is found %t, the docket says %t", s, n, f.ID, ok, !ok)
					}
					if !ok {
						continue
					}
					mine++
					times[i]++
					if day := r.Findings()[id].Day; day < f.Sides[s].Days.Lo || day > f.Sides[s].Days.Hi {
						return fmt.Errorf("side %d, settling %d: %s is found on %s, not in %v", s, n, f.ID, day, f.Sides[s].Days)
					}
				}
				if mine != len(r.Findings()) {
					return fmt.Errorf("side %d, settling %d: %d findings, of which the docket has %d", s, n, len(r.Findings()), mine)
				}
			}
			for i, f := range d.Findings {
				if f.Sides[s].Found != times[i] || f.Sides[s].Definite() != (times[i] == side.Settlings) {
					return fmt.Errorf("side %d: %s is in %d settlings of %d, the docket says %+v", s, f.ID, times[i], side.Settlings, f.Sides[s])
				}
			}
		}
		for _, f := range d.Findings {
			sure := 0
			for _, v := range f.Sides {
				if v.Definite() {
					sure++
				}
			}
			want := docket.ByAccount
			if sure == len(f.Sides) {
				want = docket.Robust
			} else if sure == 0 {
				want = docket.Undecided
			}
			if f.Certainty != want {
				return fmt.Errorf("%s is %s, want %s", f.ID, f.Certainty, want)
			}
		}
		return nil
	})
}

// Law 4, prefix: what comes after a day changes nothing found up to it.
func TestLawPrefix(t *testing.T) {
	onTexts(t, 150, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, false).sorted()
		day := firstDay(h.lines[rng.IntN(len(h.lines))])
		all, err := h.found(horizon)
		if err != nil {
			return err
		}
		upTo := func(l line) bool { return l.day <= day }
		for _, asOf := range []calendar.Day{horizon, day} {
			some, err := h.only(func(l string) bool { return firstDay(l) <= day }).found(asOf)
			if err != nil {
				return err
			}
			if err := differ(pick(all, upTo), pick(some, upTo)); err != nil {
				return fmt.Errorf("with and without what comes after %s, as of %s: %w", day, asOf, err)
			}
		}
		return nil
	})
}

// Law 5, fork: a run that goes on from where another stood, after it has been
// taken back from another future, is the whole run; so is the one from which it
// was forked, though it is led on day by day meanwhile.
func TestLawFork(t *testing.T) {
	apart := 0
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, false).read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, whole(horizon))
		if err != nil {
			return err
		}
		r, facts := d.Single(0, 0)
		want := linesOf(d, r, facts, 0)
		in, es := input(r, 1)
		stepped := r.Program().NewRun(in)
		k := rng.IntN(len(es))
		for i, e := range es[:k] {
			leadOn(stepped, es, i, rng)
			stepped.Step(e)
		}
		base := stepped.Base()
		forked := base.NewRun()
		for range rng.IntN(3) { // futures in which other things happen
			for _, i := range rng.Perm(len(es) - k) {
				if e := es[k+i]; e.Day >= forked.Today() && rng.IntN(2) == 0 {
					forked.Step(e)
				}
			}
			forked.Finish(max(forked.Today(), horizon-calendar.Day(rng.IntN(60))))
			if len(forked.Findings()) != len(want) {
				apart++
			}
			forked.Rewind(base)
		}
		for i, e := range es[k:] {
			leadOn(stepped, es, k+i, rng)
			stepped.Step(e)
			forked.Step(e)
		}
		stepped.Finish(horizon)
		forked.Finish(horizon)
		if err := differ(want, linesOf(d, stepped, facts, 0)); err != nil {
			return fmt.Errorf("whole and stepped: %w", err)
		}
		if err := differ(want, linesOf(d, forked, facts, 0)); err != nil {
			return fmt.Errorf("whole and forked after %d acts: %w", k, err)
		}
		return nil
	})
	if apart < 20 {
		t.Errorf("only %d futures were other than what came", apart)
	}
}

// leadOn opens some of the days between an act and the one before it.
func leadOn(r *engine.Run, es []engine.Entry, i int, rng *rand.Rand) {
	if i == 0 || rng.IntN(2) == 0 {
		return
	}
	for day := es[i-1].Day; day < es[i].Day; day += calendar.Day(1 + rng.IntN(3)) {
		r.Advance(day)
	}
}

// Law 6, reset: a run that is used again keeps nothing of what it ran before.
func TestLawReset(t *testing.T) {
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, true).read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 16})
		if err != nil {
			return err
		}
		before, _ := d.Joint(d.Pick(rng, 64))
		worlds := d.Pick(rng, 1+rng.IntN(8))
		fresh, facts := d.Joint(worlds)
		mask := engine.Mask(1)<<len(worlds) - 1
		in, es := input(fresh, mask)
		for range 2 { // used once, then twice
			before.Reset(in)
			before.Replay(append(engine.NewActs(len(es)), es...), horizon)
			for w := range worlds {
				if err := differ(linesOf(d, fresh, facts, w), linesOf(d, before, facts, w)); err != nil {
					return fmt.Errorf("new and used again: %w", err)
				}
			}
		}
		return nil
	})
}

// Law 7, bytes: in whatever order files are read, on one core or two, the docket
// is the same to the byte.
func TestLawBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	onTexts(t, 25, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, true)
		files := parts(h)
		var first string
		for n := range 4 {
			runtime.GOMAXPROCS(1 + n%2)
			said, err := docketOf(files, rng)
			if err != nil {
				return err
			}
			if n == 0 {
				first = said
			}
			if said != first {
				return fmt.Errorf("two readings of the same files differ:\n%s\n%s", first, said)
			}
		}
		return nil
	})
}

// parts puts each declaration of a history into a file of its own, and the
// record into three.
func parts(h *history) fstest.MapFS {
	files := fstest.MapFS{}
	put := func(name, text string) { files["case/"+name+".casus"] = &fstest.MapFile{Data: []byte(text)} }
	var cur []string
	flush := func() {
		if f := strings.Fields(strings.Join(cur, "\n")); len(f) > 1 {
			put(f[0]+"-"+f[1], strings.Join(cur, "\n")+"\n")
		}
		cur = nil
	}
	for _, l := range strings.Split(h.charters, "\n") {
		for _, word := range []string{"vocabulary ", "charter ", "case "} {
			if strings.HasPrefix(l, word) {
				flush()
			}
		}
		cur = append(cur, l)
	}
	flush()
	third := len(h.lines)/3 + 1
	for i := 0; i*third < len(h.lines); i++ {
		put(fmt.Sprint("record-", i), "record history\n"+strings.Join(h.lines[i*third:min(len(h.lines), (i+1)*third)], "\n")+"\n")
	}
	return files
}

// inMemory is a disk in memory.
type inMemory struct{ fstest.MapFS }

func (m inMemory) RealPath(p string) (string, error) { return p, nil }

// docketOf reads the files in some order and writes their docket.
func docketOf(files fstest.MapFS, rng *rand.Rand) (string, error) {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	lib, list := library.LoadFrom(inMemory{files}, names)
	if len(list) > 0 {
		return "", fmt.Errorf("%s: %s", list[0].Code, list[0].Summary)
	}
	b, list := lib.Folder(path.Dir(names[0])).Case("")
	for _, d := range list {
		if d.Severity == diag.Error {
			return "", fmt.Errorf("%s: %s", d.Code, d.Summary)
		}
	}
	d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 100})
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = report.DocketJSON(&out, report.Shown{Docket: d})
	return out.String(), err
}
