package search_test

import (
	"context"
	"slices"
	"testing"

	"casus/calendar"
	"casus/oracle"
	"casus/search"
)

const words = `
vocabulary words
  kind state
  entity AAA is state
  entity BBB is state
  entity CCC is state
  entity DDD is state
  act attack by state on state grave
  act request by state
  act help by state to state
  act leave by state formal
`

const pact = `
charter pact "Help on request, and no force"
  parties AAA BBB CCC
article 1
  ban peace
    any     party p
    never   attack by p on q
    where   q is party
article 2
  duty aid
    when    attack by a on p
    where   p is party, a is not party
    then    request by p within 30 days
    each    party x except p
    must    help by x to p
    within  30 days
article 3
  power leave
    any     party p
    may     leave by p
    effect  p ceases to be party after 1 month
case one
  under pact
  reads history
record history
`

func ask(t *testing.T, text string, b search.Bounds) *search.Answer {
	t.Helper()
	tx, err := oracle.Read(words + pact)
	if err != nil {
		t.Fatal(err)
	}
	q, err := search.Asked(text)
	if err != nil {
		t.Fatal(err)
	}
	from, _ := calendar.Date(2001, 1, 1)
	a, err := search.For(context.Background(), tx.Case, q, from, b, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func lines(t *testing.T, a *search.Answer) []string {
	t.Helper()
	tx, err := oracle.Read(words + pact)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, act := range a.Histories[0].Acts {
		out = append(out, act.Line(tx.Case.Vocab))
	}
	return out
}

func TestShortestHistory(t *testing.T) {
	for _, c := range []struct {
		question string
		want     []string
	}{
		// A party attacks a party: nobody owes the victim anything.
		{"for some a p: attack by a on p and a is party and p is party and no opening of any duty", []string{"2001-01-01 attack by AAA on BBB"}},
		// Help is owed only once the victim has asked.
		{"for some p: opening of aid to p", []string{"2001-01-01 attack by DDD on AAA", "2001-01-01 request by AAA"}},
		// A party leaves after help has become due, and is still in breach.
		{"for some x p: breach of aid by x to p and x is not party and leave by x and not leave by p", nil},
	} {
		a := ask(t, c.question, search.Bounds{Acts: 3, States: 3})
		if len(a.Histories) == 0 {
			t.Errorf("%s: nothing found after %d histories", c.question, a.Tried)
			continue
		}
		if got := lines(t, a); c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		} else if c.want == nil && len(got) != 3 {
			t.Errorf("%s: %q, want three acts", c.question, got)
		}
	}
}

// What cannot happen is not found, and the answer says that all was tried.
func TestNoSuchHistory(t *testing.T) {
	a := ask(t, "for some p: breach of peace by p and p is not party and not leave by p", search.Bounds{Acts: 3, States: 3})
	if len(a.Histories) > 0 || !a.Complete || a.Acts != 3 {
		t.Errorf("%d histories, complete %t up to %d acts", len(a.Histories), a.Complete, a.Acts)
	}
}

// The answer is the same however many workers look.
func TestSameAnswerAgain(t *testing.T) {
	first := ask(t, "for some p: opening of aid to p", search.Bounds{Acts: 3, States: 3, Answers: 5})
	again := ask(t, "for some p: opening of aid to p", search.Bounds{Acts: 3, States: 3, Answers: 5})
	if first.Tried != again.Tried || first.States != again.States || len(first.Histories) != len(again.Histories) {
		t.Errorf("%d %d %d, then %d %d %d", first.Tried, first.States, len(first.Histories), again.Tried, again.States, len(again.Histories))
	}
}

func TestInterrupted(t *testing.T) {
	a := ask(t, "for some p: breach of peace by p and p is not party and not leave by p", search.Bounds{Acts: 3, States: 3, Visits: 10})
	if a.Complete || a.Tried == 0 {
		t.Errorf("complete %t after %d histories", a.Complete, a.Tried)
	}
}

// TestBrokenOff holds that a search which is broken off says so, whenever that is: it
// has not shown that there is no such history.
func TestBrokenOff(t *testing.T) {
	tx, err := oracle.Read(words + pact)
	if err != nil {
		t.Fatal(err)
	}
	q, err := search.Asked("for some p: breach of peace by p and p is not party and not leave by p")
	if err != nil {
		t.Fatal(err)
	}
	from, _ := calendar.Date(2001, 1, 1)
	for at := range 12 { // before anything was tried, and after so many lots
		ctx, cancel := context.WithCancel(context.Background())
		if at == 0 {
			cancel()
		}
		told := 0
		a, err := search.For(ctx, tx.Case, q, from, search.Bounds{Acts: 3, States: 3}, nil, func(int, int, int) {
			if told++; told == at {
				cancel()
			}
		})
		if ctx.Err() == nil {
			break // done before
		}
		if err == nil || a.Complete {
			t.Errorf("broken off after %d lots: complete %t, %v", told, a.Complete, err)
		}
		cancel()
	}
}

func TestQuestionsRefused(t *testing.T) {
	if _, err := search.Asked("for some a b c d: attack by a on b"); err == nil {
		t.Error("four states are accepted")
	}
	if _, err := search.Asked("for some a attack by a on a"); err == nil {
		t.Error("a question without its colon is accepted")
	}
	tx, err := oracle.Read(words + pact)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := search.Asked("for some a: atack by a on AAA")
	if _, err := search.For(context.Background(), tx.Case, q, 0, search.Bounds{}, nil, nil); err == nil {
		t.Error("an act that the vocabulary lacks is accepted")
	}
}
