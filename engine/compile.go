package engine

import (
	"cmp"
	"maps"
	"slices"
	"sort"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

func (k *compiler) compileRule(r *rule) {
	k.rule = r
	k.placeVars(r)
	v := &env{vars: r.vars}
	from := calendar.Always
	if r.From > calendar.Always {
		from = r.From
	}
	if from > calendar.Always && from < k.p.firstDay {
		k.p.firstDay = from
	}
	if r.UnderWay {
		k.deps = newDeps()
		defer func() { k.p.reachTimed, k.deps = k.p.reachTimed || k.deps.timed, nil }()
	}
	r.where = k.condition(r.Where, v)
	r.bearer = k.bearer(r.Bearer, v)
	if r.bearer != nil {
		r.bearerSlot = r.bearer.slot
	}
	r.within, r.moveWithin = compileLimit(r.Within), compileLimit(r.MoveWithin)
	switch r.Kind {
	case charter.BanRule:
		k.compileBan(r, v)
	case charter.DutyRule:
		k.compileDuty(r, v)
	case charter.PowerRule:
		r.unless = k.condition(r.Unless, v)
		for _, p := range k.patterns(r.May, v, r.used) {
			k.eachKind(p.act, func(a charter.ActID) { k.addLegal(a, r, p, asPower) })
		}
		r.effects = k.effects(r, r.Effects, v)
	case charter.ConsequenceRule:
		r.unless = k.condition(r.Unless, v)
		k.compileWhen(r, v)
		r.effects = k.effects(r, r.Effects, v)
	case charter.ProcedureRule:
		k.compileProcedure(r, v)
	}
}

func (k *compiler) addLegal(a charter.ActID, r *rule, p *pattern, as legalRole) {
	k.p.acts[a].legal = append(k.p.acts[a].legal, legalUse{use{rule: r, pat: p}, as})
}

// placeVars gives the rule's variables their places in a binding.
func (k *compiler) placeVars(r *rule) {
	for _, v := range r.Vars {
		if v.Number {
			r.vars = append(r.vars, operand{kind: numOperand, slot: int16(r.nums)})
			r.nums++
			continue
		}
		r.vars = append(r.vars, operand{kind: slotOperand, slot: int16(r.used)})
		r.used++
	}
	if r.used > MaxVars {
		k.fail("more than %d variables for states", MaxVars)
	}
	if r.nums > MaxNums {
		k.fail("more than %d variables for numbers", MaxNums)
	}
}

func (k *compiler) bearer(b *charter.Bearer, v *env) *bearer {
	if b == nil {
		return nil
	}
	out := &bearer{family: b.Family, status: b.Status, byKind: b.ByKind, kind: b.Kind, participant: b.Status == charter.ParticipantStatus && !b.ByKind,
		slot: int(v.vars[b.Var].slot), exceptStatus: b.ExceptStatus, where: k.condition(b.Where, v)}
	for _, t := range b.Except {
		out.except = append(out.except, v.term(t))
	}
	return out
}

func (k *compiler) roleValues(roles []charter.RoleTerm, v *env) []roleValue {
	var out []roleValue
	for _, rt := range roles {
		out = append(out, roleValue{rt.Role, v.term(rt.Term)})
	}
	return out
}

func (k *compiler) compileBan(r *rule, v *env) {
	r.unless = k.condition(r.Unless, v)
	k.p.banRules = append(k.p.banRules, r.ID)
	for i, n := range r.Never {
		roles := k.roleValues(n.Roles, v)
		slices.SortFunc(roles, func(a, b roleValue) int { return cmp.Compare(a.role, b.role) })
		r.altRoles = append(r.altRoles, roles)
		for _, p := range k.patterns(n, v, r.used) {
			u := use{rule: r, pat: p, alt: i}
			r.banUses = append(r.banUses, u)
			k.eachKind(p.act, func(a charter.ActID) { k.p.acts[a].bans = append(k.p.acts[a].bans, u) })
		}
	}
	if r.UnderWay {
		k.p.underWay = append(k.p.underWay, r.ID)
	}
}

// compileWhen compiles a rule's `when` and lists it where its triggers happen.
func (k *compiler) compileWhen(r *rule, v *env) {
	alts := 0
	for i, t := range r.When {
		tr := k.trigger(t, v)
		r.whens = append(r.whens, tr)
		alts += max(1, len(tr.pats))
		for _, p := range tr.pats {
			k.eachKind(p.act, func(a charter.ActID) { k.p.acts[a].opens = append(k.p.acts[a].opens, use{rule: r, pat: p, alt: i}) })
		}
		if tr.date != nil {
			k.addDate(r, i, -1, tr.date)
		}
	}
	// A finding may fit several rules' alternatives or fit one twice; only an
	// act under a single alternative is sure to open a rule once.
	r.dedupe = alts > 1
	for _, t := range r.whens {
		r.dedupe = r.dedupe || t.finding != nil || t.change != nil
	}
}

// addDate lists a calendar trigger; those of steps come before those that begin
// a rule anew.
func (k *compiler) addDate(r *rule, alt, step int, d *charter.DateTrigger) {
	k.p.calendar = append(k.p.calendar, calendarUse{r, alt, step, d})
	if d.Start > calendar.Always && d.Start < k.p.firstDay {
		k.p.firstDay = d.Start
	}
}

func (k *compiler) trigger(t *charter.Trigger, v *env) trigger {
	out := trigger{date: t.Date}
	switch {
	case t.Act != nil:
		out.pats = k.patterns(t.Act, v, k.rule.used)
	case t.Finding != nil:
		fp := &findingPattern{kind: t.Finding.Kind, late: t.Finding.Late}
		for _, rt := range t.Finding.Roles {
			fp.roles = append(fp.roles, rt.Role)
			fp.ops = append(fp.ops, v.term(rt.Term))
		}
		if len(fp.roles) > 4 {
			k.fail("a finding in a trigger names more than four roles")
		}
		fp.void = k.keepGuards(k.patterns(t.Finding.Act, v, k.rule.used), t.Finding.Act, v)
		out.finding = fp
	case t.Change != nil:
		out.change = k.change(t.Change, v)
	}
	return out
}

func (k *compiler) change(c *charter.Change, v *env) *change {
	out := &change{term: v.term(c.Term), ceases: c.Ceases, family: c.Family, status: c.Status}
	if c.With != nil {
		w := v.term(*c.With)
		out.with = &w
	}
	return out
}

func (k *compiler) compileDuty(r *rule, v *env) {
	k.compileWhen(r, v)
	r.judge, r.mustJudge = r.Rule.Judge, r.Rule.MustJudge
	r.group = r.Quant == syntax.Some || r.Quant == syntax.Jointly || r.Quant == syntax.AtLeastOf
	k.keepVars(r)
	for i, s := range r.Steps {
		st := step{absent: s.Absent, within: compileLimit(s.Within), stage: &stage{where: k.condition(s.Where, v)}}
		acts := 0
		for _, t := range s.When {
			tr := k.trigger(t, v)
			k.keepGuards(tr.pats, t.Act, v)
			st.stage.alts = append(st.stage.alts, tr)
			acts += len(tr.pats)
			for _, p := range tr.pats {
				w := k.watch(r, p, &r.keepAt[i], &r.sure[i])
				w.alt = len(st.stage.alts)
				st.watches = append(st.watches, w)
			}
			st.mixed = st.mixed || tr.finding != nil || tr.change != nil || tr.date != nil
			if tr.date != nil {
				k.addDate(r, len(st.stage.alts)-1, len(r.steps), tr.date)
			}
		}
		r.dedupe = r.dedupe || acts > 1 || st.mixed
		r.steps = append(r.steps, st)
	}
	if len(r.Steps) > 0 {
		r.dedupe = true // two sequences may be completed by one act
	}
	for _, m := range r.Must {
		pats := k.keepGuards(k.patterns(m, v, r.used), m, v)
		for _, p := range pats {
			w := k.watch(r, p, &r.keep, &r.sure[len(r.Steps)])
			w.anybody = r.group && !p.binds(int16(r.bearerSlot))
			r.must = append(r.must, w)
			r.hypothetic = append(r.hypothetic, p)
		}
	}
	if len(r.Must) > 0 {
		r.roleOf = k.roleValues(r.Must[0].Roles, v)
	}
	for _, p := range k.keepGuards(k.patterns(r.Refusal, v, r.used), r.Refusal, v) {
		r.refusals = append(r.refusals, k.watch(r, p, &r.keep, &r.sure[len(r.Steps)]))
	}
	r.mustWhere = k.condition(r.MustWhere, v)
	if m := r.Minimum; m != nil {
		r.minimum = nil
		k.rule.minimum = &minimum{count: m.Count, number: m.Number, value: k.expr(m.Value, v)}
	}
	r.unless = k.standing(standUnless, r, nil, r.Unless, v, 0)
	r.while = k.standing(standWhile, r, nil, r.While, v, 1)
	r.paused = k.standing(standPaused, r, nil, r.Paused, v, 2)
	if r.standsFor != [3]int{-1, -1, -1} {
		k.p.stands = append(k.p.stands, r)
	}
	k.listWatches(r)
}

// keepVars works out which variables the rest of the rule still needs: those
// make up the binding of a matter.
func (k *compiler) keepVars(r *rule) {
	need := map[charter.VarID]bool{}
	pat := func(p *charter.Pattern) { patternVars(p, need) }
	for _, m := range r.Must {
		pat(m)
	}
	pat(r.Refusal)
	for _, e := range []*charter.Expr{r.MustWhere, r.Rule.Unless, r.While, r.Paused} {
		exprVars(e, need)
	}
	if r.Minimum != nil {
		exprVars(r.Minimum.Value, need)
	}
	for _, j := range []*charter.Judge{r.Rule.Judge, r.MustJudge} {
		if j != nil && j.Term.Kind == charter.VarTerm && !j.Nobody {
			need[j.Term.Var] = true
		}
	}
	// Variables bound before each step, and before the rule opens: by some
	// alternative, or surely.
	before, surely := make([]map[charter.VarID]bool, len(r.Steps)+1), make([]map[charter.VarID]bool, len(r.Steps)+1)
	before[0], surely[0] = boundBy(r.When)
	for i, s := range r.Steps {
		before[i+1], surely[i+1] = maps.Clone(before[i]), maps.Clone(surely[i])
		if !s.Absent {
			some, all := boundBy(s.When)
			maps.Copy(before[i+1], some)
			maps.Copy(surely[i+1], all)
		}
	}
	for i := range surely {
		r.sure = append(r.sure, k.keepOf(r, surely[i], surely[i]))
	}
	r.binds = before[len(r.Steps)]
	at := maps.Clone(r.binds)
	if r.Bearer != nil {
		at[r.Bearer.Var] = true
		r.sure[len(r.Steps)][r.bearerSlot] = true
	}
	r.keep = k.keepOf(r, need, at)
	r.keepNum = k.keepNums(r, need)
	if r.group {
		r.keep[r.bearerSlot] = false // its members stand beside the binding
	}
	if b := r.Bearer; b != nil {
		for _, t := range b.Except {
			termVars(t, need)
		}
		exprVars(b.Where, need)
	}
	r.keepAt = make([][MaxVars]bool, len(r.Steps))
	r.keepNumAt = make([][MaxNums]bool, len(r.Steps))
	for i := len(r.Steps) - 1; i >= 0; i-- {
		s := r.Steps[i]
		for _, t := range s.When {
			triggerVars(t, need)
		}
		exprVars(s.Where, need)
		r.keepAt[i] = k.keepOf(r, need, before[i])
		r.keepNumAt[i] = k.keepNums(r, need)
	}
}

func (k *compiler) keepOf(r *rule, need, bound map[charter.VarID]bool) (keep [MaxVars]bool) {
	for v := range need {
		if op := r.vars[v]; bound[v] && op.kind == slotOperand && op.slot < MaxVars {
			keep[op.slot] = true
		}
	}
	return keep
}

func (k *compiler) keepNums(r *rule, need map[charter.VarID]bool) (keep [MaxNums]bool) {
	for v := range need {
		if op := r.vars[v]; op.kind == numOperand {
			keep[op.slot] = true
		}
	}
	return keep
}

// boundBy lists the variables that some alternative binds, and those that all
// do.
func boundBy(alts []*charter.Trigger) (some, all map[charter.VarID]bool) {
	some = map[charter.VarID]bool{}
	for i, t := range alts {
		one := map[charter.VarID]bool{}
		triggerVars(t, one)
		maps.Copy(some, one)
		one = maps.Clone(one)
		unsure(t.Act, one)
		if i == 0 {
			all = one
			continue
		}
		maps.DeleteFunc(all, func(v charter.VarID, _ bool) bool { return !one[v] })
	}
	if all == nil {
		all = map[charter.VarID]bool{}
	}
	return some, all
}

// unsure takes out the variables that a derived act may leave unbound because
// it counts for anybody.
func unsure(p *charter.Pattern, sure map[charter.VarID]bool) {
	if p == nil || p.Define == nil {
		return
	}
	for i, param := range p.Define.Params {
		for _, rt := range p.Roles {
			if rt.Role == param.Role && rt.Term.Kind == charter.VarTerm && countsForAny(p.Define, charter.VarID(i), 0) {
				delete(sure, rt.Term.Var)
			}
		}
	}
}

// countsForAny reports whether some alternative of a derived act leaves a
// parameter open, itself or by the derived act that it is.
func countsForAny(d *charter.Define, param charter.VarID, depth int) bool {
	for _, alt := range d.Alts {
		if slices.Contains(alt.Counting, param) {
			return true
		}
		inner := alt.Pattern.Define
		if inner == nil || depth > 16 {
			continue
		}
		for i, x := range inner.Params {
			for _, rt := range alt.Pattern.Roles {
				if rt.Role == x.Role && rt.Term.Kind == charter.VarTerm && rt.Term.Var == param && countsForAny(inner, charter.VarID(i), depth+1) {
					return true
				}
			}
		}
	}
	return false
}

func termVars(t charter.Term, need map[charter.VarID]bool) {
	if t.Kind == charter.VarTerm && t.Var >= 0 {
		need[t.Var] = true
	}
}

func patternVars(p *charter.Pattern, need map[charter.VarID]bool) {
	if p == nil {
		return
	}
	for _, rt := range p.Roles {
		termVars(rt.Term, need)
	}
	for _, n := range p.Numbers {
		if n.Bind != charter.NoVar {
			need[n.Bind] = true
		}
		exprVars(n.Value, need)
	}
}

func findingVars(f *charter.FindingPattern, need map[charter.VarID]bool) {
	if f == nil {
		return
	}
	for _, rt := range f.Roles {
		termVars(rt.Term, need)
	}
	patternVars(f.Act, need)
}

func triggerVars(t *charter.Trigger, need map[charter.VarID]bool) {
	patternVars(t.Act, need)
	findingVars(t.Finding, need)
	if t.Change != nil {
		termVars(t.Change.Term, need)
		if t.Change.With != nil {
			termVars(*t.Change.With, need)
		}
	}
}

func exprVars(e *charter.Expr, need map[charter.VarID]bool) {
	if e == nil {
		return
	}
	for _, a := range e.Args {
		exprVars(a, need)
	}
	switch e.Op {
	case charter.OpHolds, charter.OpIsKind, charter.OpDeclared, charter.OpVoted, charter.OpMeasure:
		termVars(e.Term, need)
	case charter.OpIsEntity:
		termVars(e.Term, need)
		termVars(e.Other, need)
	case charter.OpNumVar:
		if e.Var >= 0 {
			need[e.Var] = true
		}
	}
	if e.With != nil {
		termVars(*e.With, need)
	}
	patternVars(e.Pattern, need)
	findingVars(e.Finding, need)
}

// watch makes a pattern that a rule's matters wait for. Roles whose value the
// matter fixes make up the key under which it waits.
func (k *compiler) watch(r *rule, p *pattern, keep, sure *[MaxVars]bool) *watch {
	w := &watch{id: k.p.watchIDs, rule: r, pat: p}
	k.p.watchIDs++
	w.plain = p.guard == nil && len(p.nums) == 0 && len(p.without) == 0 && p.from == calendar.Always && p.until == calendar.Never
	for _, rc := range p.roles {
		if rc.op.kind == slotOperand && int(rc.op.slot) < r.used && keep[rc.op.slot] && sure[rc.op.slot] && len(w.keys) < 4 {
			w.keys = append(w.keys, watchKey{rc.slot, int8(rc.op.slot)})
			continue
		}
		w.plain = false
	}
	return w
}

// listWatches lists a duty's watches under the acts they fit.
func (k *compiler) listWatches(r *rule) {
	byAct := map[charter.ActID]*watchGroup{}
	group := func(a charter.ActID) *watchGroup {
		if byAct[a] == nil {
			byAct[a] = &watchGroup{rule: r}
		}
		return byAct[a]
	}
	for _, w := range r.must {
		k.eachKind(w.pat.act, func(a charter.ActID) { g := group(a); g.must = append(g.must, w) })
	}
	for _, w := range r.refusals {
		k.eachKind(w.pat.act, func(a charter.ActID) { g := group(a); g.refusals = append(g.refusals, w) })
	}
	for _, s := range r.steps {
		for _, w := range s.watches {
			k.eachKind(w.pat.act, func(a charter.ActID) { g := group(a); g.steps = append(g.steps, w) })
		}
	}
	for a := range k.p.acts {
		if g := byAct[charter.ActID(a)]; g != nil {
			g.perform = g.must
			k.p.acts[a].watches = append(k.p.acts[a].watches, *g)
		}
	}
}

// joinVersions lets what performs a rule be shown to the matters of all its
// versions at once, where the first of them has its turn: docs/semantics.md 7.
func (k *compiler) joinVersions() {
	for _, r := range k.p.rules {
		r.first = r
		for _, o := range k.p.rules[:r.ID] {
			if o.Kind == charter.DutyRule && r.Kind == charter.DutyRule && o.nameKey == r.nameKey && countsAlike(o.Rule, r.Rule) {
				r.first = o.first
				r.joined, o.joined = true, true
				break
			}
		}
	}
	for a := range k.p.acts {
		row := &k.p.acts[a]
		for i := 0; i < len(row.watches); i++ {
			g := &row.watches[i]
			if g.rule.first == g.rule || len(g.must) == 0 {
				continue
			}
			at := slices.IndexFunc(row.watches, func(o watchGroup) bool { return o.rule.ID >= g.rule.first.ID })
			if row.watches[at].rule != g.rule.first { // it waits for no such act itself
				row.watches = slices.Insert(row.watches, at, watchGroup{rule: g.rule.first})
				i++
				g = &row.watches[i]
			}
			lead := &row.watches[at]
			lead.perform = append(slices.Clip(lead.perform), g.must...)
			g.perform = nil
		}
	}
}

// countsAlike reports whether an act counts for two duties in the same way.
func countsAlike(a, b *charter.Rule) bool {
	return a.Once == b.Once && sameMinimum(a.Minimum, b.Minimum)
}

// sameMinimum reports whether two duties add up the same: acts, or one number.
func sameMinimum(a, b *charter.Minimum) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Count == b.Count && (a.Count || a.Number == b.Number)
}

func (k *compiler) compileProcedure(r *rule, v *env) {
	r.always = !r.Opens
	r.lasting = lastingVars(r)
	k.compileWhen(r, v)
	r.movedWhere = k.condition(r.MovedWhere, v)
	r.moved = k.patterns(r.Moved, v, r.used)
	r.decided = k.patterns(r.Decided, v, r.used)
	for _, p := range r.moved {
		k.eachKind(p.act, func(a charter.ActID) { k.addLegal(a, r, p, asMotion) })
	}
	for _, p := range r.decided {
		k.eachKind(p.act, func(a charter.ActID) { k.addLegal(a, r, p, asDecision) })
	}
	for _, t := range r.Except {
		r.except = append(r.except, v.term(t))
	}
	switch {
	case r.Decided != nil:
		r.roleOf = k.roleValues(r.Decided.Roles, v)
	case r.Moved != nil:
		r.roleOf = k.roleValues(r.Moved.Roles, v)
	default:
		for _, t := range r.When {
			r.altRoles = append(r.altRoles, k.triggerRoles(t, v))
		}
	}
	r.adopted = k.effects(r, r.Adopted, v)
	r.rejected = k.effects(r, r.Rejected, v)
	r.lapsed = k.effects(r, r.Lapsed, v)
}

// triggerRoles are the roles a procedure's findings take from its opening.
func (k *compiler) triggerRoles(t *charter.Trigger, v *env) []roleValue {
	switch {
	case t.Act != nil:
		return k.roleValues(t.Act.Roles, v)
	case t.Finding != nil:
		if t.Finding.Act != nil {
			return k.roleValues(t.Finding.Act.Roles, v)
		}
		return k.roleValues(t.Finding.Roles, v)
	case t.Change != nil:
		out := []roleValue{{syntax.By, v.term(t.Change.Term)}}
		if t.Change.With != nil {
			out = append(out, roleValue{syntax.With, v.term(*t.Change.With)})
		}
		return out
	}
	return nil
}

func (k *compiler) effects(r *rule, effs []*charter.Effect, v *env) []*effect {
	var out []*effect
	for _, e := range effs {
		x := &effect{Effect: e, rule: r, after: compileLimit(e.After), forP: compileLimit(e.For), id: k.p.effectIDs, untilID: -1, onceID: -1, unlessID: -1}
		k.p.effectIDs++
		if e.Change != nil {
			x.change = k.change(e.Change, v)
			k.p.moves[k.p.statusBase[e.Change.Family][e.Change.Status]/len(k.p.vocab.Entities)] = true
		} else {
			k.heedStanding(e.Excuse)
			for _, rt := range e.ExcuseRoles {
				x.excuse = append(x.excuse, roleValue{rt.Role, v.term(rt.Term)})
			}
		}
		x.force = k.p.Case.Families[r.Family].Texts[r.Text].From
		x.iff = k.condition(e.If, v)
		x.once = k.standing(standOnce, r, x, e.Once, v, -1)
		x.until = k.standing(standUntil, r, x, e.Until, v, -1)
		x.unless = k.standing(standRevoked, r, x, e.Unless, v, -1)
		out = append(out, x)
	}
	return out
}

// standing compiles a condition that is read again whenever something it rests
// on changes.
func (k *compiler) standing(kind standingKind, r *rule, eff *effect, e *charter.Expr, v *env, at int) *condition {
	if e == nil {
		return nil
	}
	k.deps = newDeps()
	c := k.condition(e, v)
	d := k.deps
	k.deps = nil
	id := len(k.p.standing)
	k.p.standing = append(k.p.standing, &standing{kind: kind, rule: r})
	switch kind {
	case standUntil:
		eff.untilID = id
	case standOnce:
		eff.onceID = id
	case standRevoked:
		eff.unlessID = id
	default:
		r.standsFor[at] = id
	}
	for a := range d.acts {
		k.p.actStands[a] = append(k.p.actStands[a], id)
	}
	for c := range d.cells {
		k.p.cellStands[c[0]][c[1]] = append(k.p.cellStands[c[0]][c[1]], id)
	}
	for x := range d.rules {
		k.p.ruleStands[x] = append(k.p.ruleStands[x], id)
	}
	for x := range d.declared {
		k.p.declStands[x] = append(k.p.declStands[x], id)
	}
	if d.timed {
		k.p.timed = append(k.p.timed, id)
	}
	return c
}

func (k *compiler) indexStanding() {
	for _, lists := range [][][]int{k.p.actStands, k.p.ruleStands, k.p.declStands} {
		for _, l := range lists {
			sort.Ints(l)
		}
	}
}

// indexTriggers lists the rules that findings and changes of status begin or
// take on, in order of rule; within a rule, sequences already begun first.
func (k *compiler) indexTriggers() {
	p := k.p
	for _, r := range p.rules {
		add := func(i, step int, src *charter.Trigger) {
			u := triggerUse{r, i, step}
			switch {
			case src.Finding != nil && src.Finding.Kind == syntax.Void:
				p.voidUses = append(p.voidUses, u)
			case src.Finding != nil:
				for _, id := range src.Finding.Rules {
					p.byRule[id] = append(p.byRule[id], u)
					if step < 0 && src.Finding.Kind == syntax.Breach && (len(p.namers[id]) == 0 || p.namers[id][len(p.namers[id])-1] != r.ID) {
						p.namers[id] = append(p.namers[id], r.ID)
					}
					if src.Finding.Kind == syntax.Opening {
						p.rules[id].tells = true
					}
				}
			case src.Change != nil:
				p.byStatus[src.Change.Family][src.Change.Status] = append(p.byStatus[src.Change.Family][src.Change.Status], u)
			}
		}
		for s := range r.Steps {
			for i, t := range r.Steps[s].When {
				add(i, s, t)
			}
		}
		for i, t := range r.When {
			add(i, -1, t)
		}
	}
	for _, l := range p.lookouts {
		if l.kind == syntax.Opening {
			for _, id := range l.rules {
				p.rules[id].tells = true
			}
		}
	}
}

func (k *compiler) compileIncompatible() {
	for _, inc := range k.p.vocab.Incompatible {
		v := &env{}
		for i := range inc.Vars {
			if i >= maxSlots {
				k.fail("an incompatible declaration has too many variables")
				return
			}
			v.vars = append(v.vars, operand{kind: slotOperand, slot: int16(i)})
		}
		k.rule = &rule{used: len(inc.Vars)}
		pa, pb := k.patterns(inc.A, v, len(inc.Vars)), k.patterns(inc.B, v, len(inc.Vars))
		if len(pa) != 1 || len(pb) != 1 {
			continue
		}
		k.p.incompat = append(k.p.incompat, incompatible{pa[0], pb[0], k.condition(inc.Where, v)})
	}
	for _, r := range k.p.rules {
		k.findCollisions(r)
	}
}

// findCollisions notes which declarations and bans could stand against what a
// duty asks for.
func (k *compiler) findCollisions(r *rule) {
	if r.Kind != charter.DutyRule {
		return
	}
	r.declared = make([]declaredOf, len(k.p.incompat))
	for i, inc := range k.p.incompat {
		for _, alt := range r.hypothetic {
			r.declared[i].a = r.declared[i].a || k.p.couldCover(inc.a, alt)
			r.declared[i].b = r.declared[i].b || k.p.couldCover(inc.b, alt)
		}
		r.collides = r.collides || r.declared[i].a || r.declared[i].b
	}
	for _, b := range k.p.banRules {
		for _, u := range k.p.rules[b].banUses {
			if slices.ContainsFunc(r.hypothetic, func(alt *pattern) bool { return k.p.couldCover(u.pat, alt) }) {
				r.mayBreach, r.collides = append(r.mayBreach, b), true
				break
			}
		}
	}
}
