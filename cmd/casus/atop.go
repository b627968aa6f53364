package main

import (
	"casus/atop"
	"casus/inquiry"
	"casus/report"
)

type atopCommand struct {
	Charter []string `arg:"" help:"Names of charters, then the folder of the case." placeholder:"CHARTER CASE"`
	JSON    bool     `name:"json" xor:"form" help:"Print the row as JSON."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each charter as CSV."`
}

func (atopCommand) Help() string {
	return "The row by which the data set Alliance Treaty Obligations and Provisions describes an alliance, derived from the rules of a charter as they stand on the day " +
		"on which it comes into force, with the article behind each value; what the text does not say is marked as not expressed. " +
		"docs/atop.md says how each value is derived. It is a first draft for a coder, not a coding."
}

func (atopCommand) Examples() string {
	return `
casus atop csto-2002 cases/csto               one charter, column by column
casus atop csto-2002 csto-2010 cases/csto --csv   two phases, one line each
casus atop nato-1949 cases/nato --json | jq '.columns[] | select(.expressed) | {name, value, articles}'
`
}

// Run derives the rows of charters and prints them.
func (c *atopCommand) Run(p *program) error {
	n := len(c.Charter) - 1
	if n < 1 {
		return usage("name a charter and the folder of its case, as in casus atop csto-2002 cases/csto")
	}
	names, path := c.Charter[:n], c.Charter[n]
	f, err := p.folderOf(path)
	if err != nil {
		return err
	}
	var rows []report.AtopRow
	for _, name := range names {
		b, err := caseFlags{Charter: []string{name}}.build(p, f)
		if err != nil {
			return err
		}
		d, err := viewFlags{}.derive(p, b)
		if err != nil {
			return err
		}
		r, ok := atop.Of(d, name)
		if !ok {
			return inquiry.NoCharter(f, name)
		}
		rows = append(rows, report.AtopRow{Row: r})
	}
	switch {
	case c.CSV:
		return report.AtopCSV(p.out, rows)
	case c.JSON && len(rows) > 1:
		return p.jsonList(len(rows), func(i int) error { return rows[i].WriteJSON(p.out) })
	case c.JSON:
		return rows[0].WriteJSON(p.out)
	}
	for i, r := range rows {
		if i > 0 {
			p.out.WriteString("\n")
		}
		if err := r.Write(p.out, p.style); err != nil {
			return err
		}
	}
	return nil
}

// jsonList prints several objects as a list.
func (p *program) jsonList(n int, write func(i int) error) error {
	p.out.WriteString("[\n")
	for i := range n {
		if i > 0 {
			p.out.WriteString(",\n")
		}
		if err := write(i); err != nil {
			return err
		}
	}
	p.out.WriteString("]\n")
	return nil
}
