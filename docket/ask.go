package docket

import (
	"math/bits"

	"casus/calendar"
	"casus/charter"
	"casus/record"
)

// Ask works out what the sides say of conditions without variables at the end of
// some days, which come in order: a verdict for each day, condition and side.
// It is what a docket with that day as its horizon would say; no docket is drawn
// up, and the record is run once for all days.
func Ask(c *charter.Case, rec *record.Record, v View, conditions []*charter.Expr, days ...calendar.Day) ([][][]Verdict, error) {
	d, questions, err := prepare(c, rec, v, conditions)
	if err != nil {
		return nil, err
	}
	out := make([][][]Verdict, len(days))
	for i := range out {
		out[i] = make([][]Verdict, len(questions))
		for q := range out[i] {
			for _, s := range d.Sides {
				out[i][q] = append(out[i][q], Verdict{Of: s.Settlings})
			}
		}
	}
	err = d.runAll(func(w *worker, l *Load) *batchResult {
		r, res := w.run, &batchResult{}
		next := 1
		for _, day := range days {
			if v.AsKnown > calendar.Always {
				day = min(day, v.AsKnown)
			}
			for ; next < len(l.Acts) && l.Acts[next].Day <= day; next++ {
				r.StepOn(&l.Acts[next])
			}
			r.Finish(day)
			for _, q := range questions {
				res.answers = append(res.answers, r.Ask(q))
			}
		}
		return res
	}, func(res *batchResult) {
		ws := d.batchWorlds(res.batch)
		for i, m := range res.answers {
			for rest := m; rest != 0; rest &= rest - 1 {
				out[i/len(questions)][i%len(questions)][ws[bits.TrailingZeros64(rest)].side].Found++
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
