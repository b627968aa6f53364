package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"casus/diag"
	"casus/internal/replace"
	"casus/library"
	"casus/report"
	"casus/syntax"

	"github.com/rogpeppe/go-internal/diff"
)

type fmtCommand struct {
	Write bool     `short:"w" help:"Rewrite the files."`
	List  bool     `short:"l" help:"List the files that differ; exit with 1 if any does."`
	Diff  bool     `short:"d" help:"Show what would change."`
	Paths []string `arg:"" help:"Files and folders, or - for standard input." placeholder:"PATH"`
}

func (fmtCommand) Help() string {
	return "There is one layout, without choices. Comments stay where they are, and meaning never changes. A file with errors of form is left as it is."
}

func (fmtCommand) Examples() string {
	return `
casus fmt -w cases/csto                    lay all files of a folder out
casus fmt -l .                             for a build: which files differ?
casus fmt -d cases/csto/record-2022.casus  what would change
casus fmt - < draft.casus                  from standard input to standard output
`
}

// Run formats files one by one.
func (c *fmtCommand) Run(p *program) error {
	if len(c.Paths) == 1 && c.Paths[0] == "-" {
		if c.Write {
			return usage("-w rewrites files, and standard input is none")
		}
		src, err := io.ReadAll(p.in)
		if err != nil {
			return &failure{exitUnreadable, fmt.Errorf("standard input cannot be read: %w", plainError(err))}
		}
		f, diags := syntax.Parse("(standard input)", src)
		return c.results(p, []*syntax.File{f}, diags)
	}
	for _, path := range c.Paths {
		if path == "-" {
			return usage("- stands alone: standard input cannot be formatted together with files")
		}
	}
	lib, diags := library.Load(c.Paths)
	return c.results(p, lib.Files, diags)
}

func (c *fmtCommand) results(p *program, files []*syntax.File, diags []diag.Diagnostic) error {
	bad := onlyErrors(diags)
	report.Diagnostics(p.err, bad, p.errStyle)
	faulty := map[string]bool{}
	for _, d := range bad {
		faulty[d.Place.File] = true
	}
	differ := false
	for _, f := range files {
		if faulty[f.Path] {
			continue
		}
		out, err := syntax.Format(f)
		if err != nil {
			return &failure{exitInternal, fmt.Errorf("%s cannot be laid out: %w", f.Path, err)}
		}
		changed := !bytes.Equal(out, f.Src)
		differ = differ || changed
		if err := c.result(p, f, out, changed); err != nil {
			return err
		}
	}
	switch {
	case unreadable(bad):
		return &failure{code: exitUnreadable}
	case len(bad) > 0, c.List && differ:
		return errProblems
	}
	return nil
}

func (c *fmtCommand) result(p *program, f *syntax.File, out []byte, changed bool) error {
	if c.List && changed {
		fmt.Fprintln(p.out, f.Path)
	}
	if c.Diff && changed {
		_, lines, _ := bytes.Cut(diff.Diff(f.Path, f.Src, f.Path, out), []byte("\n")) // the first names a command
		p.out.Write(lines)
	}
	if c.Write && changed {
		return rewrite(f.Path, f.Src, out)
	}
	if !c.List && !c.Diff && !c.Write {
		p.out.Write(out)
	}
	return nil
}

// rewrite puts new content in the place of a file's, all of it or nothing; old is
// what the new content was made of, empty if there was no file. What has been
// written there since is not overwritten.
func rewrite(path string, old, content []byte) error {
	writing.Lock()
	defer writing.Unlock()
	now, err := os.ReadFile(filepath.FromSlash(path))
	if err == nil && !bytes.Equal(now, old) || errors.Is(err, fs.ErrNotExist) && len(old) > 0 {
		return &failure{exitProblems, fmt.Errorf("%s has changed meanwhile, and is left as it is: try again", path)}
	}
	if err := replace.File(filepath.FromSlash(path), content); err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", path, plainError(err))}
	}
	return nil
}
