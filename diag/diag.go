// Package diag holds the one diagnostic type of the house: what is wrong with
// a text, where, and what a drafter can do about it. It is a leaf: it imports
// nothing of the house.
//
// A diagnostic keeps byte offsets; lines and columns are worked out only when
// it is printed, so that parsing a good file costs nothing for them.
package diag

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Severity is how much a diagnostic matters.
type Severity uint8

// An Error keeps a text from being used, a Warning does not, and a Note only
// informs.
const (
	Error Severity = iota
	Warning
	Note
)

var severityNames = [...]string{"error", "warning", "note"}

func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return "error"
}

// MarshalText gives the name, so that JSON shows words and no numbers.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Diagnostic says what is wrong, where, and what to do. Code is stable and
// listed in Codes.
type Diagnostic struct {
	Code     string
	Severity Severity
	Summary  string // one line, in the drafter's words
	Expected string // what could have stood here, or empty; printed as "expected ..."
	Hint     string // what to do, or empty; printed as "help: ..."
	Place    Place
	Related  []Related
}

// Place is a stretch of a source text: Src[From:To]. Src is the whole file, or
// a window of it when a large record is streamed; Before then says how much of
// the file precedes the window.
type Place struct {
	File     string
	Src      []byte
	From, To int32
	Before   Before
}

// Before counts what stands in a file ahead of a window of it: bytes, line
// ends, and the characters already on the window's first line.
type Before struct{ Bytes, Lines, Columns int32 }

// IsZero reports whether the place is nowhere.
func (p Place) IsZero() bool { return p.File == "" && p.Src == nil }

// Related is a second place, with the part it plays: "the first one".
type Related struct {
	Place
	Role string
}

// HasErrors reports whether any diagnostic is an error.
func HasErrors(list []Diagnostic) bool {
	return slices.ContainsFunc(list, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sort orders diagnostics by file, place and code; what is equal in all of
// them keeps its order.
func Sort(list []Diagnostic) {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.offset(), b.Place.offset()),
			cmp.Compare(a.Place.To, b.Place.To),
			cmp.Compare(a.Code, b.Code),
		)
	})
}

func (p Place) offset() int64 { return int64(p.Before.Bytes) + int64(p.From) }

// spot is a place as JSON shows it: lines and columns from 1, columns counted
// in characters, the end behind the last character.
type spot struct {
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

func (p Place) spot() spot {
	if p.IsZero() {
		return spot{}
	}
	s := spot{File: p.File}
	s.Line, s.Column = p.Position(p.From)
	s.EndLine, s.EndColumn = p.Position(p.To)
	return s
}

type relatedJSON struct {
	spot
	Role string `json:"role,omitempty"`
}

type diagnosticJSON struct {
	Code     string        `json:"code"`
	Severity Severity      `json:"severity"`
	Summary  string        `json:"summary"`
	Expected string        `json:"expected,omitempty"`
	Hint     string        `json:"hint,omitempty"`
	spot                   // where
	Related  []relatedJSON `json:"related,omitempty"`
}

// MarshalJSON gives the form that editors and the web read.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	out := diagnosticJSON{
		Code: d.Code, Severity: d.Severity, Summary: d.Summary,
		Expected: d.Expected, Hint: d.Hint, spot: d.Place.spot(),
	}
	for _, r := range d.Related {
		out.Related = append(out.Related, relatedJSON{r.Place.spot(), r.Role})
	}
	return json.Marshal(out)
}
