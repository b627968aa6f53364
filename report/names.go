package report

import (
	"bytes"
	"fmt"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/engine"
)

// everyday are the names by which states are called where the list of ISO 3166
// has a longer one. A vocabulary that names a state itself is left alone.
var everyday = map[string]struct{ formal, short string }{
	"GBR": {"United Kingdom of Great Britain and Northern Ireland", "the United Kingdom"},
	"KOR": {"Republic of Korea", "South Korea"},
	"PRK": {"Democratic People's Republic of Korea", "North Korea"},
	"RUS": {"Russian Federation", "Russia"},
	"USA": {"United States of America", "the United States"},
	"ARE": {"United Arab Emirates", "the United Arab Emirates"},
	"NLD": {"Netherlands", "the Netherlands"},
	"PHL": {"Philippines", "the Philippines"},
}

// longestName is the length of a title that still serves as a name.
const longestName = 44

// name is what an entity is called in a sentence: its title up to the first
// explanation, or its code where that is still too long.
func name(v *charter.Vocabulary, e charter.EntityID) string {
	if int(e) >= len(v.Entities) || e == 0 {
		return "somebody"
	}
	x := v.Entities[e]
	if s, ok := everyday[x.Code]; ok && x.Title == s.formal {
		return s.short
	}
	title := x.Title
	for _, stop := range []string{":", " (", ",", ";"} {
		title, _, _ = strings.Cut(title, stop)
	}
	title = clean(strings.TrimSpace(title))
	switch {
	case title == "" || textWidth(title) > longestName:
		return x.Code
	case strings.HasPrefix(title, "The "):
		return "the " + title[4:]
	case v.IsInstitution(e) && strings.Contains(title, " "):
		return "the " + title
	}
	return title
}

// Name is what sentences call an entity, with its article: "the United Kingdom".
func Name(v *charter.Vocabulary, e charter.EntityID) string { return name(v, e) }

// names joins entities as people do.
func names(v *charter.Vocabulary, es []charter.EntityID) string {
	var list []string
	for _, e := range es {
		list = append(list, name(v, e))
	}
	return enumerate(list, "and")
}

func enumerate(words []string, last string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// codes joins the codes of entities by blanks, as a record does.
func codes(v *charter.Vocabulary, es []charter.EntityID) string {
	var list []string
	for _, e := range es {
		list = append(list, v.Entities[e].Code)
	}
	return strings.Join(list, " ")
}

// counted is "1 entry", "3 entries".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return group(n) + " " + many
}

// group writes a number with commas.
func group(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// article is "Article 4" or "article preamble".
func article(number string) string {
	switch {
	case number == "":
		return ""
	case number[0] >= '0' && number[0] <= '9':
		return "Article " + number
	}
	return "article " + number
}

// roleWords writes roles as a record does: "by RUS to ARM".
func roleWords(v *charter.Vocabulary, roles []engine.RoleStates) string {
	return string(appendRoleWords(nil, v, roles))
}

func appendRoleWords(b []byte, v *charter.Vocabulary, roles []engine.RoleStates) []byte {
	for i, r := range roles {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(append(b, r.Role.String()...), ' ')
		for k, s := range r.States {
			if k > 0 {
				b = append(b, ' ')
			}
			b = append(b, v.Entities[s].Code...)
		}
	}
	return b
}

// Phrase is a finding as a test would expect it, without its day: "breach of
// help by RUS to ARM".
func Phrase(d *docket.Docket, f *docket.Finding) string {
	v := d.Case.Vocab
	b := make([]byte, 0, 128)
	add := func(s string) {
		if b = append(b, s...); s != "" {
			b = append(b, ' ')
		}
	}
	roles := func(list []engine.RoleStates) {
		if b = appendRoleWords(b, v, list); len(list) > 0 {
			b = append(b, ' ')
		}
	}
	switch {
	case f.Kind == engine.Status && f.Status != nil:
		s := f.Status
		verb := "becomes"
		if s.Ceases {
			verb = "ceases to be"
		}
		add(v.Entities[s.Entity].Code)
		add(verb)
		add(s.Status)
		if s.With != 0 {
			add("with")
			add(v.Entities[s.With].Code)
		}
	case f.Kind == engine.Void:
		add("void")
		add(v.Acts[f.Act].Name)
		roles(f.Roles)
	case f.Kind == engine.Silence && !f.OfBreach:
		add("silence about")
		add(v.Acts[f.Act].Name)
		roles(f.Roles)
	case f.Kind == engine.Silence:
		add("silence about breach of")
		add(ruleName(f.Rule))
		roles(f.Roles)
	case f.Kind == engine.Collision:
		add("collision of")
		add(ruleName(f.Rule))
		roles(f.Roles)
		add("and")
		add(ruleName(f.Rule2))
		roles(f.Roles2)
	default:
		if f.Late {
			add("late")
		}
		add(f.Kind.String())
		add("of")
		add(ruleName(f.Rule))
		roles(f.Roles)
	}
	return string(bytes.TrimSuffix(b, []byte(" ")))
}

func ruleName(r *charter.Rule) string {
	if r == nil {
		return ""
	}
	return r.Name
}

// days are the days of a finding in some sides: from the earliest to the
// latest.
func days(f *docket.Finding, sides []int) calendar.Extent {
	e := calendar.Extent{Lo: calendar.Never, Hi: calendar.Always}
	for _, s := range sides {
		if s < len(f.Sides) && f.Sides[s].Possible() {
			e.Lo, e.Hi = min(e.Lo, f.Sides[s].Days.Lo), max(e.Hi, f.Sides[s].Days.Hi)
		}
	}
	if e.Lo > e.Hi {
		return f.Days
	}
	return e
}

func written(e calendar.Extent) bool { return e.Lo > calendar.Always && e.Hi < calendar.Never }

// spread writes days known within bounds for people: 2021-05-14 to 19.
func spread(e calendar.Extent) string {
	if e.IsExact() {
		return e.Lo.String()
	}
	lo, hi := e.Lo.String(), e.Hi.String()
	switch {
	case len(lo) == 10 && len(hi) == 10 && lo[:7] == hi[:7]:
		hi = hi[8:]
	case len(lo) == 10 && len(hi) == 10 && lo[:4] == hi[:4]:
		hi = hi[5:]
	}
	return lo + ".." + hi
}

// reading is the name of a reading and its value on a day.
func reading(d *docket.Docket, ref charter.ReadingRef, day calendar.Day) (string, string) {
	return d.Case.Families[ref.Family].Readings[ref.Reading].Name, d.ValueOn(ref, day).String()
}

// limitWords is "immediately = 30 days", or nothing where the period is
// written out in the rule.
func limitWords(d *docket.Docket, l *charter.Limit, day calendar.Day) string {
	if l == nil || l.Reading == nil {
		return ""
	}
	n, v := reading(d, *l.Reading, day)
	return n + " = " + v
}
