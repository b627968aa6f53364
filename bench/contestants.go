package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"casus/annals"
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/internal/workload"
	"casus/library"
	"casus/syntax"
)

// contestant is one way to run W. Whatever it is given is made by prepare and not
// measured; run does the work and counts what it has found.
type contestant struct {
	name    string
	does    string // what it does, where it is not the whole of W
	reasons bool   // it can say why of each finding afterwards
	clock   bool   // it keeps the clock itself
	pairs   bool   // it finds out itself which request an act of help answers
	prepare func(n int) (run func() (workload.Counts, error), err error)
}

var contestants = []contestant{
	{"hand-written, maps", "one rule, one account", false, true, true, plain(workload.Plain)},
	{"hand-written, all built in", "one rule, one account", false, true, true, plain(workload.BuiltIn)},
	{"casus, compiled", "", true, true, true, compiledRun(0)},
	{"casus, compiled, run used again", "", true, true, true, usedAgain},
	{"casus, compiled, nothing kept", "", false, true, true, compiledRun(1 << 16)},
	{"casus, from text", "reads 35 bytes an entry", true, true, true, fromText(0)},
	{"casus, from text, nothing kept", "reads 35 bytes an entry", false, true, true, fromText(1 << 16)},
	{"cel-go", "one decision an entry; the host keeps state, pairs and clock", false, false, false, celRun},
	{"OPA", "the whole record in one query; it pairs", false, true, true, opaPairs},
	{"OPA, given the pairs", "likewise; each help has its request's number", false, true, false, opaRun},
	{"mangle, given the pairs", "the whole record as facts; each help has its request's number", false, true, false, mangleRun},
}

// plain is a loop written by hand.
func plain(loop func([]workload.Deed, calendar.Day) []workload.Found) func(int) (func() (workload.Counts, error), error) {
	return func(n int) (func() (workload.Counts, error), error) {
		deeds := slices.Collect(workload.Deeds(n, 1))
		return func() (workload.Counts, error) {
			return workload.CountFound(loop(deeds, workload.Closed(n))), nil
		}, nil
	}
}

// program compiles the charter of W.
func program() (*engine.Program, error) {
	const path = "w.casus"
	f, list := syntax.Parse(path, []byte(workload.Words(1)+workload.Charter(1)))
	var vocab *charter.Vocabulary
	var specs []charter.TextSpec
	charters := map[string]*syntax.Charter{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.Vocabulary:
			vocab, _ = charter.ResolveVocabulary(d, f)
		case *syntax.Charter:
			charters[d.Name.Name] = d
		case *syntax.Case:
			specs = append(specs, library.Specs(d.Under, f)...)
		}
	}
	c, more := charter.Build(vocab, specs, func(name string) (*syntax.Charter, *syntax.File) { return charters[name], f })
	for _, d := range append(list, more...) {
		if d.Severity == diag.Error {
			return nil, fmt.Errorf("the charter of W: %s", d.Summary)
		}
	}
	return engine.Compile(c)
}

// text is the record of W(n) in the language.
func text(n int) []byte {
	var b bytes.Buffer
	_ = workload.Write(&b, n, 1, workload.Casus) // a buffer takes everything
	return b.Bytes()
}

// reader reads a record from memory.
func reader(p *engine.Program, src []byte) *annals.Reader {
	return annals.New(p, "deeds.casus", annals.Casus, bytes.NewReader(src), calendar.Always)
}

// entries are the acts of W(n) as the engine takes them.
func entries(p *engine.Program, n int) (engine.Acts, error) {
	return acts(p, text(n), engine.NewActs(workload.Entries(n)))
}

// acts reads a record to the end of a list.
func acts(p *engine.Program, src []byte, list engine.Acts) (engine.Acts, error) {
	rd := reader(p, src)
	for b := new(annals.Batch); rd.Read(b); {
		list = append(list, b.Entries...)
	}
	if bad := rd.Diagnostics(); len(bad) > 0 {
		return nil, fmt.Errorf("the record of W: %s", bad[0].Summary)
	}
	return list, nil
}

// counting counts what a run tells, as workload.CountFound does.
type counting struct{ workload.Counts }

func (c *counting) note(f *engine.Finding) {
	switch {
	case f.Kind == engine.Fulfilment && f.Late():
		c.Late++
		c.Never--
	case f.Kind == engine.Fulfilment:
		c.InTime++
	case f.Kind == engine.Breach:
		c.Breaches++
		c.Never++
	}
}

// counted counts the findings that a run has kept.
func counted(r *engine.Run) workload.Counts {
	var c counting
	for i := range r.Findings() {
		c.note(&r.Findings()[i])
	}
	return c.Counts
}

// compiledRun runs compiled rules over acts in memory.
func compiledRun(forget int) func(int) (func() (workload.Counts, error), error) {
	return func(n int) (func() (workload.Counts, error), error) {
		p, err := program()
		if err != nil {
			return nil, err
		}
		es, err := entries(p, n)
		if err != nil {
			return nil, err
		}
		return func() (workload.Counts, error) {
			r := p.NewRun(engine.Input{Worlds: 1, Forget: forget})
			if forget == 0 {
				r.Replay(es, workload.Closed(n))
				return counted(r), nil
			}
			var c counting
			r.Watch = func(id uint32) { c.note(&r.Findings()[id]) }
			for i := range es[1:] {
				r.StepOn(&es[1+i])
			}
			r.Finish(workload.Closed(n))
			return c.Counts, nil
		}, nil
	}
}

// usedAgain is compiledRun in a run that has its room already, as the batches of a
// docket and futures use it.
func usedAgain(n int) (func() (workload.Counts, error), error) {
	p, err := program()
	if err != nil {
		return nil, err
	}
	es, err := entries(p, n)
	if err != nil {
		return nil, err
	}
	in := engine.Input{Worlds: 1}
	r := p.NewRun(in)
	r.Replay(es, workload.Closed(n))
	return func() (workload.Counts, error) {
		r.Reset(in)
		r.Replay(es, workload.Closed(n))
		return counted(r), nil
	}, nil
}

// fromText reads the record from text and runs it, on one core: whole, or as it is
// read where nothing is kept.
func fromText(forget int) func(int) (func() (workload.Counts, error), error) {
	return func(n int) (func() (workload.Counts, error), error) {
		p, err := program()
		if err != nil {
			return nil, err
		}
		src := text(n)
		return func() (workload.Counts, error) {
			if forget == 0 {
				es, err := acts(p, src, engine.NewActs(0))
				if err != nil {
					return workload.Counts{}, err
				}
				r := p.NewRun(engine.Input{Worlds: 1})
				r.Replay(es, workload.Closed(n))
				return counted(r), nil
			}
			rd := reader(p, src)
			r := p.NewRun(engine.Input{Worlds: 1, Forget: forget})
			var c counting
			r.Watch = func(id uint32) { c.note(&r.Findings()[id]) }
			for b := new(annals.Batch); rd.Read(b); {
				for i := range b.Entries {
					r.StepOn(&b.Entries[i])
				}
			}
			if bad := rd.Diagnostics(); len(bad) > 0 {
				return workload.Counts{}, fmt.Errorf("the record of W: %s", bad[0].Summary)
			}
			r.Finish(rd.Closed())
			return c.Counts, nil
		}, nil
	}
}

var background = context.Background() // nothing here is cut short
