package inquiry

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/record"
)

// Disputes lists where sources and accounts of a case differ: only those of some
// kinds, and only those of events in which a state takes part, where such are
// named.
func Disputes(b *library.Built, kinds []string, state string) ([]record.Dispute, error) {
	var known []string
	for _, k := range record.DisputeKinds {
		known = append(known, string(k))
	}
	for _, k := range kinds {
		if slices.Contains(known, k) {
			continue
		}
		w := &Wrong{Name: "kind", Given: k, Exists: known, Text: "the kinds are " + strings.Join(known, ", ")}
		if near := diag.Closest(k, known); near != "" {
			w.Text = "did you mean " + near + "?"
		}
		return nil, w
	}
	var who charter.EntityID
	if state != "" {
		var err error
		if who, err = Entity(b.Case, b.Record, "state", state); err != nil {
			return nil, err
		}
	}
	var list []record.Dispute
	for _, d := range b.Record.Disputes(b.Case.Vocab) {
		if (len(kinds) == 0 || slices.Contains(kinds, string(d.Kind))) && (who == 0 || speaksOf(d, who)) {
			list = append(list, d)
		}
	}
	return list, nil
}

// speaksOf reports whether a state takes part in an event by any version of
// it, or tells or denies it.
func speaksOf(d record.Dispute, state charter.EntityID) bool {
	for _, v := range d.Versions {
		for _, x := range v.Voices {
			if slices.Contains(x.Denies, state) || slices.Contains(x.Entry.Accounts, state) {
				return true
			}
			for _, role := range x.Entry.Roles {
				if slices.Contains(role, state) {
					return true
				}
			}
		}
	}
	return false
}
