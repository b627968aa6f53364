package syntax

import (
	"fmt"

	"casus/diag"
)

// The places of a procedure's clauses in their order.
const (
	procOpens = iota
	procMoved
	procMoveWithin
	procBefore
	procChoosing
	procDecides
	procWithin
	procDecided
	procAdopted
	procRejected
	procLapsed
)

func (p *parser) procedure(start int) *Procedure {
	r := &Procedure{RuleHead: p.ruleHead(false)}
	c := newClauses(ruleName("procedure", r.RuleHead), r.Name.Span, "opens when", "moved", "within", "before", "choosing",
		"decides by", "within", "decided", "adopted", "rejected", "lapsed")
	p.clausesOf(c, func() bool { return p.procedureOpening(r, c) || p.procedureEnding(r, c) })
	if !p.failed {
		p.need(c, procBefore, "say which body decides: `before council`")
	}
	r.Span = p.since(start)
	return r
}

// procedureOpening takes the clauses up to the body.
func (p *parser) procedureOpening(r *Procedure, c *clauses) bool {
	switch p.kind {
	case kwOpens:
		p.lead(c, procOpens)
		p.expect(kwWhen)
		r.Opens = p.triggers()
		r.OpensWhere = p.where(clauseLine)
	case kwMoved:
		p.lead(c, procMoved)
		ph := p.pattern()
		r.Moved = &ph
		r.MovedWhere = p.where(clauseLine)
	case kwWithin:
		if c.has(procBefore) || !c.has(procMoved) {
			return false
		}
		p.meet(c, procMoveWithin)
		r.MoveWithin = p.limit()
	case kwBefore:
		p.lead(c, procBefore)
		r.Before = p.name("a body")
		p.electorate(r)
	default:
		return false
	}
	return true
}

// electorate takes [except TERMS [keeping base]] [fixed electorate].
func (p *parser) electorate(r *Procedure) {
	if p.accept(kwExcept) {
		r.Except = p.terms()
		if p.accept(kwKeeping) {
			p.expectSpelt("base")
			r.KeepingBase = true
		}
	}
	if p.accept(kwFixed) {
		p.expectSpelt("electorate")
		r.Fixed = true
	}
}

// procedureEnding takes the clauses behind the body.
func (p *parser) procedureEnding(r *Procedure, c *clauses) bool {
	switch p.kind {
	case kwChoosing:
		p.lead(c, procChoosing)
		r.Choosing = p.names("a measure")
	case kwDecides:
		p.meet(c, procDecides)
		r.Decides = p.decides()
	case kwWithin:
		p.meet(c, procWithin)
		r.Within = p.limit()
	case kwDecided:
		p.lead(c, procDecided)
		ph := p.pattern()
		r.Decided = &ph
	case kwAdopted:
		p.meet(c, procAdopted)
		r.Adopted = p.outcome()
	case kwRejected:
		p.meet(c, procRejected)
		r.Rejected = p.outcome()
	case kwLapsed:
		p.meet(c, procLapsed)
		r.Lapsed = p.outcome()
	default:
		return false
	}
	return true
}

func (p *parser) outcome() Outcome {
	p.next()
	return Outcome{Given: true, Effects: p.effects()}
}

// ---- how a body decides ----------------------------------------------------------------------

// decides takes `decides by METHOD`.
func (p *parser) decides() Decides {
	start := p.pos
	d := Decides{}
	p.next()
	if p.kind != kwBy && !p.bad {
		p.stop("E0101", p.found()+" has no place here", "`by` and how: `by consensus`, `by unanimity`, `by majority`, `by 2/3 of members` ...", "")
	}
	p.expect(kwBy)
	switch {
	case p.kind == kwSilence:
		p.next()
		d.Method = SilenceProcedure
	case p.kind == tkNum:
		d.Method = ShareOf
		d.Share = p.share()
		if p.kind != kwOf && !p.bad {
			p.report(diag.Diagnostic{Code: "E0115", Summary: "the share `" + p.textOf(d.Share.Span) + "` does not say of whom",
				Hint: "write `" + p.textOf(d.Share.Span) + " of members`, or of present, votes or weights", Place: p.placeOf(d.Share.Span)})
			break
		}
		p.expect(kwOf)
		d.Base = p.expectSpelt("members", "present", "votes", "weights")
	default:
		if p.kind == tkName && !isMethod[string(p.bytes())] && diag.Closest(string(p.bytes()), methods) == "" {
			p.stop("E0101", p.found()+" has no place here", oneOf(methods)+", or a share",
				"a majority is written `majority` (of members, of present), a share in digits: `2/3 of members` (of present, votes, weights)")
		}
		switch p.expectSpelt(methods...) {
		case "consensus":
			d.Method = Consensus
		case "unanimity":
			d.Method = Unanimity
		case "majority":
			d.Method = Majority
			if p.accept(kwOf) {
				if d.Base = p.expectSpelt("members", "present"); d.Base == "members" {
					d.Method, d.Base = MajorityOfMembers, ""
				}
			}
		}
	}
	d.Span = p.since(start)
	return d
}

var (
	methods  = []string{"consensus", "unanimity", "silence", "majority"}
	isMethod = map[string]bool{"consensus": true, "unanimity": true, "silence": true, "majority": true}
)

// share takes NUM, NUM/NUM or NUM%.
func (p *parser) share() Share {
	start := p.pos
	s := Share{}
	num := p.num()
	switch p.kind {
	case tkSlash:
		p.gap(gapTight)
		p.next()
		p.gapIf(gapTight)
		den := p.num()
		if !p.bad && (den == 0 || num > den) {
			p.report(diag.Diagnostic{Code: "E0109", Summary: "a share is at most the whole: " + p.textOf(p.since(start)) + " is not",
				Hint: "write, for instance, 2/3", Place: p.placeOf(p.since(start))})
			den = 1
		}
		s.Num, s.Den = lowest(int64(num), int64(den))
	case tkPercent:
		p.gap(gapTight)
		p.next()
		if num > 100*10_000 {
			p.report(diag.Diagnostic{Code: "E0109", Summary: "a share is at most the whole: " + p.textOf(p.since(start)) + " is not",
				Place: p.placeOf(p.since(start))})
		}
		s.Num, s.Den = lowest(int64(num), 100*10_000)
	default:
		if p.spells("percent") || p.spells("per") {
			p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Hint: fmt.Sprintf("write `%s%%`", num), Place: p.place(p.here())})
			p.next()
		}
		s.Num = int64(num) / 10_000
		if int64(num)%10_000 != 0 {
			p.report(diag.Diagnostic{Code: "E0109", Summary: p.textOf(p.since(start)) + " is not a whole number",
				Expected: "a number of members, or a share such as 2/3 or 75%", Place: p.placeOf(p.since(start))})
		}
	}
	s.Span = p.since(start)
	return s
}

// lowest cancels a fraction.
func lowest(a, b int64) (int64, int64) {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	if x == 0 {
		return a, b
	}
	return a / x, b / x
}

// ---- effects -------------------------------------------------------------------------------

// effects takes `nothing`, or effects separated by commas.
func (p *parser) effects() []Effect {
	if p.accept(kwNothing) {
		return nil
	}
	list := []Effect{p.effect(false)}
	for p.kind == tkComma {
		p.comma()
		list = append(list, p.effect(true))
	}
	return list
}

func (p *parser) effect(afterComma bool) Effect {
	start := p.pos
	e := Effect{}
	switch {
	case p.kind == kwExcuse:
		p.next()
		e.Excuse = p.name("a rule")
		e.ExcuseRoles = p.roleList()
	case p.atChange():
		ch := p.change()
		e.Change = &ch
		p.effectConditions(&e, ruleEffect(ch))
	default:
		hint := ""
		if afterComma {
			hint = "in `effect` a comma begins the next effect; within a condition write `and`"
		}
		if p.atTerm() && !p.bad {
			p.next()
			if p.kind == kwIs {
				p.stop("E0101", p.found()+" has no place here", "`becomes` or `ceases to be`", "did you mean `becomes`?")
			}
			p.unexpected("`becomes` or `ceases to be`", setOf(kwBecomes, kwCeases))
			break
		}
		if hint != "" && p.kind.isReservedName() {
			p.stop("E0101", p.found()+" has no place here", "an effect such as `p becomes suspended`", hint)
			break
		}
		p.unexpected("an effect such as `p becomes suspended`, `p ceases to be party`, `excuse help by p`, or `nothing`",
			setOf(kwExcuse, kwNothing))
	}
	e.Span = p.since(start)
	return e
}

func ruleEffect(c Change) string {
	if c.Ceases {
		return "the effect `" + c.Term.Name + " ceases to be " + c.Status.Name + "`"
	}
	return "the effect `" + c.Term.Name + " becomes " + c.Status.Name + "`"
}

// effectConditions takes when an effect begins and ends, and on what it hangs.
func (p *parser) effectConditions(e *Effect, name string) {
	c := newClauses(name, e.Change.Span, "after", "for", "once", "until", "if", "unless")
	for {
		k := p.kind
		switch k {
		case kwAfter, kwOn:
			p.meet(c, 0)
			p.softly()
			if k == kwOn {
				e.OnForce = true
				p.entryIntoForce(kwOn, false)
			} else {
				e.After = p.limit()
			}
		case kwFor:
			p.meet(c, 1)
			p.softly()
			e.For = p.limit()
		case kwOnce:
			p.meet(c, 2)
			p.softly()
			p.next()
			e.Once = p.orCondition()
		case kwUntil:
			p.meet(c, 3)
			p.softly()
			p.next()
			e.Until = p.orCondition()
		case kwIf:
			p.meet(c, 4)
			p.softly()
			p.next()
			e.If = p.orCondition()
		case kwUnless:
			p.meet(c, 5)
			p.softly()
			p.next()
			e.Unless = p.orCondition()
		default:
			return
		}
	}
}
