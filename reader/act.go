package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// takeFact takes a fact: one act for each combination of its states, the first
// role slowest, a mutual act followed by its exchange.
func (r *run) takeFact(i int) {
	fact := r.w.Facts[i]
	e := fact.Entry
	for _, roles := range combinations(*e.Roles) {
		for _, rs := range r.bothWays(e.Act, roles) {
			r.takeAct(&act{
				number: len(r.acts), fact: i, entry: e, act: e.Act, day: fact.Day, end: fact.End,
				roles: rs, numbers: fact.Numbers, happening: e.Happening,
			})
		}
	}
}

type roleRow = [syntax.NumRoles]charter.EntityID

// combinations of the states listed in each role. Where two roles list several
// each, nobody acts on itself.
func combinations(listed [syntax.NumRoles][]charter.EntityID) []roleRow {
	rows := []roleRow{{}}
	for role := range listed {
		if len(listed[role]) == 0 {
			continue
		}
		var next []roleRow
		for _, row := range rows {
			for _, e := range listed[role] {
				row[role] = e
				next = append(next, row)
			}
		}
		rows = next
	}
	var out []roleRow
	for _, row := range rows {
		if !actsOnItself(listed, row) {
			out = append(out, row)
		}
	}
	return out
}

func actsOnItself(listed [syntax.NumRoles][]charter.EntityID, row roleRow) bool {
	for i := range listed {
		for j := i + 1; j < len(listed); j++ {
			if len(listed[i]) > 1 && len(listed[j]) > 1 && row[i] == row[j] {
				return true
			}
		}
	}
	return false
}

// bothWays gives a mutual act as written and with its two roles exchanged.
func (r *run) bothWays(id charter.ActID, row roleRow) []roleRow {
	a := r.v.Acts[id]
	rows := []roleRow{row}
	if a.Mutual && row[a.MutualA] != row[a.MutualB] {
		row[a.MutualA], row[a.MutualB] = row[a.MutualB], row[a.MutualA]
		rows = append(rows, row)
	}
	return rows
}

// takeAct is section 5.
func (r *run) takeAct(a *act) {
	a.tick = r.nextTick()
	r.acts = append(r.acts, a)

	// 1. Declared status. It holds from here on, also for the steps below.
	if d := r.v.Acts[a.act]; d.Declares >= 0 && a.roles[syntax.By] != 0 {
		r.declared = append(r.declared, declaration{a.roles[syntax.By], d.Declares, !d.DeclaresNot, r.nextTick()})
	}
	a.at = r.tick
	matters, seqs := len(r.matters), len(r.seqs)

	// 2. Legal effect.
	covered := false
	for _, rule := range r.c.Rules {
		switch rule.Kind {
		case charter.PowerRule:
			covered = r.grants(rule, a) || covered
		case charter.ProcedureRule:
			covered = r.proceedings(rule, a) || covered
		}
	}
	if !covered && r.isVoid(a) {
		r.emit(&finding{Finding: Finding{
			Kind: Void, Rule: -1, Rule2: -1, Day: r.day, Opened: calendar.Always, Due: calendar.Never,
			Roles: allRoles(a), Happening: a.happening, Act: a.act,
		}, bearer: -1, acts: []*act{a}})
	}

	// 3. Bans.
	for _, rule := range r.c.Rules {
		if rule.Kind == charter.BanRule && inForce(rule, r.day) {
			r.judgeByBan(rule, a, r.now(make(binding, len(rule.Vars))))
		}
	}

	// 4. Matters already open.
	for _, rule := range r.c.Rules {
		if rule.Kind == charter.DutyRule {
			r.showToMatters(rule, a, matters, seqs)
		}
	}

	// 5. Openings.
	for _, rule := range r.c.Rules {
		if inForce(rule, r.day) {
			r.openBy(rule, a)
		}
	}

	// 6. The effects held back, then what follows.
	r.giveHeld()
	r.cascade()
	r.standing()
	r.taken = len(r.acts) // only now is it an act already taken: it meets nothing that it brought about
}

func (r *run) openBy(rule *charter.Rule, a *act) {
	c := cause{kind: byAct, act: a.number, finding: -1, happening: a.happening}
	for _, t := range rule.When {
		if t.Act == nil {
			continue
		}
		if b, ok := r.now(make(binding, len(rule.Vars))).match(t.Act, a); ok {
			r.begin(rule, t, b, c, nil, r.holdBack)
		}
	}
}

// grants reports whether a power grants an act, and holds its effects back.
func (r *run) grants(rule *charter.Rule, a *act) bool {
	final := rule.Final && r.textOf(rule.ID).Signed <= r.day && r.day < rule.Until
	if !inForce(rule, r.day) && !final {
		return false
	}
	b, ok := r.now(make(binding, len(rule.Vars))).match(rule.May, a)
	if !ok || !r.now(b).permits(rule) {
		return false
	}
	r.takenUp[a.happening] = true
	r.holdBack(heldBack{rule.ID, rule.Effects, b, a.happening, nil})
	return true
}

// permits reads bearer, `where` and `unless` of a power or ban.
func (q reading) permits(rule *charter.Rule) bool {
	if rule.Bearer != nil && !q.r.isBearer(rule.Bearer, q) {
		return false
	}
	return q.holdsAll(rule.Where) && (rule.Unless == nil || !q.holds(rule.Unless))
}

// judgeByBan finds at most one breach of a ban by an act.
func (r *run) judgeByBan(rule *charter.Rule, a *act, q reading) {
	for _, p := range rule.Never {
		b, ok := q.match(p, a)
		if !ok || !r.now(b).permits(rule) {
			continue
		}
		f := &finding{Finding: Finding{
			Kind: Breach, Rule: rule.ID, Rule2: -1, Day: r.day, Opened: calendar.Always, Due: calendar.Never,
			Roles: q.with(b).rolesNamed(p), Happening: a.happening,
		}, bearer: -1, acts: []*act{a}}
		if r.wasBreached(f) {
			continue
		}
		r.takenUp[a.happening] = true
		r.breach(f)
		return
	}
}

// rolesNamed are the roles that a pattern names, as they are bound.
func (q reading) rolesNamed(p *charter.Pattern) []RoleEntities {
	var out []RoleEntities
	for _, rt := range inOrder(p.Roles) {
		if e, ok := q.entity(rt.Term); ok {
			out = append(out, RoleEntities{rt.Role, []charter.EntityID{e}})
		}
	}
	return out
}

// wasBreached reports whether the rule has been breached with the same roles by
// the same happening.
func (r *run) wasBreached(f *finding) bool {
	for _, g := range r.finds {
		if g.Kind == Breach && g.Rule == f.Rule && g.Happening == f.Happening && sameRoles(g.Roles, f.Roles) {
			return true
		}
	}
	return false
}

func sameRoles(a, b []RoleEntities) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Role != b[i].Role || len(a[i].Entities) != len(b[i].Entities) {
			return false
		}
		for j := range a[i].Entities {
			if a[i].Entities[j] != b[i].Entities[j] {
				return false
			}
		}
	}
	return true
}

// actsUnderWay looks again at acts that last, for bans that reach them.
func (r *run) actsUnderWay() {
	for _, rule := range r.c.Rules {
		if rule.Kind != charter.BanRule || !rule.UnderWay || !inForce(rule, r.day) {
			continue
		}
		for i := 0; i < len(r.acts); i++ {
			a := r.acts[i]
			if a.day >= r.day || a.end < r.day || r.foundBreach(rule.ID, a) {
				continue
			}
			q := r.now(make(binding, len(rule.Vars)))
			q.afresh = true
			r.judgeByBan(rule, a, q)
			r.cascade()
		}
	}
}

func (r *run) foundBreach(rule int, a *act) bool {
	for _, f := range r.finds {
		if f.Kind == Breach && f.Rule == rule && len(f.acts) == 1 && f.acts[0] == a {
			return true
		}
	}
	return false
}

func allRoles(a *act) []RoleEntities {
	var out []RoleEntities
	for role, e := range a.roles {
		if e != 0 {
			out = append(out, RoleEntities{syntax.Role(role), []charter.EntityID{e}})
		}
	}
	return out
}

// isVoid reports whether an act that nothing covered is void: section 5, 2.
func (r *run) isVoid(a *act) bool {
	switch {
	case a.act == charter.Finds || a.act == charter.Denies:
		return false
	case isVote(a.act):
		return r.anyFamily()
	case !r.v.Acts[a.act].Formal:
		return false
	}
	return r.concerns(a)
}

// concerns reports whether a formal act concerns some family of the case.
func (r *run) concerns(a *act) bool {
	named, institution := false, false
	for _, e := range a.roles {
		if e == 0 {
			continue
		}
		institution = institution || r.v.IsInstitution(e)
		for _, f := range r.c.Families {
			if !r.isOf(f, e) {
				continue
			}
			if r.familyActs(f) {
				return true
			}
			named = true
		}
	}
	return !named && !institution && r.anyFamily()
}

// isOf reports whether an entity is what a family governs, or a body of it by
// any of its texts: what a body does that is one no longer is void too.
func (r *run) isOf(f *charter.Family, e charter.EntityID) bool {
	if f.Governs == e {
		return true
	}
	for _, b := range f.Bodies {
		for _, v := range b.Versions {
			if v.Entity == e {
				return true
			}
		}
	}
	return false
}

// familyActs reports whether some text of a family is in force, or signed.
func (r *run) familyActs(f *charter.Family) bool {
	for _, t := range f.Texts {
		if min(t.From, t.Signed) <= r.day && r.day < t.Until {
			return true
		}
	}
	return false
}

func (r *run) anyFamily() bool {
	for _, f := range r.c.Families {
		if r.familyActs(f) {
			return true
		}
	}
	return false
}
