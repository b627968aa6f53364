package cohesion

import (
	"path/filepath"
	"testing"

	"casus/calendar"
	"casus/docket"
	"casus/library"
)

func tables(t *testing.T) map[string]*Table {
	t.Helper()
	paths, err := filepath.Glob("../cases/*/case.casus")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	out := map[string]*Table{}
	for _, p := range append(paths, "../cmd/casus/testdata/league/case.casus") {
		dir := filepath.ToSlash(filepath.Dir(p))
		lib, _ := library.Load([]string{dir})
		b, _ := lib.Folder(dir).Case("")
		if b == nil || len(b.Case.Families) == 0 {
			continue
		}
		d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 64})
		if err != nil {
			t.Fatal(err)
		}
		from, to := Span(d, 0)
		out[filepath.Base(dir)] = Of(d, 0, b.Signals, from, to)
	}
	return out
}

// TestEachNumberIsItsParts: behind each number stand as many entries or
// findings as it says, and behind what is missing none.
func TestEachNumberIsItsParts(t *testing.T) {
	for name, x := range tables(t) {
		for _, y := range x.Years {
			for m, v := range y.Values {
				total := v.Count
				if Measure(m) == Answered {
					total = v.Of
				}
				if len(v.Behind) != total || v.Count > total {
					t.Errorf("%s, %d, %s: %d of %d, with %d behind it", name, y.Year, Measure(m), v.Count, total, len(v.Behind))
				}
				if !v.Covered && (v.Count != 0 || v.Of != 0) {
					t.Errorf("%s, %d, %s: counted though the record does not tell", name, y.Year, Measure(m))
				}
				for _, it := range v.Behind {
					if it.Entry != nil && Measure(m) != Facilities && (yearOf(it.Entry.Begin.Lo) != y.Year || !it.Entry.Sure()) {
						t.Errorf("%s, %d, %s counts %s", name, y.Year, Measure(m), it.Entry.Written)
					}
				}
			}
			if len(y.Members) == 0 && y.Values[Force].Covered && y.Values[Force].Count > 0 {
				t.Errorf("%s, %d: force between members where there are none", name, y.Year)
			}
		}
	}
}

// TestYearsWithoutCoverage: before the first entry of a sort and after the last
// nothing is nought.
func TestYearsWithoutCoverage(t *testing.T) {
	x := tables(t)["league"]
	for _, y := range x.Years {
		exits := y.Values[ExitTalk]
		if y.Year < 2004 && exits.Covered {
			t.Errorf("%d: exit talk is %d, before the record tells of any", y.Year, exits.Count)
		}
		if y.Year == 2004 && (!exits.Covered || exits.Count != 1 || len(exits.Doubt) != 1) {
			t.Errorf("2004: %+v", exits)
		}
		held := y.Values[Held]
		if want := map[int]int{2002: 1, 2003: 0, 2004: 1}; y.Year >= 2002 && y.Year <= 2004 && (!held.Covered || held.Count != want[y.Year]) {
			t.Errorf("%d: held %+v", y.Year, held)
		}
		if y.Year == 2001 && held.Covered || y.Year == 2005 && held.Covered {
			t.Errorf("%d: held is told", y.Year)
		}
	}
}
