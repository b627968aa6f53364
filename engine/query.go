package engine

import (
	"fmt"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// CompileWith compiles a case with questions to be asked of a run: conditions
// without variables, read by Ask.
func CompileWith(c *charter.Case, questions []*charter.Expr) (*Program, []Question, error) {
	p, out, _, err := CompileAsking(c, questions, nil)
	return p, out, err
}

// CompileAsking is CompileWith for two lists of questions. What those of the
// second look back for is left out of digests: whoever asks them knows how far
// each has come true.
func CompileAsking(c *charter.Case, questions, passing []*charter.Expr) (*Program, []Question, []Question, error) {
	k := &compiler{p: &Program{Case: c, vocab: c.Vocab, firstDay: calendar.Never}}
	if err := k.compile(); err != nil {
		return nil, nil, nil, err
	}
	k.rule = &rule{}
	compiled := func(list []*charter.Expr) (out []Question) {
		for _, q := range list {
			out = append(out, Question{k.condition(q, &env{})})
		}
		return out
	}
	kept := compiled(questions)
	k.p.passingNotes, k.p.passingLookouts = len(k.p.notes), len(k.p.lookouts)
	passed := compiled(passing)
	// Whether a finding is told at all may hang on a question.
	for _, l := range k.p.lookouts {
		if l.kind == syntax.Opening {
			for _, id := range l.rules {
				k.p.rules[id].tells = true
			}
		}
	}
	k.straighten()
	return k.p, kept, passed, k.err
}

// AskSince is Ask of what was done by acts numbered from entry on, and found
// from finding on; conditions with a window of their own keep it.
func (r *Run) AskSince(q Question, entry, finding uint32) Mask {
	x := r.here(&binding{})
	x.after, x.found = entry, finding
	return r.holds(q.c, x, r.worlds)
}

// Question is a compiled condition.
type Question struct{ c *condition }

// Ask reports the worlds in which the condition holds at the end of the day
// the run stands on.
func (r *Run) Ask(q Question) Mask { return r.holds(q.c, r.here(&binding{}), r.worlds) }

// Disregard leaves out of digests what becomes of the open matters of some
// duties: the caller knows that nothing it asks hangs on it.
func (p *Program) Disregard(duties []int) {
	p.settled = make([]bool, len(p.rules))
	for _, id := range duties {
		p.settled[id] = true
	}
}

// Regard has an act count as looked at, because the caller looks at it. It is
// for before the program is used.
func (p *Program) Regard(a charter.ActID) { p.acts[a].regarded = true }

// Looks reports whether anything in the program looks at an act: what no rule
// names, and is not grave, changes nothing.
func (p *Program) Looks(a charter.ActID) bool {
	row := &p.acts[a]
	return row.regarded || row.grave || row.formal || row.declares >= 0 || row.judge || len(row.legal)+len(row.bans)+
		len(row.watches)+len(row.opens)+len(row.notes)+len(row.voids) > 0
}

// Likeness is a key that two acts share if the program looks at them alike:
// the same patterns wait for both, and both are as grave and as formal.
func (p *Program) Likeness(a charter.ActID) string {
	row, act := &p.acts[a], p.vocab.Acts[a]
	var b strings.Builder
	fmt.Fprint(&b, row.grave, row.formal, row.declares, row.undeclare, act.Mutual, act.Roles, row.notes)
	for _, u := range row.legal {
		fmt.Fprintf(&b, " %p %d", u.pat, u.as)
	}
	for _, us := range [][]use{row.bans, row.opens} {
		for _, u := range us {
			fmt.Fprintf(&b, " %p", u.pat)
		}
	}
	for _, g := range row.watches {
		for _, ws := range [][]*watch{g.must, g.refusals, g.steps} {
			for _, w := range ws {
				fmt.Fprintf(&b, " %d", w.id)
			}
		}
	}
	return b.String()
}

// Decides reports whether an act is one by which a body decides.
func (p *Program) Decides(a charter.ActID) bool {
	for _, u := range p.acts[a].legal {
		if u.as == asDecision {
			return true
		}
	}
	return false
}

// Blockers are the electors in a procedure's open matter who can each keep it from
// being adopted in one world, however all others vote. A matter that is still to
// be moved has none: nothing is before the body yet.
func (r *Run) Blockers(mid uint32, world int) []charter.EntityID {
	m := &r.matters[mid]
	bit := Mask(1) << world
	if m.flags&flagProcedure == 0 || m.owed&bit == 0 || m.side == 0 {
		return nil
	}
	ru, p := r.p.rules[m.rule], r.proc(mid)
	if ru.moved != nil && p.moved&bit == 0 {
		return nil
	}
	b := r.bindingOf(m)
	var electors, out []charter.EntityID
	r.eachElector(ru, &b, p, func(v charter.EntityID, elector, _ Mask) {
		if elector&bit != 0 {
			electors = append(electors, v)
		}
	})
	for _, one := range electors {
		d := &decision{}
		for _, v := range electors {
			x := vote{state: v}
			x.w[syntaxAye] = bit
			if v == one {
				x.w = [3]Mask{syntaxNay: bit}
			}
			d.list = append(d.list, x)
		}
		if c, _ := r.countIn(ru, &b, p, d, bit); !r.quorate(ru, &c) || !r.carried(ru, &c) {
			out = append(out, one)
		}
	}
	return out
}

// Bearers are those who owe a matter of a duty, or have broken a ban, in one
// world.
func (r *Run) Bearers(mid uint32) []charter.EntityID {
	m := &r.matters[mid]
	ru := r.p.rules[m.rule]
	if m.flags&flagGroup != 0 {
		var out []charter.EntityID
		for _, g := range r.sides[m.side].group {
			out = append(out, g.state)
		}
		return out
	}
	b := r.bindingOf(m)
	if ru.bearerSlot >= 0 {
		return []charter.EntityID{b.e[ru.bearerSlot]}
	}
	for _, rv := range r.rolesOf(ru, m) {
		if v := r.value(rv.op, &b); rv.role == syntax.By && v != 0 {
			return []charter.EntityID{v}
		}
	}
	return nil
}
