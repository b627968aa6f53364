package main

import (
	"casus/calendar"
	"casus/forecast"
	"casus/inquiry"
	"casus/report"
)

type forecastsCommand struct {
	Path    string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	AsOf    string   `name:"as-of" help:"Resolve what was to come true by this day, month or year." placeholder:"DATE"`
	Reading []string `help:"Read the text so: immediately=3d, mission-is-help=yes." placeholder:"NAME=VALUE" sep:"none"`
	JSON    bool     `name:"json" xor:"form" help:"Print them as JSON, with the scores by person and outlet."`
	CSV     bool     `name:"csv" xor:"form" help:"Print the forecasts as CSV."`
}

func (forecastsCommand) Help() string {
	return "A forecast of the record names a question and a day. Once the day has come the question is asked of the docket as of that day, from common ground: " +
		"it came true, it did not, or it hangs on what the record leaves in doubt. Forecasts that gave a chance are scored (Brier, logarithmic; less is better); " +
		"of a range the middle counts. A day behind the end of the record leaves a forecast open."
}

func (forecastsCommand) Examples() string {
	return `
casus forecasts cases/csto                      what became of them, and who foresaw best
casus forecasts cases/csto --as-of 2023-12-31   as things stood at the end of 2023
casus forecasts cases/csto --csv
casus forecasts cases/csto --json | jq '.persons[] | select(.scored > 0) | {name, brier}'
`
}

// Run resolves the forecasts of a record and prints their scores.
func (c *forecastsCommand) Run(p *program) error {
	b, err := caseFlags{Case: c.Case}.at(p, c.Path)
	if err != nil {
		return err
	}
	view, err := inquiry.View{AsOf: c.AsOf, Readings: c.Reading}.Of(b)
	if err != nil {
		return err
	}
	asOf := view.AsOf
	if asOf <= calendar.Always {
		asOf = b.Record.LastDay()
	}
	list, err := func() ([]*forecast.Result, error) {
		defer p.working("asking")()
		return forecast.Resolve(b.Case, b.Record, view.Given, asOf)
	}()
	if err != nil {
		return err
	}
	x := report.Forecasts{Case: b.Name, Title: b.Title, AsOf: asOf, Vocab: b.Case.Vocab, Record: b.Record, Results: list}
	switch {
	case c.JSON:
		return x.WriteJSON(p.out)
	case c.CSV:
		return x.WriteCSV(p.out)
	}
	return x.Write(p.out, p.style)
}
