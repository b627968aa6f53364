package annals

import (
	"context"
	"sync/atomic"

	"casus/calendar"
	"casus/diag"
	"casus/engine"
)

// Summary is what a record comes to when no findings are kept.
type Summary struct {
	Entries     int64
	First, Last calendar.Day // of the entries
	AsOf        calendar.Day
	Cut         bool    // interrupted: it is as of the last day read
	Rules       []Count // by rule
	Voids       int64
	Silences    int64
	Collisions  int64
	Changes     int64 // of a status
	Kept        Kept
}

// Count is what was found of one rule.
type Count struct {
	Opened             int64 // matters of a duty, motions of a procedure
	InTime, Late       int64
	Breaches, Standing int64 // Standing: breaches that nothing has made good
	Unanswered         int64
	Excused, Lapsed    int64
	Adopted, Rejected  int64
	Open               int64 // on the last day
}

// Kept is what a run still held in the end.
type Kept struct{ Acts, Matters, Findings int }

// Progress tells how far a reading has come; it may be read while it goes on.
type Progress struct{ Entries, Bytes atomic.Int64 }

// Run applies a program to the record that a reader reads. Reading goes on beside
// the run, on another core if there is one. What is wrong with the record ends it.
func Run(ctx context.Context, p *engine.Program, in engine.Input, rd *Reader, progress *Progress) (*Summary, []diag.Diagnostic) {
	const ahead = 4
	full, free := make(chan *Batch, ahead), make(chan *Batch, ahead)
	for range ahead {
		free <- &Batch{}
	}
	var cut bool
	var fault any // of the reading; told once full is closed
	go func() {
		defer close(full)
		defer func() { fault = recover() }()
		for {
			b := <-free
			if cut = ctx.Err() != nil; cut || !rd.Read(b) {
				return
			}
			if progress != nil {
				progress.Entries.Store(rd.Entries())
				progress.Bytes.Store(rd.Bytes())
			}
			full <- b
		}
	}()
	if in.Forget == 0 {
		in.Forget = forgetEvery
	}
	in.Openings = true
	r := p.NewRun(in)
	s := &Summary{Rules: make([]Count, len(p.Case.Rules))}
	r.Watch = func(id uint32) { s.note(&r.Findings()[id]) }
	for b := range full {
		for i := range b.Entries {
			e := &b.Entries[i]
			if e.Extra != 0 {
				r.StepWith(*e, b.Extras[e.Extra])
			} else {
				r.Step(*e)
			}
		}
		free <- b
	}
	if fault != nil {
		panic(fault) // where the caller can see it, as if nothing ran beside it
	}
	if list := rd.Diagnostics(); len(list) > 0 {
		return nil, list
	}
	s.AsOf = rd.Closed()
	if s.Cut = cut && !rd.done; s.Cut {
		_, s.AsOf = rd.Span()
	}
	if s.AsOf > calendar.Always {
		r.Finish(s.AsOf)
	}
	s.Entries = rd.Entries()
	s.First, s.Last = rd.Span()
	s.stand(r)
	return s, nil
}

// forgetEvery is how many acts and findings a run gathers before it drops what is
// over.
const forgetEvery = 1 << 16

func (s *Summary) note(f *engine.Finding) {
	switch f.Kind {
	case engine.Void:
		s.Voids++
		return
	case engine.Silence:
		s.Silences++
		return
	case engine.Collision:
		s.Collisions++
		return
	case engine.Status:
		s.Changes++
		return
	}
	c := &s.Rules[f.Rule]
	switch f.Kind {
	case engine.Opening:
		c.Opened++
	case engine.Fulfilment:
		if f.Late() {
			c.Late++
		} else {
			c.InTime++
		}
	case engine.Breach:
		c.Breaches++
	case engine.Unanswered:
		c.Unanswered++
	case engine.Excuse:
		c.Excused++
	case engine.Lapse:
		c.Lapsed++
	case engine.Adoption:
		c.Adopted++
	case engine.Rejection:
		c.Rejected++
	}
}

// stand counts what is still owed on the last day.
func (s *Summary) stand(r *engine.Run) {
	for id := 1; id < r.Matters(); id++ {
		m := r.Matter(uint32(id))
		c := &s.Rules[m.Rule]
		switch {
		case m.Waiting:
		case m.Breached != 0:
			c.Standing += 1 + int64(m.More)
		case m.Worlds != 0:
			c.Open++
		}
	}
	s.Kept = Kept{len(r.Entries()) - 1, r.Matters() - 1, len(r.Findings())}
}
