package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"sync/atomic"

	"casus/library"
	"casus/lint"
	"casus/report"
	"casus/search"
)

// flaws sets the flaws of the charters named side by side, without running any
// record.
func (c *compareCommand) flaws(p *program, f *library.Folder) error {
	if len(c.Charter) < 2 {
		return usage("--flaws sets the flaws of two or more charters side by side: give --charter for each, the law first")
	}
	t := &report.FlawTable{Laws: c.Charter, Acts: c.Acts}
	ctx, end := p.interruptible() // until all is printed
	defer end()
	stopped := -1 // the charter that was being looked at when Ctrl-C came
laws:
	for at, name := range c.Charter {
		b, err := caseFlags{c.Case, []string{name}}.build(p, f)
		if err != nil {
			return err
		}
		var asked atomic.Value
		asked.Store("its flaws")
		done := p.workingOn(func() string { return fmt.Sprintf("looking at %s: %s", name, asked.Load()) })
		flaws := lint.Findings(b.Case)
		var answers []*search.Answer
		for _, n := range search.Questions() {
			qs, err := search.Pose(b.Case, n.Name, "")
			if err != nil {
				continue // no act of this vocabulary is an attack
			}
			for _, q := range qs {
				asked.Store(q.Text)
				a, err := search.For(ctx, b.Case, q, search.From(b.Case), search.Bounds{Acts: c.Acts}, givenReadings(b), nil)
				if ctx.Err() != nil {
					done()
					stopped, t.Laws = at, c.Charter[:at]
					break laws
				}
				if err != nil {
					done()
					return &failure{exitProblems, fmt.Errorf("%s, %s: %w", name, q.Text, err)}
				}
				answers = append(answers, a)
			}
		}
		done()
		t.Flaws, t.Searched = append(t.Flaws, flaws), append(t.Searched, answers)
	}
	var broken error
	switch {
	case stopped == 0:
		return brokenOff("no charter had been looked at to the end")
	case stopped > 0:
		broken = brokenOff("%d of %d charters had been looked at to the end", stopped, len(c.Charter))
		t.Broken = broken.Error()
	}
	var err error
	switch {
	case c.JSON:
		err = t.WriteJSON(p.out)
	case c.CSV:
		err = csv.NewWriter(p.out).WriteAll(t.CSV())
	default:
		err = t.Write(p.out, p.style)
	}
	return errors.Join(err, broken)
}
