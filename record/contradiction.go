package record

import (
	"fmt"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
)

// told is what accounts said so far of one act of one event: the first entry
// of each account that tells it, and the first that the account denies.
type told struct {
	sample      *Entry
	tells, deny map[charter.EntityID]*Entry
}

// findContradictions refuses accounts that contradict themselves: one that
// tells what it denies, and one that gives two days or two numbers for one act
// of one event. A later version that takes back an earlier one is no
// contradiction: it corrects it.
func (r *resolver) findContradictions() {
	type key struct {
		happening int
		hash      uint64
	}
	acts := map[key]*told{}
	for _, e := range r.rec.Entries {
		if e.Act == charter.NoAct || len(e.Accounts)+len(e.DeniedBy) == 0 {
			continue
		}
		k := key{e.Happening, e.actHash()}
		t := acts[k]
		if t == nil {
			t = &told{sample: e, tells: map[charter.EntityID]*Entry{}, deny: map[charter.EntityID]*Entry{}}
			acts[k] = t
		}
		if t.sample.Act == e.Act && sameRoles(t.sample, e) {
			r.compareTold(t, e)
		}
	}
}

// compareTold holds an entry against what its accounts have said before.
func (r *resolver) compareTold(t *told, e *Entry) {
	for _, acc := range e.Accounts {
		code := r.vocab.Entities[acc].Code
		if slices.Contains(e.DeniedBy, acc) {
			r.contradicts(e, nil, code+" tells this and denies it", "take it out of `account` or out of `denied by`")
			continue
		}
		if a := t.deny[acc]; a != nil && a.Origin != e.Origin && oneVersion(a, e) {
			r.contradicts(e, a, code+" tells this and denies the same act of the same event elsewhere", "take one of the two away")
		}
		if a := t.tells[acc]; a == nil {
			t.tells[acc] = e
		} else if a.Origin != e.Origin {
			r.twoVersions(a, e, code)
		}
	}
	for _, acc := range e.DeniedBy {
		if a := t.tells[acc]; a != nil && a.Origin != e.Origin && oneVersion(a, e) {
			r.contradicts(e, a, r.vocab.Entities[acc].Code+" denies this and tells the same act of the same event elsewhere", "take one of the two away")
		}
		if t.deny[acc] == nil {
			t.deny[acc] = e
		}
	}
}

// twoVersions refuses different days and numbers of one account.
func (r *resolver) twoVersions(a, b *Entry, code string) {
	const hint = "let the later version correct the earlier; two acts are two events"
	if apart(a.Begin, b.Begin) {
		r.contradicts(b, a, fmt.Sprintf("%s dates one act to %s and to %s", code, a.Begin, b.Begin), hint)
		return
	}
	if m, n, differ := twoNumbers(a, b); differ {
		r.contradicts(b, a, fmt.Sprintf("%s gives two numbers for one act: %s %s and %s",
			code, r.vocab.Numbers[n.Number].Name, m.Range, n.Range), hint)
	}
}

// twoNumbers finds a number of which two entries give ranges that share
// nothing.
func twoNumbers(a, b *Entry) (m, n Number, differ bool) {
	for _, n := range b.Numbers {
		for _, m := range a.Numbers {
			if m.Number == n.Number && (m.Range.Hi < n.Range.Lo || n.Range.Hi < m.Range.Lo) {
				return m, n, true
			}
		}
	}
	return m, n, false
}

// oneVersion reports whether two entries can mean the same: who denies that an
// act had this number or that day may still tell of the act.
func oneVersion(a, b *Entry) bool {
	_, _, differ := twoNumbers(a, b)
	return !differ && !apart(a.Begin, b.Begin)
}

func apart(a, b calendar.Extent) bool { return a.Hi < b.Lo || b.Hi < a.Lo }

func sameRoles(a, b *Entry) bool {
	for role := range a.Roles {
		if !slices.Equal(a.Roles[role], b.Roles[role]) {
			return false
		}
	}
	return true
}

// actHash is a hash of the act and its roles.
func (e *Entry) actHash() uint64 {
	x := Entry{Act: e.Act, Roles: e.Roles, Told: nothingTold}
	return x.hash()
}

func (r *resolver) contradicts(e, other *Entry, summary, hint string) {
	r.file = r.fileOf(e.Index)
	d := diag.Diagnostic{Code: "E0320", Severity: diag.Error, Place: r.at(r.spans[e.Index].phrase), Summary: summary, Hint: hint}
	if other != nil {
		d.Related = []diag.Related{{Place: other.Pos, Role: "the other one"}}
	}
	r.add(d)
}
