package charter

import (
	"slices"
	"sort"
	"strings"

	"casus/diag"
	"casus/syntax"
)

// FindEntity returns the entity of a code.
func (v *Vocabulary) FindEntity(code string) (EntityID, bool) {
	// Entities are sorted by code, so no table beside them is needed.
	i := sort.Search(len(v.Entities)-1, func(i int) bool { return v.Entities[i+1].Code >= code }) + 1
	if i < len(v.Entities) && v.Entities[i].Code == code {
		return EntityID(i), true
	}
	return 0, false
}

// FindAct returns the act of a name, built-in acts included.
func (v *Vocabulary) FindAct(name string) (ActID, bool) {
	for i := 1; i < len(v.Acts); i++ {
		if v.Acts[i].Name == name {
			return ActID(i), true
		}
	}
	return NoAct, false
}

// FindKind returns the kind of a name.
func (v *Vocabulary) FindKind(name string) (KindID, bool) {
	for i := range v.Kinds {
		if v.Kinds[i].Name == name {
			return KindID(i), true
		}
	}
	return 0, false
}

// FindNumber returns the declared number of a name.
func (v *Vocabulary) FindNumber(name string) (NumberID, bool) {
	for i := range v.Numbers {
		if v.Numbers[i].Name == name {
			return NumberID(i), true
		}
	}
	return 0, false
}

// FindDeclared returns the declared status of a name.
func (v *Vocabulary) FindDeclared(name string) (int, bool) {
	i := slices.Index(v.Declared, name)
	return i, i >= 0
}

// IsSubkind reports whether k is super or a kind below it.
func (v *Vocabulary) IsSubkind(k, super KindID) bool {
	if super == 0 {
		return true
	}
	for ; k != 0; k = v.Kinds[k].Parent {
		if k == super {
			return true
		}
	}
	return false
}

// commonKind is the narrowest kind that takes in both.
func (v *Vocabulary) commonKind(a, b KindID) KindID {
	for ; a != 0; a = v.Kinds[a].Parent {
		if v.IsSubkind(b, a) {
			return a
		}
	}
	return 0
}

// EntityCodes, ActNames and their kin list what there is, for messages.
func (v *Vocabulary) EntityCodes() []string {
	var list []string
	for _, e := range v.Entities[1:] {
		list = append(list, e.Code)
	}
	return list
}

// ActNames lists the acts.
func (v *Vocabulary) ActNames() []string {
	var list []string
	for _, a := range v.Acts[1:] {
		list = append(list, a.Name)
	}
	return list
}

// NumberNames lists the numbers.
func (v *Vocabulary) NumberNames() []string {
	var list []string
	for _, n := range v.Numbers {
		list = append(list, n.Name)
	}
	return list
}

// KindNames lists the kinds, without "any".
func (v *Vocabulary) KindNames() []string {
	var list []string
	for _, k := range v.Kinds[1:] {
		list = append(list, k.Name)
	}
	return list
}

// Called returns the first entity whose title begins with a name, however it is
// written.
func (v *Vocabulary) Called(name string) (Entity, bool) {
	name = strings.ToUpper(name)
	for _, e := range v.Entities[1:] {
		if strings.HasPrefix(strings.ToUpper(e.Title), name) && e.Code == strings.ToUpper(e.Code) {
			return e, true
		}
	}
	return Entity{}, false
}

// EntityHint says what may be meant by a code that is not known: a state whose
// name begins so, or a code spelt nearly so; of several as near, one of those
// named first, in their order.
func (v *Vocabulary) EntityHint(code string, first ...EntityID) string {
	if e, ok := v.Called(code); ok && len(code) > 3 {
		return "the code of " + e.Title + " is " + e.Code
	}
	var likely []string
	for _, e := range first {
		likely = append(likely, v.Entities[e].Code)
	}
	all := v.EntityCodes()
	if near := diag.Closest(strings.ToUpper(code), append(likely, all...)); near != "" {
		return "did you mean " + near + "?"
	}
	if h := didYouMean(code, all); h != "" {
		return h
	}
	return "declare it in the vocabulary: entity " + code + " is KIND"
}

// EntityHint is that of the vocabulary, with the parties first and then whoever
// else has a status by force of a text.
func (c *Case) EntityHint(code string, then ...EntityID) string {
	var first []EntityID
	for _, party := range []bool{true, false} {
		for _, f := range c.Families {
			for _, t := range f.Texts {
				for _, g := range t.Grants {
					if (g.Status == PartyStatus) == party {
						first = append(first, g.Entity)
					}
				}
			}
		}
	}
	return c.Vocab.EntityHint(code, append(first, then...)...)
}

// RoleNames lists the roles an act has, in their order.
func (a *Act) RoleNames() []string {
	var list []string
	for r := syntax.Role(0); r < syntax.NumRoles; r++ {
		if a.Roles[r].Has {
			list = append(list, r.String())
		}
	}
	return list
}
