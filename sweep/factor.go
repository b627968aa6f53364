package sweep

import (
	"cmp"
	"hash/maphash"
	"slices"

	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/record"
)

// Readings act on a finding only through the rules that it comes from. So the
// product of all readings falls into groups: rules are taken in the order in
// which they hang on one another, each is run under every combination of the
// readings that it may hang on, and what of them makes a difference to its
// findings is all that those that look at these findings inherit.

// sweeping is a sweep at work.
type sweeping struct {
	b *library.Built
	o Options
	r *Result

	two  bool // doubt is settled in two ways
	g    *graph
	part []int     // by node: its component
	may  []axisSet // by component: what it may hang on
	does []axisSet // by node: what makes a difference to its findings
}

// run runs the group of some axes, keeps the findings asked for, and tells of
// them.
func (x *sweeping) run(axes []int, keep func(*docket.Finding) bool, tell ...func(*grid, *docket.Over)) error {
	g := &grid{}
	group := Group{}
	for _, a := range axes {
		g.axes = append(g.axes, x.r.Axes[a])
		group.Readings = append(group.Readings, x.r.Axes[a].Name)
	}
	g.planned = plan(g.axes, x.limit(g.axes))
	opt := docket.OverOptions{Keep: keep, TwoWays: x.two, Progress: x.o.progress("combinations")}
	over, err := docket.DeriveOver(x.b.Case, x.b.Record, x.o.View, g.rows(g.axes), opt)
	if err != nil {
		return err
	}
	r := x.r
	if r.Docket == nil {
		r.Docket = over.Docket
	}
	for _, s := range x.o.Sides {
		r.Settlings = max(r.Settlings, over.Settlings[s])
		r.AllSettled = r.AllSettled && over.Whole[s]
	}
	for _, f := range over.Findings {
		if sum := g.finding(f, over.Settlings, x.o.Sides); sum != nil {
			r.Findings = append(r.Findings, sum)
			group.Findings++
		}
	}
	group.Combinations, group.Run, group.Whole = g.total, len(g.cells), g.whole
	r.Groups = append(r.Groups, group)
	r.Run += group.Run
	r.Whole = r.Whole && g.whole
	for _, t := range tell {
		t(g, over)
	}
	return nil
}

// limit is how many combinations of a group are run: all if the limit allows
// it, else few, since the rest is a sample anyway.
func (x *sweeping) limit(axes []Axis) int {
	if combinations(axes) > float64(x.o.Limit) {
		return min(x.o.Limit, mostSampled)
	}
	return x.o.Limit
}

// mostSampled is how many combinations are run of a group that has too many.
const mostSampled = 1 << 12

// mostSettlings is up to how many ways of settling what is in doubt are all
// tried in every group of a factored sweep.
const mostSettlings = 16

// inTwoWays says whether doubt is settled in two ways only. That is the same in
// all groups: one must not look closer than those whose findings its rules see.
func (x *sweeping) inTwoWays() (bool, error) {
	d, err := docket.Prepare(x.b.Case, x.b.Record, x.o.View)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(d.Sides, func(s docket.Side) bool { return s.Settlings > mostSettlings || !s.All }), nil
}

func allOf(axes []Axis) []int {
	list := make([]int, len(axes))
	for i := range list {
		list[i] = i
	}
	return list
}

// factored runs the groups.
func (x *sweeping) factored() error {
	var err error
	if x.two, err = x.inTwoWays(); err != nil {
		return err
	}
	x.g = graphOf(x.b.Case, x.b.Record, x.r.Axes)
	parts := x.g.components()
	x.part = make([]int, len(x.g.nodes))
	for p, nodes := range parts {
		for _, n := range nodes {
			x.part[n] = p
		}
	}
	x.may, x.does = make([]axisSet, len(parts)), make([]axisSet, len(x.g.nodes))
	done := make([]bool, len(parts))
	for {
		var wave []int
		for p, nodes := range parts {
			if !done[p] && x.ready(p, nodes, done) {
				wave = append(wave, p)
			}
		}
		if len(wave) == 0 {
			break
		}
		if err = x.wave(wave, parts); err != nil {
			return err
		}
		for _, p := range wave {
			done[p] = true
		}
	}
	return x.leaves()
}

// ready reports whether all that a component hangs on has been run.
func (x *sweeping) ready(p int, nodes []int, done []bool) bool {
	for _, n := range nodes {
		for _, to := range slices.Concat(x.g.nodes[n].seen, x.g.nodes[n].felt) {
			if q := x.part[to]; q != p && !done[q] {
				return false
			}
		}
	}
	return true
}

// inherits is what a node may hang on, its own component aside.
func (x *sweeping) inherits(n *node, own int) axisSet {
	s := n.axes
	for _, to := range n.seen {
		if x.part[to] != own {
			s = s.or(x.does[to])
		}
	}
	for _, to := range n.felt {
		if x.part[to] != own {
			s = s.or(x.may[x.part[to]])
		}
	}
	return s
}

// bundle is components that are run together, under the axes of the one with
// the most.
type bundle struct {
	axes  axisSet
	parts []int
}

// wave runs components none of which hangs on another.
func (x *sweeping) wave(wave []int, parts [][]int) error {
	for _, p := range wave {
		for _, n := range parts[p] {
			x.may[p] = x.may[p].or(x.inherits(&x.g.nodes[n], p))
		}
	}
	wave = slices.DeleteFunc(slices.Clone(wave), func(p int) bool { return !slices.ContainsFunc(parts[p], x.shows) })
	for _, b := range bundles(wave, func(p int) axisSet { return x.may[p] }) {
		keep := func(f *docket.Finding) bool {
			n := x.owner(f)
			return n >= 0 && slices.Contains(b.parts, x.part[n])
		}
		err := x.run(b.axes.list(), keep, func(g *grid, over *docket.Over) { x.learn(b, g, over, parts) })
		if err != nil {
			return err
		}
	}
	return nil
}

// shows reports whether a node may have findings.
func (x *sweeping) shows(n int) bool {
	if n >= len(x.g.c.Rules) {
		return true
	}
	r := x.g.c.Rules[n]
	return x.g.live[n] && r.Kind != charter.PowerRule && r.Kind != charter.ConsequenceRule
}

// bundles puts what is within the axes of another with it, the widest first.
func bundles(list []int, axes func(int) axisSet) []*bundle {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(len(axes(b).list()), len(axes(a).list())) })
	var out []*bundle
	for _, p := range list {
		at := slices.IndexFunc(out, func(b *bundle) bool { return axes(p).within(b.axes) })
		if at < 0 {
			at = len(out)
			out = append(out, &bundle{axes: axes(p)})
		}
		out[at].parts = append(out[at].parts, p)
	}
	return out
}

// owner is the node that a finding is of: its rule, or the status that changes.
// Silence, void acts and collisions are of none.
func (x *sweeping) owner(f *docket.Finding) int {
	switch {
	case f.Kind == engine.Silence, f.Kind == engine.Void, f.Kind == engine.Collision:
		return -1
	case f.Status != nil:
		fam := x.g.c.Families[f.Status.Family]
		return x.g.statusNode(f.Status.Family, slices.IndexFunc(fam.Statuses, func(s charter.Status) bool { return s.Name == f.Status.Status }))
	case f.Rule == nil:
		return -1
	}
	return f.Rule.ID
}

// learn finds out what made a difference to the findings of the components that
// were run: in whatever world, on whatever day.
func (x *sweeping) learn(b *bundle, g *grid, over *docket.Over, parts [][]int) {
	axes := b.axes.list()
	if !g.whole {
		for _, p := range b.parts {
			for _, n := range parts[p] {
				x.does[n] = x.may[p]
			}
		}
		return
	}
	// What all findings of a node say in a row is folded into one number.
	seed := maphash.MakeSeed()
	rows := map[int][]uint64{}
	for _, f := range over.Findings {
		n := x.owner(f.Finding)
		if rows[n] == nil {
			rows[n] = make([]uint64, len(g.cells))
		}
		for side := range f.Trace {
			key := maphash.Comparable(seed, struct {
				key  string
				side int
			}{f.Key(), side}) | 1
			for i, t := range f.Trace[side] {
				rows[n][i] += key * t
			}
		}
	}
	for _, p := range b.parts {
		for _, n := range parts[p] {
			row := rows[n]
			if row == nil {
				continue
			}
			for _, a := range differing(g, func(i, j int) bool { return row[i] != row[j] }) {
				x.does[n].add(axes[a])
			}
		}
		// Rules of one name show the same findings.
		for _, n := range parts[p] {
			for _, m := range parts[p] {
				if x.namesakes(n, m) {
					x.does[n] = x.does[n].or(x.does[m])
				}
			}
		}
	}
}

func (x *sweeping) namesakes(n, m int) bool {
	rules := x.g.c.Rules
	return n < len(rules) && m < len(rules) && rules[n].Family == rules[m].Family && rules[n].Name == rules[m].Name
}

// leaf is something no rule looks at one by one: silence about a happening or a
// breach, a void act, a collision.
type leaf struct {
	kind      engine.Kind
	happening int // silence about an act, void; else -1
	one, two  ruleName
}

func leafOf(f *docket.Finding) leaf {
	l := leaf{kind: f.Kind, happening: -1}
	switch {
	case f.Kind == engine.Collision:
		l.one, l.two = ruleName{f.Rule.Family, f.Rule.Name}, ruleName{f.Rule2.Family, f.Rule2.Name}
	case f.OfBreach:
		l.one = ruleName{f.Rule.Family, f.Rule.Name}
	case f.Entry != nil:
		l.happening = f.Entry.Happening
	}
	return l
}

// leaves runs what is found of no single rule.
func (x *sweeping) leaves() error {
	axes := map[leaf]axisSet{}
	var order []leaf
	add := func(l leaf, s axisSet) {
		if _, had := axes[l]; !had {
			order = append(order, l)
		}
		axes[l] = axes[l].or(s)
	}
	for _, e := range x.b.Record.Entries {
		a := &x.g.c.Vocab.Acts[e.Act]
		if a.Grave {
			add(leaf{kind: engine.Silence, happening: e.Happening}, x.taken(e))
		}
		if a.Formal || e.Act < charter.FirstDeclared {
			add(leaf{kind: engine.Void, happening: e.Happening}, x.covered(e))
		}
	}
	for _, r := range x.g.c.Rules {
		if !x.g.live[r.ID] {
			continue
		}
		add(leaf{kind: engine.Silence, happening: -1, one: ruleName{r.Family, r.Name}}, x.may[x.part[r.ID]])
		if r.Kind == charter.DutyRule {
			x.collisions(r, add)
		}
	}
	if len(order) == 0 {
		return nil
	}
	numbers := make([]int, len(order))
	for i := range order {
		numbers[i] = i
	}
	for _, b := range bundles(numbers, func(i int) axisSet { return axes[order[i]] }) {
		own := map[leaf]bool{}
		for _, i := range b.parts {
			own[order[i]] = true
		}
		keep := func(f *docket.Finding) bool { return x.owner(f) < 0 && own[leafOf(f)] }
		if err := x.run(b.axes.list(), keep); err != nil {
			return err
		}
	}
	return nil
}

// taken is what decides whether some rule takes an act up: all that the rules
// that speak of it hang on, and who is party.
func (x *sweeping) taken(e *record.Entry) axisSet {
	var s axisSet
	for f := range x.g.c.Families {
		s = s.or(x.does[x.g.statusNode(f, charter.PartyStatus)])
	}
	for _, r := range x.g.c.Rules {
		if x.g.live[r.ID] && x.speaks(r, e) {
			s = s.or(x.may[x.part[r.ID]])
		}
	}
	return s
}

// speaks reports whether a rule may do something with an act.
func (x *sweeping) speaks(r *charter.Rule, e *record.Entry) bool {
	if r.Kind == charter.ProcedureRule && e.Act < charter.FirstDeclared || r.Judge != nil || r.MustJudge != nil {
		return true
	}
	list := slices.Concat(r.Never, r.Must, []*charter.Pattern{r.Refusal, r.May, r.Moved, r.Decided})
	for _, t := range r.When {
		list = append(list, t.Act)
	}
	for _, st := range r.Steps {
		for _, t := range st.When {
			list = append(list, t.Act)
		}
	}
	return slices.ContainsFunc(list, func(p *charter.Pattern) bool { return x.g.touches(p, e) })
}

// covered is what decides whether a formal act has a legal effect.
func (x *sweeping) covered(e *record.Entry) axisSet {
	var s axisSet
	for _, r := range x.g.c.Rules {
		if (r.Kind == charter.PowerRule || r.Kind == charter.ProcedureRule) && x.g.live[r.ID] && x.speaks(r, e) {
			s = s.or(x.may[x.part[r.ID]])
		}
	}
	return s
}

// collisions tells of all rules that a duty may collide with.
func (x *sweeping) collisions(r *charter.Rule, add func(leaf, axisSet)) {
	one := ruleName{r.Family, r.Name}
	for _, o := range x.g.c.Rules {
		var s axisSet
		switch {
		case o.Kind == charter.DutyRule && x.g.live[o.ID] && len(x.g.c.Vocab.Incompatible) > 0:
			s = x.wholly(func(l look) { l.patterns(r.Must); l.patterns(o.Must); l.incompatible() })
		case o.Kind == charter.BanRule:
			s = x.wholly(func(l look) {
				l.patterns(r.Must)
				l.patterns(o.Never)
				l.expr(o.Where)
				l.expr(o.Unless)
				l.bearer(o)
			})
		default:
			continue
		}
		s = s.or(x.may[x.part[r.ID]]).or(x.may[x.part[o.ID]])
		two := ruleName{o.Family, o.Name}
		add(leaf{kind: engine.Collision, happening: -1, one: one, two: two}, s)
		add(leaf{kind: engine.Collision, happening: -1, one: two, two: one}, s)
	}
}

// wholly is what clauses hang on, whether or not the record has anything that
// they speak of.
func (x *sweeping) wholly(add func(look)) axisSet {
	n := &node{}
	add(look{x.g, n, true})
	return x.inherits(n, -1)
}

func (l look) patterns(list []*charter.Pattern) {
	for _, p := range list {
		l.pattern(p)
	}
}

func (l look) incompatible() {
	for _, in := range l.g.c.Vocab.Incompatible {
		l.expr(in.Where)
	}
}

// finish puts the findings of all groups in order and counts them over all
// combinations.
func (x *sweeping) finish() {
	r := x.r
	for _, f := range r.Findings {
		if scale := r.Combinations / float64(f.Of); f.Whole && r.Combinations <= 1<<53 {
			f.In, f.Maybe, f.Of = int(float64(f.In)*scale), int(float64(f.Maybe)*scale), int(r.Combinations)
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Days.Lo, b.Days.Lo), cmp.Compare(a.Finding.Kind, b.Finding.Kind), cmp.Compare(ruleOf(a), ruleOf(b)),
			slices.CompareFunc(a.Roles, b.Roles, func(x, y engine.RoleStates) int {
				return cmp.Or(cmp.Compare(x.Role, y.Role), slices.Compare(x.States, y.States))
			}), cmp.Compare(a.Key(), b.Key()))
	})
}

func ruleOf(f *Finding) int {
	if f.Rule == nil {
		return -1
	}
	return f.Rule.ID
}
