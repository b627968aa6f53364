package report

import (
	"strings"
	"testing"

	"casus/amend"
)

// TestNoneOrNotLookedAt: amendments that may help and had not been looked at when the
// search was broken off are not said not to help.
func TestNoneOrNotLookedAt(t *testing.T) {
	for answers, want := range []string{"None of the 48 amendments tried helps. Not all were tried.", "Of the 48 amendments tried 1 may help, and had not been looked at closely."} {
		x := Amendments{Result: &amend.Result{Answers: make([]*amend.Answer, answers), Tried: []amend.Tried{{Edits: 1, Tried: 48}}}}
		var b strings.Builder
		x.none(&b, Style{})
		if !strings.HasPrefix(strings.TrimSpace(b.String()), want) {
			t.Errorf("with %d answers: %s", answers, b.String())
		}
	}
}
