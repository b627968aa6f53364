package reader

import (
	"sort"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/syntax"
)

// readOn reads a condition of a matter on the present state.
func (r *run) readOn(m *matter) reading { return r.now(m.b).deciding(m.dec) }

// bearerRole is the role in which the bearers stand in the first alternative
// of `must`, or -1.
func bearerRole(rule *charter.Rule) int {
	if len(rule.Must) == 0 {
		return -1
	}
	for _, rt := range rule.Must[0].Roles {
		if rule.Bearer == nil && rt.Role == syntax.By {
			return int(rt.Role)
		}
		if rule.Bearer != nil && rt.Term.Kind == charter.VarTerm && rt.Term.Var == rule.Bearer.Var {
			return int(rt.Role)
		}
	}
	return -1
}

// aboutMatter makes a finding about a matter: its roles are those of the first
// alternative of `must`, the bearers standing in theirs as section 7 says.
func (r *run) aboutMatter(kind Kind, m *matter) *finding {
	rule := r.c.Rules[m.rule]
	f := &finding{Finding: Finding{
		Kind: kind, Rule: m.rule, Rule2: -1, Day: r.day, Opened: m.opened, Due: m.due,
		Happening: m.cause.happening,
	}, bearer: -1}
	role := bearerRole(rule)
	if m.shared() {
		f.bearer = role
		f.group = len(m.group) > 1
	}
	if len(rule.Must) == 0 {
		return f
	}
	q := r.readOn(m)
	for _, rt := range inOrder(rule.Must[0].Roles) {
		if int(rt.Role) == role && len(m.group) > 0 {
			f.Roles = append(f.Roles, RoleEntities{rt.Role, r.blamed(kind, m)})
		} else if e, ok := q.entity(rt.Term); ok {
			f.Roles = append(f.Roles, RoleEntities{rt.Role, []charter.EntityID{e}})
		}
	}
	return f
}

// blamed are the bearers a finding names: the whole group, but for a breach of
// `jointly` and `at least` those who had not acted, and for a fulfilment of
// `some` those who performed.
func (r *run) blamed(kind Kind, m *matter) []charter.EntityID {
	var out []charter.EntityID
	for _, e := range m.group {
		switch {
		case kind == Breach && (m.quant == syntax.Jointly || m.quant == syntax.AtLeastOf):
			if m.acted[e] {
				continue
			}
		case kind == Fulfilment && m.quant == syntax.Some:
			if !m.acted[e] {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// inOrder sorts the roles of a pattern.
func inOrder(rts []charter.RoleTerm) []charter.RoleTerm {
	var out []charter.RoleTerm
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		for _, rt := range rts {
			if rt.Role == role {
				out = append(out, rt)
			}
		}
	}
	return out
}

// fits reports whether an act may perform a matter that is open or whose
// breach stands, and which of the group acted by it.
func (r *run) fits(m *matter, a *act) ([]charter.EntityID, bool) {
	if m.state != open && m.state != breached || a.day < m.opened {
		return nil, false
	}
	if a.entry.Answers >= 0 && !r.openedBy(m.cause, a.entry.Answers) {
		return nil, false
	}
	rule := r.c.Rules[m.rule]
	q := r.readOn(m)
	if !m.shared() {
		return m.group, q.matchAny(rule.Must, rule.MustWhere, a)
	}
	var members []charter.EntityID
	for _, e := range m.group {
		bound := m.b.with(rule.Bearer.Var, value{set: true, entity: e})
		if q.with(bound).matchAny(rule.Must, rule.MustWhere, a) {
			members = append(members, e)
		}
	}
	return members, len(members) > 0
}

// openedBy reports whether a cause is an act written by that entry.
func (r *run) openedBy(c cause, entry int) bool {
	return c.kind == byAct && r.isEntry(r.acts[c.act], entry)
}

// performance is what an act counts toward a minimum: its number, or one.
func (r *run) performance(rule *charter.Rule, a *act) quantity.Num {
	if rule.Minimum == nil || rule.Minimum.Count {
		return quantity.Whole(1)
	}
	return a.amount(rule.Minimum.Number)
}

// needed is what a matter still lacks to its minimum.
func (r *run) needed(m *matter) quantity.Num {
	rule := r.c.Rules[m.rule]
	if rule.Minimum == nil {
		return 0
	}
	n, ok := r.readOn(m).number(rule.Minimum.Value)
	if !ok {
		return quantity.Max
	}
	return quantity.Sub(n, m.credit)
}

// showToMatters is step 4 of an act for one rule: performance, refusal, then
// the steps of sequences, each oldest first. What the act itself began is not
// shown to it.
func (r *run) showToMatters(rule *charter.Rule, a *act, matters, seqs int) {
	if a.act == charter.Finds || a.act == charter.Denies {
		r.judged(rule, a, matters)
	}
	if versions := r.versions(rule); versions[0] == rule.ID {
		if rule.Once {
			r.performOnce(rule, versions, a, matters)
		} else {
			r.performAll(rule, versions, a, matters)
		}
	}
	for _, m := range r.matters[:matters] {
		if m.rule == rule.ID && m.state == open {
			r.refused(m, a)
		}
	}
	for _, s := range r.seqs[:seqs] {
		if s.rule == rule.ID && !s.over {
			r.showStep(s, a)
		}
	}
}

// versions are the duties that are one as to performance: those of one name in a
// family, for which an act counts in the same way.
func (r *run) versions(rule *charter.Rule) []int {
	var ids []int
	for _, o := range r.c.Rules {
		if o.Kind == charter.DutyRule && o.Family == rule.Family && o.Name == rule.Name && o.Once == rule.Once && addsUp(o, rule) {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// addsUp reports whether two duties have the same kind of minimum.
func addsUp(one, other *charter.Rule) bool {
	a, b := one.Minimum, other.Minimum
	switch {
	case a == nil || b == nil:
		return a == nil && b == nil
	case a.Count || b.Count:
		return a.Count && b.Count
	}
	return a.Number == b.Number
}

// performAll performs every open matter the act fits; where it fits none,
// those whose breach stands.
func (r *run) performAll(rule *charter.Rule, versions []int, a *act, matters int) {
	fitted := false
	for _, state := range []matterState{open, breached} {
		for _, m := range r.matters[:matters] {
			if !contains(versions, m.rule) || m.state != state {
				continue
			}
			if members, ok := r.fits(m, a); ok {
				fitted = true
				r.perform(m, a, members, r.performance(rule, a))
			}
		}
		if fitted {
			return
		}
	}
}

// performOnce performs the oldest outstanding matter the act fits; what it
// gives beyond the minimum spills over to the next.
func (r *run) performOnce(rule *charter.Rule, versions []int, a *act, matters int) {
	rest := r.performance(rule, a)
	for _, m := range r.matters[:matters] {
		if !contains(versions, m.rule) {
			continue
		}
		members, ok := r.fits(m, a)
		if !ok {
			continue
		}
		if rule.Minimum == nil {
			r.perform(m, a, members, rest)
			return
		}
		given := min(rest, max(r.needed(m), 0))
		r.perform(m, a, members, given)
		rest = quantity.Sub(rest, given)
		if rest <= 0 {
			return
		}
	}
}

// perform credits a matter with an act, or tenders the act to its judge.
func (r *run) perform(m *matter, a *act, members []charter.EntityID, amount quantity.Num) {
	rule := r.c.Rules[m.rule]
	r.takenUp[a.happening] = true
	first := r.versions(rule)[0]
	if r.used[first] == nil {
		r.used[first] = map[int]bool{}
	}
	r.used[first][a.number] = true
	if rule.MustJudge != nil && !r.judges(rule.MustJudge, m, m.single()) {
		m.tenders = append(m.tenders, tender{a, members})
		return
	}
	r.count(m, members, amount)
}

// count adds an act to a matter, and fulfils it if nothing is lacking.
func (r *run) count(m *matter, members []charter.EntityID, amount quantity.Num) {
	m.acts++
	m.credit = quantity.Add(m.credit, amount)
	for _, e := range members {
		m.acted[e] = true
	}
	if r.needed(m) > 0 || !enough(m) {
		return
	}
	f := r.aboutMatter(Fulfilment, m)
	if m.state == breached {
		f.Late = true
		r.endBreach(m)
	}
	m.state = done
	r.emit(f)
}

// enough reports whether enough of the bearers have acted.
func enough(m *matter) bool {
	n := 0
	for _, e := range m.group {
		if m.acted[e] {
			n++
		}
	}
	switch m.quant {
	case syntax.Jointly:
		return n == len(m.group)
	case syntax.AtLeastOf:
		return n >= m.atLeast
	}
	return m.acts > 0
}

func (r *run) endBreach(m *matter) {
	if m.breach >= 0 {
		r.finds[m.breach].ended = r.nextTick()
	}
}

// refused breaks an open matter by the act that refuses it. In a shared duty
// only a group of one can refuse.
func (r *run) refused(m *matter, a *act) {
	rule := r.c.Rules[m.rule]
	if rule.Refusal == nil {
		return
	}
	b := m.b
	if m.shared() {
		if len(m.group) != 1 {
			return
		}
		b = b.with(rule.Bearer.Var, value{set: true, entity: m.group[0]})
	}
	if _, ok := r.readOn(m).with(b).match(rule.Refusal, a); ok {
		r.takenUp[a.happening] = true
		r.breakMatter(m)
	}
}

func (r *run) breakMatter(m *matter) {
	m.state = breached
	f := r.aboutMatter(Breach, m)
	m.breach = len(r.finds)
	r.breach(f)
}

// breach emits a breach, and the silence about it that follows.
func (r *run) breach(f *finding) {
	r.emit(f)
	r.silenceAboutBreach(f)
}

func (r *run) end(m *matter, kind Kind) {
	m.state = done
	r.emit(r.aboutMatter(kind, m))
}

// excuse ends an open matter, or a breach that stands. An excuse of a breach
// has the roles of the breach.
func (r *run) excuse(m *matter) {
	f := r.aboutMatter(Excuse, m)
	if m.state == breached {
		f.Roles = r.finds[m.breach].Roles
		r.endBreach(m)
	}
	m.state = done
	r.emit(f)
}

// excusedNow reads `unless` of an open matter, from its opening day on.
func (r *run) excusedNow(m *matter) bool {
	unless := r.c.Rules[m.rule].Unless
	if unless == nil {
		return false
	}
	q := r.readOn(m)
	q.from = m.opened
	return q.holds(unless)
}

// standingOf reads what stands over an open matter: unless, while, paused.
func (r *run) standingOf(m *matter) {
	rule := r.c.Rules[m.rule]
	if m.state == open && r.excusedNow(m) {
		r.excuse(m)
		r.cascade()
	}
	if m.state == open && !r.readOn(m).holdsAll(rule.While) {
		r.end(m, Lapse)
		r.cascade()
	}
	if m.state == open {
		r.readPause(m)
	}
}

// readPause begins or ends a pause.
func (r *run) readPause(m *matter) {
	rule := r.c.Rules[m.rule]
	holds := rule.Paused != nil && r.readOn(m).holds(rule.Paused)
	switch {
	case holds && !m.paused:
		m.paused, m.pauseFrom = true, r.day
	case !holds && m.paused:
		m.paused = false
		if m.pauseFrom <= m.due && m.due < calendar.Never {
			m.due += r.day - m.pauseFrom
		}
	}
}

// deadlines finds, for one rule, what was not done by yesterday: matters and
// steps of sequences by age (matters of procedures likewise: a rule has either
// the ones or the others).
func (r *run) deadlines(rule *charter.Rule) {
	for _, s := range r.byAge(rule) {
		switch {
		case s.matter != nil:
			r.fallDue(s.matter)
		case s.sequence != nil:
			r.stepMissed(s.sequence)
		case s.proceeding != nil:
			r.timeUp(s.proceeding)
		}
		r.cascade()
	}
}

// aged is one of the things that can fall due.
type aged struct {
	age        int
	matter     *matter
	sequence   *sequence
	proceeding *proceeding
}

// byAge lists what may fall due of a rule, oldest first.
func (r *run) byAge(rule *charter.Rule) []aged {
	var out []aged
	for _, m := range r.matters {
		if m.rule == rule.ID && (m.state == open || m.state == awaiting) {
			out = append(out, aged{age: m.age, matter: m})
		}
	}
	for _, s := range r.seqs {
		if s.rule == rule.ID && !s.over {
			out = append(out, aged{age: s.age, sequence: s})
		}
	}
	for _, p := range r.motions {
		if p.rule == rule.ID && p.open {
			out = append(out, aged{age: p.age, proceeding: p})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].age < out[j].age })
	return out
}

// stepMissed ends a sequence whose next step has not come; an absence is
// thereby done.
func (r *run) stepMissed(s *sequence) {
	if s.over || r.stepDue(s) >= r.day {
		return
	}
	if !r.c.Rules[s.rule].Steps[s.step].Absent {
		s.over = true
		return
	}
	r.advance(s, s.b)
}

func (r *run) fallDue(m *matter) {
	rule := r.c.Rules[m.rule]
	if m.due >= r.day {
		return
	}
	switch {
	case m.state == awaiting:
		r.end(m, Unanswered)
	case m.state != open || m.paused || len(m.tenders) > 0:
	case rule.MustJudge != nil && r.judges(rule.MustJudge, m, m.single()):
		r.end(m, Unanswered)
	default:
		r.breakMatter(m)
	}
}

// judge is who judges a matter, if anybody.
func (r *run) judge(j *charter.Judge, m *matter) (charter.EntityID, bool) {
	if j == nil || j.Nobody {
		return 0, false
	}
	b := m.b
	if rule := r.c.Rules[m.rule]; m.shared() && len(m.group) == 1 && rule.Bearer != nil {
		b = b.with(rule.Bearer.Var, value{set: true, entity: m.group[0]})
	}
	return r.readOn(m).with(b).entity(j.Term)
}

// judges reports whether e is the judge.
func (r *run) judges(j *charter.Judge, m *matter, e charter.EntityID) bool {
	judge, ok := r.judge(j, m)
	return ok && e != 0 && judge == e
}

func (r *run) judgeName(j *charter.Judge, m *matter) string {
	if e, ok := r.judge(j, m); ok {
		return r.v.Entities[e].Code
	}
	return "nobody"
}

// judged takes the word of a judge on the matters of a rule.
func (r *run) judged(rule *charter.Rule, a *act, matters int) {
	for _, m := range r.matters[:matters] {
		if m.rule != rule.ID {
			continue
		}
		if m.state == awaiting && r.judges(rule.Judge, m, a.roles[syntax.By]) && r.speaksOf(m.cause, a.entry.Target) {
			r.takenUp[a.happening] = true
			r.judgedOpening(m, a)
			continue
		}
		if r.judges(rule.MustJudge, m, a.roles[syntax.By]) {
			r.judgedTender(m, a)
		}
	}
}

// judgedOpening opens a matter that awaited its judge, or ends it.
func (r *run) judgedOpening(m *matter, a *act) {
	rule := r.c.Rules[m.rule]
	if a.act == charter.Denies || !r.readOn(m).holdsAll(rule.While) {
		r.end(m, Lapse)
		return
	}
	r.start(m)
}

// judgedTender takes the judge's word on an act tendered as performance.
func (r *run) judgedTender(m *matter, a *act) {
	for i, t := range m.tenders {
		if !r.isEntry(t.act, a.entry.Target) || m.state != open && m.state != breached {
			continue
		}
		r.takenUp[a.happening] = true
		m.tenders = append(append([]tender(nil), m.tenders[:i]...), m.tenders[i+1:]...)
		if a.act == charter.Finds {
			r.count(m, t.members, r.performance(r.c.Rules[m.rule], t.act))
		}
		r.judgedTender(m, a)
		return
	}
}

// speaksOf reports whether a judge's LABEL is the entry of a cause, or an entry
// of its happening.
func (r *run) speaksOf(c cause, target int) bool {
	if c.kind != byAct || target < 0 {
		return false
	}
	if target == c.happening || r.isEntry(r.acts[c.act], target) {
		return true
	}
	if r.w.Entries != nil {
		return r.w.Entries[target].Happening == c.happening
	}
	for _, f := range r.w.Facts {
		if (f.Entry.Index == target || f.Entry.Origin == target) && f.Entry.Happening == c.happening {
			return true
		}
	}
	return false
}

// lapseAll ends what is open of a rule that was taken away; begun sequences
// vanish.
func (r *run) lapseAll(rule *charter.Rule) {
	for _, s := range r.seqs {
		if s.rule == rule.ID {
			s.over = true
		}
	}
	for _, m := range r.matters {
		if m.rule == rule.ID && (m.state == open || m.state == awaiting) {
			r.end(m, Lapse)
			r.cascade()
		}
	}
	for _, p := range r.motions {
		if p.rule == rule.ID && p.open {
			r.outcome(p, Lapse, p.votedDecision(nil), r.giveAtOnce)
			r.cascade()
		}
	}
}

// moveAll hands what is open of a rule that was taken away to the rule of the
// same name in the new text. A duty must be owed in the same manner there, or
// its bearers would mean nothing; what awaits a judge must be judged there too.
func (r *run) moveAll(rule *charter.Rule) {
	if rule.Successor < 0 || r.c.Rules[rule.Successor].Kind != rule.Kind {
		return
	}
	next := r.c.Rules[rule.Successor]
	for _, m := range r.matters {
		takes := m.state == open || m.state == awaiting && next.Judge != nil
		if m.rule == rule.ID && takes && next.Quant == m.quant && knowsAll(carry(m.b, rule, next), next, next.Must...) && knowsRefusal(carry(m.b, rule, next), next) {
			r.move(m, next)
		}
	}
	for _, p := range r.motions {
		if p.rule == rule.ID && p.open && knowsAll(carry(p.b, rule, next), next, next.Decided) {
			r.moveProceeding(p, next)
		}
	}
}

// knowsAll reports whether a binding has every variable that patterns of a rule
// name, but for its bearer and for the variables of a motion still to come.
func knowsAll(b binding, rule *charter.Rule, ps ...*charter.Pattern) bool {
	needed := uses(make([]bool, len(rule.Vars)))
	for _, p := range ps {
		needed.pattern(p)
	}
	coming := uses(make([]bool, len(rule.Vars)))
	if rule.Bearer != nil {
		coming.mark(rule.Bearer.Var)
	}
	coming.pattern(rule.Moved)
	for v := range needed {
		if needed[v] && !coming[v] && !b[v].set {
			return false
		}
	}
	return true
}

// knowsRefusal reports whether a binding has every variable that the refusal of a
// rule names and its trigger would have bound.
func knowsRefusal(b binding, rule *charter.Rule) bool {
	needed, bound := uses(make([]bool, len(rule.Vars))), uses(make([]bool, len(rule.Vars)))
	needed.pattern(rule.Refusal)
	for _, t := range rule.When {
		bound.trigger(t)
	}
	for _, s := range rule.Steps {
		for _, t := range s.When {
			if !s.Absent {
				bound.trigger(t)
			}
		}
	}
	for v := range needed {
		if needed[v] && bound[v] && !b[v].set {
			return false
		}
	}
	return true
}

// move keeps binding and bearers; the last day becomes the old opening and the
// new period, but not before today.
func (r *run) move(m *matter, next *charter.Rule) {
	old := r.c.Rules[m.rule]
	b := carry(m.b, old, next)
	if next.Bearer != nil && m.quant == syntax.Each && len(m.group) == 1 {
		b = b.with(next.Bearer.Var, value{set: true, entity: m.group[0]})
	}
	m.b = b.only(usedOpen(next))
	if !addsUp(old, next) {
		m.credit = 0
	}
	if next.Bearer == nil {
		if e, ok := r.byTerm(next, b); ok {
			m.group = []charter.EntityID{e}
		}
	}
	m.rule, m.atLeast = next.ID, next.AtLeast
	if m.state == awaiting && !r.judges(next.Judge, m, m.single()) {
		m.due = calendar.Never
		return
	}
	m.due = max(m.opened.Add(r.period(next.Within, r.day)), r.day)
}

// carry hands a binding over to another rule, by the names of variables.
func carry(b binding, old, next *charter.Rule) binding {
	out := make(binding, len(next.Vars))
	for i, v := range next.Vars {
		for j, w := range old.Vars {
			if v == w && j < len(b) {
				out[i] = b[j]
			}
		}
	}
	return out
}
