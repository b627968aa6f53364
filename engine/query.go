package engine

import (
	"fmt"
	"strings"

	"casus/calendar"
	"casus/charter"
)

// CompileWith compiles a case with questions to be asked of a run: conditions
// without variables, read by Ask.
func CompileWith(c *charter.Case, questions []*charter.Expr) (*Program, []Question, error) {
	k := &compiler{p: &Program{Case: c, vocab: c.Vocab, firstDay: calendar.Never}}
	if err := k.compile(); err != nil {
		return nil, nil, err
	}
	k.rule = &rule{}
	var out []Question
	for _, q := range questions {
		out = append(out, Question{k.condition(q, &env{})})
	}
	return k.p, out, k.err
}

// Question is a compiled condition.
type Question struct{ c *condition }

// Ask reports the worlds in which the condition holds at the end of the day
// the run stands on.
func (r *Run) Ask(q Question) Mask { return r.holds(q.c, r.here(&binding{}), r.worlds) }

// Looks reports whether anything in the program looks at an act: what no rule
// names, and is not grave, changes nothing.
func (p *Program) Looks(a charter.ActID) bool {
	row := &p.acts[a]
	return row.grave || row.formal || row.declares >= 0 || row.judge || len(row.legal)+len(row.bans)+
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
