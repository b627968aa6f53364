package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
	"casus/record"
)

// Tally is what one variant finds and forces in one year, or on one event.
type Tally struct {
	Breaches, Fulfilments, Unanswered, Silences, Lapses, Adoptions int
	Changes                                                        []string // of status, in words, several states together
}

// Tallies is one line of a summary: a year or a grave event, and what each
// variant finds and forces.
type Tallies struct {
	Of       string // the year; or the event's days and phrase
	Variants []Tally
}

// Years sums up, year by year, what each variant finds and forces, for the
// years in which the variants differ.
func (c *Comparison) Years() []Tallies {
	return c.tallies(func(_ *docket.Docket, f *docket.Finding) string { return yearOf(calendar.On(f.Days.Lo)) })
}

// Crises sums up, for each grave event on which the variants differ, what each
// of them finds and forces because of it, at whatever time.
func (c *Comparison) Crises() []Tallies {
	return c.tallies(func(d *docket.Docket, f *docket.Finding) string {
		i, ok := f.Happening()
		if !ok {
			return ""
		}
		e := d.Record.Entries[i]
		if !d.Case.Vocab.Acts[e.Act].Grave {
			return ""
		}
		return e.When() + " " + record.PhraseOf(d.Case.Vocab, e)
	})
}

// tallies counts findings by what of is for them; "" is not counted.
func (c *Comparison) tallies(of func(*docket.Docket, *docket.Finding) string) []Tallies {
	differs := map[string]bool{}
	for _, r := range c.Rows {
		for i, x := range r.Cells {
			if !r.same() && x.Finding != nil {
				differs[of(c.Variants[i].Docket, x.Finding)] = true
			}
		}
	}
	delete(differs, "")
	var list []Tallies
	for _, key := range slices.Sorted(maps.Keys(differs)) {
		t := Tallies{Of: key}
		for _, v := range c.Variants {
			t.Variants = append(t.Variants, v.tally(func(f *docket.Finding) bool { return of(v.Docket, f) == key }))
		}
		list = append(list, t)
	}
	return list
}

// tally counts the findings of a variant that are asked for.
func (v Variant) tally(asked func(*docket.Finding) bool) Tally {
	var x Tally
	var order []string
	states := map[string][]string{} // change of status -> states
	for _, f := range v.Docket.Findings {
		if !v.selection().Shows(f) || !asked(f) {
			continue
		}
		switch {
		case f.Kind == engine.Breach:
			x.Breaches++
		case f.Kind == engine.Fulfilment:
			x.Fulfilments++
		case f.Kind == engine.Unanswered:
			x.Unanswered++
		case f.Kind == engine.Silence && !f.OfBreach:
			x.Silences++
		case f.Kind == engine.Lapse:
			x.Lapses++
		case f.Kind == engine.Adoption:
			x.Adoptions++
		case f.Kind == engine.Status:
			what := changeWords(f)
			if states[what] == nil {
				order = append(order, what)
			}
			if code := v.Docket.Case.Vocab.Entities[f.Status.Entity].Code; !slices.Contains(states[what], code) {
				states[what] = append(states[what], code)
			}
		}
	}
	for _, what := range order {
		x.Changes = append(x.Changes, strings.Join(states[what], " ")+" "+what)
	}
	return x
}

func changeWords(f *docket.Finding) string {
	if f.Status.Ceases {
		return "no longer " + f.Status.Status
	}
	return f.Status.Status
}

// String puts the cell into words; a dash for nothing.
func (x Tally) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, counted(n, one, many))
		}
	}
	add(x.Breaches, "breach", "breaches")
	add(x.Fulfilments, "fulfilment", "fulfilments")
	add(x.Unanswered, "unanswered", "unanswered")
	parts = append(parts, x.Changes...)
	add(x.Adoptions, "decision", "decisions")
	add(x.Lapses, "lapse", "lapses")
	add(x.Silences, "silence", "silences")
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}

// summaries sum up a comparison of more than two variants: too many columns
// for people to take in finding by finding.
func (c *Comparison) summaries(b *strings.Builder, s Style) {
	if len(c.Variants) > 2 {
		c.summary(b, s, "Crisis by crisis: what each finds and forces because of it", c.Crises(), false)
		c.summary(b, s, "Year by year: what each finds and forces", c.Years(), true)
	}
}

func (c *Comparison) summary(b *strings.Builder, s Style, title string, list []Tallies, short bool) {
	if len(list) == 0 {
		return
	}
	b.WriteString("\n" + s.paint(bold, title) + "\n")
	t := &table{indent: 2, columns: []column{{bends: !short}}}
	for i := range c.Variants {
		t.columns = append(t.columns, column{head: fmt.Sprintf("(%d)", i+1), bends: true})
	}
	for _, x := range list {
		row := []cell{{x.Of, bold}}
		for _, v := range x.Variants {
			row = append(row, cell{v.String(), plain})
		}
		t.add(row...)
	}
	w := t.widths(s.width())
	t.row(b, s, w, t.heads())
	for i := range t.rows {
		t.row(b, s, w, t.rows[i])
	}
}
