package reader

import (
	stdcmp "cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/reader/random"
	"casus/record"
)

// built is a case with its record, read from text.
type built struct {
	c   *charter.Case
	rec *record.Record
}

func read(src string) (built, []diag.Diagnostic) {
	c, rec, list := random.Read(src)
	return built{c, rec}, list
}

func mustRead(t *testing.T, src string) built {
	t.Helper()
	b, list := read(src)
	if diag.HasErrors(list) {
		t.Fatalf("%s\n%s", numbered(src), printed(list))
	}
	return b
}

func printed(list []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range list {
		if d.Severity == diag.Error {
			fmt.Fprintf(&b, "%d: %s %s (%s)\n", lineOf(d), d.Code, d.Summary, d.Hint)
		}
	}
	return b.String()
}

func numbered(src string) string {
	var b strings.Builder
	for i, line := range strings.Split(src, "\n") {
		fmt.Fprintf(&b, "%4d %s\n", i+1, line)
	}
	return b.String()
}

// facts takes every entry of a record at its word: the first day it can have
// begun, the least of its numbers.
func facts(rec *record.Record) []record.Fact {
	corrected := map[int]bool{}
	for _, e := range rec.Entries {
		if e.Corrects >= 0 {
			corrected[e.Corrects] = true
		}
	}
	var out []record.Fact
	for _, e := range rec.Entries {
		if corrected[e.Index] {
			continue
		}
		f := record.Fact{Entry: e, Order: e.Origin, Day: e.Begin.Lo, End: e.Begin.Lo}
		if e.Lasted {
			f.End = e.End.Hi
		}
		for _, n := range e.Numbers {
			f.Numbers = append(f.Numbers, record.ExactNumber{Number: n.Number, Value: n.Range.Lo})
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b record.Fact) int {
		return stdcmp.Or(stdcmp.Compare(a.Day, b.Day), stdcmp.Compare(a.Order, b.Order))
	})
	return out
}

// readings takes the first value of each reading, unless another is given by
// its name.
func readings(c *charter.Case, given map[string]charter.Value) func(charter.ReadingRef, calendar.Day) charter.Value {
	return func(ref charter.ReadingRef, day calendar.Day) charter.Value {
		r := c.Families[ref.Family].Readings[ref.Reading]
		if v, ok := given[r.Name]; ok {
			return v
		}
		at := r.Versions[0]
		for _, v := range r.Versions {
			if v.From <= day {
				at = v
			}
		}
		return at.Values[0]
	}
}

// run reads a text and returns the findings up to the horizon as lines.
func runText(t *testing.T, src, horizon string, given map[string]charter.Value) []string {
	t.Helper()
	b := mustRead(t, src)
	fs := Run(World{Case: b.c, Facts: facts(b.rec), Readings: readings(b.c, given), Horizon: date(t, horizon)})
	var out []string
	for _, f := range fs {
		out = append(out, f.String(b.c))
	}
	return out
}

func date(t *testing.T, s string) calendar.Day {
	t.Helper()
	var y, m, d int
	if _, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); err != nil {
		t.Fatal(err)
	}
	at, ok := calendar.Date(y, m, d)
	if !ok {
		t.Fatalf("no such day: %s", s)
	}
	return at
}

func lineOf(d diag.Diagnostic) int {
	if d.Place.IsZero() {
		return 0
	}
	line, _ := d.Place.Position(d.Place.From)
	return line
}
