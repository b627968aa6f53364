package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/report"
	"casus/syntax"
)

// folderOf loads what a CASE-PATH names and picks the folder whose case is
// meant: the one named, or the only one below it that declares a case. A file
// stands for its folder: a case is never in one file alone.
func (p *program) folderOf(given string) (*library.Folder, error) {
	at := given
	if info, err := os.Stat(given); err == nil && !info.IsDir() && filepath.Ext(given) == ".casus" {
		at = filepath.Dir(given)
	}
	lib, diags := library.Load([]string{at})
	if unreadable(diags) {
		report.Diagnostics(p.err, onlyErrors(diags), p.errStyle)
		return nil, &failure{code: exitUnreadable}
	}
	if bad := blocking(lib, diags); len(bad) > 0 {
		report.Diagnostics(p.err, bad, p.errStyle)
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

// blocking are the errors that stand in the way of running a case. Those of
// files which hold tests only do not: `casus test` shows them.
func blocking(lib *library.Library, list []diag.Diagnostic) []diag.Diagnostic {
	testsOnly := map[string]bool{}
	for _, f := range lib.Files {
		testsOnly[f.Path] = len(f.Head) == 0 && len(f.Decls) > 0 && !slices.ContainsFunc(f.Decls, func(d syntax.Decl) bool {
			switch d.(type) {
			case *syntax.Test, *syntax.Outlook:
				return false
			}
			return true
		})
	}
	return slices.DeleteFunc(onlyErrors(list), func(d diag.Diagnostic) bool { return testsOnly[d.Place.File] })
}

// caseFlags say which case of a folder is meant.
type caseFlags struct {
	Case    string   `help:"A case that the folder declares; the first if not said." placeholder:"NAME"`
	Charter []string `help:"Run the record under this charter and what it amends: as the first case that lists it has it, else on its own." placeholder:"NAME"`
}

// build builds the case that the flags name.
func (c caseFlags) build(p *program, f *library.Folder) (*library.Built, error) {
	if len(c.Charter) == 0 {
		b, diags := f.Case(c.Case)
		return b, p.usable(diags)
	}
	return p.under(f, c.Case, c.Charter)
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

// under builds the case in which the charters named are law.
//
// The first case of the folder that lists a charter says what is law beside
// it: so `csto-2002` is the law without the reforms that other cases propose,
// and a reform is the case that lists it. A charter that no case lists is law
// with what it amends, on the days the folder's first case gives to those it
// lists, else on their own; the first case's charters of other families stay.
func (p *program) under(f *library.Folder, caseName string, names []string) (*library.Built, error) {
	base := f.FindCase(caseName)
	if base == nil && caseName != "" {
		_, diags := f.Case(caseName)
		return nil, p.usable(diags)
	}
	var specs []charter.TextSpec
	reads := base
	for i, n := range names {
		if f.Charter(n) == nil {
			return nil, p.noCharter(f, n)
		}
		lister := listing(f, base, n)
		var more []charter.TextSpec
		if lister != nil {
			more = library.Specs(lister.Decl.Under, lister.File)
			if i == 0 {
				reads = lister
			}
		} else {
			more = alone(f, base, n)
		}
		for _, s := range more {
			if !slices.ContainsFunc(specs, func(t charter.TextSpec) bool { return t.Charter == s.Charter }) {
				specs = append(specs, s)
			}
		}
	}
	b, diags := f.CaseOf(specs)
	if b == nil {
		return nil, p.usable(diags)
	}
	if reads != nil {
		// The record is that which the case reads; the folder may hold others.
		full, more := reads.Build()
		if full != nil && full.Case.Vocab == b.Case.Vocab {
			b.Record, b.Given = full.Record, keepGiven(full.Given, b.Case)
			b.Title = full.Title
			diags = append(diags, more...)
		}
	}
	b.Name = strings.Join(names, " + ")
	b.Case.Name, b.Case.Title = b.Name, b.Title
	return b, p.usable(diags)
}

// keepGiven drops the readings that the charters of the case do not have.
func keepGiven(list []library.Given, c *charter.Case) []library.Given {
	var out []library.Given
	for _, g := range list {
		if refs, ok := c.Reading(g.Name); ok {
			g.Refs = refs
			out = append(out, g)
		}
	}
	return out
}

func (p *program) noCharter(f *library.Folder, name string) error {
	var all []string
	for x := f; x != nil; x = x.Parent {
		for _, c := range x.Charters {
			all = append(all, c.Decl.Name.Name)
		}
	}
	if near := diag.Closest(name, all); near != "" {
		return usage("there is no charter %s: did you mean %s?", name, near)
	}
	return usage("there is no charter %s: there are %s", name, strings.Join(all, ", "))
}

// listing is the first case that lists a charter: the base case, if it does.
func listing(f *library.Folder, base *library.Case, name string) *library.Case {
	lists := func(c *library.Case) bool {
		return slices.ContainsFunc(c.Decl.Under, func(u syntax.Under) bool { return u.Charter.Name == name })
	}
	if base != nil && lists(base) {
		return base
	}
	for x := f; x != nil; x = x.Parent {
		for _, c := range x.Cases {
			if lists(c) {
				return c
			}
		}
	}
	return nil
}

// alone is a charter that no case lists, with what it amends, and beside it
// the base case's charters of other families.
func alone(f *library.Folder, base *library.Case, name string) []charter.TextSpec {
	line := ancestry(f, name)
	var specs []charter.TextSpec
	if base != nil {
		for _, s := range library.Specs(base.Decl.Under, base.File) {
			own := ancestry(f, s.Charter)
			if own[len(own)-1] != line[len(line)-1] || slices.Contains(line, s.Charter) {
				specs = append(specs, s)
			}
		}
	}
	return append(specs, charter.TextSpec{Charter: name})
}

// ancestry is a charter and those it amends, the root last.
func ancestry(f *library.Folder, name string) []string {
	list := []string{name}
	for c := f.Charter(name); c != nil && c.Decl.Amends.Name != ""; c = c.Folder.Charter(c.Decl.Amends.Name) {
		if slices.Contains(list, c.Decl.Amends.Name) {
			break
		}
		list = append(list, c.Decl.Amends.Name)
	}
	return list
}

// day reads a day, month or year from the command line; of a month or year the
// last day is meant.
func parseDay(flag, s string) (calendar.Day, error) {
	v, diags := syntax.ParseValue(s)
	if len(diags) == 0 {
		switch e := v.Expr.(type) {
		case *syntax.PointExpr:
			return e.Point.Last, nil
		case *syntax.NumExpr:
			if y, ok := yearOf(s); ok {
				return y, nil
			}
		}
	}
	return 0, usage("%s %s: a day is written 2022-09-14, a month 2022-09, a year 2022", flag, s)
}

func yearOf(s string) (calendar.Day, bool) {
	var y int
	if len(s) != 4 {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		y = y*10 + int(c-'0')
	}
	return calendar.Date(y, 12, 31)
}
