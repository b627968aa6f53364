package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
)

// Trace says where each finding, act and matter of a run stands in its order, and
// how it came about: what package reason needs to read a condition as it was
// read then. It is worked out by taking the acts once more, so that a run pays
// nothing for it.
type Trace struct {
	Taken  []uint32 // of each finding: the last act taken when it was made
	InHand []uint32 // of each finding: the act being taken then; 0 between acts
	Before []uint32 // of each act: how many findings were made before it was taken
	Arose  []Moment // of each matter
	Steps  []*Step  // of each matter: the last step of its rule's trigger; nil of what no trigger opened
	From   []uint32 // of each matter: what it was before a text or its judge made it another; 0: nothing
	First  calendar.Day

	Tales   map[uint32]*Tale          // of findings that are effects: how the effect came to be given
	Revoked []Revoked                 // effects that waited and fell away, in the order in which they did
	Waiting []Waiting                 // effects that still wait at the end, in the order in which they were given
	Granted map[*charter.Grant]uint32 // how many findings were made before a status was granted by force of the text
}

// Moment is a place in the order of a run: the acts up to number Acts were
// taken, the findings below number Made were made.
type Moment struct {
	Day        calendar.Day
	Acts, Made uint32
}

// Binding is what a rule's variables stood for, by their numbers.
type Binding struct {
	Entities []charter.EntityID // 0 where unbound, and of numbers
	Numbers  []quantity.Num     // nil where no variable is a number, as Has
	Has      []bool             // numbers that are bound
}

// Step is one step of a rule's trigger that was done.
type Step struct {
	Prev   *Step  // the step before; nil of `when`
	Index  int    // -1: `when`; k: the k-th `then`
	Cause  uint32 // as Source reads it; of a step that is an absence that of the step before
	Waited uint32 // the begun sequence that waited for the step
	At     Moment // when its `where` was read
	Bound  Binding
}

// Tale tells when the conditions of an effect were read, and of whom it was
// given.
type Tale struct {
	Rule   int // whose effect
	Effect *charter.Effect
	Fired  Moment // when the rule's `where` was read and its bearers were chosen
	Asked  Moment // when its `unless` was read
	Given  Moment // when the effect's own `if` was read: after the effects before it
	Begun  Moment // when it took hold, after any delay and `once`
	Bound  Binding
	Ended  bool // of a status that ceased: with this effect, which had given it,
	Until  bool // and by its `until`
}

// Revoked is an effect that was given and fell away by its `unless` before it took
// hold; its tale has no beginning.
type Revoked struct {
	*Tale
	Worlds Mask
	Away   Moment // when its `unless` was found to hold
}

// Waiting is an effect that was given and has not taken hold; its tale has no
// beginning.
type Waiting struct {
	*Tale
	Worlds Mask
	Due    calendar.Day // calendar.Never: until its `once` holds
}

// waiting lists the effects that wait in some world.
func (r *Run) waiting() (list []Waiting) {
	due := map[uint32]calendar.Day{}
	r.agenda.each(func(t *timer) {
		if t.kind == timerEffect {
			due[t.id] = t.day
		}
	})
	for id := range r.pendings {
		p := &r.pendings[id]
		if p.w == 0 || p.tale == nil {
			continue
		}
		day, ok := due[uint32(id)]
		if !ok {
			day = calendar.Never
		}
		list = append(list, Waiting{p.tale, p.w, day})
	}
	return list
}

func (r *Run) moment() Moment {
	return Moment{r.today, uint32(len(r.entries) - 1), uint32(len(r.findings))}
}

// spread lays a binding out over the variables of a rule, in the room given if they
// fit into it.
func (b *binding) spread(ru *rule, room []charter.EntityID) Binding {
	n := len(ru.Vars)
	if n > len(room) {
		room = make([]charter.EntityID, n)
	}
	out := Binding{Entities: room[:n:n]}
	for v, op := range ru.vars {
		switch op.kind {
		case numOperand:
			if out.Numbers == nil {
				out.Numbers, out.Has = make([]quantity.Num, n), make([]bool, n)
			}
			out.Numbers[v], out.Has[v] = b.n[op.slot], b.nBound>>op.slot&1 != 0
		case slotOperand:
			out.Entities[v] = b.e[op.slot]
		}
	}
	return out
}

// tell begins the tale of an effect; nil where the run is not traced.
func (r *Run) tell(eff *effect, b *binding) *Tale {
	if r.trace == nil {
		return nil
	}
	now := r.moment()
	return &Tale{Rule: eff.rule.ID, Effect: eff.Effect, Fired: now, Asked: now, Bound: b.spread(eff.rule, nil)}
}

// begin is the tale of an effect that takes hold now.
func (t *Tale) begin(r *Run) *Tale {
	if t == nil {
		return nil
	}
	begun := *t
	begun.Begun = r.moment()
	return &begun
}

// end is the tale of a ground that ends.
func (t *Tale) end(until bool) *Tale {
	if t == nil {
		return nil
	}
	ended := *t
	ended.Ended, ended.Until = true, until
	return &ended
}

// told keeps the tale of the finding just made.
func (r *Run) told(t *Tale) {
	if t != nil {
		r.trace.Tales[uint32(len(r.findings)-1)] = t
	}
}

// stepDone begins what is told of the matters that a step opens.
func (r *Run) stepDone(ru *rule, index int, b *binding, cause, waited uint32) {
	if r.trace == nil {
		return
	}
	s := &struct { // in one piece
		Step
		entities [6]charter.EntityID
	}{}
	s.Step = Step{Index: index, Cause: cause, Waited: waited, At: r.moment(), Bound: b.spread(ru, s.entities[:])}
	r.step = &s.Step
	if waited != 0 {
		r.step.Prev = r.trace.Steps[waited]
	}
}

// arose notes a matter that is new.
func (r *Run) arose() {
	r.trace.Arose = append(r.trace.Arose, r.moment())
	r.trace.Steps = append(r.trace.Steps, r.step)
	r.trace.From = append(r.trace.From, 0)
}

// continues notes that the matters from first on are what another was before.
func (r *Run) continues(first, old uint32) {
	if r.trace == nil {
		return
	}
	for id := first; id < uint32(len(r.matters)); id++ {
		r.trace.Steps[id], r.trace.From[id] = r.trace.Steps[old], old
	}
}

// Trace takes the acts of a finished run once more and notes the order.
func (r *Run) Trace() *Trace {
	again := r.p.NewRun(Input{Worlds: r.worlds, Extras: r.extras, Openings: r.tellAll})
	again.readings = r.readings
	t := &Trace{Before: make([]uint32, len(r.entries)), Arose: make([]Moment, 1), Steps: make([]*Step, 1), From: make([]uint32, 1),
		Tales: map[uint32]*Tale{}, Granted: map[*charter.Grant]uint32{}}
	again.trace = t
	again.Watch = func(uint32) {
		t.Taken = append(t.Taken, uint32(len(again.entries)-1))
		t.InHand = append(t.InHand, again.inHand)
	}
	for id := 1; id < len(r.entries); id++ {
		e := r.entries[id]
		again.Advance(e.Day)
		t.Before[id] = uint32(len(again.findings))
		again.Step(e)
	}
	again.Finish(r.today)
	t.Waiting = again.waiting()
	t.First = min(r.today, r.p.firstDay)
	if len(r.entries) > 1 {
		t.First = min(t.First, r.entries[1].Day)
	}
	return t
}

// Alone runs one world of a finished run by itself, and tells of each of its
// acts which act of the joint run it is. Its findings are those of the joint
// run in that world, in the same order; whoever follows a single world need not
// ask of every matter which worlds it is in.
func (r *Run) Alone(world int) (*Run, []uint32) {
	alone := r.p.NewRun(Input{Worlds: 1, Extras: r.extras, Openings: r.tellAll, Readings: func(ref charter.ReadingRef, version int) []Choice {
		for _, c := range r.readings[ref.Family][ref.Reading][version] {
			if c.Worlds>>world&1 != 0 {
				return []Choice{{c.Value, 1}}
			}
		}
		return nil
	}})
	joint := []uint32{0}
	var acts []Entry
	for id := 1; id < len(r.entries); id++ {
		if e := r.entries[id]; e.Worlds>>world&1 != 0 {
			e.Worlds = 1
			acts, joint = append(acts, e), append(joint, uint32(id))
		}
	}
	if len(r.entries) > 1 {
		alone.start(r.entries[1].Day)
	}
	for _, e := range acts {
		alone.Step(e)
	}
	alone.Finish(r.today)
	return alone, joint
}

// Single reports whether the run is of that world only.
func (r *Run) Single(world int) bool { return r.worlds == 1<<world }

// Extra is what an act has besides; nil if nothing.
func (r *Run) Extra(id uint32) *Extra {
	if x := r.entries[id].Extra; x != 0 {
		return &r.extras[x]
	}
	return nil
}

// Reading is the value a reading had in one world on a day, in the version in
// force then; false if the reading has no value there.
func (r *Run) Reading(ref charter.ReadingRef, day calendar.Day, world int) (charter.Value, bool) {
	vs := r.p.Case.Families[ref.Family].Readings[ref.Reading].Versions
	for i := len(vs) - 1; i >= 0; i-- {
		if i > 0 && vs[i].From > day {
			continue
		}
		for _, c := range r.readings[ref.Family][ref.Reading][i] {
			if c.Worlds>>world&1 != 0 {
				return c.Value, true
			}
		}
		return charter.Value{}, false
	}
	return charter.Value{}, false
}

// Vote is what one state said in a decision.
type Vote struct {
	State charter.EntityID
	Vote  charter.ActID // Aye, Nay or Abstain
}

// Process is what a procedure's matter has besides, in one world.
type Process struct {
	Motions  []uint32           // the acts by which it was moved
	Votes    []Vote             // cast one by one
	Tally    []Vote             // of the decision, where it was decided
	Fixed    bool               // the electorate was fixed at the motion or opening:
	Electors []charter.EntityID // those who may vote
	Members  []charter.EntityID // those who count for the base
	Adopting []string
}

// Process tells of a procedure's matter; empty for other matters.
func (r *Run) Process(mid uint32, world int) (out Process) {
	m := &r.matters[mid]
	if m.side == 0 || r.sides[m.side].proc == nil {
		return out
	}
	p := r.sides[m.side].proc
	for _, mo := range p.motions {
		if mo.w>>world&1 != 0 {
			out.Motions = append(out.Motions, mo.entry)
		}
	}
	out.Votes = votesIn(p.votes, world)
	out.Fixed = p.isFixed
	for _, f := range p.fixed {
		if f.may>>world&1 != 0 {
			out.Electors = append(out.Electors, f.state)
		}
		if f.member>>world&1 != 0 {
			out.Members = append(out.Members, f.state)
		}
	}
	for _, d := range p.decs {
		if r.findings[d.finding].Worlds>>world&1 != 0 {
			out.Tally, out.Adopting = votesIn(d.dec.list, world), d.dec.adopting
		}
	}
	return out
}

func votesIn(list []vote, world int) (out []Vote) {
	for _, v := range list {
		for choice := range 3 {
			if v.w[choice]>>world&1 != 0 {
				out = append(out, Vote{v.state, charter.Aye + charter.ActID(choice)})
			}
		}
	}
	return out
}

// Acted are the members of a shared duty that have done their part in one
// world, each with the act.
func (r *Run) Acted(mid uint32, world int) (states []charter.EntityID, acts []uint32) {
	if s := r.matters[mid].side; s != 0 {
		for _, a := range r.sides[s].actions {
			if a.w>>world&1 != 0 {
				states, acts = append(states, a.state), append(acts, a.entry)
			}
		}
	}
	return states, acts
}

// CauseOf is the cause that a finding is, as Source reads it.
func CauseOf(finding uint32) uint32 { return causeFinding | finding }
