package lint

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
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
	coups := s.overthrows()
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

// mostJoint bounds the histories in which two duties are tried together.
const mostJoint = 2048

// collide is L12.
func (s *scene) collide() {
	a, b := s.t.cast[0], s.t.cast[1]
	conflicts := s.conflicts()
	type pair struct{ x, y *charter.Rule }
	var order []pair
	tries := map[pair][]history{}
	for _, wa := range s.witness {
		if wa.creditor != a || wa.bearer == a || wa.bearer == b || wa.bearer == wa.aggressor {
			continue
		}
		for _, wb := range s.witness {
			if wb.creditor != b || wb.bearer != wa.bearer || wb.bearer == wb.aggressor || wb.rule.ID < wa.rule.ID || !s.opposed(wa.rule, wb.rule) {
				continue
			}
			p := pair{wa.rule, wb.rule}
			if tries[p] == nil {
				order = append(order, p)
			}
			joint := merge(wa.deeds, wb.deeds)
			if s.fights(joint, a, b) {
				tries[p] = append(tries[p], history{deeds: joint})
			}
			for _, c := range conflicts {
				tries[p] = append(tries[p], history{deeds: merge([]deed{c}, joint)})
			}
		}
	}
	for _, p := range order {
		hs := tries[p]
		slices.SortStableFunc(hs, func(x, y history) int { return len(x.deeds) - len(y.deeds) })
		s.collideIn(p.x, p.y, hs[:min(len(hs), mostJoint)])
	}
}

// opposed reports whether two duties may ask for what cannot both be given: the
// vocabulary says so, or they are one duty to give something.
func (s *scene) opposed(x, y *charter.Rule) bool {
	return s.declared(x, y) || x == y && s.gives(x)
}

// declared reports whether the vocabulary calls what two duties ask for
// incompatible, at least in some cases.
func (s *scene) declared(x, y *charter.Rule) bool {
	covered := func(r *charter.Rule, p *charter.Pattern) bool {
		for _, m := range r.Must {
			for _, a := range s.leaves(m, r.Family) {
				if s.v.IsAct(a, p.Act) || s.v.IsAct(p.Act, a) {
					return true
				}
			}
		}
		return false
	}
	return slices.ContainsFunc(s.v.Incompatible, func(i charter.Incompatible) bool {
		return covered(x, i.A) && covered(y, i.B) || covered(x, i.B) && covered(y, i.A)
	})
}

// gives reports whether a duty asks for something that is given to a state.
func (s *scene) gives(r *charter.Rule) bool {
	return slices.ContainsFunc(r.Must, func(p *charter.Pattern) bool {
		return term(p, syntax.To) != nil || term(p, syntax.For) != nil
	})
}

// fights reports whether two states fight each other in a history.
func (s *scene) fights(deeds []deed, a, b charter.EntityID) bool {
	return slices.ContainsFunc(deeds, func(d deed) bool {
		act := &s.v.Acts[d.act]
		return act.Grave && s.between(d.act) && twice(d, a) && twice(d, b)
	})
}

// merge puts deeds together, each once.
func merge(lists ...[]deed) []deed {
	var out []deed
	for _, list := range lists {
		for _, d := range list {
			if !slices.ContainsFunc(out, func(x deed) bool { return x.act == d.act && x.roles == d.roles }) {
				out = append(out, d)
			}
		}
	}
	return out
}

func (s *scene) collideIn(x, y *charter.Rule, hs []history) {
	var best *played
	declared := s.declared(x, y)
	s.t.play(hs, func(p played) {
		if best != nil && len(best.deeds) <= len(p.deeds) {
			return
		}
		hit := slices.ContainsFunc(p.collisions(), func(c [2]int) bool {
			return c == [2]int{x.ID, y.ID} || c == [2]int{y.ID, x.ID}
		})
		if !hit && !declared {
			hit = s.owesBoth(p, x)
		}
		if hit {
			best = &p
		}
	})
	if best == nil {
		return
	}
	what := "owed to A and to B"
	if x != y {
		what = "owed to A, and " + y.Name + " to B"
	}
	unsaid := ""
	if !declared {
		unsaid = "; not said to be incompatible, so a docket does not say so"
	}
	s.checker.rule("L12", warning, x, "%s, who fight each other (%s)%s", what, s.t.say(best.deeds), unsaid)
}

// owesBoth reports whether somebody else owes a duty to both of the first two.
func (s *scene) owesBoth(p played, r *charter.Rule) bool {
	a, b := s.t.cast[0], s.t.cast[1]
	to := map[charter.EntityID][2]bool{}
	for _, o := range p.openings(s.c) {
		if o.rule != r {
			continue
		}
		bearer, x := o.in(syntax.By), s.creditorOf(o)
		if bearer == a || bearer == b {
			continue
		}
		v := to[bearer]
		to[bearer] = [2]bool{v[0] || x == a, v[1] || x == b}
	}
	for _, v := range to {
		if v[0] && v[1] {
			return true
		}
	}
	return false
}

// settleWords are words for what settles a dispute.
var settleWords = []string{"settle", "settlement", "dispute", "disputes", "arbitrate", "arbitration", "mediate", "mediation", "conciliate", "conciliation", "adjudicate"}

// settlement is L17.
func (s *scene) settlement() {
	if !s.speaksOfForce() || s.settles() {
		return
	}
	conflicts := s.conflicts()
	var hs []history
	for _, d := range conflicts {
		hs = append(hs, history{deeds: []deed{d}})
	}
	var loose []string
	bound := 0
	s.t.play(hs, func(p played) {
		if slices.ContainsFunc(p.openings(s.c), s.bindsBoth) {
			bound++
			return
		}
		if name := s.v.Acts[p.deeds[0].act].Name; !slices.Contains(loose, name) {
			loose = append(loose, name)
		}
	})
	f := s.c.Families[s.t.family]
	switch {
	case len(hs) == 0 || len(loose) == 0:
	case bound == 0:
		s.checker.text("L17", warning, f.ID, diag.Place{}, loose, "parties of %s that fight each other (%s) are not bound to settle it, and no procedure takes it up%s",
			f.Name, strings.Join(loose, ", "), s.settledBy(hs))
	default:
		s.checker.text("L17", note, f.ID, diag.Place{}, loose, "not all fighting between parties of %s is to be settled: %s is not", f.Name, strings.Join(loose, ", "))
	}
}

// speaksOfForce reports whether the family has anything to do with grave acts: a
// treaty about trade need not answer them.
func (s *scene) speaksOfForce() bool {
	return slices.ContainsFunc(s.rules, func(r *charter.Rule) bool {
		if r.Family != s.t.family {
			return false
		}
		found := false
		w := charter.Walker{Pattern: func(p *charter.Pattern) { found = found || s.grave(p, r.Family) }}
		w.Rule(r)
		return found
	})
}

// settledBy names a reading by which fighting is to be settled.
func (s *scene) settledBy(hs []history) string {
	text := ""
	s.t.play(under(hs, s.readings), func(p played) {
		if text == "" && slices.ContainsFunc(p.openings(s.c), s.bindsBoth) {
			text = " (unless " + s.givenWords(p.given) + ")"
		}
	})
	return text
}

// settles reports whether some procedure or power is one for disputes by its
// name or its acts.
func (s *scene) settles() bool {
	speaks := func(name string) bool {
		return slices.ContainsFunc(words(name), func(w string) bool { return slices.Contains(settleWords, w) })
	}
	return slices.ContainsFunc(s.rules, func(r *charter.Rule) bool {
		if r.Family != s.t.family || r.Kind != charter.ProcedureRule {
			return false
		}
		found := speaks(r.Name)
		w := charter.Walker{Pattern: func(p *charter.Pattern) { found = found || speaks(s.patternName(p)) }}
		w.Rule(r)
		return found
	})
}

// bindsBoth reports whether what was opened is a duty of one of the two toward
// the other, or a matter before a body that names both and harms neither.
func (s *scene) bindsBoth(o opening) bool {
	a, b := s.t.cast[0], s.t.cast[1]
	if o.rule.Family != s.t.family {
		return false
	}
	if o.rule.Kind == charter.ProcedureRule {
		return slices.Contains(o.bound[:], a) && slices.Contains(o.bound[:], b) && !slices.ContainsFunc(effects(o.rule), s.harms)
	}
	var bearer bool
	var both [2]bool
	for _, r := range o.roles {
		for _, e := range r.States {
			bearer = bearer || r.Role == syntax.By && (e == a || e == b)
			both[0], both[1] = both[0] || e == a, both[1] || e == b
		}
	}
	return bearer && both[0] && both[1] && o.rule.Bearer == nil
}

// silences is L20.
func (s *scene) silences() {
	if !s.speaksOfForce() {
		return
	}
	for i := int(charter.FirstDeclared); i < len(s.v.Acts); i++ {
		id := charter.ActID(i)
		act := &s.v.Acts[i]
		if act.Grave && (act.Parent == 0 || !s.v.Acts[act.Parent].Grave) {
			s.silence(id)
		}
	}
}

// silence asks which of the ways in which a grave act may concern a party are
// answered, and by which reading the others would be.
func (s *scene) silence(id charter.ActID) {
	ways := s.ways(id)
	silent := make([]bool, len(ways))
	var hs []history
	var of []int
	for w := range ways {
		silent[w] = len(ways[w].deeds) > 0
		for _, d := range ways[w].deeds {
			hs, of = append(hs, history{deeds: []deed{d}}), append(of, w)
		}
	}
	at := 0
	s.t.play(hs, func(p played) {
		silent[of[at]] = silent[of[at]] && p.silent(id)
		at++
	})
	reading := make([]*given, len(ways))
	var more []history
	var back []int
	for i, h := range hs {
		if silent[of[i]] {
			for _, g := range s.readings {
				more, back = append(more, history{h.deeds, g}), append(back, of[i])
			}
		}
	}
	at = 0
	s.t.play(more, func(p played) {
		if w := back[at]; reading[w] == nil && !p.silent(id) {
			reading[w] = p.given
		}
		at++
	})
	var list, topics []string
	sev := note
	for w, x := range ways {
		if silent[w] {
			topics = append(topics, x.name)
		}
		switch {
		case !silent[w]:
		case reading[w] != nil:
			list = append(list, x.name+" (unless "+s.givenWords(reading[w])+")")
		default:
			list = append(list, x.name)
			if x.grave {
				sev = warning
			}
		}
	}
	if len(list) > 0 {
		s.checker.text("L20", sev, s.t.family, s.v.Acts[id].Pos, topics, "nothing answers %s", or(list))
	}
}

// way is one way in which an act may concern a party: "attack by an outsider on
// a party".
type way struct {
	name  string
	deeds []deed // variants: one that is answered answers the way
	grave bool   // a party suffers it, or does it to a party
}

// ways plays an act with a party and an outsider in every role that they fit.
func (s *scene) ways(id charter.ActID) []way {
	act := &s.v.Acts[id]
	var roles []syntax.Role
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		// What may be anything - an addressee, a topic - is no player.
		player := role == syntax.By || act.Roles[role].Kind != 0
		if spec := act.Roles[role]; spec.Has && !spec.Optional && player && s.v.IsKind(s.t.cast[0], spec.Kind) {
			roles = append(roles, role)
		}
	}
	if len(roles) == 0 || len(roles) > 3 {
		return nil
	}
	var list []way
	for mask := 1; mask < 1<<len(roles); mask++ { // a set bit: a party
		if act.Mutual && mask == 2 {
			continue
		}
		x := way{name: act.Name}
		var d deed
		d.act = id
		players := slices.Clone(s.t.cast)
		for i, role := range roles {
			if mask>>i&1 != 0 {
				x.name += fmt.Sprintf(" %s a party", role)
				d.roles[role], players = players[0], players[1:]
				x.grave = x.grave || role != syntax.By || len(roles) == 1
			} else {
				x.name += fmt.Sprintf(" %s an outsider", role)
				if twice(d, s.t.outsider) {
					x.name = ""
					break
				}
				d.roles[role] = s.t.outsider
			}
			if len(players) == 0 {
				x.name = ""
				break
			}
		}
		if x.name != "" {
			x.deeds = s.variants(d)
			list = append(list, x)
		}
	}
	return list
}

// variants fills the roles of a deed in which no state stands: required ones
// with each prop that fits, optional ones with none or each.
func (s *scene) variants(d deed) []deed {
	list := []deed{d}
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		spec := s.v.Acts[d.act].Roles[role]
		if !spec.Has || d.roles[role] != 0 {
			continue
		}
		var who []charter.EntityID
		for _, e := range s.t.props {
			if s.v.IsKind(e, spec.Kind) {
				who = append(who, e)
			}
		}
		if len(who) == 0 && !spec.Optional {
			who = s.t.candidates(spec.Kind)
		}
		var next []deed
		for _, x := range list {
			if spec.Optional {
				next = append(next, x)
			}
			for _, e := range who {
				y := x
				y.roles[role] = e
				next = append(next, y)
			}
		}
		list = next[:min(len(next), 64)]
	}
	return list
}
