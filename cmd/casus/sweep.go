package main

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/sweep"
)

type sweepCommand struct {
	Path string `arg:"" help:"Folder of the case." placeholder:"CASE"`
	caseFlags
	AsOf    string   `name:"as-of" help:"What had happened by this day, month or year." placeholder:"DATE"`
	AsKnown string   `name:"as-known" help:"What was known on this day." placeholder:"DATE"`
	Account []string `help:"Whose account: a code of a state, common for common ground, or all." placeholder:"CODE"`
	Reading []string `help:"Sweep this reading only; with a value, hold it there: immediately, immediately=3d. May be given several times." placeholder:"NAME[=VALUE]" sep:"none"`
	Values  []string `help:"Sweep these values instead of the declared ones: immediately=1d,10d,none." placeholder:"NAME=V,V..." sep:"none"`
	Limit   int      `help:"Up to how many combinations of one group of readings are all run." default:"65536"`
	From    string   `help:"Only findings of this day, month or year and after." placeholder:"DATE"`
	Until   string   `help:"Only findings up to this day, month or year." placeholder:"DATE"`
	Year    string   `help:"Only findings of this year, month or day." placeholder:"DATE"`
	Kind    []string `help:"Only these kinds: breach, fulfilment, opening, lapse, ..." placeholder:"KIND"`
	State   string   `help:"Only what this state owes, does or is owed." placeholder:"CODE"`
	Article string   `help:"Only findings of this article." placeholder:"N"`
	Rule    string   `help:"Only findings of this rule." placeholder:"NAME"`
	All     bool     `help:"Openings too."`
	JSON    bool     `name:"json" xor:"form" help:"Print the sweep as JSON."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each finding as CSV."`
}

func (sweepCommand) Help() string {
	return "Runs the record under every combination of the readings' alternatives, and says which findings stand whatever the reading, " +
		"which hang on one, and for which lengths of a period. What a finding does not hang on is not run again, so that millions of " +
		"combinations are covered by thousands; where a group of readings has too many still, a part is run, and it says so."
}

func (sweepCommand) Examples() string {
	return `
casus sweep cases/csto --year 2022                        what of 2022 hangs on a reading?
casus sweep cases/csto --as-of 2022-12-31 --from 2022     the same, as it stood at the end of that year
casus sweep cases/csto --reading immediately --reading mission-is-help
casus sweep cases/csto --reading immediately --values immediately=1d,10d,none
casus sweep cases/csto --account KGZ --kind breach
casus sweep cases/csto --reading immediately=3d --csv     the others, with this one held
`
}

// Run sweeps a case.
func (c *sweepCommand) Run(p *program) error {
	if c.Limit < 1 {
		return usage("--limit %d: at least one combination is run", c.Limit)
	}
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.build(p, f)
	if err != nil {
		return err
	}
	o, flags, err := c.options(b)
	if err != nil {
		return err
	}
	x := report.Swept{}
	if x.From, x.Until, err = c.days(); err != nil {
		return err
	}
	// The sides and what may be asked for are known before anything is run.
	d, err := docket.Prepare(b.Case, b.Record, o.View)
	if err != nil {
		return &failure{exitInternal, err}
	}
	if x.Selection, err = c.selection(d); err != nil {
		return err
	}
	if o.Sides, err = flags.sides(d); err != nil {
		return err
	}
	x.Selection.Sides = o.Sides
	done := p.counting()
	o.Progress = done.show
	said := func() string {
		return "broken off before all combinations were run: till then it can be said of no finding that it is robust; --reading NAME sweeps one reading only"
	}
	p.last.Store(&said)
	defer p.last.Store(nil)
	x.Result, err = sweep.Over(b, o)
	done.end()
	if err != nil {
		return &failure{exitUsage, err}
	}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}

// days are the first and the last day of the findings shown.
func (c *sweepCommand) days() (from, until calendar.Day, err error) {
	from, until = calendar.Always, calendar.Never
	if c.Year != "" {
		if c.From != "" || c.Until != "" {
			return 0, 0, usage("--year says the days already: leave --from and --until out")
		}
		year, err := inquiry.Days("year", c.Year)
		return year.Lo, year.Hi, err
	}
	if c.From != "" {
		if from, err = inquiry.FirstDay("from", c.From); err != nil {
			return 0, 0, err
		}
	}
	if c.Until != "" {
		if until, err = inquiry.Day("until", c.Until); err != nil {
			return 0, 0, err
		}
	}
	if until < from {
		return 0, 0, usage("--until %s lies before --from %s", c.Until, c.From)
	}
	return from, until, nil
}

func (c *sweepCommand) selection(d *docket.Docket) (report.Selection, error) {
	return filterFlags{Kind: c.Kind, State: c.State, Article: c.Article, Rule: c.Rule, All: c.All}.selection(d)
}

// options are the options of the sweep, and the flags that say how the case is
// looked at.
func (c *sweepCommand) options(b *library.Built) (sweep.Options, viewFlags, error) {
	o := sweep.Options{Limit: c.Limit, Values: map[string][]charter.Value{}}
	flags := viewFlags{AsOf: c.AsOf, AsKnown: c.AsKnown, Account: c.Account}
	for _, r := range c.Reading {
		if strings.Contains(r, "=") {
			flags.Reading = append(flags.Reading, r)
			continue
		}
		if err := knownReading(b.Case, r); err != nil {
			return o, flags, err
		}
		o.Names = append(o.Names, r)
	}
	var err error
	if o.View, err = flags.asked().Of(b); err != nil {
		return o, flags, err
	}
	// Only the accounts that are asked for are run.
	o.View.Accounts = []charter.EntityID{}
	for _, code := range c.Account {
		if code == "all" {
			o.View.Accounts = b.Record.Accounts
			break
		}
		if e, ok := b.Case.Vocab.FindEntity(code); ok && !slices.Contains(o.View.Accounts, e) {
			o.View.Accounts = append(o.View.Accounts, e)
		}
	}
	for _, v := range c.Values {
		name, values, err := inquiry.SplitReading(v)
		if err != nil {
			return o, flags, usage("--values %s: it is written NAME=VALUE,VALUE, as in --values immediately=1d,10d,none", v)
		}
		for _, one := range strings.Split(values, ",") {
			one = strings.TrimSpace(one)
			x, err := inquiry.Reading(b.Case, name+"="+one)
			if err != nil {
				return o, flags, err
			}
			o.Values[name] = append(o.Values[name], x.Value)
		}
	}
	return o, flags, nil
}

func knownReading(c *charter.Case, name string) error {
	if _, ok := c.Reading(name); ok {
		return nil
	}
	var all []string
	for _, f := range c.Families {
		for _, r := range f.Readings {
			all = append(all, r.Name)
		}
	}
	return usage("--reading %s: the case has no such reading: %s", name, near(name, all))
}
