package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyDay draws a day that can be written.
func anyDay() *rapid.Generator[Day] {
	return rapid.Map(rapid.Int32Range(int32(firstDay), int32(lastDay)), func(n int32) Day { return Day(n) })
}

func midnight(d Day) time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)) }

// TestCivilLikeTime: the calendar is that of the standard library.
func TestCivilLikeTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		y, m, dd := d.Civil()
		want := midnight(d)
		if y != want.Year() || m != int(want.Month()) || dd != want.Day() {
			t.Fatalf("%d is %d-%d-%d, want %v", d, y, m, dd, want)
		}
		if d.String() != want.Format("2006-01-02") {
			t.Fatalf("%d prints as %s, want %v", d, d, want)
		}
		if back, ok := Date(y, m, dd); !ok || back != d {
			t.Fatalf("%d-%d-%d is day %d, want %d", y, m, dd, back, d)
		}
	})
}

// TestDateRefuses: a date is accepted just when the standard library, which
// carries 30 February over into March, would not change it.
func TestDateRefuses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.IntRange(-1, 10_001).Draw(t, "year")
		m := rapid.IntRange(-1, 14).Draw(t, "month")
		d := rapid.IntRange(-1, 33).Draw(t, "day")
		when := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		exists := y >= 1 && y <= 9999 && when.Year() == y && int(when.Month()) == m && when.Day() == d
		if _, ok := Date(y, m, d); ok != exists {
			t.Fatalf("%d-%d-%d: %v, want %v", y, m, d, ok, exists)
		}
	})
}

func TestMonthLength(t *testing.T) {
	for y := 1; y <= 9999; y++ {
		for m := 1; m <= 12; m++ {
			want := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
			if got := MonthLength(y, m); got != want {
				t.Fatalf("%d-%d has %d days, want %d", y, m, got, want)
			}
		}
	}
}

// TestAddDays: days are added as the standard library adds them.
func TestAddDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		n := rapid.Int32Range(-4_000_000, 4_000_000).Draw(t, "days")
		got := d.Add(Period{Days: n})
		switch want := midnight(d).AddDate(0, 0, int(n)); {
		case want.Year() > 9999:
			if got != Never {
				t.Fatalf("%v + %d days is %v, want never", d, n, got)
			}
		case want.Year() < 1:
			if got != Always {
				t.Fatalf("%v + %d days is %v, want always", d, n, got)
			}
		case got.String() != want.Format("2006-01-02"):
			t.Fatalf("%v + %d days is %v, want %v", d, n, got, want)
		}
	})
}

// TestAddMonths: months keep the day of the month, or take the last day of a
// shorter month.
func TestAddMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		n := rapid.Int32Range(-130_000, 130_000).Draw(t, "months")
		got := d.Add(Period{Months: n})
		y, m, dd := d.Civil()
		first := time.Date(y, time.Month(m+int(n)), 1, 0, 0, 0, 0, time.UTC)
		switch {
		case first.Year() > 9999:
			if got != Never {
				t.Fatalf("%v + %d months is %v, want never", d, n, got)
			}
			return
		case first.Year() < 1:
			if got != Always {
				t.Fatalf("%v + %d months is %v, want always", d, n, got)
			}
			return
		}
		gy, gm, gd := got.Civil()
		last := first.AddDate(0, 1, -1).Day()
		if gy != first.Year() || gm != int(first.Month()) || gd != min(dd, last) {
			t.Fatalf("%v + %d months is %v, want day %d of %v", d, n, got, min(dd, last), first)
		}
	})
}

// TestAddKeepsOrder: what is earlier stays no later when the same period is
// added, so that the older of two duties never falls due after the younger.
func TestAddKeepsOrder(t *testing.T) {
	period := rapid.Custom(func(t *rapid.T) Period {
		return Period{Months: rapid.Int32Range(0, 2000).Draw(t, "months"), Days: rapid.Int32Range(0, 2000).Draw(t, "days"),
			Forever: rapid.IntRange(0, 9).Draw(t, "forever") == 0}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := anyDay().Draw(t, "a")
		b := a + Day(rapid.Int32Range(0, 70).Draw(t, "later"))
		p := period.Draw(t, "period")
		if b > lastDay {
			return
		}
		if a.Add(p) > b.Add(p) {
			t.Fatalf("%v + %v is %v, but %v + %v is %v", a, p, a.Add(p), b, p, b.Add(p))
		}
		if a.Add(p) < a {
			t.Fatalf("%v + %v is %v", a, p, a.Add(p))
		}
	})
}

func TestAddExamples(t *testing.T) {
	day := func(y, m, d int) Day {
		x, ok := Date(y, m, d)
		if !ok {
			t.Fatalf("no %d-%d-%d", y, m, d)
		}
		return x
	}
	for _, c := range []struct {
		from Day
		p    Period
		want Day
	}{
		{day(2005, 8, 31), Period{Months: 6}, day(2006, 2, 28)},
		{day(2023, 8, 31), Period{Months: 6}, day(2024, 2, 29)},
		{day(2024, 2, 29), Period{Months: 12}, day(2025, 2, 28)},
		{day(2022, 1, 31), Period{Months: 1, Days: 1}, day(2022, 3, 1)}, // months first
		{day(2022, 9, 13), Period{Days: 30}, day(2022, 10, 13)},
		{day(2022, 3, 31), Period{Months: -1}, day(2022, 2, 28)},
		{day(9999, 12, 31), Period{Days: 1}, Never},
		{day(1, 1, 1), Period{Days: -1}, Always},
		{day(2022, 1, 1), Period{Forever: true}, Never},
		{Never, Period{Days: -1}, Never},
		{Always, Period{Days: 1}, Always},
	} {
		if got := c.from.Add(c.p); got != c.want {
			t.Errorf("%v + %v is %v, want %v", c.from, c.p, got, c.want)
		}
	}
	if Always >= firstDay || lastDay >= Never || Always.String() != "always" || Never.String() != "never" {
		t.Error("the bounds lie within the calendar")
	}
}

// TestTimes: a period taken n times is n periods counted from the first date,
// which is not n additions one after another.
func TestTimes(t *testing.T) {
	d, _ := Date(2022, 1, 31)
	month := Period{Months: 1}
	if got := d.Add(month.Times(2)).String(); got != "2022-03-31" {
		t.Errorf("two months after 31 January: %s", got)
	}
	if got := d.Add(month).Add(month).String(); got != "2022-03-28" {
		t.Errorf("a month after a month after 31 January: %s", got)
	}
	if got := d.Add(Period{Months: 119_988, Days: 9}.Times(1 << 20)); got != Never {
		t.Errorf("a million times 9,999 years after 2022: %s", got)
	}
}

// TestWritten: bounds that lie beyond what can be written come back to it.
func TestWritten(t *testing.T) {
	first, _ := Date(1, 1, 1)
	last, _ := Date(9999, 12, 31)
	for in, want := range map[Extent]Extent{
		{Always, Never}:       {first, last},
		{Always, first + 3}:   {first, first + 3},
		{last - 3, Never}:     {last - 3, last},
		{first + 1, last - 1}: {first + 1, last - 1},
		{Never, Never}:        {last, last},
		{Always, Always}:      {first, first},
	} {
		if got := in.Written(); got != want {
			t.Errorf("%v: %v, want %v", in, got, want)
		}
	}
}

func TestPeriodString(t *testing.T) {
	for want, p := range map[string]Period{
		"none": {Forever: true}, "0 days": {}, "1 day": {Days: 1}, "30 days": {Days: 30}, "6 months": {Months: 6},
		"1 year 10 days": {Months: 12, Days: 10}, "2 years 1 month": {Months: 25},
	} {
		if got := p.String(); got != want {
			t.Errorf("%+v prints as %q, want %q", p, got, want)
		}
	}
	if !(Period{}).IsZero() || (Period{Days: 1}).IsZero() || (Period{Forever: true}).IsZero() {
		t.Error("only no time at all is zero")
	}
}

func TestExtent(t *testing.T) {
	d, _ := Date(2022, 9, 14)
	if e := On(d); !e.IsExact() || e.Len() != 1 || e.String() != "2022-09-14" {
		t.Errorf("one day: %v", e)
	}
	if e := (Extent{d, d + 3}); e.IsExact() || e.Len() != 4 || e.String() != "2022-09-14..2022-09-17" {
		t.Errorf("four days: %v", e)
	}
}
