package docket

// Happening is the event of the record from which a finding comes in the end:
// the index of the entry at the root of its descriptions. ok is false of what
// comes from a day of the calendar, and of silence about a breach.
func (f *Finding) Happening() (index int, ok bool) {
	if f.root.of != aHappening || f.OfBreach {
		return 0, false
	}
	return int(f.root.n), true
}
