package main

import (
	"errors"
	"regexp"
	"time"

	"casus/library"
	"casus/report"
	"casus/trial"
)

type testCommand struct {
	Paths   []string `arg:"" help:"Files and folders." placeholder:"PATH"`
	Run_    string   `name:"run" short:"r" help:"Only tests whose title matches this regular expression." placeholder:"PATTERN"`
	Verbose bool     `short:"v" help:"Name the tests that passed, too."`
	JSON    bool     `name:"json" help:"Print the results as JSON."`
}

func (testCommand) Help() string {
	return "A test is a small history, or a case with its record, and what must be found of it. Of one that fails it is said what was found instead. Ctrl-C ends after the test in hand, and says how many were not run."
}

func (testCommand) Examples() string {
	return `
casus test cases/csto                       all tests of the case
casus test cases/csto --run 'Article 4'     those whose title matches
casus test -v cases/csto                    name those that passed, too
casus test --json cases/csto | jq '.tests[] | select(.ok | not) | .title'

A test stands beside the charter:

  test "a request obliges every other member"  under csto-2011
    2014-03-01  attack by AFG on TJK
    2014-03-02  request-help by TJK to CSTO
    expect opening of help by RUS to TJK on 2014-03-02
`
}

// Run runs tests, file by file.
func (c *testCommand) Run(p *program) error {
	only, err := regexp.Compile(c.Run_)
	if err != nil {
		return usage("--run %s: %s", c.Run_, err)
	}
	lib, diags := library.Load(c.Paths)
	if unreadable(diags) {
		report.Diagnostics(p.err, onlyErrors(diags), p.errStyle)
		return &failure{code: exitUnreadable}
	}
	ctx, end := p.interruptible() // until all is printed
	defer end()
	r := report.NewTests(p.out, p.style, c.Verbose, c.JSON)
	var left int // tests that were not run
	for _, f := range filesWithTests(lib) {
		start := time.Now()
		var results []report.TestResult
		if lib.Faulty(f.file) {
			r.Unreadable(f.path, inFile(diags, f.path))
			continue
		}
		for _, t := range f.tests {
			switch {
			case !only.MatchString(t.Decl.Title.Value):
				continue
			case ctx.Err() != nil:
				left++
				continue
			}
			done := p.working("testing " + f.path)
			results = append(results, shownTest(trial.Run(t)))
			done()
		}
		if len(results) > 0 {
			r.File(f.path, results, time.Since(start))
			if err := p.out.Flush(); err != nil {
				return err
			}
		}
	}
	var broken error
	if left > 0 {
		broken = brokenOff("%d of %d tests were not run", left, left+r.Passed()+r.Failed())
		r.Broken(broken.Error())
	}
	if err := r.End(); err != nil {
		return err
	}
	if r.Failed() > 0 {
		return errors.Join(errProblems, broken)
	}
	if left > 0 {
		return broken
	}
	if r.Passed() == 0 {
		if c.Run_ != "" {
			p.note("no test has a title that matches %s", c.Run_)
		} else {
			p.note("there are no tests here")
		}
	}
	return nil
}

// shownTest is a result as package report shows it.
func shownTest(r *trial.Result) report.TestResult {
	t := report.TestResult{Title: r.Title(), Place: r.Place(), Checks: r.Checks, Took: r.Took, Faults: r.Faults}
	for _, f := range r.Failures {
		t.Failures = append(t.Failures, report.TestFailure{Place: f.Place, Line: f.Line, Given: f.Given, AsOf: f.AsOf.String(),
			Reason: f.Reason, Found: f.Found})
	}
	return t
}
