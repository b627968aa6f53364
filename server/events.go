package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// changed is told when the files of a case have changed.
type changed struct {
	Case  string `json:"case"`
	State state  `json:"state"`
}

// hub tells everybody who listens.
type hub struct {
	mu        sync.Mutex
	listeners map[chan changed]bool
}

// waiting is how many changes may wait for a slow listener. What does not fit is
// left out: each tells how things stand, and the page asks again anyway.
const waiting = 64

func (h *hub) listen() (c chan changed, stop func()) {
	c = make(chan changed, waiting)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan changed]bool{}
	}
	h.listeners[c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, c)
	}
}

func (h *hub) tell(list []changed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.listeners {
		for _, x := range list {
			select {
			case c <- x:
			default:
			}
		}
	}
}

// heartbeat is how often a quiet stream gives a sign of life.
const heartbeat = 15 * time.Second

// events streams changes as they come.
func (s *Server) events(w http.ResponseWriter, r *http.Request) error {
	if err := only(r.URL.Query()); err != nil {
		return err
	}
	out := http.NewResponseController(w)
	// A stream lasts longer than an answer may.
	if err := out.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return nil
	}
	changes, stop := s.hub.listen()
	defer stop()
	all := []changed{}
	for _, c := range s.named() {
		all = append(all, changed{c.id, c.state()})
	}
	if err := event(w, "hello", all); err != nil {
		return nil // who listened has gone
	}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		if out.Flush() != nil {
			return nil
		}
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case x := <-changes:
			err = event(w, "change", x)
		case <-tick.C:
			_, err = fmt.Fprint(w, ": still here\n\n")
		}
		if err != nil {
			return nil
		}
	}
}

func event(w http.ResponseWriter, name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, data)
	return err
}

// refresh reads the files of a shelf again and tells who listens, if anything
// has changed.
func (s *Server) refresh(x *shelf) {
	x.refreshing.Lock()
	defer x.refreshing.Unlock()
	if !x.reload() {
		return
	}
	var list []changed
	for _, c := range s.named() {
		if c.shelf == x {
			list = append(list, changed{c.id, c.state()})
		}
	}
	s.hub.tell(list)
}

// settle is how long the disk must be quiet before files are read again: an
// editor that saves touches a file several times.
const settle = 120 * time.Millisecond

// look is how often files are looked at where the system does not tell of
// changes.
const look = 2 * time.Second

// watch reads files again when they change on disk, until it is stopped.
func (s *Server) watch() (stop func()) {
	var all []func()
	for _, x := range s.shelves {
		all = append(all, s.watchShelf(x))
	}
	return func() {
		for _, stop := range all {
			stop()
		}
	}
}

func (s *Server) watchShelf(x *shelf) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	w, err := fsnotify.NewWatcher()
	if err == nil {
		if err = follow(w, x.path); err != nil {
			w.Close()
		} else {
			x.attend(w)
		}
	}
	if err != nil {
		s.options.Log.Printf("the system does not tell of changes in %s (%v): the files are looked at every %v", x.path, err, look)
		wg.Go(func() { s.lookAgain(x, done) })
	} else {
		wg.Go(func() { defer w.Close(); s.heed(x, w, done) })
	}
	return func() { close(done); wg.Wait() }
}

// follow watches a folder and those below it.
func follow(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(filepath.FromSlash(dir), func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // it is gone again
		case !d.IsDir():
			return nil
		case p != filepath.FromSlash(dir) && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		}
		return w.Add(p)
	})
}

// heed reads files again when something has happened and the disk is quiet.
func (s *Server) heed(x *shelf, w *fsnotify.Watcher, done chan struct{}) {
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	defer quiet.Stop()
	for {
		select {
		case <-done:
			return
		case e, ok := <-w.Events:
			if !ok {
				return
			}
			if e.Op == fsnotify.Chmod {
				continue
			}
			if e.Has(fsnotify.Create) && below(filepath.FromSlash(x.path), e.Name) {
				follow(w, filepath.ToSlash(e.Name)) // a folder that is new; of a file nothing is watched
			}
			if x.concerned(e.Name) {
				quiet.Reset(settle)
			}
		case err, ok := <-w.Errors:
			if !ok {
				return
			}
			s.options.Log.Printf("watching %s: %v", x.path, err)
			quiet.Reset(settle) // something may have been missed
		case <-quiet.C:
			s.refresh(x)
			if x.attend(w) {
				quiet.Reset(0) // between reading it and watching it something may have changed
			}
		}
	}
}

// attend watches the folders outside the path from which something was read, and
// reports whether one is new among them. One from which nothing is read any more
// goes on being watched; what happens there is of no concern.
func (x *shelf) attend(w *fsnotify.Watcher) (more bool) {
	follow(w, x.path) // where it was taken away and has come again, nothing of it is watched
	disk, _, _ := x.now()
	had := w.WatchList()
	for _, dir := range disk.disk.beyond(x.path) {
		if !slices.Contains(had, dir) && w.Add(dir) == nil { // what may not be watched is read again with the rest
			more = true
		}
	}
	return more
}

// concerned reports whether a change of a path can change how the files of the
// shelf stand.
func (x *shelf) concerned(name string) bool {
	if below(filepath.FromSlash(x.path), name) {
		return matters(name)
	}
	disk, _, _ := x.now()
	return disk.disk.concerns(name)
}

// matters reports whether a path can be of a file that is read: a casus file, a
// table of coverage, or a folder.
func matters(p string) bool {
	base := filepath.Base(p)
	return !strings.HasPrefix(base, ".") && slices.Contains([]string{".casus", ".csv", ""}, filepath.Ext(base))
}

// lookAgain reads files again from time to time.
func (s *Server) lookAgain(x *shelf, done chan struct{}) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			s.refresh(x)
		}
	}
}
