// Package reason answers why and why not, over a finished run of one world.
//
// The engine keeps nothing but what it found; the reasons are worked out here,
// when somebody asks, by reading the charters once more beside the order in
// which the run took its acts. The reading is slow and plain on purpose, and
// shares no code with the engine's conditions: a premise that it states was
// checked a second time, and Proof.Holds says with what result.
package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// Trial is a finished run of one world with what is needed to speak of it.
type Trial struct {
	Case   *charter.Case
	Run    *engine.Run
	Facts  []record.Fact                   // of the world
	FactOf func(entry uint32) *record.Fact // the fact behind an act of the run, by its number
	World  int                             // the bit of the run to speak of; 0 where it has one world
	// Readings gives the value of a reading; nil: as the run had it, in the
	// version in force on the day.
	Readings func(charter.ReadingRef) charter.Value
	AsOf     calendar.Day // the last day looked at
	AsKnown  calendar.Day // Always: all that is in the record
	Record   *record.Record
	Side     string // "common ground" or an account's code

	cache *work
}

// The kinds of node.
const (
	KindFinding   = "finding"
	KindRule      = "rule"
	KindEntry     = "entry"
	KindCondition = "condition"
	KindStatus    = "status"
	KindDeadline  = "deadline"
	KindAbsence   = "absence"
	KindReading   = "reading"
	KindNearMiss  = "near-miss"
	KindNote      = "note"
	KindAgain     = "again" // said before in the same answer
)

// Proof is a node of an answer: one sentence, and what it rests on.
type Proof struct {
	Kind     string
	Text     string // one plain sentence
	Day      calendar.Day
	Rule     *charter.Rule
	Entry    *record.Entry
	Holds    bool // of conditions, statuses, readings and absences: whether it is as the rule asks
	Children []*Proof

	finding int // a finding's number, or -1
}

// Walk visits the node and all below it, parents first.
func (p *Proof) Walk(visit func(depth int, p *Proof)) { p.walk(0, visit) }

func (p *Proof) walk(depth int, visit func(int, *Proof)) {
	if p == nil {
		return
	}
	visit(depth, p)
	for _, c := range p.Children {
		c.walk(depth+1, visit)
	}
}

// Finding is the number of the finding a node of kind "finding" speaks of.
func (p *Proof) Finding() (uint32, bool) {
	if p.Kind != KindFinding && p.Kind != KindAgain || p.finding < 0 {
		return 0, false
	}
	return uint32(p.finding), true
}

// add hangs nodes below p; nil is nothing to hang.
func (p *Proof) add(kids ...*Proof) *Proof {
	for _, k := range kids {
		if k != nil {
			p.Children = append(p.Children, k)
		}
	}
	return p
}

// Question asks why a rule has not been found to apply.
type Question struct {
	Rule     *charter.Rule
	Roles    []RoleWant         // who is meant in which role
	States   []charter.EntityID // who is meant in some role, the bearer first
	From, To calendar.Day
}

// RoleWant is a role of a finding with the state asked about.
type RoleWant struct {
	Role  syntax.Role
	State charter.EntityID
}

// Why explains a finding.
func Why(t *Trial, finding uint32) *Proof {
	w := t.work()
	id, ok := w.solo[finding]
	if !ok {
		return &Proof{Kind: KindNote, Text: "There is no such finding in this world.", finding: -1}
	}
	if w.joint == nil {
		id = finding
	}
	s := &teller{work: w}
	return w.answer(s.finding(id))
}

// WhyNot explains why a rule did not apply, by the step that was reached last;
// where it did apply it says so (the answer's Kind is then "finding").
func WhyNot(t *Trial, q Question) *Proof {
	s := &teller{work: t.work()}
	return s.answer(s.whyNot(q))
}

// teller builds one answer, and remembers what it has said.
type teller struct {
	*work
	said     map[told]bool
	about    *charter.Rule // the rule named last
	deep     int           // of questions within a question
	from, to calendar.Day  // of the question
}

// told is something that is said once in an answer: a finding, a rule, an entry.
type told struct {
	what string
	n    int
}

// first reports whether something is said for the first time.
func (s *teller) first(what string, n int) bool {
	k := told{what, n}
	if s.said[k] {
		return false
	}
	if s.said == nil {
		s.said = map[told]bool{}
	}
	s.said[k] = true
	return true
}

func note(text string) *Proof { return &Proof{Kind: KindNote, Text: text, Holds: true, finding: -1} }
