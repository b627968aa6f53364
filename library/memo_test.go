package library

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/diag"
	"casus/syntax"
)

// draft is the disk with one file as it stands in an editor.
type draft struct {
	OS
	path string
	text []byte
}

func (d *draft) ReadFile(p string) ([]byte, error) {
	if p == d.path {
		return d.text, nil
	}
	return d.OS.ReadFile(p)
}

// TestMemoSaysTheSame: with a memo that has seen other versions of a file, a
// check says what it says without one, place by place.
func TestMemoSaysTheSame(t *testing.T) {
	const folder = "../cases/csto"
	lib, _ := Load([]string{folder})
	rnd := rand.New(rand.NewPCG(1, 2))
	memo := NewMemo()
	errors := 0
	for i := range 60 {
		f := lib.Files[i%len(lib.Files)]
		d := &draft{path: f.Path, text: damaged(f, rnd)}
		if i%7 == 3 {
			d.text = append([]byte("\n\n# moved down\n"), f.Src...)
		}
		with, _ := memo.Load(d, []string{folder})
		without, _ := LoadFrom(d, []string{folder})
		a, b := with.Check(), without.Check()
		if diff := cmp.Diff(shown(b), shown(a)); diff != "" {
			t.Fatalf("%s, change %d: %s", f.Path, i, diff)
		}
		if diag.HasErrors(a) {
			errors++
		}
	}
	if errors < 20 {
		t.Errorf("only %d of the changes were errors", errors)
	}
}

// damaged is a file with one of its words written wrongly or doubled.
func damaged(f *syntax.File, rnd *rand.Rand) []byte {
	list := bytes.SplitAfter(f.Src, []byte(" "))
	i := rnd.IntN(len(list))
	if rnd.IntN(2) == 0 {
		list[i] = append([]byte("x"), list[i]...)
	} else {
		list[i] = append(list[i][:len(list[i]):len(list[i])], list[i]...)
	}
	return bytes.Join(list, nil)
}

func shown(list []diag.Diagnostic) (out []string) {
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s %s %s %s %d", d.Code, d.Summary, d.Hint, d.Place.File, d.Place.From))
		for _, r := range d.Related {
			out = append(out, fmt.Sprintf("  %s %d", r.File, r.From))
		}
	}
	return out
}

// Two cases that read the same files call their record each by their own name.
func TestRecordIsNamedByItsCase(t *testing.T) {
	lib, _ := Load([]string{"../cases/csto"})
	f := lib.Folder("../cases/csto")
	first, _ := f.Case("csto")
	second, _ := f.Case("csto-imankulov")
	if first.Record.Name != "csto" || second.Record.Name != "csto-imankulov" {
		t.Errorf("the records are called %s and %s", first.Record.Name, second.Record.Name)
	}
}
