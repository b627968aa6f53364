package reason

import (
	"slices"
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// name is an entity as a sentence names it: "Armenia (ARM)", "the Permanent
// Council (PC)".
func (w *work) name(e charter.EntityID) string {
	if e == 0 || int(e) >= len(w.v.Entities) {
		return "nobody"
	}
	return spelt(&w.room.names, int(e), func() string {
		x := &w.v.Entities[e]
		title, _, _ := strings.Cut(x.Title, ": ") // what follows a colon explains the name
		switch {
		case title == "" || title == x.Code:
			return x.Code
		case strings.HasPrefix(title, "The "):
			title = "the " + title[4:]
		case w.v.IsInstitution(e) && strings.Contains(title, " "):
			title = "the " + title
		}
		return title + " (" + x.Code + ")"
	})
}

// begins is name at the beginning of a sentence.
func (w *work) begins(e charter.EntityID) string { return capital(w.name(e)) }

// inRole is an entity in a role, as a phrase adds it: " by Armenia (ARM)".
func (w *work) inRole(role syntax.Role, e charter.EntityID) string {
	return spelt(&w.roleNames[role], int(e), func() string { return " " + role.String() + " " + w.name(e) })
}

// names are entities in a list: "Armenia (ARM) and Belarus (BLR)".
func (w *work) names(es []charter.EntityID) string {
	if len(es) == 1 {
		return w.name(es[0])
	}
	var out []string
	for _, e := range es {
		out = append(out, w.name(e))
	}
	return list(out, "and")
}

// list joins words: "a, b and c".
func list(words []string, last string) string {
	switch len(words) {
	case 0:
		return "nobody"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// termName names what a term stands for, or the variable where it is free.
func (w *work) termName(t charter.Term, b *binding, day calendar.Day) string {
	if e := w.term(t, b, day); e != 0 {
		return w.name(e)
	}
	return "somebody"
}

// phrase is a pattern in words, its variables replaced by what they stand for.
func (w *work) phrase(p *charter.Pattern, b *binding, day calendar.Day) string {
	if p == nil {
		return "nothing"
	}
	parts := append(make([]string, 0, 12), w.patternName(p))
	for _, rt := range p.Roles {
		if e := w.term(rt.Term, b, day); e != 0 {
			parts = append(parts, w.inRole(rt.Role, e))
		} else {
			parts = append(parts, " ", rt.Role.String(), " somebody")
		}
	}
	for _, r := range p.Without {
		parts = append(parts, " without ", r.String())
	}
	out := w.say(parts...)
	for _, n := range p.Numbers {
		out += " " + w.v.Numbers[n.Number].Name
		if n.Bind != charter.NoVar {
			continue
		}
		if n.Op != syntax.Equal {
			out += " " + n.Op.String()
		}
		if n.Value != nil && n.Value.Op == charter.OpNum {
			out += " " + n.Value.Num.String()
		}
	}
	return out
}

// patternName is the act or derived act of a pattern.
func (w *work) patternName(p *charter.Pattern) string {
	if p.Define != nil {
		return p.Define.Name
	}
	return w.v.Acts[p.Act].Name
}

// phrases joins alternatives.
func (w *work) phrases(ps []*charter.Pattern, b *binding, day calendar.Day) string {
	if len(ps) == 1 {
		return w.phrase(ps[0], b, day)
	}
	var out []string
	for _, p := range ps {
		out = append(out, w.phrase(p, b, day))
	}
	return list(out, "or")
}

// roleWords are the roles of a finding but those left out, each after a space.
func (w *work) roleWords(rs []engine.RoleStates, without ...syntax.Role) string {
	out := make([]string, 0, 8)
	for _, r := range rs {
		if slices.Contains(without, r.Role) {
			continue
		}
		if len(r.States) == 1 {
			out = append(out, w.inRole(r.Role, r.States[0]))
		} else {
			out = append(out, " ", r.Role.String(), " ", w.names(r.States))
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return w.say(out...)
}

// deedWords are an act in words.
func (w *work) deedWords(d *deed) string {
	return w.say(w.appendDeed(make([]string, 0, 8), d)...)
}

// appendDeed adds the words of an act to a sentence.
func (w *work) appendDeed(parts []string, d *deed) []string {
	parts = append(parts, w.v.Acts[d.act].Name)
	for role, e := range d.roles {
		if e != 0 {
			parts = append(parts, w.inRole(syntax.Role(role), e))
		}
	}
	return parts
}

// amountWords are those numbers of an act of which a rule speaks.
func (w *work) amountWords(d *deed, r *charter.Rule) string {
	out := ""
	for _, n := range d.numbers {
		if d.gives(n.Number) && speaksOfNumber(r, n.Number) {
			out += ", " + w.v.Numbers[n.Number].Name + " " + grouped(n.Value.String())
			if u := w.v.Numbers[n.Number].Unit; u != "" {
				out += " " + u
			}
		}
	}
	return out
}

// grouped puts commas into the long whole numbers of a text, so that they can
// be read: 53,220,000.
func grouped(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		for i := range n {
			if n > 4 && i > 0 && (n-i)%3 == 0 {
				b.WriteByte(',')
			}
			b.WriteByte(s[i])
		}
		if s = s[n:]; s == "" {
			break
		}
		if s[0] == '.' && len(s) > 1 && s[1] != '.' { // decimals stay as they are
			n := 1
			for n < len(s) && s[n] >= '0' && s[n] <= '9' {
				n++
			}
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

// speaksOfNumber reports whether a rule binds, compares or adds up a number.
func speaksOfNumber(r *charter.Rule, n charter.NumberID) bool {
	if r.Minimum != nil && !r.Minimum.Count && r.Minimum.Number == n {
		return true
	}
	ps := append([]*charter.Pattern{r.May, r.Moved, r.Decided, r.Refusal}, r.Never...)
	ps = append(ps, r.Must...)
	for _, t := range r.When {
		ps = append(ps, t.Act)
	}
	for _, st := range r.Steps {
		for _, t := range st.When {
			ps = append(ps, t.Act)
		}
	}
	for _, p := range ps {
		if p == nil {
			continue
		}
		for _, t := range p.Numbers {
			if t.Number == n {
				return true
			}
		}
	}
	return false
}

// gives reports whether the entry itself gives a number.
func (d *deed) gives(n charter.NumberID) bool {
	if d.entry == nil {
		return false
	}
	for _, x := range d.entry.Numbers {
		if x.Number == n {
			return true
		}
	}
	return false
}

// where tells which rule is meant: "help, Article 4 of csto-2010".
func (w *work) where(r *charter.Rule) string {
	return spelt(&w.room.where, r.ID, func() string {
		if r.Article == "" {
			return r.Name + " of " + w.text(r)
		}
		return r.Name + ", Article " + r.Article + " of " + w.text(r)
	})
}

func (w *work) text(r *charter.Rule) string { return w.c.Families[r.Family].Texts[r.Text].Name }

// rule is the node that names a rule with its article, heading and basis.
func (s *teller) rule(r *charter.Rule) *Proof {
	s.about = r
	if !s.first(theRule, r.ID) {
		return s.node(Proof{Kind: KindAgain, Text: s.say("By ", s.where(r), ", as above."), Rule: r, Day: r.From, Holds: true, finding: -1})
	}
	text := spelt(&s.room.rules, r.ID, func() string { return s.ruleWords(r) })
	return s.node(Proof{Kind: KindRule, Text: text, Rule: r, Day: r.From, Holds: true, finding: -1})
}

// ruleWords name a rule with its article, heading and basis.
func (w *work) ruleWords(r *charter.Rule) string {
	t := "By the " + r.Kind.String() + " " + w.where(r)
	if r.Title != "" {
		t += ", “" + r.Title + "”"
	}
	if r.Heading != "" {
		t += ", under the heading “" + r.Heading + "”"
	}
	t += w.inForceWords(r)
	if len(r.Basis) > 0 {
		t += " (basis: " + strings.Join(r.Basis, "; ") + ")"
	}
	return t + "."
}

func (w *work) inForceWords(r *charter.Rule) string {
	switch {
	case r.From > calendar.Always && r.Until < calendar.Never:
		return ", in force from " + r.From.String() + " to " + (r.Until - 1).String()
	case r.From > calendar.Always:
		return ", in force from " + r.From.String()
	case r.Until < calendar.Never:
		return ", in force to " + (r.Until - 1).String()
	}
	return ""
}

// deed is the node of an act with the entry behind it.
func (s *teller) deed(act uint32, how string) *Proof {
	d := &s.deeds[act]
	parts := s.appendDeed(append(make([]string, 0, 16), "On ", s.day(d.day), ": "), d)
	if s.about != nil && len(d.numbers) > 0 {
		parts = append(parts, s.amountWords(d, s.about))
	}
	if how != "" {
		parts = append(parts, ", ", how)
	}
	if d.entry != nil && !d.bare && d.entry.Title != "" {
		parts = append(parts, ": “", d.entry.Title, "”")
	}
	p := s.node(Proof{Kind: KindEntry, Text: s.say(append(parts, ".")...), Day: d.day, Entry: d.entry, Holds: true, finding: -1})
	if d.entry == nil {
		return p
	}
	if !s.first(theEntry, int(d.index)) {
		p.Kind = KindAgain
		return p
	}
	return s.sourcesOf(p, d)
}

// sourcesOf says below a node how an entry is written, who says so, and where.
func (w *work) sourcesOf(p *Proof, d *deed) *Proof {
	if d.bare {
		return w.hang(p, w.note("Written: ", d.written, "."))
	}
	e := d.entry
	if e.Begin.Lo != e.Begin.Hi {
		w.hang(p, w.note("Written: ", e.Written, ", which began on some day from ", w.day(e.Begin.Lo), " to ", w.day(e.Begin.Hi),
			" and is here taken to have begun on ", w.day(d.day), "."))
	} else {
		w.hang(p, w.note("Written: ", e.Written, "."))
	}
	if s := w.saidBy(e); s != "" {
		w.hang(p, w.note(s))
	}
	for _, src := range e.Sources {
		w.hang(p, w.note("Source: ", sourceWords(src), "."))
	}
	for _, n := range e.Notes {
		w.hang(p, w.note("Remark: ", strings.TrimSuffix(n, "."), "."))
	}
	return p
}

func (w *work) saidBy(e *record.Entry) string {
	var parts []string
	if len(e.Accounts) > 0 {
		parts = append(parts, "in the account of "+w.names(e.Accounts))
	}
	if e.Claim {
		parts = append(parts, "claimed")
	}
	if e.SaidBy != "" {
		said := e.SaidBy
		if id, ok := w.v.FindEntity(said); ok {
			said = w.name(id)
		}
		parts = append(parts, "said by "+said)
		if len(e.Through) > 0 {
			parts[len(parts)-1] += " through " + list(e.Through, "and")
		}
	}
	if len(e.DeniedBy) > 0 {
		parts = append(parts, "denied by "+w.names(e.DeniedBy))
	}
	if e.HasKnown {
		parts = append(parts, "known on "+e.Known.String())
	}
	if len(parts) == 0 {
		return ""
	}
	return capital(list(parts, "and")) + "."
}

func sourceWords(s *record.Source) string {
	out := s.Name
	if s.Title != "" {
		out += ", “" + s.Title + "”"
	}
	if s.Author != "" {
		out += ", by " + s.Author
	}
	if s.Outlet != "" {
		out += ", " + s.Outlet
	}
	if s.HasPublished {
		out += ", " + s.Published.String()
	}
	return out
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// capitals are the letters with which sentences begin.
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// initial is the first letter of a sentence as a sentence begins, and the rest.
func initial(s string) (first, rest string) {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return "", s
	}
	at := s[0] - 'a'
	return capitals[at : at+1], s[1:]
}

// statusName names a status, with the family where more than one has it.
func (w *work) statusName(family, status int) string {
	f := w.c.Families[family]
	n := f.Statuses[status].Name
	many := 0
	for _, o := range w.c.Families {
		for _, s := range o.Statuses {
			if s.Name == n {
				many++
				break
			}
		}
	}
	if many < 2 {
		return n
	}
	if f.Governs != 0 {
		return n + " of " + w.v.Entities[f.Governs].Code
	}
	return n + " of " + f.Name
}

// recordWords say which record is meant: what was known, and whose account.
func (w *work) recordWords() string {
	if w.inWords == "" {
		w.inWords = w.whichRecord()
	}
	return w.inWords
}

func (w *work) whichRecord() string {
	out := "in the record"
	if w.t.AsKnown > calendar.Always && w.t.AsKnown < calendar.Never {
		out += " as known on " + w.t.AsKnown.String()
	}
	if w.t.Side == "" || w.t.Side == "common ground" {
		return out
	}
	who := w.t.Side
	if id, ok := w.v.FindEntity(who); ok {
		who = w.name(id)
	}
	return out + " and the account of " + who
}

func (m *room) span(from, to calendar.Day) string {
	return m.say(m.appendSpan(make([]string, 0, 4), from, to)...)
}

// appendSpan adds a stretch of time to a sentence.
func (m *room) appendSpan(parts []string, from, to calendar.Day) []string {
	switch {
	case to <= calendar.Always: // the record is empty
		return append(parts, "at any time")
	case from == to:
		return append(parts, "on ", m.day(from))
	case from <= calendar.Always && to >= calendar.Never:
		return append(parts, "at any time")
	case from <= calendar.Always:
		return append(parts, "up to ", m.day(to))
	case to >= calendar.Never:
		return append(parts, "from ", m.day(from), " on")
	}
	return append(parts, "between ", m.day(from), " and ", m.day(to))
}

// days is so many days in words.
func (m *room) days(n int) string {
	if n < 0 || n > 1000 {
		return strconv.Itoa(n) + " days"
	}
	return spelt(&m.counts, n, func() string {
		if n == 1 {
			return "1 day"
		}
		return strconv.Itoa(n) + " days"
	})
}
