// Package outlook runs futures: histories that may come, in which states act by
// chance and the charter judges them.
//
// An outlook of a folder says who does what with what chance, what moves the
// measures that those chances hang on, and what is asked (docs/spec.md 13). The
// simulated acts go through the same engine under the same charter as those of
// the record do. A future begins where the record stands on the day before the
// outlook's first; the record is run once, and each future is forked from it.
//
// Everything is a function of the outlook, the record and a seed. How many
// workers share the work changes nothing in the result, not a byte: chance is
// addressed (see stream), and what is added up is whole numbers.
package outlook

import (
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/library"
	"casus/record"
	"casus/syntax"
)

// Outlook is a declared outlook, checked and compiled for each of its
// scenarios. It is immutable and may be shared.
type Outlook struct {
	Name, Title string
	Decl        *library.Outlook
	Starts      calendar.Day
	Ends        calendar.Day // the last day of the last step
	Steps       int
	Step        calendar.Period
	Parameters  []Parameter // those that are declared, then those learnt of single states
	Learnt      []*Learnt
	Measures    []Measure
	Watches     []Question
	Asks        []Question
	Scenarios   []*Scenario

	days []calendar.Day // the first day of each step, and the day after the last
}

// Question is something watched or asked.
type Question struct {
	Name  string
	Words string // as written
}

// Parameter is a number that the outlook assumes.
type Parameter struct {
	Name, Title string
	Value       float64 // the value it has where nothing varies it
	// Low and High are its range, for those who vary it; HasRange says whether
	// one is given.
	Low, High float64
	HasRange  bool
	// From is what it is drawn from, once in each run; nil: it has its value.
	From    *Distribution
	Learnt  bool     // From is what the record taught
	inverse *inverse // of From
	Sources []string // names of sources in the record
}

// Measure is a number that each entity, or each two, have in a future.
type Measure struct {
	Name string
	Pair bool
}

// Scenario is a law under which the futures are run.
type Scenario struct {
	Name, Title string
	Built       *library.Built
	more        []charter.TextSpec
	Family      int // whose parties are counted
	Program     *engine.Program
	Base        *engine.Base // the record, run up to the day before the outlook
	Parties     []charter.EntityID
	entries     int // of the base
	partyNumber int // of the status party: see engine.Run.Count
	findings    int
	happening   uint32 // the first that is free
	items       []*item
	reactions   []*reaction
	byAct       [][]heeded // act -> what heeds it
	byFinding   [][]heeded // kind and rule -> what heeds it; see findingKey
	force       []bool     // acts that are force
	request     []bool     // acts that are requests
	measures    []opening  // first values
	watches     []*number
	asks        []*whether
	lessons     []*lesson
	kept        []int // by place among what futures keep: the status it hangs on, or -1; see fold.go
}

// opening is what a measure is at first.
type opening struct {
	start    *number
	entities []charter.EntityID // for whom something else is said
	values   []float64
	learnt   *learning // nil: the values above
}

// itemKind is what an item of a step is.
type itemKind uint8

const (
	behaviourItem itemKind = iota
	shockItem
	updateItem
)

// item is something that has its turn in every step.
type item struct {
	kind     itemKind
	name     string
	index    int
	slots    int          // variables for entities
	offset   calendar.Day // its day in the step, counted from 0
	draws    uint64       // names its stream
	order    uint64       // names the stream that orders whom it chooses
	timing   uint64       // of a shock: names the stream of its day
	heeds    []*engine.Heed
	when     bool
	where    *whether
	chooser  *chooser
	chance   *number
	fixed    bool   // the chance is a constant
	least    uint64 // a draw below this is a hit, of 2^53
	rate     bool
	share    float64 // step / per
	does     *deed
	then     []adjust
	from, to calendar.Day         // of a shock
	numbers  []record.ExactNumber // of what is done
	pos      diag.Place
	chanceAt diag.Place // its chance or rate
}

// reaction follows at once what it heeds.
type reaction struct {
	heeds []*engine.Heed
	where *whether
	then  []adjust
}

// heeded is an alternative of an item's or a reaction's `when`.
type heeded struct {
	heed     *engine.Heed
	item     *item // nil: a reaction
	reaction *reaction
}

// chooser says whom an item concerns.
type chooser struct {
	byKind         bool
	entities       []charter.EntityID // of the kind
	family, status int
	cell           int // of the status: see engine.Outside.StatusCell
	number         int // of the status: see engine.Run.Count
	slot, slot2    int // slot2: of a pair, else -1
	except         []term
	exceptStatus   [][2]int
	random         bool
	where          *whether
	open           *engine.OpenRoles
}

// deed is the act that a behaviour does.
type deed struct {
	act    charter.ActID
	roles  []deedRole
	extra  uint32
	mutual bool
	a, b   int // places of the roles that change places
}

type deedRole struct {
	place        int
	term         term
	family, body int // body >= 0: the body
}

// adjust is a change of a measure.
type adjust struct {
	measure int
	a, b    term
	pair    bool
	word    string
	value   *number
	bound   *number
	above   bool
}

// findingKey numbers a kind of finding of a rule; rules are counted from 1, and
// 0 is for findings of no rule.
func findingKey(k engine.Kind, rule uint16) int {
	if rule == engine.NoRule {
		return int(k)
	}
	return (int(rule)+1)*int(engine.Collision+1) + int(k)
}

// words is what was written between two places of a file.
func words(f *syntax.File, s syntax.Span) string {
	if int(s.From) < 0 || int(s.To) > len(f.Src) || s.From > s.To {
		return ""
	}
	return string(f.Src[s.From:s.To])
}
