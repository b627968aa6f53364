package record

// Common lists the entries of common ground: those without account, of each
// the version known last, without those taken back; in the order of the
// record. Claims and what somebody denies are among them.
func (rec *Record) Common() []*Entry {
	out := map[int]bool{}
	for _, r := range rec.Retractions {
		out[rec.Entries[r.Entry].Origin] = true
	}
	latest := map[int]*Entry{}
	for _, e := range rec.Entries {
		if len(e.Accounts) > 0 || out[e.Origin] {
			continue
		}
		if had := latest[e.Origin]; had == nil || e.Corrects >= 0 && (had.Corrects < 0 || e.Known >= had.Known) {
			latest[e.Origin] = e
		}
	}
	var list []*Entry
	for _, e := range rec.Entries {
		if latest[e.Origin] == e {
			list = append(list, e)
		}
	}
	return list
}

// Sure reports whether nobody denies an entry and it is more than a claim.
func (e *Entry) Sure() bool { return !e.Claim && len(e.DeniedBy) == 0 }
