package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// Kind is the kind of a finding, docs/spec.md "Findings".
type Kind uint8

// The kinds.
const (
	Opening Kind = iota
	Fulfilment
	Breach
	Unanswered
	Excuse
	Lapse
	Adoption
	Rejection
	Status
	Void
	Silence
	Collision
)

var kindNames = []string{"opening", "fulfilment", "breach", "unanswered", "excuse", "lapse", "adoption", "rejection", "status", "void", "silence", "collision"}

func (k Kind) String() string { return kindNames[k] }

func kindOf(k Kind) syntax.FindingKind {
	switch k {
	case Opening:
		return syntax.Opening
	case Fulfilment:
		return syntax.Fulfilment
	case Breach:
		return syntax.Breach
	case Unanswered:
		return syntax.Unanswered
	case Excuse:
		return syntax.Excuse
	case Lapse:
		return syntax.Lapse
	case Adoption:
		return syntax.Adoption
	case Rejection:
		return syntax.Rejection
	case Void:
		return syntax.Void
	case Silence:
		return syntax.Silence
	}
	return syntax.Collision
}

// NoRule marks a finding that is of no rule.
const NoRule = ^uint16(0)

// Finding is one finding, in the worlds of its mask.
type Finding struct {
	Worlds Mask
	Day    calendar.Day
	Matter uint32 // the matter; Status: the change; Collision: the pair; Silence about a breach: the matter breached
	Cause  uint32 // what made it: see Cause
	Rule   uint16
	Kind   Kind
	flags  uint8
}

const (
	flagLate     uint8 = 1 << iota
	flagAwaits         // an opening that awaits a judge
	flagOfBreach       // silence about a breach
)

// Late reports a late fulfilment.
func (f *Finding) Late() bool { return f.flags&flagLate != 0 }

// Awaits reports an opening that awaits its judge.
func (f *Finding) Awaits() bool { return f.flags&flagAwaits != 0 }

// OfBreach reports a silence about a breach.
func (f *Finding) OfBreach() bool { return f.flags&flagOfBreach != 0 }

// Change is one change of status in some worlds.
type Change struct {
	Worlds         Mask
	Day            calendar.Day
	Family, Status int
	Entity, With   charter.EntityID
	Ceases         bool
	Rule           int // whose effect; -1: the text itself
	Cause          uint32
}

// pairOf is a collision: two matters, or a matter and a ban.
type pairOf struct {
	a, b  uint32
	ban   int          // rule, or -1
	roles []RoleStates // of the ban
}

// emit makes a finding of today.
func (r *Run) emit(kind Kind, flags uint8, rule uint16, matter, cause uint32, w Mask) uint32 {
	id := uint32(len(r.findings))
	f := add(&r.findings)
	f.Worlds, f.Day, f.Matter, f.Cause, f.Rule, f.Kind, f.flags = w, r.today, matter, cause, rule, kind, flags
	if rule != NoRule && !r.p.heard[rule] && r.cascaded == id {
		r.cascaded++ // nobody is to be shown it
	} else if rule != NoRule {
		if len(r.p.heeding[rule]) > 0 {
			r.noteFinding(id)
		}
		for _, s := range r.p.ruleStands[rule] {
			r.touch(s)
		}
	}
	if r.Watch != nil {
		r.Watch(id)
	}
	return id
}

func (r *Run) touch(s int) { r.dirty[s], r.anyDirty = true, true }

// Findings are all findings in order.
func (r *Run) Findings() []Finding { return r.findings }

// causeEntry follows causes back to an act; 0 if there is none.
func (r *Run) causeEntry(c uint32) uint32 {
	for c&causeFinding != 0 {
		f := &r.findings[c&^causeFinding]
		c = f.Cause
	}
	if c&causeDay != 0 {
		return 0
	}
	return c
}

// Source tells what a cause is: an act, a finding, or the day itself.
func (r *Run) Source(c uint32) (entry uint32, finding uint32, isFinding bool) {
	if c&causeFinding != 0 {
		return 0, c &^ causeFinding, true
	}
	if c&causeDay != 0 {
		return 0, 0, false
	}
	return c, 0, false
}

// RoleStates is a role of a finding with the states in it.
type RoleStates struct {
	Role   syntax.Role
	States []charter.EntityID
}

// RoleList is room for roles, to be used again and again.
type RoleList struct {
	roles  []RoleStates
	states []charter.EntityID
}

// add adds a role in which one state is.
func (l *RoleList) add(role syntax.Role, state charter.EntityID) {
	l.states = append(l.states, state)
	n := len(l.states)
	l.roles = append(l.roles, RoleStates{role, l.states[n-1 : n : n]})
}

// Roles gives a finding's roles in one world, in the order of the roles.
func (r *Run) Roles(id uint32, world int) []RoleStates { return r.RolesIn(new(RoleList), id, world) }

// RolesIn is Roles in the room of a list: what is given holds until the list is used
// again.
func (r *Run) RolesIn(l *RoleList, id uint32, world int) []RoleStates {
	l.roles, l.states = l.roles[:0], l.states[:0]
	f := &r.findings[id]
	switch f.Kind {
	case Status, Collision:
		return nil
	case Void:
		return r.entryRoles(l, f.Cause)
	case Silence:
		if !f.OfBreach() {
			return r.entryRoles(l, f.Cause)
		}
		return nil
	}
	today := r.today // a body is what it was on the day
	r.today = f.Day
	defer func() { r.today = today }()
	return r.matterRoles(l, &r.matters[f.Matter], id, Mask(1)<<world)
}

// entryRoles are the roles of one act.
func (r *Run) entryRoles(l *RoleList, id uint32) []RoleStates {
	e := &r.entries[id]
	for role := range syntax.NumRoles {
		if s := r.p.slots[e.Act][role]; s >= 0 && e.Roles[s] != 0 {
			l.add(role, e.Roles[s])
		}
	}
	return l.roles
}

func (r *Run) matterRoles(l *RoleList, m *matter, id uint32, w Mask) []RoleStates {
	ru := r.p.rules[m.rule]
	b := r.bindingOf(m)
	if r.findings[id].Kind == Opening && m.flags&flagProcedure != 0 && !ru.always {
		b = r.sides[m.side].proc.opening // what a motion binds is not yet known
	}
	for _, rv := range r.rolesOf(ru, m) {
		if m.flags&flagGroup != 0 && rv.op.kind == slotOperand && int(rv.op.slot) == ru.bearerSlot {
			if states := r.groupStates(m, id, w); len(states) > 0 {
				l.roles = append(l.roles, RoleStates{rv.role, states})
			}
		} else if v := r.value(rv.op, &b); v != 0 {
			l.add(rv.role, v)
		}
	}
	sortRoles(l.roles)
	return l.roles
}

func sortRoles(out []RoleStates) {
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].Role < out[j-1].Role; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
}

// rolesOf picks the role template of a matter's findings: for a ban that of
// the pattern matched, for a procedure that only opens that of the trigger;
// both are kept in the matter's stage.
func (r *Run) rolesOf(ru *rule, m *matter) []roleValue {
	if len(ru.altRoles) > 0 {
		return ru.altRoles[m.stage]
	}
	return ru.roleOf
}

// groupStates are the states that a shared duty's finding names: who performed
// a `some`, who had not acted at a breach of the others, else all of them.
func (r *Run) groupStates(m *matter, id uint32, w Mask) []charter.EntityID {
	f := &r.findings[id]
	ru := r.p.rules[m.rule]
	s := &r.sides[m.side]
	at := id
	if f.Kind == Excuse { // of a breach: whom the breach named
		for _, b := range s.fell {
			if b.w&w != 0 && b.finding < id {
				at = b.finding
			}
		}
	}
	var out []charter.EntityID
	for _, g := range s.group {
		switch {
		case f.Kind == Fulfilment && ru.Quant == syntax.Some:
			if !s.did(g.state, w, id) {
				continue
			}
		case (f.Kind == Breach || f.Kind == Excuse && at != id) && ru.Quant != syntax.Some:
			if s.did(g.state, w, at) {
				continue
			}
		}
		out = append(out, g.state)
	}
	return out
}

// did reports whether a member had acted when the finding was made.
func (s *side) did(state charter.EntityID, w Mask, finding uint32) bool {
	return s.doneBy(state, finding)&w != 0
}

// doneBy is where a member had acted when the finding was made.
func (s *side) doneBy(state charter.EntityID, finding uint32) (w Mask) {
	for _, a := range s.actions {
		if a.state == state && a.finding <= finding {
			w |= a.w
		}
	}
	return w
}

// eachRoleValue calls do for the values a finding has in the given roles: once,
// or once for each of those a shared duty blames in turn, with the worlds in
// which it does. A finding that lacks a role, or blames nobody singly, is
// passed over.
func (r *Run) eachRoleValue(id uint32, roles []syntax.Role, do func([4]charter.EntityID, Mask)) {
	f := &r.findings[id]
	m := &r.matters[f.Matter]
	ru := r.p.rules[m.rule]
	vals, groupAt, ok := r.plainRoles(m, ru, roles)
	if !ok {
		return
	}
	if groupAt < 0 {
		do(vals, f.Worlds)
		return
	}
	one := len(r.sides[m.side].group) == 1
	if !one && !ru.Answers && !(f.Kind == Fulfilment && ru.Quant == syntax.Some) {
		return
	}
	for _, g := range r.sides[m.side].group {
		var in Mask
		for w := f.Worlds; w != 0; w &= w - 1 {
			bit := w & -w
			for _, s := range r.groupStates(m, id, bit) {
				if s == g.state {
					in |= bit
				}
			}
		}
		if in != 0 {
			vals[groupAt] = g.state
			do(vals, in)
		}
	}
}

// plainRoles are the values of the roles asked for that the matter itself fixes,
// and the place of the one, if any, in which those of its group stand. ok is
// false if it lacks one of them.
func (r *Run) plainRoles(m *matter, ru *rule, roles []syntax.Role) (vals [4]charter.EntityID, groupAt int, ok bool) {
	tmpl := r.rolesOf(ru, m)
	groupAt = -1
	for i, role := range roles {
		found := false
		for _, rv := range tmpl {
			if rv.role != role {
				continue
			}
			var v charter.EntityID
			switch rv.op.kind {
			case slotOperand:
				if m.flags&flagGroup != 0 && int(rv.op.slot) == ru.bearerSlot {
					groupAt, found = i, true
				} else if rv.op.slot < MaxVars {
					v = m.bound[rv.op.slot]
				}
			case constOperand:
				v = rv.op.entity
			case bodyOperand:
				v = r.bodyEntity(int(rv.op.family), int(rv.op.body))
			}
			if v != 0 {
				vals[i], found = v, true
			}
		}
		if !found {
			return vals, groupAt, false
		}
	}
	return vals, groupAt, true
}

// bindingOf spreads a matter's binding out for matching.
func (r *Run) bindingOf(m *matter) (b binding) {
	r.bindInto(&b, m)
	return b
}

// bindInto is bindingOf into a binding that is empty.
func (r *Run) bindInto(b *binding, m *matter) {
	for i, v := range &m.bound {
		b.e[i] = v
	}
	if m.side != 0 {
		s := &r.sides[m.side]
		b.n, b.nBound, b.dec = s.nums, s.nBound, s.dec
	}
}
