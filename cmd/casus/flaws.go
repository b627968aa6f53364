package main

import (
	"fmt"
	"slices"
	"strings"

	"casus/diag"
	"casus/lint"
	"casus/report"
)

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
