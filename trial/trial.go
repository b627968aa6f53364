// Package trial runs the tests that stand beside charters: a small history, or
// a case with its record, and what must be found of it.
//
// What the lines of a test mean is said in docs/language.md; in short: entries
// come first; `given` lines choose whose account, what was known and how the
// text is read, and the first of them behind an `expect` starts again from the
// plain test; `as of` holds until the next one; without it the horizon is the
// latest day the test names.
package trial

import (
	"slices"
	"time"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/syntax"
)

// Result is what became of one test.
type Result struct {
	Test     *library.Test
	Checks   int // expectations looked at
	Failures []Failure
	// Faults are errors that kept the test from being run, or a line of it
	// from being understood.
	Faults []diag.Diagnostic
	Took   time.Duration
}

// Title is the test's title.
func (r *Result) Title() string { return r.Test.Decl.Title.Value }

// Place is where the test stands.
func (r *Result) Place() diag.Place { return place(r.Test, r.Test.Decl.Title.Span) }

// OK reports whether everything expected was found.
func (r *Result) OK() bool { return len(r.Failures) == 0 && len(r.Faults) == 0 }

// Failure is one expectation that was not met.
type Failure struct {
	Place  diag.Place
	Line   string   // the expectation as written
	Given  []string // the `given` lines it stands under, as written
	AsOf   calendar.Day
	Reason string   // what is wrong, in a sentence
	Found  []string // what was found instead, or what should not have been
}

// Run runs one test.
func Run(t *library.Test) *Result {
	start := time.Now()
	r := &Result{Test: t}
	defer func() { r.Took = time.Since(start) }()
	b, diags := t.Build()
	if b == nil || diag.HasErrors(diags) {
		r.Faults = errorsOf(diags)
		return r
	}
	x := &run{r: r, t: t, b: b, horizon: horizon(t)}
	for _, block := range blocks(t.Decl.Checks) {
		x.block(block)
	}
	// States are asked for after the findings of their docket; people read in
	// the order of lines.
	slices.SortStableFunc(r.Failures, func(a, b Failure) int { return int(a.Place.From - b.Place.From) })
	return r
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

func place(t *library.Test, s syntax.Span) diag.Place { return charter.PlaceOf(t.File, s) }

// horizon is the latest day a test names, in its entries and in what it
// expects; Always if it names none, and then the record says how far to look.
func horizon(t *library.Test) calendar.Day {
	last := calendar.Always
	add := func(d calendar.Day) {
		if d < calendar.Never {
			last = max(last, d)
		}
	}
	for _, i := range t.Decl.Items {
		switch i := i.(type) {
		case *syntax.Entry:
			add(i.Date.Begin.Hi)
			if i.Date.Lasted {
				add(i.Date.End.Hi)
			}
		case *syntax.Retraction:
			add(i.Known.Last)
		}
	}
	for _, k := range t.Decl.Checks {
		if k.Expect != nil && k.Expect.Dated.Word != "" {
			add(k.Expect.Dated.Days.Hi)
		}
	}
	return last
}

// block is a stretch of checks under one set of givens: `given` lines, and
// what is expected until the next `given`.
type block struct {
	given   []*syntax.Check
	expects []expectation
}

// expectation is one `expect` with the horizon it stands under.
type expectation struct {
	*syntax.Check
	asOf *syntax.Point // nil: the default
}

// blocks parts the checks of a test.
func blocks(checks []syntax.Check) []block {
	var list []block
	var asOf *syntax.Point
	cur := block{}
	for i := range checks {
		k := &checks[i]
		switch {
		case k.Expect != nil:
			cur.expects = append(cur.expects, expectation{k, asOf})
		case !k.AsOf.IsZero():
			asOf = &k.AsOf
		default:
			if len(cur.expects) > 0 {
				list = append(list, cur)
				cur = block{}
			}
			cur.given = append(cur.given, k)
		}
	}
	if len(cur.expects) > 0 {
		list = append(list, cur)
	}
	return list
}

// run is one test being run.
type run struct {
	r       *Result
	t       *library.Test
	b       *library.Built
	horizon calendar.Day
}

// setting is a block's view, and the side of its dockets that counts.
type setting struct {
	view  docket.View
	side  int
	words []string
}

// setting works out what the `given` lines of a block ask for.
func (x *run) setting(b block) (setting, bool) {
	s := setting{view: docket.View{AsOf: x.horizon, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}}
	for _, g := range x.b.Given {
		s.view.Given = append(s.view.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	ok := true
	for _, k := range b.given {
		s.words = append(s.words, x.written(k.Span))
		switch {
		case k.Given != nil:
			_, v, diags := x.b.Case.Given(k.Given, x.t.File)
			if diag.HasErrors(diags) {
				x.r.Faults, ok = append(x.r.Faults, errorsOf(diags)...), false
				continue
			}
			s.view.Given = setReading(s.view.Given, docket.Given{Name: k.Given.Name.Name, Value: v})
		case k.Account.Name != "":
			e, known := x.b.Case.Vocab.FindEntity(k.Account.Name)
			if !known {
				x.r.Faults, ok = append(x.r.Faults, library.CheckExpectation(x.b.Case, k, x.t.File)...), false
				continue
			}
			s.view.Accounts, s.side = []charter.EntityID{e}, 1
		case !k.Known.IsZero():
			s.view.AsKnown = k.Known.Last
		}
	}
	return s, ok
}

// setReading sets a reading in place of what was set before.
func setReading(list []docket.Given, g docket.Given) []docket.Given {
	for i := range list {
		if list[i].Name == g.Name {
			list[i] = g
			return list
		}
	}
	return append(list, g)
}

// written is a stretch of the file on one line.
func (x *run) written(s syntax.Span) string { return squeeze(x.t.File.Src, s) }

// block runs a block: one docket for each horizon its expectations stand
// under.
func (x *run) block(b block) {
	s, ok := x.setting(b)
	if !ok {
		return
	}
	done := 0
	for done < len(b.expects) {
		n := done + 1
		for n < len(b.expects) && b.expects[n].asOf == b.expects[done].asOf {
			n++
		}
		v := s
		if p := b.expects[done].asOf; p != nil {
			v.view.AsOf = p.Last
		}
		x.expect(v, b.expects[done:n], b.expects[:n])
		done = n
	}
}
