package engine

import (
	"slices"

	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// Clauses outside a charter - what states do in a simulated future, and what
// moves them - ask the same things as rules do: has such an act been taken,
// was this found, who holds what. They are compiled with the program, so that
// what they look back for is noted, and change nothing in it.

// Outside compiles clauses that are no rules.
type Outside struct{ k *compiler }

// CompileOutside compiles a case with clauses beside it.
func CompileOutside(c *charter.Case, clauses func(*Outside)) (*Program, error) {
	p, _, err := CompileWith(c, nil)
	if err != nil {
		return nil, err
	}
	k := &compiler{p: p, rule: &rule{}}
	clauses(&Outside{k})
	k.straighten() // some acts are now looked at that were not before
	return p, k.err
}

// Scope is a group of clauses that share variables.
type Scope struct {
	k    *compiler
	v    *env
	rule *rule
}

// Scope lays out the variables of a group of clauses.
func (o *Outside) Scope(vars []charter.Var) *Scope {
	r := &rule{Rule: &charter.Rule{Vars: vars}}
	o.k.placeVars(r)
	return &Scope{o.k, &env{vars: r.vars}, r}
}

// Slot is where a variable for an entity stands in a Bound, or -1.
func (s *Scope) Slot(v charter.VarID) int {
	if int(v) < 0 || int(v) >= len(s.v.vars) || s.v.vars[v].kind != slotOperand {
		return -1
	}
	return int(s.v.vars[v].slot)
}

// Slots is how many variables for entities there are.
func (s *Scope) Slots() int { return s.rule.used }

// Condition compiles a condition; nil is the condition that always holds.
func (s *Scope) Condition(e *charter.Expr) Question { return Question{s.k.condition(e, s.v)} }

// Number compiles a number.
func (s *Scope) Number(e *charter.Expr) Number { return Number{s.k.expr(e, s.v)} }

// Bound is what the variables of a group of clauses stand for.
type Bound struct{ b binding }

// Entity is what a variable stands for; 0 if it is not bound.
func (b *Bound) Entity(slot int) charter.EntityID { return b.b.e[slot] }

// Bind makes a variable stand for an entity.
func (b *Bound) Bind(slot int, e charter.EntityID) { b.b.e[slot] = e }

// Entities are what the variables of rules can stand for, in order of slots.
func (b *Bound) Entities() [MaxVars]charter.EntityID {
	return [MaxVars]charter.EntityID(b.b.e[:MaxVars])
}

// Clear unbinds all variables.
func (b *Bound) Clear() { b.b = binding{} }

// Number is a compiled number.
type Number struct{ e *expr }

// Holding reports whether a condition holds now, in a run of one world.
func (r *Run) Holding(q Question, b *Bound) bool {
	if q.c == nil {
		return true
	}
	x := r.here(&b.b)
	return r.holds(q.c, x, r.worlds) != 0
}

// Value is what a number is now, in a run of one world; ok is false where it
// has no value.
func (r *Run) Value(n Number, b *Bound) (v quantity.Num, ok bool) {
	mark := len(r.pieces)
	ps := r.number(n.e, r.here(&b.b), r.worlds)
	if ok = len(ps) > 0; ok {
		v = ps[0].v
	}
	r.pieces = r.pieces[:mark]
	return v, ok
}

// Count is how many hold a status now, by the number of the status, in a run of
// one world.
func (r *Run) Count(status int) int { return len(r.holders[status]) }

// StatusNumber numbers the statuses of all families, for Run.Count.
func (p *Program) StatusNumber(family, status int) int {
	n := 0
	for f := range family {
		n += len(p.Case.Families[f].Statuses)
	}
	return n + status
}

// StatusNumber numbers the statuses of all families, for Run.Count.
func (o *Outside) StatusNumber(family, status int) int { return o.k.p.StatusNumber(family, status) }

// StatusCell is the first cell of a status, for Run.InCell.
func (o *Outside) StatusCell(family, status int) int { return o.k.p.statusBase[family][status] }

// InCell reports whether an entity holds the status of a cell.
func (r *Run) InCell(cell int, e charter.EntityID) bool { return r.cells[cell+int(e)] != 0 }

// Heed is what a clause waits for: acts or findings.
type Heed struct {
	acts    []*pattern // acts taken; of a void or a silence: the act it is about
	finding *findingPattern
	silence bool
	rules   []bool // of findings: the rules meant; nil: any
	rules2  []bool
	change  *change
}

// Heeds compiles the alternatives of `when`. Dates are no alternatives here.
func (s *Scope) Heeds(list []*charter.Trigger) []*Heed {
	var out []*Heed
	for _, t := range list {
		h := &Heed{}
		switch {
		case t.Act != nil:
			h.acts = s.k.patterns(t.Act, s.v, s.rule.used)
		case t.Change != nil:
			tr := s.k.trigger(t, s.v)
			h.change = tr.change
		case t.Finding != nil:
			s.heedFinding(h, t.Finding)
		default:
			continue
		}
		out = append(out, h)
	}
	return out
}

func (s *Scope) heedFinding(h *Heed, f *charter.FindingPattern) {
	h.finding = &findingPattern{kind: f.Kind, late: f.Late}
	for _, rt := range f.Roles {
		h.finding.roles = append(h.finding.roles, rt.Role)
		h.finding.ops = append(h.finding.ops, s.v.term(rt.Term))
	}
	if len(h.finding.roles) > 4 {
		s.k.fail("a finding names more than four roles")
	}
	if f.Act != nil {
		h.acts = s.k.patterns(f.Act, s.v, s.rule.used)
	}
	h.silence = f.Kind == syntax.Silence
	if f.Kind != syntax.Void && (!h.silence || f.OfBreach) {
		h.rules = s.k.set(f.Rules)
	}
	if f.Kind == syntax.Collision {
		h.rules2 = s.k.set(f.Rules2)
	}
}

func (k *compiler) set(rules []int) []bool {
	out := make([]bool, len(k.p.rules))
	for _, r := range rules {
		out[r] = true
	}
	return out
}

// Acts are the acts a clause waits for, those declared to be one included.
func (h *Heed) Acts(p *Program) (acts []charter.ActID) {
	if h.finding != nil {
		return nil
	}
	for a := range p.vocab.Acts {
		if slices.ContainsFunc(h.acts, func(x *pattern) bool { return p.vocab.IsAct(charter.ActID(a), x.act) }) {
			acts = append(acts, charter.ActID(a))
		}
	}
	return acts
}

// Kinds are the kinds of finding a clause waits for, each with the rules whose
// findings they are; no rules: of any, or of none.
func (h *Heed) Kinds() (kinds []Kind, rules []int) {
	switch {
	case h.change != nil:
		return []Kind{Status}, nil
	case h.finding == nil:
		return nil, nil
	}
	for k := Opening; k <= Collision; k++ {
		if k != Status && kindOf(k) == h.finding.kind {
			kinds = append(kinds, k)
		}
	}
	for r, in := range h.rules {
		if in {
			rules = append(rules, r)
		}
	}
	if h.rules != nil && rules == nil { // of a rule that this law does not have
		kinds = nil
	}
	return kinds, rules
}

// For is the clause as it waits for one kind of act, for Run.ByAct.
func (h *Heed) For(p *Program, act charter.ActID) *Heed {
	of := &Heed{}
	for _, x := range h.acts {
		if p.vocab.IsAct(act, x.act) {
			of.acts = append(of.acts, x)
		}
	}
	return of
}

// ByAct binds what the clause waits for to an act taken, by the first alternative
// that fits, and reports whether one does. The clause is one of Heed.For for acts
// of this kind; the binding need not be empty.
func (r *Run) ByAct(h *Heed, entry uint32, b *Bound) bool {
	e := &r.entries[entry]
	for _, p := range h.acts {
		b.Clear()
		if r.match(p, e, &b.b, r.worlds) != 0 {
			return true
		}
	}
	return false
}

// ByFinding appends each way in which a finding is what the clause waits for.
func (r *Run) ByFinding(h *Heed, id uint32, out []Bound) []Bound {
	f := &r.findings[id]
	if h.change != nil {
		if f.Kind != Status {
			return out
		}
		c := &r.changes[f.Matter]
		if c.Family != h.change.family || c.Status != h.change.status {
			return out
		}
		r.bindChange(h.change, id, &binding{}, r.worlds, func(b *binding, _ Mask) { out = append(out, Bound{*b}) })
		return out
	}
	if h.finding == nil || f.Kind == Status || kindOf(f.Kind) != h.finding.kind || f.Awaits() || f.Kind == Fulfilment && f.Late() != h.finding.late {
		return out
	}
	switch f.Kind {
	case Void:
		return r.aboutAct(h, f.Cause, out)
	case Silence:
		if f.OfBreach() != (h.rules != nil) {
			return out
		}
		if !f.OfBreach() {
			return r.aboutAct(h, f.Cause, out)
		}
	case Collision:
		return r.byCollision(h, f, out)
	}
	if f.Rule == NoRule || !h.rules[f.Rule] {
		return out
	}
	return r.byRoles(h, id, out)
}

// byRoles binds the roles of a finding of a matter.
func (r *Run) byRoles(h *Heed, id uint32, out []Bound) []Bound {
	m := &r.matters[r.findings[id].Matter]
	if vals, groupAt, ok := r.plainRoles(m, r.p.rules[m.rule], h.finding.roles); groupAt < 0 {
		var b Bound
		if ok && r.bindAll(h.finding.ops, vals, &b.b) {
			out = append(out, b)
		}
		return out
	}
	r.eachRoleValue(id, h.finding.roles, func(vals [4]charter.EntityID, _ Mask) {
		var b Bound
		if r.bindAll(h.finding.ops, vals, &b.b) {
			out = append(out, b)
		}
	})
	return out
}

// aboutAct binds the act that a finding is about.
func (r *Run) aboutAct(h *Heed, entry uint32, out []Bound) []Bound {
	e := &r.entries[entry]
	for _, p := range h.acts {
		var b Bound
		if r.p.vocab.IsAct(e.Act, p.act) && r.matchAsTaken(p, entry, &b.b, r.worlds) != 0 {
			return append(out, b)
		}
	}
	return out
}

// byCollision binds the roles of the first of what collides.
func (r *Run) byCollision(h *Heed, f *Finding, out []Bound) []Bound {
	x, y, ban := r.Pair(f)
	first, second := int(r.matters[x].rule), ban
	if ban < 0 {
		second = int(r.matters[y].rule)
	}
	if !(h.rules[first] && h.rules2[second] || h.rules[second] && h.rules2[first]) {
		return out
	}
	have := r.MatterRoles(x)
	var vals [4]charter.EntityID
	for i, role := range h.finding.roles {
		at := slices.IndexFunc(have, func(rs RoleStates) bool { return rs.Role == role })
		if at < 0 {
			return out
		}
		vals[i] = have[at].States[0]
	}
	var b Bound
	if r.bindAll(h.finding.ops, vals, &b.b) {
		out = append(out, b)
	}
	return out
}

// OpenRoles is what a clause says of the roles of open matters.
type OpenRoles struct {
	rules []bool
	roles []syntax.Role
	ops   []operand
	twice bool        // some variable stands for two roles
	given [][]operand // by rule: what its matters give the roles; nil: not the same for all of them, or not all roles
}

// OpenMatters compiles `open RULE {role VAR}`.
func (s *Scope) OpenMatters(rules []int, roles []charter.RoleTerm) *OpenRoles {
	o := &OpenRoles{rules: s.k.set(rules), given: make([][]operand, len(s.k.p.rules))}
	for _, rt := range roles {
		o.roles = append(o.roles, rt.Role)
		o.ops = append(o.ops, s.v.term(rt.Term))
	}
	for i := range o.ops {
		o.twice = o.twice || slices.Contains(o.ops[:i], o.ops[i])
	}
	for _, id := range rules {
		if ru := s.k.p.rules[id]; len(ru.altRoles) == 0 {
			o.given[id] = o.among(ru.roleOf)
		}
	}
	return o
}

// among are the values that a template of roles has for those of the clause; nil
// if it lacks one.
func (o *OpenRoles) among(tmpl []roleValue) []operand {
	given := make([]operand, len(o.roles))
	for i, role := range o.roles {
		at := slices.IndexFunc(tmpl, func(rv roleValue) bool { return rv.role == role })
		if at < 0 {
			return nil
		}
		given[i] = tmpl[at].op
	}
	return given
}

// Open appends what the clause's roles are of each open matter of the rules, oldest
// first, one after another, each taking OpenRoles.Width places. Of a shared
// duty there is one for each of those who owe it and have not acted. Breached ones
// are open as long as the breach stands. What from binds already must agree.
func (r *Run) Open(o *OpenRoles, from *Bound, out []charter.EntityID) []charter.EntityID {
	for _, mid := range r.owed() {
		m := &r.matters[mid]
		if !o.rules[m.rule] || m.flags&(flagWaiting|flagFired|flagBan) != 0 {
			continue
		}
		given := o.given[m.rule]
		if given == nil {
			if given = o.among(r.rolesOf(r.p.rules[m.rule], m)); given == nil {
				continue
			}
		}
		if m.flags&flagGroup == 0 {
			out = r.openTo(o, given, m, 0, &from.b, out)
			continue
		}
		for _, g := range r.sides[m.side].group {
			if g.acted == 0 {
				out = r.openTo(o, given, m, g.state, &from.b, out)
			}
		}
	}
	return out
}

// openTo appends the clause's roles of one matter, if they fit; bearer is one of
// its group, 0 if it has none.
func (r *Run) openTo(o *OpenRoles, given []operand, m *matter, bearer charter.EntityID, from *binding, out []charter.EntityID) []charter.EntityID {
	if len(given) == 0 {
		return append(out, 0)
	}
	start := len(out)
	for i := range given {
		var v charter.EntityID
		switch op := &given[i]; op.kind {
		case constOperand:
			v = op.entity
		case slotOperand:
			if bearer != 0 && int(op.slot) == r.p.rules[m.rule].bearerSlot {
				v = bearer
			} else if op.slot < MaxVars {
				v = m.bound[op.slot]
			}
		case bodyOperand:
			v = r.bodyEntity(int(op.family), int(op.body))
		}
		have := r.value(o.ops[i], from)
		for j := 0; j < i && o.twice; j++ {
			if o.ops[j] == o.ops[i] {
				have = out[start+j]
			}
		}
		if v == 0 || have != 0 && have != v {
			return out[:start]
		}
		out = append(out, v)
	}
	return out
}

// Roles is how many roles the clause speaks of.
func (o *OpenRoles) Roles() int { return len(o.roles) }

// Width is how many places Run.Open takes for a matter.
func (o *OpenRoles) Width() int { return max(1, len(o.roles)) }

// Slot is where the variable of a role stands in a Bound; -1: it is none.
func (o *OpenRoles) Slot(role int) int {
	if op := o.ops[role]; op.kind == slotOperand {
		return int(op.slot)
	}
	return -1
}

// owed are the matters that owe something, in the order in which they arose. What
// owes nothing any more never does again.
func (r *Run) owed() []uint32 {
	list := r.owing[:0]
	for _, mid := range r.owing {
		if r.matters[mid].owed != 0 {
			list = append(list, mid)
		}
	}
	for ; int(r.owingTo) < len(r.matters); r.owingTo++ {
		if r.matters[r.owingTo].owed != 0 {
			list = append(list, r.owingTo)
		}
	}
	r.owing = list
	return list
}

// Root follows a matter back to the act it comes from; 0 if it comes from none.
func (r *Run) Root(matter uint32) uint32 { return r.causeEntry(r.matters[matter].cause) }

// BreachBehind follows a finding back to the breach that it comes of: what was
// adopted, performed or changed because a rule begins with a breach. It returns
// that breach and the rule, and whether there is one.
func (r *Run) BreachBehind(finding uint32) (breach uint32, rule uint16, ok bool) {
	rule = NoRule
	for c := causeFinding | finding; c&causeFinding != 0; {
		f := &r.findings[c&^causeFinding]
		switch f.Kind {
		case Breach:
			return c &^ causeFinding, rule, rule != NoRule
		case Status, Void, Silence, Collision:
			c = f.Cause
		default:
			c = r.matters[f.Matter].cause
		}
		rule = f.Rule
	}
	return 0, NoRule, false
}

// BearerOf is who bears a matter; 0 if several do together, or nobody.
func (r *Run) BearerOf(matter uint32) charter.EntityID {
	m := &r.matters[matter]
	ru := r.p.rules[m.rule]
	switch {
	case m.flags&flagGroup != 0:
		return 0
	case ru.bearer != nil:
		b := r.bindingOf(m)
		return b.e[ru.bearerSlot]
	}
	return r.bearerOf(ru, m)
}

// BeginsWith reports whether a rule begins with a breach of another.
func (r *Run) BeginsWith(rule, breached uint16) bool {
	for _, n := range r.p.namers[breached] {
		if n == int(rule) {
			return true
		}
	}
	return false
}

// NamesBreach reports whether some rule in force today speaks of a breach of the
// rule: a consequence, duty or procedure that begins with it.
func (r *Run) NamesBreach(rule uint16) bool {
	for _, n := range r.p.namers[rule] {
		if r.inForce(r.p.rules[n]) {
			return true
		}
	}
	return false
}

// AddExtra keeps what an act to be taken has besides its roles, and returns the
// number by which Entry.Extra names it. It is for preparing a run; what a future
// adds is not taken away.
func (r *Run) AddExtra(x Extra) uint32 {
	r.extras = append(r.extras, x)
	return uint32(len(r.extras) - 1)
}

// BodyEntity is the entity that a body is in the text in force today.
func (r *Run) BodyEntity(family, body int) charter.EntityID { return r.bodyEntity(family, body) }

// HoldersOf are those who hold a status now, by the number of the status, in
// order of codes. The list changes with the run.
func (r *Run) HoldersOf(status int) []charter.EntityID { return r.holders[status] }

// Shifts is how often somebody has come to a status of one entity or lost one,
// counted through all that the run does: while it stays, HoldersOf stay.
func (r *Run) Shifts() uint32 { return r.shifts }

// Holders appends those who hold a status now, in order of codes, in a run of
// one world.
func (r *Run) Holders(family, status int, out []charter.EntityID) []charter.EntityID {
	return append(out, r.holders[r.statusIndex(family, status)]...)
}

// Place is where Entry.Roles holds role r of act a; -1 if the act lacks it.
func (o *Outside) Place(a charter.ActID, r syntax.Role) int { return o.k.p.Place(a, r) }

// WasBreached reports whether a breach of the matter was found before a finding.
func (r *Run) WasBreached(matter, before uint32) bool {
	for i := int(before) - 1; i >= 0 && r.findings[i].Day >= r.matters[matter].opened; i-- {
		if f := &r.findings[i]; f.Kind == Breach && f.Matter == matter {
			return true
		}
	}
	return false
}

// ExtraOf is what an act has besides its roles.
func (r *Run) ExtraOf(n uint32) *Extra { return &r.extras[n] }
