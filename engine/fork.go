package engine

import (
	"maps"
	"slices"

	"casus/quantity"
)

// Futures are run from the end of a record: the record is run once, and each
// future begins where it stands. Most of what a run holds is only ever added
// to, so going back cuts it to the length it had; what changes in place is
// copied back. The cost is that of what is live, not of what was done since,
// and once the run has grown to its size nothing is allocated.

// Base is where a run stood. It is immutable and may be shared.
type Base struct {
	r     *Run // never stepped on
	lists lengths
	heads [3][]uint32 // of waitIndex, lateIndex and chains
	live  []uint32    // sides that may still change
}

// lengths are how long the lists were that are only added to.
type lengths struct {
	entries, findings, changes, sides, pairs, nodes, textDays int
}

// Base remembers where the run stands. The run must be of a single world, and
// no act may be in hand. It may go on: what it does is not seen in the base.
func (r *Run) Base() *Base {
	c := &Base{r: r.clone()}
	r.decisions, r.decided = nil, 0 // the base knows them
	c.r.owed()
	c.lists = lengths{len(r.entries), len(r.findings), len(r.changes), len(r.sides), len(r.pairs), len(r.nodes), len(r.textDays)}
	c.heads = [3][]uint32{r.waitIndex.state(), r.lateIndex.state(), r.chains.state()}
	for i := range r.matters {
		if m := &r.matters[i]; m.side != 0 && (m.owed != 0 || m.flags&flagAwaiting != 0) {
			c.live = append(c.live, m.side)
		}
	}
	return c
}

// NewRun is a run that stands where the base does.
func (b *Base) NewRun() *Run { return b.r.clone() }

// clone copies a run so that neither sees what the other does.
func (r *Run) clone() *Run {
	c := *r
	c.entries, c.matters, c.findings, c.changes = slices.Clone(r.entries), slices.Clone(r.matters), slices.Clone(r.findings), slices.Clone(r.changes)
	c.extras, c.pairs, c.nodes, c.waits = slices.Clone(r.extras), slices.Clone(r.pairs), slices.Clone(r.nodes), slices.Clone(r.waits)
	c.sides = make([]side, len(r.sides))
	for i := range r.sides {
		c.sides[i].take(&r.sides[i])
	}
	c.waitIndex, c.lateIndex, c.chains, c.openProc = r.waitIndex.copied(), r.lateIndex.copied(), r.chains.copied(), r.openProc.copied()
	c.unsorted, c.cells, c.declared = slices.Clone(r.unsorted), slices.Clone(r.cells), slices.Clone(r.declared)
	c.members, c.holders, c.declarers = deep(r.members), deep(r.holders), deep(r.declarers)
	c.opened, c.pairCells, c.taken, c.silent = maps.Clone(r.opened), maps.Clone(r.pairCells), maps.Clone(r.taken), maps.Clone(r.silent)
	c.pairOrder, c.cellHeads = map[int][]pairKey{}, map[uint64][]uint32{}
	for k, v := range r.pairOrder {
		c.pairOrder[k] = slices.Clone(v)
	}
	for k, v := range r.cellHeads {
		c.cellHeads[k] = slices.Clone(v)
	}
	c.grounds, c.pendings, c.endings = slices.Clone(r.grounds), slices.Clone(r.pendings), slices.Clone(r.endings)
	c.untils, c.onces, c.revocable = slices.Clone(r.untils), slices.Clone(r.onces), slices.Clone(r.revocable)
	c.agenda = agenda{}
	c.agenda.take(&r.agenda)
	c.noteAll, c.lookAll, c.guards = slices.Clone(r.noteAll), slices.Clone(r.lookAll), slices.Clone(r.guards)
	c.voidFindings, c.breachSaid = slices.Clone(r.voidFindings), slices.Clone(r.breachSaid)
	c.rulesOpen, c.procs, c.sequences, c.bearing = deep(r.rulesOpen), deep(r.procs), deep(r.sequences), deep(r.bearing)
	c.underWay = deep(r.underWay)
	c.dirty, c.owing = slices.Clone(r.dirty), slices.Clone(r.owing)
	c.graves, c.spent, c.textDays, c.awaited = slices.Clone(r.graves), slices.Clone(r.spent), slices.Clone(r.textDays), slices.Clone(r.awaited)
	c.sharers, c.sharing, c.decisions, c.decided = nil, nil, nil, 0
	c.numbers, c.oldWaits, c.piles = nil, nil, nil
	c.held, c.pieces, c.counts, c.who, c.walk, c.active = nil, nil, nil, nil, nil, nil
	c.fitting, c.lent, c.room = nil, nil, nil
	c.Watch, c.trace, c.step = nil, nil, nil
	return &c
}

func deep[T any](lists [][]T) [][]T {
	out := make([][]T, len(lists))
	for i := range lists {
		out[i] = slices.Clone(lists[i])
	}
	return out
}

// refill makes lists hold what others hold, in the room they have.
func refill[T any](to, from [][]T) {
	for i := range to {
		if len(to[i]) > 0 || len(from[i]) > 0 {
			to[i] = append(to[i][:0], from[i]...)
		}
	}
}

// Rewind takes a run made by NewRun back to its base.
func (r *Run) Rewind(b *Base) {
	o, n := b.r, &b.lists
	r.entries, r.findings, r.changes = r.entries[:n.entries], r.findings[:n.findings], r.changes[:n.changes]
	r.pairs, r.nodes, r.textDays = r.pairs[:n.pairs], r.nodes[:n.nodes], r.textDays[:n.textDays]
	r.matters, r.waits = append(r.matters[:0], o.matters...), append(r.waits[:0], o.waits...)
	r.sides = r.sides[:n.sides]
	for _, i := range b.live {
		r.sides[i].take(&o.sides[i])
	}
	r.waitIndex.cut(b.heads[0])
	r.lateIndex.cut(b.heads[1])
	r.chains.cut(b.heads[2])
	copy(r.unsorted, o.unsorted)
	copy(r.cells, o.cells)
	copy(r.declared, o.declared)
	refill(r.members, o.members)
	refill(r.holders, o.holders)
	refill(r.declarers, o.declarers)
	r.rewindGrounds(o)
	r.rewindMaps(o)
	r.pendings, r.endings = append(r.pendings[:0], o.pendings...), append(r.endings[:0], o.endings...)
	r.untils, r.onces = append(r.untils[:0], o.untils...), append(r.onces[:0], o.onces...)
	r.revocable = append(r.revocable[:0], o.revocable...)
	r.agenda.take(&o.agenda)
	copy(r.noteAll, o.noteAll)
	copy(r.lookAll, o.lookAll)
	r.guards = append(r.guards[:0], o.guards...)
	r.voidFindings = append(r.voidFindings[:0], o.voidFindings...)
	copy(r.breachSaid, o.breachSaid)
	refill(r.rulesOpen, o.rulesOpen)
	refill(r.procs, o.procs)
	refill(r.sequences, o.sequences)
	refill(r.bearing, o.bearing)
	refill(r.underWay, o.underWay)
	copy(r.dirty, o.dirty)
	r.owing, r.owingTo = append(r.owing[:0], o.owing...), o.owingTo
	r.anyDirty, r.lasting = o.anyDirty, o.lasting
	r.graves, r.spent, r.awaited = append(r.graves[:0], o.graves...), append(r.spent[:0], o.spent...), append(r.awaited[:0], o.awaited...)
	r.held, r.pieces = r.held[:0], r.pieces[:0]
	r.cascaded, r.changed, r.dayStart = o.cascaded, o.changed, o.dayStart
	r.today, r.first, r.started, r.finished = o.today, o.first, o.started, o.finished
	r.decided = 0
	r.ages, r.inHand, r.takenNow, r.looking, r.steps = o.ages, 0, 0, 0, o.steps
}

// rewindGrounds takes the grounds that came since off the lists of their cells.
func (r *Run) rewindGrounds(o *Run) {
	for i := len(r.grounds) - 1; i >= len(o.grounds); i-- {
		g := &r.grounds[i]
		key := cellKey(g.cell, g.entity, g.with)
		list := r.cellHeads[key]
		r.cellHeads[key] = list[:len(list)-1]
	}
	r.grounds = append(r.grounds[:0], o.grounds...)
}

// rewindMaps brings back the maps in which something was put since. In a run of
// one world they only grow, but for the pairs.
func (r *Run) rewindMaps(o *Run) {
	refillMap(r.opened, o.opened)
	refillMap(r.taken, o.taken)
	refillMap(r.silent, o.silent)
	if r.pairsMoved {
		r.pairsMoved = false
		clear(r.pairCells)
		maps.Copy(r.pairCells, o.pairCells)
		for k, list := range r.pairOrder {
			r.pairOrder[k] = list[:len(o.pairOrder[k])]
		}
	}
}

func refillMap[K comparable](to, from map[K]Mask) {
	if len(to) != len(from) {
		clear(to)
		maps.Copy(to, from)
	}
}

// addSide adds a side table, in the room of one that was used before if there
// is any.
func (r *Run) addSide() {
	n := len(r.sides)
	if n == cap(r.sides) {
		r.sides = append(r.sides, side{})
		return
	}
	r.sides = r.sides[:n+1]
	s := &r.sides[n] // field by field: a struct put together and copied here would cost more
	s.nums, s.nBound, s.dec = [MaxNums]quantity.Num{}, 0, nil
	s.group, s.actions, s.fell, s.dues = s.group[:0], s.actions[:0], s.fell[:0], s.dues[:0]
	s.amount, s.tendered, s.paused = nil, nil, nil
	if s.proc != nil {
		s.spare, s.proc = s.proc, nil
	}
	s.some, s.awaiting, s.overdue = 0, 0, 0
}

// take copies a side table in the room of another.
func (s *side) take(o *side) {
	*s = side{nums: o.nums, nBound: o.nBound, dec: o.dec, some: o.some, awaiting: o.awaiting, overdue: o.overdue,
		group: append(s.group[:0], o.group...), actions: append(s.actions[:0], o.actions...), fell: append(s.fell[:0], o.fell...),
		amount: append(s.amount[:0], o.amount...), tendered: append(s.tendered[:0], o.tendered...), paused: append(s.paused[:0], o.paused...),
		dues: append(s.dues[:0], o.dues...), proc: s.proc, spare: s.spare}
	switch {
	case o.proc == nil:
		s.proc = nil
	case s.proc == nil:
		s.proc = &process{}
		fallthrough
	default:
		s.proc.take(o.proc)
	}
}
