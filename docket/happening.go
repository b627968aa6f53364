package docket

import (
	"strconv"
	"strings"
)

// Happening is the event of the record from which a finding comes in the end:
// the index of the entry at the root of its descriptions. ok is false of what
// comes from a day of the calendar, and of silence about a breach.
func (f *Finding) Happening() (index int, ok bool) {
	base, _, _ := strings.Cut(f.key, "#")
	i := strings.LastIndex(base, " of ")
	if i < 0 || f.OfBreach {
		return 0, false
	}
	n, err := strconv.Atoi(base[i+len(" of "):])
	return n, err == nil
}
