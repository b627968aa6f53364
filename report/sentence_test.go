package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/docket"
	"casus/engine"
	"casus/library"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// docketOf is the docket of a file in testdata.
func docketOf(t *testing.T, name string) *docket.Docket {
	t.Helper()
	lib, diags := library.Load([]string{"testdata/" + name})
	for _, d := range diags {
		t.Fatalf("%s", d)
	}
	b, diags := lib.Folders[0].Case("")
	for _, d := range diags {
		if d.Severity == 0 {
			t.Fatalf("%s", d)
		}
	}
	d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: -1 << 30, AsKnown: -1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestSentences reads every finding of a history that has all kinds.
func TestSentences(t *testing.T) {
	d := docketOf(t, "kinds.casus")
	var b bytes.Buffer
	seen := map[engine.Kind]bool{}
	for _, f := range d.Findings {
		seen[f.Kind] = true
		fmt.Fprintf(&b, "%s  %s\n    %s.\n", f.Days, Phrase(d, f), Sentence(d, f))
	}
	for k := engine.Opening; k <= engine.Collision; k++ {
		if !seen[k] {
			t.Errorf("there is no %s among the findings", k)
		}
	}
	golden(t, "sentences.txt", b.Bytes())
}

// TestDocket writes the same findings as a docket.
func TestDocket(t *testing.T) {
	d := docketOf(t, "kinds.casus")
	var b bytes.Buffer
	x := Shown{Docket: d, Selection: Selection{Openings: true}}
	for _, width := range []int{100, 60} {
		fmt.Fprintf(&b, "==== %d columns\n", width)
		if err := Docket(&b, x, Style{Width: width}); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "docket.txt", b.Bytes())
	var narrow bytes.Buffer
	Docket(&narrow, x, Style{Width: 60})
	for _, line := range strings.Split(narrow.String(), "\n") {
		if textWidth(line) > 60 {
			t.Errorf("%q is wider than 60 columns", line)
		}
	}
}
