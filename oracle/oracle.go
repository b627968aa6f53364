// Package oracle holds the engine against the word-by-word reader of
// docs/semantics.md: two readings that share no code must find the same, in
// the same order, on random charters and records.
package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/reader"
	"casus/reader/random"
	"casus/record"
)

// Texts is a case read from text.
type Texts struct {
	Source string
	Case   *charter.Case
	Record *record.Record
}

// Read reads one text that declares a vocabulary, charters, a case and a
// record.
func Read(src string) (*Texts, error) {
	c, rec, list := random.Read(src)
	for _, d := range list {
		if d.Severity == diag.Error {
			return nil, fmt.Errorf("%s: %s", d.Code, d.Summary)
		}
	}
	return &Texts{src, c, rec}, nil
}

// Random reads the random case of a seed.
func Random(seed uint64, doubt bool) (*Texts, error) {
	c := random.GenerateWith(rand.New(rand.NewPCG(seed, 1)), random.Options{Doubt: doubt})
	return Read(c.Charters + "\n" + c.Record)
}

// Difference is where two readings part.
type Difference struct {
	Side, Settling int
	Line           int
	Engine, Reader []string
}

func (d *Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "side %d, settling %d, finding %d:\n", d.Side, d.Settling, d.Line)
	from, to := max(0, d.Line-4), d.Line+4
	for _, x := range []struct {
		name string
		all  []string
	}{{"engine", d.Engine}, {"reader", d.Reader}} {
		for i := from; i < min(to, len(x.all)); i++ {
			mark := " "
			if i == d.Line {
				mark = ">"
			}
			fmt.Fprintf(&b, "%s%s %s\n", mark, x.name, x.all[i])
		}
	}
	return b.String()
}

// Hold runs up to worlds worlds of the case both ways, and jointly, and
// returns the first difference; found counts the findings compared.
func Hold(t *Texts, worlds int, rng *rand.Rand) (diff *Difference, found int, err error) {
	view := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 256, Given: given(t.Case, rng)}
	if n := len(t.Record.Entries); n > 0 && rng.IntN(5) == 0 {
		view.AsKnown = t.Record.Entries[rng.IntN(n)].Begin.Hi + calendar.Day(rng.IntN(20))
	}
	d, err := docket.Prepare(t.Case, t.Record, view)
	if err != nil {
		return nil, 0, err
	}
	var joint []docket.World
	var r *engine.Run
	var facts []record.Fact
	for n := range worlds {
		if n%2 == 0 { // two worlds of each joint run
			joint = d.Pick(rng, 64)
			r, facts = d.Joint(joint)
		}
		w := rng.IntN(len(joint))
		side, settling := joint[w].Side, joint[w].Settling
		want := Reader(d, side, settling)
		if diff := compare(Engine(d, r, facts, w), want, side, settling); diff != nil {
			single, facts := d.Single(side, settling)
			if diff := compare(Engine(d, single, facts, 0), want, side, settling); diff != nil {
				return diff, found, nil
			}
			diff.Side += 100 // the joint run differs, the single one does not
			return diff, found, nil
		}
		found += len(want)
	}
	return nil, found, nil
}

// given draws values for some of the readings.
func given(c *charter.Case, rng *rand.Rand) (out []docket.Given) {
	for _, f := range c.Families {
		for _, rd := range f.Readings {
			if values := rd.Versions[0].Values; rng.IntN(2) == 0 {
				out = append(out, docket.Given{Name: rd.Name, Value: values[rng.IntN(len(values))]})
			}
		}
	}
	return out
}

func compare(a, b []string, side, settling int) *Difference {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return &Difference{side, settling, i, a, b}
		}
	}
	return nil
}

// Reader is the word-by-word reading of one world.
func Reader(d *docket.Docket, side, settling int) []string {
	fs := reader.Run(reader.World{Case: d.Case, Facts: d.Facts(side, settling), Horizon: d.AsOf, Readings: d.ValueOn,
		Entries: d.Record.Entries})
	var out []string
	for _, f := range fs {
		if f.Rule >= 0 && movable(d.Case, f.Rule) || f.Kind == reader.Collision && d.Case.Rules[f.Rule2].Kind != charter.BanRule && movable(d.Case, f.Rule2) {
			f.Due = calendar.Never
		}
		f.Roles = slices.DeleteFunc(f.Roles, func(r reader.RoleEntities) bool { return len(r.Entities) == 0 })
		out = append(out, f.String(d.Case))
	}
	return out
}

// movable reports whether the last day of a rule's matters may move: then what a
// finding said of it when it was made cannot be read off the finished run.
func movable(c *charter.Case, rule int) bool {
	for _, old := range c.Rules {
		if old.Successor == rule && old.OpenMatters == charter.Move {
			return true
		}
	}
	r := c.Rules[rule]
	return r.Kind == charter.ProcedureRule || r.Paused != nil || r.OpenMatters == charter.Move || r.Judge != nil
}

// Engine writes the findings of one world of a run in the reader's words.
func Engine(d *docket.Docket, r *engine.Run, facts []record.Fact, world int) []string {
	c := canon{d.Case, r, facts, world}
	var out []string
	for id := range r.Findings() {
		if r.Findings()[id].Worlds>>world&1 != 0 {
			out = append(out, c.text(uint32(id)))
		}
	}
	return out
}

type canon struct {
	c     *charter.Case
	r     *engine.Run
	facts []record.Fact
	world int
}

func (c *canon) text(id uint32) string {
	f := &c.r.Findings()[id]
	w := []string{f.Day.String()}
	if f.Late() {
		w = append(w, "late")
	}
	w = append(w, f.Kind.String())
	w = append(w, c.subject(id, f)...)
	opened, due := calendar.Always, calendar.Never
	matter := uint32(0)
	switch f.Kind {
	case engine.Status, engine.Void:
	case engine.Silence:
		if m := c.r.Matter(f.Matter); f.OfBreach() && !m.Ban {
			matter = f.Matter
		}
	case engine.Collision:
		a, b, ban := c.r.Pair(f)
		if matter = b; ban >= 0 {
			matter = a
		}
	default:
		if m := c.r.Matter(f.Matter); !m.Ban {
			matter = f.Matter
		}
	}
	if matter != 0 {
		opened, due = c.r.Matter(matter).Opened, c.r.Due(matter, c.world)
	}
	if opened > calendar.Always && opened < calendar.Never {
		w = append(w, "opened", opened.String())
	}
	if f.Rule != engine.NoRule && movable(c.c, int(f.Rule)) {
		due = calendar.Never
	}
	if f.Kind == engine.Collision {
		if a, b, ban := c.r.Pair(f); movable(c.c, c.r.Matter(a).Rule) || ban < 0 && movable(c.c, c.r.Matter(b).Rule) {
			due = calendar.Never
		}
	}
	if due > calendar.Always && due < calendar.Never {
		w = append(w, "due", due.String())
	}
	if f.Awaits() {
		w = append(w, "awaits", docket.Awaited(c.c, c.r, f))
	}
	if h := c.happening(id); h != "" {
		w = append(w, "of", h)
	}
	return strings.Join(w, " ")
}

func (c *canon) subject(id uint32, f *engine.Finding) []string {
	switch {
	case f.Kind == engine.Status:
		ch := c.r.Changes()[f.Matter]
		var w []string
		if ch.Rule >= 0 {
			w = append(w, c.rule(ch.Rule))
		}
		verb := "becomes"
		if ch.Ceases {
			verb = "ceases"
		}
		fam := c.c.Families[ch.Family]
		w = append(w, c.c.Vocab.Entities[ch.Entity].Code, verb, fam.Name+":"+fam.Statuses[ch.Status].Name)
		if ch.With != 0 {
			w = append(w, "with", c.c.Vocab.Entities[ch.With].Code)
		}
		return w
	case f.Kind == engine.Void:
		return append([]string{c.act(f.Cause)}, c.roles(c.r.Roles(id, c.world))...)
	case f.Kind == engine.Silence && !f.OfBreach():
		return append([]string{"about", c.act(f.Cause)}, c.roles(docket.EntryRoles(c.facts[f.Cause].Entry))...)
	case f.Kind == engine.Silence:
		_, breach, _ := c.r.Source(f.Cause)
		return append([]string{"about", "breach", c.rule(int(f.Rule))}, c.roles(c.r.Roles(breach, c.world))...)
	case f.Kind == engine.Collision:
		a, b, ban := c.r.Pair(f)
		ra := c.r.Matter(a).Rule
		w := append([]string{c.rule(ra)}, c.roles(c.r.MatterRoles(a))...)
		rb := ban
		var roles []engine.RoleStates
		if ban < 0 {
			rb, roles = c.r.Matter(b).Rule, c.r.MatterRoles(b)
		} else {
			roles = c.r.BanRoles(f)
		}
		w = append(append(append(w, "and"), c.rule(rb)), c.roles(roles)...)
		return append(w, docket.Yields(c.c, ra, rb)...)
	}
	return append([]string{c.rule(int(f.Rule))}, c.roles(c.r.Roles(id, c.world))...)
}

func (c *canon) act(entry uint32) string { return c.c.Vocab.Acts[c.r.Entries()[entry].Act].Name }

func (c *canon) rule(id int) string {
	r := c.c.Rules[id]
	fam := c.c.Families[r.Family]
	name := fam.Name + "/" + r.Name
	if t := fam.Texts[r.Text].Name; t != fam.Name {
		name += "@" + t
	}
	return name
}

func (c *canon) roles(rs []engine.RoleStates) []string {
	var w []string
	for _, r := range rs {
		w = append(w, r.Role.String())
		es := slices.Clone(r.States)
		slices.Sort(es)
		for _, e := range slices.Compact(es) {
			w = append(w, c.c.Vocab.Entities[e].Code)
		}
	}
	return w
}

// happening is the entry at the root of what a finding goes back to.
func (c *canon) happening(id uint32) string {
	f := &c.r.Findings()[id]
	cause := f.Cause
	switch f.Kind {
	case engine.Void, engine.Silence:
	case engine.Status:
		cause = c.r.Changes()[f.Matter].Cause
	case engine.Collision:
		a, b, ban := c.r.Pair(f)
		if b == 0 || ban >= 0 {
			b = a
		}
		return c.ofMatter(b)
	default:
		return c.ofMatter(f.Matter)
	}
	return c.ofCause(cause)
}

func (c *canon) ofMatter(m uint32) string { return c.ofCause(c.r.Matter(m).Cause) }

func (c *canon) ofCause(cause uint32) string {
	entry, finding, isFinding := c.r.Source(cause)
	switch {
	case isFinding:
		return c.happening(finding)
	case entry != 0:
		return fmt.Sprint(c.r.Entries()[entry].Happening)
	}
	return ""
}
