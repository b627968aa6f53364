package membership

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
)

// TestRosterIsTheDocket: on any day, who the roster of the whole record says is
// a party is who the docket as of that day has as one.
func TestRosterIsTheDocket(t *testing.T) {
	paths, err := filepath.Glob("../cases/*/case.casus")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	for _, p := range append(paths, "../cmd/casus/testdata/league/case.casus") {
		dir := filepath.ToSlash(filepath.Dir(p))
		t.Run(filepath.Base(dir), func(t *testing.T) {
			if _, err := os.Stat(dir); err != nil {
				t.Skip(err)
			}
			lib, _ := library.Load([]string{dir})
			b, diags := lib.Folder(dir).Case("")
			if b == nil || len(b.Case.Families) == 0 {
				t.Skip(diags)
			}
			whole := derive(t, b, calendar.Always)
			for i, f := range b.Case.Families {
				roster := Parties(whole, i)
				for _, day := range daysOf(roster, whole.AsOf) {
					if _, until := inForce(f); day >= until {
						continue
					}
					d := derive(t, b, day)
					var want []charter.EntityID
					for _, h := range d.Holders {
						if h.Family == i && !h.Declared && h.Status == charter.PartyStatus && h.With == 0 && h.Sides[0].Definite() {
							want = append(want, h.Entity)
						}
					}
					if got := roster.On(day); !slices.Equal(got, want) && len(roster.Doubt) == 0 {
						t.Errorf("%s on %s: %v, want %v", f.Name, day, got, want)
					}
				}
			}
		})
	}
}

func derive(t *testing.T, b *library.Built, asOf calendar.Day) *docket.Docket {
	t.Helper()
	var given []docket.Given
	for _, g := range b.Given {
		given = append(given, docket.Given{Name: g.Name, Value: g.Value})
	}
	d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: asOf, AsKnown: calendar.Always, Accounts: []charter.EntityID{}, Given: given, Limit: 64})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// daysOf are days worth a look: those on which something changes and the days
// before, no more than a few.
func daysOf(r *Roster, last calendar.Day) []calendar.Day {
	var days []calendar.Day
	for _, s := range r.Spells {
		for _, d := range []calendar.Day{s.From, s.Until - 1, s.Until} {
			if d > calendar.Always && d <= last {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	for len(days) > 12 {
		days = slices.Delete(days, len(days)/2, len(days)/2+1)
	}
	return append(days, last)
}

func TestSpells(t *testing.T) {
	r := &Roster{}
	for _, c := range []change{{1, 10, true}, {1, 20, false}, {1, 20, true}, {1, 25, true}, {1, 30, false}, {1, 35, false}, {2, 5, true}, {3, 5, false}, {4, 90, true}} {
		r.add(c, 80)
	}
	want := []Spell{{1, 10, 20}, {1, 20, 30}, {2, 5, 80}}
	if !slices.Equal(r.Spells, want) {
		t.Errorf("%v, want %v", r.Spells, want)
	}
	for day, want := range map[calendar.Day][]charter.EntityID{4: nil, 9: {2}, 10: {1, 2}, 20: {1, 2}, 29: {1, 2}, 30: {2}, 79: {2}, 80: nil} {
		if got := r.On(day); !slices.Equal(got, want) {
			t.Errorf("on %d: %v, want %v", day, got, want)
		}
	}
	if got := r.Ever(25, 40); !slices.Equal(got, []charter.EntityID{1, 2}) {
		t.Errorf("ever %v", got)
	}
	if got := r.Ever(30, 40); !slices.Equal(got, []charter.EntityID{2}) {
		t.Errorf("ever %v", got)
	}
}
