package lint

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/syntax"
)

// periods looks at what runs out, and what does not.
func (k *checker) periods() {
	rendered := map[int]bool{}
	for _, r := range k.rules {
		rendered[r.Family] = rendered[r.Family] || len(r.Basis) > 0
	}
	for _, r := range k.rules {
		switch r.Kind {
		case charter.DutyRule:
			k.deadline(r)
			k.ownJudgement(r)
			k.nobody(r)
		case charter.ProcedureRule:
			k.lapsing(r)
			k.endless(r)
		}
		if rendered[r.Family] && !sourced(r) {
			k.numbers(r)
		}
	}
}

// deadline is L02.
func (k *checker) deadline(r *charter.Rule) {
	s := k.span(r.Within)
	switch {
	case r.Within == nil:
		k.rule("L02", warning, r, "no period: it is never breached")
	case s.fixed && s.endless:
		k.rule("L02", warning, r, "it says itself that it has no period: it is never breached")
	case s.endless:
		k.rule("L02", warning, r, "no period in the text, nor by the first reading of %s%s", s.reading, others(s))
	case s.reading != "":
		k.rule("L02", note, r, "no period in the text; by %s %s", s.reading, extremes(s))
	}
}

func extremes(s span) string {
	text := s.shortest.String()
	if s.longest != s.shortest {
		text = "from " + s.shortest.String() + " to " + s.longest.String()
	}
	if s.perhaps {
		text += " or none"
	}
	return text
}

func others(s span) string {
	if s.longest.IsZero() {
		return ""
	}
	return " (by others " + strings.TrimSuffix(extremes(s), " or none") + ")"
}

// ownJudgement is L28.
func (k *checker) ownJudgement(r *charter.Rule) {
	bearer := bearerVar(r)
	own := func(j *charter.Judge) bool {
		return j != nil && !j.Nobody && bearer != charter.NoVar && variable(&j.Term) == bearer
	}
	sev := note
	if s := k.span(r.Within); s.endless {
		sev = warning
	}
	if own(r.Judge) {
		k.rule("L28", sev, r, "%s itself judges whether it is owed", r.Vars[bearer].Name)
	}
	if own(r.MustJudge) {
		k.rule("L28", sev, r, "%s itself judges whether what it does is enough", r.Vars[bearer].Name)
	}
}

// bearerVar is the variable of who owes a duty, or NoVar.
func bearerVar(r *charter.Rule) charter.VarID {
	if r.Bearer != nil {
		return r.Bearer.Var
	}
	if len(r.Must) > 0 {
		return variable(term(r.Must[0], syntax.By))
	}
	return charter.NoVar
}

// nobody is L30.
func (k *checker) nobody(r *charter.Rule) {
	if !r.Answers && (r.Quant == syntax.Some || r.Quant == syntax.AtLeastOf) {
		who := "some"
		if r.Quant == syntax.AtLeastOf {
			who = fmt.Sprintf("at least %d", r.AtLeast)
		}
		k.rule("L30", note, r, "owed by %s: where all fail, the breach names nobody", who)
	}
}

// lapsing is L04.
func (k *checker) lapsing(r *charter.Rule) {
	decides, moves := k.span(r.Within), k.span(r.MoveWithin)
	canEnd := r.Opens && r.Moved != nil && !moves.endless || (r.Opens || r.Moved != nil) && r.Within != nil && !(decides.fixed && decides.endless)
	if !canEnd || len(r.Lapsed) > 0 || k.begins(r, syntax.Lapse) {
		return
	}
	if k.decides(r).Method == syntax.SilenceProcedure && r.Moved == nil {
		return // ends in adoption
	}
	sev := note
	for _, t := range r.When {
		if t.Finding != nil && t.Finding.Kind == syntax.Breach || t.Act != nil && k.grave(t.Act, r.Family) {
			sev = warning
		}
	}
	how := "not decided in time"
	if r.Opens && r.Moved != nil {
		how = "not moved or not decided in time"
	}
	k.rule("L04", sev, r, "%s, it lapses and nothing follows", how)
}

// begins reports whether a rule begins with a finding of another.
func (k *checker) begins(r *charter.Rule, kind syntax.FindingKind) bool {
	return slices.ContainsFunc(k.rules, func(o *charter.Rule) bool { return k.beginsWith(o, kind, r.ID) })
}

func (k *checker) beginsWith(o *charter.Rule, kind syntax.FindingKind, id int) bool {
	triggers := slices.Clone(o.When)
	for _, s := range o.Steps {
		triggers = append(triggers, s.When...)
	}
	return slices.ContainsFunc(triggers, func(t *charter.Trigger) bool {
		return t.Finding != nil && t.Finding.Kind == kind && slices.Contains(t.Finding.Rules, id)
	})
}

// endless is L05.
func (k *checker) endless(r *charter.Rule) {
	var always, perhaps []string
	look := func(l *charter.Limit, what string) {
		switch s := k.span(l); {
		case s.endless:
			always = append(always, what)
		case s.perhaps:
			perhaps = append(perhaps, what+" (if "+s.reading+" is none)")
		}
	}
	if r.Opens && r.Moved != nil {
		look(r.MoveWithin, "a motion")
	}
	if r.Opens || r.Moved != nil {
		look(r.Within, "a decision")
	}
	if len(always) > 0 {
		k.rule("L05", warning, r, "it can wait for ever for %s", enumerate(always))
	} else if len(perhaps) > 0 {
		k.rule("L05", note, r, "it can wait for ever for %s", enumerate(perhaps))
	}
}

// sourced reports whether the basis of an article says where the text was
// seen.
func sourced(r *charter.Rule) bool {
	return slices.ContainsFunc(r.Basis, func(b string) bool {
		return strings.Contains(b, "SEEN") || strings.Contains(b, "REPORTED") || strings.Contains(b, "PRACTICE")
	})
}

// numbers is L11.
func (k *checker) numbers(r *charter.Rule) {
	var list []string
	say := func(l *charter.Limit) {
		if l == nil || l.Reading != nil || l.Period.Forever || l.Period.IsZero() {
			return
		}
		if w := l.Period.String(); !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	say(r.Within)
	say(r.MoveWithin)
	for _, s := range r.Steps {
		say(s.Within)
	}
	for _, e := range effects(r) {
		say(e.After)
		say(e.For)
	}
	verb := "is"
	if len(list) > 1 {
		verb = "are"
	}
	if len(list) > 0 {
		k.rule("L11", note, r, "%s %s in no reading, and `basis` does not say where seen", enumerate(list), verb)
	}
}
