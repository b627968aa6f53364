package library

import (
	"slices"
	"testing"

	"casus/calendar"
)

// TestSignals: a case says which acts are a signal; where it says nothing, the
// usual names and PLOVER categories count.
func TestSignals(t *testing.T) {
	acts := "  act exercise by state\n  act drill by state\n  act storm by state on state plover ASSAULT\n  act raid is storm\n"
	l, _ := LoadFrom(disk("d/v.casus", words+acts, "d/c.casus", pact+
		"case plain under pact\ncase counted under pact counts drill as exercise from 2002 until 2003-06\n"+
		"case wrong under pact counts dril as exercise counts drill as exercize counts drill as force counts storm as force\n"), []string{"d"})
	if got := codesOf(l.Check()); !slices.Equal(got, []string{"E0202 d/c.casus:9", "E0416 d/c.casus:9", "E0416 d/c.casus:9"}) {
		t.Error(got)
	}
	f := folder(t, l, "d")
	names := func(name string, s Signal) (list []string) {
		b, _ := f.Case(name)
		for _, a := range b.Signals[s].Acts {
			list = append(list, b.Case.Vocab.Acts[a].Name)
		}
		return list
	}
	if got := names("plain", Force); !slices.Equal(got, []string{"attack", "storm", "raid"}) {
		t.Errorf("force is %v", got)
	}
	if got := names("plain", Exercise); !slices.Equal(got, []string{"exercise"}) {
		t.Errorf("exercises are %v", got)
	}
	if got := names("counted", Exercise); !slices.Equal(got, []string{"drill"}) {
		t.Errorf("exercises counted are %v", got)
	}
	if got := names("plain", Absence); got != nil {
		t.Errorf("absences are %v", got)
	}
	b, _ := f.Case("counted")
	x := b.Signals[Exercise]
	from, _ := calendar.Date(2002, 1, 1)
	until, _ := calendar.Date(2003, 6, 30)
	if !x.Declared || x.From != from || x.Until != until || b.Signals[Force].Declared {
		t.Errorf("%+v", x)
	}
}
