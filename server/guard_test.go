package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"casus/server"
)

// A page elsewhere can lead a name of its own to this machine: it is not
// answered.
func TestForeignHostsAreRefused(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}, Hosts: []string{"casus.example"}})
	for host, want := range map[string]int{
		"127.0.0.1:7070": 200, "localhost:7070": 200, "LOCALHOST": 200, "[::1]:7070": 200, "192.168.1.5": 200, "casus.example:7070": 200,
		"evil.example": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example:7070": 403, "": 403, "evil.example:7070": 403,
	} {
		r := request("GET", "/api/v1/cases", nil)
		r.Host = host
		if w := do(h, r); w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
		r = request("GET", "/", nil)
		r.Host = host
		if w := do(h, r); w.Code != want {
			t.Errorf("the page, Host %q: %d, want %d", host, w.Code, want)
		}
	}
}

// What changes anything, or costs much, is done for this server's own page only.
func TestForeignPagesAreRefused(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}, Write: true})
	for _, x := range []struct {
		name, value string
		want        int
	}{
		{"Origin", "http://evil.example", 403}, {"Origin", "null", 403}, {"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403},
		{"Origin", "http://127.0.0.1:7070", 200}, {"Sec-Fetch-Site", "same-origin", 200}, {"X-Nothing", "", 200},
	} {
		r := request("POST", api+"/bench/check", strings.NewReader(`{"files":{}}`))
		r.Header.Set(x.name, x.value)
		if w := do(h, r); w.Code != x.want {
			t.Errorf("%s %s: %d, want %d\n%s", x.name, x.value, w.Code, x.want, w.Body)
		}
	}
}

func TestBodies(t *testing.T) {
	h := small(t)
	large := `{"files":{"a.casus":"` + strings.Repeat("#", 9<<20) + `"}}`
	for _, x := range []struct {
		kind, body string
		want       int
	}{
		{"application/json", large, 413}, {"text/plain", `{"files":{}}`, 415}, {"", `{"files":{}}`, 415}, {"application/json; charset=utf-8", `{"files":{}}`, 200},
		{"application/json", `{"files":{}} more`, 400}, {"application/json", `{"fils":{}}`, 400}, {"application/json", `[]`, 400}, {"application/json", ``, 400},
		{"application/json", `{"files":{"a.casus":3}}`, 400}, {"application/json", `{"files":{"readme.md":""}}`, 400},
	} {
		r := request("POST", api+"/bench/check", strings.NewReader(x.body))
		r.Header.Set("Content-Type", x.kind)
		if w := do(h, r); w.Code != x.want {
			t.Errorf("%q %.40q: %d, want %d\n%.200s", x.kind, x.body, w.Code, x.want, w.Body)
		}
	}
}

func TestMethods(t *testing.T) {
	h := small(t)
	for _, x := range []struct{ method, target, allow string }{
		{"POST", api + "/docket", "GET, HEAD"}, {"DELETE", api + "/files/pact.casus", "GET, HEAD, PUT"}, {"GET", api + "/bench/check", "POST"}, {"PUT", "/", "GET, HEAD"},
	} {
		w := do(h, request(x.method, x.target, nil))
		if w.Code != 405 || w.Header().Get("Allow") != x.allow {
			t.Errorf("%s %s: %d, allowed are %q", x.method, x.target, w.Code, w.Header().Get("Allow"))
		}
	}
	if w := do(h, request("HEAD", api+"/docket", nil)); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := get(t, h, "/api/v2/cases", 404); at(object(t, w), "exists", 0) == nil {
		t.Error("what can be asked is not said")
	}
}

// Nothing from another host, ever.
func TestPolicy(t *testing.T) {
	h := small(t)
	policy := func(h http.Handler, target string) string {
		p := do(h, request("GET", target, nil)).Header().Get("Content-Security-Policy")
		if strings.Contains(p, "http") || strings.Contains(p, "*") || !strings.Contains(p, "frame-ancestors 'none'") {
			t.Errorf("%s: %q", target, p)
		}
		return p
	}
	// What is one file holds its style itself and has no script.
	for _, target := range []string{"/", "/nothing", "/api/v1/cases/pact/report"} {
		if p := policy(h, target); !strings.HasPrefix(p, "default-src 'none'; style-src 'unsafe-inline';") || strings.Contains(p, "script") {
			t.Errorf("%s: %q", target, p)
		}
	}
	// The page holds neither, and so cannot be made to hold any.
	_, built := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}, Page: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}})
	for _, target := range []string{"/", api, api + "/docket"} {
		if p := policy(built, target); !strings.HasPrefix(p, "default-src 'self';") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: %q", target, p)
		}
	}
}

// leavers are paths that lead out of a case, or to what is no casus file.
var leavers = []string{"../pact.casus", "a/../../pact.casus", "/etc/passwd.casus", "./pact.casus", "a//b.casus", ".hidden.casus", "a/.b/c.casus", "pact.txt", "pact.casus/", "a\\b.casus",
	"C:/a.casus", "nothing/new.casus", "link/new.casus", "linked.casus", "", "a\x00.casus"}

func TestPathsThatLeaveTheCase(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.casus")
	if err := os.WriteFile(secret, []byte("# secret\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if os.Symlink(outside, filepath.Join(dir, "link")) != nil || os.Symlink(secret, filepath.Join(dir, "linked.casus")) != nil {
		t.Skip("no links here")
	}
	_, h := start(t, server.Options{Paths: []string{dir}, Write: true})
	for _, p := range leavers {
		escaped := strings.NewReplacer("/", "%2f", "\\", "%5c", "\x00", "%00").Replace(p)
		body := `{"text":"# mine\n","revision":""}`
		w := do(h, request("PUT", api+"/files/"+escaped, strings.NewReader(body)))
		if w.Code != 400 {
			t.Errorf("PUT %q: %d\n%s", p, w.Code, w.Body)
		}
		if w = do(h, request("GET", api+"/files/"+escaped, nil)); w.Code == 200 || strings.Contains(w.Body.String(), "secret\n") {
			t.Errorf("GET %q: %d\n%s", p, w.Code, w.Body)
		}
		text, _ := json.Marshal(map[string]any{"files": map[string]string{p: "# mine\n"}})
		if w = do(h, request("POST", api+"/bench/check", bytes.NewReader(text))); w.Code != 400 {
			t.Errorf("bench %q: %d", p, w.Code)
		}
	}
	if text, err := os.ReadFile(secret); err != nil || string(text) != "# secret\n" {
		t.Errorf("the file outside is now %q, %v", text, err)
	}
	if list, _ := os.ReadDir(outside); len(list) != 1 {
		t.Errorf("there are now %d files outside", len(list))
	}
}

func TestSaving(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	_, h := start(t, server.Options{Paths: []string{dir}, Write: true})
	v := object(t, get(t, h, api+"/files/pact.casus", 200))
	began := at(v, "revision").(string)
	if at(v, "text") != pact {
		t.Fatal("the file is not what is on disk")
	}
	edited := strings.Replace(pact, "or 3 days or none", "or 4 days or none", 1)
	v = object(t, post(t, h, "PUT", api+"/files/pact.casus", map[string]string{"text": edited, "revision": began}, 200))
	if text, _ := os.ReadFile(filepath.Join(dir, "pact.casus")); string(text) != edited {
		t.Errorf("on disk is %q", text)
	}
	if got := at(object(t, get(t, h, api, 200)), "readings", 0, "versions", 0, "values", 1); got != "4 days" {
		t.Errorf("after saving the reading's second value is %v", got)
	}
	w := post(t, h, "PUT", api+"/files/pact.casus", map[string]string{"text": pact, "revision": began}, 409)
	if c := object(t, w); at(c, "current", "text") != edited || at(c, "current", "revision") != at(v, "revision") {
		t.Errorf("the conflict does not say what the file is now: %.300s", w.Body)
	}
	post(t, h, "PUT", api+"/files/pact.casus", map[string]string{"text": pact, "revision": ""}, 409)
	post(t, h, "PUT", api+"/files/new.casus", map[string]string{"text": "# new\n", "revision": "x"}, 409)
	post(t, h, "PUT", api+"/files/new.casus", map[string]string{"text": "# new\n", "revision": ""}, 200)
	post(t, h, "PUT", api+"/files/new.casus", map[string]string{"text": "# new\n"}, 400)
	if left, _ := filepath.Glob(filepath.Join(dir, ".casus-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Of many who save at once from the same text one wins, and the others are told.
func TestSavingAtOnce(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}, Write: true})
	began := at(object(t, get(t, h, api+"/files/pact.casus", 200)), "revision").(string)
	var wg sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		wg.Go(func() {
			text, _ := json.Marshal(map[string]string{"text": pact + strings.Repeat("# mine\n", i+1), "revision": began})
			codes[i] = do(h, request("PUT", api+"/files/pact.casus", bytes.NewReader(text))).Code
		})
	}
	wg.Wait()
	n := map[int]int{}
	for _, c := range codes {
		n[c]++
	}
	if n[200] != 1 || n[409] != len(codes)-1 {
		t.Errorf("answers: %v", n)
	}
}

func TestNotSavedWithoutWrite(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	_, h := start(t, server.Options{Paths: []string{dir}})
	post(t, h, "PUT", api+"/files/new.casus", map[string]string{"text": "", "revision": ""}, 403)
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("there are now %d files", len(list))
	}
}

func TestAnswersAreNotSentTwice(t *testing.T) {
	h := small(t)
	tag := get(t, h, api+"/docket", 200).Header().Get("ETag")
	r := request("GET", api+"/docket", nil)
	r.Header.Set("If-None-Match", tag)
	if w := do(h, r); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
	r.Header.Set("If-None-Match", `"other"`)
	if w := do(h, r); w.Code != 200 {
		t.Errorf("another tag: %d", w.Code)
	}
	r = request("GET", api+"/docket", nil)
	r.Header.Set("Accept-Encoding", "br;q=1, gzip;q=0.8")
	w := do(h, r)
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatal("not pressed")
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	pressed, _ := io.ReadAll(z)
	if plain := get(t, h, api+"/docket", 200).Body.Bytes(); !bytes.Equal(plain, pressed) {
		t.Error("pressed it is another answer")
	}
	r.Header.Set("Accept-Encoding", "gzip;q=0")
	if do(h, r).Header().Get("Content-Encoding") != "" {
		t.Error("pressed for who does not want it")
	}
}

// Many who ask the same at once get the same.
func TestEqualQuestionsAtOnce(t *testing.T) {
	h := small(t)
	var wg sync.WaitGroup
	got := make([]string, 24)
	targets := []string{"/docket", "/timeline", "/day?date=2001-02", "/why/breach%20of%20help"}
	for i := range got {
		wg.Go(func() { got[i] = do(h, request("GET", api+targets[i%len(targets)], nil)).Body.String() })
	}
	wg.Wait()
	for i := range got {
		if got[i] != got[i%len(targets)] || got[i] == "" {
			t.Errorf("question %d is answered otherwise", i)
		}
	}
}

const broken = "charter broken\n  article 1\n    duty\n"

// Where the files have errors the last that had none go on being answered,
// marked as that.
func TestLastGood(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	_, h := start(t, server.Options{Paths: []string{dir}, Write: true})
	before := get(t, h, api+"/docket", 200)
	if before.Header().Get("Casus-State") != "current" {
		t.Errorf("state %s", before.Header().Get("Casus-State"))
	}
	post(t, h, "PUT", api+"/files/broken.casus", map[string]string{"text": broken, "revision": ""}, 200)
	after := get(t, h, api+"/docket", 200)
	if after.Header().Get("Casus-State") != "last-good" || after.Header().Get("Casus-Revision") != before.Header().Get("Casus-Revision") ||
		after.Header().Get("ETag") == before.Header().Get("ETag") || after.Body.String() != before.Body.String() {
		t.Errorf("%v", after.Header())
	}
	v := object(t, get(t, h, api, 200))
	if at(v, "state", "answers") != "last-good" || at(v, "state", "errors") == 0.0 || !strings.HasSuffix(at(v, "diagnostics", 0, "file").(string), "broken.casus") {
		t.Errorf("the case: %v %v", v["state"], v["diagnostics"])
	}
	if at(object(t, get(t, h, api+"/check", 200)), "errors") == 0.0 {
		t.Error("the check does not see the files on disk")
	}
}

// A case that never was in order tells what is wrong, and nothing else.
func TestNeverGood(t *testing.T) {
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact, "broken.casus": broken})}})
	v := object(t, get(t, h, api, 200))
	if at(v, "state", "answers") != "none" || len(v["diagnostics"].([]any)) == 0 {
		t.Errorf("%v", v["state"])
	}
	w := get(t, h, api+"/docket", 422)
	if !strings.HasSuffix(at(object(t, w), "diagnostics", 0, "file").(string), "broken.casus") {
		t.Errorf("%s", w.Body)
	}
}

func TestBench(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	_, h := start(t, server.Options{Paths: []string{dir}})
	longer := map[string]any{"files": map[string]any{"pact.casus": strings.Replace(pact, "= 10 days or", "= 900 days or", 1)}}
	v := object(t, post(t, h, "POST", api+"/bench/docket", longer, 200))
	for _, f := range v["findings"].([]any) {
		if at(f, "kind") == "breach" {
			t.Errorf("with 900 days: %v", at(f, "phrase"))
		}
	}
	v = object(t, post(t, h, "POST", api+"/bench/compare", longer, 200))
	if at(v, "a") != "as saved" || len(v["articles"].([]any)) != 1 || len(at(v, "consequence", "differences").([]any)) == 0 {
		t.Errorf("compare: %v", v)
	}
	v = object(t, post(t, h, "POST", api+"/bench/check", map[string]any{"files": map[string]any{"more.casus": broken}}, 200))
	if at(v, "errors") == 0.0 || !strings.HasSuffix(at(v, "diagnostics", 0, "file").(string), "more.casus") {
		t.Errorf("check: %v", v)
	}
	post(t, h, "POST", api+"/bench/docket", map[string]any{"files": map[string]any{"more.casus": broken}}, 422)
	v = object(t, post(t, h, "POST", api+"/bench/check", map[string]any{"files": map[string]any{"pact.casus": nil}}, 200))
	if at(v, "errors") == 0.0 {
		t.Errorf("without its only file: %v", v)
	}
	if at(object(t, get(t, h, api+"/docket", 200)), "findings", 1, "kind") != "breach" {
		t.Error("what stood in the editor has become the case")
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("the bench has written: %d files", len(list))
	}
}

// What could stand at a place is offered, whatever is wrong behind it, and a
// place is counted as browsers count.
func TestComplete(t *testing.T) {
	h := small(t)
	offered := func(text string, want int) map[string]any {
		before, after, _ := strings.Cut(text, "|")
		body := map[string]any{"path": "more.casus", "text": before + after, "offset": len(utf16.Encode([]rune(before)))}
		return object(t, post(t, h, "POST", api+"/bench/complete", body, want))
	}
	labels := func(v map[string]any) string {
		var list []string
		for _, o := range v["offers"].([]any) {
			list = append(list, at(o, "label").(string))
		}
		return " " + strings.Join(list, " ") + " "
	}
	v := offered("# \U0001F600 a smile counts twice\ncharter more amends pact\n  article 9\n    duty help\n      when att| by a on p\n", 200)
	if got := labels(v); !strings.Contains(got, " attack ") || strings.Contains(got, " record ") {
		t.Errorf("behind when there is offered:%s", got)
	}
	if to := at(v, "to").(float64); at(v, "from") != to-3 {
		t.Errorf("from %v to %v", at(v, "from"), to)
	}
	if got := labels(offered("record more\n  2001-05-01 attack by |", 200)); !strings.Contains(got, " OUT ") || strings.Contains(got, " PACT ") {
		t.Errorf("behind by there is offered:%s", got)
	}
	post(t, h, "POST", api+"/bench/complete", map[string]any{"path": "more.casus", "text": "abc", "offset": 4}, 400)
	post(t, h, "POST", api+"/bench/complete", map[string]any{"path": "more.casus", "text": "\U0001F600", "offset": 1}, 400)
	post(t, h, "POST", api+"/bench/complete", map[string]any{"path": "../more.casus", "text": "", "offset": 0}, 400)
	post(t, h, "POST", api+"/bench/complete", map[string]any{"text": ""}, 400)
}

// A change on disk is told, and answered.
func TestEvents(t *testing.T) {
	dir := folder(t, map[string]string{"pact.casus": pact})
	s, _ := start(t, server.Options{Paths: []string{dir}})
	at, end := listening(t, s)
	w, err := http.Get(at + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if k := w.Header.Get("Content-Type"); k != "text/event-stream" {
		t.Errorf("the stream is %s", k)
	}
	lines := make(chan string, 64)
	go func() {
		buf := make([]byte, 1<<16)
		var text string
		for {
			n, err := w.Body.Read(buf)
			text += string(buf[:n])
			for {
				line, rest, ok := strings.Cut(text, "\n\n")
				if !ok {
					break
				}
				lines <- line
				text = rest
			}
			if err != nil {
				close(lines)
				return
			}
		}
	}()
	next := func() string {
		line, ok := <-lines
		if !ok {
			t.Fatal("nothing more is told")
		}
		return line
	}
	if hello := next(); !strings.HasPrefix(hello, "event: hello\ndata: [{") {
		t.Errorf("it begins with %q", hello)
	}
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(sub, "broken.casus"), []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := next(); !strings.HasPrefix(got, "event: change\n") || !strings.Contains(got, `"answers":"last-good"`) {
		t.Errorf("told: %q", got)
	}
	next()                        // of the folder's other case
	if err := end(); err != nil { // it ends though somebody listens
		t.Error(err)
	}
}

func TestPage(t *testing.T) {
	page := fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html>" + strings.Repeat("<p>page</p>", 200))}, "assets/app.js": {Data: []byte(strings.Repeat("let x;", 500))},
		"assets/app.js.br": {Data: []byte("pressed")}, "favicon.svg": {Data: []byte("<svg/>")},
	}
	_, h := start(t, server.Options{Paths: []string{folder(t, map[string]string{"pact.casus": pact})}, Page: page})
	asked := func(target, coding string) *httptest.ResponseRecorder {
		r := request("GET", target, nil)
		r.Header.Set("Accept-Encoding", coding)
		return do(h, r)
	}
	for _, target := range []string{"/", "/index.html"} {
		if w := asked(target, ""); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "<!doctype") || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d %.40q", target, w.Code, w.Body)
		}
	}
	w := asked("/assets/app.js", "gzip, br")
	if w.Header().Get("Content-Encoding") != "br" || w.Body.String() != "pressed" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%v %q", w.Header(), w.Body)
	}
	if w = asked("/assets/app.js", "gzip"); w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() >= 3000 {
		t.Errorf("%v %d", w.Header(), w.Body.Len())
	}
	if w = asked("/", "br"); w.Header().Get("Content-Encoding") != "br" {
		t.Error("what the build did not press is not pressed here")
	}
	for _, target := range []string{"/assets/app.js.br", "/assets/gone.js", "/gone.png"} {
		if w = asked(target, ""); w.Code != 404 {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	// A link to nowhere leads to what there is.
	for _, target := range []string{"/docket", "/case/pact/timeline", "/%3Cscript%3Ealert(1)%3C/script%3E"} {
		w = asked(target, "")
		if w.Code != 404 || !strings.Contains(w.Body.String(), `href="/#/day?case=pact"`) || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	r := request("GET", "/favicon.svg", nil)
	r.Header.Set("If-None-Match", asked("/favicon.svg", "").Header().Get("ETag"))
	if w = do(h, r); w.Code != 304 {
		t.Errorf("again: %d", w.Code)
	}
	if w = do(small(t), request("GET", "/docket", nil)); w.Code != 200 || !strings.Contains(w.Body.String(), "make page") {
		t.Error("without the page it is not said how to build it")
	}
}

// Two folders may have cases of one name; both can be asked for.
func TestCasesOfOneName(t *testing.T) {
	top := filepath.ToSlash(t.TempDir())
	for _, dir := range []string{"east", "west"} {
		if err := os.Mkdir(filepath.Join(top, dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, dir, "pact.casus"), []byte(pact), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, h := start(t, server.Options{Paths: []string{top}})
	if got := at(object(t, get(t, h, "/api/v1/cases", 200)), "cases", 2, "name"); got != "west:pact" {
		t.Errorf("the third case is %v", got)
	}
	if got := at(object(t, get(t, h, "/api/v1/cases/west:pact", 200)), "folder"); got != top+"/west" {
		t.Errorf("west:pact is in %v", got)
	}
	get(t, h, api, 404)
}

func TestNothingToServe(t *testing.T) {
	for _, p := range []string{"/nonesuch", folder(t, map[string]string{"words.casus": "vocabulary v\n  kind k\n"}), folder(t, nil)} {
		if s, err := server.New(server.Options{Paths: []string{p}}); err == nil {
			t.Errorf("%s is served: %v", p, s)
		}
	}
}
