package record

import (
	"strings"
	"testing"
)

// TestMultitude: an entry may tell of ten thousand acts, and of no more.
func TestMultitude(t *testing.T) {
	v := vocabulary(t)
	var codes []string
	for _, e := range v.Entities {
		if len(e.Code) == 3 {
			codes = append(codes, e.Code)
		}
	}
	for to, want := range map[int]string{200: "", 201: "E0327: everybody listed with everybody else makes 10050 acts"} {
		text := "2001-01-01  help by " + strings.Join(codes[:50], " ") + " to " + strings.Join(codes[:to], " ") + "\n"
		_, list := Resolve(v, parts(t, "r.casus", text))
		got := ""
		for _, d := range list {
			if d.Code == "E0327" {
				got += d.Code + ": " + d.Summary
			}
		}
		if got != want {
			t.Errorf("to %d states: %q, want %q", to, got, want)
		}
	}
}
