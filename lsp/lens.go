package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"casus/diag"
	"casus/library"
	"casus/syntax"
	"casus/trial"
)

// runTestCommand runs a test, or all tests of a file: its arguments are the URI
// of the file and, for one test, its title and its line, counted from 0.
const runTestCommand = "casus.runTest"

// codeLenses stand above tests.
func codeLenses(_ context.Context, s *server, p *documentParams) (any, error) {
	list := []codeLens{}
	snap, f := s.work.read(p.TextDocument.URI)
	if f == nil {
		return list, nil
	}
	l := snap.linesOf(f)
	var tests []*syntax.Test
	for _, d := range f.Decls {
		if t, ok := d.(*syntax.Test); ok {
			tests = append(tests, t)
		}
	}
	if len(tests) > 1 {
		list = append(list, codeLens{span{}, command{fmt.Sprintf("run all %d tests", len(tests)), runTestCommand, []any{p.TextDocument.URI}}})
	}
	for _, t := range tests {
		at := l.span(syntax.Span{From: t.Span.From, To: t.Title.Span.To})
		list = append(list, codeLens{at, command{"run this test", runTestCommand, []any{p.TextDocument.URI, t.Title.Value, at.Start.Line}}})
	}
	return list, nil
}

// testOutcome is what became of a test, for the client.
type testOutcome struct {
	Title    string        `json:"title"`
	Line     int           `json:"line"` // from 0
	OK       bool          `json:"ok"`
	Checks   int           `json:"checks"`
	Failures []testFailure `json:"failures"`
}

type testFailure struct {
	Line    int      `json:"line"` // from 0
	Expect  string   `json:"expect"`
	Reason  string   `json:"reason"`
	Found   []string `json:"found"`
	Message string   `json:"message"`
}

type testRun struct {
	Tests   []testOutcome `json:"tests"`
	Passed  int           `json:"passed"`
	Failed  int           `json:"failed"`
	Summary string        `json:"summary"`
}

// executeCommand runs tests as the texts stand in the editor. What fails is
// shown where it stands, until the folder changes.
func executeCommand(ctx context.Context, s *server, p *executeParams) (any, error) {
	if p.Command != runTestCommand {
		return nil, failed("there is no command %s: the only one is %s", p.Command, runTestCommand)
	}
	uri, title, line, err := testArguments(p.Arguments)
	if err != nil {
		return nil, err
	}
	run, err := s.work.runTests(ctx, uri, title, line)
	if err != nil {
		return nil, err
	}
	kind := 3
	if run.Failed > 0 {
		kind = 1
	}
	s.notify("window/showMessage", messageParams{kind, run.Summary})
	return run, nil
}

func testArguments(args []json.RawMessage) (uri, title string, line int, err error) {
	bad := failed("%s takes the URI of a file and, for one test, its title and line", runTestCommand)
	line = -1
	if len(args) == 0 || len(args) > 3 || json.Unmarshal(args[0], &uri) != nil {
		return "", "", 0, bad
	}
	if len(args) > 1 && json.Unmarshal(args[1], &title) != nil || len(args) > 2 && json.Unmarshal(args[2], &line) != nil {
		return "", "", 0, bad
	}
	return uri, title, line, nil
}

// runTests runs the tests of a file, or the one of a title; where several have
// the title, that of the line.
func (w *workspace) runTests(ctx context.Context, uri, title string, line int) (*testRun, error) {
	p := pathOf(uri)
	w.mu.Lock()
	u := w.unitAt(p)
	if u == nil {
		w.mu.Unlock()
		return nil, failed("%s is not open", base(p))
	}
	s := w.snapshotOf(u)
	w.mu.Unlock()
	// Tests are run on a library of their own, so that nobody waits for them.
	lib, _ := u.memo.Load(w.desk, []string{u.reads})
	tests := testsOf(lib, p)
	if title != "" {
		tests = chosen(tests, title, line)
	}
	if len(tests) == 0 {
		return nil, failed("there is no such test in %s", base(p))
	}
	run := &testRun{Tests: []testOutcome{}}
	var shown []diagnostic
	for _, t := range tests {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if lib.Faulty(t.File) {
			return nil, failed("%s has errors of form: correct them first", base(p))
		}
		o, list := outcome(trial.Run(t), linesOf(t.File.Src))
		run.Tests = append(run.Tests, o)
		shown = append(shown, list...)
		if o.OK {
			run.Passed++
		} else {
			run.Failed++
		}
	}
	run.Summary = summary(run)
	said := s.lib.Check()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unitAt(p) == u && u.now == s {
		u.trials[p] = shown
		w.publish(u, s, said)
	}
	return run, nil
}

func testsOf(lib *library.Library, p string) []*library.Test {
	var list []*library.Test
	for _, f := range lib.Folders {
		for _, t := range f.Tests {
			if t.File.Path == p {
				list = append(list, t)
			}
		}
	}
	return list
}

// chosen are the tests of a title; of several the one at the line, if any is.
func chosen(tests []*library.Test, title string, line int) []*library.Test {
	var list []*library.Test
	for _, t := range tests {
		if t.Decl.Title.Value != title {
			continue
		}
		if linesOf(t.File.Src).at(t.Decl.Span.From).Line == line {
			return []*library.Test{t}
		}
		list = append(list, t)
	}
	return list
}

// outcome is a result for the client, and what is shown in the text.
func outcome(r *trial.Result, l *lines) (testOutcome, []diagnostic) {
	o := testOutcome{Title: r.Title(), Line: l.at(r.Place().From).Line, OK: r.OK(), Checks: r.Checks, Failures: []testFailure{}}
	var list []diagnostic
	add := func(at diag.Place, expect, reason string, found []string) {
		message := reason
		if len(found) > 0 {
			message += ":\n" + strings.Join(found, "\n")
		} else {
			found = []string{}
		}
		where := l.span(syntax.Span{From: at.From, To: at.To})
		o.Failures = append(o.Failures, testFailure{where.Start.Line, expect, reason, found, message})
		list = append(list, diagnostic{Range: where, Severity: 1, Source: "casus test", Message: message})
	}
	for _, d := range r.Faults {
		at := d.Place
		if at.File != r.Place().File {
			at = r.Place()
		}
		add(at, "", d.Summary, nil)
	}
	for _, f := range r.Failures {
		reason := f.Reason
		if len(f.Given) > 0 {
			reason += " (" + strings.Join(f.Given, ", ") + ")"
		}
		add(f.Place, f.Line, reason, f.Found)
	}
	return o, list
}

func summary(run *testRun) string {
	if len(run.Tests) == 1 {
		t := run.Tests[0]
		if t.OK {
			return fmt.Sprintf("passed: %s", t.Title)
		}
		return fmt.Sprintf("failed: %s: %s", t.Title, t.Failures[0].Reason)
	}
	if run.Failed == 0 {
		return fmt.Sprintf("all %d tests passed", run.Passed)
	}
	return fmt.Sprintf("%d of %d tests failed", run.Failed, len(run.Tests))
}
