package search

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

// Question is what a history is looked for to show, for some states:
//
//	for some a p: attack by a on p and p is party and no opening of any duty toward p
//	for some a p: when attack by a on p where p is party then no opening of any duty due within 30 days
//	for all a p: when attack by a on p where p is party then opening of any duty due within 30 days
//
// Variables are words of lower case named after `for some` or `for all`. A
// condition without a moment is read over the whole history at its end. With
// one, `when ACT where CONDITION`, the act is looked at as it is done and the
// `where` as it stood before it; what comes after `then` is read at the end and
// counts only what was done or found from that act on. `for all` claims that
// `then` always holds, and is refuted by a history where it does not. `any duty`
// stands for each duty of the charter in turn, `toward p` for each role but that
// of who owes, and `due within PERIOD` asks that the last day of what a finding
// is about comes so soon after the moment (or the finding).
type Question struct {
	Text    string
	Name    string   // of a question with a name; empty for others
	Vars    []string // in order
	Claim   bool     // for all: a history refutes it
	moment  string   // the act of the moment; empty: none
	where   string
	cond    string
	grammar bool       // it has a condition; else found looks
	found   *predicate // of named questions that no condition says
}

// Asked reads a question: the name of one, or its words.
func Asked(text string) (*Question, error) {
	text = strings.TrimSpace(text)
	q := &Question{Text: text, cond: text, grammar: true}
	for _, lead := range []string{"for some ", "for all "} {
		rest, ok := strings.CutPrefix(q.cond, lead)
		if !ok {
			continue
		}
		names, cond, ok := strings.Cut(rest, ":")
		if !ok {
			return nil, fmt.Errorf("after `%sand the names comes a colon: `for some a p: attack by a on p and ...`", lead)
		}
		q.Claim = lead == "for all "
		q.Vars, q.cond = strings.Fields(names), strings.TrimSpace(cond)
	}
	if len(q.Vars) > 3 {
		return nil, fmt.Errorf("a question may name three states at most")
	}
	for i, v := range q.Vars {
		if slices.Contains(q.Vars[:i], v) {
			return nil, fmt.Errorf("the question names %s twice", v)
		}
	}
	if rest, ok := strings.CutPrefix(q.cond, "when "); ok {
		moment, then, ok := strings.Cut(rest, " then ")
		if !ok {
			return nil, fmt.Errorf("after `when` and an act comes `then` and a condition: `when attack by a on p then no opening of any duty`")
		}
		q.moment, q.where, _ = strings.Cut(moment, " where ")
		q.cond = strings.TrimSpace(then)
	}
	if q.Claim && q.moment == "" {
		return nil, fmt.Errorf("what is claimed for all begins with `when`: `for all a p: when attack by a on p then ...`")
	}
	if q.cond == "" {
		return nil, fmt.Errorf("the question has no condition")
	}
	return q, nil
}

// posed is a question for certain states, as conditions of the case.
type posed struct {
	who   []charter.EntityID
	act   *charter.Expr // of the moment: an act in the record; nil: the question has none
	given *charter.Expr // what must hold then; nil: nothing
	asked *charter.Expr
}

// For is the question for the given states.
func (q *Question) pose(c *charter.Case, who []charter.EntityID) (p posed, err error) {
	p.who = who
	if q.moment != "" {
		if p.act, err = q.part(c, q.moment, who); err != nil {
			return p, err
		}
		if p.act.Op != charter.OpRecorded {
			return p, fmt.Errorf("after `when` comes an act with its roles: `when attack by a on p`, and not %q", q.moment)
		}
		if q.where != "" {
			if p.given, err = q.part(c, q.where, who); err != nil {
				return p, err
			}
		}
	}
	p.asked, err = q.part(c, q.cond, who)
	if q.Claim && err == nil {
		p.asked = &charter.Expr{Op: charter.OpNot, Args: []*charter.Expr{p.asked}}
	}
	return p, err
}

// part reads a part of the question with states in the place of its variables.
func (q *Question) part(c *charter.Case, text string, who []charter.EntityID) (*charter.Expr, error) {
	words := tokens(text)
	for i, w := range words {
		if at := slices.Index(q.Vars, w); at >= 0 {
			words[i] = c.Vocab.Entities[who[at]].Code
		}
	}
	s := &spelling{c: c}
	words, err := s.spell(words)
	if err != nil {
		return nil, err
	}
	e, err := condition(c, strings.Join(words, " "))
	if err != nil {
		return nil, err
	}
	return s.put(e), nil
}

// condition reads and resolves a condition without variables.
func condition(c *charter.Case, text string) (*charter.Expr, error) {
	f, diags := syntax.Parse("question", []byte("outlook question\n  ask it = "+text+"\n"))
	for _, d := range diags {
		return nil, fmt.Errorf("the question cannot be read: %s (%s)", d.Summary, shown(text))
	}
	o := f.Decls[0].(*syntax.Outlook)
	e, diags := c.State(o.Items[0].Value, f)
	for _, d := range diags {
		return nil, fmt.Errorf("the question cannot be read: %s (%s)", d.Summary, shown(text))
	}
	return e, nil
}

// shown is a condition without the signs that spelling has put in.
func shown(text string) string {
	words := strings.Fields(text)
	for i := 0; i+2 < len(words); i++ {
		if words[i] == "0" && words[i+1] == "is" && strings.HasPrefix(words[i+2], signLead) {
			words = slices.Replace(words, i, i+3, "...")
		}
	}
	return strings.Join(words, " ")
}

// tokens splits on blanks and around brackets.
func tokens(s string) []string {
	s = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(s)
	return strings.Fields(s)
}

// spelling writes out what questions may say and charters may not: `of any
// duty`, `toward`, `due within`. In the text a sign stands for such a finding,
// and the condition that was read is put in its place afterwards.
type spelling struct {
	c    *charter.Case
	made []*charter.Expr
}

// signLead begins the number of a sign: `0 is 97100001`. It is never so.
const signLead, signBase = "971", 97100000

func (s *spelling) spell(words []string) ([]string, error) {
	for i := 0; i+2 < len(words); i++ {
		if words[i] != "of" {
			continue
		}
		rule, from := words[i+1], i+2
		anyDuty := rule == "any" && words[i+2] == "duty"
		if anyDuty {
			from++
		}
		end := from
		var roles, toward []string
		for end+1 < len(words) && (isRole(words[end]) || words[end] == "toward") {
			if words[end] == "toward" {
				toward = append(toward, words[end+1])
			} else {
				roles = append(roles, words[end], words[end+1])
			}
			end += 2
		}
		due, after, err := dueWithin(words, end)
		if err != nil {
			return nil, err
		}
		tail := window(words, after)
		after += len(tail)
		if !anyDuty && len(toward) == 0 && due == nil {
			continue
		}
		names := []string{rule}
		if anyDuty {
			names = s.duties()
		}
		start := i - 1
		if start > 0 && words[start-1] == "late" {
			start--
		}
		e, err := s.finding(strings.Join(words[start:i], " "), names, append(roles, tail...), toward, due, anyDuty)
		if err != nil {
			return nil, err
		}
		s.made = append(s.made, e)
		sign := []string{"0", "is", fmt.Sprint(signBase + len(s.made))}
		words = slices.Replace(slices.Clone(words), start, after, sign...)
		i = start + 2
	}
	return words, nil
}

// dueWithin reads `due within 30 days` from a place on.
func dueWithin(words []string, at int) (*calendar.Period, int, error) {
	if at >= len(words) || words[at] != "due" {
		return nil, at, nil
	}
	if at+3 >= len(words) || words[at+1] != "within" {
		return nil, at, fmt.Errorf("after `due` comes `within` and a period: `due within 30 days`")
	}
	var n int
	if _, err := fmt.Sscan(words[at+2], &n); err != nil || n < 0 {
		return nil, at, fmt.Errorf("after `due within` comes a number of days, weeks, months or years, and not %q", words[at+2])
	}
	p := &calendar.Period{}
	switch strings.TrimSuffix(words[at+3], "s") {
	case "day":
		p.Days = int32(n)
	case "week":
		p.Days = int32(7 * n)
	case "month":
		p.Months = int32(n)
	case "year":
		p.Months = int32(12 * n)
	default:
		return nil, at, fmt.Errorf("a period is counted in days, weeks, months or years, and not in %q", words[at+3])
	}
	return p, at + 4, nil
}

// window is what may follow a finding: `stands`, `in the last PERIOD`, `since DAY`.
func window(words []string, at int) []string {
	rest := words[at:]
	switch {
	case len(rest) > 0 && rest[0] == "stands":
		return rest[:1]
	case len(rest) > 1 && rest[0] == "since":
		return rest[:2]
	case len(rest) > 4 && rest[0] == "in" && rest[1] == "the" && rest[2] == "last":
		return rest[:5]
	}
	return nil
}

// duties are the names of the duties in force at the end.
func (s *spelling) duties() []string {
	var names []string
	for _, r := range s.c.Rules {
		if r.Kind == charter.DutyRule && r.Until >= calendar.Never && !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	return names
}

// finding is a finding of any of some rules, with the states in the roles or
// toward them. A duty that has no such role is not meant by `any duty`.
func (s *spelling) finding(kind string, names, roles, toward []string, due *calendar.Period, any bool) (*charter.Expr, error) {
	e := &charter.Expr{Op: charter.OpOr}
	var fault error
	for _, n := range names {
		for _, more := range s.towards(n, toward) {
			one, err := condition(s.c, strings.Join(append(append([]string{kind, "of", n}, more...), roles...), " "))
			if err != nil {
				fault = err
				continue
			}
			if due != nil && one.Finding != nil {
				f := *one.Finding
				f.Due = due
				one.Finding = &f
			}
			e.Args = append(e.Args, one)
		}
	}
	switch {
	case len(e.Args) == 0 && fault != nil && !any:
		return nil, fault
	case len(e.Args) == 0:
		return &charter.Expr{Op: charter.OpFalse}, nil
	case len(e.Args) == 1:
		return e.Args[0], nil
	}
	return e, nil
}

// towards are the ways in which a finding of a rule can name somebody that it is
// owed to or about: by each role but that of who owes.
func (s *spelling) towards(name string, toward []string) [][]string {
	out := [][]string{nil}
	for _, who := range toward {
		var next [][]string
		for _, role := range s.rolesOf(name) {
			for _, had := range out {
				next = append(next, append(slices.Clone(had), role, who))
			}
		}
		out = next
	}
	return out
}

func (s *spelling) rolesOf(name string) []string {
	var out []string
	for _, r := range s.c.Rules {
		if r.Name != name || r.Until < calendar.Never || r.Kind != charter.DutyRule {
			continue
		}
		for _, rt := range r.Must[0].Roles {
			owes := rt.Role == syntax.By || r.Bearer != nil && rt.Term.Kind == charter.VarTerm && rt.Term.Var == r.Bearer.Var
			if w := rt.Role.String(); !owes && !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// put puts the findings back in the place of their signs.
func (s *spelling) put(e *charter.Expr) *charter.Expr {
	if e.Op == charter.OpCompare && len(e.Args) == 2 && e.Args[1].Op == charter.OpNum {
		for i, made := range s.made {
			if e.Args[1].Num == quantity.Whole(int64(signBase+i+1)) {
				return made
			}
		}
	}
	out := *e
	out.Args = nil
	for _, a := range e.Args {
		out.Args = append(out.Args, s.put(a))
	}
	return &out
}

func isRole(w string) bool {
	for r := range syntax.NumRoles {
		if r.String() == w {
			return true
		}
	}
	return false
}

// nevers lists the parts of a condition that say that something has not
// happened, at any time: `no opening of help to KGZ`. Once it has, no longer
// history makes the condition true.
func nevers(e *charter.Expr) (out []*charter.Expr) {
	switch e.Op {
	case charter.OpAnd:
		for _, a := range e.Args {
			out = append(out, nevers(a)...)
		}
	case charter.OpNot:
		if lasting(e.Args[0]) {
			out = append(out, e.Args[0])
		}
	}
	return out
}

// lasting reports whether a condition, once true, stays so.
func lasting(e *charter.Expr) bool {
	switch e.Op {
	case charter.OpRecorded, charter.OpFound:
		return e.Window.Last == nil && !e.Stands
	case charter.OpOr, charter.OpAnd:
		return len(e.Args) > 0 && !slices.ContainsFunc(e.Args, func(a *charter.Expr) bool { return !lasting(a) })
	}
	return false
}

// leaves are the phrases and findings of a condition whose truth, from a moment
// on, is all that a history leaves behind for it; ok is false where the
// condition asks for more, such as numbers or how long ago.
func leaves(e *charter.Expr) (out []*charter.Expr, ok bool) {
	switch e.Op {
	case charter.OpAnd, charter.OpOr, charter.OpNot:
		for _, a := range e.Args {
			more, fine := leaves(a)
			if !fine {
				return nil, false
			}
			out = append(out, more...)
		}
		return out, true
	case charter.OpRecorded, charter.OpFound:
		if e.Window.Last != nil {
			return nil, false
		}
		if e.Stands {
			return nil, true // the breaches that stand are in the state
		}
		return []*charter.Expr{e}, true
	case charter.OpTrue, charter.OpFalse, charter.OpHolds, charter.OpIsKind, charter.OpIsEntity, charter.OpDeclared, charter.OpReadingYes, charter.OpReadingIs:
		return nil, true
	}
	return nil, false
}

// probe is a posed question, compiled.
type probe struct {
	posed
	moment, where, then engine.Question
	over                []engine.Question // what, once so, keeps it from ever holding
	leaves              []engine.Question // after a moment: what of it has come true
	whole               bool              // a moment's condition asks for more than leaves tell
}

// Moment is the act of the question's moment, as written; empty if it has none.
func (q *Question) Moment() string { return q.moment }
