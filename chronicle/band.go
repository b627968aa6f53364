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

// Band is a status held for a time: from the start of From to the end of the
// day before Until, which is calendar.Never while it lasts.
type Band struct {
	Family       int // -1: a declared status
	Status       int // of the family, or of the vocabulary's declared statuses
	Entity, With charter.EntityID
	From, Until  calendar.Day
	Certain      bool            // in all sides shown, however what is in doubt is settled
	Begins, Ends *docket.Finding // nil: the text itself, or an entry, or its end is that of the law
}

// Name is the name of the status.
func (b Band) Name(c *charter.Case) string {
	if b.Family < 0 {
		return c.Vocab.Declared[b.Status]
	}
	return c.Families[b.Family].Statuses[b.Status].Name
}

// On reports whether the status is held at the end of a day.
func (b Band) On(day calendar.Day) bool { return b.From <= day && day < b.Until }

// holder is whose status a change is of.
type holder struct {
	family, status int
	entity, with   charter.EntityID
}

// change is a day on which a status begins or ends.
type change struct {
	holder
	day     calendar.Day
	begins  bool
	certain bool
	by      *docket.Finding
}

// bands lists who held which status when, as some sides see it: by family,
// status, entity and day.
func bands(d *docket.Docket, sides []int) []Band {
	counts := map[Band]int{} // in how many sides, certain
	var order []Band
	for _, side := range sides {
		for _, b := range sideBands(d, side) {
			certain := b.Certain
			b.Certain = false
			if _, had := counts[b]; !had {
				counts[b] = 0
				order = append(order, b)
			}
			if certain {
				counts[b]++
			}
		}
	}
	for i := range order {
		order[i].Certain = counts[order[i]] == len(sides)
	}
	slices.SortStableFunc(order, func(a, b Band) int {
		return cmp.Or(cmp.Compare(uint(a.Family), uint(b.Family)), a.Status-b.Status, cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.With, b.With),
			cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until))
	})
	return order
}

// sideBands are the bands of one side.
func sideBands(d *docket.Docket, side int) []Band {
	var list []change
	for f, fam := range d.Case.Families {
		begins, _ := inForce(fam)
		for _, t := range fam.Texts {
			for _, g := range t.Grants {
				day := g.Since
				if day <= calendar.Always {
					day = begins
				}
				list = append(list, change{holder{f, g.Status, g.Entity, g.With}, day, true, true, nil})
			}
		}
	}
	for _, f := range d.Findings {
		if f.Kind != engine.Status || !f.Sides[side].Possible() {
			continue
		}
		s := f.Status
		status := slices.IndexFunc(d.Case.Families[s.Family].Statuses, func(x charter.Status) bool { return x.Name == s.Status })
		list = append(list, change{holder{s.Family, status, s.Entity, s.With}, f.Sides[side].Days.Lo, !s.Ceases, f.Sides[side].Definite(), f})
	}
	list = append(list, declarations(d, side)...)
	slices.SortStableFunc(list, func(a, b change) int {
		return cmp.Or(cmp.Compare(uint(a.family), uint(b.family)), a.status-b.status, cmp.Compare(a.entity, b.entity), cmp.Compare(a.with, b.with), cmp.Compare(a.day, b.day))
	})
	var out []Band
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j].holder == list[i].holder {
			j++
		}
		out = append(out, spans(d, list[i:j])...)
		i = j
	}
	return out
}

// spans follows the changes of one status of one entity. A status that begins
// or ends in some settlings only is held perhaps from there on.
func spans(d *docket.Docket, changes []change) []Band {
	var out []Band
	ends := calendar.Never
	if f := changes[0].family; f >= 0 {
		_, ends = inForce(d.Case.Families[f])
	}
	var now *Band
	stop := func(day calendar.Day, by *docket.Finding) {
		if now != nil && now.From < day {
			now.Until, now.Ends = day, by
			out = append(out, *now)
		}
		now = nil
	}
	start := func(c change, certain bool) {
		now = &Band{Family: c.family, Status: c.status, Entity: c.entity, With: c.with, From: c.day, Certain: certain, Begins: c.by}
	}
	for _, c := range changes {
		switch {
		case c.day >= ends:
		case c.begins && now == nil:
			start(c, c.certain)
		case c.begins && c.certain && !now.Certain:
			stop(c.day, nil)
			start(c, true)
		case !c.begins && now != nil && c.certain:
			stop(c.day, c.by)
		case !c.begins && now != nil && now.Certain:
			stop(c.day, c.by)
			start(c, false)
		}
	}
	stop(ends, nil)
	return out
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

// declarations are the changes of declared statuses, which entries make and no
// rule: certain where nothing about the entry is in doubt.
func declarations(d *docket.Docket, side int) []change {
	v := d.Case.Vocab
	var list []change
	for _, f := range d.Facts(side, 0) {
		act := v.Acts[f.Entry.Act]
		if act.Declares < 0 || f.Day > d.AsOf {
			continue
		}
		for _, roles := range docket.Acts(v, f.Entry) {
			if by := roles[0]; by != 0 {
				list = append(list, change{holder{-1, act.Declares, by, 0}, f.Day, !act.DeclaresNot, sure(f.Entry), nil})
			}
		}
	}
	return list
}

func sure(e *record.Entry) bool { return e.Sure() && e.Begin.IsExact() }
