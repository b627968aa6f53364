package reason_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/library"
	"casus/reason"
	"casus/record"
	"casus/syntax"
)

// world says which world of a case a test looks at: an account's, everything
// in doubt settled for the earliest and lowest.
type world struct {
	side  string // empty: common ground
	known string
	asOf  string
	given map[string]string // readings
	// beside puts the world at bit 1, beside one of other readings and without
	// every third entry.
	beside bool
}

func day(t *testing.T, s string) calendar.Day {
	t.Helper()
	var y, m, d int
	if _, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); err != nil {
		t.Fatalf("%s is no day", s)
	}
	out, ok := calendar.Date(y, m, d)
	if !ok {
		t.Fatalf("%s is no day", s)
	}
	return out
}

// folder reads the case that is shipped.
func folder(t *testing.T, path, name string) *library.Built {
	t.Helper()
	lib, list := library.Load([]string{path})
	if diag.HasErrors(list) {
		t.Fatal(printed(list))
	}
	b, list := lib.Folders[0].Case(name)
	if diag.HasErrors(list) {
		t.Fatal(printed(list))
	}
	return b
}

func printed(list []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range list {
		if d.Severity == diag.Error {
			fmt.Fprintf(&b, "%s %s (%s)\n", d.Code, d.Summary, d.Hint)
		}
	}
	return b.String()
}

// run runs one world of a case.
func run(t *testing.T, c *charter.Case, rec *record.Record, w world) *reason.Trial {
	t.Helper()
	tr := &reason.Trial{Case: c, Record: rec, AsKnown: calendar.Always, Side: "common ground"}
	if w.known != "" {
		tr.AsKnown = day(t, w.known)
	}
	account := charter.EntityID(0)
	if w.side != "" {
		tr.Side = w.side
		account, _ = c.Vocab.FindEntity(w.side)
	}
	var last calendar.Day = calendar.Always
	for _, e := range rec.Entries {
		if f, ok := fact(rec, e, account, tr.AsKnown); ok {
			tr.Facts = append(tr.Facts, f)
			last = max(last, f.Day)
		}
	}
	slices.SortStableFunc(tr.Facts, func(a, b record.Fact) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Order, b.Order))
	})
	tr.AsOf = max(last, rec.Closed)
	if w.asOf != "" {
		tr.AsOf = day(t, w.asOf)
	}
	p, err := engine.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	in, acts, facts := load(p, c, rec, tr.Facts)
	in.Readings = readings(t, c, w.given)
	if w.beside {
		tr.World = 1
		in.Worlds = 3
		plain := in.Readings
		in.Readings = func(ref charter.ReadingRef, version int) []engine.Choice {
			vs := c.Families[ref.Family].Readings[ref.Reading].Versions[version].Values
			mine := vs[0]
			if cs := plain(ref, version); cs != nil {
				mine = cs[0].Value
			}
			return []engine.Choice{{Value: vs[len(vs)-1], Worlds: 1}, {Value: mine, Worlds: 2}}
		}
		for i := range acts {
			acts[i].Worlds = 3
			if facts[i].Entry.Index%3 == 0 {
				acts[i].Worlds = 2
			}
		}
	}
	tr.Run = p.NewRun(in)
	tr.FactOf = func(n uint32) *record.Fact {
		if n == 0 || int(n) > len(facts) {
			return nil
		}
		return &facts[n-1]
	}
	tr.Run.Replay(append(engine.NewActs(len(acts)), acts...), tr.AsOf)
	return tr
}

// fact is an entry in the world; false if it is no fact of it.
func fact(rec *record.Record, e *record.Entry, account charter.EntityID, known calendar.Day) (record.Fact, bool) {
	out := func(k calendar.Day) bool { return known > calendar.Always && k > known }
	if out(e.Known) {
		return record.Fact{}, false
	}
	for _, x := range rec.Entries {
		if x.Corrects == e.Index && !out(x.Known) {
			return record.Fact{}, false
		}
	}
	for _, x := range rec.Retractions {
		if x.Entry == e.Index && !out(x.Known) {
			return record.Fact{}, false
		}
	}
	mine := slices.Contains(e.Accounts, account)
	if len(e.Accounts) > 0 && !mine || len(e.Accounts) == 0 && (e.Claim || len(e.DeniedBy) > 0) {
		return record.Fact{}, false
	}
	f := record.Fact{Entry: e, Order: e.Origin, Day: e.Begin.Lo, End: e.Begin.Lo}
	if e.Lasted {
		f.End = max(e.End.Lo, f.Day)
	}
	for _, n := range e.Numbers {
		f.Numbers = append(f.Numbers, record.ExactNumber{Number: n.Number, Value: n.Range.Lo})
	}
	return f, true
}

// load spreads facts into acts.
func load(p *engine.Program, c *charter.Case, rec *record.Record, fs []record.Fact) (engine.Input, []engine.Entry, []record.Fact) {
	in := engine.Input{Worlds: 1, Openings: true, Extras: make([]engine.Extra, 1)}
	shared := map[int]int{}
	for _, f := range fs {
		shared[f.Entry.Happening]++
	}
	var acts []engine.Entry
	var facts []record.Fact
	for _, f := range fs {
		e := f.Entry
		x := engine.Extra{Numbers: f.Numbers, End: f.End, Lasts: e.Lasted, Origin: int32(e.Origin), Answers: -1, Target: -1, Limited: e.Limited, Failed: e.Failed, Adopting: e.Adopting}
		if e.Answers >= 0 {
			x.Answers = int32(rec.Entries[e.Answers].Origin)
		}
		if e.Target >= 0 {
			x.Target = int32(rec.Entries[e.Target].Origin)
			x.TargetHappening = uint32(rec.Entries[e.Target].Happening)
		}
		if e.HasTally {
			x.Tally = &engine.Tally{Ayes: e.Ayes, Noes: e.Noes, Abstaining: e.Abstaining, Absent: e.Absent}
		}
		all := combinations(c.Vocab, e)
		for n, roles := range all {
			a := engine.Entry{Worlds: 1, Day: f.Day, Act: e.Act, Happening: uint32(e.Happening), Extra: uint32(len(in.Extras)),
				Shared: shared[e.Happening] > 1 || len(all) > 1, First: n == 0}
			for role, s := range roles {
				if s != 0 {
					a.Roles[p.Place(e.Act, syntax.Role(role))] = s
				}
			}
			acts, facts = append(acts, a), append(facts, f)
		}
		in.Extras = append(in.Extras, x)
	}
	return in, acts, facts
}

type roles = [syntax.NumRoles]charter.EntityID

// combinations are the acts of an entry: docs/semantics.md 1.
func combinations(v *charter.Vocabulary, e *record.Entry) []roles {
	list := []roles{{}}
	for role := range syntax.NumRoles {
		if len(e.Roles[role]) == 0 {
			continue
		}
		var next []roles
		for _, r := range list {
			for _, s := range e.Roles[role] {
				x := r
				x[role] = s
				next = append(next, x)
			}
		}
		list = next
	}
	var out []roles
	for _, r := range list {
		twice := false
		for a := range r {
			for b := range a {
				twice = twice || r[a] != 0 && r[a] == r[b] && len(e.Roles[a]) > 1 && len(e.Roles[b]) > 1
			}
		}
		if twice {
			continue
		}
		out = append(out, r)
		if act := v.Acts[e.Act]; act.Mutual {
			x := r
			x[act.MutualA], x[act.MutualB] = r[act.MutualB], r[act.MutualA]
			if x != r {
				out = append(out, x)
			}
		}
	}
	return out
}

func readings(t *testing.T, c *charter.Case, given map[string]string) func(charter.ReadingRef, int) []engine.Choice {
	t.Helper()
	return func(ref charter.ReadingRef, version int) []engine.Choice {
		rd := c.Families[ref.Family].Readings[ref.Reading]
		want, ok := given[rd.Name]
		if !ok {
			return nil
		}
		for _, v := range rd.Versions[version].Values {
			if v.String() == want {
				return []engine.Choice{{Value: v, Worlds: ^engine.Mask(0)}}
			}
		}
		t.Errorf("%s has no value %s", rd.Name, want)
		return nil
	}
}

// show prints an answer.
func show(p *reason.Proof) string {
	var b strings.Builder
	p.Walk(func(depth int, p *reason.Proof) {
		mark := ""
		if !p.Holds {
			mark = "✗ "
		}
		fmt.Fprintf(&b, "%s%s%s: %s\n", strings.Repeat("  ", depth), mark, p.Kind, p.Text)
	})
	return b.String()
}

// find finds a finding by words of its sentence.
func find(t *testing.T, tr *reason.Trial, kind engine.Kind, words ...string) uint32 {
	t.Helper()
	for id, f := range tr.Run.Findings() {
		if f.Kind != kind {
			continue
		}
		text := strings.ToLower(reason.Why(tr, uint32(id)).Text)
		ok := true
		for _, w := range words {
			ok = ok && strings.Contains(text, strings.ToLower(w))
		}
		if ok {
			return uint32(id)
		}
	}
	t.Fatalf("no %s with %q", kind, words)
	return 0
}
