package reader

import (
	"casus/charter"
	"casus/syntax"
)

// performanceOf is one way to perform a duty: an act with the entities that the
// matter fixes.
type performanceOf struct {
	act   charter.ActID
	roles [syntax.NumRoles]charter.EntityID
}

// collide looks for collisions of a matter just opened: section 13.
func (r *run) collide(m *matter) {
	if len(m.group) != 1 {
		return
	}
	ways := r.waysOf(m)
	if len(ways) == 0 {
		return
	}
	for _, other := range r.matters {
		if other == m || other.state != open || len(other.group) != 1 || other.group[0] != m.group[0] {
			continue
		}
		if r.incompatible(ways, r.waysOf(other)) {
			r.collision(r.aboutMatter(Collision, other), r.aboutMatter(Collision, m))
		}
	}
	for _, ban := range r.c.Rules {
		if ban.Kind != charter.BanRule || !inForce(ban, r.day) {
			continue
		}
		if roles, ok := r.forbids(ban, m.group[0], ways); ok {
			f := r.aboutMatter(Collision, m)
			r.collision(f, &finding{Finding: Finding{Rule: ban.ID, Roles: roles}})
		}
	}
}

// collision emits the finding, dated today: the older matter first, or the duty
// before the ban.
func (r *run) collision(a, b *finding) {
	f := a.Finding
	f.Kind, f.Day = Collision, r.day
	f.Rule2, f.Roles2 = b.Rule, b.Roles
	if b.Kind == Collision {
		f.Opened, f.Due, f.Happening = b.Opened, b.Due, b.Happening
	}
	first, second := r.yields(a.Rule, b.Rule), r.yields(b.Rule, a.Rule)
	switch {
	case first && second:
		f.Yields = BothYield
	case first:
		f.Yields = FirstYields
	case second:
		f.Yields = SecondYields
	}
	r.emit(&finding{Finding: f, bearer: -1})
}

// yields reports whether the text of a rule yields to what the other's governs.
func (r *run) yields(rule, other int) bool {
	governs := r.c.Families[r.c.Rules[other].Family].Governs
	return governs != 0 && contains(r.textOf(rule).Yields, governs)
}

// waysOf lists the ways to perform a matter. A derived act stands for those of
// its alternatives whose `where` holds.
func (r *run) waysOf(m *matter) []performanceOf {
	rule := r.c.Rules[m.rule]
	b := m.b
	if m.shared() {
		b = b.with(rule.Bearer.Var, value{set: true, entity: m.group[0]})
	}
	q := r.readOn(m).with(b)
	var out []performanceOf
	for _, p := range rule.Must {
		out = append(out, q.ways(p)...)
	}
	return out
}

func (q reading) ways(p *charter.Pattern) []performanceOf {
	if p.Define == nil {
		w := performanceOf{act: p.Act}
		for _, rt := range p.Roles {
			if e, ok := q.entity(rt.Term); ok {
				w.roles[rt.Role] = e
			}
		}
		return []performanceOf{w}
	}
	var out []performanceOf
	for _, alt := range p.Define.Alts {
		if inner, ok := q.alternative(p, alt); ok && inner.holdsForSome(alt.Where, p.Define, alt.Counting) {
			out = append(out, inner.ways(alt.Pattern)...)
		}
	}
	return out
}

// alternative reads an alternative of a derived act as of today, its parameters
// bound to what the pattern's terms are known to be.
func (q reading) alternative(p *charter.Pattern, alt *charter.DefineAlt) (reading, bool) {
	if q.day < alt.From || q.day >= alt.Until {
		return q, false
	}
	b, ok := q.parameters(p, alt)
	q.b, q.dec, q.same = b, nil, q.sameParameters(p)
	return q, ok
}

// incompatible reports whether each way of the one and each way of the other
// are covered by the two acts of some declaration, in either order.
func (r *run) incompatible(a, b []performanceOf) bool {
	for _, x := range a {
		for _, y := range b {
			found := false
			for _, d := range r.v.Incompatible {
				found = found || r.excludes(d, x, y) || r.excludes(d, y, x)
			}
			if !found {
				return false
			}
		}
	}
	return len(a) > 0 && len(b) > 0
}

func (r *run) excludes(d charter.Incompatible, a, b performanceOf) bool {
	q := r.now(make(binding, len(d.Vars)))
	q, ok := q.covers(d.A, a)
	if !ok {
		return false
	}
	q, ok = q.covers(d.B, b)
	return ok && q.holdsAll(d.Where)
}

// covers reports whether a pattern of a plain act covers a way to perform: its
// act, and every role it names.
func (q reading) covers(p *charter.Pattern, w performanceOf) (reading, bool) {
	if p.Define != nil || !q.r.v.IsAct(w.act, p.Act) || len(p.Numbers)+len(p.Without) > 0 {
		return q, false
	}
	for _, rt := range p.Roles {
		b, ok := q.bind(rt.Term, w.roles[rt.Role])
		if !ok {
			return q, false
		}
		q = q.with(b)
	}
	return q, true
}

// coversDerived likewise, where the pattern may be of a derived act: some
// alternative covers the way.
func (q reading) coversDerived(p *charter.Pattern, w performanceOf) (reading, bool) {
	if p.Define == nil {
		return q.covers(p, w)
	}
	if len(p.Numbers)+len(p.Without) > 0 {
		return q, false
	}
	for _, alt := range p.Define.Alts {
		inner, ok := q.alternative(p, alt)
		if !ok {
			continue
		}
		if inner, ok = inner.coversDerived(alt.Pattern, w); !ok || !inner.holdsForSome(alt.Where, p.Define, alt.Counting) {
			continue
		}
		if b, ok := q.fromParameters(p, inner); ok {
			return q.with(b), true
		}
	}
	return q, false
}

// forbids reports whether a ban forbids a bearer every way to perform, and the
// roles in which it forbids the first.
func (r *run) forbids(ban *charter.Rule, bearer charter.EntityID, ways []performanceOf) ([]RoleEntities, bool) {
	var roles []RoleEntities
	for i, w := range ways {
		found := false
		for _, p := range ban.Never {
			q, ok := r.now(make(binding, len(ban.Vars))).coversDerived(p, w)
			if !ok || !q.permits(ban) {
				continue
			}
			if ban.Bearer != nil {
				if x, ok := q.b.get(ban.Bearer.Var); !ok || x.entity != bearer {
					continue
				}
			}
			if i == 0 {
				roles = q.rolesNamed(p)
			}
			found = true
			break
		}
		if !found {
			return nil, false
		}
	}
	return roles, true
}
