package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

func (r *run) readIn(p *proceeding) reading { return r.now(p.b).deciding(p.dec) }

// openProcedure opens a matter by `opens when`, unless one with the same
// binding is open, or the same happening has opened it before.
func (r *run) openProcedure(rule *charter.Rule, t *charter.Trigger, b binding, c cause, dec *decision) {
	for _, p := range r.motions {
		if p.rule == rule.ID && p.opening.equal(b) && (p.open || p.cause.same(c)) {
			if p.open {
				r.take(c) // it joins what is open
			}
			return
		}
	}
	r.take(c)
	p := r.proceed(rule, t, b, c, dec)
	if rule.Moved != nil {
		p.moveDue = r.day.Add(r.period(rule.MoveWithin, r.day))
	} else {
		p.due = r.day.Add(r.period(rule.Within, r.day))
		r.fixElectors(p)
	}
	r.emit(r.aboutProceeding(Opening, p))
}

func (r *run) proceed(rule *charter.Rule, t *charter.Trigger, b binding, c cause, dec *decision) *proceeding {
	p := &proceeding{
		age: r.nextAge(), rule: rule.ID, opening: b, b: b, began: b, trigger: t, cause: c, dec: dec,
		open: true, opened: r.day, moveDue: calendar.Never, due: calendar.Never,
	}
	r.motions = append(r.motions, p)
	return p
}

// aboutProceeding makes a finding with the roles of `decided`, else of
// `moved`, else of the opening.
func (r *run) aboutProceeding(kind Kind, p *proceeding) *finding {
	rule := r.c.Rules[p.rule]
	f := &finding{Finding: Finding{
		Kind: kind, Rule: p.rule, Rule2: -1, Day: r.day, Opened: p.opened, Due: p.due,
		Happening: p.cause.happening,
	}, bearer: -1}
	if rule.Moved != nil && !p.moved {
		f.Due = p.moveDue
	}
	q := r.readIn(p)
	if rule.Decided == nil && rule.Moved == nil {
		q = q.with(p.began) // the trigger may be that of a rule it came from
	}
	for _, rt := range inOrder(rolesOfProcedure(rule, p.trigger)) {
		if e, ok := q.entity(rt.Term); ok {
			f.Roles = append(f.Roles, RoleEntities{rt.Role, []charter.EntityID{e}})
		}
	}
	return f
}

// rolesOfProcedure: where only a change of status opened it, whose status it is
// stands as `by`, and the other state of a pair as `with`.
func rolesOfProcedure(rule *charter.Rule, t *charter.Trigger) []charter.RoleTerm {
	switch {
	case rule.Decided != nil:
		return rule.Decided.Roles
	case rule.Moved != nil:
		return rule.Moved.Roles
	case t == nil:
		return nil
	case t.Act != nil:
		return t.Act.Roles
	case t.Finding != nil && t.Finding.Act != nil:
		return t.Finding.Act.Roles
	case t.Finding != nil:
		return t.Finding.Roles
	case t.Change != nil:
		rts := []charter.RoleTerm{{Role: syntax.By, Term: t.Change.Term}}
		if t.Change.With != nil {
			rts = append(rts, charter.RoleTerm{Role: syntax.With, Term: *t.Change.With})
		}
		return rts
	}
	return nil
}

// proceedings shows an act to one procedure: as motion, else as vote, else as
// decision. It reports whether the procedure took it.
func (r *run) proceedings(rule *charter.Rule, a *act) bool {
	if r.takeMotion(rule, a) {
		return true
	}
	if isVote(a.act) {
		return r.vote(rule, a)
	}
	return r.decide(rule, a)
}

func isVote(a charter.ActID) bool {
	return a == charter.Aye || a == charter.Nay || a == charter.Abstain
}

// takeMotion takes an act as a motion.
func (r *run) takeMotion(rule *charter.Rule, a *act) bool {
	if rule.Moved == nil {
		return false
	}
	taken := false
	for _, p := range r.motions {
		if p.rule != rule.ID || !p.open || !rule.Opens {
			continue
		}
		q := r.now(p.opening).deciding(p.dec)
		b, ok := q.match(rule.Moved, a)
		if !ok || !q.with(b).holdsAll(rule.MovedWhere) {
			continue
		}
		taken = true
		if !p.moved {
			p.b = b
			r.moved(p, a)
		}
	}
	if !rule.Opens && inForce(rule, r.day) {
		q := r.now(make(binding, len(rule.Vars)))
		b, ok := q.match(rule.Moved, a)
		if ok && q.with(b).holdsAll(rule.MovedWhere) {
			r.moveOwn(rule, b, a)
			taken = true
		}
	}
	if taken {
		r.takenUp[a.happening] = true
	}
	return taken
}

// moveOwn makes a motion a matter of its own, where the procedure is always
// open; another entry of the same happening joins it.
func (r *run) moveOwn(rule *charter.Rule, b binding, a *act) {
	c := cause{kind: byAct, act: a.number, finding: -1, happening: a.happening}
	for _, p := range r.motions {
		if p.rule == rule.ID && p.opening.equal(b) && p.cause.same(c) {
			return
		}
	}
	p := r.proceed(rule, nil, b, c, nil)
	r.moved(p, a)
	r.emit(r.aboutProceeding(Opening, p))
}

func (r *run) moved(p *proceeding, a *act) {
	p.moved, p.motion, p.movedOn = true, a, r.day
	p.due = r.day.Add(r.period(r.c.Rules[p.rule].Within, r.day))
	r.fixElectors(p)
}

// fixElectors keeps the electorate of today where it is fixed.
func (r *run) fixElectors(p *proceeding) {
	if r.c.Rules[p.rule].Fixed {
		p.fixed, p.members = r.electors(p)
		p.isFixed = true
	}
}

// electors of a matter, and the members of the body, today or when fixed.
func (r *run) electors(p *proceeding) (electors, members []charter.EntityID) {
	if p.isFixed {
		return p.fixed, p.members
	}
	rule := r.c.Rules[p.rule]
	body := r.body(rule.Family, rule.Before, r.day)
	if body == nil {
		return nil, nil
	}
	q := r.readIn(p)
	for _, e := range r.holders(rule.Family, body.Of, r.tick) {
		if r.holdsAny(rule.Family, body.Except, e) {
			continue
		}
		members = append(members, e)
		if !q.isExcepted(rule, e) {
			electors = append(electors, e)
		}
	}
	return electors, members
}

func (r *run) holdsAny(family int, statuses []int, e charter.EntityID) bool {
	for _, s := range statuses {
		if r.holds(family, s, e, 0, r.tick) {
			return true
		}
	}
	return false
}

func (q reading) isExcepted(rule *charter.Rule, e charter.EntityID) bool {
	for _, t := range rule.Except {
		if x, ok := q.entity(t); ok && x == e {
			return true
		}
	}
	return q.r.holdsAny(rule.Family, rule.ExceptStatus, e)
}

// canBeDecided reports whether the matter is before the body.
func canBeDecided(rule *charter.Rule, p *proceeding) bool {
	return p.open && (rule.Moved == nil || p.moved)
}

// vote takes an act as a vote on every matter whose motion or opening it names.
func (r *run) vote(rule *charter.Rule, a *act) bool {
	taken := false
	for _, p := range r.motions {
		if p.rule != rule.ID || !canBeDecided(rule, p) || !r.isLabel(p, a.entry.Target) {
			continue
		}
		electors, _ := r.electors(p)
		voter := a.roles[syntax.By]
		if !contains(electors, voter) {
			continue
		}
		taken = true
		r.takenUp[a.happening] = true
		p.votes = append(p.votes, vote{voter, a.act})
		r.afterVote(p)
	}
	return taken
}

// isLabel reports whether a vote's LABEL is the entry of the motion, or of the
// act that opened the matter.
func (r *run) isLabel(p *proceeding, target int) bool {
	if target < 0 {
		return false
	}
	return r.openedBy(p.cause, target) || p.motion != nil && r.isEntry(p.motion, target)
}

// ballot is how the electors stand.
type ballot struct{ ayes, noes, abstaining []charter.EntityID }

// cast is the last vote of each of the electors.
func (p *proceeding) cast(electors []charter.EntityID) (b ballot, rest []charter.EntityID) {
	for _, e := range electors {
		how := charter.NoAct
		for _, v := range p.votes {
			if v.by == e {
				how = v.how
			}
		}
		switch how {
		case charter.Aye:
			b.ayes = append(b.ayes, e)
		case charter.Nay:
			b.noes = append(b.noes, e)
		case charter.Abstain:
			b.abstaining = append(b.abstaining, e)
		default:
			rest = append(rest, e)
		}
	}
	return b, rest
}

// afterVote decides a matter as soon as no further vote could change the
// result. A silence procedure ends early only by a nay.
func (r *run) afterVote(p *proceeding) {
	electors, members := r.electors(p)
	cast, rest := p.cast(electors)
	if r.method(p).Method == syntax.SilenceProcedure {
		if len(cast.noes) > 0 {
			r.outcome(p, Rejection, p.votedDecision(members), r.holdBack)
		}
		return
	}
	if len(electors) == 0 {
		return
	}
	for_, against := cast, cast
	for_.ayes = append(append([]charter.EntityID(nil), cast.ayes...), rest...)
	against.noes = append(append([]charter.EntityID(nil), cast.noes...), rest...)
	one := r.result(p, for_, electors, members)
	if one == Adoption && !r.isQuorum(p, cast, electors, members) {
		return // whoever has not voted may yet stay away
	}
	if other := r.result(p, against, electors, members); one == other && one != Lapse {
		r.outcome(p, one, p.votedDecision(members), r.holdBack)
	}
}

// votedDecision is the decision that the votes make: the last vote of each, be
// it still an elector or not.
func (p *proceeding) votedDecision(members []charter.EntityID) *decision {
	last := map[charter.EntityID]charter.ActID{}
	for _, v := range p.votes {
		last[v.by] = v.how
	}
	d := &decision{bound: members}
	for e, how := range last {
		switch how {
		case charter.Aye:
			d.ayes = append(d.ayes, e)
		case charter.Nay:
			d.noes = append(d.noes, e)
		}
	}
	return d
}

// result of a ballot: adoption, rejection, or lapse for want of a quorum.
func (r *run) result(p *proceeding, b ballot, electors, members []charter.EntityID) Kind {
	switch {
	case !r.isQuorum(p, b, electors, members):
		return Lapse
	case r.isCarried(p, b, electors, members):
		return Adoption
	}
	return Rejection
}

// base is what shares and quorums are counted on.
func (r *run) base(p *proceeding, electors, members []charter.EntityID) []charter.EntityID {
	if r.c.Rules[p.rule].KeepingBase {
		return members
	}
	return electors
}

// method by which the matter is decided: the procedure's, else the body's.
func (r *run) method(p *proceeding) syntax.Decides {
	rule := r.c.Rules[p.rule]
	if rule.Decides.Method != syntax.NoMethod {
		return rule.Decides
	}
	if body := r.body(rule.Family, rule.Before, r.day); body != nil {
		return body.Decides
	}
	return syntax.Decides{}
}

func (r *run) bodyOf(p *proceeding) *charter.BodyVersion {
	rule := r.c.Rules[p.rule]
	if body := r.body(rule.Family, rule.Before, r.day); body != nil {
		return body
	}
	return &charter.BodyVersion{}
}

func (r *run) isQuorum(p *proceeding, b ballot, electors, members []charter.EntityID) bool {
	quorum := r.bodyOf(p).Quorum
	if quorum.Num == 0 && quorum.Den == 0 {
		return true
	}
	present := int64(len(b.ayes) + len(b.noes) + len(b.abstaining))
	return reaches(present, quorum, int64(len(r.base(p, electors, members))))
}

// reaches reports whether n is at least a share of whole; a plain number is
// meant itself.
func reaches(n int64, share syntax.Share, whole int64) bool {
	if share.Den == 0 {
		return n >= share.Num
	}
	return share.Den*n >= share.Num*whole
}

// isCarried applies the method: section 11.
func (r *run) isCarried(p *proceeding, b ballot, electors, members []charter.EntityID) bool {
	body := r.bodyOf(p)
	for _, e := range b.noes {
		if contains(body.Veto, e) {
			return false
		}
	}
	base := r.base(p, electors, members)
	f, a := int64(len(b.ayes)), int64(len(b.noes))
	present := f + a + int64(len(b.abstaining))
	n := int64(len(base))
	method := r.method(p)
	switch method.Method {
	case syntax.Consensus:
		return a == 0 && f > 0
	case syntax.Unanimity:
		return f == n && n > 0
	case syntax.SilenceProcedure:
		return a == 0
	case syntax.Majority:
		if method.Base == "present" {
			return 2*f > present
		}
		return f > a
	case syntax.MajorityOfMembers:
		return 2*f > n
	case syntax.ShareOf:
		if f == 0 {
			return false
		}
		switch method.Base {
		case "present":
			return reaches(f, method.Share, present)
		case "votes":
			return reaches(f, method.Share, f+a)
		case "weights":
			return weighs(body, b.ayes, method.Share, base)
		}
		return reaches(f, method.Share, n)
	}
	return false
}

// weighs compares weights; those without one weigh nothing.
func weighs(body *charter.BodyVersion, ayes []charter.EntityID, share syntax.Share, base []charter.EntityID) bool {
	sum := func(es []charter.EntityID) quantity.Num {
		total := quantity.Num(0)
		for _, e := range es {
			total = quantity.Add(total, body.Weights[e])
		}
		return total
	}
	if share.Den == 0 {
		return sum(ayes) >= quantity.Whole(share.Num)
	}
	return quantity.Mul(quantity.Whole(share.Den), sum(ayes)) >= quantity.Mul(quantity.Whole(share.Num), sum(base))
}

// decide takes an act as the decision of every matter it fits; where the
// procedure is always open and nothing has to be moved, of one of its own.
func (r *run) decide(rule *charter.Rule, a *act) bool {
	if rule.Decided == nil {
		return false
	}
	taken := false
	for _, p := range r.motions {
		if p.rule != rule.ID || !canBeDecided(rule, p) {
			continue
		}
		if b, ok := r.readIn(p).match(rule.Decided, a); ok {
			was := p.b
			p.b = b
			if r.decideOne(p, a) {
				taken = true
			} else {
				p.b = was
			}
		}
	}
	if !rule.Opens && rule.Moved == nil && inForce(rule, r.day) {
		if r.decideOwn(rule, a) {
			taken = true
		}
	}
	if taken {
		r.takenUp[a.happening] = true
	}
	return taken
}

// decideOwn judges a decision that is a matter of its own; void, it leaves no
// matter behind. The opening of such a matter is not found: it is open always.
func (r *run) decideOwn(rule *charter.Rule, a *act) bool {
	b, ok := r.now(make(binding, len(rule.Vars))).match(rule.Decided, a)
	if !ok {
		return false
	}
	c := cause{kind: byAct, act: a.number, finding: -1, happening: a.happening}
	for _, p := range r.motions {
		if p.rule == rule.ID && p.opening.equal(b) && p.cause.same(c) {
			return true
		}
	}
	n, age := len(r.motions), r.age
	p := r.proceed(rule, nil, b, c, nil)
	if r.decideOne(p, a) {
		return true
	}
	r.motions, r.age = r.motions[:n], age
	return false
}

// decideOne takes a recorded outcome if it is valid.
func (r *run) decideOne(p *proceeding, a *act) bool {
	electors, members := r.electors(p)
	e := a.entry
	tally := ballot{
		ayes: among(electors, e.Ayes), noes: among(electors, e.Noes),
		abstaining: among(electors, e.Abstaining),
	}
	if len(electors) == 0 || e.Limited && !r.bodyOf(p).Limited || !r.mayAdopt(p, e) {
		return false
	}
	if hasTally(e) {
		in, base := electors, members
		if e.Limited { // who stays out is not counted
			in = append(append(append(in[:0:0], tally.ayes...), tally.noes...), tally.abstaining...)
			base = in
		}
		result := r.result(p, tally, in, base)
		if result == Lapse || (result == Adoption) == e.Failed {
			return false
		}
	}
	d := &decision{ayes: e.Ayes, noes: e.Noes, adopting: e.Adopting, bound: members}
	if e.Limited {
		d.bound = tally.ayes
		if !hasTally(e) {
			d.bound = without(members, e.Absent)
		}
	}
	kind := Adoption
	if e.Failed {
		kind = Rejection
	}
	r.outcome(p, kind, d, r.holdBack)
	return true
}

// hasTally reports whether a decision says how anybody voted; who was absent
// alone is no tally.
func hasTally(e *record.Entry) bool {
	return len(e.Ayes)+len(e.Noes)+len(e.Abstaining) > 0
}

// mayAdopt reports whether what a decision adopts is on the procedure's closed
// list; one recorded as failed need not adopt anything.
func (r *run) mayAdopt(p *proceeding, e *record.Entry) bool {
	rule := r.c.Rules[p.rule]
	if len(rule.Choosing) == 0 {
		return true
	}
	if len(e.Adopting) == 0 {
		return e.Failed
	}
	for _, m := range e.Adopting {
		if !contains(rule.Choosing, m) {
			return false
		}
	}
	return true
}

func among(electors, listed []charter.EntityID) []charter.EntityID {
	var out []charter.EntityID
	for _, e := range electors {
		if contains(listed, e) {
			out = append(out, e)
		}
	}
	return out
}

func without(all, listed []charter.EntityID) []charter.EntityID {
	var out []charter.EntityID
	for _, e := range all {
		if !contains(listed, e) {
			out = append(out, e)
		}
	}
	return out
}

// outcome ends a matter: the finding first, then its effects.
func (r *run) outcome(p *proceeding, kind Kind, d *decision, give func(heldBack)) {
	rule := r.c.Rules[p.rule]
	p.open = false
	if kind != Adoption {
		d.bound = nil
	}
	f := r.aboutProceeding(kind, p)
	f.dec = d
	r.emit(f)
	effects := rule.Adopted
	switch kind {
	case Rejection:
		effects = rule.Rejected
	case Lapse:
		effects = rule.Lapsed
	}
	give(heldBack{rule.ID, effects, p.b, p.cause.happening, d})
}

// timeUp ends a matter whose time to move, or to decide, ran out yesterday.
func (r *run) timeUp(p *proceeding) {
	rule := r.c.Rules[p.rule]
	if !p.open {
		return
	}
	if !canBeDecided(rule, p) {
		if p.moveDue < r.day {
			r.outcome(p, Lapse, p.votedDecision(nil), r.giveAtOnce)
		}
		return
	}
	if p.due >= r.day {
		return
	}
	electors, members := r.electors(p)
	cast, rest := p.cast(electors)
	kind := Lapse
	switch {
	case len(electors) == 0:
	case r.method(p).Method == syntax.SilenceProcedure && len(cast.noes) > 0: // cast under another method
		kind = Rejection
	case r.method(p).Method == syntax.SilenceProcedure:
		kind = Adoption
	case len(rest) < len(electors):
		kind = r.result(p, cast, electors, members)
	}
	r.outcome(p, kind, p.votedDecision(members), r.giveAtOnce)
}

// moveProceeding hands a matter to the rule of the same name in a new text: the
// period that runs is counted anew from its beginning, but ends not before
// today.
func (r *run) moveProceeding(p *proceeding, next *charter.Rule) {
	old := r.c.Rules[p.rule]
	b := carry(p.b, old, next)
	if next.Moved == nil && next.Decided == nil {
		return // its findings would have the roles of another opening
	}
	p.b, p.opening = b, carry(p.opening, old, next)
	p.rule = next.ID
	switch {
	case p.moved:
		p.due = max(p.movedOn.Add(r.period(next.Within, r.day)), r.day)
	case next.Moved != nil:
		p.moveDue = max(p.opened.Add(r.period(next.MoveWithin, r.day)), r.day)
	default:
		p.due = max(p.opened.Add(r.period(next.Within, r.day)), r.day)
	}
}
