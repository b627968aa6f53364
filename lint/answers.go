package lint

import (
	"slices"

	"casus/charter"
	"casus/syntax"
)

// answers is L03: what follows from the breach of a ban.
func (k *checker) answers() {
	for _, r := range k.rules {
		if r.Kind != charter.BanRule {
			continue
		}
		var idle []string
		own, some := false, false
		for _, o := range k.rules {
			if !k.beginsWith(o, syntax.Breach, r.ID) {
				continue
			}
			some = true
			if !k.catchesAll(o) || !k.comesToNothing(o) {
				own = true
			} else if !slices.Contains(idle, o.Name) {
				idle = append(idle, o.Name)
			}
		}
		switch {
		case own:
		case !some:
			k.rule("L03", warning, r, "nothing begins with its breach")
		default:
			k.rule("L03", warning, r, "no consequence of its own; only %s, which any breach opens and which can come to nothing", enumerate(idle))
		}
	}
}

// catchesAll reports whether a rule begins with the breach of any rule, not
// with that of one.
func (k *checker) catchesAll(o *charter.Rule) bool {
	breakable := map[string]bool{}
	for _, r := range k.rules {
		if r.Family == o.Family && (r.Kind == charter.BanRule || r.Kind == charter.DutyRule) {
			breakable[r.Name] = true
		}
	}
	if len(breakable) < 2 {
		return false
	}
	for _, t := range o.When {
		if t.Finding == nil || t.Finding.Kind != syntax.Breach {
			continue
		}
		names := map[string]bool{}
		for _, id := range t.Finding.Rules {
			names[k.c.Rules[id].Name] = true
		}
		if len(names) < len(breakable) {
			return false
		}
	}
	return true
}

// comesToNothing reports whether a rule that answers a breach can end without
// any effect.
func (k *checker) comesToNothing(o *charter.Rule) bool {
	return o.Kind == charter.ProcedureRule && len(o.Lapsed) == 0 && !k.begins(o, syntax.Lapse)
}
