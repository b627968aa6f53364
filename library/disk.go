package library

import (
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

// ReadFile is os.ReadFile.
func (OS) ReadFile(path string) ([]byte, error) { return os.ReadFile(filepath.FromSlash(path)) }

// RealPath is filepath.EvalSymlinks of the absolute path.
func (OS) RealPath(path string) (string, error) {
	abs, err := filepath.Abs(filepath.FromSlash(path))
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
