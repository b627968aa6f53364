package sweep

import (
	"maps"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
)

// mostLengths is how many lengths of a duration are tried one by one.
const mostLengths = 1024

// turns tries the lengths of each duration, the other readings at their first
// values, and says of each finding for which lengths it is found. Between the
// shortest and the longest that are argued for every day is tried; where `none`
// is argued for too, longer lengths are tried in growing steps, up to one that
// ends with the record. Wherever two neighbours differ, the length at which a
// finding turns is found to the day, by halving.
func (r *Result) turns(b *library.Built, o Options, sides []int) error {
	for _, a := range r.Axes {
		lo, hi, endless, ok := extremes(a.Values, r.Docket)
		if !ok {
			continue
		}
		p := &probing{r: r, b: b, o: o, axis: a, sides: sides, at: map[string]map[int]probe{}, settled: true}
		for _, f := range r.Findings {
			p.at[f.Key()] = map[int]probe{}
		}
		span := Span{Reading: a.Name, From: lo, To: hi, Daily: min(hi, lo+mostLengths-1)}
		lengths := between(lo, span.Daily)
		for n := span.Daily + 1; n < hi; n += n/8 + 1 {
			lengths = append(lengths, n)
		}
		if hi > span.Daily {
			lengths = append(lengths, hi)
		}
		if longest := r.longest(b); endless && longest > hi {
			for n := hi + 1; n < longest; n += n/4 + 1 {
				lengths = append(lengths, n)
			}
			lengths = append(lengths, longest)
			span.To = longest
		}
		for len(lengths) > 0 {
			if err := p.try(lengths); err != nil {
				return err
			}
			lengths = p.halves()
		}
		span.Settled = p.settled
		r.Spans = append(r.Spans, span)
		for _, f := range r.Findings {
			if t, turns := p.turn(f.Key()); turns {
				f.Turns = append(f.Turns, t)
			}
		}
	}
	return nil
}

func between(lo, hi int) []int {
	var list []int
	for n := lo; n <= hi; n++ {
		list = append(list, n)
	}
	return list
}

// longest is a length of a period that begins with the record and ends with it.
func (r *Result) longest(b *library.Built) int {
	first := r.Docket.AsOf
	for _, e := range b.Record.Entries {
		if e.Begin.Lo > calendar.Always {
			first = min(first, e.Begin.Lo)
		}
	}
	return int(r.Docket.AsOf-first) + 1
}

// extremes are the shortest and the longest of the lengths a reading may have,
// in days; with `none` among them, as long as a year at least.
func extremes(values []charter.Value, d *docket.Docket) (lo, hi int, endless, ok bool) {
	for _, v := range values {
		switch v.Kind {
		case charter.NoLimit:
			endless = true
		case charter.Length:
			n := daysOf(v.Period, d.AsOf)
			if !ok || n < lo {
				lo = n
			}
			if !ok || n > hi {
				hi = n
			}
			ok = true
		}
	}
	if endless {
		hi = max(hi, 366)
	}
	return lo, hi, endless, ok && lo < hi
}

// daysOf is how many days a period is, counted back from a day.
func daysOf(p calendar.Period, day calendar.Day) int {
	return int(day.Add(p) - day)
}

// probing tries lengths of one reading.
type probing struct {
	r       *Result
	b       *library.Built
	o       Options
	axis    Axis
	sides   []int
	at      map[string]map[int]probe // by finding, by length
	tried   []int                    // in order
	settled bool
}

// probe is a finding under one length.
type probe struct {
	state State
	day   calendar.Day // Never where it is not found
}

// try runs lengths that have not been run.
func (p *probing) try(lengths []int) error {
	var rows []docket.Row
	for _, n := range lengths {
		rows = append(rows, docket.Row{{Name: p.axis.Name, Value: charter.Value{Kind: charter.Length, Period: calendar.Period{Days: int32(n)}}}})
	}
	keep := func(f *docket.Finding) bool { return p.at[f.Key()] != nil }
	over, err := docket.DeriveOver(p.b.Case, p.b.Record, p.o.View, rows,
		docket.OverOptions{Keep: keep, TwoWays: !p.settled, Progress: p.o.progress(p.axis.Name)})
	if err != nil {
		return err
	}
	for _, s := range p.sides {
		p.settled = p.settled && over.Whole[s]
	}
	for _, f := range over.Findings {
		for i, n := range lengths {
			x := probe{state(f, over.Settlings, p.sides, i), calendar.Never}
			for _, s := range p.sides {
				x.day = min(x.day, f.Day[s][i])
			}
			p.at[f.Key()][n] = x
		}
	}
	p.tried = append(p.tried, lengths...)
	slices.Sort(p.tried)
	return nil
}

// halves are the lengths half way between neighbours that differ in some
// finding and are more than a day apart.
func (p *probing) halves() []int {
	want := map[int]bool{}
	for _, at := range p.at {
		for i := 1; i < len(p.tried); i++ {
			lo, hi := p.tried[i-1], p.tried[i]
			if hi-lo > 1 && at[lo].state != at[hi].state {
				want[lo+(hi-lo)/2] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(want))
}

// turn sums up for which lengths a finding is found; false if for all or none.
func (p *probing) turn(key string) (Turn, bool) {
	t := Turn{Reading: p.axis.Name}
	at := p.at[key]
	var open *Run
	last := calendar.Always
	some, gaps := false, false
	for i, n := range p.tried {
		x := at[n]
		if x.state == No {
			gaps, open = true, nil
			continue
		}
		some = true
		if open == nil || open.Maybe != (x.state == Perhaps) {
			from := n
			if i == 0 {
				from = 0
			}
			t.Runs = append(t.Runs, Run{From: from, Maybe: x.state == Perhaps})
			open = &t.Runs[len(t.Runs)-1]
		}
		open.To = n
		if i == len(p.tried)-1 {
			open.To = -1
		}
		if x.day < calendar.Never {
			last = x.day
		}
	}
	t.Horizon = len(t.Runs) > 0 && t.Runs[len(t.Runs)-1].To > 0 && last+1 > p.r.Docket.AsOf
	return t, some && (gaps || len(t.Runs) > 1)
}
