package docket_test

import (
	"fmt"
	"slices"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/oracle"
)

// told is all that a finding says of common ground.
func told(f *docket.Finding) string {
	happening, ok := f.Happening()
	return fmt.Sprintf("%s %s %v %v %v %v %v %p %s %v %+v %v %v %v %+v %s %d %v", f.ID, f.Key(), f.Kind, f.Late, f.OfBreach, f.Stands, f.Open,
		f.Rule, f.Text, f.Roles, besides(f), f.Days, f.Opened, f.Due, f.Sides[0], f.Certainty, happening, ok)
}

func besides(f *docket.Finding) string {
	status := ""
	if f.Status != nil {
		status = fmt.Sprint(*f.Status)
	}
	return fmt.Sprintf("%s %d %p %p %v %s", f.Awaits, f.Act, f.Entry, f.Rule2, f.Roles2, status)
}

// What is found in an only world is drawn up in a way of its own. It says what the
// other way says where a second world is the same; and without openings that are not
// open it says the same of all the rest.
func TestAnOnlyWorldSaysTheSame(t *testing.T) {
	kinds := map[engine.Kind]int{}
	several, closed := 0, 0
	for seed := range uint64(150) {
		tx, err := oracle.Random(seed, false)
		if err != nil {
			continue
		}
		silent := charter.EntityID(0)
		for e := range tx.Case.Vocab.Entities {
			e := charter.EntityID(e)
			if e != 0 && !slices.Contains(tx.Record.Accounts, e) {
				silent = e
			}
		}
		for _, x := range tx.Record.Entries {
			if slices.Contains(x.DeniedBy, silent) {
				silent = 0
			}
		}
		if silent == 0 {
			continue
		}
		v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}
		d := deriveView(t, tx, v)
		if d.Sides[0].Settlings != 1 {
			continue // somebody denies something
		}
		v.Accounts = []charter.EntityID{silent}
		two := deriveView(t, tx, v)
		compareTold(t, seed, d.Findings, two.Findings)
		if len(d.Holders) != len(two.Holders) {
			t.Errorf("seed %d: %d holders and %d", seed, len(d.Holders), len(two.Holders))
		}
		run, _ := d.Single(0, 0)
		in := d.InRun(run)
		for _, f := range d.Findings {
			kinds[f.Kind]++
			if f.Key()[len(f.Key())-2] == '#' {
				several++
			}
			id, ok := d.IDIn(run, f)
			if x := run.Findings()[id]; !ok || in[f] != id || x.Kind != f.Kind || x.Day != f.Days.Lo || !d.Has(f, 0, 0) {
				t.Fatalf("seed %d: %s is %v on %s in the run", seed, f.ID, x.Kind, x.Day)
			}
		}
		shut := func(f *docket.Finding) bool { return f.Kind == engine.Opening && !f.Open }
		all := len(d.Findings)
		want := slices.DeleteFunc(slices.Clone(d.Findings), shut)
		closed += all - len(want)
		for _, accounts := range [][]charter.EntityID{{}, {silent}} {
			v.Accounts, v.OpenOnly = accounts, true
			compareTold(t, seed, deriveView(t, tx, v).Findings, want)
		}
	}
	for _, k := range []engine.Kind{engine.Opening, engine.Breach, engine.Fulfilment, engine.Status, engine.Void, engine.Silence, engine.Collision, engine.Lapse, engine.Adoption} {
		if kinds[k] == 0 {
			t.Errorf("nothing of the kind %v was compared: %v", k, kinds)
		}
	}
	if several == 0 || closed == 0 {
		t.Errorf("%d findings had the key of another, %d openings were left out", several, closed)
	}
}

func deriveView(t *testing.T, tx *oracle.Texts, v docket.View) *docket.Docket {
	t.Helper()
	d, err := docket.Derive(tx.Case, tx.Record, v)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compareTold(t *testing.T, seed uint64, got, want []*docket.Finding) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("seed %d: %d findings, and %d are due", seed, len(got), len(want))
	}
	for i, f := range got {
		if a, b := told(f), told(want[i]); a != b {
			t.Fatalf("seed %d, finding %d:\n got %s\nwant %s", seed, i, a, b)
		}
	}
}
