package syntax

import (
	"fmt"
	"math/bits"
	"regexp"
	"slices"
	"strings"

	"casus/diag"
)

// otherWords are words that treaties and everyday English have for what the
// language says otherwise, with the words of the language that may be meant.
// No spelling leads from one to the other, so that they are listed.
var otherWords = map[string][]kind{
	"shall": {kwMust}, "should": {kwMust}, "ought": {kwMust}, "undertakes": {kwMust},
	"can": {kwMay}, "could": {kwMay},
	"provided": {kwWhere}, "whenever": {kwWhen}, "whereas": {kwWhere},
	"during": {kwWithin}, "save": {kwUnless}, "excepting": {kwExcept}, "but": {kwUnless},
	"section": {kwArticle}, "paragraph": {kwArticle}, "art": {kwArticle}, "chapter": {kwArticle},
	"obligation": {kwDuty}, "commitment": {kwDuty}, "prohibition": {kwBan}, "right": {kwPower}, "permission": {kwPower},
	"treaty": {kwCharter}, "agreement": {kwCharter}, "pact": {kwCharter}, "convention": {kwCharter}, "compact": {kwCharter},
	"protocol": {kwCharter}, "chronicle": {kwRecord}, "history": {kwRecord}, "words": {kwVocabulary}, "glossary": {kwVocabulary},
	"members": {kwParties}, "member": {kwParties}, "signatories": {kwParties}, "party": {kwParties},
	"enters": {kwEffective}, "interpretation": {kwReading}, "organ": {kwBody}, "definition": {kwDefine},
	"violation": {kwBreach}, "infringement": {kwBreach}, "violated": {kwBreach}, "breached": {kwBreach},
	"performance": {kwFulfilment}, "compliance": {kwFulfilment}, "fulfillment": {kwFulfilment}, "fulfilled": {kwFulfilment},
	"loses": {kwCeases}, "stops": {kwCeases}, "gets": {kwBecomes}, "gains": {kwBecomes},
	"assert": {kwExpect}, "check": {kwExpect}, "assume": {kwGiven}, "assuming": {kwGiven},
	"toward": {kwTo}, "towards": {kwTo}, "upon": {kwOn},
	"sources": {kwSource}, "cites": {kwSource}, "remark": {kwNote}, "label": {kwID},
	"state": {kwEntity}, "type": {kwKind}, "verb": {kwAct}, "action": {kwAct},
}

// meant is the word of the language that a free word was probably meant to be,
// of those that have a place here. sure says that little else can have been.
func (p *parser) meant(known kindSet) (k kind, sure, ok bool) {
	word := string(p.bytes())
	for _, k := range otherWords[word] {
		if known.has(k) {
			return k, p.firstOnLine() && k != kwWhere && k != kwExcept, true
		}
	}
	w := diag.Closest(word, known.spelt())
	if w == "" {
		return 0, false, false
	}
	k = keyword([]byte(w), hashOf(w))
	sure = diag.Distance(word, w, 1) == 1 && (!declSet.has(k) || p.firstOnLine()) && !setOf(kwAnd, kwOr, kwWhere).has(k)
	return k, sure, true
}

// article in front of a kind or status: `is a party`. It is complained of and
// passed over, since what follows says what is meant.
func (p *parser) passArticle() {
	if !(p.spells("a") || p.spells("an") || p.kind == kwThe) || p.firstOnLine() || !nextIsNoun.has(p.peek(1)) || p.lineBreakAfter(0) {
		return
	}
	next := p.toks[p.pos+1]
	p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here",
		Hint: "no article stands before it: write `" + p.textOf(p.spanOf(&next)) + "`", Place: p.place(p.here())})
	p.next()
}

var nextIsNoun = setOf(tkName, tkMixed, kwParties)

// lineBreakAfter reports whether a line ends behind the token n ahead.
func (p *parser) lineBreakAfter(n int) bool {
	for _, b := range p.src[p.toks[p.pos+n].to:p.toks[p.pos+n+1].from] {
		if b == '\n' {
			return true
		}
	}
	return false
}

// joined passes over a comma or an `and` in a run of entities, which blanks
// part: `parties EST, LVA and LTU`. It complains of it unless that was told.
func (p *parser) joined(told bool) bool {
	if p.kind != tkComma && p.kind != kwAnd || p.peek(1) != tkCode {
		return false
	}
	if !told {
		a, b := p.toks[p.pos-1], p.toks[p.pos+1]
		p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Place: p.place(p.here()),
			Hint: fmt.Sprintf("several in a row are parted by blanks only: `%s %s`", p.textOf(p.spanOf(&a)), p.textOf(p.spanOf(&b)))})
	}
	p.next()
	return true
}

// untitled complains of a title that stands without its quotes, if one does:
// words on the line of the head in which none has a place.
func (p *parser) untitled(of string) {
	if p.kind != tkName && p.kind != tkMixed && p.kind != tkCode || p.firstOnLine() {
		return
	}
	line := string(p.src[p.here().from:])
	line, _, _ = strings.Cut(line, "\n")
	line, _, _ = strings.Cut(line, "#")
	if k, _, ok := p.meant(articleSet); ok && p.kind == tkName {
		p.unexpected(of+" in double quotes", setOf(k))
		return
	}
	p.unsay()
	at := p.place(p.here())
	p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Expected: of + " in double quotes",
		Hint: "write `\"" + clipWord(strings.TrimSpace(line)) + "\"`", Place: at})
	p.bad, p.kind = true, tkStop
	// What the scanner says of the other words of the title follows from this.
	for !p.lineBreakAfter(0) && p.here().kind != tkEOF {
		p.pos++
		p.unsay()
	}
	p.pos++
}

// unsay takes back what the scanner complained of at the current token, for
// something better to be said.
func (p *parser) unsay() {
	from := p.here().from
	kept := p.diags[:0]
	for _, d := range p.diags {
		if d.Place.From != from || d.Code != "E0104" && d.Code != "E0108" {
			kept = append(kept, d)
		}
	}
	p.diags = kept
}

// caseHint says of a word in mixed case how it is written where it stands.
func (p *parser) caseHint(hint string) {
	for i, d := range p.diags {
		if d.Place.From == p.here().from && d.Code == "E0104" {
			p.diags[i].Hint = hint
		}
	}
}

var roman = map[string]int{"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
	"XIII": 13, "XIV": 14, "XV": 15, "XVI": 16, "XVII": 17, "XVIII": 18, "XIX": 19, "XX": 20, "XXI": 21, "XXII": 22, "XXIII": 23, "XXIV": 24, "XXV": 25}

var numberWords = map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90, "a": 1, "an": 1}

// spelledOut complains of a period whose number is a word: `thirty days`.
func (p *parser) spelledOut() bool {
	if p.kind != tkName || p.peek(1) != tkName || p.lineBreakAfter(0) {
		return false
	}
	unit := p.toks[p.pos+1]
	word := string(p.src[unit.from:unit.to])
	_, _, ok := unitOf(word)
	n, known := numberWords[string(p.bytes())]
	if !ok {
		return false
	}
	hint := "write the number in digits: `30 " + word + "`"
	if known {
		hint = fmt.Sprintf("write the number in digits: `%d %s`", n, word)
	}
	p.stop("E0101", p.found()+" is no number", "a period such as `30 days`, `none`, or the name of a reading", hint)
	return true
}

// unitMissing is what to do about a period of which only the number stands here.
func (p *parser) unitMissing() string {
	if p.kind != tkNum {
		return ""
	}
	n := string(p.bytes())
	if p.peek(1) == tkName && !p.lineBreakAfter(0) {
		unit := p.toks[p.pos+1]
		return "`" + p.textOf(p.spanOf(&unit)) + "` is no unit of time: periods are given in days, weeks, months or years"
	}
	return "say of what: `" + n + " days`, or weeks, months or years"
}

// otherSpan complains of a span that is written with a hyphen, `to` or `until`
// between its days; its end can then be taken as what it was meant to be.
func (p *parser) otherSpan() bool {
	if p.kind != tkMinus && p.kind != kwTo && p.kind != kwUntil || p.peek(1) != tkDay && p.peek(1) != tkMonth {
		return false
	}
	from, to := p.toks[p.pos-1], p.toks[p.pos+1]
	p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Place: p.place(p.here()),
		Hint: "a span is written with two full stops: `" + p.textOf(p.spanOf(&from)) + ".." + p.textOf(p.spanOf(&to)) + "`"})
	return true
}

// moreTerms adds the codes that follow, joined by commas or `and`, to the role
// read last.
func (p *parser) moreTerms() {
	last := &p.mem.roleStack[len(p.mem.roleStack)-1]
	for told := false; p.kind == tkCode || p.joined(told); told = true {
		last.Terms = append(last.Terms[:len(last.Terms):len(last.Terms)], p.ident())
	}
	last.Span.To = p.toks[p.pos-1].to + p.base
}

// nextText is the text of the token after the current one.
func (p *parser) nextText() string { t := p.toks[p.pos+1]; return p.textOf(p.spanOf(&t)) }

// anotherSource complains of a second source that has no word of its own.
func (p *parser) anotherSource(name string) {
	first := p.toks[p.pos-1]
	p.stop("E0101", p.found()+" has no place here", "",
		"each source stands behind a word of its own: `source "+p.textOf(p.spanOf(&first))+" source "+name+"`")
}

// otherClause deals with words of the language that stand for another clause
// than their own: `every party p`, `must not attack` in a ban, `if p is party`.
// It returns false if none does; otherwise it has been complained of, and the
// parser goes on as if the right word stood there.
func (p *parser) otherClause(c *clauses) bool {
	has := func(name string) bool { return slices.Contains(c.names, name) }
	as := func(k kind, what, hint string) bool {
		p.report(diag.Diagnostic{Code: "E0121", Summary: what + " is no clause of " + c.of, Hint: hint, Place: p.place(p.here())})
		p.here().kind, p.kind = k, k
		return true
	}
	shall := p.kind == kwMust || p.kind == kwMay || p.kind == tkName && otherWords[string(p.bytes())] != nil
	switch {
	case shall && p.peek(1) == kwNot && has("never"):
		at := p.place(p.here())
		at.To = p.toks[p.pos+1].to
		p.report(diag.Diagnostic{Code: "E0121", Summary: "`" + p.textOf(Span{at.From + p.base, at.To + p.base}) + "` is no clause of " + c.of,
			Hint: "what is forbidden stands behind `never`: `never attack by p on q`", Place: at})
		p.next()
		p.here().kind, p.kind = kwNever, kwNever
		return true
	case p.kind == kwEvery && has("any"):
		return as(kwAny, p.found(), "did you mean `any`?")
	case p.kind == kwEvery && has("each"):
		return as(kwEach, p.found(), "did you mean `each`?")
	case (p.kind == kwIn || p.kind == kwAfter) && p.peek(1) == tkNum && has("within"):
		return as(kwWithin, p.found(), "did you mean `within`?")
	case p.kind == kwIf && c.last < 0 && c.names[0] == "when":
		return as(kwWhen, p.found(), "did you mean `when`?")
	case p.kind == kwIf:
		as(kwWhere, p.found(), "did you mean `where`?")
		p.next()
		p.condition()
		return true
	}
	return false
}

// remedy says what to do about a word or symbol that stands in the wrong place
// for a reason that it gives away itself.
func (p *parser) remedy() string {
	switch {
	case p.pos > 0 && p.prior() == tkString && p.toks[p.pos-1].to == p.here().from:
		return "a quote inside a text is written \\\""
	case p.kind == tkSlash && p.peek(1) == tkSlash:
		return "a comment begins with `#`"
	case p.kind == kwAre:
		return "say it of each: `p is party, q is party`"
	case p.kind == tkOpen && p.pos > 1 && p.toks[p.pos-2].kind == kwArticle:
		return "a paragraph is no article of its own: leave it out, and say in the title of a rule which paragraph it is"
	case p.kind == kwIn && p.peek(1) == tkName && p.nextText() == "force":
		return "the day of entry into force is written `effective 2002-01-01`"
	case p.kind == kwIn && (p.peek(1) == tkDay || p.peek(1) == tkMonth || p.peek(1) == tkNum):
		return "write `on " + p.nextText() + "`, which for a month or a year means some day of it"
	case p.kind == tkNum && p.firstOnLine() && p.peek(1) == tkString:
		return "did you mean `article " + string(p.bytes()) + "`?"
	}
	return ""
}

// missing reports, where a line ends in the middle of something and the next
// begins something else, that what was expected is missing at the end of the
// first: at the place where the drafter has to write it.
func (p *parser) missing(expected string, known kindSet) bool {
	if p.pos == 0 || !p.beginsSomething() || known.size() > 1 && known.meets(leaders) {
		return false // it stands for itself, in the wrong place
	}
	before := p.toks[p.pos-1]
	p.report(diag.Diagnostic{Code: "E0101", Summary: "something is missing behind `" + p.textOf(p.spanOf(&before)) + "`", Expected: expected,
		Place: p.place(&before)})
	p.failed = true
	p.bad, p.kind = true, tkStop
	return true
}

// quotedDate reports whether a quoted text that begins a line is a date.
func (p *parser) quotedDate() bool {
	t := p.here()
	return p.kind == tkString && p.firstOnLine() && quotedDay.Match(p.src[t.from:t.to])
}

var quotedDay = regexp.MustCompile(`^"\d{4}(-\d\d){0,2}"$`)

// size is how many kinds are in the set.
func (s kindSet) size() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// dateBehindSource reports whether the text behind the name of a source is the
// date of the next entry, in quotes.
func (p *parser) dateBehindSource() bool {
	t := p.toks[p.pos+2]
	return p.lineBreakAfter(1) && quotedDay.Match(p.src[t.from:t.to])
}

// leaders are the words that begin something and cannot stand in an operand.
var leaders = startsClause.without(kwBefore)

func (s kindSet) without(k kind) kindSet { s[k>>6] &^= 1 << (k & 63); return s }

func (s kindSet) meets(t kindSet) bool {
	for i := range s {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}
