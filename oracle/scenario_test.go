package oracle

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEngineOnScenarios holds the engine to the scenarios that were worked out
// by hand for the reader: the clauses that random texts seldom bring together.
func TestEngineOnScenarios(t *testing.T) {
	vocabulary, err := os.ReadFile("../reader/testdata/vocabulary.casus")
	if err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob("../reader/testdata/*.txt")
	if len(paths) == 0 {
		t.Fatal("no scenarios")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			head, _, _ := strings.Cut(string(text), "---\n")
			tx, err := Read(string(vocabulary) + head)
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(5) {
				diff, found, err := Hold(tx, 12, rand.New(rand.NewPCG(seed, 2)))
				switch {
				case err != nil:
					t.Fatal(err)
				case diff != nil:
					t.Fatal(diff)
				case seed == 0 && found == 0:
					t.Error("nothing was found")
				}
			}
		})
	}
}
