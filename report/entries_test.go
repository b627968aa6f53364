package report

import (
	"strings"
	"testing"

	"casus/diag"
	"casus/record"
)

// Places counts the lines of a file as everybody does, at every offset.
func TestPlacesAreThoseOfEntries(t *testing.T) {
	src := []byte(strings.Repeat("a line\n\nand another one, longer\n", 3*countedBlock/32) + "the last, without an end")
	var x Places
	for _, before := range []diag.Before{{}, {Lines: 7}} {
		for from := range len(src) + 1 {
			e := &record.Entry{Pos: diag.Place{File: "deeds.casus", Src: src, From: int32(from), Before: before}}
			if got, want := x.of(e), entryPlace(e); got != want {
				t.Fatalf("at %d: %s, and it is %s", from, got, want)
			}
		}
	}
	for _, e := range []*record.Entry{nil, {}, {Pos: diag.Place{File: "empty.casus"}}} {
		if got, want := x.of(e), entryPlace(e); got != want {
			t.Errorf("%q, and it is %q", got, want)
		}
	}
}
