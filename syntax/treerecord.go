package syntax

import (
	"casus/calendar"
	"casus/quantity"
)

// ---- record ----------------------------------------------------------------------

// Item of a record: *Entry, *Retraction, *Source, *Forecast or *Assessment.
type Item interface{ Extent() Span }

// Record is `record NAME ...` with its items.
type Record struct {
	Span
	Name   Ident
	Title  Text
	Uses   Ident
	Closed Point
	Items  []Item
	// Long is set of a record of which ParseLong has read no entry into the tree: Items
	// are all its items but the entries, of which there are Entries.
	Long    bool
	Entries int
}

// DeclName returns the name.
func (r *Record) DeclName() Ident { return r.Name }

// Source is `source NAME STRING ...`.
type Source struct {
	Span
	Name      Ident
	Title     Text
	Published Date
	Author    Text
	Outlet    Text
	Copies    Ident // the source that this one reprints or digests, or empty
}

// Date is a date of an entry: one date, perhaps in doubt, perhaps the first of
// a span that lasted.
type Date struct {
	Span
	Begin calendar.Extent
	// Lasted is set for A..B and A.. ; End is then its last day's extent, with
	// Hi == calendar.Never for an open end.
	Lasted bool
	End    calendar.Extent
}

// IsZero reports whether no date was written.
func (d Date) IsZero() bool { return d.Span == Span{} }

// Entry is one dated fact, claim or act.
type Entry struct {
	Span
	Date     Date
	Phrase   Phrase // Numbers given
	Title    Text
	ID       Ident
	Sources  []Ident
	Notes    []Text
	Known    Point
	Accounts []Ident
	Claim    bool
	DeniedBy []Ident
	Saying
	Corrects                       Ident
	Describes                      Ident
	Answers                        Ident
	Ayes, Noes, Abstaining, Absent []Ident
	HasTally                       bool
	Adopting                       []Ident
	Limited                        bool
	Failed                         bool
	Broken                         bool // it has an error of form: what is missing may only not have been understood
}

// Saying is `said by (STRING|CODE) {through (STRING|NAME)}`.
type Saying struct {
	SaidBy   Text    // or
	SaidCode Ident   // `said by CODE`
	Through  []Ident // outlets or sources, nearest first; a quoted outlet has a Name with blanks
}

// Judgement is what a forecast and an assessment have in common: `NAME STRING
// made ONEDATE`, who made it, and where it is reported.
type Judgement struct {
	Span
	Name    Ident
	Title   Text
	Made    Date
	Sources []Ident
	Notes   []Text
	Saying
}

// Forecast is a judgement of what will be, with the question that the record
// can answer: `asks CONDITION by POINT`.
type Forecast struct {
	Judgement
	Chance   quantity.Range // of 1
	ChanceAt Span           // of the chance; zero where none is given
	Asks     Expr
	By       Point
}

// HasChance reports whether the forecast gives a chance.
func (f *Forecast) HasChance() bool { return f.ChanceAt.To > 0 }

// Assessment is a judgement that no question of the record answers.
type Assessment struct {
	Judgement
	About []Ident
}

// Retraction is `retract LABEL known POINT [STRING] {source NAME}`.
type Retraction struct {
	Span
	Label   Ident
	Known   Point
	Title   Text
	Sources []Ident
}

// ---- tests, cases, outlooks ---------------------------------------------------------

// Test is a history with expectations.
type Test struct {
	Span
	Title     Text
	Under     []Under
	Continues Ident
	Items     []Item
	Checks    []Check
}

// DeclName returns the title as a name.
func (t *Test) DeclName() Ident { return Ident{t.Title.Span, t.Title.Value} }

// Under is `under CHARTER [from POINT [until POINT]]`.
type Under struct {
	Span
	Charter     Ident
	From, Until Point
}

// GivenReading is `given NAME = VALUE`.
type GivenReading struct {
	Span
	Name  Ident
	Value Value
}

// Check is one line of a test after its entries: exactly one of the fields
// after Span is used.
type Check struct {
	Span
	Given   *GivenReading
	Account Ident // given account CODE
	Known   Point // given known POINT
	AsOf    Point // as of POINT
	Expect  *Expect
}

// Expect is `expect ...`.
type Expect struct {
	Span
	No          bool
	NothingElse bool
	NoOther     bool // expect no other KIND
	OtherKind   FindingKind
	Finding     *FindingPhrase
	Change      *Change
	State       Expr // anything else: `ARM is party`, `arrears of ARM is 110`
	Undecided   bool // of a Change or State
	Dated       Dated
}

// Dated is `on POINT`, `about POINT`, `between POINT and POINT` after an
// expectation.
type Dated struct {
	Span
	Word string // on, about, between; empty if absent
	Days calendar.Extent
}

// Case says which charters are run over which record.
type Case struct {
	Span
	Name   Ident
	Title  Text
	Under  []Under
	Reads  []Ident // names of records, or quoted paths (Name holds the path)
	Given  []GivenReading
	Counts []CountsAs
}

// CountsAs is `counts ACT {ACT} as SIGNAL [from POINT [until POINT]]`: which
// acts are a signal of an alliance's cohesion, and for which time the record
// holds all of them.
type CountsAs struct {
	Span
	Acts        []Ident
	Signal      Ident
	From, Until Point
}

// DeclName returns the name.
func (c *Case) DeclName() Ident { return c.Name }

// Outlook is the declaration of futures. Its items are kept as written; their
// meaning belongs to package outlook.
type Outlook struct {
	Span
	Name  Ident
	Title Text
	Items []OutlookItem
}

// DeclName returns the name.
func (o *Outlook) DeclName() Ident { return o.Name }

// OutlookItem is one item of an outlook, by its leading word.
type OutlookItem struct {
	Span
	// Word is under, continues, uses, given, counts, starts, runs, scenario, parameter,
	// learn, measure, behaviour, shock, update, reaction, watch or ask.
	Word    string
	Name    Ident
	Title   Text
	Under   *Under
	Unders  []Under // scenario
	Given   *GivenReading
	Counts  *CountsAs
	Point   Point // starts; shock: the day, or the first; learn: since
	Until   Point // shock between two days; learn
	Steps   int64
	Step    calendar.Period
	Status  Ident // measure NAME of STATUS, learn NAME of STATUS
	Of      Ident // the treaty of the status: `of party of NATO`
	Pair    bool  // measure NAME of pair of STATUS
	Value   Expr  // parameter, measure, watch, ask, chance, rate
	Low     Expr  // parameter: its range
	High    Expr
	As      *CallExpr // parameter: its distribution; learn: its prior
	Weighs  Expr      // learn
	Sources []Ident   // parameter
	Except  []Weight
	When    []Trigger
	Where   Expr
	Chooser *Chooser
	Rate    bool             // Value is a rate, not a chance; learn: it is a rate
	Per     *calendar.Period // learn of a chance: within
	Does    *Phrase          // learn: what is counted
	Then    []Adjust
}

// Chooser is `each STATUS VAR [of CODE] ...`, `each pair of STATUS VAR VAR [of
// CODE] ...`, or `each open RULE {role VAR}`.
type Chooser struct {
	Span
	Bearer
	Pair   bool
	Var2   Ident
	Of     Ident // the treaty of the status: `each party p of NATO`
	Random bool
	Rule   Ident // each open RULE: one for each open matter of the duty
	Roles  []RoleTerms
}

// Adjust is a change of a measure: `NAME of TERM rises by SUM not above SUM`.
type Adjust struct {
	Span
	Name, Term Ident
	With       Ident  // of a pair
	Word       string // becomes, rises, falls
	Value      Expr
	BoundWord  string // above, below, or empty
	Bound      Expr
}
