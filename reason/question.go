package reason

import (
	"fmt"
	"sort"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// versions are the rules of the same name in the family, the one asked first.
func (w *work) versions(r *charter.Rule) []*charter.Rule {
	out := []*charter.Rule{r}
	for _, o := range w.c.Rules {
		if o.ID != r.ID && o.Family == r.Family && o.Name == r.Name {
			out = append(out, o)
		}
	}
	return out
}

// versionIn is the rule, or one of its name, that was in force in the span.
func (w *work) versionIn(r *charter.Rule, from, to calendar.Day) *charter.Rule {
	for _, o := range w.versions(r) {
		start := o.From
		if o.Final {
			start = min(start, w.c.Families[o.Family].Texts[o.Text].Signed)
		}
		if start <= to && o.Until > from {
			return o
		}
	}
	return nil
}

// questionWords say what did not come about: who did not come to owe what.
func (w *work) questionWords(r *charter.Rule, b *binding, from, to calendar.Day) string {
	by, rest, placed := "", "", map[charter.EntityID]bool{}
	for _, p := range w.template(r) {
		e := w.term(p.term, b, to)
		if e == 0 {
			continue
		}
		placed[e] = true
		switch {
		case p.named && p.role == syntax.By:
			by = w.name(e)
		case p.named && p.term.Kind == charter.VarTerm:
			rest += " " + p.role.String() + " " + w.name(e)
		case !p.named:
			rest += " for " + w.name(e)
		}
	}
	when := " " + w.span(from, to)
	acted := ""
	if by != "" {
		acted = " by " + by
	}
	switch r.Kind {
	case charter.DutyRule:
		if by == "" {
			return capital(r.Name) + rest + " did not come to be owed" + when
		}
		return by + " did not come to owe " + r.Name + rest + when
	case charter.BanRule:
		return capital(r.Name) + " was not broken" + acted + rest + when
	case charter.PowerRule:
		return "The power " + r.Name + " was not used" + acted + rest + when
	case charter.ProcedureRule:
		return "No question of " + r.Name + acted + rest + " arose" + when
	}
	return "The consequence " + r.Name + strings.Replace(acted, " by ", " for ", 1) + rest + " did not follow" + when
}

// unplaced are the states asked about that stand nowhere in the rule.
func (w *work) unplaced(r *charter.Rule, q *Question, b *binding, day calendar.Day) (out []charter.EntityID) {
	tmpl := w.template(r)
	has := func(e charter.EntityID, role syntax.Role, any bool) bool {
		for _, p := range tmpl {
			if (any || p.named && p.role == role) && w.term(p.term, b, day) == e {
				return true
			}
		}
		return false
	}
	for _, x := range q.Roles {
		if !has(x.State, x.Role, false) {
			out = append(out, x.State)
		}
	}
	for i, e := range q.States {
		acts := i == 0 && len(q.States) > 1 && len(tmpl) > 0 && tmpl[0].named && tmpl[0].role == syntax.By
		if !has(e, syntax.By, !acts) {
			out = append(out, e)
		}
	}
	return out
}

// mostFindings is how many findings of a rule are told where it did apply.
const mostFindings = 12

// arose says that the rule did apply, if it did.
func (s *teller) arose(r *charter.Rule, q *Question, from, to calendar.Day) *Proof {
	var hits []uint32
	for id := range s.findings {
		f := &s.findings[id]
		if f.Worlds&s.bit == 0 || f.Rule != uint16(r.ID) || f.Kind == engine.Silence || f.Kind == engine.Collision {
			continue
		}
		if f.Kind == engine.Status {
			c := &s.run.Changes()[f.Matter]
			if f.Day >= from && f.Day <= to && asked(q, nil, []charter.EntityID{c.Entity, c.With}) {
				hits = append(hits, uint32(id))
			}
			continue
		}
		m := s.run.Matter(f.Matter)
		if (f.Day < from || f.Day > to) && (m.Opened < from || m.Opened > to) {
			continue
		}
		if asked(q, s.run.Roles(uint32(id), s.world), m.Bound[:]) {
			hits = append(hits, uint32(id))
		}
	}
	if len(hits) == 0 {
		return s.aroseSilently(r, q, from, to)
	}
	p := &Proof{Kind: KindFinding, Rule: r, Day: s.findings[hits[0]].Day, Holds: true, finding: int32(hits[0]), Text: "It did come about: " + s.describe(hits[0])}
	for i, id := range hits[1:] {
		if i == mostFindings {
			p.add(note(fmt.Sprintf("And %d more findings.", len(hits)-1-mostFindings)))
			break
		}
		p.add(&Proof{Kind: KindFinding, Rule: s.ruleOf(id), Day: s.findings[id].Day, Holds: true, finding: int32(id), Text: s.describe(id)})
	}
	return p
}

// aroseSilently finds matters that opened and of which nothing has been found
// yet.
func (s *teller) aroseSilently(r *charter.Rule, q *Question, from, to calendar.Day) *Proof {
	for id := 1; id < s.run.Matters(); id++ {
		m := s.run.Matter(uint32(id))
		if m.Rule != r.ID || m.Waiting || m.Ban || m.Worlds&s.bit == 0 || m.Opened < from || m.Opened > to || !asked(q, s.run.MatterRoles(uint32(id)), m.Bound[:]) {
			continue
		}
		p := &Proof{Kind: KindFinding, Rule: r, Day: m.Opened, Holds: true, finding: -1,
			Text: "It did come about: " + s.bearers(s.run.MatterRoles(uint32(id))) + " owes " + r.Name + s.restWords(s.run.MatterRoles(uint32(id))) + " since " + m.Opened.String() + ", and it is still open."}
		return p.add(s.opening(uint32(id))...)
	}
	return nil
}

// asked reports whether roles are those of a question; loose are states that
// take part in no role of the finding.
func asked(q *Question, rs []engine.RoleStates, loose []charter.EntityID) bool {
	has := func(e charter.EntityID, role syntax.Role, any bool) bool {
		for _, r := range rs {
			if any || r.Role == role {
				for _, x := range r.States {
					if x == e {
						return true
					}
				}
			}
		}
		for _, x := range loose {
			if any && x == e {
				return true
			}
		}
		return false
	}
	for _, w := range q.Roles {
		if !has(w.State, w.Role, false) {
			return false
		}
	}
	for i, e := range q.States {
		if !has(e, 0, true) {
			return false
		}
		// With two states or more the first is the one that owes or acts.
		if i == 0 && len(q.States) > 1 && !has(e, syntax.By, false) && hasRole(rs, syntax.By) {
			return false
		}
	}
	return true
}

func hasRole(rs []engine.RoleStates, role syntax.Role) bool {
	for _, r := range rs {
		if r.Role == role {
			return true
		}
	}
	return false
}

// place is somewhere in a rule where a state asked about can stand.
type place struct {
	role  syntax.Role
	named bool // has a role
	term  charter.Term
}

// template are the roles of a rule's findings.
func (w *work) template(r *charter.Rule) (out []place) {
	seen := map[charter.VarID]bool{}
	add := func(rts []charter.RoleTerm) {
		for _, rt := range rts {
			if rt.Term.Kind == charter.VarTerm {
				if seen[rt.Term.Var] {
					continue
				}
				seen[rt.Term.Var] = true
				out = append(out, place{rt.Role, true, rt.Term})
			} else {
				out = append(out, place{rt.Role, true, rt.Term})
			}
		}
	}
	switch r.Kind {
	case charter.DutyRule:
		if len(r.Must) > 0 {
			add(r.Must[0].Roles)
		}
	case charter.BanRule:
		for _, p := range r.Never {
			add(p.Roles)
		}
	case charter.PowerRule:
		add(r.May.Roles)
	case charter.ProcedureRule:
		switch {
		case r.Decided != nil:
			add(r.Decided.Roles)
		case r.Moved != nil:
			add(r.Moved.Roles)
		}
		for _, t := range r.When {
			if t.Act != nil {
				add(t.Act.Roles)
			} else if t.Finding != nil {
				add(t.Finding.Roles)
			}
		}
	case charter.ConsequenceRule:
		for _, t := range r.When {
			if t.Act != nil {
				add(t.Act.Roles)
			} else if t.Finding != nil {
				add(t.Finding.Roles)
			}
		}
		for _, e := range r.Effects {
			if e.Change != nil && e.Change.Term.Kind == charter.VarTerm && !seen[e.Change.Term.Var] {
				seen[e.Change.Term.Var] = true
				out = append(out, place{term: e.Change.Term})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return out[i].named && out[i].role == syntax.By && !(out[j].named && out[j].role == syntax.By)
	})
	return out
}

// bindings are the ways in which the states asked about can stand in a rule:
// the most natural first.
func (w *work) bindings(r *charter.Rule, q *Question) []*binding {
	base := w.newBinding(r.Vars)
	tmpl := w.template(r)
	var free []place
	for _, p := range tmpl {
		taken := false
		for _, x := range q.Roles {
			if p.named && p.role == x.Role {
				taken = true
				if p.term.Kind == charter.VarTerm {
					base.set(p.term.Var, x.State)
				}
			}
		}
		if !taken {
			free = append(free, p)
		}
	}
	first := false // with two states or more the first is the one who owes or acts
	for _, p := range free {
		first = first || p.named && p.role == syntax.By
	}
	var out []*binding
	var place1 func(i int, used []bool, b *binding)
	place1 = func(i int, used []bool, b *binding) {
		if i == len(q.States) || len(out) >= 24 {
			out = append(out, b)
			return
		}
		any := false
		for j, p := range free {
			if used[j] || first && i == 0 && len(q.States) > 1 && !(p.named && p.role == syntax.By) {
				continue
			}
			if p.term.Kind != charter.VarTerm && w.term(p.term, b, q.From) != q.States[i] && w.term(p.term, b, q.To) != q.States[i] {
				continue
			}
			any = true
			n := b.clone()
			if p.term.Kind == charter.VarTerm {
				n.set(p.term.Var, q.States[i])
			}
			u := append([]bool(nil), used...)
			u[j] = true
			place1(i+1, u, n)
			if len(q.States) > 1 { // in order: the first is the bearer
				return
			}
		}
		if !any {
			place1(i+1, used, b)
		}
	}
	place1(0, make([]bool, len(free)), base)
	return out
}
