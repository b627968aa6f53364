package syntax

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestFollows: what may stand at the bar, some of it and some that may not.
func TestFollows(t *testing.T) {
	duty := "charter x\narticle 1\n  duty help\n    when attack by a on p\n    "
	for _, c := range []struct {
		text, may, mayNot string
		name, code        bool
	}{
		{"|", "vocabulary charter record test case outlook", "duty when article is", false, false},
		{"charter x\n|", "governs parties article body test", "duty when entity", false, false},
		{"charter x\narticle 1\n  |", "ban duty power procedure consequence basis", "when must", false, false},
		{duty + "|", "where then each some must judged or with", "never may any grave is", true, false},
		{duty + "must help by p to a\n    |", "within unless while minimum counts refusal duty article", "each must when then", true, false},
		{duty + "where |", "not no count before after yes", "within must", true, true},
		{duty + "where p is |", "not at declared more", "where must", true, true},
		{duty + "each party x |", "except where must", "then when", false, false},
		{duty + "must help by |", "", "where to", true, true},
		{"record r\n  2001-01-01 |", "", "by where", true, false},
		{"record r\n  2001-01-01 attack by AVA |", "on id source note known account claim", "where must without", true, true},
		{"record r\n  2001-01-01 attack by AVA id x\n  |", "source retract forecast", "duty where", true, false},
		{"test \"t\"\n  2001-01-01 attack by AVA\n  expect |", "breach no void undecided nothing", "where must", true, true},
		{"vocabulary v\n  |", "kind entity act number incompatible", "duty is", false, false},
		{"vocabulary v\n  act x |", "is by on optional grave formal mutual", "of where", false, false},
		{"vocabulary v\n  kind x |", "is institution", "of where", false, false},
		{"charter x\n  body b of parties decides by |", "consensus unanimity silence majority", "members of", false, false},
		{"charter x\n  body b of parties decides by majority of |", "members present", "votes weights", false, false},
		{"charter x\n  open |", "matters", "lapse", false, false},
		{"charter x\narticle 1\n  duty d\n    when call by p\n    must talk by p\n    within 3 |", "days weeks months years", "unless", false, false},
		{duty + "judged by |", "nobody", "x", true, true},
		{"# a comment |", "", "charter", false, false},
		{"charter x \"a tit|", "", "charter article", false, false},
	} {
		src := strings.ReplaceAll(c.text, "|", "")
		n := Follows([]byte(src), strings.Index(c.text, "|"))
		for _, w := range strings.Fields(c.may) {
			if w, absent := strings.CutSuffix(w, ":0"); slices.Contains(n.Words, w) == absent {
				t.Errorf("%q: %s: %v, of %v", c.text, w, !absent, n.Words)
			}
		}
		for _, w := range strings.Fields(c.mayNot) {
			if slices.Contains(n.Words, w) {
				t.Errorf("%q: %s may not stand here", c.text, w)
			}
		}
		name, code := false, false
		for _, r := range n.Readings {
			name, code = name || !r.Code, code || r.Code
			if have := string(r.File.Src[r.Probe.From:r.Probe.To]); have != probeName && have != probeCode {
				t.Errorf("%q: the probe is %q", c.text, have)
			}
		}
		if name != c.name || code != c.code {
			t.Errorf("%q: may a name stand here: %v; a code: %v", c.text, name, code)
		}
	}
}

// TestPlaceWords: the words read by their place are those that the grammar
// marks.
func TestPlaceWords(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, grammar, _ := strings.Cut(string(doc), "file        =")
	var want []string
	for _, m := range regexp.MustCompile(`\b([a-z]+)'`).FindAllStringSubmatch(grammar, -1) {
		if w := m[1]; w != "unit" && !slices.Contains(want, w) {
			want = append(want, w)
		}
	}
	have := slices.Clone(placeWords)
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		t.Errorf("the grammar marks\n%v\nand the parser's helper knows\n%v", want, have)
	}
}

func BenchmarkFollows(b *testing.B) {
	var text strings.Builder
	text.WriteString("charter long\n  parties AVA\n")
	for i := range 400 {
		text.WriteString("article a" + strings.Repeat("b", i%7) + "\n  duty help\n    when attack by a on p\n    each party x except p\n    must help by x to p\n")
	}
	src := []byte(text.String() + "    within ")
	for b.Loop() {
		Follows(src, len(src))
	}
}
