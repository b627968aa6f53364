package amend

import (
	"fmt"
	"slices"

	"casus/charter"
	"casus/syntax"
)

// exclusions take the vote of those away about whom a procedure is.
func (l *law) exclusions(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Procedure)
		if !ok {
			continue
		}
		for _, name := range r.opened() {
			if slices.ContainsFunc(d.Except, func(t syntax.Ident) bool { return t.Name == name }) {
				continue
			}
			p := r.at(d.Before.To, "except "+name)
			if n := len(d.Except); n > 0 {
				p = r.at(d.Except[n-1].To, name)
			}
			c.rule(r, "except "+name, fmt.Sprintf("without the vote of %s, about whom it is", name), p)
		}
	}
}

// opened are the variables for states that the opening of a procedure binds.
func (r *rule) opened() []string {
	var list []string
	add := func(t charter.Term) {
		if t.Kind == charter.VarTerm && !r.Vars[t.Var].Number && !slices.Contains(list, r.Vars[t.Var].Name) {
			list = append(list, r.Vars[t.Var].Name)
		}
	}
	for _, t := range r.When {
		switch {
		case t.Act != nil:
			for _, rt := range t.Act.Roles {
				add(rt.Term)
			}
		case t.Finding != nil:
			for _, rt := range t.Finding.Roles {
				add(rt.Term)
			}
		case t.Change != nil:
			add(t.Change.Term)
		}
	}
	return list
}

// ease is how easily a method comes to a decision; what is not eased is 0.
func ease(d syntax.Decides) int {
	switch d.Method {
	case syntax.ShareOf:
		return 1
	case syntax.MajorityOfMembers:
		return 2
	case syntax.Majority:
		return 3
	case syntax.SilenceProcedure:
		return 4
	}
	return 0
}

// easier are methods by which it is easier to decide; in pairs, the first and the
// last stand for all.
var easier = []struct {
	ease  int
	text  string
	alone bool
}{{1, "2/3 of members", false}, {2, "majority of members", true}, {3, "majority", true}, {4, "silence", false}}

func (l *law) majorities(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Procedure)
		if !ok || r.Before < 0 {
			continue
		}
		now := r.Decides
		if now.Method == syntax.NoMethod {
			now = l.body(r.Before).Decides
		}
		for _, x := range easier {
			if x.ease <= ease(now) {
				continue
			}
			text := "decides by " + x.text
			p := r.at(r.firstOf(d.Before.To, "within", "decided", "adopted", "rejected", "lapsed"), text)
			if d.Decides.Method != syntax.NoMethod {
				p = r.instead(d.Decides.Span, text)
			}
			c.rule(r, "majority", text, p)
			c.list[len(c.list)-1].alone = x.alone
		}
	}
	l.bodies(func(h *head, d *syntax.BodyHead) {
		for _, x := range easier {
			if x.ease > ease(d.Decides) {
				c.body(h, "majority", "decides by "+x.text, patch{h.file, d.Decides.From, d.Decides.To, "decides by " + x.text})
				c.list[len(c.list)-1].alone = x.alone
			}
		}
	})
}

func (l *law) bodies(do func(*head, *syntax.BodyHead)) {
	for _, h := range l.heads {
		if d, ok := h.decl.(*syntax.BodyHead); ok {
			do(h, d)
		}
	}
}

// body adds an edit of a body.
func (c *collector) body(h *head, slot, says string, p patch) {
	c.add(&Edit{Says: "body " + h.name + ": " + says, Rule: h.name, slot: slot + " of body " + h.name, patches: []patch{p}, about: c.l.naming(h.name)})
}

func (l *law) quorums(c *collector) {
	l.bodies(func(h *head, d *syntax.BodyHead) {
		if d.Quorum.IsZero() {
			return
		}
		for _, x := range []struct {
			num, den int64
			text     string
		}{{1, 2, "1/2"}, {1, 3, "1/3"}} {
			if d.Quorum.Den == 0 || d.Quorum.Num*x.den > x.num*d.Quorum.Den {
				c.body(h, "quorum", "quorum "+x.text, patch{h.file, d.Quorum.From, d.Quorum.To, x.text})
			}
		}
	})
}

func (l *law) motions(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Procedure)
		if !ok || d.Moved == nil {
			continue
		}
		from, to := r.clause("moved", d.Moved.Span), r.clause("before", d.Before.Span)
		if from >= 0 && to > from {
			c.rule(r, "motion", "comes before the body by itself, without a motion", patch{r.file(), from, to, ""})
		}
	}
}

func (l *law) lapses(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Procedure)
		if !ok || len(d.Adopted.Effects) == 0 || len(d.Lapsed.Effects) > 0 {
			continue
		}
		n := len(d.Adopted.Effects)
		effects := plain(r.file(), syntax.Span{From: d.Adopted.Effects[0].From, To: endOf(r.file(), d.Adopted.Effects[n-1].Span)})
		p := r.at(r.end(), "lapsed "+effects)
		if at := lastBefore(r.file(), r.decl.Extent(), "lapsed", r.end()); d.Lapsed.Given && at >= 0 {
			p = patch{r.file(), at, r.end(), "lapsed " + effects}
		}
		c.rule(r, "lapse", "if the body does not decide in time, “"+effects+"”", p)
	}
}

// blamed reports whether a ban or duty has a breach that blames somebody: then
// `breach of NAME by p` speaks of it.
func (r *rule) blamed() bool {
	var ps []*charter.Pattern
	switch {
	case r.Kind == charter.BanRule:
		ps = r.Never
	case r.Kind == charter.DutyRule && (r.Quant == syntax.Each || r.Quant == syntax.NoQuantifier || r.Answers):
		ps = r.Must
	}
	return len(ps) > 0 && slices.ContainsFunc(ps[0].Roles, func(rt charter.RoleTerm) bool {
		return rt.Role == syntax.By && rt.Term.Kind == charter.VarTerm
	})
}

// newSanction is the status declared where a law has none.
const newSanction = "suspended"

// sanctioned gives the statuses that a breach may lead to, and the head that
// declares one where there is none.
func (l *law) sanctioned() (names []string, declares []string) {
	if names = l.sanctions(); len(names) > 0 {
		return names, nil
	}
	return []string{newSanction}, []string{`status ` + newSanction + ` "Its rights are suspended for a breach"`}
}

func (l *law) consequences(c *collector) {
	statuses, declares := l.sanctioned()
	for _, r := range l.rules {
		if !r.blamed() {
			continue
		}
		for n, s := range statuses {
			name := "answer-to-" + r.Name
			c.add(&Edit{
				Says:    fmt.Sprintf("art. %s: whoever breaches %s becomes %s", r.Article, r.Name, s),
				Article: r.Article, Rule: name, slot: "consequence of " + r.Name, newName: name, about: []int{r.ID}, heads: declares, alone: n > 0,
				adds: []string{fmt.Sprintf("consequence %s when breach of %s by p where p is party effect p becomes %s", name, r.Name, s)},
			})
		}
	}
}

// sanctionWords are words for acts by which a body answers a breach.
var sanctionWords = []string{"suspend", "expel", "exclude", "condemn", "sanction", "censure"}

// verdicts are the phrases by which a body decides about a state p.
func (l *law) verdicts(body int) []string {
	v := l.c.Vocab
	entity := l.body(body).Entity
	name := l.c.Families[l.family].Bodies[body].Name
	var list []string
	for i := int(charter.FirstDeclared); i < len(v.Acts); i++ {
		a := &v.Acts[i]
		if !a.Formal || !speaks(a.Name, sanctionWords) || !a.Roles[syntax.By].Has || !v.IsKind(entity, a.Roles[syntax.By].Kind) {
			continue
		}
		for _, role := range []syntax.Role{syntax.On, syntax.To, syntax.Against, syntax.About} {
			if a.Roles[role].Has {
				list = append(list, fmt.Sprintf("%s by %s %s p", a.Name, name, role))
				break
			}
		}
	}
	return list
}

func (l *law) procedures(c *collector) {
	statuses, declares := l.sanctioned()
	for _, r := range l.rules {
		if !r.blamed() {
			continue
		}
		for i, b := range l.c.Families[l.family].Bodies {
			for n, verdict := range l.verdicts(i) {
				for _, how := range []struct{ method, says string }{{"2/3 of members", "by two thirds"}, {"silence", "unless somebody objects"}} {
					name := "verdict-on-" + r.Name
					c.add(&Edit{
						Says: fmt.Sprintf("art. %s: on a breach of %s the %s decides within 90 days, %s, to %s; whoever breached has no vote and becomes %s",
							r.Article, r.Name, b.Name, how.says, verdict, statuses[0]),
						Article: r.Article, Rule: name, slot: "procedure on " + r.Name, newName: name, about: []int{r.ID}, heads: declares, alone: n > 0,
						adds: []string{fmt.Sprintf("procedure %s opens when breach of %s by p where p is party before %s except p decides by %s within 90 days decided %s adopted p becomes %s rejected nothing lapsed nothing",
							name, r.Name, b.Name, how.method, verdict, statuses[0])},
					})
				}
			}
		}
	}
}
