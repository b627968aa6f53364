package lsp

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"casus/library"
)

// desk is the disk with the texts that are open in the editor laid over it. It
// remembers what it read until it is told to look again: at each stroke of a
// key only the open texts can have changed.
type desk struct {
	mu    sync.Mutex
	under library.Disk
	open  map[string][]byte // by path
	stats map[string]fs.FileInfo
	dirs  map[string][]fs.DirEntry
	files map[string][]byte
	reals map[string]string
}

func newDesk(under library.Disk) *desk {
	d := &desk{under: under, open: map[string][]byte{}}
	d.forget()
	return d
}

// forget makes the desk look at the disk again.
func (d *desk) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats, d.dirs = map[string]fs.FileInfo{}, map[string][]fs.DirEntry{}
	d.files, d.reals = map[string][]byte{}, map[string]string{}
}

// put lays a text over the disk; nil takes it away. The text must not be
// changed afterwards.
func (d *desk) put(p string, text []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if text == nil {
		delete(d.open, p)
		return
	}
	d.open[p] = text
}

// Stat tells of a file or folder.
func (d *desk) Stat(p string) (fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if text, ok := d.open[p]; ok {
		return openFile{path.Base(p), int64(len(text))}, nil
	}
	if i, ok := d.stats[p]; ok {
		return i, nil
	}
	i, err := d.under.Stat(p)
	if err == nil {
		d.stats[p] = i
	} else if d.holds(p) {
		return openFolder{path.Base(p)}, nil
	}
	return i, err
}

// holds reports whether an open text stands in a folder or below it.
func (d *desk) holds(dir string) bool {
	for p := range d.open {
		if strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/") {
			return true
		}
	}
	return false
}

// ReadDir lists a folder, with the open texts that were never saved in it.
func (d *desk) ReadDir(dir string) ([]fs.DirEntry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list, ok := d.dirs[dir]
	if !ok {
		var err error
		if list, err = d.under.ReadDir(dir); err != nil && !d.holds(dir) {
			return nil, err
		}
		d.dirs[dir] = list
	}
	list = slices.Clone(list)
	for p, text := range d.open {
		if path.Dir(p) == dir && !slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == path.Base(p) }) {
			list = append(list, fs.FileInfoToDirEntry(openFile{path.Base(p), int64(len(text))}))
		}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// ReadFile reads a file, or the open text in its place.
func (d *desk) ReadFile(p string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if text, ok := d.open[p]; ok {
		return text, nil
	}
	if text, ok := d.files[p]; ok {
		return text, nil
	}
	text, err := d.under.ReadFile(p)
	if err == nil {
		d.files[p] = text
	}
	return text, err
}

// RealPath is the path without links.
func (d *desk) RealPath(p string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.reals[p]; ok {
		return r, nil
	}
	r, err := d.under.RealPath(p)
	if err != nil && d.holds(p) {
		r, err = p, nil
	}
	if err == nil {
		d.reals[p] = r
	}
	return r, err
}

// openFile and openFolder tell of what is on the desk and not on the disk.
type openFile struct {
	name string
	size int64
}

func (f openFile) Name() string     { return f.name }
func (f openFile) Size() int64      { return f.size }
func (openFile) Mode() fs.FileMode  { return 0o644 }
func (openFile) ModTime() time.Time { return time.Time{} }
func (openFile) IsDir() bool        { return false }
func (openFile) Sys() any           { return nil }

type openFolder struct{ name string }

func (f openFolder) Name() string     { return f.name }
func (openFolder) Size() int64        { return 0 }
func (openFolder) Mode() fs.FileMode  { return fs.ModeDir | 0o755 }
func (openFolder) ModTime() time.Time { return time.Time{} }
func (openFolder) IsDir() bool        { return true }
func (openFolder) Sys() any           { return nil }
