package syntax

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"casus/diag"
)

var update = flag.Bool("update", false, "write the messages found into testdata")

// TestMessages holds what a drafter is told for each kind of mistake. The file
// is a list of cases: a name, a text, and the messages.
func TestMessages(t *testing.T) {
	const path = "testdata/messages.txt"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	seen := map[string]bool{}
	for _, c := range strings.Split(string(data), "=== ")[1:] {
		name, rest, _ := strings.Cut(c, "\n")
		src, want, found := strings.Cut(rest, "--- messages\n")
		if !found {
			t.Fatalf("case %q has no messages", name)
		}
		text := strings.NewReplacer("<NUL>", "\x00", "<FF>", "\xff", "<TAB>", "\t", "<NBSP>", "\u00a0").Replace(src)
		f, ds := Parse("f.casus", []byte(text))
		if f == nil {
			t.Fatalf("%s: no file", name)
		}
		for _, d := range ds {
			seen[d.Code] = true
			if diag.Codes[d.Code] == "" {
				t.Errorf("%s: code %q is not in the table", name, d.Code)
			}
		}
		got := printed(ds)
		fmt.Fprintf(&out, "=== %s\n%s--- messages\n%s\n", name, src, got)
		if strings.TrimSpace(got) != strings.TrimSpace(want) && !*update {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if len(ds) > 0 {
			if _, err := Format(f); err == nil && diag.HasErrors(ds) {
				t.Errorf("%s: a file with errors was formatted", name)
			}
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range diag.AllCodes() {
		// Found otherwise: 0111 and 0127 need large or broken readers (streams),
		// 0126 many errors.
		if strings.HasPrefix(c.Code, "E01") && !seen[c.Code] && !strings.Contains("E0111 E0126 E0127", c.Code) {
			t.Errorf("no case shows %s: %s", c.Code, c.Meaning)
		}
	}
}
