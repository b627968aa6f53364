package search

import (
	"math/bits"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// actSet is a set of acts of the vocabulary.
type actSet [4]uint64

// mostActs is how many acts a vocabulary may have for chains to be counted.
const mostActs = 256

func (s *actSet) add(a charter.ActID) { s[a>>6] |= 1 << (a & 63) }

func (s actSet) has(a charter.ActID) bool { return s[a>>6]>>(a&63)&1 != 0 }

func (s actSet) meets(o actSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

func (s actSet) union(o actSet) actSet {
	return actSet{s[0] | o[0], s[1] | o[1], s[2] | o[2], s[3] | o[3]}
}

func (s actSet) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

func (s actSet) less(o actSet) bool {
	if a, b := s.size(), o.size(); a != b {
		return a < b
	}
	for i := range s {
		if s[i] != o[i] {
			return s[i] < o[i]
		}
	}
	return false
}

// needs is what must be done before something can come about: of each set, some
// act. never says that it cannot come about at all. These are the landmarks of
// planning (J. Porteous, L. Sebastia and J. Hoffmann, "On the extraction,
// ordering, and usage of landmarks in planning", 2001).
type needs struct {
	never bool
	sets  []actSet // in order, none twice
}

func (n needs) and(o needs) needs {
	if n.never || o.never {
		return needs{never: true}
	}
	out := needs{sets: slices.Clone(n.sets)}
	for _, s := range o.sets {
		if at, ok := slices.BinarySearchFunc(out.sets, s, compareSets); !ok {
			out.sets = slices.Insert(out.sets, at, s)
		}
	}
	return out
}

func compareSets(a, b actSet) int {
	switch {
	case a.less(b):
		return -1
	case b.less(a):
		return 1
	}
	return 0
}

// or keeps what both ways need; of two needs that differ, one that either meets.
func (n needs) or(o needs) needs {
	switch {
	case n.never:
		return o
	case o.never:
		return n
	}
	var out needs
	var a, b []actSet
	for _, s := range n.sets {
		if slices.Contains(o.sets, s) {
			out.sets = append(out.sets, s)
		} else {
			a = append(a, s)
		}
	}
	for _, s := range o.sets {
		if !slices.Contains(n.sets, s) {
			b = append(b, s)
		}
	}
	if len(a) > 0 && len(b) > 0 {
		out = out.and(needs{sets: []actSet{a[0].union(b[0])}})
	}
	return out
}

func (n needs) equal(o needs) bool { return n.never == o.never && slices.Equal(n.sets, o.sets) }

// packed picks sets that have no act in common, small ones first: a history
// that meets all needs has at least so many acts.
func (n needs) packed() []actSet {
	var out []actSet
	for _, s := range n.sets {
		if !slices.ContainsFunc(out, s.meets) {
			out = append(out, s)
		}
	}
	return out
}

// missing is how many acts at least are still to be done when some are.
func (n needs) missing(done actSet) (count int) {
	for _, s := range n.packed() {
		if !s.meets(done) {
			count++
		}
	}
	return count
}

// event is what rules can bring about: a finding of a rule, or that a status is
// held, or no longer.
type event struct {
	kind   eventKind
	family int // status
	what   int // status, or rule
	found  syntax.FindingKind
}

type eventKind uint8

const (
	findingEvent eventKind = iota
	heldEvent
	endedEvent
	// momentEvent is a finding that a moment must not bring about at once.
	momentEvent
)

func findingOf(rule int, kind syntax.FindingKind) event { return event{findingEvent, 0, rule, kind} }

// landmarks works out what every event of a case needs.
type landmarks struct {
	c       *charter.Case
	from    calendar.Day
	value   func(charter.ReadingRef, int) []engine.Choice
	first   map[[2]int]bool // statuses that somebody holds at the start, or will by force of the text
	of      map[event]needs
	only    *actSet // the acts that are done at all; nil: any
	reckons bool
}

func newLandmarks(c *charter.Case, from calendar.Day, value func(charter.ReadingRef, int) []engine.Choice, only *actSet) *landmarks {
	l := &landmarks{c: c, from: from, value: value, first: map[[2]int]bool{}, of: map[event]needs{}, only: only, reckons: len(c.Vocab.Acts) <= mostActs}
	for f, fam := range c.Families {
		for _, t := range fam.Texts {
			for _, g := range t.Grants {
				l.first[[2]int{f, g.Status}] = true
			}
		}
	}
	if l.reckons {
		l.reckon()
	}
	return l
}

// lookup is what an event needs; before anything is known of it, it cannot be.
func (l *landmarks) lookup(e event) needs {
	if !l.reckons {
		return needs{}
	}
	if n, ok := l.of[e]; ok {
		return n
	}
	return needs{never: true}
}

// mostRounds bounds the reckoning; a text that needs more is searched whole.
const mostRounds = 60

// reckon goes round until nothing changes: what cannot be shown to come about
// stays impossible.
func (l *landmarks) reckon() {
	for range mostRounds {
		changed := false
		set := func(e event, n needs) {
			if !l.lookup(e).equal(n) {
				l.of[e] = n
				changed = true
			}
		}
		held, ended := map[event]needs{}, map[event]needs{}
		or := func(m map[event]needs, e event, n needs) {
			if old, ok := m[e]; ok {
				n = old.or(n)
			}
			m[e] = n
		}
		for _, r := range l.c.Rules {
			if r.Until <= l.from {
				continue
			}
			l.rule(r, set)
			for _, g := range given(r) {
				e := g.effect
				if e.Change == nil {
					continue
				}
				n := l.given(r, g)
				on, off := event{heldEvent, e.Change.Family, e.Change.Status, 0}, event{endedEvent, e.Change.Family, e.Change.Status, 0}
				if e.Change.Ceases {
					or(ended, off, n)
					continue
				}
				or(held, on, n)
				if e.For != nil || e.Until != nil {
					or(ended, off, n)
				}
			}
		}
		for _, m := range []map[event]needs{held, ended} {
			for e, n := range m { // each sets its own
				set(e, n)
			}
		}
		if !changed {
			return
		}
	}
	l.reckons = false
}

// rule reckons the findings of one rule.
func (l *landmarks) rule(r *charter.Rule, set func(event, needs)) {
	switch r.Kind {
	case charter.BanRule:
		n := needs{never: true}
		for _, p := range r.Never {
			n = n.or(l.pattern(p))
		}
		n = n.and(l.condition(r.Where)).and(l.bearer(r.Bearer))
		set(findingOf(r.ID, syntax.Breach), n)
		set(findingOf(r.ID, syntax.Excuse), n)
		set(findingOf(r.ID, syntax.Collision), needs{})
	case charter.DutyRule:
		open := l.opens(r)
		done := needs{never: true}
		for _, p := range r.Must {
			done = done.or(l.pattern(p))
		}
		set(findingOf(r.ID, syntax.Opening), open)
		set(findingOf(r.ID, syntax.Fulfilment), open.and(done))
		for _, k := range []syntax.FindingKind{syntax.Breach, syntax.Unanswered, syntax.Excuse, syntax.Lapse, syntax.Collision} {
			set(findingOf(r.ID, k), open)
		}
	case charter.ConsequenceRule:
		set(findingOf(r.ID, syntax.Opening), l.opens(r))
	case charter.ProcedureRule:
		open := needs{}
		if r.Opens {
			open = l.opens(r)
		}
		moved := open
		if r.Moved != nil {
			moved = open.and(l.pattern(r.Moved)).and(l.condition(r.MovedWhere))
		}
		adopted := moved
		if r.Decided != nil && !l.bySilence(r) {
			adopted = moved.and(l.pattern(r.Decided))
		}
		set(findingOf(r.ID, syntax.Opening), open)
		set(findingOf(r.ID, syntax.Adoption), adopted)
		set(findingOf(r.ID, syntax.Rejection), moved)
		set(findingOf(r.ID, syntax.Lapse), open)
	}
}

// bySilence reports whether a body may adopt by saying nothing.
func (l *landmarks) bySilence(r *charter.Rule) bool {
	if r.Decides.Method != syntax.NoMethod {
		return r.Decides.Method == syntax.SilenceProcedure
	}
	return slices.ContainsFunc(l.c.Families[r.Family].Bodies[r.Before].Versions, func(v charter.BodyVersion) bool { return v.Decides.Method == syntax.SilenceProcedure })
}

// opens is what it takes for a duty, procedure or consequence to begin.
func (l *landmarks) opens(r *charter.Rule) needs {
	n := l.triggers(r.When).and(l.condition(r.Where)).and(l.bearer(r.Bearer))
	for _, s := range r.Steps {
		if !s.Absent {
			n = n.and(l.triggers(s.When)).and(l.condition(s.Where))
		}
	}
	return n
}

func (l *landmarks) triggers(list []*charter.Trigger) needs {
	n := needs{never: true}
	for _, t := range list {
		switch {
		case t.Act != nil:
			n = n.or(l.pattern(t.Act))
		case t.Finding != nil:
			n = n.or(l.finding(t.Finding))
		case t.Change != nil && t.Change.Ceases:
			n = n.or(l.lookup(event{endedEvent, t.Change.Family, t.Change.Status, 0}))
		case t.Change != nil:
			n = n.or(l.lookup(event{heldEvent, t.Change.Family, t.Change.Status, 0}))
		default:
			n = needs{}
		}
	}
	return n
}

func (l *landmarks) finding(f *charter.FindingPattern) needs {
	if f.Kind == syntax.Void || f.Kind == syntax.Silence {
		return needs{}
	}
	n := needs{never: true}
	for _, id := range f.Rules {
		n = n.or(l.lookup(findingOf(id, f.Kind)))
	}
	return n
}

func (l *landmarks) bearer(b *charter.Bearer) needs {
	if b == nil || b.ByKind || b.Status < 0 {
		return needs{}
	}
	return l.holds(b.Family, b.Status).and(l.condition(b.Where))
}

func (l *landmarks) holds(family, status int) needs {
	if l.first[[2]int{family, status}] {
		return needs{}
	}
	return l.lookup(event{heldEvent, family, status, 0})
}

// pattern is the acts of which one must be done.
func (l *landmarks) pattern(p *charter.Pattern) needs {
	if p == nil {
		return needs{}
	}
	if !l.reckons {
		return needs{}
	}
	var s actSet
	any := false
	l.acts(p, func(a charter.ActID) {
		any = true
		s.add(a)
	}, 0)
	if !any {
		return needs{never: true}
	}
	return needs{sets: []actSet{s}}
}

// isDone reports whether an act is one of those of which histories are made.
func (l *landmarks) isDone(a charter.ActID) bool {
	return a >= charter.FirstDeclared && (l.only == nil || l.only.has(a))
}

// acts calls do for the acts that a phrase can mean, from the first day on.
func (l *landmarks) acts(p *charter.Pattern, do func(charter.ActID), depth int) {
	if p.Define == nil {
		for a := range l.c.Vocab.Acts {
			if id := charter.ActID(a); l.isDone(id) && l.c.Vocab.IsAct(id, p.Act) {
				do(id)
			}
		}
		return
	}
	for _, alt := range p.Define.Alts {
		if alt.Until > l.from && depth < 17 && l.known(alt.Where) != no {
			l.acts(alt.Pattern, do, depth+1)
		}
	}
}

// condition is what must have been done for a condition to hold.
func (l *landmarks) condition(e *charter.Expr) needs {
	if e == nil {
		return needs{}
	}
	switch l.known(e) {
	case no:
		return needs{never: true}
	case yes:
		return needs{}
	}
	switch e.Op {
	case charter.OpAnd:
		n := needs{}
		for _, a := range e.Args {
			n = n.and(l.condition(a))
		}
		return n
	case charter.OpOr:
		n := needs{never: true}
		for _, a := range e.Args {
			n = n.or(l.condition(a))
		}
		return n
	case charter.OpHolds:
		return l.holds(e.Family, e.Status)
	case charter.OpRecorded:
		return l.pattern(e.Pattern)
	case charter.OpFound:
		return l.finding(e.Finding)
	}
	return needs{}
}

// truth is what is known of a condition before anything has happened.
type truth uint8

const (
	open truth = iota
	yes
	no
)

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return open
}

// known reads the conditions that hang on readings alone.
func (l *landmarks) known(e *charter.Expr) truth {
	if e == nil {
		return yes
	}
	switch e.Op {
	case charter.OpTrue:
		return yes
	case charter.OpFalse:
		return no
	case charter.OpNot:
		return l.known(e.Args[0]).not()
	case charter.OpAnd, charter.OpOr:
		end, other := no, yes
		if e.Op == charter.OpOr {
			end, other = yes, no
		}
		all := other
		for _, a := range e.Args {
			switch l.known(a) {
			case end:
				return end
			case open:
				all = open
			}
		}
		return all
	case charter.OpReadingYes, charter.OpReadingIs:
		return l.reading(e)
	}
	return open
}

// reading is known where the reading keeps one value from the first day on.
func (l *landmarks) reading(e *charter.Expr) truth {
	vs := l.c.Families[e.Reading.Family].Readings[e.Reading.Reading].Versions
	at := 0
	for i := range vs {
		if vs[i].From <= l.from {
			at = i
		}
	}
	if at != len(vs)-1 {
		return open
	}
	v := vs[at].Values[0]
	if l.value != nil {
		if c := l.value(e.Reading, at); len(c) > 1 {
			return open
		} else if len(c) == 1 {
			v = c[0].Value
		}
	}
	if e.Op == charter.OpReadingYes && v.Kind == charter.YesNo && v.Yes || e.Op == charter.OpReadingIs && v == e.Value {
		return yes
	}
	return no
}

// lengths are the values that a reading of a period may have from the first day
// on.
func (l *landmarks) lengths(ref charter.ReadingRef) []calendar.Period {
	vs := l.c.Families[ref.Family].Readings[ref.Reading].Versions
	at := 0
	for i := range vs {
		if vs[i].From <= l.from {
			at = i
		}
	}
	var out []calendar.Period
	for i := at; i < len(vs); i++ {
		values := []engine.Choice{{Value: vs[i].Values[0]}}
		if l.value != nil {
			if c := l.value(ref, i); c != nil {
				values = c
			}
		}
		for _, v := range values {
			out = append(out, v.Value.Period)
		}
	}
	return out
}

// outcome is an effect with what it follows from.
type outcome struct {
	effect *charter.Effect
	after  syntax.FindingKind // of a procedure: adoption, rejection, lapse
}

func given(r *charter.Rule) []outcome {
	var out []outcome
	for _, e := range r.Effects {
		out = append(out, outcome{e, 0})
	}
	for _, x := range []struct {
		list []*charter.Effect
		kind syntax.FindingKind
	}{{r.Adopted, syntax.Adoption}, {r.Rejected, syntax.Rejection}, {r.Lapsed, syntax.Lapse}} {
		for _, e := range x.list {
			out = append(out, outcome{e, x.kind})
		}
	}
	return out
}

// given is what it takes for an effect to be given.
func (l *landmarks) given(r *charter.Rule, g outcome) needs {
	var n needs
	switch r.Kind {
	case charter.PowerRule:
		n = l.pattern(r.May).and(l.condition(r.Where)).and(l.bearer(r.Bearer))
	case charter.ConsequenceRule:
		n = l.lookup(findingOf(r.ID, syntax.Opening))
	default:
		n = l.lookup(findingOf(r.ID, g.after))
	}
	return n.and(l.condition(g.effect.If)).and(l.condition(g.effect.Once))
}
