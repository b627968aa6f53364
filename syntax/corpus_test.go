package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casus/diag"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// corpus reads the files of testdata/casus, which together use every clause of
// the grammar.
func corpus(tb testing.TB) map[string][]byte {
	tb.Helper()
	paths, err := filepath.Glob("testdata/casus/*.casus")
	if err != nil || len(paths) < 5 {
		tb.Fatalf("the corpus is missing: %v, %v", paths, err)
	}
	files := map[string][]byte{}
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			tb.Fatal(err)
		}
		files[filepath.Base(p)] = src
	}
	return files
}

// mustParse parses a text in which there are no errors.
func mustParse(tb testing.TB, name string, src []byte) *File {
	tb.Helper()
	f, ds := Parse(name, src)
	if len(ds) > 0 {
		tb.Fatalf("%s should have no errors:\n%s", name, printed(ds))
	}
	return f
}

func printed(ds []diag.Diagnostic) string {
	var b strings.Builder
	if err := diag.Print(&b, ds, false); err != nil {
		return err.Error()
	}
	return b.String()
}

// sameMeaning compares trees without their places.
var sameMeaning = cmp.Options{
	cmpopts.IgnoreTypes(Span{}),
	cmpopts.IgnoreFields(File{}, "Path", "Src", "Comments"),
	cmpopts.IgnoreUnexported(File{}),
}

func diffTrees(a, b *File) string { return cmp.Diff(a, b, sameMeaning) }
