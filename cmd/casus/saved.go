package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
	"casus/search"
	"casus/syntax"
	"casus/trial"
)

// saving makes tests of histories that were found.
type saving struct {
	path   string
	folder *library.Folder
	old    string
	tests  []savedTest
}

// savedTest is a test without what it expects.
type savedTest struct {
	title, text string
	asOf        calendar.Day
}

// savingTo begins to keep histories in a file of tests.
func savingTo(file string, f *library.Folder) (*saving, error) {
	if filepath.Ext(file) != ".casus" {
		return nil, usage("--save %s: a file of tests ends in .casus", file)
	}
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return nil, &failure{exitUnreadable, err}
	}
	return &saving{path: filepath.ToSlash(file), folder: f, old: string(old)}, nil
}

// add makes a test of a history, under the texts of a law and with the readings
// that were given.
func (s *saving) add(law *charter.Case, given []docket.Given, title string, acts []search.Act, asOf calendar.Day) {
	plain := title
	for n := 2; s.taken(title); n++ {
		title = fmt.Sprintf("%s (%d)", plain, n)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "test %q\n", title)
	for _, f := range law.Families {
		for _, t := range f.Texts {
			fmt.Fprintf(&b, "  under %s", t.Name)
			if t.From > calendar.Always {
				fmt.Fprintf(&b, " from %s", t.From)
			}
			b.WriteString("\n")
		}
	}
	for _, act := range acts {
		fmt.Fprintf(&b, "  %s\n", act.Line(law.Vocab))
	}
	for _, g := range given {
		fmt.Fprintf(&b, "  given %s = %s\n", g.Name, g.Value)
	}
	fmt.Fprintf(&b, "  as of %s\n", asOf)
	s.tests = append(s.tests, savedTest{title, b.String(), asOf})
}

// write runs the tests and then writes them, or says why they cannot be kept.
func (s *saving) write(p *program) error {
	if len(s.tests) == 0 {
		p.note("nothing was found, so that %s is left as it is", s.path)
		return nil
	}
	text, err := s.pinned()
	if err != nil {
		return &failure{exitProblems, err}
	}
	if err := writeWhole(s.path, []byte(text)); err != nil {
		return &failure{exitUnreadable, err}
	}
	if len(s.tests) == 1 {
		p.note("%s: 1 test more, which passes", s.path)
	} else {
		p.note("%s: %d tests more, which pass", s.path, len(s.tests))
	}
	return nil
}

func (s *saving) taken(title string) bool {
	for _, t := range s.tests {
		if t.title == title {
			return true
		}
	}
	return strings.Contains(s.old, fmt.Sprintf("test %q", title))
}

// pinned is the file with the tests and all that is found of them. It is read
// back, and every test is run, before anything is written.
func (s *saving) pinned() (string, error) {
	body := s.old
	for _, t := range s.tests {
		body += "\n" + t.text
	}
	found, err := s.load(strings.TrimLeft(body, "\n"))
	if err != nil {
		return "", err
	}
	var added string
	for _, t := range s.tests {
		lines, err := trial.Pin(found[t.title], t.asOf)
		if err != nil {
			return "", err
		}
		added += "\n" + t.text + "  " + strings.Join(lines, "\n  ") + "\n"
	}
	file, _ := syntax.Parse(s.path, []byte(strings.TrimLeft(added, "\n")))
	if laid, err := syntax.Format(file); err == nil { // what was there before stays as it is
		added = "\n" + string(laid)
	}
	body = strings.TrimLeft(s.old+added, "\n")
	if found, err = s.load(body); err != nil {
		return "", err
	}
	for _, t := range s.tests {
		if r := trial.Run(found[t.title]); !r.OK() {
			why := "it cannot be run"
			if len(r.Failures) > 0 {
				why = r.Failures[0].Reason
			}
			return "", fmt.Errorf("the history cannot be kept as a test that passes: %s", why)
		}
	}
	return body, nil
}

// load reads the case's folder with the file as it is to be.
func (s *saving) load(body string) (map[string]*library.Test, error) {
	lib, diags := library.LoadFrom(overlay{path: path.Clean(s.path), body: []byte(body)}, []string{s.folder.Path, s.path})
	if real, err := (library.OS{}).RealPath(s.folder.Path); err == nil {
		if at, err := (library.OS{}).RealPath(path.Dir(s.path)); err == nil && at != real && !strings.HasPrefix(at, real+string(filepath.Separator)) {
			return nil, fmt.Errorf("%s would not be beside the charters: put it in the folder of the case, %s", s.path, s.folder.Path)
		}
	}
	for _, d := range onlyErrors(diags) {
		if path.Clean(d.Place.File) == path.Clean(s.path) {
			return nil, fmt.Errorf("%s: %s", s.path, d.Summary)
		}
	}
	out := map[string]*library.Test{}
	for _, f := range lib.Folders {
		for _, t := range f.Tests {
			out[t.Decl.Title.Value] = t
		}
	}
	for _, t := range s.tests {
		if out[t.title] == nil {
			return nil, fmt.Errorf("%s does not hold the test that was written into it: put it in the folder of the case", s.path)
		}
	}
	return out, nil
}

// overlay is the disk with one file as it is to be.
type overlay struct {
	library.OS
	path string
	body []byte
}

func (o overlay) Stat(p string) (fs.FileInfo, error) {
	if path.Clean(p) != o.path {
		return o.OS.Stat(p)
	}
	return overlaid{path.Base(o.path), int64(len(o.body))}, nil
}

func (o overlay) ReadFile(p string) ([]byte, error) {
	if path.Clean(p) != o.path {
		return o.OS.ReadFile(p)
	}
	return o.body, nil
}

func (o overlay) RealPath(p string) (string, error) {
	if path.Clean(p) != o.path {
		return o.OS.RealPath(p)
	}
	dir, err := o.OS.RealPath(path.Dir(p))
	return filepath.Join(dir, path.Base(p)), err
}

// overlaid is what is told of the file.
type overlaid struct {
	name string
	size int64
}

func (i overlaid) Name() string     { return i.name }
func (i overlaid) Size() int64      { return i.size }
func (overlaid) Mode() fs.FileMode  { return 0o644 }
func (overlaid) ModTime() time.Time { return time.Time{} }
func (overlaid) IsDir() bool        { return false }
func (overlaid) Sys() any           { return nil }

// writeWhole writes a file beside its place and moves it there, so that nobody
// finds half of it.
func writeWhole(name string, body []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".casus-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(body); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode()
	}
	if err := os.Chmod(tmp.Name(), mode); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}
