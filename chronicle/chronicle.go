// Package chronicle lays a docket out in time: statuses as spans, duties and
// procedures from their opening to what they came to, entries as marks, and how
// all of it stood on one day. It finds nothing that the docket does not have.
package chronicle

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// Chronicle is a docket laid out in time, as some of its sides see it.
type Chronicle struct {
	Docket  *docket.Docket
	Sides   []int // places in Docket.Sides, at least one
	From    calendar.Day
	To      calendar.Day // the horizon of the docket
	Lanes   []Lane
	Entries []*record.Entry   // what had happened by the horizon, by what was known, by day
	Matters []*Matter         // by day of opening
	Points  []*docket.Finding // findings of no matter, by day
}

// Lane is a state, or whoever else takes part, with the statuses it held.
type Lane struct {
	Entity charter.EntityID
	Group  Group
	Bands  []Band
}

// Group says in which order lanes stand.
type Group string

// The groups: parties of an alliance of the case at some time, other states,
// and organs, alliances and whoever else acts.
const (
	Party Group = "party"
	State Group = "state"
	Other Group = "other"
)

// Of lays a docket out as the sides see it; without sides, as common ground
// does.
func Of(d *docket.Docket, sides []int) *Chronicle {
	if len(sides) == 0 {
		sides = []int{0}
	}
	c := &Chronicle{Docket: d, Sides: sides, To: d.AsOf}
	c.Entries = slices.DeleteFunc(versions(d.Record, d.View.AsKnown), func(e *record.Entry) bool { return e.Begin.Lo > d.AsOf })
	c.Matters, c.Points = matters(d, sides)
	c.lanes(bands(d, sides))
	c.From = c.firstDay()
	return c
}

// sees reports whether some side shown has a finding.
func sees(f *docket.Finding, sides []int) bool {
	return slices.ContainsFunc(sides, func(i int) bool { return f.Sides[i].Possible() })
}

// Days are the days of a finding as the sides shown see it.
func (c *Chronicle) Days(f *docket.Finding) calendar.Extent { return daysIn(f, c.Sides) }

func daysIn(f *docket.Finding, sides []int) calendar.Extent {
	e := calendar.Extent{Lo: calendar.Never, Hi: calendar.Always}
	for _, i := range sides {
		if v := f.Sides[i]; v.Possible() {
			e.Lo, e.Hi = min(e.Lo, v.Days.Lo), max(e.Hi, v.Days.Hi)
		}
	}
	if e.Lo > e.Hi {
		return f.Days
	}
	return e
}

// firstDay is the first day of a text in force, or of an entry where that is
// earlier.
func (c *Chronicle) firstDay() calendar.Day {
	first := c.To
	for _, f := range c.Docket.Case.Families {
		for _, t := range f.Texts {
			if t.From > calendar.Always {
				first = min(first, t.From)
			}
		}
	}
	for _, e := range c.Entries {
		if e.Begin.Lo > calendar.Always {
			first = min(first, e.Begin.Lo)
		}
	}
	return first
}

// lanes gives everybody who held a status, owed or was owed something, or took
// part in an entry a lane.
func (c *Chronicle) lanes(list []Band) {
	at := map[charter.EntityID]int{}
	v := c.Docket.Case.Vocab
	lane := func(e charter.EntityID) *Lane {
		i, ok := at[e]
		if !ok {
			i = len(c.Lanes)
			at[e] = i
			c.Lanes = append(c.Lanes, Lane{Entity: e, Group: c.group(e)})
		}
		return &c.Lanes[i]
	}
	came := map[charter.EntityID]calendar.Day{} // when it first was a party
	for _, b := range list {
		l := lane(b.Entity)
		l.Bands = append(l.Bands, b)
		if b.Family >= 0 && b.Status == charter.PartyStatus {
			l.Group = Party
			if day, ok := came[b.Entity]; !ok || b.From < day {
				came[b.Entity] = b.From
			}
		}
	}
	for _, m := range c.Matters {
		for _, e := range m.About() {
			lane(e)
		}
	}
	for _, e := range c.Entries {
		for _, x := range Acting(e) {
			lane(x)
		}
	}
	order := map[Group]int{Party: 0, State: 1, Other: 2}
	slices.SortFunc(c.Lanes, func(a, b Lane) int {
		return cmp.Or(order[a.Group]-order[b.Group], cmp.Compare(came[a.Entity], came[b.Entity]),
			cmp.Compare(v.Entities[a.Entity].Code, v.Entities[b.Entity].Code))
	})
}

// group tells states from others: a state is what the list of ISO 3166 brought
// in, or whatever is of the kind that some party is of.
func (c *Chronicle) group(e charter.EntityID) Group {
	for _, f := range c.Docket.Case.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if k := c.Docket.Case.Vocab.Entities[g.Entity].Kind; g.Status == charter.PartyStatus && c.Docket.Case.Vocab.IsKind(e, k) && k != 0 {
					return State
				}
			}
		}
	}
	return Other
}

// actingRoles are the roles of those who act and those to whom it is done; of
// the rest one is a place or a subject.
var actingRoles = []syntax.Role{syntax.By, syntax.On, syntax.To, syntax.With, syntax.Against, syntax.From}

// Acting lists those who take part in an entry, each once, in the order of the
// roles: places, and what it is only about, are left out.
func Acting(e *record.Entry) []charter.EntityID {
	var list []charter.EntityID
	for _, r := range actingRoles {
		list = append(list, e.Roles[r]...)
	}
	return once(list)
}

func once(list []charter.EntityID) []charter.EntityID {
	var out []charter.EntityID
	for _, e := range list {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

func everybody(roles []engine.RoleStates) []charter.EntityID {
	var list []charter.EntityID
	for _, r := range roles {
		list = append(list, r.States...)
	}
	return list
}

// Involved lists everybody who stands in a finding.
func Involved(f *docket.Finding) []charter.EntityID {
	list := append(everybody(f.Roles), everybody(f.Roles2)...)
	if s := f.Status; s != nil {
		list = append(list, s.Entity)
		if s.With != 0 {
			list = append(list, s.With)
		}
	}
	return once(list)
}

// versions are the entries that were known on a day, each in the version known
// last, without those taken back; by day, then in the order of the record.
func versions(rec *record.Record, asKnown calendar.Day) []*record.Entry {
	known := func(day calendar.Day) bool { return asKnown <= calendar.Always || day <= asKnown }
	out := map[int]bool{}
	for _, r := range rec.Retractions {
		if known(r.Known) {
			out[rec.Entries[r.Entry].Origin] = true
		}
	}
	latest := map[int]*record.Entry{}
	for _, e := range rec.Entries {
		if !known(e.Known) || out[e.Origin] {
			continue
		}
		if had := latest[e.Origin]; had == nil || e.Corrects >= 0 && (had.Corrects < 0 || e.Known >= had.Known) {
			latest[e.Origin] = e
		}
	}
	var list []*record.Entry
	for _, e := range rec.Entries {
		if latest[e.Origin] == e {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b *record.Entry) int { return cmp.Compare(a.Begin.Lo, b.Begin.Lo) })
	return list
}
