// Package server answers what the page asks of cases, and hands out the page:
// HTTP on this machine, in the JSON that the commands print. openapi.yaml says
// what can be asked and what the answers look like.
//
// It trusts nobody who asks. It answers only those who name it as it is
// reachable (a foreign name that leads here is refused), changes files only
// for pages that came from itself and only where that was allowed, and reads
// no file but those of the cases it was given.
package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"
)

// Options say what is served and how.
type Options struct {
	Paths   []string // of cases, or of folders above them
	Write   bool     // files can be saved
	Hosts   []string // names besides localhost under which the server may be asked
	Page    fs.FS    // the built page; nil: it was not built
	Version string
	Log     *log.Logger // of what goes wrong within; nil: nothing is said
}

// Server serves cases. It is made by New.
type Server struct {
	options  Options
	shelves  []*shelf
	boot     string // marks answers of this start, since another version may answer otherwise
	flight   singleflight.Group
	working  chan struct{} // held while something large is worked out
	running  chan struct{} // held while futures are run
	patience time.Duration // how long futures may take, what they wait included
	hub      hub
	pages    pages
	routes   []Route
}

// Route is something that can be asked.
type Route struct {
	Method  string
	Pattern string // as in openapi.yaml: /api/v1/cases/{case}
	handle  func(http.ResponseWriter, *http.Request) error
}

// mostAtOnce is how many dockets are worked out beside one another: each uses
// all cores by itself.
const mostAtOnce = 2

// New reads the cases. The error says which path has none.
func New(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = log.New(discard{}, "", 0)
	}
	s := &Server{options: o, boot: fmt.Sprintf("%x", time.Now().UnixNano()), working: make(chan struct{}, mostAtOnce),
		running: make(chan struct{}, 1), patience: longestFutures}
	for _, p := range o.Paths {
		shelf, err := newShelf(p)
		if err != nil {
			return nil, err
		}
		s.shelves = append(s.shelves, shelf)
	}
	s.pages.files, s.pages.cases = o.Page, s.Cases
	s.routes = s.all()
	return s, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Routes lists everything that can be asked under /api.
func (s *Server) Routes() []Route { return s.routes }

func (s *Server) all() []Route {
	get := func(pattern string, h func(http.ResponseWriter, *http.Request) error) Route {
		return Route{http.MethodGet, pattern, h}
	}
	return []Route{
		get("/api/v1/openapi.yaml", s.openapiYAML),
		get("/api/v1/events", s.events),
		get("/api/v1/cases", s.cases),
		get("/api/v1/cases/{case}", s.theCase),
		get("/api/v1/cases/{case}/check", s.check),
		get("/api/v1/cases/{case}/words", s.words),
		get("/api/v1/cases/{case}/record", s.record),
		get("/api/v1/cases/{case}/accounts", s.accounts),
		get("/api/v1/cases/{case}/docket", s.docket),
		get("/api/v1/cases/{case}/day", s.day),
		get("/api/v1/cases/{case}/timeline", s.timeline),
		get("/api/v1/cases/{case}/network", s.network),
		get("/api/v1/cases/{case}/outlook", s.outlook),
		get("/api/v1/cases/{case}/report", s.report),
		get("/api/v1/cases/{case}/why/{finding}", s.why),
		get("/api/v1/cases/{case}/whynot", s.whyNot),
		get("/api/v1/cases/{case}/charters/{charter}", s.charter),
		get("/api/v1/cases/{case}/diff", s.diff),
		get("/api/v1/cases/{case}/compare", s.compare),
		get("/api/v1/cases/{case}/files/{path}", s.file),
		{http.MethodPut, "/api/v1/cases/{case}/files/{path}", s.saveFile},
		{http.MethodPost, "/api/v1/cases/{case}/bench/check", s.benchCheck},
		{http.MethodPost, "/api/v1/cases/{case}/bench/complete", s.benchComplete},
		{http.MethodPost, "/api/v1/cases/{case}/bench/docket", s.benchDocket},
		{http.MethodPost, "/api/v1/cases/{case}/bench/compare", s.benchCompare},
	}
}

// longest are the path values that may hold slashes.
var longest = strings.NewReplacer("{finding}", "{finding...}", "{path}", "{path...}")

// Handler answers requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	byPattern := map[string][]Route{}
	var patterns []string
	for _, r := range s.routes {
		if byPattern[r.Pattern] == nil {
			patterns = append(patterns, r.Pattern)
		}
		byPattern[r.Pattern] = append(byPattern[r.Pattern], r)
	}
	for _, p := range patterns {
		mux.HandleFunc(longest.Replace(p), s.dispatch(byPattern[p]))
	}
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &problem{status: http.StatusNotFound, detail: "there is no " + r.URL.Path + ": what can be asked is listed in exists", exists: patterns})
	})
	mux.HandleFunc("/", s.pages.serve)
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &problem{status: http.StatusForbidden, detail: "the request comes from another page than that of this server"})
	}))
	return s.guard(origin.Handler(mux))
}

// dispatch picks the route of the method.
func (s *Server) dispatch(routes []Route) http.HandlerFunc {
	var allowed []string
	for _, r := range routes {
		allowed = append(allowed, r.Method)
		if r.Method == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
	}
	return func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		i := slices.IndexFunc(routes, func(x Route) bool { return x.Method == method })
		if i < 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			s.fail(w, r, &problem{status: http.StatusMethodNotAllowed, detail: r.Method + " is not allowed here: " + strings.Join(allowed, ", ") + " are"})
			return
		}
		if err := routes[i].handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// mostBody bounds what is sent to the server, in bytes.
const mostBody = 8 << 20

// policy lets the page use nothing that does not come from this server, and
// nothing that stands within the page itself, be it script or style. The editor
// draws its signs from addresses that hold the picture (data:).
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// loosePolicy is that of a leaf that is one file: its style stands within it, and
// it has no script and asks for nothing.
const loosePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard stands before everything: it refuses who asks by a foreign name, bounds
// what is sent, and keeps the server up whatever happens behind it.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		defer func() {
			if x := recover(); x != nil && x != http.ErrAbortHandler {
				s.options.Log.Printf("a fault of casus at %s %s: %v", r.Method, r.URL, x)
				s.fail(w, r, &problem{status: http.StatusInternalServerError, detail: fmt.Sprintf("this is a fault of casus, not of your files: %v", x)})
			}
		}()
		if !s.known(r.Host) {
			s.fail(w, r, &problem{status: http.StatusForbidden,
				detail: "this server is not called " + r.Host + ": ask it by localhost or by its address, or start it with --host " + hostOnly(r.Host)})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		next.ServeHTTP(w, r)
	})
}

// known reports whether a host is one by which the server may be asked. A page
// of somebody else can lead a name of its own here (DNS rebinding) and would
// then count as coming from this server; an address of numbers it cannot lead
// anywhere.
func (s *Server) known(host string) bool {
	name := hostOnly(host)
	return name == "localhost" || net.ParseIP(name) != nil || slices.Contains(s.options.Hosts, name)
}

// hostOnly is a host without its port.
func hostOnly(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// Serve answers on a listener until the context ends; then what is being
// answered is finished, for some seconds at most.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := s.watch()
	defer stop()
	base, end := context.WithCancel(context.Background())
	defer end()
	srv := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: s.options.Log,
		BaseContext: func(net.Listener) context.Context { return base },
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end() // ends the streams of events, which would not end by themselves
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Cases lists the cases that are served and the folders they are in.
func (s *Server) Cases() (names, folders []string) {
	for _, x := range s.shelves {
		for _, c := range x.list() {
			names, folders = append(names, c.name), append(folders, c.folder)
		}
	}
	return names, folders
}

type buffer = bytes.Buffer

// work runs something large, not too much of it at once.
func (s *Server) work(do func(*buffer) error) ([]byte, error) {
	s.working <- struct{}{}
	defer func() { <-s.working }()
	var b buffer
	err := do(&b)
	return b.Bytes(), err
}
