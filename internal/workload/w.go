// Package workload is the yardstick W(N), by which casus is measured beside other
// engines.
//
// Six members; for i = 0..N-1 member i asks its successor for help on day i+1,
// which is owed within thirty days. Where i mod 3 is 1 help comes after ten
// days, where it is 2 after forty-five (a breach, then a late fulfilment), where
// it is 0 never. Requests come before help on one day; the record is closed on
// day N+200.
//
// W(N) takes N days, and the calendar ends with the year 9999. Larger records are
// several alliances abreast, each living through W(N) at the same time.
package workload

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"casus/calendar"
)

// Members is how many members an alliance has.
const Members = 6

// Most is the largest N that the calendar has room for.
const Most = 2_900_000

// Deed is one act: who asks or helps whom, as indexes into Codes.
type Deed struct {
	Day    calendar.Day
	Help   bool
	By, To int
}

// Start is the day before the first request.
var Start, _ = calendar.Date(2000, 12, 31)

// Closed is the day on which the record of W(n) is closed.
func Closed(n int) calendar.Day { return Start + calendar.Day(n) + 201 }

// Deeds are the acts of W(n) in order, of so many alliances abreast.
func Deeds(n, abreast int) iter.Seq[Deed] {
	return func(yield func(Deed) bool) {
		// On day d the requests of i = d are made, and what answers the requests of
		// ten and of forty-five days ago is done, the older one first.
		for d := 0; d < n+46; d++ {
			day := Start + calendar.Day(d) + 1
			for _, act := range []struct {
				i    int
				rest int
				help bool
			}{{d, -1, false}, {d - 45, 2, true}, {d - 10, 1, true}} {
				if act.i < 0 || act.i >= n || act.rest >= 0 && act.i%3 != act.rest {
					continue
				}
				for a := range abreast {
					asker, other := a*Members+act.i%Members, a*Members+(act.i+1)%Members
					deed := Deed{Day: day, Help: act.help, By: asker, To: other}
					if act.help {
						deed.By, deed.To = other, asker
					}
					if !yield(deed) {
						return
					}
				}
			}
		}
	}
}

// Entries is how many acts W(n) has.
func Entries(n int) int { return n + Expected(n).InTime + Expected(n).Late }

// Counts is what W is judged by: fulfilled in time, breaches, and of these
// performed late or never.
type Counts struct{ InTime, Breaches, Late, Never int }

// Expected are the counts of W(n).
func Expected(n int) Counts {
	c := Counts{Never: (n + 2) / 3, InTime: (n + 1) / 3, Late: n / 3}
	c.Breaches = c.Late + c.Never
	return c
}

// Times are the counts of so many alliances abreast.
func (c Counts) Times(abreast int) Counts {
	return Counts{c.InTime * abreast, c.Breaches * abreast, c.Late * abreast, c.Never * abreast}
}

// Codes are the codes of the members: AAA, AAB and so on.
func Codes(abreast int) []string {
	list := make([]string, Members*abreast)
	for i := range list {
		list[i] = string([]byte{'A' + byte(i/26/26%26), 'A' + byte(i/26%26), 'A' + byte(i%26)})
	}
	return list
}

// Words is the vocabulary in which W happens.
func Words(abreast int) string {
	var b strings.Builder
	b.WriteString("vocabulary words\n  kind state\n")
	for _, c := range Codes(abreast) {
		fmt.Fprintf(&b, "  entity %s is state\n", c)
	}
	b.WriteString("  act request by state to state\n  act help    by state to state\n")
	return b.String()
}

// Charter is the rule of W. One act of help counts for one request only: without
// `counts once` it would answer every request that is open.
func Charter(abreast int) string {
	return `
charter pact
  parties ` + strings.Join(Codes(abreast), " ") + `
article 1
  duty assist
    when    request by p to q
    where   p is party, q is party
    must    help by q to p
    counts  once
    within  30 days

case w under pact
`
}

// Form is how a record is written.
type Form string

// The forms.
const (
	Casus Form = "casus"
	CSV   Form = "csv"
	Lines Form = "jsonl"
)

// Write writes the record of W(n).
func Write(w io.Writer, n, abreast int, form Form) error {
	b := bufio.NewWriterSize(w, 1<<20)
	codes := Codes(abreast)
	switch form {
	case Casus:
		fmt.Fprintf(b, "record deeds closed %s\n", Closed(n))
	case CSV:
		b.WriteString("day,act,by,to\n")
	}
	var line []byte
	last, text := calendar.Always, ""
	for d := range Deeds(n, abreast) {
		if d.Day != last {
			last, text = d.Day, d.Day.String()
		}
		act := "request"
		if d.Help {
			act = "help"
		}
		line = line[:0]
		switch form {
		case Casus:
			line = append(line, "  "...)
			line = append(append(append(append(line, text...), "  "...), act...), " by "...)
			line = append(append(append(line, codes[d.By]...), " to "...), codes[d.To]...)
		case CSV:
			line = append(append(append(append(line, text...), ','), act...), ',')
			line = append(append(append(line, codes[d.By]...), ','), codes[d.To]...)
		case Lines:
			line = append(append(append(append(line, `{"day":"`...), text...), `","act":"`...), act...)
			line = append(append(append(append(append(line, `","by":"`...), codes[d.By]...), `","to":"`...), codes[d.To]...), `"}`...)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return b.Flush()
}
