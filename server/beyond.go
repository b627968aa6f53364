package server

import (
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"casus/library"
)

// noted is a disk that notes in which folders it was asked for something, so that
// they can be watched. A case may read records from outside the path that is
// served, and a file of it may be a link to one that stands elsewhere.
//
// Such records are read when a case is put together, and again each time one is.
// What was answered about them the first time is answered each time: a snapshot
// is the files as they stood at one time, whatever is done to them meanwhile.
type noted struct {
	library.Disk
	mu    sync.Mutex
	dirs  map[string]bool // where something stands that was asked for; all of it as the system names it, absolute
	names map[string]bool // what was asked for, there or not: a link may lead to a file of any name
	lists map[string]bool // folders of which all that stands in them was asked for
	late  bool            // all below the path was read: what is asked for from now on stands outside, and is kept
	stats map[string]told[fs.FileInfo]
	whole map[string]told[[]fs.DirEntry]
	texts map[string]told[[]byte]
	reals map[string]told[string]
}

// told is what a disk answered.
type told[T any] struct {
	is  T
	err error
}

func note(disk library.Disk) *noted {
	return &noted{Disk: disk, dirs: map[string]bool{}, names: map[string]bool{}, lists: map[string]bool{}, stats: map[string]told[fs.FileInfo]{},
		whole: map[string]told[[]fs.DirEntry]{}, texts: map[string]told[[]byte]{}, reals: map[string]told[string]{}}
}

// askOnce asks a disk, or takes what it answered before.
func askOnce[T any](d *noted, known map[string]told[T], p string, of func(string) (T, error)) (T, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if had, ok := known[p]; ok {
		return had.is, had.err
	}
	d.note(p)
	is, err := of(p)
	if d.late {
		known[p] = told[T]{is, err}
	}
	return is, err
}

// Stat notes and asks.
func (d *noted) Stat(p string) (fs.FileInfo, error) { return askOnce(d, d.stats, p, d.Disk.Stat) }

// ReadFile notes and asks.
func (d *noted) ReadFile(p string) ([]byte, error) { return askOnce(d, d.texts, p, d.Disk.ReadFile) }

// RealPath notes and asks.
func (d *noted) RealPath(p string) (string, error) { return askOnce(d, d.reals, p, d.Disk.RealPath) }

// ReadDir notes that all that stands in a folder counts, and asks.
func (d *noted) ReadDir(p string) ([]fs.DirEntry, error) {
	return askOnce(d, d.whole, p, func(p string) ([]fs.DirEntry, error) {
		if real, err := d.Disk.RealPath(p); err == nil {
			d.dirs[real], d.lists[real] = true, true
		}
		return d.Disk.ReadDir(p)
	})
}

// note notes a path and what it leads to, with the folders in which they stand.
// Of what is not there it notes the nearest folder that is: there it shows when it
// comes.
func (d *noted) note(p string) {
	abs, err := filepath.Abs(filepath.FromSlash(p))
	if err != nil || d.names[abs] {
		return // without a working folder nothing is found from it
	}
	if real, err := d.Disk.RealPath(p); err == nil {
		d.names[real], d.dirs[filepath.Dir(real)] = true, true
	}
	for at := abs; ; at = filepath.Dir(at) {
		d.names[at] = true
		dir := filepath.Dir(at)
		if _, err := d.Disk.Stat(filepath.ToSlash(dir)); err == nil || dir == at {
			d.dirs[dir] = true
			return
		}
	}
}

// keep keeps what is answered from now on.
func (d *noted) keep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.late = true
}

// sum adds the texts that were kept to the sum that names a revision.
func (d *noted) sum(to hash.Hash) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range slices.Sorted(maps.Keys(d.texts)) {
		fmt.Fprintf(to, "besides %s %s\n", p, revisionOf(d.texts[p].is))
	}
}

// beyond lists the folders outside a path in which something may change that was
// read.
func (d *noted) beyond(served string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	tops := []string{filepath.FromSlash(served)}
	if abs, err := filepath.Abs(tops[0]); err == nil {
		tops = append(tops, abs)
	}
	if real, err := d.Disk.RealPath(served); err == nil {
		tops = append(tops, real)
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(d.dirs)), func(dir string) bool {
		return slices.ContainsFunc(tops, func(top string) bool { return below(top, dir) })
	})
}

// concerns reports whether a change of something outside can change what was read.
func (d *noted) concerns(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.names[name] || d.lists[filepath.Dir(name)] && matters(name)
}

// below reports whether a path is another or lies below it.
func below(top, p string) bool {
	rel, err := filepath.Rel(top, p)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
