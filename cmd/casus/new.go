package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// start holds the files of a new case.
//
//go:embed start/*.casus
var start embed.FS

// startFiles says in which order the files are told, and what each is for.
var startFiles = [][2]string{
	{"words.casus", "who can act, and what can happen"},
	{"pact.casus", "the text: a small alliance in four articles"},
	{"record.casus", "what happened, with sources and accounts"},
	{"case.casus", "which text is held against which record"},
	{"tests.casus", "what must come out"},
}

type newCommand struct {
	Dir string `arg:"" help:"Folder for the new case; it must not hold anything yet." placeholder:"DIR"`
}

func (newCommand) Help() string {
	return "Lays out a small case that runs and whose tests pass, to be changed into one's own. A folder that holds something is left alone."
}

func (newCommand) Examples() string {
	return `
casus new my-alliance    then: casus test my-alliance
`
}

// Run lays a case out, whole or not at all.
func (c *newCommand) Run(p *program) error {
	dir := filepath.Clean(c.Dir)
	there, err := empty(dir)
	if err != nil {
		return err
	}
	writing.Lock()
	defer writing.Unlock()
	if there {
		err = fill(dir)
	} else {
		err = create(dir)
	}
	if err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", c.Dir, plainError(err))}
	}
	shown := oneWord(filepath.ToSlash(dir))
	fmt.Fprintf(p.out, "%s holds a case:\n\n", shown)
	for _, f := range startFiles {
		fmt.Fprintf(p.out, "  %-13s %s\n", f[0], f[1])
	}
	fmt.Fprintf(p.out, "\nType next:\n\n")
	for _, l := range [][2]string{
		{"casus test " + shown, "do the findings come out as expected?"},
		{"casus run " + shown, "the docket"},
		{"casus run " + shown + " --account BOR", "by the account of one state"},
		{`casus why "breach of help by CAL to AVA" ` + shown, "its reasons"},
		{"casus sweep " + shown, "what hangs on a reading"},
		{"casus check " + shown, "what is wrong, and what may trouble the text"},
	} {
		fmt.Fprintf(p.out, "  %s\n      %s\n", l[0], l[1])
	}
	return nil
}

// empty reports whether the folder is there. It is an error if it holds anything
// but hidden files.
func empty(dir string) (there bool, err error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", dir, plainError(err))}
	case !info.IsDir():
		return false, usage("%s is a file: name a folder that is empty or not there yet", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, &failure{exitUnreadable, fmt.Errorf("%s cannot be read: %w", dir, plainError(err))}
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return false, usage("%s is not empty (it holds %s): name another folder", dir, e.Name())
		}
	}
	return true, nil
}

// create makes the folder under another name and gives it its own when all is
// written.
func create(dir string) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(parent, ".casus-new-*")
	if err != nil {
		return err
	}
	if err = fill(temp); err == nil {
		if err = os.Chmod(temp, 0o755); err == nil {
			err = os.Rename(temp, dir)
		}
	}
	if err != nil {
		os.RemoveAll(temp)
	}
	return err
}

// fill writes the files into a folder, and takes those written away again if
// one cannot be.
func fill(dir string) error {
	var done []string
	for _, f := range startFiles {
		text, err := start.ReadFile(path.Join("start", f[0]))
		if err == nil {
			name := filepath.Join(dir, f[0])
			if err = writeNew(name, text); err == nil {
				done = append(done, name)
				continue
			}
		}
		for _, name := range done {
			os.Remove(name)
		}
		return err
	}
	return nil
}

// writeNew writes a file that is not there yet, and leaves none if it cannot.
func writeNew(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}

// oneWord is a path as a shell takes it for one word.
func oneWord(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./_-") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
