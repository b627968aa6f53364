package library

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk is what a library is read from. Paths are slash-separated.
type Disk interface {
	// Stat follows links.
	Stat(path string) (fs.FileInfo, error)
	// ReadDir lists a folder in order of name.
	ReadDir(path string) ([]fs.DirEntry, error)
	ReadFile(path string) ([]byte, error)
	// RealPath is the path without links: two names of one folder have the
	// same.
	RealPath(path string) (string, error)
}

// OS is the disk of the operating system.
type OS struct{}

// Stat is os.Stat.
func (OS) Stat(path string) (fs.FileInfo, error) { return os.Stat(filepath.FromSlash(path)) }

// ReadDir is os.ReadDir.
func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(filepath.FromSlash(path)) }

// ReadFile is os.ReadFile of files: a pipe could be waited for for ever, and a
// device never end.
func (OS) ReadFile(path string) ([]byte, error) {
	at := filepath.FromSlash(path)
	if info, err := os.Stat(at); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNoFile}
	}
	return os.ReadFile(at)
}

var errNoFile = errors.New("it is a pipe or a device, and no file")

// RealPath is filepath.EvalSymlinks of the absolute path.
func (OS) RealPath(path string) (string, error) {
	abs, err := filepath.Abs(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
