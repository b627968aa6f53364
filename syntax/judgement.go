package syntax

import (
	"casus/diag"
	"casus/quantity"
)

var judgementSet = setOf(kwSaid, kwSource, kwNote)

// forecast takes `forecast NAME STRING made ONEDATE ... asks CONDITION by
// POINT`.
func (p *parser) forecast() *Forecast {
	start := p.pos
	f := &Forecast{}
	p.judged(&f.Judgement, "a forecast", "what was foreseen")
	for p.judgementPart(&f.Judgement) || p.chance(f) {
	}
	if p.spells("asks") {
		p.gap(gapBreak)
		p.next()
		f.Asks = p.plainCondition("asks")
		if p.kind == kwBy && !p.bad {
			p.next()
			f.By = p.point()
		} else {
			p.lacks(f.Name, "by", "the day by which the forecast has come true or not", "write `by` and a day, month or year behind the condition")
		}
	} else {
		p.lacks(f.Name, "asks", "what the record is asked", "write `asks`, a condition such as `ARM is not party of CSTO`, `by` and a day; "+
			"a judgement that no question of the record answers is an `assessment`")
	}
	f.Span = p.since(start)
	return f
}

// assessment takes `assessment NAME STRING made ONEDATE ...`.
func (p *parser) assessment() *Assessment {
	start := p.pos
	a := &Assessment{}
	p.judged(&a.Judgement, "an assessment", "what was judged")
	for p.judgementPart(&a.Judgement) || p.judgedAbout(a) {
	}
	if p.spells("asks") || p.kind == kwChance {
		p.stop("E0114", p.found()+" has no place in an assessment", "", "what asks a question of the record is a `forecast`")
	}
	a.Span = p.since(start)
	return a
}

// judged takes the word, the name, the text and the day of a judgement.
func (p *parser) judged(j *Judgement, what, text string) {
	p.next()
	p.gapIf(gapName)
	j.Name = p.name(what)
	p.gapIf(gapName)
	j.Title = p.quoted(text)
	if !p.spells("made") {
		p.lacks(j.Name, "made", "the day on which it was made", "write `made` and a day, month or year behind the text")
		return
	}
	p.gap(gapWide)
	p.next()
	j.Made = p.date(false)
}

// judgementPart takes who made a judgement, a source or a note; it returns
// false where none stands.
func (p *parser) judgementPart(j *Judgement) bool {
	t := p.here()
	switch p.kind {
	case kwSaid:
		p.attr(t)
		p.once(j.SaidBy.To > 0 || j.SaidCode.To > 0, t, "`said by`")
		p.saidBy(&j.Saying)
	case kwSource:
		if p.peek(2) == tkString {
			return false // a source with a title is an item of its own
		}
		p.attr(t)
		j.Sources = p.appendIdent(j.Sources, p.name("a source"))
	case kwNote:
		p.attr(t)
		j.Notes = append(j.Notes, p.quoted("the note"))
	default:
		return false
	}
	return !p.bad
}

// chance takes `chance NUM%` or `chance NUM..NUM%`.
func (p *parser) chance(f *Forecast) bool {
	if p.kind != kwChance {
		return false
	}
	t, start := p.here(), p.pos
	p.attr(t)
	p.once(f.HasChance(), t, "`chance`")
	lo := p.num()
	hi := lo
	if p.kind == tkDots {
		p.gap(gapTight)
		p.next()
		p.gapIf(gapTight)
		hi = p.num()
	}
	if p.kind == tkPercent {
		p.gap(gapTight)
	}
	if !p.expect(tkPercent) {
		return false
	}
	f.ChanceAt = p.since(start)
	if hi < lo {
		p.backwards(f.ChanceAt, "the chance runs backwards: "+hi.String()+" is less than "+lo.String(), "the smaller number comes first")
		lo, hi = hi, lo
	}
	if hi > quantity.Whole(100) {
		p.report(diag.Diagnostic{Code: "E0109", Summary: "a chance is at most 100%", Place: p.placeOf(f.ChanceAt)})
		lo, hi = min(lo, quantity.Whole(100)), quantity.Whole(100)
	}
	f.Chance = quantity.Range{Lo: percent(lo), Hi: percent(hi)}
	return true
}

// judgedAbout takes `about CODE {CODE}`.
func (p *parser) judgedAbout(a *Assessment) bool {
	if k := p.peek(1); p.kind != kwAbout || k == tkDay || k == tkMonth || k == tkNum {
		return false // before a date it begins the next entry
	}
	t := p.here()
	p.attr(t)
	p.once(a.About != nil, t, "`about`")
	a.About = p.codes("an entity")
	return !p.bad
}

// lacks reports a clause that a judgement must have.
func (p *parser) lacks(name Ident, word, what, hint string) {
	if p.bad {
		return
	}
	if p.kind == tkName {
		// A misspelt word stands where the clause is due.
		if w := diag.Closest(string(p.bytes()), []string{word}); w != "" {
			p.stop("E0119", p.found()+" has no place here", "`"+word+"`", "did you mean `"+word+"`?")
			return
		}
	}
	if p.atItem() || p.atDecl() || p.kind == tkEOF {
		// The judgement is at its end: only the clause is missing.
		p.report(diag.Diagnostic{Code: "E0115", Summary: "`" + word + "` is missing: " + what, Hint: hint, Place: p.placeOf(name.Span)})
		return
	}
	p.unexpected("`"+word+"`: "+what, judgementSet)
}
