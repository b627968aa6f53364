package library

import (
	"cmp"
	"slices"

	"casus/charter"
	"casus/diag"
	"casus/record"
)

// mostOrders is how many warnings about the order of files are given for a case.
const mostOrders = 20

// orderOfFiles warns where two entries of one day stand in different files and
// share a state, and one of them can change who holds a status: which comes
// first is then decided by the names of the files.
func orderOfFiles(c *charter.Case, rec *record.Record) []diag.Diagnostic {
	if len(rec.Entries) == 0 || rec.Entries[0].Pos.File == rec.Entries[len(rec.Entries)-1].Pos.File {
		return nil
	}
	moves := c.MovesStatus()
	sorted := make([]*record.Entry, 0, len(rec.Entries))
	for _, e := range rec.Entries {
		if e.Begin.IsExact() {
			sorted = append(sorted, e)
		}
	}
	slices.SortStableFunc(sorted, func(a, b *record.Entry) int { return cmp.Compare(a.Begin.Lo, b.Begin.Lo) })
	var list []diag.Diagnostic
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].Begin == sorted[i].Begin {
			j++
		}
		if d, found := orderOfDay(sorted[i:j], moves); found {
			list = append(list, d)
			if len(list) == mostOrders {
				return list
			}
		}
		i = j
	}
	return list
}

// orderOfDay looks for the first such pair among the entries of one day.
func orderOfDay(day []*record.Entry, moves []bool) (diag.Diagnostic, bool) {
	for i, a := range day {
		if !moves[a.Act] {
			continue
		}
		for k, b := range day {
			if a.Pos.File == b.Pos.File || !shareEntity(a, b) {
				continue
			}
			first, second := a, b
			if k < i {
				first, second = b, a
			}
			return diag.Diagnostic{Code: "E0317", Severity: diag.Warning, Place: second.Pos,
				Summary: "on this day a status may change, and only the names of the files say what came first",
				Hint:    "put the two entries into one file, in the order in which they happened",
				Related: []diag.Related{{Place: first.Pos, Role: "taken before it"}}}, true
		}
	}
	return diag.Diagnostic{}, false
}

func shareEntity(a, b *record.Entry) bool {
	for _, x := range a.Roles {
		for _, y := range b.Roles {
			if slices.ContainsFunc(x, func(e charter.EntityID) bool { return slices.Contains(y, e) }) {
				return true
			}
		}
	}
	return false
}
