// Package reason answers why and why not, over a finished run of one world.
//
// The engine keeps nothing but what it found; the reasons are worked out here,
// when somebody asks, by reading the charters once more beside the order in
// which the run took its acts. The reading is plain on purpose, and
// shares no code with the engine's conditions: a premise that it states was
// checked a second time, and Proof.Holds says with what result.
package reason

import (
	"slices"

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

// Kind is the kind of a node.
type Kind uint8

// The kinds of node.
const (
	KindFinding Kind = iota
	KindRule
	KindEntry
	KindCondition
	KindStatus
	KindDeadline
	KindAbsence
	KindReading
	KindNearMiss
	KindNote
	KindAgain // said before in the same answer
)

var kindNames = [...]string{"finding", "rule", "entry", "condition", "status", "deadline", "absence", "reading", "near-miss", "note", "again"}

func (k Kind) String() string { return kindNames[k] }

// Proof is a node of an answer: one sentence, and what it rests on.
type Proof struct {
	Text     string // one plain sentence
	Rule     *charter.Rule
	Entry    *record.Entry
	Children []*Proof
	Day      calendar.Day
	finding  int32 // a finding's number, or -1
	Kind     Kind
	Holds    bool // of conditions, statuses, readings and absences: whether it is as the rule asks
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
	id := finding
	if w.joint != nil {
		at, ok := slices.BinarySearch(w.joint, finding)
		if id = uint32(at); !ok {
			return noSuch()
		}
	} else if int(id) >= len(w.findings) || w.findings[id].Worlds&w.bit == 0 {
		return noSuch()
	}
	return w.answer(w.tell().finding(id))
}

// noSuch is the answer about what is not found in a world.
func noSuch() *Proof {
	return &Proof{Kind: KindNote, Text: "There is no such finding in this world.", finding: -1}
}

// WhyNot explains why a rule did not apply, by the step that was reached last;
// where it did apply it says so (the answer's Kind is then "finding").
func WhyNot(t *Trial, q Question) *Proof {
	w := t.work()
	return w.answer(w.tell().whyNot(q))
}

// teller builds one answer, and remembers what it has said.
type teller struct {
	*work
	said     []told
	saidMore map[told]bool // what is past a list's length
	about    *charter.Rule // the rule named last
	deep     int           // of questions within a question
	from, to calendar.Day  // of the question
}

// tell begins an answer: what was lent for the one before is taken back.
func (w *work) tell() *teller {
	w.takeBack(&loan{})
	w.teller = teller{work: w, said: w.teller.said[:0]}
	return &w.teller
}

// told is something that is said once in an answer: a finding, a rule, an entry.
type told struct {
	what thing
	n    int
}

// thing is what is said once.
type thing uint8

const (
	theFinding thing = iota
	theRule
	theEntry
	theOpening
)

// fewSaid is how much may have been said for a look through the list to be quicker
// than a map.
const fewSaid = 48

// first reports whether something is said for the first time.
func (s *teller) first(what thing, n int) bool {
	k := told{what, n}
	if slices.Contains(s.said, k) || s.saidMore[k] {
		return false
	}
	if len(s.said) < fewSaid {
		s.said = append(s.said, k)
		return true
	}
	if s.saidMore == nil {
		s.saidMore = map[told]bool{}
	}
	s.saidMore[k] = true
	return true
}

func note(text string) *Proof { return &Proof{Kind: KindNote, Text: text, Holds: true, finding: -1} }
