package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"casus/coverage"
	"casus/diag"
	"casus/inquiry"
	"casus/library"
	"casus/report"
)

// shelf is one path that is served, with the files below it as they stand on
// disk, and as they stood when they last had no errors.
type shelf struct {
	path       string
	saving     sync.Mutex    // held by who replaces a file
	refreshing sync.Mutex    // held by who reads the files again
	memo       *library.Memo // what was made of files that have not changed
	tried      tried         // what stood in editors lately

	mu   sync.RWMutex
	disk *snapshot
	good *snapshot // nil: the files never were in order
}

// snapshot is what the files of a path held at one time. It is read by many at
// once: what the library keeps while it builds is guarded.
type snapshot struct {
	revision string
	lib      *library.Library
	check    []diag.Diagnostic // all that can be said of the files
	blocking []diag.Diagnostic // errors that keep cases from being run
	files    map[string]string // revision by path
	tables   map[string][]byte // of coverage, by folder
	disk     *noted            // from which they were read

	mu      sync.Mutex // held while something is built
	lint    sync.Once
	found   []report.FlawsOf
	dockets kept
}

// flaws are those of all laws of the files.
func (s *snapshot) flaws() []report.FlawsOf {
	s.lint.Do(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.found = inquiry.Flaws(s.lib, s.check)
	})
	return s.found
}

// coverageOf are the rows of a folder's table of coverage that speak of a
// charter; none where there is no table, or a faulty one.
func (s *snapshot) coverageOf(folder, name string) []*coverage.Row {
	src := s.tables[folder]
	i := slices.IndexFunc(s.lib.Folders, func(f *library.Folder) bool { return f.Path == folder })
	if src == nil || i < 0 {
		return nil
	}
	file := path.Join(folder, coverage.FileName)
	rows, problems := coverage.Parse(file, src)
	if len(problems) > 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tables, _ := coverage.Check(rows, diag.Place{File: file}, s.lib.Folders[i], []string{name})
	for _, t := range tables {
		if t.Charter == name {
			return t.Rows
		}
	}
	return nil
}

// tried are the last few sets of files that stood in an editor: checking what is
// typed and drawing up its docket asks for the same set twice.
type tried struct {
	mu   sync.Mutex
	keys []string
	sets map[string]*snapshot
}

const mostTried = 4

func (t *tried) get(key string, read func() *snapshot) *snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.sets[key]; s != nil {
		return s
	}
	if t.sets == nil {
		t.sets = map[string]*snapshot{}
	}
	if len(t.keys) >= mostTried {
		delete(t.sets, t.keys[0])
		t.keys = t.keys[1:]
	}
	t.keys, t.sets[key] = append(t.keys, key), read()
	return t.sets[key]
}

// answers says from which files answers are made.
type answers string

const (
	current  answers = "current"
	lastGood answers = "last-good"
	none     answers = "none"
)

// newShelf reads a path for the first time.
func newShelf(given string) (*shelf, error) {
	x := &shelf{path: path.Clean(filepath.ToSlash(given)), memo: library.NewMemo()}
	if path.Ext(x.path) == ".casus" {
		x.path = path.Dir(x.path) // a file stands for its folder
	}
	s := x.read(library.OS{})
	if len(s.lib.Files) == 0 {
		return nil, &Unreadable{s.check}
	}
	x.put(s)
	if len(x.list()) == 0 {
		if len(s.blocking) > 0 {
			return nil, &inquiry.Faulty{Diagnostics: s.blocking}
		}
		return nil, &inquiry.Wrong{Text: given + " declares no case: write one, `case NAME under CHARTER reads RECORD`"}
	}
	return x, nil
}

// Unreadable is a path from which no file could be read.
type Unreadable struct{ Diagnostics []diag.Diagnostic }

func (u *Unreadable) Error() string { return u.Diagnostics[0].Summary }

// read reads all files of the shelf from a disk and checks them.
func (x *shelf) read(from library.Disk) *snapshot {
	disk := note(from)
	lib, _ := x.memo.Load(disk, []string{x.path})
	disk.keep()
	s := &snapshot{lib: lib, check: lib.Check(), files: map[string]string{}, tables: map[string][]byte{}, disk: disk}
	s.blocking = inquiry.Blocking(lib, s.check)
	sum := sha256.New()
	for _, f := range lib.Files {
		s.files[f.Path] = revisionOf(f.Src)
		fmt.Fprintf(sum, "%s %s\n", f.Path, s.files[f.Path])
	}
	for _, f := range lib.Folders {
		if src, err := disk.ReadFile(path.Join(f.Path, coverage.FileName)); err == nil {
			s.tables[f.Path] = src
			fmt.Fprintf(sum, "%s %s\n", path.Join(f.Path, coverage.FileName), revisionOf(src))
		}
	}
	disk.sum(sum)
	// Files that cannot be read have no text, but are part of how things stand.
	for _, d := range s.blocking {
		fmt.Fprintf(sum, "%s %s %d\n", d.Code, d.Place.File, d.Place.From)
	}
	s.revision = hex.EncodeToString(sum.Sum(nil))[:16]
	return s
}

// revisionOf names a text.
func revisionOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// put puts files that were read in place; false where they are as they were.
func (x *shelf) put(s *snapshot) (changed bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.disk != nil && x.disk.revision == s.revision {
		return false
	}
	x.disk = s
	if len(s.blocking) == 0 {
		x.good = s
	}
	return true
}

// reload reads the files again; false where nothing has changed.
func (x *shelf) reload() bool { return x.put(x.read(library.OS{})) }

// now is how the files stand: on disk, and those that answers are made from,
// nil where there are none.
func (x *shelf) now() (disk, from *snapshot, state answers) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	switch {
	case x.good == x.disk:
		return x.disk, x.good, current
	case x.good != nil:
		return x.disk, x.good, lastGood
	}
	return x.disk, nil, none
}

// listed is a case of a shelf.
type listed struct {
	name, title, folder string
	first               bool
	charters            []string
}

// list lists the cases: of the files that answers are made from, then what only
// the files on disk declare.
func (x *shelf) list() []listed {
	disk, from, _ := x.now()
	var out []listed
	add := func(s *snapshot) {
		for _, f := range s.lib.Folders {
			for i, c := range f.Cases {
				l := listed{name: c.Decl.Name.Name, title: c.Decl.Title.Value, folder: f.Path, first: i == 0, charters: []string{}}
				for _, u := range c.Decl.Under {
					l.charters = append(l.charters, u.Charter.Name)
				}
				if l.name != "" && !slices.ContainsFunc(out, func(o listed) bool { return o.name == l.name && o.folder == l.folder }) {
					out = append(out, l)
				}
			}
		}
	}
	if from != nil {
		add(from)
	}
	if disk != from {
		add(disk)
	}
	return out
}

// state is how the files of a shelf stand, as the page is told.
type state struct {
	Answers  answers `json:"answers"`
	Revision string  `json:"revision"`
	Disk     string  `json:"disk"`
	Errors   int     `json:"errors"`
	Warnings int     `json:"warnings"`
	Notes    int     `json:"notes"`
}

func (x *shelf) state() state {
	disk, from, how := x.now()
	n := report.Count(disk.check)
	j := state{Answers: how, Disk: disk.revision, Errors: n.Errors, Warnings: n.Warnings, Notes: n.Notes}
	if from != nil {
		j.Revision = from.revision
	}
	return j
}

// found is a case that was asked for.
type found struct {
	*shelf
	listed
}

// find finds a case by its name; where several folders have one of the name, by
// FOLDER:NAME.
func (s *Server) find(name string) (found, error) {
	var all []string
	for _, l := range s.named() {
		if l.id == name {
			return l.found, nil
		}
		all = append(all, l.id)
	}
	return found{}, notFound("case", name, all)
}

// namedCase is a case with the name by which it is asked for.
type namedCase struct {
	id string
	found
}

func (s *Server) named() []namedCase {
	var out []namedCase
	times := map[string]int{}
	for _, x := range s.shelves {
		for _, l := range x.list() {
			out = append(out, namedCase{l.name, found{x, l}})
			times[l.name]++
		}
	}
	for i := range out {
		if times[out[i].name] > 1 {
			out[i].id = path.Base(out[i].folder) + ":" + out[i].name
		}
	}
	return out
}

// sources are the files that answers about the case are made from.
func (f found) sources() (*snapshot, answers, error) {
	disk, from, state := f.now()
	if from == nil {
		return nil, state, &inquiry.Faulty{Diagnostics: disk.blocking}
	}
	return from, state, nil
}

// folderIn is the folder of the case in a snapshot.
func (f found) folderIn(s *snapshot) *library.Folder {
	for _, x := range s.lib.Folders {
		if x.Path == f.folder {
			return x
		}
	}
	return nil
}

// law builds the case, or the case in which some charters are law.
func (s *snapshot) law(f found, charters []string) (*library.Built, error) {
	folder := f.folderIn(s)
	if folder == nil {
		return nil, &problem{status: 404, detail: "the folder " + f.folder + " is gone"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return inquiry.Usable(inquiry.Law(folder, f.name, charters))
}

// inFolder lists the files of a snapshot that stand in the folder of a case or
// below it.
func (s *snapshot) inFolder(folder string) []string {
	var list []string
	for _, file := range s.lib.Files {
		if folder == "." || strings.HasPrefix(file.Path, folder+"/") {
			list = append(list, file.Path)
		}
	}
	return list
}
