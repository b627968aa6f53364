package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"casus/inquiry"
	"casus/library"
	"casus/report"
	"casus/revise"
)

// desk is a disk with some files laid over it: what stands in an editor.
type desk struct {
	library.Disk
	files map[string]*string // by path; nil: as if the file were not there
}

func (d desk) Stat(p string) (fs.FileInfo, error) {
	text, laid := d.files[p]
	switch {
	case !laid:
		return d.Disk.Stat(p)
	case text == nil:
		return nil, &fs.PathError{Op: "stat", Path: p, Err: fs.ErrNotExist}
	}
	return sheet{path.Base(p), int64(len(*text))}, nil
}

func (d desk) ReadFile(p string) ([]byte, error) {
	text, laid := d.files[p]
	switch {
	case !laid:
		return d.Disk.ReadFile(p)
	case text == nil:
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
	return []byte(*text), nil
}

func (d desk) ReadDir(dir string) ([]fs.DirEntry, error) {
	on, err := d.Disk.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(on, func(e fs.DirEntry) bool { _, laid := d.files[path.Join(dir, e.Name())]; return laid })
	for p, text := range d.files {
		if text != nil && path.Dir(p) == dir {
			out = append(out, fs.FileInfoToDirEntry(sheet{path.Base(p), int64(len(*text))}))
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, nil
}

// sheet is a file that is only in memory.
type sheet struct {
	name string
	size int64
}

func (s sheet) Name() string     { return s.name }
func (s sheet) Size() int64      { return s.size }
func (sheet) Mode() fs.FileMode  { return 0o644 }
func (sheet) ModTime() time.Time { return time.Time{} }
func (sheet) IsDir() bool        { return false }
func (sheet) Sys() any           { return nil }

// body reads a body of JSON that has the fields of v and no others.
func body(r *http.Request, v any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &problem{status: http.StatusUnsupportedMediaType, detail: "send application/json"}
	}
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		if _, more := dec.Token(); more == nil || !errors.Is(more, io.EOF) {
			err = errors.Join(more, errors.New("something stands behind the value"))
		}
	}
	var large *http.MaxBytesError
	var unlike *json.UnmarshalTypeError
	if errors.As(err, &unlike) {
		at := "the body"
		if unlike.Field != "" {
			at = unlike.Field
		}
		err = fmt.Errorf("%s may not be of the sort %s, see /api/v1/openapi.yaml", at, unlike.Value)
	}
	if err != nil && !errors.As(err, &large) {
		return &problem{status: http.StatusBadRequest, detail: "the body is not as it should be: " + err.Error()}
	}
	return err
}

// mostLaid is how many files may be laid over a case.
const mostLaid = 200

// bench reads what is laid over a case, and the case with it.
func (s *Server) bench(r *http.Request, q *question) (*snapshot, error) {
	var asked struct {
		Files map[string]*string `json:"files"`
	}
	if err := body(r, &asked); err != nil {
		return nil, err
	}
	return q.lay(asked.Files)
}

// lay lays files over a case.
func (q *question) lay(files map[string]*string) (*snapshot, error) {
	if len(files) > mostLaid {
		return nil, &problem{status: http.StatusBadRequest, detail: fmt.Sprintf("%d files are too many to lay over a case; the most is %d", len(files), mostLaid)}
	}
	laid := map[string]*string{}
	disk, _, _ := q.now()
	sum := sha256.New()
	fmt.Fprintln(sum, disk.revision)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		full, err := q.fileAt(name)
		if err != nil {
			return nil, err
		}
		text := files[name]
		laid[full] = text
		if text == nil {
			fmt.Fprintf(sum, "%q gone\n", full)
		} else {
			fmt.Fprintf(sum, "%q %s\n", full, revisionOf([]byte(*text)))
		}
	}
	return q.tried.get(hex.EncodeToString(sum.Sum(nil)), func() *snapshot { return q.read(desk{library.OS{}, laid}) }), nil
}

// benchCheck answers as casus check --json, had some files another text.
func (s *Server) benchCheck(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, "lint")
	if err != nil {
		return err
	}
	lint := true
	if q.query.Has("lint") {
		if lint, err = yes(q.query, "lint"); err != nil {
			return err
		}
	}
	x, err := s.bench(r, q)
	if err != nil {
		return err
	}
	out, err := s.work(func(b *bytes.Buffer) error {
		var flaws []report.FlawsOf
		if lint {
			flaws = x.flaws()
		}
		return report.CheckJSON(b, x.check, flaws)
	})
	if err != nil {
		return err
	}
	return s.fresh(w, r, out)
}

// fresh answers with what is not kept by who asks.
func (s *Server) fresh(w http.ResponseWriter, r *http.Request, body []byte) error {
	w.Header().Set("Cache-Control", "no-store")
	return s.send(w, r, "application/json", body)
}

// runnable refuses files with errors.
func (s *snapshot) runnable() error {
	if len(s.blocking) > 0 {
		return &inquiry.Faulty{Diagnostics: s.blocking}
	}
	return nil
}

// benchDocket answers as casus run --json, had some files another text.
func (s *Server) benchDocket(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"charter", "all"}, viewWords)...)
	if err != nil {
		return err
	}
	x, err := s.bench(r, q)
	if err != nil {
		return err
	}
	if err := x.runnable(); err != nil {
		return err
	}
	out, err := s.work(func(b *bytes.Buffer) error { return x.writeDocket(b, q) })
	if err != nil {
		return err
	}
	return s.fresh(w, r, out)
}

// benchCompare answers as casus diff --json: the case as it is saved against the
// case had some files another text.
func (s *Server) benchCompare(w http.ResponseWriter, r *http.Request) error {
	q, err := s.ask(r, words([]string{"charter", "all"}, viewWords)...)
	if err != nil {
		return err
	}
	edited, err := s.bench(r, q)
	if err != nil {
		return err
	}
	if err := edited.runnable(); err != nil {
		return err
	}
	saved, _, err := q.sources()
	if err != nil {
		return err
	}
	out, err := s.work(func(b *bytes.Buffer) error {
		x := report.Revision{A: "as saved", B: "as edited"}
		var texts [2][]revise.Text
		var vs []report.Variant
		for i, from := range []*snapshot{saved, edited} {
			d, sides, err := from.docket(q)
			if err != nil {
				return err
			}
			texts[i] = inquiry.Texts(q.folderIn(from), d.built, "")
			vs = append(vs, report.Variant{Name: []string{x.A, x.B}[i], Docket: d.Docket, Sides: sides})
		}
		x.Text = revise.Compare(texts[0], texts[1])
		x.Consequence = report.Compare(vs, report.Selection{Openings: q.filter.All}, q.filter.All, nil)
		return x.WriteJSON(b)
	})
	if err != nil {
		return err
	}
	return s.fresh(w, r, out)
}
