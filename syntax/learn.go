package syntax

var learnClauses = setOf(kwWhen, kwWhere, kwEach, kwChance, kwRate, kwSince, kwUntil, kwPrior, kwWeighs)

// The places of the clauses of what is learnt.
const (
	learnWhen = iota
	learnEach
	learnWhat
	learnTime
	learnPrior
	learnWeighs
)

// learn takes `learn NAME [of [pair of] STATUS [of CODE]] [STRING]` with its clauses.
func (p *parser) learn(it *OutlookItem) {
	p.mark(behaviourLine)
	p.failed = false
	p.next()
	it.Name = p.name("what is learnt")
	if p.accept(kwOf) {
		if p.accept(kwPair) {
			p.expect(kwOf)
			it.Pair = true
		}
		it.Status = p.status()
		it.Of = p.ofTreaty()
	}
	it.Title = p.title(gapText)
	c := newClauses("learn "+it.Name.Name, it.Name.Span, "when", "each", "rate", "since", "prior", "weighs")
	for p.learnClause(it, c) {
	}
	if p.failed || p.bad {
		return
	}
	p.need(c, learnEach, "say of whom it is learnt: `each party p`")
	p.need(c, learnWhat, "say what is counted: `rate request-help by p per 1 year`, or `chance help by x to p within 30 days`")
	p.need(c, learnPrior, "say what is thought before the record is read: `prior gamma(0.5, 5)` of a rate, `prior beta(1, 1)` of a chance")
	if it.Status.Name != "" {
		p.need(c, learnWeighs, "say how much the mean of all weighs beside the record of each: `weighs 5` years, or cases")
	}
}

// learnClause takes one clause; it returns false where the item ends.
func (p *parser) learnClause(it *OutlookItem, c *clauses) bool {
	if p.bad {
		p.sync(func() bool {
			return learnClauses.has(p.kind) || outlookSet.has(p.kind) && p.prior() != kwOf || p.atDeclLine()
		})
	}
	p.markIf(learnClauses, clauseLine)
	switch p.kind {
	case kwWhen:
		p.lead(c, learnWhen)
		it.When = p.triggers()
		it.Where = p.where(clauseLine)
	case kwEach:
		p.meet(c, learnEach)
		it.Chooser = p.chooser()
	case kwChance, kwRate:
		p.meet(c, learnWhat)
		p.learnt(it)
	case kwSince, kwUntil:
		p.meet(c, learnTime)
		if p.accept(kwSince) {
			it.Point = p.point()
		}
		if p.accept(kwUntil) {
			it.Until = p.point()
		}
	case kwPrior:
		p.lead(c, learnPrior)
		if p.kind == tkName && p.peek(1) == tkOpen {
			it.As, _ = p.call().(*CallExpr)
		} else {
			p.unexpected("`gamma(shape, rate)` of a rate, or `beta(a, b)` of a chance", kindSet{})
		}
	case kwWeighs:
		p.lead(c, learnWeighs)
		it.Weighs = p.sum()
	default:
		if p.kind == tkEOF || p.kind == tkStop || outlookSet.has(p.kind) || p.atDecl() || p.atItem() {
			return p.bad
		}
		if learnClauses.has(p.kind) {
			p.noClauseOfBehaviour(c)
		} else if p.mend(learnClauses.or(outlookSet, declSet), "the next clause of "+c.of+", or the next item of the outlook") {
			return true
		}
		p.skip()
	}
	return true
}

// learnt takes `rate PHRASE per PERIOD` or `chance PHRASE within PERIOD`.
func (p *parser) learnt(it *OutlookItem) {
	it.Rate = p.kind == kwRate
	p.next()
	ph := p.pattern()
	it.Does = &ph
	if it.Rate {
		p.expect(kwPer)
	} else {
		p.expect(kwWithin)
	}
	per := p.period()
	it.Per = &per
}
