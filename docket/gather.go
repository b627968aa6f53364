package docket

import (
	"cmp"
	"encoding/binary"
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

// batchResult is what one batch found.
type batchResult struct {
	batch   int
	found   []foundIn
	alone   []*Finding // in place of found, of the only world
	holders []heldIn
	answers []engine.Mask // to what is asked, day by day
	entries []int32       // behind the acts, by Index
	many    *TooMany      // set if the run stopped because it has too many findings
	fault   any           // what the run panicked with
}

type foundIn struct {
	key    string
	w      engine.Mask
	day    calendar.Day
	proto  *Finding // nil if an earlier batch of the same worker has drawn it up
	opened calendar.Day
	due    calendar.Extent // empty of what has no matter
	stands engine.Mask     // of the worlds: a standing breach, or an open matter
}

type heldIn struct {
	h Holder
	w engine.Mask
}

// gather reads one batch's run.
func gather(d *Docket, w *worker) *batchResult {
	res := &batchResult{holders: holders(d, w.run)}
	if d.lone() {
		res.alone = w.alone()
	} else {
		res.found = w.found()
	}
	return res
}

// draw draws up what a finding is in some worlds, and the finding itself where that
// has not been done before; the facts of its run are gone when the run is used again.
func (k *keys) draw(f *engine.Finding, x *keyed) foundIn {
	out := foundIn{key: x.key, w: x.w, day: f.Day, opened: calendar.Always, due: nothingDue}
	if ofMatter(f) {
		k.matter(f, &out)
	}
	if !k.drawn[x.number] {
		k.drawn[x.number] = true
		out.proto = &Finding{reach: &reach{key: x.key}}
		k.proto(out.proto, f, x)
	}
	return out
}

// ofMatter reports whether a finding is of a matter: of something owed or decided.
func ofMatter(f *engine.Finding) bool {
	switch f.Kind {
	case engine.Void, engine.Status, engine.Silence, engine.Collision:
		return false
	}
	return true
}

// matter says when the matter of a finding opened, when it is due, and where it stands.
func (k *keys) matter(f *engine.Finding, out *foundIn) {
	_, out.opened = k.r.Arose(f.Matter)
	out.due.Lo, out.due.Hi = k.r.LastDays(f.Matter, out.w)
	switch open, breached := k.r.Standing(f.Matter); f.Kind {
	case engine.Breach:
		out.stands = breached & out.w
	case engine.Opening:
		out.stands = open & out.w
	}
}

// nothingDue is no day at all.
var nothingDue = calendar.Extent{Lo: calendar.Never, Hi: calendar.Always}

// proto makes a finding without the worlds in which it is found.
func (k *keys) proto(p *Finding, f *engine.Finding, x *keyed) {
	c, r := k.d.Case, k.r
	p.Kind, p.Late, p.OfBreach = f.Kind, f.Late(), f.OfBreach()
	p.Roles, p.Beside = k.kept(x.roles), nothingBeside
	p.Opened, p.Due = calendar.On(calendar.Always), calendar.On(calendar.Never)
	if !p.OfBreach {
		p.root = k.rootOf(x.id)
	}
	if f.Rule != engine.NoRule {
		p.Rule = c.Rules[f.Rule]
		p.Text = c.Families[p.Rule.Family].Texts[p.Rule.Text].Name
	}
	switch f.Kind {
	case engine.Void:
		p.entry = f.Cause
	case engine.Status:
		ch := r.Changes()[f.Matter]
		p.Beside = &Beside{Status: &StatusChange{ch.Family, c.Families[ch.Family].Statuses[ch.Status].Name, ch.Entity, ch.With, ch.Ceases}}
	case engine.Silence:
		p.entry = f.Cause
		if f.OfBreach() {
			p.entry = 0
		}
	case engine.Collision:
		x, y, ban := r.Pair(f)
		p.Beside = &Beside{}
		p.Roles = r.MatterRoles(x)
		p.Rule = c.Rules[r.RuleOf(x)]
		if ban >= 0 {
			p.Rule2, p.Roles2 = c.Rules[ban], r.BanRoles(f)
		} else {
			p.Rule2, p.Roles2 = c.Rules[r.RuleOf(y)], r.MatterRoles(y)
		}
	default:
		if f.Awaits() {
			p.Beside = &Beside{Awaits: Awaited(c, r, f)}
		}
	}
}

// tellOf makes a finding one about an entry.
func (f *Finding) tellOf(e *record.Entry) {
	f.Beside = &Beside{Act: e.Act, Entry: e}
	f.Roles = EntryRoles(e)
}

// kept are roles that outlive the list they stand in: those of an earlier finding that
// has the same, or a copy.
func (k *keys) kept(rs []engine.RoleStates) []engine.RoleStates {
	if rs == nil {
		return nil
	}
	key := k.other[:0]
	for _, r := range rs {
		key = binary.LittleEndian.AppendUint32(append(key, byte(r.Role)), uint32(len(r.States)))
		for _, s := range r.States {
			key = binary.LittleEndian.AppendUint16(key, uint16(s))
		}
	}
	k.other = key
	if had, ok := k.roles[string(key)]; ok {
		return had
	}
	rs = slices.Clone(rs)
	for i := range rs {
		rs[i].States = slices.Clone(rs[i].States)
	}
	if k.roles == nil {
		k.roles = map[string][]engine.RoleStates{}
	}
	k.roles[string(key)] = rs
	return rs
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
}

func newGathering(d *Docket) *gathering {
	return &gathering{d: d, holders: map[[5]int]int{}}
}

func (g *gathering) merge(res *batchResult) {
	d := g.d
	stretches := stretchesOf(d.batchWorlds(res.batch))
	if d.Findings = append(d.Findings, res.alone...); g.byKey == nil {
		g.byKey = map[string]*Finding{}
		d.Findings = slices.Grow(d.Findings, len(res.found))
	}
	for i := range res.found {
		x := &res.found[i]
		f := g.byKey[x.key]
		if f == nil {
			f = x.proto
			f.order = int32(len(d.Findings))
			if f.entry != 0 {
				f.tellOf(d.Record.Entries[res.entries[f.entry]])
			}
			for _, s := range d.Sides {
				f.reach.bits = append(f.reach.bits, make([]uint64, (s.Settlings+63)/64))
				f.reach.days = append(f.reach.days, calendar.Extent{Lo: calendar.Never, Hi: calendar.Always})
			}
			f.Days = calendar.On(x.day)
			f.Opened = calendar.On(x.opened)
			f.Due = x.firstDue()
			f.Stands, f.Open = f.Kind == engine.Breach, f.Kind == engine.Opening
			g.byKey[x.key] = f
			d.Findings = append(d.Findings, f)
		}
		widen(&f.Days, x.day)
		widen(&f.Opened, x.opened)
		x.widenDue(&f.Due)
		if x.w&^x.stands != 0 {
			f.Stands, f.Open = false, false
		}
		for _, run := range stretches {
			if w := uint64(x.w) >> run.bit & run.mask; w != 0 {
				run.mark(f.reach.bits[run.side], w)
				widen(&f.reach.days[run.side], x.day)
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
		for _, run := range stretches {
			g.held[at][run.side] += bits.OnesCount64(uint64(h.w) >> run.bit & run.mask)
		}
	}
}

// firstDue is the last day of a matter as one batch has it; Never where there is
// none.
func (x *foundIn) firstDue() calendar.Extent {
	if x.due == nothingDue {
		return calendar.On(calendar.Never)
	}
	return x.due
}

// widenDue widens it by another batch.
func (x *foundIn) widenDue(e *calendar.Extent) {
	if x.due != nothingDue {
		widen(e, x.due.Lo)
		widen(e, x.due.Hi)
	}
}

// stretch is a part of a batch: settlings of one side, one after the other.
type stretch struct {
	side, settling int // the first
	bit            int // in the batch
	mask           uint64
}

// stretchesOf parts a batch by side.
func stretchesOf(ws []world) (out []stretch) {
	for from := 0; from < len(ws); {
		to := from + 1
		for to < len(ws) && ws[to].side == ws[from].side && ws[to].settling == ws[to-1].settling+1 {
			to++
		}
		out = append(out, stretch{ws[from].side, ws[from].settling, from, 1<<(to-from) - 1})
		from = to
	}
	return out
}

// mark notes settlings of the stretch, the first as the lowest bit, among those of
// its side.
func (s *stretch) mark(all []uint64, w uint64) {
	at, shift := s.settling/64, s.settling%64
	all[at] |= w << shift
	if over := w >> (64 - shift); over != 0 {
		all[at+1] |= over
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
func (g *gathering) finish() {
	d := g.d
	if !d.lone() {
		sweeps := make([][][2][]tried, len(d.Sides))
		for s := range d.Sides {
			sweeps[s] = d.data[s].settlings.sweeps()
		}
		for _, f := range d.Findings {
			d.say(f, sweeps)
		}
	}
	inOrder := func(a, b *Finding) int { return cmp.Or(int(a.Days.Lo)-int(b.Days.Lo), int(a.order-b.order)) }
	if !slices.IsSortedFunc(d.Findings, inOrder) {
		slices.SortFunc(d.Findings, inOrder)
	}
	d.nameFindings()
	if d.View.OpenOnly {
		d.Findings = slices.DeleteFunc(d.Findings, func(f *Finding) bool { return f.Kind == engine.Opening && !f.Open })
	}
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
}

// say draws a finding's verdicts, side by side.
func (d *Docket) say(f *Finding, sweeps [][][2][]tried) {
	definite, all := 0, true
	for s, side := range d.Sides {
		v := Verdict{Of: side.Settlings}
		for _, word := range f.reach.bits[s] {
			v.Found += bits.OnesCount64(word)
		}
		if v.Possible() {
			v.Days = f.reach.days[s]
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
	f.reach.days = nil
}

// hangs lists the points whose sweep alone changes the finding; if none does,
// all points together.
func (d *Docket) hangs(f *Finding, s int, sweeps [][2][]tried) []Hang {
	pts := d.data[s].points
	has := func(n int) bool { return f.reach.bits[s][n/64]>>(n%64)&1 != 0 }
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
	has := func(n int) bool { return f.reach.bits[s][n/64]>>(n%64)&1 != 0 }
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
	used := make(map[string]int32, len(d.Findings))
	var text []byte
	var page strings.Builder // names are cut from pages: there may be a million
	for _, f := range d.Findings {
		text = d.appendID(text[:0], f)
		n := used[string(text)] + 1
		if n > 1 {
			used[string(text)] = n
			text = strconv.AppendInt(append(text, '/'), int64(n), 10)
		}
		if page.Cap()-page.Len() < len(text) {
			page = strings.Builder{} // what was cut from the old one stays
			page.Grow(max(len(text), min(1<<16, 64*len(d.Findings))))
		}
		start := page.Len()
		page.Write(text)
		if f.ID = page.String()[start:]; n == 1 {
			used[f.ID] = n
		}
	}
}

// appendID adds the name of a finding, without a number: what is empty is left out.
func (d *Docket) appendID(b []byte, f *Finding) []byte {
	part := func(s string) {
		if s == "" {
			return
		}
		if len(b) > 0 {
			b = append(b, '/')
		}
		b = append(b, s...)
	}
	switch {
	case f.Kind == engine.Status:
		part(d.Case.Families[f.Status.Family].Name)
		part(d.code(f.Status.Entity))
		if f.Status.Ceases {
			part("ceases")
		} else {
			part("becomes")
		}
		part(f.Status.Status)
	case f.Rule == nil:
		part(f.Kind.String())
		part(d.Case.Vocab.Acts[f.Act].Name)
		b = d.appendStates(b, f)
	default:
		part(d.Case.Families[f.Rule.Family].Name)
		part(f.Rule.Name)
		b = d.appendStates(b, f)
	}
	if f.Opened.Lo > calendar.Always {
		part(f.Opened.Lo.String())
	} else {
		part(f.Days.Lo.String())
	}
	if f.Kind != engine.Status && f.Rule != nil {
		switch {
		case f.OfBreach:
			part("silence")
		case f.Late:
			part("late")
		default:
			part(f.Kind.String())
		}
	}
	return b
}

// appendStates adds the states of a finding in the order of its roles.
func (d *Docket) appendStates(b []byte, f *Finding) []byte {
	between := byte('/')
	for _, rs := range f.Roles {
		for _, s := range rs.States {
			b = append(append(b, between), d.code(s)...)
			between = '-'
		}
	}
	return b
}

func (d *Docket) code(e charter.EntityID) string { return d.Case.Vocab.Entities[e].Code }
