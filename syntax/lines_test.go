package syntax

import (
	"slices"
	"testing"
)

// Lines are clauses, whatever the layout, and comments are no part of them.
func TestLines(t *testing.T) {
	const neat = `charter pact

article 4 "Help"

  duty help "Owed by all"  # by all
    when    attack by a on p
    # a note
    where   p is party,
            a is not party
    each    party x except p
    must    help by x to p
    within  30 days
`
	const dense = `charter pact article 4 "Help" duty help "Owed by all" when attack by a on p where p is party, a is not party each party x except p must help by x to p within 30 days`
	want := []string{`duty help "Owed by all"`, "when attack by a on p", "where p is party, a is not party", "each party x except p", "must help by x to p", "within 30 days"}
	for _, src := range []string{neat, dense} {
		f, diags := Parse("pact.casus", []byte(src))
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		rule := f.Decls[0].(*Charter).Articles[0].Rules[0]
		var got, words []string
		for _, l := range f.Lines(rule.Extent()) {
			got, words = append(got, l.Text), append(words, l.Word)
			if string(f.Src[l.From:l.From+int32(len(l.Word))]) != l.Word {
				t.Errorf("%q does not stand at its place", l.Text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("lines are %q", got)
		}
		if !slices.Equal(words, []string{"duty", "when", "where", "each", "must", "within"}) {
			t.Errorf("words are %q", words)
		}
	}
	f, _ := Parse("bad.casus", []byte("charter pact article"))
	if f.Lines(Span{0, 20}) != nil {
		t.Error("a file with errors has lines")
	}
}
