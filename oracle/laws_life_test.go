package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/reason"
	"casus/record"
)

// Law 8, life: in one world a matter ends once, by fulfilment, breach,
// unanswered, excuse or lapse (a procedure by adoption, rejection or lapse);
// after a breach it may still be performed late or excused, once. Nothing is
// found of a matter before its trigger, and a breach is dated the day after the
// last day, where nothing but the last day can bring it about.
func TestLawLife(t *testing.T) {
	ends := map[engine.Kind]int{}
	dated := 0
	onTexts(t, 200, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, false).read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, whole(horizon))
		if err != nil {
			return err
		}
		r, _ := d.Single(0, 0)
		first, second := map[uint32]engine.Kind{}, map[uint32]bool{}
		for _, f := range r.Findings() {
			switch f.Kind {
			case engine.Status, engine.Void, engine.Silence, engine.Collision:
				continue
			}
			m := r.Matter(f.Matter)
			what := fmt.Sprintf("%s of %s on %s", f.Kind, tx.Case.Rules[f.Rule].Name, f.Day)
			if f.Day < m.Opened {
				return fmt.Errorf("%s, before it opened on %s", what, m.Opened)
			}
			if entry, finding, isFinding := r.Source(m.Cause); isFinding && r.Findings()[finding].Day > f.Day || entry != 0 && r.Entries()[entry].Day > f.Day {
				return fmt.Errorf("%s, before its trigger", what)
			}
			if f.Kind == engine.Opening {
				if _, over := first[f.Matter]; over {
					return fmt.Errorf("%s, after its end", what)
				}
				continue
			}
			before, over := first[f.Matter]
			switch {
			case !over && f.Late():
				return fmt.Errorf("%s is late without a breach", what)
			case !over:
				first[f.Matter] = f.Kind
				ends[f.Kind]++
			case before != engine.Breach || second[f.Matter] || f.Kind != engine.Excuse && !(f.Kind == engine.Fulfilment && f.Late()):
				return fmt.Errorf("%s, after %s", what, before)
			default:
				second[f.Matter] = true
			}
			ru := tx.Case.Rules[f.Rule]
			if f.Kind == engine.Breach && ru.Kind == charter.DutyRule && ru.Refusal == nil && ru.MustJudge == nil && ru.Paused == nil && !moves(tx.Case, ru) {
				dated++
				if due := r.Due(f.Matter, 0); f.Day != due+1 {
					return fmt.Errorf("%s, and the last day was %s", what, due)
				}
			}
		}
		return nil
	})
	for _, k := range []engine.Kind{engine.Fulfilment, engine.Breach, engine.Unanswered, engine.Excuse, engine.Lapse, engine.Adoption, engine.Rejection} {
		if ends[k] == 0 {
			t.Errorf("%s ended no matter", k)
		}
	}
	if dated < 50 {
		t.Errorf("%d breaches were dated", dated)
	}
}

// moves reports whether matters of the rule may have come from an earlier text,
// whose period counts no longer.
func moves(c *charter.Case, r *charter.Rule) bool {
	for _, o := range c.Rules {
		if o.Family == r.Family && o.Name == r.Name && o.OpenMatters == charter.Move {
			return true
		}
	}
	return false
}

func trialOf(tx *Texts) (*reason.Trial, *engine.Run, error) {
	d, err := docket.Prepare(tx.Case, tx.Record, whole(horizon))
	if err != nil {
		return nil, nil, err
	}
	r, facts := d.Single(0, 0)
	return &reason.Trial{Case: tx.Case, Run: r, Record: tx.Record, Facts: d.Facts(0, 0), AsOf: horizon, AsKnown: calendar.Always, Side: "common ground",
		FactOf: func(e uint32) *record.Fact { return &facts[e] }}, r, nil
}

// Law 17, reasons hold: a why rests on nothing that is not so when it is read
// again (package reason holds that), and tells, itself or by way of the findings
// it rests on, of everything the run keeps as a cause: the act, or the finding,
// that made the finding; and of what opened its matter.
func TestLawReasons(t *testing.T) {
	asked := map[engine.Kind]int{}
	onTexts(t, 100, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, false).read()
		if err != nil {
			return err
		}
		tr, r, err := trialOf(tx)
		if err != nil {
			return err
		}
		for id := range r.Findings() {
			f := &r.Findings()[id]
			causes := []uint32{f.Cause}
			switch f.Kind {
			case engine.Void, engine.Silence, engine.Status:
			case engine.Collision:
				causes = nil
				a, b, _ := r.Pair(f)
				for _, mid := range []uint32{a, b} {
					if mid != 0 {
						causes = append(causes, r.Matter(mid).Cause)
					}
				}
			default:
				causes = append(causes, r.Matter(f.Matter).Cause)
			}
			p := reason.Why(tr, uint32(id))
			entries, findings := map[*record.Entry]bool{}, map[uint32]bool{}
			p.Walk(func(_ int, n *reason.Proof) {
				entries[n.Entry] = true
				if id, ok := n.Finding(); ok {
					findings[id] = true
				}
			})
			for _, c := range causes {
				entry, finding, isFinding := r.Source(c)
				switch {
				case isFinding && !findings[finding]:
					return fmt.Errorf("why %q does not tell of finding %d, a %s on %s", p.Text, finding, r.Findings()[finding].Kind, r.Findings()[finding].Day)
				case !isFinding && entry != 0:
					if e := tr.FactOf(entry).Entry; !entries[e] {
						return fmt.Errorf("why %q does not name %q", p.Text, e.Written)
					}
				case !isFinding:
					continue // the day itself
				}
				asked[f.Kind]++
			}
		}
		return nil
	})
	for kind := engine.Opening; kind <= engine.Collision; kind++ {
		if asked[kind] < 10 {
			t.Errorf("%d causes of findings of %s were looked for", asked[kind], kind)
		}
	}
}

// Law 18, why or why not: of a rule, states and a span, exactly one answers: a
// finding of the rule with the states in its roles, or a reason why there is
// none. What arose within the span is answered by what became of it, though that
// be later.
//
// Package reason looks for the reason by itself. Where it finds that all was
// there which the rule asks for, and the run has no finding, neither answers. Of
// some questions that is so: two acts of one day that count once, a matter that
// another text opened. Of many it would be so if the run missed what it ought to
// find.
func TestLawWhyOrWhyNot(t *testing.T) {
	yes, no, neither := 0, 0, 0
	onTexts(t, 60, func(seed uint64, rng *rand.Rand) error {
		tx, err := randomHistory(seed, false).read()
		if err != nil {
			return err
		}
		tr, r, err := trialOf(tx)
		if err != nil {
			return err
		}
		for n := range 40 {
			rule := tx.Case.Rules[rng.IntN(len(tx.Case.Rules))]
			from := start + calendar.Day(rng.IntN(70))
			q := reason.Question{Rule: rule, From: from, To: from + calendar.Day(rng.IntN(40)), States: []charter.EntityID{someState(tx.Case, rng)}}
			if n%4 > 0 { // of an act that may have set the rule going, or may be what it is about
				about, e, ok := pointed(tx.Case, r, rng)
				if !ok {
					continue
				}
				q = reason.Question{Rule: about, From: e.Day, To: e.Day + calendar.Day(rng.IntN(2)), States: []charter.EntityID{e.Roles[0]}}
				rule = about
			}
			is := -1
			for id, f := range r.Findings() {
				if answers(tx.Case, r, uint32(id), &f, rule, q) {
					is = id
					break
				}
			}
			p := reason.WhyNot(tr, q)
			id, isFinding := p.Finding()
			if isFinding {
				yes++
				f := r.Findings()[id]
				within := func(day calendar.Day) bool { return day >= q.From && day <= q.To }
				if f.Rule == engine.NoRule || tx.Case.Rules[f.Rule].Name != rule.Name || !within(f.Day) && !within(r.Matter(f.Matter).Opened) {
					return fmt.Errorf("%s from %s to %s: the answer is of another rule or day: %s", rule.Name, q.From, q.To, p.Text)
				}
				continue
			}
			no++
			if strings.Contains(p.Text, "all that the rule asks for was there") {
				neither++
			}
			if is >= 0 {
				return fmt.Errorf("%s by %s from %s to %s is explained away: %s\nbut there is %s on %s", rule.Name, tx.Case.Vocab.Entities[q.States[0]].Code, q.From, q.To, p.Text,
					r.Findings()[is].Kind, r.Findings()[is].Day)
			}
		}
		return nil
	})
	if yes < 50 || no < 50 {
		t.Errorf("%d times why, %d times why not", yes, no)
	}
	if neither*100 > no {
		t.Errorf("of %d times why not, there was no reason %d times", no, neither)
	}
	t.Logf("%d times why, %d times why not, %d times neither", yes, no, neither)
}

// pointed picks an act and a rule that names its kind of act at its beginning.
func pointed(c *charter.Case, r *engine.Run, rng *rand.Rand) (*charter.Rule, engine.Entry, bool) {
	es := r.Entries()
	for range 60 {
		e := es[rng.IntN(len(es))]
		rule := c.Rules[rng.IntN(len(c.Rules))]
		begins := slices.Clone(rule.Never)
		for _, t := range rule.When {
			begins = append(begins, t.Act)
		}
		if e.Day >= rule.From && e.Day < rule.Until && e.Roles[0] != 0 && slices.ContainsFunc(begins, func(p *charter.Pattern) bool {
			return p != nil && p.Define == nil && c.Vocab.IsAct(e.Act, p.Act)
		}) {
			return rule, e, true
		}
	}
	return nil, engine.Entry{}, false
}

func someState(c *charter.Case, rng *rand.Rand) charter.EntityID {
	id, _ := c.Vocab.FindEntity([]string{"AAA", "BBB", "CCC"}[rng.IntN(3)])
	return id
}

// answers reports whether a finding says that the rule applied to the first
// state of the question within its days.
func answers(c *charter.Case, r *engine.Run, id uint32, f *engine.Finding, rule *charter.Rule, q reason.Question) bool {
	switch {
	case f.Rule != uint16(rule.ID), f.Day < q.From, f.Day > q.To:
		return false
	}
	switch f.Kind {
	case engine.Opening, engine.Breach, engine.Fulfilment, engine.Unanswered:
	default:
		return false
	}
	for i, rs := range r.Roles(id, 0) {
		for _, s := range rs.States {
			if i == 0 && s == q.States[0] {
				return true
			}
		}
	}
	return false
}

// Law 20, dates: adding months clips to the last day of the month and never goes
// backwards, and agrees with the time package wherever that does not run over.
func TestLawDates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Day(rapid.Int32Range(-700_000, 2_900_000).Draw(t, "day"))
		n := rapid.Int32Range(-600, 600).Draw(t, "months")
		months := calendar.Period{Months: n}
		got := d.Add(months)
		if got <= calendar.Always || got >= calendar.Never {
			return
		}
		y, m, day := d.Civil()
		first := time.Date(y, time.Month(m)+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		want := first.AddDate(0, 0, min(day, last)-1)
		if gy, gm, gd := got.Civil(); gy != want.Year() || gm != int(want.Month()) || gd != want.Day() {
			t.Fatalf("%s and %d months is %s, want %s", d, n, got, want.Format(time.DateOnly))
		}
		if next := (d + 1).Add(months); next < got {
			t.Fatalf("%s and %d months is after that of the day before", d+1, n)
		}
		if more := d.Add(calendar.Period{Months: n + 1}); more < got {
			t.Fatalf("%d months from %s come before %d", n+1, d, n)
		}
	})
}

// Law 20, the other half: the last day is in time, the day after it is not.
func TestLawLastDay(t *testing.T) {
	onTexts(t, 60, func(seed uint64, rng *rand.Rand) error {
		period := []string{"1 day", "2 days", "10 days", "1 month", "3 months", "1 year", "0 days"}[rng.IntN(7)]
		h := plainHistory(fmt.Sprintf("  duty aid\n    when    request by p\n    each    party x except p\n    must    help by x to p\n    within  %s\n", period),
			fmt.Sprintf("  %s  request by AAA  id e1", dayText(rng.IntN(400))))
		probe, err := h.found(start + 1500)
		if err != nil {
			return err
		}
		var due calendar.Day
		for _, l := range probe {
			if i := len("2001-01-01 opening "); l.text[11:18] == "opening" && i > 0 {
				due = dayAfter(l.text, "due ")
			}
		}
		for late := range calendar.Day(2) {
			list, err := h.with(fmt.Sprintf("  %s  help by BBB to AAA  id e2", due+late)).found(start + 1500)
			if err != nil {
				return err
			}
			broken := breaches(list)
			hasBreach := false
			for b := range broken {
				hasBreach = hasBreach || contains(b, "by BBB to AAA")
			}
			if hasBreach != (late > 0) {
				return fmt.Errorf("help %d days after the last day %s (within %s): breach is %t", late, due, period, hasBreach)
			}
		}
		return nil
	})
}
