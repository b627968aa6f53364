package charter

import (
	"slices"

	"casus/syntax"
)

// finds lists which kinds of finding a kind of rule yields.
var finds = map[RuleKind][]syntax.FindingKind{
	BanRule: {syntax.Breach, syntax.Excuse},
	DutyRule: {syntax.Opening, syntax.Fulfilment, syntax.Breach, syntax.Unanswered, syntax.Excuse, syntax.Lapse,
		syntax.Collision},
	ProcedureRule: {syntax.Opening, syntax.Adoption, syntax.Rejection, syntax.Lapse},
}

func canFind(k RuleKind, f syntax.FindingKind) bool {
	return slices.Contains(finds[k], f) || k == BanRule && f == syntax.Collision
}

// finding resolves a finding of a trigger, a condition or an expectation.
func (r *resolver) finding(f *syntax.FindingPhrase, m mode) *FindingPattern {
	out := &FindingPattern{Kind: f.Kind, Late: f.Late}
	if f.Undecided && !r.outside {
		r.error("E0230", r.at(f.Span), "leave `undecided` out: in each world a rule knows only what is found and what is not",
			"`undecided` stands only in what a test expects")
	}
	if f.Late && f.Kind != syntax.Fulfilment {
		r.error("E0230", r.at(f.Span), "write `late fulfilment`, or leave `late` out", "only a fulfilment can be late")
	}
	switch f.Kind {
	case syntax.Void:
		out.Act = r.pattern(f.Phrase, m)
		return out
	case syntax.Silence:
		r.notInRules(f, "silence")
		if !f.OfBreach {
			out.Act = r.pattern(f.Phrase, m)
			return out
		}
		out.OfBreach = true
		out.Rules, out.Named = r.rules(f.Rule, syntax.Breach)
	case syntax.Collision:
		r.notInRules(f, "collision")
		out.Rules, out.Named = r.rules(f.Rule, syntax.Collision)
		out.Rules2, _ = r.rules(f.Rule2, syntax.Collision)
		out.Roles2 = r.findingRoles(f.Roles2, m)
	default:
		out.Rules, out.Named = r.rules(f.Rule, f.Kind)
	}
	out.Roles = r.findingRoles(f.Roles, m)
	r.checkFindingRoles(f, out)
	return out
}

func (r *resolver) notInRules(f *syntax.FindingPhrase, word string) {
	if !r.outside {
		r.error("E0230", r.at(f.Span), "only a test or an outlook can ask for it",
			"a rule cannot hang on a %s: it is found when all rules have spoken", word)
	}
}

func (r *resolver) findingRoles(roles []syntax.RoleTerms, m mode) []RoleTerm {
	var out []RoleTerm
	var seen [syntax.NumRoles]bool
	for i := range roles {
		rt := &roles[i]
		switch {
		case rt.Without:
			r.error("E0230", r.at(rt.Span), "", "a finding cannot be asked for `without` a role")
			continue
		case seen[rt.Role]:
			r.error("E0238", r.at(rt.Span), "name it once", "the role `%s` stands here twice", rt.Role)
			continue
		case len(rt.Terms) == 0:
			continue
		case len(rt.Terms) > 1:
			r.error("E0238", r.at(rt.Span), "write one finding for each", "a finding names one entity in a role, not a list")
		}
		seen[rt.Role] = true
		out = append(out, RoleTerm{rt.Role, r.term(rt.Terms[0], 0, m)})
	}
	return out
}

// rules returns the IDs of the rules a reference means: those named, or all of
// the own family that can have such a finding.
func (r *resolver) rules(ref syntax.RuleRef, kind syntax.FindingKind) (ids []int, named bool) {
	fams := r.families()
	if ref.Of.Name != "" {
		e := r.entity(ref.Of, 0)
		fams = r.c.Governing(e)
		if len(fams) == 0 {
			if e != 0 {
				r.elsewhere(ref.Of)
			}
			return nil, !ref.IsZero()
		}
	}
	named = !ref.IsZero()
	switch {
	case ref.Name.Name != "":
		ids = r.rulesNamed(fams, ref.Name)
		ids = r.ofKind(ids, kind, ref.Name)
	case ref.Article.Name != "":
		ids = r.rulesOfArticle(fams, ref.Article)
		ids = r.ofKind(ids, kind, ref.Article)
	default:
		for _, f := range fams {
			for _, rule := range r.c.Rules {
				if rule.Family == f.ID && canFind(rule.Kind, kind) && !r.isSelf(rule) {
					ids = append(ids, rule.ID)
				}
			}
		}
	}
	slices.Sort(ids)
	return ids, named
}

// isSelf reports whether rule is the one being resolved, in whatever version:
// `any rule` never means the rule that asks.
func (r *resolver) isSelf(rule *Rule) bool {
	return r.rule != nil && r.rule.Family == rule.Family && r.rule.Name == rule.Name
}

func (r *resolver) rulesNamed(fams []*Family, id syntax.Ident) []int {
	var ids []int
	for _, f := range fams {
		ids = append(ids, r.c.index(f).rules[id.Name]...)
	}
	if len(ids) > 0 {
		return ids
	}
	var names []string
	for _, f := range fams {
		names = append(names, sortedNames(r.c.index(f).rules)...)
	}
	hint := didYouMean(id.Name, names)
	if r.fam != nil {
		for _, f := range r.c.Families {
			if f != r.fam && f.Governs != 0 && len(r.c.index(f).rules[id.Name]) > 0 {
				hint = "write `" + id.Name + " of " + r.c.Vocab.Entities[f.Governs].Code + "` for the rule of " + f.Name
			}
		}
	}
	r.error("E0206", r.at(id.Span), hint, "there is no rule %s", id.Name)
	return nil
}

func (r *resolver) rulesOfArticle(fams []*Family, id syntax.Ident) []int {
	var ids []int
	var names []string
	known := false
	for _, f := range fams {
		x := r.c.index(f)
		list, ok := x.articles[id.Name]
		known = known || ok
		ids = append(ids, list...)
		names = append(names, sortedNames(x.articles)...)
	}
	if !known {
		hint := ""
		if len(names) > 0 && len(names) <= 8 {
			hint = "the articles are " + enumerate(names, "and")
		}
		r.error("E0211", r.at(id.Span), hint, "there is no article %s", id.Name)
	}
	return ids
}

// ofKind keeps the rules that can have a finding of the kind, and says so if
// none can.
func (r *resolver) ofKind(ids []int, kind syntax.FindingKind, at syntax.Ident) []int {
	var fit []int
	for _, id := range ids {
		if canFind(r.c.Rules[id].Kind, kind) {
			fit = append(fit, id)
		}
	}
	if len(ids) > 0 && len(fit) == 0 {
		k := r.c.Rules[ids[0]].Kind
		hint := "a " + k.String() + " yields no finding of its own"
		if len(finds[k]) > 0 {
			var words []string
			for _, f := range finds[k] {
				words = append(words, f.String())
			}
			hint = "the findings of a " + k.String() + " are " + enumerate(words, "and")
		}
		r.error("E0231", r.at(at.Span), hint, "%s is a %s, and there is never %s of it", at.Name, k, withArticle(kind.String()))
	}
	return fit
}

// elsewhere notes that no text of the case governs the entity: what is asked
// of it is never true here.
func (r *resolver) elsewhere(id syntax.Ident) {
	if r.builder != nil && r.builder.around.Governed != nil && r.builder.around.Governed(id.Name) {
		return
	}
	r.note("E0234", r.at(id.Span), "add a charter that `governs "+id.Name+"` to the case",
		"no text of this case governs %s: what is asked of it is never so", id.Name)
}

// checkFindingRoles refuses a role that no finding of the named rules has. It
// waits until all rules are resolved.
func (r *resolver) checkFindingRoles(f *syntax.FindingPhrase, p *FindingPattern) {
	check := func(ids []int, ref syntax.RuleRef, roles []syntax.RoleTerms) {
		if ref.Name.Name == "" || len(ids) == 0 {
			return
		}
		for _, rt := range roles {
			if rt.Without || slices.ContainsFunc(ids, func(id int) bool { return r.c.findingHasRole(id, rt.Role) }) {
				continue
			}
			hint := ""
			if list := r.c.findingRoleNames(ids); len(list) > 0 {
				hint = "its findings have " + enumerate(list, "and")
			}
			r.error("E0231", r.at(rt.Span), hint, "the findings of %s have no role `%s`", ref.Name.Name, rt.Role)
		}
	}
	later := func() {
		check(p.Rules, f.Rule, f.Roles)
		check(p.Rules2, f.Rule2, f.Roles2)
	}
	if r.builder != nil {
		r.builder.later = append(r.builder.later, later)
		return
	}
	later()
}

// findingHasRole reports whether findings of the rule can have the role. What
// begins with anything but an act may have any.
func (c *Case) findingHasRole(id int, role syntax.Role) bool {
	patterns, sure := c.Rules[id].findingPatterns()
	if !sure {
		return true
	}
	for _, p := range patterns {
		for _, rt := range p.Roles {
			if rt.Role == role {
				return true
			}
		}
	}
	return false
}

func (c *Case) findingRoleNames(ids []int) []string {
	var list []string
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		if slices.ContainsFunc(ids, func(id int) bool { return c.findingHasRole(id, role) }) {
			list = append(list, "`"+role.String()+"`")
		}
	}
	return list
}

// findingPatterns returns the phrases whose roles the findings of a rule take
// over; sure is false where they come from no phrase.
func (rule *Rule) findingPatterns() (list []*Pattern, sure bool) {
	switch rule.Kind {
	case BanRule:
		return rule.Never, true
	case DutyRule:
		if len(rule.Must) == 0 {
			return nil, false
		}
		return rule.Must[:1], true
	case ProcedureRule:
		switch {
		case rule.Decided != nil:
			return []*Pattern{rule.Decided}, true
		case rule.Moved != nil:
			return []*Pattern{rule.Moved}, true
		}
		for _, t := range rule.When {
			if t.Act == nil {
				return nil, false
			}
			list = append(list, t.Act)
		}
		return list, true
	}
	return nil, false
}

// excused resolves the rule of `excuse RULE`.
func (r *resolver) excused(id syntax.Ident) []int {
	ids := r.rulesNamed(r.families(), id)
	return r.ofKind(ids, syntax.Excuse, id)
}

// status resolves a status name: of the treaty named, of the own family, or of
// the only family that has it. A family of -1 means that no text of the case
// governs the treaty named.
func (r *resolver) status(id, of syntax.Ident) (fam, status int, ok bool) {
	if of.Name != "" {
		e := r.entity(of, 0)
		fams := r.c.Governing(e)
		if len(fams) == 0 {
			if e != 0 {
				r.elsewhere(of)
			}
			return -1, 0, e != 0
		}
		return r.statusAmong(fams, id)
	}
	if r.fam != nil {
		if s, has := r.c.index(r.fam).statuses[id.Name]; has {
			return r.fam.ID, s, true
		}
	}
	return r.statusAmong(r.c.Families, id)
}

func (r *resolver) statusAmong(fams []*Family, id syntax.Ident) (fam, status int, ok bool) {
	var found []*Family
	var names []string
	for _, f := range fams {
		x := r.c.index(f)
		names = append(names, sortedNames(x.statuses)...)
		if s, has := x.statuses[id.Name]; has {
			found = append(found, f)
			fam, status = f.ID, s
		}
	}
	switch len(found) {
	case 1:
		return fam, status, true
	case 0:
		hint := didYouMean(id.Name, names)
		if r.fam != nil && hint == "" {
			hint = "declare it in the charter: status " + id.Name
		}
		r.error("E0205", r.at(id.Span), hint, "there is no status %s", id.Name)
		return 0, 0, false
	}
	var which []string
	for _, f := range found {
		if f.Governs != 0 {
			if of := "`of " + r.c.Vocab.Entities[f.Governs].Code + "`"; !slices.Contains(which, of) {
				which = append(which, of)
			}
		}
	}
	hint := "say which treaty is meant, with `of` and its code"
	if len(which) == 1 { // two charters govern one alliance, which is said where they are named
		hint = "take one of the charters of one alliance out of the case"
	} else if len(which) > 0 {
		hint = "write " + enumerate(which, "or")
	}
	r.error("E0233", r.at(id.Span), hint, "%d treaties have a status %s", len(found), id.Name)
	return 0, 0, false
}

// pairFits resolves the other state of a pair status, and refuses one that is
// missing or has no place.
func (r *resolver) pairFits(fam, status int, id, with syntax.Ident, m mode) *Term {
	s := &r.c.Families[fam].Statuses[status]
	switch {
	case s.Pair && with.Name == "":
		r.error("E0232", r.at(id.Span), "write `"+id.Name+" with` and the other state", "%s is a status of two states", id.Name)
	case !s.Pair && with.Name != "":
		r.error("E0232", r.at(with.Span), "leave `with "+with.Name+"` out", "%s is a status of one state", id.Name)
	case s.Pair:
		t := r.term(with, s.WithKind, m)
		return &t
	}
	return nil
}

// change resolves `TERM becomes STATUS`.
func (r *resolver) change(ch *syntax.Change, m mode) (*Change, bool) {
	out := &Change{Term: r.term(ch.Term, 0, m), Ceases: ch.Ceases}
	fam, status, ok := r.status(ch.Status, syntax.Ident{})
	if !ok {
		return nil, false
	}
	out.Family, out.Status = fam, status
	out.With = r.pairFits(fam, status, ch.Status, ch.With, m)
	return out, true
}
