package charter

import (
	"slices"

	"casus/calendar"
	"casus/diag"
	"casus/syntax"
)

// unitsOf are the texts of a family in order.
func (b *builder) unitsOf(f *Family) []*unit {
	list := make([]*unit, len(f.Texts))
	for i, t := range f.Texts {
		list[i] = b.byText[t]
	}
	return list
}

// makeRules numbers the rules: by family, text, article and place.
func (b *builder) makeRules() {
	for _, f := range b.c.Families {
		for _, u := range b.unitsOf(f) {
			b.makeRulesOf(f, u)
		}
	}
}

func (b *builder) makeRulesOf(f *Family, u *unit) {
	x := b.c.index(f)
	inText := map[string]syntax.Ident{}
	articles := map[string]syntax.Ident{}
	for _, art := range u.decl.Articles {
		if first, twice := articles[art.Number.Name]; twice {
			b.add(diag.Diagnostic{Code: "E0223", Severity: diag.Error, Place: u.place(art.Number.Span),
				Summary: "article " + art.Number.Name + " is there twice", Hint: "give one of them another number",
				Related: []diag.Related{{Place: u.place(first.Span), Role: "the first one"}}})
		}
		articles[art.Number.Name] = art.Number
		if _, ok := x.articles[art.Number.Name]; !ok {
			x.articles[art.Number.Name] = nil
		}
		var bases []string
		for _, basis := range art.Basis {
			bases = append(bases, basis.Value)
		}
		for _, decl := range art.Rules {
			name := decl.RuleName()
			if first, twice := inText[name.Name]; twice {
				b.add(diag.Diagnostic{Code: "E0224", Severity: diag.Error, Place: u.place(name.Span),
					Summary: "two rules of " + u.decl.Name.Name + " are called " + name.Name, Hint: "give one of them another name",
					Related: []diag.Related{{Place: u.place(first.Span), Role: "the first one"}}})
			}
			inText[name.Name] = name
			rule := &Rule{
				ID: len(b.c.Rules), Kind: kindOf(decl), Family: f.ID, Text: u.at,
				Article: art.Number.Name, Heading: art.Title.Value, Basis: bases,
				Name: name.Name, Title: decl.RuleTitle().Value, Pos: u.place(name.Span),
				From: u.text.From, Until: u.text.Until, Successor: -1, Before: -1,
			}
			b.rules[rule.ID] = ruleDecl{u, art, decl}
			b.c.Rules = append(b.c.Rules, rule)
			x.rules[rule.Name] = append(x.rules[rule.Name], rule.ID)
			x.articles[rule.Article] = append(x.articles[rule.Article], rule.ID)
			if p, ok := decl.(*syntax.Procedure); ok {
				for _, m := range p.Choosing {
					if b.choosing[f.ID] == nil {
						b.choosing[f.ID] = map[string]bool{}
					}
					b.choosing[f.ID][m.Name] = true
				}
			}
		}
	}
}

func kindOf(r syntax.Rule) RuleKind {
	switch r.(type) {
	case *syntax.Ban:
		return BanRule
	case *syntax.Duty:
		return DutyRule
	case *syntax.Power:
		return PowerRule
	case *syntax.Procedure:
		return ProcedureRule
	}
	return ConsequenceRule
}

// compose lets each text take away the articles it gives anew or repeals.
func (b *builder) compose() {
	for _, f := range b.c.Families {
		units := b.unitsOf(f)
		for i, u := range units {
			given := map[string]syntax.Ident{}
			for _, art := range u.decl.Articles {
				given[art.Number.Name] = art.Number
			}
			repealed := b.repeals(u, units[:i])
			for _, old := range b.c.Rules {
				if old.Family != f.ID || old.Text >= i || old.Until <= u.text.From {
					continue
				}
				number, replaced := given[old.Article]
				if !replaced && !repealed[old.Article] {
					continue
				}
				b.takeAway(old, u)
				if replaced && !repealed[old.Article] {
					b.remark(old, u, number)
				}
			}
		}
		b.namesakes(f)
	}
}

// repeals returns the articles a text repeals. They must be there. A text may
// also give an article that it repeals: it says thereby that what it does not
// repeat is dropped on purpose.
func (b *builder) repeals(u *unit, earlier []*unit) map[string]bool {
	out := map[string]bool{}
	for h := range u.heads {
		r, ok := h.(*syntax.RepealsHead)
		if !ok {
			continue
		}
		n := r.Article
		var there []string
		for _, e := range earlier {
			for _, art := range e.decl.Articles {
				if !slices.Contains(there, art.Number.Name) {
					there = append(there, art.Number.Name)
				}
			}
		}
		if !slices.Contains(there, n.Name) {
			hint := "the articles there are " + enumerate(there, "and")
			if u.parent == nil {
				hint = "only a charter that `amends` another has something to repeal"
			}
			b.error("E0211", u.place(n.Span), hint, "there is no article %s to repeal", n.Name)
		}
		out[n.Name] = true
	}
	return out
}

// takeAway ends a rule on the first day of the text that takes its article
// away. What is open passes to the rule of the same name there, if the text
// says so and there is one of the same kind.
func (b *builder) takeAway(old *Rule, u *unit) {
	old.Until = u.text.From
	old.OpenMatters = u.text.OpenMatters
	old.Successor = -1
	if heir := b.ruleIn(u, old.Name); heir != nil && heir.Kind == old.Kind {
		old.Successor = heir.ID
	}
}

func (b *builder) ruleIn(u *unit, name string) *Rule {
	for _, id := range b.c.index(u.fam).rules[name] {
		if b.rules[id].unit == u {
			return b.c.Rules[id]
		}
	}
	return nil
}

// remark warns where an article given anew drops a rule, or where two
// amendments that do not know each other give the same article.
func (b *builder) remark(old *Rule, u *unit, number syntax.Ident) {
	from := b.rules[old.ID].unit
	if !u.amends(from) {
		b.add(diag.Diagnostic{Code: "E0241", Severity: diag.Warning, Place: u.place(number.Span),
			Summary: from.decl.Name.Name + " and " + u.decl.Name.Name + " both give article " + number.Name +
				", and neither amends the other: from " + u.text.From.String() + " that of " + u.decl.Name.Name + " counts",
			Hint:    "let one of them amend the other, or take one out of the case",
			Related: []diag.Related{{Place: old.Pos, Role: "replaced"}}})
		return
	}
	if b.ruleIn(u, old.Name) != nil {
		return
	}
	b.add(diag.Diagnostic{Code: "E0239", Severity: diag.Warning, Place: u.place(number.Span),
		Summary: "article " + number.Name + " replaces that of " + from.decl.Name.Name + " and drops its " +
			old.Kind.String() + " " + old.Name,
		Hint:    "repeat the rule, or say that it is meant: `repeals article " + number.Name + "`",
		Related: []diag.Related{{Place: old.Pos, Role: "dropped"}}})
}

// namesakes warns of two rules of one name in force on the same day: nobody
// could tell their findings apart.
func (b *builder) namesakes(f *Family) {
	for _, name := range sortedNames(b.c.index(f).rules) {
		ids := b.c.index(f).rules[name]
		for i, id := range ids {
			for _, other := range ids[:i] {
				x, y := b.c.Rules[other], b.c.Rules[id]
				if b.rules[id].unit == b.rules[other].unit || max(x.From, y.From) >= min(x.Until, y.Until) {
					continue
				}
				b.add(diag.Diagnostic{Code: "E0224", Severity: diag.Warning, Place: y.Pos,
					Summary: "the rule " + name + " of article " + x.Article + " of " + f.Texts[x.Text].Name +
						" stays in force beside this one, and their findings look alike",
					Hint:    "give one of them another name, or repeal article " + x.Article,
					Related: []diag.Related{{Place: x.Pos, Role: "the other one"}}})
			}
		}
	}
}

// declareNames gathers the names that variables must not have, and refuses two
// of one name.
func (b *builder) declareNames() {
	for _, f := range b.c.Families {
		taken := map[string]string{}
		first := map[string]diag.Place{}
		for _, u := range b.unitsOf(f) {
			here := map[string]bool{}
			for h := range u.heads {
				what, id := syntax.Declared(h)
				if what == "" {
					continue
				}
				b.declareName(u, what, id, taken, first)
				b.onceInText(u, here, first, what, id)
				b.declareHead(f, u, h)
			}
		}
	}
}

func (b *builder) declareName(u *unit, what string, id syntax.Ident, taken map[string]string, first map[string]diag.Place) {
	had, again := taken[id.Name]
	if k, ok := b.c.Vocab.FindKind(id.Name); ok && k != 0 && what != "define" {
		b.error("E0223", u.place(id.Span), "choose another name", "%s is a kind of the vocabulary, and cannot be a %s as well", id.Name, what)
		return
	}
	if _, isAct := b.c.Vocab.FindAct(id.Name); isAct && what == "define" {
		b.error("E0227", u.place(id.Span), "choose another name", "%s is an act of the vocabulary, and cannot be defined as well", id.Name)
	}
	if !again {
		taken[id.Name] = what
		first[id.Name] = u.place(id.Span)
		return
	}
	if had != what && had != "define" && what != "define" {
		b.add(diag.Diagnostic{Code: "E0223", Severity: diag.Error, Place: u.place(id.Span),
			Summary: id.Name + " is a " + had + ", and cannot be a " + what + " as well", Hint: "choose another name",
			Related: []diag.Related{{Place: first[id.Name], Role: "the " + had}}})
	}
}

// onceInText refuses two declarations of one name in one text. Statuses may be
// declared in several lines: one for each day on which some hold it.
func (b *builder) onceInText(u *unit, here map[string]bool, first map[string]diag.Place, what string, id syntax.Ident) {
	if what == "status" {
		return
	}
	if here[what+" "+id.Name] {
		b.add(diag.Diagnostic{Code: "E0223", Severity: diag.Error, Place: u.place(id.Span),
			Summary: what + " " + id.Name + " is declared twice in " + u.decl.Name.Name, Hint: "keep one of the two declarations",
			Related: []diag.Related{{Place: first[id.Name], Role: "the first one"}}})
	}
	here[what+" "+id.Name] = true
}

// declareHead makes an empty place for what a head clause declares, so that
// everything may refer to it before it is resolved.
func (b *builder) declareHead(f *Family, u *unit, h syntax.Head) {
	x := b.c.index(f)
	switch h := h.(type) {
	case *syntax.StatusHead:
		b.declareStatus(f, u, h)
	case *syntax.ReadingHead:
		i, ok := x.readings[h.Name.Name]
		if !ok {
			i = len(f.Readings)
			x.readings[h.Name.Name] = i
			f.Readings = append(f.Readings, &Reading{Name: h.Name.Name})
		}
		b.readingVersion(f.Readings[i], u, h)
	case *syntax.BodyHead:
		if _, ok := x.bodies[h.Name.Name]; !ok {
			x.bodies[h.Name.Name] = len(f.Bodies)
			f.Bodies = append(f.Bodies, &Body{Name: h.Name.Name})
		}
	case *syntax.MeasureHead:
		i, ok := x.measures[h.Name.Name]
		if !ok {
			i = len(f.Measures)
			x.measures[h.Name.Name] = i
			f.Measures = append(f.Measures, &Measure{Name: h.Name.Name})
			b.measures[f.Measures[i]] = &measureDecls{}
		}
		d := b.measures[f.Measures[i]]
		d.units, d.heads = append(d.units, u), append(d.heads, h)
	case *syntax.DefineHead:
		d := x.defines[h.Name.Name]
		if d == nil {
			d = &Define{Name: h.Name.Name}
			x.defines[h.Name.Name] = d
			f.Defines = append(f.Defines, d)
			b.defines[d] = &defineDecls{}
		}
		d.Pos = u.place(h.Name.Span)
		dd := b.defines[d]
		dd.units, dd.heads = append(dd.units, u), append(dd.heads, h)
	}
}

func (b *builder) declareStatus(f *Family, u *unit, h *syntax.StatusHead) {
	x := b.c.index(f)
	s := Status{Name: h.Name.Name, Title: h.Title.Value, Pos: u.place(h.Name.Span)}
	s.Pair = h.With.Name != "" || len(h.Others) > 0
	plain := !s.Pair && len(h.Holders) > 0
	if h.With.Name != "" {
		// The other state may be told by a status instead of a kind: then any
		// entity may stand there, and the status is not asked again.
		if k, ok := b.c.Vocab.FindKind(h.With.Name); ok {
			s.WithKind = k
		} else {
			at := u.place(h.With.Span)
			b.later = append(b.later, func() {
				if !has(x.statuses, h.With.Name) {
					b.error("E0204", at, didYouMean(h.With.Name, append(b.c.Vocab.KindNames(), sortedNames(x.statuses)...)),
						"%s is no kind and no status", h.With.Name)
				}
			})
		}
	}
	i, ok := x.statuses[s.Name]
	if key := (statusKey{f.ID, i}); ok {
		if _, had := b.statusAt[key]; !had {
			b.statusAt[key] = u.place(h.Name.Span)
		}
	} else {
		b.statusAt[statusKey{f.ID, len(f.Statuses)}] = u.place(h.Name.Span)
		x.statuses[s.Name] = len(f.Statuses)
		f.Statuses = append(f.Statuses, s)
		return
	}
	had := &f.Statuses[i]
	if had.Pos.IsZero() { // `party`, which every text has
		had.Pos = s.Pos
	}
	switch {
	case had.Title == "":
		had.Title = s.Title
	case s.Title != "" && s.Title != had.Title:
		b.warn("E0254", u.place(h.Title.Span), "leave the second title out, or write the first again", "%s has the title %q already", s.Name, had.Title)
	}
	if had.Pair != s.Pair && (s.Pair || plain) {
		b.error("E0232", u.place(h.Name.Span), "declare it the same way in all texts",
			"%s is a status of one state in one place and of two in another", s.Name)
	}
}

// lastDay is where what one text declares gives way to the next declaration.
func lastDay(u *unit, next *unit) calendar.Day {
	if next == nil {
		return u.text.Until
	}
	return min(u.text.Until, next.text.From)
}
