package syntax

import (
	"casus/calendar"
	"casus/quantity"
)

// Span is a half-open range of byte offsets in a file. Lines and columns are
// worked out only when something is printed.
type Span struct{ From, To int32 }

// Ident is a NAME (lower case) or a CODE (upper case) as written.
type Ident struct {
	Span
	Name string
}

// IsCode reports whether the identifier is spelt as a CODE.
func (id Ident) IsCode() bool { return id.Name != "" && id.Name[0] >= 'A' && id.Name[0] <= 'Z' }

// Text is a quoted text with its escapes resolved.
type Text struct {
	Span
	Value string
}

// Role is a preposition that ties a term to an act.
type Role uint8

// The roles, in the order in which findings print them.
const (
	By Role = iota
	On
	To
	From
	With
	Against
	For
	At
	About
	NumRoles
)

var roleNames = [NumRoles]string{"by", "on", "to", "from", "with", "against", "for", "at", "about"}

func (r Role) String() string { return roleNames[r] }

// File is one source file: declarations in order, and the bare run of entries
// that may stand at its head.
type File struct {
	Path     string // slash-separated, as given by the caller
	Src      []byte
	Head     []Item // entries, retractions and sources before the first declaration
	Decls    []Decl
	Comments []Comment
	tokens   []token // for the printer
	faulty   bool    // it has errors and cannot be printed
}

// Comment is a comment from # to the end of its line.
type Comment struct {
	Span
	Text string // without the line end, with the #
}

// Decl is a declaration: *Vocabulary, *Charter, *Record, *Test, *Case or
// *Outlook.
type Decl interface {
	DeclName() Ident // a test's name is its text
	Extent() Span
}

// Extent returns the span itself.
func (s Span) Extent() Span { return s }

// ---- phrases ---------------------------------------------------------------

// Phrase is ACT (ROLE TERM)* (NUMBER value)*: a fact in a record, a pattern in
// a rule.
type Phrase struct {
	Span
	Act     Ident
	Roles   []RoleTerms
	Numbers []NumberTerm
}

// RoleTerms is one role of a phrase with its terms, or `without ROLE`.
type RoleTerms struct {
	Span
	Role    Role
	Terms   []Ident // one in a pattern; a run of CODEs in a record
	Without bool
}

// NumberTerm is a number of a phrase: a quantity in a record, a comparison or
// a variable in a pattern.
type NumberTerm struct {
	Span
	Name  Ident
	Range quantity.Range // Form == Given
	Unit  Ident          // RUB in "53.22 million RUB", or empty
	Form  NumberForm
	Op    CompareOp // Form == Compared
	Value Expr      // Form == Compared: a number, a NAME or a condition in brackets
	Var   Ident     // Form == Bound
}

// NumberForm tells the three forms of a number term apart.
type NumberForm uint8

// A number is given (killed 63..150), compared (killed at least limit) or
// bound to a variable (amount n).
const (
	Given NumberForm = iota
	Compared
	Bound
)

// FindingKind is what kind of finding a finding phrase speaks of.
type FindingKind uint8

// The kinds that the grammar names, in the order of docs/spec.md.
const (
	Opening FindingKind = iota
	Fulfilment
	Breach
	Unanswered
	Excuse
	Lapse
	Adoption
	Rejection
	Void
	Silence
	Collision
)

var findingNames = []string{"opening", "fulfilment", "breach", "unanswered", "excuse", "lapse", "adoption", "rejection", "void", "silence", "collision"}

func (k FindingKind) String() string { return findingNames[k] }

// FindingPhrase speaks of a finding: `breach of help by RUS to ARM`, `void
// PHRASE`, `silence about PHRASE`, `collision of A and B`.
type FindingPhrase struct {
	Span
	Undecided bool
	Late      bool
	Kind      FindingKind
	Rule      RuleRef     // empty if not named
	Roles     []RoleTerms // before and after `of RULE`, in order
	Phrase    *Phrase     // void, silence about a phrase
	OfBreach  bool        // silence about breach [roles] [of RULE]
	Rule2     RuleRef     // collision
	Roles2    []RoleTerms // collision
}

// RuleRef names rules: NAME, `any rule`, `article 4`, each perhaps `of CODE`.
type RuleRef struct {
	Span
	Name    Ident // empty unless named
	Any     bool
	Article Ident // empty unless by article
	Of      Ident // CODE, or empty
}

// IsZero reports whether no rule was named.
func (r RuleRef) IsZero() bool { return r.Name.Name == "" && !r.Any && r.Article.Name == "" }

// ---- expressions -------------------------------------------------------------

// Expr is a condition or a number. The types below are its forms.
type Expr interface{ Extent() Span }

// CompareOp is `is at least` and its kin.
type CompareOp uint8

// The comparisons.
const (
	AtLeast CompareOp = iota
	AtMost
	MoreThan
	LessThan
	Equal
)

var compareNames = []string{"at least", "at most", "more than", "less than", ""}

func (op CompareOp) String() string { return compareNames[op] }

// The forms of an expression.
type (
	// AndExpr is X and Y; Comma marks the loosest "and", written as a comma.
	AndExpr struct {
		Span
		X, Y  Expr
		Comma bool
	}
	// OrExpr is X or Y.
	OrExpr struct {
		Span
		X, Y Expr
	}
	// NotExpr is `not X`, or `no X` (Word).
	NotExpr struct {
		Span
		Word string
		X    Expr
	}
	// CompareExpr is `X is at least Y` and its kin; Equal for `X is NUM`.
	CompareExpr struct {
		Span
		X, Y   Expr
		Op     CompareOp
		Negate bool
	}
	// IsExpr is `X is [not] WORD [with TERM] [of CODE]`: a status, a kind, an
	// entity, a body, a variable, a value of a reading, yes or none. The
	// resolver tells which.
	IsExpr struct {
		Span
		X      Expr
		Negate bool
		Word   Ident // NAME, CODE, "yes", "no" or "none"
		With   Ident // the other state of a pair status, or empty
		Of     Ident // CODE, or empty
	}
	// DeclaredExpr is `X is [not] declared STATUS`.
	DeclaredExpr struct {
		Span
		X      Expr
		Negate bool
		Status Ident
	}
	// VotedExpr is `X voted for` or `X voted against`.
	VotedExpr struct {
		Span
		X       Expr
		Against bool
	}
	// BinaryExpr is X + Y, X - Y, X * Y, X / Y.
	BinaryExpr struct {
		Span
		Op   byte
		X, Y Expr
	}
	// NegateExpr is -X.
	NegateExpr struct {
		Span
		X Expr
	}
	// NumExpr is a number; Percent if % follows (the value is then already
	// divided by a hundred).
	NumExpr struct {
		Span
		Value   quantity.Num
		Percent bool
	}
	// PeriodExpr is a duration; `none` is a WordExpr.
	PeriodExpr struct {
		Span
		Period calendar.Period
	}
	// PointExpr is a day, month or year.
	PointExpr struct {
		Span
		Point Point
	}
	// WordExpr is a lone NAME or CODE, or `yes`, `no`, `none`: a variable, a
	// reading, an entity, a status or kind after `count of`.
	WordExpr struct {
		Span
		Word Ident
	}
	// OfExpr is `NAME of TERM [with TERM]`: a measure of an entity, or in an
	// outlook of a pair.
	OfExpr struct {
		Span
		Name Ident
		Term Ident
		With Ident // of a pair; empty if absent
	}
	// CallExpr is NAME(x, y): logistic, min, max, in outlooks.
	CallExpr struct {
		Span
		Name Ident
		Args []Expr
	}
	// PhraseExpr is a phrase with its window: true if such an act is recorded.
	PhraseExpr struct {
		Span
		Phrase Phrase
		Window Window
	}
	// FindingExpr is a finding with its window, or `stands`.
	FindingExpr struct {
		Span
		Finding FindingPhrase
		Window  Window
		Stands  bool
	}
	// CountExpr is `count of SUBJECT`.
	CountExpr struct {
		Span
		Subject Subject
		Window  Window
	}
	// SumExpr is `sum of NUMBER over SUBJECT`.
	SumExpr struct {
		Span
		Number  Ident
		Subject Subject
		Window  Window
	}
	// AggregateExpr is `highest MEASURE of STATUS` and its kin.
	AggregateExpr struct {
		Span
		Word    string // highest, lowest, total, average
		Measure Ident
		Status  Ident
	}
	// DateExpr is `before POINT` or `after POINT`: of the day of the step.
	DateExpr struct {
		Span
		After bool
		Point Point
	}
	// AdoptingExpr is `adopting MEASURE`: the decision in hand adopts it.
	AdoptingExpr struct {
		Span
		Name Ident
	}
)

// Subject is what is counted: exactly one field is set.
type Subject struct {
	Span
	Phrase   *Phrase
	Finding  *FindingPhrase
	Name     Ident // a status, a kind or an act
	Of       Ident // of a status: the treaty, or empty
	Declared Ident
}

// Window bounds how far back a condition looks: the zero window is the
// default of the clause.
type Window struct {
	Span
	Last  Expr  // `in the last DURATION`: *PeriodExpr, or *WordExpr of a reading
	Since Point // `since POINT`
}

// IsZero reports whether no window was written.
func (w Window) IsZero() bool { return w.Last == nil && w.Since.IsZero() }

// Precision is how finely a point is written.
type Precision uint8

// A point is a day, a month or a year.
const (
	ByDay Precision = iota
	ByMonth
	ByYear
)

// Point is a day, month or year as written.
type Point struct {
	Span
	Precision Precision
	First     calendar.Day // the first day of it
	Last      calendar.Day // the last day of it
}

// IsZero reports whether no point was written.
func (p Point) IsZero() bool { return p.Span == Span{} }

// ---- vocabulary ----------------------------------------------------------------

// Vocabulary declares who can act and what can happen.
type Vocabulary struct {
	Span
	Name         Ident
	Title        Text
	Kinds        []KindDecl
	Lists        []ListDecl
	Entities     []EntityDecl
	Numbers      []NumberDecl
	Acts         []ActDecl
	Incompatible []IncompatibleDecl
}

// DeclName returns the name.
func (v *Vocabulary) DeclName() Ident { return v.Name }

// The items of a vocabulary.
type (
	// KindDecl is `kind NAME [is NAME] [institution] [STRING]`.
	KindDecl struct {
		Span
		Name, Is    Ident
		Institution bool
		Title       Text
	}
	// ListDecl is `entities iso-3166 are state`.
	ListDecl struct {
		Span
		List, Kind Ident
	}
	// EntityDecl is `entity CODE is KIND [STRING] [since POINT] [until POINT]
	// [continued by CODE]`.
	EntityDecl struct {
		Span
		Code, Kind   Ident
		Title        Text
		Since, Until Point
		Continued    Ident
	}
	// NumberDecl is `number NAME [in UNIT] [STRING]`.
	NumberDecl struct {
		Span
		Name, Unit Ident
		Title      Text
	}
	// ActDecl is `act NAME [is NAME] {roles and marks} [STRING]`.
	ActDecl struct {
		Span
		Name, Is              Ident
		Roles                 []ActRole
		Grave, Formal, Mutual bool
		Declares              Ident
		DeclaresNot           bool
		Plover                Ident
		Cameo                 Ident // a number, as written
		Title                 Text
	}
	// ActRole is `[optional] ROLE (KIND | any)`.
	ActRole struct {
		Span
		Role     Role
		Optional bool
		Kind     Ident // "any" for any
	}
	// IncompatibleDecl is `incompatible PHRASE and PHRASE [where COND]`.
	IncompatibleDecl struct {
		Span
		A, B  Phrase
		Where Expr
	}
)

// ---- charter -------------------------------------------------------------------

// Charter is a text: heads, then articles.
type Charter struct {
	Span
	Name     Ident
	Amends   Ident
	Title    Text
	Heads    []Head
	Articles []*Article
}

// DeclName returns the name.
func (c *Charter) DeclName() Ident { return c.Name }

// Article is `article NUM|NAME [STRING]` with heads, bases and rules.
type Article struct {
	Span
	Number Ident
	Title  Text
	Basis  []Text
	Heads  []Head
	Rules  []Rule
}

// Head is one of the head clauses of a charter or article.
type Head interface{ Extent() Span }

// The heads.
type (
	// GovernsHead is `governs CODE`.
	GovernsHead struct {
		Span
		Code Ident
	}
	// UsesHead is `uses VOCABULARY`.
	UsesHead struct {
		Span
		Name Ident
	}
	// DateHead is `signed POINT` or `effective POINT`.
	DateHead struct {
		Span
		Word  string
		Point Point
	}
	// StatusHead is `parties ...` (Name "party") or `status NAME ...`.
	StatusHead struct {
		Span
		Name    Ident
		With    Ident // kind or status of the other state of a pair; empty for one
		Title   Text
		Holders []Ident
		Others  []Ident // the other states of a pair's holders
		Since   Point
	}
	// ReadingHead is `reading NAME = VALUE or VALUE [STRING]`.
	ReadingHead struct {
		Span
		Name   Ident
		Values []Value
		Why    Text
	}
	// BodyHead is `body NAME ...`.
	BodyHead struct {
		Span
		Name    Ident
		Title   Text
		As      Ident
		Of      Ident // a status; "party" for `parties`
		Except  []Ident
		Quorum  Share
		Decides Decides
		Weights []Weight
		Veto    []Ident
		Limited bool
		Note    Text
	}
	// MeasureHead is `measure NAME of VAR = SUM [STRING]`.
	MeasureHead struct {
		Span
		Name, Var Ident
		Value     Expr
		Title     Text
	}
	// DefineHead is `define NAME {ROLE VAR} {as PHRASE ...}`.
	DefineHead struct {
		Span
		Name  Ident
		Roles []RoleTerms
		As    []DefineAlt
	}
	// DefineAlt is `as PHRASE [counting for any VAR] [where COND]`.
	DefineAlt struct {
		Span
		Phrase   Phrase
		Counting []Ident
		Where    Expr
	}
	// RepealsHead is `repeals article NUM|NAME`.
	RepealsHead struct {
		Span
		Article Ident
	}
	// OpenHead is `open matters continue|lapse|move`.
	OpenHead struct {
		Span
		Word string
	}
	// YieldsHead is `yields to CODE`.
	YieldsHead struct {
		Span
		Code Ident
	}
)

// Value is a value of a reading: yes, no, none, a number, a duration, a point
// or a name. Exactly one of the fields after Span is meaningful: Word if set,
// else Expr (*NumExpr, *PeriodExpr or *PointExpr).
type Value struct {
	Span
	Word Ident
	Expr Expr
}

// Share is NUM, NUM/NUM or NUM%: Num over Den; Den is 0 for a plain number.
type Share struct {
	Span
	Num, Den int64
}

// IsZero reports whether no share was written.
func (s Share) IsZero() bool { return s.Span == Span{} }

// Method is a way a body decides.
type Method uint8

// The methods of docs/spec.md, "How a body decides".
const (
	NoMethod Method = iota
	Consensus
	Unanimity
	SilenceProcedure
	Majority          // more for than against
	MajorityOfMembers // more than half of the members
	ShareOf           // at least a share of Base
)

// Decides is `decides by METHOD`.
type Decides struct {
	Span
	Method Method
	Share  Share
	Base   string // members, present, votes, weights; for Majority: "" or present
}

// Weight is one pair of `weigh CODE NUM`.
type Weight struct {
	Code   Ident
	Weight quantity.Num
}

// ---- rules ------------------------------------------------------------------------

// Rule is *Ban, *Duty, *Power, *Procedure or *Consequence.
type Rule interface {
	RuleName() Ident
	RuleTitle() Text
	Word() string // ban, duty, power, procedure, consequence
	Extent() Span
}

// RuleHead is what every rule has.
type RuleHead struct {
	Span
	Name  Ident
	Title Text
}

// RuleName returns the rule's name.
func (r RuleHead) RuleName() Ident { return r.Name }

// RuleTitle returns the rule's title, empty if it has none.
func (r RuleHead) RuleTitle() Text { return r.Title }

// The rules.
type (
	// Ban forbids.
	Ban struct {
		RuleHead
		Any      *Bearer // nil: whoever acts is bound
		Never    []Phrase
		Where    Expr
		Unless   Expr
		UnderWay bool // also acts under way
	}
	// Duty obliges.
	Duty struct {
		RuleHead
		When      []Trigger // alternatives
		Where     Expr
		Judge     Judge // who says that the trigger happened
		Then      []Step
		Quant     Quantifier
		AtLeast   int64   // Quant == AtLeastOf
		Bearer    *Bearer // nil without a quantifier
		Must      []Phrase
		MustWhere Expr
		MustJudge Judge // who says that the performance is one
		Minimum   Minimum
		Once      bool // counts once
		Answers   bool // each answers
		Within    Limit
		Refusal   *Phrase
		Unless    Expr
		While     Expr
		Paused    Expr // paused while
	}
	// Power allows a legal act with effects.
	Power struct {
		RuleHead
		Final   bool
		Any     *Bearer
		May     Phrase
		Where   Expr
		Unless  Expr
		Effects []Effect
	}
	// Procedure is how a body comes to decide.
	Procedure struct {
		RuleHead
		Opens       []Trigger // nil: always open
		OpensWhere  Expr
		Moved       *Phrase
		MovedWhere  Expr
		MoveWithin  Limit
		Before      Ident
		Except      []Ident
		KeepingBase bool
		Fixed       bool // electorate fixed
		Choosing    []Ident
		Decides     Decides
		Within      Limit
		Decided     *Phrase
		Adopted     Outcome
		Rejected    Outcome
		Lapsed      Outcome
	}
	// Consequence follows without an act.
	Consequence struct {
		RuleHead
		When    []Trigger
		Where   Expr
		Each    *Bearer
		Unless  Expr
		Effects []Effect
	}
)

// Word returns the word that opens the rule.
func (*Ban) Word() string         { return "ban" }
func (*Duty) Word() string        { return "duty" }
func (*Power) Word() string       { return "power" }
func (*Procedure) Word() string   { return "procedure" }
func (*Consequence) Word() string { return "consequence" }

// Quantifier is how bearers share a duty.
type Quantifier uint8

// The quantifiers of a duty.
const (
	NoQuantifier Quantifier = iota // the `by` term of `must`
	Each
	Some
	Jointly
	AtLeastOf
)

// Bearer is `STATUS VAR [except TERM...] [where COND]` after each, some, any.
type Bearer struct {
	Span
	Status Ident
	Var    Ident
	Except []Ident
	Where  Expr
}

// Judge is `judged by TERM|nobody`; the zero Judge is the record.
type Judge struct {
	Span
	Term Ident // "nobody" for nobody
}

// IsZero reports whether nobody was named to judge.
func (j Judge) IsZero() bool { return j.Term.Name == "" }

// Step is `then TRIGGER [within D] [where C]`, or `then no PHRASE within D`.
type Step struct {
	Span
	Absent bool
	When   []Trigger
	Within Limit
	Where  Expr
}

// Limit is `within DURATION`: nil Value if not written; *PeriodExpr, or
// *WordExpr of a reading or of none.
type Limit struct {
	Span
	Value Expr
}

// Minimum is `minimum NAME SUM` or `minimum count SUM`.
type Minimum struct {
	Span
	Number Ident // "count" for the number of acts; empty if not written
	Value  Expr
}

// Trigger is one alternative of `when`: exactly one field after Span is used.
type Trigger struct {
	Span
	Phrase  *Phrase
	Finding *FindingPhrase
	Change  *Change
	Date    *DateTrigger
}

// Change is `TERM becomes STATUS [with TERM]` or `TERM ceases to be STATUS ...`.
type Change struct {
	Span
	Term   Ident
	Ceases bool
	Status Ident
	With   Ident
}

// DateTrigger is `on POINT`, `every D from POINT`, `every D after entry into
// force`, `D after entry into force`.
type DateTrigger struct {
	Span
	Every   bool
	Period  calendar.Period
	Reading Ident // the reading that gives the period, or empty
	From    Point // zero: after entry into force
	On      bool
}

// Outcome is what follows a decision: Given is false if the clause is absent;
// no effects for `nothing`.
type Outcome struct {
	Given   bool
	Effects []Effect
}

// Effect is `excuse RULE ROLES` or a change of status with its conditions.
type Effect struct {
	Span
	Excuse      Ident // rule
	ExcuseRoles []RoleTerms
	Change      *Change
	After       Limit
	OnForce     bool // on entry into force
	For         Limit
	Once        Expr
	Until       Expr
	If          Expr
}

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

// Extent returns the chooser's span.
func (c *Chooser) Extent() Span { return c.Span }

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
