package outlook

import (
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// resolving resolves the clauses of an outlook under one law.
type resolving struct {
	v     *preparing
	s     *Scenario
	o     *engine.Outside
	diags []diag.Diagnostic

	watched, asked []Question
}

// group is one item's clauses, which share their variables.
type group struct {
	*resolving
	x     *charter.Resolver
	scope *engine.Scope
	bare  bool // the clauses are read over the record, where no parameter and no measure has a value
}

// begin opens a group of clauses.
func (r *resolving) begin() *group {
	return &group{resolving: r, x: r.s.Built.Case.OutlookResolver(r.v.file, &r.v.known)}
}

// end lays out the variables once all clauses are resolved, and takes over what
// was wrong.
func (g *group) end(at syntax.Span, what string) {
	g.x.Limits(at, what)
	g.diags = append(g.diags, g.x.Diagnostics()...)
	g.scope = g.o.Scope(g.x.Vars())
}

// all resolves every item.
func (r *resolving) all(o *engine.Outside) {
	r.o = o
	s := r.s
	s.measures = make([]opening, len(r.v.out.Measures))
	turn := calendar.Day(0)
	for i := range r.v.lo.Decl.Items {
		it := &r.v.lo.Decl.Items[i]
		switch it.Word {
		case "measure":
			r.measure(it)
		case "learn":
			r.learn(it)
		case "behaviour", "shock", "update":
			x := r.item(it)
			x.offset, x.index = turn, len(s.items)
			if it.Word != "update" {
				turn++
			}
			s.items = append(s.items, x)
		case "reaction":
			r.reaction(it)
		case "watch":
			g := r.begin()
			e := g.x.Number(it.Value)
			g.end(it.Span, "watch "+it.Name.Name)
			s.watches = append(s.watches, g.number(e))
			r.watched = append(r.watched, r.question(it))
		case "ask":
			g := r.begin()
			e := g.x.Condition(it.Value)
			g.end(it.Span, "ask "+it.Name.Name)
			s.asks = append(s.asks, g.whether(e))
			r.asked = append(r.asked, r.question(it))
		}
	}
}

func (r *resolving) question(it *syntax.OutlookItem) Question {
	return Question{Name: it.Name.Name, Words: words(r.v.file, it.Value.Extent())}
}

// measure resolves the first values of a measure.
func (r *resolving) measure(it *syntax.OutlookItem) {
	at, ok := r.v.measureAt[it.Name.Name]
	if !ok {
		return
	}
	g := r.begin()
	v := r.s.Built.Case.Vocab
	if k, isKind := v.FindKind(it.Status.Name); !isKind || k == 0 {
		g.x.Status(it.Status, it.Of)
	}
	e := g.x.Number(it.Value)
	m := &r.s.measures[at]
	for _, w := range it.Except {
		if it.Pair {
			g.x.Say("E0610", w.Code.Span, "give the measure its first value, and change it in a shock", "a measure of a pair has no exceptions for single states")
			break
		}
		id, found := v.FindEntity(w.Code.Name)
		if !found {
			g.x.Say("E0201", w.Code.Span, v.EntityHint(w.Code.Name), "there is no entity %s", w.Code.Name)
			continue
		}
		m.entities = append(m.entities, id)
		m.values = append(m.values, float64(w.Weight)/quantity.Scale)
	}
	g.end(it.Span, "measure "+it.Name.Name)
	m.start = g.number(e)
}

// item resolves a behaviour, a shock or an update.
func (r *resolving) item(it *syntax.OutlookItem) *item {
	g := r.begin()
	x := &item{name: it.Name.Name, pos: charter.PlaceOf(r.v.file, it.Name.Span),
		draws: named("does", it.Name.Name), order: named("order", it.Name.Name), timing: named("day", it.Name.Name)}
	switch it.Word {
	case "shock":
		x.kind = shockItem
		g.shockDays(x, it)
	case "update":
		x.kind = updateItem
	}
	if it.Word == "update" && len(it.When) > 0 {
		g.x.Say("E0610", it.Name.Span, "make it a reaction", "an update has its turn in every step, and no `when`")
	}
	triggers := g.triggers(it.When)
	where := g.x.Condition(it.Where)
	var who *choice
	if it.Chooser != nil {
		who = g.choose(it.Chooser)
	}
	var chance *charter.Expr
	if it.Value != nil {
		chance = g.x.Number(it.Value)
	}
	var does *charter.Pattern
	if it.Does != nil {
		does = g.x.Fact(it.Does)
	}
	changes := g.changes(it.Then)
	g.end(it.Name.Span, it.Word+" "+it.Name.Name)

	x.when, x.slots = len(it.When) > 0, g.scope.Slots()
	x.heeds = g.scope.Heeds(triggers)
	x.where = g.whether(where)
	if who != nil {
		x.chooser = g.chooser(who)
	}
	if x.chanceAt = x.pos; it.Value != nil {
		x.chanceAt = charter.PlaceOf(r.v.file, it.Value.Extent())
	}
	g.chance(x, it, chance)
	if does != nil {
		x.does = g.deed(x, does, it.Does)
	}
	x.then = g.adjusts(changes)
	return x
}

func (g *group) shockDays(x *item, it *syntax.OutlookItem) {
	x.from, x.to = it.Point.First, it.Point.Last
	if !it.Until.IsZero() {
		x.to = it.Until.Last
	}
	switch o := g.v.out; {
	case x.to < x.from:
		g.x.Say("E0608", it.Name.Span, "the earlier day comes first", "the shock %s ends before it begins", x.name)
	case x.to < o.Starts || x.from > o.Ends:
		g.x.Warn("E0608", it.Name.Span, "", "the shock %s lies outside the outlook, which runs from %s to %s", x.name, o.Starts, o.Ends)
	}
}

// triggers resolves `when`; dates have no place in it.
func (g *group) triggers(list []syntax.Trigger) []*charter.Trigger {
	ts := g.x.Triggers(list)
	for _, t := range ts {
		if t.Date != nil {
			g.x.Say("E0610", syntax.Span{From: t.Pos.From, To: t.Pos.To}, "write a shock: `shock NAME on 2030-01-01 ...`", "what comes on a day is a shock")
		}
	}
	return ts
}

// chance compiles how likely or how often it is.
func (g *group) chance(x *item, it *syntax.OutlookItem, e *charter.Expr) {
	x.rate, x.share = it.Rate, 1
	if it.Per != nil {
		if x.share = g.v.out.share(*it.Per); !(x.share > 0) {
			g.error("E0602", it.Value.Extent(), "write `per 1 year`", "the chance is per no time at all")
			x.share = 1
		}
	} else if it.Rate {
		g.error("E0602", it.Value.Extent(), "say per how long: `rate 2 per 1 year`", "the rate of %s is per nothing", x.name)
	}
	if e == nil {
		x.chance, x.fixed, x.least = &number{op: opConst, value: 1}, true, 1<<53
		return
	}
	x.chance = g.number(e)
	if x.chance.op != opConst {
		return
	}
	c := x.chance.value
	switch {
	case x.rate && c < 0:
		g.error("E0602", it.Value.Extent(), "a rate is 0 or more", "the rate of %s is %g", x.name, c)
	case !x.rate && (c < 0 || c > 1):
		g.error("E0602", it.Value.Extent(), "a chance lies between 0 and 1; how often it happens is a rate: `rate 2 per 1 year`", "the chance of %s is %g", x.name, c)
	case !x.rate:
		x.fixed, x.least = true, threshold(perStep(c, x.share))
	}
}

func (g *group) error(code string, at syntax.Span, hint, format string, args ...any) {
	before := len(g.x.Diagnostics())
	g.x.Say(code, at, hint, format, args...)
	g.diags = append(g.diags, g.x.Diagnostics()[before:]...)
}

// choice is a chooser before its variables have their places.
type choice struct {
	chooser
	first, second charter.VarID
	except        []charter.Term
	where         *charter.Expr
	rules         []int
	roles         []charter.RoleTerm
	isOpen        bool
}

func (g *group) choose(c *syntax.Chooser) *choice {
	out := &choice{first: charter.NoVar, second: charter.NoVar}
	out.random = c.Random
	if c.Rule.Name != "" {
		out.isOpen = true
		out.rules = g.x.Rules(c.Rule)
		for _, rt := range c.Roles {
			if len(rt.Terms) == 0 {
				continue
			}
			id := rt.Terms[0]
			var t charter.Term
			if !id.IsCode() && !bound(g.x.Vars(), id.Name) {
				t = charter.Term{Kind: charter.VarTerm, Var: g.x.Bind(id)}
			} else {
				t = g.x.Term(id)
			}
			out.roles = append(out.roles, charter.RoleTerm{Role: rt.Role, Term: t})
		}
		out.where = g.x.Condition(c.Where)
		return out
	}
	v := g.s.Built.Case.Vocab
	statusHere := false
	for _, f := range g.s.Built.Case.Families {
		for _, st := range f.Statuses {
			statusHere = statusHere || st.Name == c.Status.Name
		}
	}
	if k, ok := v.FindKind(c.Status.Name); ok && k != 0 && !statusHere && c.Of.Name == "" {
		out.byKind = true
		for e := 1; e < len(v.Entities); e++ {
			if v.IsKind(charter.EntityID(e), k) {
				out.entities = append(out.entities, charter.EntityID(e))
			}
		}
	} else if f, st, ok := g.x.Status(c.Status, c.Of); ok {
		out.family, out.status = f, st
	} else {
		out.byKind = true // nobody
	}
	// What is excepted is known before the one who is chosen.
	out.except, out.exceptStatus = g.x.Excepted(c.Except)
	out.first = g.x.Bind(c.Var)
	if c.Pair {
		out.second = g.x.Bind(c.Var2)
	}
	out.where = g.x.Condition(c.Where)
	return out
}

func bound(vars []charter.Var, name string) bool {
	for _, v := range vars {
		if v.Name == name {
			return true
		}
	}
	return false
}

func (g *group) chooser(c *choice) *chooser {
	out := c.chooser
	out.slot, out.slot2 = g.scope.Slot(c.first), g.scope.Slot(c.second)
	if !out.byKind && !c.isOpen {
		out.cell, out.number = g.o.StatusCell(out.family, out.status), g.o.StatusNumber(out.family, out.status)
	}
	if c.isOpen {
		out.open = g.scope.OpenMatters(c.rules, c.roles)
	}
	for _, t := range c.except {
		if x, ok := g.term(t); ok {
			out.except = append(out.except, x)
		}
	}
	out.where = g.whether(c.where)
	return &out
}

// term compiles a term that is an entity or a variable.
func (g *group) term(t charter.Term) (term, bool) {
	switch t.Kind {
	case charter.EntityTerm:
		return term{t.Entity, -1}, true
	case charter.VarTerm:
		slot := g.scope.Slot(t.Var)
		return term{0, slot}, slot >= 0
	}
	return term{0, -1}, false
}

// deed compiles what is done.
func (g *group) deed(x *item, p *charter.Pattern, at *syntax.Phrase) *deed {
	v := g.s.Built.Case.Vocab
	d := &deed{act: p.Act}
	switch {
	case p.Define != nil:
		g.error("E0604", at.Act.Span, "do one of the acts that it stands for", "%s is an act that follows from others, and nobody does it", p.Define.Name)
		return nil
	case p.Act == charter.NoAct:
		return nil
	case p.Act < charter.FirstDeclared:
		g.error("E0604", at.Act.Span, "let the body decide: `does expel by council on p`", "votes and judges' words name an entry, and a future has none to name")
		return nil
	}
	act := &v.Acts[p.Act]
	named := map[syntax.Role]bool{}
	for _, rt := range p.Roles {
		named[rt.Role] = true
	}
	for role, spec := range act.Roles {
		if spec.Has && !spec.Optional && !named[syntax.Role(role)] {
			g.error("E0216", at.Span, "name it: `"+syntax.Role(role).String()+" p`", "%s always has its role `%s`", act.Name, syntax.Role(role))
		}
	}
	for _, rt := range p.Roles {
		place := g.o.Place(p.Act, rt.Role)
		if place < 0 {
			continue
		}
		r := deedRole{place: place, body: -1}
		if rt.Term.Kind == charter.BodyTerm {
			r.family, r.body = rt.Term.Family, rt.Term.Body
		} else {
			r.term, _ = g.term(rt.Term)
		}
		d.roles = append(d.roles, r)
	}
	for _, n := range p.Numbers {
		if n.Bind != charter.NoVar || n.Op != syntax.Equal || n.Value == nil || n.Value.Op != charter.OpNum {
			g.error("E0604", at.Span, "write a plain number", "what is done has its numbers exactly")
			continue
		}
		x.numbers = append(x.numbers, record.ExactNumber{Number: n.Number, Value: n.Value.Num})
		d.extra = 1 // it gets its own when the record has been run
	}
	if act.Mutual {
		d.mutual, d.a, d.b = true, g.o.Place(p.Act, act.MutualA), g.o.Place(p.Act, act.MutualB)
	}
	return d
}

// change is a change of a measure before its variables have their places.
type change struct {
	gauge *charter.Expr
	word  string
	value *charter.Expr
	bound *charter.Expr
	above bool
}

func (g *group) changes(list []syntax.Adjust) []change {
	var out []change
	for i := range list {
		a := &list[i]
		m := g.x.Measure(a.Name, a.Term, a.With)
		c := change{gauge: m, word: a.Word, above: a.BoundWord == "above"}
		if a.Value != nil {
			c.value = g.x.Number(a.Value)
		}
		if a.Bound != nil {
			c.bound = g.x.Number(a.Bound)
		}
		if m != nil && c.value != nil {
			out = append(out, c)
		}
	}
	return out
}

func (g *group) adjusts(list []change) []adjust {
	var out []adjust
	for _, c := range list {
		a := adjust{measure: g.v.measureAt[c.gauge.Word], word: c.word, value: g.number(c.value), above: c.above}
		a.a, _ = g.term(c.gauge.Term)
		if c.gauge.With != nil {
			a.pair = true
			a.b, _ = g.term(*c.gauge.With)
		}
		if c.bound != nil {
			a.bound = g.number(c.bound)
		}
		out = append(out, a)
	}
	return out
}

// reaction resolves a reaction.
func (r *resolving) reaction(it *syntax.OutlookItem) {
	g := r.begin()
	triggers := g.triggers(it.When)
	where := g.x.Condition(it.Where)
	changes := g.changes(it.Then)
	g.end(it.Name.Span, "reaction "+it.Name.Name)
	r.s.reactions = append(r.s.reactions, &reaction{heeds: g.scope.Heeds(triggers), where: g.whether(where), then: g.adjusts(changes)})
}

// number compiles a number: what only the engine knows is left to it.
func (g *group) number(e *charter.Expr) *number {
	if g.bare && (e.Op == charter.OpParameter || e.Op == charter.OpGauge || e.Op == charter.OpGaugeOver) {
		g.error("E0610", syntax.Span{From: e.Pos.From, To: e.Pos.To}, "ask for what the record and the charter tell", "what is learnt from the record cannot hang on a number of the outlook")
		return &number{op: opConst}
	}
	switch e.Op {
	case charter.OpNum:
		return &number{op: opConst, value: float64(e.Num) / quantity.Scale}
	case charter.OpParameter:
		g.v.readParam[e.Word] = true
		return &number{op: opParameter, at: g.v.paramAt[e.Word]}
	case charter.OpGauge:
		g.v.readMeas[e.Word] = true
		n := &number{op: opGauge, at: g.v.measureAt[e.Word]}
		n.a, _ = g.term(e.Term)
		if e.With != nil {
			n.op = opPair
			n.b, _ = g.term(*e.With)
		}
		return n
	case charter.OpGaugeOver:
		g.v.readMeas[e.Value.Word] = true
		return &number{op: opGaugeOver, at: g.v.measureAt[e.Value.Word], family: e.Family, status: e.Status, over: e.Word}
	case charter.OpCountStatus:
		return &number{op: opHolders, at: g.o.StatusNumber(e.Family, e.Status)}
	case charter.OpAdd, charter.OpSub, charter.OpMul, charter.OpDiv, charter.OpNeg:
		n := &number{op: map[charter.Op]op{charter.OpAdd: opAdd, charter.OpSub: opSub, charter.OpMul: opMul, charter.OpDiv: opDiv, charter.OpNeg: opNeg}[e.Op]}
		constant := true
		for _, a := range e.Args {
			n.args = append(n.args, g.number(a))
			constant = constant && n.args[len(n.args)-1].op == opConst
		}
		if constant {
			return &number{op: opConst, value: (&future{}).value(n, nil)}
		}
		return n
	case charter.OpCall:
		return g.callOf(e)
	}
	return &number{op: opEngine, engine: g.scope.Number(e)}
}

func (g *group) callOf(e *charter.Expr) *number {
	f, ok := functions[e.Word]
	at := syntax.Span{From: e.Pos.From, To: e.Pos.To}
	names := []string{"abs", "exp", "log", "logistic", "max", "min", "sqrt"}
	switch {
	case !ok:
		hint := "there are " + list(names)
		if near := diag.Closest(e.Word, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		g.error("E0607", at, hint, "there is no function %s", e.Word)
		return &number{op: opConst}
	case f.args >= 0 && len(e.Args) != f.args, len(e.Args) == 0, len(e.Args) > 4:
		g.error("E0607", at, "", "%s does not take %d numbers", e.Word, len(e.Args))
		return &number{op: opConst}
	}
	n := &number{op: opCall, call: f.f, name: e.Word, logistic: e.Word == "logistic"}
	for _, a := range e.Args {
		n.args = append(n.args, g.number(a))
	}
	return n
}

// whether compiles a condition; nil is the one that always holds.
func (g *group) whether(e *charter.Expr) *whether {
	if e == nil || e.Op == charter.OpTrue {
		return nil
	}
	switch e.Op {
	case charter.OpAnd, charter.OpOr, charter.OpNot:
		w := &whether{op: e.Op}
		for _, a := range e.Args {
			w.args = append(w.args, g.whether(a))
		}
		return w
	case charter.OpCompare:
		return &whether{op: charter.OpCompare, cmp: e.Cmp, x: g.number(e.Args[0]), y: g.number(e.Args[1])}
	}
	return &whether{op: charter.OpHolds, engine: g.scope.Condition(e)}
}
