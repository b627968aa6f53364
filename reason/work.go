package reason

import (
	"sort"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// work is what is worked out once about a trial.
type work struct {
	t        *Trial
	world    int      // the bit of the run below
	joint    []uint32 // the findings' numbers in the run of the trial
	actOfT   []uint32 // the acts' numbers in the run of the trial
	c        *charter.Case
	v        *charter.Vocabulary
	run      *engine.Run
	bit      engine.Mask
	trace    *engine.Trace
	findings []engine.Finding
	deeds    []deed                 // by number of the act; 0 is unused
	turns    map[statusKey][]turn   // how each status came and went
	keys     map[[2]int][]statusKey // by family and status, in order of codes
	of       map[uint32][]uint32    // findings of each matter
	spoken   map[*record.Entry]bool // entries that are facts of this world
	index    index
	teller   teller // of the answer being given
	room
}

// deed is one act, of the run or of the record beside it.
type deed struct {
	no        uint32 // number of the act; 0: not in the run
	day       calendar.Day
	act       charter.ActID
	roles     [syntax.NumRoles]charter.EntityID
	happening uint32
	numbers   []record.ExactNumber
	entry     *record.Entry
	fact      *record.Fact
	written   string // what the entry says
	index     int32  // of the entry
	bare      bool   // nothing is said of the entry but that
}

// statusKey is a status of an entity or pair.
type statusKey struct {
	family, status int
	entity, with   charter.EntityID
}

// turn is a change of a status: by a finding, or by force of the text.
type turn struct {
	day     calendar.Day
	at      uint32 // number of the finding; for a grant, of findings before it
	finding int    // -1: by force of the text
	on      bool
}

// moment is a place in the order of a run: the acts up to number acts are
// taken, the findings below number made are made.
type moment struct {
	day  calendar.Day
	acts uint32
	made uint32
}

// instant is a moment of the run's own telling.
func instant(m engine.Moment) moment { return moment{m.Day, m.Acts, m.Made} }

func (t *Trial) work() *work {
	if t.cache != nil {
		return t.cache
	}
	w := &work{t: t, c: t.Case, v: t.Case.Vocab, turns: map[statusKey][]turn{}, keys: map[[2]int][]statusKey{}, of: map[uint32][]uint32{},
		spoken: map[*record.Entry]bool{}}
	w.takeWorld()
	w.readDeeds()
	w.readTurns()
	for id := range w.findings {
		f := &w.findings[id]
		if f.Worlds&w.bit != 0 && f.Kind != engine.Status && f.Kind != engine.Collision && f.Kind != engine.Silence && f.Rule != engine.NoRule {
			w.of[f.Matter] = append(w.of[f.Matter], uint32(id))
		}
	}
	w.readIndex()
	t.cache = w
	return w
}

// takeWorld takes the world out of a run of several.
func (w *work) takeWorld() {
	t := w.t
	w.run, w.world = t.Run, t.World
	if !t.Run.Single(t.World) {
		w.run, w.actOfT = t.Run.Alone(t.World)
		w.world = 0
	}
	w.bit = engine.Mask(1) << w.world
	w.findings, w.trace = w.run.Findings(), w.run.Trace()
	for id, f := range t.Run.Findings() {
		if f.Worlds>>t.World&1 != 0 {
			w.joint = append(w.joint, uint32(id))
		}
	}
	if w.run == t.Run { // every finding keeps its number
		w.joint = nil
	}
}

// answer gives the findings of an answer the numbers of the trial's run.
func (w *work) answer(p *Proof) *Proof {
	if w.joint == nil {
		return p
	}
	seen := map[*Proof]bool{}
	p.Walk(func(_ int, n *Proof) {
		if n.finding >= 0 && int(n.finding) < len(w.joint) && !seen[n] {
			seen[n] = true
			n.finding = int32(w.joint[n.finding])
		}
	})
	return p
}

// readDeeds gives the acts of the world their roles by name.
func (w *work) readDeeds() {
	p := w.run.Program()
	for id, e := range w.run.Entries() {
		d := deed{no: uint32(id), day: e.Day, act: e.Act, happening: e.Happening}
		if id > 0 && e.Worlds&w.bit != 0 {
			for role := range syntax.NumRoles {
				if s := p.Place(e.Act, role); s >= 0 {
					d.roles[role] = e.Roles[s]
				}
			}
			if x := w.run.Extra(uint32(id)); x != nil {
				d.numbers = x.Numbers
			}
			if w.t.FactOf != nil {
				n := uint32(id)
				if w.actOfT != nil {
					n = w.actOfT[id]
				}
				if d.fact = w.t.FactOf(n); d.fact != nil {
					d.of(d.fact.Entry)
					w.spoken[d.entry] = true
				}
			}
		} else {
			d.no = 0
		}
		w.deeds = append(w.deeds, d)
	}
	for i := range w.t.Facts {
		w.spoken[w.t.Facts[i].Entry] = true
	}
}

// of ties a deed to its entry. What is asked of every entry is kept beside the deed:
// an entry is large, and most have nothing else to say.
func (d *deed) of(e *record.Entry) {
	d.entry, d.written, d.index = e, e.Written, int32(e.Index)
	d.bare = e.Title == "" && e.Begin.Lo == e.Begin.Hi && len(e.Accounts)+len(e.DeniedBy)+len(e.Sources)+len(e.Notes) == 0 &&
		!e.Claim && e.SaidBy == "" && !e.HasKnown
}

// readTurns gathers how every status came and went.
func (w *work) readTurns() {
	add := func(k statusKey, t turn) { w.turns[k] = append(w.turns[k], t) }
	for f, fam := range w.c.Families {
		for _, text := range fam.Texts {
			for i := range text.Grants {
				g := &text.Grants[i]
				at, given := w.trace.Granted[g]
				if !given {
					continue // after the end of the run
				}
				t := turn{day: g.Since, at: at, finding: -1, on: true}
				add(statusKey{f, g.Status, g.Entity, g.With}, t)
			}
		}
	}
	changes := w.run.Changes()
	for id := range w.findings {
		if f := &w.findings[id]; f.Kind == engine.Status && f.Worlds&w.bit != 0 {
			c := &changes[f.Matter]
			add(statusKey{c.Family, c.Status, c.Entity, c.With}, turn{f.Day, uint32(id), id, !c.Ceases})
		}
	}
	for k, ts := range w.turns {
		sort.SliceStable(ts, func(i, j int) bool {
			if ts[i].at != ts[j].at {
				return ts[i].at < ts[j].at
			}
			return ts[i].finding < ts[j].finding
		})
		w.keys[[2]int{k.family, k.status}] = append(w.keys[[2]int{k.family, k.status}], k)
	}
	for _, ks := range w.keys {
		sort.Slice(ks, func(i, j int) bool {
			if ks[i].entity != ks[j].entity {
				return ks[i].entity < ks[j].entity
			}
			return ks[i].with < ks[j].with
		})
	}
}

// standing is what is known of a status at a moment.
type standing struct {
	held  bool
	ever  bool // it had changed or been given before
	since turn // the turn that made it so
}

// status tells whether a status was held at a moment, and since when.
func (w *work) status(k statusKey, at moment) (s standing) {
	for _, t := range w.turns[k] {
		if t.finding < 0 && (t.day > at.day || t.day == at.day && t.at > at.made) || t.finding >= 0 && t.at >= at.made {
			continue
		}
		if !s.ever || t.on != s.held {
			s.since = t
		}
		s.held, s.ever = t.on, true
	}
	return s
}

// holders are those who hold a status of one entity at a moment, in order of
// codes.
func (w *work) holders(family, status int, at moment) (out []charter.EntityID) {
	for _, k := range w.keys[[2]int{family, status}] {
		if w.status(k, at).held {
			out = append(out, k.entity)
		}
	}
	return out
}

// declared reports whether an entity has declared a status at a moment, and
// by which act.
func (w *work) declared(status int, e charter.EntityID, at moment) (held bool, act uint32) {
	for id := uint32(1); id <= at.acts && int(id) < len(w.deeds); id++ {
		d := &w.deeds[id]
		if d.no == 0 || d.roles[syntax.By] != e {
			continue
		}
		if a := &w.v.Acts[d.act]; !a.BuiltIn && a.Declares == status {
			held, act = !a.DeclaresNot, id
		}
	}
	return held, act
}

// reading is the value of a reading on a day.
func (w *work) reading(ref charter.ReadingRef, day calendar.Day) (charter.Value, bool) {
	if w.t.Readings != nil {
		return w.t.Readings(ref), true
	}
	return w.run.Reading(ref, day, w.world)
}

// period is the length of a limit on a day.
func (w *work) period(l *charter.Limit, day calendar.Day) calendar.Period {
	if l == nil {
		return calendar.Period{Forever: true}
	}
	if l.Reading == nil {
		return l.Period
	}
	v, ok := w.reading(*l.Reading, day)
	if !ok || v.Kind == charter.NoLimit {
		return calendar.Period{Forever: true}
	}
	return v.Period
}

// body is a body as the text in force has it, before any as the first has it.
func (w *work) body(family, body int, day calendar.Day) *charter.BodyVersion {
	vs := w.c.Families[family].Bodies[body].Versions
	for i := len(vs) - 1; i >= 0; i-- {
		if i == 0 || vs[i].From <= day {
			return &vs[i]
		}
	}
	return nil
}

// number is a number of an act; 0 where it gives none.
func (d *deed) number(n charter.NumberID) quantity.Num {
	for _, x := range d.numbers {
		if x.Number == n {
			return x.Value
		}
	}
	return 0
}

// before is the moment at which an act is taken, before anything came of it.
func (w *work) before(act uint32) moment {
	return moment{w.deeds[act].day, act, w.trace.Before[act]}
}

// made is the moment at which a finding was made.
func (w *work) made(finding uint32) moment {
	return moment{w.findings[finding].Day, w.trace.Taken[finding], finding}
}

// born is the moment at which a matter arose.
func (w *work) born(mid uint32) moment { return instant(w.trace.Arose[mid]) }

// horizon is the end of the run.
func (w *work) horizon() moment {
	return moment{w.run.Today(), uint32(len(w.deeds) - 1), uint32(len(w.findings))}
}

// binding is what the variables of a rule stand for. Entity 0 is unbound.
type binding struct {
	vars []charter.Var
	e    []charter.EntityID
	n    []quantity.Num // nil where no variable is a number
	has  []bool         // numbers that are bound
	dec  uint32         // the matter of the decision at hand; 0 if there is none
	room *room
}

// get is the entity a variable stands for.
func (b *binding) get(v charter.VarID) charter.EntityID {
	if b == nil || v < 0 || int(v) >= len(b.e) {
		return 0
	}
	return b.e[v]
}

// agrees reports whether two bindings say nothing different of any variable.
func (b *binding) agrees(o *binding) bool {
	for v, e := range b.e {
		if x := o.get(charter.VarID(v)); e != 0 && x != 0 && e != x {
			return false
		}
	}
	return true
}

func (b *binding) set(v charter.VarID, e charter.EntityID) {
	if v >= 0 && int(v) < len(b.e) {
		b.e[v] = e
	}
}

// bound is the binding of a matter: the engine keeps entity variables in the
// order in which the rule names them.
func (w *work) bound(r *charter.Rule, m *engine.Matter) *binding {
	b := w.newBinding(r.Vars)
	slot := 0
	for i, v := range r.Vars {
		if v.Number {
			continue
		}
		if slot < len(m.Bound) {
			b.e[i] = m.Bound[slot]
		}
		slot++
	}
	return b
}

// term is the entity a term stands for; 0 where it is unbound.
func (w *work) term(t charter.Term, b *binding, day calendar.Day) charter.EntityID {
	switch t.Kind {
	case charter.EntityTerm:
		return t.Entity
	case charter.BodyTerm:
		if v := w.body(t.Family, t.Body, day); v != nil {
			return v.Entity
		}
		return 0
	}
	return b.get(t.Var)
}

// in reports whether a rule judges what is done on a day.
func inForce(r *charter.Rule, day calendar.Day) bool { return r.From <= day && day < r.Until }
