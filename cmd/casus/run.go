package main

import (
	"casus/explain"
	"casus/inquiry"
	"casus/report"
)

type runCommand struct {
	Path string `arg:"" help:"Folder of the case." placeholder:"CASE"`
	caseFlags
	futureFlags
	viewFlags
	filterFlags
	Record  string `help:"Take this record in one pass instead of the case's own: .casus, .csv or .jsonl, in order of day. With --summary." placeholder:"FILE"`
	Summary bool   `help:"Count what is found, rule by rule, and keep no finding. With --record."`
	JSON    bool   `name:"json" xor:"form" help:"Print the docket as JSON, with the reasons of each finding."`
	CSV     bool   `name:"csv" xor:"form" help:"Print the findings as CSV."`
}

func (runCommand) Help() string {
	return "The docket is what the text of the charter makes of the record. Without --account it is drawn from common ground: " +
		"entries that no side's story is needed for. A finding is robust if it comes out in every account, and undecided if it hangs on a day, " +
		"a number or a claim that the record leaves open."
}

func (runCommand) Examples() string {
	return `
casus run cases/csto                                   the docket, from common ground
casus run cases/csto --as-of 2022-12-31                as things stood at the end of 2022
casus run cases/csto --as-known 2022-10-09             by what was known on that day
casus run cases/csto --account KGZ                     by Kyrgyzstan's account
casus run cases/csto --reading immediately=3d          with "immediately" read as three days
casus run cases/csto --charter imankulov-2022          had the reform been law
casus run cases/csto --kind breach,lapse --state RUS   what Russia broke, and what lapsed
casus run cases/csto --certainty robust --csv          what every account agrees on, as CSV
casus run cases/csto --json | jq '.findings[] | {date, sentence}'
casus run cases/csto --record deeds.csv --summary      a record of any size, in one pass
`
}

// Run draws up a docket and prints it.
func (c *runCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.futureFlags.build(p, f, c.caseFlags)
	if err != nil {
		return err
	}
	if c.Record != "" || c.Summary {
		return c.inOnePass(p, b)
	}
	d, err := c.viewFlags.deriveFor(p, b, !c.filterFlags.openings())
	if err != nil {
		return err
	}
	sel, err := c.filterFlags.selection(d)
	if err != nil {
		return err
	}
	if sel.Sides, err = c.viewFlags.sides(d); err != nil {
		return err
	}
	x := report.Shown{Docket: d, Selection: sel}
	switch {
	case c.JSON:
		x.Because = inquiry.Because(explain.New(d), sel.Sides)
		return report.DocketJSON(p.out, x)
	case c.CSV:
		return report.DocketCSV(p.out, x)
	}
	return report.Docket(p.out, x, p.style)
}
