package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// evening finds the silences of the day: section 12.
func (r *run) evening() {
	for i := r.today; i < len(r.acts); {
		j := i
		for j < len(r.acts) && r.acts[j].fact == r.acts[i].fact {
			j++
		}
		r.silenceAboutAct(r.acts[i:j])
		i = j
	}
}

// silenceAboutAct looks at the acts of one fact.
func (r *run) silenceAboutAct(acts []*act) {
	a := acts[0]
	if !r.v.Acts[a.act].Grave || r.takenUp[a.happening] || r.silent[a.happening] || !r.isByOrOnParty(acts) {
		return
	}
	r.silent[a.happening] = true
	f := &finding{Finding: Finding{
		Kind: Silence, Rule: -1, Rule2: -1, Day: r.day, Opened: calendar.Always, Due: calendar.Never,
		Happening: a.happening, Act: a.act,
	}, bearer: -1, acts: acts}
	for role, es := range a.entry.Roles {
		if len(es) > 0 {
			f.Roles = append(f.Roles, RoleEntities{syntax.Role(role), sorted(es)})
		}
	}
	r.emit(f)
	r.cascade()
}

// isByOrOnParty reports whether a party of a family in force took part.
func (r *run) isByOrOnParty(acts []*act) bool {
	for _, a := range acts {
		for _, e := range a.roles {
			for _, f := range r.c.Families {
				if e != 0 && r.hasTextInForce(f) && r.holds(f.ID, charter.PartyStatus, e, 0, a.at) {
					return true
				}
			}
		}
	}
	return false
}

func (r *run) hasTextInForce(f *charter.Family) bool {
	for _, t := range f.Texts {
		if t.From <= r.day && r.day < t.Until {
			return true
		}
	}
	return false
}

// silenceAboutBreach follows the first breach of the rules of one name in a
// family, if no trigger in force that day names it.
func (r *run) silenceAboutBreach(f *finding) {
	rule := r.c.Rules[f.Rule]
	name := ruleName{rule.Family, rule.Name}
	if r.named[name] {
		return
	}
	r.named[name] = true
	for _, other := range r.c.Rules {
		if !inForce(other, r.day) {
			continue
		}
		for _, t := range other.When {
			if t.Finding != nil && t.Finding.Kind == syntax.Breach && contains(t.Finding.Rules, f.Rule) {
				return
			}
		}
	}
	silence := f.Finding
	silence.Kind, silence.OfBreach = Silence, true
	r.emit(&finding{Finding: silence, bearer: f.bearer, group: f.group})
}
