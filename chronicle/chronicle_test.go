package chronicle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/chronicle"
	"casus/docket"
	"casus/engine"
	"casus/library"
)

// built loads the first case of a shipped folder.
func built(t *testing.T, folder string) *library.Built {
	t.Helper()
	lib, _ := library.Load([]string{"../cases/" + folder})
	b, diags := lib.Folder("../cases/" + folder).Case("")
	for _, d := range diags {
		if d.Severity == 0 {
			t.Fatal(d.Summary)
		}
	}
	return b
}

func derive(t *testing.T, b *library.Built, asOf calendar.Day) *docket.Docket {
	t.Helper()
	d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: asOf, AsKnown: calendar.Always, Limit: 64})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var folders = []string{"csto", "nato", "warsaw-pact", "ecowas", "rio-1947", "eu-42-7", "cis", "sco", "emac", "collisions"}

// Every finding stands in a chronicle once, and is dated within its matter.
func TestEveryFindingOnce(t *testing.T) {
	for _, folder := range folders {
		d := derive(t, built(t, folder), calendar.Always)
		for side := range d.Sides {
			c := chronicle.Of(d, []int{side})
			seen := map[*docket.Finding]int{}
			for _, m := range c.Matters {
				for _, f := range m.Findings() {
					seen[f]++
					if f.Rule.Name != m.Rule.Name {
						t.Errorf("%s: %s is in a matter of %s", folder, f.ID, m.Rule.Name)
					}
				}
				if m.Opening != nil && m.Closed < m.Opened.Lo {
					t.Errorf("%s: %s closes before it opens", folder, m.Opening.ID)
				}
			}
			for _, f := range c.Points {
				seen[f]++
			}
			for _, f := range d.Findings {
				want := 0
				if f.Sides[side].Possible() {
					want = 1
				}
				if seen[f] != want {
					t.Errorf("%s, by %s: %s stands there %d times, not %d", folder, d.Name(side), f.ID, seen[f], want)
				}
			}
		}
	}
}

// An opening that came to something is in one matter with what it came to.
func TestOutcomesMeetTheirOpenings(t *testing.T) {
	for _, folder := range folders {
		d := derive(t, built(t, folder), calendar.Always)
		for _, m := range chronicle.Of(d, nil).Matters {
			if m.Opening == nil || m.Opening.Open || !m.Opening.Sides[0].Definite() {
				continue
			}
			if len(m.Outcomes) == 0 {
				t.Errorf("%s: %s is not open and came to nothing", folder, m.Opening.ID)
			}
		}
	}
}

// How a long docket says things stood on a day is how the docket of that day
// has them.
func TestDayIsTheDocketOfThatDay(t *testing.T) {
	for _, folder := range folders {
		b := built(t, folder)
		long := derive(t, b, calendar.Always)
		c := chronicle.Of(long, nil)
		step, compared := max((c.To-c.From)/40, 1), 0
		for day := c.From; day <= c.To; day += step {
			if inDoubt(long, day) {
				continue
			}
			compared++
			short := derive(t, b, day)
			stood := c.On(day, 30)
			if got, want := holdersOf(long, stood), holdersIn(short, day); got != want {
				t.Errorf("%s on %s:\n got %s\nwant %s", folder, day, got, want)
			}
			if got, want := openIn(c, day), openOf(short); got != want {
				t.Errorf("%s, open on %s:\n got %s\nwant %s", folder, day, got, want)
			}
			if got, want := breachesOf(stood), breachesIn(short); got != want {
				t.Errorf("%s, breaches that stood on %s:\n got %s\nwant %s", folder, day, got, want)
			}
		}
		if compared == 0 {
			t.Errorf("%s: no day is free of doubt, so none was compared", folder)
		}
	}
}

// inDoubt reports whether something that is in doubt straddles a day: then two
// dockets settle it in different ways.
func inDoubt(d *docket.Docket, day calendar.Day) bool {
	for _, f := range d.Findings {
		if f.Sides[0].Possible() && (!f.Sides[0].Definite() || f.Sides[0].Days.Lo <= day && day < f.Sides[0].Days.Hi) {
			if f.Sides[0].Days.Lo <= day {
				return true
			}
		}
	}
	for _, e := range d.Record.Entries {
		if e.Begin.Lo <= day && day < e.Begin.Hi {
			return true
		}
	}
	return false
}

func lines(list []string) string {
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "\n     ")
}

// inForce reports whether a day lies between the first and the last of a law. A
// docket has its statuses before and after too, a chronicle only where the text
// gives a day.
func inForce(fam *charter.Family, day calendar.Day) bool {
	return slices.ContainsFunc(fam.Texts, func(x *charter.Text) bool { return x.From <= day }) &&
		slices.ContainsFunc(fam.Texts, func(x *charter.Text) bool { return day < x.Until })
}

func holdersOf(d *docket.Docket, day *chronicle.Day) string {
	var list []string
	for _, s := range day.States {
		for _, b := range s.Bands {
			if b.Family >= 0 && !inForce(d.Case.Families[b.Family], day.Date) {
				continue
			}
			list = append(list, fmt.Sprint(b.Family, " ", b.Name(d.Case), " ", b.Entity, " ", b.With))
		}
	}
	return lines(list)
}

func holdersIn(d *docket.Docket, day calendar.Day) string {
	var list []string
	for _, h := range d.Holders {
		name := ""
		if h.Declared {
			name = d.Case.Vocab.Declared[h.Status]
		} else {
			fam := d.Case.Families[h.Family]
			if !inForce(fam, day) {
				continue
			}
			name = fam.Statuses[h.Status].Name
		}
		if h.Sides[0].Possible() {
			list = append(list, fmt.Sprint(h.Family, " ", name, " ", h.Entity, " ", h.With))
		}
	}
	return lines(list)
}

func openIn(c *chronicle.Chronicle, day calendar.Day) string {
	var list []string
	for _, m := range c.Matters {
		if m.On(day) && m.Opening != nil {
			list = append(list, m.Opening.ID)
		}
	}
	return lines(list)
}

func openOf(d *docket.Docket) string {
	var list []string
	for _, f := range d.Findings {
		if f.Kind == engine.Opening && f.Open && f.Sides[0].Possible() {
			list = append(list, f.ID)
		}
	}
	return lines(list)
}

func breachesOf(day *chronicle.Day) string {
	var list []string
	for _, s := range day.States {
		for _, f := range s.Breaches {
			list = append(list, f.ID)
		}
	}
	return lines(list)
}

func breachesIn(d *docket.Docket) string {
	var list []string
	for _, f := range d.Findings {
		if f.Kind == engine.Breach && f.Stands && f.Sides[0].Possible() {
			list = append(list, f.ID)
		}
	}
	return lines(list)
}
