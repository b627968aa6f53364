// Package charter turns parsed charters into typed rules: names resolved,
// kinds checked, amendments composed into the text in force on each day.
//
// Everything an engine needs is here and nothing it could decide: a Case is
// immutable, holds no record, and may be shared between goroutines. The
// meaning of each field is that of docs/spec.md; two engines that never meet
// must be able to read it alike.
package charter

import (
	"casus/calendar"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// Indexes into the tables of a Vocabulary. Entity 0 is nobody, act 0 no act,
// kind 0 any kind.
type (
	EntityID uint16
	ActID    uint16
	KindID   uint16
	NumberID uint16
)

// Vocabulary is a resolved vocabulary.
type Vocabulary struct {
	Name         string
	Kinds        []Kind   // Kinds[0] is "any"
	Entities     []Entity // Entities[0] is nobody; the rest in order of their codes
	Numbers      []Number
	Acts         []Act // Acts[0] is no act; then the built-in acts; then as declared
	Declared     []string
	Incompatible []Incompatible
}

// Kind of entity; Parent is 0 for a root.
type Kind struct {
	Name, Title string
	Parent      KindID
	Institution bool // a treaty, organ or organisation: see void, docs/spec.md
}

// Entity is a state, an organ, a place: whatever has a CODE.
type Entity struct {
	Code, Title string
	Kind        KindID
	// From is its first day and To its last; a declaration without days gives
	// neither, and both are then zero: HasFrom and HasTo say which were given.
	From, To       calendar.Day
	HasFrom, HasTo bool
	Continued      EntityID // who continues it; 0: nobody is named
}

// Exists reports whether the entity exists on some day of an extent.
func (e *Entity) Exists(days calendar.Extent) bool {
	return !(e.HasFrom && days.Hi < e.From) && !(e.HasTo && days.Lo > e.To)
}

// Number is a declared number with its unit.
type Number struct {
	Name, Unit, Title string
}

// Act is a resolved act: roles and marks of its parent are taken over.
type Act struct {
	Name, Title           string
	Parent                ActID // 0: none
	Roles                 [syntax.NumRoles]RoleSpec
	Grave, Formal, Mutual bool
	MutualA, MutualB      syntax.Role // the two roles exchanged, if Mutual
	Declares              int         // index into Declared, or -1
	DeclaresNot           bool
	Plover, Cameo         string
	BuiltIn               bool // aye, nay, abstain, finds, denies
	Pos                   diag.Place
}

// RoleSpec says whether an act has a role, whether it may be left out, and of
// what kind its term is.
type RoleSpec struct {
	Has, Optional bool
	Kind          KindID
}

// The built-in acts: votes, and a judge's word, each `by` somebody `on` a
// LABEL.
const (
	NoAct ActID = iota
	Aye
	Nay
	Abstain
	Finds
	Denies
	FirstDeclared
)

// Incompatible declares that A and B cannot both be performed where Where
// holds. Vars are shared by A, B and Where.
type Incompatible struct {
	A, B  *Pattern
	Where *Expr
	Vars  []Var
}

// IsKind reports whether entity e is of kind k or of a kind below it.
func (v *Vocabulary) IsKind(e EntityID, k KindID) bool {
	if k == 0 {
		return true
	}
	for x := v.Entities[e].Kind; x != 0; x = v.Kinds[x].Parent {
		if x == k {
			return true
		}
	}
	return false
}

// IsAct reports whether a is super or declared (at any depth) to be one.
func (v *Vocabulary) IsAct(a, super ActID) bool {
	for ; a != 0; a = v.Acts[a].Parent {
		if a == super {
			return true
		}
	}
	return false
}

// IsInstitution reports whether e is a treaty, organ or organisation.
func (v *Vocabulary) IsInstitution(e EntityID) bool {
	for x := v.Entities[e].Kind; x != 0; x = v.Kinds[x].Parent {
		if v.Kinds[x].Institution {
			return true
		}
	}
	return false
}

// Case is a set of charters in time, ready to be run over a record.
type Case struct {
	Name, Title string
	Vocab       *Vocabulary
	Families    []*Family
	Rules       []*Rule // by family, text, article, place in the article; Rules[i].ID == i

	indexes []*familyIndex // by Family.ID; made by Build
}

// Family is a charter with the texts that amend it, which share one set of
// statuses.
type Family struct {
	ID       int
	Name     string // of the root charter
	Governs  EntityID
	Texts    []*Text // in the order of their first day in force
	Statuses []Status
	Readings []*Reading
	Bodies   []*Body
	Measures []*Measure
	Defines  []*Define
}

// PartyStatus is the slot of `party` in every family.
const PartyStatus = 0

// Text is one charter of a family.
type Text struct {
	Name, Title string
	From, Until calendar.Day // in force from the start of From to the end of the day before Until
	Signed      calendar.Day // from when final powers work; From if not said
	OpenMatters OpenMatters  // of the rules this text replaces or repeals
	Grants      []Grant
	Yields      []EntityID // texts governing these prevail in a collision
	Pos         diag.Place
}

// OpenMatters is what becomes of matters whose rule an amendment takes away.
type OpenMatters uint8

// Continue is the default.
const (
	Continue OpenMatters = iota
	LapseAll
	Move
)

// Grant is a status held by force of the text, without any finding. Since is
// calendar.Always where the text gives no day.
type Grant struct {
	Status int
	Entity EntityID
	With   EntityID // 0 unless the status is of a pair
	Since  calendar.Day
}

// Status is a status of the family: party, suspended, ...
type Status struct {
	Name, Title string
	Pair        bool
	WithKind    KindID // of the other state of a pair; 0 any
	Pos         diag.Place
}

// Reading is a named interpretation. Amendments may declare it again: the
// last version whose From has come counts.
type Reading struct {
	Name     string
	Versions []ReadingVersion
}

// ReadingVersion holds the alternatives, the first of which is the default.
type ReadingVersion struct {
	From   calendar.Day
	Values []Value
	Why    string
	Pos    diag.Place
}

// ValueKind tells what a Value is.
type ValueKind uint8

// The kinds of value. None is also the period without end.
const (
	YesNo ValueKind = iota
	NoLimit
	Number_
	Length
	Date
	Word
)

// Value is a value of a reading.
type Value struct {
	Kind   ValueKind
	Yes    bool
	Num    quantity.Num
	Period calendar.Period // Forever for NoLimit
	Day    calendar.Day
	Word   string
}

// Body is an organ; versions as for readings.
type Body struct {
	Name     string
	Versions []BodyVersion
}

// BodyVersion is a body as one text has it.
type BodyVersion struct {
	From    calendar.Day
	Entity  EntityID
	Of      int   // status of its members
	Except  []int // statuses that keep a holder out
	Quorum  syntax.Share
	Decides syntax.Decides
	Weights map[EntityID]quantity.Num
	Veto    []EntityID
	Limited bool
	Title   string
	Pos     diag.Place
}

// Measure is a number derived from the record for one entity.
type Measure struct {
	Name     string
	Versions []MeasureVersion
}

// MeasureVersion computes the measure; Vars[0] is the entity.
type MeasureVersion struct {
	From  calendar.Day
	Vars  []Var
	Value *Expr
	Pos   diag.Place
}

// Define is a derived act. It happens whenever one of its alternatives does;
// alternatives of texts in force on the day count.
type Define struct {
	Name   string
	Params []Param
	Alts   []*DefineAlt
	Pos    diag.Place // of the last declaration
}

// Param is a role of a derived act. Its variable is variable number i of each
// alternative, i being the place in Params.
type Param struct {
	Role syntax.Role
	Kind KindID // the narrowest that every alternative fits
}

// DefineAlt is `as PATTERN counting for any VARS where COND`. Vars starts with
// the parameters.
type DefineAlt struct {
	From, Until calendar.Day
	Vars        []Var
	Pattern     *Pattern
	Counting    []VarID // parameters the pattern leaves free: anybody
	Where       *Expr
}

// VarID indexes Rule.Vars, or the Vars beside a pattern.
type VarID int16

// NoVar is no variable.
const NoVar VarID = -1

// Var is a variable of a rule.
type Var struct {
	Name   string
	Number bool // bound to a number rather than to an entity
}

// TermKind says what a term is.
type TermKind uint8

// The kinds of term. A BodyTerm is the entity that the body is in the text in
// force on the day.
const (
	EntityTerm TermKind = iota
	VarTerm
	BodyTerm
)

// Term is what stands after a preposition, or before `is`.
type Term struct {
	Kind   TermKind
	Entity EntityID
	Var    VarID
	Family int // BodyTerm
	Body   int // BodyTerm: index into Family.Bodies
}

// RoleTerm is one role of a pattern.
type RoleTerm struct {
	Role syntax.Role
	Term Term
}

// Pattern is a phrase in a rule. A role that it does not name is free; a role
// in Without must be empty.
type Pattern struct {
	Act     ActID   // NoAct if Define is set
	Define  *Define // a derived act of the family
	Roles   []RoleTerm
	Without []syntax.Role
	Numbers []NumberTest
	Label   string // expectations: the label a vote or a judge's word is on
	Pos     diag.Place
}

// NumberTest binds a number of the act to a variable, or compares it.
type NumberTest struct {
	Number NumberID
	Bind   VarID // NoVar: compare
	Op     syntax.CompareOp
	Value  *Expr
}

// FindingPattern is a finding in a rule or a condition.
type FindingPattern struct {
	Kind  syntax.FindingKind
	Late  bool  // only late fulfilments; without it only those in time
	Rules []int // the rules meant, in order of ID; never the rule itself that asks with `any rule` or none named
	Named bool  // a rule, an article or `any rule` was named
	Roles []RoleTerm
	Act   *Pattern // Void: the phrase; Silence about an act: the phrase

	// Expectations and outlooks only.
	OfBreach bool // Silence about a breach of Rules with Roles
	// Questions of a search only: the last day of the finding's matter is at
	// most so long after the finding.
	Due    *calendar.Period
	Rules2 []int // Collision: the other side
	Roles2 []RoleTerm
}

// Trigger is one alternative of `when`: exactly one of the pointers is set.
type Trigger struct {
	Act     *Pattern
	Finding *FindingPattern
	Change  *Change
	Date    *DateTrigger
	Pos     diag.Place
}

// Change is `TERM becomes STATUS` or `TERM ceases to be STATUS`.
type Change struct {
	Term   Term
	Ceases bool
	Family int
	Status int
	With   *Term
}

// DateTrigger fires at the start of the day: once on First, or on First, First
// + Every (counted from Start), ... First fire of `every n from D` is D + n;
// `n after entry into force` fires once on From + n; the text's From is put in
// by Build.
type DateTrigger struct {
	Start  calendar.Day
	Every  calendar.Period // zero: once, on Start
	Offset calendar.Period // once, on Start + Offset (zero for `on POINT`)
}

// Limit is a duration: fixed, or a reading.
type Limit struct {
	Period  calendar.Period
	Reading *ReadingRef // nil: fixed
}

// ReadingRef points at a reading.
type ReadingRef struct{ Family, Reading int }

// Window bounds how far back a condition looks. The zero Window is the
// default of the clause: all time, except in a duty's unless (from the
// opening) and in an effect's until (from the beginning of the status).
type Window struct {
	Last     *Limit
	Since    calendar.Day
	HasSince bool
}

// Op is an operation of an Expr.
type Op uint8

// Conditions.
const (
	OpNone       Op = iota
	OpTrue          // yes
	OpFalse         // no
	OpAnd           // Args
	OpOr            // Args
	OpNot           // Args[0]
	OpHolds         // Term holds Status [With] of Family
	OpIsKind        // Term is of Kind
	OpIsEntity      // Term is Other
	OpDeclared      // Term has declared Declared
	OpReadingYes    // Reading is yes
	OpReadingIs     // Reading has Value
	OpCompare       // Args[0] Cmp Args[1]
	OpRecorded      // Pattern in the record, within Window
	OpFound         // Finding, within Window, or Stands
	OpVoted         // Term voted for, or Against
	OpAdopting      // the decision in hand adopts Word
	OpBefore        // the day of the step is before Day (the first day of the point)
	OpAfter         // the day of the step is after Day (the last day of the point)
)

// Numbers.
const (
	OpNum           Op = 64 + iota // Num
	OpNumVar                       // Var, bound to a number
	OpReadingNum                   // Reading
	OpCountStatus                  // holders of Status of Family
	OpCountDeclared                // entities that have declared Declared
	OpCountRecorded                // happenings of Pattern within Window
	OpCountFound                   // findings within Window
	OpSum                          // sum of Number over Pattern within Window
	OpMeasure                      // Measure of Term
	OpAdd
	OpSub
	OpMul
	OpDiv
	OpNeg
	OpHighest // Measure over the holders of Status
	OpLowest
	OpTotal
	OpAverage
	OpCall      // Word(Args): outlooks only
	OpParameter // the outlook's parameter Word
	OpGauge     // the outlook's measure Word, of Term, or of the pair of Term and With
	OpGaugeOver // the outlook's measure Value.Word, over the holders of Status: Word is highest, lowest, total or average
)

// Expr is a resolved condition or number; which fields count depends on Op.
type Expr struct {
	Op       Op
	Args     []*Expr
	Term     Term
	Other    Term
	With     *Term
	Against  bool
	Family   int
	Status   int
	Kind     KindID
	Declared int
	Reading  ReadingRef
	Value    Value
	Cmp      syntax.CompareOp
	Pattern  *Pattern
	Finding  *FindingPattern
	Stands   bool
	Window   Window
	Num      quantity.Num
	Var      VarID
	Number   NumberID
	Measure  int // of Family
	Day      calendar.Day
	Word     string
	Pos      diag.Place
}

// RuleKind is what a rule is.
type RuleKind uint8

// The kinds of rule.
const (
	BanRule RuleKind = iota
	DutyRule
	PowerRule
	ProcedureRule
	ConsequenceRule
)

var ruleKinds = []string{"ban", "duty", "power", "procedure", "consequence"}

func (k RuleKind) String() string { return ruleKinds[k] }

// Rule is a typed rule. Which fields count depends on Kind.
type Rule struct {
	ID      int
	Kind    RuleKind
	Family  int
	Text    int // index into Family.Texts
	Article string
	Heading string // of the article
	Basis   []string
	Name    string
	Title   string
	Pos     diag.Place

	// In force from the start of From to the end of the day before Until.
	From, Until calendar.Day
	// Successor is the rule of the same name in the text that took this one
	// away, or -1; OpenMatters is that text's word on what is open.
	Successor   int
	OpenMatters OpenMatters

	Vars []Var

	When  []*Trigger // duty, consequence: when; procedure: opens when
	Where *Expr      // ban, power, consequence, and of a duty's or procedure's opening trigger

	Bearer *Bearer // ban, power: any; duty: by Quant; consequence: each
	Unless *Expr   // all but procedures
	// ban
	Never    []*Pattern
	UnderWay bool
	// duty
	Judge     *Judge // of the trigger
	Steps     []*Step
	Quant     syntax.Quantifier
	AtLeast   int
	Must      []*Pattern
	MustWhere *Expr
	MustJudge *Judge
	Minimum   *Minimum
	Once      bool // counts once
	Answers   bool // each answers
	Refusal   *Pattern
	While     *Expr
	Paused    *Expr
	Within    *Limit // duty, and of a procedure's decision
	// power
	Final   bool
	May     *Pattern
	Effects []*Effect // power, consequence
	// procedure
	Opens        bool // has `opens when`
	Moved        *Pattern
	MovedWhere   *Expr
	MoveWithin   *Limit
	Before       int // body of the family
	Except       []Term
	ExceptStatus []int
	KeepingBase  bool
	Fixed        bool
	Choosing     []string
	Decides      syntax.Decides // Method NoMethod: the body's
	Decided      *Pattern
	Adopted      []*Effect
	Rejected     []*Effect
	Lapsed       []*Effect
}

// ParticipantStatus stands for `participant`: those bound by the decision
// whose adoption triggered the rule.
const ParticipantStatus = -2

// Bearer is `STATUS VAR except TERMS where COND`. If Kind is set the holders
// are all entities of that kind instead of the holders of Status.
type Bearer struct {
	Family       int
	Status       int // or ParticipantStatus, or -1 if ByKind
	ByKind       bool
	Kind         KindID
	Var          VarID
	Except       []Term
	ExceptStatus []int
	Where        *Expr
}

// Judge is who says so: nobody, or a term.
type Judge struct {
	Nobody bool
	Term   Term
}

// Step is a `then` step.
type Step struct {
	Absent bool // then no PATTERN within ...
	When   []*Trigger
	Within *Limit
	Where  *Expr
}

// Minimum is the amount a performance must reach: of Number, or the number of
// acts.
type Minimum struct {
	Count  bool
	Number NumberID
	Value  *Expr
}

// Effect changes a status or excuses matters.
type Effect struct {
	Excuse      []int // rules; nil unless an excuse
	ExcuseRoles []RoleTerm
	Change      *Change
	After       *Limit
	OnForce     bool
	For         *Limit
	Once        *Expr
	Until       *Expr
	If          *Expr
	Unless      *Expr // while the change waits: it falls away
	Pos         diag.Place
}
