package lint

import (
	"slices"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// missing is L15 and L16.
func (k *checker) missing() {
	for _, f := range k.c.Families {
		var rules []*charter.Rule
		for _, r := range k.rules {
			if r.Family == f.ID {
				rules = append(rules, r)
			}
		}
		if len(rules) == 0 {
			continue
		}
		if f.Governs == 0 || !slices.ContainsFunc(rules, func(r *charter.Rule) bool { return concerns(r, f.Governs) }) {
			k.text("L15", note, f.ID, diag.Place{}, []string{f.Name}, "nothing in %s says how it is amended%s", f.Name, k.namesNothing(f))
		}
		if !slices.ContainsFunc(rules, k.passesOn) {
			k.text("L16", note, f.ID, diag.Place{}, []string{f.Name}, "nothing in %s says what becomes of the place of a party that ends%s", f.Name, k.ended(f))
		}
	}
}

func (k *checker) namesNothing(f *charter.Family) string {
	if f.Governs == 0 {
		return "; without `governs` no act can be about it"
	}
	return ""
}

// concerns reports whether a rule is about the text itself: some act that it waits
// for, allows, asks for or has decided is done on or about what the text governs.
func concerns(r *charter.Rule, text charter.EntityID) (so bool) {
	see := func(p *charter.Pattern) {
		for _, role := range []syntax.Role{syntax.On, syntax.About} {
			if t := term(p, role); t != nil && t.Kind == charter.EntityTerm && t.Entity == text {
				so = true
			}
		}
	}
	for _, p := range acted(r) {
		see(p)
	}
	return so
}

// acted are the phrases of the acts with which a rule has to do: those that it
// begins with, moves, decides, allows or asks for.
func acted(r *charter.Rule) []*charter.Pattern {
	list := append(slices.Clone(r.Must), r.May, r.Moved, r.Decided)
	for _, t := range r.When {
		list = append(list, t.Act)
	}
	return slices.DeleteFunc(list, func(p *charter.Pattern) bool { return p == nil })
}

// passesOn reports whether a rule lets a state take the place of another: by one
// and the same rule one becomes a party and another ceases to be one, or an act of
// the heir that names a party makes the heir one.
func (k *checker) passesOn(r *charter.Rule) bool {
	for _, e := range effects(r) {
		ch := e.Change
		if ch == nil || ch.Ceases || ch.Status != charter.PartyStatus || variable(&ch.Term) == charter.NoVar {
			continue
		}
		heir := variable(&ch.Term)
		for _, o := range effects(r) {
			if c := o.Change; c != nil && c.Ceases && c.Family == ch.Family && c.Status == charter.PartyStatus && variable(&c.Term) != charter.NoVar && variable(&c.Term) != heir {
				return true
			}
		}
		for _, p := range acted(r) {
			if variable(term(p, syntax.By)) != heir {
				continue
			}
			for _, x := range all(r.Where) {
				if x.Op == charter.OpHolds && x.Family == ch.Family && x.Status == charter.PartyStatus && namesBeside(p, variable(&x.Term), heir) {
					return true
				}
			}
		}
	}
	return false
}

// namesBeside reports whether an act names a state in another role than that of who
// does it.
func namesBeside(p *charter.Pattern, who, heir charter.VarID) bool {
	return who != charter.NoVar && who != heir && slices.ContainsFunc(p.Roles, func(rt charter.RoleTerm) bool {
		return rt.Role != syntax.By && variable(&rt.Term) == who
	})
}

// ended names the parties of which the vocabulary says that they have ended.
func (k *checker) ended(f *charter.Family) string {
	var list []string
	for _, e := range k.parties(f.ID) {
		if x := k.v.Entities[e]; x.Continued != 0 {
			list = append(list, x.Code+", continued by "+k.v.Entities[x.Continued].Code)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, "; ") + ")"
}
