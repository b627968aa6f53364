package report

import (
	"strings"

	"casus/charter"
	"casus/docket"
	"casus/engine"
	"casus/syntax"
)

// Sentence says in plain English what a finding says, with states by their
// names: "Russia was bound to help Armenia by 2022-10-13 and did not (Article
// 4; immediately = 30 days)".
//
// Rules are called by their names. Where the name of a duty is also that of an
// act it is taken for a verb; else it is put between quotation marks, since a
// rule may be called anything. Behind it stands what is not so for everybody:
// "by the account of Kyrgyzstan", "undecided".
func Sentence(d *docket.Docket, f *docket.Finding) string {
	s := sentence{d: d, f: f, v: d.Case.Vocab}
	text := s.text()
	if c := s.citation(); c != "" {
		text += " (" + c + ")"
	}
	return text
}

type sentence struct {
	d *docket.Docket
	f *docket.Finding
	v *charter.Vocabulary
}

func (s *sentence) text() string {
	f := s.f
	switch f.Kind {
	case engine.Status:
		return s.status()
	case engine.Void:
		return capital(s.act() + " has no legal effect: no rule in force allows it")
	case engine.Silence:
		if f.OfBreach {
			return strings.TrimSpace("No rule in force says what follows from a breach of “" + ruleName(f.Rule) + "” " + s.roles(f.Roles))
		}
		return "No rule in force has an answer to " + s.act()
	case engine.Collision:
		return s.collision()
	}
	if f.Rule == nil {
		return capital(Phrase(s.d, f))
	}
	switch f.Rule.Kind {
	case charter.ProcedureRule:
		return s.procedure()
	case charter.BanRule:
		return s.ban()
	}
	return s.duty()
}

// whose says that a finding is not found in every account, or not whatever is
// in doubt: a sentence that stands alone must not take a side.
func (s *sentence) whose() string {
	switch s.f.Certainty {
	case docket.Undecided:
		return "undecided"
	case docket.ByAccount:
		var by, not []string
		common := s.f.Sides[0].Definite()
		for i, side := range s.d.Sides {
			switch {
			case side.Account == 0:
			case s.f.Sides[i].Definite():
				by = append(by, name(s.v, side.Account))
			default:
				not = append(not, name(s.v, side.Account))
			}
		}
		if common {
			return "not by the account of " + enumerate(not, "or")
		}
		return "by the account of " + enumerate(by, "and")
	}
	return ""
}

// citation names the article, the text where there are several families, the
// reading that gives the period, and whose account it is.
func (s *sentence) citation() string {
	parts := s.grounds()
	if w := s.whose(); w != "" {
		parts = append(parts, w)
	}
	return strings.Join(parts, "; ")
}

func (s *sentence) grounds() []string {
	f := s.f
	if f.Rule == nil {
		return nil
	}
	var parts []string
	at := article(f.Rule.Article)
	if len(s.d.Case.Families) > 1 {
		at = strings.TrimSpace(at + " of " + f.Text)
	}
	if at != "" {
		parts = append(parts, at)
	}
	day := f.Days.Lo
	if f.Opened.Lo > day && written(f.Opened) {
		day = f.Opened.Lo
	} else if written(f.Opened) {
		day = f.Opened.Hi
	}
	limits := []*charter.Limit{f.Rule.Within}
	if f.Rule.Kind == charter.ProcedureRule && f.Rule.Moved != nil {
		if f.Kind == engine.Opening || s.unmoved() {
			limits = []*charter.Limit{f.Rule.MoveWithin}
		}
	}
	for _, l := range limits {
		if w := limitWords(s.d, l, day); w != "" && timed(f.Kind) {
			parts = append(parts, w)
		}
	}
	return parts
}

// timed reports whether the period of a rule matters to the kind of finding.
func timed(k engine.Kind) bool {
	switch k {
	case engine.Opening, engine.Fulfilment, engine.Breach, engine.Unanswered, engine.Lapse:
		return true
	}
	return false
}

func (s *sentence) status() string {
	c := s.f.Status
	if c == nil {
		return "A status changed"
	}
	fam := s.d.Case.Families[c.Family]
	what := "“" + c.Status + "”"
	if c.Status == "party" {
		what = "a party"
	}
	of := fam.Name
	if fam.Governs != 0 {
		of = name(s.v, fam.Governs)
	}
	if c.With != 0 {
		what += " with " + name(s.v, c.With)
	}
	verb := " became "
	if c.Ceases {
		verb = " ceased to be "
	}
	return capital(name(s.v, c.Entity) + verb + what + " in the law of " + of)
}

// act is the act that a void or a silence is about.
func (s *sentence) act() string {
	return strings.TrimSpace("“" + s.v.Acts[s.f.Act].Name + "” " + s.roles(s.f.Roles))
}

func (s *sentence) roles(roles []engine.RoleStates) string {
	var list []string
	for _, r := range roles {
		list = append(list, r.Role.String()+" "+names(s.v, r.States))
	}
	return strings.Join(list, " ")
}

// without leaves the roles of the bearer out.
func without(roles []engine.RoleStates, role syntax.Role) []engine.RoleStates {
	var list []engine.RoleStates
	for _, r := range roles {
		if r.Role != role {
			list = append(list, r)
		}
	}
	return list
}

// bearer is who owes or acts, with the verb in the right number: "Russia was".
func (s *sentence) bearer(one, many string) string {
	b := s.f.Bearer()
	switch {
	case len(b) == 0:
		return "somebody " + one
	case len(b) == 1:
		return name(s.v, b[0]) + " " + one
	}
	if len(b) > 1 && s.f.Rule != nil && s.f.Rule.Quant == syntax.Some && s.f.Kind != engine.Fulfilment {
		return "one of " + names(s.v, b) + " " + one
	}
	return names(s.v, b) + " " + many
}

// direct are verbs that take the state they are done to without a preposition.
var direct = map[string]bool{
	"help": true, "assist": true, "aid": true, "defend": true, "support": true, "notify": true, "inform": true, "warn": true,
	"protect": true, "tell": true, "answer": true, "invite": true, "consult": true, "supply": true,
}

// verb is the rule's name as a verb with whom it is done to, where it is the
// name of an act: "help Armenia".
func (s *sentence) verb() (string, bool) {
	n := s.f.Rule.Name
	if id, ok := s.v.FindAct(n); !ok || id < charter.FirstDeclared {
		return "", false
	}
	roles := without(s.f.Roles, syntax.By)
	w := strings.ReplaceAll(n, "-", " ")
	if direct[n] && len(roles) > 0 && roles[0].Role == syntax.To {
		return strings.TrimSpace(w + " " + names(s.v, roles[0].States) + " " + s.roles(roles[1:])), true
	}
	return strings.TrimSpace(w + " " + s.roles(roles)), true
}

// owed is what a duty asks for: "was bound to help Armenia", or "owed “dues”
// to the Organization".
func (s *sentence) owed() string {
	if w, ok := s.verb(); ok {
		return s.bearer("was bound to ", "were bound to ") + w
	}
	return strings.TrimSpace(s.bearer("owed ", "owed ") + "“" + s.f.Rule.Name + "” " + s.roles(without(s.f.Roles, syntax.By)))
}

// becomes is the same at the opening.
func (s *sentence) becomes() string {
	if w, ok := s.verb(); ok {
		return s.bearer("became bound to ", "became bound to ") + w
	}
	return strings.TrimSpace(s.bearer("came to owe ", "came to owe ") + "“" + s.f.Rule.Name + "” " + s.roles(without(s.f.Roles, syntax.By)))
}

func (s *sentence) due(before, none string) string {
	if written(s.f.Due) {
		return before + spread(s.f.Due)
	}
	return none
}

func (s *sentence) duty() string {
	f := s.f
	was := capital(s.owed())
	did, didNot := "performed it", "did not perform it"
	if _, ok := s.verb(); ok {
		did, didNot = "did so", "did not"
	}
	switch f.Kind {
	case engine.Opening:
		text := capital(s.becomes())
		if f.Awaits != "" {
			return text + ", once " + f.Awaits + " has judged that it is so"
		}
		return text + s.due(", at the latest on ", ", without a last day")
	case engine.Fulfilment:
		if f.Late {
			return was + s.due(" by ", "") + " and " + did + " late"
		}
		return was + " and " + did + " in time" + s.due(", the last day being ", "")
	case engine.Breach:
		if written(f.Due) && f.Days.Hi <= f.Due.Lo { // before the last day: by refusal
			return was + " and refused" + s.due(", before the last day, ", "")
		}
		return was + s.due(" by ", "") + " and " + didNot
	case engine.Unanswered:
		return was + ", was to judge that itself" + s.due(" by ", "") + ", and gave no answer"
	case engine.Excuse:
		return was + " and was excused"
	case engine.Lapse:
		return was + ", and the duty lapsed"
	}
	return capital(Phrase(s.d, f))
}

func (s *sentence) ban() string {
	f := s.f
	rest := s.roles(without(f.Roles, syntax.By))
	if f.Kind == engine.Excuse {
		return capital(strings.TrimSpace(s.bearer("was excused", "were excused") + " for breaking “" + f.Rule.Name + "” " + rest))
	}
	text := capital(strings.TrimSpace(s.bearer("broke", "broke") + " “" + f.Rule.Name + "” " + rest))
	if f.Rule.Title != "" {
		text += ": " + strings.TrimRight(lower(clean(f.Rule.Title)), ".")
	}
	return text
}

// procedure speaks of what is before a body. The bearer is the body.
func (s *sentence) procedure() string {
	f := s.f
	what := strings.TrimSpace("“" + f.Rule.Name + "” " + s.roles(without(f.Roles, syntax.By)))
	body := "the body"
	if b := f.Bearer(); len(b) > 0 && (f.Rule.Decided != nil || f.Kind == engine.Adoption || f.Kind == engine.Rejection) {
		body = name(s.v, b[0])
	} else {
		body = s.bodyOf()
	}
	switch f.Kind {
	case engine.Opening:
		if f.Rule.Moved != nil {
			return capital(what + " could be brought before " + the(body) + s.due(", at the latest on ", ", without a last day"))
		}
		return capital(what + " came before " + the(body) + s.due(", to be decided by ", ", without a last day"))
	case engine.Adoption:
		return capital(the(body) + " adopted " + what)
	case engine.Rejection:
		return capital(the(body) + " rejected " + what)
	case engine.Lapse:
		if s.unmoved() {
			return capital(what + " lapsed: nobody brought it before " + the(body) + s.due(" by ", ""))
		}
		return capital(what + " lapsed: " + the(body) + " did not decide" + s.due(" by ", ""))
	}
	return capital(Phrase(s.d, f))
}

// unmoved reports whether a matter lapsed because nobody moved it: its last day
// was the last day to move.
func (s *sentence) unmoved() bool {
	f := s.f
	l := f.Rule.MoveWithin
	if f.Rule.Moved == nil || l == nil || !written(f.Opened) {
		return false
	}
	period := l.Period
	if l.Reading != nil {
		period = s.d.ValueOn(*l.Reading, f.Opened.Lo).Period
	}
	return f.Opened.Lo.Add(period) == f.Due.Lo
}

// bodyOf is the entity that the procedure's body is on the day of the finding.
func (s *sentence) bodyOf() string {
	fam := s.d.Case.Families[s.f.Rule.Family]
	if s.f.Rule.Before < 0 || s.f.Rule.Before >= len(fam.Bodies) {
		return "the body"
	}
	b := fam.Bodies[s.f.Rule.Before]
	who := b.Name
	for i, v := range b.Versions {
		if i == 0 || v.From <= s.f.Days.Hi {
			who = name(s.v, v.Entity)
		}
	}
	return who
}

func (s *sentence) collision() string {
	f := s.f
	one := strings.TrimSpace("“" + ruleName(f.Rule) + "” " + s.roles(without(f.Roles, syntax.By)))
	two := strings.TrimSpace("“" + ruleName(f.Rule2) + "” " + s.roles(without(f.Roles2, syntax.By)))
	out := s.bearer("was", "were") + " bound by " + one + " and by " + two + ", which cannot both be kept"
	switch strings.Join(docket.Yields(s.d.Case, f.Rule.ID, f.Rule2.ID), " ") {
	case "first yields":
		out += "; the first gives way to the second, says its text"
	case "second yields":
		out += "; the second gives way to the first, says its text"
	case "both yield":
		out += "; each gives way to the other, say their texts"
	}
	return capital(out)
}

// the puts an article before names that are no names of states.
func the(body string) string {
	for _, p := range []string{"the ", "The "} {
		if strings.HasPrefix(body, p) {
			return body
		}
	}
	return "the " + body
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// lower puts the first letter of a title in small, unless it begins with a
// word in capitals.
func lower(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && !(s[1] >= 'A' && s[1] <= 'Z') {
		return string(s[0]-'A'+'a') + s[1:]
	}
	return s
}
