package docket_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/oracle"
)

const words = `
vocabulary words
  kind state
  entity AAA is state
  entity BBB is state
  entity CCC is state
  entity DDD is state
  number killed
  act attack by state on state grave
  act request by state
  act help by state to state
  act leave by state formal
`

const mutual = `
charter pact "Help on request"
  parties AAA BBB CCC
  status warned
article 1
  ban peace
    any     party p
    never   attack by p on q
    where   q is party
article 2
  duty aid
    when    request by p
    where   p is party
    each    party x except p
    must    help by x to p
    within  30 days
article 3
  consequence warning
    when    breach of aid by x
    effect  x becomes warned
  power leave
    any     party p
    may     leave by p
    effect  p ceases to be party after 6 months
case one
  under pact
  reads history
`

func derive(t *testing.T, history string, v docket.View) *docket.Docket {
	t.Helper()
	tx, err := oracle.Read(words + mutual + "record history\n" + history)
	if err != nil {
		t.Fatal(err)
	}
	d, err := docket.Derive(tx.Case, tx.Record, v)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func day(t *testing.T, s string) calendar.Day {
	t.Helper()
	var y, m, dd int
	for i, p := range strings.Split(s, "-") {
		n := 0
		for _, c := range p {
			n = n*10 + int(c-'0')
		}
		switch i {
		case 0:
			y = n
		case 1:
			m = n
		case 2:
			dd = n
		}
	}
	d, ok := calendar.Date(y, m, dd)
	if !ok {
		t.Fatalf("no such day: %s", s)
	}
	return d
}

func view(t *testing.T, asOf, asKnown string) docket.View {
	v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always}
	if asOf != "" {
		v.AsOf = day(t, asOf)
	}
	if asKnown != "" {
		v.AsKnown = day(t, asKnown)
	}
	return v
}

func find(t *testing.T, d *docket.Docket, id string) *docket.Finding {
	t.Helper()
	for _, f := range d.Findings {
		if f.ID == id {
			return f
		}
	}
	var ids []string
	for _, f := range d.Findings {
		ids = append(ids, f.ID)
	}
	t.Fatalf("no finding %s among\n%s", id, strings.Join(ids, "\n"))
	return nil
}

// A request dated to the month: what BBB gave on 15 October was in time if it
// asked on or after 15 September, else late; CCC's breach is certain, and its
// day follows the request's.
func TestMonthOnlyRequest(t *testing.T) {
	d := derive(t, `
  2022-09     request by AAA  id asks
  2022-10-15  help by BBB to AAA
`, view(t, "2022-12-31", ""))
	if n := d.Sides[0].Settlings; n != 30 || !d.Sides[0].All {
		t.Fatalf("%d settlings, all: %t; want the 30 days of September", n, d.Sides[0].All)
	}
	in := find(t, d, "pact/aid/BBB-AAA/2022-09-15/fulfilment")
	if in.Certainty != docket.Undecided || in.Sides[0].Found != 16 {
		t.Errorf("in time: %s in %d settlings, want undecided in 16", in.Certainty, in.Sides[0].Found)
	}
	if h := in.Sides[0].HangsOn; len(h) != 1 || h[0].Point.Kind != docket.DayPoint || h[0].From != "2022-09-15" || h[0].To != "2022-09-30" {
		t.Errorf("in time hangs on %+v, want the request's day from 2022-09-15 to 2022-09-30", h)
	}
	late := find(t, d, "pact/aid/BBB-AAA/2022-09-01/late")
	if late.Sides[0].Found != 14 {
		t.Errorf("late in %d settlings, want 14", late.Sides[0].Found)
	}
	breach := find(t, d, "pact/aid/CCC-AAA/2022-09-01/breach")
	if breach.Certainty != docket.Robust || !breach.Stands {
		t.Errorf("CCC's breach is %s, stands %t; want robust and standing", breach.Certainty, breach.Stands)
	}
	if got := breach.Days.String(); got != "2022-10-02..2022-10-31" {
		t.Errorf("CCC's breach is dated %s", got)
	}
	warned := find(t, d, "pact/BBB/becomes/warned/2022-10-02")
	if warned.Certainty != docket.Undecided {
		t.Errorf("BBB's warning is %s, want undecided: it hangs on the same day", warned.Certainty)
	}
}

// Each side tells the clash its own way: nothing is robust, and common ground
// finds neither breach.
func TestAccounts(t *testing.T) {
	d := derive(t, `
  2022-09-14  attack by AAA on BBB  account BBB
  2022-09-14  attack by BBB on AAA  account AAA
  2022-09-20  attack by DDD on CCC  denied by AAA
`, view(t, "2022-12-31", ""))
	if len(d.Sides) != 3 || d.Name(0) != "common ground" || d.Name(1) != "AAA" || d.Name(2) != "BBB" {
		t.Fatalf("sides %+v", d.Sides)
	}
	f := find(t, d, "pact/peace/AAA-BBB/2022-09-14/breach")
	if f.Certainty != docket.ByAccount || f.Sides[0].Possible() || f.Sides[1].Possible() || !f.Sides[2].Definite() {
		t.Errorf("the breach BBB tells of: %s, %+v", f.Certainty, f.Sides)
	}
	// Denied without an account: in doubt in common ground, absent for AAA.
	s := find(t, d, "silence/attack/DDD-CCC/2022-09-20")
	if v := s.Sides[0]; v.Found*2 != v.Of || v.Of == 0 {
		t.Errorf("in common ground the denied attack is found in %d of %d settlings", v.Found, v.Of)
	}
	if s.Sides[1].Possible() {
		t.Error("AAA denies the attack, yet its docket has it")
	}
	if h := s.Sides[0].HangsOn; len(h) != 1 || h[0].Point.Kind != docket.ClaimPoint {
		t.Errorf("hangs on %+v, want the claim", h)
	}
}

// A correction and a retraction change the docket only for who asks later.
func TestAsKnown(t *testing.T) {
	history := `
  2022-09-14  attack by AAA on BBB  id first  known 2022-09-15
  2022-09-16  attack by BBB on AAA  id second  corrects first  known 2022-09-20
  2022-09-18  attack by AAA on BBB  id drone
  retract drone known 2022-10-01
`
	for _, c := range []struct{ known, want string }{
		{"2022-09-14", ""},
		{"2022-09-19", "pact/peace/AAA-BBB/2022-09-14/breach pact/peace/AAA-BBB/2022-09-18/breach"},
		{"2022-09-30", "pact/peace/BBB-AAA/2022-09-16/breach pact/peace/AAA-BBB/2022-09-18/breach"},
		{"", "pact/peace/BBB-AAA/2022-09-16/breach"},
	} {
		d := derive(t, history, view(t, "2022-12-31", c.known))
		var got []string
		for _, f := range d.Findings {
			if f.Kind == engine.Breach {
				got = append(got, f.ID)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("as known on %q: %s, want %s", c.known, s, c.want)
		}
	}
}

// What holds of a finding's day holds of the horizon: nothing after it.
func TestHorizon(t *testing.T) {
	d := derive(t, "  2022-09-13  request by AAA\n", view(t, "2022-10-13", ""))
	if f := find(t, d, "pact/aid/BBB-AAA/2022-09-13/opening"); !f.Open || f.Due.Lo != day(t, "2022-10-13") {
		t.Errorf("open %t, due %s", f.Open, f.Due)
	}
	for _, f := range d.Findings {
		if f.Kind == engine.Breach {
			t.Errorf("%s is dated after the horizon", f.ID)
		}
	}
}

func TestAsk(t *testing.T) {
	tx, err := oracle.Read(words + mutual + "record history\n  2012-06-20  leave by CCC\n")
	if err != nil {
		t.Fatal(err)
	}
	var ccc charter.EntityID
	for i, e := range tx.Case.Vocab.Entities {
		if e.Code == "CCC" {
			ccc = charter.EntityID(i)
		}
	}
	isParty := &charter.Expr{Op: charter.OpHolds, Term: charter.Term{Kind: charter.EntityTerm, Entity: ccc}}
	leaves, _ := calendar.Date(2012, 12, 20)
	days := []calendar.Day{leaves - 2000, leaves - 1, leaves}
	vs, err := docket.Ask(tx.Case, tx.Record, view(t, "", ""), []*charter.Expr{isParty}, days...)
	if err != nil {
		t.Fatal(err)
	}
	for i, day := range days {
		if got := vs[i][0][0].Definite(); got != (day < leaves) {
			t.Errorf("CCC is party on %s: %t", day, got)
		}
	}
}

// Every settling of a sampled side differs from every other, and the sweeps
// are all there: so a verdict that hangs on one point is exact.
func TestSampledSettlings(t *testing.T) {
	history := ""
	for _, m := range []string{"01", "02", "03", "04"} {
		history += "  2022-" + m + "  request by AAA\n  2022-" + m + "  help by BBB to AAA\n"
	}
	v := view(t, "2022-12-31", "")
	v.Limit = 600
	d := derive(t, history, v)
	s := d.Sides[0]
	if s.All || s.Settlings < 600 {
		t.Fatalf("%d settlings, all: %t", s.Settlings, s.All)
	}
	sizes := 0
	for _, p := range s.Points {
		sizes += p.Size - 1
	}
	if s.Settlings < 2+2*sizes {
		t.Errorf("%d settlings cannot hold the %d sweeps", s.Settlings, 2*sizes)
	}
}

// Findings of a docket are those of its worlds run one by one.
func TestDocketIsItsWorlds(t *testing.T) {
	for seed := range uint64(12) {
		tx, err := oracle.Random(seed, true)
		if err != nil {
			t.Fatal(err)
		}
		v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 40}
		d, err := docket.Derive(tx.Case, tx.Record, v)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(seed, 9))
		for _, w := range d.Pick(rng, 12) {
			r, _ := d.Single(w.Side, w.Settling)
			n := 0
			for _, f := range d.Findings {
				if d.Has(f, w.Side, w.Settling) {
					n++
					if _, ok := d.IDIn(r, f); !ok {
						t.Fatalf("seed %d, world %+v: %s is in the docket, not in the world", seed, w, f.ID)
					}
				}
			}
			if n != len(r.Findings()) {
				t.Fatalf("seed %d, world %+v: %d findings in the docket, %d in the world", seed, w, n, len(r.Findings()))
			}
		}
	}
}
