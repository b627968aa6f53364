package server

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"casus/internal/replace"
	"casus/library"
	"casus/report"
)

type fileText struct {
	Path     string `json:"path"`
	Revision string `json:"revision"`
	Text     string `json:"text"`
}

// fileAt is the full path of a casus file below the folder of a case. It refuses
// what leads out of it, by its name or by a link.
func (f found) fileAt(name string) (string, error) {
	bad := func(why string) (string, error) {
		return "", &problem{status: http.StatusBadRequest, detail: name + ": " + why}
	}
	switch {
	case name == "", name != path.Clean(name), path.IsAbs(name), name == "..", strings.HasPrefix(name, "../"), strings.ContainsAny(name, "\\:\x00"), !utf8.ValidString(name):
		return bad("a file is named by its path below the folder of the case, as in case.casus")
	case path.Ext(name) != ".casus":
		return bad("casus files end in .casus")
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return bad("a leading dot hides a file")
		}
	}
	full := path.Join(f.folder, name)
	inside, err := filepath.EvalSymlinks(filepath.FromSlash(f.folder))
	if err != nil {
		return bad("the folder of the case cannot be read")
	}
	at, err := filepath.EvalSymlinks(filepath.FromSlash(path.Dir(full)))
	if err != nil {
		return bad("there is no such folder in the case")
	}
	if rel, err := filepath.Rel(inside, at); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return bad("it leads out of the case")
	}
	if info, err := os.Lstat(filepath.FromSlash(full)); err == nil && !info.Mode().IsRegular() {
		return bad("it is a link or a folder, and no file")
	}
	return full, nil
}

// file answers with a file as it stands on disk.
func (s *Server) file(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r)
	if err != nil {
		return err
	}
	name := r.PathValue("path")
	full, err := q.fileAt(name)
	if err != nil {
		return err
	}
	text, err := (library.OS{}).ReadFile(full)
	if err != nil {
		return q.noFile(name)
	}
	j := fileText{name, revisionOf(text), string(text)}
	if s.unchanged(w, r, `"`+j.Revision+`"`) {
		return nil
	}
	b, err := s.work(func(b *buffer) error { return writeJSON(b, j) })
	if err != nil {
		return err
	}
	return s.send(w, r, "application/json", b)
}

func (q *question) noFile(name string) error {
	disk, _, _ := q.now()
	all := []string{}
	for _, p := range disk.inFolder(q.folder) {
		all = append(all, report.Below(q.folder, p))
	}
	return notFound("file", name, all)
}

// saveFile replaces a file, unless it is another than the one the editor began
// with.
func (s *Server) saveFile(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r)
	if err != nil {
		return err
	}
	if !s.options.Write {
		return &problem{status: http.StatusForbidden, detail: "files are not saved: start the server with --write"}
	}
	name := r.PathValue("path")
	full, err := q.fileAt(name)
	if err != nil {
		return err
	}
	var asked struct {
		Text     *string `json:"text"`
		Revision *string `json:"revision"`
	}
	if err := body(r, &asked); err != nil {
		return err
	}
	if asked.Text == nil || asked.Revision == nil {
		return &problem{status: http.StatusBadRequest, detail: "send text and revision: that of the text you began with, empty for a new file"}
	}
	q.saving.Lock()
	defer q.saving.Unlock()
	if err := unchangedSince(name, full, *asked.Revision); err != nil {
		return err
	}
	if err := replace.File(filepath.FromSlash(full), []byte(*asked.Text)); err != nil {
		return &problem{status: http.StatusForbidden, detail: name + " cannot be written: " + plain(err)}
	}
	s.refresh(q.shelf)
	b, err := s.work(func(b *buffer) error {
		return writeJSON(b, fileText{name, revisionOf([]byte(*asked.Text)), *asked.Text})
	})
	if err != nil {
		return err
	}
	return s.fresh(w, r, b)
}

// unchangedSince refuses to replace a file that is not the one of a revision.
func unchangedSince(name, full, revision string) error {
	now, err := (library.OS{}).ReadFile(full)
	switch {
	case errors.Is(err, fs.ErrNotExist) && revision == "":
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &problem{status: http.StatusConflict, detail: name + " is gone since you began", current: &fileText{Path: name}}
	case err != nil:
		return &problem{status: http.StatusForbidden, detail: name + " cannot be read: " + plain(err)}
	case revisionOf(now) == revision:
		return nil
	}
	detail := name + " has changed since you began"
	if revision == "" {
		detail = "there is a file " + name + " already"
	}
	return &problem{status: http.StatusConflict, detail: detail, current: &fileText{name, revisionOf(now), string(now)}}
}

// plain is an error without the name of the call that met it.
func plain(err error) string {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.As(err, &le):
		return le.Err.Error()
	}
	return err.Error()
}
