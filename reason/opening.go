package reason

import (
	"fmt"

	"casus/charter"
	"casus/engine"
)

// done is one step of a rule that was done: by what, and when it was read.
type done struct {
	step  int // -1: when; k: the k-th then
	cause uint32
	at    moment
	from  uint32 // the sequence that waited for the step; 0 for `when`
}

// origin follows a matter back to the one that the trigger opened: through the
// judge who let it run, and through an amendment that moved it.
func (w *work) origin(mid uint32) uint32 {
	m := w.run.Matter(mid)
	r := w.c.Rules[m.Rule]
	for o := mid - 1; o > 0; o-- {
		om := w.run.Matter(o)
		if om.Cause != m.Cause || om.Ban || om.Procedure != m.Procedure || om.Waiting {
			continue
		}
		or := w.c.Rules[om.Rule]
		moved := or.Successor == r.ID && or.ID != r.ID && om.Opened == m.Opened && or.Kind == r.Kind
		judged := !m.Procedure && om.Rule == m.Rule && om.Awaiting && !m.Awaiting && om.Bound == m.Bound
		if judged || moved && w.sameParts(or, &om, r, &m) {
			return w.origin(o)
		}
	}
	return mid
}

// sameParts reports whether two rules of one name bind the same states.
func (w *work) sameParts(a *charter.Rule, am *engine.Matter, b *charter.Rule, bm *engine.Matter) bool {
	x, y := w.bound(a, am), w.bound(b, bm)
	for i, v := range a.Vars {
		for j, o := range b.Vars {
			if v.Name == o.Name && !v.Number && x.e[i] != 0 && y.e[j] != 0 && x.e[i] != y.e[j] {
				return false
			}
		}
	}
	return true
}

// steps are the steps by which a matter arose, the first first.
func (w *work) steps(mid uint32) []done {
	m := w.run.Matter(mid)
	r := w.c.Rules[m.Rule]
	k := len(r.Steps)
	if r.Kind != charter.DutyRule {
		k = 0
	}
	var out []done
	child, cm := mid, m
	for k > 0 {
		from := w.sequence(child, &cm, k-1)
		out = append([]done{{k - 1, cm.Cause, w.born(child), from}}, out...)
		if from == 0 {
			return out
		}
		child, cm = from, w.run.Matter(from)
		k--
	}
	return append([]done{{-1, cm.Cause, w.born(child), 0}}, out...)
}

// sequence finds the begun sequence that waited for a step and went on to the
// child.
func (w *work) sequence(child uint32, cm *engine.Matter, step int) uint32 {
	absent := w.c.Rules[cm.Rule].Steps[step].Absent
	best := uint32(0)
	for id := uint32(1); id < child; id++ {
		m := w.run.Matter(id)
		if m.Rule != cm.Rule || !m.Waiting || m.Stage != step || !agree(m.Bound[:], cm.Bound[:]) {
			continue
		}
		if absent {
			if m.Cause == cm.Cause && w.run.Due(id, w.world)+1 == cm.Opened {
				return id
			}
			continue
		}
		if w.trace.Over[id] == w.trace.Born[child] && m.Opened <= cm.Opened && m.Cause != cm.Cause {
			if best == 0 {
				best = id
			}
		}
	}
	return best
}

func agree[T comparable](a, b []T) bool {
	var none T
	for i := range a {
		if a[i] != none && b[i] != none && a[i] != b[i] {
			return false
		}
	}
	return true
}

// opening explains how a matter arose: each step with what did it, and each
// condition with why it held.
func (s *teller) opening(mid uint32) []*Proof {
	o := s.origin(mid)
	m := s.run.Matter(o)
	r := s.c.Rules[m.Rule]
	if !s.first(fmt.Sprint("opening", o)) {
		return []*Proof{{Kind: KindAgain, Text: "How this arose is said above.", Day: m.Opened, Rule: r, Holds: true, finding: -1}}
	}
	var out []*Proof
	steps := s.steps(o)
	bm := s.bound(r, &m)
	for _, d := range steps {
		if d.from != 0 {
			fm := s.run.Matter(d.from)
			merge(bm, s.bound(r, &fm))
		}
	}
	for i, d := range steps {
		list, after := s.stepDone(r, d, bm)
		bm = after
		if i > 0 && d.from != 0 && !r.Steps[d.step].Absent {
			list = append(list, s.inTime(r, d))
		}
		out = append(out, list...)
	}
	at := s.born(o)
	if r.Kind == charter.DutyRule {
		out = append(out, s.bearerWords(r, &m, bm, at)...)
		if r.While != nil {
			out = append(out, kids(s.cond(r.While, false, &ctx{at: at, b: bm, since: always}))...)
		}
	}
	if o != mid {
		out = append(out, s.ranOn(o, mid)...)
	}
	return out
}

// merge fills what a binding leaves open from another.
func merge(b, from *binding) {
	for i := range b.e {
		if b.e[i] == 0 {
			b.e[i] = from.e[i]
		}
	}
}

// ranOn says how a matter came to be another: by its judge, or by an
// amendment.
func (s *teller) ranOn(o, mid uint32) []*Proof {
	om, m := s.run.Matter(o), s.run.Matter(mid)
	if om.Rule != m.Rule {
		r := s.c.Rules[m.Rule]
		return []*Proof{note("It was open when the text changed on " + r.From.String() + " and went on under " + s.where(r) + ".")}
	}
	born := s.trace.Born[mid]
	if born != 0 && s.deeds[born].act == charter.Finds {
		return []*Proof{s.deed(born, "by which it runs from "+m.Opened.String())}
	}
	return nil
}

// stepDone explains one step: what did it, the definition it falls under, and
// its `where`. The binding that results is returned.
func (s *teller) stepDone(r *charter.Rule, d done, b *binding) ([]*Proof, *binding) {
	alts, where := r.When, r.Where
	how := "which is what the rule is about"
	if d.step >= 0 {
		st := r.Steps[d.step]
		alts, where = st.When, st.Where
		how = "the next step of the rule"
		if st.Absent {
			return s.absentStep(r, d, b), b
		}
	}
	if len(alts) == 0 {
		return nil, b
	}
	act, cause, isFinding := s.run.Source(d.cause)
	var best []*Proof
	var after *binding
	for _, tr := range alts {
		var list []*Proof
		var nb *binding
		switch {
		case tr.Act != nil && act != 0 && !isFinding:
			f, ok := s.match(tr.Act, &s.deeds[act], b, s.actMoment(act, d.at))
			if !ok {
				continue
			}
			list, nb = []*Proof{s.deed(act, s.asPhrase(tr.Act, &f, how)).add(guards(f.guards)...)}, f.b
		case tr.Finding != nil && isFinding:
			bs := s.findingFits(tr.Finding, cause, b, d.at)
			if len(bs) == 0 {
				continue
			}
			nb = bs[0]
		case tr.Change != nil && isFinding && s.findings[cause].Kind == engine.Status:
			if nb = s.changeFits(tr.Change, cause, b); nb == nil {
				continue
			}
		case tr.Date != nil && act == 0 && !isFinding:
			list, nb = []*Proof{s.dateWords(tr.Date, d.at)}, b
		default:
			continue
		}
		x := s.holdsBetween(where, false, &ctx{at: d.at, b: nb, since: always, dec: s.decision(d.cause)}, max(d.at.made, s.upTo))
		if after == nil || x == nil || x.Holds {
			best, after = append(list, kids(x)...), nb
		}
		if x == nil || x.Holds {
			break
		}
	}
	if after == nil {
		after = b
	}
	if isFinding {
		best = append([]*Proof{s.finding(cause)}, best...)
	}
	return best, after
}

// guards are the conditions of definitions, without the bundles.
func guards(gs []*Proof) (out []*Proof) {
	for _, g := range gs {
		out = append(out, kids(g)...)
	}
	return out
}

// asPhrase says as what an act counts, where a definition is used.
func (w *work) asPhrase(p *charter.Pattern, f *fit, how string) string {
	if len(f.via) == 0 {
		return how
	}
	return "which counts as " + f.via[0].Name
}

// actMoment is when an act that is a cause was matched: as it was taken, on
// its day.
func (w *work) actMoment(act uint32, at moment) moment {
	m := w.before(act)
	if at.day == m.day && at.made > m.made {
		m.made = at.made
	}
	return m
}

// changeFits binds a change of status to a trigger; nil if it is another.
func (w *work) changeFits(ch *charter.Change, id uint32, b *binding) *binding {
	f := &w.findings[id]
	c := &w.run.Changes()[f.Matter]
	if ch.Ceases != c.Ceases || ch.Family != c.Family || ch.Status != c.Status {
		return nil
	}
	n := b.clone()
	if !w.bindTerm(ch.Term, c.Entity, n, f) || ch.With != nil && !w.bindTerm(*ch.With, c.With, n, f) {
		return nil
	}
	return n
}

func (w *work) bindTerm(t charter.Term, e charter.EntityID, b *binding, f *engine.Finding) bool {
	if x := w.term(t, b, f.Day); x != 0 {
		return x == e
	}
	if t.Kind == charter.VarTerm {
		b.set(t.Var, e)
	}
	return t.Kind == charter.VarTerm
}

func (w *work) dateWords(d *charter.DateTrigger, at moment) *Proof {
	p := note("The day had come: " + at.day.String())
	switch {
	case !d.Every.IsZero():
		p.Text += ", every " + d.Every.String() + " counted from " + d.Start.String() + "."
	case !d.Offset.IsZero():
		p.Text += ", " + d.Offset.String() + " after " + d.Start.String() + "."
	default:
		p.Text += "."
	}
	p.Day = at.day
	return p
}

// decision is the matter of the decision behind a cause; 0 if there is none.
func (w *work) decision(cause uint32) uint32 {
	_, id, isFinding := w.run.Source(cause)
	if !isFinding {
		return 0
	}
	switch f := &w.findings[id]; f.Kind {
	case engine.Adoption, engine.Rejection, engine.Lapse:
		if w.run.Matter(f.Matter).Procedure {
			return f.Matter
		}
	}
	return 0
}

// inTime says that a step came within its time.
func (s *teller) inTime(r *charter.Rule, d done) *Proof {
	fm := s.run.Matter(d.from)
	l := r.Steps[d.step].Within
	if l == nil {
		return nil
	}
	p := s.deadline(l, fm.Opened, s.run.Due(d.from, s.world), "it had to come")
	p.Text += " It came on " + s.causeDay(d.cause, d.at).String() + "."
	return p
}

func (w *work) absentStep(r *charter.Rule, d done, b *binding) []*Proof {
	st := r.Steps[d.step]
	if d.from == 0 || len(st.When) == 0 {
		return nil
	}
	fm := w.run.Matter(d.from)
	due := w.run.Due(d.from, w.world)
	var words []string
	for _, tr := range st.When {
		if tr.Act != nil {
			words = append(words, w.phrase(tr.Act, b, fm.Opened))
		}
	}
	return []*Proof{{Kind: KindAbsence, Day: due, Holds: true, finding: -1,
		Text: "There was no " + list(words, "or") + " " + span(fm.Opened, due) + " " + w.recordWords() + "."}}
}

// bearerWords say why the state, or the states together, are bound.
func (s *teller) bearerWords(r *charter.Rule, m *engine.Matter, b *binding, at moment) []*Proof {
	be := r.Bearer
	if be == nil {
		return nil
	}
	if len(m.Group) > 0 {
		p := &Proof{Kind: KindStatus, Day: at.day, Holds: true, finding: -1}
		p.Text = "It is owed by " + s.quantWords(r) + " of " + s.bearerName(be) + ": on " + at.day.String() + " these were " + s.names(m.Group) + "."
		return []*Proof{p}
	}
	return s.isBearer(be, b, at)
}

func (w *work) quantWords(r *charter.Rule) string {
	switch q := fmt.Sprint(r.AtLeast); {
	case r.AtLeast > 0:
		return "at least " + q
	case w.jointly(r):
		return "all together"
	}
	return "some one"
}

// bearerName is who bears a rule, in words: "each party".
func (w *work) bearerName(be *charter.Bearer) string {
	switch {
	case be.ByKind:
		return "those of the kind " + w.v.Kinds[be.Kind].Name
	case be.Status == charter.ParticipantStatus:
		return "those the decision binds"
	}
	return "those who are " + w.statusName(be.Family, be.Status)
}

// isBearer explains why the bearer's variable names one of the bearers: its
// status, the exceptions, and the quantifier's own where.
func (w *work) isBearer(be *charter.Bearer, b *binding, at moment) []*Proof {
	e := b.get(be.Var)
	var out []*Proof
	switch {
	case e == 0:
		return []*Proof{{Kind: KindStatus, Text: "Nobody is named who could be bound.", Day: at.day, finding: -1}}
	case be.ByKind:
		ok := w.v.IsKind(e, be.Kind)
		p := &Proof{Kind: KindCondition, Day: at.day, Holds: ok, finding: -1, Text: w.name(e) + " is of the kind " + w.v.Kinds[be.Kind].Name + "."}
		if !ok {
			p.Text = w.name(e) + " is no " + w.v.Kinds[be.Kind].Name + ", and only such are bound."
		}
		out = append(out, p)
	case be.Status == charter.ParticipantStatus:
		out = append(out, &Proof{Kind: KindStatus, Day: at.day, Holds: true, finding: -1, Text: w.name(e) + " is one of those whom the decision binds."})
	default:
		st := w.status(statusKey{be.Family, be.Status, e, 0}, at)
		p := &Proof{Kind: KindStatus, Day: at.day, Holds: st.held, finding: -1}
		name := w.statusName(be.Family, be.Status)
		p.Text, p.Day = w.statusWords(w.name(e), name, st, at.day)
		if !st.held {
			p.Text += ", and only those who are " + name + " are bound"
		}
		p.Text += "."
		out = append(out, p)
	}
	for _, t := range be.Except {
		if w.term(t, b, at.day) == e {
			out = append(out, &Proof{Kind: KindCondition, Day: at.day, finding: -1, Text: w.name(e) + " is excepted: it is the one to whom, or about whom, the rule speaks."})
		}
	}
	for _, x := range be.ExceptStatus {
		st := w.status(statusKey{be.Family, x, e, 0}, at)
		so, day := w.statusWords(w.name(e), w.statusName(be.Family, x), st, at.day)
		p := &Proof{Kind: KindStatus, Day: day, Holds: !st.held, finding: -1, Text: so + "."}
		if st.held {
			p.Text = so + ", and those are excepted."
		}
		out = append(out, p)
	}
	if be.Where != nil {
		out = append(out, kids(w.cond(be.Where, false, &ctx{at: at, b: b, since: always}))...)
	}
	return out
}
