package reason

import (
	"slices"
	"sort"

	"casus/calendar"
	"casus/charter"
	"casus/record"
	"casus/syntax"
)

// near is what is looked for where nothing was found: acts that almost fit.
type near struct {
	must     []*charter.Pattern
	where    *charter.Expr
	b        *binding
	from, to calendar.Day
	late     bool // also what came too late
	group    []charter.EntityID
	skip     map[*record.Entry]bool // told of already
	bearer   *charter.Bearer
}

// mostNear is how many near misses are told.
const mostNear = 6

// miss is an act with why it does not fit; the lower the rank, the nearer.
type miss struct {
	d    *deed
	rank int
	why  string
	kids []*Proof
	days int // how many too early or too late; said before why where there are any
}

// nearMisses are the acts that almost fit: at the wrong time, by or for another
// state, of a kind that does not count under a reading, void for a reason of
// the record.
func (s *teller) nearMisses(n *near) []*Proof {
	all := s.misses[:0]
	given := s.lent()
	for _, id := range s.around(n) {
		if m, ok := s.nearMiss(n, &s.deeds[id]); ok {
			all = append(all, m)
		}
		s.takeBack(&given)
	}
	if n.late {
		all = s.tooLate(n, all)
	}
	all = append(all, s.beside(n)...)
	s.misses = all[:0]
	var out []*Proof
	for rank, last := 0, 0; rank <= last && len(out) < mostNear; rank++ {
		for i := range all {
			m := &all[i]
			last = max(last, m.rank)
			if m.rank != rank || len(out) == mostNear || m.d.entry != nil && (tellsOf(out, m.d.entry) || n.skip[m.d.entry]) {
				continue
			}
			parts := s.appendDeed(append(make([]string, 0, 16), "Near, but not it: "), m.d)
			parts = append(parts, " on ", s.day(m.d.day), ", ")
			if m.days > 0 {
				parts = append(parts, s.days(m.days))
			}
			parts = append(parts, m.why, ".")
			p := s.node(Proof{Kind: KindNearMiss, Text: s.say(parts...), Day: m.d.day, Entry: m.d.entry, finding: -1})
			out = s.with(out, s.hang(p, m.kids...))
		}
	}
	return out
}

// tellsOf reports whether a node of a list speaks of an entry.
func tellsOf(list []*Proof, e *record.Entry) bool {
	return slices.ContainsFunc(list, func(p *Proof) bool { return p.Entry == e })
}

// nearMiss tells why one act of the run does not fit; false if it is not near.
func (s *teller) nearMiss(n *near, d *deed) (miss, bool) {
	best := miss{rank: 100}
	at := s.before(d.no)
	for _, p := range n.must {
		if s.tooFar(n, p, d) {
			continue
		}
		for _, f := range s.fits(p, d, n.b, at, at) {
			if m, ok := s.judgeFit(n, d, &f, at); ok && m.rank < best.rank {
				best = m
			}
		}
	}
	return best, best.rank < 100
}

func (s *teller) judgeFit(n *near, d *deed, f *fit, at moment) (miss, bool) {
	in := d.day >= n.from && d.day <= n.to
	switch {
	case f.ok() && d.day < n.from && d.fact != nil && d.entry.Lasted && d.fact.End >= n.from:
		return miss{d: d, rank: 1, why: "which had begun before that time and is judged by its beginning"}, true
	case f.ok() && d.day < n.from:
		return miss{d: d, rank: 2, why: " before it was owed", days: int(n.from - d.day)}, n.from-d.day <= shortlyBefore
	case f.ok() && d.day > n.to:
		return miss{d: d, rank: 1, why: " after the last day", days: int(d.day - n.to)}, n.late
	case f.ok():
		if n.where != nil {
			if x := s.cond(n.where, false, &ctx{at: at, b: f.b, since: always}); !x.Holds {
				return miss{d: d, rank: 1, why: "which does not fulfil a condition", kids: failing(x)}, true
			}
		}
		if len(n.group) > 0 && n.bearer != nil {
			return miss{}, false
		}
		return miss{d: d, rank: 3, why: "which does not count here: it names another opening, or has been used already"}, true
	case !in:
		return miss{}, false
	case len(f.wrong) == 0 && f.number == "":
		return miss{d: d, rank: 0, why: "which would count only under a condition", kids: failing(&Proof{Children: f.guards})}, true
	case len(f.wrong) == 0:
		return miss{d: d, rank: 1, why: "but its " + f.number}, true
	case len(f.wrong) == 1:
		return miss{d: d, rank: 2 + len(f.via), why: s.wrongWords(&f.wrong[0])}, true
	}
	return miss{}, false
}

// failing are the conditions in a bundle that do not hold.
func failing(p *Proof) (out []*Proof) {
	if p == nil {
		return nil
	}
	if p.Text != "" {
		if p.Holds {
			return nil
		}
		return []*Proof{p}
	}
	for _, k := range p.Children {
		out = append(out, failing(k)...)
	}
	return out
}

func (w *work) wrongWords(x *wrongRole) string {
	switch {
	case x.without:
		return x.role.String() + " " + w.name(x.have) + ", where the rule wants nobody"
	case x.have == 0:
		return "without `" + x.role.String() + "`, which the rule asks for"
	case x.want == 0:
		return x.role.String() + " " + w.name(x.have)
	}
	return x.role.String() + " " + w.name(x.have) + " and not " + x.role.String() + " " + w.name(x.want)
}

// beside are entries of the record that would fit but are no facts of this
// world: in another account, only claimed, denied, not yet known, taken back.
func (s *teller) beside(n *near) (out []miss) {
	for _, e := range s.index.unspoken {
		if e.Begin.Hi < n.from || e.Begin.Lo > n.to {
			continue
		}
		why := s.absentWhy(e)
		if why == "" {
			continue
		}
		for _, d := range s.beyond(e) {
			at := s.momentOf(d.day)
			fits := false
			var fails []*Proof
			for _, p := range n.must {
				for _, f := range s.fits(p, &d, n.b, at, at) {
					fits = fits || f.ok()
					if len(f.wrong) == 0 && f.number == "" && f.failed {
						fails = append(fails, failing(&Proof{Children: f.guards})...)
					}
				}
			}
			if fits {
				x := d
				out = append(out, miss{d: &x, rank: 0, why: why})
				break
			}
			if len(fails) > 0 {
				x := d
				out = append(out, miss{d: &x, rank: 1, why: why + ", and which would count only under a condition", kids: fails})
				break
			}
		}
	}
	return out
}

// momentOf is the end of a day.
func (w *work) momentOf(day calendar.Day) moment {
	acts := sort.Search(len(w.deeds)-1, func(i int) bool { return w.deeds[i+1].day > day })
	made := sort.Search(len(w.findings), func(i int) bool { return w.findings[i].Day > day })
	return moment{day, uint32(acts), uint32(made)}
}

// beyond spreads an entry that is no fact here into acts.
func (w *work) beyond(e *record.Entry) (out []deed) {
	var cur [syntax.NumRoles]charter.EntityID
	day := e.Begin.Hi
	act := &w.v.Acts[e.Act]
	var walk func(role int)
	walk = func(role int) {
		if role == int(syntax.NumRoles) {
			d := deed{day: day, act: e.Act, roles: cur, happening: uint32(e.Happening)}
			d.of(e)
			for _, n := range e.Numbers {
				d.numbers = append(d.numbers, record.ExactNumber{Number: n.Number, Value: n.Range.Lo})
			}
			out = append(out, d)
			if act.Mutual {
				d.roles[act.MutualA], d.roles[act.MutualB] = d.roles[act.MutualB], d.roles[act.MutualA]
				out = append(out, d)
			}
			return
		}
		if len(e.Roles[role]) == 0 {
			walk(role + 1)
			return
		}
		for _, x := range e.Roles[role] {
			cur[role] = x
			walk(role + 1)
		}
		cur[role] = 0
	}
	walk(0)
	return out
}

// absentWhy says why an entry is no fact of this world.
func (w *work) absentWhy(e *record.Entry) string {
	for _, x := range w.t.Record.Entries {
		if x.Corrects == e.Index && w.spoken[x] {
			return "which was corrected: " + x.Written
		}
	}
	for _, x := range w.t.Record.Retractions {
		if x.Entry == e.Index && (w.t.AsKnown <= always || x.Known <= w.t.AsKnown) {
			return "which was taken back on " + x.Known.String()
		}
	}
	if w.t.AsKnown > always && e.Known > w.t.AsKnown {
		return "which was not known on " + w.t.AsKnown.String() + ", but only on " + e.Known.String()
	}
	mine := charter.EntityID(0)
	if id, ok := w.v.FindEntity(w.t.Side); ok {
		mine = id
	}
	if len(e.Accounts) > 0 {
		for _, a := range e.Accounts {
			if a == mine {
				return ""
			}
		}
		return "which is said only in the account of " + w.names(e.Accounts)
	}
	for _, a := range e.DeniedBy {
		if a == mine {
			return "which " + w.name(a) + " denies"
		}
	}
	switch {
	case len(e.DeniedBy) > 0:
		return "which " + w.names(e.DeniedBy) + " denies, and which is left out here"
	case e.Claim:
		return "which is only claimed, and is left out here"
	case e.Begin.Hi > w.t.AsOf && w.t.AsOf > always:
		return "which came after " + w.t.AsOf.String()
	}
	return ""
}
