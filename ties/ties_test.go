package ties_test

import (
	"testing"
	"testing/fstest"

	"casus/calendar"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/ties"
)

type memory struct{ fstest.MapFS }

func (memory) RealPath(p string) (string, error) { return p, nil }

const folder = `
vocabulary words
  kind state
  entities iso-3166 are state
  act help by state to state optional at place plover AID
  act clash by state with state mutual plover ASSAULT
  act visit by state to state
charter pact
  effective 2000-01-01
  parties ARM BLR KAZ
record events closed 2003-12-31
2001-02-01  help by ARM BLR to KAZ  id aid
2001-02-02  help by ARM to KAZ  describes aid  account ARM
2001       clash by ARM with KAZ
2002-01-01  visit by ARM to KAZ
2003-01-01  help by KAZ to ARM  claim
case pact under pact reads events
`

// TestOf: an event counts once for each pair and direction, a mutual act both
// ways, and what is claimed or perhaps of another time is not sure.
func TestOf(t *testing.T) {
	lib, list := library.LoadFrom(memory{fstest.MapFS{"case/all.casus": {Data: []byte(folder)}}}, []string{"case"})
	if diag.HasErrors(list) {
		t.Fatal(list)
	}
	b, list := lib.Folders[0].Case("")
	if b == nil || diag.HasErrors(list) {
		t.Fatal(list)
	}
	d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always})
	if err != nil {
		t.Fatal(err)
	}
	first, _ := calendar.Date(2001, 2, 1)
	last, _ := calendar.Date(2003, 12, 31)
	got := ""
	for _, x := range ties.Of(d, first, last) {
		v := d.Case.Vocab
		got += v.Entities[x.By].Code + ">" + v.Entities[x.Toward].Code + " " + x.Class.String()
		if !x.Sure(first, last) {
			got += "?"
		}
		got += "\n"
	}
	want := `ARM>KAZ material cooperation
BLR>KAZ material cooperation
ARM>KAZ material conflict?
KAZ>ARM material conflict?
ARM>KAZ unclassed
KAZ>ARM material cooperation?
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if late := ties.Of(d, last, last); len(late) != 0 {
		t.Errorf("%d ties of a day on which nothing was done", len(late))
	}
}
