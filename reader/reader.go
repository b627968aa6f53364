// Package reader reads docs/semantics.md word by word, for one world: slow and
// plain. It exists so that the engine can be wrong and be caught: it shares no
// code with it, keeps no index, and looks everything up by walking the lists
// of what has happened so far.
//
// The names of the parts follow the page. Where the page is silent, the
// comment at the place says what was chosen.
package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/record"
	"casus/syntax"
)

// World is one complete answer to every question the record and the texts
// leave open.
type World struct {
	Case  *charter.Case
	Facts []record.Fact // ordered by Day, then Order

	// Readings gives the value of a reading in the version in force that day.
	Readings func(charter.ReadingRef, calendar.Day) charter.Value
	Horizon  calendar.Day // the last day looked at

	// Entries are all of the record, be they facts here or not, for labels to
	// point at; without them labels point at facts only.
	Entries []*record.Entry
}

// Kind is the kind of a finding.
type Kind uint8

// The kinds of finding.
const (
	Opening Kind = iota
	Fulfilment
	Breach
	Unanswered
	Excuse
	Lapse
	Adoption
	Rejection
	Status
	Void
	Silence
	Collision
)

var kindNames = []string{
	"opening", "fulfilment", "breach", "unanswered", "excuse", "lapse",
	"adoption", "rejection", "status", "void", "silence", "collision",
}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// RoleEntities are the entities in one role of a finding, in order of code.
type RoleEntities struct {
	Role     syntax.Role
	Entities []charter.EntityID
}

// StatusChange says whose status began or ceased.
type StatusChange struct {
	Family, Status int
	Entity, With   charter.EntityID // With is 0 unless the status is of a pair
	Ceases         bool
}

// Yield says which side of a collision gives way.
type Yield uint8

// NoYield, or the rule named first, the one named second, or both.
const (
	NoYield Yield = iota
	FirstYields
	SecondYields
	BothYield
)

// Finding is one finding of the world, as section 15 of the page has it.
type Finding struct {
	Kind Kind
	Late bool // a late fulfilment
	Rule int  // charter.Rule ID, -1 if none
	Day  calendar.Day

	// Opened and Due are of the matter: Always and Never if there is none, or
	// no last day.
	Opened, Due calendar.Day

	Roles  []RoleEntities // in the order of roles
	Status *StatusChange  // kind Status
	Awaits string         // an awaiting opening: "nobody" or the judge's code

	// Happening is the entry at the root of the happening that the finding
	// goes back to, or -1: see text.go.
	Happening int

	OfBreach bool           // silence about a breach: Rule and Roles are the breach's
	Act      charter.ActID  // void, silence about an act
	Rule2    int            // collision: the other rule, else -1
	Roles2   []RoleEntities // collision
	Yields   Yield          // collision
}

// maxFindings stops a run of texts that `check` would have refused because
// they feed themselves within one day.
const maxFindings = 200_000

// Run returns the findings of the world in the order of emission.
func Run(w World) []Finding {
	r := newRun(w)
	first, ok := r.firstDay()
	if !ok {
		return nil
	}
	r.day = first
	r.grantBefore(first)
	next := 0
	for ; r.day <= w.Horizon && len(r.finds) < maxFindings; r.day++ {
		r.morning()
		for next < len(w.Facts) && w.Facts[next].Day <= r.day {
			r.takeFact(next)
			next++
		}
		r.evening()
	}
	out := make([]Finding, len(r.finds))
	for i, f := range r.finds {
		out[i] = f.Finding
	}
	return out
}

// firstDay is the earliest of the first fact's day, the first days of texts
// and the first calendar trigger.
func (r *run) firstDay() (calendar.Day, bool) {
	first, ok := calendar.Never, false
	see := func(d calendar.Day) {
		if d > calendar.Always && d < calendar.Never {
			first, ok = min(first, d), true
		}
	}
	if len(r.w.Facts) > 0 {
		see(r.w.Facts[0].Day)
	}
	for _, f := range r.c.Families {
		for _, t := range f.Texts {
			see(t.From)
		}
	}
	for _, rule := range r.c.Rules {
		for _, trigs := range triggersOf(rule) {
			for _, t := range trigs {
				if t.Date != nil {
					see(firstDate(t.Date))
				}
			}
		}
	}
	return first, ok
}

// triggersOf lists the alternatives of `when` and of each later step.
func triggersOf(rule *charter.Rule) [][]*charter.Trigger {
	all := [][]*charter.Trigger{rule.When}
	for _, s := range rule.Steps {
		all = append(all, s.When)
	}
	return all
}

func firstDate(d *charter.DateTrigger) calendar.Day {
	if d.Every.IsZero() {
		return d.Start.Add(d.Offset)
	}
	return d.Start.Add(d.Every)
}

// comes reports whether a calendar trigger fires on day x.
func comes(d *charter.DateTrigger, x calendar.Day) bool {
	if d.Every.IsZero() {
		return d.Start.Add(d.Offset) == x
	}
	if d.Start <= calendar.Always || d.Every.Forever {
		return false
	}
	for k := int32(1); ; k++ {
		at := d.Start.Add(d.Every.Times(k))
		if at >= x {
			return at == x
		}
		if at <= d.Start {
			return false // a period that leads nowhere
		}
	}
}

// morning opens the day: section 4. Each item is followed by its cascade, that
// is by the queue; the standing conditions are item 5.
func (r *run) morning() {
	r.today, r.taken = len(r.acts), len(r.acts)
	for _, rule := range r.c.Rules {
		r.deadlines(rule)
	}
	for _, rule := range r.c.Rules {
		r.delayedChanges(rule)
	}
	r.texts()
	for _, rule := range r.c.Rules {
		r.calendarTriggers(rule)
	}
	r.standing()
}

// texts gives the statuses that begin today by force of a text, and settles
// what is open of the rules that are taken away today.
func (r *run) texts() {
	for _, f := range r.c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Since == r.day {
					r.grantByText(f.ID, g)
				}
			}
		}
	}
	for _, rule := range r.c.Rules {
		if rule.Until != r.day {
			continue
		}
		switch rule.OpenMatters {
		case charter.LapseAll:
			r.lapseAll(rule)
		case charter.Move:
			r.moveAll(rule)
		}
	}
}

func (r *run) calendarTriggers(rule *charter.Rule) {
	c := cause{kind: byDate, day: r.day, happening: -1, act: -1, finding: -1}
	r.offer(rule, c, nil, func(t *charter.Trigger, b binding) []binding {
		if t.Date == nil || !comes(t.Date, r.day) {
			return nil
		}
		return []binding{b}
	})
	r.cascade()
}

// cascade offers each new finding to the triggers of all rules, until there is
// none left. Changes of status are findings.
func (r *run) cascade() {
	for r.offered < len(r.finds) && len(r.finds) < maxFindings {
		f := r.finds[r.offered]
		r.offered++
		c := cause{kind: byFinding, finding: f.number, happening: f.Happening, act: -1}
		for _, rule := range r.c.Rules {
			r.offer(rule, c, f.dec, func(t *charter.Trigger, b binding) []binding {
				q := r.now(b)
				switch {
				case t.Finding != nil:
					return q.matchFinding(t.Finding, f)
				case t.Change != nil:
					return q.matchChange(t.Change, f)
				}
				return nil
			})
		}
	}
}

// offer shows a finding or a date to one rule: first to its begun sequences,
// oldest first, then to its `when`.
func (r *run) offer(rule *charter.Rule, c cause, dec *decision, try func(*charter.Trigger, binding) []binding) {
	for i, n := 0, len(r.seqs); i < n; i++ {
		if s := r.seqs[i]; s.rule == rule.ID && !s.over {
			r.offerStep(s, c, dec, try)
		}
	}
	if !inForce(rule, r.day) {
		return
	}
	for _, t := range rule.When {
		for _, b := range try(t, make(binding, len(rule.Vars))) {
			r.begin(rule, t, b, c, dec, r.giveAtOnce)
		}
	}
}

// maxReadings bounds the repeated reading of standing conditions, for texts
// that `check` would have refused.
const maxReadings = 1_000

// standing reads the standing conditions until nothing changes: section 10.
func (r *run) standing() {
	for range maxReadings {
		before := r.tick
		r.cascade()
		r.actsUnderWay()
		r.untils()
		r.fallenAway()
		r.onces()
		for _, rule := range r.c.Rules {
			for i := 0; i < len(r.matters); i++ {
				if m := r.matters[i]; m.rule == rule.ID {
					r.standingOf(m)
				}
			}
		}
		if r.tick == before || len(r.finds) >= maxFindings {
			return
		}
	}
}
