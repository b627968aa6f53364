package outlook

import (
	"fmt"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/record"
)

// Past are the answers that history gave over the days of the outlook, under
// its first law: what each run answers, asked of the record. The record must
// reach to the end of the outlook. Of answers that hang on a measure of the
// outlook, which history does not have, Asks has false.
type Past struct {
	Answers []int64 // as in a run: in ten-thousandths
	Asks    []bool
	Parties int // when the outlook begins
}

// Past asks the record.
func (o *Outlook) Past() (*Past, error) {
	s := *o.Scenarios[0]
	whole, err := o.whole()
	if err != nil {
		return nil, err
	}
	if last := whole.LastDay(); last < o.Ends {
		return nil, fmt.Errorf("the record of %s ends on %s, before %s", s.Name, last, o.Ends)
	}
	view := docket.View{AsOf: o.Ends, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}
	for _, g := range s.Built.Given {
		view.Given = append(view.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	d, err := docket.PrepareWith(s.Program, whole, view)
	if err != nil {
		return nil, err
	}
	l := d.Load(docket.World{})
	f := newFuture(o, &s, 0, len(l.Acts))
	r := s.Program.NewRun(l.Input)
	at := 1
	for ; at < len(l.Acts) && l.Acts[at].Day < o.Starts; at++ {
		r.Advance(l.Acts[at].Day)
		r.Step(l.Acts[at])
	}
	r.Advance(o.Starts - 1)
	f.begin(0, make([]float64, len(o.Parameters)))
	f.run, f.fault, f.told = r, nil, map[uint64]bool{}
	s.entries, s.findings = len(r.Entries()), len(r.Findings())
	f.seen = s.findings
	for k := range o.Steps {
		f.step = k
		for ; at < len(l.Acts) && l.Acts[at].Day < o.days[k+1]; at++ {
			f.advance(l.Acts[at].Day)
			f.take(&l.Acts[at])
		}
		f.advance(o.days[k+1] - 1)
	}
	r.Finish(o.Ends)
	f.react()
	study := &Study{Outlook: o}
	w := &Worker{study: study, futures: []*future{f}, rows: [][]int64{make([]int64, len(o.Answers()))}, ratio: make([][2]int64, 1)}
	t := study.newTally()
	w.take(0, f, t.Scenarios[0])
	return &Past{Answers: w.rows[0], Asks: o.asks(), Parties: len(s.Parties)}, nil
}

// whole is the record that the first scenario continues, with what came after
// the outlook begins.
func (o *Outlook) whole() (*record.Record, error) {
	s := o.Scenarios[0]
	b, diags := o.Decl.Build(s.Name, s.more, calendar.Never, nil)
	if b == nil || b.Record == nil || diag.HasErrors(diags) {
		return nil, fmt.Errorf("the record of %s has errors: casus check tells which", s.Name)
	}
	return b.Record, nil
}

// asks tells which answers hang on nothing but acts, findings and standings.
func (o *Outlook) asks() []bool {
	s := o.Scenarios[0]
	var list []bool
	for range numAnswers + len(s.Parties) {
		list = append(list, true)
	}
	for _, n := range s.watches {
		list = append(list, !n.measured())
	}
	for _, w := range s.asks {
		list = append(list, !w.measured())
	}
	return list
}

// measured reports whether a number hangs on a measure or a parameter.
func (n *number) measured() bool {
	if n == nil {
		return false
	}
	switch n.op {
	case opParameter, opGauge, opPair, opGaugeOver:
		return true
	}
	for _, a := range n.args {
		if a.measured() {
			return true
		}
	}
	return false
}

func (w *whether) measured() bool {
	if w == nil {
		return false
	}
	for _, a := range w.args {
		if a.measured() {
			return true
		}
	}
	return w.x.measured() || w.y.measured()
}
