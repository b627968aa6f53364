package main

import (
	"casus/power"
	"casus/report"
)

type powerCommand struct {
	Path    string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Under these charters, one after another; those of the case if not said." placeholder:"NAME" sep:"none"`
	On      string   `help:"On this day, month's or year's end; the day on which the record is closed if not said." placeholder:"DATE"`
	JSON    bool     `name:"json" xor:"form" help:"Print the powers as JSON, with exact fractions."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each elector of each matter as CSV."`
}

func (powerCommand) Help() string {
	return "Who can bring about a decision and who can stop one, by the text alone: each procedure and body on a day, its way of deciding read as a simple game, with the " +
		"indices of Shapley and Shubik, of Banzhaf, and Coleman's powers to act, to prevent and to initiate, counted exactly. " +
		"Who votes with whom in fact is left out on purpose. docs/power.md says how a way of deciding is read."
}

func (powerCommand) Examples() string {
	return `
casus power cases/csto                                     as the texts stand at the end of the record
casus power cases/csto --on 2022-09-13 --charter csto-2002 --charter dzhakishev-2022
casus power cases/rio-1947 --on 1982-04-26
casus power cases/csto --json | jq '.[].ballots[] | {rule, act: .act.exact}'
`
}

// Run measures and prints.
func (c *powerCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	names := c.Charter
	if len(names) == 0 {
		names = []string{""}
	}
	var list []report.Powers
	for _, name := range names {
		law := caseFlags{Case: c.Case}
		if name != "" {
			law.Charter = []string{name}
		}
		b, err := law.build(p, f)
		if err != nil {
			return err
		}
		d, err := viewFlags{AsOf: c.On}.derive(p, b)
		if err != nil {
			return err
		}
		x := report.Powers{Charter: name, Docket: d, Ballots: power.Ballots(d, d.AsOf)}
		if name == "" {
			x.Charter, x.Title = b.Name, b.Title
		}
		list = append(list, x)
	}
	switch {
	case c.JSON:
		return report.PowersJSON(p.out, list)
	case c.CSV:
		return report.PowersCSV(p.out, list)
	}
	for i, x := range list {
		if i > 0 {
			p.out.WriteString("\n")
		}
		if err := x.Write(p.out, p.style); err != nil {
			return err
		}
	}
	return nil
}
