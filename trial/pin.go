package trial

import (
	"fmt"

	"casus/calendar"
	"casus/docket"
	"casus/library"
	"casus/report"
)

// Pin writes down all that is found of a test's history up to a day, as the test
// would expect it, and that nothing else is: so that the test fails as soon as
// the text comes to mean something else.
func Pin(t *library.Test, asOf calendar.Day) ([]string, error) {
	b, diags := t.Build()
	if bad := errorsOf(diags); len(bad) > 0 {
		return nil, fmt.Errorf("%s", bad[0].Summary)
	}
	v := docket.View{AsOf: asOf, AsKnown: calendar.Always}
	for _, g := range b.Given {
		v.Given = append(v.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	d, err := docket.Derive(b.Case, b.Record, v)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range d.Findings {
		if s := f.Sides[0]; s.Definite() {
			out = append(out, "expect "+report.Phrase(d, f)+" on "+s.Days.String())
		}
	}
	return append(out, "expect nothing else"), nil
}
