package syntax

import "casus/diag"

func (p *parser) charter() *Charter {
	start := p.pos
	p.mark(declLine)
	p.next()
	c := &Charter{Name: p.name("a charter")}
	if p.accept(kwAmends) {
		c.Amends = p.name("a charter")
	}
	c.Title = p.title(gapText)
	loose := false
	for {
		p.sync(p.atArticleLine)
		switch {
		case p.kind == kwArticle:
			c.Articles = append(c.Articles, p.article())
			continue
		case headSet.has(p.kind):
			c.Heads = p.headInto(c.Heads)
			continue
		case ruleSet.has(p.kind) && !loose:
			p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " stands here, and no article is open",
				Hint: "rules belong to articles: write `article 1` before it", Place: p.place(p.here())})
			loose = true
			c.Articles = append(c.Articles, p.looseRules())
			continue
		case p.kind == kwBasis:
			p.stop("E0101", "`basis` stands here, and no article is open", "", "write `basis` after the line of the article")
			p.skip()
			continue
		}
		if p.charterEnds() {
			break
		}
		known := articleSet.or(declSet)
		if !p.mend(known, "a head of the charter (governs, parties, reading, body ...), an article, or the next declaration") {
			p.skip()
		}
	}
	c.Span = p.since(start)
	return c
}

// charterEnds reports whether something that is no part of a charter begins.
func (p *parser) charterEnds() bool {
	return p.kind == tkEOF || p.atDecl() || p.atItem() || checkSet.has(p.kind) && p.firstOnLine()
}

// looseRules takes rules that stand before the first article, as an article
// without number, so that what is wrong in them is said too.
func (p *parser) looseRules() *Article {
	start := p.pos
	a := &Article{}
	p.articleBody(a)
	a.Span = p.since(start)
	return a
}

func (p *parser) article() *Article {
	start := p.pos
	p.mark(articleLine)
	p.next()
	a := &Article{Number: p.articleNumber()}
	if p.kind == tkMinus && p.peek(1) == tkString {
		p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Hint: "leave it out: the title follows the number", Place: p.place(p.here())})
		p.next()
	}
	p.untitled("the title of the article")
	a.Title = p.title(gapText)
	if p.bad {
		p.sync(p.atArticleLine)
	}
	p.articleBody(a)
	a.Span = p.since(start)
	return a
}

func (p *parser) articleBody(a *Article) {
	for {
		p.sync(p.atArticleLine)
		switch {
		case p.kind == kwBasis:
			p.mark(basisLine)
			p.next()
			if t := p.quoted("the basis of the article"); t.To > 0 {
				a.Basis = append(a.Basis, t)
			}
			continue
		case headSet.has(p.kind):
			a.Heads = p.headInto(a.Heads)
			continue
		case ruleSet.has(p.kind):
			start := p.pos
			if r := p.rule(); r != nil {
				a.Rules = append(a.Rules, r)
			}
			if p.pos == start {
				p.skip()
			}
			continue
		}
		if p.kind == kwArticle || p.charterEnds() {
			return
		}
		if clauseSet.has(p.kind) {
			p.stop("E0101", p.found()+" stands here, and no rule is open", "",
				"a clause belongs to a rule: `ban`, `duty`, `power`, `procedure` or `consequence` and a name")
			p.skip()
			continue
		}
		if !p.mend(articleSet.or(declSet), "a rule (ban, duty, power, procedure, consequence), the next article, or the next declaration") {
			p.skip()
		}
	}
}

// headInto takes the head that begins here and adds it to the list.
func (p *parser) headInto(list []Head) []Head {
	start := p.pos
	p.mark(headLine)
	h := p.head()
	if h != nil {
		list = append(list, h)
	}
	if p.pos == start {
		p.skip()
	}
	return list
}

func (p *parser) head() Head {
	start := p.pos
	switch p.kind {
	case kwGoverns:
		p.next()
		code := p.code("the treaty or organisation governed")
		return &GovernsHead{p.since(start), code}
	case kwUses:
		p.next()
		name := p.name("a vocabulary")
		return &UsesHead{p.since(start), name}
	case kwSigned, kwEffective:
		h := &DateHead{Word: words[p.kind]}
		p.next()
		h.Point = p.point()
		h.Span = p.since(start)
		return h
	case kwParties, kwStatus:
		return p.statusHead()
	case kwReading:
		return p.readingHead()
	case kwBody:
		return p.bodyHead()
	case kwMeasure:
		return p.measureHead()
	case kwDefine:
		return p.defineHead()
	case kwRepeals:
		p.next()
		p.expect(kwArticle)
		a := p.articleNumber()
		return &RepealsHead{p.since(start), a}
	case kwOpen:
		p.next()
		p.expectSpelt("matters")
		w := p.expectSpelt("continue", "lapse", "move")
		return &OpenHead{p.since(start), w}
	case kwYields:
		p.next()
		p.expect(kwTo)
		code := p.code("a treaty or organisation")
		return &YieldsHead{p.since(start), code}
	}
	return nil
}

// statusHead takes `parties CODES [since POINT]` or `status NAME ...`.
func (p *parser) statusHead() *StatusHead {
	start := p.pos
	h := &StatusHead{}
	if p.kind == kwParties {
		h.Name = Ident{p.spanOf(p.here()), "party"}
		p.next()
		h.Holders = p.codes("a party")
		if p.accept(kwSince) {
			h.Since = p.point()
		}
		h.Span = p.since(start)
		return h
	}
	p.next()
	h.Name = p.name("a status")
	if p.kind == kwWith {
		p.next()
		h.With = p.status()
	}
	h.Title = p.title(gapText)
	if p.atCode() {
		p.gap(gapWide)
		h.Holders = p.codes("a holder")
		if p.accept(kwWith) {
			h.Others = p.codes("the other state")
		}
		if p.accept(kwSince) {
			h.Since = p.point()
		}
		if p.kind == tkString {
			if h.Title.To > 0 {
				p.report(diag.Diagnostic{Code: "E0113", Summary: "status " + h.Name.Name + " has a text twice", Hint: "keep one of the two",
					Place: p.place(p.here()), Related: []diag.Related{{Place: p.placeOf(h.Title.Span), Role: "the first one stands here"}}})
			}
			h.Title = p.title(gapText)
		}
	}
	h.Span = p.since(start)
	return h
}

func (p *parser) readingHead() *ReadingHead {
	start := p.pos
	p.next()
	h := &ReadingHead{Name: p.name("a reading")}
	p.expect(tkEquals)
	h.Values = append(h.Values, p.value())
	for p.kind == kwOr {
		p.softly()
		p.next()
		h.Values = append(h.Values, p.value())
	}
	if p.kind == tkComma || p.kind == kwAnd {
		p.stop("E0101", p.found()+" has no place here", "", "the values a reading may have are joined by `or`: `30 days or 10 days`")
	}
	h.Why = p.title(gapBreak)
	h.Span = p.since(start)
	return h
}

// value takes a value of a reading.
func (p *parser) value() Value {
	start := p.pos
	v := Value{}
	switch {
	case p.kind == kwYes, p.kind == kwNo, p.kind == kwNone, p.atName():
		v.Word = p.ident()
	case p.kind == tkDay, p.kind == tkMonth:
		pt := p.point()
		v.Expr = &PointExpr{pt.Span, pt}
	case p.kind == tkNum:
		v.Expr = p.numberOrPeriod()
	default:
		if p.kind.isReservedName() && !p.beginsSomething() {
			p.stop("E0118", p.found()+" is a word of the language and cannot be a value", "yes, no, none, a number, a period, a date or a name", "")
		} else {
			p.unexpected("a value: yes, no, none, a number, a period such as `30 days`, a date or a name", kindSet{})
		}
	}
	v.Span = p.since(start)
	return v
}

func (p *parser) bodyHead() *BodyHead {
	start := p.pos
	p.next()
	h := &BodyHead{Name: p.name("a body")}
	h.Title = p.title(gapBlank)
	c := newClauses("body "+h.Name.Name, h.Name.Span, "as", "of", "quorum", "decides", "weigh", "veto", "allows")
	for {
		p.gapForBody()
		switch p.kind {
		case kwAs:
			p.lead(c, 0)
			h.As = p.code("how the record names the body")
			continue
		case kwOf:
			p.lead(c, 1)
			h.Of = p.status()
			if p.accept(kwExcept) {
				h.Except = p.names("a status")
			}
			continue
		case kwQuorum:
			p.lead(c, 2)
			h.Quorum = p.share()
			continue
		case kwDecides:
			p.meet(c, 3)
			h.Decides = p.decides()
			continue
		case kwWeigh:
			c.last = max(c.last, 4) // weights, vetoes and formats come in any order
			p.next()
			h.Weights = append(h.Weights, p.weights("a member")...)
			continue
		case kwVeto:
			c.last = max(c.last, 4)
			p.next()
			h.Veto = append(h.Veto, p.codes("a holder of the veto")...)
			continue
		case kwAllows:
			c.last = max(c.last, 4)
			p.next()
			p.expect(kwLimited)
			p.expectSpelt("format")
			h.Limited = true
			continue
		}
		break
	}
	if p.kind == tkString {
		p.mark(subLine)
	}
	p.title(gapText) // a note, which only people read
	if !p.bad {
		p.need(c, 1, "say who belongs to it: `of parties`")
		p.need(c, 3, "say how it decides: `decides by consensus`, `decides by majority`, `decides by 2/3 of members` ...")
	}
	h.Span = p.since(start)
	return h
}

// gapForBody puts the parts of a body on lines of their own.
func (p *parser) gapForBody() {
	switch p.kind {
	case kwOf, kwQuorum, kwDecides, kwWeigh, kwVeto, kwAllows:
		p.mark(subLine)
	}
}

// weights takes CODE NUM {CODE NUM}.
func (p *parser) weights(what string) []Weight {
	var list []Weight
	for first := true; first || p.atCode(); first = false {
		w := Weight{Code: p.code(what)}
		w.Weight = p.num()
		list = append(list, w)
	}
	return list
}

func (p *parser) measureHead() *MeasureHead {
	start := p.pos
	p.next()
	h := &MeasureHead{Name: p.name("a measure")}
	p.expect(kwOf)
	h.Var = p.name("a variable such as p")
	p.expect(tkEquals)
	h.Value = p.sum()
	h.Title = p.title(gapText)
	h.Span = p.since(start)
	return h
}

func (p *parser) defineHead() *DefineHead {
	start := p.pos
	p.next()
	h := &DefineHead{Name: p.name("an act")}
	h.Roles = p.roleList()
	for p.kind == kwAs {
		h.As = append(h.As, p.defineAlt())
	}
	if len(h.As) == 0 && !p.bad {
		p.unexpected("`as` and the act that counts as "+h.Name.Name, setOf(kwAs))
	}
	h.Span = p.since(start)
	return h
}

func (p *parser) defineAlt() DefineAlt {
	start := p.pos
	p.mark(asLine)
	p.next()
	a := DefineAlt{Phrase: p.pattern()}
	for p.kind == kwCounting {
		p.mark(subLine)
		p.next()
		p.expect(kwFor)
		p.expect(kwAny)
		a.Counting = append(a.Counting, p.name("a variable such as x"))
	}
	a.Where = p.where(subLine)
	a.Span = p.since(start)
	return a
}
