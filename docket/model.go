// Package docket derives dockets: it spreads a record over worlds (accounts x
// settlings of what is in doubt), runs them together through the engine, and
// says over them what is robust, what hangs on an account, and what is
// undecided and on what it hangs. docs/semantics.md 16.
package docket

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// View is how a case is looked at.
type View struct {
	AsOf    calendar.Day // horizon; Always: the day the record is closed, else its last day
	AsKnown calendar.Day // Always: all that is in the record
	// Accounts are the accounts to run beside common ground; nil: every account
	// that occurs in the record.
	Accounts []charter.EntityID
	// Given sets readings; others have their first value.
	Given []Given
	// Limit bounds the settlings of one account; 0: DefaultSettlings.
	Limit int
	// Most bounds the findings; 0: DefaultFindings.
	Most int
	// OpenOnly leaves out the openings of what is no longer open at the horizon, for
	// who does not look at them: they are often the greater part of what is found.
	OpenOnly bool
}

// Given is a reading's value, in every family that has a reading of the name.
type Given struct {
	Name  string
	Value charter.Value
}

// DefaultSettlings is how many settlings of an account are run at most. Where
// there are more, those in which a single point goes through its values are run
// even if they are more than that, but never more than 16,384.
const DefaultSettlings = 4096

// Certainty says over whom and what a finding holds.
type Certainty string

// The certainties.
const (
	Robust    Certainty = "robust"    // definite in common ground and in every account
	ByAccount Certainty = "account"   // definite in some account or common ground, not in all
	Undecided Certainty = "undecided" // definite in none
)

// Docket is what is found.
type Docket struct {
	Case     *charter.Case
	Record   *record.Record
	View     View
	AsOf     calendar.Day
	Sides    []Side     // common ground first
	Findings []*Finding // by day, then in the order of a run
	Holders  []Holder   // who has which status at the horizon

	program *engine.Program
	given   map[charter.ReadingRef]charter.Value
	data    []*sideData
	worlds  []world // every world run, account-major
}

// Side is common ground or one account.
type Side struct {
	Account   charter.EntityID // 0: common ground
	Points    []Point
	Settlings int  // how many were run
	All       bool // they were all there are
}

// Thinned counts the points that do not go through all their values, not even
// alone: they have too many.
func (s Side) Thinned() int {
	n := 0
	for _, p := range s.Points {
		if p.Thinned {
			n++
		}
	}
	return n
}

// Name is "common ground" or the account's code.
func (d *Docket) Name(side int) string {
	if a := d.Sides[side].Account; a != 0 {
		return d.Case.Vocab.Entities[a].Code
	}
	return "common ground"
}

// PointKind is what is in doubt.
type PointKind string

// The kinds of point.
const (
	DayPoint    PointKind = "day"
	EndPoint    PointKind = "end"
	ClaimPoint  PointKind = "claim"
	NumberPoint PointKind = "number"
)

// Point is one point of doubt of the record.
type Point struct {
	Kind   PointKind
	Entry  *record.Entry
	Number charter.NumberID
	Size   int
	// Thinned: it has so many values that it does not go through all of them,
	// not even alone.
	Thinned bool
	values  []int64 // days, or numbers, or 0 out and 1 in; of days the first and the last
}

// Finding is one finding over all sides.
type Finding struct {
	ID       string // stable: rule/bearer-toward/label or day/kind
	Kind     engine.Kind
	Late     bool
	OfBreach bool // silence about a breach of Rule
	// Stands: a breach not performed late nor excused by the horizon, in every
	// settling in which it is found; Open: an opening whose matter is open then.
	Stands, Open bool

	Rule  *charter.Rule // nil for void and silence about an act
	Text  string        // charter in force
	Roles []engine.RoleStates
	*Beside

	Days      calendar.Extent // over the settlings of the sides in which it is found
	Opened    calendar.Extent // of its matter; Always where there is none
	Due       calendar.Extent // Never where there is none
	Sides     []Verdict       // one for each Docket.Sides
	Certainty Certainty

	root  root
	order int32
	entry uint32 // of a void or silent act, in the batch that found it first
	id    uint32 // its number in the run of the only world
	nth   int32  // from 2 on: among those of one key in the only world
	reach *reach
}

// Beside is what few findings say. Those that say none of it have one in common.
type Beside struct {
	Awaits string        // an opening that awaits a judge: who
	Act    charter.ActID // void and silence about an act: the act
	Entry  *record.Entry // void and silence about an act: the entry
	Rule2  *charter.Rule // collision
	Roles2 []engine.RoleStates
	Status *StatusChange
}

var nothingBeside = &Beside{}

// reach says in which worlds a finding is found. The findings of an only world
// have one in common, and no key but what appendKey makes of them.
type reach struct {
	key  string
	bits [][]uint64        // by side: the settlings in which it is found
	days []calendar.Extent // by side: its days in them, until its verdicts are said
}

// StatusChange is what a status finding says.
type StatusChange struct {
	Family       int
	Status       string
	Entity, With charter.EntityID
	Ceases       bool
}

// Verdict is what one side's settlings say of a finding.
type Verdict struct {
	Found   int // settlings in which it is found
	Of      int // settlings run
	Days    calendar.Extent
	HangsOn []Hang // undecided: what changes it
}

// Definite reports a finding that every settling has; Possible one that some
// have.
func (v Verdict) Definite() bool { return v.Of > 0 && v.Found == v.Of }

// Possible reports whether some settling has the finding.
func (v Verdict) Possible() bool { return v.Found > 0 }

// Hang is one point on which an undecided finding hangs, with the values that
// bring it about; Together where no single point decides.
type Hang struct {
	Point    Point
	Together bool
	From, To string // the finding holds for values From..To (as far as single sweeps show)
}

// Bearer is the state that owes or acts; Toward the one to whom. They are the
// first states of the roles `by` (else `on`) and `to`, `on`, `with`, `about`.
func (f *Finding) Bearer() []charter.EntityID {
	for _, role := range []syntax.Role{syntax.By, syntax.On} {
		for _, r := range f.Roles {
			if r.Role == role {
				return r.States
			}
		}
	}
	if f.Status != nil {
		return []charter.EntityID{f.Status.Entity}
	}
	return nil
}

// Toward is to whom it is owed or done.
func (f *Finding) Toward() []charter.EntityID {
	hasBy := false
	for _, r := range f.Roles {
		hasBy = hasBy || r.Role == syntax.By
	}
	for _, role := range []syntax.Role{syntax.To, syntax.On, syntax.With, syntax.Against, syntax.About, syntax.From} {
		if role == syntax.On && !hasBy {
			continue
		}
		for _, r := range f.Roles {
			if r.Role == role {
				return r.States
			}
		}
	}
	if f.Status != nil && f.Status.With != 0 {
		return []charter.EntityID{f.Status.With}
	}
	return nil
}
