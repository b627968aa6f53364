package cases_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/syntax"
	"casus/trial"
)

var (
	damageAll  = flag.Bool("damage.all", false, "change every byte of every file, each in every way")
	damageSeed = flag.Int("damage.seed", 1, "where the sampling of long files begins, and which change comes first")
)

// Files shorter than this are changed at every place, longer ones at every
// seventh unless all is asked for.
const shortFile = 8 << 10

// changes are the ways in which one byte is damaged: another letter, the other
// case, a byte that is no text, none at all.
var changes = []struct {
	name string
	make func(src []byte, at int) []byte
}{
	{"xor 01", xor(0x01)},
	{"left out", func(src []byte, at int) []byte { return slices.Delete(slices.Clone(src), at, at+1) }},
	{"xor 20", xor(0x20)},
	{"xor 04", xor(0x04)},
	{"xor 80", xor(0x80)},
	{"xor 13", xor(0x13)},
}

func xor(mask byte) func([]byte, int) []byte {
	return func(src []byte, at int) []byte {
		out := slices.Clone(src)
		out[at] ^= mask
		return out
	}
}

// TestOneByteDamaged: whatever byte of a shipped file is changed, the change is
// told in a diagnostic, or seen in a docket, in what a test finds or in what was
// read; or it is blank or comment, and then changes nothing. Nothing panics.
func TestOneByteDamaged(t *testing.T) {
	dirs := append(roots(t), "../cmd/casus/testdata/pact", "../syntax/testdata/casus")
	all := &tally{}
	for _, root := range dirs {
		s, err := newShelf(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range s.names {
			s.damageFile(t, name, all)
		}
	}
	t.Log(all)
	if all.told == 0 || all.seen == 0 || all.nothing == 0 {
		t.Error("some outcome never came up")
	}
}

// tally counts what became of the damages.
type tally struct {
	sync.Mutex
	changed, told, seen, nothing int
}

func (n *tally) String() string {
	return fmt.Sprintf("%d bytes changed: %d told, %d seen, %d in blanks and comments", n.changed, n.told, n.seen, n.nothing)
}

// shelf is a folder of files kept in memory, with what they say undamaged.
type shelf struct {
	root  string
	files map[string][]byte
	names []string

	mu    sync.Mutex
	plain map[string]*reading // what is said, by the tests that are looked at
}

func newShelf(root string) (*shelf, error) {
	s := &shelf{root: root, files: map[string][]byte{}, plain: map[string]*reading{}}
	list, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		if path.Ext(f.Name()) != ".casus" {
			continue
		}
		src, err := os.ReadFile(path.Join(root, f.Name()))
		if err != nil {
			return nil, err
		}
		s.files[f.Name()] = src
		s.names = append(s.names, f.Name())
	}
	return s, nil
}

// damage is one byte changed in one way.
type damage struct {
	file string
	at   int
	how  int
	src  []byte
}

func (d *damage) String() string {
	from, to := max(0, d.at-30), min(len(d.src), d.at+30)
	return fmt.Sprintf("%s, byte %d, %s: ...%s...", d.file, d.at, changes[d.how].name, strings.ReplaceAll(string(d.src[from:to]), "\n", "\\n"))
}

func (s *shelf) damageFile(t *testing.T, name string, all *tally) {
	src := s.files[name]
	step, ways := 1, 1
	if *damageAll {
		ways = len(changes)
	} else if len(src) >= shortFile {
		step = 7
	}
	work := make(chan damage)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for d := range work {
				s.judge(t, &d, all)
			}
		}()
	}
	for at := *damageSeed % step; at < len(src); at += step {
		for way := range ways {
			how := (at + at/step + way + *damageSeed) % len(changes)
			work <- damage{file: name, at: at, how: how, src: changes[how].make(src, at)}
		}
	}
	close(work)
	wg.Wait()
}

// judge holds one damage against the undamaged folder.
func (s *shelf) judge(t *testing.T, d *damage, all *tally) {
	outcome := "panic"
	defer func() {
		if p := recover(); p != nil {
			buf := make([]byte, 4<<10)
			t.Errorf("%s\n%v\n%s", d, p, buf[:runtime.Stack(buf, false)])
		}
		all.Lock()
		defer all.Unlock()
		all.changed++
		switch outcome {
		case "told":
			all.told++
		case "seen":
			all.seen++
		case "nothing":
			all.nothing++
		}
	}()
	outcome = s.outcome(d)
	if outcome == "unnoticed" {
		t.Errorf("passes unnoticed: %s", d)
	}
}

func (s *shelf) outcome(d *damage) string {
	name := path.Join(s.root, d.file)
	f, diags := syntax.Parse(name, d.src)
	if diag.HasErrors(diags) {
		return "told"
	}
	was, _ := syntax.Parse(name, s.files[d.file])
	same := sameWords(f, was)
	cut, tests := onlyChangedTests(f, was)
	now := s.read(map[string][]byte{d.file: cut})
	key := d.file + " " + tests
	s.mu.Lock()
	before := s.plain[key]
	s.mu.Unlock()
	if before == nil {
		cutWas, _ := onlyChangedTests(was, f)
		before = s.read(map[string][]byte{d.file: cutWas})
		s.mu.Lock()
		s.plain[key] = before
		s.mu.Unlock()
	}
	switch {
	case now.diags != before.diags:
		return "told"
	case now.said != before.said || now.resolved() != before.resolved():
		return "seen"
	case same:
		return "nothing"
	}
	return "unnoticed"
}

// sameWords reports whether two files hold the same words in the same order;
// blanks, line ends and comments are none.
func sameWords(a, b *syntax.File) bool {
	x, y := *a, *b
	x.Comments, y.Comments = nil, nil
	p, err := syntax.Format(&x)
	q, err2 := syntax.Format(&y)
	return err == nil && err2 == nil && bytes.Equal(p, q)
}

// onlyChangedTests is the text of f without the tests that was has too, to the
// letter: to run all tests for every byte would take hours. The second result
// names the tests left.
func onlyChangedTests(f, was *syntax.File) ([]byte, string) {
	known := map[string]bool{}
	for _, d := range was.Decls {
		if _, ok := d.(*syntax.Test); ok {
			known[textOf(was, d)] = true
		}
	}
	var out []byte
	left := ""
	at := int32(0)
	for i, d := range f.Decls {
		if _, ok := d.(*syntax.Test); !ok {
			continue
		}
		x := d.Extent()
		if known[textOf(f, d)] {
			out = append(out, f.Src[at:x.From]...)
			at = x.To
		} else {
			left += fmt.Sprint(i, " ")
		}
	}
	return append(out, f.Src[at:]...), left
}

func textOf(f *syntax.File, d syntax.Decl) string {
	x := d.Extent()
	return string(f.Src[x.From:x.To])
}

// reading is what a folder says: its diagnostics, dockets and tests, and what
// was made of its texts.
type reading struct {
	diags, said string
	lib         *library.Library
	built       []*library.Built
	once        sync.Once
	dumped      string
}

// read reads the folder with some files in other words and without the tests of
// the others.
func (s *shelf) read(changed map[string][]byte) *reading {
	fsys := fstest.MapFS{}
	for _, name := range s.names {
		src, ok := changed[name]
		if !ok {
			src = s.withoutTests(name)
		}
		fsys[path.Join("case", name)] = &fstest.MapFile{Data: src}
	}
	lib, list := library.LoadFrom(memory{fsys}, []string{"case"})
	list = append(list, lib.Check()...)
	r := &reading{diags: codes(list), lib: lib}
	if diag.HasErrors(list) {
		return r
	}
	var b strings.Builder
	for _, f := range lib.Folders {
		for _, c := range f.Cases {
			x, more := c.Build()
			if diag.HasErrors(more) {
				r.diags += codes(more)
				continue
			}
			r.built = append(r.built, x)
			v := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Limit: 2}
			if !*damageAll {
				v.Accounts = []charter.EntityID{}
			}
			for _, g := range x.Given {
				v.Given = append(v.Given, docket.Given{Name: g.Name, Value: g.Value})
			}
			d, err := docket.Derive(x.Case, x.Record, v)
			if err != nil {
				r.diags += err.Error()
				continue
			}
			b.WriteString(docketText(d))
		}
		for _, x := range f.Tests {
			res := trial.Run(x)
			fmt.Fprint(&b, x.Decl.Title.Value, " ", res.Checks, "\n")
			r.diags += codes(res.Faults)
			for _, why := range res.Failures {
				fmt.Fprint(&b, why.Line, why.Given, why.AsOf, why.Reason, why.Found, "\n")
			}
		}
	}
	r.said = b.String()
	return r
}

// resolved is everything that was made of the texts.
func (r *reading) resolved() string {
	r.once.Do(func() {
		var b strings.Builder
		for _, x := range r.built {
			dump(&b, x)
		}
		for _, f := range r.lib.Folders {
			for _, v := range f.Vocabularies {
				dump(&b, v.Vocabulary)
			}
			for _, c := range f.Charters {
				if !r.uses(c.Decl.Name.Name) {
					dump(&b, c.Decl)
				}
			}
			for _, x := range f.Tests {
				dump(&b, x.Decl)
			}
			for _, o := range f.Outlooks {
				dump(&b, o.Decl)
			}
		}
		r.dumped = b.String()
	})
	return r.dumped
}

// uses reports whether some case is under the charter.
func (r *reading) uses(name string) bool {
	for _, x := range r.built {
		for _, f := range x.Case.Families {
			if slices.ContainsFunc(f.Texts, func(t *charter.Text) bool { return t.Name == name }) {
				return true
			}
		}
	}
	return false
}

// withoutTests is a file of the folder without its tests.
func (s *shelf) withoutTests(name string) []byte {
	f, _ := syntax.Parse(name, s.files[name])
	src, _ := onlyChangedTests(f, f)
	return src
}

func codes(list []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.Code + " " + d.Summary + "\n")
	}
	return b.String()
}

// memory is a disk whose files are in memory.
type memory struct{ fstest.MapFS }

func (m memory) RealPath(p string) (string, error) { return p, nil }
