package main

import (
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/cohesion"
	"casus/docket"
	"casus/library"
	"casus/report"
)

type cohesionCommand struct {
	Path    string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Of      string   `help:"Which alliance, by the code of what its charter governs, or by the charter's name; the first of the case if not said." placeholder:"CODE"`
	From    int      `help:"The first year; that in which the charter came into force if not said." placeholder:"YEAR"`
	To      int      `help:"The last year; that in which the record is closed if not said." placeholder:"YEAR"`
	Behind  int      `help:"Show the entries and findings behind the numbers of this year." placeholder:"YEAR"`
	Reading []string `help:"Read the text so: immediately=3d, mission-is-help=yes." placeholder:"NAME=VALUE" sep:"none"`
	JSON    bool     `name:"json" xor:"form" help:"Print the numbers as JSON, with all that is behind them."`
	CSV     bool     `name:"csv" xor:"form" help:"Print the numbers as CSV."`
}

func (cohesionCommand) Help() string {
	return "Year by year: what requests gave rise to and was done in time, force between members, exercises held, called off and stayed away from, meetings missed, " +
		"outsiders' bases and exercises with outsiders, talk of leaving, and breaches that stand. Entries of common ground count, once for each event. " +
		"A year of which the record does not tell is NA, not 0. Which acts count as what is said by the case (`counts drill as exercise`), else by their usual names."
}

func (cohesionCommand) Examples() string {
	return `
casus cohesion cases/csto                       the whole time
casus cohesion cases/csto --from 2018 --to 2025
casus cohesion cases/csto --behind 2022         what the numbers of 2022 rest on
casus cohesion cases/csto --csv > cohesion.csv
casus cohesion cases/csto --json | jq '.years[] | {year, exit: (.numbers[] | select(.name == "exit-talk") | .count)}'
`
}

// Run counts and prints.
func (c *cohesionCommand) Run(p *program) error {
	b, err := caseFlags{Case: c.Case}.at(p, c.Path)
	if err != nil {
		return err
	}
	family, err := familyOf(b.Case, c.Of)
	if err != nil {
		return err
	}
	d, err := viewFlags{Reading: c.Reading}.derive(p, b)
	if err != nil {
		return err
	}
	from, to, err := c.years(d, family)
	if err != nil {
		return err
	}
	signals := b.Signals
	if signals == nil {
		signals = library.UsualSignals(b.Case.Vocab)
	}
	x := report.Cohesion{Table: cohesion.Of(d, family, signals, from, to), Case: b.Name, Title: b.Title}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	case c.Behind != 0:
		return x.Behind(p.out, p.style, c.Behind)
	}
	return x.Write(p.out, p.style)
}

// years are those shown.
func (c *cohesionCommand) years(d *docket.Docket, family int) (from, to int, err error) {
	from, to = cohesion.Span(d, family)
	for _, f := range []struct {
		name string
		year int
	}{{"--from", c.From}, {"--to", c.To}, {"--behind", c.Behind}} {
		if _, ok := calendar.Date(f.year, 1, 1); !ok && f.year != 0 {
			return 0, 0, usage("%s %d: a year has four digits", f.name, f.year)
		}
	}
	if c.From != 0 {
		from = c.From
	}
	if c.To != 0 {
		to = c.To
	}
	if c.Behind != 0 {
		from, to = min(from, c.Behind), max(to, c.Behind)
	}
	if from > to {
		return 0, 0, usage("--from %d lies behind --to %d", from, to)
	}
	return from, to, nil
}

// familyOf finds the family of a charter by what it governs or by its name.
func familyOf(c *charter.Case, of string) (int, error) {
	var list []string
	for i, f := range c.Families {
		if of == "" || f.Name == of || f.Governs != 0 && c.Vocab.Entities[f.Governs].Code == of {
			return i, nil
		}
		list = append(list, f.Name)
		if f.Governs != 0 {
			list[len(list)-1] = c.Vocab.Entities[f.Governs].Code
		}
	}
	return 0, usage("--of %s: the case holds %s", of, strings.Join(list, ", "))
}
