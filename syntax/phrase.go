package syntax

import (
	"fmt"

	"casus/diag"
	"casus/quantity"
)

// atRole reports whether the role word here leads a role. It does only before
// a CODE or a free NAME: not in `on 2022-10-14`, `at least`, `for any`.
func (p *parser) atRole() bool {
	if !p.kind.isRole() {
		return false
	}
	k := p.toks[p.pos+1].kind
	return k == tkCode || k == tkName || k == tkMixed || k == kwUnanswered
}

// roleTerms takes ROLE TERM, or ROLE CODE {CODE}.
func (p *parser) roleTerms() RoleTerms {
	start := p.pos
	r := RoleTerms{Role: Role(p.kind)}
	p.next()
	m := p.mem.startIdents()
	if p.kind == tkCode || p.kind == tkMixed {
		for p.kind == tkCode || p.kind == tkMixed {
			p.mem.addIdent(p.ident())
		}
	} else {
		p.mem.addIdent(p.ident())
	}
	r.Terms = p.mem.endIdents(m)
	r.Span = p.since(start)
	return r
}

// roleList takes roles as long as they come.
func (p *parser) roleList() []RoleTerms {
	m := len(p.mem.roleStack)
	for p.atRole() {
		p.mem.roleStack = append(p.mem.roleStack, p.roleTerms())
	}
	return p.endRoles(m)
}

func (p *parser) endRoles(m int) []RoleTerms {
	list := p.mem.roles.copyOf(p.mem.roleStack[m:])
	p.mem.roleStack = p.mem.roleStack[:m]
	return list
}

// pattern takes a phrase of a rule, a condition or an expectation.
func (p *parser) pattern() Phrase {
	p.lastNumber = -1
	start := p.pos
	ph := Phrase{Act: p.name("an act")}
	p.phraseRoles(&ph)
	m := len(p.mem.numberStack)
	for p.kind == tkName {
		p.mem.numberStack = append(p.mem.numberStack, p.numberTerm(false))
		p.lateRoles(&ph)
	}
	ph.Numbers = p.endNumbers(m)
	ph.Span = p.since(start)
	return ph
}

func (p *parser) endNumbers(m int) []NumberTerm {
	list := p.mem.numbers.copyOf(p.mem.numberStack[m:])
	p.mem.numberStack = p.mem.numberStack[:m]
	return list
}

func (p *parser) phraseRoles(ph *Phrase) {
	m := len(p.mem.roleStack)
	for {
		if p.atRole() {
			p.mem.roleStack = append(p.mem.roleStack, p.roleTerms())
		} else if p.kind == kwWithout {
			start := p.pos
			p.next()
			r := RoleTerms{Role: Role(p.kind), Without: true}
			if !p.kind.isRole() {
				p.unexpected("a role: by, on, to, from, with, against, for, at or about", roleSet)
				r.Role = 0
			}
			p.next()
			r.Span = p.since(start)
			p.mem.roleStack = append(p.mem.roleStack, r)
		} else {
			break
		}
	}
	ph.Roles = p.endRoles(m)
}

var roleSet = setOf(kwBy, kwOn, kwTo, kwFrom, kwWith, kwAgainst, kwFor, kwAt, kwAbout)

// lateRoles complains of a role behind a number, and takes it all the same.
func (p *parser) lateRoles(ph *Phrase) {
	if !p.atRole() {
		return
	}
	t := p.here()
	p.report(diag.Diagnostic{Code: "E0114", Summary: "the role " + p.found() + " stands behind a number",
		Hint: "in a phrase the roles come first, then the numbers", Place: p.place(t)})
	ph.Roles = append(ph.Roles, p.roleList()...)
}

// numberTerm takes NAME QUANTITY. In a record a number gives a range; in a
// pattern it may also compare, or be bound to a variable.
func (p *parser) numberTerm(record bool) NumberTerm {
	start := p.pos
	if p.prior() == tkNum && p.lastNumber >= 0 {
		if _, _, unit := unitOf(string(p.bytes())); unit && p.suggestNumber() {
			return NumberTerm{}
		}
	}
	p.lastNumber = start
	n := NumberTerm{Name: p.name("a number")}
	switch {
	case p.kind == tkNum, p.kind == kwAbout && p.peek(1) == tkNum:
		p.given(&n)
	case p.atCompare():
		p.compared(&n, record)
	case p.kind == tkName && !record:
		n.Form, n.Var = Bound, p.ident()
	default:
		p.numberExpected(start, record)
	}
	n.Span = p.since(start)
	return n
}

// numberExpected reports a word in a phrase that no number follows: most often
// a misspelt word of the language.
func (p *parser) numberExpected(start int, record bool) {
	if p.bad || p.suggestNumber() {
		return
	}
	if p.kind == tkBad {
		p.stop("", "", "", "")
		return
	}
	name := p.textOf(p.spanOf(&p.toks[start]))
	p.lastNumber = -1
	if p.kind == tkName && record && !p.firstOnLine() {
		p.stop("E0123", "a record gives numbers, not names: "+p.found()+" stands after `"+name+"`",
			"a number such as 63, 63..150, about 60 or at least 24", "")
		return
	}
	expected := "a number such as 63, 63..150, about 60 or at least 24"
	if (p.kind == tkDay || p.kind == tkMonth) && !p.firstOnLine() {
		p.stop("E0101", "a date stands behind the number `"+name+"`", expected, "")
		return
	}
	next := p.kind
	p.pos, p.kind = start, p.toks[start].kind
	role, _, misspelt := p.meant(roleSet)
	switch {
	case misspelt && (next == tkCode || next == tkName):
		p.stop("E0119", p.found()+" is no word of the language", "", "did you mean `"+words[role]+"`?")
	case record && next.isRole() && p.firstOnLine():
		p.stop("E0101", "`"+name+"` begins a line, and no date stands before it", "an entry, which begins with its date",
			"write `2022-09-14 "+name+" ...`")
	case record && start > 1 && p.toks[start-1].kind == tkName && p.toks[start-2].kind == kwSource:
		p.anotherSource(name)
	default:
		p.stop("E0101", "`"+name+"` has no place here: neither a role stands before it nor a number behind it",
			"a role before a state or a variable (`by`, `on`, `to` ...), or behind the name of a number its value (63, 63..150, at least 24)",
			"a phrase is an act, its roles (by RUS, on KGZ, to ARM ...) and its numbers (killed 63)")
	}
}

func (p *parser) compared(n *NumberTerm, record bool) {
	start := p.pos
	op, _ := p.compare()
	if record {
		at := p.pos
		if p.kind != tkNum {
			p.unexpected("a number", kindSet{})
			return
		}
		v := p.num()
		v, _ = p.scaled(v, v, at)
		n.Range = bounds(op, v)
		n.Unit = p.unit()
		return
	}
	n.Form, n.Op = Compared, op
	at := p.pos
	switch {
	case p.kind == tkNum:
		v := p.num()
		v, _ = p.scaled(v, v, at)
		n.Value = &NumExpr{Span: p.since(at), Value: v}
		n.Unit = p.unit()
	case p.atName():
		n.Value = &WordExpr{p.spanOf(p.here()), p.ident()}
	case p.kind == tkOpen:
		n.Value = p.inBrackets()
	default:
		p.unexpected("a number, a name, or a sum in brackets, after "+p.textOf(p.since(start)), kindSet{})
	}
}

// ---- findings -------------------------------------------------------------------------

// findingKinds maps the words to their kinds, which are in the same order.
func findingKind(k kind) (FindingKind, bool) {
	switch k {
	case kwOpening:
		return Opening, true
	case kwFulfilment:
		return Fulfilment, true
	case kwBreach:
		return Breach, true
	case kwUnanswered:
		return Unanswered, true
	case kwExcuse:
		return Excuse, true
	case kwLapse:
		return Lapse, true
	case kwAdoption:
		return Adoption, true
	case kwRejection:
		return Rejection, true
	case kwVoid:
		return Void, true
	case kwSilence:
		return Silence, true
	case kwCollision:
		return Collision, true
	}
	return 0, false
}

var findingSet = setOf(kwOpening, kwFulfilment, kwBreach, kwUnanswered, kwExcuse, kwLapse, kwAdoption, kwRejection,
	kwVoid, kwSilence, kwCollision)

// atFinding reports whether a finding begins here.
func (p *parser) atFinding() bool {
	return findingSet.has(p.kind) || p.kind == kwUndecided || p.kind == kwLate
}

// finding takes a phrase about a finding.
func (p *parser) finding() FindingPhrase {
	p.lastNumber = -1
	start := p.pos
	f := FindingPhrase{}
	f.Undecided = p.accept(kwUndecided)
	f.Late = p.accept(kwLate)
	k, ok := findingKind(p.kind)
	if !ok {
		p.unexpected("a finding: breach, fulfilment, opening, lapse, excuse, adoption, rejection, unanswered, void, silence or collision",
			findingSet)
		return f
	}
	p.next()
	f.Kind = k
	switch k {
	case Void:
		ph := p.pattern()
		f.Phrase = &ph
	case Silence:
		p.expect(kwAbout)
		if f.OfBreach = p.accept(kwBreach); f.OfBreach {
			p.findingRest(&f)
		} else {
			ph := p.pattern()
			f.Phrase = &ph
		}
	case Collision:
		p.expect(kwOf)
		f.Rule = p.ruleRef()
		f.Roles = p.roleList()
		p.expect(kwAnd)
		f.Rule2 = p.ruleRef()
		f.Roles2 = p.roleList()
	default:
		p.findingRest(&f)
	}
	f.Span = p.since(start)
	return f
}

// findingRest takes {ROLE TERMS} [of RULE {ROLE TERMS}].
func (p *parser) findingRest(f *FindingPhrase) {
	f.Roles = p.roleList()
	if p.accept(kwOf) {
		f.Rule = p.ruleRef()
		f.Roles = append(f.Roles, p.roleList()...)
	}
}

// ruleRef takes NAME, `any rule` or `article 4`, each perhaps `of CODE`.
func (p *parser) ruleRef() RuleRef {
	start := p.pos
	r := RuleRef{}
	switch {
	case p.atName():
		r.Name = p.ident()
	case p.accept(kwAny):
		r.Any = true
		p.expectSpelt("rule")
	case p.accept(kwArticle):
		r.Article = p.articleNumber()
	default:
		if p.kind.isReservedName() && !p.beginsSomething() {
			p.reservedName("a rule")
		} else {
			p.unexpected("the name of a rule, `any rule`, or `article` and its number", kindSet{})
		}
		return r
	}
	if p.kind == kwOf && p.peek(1) == tkCode {
		p.next()
		r.Of = p.ident()
	}
	r.Span = p.since(start)
	return r
}

// articleNumber takes the number or name of an article.
func (p *parser) articleNumber() Ident {
	if p.kind == tkNum {
		return p.ident()
	}
	if p.atName() {
		return p.ident()
	}
	if p.kind.isReservedName() && !p.beginsSomething() {
		p.reservedName("an article")
		return Ident{}
	}
	if n := roman[string(p.bytes())]; n > 0 && p.kind == tkCode {
		p.stop("E0101", p.found()+" has no place here", "the number or the name of an article", fmt.Sprintf("write the number in digits: `%d`", n))
		return Ident{}
	}
	p.unexpected("the number or the name of an article", kindSet{})
	return Ident{}
}

// ---- triggers and changes -----------------------------------------------------------------

// triggers takes one or more alternatives joined by `or`.
func (p *parser) triggers() []Trigger {
	list := []Trigger{p.trigger()}
	for p.kind == kwOr {
		p.gap(gapSoft)
		p.next()
		list = append(list, p.trigger())
	}
	return list
}

func (p *parser) trigger() Trigger {
	start := p.pos
	t := Trigger{}
	switch {
	case p.atFinding():
		f := p.finding()
		t.Finding = &f
	case p.atChange():
		c := p.change()
		t.Change = &c
	case p.kind == kwOn, p.kind == kwEvery, p.kind == tkNum, p.atName() && p.peek(1) == kwAfter && p.peek(2) == kwEntry:
		d := p.dateTrigger()
		t.Date = &d
	case p.atName():
		ph := p.pattern()
		t.Phrase = &ph
	case p.kind == tkCode:
		p.next()
		p.unexpected("`becomes` or `ceases to be` after an entity", setOf(kwBecomes, kwCeases))
	default:
		if p.kind.isReservedName() && !p.kind.isRole() && !p.beginsSomething() {
			p.reservedName("an act")
		} else {
			p.unexpected("an act such as `attack by a on p`, a finding such as `breach of help by p`, "+
				"`p becomes suspended`, or a date such as `every 1 year from 2002`", findingSet)
		}
	}
	t.Span = p.since(start)
	return t
}

func (p *parser) atChange() bool {
	if !p.atTerm() {
		return false
	}
	k := p.peek(1)
	return k == kwBecomes || k == kwCeases
}

// change takes TERM becomes STATUS [with TERM], or TERM ceases to be ...
func (p *parser) change() Change {
	start := p.pos
	c := Change{Term: p.term()}
	switch {
	case p.accept(kwBecomes):
	case p.accept(kwCeases):
		c.Ceases = true
		p.expect(kwTo)
		p.expect(kwBe)
	default:
		p.unexpected("`becomes` or `ceases to be`", setOf(kwBecomes, kwCeases))
	}
	if p.kind == kwNot && !c.Ceases {
		p.stop("E0101", p.found()+" has no place after `becomes`", "the name of a status", "who loses a status `ceases to be` it: `p ceases to be party`")
	}
	c.Status = p.name("a status")
	c.With = p.withTerm()
	c.Span = p.since(start)
	return c
}

// withTerm takes `with TERM`, the other state of a pair, if it stands here.
func (p *parser) withTerm() Ident {
	if p.kind != kwWith || !p.atRole() {
		return Ident{}
	}
	p.next()
	return p.ident()
}

func (p *parser) dateTrigger() DateTrigger {
	start := p.pos
	d := DateTrigger{}
	if p.accept(kwOn) {
		d.On = true
		d.From = p.point()
		d.Span = p.since(start)
		return d
	}
	d.Every = p.accept(kwEvery)
	switch {
	case p.kind == tkName && !d.Every, p.kind == tkName && (p.peek(1) == kwFrom || p.peek(1) == kwAfter):
		d.Reading = p.ident()
	case p.kind == kwNone:
		p.unexpected("a period such as `1 year`", kindSet{})
	default:
		d.Period = p.period()
	}
	if d.Every && p.accept(kwFrom) {
		d.From = p.point()
	} else {
		p.entryIntoForce(kwAfter, d.Every)
	}
	d.Span = p.since(start)
	return d
}

// entryIntoForce takes `after entry into force` or `on entry into force`.
func (p *parser) entryIntoForce(word kind, orFrom bool) {
	if p.kind != word && !p.bad {
		expected := "`" + words[word] + " entry into force`"
		if orFrom {
			expected += ", or `from` and a date"
		}
		p.unexpected(expected, setOf(word))
		return
	}
	p.next()
	p.expect(kwEntry)
	p.expectSpelt("into")
	p.expectSpelt("force")
}

// percent divides by a hundred.
func percent(n quantity.Num) quantity.Num { return n / 100 }
