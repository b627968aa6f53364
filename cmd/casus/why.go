package main

import (
	"fmt"
	"slices"
	"strings"

	"casus/docket"
	"casus/explain"
	"casus/inquiry"
	"casus/report"
)

type whyCommand struct {
	What []string `arg:"" help:"A finding, as a phrase or by its id, then the case. With --not: a rule, states, then the case." placeholder:"FINDING CASE"`
	Not  bool     `help:"Ask why there is no such finding: RULE STATE... CASE."`
	From string   `help:"With --not: from this day, month or year." placeholder:"DATE"`
	To   string   `help:"With --not: to this day, month or year." placeholder:"DATE"`
	All  bool     `help:"Explain all findings that match, not only the first three."`
	caseFlags
	futureFlags
	viewFlags
	JSON bool `name:"json" help:"Print the proof as JSON."`
}

func (whyCommand) Help() string {
	return "A proof rests on entries of the record, on rules, on days that were counted, and on absences: what the record does not show. " +
		"Where a finding is undecided, it is proved in the first settling in which it is found."
}

func (whyCommand) Examples() string {
	return `
casus why "breach of help by RUS to ARM" cases/csto
casus why "breach of help by RUS to ARM on 2022-10-14" cases/csto
casus why "UZB ceases to be party" cases/csto
casus why "breach of no-force" cases/csto --account KGZ --all
casus why csto-2002/help/RUS-ARM/2022-09-13/breach cases/csto     by the id that run --json prints

casus why --not help RUS KGZ cases/csto                           why did Russia owe Kyrgyzstan no help?
casus why --not help by RUS to KGZ cases/csto --from 2010 --to 2010
`
}

// firstFew is how many findings are explained without --all.
const firstFew = 3

// Run explains findings, or says why there is none.
func (c *whyCommand) Run(p *program) error {
	if len(c.What) < 2 {
		return usage("why asks about something in a case: casus why \"breach of help by RUS to ARM\" CASE")
	}
	f, err := p.folderOf(c.What[len(c.What)-1])
	if err != nil {
		return err
	}
	b, err := c.futureFlags.build(p, f, c.caseFlags)
	if err != nil {
		return err
	}
	d, err := c.viewFlags.derive(p, b)
	if err != nil {
		return err
	}
	sides, err := c.viewFlags.sides(d)
	if err != nil {
		return err
	}
	if len(sides) == 0 {
		sides = []int{0}
	}
	words := c.What[:len(c.What)-1]
	if c.Not {
		return c.whyNot(p, d, sides[0], words)
	}
	if c.From != "" || c.To != "" {
		return usage("--from and --to belong to --not; of a finding write the day behind it: \"... on 2022-10-14\"")
	}
	return c.why(p, d, sides, strings.Join(words, " "))
}

func (c *whyCommand) why(p *program, d *docket.Docket, sides []int, asked string) error {
	list, err := inquiry.Find(d, asked)
	if err != nil {
		return err
	}
	x := report.Shown{Docket: d, Selection: report.Selection{Sides: sides}}
	here := slices.DeleteFunc(slices.Clone(list), func(f *docket.Finding) bool { return !x.Selection.Shows(f) })
	if len(here) == 0 {
		return p.notFound(d, asked, list, sides)
	}
	e := explain.New(d)
	var answers []report.Answered
	for i, f := range here {
		if i == firstFew && !c.All {
			break
		}
		side := sides[slices.IndexFunc(sides, func(s int) bool { return f.Sides[s].Possible() })]
		proof := e.Why(f, side)
		if proof == nil {
			return &failure{exitInternal, fmt.Errorf("%s is found, and its proof is not", f.ID)}
		}
		x.Because = func(*docket.Finding) []report.Reason { return report.Reasons(proof) }
		if c.JSON {
			answers = append(answers, x.Answer(x.JSON(f), side, proof))
			continue
		}
		if i == 0 && len(here) > 1 {
			x.List(p.out, here, p.style)
		}
		if len(here) > 1 {
			fmt.Fprintln(p.out)
		}
		x.FindingHead(p.out, f, p.style)
		report.Proof(p.out, proof, p.style)
	}
	if c.JSON {
		return report.WhyJSON(p.out, answers)
	}
	if n := len(here) - firstFew; n > 0 && !c.All {
		fmt.Fprintf(p.out, "\n%d more are not explained here: ask with --all, or with a day (\"... on 2022-10-14\").\n", n)
	}
	return nil
}

// notFound says that there is no such finding, where there is one, and how to
// ask why not.
func (p *program) notFound(d *docket.Docket, asked string, elsewhere []*docket.Finding, sides []int) error {
	var who []string
	for i := range d.Sides {
		if slices.ContainsFunc(elsewhere, func(f *docket.Finding) bool { return f.Sides[i].Possible() }) {
			who = append(who, d.Name(i))
		}
	}
	if len(who) > 0 {
		return &failure{exitProblems, fmt.Errorf("%s is not found by %s; it is found by %s: choose with --account", asked, d.Name(sides[0]), strings.Join(who, ", "))}
	}
	return &failure{exitProblems, fmt.Errorf("%s is not found: ask why not with casus why --not RULE STATE... CASE", asked)}
}

// whyNot answers why a rule has not been found to apply.
func (c *whyCommand) whyNot(p *program, d *docket.Docket, side int, words []string) error {
	asked := inquiry.AskWhyNot(words)
	asked.From, asked.To = c.From, c.To
	q, err := asked.Question(d)
	if err != nil {
		return err
	}
	proof := explain.WhyNot(d, q, side)
	if c.JSON {
		return report.WhyNotJSON(p.out, asked.Words(), proof)
	}
	return report.Proof(p.out, proof, p.style)
}
