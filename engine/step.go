package engine

import (
	"slices"

	"casus/calendar"
	"casus/charter"
)

// act takes one act through the steps of docs/semantics.md 5.
func (r *Run) act(id uint32) {
	e := &r.entries[id]
	row := &r.p.acts[e.Act]
	r.inHand, r.takenNow = id, 0
	var party Mask // where a grave act concerns a party
	if !row.plain {
		party = r.judged(e, id, row)
	}
	for i := range row.watches {
		g := &row.watches[i]
		if g.straight != nil && e.Extra == 0 && !r.unsorted[g.rule.ID] {
			r.meetStraight(g.straight, e, id)
		} else {
			r.meet(g, id, e.Worlds)
		}
	}
	if row.judge {
		r.judge(id)
	}
	r.open(row, id)
	if len(r.held) > 0 {
		r.release()
	}
	if r.unsettled() {
		r.follow()
	}
	if e.Shared && r.takenNow != 0 {
		r.taken[e.Happening] |= r.takenNow
	}
	if party &^= r.takenNow; party != 0 {
		r.graves = append(r.graves, graveAct{id, party})
	}
	r.inHand = 0
}

// judged is what comes before an act performs and opens anything: it is noted,
// given legal effect and held against bans. It returns where a grave act concerns
// a party.
func (r *Run) judged(e *Entry, id uint32, row *actRow) (party Mask) {
	for _, s := range r.p.actStands[e.Act] {
		r.touch(s)
	}
	if row.declares >= 0 {
		r.declare(e, row)
	}
	if len(row.notes) > 0 {
		r.noteAct(e, id, row)
	}
	if len(row.guards) > 0 {
		r.guardAct(e, id, row)
	}
	if row.grave {
		party = r.partyWorlds(e)
	}
	if row.formal || len(row.legal) > 0 {
		r.legal(id, row)
	}
	var rem Mask // where no alternative of the phrase has matched yet
	for i := range row.bans {
		u := &row.bans[i]
		again := i > 0 && row.bans[i-1].rule == u.rule
		if !again || row.bans[i-1].alt != u.alt {
			rem = e.Worlds
		}
		if rem != 0 {
			rem &^= r.ban(u, id, rem, again)
		}
	}
	if len(r.p.underWay) > 0 {
		r.keepUnderWay(id)
	}
	return party
}

// unsettled reports whether something may follow from what was found and has
// changed.
func (r *Run) unsettled() bool {
	return int(r.cascaded) < len(r.findings) || r.anyDirty || r.lasting > 0
}

// follow does what follows from what was found and has changed.
func (r *Run) follow() {
	if int(r.cascaded) < len(r.findings) {
		r.cascade()
	}
	if r.anyDirty || r.lasting > 0 {
		r.settle()
	}
}

// inForce reports whether a rule judges what is done today.
func (r *Run) inForce(ru *rule) bool { return ru.From <= r.today && r.today < ru.Until }

func (r *Run) declare(e *Entry, row *actRow) {
	v := r.byOf(e)
	if v == 0 {
		return
	}
	if list := &r.declarers[row.declares]; !slices.Contains(*list, v) {
		*list = append(*list, v)
	}
	c := &r.declared[r.declCell(row.declares, v)]
	if row.undeclare {
		*c &^= e.Worlds
	} else {
		*c |= e.Worlds
	}
	for _, s := range r.p.declStands[row.declares] {
		r.touch(s)
	}
}

func (r *Run) byOf(e *Entry) charter.EntityID {
	if s := r.p.slots[e.Act][0]; s >= 0 {
		return e.Roles[s]
	}
	return 0
}

// bearerHolds is where a ban's or power's `any STATUS x` is satisfied.
func (r *Run) bearerHolds(be *bearer, b *binding, w Mask) Mask {
	if be == nil || w == 0 {
		return w
	}
	v := b.e[be.slot]
	if v == 0 {
		return 0
	}
	return r.isBearer(be, v, b, w)
}

// isBearer is where v is one of the bearers, exceptions taken out.
func (r *Run) isBearer(be *bearer, v charter.EntityID, b *binding, w Mask) Mask {
	if be.byKind {
		if !r.p.vocab.IsKind(v, be.kind) {
			return 0
		}
	} else {
		w &= r.cells[r.p.statusBase[be.family][be.status]+int(v)]
	}
	for _, op := range be.except {
		if r.value(op, b) == v {
			return 0
		}
	}
	for _, s := range be.exceptStatus {
		w &^= r.cells[r.p.statusBase[be.family][s]+int(v)]
	}
	if w != 0 && be.where != nil {
		w = r.holds(be.where, r.here(b), w)
	}
	return w
}

// here is the context of a condition read today with all of the record before.
func (r *Run) here(b *binding) *ctx {
	return &ctx{b: b, day: r.today, since: calendar.Always, dec: b.dec}
}

// legal is step 2: powers, motions, votes, decisions, and what is void.
func (r *Run) legal(id uint32, row *actRow) {
	var covered Mask
	for i := 0; i < len(row.legal); {
		// A procedure tries an act as a motion, and as a decision where it is none.
		ru, took, tried := row.legal[i].rule, Mask(0), Mask(0)
		for ; i < len(row.legal) && row.legal[i].rule == ru; i++ {
			u := &row.legal[i]
			w := r.entries[id].Worlds &^ took
			switch {
			case u.as == asPower:
				granted, matched := r.power(&u.use, id, w&^tried)
				took |= granted
				tried |= matched
			case u.as == asMotion:
				took |= r.motion(&u.use, id, w)
			case w != 0:
				took |= r.decision(&u.use, id, w)
			}
		}
		covered |= took
	}
	if row.vote {
		covered |= r.vote(id)
	}
	r.takenNow |= covered
	e := &r.entries[id]
	if row.formal {
		if void := r.voidWorlds(e) &^ covered & e.Worlds; void != 0 {
			r.voidFindings = append(r.voidFindings, r.emit(Void, 0, NoRule, 0, id, void))
		}
	}
}

// power is where a power grants an act, and where the act is what it speaks of.
func (r *Run) power(u *use, id uint32, among Mask) (w, matched Mask) {
	ru, e := u.rule, &r.entries[id]
	from := ru.From
	if ru.Final {
		from = min(from, r.p.Case.Families[ru.Family].Texts[ru.Text].Signed)
	}
	if r.today < from || r.today >= ru.Until {
		return 0, 0
	}
	var b binding
	matched = r.match(u.pat, e, &b, among)
	w = r.bearerHolds(ru.bearer, &b, matched)
	w = r.holds(ru.where, r.here(&b), w)
	if w != 0 && ru.unless != nil {
		w &^= r.holds(ru.unless, r.here(&b), w)
	}
	if w != 0 {
		for _, eff := range ru.effects {
			r.hold(eff, &b, w, id, nil)
		}
	}
	return w, matched
}

// voidWorlds is all worlds if the formal act concerns some text of the case,
// none if not: docs/semantics.md 5.
func (r *Run) voidWorlds(e *Entry) Mask {
	anyForce, names, institution := false, false, false
	for f, fam := range r.p.Case.Families {
		in := r.familyInForce(f)
		anyForce = anyForce || in
		for _, v := range e.Roles {
			if v == 0 {
				continue
			}
			if v == fam.Governs || r.isBody(f, v) {
				names = true
				if in {
					return r.worlds
				}
			}
		}
	}
	for _, v := range e.Roles {
		institution = institution || v != 0 && r.p.vocab.IsInstitution(v)
	}
	return when(anyForce && !names && !institution, r.worlds)
}

func (r *Run) isBody(f int, v charter.EntityID) bool {
	for _, b := range r.p.Case.Families[f].Bodies {
		for i := range b.Versions {
			if b.Versions[i].Entity == v {
				return true
			}
		}
	}
	return false
}

// familyInForce reports whether some text of the family is in force today, or
// signed.
func (r *Run) familyInForce(f int) bool {
	for _, t := range r.p.Case.Families[f].Texts {
		if min(t.From, t.Signed) <= r.today && r.today < t.Until {
			return true
		}
	}
	return false
}

// ban is step 3 for one pattern of one ban, and reports where it matched. again
// says that another pattern of it has been tried.
func (r *Run) ban(u *use, id uint32, among Mask, again bool) Mask {
	ru, e := u.rule, &r.entries[id]
	if !r.inForce(ru) {
		return 0
	}
	var b binding
	matched := r.match(u.pat, e, &b, among)
	w := matched
	if w != 0 && again {
		w &^= r.breachedNow(ru, id)
	}
	r.breachBan(u, id, &b, w)
	return matched
}

// breachedNow is where this rule has been breached by the act in hand already.
func (r *Run) breachedNow(ru *rule, id uint32) (w Mask) {
	for i := len(r.findings) - 1; i >= 0; i-- {
		f := &r.findings[i]
		if f.Day != r.today || f.Kind == Breach && f.Cause != id {
			break
		}
		if f.Kind == Breach && f.Rule == uint16(ru.ID) && f.Cause == id {
			w |= f.Worlds
		}
	}
	return w
}

func (r *Run) breachBan(u *use, id uint32, b *binding, w Mask) Mask {
	ru := u.rule
	w = r.bearerHolds(ru.bearer, b, w)
	w = r.holds(ru.where, r.here(b), w)
	if w != 0 && ru.unless != nil {
		w &^= r.holds(ru.unless, r.here(b), w)
	}
	if w == 0 {
		return 0
	}
	e := &r.entries[id]
	m := matter{opened: e.Day, due: calendar.Never, cause: id, happening: e.Happening, rule: uint16(ru.ID), stage: uint8(u.alt), flags: flagBan | flagQuiet}
	for _, rv := range ru.altRoles[u.alt] {
		if rv.op.kind == slotOperand && rv.op.slot < MaxVars {
			m.bound[rv.op.slot] = b.e[rv.op.slot]
		}
	}
	if e.Shared || ru.UnderWay {
		vals, roles := r.roleValues(ru.altRoles[u.alt], b)
		key := identity{rule: m.rule, vals: vals, happening: uint64(e.Happening) | roles<<32}
		if w &^= r.opened[key]; w == 0 {
			return 0
		}
		r.opened[key] |= w
	}
	m.owed, m.breached = w, w
	mid := r.addMatter(m)
	r.takenUp(id, w)
	r.breach(ru, mid, id, w, Breach)
	return w
}

// roleValues are the values of up to MaxVars roles, for identity, and the set of
// the roles that have one.
func (r *Run) roleValues(rvs []roleValue, b *binding) (vals [MaxVars]charter.EntityID, roles uint64) {
	n := 0
	for _, rv := range rvs {
		if v := r.value(rv.op, b); v != 0 && n < MaxVars {
			vals[n] = v
			roles |= 1 << rv.role
			n++
		}
	}
	return vals, roles
}

// newMatter adds a matter that is set where it stands.
func (r *Run) newMatter() (uint32, *matter) {
	id := uint32(len(r.matters))
	m := add(&r.matters)
	*m = matter{}
	m.at, m.age = uint32(len(r.findings)), id+r.forgotten
	if r.trace != nil {
		r.arose()
	}
	return id, m
}

func (r *Run) addMatter(m matter) uint32 {
	id := uint32(len(r.matters))
	m.at = uint32(len(r.findings))
	if m.age == 0 {
		m.age = id + r.forgotten
	}
	r.matters = append(r.matters, m)
	if r.trace != nil {
		r.arose()
	}
	return id
}

// breach emits a breach (or what stands for one) and, where no text names it,
// the silence about it.
func (r *Run) breach(ru *rule, mid, cause uint32, w Mask, kind Kind) uint32 {
	id := r.emit(kind, 0, uint16(ru.ID), mid, cause, w)
	if kind != Breach {
		return id
	}
	said := &r.breachSaid[ru.nameKey]
	if w &^= *said; w == 0 {
		return id
	}
	*said |= w
	for _, n := range r.p.namers[ru.ID] {
		if r.inForce(r.p.rules[n]) {
			return id
		}
	}
	r.emit(Silence, flagOfBreach, uint16(ru.ID), mid, causeFinding|id, w)
	return id
}

// keepUnderWay remembers an act that lasts, for bans that reach what is under
// way.
func (r *Run) keepUnderWay(id uint32) {
	e := &r.entries[id]
	if e.Extra == 0 || !r.extras[e.Extra].Lasts || r.extras[e.Extra].End <= e.Day {
		return
	}
	before := r.lasting
	for i, bi := range r.p.underWay {
		ru := r.p.rules[bi]
		for _, u := range ru.banUses {
			if r.p.vocab.IsAct(e.Act, u.pat.act) {
				r.underWay[i] = append(r.underWay[i], underWay{id, e.Worlds &^ r.breachedNow(ru, id)})
				r.lasting++
				break
			}
		}
	}
	if r.lasting > before {
		// What changes on the day of the act is first looked at on the next.
		r.reachMorning(e.Day + 1)
	}
}

// partyWorlds is where some role is filled by a party of a text in force.
func (r *Run) partyWorlds(e *Entry) (w Mask) {
	for f := range r.p.Case.Families {
		if !r.textInForce(f) {
			continue
		}
		base := r.p.statusBase[f][charter.PartyStatus]
		for _, v := range e.Roles {
			if v != 0 {
				w |= r.cells[base+int(v)]
			}
		}
	}
	return w & e.Worlds
}

func (r *Run) textInForce(f int) bool {
	for _, t := range r.p.Case.Families[f].Texts {
		if t.From <= r.today && r.today < t.Until {
			return true
		}
	}
	return false
}

// takenUp marks an act of earlier today as taken up.
func (r *Run) takenUp(id uint32, w Mask) {
	if id == r.inHand {
		r.takenNow |= w
		return
	}
	e := &r.entries[id]
	if r.p.acts[e.Act].grave || e.Shared {
		r.taken[e.Happening] |= w
	}
}

// evening finds the silences about today's grave acts.
func (r *Run) evening() {
	for _, g := range r.graves {
		e := &r.entries[g.entry]
		w := g.w &^ r.taken[e.Happening]
		if e.Shared {
			w &^= r.silent[e.Happening]
			r.silent[e.Happening] |= w
		}
		if w != 0 {
			r.emit(Silence, 0, NoRule, 0, g.entry, w)
		}
	}
	r.graves = r.graves[:0]
	r.follow()
}
