package inquiry

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/syntax"
)

// Blocking are the errors among the diagnostics of a library that stand in the
// way of running a case. Those of files which hold tests or outlooks only do
// not: `casus test` shows them.
func Blocking(lib *library.Library, list []diag.Diagnostic) []diag.Diagnostic {
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
	return slices.DeleteFunc(errorsOf(list), func(d diag.Diagnostic) bool { return testsOnly[d.Place.File] })
}

// Law builds a case of a folder: the one of the name, or the first that is
// declared; or the case in which the charters named are law.
//
// The first case of the folder that lists a charter says what is law beside
// it: so `csto-2002` is the law without the reforms that other cases propose,
// and a reform is the case that lists it. A charter that no case lists is law
// with what it amends, on the days the folder's first case gives to those it
// lists, else on their own; the first case's charters of other families stay.
//
// The case can be run where the error is nil and no diagnostic is an error.
func Law(f *library.Folder, caseName string, charters []string) (*library.Built, []diag.Diagnostic, error) {
	if len(charters) == 0 {
		b, diags := f.Case(caseName)
		return b, diags, nil
	}
	base := f.FindCase(caseName)
	if base == nil && caseName != "" {
		_, diags := f.Case(caseName)
		return nil, diags, nil
	}
	return lawOf(f, base, charters, false)
}

// LawUpTo is the law of one charter without what its case lists behind it: the
// text as it stood before the later amendments were made.
func LawUpTo(f *library.Folder, caseName, name string) (*library.Built, []diag.Diagnostic, error) {
	return lawOf(f, f.FindCase(caseName), []string{name}, true)
}

// lawOf builds the case in which charters are law, each beside those that a
// case lists with it; with upTo without those listed behind it.
func lawOf(f *library.Folder, base *library.Case, charters []string, upTo bool) (*library.Built, []diag.Diagnostic, error) {
	var specs []charter.TextSpec
	reads := base
	for i, n := range charters {
		if f.Charter(n) == nil {
			return nil, nil, unknown("charter", n, CharterNames(f))
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
			if upTo && s.Charter == n {
				break
			}
		}
	}
	b, diags := f.CaseOf(specs)
	if b == nil {
		return nil, diags, nil
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
	b.Name = strings.Join(charters, " + ")
	b.Case.Name, b.Case.Title = b.Name, b.Title
	return b, diags, nil
}

// CharterNames lists the charters that can be named from a folder.
func CharterNames(f *library.Folder) []string {
	var all []string
	for x := f; x != nil; x = x.Parent {
		for _, c := range x.Charters {
			all = append(all, c.Decl.Name.Name)
		}
	}
	return all
}

// NoCharter says that a folder has no charter of a name.
func NoCharter(f *library.Folder, name string) error {
	return unknown("charter", name, CharterNames(f))
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

// listing is the first case that lists a charter: the base case, if it does.
func listing(f *library.Folder, base *library.Case, name string) *library.Case {
	if base != nil && lists(base, name) {
		return base
	}
	for x := f; x != nil; x = x.Parent {
		for _, c := range x.Cases {
			if lists(c, name) {
				return c
			}
		}
	}
	return nil
}

func lists(c *library.Case, name string) bool {
	return slices.ContainsFunc(c.Decl.Under, func(u syntax.Under) bool { return u.Charter.Name == name })
}

// alone is a charter that no case lists, with what it amends, and beside it
// the base case's charters of other families.
func alone(f *library.Folder, base *library.Case, name string) []charter.TextSpec {
	line := Ancestry(f, name)
	var specs []charter.TextSpec
	if base != nil {
		for _, s := range library.Specs(base.Decl.Under, base.File) {
			own := Ancestry(f, s.Charter)
			if own[len(own)-1] != line[len(line)-1] || slices.Contains(line, s.Charter) {
				specs = append(specs, s)
			}
		}
	}
	return append(specs, charter.TextSpec{Charter: name})
}

// Ancestry is a charter and those it amends, the root last.
func Ancestry(f *library.Folder, name string) []string {
	list := []string{name}
	for c := f.Charter(name); c != nil && c.Decl.Amends.Name != ""; c = c.Folder.Charter(c.Decl.Amends.Name) {
		if slices.Contains(list, c.Decl.Amends.Name) {
			break
		}
		list = append(list, c.Decl.Amends.Name)
	}
	return list
}
