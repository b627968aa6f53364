package reason

import (
	"strconv"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

// name is an entity as a sentence names it: "Armenia (ARM)".
func (w *work) name(e charter.EntityID) string {
	if e == 0 || int(e) >= len(w.v.Entities) {
		return "nobody"
	}
	x := &w.v.Entities[e]
	title, _, _ := strings.Cut(x.Title, ": ") // what follows a colon explains the name
	if title == "" || title == x.Code {
		return x.Code
	}
	return title + " (" + x.Code + ")"
}

func (w *work) names(es []charter.EntityID) string {
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
	out := w.patternName(p)
	for _, rt := range p.Roles {
		out += " " + rt.Role.String() + " " + w.termName(rt.Term, b, day)
	}
	for _, r := range p.Without {
		out += " without " + r.String()
	}
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
	var out []string
	for _, p := range ps {
		out = append(out, w.phrase(p, b, day))
	}
	return list(out, "or")
}

// roleWords are the roles of a finding but those left out.
func (w *work) roleWords(rs []engine.RoleStates, without ...syntax.Role) string {
	var out []string
next:
	for _, r := range rs {
		for _, x := range without {
			if r.Role == x {
				continue next
			}
		}
		out = append(out, r.Role.String()+" "+w.names(r.States))
	}
	return strings.Join(out, " ")
}

// deedWords are an act in words.
func (w *work) deedWords(d *deed) string {
	out := w.v.Acts[d.act].Name
	for role, e := range d.roles {
		if e != 0 {
			out += " " + syntax.Role(role).String() + " " + w.name(e)
		}
	}
	return out
}

// amountWords are those numbers of an act of which a rule speaks.
func (w *work) amountWords(d *deed, r *charter.Rule) string {
	out := ""
	for _, n := range d.numbers {
		if d.gives(n.Number) && speaksOfNumber(r, n.Number) {
			out += ", " + w.v.Numbers[n.Number].Name + " " + n.Value.String()
		}
	}
	return out
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
	if r.Article == "" {
		return r.Name + " of " + w.text(r)
	}
	return r.Name + ", Article " + r.Article + " of " + w.text(r)
}

func (w *work) text(r *charter.Rule) string { return w.c.Families[r.Family].Texts[r.Text].Name }

// rule is the node that names a rule with its article, heading and basis.
func (s *teller) rule(r *charter.Rule) *Proof {
	s.about = r
	if !s.first("rule", r.ID) {
		return &Proof{Kind: KindAgain, Text: "By " + s.where(r) + ", as above.", Rule: r, Day: r.From, Holds: true, finding: -1}
	}
	t := "By the " + r.Kind.String() + " " + s.where(r)
	if r.Title != "" {
		t += ", “" + r.Title + "”"
	}
	if r.Heading != "" {
		t += ", under the heading “" + r.Heading + "”"
	}
	t += s.inForceWords(r)
	if len(r.Basis) > 0 {
		t += " (basis: " + strings.Join(r.Basis, "; ") + ")"
	}
	return &Proof{Kind: KindRule, Text: t + ".", Rule: r, Day: r.From, Holds: true, finding: -1}
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
	p := &Proof{Kind: KindEntry, Day: d.day, Entry: d.entry, Holds: true, finding: -1}
	p.Text = "On " + d.day.String() + ": " + s.deedWords(d)
	if s.about != nil {
		p.Text += s.amountWords(d, s.about)
	}
	if how != "" {
		p.Text += ", " + how
	}
	if d.entry == nil {
		p.Text += "."
		return p
	}
	if d.entry.Title != "" {
		p.Text += ": “" + d.entry.Title + "”"
	}
	p.Text += "."
	if !s.first("entry", d.entry.Index) {
		p.Kind = KindAgain
		return p
	}
	return p.add(s.sourcesOf(d)...)
}

// sourcesOf says how an entry is written, who says so, and where.
func (w *work) sourcesOf(d *deed) (out []*Proof) {
	e := d.entry
	text := "Written: " + e.Written
	if e.Begin.Lo != e.Begin.Hi {
		text += ", which began on some day from " + e.Begin.Lo.String() + " to " + e.Begin.Hi.String() + " and is here taken to have begun on " + d.day.String()
	}
	out = append(out, note(text+"."))
	if s := w.saidBy(e); s != "" {
		out = append(out, note(s))
	}
	for _, src := range e.Sources {
		out = append(out, note("Source: "+sourceWords(src)+"."))
	}
	for _, n := range e.Notes {
		out = append(out, note("Remark: "+strings.TrimSuffix(n, ".")+"."))
	}
	return out
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

func span(from, to calendar.Day) string {
	switch {
	case from == to:
		return "on " + from.String()
	case from <= calendar.Always && to >= calendar.Never:
		return "at any time"
	case from <= calendar.Always:
		return "up to " + to.String()
	case to >= calendar.Never:
		return "from " + from.String() + " on"
	}
	return "between " + from.String() + " and " + to.String()
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}
