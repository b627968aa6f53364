package reader

import (
	"sort"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
)

// The canonical text of a finding is one line, its parts parted by single
// blanks, in this order. A part that does not apply is left out.
//
//	DAY KIND SUBJECT [opened DAY] [due DAY] [awaits CODE|nobody] [of ENTRY]
//
//	DAY      2022-10-14: the day of the finding
//	KIND     opening fulfilment breach unanswered excuse lapse adoption
//	         rejection status void silence collision, or `late fulfilment`
//	SUBJECT  of most kinds: RULE ROLES
//	         of status:      RULE CODE becomes|ceases FAMILY:STATUS [with CODE]
//	         of void:        ACT ROLES
//	         of silence:     about ACT ROLES, or about breach RULE ROLES
//	         of collision:   RULE ROLES and RULE ROLES [first yields|second
//	                         yields|both yield]
//	RULE     FAMILY/NAME, and @TEXT where the rule's text has another name than
//	         its family: csto-2002/help@csto-2010
//	ROLES    by CODE {CODE} on CODE ... in the order of roles; the entities of
//	         one role in order of code
//	opened   the day the matter opened
//	due      its last day, as the clock stands (a pause that is running is not
//	         in it); of a motion not yet made, the last day to make it
//	of       index of the entry at the root of the happening; see below
//
// opened and due are there for findings about matters of duties and
// procedures, if there is such a day; for a collision they are those of the
// matter just opened. An awaiting opening has no due unless the judge is the
// bearer.
//
// The happening of a finding is that of the act it is about or, for a finding
// about a matter, of what opened the matter: an act's own; a finding's (or
// change's), which it passes on; none for a date. A change of status has that
// of what gave the effect: the act that a power granted, what fired the
// consequence, the matter decided; where a ground ends by `for` or `until`,
// that of the effect which gave the ground. An excuse has that of the matter or
// breach excused; a collision, that of the matter just opened; a sequence that
// ends in an absence, that of the last step that came.
//
// For example:
//
//	2022-10-14 breach csto-2002/help by RUS to ARM opened 2022-09-13 due 2022-10-13 of 17
//	2023-09-14 status s9-accounts/third-time TJK ceases s9-accounts:suspended of 5

// String returns the canonical text of f.
func (f Finding) String(c *charter.Case) string {
	var w words
	w.add(f.Day.String())
	if f.Late {
		w.add("late")
	}
	w.add(f.Kind.String())
	w.subject(f, c)
	if f.Opened > calendar.Always && f.Opened < calendar.Never {
		w.add("opened", f.Opened.String())
	}
	if f.Due > calendar.Always && f.Due < calendar.Never {
		w.add("due", f.Due.String())
	}
	if f.Awaits != "" {
		w.add("awaits", f.Awaits)
	}
	if f.Happening >= 0 {
		w.add("of", strconv.Itoa(f.Happening))
	}
	return strings.Join(w, " ")
}

type words []string

func (w *words) add(s ...string) { *w = append(*w, s...) }

func (w *words) subject(f Finding, c *charter.Case) {
	switch {
	case f.Kind == Status && f.Status != nil:
		s := f.Status
		family := c.Families[s.Family]
		w.rule(f.Rule, c)
		verb := "becomes"
		if s.Ceases {
			verb = "ceases"
		}
		w.add(c.Vocab.Entities[s.Entity].Code, verb, family.Name+":"+family.Statuses[s.Status].Name)
		if s.With != 0 {
			w.add("with", c.Vocab.Entities[s.With].Code)
		}
	case f.Kind == Void:
		w.add(c.Vocab.Acts[f.Act].Name)
		w.roles(f.Roles, c)
	case f.Kind == Silence && !f.OfBreach:
		w.add("about", c.Vocab.Acts[f.Act].Name)
		w.roles(f.Roles, c)
	case f.Kind == Silence:
		w.add("about", "breach")
		w.rule(f.Rule, c)
		w.roles(f.Roles, c)
	case f.Kind == Collision:
		w.rule(f.Rule, c)
		w.roles(f.Roles, c)
		w.add("and")
		w.rule(f.Rule2, c)
		w.roles(f.Roles2, c)
		w.add(yieldNames[f.Yields]...)
	default:
		w.rule(f.Rule, c)
		w.roles(f.Roles, c)
	}
}

var yieldNames = [][]string{nil, {"first", "yields"}, {"second", "yields"}, {"both", "yield"}}

func (w *words) rule(id int, c *charter.Case) {
	if id < 0 || id >= len(c.Rules) {
		return
	}
	rule := c.Rules[id]
	family := c.Families[rule.Family]
	name := family.Name + "/" + rule.Name
	if text := family.Texts[rule.Text].Name; text != family.Name {
		name += "@" + text
	}
	w.add(name)
}

func (w *words) roles(roles []RoleEntities, c *charter.Case) {
	for _, re := range roles {
		w.add(re.Role.String())
		for _, e := range re.Entities {
			w.add(c.Vocab.Entities[e].Code)
		}
	}
}

// sorted returns entities in order of code, each once.
func sorted(es []charter.EntityID) []charter.EntityID {
	out := append([]charter.EntityID(nil), es...)
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	n := 0
	for i, e := range out {
		if i == 0 || e != out[n-1] {
			out[n] = e
			n++
		}
	}
	return out[:n]
}
