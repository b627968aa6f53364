package oracle

import (
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

var (
	shrinkSeed = flag.Uint64("oracle.shrink", 0, "shrink the text of this seed, on which the two differ, and print it")
	shrinkFile = flag.String("oracle.shrinkfile", "", "shrink the text in this file instead")
)

// TestShrink takes lines away from a text on which the two differ, as long as
// they still differ.
func TestShrink(t *testing.T) {
	var lines []string
	switch {
	case *shrinkFile != "":
		text, err := os.ReadFile(*shrinkFile)
		if err != nil {
			t.Fatal(err)
		}
		lines = strings.Split(string(text), "\n")
	case *shrinkSeed != 0:
		tx, err := Random(*shrinkSeed, *shrinkSeed%2 == 0)
		if err != nil {
			t.Fatal(err)
		}
		lines = strings.Split(tx.Source, "\n")
	default:
		t.Skip("no text given")
	}
	differs := func(lines []string) *Difference {
		text := strings.Join(lines, "\n")
		if !strings.Contains(text, "\nrecord ") || !strings.Contains(text, "\ncase ") {
			return nil
		}
		tx, err := Read(text)
		if err != nil || tx.Case == nil || tx.Record == nil {
			return nil
		}
		diff, _, err := Hold(tx, 24, rand.New(rand.NewPCG(*shrinkSeed, 2)))
		if err != nil {
			return nil
		}
		return diff
	}
	if differs(lines) == nil {
		t.Fatal("the two agree")
	}
	for size := len(lines) / 4; size > 0; {
		shorter := false
		for i := 0; i+size <= len(lines); {
			rest := append(append([]string(nil), lines[:i]...), lines[i+size:]...)
			if differs(rest) != nil {
				lines, shorter = rest, true
			} else {
				i++
			}
		}
		if !shorter || size > 1 {
			size /= 2
		}
	}
	t.Errorf("%s%s", differs(lines), strings.Join(lines, "\n"))
}
