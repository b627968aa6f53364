// Package explain asks for the reasons of what a docket says: it picks a world
// in which a finding is found, runs that world alone, and has package reason
// read it.
package explain

import (
	"casus/docket"
	"casus/reason"
	"casus/record"
)

// Explainer explains the findings of one docket. It keeps the worlds it has
// run, so that asking about many findings costs little more than one. It is not
// safe for concurrent use.
type Explainer struct {
	d      *docket.Docket
	trials map[world]*trial
}

type world struct{ side, settling int }

// trial is a world run alone, with the numbers its findings have in the run.
type trial struct {
	*reason.Trial
	ids map[*docket.Finding]uint32
}

// New returns an explainer of a docket.
func New(d *docket.Docket) *Explainer { return &Explainer{d: d, trials: map[world]*trial{}} }

// Why explains a finding as a side sees it, in the first settling in which the
// side has it; nil if the side never has it.
func (e *Explainer) Why(f *docket.Finding, side int) *reason.Proof {
	settling, ok := e.d.Locate(f, side)
	if !ok {
		return nil
	}
	t := e.trial(side, settling)
	id, ok := t.ids[f]
	if !ok {
		if id, ok = e.d.IDIn(t.Run, f); !ok {
			return nil
		}
		t.ids[f] = id
	}
	return reason.Why(t.Trial, id)
}

// WhyNot explains why a rule was not found to apply, in the first settling of
// a side: everything that is in doubt at its earliest, claims left out.
func (e *Explainer) WhyNot(q reason.Question, side int) *reason.Proof {
	return reason.WhyNot(e.trial(side, 0).Trial, q)
}

func (e *Explainer) trial(side, settling int) *trial {
	w := world{side, settling}
	if t := e.trials[w]; t != nil {
		return t
	}
	run, behind := e.d.Single(side, settling)
	t := &trial{ids: map[*docket.Finding]uint32{}, Trial: &reason.Trial{
		Case: e.d.Case, Run: run, Facts: e.d.Facts(side, settling), Record: e.d.Record,
		FactOf: func(entry uint32) *record.Fact { return &behind[entry] },
		AsOf:   e.d.AsOf, AsKnown: e.d.View.AsKnown, Side: e.d.Name(side),
	}}
	e.trials[w] = t
	return t
}

// WhyNot answers one question about a docket.
func WhyNot(d *docket.Docket, q reason.Question, side int) *reason.Proof {
	return New(d).WhyNot(q, side)
}
