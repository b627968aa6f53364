package cases_test

import (
	"context"
	"slices"
	"testing"

	"casus/calendar"
	"casus/diag"
	"casus/inquiry"
	"casus/library"
	"casus/revise"
	"casus/search"
)

// Force between parties opens an expulsion under the reform and not under the law:
// one act shows it.
func TestForceBetweenPartiesOpensAnExpulsion(t *testing.T) {
	lib, list := library.Load([]string{"csto"})
	if diag.HasErrors(list) {
		t.Fatal(explained(list))
	}
	f := lib.Folders[0]
	var laws [2]search.Law
	var texts [2][]revise.Text
	from := calendar.Always
	for i, name := range []string{"csto-2002", "imankulov-2022"} {
		b, list, err := inquiry.Law(f, "", []string{name})
		if err != nil || diag.HasErrors(list) {
			t.Fatal(err, explained(list))
		}
		laws[i].Case, texts[i] = b.Case, inquiry.Texts(f, b, name)
		from = max(from, search.From(b.Case))
	}
	rules, all := revise.Reach(texts[0], texts[1])
	if all || !slices.Equal(rules, []string{"expulsion-for-force", "settle"}) {
		t.Fatalf("rules: %v, all: %t", rules, all)
	}
	for i := range laws {
		laws[i].Changed = rules
	}
	d, err := search.Diverge(context.Background(), laws, from, search.Bounds{Acts: 1}, nil)
	if err != nil || !d.Complete {
		t.Fatal(err)
	}
	want := search.Differs{What: "opening of expulsion-for-force", How: search.SecondOnly}
	i := slices.IndexFunc(d.Differences, func(x search.Difference) bool { return slices.Contains(x.Kinds, want) })
	if i < 0 {
		t.Fatalf("not among %v", d.Differences)
	}
	x := d.Differences[i]
	if got := x.Acts[0].Line(laws[0].Case.Vocab); len(x.Acts) != 1 || got != "2021-01-20 attack by ARM on BLR" {
		t.Errorf("the history is %s, %d acts", got, len(x.Acts))
	}
	if opened := func(f search.Found) bool { return f.What == want.What }; slices.ContainsFunc(x.Found[0], opened) || !slices.ContainsFunc(x.Found[1], opened) {
		t.Errorf("found: %v", x.Found)
	}
}
