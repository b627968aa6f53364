package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"casus/calendar"
	"casus/inquiry"
	"casus/library"
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
	// All are read before any is tried: one that cannot be read takes nothing of
	// what the others came to.
	var outlooks []*library.Outlook
	for _, path := range c.Path {
		f, err := p.folderOf(path)
		if err != nil {
			return err
		}
		lo := f.FindOutlook(c.Outlook)
		if lo == nil && len(c.Path) == 1 {
			return usage("%s declares no outlook %s: %s", path, c.Outlook, near(c.Outlook, f.OutlookNames()))
		}
		if outlooks = append(outlooks, lo); lo == nil {
			fmt.Fprintf(p.err, "%s declares no such outlook, and is left out\n", path)
		}
	}
	if err := takesFiles(c.SVG); err != nil {
		return err
	}
	ctx, end := p.interruptible() // until all is printed
	defer end()
	x, wrong := c.try(ctx, p, outlooks, o)
	if len(x.List) == 0 && wrong == nil {
		wrong = &failure{exitProblems, errors.New("no outlook could be tried")}
	}
	if len(x.List) == 0 {
		return wrong
	}
	return errors.Join(wrong, c.print(p, x))
}

// try tries the outlooks one after another, till Ctrl-C. An outlook of which a
// future goes wrong is left out, as is one whose record is too short; the error
// says so.
func (c *backtestCommand) try(ctx context.Context, p *program, outlooks []*library.Outlook, o outlook.BacktestOptions) (x report.Backtests, wrong error) {
	show := p.counting()
	defer show.end()
	for i, lo := range outlooks {
		if lo == nil {
			continue
		}
		n := 0
		o.Folded = func(*outlook.Fold) {
			n++
			show.say(fmt.Sprintf("%s: %d beginnings tried", c.Path[i], n))
		}
		b, err := outlook.Try(ctx, lo, o)
		var run *outlook.RunError
		switch {
		case errors.Is(err, context.Canceled):
			if n == 0 && len(x.List) == 0 {
				return x, errors.Join(wrong, brokenOff("nothing had been tried by then"))
			}
			broken := brokenOff("%d of %d outlooks had been tried to the end", len(x.List), len(outlooks))
			if b == nil {
				b = &outlook.Backtest{Case: lo.Continued(), Outlook: lo.Decl.Name.Name}
			}
			b.Broken = broken.Error()
			x.List = append(x.List, b)
			return x, errors.Join(wrong, broken)
		case err != nil && (len(c.Path) == 1 || errors.As(err, &run)):
			wrong = errors.Join(wrong, &failure{exitProblems, c.of(i, err)})
		case err != nil:
			fmt.Fprintln(p.err, c.of(i, err))
		default:
			x.List = append(x.List, b)
		}
	}
	return x, wrong
}

// of says which outlook an error is about, where there are several.
func (c *backtestCommand) of(i int, err error) error {
	if len(c.Path) == 1 {
		return err
	}
	return fmt.Errorf("%s: %w", c.Path[i], err)
}

func (c *backtestCommand) print(p *program, x report.Backtests) error {
	drawn := writePictures(c.SVG, x.Pictures)
	var err error
	switch {
	case c.JSON:
		err = x.WriteJSON(p.out)
	case c.CSV:
		err = x.WriteCSV(p.out)
	default:
		err = x.Write(p.out, p.style)
	}
	return errors.Join(err, drawn)
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

// takesFiles makes sure that a folder, if one is named, is there and can be written
// into: before long work, not when it is done.
func takesFiles(dir string) error {
	if dir == "" {
		return nil
	}
	writing.Lock()
	defer writing.Unlock()
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		var t *os.File
		if t, err = os.CreateTemp(dir, ".casus-*"); err == nil {
			t.Close()
			err = os.Remove(t.Name())
		}
	}
	if err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", filepath.ToSlash(dir), plainError(err))}
	}
	return nil
}

// spanOf reads a duration from the command line.
func spanOf(s string) (calendar.Period, error) {
	v, diags := syntax.ParseValue(s)
	if e, ok := v.Expr.(*syntax.PeriodExpr); ok && len(diags) == 0 && !e.Period.IsZero() && !e.Period.Forever {
		return e.Period, nil
	}
	return calendar.Period{}, usage("--span %s: a duration is written '3 years', '18 months' or '90 days'", s)
}
