package main

import (
	"fmt"
	"slices"
	"strings"

	"casus/diag"
	"casus/library"
	"casus/lint"
	"casus/report"
)

// flawsOf looks for flaws of all laws that were read. What the check has
// already warned of at the same place is not said again.
func flawsOf(lib *library.Library, said []diag.Diagnostic) []report.FlawsOf {
	var all []report.FlawsOf
	for _, law := range lib.Laws() {
		list := slices.DeleteFunc(lint.Findings(law.Case), func(f lint.Finding) bool {
			return slices.ContainsFunc(said, func(d diag.Diagnostic) bool {
				return d.Place.File == f.Place.File && d.Place.From == f.Place.From && slices.Contains(sameAs[d.Code], f.Code)
			})
		})
		if n := len(all); n == 0 || all[n-1].Folder != law.Folder.Path {
			all = append(all, report.FlawsOf{Folder: law.Folder.Path})
		}
		last := &all[len(all)-1]
		last.Cases, last.Lists = append(last.Cases, law.Name), append(last.Lists, list)
	}
	return all
}

// sameAs lists the checks that say what another diagnostic says already.
var sameAs = map[string][]string{
	"E0246": {"L02"},
	"E0247": {"L05"},
	"E0248": {"L03"},
}

func warns(all []report.FlawsOf) bool {
	for _, of := range all {
		for _, list := range of.Lists {
			if slices.ContainsFunc(list, func(f lint.Finding) bool { return f.Severity == diag.Warning }) {
				return true
			}
		}
	}
	return false
}

func flawsJSON(all []report.FlawsOf) []report.FlawJSON {
	out := []report.FlawJSON{}
	for _, of := range all {
		for _, f := range report.JoinFlaws(of) {
			out = append(out, f.JSON(of))
		}
	}
	return out
}

// explainCode prints what a code means.
func explainCode(p *program, code string) error {
	code = strings.ToUpper(code)
	if e, ok := lint.Find(code); ok {
		return report.Explain(p.out, e, p.style)
	}
	if meaning, ok := diag.Codes[code]; ok {
		fmt.Fprintf(p.out, "%s %s\n", code, meaning)
		return nil
	}
	var all []string
	for _, e := range lint.Table() {
		all = append(all, e.Code)
	}
	for _, c := range diag.AllCodes() {
		all = append(all, c.Code)
	}
	if near := diag.Closest(code, all); near != "" {
		return usage("there is no code %s: did you mean %s?", code, near)
	}
	return usage("there is no code %s: the checks are %s to %s, and docs/spec.md lists the rest", code, lint.Table()[0].Code, lint.Table()[len(lint.Table())-1].Code)
}
