package docket

import (
	"math/bits"
	"slices"
	"strconv"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
)

// worker takes batches one after the other, in a run and with names that are made
// once. It takes them in ascending order, so that what an earlier batch of its own
// has drawn up is known to whoever merges them in order.
type worker struct {
	run     *engine.Run
	keys    *keys
	entries []int32 // behind the acts of the batch, by Index
}

// load readies the run for a batch.
func (w *worker) load(d *Docket, l *Load) {
	w.entries = l.entries
	if w.run == nil {
		w.run, w.keys = d.program.NewRun(l.Input), &keys{d: d}
	} else {
		w.run.Reset(l.Input)
	}
}

// replay runs what is loaded, up to the horizon.
func (w *worker) replay(d *Docket, l *Load) {
	w.run.Replay(l.Acts, d.AsOf)
	w.keys.start(w.run)
}

// found names and draws up all that was found.
func (w *worker) found() []foundIn {
	out := make([]foundIn, 0, len(w.run.Findings())+8)
	for id := range w.run.Findings() {
		f := &w.run.Findings()[id]
		for i := range w.keys.of(uint32(id)) {
			out = append(out, w.keys.draw(f, &w.keys.named[i]))
		}
	}
	return out
}

// keyed is one finding of a run under the key by which findings of different
// worlds are the same, in the worlds in which its roles are these.
type keyed struct {
	key    string
	id     uint32
	number int32 // of the key
	roles  []engine.RoleStates
	w      engine.Mask
}

// keys names the findings of runs, one run after the other: kind, rule, roles and
// happening, and a number where one world has several of one name. A key is written
// out once, and is a number from then on.
type keys struct {
	d       *Docket
	r       *engine.Run
	numbers map[string]int32
	names   []string
	drawn   []bool        // by key: its finding has been drawn up
	used    []engine.Mask // by key: worlds of this run that have it
	touched []int32       // the keys that this run has used
	roots   []root        // by finding of this run
	list    engine.RoleList
	roles   map[string][]engine.RoleStates // those of findings, which have few different ones
	text    []byte
	other   []byte
	parts   []keyed
	named   []keyed
}

func newKeys(d *Docket, r *engine.Run) *keys {
	k := &keys{d: d}
	k.start(r)
	return k
}

// start begins to name the findings of a run.
func (k *keys) start(r *engine.Run) {
	k.r = r
	for _, n := range k.touched {
		k.used[n] = 0
	}
	k.touched = k.touched[:0]
	k.roots = slices.Grow(k.roots[:0], len(r.Findings()))[:len(r.Findings())]
	clear(k.roots)
}

// of names finding id. It must be called once for each finding, in order; what it
// gives holds until it is called again.
func (k *keys) of(id uint32) []keyed {
	f := &k.r.Findings()[id]
	k.named = k.named[:0]
	for _, part := range k.byRoles(id, f) {
		k.text = k.appendName(k.text[:0], id, f, part.roles)
		base := len(k.text)
		w := part.w
		for n := 1; w != 0; n++ {
			if n > 1 {
				k.text = appendNth(k.text[:base], int32(n))
			}
			at := k.number()
			if now := w &^ k.used[at]; now != 0 {
				if k.used[at] == 0 {
					k.touched = append(k.touched, at)
				}
				k.used[at] |= now
				k.named = append(k.named, keyed{k.names[at], id, at, part.roles, now})
				w &^= now
			}
		}
	}
	return k.named
}

// number is the number of the key just written.
func (k *keys) number() int32 {
	if n, known := k.numbers[string(k.text)]; known {
		return n
	}
	if k.numbers == nil {
		k.numbers = make(map[string]int32, len(k.r.Findings()))
	}
	n, name := int32(len(k.names)), string(k.text)
	k.numbers[name] = n
	k.names, k.drawn, k.used = append(k.names, name), append(k.drawn, false), append(k.used, 0)
	return n
}

// byRoles parts a finding by the roles it has: those of a shared duty may
// differ from world to world.
func (k *keys) byRoles(id uint32, f *engine.Finding) []keyed {
	shared := false
	switch f.Kind {
	case engine.Status, engine.Collision, engine.Void, engine.Silence:
	default:
		shared = k.r.Shared(f.Matter)
	}
	k.parts = k.parts[:0]
	if !shared {
		k.parts = append(k.parts, keyed{roles: k.r.RolesIn(&k.list, id, lowest(f.Worlds)), w: f.Worlds})
		return k.parts
	}
	for rest := f.Worlds; rest != 0; rest &= rest - 1 {
		roles := k.r.Roles(id, lowest(rest))
		at := slices.IndexFunc(k.parts, func(x keyed) bool { return sameRoles(x.roles, roles) })
		if at < 0 {
			k.parts = append(k.parts, keyed{roles: roles})
			at = len(k.parts) - 1
		}
		k.parts[at].w |= rest & -rest
	}
	return k.parts
}

func lowest(w engine.Mask) int { return bits.TrailingZeros64(uint64(w)) & 63 }

func sameRoles(a, b []engine.RoleStates) bool {
	return slices.EqualFunc(a, b, func(x, y engine.RoleStates) bool { return x.Role == y.Role && slices.Equal(x.States, y.States) })
}

func (k *keys) appendName(b []byte, id uint32, f *engine.Finding, roles []engine.RoleStates) []byte {
	var rule *charter.Rule
	if f.Rule != engine.NoRule {
		rule = k.d.Case.Rules[f.Rule]
	}
	b = appendOwed(b, f.Kind, f.Late(), f.Awaits(), f.OfBreach(), rule)
	switch {
	case f.Kind == engine.Status:
		ch := &k.r.Changes()[f.Matter]
		b = appendNumber(appendNumber(b, ch.Family), ch.Status)
		b = appendNumber(appendNumber(b, int(ch.Entity)), int(ch.With))
		b = strconv.AppendBool(append(b, ' '), ch.Ceases)
	case f.Kind == engine.Collision:
		x, y, ban := k.r.Pair(f)
		b = append(appendRoles(append(b, ' '), k.r.MatterRoles(x)), " | "...)
		if ban >= 0 {
			b = appendNumber(append(b, "ban"...), ban)
		} else {
			b = strconv.AppendInt(b, int64(k.r.RuleOf(y)), 10)
			b = appendRoles(append(b, ' '), k.r.MatterRoles(y))
		}
	case f.OfBreach(): // once for each rule: the matter does not name it
		return b
	}
	b = append(appendRoles(b, roles), " of "...)
	return k.rootOf(id).append(b)
}

// appendOwed adds what is found, and of which rule.
func appendOwed(b []byte, kind engine.Kind, late, awaits, ofBreach bool, r *charter.Rule) []byte {
	b = append(b, kind.String()...)
	if late {
		b = append(b, " late"...)
	}
	if awaits {
		b = append(b, " awaiting"...)
	}
	if ofBreach {
		b = append(b, " breach"...)
	}
	if r != nil {
		b = append(append(appendNumber(b, r.Family), '/'), r.Name...)
	}
	return b
}

// appendNth tells apart what has one key in one world.
func appendNth(b []byte, n int32) []byte { return strconv.AppendInt(append(b, '#'), int64(n), 10) }

// appendNumber adds a blank and a number.
func appendNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, ' '), int64(n), 10) }

func appendRoles(b []byte, rs []engine.RoleStates) []byte {
	for _, r := range rs {
		b = append(append(b, ' '), r.Role.String()...)
		for _, s := range r.States {
			b = appendNumber(b, int(s))
		}
	}
	return b
}

// root is what a finding comes from in the end: a happening of the record, or a day
// of the calendar.
type root struct {
	of rootKind
	n  int32 // the happening, or the day
}

type rootKind uint8

const (
	notSought rootKind = iota
	aHappening
	aDay
	theDay // that of the finding itself
)

func (x root) append(b []byte) []byte {
	switch x.of {
	case aHappening:
		return strconv.AppendInt(b, int64(x.n), 10)
	case aDay:
		return append(append(b, "day "...), calendar.Day(x.n).String()...)
	}
	return append(b, "day"...)
}

func (k *keys) rootOf(id uint32) root {
	if k.roots[id].of == notSought {
		k.roots[id] = k.findRoot(id)
	}
	return k.roots[id]
}

func (k *keys) findRoot(id uint32) root {
	f := &k.r.Findings()[id]
	cause, opened, ofMatter := f.Cause, calendar.Day(0), false
	switch f.Kind {
	case engine.Status, engine.Void, engine.Silence:
	case engine.Collision:
		a, b, ban := k.r.Pair(f)
		if ban >= 0 {
			b = a
		}
		cause, _ = k.r.Arose(b)
	default:
		cause, opened = k.r.Arose(f.Matter)
		ofMatter = true
	}
	entry, finding, isFinding := k.r.Source(cause)
	switch {
	case isFinding:
		return k.rootOf(finding)
	case entry != 0:
		return root{aHappening, int32(k.r.Entries()[entry].Happening)}
	case ofMatter:
		return root{aDay, int32(opened)}
	}
	return root{of: theDay}
}
