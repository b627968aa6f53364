package oracle

import (
	"flag"
	"math/rand/v2"
	"testing"
)

var (
	cases = flag.Int("oracle.cases", 400, "how many random charters and records to hold the engine against the reader on")
	first = flag.Uint64("oracle.seed", 1, "the first seed")
	trace = flag.Bool("oracle.text", false, "print the texts on which the two differ")
)

// TestEngineIsReader holds the engine against the word-by-word reader.
func TestEngineIsReader(t *testing.T) {
	found, failed := 0, 0
	for i := range uint64(*cases) {
		seed := *first + i
		tx, err := Random(seed, seed%2 == 0)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		diff, n, err := Hold(tx, 12, rand.New(rand.NewPCG(seed, 2)))
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		found += n
		if diff != nil {
			failed++
			if failed > 5 {
				t.Errorf("seed %d: another difference", seed)
			} else {
				text := ""
				if *trace {
					text = tx.Source
				}
				t.Errorf("seed %d: %s%s", seed, diff, text)
			}
		}
	}
	t.Logf("%d charters and records, %d findings compared, %d differ", *cases, found, failed)
}
