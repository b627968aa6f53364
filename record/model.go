// Package record turns parsed entries into a typed record: names resolved
// against a vocabulary, labels tied together, sources kept.
//
// A record says what was written, in doubt as it was written. What it comes to
// in one world (exact days, exact numbers, entries in or out) is a list of
// Facts; choosing worlds belongs to package docket.
package record

import (
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// Record is a resolved record: entries by path of the file, then by line.
type Record struct {
	Name, Title string
	Entries     []*Entry
	Retractions []*Retraction
	Sources     []*Source
	Closed      calendar.Day       // the day it is closed; Always if not said
	Accounts    []charter.EntityID // whose accounts occur, in order of code
}

// Source is a page, paper or register.
type Source struct {
	Name, Title, Author, Outlet string
	Published                   calendar.Extent
	HasPublished                bool
	Pos                         diag.Place
}

// Entry is one entry as written.
type Entry struct {
	Index   int
	Pos     diag.Place
	Written string // the phrase, with its date, as in the file, blanks folded
	Title   string
	Label   string

	Begin, End calendar.Extent // End.Hi is calendar.Never for an open span
	Lasted     bool

	Act     charter.ActID
	Roles   [syntax.NumRoles][]charter.EntityID
	Numbers []Number

	Known    calendar.Day // explicit, else Begin.Hi
	HasKnown bool
	Accounts []charter.EntityID
	Claim    bool
	DeniedBy []charter.EntityID
	SaidBy   string
	Through  []string
	Sources  []*Source
	Notes    []string

	Corrects  int // index of the entry corrected, or -1
	Origin    int // index of the entry first written, following corrects
	Describes int // or -1
	Answers   int // or -1
	Target    int // a vote's or a judge's LABEL (`aye by KGZ on motion-1`), or -1
	Happening int // index of the entry at the root of describes and corrects

	HasTally                       bool
	Ayes, Noes, Abstaining, Absent []charter.EntityID
	Adopting                       []string
	Limited, Failed                bool
}

// Number is a number given by an entry.
type Number struct {
	Number charter.NumberID
	Range  quantity.Range
}

// Retraction takes an entry out from Known on.
type Retraction struct {
	Entry   int
	Known   calendar.Day
	Title   string
	Sources []*Source
	Pos     diag.Place
}

// Fact is an entry in one world: exact days, exact numbers.
type Fact struct {
	Entry   *Entry
	Order   int // place in the record: that of the entry first written, where this one corrects it
	Day     calendar.Day
	End     calendar.Day  // last day; Never if still going on
	Numbers []ExactNumber // by Number; those that rules ask for are always there
}

// ExactNumber is a number in one world.
type ExactNumber struct {
	Number charter.NumberID
	Value  quantity.Num
}
