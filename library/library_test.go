package library

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

const words = `vocabulary small
  kind state
  kind organ
  entities iso-3166 are state
  entity PACT is organ
  act attack by state on state
  act help by state to state
`

// memory is a disk in memory on which reading can fail.
type memory struct {
	fstest.MapFS
	fail map[string]error // by path
	size map[string]int64 // pretended
}

func (m memory) Stat(p string) (fs.FileInfo, error) {
	if err := m.fail["stat "+p]; err != nil {
		return nil, err
	}
	info, err := m.MapFS.Stat(p)
	if n, ok := m.size[p]; ok && err == nil {
		return sized{info, n}, nil
	}
	return info, err
}

func (m memory) ReadDir(p string) ([]fs.DirEntry, error) {
	if err := m.fail["dir "+p]; err != nil {
		return nil, err
	}
	return m.MapFS.ReadDir(p)
}

func (m memory) ReadFile(p string) ([]byte, error) {
	if err := m.fail[p]; err != nil {
		return nil, err
	}
	return m.MapFS.ReadFile(p)
}

func (m memory) RealPath(p string) (string, error) { return p, nil }

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }

func disk(files ...string) memory {
	m := memory{fstest.MapFS{}, map[string]error{}, map[string]int64{}}
	for i := 0; i < len(files); i += 2 {
		m.MapFS[files[i]] = &fstest.MapFile{Data: []byte(files[i+1]), ModTime: time.Time{}}
	}
	return m
}

// codesOf lists errors and warnings as CODE file:line.
func codesOf(list []diag.Diagnostic) []string {
	var out []string
	for _, d := range list {
		if d.Severity == diag.Note {
			continue
		}
		at := d.Place.File
		if d.Place.Src != nil {
			line, _ := d.Place.Position(d.Place.From)
			at += fmt.Sprintf(":%d", line)
		}
		out = append(out, d.Code+" "+at)
	}
	return out
}

func TestReading(t *testing.T) {
	gone := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}
	denied := &fs.PathError{Op: "open", Path: "x", Err: errors.New("permission denied")}
	d := disk(
		"good/v.casus", words,
		"good/readme.txt", "no casus file",
		"good/.hidden/x.casus", "not read",
		"good/.x.casus", "not read",
		"good/deep/deeper/r.casus", "2001-01-01 help by ARM to KAZ\n",
		"empty/readme.txt", "",
		"vanish/a.casus", words,
		"vanish/b.casus", words,
		"locked/a.casus", words,
		"binary/a.casus", "vocabulary v\x00",
		"latin/a.casus", "vocabulary v \"\xe9\"",
		"large/a.casus", words,
		"pipe/a.casus", words,
		"pipe/b.casus", words,
	)
	d.MapFS["pipe/b.casus"].Mode = fs.ModeNamedPipe
	d.fail["vanish/b.casus"] = gone
	d.fail["dir locked"] = denied
	d.fail["stat strange"] = denied
	d.size["large/a.casus"] = MaxRecord + 1
	tests := []struct {
		path string
		want []string
		file int
	}{
		{"good", nil, 2},
		{"good/", nil, 2},
		{"good/...", nil, 2},
		{"good/v.casus", nil, 1},
		{"nowhere", []string{"E0401 nowhere"}, 0},
		{"nowhere.casus", []string{"E0401 nowhere.casus"}, 0},
		{"empty", []string{"E0402 empty"}, 0},
		{"good/readme.txt", []string{"E0415 good/readme.txt"}, 0},
		{"vanish", []string{"E0403 vanish/b.casus"}, 1},
		{"locked", []string{"E0403 locked"}, 0},
		{"strange", []string{"E0403 strange"}, 0},
		{"binary", []string{"E0103 binary/a.casus:1"}, 1},
		{"latin", []string{"E0102 latin/a.casus:1"}, 1},
		{"large", []string{"E0404 large/a.casus"}, 0},
		{"pipe", []string{"E0403 pipe/b.casus"}, 1},
	}
	for _, tt := range tests {
		l, diags := LoadFrom(d, []string{tt.path})
		if got := codesOf(diags); !slices.Equal(got, tt.want) || len(l.Files) != tt.file {
			t.Errorf("%s: %v and %d files, want %v and %d", tt.path, got, len(l.Files), tt.want, tt.file)
		}
		l.Check() // whatever was read can be checked
	}
	// A file named twice, or by itself and in its folder, is read once.
	l, diags := LoadFrom(d, []string{"good", "good/v.casus", "./good"})
	if len(diags) > 0 || len(l.Files) != 2 {
		t.Errorf("%v, %d files", diags, len(l.Files))
	}
	if _, diags := LoadFrom(d, []string{"vanish"}); !strings.Contains(diags[0].Summary, "it is gone") {
		t.Errorf("%s", diags[0].Summary)
	}
}

func TestCharterLargerThanAllowed(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a large text")
	}
	pad := strings.Repeat("# "+strings.Repeat("x", 1022)+"\n", MaxText/1024+1)
	d := disk("a/c.casus", words+pad, "b/r.casus", pad+"2001-01-01 help by ARM to KAZ\n")
	if _, diags := LoadFrom(d, []string{"a"}); !slices.Equal(codesOf(diags), []string{"E0404 a/c.casus"}) {
		t.Errorf("a charter: %v", codesOf(diags))
	}
	if _, diags := LoadFrom(d, []string{"b"}); len(diags) > 0 {
		t.Errorf("a record: %v", codesOf(diags))
	}
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "v.casus"), []byte(words), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"loop": ".", "broken.casus": "nowhere.casus", "broken": "nowhere"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	l, diags := Load([]string{dir})
	var got []string
	for _, d := range diags {
		got = append(got, d.Code+" "+path.Base(d.Place.File))
	}
	if want := []string{"E0403 broken.casus", "E0408 loop"}; !slices.Equal(got, want) || len(l.Files) != 1 {
		t.Errorf("%v and %d files, want %v and 1", got, len(l.Files), want)
	}
}

const pact = `charter pact
  governs PACT
  effective 2001-01-01
  parties ARM KAZ
article 1
  ban peace any party p never attack by p on q
`

// A folder uses its own vocabulary, else that of the nearest folder above; no
// higher than the path that was given.
func TestVocabularies(t *testing.T) {
	tests := []struct {
		name  string
		paths []string
		files []string
		want  []string
	}{
		{"its own", []string{"d"}, []string{"d/v.casus", words, "d/c.casus", pact}, nil},
		{"that of a folder above", []string{"d"}, []string{"d/v.casus", words, "d/e/f/c.casus", pact}, nil},
		{"not above the path given", []string{"d/e"}, []string{"d/v.casus", words, "d/e/c.casus", pact}, []string{"E0405 d/e/c.casus:1"}},
		{"not of a folder beside", []string{"d"}, []string{"d/e/v.casus", words, "d/f/c.casus", pact}, []string{"E0405 d/f/c.casus:1"}},
		{"none", []string{"d"}, []string{"d/c.casus", pact}, []string{"E0405 d/c.casus:1"}},
		{"two, and nothing said", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1), "d/c.casus", pact},
			[]string{"E0406 d/c.casus:1"}},
		{"two, and one named", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1),
			"d/c.casus", strings.Replace(pact, "governs", "uses other governs", 1)}, nil},
		{"one named from beside", []string{"d"}, []string{"d/e/v.casus", words, "d/f/c.casus", strings.Replace(pact, "governs", "uses small governs", 1)}, nil},
		{"one that is not there", []string{"d"}, []string{"d/v.casus", words, "d/c.casus", strings.Replace(pact, "governs", "uses smal governs", 1)},
			[]string{"E0407 d/c.casus:2"}},
		{"an amendment uses that of what it amends", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1),
			"d/c.casus", strings.Replace(pact, "governs", "uses other governs", 1) + "charter later amends pact\n"}, nil},
		{"a record without one", []string{"d"}, []string{"d/r.casus", "record r 2001-01-01 help by ARM to KAZ\n"}, []string{"E0405 d/r.casus:1"}},
		{"a record that names one", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1),
			"d/r.casus", "record r uses other 2001-01-01 help by ARM to KAZ\n"}, nil},
		{"two of one name", []string{"d"}, []string{"d/v.casus", words + words}, []string{"E0413 d/v.casus:8"}},
		{"two charters of one name", []string{"d"}, []string{"d/v.casus", words, "d/c.casus", pact, "d/d.casus", "charter pact\n  parties ARM\n"},
			[]string{"E0413 d/d.casus:1"}},
		{"a charter of one name in a folder below", []string{"d"}, []string{"d/v.casus", words, "d/c.casus", pact, "d/e/d.casus", "charter pact\n  parties ARM\n"}, nil},
		{"two vocabularies in one case", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1),
			"d/c.casus", "charter a uses small parties ARM\ncharter b uses other parties ARM\ncase both under a under b\n"},
			[]string{"E0412 d/c.casus:3"}},
		{"a record of another vocabulary", []string{"d"}, []string{"d/v.casus", words + strings.Replace(words, "small", "other", 1),
			"d/c.casus", "charter a uses small parties ARM\nrecord r uses other 2001-01-01 help by ARM to KAZ\ncase both under a reads r\n"},
			[]string{"E0412 d/c.casus:3"}},
		{"a test under nothing", []string{"d"}, []string{"d/v.casus", words, "d/t.casus", "test \"t\"\n  2001-01-01 help by ARM to KAZ\n"},
			[]string{"E0409 d/t.casus:1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := LoadFrom(disk(tt.files...), tt.paths)
			if got := codesOf(l.Check()); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func folder(t *testing.T, l *Library, p string) *Folder {
	t.Helper()
	for _, f := range l.Folders {
		if f.Path == p {
			return f
		}
	}
	t.Fatalf("no folder %s", p)
	return nil
}

func TestCases(t *testing.T) {
	l, diags := LoadFrom(disk(
		"d/v.casus", words,
		"d/c.casus", pact+`
charter later amends pact
  reading toll = 5 or 6
article 2
  ban aid any party p never help by p to q

case first "The first"
  under pact from 1990-01-01 until 1995
  reads history
  reads "more/facts.casus"

case second
  under later from 2002-01
  reads "more"
  given toll = 6

case everything
  under pact
`,
		"d/r.casus", "record history \"What happened\"\n2001-01-01  help by ARM to KAZ  id one\n",
		"d/s.casus", "record history\n2001-01-02  help by KAZ to ARM  describes one\n",
		"d/more/facts.casus", "2003-01-01  attack by ARM on KAZ\n",
		"d/more/others.casus", "2004-01-01  attack by KAZ on ARM\n",
		"d/empty/t.casus", "test \"nothing\"\n  continues first\n  2005-01-01  help by ARM to KAZ  describes one\n",
		"elsewhere/late.casus", "2005-01-01  attack by ARM on KAZ\n",
	), []string{"d"})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	f := folder(t, l, "d")
	sound := func(b *Built, diags []diag.Diagnostic) *Built {
		t.Helper()
		if diag.HasErrors(diags) || b == nil {
			t.Fatal(diags)
		}
		return b
	}

	b := sound(f.Case(""))
	if b.Name != "first" || b.Case.Name != "first" || b.Title != "The first" || len(b.Record.Entries) != 3 {
		t.Errorf("the first case by default: %s, %d entries", b.Name, len(b.Record.Entries))
	}
	if text := b.Case.Families[0].Texts[0]; text.From.String() != "1990-01-01" || text.Until.String() != "1995-01-01" {
		t.Errorf("%s to %s", text.From, text.Until)
	}
	if e := b.Record.Entries[2]; e.Happening != 1 {
		t.Errorf("a record in two files: entry 2 goes back to %d", e.Happening)
	}

	b = sound(f.Case("second"))
	if len(b.Case.Families) != 1 || len(b.Case.Families[0].Texts) != 2 || len(b.Record.Entries) != 2 {
		t.Errorf("second: %d texts, %d entries", len(b.Case.Families[0].Texts), len(b.Record.Entries))
	}
	if g := b.Given; len(g) != 1 || g[0].Value.String() != "6" || g[0].Refs[0] != (charter.ReadingRef{}) {
		t.Errorf("given: %+v", g)
	}
	if b = sound(f.Case("everything")); len(b.Record.Entries) != 2 {
		t.Errorf("all records of the folder: %d entries", len(b.Record.Entries))
	}
	if b = sound(f.CaseOf([]charter.TextSpec{{Charter: "later"}})); b.Name != "later" || len(b.Case.Rules) != 2 || len(b.Record.Entries) != 2 {
		t.Errorf("on the spot: %+v", b)
	}
	if b = sound(f.CaseOf(nil)); b.Name != "first" {
		t.Errorf("without charters: %s", b.Name)
	}
	if _, diags := f.Case("secund"); len(diags) != 1 || diags[0].Code != "E0411" || !strings.Contains(diags[0].Hint, "second") {
		t.Errorf("no such case: %v", diags)
	}
	if _, diags := f.CaseOf([]charter.TextSpec{{Charter: "latter"}}); len(diags) != 1 || diags[0].Code != "E0210" || !strings.Contains(diags[0].Hint, "later") {
		t.Errorf("no such charter: %v", diags)
	}

	below := folder(t, l, "d/empty")
	if b = sound(below.Tests[0].Build()); len(b.Record.Entries) != 4 {
		t.Errorf("a test that continues: %d entries", len(b.Record.Entries))
	}
	if b = sound(below.Case("second")); b.Name != "second" {
		t.Errorf("a case of the folder above: %s", b.Name)
	}
}

// A file outside the paths given is read when a case asks for it.
func TestReadsElsewhere(t *testing.T) {
	d := disk("d/v.casus", words, "d/c.casus", pact+"case c under pact reads \"../elsewhere/late.casus\"\ncase e under pact reads \"../nowhere.casus\"\n",
		"elsewhere/late.casus", "2005-01-01  attack by ARM on KAZ\n")
	l, _ := LoadFrom(d, []string{"d"})
	f := folder(t, l, "d")
	b, diags := f.Case("c")
	if len(diags) > 1 || len(b.Record.Entries) != 1 {
		t.Errorf("%v, %d entries", diags, len(b.Record.Entries))
	}
	if len(l.Files) != 2 {
		t.Errorf("%d files belong to the library", len(l.Files))
	}
	_, diags = f.Case("e")
	if got := codesOf(diags); !slices.Equal(got, []string{"E0401 nowhere.casus"}) {
		t.Errorf("%v", got)
	}
	for _, x := range diags {
		if x.Code == "E0401" && (len(x.Related) != 1 || x.Related[0].File != "d/c.casus") {
			t.Errorf("who asked for it: %v", x.Related)
		}
	}
}

func TestOrderOfFiles(t *testing.T) {
	power := pact + "article 2\n  power swear any state s may help by s to ARM effect s becomes party\n"
	check := func(first, second string) []string {
		l, _ := LoadFrom(disk("d/v.casus", words, "d/c.casus", power+"case c under pact\n", "d/a.casus", first, "d/b.casus", second), []string{"d"})
		return codesOf(l.Check())
	}
	want := []string{"E0317 d/b.casus:1"}
	if got := check("2002-01-01  attack by KAZ on BLR\n", "2002-01-01  help by BLR to ARM\n"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := check("2002-01-01  help by BLR to ARM\n", "2002-01-01  attack by KAZ on BLR\n"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, quiet := range [][2]string{
		{"2002-01-01  attack by KAZ on BLR\n2002-01-01  help by BLR to ARM\n", "2002-01-02  attack by KAZ on BLR\n"}, // one file
		{"2002-01-01  attack by KAZ on BLR\n", "2002-01-02  help by BLR to ARM\n"},                                   // two days
		{"2002-01-01  attack by KAZ on UZB\n", "2002-01-01  help by BLR to ARM\n"},                                   // nobody in both
		{"2002-01-01  attack by KAZ on BLR\n", "2002-01-01  attack by UZB on BLR\n"},                                 // no status moves
	} {
		if got := check(quiet[0], quiet[1]); len(got) > 0 {
			t.Errorf("%q: %v", quiet, got)
		}
	}
}

// Remarks that only inform: what no rule begins with, and what nothing speaks
// of.
func TestNotes(t *testing.T) {
	l, _ := LoadFrom(disk("d/v.casus", words+"  number killed\n  act deploy is help\n  act sing by state\n",
		"d/c.casus", pact+"  ban peace-too any party p never attack by p on ARM\n"+
			"  consequence answer when breach of peace-too by p effect p ceases to be party\n",
		"d/r.casus", "2002-01-01  deploy by KAZ to ARM\n"), []string{"d"})
	var got []string
	for _, d := range l.Check() {
		if d.Severity == diag.Note {
			got = append(got, d.Code+": "+d.Summary)
		}
	}
	want := []string{
		"E0248: no rule begins with a breach of peace: the docket finds silence about it",
		"E0249: no rule and no entry speaks of the number killed",
		"E0249: no rule and no entry speaks of the act sing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A record or case that is missing may stand where something could not be
// read; and of what is not used, nothing is said then.
func TestMissing(t *testing.T) {
	under := "case c under pact reads history\n"
	for _, tt := range []struct {
		record string
		want   []string
	}{
		{"", []string{"E0410 declare it in this folder or one above it: `record history`"}},
		{"record histry\n2001-01-01 help by ARM to KAZ\n", []string{"E0410 did you mean histry?"}},
		{"record history \xff\n", []string{"E0410 it may stand in d/r.casus, of which not everything could be read", "E0102 save it as plain text in UTF-8"}},
		{"record history\n2001-02-30 help by ARM to KAZ\n2001-03-01 help by ARM fro KAZ\n", []string{"E0108 2001-02 has 28 days", "E0119 did you mean `from`?"}},
		{"record history\n14.09.2001 help by ARM\nAttack by ARM\n", []string{"E0108 write 2001-09-14", "E0104 an entity is all upper case (`ATTACK`), any other name all lower case (`attack`)"}},
	} {
		l, _ := LoadFrom(disk("d/v.casus", words+"  act sing by state\n", "d/p.casus", pact, "d/c.casus", under, "d/r.casus", tt.record), []string{"d"})
		var got []string
		for _, d := range l.Check() {
			if d.Code == "E0248" || d.Code == "E0249" && len(l.broken()) == 0 {
				continue
			}
			got = append(got, d.Code+" "+d.Hint)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q:\ngot  %q\nwant %q", tt.record, got, tt.want)
		}
	}
}

// What rests on a file with errors of form is left alone: one slip should not
// draw a hundred complaints.
func TestFaultyFilesAreLeftAlone(t *testing.T) {
	l, diags := LoadFrom(disk("d/v.casus", strings.Replace(words, "kind organ", "kind Organ", 1), "d/c.casus", pact,
		"d/r.casus", "record r 2001-01-01 nonsense by ARM\n"), []string{"d"})
	if got := codesOf(l.Check()); !slices.Equal(got, codesOf(diags)) || len(got) != 1 {
		t.Errorf("%v", got)
	}
	l, _ = LoadFrom(disk("d/v.casus", words, "d/c.casus", "charter base article one two three\n", "d/e.casus", "charter x amends base\n  parties NOWHERE\n"+
		"charter y\n  parties ARM NOWHERE\n"), []string{"d"})
	for _, c := range codesOf(l.Check()) {
		if strings.HasPrefix(c, "E02") && c != "E0201 d/e.casus:4" {
			t.Errorf("what rests on a faulty file was checked: %s", c)
		}
	}
}

// The same files give the same diagnostics, whatever the order of the paths.
func TestDeterministic(t *testing.T) {
	all, err := filepath.Glob("testdata/check/*.casus")
	if err != nil {
		t.Fatal(err)
	}
	var first []string
	for range 3 {
		l, _ := Load(all)
		got := codesOf(l.Check())
		if first == nil {
			first = got
		}
		if len(got) == 0 || !slices.Equal(first, got) {
			t.Fatalf("%d and %d diagnostics", len(first), len(got))
		}
		slices.Reverse(all)
	}
}

// Whatever a text is, checking it ends and does not panic.
func FuzzCheck(f *testing.F) {
	files, _ := filepath.Glob("testdata/check/*.casus")
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Fuzz(func(t *testing.T, src string) {
		l, _ := LoadFrom(disk("d/a.casus", src), []string{"d"})
		// Also what has errors of form must not be a danger to who resolves it.
		for file := range l.faulty {
			l.faulty[file] = false
		}
		l.Check()
		for _, x := range l.Folders {
			for _, v := range x.Vocabularies {
				var specs []charter.TextSpec
				for _, c := range x.Charters {
					specs = append(specs, charter.TextSpec{Charter: c.Decl.Name.Name})
				}
				charter.Build(v.Vocabulary, specs, func(name string) (*syntax.Charter, *syntax.File) {
					if c := x.Charter(name); c != nil {
						return c.Decl, c.File
					}
					return nil, nil
				})
			}
		}
	})
}
