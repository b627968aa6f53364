package search_test

import (
	"context"
	"fmt"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/oracle"
	"casus/search"
)

// The reductions change no answer: on small bounds the search comes to what a
// search without any of them comes to, which tries every act that the charter
// looks at by every choice of states on every day.

// small are charters with short periods, so that all days can be tried.
var small = map[string]string{
	"request": `
charter c
  parties AAA BBB
article 1
  duty aid
    when    attack by a on p
    where   p is party, a is not party
    then    request by p within 3 days
    each    party x except p
    must    help by x to p
    within  2 days
  power leave
    any     party p
    may     leave by p
    effect  p ceases to be party after 4 days
`,
	"absence": `
charter c
  parties AAA BBB
  status  warned "warned"
article 1
  duty cease
    when    attack by a on p
    where   p is party
    then    no help by a to p within 2 days
    must    request by p
    within  3 days
  consequence warn
    when    breach of cease by p
    effect  p becomes warned for 4 days
  power leave
    any     party p
    may     leave by p
    where   p is warned
    effect  p ceases to be party after 1 day
`,
	"council": `
charter c
  parties AAA BBB
  status  suspended "suspended"
  body    council "council" as ORG of parties except suspended
          decides by consensus
article 1
  ban peace
    any     party p
    never   attack by p on q
    where   q is party
  procedure out
    opens   when breach of peace by p on q
    moved   propose by m on p
    where   m is party
    within  3 days
    before  council except p
    within  2 days
    decided decide by council on p
    adopted p becomes suspended for 5 days
    rejected nothing
    lapsed  nothing
  duty sorry
    when    p becomes suspended
    must    request by p
    within  2 days
`,
	"window": `
charter c
  parties AAA BBB
  status  tired "tired"
article 1
  duty aid
    when    attack by a on p
    where   p is party, not p is tired
    each    party x except p
    must    help by x to p
    within  2 days
    unless  leave by p
  consequence rest
    when    fulfilment of aid by x to p
    where   count of help by x to p in the last 3 days is at least 2
    effect  x becomes tired for 2 days
`,
	"instalments": `
charter c
  parties AAA BBB
article 1
  duty dues
    when    demand by ORG on p
    where   p is party
    must    request by p
    counts  once
    within  3 days
  power leave
    any     party p
    may     leave by p
    effect  p ceases to be party after 2 days once no breach of dues by p stands
`,
}

const smallWords = `
vocabulary words
  kind state
  kind organ institution
  entity AAA is state
  entity BBB is state
  entity CCC is state
  entity ORG is organ
  act attack by state on state grave
  act request by state grave
  act help by state to state
  act leave by state formal
  act propose by state on state formal
  act decide by organ on state formal
  act demand by organ on state
`

var smallQuestions = []string{
	"for some a p: when attack by a on p where p is party then no opening of any duty",
	"for some a p: when attack by a on p where p is party then no opening of any duty due within 3 days",
	"for all a p: when attack by a on p where a is party and p is party then opening of any duty toward p",
	"for some p: breach of any duty by p and p is not party",
	"for some p: when attack by p on AAA where p is not party then breach of any duty and no attack on BBB",
	"for some x p: fulfilment of any duty by x and no opening of any duty by p and leave by p",
	"for some p: attack on p and p is party and no breach of any duty and no opening of any duty",
	"for some x: count of breach by x is at least 2",
	"for some x: when leave by x where breach by x then x is not party and fulfilment of any duty",
}

func TestAsPlain(t *testing.T) {
	words := []string{"dilemma", "nothing-follows", "out-and-bound", "veto"}
	if testing.Short() {
		t.Skip("tries some millions of histories")
	}
	from, _ := calendar.Date(2001, 1, 1)
	for name, text := range small {
		tx, err := oracle.Read(smallWords + text + "\ncase one\n  under c\n  reads history\nrecord history\n")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, words := range append(smallQuestions, words...) {
			compare(t, name, tx.Case, words, from, search.Bounds{Acts: 3, States: 2, Days: 4, Wait: 12})
		}
	}
}

// compare holds the search against the plain one.
func compare(t *testing.T, name string, c *charter.Case, words string, from calendar.Day, b search.Bounds) {
	t.Helper()
	qs, err := search.Pose(c, words, "")
	if err != nil {
		return // a charter without such a rule
	}
	for _, q := range qs {
		fast, err := search.For(context.Background(), c, q, from, b, nil, nil)
		if err != nil {
			t.Fatalf("%s, %s: %v", name, words, err)
		}
		slow := b
		slow.Plain = true
		plain, err := search.For(context.Background(), c, q, from, slow, nil, nil)
		if err != nil {
			t.Fatalf("%s, %s: %v", name, words, err)
		}
		if f, p := length(fast), length(plain); f != p && !(f > 0 && (p == 0 || f < p) && beyond(fast, b.Days)) {
			t.Errorf("%s, %s: the search finds %s, the plain one %s\n%s\n%s", name, words, found(f), found(p), told(c, fast), told(c, plain))
		} else if testing.Verbose() {
			t.Logf("%s, %s: %s, %d tried against %d", name, words, found(f), fast.Tried, plain.Tried)
		}
	}
}

func length(a *search.Answer) int {
	if !a.Found() {
		return 0
	}
	return len(a.Histories[0].Acts)
}

// beyond reports whether a history has a pause that the plain search did not try.
func beyond(a *search.Answer, days int) bool {
	acts := a.Histories[0].Acts
	for i := 1; i < len(acts); i++ {
		if int(acts[i].Day-acts[i-1].Day) > days {
			return true
		}
	}
	return false
}

func found(n int) string {
	if n == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%d acts", n)
}

func told(c *charter.Case, a *search.Answer) (out string) {
	for _, h := range a.Histories {
		for _, act := range h.Acts {
			out += "  " + act.Line(c.Vocab) + "\n"
		}
	}
	return out
}
