package syntax

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"casus/diag"
)

// damaged is the text of a file with its token i left out or replaced.
func damaged(f *File, i int, by string) string {
	t := f.tokens[i]
	return string(f.Src[:t.from]) + by + string(f.Src[t.to:])
}

// TestOneWordMissing: one word left out gives few messages, so that a drafter
// is not shown what follows from one mistake as many.
func TestOneWordMissing(t *testing.T) {
	files := corpus(t)
	files["toy"] = []byte(soupFile)
	for name, src := range files {
		f := mustParse(t, name, src)
		found, told, most, at := 0, 0, 0, 0
		for i := range f.tokens {
			_, ds := Parse(name, []byte(damaged(f, i, "")))
			if len(ds) == 0 {
				continue // many words may be left out
			}
			found++
			told += len(ds)
			if len(ds) > most {
				most, at = len(ds), i
			}
		}
		if found == 0 {
			t.Fatalf("%s: no word is needed", name)
		}
		mean := float64(told) / float64(found)
		if t.Logf("%s: %d of %d words are missed, %.2f messages each, at most %d", name, found, len(f.tokens), mean, most); mean > 1.5 || most > 6 {
			src := damaged(f, at, "")
			_, ds := Parse(name, []byte(src))
			t.Errorf("%s without %q:\n%s", name, tokenTexts(f)[at], printed(ds))
		}
	}
}

const soupFile = "charter c \"C\"\n  parties ARM\narticle 1\n  ban b\n    never a by p\n    where p is party\n" +
	"test \"t\"\n  2022-01-01  a by ARM\n  expect breach of b by ARM on 2022-01-01\n"

// TestWordsDamaged: words left out, doubled and exchanged never keep the
// parser from ending, nor the printer from keeping what can be read.
func TestWordsDamaged(t *testing.T) {
	files := corpus(t)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "file")
		f, _ := Parse(name, files[name])
		words := tokenTexts(f)
		for range rapid.IntRange(1, 4).Draw(t, "mistakes") {
			i := rapid.IntRange(0, len(words)-1).Draw(t, "at")
			j := rapid.IntRange(0, len(words)-1).Draw(t, "with")
			switch rapid.IntRange(0, 3).Draw(t, "mistake") {
			case 0:
				words = slices.Delete(words, i, i+1)
			case 1:
				words = slices.Insert(words, i, words[j])
			case 2:
				words[i], words[j] = words[j], words[i]
			case 3:
				words[i] = rapid.StringMatching(`[a-zA-Z0-9_".#-]{1,6}`).Draw(t, "word")
			}
		}
		gap := rapid.SampledFrom([]string{" ", "\n", "  \n "}).Draw(t, "gap")
		g, ds := Parse(name, []byte(strings.Join(words, gap)))
		checkPlaces(t, ds)
		if !diag.HasErrors(ds) {
			checkFormat(t, g)
		}
	})
}

// TestSoup: any words of the language in any order are read to an end.
func TestSoup(t *testing.T) {
	var all []string
	for _, w := range words {
		if w != "" {
			all = append(all, w)
		}
	}
	all = append(all, "x", "y", "RUS", "ARM", "12", "2022", "2022-09-14", "2022-09", "\"t\"", "days", "rule", "matters", "\n", "# c\n")
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(all), 1, 60).Draw(t, "words")
		src := strings.Join(list, " ")
		f, ds := Parse("f", []byte(src))
		checkPlaces(t, ds)
		if !diag.HasErrors(ds) {
			checkFormat(t, f)
		}
		readAll(strings.NewReader(src), 64)
		ParseFinding(src)
		ParseValue(src)
	})
}

func checkPlaces(t *rapid.T, ds []diag.Diagnostic) {
	t.Helper()
	for _, d := range ds {
		if p := d.Place; p.From < 0 || p.To < p.From || int(p.To) > len(p.Src) {
			t.Fatalf("place %d..%d in a text of %d bytes: %s", p.From, p.To, len(p.Src), d.Summary)
		}
	}
	_ = printed(ds)
}
