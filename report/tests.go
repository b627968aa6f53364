package report

// What a test runner found is handed over as TestResult, since this package
// stands below the runner.

import (
	"fmt"
	"io"
	"strings"
	"time"

	"casus/diag"
)

// TestResult is one test as it is shown.
type TestResult struct {
	Title    string
	Place    diag.Place
	Checks   int
	Took     time.Duration
	Failures []TestFailure
	Faults   []diag.Diagnostic
}

// OK reports whether the test passed.
func (t TestResult) OK() bool { return len(t.Failures) == 0 && len(t.Faults) == 0 }

// TestFailure is one expectation that was not met.
type TestFailure struct {
	Place  diag.Place
	Line   string
	Given  []string
	AsOf   string
	Reason string
	Found  []string
}

// Tests writes the results of tests as they come, in the manner of `go test`.
type Tests struct {
	w       io.Writer
	s       Style
	verbose bool
	json    *testsJSON
	passed  int
	failed  int
	broken  string
	err     error
}

type testsJSON struct {
	Tests  []testJSON `json:"tests"`
	Passed int        `json:"passed"`
	Failed int        `json:"failed"`
	Broken string     `json:"broken"`
}

type testJSON struct {
	File     string            `json:"file"`
	Line     int               `json:"line"`
	Title    string            `json:"title"`
	OK       bool              `json:"ok"`
	Checks   int               `json:"checks"`
	Seconds  float64           `json:"seconds"`
	Failures []failureJSON     `json:"failures"`
	Faults   []diag.Diagnostic `json:"faults"`
}

type failureJSON struct {
	Line   int      `json:"line"`
	Expect string   `json:"expect"`
	Given  []string `json:"given"`
	AsOf   string   `json:"asOf"`
	Reason string   `json:"reason"`
	Found  []string `json:"found"`
}

// NewTests begins a report of tests.
func NewTests(w io.Writer, s Style, verbose, asJSON bool) *Tests {
	t := &Tests{w: w, s: s, verbose: verbose}
	if asJSON {
		t.json = &testsJSON{Tests: []testJSON{}}
	}
	return t
}

// Passed and Failed are how many tests did so far. A file that cannot be read
// counts as one that failed.
func (t *Tests) Passed() int { return t.passed }

// Failed is how many tests failed.
func (t *Tests) Failed() int { return t.failed }

func (t *Tests) print(format string, args ...any) {
	if t.err == nil && t.json == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

// Unreadable tells of a file whose tests could not be run.
func (t *Tests) Unreadable(path string, list []diag.Diagnostic) {
	t.failed++
	if t.json != nil {
		t.json.Tests = append(t.json.Tests, testJSON{File: path, Failures: []failureJSON{}, Faults: list})
		return
	}
	for _, d := range list {
		t.diagnostic(d)
	}
	t.print("%s  %s  cannot be read\n", t.s.paint(red, "FAIL"), path)
}

func (t *Tests) diagnostic(d diag.Diagnostic) {
	var b strings.Builder
	diag.Print(&b, []diag.Diagnostic{d}, t.s.Colour)
	for _, line := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
		t.print("    %s\n", line)
	}
}

// File tells of the tests of one file.
func (t *Tests) File(path string, results []TestResult, took time.Duration) {
	failed := 0
	for _, r := range results {
		if r.OK() {
			t.passed++
		} else {
			t.failed++
			failed++
		}
		if t.json != nil {
			t.json.Tests = append(t.json.Tests, resultJSON(path, r))
			continue
		}
		t.one(r)
	}
	word := t.s.paint(green, "ok  ")
	count := counted(len(results), "test", "tests")
	if failed > 0 {
		word = t.s.paint(red, "FAIL")
		count += ", " + group(failed) + " failed"
	}
	t.print("%s  %s  %.2fs  %s\n", word, path, took.Seconds(), count)
}

func (t *Tests) one(r TestResult) {
	switch {
	case !r.OK():
		t.print("%s %s\n    %s\n", t.s.paint(red, "--- FAIL:"), clean(r.Title), lineOf(r.Place))
	case t.verbose:
		t.print("%s %s (%.2fs)\n", t.s.paint(green, "--- PASS:"), clean(r.Title), r.Took.Seconds())
	}
	for _, d := range r.Faults {
		t.diagnostic(d)
	}
	for _, f := range r.Failures {
		t.print("    %s: %s\n", lineOf(f.Place), t.s.paint(bold, f.Line))
		if len(f.Given) > 0 {
			t.print("        under %s\n", strings.Join(f.Given, ", "))
		}
		more := ""
		if len(f.Found) > 0 {
			more = ":"
		}
		t.print("        %s%s\n", f.Reason, more)
		for _, x := range f.Found {
			t.print("            %s\n", x)
		}
	}
}

// Broken says why not all tests were run.
func (t *Tests) Broken(why string) { t.broken = why }

// End writes the last line.
func (t *Tests) End() error {
	if t.json != nil {
		t.json.Passed, t.json.Failed, t.json.Broken = t.passed, t.failed, t.broken
		return writeJSON(t.w, t.json)
	}
	i := green
	if t.failed > 0 {
		i = red
	}
	t.print("%s\n", t.s.paint(i, fmt.Sprintf("%d passed, %d failed", t.passed, t.failed)))
	if t.broken != "" {
		t.print("%s\n", t.s.paint(red, clean(t.broken)))
	}
	return t.err
}

// lineOf is file:line of a place.
func lineOf(p diag.Place) string {
	line, _ := p.Position(p.From)
	return fmt.Sprintf("%s:%d", clean(p.File), line)
}

func resultJSON(path string, r TestResult) testJSON {
	line, _ := r.Place.Position(r.Place.From)
	j := testJSON{File: path, Line: line, Title: r.Title, OK: r.OK(), Checks: r.Checks, Seconds: r.Took.Seconds(),
		Failures: []failureJSON{}, Faults: r.Faults}
	if j.Faults == nil {
		j.Faults = []diag.Diagnostic{}
	}
	for _, f := range r.Failures {
		n, _ := f.Place.Position(f.Place.From)
		j.Failures = append(j.Failures, failureJSON{n, f.Line, listed(f.Given), f.AsOf, f.Reason, listed(f.Found)})
	}
	return j
}
