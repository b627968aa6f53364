// Package inquiry reads what people ask of a case, in the words in which the
// command line and the page ask alike: which charters are law, how the case is
// looked at, which findings are meant, what is held against what. It decides
// nothing about a case; it turns words into views, selections and findings, or
// says why they are none.
package inquiry

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/diag"
	"casus/syntax"
)

// Wrong is an error of who asks: a word that the case does not know, or one
// that is not well written. Nothing is wrong with the case.
type Wrong struct {
	Name  string // what was asked by: as-of, account, reading, ...; empty where a word stands by itself
	Given string // what was given by that name
	Text  string // why it will not do, and what would
	// Exists lists what there is of the sort asked for, where that is known.
	Exists []string
	// Diagnostics say it at its place, where a phrase or value was read as casus
	// text; Text is then empty.
	Diagnostics []diag.Diagnostic
}

func (w *Wrong) Error() string {
	switch {
	case len(w.Diagnostics) > 0:
		return w.Diagnostics[0].Summary
	case w.Name == "":
		return w.Text
	}
	return w.Name + " " + w.Given + ": " + w.Text
}

// unknown says that there is no such thing, and what there is.
func unknown(what, name string, known []string) *Wrong {
	w := &Wrong{Exists: known}
	if near := diag.Closest(name, known); near != "" {
		w.Text = fmt.Sprintf("there is no %s %s: did you mean %s?", what, name, near)
	} else {
		w.Text = fmt.Sprintf("there is no %s %s: %s", what, name, there(what, known))
	}
	return w
}

func there(what string, known []string) string {
	if len(known) == 0 {
		return "there is none"
	}
	article := "there are "
	if what == "rule" {
		article = "the rules are "
	}
	return article + strings.Join(known, ", ")
}

// Day reads a day, month or year; of a month or year the last day is meant.
// Name says by which word it was asked for.
func Day(name, s string) (calendar.Day, error) {
	days, err := Days(name, s)
	return days.Hi, err
}

// FirstDay is Day, and of a month or year the first day is meant.
func FirstDay(name, s string) (calendar.Day, error) {
	days, err := Days(name, s)
	return days.Lo, err
}

// Days reads a day, month or year: its first day and its last.
func Days(name, s string) (calendar.Extent, error) {
	v, diags := syntax.ParseValue(s)
	if len(diags) == 0 {
		switch e := v.Expr.(type) {
		case *syntax.PointExpr:
			return calendar.Extent{Lo: e.Point.First, Hi: e.Point.Last}, nil
		case *syntax.NumExpr:
			if y, ok := yearOf(s); ok {
				return y, nil
			}
		}
	}
	// The parser says best what is wrong with a date that is well written, or nearly.
	if len(diags) > 0 && diags[0].Code == "E0108" && diags[0].Hint != "" {
		return calendar.Extent{}, &Wrong{Name: name, Given: s, Text: diags[0].Summary + ": " + diags[0].Hint}
	}
	return calendar.Extent{}, &Wrong{Name: name, Given: s, Text: "a day is written 2022-09-14, a month 2022-09, a year 2022"}
}

// yearOf reads a year of four digits.
func yearOf(s string) (calendar.Extent, bool) {
	y, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 || s[0] == '-' || s[0] == '+' {
		return calendar.Extent{}, false
	}
	first, ok := calendar.Date(y, 1, 1)
	last, ok2 := calendar.Date(y, 12, 31)
	return calendar.Extent{Lo: first, Hi: last}, ok && ok2
}

// errorsOf keeps what is an error.
func errorsOf(list []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}
