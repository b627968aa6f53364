// Package replace writes files whole or not at all.
package replace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// File gives a file a new content, or makes it: under another name first, which
// then takes the place of the old one, so that nobody ever reads half of it. A
// link is followed; the permissions stay as they are, and a file that may not be
// written is left alone.
func File(path string, content []byte) error {
	real, mode := path, fs.FileMode(0o644)
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is no file")
	case err == nil && info.Mode().Perm()&0o200 == 0:
		return fs.ErrPermission
	case err == nil:
		mode = info.Mode().Perm()
		if real, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(real), ".casus-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err = tmp.Write(content); err == nil {
		err = tmp.Chmod(mode)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), real)
	}
	return err
}
