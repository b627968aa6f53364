package trial

import (
	"regexp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/syntax"
)

// Want is an expectation that stands by itself: what a person would have had
// happen.
type Want struct {
	Text   string
	expect *syntax.Check
	file   *syntax.File
	only   string // the kind of rule it is about, or empty
}

// wantHead is what a want stands behind to be read as a line of a test.
const wantHead = "test \"\"\n  expect "

var anyRule = regexp.MustCompile(`\bany (ban|duty|power|procedure|consequence)\b`)

// ParseWant reads an expectation as it is written behind `expect`; besides, `any
// duty` (ban, power, procedure, consequence) stands for any rule of that kind.
func ParseWant(text string) (*Want, []diag.Diagnostic) {
	w := &Want{Text: text}
	src := anyRule.ReplaceAllStringFunc(text, func(s string) string {
		w.only = s[len("any "):]
		return "any rule"
	})
	f, diags := syntax.Parse("--want", []byte(wantHead+src+"\n"))
	if len(diags) > 0 {
		return nil, diags
	}
	w.file = f
	if t, ok := f.Decls[0].(*syntax.Test); ok && len(f.Decls) == 1 && len(t.Checks) == 1 && t.Checks[0].Expect != nil && len(t.Items) == 0 {
		w.expect = &t.Checks[0]
	}
	if w.expect == nil || w.expect.Expect.NothingElse || w.expect.Expect.NoOther {
		return nil, []diag.Diagnostic{{Code: "E0101", Severity: diag.Error, Place: diag.Place{File: "--want"}, Summary: "this is not one thing that may be expected: " + text,
			Expected: "a finding, perhaps with `no` before it, a change of status, or a state, perhaps with `on`, `about` or `between` and days"}}
	}
	return w, nil
}

// Days are the days that the want names; ok is false if it names none.
func (w *Want) Days() (days calendar.Extent, ok bool) {
	return w.expect.Expect.Dated.Days, w.expect.Expect.Dated.Word != ""
}

// Check says what of the want a case does not know.
func (w *Want) Check(c *charter.Case) []diag.Diagnostic {
	x := run{r: &Result{}, t: &library.Test{Decl: &syntax.Test{}, File: w.file}, b: &library.Built{Case: c}}
	x.resolve(expectation{w.expect, nil}, true)
	return x.r.Faults
}

// Holds reports whether a docket of a case, told by one of its sides, is as
// wanted. What the case does not know is not so in it.
func (w *Want) Holds(b *library.Built, d *docket.Docket, side int) bool {
	x := run{r: &Result{}, t: &library.Test{Decl: &syntax.Test{}, File: w.file}, b: b}
	wanted, ok := x.resolve(expectation{w.expect, nil}, true)
	if !ok {
		return false
	}
	if w.only != "" && wanted.pattern != nil {
		wanted.pattern.Rules = slices.DeleteFunc(slices.Clone(wanted.pattern.Rules), func(id int) bool { return b.Case.Rules[id].Kind.String() != w.only })
	}
	j := judge{run: &x, d: d, s: setting{view: d.View, side: side}, v: view{d: d, side: side}}
	j.judge(wanted)
	j.askStates()
	return len(x.r.Failures) == 0
}
