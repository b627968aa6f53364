package record

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// A record keeps what sources and accounts say side by side. Where they do not
// say the same of one event there is a dispute; a dispute is no error.

// DisputeKind is about what sources or accounts differ.
type DisputeKind string

// The kinds of dispute.
const (
	ActDispute     DisputeKind = "act"     // which act it was
	RolesDispute   DisputeKind = "roles"   // who did it to whom
	DateDispute    DisputeKind = "date"    // when it began, or how long it lasted
	NumberDispute  DisputeKind = "number"  // how many or how much
	DenialDispute  DisputeKind = "denial"  // whether it happened: somebody denies it
	ClaimDispute   DisputeKind = "claim"   // whether it happened: it is only claimed
	AccountDispute DisputeKind = "account" // one side tells it, and the others are silent
)

// DisputeKinds lists the kinds in the order in which they are told.
var DisputeKinds = []DisputeKind{ActDispute, RolesDispute, DateDispute, NumberDispute, DenialDispute, ClaimDispute, AccountDispute}

// Dispute is one thing about one event of which different things are said.
type Dispute struct {
	Event    *Entry // the entry first written of the event
	Kind     DisputeKind
	Number   charter.NumberID // of a NumberDispute
	Versions []Version        // in the order of the record, equal ones together
}

// Version is one of the things that are said.
type Version struct {
	Value  string
	Voices []Voice
}

// Voice is an entry that says something, or somebody who denies it.
type Voice struct {
	Entry     *Entry
	Denies    []charter.EntityID // who denies the entry; nil: the entry itself speaks
	Corrected *Entry             // the entry that corrects this one, or nil
	Retracted bool
}

// Reports counts the sources of the voices and those among them that only
// repeat another one: sources that go back to one source are one report.
func (v Version) Reports() (sources, copies int) {
	var all, roots []*Source
	for _, s := range v.Sources() {
		all = append(all, s)
		if !slices.Contains(roots, s.Root()) {
			roots = append(roots, s.Root())
		}
	}
	return len(all), len(all) - len(roots)
}

// Sources are those of the voices that speak for the version, each once.
func (v Version) Sources() []*Source {
	var list []*Source
	for _, x := range v.Voices {
		if x.Denies != nil {
			continue
		}
		for _, s := range x.Entry.Sources {
			if !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	return list
}

// disputer looks for disputes.
type disputer struct {
	v         *charter.Vocabulary
	corrected map[int]*Entry // by index of the entry corrected
	retracted map[int]bool   // by origin
	list      []Dispute
}

// Disputes lists the disputes of a record: by day of the event, then in the
// order of the record.
func (rec *Record) Disputes(v *charter.Vocabulary) []Dispute {
	d := &disputer{v: v, corrected: map[int]*Entry{}, retracted: map[int]bool{}}
	for _, e := range rec.Entries {
		if e.Corrects >= 0 {
			d.corrected[e.Corrects] = e
		}
	}
	for _, r := range rec.Retractions {
		d.retracted[rec.Entries[r.Entry].Origin] = true
	}
	events := map[int][]*Entry{}
	var order []int
	for _, e := range rec.Entries {
		if events[e.Happening] == nil {
			order = append(order, e.Happening)
		}
		events[e.Happening] = append(events[e.Happening], e)
	}
	for _, h := range order {
		d.event(rec.Entries[h], events[h])
	}
	slices.SortStableFunc(d.list, func(a, b Dispute) int { return int(a.Event.Begin.Lo) - int(b.Event.Begin.Lo) })
	return d.list
}

func (d *disputer) voice(e *Entry) Voice {
	return Voice{Entry: e, Corrected: d.corrected[e.Index], Retracted: d.retracted[e.Origin]}
}

// event looks at all that is said of one event.
func (d *disputer) event(root *Entry, said []*Entry) {
	if len(said) > 1 {
		d.what(root, said)
		d.when(root, said)
	}
	d.howMany(root, said)
	for _, e := range said {
		d.whether(root, e, len(said) == 1)
	}
}

// gather puts the entries that say the same together.
func (d *disputer) gather(said []*Entry, value func(*Entry) (string, bool)) []Version {
	var list []Version
	for _, e := range said {
		text, ok := value(e)
		if !ok {
			continue
		}
		at := slices.IndexFunc(list, func(v Version) bool { return v.Value == text })
		if at < 0 {
			list = append(list, Version{Value: text})
			at = len(list) - 1
		}
		list[at].Voices = append(list[at].Voices, d.voice(e))
	}
	return list
}

// what compares acts and roles.
func (d *disputer) what(root *Entry, said []*Entry) {
	kind := RolesDispute
	for _, e := range said {
		if e.Act != root.Act {
			kind = ActDispute
		}
	}
	vs := d.gather(said, func(e *Entry) (string, bool) { return PhraseOf(d.v, e), true })
	if len(vs) > 1 {
		d.list = append(d.list, Dispute{Event: root, Kind: kind, Versions: vs})
	}
}

// when compares days. A date that is only coarser than another does not differ
// from it.
func (d *disputer) when(root *Entry, said []*Entry) {
	if !somePair(said, func(a, b *Entry) bool {
		return !nested(a.Begin, b.Begin) || a.Lasted && b.Lasted && a.End.Hi < calendar.Never && b.End.Hi < calendar.Never && !nested(a.End, b.End)
	}) {
		return
	}
	vs := d.gather(said, func(e *Entry) (string, bool) { return e.When(), true })
	if len(vs) > 1 {
		d.list = append(d.list, Dispute{Event: root, Kind: DateDispute, Versions: vs})
	}
}

func nested(a, b calendar.Extent) bool {
	return a.Lo >= b.Lo && a.Hi <= b.Hi || b.Lo >= a.Lo && b.Hi <= a.Hi
}

func somePair(said []*Entry, differ func(a, b *Entry) bool) bool {
	for i, b := range said {
		for _, a := range said[:i] {
			if differ(a, b) {
				return true
			}
		}
	}
	return false
}

// howMany compares numbers. One entry that gives a range has heard of several
// figures too.
func (d *disputer) howMany(root *Entry, said []*Entry) {
	for n := range d.v.Numbers {
		id := charter.NumberID(n)
		spread := slices.ContainsFunc(said, func(e *Entry) bool {
			return slices.ContainsFunc(e.Numbers, func(x Number) bool { return x.Number == id && x.Spread })
		})
		differ := spread || somePair(said, func(a, b *Entry) bool {
			x, okX := a.Number(id)
			y, okY := b.Number(id)
			return okX && okY && !within(x, y) && !within(y, x)
		})
		if !differ {
			continue
		}
		vs := d.gather(said, func(e *Entry) (string, bool) { r, ok := e.Number(id); return r.String(), ok })
		d.list = append(d.list, Dispute{Event: root, Kind: NumberDispute, Number: id, Versions: vs})
	}
}

func within(a, b quantity.Range) bool { return a.Lo >= b.Lo && a.Hi <= b.Hi }

// whether looks at claims, denials and what one side alone tells.
func (d *disputer) whether(root, e *Entry, alone bool) {
	so := Version{Value: "so", Voices: []Voice{d.voice(e)}}
	out := Dispute{Event: root, Versions: []Version{so}}
	switch {
	case len(e.DeniedBy) > 0:
		out.Kind = DenialDispute
		out.Versions = append(out.Versions, Version{Value: "not so", Voices: []Voice{{Entry: e, Denies: e.DeniedBy}}})
	case e.Claim:
		out.Kind = ClaimDispute
	case len(e.Accounts) > 0 && alone:
		out.Kind = AccountDispute
	default:
		return
	}
	d.list = append(d.list, out)
}

// Number is what an entry says of a number.
func (e *Entry) Number(n charter.NumberID) (quantity.Range, bool) {
	for _, x := range e.Numbers {
		if x.Number == n {
			return x.Range, true
		}
	}
	return quantity.Unknown, false
}

// When is the date of an entry in words: 2022-09-14, 2022-09-14 to 2022-09-17,
// or between two days.
func (e *Entry) When() string {
	s := inWords(e.Begin)
	switch {
	case !e.Lasted:
		return s
	case e.End.Hi >= calendar.Never:
		return "since " + s
	}
	return s + " to " + inWords(e.End)
}

// inWords writes days known within bounds: a whole month or year by its name.
func inWords(x calendar.Extent) string {
	if x.IsExact() {
		return x.Lo.String()
	}
	y, m, d := x.Lo.Civil()
	y2, m2, d2 := x.Hi.Civil()
	switch {
	case d == 1 && y == y2 && m == m2 && d2 == calendar.MonthLength(y, m):
		return x.Lo.String()[:7]
	case d == 1 && m == 1 && y == y2 && m2 == 12 && d2 == 31:
		return x.Lo.String()[:4]
	}
	return "between " + x.Lo.String() + " and " + x.Hi.String()
}

// PhraseOf is an entry's act with its roles, as a record writes it, without
// its date and numbers.
func PhraseOf(v *charter.Vocabulary, e *Entry) string {
	var b strings.Builder
	b.WriteString(v.Acts[e.Act].Name)
	for role, list := range e.Roles {
		if len(list) == 0 {
			continue
		}
		b.WriteString(" " + syntax.Role(role).String())
		for _, x := range list {
			b.WriteString(" " + v.Entities[x].Code)
		}
	}
	return b.String()
}
