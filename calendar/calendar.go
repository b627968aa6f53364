// Package calendar counts days and months, and nothing finer: the day is the
// unit of the engine. It is a leaf: it imports nothing of the house.
//
// Days are of the proleptic Gregorian calendar, local date as reported. Hours
// belong to a later circle of the language; Day is the one place that would
// grow, since every other package only compares days and adds periods to them.
package calendar

import (
	"math"
	"strconv"
	"strings"
)

// Day is a day, counted from 1970-01-01 = 0.
type Day int32

// Always and Never bound every day that can be written (0001-01-01 to
// 9999-12-31): Always is before all of them, Never after.
const (
	Always Day = -1 << 30
	Never  Day = 1 << 30
)

// Date returns the day of a year, month and day of the month, and whether such
// a day exists.
func Date(y, m, d int) (Day, bool) {
	if y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > MonthLength(y, m) {
		return 0, false
	}
	return fromCivil(y, m, d), true
}

// MonthLength is the number of days in month m of year y.
func MonthLength(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// fromCivil follows H. Hinnant, "chrono-compatible low-level date algorithms".
func fromCivil(y, m, d int) Day {
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	mp := (m + 9) % 12
	doy := (153*mp+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Day(era*146097 + doe - 719468)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Civil returns the year, month and day of the month.
func (d Day) Civil() (y, m, day int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, day
}

// String prints the day as 2022-09-14.
func (d Day) String() string {
	switch {
	case d <= Always:
		return "always"
	case d >= Never:
		return "never"
	}
	y, m, day := d.Civil()
	b := [10]byte{4: '-', 7: '-'}
	for _, part := range [...]struct{ n, from, to int }{{y, 0, 4}, {m, 5, 7}, {day, 8, 10}} {
		for at := part.to - 1; at >= part.from; at-- {
			b[at] = byte('0' + part.n%10)
			part.n /= 10
		}
	}
	return string(b[:])
}

// Period is a length of time: months first, then days. Forever is no limit.
type Period struct {
	Months, Days int32
	Forever      bool
}

// Add returns d + p. Months keep the day of the month; where the month is
// shorter, its last day is taken. Results outside the calendar are Never or
// Always.
func (d Day) Add(p Period) Day {
	if p.Forever || d >= Never {
		return Never
	}
	if d <= Always {
		return Always
	}
	if p.Months != 0 {
		y, m, day := d.Civil()
		total := int64(y)*12 + int64(m-1) + int64(p.Months)
		if total >= 9999*12+12 {
			return Never
		}
		if total < 12 {
			return Always
		}
		y, m = int(total/12), int(total%12)+1
		d = fromCivil(y, m, min(day, MonthLength(y, m)))
	}
	r := int64(d) + int64(p.Days)
	if r > int64(lastDay) {
		return Never
	}
	if r < int64(firstDay) {
		return Always
	}
	return Day(r)
}

var (
	firstDay = fromCivil(1, 1, 1)
	lastDay  = fromCivil(9999, 12, 31)
)

// Written is e without the days that cannot be written.
func (e Extent) Written() Extent {
	return Extent{min(max(e.Lo, firstDay), lastDay), max(min(e.Hi, lastDay), firstDay)}
}

// Times returns p taken n times; what is longer than can be counted is as long as
// can be.
func (p Period) Times(n int32) Period {
	times := func(x int32) int32 {
		return int32(max(math.MinInt32, min(math.MaxInt32, int64(x)*int64(n))))
	}
	return Period{Months: times(p.Months), Days: times(p.Days), Forever: p.Forever}
}

// IsZero reports whether p is no time at all.
func (p Period) IsZero() bool { return p == Period{} }

// String prints "6 months", "1 year 10 days", "none".
func (p Period) String() string {
	if p.Forever {
		return "none"
	}
	var parts []string
	part := func(n int32, unit string) {
		if n == 0 {
			return
		}
		s := strconv.Itoa(int(n)) + " " + unit
		if n != 1 {
			s += "s"
		}
		parts = append(parts, s)
	}
	part(p.Months/12, "year")
	part(p.Months%12, "month")
	part(p.Days, "day")
	if len(parts) == 0 {
		return "0 days"
	}
	return strings.Join(parts, " ")
}

// Extent is a day known within bounds, both included.
type Extent struct{ Lo, Hi Day }

// On is the extent of one day.
func On(d Day) Extent { return Extent{d, d} }

// IsExact reports whether the day is known.
func (e Extent) IsExact() bool { return e.Lo == e.Hi }

// Len is the number of days within the bounds.
func (e Extent) Len() int { return int(e.Hi-e.Lo) + 1 }

// String prints one day, or "lo..hi".
func (e Extent) String() string {
	if e.IsExact() {
		return e.Lo.String()
	}
	return e.Lo.String() + ".." + e.Hi.String()
}
