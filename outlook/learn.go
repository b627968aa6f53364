package outlook

import (
	"fmt"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// What an outlook learns, it learns from the record that it continues, under
// the law as it was, up to the day before it begins. A rate is learnt from how
// often something was done and for how long it could have been, with a gamma
// prior; a chance from how often something followed and how often it did not,
// with a beta prior (Gelman and others, Bayesian Data Analysis, 3rd edition,
// sections 2.4 and 2.6). Where each state has a number of its own, the mean of
// all is its prior, and weighs as much as so many years, or cases, of its own
// record: who has little record is drawn towards the others.
//
// What is not known for sure shows: each run draws the numbers anew from what
// was learnt.

// Learnt is a number, or one of each state or pair, learnt from the record.
type Learnt struct {
	Name, Title  string
	Chance       bool // else a rate
	Status       string
	Single, Pair bool // each state, or each two, has one
	What         string
	Per          calendar.Period // of a rate: the unit; of a chance: within how long
	Since, Until calendar.Day
	Prior        Distribution // of the mean of all
	Weighs       float64      // units, or cases
	Open         int          // of a chance: cases whose time was not over when the outlook begins
	All          Evidence
	Each         []Evidence // by code; those of whom the record tells, and all who hold the status when the outlook begins
}

// Evidence is what one number rests on.
type Evidence struct {
	Who      []charter.EntityID // none: all together
	Times    int                // how often it was done, or followed
	Exposure float64            // units of time, or cases
	Entries  []*record.Entry    // what was done, or followed, in order
	Missed   []*record.Entry    // of a chance: the cases in which it did not follow
	Prior    Distribution
	// Posterior is what a run draws the number from.
	Posterior Distribution
	Parameter int // of the outlook
}

// Weight is how much of the posterior's mean comes from the prior.
func (e *Evidence) Weight() float64 {
	own, prior := e.Exposure, e.Prior.Args[1]
	if e.Prior.Name == "beta" {
		prior = e.Prior.Args[0] + e.Prior.Args[1]
	}
	return prior / (prior + own)
}

// learning is one of the outlook's `learn` items: read once, then resolved
// under each law, of which the first teaches.
type learning struct {
	it     *syntax.OutlookItem
	out    *Learnt
	others int                         // parameter of who has none of their own
	own    map[[2]charter.EntityID]int // parameters of single states and pairs
}

// names reads what does not hang on a law.
func (v *preparing) learnt(it *syntax.OutlookItem) *learning {
	l := &Learnt{Name: it.Name.Name, Title: it.Title.Value, Chance: !it.Rate, Status: it.Status.Name, Pair: it.Pair,
		Single: it.Status.Name != "" && !it.Pair}
	if it.Does != nil {
		l.What = words(v.file, it.Does.Span)
	}
	if it.Per != nil {
		l.Per = *it.Per
	}
	if l.Per.IsZero() || l.Per.Forever {
		v.say("E0606", it.Name.Span, "write `per 1 year`, or `within 30 days`", "what %s is learnt of has no length", l.Name)
		l.Per = calendar.Period{Days: 1}
	}
	if l.Chance && len(it.When) == 0 {
		v.say("E0606", it.Name.Span, "say when it could have followed: `when request-help by p`; how often something happens by itself is a rate",
			"nothing says in which cases the chance %s is learnt", l.Name)
	}
	l.Prior = v.prior(it, l)
	if it.Weighs != nil {
		if l.Weighs = v.constant(it.Weighs, "a weight"); !(l.Weighs > 0) {
			v.say("E0606", it.Weighs.Extent(), "a small weight leaves most to each one's own record", "the weight must be above 0")
			l.Weighs = 1
		}
	}
	if it.Weighs != nil && it.Status.Name == "" {
		v.say("E0606", it.Weighs.Extent(), "leave it out, or let each have its own: `learn "+l.Name+" of party`", "the mean of all weighs beside nothing")
	}
	return &learning{it: it, out: l, others: -1, own: map[[2]charter.EntityID]int{}}
}

func (v *preparing) prior(it *syntax.OutlookItem, l *Learnt) Distribution {
	wanted := "gamma"
	if l.Chance {
		wanted = "beta"
	}
	d := Distribution{Name: wanted, Args: []float64{1, 1}}
	if it.As == nil {
		return d
	}
	if it.As.Name.Name != wanted {
		v.say("E0606", it.As.Extent(), "write `prior gamma(shape, rate)` of a rate, `prior beta(a, b)` of a chance", "the prior of %s is a %s", l.Name, wanted)
		return d
	}
	given := Distribution{Name: wanted}
	for _, a := range it.As.Args {
		given.Args = append(given.Args, v.constant(a, "a prior"))
	}
	if why := given.Check(); why != "" {
		v.say("E0606", it.As.Extent(), "", "%s", why)
		return d
	}
	return given
}

// lesson is a `learn` item resolved under one law.
type lesson struct {
	*learning
	when    []*engine.Heed
	where   *whether
	chooser *chooser
	what    []*engine.Heed
	slots   int
}

// learn resolves what is to be learnt under a law, so that what is wrong in it
// is said.
func (r *resolving) learn(it *syntax.OutlookItem) {
	at := slices.IndexFunc(r.v.learnings, func(l *learning) bool { return l.it == it })
	if at < 0 {
		return
	}
	l := r.v.learnings[at]
	g := r.begin()
	g.bare = true
	if l.out.Status != "" {
		if k, isKind := r.s.Built.Case.Vocab.FindKind(it.Status.Name); !isKind || k == 0 {
			g.x.Status(it.Status, it.Of)
		}
	}
	when := g.triggers(it.When)
	where := g.x.Condition(it.Where)
	var who *choice
	if it.Chooser != nil {
		who = g.choose(it.Chooser)
		if who.isOpen {
			g.x.Say("E0610", it.Chooser.Span, "write `each party p`", "something is learnt of states, not of matters")
		}
		if (who.second != charter.NoVar) != l.out.Pair && l.out.Status != "" {
			g.x.Say("E0610", it.Chooser.Span, "", "%s is a number of %s, and is learnt of %s", l.out.Name, one(l.out.Pair), one(who.second != charter.NoVar))
		}
	}
	var what []*charter.Trigger
	if it.Does != nil {
		what = g.triggers([]syntax.Trigger{{Span: it.Does.Span, Phrase: it.Does}})
	}
	g.end(it.Name.Span, "learn "+it.Name.Name)
	x := &lesson{learning: l, where: g.whether(where), slots: g.scope.Slots()}
	x.when, x.what = g.scope.Heeds(when), g.scope.Heeds(what)
	if who != nil && !who.isOpen {
		x.chooser = g.chooser(who)
	}
	r.s.lessons = append(r.s.lessons, x)
	if l.out.Status != "" {
		r.s.measures[r.v.measureAt[l.out.Name]] = opening{start: &number{op: opConst}, learnt: l}
	}
}

func one(pair bool) string {
	if pair {
		return "each two"
	}
	return "each one"
}

// study is the reading of a record for what is to be learnt.
type study struct {
	v   *preparing
	s   *Scenario
	run *engine.Run
	f   *future // reads conditions over the run
	met []engine.Bound

	facts   []record.Fact // behind the entries of the run, from number 1
	seen    int           // findings read
	classes []*class
}

// class is what is gathered for one lesson.
type class struct {
	*lesson
	days  map[[2]charter.EntityID]int // on which it could have been done
	done  map[[2]charter.EntityID][]*record.Entry
	said  map[doneKey]bool
	cases []*trial
}

type doneKey struct {
	who       [2]charter.EntityID
	happening uint32
}

// trial is a case in which something could follow.
type trial struct {
	who   [2]charter.EntityID
	bound engine.Bound
	from  calendar.Day
	last  calendar.Day
	cause *record.Entry
	done  *record.Entry
}

// teach reads the record under the first law and gives the parameters what was
// learnt of them.
func (v *preparing) teach(s *Scenario, acts engine.Acts, facts []record.Fact, input engine.Input) {
	if len(s.lessons) == 0 {
		return
	}
	st := &study{v: v, s: s, run: s.Program.NewRun(input)}
	st.facts = facts
	st.f = &future{o: v.out, s: s, run: st.run, today: calendar.Always}
	last := v.out.Starts - 1
	first := v.firstDay(s, acts)
	for _, l := range s.lessons {
		o := l.out
		o.Since, o.Until = max(first, l.it.Point.First), last
		if l.it.Point.IsZero() {
			o.Since = first
		}
		if !l.it.Until.IsZero() {
			o.Until = min(last, l.it.Until.Last)
		}
		if o.Since > o.Until {
			v.warn("E0608", l.it.Name.Span, "the record tells of nothing in that time: what is learnt is the prior", "%s is learnt from no time at all", o.Name)
		}
		st.classes = append(st.classes, &class{lesson: l, days: map[[2]charter.EntityID]int{}, done: map[[2]charter.EntityID][]*record.Entry{}, said: map[doneKey]bool{}})
	}
	for _, act := range acts[1:] {
		st.days(act.Day)
		id := uint32(len(st.run.Entries()))
		st.run.Step(act)
		st.act(id)
		st.findings()
	}
	st.days(last)
	for _, c := range st.classes {
		c.conclude(st)
	}
}

// firstDay is the first day of which the record may tell something: of its
// first entry, or of the first text where that is later.
func (v *preparing) firstDay(s *Scenario, acts engine.Acts) calendar.Day {
	first := v.out.Starts
	for _, t := range s.Built.Case.Families[s.Family].Texts {
		first = min(first, t.From)
	}
	if len(acts) > 1 {
		return max(first, acts[1].Day)
	}
	return first
}

// days opens the days up to and including one, and counts for whom each counts.
func (st *study) days(to calendar.Day) {
	from := to
	for _, c := range st.classes {
		from = min(from, c.out.Since)
	}
	for day := max(from, st.run.Today()+1); day <= to; day++ {
		st.run.Advance(day)
		st.findings()
		for _, c := range st.classes {
			if !c.out.Chance && c.out.Since <= day && day <= c.out.Until {
				var b engine.Bound
				st.each(c, &b, func(who [2]charter.EntityID, _ *engine.Bound) { c.days[who]++ })
			}
		}
	}
	st.run.Advance(to)
	st.findings()
}

// each calls do for all whom a lesson concerns now.
func (st *study) each(c *class, b *engine.Bound, do func(who [2]charter.EntityID, b *engine.Bound)) {
	ch := c.chooser
	if ch == nil {
		return
	}
	who := ch.entities
	if !ch.byKind {
		who = st.run.Holders(ch.family, ch.status, nil)
	}
	who = slices.DeleteFunc(slices.Clone(who), func(v charter.EntityID) bool { return st.f.excepted(ch, v, b) })
	st.f.concerned(&item{chooser: ch}, who, b, func() {
		do(whoOf(ch, b), b)
	})
}

func whoOf(ch *chooser, b *engine.Bound) [2]charter.EntityID {
	who := [2]charter.EntityID{b.Entity(ch.slot)}
	if ch.slot2 >= 0 {
		who[1] = b.Entity(ch.slot2)
		if who[0] > who[1] {
			who[0], who[1] = who[1], who[0]
		}
	}
	return who
}

// act reads an act: as what is counted, and as the beginning of a case.
func (st *study) act(id uint32) {
	for _, c := range st.classes {
		for _, h := range c.what {
			st.byAct(h, id)
			for k := range st.met {
				c.was(st, id, &st.met[k])
			}
		}
		for _, h := range c.when {
			st.byAct(h, id)
			c.begin(st, st.facts[id].Entry)
		}
	}
}

// byAct meets an act, if it is what a clause waits for.
func (st *study) byAct(h *engine.Heed, id uint32) {
	st.met = st.met[:0]
	var b engine.Bound
	if st.run.ByAct(h.For(st.run.Program(), st.run.Entries()[id].Act), id, &b) {
		st.met = append(st.met, b)
	}
}

// findings reads what was found since, as the beginning of cases.
func (st *study) findings() {
	found := st.run.Findings()
	for ; st.seen < len(found); st.seen++ {
		for _, c := range st.classes {
			for _, h := range c.when {
				st.met = st.run.ByFinding(h, uint32(st.seen), st.met[:0])
				var cause *record.Entry
				if i := found[st.seen].Cause; int(i) < len(st.facts) {
					cause = st.facts[i].Entry
				}
				c.begin(st, cause)
			}
		}
	}
}

// begin opens a case for each whom it concerns.
func (c *class) begin(st *study, cause *record.Entry) {
	today := st.run.Today()
	if !c.out.Chance || today < c.out.Since || today > c.out.Until {
		return
	}
	for _, b := range slices.Clone(st.met) {
		if !st.f.holds(c.where, &b) {
			continue
		}
		st.each(c, &b, func(who [2]charter.EntityID, b *engine.Bound) {
			c.cases = append(c.cases, &trial{who: who, bound: *b, from: today, last: today.Add(c.out.Per), cause: cause})
		})
	}
}

// was counts something that was done.
func (c *class) was(st *study, id uint32, b *engine.Bound) {
	today := st.run.Today()
	e := &st.run.Entries()[id]
	if c.out.Chance {
		for _, t := range c.cases {
			if t.done == nil && t.from <= today && today <= t.last && today <= c.out.Until && agree(&t.bound, b, c.slots) {
				t.done = st.facts[id].Entry
			}
		}
		return
	}
	if today < c.out.Since || today > c.out.Until || c.chooser == nil {
		return
	}
	who := whoOf(c.chooser, b)
	if c.chooser.slot2 >= 0 { // as the chooser has the two: in the order of codes
		b.Bind(c.chooser.slot, who[0])
		b.Bind(c.chooser.slot2, who[1])
	}
	key := doneKey{who, e.Happening}
	if c.said[key] || !st.concerns(c, b) {
		return
	}
	c.said[key] = true
	c.done[who] = append(c.done[who], st.facts[id].Entry)
}

// concerns reports whether those bound are among whom the lesson concerns.
func (st *study) concerns(c *class, b *engine.Bound) bool {
	ch := c.chooser
	for _, slot := range []int{ch.slot, ch.slot2} {
		if slot < 0 {
			continue
		}
		v := b.Entity(slot)
		if v == 0 || ch.byKind && !slices.Contains(ch.entities, v) || !st.f.stillIs(ch, v) {
			return false
		}
		if st.f.excepted(ch, v, b) {
			return false
		}
	}
	return st.f.holds(ch.where, b)
}

// agree reports whether what two bindings both say is the same.
func agree(a, b *engine.Bound, slots int) bool {
	for i := range slots {
		if x, y := a.Entity(i), b.Entity(i); x != 0 && y != 0 && x != y {
			return false
		}
	}
	return true
}

// conclude works out what was learnt and gives it to the parameters.
func (c *class) conclude(st *study) {
	o := c.out
	each := map[[2]charter.EntityID]*Evidence{}
	of := func(who [2]charter.EntityID) *Evidence {
		e := each[who]
		if e == nil {
			e = &Evidence{}
			for _, v := range who {
				if v != 0 {
					e.Who = append(e.Who, v)
				}
			}
			each[who] = e
		}
		return e
	}
	for who, n := range c.days {
		of(who).Exposure += float64(n) / lengthOf(o.Per)
	}
	for who, list := range c.done {
		e := of(who)
		e.Times, e.Entries = len(list), list
	}
	for _, t := range c.cases {
		switch e := of(t.who); {
		case t.done != nil:
			e.Times++
			e.Exposure++
			e.Entries = append(e.Entries, t.done)
		case t.last > o.Until:
			o.Open++
		default:
			e.Exposure++
			if t.cause != nil {
				e.Missed = append(e.Missed, t.cause)
			}
		}
	}
	if o.Single || o.Pair {
		var b engine.Bound
		st.each(c, &b, func(who [2]charter.EntityID, _ *engine.Bound) { of(who) })
	}
	var keys [][2]charter.EntityID
	for who := range each {
		keys = append(keys, who)
	}
	slices.SortFunc(keys, func(a, b [2]charter.EntityID) int { return slices.Compare(a[:], b[:]) })
	for _, who := range keys {
		e := each[who]
		o.All.Times += e.Times
		o.All.Exposure += e.Exposure
		o.All.Entries, o.All.Missed = append(o.All.Entries, e.Entries...), append(o.All.Missed, e.Missed...)
	}
	byIndex := func(a, b *record.Entry) int { return a.Index - b.Index }
	slices.SortStableFunc(o.All.Entries, byIndex)
	slices.SortStableFunc(o.All.Missed, byIndex)
	o.All.learn(o.Prior)
	if o.Status == "" {
		o.All.Parameter = st.v.paramAt[o.Name]
		st.v.out.Parameters[o.All.Parameter].take(o, &o.All, o.Name)
		st.v.out.Learnt = append(st.v.out.Learnt, o)
		return
	}
	prior := o.drawnTowards()
	for _, who := range keys {
		e := each[who]
		e.learn(prior)
		e.Parameter = st.v.add(o, e, o.Name+" of "+codesOf(st.s, e.Who))
		c.own[who] = e.Parameter
		o.Each = append(o.Each, *e)
	}
	rest := Evidence{Prior: prior, Posterior: prior}
	c.others = st.v.add(o, &rest, o.Name+" of others")
	o.All.Parameter = -1
	st.v.out.Learnt = append(st.v.out.Learnt, o)
}

// lengthOf is the length of a period in days, of a month on the average.
func lengthOf(p calendar.Period) float64 { return float64(p.Months)*365.2425/12 + float64(p.Days) }

// learn works the posterior out.
func (e *Evidence) learn(prior Distribution) {
	e.Prior = prior
	a, b := prior.Args[0], prior.Args[1]
	n := float64(e.Times)
	if prior.Name == "beta" {
		e.Posterior = Distribution{Name: "beta", Args: []float64{a + n, b + e.Exposure - n}}
	} else {
		e.Posterior = Distribution{Name: "gamma", Args: []float64{a + n, b + e.Exposure}}
	}
}

// drawnTowards is the prior of single states: it has the mean of all, and
// weighs what the outlook says.
func (o *Learnt) drawnTowards() Distribution {
	mean := o.All.Posterior.Mean()
	if o.Chance {
		return Distribution{Name: "beta", Args: []float64{mean * o.Weighs, (1 - mean) * o.Weighs}}
	}
	return Distribution{Name: "gamma", Args: []float64{mean * o.Weighs, o.Weighs}}
}

// add makes a parameter of what was learnt.
func (v *preparing) add(o *Learnt, e *Evidence, name string) int {
	v.out.Parameters = append(v.out.Parameters, Parameter{})
	n := len(v.out.Parameters) - 1
	v.out.Parameters[n].take(o, e, name)
	return n
}

func (p *Parameter) take(o *Learnt, e *Evidence, name string) {
	d := e.Posterior
	p.Name, p.Title, p.Value, p.From, p.Learnt = name, o.Title, d.Mean(), &d, true
	p.inverse = &inverse{Distribution: d}
}

func codesOf(s *Scenario, who []charter.EntityID) string {
	text := ""
	for i, e := range who {
		if i > 0 {
			text += " with "
		}
		text += s.Program.Case.Vocab.Entities[e].Code
	}
	return text
}

// begin gives those of whom something was learnt their numbers, at the
// beginning of a future.
func (l *learning) open(f *future, g *gauge) {
	g.begin(f.parameters[l.others])
	for _, who := range l.order() {
		value := f.parameters[l.own[who]]
		if who[1] == 0 {
			g.set(f, int(who[0]), value)
			continue
		}
		g.set(f, f.pairIndex(who[0], who[1]), value)
		g.set(f, f.pairIndex(who[1], who[0]), value)
	}
}

func (l *learning) order() [][2]charter.EntityID {
	var list [][2]charter.EntityID
	for _, e := range l.out.Each {
		who := [2]charter.EntityID{e.Who[0]}
		if len(e.Who) > 1 {
			who[1] = e.Who[1]
		}
		list = append(list, who)
	}
	return list
}

// String says what was learnt of whom, for messages.
func (o *Learnt) String() string { return fmt.Sprintf("%s: %s", o.Name, o.What) }
