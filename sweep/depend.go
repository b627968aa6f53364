package sweep

import (
	"math/bits"
	"slices"

	"casus/charter"
	"casus/record"
	"casus/syntax"
)

// mostAxes is how many readings can be told apart; a case with more is swept as
// one group.
const mostAxes = 256

// axisSet is a set of axes by their numbers.
type axisSet [mostAxes / 64]uint64

func (s *axisSet) add(axis int) { s[axis/64] |= 1 << (axis % 64) }

func (s axisSet) or(t axisSet) axisSet {
	for i := range s {
		s[i] |= t[i]
	}
	return s
}

func (s axisSet) within(t axisSet) bool { return s.or(t) == t }

// list are the axes of the set in order.
func (s axisSet) list() []int {
	var out []int
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			out = append(out, 64*i+bits.TrailingZeros64(w))
		}
	}
	return out
}

// A node is a rule or a status: rules by ID, then the statuses family by family.
//
// What a node does in a run follows from the readings its own words name, and
// from what it looks at. Of most things it sees the findings only (a breach, a
// status that begins): there an edge is seen, and the readings count that make
// a difference to those findings. Of others it feels what no finding shows (a
// power that is used, an excuse): there an edge is felt, and all readings count
// that might make a difference.
type node struct {
	axes axisSet // of its own words
	seen []int   // nodes whose findings it sees
	felt []int
}

func (n *node) see(to int) { n.seen = insert(n.seen, to) }

func (n *node) feel(to int) { n.felt = insert(n.felt, to) }

func insert(list []int, x int) []int {
	if at, had := slices.BinarySearch(list, x); !had {
		return slices.Insert(list, at, x)
	}
	return list
}

// graph is what the rules of a case hang on, as far as the record lets them
// apply at all.
type graph struct {
	*possible
	nodes  []node
	status []int // by family: the node of its first status
	axis   map[charter.ReadingRef]int
}

// graphOf works out what hangs on what.
func graphOf(c *charter.Case, rec *record.Record, axes []Axis) *graph {
	g := &graph{possible: possibleIn(c, rec), axis: map[charter.ReadingRef]int{}}
	byName := map[string]int{}
	for i, a := range axes {
		byName[a.Name] = i
	}
	n := len(c.Rules)
	for f, fam := range c.Families {
		g.status = append(g.status, n)
		n += len(fam.Statuses)
		for i, r := range fam.Readings {
			if at, ok := byName[r.Name]; ok {
				g.axis[charter.ReadingRef{Family: f, Reading: i}] = at
			}
		}
	}
	g.nodes = make([]node, n)
	for _, r := range c.Rules {
		if g.live[r.ID] {
			g.rule(r)
		}
	}
	g.joinNamesakes()
	return g
}

// joinNamesakes ties the rules of one name together: their findings are told
// apart by name, not by text.
func (g *graph) joinNamesakes() {
	first := map[ruleName]int{}
	for _, r := range g.c.Rules {
		k := ruleName{r.Family, r.Name}
		at, had := first[k]
		if !had {
			first[k] = r.ID
			continue
		}
		g.nodes[r.ID].feel(at)
		g.nodes[at].feel(r.ID)
	}
}

// ruleName is how findings name a rule.
type ruleName struct {
	family int
	name   string
}

func (g *graph) statusNode(family, status int) int { return g.status[family] + status }

// rule adds what a rule hangs on, and what hangs on it.
func (g *graph) rule(r *charter.Rule) {
	n := &g.nodes[r.ID]
	l := look{g, n, false}
	l.limit(r.Within)
	l.limit(r.MoveWithin)
	l.triggers(r.When)
	for _, s := range r.Steps {
		l.triggers(s.When)
		l.limit(s.Within)
		l.expr(s.Where)
	}
	for _, e := range []*charter.Expr{r.Where, r.Unless, r.MustWhere, r.While, r.Paused, r.MovedWhere} {
		l.expr(e)
	}
	for _, p := range slices.Concat(r.Never, r.Must, []*charter.Pattern{r.Refusal, r.May, r.Moved, r.Decided}) {
		l.pattern(p)
	}
	if r.Minimum != nil {
		l.expr(r.Minimum.Value)
	}
	l.bearer(r)
	if r.Kind == charter.ProcedureRule {
		l.body(r.Family, r.Before)
		for _, s := range r.ExceptStatus {
			l.status(r.Family, s)
		}
	}
	if r.Successor >= 0 && r.OpenMatters == charter.Move {
		g.nodes[r.Successor].feel(r.ID) // what is open passes over, and no finding shows how it stood
	}
	g.outcome(r, r.Effects, true)
	decides := g.decides(r)
	g.outcome(r, r.Adopted, decides)
	g.outcome(r, r.Rejected, decides)
	g.outcome(r, r.Lapsed, true)
}

// outcome lets what effects change hang on the rule that has them and on their
// conditions.
func (g *graph) outcome(r *charter.Rule, effects []*charter.Effect, live bool) {
	if !live {
		return
	}
	for _, e := range effects {
		var changed []int
		if e.Change != nil {
			changed = append(changed, g.statusNode(e.Change.Family, e.Change.Status))
		}
		changed = append(changed, e.Excuse...)
		for _, to := range changed {
			n := &g.nodes[to]
			n.feel(r.ID)
			l := look{g, n, false}
			l.limit(e.After)
			l.limit(e.For)
			for _, x := range []*charter.Expr{e.Once, e.Until, e.If, e.Unless} {
				l.expr(x)
			}
		}
	}
}

// look adds what clauses hang on to a node.
type look struct {
	g     *graph
	n     *node
	whole bool // look also at what no entry fits
}

func (l look) reading(ref charter.ReadingRef) {
	if a, ok := l.g.axis[ref]; ok {
		l.n.axes.add(a)
	}
}

func (l look) limit(x *charter.Limit) {
	if x != nil && x.Reading != nil {
		l.reading(*x.Reading)
	}
}

func (l look) status(family, status int) { l.n.see(l.g.statusNode(family, status)) }

func (l look) body(family, body int) {
	if body < 0 {
		return
	}
	for _, v := range l.g.c.Families[family].Bodies[body].Versions {
		l.status(family, v.Of)
		for _, s := range v.Except {
			l.status(family, s)
		}
	}
}

func (l look) bearer(r *charter.Rule) {
	b := r.Bearer
	if b == nil {
		return
	}
	l.expr(b.Where)
	for _, s := range b.ExceptStatus {
		l.status(b.Family, s)
	}
	switch {
	case b.ByKind:
	case b.Status == charter.ParticipantStatus:
		l.decisions()
	default:
		l.status(b.Family, b.Status)
	}
}

// decisions are all procedures: who took part in a decision no finding shows.
func (l look) decisions() {
	for _, r := range l.g.c.Rules {
		if r.Kind == charter.ProcedureRule && l.g.live[r.ID] {
			l.n.feel(r.ID)
		}
	}
}

func (l look) triggers(list []*charter.Trigger) {
	for _, t := range list {
		l.pattern(t.Act)
		l.finding(t.Finding)
		if c := t.Change; c != nil {
			l.status(c.Family, c.Status)
		}
	}
}

// pattern adds what a pattern hangs on beside the record. One that no entry fits
// matches under no reading.
func (l look) pattern(p *charter.Pattern) {
	if p == nil || !l.whole && !l.g.fits(p) {
		return
	}
	for _, n := range p.Numbers {
		l.expr(n.Value)
	}
	if p.Define == nil {
		return
	}
	for _, a := range p.Define.Alts {
		if l.whole || l.g.fits(a.Pattern) {
			l.pattern(a.Pattern)
			l.expr(a.Where)
		}
	}
}

func (l look) finding(f *charter.FindingPattern) {
	if f == nil {
		return
	}
	l.pattern(f.Act)
	switch f.Kind {
	case syntax.Void, syntax.Silence, syntax.Collision:
		for _, r := range l.g.c.Rules {
			if l.g.live[r.ID] {
				l.n.feel(r.ID)
			}
		}
		return
	}
	for _, id := range f.Rules {
		if l.g.found(f.Kind, id) {
			l.n.see(id)
		}
	}
}

// expr adds what a condition or a number hangs on.
func (l look) expr(e *charter.Expr) {
	if e == nil {
		return
	}
	for _, a := range e.Args {
		l.expr(a)
	}
	l.pattern(e.Pattern)
	l.finding(e.Finding)
	l.limit(e.Window.Last)
	switch e.Op {
	case charter.OpReadingYes, charter.OpReadingIs, charter.OpReadingNum:
		l.reading(e.Reading)
	case charter.OpHolds, charter.OpCountStatus:
		if e.Status == charter.ParticipantStatus {
			l.decisions()
			return
		}
		l.status(e.Family, e.Status)
	case charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		l.status(e.Family, e.Status)
		l.measure(e)
	case charter.OpMeasure:
		l.measure(e)
	case charter.OpVoted, charter.OpAdopting:
		l.decisions()
	}
}

func (l look) measure(e *charter.Expr) {
	for _, v := range l.g.c.Families[e.Family].Measures[e.Measure].Versions {
		l.expr(v.Value)
	}
}

// components are the strongly connected parts of the graph, each behind those
// that it hangs on: R. Tarjan, "Depth-first search and linear graph
// algorithms", 1972.
func (g *graph) components() [][]int {
	t := tarjan{g: g, index: make([]int, len(g.nodes)), low: make([]int, len(g.nodes)), on: make([]bool, len(g.nodes))}
	for n := range g.nodes {
		if t.index[n] == 0 {
			t.visit(n)
		}
	}
	return t.out
}

type tarjan struct {
	g          *graph
	index, low []int
	on         []bool
	stack      []int
	next       int
	out        [][]int
}

func (t *tarjan) visit(n int) {
	t.next++
	t.index[n], t.low[n] = t.next, t.next
	t.stack, t.on[n] = append(t.stack, n), true
	for _, to := range slices.Concat(t.g.nodes[n].seen, t.g.nodes[n].felt) {
		switch {
		case t.index[to] == 0:
			t.visit(to)
			t.low[n] = min(t.low[n], t.low[to])
		case t.on[to]:
			t.low[n] = min(t.low[n], t.index[to])
		}
	}
	if t.low[n] != t.index[n] {
		return
	}
	var part []int
	for {
		m := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[m] = false
		part = append(part, m)
		if m == n {
			break
		}
	}
	slices.Sort(part)
	t.out = append(t.out, part)
}
