// Package cohesion counts, year by year, what a record and its docket tell of
// how an alliance holds together. There is no index: ten numbers stand side by
// side, each with the entries or findings behind it, and where the record does
// not cover a year the number is missing, not nought.
package cohesion

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/membership"
	"casus/record"
	"casus/syntax"
)

// Measure is one of the numbers.
type Measure int

// The measures, in the order in which they are shown.
const (
	Answered   Measure = iota // of what requests gave rise to, how much was done in time
	Force                     // events in which a member used force against a member
	Held                      // exercises of the alliance
	Cancelled                 // exercises of the alliance called off
	Boycotted                 // exercises that a member stayed away from
	Absent                    // meetings that a member stayed away from
	Facilities                // facilities of outsiders on members' soil, at any time of the year
	Outside                   // exercises of members with outsiders
	ExitTalk                  // statements of members that they will or may leave
	Breaches                  // breaches found in every account that stand at the year's end
	NumMeasures
)

var names = [NumMeasures]string{"answered", "force", "held", "cancelled", "boycotted", "absent", "facilities", "outside", "exit-talk", "breaches"}

func (m Measure) String() string { return names[m] }

var meanings = [NumMeasures]string{
	"of the duties that requests of the year gave rise to and that came to an end, those performed in time",
	"events in which a member used force against a member",
	"exercises of the alliance or among members",
	"exercises of the alliance called off by a member",
	"exercises that a member stayed away from",
	"meetings that a member stayed away from",
	"bases and other facilities of outsiders that a member hosted at some time of the year",
	"exercises of members with outsiders",
	"statements of members that they will or may leave",
	"breaches found in every account that stand at the end of the year",
}

// Meaning says what a measure counts.
func (m Measure) Meaning() string { return meanings[m] }

// Item is an entry or a finding behind a number.
type Item struct {
	Entry   *record.Entry
	Finding *docket.Finding
}

// Value is a measure of one year.
type Value struct {
	Covered bool // else the record does not tell, and the number is missing
	Count   int
	Of      int    // of Answered: how many came to an end
	Behind  []Item // of Answered: fulfilments in time, then the others
	Doubt   []Item // claimed, denied, undecided, or perhaps of another year: not counted
}

// Year is one year of an alliance.
type Year struct {
	Year    int
	Members []charter.EntityID // at its end
	Values  [NumMeasures]Value
}

// Table is an alliance over the years.
type Table struct {
	Docket  *docket.Docket
	Family  int
	Signals map[library.Signal]library.SignalActs
	Years   []Year
	Roster  *membership.Roster
}

// signalOf is the signal that a measure counts; empty for those of findings.
var signalOf = [NumMeasures]library.Signal{Answered: library.Request, Force: library.Force, Held: library.Exercise, Cancelled: library.Cancel,
	Boycotted: library.Boycott, Absent: library.Absence, Facilities: library.Facility, Outside: library.Exercise, ExitTalk: library.ExitTalk}

// Of draws up the table of one family for the years from..to. The docket is
// that of the whole record, with all its accounts.
func Of(d *docket.Docket, family int, signals map[library.Signal]library.SignalActs, from, to int) *Table {
	t := &Table{Docket: d, Family: family, Signals: signals, Roster: membership.Parties(d, family)}
	c := newCounter(t)
	for y := from; y <= to; y++ {
		t.Years = append(t.Years, c.year(y))
	}
	return t
}

// Span is the first year in which a text of a family is in force, and the last
// year of the docket; where the family came to an end before, the year of that.
func Span(d *docket.Docket, family int) (from, to int) {
	first, last := calendar.Never, calendar.Always
	for _, t := range d.Case.Families[family].Texts {
		first, last = min(first, t.From), max(last, t.Until)
	}
	return yearOf(first), yearOf(min(last, d.AsOf))
}

func yearOf(d calendar.Day) int {
	if d <= calendar.Always || d >= calendar.Never {
		return 0
	}
	y, _, _ := d.Civil()
	return y
}

// counter holds what is looked at for every year.
type counter struct {
	*Table
	entries   []*record.Entry // of common ground, the last version of each event that counts
	byYear    map[int]bool    // years in which the record tells anything
	told      [NumMeasures]told
	alliance  []charter.EntityID // the alliance and its organs
	requested map[int]bool       // events that are requests
}

// told are the years of which the record tells something of the sort that a
// measure counts.
type told struct {
	first, last int // 0: none
	years       map[int]bool
}

func newCounter(t *Table) *counter {
	c := &counter{Table: t, byYear: map[int]bool{}, requested: map[int]bool{}}
	c.entries = t.Docket.Record.Common()
	fam := t.Docket.Case.Families[t.Family]
	if fam.Governs != 0 {
		c.alliance = append(c.alliance, fam.Governs)
	}
	for _, b := range fam.Bodies {
		for _, v := range b.Versions {
			if v.Entity != 0 {
				c.alliance = append(c.alliance, v.Entity)
			}
		}
	}
	v := t.Docket.Case.Vocab
	for _, e := range c.entries {
		c.byYear[yearOf(e.Begin.Lo)] = true
		for m := Measure(0); m < NumMeasures; m++ {
			if c.tells(m, e) {
				c.told[m].add(m, e, c.Docket.AsOf)
			}
		}
		if t.Signals[library.Request].Is(v, e.Act) {
			c.requested[e.Happening] = true
		}
	}
	return c
}

// tells reports whether an entry is of the sort that a measure counts, whoever
// takes part. Exercises of the alliance and exercises with outsiders are two
// sorts: who records the one may never have looked for the other.
func (c *counter) tells(m Measure, e *record.Entry) bool {
	if signalOf[m] == "" || !c.Signals[signalOf[m]].Is(c.Docket.Case.Vocab, e.Act) {
		return false
	}
	return m != Held && m != Outside || c.fits(m, e, yearOf(e.Begin.Lo))
}

func (t *told) add(m Measure, e *record.Entry, asOf calendar.Day) {
	if t.years == nil {
		t.years = map[int]bool{}
	}
	lo, hi := yearOf(e.Begin.Lo), yearOf(e.Begin.Hi)
	if m == Facilities && e.Lasted {
		hi = yearOf(min(e.End.Hi, asOf))
	}
	for y := lo; y <= hi; y++ {
		t.years[y] = true
	}
	if t.first == 0 || lo < t.first {
		t.first = lo
	}
	t.last = max(t.last, hi)
}

// covered reports whether nothing told of a sort in a year means that nothing
// was there: the case says so, or the year has an entry of that sort, or it lies between two years that have and the record tells of other things.
func (c *counter) covered(m Measure, y int) bool {
	x := c.Signals[signalOf[m]]
	if x.Declared && (x.From > calendar.Always || x.Until < calendar.Never) {
		return x.From <= lastDay(y) && firstDay(y) <= x.Until
	}
	t := &c.told[m]
	return t.years[y] || t.first != 0 && t.first < y && y < t.last && c.byYear[y]
}

func firstDay(y int) calendar.Day { d, _ := calendar.Date(y, 1, 1); return d }
func lastDay(y int) calendar.Day  { d, _ := calendar.Date(y, 12, 31); return d }

// year counts one year.
func (c *counter) year(y int) Year {
	end := min(lastDay(y), c.Docket.AsOf)
	out := Year{Year: y, Members: c.Roster.On(end)}
	exists := len(c.Roster.Ever(firstDay(y), end)) > 0 && firstDay(y) <= c.Docket.AsOf
	if !exists {
		return out
	}
	for m := Measure(0); m < NumMeasures; m++ {
		v := &out.Values[m]
		switch m {
		case Answered:
			c.answers(y, v)
			v.Covered = v.Of > 0 || c.covered(m, y)
		case Breaches:
			v.Covered = true
			c.breaches(end, v)
		default:
			if v.Covered = c.covered(m, y); v.Covered {
				c.count(m, y, v)
			}
		}
	}
	return out
}

// count counts the events of a year that a measure is about.
func (c *counter) count(m Measure, y int, v *Value) {
	seen := map[int]bool{}
	for _, e := range c.entries {
		if seen[e.Happening] || !c.Signals[signalOf[m]].Is(c.Docket.Case.Vocab, e.Act) {
			continue
		}
		sure, perhaps := c.inYear(m, e, y)
		if !perhaps || !c.fits(m, e, y) {
			continue
		}
		seen[e.Happening] = true
		if sure && e.Sure() {
			v.Count++
			v.Behind = append(v.Behind, Item{Entry: e})
		} else {
			v.Doubt = append(v.Doubt, Item{Entry: e})
		}
	}
}

// inYear reports whether an entry surely, or perhaps, is of a year: by its
// beginning; a facility by all the time for which it stands.
func (c *counter) inYear(m Measure, e *record.Entry, y int) (sure, perhaps bool) {
	lo, hi := yearOf(e.Begin.Lo), yearOf(e.Begin.Hi)
	if m == Facilities && e.Lasted {
		return hi <= y && firstDay(y) <= e.End.Lo || hi <= y && e.End.Hi >= calendar.Never, lo <= y && firstDay(y) <= e.End.Hi
	}
	return lo == y && hi == y, lo <= y && y <= hi
}

// fits reports whether those who take part in an entry are such as a measure
// is about.
func (c *counter) fits(m Measure, e *record.Entry, y int) bool {
	day := e.Begin.Lo
	if m == Facilities {
		day = max(day, firstDay(y))
	}
	by, others := e.Roles[syntax.By], c.others(e)
	actors := c.members(by, day)
	switch m {
	case Force:
		for _, p := range actors {
			if slices.ContainsFunc(c.members(others, day), func(q charter.EntityID) bool { return q != p }) {
				return true
			}
		}
		return false
	case Held, Cancelled:
		return len(actors) > 0 && (c.namesAlliance(e) || !c.hasOutsider(by, day) && !c.hasOutsider(others, day))
	case Outside, Facilities:
		return len(actors) > 0 && (c.hasOutsider(by, day) || c.hasOutsider(others, day)) ||
			len(c.members(others, day)) > 0 && c.hasOutsider(by, day)
	}
	return len(actors) > 0 && (c.namesAlliance(e) || !c.namesInstitution(e))
}

// others are the entities in the roles of those with, on or against whom
// something is done: not places, nor what it is about.
func (c *counter) others(e *record.Entry) []charter.EntityID {
	var list []charter.EntityID
	for _, role := range []syntax.Role{syntax.On, syntax.To, syntax.With, syntax.Against} {
		list = append(list, e.Roles[role]...)
	}
	return list
}

func (c *counter) members(list []charter.EntityID, day calendar.Day) []charter.EntityID {
	var out []charter.EntityID
	for _, e := range list {
		if c.Roster.Holds(e, day) {
			out = append(out, e)
		}
	}
	return out
}

func (c *counter) hasOutsider(list []charter.EntityID, day calendar.Day) bool {
	return slices.ContainsFunc(list, func(e charter.EntityID) bool {
		return !c.Roster.Holds(e, day) && !slices.Contains(c.alliance, e)
	})
}

// namesInstitution reports whether an entry names a treaty, organ or
// organisation: a meeting of another one is none of this alliance.
func (c *counter) namesInstitution(e *record.Entry) bool {
	for _, role := range e.Roles {
		if slices.ContainsFunc(role, c.Docket.Case.Vocab.IsInstitution) {
			return true
		}
	}
	return false
}

func (c *counter) namesAlliance(e *record.Entry) bool {
	for _, role := range e.Roles {
		if slices.ContainsFunc(role, func(x charter.EntityID) bool { return slices.Contains(c.alliance, x) }) {
			return true
		}
	}
	return false
}

// answers counts what came of the requests of a year: duties that they opened,
// and that were performed in time, broken or left unanswered.
func (c *counter) answers(y int, v *Value) {
	var late []Item
	for _, f := range c.Docket.Findings {
		if f.Rule == nil || f.Rule.Family != c.Family || f.Rule.Kind != charter.DutyRule || yearOf(f.Opened.Lo) != y {
			continue
		}
		h, ok := f.Happening()
		if !ok || !c.requested[h] || f.Late {
			continue
		}
		switch f.Kind {
		case engine.Fulfilment, engine.Breach, engine.Unanswered:
		default:
			continue
		}
		switch side := f.Sides[0]; {
		case side.Definite():
			v.Of++
			if f.Kind == engine.Fulfilment {
				v.Count++
				v.Behind = append(v.Behind, Item{Finding: f})
			} else {
				late = append(late, Item{Finding: f})
			}
		case side.Possible():
			v.Doubt = append(v.Doubt, Item{Finding: f})
		}
	}
	v.Behind = append(v.Behind, late...)
}

// breaches counts the breaches that stand on a day.
func (c *counter) breaches(day calendar.Day, v *Value) {
	for _, f := range c.Docket.Findings {
		if f.Kind != engine.Breach || f.Rule == nil || f.Rule.Family != c.Family || f.Days.Lo > day {
			continue
		}
		switch {
		case c.madeGood(f) <= day:
		case f.Certainty == docket.Robust && f.Days.Hi <= day:
			v.Count++
			v.Behind = append(v.Behind, Item{Finding: f})
		case f.Sides[0].Possible():
			v.Doubt = append(v.Doubt, Item{Finding: f})
		}
	}
}

// madeGood is the day on which a breach was performed late or excused; Never
// if it still stands.
func (c *counter) madeGood(b *docket.Finding) calendar.Day {
	if b.Stands {
		return calendar.Never
	}
	h, ok := b.Happening()
	for _, f := range c.Docket.Findings {
		if f.Rule != b.Rule || f.Opened != b.Opened || !(f.Kind == engine.Fulfilment && f.Late || f.Kind == engine.Excuse) || !sameToward(f, b) {
			continue
		}
		if x, also := f.Happening(); x == h && ok == also && f.Sides[0].Possible() {
			return f.Days.Lo
		}
	}
	return calendar.Never
}

// sameToward reports whether two findings of a matter are of the same states.
// Who performs a duty shared by many is one of those who owe it.
func sameToward(f, b *docket.Finding) bool {
	return slices.Equal(f.Toward(), b.Toward()) && (slices.Equal(f.Bearer(), b.Bearer()) || len(b.Bearer()) > 1)
}
