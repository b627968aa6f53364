package report

import (
	"io"
	"strings"

	"casus/diag"
)

// Counts are how many diagnostics of each severity there are.
type Counts struct{ Errors, Warnings, Notes int }

// Count counts diagnostics.
func Count(list []diag.Diagnostic) Counts {
	var n Counts
	for _, d := range list {
		switch d.Severity {
		case diag.Error:
			n.Errors++
		case diag.Warning:
			n.Warnings++
		default:
			n.Notes++
		}
	}
	return n
}

func (n Counts) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, counted(n, one, many))
		}
	}
	add(n.Errors, "error", "errors")
	add(n.Warnings, "warning", "warnings")
	add(n.Notes, "note", "notes")
	if len(parts) == 0 {
		return "nothing to complain of"
	}
	return strings.Join(parts, ", ")
}

// CheckJSON writes what a check found for programs.
func CheckJSON(w io.Writer, list []diag.Diagnostic, flaws []FlawsOf) error {
	if list == nil {
		list = []diag.Diagnostic{}
	}
	n := Count(list)
	lint := []FlawJSON{}
	for _, of := range flaws {
		for _, f := range JoinFlaws(of) {
			lint = append(lint, f.JSON(of))
		}
	}
	return writeJSON(w, struct {
		Diagnostics []diag.Diagnostic `json:"diagnostics"`
		Errors      int               `json:"errors"`
		Warnings    int               `json:"warnings"`
		Notes       int               `json:"notes"`
		Lint        []FlawJSON        `json:"lint"`
	}{list, n.Errors, n.Warnings, n.Notes, lint})
}
