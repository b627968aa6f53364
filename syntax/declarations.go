package syntax

import (
	"strings"

	"casus/diag"
)

// Where the parser can find its feet again after an error.
var (
	declSet    = setOf(kwVocabulary, kwCharter, kwRecord, kwTest, kwCase, kwOutlook)
	ruleSet    = setOf(kwBan, kwDuty, kwPower, kwProcedure, kwConsequence, kwFinal)
	headSet    = setOf(kwGoverns, kwUses, kwSigned, kwEffective, kwParties, kwStatus, kwReading, kwBody, kwMeasure, kwDefine, kwRepeals, kwOpen, kwYields)
	articleSet = headSet.or(ruleSet, setOf(kwArticle, kwBasis))
	clauseSet  = setOf(kwWhen, kwThen, kwWhere, kwEach, kwSome, kwJointly, kwMust, kwMay, kwNever, kwWithin, kwUnless, kwWhile, kwEffect,
		kwOpens, kwMoved, kwBefore, kwDecided, kwAdopted, kwRejected, kwLapsed, kwMinimum, kwCounts, kwAlso, kwRefusal,
		kwPaused, kwJudged, kwChoosing, kwDecides, kwAny)
	vocabSet = setOf(kwKind, kwEntity, kwEntities, kwNumber, kwAct, kwIncompatible)
	checkSet = setOf(kwExpect, kwGiven, kwAs)

	// startsClause are the words that begin something: where one of them stands
	// in the place of an operand, the operand is missing.
	startsClause = declSet.or(articleSet, clauseSet, vocabSet, checkSet, outlookSet, outlookClauses, setOf(kwExcept, kwDecides, kwUntil, kwOnce, kwIf,
		kwSource, kwNote, kwKnown, kwRetract, kwUnder, kwContinues, kwReads))
)

// prior is the kind of the token before the current one.
func (p *parser) prior() kind {
	if p.pos == 0 {
		return tkEOF
	}
	return p.toks[p.pos-1].kind
}

// firstOnLine reports whether the token begins a line of the source. Layout
// means nothing, but after an error it is the best guide to what was meant.
func (p *parser) firstOnLine() bool {
	from := int32(0)
	if p.pos > 0 {
		from = p.toks[p.pos-1].to
	}
	for _, b := range p.src[from:p.here().from] {
		if b == '\n' {
			return true
		}
	}
	return p.pos == 0 && !p.midLine
}

// atDecl reports whether a declaration begins here.
func (p *parser) atDecl() bool { return declSet.has(p.kind) }

// atArticlePart reports whether a word that can begin an article, a head or a
// rule does so here, and is not the last word of something else, as in
// `of parties`.
func (p *parser) atArticlePart() bool {
	if !articleSet.has(p.kind) {
		return false
	}
	switch p.prior() {
	case kwOf, kwRepeals, kwEach, kwAny, kwSome, kwJointly:
		return false
	}
	return true
}

// atItem reports whether an entry or another item of a record begins here.
func (p *parser) atItem() bool {
	switch p.kind {
	case tkDay, tkMonth, kwRetract, kwBetween, kwForecast, kwAssessment:
		return true
	case tkNum:
		return p.isYear(p.here())
	case kwAbout:
		k := p.peek(1)
		return k == tkDay || k == tkMonth || k == tkNum
	case kwSource:
		return p.peek(1) != tkStop && p.peek(2) == tkString
	}
	return false
}

// atItemAfterError is atItem for a parser that has lost its way: dates stand
// in other places too.
func (p *parser) atItemAfterError() bool {
	if !p.atItem() {
		return false
	}
	if p.firstOnLine() {
		return true
	}
	switch p.prior() {
	case kwAnd, kwAbout, kwBetween, kwKnown, kwOn, kwFrom, kwUntil, kwSince, kwOf, tkDots, kwGiven, tkName, kwAt, kwLeast, kwMost, kwThan:
		return false
	}
	return p.kind != tkNum
}

// file takes everything.
func (p *parser) file(f *File) {
	f.Head = p.items()
	for {
		start := p.pos
		p.sync(p.atDeclLine)
		switch p.kind {
		case tkEOF:
			return
		case kwVocabulary:
			f.Decls = append(f.Decls, p.vocabulary())
		case kwCharter:
			f.Decls = append(f.Decls, p.charter())
		case kwRecord:
			f.Decls = append(f.Decls, p.record())
		case kwTest:
			f.Decls = append(f.Decls, p.test())
		case kwCase:
			f.Decls = append(f.Decls, p.caseDecl())
		case kwOutlook:
			f.Decls = append(f.Decls, p.outlook())
		default:
			p.misplaced(f)
		}
		if p.pos == start && !p.bad && !p.atDecl() {
			p.next() // whatever happens, the parser moves on
		}
	}
}

// atDeclLine is atDecl for a parser that has lost its way: only a word that
// begins a line is trusted.
func (p *parser) atDeclLine() bool { return p.atDecl() && p.firstOnLine() }

// misplaced reports what stands where a declaration should begin.
func (p *parser) misplaced(f *File) {
	switch {
	case p.atItem():
		p.report(diag.Diagnostic{Code: "E0120", Summary: "entries stand here after another declaration, and no record is open",
			Hint: "open one with `record` and a name, or move the entries to the head of the file", Place: p.place(p.here())})
		p.items()
		return
	case p.kind == tkName:
		if w := diag.Closest(string(p.bytes()), declSet.spelt()); w != "" {
			p.mend(declSet, "")
			return
		}
		if w := diag.Closest(string(p.bytes()), everyLeader); w != "" {
			p.stop("E0119", p.found()+" is no word of the language", "", "did you mean `"+w+"`?")
			return
		}
	case p.atArticlePart() && len(f.Decls) == 0:
		p.stop("E0101", p.found()+" stands here, and no charter is open", "", "open one with `charter` and a name")
		return
	case clauseSet.has(p.kind):
		p.stop("E0101", p.found()+" stands here, and no rule is open", "",
			"a clause belongs to a rule: `ban`, `duty`, `power`, `procedure` or `consequence` and a name")
		return
	case vocabSet.has(p.kind):
		p.stop("E0101", p.found()+" stands here, and no vocabulary is open", "", "open one with `vocabulary` and a name")
		return
	case checkSet.has(p.kind):
		p.stop("E0101", p.found()+" stands here, and no test is open", "", "open one with `test` and a text")
		return
	}
	p.unexpected("a declaration: vocabulary, charter, record, test, case or outlook", declSet)
}

// everyLeader are the words that begin a declaration, an article or a rule.
var everyLeader = declSet.or(articleSet, clauseSet, vocabSet, checkSet).spelt()

// ---- vocabulary -------------------------------------------------------------------------

func (p *parser) vocabulary() *Vocabulary {
	start := p.pos
	p.mark(declLine)
	p.next()
	v := &Vocabulary{Name: p.name("a vocabulary")}
	v.Title = p.title(gapText)
	for {
		p.sync(func() bool { return vocabSet.has(p.kind) || p.atDeclLine() || p.atItemAfterError() })
		if !vocabSet.has(p.kind) {
			if p.vocabularyEnds() {
				break
			}
			continue
		}
		p.mark(vocabLine)
		switch p.kind {
		case kwKind:
			v.Kinds = append(v.Kinds, p.kindDecl())
		case kwEntities:
			v.Lists = append(v.Lists, p.listDecl())
		case kwEntity:
			v.Entities = append(v.Entities, p.entityDecl())
		case kwNumber:
			v.Numbers = append(v.Numbers, p.numberDecl())
		case kwAct:
			v.Acts = append(v.Acts, p.actDecl())
		case kwIncompatible:
			v.Incompatible = append(v.Incompatible, p.incompatibleDecl())
		}
	}
	v.Span = p.since(start)
	return v
}

// vocabularyEnds reports whether the vocabulary ends here; if it does not, a
// misplaced word has been complained of.
func (p *parser) vocabularyEnds() bool {
	if p.kind == tkEOF || p.atDecl() || p.atItem() || p.bad {
		return true
	}
	if p.mend(vocabSet.or(declSet), "an item of the vocabulary: kind, entity, entities, number, act or incompatible") {
		return false
	}
	p.skip()
	return false
}

// mend reports a word that has no place here. A misspelt leader is taken for
// what it was meant to be: mend then returns true and the parser goes on with
// it. Otherwise the parser is left in error.
func (p *parser) mend(known kindSet, expected string) bool {
	if p.kind == tkName {
		if k, sure, _ := p.meant(known); sure {
			p.report(diag.Diagnostic{Code: "E0119", Summary: p.found() + " is no word of the language", Hint: "did you mean `" + words[k] + "`?",
				Place: p.place(p.here())})
			p.here().kind, p.kind = k, k
			return true
		}
	}
	p.unexpected(expected, known)
	return false
}

// skip steps over the token that caused an error, so that finding one's feet
// always means moving on.
func (p *parser) skip() {
	if p.bad && p.here().kind != tkEOF {
		p.pos++
	}
}

func (p *parser) kindDecl() KindDecl {
	start := p.pos
	p.next()
	p.gap(gapName)
	d := KindDecl{Name: p.name("a kind")}
	if p.kind == kwIs {
		p.gap(gapName)
		p.next()
		p.passArticle()
		d.Is = p.name("a kind")
	}
	if p.spells("institution") {
		d.Institution = true
		p.next()
	}
	d.Title = p.title(gapName)
	d.Span = p.since(start)
	return d
}

func (p *parser) listDecl() ListDecl {
	start := p.pos
	p.next()
	d := ListDecl{List: p.name("a list: iso-3166")}
	p.expect(kwAre)
	d.Kind = p.name("a kind")
	d.Span = p.since(start)
	return d
}

func (p *parser) entityDecl() EntityDecl {
	start := p.pos
	p.next()
	p.gap(gapName)
	d := EntityDecl{Code: p.code("an entity")}
	if p.kind == kwIs {
		p.gap(gapName)
	}
	p.expect(kwIs)
	p.passArticle()
	d.Kind = p.name("a kind")
	d.Title = p.title(gapName)
	p.lifetime(&d)
	d.Span = p.since(start)
	return d
}

// lifetime takes `[since POINT] [until POINT] [continued by CODE]`.
func (p *parser) lifetime(d *EntityDecl) {
	if p.kind == kwSince {
		p.gap(gapName)
		p.next()
		d.Since = p.point()
	}
	if p.kind == kwUntil {
		p.gap(gapName)
		p.next()
		d.Until = p.point()
	}
	if !p.bad && d.Since.To > 0 && d.Until.To > 0 && d.Until.Last < d.Since.First {
		p.backwards(Span{d.Since.From, d.Until.To}, "the time runs backwards: "+p.textOf(d.Until.Span)+" is before "+p.textOf(d.Since.Span),
			"the first day comes first")
	}
	if p.spells("continued") {
		p.gap(gapName)
		p.next()
		p.expect(kwBy)
		d.Continued = p.code("an entity")
	}
}

func (p *parser) numberDecl() NumberDecl {
	start := p.pos
	p.next()
	p.gap(gapName)
	d := NumberDecl{Name: p.name("a number")}
	if p.kind == kwIn {
		p.gap(gapName)
		p.next()
		if p.atTerm() {
			d.Unit = p.ident()
		} else {
			p.unexpected("a unit, such as RUB or persons", kindSet{})
		}
	}
	d.Title = p.title(gapName)
	d.Span = p.since(start)
	return d
}

func (p *parser) actDecl() ActDecl {
	start := p.pos
	p.next()
	p.gap(gapName)
	d := ActDecl{Name: p.name("an act")}
	if !p.bad {
		p.gap(gapName)
	}
	if p.accept(kwIs) {
		d.Is = p.name("an act")
	}
	for marks := false; ; {
		if p.kind.isRole() || p.kind == kwOptional {
			d.Roles = append(d.Roles, p.actRole())
			continue
		}
		if !marks {
			p.gapIf(gapName)
			marks = true
		}
		if !p.actMark(&d) {
			break
		}
	}
	if (p.kind == tkName || p.kind == kwOf) && !p.firstOnLine() {
		p.unexpected("a role and a kind (`by state`), a mark ("+strings.Join(markSet.spelt(), ", ")+"), or what the act is in double quotes",
			markSet.or(roleSet, setOf(kwOptional)))
	}
	d.Title = p.title(gapName)
	if p.kind.isRole() || p.kind == kwOptional || markSet.has(p.kind) {
		p.stop("E0114", p.found()+" stands behind the text of the act, and should come before it", "",
			"the text comes last: `act help by state to state grave \"Sends help\"`")
	}
	d.Span = p.since(start)
	return d
}

// gapIf sets the gap of the current token unless the parser is in error.
func (p *parser) gapIf(g gap) {
	if !p.bad {
		p.gap(g)
	}
}

func (p *parser) actRole() ActRole {
	start := p.pos
	r := ActRole{Optional: p.accept(kwOptional)}
	if !p.kind.isRole() {
		p.unexpected("a role: by, on, to, from, with, against, for, at or about", roleSet)
		return r
	}
	r.Role = Role(p.kind)
	p.next()
	if p.kind == kwAny {
		r.Kind = p.ident()
	} else {
		r.Kind = p.name("a kind")
	}
	r.Span = p.since(start)
	return r
}

var markSet = setOf(kwGrave, kwFormal, kwMutual, kwDeclares, kwPlover, kwCameo)

func (p *parser) actMark(d *ActDecl) bool {
	switch p.kind {
	case kwGrave:
		d.Grave = true
	case kwFormal:
		d.Formal = true
	case kwMutual:
		d.Mutual = true
	case kwDeclares:
		p.next()
		d.DeclaresNot = p.accept(kwNot)
		d.Declares = p.name("a status")
		return true
	case kwPlover:
		p.next()
		d.Plover = p.code("a PLOVER category")
		return true
	case kwCameo:
		p.next()
		if p.kind != tkNum {
			p.unexpected("a CAMEO number", kindSet{})
			return true
		}
		d.Cameo = p.ident()
		return true
	default:
		return false
	}
	p.next()
	return true
}

func (p *parser) incompatibleDecl() IncompatibleDecl {
	start := p.pos
	p.next()
	d := IncompatibleDecl{A: p.pattern()}
	p.expect(kwAnd)
	d.B = p.pattern()
	if p.kind == kwWhere {
		p.mark(vocabWhere)
		p.next()
		d.Where = p.condition()
	}
	d.Span = p.since(start)
	return d
}

// ---- record -------------------------------------------------------------------------------

func (p *parser) record() *Record {
	start := p.pos
	p.mark(declLine)
	r := p.recordHeader()
	r.Items = p.items()
	for !p.bad && p.kind != tkEOF && !p.atDecl() {
		p.notAnItem()
		r.Items = append(r.Items, p.items()...)
	}
	r.Span = p.since(start)
	return r
}

func (p *parser) recordHeader() *Record {
	start := p.pos
	p.next()
	r := &Record{Name: p.name("a record")}
	r.Title = p.title(gapText)
	if p.accept(kwUses) {
		r.Uses = p.name("a vocabulary")
	}
	if p.kind == tkName && !p.firstOnLine() && !p.spells("closed") {
		hint := ""
		if w := diag.Closest(string(p.bytes()), []string{"closed", "uses"}); w != "" {
			hint = "did you mean `" + w + "`?"
		}
		p.stop("E0101", p.found()+" has no place here", "`uses` and a vocabulary, `closed` and a day, or the first entry on a new line", hint)
	}
	if p.spells("closed") {
		p.next()
		r.Closed = p.point()
	}
	if p.bad {
		p.sync(p.atItemOrDecl)
	}
	r.Span = p.since(start)
	return r
}

func (p *parser) atItemOrDecl() bool { return p.atItemAfterError() || p.atDeclLine() }

// notAnItem complains of what stands in a record and is no entry, and goes on
// to the next.
func (p *parser) notAnItem() {
	if p.kind == kwSource && p.peek(1) == tkString {
		p.stop("E0101", "the source "+p.nextText()+" has no name", "the name of a source, by which entries cite it", "write `source NAME "+p.nextText()+"`")
		p.sync(p.atItemOrDecl)
		return
	}
	known := setOf(kwRetract, kwSource, kwAbout, kwBetween, kwForecast, kwAssessment).or(declSet)
	if p.mend(known, "an entry, which begins with its date, a `source`, a `retract`, a `forecast`, an `assessment`, or the next declaration") {
		return
	}
	p.skip()
	p.sync(p.atItemOrDecl)
}
