package charter

import (
	"slices"
	"testing"

	"casus/diag"
)

// TestHoldersElsewhere: a status of a treaty that no charter of the case
// governs is held by nobody, whether it is counted or asked for, and the
// drafter is told.
func TestHoldersElsewhere(t *testing.T) {
	b := newBench(t, `
charter c
  governs PACT
  parties ARM BLR
article 1
  ban alone
    any     party p
    never   attack by p on q
    where   count of party of OTHER is at least 1 or q is party of OTHER
`)
	c, diags := Build(b.vocab, []TextSpec{under("c")}, b.lookup)
	mustBeClean(t, diags)
	where := c.Rules[0].Where
	if count, asked := where.Args[0].Args[0], where.Args[1]; count.Op != OpNum || asked.Op != OpFalse {
		t.Errorf("counted as %v, asked for as %v", count.Op, asked.Op)
	}
	told := slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == "E0234" })
	if !told {
		t.Error("nothing is said of it")
	}
}
