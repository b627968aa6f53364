package lint

import (
	"fmt"
	"strings"
)

// Page is docs/lint.md, written from the table.
func Page() []byte {
	var b strings.Builder
	b.WriteString(`# Flaws of a charter

` + "`casus check`" + ` looks for these flaws in every case and in every charter that no case lists. They are warnings and notes: a treaty may
want each of them, and most treaties have many. ` + "`casus check --explain L01`" + ` prints one entry, ` + "`--no-lint`" + ` leaves all of them out, and
with ` + "`--strict`" + ` the warnings fail the check.

What is looked at is the text in force at the end of the case, after its amendments. Where a check runs short histories, A to D
are parties and X is an outsider; each deed comes a day after the one before. What such a run does not find may still be so in a
longer history: ` + "`casus search`" + ` looks further.

This page is written from the table in the code.

`)
	for _, e := range table {
		fmt.Fprintf(&b, "## %s %s\n\n", e.Code, e.Title)
		fmt.Fprintf(&b, "*%s.* %s\n\n", capital(e.Severity.String()), e.Looks)
		fmt.Fprintf(&b, "**Why it matters.** %s\n\n", e.Why)
		fmt.Fprintf(&b, "**It happened.** %s\n\n", e.Treaty)
		fmt.Fprintf(&b, "**What can be done.** %s\n\n", e.Remedy)
	}
	return []byte(strings.TrimRight(b.String(), "\n") + "\n")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
