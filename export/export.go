package export

import (
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/membership"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
	"casus/ties"
)

// Case is a case to be exported: its docket over the whole record, with all
// accounts, and which acts count as force.
type Case struct {
	Docket *docket.Docket
	Force  library.SignalActs

	unknown   map[string]bool
	countries map[charter.KindID]bool
}

// Unknown lists the entities of which codes were asked and of which the table
// knows nothing, in order.
func (c *Case) Unknown() []string {
	var list []string
	for code := range c.unknown {
		list = append(list, code)
	}
	slices.Sort(list)
	return list
}

func (c *Case) vocab() *charter.Vocabulary { return c.Docket.Case.Vocab }

func (c *Case) code(e charter.EntityID) string { return c.vocab().Entities[e].Code }

// codes are an entity's on a day. They are missed only of what is of the kind
// of a country: an armed group or a place has none.
func (c *Case) codes(e charter.EntityID, day calendar.Day) Codes {
	code := c.code(e)
	x, known := CodesOf(code, day)
	if !known && (c.countryKind(c.vocab().Entities[e].Kind) || c.isMember(e)) {
		if c.unknown == nil {
			c.unknown = map[string]bool{}
		}
		c.unknown[code] = true
	}
	return x
}

// countryKind reports whether some country of the table is of a kind.
func (c *Case) countryKind(k charter.KindID) bool {
	if c.countries == nil {
		c.countries = map[charter.KindID]bool{}
		for i := range c.vocab().Entities {
			x := &c.vocab().Entities[i]
			if codeTable()[x.Code] != nil {
				c.countries[x.Kind] = true
			}
		}
	}
	return c.countries[k]
}

// isMember reports whether an entity was ever a party of some alliance.
func (c *Case) isMember(e charter.EntityID) bool {
	for _, f := range c.Docket.Case.Families {
		for _, s := range membership.Parties(c.Docket, f.ID).Spells {
			if s.Entity == e {
				return true
			}
		}
	}
	return false
}

// alliance is what a family governs, or the family's own name.
func (c *Case) alliance(f *charter.Family) string {
	if f.Governs != 0 {
		return c.code(f.Governs)
	}
	return f.Name
}

// years are those of a family: from that of its first text to that of the
// docket, or of the family's end.
func (c *Case) years(f *charter.Family) (from, to int) {
	first, last := calendar.Never, calendar.Always
	for _, t := range f.Texts {
		first, last = min(first, t.From), max(last, t.Until-1)
	}
	if first > c.Docket.AsOf {
		return 1, 0
	}
	from, _, _ = first.Civil()
	to, _, _ = min(last, c.Docket.AsOf).Civil()
	return from, to
}

// bounds are the days of a year that the docket covers.
func (c *Case) bounds(y int) (first, last calendar.Day) {
	first, _ = calendar.Date(y, 1, 1)
	last, _ = calendar.Date(y, 12, 31)
	return first, min(last, c.Docket.AsOf)
}

// MemberYears lists the members of all alliances of the case, by alliance,
// year and state.
func (c *Case) MemberYears() []MemberYear {
	var rows []MemberYear
	for _, f := range c.Docket.Case.Families {
		roster := membership.Parties(c.Docket, f.ID)
		others := c.otherStatuses(f)
		from, to := c.years(f)
		for y := from; y <= to; y++ {
			first, last := c.bounds(y)
			for _, e := range roster.Ever(first, last) {
				rows = append(rows, c.memberYear(f, roster, others, e, y))
			}
		}
	}
	return rows
}

// otherStatuses are the rosters of a family's statuses besides party.
func (c *Case) otherStatuses(f *charter.Family) map[string]*membership.Roster {
	out := map[string]*membership.Roster{}
	for i, s := range f.Statuses {
		if i != charter.PartyStatus && !s.Pair {
			out[s.Name] = membership.Of(c.Docket, f.ID, s.Name)
		}
	}
	return out
}

func (c *Case) memberYear(f *charter.Family, roster *membership.Roster, others map[string]*membership.Roster, e charter.EntityID, y int) MemberYear {
	first, last := c.bounds(y)
	r := MemberYear{Alliance: c.alliance(f), State: c.code(e), Year: int32(y)}
	day := last // the last day of the year on which it is a member
	for _, s := range roster.Spells {
		if s.Entity != e || s.From > last || s.Until <= first {
			continue
		}
		lo, hi := max(s.From, first), min(s.Until-1, last)
		r.Days += int32(hi - lo + 1)
		r.Entered, r.Left = s.From.String(), nil
		if s.Until < calendar.Never {
			left := s.Until.String()
			r.Left = &left
		}
		day = hi
	}
	if roster.Holds(e, last) {
		r.AtEnd = 1
	}
	x := c.codes(e, day)
	r.ISO3, r.COW, r.GW = x.ISO3, x.COW, x.GW
	var held []string
	for name, o := range others {
		if o.Holds(e, last) {
			held = append(held, name)
		}
	}
	slices.Sort(held)
	r.Statuses = strings.Join(held, " ")
	for _, en := range c.Docket.Record.Common() {
		if en.Sure() && inYear(en.Begin, y) && c.acts(en, e) {
			r.Entries++
		}
	}
	t := c.findings(f, y, func(x *docket.Finding) bool { return slices.Contains(x.Bearer(), e) })
	r.Breaches, r.RobustBreaches, r.Fulfilments, r.LateFulfilments, r.Undecided = t.breaches, t.robust, t.fulfilments, t.late, t.undecided
	return r
}

// acts reports whether an entity acts in an entry; in a mutual act both do.
func (c *Case) acts(en *record.Entry, e charter.EntityID) bool {
	return slices.ContainsFunc(docket.Acts(c.vocab(), en), func(roles [syntax.NumRoles]charter.EntityID) bool { return roles[syntax.By] == e })
}

// inYear reports whether a day known within bounds lies in a year whatever it
// is.
func inYear(x calendar.Extent, y int) bool {
	lo, _, _ := x.Lo.Civil()
	hi, _, _ := x.Hi.Civil()
	return lo == y && hi == y
}

// tally counts findings of common ground.
type tally struct{ breaches, robust, fulfilments, late, undecided int32 }

func (c *Case) findings(f *charter.Family, y int, of func(*docket.Finding) bool) (t tally) {
	for _, x := range c.Docket.Findings {
		if x.Rule == nil || x.Rule.Family != f.ID || x.Kind != engine.Breach && x.Kind != engine.Fulfilment || !of(x) {
			continue
		}
		side := x.Sides[0]
		switch {
		case !side.Possible():
		case !side.Definite() || !inYear(side.Days, y):
			if lo, _, _ := side.Days.Lo.Civil(); lo == y {
				t.undecided++
			}
		case x.Kind == engine.Breach:
			t.breaches++
			if x.Certainty == docket.Robust {
				t.robust++
			}
		case x.Late:
			t.late++
		default:
			t.fulfilments++
		}
	}
	return t
}

// ---- pairs --------------------------------------------------------------------------

// Dyads lists the pairs of members, by alliance, year and states; directed,
// each pair both ways.
func (c *Case) Dyads(directed bool) []DyadYear {
	var rows []DyadYear
	for _, f := range c.Docket.Case.Families {
		roster := membership.Parties(c.Docket, f.ID)
		from, to := c.years(f)
		for y := from; y <= to; y++ {
			first, last := c.bounds(y)
			members := roster.Ever(first, last)
			acts := c.actsOf(y)
			for i, a := range members {
				for k, b := range members {
					if i == k || !directed && k < i {
						continue
					}
					days, day := together(roster, a, b, first, last)
					if days == 0 {
						continue
					}
					rows = append(rows, c.dyad(f, acts, a, b, y, days, day, directed))
				}
			}
		}
	}
	return rows
}

// together counts the days on which two entities are both members, and gives
// the last of them.
func together(r *membership.Roster, a, b charter.EntityID, first, last calendar.Day) (days int32, day calendar.Day) {
	for _, s := range r.Spells {
		for _, t := range r.Spells {
			if s.Entity != a || t.Entity != b {
				continue
			}
			lo, hi := max(s.From, t.From, first), min(s.Until-1, t.Until-1, last)
			if lo <= hi {
				days += int32(hi - lo + 1)
				day = max(day, hi)
			}
		}
	}
	return days, day
}

// pair is what one entity does to another in a year.
type pair struct{ a, b charter.EntityID }

// done is what is counted of one event for one pair.
type done struct {
	class   ties.Class
	force   bool
	inDoubt bool
}

// actsOf gathers what is done in a year, each event once for each pair, in the
// year in which it may first have been done.
func (c *Case) actsOf(y int) map[pair][]done {
	first, _ := calendar.Date(y, 1, 1)
	last, _ := calendar.Date(y, 12, 31)
	out := map[pair][]done{}
	for _, t := range ties.Of(c.Docket, first, last) {
		if t.Entry.Begin.Lo >= first {
			p := pair{t.By, t.Toward}
			out[p] = append(out[p], done{t.Class, c.Force.Is(c.vocab(), t.Entry.Act), !t.Sure(first, last)})
		}
	}
	return out
}

func (c *Case) dyad(f *charter.Family, acts map[pair][]done, a, b charter.EntityID, y int, days int32, day calendar.Day, directed bool) DyadYear {
	x1, x2 := c.codes(a, day), c.codes(b, day)
	r := DyadYear{Alliance: c.alliance(f), State1: c.code(a), ISO31: x1.ISO3, COW1: x1.COW, GW1: x1.GW,
		State2: c.code(b), ISO32: x2.ISO3, COW2: x2.COW, GW2: x2.GW, Year: int32(y), Days: days}
	r.add(acts[pair{a, b}])
	if !directed {
		r.add(acts[pair{b, a}])
	}
	t := c.findings(f, y, func(x *docket.Finding) bool {
		by, to := x.Bearer(), x.Toward()
		return slices.Contains(by, a) && slices.Contains(to, b) || !directed && slices.Contains(by, b) && slices.Contains(to, a)
	})
	r.Breaches, r.RobustBreaches, r.Fulfilments, r.LateFulfilments, r.Undecided = t.breaches, t.robust, t.fulfilments, t.late, t.undecided
	return r
}

func (r *DyadYear) add(list []done) {
	for _, d := range list {
		if d.inDoubt {
			r.InDoubt++
			continue
		}
		r.Events++
		switch d.class {
		case ties.VerbalCooperation:
			r.VerbalCoop++
		case ties.MaterialCooperation:
			r.MaterialCoop++
		case ties.VerbalConflict:
			r.VerbalConf++
		case ties.MaterialConflict:
			r.MaterialConf++
		}
		if d.force {
			r.Force++
		}
	}
}

// ---- events -------------------------------------------------------------------------

// Events lists all entries of the record in its order.
func (c *Case) Events() []Event {
	rec := c.Docket.Record
	retracted := map[int]bool{}
	for _, r := range rec.Retractions {
		retracted[rec.Entries[r.Entry].Origin] = true
	}
	var rows []Event
	for _, e := range rec.Entries {
		rows = append(rows, c.event(e, retracted[e.Origin]))
	}
	return rows
}

func (c *Case) event(e *record.Entry, retracted bool) Event {
	act := &c.vocab().Acts[e.Act]
	line, _ := e.Pos.Position(e.Pos.From)
	r := Event{
		Event: int32(e.Index + 1), Happening: int32(e.Happening + 1), Label: text(e.Label),
		Begins: e.Begin.Lo.String(), BeginsBy: e.Begin.Hi.String(), Known: e.Known.String(),
		Act: act.Name, Plover: text(act.Plover), Cameo: text(act.Cameo), Numbers: text(c.numbers(e)),
		Accounts: c.list(e.Accounts), Claim: flag(e.Claim), DeniedBy: c.list(e.DeniedBy), SaidBy: text(e.SaidBy),
		Through: text(strings.Join(e.Through, "; ")), Corrects: index(e.Corrects), Describes: index(e.Describes), Retracted: flag(retracted),
		Sources: text(strings.Join(sourceNames(e.Sources), "; ")), Title: text(e.Title), Place: e.Pos.File + ":" + strconv.Itoa(line),
	}
	if e.Lasted {
		r.Ends = text(e.End.Lo.String())
		if e.End.Hi < calendar.Never {
			r.EndsBy = text(e.End.Hi.String())
		} else {
			r.Ends = nil
		}
	}
	for role, to := range []**string{&r.By, &r.On, &r.To, &r.From, &r.With, &r.Against, &r.For, &r.At, &r.About} {
		*to = c.list(e.Roles[role])
	}
	if by := e.Roles[syntax.By]; len(by) > 0 && !c.vocab().IsInstitution(by[0]) {
		x := c.codes(by[0], e.Begin.Lo)
		r.ActorISO3, r.ActorCOW, r.ActorGW = x.ISO3, x.COW, x.GW
	}
	for _, role := range []syntax.Role{syntax.On, syntax.To, syntax.With, syntax.Against, syntax.From, syntax.For} {
		if o := e.Roles[role]; len(o) > 0 && !c.vocab().IsInstitution(o[0]) {
			x := c.codes(o[0], e.Begin.Lo)
			r.OtherISO3, r.OtherCOW, r.OtherGW = x.ISO3, x.COW, x.GW
			break
		}
	}
	return r
}

// text is a value that may be missing.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// index is the number of another entry, counted from 1.
func index(i int) *int32 {
	if i < 0 {
		return nil
	}
	n := int32(i + 1)
	return &n
}

func (c *Case) list(es []charter.EntityID) *string {
	var list []string
	for _, e := range es {
		list = append(list, c.code(e))
	}
	return text(strings.Join(list, " "))
}

// numbers writes the numbers of an entry: killed=63..150; troops=2000.
func (c *Case) numbers(e *record.Entry) string {
	var list []string
	for _, n := range e.Numbers {
		list = append(list, c.vocab().Numbers[n.Number].Name+"="+bounds(n.Range))
	}
	return strings.Join(list, "; ")
}

// bounds writes a range for programs: 63, 63..150, 260.. for at least.
func bounds(r quantity.Range) string {
	switch {
	case r.IsExact():
		return r.Lo.String()
	case r.Hi >= quantity.Max:
		return r.Lo.String() + ".."
	}
	return r.Lo.String() + ".." + r.Hi.String()
}

func sourceNames(list []*record.Source) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Name)
	}
	return out
}
