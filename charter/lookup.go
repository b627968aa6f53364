package charter

import (
	"slices"
	"sort"
	"strings"

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

// EntityHint says what may be meant by a code that is not known: one spelt
// nearly so, or a state whose name begins so.
func (v *Vocabulary) EntityHint(code string) string {
	if h := didYouMean(code, v.EntityCodes()); h != "" {
		return h
	}
	for _, e := range v.Entities[1:] {
		if len(code) > 3 && strings.HasPrefix(strings.ToUpper(e.Title), code) {
			return "the code of " + e.Title + " is " + e.Code
		}
	}
	return "declare it in the vocabulary: entity " + code + " is KIND"
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
