package lsp_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
)

// binary is the command, built once for all tests.
var binary string

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "casus-lsp-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "casus")
	cmd := exec.Command("go", "build", "-o", binary, "casus/cmd/casus")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// client speaks the protocol with the real command over pipes.
type client struct {
	t      testing.TB
	cmd    *exec.Cmd
	in     io.WriteCloser
	root   string
	stderr strings.Builder
	exited chan struct{}

	mu       sync.Mutex
	id       int
	answers  map[string]chan answer
	notes    []note
	arrived  chan struct{} // a message has come
	texts    map[string]string
	versions map[string]int
}

type answer struct {
	Result json.RawMessage
	Error  *rpcError
}

type rpcError struct {
	Code    int
	Message string
}

type note struct {
	Method string
	Params json.RawMessage
}

// start starts the server and says hello; the folder is what it works in.
func start(t testing.TB, root string, args ...string) *client {
	t.Helper()
	c := launch(t, root, args...)
	var r struct{ Capabilities map[string]any }
	c.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": fileURI(root), "capabilities": map[string]any{
			"textDocument": map[string]any{"documentSymbol": map[string]any{"hierarchicalDocumentSymbolSupport": true}},
		},
		"workspaceFolders": []map[string]any{{"uri": fileURI(root), "name": "root"}},
	}, &r)
	if r.Capabilities["positionEncoding"] != "utf-16" {
		t.Fatalf("capabilities: %v", r.Capabilities)
	}
	c.notify("initialized", map[string]any{})
	return c
}

// launch starts the server and says nothing.
func launch(t testing.TB, root string, args ...string) *client {
	t.Helper()
	c := &client{t: t, root: root, answers: map[string]chan answer{}, arrived: make(chan struct{}, 1), texts: map[string]string{},
		versions: map[string]int{}, exited: make(chan struct{})}
	c.cmd = exec.Command(binary, append([]string{"lsp"}, args...)...)
	c.cmd.Stderr = &c.stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.in = in
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.read(bufio.NewReader(out))
	t.Cleanup(func() {
		c.in.Close()
		<-c.exited // as it must when its input ends
		if s := c.stderr.String(); strings.Contains(s, "fault of casus") || strings.Contains(s, "DATA RACE") {
			t.Errorf("a fault of the server:\n%s", c.stderr.String())
		}
	})
	return c
}

// read takes messages as they come.
func (c *client) read(r *bufio.Reader) {
	defer func() {
		c.cmd.Wait()
		close(c.exited)
	}()
	for {
		size := -1
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSpace(line)
			if line == "" {
				break
			}
			if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				size, _ = strconv.Atoi(v)
			}
		}
		body := make([]byte, max(size, 0))
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m struct {
			ID     json.RawMessage
			Method string
			Params json.RawMessage
			Result json.RawMessage
			Error  *rpcError
		}
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Errorf("the server sends %q: %v", body, err)
			return
		}
		c.mu.Lock()
		switch {
		case m.Method != "":
			c.notes = append(c.notes, note{m.Method, m.Params})
		default:
			if ch := c.answers[string(m.ID)]; ch != nil {
				ch <- answer{m.Result, m.Error}
			} else {
				c.notes = append(c.notes, note{"(answer to " + string(m.ID) + ")", body})
			}
		}
		c.mu.Unlock()
		select {
		case c.arrived <- struct{}{}:
		default:
		}
	}
}

func (c *client) raw(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, text); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) send(v any) {
	c.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	c.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// ask sends a request and returns its id and where its answer will come.
func (c *client) ask(method string, params any) (int, chan answer) {
	c.t.Helper()
	c.mu.Lock()
	c.id++
	id := c.id
	ch := make(chan answer, 1)
	c.answers[strconv.Itoa(id)] = ch
	c.mu.Unlock()
	c.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	return id, ch
}

func (c *client) await(ch chan answer) answer {
	c.t.Helper()
	select {
	case a := <-ch:
		return a
	case <-c.exited:
		c.t.Fatalf("the server has ended: %s", c.stderr.String())
	}
	return answer{}
}

// call asks and reads the answer, which must be no error.
func (c *client) call(method string, params, result any) {
	c.t.Helper()
	_, ch := c.ask(method, params)
	a := c.await(ch)
	if a.Error != nil {
		c.t.Fatalf("%s: %d %s", method, a.Error.Code, a.Error.Message)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(a.Result, result); err != nil {
		c.t.Fatalf("%s: %v in %s", method, err, a.Result)
	}
}

// refused asks and returns the error, which there must be.
func (c *client) refused(method string, params any) *rpcError {
	c.t.Helper()
	_, ch := c.ask(method, params)
	a := c.await(ch)
	if a.Error == nil {
		c.t.Fatalf("%s is answered with %s", method, a.Result)
	}
	return a.Error
}

// until waits for a message for which ok holds.
func (c *client) until(what string, ok func(note) bool) note {
	c.t.Helper()
	for at := 0; ; {
		c.mu.Lock()
		list := c.notes[at:]
		at = len(c.notes)
		c.mu.Unlock()
		for _, n := range list {
			if ok(n) {
				return n
			}
		}
		select {
		case <-c.arrived:
		case <-c.exited:
			c.t.Fatalf("%s does not come: the server has ended: %s", what, c.stderr.String())
		}
	}
}

// forget drops the messages that have come, so that until waits for new ones.
func (c *client) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = nil
}

// ---- documents ------------------------------------------------------------------

func fileURI(p string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(p)}).String()
}

func (c *client) uri(name string) string { return fileURI(filepath.Join(c.root, name)) }

func (c *client) doc(name string) map[string]any { return map[string]any{"uri": c.uri(name)} }

// open opens a file as it is on the disk.
func (c *client) open(name string) {
	c.t.Helper()
	src, err := os.ReadFile(filepath.Join(c.root, name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.openAs(name, string(src))
}

func (c *client) openAs(name, text string) {
	c.t.Helper()
	c.texts[name], c.versions[name] = text, 1
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": c.uri(name), "languageId": "casus", "version": 1, "text": text}})
}

// at is the place of the bar in a piece of a text: "duty |help".
func (c *client) at(name, piece string) map[string]any {
	c.t.Helper()
	text := c.texts[name]
	i := strings.Index(text, strings.Replace(piece, "|", "", 1))
	if i < 0 {
		c.t.Fatalf("%s has no %q", name, piece)
	}
	return place(text, i+strings.Index(piece, "|"))
}

// place is the line and the UTF-16 column of a byte.
func place(text string, at int) map[string]any {
	line := strings.Count(text[:at], "\n")
	start := strings.LastIndex(text[:at], "\n") + 1
	return map[string]any{"line": line, "character": len(utf16.Encode([]rune(text[start:at])))}
}

func (c *client) position(name, piece string) map[string]any {
	c.t.Helper()
	return map[string]any{"textDocument": c.doc(name), "position": c.at(name, piece)}
}

// edit replaces the first occurrence of a piece of a text, as a stroke of the
// keyboard would.
func (c *client) edit(name, old, fresh string) {
	c.t.Helper()
	text := c.texts[name]
	i := strings.Index(text, old)
	if i < 0 {
		c.t.Fatalf("%s has no %q", name, old)
	}
	c.versions[name]++
	c.texts[name] = text[:i] + fresh + text[i+len(old):]
	c.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": c.uri(name), "version": c.versions[name]},
		"contentChanges": []map[string]any{{
			"range": map[string]any{"start": place(text, i), "end": place(text, i+len(old))}, "text": fresh}},
	})
}

type pos struct{ Line, Character int }

type rng struct{ Start, End pos }

type loc struct {
	URI   string
	Range rng
}

type diagnosticNote struct {
	URI         string
	Version     int
	Diagnostics []shown
}

type shown struct {
	Range    rng             `json:"range"`
	Severity int             `json:"severity"`
	Code     string          `json:"code"`
	Source   string          `json:"source"`
	Message  string          `json:"message"`
	Data     json.RawMessage `json:"data,omitempty"`
}

// diagnostics waits for what is said of a version of a file.
func (c *client) diagnostics(name string) []shown {
	c.t.Helper()
	return c.diagnosticsIf(name, func([]shown) bool { return true })
}

func (c *client) diagnosticsIf(name string, ok func([]shown) bool) []shown {
	c.t.Helper()
	var d diagnosticNote
	c.until("what is said of "+name, func(n note) bool {
		d = diagnosticNote{}
		return n.Method == "textDocument/publishDiagnostics" && json.Unmarshal(n.Params, &d) == nil && d.URI == c.uri(name) &&
			(c.versions[name] == 0 || d.Version == c.versions[name]) && ok(d.Diagnostics)
	})
	return d.Diagnostics
}

// copyCases copies shipped cases into a folder that a test may write to.
func copyCases(t testing.TB, names ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if err := os.CopyFS(filepath.Join(root, n), os.DirFS(filepath.Join("..", "cases", n))); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// applied is a text after edits, which must not overlap.
func applied(t testing.TB, text string, edits []edit) string {
	t.Helper()
	type cut struct {
		from, to int
		text     string
	}
	var cuts []cut
	for _, e := range edits {
		cuts = append(cuts, cut{offset(text, e.Range.Start), offset(text, e.Range.End), e.NewText})
	}
	for i := range cuts {
		for j := i + 1; j < len(cuts); j++ {
			if cuts[j].from > cuts[i].from {
				cuts[i], cuts[j] = cuts[j], cuts[i]
			}
		}
	}
	for _, x := range cuts {
		text = text[:x.from] + x.text + text[x.to:]
	}
	return text
}

type edit struct {
	Range   rng
	NewText string
}

// offset is the byte at a line and a UTF-16 column.
func offset(text string, p pos) int {
	lines := strings.SplitAfter(text, "\n")
	at := 0
	for _, l := range lines[:p.Line] {
		at += len(l)
	}
	if p.Line >= len(lines) {
		return at
	}
	units := utf16.Encode([]rune(lines[p.Line]))
	return at + len(string(utf16.Decode(units[:min(p.Character, len(units))])))
}
