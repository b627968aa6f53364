package sweep

import (
	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
)

// mostLengths is how many lengths of a duration are tried at most.
const mostLengths = 1024

// turns tries every length of each duration between its extremes, the other
// readings at their first values, and says of each finding for which lengths it
// is found.
func (r *Result) turns(b *library.Built, o Options, sides []int) error {
	for _, a := range r.Axes {
		lo, hi, ok := extremes(a.Values, r.Docket)
		if !ok {
			continue
		}
		step := (hi-lo)/mostLengths + 1
		var rows []docket.Row
		var lengths []int
		for n := lo; n <= hi; n += step {
			lengths = append(lengths, n)
			rows = append(rows, docket.Row{{Name: a.Name, Value: charter.Value{Kind: charter.Length, Period: calendar.Period{Days: int32(n)}}}})
		}
		over, err := docket.DeriveOver(b.Case, b.Record, o.View, rows, o.progress(a.Name))
		if err != nil {
			return err
		}
		settled := true
		for _, s := range sides {
			settled = settled && over.Whole[s]
		}
		r.Spans = append(r.Spans, Span{a.Name, lo, hi, step, settled})
		byKey := map[string]*Finding{}
		for _, f := range r.Findings {
			byKey[f.Key()] = f
		}
		for _, x := range over.Findings {
			f := byKey[x.Key()]
			if f == nil {
				continue
			}
			if t, turns := turn(x, a.Name, lengths, over.Settlings, sides, r.Docket.AsOf); turns {
				f.Turns = append(f.Turns, t)
			}
		}
	}
	return nil
}

// extremes are the shortest and the longest of the lengths a reading may have,
// in days; with `none` among them, as long as a year at least.
func extremes(values []charter.Value, d *docket.Docket) (lo, hi int, ok bool) {
	endless := false
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
	return lo, hi, ok && lo < hi
}

// daysOf is how many days a period is, counted back from a day.
func daysOf(p calendar.Period, day calendar.Day) int {
	return int(day.Add(p) - day)
}

// turn sums up for which lengths a finding is found; false if for all or none.
func turn(x *docket.OverRows, reading string, lengths []int, settlings, sides []int, asOf calendar.Day) (Turn, bool) {
	t := Turn{Reading: reading}
	var open *Run
	last := calendar.Always
	some, gaps := false, false
	for i, n := range lengths {
		s := state(x, settlings, sides, i)
		if s == No {
			gaps, open = true, nil
			continue
		}
		some = true
		if open == nil || open.Maybe != (s == Perhaps) {
			from := n
			if i == 0 {
				from = 0
			}
			t.Runs = append(t.Runs, Run{From: from, Maybe: s == Perhaps})
			open = &t.Runs[len(t.Runs)-1]
		}
		open.To = n
		if i == len(lengths)-1 {
			open.To = -1
		}
		for _, side := range sides {
			if d := x.Day[side][i]; d < calendar.Never {
				last = d
			}
		}
	}
	step := calendar.Day(1)
	if len(lengths) > 1 {
		step = calendar.Day(lengths[1] - lengths[0])
	}
	t.Horizon = len(t.Runs) > 0 && t.Runs[len(t.Runs)-1].To > 0 && last+step > asOf
	return t, some && (gaps || len(t.Runs) > 1)
}
