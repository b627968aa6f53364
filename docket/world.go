package docket

import (
	"cmp"
	"iter"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// world is one world of a docket: a settling of a side.
type world struct {
	side     int
	settling int
}

// sideData is what a side's worlds are made from.
type sideData struct {
	candidates []candidate
	points     []Point
	settlings  *settlings
}

// fact is the candidate in a settling, its numbers in the room that is given; false if
// it is out.
func (s *sideData) fact(c *candidate, settling int, room []record.ExactNumber) (record.Fact, bool) {
	value := func(point int) int64 { return s.points[point].value(s.settlings.at(settling, point)) }
	if c.maybe && value(int(c.point)) == 0 {
		return record.Fact{}, false
	}
	e := c.entry
	f := record.Fact{Entry: e, Order: int(c.order), Day: e.Begin.Lo}
	if c.day >= 0 {
		f.Day = calendar.Day(value(int(c.day)))
	}
	f.End = f.Day
	if e.Lasted {
		f.End = e.End.Lo
		if e.End.Hi >= calendar.Never {
			f.End = calendar.Never
		}
		if c.end >= 0 {
			f.End = calendar.Day(value(int(c.end)))
		}
		f.End = max(f.End, f.Day)
	}
	if len(c.nums) > 0 {
		f.Numbers = slices.Grow(room[:0], len(c.nums))
	}
	for _, n := range c.nums {
		v := n.value
		if n.point >= 0 {
			v = quantity.Num(value(n.point))
		}
		f.Numbers = append(f.Numbers, record.ExactNumber{Number: n.number, Value: v})
	}
	return f, true
}

// Facts are the facts of one world, by day and then in the order of the record.
func (s *sideData) facts(settling int) []record.Fact {
	var out []record.Fact
	for i := range s.candidates {
		if f, ok := s.fact(&s.candidates[i], settling, nil); ok {
			out = append(out, f)
		}
	}
	sortFacts(out)
	return out
}

func sortFacts(fs []record.Fact) {
	slices.SortStableFunc(fs, func(a, b record.Fact) int {
		if a.Day != b.Day {
			return int(a.Day) - int(b.Day)
		}
		return a.Order - b.Order
	})
}

// maskedFact is a fact with the worlds of a batch in which it is so.
type maskedFact struct {
	record.Fact
	w      engine.Mask
	before int32 // one more than the place of the entry's fact gathered before
}

// Load is what the engine is given for some worlds.
type Load struct {
	Input engine.Input
	Acts  engine.Acts
	Facts []record.Fact // behind each of Acts; nil where only the entries are asked for

	entries []int32 // in place of Facts: the entries behind each of Acts, by Index
}

// gathered are the facts of some worlds, by day and then in the order of the record. They
// are gone through twice; lasting: their lists are to be kept.
type gathered func(lasting bool) iter.Seq[*maskedFact]

// gather gathers the facts of up to 64 worlds.
func (d *Docket) gather(ws []world) gathered {
	if len(ws) == 1 {
		if s := d.data[ws[0].side]; s.inTime(ws[0].settling) {
			return func(lasting bool) iter.Seq[*maskedFact] { return s.each(ws[0].settling, lasting) }
		}
	}
	facts := batch(d.data, ws, len(d.Record.Entries))
	return func(bool) iter.Seq[*maskedFact] {
		return func(yield func(*maskedFact) bool) {
			for i := range facts {
				if !yield(&facts[i]) {
					return
				}
			}
		}
	}
}

// each yields the facts of one world in the order of the candidates: where nothing is to
// be put together and they stand in time, no list of them is needed.
func (s *sideData) each(settling int, lasting bool) iter.Seq[*maskedFact] {
	return func(yield func(*maskedFact) bool) {
		var room []record.ExactNumber
		f := maskedFact{w: 1}
		for i := range s.candidates {
			var ok bool
			if f.Fact, ok = s.fact(&s.candidates[i], settling, room); !ok {
				continue
			}
			if !yield(&f) {
				return
			}
			if f.Numbers != nil && !lasting {
				room = f.Numbers
			}
		}
	}
}

// inTime reports whether the candidates of a world stand in the order of its facts.
func (s *sideData) inTime(settling int) bool {
	day, order := calendar.Always, -1
	for f := range s.each(settling, false) {
		if f.Day < day || f.Day == day && f.Order < order {
			return false
		}
		day, order = f.Day, f.Order
	}
	return true
}

// batch gathers the facts of up to 64 worlds, by day and then in the order of the
// record, which has so many entries.
func batch(sides []*sideData, ws []world, entries int) []maskedFact {
	g := gatherer{last: make([]int32, entries)}
	var settlings [batchSize]int // of the side at hand, by the world of the batch
	for si, s := range sides {
		var of engine.Mask
		for bit, w := range ws {
			if w.side == si {
				of |= 1 << bit
				settlings[bit] = w.settling
			}
		}
		if of == 0 {
			continue
		}
		if g.out == nil {
			g.out = make([]maskedFact, 0, len(s.candidates)+s.different(len(ws))+16)
		}
		for i := range s.candidates {
			c := &s.candidates[i]
			if c.exact() {
				g.add(s, c, 0, of)
				continue
			}
			for rest := of; rest != 0; rest &= rest - 1 {
				g.add(s, c, settlings[lowest(rest)], rest&-rest)
			}
		}
	}
	return inTime(g.out)
}

// different is how many more facts than candidates so many worlds have at most about
// what is in doubt, reckoned at four of each.
func (s *sideData) different(worlds int) (n int) {
	for i := range s.candidates {
		if !s.candidates[i].exact() {
			n += min(worlds, 4) - 1
		}
	}
	return n
}

// inTime orders facts by day and then as the record has them. Most stand so; the
// others are moved by number, since a fact is large.
func inTime(facts []maskedFact) []maskedFact {
	if slices.IsSortedFunc(facts, func(a, b maskedFact) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order)) }) {
		return facts
	}
	type placed struct {
		day       calendar.Day
		order, at int32
	}
	places := make([]placed, len(facts))
	for i := range facts {
		places[i] = placed{facts[i].Day, int32(facts[i].Order), int32(i)}
	}
	slices.SortFunc(places, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.order, b.order), cmp.Compare(a.at, b.at))
	})
	out := make([]maskedFact, len(facts))
	for i, p := range places {
		out[i] = facts[p.at]
	}
	return out
}

// exact reports a candidate about which nothing is in doubt.
func (c *candidate) exact() bool {
	for _, n := range c.nums {
		if n.point >= 0 {
			return false
		}
	}
	return !c.maybe && c.day < 0 && c.end < 0
}

// gatherer puts the worlds of equal facts together.
type gatherer struct {
	last []int32 // by entry: one more than the place of its last fact
	out  []maskedFact
	room []record.ExactNumber
}

// add takes in a candidate as some worlds have it.
func (g *gatherer) add(s *sideData, c *candidate, settling int, w engine.Mask) {
	f, ok := s.fact(c, settling, g.room)
	if !ok {
		return
	}
	if f.Numbers != nil {
		g.room = f.Numbers
	}
	last := &g.last[f.Entry.Index]
	for at := *last; at != 0; at = g.out[at-1].before {
		if o := &g.out[at-1]; o.Day == f.Day && o.End == f.End && slices.Equal(o.Numbers, f.Numbers) {
			o.w |= w
			return
		}
	}
	f.Numbers = slices.Clone(f.Numbers)
	g.out = append(g.out, maskedFact{f, w, *last})
	*last = int32(len(g.out))
}

// load expands facts into acts: docs/semantics.md 1. What is kept of what
// stands behind the acts is the facts, or only their entries.
func load(p *engine.Program, v *charter.Vocabulary, rec *record.Record, facts gathered, worlds engine.Mask, withFacts bool) *Load {
	most, more := 0, 1
	shared := make([]int32, len(rec.Entries)) // by happening: how many entries tell of it
	seen := make([]bool, len(rec.Entries))
	for f := range facts(false) {
		e := f.Entry
		most += mostActs(v, e)
		if !e.Plain() || len(f.Numbers) > 0 {
			more++
		}
		if !seen[e.Index] {
			seen[e.Index] = true
			shared[e.Happening]++
		}
	}
	l := &Load{Input: engine.Input{Worlds: worlds, Openings: true, Extras: make([]engine.Extra, 1, more)}, Acts: engine.NewActs(most)}
	if withFacts {
		l.Facts = make([]record.Fact, 1, 1+most)
	} else {
		l.entries = make([]int32, 1, 1+most)
	}
	var acts [][syntax.NumRoles]charter.EntityID
	for f := range facts(true) {
		acts = AppendActs(acts[:0], v, f.Entry)
		extra := uint32(0)
		if !f.Entry.Plain() || len(f.Numbers) > 0 {
			extra = uint32(len(l.Input.Extras))
			l.Input.Extras = append(l.Input.Extras, extraOf(f, rec))
		}
		for n, roles := range acts {
			e := engine.Entry{Worlds: f.w, Day: f.Day, Act: f.Entry.Act, Happening: uint32(f.Entry.Happening), Extra: extra,
				Shared: shared[f.Entry.Happening] > 1 || len(acts) > 1, First: n == 0}
			for role, s := range roles {
				if s != 0 {
					e.Roles[p.Place(f.Entry.Act, syntax.Role(role))] = s
				}
			}
			l.Acts = append(l.Acts, e)
			if withFacts {
				l.Facts = append(l.Facts, f.Fact)
			} else {
				l.entries = append(l.entries, int32(f.Entry.Index))
			}
		}
	}
	return l
}

func extraOf(f *maskedFact, rec *record.Record) engine.Extra {
	e := f.Entry
	x := engine.Extra{Numbers: f.Numbers, End: f.End, Lasts: e.Lasted, Origin: int32(e.Origin), Answers: -1, Target: -1, Limited: e.Limited, Failed: e.Failed, Adopting: e.Adopting}
	if e.Answers >= 0 {
		x.Answers = int32(rec.Entries[e.Answers].Origin)
	}
	if e.Target >= 0 {
		x.Target = int32(rec.Entries[e.Target].Origin)
		x.TargetHappening = uint32(rec.Entries[e.Target].Happening)
	}
	if e.HasTally {
		x.Tally = &engine.Tally{Ayes: e.Ayes, Noes: e.Noes, Abstaining: e.Abstaining, Absent: e.Absent}
	}
	return x
}

// Acts are the acts an entry is taken as: one for each combination of its
// states, the first role slowest; a mutual act in both directions.
func Acts(v *charter.Vocabulary, e *record.Entry) [][syntax.NumRoles]charter.EntityID {
	return AppendActs(nil, v, e)
}

// mostActs is how many acts an entry is taken as at most.
func mostActs(v *charter.Vocabulary, e *record.Entry) int {
	n := 1
	for _, list := range e.Roles {
		n *= max(1, len(list))
	}
	if v.Acts[e.Act].Mutual {
		n *= 2
	}
	return n
}

// AppendActs adds the acts an entry is taken as to a list.
func AppendActs(out [][syntax.NumRoles]charter.EntityID, v *charter.Vocabulary, e *record.Entry) [][syntax.NumRoles]charter.EntityID {
	act := &v.Acts[e.Act]
	var at [syntax.NumRoles]int // which state of each role is taken
	for {
		var cur [syntax.NumRoles]charter.EntityID
		for role := range at {
			if len(e.Roles[role]) > 0 {
				cur[role] = e.Roles[role][at[role]]
			}
		}
		if !twice(e, &cur) {
			out = append(out, cur)
			if act.Mutual && cur[act.MutualA] != cur[act.MutualB] {
				cur[act.MutualA], cur[act.MutualB] = cur[act.MutualB], cur[act.MutualA]
				out = append(out, cur)
			}
		}
		role := len(at) - 1
		for ; role >= 0; role-- {
			if at[role]++; at[role] < len(e.Roles[role]) {
				break
			}
			at[role] = 0
		}
		if role < 0 {
			return out
		}
	}
}

// twice reports a combination in which two lists of states give the same state:
// nobody acts towards itself because it is in both.
func twice(e *record.Entry, cur *[syntax.NumRoles]charter.EntityID) bool {
	for a := range cur {
		if len(e.Roles[a]) < 2 {
			continue
		}
		for b := range a {
			if cur[a] == cur[b] && len(e.Roles[b]) > 1 {
				return true
			}
		}
	}
	return false
}
