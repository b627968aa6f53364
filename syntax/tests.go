package syntax

import "casus/diag"

// test takes `test STRING`, what it is under, its entries, then its checks.
func (p *parser) test() *Test {
	start := p.pos
	p.mark(declLine)
	p.next()
	t := &Test{Title: p.quoted("what the test shows")}
	for {
		if p.kind == kwUnder {
			p.mark(underLine)
			t.Under = append(t.Under, p.under())
			continue
		}
		if p.kind == kwContinues {
			p.gap(gapWide)
			p.next()
			t.Continues = p.name("a case")
			continue
		}
		break
	}
	ok := func() bool { return p.atItemOrDecl() || checkSet.has(p.kind) }
	late := false
	for {
		p.sync(ok)
		switch {
		case p.atItem() && len(t.Checks) == 0:
			t.Items = append(t.Items, p.items()...)
			continue
		case p.atItem():
			if !late {
				p.report(diag.Diagnostic{Code: "E0114", Summary: "an entry stands behind the expectations of the test",
					Hint: "in a test the entries come first, then `given`, `as of` and `expect`", Place: p.place(p.here())})
			}
			late = true
			t.Items = append(t.Items, p.items()...)
			continue
		case checkSet.has(p.kind):
			p.mark(checkLine)
			t.Checks = append(t.Checks, p.check())
			continue
		}
		if p.kind == tkEOF || p.atDecl() || p.atArticlePart() && p.firstOnLine() {
			break
		}
		if !p.mend(checkSet.or(declSet, setOf(kwUnder, kwContinues)), "an entry, `given`, `as of`, `expect`, or the next declaration") {
			p.skip()
		}
	}
	t.Span = p.since(start)
	return t
}

// under takes `under CHARTER [from POINT [until POINT]]`.
func (p *parser) under() Under {
	start := p.pos
	p.next()
	p.gapIf(gapName)
	u := Under{Charter: p.name("a charter")}
	if p.kind == kwFrom {
		p.gap(gapName)
		p.next()
		u.From = p.point()
		if p.accept(kwUntil) {
			u.Until = p.point()
		}
	}
	u.Span = p.since(start)
	return u
}

// givenReading takes NAME = VALUE.
func (p *parser) givenReading(start int) *GivenReading {
	g := &GivenReading{Name: p.name("a reading")}
	p.expect(tkEquals)
	g.Value = p.value()
	g.Span = p.since(start)
	return g
}

// check takes one `given`, `as of` or `expect`.
func (p *parser) check() Check {
	start := p.pos
	c := Check{}
	switch {
	case p.accept(kwGiven):
		switch {
		case p.accept(kwAccount):
			c.Account = p.code("the entity whose account it is")
		case p.accept(kwKnown):
			c.Known = p.point()
		case p.atName():
			c.Given = p.givenReading(p.pos)
		case p.kind.isReservedName() && !p.beginsSomething():
			p.reservedName("a reading")
		default:
			p.unexpected("a reading and its value (`given mission-is-help = yes`), `account` or `known`", setOf(kwAccount, kwKnown))
		}
	case p.accept(kwAs):
		p.expect(kwOf)
		c.AsOf = p.point()
	default:
		e := p.expectation()
		c.Expect = &e
	}
	c.Span = p.since(start)
	return c
}

// expectation takes what follows `expect`.
func (p *parser) expectation() Expect {
	start := p.pos
	p.next()
	if p.spells("that") && p.peek(1) != kwIs && p.peek(1) != kwOf {
		p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Hint: "leave it out: `expect breach of ...`", Place: p.place(p.here())})
		p.next()
	}
	e := Expect{}
	switch {
	case p.kind == kwNothing:
		p.next()
		if !p.spells("else") {
			p.report(diag.Diagnostic{Code: "E0115", Summary: "`expect nothing` lacks its `else`", Place: p.placeOf(p.since(start)),
				Hint: "write `expect nothing else`: no finding but those expected before, and openings"})
			return e
		}
		p.expectSpelt("else")
		e.NothingElse = true
		e.Span = p.since(start)
		return e
	case p.kind == kwNo && p.spellsNext("other"):
		p.next()
		p.next()
		e.NoOther = true
		k, ok := findingKind(p.kind)
		if !ok {
			p.unexpected("a kind of finding: breach, fulfilment, opening, lapse ...", findingSet)
		}
		e.OtherKind = k
		p.next()
		e.Span = p.since(start)
		return e
	}
	e.No = p.accept(kwNo)
	switch {
	case p.expectsFinding():
		f := p.finding()
		e.Finding = &f
	case e.No:
		p.expectedNoFinding()
	default:
		e.Undecided = p.accept(kwUndecided)
		p.expectState(&e)
	}
	e.Dated = p.dated()
	e.Span = p.since(start)
	return e
}

// expectsFinding reports whether a finding begins here: `undecided` also
// qualifies a state.
func (p *parser) expectsFinding() bool {
	if p.kind == kwUndecided {
		k := p.peek(1)
		return findingSet.has(k) || k == kwLate
	}
	return p.atFinding()
}

func (p *parser) expectedNoFinding() {
	if p.atTerm() {
		if p.partFollows() {
			p.stop("E0125", p.found()+" is an act; only findings can be expected", "a finding such as `breach of help by RUS`",
				"`expect no breach of ...`, `expect no opening of ...`")
			return
		}
		p.stop("E0101", p.found()+" has no place after `expect no`", "a finding such as `breach of help by RUS`",
			"of a status write `expect ARM is not suspended on 2024-01-01`")
		return
	}
	p.unexpected("a finding such as `breach of help by RUS`, or `other` and a kind of finding", findingSet)
}

func (p *parser) expectState(e *Expect) {
	if p.atChange() {
		ch := p.change()
		e.Change = &ch
		return
	}
	if p.atName() && p.partFollows() && !p.bad {
		p.lastNumber = -1
		p.stop("E0125", p.found()+" is an act; only findings and states can be expected",
			"a finding such as `fulfilment of help by RUS to ARM`, `ARM becomes suspended`, or `ARM is party`", "")
		return
	}
	// `fulfillment of help by RUS` names no measure: roles follow.
	if p.atName() && p.peek(1) == kwOf && p.peek(2) == tkName && p.peek(3).isRole() && !p.bad {
		p.unexpected("a finding such as `fulfilment of help by RUS to ARM`", findingSet)
		return
	}
	e.State = p.comparison()
}

// dated takes `on POINT`, `about POINT` or `between POINT and POINT`.
func (p *parser) dated() Dated {
	start := p.pos
	d := Dated{}
	switch p.kind {
	case kwOn:
		d.Word = "on"
		p.next()
		d.Days = p.point().extent()
	case kwAbout, kwBetween:
		k := p.kind
		d.Word = words[k]
		p.next()
		d.Days = p.extentAfter(k, start)
	default:
		return d
	}
	d.Span = p.since(start)
	return d
}

// caseDecl takes a case.
func (p *parser) caseDecl() *Case {
	start := p.pos
	p.mark(declLine)
	p.next()
	c := &Case{Name: p.name("a case")}
	c.Title = p.title(gapText)
	leaders := setOf(kwUnder, kwReads, kwGiven, kwCounts)
	for {
		p.sync(func() bool { return leaders.has(p.kind) || p.atDeclLine() })
		p.markIf(leaders, partLine)
		switch p.kind {
		case kwUnder:
			c.Under = append(c.Under, p.under())
			continue
		case kwReads:
			p.next()
			switch {
			case p.kind == tkString:
				t := p.takeText()
				c.Reads = append(c.Reads, Ident{t.Span, t.Value})
			case p.atName():
				c.Reads = append(c.Reads, p.ident())
			default:
				p.unexpected("the name of a record, or the path of one in double quotes", kindSet{})
			}
			continue
		case kwGiven:
			from := p.pos
			p.next()
			g := p.givenReading(from)
			c.Given = append(c.Given, *g)
			continue
		case kwCounts:
			c.Counts = append(c.Counts, p.countsAs())
			continue
		}
		if p.kind == tkEOF || p.atDecl() || p.atItem() {
			break
		}
		if !p.mend(leaders.or(declSet), "`under`, `reads`, `given`, `counts`, or the next declaration") {
			p.skip()
		}
	}
	c.Span = p.since(start)
	return c
}

// countsAs takes `counts ACT {ACT} as SIGNAL [from POINT [until POINT]]`.
func (p *parser) countsAs() CountsAs {
	start := p.pos
	p.next()
	c := CountsAs{Acts: p.names("an act")}
	p.expect(kwAs)
	c.Signal = p.name("a signal")
	if p.accept(kwFrom) {
		c.From = p.point()
		if p.accept(kwUntil) {
			c.Until = p.point()
		}
	}
	c.Span = p.since(start)
	return c
}

func (p *parser) markIf(set kindSet, m mark) {
	if set.has(p.kind) {
		p.mark(m)
	}
}
