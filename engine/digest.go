package engine

import (
	"math/bits"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// Digest names all that a run's future can depend on in one world, days counted
// from today: statuses and what holds them, what is open or breached, what is
// due, what conditions look back for. Two runs of one program whose digests
// agree find the same from here on, up to the days' names, up to an exchange of
// entities that are alike, and up to a collision of 128 bits. Package search
// uses it to go on from a state once.
type Digest [2]uint64

// Digester takes digests of all worlds of a run at once. It may be used again.
type Digester struct {
	r     *Run
	items []item
	ents  []charter.EntityID
	set   []setMember
	days  []calendar.Day
	ranks []calendar.Day

	colour  map[charter.EntityID]uint64
	next    map[charter.EntityID]uint64
	order   []charter.EntityID
	label   map[charter.EntityID]uint64
	byWorld [64][]int32
	list    []int32
}

// item is one thing that is so in some worlds: what it says besides entities,
// the entities it names in order, and those it names as a set.
type item struct {
	w          Mask
	rest       uint64
	ents, nEnt int
	set, nSet  int
	day, nDay  int  // days it speaks of
	rule       int  // whose matter it is, or -1
	today      bool // of no consequence from tomorrow on
	acted      bool // only what acts do hangs on it
	once       bool // counts once, however often it is so
}

type setMember struct {
	e    charter.EntityID
	flag uint64
}

// Spaces keep things of different sorts apart.
const (
	spaceCell uint64 = iota + 1
	spacePair
	spaceDeclared
	spaceSaid
	spaceGround
	spacePending
	spaceMatter
	spaceEffect
	spaceEnd
	spaceDay
	spaceNote
	spaceLook
	spaceEntry
	spaceSpent
	spaceGuard
	spaceOwn // what the caller adds
)

func mix(h, w uint64) uint64 {
	h = (h ^ w) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

func hashed(words ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, w := range words {
		h = mix(h, w)
	}
	return h
}

// Read gathers what there is in a run.
func (d *Digester) Read(r *Run) {
	d.r = r
	d.items, d.ents, d.set, d.days = d.items[:0], d.ents[:0], d.set[:0], d.days[:0]
	if d.colour == nil {
		d.colour, d.next, d.label = map[charter.EntityID]uint64{}, map[charter.EntityID]uint64{}, map[charter.EntityID]uint64{}
	}
	d.statuses()
	d.grounds()
	d.matters()
	d.timers()
	d.nodes()
	d.taken()
	for i := range d.byWorld {
		d.byWorld[i] = d.byWorld[i][:0]
	}
}

// Add lets the caller tell states apart by something of its own.
func (d *Digester) Add(w Mask, word uint64, ents ...charter.EntityID) {
	d.add(w, hashed(spaceOwn, word), ents)
}

func (d *Digester) add(w Mask, rest uint64, ents []charter.EntityID) *item {
	d.items = append(d.items, item{w: w, rest: rest, ents: len(d.ents), nEnt: len(ents), set: len(d.set), day: len(d.days), rule: -1})
	d.ents = append(d.ents, ents...)
	return &d.items[len(d.items)-1]
}

// on adds a day that an item speaks of.
func (d *Digester) on(it *item, day calendar.Day) {
	d.days = append(d.days, day)
	it.nDay++
}

func (d *Digester) member(it *item, e charter.EntityID, flag uint64) {
	d.set = append(d.set, setMember{e, flag})
	it.nSet++
}

func (d *Digester) statuses() {
	r := d.r
	n := len(r.p.vocab.Entities)
	for s, moves := range r.p.moves {
		if !moves {
			continue
		}
		for e, w := range r.cells[s*n : (s+1)*n] {
			if w != 0 {
				d.add(w, hashed(spaceCell, uint64(s)), []charter.EntityID{charter.EntityID(e)})
			}
		}
	}
	for k, w := range r.pairCells {
		if w != 0 {
			d.add(w, hashed(spacePair, uint64(k.cell)), []charter.EntityID{k.a, k.b})
		}
	}
	for i, w := range r.declared {
		if w != 0 {
			d.add(w, hashed(spaceDeclared, uint64(i/n)), []charter.EntityID{charter.EntityID(i % n)})
		}
	}
	if r.p.hearsSilence {
		for i, w := range r.breachSaid {
			if w != 0 {
				d.add(w, hashed(spaceSaid, uint64(i)), nil)
			}
		}
	}
}

// given is what an effect was given with.
func given(e *effect, b *binding) (rest uint64, ents []charter.EntityID) {
	rest = hashed(uint64(e.id), uint64(b.nBound))
	for _, n := range b.n {
		rest = mix(rest, uint64(n))
	}
	return rest, b.e[:MaxVars]
}

func (d *Digester) grounds() {
	r := d.r
	for i := range r.grounds {
		if g := &r.grounds[i]; g.w != 0 && g.eff != nil {
			rest, ents := given(g.eff, &g.b)
			named := append(slices.Clone(ents), g.entity, g.with)
			if g.eff.untilID < 0 {
				d.add(g.w, mix(rest, spaceGround), named)
				continue
			}
			for w := g.w; w != 0; w &= w - 1 {
				d.on(d.add(w&-w, mix(mix(rest, spaceGround), r.before(g.since, g.after, w&-w)), named), g.since)
			}
		}
	}
	for i := range r.pendings {
		if p := &r.pendings[i]; p.w != 0 {
			d.waiting(p, spacePending+one(p.ready)<<8, func(*item) {})
		}
	}
}

// waiting adds an effect that waits; one that can be taken back with the day on
// which it was given, from which on its unless looks.
func (d *Digester) waiting(p *pending, space uint64, due func(*item)) {
	rest, ents := given(p.eff, &p.b)
	if p.eff.unless == nil {
		due(d.add(p.w, mix(rest, space), ents))
		return
	}
	for w := p.w; w != 0; w &= w - 1 {
		it := d.add(w&-w, mix(mix(rest, space), d.r.before(p.since, p.after, w&-w)), ents)
		due(it)
		d.on(it, p.since)
	}
}

// before counts the acts of the day on which a ground began or an effect was given
// that were taken before it: its until or unless does not see them.
func (r *Run) before(since calendar.Day, after uint32, bit Mask) (n uint64) {
	for id := int(after) - 1; id > 0 && r.entries[id].Day == since; id-- {
		n += one(r.entries[id].Worlds&bit != 0)
	}
	return n
}

func (d *Digester) matters() {
	r := d.r
	for i := 1; i < len(r.matters); i++ {
		m := &r.matters[i]
		if m.owed == 0 || r.ofNoConsequence(m) {
			continue
		}
		once := r.p.rules[m.rule].Rule.Once
		if m.side == 0 && !once {
			d.plain(m, m.owed&^m.breached, 0)
			d.plain(m, m.owed&m.breached, 1)
			continue
		}
		for w := m.owed; w != 0; w &= w - 1 {
			it := d.sided(m, w&-w)
			if once {
				it.rest = mix(it.rest, r.rank(i, w&-w))
			}
		}
	}
}

// ofNoConsequence reports whether nothing asks any more what becomes of a matter.
func (r *Run) ofNoConsequence(m *matter) bool {
	if m.flags&flagBan != 0 {
		return !r.p.heedsStanding[m.rule]
	}
	return m.flags&flagWaiting == 0 && r.p.settled != nil && r.p.settled[m.rule]
}

// rank counts the outstanding matters of the rule that come before a matter: an
// act that counts once performs the oldest.
func (r *Run) rank(id int, bit Mask) (n uint64) {
	m := &r.matters[id]
	for i := 1; i < len(r.matters); i++ {
		o := &r.matters[i]
		n += one(o.rule == m.rule && o.owed&bit != 0 && (o.age < m.age || o.age == m.age && i < id))
	}
	return n
}

// plain is a matter that is the same in all worlds of w.
func (d *Digester) plain(m *matter, w Mask, breached uint64) *item {
	if w == 0 {
		return nil
	}
	rest := hashed(spaceMatter, uint64(m.rule), uint64(m.stage), uint64(m.flags&^flagQuiet), breached)
	bound := m.bound
	if m.flags&flagProcedure != 0 {
		for v := range bound {
			if !d.r.p.rules[m.rule].lasting[v] {
				bound[v] = 0
			}
		}
	}
	it := d.add(w, rest, bound[:])
	it.once = m.flags&flagBan != 0
	it.rule = int(m.rule)
	if breached == 0 {
		d.on(it, m.opened)
		if m.side == 0 || len(d.r.sides[m.side].dues) == 0 {
			d.on(it, m.due)
		}
	}
	return it
}

// sided is a matter with more to it, in one world.
func (d *Digester) sided(m *matter, bit Mask) *item {
	r, s := d.r, &d.r.sides[m.side]
	it := d.plain(m, bit, one(m.breached&bit != 0))
	if m.side == 0 {
		return it
	}
	for _, n := range s.nums {
		it.rest = mix(it.rest, uint64(n))
	}
	for _, a := range s.amount {
		if a.w&bit != 0 {
			it.rest = mix(it.rest, uint64(a.v))
		}
	}
	for _, x := range s.dues {
		if x.w&bit != 0 {
			d.on(it, x.day)
		}
	}
	for _, p := range s.paused {
		if p.w&bit != 0 {
			it.rest = mix(it.rest, 7)
			d.on(it, p.since)
		}
	}
	it.rest = mix(it.rest, one(s.awaiting&bit != 0)<<2|one(s.some&bit != 0)<<1|one(s.overdue&bit != 0))
	for _, t := range s.tendered {
		if t.w&bit != 0 {
			it.rest = mix(it.rest, uint64(r.entries[t.entry].Act))
		}
	}
	for _, g := range s.group {
		d.member(it, g.state, one(g.acted&bit != 0))
	}
	if s.dec != nil {
		d.decision(it, s.dec, bit)
	}
	if p := s.proc; p != nil {
		it.rest = mix(it.rest, one(p.moved&bit != 0)|one(p.isFixed)<<1)
		for _, v := range p.votes {
			d.member(it, v.state, 8|one(v.w[0]&bit != 0)|one(v.w[1]&bit != 0)<<1|one(v.w[2]&bit != 0)<<2)
		}
		for _, f := range p.fixed {
			d.member(it, f.state, 32|one(f.may&bit != 0)|one(f.member&bit != 0)<<1)
		}
		open := len(d.ents)
		d.ents = append(d.ents, p.opening.e[:MaxVars]...)
		if open == it.ents+it.nEnt {
			it.nEnt += MaxVars
		}
	}
	return it
}

func (d *Digester) decision(it *item, dec *decision, bit Mask) {
	for _, v := range dec.list {
		for c := range v.w {
			if v.w[c]&bit != 0 {
				d.member(it, v.state, 64|uint64(c))
			}
		}
	}
	for _, b := range dec.bound {
		if b.w&bit != 0 {
			d.member(it, b.state, 128)
		}
	}
	for _, a := range dec.adopting {
		for _, c := range a {
			it.rest = mix(it.rest, uint64(c))
		}
	}
}

func one(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// timers are what is due and does not stand in a matter.
func (d *Digester) timers() {
	r := d.r
	r.agenda.each(func(t *timer) {
		switch t.kind {
		case timerDeadline: // the matter has its day
		case timerEffect:
			if p := &r.pendings[t.id]; p.w != 0 {
				d.waiting(p, spaceEffect, func(it *item) { d.on(it, t.day) })
			}
		case timerEnd:
			if g := &r.grounds[r.endings[t.id].ground]; g.w != 0 {
				rest, ents := given(g.eff, &g.b)
				d.on(d.add(g.w, mix(rest, spaceEnd), append(slices.Clone(ents), g.entity, g.with)), t.day)
			}
		default:
			d.on(d.add(r.worlds, hashed(spaceDay, uint64(t.kind), uint64(t.rule), uint64(t.id)), nil), t.day)
		}
	})
}

// nodes are what conditions look back for: with the day where some condition
// asks how long ago or how often, else once.
func (d *Digester) nodes() {
	r := d.r
	chain := func(space uint64, id int, head uint32, timed, acted bool, day func(*node) calendar.Day, stands func(*node) Mask) {
		for at := head; at != 0; at = r.nodes[at].nextAll {
			nd := &r.nodes[at]
			rest := hashed(space, uint64(id))
			st := stands(nd)
			for i, w := range [2]Mask{nd.w & st, nd.w &^ st} {
				if w == 0 {
					continue
				}
				it := d.add(w, mix(rest, uint64(i)), nd.vals[:])
				it.acted = acted
				if it.once = !timed; timed {
					d.on(it, day(nd))
					d.closings(it, space, id, day(nd))
				}
			}
		}
	}
	for n := range r.noteAll {
		if n < r.p.passingNotes {
			chain(spaceNote, n, r.noteAll[n], r.p.notes[n].timed, r.p.notes[n].acted, func(nd *node) calendar.Day { return r.entries[nd.item].Day }, func(*node) Mask { return 0 })
		}
	}
	for l := range r.lookAll {
		if l < r.p.passingLookouts {
			chain(spaceLook, l, r.lookAll[l], r.p.lookouts[l].timed, r.p.lookouts[l].acted, func(nd *node) calendar.Day { return r.findings[nd.item].Day }, func(nd *node) Mask {
				f := &r.findings[nd.item]
				if f.Kind != Breach {
					return 0
				}
				return r.matters[f.Matter].breached
			})
		}
	}
}

// closings adds the days on which windows close that a condition sees an act or
// a finding through.
func (d *Digester) closings(it *item, space uint64, id int, day calendar.Day) {
	for _, win := range d.r.p.windows {
		if space == spaceNote && !slices.Contains(win.notes, id) || space == spaceLook && win.lookout != id {
			continue
		}
		d.r.periods(win.last, d.r.worlds, func(p calendar.Period, _ Mask) {
			if !p.Forever {
				d.on(it, day.Add(p)+1)
			}
		})
	}
}

// taken are the acts of today: what opens later in the day is shown them.
func (d *Digester) taken() {
	r := d.r
	entry := func(id uint32) (uint64, []charter.EntityID) {
		e := &r.entries[id]
		failed := e.Extra != 0 && r.extras[e.Extra].Failed
		return hashed(uint64(e.Act), one(failed)), e.Roles[:]
	}
	for id := r.dayStart; id < uint32(len(r.entries)); id++ {
		if id > 0 && r.mayBeShown(r.entries[id].Act) {
			rest, ents := entry(id)
			d.add(r.entries[id].Worlds, mix(rest, spaceEntry), ents).today = true
		}
	}
	for _, s := range r.spent {
		if s.entry >= r.dayStart {
			rest, ents := entry(s.entry)
			d.add(s.w, mix(mix(rest, spaceSpent), uint64(s.rule)), ents).today = true
		}
	}
	for i := range r.guards {
		g := &r.guards[i]
		if g.item < r.dayStart {
			continue
		}
		rest, ents := entry(g.item)
		d.add(g.w, mix(mix(rest, spaceGuard), uint64(g.guard)), append(slices.Clone(ents), g.vals[:]...)).today = true
	}
}

// mayBeShown reports whether some matter or sequence could be shown an act.
func (r *Run) mayBeShown(a charter.ActID) bool {
	for _, g := range r.p.acts[a].watches {
		if len(g.steps) > 0 || r.p.settled == nil || !r.p.settled[g.rule.ID] {
			return true
		}
	}
	return false
}

// Sort lays the items out by world; after it Sum may be asked.
func (d *Digester) Sort(worlds Mask) {
	for i := range d.items {
		for w := d.items[i].w & worlds; w != 0; w &= w - 1 {
			at := bits.TrailingZeros64(w)
			d.byWorld[at] = append(d.byWorld[at], int32(i))
		}
	}
}

// Sum is the digest of one world. Entities that are alike are told apart by
// what is so of them only: they are put in an order by that, and what is hashed
// is their place in it. today says that acts of the same day may still follow;
// the matters of rules for which live is false are left out. order says that
// no act is to follow but one that sets nothing running that matters: of days
// only their order counts then, and what only powers and decisions ask is left
// out.
func (d *Digester) Sum(world int, alike []charter.EntityID, today, order bool, live []bool) Digest {
	list := d.list[:0]
	for _, i := range d.byWorld[world] {
		if it := &d.items[i]; (today || !it.today) && !(order && it.acted) && (it.rule < 0 || live[it.rule]) {
			list = append(list, i)
		}
	}
	d.list = list
	d.rank(list, order)
	clear(d.colour)
	clear(d.label)
	for _, e := range alike {
		d.colour[e] = 1
	}
	for range 2 {
		for _, e := range alike {
			d.next[e] = d.colour[e]
		}
		for _, i := range list {
			d.paint(&d.items[i])
		}
		for _, e := range alike {
			d.colour[e] = d.next[e]
		}
	}
	d.order = append(d.order[:0], alike...)
	slices.SortStableFunc(d.order, func(a, b charter.EntityID) int {
		switch x, y := d.colour[a], d.colour[b]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	for i, e := range d.order {
		d.label[e] = uint64(i) + 1<<20
	}
	return d.total(list)
}

// rank puts the days in order, if only that counts.
func (d *Digester) rank(list []int32, order bool) {
	d.ranks = d.ranks[:0]
	if !order {
		return
	}
	d.ranks = append(d.ranks, d.r.today)
	for _, i := range list {
		it := &d.items[i]
		d.ranks = append(d.ranks, d.days[it.day:it.day+it.nDay]...)
	}
	slices.Sort(d.ranks)
	d.ranks = slices.Compact(d.ranks)
}

// when is a day as a digest has it: counted from today, or by its place; days
// without an end stay what they are.
func (d *Digester) when(day calendar.Day) uint64 {
	switch {
	case day <= calendar.Always || day >= calendar.Never:
		return uint64(uint32(day))
	case len(d.ranks) == 0:
		return uint64(uint32(day - d.r.today))
	}
	at, _ := slices.BinarySearch(d.ranks, day)
	today, _ := slices.BinarySearch(d.ranks, d.r.today)
	return uint64(uint32(at - today))
}

// said is what an item says besides entities.
func (d *Digester) said(it *item) uint64 {
	h := it.rest
	for _, day := range d.days[it.day : it.day+it.nDay] {
		h = mix(h, d.when(day))
	}
	return h
}

// paint tells each entity that is alike to others what an item says of it.
func (d *Digester) paint(it *item) {
	whole := d.said(it)
	for k, e := range d.ents[it.ents : it.ents+it.nEnt] {
		c, ok := d.colour[e]
		if !ok {
			c = uint64(e) << 32
		}
		whole = mix(whole, c+uint64(k))
	}
	for k, e := range d.ents[it.ents : it.ents+it.nEnt] {
		if _, ok := d.colour[e]; ok {
			d.next[e] += mix(whole, uint64(k)+11)
		}
	}
	for _, m := range d.set[it.set : it.set+it.nSet] {
		if _, ok := d.colour[m.e]; ok {
			d.next[m.e] += mix(whole, m.flag+101)
		}
	}
}

func (d *Digester) total(list []int32) (sum Digest) {
	var once []uint64
	for _, i := range list {
		it := &d.items[i]
		h := d.said(it)
		for _, e := range d.ents[it.ents : it.ents+it.nEnt] {
			h = mix(h, d.name(e))
		}
		var members uint64
		for _, m := range d.set[it.set : it.set+it.nSet] {
			members += hashed(d.name(m.e), m.flag)
		}
		h = mix(h, members)
		if it.once {
			if slices.Contains(once, h) {
				continue
			}
			once = append(once, h)
		}
		sum[0] += mix(h, 0x2545f4914f6cdd1d)
		sum[1] += mix(h*0xc4ceb9fe1a85ec53, 0x9e3779b97f4a7c15)
	}
	return sum
}

func (d *Digester) name(e charter.EntityID) uint64 {
	if l, ok := d.label[e]; ok {
		return l
	}
	return uint64(e)
}

// Dues adds to days those after today on which something falls due or ends, or a
// window closes that some condition looks through. Matters of rules for which
// live is false are passed over.
func (r *Run) Dues(days []calendar.Day, live []bool) []calendar.Day {
	see := func(d calendar.Day) {
		if d > r.today && d < calendar.Never && !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	r.agenda.each(func(t *timer) {
		switch t.kind {
		case timerDeadline:
			if m := &r.matters[t.id]; m.owed&^m.breached != 0 && live[m.rule] && !r.ofNoConsequence(m) {
				see(t.day)
			}
		case timerEffect:
			if r.pendings[t.id].w != 0 {
				see(t.day)
			}
		case timerEnd:
			if r.grounds[r.endings[t.id].ground].w != 0 {
				see(t.day)
			}
		default:
			see(t.day)
		}
	})
	for _, win := range r.p.windows {
		shut := func(d calendar.Day) {
			r.periods(win.last, r.worlds, func(p calendar.Period, _ Mask) {
				if !p.Forever {
					see(d.Add(p) + 1)
				}
			})
		}
		for _, n := range win.notes {
			for at := r.noteAll[n]; at != 0; at = r.nodes[at].nextAll {
				shut(r.entries[r.nodes[at].item].Day)
			}
		}
		if win.lookout >= 0 {
			for at := r.lookAll[win.lookout]; at != 0; at = r.nodes[at].nextAll {
				shut(r.findings[r.nodes[at].item].Day)
			}
		}
	}
	slices.Sort(days)
	return days
}

// window is a condition that looks back a while.
type window struct {
	last    *limit
	notes   []int
	lookout int
}

// heedStanding marks the rules whose standing breaches something asks for.
func (k *compiler) heedStanding(rules []int) {
	for _, id := range rules {
		k.p.heedsStanding[id] = true
	}
}

// lastingVars marks the variables of a procedure that count once it has been
// moved: who moved it, say, is of no consequence if nothing names the mover.
func lastingVars(r *rule) (keep [MaxVars]bool) {
	need := map[charter.VarID]bool{}
	patternVars(r.Decided, need)
	if r.Decided == nil {
		patternVars(r.Moved, need)
		for _, t := range r.When {
			triggerVars(t, need)
		}
	}
	for _, t := range r.Except {
		termVars(t, need)
	}
	for _, list := range [][]*charter.Effect{r.Adopted, r.Rejected, r.Lapsed} {
		for _, e := range list {
			if e.Change != nil {
				termVars(e.Change.Term, need)
				if e.Change.With != nil {
					termVars(*e.Change.With, need)
				}
			}
			for _, rt := range e.ExcuseRoles {
				termVars(rt.Term, need)
			}
			for _, x := range []*charter.Expr{e.Once, e.Until, e.If, e.Unless} {
				exprVars(x, need)
			}
		}
	}
	for v := range need {
		if op := r.vars[v]; op.kind == slotOperand && op.slot < MaxVars {
			keep[op.slot] = true
		}
	}
	return keep
}

// hears marks what kinds of finding some condition looks back for.
func (k *compiler) hears(kind syntax.FindingKind) {
	if kind == syntax.Silence {
		k.p.hearsSilence = true
	}
}
