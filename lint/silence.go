package lint

import (
	"fmt"
	"slices"

	"casus/charter"
	"casus/syntax"
)

// silences is L20.
func (s *scene) silences() {
	if !s.speaksOfForce() {
		return
	}
	for i := int(charter.FirstDeclared); i < len(s.v.Acts); i++ {
		id := charter.ActID(i)
		act := &s.v.Acts[i]
		if act.Grave && (act.Parent == 0 || !s.v.Acts[act.Parent].Grave) {
			s.silence(id)
		}
	}
}

// silence asks which of the ways in which a grave act may concern a party are
// answered, and by which reading the others would be.
func (s *scene) silence(id charter.ActID) {
	ways := s.ways(id)
	silent := make([]bool, len(ways))
	var hs []history
	var of []int
	for w := range ways {
		silent[w] = len(ways[w].deeds) > 0
		for _, d := range ways[w].deeds {
			hs, of = append(hs, history{deeds: []deed{d}}), append(of, w)
		}
	}
	at := 0
	s.t.play(hs, func(p played) {
		silent[of[at]] = silent[of[at]] && p.silent(id)
		at++
	})
	reading := make([]*given, len(ways))
	var more []history
	var back []int
	for i, h := range hs {
		if silent[of[i]] {
			for _, g := range s.readings {
				more, back = append(more, history{h.deeds, g}), append(back, of[i])
			}
		}
	}
	at = 0
	s.t.play(more, func(p played) {
		if w := back[at]; reading[w] == nil && !p.silent(id) {
			reading[w] = p.given
		}
		at++
	})
	var list, topics []string
	sev := note
	for w, x := range ways {
		if silent[w] {
			topics = append(topics, x.name)
		}
		switch {
		case !silent[w]:
		case reading[w] != nil:
			list = append(list, x.name+" (unless "+s.givenWords(reading[w])+")")
		default:
			list = append(list, x.name)
			if x.grave {
				sev = warning
			}
		}
	}
	if len(list) > 0 {
		s.checker.text("L20", sev, s.t.family, s.v.Acts[id].Pos, topics, "nothing answers %s", or(list))
	}
}

// way is one way in which an act may concern a party: "attack by an outsider on
// a party".
type way struct {
	name  string
	deeds []deed // variants: one that is answered answers the way
	grave bool   // a party suffers it, or does it to a party
}

// ways plays an act with a party and an outsider in every role that they fit.
func (s *scene) ways(id charter.ActID) []way {
	act := &s.v.Acts[id]
	var roles []syntax.Role
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		// What may be anything - an addressee, a topic - is no player.
		player := role == syntax.By || act.Roles[role].Kind != 0
		if spec := act.Roles[role]; spec.Has && !spec.Optional && player && s.v.IsKind(s.t.cast[0], spec.Kind) {
			roles = append(roles, role)
		}
	}
	if len(roles) == 0 || len(roles) > 3 {
		return nil
	}
	var list []way
	for mask := 1; mask < 1<<len(roles); mask++ { // a set bit: a party
		if act.Mutual && mask == 2 {
			continue
		}
		x := way{name: act.Name}
		var d deed
		d.act = id
		players := slices.Clone(s.t.cast)
		for i, role := range roles {
			if mask>>i&1 != 0 {
				x.name += fmt.Sprintf(" %s a party", role)
				d.roles[role], players = players[0], players[1:]
				x.grave = x.grave || role != syntax.By || len(roles) == 1
			} else {
				x.name += fmt.Sprintf(" %s an outsider", role)
				if twice(d, s.t.outsider) {
					x.name = ""
					break
				}
				d.roles[role] = s.t.outsider
			}
			if len(players) == 0 {
				x.name = ""
				break
			}
		}
		if x.name != "" {
			x.deeds = s.variants(d)
			list = append(list, x)
		}
	}
	return list
}

// variants fills the roles of a deed in which no state stands: required ones
// with each prop that fits, optional ones with none or each.
func (s *scene) variants(d deed) []deed {
	list := []deed{d}
	for role := syntax.Role(0); role < syntax.NumRoles; role++ {
		spec := s.v.Acts[d.act].Roles[role]
		if !spec.Has || d.roles[role] != 0 {
			continue
		}
		var who []charter.EntityID
		for _, e := range s.t.props {
			if s.v.IsKind(e, spec.Kind) {
				who = append(who, e)
			}
		}
		if len(who) == 0 && !spec.Optional {
			who = s.t.candidates(spec.Kind)
		}
		var next []deed
		for _, x := range list {
			if spec.Optional {
				next = append(next, x)
			}
			for _, e := range who {
				y := x
				y.roles[role] = e
				next = append(next, y)
			}
		}
		list = next[:min(len(next), 64)]
	}
	return list
}
