package search

import (
	"fmt"
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/syntax"
)

// Named is a question that has a name, asked alike of every charter.
type Named struct {
	Name     string
	Sentence string // what the history shows, or the claim that it refutes
	Means    string // exactly what is looked for
	byAct    bool   // put once for each act that is an attack
	words    string // in the words of a question, ACT standing for the attack
	vars     []string
	found    *predicate
}

// Questions are the questions with names, in the order in which they are listed.
func Questions() []Named {
	return []Named{
		{Name: "must-act", Sentence: "a party is attacked by a party and somebody must act within 30 days", byAct: true,
			Means: "a claim: whenever a party does this to a party, some duty begins whose last day is at most 30 days later; refuted by a history after which none does",
			words: "for all a p: when ACT where a is party and p is party then opening of any duty due within 30 days"},
		{Name: "nobody-owes", Sentence: "a party is attacked and nobody owes it anything", byAct: true,
			Means: "after the attack no duty toward the party begins",
			words: "for some a p: when ACT where p is party then no opening of any duty toward p"},
		{Name: "nothing-follows", Sentence: "a party breaches and nothing follows", vars: []string{"p"}, found: nothingFollows(),
			Means: "a breach brings no status and no duty by itself, and every procedure that it opens lapses with no effect"},
		{Name: "dilemma", Sentence: "two duties cannot both be met", vars: []string{"x"}, found: dilemma(),
			Means: "two open duties of one bearer ask for acts that the vocabulary declares incompatible"},
		{Name: "veto", Sentence: "a party can block for ever", vars: []string{"p"}, found: vetoed(false),
			Means: "a matter is before a body, the nay of one party that did not bring it there defeats it however all others vote, and nothing follows from its rejection or lapse"},
		{Name: "self-veto", Sentence: "a party can block the decision about its own deed", vars: []string{"p"}, found: vetoed(true),
			Means: "likewise, and that party has done a grave act that comes before the matter"},
		{Name: "out-and-bound", Sentence: "a member is out and still bound", vars: []string{"p"}, found: outAndBound(),
			Means: "a state ceases to be a party with a duty still open, or is found in breach of one after it left"},
	}
}

// Pose turns what was asked into questions: the name or the sentence of one of
// Questions, put once for each attack where it speaks of one, or a question in
// words. act, if not empty, is the one attack that is meant.
func Pose(c *charter.Case, text, act string) ([]*Question, error) {
	text = strings.TrimSpace(text)
	for _, n := range Questions() {
		if text == n.Name || strings.EqualFold(text, n.Sentence) {
			return n.questions(c, act)
		}
	}
	if !strings.Contains(text, " ") {
		var names []string
		for _, n := range Questions() {
			names = append(names, n.Name)
		}
		hint := "they are " + strings.Join(names, ", ")
		if near := diag.Closest(text, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		return nil, fmt.Errorf("no question is named %s: %s", text, hint)
	}
	q, err := Asked(text)
	if err != nil {
		return nil, err
	}
	return []*Question{q}, nil
}

func (n Named) questions(c *charter.Case, act string) ([]*Question, error) {
	if !n.byAct {
		return []*Question{{Text: n.Sentence, Name: n.Name, Vars: n.vars, found: n.found}}, nil
	}
	var out []*Question
	for _, phrase := range attacks(c) {
		if name, _, _ := strings.Cut(phrase, " "); act != "" && name != act {
			continue
		}
		q, err := Asked(strings.Replace(n.words, "ACT", phrase, 1))
		if err != nil {
			return nil, err
		}
		q.Name = n.Name
		out = append(out, q)
	}
	if len(out) == 0 && act != "" {
		return nil, fmt.Errorf("%s is no grave act that one state does to another", act)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the vocabulary has no grave act that one state does to another")
	}
	return out, nil
}

// attacks are the grave acts that a state does to a state, or with it, as phrases;
// a kind of such an act is taken with it.
func attacks(c *charter.Case) []string {
	v := c.Vocab
	kind, ok := partyKind(c)
	if !ok {
		return nil
	}
	fits := func(r charter.RoleSpec) bool { return r.Has && !r.Optional && v.IsKind(kind, r.Kind) }
	var out []string
	for a := int(charter.FirstDeclared); a < len(v.Acts); a++ {
		act := v.Acts[a]
		switch {
		case !act.Grave || act.Parent != 0 && v.Acts[act.Parent].Grave:
		case act.Mutual && fits(act.Roles[act.MutualA]) && fits(act.Roles[act.MutualB]):
			out = append(out, fmt.Sprintf("%s %s a %s p", act.Name, act.MutualA, act.MutualB))
		case fits(act.Roles[syntax.By]) && fits(act.Roles[syntax.On]):
			out = append(out, act.Name+" by a on p")
		}
	}
	return out
}

// partyKind is some party: what it is, parties are.
func partyKind(c *charter.Case) (charter.EntityID, bool) {
	for _, f := range c.Families {
		for _, t := range f.Texts {
			for _, g := range t.Grants {
				if g.Status == charter.PartyStatus {
					return g.Entity, true
				}
			}
		}
	}
	return 0, false
}

// predicate is a question that no condition of the language says.
type predicate struct {
	goals func(*searcher, *landmarks) []goal
	// now is asked at the end of the last act's day, end after the wait; either
	// tells whom it holds of, nil for nobody. since is the number of findings
	// before the last act.
	now, end func(s *searcher, r *engine.Run, world int, since uint32) []charter.EntityID
	// past tells a digest what of the acts done the predicate asks about.
	past func(s *searcher, r *engine.Run, d *engine.Digester)
	// hint says which acts come first in a history of the kind, and the matters of
	// which rules bring it nearer; nil: nothing is known.
	hint func(s *searcher) (first map[charter.ActID]bool, near map[int]bool)
}

// inForce calls do for the rules of some kinds that are in force.
func (s *searcher) inForce(do func(*charter.Rule), kinds ...charter.RuleKind) {
	for _, r := range s.c.Rules {
		if r.Until > s.from && slices.Contains(kinds, r.Kind) {
			do(r)
		}
	}
}

// dilemma: two duties of one bearer collide.
func dilemma() *predicate {
	return &predicate{
		hint: collisionHint,
		goals: func(s *searcher, l *landmarks) (out []goal) {
			for _, inc := range s.c.Vocab.Incompatible {
				s.inForce(func(a *charter.Rule) {
					s.inForce(func(b *charter.Rule) {
						if couldGive(l, a, inc.A) && couldGive(l, b, inc.B) {
							out = append(out, bothOwed(l, a, b, inc.Where))
						}
					}, charter.DutyRule)
				}, charter.DutyRule)
			}
			return out
		},
		end: func(_ *searcher, r *engine.Run, world int, since uint32) []charter.EntityID {
			fs := r.Findings()
			for i := int(since); i < len(fs); i++ {
				if f := &fs[i]; f.Kind == engine.Collision && f.Worlds>>world&1 != 0 {
					if a, _, ban := r.Pair(f); ban < 0 {
						return r.Bearers(a)
					}
				}
			}
			return nil
		},
	}
}

// outAndBound: who has ceased to be a party still owes.
func outAndBound() *predicate {
	return &predicate{
		goals: func(s *searcher, _ *landmarks) []goal {
			var g goal
			for f := range s.c.Families {
				g.events = append(g.events, node{event{endedEvent, f, charter.PartyStatus, 0}, false})
			}
			s.inForce(func(r *charter.Rule) {
				g.events = append(g.events, node{findingOf(r.ID, syntax.Breach), false})
			}, charter.DutyRule)
			return []goal{g}
		},
		end: func(_ *searcher, r *engine.Run, world int, _ uint32) []charter.EntityID {
			for _, c := range r.Changes() {
				if c.Status != charter.PartyStatus || !c.Ceases || c.Worlds>>world&1 == 0 || r.Holds(c.Family, c.Status, c.Entity)>>world&1 != 0 {
					continue
				}
				for _, f := range r.Findings() {
					if f.Kind == engine.Breach && f.Worlds>>world&1 != 0 && f.Day >= c.Day && owes(r, f.Matter, c) {
						return []charter.EntityID{c.Entity}
					}
				}
				for mid := uint32(1); mid < uint32(r.Matters()); mid++ {
					if m := r.Matter(mid); m.Worlds>>world&1 != 0 && !m.Waiting && !m.Awaiting && owes(r, mid, c) {
						return []charter.EntityID{c.Entity}
					}
				}
			}
			return nil
		},
	}
}

// couldGive reports whether an act that a duty asks for may be one that the
// vocabulary declares incompatible with another.
func couldGive(l *landmarks, r *charter.Rule, declared *charter.Pattern) (could bool) {
	for _, p := range r.Must {
		whatever := *l
		whatever.only = nil // it is asked for, and need never be done
		whatever.acts(p, func(a charter.ActID) { could = could || l.c.Vocab.IsAct(a, declared.Act) }, 0)
	}
	return could
}

// bothOwed is the goal of two duties open at once: neither is over, the acts asked
// for are what the declaration means, and its condition holds.
func bothOwed(l *landmarks, a, b *charter.Rule, where *charter.Expr) goal {
	g := goal{conditions: []*charter.Expr{where}}
	g.needs = l.condition(where)
	for _, r := range []*charter.Rule{a, b} {
		g.needs = g.needs.and(l.lookup(findingOf(r.ID, syntax.Opening)))
		g.events = append(g.events, node{findingOf(r.ID, syntax.Opening), false})
		g.kept = append(g.kept, r)
		for _, p := range r.Must {
			g.either = append(g.either, existing(p, 0)...)
		}
	}
	return g
}

// existing are the conditions on which the acts meant by a phrase hang.
func existing(p *charter.Pattern, depth int) (out []*charter.Expr) {
	if p.Define == nil || depth > 16 {
		return nil
	}
	for _, alt := range p.Define.Alts {
		if alt.Where != nil {
			out = append(out, alt.Where)
		}
		out = append(out, existing(alt.Pattern, depth+1)...)
	}
	return out
}

// owes reports whether somebody alone owes a matter of a duty of the treaty that it
// has left, begun before it did.
func owes(r *engine.Run, mid uint32, c engine.Change) bool {
	m := r.Matter(mid)
	rule := r.Program().Case.Rules[m.Rule]
	return rule.Kind == charter.DutyRule && rule.Family == c.Family && m.Opened <= c.Day && slices.Equal(r.Bearers(mid), []charter.EntityID{c.Entity})
}

// nothingFollows: a breach has no consequence.
func nothingFollows() *predicate {
	return &predicate{
		goals: func(s *searcher, _ *landmarks) []goal {
			var g goal
			s.inForce(func(r *charter.Rule) {
				g.events = append(g.events, node{findingOf(r.ID, syntax.Breach), false})
			}, charter.BanRule, charter.DutyRule)
			s.inForce(func(r *charter.Rule) { // what would follow, and may be kept from it
				if slices.ContainsFunc(r.When, func(t *charter.Trigger) bool { return t.Finding != nil && t.Finding.Kind == syntax.Breach }) {
					g.events = append(g.events, node{findingOf(r.ID, syntax.Opening), true})
					if r.Kind == charter.ProcedureRule {
						g.events = append(g.events, node{findingOf(r.ID, syntax.Lapse), false})
					}
				}
			}, charter.DutyRule, charter.ConsequenceRule, charter.ProcedureRule)
			return []goal{g}
		},
		end: func(s *searcher, r *engine.Run, world int, since uint32) []charter.EntityID {
			fs := r.Findings()
			for i := int(since); i < len(fs); i++ {
				f := &fs[i]
				if f.Kind != engine.Breach || f.Worlds>>world&1 == 0 || follows(r, uint32(i), world) {
					continue
				}
				if who := r.Bearers(f.Matter); len(who) == 1 && slices.Contains(s.cast, who[0]) && s.isParty(who[0], s.from) {
					return who
				}
			}
			return nil
		},
	}
}

// follows reports whether a breach has brought a duty, a status or a decision, by
// way of whatever it began.
func follows(r *engine.Run, id uint32, world int) bool {
	fs := r.Findings()
	from, matters := map[uint32]bool{id: true}, map[uint32]bool{}
	for i := int(id) + 1; i < len(fs); i++ {
		f := &fs[i]
		if f.Worlds>>world&1 == 0 {
			continue
		}
		_, cause, by := r.Source(f.Cause)
		if !(by && from[cause]) && !(f.Kind != engine.Status && f.Kind != engine.Collision && matters[f.Matter]) {
			continue
		}
		from[uint32(i)] = true
		switch f.Kind {
		case engine.Status, engine.Adoption, engine.Breach, engine.Fulfilment:
			return true
		case engine.Opening:
			if r.Program().Case.Rules[f.Rule].Kind == charter.DutyRule {
				return true
			}
			matters[f.Matter] = true
		}
	}
	return false
}

// vetoed: one elector can keep a matter from being decided, and nothing else
// comes of it. own asks that it is the one whose grave act came before.
func vetoed(own bool) *predicate {
	p := &predicate{
		goals: func(s *searcher, _ *landmarks) []goal {
			var g goal
			s.inForce(func(r *charter.Rule) {
				g.events = append(g.events, node{findingOf(r.ID, syntax.Opening), false})
				if r.Moved != nil {
					g.acts = append(g.acts, r.Moved)
				}
			}, charter.ProcedureRule)
			if own {
				for a := charter.FirstDeclared; int(a) < len(s.c.Vocab.Acts); a++ {
					if act := s.c.Vocab.Acts[a]; act.Grave && act.Roles[syntax.By].Has {
						g.acts = append(g.acts, &charter.Pattern{Act: a, Roles: []charter.RoleTerm{{Role: syntax.By, Term: charter.Term{Kind: charter.VarTerm, Var: charter.NoVar}}}})
					}
				}
			}
			return []goal{g}
		},
		now: func(s *searcher, r *engine.Run, world int, _ uint32) []charter.EntityID {
			for mid := uint32(1); mid < uint32(r.Matters()); mid++ {
				m := r.Matter(mid)
				rule := r.Program().Case.Rules[m.Rule]
				if !m.Procedure || m.Worlds>>world&1 == 0 || len(rule.Rejected)+len(rule.Lapsed) > 0 {
					continue
				}
				for _, who := range r.Blockers(mid, world) {
					if slices.Contains(s.cast, who) && who != s.asker(r, &m) && (!own || didGrave(s, r, who, world)) {
						return []charter.EntityID{who}
					}
				}
			}
			return nil
		},
	}
	if own {
		p.past = func(s *searcher, r *engine.Run, d *engine.Digester) {
			for _, e := range r.Entries()[1:] {
				if act := s.c.Vocab.Acts[e.Act]; act.Grave && act.Roles[syntax.By].Has {
					d.Add(e.Worlds, uint64(e.Act), e.Roles[s.program.Place(e.Act, syntax.By)])
				}
			}
		}
	}
	return p
}

// asker is who did the act that opened a matter, and could let it rest; 0 if an act
// of nobody, a finding or a day opened it.
func (s *searcher) asker(r *engine.Run, m *engine.Matter) charter.EntityID {
	entry, _, isFinding := r.Source(m.Cause)
	if isFinding || entry == 0 {
		return 0
	}
	e := r.Entries()[entry]
	if p := s.program.Place(e.Act, syntax.By); p >= 0 {
		return e.Roles[p]
	}
	return 0
}

// didGrave reports whether a state has done a grave act to a state of the cast.
func didGrave(s *searcher, r *engine.Run, who charter.EntityID, world int) bool {
	for _, e := range r.Entries()[1:] {
		act := s.c.Vocab.Acts[e.Act]
		if e.Worlds>>world&1 == 0 || !act.Grave || !act.Roles[syntax.By].Has || e.Roles[s.program.Place(e.Act, syntax.By)] != who {
			continue
		}
		for role := syntax.On; role < syntax.NumRoles; role++ {
			if p := s.program.Place(e.Act, role); p >= 0 && slices.Contains(s.cast, e.Roles[p]) {
				return true
			}
		}
	}
	return false
}
