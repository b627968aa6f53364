package chronicle

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/library"
	"casus/record"
	"casus/syntax"
)

// TieKind is what states do to, or with, one another.
type TieKind string

// The kinds of tie. Help, attack and accuse go from who acts to whom it is done;
// who meets or exercises does so together.
const (
	Help     TieKind = "help"     // PLOVER AID
	Attack   TieKind = "attack"   // PLOVER ASSAULT
	Accuse   TieKind = "accuse"   // PLOVER ACCUSE
	Meet     TieKind = "meet"     // PLOVER CONSULT
	Exercise TieKind = "exercise" // the signal `exercise` of the case
)

// TieKinds lists the kinds in the order in which they are shown.
var TieKinds = []TieKind{Help, Attack, Accuse, Meet, Exercise}

// Directed reports whether ties of a kind go from one to another.
func (k TieKind) Directed() bool { return k == Help || k == Attack || k == Accuse }

var byCategory = map[string]TieKind{"AID": Help, "ASSAULT": Attack, "ACCUSE": Accuse, "CONSULT": Meet}

// Tie is what one did to another, or what two did together, in a window of time.
type Tie struct {
	Kind     TieKind
	From, To charter.EntityID // of what is done together: by code
	Events   []*record.Entry  // one for each event, by day
}

// Network is who helped, attacked, accused, met and exercised with whom from
// one day to another.
type Network struct {
	From, Until calendar.Day
	Acts        map[TieKind][]charter.ActID // of the record, in the order of the vocabulary
	Events      map[TieKind]int
	Nodes       []Node // by code
	Ties        []Tie  // by kind, then by codes
}

// Node is who has a tie.
type Node struct {
	Entity charter.EntityID
	Party  bool // of an alliance of the case, on some day of the window
	Events int  // in which it has a tie
}

// Network draws the network of a window of time. Signals say which acts are
// exercises. An event that several entries describe counts once for each two.
func (c *Chronicle) Network(signals map[library.Signal]library.SignalActs, from, until calendar.Day) *Network {
	n := &Network{From: from, Until: until, Acts: map[TieKind][]charter.ActID{}, Events: map[TieKind]int{}}
	v := c.Docket.Case.Vocab
	kindOf := func(a charter.ActID) TieKind {
		if signals[library.Exercise].Is(v, a) {
			return Exercise
		}
		return byCategory[Category(v, a)]
	}
	type tieKey struct {
		kind     TieKind
		from, to charter.EntityID
	}
	ties := map[tieKey]*Tie{}
	seen := map[tieKey]map[int]bool{} // events
	events := map[TieKind]map[int]bool{}
	used := map[charter.ActID]bool{}
	for _, e := range c.Entries {
		kind := kindOf(e.Act)
		if kind == "" || !c.Tells(e) || e.Begin.Hi < from && !(e.Lasted && e.End.Hi >= from) || e.Begin.Lo > until {
			continue
		}
		pairs := tied(v, kind, e)
		if len(pairs) == 0 {
			continue
		}
		used[e.Act] = true
		if events[kind] == nil {
			events[kind] = map[int]bool{}
		}
		events[kind][e.Happening] = true
		for _, p := range pairs {
			k := tieKey{kind, p[0], p[1]}
			if ties[k] == nil {
				ties[k] = &Tie{Kind: kind, From: p[0], To: p[1]}
				seen[k] = map[int]bool{}
			}
			if !seen[k][e.Happening] {
				seen[k][e.Happening] = true
				ties[k].Events = append(ties[k].Events, e)
			}
		}
	}
	for a := range v.Acts {
		if used[charter.ActID(a)] {
			k := kindOf(charter.ActID(a))
			n.Acts[k] = append(n.Acts[k], charter.ActID(a))
		}
	}
	for k, list := range events {
		n.Events[k] = len(list)
	}
	for _, t := range ties {
		n.Ties = append(n.Ties, *t)
	}
	slices.SortFunc(n.Ties, func(a, b Tie) int {
		return cmp.Or(slices.Index(TieKinds, a.Kind)-slices.Index(TieKinds, b.Kind),
			cmp.Compare(v.Entities[a.From].Code, v.Entities[b.From].Code), cmp.Compare(v.Entities[a.To].Code, v.Entities[b.To].Code))
	})
	c.nodes(n)
	return n
}

// nodes lists who has a tie.
func (c *Chronicle) nodes(n *Network) {
	in := map[charter.EntityID]map[int]bool{}
	for _, t := range n.Ties {
		for _, e := range []charter.EntityID{t.From, t.To} {
			if in[e] == nil {
				in[e] = map[int]bool{}
			}
			for _, x := range t.Events {
				in[e][x.Happening] = true
			}
		}
	}
	for _, l := range c.Lanes {
		if events := in[l.Entity]; events != nil {
			party := slices.ContainsFunc(l.Bands, func(b Band) bool {
				return b.Family >= 0 && b.Status == charter.PartyStatus && b.From <= n.Until && n.From < b.Until
			})
			n.Nodes = append(n.Nodes, Node{l.Entity, party, len(events)})
		}
	}
	v := c.Docket.Case.Vocab
	slices.SortFunc(n.Nodes, func(a, b Node) int { return cmp.Compare(v.Entities[a.Entity].Code, v.Entities[b.Entity].Code) })
}

// tied lists the pairs that an entry ties. What two do to each other ties them
// both ways; what several do together ties every two of them.
func tied(v *charter.Vocabulary, kind TieKind, e *record.Entry) [][2]charter.EntityID {
	var list [][2]charter.EntityID
	add := func(a, b charter.EntityID) {
		if a != b && !slices.Contains(list, [2]charter.EntityID{a, b}) {
			list = append(list, [2]charter.EntityID{a, b})
		}
	}
	if !kind.Directed() {
		all := Acting(e)
		for i, a := range all {
			for _, b := range all[i+1:] {
				if v.Entities[b].Code < v.Entities[a].Code {
					add(b, a)
				} else {
					add(a, b)
				}
			}
		}
		return list
	}
	for _, a := range e.Roles[syntax.By] {
		for _, role := range []syntax.Role{syntax.To, syntax.On, syntax.With, syntax.Against} {
			for _, b := range e.Roles[role] {
				add(a, b)
				if v.Acts[e.Act].Mutual {
					add(b, a)
				}
			}
		}
	}
	return list
}

// Category is an act's PLOVER category: its own, or that of the nearest act it is
// declared to be; empty where there is none.
func Category(v *charter.Vocabulary, a charter.ActID) string {
	for ; a != 0; a = v.Acts[a].Parent {
		if p := v.Acts[a].Plover; p != "" {
			return p
		}
	}
	return ""
}
