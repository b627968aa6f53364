package charter

// MovesStatus marks the acts by which a status can change at once: those that
// a power, a consequence or a decision with such an effect names, with all
// acts declared to be one of them. It is as rough as a warning may be: who
// holds which status is not looked at.
func (c *Case) MovesStatus() []bool {
	moves := make([]bool, len(c.Vocab.Acts))
	for _, r := range c.Rules {
		var patterns []*Pattern
		switch r.Kind {
		case PowerRule:
			patterns = append(patterns, r.May)
		case ConsequenceRule:
			for _, t := range r.When {
				patterns = append(patterns, t.Act)
			}
		case ProcedureRule:
			patterns = append(patterns, r.Decided)
		}
		if !changesAtOnce(r.allEffects()) {
			continue
		}
		for _, p := range patterns {
			c.mark(moves, p, 0)
		}
	}
	for a := range moves {
		for b := range moves {
			if moves[b] && b != 0 && c.Vocab.IsAct(ActID(a), ActID(b)) {
				moves[a] = true
			}
		}
	}
	return moves
}

func changesAtOnce(list []*Effect) bool {
	for _, e := range list {
		if e.Change != nil && e.After == nil && !e.OnForce {
			return true
		}
	}
	return false
}

// mark marks the acts of a pattern, derived acts taken apart.
func (c *Case) mark(acts []bool, p *Pattern, depth int) {
	if p == nil || depth > 16 {
		return
	}
	if p.Define == nil {
		if p.Act != NoAct {
			acts[p.Act] = true
		}
		return
	}
	for _, a := range p.Define.Alts {
		c.mark(acts, a.Pattern, depth+1)
	}
}
