package reader

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the findings into the scenarios")

// TestScenarios runs the scenarios of testdata: charters and a record, then
// `---`, the horizon, and every finding in order of emission. Each was worked
// out by hand from docs/semantics.md.
func TestScenarios(t *testing.T) {
	vocabulary, err := os.ReadFile("testdata/vocabulary.casus")
	if err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob("testdata/*.txt")
	if len(paths) == 0 {
		t.Fatal("no scenarios")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			head, tail, ok := strings.Cut(string(text), "---\n")
			horizon, want, ok2 := strings.Cut(tail, "\n")
			if !ok || !ok2 {
				t.Fatal("a scenario ends in `---`, `horizon DAY` and its findings")
			}
			src := string(vocabulary) + head
			got := strings.Join(runText(t, src, strings.TrimPrefix(horizon, "horizon "), nil), "\n") + "\n"
			if *update {
				if err := os.WriteFile(path, []byte(head+"---\n"+horizon+"\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}
