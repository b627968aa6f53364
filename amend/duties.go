package amend

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/syntax"
)

// speaks reports whether one of the words of a name is among those given.
func speaks(name string, among []string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return r == '-' }), func(w string) bool { return slices.Contains(among, w) })
}

// free is a name for a rule that no rule of the family has.
func (l *law) free(name string) string {
	has := func(n string) bool {
		return slices.ContainsFunc(l.c.Rules, func(r *charter.Rule) bool { return r.Family == l.family && r.Name == n })
	}
	for n := name; ; n += "-too" {
		if !has(n) {
			return n
		}
	}
}

// duties owe on a grave act of the crisis what some duty owes a victim on
// another occasion.
func (l *law) duties(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Duty)
		if !ok || d.Bearer == nil || d.Bearer.Status.Name != "party" {
			continue
		}
		doer, victim, ok := r.sides()
		if !ok {
			continue
		}
		last := d.Must[len(d.Must)-1].To
		if d.MustWhere != nil {
			last = d.MustWhere.Extent().To
		}
		must := plain(r.file(), syntax.Span{From: d.Must[0].From, To: last})
		within := "within 30 days"
		if d.Within.Value != nil {
			within = plain(r.file(), d.Within.Span)
		}
		quantifier := map[syntax.Quantifier]string{syntax.Each: "each", syntax.Some: "some", syntax.Jointly: "jointly", syntax.AtLeastOf: fmt.Sprintf("at least %d of", d.AtLeast)}[d.Quant]
		for _, o := range l.occasions() {
			name := l.free(r.Name + "-on-" + o.name)
			excepts := []string{victim}
			if len(o.roles) == 2 {
				excepts = append(excepts, doer)
			}
			text := fmt.Sprintf("duty %s when %s where %s is party %s party %s except %s must %s %s", name, o.phrase(doer, victim), victim, quantifier, d.Bearer.Var.Name,
				strings.Join(excepts, " "), must, within)
			c.add(&Edit{
				Says:    fmt.Sprintf("art. %s: what %s owes is owed on “%s” too, whoever did it", r.Article, r.Name, o.phrase(doer, victim)),
				Article: r.Article, Rule: name, slot: "duty " + name, newName: name, about: []int{r.ID}, adds: []string{text},
			})
		}
	}
}

// consultWords are words for acts by which a body takes a crisis up.
var consultWords = []string{"consult", "meet", "convene", "discuss", "deliberate", "mediate"}

func (l *law) convenings(c *collector) {
	v := l.c.Vocab
	for i, b := range l.c.Families[l.family].Bodies {
		entity := l.body(i).Entity
		for n := int(charter.FirstDeclared); n < len(v.Acts); n++ {
			a := &v.Acts[n]
			if a.Grave || a.Formal || !speaks(a.Name, consultWords) || !a.Roles[syntax.By].Has || !v.IsKind(entity, a.Roles[syntax.By].Kind) {
				continue
			}
			role, ok := l.toward(a)
			if !ok {
				continue
			}
			for _, o := range l.occasions() {
				name := l.free("convene-on-" + o.name)
				text := fmt.Sprintf("duty %s when %s where p is party must %s by %s %s p within 10 days", name, o.phrase("q", "p"), a.Name, b.Name, role)
				c.add(&Edit{Says: fmt.Sprintf("the %s must %s within 10 days on “%s”", b.Name, a.Name, o.phrase("q", "p")),
					Rule: name, slot: "duty " + name, newName: name, adds: []string{text}})
			}
		}
	}
}

// toward is the role in which an act names the state it is about.
func (l *law) toward(a *charter.Act) (syntax.Role, bool) {
	for _, role := range []syntax.Role{syntax.About, syntax.With, syntax.To, syntax.On} {
		if a.Roles[role].Has {
			return role, true
		}
	}
	return 0, false
}

// settleWords are words for acts that settle a dispute or end the fighting.
var settleWords = []string{"settle", "settlement", "negotiate", "ceasefire", "truce", "arbitrate", "arbitration", "conciliate", "reconcile"}

func (l *law) settlements(c *collector) {
	v := l.c.Vocab
	var must []string
	for n := int(charter.FirstDeclared); n < len(v.Acts); n++ {
		a := &v.Acts[n]
		if a.Grave || a.Formal || !speaks(a.Name, settleWords) || !a.Roles[syntax.By].Has || !a.Roles[syntax.With].Has {
			continue
		}
		must = append(must, a.Name+" by p with q")
	}
	if len(must) == 0 {
		return
	}
	for _, o := range l.occasions() {
		if len(o.roles) != 2 {
			continue
		}
		add := func(judge, says string) {
			name := l.free("settle-" + o.name)
			text := fmt.Sprintf("duty %s when %s where p is party, q is party must %s %s within 30 days", name, o.phrase("p", "q"), strings.Join(must, " or "), judge)
			c.add(&Edit{Says: fmt.Sprintf("parties settle their dispute within 30 days of “%s”%s", o.phrase("p", "q"), says),
				Rule: name, slot: "duty " + name, newName: name, adds: []string{text}})
		}
		add("", "")
		for _, b := range l.c.Families[l.family].Bodies {
			add("judged by "+b.Name, "; the "+b.Name+" says whether they have")
		}
	}
}
