// Package library reads folders of casus files and ties them together: which
// vocabulary a charter uses, what a test is under, what a case is run over.
//
// A name is looked for in the folder where it is used, then in the folders
// above it, up to the path that was given. A folder has one vocabulary, its
// own or that of the nearest folder above; where there are several, each
// declaration says which it `uses`.
package library

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"casus/diag"
	"casus/syntax"
)

// Limits of a file. A record may be much larger than what people write by
// hand; places in a file are kept in 32 bits.
const (
	MaxText   = 64 << 20
	MaxRecord = 1 << 30
)

const extension = ".casus"

// Library is everything that was read.
type Library struct {
	Files   []*syntax.File // in order of path
	Folders []*Folder      // in order of path

	disk   Disk
	byPath map[string]*syntax.File
	faulty map[*syntax.File]bool
	diags  []diag.Diagnostic
	memo   *Memo
}

// Load reads files and folders. A folder is read with all folders below it;
// `dir/...` means the same. It always returns a library with what could be
// read; the diagnostics are of reading and of the form of the texts.
func Load(paths []string) (*Library, []diag.Diagnostic) { return LoadFrom(OS{}, paths) }

// LoadToRun is Load for whoever builds cases and runs them, and asks neither where
// names stand in records nor how they are laid out: of long records it keeps no tree.
func LoadToRun(paths []string) (*Library, []diag.Diagnostic) {
	memo := NewMemo()
	memo.lean = true
	return load(OS{}, paths, memo)
}

// LoadFrom is Load from another disk than that of the operating system.
func LoadFrom(disk Disk, paths []string) (*Library, []diag.Diagnostic) {
	return load(disk, paths, NewMemo())
}

func load(disk Disk, paths []string, memo *Memo) (*Library, []diag.Diagnostic) {
	l := &Library{disk: disk, memo: memo, byPath: map[string]*syntax.File{}, faulty: map[*syntax.File]bool{}}
	for _, p := range paths {
		l.load(p)
	}
	slices.SortFunc(l.Files, func(a, b *syntax.File) int { return strings.Compare(a.Path, b.Path) })
	l.gather()
	return l, slices.Clone(l.diags)
}

func (l *Library) fail(code, file, hint, format string, args ...any) {
	l.diags = append(l.diags, diag.Diagnostic{Code: code, Severity: diag.Error, Hint: hint,
		Summary: fmt.Sprintf(format, args...), Place: diag.Place{File: file}})
}

// load reads what one path names.
func (l *Library) load(given string) {
	p := path.Clean(filepath.ToSlash(strings.TrimSuffix(filepath.ToSlash(given), "/...")))
	info, err := l.disk.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.fail("E0401", p, "", "there is no file or folder %s", given)
		return
	case err != nil:
		l.fail("E0403", p, "", "%s cannot be read: %s", given, reason(err))
		return
	}
	if !info.IsDir() {
		if path.Ext(p) != extension {
			l.fail("E0415", p, "casus files end in "+extension, "%s is no casus file", given)
			return
		}
		l.read(p)
		return
	}
	before := len(l.diags)
	if n := l.walk(p, nil); n == 0 && len(l.diags) == before {
		l.fail("E0402", p, "casus files end in "+extension, "there are no casus files in %s", given)
	}
}

// walk reads a folder and those below it, and returns how many casus files it
// met. above holds the real paths of the folders on the way down.
func (l *Library) walk(dir string, above []string) int {
	real, err := l.disk.RealPath(dir)
	if err != nil {
		l.fail("E0403", dir, "", "%s cannot be read: %s", dir, reason(err))
		return 0
	}
	if slices.Contains(above, real) {
		l.fail("E0408", dir, "take the link away", "%s is a link that leads back to a folder above it", dir)
		return 0
	}
	entries, err := l.disk.ReadDir(dir)
	if err != nil {
		l.fail("E0403", dir, "", "%s cannot be read: %s", dir, reason(err))
		return 0
	}
	above = append(above, real)
	n := 0
	for _, e := range entries {
		// A leading dot hides a file: editors and version control keep theirs so.
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		p := path.Join(dir, e.Name())
		isDir := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			info, err := l.disk.Stat(p)
			if err != nil {
				if path.Ext(p) == extension {
					l.fail("E0403", p, "", "%s cannot be read: %s", p, reason(err))
					n++
				}
				continue
			}
			isDir = info.IsDir()
		}
		switch {
		case isDir:
			n += l.walk(p, above)
		case path.Ext(p) == extension:
			n++
			l.read(p)
		}
	}
	return n
}

// read parses a file, once.
func (l *Library) read(p string) *syntax.File {
	if f := l.byPath[p]; f != nil {
		return f
	}
	info, err := l.disk.Stat(p)
	if err == nil && !info.Mode().IsRegular() { // reading it could wait for ever, or never end
		l.fail("E0403", p, "give a file, or take it out of the folder", "%s cannot be read: %s", p, errNoFile)
		return nil
	}
	if err == nil && info.Size() > MaxRecord {
		l.fail("E0404", p, "split it into several files; or keep it outside the folder, and give it as --record FILE --summary, which takes a record of any size in one pass",
			"%s is larger than a gigabyte", p)
		return nil
	}
	var src []byte
	if err == nil {
		src, err = l.disk.ReadFile(p)
	}
	if err != nil {
		l.fail("E0403", p, "", "%s cannot be read: %s", p, reason(err))
		return nil
	}
	f, diags := l.memo.parse(p, src)
	if len(src) > MaxText && !onlyRecords(f) {
		l.fail("E0404", p, "keep charters and records in different files", "%s is larger than 64 megabytes and holds more than records", p)
	}
	l.diags = append(l.diags, diags...)
	l.faulty[f] = diag.HasErrors(diags)
	l.byPath[p] = f
	l.Files = append(l.Files, f)
	return f
}

func onlyRecords(f *syntax.File) bool {
	return !slices.ContainsFunc(f.Decls, func(d syntax.Decl) bool { _, ok := d.(*syntax.Record); return !ok })
}

// reason says why the system refused, without the path, which is said already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "it is gone"
	}
	return err.Error()
}

// broken are the files and folders that could not be read, or not wholly
// understood: what is missed elsewhere may stand there.
func (l *Library) broken() []string {
	var list []string
	for _, d := range l.diags {
		if d.Severity == diag.Error && !slices.Contains(list, d.Place.File) {
			list = append(list, d.Place.File)
		}
	}
	slices.Sort(list)
	return list
}

// Folder returns the folder of a path, or the nearest above it that has files;
// nil if there is none. The path may be that of a file.
func (l *Library) Folder(p string) *Folder {
	for at := path.Clean(filepath.ToSlash(strings.TrimSuffix(filepath.ToSlash(p), "/..."))); ; at = path.Dir(at) {
		for _, f := range l.Folders {
			if f.Path == at {
				return f
			}
		}
		if at == path.Dir(at) {
			return nil
		}
	}
}

// Faulty reports whether a file has errors of form.
func (l *Library) Faulty(f *syntax.File) bool { return l.faulty[f] }
