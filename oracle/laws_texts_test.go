package oracle

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
	"casus/reader/random"
	"casus/record"
)

// The laws are what must be so whatever the text, each held on random texts. Its
// comment says what it is, with its number. Where a law is so of some texts
// only, the texts are written to be of that kind; few are thrown away.

var (
	lawCases = flag.Int("laws.cases", 0, "how many random texts each law is held on; 0: its own modest number")
	lawSeed  = flag.Uint64("laws.seed", 1, "the first seed of the random texts")
)

// onTexts holds a law on n random texts, or on as many as the flag asks for,
// and stops at the third that breaks it.
func onTexts(t *testing.T, n int, law func(seed uint64, rng *rand.Rand) error) {
	t.Helper()
	if *lawCases > 0 {
		n = *lawCases
	}
	broken := 0
	for seed := *lawSeed; seed < *lawSeed+uint64(n); seed++ {
		if err := law(seed, rand.New(rand.NewPCG(seed, 11))); err != nil {
			t.Errorf("seed %d: %v", seed, err)
			if broken++; broken == 3 {
				return
			}
		}
	}
}

// history is a text whose record can be changed line by line.
type history struct {
	charters string
	lines    []string
}

// randomHistory is the random case of a seed.
func randomHistory(seed uint64, doubt bool) *history {
	c := random.GenerateWith(rand.New(rand.NewPCG(seed, 1)), random.Options{Doubt: doubt})
	return newHistory(c.Charters, c.Record)
}

// newHistory takes a record apart. Its first line is the head.
func newHistory(charters, rec string) *history {
	lines := strings.Split(strings.TrimRight(rec, "\n"), "\n")
	return &history{charters, lines[1:]}
}

func (h *history) text() string {
	return h.charters + "\nrecord history\n" + strings.Join(h.lines, "\n") + "\n"
}

func (h *history) read() (*Texts, error) {
	tx, err := Read(h.text())
	if err != nil {
		if *trace {
			err = fmt.Errorf("%w\n%s", err, h.text())
		}
		return nil, err
	}
	return tx, nil
}

// with is the history with lines more, at the end.
func (h *history) with(lines ...string) *history {
	return &history{h.charters, append(slices.Clone(h.lines), lines...)}
}

// only is the history with the lines that keep says.
func (h *history) only(keep func(line string) bool) *history {
	var out []string
	for _, l := range h.lines {
		if keep(l) {
			out = append(out, l)
		}
	}
	return &history{h.charters, out}
}

// first is the history of the first n entries, which name none after them.
func (h *history) first(n int) *history {
	return h.only(func(l string) bool {
		at, err := strconv.Atoi(strings.TrimPrefix(labelOf(l), "e"))
		return err == nil && at <= n
	})
}

// without is the history without the entry of a label, or its retraction.
func (h *history) without(label string) *history {
	return h.only(func(l string) bool { return labelOf(l) != label })
}

// sorted are the lines in the order in which they count.
func (h *history) sorted() *history {
	out := &history{h.charters, slices.Clone(h.lines)}
	slices.SortStableFunc(out.lines, func(a, b string) int { return cmp.Compare(firstDay(a), firstDay(b)) })
	return out
}

// labelOf is the label of an entry; of a retraction what it retracts.
func labelOf(line string) string {
	f := strings.Fields(line)
	for i := range f {
		if (f[i] == "id" || f[i] == "retract") && i+1 < len(f) {
			return f[i+1]
		}
	}
	return ""
}

// names reports whether an entry's line names a label as that of another.
func names(line, label string) bool {
	f := strings.Fields(line)
	for i := range f {
		if f[i] == label && f[max(0, i-1)] != "id" {
			return true
		}
	}
	return false
}

// free are the labels of entries that no other line names.
func (h *history) free() []string {
	var out []string
	for _, l := range h.lines {
		label := labelOf(l)
		if label != "" && !slices.ContainsFunc(h.lines, func(o string) bool { return names(o, label) }) {
			out = append(out, label)
		}
	}
	return out
}

// firstDay is the first day an entry's line is written for.
func firstDay(line string) calendar.Day {
	for _, w := range strings.Fields(line) {
		var y, m, d int
		if n, _ := fmt.Sscanf(w, "%d-%d-%d", &y, &m, &d); n == 3 {
			day, _ := calendar.Date(y, m, d)
			return day
		}
	}
	return calendar.Never
}

// start is day 0 of every history, and horizon a day after the last of them.
var (
	start   = firstDay(random.Start)
	horizon = start + 130
)

func dayText(n int) string { return (start + calendar.Day(n)).String() }

// line is a finding of one world in words.
type line struct {
	day  calendar.Day
	text string
}

func (l line) String() string { return l.text }

// whole looks at all of a record up to a day.
func whole(asOf calendar.Day) docket.View {
	return docket.View{AsOf: asOf, AsKnown: calendar.Always, Limit: 1}
}

// found is what is found of a history without doubt, in order.
func (h *history) found(asOf calendar.Day) ([]line, error) {
	tx, err := h.read()
	if err != nil {
		return nil, err
	}
	d, err := docket.Prepare(tx.Case, tx.Record, whole(asOf))
	if err != nil {
		return nil, err
	}
	r, facts := d.Single(0, 0)
	return linesOf(d, r, facts, 0), nil
}

// linesOf writes down the findings of one world of a run. Happenings are told
// by the labels of their entries: a number would change with every line that is
// put before them.
func linesOf(d *docket.Docket, r *engine.Run, facts []record.Fact, world int) []line {
	var out []line
	c := canon{d.Case, r, facts, world}
	for id, f := range r.Findings() {
		if f.Worlds>>world&1 == 0 {
			continue
		}
		text := c.text(uint32(id))
		if at := strings.LastIndex(text, " of "); at >= 0 {
			if n, err := strconv.Atoi(text[at+4:]); err == nil {
				label := d.Record.Entries[n].Label
				if label == "" {
					label = fmt.Sprint("entry ", n)
				}
				text = text[:at+4] + label
			}
		}
		out = append(out, line{f.Day, text})
	}
	return out
}

// differ reports the first difference of two lists of findings.
func differ(a, b []line) error {
	for i := range max(len(a), len(b)) {
		x, y := "nothing", "nothing"
		if i < len(a) {
			x = a[i].text
		}
		if i < len(b) {
			y = b[i].text
		}
		if x != y {
			return fmt.Errorf("finding %d is\n  %s\nand\n  %s", i, x, y)
		}
	}
	return nil
}

// pick takes those of the lines that keep says.
func pick(list []line, keep func(line) bool) []line {
	var out []line
	for _, l := range list {
		if keep(l) {
			out = append(out, l)
		}
	}
	return out
}

// breaches are the breaches of a docket as a set: day, rule and roles, by
// whichever of several events they were brought about.
func breaches(list []line) map[string]bool {
	out := map[string]bool{}
	for _, l := range list {
		if strings.HasPrefix(l.text[len("2001-01-01 "):], "breach ") {
			out[withoutEvent(l.text)] = true
		}
	}
	return out
}

// withoutEvent cuts off of which event a finding is.
func withoutEvent(text string) string {
	if at := strings.LastIndex(text, " of "); at >= 0 {
		return text[:at]
	}
	return text
}

// sameSet reports what one set has and the other lacks.
func sameSet(a, b map[string]bool) error {
	for _, x := range []struct {
		have, lack map[string]bool
		what       string
	}{{a, b, "vanishes"}, {b, a, "appears"}} {
		for _, k := range sortedKeys(x.have) {
			if !x.lack[k] {
				return fmt.Errorf("%s: %s", x.what, k)
			}
		}
	}
	return nil
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// input is what a run was given, to be given to another run.
func input(r *engine.Run, worlds engine.Mask) (engine.Input, []engine.Entry) {
	in := engine.Input{Worlds: worlds, Openings: true, Extras: make([]engine.Extra, 1)}
	var es []engine.Entry
	for id, e := range r.Entries() {
		if id == 0 {
			continue
		}
		if x := r.Extra(uint32(id)); x != nil {
			e.Extra = uint32(len(in.Extras))
			in.Extras = append(in.Extras, *x)
		}
		es = append(es, e)
	}
	return in, es
}
