package docket

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
)

// Row is one combination of readings, beside those that the view gives.
type Row []Given

// Over is what is found over many combinations of readings.
type Over struct {
	Docket    *Docket // the sides and the horizon; it has no findings of its own
	Rows      []Row
	Settlings []int  // run for each row, by side
	Whole     []bool // by side: these were all there are
	Findings  []*OverRows
}

// OverRows is one finding over the rows.
type OverRows struct {
	*Finding
	Found [][]uint16       // by side, row: in how many settlings
	Day   [][]calendar.Day // by side, row: its earliest day; Never where it is not found
	// Trace is the same in two rows in which the finding is found in the same
	// settlings on the same days. By side, row; 0 where it is not found.
	Trace [][]uint64
}

// OverOptions say how a case is run under many rows.
type OverOptions struct {
	// Keep chooses the findings that are kept; nil: all.
	Keep func(*Finding) bool
	// TwoWays settles what is in doubt in two ways only, as early and as late as
	// can be, however few worlds there are; without it that is done where they
	// would be too many.
	TwoWays bool
	// Progress, if not nil, is told how many of all worlds have been run.
	Progress func(done, of int)
}

// mostWorlds is how many worlds a sweep may cost before what is in doubt is
// settled in two ways only, as early and as late as can be.
const mostWorlds = 1 << 17

// DeriveOver runs a case under every row.
func DeriveOver(c *charter.Case, rec *record.Record, v View, rows []Row, opt OverOptions) (*Over, error) {
	d, err := Prepare(c, rec, v)
	if err != nil {
		return nil, err
	}
	o := &Over{Docket: d, Rows: rows}
	choices, err := d.rowChoices(rows)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, s := range d.data {
		total += s.settlings.n * len(rows)
	}
	var worlds []rowWorld
	for i, s := range d.data {
		if (opt.TwoWays || total > mostWorlds) && s.settlings.n > 2 {
			s.settlings = ends(s.points)
		}
		d.Sides[i].Settlings, d.Sides[i].All = s.settlings.n, s.settlings.all
		o.Settlings, o.Whole = append(o.Settlings, s.settlings.n), append(o.Whole, s.settlings.all)
		for r := range rows {
			for n := range s.settlings.n {
				worlds = append(worlds, rowWorld{world{i, n}, r})
			}
		}
	}
	d.worlds = nil
	g := &overGathering{o: o, byKey: map[string]*OverRows{}, keep: opt.Keep}
	if err := d.runRows(worlds, choices, g, opt.Progress); err != nil {
		return nil, err
	}
	d.nameFindings()
	slices.SortStableFunc(o.Findings, func(a, b *OverRows) int {
		if a.Days.Lo != b.Days.Lo {
			return int(a.Days.Lo) - int(b.Days.Lo)
		}
		return int(a.order - b.order)
	})
	return o, nil
}

type rowWorld struct {
	world
	row int
}

// rowChoice is what a row gives to one reading.
type rowChoice struct {
	ref   charter.ReadingRef
	value charter.Value
}

// rowChoices ties the rows to the case's readings.
func (d *Docket) rowChoices(rows []Row) ([][]rowChoice, error) {
	refs := map[string][]charter.ReadingRef{}
	for f, fam := range d.Case.Families {
		for r, rd := range fam.Readings {
			refs[rd.Name] = append(refs[rd.Name], charter.ReadingRef{Family: f, Reading: r})
		}
	}
	out := make([][]rowChoice, len(rows))
	for i, row := range rows {
		for _, g := range row {
			if len(refs[g.Name]) == 0 {
				return nil, errNoReading(g.Name)
			}
			for _, ref := range refs[g.Name] {
				out[i] = append(out[i], rowChoice{ref, g.Value})
			}
		}
	}
	return out, nil
}

// runRows runs all worlds, 64 at a time and on all cores, and merges what they
// find in order.
func (d *Docket) runRows(worlds []rowWorld, choices [][]rowChoice, g *overGathering, progress func(done, of int)) error {
	n := (len(worlds) + batchSize - 1) / batchSize
	of := func(b int) []rowWorld { return worlds[b*batchSize : min((b+1)*batchSize, len(worlds))] }
	done := 0
	return d.inOrder(n, func(b int, w *worker) *batchResult { return d.runRow(b, w, of(b), choices) }, func(res *batchResult) {
		g.merge(res, of(done))
		done++
		if progress != nil {
			progress(min(done*batchSize, len(worlds)), len(worlds))
		}
	})
}

// runRow runs one batch, in a run that is made once and then used again.
func (d *Docket) runRow(b int, w *worker, ws []rowWorld, choices [][]rowChoice) (res *batchResult) {
	defer func() {
		if fault := recover(); fault != nil {
			res = &batchResult{batch: b, fault: fault}
		}
	}()
	l := d.loadRows(ws, choices)
	w.load(d, l)
	w.replay(d, l)
	res = &batchResult{batch: b, entries: l.entries, many: d.overfull(w.run)}
	if res.many == nil {
		res.found = w.found()
	}
	return res
}

// loadRows lays a batch out: the facts of its settlings, the readings of its
// rows.
func (d *Docket) loadRows(ws []rowWorld, choices [][]rowChoice) *Load {
	plain := make([]world, len(ws))
	for i, w := range ws {
		plain[i] = w.world
	}
	l := d.load(plain, false)
	l.Input.Readings = func(ref charter.ReadingRef, version int) []engine.Choice {
		var list []engine.Choice
		rest := ^engine.Mask(0)
		for bit, w := range ws {
			for _, c := range choices[w.row] {
				if c.ref != ref {
					continue
				}
				rest &^= 1 << bit
				at := slices.IndexFunc(list, func(x engine.Choice) bool { return x.Value == c.value })
				if at < 0 {
					at = len(list)
					list = append(list, engine.Choice{Value: c.value})
				}
				list[at].Worlds |= 1 << bit
			}
		}
		if list == nil {
			return d.choices(ref, version)
		}
		first := d.Case.Families[ref.Family].Readings[ref.Reading].Versions[version].Values[0]
		if v, ok := d.given[ref]; ok {
			first = v
		}
		return append(list, engine.Choice{Value: first, Worlds: rest})
	}
	return l
}

// overGathering merges batches in order.
type overGathering struct {
	o     *Over
	byKey map[string]*OverRows // nil: not kept
	keep  func(*Finding) bool
}

func (g *overGathering) merge(res *batchResult, ws []rowWorld) {
	for i := range res.found {
		x := &res.found[i]
		f, had := g.byKey[x.key]
		if !had {
			f = g.add(x, res)
		}
		if f == nil {
			continue
		}
		widen(&f.Days, x.day)
		widen(&f.Opened, x.opened)
		x.widenDue(&f.Due)
		for bit, w := range ws {
			if x.w>>bit&1 != 0 {
				f.Found[w.side][w.row]++
				f.Day[w.side][w.row] = min(f.Day[w.side][w.row], x.day)
				f.Trace[w.side][w.row] += trace(w.settling, x.day)
			}
		}
	}
}

// trace mixes a settling and a day into a number of its own, by the finalizer of
// D. Lea and S. Steele's generator SplitMix64.
func trace(settling int, day calendar.Day) uint64 {
	z := uint64(settling)<<32 ^ uint64(uint32(day)) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) | 1
}

// add begins a finding that no batch before has had; nil if it is not kept.
func (g *overGathering) add(x *foundIn, res *batchResult) *OverRows {
	d := g.o.Docket
	f := &OverRows{Finding: x.proto}
	f.order = int32(len(g.o.Findings))
	if f.entry != 0 {
		f.tellOf(d.Record.Entries[res.entries[f.entry]])
	}
	if g.keep != nil && !g.keep(f.Finding) {
		g.byKey[x.key] = nil
		return nil
	}
	f.Days, f.Opened, f.Due = calendar.On(x.day), calendar.On(x.opened), x.firstDue()
	for range d.Sides {
		days := make([]calendar.Day, len(g.o.Rows))
		for i := range days {
			days[i] = calendar.Never
		}
		f.Found, f.Day = append(f.Found, make([]uint16, len(g.o.Rows))), append(f.Day, days)
		f.Trace = append(f.Trace, make([]uint64, len(g.o.Rows)))
	}
	g.byKey[x.key] = f
	g.o.Findings = append(g.o.Findings, f)
	d.Findings = append(d.Findings, f.Finding)
	return f
}

// Key is what findings of different runs of one case share if they are the same
// but for their days.
func (f *Finding) Key() string {
	if f.reach.key != "" {
		return f.reach.key
	}
	b := f.root.append(append(appendRoles(appendOwed(nil, f.Kind, f.Late, f.Awaits != "", f.OfBreach, f.Rule), f.Roles), " of "...))
	if f.nth > 0 {
		b = appendNth(b, f.nth)
	}
	return string(b)
}
