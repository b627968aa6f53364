package oracle

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestOnceDiffered holds the two readings against each other on the texts, cut
// down to what matters, on which they were once found to differ.
func TestOnceDiffered(t *testing.T) {
	paths, _ := filepath.Glob("testdata/differed/*.casus")
	if len(paths) == 0 {
		t.Fatal("no texts")
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tx, err := Read(string(text))
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(4) {
				diff, found, err := Hold(tx, 24, rand.New(rand.NewPCG(seed, 2)))
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
