package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"casus/annals"
	"casus/calendar"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/record"
	"casus/report"
)

// recordForms are the forms of records that are taken in one pass.
var recordForms = map[string]annals.Form{".casus": annals.Casus, ".csv": annals.CSV, ".jsonl": annals.Lines, ".ndjson": annals.Lines}

// inOnePass runs a record that is read from a file as it is run, and keeps nothing
// but counts.
func (c *runCommand) inOnePass(p *program, b *library.Built) error {
	form, err := c.onePassForm()
	if err != nil {
		return err
	}
	view, err := c.viewFlags.asked().Of(b)
	if err != nil {
		return err
	}
	in, err := inputOf(b, view)
	if err != nil {
		return err
	}
	compiled, err := engine.Compile(b.Case)
	if err != nil {
		return err
	}
	file, err := os.Open(c.Record)
	if err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", c.Record, plainError(err))}
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		return usage("--record %s: it is a folder, and a record in one pass is one file", c.Record)
	}
	rd := annals.New(compiled, filepath.ToSlash(c.Record), form, file, view.AsOf)
	var progress annals.Progress
	done := p.workingOn(func() string {
		text := fmt.Sprintf("running, %.1f million entries", float64(progress.Entries.Load())/1e6)
		if err == nil && info.Size() > 0 {
			text += fmt.Sprintf(", %d %% of the file", 100*progress.Bytes.Load()/info.Size())
		}
		return text
	})
	ctx, end := p.interruptible() // until all is printed
	defer end()
	s, errs := annals.Run(ctx, compiled, in, rd, &progress)
	done()
	if err := p.usable(errs); err != nil {
		return err
	}
	x := report.Summary{Case: b.Case, File: filepath.ToSlash(c.Record), Bytes: rd.Bytes(), Summary: *s}
	switch {
	case c.JSON:
		err = x.WriteJSON(p.out)
	case c.CSV:
		err = x.WriteCSV(p.out)
	default:
		err = x.Write(p.out, p.style)
	}
	switch {
	case s.Cut && s.Entries == 0:
		return errors.Join(err, brokenOff("no entry had been read by then"))
	case s.Cut:
		return errors.Join(err, brokenOff("the record was read up to %s, and what was counted by then is shown", s.Last))
	}
	return err
}

// onePassForm says how the record is written, and refuses what a record in one pass
// cannot be asked.
func (c *runCommand) onePassForm() (annals.Form, error) {
	switch {
	case c.Record == "":
		return 0, usage("--summary is of a record given with --record FILE: it keeps no findings")
	case !c.Summary:
		return 0, usage("--record needs --summary: of a record taken in one pass no findings are kept. To keep them, put the file into the case's folder")
	case c.AsKnown != "" || len(c.Account) > 0:
		return 0, usage("--record tells of one account, as it is known at the end: --account and --as-known ask for a record that is read whole")
	case len(c.Kind) > 0 || c.State != "" || c.Article != "" || c.Rule != "" || c.Certainty != "" || c.All:
		return 0, usage("--summary counts all findings: --kind, --state, --article, --rule, --certainty and --all choose among findings that are kept")
	}
	form, ok := recordForms[strings.ToLower(filepath.Ext(c.Record))]
	if !ok {
		var known []string
		for ext := range recordForms {
			known = append(known, ext)
		}
		slices.Sort(known)
		return 0, usage("--record %s: its form is told by its ending, which is one of %s", c.Record, strings.Join(known, ", "))
	}
	return form, nil
}

// inputOf is what the engine is given of a view before the first entry: the values
// of readings.
func inputOf(b *library.Built, view docket.View) (engine.Input, error) {
	view.Accounts = nil
	d, err := docket.Prepare(b.Case, &record.Record{Closed: calendar.Always}, view)
	if err != nil {
		return engine.Input{}, err
	}
	return d.Load(docket.World{}).Input, nil
}
