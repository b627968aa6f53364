package lint

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/syntax"
)

// played is a history with what was found in it.
type played struct {
	history
	run   *engine.Run // of the whole batch; good until the next
	world int
}

// play runs histories, 64 at a time, and shows each.
func (t *theatre) play(hs []history, see func(played)) {
	var r *engine.Run
	for len(hs) > 0 {
		n := min(len(hs), 64)
		in, acts, horizon := t.load(hs[:n])
		if r == nil {
			r = t.program.NewRun(in)
		} else {
			r.Reset(in)
		}
		r.Replay(acts, horizon)
		for w, h := range hs[:n] {
			see(played{h, r, w})
		}
		hs = hs[n:]
	}
}

// load lays out up to 64 histories as worlds of one run, a day for each deed.
func (t *theatre) load(hs []history) (engine.Input, engine.Acts, calendar.Day) {
	in := engine.Input{Worlds: ^engine.Mask(0), Openings: true, Extras: make([]engine.Extra, 1)}
	if len(hs) < 64 {
		in.Worlds = 1<<len(hs) - 1
	}
	acts := engine.NewActs(len(hs))
	longest := 0
	for w, h := range hs {
		longest = max(longest, len(h.deeds))
		for i, d := range h.deeds {
			acts = append(acts, t.acts(d, w, i, len(acts), &in)...)
		}
	}
	slices.SortStableFunc(acts[1:], func(a, b engine.Entry) int { return cmp.Compare(a.Day, b.Day) })
	in.Readings = func(ref charter.ReadingRef, version int) []engine.Choice { return t.choices(hs, ref, version) }
	return in, acts, t.day + calendar.Day(longest+t.wait)
}

// acts are a deed as the engine takes it: a mutual one in both directions.
func (t *theatre) acts(d deed, world, place, happening int, in *engine.Input) []engine.Entry {
	e := engine.Entry{Worlds: 1 << world, Day: t.day + calendar.Day(place), Act: d.act, Happening: uint32(happening), First: true}
	if len(d.numbers) > 0 {
		e.Extra = uint32(len(in.Extras))
		in.Extras = append(in.Extras, engine.Extra{Numbers: d.numbers, Origin: -1, Answers: -1, Target: -1})
	}
	fill := func(e engine.Entry, roles [syntax.NumRoles]charter.EntityID) engine.Entry {
		for role, who := range roles {
			if who != 0 {
				e.Roles[t.program.Place(d.act, syntax.Role(role))] = who
			}
		}
		return e
	}
	act := &t.v.Acts[d.act]
	if !act.Mutual {
		return []engine.Entry{fill(e, d.roles)}
	}
	e.Shared = true
	back := d.roles
	back[act.MutualA], back[act.MutualB] = d.roles[act.MutualB], d.roles[act.MutualA]
	again := e
	again.First = false
	return []engine.Entry{fill(e, d.roles), fill(again, back)}
}

// choices are the values of a reading in the worlds of a batch.
func (t *theatre) choices(hs []history, ref charter.ReadingRef, version int) []engine.Choice {
	var list []engine.Choice
	rest := ^engine.Mask(0)
	for w, h := range hs {
		if h.given == nil || h.given.ref != ref {
			continue
		}
		rest &^= 1 << w
		at := slices.IndexFunc(list, func(c engine.Choice) bool { return c.Value == h.given.value })
		if at < 0 {
			list = append(list, engine.Choice{Value: h.given.value})
			at = len(list) - 1
		}
		list[at].Worlds |= 1 << w
	}
	if list == nil {
		return nil
	}
	vs := t.c.Families[ref.Family].Readings[ref.Reading].Versions
	return append(list, engine.Choice{Value: vs[version].Values[0], Worlds: rest})
}

// opening is a matter that a history opened.
type opening struct {
	rule  *charter.Rule
	roles []engine.RoleStates
	bound [engine.MaxVars]charter.EntityID
}

// in is who stands in a role of an opening; the first, where several do.
func (o opening) in(role syntax.Role) charter.EntityID {
	for _, r := range o.roles {
		if r.Role == role && len(r.States) > 0 {
			return r.States[0]
		}
	}
	return 0
}

// openings are the matters that a history opened, in order.
func (p played) openings(c *charter.Case) []opening {
	var list []opening
	for id := range p.run.Findings() {
		f := &p.run.Findings()[id]
		if f.Kind == engine.Opening && f.Worlds>>p.world&1 != 0 {
			list = append(list, opening{c.Rules[f.Rule], p.run.Roles(uint32(id), p.world), p.run.Matter(f.Matter).Bound})
		}
	}
	return list
}

// count counts the findings of a kind of a rule.
func (p played) count(kind engine.Kind, rule int) int {
	n := 0
	for i := range p.run.Findings() {
		if f := &p.run.Findings()[i]; f.Kind == kind && int(f.Rule) == rule && f.Worlds>>p.world&1 != 0 {
			n++
		}
	}
	return n
}

// silent reports whether the text is silent about an act of the history.
func (p played) silent(act charter.ActID) bool {
	for i := range p.run.Findings() {
		f := &p.run.Findings()[i]
		if f.Kind != engine.Silence || f.OfBreach() || f.Worlds>>p.world&1 == 0 {
			continue
		}
		if entry, _, isFinding := p.run.Source(f.Cause); !isFinding && entry != 0 && p.run.Entries()[entry].Act == act {
			return true
		}
	}
	return false
}

// collisions are the pairs of duties that collide, by the IDs of their rules.
func (p played) collisions() [][2]int {
	var list [][2]int
	for i := range p.run.Findings() {
		f := &p.run.Findings()[i]
		if f.Kind != engine.Collision || f.Worlds>>p.world&1 == 0 {
			continue
		}
		if a, b, ban := p.run.Pair(f); ban < 0 {
			list = append(list, [2]int{p.run.Matter(a).Rule, p.run.Matter(b).Rule})
		}
	}
	return list
}
