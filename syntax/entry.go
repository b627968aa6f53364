package syntax

import (
	"strings"

	"casus/diag"
)

// items takes entries, sources and the other items of a record as long as they
// come.
func (p *parser) items() []Item {
	var list []Item
	for {
		if p.bad {
			p.sync(func() bool { return p.atItemOrDecl() || checkSet.has(p.kind) && p.firstOnLine() })
		}
		if !p.atItem() {
			return list
		}
		p.mark(itemLine)
		start := p.pos
		list = append(list, p.item())
		if p.pos == start {
			p.skip()
		}
	}
}

// item takes what begins here: atItem.
func (p *parser) item() Item {
	switch p.kind {
	case kwSource:
		return p.source()
	case kwRetract:
		return p.retraction()
	case kwForecast:
		return p.forecast()
	case kwAssessment:
		return p.assessment()
	}
	return p.entry()
}

func (p *parser) source() *Source {
	start := p.pos
	p.next()
	p.gap(gapName)
	s := &Source{Name: p.name("a source")}
	s.Title = p.title(gapName)
	for p.kind == tkName {
		t := p.here()
		t.mark, t.gap = attrStart, gapWide
		switch p.expectSpelt("published", "author", "outlet", "copies") {
		case "published":
			p.once(!s.Published.IsZero(), t, "`published`")
			s.Published = p.date(false)
		case "author":
			p.once(s.Author.To > 0, t, "`author`")
			s.Author = p.quoted("the author")
		case "outlet":
			p.once(s.Outlet.To > 0, t, "`outlet`")
			s.Outlet = p.quoted("the outlet")
		case "copies":
			p.once(s.Copies.To > 0, t, "`copies`")
			s.Copies = p.name("a source")
		}
	}
	s.Span = p.since(start)
	return s
}

func (p *parser) retraction() *Retraction {
	start := p.pos
	p.next()
	r := &Retraction{Label: p.name("the entry retracted")}
	p.expect(kwKnown)
	r.Known = p.point()
	r.Title = p.title(gapWide)
	for p.kind == kwSource && p.peek(2) != tkString {
		p.attr(p.here())
		r.Sources = append(r.Sources, p.name("a source"))
	}
	r.Span = p.since(start)
	return r
}

// entry takes a date, a phrase and attributes.
func (p *parser) entry() *Entry {
	start := p.pos
	e := &p.mem.entries.take(1)[0]
	e.Date = p.date(true)
	p.gapIf(gapDate)
	p.lastNumber = -1
	from := p.pos
	e.Phrase.Act = p.name("an act")
	p.entryRoles(e)
	numbers := len(p.mem.numberStack)
	e.Phrase.Span = p.since(from)
	p.attributes(e)
	e.Phrase.Numbers = p.endNumbers(numbers)
	e.Broken = p.bad
	e.Span = p.since(start)
	return e
}

func (p *parser) entryRoles(e *Entry) {
	m := len(p.mem.roleStack)
	for {
		if p.atRole() {
			p.mem.roleStack = append(p.mem.roleStack, p.roleTerms())
			if p.kind == tkComma || p.kind == kwAnd {
				p.moreTerms()
			}
			continue
		}
		if p.kind != kwWithout {
			break
		}
		p.report(diag.Diagnostic{Code: "E0123", Summary: "`without` has no place in an entry: a record says what there was",
			Hint: "leave the role out", Place: p.place(p.here())})
		p.next()
		p.next()
	}
	e.Phrase.Roles = p.endRoles(m)
}

// attributes takes what an entry says besides its phrase, in any order.
func (p *parser) attributes(e *Entry) {
	for p.attribute(e) {
	}
}

// attribute takes one attribute; it returns false where none stands.
func (p *parser) attribute(e *Entry) bool {
	t := p.here()
	switch p.kind {
	case tkName:
		t.mark, t.gap = attrStart, gapWide
		adjacent := e.Phrase.Span.To == p.toks[p.pos-1].to+p.base
		n := p.numberTerm(true)
		if p.bad {
			return false // what has been read as a number is none
		}
		p.mem.numberStack = append(p.mem.numberStack, n)
		if adjacent { // it stands in the phrase, not behind an attribute
			e.Phrase.Span.To = n.Span.To
		}
	case tkString:
		if p.quotedDate() {
			p.stop("E0108", "a date stands without quotes", "an entry, which begins with its date", "write "+strings.Trim(string(p.bytes()), `"`))
			return false
		}
		t.gap = gapWide
		p.once(e.Title.To > 0, t, "the text")
		e.Title = p.takeText()
	case kwSource:
		if p.peek(2) == tkString && !p.dateBehindSource() {
			return false // a source with a title is an item of its own
		}
		p.attr(t)
		e.Sources = p.appendIdent(e.Sources, p.name("a source"))
	case kwID:
		p.attr(t)
		p.once(e.ID.To > 0, t, "`id`")
		e.ID = p.name("an entry")
	case kwNote:
		p.attr(t)
		e.Notes = append(e.Notes, p.quoted("the note"))
	case kwKnown:
		p.attr(t)
		p.once(!e.Known.IsZero(), t, "`known`")
		e.Known = p.point()
	case kwAccount:
		p.attr(t)
		p.once(e.Accounts != nil, t, "`account`")
		e.Accounts = p.codes("the entity whose account it is")
	case kwClaim:
		p.attr(t)
		p.once(e.Claim, t, "`claim`")
		e.Claim = true
	case kwDenied:
		p.attr(t)
		p.once(e.DeniedBy != nil, t, "`denied by`")
		p.expect(kwBy)
		e.DeniedBy = p.codes("the entity that denies it")
	case kwSaid:
		p.attr(t)
		p.once(e.SaidBy.To > 0 || e.SaidCode.To > 0, t, "`said by`")
		p.saidBy(&e.Saying)
	case kwCorrects:
		p.attr(t)
		p.once(e.Corrects.To > 0, t, "`corrects`")
		e.Corrects = p.name("the entry corrected")
	case kwDescribes:
		p.attr(t)
		p.once(e.Describes.To > 0, t, "`describes`")
		e.Describes = p.name("the entry described")
	case kwAnswers:
		p.attr(t)
		p.once(e.Answers.To > 0, t, "`answers`")
		e.Answers = p.name("the entry answered")
	case kwAyes:
		p.votes(t, e, &e.Ayes)
	case kwNoes:
		p.votes(t, e, &e.Noes)
	case kwAbstaining:
		p.votes(t, e, &e.Abstaining)
	case kwAbsent:
		p.votes(t, e, &e.Absent)
	case kwAdopting:
		p.attr(t)
		p.once(e.Adopting != nil, t, "`adopting`")
		e.Adopting = p.names("a measure")
	case kwLimited:
		p.attr(t)
		p.once(e.Limited, t, "`limited`")
		e.Limited = true
	case kwFailed:
		p.attr(t)
		p.once(e.Failed, t, "`failed`")
		e.Failed = true
	default:
		return p.noAttribute()
	}
	return !p.bad
}

// attr marks the beginning of an attribute and takes its word.
func (p *parser) attr(t *token) {
	t.mark, t.gap = attrStart, gapWide
	p.next()
}

// once complains of an attribute that the entry already has.
func (p *parser) once(again bool, t *token, what string) {
	if again {
		p.report(diag.Diagnostic{Code: "E0124", Summary: what + " is given twice",
			Hint: "keep one of the two", Place: p.place(t)})
	}
}

func (p *parser) appendIdent(list []Ident, id Ident) []Ident {
	if list != nil {
		return append(list, id)
	}
	list = p.mem.idents.take(1)
	list[0] = id
	return list
}

func (p *parser) votes(t *token, e *Entry, list *[]Ident) {
	word := p.found()
	p.attr(t)
	p.once(*list != nil, t, word)
	*list = p.codes("the entity that voted so")
	e.HasTally = true
}

func (p *parser) saidBy(e *Saying) {
	p.expect(kwBy)
	switch {
	case p.kind == tkString:
		e.SaidBy = p.takeText()
	case p.atCode():
		e.SaidCode = p.ident()
	default:
		p.unexpected("who said it: an entity, or a name in double quotes", kindSet{})
	}
	for p.accept(kwThrough) {
		if p.kind == tkString {
			t := p.takeText()
			e.Through = append(e.Through, Ident{t.Span, t.Value})
		} else if p.atName() {
			e.Through = append(e.Through, p.ident())
		} else {
			p.unexpected("a source, or the name of an outlet in double quotes", kindSet{})
		}
	}
}

var attributeSet = setOf(kwID, kwSource, kwNote, kwKnown, kwAccount, kwClaim, kwDenied, kwSaid, kwCorrects, kwDescribes, kwAnswers,
	kwAyes, kwNoes, kwAbstaining, kwAbsent, kwLimited, kwFailed, kwAdopting)

// noAttribute is called where the entry does not go on. What can follow an
// entry is left to the caller; the rest is complained of here, where it is
// known that an entry was being read.
func (p *parser) noAttribute() bool {
	switch p.kind {
	case tkEOF, tkStop, kwExpect, kwGiven, kwAs:
		return false
	}
	if p.atItem() || p.atDecl() {
		return false
	}
	if p.atRole() {
		t := p.here()
		p.report(diag.Diagnostic{Code: "E0114", Summary: "the role " + p.found() + " stands behind the phrase it belongs to",
			Hint: "the roles come directly after the act", Place: p.place(t)})
		p.roleTerms()
		return true
	}
	if p.kind == tkNum && p.peek(1) == tkName {
		p.stop("E0101", p.found()+" has no place here", "", "the name of a number comes before it: `"+p.nextText()+" "+string(p.bytes())+"`")
		return false
	}
	if p.kind == kwIn && p.peek(1) == tkCode {
		p.stop("E0101", p.found()+" has no place here", "", "a place stands behind the role `at`: `at "+p.nextText()+"`")
		return false
	}
	if p.kind == tkComma && p.prior() == tkName && p.pos > 1 && p.toks[p.pos-2].kind == kwSource {
		p.anotherSource(p.nextText())
		return false
	}
	p.unexpected("an attribute such as `id`, `source`, `known` or `note`, or the next entry, which begins with its date",
		attributeSet.or(checkSet, declSet, setOf(kwRetract, kwBetween, kwForecast, kwAssessment)))
	return false
}
