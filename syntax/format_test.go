package syntax

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// spellings gives the tokens of a text as written.
func tokenTexts(f *File) []string {
	list := make([]string, len(f.tokens))
	for i, t := range f.tokens {
		list[i] = string(f.Src[t.from:t.to])
	}
	return list
}

func commentTexts(f *File) []string {
	list := make([]string, len(f.Comments))
	for i, c := range f.Comments {
		list[i] = trimComment(c.Text)
	}
	return list
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkFormat holds what the printer promises of a file without errors.
func checkFormat(t failer, f *File) []byte {
	t.Helper()
	out, err := Format(f)
	if err != nil {
		t.Fatalf("not formatted: %v", err)
	}
	g, ds := Parse(f.Path, out)
	if len(ds) > 0 {
		t.Fatalf("what was printed has errors:\n%s\nprinted:\n%s", printed(ds), out)
	}
	if d := cmp.Diff(tokenTexts(f), tokenTexts(g)); d != "" {
		t.Fatalf("tokens changed:\n%s", d)
	}
	if d := cmp.Diff(commentTexts(f), commentTexts(g)); d != "" {
		t.Fatalf("comments changed:\n%s\nfrom:\n%s\nprinted:\n%s", d, f.Src, out)
	}
	if d := diffTrees(f, g); d != "" {
		t.Fatalf("the meaning changed:\n%s", d)
	}
	again, err := Format(g)
	if err != nil || !bytes.Equal(out, again) {
		t.Fatalf("printed again it is different:\n%s\nfirst:\n%s\nfrom:\n%s", cmp.Diff(string(out), string(again)), out, f.Src)
	}
	return out
}

// TestFormatCorpus: the corpus is laid out as the printer lays it out.
func TestFormatCorpus(t *testing.T) {
	for name, src := range corpus(t) {
		out := checkFormat(t, mustParse(t, name, src))
		if d := cmp.Diff(string(src), string(out)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		for n, l := range strings.Split(string(out), "\n") {
			if utf8.RuneCountInString(l) > formatColumns || strings.TrimRight(l, " ") != l {
				t.Errorf("%s:%d is too long or ends in blanks: %q", name, n+1, l)
			}
		}
	}
}

func TestFormatComments(t *testing.T) {
	src, err := os.ReadFile("testdata/layout/comments.casus")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/layout/comments.golden")
	if err != nil {
		t.Fatal(err)
	}
	out := checkFormat(t, mustParse(t, "comments.casus", src))
	if d := cmp.Diff(string(want), string(out)); d != "" {
		t.Error(d)
	}
}

func TestFormatRefusesErrors(t *testing.T) {
	for _, src := range []string{"charter", "hello", "\xff", "2022-02-30 attack by RUS"} {
		f, _ := Parse("f", []byte(src))
		if out, err := Format(f); err == nil {
			t.Errorf("%q was formatted: %q", src, out)
		}
	}
}

func TestFormatOfLittle(t *testing.T) {
	for src, want := range map[string]string{
		"":                            "",
		"\n\n \t\n":                   "",
		"# only":                      "# only\n",
		"\ufeff# mark\r\n\r\n\r\n# b": "# mark\n\n# b\n",
		"2022 a":                      "2022  a\n",
		"2022 a # b":                  "2022  a  # b\n",
	} {
		out := checkFormat(t, mustParse(t, "f", []byte(src)))
		if string(out) != want {
			t.Errorf("%q: got %q, want %q", src, out, want)
		}
	}
}

// drawGap draws what may stand between two tokens: at least one blank.
func drawGap(t *rapid.T) string {
	return rapid.StringMatching(`[ \t\n]{1,3}|\n# c [a-z]{0,4}\n| {1,2}# d\n|\n\n\n|\r\n`).Draw(t, "gap")
}

// TestLayoutMeansNothing: with any blanks, line ends and comments between its
// tokens a file is read to the same tree, and printed without loss.
func TestLayoutMeansNothing(t *testing.T) {
	files := corpus(t)
	names := []string{"charter.casus", "outlook.casus", "record.casus", "tests.casus", "vocabulary.casus"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "file")
		f, ds := Parse(name, files[name])
		if len(ds) > 0 {
			t.Fatalf("%s has errors", name)
		}
		// A few hundred gaps are drawn, and repeated through the file.
		gaps := rapid.SliceOfN(rapid.Custom(drawGap), 1, 40).Draw(t, "gaps")
		var b strings.Builder
		for i, tok := range f.tokens {
			if tok.gap != gapTight || i%3 > 0 { // some are left as they stand: 63..150
				b.WriteString(gaps[i%len(gaps)])
			}
			b.Write(f.Src[tok.from:tok.to])
		}
		g, ds := Parse(name, []byte(b.String()))
		if len(ds) > 0 {
			t.Fatalf("with other blanks it has errors:\n%s\n%s", printed(ds), b.String())
		}
		if d := diffTrees(f, g); d != "" {
			t.Fatalf("with other blanks it means something else: %s", d)
		}
		checkFormat(t, g)
	})
}

// TestOneLine: a file on a single line means the same.
func TestOneLine(t *testing.T) {
	for name, src := range corpus(t) {
		f := mustParse(t, name, src)
		g := mustParse(t, name, []byte(strings.Join(tokenTexts(f), " ")))
		if d := diffTrees(f, g); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		checkFormat(t, g)
	}
}
