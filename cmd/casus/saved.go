package main

import (
	"errors"
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
	s := &saving{path: filepath.ToSlash(file), folder: f}
	if err := s.readAgain(); err != nil {
		return nil, err
	}
	real, err := (library.OS{}).RealPath(f.Path)
	if err != nil {
		return nil, &failure{exitUnreadable, err}
	}
	if at, err := (library.OS{}).RealPath(path.Dir(s.path)); err == nil && at != real && !strings.HasPrefix(at, real+string(filepath.Separator)) {
		return nil, usage("--save %s: it would not be beside the charters: put it in the folder of the case, %s", s.path, f.Path)
	}
	return s, nil
}

// readAgain reads the file as it is now: a search takes minutes, and what has been
// written into the file meanwhile stays in it.
func (s *saving) readAgain() error {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if info, err = os.Stat(path.Dir(s.path)); err == nil && !info.IsDir() || errors.Is(err, fs.ErrNotExist) {
			return usage("--save %s: there is no folder %s; the tests are written into the folder of the case, %s", s.path, path.Dir(s.path), s.folder.Path)
		}
		s.old = ""
		return nil
	case err == nil && !info.Mode().IsRegular():
		return usage("--save %s: it is no file", s.path)
	}
	old, err := os.ReadFile(s.path)
	if err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", s.path, plainError(err))}
	}
	s.old = string(old)
	return nil
}

// add makes a test of a history, under the texts of a law and with the readings
// that were given.
func (s *saving) add(law *charter.Case, given []docket.Given, title string, acts []search.Act, asOf calendar.Day) {
	var b strings.Builder
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

// name gives each test a title that no other has.
func (s *saving) name() {
	had := map[string]bool{}
	for i := range s.tests {
		t := &s.tests[i]
		plain := t.title
		for n := 2; had[t.title] || strings.Contains(s.old, fmt.Sprintf("test %q", t.title)); n++ {
			t.title = fmt.Sprintf("%s (%d)", plain, n)
		}
		had[t.title] = true
		t.text = fmt.Sprintf("test %q\n", t.title) + t.text
	}
}

// write runs the tests and then writes them, or says why they cannot be kept.
func (s *saving) write(p *program) error {
	if len(s.tests) == 0 {
		p.note("nothing was found, so that %s is left as it is", s.path)
		return nil
	}
	if err := s.readAgain(); err != nil {
		return err
	}
	s.name()
	text, err := s.pinned()
	if err != nil {
		return &failure{exitProblems, err}
	}
	if err := rewrite(s.path, []byte(s.old), []byte(text)); err != nil {
		return err
	}
	if len(s.tests) == 1 {
		p.note("%s: 1 test more, which passes", s.path)
	} else {
		p.note("%s: %d tests more, which pass", s.path, len(s.tests))
	}
	return nil
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
