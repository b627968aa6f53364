package docket

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// keyed is one finding of a run under the key by which findings of different
// worlds are the same, in the worlds in which its roles are these.
type keyed struct {
	key   string
	roles []engine.RoleStates
	w     engine.Mask
}

// keys names a run's findings: kind, rule, roles and happening, and a number
// where one world has several of one name.
type keys struct {
	d    *Docket
	r    *engine.Run
	used map[string]engine.Mask
	root map[uint32]string
}

func newKeys(d *Docket, r *engine.Run) *keys {
	return &keys{d: d, r: r, used: map[string]engine.Mask{}, root: map[uint32]string{}}
}

// of names finding id. It must be called once for each finding, in order.
func (k *keys) of(id uint32) []keyed {
	f := &k.r.Findings()[id]
	var out []keyed
	for _, part := range k.byRoles(id, f) {
		base := k.name(id, f, part.roles)
		w := part.w
		for n := 1; w != 0; n++ {
			key := base
			if n > 1 {
				key += "#" + strconv.Itoa(n)
			}
			if now := w &^ k.used[key]; now != 0 {
				k.used[key] |= now
				out = append(out, keyed{key, part.roles, now})
				w &^= now
			}
		}
	}
	return out
}

// byRoles parts a finding by the roles it has: those of a shared duty may
// differ from world to world.
func (k *keys) byRoles(id uint32, f *engine.Finding) []keyed {
	shared := false
	switch f.Kind {
	case engine.Status, engine.Collision, engine.Void, engine.Silence:
	default:
		shared = len(k.r.Matter(f.Matter).Group) > 0
	}
	if !shared {
		return []keyed{{roles: k.r.Roles(id, lowest(f.Worlds)), w: f.Worlds}}
	}
	var out []keyed
	for rest := f.Worlds; rest != 0; rest &= rest - 1 {
		roles := k.r.Roles(id, lowest(rest))
		at := slices.IndexFunc(out, func(x keyed) bool { return sameRoles(x.roles, roles) })
		if at < 0 {
			out = append(out, keyed{roles: roles})
			at = len(out) - 1
		}
		out[at].w |= rest & -rest
	}
	return out
}

func lowest(w engine.Mask) int {
	for i := range 64 {
		if w>>i&1 != 0 {
			return i
		}
	}
	return 0
}

func sameRoles(a, b []engine.RoleStates) bool {
	return slices.EqualFunc(a, b, func(x, y engine.RoleStates) bool { return x.Role == y.Role && slices.Equal(x.States, y.States) })
}

func (k *keys) name(id uint32, f *engine.Finding, roles []engine.RoleStates) string {
	c := k.d.Case
	var b strings.Builder
	fmt.Fprintf(&b, "%s", f.Kind)
	if f.Late() {
		b.WriteString(" late")
	}
	if f.Awaits() {
		b.WriteString(" awaiting")
	}
	if f.OfBreach() {
		b.WriteString(" breach")
	}
	if f.Rule != engine.NoRule {
		r := c.Rules[f.Rule]
		fmt.Fprintf(&b, " %d/%s", r.Family, r.Name)
	}
	switch {
	case f.Kind == engine.Status:
		ch := k.r.Changes()[f.Matter]
		fmt.Fprintf(&b, " %d %d %d %d %t", ch.Family, ch.Status, ch.Entity, ch.With, ch.Ceases)
	case f.Kind == engine.Collision:
		x, y, ban := k.r.Pair(f)
		fmt.Fprintf(&b, " %s | ", rolesKey(k.r.MatterRoles(x)))
		if ban >= 0 {
			fmt.Fprintf(&b, "ban %d", ban)
		} else {
			fmt.Fprintf(&b, "%d %s", k.r.Matter(y).Rule, rolesKey(k.r.MatterRoles(y)))
		}
	case f.OfBreach(): // once for each rule: the matter does not name it
		return b.String()
	}
	b.WriteString(rolesKey(roles))
	b.WriteString(" of ")
	b.WriteString(k.rootOf(id))
	return b.String()
}

func rolesKey(rs []engine.RoleStates) string {
	var b strings.Builder
	for _, r := range rs {
		fmt.Fprintf(&b, " %s", r.Role)
		for _, s := range r.States {
			fmt.Fprintf(&b, " %d", s)
		}
	}
	return b.String()
}

// rootOf is what a finding comes from in the end: a happening of the record,
// or a day of the calendar.
func (k *keys) rootOf(id uint32) string {
	if s, ok := k.root[id]; ok {
		return s
	}
	s := k.findRoot(id)
	k.root[id] = s
	return s
}

func (k *keys) findRoot(id uint32) string {
	f := &k.r.Findings()[id]
	cause := f.Cause
	switch f.Kind {
	case engine.Status, engine.Void, engine.Silence:
	case engine.Collision:
		_, b, ban := k.r.Pair(f)
		if ban >= 0 {
			b, _, _ = k.r.Pair(f)
		}
		cause = k.r.Matter(b).Cause
	default:
		m := k.r.Matter(f.Matter)
		cause = m.Cause
	}
	entry, finding, isFinding := k.r.Source(cause)
	switch {
	case isFinding:
		return k.rootOf(finding)
	case entry != 0:
		return strconv.Itoa(int(k.r.Entries()[entry].Happening))
	}
	if f.Kind != engine.Status && f.Kind != engine.Silence && f.Kind != engine.Collision && f.Kind != engine.Void {
		return "day " + k.r.Matter(f.Matter).Opened.String()
	}
	return "day"
}

// batchResult is what one batch found.
type batchResult struct {
	batch   int
	found   []foundIn
	holders []heldIn
	answers []engine.Mask
	facts   []record.Fact
	fault   any // what the run panicked with
}

type foundIn struct {
	keyed
	day    calendar.Day
	proto  *Finding
	opened calendar.Day
	dues   []dayIn
	stands engine.Mask // of the worlds: a standing breach, or an open matter
}

type dayIn struct {
	day calendar.Day
	w   engine.Mask
}

type heldIn struct {
	h Holder
	w engine.Mask
}

// gather reads one batch's run.
func gather(d *Docket, b int, r *engine.Run, questions []engine.Question) *batchResult {
	res := &batchResult{batch: b}
	ks := newKeys(d, r)
	for id := range r.Findings() {
		f := &r.Findings()[id]
		for _, k := range ks.of(uint32(id)) {
			res.found = append(res.found, describe(d, r, uint32(id), f, k))
		}
	}
	res.holders = holders(d, r)
	for _, q := range questions {
		res.answers = append(res.answers, r.Ask(q))
	}
	return res
}

// describe draws up the finding; the facts of its run are gone when the run is
// used again.
func describe(d *Docket, r *engine.Run, id uint32, f *engine.Finding, k keyed) foundIn {
	c := d.Case
	p := &Finding{Kind: f.Kind, Late: f.Late(), Roles: k.roles, OfBreach: f.OfBreach(), key: k.key,
		Opened: calendar.On(calendar.Always), Due: calendar.On(calendar.Never)}
	out := foundIn{keyed: k, day: f.Day, proto: p, opened: calendar.Always}
	if f.Rule != engine.NoRule {
		p.Rule = c.Rules[f.Rule]
		p.Text = c.Families[p.Rule.Family].Texts[p.Rule.Text].Name
	}
	switch f.Kind {
	case engine.Void:
		p.entry = f.Cause
	case engine.Status:
		ch := r.Changes()[f.Matter]
		p.Status = &StatusChange{ch.Family, c.Families[ch.Family].Statuses[ch.Status].Name, ch.Entity, ch.With, ch.Ceases}
	case engine.Silence:
		p.entry = f.Cause
		if f.OfBreach() {
			p.entry = 0
		}
	case engine.Collision:
		x, y, ban := r.Pair(f)
		p.Roles = r.MatterRoles(x)
		p.Rule = c.Rules[r.Matter(x).Rule]
		if ban >= 0 {
			p.Rule2, p.Roles2 = c.Rules[ban], r.BanRoles(f)
		} else {
			p.Rule2, p.Roles2 = c.Rules[r.Matter(y).Rule], r.MatterRoles(y)
		}
	default:
		m := r.Matter(f.Matter)
		out.opened = m.Opened
		for rest := k.w; rest != 0; rest &= rest - 1 {
			day := r.Due(f.Matter, lowest(rest))
			at := slices.IndexFunc(out.dues, func(x dayIn) bool { return x.day == day })
			if at < 0 {
				out.dues = append(out.dues, dayIn{day: day})
				at = len(out.dues) - 1
			}
			out.dues[at].w |= rest & -rest
		}
		if f.Kind == engine.Breach {
			out.stands = m.Breached & k.w
		} else if f.Kind == engine.Opening {
			out.stands = m.Worlds & k.w
		}
		if f.Awaits() {
			p.Awaits = Awaited(c, r, f)
		}
	}
	return out
}

// Awaited names the judge an opening waits for.
func Awaited(c *charter.Case, r *engine.Run, f *engine.Finding) string {
	if j := r.Judge(f.Matter); j != 0 {
		return c.Vocab.Entities[j].Code
	}
	return "nobody"
}

// Yields says in words which of two rules gives way in a collision, by what
// their texts yield to; nil where neither does.
func Yields(c *charter.Case, first, second int) []string {
	a, b := yields(c, first, second), yields(c, second, first)
	switch {
	case a && b:
		return []string{"both", "yield"}
	case a:
		return []string{"first", "yields"}
	case b:
		return []string{"second", "yields"}
	}
	return nil
}

func yields(c *charter.Case, rule, other int) bool {
	r := c.Rules[rule]
	governs := c.Families[c.Rules[other].Family].Governs
	return governs != 0 && slices.Contains(c.Families[r.Family].Texts[r.Text].Yields, governs)
}

// holders lists who has which status where the run stands.
func holders(d *Docket, r *engine.Run) []heldIn {
	var out []heldIn
	for f, fam := range d.Case.Families {
		for s, st := range fam.Statuses {
			if st.Pair {
				for _, p := range r.PairHolders(f, s) {
					out = append(out, heldIn{Holder{Family: f, Status: s, Entity: p.A, With: p.B}, p.Worlds})
				}
				continue
			}
			for _, e := range r.EverHeld(f, s) {
				if w := r.Holds(f, s, e); w != 0 {
					out = append(out, heldIn{Holder{Family: f, Status: s, Entity: e}, w})
				}
			}
		}
	}
	for s := range d.Case.Vocab.Declared {
		for e := range d.Case.Vocab.Entities {
			if w := r.Declared(s, charter.EntityID(e)); w != 0 {
				out = append(out, heldIn{Holder{Family: -1, Status: s, Entity: charter.EntityID(e), Declared: true}, w})
			}
		}
	}
	return out
}

// gathering merges batches in order.
type gathering struct {
	d       *Docket
	byKey   map[string]*Finding
	holders map[[5]int]int
	held    [][]int // by holder, side: settlings
	answers [][]int // by question, side
}

func newGathering(d *Docket, questions int) *gathering {
	g := &gathering{d: d, byKey: map[string]*Finding{}, holders: map[[5]int]int{}}
	for range questions {
		g.answers = append(g.answers, make([]int, len(d.Sides)))
	}
	return g
}

func (g *gathering) merge(res *batchResult) {
	d := g.d
	ws := d.batchWorlds(res.batch)
	for i := range res.found {
		x := &res.found[i]
		f := g.byKey[x.key]
		if f == nil {
			f = x.proto
			f.order = len(d.Findings)
			if f.entry != 0 {
				f.Entry = res.facts[f.entry-1].Entry
				f.Act = f.Entry.Act
				f.Roles = EntryRoles(f.Entry)
			}
			for _, s := range d.Sides {
				f.bits = append(f.bits, make([]uint64, (s.Settlings+63)/64))
				f.days = append(f.days, calendar.Extent{Lo: calendar.Never, Hi: calendar.Always})
			}
			f.Days = calendar.On(x.day)
			f.Opened = calendar.On(x.opened)
			f.Due = calendar.On(calendar.Never)
			if len(x.dues) > 0 {
				f.Due = calendar.On(x.dues[0].day)
			}
			f.Stands, f.Open = f.Kind == engine.Breach, f.Kind == engine.Opening
			g.byKey[x.key] = f
			d.Findings = append(d.Findings, f)
		}
		widen(&f.Days, x.day)
		widen(&f.Opened, x.opened)
		for _, due := range x.dues {
			widen(&f.Due, due.day)
		}
		if x.w&^x.stands != 0 {
			f.Stands, f.Open = false, false
		}
		for bit, w := range ws {
			if x.w>>bit&1 != 0 {
				f.bits[w.side][w.settling/64] |= 1 << (w.settling % 64)
				widen(&f.days[w.side], x.day)
			}
		}
	}
	for _, h := range res.holders {
		k := [5]int{h.h.Family, h.h.Status, int(h.h.Entity), int(h.h.With)}
		at, ok := g.holders[k]
		if !ok {
			at = len(d.Holders)
			g.holders[k] = at
			d.Holders = append(d.Holders, h.h)
			g.held = append(g.held, make([]int, len(d.Sides)))
		}
		for bit, w := range ws {
			if h.w>>bit&1 != 0 {
				g.held[at][w.side]++
			}
		}
	}
	for q, m := range res.answers {
		for bit, w := range ws {
			if m>>bit&1 != 0 {
				g.answers[q][w.side]++
			}
		}
	}
}

func widen(e *calendar.Extent, d calendar.Day) {
	e.Lo, e.Hi = min(e.Lo, d), max(e.Hi, d)
}

// EntryRoles are an entry's roles as written, all its states.
func EntryRoles(e *record.Entry) []engine.RoleStates {
	var out []engine.RoleStates
	for role := range syntax.NumRoles {
		if len(e.Roles[role]) > 0 {
			out = append(out, engine.RoleStates{Role: role, States: e.Roles[role]})
		}
	}
	return out
}

// finish says the verdicts.
func (g *gathering) finish() [][]Verdict {
	d := g.d
	sweeps := make([][][2][]tried, len(d.Sides))
	for s := range d.Sides {
		sweeps[s] = d.data[s].settlings.sweeps()
	}
	for _, f := range d.Findings {
		d.say(f, sweeps)
	}
	slices.SortStableFunc(d.Findings, func(a, b *Finding) int {
		if a.Days.Lo != b.Days.Lo {
			return int(a.Days.Lo) - int(b.Days.Lo)
		}
		return a.order - b.order
	})
	d.nameFindings()
	for i := range d.Holders {
		for s, side := range d.Sides {
			d.Holders[i].Sides = append(d.Holders[i].Sides, Verdict{Found: g.held[i][s], Of: side.Settlings})
		}
	}
	slices.SortStableFunc(d.Holders, func(a, b Holder) int {
		if a.Family != b.Family {
			return a.Family - b.Family
		}
		if a.Status != b.Status {
			return a.Status - b.Status
		}
		if a.Entity != b.Entity {
			return int(a.Entity) - int(b.Entity)
		}
		return int(a.With) - int(b.With)
	})
	var answers [][]Verdict
	for q := range g.answers {
		var vs []Verdict
		for s, side := range d.Sides {
			vs = append(vs, Verdict{Found: g.answers[q][s], Of: side.Settlings})
		}
		answers = append(answers, vs)
	}
	return answers
}

// say draws a finding's verdicts, side by side.
func (d *Docket) say(f *Finding, sweeps [][][2][]tried) {
	definite, all := 0, true
	for s, side := range d.Sides {
		v := Verdict{Of: side.Settlings}
		for _, word := range f.bits[s] {
			v.Found += bits.OnesCount64(word)
		}
		if v.Possible() {
			v.Days = f.days[s]
		}
		if v.Definite() {
			definite++
		} else {
			all = false
		}
		if v.Possible() && !v.Definite() {
			v.HangsOn = d.hangs(f, s, sweeps[s])
		}
		f.Sides = append(f.Sides, v)
	}
	switch {
	case all:
		f.Certainty = Robust
	case definite > 0:
		f.Certainty = ByAccount
	default:
		f.Certainty = Undecided
	}
	f.days = nil
}

// hangs lists the points whose sweep alone changes the finding; if none does,
// all points together.
func (d *Docket) hangs(f *Finding, s int, sweeps [][2][]tried) []Hang {
	pts := d.data[s].points
	has := func(n int) bool { return f.bits[s][n/64]>>(n%64)&1 != 0 }
	var out []Hang
	for i := range pts {
		for b := range 2 {
			from, to, in, outside := -1, -1, false, false
			for _, t := range sweeps[i][b] {
				if has(t.settling) {
					if from < 0 {
						from = t.value
					}
					to, in = t.value, true
				} else {
					outside = true
				}
			}
			if in && outside {
				out = append(out, Hang{Point: pts[i], From: pts[i].say(from), To: pts[i].say(to)})
				break
			}
		}
	}
	if out == nil {
		for i := range pts {
			if d.touches(f, s, i) {
				out = append(out, Hang{Point: pts[i], Together: true})
			}
		}
	}
	return out
}

// touches reports whether some two settlings that differ in this point, among
// those run, differ in the finding: what is left when no point decides alone.
func (d *Docket) touches(f *Finding, s, point int) bool {
	has := func(n int) bool { return f.bits[s][n/64]>>(n%64)&1 != 0 }
	yes, no := map[int]bool{}, map[int]bool{}
	for n := range d.data[s].settlings.n {
		if v := d.data[s].settlings.at(n, point); has(n) {
			yes[v] = true
		} else {
			no[v] = true
		}
	}
	return len(yes) < d.data[s].points[point].Size || len(no) < d.data[s].points[point].Size
}

// nameFindings gives each finding its stable name: rule/states/label or
// day/kind, and a number where several share one.
func (d *Docket) nameFindings() {
	used := map[string]int{}
	for _, f := range d.Findings {
		id := d.baseID(f)
		used[id]++
		if n := used[id]; n > 1 {
			id += "/" + strconv.Itoa(n)
		}
		f.ID = id
	}
}

func (d *Docket) baseID(f *Finding) string {
	var parts []string
	switch {
	case f.Kind == engine.Status:
		verb := "becomes"
		if f.Status.Ceases {
			verb = "ceases"
		}
		parts = []string{d.Case.Families[f.Status.Family].Name, d.code(f.Status.Entity), verb, f.Status.Status}
	case f.Rule == nil:
		parts = []string{f.Kind.String(), d.Case.Vocab.Acts[f.Act].Name, d.states(f)}
	default:
		parts = []string{d.Case.Families[f.Rule.Family].Name, f.Rule.Name, d.states(f)}
	}
	if f.Opened.Lo > calendar.Always {
		parts = append(parts, f.Opened.Lo.String())
	} else {
		parts = append(parts, f.Days.Lo.String())
	}
	if f.Kind != engine.Status && f.Rule != nil {
		k := f.Kind.String()
		if f.Late {
			k = "late"
		}
		if f.OfBreach {
			k = "silence"
		}
		parts = append(parts, k)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
}

func (d *Docket) code(e charter.EntityID) string { return d.Case.Vocab.Entities[e].Code }

func (d *Docket) states(f *Finding) string {
	var cs []string
	for _, rs := range f.Roles {
		for _, s := range rs.States {
			cs = append(cs, d.code(s))
		}
	}
	return strings.Join(cs, "-")
}
