package diag

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// at is the place of a word in a text.
func at(src, word string) Place {
	i := strings.Index(src, word)
	return Place{File: "f.casus", Src: []byte(src), From: int32(i), To: int32(i + len(word))}
}

func TestPrint(t *testing.T) {
	src := "first line\n\tänd 中文\twörd here\nlast"
	list := []Diagnostic{{
		Code: "E0101", Summary: "`wörd` has no place here", Expected: "another", Hint: "choose one",
		Place: at(src, "wörd"), Related: []Related{{at(src, "first"), "the first one stands here"}},
	}, {
		Code: "E0200", Severity: Warning, Summary: "over two lines", Place: at(src, "here\nlast"),
	}, {
		Severity: Note, Summary: "nowhere",
	}}
	const want = `f.casus:2:9: error[E0101]: ` + "`wörd`" + ` has no place here
    2 |     änd 中文    wörd here
      |                 ^^^^
  expected another
  help: choose one
  f.casus:1:1: the first one stands here
    1 | first line
      | ^^^^^

f.casus:2:14: warning[E0200]: over two lines
    2 |     änd 中文    wörd here
      |                      ^^^^

note: nowhere
`
	var b strings.Builder
	if err := Print(&b, list, false); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	b.Reset()
	if err := Print(&b, list, true); err != nil {
		t.Fatal(err)
	}
	plain := b.String()
	for _, c := range []string{"\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m"} {
		if c != "\x1b[36m" && !strings.Contains(plain, c) {
			t.Errorf("no %q in colour", c)
		}
		plain = strings.ReplaceAll(plain, c, "")
	}
	if d := cmp.Diff(want, plain); d != "" {
		t.Errorf("colour changes the words: %s", d)
	}
}

// TestPrintTamesText: a file cannot drive the terminal through a message.
func TestPrintTamesText(t *testing.T) {
	src := "a \x1b[31mred\x07 \xff end\u202e"
	d := Diagnostic{Summary: "x\x1b[2J", Place: at(src, "red"), Hint: "y\ny"}
	d.Place.File = "f\x1b]0;t\x07"
	out := d.String()
	for _, c := range []string{"\x1b", "\x07", "\xff", "\u202e", "y\ny"} {
		if strings.Contains(out, c) {
			t.Errorf("%q reaches the terminal: %q", c, out)
		}
	}
}

// TestPrintAnywhere: for any text and any place in it the caret stands under
// the place, and no line is much longer than a terminal.
func TestPrintAnywhere(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "word ", "é", "中", "\t", "\n", "\r\n", "\u0301", "\xff", "   ", "xxxxxxxxxxxxxxxxxxxx"})
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 0, 400).Draw(t, "pieces"), "")
		from := rapid.IntRange(0, len(src)).Draw(t, "from")
		to := rapid.IntRange(from, len(src)).Draw(t, "to")
		d := Diagnostic{Summary: "s", Place: Place{File: "f", Src: []byte(src), From: int32(from), To: int32(to)}}
		lines := strings.Split(strings.TrimSuffix(d.String(), "\n"), "\n")
		if len(lines) != 3 || !strings.HasPrefix(lines[2], "      | ") {
			t.Fatalf("%q", lines)
		}
		caret := lines[2][len("      | "):]
		if strings.Trim(caret, " ") == "" || strings.Trim(strings.TrimLeft(caret, " "), "^") != "" {
			t.Fatalf("no caret: %q", caret)
		}
		if n := utf8.RuneCountInString(lines[1]); n > lineColumns*2+20 {
			t.Fatalf("a line of %d characters", n)
		}
		if len(caret) > lineColumns+8 {
			t.Fatalf("a caret at column %d", len(caret))
		}
	})
}

func TestPrintClips(t *testing.T) {
	src := strings.Repeat("a", 500) + "HERE" + strings.Repeat("b", 100_000)
	out := Diagnostic{Summary: "s", Place: at(src, "HERE")}.String()
	lines := strings.Split(out, "\n")
	text, caret := lines[1][len("    1 | "):], lines[2][len("      | "):]
	if !strings.HasPrefix(text, "… ") || !strings.HasSuffix(text, " …") || utf8.RuneCountInString(text) != lineColumns+4 {
		t.Errorf("not clipped: %q", text)
	}
	col := strings.Index(caret, "^")
	if got := string([]rune(text)[col : col+4]); got != "HERE" || strings.TrimSpace(caret) != "^^^^" {
		t.Errorf("the caret stands under %q", got)
	}
}

func TestPosition(t *testing.T) {
	p := Place{File: "f", Src: []byte("äb\ncd"), Before: Before{Bytes: 100, Lines: 7, Columns: 4}}
	for off, want := range map[int32][2]int{0: {8, 5}, 2: {8, 6}, 3: {8, 7}, 4: {9, 1}, 6: {9, 3}, 99: {9, 3}, -1: {8, 5}} {
		if l, c := p.Position(off); l != want[0] || c != want[1] {
			t.Errorf("offset %d is %d:%d, want %v", off, l, c, want)
		}
	}
}

func TestJSON(t *testing.T) {
	src := "a\nbä cd"
	d := Diagnostic{Code: "E0101", Severity: Warning, Summary: "s", Hint: "h", Place: at(src, "cd"),
		Related: []Related{{at(src, "a\nb"), "r"}}}
	got, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"code":"E0101","severity":"warning","summary":"s","hint":"h","file":"f.casus","line":2,"column":4,"endLine":2,"endColumn":6,` +
		`"related":[{"file":"f.casus","line":1,"column":1,"endLine":2,"endColumn":2,"role":"r"}]}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
	if got, _ = json.Marshal(Diagnostic{Code: "E0400", Summary: "s"}); string(got) != `{"code":"E0400","severity":"error","summary":"s"}` {
		t.Errorf("without a place: %s", got)
	}
}

func TestSort(t *testing.T) {
	mk := func(file string, before, from, to int32, code string) Diagnostic {
		return Diagnostic{Code: code, Place: Place{File: file, From: from, To: to, Before: Before{Bytes: before}}}
	}
	want := []Diagnostic{
		mk("a", 0, 5, 6, "E2"), mk("a", 10, 1, 2, "E1"), mk("b", 0, 1, 2, "E3"), mk("b", 0, 1, 3, "E1"), mk("b", 0, 1, 3, "E2"),
	}
	rapid.Check(t, func(t *rapid.T) {
		got := rapid.Permutation(want).Draw(t, "order")
		Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestClosest(t *testing.T) {
	list := []string{"when", "where", "within", "while", "must", "unless", "procedure", "is", "by"}
	for word, want := range map[string]string{
		"whem": "when", "wher": "when", "whre": "where", "wihtin": "within", "withn": "within", "unles": "unless", "mst": "must",
		"procedur": "procedure", "porcedrue": "procedure", "xyz": "", "it": "", "help": "", "": "", "by": "by",
	} {
		if got := Closest(word, list); got != want {
			t.Errorf("Closest(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestDistance holds the laws of a distance, and what one slip costs.
func TestDistance(t *testing.T) {
	const far = 100
	word := rapid.StringMatching(`[abcä]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := Distance(a, b, far)
		if d != Distance(b, a, far) || (d == 0) != (a == b) {
			t.Fatalf("distance of %q and %q is %d", a, b, d)
		}
		if limit := rapid.IntRange(0, 8).Draw(t, "limit"); Distance(a, b, limit) != min(d, limit+1) {
			t.Fatalf("with limit %d: %d, without: %d", limit, Distance(a, b, limit), d)
		}
		r := []rune(a)
		if len(r) < 2 {
			return
		}
		i := rapid.IntRange(0, len(r)-2).Draw(t, "i")
		swapped := []rune(a)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		dropped := string(r[:i]) + string(r[i+1:])
		for _, s := range []string{string(swapped), dropped, string(r[:i]) + "x" + string(r[i:]), string(r[:i]) + "x" + string(r[i+1:])} {
			if Distance(a, s, far) > 1 {
				t.Fatalf("%q and %q are one slip apart", a, s)
			}
		}
	})
}

func TestCodes(t *testing.T) {
	Register(map[string]string{"E9999": "a code of a test"})
	defer delete(Codes, "E9999")
	list := AllCodes()
	if list[len(list)-1] != (Code{"E9999", "a code of a test"}) || len(list) != len(Codes) {
		t.Errorf("the last of %d codes is %v", len(list), list[len(list)-1])
	}
	for i, c := range list {
		if len(c.Code) != 5 || c.Meaning == "" || strings.HasSuffix(c.Meaning, ".") || i > 0 && list[i-1].Code >= c.Code {
			t.Errorf("code %v", c)
		}
	}
}
