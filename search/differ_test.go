package search_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/oracle"
	"casus/search"
)

// lawOf is a small charter as one of two laws.
func lawOf(t *testing.T, words, text string, changed ...string) search.Law {
	t.Helper()
	tx, err := oracle.Read(words + text + "\ncase one\n  under c\n  reads history\nrecord history\n")
	if err != nil {
		t.Fatal(err)
	}
	return search.Law{Case: tx.Case, Changed: changed}
}

// altered are small charters with one change each, and the rules that it reaches.
var altered = []struct {
	name, old, new string
	changed        []string
}{
	{"request", "within  2 days", "within  1 day", []string{"aid"}},
	{"request", "a is not party", "a is not AAA", []string{"aid"}},
	{"absence", "effect  p becomes warned for 4 days", "effect  p becomes warned for 2 days", []string{"warn"}},
	{"absence", "where   p is warned", "where   not p is warned", []string{"leave"}},
	{"council", "before  council except p\n    within  2 days", "before  council except p\n    within  1 day", []string{"out"}},
	{"council", "moved   propose by m on p\n    where   m is party\n    within  3 days\n", "", []string{"out"}},
	{"window", "is at least 2", "is at least 1", []string{"rest"}},
}

// Kinds of difference that the search finds have the length that a search without
// any reduction finds for them, and those that it does not find ask for an act
// that leads to no rule that differs.
func TestDivergeAsPlain(t *testing.T) {
	from, _ := calendar.Date(2001, 1, 1)
	for _, x := range altered {
		text := strings.Replace(small[x.name], x.old, x.new, 1)
		if text == small[x.name] {
			t.Fatalf("%s has no %q", x.name, x.old)
		}
		laws := [2]search.Law{lawOf(t, smallWords, small[x.name], x.changed...), lawOf(t, smallWords, text, x.changed...)}
		b := search.Bounds{Acts: 2, States: 2, Days: 4, Wait: 12}
		fast, err := search.Diverge(context.Background(), laws, from, b, nil)
		if err != nil {
			t.Fatal(err)
		}
		b.Plain = true
		plain, err := search.Diverge(context.Background(), laws, from, b, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(plain.Differences) == 0 {
			t.Errorf("%s, %s: nothing differs", x.name, x.new)
		}
		found, all := lengths(fast), lengths(plain)
		for k, d := range found {
			if p, ok := all[k]; (!ok || len(p.Acts) != len(d.Acts)) && !apart(d.Acts, b.Days) {
				t.Errorf("%s, %s: %s in %d acts, without reductions %d", x.name, x.new, k.What, len(d.Acts), len(p.Acts))
			}
		}
		for k, d := range all {
			if _, ok := found[k]; !ok && !slices.ContainsFunc(d.Acts, func(a search.Act) bool {
				return !slices.Contains(fast.Looked, laws[0].Case.Vocab.Acts[a.Act].Name)
			}) {
				t.Errorf("%s, %s: %s (%d) is not found\n%s", x.name, x.new, k.What, k.How, line(laws[0].Case, d.Acts))
			}
		}
		if fast.Tried >= plain.Tried {
			t.Errorf("%s, %s: %d tried, without reductions %d", x.name, x.new, fast.Tried, plain.Tried)
		}
	}
}

func lengths(d *search.Divergence) map[search.Differs]search.Difference {
	out := map[search.Differs]search.Difference{}
	for _, x := range d.Differences {
		for _, k := range x.Kinds {
			out[k] = x
		}
	}
	return out
}

func apart(acts []search.Act, days int) bool {
	for i := 1; i < len(acts); i++ {
		if int(acts[i].Day-acts[i-1].Day) > days {
			return true
		}
	}
	return false
}

func line(c *charter.Case, acts []search.Act) (out string) {
	for _, a := range acts {
		out += "  " + a.Line(c.Vocab) + "\n"
	}
	return out
}

// A known difference is found, whole, in the fewest acts; and no difference where
// only names of texts and numbers of articles differ.
func TestDiverge(t *testing.T) {
	from, _ := calendar.Date(2001, 1, 1)
	second := strings.Replace(small["council"], "rejected nothing", "rejected p becomes suspended for 1 day", 1)
	laws := [2]search.Law{lawOf(t, smallWords, small["council"], "out"), lawOf(t, smallWords, second, "out")}
	var steps int
	d, err := search.Diverge(context.Background(), laws, from, search.Bounds{Acts: 3, States: 2}, func(_, tried, _ int) { steps = tried })
	if err != nil {
		t.Fatal(err)
	}
	if !d.Complete || d.Acts != 3 || steps != d.Tried {
		t.Errorf("complete %t, %d acts, told of %d of %d", d.Complete, d.Acts, steps, d.Tried)
	}
	if len(d.Differences) == 0 {
		t.Fatal("nothing differs")
	}
	first := d.Differences[0]
	var kinds []string
	for _, k := range first.Kinds {
		kinds = append(kinds, fmt.Sprint(k.How, " ", k.What))
	}
	const want = "1 a state becomes suspended"
	if !slices.Contains(kinds, want) {
		t.Errorf("kinds: %q", kinds)
	}
	const acts = "  2001-01-01 attack by AAA on BBB\n  2001-01-01 propose by BBB on AAA\n  2001-01-01 decide by ORG on AAA failed\n"
	if got := line(laws[0].Case, first.Acts); got != acts {
		t.Errorf("acts:\n%s", got)
	}
	if len(first.Found[0]) != 0 || !slices.Contains(first.Found[1], search.Found{Day: from, What: "a state becomes suspended", Phrase: "AAA becomes suspended", Article: "1"}) {
		t.Errorf("found: %v", first.Found)
	}

	moved := strings.NewReplacer("charter c\n", "charter c \"Another name\"\n", "article 1", "article 7").Replace(small["council"])
	laws[1] = lawOf(t, smallWords, moved, "out")
	d, err = search.Diverge(context.Background(), laws, from, search.Bounds{Acts: 2, States: 2}, nil)
	if err != nil || len(d.Differences) > 0 || !d.Complete || d.Tried == 0 {
		t.Errorf("%v: %d differences after %d histories", err, len(d.Differences), d.Tried)
	}
}

func TestDivergeStops(t *testing.T) {
	from, _ := calendar.Date(2001, 1, 1)
	laws := [2]search.Law{lawOf(t, smallWords, small["request"]), lawOf(t, strings.Replace(smallWords, "act demand", "act beg", 1), strings.Replace(small["request"], "demand", "beg", -1))}
	if _, err := search.Diverge(context.Background(), laws, from, search.Bounds{}, nil); !errors.Is(err, search.ErrWords) {
		t.Errorf("two vocabularies: %v", err)
	}
	laws[0].All = true
	laws[1] = laws[0]
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if d, err := search.Diverge(ctx, laws, from, search.Bounds{Acts: 3}, nil); err == nil || d == nil || d.Complete {
		t.Errorf("stopped at once: %v, %v", d, err)
	}
}
