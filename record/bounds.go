package record

import (
	"strconv"

	"casus/calendar"
	"casus/syntax"
)

// longDoubt is by how much a day may be in doubt without a word: what is known
// no better than to a generation is rather a year with a wrong digit.
var longDoubt = calendar.Period{Months: 30 * 12}

// doubt warns of a day that may lie anywhere in very many years.
func (r *resolver) doubt(e *Entry, d *syntax.Entry) {
	if e.Begin.Hi < e.Begin.Lo.Add(longDoubt) {
		return
	}
	from, _, _ := e.Begin.Lo.Civil()
	to, _, _ := e.Begin.Hi.Civil()
	r.warn("E0326", d.Date.Span, "correct the year if it is mistyped; else the docket will not try every day in between, and says so",
		"the day is in doubt by %d years, from %s to %s", to-from, e.Begin.Lo, e.Begin.Hi)
}

// mostActs is of how many acts one entry may tell. A hundred states that each do
// something to each of a hundred come to as many.
const mostActs = 10_000

// multitude refuses an entry whose roles list so many entities that their
// combinations, each an act of its own, would be more than can be run.
func (r *resolver) multitude(e *Entry, d *syntax.Entry) {
	acts := 1
	for _, list := range e.Roles {
		acts *= max(1, len(list))
	}
	if acts <= mostActs {
		return
	}
	r.error("E0327", d.Phrase.Span, "write an entry for each of those who did different things; at most "+strconv.Itoa(mostActs)+" acts may be told together",
		"everybody listed with everybody else makes %d acts", acts)
}
