package lint_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"casus/charter"
	"casus/diag"
	"casus/library"
	"casus/lint"
)

var update = flag.Bool("update", false, "rewrite docs/lint.md")

// disk serves files from memory.
type disk struct{ fstest.MapFS }

func (d disk) Stat(p string) (fs.FileInfo, error)      { return d.MapFS.Stat(p) }
func (d disk) ReadDir(p string) ([]fs.DirEntry, error) { return d.MapFS.ReadDir(p) }
func (d disk) ReadFile(p string) ([]byte, error)       { return d.MapFS.ReadFile(p) }
func (d disk) RealPath(p string) (string, error)       { return p, nil }

// caseOf builds the charter pact of a text, and its amendments, over the words
// of testdata.
func caseOf(t *testing.T, text string) *charter.Case {
	t.Helper()
	words, err := os.ReadFile("testdata/words.casus")
	if err != nil {
		t.Fatal(err)
	}
	d := disk{fstest.MapFS{"c/words.casus": {Data: words}, "c/pact.casus": {Data: []byte(text)}}}
	lib, diags := library.LoadFrom(d, []string{"c"})
	b, more := lib.Folders[0].CaseOf([]charter.TextSpec{{Charter: "pact"}})
	if all := append(diags, more...); diag.HasErrors(all) {
		var out strings.Builder
		diag.Print(&out, all, false)
		t.Fatal(out.String())
	}
	return b.Case
}

// Each check finds its flaw in a charter that has it, and finds none in one
// that differs in this alone.
func TestChecks(t *testing.T) {
	for _, e := range lint.Table() {
		t.Run(e.Code, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join("testdata", e.Code+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			has, hasNot := 0, 0
			for _, part := range strings.Split(string(src), "== ")[1:] {
				word, text, _ := strings.Cut(part, "\n")
				var hit []string
				for _, f := range lint.Findings(caseOf(t, text)) {
					if f.Code == e.Code {
						hit = append(hit, f.Summary)
					}
				}
				switch word {
				case "has":
					has++
					if len(hit) == 0 {
						t.Errorf("nothing is found in\n%s", text)
					}
				case "has not":
					hasNot++
					if len(hit) > 0 {
						t.Errorf("%v is found in\n%s", hit, text)
					}
				default:
					t.Fatalf("%q", word)
				}
			}
			if has == 0 || hasNot == 0 {
				t.Errorf("%d charters have the flaw and %d have not", has, hasNot)
			}
		})
	}
}

// Every finding has a place, an entry in the table, no worse a severity than it
// says, a treaty in its hint, and one line of text.
func TestFindings(t *testing.T) {
	for _, c := range shipped(t) {
		for _, f := range lint.Findings(c) {
			e, ok := lint.Find(f.Code)
			switch {
			case !ok:
				t.Errorf("%s is not in the table", f.Code)
			case f.Place.IsZero() || f.Place.To <= f.Place.From:
				t.Errorf("%s has no place", f.Summary)
			case f.Severity == diag.Error || f.Severity < e.Severity:
				t.Errorf("%s: %s", f.Severity, f.Summary)
			case f.Hint != e.Treaty || strings.Contains(f.Summary, "\n") || f.Charter == "":
				t.Errorf("%+v", f)
			}
		}
	}
}

// shipped builds every case of the folder of cases.
func shipped(t testing.TB) map[string]*charter.Case {
	t.Helper()
	lib, _ := library.Load([]string{"../cases/csto", "../cases/nato", "../cases/ecowas"})
	out := map[string]*charter.Case{}
	for _, f := range lib.Folders {
		for _, c := range f.Cases {
			b, diags := c.Build()
			if diag.HasErrors(diags) {
				continue // another test says so
			}
			out[c.Decl.Name.Name] = b.Case
		}
	}
	return out
}

// What must be found in the law of the CSTO, and what the proposal of 2022 opens
// and closes.
func TestCSTO(t *testing.T) {
	cases := shipped(t)
	found := func(name string) []string {
		var list []string
		for _, f := range lint.Findings(cases[name]) {
			list = append(list, f.Code+" "+f.Article+" "+f.Rule)
		}
		return list
	}
	law, reform := found("csto"), found("csto-imankulov")
	for _, want := range []string{
		"L01 12 common-decision", "L01 6 use-of-forces", // consensus without excluding the accused outside Article 20
		"L02 4 help",     // help without a period
		"L03 1 no-force", // the ban on force without a consequence
		"L18 1 no-force", // no adjudicator for force between members
		"L19 4 help",     // help that needs a request
		"L12 4 help",     // duties that collide when a party attacks a party
		"L14 19 withdraw",
	} {
		if !slices.Contains(law, want) {
			t.Errorf("%s is not found; found are %q", want, law)
		}
	}
	for _, not := range []string{"L01 20 suspension", "L01 20 expulsion", "L13  ", "L24 20 suspension"} {
		if slices.Contains(law, not) {
			t.Errorf("%s is found", not)
		}
	}
	if slices.Contains(reform, "L03 1 no-force") {
		t.Error("the proposal gives the ban a procedure of its own, and it is still called one that nothing follows")
	}
	for _, opened := range []string{"L04 20 expulsion-for-force", "L02 1 settle"} {
		if !slices.Contains(reform, opened) {
			t.Errorf("the proposal opens %s, which is not found", opened)
		}
	}
}

// The same case gives the same findings.
func TestSame(t *testing.T) {
	c := shipped(t)["csto"]
	first := lint.Findings(c)
	for range 3 {
		if !slices.EqualFunc(first, lint.Findings(c), func(a, b lint.Finding) bool { return a.String() == b.String() }) {
			t.Fatal("two checks of one case differ")
		}
	}
}

// The page is what the table says.
func TestPage(t *testing.T) {
	const page = "../docs/lint.md"
	want := lint.Page()
	if *update {
		if err := os.WriteFile(page, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not current: run go test ./lint -run TestPage -update", page)
	}
}

// The table is in order, and every entry is whole.
func TestTable(t *testing.T) {
	last := ""
	for _, e := range lint.Table() {
		if e.Code <= last {
			t.Errorf("%s stands behind %s", e.Code, last)
		}
		last = e.Code
		for _, s := range []string{e.Title, e.Looks, e.Why, e.Treaty, e.Remedy} {
			if s == "" || strings.Contains(s, "\n") {
				t.Errorf("%s has an empty or broken text", e.Code)
			}
		}
	}
}

// A case without rules has no flaws.
func TestNothing(t *testing.T) {
	if list := lint.Findings(&charter.Case{Vocab: &charter.Vocabulary{}}); list != nil {
		t.Errorf("found %v", list)
	}
}

// Editors check at every pause: this is the largest shipped law.
func BenchmarkCSTO(b *testing.B) {
	c := shipped(b)["csto"]
	for b.Loop() {
		lint.Findings(c)
	}
}
