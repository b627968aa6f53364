package docket

import (
	"bytes"
	"hash/maphash"

	"casus/calendar"
	"casus/engine"
)

// alone draws up what is found in the only world of a docket: there is nothing to put
// together, and what findings have in common is kept once. What a view leaves out is
// not drawn up at all.
func (w *worker) alone() []*Finding {
	k, r := w.keys, w.run
	all := r.Findings()
	seen := sameKeys{k: k, at: make(map[uint64]uint32, len(all)), seed: maphash.MakeSeed()}
	wanted := k.wanted()
	everywhere := &reach{bits: [][]uint64{{1}}}
	var sides []Verdict // those of the finding before, which is often of the same day
	var page []Finding
	out := make([]*Finding, 0, len(all))
	for id := range all {
		f := &all[id]
		parts := k.byRoles(uint32(id), f)
		if len(parts) == 0 || parts[0].w == 0 {
			continue
		}
		roles := parts[0].roles
		k.text = k.appendName(k.text[:0], uint32(id), f, roles)
		nth := seen.count(uint32(id))
		if !wanted(f) {
			continue
		}
		if len(page) == 0 {
			page = make([]Finding, min(len(all), 256))
		}
		p := &page[0]
		page = page[1:]
		k.proto(p, f, &keyed{id: uint32(id), roles: roles})
		p.order, p.id, p.nth, p.reach = int32(len(out)), uint32(id), nth, everywhere
		if !ofMatter(f) { // its key is not to be made of the finding alone
			key := k.text
			if nth > 0 {
				key = appendNth(key, nth)
			}
			p.reach = &reach{key: string(key), bits: everywhere.bits}
		}
		if p.entry != 0 {
			p.tellOf(k.d.Record.Entries[w.entries[p.entry]])
		}
		p.Days = calendar.On(f.Day)
		if ofMatter(f) {
			x := foundIn{w: 1}
			k.matter(f, &x)
			p.Opened, p.Due = calendar.On(x.opened), x.firstDue()
			p.Stands, p.Open = x.stands != 0 && f.Kind == engine.Breach, x.stands != 0 && f.Kind == engine.Opening
		}
		if sides == nil || sides[0].Days != p.Days {
			sides = []Verdict{{Found: 1, Of: 1, Days: p.Days}}
		}
		p.Sides, p.Certainty = sides, Robust
		out = append(out, p)
	}
	return out
}

// wanted says which findings of the only world a view does not leave out. An opening of
// what is no longer open is kept where another of the same name is open, since those of
// one name are numbered.
func (k *keys) wanted() func(*engine.Finding) bool {
	if !k.d.View.OpenOnly {
		return func(*engine.Finding) bool { return true }
	}
	type alike struct {
		family int
		rule   string
		opened calendar.Day
	}
	open := map[alike]bool{}
	name := func(f *engine.Finding) alike {
		_, opened := k.r.Arose(f.Matter)
		r := k.d.Case.Rules[f.Rule]
		return alike{r.Family, r.Name, opened}
	}
	for i := range k.r.Findings() {
		if f := &k.r.Findings()[i]; f.Kind == engine.Opening {
			if now, _ := k.r.Standing(f.Matter); now != 0 {
				open[name(f)] = true
			}
		}
	}
	return func(f *engine.Finding) bool { return f.Kind != engine.Opening || open[name(f)] }
}

// sameKeys counts findings of one key by hash, since there may be a million keys; what
// has the same hash is held against the key itself.
type sameKeys struct {
	k    *keys
	at   map[uint64]uint32 // the last finding of a key
	nth  map[uint32]int32  // of those that are not the first
	seed maphash.Seed
}

// count takes in finding id, whose key has just been written. It is 0 for the first of
// a key, 2 for the second, and so on.
func (s *sameKeys) count(id uint32) int32 {
	for h := maphash.Bytes(s.seed, s.k.text); ; h++ {
		had, ok := s.at[h]
		if !ok {
			s.at[h] = id
			return 0
		}
		if !s.is(had) {
			continue
		}
		s.at[h] = id
		if s.nth == nil {
			s.nth = map[uint32]int32{}
		}
		s.nth[id] = max(s.nth[had], 1) + 1
		return s.nth[id]
	}
}

// is reports whether a finding has the key that has just been written.
func (s *sameKeys) is(id uint32) bool {
	k := s.k
	f := &k.r.Findings()[id]
	k.other = k.appendName(k.other[:0], id, f, k.r.Roles(id, 0))
	return bytes.Equal(k.other, k.text)
}
