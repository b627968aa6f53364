package charter

import (
	"casus/calendar"
	"casus/syntax"
)

// resolveRules resolves every rule in order.
func (b *builder) resolveRules() {
	for _, rule := range b.c.Rules {
		d := b.rules[rule.ID]
		r := b.resolver(d.unit)
		r.rule = rule
		switch decl := d.decl.(type) {
		case *syntax.Ban:
			r.ban(rule, decl)
		case *syntax.Duty:
			r.duty(rule, decl)
		case *syntax.Power:
			r.power(rule, decl)
		case *syntax.Procedure:
			r.procedure(rule, decl)
		case *syntax.Consequence:
			r.consequence(rule, decl)
		}
		rule.Vars = r.vars
		r.checkVariables(d.decl.RuleName().Span, rule.Kind.String()+" "+rule.Name)
	}
}

func (r *resolver) ban(rule *Rule, d *syntax.Ban) {
	rule.Bearer = r.bearer(d.Any)
	r.alternatives(len(d.Never), func(i int) {
		rule.Never = append(rule.Never, r.pattern(&d.Never[i], binding))
		r.bearerOccurs(rule, rule.Never[i], "never")
	})
	rule.Where = r.condition(d.Where)
	rule.Unless = r.condition(d.Unless)
	rule.UnderWay = d.UnderWay
}

func (r *resolver) duty(rule *Rule, d *syntax.Duty) {
	rule.When = r.triggers(d.When)
	rule.Where = r.condition(d.Where)
	for i := range d.Then {
		rule.Steps = append(rule.Steps, r.step(&d.Then[i]))
	}
	rule.Quant, rule.AtLeast = d.Quant, int(d.AtLeast)
	rule.Bearer = r.bearer(d.Bearer)
	rule.Judge = r.judge(d.Judge) // may be the one who owes: each for itself
	if d.Quant == syntax.AtLeastOf && d.AtLeast < 1 {
		r.error("E0251", r.at(d.Bearer.Extent()), "", "at least %d of them is nobody", d.AtLeast)
	}
	for i := range d.Must {
		p := r.pattern(&d.Must[i], closed)
		rule.Must = append(rule.Must, p)
		r.bearerOccurs(rule, p, "must")
	}
	r.checkOwed(rule, d)
	rule.MustWhere = r.condition(d.MustWhere)
	rule.MustJudge = r.judge(d.MustJudge)
	rule.Minimum = r.minimum(&d.Minimum)
	rule.Once, rule.Answers = d.Once, d.Answers
	rule.Within = r.limit(d.Within.Value)
	if d.Refusal != nil {
		rule.Refusal = r.pattern(d.Refusal, somebody)
	}
	rule.Unless = r.condition(d.Unless)
	rule.While = r.condition(d.While)
	rule.Paused = r.condition(d.Paused)
}

// checkOwed refuses a duty without quantifier that does not say who owes it.
func (r *resolver) checkOwed(rule *Rule, d *syntax.Duty) {
	if d.Answers && (d.Quant == syntax.NoQuantifier || d.Quant == syntax.Each) {
		r.error("E0238", r.at(d.Name.Span), "leave `each answers` out, or let the duty be shared by `some`, `jointly` or `at least n of`",
			"`each answers` is for duties that several owe together")
	}
	if d.Bearer != nil || len(rule.Must) == 0 {
		return
	}
	var first *Term
	for i, p := range rule.Must {
		t := p.role(syntax.By)
		if t == nil {
			r.error("E0251", r.at(d.Must[i].Span), "name the one who owes it: `by p`, or `each party x` before `must`",
				"nothing says who owes %s", rule.Name)
			return
		}
		if first == nil {
			first = t
		} else if *t != *first {
			r.error("E0251", r.at(d.Must[i].Span), "make two duties of it", "the alternatives of %s would be owed by different states", rule.Name)
			return
		}
	}
}

// role returns the term of a role, or nil.
func (p *Pattern) role(role syntax.Role) *Term {
	for i := range p.Roles {
		if p.Roles[i].Role == role {
			return &p.Roles[i].Term
		}
	}
	return nil
}

// bearerOccurs refuses a phrase that has nothing to do with the one who bears
// the rule.
func (r *resolver) bearerOccurs(rule *Rule, p *Pattern, word string) {
	if rule.Bearer == nil {
		return
	}
	for _, rt := range p.Roles {
		if rt.Term.Kind == VarTerm && rt.Term.Var == rule.Bearer.Var {
			return
		}
	}
	name := r.vars[rule.Bearer.Var].Name
	r.add(diagError("E0251", p.Pos, "name "+name+" in one of its roles",
		"the phrase after `"+word+"` does not name "+name+", whom the rule binds"))
}

func (r *resolver) power(rule *Rule, d *syntax.Power) {
	rule.Final = d.Final
	rule.Bearer = r.bearer(d.Any)
	rule.May = r.pattern(&d.May, binding)
	r.bearerOccurs(rule, rule.May, "may")
	rule.Where = r.condition(d.Where)
	rule.Unless = r.condition(d.Unless)
	rule.Effects = r.effects(d.Effects)
}

func (r *resolver) consequence(rule *Rule, d *syntax.Consequence) {
	rule.When = r.triggers(d.When)
	rule.Where = r.condition(d.Where)
	rule.Bearer = r.bearer(d.Each)
	rule.Unless = r.condition(d.Unless)
	rule.Effects = r.effects(d.Effects)
}

func (r *resolver) procedure(rule *Rule, d *syntax.Procedure) {
	rule.Opens = len(d.Opens) > 0
	rule.When = r.triggers(d.Opens)
	rule.Where = r.condition(d.OpensWhere)
	if d.Moved != nil {
		rule.Moved = r.pattern(d.Moved, binding)
	}
	rule.MovedWhere = r.condition(d.MovedWhere)
	rule.MoveWithin = r.limit(d.MoveWithin.Value)
	rule.Before = r.bodyIndex(d.Before)
	rule.Except, rule.ExceptStatus = r.except(d.Except)
	rule.KeepingBase, rule.Fixed = d.KeepingBase, d.Fixed
	seen := map[string]bool{}
	for _, id := range d.Choosing {
		if seen[id.Name] {
			r.warn("E0238", r.at(id.Span), "", "%s is on the list twice", id.Name)
			continue
		}
		seen[id.Name] = true
		rule.Choosing = append(rule.Choosing, id.Name)
	}
	rule.Decides = d.Decides
	if d.Decides.Method != syntax.NoMethod {
		r.builder.checkDecides(r, d.Decides, d.Before, r.hasWeights(rule.Before))
	}
	rule.Within = r.limit(d.Within.Value)
	if d.Decided != nil {
		// Where nothing came before, each decision is a matter of its own, and
		// says itself whom it is about.
		m := closed
		if d.Moved == nil && !rule.Opens {
			m = binding
		}
		rule.Decided = r.pattern(d.Decided, m)
	}
	r.decision, r.participants = true, true
	rule.Adopted, rule.Rejected, rule.Lapsed = r.effects(d.Adopted.Effects), r.effects(d.Rejected.Effects), r.effects(d.Lapsed.Effects)
}

// bodyIndex finds the body a procedure is before.
func (r *resolver) bodyIndex(id syntax.Ident) int {
	x := r.c.index(r.fam)
	i, ok := x.bodies[id.Name]
	if !ok {
		hint := didYouMean(id.Name, sortedNames(x.bodies))
		if hint == "" {
			hint = "declare it in the charter: body " + id.Name + " of parties decides by ..."
		}
		r.error("E0208", r.at(id.Span), hint, "there is no body %s", id.Name)
		return -1
	}
	return i
}

func (r *resolver) hasWeights(body int) bool {
	if body < 0 {
		return true // said already
	}
	for _, v := range r.fam.Bodies[body].Versions {
		if v.Weights != nil {
			return true
		}
	}
	return false
}

// triggers resolves the alternatives of `when`, and notes whether a decision is
// at hand in the rest of the rule.
func (r *resolver) triggers(list []syntax.Trigger) []*Trigger {
	var out []*Trigger
	r.alternatives(len(list), func(i int) { out = append(out, r.trigger(&list[i])) })
	for _, t := range out {
		if t.Finding == nil {
			continue
		}
		switch t.Finding.Kind {
		case syntax.Adoption:
			r.decision, r.participants = true, true
		case syntax.Rejection, syntax.Lapse:
			r.decision = true
		}
	}
	return out
}

func (r *resolver) trigger(t *syntax.Trigger) *Trigger {
	out := &Trigger{Pos: r.at(t.Span)}
	switch {
	case t.Phrase != nil:
		out.Act = r.pattern(t.Phrase, binding)
	case t.Finding != nil:
		out.Finding = r.finding(t.Finding, binding)
	case t.Change != nil:
		ch, ok := r.change(t.Change, binding)
		if !ok {
			ch = &Change{Term: Term{Kind: EntityTerm, Var: NoVar}}
		}
		out.Change = ch
	case t.Date != nil:
		out.Date = r.dateTrigger(t.Date)
	}
	return out
}

// dateTrigger puts in the day from which the text is in force, where the
// trigger counts from it.
func (r *resolver) dateTrigger(d *syntax.DateTrigger) *DateTrigger {
	out := &DateTrigger{}
	if d.Every && (d.Period.IsZero() || d.Period.Forever) {
		r.error("E0250", r.at(d.Span), "write a period such as `every 1 year`", "this comes either always or never")
		out.Start = calendar.Never
		return out
	}
	if !d.From.IsZero() {
		out.Start = d.From.First
	} else if r.text != nil {
		out.Start = r.text.From
		if out.Start == calendar.Always {
			r.warn("E0250", r.at(d.Span), "give the charter an `effective` day, or the case a `from` day",
				"the day on which the text came into force is not said, so this day never comes")
			out.Start = calendar.Never
			return out
		}
	}
	switch {
	case d.On:
	case d.Every:
		out.Every = d.Period
	default:
		out.Offset = d.Period
	}
	return out
}

// step resolves `then ...`. What an absent step names is bound only for its own
// `where`, which tells the acts that would end the sequence.
func (r *resolver) step(s *syntax.Step) *Step {
	out := &Step{Absent: s.Absent, Within: r.limit(s.Within.Value)}
	if !s.Absent {
		out.When = r.triggers(s.When)
		out.Where = r.condition(s.Where)
		return out
	}
	before := r.save()
	for i := range s.When {
		t := &Trigger{Pos: r.at(s.When[i].Span)}
		if s.When[i].Phrase != nil {
			t.Act = r.pattern(s.When[i].Phrase, binding)
		} else {
			r.error("E0230", t.Pos, "name an act: `then no object by q within 3 months`", "only an act can be waited for in vain")
		}
		out.When = append(out.When, t)
	}
	out.Where = r.condition(s.Where)
	r.restore(before)
	return out
}

// bearer resolves `STATUS VAR except TERMS where COND`.
func (r *resolver) bearer(d *syntax.Bearer) *Bearer {
	if d == nil {
		return nil
	}
	out := &Bearer{Family: r.fam.ID, Status: -1}
	x := r.c.index(r.fam)
	kind := KindID(0)
	if s, ok := x.statuses[d.Status.Name]; ok {
		out.Status = s
	} else if d.Status.Name == "participant" {
		out.Status = ParticipantStatus
		if !r.participants {
			r.error("E0235", r.at(d.Status.Span), "begin the rule with `when adoption of ...`",
				"`participant` means those whom a decision binds, and this rule begins with no adoption")
		}
	} else if k, ok := r.c.Vocab.FindKind(d.Status.Name); ok && k != 0 {
		out.ByKind, out.Kind, kind = true, k, k
	} else if fam, s, ok := r.status(d.Status, syntax.Ident{}); ok {
		out.Family, out.Status = fam, s
	}
	if out.Status >= 0 && r.c.Families[out.Family].Statuses[out.Status].Pair {
		r.error("E0232", r.at(d.Status.Span), "name a status of one state, and ask for the pair in `where`", "%s is a status of two states", d.Status.Name)
	}
	if r.isBound(d.Var.Name) {
		r.error("E0223", r.at(d.Var.Span), "use another name, and compare the two in `where`", "%s already stands for somebody", d.Var.Name)
	}
	out.Var = r.variable(d.Var, false, binding)
	r.fits(out.Var, kind, d.Var.Span, binding)
	out.Except, out.ExceptStatus = r.except(d.Except)
	out.Where = r.condition(d.Where)
	return out
}

// except resolves who is excepted: an entity, a variable that is bound, a body,
// or a status.
func (r *resolver) except(ids []syntax.Ident) (terms []Term, statuses []int) {
	for _, id := range ids {
		switch {
		case id.IsCode():
			terms = append(terms, Term{Kind: EntityTerm, Entity: r.entity(id, 0), Var: NoVar})
			continue
		case r.isBound(id.Name):
			terms = append(terms, Term{Kind: VarTerm, Var: r.variable(id, false, closed)})
			continue
		}
		if s, ok := r.c.index(r.fam).statuses[id.Name]; ok {
			statuses = append(statuses, s)
			continue
		}
		if t, ok := r.body(id, 0); ok {
			terms = append(terms, t)
			continue
		}
		r.error("E0219", r.at(id.Span), r.unboundHint(id.Name), "%s is no status, and nothing before this says who it is", id.Name)
	}
	return terms, statuses
}

func (r *resolver) judge(j syntax.Judge) *Judge {
	switch {
	case j.IsZero():
		return nil
	case j.Term.Name == "nobody":
		return &Judge{Nobody: true}
	}
	return &Judge{Term: r.term(j.Term, 0, closed)}
}

func (r *resolver) minimum(m *syntax.Minimum) *Minimum {
	if m.Number.Name == "" {
		return nil
	}
	out := &Minimum{}
	if m.Number.Name == "count" {
		out.Count = true
	} else {
		var ok bool
		out.Number, ok = r.number(m.Number)
		out.Count = !ok // so that nothing refers to a number that is not there
	}
	out.Value = r.numberExpr(m.Value)
	return out
}

func (r *resolver) effects(list []syntax.Effect) []*Effect {
	var out []*Effect
	for i := range list {
		out = append(out, r.effect(&list[i]))
	}
	return out
}

func (r *resolver) effect(e *syntax.Effect) *Effect {
	out := &Effect{Pos: r.at(e.Span)}
	if e.Change == nil {
		out.Excuse = r.excused(e.Excuse)
		if out.Excuse == nil {
			out.Excuse = []int{}
		}
		out.ExcuseRoles = r.findingRoles(e.ExcuseRoles, closed)
		return out
	}
	if ch, ok := r.change(e.Change, closed); ok {
		out.Change = ch
	} else {
		out.Change = &Change{Term: Term{Kind: EntityTerm, Var: NoVar}}
	}
	out.After, out.OnForce = r.limit(e.After.Value), e.OnForce
	out.For = r.limit(e.For.Value)
	out.If = r.condition(e.If)
	out.Once = r.condition(e.Once)
	out.Until = r.condition(e.Until)
	out.Unless = r.condition(e.Unless)
	if e.Unless != nil && out.After == nil && !out.OnForce && out.Once == nil {
		r.error("E0238", out.Pos, "say when it takes hold (`after 1 year`, `once ...`), or `if not ...`; an `unless` of the whole rule stands before `effect`",
			"`unless` takes back a change that waits, and this one takes hold at once")
	}
	if e.Change.Ceases && (out.For != nil || out.Until != nil) {
		r.error("E0238", out.Pos, "let another effect give the status back", "a status that ends cannot end `for` a time or `until` something")
	}
	return out
}

// checkMeasureName refuses a measure that no procedure of the family lists.
func (b *builder) checkMeasureName(r *resolver, id syntax.Ident) {
	list := b.choosing[r.fam.ID]
	if len(list) > 0 && !list[id.Name] {
		r.error("E0209", r.at(id.Span), didYouMean(id.Name, sortedNames(list)), "no procedure can adopt %s", id.Name)
	}
	if len(list) == 0 {
		r.error("E0209", r.at(id.Span), "list the measures of a procedure: `choosing "+id.Name+" ...`", "no procedure here has a list of measures")
	}
}
