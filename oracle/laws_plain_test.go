package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/docket"
	"casus/engine"
)

// Plain texts are of the kind for which the laws of the default mode are said:
// duties without `counts once`, `minimum` and judges, no act of which is two of
// trigger, step and performance of one rule; beside them bans, powers and
// consequences, so that statuses change by the calendar, by acts that powers
// govern, and by breaches. Acts that are banned or governed are none of those of
// the duties: the laws say nothing of moving them.

const plainWords = `
vocabulary plain
  kind state
  kind organ institution
  kind treaty institution
  entity AAA is state
  entity BBB is state
  entity CCC is state
  entity DDD is state
  entity COUN is organ
  entity PACT is treaty
  act attack by state on state grave
  act raid is attack
  act request by state optional to state
  act levy by state on state
  act help by state to state
  act deploy is help
  act meet by state with state mutual
  act pay by state to state
  act host by state with state
  act halt by state formal
  act resume by state formal
  act propose by state on state formal
`

// plainHistory is a history under one charter of the given rules.
func plainHistory(rules string, lines ...string) *history {
	return &history{plainWords + "\ncharter one\n  governs PACT\n  parties AAA BBB CCC DDD\n  status exempt DDD since 2001-01-12\n  status guard BBB\n  status halted\n" +
		"  body council as COUN of parties decides by majority\narticle 1\n" + rules + "\ncase c under one\n  reads history\n", lines}
}

// plainRules writes duties by chance. Their names tell who owes.
func plainRules(rng *rand.Rand, sequences bool) string {
	var b strings.Builder
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	for i := range 2 + rng.IntN(4) {
		owed := pick("each", "each", "some", "jointly", "least", "one")
		line := func(format string, args ...any) { fmt.Fprintf(&b, "    "+format+"\n", args...) }
		fmt.Fprintf(&b, "  duty %s-%d\n", owed, i)
		when := pick("attack by q on p", "request by p", "levy by q on p", "raid by q on p", "request by p to q")
		if owed == "one" && when == "request by p" {
			when = "request by p to q"
		}
		line("when    %s", when)
		if rng.IntN(3) == 0 {
			line("where   %s", pick("p is party", "p is not exempt", "p is guard or p is exempt", "p is not halted", "no host by p in the last 5 days"))
		}
		if sequences && rng.IntN(3) == 0 {
			step := pick("request by p", "attack on p", "levy on p")
			if act, _, _ := strings.Cut(step, " "); !strings.Contains(strings.Replace(when, "raid", "attack", 1), act) {
				line("then    %s within %d days", step, rng.IntN(12))
			}
		}
		bearer := "x"
		switch owed {
		case "one":
			bearer = "q"
		case "least":
			line("at least 2 of party x except p")
		default:
			line("%s party x except p", owed)
		}
		perform := func() string {
			return fmt.Sprintf(pick("help by %s to p", "deploy by %s to p", "meet by %s with p", "pay by %s to p"), bearer)
		}
		must := perform()
		if rng.IntN(3) == 0 {
			must += " or " + perform()
		}
		line("must    %s", must)
		line("within  %d days", rng.IntN(13))
		switch rng.IntN(8) {
		case 0:
			line("unless  p is exempt")
		case 1:
			line("while   p is not exempt")
		case 2:
			line("unless  %s", pick("p is halted", "host by p"))
		case 3:
			line("while   p is not halted")
		}
		if owed == "each" && rng.IntN(2) == 0 {
			fmt.Fprintf(&b, "  consequence after-%d\n", i)
			line("when    breach of each-%d by p", i)
			line("effect  p becomes halted for %d days", 1+rng.IntN(8))
		}
	}
	fmt.Fprintf(&b, "  ban hosting\n    any     party p\n    never   host by p with q\n    %s\n", pick("where   q is party", "unless  p is halted", "where   p is not exempt"))
	fmt.Fprintf(&b, "  power stop\n    any     party p\n    may     halt by p\n    effect  p becomes halted%s\n", pick("", " for 4 days", " after 2 days"))
	b.WriteString("  power go\n    any     party p\n    may     resume by p\n    effect  p ceases to be halted\n")
	return b.String()
}

// governed reports whether an entry is of an act that a ban or a power names.
func governed(line string) bool {
	return contains(line, "  host ") || contains(line, "  halt ") || contains(line, "  resume ")
}

// plainLines writes a record dense in few states and days.
func plainLines(rng *rand.Rand) []string {
	states := []string{"AAA", "BBB", "CCC", "DDD"}
	var out []string
	for i := range 15 + rng.IntN(30) {
		a, b := rng.IntN(4), rng.IntN(3)
		if b >= a {
			b++
		}
		act := []string{"attack by %s on %s", "raid by %s on %s", "request by %s to %s", "request by %s", "levy by %s on %s",
			"help by %s to %s", "help by %s to %s", "deploy by %s to %s", "meet by %s with %s", "meet by %s with %s", "pay by %s to %s", "pay by %s to %s",
			"host by %s with %s", "halt by %s", "resume by %s"}[rng.IntN(15)]
		text := fmt.Sprintf(act, states[a])
		if strings.Count(act, "%s") == 2 {
			text = fmt.Sprintf(act, states[a], states[b])
		}
		out = append(out, fmt.Sprintf("  %s  %s  id e%d", dayText(rng.IntN(25)), text, i+1))
	}
	return out
}

func contains(text, part string) bool { return strings.Contains(text, part) }

// dayAfter reads the day behind a word.
func dayAfter(text, word string) calendar.Day {
	at := strings.Index(text, word)
	if at < 0 {
		return calendar.Never
	}
	return firstDay(text[at+len(word):])
}

// Law 11, doubling: an entry that no ban and no power names, written twice on its
// day, makes no breach appear or vanish.
//
// A breach is taken here without the event it is of: the second entry is another
// event, and opens a matter of its own, which is breached like the first.
func TestLawDoubling(t *testing.T) {
	seen := 0
	onTexts(t, 120, func(seed uint64, rng *rand.Rand) error {
		h := plainHistory(plainRules(rng, true), plainLines(rng)...)
		before, err := h.found(horizon)
		if err != nil {
			return err
		}
		i := rng.IntN(len(h.lines))
		for governed(h.lines[i]) {
			i = rng.IntN(len(h.lines))
		}
		again := strings.Replace(h.lines[i], "  id ", "  id again-", 1)
		twice := &history{h.charters, slices.Insert(slices.Clone(h.lines), i+rng.IntN(2), again)}
		after, err := twice.found(horizon)
		if err != nil {
			return err
		}
		seen += len(breaches(before))
		if err := sameSet(breaches(before), breaches(after)); err != nil {
			return fmt.Errorf("%s twice: %w", strings.TrimSpace(h.lines[i]), err)
		}
		return nil
	})
	if seen < 200 {
		t.Errorf("only %d breaches in all", seen)
	}
}

// Law 12, monotone: a performance moved earlier, but not before its matter
// opened, leaves that matter fulfilled.
func TestLawMonotone(t *testing.T) {
	moved := 0
	onTexts(t, 200, func(seed uint64, rng *rand.Rand) error {
		h := plainHistory(plainRules(rng, true), plainLines(rng)...)
		tx, err := h.read()
		if err != nil {
			return err
		}
		d, err := docket.Prepare(tx.Case, tx.Record, whole(horizon))
		if err != nil {
			return err
		}
		r, facts := d.Single(0, 0)
		list := linesOf(d, r, facts, 0)
		for id, f := range r.Findings() {
			if f.Kind != engine.Fulfilment || f.Late() || f.Day == r.Matter(f.Matter).Opened {
				continue
			}
			opened := r.Matter(f.Matter).Opened
			label := facts[f.Cause].Entry.Label
			day := opened + calendar.Day(rng.IntN(int(f.Day-opened)))
			after, err := h.moved(label, day).found(horizon)
			if err != nil {
				return err
			}
			moved++
			want := fate(list[id])
			if !slices.ContainsFunc(after, func(l line) bool {
				return contains(l.text, " fulfilment ") && !contains(l.text, " late ") && fate(l) == want
			}) {
				return fmt.Errorf("%s\nis not fulfilled with %s moved to %s", list[id], label, day)
			}
		}
		return nil
	})
	if moved < 100 {
		t.Errorf("only %d performances were moved", moved)
	}
}

// moved is the history with an entry on another day.
func (h *history) moved(label string, day calendar.Day) *history {
	out := &history{h.charters, slices.Clone(h.lines)}
	for i, l := range out.lines {
		if labelOf(l) == label {
			out.lines[i] = strings.Replace(l, firstDay(l).String(), day.String(), 1)
		}
	}
	return out
}

// fate names the matter of a finding: its rule, when it opened and of what, and
// who owes where that is one.
func fate(l line) string {
	at := strings.Index(l.text, "one/")
	text := l.text[at:]
	if !strings.HasPrefix(text, "one/each") && !strings.HasPrefix(text, "one/one") {
		rule, _, _ := strings.Cut(text, " ")
		return rule + text[strings.Index(text, " opened "):]
	}
	return text
}

// Law 13, same day: the lines of a day in another order make no breach appear or
// vanish, on days on which nothing is done that a ban or a power names.
func TestLawSameDay(t *testing.T) {
	shuffled := 0
	onTexts(t, 120, func(seed uint64, rng *rand.Rand) error {
		h := plainHistory(plainRules(rng, true), plainLines(rng)...).sorted()
		before, err := h.found(horizon)
		if err != nil {
			return err
		}
		other := &history{h.charters, slices.Clone(h.lines)}
		fixed := map[calendar.Day]bool{}
		for _, l := range h.lines {
			fixed[firstDay(l)] = fixed[firstDay(l)] || governed(l)
		}
		rng.Shuffle(len(other.lines), func(i, j int) {
			if !fixed[firstDay(other.lines[i])] && !fixed[firstDay(other.lines[j])] {
				other.lines[i], other.lines[j] = other.lines[j], other.lines[i]
				shuffled++
			}
		})
		after, err := other.found(horizon)
		if err != nil {
			return err
		}
		return sameSet(breaches(before), breaches(after))
	})
	if shuffled < 500 {
		t.Errorf("only %d lines were put elsewhere", shuffled)
	}
}

// Law 19, succession: a charter succeeded by its own copy gives the same
// outcomes, whether what is open goes on or is moved. Of several findings of one
// day the order is that of rules, and those of the copy come later; and what is
// found of them is said of another text.
//
// Duties that count once are written without sequences: a sequence begun under the
// old text and one begun under the new may be advanced by one act, and each rule
// then opens a matter of its own, where one text would open one.
func TestLawSuccession(t *testing.T) {
	onTexts(t, 300, func(seed uint64, rng *rand.Rand) error {
		once := seed%2 == 0
		rules := plainRules(rng, !once)
		if once {
			rules = strings.ReplaceAll(rules, "    within ", "    counts  once\n    within ")
		}
		h := plainHistory(rules, plainLines(rng)...)
		before, err := h.found(horizon)
		if err != nil {
			return err
		}
		mode := []string{"continue", "move"}[rng.IntN(2)]
		copied := fmt.Sprintf("\ncharter one-b amends one\n  open matters %s\narticle 1\n%s\ncase c under one\n  under one-b from %s\n", mode, rules, dayText(1+rng.IntN(24)))
		heir := &history{strings.Replace(h.charters, "\ncase c under one\n", copied, 1), h.lines}
		after, err := heir.found(horizon)
		if err != nil {
			return err
		}
		for i := range after {
			after[i].text = strings.ReplaceAll(after[i].text, "@one-b", "")
		}
		before, after = withoutFirst(before), withoutFirst(after)
		if mode == "move" { // a last day that may move is not told of a finding; breaches are dated all the same
			before, after = withoutDue(before), withoutDue(after)
		}
		if err := differ(asSet(before), asSet(after)); err != nil {
			return fmt.Errorf("open matters %s: %w", mode, err)
		}
		return nil
	})
}

// withoutFirst cuts off which of several breaches of a day a silence about a
// rule's breaches is said of, and which of several grounds a status came or went
// with: the first or last in order of rule and age.
func withoutFirst(list []line) []line {
	var out []line
	for _, l := range list {
		words := strings.Fields(l.text)
		switch {
		case contains(l.text, " silence about breach "):
			l.text = strings.Join(words[:5], " ")
		case words[1] == "status":
			l.text = strings.Join([]string{words[0], words[3], words[4], words[5]}, " ")
		}
		out = append(out, l)
	}
	return out
}

func withoutDue(list []line) []line {
	var out []line
	for _, l := range list {
		if at := strings.Index(l.text, " due "); at >= 0 {
			l.text = l.text[:at] + l.text[at+len(" due 2001-01-01"):]
		}
		out = append(out, l)
	}
	return out
}

func asSet(list []line) []line {
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b line) int { return strings.Compare(a.text, b.text) })
	return slices.Compact(out)
}

// Law 21, group: of a group of one, at least one is each; at least as many as there
// are is jointly; and to ask for more of them makes no breach vanish.
func TestLawGroup(t *testing.T) {
	var broken [3]int
	onTexts(t, 120, func(seed uint64, rng *rand.Rand) error {
		rule := "  duty aid\n    when    attack by q on p\n    %s\n    must    help by x to p or meet by x with p\n    within  5 days\n"
		lines := plainLines(rng)
		of := func(who string) ([]line, error) { return plainHistory(fmt.Sprintf(rule, who), lines...).found(horizon) }
		one, err := of("each guard x except p")
		if err != nil {
			return err
		}
		for _, who := range []string{"at least 1 of guard x except p", "jointly guard x except p", "some guard x except p"} {
			other, err := of(who)
			if err != nil {
				return err
			}
			if err := differ(one, other); err != nil {
				return fmt.Errorf("each and %s: %w", who, err)
			}
		}
		all, err := of("jointly party x except p") // there are four parties
		if err != nil {
			return err
		}
		var before map[string]bool
		for n := range 3 {
			list, err := of(fmt.Sprintf("at least %d of party x except p", n+1))
			if err != nil {
				return err
			}
			if err := differ(all, list); n == 2 && err != nil {
				return fmt.Errorf("jointly and at least all: %w", err)
			}
			now := map[string]bool{}
			for _, l := range list {
				if contains(l.text, " breach ") && !contains(l.text, " silence ") {
					now[l.text[:10]+l.text[strings.Index(l.text, " opened "):]] = true
				}
			}
			for _, b := range sortedKeys(before) {
				if !now[b] {
					return fmt.Errorf("at least %d: the breach %s is gone", n+1, b)
				}
			}
			before = now
			broken[n] += len(now)
		}
		return nil
	})
	if broken[0] == 0 || broken[1] <= broken[0] || broken[2] <= broken[1] {
		t.Errorf("%v breaches where one, two or three must act", broken)
	}
}

// Law 22, procedure: in whatever order votes are cast before the decision, the
// outcome is the same; cast on one day, it is of the same day too. (Which votes
// come after the decision, and are void, does hang on the order.)
func TestLawVotes(t *testing.T) {
	outcomes := map[string]int{}
	onTexts(t, 200, func(seed uint64, rng *rand.Rand) error {
		method := []string{"consensus", "unanimity", "silence", "majority", "majority of members", "majority of present", "2/3 of members",
			"1/2 of present", "60% of votes", "2 of members"}[rng.IntN(10)]
		rules := "  procedure expulsion\n    moved   propose by m on p\n    before  council except p\n    decides by " + method + "\n    within  10 days\n" +
			"    adopted p ceases to be party\n    rejected nothing\n    lapsed  nothing\n"
		motion := "  2001-01-03  propose by AAA on DDD  id motion"
		voters := []string{"AAA", "BBB", "CCC"}
		var cast []string
		for _, v := range voters {
			if how := []string{"aye", "aye", "nay", "abstain", "", ""}[rng.IntN(6)]; how != "" {
				cast = append(cast, how+" by "+v+" on motion")
			}
		}
		spread := rng.IntN(2) == 1
		dated := func(cast []string) []string {
			lines := []string{motion}
			for i, c := range cast {
				day := 4
				if spread {
					day += i
				}
				lines = append(lines, fmt.Sprintf("  %s  %s  id v%d", dayText(day), c, i))
			}
			return lines
		}
		outcome := func(cast []string) (string, error) {
			list, err := plainHistory(rules, dated(cast)...).found(horizon)
			if err != nil {
				return "", err
			}
			var out []string
			for _, l := range list {
				for _, kind := range []string{"adoption", "rejection", "lapse"} {
					if strings.HasPrefix(l.text[11:], kind+" ") {
						outcomes[kind]++
						if spread {
							out = append(out, l.text[11:])
						} else {
							out = append(out, l.text)
						}
					}
				}
			}
			return strings.Join(out, "\n"), nil
		}
		before, err := outcome(cast)
		if err != nil {
			return err
		}
		other := slices.Clone(cast)
		rng.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		after, err := outcome(other)
		if err != nil {
			return err
		}
		if before != after {
			return fmt.Errorf("by %s: %v gives\n%s\n%v gives\n%s", method, cast, before, other, after)
		}
		return nil
	})
	for _, kind := range []string{"adoption", "rejection", "lapse"} {
		if outcomes[kind] < 5 {
			t.Errorf("%s came about %d times", kind, outcomes[kind])
		}
	}
}

// Law 23, clock: a suspension of k days within the period moves the last day by
// k; one that ends before it or begins after it by nothing.
func TestLawClock(t *testing.T) {
	shifted := 0
	onTexts(t, 200, func(seed uint64, rng *rand.Rand) error {
		period := rng.IntN(12)
		rules := fmt.Sprintf("  power stop\n    any     party p\n    may     halt by p\n    effect  p becomes halted\n"+
			"  power go\n    any     party p\n    may     resume by p\n    effect  p ceases to be halted\n"+
			"  duty aid\n    when    request by p to q\n    must    help by q to p\n    within  %d days\n    paused  while p is halted\n", period)
		opened := 5 + rng.IntN(10)
		lines := []string{fmt.Sprintf("  %s  request by AAA to BBB  id e1", dayText(opened))}
		due, day := opened+period, 0
		for i := range 2 {
			stop := day + 1 + rng.IntN(14)
			goes := stop + 1 + rng.IntN(6)
			day = goes
			lines = append(lines, fmt.Sprintf("  %s  halt by AAA  id s%d", dayText(stop), i), fmt.Sprintf("  %s  resume by AAA  id g%d", dayText(goes), i))
			if goes > opened && stop <= due {
				due += goes - max(stop, opened)
				shifted++
			}
		}
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		list, err := plainHistory(rules, lines...).found(horizon)
		if err != nil {
			return err
		}
		for _, l := range list {
			if contains(l.text, " breach one/aid") && !contains(l.text, " silence ") {
				if want := start + calendar.Day(due) + 1; l.day != want {
					return fmt.Errorf("%v, within %d days: the breach is of %s, want %s", lines, period, l.day, want)
				}
				return nil
			}
		}
		return fmt.Errorf("%v: there is no breach", lines)
	})
	if shifted < 50 {
		t.Errorf("the last day moved %d times", shifted)
	}
}
