package oracle

import (
	"casus/calendar"
	"casus/docket"
	"fmt"
	"testing"
)

func TestDbg(t *testing.T) {
	tx, err := Random(48, true)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := docket.Prepare(tx.Case, tx.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 256})
	r, facts := d.Single(2, 254)
	for i, e := range r.Entries() {
		if i < 6 {
			fmt.Println(i, e, facts[i].Day, e.Happening)
			if facts[i].Entry != nil {
				fmt.Println(facts[i].Entry.Written)
			}
		}
	}
	for i := range r.Findings() {
		fmt.Println(r.Findings()[i])
		if i > 5 {
			break
		}
	}
}
