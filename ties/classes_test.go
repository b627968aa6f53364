package ties

import (
	"slices"
	"testing"

	"casus/charter"
)

// Every category that a vocabulary may name has a class, and no other has one.
func TestCategoriesAreThoseOfPlover(t *testing.T) {
	for _, c := range charter.PloverCategories {
		if ClassOf(c) == Unclassed {
			t.Errorf("%s is in no class", c)
		}
	}
	for c := range classes {
		if !slices.Contains(charter.PloverCategories, c) {
			t.Errorf("%s is no category of PLOVER", c)
		}
	}
}
