package docket_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"casus/docket"
	"casus/oracle"
)

// TestDoubtOfAThousandYears: a day known to within a thousand years costs no more
// than many days; the docket says that not all of them were tried, and still
// finds the day on which an order turns.
func TestDoubtOfAThousandYears(t *testing.T) {
	d := derive(t, "  between 1022-01-05 and 2022-03-31  request by AAA\n  2022-03-10  help by BBB to AAA\n", view(t, "2022-12-31", ""))
	s := d.Sides[0]
	if s.All || s.Thinned() != 1 || s.Settlings > 1<<14 || s.Settlings < 4096 {
		t.Fatalf("%d settlings, all: %t, %d points thinned", s.Settlings, s.All, s.Thinned())
	}
	turn := ""
	for _, f := range d.Findings {
		for _, h := range f.Sides[0].HangsOn {
			turn += fmt.Sprintln(f.Kind, h.From, h.To, h.Point.Thinned)
		}
	}
	if want := "2022-03-10 true"; !strings.Contains(turn, want) {
		t.Errorf("nothing turns on %s:\n%s", want, turn)
	}
}

// TestManyPointsOfDoubt: ten thousand imprecise days have more settlings in
// which one stands alone than are run; what is laid out for them stays small.
func TestManyPointsOfDoubt(t *testing.T) {
	var b strings.Builder
	for y := 1000; y < 1834; y++ {
		for m := range 12 {
			fmt.Fprintf(&b, "  %04d-%02d  help by BBB to AAA\n", y, m+1)
		}
	}
	tx, err := oracle.Read(words + mutual + "record history\n" + b.String())
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := docket.Prepare(tx.Case, tx.Record, view(t, "2022-12-31", ""))
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	s := d.Sides[0]
	if len(s.Points) < 10_000 || s.All || s.Settlings > 1<<14 || s.Thinned() != len(s.Points) {
		t.Errorf("%d points settled in %d ways, all: %t, %d thinned", len(s.Points), s.Settlings, s.All, s.Thinned())
	}
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 64 {
		t.Errorf("laying out the worlds took %d MB", mb)
	}
}

// TestTooManyFindings: a rule that begins every day since a year with a wrong
// digit ends in an error that names the rule, however the case is asked.
func TestTooManyFindings(t *testing.T) {
	tx, err := oracle.Read(words + strings.Replace(mutual, "when    request by p\n    where   p is party\n    each    party x except p\n    must    help by x to p",
		"when    every 1 day from 0012-01-31\n    each    party x\n    must    request by x", 1) + "record history\n  2022-03-10  request by AAA\n")
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, "2022-12-31", "")
	v.Most = 3000
	_, derived := docket.Derive(tx.Case, tx.Record, v)
	_, asked := docket.Ask(tx.Case, tx.Record, v, nil, day(t, "2022-12-31"))
	_, over := docket.DeriveOver(tx.Case, tx.Record, v, []docket.Row{{}, {}}, docket.OverOptions{})
	for _, err := range []error{derived, asked, over} {
		var many *docket.TooMany
		if !errors.As(err, &many) || many.Rule == nil || many.Rule.Name != "aid" || many.Of < 1500 || many.Of > 4000 || many.By > day(t, "0016-01-01") {
			t.Errorf("%v", err)
		} else if d := many.Diagnostic(); d.Place.File == "" || d.Code != "E0418" {
			t.Errorf("%v", d)
		}
	}
	v.AsOf = day(t, "0013-01-31")
	if d, err := docket.Derive(tx.Case, tx.Record, v); err != nil || len(d.Findings) < 1000 {
		t.Errorf("the first year: %v", err)
	}
}
