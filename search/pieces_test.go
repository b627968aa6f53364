package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"casus/calendar"
	"casus/oracle"
	"casus/search"
)

// pieces are articles from which charters are put together by chance: ways in and
// out of a pact, duties that fighting begins, what keeps them off, and what ends
// membership before, with or after them. Each line is an article in several
// versions.
var pieces = [][]string{
	{`ban peace
    any     party p
    never   attack by p on q
    where   q is party`},
	{`duty settle
    when    attack by p on q
    where   p is party, q is party
    must    request by p
    within  2 days`,
		`duty settle
    when    attack by p on q
    where   p is party, q is party, p is not warned
    must    request by p
    within  2 days`,
		`duty settle
    when    fighting by p on q
    where   p is party
    must    request by p
    within  2 days`,
		`duty settle
    when    attack by p on q
    where   p is party
    then    no request by q within 1 day
    must    help by p to q
    within  1 day`},
	{`duty aid
    when    attack by a on p
    where   p is party
    each    party x except p
    must    help by x to p
    within  2 days`,
		`duty aid
    when    attack by a on p
    where   p is party
    then    request by p within 2 days
    each    party x except p warned
    must    help by x to p
    within  1 day`,
		``},
	{`power leave
    any     party p
    may     leave by p
    effect  p ceases to be party after 1 day once no breach of settle by p stands`,
		`power leave
    any     party p
    may     leave by p
    effect  p ceases to be party if p is warned`,
		``},
	{`power join
    any     state s
    may     join by s
    effect  s becomes party, s ceases to be warned`,
		`power join
    any     state s
    may     join by s
    where   propose by m on s
    effect  s becomes party`,
		``},
	{`consequence out
    when    breach of peace by p on q
    effect  p ceases to be party`,
		`consequence out
    when    breach of peace by p on q
    where   p is warned
    effect  p ceases to be party`,
		`consequence out
    when    p becomes warned
    effect  p ceases to be party after 1 day`,
		``},
	{`consequence warn
    when    breach by p
    effect  p becomes warned for 2 days`,
		`power warn
    may     decide by ORG on p
    where   p is party
    effect  p becomes warned`,
		`procedure warn
    opens   when breach of peace by p on q
    moved   propose by m on p
    where   m is party
    within  2 days
    before  council except p
    within  1 day
    decided decide by council on p
    adopted p becomes warned, p ceases to be party
    rejected nothing
    lapsed  nothing`},
}

// somePact is a charter of such articles.
func somePact(rng *rand.Rand) string {
	var b strings.Builder
	b.WriteString(`
charter c
  parties AAA BBB
  status  warned "warned"
  body    council "council" as ORG of parties except warned
          decides by consensus
  define  fighting by p on q
    as    attack by p on q
          where q is party
    as    propose by p on q
          where q is warned
article 1
`)
	for _, versions := range pieces {
		if v := versions[rng.IntN(len(versions))]; v != "" {
			fmt.Fprintf(&b, "  %s\n", v)
		}
	}
	return b.String()
}

// chanceQuestions are put to each of them.
var chanceQuestions = []string{
	"for all a p: when attack by a on p where a is party and p is party then opening of any duty due within 2 days",
	"for all a p: when attack by a on p where a is party and a is not warned then opening of settle by a",
	"for some a p: when attack by a on p where p is party then no opening of any duty toward p",
	"for some a p: when attack by a on p where a is party and p is party and a is warned then no opening of any duty and a is party",
	"for all p: when leave by p where p is party then p is not party",
	"for some p: breach of any duty by p and p is not party",
	"out-and-bound",
	"nothing-follows",
}

// TestAsPlainByChance holds the search against the plain one on charters put
// together by chance.
func TestAsPlainByChance(t *testing.T) {
	if testing.Short() {
		t.Skip("tries some millions of histories")
	}
	words := strings.Replace(smallWords, "act demand by organ on state", "act join by state formal", 1)
	from, _ := calendar.Date(2001, 1, 1)
	for seed := range uint64(chances) {
		text := somePact(rand.New(rand.NewPCG(seed, 12)))
		tx, err := oracle.Read(words + text + "\ncase one\n  under c\n  reads history\nrecord history\n")
		if err != nil {
			t.Fatalf("charter %d: %v\n%s", seed, err, text)
		}
		for _, q := range chanceQuestions {
			compare(t, fmt.Sprintf("charter %d", seed), tx.Case, q, from, search.Bounds{Acts: 3, States: 2, Days: 3, Wait: 8})
		}
		if t.Failed() {
			t.Log(text)
			return
		}
	}
}

// chances is how many charters are drawn; hundreds were, when the reductions were last changed.
const chances = 12
