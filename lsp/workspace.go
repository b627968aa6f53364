package lsp

import (
	"context"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"casus/concordance"
	"casus/library"
	"casus/syntax"
)

// workspace is what the client has open, and the folders of it that are read
// together.
type workspace struct {
	desk   *desk
	pause  time.Duration
	server *server

	mu    sync.Mutex
	roots []string // folders the client works in
	texts map[string]*text
	units map[string]*unit
	told  map[string]string // what was last published of a file
	next  chan struct{}     // something is to be checked
	done  chan struct{}
	over  sync.Once
}

// text is an open document.
type text struct {
	uri     string
	path    string
	version int
	lines   *lines
	unit    *unit
}

// unit is a folder whose files are checked together: names are known from
// folders above, so it begins at the topmost folder that has casus files.
type unit struct {
	path  string // of the folder, or of a single file
	reads string // what is read: the same, or more where a vocabulary stands elsewhere
	memo  *library.Memo

	now     *snapshot // nil: to be read anew
	checked *snapshot // the last that was checked
	linted  bool      // flaws were looked for since the last change
	touched time.Time // of the last change
	flaws   *flaws
	late    flaws                   // what only the tests brought to light when they were last checked
	trials  map[string][]diagnostic // what tests that were run found, by path
}

// snapshot is a unit at one moment. It does not change.
type snapshot struct {
	lib      *library.Library
	files    map[string]*syntax.File
	versions map[string]int // of those that are open

	once sync.Once
	conc *concordance.Concordance

	mu    sync.Mutex
	lines map[*syntax.File]*lines
}

// names is the concordance of the snapshot, made when it is first asked for.
func (s *snapshot) names() *concordance.Concordance {
	s.once.Do(func() { s.conc = concordance.New(s.lib) })
	return s.conc
}

// linesOf are the lines of a file.
func (s *snapshot) linesOf(f *syntax.File) *lines {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lines[f]
	if l == nil {
		l = linesOf(f.Src)
		s.lines[f] = l
	}
	return l
}

// location is where a span of a file is, for the client.
func (s *snapshot) location(f *syntax.File, at syntax.Span) location {
	return location{uriOf(f.Path), s.linesOf(f).span(at)}
}

func newWorkspace(d *desk, pause time.Duration, s *server) *workspace {
	w := &workspace{desk: d, pause: pause, server: s, texts: map[string]*text{}, units: map[string]*unit{}, told: map[string]string{},
		next: make(chan struct{}, 1), done: make(chan struct{})}
	go w.watch()
	return w
}

func (w *workspace) close() { w.over.Do(func() { close(w.done) }) }

// wake has the units that changed checked.
func (w *workspace) wake() {
	select {
	case w.next <- struct{}{}:
	default:
	}
}

func (w *workspace) setRoots(added, removed []workspaceFolder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range removed {
		w.roots = slices.DeleteFunc(w.roots, func(r string) bool { return r == pathOf(f.URI) })
	}
	for _, f := range added {
		if p := pathOf(f.URI); !slices.Contains(w.roots, p) {
			w.roots = append(w.roots, p)
		}
	}
	w.regroup()
}

// regroup finds anew which files belong together. It is called whenever files
// may have come or gone.
func (w *workspace) regroup() {
	used := map[*unit]bool{}
	for _, t := range w.texts {
		t.unit = w.unitOf(t.path)
		used[t.unit] = true
		t.unit.now, t.unit.linted = nil, false
	}
	for p, u := range w.units {
		if !used[u] {
			delete(w.units, p)
			w.retract(u)
		}
	}
	w.wake()
}

// retract takes back what was said of the files of a unit.
func (w *workspace) retract(u *unit) {
	for p, said := range w.told {
		if said != "" && (p == u.path || strings.HasPrefix(p, u.path+"/")) && w.unitAt(p) == nil {
			delete(w.told, p)
			w.server.notify("textDocument/publishDiagnostics", publishParams{URI: uriOf(p), Diagnostics: []diagnostic{}})
		}
	}
}

// unitAt is the unit that a file belongs to among those that are there.
func (w *workspace) unitAt(p string) *unit {
	for at := p; ; at = path.Dir(at) {
		if u := w.units[at]; u != nil {
			return u
		}
		if at == path.Dir(at) {
			return nil
		}
	}
}

// unitOf is the unit of a file.
func (w *workspace) unitOf(p string) *unit {
	top := w.topOf(p)
	u := w.units[top]
	if u == nil {
		u = &unit{path: top, reads: top, memo: library.NewMemo(), trials: map[string][]diagnostic{}}
		w.units[top] = u
	}
	return u
}

// topOf is the topmost folder above a file that has casus files itself, within
// the folder that the client works in; outside of these, as far up as every
// folder has some.
func (w *workspace) topOf(p string) string {
	if strings.HasPrefix(p, "/"+unsaved+"/") {
		return p
	}
	dir := path.Dir(p)
	root := w.rootOf(dir)
	top := dir
	for at := dir; ; at = path.Dir(at) {
		if w.hasFiles(at) {
			top = at
		} else if root == "" && at != dir {
			return top
		}
		if at == root || at == path.Dir(at) {
			return top
		}
	}
}

// rootOf is the innermost folder of the client's in which a folder lies, or "".
func (w *workspace) rootOf(dir string) string {
	best := ""
	for _, r := range w.roots {
		if (dir == r || strings.HasPrefix(dir, strings.TrimSuffix(r, "/")+"/")) && len(r) > len(best) {
			best = r
		}
	}
	return best
}

func (w *workspace) hasFiles(dir string) bool {
	list, err := w.desk.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range list {
		if !e.IsDir() && path.Ext(e.Name()) == ".casus" && !strings.HasPrefix(e.Name(), ".") {
			return true
		}
	}
	return false
}

// snapshotOf is the unit as it is now. The lock is held.
func (w *workspace) snapshotOf(u *unit) *snapshot {
	if u.now != nil {
		return u.now
	}
	lib, _ := u.memo.Load(w.desk, []string{u.reads})
	s := &snapshot{lib: lib, files: map[string]*syntax.File{}, versions: map[string]int{}, lines: map[*syntax.File]*lines{}}
	for _, f := range lib.Files {
		s.files[f.Path] = f
	}
	for _, t := range w.texts {
		if t.unit == u {
			s.versions[t.path] = t.version
		}
	}
	u.now = s
	return s
}

// read finds a file of the client as it is now, with what it is read with; nil
// if there is none.
func (w *workspace) read(uri string) (*snapshot, *syntax.File) {
	p := pathOf(uri)
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.unitAt(p)
	if t := w.texts[p]; t != nil {
		u = t.unit
	}
	if u == nil {
		return nil, nil
	}
	s := w.snapshotOf(u)
	return s, s.files[p]
}

// ---- what the client tells ----------------------------------------------------

func didOpen(_ context.Context, s *server, p *didOpenParams) (any, error) {
	w := s.work
	w.mu.Lock()
	defer w.mu.Unlock()
	at := pathOf(p.TextDocument.URI)
	t := &text{uri: p.TextDocument.URI, path: at, version: p.TextDocument.Version, lines: linesOf([]byte(p.TextDocument.Text))}
	w.texts[at] = t
	w.desk.put(at, t.lines.src)
	w.regroup()
	return nil, nil
}

func didChange(_ context.Context, s *server, p *didChangeParams) (any, error) {
	w := s.work
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.texts[pathOf(p.TextDocument.URI)]
	if t == nil {
		return nil, nil // a change of what was never opened
	}
	t.version = p.TextDocument.Version
	for _, c := range p.ContentChanges {
		t.change(c)
	}
	w.desk.put(t.path, t.lines.src)
	u := t.unit
	u.now, u.linted, u.touched = nil, false, time.Now()
	u.trials = map[string][]diagnostic{}
	w.wake()
	return nil, nil
}

// change applies one change to a text, and moves the flaws that were found
// behind it along.
func (t *text) change(c change) {
	if c.Range == nil {
		t.lines = linesOf([]byte(c.Text))
		t.unit.flaws.forget(t.path)
		t.unit.late.forget(t.path)
		return
	}
	from, to := t.lines.offset(c.Range.Start), t.lines.offset(c.Range.End)
	to = max(from, to)
	old := t.lines.src
	src := make([]byte, 0, len(old)-int(to-from)+len(c.Text))
	src = append(append(append(src, old[:from]...), c.Text...), old[to:]...)
	t.lines = linesOf(src)
	t.unit.flaws.move(t.path, from, to, int32(len(c.Text)))
	t.unit.late.move(t.path, from, to, int32(len(c.Text)))
}

func didSave(_ context.Context, s *server, p *documentParams) (any, error) {
	s.work.look()
	return nil, nil
}

func didClose(_ context.Context, s *server, p *documentParams) (any, error) {
	w := s.work
	w.mu.Lock()
	at := pathOf(p.TextDocument.URI)
	delete(w.texts, at)
	w.desk.put(at, nil)
	w.mu.Unlock()
	w.look()
	return nil, nil
}

func didChangeWatchedFiles(_ context.Context, s *server, _ *watchedParams) (any, error) {
	s.work.look()
	return nil, nil
}

func didChangeFolders(_ context.Context, s *server, p *foldersParams) (any, error) {
	s.work.setRoots(p.Event.Added, p.Event.Removed)
	return nil, nil
}

// look reads the disk again.
func (w *workspace) look() {
	w.desk.forget()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.regroup()
}
