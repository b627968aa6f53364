package charter

import (
	"fmt"
	"slices"
	"strings"

	"casus/diag"
	"casus/syntax"
)

// PlaceOf is where a span of a file stands.
func PlaceOf(f *syntax.File, s syntax.Span) diag.Place {
	if f == nil {
		return diag.Place{}
	}
	return diag.Place{File: f.Path, Src: f.Src, From: s.From, To: s.To}
}

// report collects diagnostics. The same finding about the same place is kept
// once: a clause may be resolved again for each text that takes it over.
type report struct {
	list []diag.Diagnostic
	seen map[reportKey]bool
	// unread are rules of which a clause has probably been taken for something
	// else: that it is missing follows from what was said of it.
	unread []*Rule
}

// has reports whether something with that code was found.
func (r *report) has(code string) bool {
	return slices.ContainsFunc(r.list, func(d diag.Diagnostic) bool { return d.Code == code })
}

type reportKey struct {
	code, file, summary string
	from                int32
}

func (r *report) add(d diag.Diagnostic) {
	key := reportKey{d.Code, d.Place.File, d.Summary, d.Place.From}
	if r.seen[key] {
		return
	}
	if r.seen == nil {
		r.seen = make(map[reportKey]bool)
	}
	r.seen[key] = true
	r.list = append(r.list, d)
}

func (r *report) error(code string, at diag.Place, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Severity: diag.Error, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (r *report) warn(code string, at diag.Place, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Severity: diag.Warning, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (r *report) note(code string, at diag.Place, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Severity: diag.Note, Place: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

// didYouMean offers the nearest candidate, else says what there is, else
// nothing.
func didYouMean(word string, candidates []string) string {
	if c := diag.Closest(word, candidates); c != "" {
		return "did you mean " + c + "?"
	}
	switch n := len(candidates); {
	case n == 1:
		return "there is only " + candidates[0]
	case n > 1 && n <= 8:
		return "there are " + enumerate(candidates, "and")
	}
	return ""
}

// enumerate joins words as people do: a, b and c.
func enumerate(words []string, last string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

func diagError(code string, at diag.Place, hint, summary string) diag.Diagnostic {
	return diag.Diagnostic{Code: code, Severity: diag.Error, Place: at, Hint: hint, Summary: summary}
}
