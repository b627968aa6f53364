package lint

import (
	"slices"

	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// crises are the checks that are answered by running the charter over short
// histories: L09, L12, L17, L20 and L25.
func (k *checker) crises() {
	for _, f := range k.c.Families {
		t := set(k.law, f.ID)
		if t == nil {
			continue
		}
		s := &scene{checker: k, t: t, readings: t.readings()}
		s.watchDuties()
		s.swallowed()
		s.collide()
		s.settlement()
		s.silences()
	}
}

// scene is what the checks of one family share.
type scene struct {
	*checker
	t        *theatre
	readings []*given
	witness  []witness
}

// witness is a history that opens a duty, with who owes it to whom.
type witness struct {
	history
	rule             *charter.Rule
	bearer, creditor charter.EntityID
	aggressor        charter.EntityID // who acted first
}

// watchDuties looks for histories that open each duty, and reports who owes
// what it should not: L25.
func (s *scene) watchDuties() {
	for _, r := range s.rules {
		if r.Kind != charter.DutyRule || r.Family != s.t.family {
			continue
		}
		hs := s.t.sequences(r)
		wrong := &wrongBearers{scene: s, rule: r}
		s.t.play(hs, func(p played) { s.note(p, r, wrong) })
		if !wrong.attacker && !wrong.victim {
			s.t.play(s.underOwn(hs, r), func(p played) { s.note(p, r, wrong) })
		}
		wrong.report()
	}
}

// underOwn repeats histories under the other readings.
func (s *scene) underOwn(hs []history, r *charter.Rule) []history {
	const most = 4096
	u := newUses()
	u.opening(r)
	var own []*given
	for _, g := range s.readings {
		if u.readings[g.ref] {
			own = append(own, g)
		}
	}
	out := under(hs, own)
	return out[:min(len(out), most)]
}

func (s *scene) note(p played, r *charter.Rule, wrong *wrongBearers) {
	for _, o := range p.openings(s.c) {
		if o.rule != r || len(p.deeds) == 0 {
			continue
		}
		w := witness{history: p.history, rule: r, creditor: s.creditorOf(o), aggressor: p.deeds[0].roles[syntax.By]}
		for _, rs := range o.roles {
			if rs.Role != syntax.By {
				continue
			}
			for _, b := range rs.States {
				w.bearer = b
				wrong.see(w, p)
				if p.given == nil {
					s.keep(w)
				}
			}
		}
	}
}

// keep remembers a witness, the shortest of its kind.
func (s *scene) keep(w witness) {
	for i, x := range s.witness {
		if x.rule == w.rule && x.bearer == w.bearer && x.creditor == w.creditor && (x.aggressor == s.t.outsider) == (w.aggressor == s.t.outsider) {
			if len(w.deeds) < len(x.deeds) {
				s.witness[i] = w
			}
			return
		}
	}
	s.witness = append(s.witness, w)
}

// creditorOf is to whom an opened duty is owed.
func (s *scene) creditorOf(o opening) charter.EntityID {
	for _, role := range []syntax.Role{syntax.To, syntax.For, syntax.About, syntax.With, syntax.On} {
		if e := o.in(role); e != 0 && (slices.Contains(s.t.cast, e) || e == s.t.outsider) {
			return e
		}
	}
	return 0
}

// wrongBearers gathers L25 for one duty.
type wrongBearers struct {
	*scene
	rule             *charter.Rule
	attacker, victim bool
	how              [2]string
	given            [2]*given
}

func (w *wrongBearers) see(x witness, p played) {
	r := w.rule
	party := slices.Contains(w.t.cast, x.aggressor)
	forceful := w.v.Acts[p.deeds[0].act].Grave && w.between(p.deeds[0].act)
	if r.Bearer == nil || !forceful || !party || x.creditor == 0 || x.creditor == x.aggressor {
		return
	}
	say := func(i int, seen *bool) {
		if !*seen {
			*seen, w.how[i], w.given[i] = true, w.t.say(p.deeds), p.given
		}
	}
	switch x.bearer {
	case x.aggressor:
		say(0, &w.attacker)
	case x.creditor:
		say(1, &w.victim)
	}
}

func (w *wrongBearers) report() {
	if w.attacker {
		w.one(0, "the attacker owes it to the one it attacks")
	}
	if w.victim {
		w.one(1, "the one attacked owes it to itself")
	}
}

func (w *wrongBearers) one(i int, what string) {
	sev, reading := warning, ""
	if g := w.given[i]; g != nil {
		sev, reading = note, ", if "+w.givenWords(g)
	}
	w.checker.rule("L25", sev, w.rule, "%s (%s%s)", what, w.how[i], reading)
}

func (k *checker) givenWords(g *given) string {
	return k.readingName(g.ref) + " is read as " + g.value.String()
}

// swallowed is L09: rules that no history opens, and some would without the
// exception.
func (s *scene) swallowed() {
	for _, r := range s.rules {
		if r.Family != s.t.family || r.Kind != charter.DutyRule && r.Kind != charter.BanRule || s.reach.why(r) != "" {
			continue
		}
		hasExcept := r.Bearer != nil && (len(r.Bearer.Except)+len(r.Bearer.ExceptStatus) > 0 || r.Bearer.Where != nil)
		if r.Unless == nil && !hasExcept {
			continue
		}
		hs := s.historiesOf(r)
		if len(hs) == 0 || s.lives(s.t, r, hs) {
			continue
		}
		if r.Unless != nil && s.livesWithout(r, hs, func(x *charter.Rule) { x.Unless = nil }) {
			s.checker.rule("L09", warning, r, "in every short history in which it would apply its `unless` already holds")
		} else if hasExcept && s.livesWithout(r, hs, func(x *charter.Rule) {
			b := *x.Bearer
			b.Except, b.ExceptStatus, b.Where = nil, nil, nil
			x.Bearer = &b
		}) {
			s.checker.rule("L09", warning, r, "in every short history in which it would apply everybody who would be bound is excepted")
		}
	}
}

// historiesOf are histories that may bring a duty or the breach of a ban about.
func (s *scene) historiesOf(r *charter.Rule) []history {
	if r.Kind == charter.DutyRule {
		return s.t.sequences(r)
	}
	var hs []history
	for _, p := range r.Never {
		for _, b := range s.t.deeds(p, nil, 0) {
			hs = append(hs, history{deeds: []deed{b.deed}})
		}
	}
	return hs
}

// lives reports whether a duty opens and is not excused at once, or a ban is
// broken, in some history under some reading.
func (s *scene) lives(t *theatre, r *charter.Rule, hs []history) bool {
	alive := false
	see := func(p played) {
		if r.Kind == charter.BanRule {
			alive = alive || p.count(engine.Breach, r.ID) > 0
			return
		}
		alive = alive || p.count(engine.Opening, r.ID) > p.count(engine.Excuse, r.ID)
	}
	if t.play(hs, see); alive {
		return true
	}
	t.play(s.underOwn(hs, r), see)
	return alive
}

// livesWithout is lives of the case in which the rule lacks a clause.
func (s *scene) livesWithout(r *charter.Rule, hs []history, change func(*charter.Rule)) bool {
	c := *s.t.staged
	c.Rules = slices.Clone(s.c.Rules)
	x := *r
	change(&x)
	c.Rules[r.ID] = &x
	program, err := engine.Compile(&c)
	if err != nil {
		return false
	}
	t := *s.t
	t.program = program
	return s.lives(&t, &x, hs)
}

// conflicts are the acts of force between the first two of the cast.
func (s *scene) conflicts() []deed {
	a, b := s.t.cast[0], s.t.cast[1]
	coups := s.fromWithin()
	var list []deed
	for i := int(charter.FirstDeclared); i < len(s.v.Acts); i++ {
		id := charter.ActID(i)
		act := &s.v.Acts[i]
		if !act.Grave || !s.between(id) || act.Parent != 0 && s.v.Acts[act.Parent].Grave || slices.Contains(coups, id) {
			continue
		}
		for _, pair := range [][2]charter.EntityID{{a, b}, {b, a}} {
			if act.Mutual && pair[0] == b {
				continue
			}
			if d, ok := s.t.act(id, pair[0], pair[1]); ok {
				list = append(list, d)
			}
		}
	}
	return list
}

// act is a deed by one against another, with whoever else it requires.
func (t *theatre) act(id charter.ActID, by, other charter.EntityID) (deed, bool) {
	d := deed{act: id}
	placed := false
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		spec := t.v.Acts[id].Roles[role]
		if !spec.Has {
			continue
		}
		switch {
		case role == syntax.By:
			d.roles[role] = by
		case !placed && t.v.IsKind(other, spec.Kind) && (role == syntax.On || role == syntax.With || role == syntax.Against):
			d.roles[role], placed = other, true
		case !spec.Optional:
			who := t.candidates(spec.Kind)
			if len(who) == 0 {
				return d, false
			}
			d.roles[role] = who[len(who)-1]
		}
		if e := d.roles[role]; e != 0 && !t.v.IsKind(e, spec.Kind) {
			return d, false
		}
	}
	return d, placed
}
