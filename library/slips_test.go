package library

import (
	"strings"
	"testing"
)

// TestSlips: one slip of a drafter gives one message, and it says what to do.
func TestSlips(t *testing.T) {
	const words = `vocabulary words
  kind state
  kind organ institution
  entity EST is state "Estonia"
  entity LVA is state "Latvia"
  entity CON is organ
  number killed
  act attack by state on state
  act help by state to state
  act consent by organ on state
`
	const pact = `charter pact
  parties EST LVA
  status welcome
  reading promptly = 30 days or 10 days
  body council as CON of parties decides by consensus
article 1
  duty aid
    when attack by p on q killed at least 1
    must help by p to q
    within promptly
article 2
  procedure consent
    before council
    decided consent by council on s
    adopted s becomes welcome
  ban b
    any welcome p
    never help by p to q
`
	const record = `record r closed 1938-12-31
  1938-03-17 attack by EST on LVA killed 3
  1938-03-18 consent by CON on EST ayes EST LVA
`
	const cases = `case c under pact reads r
`
	for _, x := range []struct{ file, was, is, code, hint string }{
		{"pact", "within promptly", "withn promptly", "E0203", "did you mean `within`?"},
		{"pact", "becomes welcome", "becomes welcom", "E0205", "did you mean welcome?"},
		{"pact", "killed at", "kiled at", "E0203", "did you mean killed?"},
		{"pact", "must help by", "must halp by", "E0202", "did you mean help?"},
		{"pact", "parties EST", "parties Estonia", "E0104", "the code of Estonia is EST"},
		{"record", "by EST on", "by Estonia on", "E0104", "the code of Estonia is EST"},
		{"record", "1938-03-17", "1938-02-30", "E0108", "1938-02 has 28 days"},
		{"record", "1938-03-17", "1938-13-17", "E0108", "months run from 01 to 12; a date is written year-month-day"},
		{"record", "ayes EST LVA", "for EST LVA", "E0215",
			"consent has `by`, `on`; who voted how stands behind `ayes`, `noes`, `abstaining` and `absent`"},
		{"pact", "when attack by p on q killed at least 1", "when p attacks q", "E0202",
			"the act comes first, then who does what to whom: `attack by p on q`"},
		{"pact", "    within promptly", "    within promptly\n    unless p has party", "E0202", "what p is stands behind `is`: `p is party`"},
		{"pact", "killed at least 1", "killed at least 1\n    where P is party", "E0201", "a variable is lower case: `p`"},
		{"cases", "under pact ", "", "E0414", "write `under CHARTER`"},
		{"words", "entity EST", "entity Estonia", "E0104", "an entity is written by its code, all in upper case: `ESTONIA`"},
	} {
		files := map[string]string{"words": words, "pact": pact, "record": record, "cases": cases}
		whole := files[x.file]
		if files[x.file] = strings.Replace(whole, x.was, x.is, 1); files[x.file] == whole {
			t.Fatalf("%q is not there", x.was)
		}
		var list []string
		for _, name := range []string{"words", "pact", "record", "cases"} {
			list = append(list, "a/"+name+".casus", files[name])
		}
		l, _ := LoadFrom(disk(list...), []string{"a"})
		var told []string
		for _, d := range l.Check() {
			if d.Code == "E0248" {
				continue // every small text draws it
			}
			told = append(told, d.String())
			if d.Code != x.code || d.Hint != x.hint {
				t.Errorf("%s for %s: %s", x.is, x.was, d)
			}
		}
		if len(told) != 1 {
			t.Errorf("%s for %s: %d messages, want 1:\n%s", x.is, x.was, len(told), strings.Join(told, "\n"))
		}
	}
}
