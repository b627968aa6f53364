package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"casus/diag"
	"casus/export"
	"casus/library"
)

type exportCommand struct {
	Path    string   `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Out     string   `short:"o" required:"" help:"The folder that the files are written to; it is made if it is not there." placeholder:"DIR"`
	What    []string `help:"Which tables: member-year, dyad-year, directed-dyad-year, events, sources; all if not said." placeholder:"TABLE"`
	Format  string   `enum:"csv,parquet" default:"csv" help:"csv or parquet." placeholder:"FORMAT"`
	Reading []string `help:"Read the text so: immediately=3d, mission-is-help=yes." placeholder:"NAME=VALUE" sep:"none"`
}

func (exportCommand) Help() string {
	return "Tables for scholars: years of members, pairs of members (both ways, with directed-), the entries of the record as events, and the sources, with a bibliography in BibTeX. " +
		"States carry the codes of ISO 3166, the Correlates of War and Gleditsch and Ward that were valid on the day; where there is none, NA. " +
		"docs/export.md says what each column means. Files are written whole or not at all."
}

func (exportCommand) Examples() string {
	return `
casus export cases/csto -o out                                  every table as CSV, and sources.bib
casus export cases/csto -o out --what member-year,dyad-year
casus export cases/csto -o out --what events --format parquet
casus export cases/csto -o out --reading immediately=3d         findings under another reading
`
}

// exportTables are the tables in the order in which they are written.
var exportTables = []string{"member-year", "dyad-year", "directed-dyad-year", "events", "sources"}

// exported is a file to be written.
type exported struct {
	name    string
	rows    int
	content []byte
}

// Run writes the tables.
func (c *exportCommand) Run(p *program) error {
	for _, w := range c.What {
		if !slices.Contains(exportTables, w) {
			if near := diag.Closest(w, exportTables); near != "" {
				return usage("--what %s: did you mean %s?", w, near)
			}
			return usage("--what %s: the tables are %s", w, strings.Join(exportTables, ", "))
		}
	}
	b, err := caseFlags{Case: c.Case}.at(p, c.Path)
	if err != nil {
		return err
	}
	d, err := viewFlags{Reading: c.Reading}.derive(p, b)
	if err != nil {
		return err
	}
	signals := b.Signals
	if signals == nil {
		signals = library.UsualSignals(b.Case.Vocab)
	}
	x := &export.Case{Docket: d, Force: signals[library.Force]}
	var files []exported
	for _, t := range exportTables {
		if len(c.What) == 0 || slices.Contains(c.What, t) {
			more, err := c.table(x, t)
			if err != nil {
				return &failure{exitInternal, fmt.Errorf("the table %s cannot be made: %w", t, err)}
			}
			files = append(files, more...)
		}
	}
	if err := writeAll(c.Out, files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintf(p.out, "%s  %d rows\n", filepath.ToSlash(filepath.Join(c.Out, f.name)), f.rows)
	}
	if list := x.Unknown(); len(list) > 0 {
		p.note("no country codes are known of %s: they are NA", strings.Join(list, ", "))
	}
	return nil
}

// table renders one table; of the sources the bibliography too.
func (c *exportCommand) table(x *export.Case, name string) ([]exported, error) {
	switch name {
	case "member-year":
		return render(name, c.Format, x.MemberYears())
	case "dyad-year":
		return render(name, c.Format, x.Dyads(false))
	case "directed-dyad-year":
		return render(name, c.Format, x.Dyads(true))
	case "events":
		return render(name, c.Format, x.Events())
	}
	list, err := render(name, c.Format, x.Sources())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := export.WriteBibTeX(&b, x.Docket.Record); err != nil {
		return nil, err
	}
	return append(list, exported{"sources.bib", list[0].rows, b.Bytes()}), nil
}

func render[T any](name, format string, rows []T) ([]exported, error) {
	var b bytes.Buffer
	write := func(w io.Writer) error { return export.WriteCSV(w, rows) }
	if format == "parquet" {
		write = func(w io.Writer) error { return export.WriteParquet(w, rows) }
	}
	if err := write(&b); err != nil {
		return nil, err
	}
	return []exported{{name + "." + format, len(rows), b.Bytes()}}, nil
}

// writeAll writes files into a folder: first under other names, and only when
// all are there under their own, so that none is ever half written.
func writeAll(dir string, files []exported) error {
	writing.Lock()
	defer writing.Unlock()
	fail := func(what string, err error) error {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", filepath.ToSlash(what), plainError(err))}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fail(dir, err)
	}
	temp := make([]string, len(files))
	defer func() {
		for _, t := range temp {
			if t != "" {
				os.Remove(t)
			}
		}
	}()
	for i, f := range files {
		at := filepath.Join(dir, f.name)
		t, err := os.CreateTemp(dir, ".casus-*")
		if err != nil {
			return fail(at, err)
		}
		temp[i] = t.Name()
		_, err = t.Write(f.content)
		if e := t.Chmod(0o644); err == nil {
			err = e
		}
		if e := t.Close(); err == nil {
			err = e
		}
		if err != nil {
			return fail(at, err)
		}
		if info, err := os.Stat(at); err == nil && info.IsDir() {
			return fail(at, fmt.Errorf("a folder of that name is there"))
		}
	}
	for i, f := range files {
		at := filepath.Join(dir, f.name)
		if err := os.Rename(temp[i], at); err != nil {
			return fail(at, err)
		}
		temp[i] = ""
	}
	return nil
}
