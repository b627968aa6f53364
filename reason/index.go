package reason

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/record"
	"casus/syntax"
)

// index finds the acts that a search for near misses can end with, so that it does
// not read the whole record for each breach.
type index struct {
	byAct    map[charter.ActID][]uint32
	byRole   map[roleKey][]uint32 // acts of a kind with an entity in a role
	lasting  []uint32             // acts that last
	unspoken []*record.Entry      // entries that are no facts of this world
	kinds    map[*charter.Pattern][]charter.ActID
}

type roleKey struct {
	act    charter.ActID
	role   syntax.Role
	entity charter.EntityID
}

// readIndex lists the acts of the world.
func (w *work) readIndex() {
	x := index{byAct: map[charter.ActID][]uint32{}, byRole: map[roleKey][]uint32{}, kinds: map[*charter.Pattern][]charter.ActID{}}
	for id := range w.deeds {
		d := &w.deeds[id]
		if d.no == 0 {
			continue
		}
		x.byAct[d.act] = append(x.byAct[d.act], d.no)
		for role, e := range d.roles {
			if e != 0 {
				k := roleKey{d.act, syntax.Role(role), e}
				x.byRole[k] = append(x.byRole[k], d.no)
			}
		}
		if d.entry != nil && d.entry.Lasted {
			x.lasting = append(x.lasting, d.no)
		}
	}
	if w.t.Record != nil {
		for _, e := range w.t.Record.Entries {
			if !w.spoken[e] {
				x.unspoken = append(x.unspoken, e)
			}
		}
	}
	w.index = x
}

// actsOf are the acts that a phrase, or a definition it names, speaks of.
func (w *work) actsOf(p *charter.Pattern) []charter.ActID {
	list, known := w.index.kinds[p]
	if !known {
		for a := range w.v.Acts {
			if w.mayBe(p, charter.ActID(a)) {
				list = append(list, charter.ActID(a))
			}
		}
		w.index.kinds[p] = list
	}
	return list
}

// firstOn is the place in a list of acts of the first that is on or after a day.
func (w *work) firstOn(list []uint32, day calendar.Day) int {
	at, _ := slices.BinarySearchFunc(list, day, func(id uint32, day calendar.Day) int {
		return cmp.Compare(w.deeds[id].day, day)
	})
	return at
}

// shortlyBefore is how many days before something was owed an act is near.
const shortlyBefore = 31

// around are the acts of the right kind from shortly before the time in question
// to its end, and those that had begun earlier and went on; in order.
func (s *teller) around(n *near) []uint32 {
	ids := s.near[:0]
	for _, id := range s.index.lasting {
		if s.deeds[id].day < n.from-shortlyBefore {
			ids = append(ids, id)
		}
	}
	for _, p := range n.must {
		for _, a := range s.actsOf(p) {
			one, other := s.twoOf(p, a, n.b)
			for _, list := range [...][]uint32{one, other} {
				for _, id := range list[s.firstOn(list, n.from-shortlyBefore):] {
					if s.deeds[id].day > n.to {
						break
					}
					ids = append(ids, id)
				}
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	s.near = ids[:0]
	return ids
}

// twoOf are two lists of acts, in one of which is every act that differs from a
// phrase in one role at most: those that fit it in one of two roles whose entities
// are known. Where no two are known the first list is of all acts of the kind.
func (s *teller) twoOf(p *charter.Pattern, a charter.ActID, b *binding) (one, other []uint32) {
	all := s.index.byAct[a]
	if p.Define != nil {
		return all, nil
	}
	n := 0
	for _, rt := range p.Roles {
		e := known(rt.Term, b)
		if e == 0 {
			continue
		}
		list := s.index.byRole[roleKey{a, rt.Role, e}]
		switch n++; {
		case n == 1:
			one = list
		case n == 2:
			other = list
		case len(list) < len(one):
			one = list
		case len(list) < len(other):
			other = list
		}
	}
	if n < 2 {
		return all, nil
	}
	return one, other
}

// known is the entity that a term stands for on every day; 0 where it may change:
// a body may be another organ on another day.
func known(t charter.Term, b *binding) charter.EntityID {
	switch t.Kind {
	case charter.EntityTerm:
		return t.Entity
	case charter.VarTerm:
		return b.get(t.Var)
	}
	return 0
}

// tooLate are acts that fit and came after the last day. They are all as near as
// one another, so that no more of them are looked for than are told.
func (s *teller) tooLate(n *near, out []miss) []miss {
	lists := make([][]uint32, 0, 8)
	for _, p := range n.must {
		for _, a := range s.actsOf(p) {
			if list := s.shortest(p, a, n.b); len(list) > 0 {
				if at := s.firstOn(list, n.to+1); at < len(list) {
					lists = append(lists, list[at:])
				}
			}
		}
	}
	given, first := s.lent(), len(out)
	for found := 0; found < mostNear; {
		id, some := uint32(0), false
		for _, list := range lists {
			if len(list) > 0 && (!some || list[0] < id) {
				id, some = list[0], true
			}
		}
		if !some {
			break
		}
		for i, list := range lists {
			if len(list) > 0 && list[0] == id {
				lists[i] = list[1:]
			}
		}
		d := &s.deeds[id]
		m, ok := s.nearMiss(n, d)
		s.takeBack(&given)
		if !ok {
			continue
		}
		told := slices.ContainsFunc(out[first:], func(o miss) bool { return o.d.entry == d.entry })
		out = append(out, m)
		if d.entry == nil || !told && !n.skip[d.entry] {
			found++
		}
	}
	return out
}

// shortest is a list of acts among which are all that have the roles a phrase
// asks for: of one role whose entity is known, where there is one.
func (s *teller) shortest(p *charter.Pattern, a charter.ActID, b *binding) []uint32 {
	list := s.index.byAct[a]
	if p.Define != nil {
		return list
	}
	for _, rt := range p.Roles {
		e := known(rt.Term, b)
		if e == 0 {
			continue
		}
		if of := s.index.byRole[roleKey{a, rt.Role, e}]; len(of) < len(list) {
			list = of
		}
	}
	return list
}

// tooFar reports whether an act differs from a phrase in more roles than a near
// miss may: one within the time in question, none outside it.
func (s *teller) tooFar(n *near, p *charter.Pattern, d *deed) bool {
	if p.Define != nil {
		return false
	}
	may := 0
	if d.day >= n.from && d.day <= n.to {
		may = 1
	}
	wrong := 0
	for _, rt := range p.Roles {
		have := d.roles[rt.Role]
		want := known(rt.Term, n.b)
		if have == 0 || want != 0 && have != want {
			wrong++
		}
	}
	return wrong > may
}
