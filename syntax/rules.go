package syntax

import (
	"fmt"
	"strings"

	"casus/diag"
)

// clauses keeps the order of the clauses of one rule or other item: where each
// has been met, so that a second one, or one that comes too late, can be said
// to be so.
type clauses struct {
	of     string   // "duty help"
	names  []string // in their order
	places []Span   // of each that has been met
	last   int      // the latest met
	told   bool     // one complaint about the order is enough: the next would follow from it
	at     Span     // the name of the rule
}

func newClauses(of string, at Span, names ...string) *clauses {
	return &clauses{of: of, names: names, places: make([]Span, len(names)), last: -1, at: at}
}

// meet notes that a clause begins here. order is its place in the order.
func (p *parser) meet(c *clauses, order int) {
	here := p.spanOf(p.here())
	if (c.places[order] != Span{} || order < c.last) && p.suggestNumber() {
		return // a misspelt leader has been read as a number of the phrase before
	}
	if c.told && order < c.last {
		c.places[order] = here
		return
	}
	switch {
	case c.places[order] != Span{} && !c.told:
		p.report(diag.Diagnostic{Code: "E0113", Summary: fmt.Sprintf("`%s` is given twice in %s", c.names[order], c.of),
			Hint: "keep one of the two", Place: p.place(p.here()),
			Related: []diag.Related{{Place: p.placeOf(c.places[order]), Role: "the first one stands here"}}})
		return
	case order < c.last:
		c.told = true
		p.report(diag.Diagnostic{Code: "E0114",
			Summary: fmt.Sprintf("`%s` stands after `%s` in %s, and should come before it", c.names[order], c.names[c.last], c.of),
			Hint:    "the order is: " + strings.Join(c.names, ", "), Place: p.place(p.here()),
			Related: []diag.Related{{Place: p.placeOf(c.places[c.last]), Role: "`" + c.names[c.last] + "` stands here"}}})
	default:
		c.last = order
	}
	c.places[order] = here
}

// lead is meet for a clause that begins with one word, which it takes.
func (p *parser) lead(c *clauses, order int) {
	p.meet(c, order)
	p.next()
}

// has reports whether a clause has been met.
func (c *clauses) has(order int) bool { return c.places[order] != Span{} }

// need complains of a clause that is missing.
func (p *parser) need(c *clauses, order int, what string) {
	if c.has(order) {
		return
	}
	p.report(diag.Diagnostic{Code: "E0115", Summary: fmt.Sprintf("%s has no `%s`", c.of, c.names[order]),
		Hint: what, Place: p.placeOf(c.at)})
}

// ruleHead takes the word, the name and the title of a rule.
func (p *parser) ruleHead(final bool) RuleHead {
	if !final {
		p.mark(ruleLine)
	}
	word := words[p.kind]
	p.next()
	h := RuleHead{Name: p.name("a " + word)}
	if p.kind == tkName && !p.firstOnLine() {
		p.stop("E0101", p.found()+" has no place here: the name of a "+word+" is one word", "a clause, or a title in double quotes",
			"join words with hyphens: `"+word+" "+h.Name.Name+"-"+clipWord(string(p.bytes()))+"`")
	}
	h.Title = p.title(gapText)
	return h
}

// clausesOf goes through the clauses of a rule until it ends. take reads the
// clause at whose leader the parser stands and returns false if the rule has
// no such clause.
func (p *parser) clausesOf(c *clauses, take func() bool) {
	for {
		lost := p.bad
		p.sync(p.atClauseOrAbove)
		if lost && p.kind == kwWhere {
			// It belongs to the clause in which the error is.
			p.next()
			p.condition()
			continue
		}
		if p.kind == tkEOF || p.ruleEnds() {
			return
		}
		start := p.pos
		p.mark(clauseLine)
		if take() {
			continue
		}
		p.here().mark = inLine
		p.noClause(c)
		if p.pos == start && p.bad {
			p.skip()
		}
	}
}

func (p *parser) atClauseOrAbove() bool {
	if clauseSet.has(p.kind) {
		switch p.prior() {
		case kwOf, kwFor, kwDecides: // `of any rule`, `for any x`
			return p.kind != kwAny
		}
		return true
	}
	return p.firstOnLine() && (p.kind == kwAt && p.peek(1) == kwLeast || p.ruleEnds())
}

// atArticleLine is ruleEnds for a parser that has lost its way.
func (p *parser) atArticleLine() bool { return p.firstOnLine() && p.ruleEnds() }

// ruleEnds reports whether what stands here belongs to something above a rule.
func (p *parser) ruleEnds() bool {
	if p.atDecl() || p.atArticlePart() {
		return true
	}
	if p.kind == kwSource && p.peek(2) == tkString {
		return true
	}
	return p.firstOnLine() && (p.atItem() || checkSet.has(p.kind))
}

// noClause complains of a word that begins none of the rule's clauses.
func (p *parser) noClause(c *clauses) {
	word := p.found()
	list := strings.Join(c.names, ", ")
	switch {
	case p.kind == kwWhere && c.last < 0:
		p.stop("E0114", "`where` stands alone here in "+c.of+", and what it qualifies is missing", "`"+c.names[0]+"` before it", "")
	case p.kind == kwWhere:
		p.stop("E0114", "`where` stands alone here in "+c.of, "",
			"`where` comes directly after what it qualifies: the act or finding, or whom the rule binds; a second condition is joined to the first by a comma")
	case p.otherClause(c):
	case p.kind == kwJudged:
		p.stop("E0114", "`judged by` stands alone here in "+c.of, "",
			"`judged by` comes directly after `when` or `must` and its `where`")
	case clauseSet.has(p.kind) || p.kind == kwAt:
		p.stop("E0121", word+" is no clause of "+c.of, "", "its clauses are: "+list)
	default:
		known := kindSet{}
		for _, n := range c.names {
			first, _, _ := strings.Cut(n, " ")
			known = known.or(setOf(keyword([]byte(first), hashOf(first))))
		}
		known = known.or(articleSet, declSet, setOf(kwWhere, kwAnd, kwOr))
		p.mend(known, "the next clause of "+c.of+" ("+list+"), or the next rule or article")
	}
}

// where takes `where CONDITION`, if it stands here.
func (p *parser) where(m mark) Expr {
	if p.kind != kwWhere {
		return nil
	}
	p.mark(m)
	p.next()
	return p.condition()
}

// judge takes `judged by TERM|nobody`, if it stands here.
func (p *parser) judge() Judge {
	if p.kind != kwJudged {
		return Judge{}
	}
	start := p.pos
	p.mark(clauseLine)
	p.next()
	p.expect(kwBy)
	j := Judge{Term: p.term()}
	j.Span = p.since(start)
	return j
}

// within takes `within DURATION`, if it stands here.
func (p *parser) within() Limit {
	if p.kind != kwWithin {
		return Limit{}
	}
	p.mark(clauseLine)
	return p.limit()
}

// bearer takes STATUS VAR [except TERMS] [where CONDITION].
func (p *parser) bearer() *Bearer {
	start := p.pos
	b := &Bearer{Status: p.status(), Var: p.name("a variable such as p")}
	if p.accept(kwExcept) {
		b.Except = p.terms()
	}
	b.Where = p.where(clauseLine)
	b.Span = p.since(start)
	return b
}

// patterns takes one or more phrases joined by `or`.
func (p *parser) patterns() []Phrase {
	list := []Phrase{p.pattern()}
	for p.kind == kwOr {
		p.softly()
		p.next()
		list = append(list, p.pattern())
	}
	return list
}

func (p *parser) unless() Expr {
	p.next()
	return p.plainCondition("unless")
}

// rule takes the rule that begins here.
func (p *parser) rule() Rule {
	start := p.pos
	final := p.kind == kwFinal
	if final {
		p.mark(ruleLine)
		p.next()
		if p.kind != kwPower {
			p.stop("E0101", p.found()+" has no place after `final`", "`power`", "only a power can be final: signature, ratification, accession")
			return nil
		}
	}
	p.failed = false
	switch p.kind {
	case kwBan:
		return p.ban(start)
	case kwDuty:
		return p.duty(start)
	case kwPower:
		return p.power(start, final)
	case kwProcedure:
		return p.procedure(start)
	}
	return p.consequence(start)
}

// ruleName is how messages speak of a rule: "duty help".
func ruleName(word string, h RuleHead) string {
	if h.Name.Name == "" {
		return "this " + word
	}
	return word + " " + h.Name.Name
}

func (p *parser) ban(start int) *Ban {
	r := &Ban{RuleHead: p.ruleHead(false)}
	c := newClauses(ruleName("ban", r.RuleHead), r.Name.Span, "any", "never", "unless", "also acts under way")
	p.clausesOf(c, func() bool {
		switch p.kind {
		case kwAny:
			p.lead(c, 0)
			r.Any = p.bearer()
		case kwNever:
			p.lead(c, 1)
			r.Never = p.patterns()
			r.Where = p.where(clauseLine)
		case kwUnless:
			p.meet(c, 2)
			r.Unless = p.unless()
		case kwAlso:
			p.lead(c, 3)
			p.expectSpelt("acts")
			p.expect(kwUnder)
			p.expectSpelt("way")
			r.UnderWay = true
		default:
			return false
		}
		return true
	})
	if !p.failed {
		p.need(c, 1, "say what is forbidden: `never attack by p on q`")
	}
	r.Span = p.since(start)
	return r
}

// The places of a duty's clauses in their order.
const (
	dutyWhen = iota
	dutyThen
	dutyQuantifier
	dutyMust
	dutyMinimum
	dutyOnce
	dutyAnswers
	dutyWithin
	dutyRefusal
	dutyUnless
	dutyWhile
	dutyPaused
)

func (p *parser) duty(start int) *Duty {
	r := &Duty{RuleHead: p.ruleHead(false)}
	c := newClauses(ruleName("duty", r.RuleHead), r.Name.Span, "when", "then", "each", "must", "minimum", "counts once",
		"each answers", "within", "refusal", "unless", "while", "paused while")
	p.clausesOf(c, func() bool { return p.dutyOpening(r, c) || p.dutyEnding(r, c) })
	if !p.failed {
		p.need(c, dutyWhen, "say what gives rise to it: `when request-help by p`")
		p.need(c, dutyMust, "say what must be done: `must help by x to p`")
	}
	r.Span = p.since(start)
	return r
}

// dutyOpening takes the clauses that say when a duty arises and for whom.
func (p *parser) dutyOpening(r *Duty, c *clauses) bool {
	switch p.kind {
	case kwWhen:
		p.lead(c, dutyWhen)
		r.When = p.triggers()
		r.Where = p.where(clauseLine)
		r.Judge = p.judge()
	case kwThen:
		if len(r.Then) == 0 || c.last != dutyThen {
			c.places[dutyThen] = Span{} // steps may be many, but together
			p.meet(c, dutyThen)
		}
		r.Then = append(r.Then, p.step())
	case kwEach:
		if p.peek(1) == kwAnswers {
			p.lead(c, dutyAnswers)
			p.next()
			r.Answers = true
			return true
		}
		p.quantifier(r, c, Each)
	case kwSome:
		p.quantifier(r, c, Some)
	case kwJointly:
		p.quantifier(r, c, Jointly)
	case kwAt:
		if p.peek(1) != kwLeast {
			return false
		}
		p.quantifier(r, c, AtLeastOf)
	default:
		return false
	}
	return true
}

func (p *parser) quantifier(r *Duty, c *clauses, q Quantifier) {
	p.lead(c, dutyQuantifier)
	r.Quant = q
	if q == AtLeastOf {
		p.next()
		r.AtLeast, _ = p.wholeNumber("how many: `at least 3 of party x`")
		p.expect(kwOf)
	}
	r.Bearer = p.bearer()
}

// step takes `then TRIGGER [within D] [where C]`, or the absence of an act.
func (p *parser) step() Step {
	start := p.pos
	p.next()
	s := Step{Absent: p.accept(kwNo)}
	if s.Absent {
		from := p.pos
		ph := p.pattern()
		s.When = []Trigger{{Span: p.since(from), Phrase: &ph}}
		if p.kind != kwWithin && !p.bad {
			p.stop("E0115", "the absence of an act needs a time", "`within` and a period",
				"`then no object by q within 3 months`")
		}
	} else {
		s.When = p.triggers()
	}
	s.Within = p.within()
	s.Where = p.where(clauseLine)
	s.Span = p.since(start)
	return s
}

// dutyEnding takes the clauses that say what is owed and when it ends.
func (p *parser) dutyEnding(r *Duty, c *clauses) bool {
	switch p.kind {
	case kwMust:
		p.lead(c, dutyMust)
		if p.kind == kwNot || p.kind == kwNo || p.kind == kwNever {
			p.stop("E0101", p.found()+" has no place after `must`", "an act such as `help by x to p`",
				"what must not be done is a rule of its own: `ban NAME` and `never attack by p on q`")
		}
		r.Must = p.patterns()
		r.MustWhere = p.where(clauseLine)
		r.MustJudge = p.judge()
	case kwMinimum:
		p.meet(c, dutyMinimum)
		r.Minimum = p.minimum()
	case kwCounts:
		p.lead(c, dutyOnce)
		p.expect(kwOnce)
		r.Once = true
	case kwWithin:
		p.meet(c, dutyWithin)
		r.Within = p.limit()
	case kwRefusal:
		p.lead(c, dutyRefusal)
		ph := p.pattern()
		r.Refusal = &ph
	case kwUnless:
		p.meet(c, dutyUnless)
		r.Unless = p.unless()
	case kwWhile:
		p.lead(c, dutyWhile)
		r.While = p.plainCondition("while")
	case kwPaused:
		p.lead(c, dutyPaused)
		p.expect(kwWhile)
		r.Paused = p.plainCondition("paused while")
	default:
		return false
	}
	return true
}

// minimum takes `minimum NAME SUM` or `minimum count SUM`.
func (p *parser) minimum() Minimum {
	start := p.pos
	p.next()
	m := Minimum{}
	if p.kind == kwCount {
		m.Number = p.ident()
	} else {
		m.Number = p.name("a number, or `count`")
	}
	m.Value = p.sum()
	m.Span = p.since(start)
	return m
}

func (p *parser) power(start int, final bool) *Power {
	r := &Power{RuleHead: p.ruleHead(final), Final: final}
	c := newClauses(ruleName("power", r.RuleHead), r.Name.Span, "any", "may", "unless", "effect")
	p.clausesOf(c, func() bool {
		switch p.kind {
		case kwAny:
			p.lead(c, 0)
			r.Any = p.bearer()
		case kwMay:
			p.lead(c, 1)
			r.May = p.pattern()
			r.Where = p.where(clauseLine)
		case kwUnless:
			p.meet(c, 2)
			r.Unless = p.unless()
		case kwEffect:
			p.lead(c, 3)
			r.Effects = p.effects()
		default:
			return false
		}
		return true
	})
	if !p.failed {
		p.need(c, 1, "say which act it allows: `may withdraw by p from CSTO`")
		p.need(c, 3, "say what follows from the act: `effect p ceases to be party`, or `effect nothing`")
	}
	r.Span = p.since(start)
	return r
}

func (p *parser) consequence(start int) *Consequence {
	r := &Consequence{RuleHead: p.ruleHead(false)}
	c := newClauses(ruleName("consequence", r.RuleHead), r.Name.Span, "when", "each", "unless", "effect")
	p.clausesOf(c, func() bool {
		switch p.kind {
		case kwWhen:
			p.lead(c, 0)
			r.When = p.triggers()
			r.Where = p.where(clauseLine)
		case kwEach:
			p.lead(c, 1)
			r.Each = p.bearer()
		case kwUnless:
			p.meet(c, 2)
			r.Unless = p.unless()
		case kwEffect:
			p.lead(c, 3)
			r.Effects = p.effects()
		default:
			return false
		}
		return true
	})
	if !p.failed {
		p.need(c, 0, "say what it follows from: `when breach of dues by p`")
		p.need(c, 3, "say what follows: `effect p becomes suspended`, or `effect nothing`")
	}
	r.Span = p.since(start)
	return r
}
