package server

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"casus/diag"
	"casus/docket"
	"casus/inquiry"
)

// problem is what goes wrong with a request, as RFC 9457 has it.
type problem struct {
	status      int
	detail      string
	exists      []string
	diagnostics []diag.Diagnostic
	current     *fileText
}

func (p *problem) Error() string { return p.detail }

func notFound(what, name string, exists []string) *problem {
	p := &problem{status: http.StatusNotFound, exists: exists, detail: "there is no " + what + " " + name}
	if near := diag.Closest(name, exists); near != "" {
		p.detail += ": did you mean " + near + "?"
	}
	return p
}

// problemOf says of an error what it is to who asked.
func problemOf(err error) *problem {
	var p *problem
	var wrong *inquiry.Wrong
	var faulty *inquiry.Faulty
	var many *docket.TooMany
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &wrong):
		asked := *wrong
		asked.Name = strings.ReplaceAll(asked.Name, "-", "") // as-of is asof here
		wrong = &asked
		return &problem{status: http.StatusBadRequest, detail: wrong.Error(), exists: wrong.Exists, diagnostics: wrong.Diagnostics}
	case errors.As(err, &faulty):
		return &problem{status: http.StatusUnprocessableEntity, detail: "the files have errors: " + faulty.Error(), diagnostics: faulty.Diagnostics}
	case errors.As(err, &many):
		return &problem{status: http.StatusUnprocessableEntity, detail: many.Error(), diagnostics: []diag.Diagnostic{many.Diagnostic()}}
	case errors.As(err, &large):
		return &problem{status: http.StatusRequestEntityTooLarge, detail: "what was sent is too large: the most is 8 megabytes"}
	}
	return &problem{status: http.StatusInternalServerError, detail: "this is a fault of casus, not of your files: " + err.Error()}
}

// fail answers with what went wrong.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.status == http.StatusInternalServerError {
		s.options.Log.Printf("%s %s: %s", r.Method, r.URL, p.detail)
	}
	body := struct {
		Type        string            `json:"type"`
		Title       string            `json:"title"`
		Status      int               `json:"status"`
		Detail      string            `json:"detail"`
		Exists      []string          `json:"exists,omitempty"`
		Diagnostics []diag.Diagnostic `json:"diagnostics,omitempty"`
		Current     *fileText         `json:"current,omitempty"`
	}{"about:blank", http.StatusText(p.status), p.status, p.detail, p.exists, p.diagnostics, p.current}
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Length"} {
		w.Header().Del(name)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.status)
	writeJSON(w, body)
}

func writeJSON(w interface{ Write([]byte) (int, error) }, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// ofSources answers what is asked of the sources of a case as they are: the
// words that are known are read, and write says it.
func (s *Server) ofSources(w http.ResponseWriter, r *http.Request, known []string, write func(*bytes.Buffer, *question, *snapshot) error) error {
	q, err := s.ask(r, known...)
	if err != nil {
		return err
	}
	from, state, err := q.sources()
	if err != nil {
		return err
	}
	return s.answer(w, r, from, state, func(b *bytes.Buffer) error { return write(b, q, from) })
}

// ofDocket is ofSources of the docket that is asked for, and by which sides it
// is told.
func (s *Server) ofDocket(w http.ResponseWriter, r *http.Request, known []string, write func(*bytes.Buffer, *question, *keptDocket, []int) error) error {
	return s.ofSources(w, r, known, func(b *bytes.Buffer, q *question, from *snapshot) error {
		d, sides, err := from.docket(q)
		if err != nil {
			return err
		}
		return write(b, q, d, sides)
	})
}

// answer is how a question about a case is answered: from which files, and with
// what. Equal questions of the same files are worked out once at a time.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, from *snapshot, state answers, write func(*bytes.Buffer) error) error {
	return s.answerIn(w, r, "application/json", from, state, write)
}

// answerIn is answer with something else than JSON.
func (s *Server) answerIn(w http.ResponseWriter, r *http.Request, contentType string, from *snapshot, state answers, write func(*bytes.Buffer) error) error {
	h := w.Header()
	h.Set("Casus-Revision", from.revision)
	h.Set("Casus-State", string(state))
	tag := `W/"` + from.revision + "-" + string(state) + "-" + s.boot + `"`
	if s.unchanged(w, r, tag) {
		return nil
	}
	key := from.revision + " " + string(state) + " " + r.URL.Path + "?" + r.URL.Query().Encode()
	body, err, _ := s.flight.Do(key, func() (any, error) { return s.work(write) })
	if err != nil {
		return err
	}
	return s.send(w, r, contentType, body.([]byte))
}

// unchanged answers 304 where who asks has the answer already.
func (s *Server) unchanged(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if !matches(r.Header.Get("If-None-Match"), tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == tag || t == "*" || "W/"+t == tag {
			return true
		}
	}
	return false
}

// leastToPress is how long an answer is from which on pressing it pays, in bytes.
const leastToPress = 1 << 10

// send answers with a body, pressed where that is understood.
func (s *Server) send(w http.ResponseWriter, r *http.Request, contentType string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= leastToPress && accepts(r, "gzip") {
		h.Set("Content-Encoding", "gzip")
		if r.Method == http.MethodHead {
			return nil
		}
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		z.Write(body) // who goes away is not told of it
		z.Close()
		return nil
	}
	if r.Method != http.MethodHead {
		w.Write(body)
	}
	return nil
}

// accepts reports whether who asks understands a coding.
func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// only refuses words in a query that a question does not know: a misspelt one
// would else be taken for one that was left out.
func only(q url.Values, known ...string) error {
	var names []string
	for n := range q {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if !slices.Contains(known, n) {
			p := &problem{status: http.StatusBadRequest, detail: "there is no parameter " + n, exists: known}
			if near := diag.Closest(n, known); near != "" {
				p.detail += ": did you mean " + near + "?"
			}
			return p
		}
	}
	return nil
}
