package main

import (
	"fmt"
	"strings"
	"time"

	"casus/diag"
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

// say tells how far it is in words.
func (c *counting) say(text string) {
	if !c.p.progress || time.Since(c.last) < 200*time.Millisecond {
		return
	}
	c.last, c.shown = time.Now(), true
	fmt.Fprintf(c.p.err, "\r\x1b[K%s, %.0f s", text, time.Since(c.start).Seconds())
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

// thousands writes a number with its thousands apart.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
