package concordance

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"casus/diag"
	"casus/library"
)

var folders = []string{"cis", "collisions", "csto", "ecowas", "emac", "eu-42-7", "nato", "rio-1947", "sco", "warsaw-pact"}

// TestShippedCases: every name of the shipped cases names something, every
// name that is declared is among the places of what it declares, and every
// place has the name.
func TestShippedCases(t *testing.T) {
	total, unknown := 0, 0
	for _, folder := range folders {
		lib, diags := library.Load([]string{"../cases/" + folder})
		if diag.HasErrors(diags) {
			t.Fatal(folder)
		}
		c := New(lib)
		for _, f := range lib.Files {
			for _, u := range c.Uses(f) {
				total++
				if len(u.Things) == 0 && !free(&u.Mention) {
					unknown++
					if unknown < 40 {
						p := diag.Place{File: f.Path, Src: f.Src}
						line, col := p.Position(u.ID.From)
						t.Errorf("%s:%d:%d: %s (part %d) names nothing", f.Path, line, col, u.ID.Name, u.Part)
					}
				}
			}
		}
		for _, x := range c.Things() {
			if len(x.Declarations()) == 0 && x.Name != "party" && len(c.Lists(x)) == 0 {
				t.Errorf("%s: %s %s is declared nowhere", folder, x.Sort, x.Name)
			}
			for _, m := range x.Places {
				if text := string(m.File.Src[m.ID.From:m.ID.To]); text != x.Name && text != "parties" {
					t.Errorf("%s: %s %s stands as %q", folder, x.Sort, x.Name, text)
				}
			}
		}
	}
	if total < 10_000 {
		t.Errorf("only %d names", total)
	}
}

// free reports whether a name may be one that nothing declares: what is built
// in.
func free(m *Mention) bool {
	switch {
	case m.Part == KindRef && m.ID.Name == "any", m.Part == ListRef, m.Part == SignalRef, m.Part == ChoiceRef:
		return true
	case m.Part == HolderRef && m.ID.Name == "participant":
		return true
	case builtIn[m.ID.Name] && (m.Part == ActRef || m.Part == PatternAct):
		return true
	}
	return false
}

const words = `vocabulary words
  kind state
  kind league institution
  entity AVA is state
  entity BOR is state
  entity LEA is league
  act attack by state on state grave
  act call by state
  act help by state to state
  number killed
`

// TestWhatNamesMean checks, place by place, what each name of a small text
// names.
func TestWhatNamesMean(t *testing.T) {
	src := words + strings.ReplaceAll(`
charter pact
  parties AVA BOR
  status  frozen
  reading soon = 3 days or none
  reading mode = loud or quiet
article 1
  duty help
    when    attack by a on p killed n
    where   n is at least 5 and mode is loud, p is frozen
    each    party x except p
    must    help by x to p
    within  soon
  ban peace
    any     party p
    never   attack by p on q

charter later amends pact
article 2
  duty report
    when    breach of peace by p
    must    call by p

record history
  2001-01-01 attack by AVA on BOR killed 7 id raid source paper
  source paper "The Paper"
  2001-01-02 attack by BOR on AVA describes raid

case both under later reads history

test "t" continues both
  2001-02-01 call by AVA id raid
  2001-02-01 finds by LEA on raid
  given mode = quiet
  expect breach of peace by AVA
  expect AVA is party
`, "\t", "")
	c, lib := ofText(t, src)
	f := lib.Files[0]
	for _, want := range []struct{ at, sort, places string }{
		{"duty |help", "rule help", "1"},
		{"must    |help", "act help", "2"},
		{"help by x to |p", "variable p", "4"},
		{"never   attack by |p", "variable p", "2"},
		{"killed |n", "variable n", "2"},
		{"where   |n", "variable n", "2"},
		{"and |mode is", "reading mode", "3"},
		{"mode is |loud", "value loud", "2"},
		{"p is |frozen", "status frozen", "2"},
		{"each    |party x", "status party", "4"},
		{"within  |soon", "reading soon", "2"},
		{"breach of |peace by p\n", "rule peace", "3"},
		{"amends |pact", "charter pact", "2"},
		{"describes |raid", "label raid", "2"},
		{"on |raid", "label raid", "2"},
		{"source |paper\n", "source paper", "2"},
		{"continues |both", "case both", "2"},
		{"under |later", "charter later", "2"},
		{"reads |history", "record history", "2"},
		{"mode = |quiet", "value quiet", "2"},
		{"expect |AVA is", "entity AVA", "7"},
	} {
		i := strings.Index(src, strings.ReplaceAll(want.at, "|", ""))
		if i < 0 {
			t.Fatalf("%q is not there", want.at)
		}
		u, ok := c.At(f, int32(i+strings.Index(want.at, "|")))
		if !ok || len(u.Things) != 1 {
			t.Errorf("%q: %v, %d things", want.at, ok, len(u.Things))
			continue
		}
		x := u.Things[0]
		if got := x.Sort.String() + " " + x.Name; got != want.sort || fmt.Sprint(len(x.Places)) != want.places {
			t.Errorf("%q: %s in %d places, not %s in %s", want.at, got, len(x.Places), want.sort, want.places)
		}
	}
}

func ofText(t *testing.T, src string) (*Concordance, *library.Library) {
	t.Helper()
	dir := t.TempDir()
	path := dir + "/a.casus"
	lib, _ := library.LoadFrom(&oneFile{path: path, src: []byte(src)}, []string{path})
	if len(lib.Files) != 1 {
		t.Fatal("not read")
	}
	return New(lib), lib
}

// oneFile is a disk with one file.
type oneFile struct {
	library.OS
	path string
	src  []byte
}

func (o *oneFile) Stat(p string) (fs.FileInfo, error) { return info{int64(len(o.src))}, nil }
func (o *oneFile) ReadFile(p string) ([]byte, error)  { return o.src, nil }

type info struct{ size int64 }

func (i info) Name() string       { return "a.casus" }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
