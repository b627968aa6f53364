package engine

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// Entry is one act in some worlds: one combination of the states a record's
// entry lists, on one day. Roles stand in the places Program.Place gives.
type Entry struct {
	Worlds    Mask
	Day       calendar.Day
	Happening uint32 // any number that entries about one event share
	Extra     uint32 // index into Input.Extras; 0: nothing more
	Act       charter.ActID
	Roles     [MaxRoles]charter.EntityID
	Shared    bool // other entries have the same happening
	First     bool // first combination of its fact (or the only one)
}

// Acts are acts in order of day, for runs to read where they stand: they may be
// shared, and must not change while such a run is used. Place 0 is unused, since
// acts are numbered from 1.
type Acts []Entry

// NewActs is a list without acts, with room for so many.
func NewActs(room int) Acts { return make(Acts, 1, room+1) }

// Extra is what few entries have.
type Extra struct {
	Numbers []record.ExactNumber
	End     calendar.Day // last day of an act that lasts; zero: does not last
	Lasts   bool
	Origin  int32 // the entry as first written, for labels; -1 none
	Answers int32 // Origin of the entry answered, or -1
	Target  int32 // Origin of a vote's or judge's LABEL, or -1
	// TargetHappening is the happening of LABEL.
	TargetHappening uint32
	Tally           *Tally
	Limited, Failed bool
	Adopting        []string
}

// Tally is a vote as the record gives it.
type Tally struct{ Ayes, Noes, Abstaining, Absent []charter.EntityID }

// Place is where Entry.Roles holds role r of act a; -1 if the act lacks it.
func (p *Program) Place(a charter.ActID, r syntax.Role) int { return p.slotOf(a, r) }

// Input is what a run is over.
type Input struct {
	Worlds   Mask
	Openings bool                                               // find openings too, also those no rule asks for
	Most     int                                                // stop once there are more findings than this; 0: never
	Forget   int                                                // drop what is over once so many acts and findings have gathered: see forget.go; 0: never
	Extras   []Extra                                            // Extras[0] is unused
	Readings func(ref charter.ReadingRef, version int) []Choice // nil: the first value everywhere
}

// matterState is where a matter of a duty or procedure stands.
type matter struct {
	owed, breached Mask // owed: open or standing breached; breached: breached and standing
	opened, due    calendar.Day
	cause          uint32 // entry, or finding with causeFinding set, or change with causeChange
	happening      uint32
	side           uint32 // index into sides; 0: none
	at             uint32 // number of findings there were when it arose; of a begun sequence: the matter of the step before
	age            uint32 // order among matters: a matter split by world keeps its own
	bound          [MaxVars]charter.EntityID
	rule           uint16
	stage          uint8
	flags          uint8
	more           uint32 // in a run that forgets: how many breaches like this one stand with it
}

const (
	causeFinding uint32 = 1 << 31
	causeDay     uint32 = 1 << 30 // the day itself
	causeMask           = causeDay - 1
)

// Matter flags.
const (
	flagWaiting   uint8 = 1 << iota // a sequence begun, not yet open
	flagBan                         // of a ban
	flagProcedure                   // of a procedure
	flagAwaiting                    // its trigger awaits a judge
	flagFired                       // a consequence that fired: for identity only
	flagQuiet                       // no opening to report
	flagGroup
)

// side is what few matters need.
type side struct {
	nums     [MaxNums]quantity.Num
	nBound   uint8
	dec      *decision // at hand in its rule
	group    []member  // shared duties
	actions  []action
	fell     []fallen // breaches of shared duties
	amount   []piece  // filled so far
	some     Mask     // worlds in which some act has counted
	awaiting Mask     // worlds in which a judge must say that the trigger happened
	tendered []tender // performances that await a judge
	overdue  Mask     // worlds whose last day passed while a tender awaited
	paused   []pause
	dues     []dueIn // last days that differ from the matter's own
	proc     *process
	spare    *process // of an earlier matter in this place, for its room
}

// member is one of those who owe a shared duty; acted is where it has done its
// part.
type member struct {
	state charter.EntityID
	acted Mask
}

// action is what a member did: by which act, before which finding.
type action struct {
	w              Mask
	entry, finding uint32
	state          charter.EntityID
}

// fallen is a breach of a shared duty: the finding, and where.
type fallen struct {
	finding uint32
	w       Mask
}

type dueIn struct {
	day calendar.Day
	w   Mask
}

type tender struct {
	entry uint32
	w     Mask
	b     binding
	who   []Mask // see Run.who
}

type pause struct {
	since calendar.Day
	w     Mask
}

// Run applies a program to acts. It is not safe for concurrent use.
type Run struct {
	p        *Program
	worlds   Mask
	tellAll  bool
	extras   []Extra
	readings [][][][]Choice // family, reading, version

	entries  []Entry
	room     []Entry // of the run's own, while entries are those of Acts
	matters  []matter
	findings []Finding
	changes  []Change
	sides    []side
	pairs    []pairOf
	nodes    []node
	waits    []wait

	waitIndex table  // open matters, by what would perform them
	lateIndex table  // breached ones
	unsorted  []bool // rules some of whose open matters are listed out of order
	chains    table  // notes and findings looked back for
	opened    map[identity]Mask
	openProc  table

	today    calendar.Day
	first    calendar.Day // the day the run began
	started  bool
	finished bool
	most     int // findings, before the run stands still

	cells      []Mask
	members    [][]charter.EntityID // per status: whoever ever held it, in order
	holders    [][]charter.EntityID // per status: who hold it in some world, in order
	shifts     uint32               // how often some list of holders has changed
	declared   []Mask
	declarers  [][]charter.EntityID // per declared status: whoever ever declared it
	pairCells  map[pairKey]Mask
	pairOrder  map[int][]pairKey
	pairsMoved bool // since the base that the run was made from

	grounds   []ground
	cellHeads map[uint64][]uint32
	pendings  []pending
	untils    []uint32
	onces     []uint32
	revocable []uint32 // pendings with an `unless`, by age

	agenda agenda

	noteAll []uint32
	lookAll []uint32
	guards  []guardOf // of today's acts, in order
	looking uint32    // the earlier act of today that is looked back at; 0: none

	voidFindings []uint32
	breachSaid   []Mask
	rulesOpen    [][]uint32   // matters of rules with standing conditions
	underWay     [][]underWay // acts that last, for each of Program.underWay
	lasting      int          // how many they are
	dirty        []bool
	active       []bool
	endings      []ending
	anyDirty     bool
	held         []heldEffect
	cascaded     uint32 // findings offered so far
	changed      uint32 // changes offered so far

	dayStart  uint32 // first entry of today
	graves    []graveAct
	taken     map[uint32]Mask // of happenings that are shared or were taken up later in their day
	silent    map[uint32]Mask
	takenNow  Mask   // worlds in which the act in hand has been taken up
	inHand    uint32 // the act being taken; 0 between acts
	spent     []spentAct
	textDays  []textDay
	procs     [][]uint32  // open matters of procedures, by rule
	sequences [][]uint32  // sequences begun whose next step is no act, by rule
	awaited   []uint32    // matters that await a judge
	decisions []*decision // that bodies have taken, the first decided of them in this run
	decided   int
	bearing   [][]uint32 // open matters that could collide, by bearer
	ages      uint32
	owing     []uint32 // matters numbered below owingTo that owe something, and some that do no more: see owed
	owingTo   uint32

	givenExtras int // how many of extras are the input's

	forgets   int      // Input.Forget
	forgetAt  int      // how many acts and findings have to gather this time
	forgotten uint32   // matters dropped
	numbers   []uint32 // scratch of renumber
	piles     map[pile]piled
	oldWaits  []wait // scratch of forgetWaits

	pieces []piece
	counts []Mask
	who    []Mask // of the performance in hand: where it counts for each of a group, if for several
	walk   []candidate

	fitting []fitting
	lent    []*binding // that can be lent

	sharers []sharer // of the shared duties being opened
	sharing []member

	// Watch, if set, is called for each finding as it is made.
	Watch func(id uint32)
	trace *Trace // what is told of a run taken once more to explain it; nil otherwise
	step  *Step  // then: the step that is being done
	steps uint64
}

type pairKey struct {
	cell int
	a, b charter.EntityID
}

type identity struct {
	rule      uint16
	stage     uint8
	nBound    uint8
	vals      [MaxVars]charter.EntityID
	nums      [MaxNums]quantity.Num
	happening uint64
}

// spentAct is an act that a rule with counts once has used today.
type spentAct struct {
	entry uint32
	rule  uint16
	w     Mask
}

// textDay is a morning on which the texts change something.
type textDay struct {
	day   calendar.Day
	grant *charter.Grant
	fam   int
	rule  *rule // taken away
}

type graveAct struct {
	entry uint32
	w     Mask
}

type underWay struct {
	entry uint32
	w     Mask // worlds not yet found
}

// wait is one place in a list of matters that await an act.
type wait struct{ matter, next uint32 }

// NewRun prepares a run over up to 64 worlds.
func (p *Program) NewRun(in Input) *Run {
	r := &Run{p: p, opened: map[identity]Mask{}, pairCells: map[pairKey]Mask{}, pairOrder: map[int][]pairKey{},
		cellHeads: map[uint64][]uint32{}, taken: map[uint32]Mask{}, silent: map[uint32]Mask{}}
	r.rulesOpen, r.procs, r.sequences = make([][]uint32, len(p.rules)), make([][]uint32, len(p.rules)), make([][]uint32, len(p.rules))
	r.bearing = make([][]uint32, len(p.vocab.Entities))
	statuses := 0
	for _, fam := range p.Case.Families {
		statuses += len(fam.Statuses)
	}
	r.cells = make([]Mask, p.cells)
	r.members = make([][]charter.EntityID, statuses)
	r.holders = make([][]charter.EntityID, statuses)
	r.declarers = make([][]charter.EntityID, len(p.vocab.Declared))
	r.declared = make([]Mask, len(p.vocab.Declared)*len(p.vocab.Entities))
	r.noteAll = make([]uint32, len(p.notes))
	r.lookAll = make([]uint32, len(p.lookouts))
	r.breachSaid = make([]Mask, p.names)
	r.dirty = make([]bool, len(p.standing))
	r.underWay = make([][]underWay, len(p.underWay))
	r.unsorted = make([]bool, len(p.rules))
	r.Reset(in)
	return r
}

// Reset makes the run as new, over other input, and keeps its room.
func (r *Run) Reset(in Input) {
	r.worlds, r.extras, r.tellAll = in.Worlds, slices.Clip(in.Extras), in.Openings
	if len(r.extras) == 0 {
		r.extras = make([]Extra, 1) // extras[0] is unused
	}
	r.givenExtras = len(r.extras)
	if r.room != nil {
		r.entries, r.room = r.room, nil
	}
	r.entries = append(r.entries[:0], Entry{})
	r.matters = append(r.matters[:0], matter{})
	r.findings = r.findings[:0]
	r.changes = r.changes[:0]
	r.sides = append(r.sides[:0], side{})
	r.pairs = r.pairs[:0]
	r.nodes = append(r.nodes[:0], node{})
	r.waits = append(r.waits[:0], wait{})
	r.waitIndex.clear()
	r.lateIndex.clear()
	clear(r.unsorted)
	r.chains.clear()
	r.openProc.clear()
	clear(r.opened)
	clear(r.cells)
	for i := range r.members {
		r.members[i] = r.members[i][:0]
	}
	empty(r.holders)
	clear(r.declared)
	empty(r.declarers)
	clear(r.pairCells)
	clear(r.pairOrder)
	r.grounds = r.grounds[:0]
	clear(r.cellHeads)
	r.pendings = r.pendings[:0]
	r.endings = r.endings[:0]
	r.untils, r.onces, r.revocable = r.untils[:0], r.onces[:0], r.revocable[:0]
	r.agenda.clear()
	clear(r.noteAll)
	clear(r.lookAll)
	r.guards, r.looking = r.guards[:0], 0
	r.voidFindings = r.voidFindings[:0]
	clear(r.breachSaid)
	empty(r.rulesOpen)
	for i := range r.underWay {
		r.underWay[i] = r.underWay[i][:0]
	}
	r.lasting = 0
	clear(r.dirty)
	r.anyDirty = false
	r.held = r.held[:0]
	r.cascaded, r.changed = 0, 0
	r.graves = r.graves[:0]
	clear(r.taken)
	clear(r.silent)
	r.spent = r.spent[:0]
	empty(r.procs)
	empty(r.sequences)
	empty(r.bearing)
	r.owing, r.owingTo = r.owing[:0], 1
	r.awaited = r.awaited[:0]
	r.ages, r.inHand, r.decided = 0, 0, 0
	r.forgets, r.forgetAt, r.forgotten = in.Forget, in.Forget, 0
	r.textDays = r.textDays[:0]
	r.started, r.finished = false, false
	r.most = in.Most
	r.steps = 0
	r.loadReadings(in.Readings)
}

// empty empties lists and keeps their room.
func empty[T any](lists [][]T) {
	for i := range lists {
		lists[i] = lists[i][:0]
	}
}

func (r *Run) loadReadings(f func(charter.ReadingRef, int) []Choice) {
	r.readings = r.readings[:0]
	for fi, fam := range r.p.Case.Families {
		var fs [][][]Choice
		for ri, rd := range fam.Readings {
			var vs [][]Choice
			for v := range rd.Versions {
				var c []Choice
				if f != nil {
					c = f(charter.ReadingRef{Family: fi, Reading: ri}, v)
				}
				if c == nil {
					c = []Choice{{rd.Versions[v].Values[0], ^Mask(0)}}
				}
				vs = append(vs, c)
			}
			fs = append(fs, vs)
		}
		r.readings = append(r.readings, fs)
	}
}

// reserve makes room for what the acts are sure or likely to bring about, unless
// there was some before. Growing by halves would copy and touch fresh pages
// several times over.
func (r *Run) reserve(acts Acts) {
	if cap(r.matters) > len(acts)/2 {
		return
	}
	byAct := make([]int, len(r.p.acts))
	for i := range acts[1:] {
		byAct[acts[1+i].Act]++
	}
	matters, waits, met := 0, 0, 0
	for a, n := range byAct {
		row := &r.p.acts[a]
		matters += n * (len(row.opens) + len(row.bans))
		met += n * len(row.watches)
		for i := range row.opens {
			ru := row.opens[i].rule
			waits += n * (len(ru.must) + len(ru.refusals))
		}
	}
	r.matters = slices.Grow(r.matters, matters)
	r.waits = slices.Grow(r.waits, waits)
	r.findings = slices.Grow(r.findings, matters+met/2)
}

// add lengthens a list by one place and returns it, to be set field by field. A
// struct put together elsewhere and copied there is read back as a whole before
// its parts have been stored, and waits for them. What the place holds is of an
// earlier run: every field must be set.
func add[T any](list *[]T) *T {
	n := len(*list)
	if n < cap(*list) {
		*list = (*list)[:n+1]
	} else {
		var zero T
		*list = append(*list, zero)
	}
	return &(*list)[n]
}

// Replay takes acts in order and closes the record on the given day.
func (r *Run) Replay(acts Acts, closed calendar.Day) {
	if len(acts) > 0 && acts[0].Worlds != 0 {
		panic("engine: an act stands in place 0 of a list")
	}
	if len(acts) > 1 {
		r.reserve(acts)
		r.start(min(acts[1].Day, closed)) // who looks no further than before the first act opens no later day
	}
	next := 1
	if len(r.entries) == 1 && r.forgets == 0 {
		next = r.read(acts, closed)
	}
	for ; next < len(acts) && acts[next].Day <= closed; next++ {
		r.take(&acts[next])
	}
	r.Finish(closed)
}

// read takes acts where they stand, up to the first that the run has to have a
// copy of: since some of its worlds are none of the run, or none are left. It
// returns the number of that act.
func (r *Run) read(acts Acts, closed calendar.Day) (next int) {
	r.room, r.entries = r.entries, acts[:1]
	for next = 1; next < len(acts); next++ {
		e := &acts[next]
		if e.Day > closed || e.Worlds == 0 || e.Worlds&^r.worlds != 0 {
			break
		}
		if e.Day > r.today {
			r.Advance(e.Day)
		}
		if r.Full() {
			break
		}
		r.steps++
		r.entries = r.entries[:next+1]
		r.act(uint32(next))
	}
	r.entries = slices.Clip(r.entries) // whatever comes after is added elsewhere
	return next
}

// Finish opens every day up to the horizon and ends the last one.
func (r *Run) Finish(horizon calendar.Day) {
	r.start(horizon)
	r.Advance(horizon)
	if r.today == horizon {
		r.evening()
	}
	r.finished = true
}

// Advance opens every day up to and including d: deadlines, delayed changes,
// texts, calendar triggers, and the evenings before them.
func (r *Run) Advance(d calendar.Day) {
	if !r.started {
		r.start(d)
	}
	if d > r.today && d < r.agenda.soonest && r.quiet() {
		if r.forgets > 0 {
			r.forget()
		}
		r.today = d
		r.dayStart = uint32(len(r.entries))
		r.spent = r.spent[:0]
		r.guards = r.guards[:0]
		return
	}
	for r.today < d {
		if r.Full() {
			return
		}
		if len(r.graves) > 0 || r.unsettled() {
			r.evening()
		}
		if r.forgets > 0 {
			r.forget()
		}
		next := r.today + 1
		switch {
		case r.daily():
		case r.agenda.soonest > r.today:
			next = min(d, r.agenda.soonest)
		default:
			next = r.agenda.next(r.today, d)
		}
		r.today = next
		r.dayStart = uint32(len(r.entries))
		r.morning()
	}
}

// quiet reports whether evenings and mornings would find nothing to do until
// something falls due.
func (r *Run) quiet() bool {
	return len(r.graves) == 0 && !r.anyDirty && int(r.cascaded) == len(r.findings) && len(r.held) == 0 && !r.daily()
}

// Idle is the first day on which something may happen though no act is taken:
// opening the days before it finds nothing and changes nothing. It is
// calendar.Always where that is not known.
func (r *Run) Idle() calendar.Day {
	if !r.started || !r.quiet() {
		return calendar.Always
	}
	return r.agenda.soonest
}

// daily reports whether every morning must be opened: some standing condition
// in force depends on the day itself.
func (r *Run) daily() bool {
	if r.lasting > 0 && r.p.reachTimed {
		return true
	}
	for _, s := range r.p.timed {
		if r.hasInstances(r.p.standing[s]) {
			return true
		}
	}
	return false
}

func (r *Run) hasInstances(s *standing) bool {
	switch s.kind {
	case standUntil:
		return len(r.untils) > 0
	case standOnce:
		return len(r.onces) > 0
	case standRevoked:
		return len(r.revocable) > 0
	}
	return len(r.rulesOpen[s.rule.ID]) > 0
}

// start opens the first day: the earliest on which anything could happen.
func (r *Run) start(d calendar.Day) {
	if r.started {
		return
	}
	r.started = true
	first := min(d, r.p.firstDay)
	r.today, r.first = first, first
	r.prepareDays(first)
	r.dayStart = uint32(len(r.entries))
	r.morning()
}

// Step takes one act. Acts come in order of day.
func (r *Run) Step(e Entry) { r.take(&e) }

// StepOn is Step without a copy on the way: futures take many acts.
func (r *Run) StepOn(e *Entry) { r.take(e) }

// StepWith takes one act that has more to it, which the run keeps itself.
func (r *Run) StepWith(e Entry, x Extra) {
	e.Extra = uint32(len(r.extras))
	r.extras = append(r.extras, x)
	r.take(&e)
}

func (r *Run) take(e *Entry) {
	if !r.started {
		r.start(e.Day)
	}
	if e.Day > r.today {
		r.Advance(e.Day)
	}
	w := e.Worlds & r.worlds
	if w == 0 || r.Full() {
		return
	}
	r.steps++
	id := uint32(len(r.entries))
	own := add(&r.entries)
	*own = *e
	own.Worlds = w
	r.act(id)
}

// Full reports whether there are more findings than the run was to have. It then
// takes no more acts and opens no more days.
func (r *Run) Full() bool { return r.most > 0 && len(r.findings) > r.most }

// Holds reports the worlds in which an entity has a status of one entity.
func (r *Run) Holds(family, status int, e charter.EntityID) Mask {
	return r.cells[r.p.statusBase[family][status]+int(e)]
}

// Declared reports the worlds in which an entity has declared a status.
func (r *Run) Declared(status int, e charter.EntityID) Mask {
	return r.declared[r.declCell(status, e)]
}

// Today is the day the run stands on.
func (r *Run) Today() calendar.Day { return r.today }

// Entries are the acts taken; entry 0 is unused.
func (r *Run) Entries() []Entry { return r.entries }

// Program is what the run applies.
func (r *Run) Program() *Program { return r.p }

func (r *Run) declCell(status int, e charter.EntityID) int {
	return status*len(r.p.vocab.Entities) + int(e)
}

func (r *Run) statusIndex(family, status int) int { return r.p.StatusNumber(family, status) }
