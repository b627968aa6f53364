package cases_test

import (
	"context"
	"slices"
	"testing"

	"casus/diag"
	"casus/library"
	"casus/lint"
	"casus/report"
	"casus/search"
)

// reforms are the law of the alliance and what was proposed, the law first.
var reforms = []string{"csto", "csto-imankulov", "csto-knyazev", "csto-kurmanov", "csto-dzhakishev", "csto-limited-format"}

// flawTable sets the flaws of the law and of the reforms side by side.
func flawTable(t *testing.T, acts int) *report.FlawTable {
	t.Helper()
	lib, list := library.Load([]string{"csto"})
	if diag.HasErrors(list) {
		t.Fatal(explained(list))
	}
	table := &report.FlawTable{Laws: reforms, Acts: acts}
	for _, name := range reforms {
		b, list := lib.Folders[0].Case(name)
		if diag.HasErrors(list) {
			t.Fatal(explained(list))
		}
		table.Flaws = append(table.Flaws, lint.Findings(b.Case))
		qs, err := search.Pose(b.Case, "must-act", "")
		if err != nil {
			t.Fatal(err)
		}
		var answers []*search.Answer
		for _, q := range qs {
			a, err := search.For(context.Background(), b.Case, q, search.From(b.Case), search.Bounds{Acts: acts}, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, a)
		}
		table.Searched = append(table.Searched, answers)
	}
	return table
}

// The law of the alliance has the six flaws that its history shows; each reform
// closes some of them, and opens others.
func TestFlawsOfTheAlliance(t *testing.T) {
	table := flawTable(t, 3)
	var law []string
	for _, f := range table.Flaws[0] {
		for _, what := range f.Topics {
			law = append(law, f.Code+" "+what)
		}
	}
	for _, six := range []struct{ flaw, why string }{
		{"L01 use-of-forces", "consensus, and the accused is not kept out"},
		{"L02 help", "help has no period"},
		{"L03 no-force", "nothing of its own follows from force between members"},
		{"L18 no-force", "nobody finds that force was used"},
		{"L19 help", "help needs a request"},
		{"L12 help", "duties collide when a party attacks a party"},
	} {
		if !slices.Contains(law, six.flaw) {
			t.Errorf("the law lacks %s: %s", six.flaw, six.why)
		}
	}
	if slices.Contains(law, "L01 suspension") || slices.Contains(law, "L01 expulsion") {
		t.Error("Article 20 leaves the accused out, and is blamed for keeping it in")
	}
	for law, want := range map[string]struct{ closes, opens []string }{
		"csto-imankulov": {
			[]string{"L03 no-force", "L17 attack", "L17 clash", "L20 clash by a party with a party", "must-act attack by a on p", "must-act clash by a with p"},
			[]string{"L04 expulsion-for-force", "L05 expulsion-for-force"}},
		"csto-knyazev": {
			[]string{"L03 no-force", "L03 no-rival-alliance", "L03 no-interference", "L03 foreign-base"},
			[]string{"L10 warned", "L29 lift"}},
		"csto-kurmanov": {
			[]string{"L03 no-force", "L20 clash by a party with a party"},
			[]string{"L02 close-down", "L02 lean-on-sco", "L02 work-with-china", "L03 no-exercise-with-nato", "L03 no-defiance", "L10 responsible", "L29 designate"}},
		"csto-dzhakishev": {
			[]string{"L17 attack", "L17 clash", "L20 clash by a party with a party", "must-act attack by a on p", "must-act clash by a with p"},
			[]string{"L02 announce-moves", "L02 convene", "L02 cease", "L04 separation-force", "L10 observed", "L10 separated", "L11 observers", "L11 observers-with-the-two",
				"L11 separation-force", "L18 convene", "L18 cease", "L21 observers", "L21 separation-force"}},
		"csto-limited-format": {},
	} {
		i := slices.Index(reforms, law)
		if got := table.Closes(i); !slices.Equal(got, want.closes) {
			t.Errorf("%s closes %q, want %q", law, got, want.closes)
		}
		if got := table.Opens(i); !slices.Equal(got, want.opens) {
			t.Errorf("%s opens %q, want %q", law, got, want.opens)
		}
	}
}

// Two parties that an outsider attacks, one of which has attacked the other, both ask
// for help: whoever owes it to both cannot give it to both. The search comes to it
// with five acts.
func TestDilemmaOfTheAlliance(t *testing.T) {
	lib, _ := library.Load([]string{"csto"})
	b, list := lib.Folders[0].Case("csto")
	if diag.HasErrors(list) {
		t.Fatal(explained(list))
	}
	qs, err := search.Pose(b.Case, "dilemma", "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := search.For(context.Background(), b.Case, qs[0], search.From(b.Case), search.Bounds{Acts: 5, Visits: 200_000}, nil, nil)
	if err != nil || !a.Found() {
		t.Fatalf("not found after %d histories: %v", a.Tried, err)
	}
	var got []string
	for _, act := range a.Histories[0].Acts {
		got = append(got, act.Line(b.Case.Vocab)[len("2021-01-20 "):])
	}
	want := []string{"attack by ASM on ARM", "request-help by ARM", "attack by ARM on BLR", "attack by ASM on BLR", "request-help by BLR"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
