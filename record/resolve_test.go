package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

const words = `vocabulary v
  kind state
  kind organ
  entities iso-3166 are state
  entity COUNCIL is organ
  number killed
  number amount in EUR
  act attack by state on state
  act clash by state with state mutual
  act help by state to state
  act leave by state formal
  act resolve by organ formal
`

func vocabulary(t testing.TB) *charter.Vocabulary {
	f, diags := syntax.Parse("v.casus", []byte(words))
	v, more := charter.ResolveVocabulary(f.Decls[0].(*syntax.Vocabulary), f)
	if len(diags)+len(more) > 0 {
		t.Fatal(diags, more)
	}
	return v
}

// parts makes one part of each file: pairs of a path and a text.
func parts(t testing.TB, files ...string) []Part {
	var list []Part
	for i := 0; i < len(files); i += 2 {
		f, diags := syntax.Parse(files[i], []byte(files[i+1]))
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		list = append(list, Part{File: f, Items: f.Head})
	}
	return list
}

func resolve(t testing.TB, files ...string) (*Record, *charter.Vocabulary) {
	t.Helper()
	v := vocabulary(t)
	rec, diags := Resolve(v, parts(t, files...))
	for _, d := range diags {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
	return rec, v
}

func day(s string) calendar.Day {
	var y, m, d int
	fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d)
	x, _ := calendar.Date(y, m, d)
	return x
}

func codes(v *charter.Vocabulary, list []charter.EntityID) string {
	var out []string
	for _, e := range list {
		out = append(out, v.Entities[e].Code)
	}
	return strings.Join(out, " ")
}

func TestEntry(t *testing.T) {
	rec, v := resolve(t, "r.casus", `source page "A page" author "A. Writer" outlet "Paper" published 2001-02
2001-01-01..2001-01-04  attack   by ARM
    on KAZ KGZ  # three words on two lines
  "They fought"  id raid  killed 63..150  source page  note "one"  note "two"
  known 2001-01-03  account KGZ ARM  denied by KAZ  said by "Somebody" through page through "The Wire"  amount 5 EUR
2001-05  help by KAZ to ARM  known 2001-05-10  claim
2001..   clash by ARM with KAZ
2001-06-01  resolve by COUNCIL  id draft  ayes ARM KAZ  noes KGZ  abstaining BLR  absent RUS  adopting rebuke  limited  failed
2001-06-02  nay by ARM on draft
`)
	e := rec.Entries[0]
	got := fmt.Sprint(e.Written, "|", e.Title, "|", e.Label, "|", codes(v, e.Roles[syntax.By]), "|", codes(v, e.Roles[syntax.On]), "|",
		codes(v, e.Accounts), "|", codes(v, e.DeniedBy), "|", e.SaidBy, "|", e.Through, "|", e.Notes, "|", e.Claim)
	want := `2001-01-01..2001-01-04 attack by ARM on KAZ KGZ killed 63..150 amount 5 EUR|They fought|raid|ARM|KAZ KGZ|` +
		`KGZ ARM|KAZ|Somebody|[page The Wire]|[one two]|false`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if e.Begin != calendar.On(day("2001-01-01")) || e.End != calendar.On(day("2001-01-04")) || !e.Lasted || e.Known != day("2001-01-03") || !e.HasKnown {
		t.Errorf("days: %+v", e)
	}
	if diff := cmp.Diff([]Number{{0, quantity.Range{Lo: quantity.Whole(63), Hi: quantity.Whole(150)}, true}, {1, quantity.Exact(quantity.Whole(5)), false}}, e.Numbers); diff != "" {
		t.Error(diff)
	}
	s := e.Sources[0]
	if s != rec.Sources[0] || s.Author != "A. Writer" || s.Outlet != "Paper" || !s.HasPublished || s.Published.Hi != day("2001-02-28") {
		t.Errorf("source: %+v", s)
	}

	// What was known on a day had begun by then.
	help := rec.Entries[1]
	if help.Begin != (calendar.Extent{Lo: day("2001-05-01"), Hi: day("2001-05-10")}) || help.End != help.Begin || !help.Claim {
		t.Errorf("narrowed to %s", help.Begin)
	}
	if c := rec.Entries[2]; !c.Lasted || c.End.Hi != calendar.Never || c.Known != day("2001-12-31") || c.HasKnown {
		t.Errorf("still going on: %+v", c)
	}
	r := rec.Entries[3]
	if !r.HasTally || codes(v, r.Ayes)+"/"+codes(v, r.Noes)+"/"+codes(v, r.Abstaining)+"/"+codes(v, r.Absent) != "ARM KAZ/KGZ/BLR/RUS" ||
		!slices.Equal(r.Adopting, []string{"rebuke"}) || !r.Limited || !r.Failed {
		t.Errorf("tally: %+v", r)
	}
	if n := rec.Entries[4]; n.Act != charter.Nay || n.Target != 3 || n.Roles[syntax.On] != nil {
		t.Errorf("vote: %+v", n)
	}
	if codes(v, rec.Accounts) != "ARM KGZ" {
		t.Errorf("accounts: %s", codes(v, rec.Accounts))
	}
}

// Entries stand in the order of paths and lines, whatever order the parts come
// in; labels reach from file to file, forwards and backwards.
func TestTies(t *testing.T) {
	const a = `2001-01-01  clash by ARM with KAZ  id war  describes later
2001-01-02  attack by ARM on KAZ  describes war
2001-01-03  attack by KAZ on ARM  id mended  corrects wrong  known 2002-01-01
2001-01-04  attack by ARM on KAZ  corrects mended  known 2003-01-01
2001-01-05  help by KAZ to ARM  answers war
retract wrong known 2002-02-01 "Gone"
`
	const b = `2001-02-01  attack by ARM on KAZ  id wrong  describes war
2001-02-02  attack by ARM on KAZ  id later
`
	rec, _ := resolve(t, "b.casus", b, "a.casus", a)
	type tie struct{ Corrects, Origin, Describes, Answers, Happening int }
	want := []tie{
		{-1, 0, 6, -1, 6}, // war describes later
		{-1, 1, 0, -1, 6},
		{5, 5, -1, -1, 6},
		{2, 5, -1, -1, 6},
		{-1, 4, -1, 0, 4},
		{-1, 5, 0, -1, 6},
		{-1, 6, -1, -1, 6},
	}
	var got []tie
	for _, e := range rec.Entries {
		got = append(got, tie{e.Corrects, e.Origin, e.Describes, e.Answers, e.Happening})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r := rec.Retractions; len(r) != 1 || r[0].Entry != 5 || r[0].Known != day("2002-02-01") || r[0].Title != "Gone" {
		t.Errorf("retractions: %+v", r)
	}
	for i, e := range rec.Entries {
		if e.Index != i {
			t.Errorf("entry %d has index %d", i, e.Index)
		}
	}
}

// Rings are cut, so that following ties always ends.
func TestRingsEnd(t *testing.T) {
	v := vocabulary(t)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "n")
		var b strings.Builder
		next := make([]int, n)
		for i := range n {
			fmt.Fprintf(&b, "2001-01-%02d  attack by ARM on KAZ  id e-%d", i+1, i)
			next[i] = rapid.IntRange(-1, n-1).Draw(rt, "next")
			if next[i] >= 0 {
				word := rapid.SampledFrom([]string{"corrects", "describes"}).Draw(rt, "word")
				fmt.Fprintf(&b, "  %s e-%d", word, next[i])
			}
			b.WriteString("\n")
		}
		rec, diags := Resolve(v, parts(t, "r.casus", b.String()))
		rings := 0
		for i := range n {
			// i is on a ring if it is met again within n steps.
			for at, steps := next[i], 0; at >= 0 && steps < n; at, steps = next[at], steps+1 {
				if at == i {
					rings++
					break
				}
			}
		}
		found := 0
		for _, d := range diags {
			if d.Code == "E0303" {
				found++
			}
		}
		if (rings > 0) != (found > 0) {
			rt.Fatalf("%d entries on rings, %d found in\n%s", rings, found, b.String())
		}
		for _, e := range rec.Entries {
			root := rec.Entries[e.Happening]
			if root.Corrects >= 0 || root.Describes >= 0 || root.Happening != root.Index {
				rt.Fatalf("entry %d goes back to %d, which goes on, in\n%s", e.Index, root.Index, b.String())
			}
			if rec.Entries[e.Origin].Corrects >= 0 {
				rt.Fatalf("entry %d was first written as %d, which corrects, in\n%s", e.Index, e.Origin, b.String())
			}
		}
	})
}

// Of many places with one fault, some hundreds are shown and the rest counted.
func TestManyFaults(t *testing.T) {
	var b strings.Builder
	for range 1000 {
		b.WriteString("2001-01-01  atack by ARM on KAZ\n")
	}
	_, diags := Resolve(vocabulary(t), parts(t, "r.casus", b.String()))
	if len(diags) != mostOfOne+1 || !strings.HasPrefix(diags[mostOfOne].Summary, "800 more places") {
		t.Errorf("%d diagnostics, the last: %v", len(diags), diags[len(diags)-1])
	}
}

// A long chain of corrections takes no longer than a short one for each entry.
func TestLongChain(t *testing.T) {
	var b strings.Builder
	const n = 50_000
	for i := range n {
		fmt.Fprintf(&b, "2001-01-01  attack by ARM on KAZ  id e-%d  describes e-%d\n", i, min(i+1, n-1))
	}
	text := strings.Replace(b.String(), fmt.Sprintf("id e-%d  describes e-%d\n", n-1, n-1), fmt.Sprintf("id e-%d\n", n-1), 1)
	rec, _ := resolve(t, "r.casus", text)
	if got := rec.Entries[0].Happening; got != n-1 {
		t.Errorf("the first goes back to %d", got)
	}
}

func TestClosed(t *testing.T) {
	p := parts(t, "a.casus", "2001-01-01  help by ARM to KAZ\n", "b.casus", "2001-01-02  help by ARM to KAZ\n")
	rec, _ := Resolve(vocabulary(t), p)
	if rec.Closed != calendar.Always {
		t.Errorf("not closed: %s", rec.Closed)
	}
	p[0].Closed = syntax.Point{Span: syntax.Span{From: 1, To: 2}, First: day("2003-01-01"), Last: day("2003-01-31")}
	p[1].Closed = syntax.Point{Span: syntax.Span{From: 1, To: 2}, First: day("2002-01-01"), Last: day("2002-01-01")}
	p[0].Name, p[0].Title = "first", "The first"
	rec, _ = Resolve(vocabulary(t), p)
	if rec.Closed != day("2003-01-31") || rec.Name != "first" || rec.Title != "The first" {
		t.Errorf("%+v", rec)
	}
}

// A record of many entries is resolved in a time and memory in proportion.
func BenchmarkResolve(b *testing.B) {
	v := vocabulary(b)
	var text strings.Builder
	const n = 20_000
	list := v.EntityCodes()
	for i := range n {
		fmt.Fprintf(&text, "%04d-%02d-%02d  attack by %s on %s  id e-%d  killed %d\n", 1900+i/1000, i%12+1, i%28+1, list[i%200+1], list[(i+7)%200+1], i, i%50)
	}
	p := parts(b, "r.casus", strings.ReplaceAll(text.String(), "COUNCIL", "ARM"))
	b.ReportAllocs()
	for b.Loop() {
		Resolve(v, p)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/entry")
}
