package main

import (
	"context"
	"errors"
	"fmt"

	"casus/calendar"
	"casus/inquiry"
	"casus/outlook"
	"casus/report"
	"casus/syntax"
)

type backtestCommand struct {
	Path    []string `arg:"" help:"Folders of outlooks." placeholder:"CASE"`
	Outlook string   `help:"An outlook that the folders declare; the first of each if not said." placeholder:"NAME"`
	Span    string   `help:"How long is foretold each time; as long as the outlook is if not said." placeholder:"DURATION"`
	First   string   `help:"The first beginning lies on this day or later." placeholder:"DATE"`
	Runs    int64    `help:"How many futures are run from each beginning." default:"2000"`
	Seed    uint64   `help:"Where chance comes from." default:"1"`
	SVG     string   `name:"svg" help:"Write the calibration picture and its table into this folder." placeholder:"FOLDER" type:"path"`
	JSON    bool     `name:"json" xor:"form" help:"Print every beginning and every score as JSON."`
	CSV     bool     `name:"csv" xor:"form" help:"Print one line for each question, beginning and forecaster as CSV."`
}

func (backtestCommand) Help() string {
	return "Is an outlook any good? It is begun at days gone by, learns from the record up to each, foretells what came, and is scored beside two forecasts that anybody could have " +
		"made: base rates (it will be as it was, on the whole) and no change (it will be as it was last time). Whoever is best is said, also when it is not the outlook. " +
		"The law is that of the case throughout; what the drafter knew when the outlook was written cannot be taken back, so the score flatters the outlook."
}

func (backtestCommand) Examples() string {
	return `
casus outlook backtest cases/csto                          one alliance
casus outlook backtest cases/csto cases/nato --span '3 years'
casus outlook backtest cases/*/ --svg pictures              all that have an outlook, with the calibration picture
`
}

// Run tries the outlooks and prints the verdict.
func (c *backtestCommand) Run(p *program) error {
	o := outlook.BacktestOptions{Runs: c.Runs, Seed: c.Seed}
	if c.Runs < 1 {
		return usage("--runs %d: at least one future is run", c.Runs)
	}
	if c.Span != "" {
		span, err := spanOf(c.Span)
		if err != nil {
			return err
		}
		o.Span = span
	}
	if c.First != "" {
		first, err := inquiry.FirstDay("first", c.First)
		if err != nil {
			return err
		}
		o.First = first
	}
	ctx, end := p.interruptible()
	defer end()
	show := p.counting()
	defer show.end()
	var x report.Backtests
	for _, path := range c.Path {
		f, err := p.folderOf(path)
		if err != nil {
			return err
		}
		lo := f.FindOutlook(c.Outlook)
		if lo == nil {
			if len(c.Path) > 1 {
				fmt.Fprintf(p.err, "%s declares no such outlook, and is left out\n", path)
				continue
			}
			return usage("%s declares no outlook %s: %s", path, c.Outlook, near(c.Outlook, f.OutlookNames()))
		}
		n := 0
		o.Folded = func(*outlook.Fold) {
			n++
			show.say(fmt.Sprintf("%s: %d beginnings tried", path, n))
		}
		b, err := outlook.Try(ctx, lo, o)
		switch {
		case errors.Is(err, context.Canceled):
			show.end()
			if b != nil && len(b.Folds) > 0 {
				x.List = append(x.List, b)
			}
			if len(x.List) > 0 {
				c.print(p, x)
			}
			return &failure{exitInterrupt, errors.New("broken off: what was tried is shown")}
		case err != nil && len(c.Path) > 1:
			fmt.Fprintf(p.err, "%s: %v\n", path, err)
		case err != nil:
			return &failure{exitProblems, err}
		default:
			x.List = append(x.List, b)
		}
	}
	show.end()
	if len(x.List) == 0 {
		return &failure{exitProblems, errors.New("no outlook could be tried")}
	}
	return c.print(p, x)
}

func (c *backtestCommand) print(p *program, x report.Backtests) error {
	var err error
	switch {
	case c.JSON:
		err = x.WriteJSON(p.out)
	case c.CSV:
		err = x.WriteCSV(p.out)
	default:
		err = x.Write(p.out, p.style)
	}
	return errors.Join(err, writePictures(c.SVG, x.Pictures))
}

// writePictures writes pictures and their tables into a folder, if one is named.
func writePictures(dir string, pictures func() ([]string, map[string][]byte)) error {
	if dir == "" {
		return nil
	}
	names, content := pictures()
	var files []exported
	for _, n := range names {
		files = append(files, exported{n, 0, content[n]})
	}
	return writeAll(dir, files)
}

// spanOf reads a duration from the command line.
func spanOf(s string) (calendar.Period, error) {
	v, diags := syntax.ParseValue(s)
	if e, ok := v.Expr.(*syntax.PeriodExpr); ok && len(diags) == 0 && !e.Period.IsZero() && !e.Period.Forever {
		return e.Period, nil
	}
	return calendar.Period{}, usage("--span %s: a duration is written '3 years', '18 months' or '90 days'", s)
}
