package chronicle

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
)

// Matter is a duty or a procedure in hand, from its opening to what it came to.
type Matter struct {
	Rule     *charter.Rule
	Opening  *docket.Finding   // nil where the opening is no finding: what is always open
	Outcomes []*docket.Finding // by day, then in the order of the docket
	Opened   calendar.Extent
	Due      calendar.Extent // calendar.Never where it has no last day
	// Closed is the first day on which it may have come to an end; Never while
	// it is open in every settling.
	Closed calendar.Day
}

// First is the opening, or the first outcome of a matter that has none.
func (m *Matter) First() *docket.Finding {
	if m.Opening != nil {
		return m.Opening
	}
	return m.Outcomes[0]
}

// Findings are the opening and the outcomes.
func (m *Matter) Findings() []*docket.Finding {
	var list []*docket.Finding
	if m.Opening != nil {
		list = append(list, m.Opening)
	}
	return append(list, m.Outcomes...)
}

// Bearer is who owes, or which body decides.
func (m *Matter) Bearer() []charter.EntityID { return m.First().Bearer() }

// Toward is to whom it is owed, or whom it is about.
func (m *Matter) Toward() []charter.EntityID { return m.First().Toward() }

// About lists everybody in any role.
func (m *Matter) About() []charter.EntityID {
	var list []charter.EntityID
	for _, f := range m.Findings() {
		list = append(list, everybody(f.Roles)...)
	}
	return once(list)
}

// On reports whether the matter is in hand at the end of a day.
func (m *Matter) On(day calendar.Day) bool { return m.Opened.Lo <= day && day < m.Closed }

// closes are the kinds of finding that end a matter.
func closes(k engine.Kind) bool {
	switch k {
	case engine.Fulfilment, engine.Breach, engine.Unanswered, engine.Excuse, engine.Lapse, engine.Adoption, engine.Rejection:
		return true
	}
	return false
}

// ofMatter reports whether a finding belongs to a duty or procedure: the others
// stand for themselves.
func ofMatter(f *docket.Finding) bool {
	return f.Rule != nil && (f.Rule.Kind == charter.DutyRule || f.Rule.Kind == charter.ProcedureRule) && (f.Kind == engine.Opening || closes(f.Kind))
}

// matters puts the findings of one matter together, and lists those of none.
//
// That an opening and a breach are of one matter is known within a world only:
// so some worlds are run again, enough that every finding is met in one.
func matters(d *docket.Docket, sides []int) (list []*Matter, rest []*docket.Finding) {
	links := newLinks()
	done := map[*docket.Finding]bool{}
	for _, side := range sides {
		for _, f := range d.Findings {
			if done[f] || !ofMatter(f) || !f.Sides[side].Possible() {
				continue
			}
			settling, _ := d.Locate(f, side)
			links.run(d, side, settling, done)
			done[f] = true
		}
	}
	at := map[*docket.Finding]*Matter{}
	for _, f := range d.Findings {
		switch {
		case !sees(f, sides):
			continue
		case !ofMatter(f):
			rest = append(rest, f)
			continue
		}
		root := links.root(f)
		m := at[root]
		if m == nil {
			m = &Matter{Rule: f.Rule}
			at[root] = m
			list = append(list, m)
		}
		if f.Kind == engine.Opening && m.Opening == nil {
			m.Opening = f
		} else {
			m.Outcomes = append(m.Outcomes, f)
		}
	}
	for _, m := range list {
		m.date(sides)
	}
	slices.SortStableFunc(list, func(a, b *Matter) int { return cmp.Compare(a.Opened.Lo, b.Opened.Lo) })
	slices.SortStableFunc(rest, func(a, b *docket.Finding) int {
		return cmp.Compare(daysIn(a, sides).Lo, daysIn(b, sides).Lo)
	})
	return list, rest
}

// date works out from when to when a matter was in hand.
func (m *Matter) date(sides []int) {
	slices.SortStableFunc(m.Outcomes, func(a, b *docket.Finding) int { return cmp.Compare(daysIn(a, sides).Lo, daysIn(b, sides).Lo) })
	first := m.First()
	m.Opened, m.Due, m.Closed = first.Opened, first.Due, calendar.Never
	if m.Opening != nil {
		m.Opened = daysIn(m.Opening, sides)
		if m.Opening.Open {
			return
		}
	}
	for _, f := range m.Outcomes {
		if closes(f.Kind) {
			m.Closed = min(m.Closed, daysIn(f, sides).Lo)
		}
		m.Due.Lo, m.Due.Hi = min(m.Due.Lo, f.Due.Lo), max(m.Due.Hi, f.Due.Hi)
	}
}

// links joins findings that are of one matter in some world.
type links struct {
	parent map[*docket.Finding]*docket.Finding
	ran    map[[2]int]bool
}

func newLinks() *links {
	return &links{parent: map[*docket.Finding]*docket.Finding{}, ran: map[[2]int]bool{}}
}

// root is the finding by which all that are joined are known.
func (l *links) root(f *docket.Finding) *docket.Finding {
	for l.parent[f] != nil {
		f = l.parent[f]
	}
	return f
}

// run runs a world and joins what is of one matter in it; done are the findings
// that were met.
func (l *links) run(d *docket.Docket, side, settling int, done map[*docket.Finding]bool) {
	if l.ran[[2]int{side, settling}] {
		return
	}
	l.ran[[2]int{side, settling}] = true
	r, _ := d.Single(side, settling)
	in := d.InRun(r)
	first := map[uint32]*docket.Finding{}
	for _, f := range d.Findings { // in order, so that the first of a matter is always the same
		id, ok := in[f]
		if !ok || !ofMatter(f) {
			continue
		}
		done[f] = true
		matter := r.Findings()[id].Matter
		if first[matter] == nil {
			first[matter] = f
			continue
		}
		if a, b := l.root(first[matter]), l.root(f); a != b {
			l.parent[b] = a
		}
	}
}
