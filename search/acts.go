package search

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/syntax"
)

// acts lists the acts to try: of each act that the charter looks at, every way
// to fill its roles. Of acts at which the charter looks alike one is tried.
func (s *searcher) acts(hangsOn *relevance) []Act {
	v := s.c.Vocab
	institutions := s.institutions()
	seen := map[string]bool{}
	var out []Act
	for a := int(charter.FirstDeclared); a < len(v.Acts); a++ {
		id := charter.ActID(a)
		if !s.program.Looks(id) || !hangsOn.acts[id] {
			continue
		}
		key := s.program.Likeness(id)
		if seen[key] {
			continue
		}
		seen[key] = true
		decision := s.program.Decides(id)
		for _, roles := range s.fillings(id, institutions) {
			out = append(out, Act{Act: id, Roles: roles, pattern: len(out)})
			if decision {
				out = append(out, Act{Act: id, Roles: roles, Failed: true, pattern: len(out)})
			}
		}
	}
	return out
}

// institutions are the treaties and organs of the case.
func (s *searcher) institutions() []charter.EntityID {
	var out []charter.EntityID
	add := func(e charter.EntityID) {
		if e != 0 && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	for _, f := range s.c.Families {
		add(f.Governs)
		for _, b := range f.Bodies {
			for _, ver := range b.Versions {
				if ver.From <= s.from {
					add(ver.Entity)
				}
			}
		}
	}
	for e := range namedEntities(s.c) {
		if s.c.Vocab.IsInstitution(e) {
			add(e)
		}
	}
	slices.Sort(out)
	return out
}

// fillings lists every way to fill an act's roles: states of the cast by kind,
// institutions where they fit, a role that may be left out also empty. Nobody
// acts on itself.
func (s *searcher) fillings(a charter.ActID, institutions []charter.EntityID) [][syntax.NumRoles]charter.EntityID {
	v := s.c.Vocab
	act := v.Acts[a]
	out := [][syntax.NumRoles]charter.EntityID{{}}
	for role, spec := range act.Roles {
		if !spec.Has {
			continue
		}
		var choices []charter.EntityID
		if spec.Optional {
			choices = append(choices, 0)
		}
		for _, e := range append(slices.Clone(s.cast), institutions...) {
			if v.IsKind(e, spec.Kind) && (slices.Contains(s.cast, e) || s.named[namedAs{a, syntax.Role(role), e}]) {
				choices = append(choices, e)
			}
		}
		if spec.Optional && !slices.ContainsFunc(choices, func(e charter.EntityID) bool { return e != 0 && slices.Contains(institutions, e) }) && spec.Kind != 0 && !slices.ContainsFunc(s.cast, func(e charter.EntityID) bool { return v.IsKind(e, spec.Kind) }) {
			choices = []charter.EntityID{0} // a place, say, that the charter does not ask about
		}
		var next [][syntax.NumRoles]charter.EntityID
		for _, r := range out {
			for _, e := range choices {
				if e != 0 && slices.Contains(r[:], e) {
					continue
				}
				n := r
				n[role] = e
				next = append(next, n)
			}
		}
		out = next
	}
	if act.Mutual { // one direction is enough
		out = slices.DeleteFunc(out, func(r [syntax.NumRoles]charter.EntityID) bool { return r[act.MutualA] > r[act.MutualB] })
	}
	return out
}

// namedAs is an entity that some phrase of the case names in a role of an act.
type namedAs struct {
	act    charter.ActID
	role   syntax.Role
	entity charter.EntityID
}

// namedRoles lists which treaties and organs phrases name where: in no other
// role would they make a difference.
func namedRoles(c *charter.Case) map[namedAs]bool {
	out := map[namedAs]bool{}
	w := charter.Walker{Pattern: func(p *charter.Pattern) {
		if p.Define != nil {
			return
		}
		for _, rt := range p.Roles {
			var named []charter.EntityID
			switch rt.Term.Kind {
			case charter.EntityTerm:
				named = append(named, rt.Term.Entity)
			case charter.BodyTerm:
				for _, v := range c.Families[rt.Term.Family].Bodies[rt.Term.Body].Versions {
					named = append(named, v.Entity)
				}
			}
			for a := range c.Vocab.Acts {
				if !c.Vocab.IsAct(charter.ActID(a), p.Act) {
					continue
				}
				for _, e := range named {
					out[namedAs{charter.ActID(a), rt.Role, e}] = true
				}
			}
		}
	}}
	w.Case(c)
	return out
}

// namedEntities are those a rule, body or grant other than membership names.
func namedEntities(c *charter.Case) map[charter.EntityID]bool {
	out := map[charter.EntityID]bool{}
	for _, f := range c.Families {
		for _, b := range f.Bodies {
			for _, v := range b.Versions {
				for e := range v.Weights {
					out[e] = true
				}
				for _, e := range v.Veto {
					out[e] = true
				}
			}
		}
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Status != charter.PartyStatus {
					out[g.Entity] = true
				}
			}
		}
	}
	term := func(t charter.Term) {
		if t.Kind == charter.EntityTerm && t.Entity != 0 {
			out[t.Entity] = true
		}
	}
	roles := func(rts []charter.RoleTerm) {
		for _, rt := range rts {
			term(rt.Term)
		}
	}
	w := charter.Walker{
		Pattern: func(p *charter.Pattern) { roles(p.Roles) },
		Finding: func(f *charter.FindingPattern) { roles(f.Roles) },
		Expr:    func(e *charter.Expr) { term(e.Term); term(e.Other) },
		Change:  func(ch *charter.Change) { term(ch.Term) },
	}
	w.Case(c)
	for _, r := range c.Rules {
		for _, t := range r.Except {
			term(t)
		}
		if r.Bearer != nil {
			for _, t := range r.Bearer.Except {
				term(t)
			}
		}
	}
	return out
}

// longest is the longest period of the charter in days, months taken as 31.
func longest(c *charter.Case) int {
	most := 1
	see := func(l *charter.Limit) {
		if l == nil {
			return
		}
		p := l.Period
		if l.Reading != nil {
			vs := c.Families[l.Reading.Family].Readings[l.Reading.Reading].Versions
			p = vs[len(vs)-1].Values[0].Period
		}
		if !p.Forever {
			most = max(most, int(p.Months)*31+int(p.Days))
		}
	}
	for _, r := range c.Rules {
		if r.Until < calendar.Never {
			continue
		}
		see(r.Within)
		see(r.MoveWithin)
		for _, s := range r.Steps {
			see(s.Within)
		}
		for _, effs := range [][]*charter.Effect{r.Effects, r.Adopted, r.Rejected, r.Lapsed} {
			for _, e := range effs {
				see(e.After)
				see(e.For)
			}
		}
	}
	return most
}

// Question is a condition on a finished history, for some states:
//
//	for some a p: attack by a on p and a is party and p is party and no opening of any duty to p
//
// Variables are words of lower case named after `for some`; `any duty` stands
// for each duty of the charter in turn.
type Question struct {
	Text string
	Vars []string
	cond string
}

// Asked reads a question.
func Asked(text string) (*Question, error) {
	q := &Question{Text: strings.TrimSpace(text), cond: strings.TrimSpace(text)}
	rest, ok := strings.CutPrefix(q.cond, "for some ")
	if !ok {
		return q, nil
	}
	names, cond, ok := strings.Cut(rest, ":")
	if !ok {
		return nil, fmt.Errorf("after `for some` and the names comes a colon: `for some a p: attack by a on p and ...`")
	}
	q.Vars, q.cond = strings.Fields(names), strings.TrimSpace(cond)
	if len(q.Vars) > 3 {
		return nil, fmt.Errorf("a question may name three states at most")
	}
	return q, nil
}

// For is the question for the given states, as a condition of the case.
func (q *Question) For(c *charter.Case, who []charter.EntityID) (*charter.Expr, error) {
	words := tokens(q.cond)
	for i, w := range words {
		if at := slices.Index(q.Vars, w); at >= 0 {
			words[i] = c.Vocab.Entities[who[at]].Code
		}
	}
	return condition(c, anyDuty(c, words))
}

// condition reads and resolves a condition without variables.
func condition(c *charter.Case, text string) (*charter.Expr, error) {
	f, diags := syntax.Parse("question", []byte("outlook question\n  ask it = "+text+"\n"))
	for _, d := range diags {
		return nil, fmt.Errorf("the question cannot be read: %s (%s)", d.Summary, text)
	}
	o := f.Decls[0].(*syntax.Outlook)
	e, diags := c.State(o.Items[0].Value, f)
	for _, d := range diags {
		return nil, fmt.Errorf("the question cannot be read: %s (%s)", d.Summary, text)
	}
	return e, nil
}

// tokens splits on blanks and around brackets.
func tokens(s string) []string {
	s = strings.NewReplacer("(", " ( ", ")", " ) ").Replace(s)
	return strings.Fields(s)
}

// anyDuty spells `[no] KIND of any duty ROLES` out over the duties in force.
func anyDuty(c *charter.Case, words []string) string {
	var names []string
	for _, r := range c.Rules {
		if r.Kind == charter.DutyRule && r.Until >= calendar.Never && !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	for i := 0; i+2 < len(words); i++ {
		if words[i] != "of" || words[i+1] != "any" || words[i+2] != "duty" {
			continue
		}
		end := i + 3
		for end+1 < len(words) && isRole(words[end]) {
			end += 2
		}
		var alts []string
		for _, n := range names {
			alt := words[i-1] + " of " + n + " " + strings.Join(words[i+3:end], " ")
			if _, err := condition(c, alt); err == nil { // a duty without such a role is not meant
				alts = append(alts, alt)
			}
		}
		if len(alts) == 0 {
			alts = []string{"1 is 0"}
		}
		spelt := "( " + strings.Join(alts, " or ") + " )"
		words = append(append(slices.Clone(words[:i-1]), spelt), words[end:]...)
		i = -1
	}
	return strings.Join(words, " ")
}

func isRole(w string) bool {
	for r := range syntax.NumRoles {
		if r.String() == w {
			return true
		}
	}
	return false
}
