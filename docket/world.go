package docket

import (
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

// fact is the candidate in a settling; false if it is out.
func (s *sideData) fact(c *candidate, settling int) (record.Fact, bool) {
	value := func(point int) int64 { return s.points[point].value(s.settlings.at(settling, point)) }
	if c.maybe && value(c.point) == 0 {
		return record.Fact{}, false
	}
	e := c.entry
	f := record.Fact{Entry: e, Order: c.order, Day: e.Begin.Lo}
	if c.day >= 0 {
		f.Day = calendar.Day(value(c.day))
	}
	f.End = f.Day
	if e.Lasted {
		f.End = e.End.Lo
		if e.End.Hi >= calendar.Never {
			f.End = calendar.Never
		}
		if c.end >= 0 {
			f.End = calendar.Day(value(c.end))
		}
		f.End = max(f.End, f.Day)
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
		if f, ok := s.fact(&s.candidates[i], settling); ok {
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
	w engine.Mask
}

// Load is what the engine is given for some worlds.
type Load struct {
	Input   engine.Input
	Entries []engine.Entry
	Facts   []record.Fact // behind each of Entries
}

// batch gathers the facts of up to 64 worlds.
func batch(sides []*sideData, ws []world) []maskedFact {
	g := gatherer{index: map[factKey][]int{}}
	for si, s := range sides {
		var of engine.Mask
		for bit, w := range ws {
			if w.side == si {
				of |= 1 << bit
			}
		}
		if of == 0 {
			continue
		}
		for i := range s.candidates {
			c := &s.candidates[i]
			if c.exact() {
				f, _ := s.fact(c, 0)
				g.add(f, of)
				continue
			}
			for bit, w := range ws {
				if w.side == si {
					if f, ok := s.fact(c, w.settling); ok {
						g.add(f, 1<<bit)
					}
				}
			}
		}
	}
	slices.SortStableFunc(g.out, func(a, b maskedFact) int {
		if a.Day != b.Day {
			return int(a.Day) - int(b.Day)
		}
		return a.Order - b.Order
	})
	return g.out
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

type factKey struct {
	entry    *record.Entry
	day, end calendar.Day
}

// gatherer puts the worlds of equal facts together.
type gatherer struct {
	index map[factKey][]int
	out   []maskedFact
}

func (g *gatherer) add(f record.Fact, w engine.Mask) {
	k := factKey{f.Entry, f.Day, f.End}
	for _, j := range g.index[k] {
		if slices.Equal(g.out[j].Numbers, f.Numbers) {
			g.out[j].w |= w
			return
		}
	}
	g.index[k] = append(g.index[k], len(g.out))
	g.out = append(g.out, maskedFact{f, w})
}

// load expands facts into acts: docs/semantics.md 1.
func load(p *engine.Program, v *charter.Vocabulary, rec *record.Record, facts []maskedFact, worlds engine.Mask) *Load {
	l := &Load{Input: engine.Input{Worlds: worlds, Openings: true, Extras: make([]engine.Extra, 1)}}
	shared := map[int]int{}
	seen := map[*record.Entry]bool{}
	for i := range facts {
		if e := facts[i].Entry; !seen[e] {
			seen[e] = true
			shared[e.Happening]++
		}
	}
	for i := range facts {
		f := &facts[i]
		acts := Acts(v, f.Entry)
		extra := extraOf(f, rec)
		for n, roles := range acts {
			e := engine.Entry{Worlds: f.w, Day: f.Day, Act: f.Entry.Act, Happening: uint32(f.Entry.Happening), Extra: uint32(len(l.Input.Extras)),
				Shared: shared[f.Entry.Happening] > 1 || len(acts) > 1, First: n == 0}
			for role, s := range roles {
				if s != 0 {
					e.Roles[p.Place(f.Entry.Act, syntax.Role(role))] = s
				}
			}
			l.Entries = append(l.Entries, e)
			l.Facts = append(l.Facts, f.Fact)
		}
		l.Input.Extras = append(l.Input.Extras, extra)
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
	var out [][syntax.NumRoles]charter.EntityID
	var cur [syntax.NumRoles]charter.EntityID
	act := v.Acts[e.Act]
	emit := func() {
		out = append(out, cur)
		if act.Mutual {
			sw := cur
			sw[act.MutualA], sw[act.MutualB] = cur[act.MutualB], cur[act.MutualA]
			if sw != cur {
				out = append(out, sw)
			}
		}
	}
	var walk func(role int)
	walk = func(role int) {
		if role == int(syntax.NumRoles) {
			for a := range cur {
				for b := range a {
					if cur[a] != 0 && cur[a] == cur[b] && len(e.Roles[a]) > 1 && len(e.Roles[b]) > 1 {
						return
					}
				}
			}
			emit()
			return
		}
		if len(e.Roles[role]) == 0 {
			cur[role] = 0
			walk(role + 1)
			return
		}
		for _, s := range e.Roles[role] {
			cur[role] = s
			walk(role + 1)
		}
		cur[role] = 0
	}
	walk(0)
	return out
}
