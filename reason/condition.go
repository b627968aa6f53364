package reason

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

const always = calendar.Always

// ctx is where a condition is read: the moment, what the variables stand for,
// and how far back phrases look where no window is written.
type ctx struct {
	at    moment
	b     *binding
	since calendar.Day
	after uint32 // acts numbered below do not count
}

// cond reads a condition, or its negation, and says what it found: the result
// holds where the condition is as asked. Negation is pushed down to what can
// be looked up, so that every sentence says what was so and not what was not
// not so.
func (w *work) cond(e *charter.Expr, neg bool, c *ctx) *Proof {
	switch {
	case e == nil:
		return nil
	case e.Op == charter.OpNot:
		return w.cond(e.Args[0], !neg, c)
	case e.Op == charter.OpAnd && !neg || e.Op == charter.OpOr && neg:
		return w.all(e.Args, neg, c)
	case e.Op == charter.OpAnd || e.Op == charter.OpOr:
		return w.some(e.Args, neg, c)
	}
	return w.leaf(e, neg, c)
}

// all holds where every part does. Of one that fails the parts that fail are
// said first.
func (w *work) all(args []*charter.Expr, neg bool, c *ctx) *Proof {
	out := w.node(Proof{Kind: KindCondition, Day: c.at.day, Holds: true, finding: -1})
	var list []*Proof
	for _, a := range args {
		k := w.cond(a, neg, c)
		out.Holds = out.Holds && k.Holds
		if k.Text == "" { // a nested "all": its parts are ours
			list = w.with(list, k.Children...)
			continue
		}
		list = w.with(list, k)
	}
	w.hang(out, list...)
	if !out.Holds {
		slices.SortStableFunc(out.Children, func(a, b *Proof) int { return order(a.Holds) - order(b.Holds) })
	}
	return out
}

// order puts what fails before what holds.
func order(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// some holds where one part does: the first that holds is enough.
func (w *work) some(args []*charter.Expr, neg bool, c *ctx) *Proof {
	out := w.node(Proof{Kind: KindCondition, Day: c.at.day, Text: "None of these is so:", finding: -1})
	for _, a := range args {
		k := w.cond(a, neg, c)
		if k.Holds {
			return k
		}
		if k.Text == "" {
			k.Text = "Not all of these are so:"
		}
		w.hang(out, k)
	}
	return out
}

// kids are the sentences of a condition: its parts where it is a bundle of
// them.
func (m *room) kids(p *Proof) []*Proof {
	if p == nil {
		return nil
	}
	if p.Text == "" {
		return p.Children
	}
	return m.with(nil, p)
}

// fact is what a leaf finds: whether it is so, and the sentence that tells.
type fact struct {
	kind Kind
	yes  bool
	so   string // what is the case
	need string // the condition, in words, for "but the rule asks that ..."
	not  string // its negation
	day  calendar.Day
	kids []*Proof
}

func (w *work) leaf(e *charter.Expr, neg bool, c *ctx) *Proof {
	if e.Op == charter.OpHolds {
		return w.lookStatus(e, neg, c)
	}
	f := w.look(e, c)
	p := w.node(Proof{Kind: f.kind, Day: f.day, Holds: f.yes != neg, finding: -1})
	if p.Day == 0 {
		p.Day = c.at.day
	}
	first, rest := initial(f.so)
	if p.Holds {
		p.Text = w.say(first, rest, ".")
	} else {
		want := f.need
		if neg {
			want = f.not
		}
		p.Text = w.say(first, rest, ", and the rule asks that ", want, ".")
	}
	return w.hang(p, f.kids...)
}

// look reads a condition that has no parts.
func (w *work) look(e *charter.Expr, c *ctx) fact {
	day := c.at.day
	f := fact{kind: KindCondition}
	a := w.termName(e.Term, c.b, day)
	id := w.term(e.Term, c.b, day)
	switch e.Op {
	case charter.OpTrue, charter.OpFalse:
		f.yes = e.Op == charter.OpTrue
		f.so, f.need, f.not = "this is always so", "this be so", "this not be so"
	case charter.OpIsKind:
		k := w.v.Kinds[e.Kind].Name
		f.yes = id != 0 && w.v.IsKind(id, e.Kind)
		f.so = w.say(a, " is no ", k)
		if f.yes {
			f.so = w.say(a, " is of the kind ", k)
		}
		f.need, f.not = w.say("it be of the kind ", k), w.say("it be no ", k)
	case charter.OpIsEntity:
		o := w.term(e.Other, c.b, day)
		b := w.termName(e.Other, c.b, day)
		f.yes = id != 0 && id == o
		f.so = w.say(a, " is not ", b)
		if f.yes {
			f.so = w.say(a, " is the one meant")
		}
		f.need, f.not = w.say("it be ", b), w.say("it be somebody other than ", b)
	case charter.OpDeclared:
		return w.lookDeclared(e, c)
	case charter.OpReadingYes, charter.OpReadingIs:
		return w.lookReading(e, c)
	case charter.OpCompare:
		return w.lookCompare(e, c)
	case charter.OpRecorded:
		return w.lookRecorded(e, c)
	case charter.OpFound:
		return w.lookFound(e, c)
	case charter.OpVoted:
		want, word := charter.Aye, "for"
		if e.Against {
			want, word = charter.Nay, "against"
		}
		if c.b.dec != 0 && id != 0 {
			for _, v := range w.run.Process(c.b.dec, w.world).Tally {
				f.yes = f.yes || v.State == id && v.Vote == want
			}
		}
		f.so = a + " did not vote " + word + " it"
		if f.yes {
			f.so = a + " voted " + word + " it"
		}
		f.need, f.not = "it voted "+word, "it did not vote "+word
	case charter.OpAdopting:
		if c.b.dec != 0 {
			for _, m := range w.run.Process(c.b.dec, w.world).Adopting {
				f.yes = f.yes || m == e.Word
			}
		}
		f.so = "the decision does not adopt " + e.Word
		if f.yes {
			f.so = "the decision adopts " + e.Word
		}
		f.need, f.not = "it adopt "+e.Word, "it not adopt "+e.Word
	case charter.OpBefore:
		f.yes = day < e.Day
		f.so = day.String() + " is not before " + e.Day.String()
		if f.yes {
			f.so = day.String() + " is before " + e.Day.String()
		}
		f.need, f.not = "it be before", "it not be before"
	case charter.OpAfter:
		f.yes = day > e.Day
		f.so = day.String() + " is not after " + e.Day.String()
		if f.yes {
			f.so = day.String() + " is after " + e.Day.String()
		}
		f.need, f.not = "it be after", "it not be after"
	}
	return f
}

// lookStatus is the leaf that asks for a status: what conditions ask for most.
func (w *work) lookStatus(e *charter.Expr, neg bool, c *ctx) *Proof {
	k := statusKey{e.Family, e.Status, w.term(e.Term, c.b, c.at.day), 0}
	name := w.statusName(e.Family, e.Status)
	if e.With != nil {
		k.with = w.term(*e.With, c.b, c.at.day)
		name = w.say(name, " with ", w.termName(*e.With, c.b, c.at.day))
	}
	p := w.node(Proof{Kind: KindStatus, Day: c.at.day, finding: -1})
	nobody := k.entity == 0 || e.With != nil && k.with == 0
	var s standing
	if !nobody {
		s = w.status(k, c.at)
	}
	p.Holds = s.held != neg
	tail := [2]string{}
	switch {
	case !p.Holds && neg:
		tail = [...]string{", and the rule asks that it not be ", name}
	case !p.Holds:
		tail = [...]string{", and the rule asks that it be ", name}
	}
	if nobody {
		p.Text = w.say("Nobody is named who could be ", name, tail[0], tail[1], ".")
		return p
	}
	p.Text, p.Day = w.statusWords(w.termName(e.Term, c.b, c.at.day), name, s, c.at.day, tail[:]...)
	return p
}

// statusWords is the sentence that says how a status stands and since when, with
// what is added at its end.
func (w *work) statusWords(who, name string, s standing, day calendar.Day, tail ...string) (string, calendar.Day) {
	first, rest := initial(who)
	parts := append(make([]string, 0, 16), first, rest)
	since := day
	switch {
	case s.held && s.since.finding < 0 && s.since.day <= always:
		parts = append(parts, " was ", name, " on ", w.day(day), ", by force of the text")
	case s.held && s.since.finding < 0:
		since = s.since.day
		parts = append(parts, " was ", name, " on ", w.day(day), ", since ", w.day(since), " by force of the text")
	case s.held:
		since = s.since.day
		parts = append(parts, " was ", name, " on ", w.day(day), ", since ", w.day(since))
	case s.ever:
		since = s.since.day
		parts = append(parts, " was not ", name, " on ", w.day(day), ": it ceased to be on ", w.day(since))
	default:
		parts = append(parts, " was not ", name, " on ", w.day(day), ", and had not been before")
	}
	return w.say(append(append(parts, tail...), ".")...), since
}

func (w *work) lookDeclared(e *charter.Expr, c *ctx) fact {
	who, id := w.termName(e.Term, c.b, c.at.day), w.term(e.Term, c.b, c.at.day)
	name := w.v.Declared[e.Declared]
	held, act := w.declared(e.Declared, id, c.at)
	f := fact{kind: KindStatus, yes: held, need: "it have declared itself " + name, not: "it not have declared itself " + name}
	switch {
	case held:
		f.so = who + " had declared itself " + name + " on " + w.deeds[act].day.String()
	case act != 0:
		f.so = who + " had taken back on " + w.deeds[act].day.String() + " that it is " + name
	default:
		f.so = who + " had not declared itself " + name
	}
	return f
}

func (w *work) lookReading(e *charter.Expr, c *ctx) fact {
	v, ok := w.reading(e.Reading, c.at.day)
	f := fact{kind: KindReading}
	if e.Op == charter.OpReadingYes {
		f.yes = ok && v.Kind == charter.YesNo && v.Yes
		f.need, f.not = "it be read as yes", "it be read as no"
	} else {
		f.yes = ok && v == e.Value
		f.need, f.not = "it be read as "+e.Value.String(), "it not be read as "+e.Value.String()
	}
	f.so = w.readingWords(e.Reading, c.at.day)
	return f
}

// readingWords say which value a reading has, whether it was asked for, and why
// there is a choice.
func (w *work) readingWords(ref charter.ReadingRef, day calendar.Day) string {
	rd := w.c.Families[ref.Family].Readings[ref.Reading]
	v, ok := w.reading(ref, day)
	if !ok {
		return "the reading " + rd.Name + " has no value"
	}
	ver := rd.Versions[0]
	for _, x := range rd.Versions[1:] {
		if x.From <= day {
			ver = x
		}
	}
	out := "by the reading " + rd.Name + " = " + v.String()
	if len(ver.Values) > 0 && v != ver.Values[0] {
		out += ", which was asked for (" + ver.Values[0].String() + " otherwise)"
	} else if len(ver.Values) > 1 {
		out += ", the first of its values"
	}
	if ver.Why != "" {
		out += ": “" + strings.TrimSuffix(ver.Why, ".") + "”"
	}
	return out
}

func (w *work) lookCompare(e *charter.Expr, c *ctx) fact {
	a, b := w.number(e.Args[0], c), w.number(e.Args[1], c)
	f := fact{kind: KindCondition, yes: a.ok && b.ok && compare(a.v, e.Cmp, b.v)}
	f.so = a.words
	if a.words != a.v.String() {
		f.so += " is " + a.v.String()
	}
	if !a.ok || !b.ok {
		f.so = a.words + " cannot be compared: a number is not given"
	} else if b.words != b.v.String() {
		f.so += ", and " + b.words + " is " + b.v.String()
	}
	want := opWords(e.Cmp) + b.v.String()
	if f.yes && e.Cmp != syntax.Equal {
		f.so += ": " + want
	}
	f.need, f.not = "it be "+want, "it not be "+want
	f.kids = append(a.kids, b.kids...)
	return f
}

func (w *work) lookRecorded(e *charter.Expr, c *ctx) fact {
	ids := w.recorded(e, c)
	words := w.phrase(e.Pattern, c.b, c.at.day) + w.windowWords(e, c)
	f := fact{kind: KindCondition, yes: len(ids) > 0, need: "there be " + words, not: "there be no such act"}
	if !f.yes {
		f.kind = KindAbsence
		f.so = "there was no " + words + " up to " + c.at.day.String() + " " + w.recordWords()
		return f
	}
	d := &w.deeds[ids[0]]
	f.so = "the record has " + words
	f.kids = []*Proof{{Kind: KindEntry, Text: "On " + d.day.String() + ": " + w.deedWords(d) + ".", Day: d.day, Entry: d.entry, Holds: true, finding: -1}}
	return f
}

func (w *work) lookFound(e *charter.Expr, c *ctx) fact {
	ids := w.found(e, c)
	words := w.findingPhrase(e.Finding, c.b, c.at.day)
	if e.Stands { // whatever its day
		words += " that stands"
	} else {
		words += w.windowWords(e, c)
	}
	f := fact{kind: KindCondition, yes: len(ids) > 0, need: "there be " + article(words), not: "there be no such finding"}
	if !f.yes {
		f.kind = KindAbsence
		f.so = "there was no " + words + " up to " + c.at.day.String()
		return f
	}
	f.so = "there was " + article(words)
	f.kids = []*Proof{{Kind: KindFinding, Text: w.describe(ids[0]), Day: w.findings[ids[0]].Day, Rule: w.ruleOf(ids[0]), Holds: true, finding: int32(ids[0])}}
	return f
}

// findingPhrase is a finding pattern in words.
func (w *work) findingPhrase(fp *charter.FindingPattern, b *binding, day calendar.Day) string {
	out := ""
	if fp.Late {
		out = "late "
	}
	out += fp.Kind.String()
	if fp.Kind == syntax.Void && fp.Act != nil {
		return out + " " + w.phrase(fp.Act, b, day)
	}
	names := map[string]bool{}
	var ns []string
	for _, r := range fp.Rules {
		if n := w.c.Rules[r].Name; !names[n] {
			names[n] = true
			ns = append(ns, n)
		}
	}
	if fp.Named && len(ns) > 0 && len(ns) < 5 {
		out += " of " + list(ns, "or")
	}
	for _, rt := range fp.Roles {
		out += " " + rt.Role.String() + " " + w.termName(rt.Term, b, day)
	}
	return out
}

func (w *work) windowWords(e *charter.Expr, c *ctx) string {
	switch {
	case e.Window.HasSince:
		return " since " + e.Window.Since.String()
	case e.Window.Last != nil:
		return " in the last " + w.period(e.Window.Last, c.at.day).String()
	case c.since > always:
		return " since " + c.since.String()
	}
	return ""
}

// dayInWindow reports whether a day lies in the window of a condition.
func (w *work) dayInWindow(e *charter.Expr, c *ctx, d calendar.Day) bool {
	if e.Window.HasSince {
		return d >= e.Window.Since
	}
	if e.Window.Last != nil {
		return d.Add(w.period(e.Window.Last, c.at.day)) >= c.at.day
	}
	return d >= c.since
}

// amount is a number with what it is made of; ok is false where a variable in
// it is not bound.
type amount struct {
	v     quantity.Num
	ok    bool
	words string
	kids  []*Proof
}

// number works a number out.
func (w *work) number(e *charter.Expr, c *ctx) amount {
	day := c.at.day
	whole := func(n int, words string) amount { return amount{quantity.Whole(int64(n)), true, words, nil} }
	if e == nil {
		return amount{ok: true, words: "0"}
	}
	switch e.Op {
	case charter.OpNum:
		return amount{v: e.Num, ok: true, words: e.Num.String()}
	case charter.OpNumVar:
		if int(e.Var) >= 0 && int(e.Var) < len(c.b.n) && c.b.has[e.Var] {
			return amount{v: c.b.n[e.Var], ok: true, words: c.b.vars[e.Var].Name}
		}
		return amount{words: "a number"}
	case charter.OpReadingNum:
		v, ok := w.reading(e.Reading, day)
		return amount{v: v.Num, ok: ok, words: w.c.Families[e.Reading.Family].Readings[e.Reading.Reading].Name,
			kids: []*Proof{{Kind: KindReading, Text: capital(w.readingWords(e.Reading, day)) + ".", Day: day, Holds: true, finding: -1}}}
	case charter.OpCountStatus:
		n := 0
		for _, k := range w.keys[[2]int{e.Family, e.Status}] {
			if w.status(k, c.at).held {
				n++
			}
		}
		return whole(n, "the number of those who are "+w.statusName(e.Family, e.Status))
	case charter.OpCountDeclared:
		n := 0
		for id := range w.v.Entities {
			if held, _ := w.declared(e.Declared, charter.EntityID(id), c.at); held && id > 0 {
				n++
			}
		}
		return whole(n, "the number of those who declared themselves "+w.v.Declared[e.Declared])
	case charter.OpCountRecorded:
		ids := w.counted(e, c)
		a := whole(len(ids), "the count of "+w.phrase(e.Pattern, c.b, day)+w.windowWords(e, c))
		a.kids = w.countKids(ids)
		return a
	case charter.OpCountFound:
		ids := w.found(e, c)
		a := whole(len(ids), "the count of "+w.findingPhrase(e.Finding, c.b, day)+w.windowWords(e, c))
		for i := len(ids) - 1; i >= 0 && len(a.kids) < 6; i-- {
			a.kids = append(a.kids, &Proof{Kind: KindFinding, Text: w.describe(ids[i]), Day: w.findings[ids[i]].Day, Rule: w.ruleOf(ids[i]), Holds: true, finding: int32(ids[i])})
		}
		return a
	case charter.OpSum:
		a := amount{ok: true, words: "the sum of " + w.v.Numbers[e.Number].Name + " over " + w.phrase(e.Pattern, c.b, day) + w.windowWords(e, c)}
		ids := w.counted(e, c)
		for _, id := range ids {
			a.v = quantity.Add(a.v, w.deeds[id].number(e.Number))
		}
		a.kids = w.countKids(ids)
		return a
	case charter.OpMeasure:
		return w.measure(e, w.term(e.Term, c.b, day), c)
	case charter.OpNeg:
		a := w.number(e.Args[0], c)
		return amount{-a.v, a.ok, "minus " + a.words, a.kids}
	case charter.OpAdd, charter.OpSub, charter.OpMul, charter.OpDiv:
		return w.arithmetic(e, c)
	case charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		return w.aggregate(e, c)
	}
	return amount{ok: true, words: "0"}
}

// counted are the acts that a count or sum takes: the last of each happening
// and set of values for what the condition leaves open, newest first.
func (w *work) counted(e *charter.Expr, c *ctx) (out []uint32) {
	type key struct {
		happening uint32
		open      [4]charter.EntityID
	}
	seen := map[key]bool{}
	for _, id := range w.recorded(e, c) {
		d := &w.deeds[id]
		k := key{happening: d.happening}
		// Several alternatives may bind what is open differently: each counts.
		for _, f := range w.fits(e.Pattern, d, c.b, w.before(id), c.at) {
			if !f.ok() {
				continue
			}
			k.open = w.openValues(e.Pattern, c.b, f.b)
			if !seen[k] {
				seen[k] = true
				out = append(out, id)
			}
		}
	}
	return out
}

// openValues are the values of the variables of a phrase that the condition
// leaves unbound.
func (w *work) openValues(p *charter.Pattern, before, after *binding) (out [4]charter.EntityID) {
	n := 0
	done := map[charter.VarID]bool{}
	for _, rt := range p.Roles {
		if rt.Term.Kind != charter.VarTerm || done[rt.Term.Var] {
			continue
		}
		done[rt.Term.Var] = true
		if before.get(rt.Term.Var) == 0 && n < len(out) {
			out[n] = after.get(rt.Term.Var)
			n++
		}
	}
	return out
}

func (w *work) countKids(ids []uint32) (out []*Proof) {
	for i := len(ids) - 1; i >= 0 && len(out) < 6; i-- {
		d := &w.deeds[ids[i]]
		out = append(out, &Proof{Kind: KindEntry, Text: "On " + d.day.String() + ": " + w.deedWords(d) + ".", Day: d.day, Entry: d.entry, Holds: true, finding: -1})
	}
	return out
}

func (w *work) measure(e *charter.Expr, of charter.EntityID, c *ctx) amount {
	m := w.c.Families[e.Family].Measures[e.Measure]
	for i := len(m.Versions) - 1; i >= 0; i-- {
		v := &m.Versions[i]
		if i > 0 && v.From > c.at.day {
			continue
		}
		b := w.newBinding(v.Vars)
		b.set(0, of)
		a := w.number(v.Value, &ctx{at: c.at, b: b, since: always})
		a.words = m.Name + " of " + w.name(of)
		return a
	}
	return amount{}
}

func (w *work) arithmetic(e *charter.Expr, c *ctx) amount {
	a, b := w.number(e.Args[0], c), w.number(e.Args[1], c)
	out := amount{ok: a.ok && b.ok, kids: append(a.kids, b.kids...)}
	switch e.Op {
	case charter.OpAdd:
		out.v, out.words = quantity.Add(a.v, b.v), a.words+" plus "+b.words
	case charter.OpSub:
		out.v, out.words = quantity.Sub(a.v, b.v), a.words+" less "+b.words
	case charter.OpMul:
		out.v, out.words = quantity.Mul(a.v, b.v), a.words+" times "+b.words
	default:
		out.v, out.words = quantity.Div(a.v, b.v), a.words+" divided by "+b.words
	}
	return out
}

func (w *work) aggregate(e *charter.Expr, c *ctx) amount {
	words := map[charter.Op]string{charter.OpHighest: "the highest ", charter.OpLowest: "the lowest ", charter.OpTotal: "the total ", charter.OpAverage: "the average "}[e.Op]
	out := amount{ok: true, words: words + w.c.Families[e.Family].Measures[e.Measure].Name}
	hs := w.holders(e.Family, e.Status, c.at)
	for i, h := range hs {
		v := w.measure(e, h, c).v
		switch {
		case i == 0:
			out.v = v
		case e.Op == charter.OpHighest:
			out.v = max(out.v, v)
		case e.Op == charter.OpLowest:
			out.v = min(out.v, v)
		default:
			out.v = quantity.Add(out.v, v)
		}
	}
	if e.Op == charter.OpAverage && len(hs) > 0 {
		out.v = quantity.Div(out.v, quantity.Whole(int64(len(hs))))
	}
	return out
}

// ruleOf is the rule of a finding; nil if it has none.
func (w *work) ruleOf(id uint32) *charter.Rule {
	if r := w.findings[id].Rule; r != engine.NoRule {
		return w.c.Rules[r]
	}
	return nil
}

// article puts "a" or "an" before a word.
func article(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + s
	}
	return "a " + s
}
