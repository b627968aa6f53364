// Package cases_test holds the shipped cases to what is promised of them: they
// check without an error, their tests pass, and a byte changed anywhere in them
// does not pass unnoticed.
package cases_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"casus/calendar"
	"casus/coverage"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/trial"
)

// roots are the folders of the shipped cases that hold anything.
func roots(t *testing.T) []string {
	t.Helper()
	dirs, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range dirs {
		if files, _ := fs.Glob(os.DirFS(d.Name()), "*.casus"); d.IsDir() && len(files) > 0 {
			out = append(out, d.Name())
		}
	}
	if len(out) == 0 {
		t.Fatal("no cases")
	}
	return out
}

func explained(list []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range list {
		line := 0
		if !d.Place.IsZero() {
			line, _ = d.Place.Position(d.Place.From)
		}
		b.WriteString(path.Join("cases", d.Place.File) + ":" + itoa(line) + ": " + d.Code + " " + d.Summary + "\n")
	}
	return b.String()
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func errorsOf(list []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range list {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}

// TestCasesCheck: every shipped case is read and checked without an error.
func TestCasesCheck(t *testing.T) {
	for _, root := range roots(t) {
		lib, list := library.Load([]string{root})
		if list = errorsOf(append(list, lib.Check()...)); len(list) > 0 {
			t.Errorf("%s:\n%s", root, explained(list))
		}
	}
}

// TestCasesCoverage: the table of articles beside the charters of a case agrees
// with them.
func TestCasesCoverage(t *testing.T) {
	for _, root := range roots(t) {
		file := path.Join(root, coverage.FileName)
		src, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		lib, _ := library.Load([]string{root})
		rows, list := coverage.Parse(file, src)
		_, problems := coverage.Check(rows, diag.Place{File: file}, lib.Folders[0], nil)
		if list = append(list, problems...); len(list) > 0 {
			t.Errorf("%s:\n%s", root, explained(list))
		}
	}
}

// TestCasesTests runs the tests that stand beside the charters.
func TestCasesTests(t *testing.T) {
	ran := map[string]int{}
	for _, root := range roots(t) {
		lib, _ := library.Load([]string{root})
		for _, f := range lib.Folders {
			for _, x := range f.Tests {
				t.Run(root+"/"+x.Decl.Title.Value, func(t *testing.T) {
					r := trial.Run(x)
					for _, why := range r.Failures {
						line, _ := why.Place.Position(why.Place.From)
						t.Errorf("%s:%d: %s: %s %s", why.Place.File, line, why.Line, why.Reason, strings.Join(why.Found, "; "))
					}
					if len(r.Faults) > 0 {
						t.Error(explained(r.Faults))
					}
					if r.OK() && r.Checks == 0 {
						t.Error("nothing is expected")
					}
				})
				ran[root]++
			}
		}
	}
	if ran["csto"] < 60 {
		t.Errorf("the CSTO case has %d tests; at least 60 are promised", ran["csto"])
	}
}

// TestCasesRun: every declared case has a docket, and the same one each time.
func TestCasesRun(t *testing.T) {
	for _, root := range roots(t) {
		lib, _ := library.Load([]string{root})
		for _, f := range lib.Folders {
			for _, c := range f.Cases {
				b, list := c.Build()
				if diag.HasErrors(list) {
					continue // told by TestCasesCheck
				}
				var said [2]string
				for i := range said {
					d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 64})
					if err != nil {
						t.Fatalf("%s: %v", b.Name, err)
					}
					if len(d.Findings) == 0 {
						t.Errorf("%s: nothing is found", b.Name)
					}
					said[i] = docketText(d)
				}
				if said[0] != said[1] {
					t.Errorf("%s: two runs differ", b.Name)
				}
			}
		}
	}
}
