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
	// AndExpr is X and Y; the loosest "and" is written as a comma.
	AndExpr struct {
		Span
		X, Y Expr
	}
	// OrExpr is X or Y.
	OrExpr struct {
		Span
		X, Y Expr
	}
	// NotExpr is `not X`, or `no X`.
	NotExpr struct {
		Span
		X Expr
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
	// NumExpr is a number; where % follows, it has been divided by a hundred.
	NumExpr struct {
		Span
		Value quantity.Num
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
