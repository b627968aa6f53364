package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// Law is one of two laws that are held against each other.
type Law struct {
	Case *charter.Case
	// Changed names the rules that the other law has otherwise or not at all, and
	// those that a changed reading, body or definition reaches; All says that
	// every rule counts as such.
	Changed  []string
	All      bool
	Readings func(charter.ReadingRef, int) []engine.Choice // may be nil
}

// How says in which way two laws differ about a kind of finding.
type How int

// The ways.
const (
	FirstOnly  How = iota // found under the first law, of these states at no time under the second
	SecondOnly            // the other way round
	OtherDays             // found under both, on other days or another number of times
)

// Differs is a kind of finding that two laws do not have alike.
type Differs struct {
	What string // "breach of help", without who and when
	How  How
}

// Difference is a history after which two laws differ: one of the shortest for
// the kinds of finding that it is told for.
type Difference struct {
	Kinds []Differs
	Acts  []Act
	Found [2][]Found // what each law says of the history and the other does not, in order of days
	Alike int        // findings that both have on the same day
}

// Found is a finding of a history.
type Found struct {
	Day     calendar.Day
	What    string // the kind of finding: "breach of help"
	Phrase  string // with its states: "breach of help by AAA to BBB"
	Article string // where the rule stands; empty if it is of no rule
}

// Divergence is what holding two laws against each other comes to.
type Divergence struct {
	Differences []Difference // the shortest histories first
	Tried       int          // histories run under both laws
	States      int          // different pairs of states of things reached
	Acts        int          // histories up to this length were all tried
	Complete    bool         // nothing up to Bounds.Acts was left out
	Looked      []string     // acts that lead to a rule that differs
	Cast        []charter.EntityID
	Bounds      Bounds
	From        calendar.Day
}

// ErrWords says that two laws are not written in the same words.
var ErrWords = errors.New("the two texts do not share a vocabulary: a history of one cannot be told in the words of the other")

// Diverge looks for the shortest histories after which not the same is found
// under two laws that share a vocabulary, one for each kind of difference. Every
// history is run under both, whole: nothing that either finds is left aside. Acts
// from which no chain leads to a rule that differs within the bound are not
// tried. Two histories that leave the same state of things behind under both are
// gone on from once. Bounds.Visits and Answers are of no
// account.
func Diverge(ctx context.Context, laws [2]Law, from calendar.Day, b Bounds, tell Progress) (*Divergence, error) {
	if !sameWords(laws[0].Case.Vocab, laws[1].Case.Vocab) {
		return nil, ErrWords
	}
	b = bounded(b)
	p := &pair{seen: map[Differs]bool{}, met: map[[2]engine.Digest]bool{}, metToday: map[[2]engine.Digest]bool{}}
	for i, l := range laws {
		s := &searcher{c: l.Case, whole: l.Case, q: &Question{}, b: b, plain: b.Plain, from: from, value: l.Readings}
		if err := s.pickCast(); err != nil {
			return nil, err
		}
		p.s[i] = s
	}
	p.share()
	for i, l := range laws {
		if err := p.s[i].prepareWhole(l); err != nil {
			return nil, err
		}
		b.Wait = max(b.Wait, p.s[i].b.Wait)
	}
	p.listActs()
	for _, s := range p.s {
		s.b.Wait = b.Wait
		s.listDays()
	}
	d := &Divergence{Cast: p.s[0].cast, Bounds: b, From: from}
	for _, t := range p.s[0].templates {
		if n := laws[0].Case.Vocab.Acts[t.Act].Name; !slices.Contains(d.Looked, n) {
			d.Looked = append(d.Looked, n)
		}
	}
	return d, p.explore(ctx, d, tell)
}

// sameWords reports whether two vocabularies number the same entities and acts.
func sameWords(a, b *charter.Vocabulary) bool {
	return slices.EqualFunc(a.Entities, b.Entities, func(x, y charter.Entity) bool { return x.Code == y.Code }) &&
		slices.EqualFunc(a.Acts, b.Acts, func(x, y charter.Act) bool {
			return x.Name == y.Name && x.Roles == y.Roles && x.Parent == y.Parent && x.Grave == y.Grave
		})
}

// pair is the search of two laws at once.
type pair struct {
	s             [2]*searcher
	seen          map[Differs]bool // kinds of difference that have their history
	met, metToday map[[2]engine.Digest]bool
}

// share gives both searches one cast. States are alike only if they are under
// both laws.
func (p *pair) share() {
	a, b := p.s[0], p.s[1]
	for _, e := range b.cast {
		if !slices.Contains(a.cast, e) {
			a.cast = append(a.cast, e)
		}
	}
	var alike []charter.EntityID
	for _, e := range a.alike {
		if slices.Contains(b.alike, e) {
			alike = append(alike, e)
		}
	}
	for _, s := range p.s {
		s.cast, s.alike = a.cast, alike
	}
}

// mostInARow is how many periods that run one after another - of a duty, of the
// procedure that its breach opens, of the status that it gives - are waited for.
const mostInARow = 4

// prepareWhole compiles a law with all its rules, and walks back from those that
// differ to the acts that lead there.
func (s *searcher) prepareWhole(l Law) error {
	g := goal{}
	for _, r := range s.c.Rules {
		if r.Until <= s.from || !l.All && !slices.Contains(l.Changed, r.Name) {
			continue
		}
		for k := syntax.Opening; k <= syntax.Rejection; k++ {
			for _, against := range []bool{false, true} {
				g.events = append(g.events, node{findingOf(r.ID, k), against})
			}
		}
		if r.Kind != charter.PowerRule {
			continue
		}
		g.acts = append(g.acts, r.May)
		for _, e := range []*charter.Expr{r.Where, r.Unless} {
			if e != nil {
				g.conditions = append(g.conditions, e, &charter.Expr{Op: charter.OpNot, Args: []*charter.Expr{e}})
			}
		}
		if b := r.Bearer; b != nil && !b.ByKind && b.Status >= 0 {
			for _, k := range []eventKind{heldEvent, endedEvent} {
				g.events = append(g.events, node{event{k, b.Family, b.Status, 0}, false}, node{event{k, b.Family, b.Status, 0}, true})
			}
		}
	}
	s.causes = causesOf(newLandmarks(s.c, s.from, s.value, nil), nil, s.cast, s.b.Acts, []goal{g})
	if s.b.Wait <= 0 {
		s.b.Wait = mostInARow*s.longest() + 1
	}
	var err error
	s.program, err = engine.Compile(s.c)
	return err
}

// listActs lists the acts that lead to a rule that differs under either law, in
// every way to fill their roles that either tells apart. Of acts at which both
// laws look alike one is tried.
func (p *pair) listActs() {
	v := p.s[0].c.Vocab
	seen := map[string]bool{}
	var out []Act
	for a := int(charter.FirstDeclared); a < len(v.Acts); a++ {
		id := charter.ActID(a)
		key, matters, decides := "", false, false
		for _, s := range p.s {
			key += s.program.Likeness(id) + "|"
			matters = matters || s.program.Looks(id) && (s.plain || s.causes.useful(id, actSet{}, s.b.Acts-1))
			decides = decides || s.program.Decides(id)
		}
		if !matters || seen[key] {
			continue
		}
		seen[key] = true
		var ways [][syntax.NumRoles]charter.EntityID
		for _, s := range p.s {
			if s.causes.looked[id] == nil && !s.plain {
				continue // only the other law looks at it
			}
			for _, w := range s.fillings(id, s.causes.looked) {
				if !slices.Contains(ways, w) {
					ways = append(ways, w)
				}
			}
		}
		for _, roles := range ways {
			out = append(out, Act{Act: id, Roles: roles})
			if decides {
				out = append(out, Act{Act: id, Roles: roles, Failed: true})
			}
		}
	}
	for _, s := range p.s {
		s.templates = out
		s.causes.all = true // from here on nothing is left aside: what differs may show in any rule
	}
}

// explore goes level by level.
func (p *pair) explore(ctx context.Context, d *Divergence, tell Progress) error {
	frontier := []history{{}}
	for depth := 1; depth <= d.Bounds.Acts && len(frontier) > 0; depth++ {
		var next []history
		stopped := false
		spread(ctx, frontier, func() func(history) []contrast {
			w := p.worker()
			return func(h history) []contrast { return w.extend(h, depth == d.Bounds.Acts) }
		}, func(list []contrast) bool {
			for i := range list {
				if h, ok := p.take(d, &list[i]); ok {
					next = append(next, h)
				}
			}
			if tell != nil {
				tell(depth, d.Tried, d.States)
			}
			stopped = ctx.Err() != nil
			return !stopped
		})
		if stopped || ctx.Err() != nil {
			return ctx.Err()
		}
		d.Acts = depth
		frontier = next
	}
	d.Acts, d.Complete = d.Bounds.Acts, true
	return nil
}

// contrast is what one history came to under both laws.
type contrast struct {
	history
	day, same [2]engine.Digest
	waited    bool
	differs   []Differs
	found     [2][]Found // only where it differs
	alike     int
}

// take counts a result, notes what is new, and reports whether to go on from it.
func (p *pair) take(d *Divergence, r *contrast) (history, bool) {
	if r.waited {
		p.met[r.day] = true
		return history{}, false
	}
	d.Tried++
	var fresh []Differs
	for _, k := range r.differs {
		if !p.seen[k] {
			p.seen[k] = true
			fresh = append(fresh, k)
		}
	}
	if len(fresh) > 0 {
		h := p.s[0].answer(result{history: r.history})
		d.Differences = append(d.Differences, Difference{fresh, h.Acts, r.found, r.alike})
	}
	if p.s[0].plain {
		r.today, r.later = true, true
		return r.history, true
	}
	if r.day == ([2]engine.Digest{}) {
		return history{}, false // of the longest: nothing is gone on from
	}
	if !p.met[r.day] {
		p.met[r.day], r.later = true, true
		d.States++
	}
	if !p.metToday[r.same] {
		p.metToday[r.same], r.today = true, true
	}
	return r.history, r.later || r.today
}

// pairWorker owns a run under each law.
type pairWorker struct {
	p    *pair
	w    [2]*worker
	live [2][]bool
	told [2][][]told // of each law and world
}

// told is a finding in a world: what it says as a number, and its day.
type told struct {
	class uint64
	day   calendar.Day
	id    uint32
}

func (p *pair) worker() *pairWorker {
	x := &pairWorker{p: p}
	for i, s := range p.s {
		x.w[i], x.live[i] = s.worker(), make([]bool, len(s.c.Rules))
		for r := range x.live[i] {
			x.live[i][r] = true
		}
	}
	return x
}

// extend tries every act after a history, on every day that could matter under
// either law.
func (x *pairWorker) extend(h history, last bool) []contrast {
	var all []trial
	for i, w := range x.w {
		today := w.replay(&h, 1)
		g := h
		g.done = w.s.doneBy(&h)
		for _, t := range w.trials(&g, today) {
			if i == 0 || !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, func(a, b trial) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.act, b.act)) })
	var out []contrast
	for len(all) > 0 {
		n := min(len(all), mostTrials)
		out = append(out, x.batch(&h, all[:n], last)...)
		all = all[n:]
	}
	return out
}

// batch tries acts after a history, in order of days, each in a world of its own.
func (x *pairWorker) batch(h *history, list []trial, last bool) []contrast {
	out := make([]contrast, len(list))
	var waits []contrast
	for i, w := range x.w {
		today := w.replay(h, engine.Mask(1)<<(len(list)+1)-1)
		group := 0
		for at := 0; at < len(list); group++ {
			day, from, worlds := list[at].day, at, engine.Mask(0)
			w.run.Advance(day)
			for ; at < len(list) && list[at].day == day; at++ {
				if i == 0 {
					out[at].history = history{steps: append(slices.Clone(h.steps), step{list[at].act, int32(day - today)})}
				}
				worlds |= 1 << at
				w.do(&w.s.templates[list[at].act], len(h.steps), day, 1<<at)
			}
			if last {
				continue
			}
			if i == 0 {
				waits = append(waits, contrast{waited: true})
			}
			d := &w.digest
			d.Read(w.run)
			d.Sort(worlds | 1<<len(list))
			for n := from; n < at; n++ {
				out[n].day[i], out[n].same[i] = d.Sum(n, nil, false, false, x.live[i]), d.Sum(n, nil, true, false, x.live[i])
			}
			waits[group].day[i] = d.Sum(len(list), nil, false, false, x.live[i])
		}
		w.run.Finish(w.run.Today() + calendar.Day(w.s.b.Wait))
		x.read(i, len(list))
	}
	for n := range out {
		x.compare(n, &out[n])
	}
	return append(out, waits...)
}

// read gathers what a run has found in each world.
func (x *pairWorker) read(i, worlds int) {
	r := x.w[i].run
	for len(x.told[i]) < worlds {
		x.told[i] = append(x.told[i], nil)
	}
	for n := range worlds {
		x.told[i][n] = x.told[i][n][:0]
	}
	for id := range r.Findings() {
		f := &r.Findings()[id]
		var class uint64
		first, shared := true, x.shared(i, f)
		for n := range worlds {
			if f.Worlds>>n&1 == 0 {
				continue
			}
			if first || shared {
				class, first = x.class(i, uint32(id), n), false
			}
			x.told[i][n] = append(x.told[i][n], told{class, f.Day, uint32(id)})
		}
	}
	for n := range worlds {
		slices.SortFunc(x.told[i][n], func(a, b told) int { return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.day, b.day)) })
	}
}

// shared reports whether a finding may name other states in other worlds: of a
// duty of several together, those who had not acted.
func (x *pairWorker) shared(i int, f *engine.Finding) bool {
	return f.Rule != engine.NoRule && x.p.s[i].c.Rules[f.Rule].Quant > syntax.Each
}

func (x *pairWorker) class(i int, id uint32, world int) uint64 {
	h := fnv.New64a()
	what, who := x.words(i, id, world)
	h.Write([]byte(what + "\x00" + who))
	return h.Sum64()
}

// compare holds what both laws have found in a world against each other.
func (x *pairWorker) compare(n int, out *contrast) {
	a, b := x.told[0][n], x.told[1][n]
	var apart [2][]told
	var kinds []Differs
	for len(a) > 0 || len(b) > 0 {
		class := ^uint64(0)
		for _, l := range [][]told{a, b} {
			if len(l) > 0 {
				class = min(class, l[0].class)
			}
		}
		one, other := head(a, class), head(b, class)
		a, b = a[len(one):], b[len(other):]
		if slices.EqualFunc(one, other, func(s, t told) bool { return s.day == t.day }) {
			out.alike += len(one)
			continue
		}
		k := Differs{How: OtherDays}
		switch {
		case len(other) == 0:
			k.How = FirstOnly
		case len(one) == 0:
			k.How = SecondOnly
		}
		if len(one) > 0 {
			k.What, _ = x.words(0, one[0].id, n)
		} else {
			k.What, _ = x.words(1, other[0].id, n)
		}
		kinds = append(kinds, k)
		apart[0], apart[1] = append(apart[0], one...), append(apart[1], other...)
	}
	if len(kinds) == 0 {
		return
	}
	slices.SortFunc(kinds, func(a, b Differs) int { return cmp.Or(cmp.Compare(a.How, b.How), strings.Compare(a.What, b.What)) })
	out.differs = slices.Compact(kinds)
	for i := range apart {
		slices.SortFunc(apart[i], func(a, b told) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.id, b.id)) })
		for _, t := range apart[i] {
			out.found[i] = append(out.found[i], x.found(i, t.id, n))
		}
	}
}

// head is the findings of a class at the head of a list.
func head(list []told, class uint64) []told {
	n := 0
	for n < len(list) && list[n].class == class {
		n++
	}
	return list[:n]
}

func (x *pairWorker) found(i int, id uint32, world int) Found {
	r := x.w[i].run
	f := &r.Findings()[id]
	what, who := x.words(i, id, world)
	out := Found{Day: f.Day, What: what, Phrase: what + who}
	rule := int(f.Rule)
	if f.Kind == engine.Status {
		rule = r.Changes()[f.Matter].Rule
		first, with, _ := strings.Cut(who, " ")
		out.Phrase = strings.TrimSpace(first + strings.TrimPrefix(what, someState) + " " + with)
	} else if f.Rule == engine.NoRule {
		rule = -1
	}
	if rule >= 0 {
		out.Article = x.p.s[i].c.Rules[rule].Article
	}
	return out
}

// someState stands for whoever comes to a status or loses it.
const someState = "a state"

// words say what a finding is, and of whom. The text in which a rule stands, and
// its article, are not part of it.
func (x *pairWorker) words(i int, id uint32, world int) (what, who string) {
	r, c := x.w[i].run, x.p.s[i].c
	f := &r.Findings()[id]
	switch f.Kind {
	case engine.Status:
		ch := r.Changes()[f.Matter]
		verb := "becomes "
		if ch.Ceases {
			verb = "ceases to be "
		}
		who = c.Vocab.Entities[ch.Entity].Code
		if ch.With != 0 {
			who += " with " + c.Vocab.Entities[ch.With].Code
		}
		return someState + " " + verb + c.Families[ch.Family].Statuses[ch.Status].Name, who
	case engine.Collision:
		a, b, ban := r.Pair(f)
		what = "collision of " + c.Rules[r.Matter(a).Rule].Name + " with "
		if ban >= 0 {
			return what + c.Rules[ban].Name, states(c.Vocab, r.MatterRoles(a))
		}
		return what + c.Rules[r.Matter(b).Rule].Name, states(c.Vocab, r.MatterRoles(a)) + " with" + states(c.Vocab, r.MatterRoles(b))
	case engine.Void:
		return "void " + c.Vocab.Acts[r.Entries()[f.Cause].Act].Name, states(c.Vocab, r.Roles(id, world))
	case engine.Silence:
		if !f.OfBreach() {
			return "silence about " + c.Vocab.Acts[r.Entries()[f.Cause].Act].Name, states(c.Vocab, r.Roles(id, world))
		}
		return "silence about breach of " + c.Rules[r.Matter(f.Matter).Rule].Name, "" // found once for each rule
	}
	what = f.Kind.String() + " of " + c.Rules[f.Rule].Name
	if f.Late() {
		what = "late " + what
	}
	return what, states(c.Vocab, r.Roles(id, world))
}

// states writes roles as a finding's phrase has them.
func states(v *charter.Vocabulary, roles []engine.RoleStates) string {
	var b strings.Builder
	for _, rs := range roles {
		fmt.Fprintf(&b, " %s", rs.Role)
		for _, e := range rs.States {
			b.WriteString(" " + v.Entities[e].Code)
		}
	}
	return b.String()
}
