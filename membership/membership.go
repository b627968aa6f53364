// Package membership says who was a member of an alliance on which days, as a
// docket has it: statuses given by the text, and what changed them since.
package membership

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
)

// Spell is a time for which an entity holds a status: from the start of From
// to the end of the day before Until, which is calendar.Never while it lasts.
type Spell struct {
	Entity      charter.EntityID
	From, Until calendar.Day
}

// Roster is who held a status when.
type Roster struct {
	Spells []Spell // by entity, then by day
	// Doubt are changes of the status that some settlings of what is in doubt
	// have and others do not; the spells are told without them.
	Doubt []*docket.Finding
}

// Parties is the roster of the parties of a family.
func Parties(d *docket.Docket, family int) *Roster {
	return Of(d, family, d.Case.Families[family].Statuses[charter.PartyStatus].Name)
}

// Of is the roster of a status of a family, from common ground.
func Of(d *docket.Docket, family int, status string) *Roster {
	fam := d.Case.Families[family]
	begins, ends := inForce(fam)
	r := &Roster{}
	var changes []change
	for _, t := range fam.Texts {
		for _, g := range t.Grants {
			if fam.Statuses[g.Status].Name != status || g.With != 0 {
				continue
			}
			day := g.Since
			if day <= calendar.Always {
				day = begins
			}
			changes = append(changes, change{g.Entity, day, true})
		}
	}
	for _, f := range d.Findings {
		if f.Kind != engine.Status || f.Status.Family != family || f.Status.Status != status || f.Status.With != 0 {
			continue
		}
		switch v := f.Sides[0]; {
		case v.Definite():
			changes = append(changes, change{f.Status.Entity, v.Days.Lo, !f.Status.Ceases})
		case v.Possible():
			r.Doubt = append(r.Doubt, f)
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.entity, b.entity), cmp.Compare(a.day, b.day)) })
	for _, c := range changes {
		r.add(c, ends)
	}
	return r
}

type change struct {
	entity charter.EntityID
	day    calendar.Day
	begins bool
}

// add begins or ends a spell of an entity.
func (r *Roster) add(c change, ends calendar.Day) {
	n := len(r.Spells)
	open := n > 0 && r.Spells[n-1].Entity == c.entity && r.Spells[n-1].Until >= ends
	switch {
	case c.begins && !open && c.day < ends:
		r.Spells = append(r.Spells, Spell{c.entity, c.day, ends})
	case !c.begins && open:
		r.Spells[n-1].Until = c.day
	}
}

// inForce is the first day on which some text of a family is in force, and the
// day from which none is.
func inForce(fam *charter.Family) (from, until calendar.Day) {
	from, until = calendar.Never, calendar.Always
	for _, t := range fam.Texts {
		from, until = min(from, t.From), max(until, t.Until)
	}
	return from, until
}

// Holds reports whether an entity held the status on a day.
func (r *Roster) Holds(e charter.EntityID, day calendar.Day) bool {
	return slices.ContainsFunc(r.Spells, func(s Spell) bool { return s.Entity == e && s.From <= day && day < s.Until })
}

// On lists who held the status on a day, in order of code.
func (r *Roster) On(day calendar.Day) []charter.EntityID {
	var list []charter.EntityID
	for _, s := range r.Spells {
		if s.From <= day && day < s.Until {
			list = append(list, s.Entity)
		}
	}
	return list
}

// Ever lists who held the status on some day from..to, in order of code.
func (r *Roster) Ever(from, to calendar.Day) []charter.EntityID {
	var list []charter.EntityID
	for _, s := range r.Spells {
		if s.From <= to && from < s.Until && !slices.Contains(list, s.Entity) {
			list = append(list, s.Entity)
		}
	}
	return list
}
