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
	Forecasts   []*Forecast
	Assessments []*Assessment
	Closed      calendar.Day       // the day it is closed; Always if not said
	Accounts    []charter.EntityID // whose accounts occur, in order of code
}

// Source is a page, paper or register.
type Source struct {
	Name, Title, Author, Outlet string
	Published                   calendar.Extent
	HasPublished                bool
	Copies                      *Source // the source that this one reprints or digests, or nil
	Pos                         diag.Place
}

// Root is the source at the end of a chain of copies: two sources of one root
// are one report.
func (s *Source) Root() *Source {
	for s.Copies != nil {
		s = s.Copies
	}
	return s
}

// Judgement is what a forecast and an assessment have in common: who made it,
// when, through whom, and where it is reported.
type Judgement struct {
	Label, Title string
	Made         calendar.Extent
	SaidBy       string // a name, or the code of an entity
	Through      []string
	Sources      []*Source
	Notes        []string
	Pos          diag.Place // of the label
}

// Outlet is where a judgement first appeared: the outlet nearest to who made
// it, else that of its first source. Of a source that copies another it is the
// outlet of the other.
func (j *Judgement) Outlet(rec *Record) string {
	if len(j.Through) > 0 {
		if s := rec.Source(j.Through[0]); s != nil {
			return s.Root().Place()
		}
		return j.Through[0]
	}
	if len(j.Sources) > 0 {
		return j.Sources[0].Root().Place()
	}
	return ""
}

// Person is who made a judgement, else the author of its first source; empty
// if neither is known.
func (j *Judgement) Person() string {
	if j.SaidBy == "" && len(j.Sources) > 0 {
		return j.Sources[0].Root().Author
	}
	return j.SaidBy
}

// Place is a source's outlet, or its title where it has none.
func (s *Source) Place() string {
	if s.Outlet != "" {
		return s.Outlet
	}
	return s.Title
}

// Source finds a source by name; nil if there is none.
func (rec *Record) Source(name string) *Source {
	for _, s := range rec.Sources {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Forecast is a judgement of what will be. Its question names statuses and
// rules, which a record does not know: it is resolved against a case.
type Forecast struct {
	Judgement
	Chance    quantity.Range // of 1
	HasChance bool
	By        calendar.Day // the last day of the point written
	Decl      *syntax.Forecast
	File      *syntax.File
}

// Assessment is a judgement that no question of the record answers.
type Assessment struct {
	Judgement
	About []charter.EntityID
}

// Entry is one entry as written. It is kept small, since a record may hold millions:
// entries share what they have in common, and must not be changed.
type Entry struct {
	Index     int
	Origin    int // index of the entry first written, following corrects
	Happening int // index of the entry at the root of describes and corrects
	Pos       diag.Place
	Written   string // the phrase, with its date, as in the file, blanks folded

	Begin, End calendar.Extent // End.Hi is calendar.Never for an open span
	Known      calendar.Day    // explicit, else Begin.Hi
	Act        charter.ActID
	Lasted     bool
	HasKnown   bool

	Roles *Roles
	*Told
}

// Roles are who stands in which role of an entry.
type Roles = [syntax.NumRoles][]charter.EntityID

// Told is what an entry tells besides who did what and when. Entries that tell nothing
// else have one in common.
type Told struct {
	Title    string
	Label    string
	Numbers  []Number
	Accounts []charter.EntityID
	Claim    bool
	DeniedBy []charter.EntityID
	SaidBy   string
	Through  []string
	Sources  []*Source
	Notes    []string

	Corrects  int // index of the entry corrected, or -1
	Describes int // or -1
	Answers   int // or -1
	Target    int // a vote's or a judge's LABEL (`aye by KGZ on motion-1`), or -1

	HasTally                       bool
	Ayes, Noes, Abstaining, Absent []charter.EntityID
	Adopting                       []string
	Limited, Failed                bool
}

// Plain reports whether an entry has for rules nothing besides its act, its roles, its
// first day and perhaps numbers: no end, nothing that it speaks of, and no label by which
// another could speak of it.
func (e *Entry) Plain() bool {
	return !e.Lasted && e.Answers < 0 && e.Target < 0 && !e.HasTally && !e.Limited && !e.Failed && len(e.Adopting) == 0 &&
		e.Label == "" && e.Corrects < 0
}

// Number is a number given by an entry.
type Number struct {
	Number charter.NumberID
	Range  quantity.Range
	Spread bool // written as a range: 63..150
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

// LastDay is the day on which the record is closed, else the last day on which
// something in it can have begun or ended.
func (rec *Record) LastDay() calendar.Day {
	if rec.Closed > calendar.Always {
		return rec.Closed
	}
	day := calendar.Always
	for _, e := range rec.Entries {
		day = max(day, e.Begin.Hi)
		if e.Lasted && e.End.Hi < calendar.Never {
			day = max(day, e.End.Hi)
		}
	}
	return day
}
