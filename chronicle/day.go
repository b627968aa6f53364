package chronicle

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/record"
)

// Day is how things stood at the end of a day.
type Day struct {
	Date   calendar.Day
	Texts  []*charter.Text // in force, family by family
	States []Standing      // by code
	Lately []Happening     // the latest first
}

// Standing is how one state, or whoever else takes part, stood.
type Standing struct {
	Entity   charter.EntityID
	Bands    []Band
	Owes     []*Matter // the nearest last day first
	Owed     []*Matter
	Breaches []*docket.Finding // its breaches that stood: neither made good nor excused by then
	Lately   int               // in how many of Day.Lately it takes part
}

// Happening is an entry or a finding.
type Happening struct {
	Date    calendar.Day
	Entry   *record.Entry   // or nil
	Finding *docket.Finding // or nil
}

// Involved lists everybody who takes part.
func (h Happening) Involved() []charter.EntityID {
	if h.Entry != nil {
		return Acting(h.Entry)
	}
	return Involved(h.Finding)
}

// On tells how things stood at the end of a day that is no later than To.
// Lately reaches back some days.
func (c *Chronicle) On(date calendar.Day, lately int) *Day {
	d := &Day{Date: date}
	for _, f := range c.Docket.Case.Families {
		for _, t := range f.Texts {
			if t.From <= date && date < t.Until {
				d.Texts = append(d.Texts, t)
			}
		}
	}
	d.Lately = c.lately(date, lately)
	at := map[charter.EntityID]*Standing{}
	of := func(e charter.EntityID) *Standing {
		if at[e] == nil {
			at[e] = &Standing{Entity: e}
		}
		return at[e]
	}
	for _, l := range c.Lanes {
		for _, b := range l.Bands {
			if b.On(date) {
				of(l.Entity).Bands = append(of(l.Entity).Bands, b)
			}
		}
	}
	for _, m := range c.Matters {
		if m.On(date) {
			for _, e := range m.Bearer() {
				of(e).Owes = append(of(e).Owes, m)
			}
			for _, e := range m.Toward() {
				of(e).Owed = append(of(e).Owed, m)
			}
		}
	}
	for _, f := range c.standing(date) {
		for _, e := range f.Bearer() {
			of(e).Breaches = append(of(e).Breaches, f)
		}
	}
	for _, h := range d.Lately {
		for _, e := range h.Involved() {
			of(e).Lately++
		}
	}
	for _, s := range at {
		byDue := func(a, b *Matter) int { return cmp.Compare(a.Due.Lo, b.Due.Lo) }
		slices.SortStableFunc(s.Owes, byDue)
		slices.SortStableFunc(s.Owed, byDue)
		d.States = append(d.States, *s)
	}
	v := c.Docket.Case.Vocab
	slices.SortFunc(d.States, func(a, b Standing) int { return cmp.Compare(v.Entities[a.Entity].Code, v.Entities[b.Entity].Code) })
	return d
}

// standing lists the breaches that stood at the end of a day.
func (c *Chronicle) standing(date calendar.Day) []*docket.Finding {
	var list []*docket.Finding
	for _, m := range c.Matters {
		var breach *docket.Finding
		for _, f := range m.Outcomes {
			switch {
			case c.Days(f).Lo > date:
			case f.Kind == engine.Breach:
				breach = f
			case f.Kind == engine.Fulfilment && f.Late, f.Kind == engine.Excuse:
				breach = nil
			}
		}
		if breach != nil {
			list = append(list, breach)
		}
	}
	for i, f := range c.Points {
		if f.Kind == engine.Breach && c.Days(f).Lo <= date && !c.excused(f, c.Points[i+1:], date) {
			list = append(list, f)
		}
	}
	return list
}

// excused reports whether a breach of a ban was excused by a day. A breach that
// stands at the horizon never was.
func (c *Chronicle) excused(f *docket.Finding, later []*docket.Finding, date calendar.Day) bool {
	if f.Stands {
		return false
	}
	return slices.ContainsFunc(later, func(o *docket.Finding) bool {
		return o.Kind == engine.Excuse && o.Rule == f.Rule && c.Days(o).Lo <= date && slices.Equal(Involved(o), Involved(f))
	})
}

// lately lists what happened on a day and in the days before it: entries of
// common ground and of the sides shown, and findings but openings.
func (c *Chronicle) lately(date calendar.Day, back int) []Happening {
	from := date - calendar.Day(back)
	in := func(day calendar.Day) bool { return from <= day && day <= date }
	var list []Happening
	for _, e := range c.Entries {
		if in(e.Begin.Lo) && c.Tells(e) {
			list = append(list, Happening{Date: e.Begin.Lo, Entry: e})
		}
	}
	add := func(f *docket.Finding) {
		if day := c.Days(f).Lo; in(day) && f.Kind != engine.Opening {
			list = append(list, Happening{Date: day, Finding: f})
		}
	}
	for _, m := range c.Matters {
		for _, f := range m.Outcomes {
			add(f)
		}
	}
	for _, f := range c.Points {
		add(f)
	}
	slices.SortStableFunc(list, func(a, b Happening) int { return cmp.Compare(b.Date, a.Date) })
	return list
}

// Tells reports whether an entry is of common ground or of an account shown.
func (c *Chronicle) Tells(e *record.Entry) bool {
	if len(e.Accounts) == 0 {
		return true
	}
	return slices.ContainsFunc(c.Sides, func(i int) bool { return slices.Contains(e.Accounts, c.Docket.Sides[i].Account) })
}
