package reason

import (
	"fmt"

	"casus/charter"
	"casus/engine"
)

// done is one step of a rule that was done: by what, when its `where` was read,
// and what the rule's variables stood for then.
type done struct {
	step  int // -1: when; k: the k-th then
	cause uint32
	at    moment
	from  uint32 // the sequence that waited for the step; 0 for `when`
	b     *binding
}

// origin follows a matter back to the one that the trigger opened: through the
// judge who let it run, and through an amendment that moved it.
func (w *work) origin(mid uint32) uint32 {
	for w.trace.From[mid] != 0 {
		mid = w.trace.From[mid]
	}
	return mid
}

// steps are the steps by which a matter arose, the first first.
func (w *work) steps(mid uint32) []done {
	r := w.c.Rules[w.run.RuleOf(w.origin(mid))]
	n := 0
	for st := w.trace.Steps[mid]; st != nil; st = st.Prev {
		n++
	}
	out := w.dones.take(n)
	for st := w.trace.Steps[mid]; st != nil; st = st.Prev {
		n--
		out[n] = done{st.Index, st.Cause, instant(st.At), st.Waited, w.taken(r, &st.Bound)}
	}
	dec := uint32(0)
	for _, d := range out { // a decision stays at hand until the next
		if x := w.decision(d.cause); x != 0 {
			dec = x
		}
		d.b.dec = dec
	}
	return out
}

// taken is a binding as the run had it.
func (w *work) taken(r *charter.Rule, b *engine.Binding) *binding {
	out := w.newBinding(r.Vars)
	copy(out.e, b.Entities)
	copy(out.n, b.Numbers)
	copy(out.has, b.Has)
	return out
}

// opening explains how a matter arose: each step with what did it, and each
// condition with why it held.
func (s *teller) opening(mid uint32) []*Proof {
	o := s.origin(mid)
	m := s.run.Matter(o)
	r := s.c.Rules[m.Rule]
	if !s.first(theOpening, int(o)) {
		return s.with(nil, s.node(Proof{Kind: KindAgain, Text: "How this arose is said above.", Day: m.Opened, Rule: r, Holds: true, finding: -1}))
	}
	var out []*Proof
	bm := s.bound(r, &m)
	for _, d := range s.steps(o) {
		out = s.with(out, s.stepDone(r, d)...)
		if d.from != 0 && !r.Steps[d.step].Absent {
			out = s.with(out, s.inTime(r, d))
		}
		merge(bm, d.b)
	}
	at := s.born(o)
	if r.Kind == charter.DutyRule {
		out = s.with(out, s.bearerWords(r, &m, bm, at)...)
		if r.While != nil {
			out = s.with(out, s.kids(s.cond(r.While, false, &ctx{at: at, b: bm, since: always}))...)
		}
	}
	if o != mid {
		out = s.with(out, s.ranOn(o, mid)...)
	}
	return out
}

// merge fills what a binding leaves open from another, later one.
func merge(b, from *binding) {
	for i := range b.e {
		if b.e[i] == 0 {
			b.e[i] = from.e[i]
		}
	}
	copy(b.n, from.n)
	copy(b.has, from.has)
	b.dec = from.dec
}

// ranOn says how a matter came to be another: by its judge, or by an
// amendment.
func (s *teller) ranOn(o, mid uint32) []*Proof {
	om, m := s.run.Matter(o), s.run.Matter(mid)
	if om.Rule != m.Rule {
		r := s.c.Rules[m.Rule]
		return []*Proof{note("It was open when the text changed on " + r.From.String() + " and went on under " + s.where(r) + ".")}
	}
	born := s.trace.Arose[mid].Acts
	if born != 0 && s.deeds[born].act == charter.Finds {
		return []*Proof{s.deed(born, "by which it runs from "+m.Opened.String())}
	}
	return nil
}

// stepDone explains one step: what did it, the definition it falls under, and
// its `where`.
func (s *teller) stepDone(r *charter.Rule, d done) []*Proof {
	alts, where := r.When, r.Where
	how := "which is what the rule is about"
	if d.step >= 0 {
		st := r.Steps[d.step]
		alts, where = st.When, st.Where
		how = "the next step of the rule"
		if st.Absent {
			return s.absentStep(r, d, d.b)
		}
	}
	act, cause, isFinding := s.run.Source(d.cause)
	var best []*Proof
	told := false
	for _, tr := range alts {
		var list []*Proof
		b := d.b
		switch {
		case tr.Act != nil && act != 0 && !isFinding:
			f, ok := s.match(tr.Act, &s.deeds[act], d.b, s.before(act))
			if !ok {
				continue
			}
			list, b = s.with(nil, s.hang(s.deed(act, s.asPhrase(&f, how)), s.guards(f.guards)...)), f.b
		case tr.Finding != nil && isFinding:
			bs := s.findingFits(tr.Finding, cause, d.b, d.at)
			if len(bs) == 0 {
				continue
			}
			b = bs[0]
		case tr.Change != nil && isFinding && s.findings[cause].Kind == engine.Status:
			if b = s.changeFits(tr.Change, cause, d.b); b == nil {
				continue
			}
		case tr.Date != nil && act == 0 && !isFinding:
			list = s.with(nil, s.dateWords(tr.Date, d.at))
		default:
			continue
		}
		x := s.cond(where, false, &ctx{at: d.at, b: b, since: always})
		if !told || x == nil || x.Holds {
			best, told = s.with(list, s.kids(x)...), true
		}
		if x == nil || x.Holds {
			break
		}
	}
	if isFinding {
		best = s.with(s.with(nil, s.finding(cause)), best...)
	}
	return best
}

// guards are the conditions of definitions, without the bundles.
func (m *room) guards(gs []*Proof) (out []*Proof) {
	for _, g := range gs {
		out = m.with(out, m.kids(g)...)
	}
	return out
}

// asPhrase says as what an act counts, where a definition is used.
func (w *work) asPhrase(f *fit, how string) string {
	if len(f.via) == 0 {
		return how
	}
	return "which counts as " + f.via[0].Name
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
		Text: "There was no " + list(words, "or") + " " + w.span(fm.Opened, due) + " " + w.recordWords() + "."}}
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
func (s *work) isBearer(be *charter.Bearer, b *binding, at moment) []*Proof {
	e := b.get(be.Var)
	var out []*Proof
	switch {
	case e == 0:
		return s.with(nil, s.node(Proof{Kind: KindStatus, Text: "Nobody is named who could be bound.", Day: at.day, finding: -1}))
	case be.ByKind:
		p := s.node(Proof{Kind: KindCondition, Day: at.day, Holds: s.v.IsKind(e, be.Kind), finding: -1})
		if kind := s.v.Kinds[be.Kind].Name; p.Holds {
			p.Text = s.say(s.begins(e), " is of the kind ", kind, ".")
		} else {
			p.Text = s.say(s.begins(e), " is no ", kind, ", and only such are bound.")
		}
		out = s.with(out, p)
	case be.Status == charter.ParticipantStatus:
		out = s.with(out, s.node(Proof{Kind: KindStatus, Day: at.day, Holds: true, finding: -1, Text: s.say(s.begins(e), " is one of those whom the decision binds.")}))
	default:
		st := s.status(statusKey{be.Family, be.Status, e, 0}, at)
		p := s.node(Proof{Kind: KindStatus, Holds: st.held, finding: -1})
		name := s.statusName(be.Family, be.Status)
		tail := [...]string{", and only those who are ", name, " are bound"}
		if st.held {
			tail = [...]string{"", "", ""}
		}
		p.Text, p.Day = s.statusWords(s.name(e), name, st, at.day, tail[:]...)
		out = s.with(out, p)
	}
	for _, t := range be.Except {
		if s.term(t, b, at.day) == e {
			out = s.with(out, s.node(Proof{Kind: KindCondition, Day: at.day, finding: -1,
				Text: s.say(s.begins(e), " is excepted: it is the one to whom, or about whom, the rule speaks.")}))
		}
	}
	for _, x := range be.ExceptStatus {
		st := s.status(statusKey{be.Family, x, e, 0}, at)
		p := s.node(Proof{Kind: KindStatus, Holds: !st.held, finding: -1})
		tail := ""
		if st.held {
			tail = ", and those are excepted"
		}
		p.Text, p.Day = s.statusWords(s.name(e), s.statusName(be.Family, x), st, at.day, tail)
		out = s.with(out, p)
	}
	if be.Where != nil {
		out = s.with(out, s.kids(s.cond(be.Where, false, &ctx{at: at, b: b, since: always}))...)
	}
	return out
}
