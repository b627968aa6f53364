package lint

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// exit is a rule with the effect by which a party ceases to be one.
type exit struct {
	rule   *charter.Rule
	effect *charter.Effect
	own    bool // by the act of the one that leaves
	notice bool // by that of others, after its notice
}

// exits lists the ways out of a family, in the order of the rules.
func (k *checker) exits(family int) []exit {
	var list []exit
	for _, r := range k.rules {
		for _, e := range effects(r) {
			c := e.Change
			if c == nil || !c.Ceases || c.Family != family || c.Status != charter.PartyStatus || k.reach.why(r) != "" {
				continue
			}
			v := variable(&c.Term)
			x := exit{rule: r, effect: e}
			x.own = r.Kind == charter.PowerRule && v != charter.NoVar && variable(term(r.May, syntax.By)) == v
			x.notice = !x.own && v != charter.NoVar && (k.recordedBy(r.Where, v) || r.Bearer != nil && k.recordedBy(r.Bearer.Where, v))
			for _, t := range r.When {
				if t.Act != nil && variable(term(t.Act, syntax.By)) == v && v != charter.NoVar {
					x.own = true
				}
			}
			list = append(list, x)
		}
	}
	return list
}

// recordedBy reports whether a condition asks for an act by a variable.
func (l *law) recordedBy(e *charter.Expr, v charter.VarID) bool {
	return slices.ContainsFunc(all(e), func(x *charter.Expr) bool {
		return x.Op == charter.OpRecorded && variable(term(x.Pattern, syntax.By)) == v
	})
}

// leaving is L13, L14, L26 and L27.
func (k *checker) leaving() {
	for _, f := range k.c.Families {
		if !k.reach.held[statusKey{f.ID, charter.PartyStatus}] {
			continue
		}
		list := k.exits(f.ID)
		own := slices.DeleteFunc(slices.Clone(list), func(x exit) bool { return !x.own && !x.notice })
		switch {
		case len(list) == 0:
			k.text("L13", warning, f.ID, diag.Place{}, []string{f.Name}, "no rule of %s lets a party leave", f.Name)
		case len(own) == 0:
			k.text("L13", warning, f.ID, diag.Place{}, []string{f.Name}, "no party of %s can leave by its own act, only by %s", f.Name, ruleNames(list))
		}
		k.tooFast(f, list)
		k.clocks(own)
		k.heldUp(own)
	}
}

func ruleNames(list []exit) string {
	var names []string
	for _, x := range list {
		if !slices.Contains(names, x.rule.Name) {
			names = append(names, x.rule.Name)
		}
	}
	return enumerate(names)
}

// tooFast is L14: the shortest notice against the longest procedure, both by
// the first readings.
func (k *checker) tooFast(f *charter.Family, list []exit) {
	for _, x := range list {
		notice, ok := k.first(x.effect.After)
		if !x.own || waits(x.effect) || !ok {
			continue
		}
		var slower []string
		for _, p := range k.rules {
			if p.Kind != charter.ProcedureRule || p.Family != f.ID || !k.againstMember(p) {
				continue
			}
			if long, endless, words := k.duration(p); endless || notice.days < long {
				slower = append(slower, p.Name+" "+words)
			}
		}
		if len(slower) > 0 {
			after := notice.words + " after its notice"
			if notice.days == 0 {
				after = "at once"
			}
			k.rule("L14", warning, x.rule, "gone %s; against it may take: %s", after, strings.Join(slower, "; "))
		}
	}
}

// waits reports whether an exit waits until no breach of its kind stands.
func waits(e *charter.Effect) bool {
	return slices.ContainsFunc(all(e.Once), func(x *charter.Expr) bool {
		return x.Op == charter.OpNot && len(x.Args) == 1 && x.Args[0].Op == charter.OpFound && !x.Args[0].Finding.Named
	})
}

// againstMember reports whether a procedure answers a breach and can hit the
// one that committed it.
func (k *checker) againstMember(p *charter.Rule) bool {
	opens := slices.ContainsFunc(p.When, func(t *charter.Trigger) bool {
		return t.Finding != nil && t.Finding.Kind == syntax.Breach || t.Act != nil && k.force(t.Act, p.Family)
	})
	return opens && slices.ContainsFunc(effects(p), k.harms)
}

type length struct {
	days  int
	words string
}

// first is a period by its first reading; false if it has no end.
func (l *law) first(lim *charter.Limit) (length, bool) {
	if lim == nil {
		return length{0, "at once"}, true
	}
	p := lim.Period
	if lim.Reading != nil {
		vs := l.reading(*lim.Reading).Values
		if len(vs) == 0 || vs[0].Kind == charter.NoLimit {
			return length{}, false
		}
		p = vs[0].Period
	}
	return length{days(p), p.String()}, !p.Forever
}

// duration is how long a procedure may take from the breach to the decision.
func (k *checker) duration(p *charter.Rule) (days int, endless bool, words string) {
	var parts []string
	add := func(l *charter.Limit, what string) {
		x, ok := k.first(l)
		if l == nil || !ok {
			endless = true
			parts = append(parts, "any time "+what)
			return
		}
		days += x.days
		parts = append(parts, x.words+" "+what)
	}
	if p.Moved != nil {
		add(p.MoveWithin, "to be moved")
	}
	add(p.Within, "to be decided")
	return days, endless, strings.Join(parts, " and ")
}

// clocks is L26.
func (k *checker) clocks(own []exit) {
	if len(own) < 2 {
		return
	}
	var parts []string
	differ := false
	for _, x := range own {
		after, ok := k.first(x.effect.After)
		if !ok {
			after.words = "never"
		}
		what := x.rule.Name + " " + after.words
		if after.words != "at once" && ok {
			what = x.rule.Name + " after " + after.words
		}
		if x.effect.If != nil || x.effect.Once != nil {
			what += " on a condition"
			differ = true
		}
		differ = differ || k.afterWords(own[0]) != k.afterWords(x)
		parts = append(parts, what)
	}
	if differ {
		k.rule("L26", note, own[0].rule, "who gives notice is out by more than one rule: %s", strings.Join(parts, "; "))
	}
}

func (k *checker) afterWords(x exit) string {
	l, ok := k.first(x.effect.After)
	return fmt.Sprint(l.words, ok)
}

// heldUp is L27.
func (k *checker) heldUp(own []exit) {
	// Where one way out needs nobody else, another may.
	if slices.ContainsFunc(own, func(x exit) bool { return k.others(x) == "" }) {
		return
	}
	for _, x := range own {
		k.rule("L27", note, x.rule, "the notice takes effect only when %s", k.others(x))
	}
}

// others says what an exit still needs besides the notice; empty if nothing.
func (k *checker) others(x exit) string {
	v := variable(&x.effect.Change.Term)
	if x.notice {
		for _, t := range x.rule.When {
			if t.Act != nil {
				return "others act (" + k.patternName(t.Act) + ")"
			}
		}
		if x.rule.Kind == charter.PowerRule {
			return "others act (" + k.patternName(x.rule.May) + ")"
		}
	}
	for _, e := range slices.Concat(all(x.rule.Where), all(x.effect.Once), all(x.effect.If)) {
		switch {
		case e.Op == charter.OpRecorded && variable(term(e.Pattern, syntax.By)) != v:
			return "others act (" + k.patternName(e.Pattern) + ")"
		case e.Op == charter.OpFound && e.Finding.Kind == syntax.Adoption:
			return "a decision is adopted"
		}
	}
	if x.effect.Once != nil {
		return "a condition holds"
	}
	against := ""
	(&charter.Walker{Pattern: func(p *charter.Pattern) {
		if against == "" && variable(term(p, syntax.By)) != v {
			against = "others do not act against it (" + k.patternName(p) + ")"
		}
	}}).Visit(x.effect.Unless)
	return against
}
