package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"casus/coverage"
	"casus/diag"
	"casus/library"
	"casus/report"
	"casus/syntax"
)

type coverageCommand struct {
	Path string `arg:"" help:"A file with charters, or the folder of a case." placeholder:"PATH"`
	JSON bool   `name:"json" xor:"form" help:"Print the table as JSON, with what is wrong in it."`
	CSV  bool   `name:"csv" xor:"form" help:"Print one line for each article as CSV."`
}

func (coverageCommand) Help() string {
	return "A file coverage.csv beside the charters says, article by article, what the treaty provides, whether the charter expresses it, and what is missing or why. " +
		"The columns are charter, article, text_provides, status (expressed, in part, not expressible, left out), missing_or_why and basis, and perhaps where. " +
		"It is printed and held against the charters: every article is in the table, every rule it names is there, and what is said to be expressed has a rule or a head."
}

func (coverageCommand) Examples() string {
	return `
casus coverage cases/csto                       the tables of all charters of the folder
casus coverage cases/csto/csto-2002.casus       of the charters in one file
casus coverage cases/csto --json | jq '.charters[].rows[] | select(.status == "not expressible") | {article, why}'
`
}

// Run prints the tables of coverage and what is wrong in them.
func (c *coverageCommand) Run(p *program) error {
	f, names, err := p.chartersOf(c.Path)
	if err != nil {
		return err
	}
	file := path.Join(f.Path, coverage.FileName)
	src, err := (library.OS{}).ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return &failure{exitUnreadable, fmt.Errorf("there is no %s beside the charters: it has the columns charter, article, text_provides, status, missing_or_why and basis", file)}
	}
	if err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", file, plainError(err))}
	}
	rows, problems := coverage.Parse(file, src)
	x := report.Coverage{Path: file, Problems: problems}
	if len(problems) == 0 {
		x.Tables, x.Problems = coverage.Check(rows, diag.Place{File: file}, f, names)
	}
	write := func() error { return x.Write(p.out, p.style) }
	if c.CSV {
		write = func() error { return x.WriteCSV(p.out) }
	}
	if c.JSON {
		err = x.WriteJSON(p.out)
	} else {
		err = write()
		if len(x.Problems) > 0 {
			p.out.Flush()
			report.Diagnostics(p.err, x.Problems, p.errStyle)
		}
	}
	if err == nil && diag.HasErrors(x.Problems) {
		return errProblems
	}
	return err
}

// chartersOf loads what a path names: the folder, and of a file the names of
// its charters.
func (p *program) chartersOf(given string) (*library.Folder, []string, error) {
	clean := path.Clean(filepath.ToSlash(given))
	if info, err := os.Stat(given); err != nil || info.IsDir() {
		f, err := p.folderOf(given)
		return f, nil, err
	}
	f, err := p.folderOf(given)
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, file := range f.Files {
		if file.Path != clean {
			continue
		}
		for _, d := range file.Decls {
			if ch, ok := d.(*syntax.Charter); ok {
				names = append(names, ch.Name.Name)
			}
		}
	}
	if len(names) == 0 {
		return nil, nil, usage("there is no charter in %s", given)
	}
	return f, names, nil
}
