package engine

import (
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
