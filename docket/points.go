package docket

import (
	"maps"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/record"
)

// known is the record as known on a day: corrections in place, retractions
// out. For each entry as first written it holds the versions that may count.
type known struct {
	entries []knownEntry // in the order of the record
}

type knownEntry struct {
	order    int             // place of the entry as first written
	versions []*record.Entry // the original, then its corrections by the day they became known
	out      bool            // retracted
}

// asKnown works out what is known on day k (calendar.Always: everything).
func asKnown(rec *record.Record, k calendar.Day) *known {
	all := k <= calendar.Always
	byOrigin := make([]knownEntry, len(rec.Entries))
	for i, e := range rec.Entries {
		if !all && e.Known > k {
			continue
		}
		ke := &byOrigin[e.Origin]
		ke.order = e.Origin
		if ke.versions == nil {
			ke.versions = rec.Entries[i : i+1 : i+1] // most have no other
		} else {
			ke.versions = append(ke.versions, e)
		}
	}
	for _, rt := range rec.Retractions {
		if all || rt.Known <= k {
			byOrigin[rec.Entries[rt.Entry].Origin].out = true
		}
	}
	out := &known{entries: byOrigin[:0]}
	for o := range byOrigin {
		ke := byOrigin[o]
		if ke.out || len(ke.versions) == 0 {
			continue
		}
		slices.SortStableFunc(ke.versions, func(a, b *record.Entry) int {
			if a.Corrects < 0 != (b.Corrects < 0) {
				if a.Corrects < 0 {
					return -1
				}
				return 1
			}
			return int(a.Known) - int(b.Known)
		})
		out.entries = append(out.entries, ke)
	}
	return out
}

// candidate is an entry that counts for a side, surely or perhaps.
type candidate struct {
	entry *record.Entry
	nums  []numPoint
	order int32
	point int32 // of the claim; -1
	day   int32 // point of the day; -1
	end   int32 // point of the end; -1
	maybe bool  // a claim, or denied: in or out
}

type numPoint struct {
	number charter.NumberID
	point  int // -1: exact
	value  quantity.Num
}

// of picks the version of an entry that counts for an account, and whether it
// counts surely: docs/semantics.md 16.
func (ke *knownEntry) of(account charter.EntityID) (e *record.Entry, maybe bool) {
	for i := len(ke.versions) - 1; i >= 0; i-- {
		v := ke.versions[i]
		if len(v.Accounts) > 0 {
			if account != 0 && slices.Contains(v.Accounts, account) {
				return v, false
			}
			continue
		}
		if account != 0 && slices.Contains(v.DeniedBy, account) {
			return nil, false
		}
		return v, v.Claim || len(v.DeniedBy) > 0
	}
	return nil, false
}

// asked says which numbers of which acts the rules ask for, and the constants
// they are compared with.
type asked struct {
	vocab      *charter.Vocabulary
	numbers    map[charter.ActID]map[charter.NumberID]bool
	thresholds []quantity.Num
	lasting    map[charter.ActID]bool // acts that bans with `also acts under way` look at
}

// Numbers says which numbers the rules of a case ask for of which acts: what an
// entry does not say of them is in doubt.
type Numbers struct {
	asked map[charter.ActID]map[charter.NumberID]bool
}

// NumbersAsked finds them.
func NumbersAsked(c *charter.Case) Numbers { return Numbers{askedBy(c).numbers} }

// Lacks finds a number that rules ask for of an act, and that is not among those
// given.
func (n Numbers) Lacks(act charter.ActID, given []record.ExactNumber) (charter.NumberID, bool) {
	want := n.asked[act]
	if len(want) == 0 {
		return 0, false
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if !slices.ContainsFunc(given, func(x record.ExactNumber) bool { return x.Number == id }) {
			return id, true
		}
	}
	return 0, false
}

func askedBy(c *charter.Case) *asked {
	a := &asked{vocab: c.Vocab, numbers: map[charter.ActID]map[charter.NumberID]bool{}, lasting: map[charter.ActID]bool{}}
	for _, f := range c.Families {
		for _, d := range f.Defines {
			for _, alt := range d.Alts {
				a.pattern(alt.Pattern)
				a.expr(alt.Where)
			}
		}
		for _, m := range f.Measures {
			for _, v := range m.Versions {
				a.expr(v.Value)
			}
		}
		for _, rd := range f.Readings {
			for _, v := range rd.Versions {
				for _, x := range v.Values {
					if x.Kind == charter.Number_ {
						a.threshold(x.Num)
					}
				}
			}
		}
	}
	for _, i := range c.Vocab.Incompatible {
		a.pattern(i.A)
		a.pattern(i.B)
		a.expr(i.Where)
	}
	for _, r := range c.Rules {
		a.rule(r)
	}
	slices.Sort(a.thresholds)
	a.thresholds = slices.Compact(a.thresholds)
	return a
}

func (a *asked) threshold(n quantity.Num) { a.thresholds = append(a.thresholds, n) }

func (a *asked) rule(r *charter.Rule) {
	for _, t := range r.When {
		a.pattern(t.Act)
	}
	for _, n := range r.Never {
		a.pattern(n)
		if r.UnderWay {
			a.acts(n, func(x charter.ActID) { a.lasting[x] = true })
		}
	}
	for _, s := range r.Steps {
		for _, t := range s.When {
			a.pattern(t.Act)
		}
		a.expr(s.Where)
	}
	for _, p := range r.Must {
		a.pattern(p)
		if r.Minimum != nil && !r.Minimum.Count {
			a.acts(p, func(x charter.ActID) { a.ask(x, r.Minimum.Number) })
		}
	}
	if r.Minimum != nil {
		a.expr(r.Minimum.Value)
	}
	for _, p := range []*charter.Pattern{r.Refusal, r.May, r.Moved, r.Decided} {
		a.pattern(p)
	}
	for _, e := range []*charter.Expr{r.Where, r.Unless, r.MustWhere, r.While, r.Paused, r.MovedWhere} {
		a.expr(e)
	}
	if r.Bearer != nil {
		a.expr(r.Bearer.Where)
	}
	for _, effs := range [][]*charter.Effect{r.Effects, r.Adopted, r.Rejected, r.Lapsed} {
		for _, e := range effs {
			a.expr(e.Once)
			a.expr(e.Until)
			a.expr(e.If)
			a.expr(e.Unless)
		}
	}
}

func (a *asked) pattern(p *charter.Pattern) {
	if p == nil {
		return
	}
	for _, n := range p.Numbers {
		a.acts(p, func(x charter.ActID) { a.ask(x, n.Number) })
		a.expr(n.Value)
		if n.Value != nil && n.Value.Op == charter.OpNum {
			a.threshold(n.Value.Num)
		}
	}
}

// acts calls do for every act a pattern could match.
func (a *asked) acts(p *charter.Pattern, do func(charter.ActID)) {
	if p.Define != nil {
		for _, alt := range p.Define.Alts {
			a.acts(alt.Pattern, do)
		}
		return
	}
	for x := range a.vocab.Acts {
		if a.vocab.IsAct(charter.ActID(x), p.Act) {
			do(charter.ActID(x))
		}
	}
}

func (a *asked) ask(x charter.ActID, n charter.NumberID) {
	if a.numbers[x] == nil {
		a.numbers[x] = map[charter.NumberID]bool{}
	}
	a.numbers[x][n] = true
}

func (a *asked) expr(e *charter.Expr) {
	if e == nil {
		return
	}
	if e.Op == charter.OpNum {
		a.threshold(e.Num)
	}
	for _, x := range e.Args {
		a.expr(x)
	}
	a.pattern(e.Pattern)
	if e.Op == charter.OpSum && e.Pattern != nil {
		a.acts(e.Pattern, func(x charter.ActID) { a.ask(x, e.Number) })
	}
	if e.Finding != nil {
		a.pattern(e.Finding.Act)
	}
}

// values are the settlings of a number: its two ends and, for each constant c
// inside, c - 1 and c.
func (a *asked) values(r quantity.Range) []int64 {
	vs := []int64{int64(r.Lo), int64(r.Hi)}
	for _, c := range a.thresholds {
		for _, v := range []quantity.Num{quantity.Sub(c, quantity.Scale), c} {
			if v > r.Lo && v < r.Hi {
				vs = append(vs, int64(v))
			}
		}
	}
	slices.Sort(vs)
	return slices.Compact(vs)
}

// pointsOf lists what counts for an account, and what is in doubt about it.
// Acts that nothing looks at are left out: they change nothing.
func pointsOf(k *known, account charter.EntityID, p *engine.Program, a *asked) ([]candidate, []Point) {
	cs := make([]candidate, 0, len(k.entries))
	var ps []Point
	add := func(pt Point) int {
		pt.Size = len(pt.values)
		if pt.Kind == DayPoint || pt.Kind == EndPoint {
			pt.Size = int(pt.values[1]-pt.values[0]) + 1
		}
		ps = append(ps, pt)
		return len(ps) - 1
	}
	// Entries that tell of one event within the same bounds tell of one day.
	type sameDay struct {
		happening int
		begin     calendar.Extent
	}
	days := map[sameDay]int{}
	for i := range k.entries {
		e, maybe := k.entries[i].of(account)
		if e == nil || !p.Looks(e.Act) {
			continue
		}
		c := candidate{entry: e, order: int32(k.entries[i].order), maybe: maybe, point: -1, day: -1, end: -1}
		if maybe {
			c.point = int32(add(Point{Kind: ClaimPoint, Entry: e, values: []int64{0, 1}}))
		}
		if !e.Begin.IsExact() {
			key := sameDay{e.Happening, e.Begin}
			if at, ok := days[key]; ok {
				c.day = int32(at)
			} else {
				c.day = int32(add(Point{Kind: DayPoint, Entry: e, values: []int64{int64(e.Begin.Lo), int64(e.Begin.Hi)}}))
				days[key] = int(c.day)
			}
		}
		if e.Lasted && !e.End.IsExact() && e.End.Hi < calendar.Never && a.lasting[e.Act] {
			c.end = int32(add(Point{Kind: EndPoint, Entry: e, values: []int64{int64(e.End.Lo), int64(e.End.Hi)}}))
		}
		c.nums = numbersOf(e, a, add)
		cs = append(cs, c)
	}
	return cs, ps
}

// marks are the days, in order, beside which it matters how a day in doubt is
// settled: those of what is exact, the bounds of what is not, and those on which
// texts begin and end.
func marks(c *charter.Case, cs []candidate, ps []Point) []calendar.Day {
	var days []calendar.Day
	for _, x := range cs {
		if x.day < 0 {
			days = append(days, x.entry.Begin.Lo)
		}
	}
	for _, p := range ps {
		if p.Kind == DayPoint || p.Kind == EndPoint {
			days = append(days, calendar.Day(p.values[0]), calendar.Day(p.values[1]))
		}
	}
	for _, f := range c.Families {
		for _, t := range f.Texts {
			days = append(days, t.From, t.Until)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func numbersOf(e *record.Entry, a *asked, add func(Point) int) []numPoint {
	var out []numPoint
	want := a.numbers[e.Act]
	for _, n := range e.Numbers {
		np := numPoint{n.Number, -1, n.Range.Lo}
		if !n.Range.IsExact() && want[n.Number] {
			np.point = add(Point{Kind: NumberPoint, Entry: e, Number: n.Number, values: a.values(n.Range)})
		}
		out = append(out, np)
	}
	for n := range a.vocab.Numbers {
		id := charter.NumberID(n)
		if want[id] && !slices.ContainsFunc(e.Numbers, func(x record.Number) bool { return x.Number == id }) {
			out = append(out, numPoint{id, add(Point{Kind: NumberPoint, Entry: e, Number: id, values: a.values(quantity.Unknown)}), 0})
		}
	}
	return out
}

// value is a point's value number i, from the earliest.
func (p *Point) value(i int) int64 {
	if p.Kind == DayPoint || p.Kind == EndPoint {
		return p.values[0] + int64(i)
	}
	return p.values[i]
}

// Say is a value of the point in words.
func (p *Point) say(i int) string {
	switch p.Kind {
	case DayPoint, EndPoint:
		return calendar.Day(p.value(i)).String()
	case ClaimPoint:
		if i == 0 {
			return "not so"
		}
		return "so"
	}
	return quantity.Num(p.value(i)).String()
}
