package main

import (
	"casus/report"
)

type fitCommand struct {
	Path    string   `arg:"" help:"Folder of the outlook." placeholder:"CASE"`
	Outlook string   `help:"An outlook that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Learn under this law instead of the outlook's own." placeholder:"NAME" sep:"none"`
	Entries bool     `help:"Show on which entries each number rests."`
	JSON    bool     `name:"json" xor:"form" help:"Print what was learnt as JSON, with all entries."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each number as CSV."`
}

func (fitCommand) Help() string {
	return "What an outlook learns from its record: rates and chances, of all and of each, with the interval in which they lie with a chance of nine in ten, " +
		"and how much of each comes from what was thought before (the prior) instead of the record."
}

func (fitCommand) Examples() string {
	return `
casus outlook fit cases/csto                       what is learnt, and how sure it is
casus outlook fit cases/csto --entries             the entries that were counted
casus outlook fit cases/nato --csv > learnt.csv
`
}

// Run prints what was learnt.
func (c *fitCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	s, err := outlookFlags{Outlook: c.Outlook, Charter: c.Charter}.study(p, f)
	if err != nil {
		return err
	}
	x := report.Fit{Outlook: s.Outlook, Entries: c.Entries}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}
