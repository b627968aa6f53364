package syntax

import (
	"fmt"

	"casus/diag"
)

// condition takes a condition in which a comma is the loosest "and".
func (p *parser) condition() Expr {
	start := p.pos
	x := p.orCondition()
	for n := 0; p.kind == tkComma; n++ {
		if p.tooLong(n) {
			break
		}
		p.comma()
		y := p.orCondition()
		x = &AndExpr{Span: p.since(start), X: x, Y: y}
	}
	return x
}

// comma takes a comma between the items of a list.
func (p *parser) comma() {
	p.gap(gapTight)
	p.next()
	p.gapIf(gapItem)
}

// softly lets the printer begin a new line before the current token.
func (p *parser) softly() {
	if !p.bad {
		p.gap(gapSoft)
	}
}

// plainCondition takes a condition after a word that allows no comma.
func (p *parser) plainCondition(word string) Expr {
	x := p.orCondition()
	if p.kind != tkComma {
		return x
	}
	p.report(diag.Diagnostic{Code: "E0117", Summary: "a comma has no place in the condition of `" + word + "`",
		Hint: "join conditions with `and`, in brackets where they are mixed with `or`", Place: p.place(p.here())})
	p.next()
	p.condition() // read on, so that one comma gives one error
	return x
}

func (p *parser) tooLong(n int) bool {
	if n < maxChain {
		return false
	}
	p.stop("E0112", "the condition is too long", "",
		fmt.Sprintf("at most %d parts may be joined in one condition or sum", maxChain))
	return true
}

func (p *parser) orCondition() Expr {
	start := p.pos
	x := p.andCondition()
	for n := 0; p.kind == kwOr; n++ {
		if p.tooLong(n) {
			break
		}
		p.softly()
		p.next()
		y := p.andCondition()
		x = &OrExpr{p.since(start), x, y}
	}
	return x
}

func (p *parser) andCondition() Expr {
	start := p.pos
	x := p.notCondition()
	for n := 0; p.kind == kwAnd; n++ {
		if p.tooLong(n) {
			break
		}
		p.softly()
		p.next()
		y := p.notCondition()
		x = &AndExpr{Span: p.since(start), X: x, Y: y}
	}
	return x
}

func (p *parser) notCondition() Expr {
	if p.kind != kwNot && p.kind != kwNo {
		return p.comparison()
	}
	// `no` alone is a value: `mission-is-help is no`, or an argument.
	if p.kind == kwNo && !p.startsOperand(1) {
		return p.comparison()
	}
	start := p.pos
	p.next()
	var x Expr
	if p.deeper() {
		x = p.notCondition()
	}
	p.depth--
	return &NotExpr{p.since(start), x}
}

// startsOperand reports whether what stands n tokens ahead can begin an
// operand of a condition.
func (p *parser) startsOperand(n int) bool {
	k := p.peek(n)
	return operandSet.has(k)
}

var operandSet = findingSet.or(setOf(tkName, tkCode, tkMixed, tkNum, tkDay, tkMonth, tkOpen, tkMinus, kwNot, kwNo, kwYes, kwNone,
	kwCount, kwSum, kwHighest, kwLowest, kwTotal, kwAverage, kwUndecided, kwLate, kwBefore, kwAfter, kwAdopting))

func (p *parser) comparison() Expr {
	start := p.pos
	x := p.sum()
	switch p.kind {
	case kwIs:
		p.next()
		return p.isRight(start, x)
	case kwVoted:
		p.next()
		v := &VotedExpr{X: x}
		switch {
		case p.accept(kwFor):
		case p.accept(kwAgainst):
			v.Against = true
		default:
			p.unexpected("`for` or `against`", setOf(kwFor, kwAgainst))
		}
		v.Span = p.since(start)
		return v
	}
	return x
}

const rightForms = "`party` or another status, kind or value, an entity, `at least`, `at most`, `more than`, `less than`, " +
	"`declared` and a status, a number, a period, a date, `yes`, `no` or `none`"

// isRight takes what stands on the right of `is`.
func (p *parser) isRight(start int, x Expr) Expr {
	negate := p.accept(kwNot)
	p.passArticle()
	if op, ok := p.compare(); ok {
		y := p.sum()
		return &CompareExpr{p.since(start), x, y, op, negate}
	}
	switch p.kind {
	case kwDeclared:
		p.next()
		s := p.name("a status")
		return &DeclaredExpr{p.since(start), x, negate, s}
	case tkName, tkMixed, kwUnanswered:
		e := &IsExpr{X: x, Negate: negate, Word: p.ident()}
		e.With = p.withTerm()
		if p.accept(kwOf) {
			e.Of = p.code("a treaty or organisation")
		}
		e.Span = p.since(start)
		return e
	case tkCode, kwYes, kwNo, kwNone:
		w := p.ident()
		return &IsExpr{Span: p.since(start), X: x, Negate: negate, Word: w}
	case tkNum, tkDay, tkMonth:
		y := p.primary()
		return &CompareExpr{p.since(start), x, y, Equal, negate}
	}
	if p.kind.isReservedName() && !p.beginsSomething() && p.kind != kwAnd && p.kind != kwOr {
		p.stop("E0118", p.found()+" is a word of the language and cannot stand after `is`", rightForms, "")
		return x
	}
	p.unexpected(rightForms, setOf(kwDeclared, kwYes, kwNo, kwNone))
	return x
}

func (p *parser) sum() Expr {
	start := p.pos
	x := p.product()
	for n := 0; p.kind == tkPlus || p.kind == tkMinus; n++ {
		if p.tooLong(n) {
			break
		}
		op := p.src[p.here().from]
		p.softly()
		p.next()
		y := p.product()
		x = &BinaryExpr{p.since(start), op, x, y}
	}
	return x
}

func (p *parser) product() Expr {
	start := p.pos
	x := p.unary()
	for n := 0; p.kind == tkTimes || p.kind == tkSlash; n++ {
		if p.tooLong(n) {
			break
		}
		op := p.src[p.here().from]
		p.next()
		y := p.unary()
		x = &BinaryExpr{p.since(start), op, x, y}
	}
	return x
}

func (p *parser) unary() Expr {
	if p.kind != tkMinus {
		return p.primary()
	}
	start := p.pos
	p.next()
	if !p.bad {
		p.gap(gapTight)
	}
	var x Expr
	if p.deeper() {
		x = p.unary()
	}
	p.depth--
	return &NegateExpr{p.since(start), x}
}

// inBrackets takes a condition or sum in brackets, the first being here.
func (p *parser) inBrackets() Expr {
	p.next()
	if !p.bad {
		p.gap(gapTight)
	}
	var x Expr
	if p.deeper() {
		x = p.condition()
	}
	p.depth--
	p.closeBracket()
	return x
}

func (p *parser) closeBracket() {
	if p.kind == tkClose {
		p.gap(gapTight)
	}
	p.expect(tkClose)
}

const operandForms = "a condition such as `p is party`, an act such as `attack by a on p`, a finding such as `breach of help by p`, " +
	"`count of` or `sum of`, a number, or a name"

func (p *parser) primary() Expr {
	start := p.pos
	switch p.kind {
	case tkNum:
		return p.numberOrPeriod()
	case tkDay, tkMonth:
		pt := p.point()
		return &PointExpr{pt.Span, pt}
	case tkCode, kwYes, kwNo, kwNone:
		w := p.ident()
		return &WordExpr{w.Span, w}
	case tkOpen:
		return p.inBrackets()
	case kwCount:
		p.next()
		p.expect(kwOf)
		c := &CountExpr{Subject: p.subject()}
		c.Window = p.window()
		c.Span = p.since(start)
		return c
	case kwSum:
		p.next()
		p.expect(kwOf)
		s := &SumExpr{Number: p.name("a number")}
		p.expect(kwOver)
		s.Subject = p.subject()
		s.Window = p.window()
		s.Span = p.since(start)
		return s
	case kwHighest, kwLowest, kwTotal, kwAverage:
		a := &AggregateExpr{Word: words[p.kind]}
		p.next()
		a.Measure = p.name("a measure")
		p.expect(kwOf)
		a.Status = p.status()
		a.Span = p.since(start)
		return a
	case kwBefore, kwAfter:
		if k := p.peek(1); k == tkDay || k == tkMonth || k == tkNum {
			d := &DateExpr{After: p.kind == kwAfter}
			p.next()
			d.Point = p.point()
			d.Span = p.since(start)
			return d
		}
	case kwAdopting:
		p.next()
		n := p.name("a measure")
		return &AdoptingExpr{p.since(start), n}
	case tkName, tkMixed:
		return p.nameOperand()
	}
	if p.kind == kwUnanswered && !p.findingFollows() {
		return p.nameOperand()
	}
	if p.atFinding() {
		return p.findingOperand()
	}
	if p.kind.isReservedName() && !p.beginsSomething() && !p.kind.isRole() {
		p.stop("E0118", p.found()+" is a word of the language and cannot stand here", operandForms, "")
		return nil
	}
	p.unexpected(operandForms, operandSet)
	return nil
}

// findingFollows reports whether `unanswered` here begins a finding, and is no
// name.
func (p *parser) findingFollows() bool {
	k := p.peek(1)
	return k == kwOf || k.isRole() || k == kwStands || k == kwIn || k == kwSince
}

func (p *parser) numberOrPeriod() Expr {
	start := p.pos
	if p.atPeriod() {
		per := p.period()
		return &PeriodExpr{p.since(start), per}
	}
	n := &NumExpr{Value: p.num()}
	if p.kind == tkPercent {
		p.gap(gapTight)
		p.next()
		n.Value = percent(n.Value)
	} else {
		n.Value, _ = p.scaled(n.Value, n.Value, start)
	}
	n.Span = p.since(start)
	return n
}

// nameOperand takes what begins with a NAME: an act with at least one part, a
// measure, a function, or a lone name.
func (p *parser) nameOperand() Expr {
	start := p.pos
	switch next := p.peek(1); {
	case next == tkOpen:
		return p.call()
	case next == kwOf:
		o := &OfExpr{Name: p.ident()}
		p.next()
		o.Term = p.term()
		o.With = p.withTerm()
		o.Span = p.since(start)
		return o
	case p.partFollows():
		ph := p.pattern()
		e := &PhraseExpr{Phrase: ph}
		e.Window = p.window()
		e.Span = p.since(start)
		return e
	}
	w := p.ident()
	return &WordExpr{w.Span, w}
}

// partFollows reports whether the NAME here is an act: a role, `without` or a
// number follows it.
func (p *parser) partFollows() bool {
	k := p.peek(1)
	if k == kwWithout || k == tkName {
		return true
	}
	if !k.isRole() {
		return false
	}
	t := p.peek(2)
	return t == tkCode || t == tkName || t == tkMixed || t == kwUnanswered
}

func (p *parser) call() Expr {
	start := p.pos
	c := &CallExpr{Name: p.ident()}
	p.gap(gapTight)
	p.next()
	if !p.bad {
		p.gap(gapTight)
	}
	if p.deeper() {
		c.Args = append(c.Args, p.sum())
		for p.kind == tkComma {
			p.gap(gapTight)
			p.next()
			c.Args = append(c.Args, p.sum())
		}
	}
	p.depth--
	p.closeBracket()
	c.Span = p.since(start)
	return c
}

func (p *parser) findingOperand() Expr {
	start := p.pos
	e := &FindingExpr{Finding: p.finding()}
	if p.accept(kwStands) {
		e.Stands = true
	} else {
		e.Window = p.window()
	}
	e.Span = p.since(start)
	return e
}

// subject takes what is counted or summed over.
func (p *parser) subject() Subject {
	start := p.pos
	s := Subject{}
	switch {
	case p.kind == kwDeclared:
		p.next()
		s.Declared = p.name("a status")
	case p.kind == kwParties:
		s.Name = p.status()
		s.Of = p.ofTreaty()
	case p.kind == kwUnanswered && !p.findingFollows():
		s.Name = p.ident()
	case p.atFinding():
		f := p.finding()
		s.Finding = &f
	case p.atName() && p.partFollows():
		ph := p.pattern()
		s.Phrase = &ph
	case p.atName():
		s.Name = p.ident()
		s.Of = p.ofTreaty()
	default:
		p.unexpected("what is counted: an act such as `attack by p`, a finding, or a status or kind such as `party`", findingSet)
	}
	s.Span = p.since(start)
	return s
}

// window takes `in the last DURATION` or `since POINT`, if it stands here.
func (p *parser) window() Window {
	start := p.pos
	w := Window{}
	switch {
	case p.kind == kwIn && p.peek(1) == kwThe:
		p.next()
		p.next()
		p.expect(kwLast)
		w.Last = p.duration()
	case p.kind == kwSince:
		p.next()
		w.Since = p.point()
	default:
		return w
	}
	w.Span = p.since(start)
	return w
}

// status takes the name of a status; `parties` is those with status party.
func (p *parser) status() Ident {
	if p.kind == kwParties {
		id := Ident{p.spanOf(p.here()), "party"}
		p.next()
		return id
	}
	return p.name("a status or kind")
}
