package charter

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/diag"
	"casus/syntax"
)

// Rules could feed themselves within one day where what a rule brings about
// at once leads, by way of other rules, to the same rule again, and nothing
// ever runs out on the way. Two things do not run out: openings, since every
// new finding opens a new matter, and a status that is given and taken in
// turn. A status that is only ever given (or only taken) on the way stops by
// itself, for what is already so is not found again.
//
// Who holds a status is not looked at, so a case may be refused in which the
// ring could never close.

// event is something that rules can begin with: a change of status or a
// finding of a rule.
type event struct {
	finding bool
	kind    int // of finding; or 0 becomes, 1 ceases
	family  int
	what    int // status or rule
}

type feedEdge struct {
	to   int // the number of an event
	rule int
}

// feeding is the graph of what brings about what within a day. Events are
// numbered, findings first: a long charter has thousands, and is composed at
// each stroke of the key that writes it.
type feeding struct {
	c        *Case
	statuses []int // by family: where the numbers of its statuses begin

	out   []pair   // of the rule at hand
	brief [][]pair // by rule

	events []event
	seen   []bool
	edges  [][]feedEdge
	order  []int // in order of first mention
}

// pair is one event that brings about another, by number.
type pair struct{ from, to int }

// numKinds is how many kinds of findings there are.
const numKinds = int(syntax.Collision) + 1

func newFeeding(c *Case) *feeding {
	g := &feeding{c: c}
	n := numKinds * len(c.Rules)
	for _, f := range c.Families {
		g.statuses = append(g.statuses, n)
		n += 2 * len(f.Statuses)
	}
	g.events, g.seen, g.edges = make([]event, n), make([]bool, n), make([][]feedEdge, n)
	for _, r := range c.Rules {
		g.out = nil
		g.rule(r)
		g.brief = append(g.brief, g.out)
	}
	return g
}

// number numbers an event.
func (g *feeding) number(e event) int {
	n := g.statusOr(e)
	g.events[n] = e
	return n
}

func (g *feeding) statusOr(e event) int {
	if e.finding {
		return e.kind*len(g.c.Rules) + e.what
	}
	return g.statuses[e.family] + 2*e.what + e.kind
}

func (g *feeding) edge(from, to event, _ int) {
	g.out = append(g.out, pair{g.number(from), g.number(to)})
}

// on makes the graph of the rules that are in force on a day.
func (g *feeding) on(day calendar.Day) {
	for _, e := range g.order {
		g.edges[e], g.seen[e] = g.edges[e][:0], false
	}
	g.order = g.order[:0]
	for _, r := range g.c.Rules {
		if r.From > day || day >= r.Until {
			continue
		}
		for _, p := range g.brief[r.ID] {
			for _, e := range [2]int{p.from, p.to} {
				if !g.seen[e] {
					g.seen[e] = true
					g.order = append(g.order, e)
				}
			}
			g.edges[p.from] = append(g.edges[p.from], feedEdge{p.to, r.ID})
		}
	}
}

// checkFeeding looks at every stretch of time in which the same rules are in
// force.
func (b *builder) checkFeeding() {
	var days []calendar.Day
	for _, r := range b.c.Rules {
		days = append(days, r.From)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	said := map[string]bool{}
	g := newFeeding(b.c)
	for _, day := range days {
		g.on(day)
		for _, ring := range g.rings() {
			b.reportRing(g, ring, said)
		}
	}
}

func finding(kind syntax.FindingKind, rule int) event {
	return event{finding: true, kind: int(kind), what: rule}
}

func changed(ch *Change) event {
	e := event{family: ch.Family, what: ch.Status}
	if ch.Ceases {
		e.kind = 1
	}
	return e
}

// begins are the events that the triggers name.
func begins(list []*Trigger) []event {
	var out []event
	for _, t := range list {
		switch {
		case t.Finding != nil:
			for _, id := range t.Finding.Rules {
				out = append(out, finding(t.Finding.Kind, id))
			}
		case t.Change != nil:
			out = append(out, changed(t.Change))
		}
	}
	return out
}

// rule adds what a rule brings about.
func (g *feeding) rule(r *Rule) {
	from := begins(r.When)
	opening := finding(syntax.Opening, r.ID)
	switch r.Kind {
	case DutyRule:
		for _, s := range r.Steps {
			from = append(from, begins(s.When)...)
		}
		g.all(from, opening, r.ID)
		// A new matter is shown the acts of its day, and may end at once.
		g.edge(opening, finding(syntax.Fulfilment, r.ID), r.ID)
		if r.Refusal != nil {
			g.edge(opening, finding(syntax.Breach, r.ID), r.ID)
		}
		if r.Unless != nil {
			g.edge(opening, finding(syntax.Excuse, r.ID), r.ID)
		}
		g.all(g.reads(r.Unless, 0), finding(syntax.Excuse, r.ID), r.ID)
		g.all(g.reads(r.While, 0), finding(syntax.Lapse, r.ID), r.ID)
	case ProcedureRule:
		g.all(from, opening, r.ID)
		g.effects(r, r.Adopted, []event{finding(syntax.Adoption, r.ID)})
		g.effects(r, r.Rejected, []event{finding(syntax.Rejection, r.ID)})
		g.effects(r, r.Lapsed, []event{finding(syntax.Lapse, r.ID)})
	case BanRule:
		if r.UnderWay {
			breach := finding(syntax.Breach, r.ID)
			g.all(g.reads(r.Where, 0), breach, r.ID)
			g.all(g.reads(r.Unless, 0), breach, r.ID)
			if r.Bearer != nil && !r.Bearer.ByKind {
				g.edge(event{family: r.Bearer.Family, what: r.Bearer.Status}, breach, r.ID)
			}
		}
	default:
		g.effects(r, r.Effects, from)
	}
}

func (g *feeding) all(from []event, to event, rule int) {
	for _, e := range from {
		g.edge(e, to, rule)
	}
}

// effects adds what effects bring about when one of the events comes.
func (g *feeding) effects(r *Rule, list []*Effect, from []event) {
	for _, e := range list {
		if e.Change == nil {
			for _, id := range e.Excuse {
				g.all(from, finding(syntax.Excuse, id), r.ID)
			}
			continue
		}
		to := changed(e.Change)
		if !g.waits(e.After) {
			g.all(from, to, r.ID)
		}
		g.all(g.reads(e.Once, 0), to, r.ID)
		if e.Until != nil {
			ends := to
			ends.kind = 1
			g.all(from, ends, r.ID)
			g.all(g.reads(e.Until, 0), ends, r.ID)
		}
	}
}

// waits reports whether a delay is at least a day under every reading.
func (g *feeding) waits(l *Limit) bool {
	switch {
	case l == nil:
		return false
	case l.Reading == nil:
		return l.Period.Forever || l.Period.Days > 0 || l.Period.Months > 0
	}
	for _, ver := range g.c.reading(*l.Reading).Versions {
		for _, v := range ver.Values {
			if v.Period.IsZero() {
				return false
			}
		}
	}
	return true
}

// reads are the events that can change whether a condition holds.
func (g *feeding) reads(e *Expr, depth int) []event {
	if e == nil || depth > 8 {
		return nil
	}
	var out []event
	w := Walker{Expr: func(e *Expr) {
		switch e.Op {
		case OpHolds, OpCountStatus, OpHighest, OpLowest, OpTotal, OpAverage:
			out = append(out, event{family: e.Family, what: e.Status}, event{family: e.Family, what: e.Status, kind: 1})
		case OpFound, OpCountFound:
			for _, id := range e.Finding.Rules {
				out = append(out, finding(e.Finding.Kind, id))
				if e.Stands {
					out = append(out, finding(syntax.Fulfilment, id), finding(syntax.Excuse, id))
				}
			}
		}
		if e.Op == OpMeasure || e.Op >= OpHighest && e.Op <= OpAverage {
			for _, v := range g.c.Families[e.Family].Measures[e.Measure].Versions {
				out = append(out, g.reads(v.Value, depth+1)...)
			}
		}
	}}
	w.expr(e)
	return out
}

// rings returns the strongly connected parts of the graph in which something
// never runs out (Tarjan, without recursion, since charters may be long).
func (g *feeding) rings() [][]int {
	var out [][]int
	index, low := make([]int, len(g.events)), make([]int, len(g.events))
	onStack := make([]bool, len(g.events))
	count := 0
	var stack []int
	type frame struct {
		at   int
		next int
	}
	for _, root := range g.order {
		if index[root] != 0 {
			continue
		}
		work := []frame{{at: root}}
		for len(work) > 0 {
			f := &work[len(work)-1]
			if index[f.at] == 0 {
				count++
				index[f.at] = count
				low[f.at] = index[f.at]
				stack = append(stack, f.at)
				onStack[f.at] = true
			}
			if f.next < len(g.edges[f.at]) {
				to := g.edges[f.at][f.next].to
				f.next++
				if index[to] == 0 {
					work = append(work, frame{at: to})
				} else if onStack[to] {
					low[f.at] = min(low[f.at], index[to])
				}
				continue
			}
			at := f.at
			work = work[:len(work)-1]
			if len(work) > 0 {
				up := work[len(work)-1].at
				low[up] = min(low[up], low[at])
			}
			if low[at] == index[at] {
				i := slices.Index(stack, at)
				ring := slices.Clone(stack[i:])
				stack = stack[:i]
				for _, e := range ring {
					onStack[e] = false
				}
				if g.runsOn(ring) {
					out = append(out, ring)
				}
			}
		}
	}
	return out
}

// runsOn reports whether a part of the graph is a ring in which something
// never runs out.
func (g *feeding) runsOn(ring []int) bool {
	if len(ring) == 1 && !slices.ContainsFunc(g.edges[ring[0]], func(e feedEdge) bool { return e.to == ring[0] }) {
		return false
	}
	for _, n := range ring {
		e := g.events[n]
		if e.finding && syntax.FindingKind(e.kind) == syntax.Opening {
			return true
		}
		opposite := e
		opposite.kind = 1 - e.kind
		if !e.finding && slices.Contains(ring, g.statusOr(opposite)) {
			return true
		}
	}
	return false
}

// reportRing names the rules of a ring, once.
func (b *builder) reportRing(g *feeding, ring []int, said map[string]bool) {
	var ids []int
	for _, e := range ring {
		for _, x := range g.edges[e] {
			if slices.Contains(ring, x.to) && !slices.Contains(ids, x.rule) {
				ids = append(ids, x.rule)
			}
		}
	}
	slices.Sort(ids)
	var names []string
	d := diag.Diagnostic{Code: "E0244", Severity: diag.Error,
		Hint: "let one of them take effect `after 1 day`, or begin with something that the others do not bring about"}
	for i, id := range ids {
		rule := b.c.Rules[id]
		names = append(names, rule.Name)
		if i == 0 {
			d.Place = rule.Pos
		} else {
			d.Related = append(d.Related, diag.Related{Place: rule.Pos, Role: "and back"})
		}
	}
	key := strings.Join(names, " ")
	if said[key] {
		return
	}
	said[key] = true
	if len(names) == 1 {
		d.Summary = "the rule " + names[0] + " could feed itself within one day, without end"
	} else {
		d.Summary = "the rules " + enumerate(names, "and") + " could feed each other within one day, without end"
	}
	b.add(d)
}
