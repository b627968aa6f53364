package lint

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// theatre is a family of a case with a small cast, ready for short histories:
// up to four parties, A to D, and an outsider, X. Which states play is of no
// consequence to a text that names none; one that names some is tried with
// those that come first.
type theatre struct {
	*law
	staged   *charter.Case // in which the cast are parties
	program  *engine.Program
	family   int
	day      calendar.Day
	cast     []charter.EntityID
	outsider charter.EntityID
	props    []charter.EntityID // organs, treaties, places that the rules name
	wait     int                // days to be watched after the last deed
}

// deed is one act of a history.
type deed struct {
	act     charter.ActID
	roles   [syntax.NumRoles]charter.EntityID
	numbers []record.ExactNumber
}

// given is a reading with another value than its first.
type given struct {
	ref   charter.ReadingRef
	value charter.Value
}

// history is a few deeds on successive days, under one reading that differs
// perhaps.
type history struct {
	deeds []deed
	given *given
}

// mostPlayers is how many parties take part in a history.
const mostPlayers = 4

// set sets the stage for a family; nil if it has too few parties, or no day on
// which the text looked at was in force, or is more than the engine takes.
func set(l *law, family int) *theatre {
	f := l.c.Families[family]
	t := &theatre{law: l, family: family}
	day, end := calendar.Day(0), calendar.Never
	for _, x := range f.Texts {
		day = max(day, x.From)
	}
	for _, r := range l.rules {
		if r.Family == family {
			day, end = max(day, r.From), min(end, r.Until)
		}
	}
	for _, d := range l.dates() {
		if d < end {
			day = max(day, d)
		}
	}
	// A year later every `since` has come and every delayed change is made.
	day = min(day.Add(calendar.Period{Months: 12}), end-400)
	if !slices.ContainsFunc(l.rules, func(r *charter.Rule) bool { return r.Family == family && r.From <= day && day < r.Until }) {
		return nil
	}
	t.day = day
	for _, e := range l.parties(family) {
		if len(t.cast) < mostPlayers {
			t.cast = append(t.cast, e)
		}
	}
	if len(t.cast) < 2 {
		return nil
	}
	t.findOutsider()
	t.findProps()
	if t.outsider == 0 {
		return nil
	}
	t.wait = 2
	for _, r := range l.rules {
		for _, s := range r.Steps {
			if x, ok := l.first(s.Within); s.Absent && ok && x.days < 400 {
				t.wait = max(t.wait, x.days+2)
			}
		}
	}
	t.enlist()
	var err error
	if t.program, err = engine.Compile(t.staged); err != nil {
		return nil
	}
	return t
}

// enlist makes the cast parties by force of the last text, whoever has left
// since: a term may have run out that real states would have prolonged.
func (t *theatre) enlist() {
	c := *t.c
	c.Families = slices.Clone(t.c.Families)
	f := *t.c.Families[t.family]
	f.Texts = slices.Clone(f.Texts)
	last := *f.Texts[len(f.Texts)-1]
	last.Grants = slices.Clone(last.Grants)
	for _, e := range t.cast {
		last.Grants = append(last.Grants, charter.Grant{Status: charter.PartyStatus, Entity: e, Since: t.day - 1})
	}
	f.Texts[len(f.Texts)-1] = &last
	c.Families[t.family] = &f
	t.staged = &c
}

// dates are the days that conditions of the case name.
func (l *law) dates() []calendar.Day {
	var list []calendar.Day
	w := charter.Walker{Expr: func(e *charter.Expr) {
		if e.Op == charter.OpBefore || e.Op == charter.OpAfter {
			list = append(list, e.Day)
		}
	}}
	w.Case(l.c)
	for _, f := range l.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Since > calendar.Always {
					list = append(list, g.Since)
				}
			}
		}
	}
	return list
}

// findOutsider takes the first entity of the parties' kind that no text grants
// a status and no rule names.
func (t *theatre) findOutsider() {
	named := map[charter.EntityID]bool{}
	for _, f := range t.c.Families {
		for _, x := range f.Texts {
			for _, g := range x.Grants {
				named[g.Entity], named[g.With] = true, true
			}
		}
	}
	for _, e := range t.named() {
		named[e] = true
	}
	kind := t.v.Entities[t.cast[0]].Kind
	for e := range t.v.Entities {
		if x := charter.EntityID(e); e > 0 && !named[x] && t.v.Entities[e].Kind == kind && t.v.Entities[e].Exists(calendar.On(t.day)) {
			t.outsider = x
			return
		}
	}
}

// named are the entities that rules and definitions name by their codes.
func (t *theatre) named() []charter.EntityID {
	var list []charter.EntityID
	add := func(x charter.Term) {
		e := x.Entity
		if x.Kind == charter.BodyTerm {
			e = t.body(x.Family, x.Body).Entity
		} else if x.Kind != charter.EntityTerm {
			return
		}
		if e != 0 && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	w := charter.Walker{
		Pattern: func(p *charter.Pattern) {
			for _, rt := range p.Roles {
				add(rt.Term)
			}
		},
		Expr: func(e *charter.Expr) { add(e.Other) },
	}
	w.Case(t.c)
	return list
}

// findProps keeps what the rules name besides states, and what the families
// govern.
func (t *theatre) findProps() {
	kind := t.v.Entities[t.cast[0]].Kind
	for _, f := range t.c.Families {
		if f.Governs != 0 {
			t.props = append(t.props, f.Governs)
		}
	}
	for _, e := range t.named() {
		if t.v.Entities[e].Kind != kind && !slices.Contains(t.props, e) {
			t.props = append(t.props, e)
		}
	}
}

// candidates are those that may stand in a role of a kind.
func (t *theatre) candidates(kind charter.KindID) []charter.EntityID {
	var list []charter.EntityID
	for _, e := range append(slices.Clone(t.cast), t.outsider) {
		if t.v.IsKind(e, kind) {
			list = append(list, e)
		}
	}
	if len(list) > 0 {
		return list
	}
	for _, e := range t.props {
		if t.v.IsKind(e, kind) {
			list = append(list, e)
		}
	}
	for e := 1; e < len(t.v.Entities) && len(list) == 0; e++ {
		if t.v.IsKind(charter.EntityID(e), kind) {
			list = append(list, charter.EntityID(e))
		}
	}
	return list
}

// bound is a deed with what it binds.
type bound struct {
	deed  deed
	binds map[charter.VarID]charter.EntityID
}

// mostDeeds bounds what one pattern is tried with.
const mostDeeds = 512

// deeds are the acts that a pattern matches, played by the cast.
func (t *theatre) deeds(p *charter.Pattern, binds map[charter.VarID]charter.EntityID, depth int) []bound {
	if p == nil || depth > deepest {
		return nil
	}
	if p.Define == nil {
		return t.plain(p, binds)
	}
	var out []bound
	for _, alt := range p.Define.Alts {
		if t.day < alt.From || t.day >= alt.Until {
			continue
		}
		inner := map[charter.VarID]charter.EntityID{}
		for i, par := range p.Define.Params {
			if e := t.value(term(p, par.Role), binds); e != 0 {
				inner[charter.VarID(i)] = e
			}
		}
		for _, b := range t.deeds(alt.Pattern, inner, depth+1) {
			outer := cloned(binds)
			for i, par := range p.Define.Params {
				if v := variable(term(p, par.Role)); v != charter.NoVar && b.binds[charter.VarID(i)] != 0 {
					outer[v] = b.binds[charter.VarID(i)]
				}
			}
			out = append(out, bound{b.deed, outer})
		}
	}
	return out[:min(len(out), mostDeeds)]
}

// value is who a term stands for, or nobody yet.
func (t *theatre) value(x *charter.Term, binds map[charter.VarID]charter.EntityID) charter.EntityID {
	switch {
	case x == nil:
		return 0
	case x.Kind == charter.EntityTerm:
		return x.Entity
	case x.Kind == charter.BodyTerm:
		return t.body(x.Family, x.Body).Entity
	}
	return binds[x.Var]
}

func cloned(m map[charter.VarID]charter.EntityID) map[charter.VarID]charter.EntityID {
	out := map[charter.VarID]charter.EntityID{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// plain are the deeds of a pattern of an act of the vocabulary.
func (t *theatre) plain(p *charter.Pattern, binds map[charter.VarID]charter.EntityID) []bound {
	if p.Act < charter.FirstDeclared {
		return nil
	}
	list := []bound{{deed{act: p.Act, numbers: numbers(p)}, cloned(binds)}}
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		spec := t.v.Acts[p.Act].Roles[role]
		if !spec.Has {
			continue
		}
		x := term(p, role)
		if x == nil && (spec.Optional || slices.Contains(p.Without, role)) {
			continue
		}
		var next []bound
		for _, b := range list {
			who := []charter.EntityID{t.value(x, b.binds)}
			if who[0] == 0 {
				if who = t.candidates(spec.Kind); x == nil && len(who) > 1 {
					who = who[len(who)-1:] // whoever it is: an outsider
				}
			}
			for _, e := range who {
				if twice(b.deed, e) {
					continue
				}
				n := bound{b.deed, b.binds}
				n.deed.roles[role] = e
				if v := variable(x); v != charter.NoVar {
					n.binds = cloned(b.binds)
					n.binds[v] = e
				}
				next = append(next, n)
			}
		}
		list = next[:min(len(next), mostDeeds)]
	}
	return list
}

// twice reports whether somebody stands in the deed already: nobody attacks
// itself.
func twice(d deed, e charter.EntityID) bool { return slices.Contains(d.roles[:], e) }

// numbers are numbers with which an act passes the comparisons of a pattern.
func numbers(p *charter.Pattern) []record.ExactNumber {
	var list []record.ExactNumber
	for _, n := range p.Numbers {
		x := quantity.Whole(1000)
		if n.Value != nil && n.Value.Op == charter.OpNum {
			switch x = n.Value.Num; n.Op {
			case syntax.MoreThan:
				x = quantity.Add(x, quantity.Scale)
			case syntax.LessThan:
				x = quantity.Sub(x, quantity.Scale)
			}
		}
		list = append(list, record.ExactNumber{Number: n.Number, Value: x})
	}
	return list
}

// sequences are the histories that may open a rule by its triggers and steps.
func (t *theatre) sequences(r *charter.Rule) []history {
	list := t.triggered(r.When, nil)
	for _, s := range r.Steps {
		if s.Absent {
			continue
		}
		var next []sequence
		for _, q := range list {
			for _, n := range t.triggered(s.When, q.binds) {
				next = append(next, sequence{append(slices.Clone(q.deeds), n.deeds...), n.binds})
			}
		}
		list = next[:min(len(next), mostSequences)]
	}
	var out []history
	for _, q := range list {
		out = append(out, history{deeds: q.deeds})
	}
	return out
}

const mostSequences = 2048

type sequence struct {
	deeds []deed
	binds map[charter.VarID]charter.EntityID
}

// triggered are what may bring one of the triggers about: acts, and acts that
// break a ban.
func (t *theatre) triggered(list []*charter.Trigger, binds map[charter.VarID]charter.EntityID) []sequence {
	var out []sequence
	for _, tr := range list {
		switch {
		case tr.Act != nil:
			for _, b := range t.deeds(tr.Act, binds, 0) {
				out = append(out, sequence{[]deed{b.deed}, b.binds})
			}
		case tr.Finding != nil && tr.Finding.Kind == syntax.Breach:
			out = append(out, t.breaking(tr.Finding, binds)...)
		}
	}
	return out[:min(len(out), mostSequences)]
}

// breaking are acts that break a ban of those a finding names.
func (t *theatre) breaking(f *charter.FindingPattern, binds map[charter.VarID]charter.EntityID) []sequence {
	var out []sequence
	for _, id := range f.Rules {
		r := t.c.Rules[id]
		if r.Kind != charter.BanRule || t.day < r.From || t.day >= r.Until {
			continue
		}
		for _, p := range r.Never {
			for _, b := range t.deeds(p, nil, 0) {
				outer := cloned(binds)
				for _, rt := range f.Roles {
					if v := variable(&rt.Term); v != charter.NoVar {
						if e := t.value(term(p, rt.Role), b.binds); e != 0 {
							outer[v] = e
						}
					}
				}
				out = append(out, sequence{[]deed{b.deed}, outer})
			}
		}
	}
	return out
}

// say writes a history with letters for the players.
func (t *theatre) say(deeds []deed) string {
	var list []string
	for _, d := range deeds {
		parts := []string{t.v.Acts[d.act].Name}
		for role, e := range d.roles {
			if e != 0 {
				parts = append(parts, syntax.Role(role).String(), t.letter(e))
			}
		}
		list = append(list, strings.Join(parts, " "))
	}
	return strings.Join(list, "; ")
}

// letter is what a player is called.
func (t *theatre) letter(e charter.EntityID) string {
	if i := slices.Index(t.cast, e); i >= 0 {
		return string(rune('A' + i))
	}
	if e == t.outsider {
		return "X"
	}
	return t.v.Entities[e].Code
}

// readings are the values that readings may have instead of their first.
func (t *theatre) readings() []*given {
	var list []*given
	for f := range t.c.Families {
		for i := range t.c.Families[f].Readings {
			ref := charter.ReadingRef{Family: f, Reading: i}
			if vs := t.reading(ref).Values; len(vs) > 0 {
				for _, v := range vs[1:] {
					list = append(list, &given{ref, v})
				}
			}
		}
	}
	return list
}

// under repeats histories under each reading but the first.
func under(hs []history, readings []*given) []history {
	var out []history
	for _, g := range readings {
		for _, h := range hs {
			out = append(out, history{h.deeds, g})
		}
	}
	return out
}
