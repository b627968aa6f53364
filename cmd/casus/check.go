package main

import (
	"fmt"
	"slices"

	"casus/diag"
	"casus/inquiry"
	"casus/library"
	"casus/report"
)

type checkCommand struct {
	Paths   []string `arg:"" optional:"" help:"Files and folders." placeholder:"PATH"`
	JSON    bool     `name:"json" help:"Print the diagnostics as JSON."`
	Strict  bool     `help:"Exit with 1 on warnings too."`
	All     bool     `help:"Every flaw of every case; without it those of a folder's first case, and what the others open and close."`
	NoLint  bool     `help:"Leave out what may trouble the text when it is used."`
	Explain string   `help:"Say what a code means: what is looked for, why it matters, which treaty suffered from it." placeholder:"CODE"`
}

func (checkCommand) Help() string {
	return "Every diagnostic names the place, says what is wrong, and what to do. Codes are stable; warnings and notes do not fail the check. " +
		"Behind them stand the flaws of texts that are well written: who can block, what has no last day, what nobody answers."
}

func (checkCommand) Examples() string {
	return `
casus check cases/csto                 everything in a folder and below it
casus check cases/csto/alliance.casus  one file by itself: names from other files are not known
casus check --strict --no-lint .       for a build: warnings fail too
casus check --explain L01              what a code means
casus check --json . | jq '.diagnostics[] | select(.severity == "error")'
`
}

// Run prints all diagnostics, then how many there were.
func (c *checkCommand) Run(p *program) error {
	if c.Explain != "" {
		return explainCode(p, c.Explain)
	}
	if len(c.Paths) == 0 {
		return usage("name a file or folder, or a code with --explain")
	}
	lib, _ := library.Load(c.Paths)
	list := lib.Check()
	list = append(list, checkOutlooks(lib, list)...)
	diag.Sort(list)
	n := report.Count(list)
	var flaws []report.FlawsOf
	if !c.NoLint {
		flaws = inquiry.Flaws(lib, list)
	}
	if c.JSON {
		if err := report.CheckJSON(p.out, list, flaws); err != nil {
			return err
		}
	} else {
		if err := report.Diagnostics(p.out, list, p.style); err != nil {
			return err
		}
		if len(list) > 0 {
			fmt.Fprintln(p.out)
		}
		fmt.Fprintf(p.out, "%s: %s\n", files(len(lib.Files)), n)
		if len(flaws) > 0 {
			fmt.Fprintln(p.out)
			if err := report.Flaws(p.out, flaws, c.All, p.style); err != nil {
				return err
			}
		}
	}
	switch {
	case unreadable(list):
		return &failure{code: exitUnreadable}
	case n.Errors > 0, c.Strict && (n.Warnings > 0 || warns(flaws)):
		return errProblems
	}
	return nil
}

func files(n int) string {
	if n == 1 {
		return "1 file"
	}
	return fmt.Sprintf("%d files", n)
}

// unreadableCodes are those of input that could not be read at all, or not to its
// end: not there, not permitted, too large, no text, no casus file.
var unreadableCodes = []string{"E0102", "E0103", "E0127", "E0401", "E0402", "E0403", "E0404", "E0408", "E0415"}

func unreadable(list []diag.Diagnostic) bool {
	return slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return slices.Contains(unreadableCodes, d.Code) })
}
