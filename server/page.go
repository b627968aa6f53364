package server

import (
	"bytes"
	"compress/gzip"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// pages hands out the page that was built into the program.
type pages struct {
	files   fs.FS // nil: it was not built
	cases   func() (names, folders []string)
	pressed sync.Map
}

// pressedKey is a file in a coding.
type pressedKey struct{ name, coding string }

// kinds of files of a page by their endings, which do not depend on the machine.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json", ".map": "application/json", ".topojson": "application/json",
}

// pressable are the kinds that pressing makes smaller.
var pressable = []string{".html", ".js", ".css", ".json", ".svg", ".txt", ".webmanifest", ".map", ".topojson"}

// serve hands out a file of the page. Addresses within the page stand behind a #
// and never come here, so what is no file is an old or mistyped link.
func (p *pages) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET is allowed here.", http.StatusMethodNotAllowed)
		return
	}
	if p.files == nil {
		p.unbuilt(w, r)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	info, err := fs.Stat(p.files, name)
	switch {
	case err == nil && info.Mode().IsRegular() && !isPressed(name):
	case strings.HasPrefix(name, "assets/") || path.Ext(name) != "" && kinds[path.Ext(name)] != "":
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	default:
		p.astray(w, r)
		return
	}
	p.send(w, r, name)
}

// isPressed reports whether a file is another one pressed, which is not asked for
// by itself.
func isPressed(name string) bool {
	return strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

func (p *pages) send(w http.ResponseWriter, r *http.Request, name string) {
	plain, err := fs.ReadFile(p.files, name)
	if err != nil {
		http.Error(w, "The page cannot be read: build it again.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kindOf(name))
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names tell what is in them
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	tag := `"` + revisionOf(plain) + `"`
	body := plain
	if slices.Contains(pressable, path.Ext(name)) && len(plain) >= leastToPress {
		h.Add("Vary", "Accept-Encoding")
		for _, coding := range []string{"br", "gzip"} {
			if accepts(r, coding) {
				body = p.press(name, coding, plain)
				h.Set("Content-Encoding", coding)
				tag = `"` + revisionOf(plain) + "-" + coding + `"`
				break
			}
		}
	}
	h.Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

func kindOf(name string) string {
	if k := kinds[path.Ext(name)]; k != "" {
		return k
	}
	if k := mime.TypeByExtension(path.Ext(name)); k != "" {
		return k
	}
	return "application/octet-stream"
}

// press is a file in a coding: as the build pressed it, else pressed here, once.
func (p *pages) press(name, coding string, plain []byte) []byte {
	key := pressedKey{name, coding}
	if had, ok := p.pressed.Load(key); ok {
		return had.([]byte)
	}
	ending := map[string]string{"br": ".br", "gzip": ".gz"}[coding]
	out, err := fs.ReadFile(p.files, name+ending)
	if err != nil {
		var b bytes.Buffer
		var z io.WriteCloser
		if coding == "br" {
			z = brotli.NewWriterLevel(&b, brotli.BestCompression)
		} else {
			z, _ = gzip.NewWriterLevel(&b, gzip.BestCompression)
		}
		z.Write(plain)
		z.Close()
		out = b.Bytes()
	}
	p.pressed.Store(key, out)
	return out
}

// astray says what there is to somebody who followed a link to what is not there.
func (p *pages) astray(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", loosePolicy)
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodHead {
		return
	}
	type link struct{ Name, Folder string }
	var links []link
	names, folders := p.cases()
	for i := range names {
		links = append(links, link{names[i], folders[i]})
	}
	astrayPage.Execute(w, struct {
		Path  string
		Cases []link
	}{r.URL.Path, links})
}

var astrayPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>casus: there is nothing here</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere }
</style>
<main>
<h1>There is nothing at {{.Path}}</h1>
<p>The link may be old, or the server was started with other cases. This is what there is:</p>
<ul>
{{- range .Cases}}
<li><a href="/#/day?case={{.Name}}">{{.Name}}</a>, of {{.Folder}}</li>
{{- end}}
</ul>
<p>What programs can ask is in <a href="/api/v1/openapi.yaml">/api/v1/openapi.yaml</a>.</p>
</main>
</html>
`))

// unbuilt tells how to build the page, at every address.
func (p *pages) unbuilt(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", loosePolicy)
	if r.Method != http.MethodHead {
		unbuiltPage.Execute(w, nil)
	}
}

var unbuiltPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>casus: the page is not built</title>
<style>
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
  pre { padding: .75rem 1rem; border: 1px solid; overflow-x: auto }
</style>
<h1>The page is not built into this program</h1>
<p>The cases are served all the same: <a href="/api/v1/cases">/api/v1/cases</a> lists them, and
<a href="/api/v1/openapi.yaml">/api/v1/openapi.yaml</a> says what else can be asked.</p>
<p>To build the page, with Go and Node, in the folder of the project:</p>
<pre>make page            # builds web/dist
go build -o bin/casus ./cmd/casus
bin/casus serve cases/csto</pre>
<p>Or <code>make demo</code>, which does all of it and opens the shipped case.</p>
</html>
`))
