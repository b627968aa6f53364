package record

import (
	"cmp"
	"fmt"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// tie resolves everything that names an entry by its label, now that all are
// known.
func (r *resolver) tie() {
	for i := range r.speaking {
		s := &r.speaking[i]
		e := r.rec.Entries[s.index]
		r.file = r.fileOf(s.index)
		e.Corrects = r.entryOf(s.corrects)
		e.Describes = r.entryOf(s.describes)
		e.Answers = r.entryOf(s.answers)
		e.Target = r.entryOf(s.target)
	}
	for _, p := range r.retracts {
		r.file = p.file
		r.retraction(p.decl)
	}
	r.cutRings()
	r.followRoots()
	r.checkCorrections()
}

// entryOf finds the entry of a label, or -1.
func (r *resolver) entryOf(id syntax.Ident) int {
	if id.Name == "" {
		return -1
	}
	if l, ok := r.labels[id.Name]; ok {
		return int(l.index)
	}
	hint := "give the entry that is meant `id " + id.Name + "`"
	if r.labelNames == nil {
		r.labelNames = slices.Sorted(keys(r.labels))
	}
	if r.full("E0301") {
		hint = "" // it will not be shown, and looking takes time
	} else if c := diag.Closest(id.Name, r.labelNames); c != "" {
		hint = "did you mean " + c + "?"
	}
	r.error("E0301", id.Span, hint, "no entry is called %s", id.Name)
	return -1
}

func (r *resolver) retraction(d *syntax.Retraction) {
	out := &Retraction{Entry: r.entryOf(d.Label), Known: d.Known.Last, Title: d.Title.Value, Pos: r.at(d.Span)}
	out.Sources = r.cited(d.Sources)
	if out.Entry < 0 {
		return
	}
	if e := r.rec.Entries[out.Entry]; out.Known < e.Known {
		r.add(diag.Diagnostic{Code: "E0314", Severity: diag.Warning, Place: r.at(d.Known.Span),
			Summary: d.Label.Name + " is taken back on " + out.Known.String() + " and was known only on " + e.Known.String(),
			Hint:    "correct one of the two dates",
			Related: []diag.Related{{Place: e.Pos, Role: "the entry"}}})
	}
	r.rec.Retractions = append(r.rec.Retractions, out)
}

// before is the entry that e corrects or describes, or -1.
func (e *Entry) before() int {
	if e.Corrects >= 0 {
		return e.Corrects
	}
	return e.Describes
}

// cutRings reports entries that lead back to themselves, and cuts each ring
// where it is found.
func (r *resolver) cutRings() {
	const (
		fresh = iota
		onPath
		safe
	)
	state := make([]uint8, len(r.rec.Entries))
	var path []int
	for i := range r.rec.Entries {
		path = path[:0]
		at := i
		for at >= 0 && state[at] == fresh {
			state[at] = onPath
			path = append(path, at)
			at = r.rec.Entries[at].before()
		}
		if at >= 0 && state[at] == onPath {
			r.ring(path[len(path)-1])
		}
		for _, p := range path {
			state[p] = safe
		}
	}
}

// ring cuts the ring that entry i closes.
func (r *resolver) ring(i int) {
	e, d := r.rec.Entries[i], r.spoken(i)
	r.file = r.fileOf(i)
	word, id := "describes", d.describes
	if e.Corrects >= 0 {
		word, id = "corrects", d.corrects
	}
	other := r.rec.Entries[e.before()]
	r.add(diag.Diagnostic{Code: "E0303", Severity: diag.Error, Place: r.at(id.Span),
		Summary: "by way of " + id.Name + " this entry " + word + " itself",
		Hint:    "let the older of them correct and describe nothing",
		Related: []diag.Related{{Place: other.Pos, Role: id.Name}}})
	e.Corrects, e.Describes = -1, -1
}

// followRoots finds for every entry the one it goes back to.
func (r *resolver) followRoots() {
	entries := r.rec.Entries
	follow(len(entries), func(i int) int { return entries[i].before() }, func(i, root int) { entries[i].Happening = root })
	follow(len(entries), func(i int) int { return entries[i].Corrects }, func(i, root int) { entries[i].Origin = root })
}

// follow finds the root of each of n things, of which next gives the one
// before, or -1. There are no rings.
func follow(n int, next func(int) int, set func(i, root int)) {
	root := make([]int, n)
	for i := range root {
		root[i] = -1
	}
	var path []int
	for i := range n {
		path = path[:0]
		at := i
		for root[at] < 0 && next(at) >= 0 {
			path = append(path, at)
			at = next(at)
		}
		if root[at] < 0 {
			root[at] = at
		}
		for _, p := range path {
			root[p] = root[at]
		}
		set(i, root[i])
	}
}

// checkCorrections refuses two corrections of one entry known on one day, and
// warns of one known before what it corrects.
func (r *resolver) checkCorrections() {
	type key struct {
		entry int
		known calendar.Day
	}
	first := map[key]int{}
	for i, e := range r.rec.Entries {
		if e.Corrects < 0 {
			continue
		}
		r.file = r.fileOf(i)
		said := r.spoken(i).corrects
		at, old := said.Span, r.rec.Entries[e.Corrects]
		k := key{e.Corrects, e.Known}
		if f, twice := first[k]; twice {
			r.add(diag.Diagnostic{Code: "E0304", Severity: diag.Error, Place: r.at(at),
				Summary: "two corrections of " + said.Name + " are known on " + e.Known.String(),
				Hint:    "let one of them correct the other, or say when each was `known`",
				Related: []diag.Related{{Place: r.rec.Entries[f].Pos, Role: "the other one"}}})
			continue
		}
		first[k] = i
		if e.Known < old.Known {
			r.add(diag.Diagnostic{Code: "E0314", Severity: diag.Warning, Place: r.at(at),
				Summary: "the correction is known on " + e.Known.String() + ", and what it corrects only on " + old.Known.String(),
				Hint:    "say when the correction was `known`",
				Related: []diag.Related{{Place: old.Pos, Role: "what it corrects"}}})
		}
	}
}

// findDuplicates warns of entries without label that say the same: a copied
// line is easily overlooked, and counts twice.
func (r *resolver) findDuplicates() {
	seen := map[uint64]int32{}
	inOrder := slices.IsSortedFunc(r.rec.Entries, func(a, b *Entry) int { return cmp.Compare(a.Begin.Lo, b.Begin.Lo) })
	for i, e := range r.rec.Entries {
		if inOrder && i > 0 && r.rec.Entries[i-1].Begin.Lo < e.Begin.Lo {
			clear(seen) // nothing of an earlier day comes again
		}
		if e.Label != "" || e.Act == charter.NoAct {
			continue
		}
		h := e.hash()
		f, had := seen[h]
		if !had {
			seen[h] = int32(i)
			continue
		}
		if first := r.rec.Entries[f]; first.same(e) {
			r.file = r.fileOf(i)
			r.add(diag.Diagnostic{Code: "E0310", Severity: diag.Warning, Place: r.at(r.spans[i].phrase),
				Summary: "another entry says the same", Hint: "take one of them away; two acts of one day differ by an `id`",
				Related: []diag.Related{{Place: first.Pos, Role: "the other one"}}})
		}
	}
}

func (e *Entry) hash() uint64 {
	h := uint64(14695981039346656037)
	mix := func(x uint64) { h = (h ^ x) * 1099511628211; h ^= h >> 29 }
	mix(uint64(uint32(e.Begin.Lo))<<32 | uint64(uint32(e.Begin.Hi)))
	mix(uint64(uint32(e.End.Lo))<<32 | uint64(uint32(e.End.Hi)))
	mix(uint64(e.Act))
	for role := range e.Roles {
		for _, x := range e.Roles[role] {
			mix(uint64(role)<<16 | uint64(x))
		}
	}
	for _, x := range e.Accounts {
		mix(uint64(x) | 1<<40)
	}
	return h
}

func (e *Entry) same(o *Entry) bool {
	if e.Begin != o.Begin || e.End != o.End || e.Act != o.Act || e.Lasted != o.Lasted ||
		e.Corrects != o.Corrects || e.Describes != o.Describes || e.Answers != o.Answers || e.Target != o.Target {
		return false
	}
	for role := range e.Roles {
		if !slices.Equal(e.Roles[role], o.Roles[role]) {
			return false
		}
	}
	return slices.Equal(e.Accounts, o.Accounts) && slices.Equal(e.Numbers, o.Numbers)
}

// finish warns of sources nobody cites and of what is known after the record
// was closed, and lists the accounts.
func (r *resolver) finish() {
	for a := range r.accounts {
		r.rec.Accounts = append(r.rec.Accounts, a)
	}
	slices.SortFunc(r.rec.Accounts, func(a, b charter.EntityID) int {
		return cmp.Compare(r.vocab.Entities[a].Code, r.vocab.Entities[b].Code)
	})
	for _, s := range r.rec.Sources {
		if !r.sources[s.Name].used {
			r.add(diag.Diagnostic{Code: "E0309", Severity: diag.Warning, Place: s.Pos,
				Summary: "nothing cites the source " + s.Name, Hint: "cite it with `source " + s.Name + "`, or take it away"})
		}
	}
	if r.rec.Closed == calendar.Always {
		return
	}
	for i, e := range r.rec.Entries {
		if e.Known > r.rec.Closed {
			r.file = r.fileOf(i)
			r.warn("E0315", r.spans[i].date, "", "the record is closed on %s, and this is known only on %s", r.rec.Closed, e.Known)
		}
	}
}

// Before notes that entries lie wholly before a day: nothing of them is judged
// by texts that begin on it. The note stands at the first of them.
func (rec *Record) Before(day calendar.Day) []diag.Diagnostic {
	n := 0
	var first *Entry
	for _, e := range rec.Entries {
		if e.Begin.Hi < day {
			if first == nil {
				first = e
			}
			n++
		}
	}
	if n == 0 {
		return nil
	}
	what := "this entry lies"
	if n > 1 {
		what = fmt.Sprintf("this and %d more entries lie", n-1)
	}
	return []diag.Diagnostic{{Code: "E0316", Severity: diag.Note, Place: first.Pos,
		Summary: what + " before " + day.String() + ", the first day on which a text of the case is in force",
		Hint:    "they count as facts, and are not judged"}}
}
