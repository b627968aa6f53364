package main

import (
	"fmt"
	"strings"
	"time"

	"casus/calendar"
	"casus/diag"
	"casus/syntax"
)

// counting shows on a terminal how far something is that can be counted.
type counting struct {
	p     *program
	start time.Time
	last  time.Time
	shown bool
}

func (p *program) counting() *counting {
	return &counting{p: p, start: time.Now(), last: time.Now()}
}

// show tells how far it is, not more often than people can read.
func (c *counting) show(what string, done, of int) {
	if !c.p.progress || time.Since(c.last) < 200*time.Millisecond {
		return
	}
	c.last, c.shown = time.Now(), true
	fmt.Fprintf(c.p.err, "\r\x1b[K%s: %d of %d worlds, %.0f s", what, done, of, time.Since(c.start).Seconds())
}

// end takes the line away.
func (c *counting) end() {
	if c.shown {
		fmt.Fprint(c.p.err, "\r\x1b[K")
	}
}

// near says what may be meant by a name that is not there.
func near(name string, all []string) string {
	if n := diag.Closest(name, all); n != "" {
		return "did you mean " + n + "?"
	}
	if len(all) == 0 {
		return "there is none"
	}
	return "there are " + strings.Join(all, ", ")
}

// firstDay reads a day, month or year from the command line; of a month or year
// the first day is meant.
func firstDay(flag, s string) (calendar.Day, error) {
	v, diags := syntax.ParseValue(s)
	if len(diags) == 0 {
		if e, ok := v.Expr.(*syntax.PointExpr); ok {
			return e.Point.First, nil
		}
		if y, ok := yearOf(s); ok {
			year, _, _ := y.Civil()
			first, _ := calendar.Date(year, 1, 1)
			return first, nil
		}
	}
	return 0, usage("%s %s: a day is written 2022-09-14, a month 2022-09, a year 2022", flag, s)
}
