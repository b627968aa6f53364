package engine

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// process is what a procedure's matter has besides: motions, votes, and at the
// end the decision.
type process struct {
	opening binding // what the opening bound; a motion may bind more
	moved   Mask
	motions []motionMade
	votes   []vote
	fixed   []elector // at the motion or opening, if isFixed
	isFixed bool
	decs    []decided
}

// decided is a decision with the finding that tells of it: worlds may decide a
// matter differently.
type decided struct {
	finding uint32
	dec     *decision
}

type motionMade struct {
	entry uint32
	w     Mask
}

// decision is what a body decided, for those who read its tally.
type decision struct {
	list     []vote
	bound    []bound // participants
	adopting []string
}

func (d *decision) votes(v charter.EntityID, choice int) Mask {
	for i := range d.list {
		if d.list[i].state == v {
			return d.list[i].w[choice]
		}
	}
	return 0
}

func (d *decision) adopts(word string) bool {
	for _, a := range d.adopting {
		if a == word {
			return true
		}
	}
	return false
}

// decisionOf is the decision behind a cause, nil if there is none.
func (r *Run) decisionOf(cause uint32) *decision {
	if cause&causeFinding == 0 {
		return nil
	}
	id := cause &^ causeFinding
	f := &r.findings[id]
	if f.Kind != Adoption && f.Kind != Rejection && f.Kind != Lapse {
		return nil
	}
	m := &r.matters[f.Matter]
	if m.flags&flagProcedure == 0 || m.side == 0 || r.sides[m.side].proc == nil {
		return nil
	}
	for _, d := range r.sides[m.side].proc.decs {
		if d.finding == id {
			return d.dec
		}
	}
	return nil
}

// same reports whether two bindings are one, whatever was decided before.
func (b *binding) same(o *binding) bool { return b.e == o.e && b.nBound == o.nBound && b.n == o.n }

func (r *Run) proc(mid uint32) *process {
	s := r.sideOf(mid)
	if s.proc == nil {
		if s.proc, s.spare = s.spare, nil; s.proc == nil {
			s.proc = &process{}
		} else {
			s.proc.reset()
		}
	}
	return s.proc
}

// reset makes a process as new, in the room it has.
func (p *process) reset() {
	*p = process{motions: p.motions[:0], votes: p.votes[:0], fixed: p.fixed[:0], decs: p.decs[:0]}
}

// take makes a process what another is, in the room it has.
func (p *process) take(o *process) {
	*p = process{opening: o.opening, moved: o.moved, isFixed: o.isFixed, motions: append(p.motions[:0], o.motions...),
		votes: append(p.votes[:0], o.votes...), fixed: append(p.fixed[:0], o.fixed...), decs: append(p.decs[:0], o.decs...)}
}

// newDecision is a decision that lasts as long as the run, in the room of one of
// an earlier run if there is any.
func (r *Run) newDecision(votes []vote) *decision {
	if r.decided == len(r.decisions) {
		r.decisions = append(r.decisions, &decision{})
	}
	d := r.decisions[r.decided]
	r.decided++
	*d = decision{list: append(d.list[:0], votes...), bound: d.bound[:0]}
	return d
}

// openProcedure opens a matter unless one with the same binding is open.
func (r *Run) openProcedure(ru *rule, alt int, b *binding, w Mask, cause uint32, happening uint64) {
	vals := kept(b, &allVars)
	live := r.procs[ru.ID][:0]
	for _, mid := range r.procs[ru.ID] {
		m := &r.matters[mid]
		if m.owed == 0 {
			continue
		}
		if live = append(live, mid); r.proc(mid).opening.same(b) {
			r.tellTaken(cause, w&m.owed) // it joins what is open
			w &^= m.owed
		}
	}
	if r.procs[ru.ID] = live; w == 0 {
		return
	}
	if r.needsIdentity(ru, cause) {
		if w = r.fresh(r.identify(ru, 0, vals, b, &allNums, happening), w); w == 0 {
			return
		}
	}
	r.tellTaken(cause, w)
	m := matter{owed: w, opened: r.today, due: calendar.Never, cause: cause, happening: uint32(happening), rule: uint16(ru.ID), bound: vals,
		flags: flagProcedure, stage: uint8(alt)}
	mid := r.addMatter(m)
	r.keepNums(mid, &allNums, b)
	r.proc(mid).opening = *b
	r.procs[ru.ID] = r.enlist(r.procs[ru.ID], mid)
	if ru.tells || r.tellAll {
		r.emit(Opening, 0, uint16(ru.ID), mid, cause, w)
		r.matters[mid].flags |= flagQuiet
	}
	limit := ru.moveWithin
	if ru.moved == nil {
		limit = ru.within
		if ru.Fixed {
			r.fixElectors(ru, mid, w)
		}
	}
	r.eachDue(limit, r.today, w, func(due calendar.Day, pw Mask) {
		r.setDue(mid, due, pw)
	})
}

// setDue gives the matter a last day in some worlds.
func (r *Run) setDue(mid uint32, due calendar.Day, w Mask) {
	s := r.sideOf(mid)
	dues := s.dues[:0]
	for _, d := range s.dues {
		if out := d.w &^ w; out != 0 {
			dues = append(dues, dueIn{d.day, out})
		}
	}
	s.dues = append(dues, dueIn{due, w})
	r.matters[mid].due = due
	r.deadline(mid, due)
}

// motion is an act that puts a matter to the body.
func (r *Run) motion(u *use, id uint32, among Mask) (covered Mask) {
	ru := u.rule
	if ru.always {
		if !r.inForce(ru) {
			return 0
		}
		var b binding
		w := r.match(u.pat, &r.entries[id], &b, among)
		if w = r.holds(ru.movedWhere, r.here(&b), w); w == 0 {
			return 0
		}
		covered = w
		ru.forget(&b)
		if r.needsIdentity(ru, id) {
			if w = r.fresh(r.identify(ru, 0, kept(&b, &allVars), &b, &allNums, uint64(r.entries[id].Happening)), w); w == 0 {
				return covered
			}
		}
		m := matter{owed: w, opened: r.today, due: calendar.Never, cause: id, happening: r.entries[id].Happening, rule: uint16(ru.ID), bound: kept(&b, &allVars), flags: flagProcedure}
		mid := r.addMatter(m)
		r.proc(mid).opening = b
		r.keepNums(mid, &allNums, &b)
		r.procs[ru.ID] = r.enlist(r.procs[ru.ID], mid)
		if ru.tells || r.tellAll {
			r.emit(Opening, 0, uint16(ru.ID), mid, id, w)
			r.matters[mid].flags |= flagQuiet
		}
		r.moves(ru, mid, id, w)
		return covered
	}
	for _, mid := range r.openProcs(ru) {
		covered |= r.moveOne(u, mid, id, among)
	}
	return covered
}

// openProcs are the open matters of a procedure, oldest first.
func (r *Run) openProcs(ru *rule) []uint32 {
	list := r.procs[ru.ID]
	live := list[:0]
	for _, mid := range list {
		if r.matters[mid].owed != 0 {
			live = append(live, mid)
		}
	}
	r.procs[ru.ID] = live
	return append([]uint32(nil), live...)
}

func (r *Run) moveOne(u *use, mid, id uint32, among Mask) Mask {
	ru, m := u.rule, &r.matters[mid]
	b := r.proc(mid).opening // a first motion's own variables are free for a second
	w := r.match(u.pat, &r.entries[id], &b, among&m.owed)
	if w = r.holds(ru.movedWhere, r.here(&b), w); w == 0 {
		return 0
	}
	ru.forget(&b)
	if first := w &^ r.proc(mid).moved; first != 0 {
		m = &r.matters[mid]
		if first != m.owed { // moved in some worlds only: the rest goes on apart
			rest := *m
			rest.owed &^= first
			r.splitProcedure(mid, rest, first)
			m = &r.matters[mid]
		}
		m.bound = kept(&b, &allVars)
		r.moves(ru, mid, id, first)
	}
	return w
}

// splitProcedure leaves the worlds first in mid and puts the others in a matter
// of the same age.
func (r *Run) splitProcedure(mid uint32, rest matter, first Mask) {
	r.matters[mid].owed = first
	old := r.sides[r.matters[mid].side]
	rest.side = 0
	at := rest.at
	nid := r.addMatter(rest)
	r.continues(nid, mid)
	r.matters[nid].at = at
	s := r.sideOf(nid)
	s.nums, s.nBound, s.dec = old.nums, old.nBound, old.dec
	var p process
	p.take(old.proc)
	s.proc = &p
	for _, d := range old.dues {
		if w := d.w &^ first; w != 0 {
			s.dues = append(s.dues, dueIn{d.day, w})
			r.deadline(nid, d.day)
		}
	}
	list := r.procs[int(rest.rule)]
	for i, x := range list {
		if x == mid {
			list = append(list[:i+1], append([]uint32{nid}, list[i+1:]...)...)
			break
		}
	}
	r.procs[int(rest.rule)] = list
}

// moves starts the time to decide.
func (r *Run) moves(ru *rule, mid, id uint32, w Mask) {
	p := r.proc(mid)
	p.moved |= w
	p.motions = append(p.motions, motionMade{id, w})
	if ru.Fixed {
		r.fixElectors(ru, mid, w)
	}
	if ru.within == nil {
		r.setDue(mid, calendar.Never, w)
	}
	r.eachDue(ru.within, r.today, w, func(due calendar.Day, pw Mask) { r.setDue(mid, due, pw) })
}

// decideEarly ends the matter where no further vote could change the result.
func (r *Run) decideEarly(ru *rule, mid, id uint32, w Mask) {
	p := r.proc(mid)
	d := &decision{list: p.votes}
	var yes, no Mask
	b := r.bindingOf(&r.matters[mid])
	for rest := w; rest != 0; {
		c, alike := r.countIn(ru, &b, p, d, rest)
		rest &^= alike
		switch r.settled(ru, &c) {
		case 1:
			yes |= alike
		case -1:
			no |= alike
		}
	}
	r.conclude(ru, mid, id, yes, no, 0, p.votes, nil)
}

// decision takes the act by which a body speaks.
func (r *Run) decision(u *use, id uint32, among Mask) (covered Mask) {
	ru := u.rule
	e := &r.entries[id]
	if ru.always && ru.moved == nil {
		if !r.inForce(ru) {
			return 0
		}
		var b binding
		w := r.match(u.pat, e, &b, among)
		if w == 0 {
			return 0
		}
		yes, no := r.outcome(ru, &b, nil, id, w)
		if yes|no == 0 {
			return 0
		}
		m := matter{owed: yes | no, opened: r.today, due: calendar.Never, cause: id, happening: e.Happening, rule: uint16(ru.ID), bound: kept(&b, &allVars), flags: flagProcedure | flagQuiet}
		mid := r.addMatter(m)
		r.keepNums(mid, &allNums, &b)
		r.proc(mid)
		r.concludeAct(ru, mid, id, yes, no)
		return yes | no
	}
	for _, mid := range r.openProcs(ru) {
		m := &r.matters[mid]
		b := r.bindingOf(m)
		w := r.match(u.pat, &r.entries[id], &b, among&m.owed)
		p := r.proc(mid)
		if ru.moved != nil {
			w &= p.moved
		}
		if w == 0 {
			continue
		}
		yes, no := r.outcome(ru, &b, p, id, w)
		if yes|no != 0 {
			if bound := kept(&b, &allVars); bound != r.matters[mid].bound {
				if rest := r.matters[mid]; rest.owed != yes|no { // decided in some worlds only: the rest goes on apart
					rest.owed &^= yes | no
					r.splitProcedure(mid, rest, yes|no)
				}
				r.matters[mid].bound = bound
			}
			r.concludeAct(ru, mid, id, yes, no)
			covered |= yes | no
		}
	}
	return covered
}

func (r *Run) concludeAct(ru *rule, mid, id uint32, yes, no Mask) {
	tally, x := r.tallyOf(id)
	r.conclude(ru, mid, id, yes, no, 0, decisionFrom(tally, ^Mask(0)).list, x)
}

// conclude ends the matter: adopted in yes, rejected in no, lapsed in lapsed,
// and gives the outcome's effects.
func (r *Run) conclude(ru *rule, mid, cause uint32, yes, no, lapsed Mask, votes []vote, x *Extra) {
	if yes|no|lapsed == 0 {
		return
	}
	p := r.proc(mid)
	d := r.newDecision(votes)
	if x != nil {
		d.adopting = x.Adopting
	}
	m := &r.matters[mid]
	m.owed &^= yes | no | lapsed
	b := r.bindingOf(m)
	if yes != 0 {
		r.bind(ru, &b, p, d, x, yes)
	}
	for _, end := range [...]struct {
		kind Kind
		w    Mask
		effs []*effect
	}{{Adoption, yes, ru.adopted}, {Rejection, no, ru.rejected}, {Lapse, lapsed, ru.lapsed}} {
		if end.w == 0 {
			continue
		}
		id := r.emit(end.kind, 0, uint16(ru.ID), mid, cause, end.w)
		p.decs = append(p.decs, decided{id, d})
		for _, eff := range end.effs {
			r.hold(eff, &b, end.w, causeFinding|id, d)
		}
	}
}

// bind lists those whom an adopted decision binds.
func (r *Run) bind(ru *rule, b *binding, p *process, d *decision, x *Extra, w Mask) {
	r.eachElector(ru, b, p, func(v charter.EntityID, elector, member Mask) {
		in := member & w
		if x != nil && x.Limited {
			if x.Tally.given() {
				in &= elector & d.votes(v, syntaxAye)
			} else if x.Tally != nil && listed(x.Tally.Absent, v) {
				in = 0
			}
		}
		if in != 0 {
			d.bound = append(d.bound, bound{v, in})
		}
	})
}

func listed(vs []charter.EntityID, v charter.EntityID) bool {
	for _, x := range vs {
		if x == v {
			return true
		}
	}
	return false
}

// endProcedure is the last day to move or to decide passing.
func (r *Run) endProcedure(mid uint32) {
	m := &r.matters[mid]
	ru := r.p.rules[m.rule]
	x := m.owed & r.dueBy(m, r.today-1)
	if x == 0 {
		return
	}
	p := r.proc(mid)
	lapsed := Mask(0)
	if ru.moved != nil {
		lapsed = x &^ p.moved
		x &= p.moved
	}
	d := &decision{list: p.votes}
	var yes, no Mask
	b := r.bindingOf(m)
	silence := r.decides(ru).Method == syntax.SilenceProcedure
	for rest := x; rest != 0; {
		c, alike := r.countIn(ru, &b, p, d, rest)
		rest &^= alike
		cast := c.f+c.a+c.x > 0
		switch {
		case silence && c.electors && c.a == 0:
			yes |= alike
		case silence && c.electors:
			no |= alike
		case !cast || !r.quorate(ru, &c):
			lapsed |= alike
		case r.carried(ru, &c):
			yes |= alike
		default:
			no |= alike
		}
	}
	r.conclude(ru, mid, causeDay, yes, no, lapsed, p.votes, nil)
}
