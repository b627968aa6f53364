package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// run is the state of one run. Everything that happens is kept for good and
// carries the tick at which it came (and went), so that any past moment can be
// read again.
type run struct {
	w    World
	c    *charter.Case
	v    *charter.Vocabulary
	day  calendar.Day
	tick int
	age  int // of the matter, sequence or effect created last

	acts  []*act
	today int // acts[today:] are of this day
	taken int // acts[:taken] may be looked back at

	finds   []*finding
	offered int // finds[:offered] have been offered to the triggers

	matters  []*matter
	seqs     []*sequence
	reached  []reach // what sequences have ever stood at
	motions  []*proceeding
	fired    []firing
	effects  []*effect
	grounds  []*ground
	declared []declaration
	held     []heldBack

	takenUp map[int]bool         // happenings some rule has taken up
	silent  map[int]bool         // happenings whose silence was found
	used    map[int]map[int]bool // acts that rules (by the ID of the first version) have used as performance
	named   map[ruleName]bool    // rules breached before, by name in their family
}

type ruleName struct {
	family int
	name   string
}

func newRun(w World) *run {
	return &run{
		w: w, c: w.Case, v: w.Case.Vocab,
		takenUp: map[int]bool{}, silent: map[int]bool{},
		used: map[int]map[int]bool{}, named: map[ruleName]bool{},
	}
}

// act is one act of a fact: one entity at most in each role.
type act struct {
	number    int // place among all acts taken
	fact      int
	entry     *record.Entry
	act       charter.ActID
	day, end  calendar.Day
	roles     [syntax.NumRoles]charter.EntityID // 0: empty
	numbers   []record.ExactNumber
	happening int
	tick      int // when it was taken
	at        int // the moment before it took effect, itself included
}

// number of an act; 0 if it gives none.
func (a *act) amount(n charter.NumberID) quantity.Num {
	for _, x := range a.numbers {
		if x.Number == n {
			return x.Value
		}
	}
	return 0
}

// isEntry reports whether the act was written by the entry of that index, or by
// one that corrects the same.
func (r *run) isEntry(a *act, index int) bool {
	if index >= 0 && r.w.Entries != nil {
		index = r.w.Entries[index].Origin
	}
	return a.entry.Index == index || a.entry.Origin == index
}

// value is what a variable is bound to.
type value struct {
	set    bool
	entity charter.EntityID
	num    quantity.Num
}

// binding holds a value for each variable of a rule (or of what stands for
// one). It is never changed in place once handed on.
type binding []value

func (b binding) with(v charter.VarID, x value) binding {
	if v < 0 || int(v) >= len(b) {
		return b
	}
	c := append(binding(nil), b...)
	c[v] = x
	return c
}

func (b binding) get(v charter.VarID) (value, bool) {
	if v < 0 || int(v) >= len(b) || !b[v].set {
		return value{}, false
	}
	return b[v], true
}

func (b binding) equal(c binding) bool {
	if len(b) != len(c) {
		return false
	}
	for i := range b {
		if b[i] != c[i] {
			return false
		}
	}
	return true
}

// only keeps the variables that are used.
func (b binding) only(used []bool) binding {
	c := make(binding, len(b))
	for i := range b {
		if i < len(used) && used[i] {
			c[i] = b[i]
		}
	}
	return c
}

// causeKind says what opened a matter or began a sequence.
type causeKind uint8

const (
	byAct causeKind = iota
	byFinding
	byDate
)

// cause is what opened a matter, and the happening it goes back to.
type cause struct {
	kind      causeKind
	act       int // number, or -1
	finding   int // number, or -1
	day       calendar.Day
	happening int // of the act; of what led to the finding; -1 for a date
}

// same reports whether two causes make one identity: the same happening, the
// same finding (a change of status is one), the same day.
func (c cause) same(d cause) bool {
	if c.kind != d.kind {
		return false
	}
	switch c.kind {
	case byAct:
		return c.happening == d.happening
	case byFinding:
		return c.finding == d.finding
	}
	return c.day == d.day
}

// decision is what a body decided: the tally, the measures, who is bound.
type decision struct {
	ayes, noes []charter.EntityID
	adopting   []string
	bound      []charter.EntityID
}

// finding is a Finding with what the run needs to know of it.
type finding struct {
	Finding
	number int
	tick   int
	ended  int       // the tick at which a breach ceased to stand; 0: it stands
	dec    *decision // adoption, rejection
	acts   []*act    // void, silence about an act: what it is about
	group  bool      // a breach by a group of more than one
	bearer int       // the role in which the bearers stand, or -1
}

// sequence is a duty's trigger begun and not yet complete.
type sequence struct {
	age   int
	rule  int
	step  int // Rule.Steps[step] comes next
	b     binding
	cause cause // of the last step done
	day   calendar.Day
	used  []int // acts that began or advanced it
	dec   *decision
	over  bool
}

// reach is a place where a sequence has stood, and its identity.
type reach struct {
	rule, step int
	b          binding
	cause      cause
}

// matterState is how far a matter of a duty is.
type matterState uint8

const (
	awaiting matterState = iota // a judge has to say that it was opened
	open
	breached // and standing
	done
)

// matter of a duty.
type matter struct {
	age     int
	rule    int
	b       binding
	cause   cause
	dec     *decision
	state   matterState
	opened  calendar.Day
	due     calendar.Day
	quant   syntax.Quantifier
	atLeast int
	group   []charter.EntityID // the bearers; one unless shared; may be empty without quantifier
	acted   map[charter.EntityID]bool
	acts    int
	credit  quantity.Num
	breach  int // number of the breach finding, or -1
	tenders []tender

	paused    bool
	pauseFrom calendar.Day
}

// tender is an act of performance that awaits its judge.
type tender struct {
	act     *act
	members []charter.EntityID
}

// shared reports whether a group owes the matter together.
func (m *matter) shared() bool {
	return m.quant == syntax.Some || m.quant == syntax.Jointly || m.quant == syntax.AtLeastOf
}

// single returns the one bearer, or 0.
func (m *matter) single() charter.EntityID {
	if len(m.group) == 1 {
		return m.group[0]
	}
	return 0
}

// proceeding is a matter of a procedure.
type proceeding struct {
	age     int
	rule    int
	opening binding // the variables of the opening
	began   binding // the same, as the rule that opened it has them
	b       binding // with those of the motion
	trigger *charter.Trigger
	cause   cause
	dec     *decision
	open    bool
	moved   bool
	opened  calendar.Day
	moveDue calendar.Day
	movedOn calendar.Day
	due     calendar.Day
	motion  *act
	votes   []vote
	fixed   []charter.EntityID
	members []charter.EntityID // of the body, when the electorate was fixed
	isFixed bool
}

type vote struct {
	by  charter.EntityID
	how charter.ActID
}

// firing is a consequence that has fired.
type firing struct {
	rule  int
	b     binding
	cause cause
}

// effect is an effect that was given: pending, or grown into a ground.
type effect struct {
	rule      int
	e         *charter.Effect
	b         binding
	happening int
	dec       *decision
	due       calendar.Day // when pending
	pending   bool
	waits     bool // for its `once`
	given     calendar.Day
	born      int // the tick at which it was given
}

// ground on which a status is held.
type ground struct {
	family, status int
	entity, with   charter.EntityID
	born, died     int // ticks; died 0: it holds
	begun          calendar.Day
	ends           calendar.Day // by `for`; Never
	from           *effect      // nil for one given by a text
}

type declaration struct {
	entity charter.EntityID
	status int
	on     bool
	tick   int
}

// heldBack is a list of effects waiting for the end of an act.
type heldBack struct {
	rule      int
	effects   []*charter.Effect
	b         binding
	happening int
	dec       *decision
}

func (r *run) nextTick() int { r.tick++; return r.tick }

func (r *run) nextAge() int { r.age++; return r.age }

func inForce(rule *charter.Rule, day calendar.Day) bool {
	return rule.From <= day && day < rule.Until
}

// emit adds a finding dated today unless it bears another day already.
func (r *run) emit(f *finding) {
	f.number = len(r.finds)
	f.tick = r.nextTick()
	r.finds = append(r.finds, f)
}

// holds reports whether a status is held at a moment; with 0 means with
// anybody, or that the status is not of a pair.
func (r *run) holds(family, status int, e, with charter.EntityID, tick int) bool {
	for _, g := range r.grounds {
		if g.family == family && g.status == status && g.entity == e &&
			(with == 0 || g.with == with) && g.born <= tick && (g.died == 0 || g.died > tick) {
			return true
		}
	}
	return false
}

// holders of a status at a moment, in order of code.
func (r *run) holders(family, status, tick int) []charter.EntityID {
	var out []charter.EntityID
	for e := 1; e < len(r.v.Entities); e++ {
		if r.holds(family, status, charter.EntityID(e), 0, tick) {
			out = append(out, charter.EntityID(e))
		}
	}
	return out
}

func (r *run) hasDeclared(e charter.EntityID, status, tick int) bool {
	on := false
	for _, d := range r.declared {
		if d.entity == e && d.status == status && d.tick <= tick {
			on = d.on
		}
	}
	return on
}

// body in force on a day. Before its first version the first one counts.
func (r *run) body(family, body int, day calendar.Day) *charter.BodyVersion {
	versions := r.c.Families[family].Bodies[body].Versions
	if len(versions) == 0 {
		return nil
	}
	at := &versions[0]
	for i := range versions {
		if versions[i].From <= day {
			at = &versions[i]
		}
	}
	return at
}

// period of a limit on a day; forever if there is none.
func (r *run) period(l *charter.Limit, day calendar.Day) calendar.Period {
	if l == nil {
		return calendar.Period{Forever: true}
	}
	if l.Reading == nil {
		return l.Period
	}
	v := r.w.Readings(*l.Reading, day)
	if v.Kind != charter.Length {
		return calendar.Period{Forever: true}
	}
	return v.Period
}

func contains[T comparable](list []T, x T) bool {
	for _, y := range list {
		if y == x {
			return true
		}
	}
	return false
}
