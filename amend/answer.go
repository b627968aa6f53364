package amend

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/lint"
	"casus/syntax"
)

// Text is the amendment laid out, as it may be put into a file beside the law.
func (a *Answer) Text() (string, error) {
	out, err := syntax.Format(a.File)
	return string(out), err
}

// Flaws says which flaws of a text an amended one no longer has, and which it
// has anew. A period that stands in no source is none here: what an amendment
// proposes can be seen nowhere yet.
func Flaws(before, after *charter.Case) (closed, opened []lint.Finding) {
	a, b := lint.Findings(before), lint.Findings(after)
	unseen := func(f lint.Finding) bool { return f.Code == "L11" }
	return slices.DeleteFunc(without(a, b), unseen), slices.DeleteFunc(without(b, a), unseen)
}

// without are the flaws of a list that another list has not: of the same check
// about the same rule, or the same acts.
func without(list, other []lint.Finding) []lint.Finding {
	key := func(f lint.Finding) string { return f.Code + " " + f.Rule + " " + strings.Join(f.Topics, " ") }
	return slices.DeleteFunc(slices.Clone(list), func(f lint.Finding) bool {
		return slices.ContainsFunc(other, func(o lint.Finding) bool { return key(o) == key(f) })
	})
}
