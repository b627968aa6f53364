package main

import (
	"casus/inquiry"
	"casus/report"
)

type accountsCommand struct {
	Path  string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case  string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Kind  []string `help:"Only these: act, roles, date, number, denial, claim, account." placeholder:"KIND"`
	State string   `help:"Only events in which this state takes part." placeholder:"CODE"`
	JSON  bool     `name:"json" xor:"form" help:"Print them as JSON."`
	CSV   bool     `name:"csv" xor:"form" help:"Print them as CSV, one line for each who says something."`
}

func (accountsCommand) Help() string {
	return "Entries of one event (those that describe or correct one another) may give another act, another date or another number; an entry may be " +
		"a claim, be denied, or be told by one side only. Each such place is shown with who says what, through whom and in which sources. " +
		"A source that copies another is counted, and is no second report."
}

func (accountsCommand) Examples() string {
	return `
casus accounts cases/csto                              every place where they differ
casus accounts cases/csto --kind date,number           when, and how many
casus accounts cases/csto --state KGZ --kind denial    what Kyrgyzstan denies, or is accused of and denied
casus accounts cases/csto --csv
casus accounts cases/csto --json | jq '.places[] | select(.kind == "number") | .versions[].value'
`
}

// Run shows where sources and accounts differ.
func (c *accountsCommand) Run(p *program) error {
	b, err := caseFlags{Case: c.Case}.at(p, c.Path)
	if err != nil {
		return err
	}
	list, err := inquiry.Disputes(b, c.Kind, c.State)
	if err != nil {
		return err
	}
	x := report.Accounts{Case: b.Name, Title: b.Title, Vocab: b.Case.Vocab, Record: b.Record, Disputes: list}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}
