package cases_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"regexp"
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
	damageAll  = flag.Bool("damage.all", false, "change every byte of every file: an hour on two cores")
	damageMost = flag.Int("damage.bytes", 1_500, "how many bytes of all files together are changed")
	damageIn   = flag.String("damage.in", "", "change only files whose path holds this")
	damageSeed = flag.Int("damage.seed", 1, "at which byte to begin, and with which change: six seeds try every change")
)

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
	var shelves []*shelf
	size := 0
	for _, root := range append(roots(t), "../cmd/casus/testdata/pact", "../syntax/testdata/casus") {
		s, err := newShelf(root)
		if err != nil {
			t.Fatal(err)
		}
		shelves = append(shelves, s)
		for _, src := range s.files {
			size += len(src)
		}
	}
	step := size / *damageMost + 1
	for step > 1 && gcd(step, len(changes)) > 1 {
		step++ // else some bytes would only ever be changed in some ways
	}
	if *damageAll {
		step = 1
	}
	all := &tally{}
	at := *damageSeed
	for _, s := range shelves {
		for _, name := range s.names {
			if !strings.Contains(s.root+"/"+name, *damageIn) {
				continue
			}
			at = s.damageFile(t, name, at%step, step, all)
			if *damageAll {
				t.Logf("%s/%s: %d changed so far", s.root, name, all.changed)
			}
		}
	}
	t.Logf("%d bytes in all, every %d. byte: %s", size, step, all)
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
	bare  map[string][]byte     // the files without their tests
	whole map[string]*undamaged // and with them

	mu    sync.Mutex
	plain map[string]*reading // what is said, by the tests that are looked at
}

func newShelf(root string) (*shelf, error) {
	s := &shelf{root: root, files: map[string][]byte{}, bare: map[string][]byte{}, whole: map[string]*undamaged{}, plain: map[string]*reading{}}
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
		parsed, _ := syntax.Parse(path.Join(root, f.Name()), src)
		w := &undamaged{file: parsed, digest: digestOf(parsed.Head, parsed.Decls)}
		w.words, w.strings = words(parsed)
		s.bare[f.Name()], _ = onlyChangedTests(parsed, parsed)
		s.whole[f.Name()] = w
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

// damageFile changes every step-th byte of a file from the first, and returns
// where the next file would go on.
func (s *shelf) damageFile(t *testing.T, name string, first, step int, all *tally) int {
	src := s.files[name]
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
	at := first
	for ; at < len(src); at += step {
		how := (at + *damageSeed) % len(changes)
		work <- damage{file: name, at: at, how: how, src: changes[how].make(src, at)}
	}
	close(work)
	wg.Wait()
	return at - len(src)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
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

// often is how seldom the whole folder is read again for a change that can only
// matter within a file: one in so many.
const often = 25

func (s *shelf) outcome(d *damage) string {
	f, diags := syntax.Parse(path.Join(s.root, d.file), d.src)
	if diag.HasErrors(diags) {
		return "told"
	}
	was := s.whole[d.file]
	list, strs := words(f)
	sameWords, sameStrings := slices.Equal(list, was.words), slices.Equal(strs, was.strings)
	if sameWords && d.at%often != 0 {
		if sameStrings {
			return "nothing" // nothing that is read has changed
		}
		if digestOf(f.Head, f.Decls) != was.digest {
			return "seen" // a text in quotes, which is kept as it stands
		}
	}
	cut, tests := onlyChangedTests(f, was.file)
	now := s.read(map[string][]byte{d.file: cut})
	key := d.file + " " + tests
	s.mu.Lock()
	before := s.plain[key]
	s.mu.Unlock()
	if before == nil {
		cutWas, _ := onlyChangedTests(was.file, f)
		before = s.read(map[string][]byte{d.file: cutWas})
		before.resolved()
		before.lib, before.built = nil, nil // many are kept: only what they come to
		s.mu.Lock()
		s.plain[key] = before
		s.mu.Unlock()
	}
	switch {
	case now.diags != before.diags:
		return "told"
	case now.said != before.said || now.resolved() != before.resolved():
		return "seen"
	case sameWords && sameStrings:
		return "nothing"
	}
	return "unnoticed"
}

func digestOf(values ...any) uint64 {
	d := newDigest()
	for _, v := range values {
		d.add(v)
	}
	return d.Sum64()
}

// plurals are words that the language takes for one another.
var plurals = map[string]string{"steps": "step", "days": "day", "weeks": "week", "months": "month", "years": "year", "not": "no"}

// words are the words of a file in order, and apart from them its texts in
// quotes; blanks, line ends and comments are neither.
func words(f *syntax.File) (words, strs []string) {
	bare := *f
	bare.Comments = nil
	text, err := syntax.Format(&bare)
	if err != nil {
		return []string{err.Error()}, nil
	}
	strs = quoted.FindAllString(string(text), -1)
	words = strings.Fields(quoted.ReplaceAllString(string(text), `""`))
	for i, w := range words {
		if one, ok := plurals[w]; ok {
			words[i] = one
		}
	}
	return words, strs
}

var quoted = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"`)

// undamaged is a file as it is.
type undamaged struct {
	file           *syntax.File
	words, strings []string
	digest         uint64
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
	formOnly    bool
	lib         *library.Library
	built       []*library.Built
	once        sync.Once
	sum         uint64
}

// read reads the folder with some files in other words and without the tests of
// the others.
func (s *shelf) read(changed map[string][]byte) *reading {
	fsys := fstest.MapFS{}
	for _, name := range s.names {
		src, ok := changed[name]
		if !ok {
			src = s.bare[name]
		}
		fsys[path.Join("case", name)] = &fstest.MapFile{Data: src}
	}
	lib, list := library.LoadFrom(memory{fsys}, []string{"case"})
	list = append(list, lib.Check()...)
	r := &reading{diags: codes(list), lib: lib}
	if diag.HasErrors(list) { // some folders of testdata are of the form only, and make no case
		r.formOnly = true
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

// resolved is everything that was made of the texts, as one number.
func (r *reading) resolved() uint64 {
	r.once.Do(func() {
		all := newDigest()
		if r.formOnly {
			for _, f := range r.lib.Files {
				all.add(f.Head)
				all.add(f.Decls)
			}
		}
		for _, x := range r.built {
			all.add(x)
		}
		for _, f := range r.lib.Folders {
			for _, v := range f.Vocabularies {
				all.add(v.Vocabulary)
			}
			for _, c := range f.Charters { // alone too: a case may say other days than the text
				for _, h := range c.Decl.Heads {
					if d, ok := h.(*syntax.DateHead); ok { // a day of signature counts only before the first day in force
						all.add(d)
					}
				}
				if b, list := f.CaseOf([]charter.TextSpec{{Charter: c.Decl.Name.Name}}); b != nil && !diag.HasErrors(list) {
					all.add(b.Case)
					if len(f.Cases) == 0 { // all records of the folder, which no case reads
						all.add(b.Record)
					}
				} else {
					all.add(c.Decl)
				}
			}
			for _, x := range f.Records { // of several that a case reads only one gives it its title, and the last its end
				for _, part := range x.Parts {
					all.add(part.Name + "\n" + part.Title)
					all.add(part.Closed)
				}
			}
			for _, x := range f.Tests {
				all.add(x.Decl)
			}
			for _, o := range f.Outlooks {
				all.add(o.Decl)
			}
		}
		r.sum = all.Sum64()
	})
	return r.sum
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
