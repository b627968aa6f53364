package syntax

import (
	"casus/calendar"
	"casus/quantity"
)

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

// Declared is what a head declares, by the word of the language, and under which
// name; nothing where it declares none.
func Declared(h Head) (what string, name Ident) {
	switch h := h.(type) {
	case *StatusHead:
		return "status", h.Name
	case *ReadingHead:
		return "reading", h.Name
	case *BodyHead:
		return "body", h.Name
	case *MeasureHead:
		return "measure", h.Name
	case *DefineHead:
		return "define", h.Name
	}
	return "", Ident{}
}

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
	Unless      Expr // while the change waits: it falls away
}
