package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"casus/diag"
	"casus/inquiry"
	"casus/library"
	"casus/report"
)

// folderOf loads what a CASE-PATH names and picks the folder whose case is
// meant: the one named, or the only one below it that declares a case. A file
// stands for its folder: a case is never in one file alone.
func (p *program) folderOf(given string) (*library.Folder, error) {
	at := given
	if info, err := os.Stat(given); err == nil && !info.IsDir() && filepath.Ext(given) == ".casus" {
		at = filepath.Dir(given)
	}
	lib, diags := library.LoadToRun([]string{at})
	if unreadable(diags) {
		report.Diagnostics(p.err, onlyErrors(diags), p.errStyle)
		return nil, &failure{code: exitUnreadable}
	}
	if bad := inquiry.Blocking(lib, diags); len(bad) > 0 {
		report.Diagnostics(p.err, bad, p.errStyle)
		p.note("there may be more: casus check %s says all that is wrong", given)
		return nil, errProblems
	}
	clean := path.Clean(filepath.ToSlash(at))
	var withCase []*library.Folder
	var here *library.Folder
	for _, f := range lib.Folders {
		if f.Path == clean {
			here = f
		}
		if len(f.Cases) > 0 {
			withCase = append(withCase, f)
		}
	}
	switch {
	case here != nil && (len(here.Cases) > 0 || len(withCase) == 0):
		return here, nil
	case len(withCase) == 1:
		return withCase[0], nil
	case len(withCase) > 1:
		var list []string
		for _, f := range withCase {
			list = append(list, f.Path)
		}
		return nil, usage("%s holds several cases: name one of %s", given, strings.Join(list, ", "))
	}
	if len(lib.Folders) > 0 {
		return lib.Folders[0], nil
	}
	return nil, &failure{exitUnreadable, fmt.Errorf("there are no casus files in %s", given)}
}

func onlyErrors(list []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range list {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}

// caseFlags say which case of a folder is meant.
type caseFlags struct {
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Run the record under this charter and what it amends: as the first case that lists it has it, else on its own." placeholder:"NAME"`
}

// build builds the case that the flags name.
func (c caseFlags) build(p *program, f *library.Folder) (*library.Built, error) {
	b, diags, err := inquiry.Law(f, c.Case, c.Charter)
	if err != nil {
		return nil, err
	}
	return b, p.usable(diags)
}

// at builds the case that is meant by the folder of a path.
func (c caseFlags) at(p *program, path string) (*library.Built, error) {
	f, err := p.folderOf(path)
	if err != nil {
		return nil, err
	}
	return c.build(p, f)
}

// usable prints errors, and ends the call if there are any.
func (p *program) usable(diags []diag.Diagnostic) error {
	if bad := onlyErrors(diags); len(bad) > 0 {
		report.Diagnostics(p.err, bad, p.errStyle)
		if unreadable(bad) {
			return &failure{code: exitUnreadable}
		}
		return errProblems
	}
	return nil
}
