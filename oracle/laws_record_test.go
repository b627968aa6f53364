package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
)

// withWords is the history with lines more in its vocabulary.
func (h *history) withWords(lines string) *history {
	at := strings.Index(h.charters, "  act attack")
	return &history{h.charters[:at] + lines + h.charters[at:], h.lines}
}

// withArticle is the history with an article more in the first text.
func (h *history) withArticle(text string) *history {
	at := strings.Index(h.charters, "\ncharter one\n")
	end := at + 1 + strings.Index(h.charters[at+1:], "\n\n") + 1
	return &history{h.charters[:end] + text + h.charters[end:], h.lines}
}

// someDay is a day on which the record has an entry, or one after it.
func (h *history) someDay(rng *rand.Rand) string {
	day := firstDay(h.sorted().lines[0]) + calendar.Day(rng.IntN(60))
	return day.String()
}

// named says in which clauses acts are named: of powers and procedures, and of
// everything else that looks at acts.
type named struct{ legal, other map[charter.ActID]bool }

func actsNamed(c *charter.Case) named {
	n := named{map[charter.ActID]bool{}, map[charter.ActID]bool{}}
	into := func(set map[charter.ActID]bool) func(p *charter.Pattern) {
		var add func(p *charter.Pattern)
		add = func(p *charter.Pattern) {
			if p.Define != nil {
				for _, a := range p.Define.Alts {
					add(a.Pattern)
				}
				return
			}
			for a := range c.Vocab.Acts {
				if c.Vocab.IsAct(charter.ActID(a), p.Act) {
					set[charter.ActID(a)] = true
				}
			}
		}
		return add
	}
	other := charter.Walker{Pattern: into(n.other)}
	other.Case(&charter.Case{Vocab: c.Vocab, Families: c.Families})
	for _, r := range c.Rules {
		bare := *r
		bare.May, bare.Moved, bare.Decided = nil, nil, nil
		other.Rule(&bare)
		for _, p := range []*charter.Pattern{r.May, r.Moved, r.Decided} {
			if p != nil {
				into(n.legal)(p)
			}
		}
	}
	return n
}

// Law 9, void: to take away an entry that is void and that nothing names but
// powers and procedures takes away its own finding and changes nothing else.
//
// The law was first said of an act that no ban names. That is too much: a void
// act is still an act, and a duty, a sequence or a condition may name it.
func TestLawVoid(t *testing.T) {
	taken := 0
	onTexts(t, 40, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, false)
		tx, err := h.read()
		if err != nil {
			return err
		}
		before, err := h.found(horizon)
		if err != nil {
			return err
		}
		n := actsNamed(tx.Case)
		free := h.free()
		for _, e := range tx.Record.Entries {
			if n.other[e.Act] || !tx.Case.Vocab.Acts[e.Act].Formal || tx.Case.Vocab.Acts[e.Act].Declares >= 0 || !slices.Contains(free, e.Label) {
				continue
			}
			own := func(l line) bool {
				return strings.Contains(l.text, " void ") && strings.HasSuffix(l.text, " of "+e.Label)
			}
			if len(pick(before, own)) == 0 {
				continue
			}
			acts := len(docket.Acts(tx.Case.Vocab, e))
			if got := len(pick(before, own)); got != acts {
				continue // some of its acts are valid
			}
			after, err := h.without(e.Label).found(horizon)
			if err != nil {
				return err
			}
			taken++
			if err := differ(pick(before, func(l line) bool { return !own(l) }), after); err != nil {
				return fmt.Errorf("with and without %s: %w", e.Label, err)
			}
		}
		return nil
	})
	if taken < 20 {
		t.Errorf("only %d void entries were taken away", taken)
	}
	t.Logf("%d void entries taken away", taken)
}

// The same of an act that no text knows at all: it adds its own void findings.
func TestLawVoidUnknown(t *testing.T) {
	void := 0
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, false).withWords("  act proclaim by state optional from any formal\n")
		before, err := h.found(horizon)
		if err != nil {
			return err
		}
		more := h
		for i := range 3 {
			from := []string{"", " from ORG", " from TWO", " from OUT"}[rng.IntN(4)]
			more = more.with(fmt.Sprintf("  %s  proclaim by AAA%s  id p%d", h.someDay(rng), from, i))
		}
		after, err := more.found(horizon)
		if err != nil {
			return err
		}
		own := func(l line) bool { return strings.Contains(l.text, " void proclaim ") }
		void += len(pick(after, own))
		return differ(before, pick(after, func(l line) bool { return !own(l) }))
	})
	if void < 50 {
		t.Errorf("only %d proclamations were void", void)
	}
}

// Law 10, irrelevance: an act that no text names changes nothing. Nor does one
// that only a text names which is not in force: the engine sees that one, while
// the other is left out before.
func TestLawIrrelevantAct(t *testing.T) {
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, seed%2 == 0).withWords("  act wave by state optional to state\n")
		if seed%3 > 0 {
			rule := []string{"  ban idle\n    never   wave by p\n", "  duty idle\n    when    wave by p\n    must    wave by p\n    within  3 days\n"}[seed%2]
			h.charters = strings.Replace(h.charters, "\ncase random\n", "\ncharter later\n  governs OUT\n  parties AAA\narticle 1\n"+rule+"\ncase random\n  under later from 2009-01-01\n", 1)
		}
		more := h
		for i := range 4 {
			more = more.with(fmt.Sprintf("  %s  wave by %s  id w%d", h.someDay(rng), []string{"AAA", "BBB", "CCC BBB"}[rng.IntN(3)], i))
		}
		return sameDocket(h, more)
	})
}

// Law 10, the other half: a rule on acts that never occur changes nothing.
func TestLawIrrelevantRule(t *testing.T) {
	rules := []string{
		"  duty idle\n    when    wave by p to q\n    where   p is party\n    each party x except p\n    must    wave by x to p\n    within  3 days\n",
		"  duty idle\n    when    wave by p\n    then    no wave by p to q within 2 days\n    some party x\n    must    wave by x\n    counts  once\n    within  3 days\n",
		"  ban idle\n    any     party p\n    never   wave by p to q\n    also    acts under way\n",
		"  power idle\n    any     party p\n    may     wave by p\n    effect  p ceases to be party\n",
		"  consequence idle\n    when    wave by p\n    each    party x\n    effect  x becomes hushed\n",
		"  procedure idle\n    opens   when wave by p\n    moved   wave by m to p\n    within  5 days\n    before  council\n    within  5 days\n    adopted p becomes hushed\n    rejected nothing\n    lapsed  nothing\n",
	}
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, seed%2 == 0).withWords("  act wave by state optional to state\n")
		h.charters = strings.Replace(h.charters, "\ncharter one\n", "\ncharter one\n  status hushed\n", 1)
		return sameDocket(h, h.withArticle("article 90\n"+rules[int(seed)%len(rules)]))
	})
}

// sameDocket holds that two histories have the same docket, over a few worlds.
func sameDocket(a, b *history) error {
	x, err := a.words(docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 20})
	if err != nil {
		return err
	}
	y, err := b.words(docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 20})
	if err != nil {
		return err
	}
	return differ(x, y)
}

// words are a docket's findings with what each side says of them.
func (h *history) words(v docket.View) ([]line, error) {
	tx, err := h.read()
	if err != nil {
		return nil, err
	}
	d, err := docket.Derive(tx.Case, tx.Record, v)
	if err != nil {
		return nil, err
	}
	var out []line
	for _, f := range d.Findings {
		text := fmt.Sprint(f.ID, " ", f.Days, " ", f.Opened, " ", f.Due, " ", f.Stands, " ", f.Certainty)
		for _, x := range f.Sides {
			text += fmt.Sprint(" ", x.Found, "/", x.Of, " ", x.Days, " ", len(x.HangsOn))
		}
		out = append(out, line{f.Days.Lo, text})
	}
	return out, nil
}

// Law 14, retraction: a record with an entry and its retraction is, as known
// after the retraction, the record without both; as known between, the record
// with the entry.
func TestLawRetraction(t *testing.T) {
	onTexts(t, 100, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, true)
		model := h.lines[rng.IntN(len(h.lines))]
		at := strings.Index(model, "  id ")
		if at < 0 || strings.Contains(model, "  answers ") {
			at = 0
			model = "  2001-01-05  attack by AAA on BBB"
		} else {
			model = model[:at]
		}
		entry := model + "  id x1"
		day := firstDay(entry)
		known := day + 8 + calendar.Day(rng.IntN(20))
		with := h.with(entry)
		both := with.with(fmt.Sprintf("  retract x1 known %s", known))
		look := func(h *history, k calendar.Day) ([]line, error) {
			return h.words(docket.View{AsOf: horizon, AsKnown: k, Limit: 20})
		}
		for _, x := range []struct {
			as   calendar.Day
			like *history
			what string
		}{
			{known - 1, with, "before the retraction is known"},
			{known, h, "on the day of the retraction"},
			{known + 30, h, "after the retraction"},
			{calendar.Always, h, "all known"},
		} {
			a, err := look(both, x.as)
			if err != nil {
				return err
			}
			b, err := look(x.like, x.as)
			if err != nil {
				return err
			}
			if err := differ(a, b); err != nil {
				return fmt.Errorf("%s, %s: %w", strings.TrimSpace(entry), x.what, err)
			}
		}
		return nil
	})
}

// Law 15, no account entries: the docket of an account that says nothing and
// denies nothing is that of common ground.
func TestLawNoAccount(t *testing.T) {
	onTexts(t, 80, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, true)
		account := "DDD"
		for i, l := range h.lines {
			l = strings.ReplaceAll(l, "account "+account, "account AAA")
			h.lines[i] = strings.ReplaceAll(l, "denied by "+account, "denied by AAA")
		}
		tx, err := h.read()
		if err != nil {
			return err
		}
		id, _ := tx.Case.Vocab.FindEntity(account)
		d, err := docket.Derive(tx.Case, tx.Record, docket.View{AsOf: horizon, AsKnown: calendar.Always, Limit: 20, Accounts: []charter.EntityID{id}})
		if err != nil {
			return err
		}
		if len(d.Sides) != 2 || len(d.Sides[0].Points) != len(d.Sides[1].Points) || d.Sides[0].Settlings != d.Sides[1].Settlings {
			return fmt.Errorf("common ground has %d points, the account %d", len(d.Sides[0].Points), len(d.Sides[1].Points))
		}
		for _, f := range d.Findings {
			for n := range d.Sides[0].Settlings {
				if d.Has(f, 0, n) != d.Has(f, 1, n) {
					return fmt.Errorf("%s in settling %d: common ground %t", f.ID, n, d.Has(f, 0, n))
				}
			}
			if f.Certainty == docket.ByAccount {
				return fmt.Errorf("%s hangs on the account", f.ID)
			}
		}
		return nil
	})
}

// Law 16, silence: a grave act with a party in it is taken up by some rule or is
// silent, and not both.
func TestLawSilence(t *testing.T) {
	silent, answered := 0, 0
	onTexts(t, 150, func(seed uint64, rng *rand.Rand) error {
		h := randomHistory(seed, false)
		tx, err := h.read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, whole(horizon))
		if err != nil {
			return err
		}
		r, _ := d.Single(0, 0)
		took := takenUp(r)
		quiet := map[uint32]calendar.Day{}
		for _, f := range r.Findings() {
			if f.Kind != engine.Silence || f.OfBreach() {
				continue
			}
			e := r.Entries()[f.Cause]
			if !tx.Case.Vocab.Acts[e.Act].Grave {
				return fmt.Errorf("silence about an act that is not grave, on %s", f.Day)
			}
			if _, again := quiet[e.Happening]; again {
				return fmt.Errorf("silence twice about %s", tx.Record.Entries[e.Happening].Label)
			}
			quiet[e.Happening] = f.Day
			silent++
			if day, ok := took[e.Happening]; ok && day <= f.Day {
				return fmt.Errorf("silence on %s about %s, which was taken up on %s", f.Day, tx.Record.Entries[e.Happening].Label, day)
			}
		}
		n := actsNamed(tx.Case)
		for _, e := range r.Entries()[1:] {
			if !tx.Case.Vocab.Acts[e.Act].Grave || !hasLastingParty(tx.Case, r, &e) {
				continue
			}
			_, isQuiet := quiet[e.Happening]
			if _, ok := took[e.Happening]; ok {
				answered++
			} else if !isQuiet && !n.other[e.Act] && !n.legal[e.Act] {
				return fmt.Errorf("%s is named by no rule, concerns a party and is not silent", tx.Record.Entries[e.Happening].Label)
			}
		}
		return nil
	})
	if silent < 30 || answered < 30 {
		t.Errorf("%d silent, %d answered", silent, answered)
	}
}

// takenUp is the first day on which something was made of a happening.
func takenUp(r *engine.Run) map[uint32]calendar.Day {
	out := map[uint32]calendar.Day{}
	add := func(cause uint32, day calendar.Day) {
		entry, _, isFinding := r.Source(cause)
		if isFinding || entry == 0 {
			return
		}
		h := r.Entries()[entry].Happening
		if had, ok := out[h]; !ok || day < had {
			out[h] = day
		}
	}
	for _, f := range r.Findings() {
		switch f.Kind {
		case engine.Void, engine.Silence, engine.Status, engine.Collision:
		case engine.Excuse, engine.Lapse: // mostly by a condition, and what a condition asks for is not taken up
		default:
			if entry, _, isFinding := r.Source(f.Cause); !isFinding && entry != 0 && r.Entries()[entry].Day == f.Day {
				add(f.Cause, f.Day)
			}
		}
	}
	for m := 1; m < r.Matters(); m++ {
		if x := r.Matter(uint32(m)); !x.Ban {
			add(x.Cause, x.Opened)
		}
	}
	return out
}

// hasLastingParty reports whether a role is filled by a state that is a party
// from the start, under a text that is always in force, and never ceases to be.
func hasLastingParty(c *charter.Case, r *engine.Run, e *engine.Entry) bool {
	for f, fam := range c.Families {
		if fam.Texts[0].From > calendar.Always || fam.Texts[0].Until < calendar.Never {
			continue
		}
		for _, v := range e.Roles {
			lasting := slices.ContainsFunc(fam.Texts[0].Grants, func(g charter.Grant) bool {
				return g.Entity == v && g.Status == charter.PartyStatus && g.Since <= calendar.Always
			})
			for _, ch := range r.Changes() {
				lasting = lasting && !(ch.Family == f && ch.Status == charter.PartyStatus && ch.Entity == v)
			}
			if v != 0 && lasting {
				return true
			}
		}
	}
	return false
}
