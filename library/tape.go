package library

import (
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"
)

// Tape is a disk that remembers what was read from another, or, without one,
// a disk on which there is what it remembers. So what a case is made of can be
// carried to where its files are not.
type Tape struct {
	From  Disk `json:"-"` // nil: only what is remembered
	Stats map[string]TapeInfo
	Dirs  map[string][]TapeInfo
	Files map[string][]byte
	Real  map[string]string

	mu sync.Mutex
}

// TapeInfo is what is known of a file or folder.
type TapeInfo struct {
	Base  string
	Bytes int64
	Dir   bool
	None  bool // there is none
}

// NewTape is a tape that remembers what is read from a disk through it.
func NewTape(from Disk) *Tape {
	return &Tape{From: from, Stats: map[string]TapeInfo{}, Dirs: map[string][]TapeInfo{}, Files: map[string][]byte{}, Real: map[string]string{}}
}

// Name implements fs.FileInfo and fs.DirEntry.
func (i TapeInfo) Name() string { return i.Base }

// Size implements fs.FileInfo.
func (i TapeInfo) Size() int64 { return i.Bytes }

// Mode implements fs.FileInfo.
func (i TapeInfo) Mode() fs.FileMode {
	if i.Dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// Type implements fs.DirEntry.
func (i TapeInfo) Type() fs.FileMode { return i.Mode().Type() }

// Info implements fs.DirEntry.
func (i TapeInfo) Info() (fs.FileInfo, error) { return i, nil }

// ModTime implements fs.FileInfo; it is not remembered.
func (i TapeInfo) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo and fs.DirEntry.
func (i TapeInfo) IsDir() bool { return i.Dir }

// Sys implements fs.FileInfo.
func (i TapeInfo) Sys() any { return nil }

func missing(op, p string) error { return &fs.PathError{Op: op, Path: p, Err: fs.ErrNotExist} }

// Stat implements Disk. That there is nothing is remembered too.
func (t *Tape) Stat(p string) (fs.FileInfo, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i, ok := t.Stats[p]; ok || t.From == nil {
		if !ok || i.None {
			return nil, missing("stat", p)
		}
		return i, nil
	}
	info, err := t.From.Stat(p)
	if err != nil {
		t.Stats[p] = TapeInfo{None: true}
		return nil, err
	}
	i := TapeInfo{Base: path.Base(p), Bytes: info.Size(), Dir: info.IsDir()}
	t.Stats[p] = i
	return i, nil
}

// ReadDir implements Disk.
func (t *Tape) ReadDir(p string) ([]fs.DirEntry, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	list, ok := t.Dirs[p]
	switch {
	case !ok && t.From == nil:
		return nil, missing("readdir", p)
	case !ok:
		entries, err := t.From.ReadDir(p)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			list = append(list, TapeInfo{Base: e.Name(), Dir: e.IsDir()})
		}
		t.Dirs[p] = list
	}
	out := make([]fs.DirEntry, len(list))
	for i := range list {
		out[i] = list[i]
	}
	return out, nil
}

// ReadFile implements Disk.
func (t *Tape) ReadFile(p string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b, ok := t.Files[p]; ok {
		return slices.Clone(b), nil
	}
	if t.From == nil {
		return nil, missing("open", p)
	}
	b, err := t.From.ReadFile(p)
	if err == nil {
		t.Files[p] = slices.Clone(b)
	}
	return b, err
}

// RealPath implements Disk.
func (t *Tape) RealPath(p string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, ok := t.Real[p]; ok {
		return r, nil
	}
	if t.From == nil {
		return "", missing("readlink", p)
	}
	r, err := t.From.RealPath(p)
	if err == nil {
		t.Real[p] = r
	}
	return r, err
}
