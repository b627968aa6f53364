package syntax

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"casus/diag"

	"github.com/google/go-cmp/cmp"
)

// addSeeds gives a fuzz target the corpus and the mistakes of messages.txt.
func addSeeds(f *testing.F) {
	for _, src := range corpus(f) {
		f.Add(src)
	}
	data, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range strings.Split(string(data), "=== ")[1:] {
		_, rest, _ := strings.Cut(c, "\n")
		src, _, _ := strings.Cut(rest, "--- messages\n")
		f.Add([]byte(src))
	}
}

// FuzzScan: the tokens and comments of any text are in order, apart from one
// another and within it, and nothing between them is lost but blanks.
func FuzzScan(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, bad := refuse("f", src); bad {
			return
		}
		s := scanner{src: src, path: "f", report: func(d diag.Diagnostic) { checkPlace(t, d.Place) }}
		s.scan()
		covered := make([]bool, len(src))
		last := int32(0)
		for _, tok := range s.toks {
			if tok.from < last || tok.to <= tok.from || int(tok.to) > len(src) {
				t.Fatalf("token %d..%d after %d in %q", tok.from, tok.to, last, src)
			}
			last = tok.to
			for i := tok.from; i < tok.to; i++ {
				covered[i] = true
			}
		}
		for _, c := range s.comments {
			for i := c.From; i < c.To; i++ {
				if covered[i] {
					t.Fatalf("comment within a token in %q", src)
				}
				covered[i] = true
			}
		}
		for i, b := range src {
			if !covered[i] && classes[b] != clBlank {
				t.Fatalf("byte %d of %q is lost", i, src)
			}
		}
	})
}

func checkPlace(t *testing.T, p diag.Place) {
	t.Helper()
	if p.Src != nil && (p.From < 0 || p.To < p.From || int(p.To) > len(p.Src)) {
		t.Fatalf("place %d..%d in a text of %d bytes", p.From, p.To, len(p.Src))
	}
}

// FuzzParse: any bytes are read without harm, and what is said of them can be
// printed.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		file, ds := Parse("f", src)
		if file == nil {
			t.Fatal("no file")
		}
		if len(ds) > maxErrors+1 {
			t.Fatalf("%d messages", len(ds))
		}
		for _, d := range ds {
			if d.Summary == "" || diag.Codes[d.Code] == "" {
				t.Fatalf("message without words or code: %+v", d)
			}
			checkPlace(t, d.Place)
			for _, r := range d.Related {
				checkPlace(t, r.Place)
			}
		}
		_ = printed(ds)
		again, _ := Parse("f", src)
		if d := cmp.Diff(len(file.Decls), len(again.Decls)); d != "" {
			t.Fatal(d)
		}
	})
}

// FuzzFormat: what has no errors is printed without loss.
func FuzzFormat(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		file, ds := Parse("f", src)
		if diag.HasErrors(ds) {
			return
		}
		checkFormat(t, file)
	})
}

// FuzzEntries: read in small windows a record is what it is when read at once.
func FuzzEntries(f *testing.F) {
	for _, src := range recordTexts(f) {
		f.Add([]byte(src), 16)
	}
	f.Add([]byte("2022-09-14 attack by RUS id 5\n2022-09-15 attack by \"x\n2022-02-30 help by RUS"), 3)
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 1 || size > 1<<16 || len(src) > 1<<16 {
			return
		}
		want, whole := readAll(bytes.NewReader(src), 1<<18)
		got, e := readAll(bytes.NewReader(src), size)
		ds, wds := e.Diagnostics(), whole.Diagnostics()
		if refused(wds) {
			return // found at different times, then
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("window %d: %s\n%q", size, d, src)
		}
		// The first fault is the same fault at the same place. Its advice, and
		// what is said after it, may differ: they depend on what is in sight.
		if d := cmp.Diff(firstOf(faults(wds)), firstOf(faults(ds))); d != "" {
			t.Fatalf("window %d: %s\n%q", size, d, src)
		}
		for _, d := range ds {
			checkPlace(t, d.Place)
		}
		f, pds := Parse("f.casus", src)
		if len(pds) == 0 && len(f.Decls) == 0 {
			if d := cmp.Diff(f.Head, got); d != "" {
				t.Fatalf("not as Parse has it: %s\n%q", d, src)
			}
		}
	})
}

// faults are the codes and the places of messages.
func faults(ds []diag.Diagnostic) []string {
	var list []string
	for _, d := range ds {
		list = append(list, fmt.Sprintf("%s %s", d.Place, d.Code))
	}
	return list
}

func firstOf(list []string) []string { return list[:min(1, len(list))] }

// refused reports whether a text was not read because of its bytes.
func refused(ds []diag.Diagnostic) bool {
	for _, d := range ds {
		if d.Code == "E0102" || d.Code == "E0103" {
			return true
		}
	}
	return false
}
