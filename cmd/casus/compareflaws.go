package main

import (
	"encoding/csv"
	"fmt"

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
	ctx, end := p.interruptible()
	defer end()
	for _, name := range c.Charter {
		b, err := caseFlags{c.Case, []string{name}}.build(p, f)
		if err != nil {
			return err
		}
		done := p.working("looking at " + name)
		t.Flaws = append(t.Flaws, lint.Findings(b.Case))
		var answers []*search.Answer
		for _, n := range search.Questions() {
			qs, err := search.Pose(b.Case, n.Name, "")
			if err != nil {
				continue // no act of this vocabulary is an attack
			}
			for _, q := range qs {
				a, err := search.For(ctx, b.Case, q, search.From(b.Case), search.Bounds{Acts: c.Acts}, givenReadings(b), nil)
				if err != nil {
					done()
					return &failure{exitProblems, fmt.Errorf("%s, %s: %w", name, q.Text, err)}
				}
				answers = append(answers, a)
			}
		}
		done()
		t.Searched = append(t.Searched, answers)
	}
	switch {
	case c.JSON:
		return t.WriteJSON(p.out)
	case c.CSV:
		w := csv.NewWriter(p.out)
		if err := w.WriteAll(t.CSV()); err != nil {
			return err
		}
		return w.Error()
	}
	return t.Write(p.out, p.style)
}
