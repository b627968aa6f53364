package charter

import (
	"slices"
	"testing"

	"casus/diag"
)

// TestTwoTitles: of two titles of a status one would go unread, and the drafter
// is told.
func TestTwoTitles(t *testing.T) {
	b := newBench(t, `
charter c
  governs PACT
  parties ARM BLR
  status  neutral "Stays out" ARM since 2000
  status  neutral BLR since 2001
  status  neutral "Stays out" RUS since 2002
  status  neutral "Stays away" KAZ since 2003
`)
	c, diags := Build(b.vocab, []TextSpec{under("c")}, b.lookup)
	told := slices.DeleteFunc(diags, func(d diag.Diagnostic) bool { return d.Code != "E0254" })
	if c == nil || len(told) != 1 {
		t.Fatalf("want one warning of the last title, got %v", diags)
	}
}
