package docket_test

import (
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/oracle"
)

// What is asked on many days at once is what a docket of each of the days says,
// also before anything happens and as known on a day.
func TestAskOnManyDays(t *testing.T) {
	asked, held := 0, 0
	for seed := range uint64(30) {
		tx, err := oracle.Random(seed, true)
		if err != nil {
			t.Fatal(err)
		}
		type standing struct {
			status int
			entity charter.EntityID
		}
		var of []standing
		var conditions []*charter.Expr
		for s, st := range tx.Case.Families[0].Statuses {
			for e := range tx.Case.Vocab.Entities {
				if !st.Pair && e > 0 {
					of = append(of, standing{s, charter.EntityID(e)})
					conditions = append(conditions, &charter.Expr{Op: charter.OpHolds, Status: s, Term: charter.Term{Kind: charter.EntityTerm, Entity: charter.EntityID(e)}})
				}
			}
		}
		first, last := calendar.Never, calendar.Always
		for _, e := range tx.Record.Entries {
			first, last = min(first, e.Begin.Lo), max(last, e.Begin.Hi)
		}
		v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 20}
		if seed%3 == 0 {
			v.AsKnown = (first + last) / 2
		}
		days := []calendar.Day{first - 1000}
		for d := first; d <= last+40; d += 1 + (last-first)/12 {
			days = append(days, d)
		}
		answers, err := docket.Ask(tx.Case, tx.Record, v, conditions, days...)
		if err != nil {
			t.Fatal(err)
		}
		for i, day := range days {
			v.AsOf = day
			d, err := docket.Derive(tx.Case, tx.Record, v)
			if err != nil {
				t.Fatal(err)
			}
			for q, x := range of {
				for s := range d.Sides {
					want := docket.Verdict{Of: d.Sides[s].Settlings}
					for _, h := range d.Holders {
						if h.Family == 0 && h.Status == x.status && h.Entity == x.entity && h.With == 0 {
							want = h.Sides[s]
						}
					}
					got := answers[i][q][s]
					if asked++; got.Found > 0 {
						held++
					}
					if got.Found != want.Found || got.Of != want.Of {
						t.Fatalf("seed %d, %s, side %d: %s is %s in %d of %d settlings, and the docket says %d of %d", seed, day, s, tx.Case.Vocab.Entities[x.entity].Code,
							tx.Case.Families[0].Statuses[x.status].Name, got.Found, got.Of, want.Found, want.Of)
					}
				}
			}
		}
	}
	if held < 100 || held == asked {
		t.Errorf("%d statuses are held of %d asked for", held, asked)
	}
}
