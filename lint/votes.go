package lint

import (
	"fmt"
	"slices"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

const (
	warning = diag.Warning
	note    = diag.Note
)

// votes looks at how bodies decide, and who takes part.
func (k *checker) votes() {
	for _, r := range k.rules {
		switch r.Kind {
		case charter.ProcedureRule:
			k.selfVeto(r)
			k.base(r)
			k.electorate(r)
			k.measures(r)
		case charter.PowerRule:
			k.organPower(r)
		}
		k.wayBack(r)
	}
	k.quorums()
}

// decides is how a procedure decides: its own way, or its body's.
func (l *law) decides(r *charter.Rule) syntax.Decides {
	if r.Decides.Method != syntax.NoMethod {
		return r.Decides
	}
	return l.body(r.Family, r.Before).Decides
}

// blocks says in words how a single member can block; empty if it cannot.
func blocks(d syntax.Decides, b *charter.BodyVersion) string {
	switch {
	case d.Method == syntax.Consensus:
		return "decides by consensus"
	case d.Method == syntax.Unanimity:
		return "decides by unanimity"
	case d.Method == syntax.SilenceProcedure:
		return "decides by silence, which one objection breaks"
	case d.Method == syntax.ShareOf && d.Share.Den > 0 && d.Share.Num >= d.Share.Den && d.Base != "votes":
		return "needs the votes of all"
	case len(b.Veto) > 0:
		return "knows a veto"
	}
	return ""
}

// accused is a variable that stands for the state a decision is about.
type accused struct {
	v   charter.VarID
	why string
}

// accusedOf lists whom a procedure is about, in the order of its clauses.
func (l *law) accusedOf(r *charter.Rule) []accused {
	var list []accused
	add := func(v charter.VarID, why string) {
		if v != charter.NoVar && !slices.ContainsFunc(list, func(a accused) bool { return a.v == v }) {
			list = append(list, accused{v, why})
		}
	}
	for _, t := range r.When {
		switch {
		case t.Finding != nil && t.Finding.Kind == syntax.Breach:
			add(variable(termIn(t.Finding.Roles, syntax.By)), "whose breach opens it")
		case t.Act != nil && l.force(t.Act, r.Family):
			add(variable(term(t.Act, syntax.By)), "whose act opens it")
		}
	}
	for _, e := range effects(r) {
		if l.harms(e) {
			add(variable(&e.Change.Term), "whom the decision hits")
		}
	}
	for _, p := range []*charter.Pattern{r.Decided, r.Moved} {
		for _, role := range []syntax.Role{syntax.On, syntax.Against} {
			if v := variable(term(p, role)); v != charter.NoVar && !l.favours(r, v) {
				add(v, "whom the decision is about")
			}
		}
	}
	return list
}

// harms reports whether an effect takes membership away or lays another status
// on a state, one that is no step to membership.
func (l *law) harms(e *charter.Effect) bool {
	c := e.Change
	if c == nil || c.Ceases != (c.Status == charter.PartyStatus) {
		return false
	}
	return c.Ceases || !slices.ContainsFunc(l.c.Rules, func(r *charter.Rule) bool {
		return r.Bearer != nil && r.Bearer.Family == c.Family && r.Bearer.Status == c.Status &&
			slices.ContainsFunc(effects(r), func(x *charter.Effect) bool {
				return x.Change != nil && !x.Change.Ceases && x.Change.Family == c.Family && x.Change.Status == charter.PartyStatus
			})
	})
}

// favours reports whether all that a procedure does to a variable is to make it
// a party or to take another status away.
func (l *law) favours(r *charter.Rule, v charter.VarID) bool {
	some := false
	for _, e := range effects(r) {
		if e.Change != nil && variable(&e.Change.Term) == v {
			if l.harms(e) {
				return false
			}
			some = true
		}
	}
	return some
}

// member reports whether a variable of a procedure may stand for a member of
// the body with a vote.
func (l *law) member(r *charter.Rule, v charter.VarID) bool {
	b := l.body(r.Family, r.Before)
	for _, e := range []*charter.Expr{r.Where, r.MovedWhere} {
		if denies(e, v, r.Family, b.Of) {
			return false
		}
		for _, s := range b.Except {
			if requires(e, v, r.Family, s) {
				return false
			}
		}
	}
	for _, t := range r.When {
		// Who has just come to a status that keeps out of the body has no vote.
		if c := t.Change; c != nil && !c.Ceases && variable(&c.Term) == v && c.Family == r.Family && slices.Contains(b.Except, c.Status) {
			return false
		}
	}
	return true
}

func excepted(r *charter.Rule, v charter.VarID) bool {
	return slices.ContainsFunc(r.Except, func(t charter.Term) bool { return t.Kind == charter.VarTerm && t.Var == v })
}

// selfVeto is L01.
func (k *checker) selfVeto(r *charter.Rule) {
	b := k.body(r.Family, r.Before)
	how := blocks(k.decides(r), b)
	if how == "" {
		return
	}
	body := k.c.Families[r.Family].Bodies[r.Before].Name
	list := k.accusedOf(r)
	for _, a := range list {
		if !excepted(r, a.v) && k.member(r, a.v) {
			k.rule("L01", warning, r, "%s %s, and %s, %s, has a vote", body, how, r.Vars[a.v].Name, a.why)
		}
	}
	if len(list) > 0 {
		return
	}
	for _, t := range r.When {
		if t.Act != nil && k.grave(t.Act, r.Family) && !k.force(t.Act, r.Family) {
			k.rule("L01", warning, r, "%s %s; it opens with %s, and the adversary, if it is a member, has a vote",
				body, how, k.patternName(t.Act))
			return
		}
	}
	if role, free := k.freeRole(r); free {
		k.rule("L01", warning, r, "%s %s, and the member that a decision is %s has a vote", body, how, role)
	}
}

// freeRole is a role of the decision in which a member may stand and that the
// procedure leaves open.
func (l *law) freeRole(r *charter.Rule) (syntax.Role, bool) {
	p := r.Decided
	if p == nil || p.Define != nil || len(r.Except)+len(r.ExceptStatus) > 0 {
		return 0, false
	}
	for _, role := range []syntax.Role{syntax.On, syntax.Against, syntax.About} {
		spec := l.v.Acts[p.Act].Roles[role]
		if spec.Has && term(p, role) == nil && !slices.Contains(p.Without, role) &&
			slices.ContainsFunc(l.parties(r.Family), func(e charter.EntityID) bool { return l.v.IsKind(e, spec.Kind) }) {
			return role, true
		}
	}
	return 0, false
}

// organPower is L29, and L01 where such a power hits a member.
func (k *checker) organPower(r *charter.Rule) {
	t := term(r.May, syntax.By)
	if t == nil {
		return
	}
	body := slices.IndexFunc(k.c.Families[r.Family].Bodies, func(b *charter.Body) bool {
		i := slices.Index(k.c.Families[r.Family].Bodies, b)
		return t.Kind == charter.BodyTerm && t.Family == r.Family && t.Body == i ||
			t.Kind == charter.EntityTerm && t.Entity != 0 && t.Entity == k.body(r.Family, i).Entity
	})
	if body < 0 || k.decidedElsewhere(r) {
		return
	}
	b := k.body(r.Family, body)
	name := k.c.Families[r.Family].Bodies[body].Name
	k.rule("L29", note, r, "%s does it by a power: no time, no quorum, no vote", name)
	how := blocks(b.Decides, b)
	if how == "" {
		return
	}
	said := map[charter.VarID]bool{}
	for _, e := range r.Effects {
		if v := variable(changed(e)); v != charter.NoVar && k.harms(e) && !said[v] && !denies(r.Where, v, r.Family, b.Of) && !k.asked(r, v) {
			said[v] = true
			k.rule("L01", warning, r, "%s %s, and %s, whom this hits, has a vote", name, how, r.Vars[v].Name)
		}
	}
}

func changed(e *charter.Effect) *charter.Term {
	if e.Change == nil {
		return nil
	}
	return &e.Change.Term
}

// asked reports whether a power rests on an act of the state that it hits: its
// own notice of leaving, say.
func (l *law) asked(r *charter.Rule, v charter.VarID) bool {
	return slices.ContainsFunc(all(r.Where), func(e *charter.Expr) bool {
		return e.Op == charter.OpRecorded && variable(term(e.Pattern, syntax.By)) == v
	})
}

// decidedElsewhere reports whether a procedure decides by the act of a power.
func (k *checker) decidedElsewhere(r *charter.Rule) bool {
	return slices.ContainsFunc(k.rules, func(o *charter.Rule) bool {
		return o.Kind == charter.ProcedureRule && o.Family == r.Family && o.Decided != nil && o.Decided.Define == nil &&
			r.May.Define == nil && o.Decided.Act == r.May.Act
	})
}

// base is the second half of L21: a share of members where some are kept out.
func (k *checker) base(r *charter.Rule) {
	d := k.decides(r)
	share := d.Method == syntax.MajorityOfMembers || d.Method == syntax.ShareOf && (d.Base == "members" || d.Base == "weights")
	if share && len(r.Except)+len(r.ExceptStatus) > 0 && !r.KeepingBase {
		k.rule("L21", note, r, "by %s, and some are kept out: whether these count in the base is not said (here they do not)", shareWords(d))
	}
}

func shareWords(d syntax.Decides) string {
	switch {
	case d.Method == syntax.MajorityOfMembers:
		return "a majority of members"
	case d.Share.Den == 0:
		return fmt.Sprintf("%d of %s", d.Share.Num, d.Base)
	case d.Share.Den == 100:
		return fmt.Sprintf("%d%% of %s", d.Share.Num, d.Base)
	}
	return fmt.Sprintf("%d/%d of %s", d.Share.Num, d.Share.Den, d.Base)
}

// quorums is the first half of L21.
func (k *checker) quorums() {
	ofVotes := func(d syntax.Decides) bool {
		return d.Method == syntax.Majority || d.Method == syntax.ShareOf && (d.Base == "votes" || d.Base == "present")
	}
	for _, f := range k.c.Families {
		for i, body := range f.Bodies {
			b := k.body(f.ID, i)
			if len(body.Versions) > 0 && ofVotes(b.Decides) && b.Quorum.IsZero() {
				k.text("L21", warning, f.ID, b.Pos, []string{body.Name}, "%s decides by a majority of whoever votes, without a quorum: one vote can carry", body.Name)
			}
		}
	}
	for _, r := range k.rules {
		if r.Kind == charter.ProcedureRule && ofVotes(r.Decides) && k.body(r.Family, r.Before).Quorum.IsZero() {
			k.rule("L21", warning, r, "a majority of whoever votes decides, without a quorum: one vote can carry")
		}
	}
}

// electorate is L22.
func (k *checker) electorate(r *charter.Rule) {
	b := k.body(r.Family, r.Before)
	n, out := len(k.parties(r.Family)), len(r.Except)
	if b.Of != charter.PartyStatus || n == 0 || out == 0 {
		return
	}
	left := n - out
	switch {
	case left <= 0:
		k.rule("L22", warning, r, "of %d parties it keeps %d out: nobody is left to decide", n, out)
		return
	case left == 1:
		k.rule("L22", warning, r, "of %d parties it keeps %d out: one state alone decides", n, out)
		return
	}
	base := left
	if r.KeepingBase {
		base = n
	}
	d := k.decides(r)
	need := 0
	switch {
	case d.Method == syntax.MajorityOfMembers:
		need = base/2 + 1
	case d.Method == syntax.ShareOf && d.Base == "members" && d.Share.Den > 0:
		need = int((d.Share.Num*int64(base) + d.Share.Den - 1) / d.Share.Den)
	case d.Method == syntax.ShareOf && d.Base == "members":
		need = int(d.Share.Num)
	}
	switch {
	case need > left:
		k.rule("L22", warning, r, "of %d parties it keeps %d out, and needs %d of the %d that are left: it can never decide", n, out, need, left)
	case need == left && d.Share.Num < max(d.Share.Den, 2):
		k.rule("L22", warning, r, "of %d parties it keeps %d out: %s are then all %d that are left", n, out, shareWords(d), left)
	}
}

// measures is L23.
func (k *checker) measures(r *charter.Rule) {
	read := map[string]bool{}
	w := charter.Walker{Expr: func(e *charter.Expr) {
		if e.Op == charter.OpAdopting {
			read[e.Word] = true
		}
	}}
	w.Case(k.c)
	for _, m := range r.Choosing {
		if !read[m] {
			k.rule("L23", note, r, "nothing follows from adopting %s", m)
		}
	}
}

// wayBack is L24.
func (k *checker) wayBack(r *charter.Rule) {
	imposed := r.Kind == charter.ProcedureRule || r.Kind == charter.ConsequenceRule
	if r.Kind == charter.PowerRule {
		t := term(r.May, syntax.By)
		imposed = t != nil && t.Kind != charter.VarTerm
	}
	if !imposed {
		return
	}
	for _, e := range effects(r) {
		c := e.Change
		if c == nil || c.Ceases || c.Status == charter.PartyStatus || e.For != nil || e.Until != nil ||
			denies(r.Where, variable(&c.Term), c.Family, charter.PartyStatus) || denies(r.MovedWhere, variable(&c.Term), c.Family, charter.PartyStatus) {
			continue
		}
		if !slices.ContainsFunc(k.c.Rules, func(o *charter.Rule) bool {
			return slices.ContainsFunc(effects(o), func(x *charter.Effect) bool {
				return x.Change != nil && x.Change.Ceases && x.Change.Family == c.Family && x.Change.Status == c.Status
			})
		}) {
			k.rule("L24", warning, r, "it makes a state %s, and no rule ever ends that", k.c.Families[c.Family].Statuses[c.Status].Name)
		}
	}
}
