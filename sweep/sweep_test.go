package sweep

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
)

func load(t *testing.T, path, name string) *library.Built {
	t.Helper()
	lib, diags := library.Load([]string{path})
	b, more := lib.Folders[0].Case(name)
	if all := append(diags, more...); diag.HasErrors(all) {
		t.Fatal(all)
	}
	return b
}

// disk serves files from memory.
type disk struct{ fstest.MapFS }

func (d disk) Stat(p string) (fs.FileInfo, error)      { return d.MapFS.Stat(p) }
func (d disk) ReadDir(p string) ([]fs.DirEntry, error) { return d.MapFS.ReadDir(p) }
func (d disk) ReadFile(p string) ([]byte, error)       { return d.MapFS.ReadFile(p) }
func (d disk) RealPath(p string) (string, error)       { return p, nil }

func built(t *testing.T, text string) *library.Built {
	t.Helper()
	lib, diags := library.LoadFrom(disk{fstest.MapFS{"c/all.casus": {Data: []byte(text)}}}, []string{"c"})
	b, more := lib.Folders[0].Case("")
	if all := append(diags, more...); diag.HasErrors(all) {
		t.Fatal(all)
	}
	return b
}

// Under every combination the sweep finds what the docket of that combination
// finds.
func TestIsItsDockets(t *testing.T) {
	for _, c := range []struct {
		path, name string
		names      []string
	}{
		{"../cmd/casus/testdata/pact", "pact", nil},
		{"../cases/csto", "csto", []string{"immediately", "mission-is-help", "force-includes-clash"}},
	} {
		b := load(t, c.path, c.name)
		v := docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Accounts: []charter.EntityID{}}
		axes, err := axesOf(b.Case, Options{View: v, Names: c.names})
		if err != nil {
			t.Fatal(err)
		}
		p := plan(axes, 1<<20)
		if !p.whole {
			t.Fatal("not all combinations are run")
		}
		over, err := docket.DeriveOver(b.Case, b.Record, v, p.rows(axes), docket.OverOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range p.rows(axes) {
			w := v
			w.Given = row
			d, err := docket.Derive(b.Case, b.Record, w)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int{}
			for _, f := range d.Findings {
				want[f.Key()] = f.Sides[0].Found
			}
			for _, f := range over.Findings {
				if got := int(f.Found[0][i]); got != want[f.Key()] {
					t.Errorf("%s under %v: in %d settlings, and the docket has %d", f.Key(), row, got, want[f.Key()])
				}
				delete(want, f.Key())
			}
			for k := range want {
				t.Errorf("%s under %v is not in the sweep", k, row)
			}
		}
	}
}

const help = `
vocabulary words
  kind state
  entity AVA is state
  entity BOR is state
  entity CAL is state
  entity DOR is state
  act attack by state on state
  act help by state to state

charter pact
  effective 2000-01-01
  parties AVA BOR CAL
  reading promptly = 30 days or 3 days or 90 days or none "It says promptly."
  reading outsiders = yes or no "Whether an attack by an outsider counts."
  reading unused = yes or no "Nothing hangs on it."

article 1
  duty help
    when attack by a on p
    where p is party, a is not party, outsiders
    each party x except p
    must help by x to p
    within promptly

record history closed 2001-12-31
2001-01-01 attack by DOR on AVA
2001-01-25 help by BOR to AVA

case pact
  under pact
  reads history
`

// The turning point is the day on which help came: the 24th after the attack.
func TestTurn(t *testing.T) {
	r, err := Over(built(t, help), Options{View: docket.View{AsOf: -1 << 30, AsKnown: -1 << 30}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Whole || r.Run != 16 || r.Combinations != 16 {
		t.Errorf("%d of %g combinations are run", r.Run, r.Combinations)
	}
	got := map[string]string{}
	for _, f := range r.Findings {
		key := f.Kind.String()
		if f.Late {
			key = "late"
		}
		for _, e := range f.Bearer() {
			key += " " + r.Docket.Case.Vocab.Entities[e].Code
		}
		text := fmt.Sprintf("%s %d/%d", f.First, f.In, f.Of)
		for _, x := range f.Flips {
			text += fmt.Sprintf("; %s %v", x.Reading, x.States)
		}
		for _, x := range f.Turns {
			text += fmt.Sprintf("; turns %v %v", x.Runs, x.Horizon)
		}
		got[key] = text
	}
	want := map[string]string{
		"breach BOR":     "no 2/16; promptly [no yes no no]; turns [{0 23 false}]" + " false",
		"late BOR":       "no 2/16; promptly [no yes no no]; turns [{0 23 false}] false",
		"fulfilment BOR": "yes 6/16; promptly [yes no yes yes]; outsiders [yes no]; turns [{24 -1 false}] false",
		"breach CAL":     "yes 6/16; promptly [yes yes yes no]; outsiders [yes no]; turns [{0 363 false}] true",
		"opening BOR":    "yes 8/16; outsiders [yes no]",
		"opening CAL":    "yes 8/16; outsiders [yes no]",
		"silence":        "yes 6/16; promptly [yes yes yes no]; outsiders [yes no]; turns [{0 363 false}] true",
	}
	for k, w := range want {
		if got[k] != w {
			t.Errorf("%s: %s, not %s", k, got[k], w)
		}
		delete(got, k)
	}
	for k, g := range got {
		t.Errorf("found too: %s: %s", k, g)
	}
}

// What a view gives is held; what is named is swept alone; values may be given.
func TestOptions(t *testing.T) {
	b := built(t, help)
	view := docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Given: []docket.Given{{Name: "outsiders", Value: charter.Value{Kind: charter.YesNo}}}}
	r, err := Over(b, Options{View: view})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Axes) != 2 || len(r.Findings) != 0 {
		t.Errorf("%d readings are swept, %d findings", len(r.Axes), len(r.Findings))
	}
	r, err = Over(b, Options{View: view, Names: []string{"outsiders"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Axes) != 1 || r.Run != 2 || r.Findings[0].First != No || r.Findings[0].In != 1 {
		t.Errorf("%v", r.Axes)
	}
	if _, err = Over(b, Options{View: view, Names: []string{"nonesuch"}}); err == nil {
		t.Error("a reading that is not there is swept")
	}
	if _, err = Over(b, Options{View: view, Names: []string{"unused"}, Values: map[string][]charter.Value{"unused": {{Kind: charter.YesNo, Yes: true}}}}); err == nil {
		t.Error("a reading with one value is swept")
	}
}

// The plan has the first readings first, every single alternative, and every
// pair, whatever the limit; no combination twice; and never more than all.
func TestPlan(t *testing.T) {
	values := func(n int) []charter.Value { return make([]charter.Value, n) }
	axes := []Axis{{Values: values(4)}, {Values: values(2)}, {Values: values(3)}, {Values: values(2)}, {Values: values(2)}}
	for _, limit := range []int{1, 40, 60, 95, 96, 1000} {
		p := plan(axes, limit)
		seen := map[string]bool{}
		for i, c := range p.cells {
			if seen[string(c)] {
				t.Fatalf("limit %d: %v twice", limit, c)
			}
			seen[string(c)] = true
			if i == 0 && string(c) != "\x00\x00\x00\x00\x00" {
				t.Errorf("limit %d: it begins with %v", limit, c)
			}
		}
		if p.total != 96 || p.whole != (limit >= 96) || p.whole && len(p.cells) != 96 || len(p.cells) > max(limit, 40) {
			t.Errorf("limit %d: %d of %g, all %t", limit, len(p.cells), p.total, p.whole)
		}
		for a := range axes {
			for v := 1; v < len(axes[a].Values); v++ {
				c := p.cells[p.single[a][v]]
				if int(c[a]) != v || slices.Max(append(slices.Clone(c[:a]), append(c[a+1:], 0)...)) != 0 {
					t.Errorf("limit %d: the cell of value %d of axis %d is %v", limit, v, a, c)
				}
				for b := range a {
					for w := 1; w < len(axes[b].Values); w++ {
						pair := make([]byte, len(axes))
						pair[a], pair[b] = byte(v), byte(w)
						if !seen[string(pair)] {
							t.Errorf("limit %d: %v is not run", limit, pair)
						}
					}
				}
			}
		}
	}
}

// All seven million combinations of the shipped case are covered, by far fewer.
func TestWholeProduct(t *testing.T) {
	b := load(t, "../cases/csto", "csto")
	r, err := Over(b, Options{View: docket.View{AsOf: -1 << 30, AsKnown: -1 << 30, Accounts: []charter.EntityID{}}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Whole || r.Combinations < 7e6 || r.Run > 200_000 {
		t.Errorf("%d of %g combinations are run, all covered: %t", r.Run, r.Combinations, r.Whole)
	}
	for _, f := range r.Findings {
		if !f.Whole || f.Of != int(r.Combinations) || f.In > f.Maybe || f.Maybe > f.Of || f.Maybe == 0 {
			t.Errorf("%s: %d..%d of %d", f.Key(), f.In, f.Maybe, f.Of)
		}
	}
}

// The findings of autumn 2022: which are robust, and on what the breach of the
// duty to help hangs.
func TestAutumn2022(t *testing.T) {
	b := load(t, "../cases/csto", "csto")
	asOf := docket.View{AsOf: 19357, AsKnown: -1 << 30, Accounts: []charter.EntityID{}} // 2022-12-31
	r, err := Over(b, Options{View: asOf, Limit: 600})
	if err != nil {
		t.Fatal(err)
	}
	if r.Whole || r.Run < 300 {
		t.Errorf("%d combinations of %g are run", r.Run, r.Combinations)
	}
	found := map[string]*Finding{}
	for _, f := range r.Findings {
		if f.Rule != nil && f.Days.Lo > 19240 {
			bearer := ""
			for _, e := range f.Bearer() {
				bearer += b.Case.Vocab.Entities[e].Code
			}
			if k := f.Kind.String() + " " + f.Rule.Name + " " + bearer; found[k] == nil {
				found[k] = f
			}
		}
	}
	if f := found["fulfilment consult BLR"]; f == nil || !f.Robust() {
		t.Error("that consultation was held in September 2022 is not robust")
	}
	f := found["breach help BLR"]
	if f == nil || f.Robust() || f.First != Yes {
		t.Fatalf("the breach of the duty to help: %+v", f)
	}
	var flips []string
	for _, x := range f.Flips {
		flips = append(flips, x.Reading)
	}
	if !slices.Contains(flips, "mission-is-help") || !slices.Contains(flips, "immediately") {
		t.Errorf("it hangs on %v", flips)
	}
	if len(f.Turns) != 1 || f.Turns[0].Reading != "immediately" || f.Turns[0].Runs[0].To != 108 || !f.Turns[0].Horizon {
		t.Errorf("it turns at %+v", f.Turns)
	}
}
