package docket

import "casus/engine"

// InRun ties the findings of a docket to those of a run that Single made: the
// number that each of them has there. A finding that the run has not is not in
// the map.
func (d *Docket) InRun(r *engine.Run) map[*Finding]uint32 {
	out := map[*Finding]uint32{}
	if d.lone() {
		for _, f := range d.Findings {
			out[f] = f.id
		}
		return out
	}
	byKey := make(map[string]*Finding, len(d.Findings))
	for _, f := range d.Findings {
		byKey[f.Key()] = f
	}
	ks := newKeys(d, r)
	for id := range r.Findings() {
		for _, k := range ks.of(uint32(id)) {
			if f := byKey[k.key]; f != nil {
				out[f] = uint32(id)
			}
		}
	}
	return out
}
