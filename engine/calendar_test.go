package engine

import (
	"testing"

	"pgregory.net/rapid"

	"casus/calendar"
	"casus/charter"
)

// TestNextFire: the next firing of a date is that which counting from the first
// one on comes to.
func TestNextFire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := calendar.Day(rapid.IntRange(-3000, 3000).Draw(t, "start"))
		every := calendar.Period{Months: int32(rapid.IntRange(0, 30).Draw(t, "months")), Days: int32(rapid.IntRange(0, 40).Draw(t, "days"))}
		if every.IsZero() {
			every.Days = 1
		}
		d := start + calendar.Day(rapid.IntRange(-100, 20_000).Draw(t, "after"))
		want := calendar.Never
		for n := int32(1); want == calendar.Never; n++ {
			if x := start.Add(every.Times(n)); x >= d {
				want = x
			}
		}
		cu := &calendarUse{date: &charter.DateTrigger{Start: start, Every: every}}
		if got := (*Run)(nil).nextFire(cu, d); got != want {
			t.Fatalf("every %s from %s, on or after %s: %s, want %s", every, start, d, got, want)
		}
	})
}
