package amend

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/syntax"
)

// Kind is a kind of small edit.
type Kind struct {
	Name  string
	Needs string // what a text must have for it
	Does  string // how it changes the text
	make  func(*law, *collector)
}

// Kinds are all kinds of edit, in the order in which they are tried.
func Kinds() []Kind {
	return []Kind{
		{"period", "a duty, a step or a procedure", "gives it a last day, or another: 3, 10, 30, 90 or 180 days, or a year", (*law).periods},
		{"reading", "a reading with alternatives", "says in the text which of them is meant", (*law).readings},
		{"condition", "a rule or definition with a condition, or an exception", "drops one of them: so help also against a party, a motion by anybody", (*law).conditions},
		{"request", "a duty or procedure that waits for a step, such as a request", "lets it begin with the first", (*law).requests},
		{"trigger", "a duty or procedure", "lets a grave act of the crisis set it going too", (*law).triggers},
		{"bearer", "a duty of each, some, or all together", "lets each owe it, or one be enough", (*law).bearers},
		{"exclude", "a procedure opened about somebody", "takes that one's vote away", (*law).exclusions},
		{"majority", "a procedure, or a body", "lets fewer decide: two thirds, a majority, or nobody objecting", (*law).majorities},
		{"quorum", "a body with a quorum", "lowers it to a half or a third", (*law).quorums},
		{"motion", "a procedure that must be moved", "brings the matter before the body by itself", (*law).motions},
		{"lapse", "a procedure whose lapse has no effect", "lets what would have been adopted follow from the lapse", (*law).lapses},
		{"consequence", "a ban or duty, and a status that keeps out of a body", "puts whoever breaches it into that status; where there is none, declares one", (*law).consequences},
		{"procedure", "a ban or duty, a body, and an act by which it decides about a state", "opens a procedure on the breach, without the vote of whoever breached", (*law).procedures},
		{"duty", "a duty of the members toward a victim", "owes the same on a grave act of the crisis, whoever did it", (*law).duties},
		{"consultation", "a body and an act of consulting", "convenes the body on a grave act of the crisis", (*law).convenings},
		{"settlement", "acts that settle a dispute", "binds parties that fight to settle it; perhaps with the body as judge", (*law).settlements},
	}
}

// collector gathers edits.
type collector struct {
	l    *law
	kind string
	list []*Edit
}

func (c *collector) add(e *Edit) {
	e.Kind = c.kind
	for _, p := range e.patches {
		e.Words += p.words()
	}
	for _, t := range slices.Concat(e.adds, e.heads) {
		e.Words += len(strings.Fields(t))
	}
	c.list = append(c.list, e)
}

// rule adds an edit of one rule.
func (c *collector) rule(r *rule, slot, says string, patches ...patch) {
	c.add(&Edit{Says: fmt.Sprintf("art. %s, %s %s: %s", r.Article, r.decl.Word(), r.Name, says), Article: r.Article, Rule: r.Name,
		slot: slot + " of " + r.Name, patches: patches, about: []int{r.ID}})
}

// edits are all single edits of a law.
func (l *law) edits() []*Edit {
	c := &collector{l: l}
	for _, k := range Kinds() {
		c.kind = k.Name
		k.make(l, c)
	}
	return c.list
}

// at puts a text in at a place; blanks around it are laid out later.
func (r *rule) at(place int32, text string) patch {
	return patch{r.file(), place, place, " " + text + " "}
}

func (r *rule) instead(s syntax.Span, text string) patch { return patch{r.file(), s.From, s.To, text} }

func (r *rule) end() int32 { return endOf(r.file(), r.decl.Extent()) }

// clause is where the clause begins that a word leads and that something stands
// in; -1 if there is none.
func (r *rule) clause(leader string, inside syntax.Span) int32 {
	return lastBefore(r.file(), r.decl.Extent(), leader, inside.From)
}

// firstOf is where the first of some words stands behind a place, or the end of
// the rule.
func (r *rule) firstOf(place int32, leaders ...string) int32 {
	for _, w := range wordsOf(r.file(), syntax.Span{From: place, To: r.decl.Extent().To}) {
		if slices.Contains(leaders, w.text) {
			return w.from
		}
	}
	return r.end()
}

// ---- periods -----------------------------------------------------------------------

// lengths are those a period is given. In pairs the shortest and the longest
// stand for all: they reach furthest.
var lengths = []struct {
	days  int
	text  string
	alone bool
}{{3, "3 days", false}, {10, "10 days", true}, {30, "30 days", true}, {90, "90 days", true}, {180, "180 days", true}, {365, "1 year", false}}

// now says how long a limit is by the first reading, in words and in days; 0
// days if it has no end.
func (l *law) now(lim *charter.Limit) (string, int) {
	if lim == nil {
		return "none", 0
	}
	if lim.Reading == nil {
		if lim.Period.Forever {
			return "none", 0
		}
		return lim.Period.String(), int(lim.Period.Months)*365/12 + int(lim.Period.Days)
	}
	rd := l.c.Families[lim.Reading.Family].Readings[lim.Reading.Reading]
	v := rd.Versions[len(rd.Versions)-1].Values[0]
	if v.Kind != charter.Length || v.Period.Forever {
		return rd.Name + ", " + v.String(), 0
	}
	return rd.Name + ", " + v.Period.String(), int(v.Period.Months)*365/12 + int(v.Period.Days)
}

// limit adds the edits of one period: written, or to be put in at a place.
func (l *law) limit(c *collector, r *rule, what string, lim *charter.Limit, written syntax.Limit, place int32) {
	was, days := l.now(lim)
	for _, n := range lengths {
		if n.days == days {
			continue
		}
		p := r.at(place, "within "+n.text)
		if written.Value != nil {
			p = r.instead(written.Span, "within "+n.text)
		}
		c.rule(r, what, fmt.Sprintf("%s within %s (now: %s)", what, n.text, was), p)
		c.list[len(c.list)-1].alone = n.alone
	}
}

func (l *law) periods(c *collector) {
	for _, r := range l.rules {
		switch d := r.decl.(type) {
		case *syntax.Duty:
			place := r.end()
			for _, x := range []struct {
				leader string
				at     syntax.Expr
			}{{"unless", d.Unless}, {"while", d.While}, {"paused", d.Paused}} {
				if x.at != nil {
					place = min(place, r.clause(x.leader, x.at.Extent()))
				}
			}
			if d.Refusal != nil {
				place = min(place, r.clause("refusal", d.Refusal.Span))
			}
			if r.Judge == nil || d.Within.Value != nil {
				l.limit(c, r, "performed", r.Within, d.Within, place)
			}
			for i, s := range d.Then {
				l.limit(c, r, "next step", r.Steps[i].Within, s.Within, endOf(r.file(), s.Span))
			}
		case *syntax.Procedure:
			l.limit(c, r, "decided", r.Within, d.Within, r.firstOf(d.Before.To, "decided", "adopted", "rejected", "lapsed"))
			if d.Moved != nil {
				l.limit(c, r, "moved", r.MoveWithin, d.MoveWithin, r.clause("before", d.Before.Span))
			}
		}
	}
}

// ---- readings ------------------------------------------------------------------------

func (l *law) readings(c *collector) {
	for _, h := range l.heads {
		rd, ok := h.decl.(*syntax.ReadingHead)
		if !ok {
			continue
		}
		text := func(i int) string { return plain(h.file, rd.Values[i].Span) }
		for i := 1; i < len(rd.Values); i++ {
			c.add(&Edit{
				Says: fmt.Sprintf("reading %s: say that it is %s (now: %s)", rd.Name.Name, text(i), text(0)), Rule: rd.Name.Name, slot: "reading " + rd.Name.Name,
				patches: []patch{{h.file, rd.Values[0].From, rd.Values[0].To, text(i)}, {h.file, rd.Values[i].From, rd.Values[i].To, text(0)}},
				about:   l.naming(rd.Name.Name),
			})
		}
	}
}

// naming are the rules that name something, themselves or by way of a
// definition or body.
func (l *law) naming(name string) []int {
	names := map[string]bool{name: true}
	for grown := true; grown; {
		grown = false
		for _, h := range l.heads {
			if names[h.name] {
				continue
			}
			if slices.ContainsFunc(wordsOf(h.file, h.decl.Extent()), func(w word) bool { return names[w.text] }) {
				names[h.name], grown = true, true
			}
		}
	}
	var list []int
	for _, r := range l.rules {
		if slices.ContainsFunc(wordsOf(r.file(), r.decl.Extent()), func(w word) bool { return names[w.text] }) {
			list = append(list, r.ID)
		}
	}
	return list
}

// ---- conditions ------------------------------------------------------------------------

func (l *law) conditions(c *collector) {
	for _, r := range l.rules {
		var wheres []syntax.Expr
		bearer := func(b *syntax.Bearer) {
			if b != nil {
				wheres = append(wheres, b.Where)
			}
		}
		switch d := r.decl.(type) {
		case *syntax.Ban:
			bearer(d.Any)
			wheres = append(wheres, d.Where)
			l.exception(c, r, "unless", d.Unless)
		case *syntax.Duty:
			wheres = append(wheres, d.Where, d.MustWhere)
			for _, s := range d.Then {
				wheres = append(wheres, s.Where)
			}
			bearer(d.Bearer)
			l.exception(c, r, "unless", d.Unless)
			l.exception(c, r, "while", d.While)
			l.exception(c, r, "paused", d.Paused)
		case *syntax.Power:
			bearer(d.Any)
			wheres = append(wheres, d.Where)
			l.exception(c, r, "unless", d.Unless)
		case *syntax.Procedure:
			wheres = append(wheres, d.OpensWhere, d.MovedWhere)
		case *syntax.Consequence:
			bearer(d.Each)
			wheres = append(wheres, d.Where)
			l.exception(c, r, "unless", d.Unless)
		}
		for _, e := range wheres {
			for _, x := range dropped(r.file(), r.decl.Extent(), e) {
				c.rule(r, "condition "+x.text, "without the condition “"+x.text+"”", x.patch)
			}
		}
	}
	for _, h := range l.heads {
		d, ok := h.decl.(*syntax.DefineHead)
		if !ok {
			continue
		}
		for _, a := range d.As {
			for _, x := range dropped(h.file, a.Span, a.Where) {
				act := plain(h.file, a.Phrase.Span)
				c.add(&Edit{Says: fmt.Sprintf("definition of %s: “%s” without the condition “%s”", h.name, act, x.text), Rule: h.name,
					slot: "define " + h.name + " " + act + " " + x.text, patches: []patch{x.patch}, about: l.naming(h.name)})
			}
		}
	}
}

// exception adds the edit that takes a whole clause out.
func (l *law) exception(c *collector, r *rule, leader string, e syntax.Expr) {
	if e == nil {
		return
	}
	if from := r.clause(leader, e.Extent()); from >= 0 {
		text := plain(r.file(), e.Extent())
		c.rule(r, leader, fmt.Sprintf("without “%s %s”", leader, text), patch{r.file(), from, e.Extent().To, ""})
	}
}

type drop struct {
	text  string
	patch patch
}

// dropped are the ways to take one part out of a condition.
func dropped(f *syntax.File, within syntax.Span, e syntax.Expr) []drop {
	if e == nil {
		return nil
	}
	var list []drop
	for _, x := range conjuncts(e) {
		gone := x.gone
		if x.alone {
			if gone.From = lastBefore(f, within, "where", e.Extent().From); gone.From < 0 {
				continue
			}
		}
		list = append(list, drop{plain(f, x.whole), patch{f, gone.From, gone.To, " "}})
	}
	return list
}

// ---- what sets a rule going ------------------------------------------------------------

func (l *law) requests(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Duty)
		if !ok {
			continue
		}
		for _, s := range d.Then {
			what := plain(r.file(), s.Span)
			c.rule(r, "step "+what, "without the step “"+what+"”", patch{r.file(), s.From, s.To, " "})
		}
	}
}

// occasion is an act or a definition by which the law can speak of a grave act
// of the crisis.
type occasion struct {
	name  string
	roles []syntax.Role // the two sides, or only whom it befalls
}

// occasions are the grave acts of the crisis, and the definitions that take one
// of them in.
func (l *law) occasions() []occasion {
	v := l.c.Vocab
	var list []occasion
	for _, a := range l.crimes {
		var roles []syntax.Role
		for r := syntax.Role(0); r < syntax.NumRoles; r++ {
			if spec := v.Acts[a].Roles[r]; spec.Has && !spec.Optional {
				roles = append(roles, r)
			}
		}
		list = append(list, occasion{v.Acts[a].Name, roles})
	}
	for _, d := range l.c.Families[l.family].Defines {
		if !slices.ContainsFunc(d.Alts, func(a *charter.DefineAlt) bool { return l.takesIn(a.Pattern, 0) }) {
			continue
		}
		var roles []syntax.Role
		for _, p := range d.Params {
			roles = append(roles, p.Role)
		}
		list = append(list, occasion{d.Name, roles})
	}
	return slices.DeleteFunc(list, func(o occasion) bool { return len(o.roles) == 0 || len(o.roles) > 2 })
}

// deepest bounds how far definitions that rest on definitions are followed.
const deepest = 16

func (l *law) takesIn(p *charter.Pattern, depth int) bool {
	switch {
	case depth > deepest:
		return false
	case p.Define != nil:
		return slices.ContainsFunc(p.Define.Alts, func(a *charter.DefineAlt) bool { return l.takesIn(a.Pattern, depth+1) })
	}
	return slices.ContainsFunc(l.crimes, func(a charter.ActID) bool { return l.c.Vocab.IsAct(a, p.Act) })
}

// phrase speaks of the occasion with variables for who did it and whom it befell.
func (o occasion) phrase(doer, victim string) string {
	if len(o.roles) == 1 {
		return fmt.Sprintf("%s %s %s", o.name, o.roles[0], victim)
	}
	return fmt.Sprintf("%s %s %s %s %s", o.name, o.roles[0], doer, o.roles[1], victim)
}

// sides are the variables of a rule for who did it and whom it befell, by its
// first trigger; ok is false if it has none for the second.
func (r *rule) sides() (doer, victim string, ok bool) {
	if len(r.When) == 0 || r.When[0].Act == nil {
		return "", "", false
	}
	var names []string
	for _, rt := range r.When[0].Act.Roles {
		if rt.Term.Kind == charter.VarTerm {
			names = append(names, r.Vars[rt.Term.Var].Name)
		}
	}
	switch len(names) {
	case 1:
		return r.fresh(), names[0], true
	case 2:
		return names[0], names[1], true
	}
	return "", "", false
}

// fresh is a name that no variable of the rule has.
func (r *rule) fresh() string {
	for _, n := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		if !slices.ContainsFunc(r.Vars, func(v charter.Var) bool { return v.Name == n }) {
			return n
		}
	}
	return "another"
}

func (l *law) triggers(c *collector) {
	for _, r := range l.rules {
		var when []syntax.Trigger
		switch d := r.decl.(type) {
		case *syntax.Duty:
			when = d.When
		case *syntax.Procedure:
			when = d.Opens
		}
		doer, victim, ok := r.sides()
		if len(when) == 0 || !ok {
			continue
		}
		for _, o := range l.occasions() {
			text := o.phrase(doer, victim)
			if slices.ContainsFunc(when, func(t syntax.Trigger) bool { return plain(r.file(), t.Span) == text }) {
				continue
			}
			c.rule(r, "trigger "+o.name, "also when “"+text+"”", r.at(endOf(r.file(), when[len(when)-1].Span), "or "+text))
		}
	}
}

func (l *law) bearers(c *collector) {
	for _, r := range l.rules {
		d, ok := r.decl.(*syntax.Duty)
		if !ok || d.Bearer == nil {
			continue
		}
		for _, x := range []struct {
			is   syntax.Quantifier
			word string
			says string
		}{{syntax.Each, "each", "each owes it"}, {syntax.Some, "some", "one of them is enough"}} {
			if d.Quant == x.is {
				continue
			}
			leader := map[syntax.Quantifier]string{syntax.Each: "each", syntax.Some: "some", syntax.Jointly: "jointly", syntax.AtLeastOf: "at"}[d.Quant]
			if from := r.clause(leader, d.Bearer.Span); from >= 0 {
				c.rule(r, "bearers", x.says, patch{r.file(), from, d.Bearer.From, x.word + " "})
			}
		}
	}
}
