package charter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/syntax"
)

func TestISO3166(t *testing.T) {
	if len(iso3166) != 249 {
		t.Errorf("%d codes", len(iso3166))
	}
	for i, c := range iso3166 {
		if len(c.code) != 3 || strings.ToUpper(c.code) != c.code || c.name == "" {
			t.Errorf("%q %q", c.code, c.name)
		}
		if i > 0 && iso3166[i-1].code >= c.code {
			t.Errorf("%s stands before %s", iso3166[i-1].code, c.code)
		}
	}
}

func resolveWords(t *testing.T, src string) (*Vocabulary, []string) {
	t.Helper()
	f, diags := syntax.Parse("v.casus", []byte(src))
	mustBeClean(t, diags)
	v, diags := ResolveVocabulary(f.Decls[0].(*syntax.Vocabulary), f)
	var codes []string
	for _, d := range diags {
		codes = append(codes, d.Code)
	}
	return v, codes
}

func TestVocabulary(t *testing.T) {
	v, codes := resolveWords(t, `vocabulary v "Words"
  kind organ institution
  kind court is organ
  kind actor
  kind state is actor
  entities iso-3166 are state
  entity VAT is organ
  entity AAA is court "First"
  number amount in EUR
  act deploy is help at any
  act help by actor to actor optional about any plover AID
  act meet by state with state mutual grave
  act dine is meet
  act freeze by state formal declares frozen
  act thaw by state formal declares not frozen
`)
	if len(codes) > 0 {
		t.Fatal(codes)
	}
	if len(v.Entities) != 251 || v.Entities[0].Code != "" || v.Entities[1].Code != "AAA" {
		t.Errorf("%d entities, the first %+v", len(v.Entities), v.Entities[1])
	}
	if !slices.IsSortedFunc(v.Entities, func(a, b Entity) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("entities are not in order of code")
	}
	// An entity of one's own takes the place of the list's, and keeps its name.
	vat, ok := v.FindEntity("VAT")
	if !ok || v.Kinds[v.Entities[vat].Kind].Name != "organ" || v.Entities[vat].Title != "Holy See" {
		t.Errorf("VAT: %+v", v.Entities[vat])
	}
	first, _ := v.FindEntity("AAA")
	arm, _ := v.FindEntity("ARM")
	actor, _ := v.FindKind("actor")
	organ, _ := v.FindKind("organ")
	if !v.IsKind(first, organ) || v.IsKind(first, actor) || !v.IsKind(arm, actor) || !v.IsKind(arm, 0) {
		t.Error("kinds")
	}
	if !v.IsInstitution(first) || v.IsInstitution(arm) {
		t.Error("institutions")
	}
	for _, code := range []string{"", "AA", "ZZZZ", "ARMX"} {
		if _, ok := v.FindEntity(code); ok {
			t.Errorf("found %q", code)
		}
	}

	act := func(name string) (ActID, *Act) {
		id, ok := v.FindAct(name)
		if !ok {
			t.Fatalf("no act %s", name)
		}
		return id, &v.Acts[id]
	}
	if id, a := act("aye"); id != Aye || !a.BuiltIn || !a.Formal || !a.Roles[syntax.On].Has {
		t.Errorf("aye is %d: %+v", id, a)
	}
	if id, a := act("denies"); id != Denies || a.Formal {
		t.Errorf("denies is %d: %+v", id, a)
	}
	deployID, deploy := act("deploy")
	helpID, _ := act("help")
	if !v.IsAct(deployID, helpID) || v.IsAct(helpID, deployID) || deploy.Plover != "AID" ||
		strings.Join(deploy.RoleNames(), " ") != "by to at about" || !deploy.Roles[syntax.About].Optional {
		t.Errorf("deploy: %+v", deploy)
	}
	if _, dine := act("dine"); !dine.Mutual || !dine.Grave || dine.MutualA != syntax.By || dine.MutualB != syntax.With || dine.BuiltIn {
		t.Errorf("dine: %+v", dine)
	}
	_, freeze := act("freeze")
	_, thaw := act("thaw")
	if freeze.Declares != 0 || freeze.DeclaresNot || thaw.Declares != 0 || !thaw.DeclaresNot || !slices.Equal(v.Declared, []string{"frozen"}) {
		t.Errorf("declared: %+v %+v %v", freeze, thaw, v.Declared)
	}
	if _, help := act("help"); help.Declares != -1 {
		t.Errorf("help declares %d", help.Declares)
	}
}

func TestTooMany(t *testing.T) {
	many := func(format string) string {
		var b strings.Builder
		b.WriteString("vocabulary v\n  kind state\n")
		for i := range 70_000 {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, format := range []string{"  kind k-%d\n", "  act a-%d by state\n", "  entity E-%d is state\n", "  number n-%d\n"} {
		v, codes := resolveWords(t, many(format))
		if !slices.Equal(codes, []string{"E0253"}) {
			t.Errorf("%q: %d diagnostics, %v", format, len(codes), codes[:min(len(codes), 3)])
		}
		if len(v.Kinds) > 65536 || len(v.Acts) > 65536 || len(v.Entities) > 65536 {
			t.Errorf("%q: %d %d %d", format, len(v.Kinds), len(v.Acts), len(v.Entities))
		}
	}
}

// Whatever is wrong with a vocabulary, charters can be resolved against it.
func TestFaultyVocabularyIsUsable(t *testing.T) {
	v, codes := resolveWords(t, `vocabulary v
  kind a is a
  kind a
  entity X is nix
  act b is b
  act c is b by a mutual by a
  act aye by a
  number n number n
  incompatible b by x and zz to y where q is r
`)
	if len(codes) < 5 {
		t.Errorf("only %v", codes)
	}
	for i := range v.Acts {
		v.IsAct(ActID(i), 1)
	}
	for i := range v.Entities {
		v.IsKind(EntityID(i), 1)
		v.IsInstitution(EntityID(i))
	}
}
