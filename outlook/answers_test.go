package outlook_test

import (
	"context"
	"testing"

	"casus/outlook"
	"casus/quantity"
)

// what befalls the members of a pact in one year: two ask for help, of which one
// is helped, and three break the peace, of which one is warned, one is suspended
// and of one nothing comes.
const befallen = `
vocabulary words
  kind state
  kind treaty institution
  entity AVA is state
  entity BOR is state
  entity CEL is state
  entity DOR is state
  entity LEA is treaty
  act attack by state on state grave
  act shell by state on state grave
  act request-help by state grave
  act help by state to state
  act propose by state on state
  act suspend by treaty on state
charter pact
  governs LEA
  parties AVA BOR CEL DOR
  status suspended
  status warned
  body council "All" as LEA of parties decides by consensus
article 1
  ban peace
    any     party p
    never   attack by p on q
  ban quiet
    any     party p
    never   shell by p on q
  duty help
    when    request-help by p
    where   p is party
    each    party x except p
    must    help by x to p
    within  20 days
article 2
  consequence warning
    when    breach of quiet by p
    effect  p becomes warned
  procedure suspension
    opens   when breach of peace by p
    moved   propose by m on p
    where   m is party
    within  60 days
    before  council except p
    within  90 days
    decided suspend by council on p
    adopted p becomes suspended
    rejected nothing
    lapsed  nothing
case one under pact
outlook befallen
  under pact
  starts 2001-01-01
  runs 12 steps of 1 month
  shock asks-a on 2001-02-01 does request-help by AVA
  shock helps  on 2001-02-05 does help by CEL to AVA
  shock asks-b on 2001-03-01 does request-help by BOR
  shock tardy  on 2001-05-01 does help by CEL to BOR
  shock blow-a on 2001-06-01 does attack by AVA on BOR
  shock again-a on 2001-06-02 does attack by AVA on BOR
  shock blow-b on 2001-06-03 does attack by BOR on CEL
  shock blow-d on 2001-06-04 does shell by DOR on CEL
  shock moves  on 2001-07-01 does propose by CEL on AVA
  shock decision on 2001-07-10 does suspend by council on AVA
  shock blow-e on 2001-09-01 does attack by AVA on CEL
`

// TestAnswers counts by hand: which requests nobody answered in time, and of
// which breaches nothing came.
func TestAnswers(t *testing.T) {
	o := written(t, befallen)
	s := &outlook.Study{Outlook: o, Runs: 1, Seed: 1}
	want := map[string]float64{
		"requests": 2, "unanswered-requests": 1,
		// Of help BOR DOR to AVA, AVA CEL DOR to BOR; four times the peace, once the quiet.
		"breaches": 2 + 3 + 4 + 1, "bare-breaches": 5,
		// The five of help, BOR's blow, and AVA's last, which came after it was suspended.
		"unmet-breaches": 5 + 1 + 1,
	}
	w := s.NewWorker()
	w.After = func(_ int64, rows [][]int64) {
		for i, a := range o.Answers() {
			if x, ok := want[a.Name]; ok {
				if got := float64(rows[0][i]) / quantity.Scale; got != x {
					t.Errorf("%s are %g, want %g", a.Name, got, x)
				}
				delete(want, a.Name)
			}
		}
	}
	if err := w.Run(context.Background(), 0, 1, s.NewState("").Tally); err != nil {
		t.Fatal(err)
	}
	if len(want) > 0 {
		t.Errorf("nobody asked: %v", want)
	}
}
