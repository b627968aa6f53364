package syntax

import "casus/diag"

var outlookSet = setOf(kwUnder, kwContinues, kwUses, kwGiven, kwCounts, kwStarts, kwRuns, kwScenario, kwParameter, kwMeasure, kwBehaviour, kwShock, kwUpdate,
	kwReaction, kwWatch, kwAsk, kwLearn)

var outlookClauses = setOf(kwWhen, kwWhere, kwEach, kwChance, kwRate, kwPer, kwDoes, kwThen)

// outlook takes an outlook and its items.
func (p *parser) outlook() *Outlook {
	start := p.pos
	p.mark(declLine)
	p.next()
	o := &Outlook{Name: p.name("an outlook")}
	o.Title = p.title(gapText)
	for {
		p.sync(func() bool { return outlookSet.has(p.kind) && p.prior() != kwOf || p.atDeclLine() })
		if outlookSet.has(p.kind) {
			o.Items = append(o.Items, p.outlookItem())
			continue
		}
		if p.kind == tkEOF || p.atDecl() || p.atItem() {
			break
		}
		if !p.mend(outlookSet.or(declSet), "an item of the outlook: under, continues, counts, starts, runs, scenario, parameter, learn, measure, behaviour, shock, reaction, update, watch or ask") {
			p.skip()
		}
	}
	o.Span = p.since(start)
	return o
}

func (p *parser) outlookItem() OutlookItem {
	start := p.pos
	it := OutlookItem{Word: words[p.kind]}
	p.mark(partLine)
	switch p.kind {
	case kwUnder:
		u := p.under()
		it.Under, it.Name = &u, u.Charter
	case kwContinues:
		p.next()
		it.Name = p.name("a case")
	case kwUses:
		p.next()
		it.Name = p.name("a vocabulary")
	case kwGiven:
		p.next()
		it.Given = p.givenReading(start)
		it.Name = it.Given.Name
	case kwCounts:
		c := p.countsAs()
		it.Counts, it.Name = &c, c.Signal
	case kwStarts:
		p.next()
		it.Point = p.point()
	case kwRuns:
		p.next()
		it.Steps, _ = p.wholeNumber("a whole number of steps")
		p.expectSpelt("steps", "step")
		p.expect(kwOf)
		it.Step = p.period()
	case kwScenario:
		p.scenario(&it)
	case kwParameter:
		p.parameter(&it)
	case kwLearn:
		p.learn(&it)
	case kwMeasure:
		p.outlookMeasure(&it)
	case kwWatch, kwAsk:
		ask := p.kind == kwAsk
		p.next()
		p.gapIf(gapName)
		it.Name = p.name("what is watched or asked")
		p.gapIf(gapName)
		p.expect(tkEquals)
		if ask {
			it.Value = p.plainCondition("ask")
		} else {
			it.Value = p.sum()
		}
	default:
		p.behaviour(&it)
	}
	it.Span = p.since(start)
	return it
}

// scenario takes `scenario NAME [STRING] {under ...}`.
func (p *parser) scenario(it *OutlookItem) {
	p.next()
	it.Name = p.name("a scenario")
	it.Title = p.title(gapText)
	for p.kind == kwUnder {
		p.mark(underLine)
		it.Unders = append(it.Unders, p.under())
	}
}

// parameter takes `parameter NAME [STRING] = SUM [in LOW..HIGH] [as NAME(...)]
// {source NAME}`.
func (p *parser) parameter(it *OutlookItem) {
	p.next()
	p.gapIf(gapName)
	it.Name = p.name("a parameter")
	p.gapIf(gapName)
	it.Title = p.title(gapText)
	if p.valued(it, "the parameter "+it.Name.Name+" has no value", "say what is assumed: `parameter "+it.Name.Name+" = 0.5 in 0.1..0.9`") {
		it.Value = p.sum()
	}
	if p.kind == kwIn {
		p.softly()
		p.next()
		it.Low = p.bound()
		if p.kind == tkDots {
			p.gap(gapTight)
			p.next()
			if !p.bad {
				p.gap(gapTight)
			}
			it.High = p.bound()
		} else {
			p.unexpected("`..` and the highest value: `in 0.1..0.5`", kindSet{})
		}
	}
	if p.kind == kwAs {
		p.softly()
		p.next()
		if p.kind == tkName && p.peek(1) == tkOpen {
			it.As, _ = p.call().(*CallExpr)
		} else {
			p.unexpected("a distribution with its numbers, such as `beta(2, 5)` or `uniform(0.1, 0.5)`", kindSet{})
		}
	}
	for p.kind == kwSource {
		p.softly()
		p.next()
		it.Sources = append(it.Sources, p.name("a source"))
	}
}

// valued takes the `=` before the value of an item. Where what comes next shows
// that there is none, it says so of the item and returns false.
func (p *parser) valued(it *OutlookItem, without, hint string) bool {
	switch p.kind {
	case kwExcept, kwIn, kwAs, kwSource:
	default:
		if p.kind == tkEOF || !outlookSet.has(p.kind) && !p.atDecl() {
			p.expect(tkEquals)
			return true
		}
	}
	if !p.bad {
		p.report(diag.Diagnostic{Code: "E0115", Summary: without, Hint: hint, Place: p.placeOf(it.Name.Span)})
	}
	return false
}

// bound takes a number that may be negative.
func (p *parser) bound() Expr {
	if p.kind != tkNum && p.kind != tkMinus {
		p.unexpected("a number", kindSet{})
		return nil
	}
	return p.unary()
}

// outlookMeasure takes `measure NAME of [pair of] STATUS = SUM [except CODE NUM
// ...]`.
func (p *parser) outlookMeasure(it *OutlookItem) {
	p.next()
	p.gapIf(gapName)
	it.Name = p.name("a measure")
	p.gapIf(gapName)
	p.expect(kwOf)
	if p.accept(kwPair) {
		p.expect(kwOf)
		it.Pair = true
	}
	it.Status = p.status()
	it.Of = p.ofTreaty()
	if p.valued(it, "the measure "+it.Name.Name+" has no first value", "say what it is at first: `measure "+it.Name.Name+" of "+it.Status.Name+" = 0`") {
		it.Value = p.sum()
	}
	if p.kind == kwExcept {
		p.gap(gapWide)
		p.next()
		it.Except = p.weights("an entity")
	}
}

// The places of the clauses of a behaviour, update or reaction.
const (
	partWhen = iota
	partEach
	partChance
	partDoes
	partThen
)

// behaviour takes a behaviour, an update or a reaction.
func (p *parser) behaviour(it *OutlookItem) {
	p.mark(behaviourLine)
	p.failed = false
	k := p.kind
	word := words[k]
	p.next()
	article := "a " + word
	if k == kwUpdate {
		article = "an update"
	}
	it.Name = p.name(article)
	it.Title = p.title(gapText)
	if k == kwShock {
		p.shockDays(it)
	}
	c := newClauses(word+" "+it.Name.Name, it.Name.Span, "when", "each", "chance", "does", "then")
	for p.behaviourClause(it, c) {
	}
	if p.failed || p.bad {
		return
	}
	if k == kwShock {
		if !c.has(partDoes) {
			p.need(c, partThen, "say what it brings: `does attack by GROUPS on ARM`, or `then grievance of ARM rises by 1`")
		}
		return
	}
	if k == kwBehaviour {
		p.need(c, partChance, "say how likely it is: `chance 0.1 per 1 year`, or how often: `rate 2 per 1 year`")
		p.need(c, partDoes, "say what is done: `does attack by GROUPS on p`")
		return
	}
	if k == kwReaction {
		p.need(c, partWhen, "say what it reacts to: `when clash by a with b`")
	}
	p.need(c, partThen, "say which measure changes: `then grievance of p rises by 1`")
}

// shockDays takes the day of a shock, or the days between which it comes.
func (p *parser) shockDays(it *OutlookItem) {
	p.markIf(setOf(kwOn, kwBetween), clauseLine)
	switch {
	case p.accept(kwOn):
		it.Point = p.point()
	case p.accept(kwBetween):
		it.Point = p.point()
		p.expect(kwAnd)
		it.Until = p.point()
	default:
		p.unexpected("when it comes: `on 2024-01-15`, or `between 2024 and 2026`", setOf(kwBetween))
	}
}

// behaviourClause takes one clause; it returns false where the item ends.
func (p *parser) behaviourClause(it *OutlookItem, c *clauses) bool {
	if p.bad {
		p.sync(func() bool {
			return outlookClauses.has(p.kind) || outlookSet.has(p.kind) && p.prior() != kwOf || p.atDeclLine()
		})
	}
	p.markIf(outlookClauses, clauseLine)
	switch p.kind {
	case kwWhen:
		p.lead(c, partWhen)
		it.When = p.triggers()
		it.Where = p.where(clauseLine)
	case kwEach:
		p.meet(c, partEach)
		it.Chooser = p.chooser()
	case kwChance, kwRate:
		p.meet(c, partChance)
		it.Rate = p.kind == kwRate
		p.next()
		it.Value = p.sum()
		if p.accept(kwPer) {
			per := p.period()
			it.Per = &per
		}
	case kwDoes:
		p.lead(c, partDoes)
		ph := p.pattern()
		it.Does = &ph
	case kwThen:
		p.lead(c, partThen)
		it.Then = p.adjusts()
	default:
		if p.kind == tkEOF || p.kind == tkStop || outlookSet.has(p.kind) || p.atDecl() || p.atItem() {
			return p.bad
		}
		if outlookClauses.has(p.kind) {
			p.noClauseOfBehaviour(c)
		} else if p.mend(outlookClauses.or(outlookSet, declSet), "the next clause of "+c.of+", or the next item of the outlook") {
			return true
		}
		p.skip()
		return true
	}
	return true
}

func (p *parser) noClauseOfBehaviour(c *clauses) {
	p.here().mark = inLine
	p.stop("E0114", p.found()+" stands alone here in "+c.of, "", "it comes directly after what it qualifies")
}

// chooser takes `each STATUS VAR [of CODE] ...` or `each pair of STATUS VAR VAR
// [of CODE] ...`.
func (p *parser) chooser() *Chooser {
	start := p.pos
	p.next()
	c := &Chooser{}
	from := p.pos
	if p.kind == kwOpen {
		p.openMatters(c)
		c.Where = p.where(clauseLine)
		c.Bearer.Span = p.since(from)
		c.Span = p.since(start)
		return c
	}
	if p.accept(kwPair) {
		p.expect(kwOf)
		c.Pair = true
	}
	c.Status = p.status()
	c.Var = p.name("a variable such as p")
	if c.Pair {
		c.Var2 = p.name("a variable such as q")
	}
	c.Of = p.ofTreaty()
	if !c.Pair && p.accept(kwExcept) {
		c.Except = p.terms()
	}
	if p.kind == kwIn && p.spellsNext("random") {
		p.next()
		p.next()
		p.expectSpelt("order")
		c.Random = true
	}
	c.Where = p.where(clauseLine)
	c.Bearer.Span = p.since(from)
	c.Span = p.since(start)
	return c
}

// ofTreaty takes `of CODE` behind a status, where more than one treaty has it.
func (p *parser) ofTreaty() (id Ident) {
	if p.kind == kwOf && p.peek(1) == tkCode {
		p.next()
		id = p.ident()
	}
	return id
}

// openMatters takes `open RULE {role VAR}`.
func (p *parser) openMatters(c *Chooser) {
	p.next()
	c.Rule = p.name("a duty")
	for p.kind.isRole() {
		from := p.pos
		rt := RoleTerms{Role: Role(p.kind)}
		p.next()
		rt.Terms = []Ident{p.term()}
		rt.Span = p.since(from)
		c.Roles = append(c.Roles, rt)
	}
}

// adjusts takes changes of measures, separated by commas.
func (p *parser) adjusts() []Adjust {
	list := []Adjust{p.adjust()}
	for p.kind == tkComma {
		p.comma()
		list = append(list, p.adjust())
	}
	return list
}

func (p *parser) adjust() Adjust {
	start := p.pos
	a := Adjust{Name: p.name("a measure")}
	p.expect(kwOf)
	a.Term = p.term()
	a.With = p.withTerm()
	switch p.kind {
	case kwBecomes:
		a.Word = words[p.kind]
		p.next()
		a.Value = p.sum()
	case kwRises, kwFalls:
		a.Word = words[p.kind]
		p.next()
		p.expect(kwBy)
		a.Value = p.sum()
		if p.accept(kwNot) {
			a.BoundWord = p.expectSpelt("below", "above")
			a.Bound = p.sum()
		}
	default:
		p.unexpected("`becomes`, `rises by` or `falls by`", setOf(kwBecomes, kwRises, kwFalls))
	}
	a.Span = p.since(start)
	return a
}
