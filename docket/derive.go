package docket

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
)

// Derive works out the docket of a case over a record.
func Derive(c *charter.Case, rec *record.Record, v View) (*Docket, error) {
	d, err := Prepare(c, rec, v)
	if err != nil {
		return nil, err
	}
	g := newGathering(d)
	err = d.runAll(func(w *worker, l *Load) *batchResult {
		if w.replay(d, l); w.run.Full() {
			return &batchResult{}
		}
		return gather(d, w)
	}, g.merge)
	if err != nil {
		return nil, err
	}
	g.finish()
	return d, nil
}

// lone reports whether there is one world only. Then nothing is to be put together:
// what is found is drawn up as it will be told.
func (d *Docket) lone() bool { return len(d.worlds) == 1 }

// Prepare lays out the worlds of a docket without running them.
func Prepare(c *charter.Case, rec *record.Record, v View) (*Docket, error) {
	d, _, err := prepare(c, rec, v, nil)
	return d, err
}

func prepare(c *charter.Case, rec *record.Record, v View, conditions []*charter.Expr) (*Docket, []engine.Question, error) {
	p, questions, err := engine.CompileWith(c, conditions)
	if err != nil {
		return nil, nil, err
	}
	d, err := PrepareWith(p, rec, v)
	return d, questions, err
}

// PrepareWith is Prepare for a program that has been compiled already.
func PrepareWith(p *engine.Program, rec *record.Record, v View) (*Docket, error) {
	d := &Docket{Case: p.Case, Record: rec, View: v, program: p}
	d.AsOf = horizon(rec, v)
	var err error
	if d.given, err = d.readings(); err != nil {
		return nil, err
	}
	d.makeSides()
	return d, nil
}

// horizon is the last day looked at.
func horizon(rec *record.Record, v View) calendar.Day {
	day := v.AsOf
	if day <= calendar.Always {
		day = rec.Closed
	}
	if day <= calendar.Always {
		for _, e := range rec.Entries {
			day = max(day, e.Begin.Hi)
			if e.Lasted && e.End.Hi < calendar.Never {
				day = max(day, e.End.Hi)
			}
		}
	}
	if v.AsKnown > calendar.Always {
		day = min(day, v.AsKnown)
	}
	return day
}

// readings ties the view's values to the case's readings.
func (d *Docket) readings() (map[charter.ReadingRef]charter.Value, error) {
	out := map[charter.ReadingRef]charter.Value{}
	for _, g := range d.View.Given {
		found := false
		for f, fam := range d.Case.Families {
			for r, rd := range fam.Readings {
				if rd.Name == g.Name {
					out[charter.ReadingRef{Family: f, Reading: r}], found = g.Value, true
				}
			}
		}
		if !found {
			return nil, errNoReading(g.Name)
		}
	}
	return out, nil
}

func errNoReading(name string) error {
	return fmt.Errorf("no charter of the case has a reading %s", name)
}

// ValueOn is the value a reading has in the version in force on a day.
func (d *Docket) ValueOn(ref charter.ReadingRef, day calendar.Day) charter.Value {
	if v, ok := d.given[ref]; ok {
		return v
	}
	vs := d.Case.Families[ref.Family].Readings[ref.Reading].Versions
	for i := len(vs) - 1; i > 0; i-- {
		if vs[i].From <= day {
			return vs[i].Values[0]
		}
	}
	return vs[0].Values[0]
}

func (d *Docket) choices(ref charter.ReadingRef, version int) []engine.Choice {
	if v, ok := d.given[ref]; ok {
		return []engine.Choice{{Value: v, Worlds: ^engine.Mask(0)}}
	}
	return nil
}

// makeSides lists the worlds, account-major.
func (d *Docket) makeSides() {
	accounts := d.View.Accounts
	if accounts == nil {
		accounts = d.Record.Accounts
	}
	k := asKnown(d.Record, d.View.AsKnown)
	a := askedBy(d.Case)
	limit := d.View.Limit
	if limit == 0 {
		limit = DefaultSettlings
	}
	for _, acc := range append([]charter.EntityID{0}, accounts...) {
		cs, ps := pointsOf(k, acc, d.program, a)
		st := settle(ps, limit, marks(d.Case, cs, ps))
		d.data = append(d.data, &sideData{cs, ps, st})
		d.Sides = append(d.Sides, Side{Account: acc, Points: ps, Settlings: st.n, All: st.all})
		for s := range st.n {
			d.worlds = append(d.worlds, world{len(d.Sides) - 1, s})
		}
	}
}

const batchSize = 64

// runAll runs the batches on all cores and hands the results over in order. It
// ends early where there are too many findings.
func (d *Docket) runAll(work func(w *worker, l *Load) *batchResult, merge func(*batchResult)) error {
	n := (len(d.worlds) + batchSize - 1) / batchSize
	return d.inOrder(n, func(b int, w *worker) *batchResult { return d.runBatch(b, w, work) }, merge)
}

// inOrder does n batches on all cores, each worker with a run of its own, and
// hands the results over in order, as long as there are not too many findings. A
// window keeps those that are ahead of their turn from piling up.
func (d *Docket) inOrder(n int, run func(b int, w *worker) *batchResult, merge func(*batchResult)) error {
	workers := min(n, runtime.GOMAXPROCS(0))
	results := make([]chan *batchResult, n)
	for i := range results {
		results[i] = make(chan *batchResult, 1)
	}
	next, stop := make(chan int), make(chan struct{})
	ahead := make(chan struct{}, 4*max(workers, 1))
	go func() {
		defer close(next)
		for i := range n {
			select {
			case ahead <- struct{}{}:
				next <- i
			case <-stop:
				return
			}
		}
	}()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var w worker
			for b := range next {
				results[b] <- run(b, &w)
			}
		})
	}
	defer wg.Wait()
	defer close(stop)
	for i := range n {
		res := <-results[i]
		if res.fault != nil {
			panic(res.fault) // where the caller can see it, as if nothing ran beside it
		}
		if res.many != nil {
			return res.many
		}
		merge(res)
		if len(d.Findings) > d.most() {
			return &TooMany{Most: d.most(), By: d.AsOf}
		}
		<-ahead
	}
	return nil
}

// runBatch runs one batch in a run that is made once and then used again. A
// fault of the program is handed over as a result.
func (d *Docket) runBatch(b int, w *worker, work func(w *worker, l *Load) *batchResult) (res *batchResult) {
	defer func() {
		if fault := recover(); fault != nil {
			res = &batchResult{fault: fault}
		}
		res.batch = b
	}()
	l := d.load(d.batchWorlds(b), false)
	w.load(d, l)
	res = work(w, l)
	res.entries, res.many = l.entries, d.overfull(w.run)
	return res
}

func (d *Docket) batchWorlds(b int) []world {
	return d.worlds[b*batchSize : min((b+1)*batchSize, len(d.worlds))]
}

func (d *Docket) load(ws []world, withFacts bool) *Load {
	mask := ^engine.Mask(0)
	if len(ws) < 64 {
		mask = 1<<len(ws) - 1
	}
	l := load(d.program, d.Case.Vocab, d.Record, d.gather(ws), mask, withFacts)
	l.Input.Readings, l.Input.Most = d.choices, d.most()
	return l
}

// Single runs one world again, to be looked into: the run, and the fact behind
// each of its entries.
func (d *Docket) Single(side, settling int) (*engine.Run, []record.Fact) {
	return d.Joint([]World{{side, settling}})
}

// World names one world of a docket.
type World struct{ Side, Settling int }

// Pick draws up to n different worlds, in order.
func (d *Docket) Pick(rng *rand.Rand, n int) []World {
	var out []World
	for _, i := range rng.Perm(len(d.worlds))[:min(n, len(d.worlds))] {
		out = append(out, World{d.worlds[i].side, d.worlds[i].settling})
	}
	slices.SortFunc(out, func(a, b World) int { return cmp.Or(a.Side-b.Side, a.Settling-b.Settling) })
	return out
}

// Joint runs up to 64 worlds together: the run, and the fact behind each of its
// entries.
func (d *Docket) Joint(ws []World) (*engine.Run, []record.Fact) {
	l := d.Load(ws...)
	r := d.program.NewRun(l.Input)
	r.Replay(l.Acts, d.AsOf)
	return r, l.Facts
}

// Load is what the engine is given to run up to 64 worlds together.
func (d *Docket) Load(ws ...World) *Load {
	var in []world
	for _, w := range ws {
		in = append(in, world{w.Side, w.Settling})
	}
	return d.load(in, true)
}

// Facts are the facts of one world in order.
func (d *Docket) Facts(side, settling int) []record.Fact {
	return d.data[side].facts(settling)
}

// Locate finds a finding in a run of the side's world that Single made: the
// first settling of the side in which it is found. ok is false if the side
// never has it.
func (d *Docket) Locate(f *Finding, side int) (settling int, ok bool) {
	b := f.reach.bits[side]
	for i := range d.Sides[side].Settlings {
		if b[i/64]>>(i%64)&1 != 0 {
			return i, true
		}
	}
	return 0, false
}

// Has reports whether a settling of a side has the finding.
func (d *Docket) Has(f *Finding, side, settling int) bool {
	return f.reach.bits[side][settling/64]>>(settling%64)&1 != 0
}

// IDIn is the number a finding has in a run that Single made.
func (d *Docket) IDIn(r *engine.Run, f *Finding) (uint32, bool) {
	if d.lone() {
		return f.id, true // the run is the one in which it was found
	}
	ks, key := newKeys(d, r), f.Key()
	for id := range r.Findings() {
		for _, k := range ks.of(uint32(id)) {
			if k.key == key {
				return uint32(id), true
			}
		}
	}
	return 0, false
}

// Holder is an entity's standing on the horizon.
type Holder struct {
	Family, Status int
	Entity, With   charter.EntityID
	Declared       bool // Status indexes the vocabulary's declared statuses
	Sides          []Verdict
}
