package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func (c *client) ended(t *testing.T) int {
	t.Helper()
	<-c.exited
	return c.cmd.ProcessState.ExitCode()
}

// TestLifeCycle: before initialize nothing, after shutdown nothing but exit, and
// the exit code says whether the client said goodbye.
func TestLifeCycle(t *testing.T) {
	root := t.TempDir()
	c := launch(t, root)
	if err := c.refused("textDocument/hover", map[string]any{}); err.Code != -32002 {
		t.Errorf("%+v", err)
	}
	c.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}}, nil)
	if err := c.refused("initialize", map[string]any{}); err.Code != -32600 {
		t.Errorf("%+v", err)
	}
	if err := c.refused("textDocument/levitate", map[string]any{}); err.Code != -32601 {
		t.Errorf("%+v", err)
	}
	c.call("shutdown", nil, nil)
	if err := c.refused("textDocument/hover", map[string]any{}); err.Code != -32600 {
		t.Errorf("%+v", err)
	}
	c.notify("exit", nil)
	if code := c.ended(t); code != 0 {
		t.Errorf("exit code %d", code)
	}

	c = launch(t, root)
	c.call("initialize", map[string]any{"capabilities": map[string]any{}}, nil)
	c.notify("exit", nil)
	if code := c.ended(t); code != 1 {
		t.Errorf("exit code %d without shutdown", code)
	}

	c = launch(t, root)
	c.in.Close()
	if code := c.ended(t); code != 1 {
		t.Errorf("exit code %d when the client goes away", code)
	}
}

// TestMalformed: whatever comes is answered with an error of the protocol, and
// the server goes on.
func TestMalformed(t *testing.T) {
	root := copyCases(t, "nato")
	c := start(t, root)
	const name = "nato/nato-1949.casus"
	c.open(name)
	alive := func(what string) {
		t.Helper()
		var h any
		c.call("textDocument/hover", c.position(name, "|charter nato"), &h)
		if h == nil {
			t.Errorf("after %s: no answer", what)
		}
	}
	for _, x := range []string{
		"Content-Length: 9\r\n\r\nnot json!",
		"Content-Length: 2\r\n\r\n[]",
		"Content-Length: 0\r\n\r\n",
		"Content-Length: -5\r\n\r\n",
		"Content-Length: many\r\n\r\n",
		"no header at all\r\n\r\n",
		"Content-Type: x\r\n\r\n",
		"Content-Length: 300000000\r\n\r\n" + strings.Repeat(" ", 300_000_000),
		"Content-Length: 46\r\n\r\n{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"shutdown\"}",
	} {
		c.forget()
		c.raw(x)
		c.until("an error for "+x[:min(len(x), 40)], func(n note) bool {
			return strings.HasPrefix(n.Method, "(answer to ") && (strings.Contains(string(n.Params), "-32700") || strings.Contains(string(n.Params), "-32600"))
		})
		alive(x[:min(len(x), 40)])
	}
	for _, params := range []any{
		"a text", 5, []any{1, 2}, map[string]any{"textDocument": 7},
		map[string]any{"textDocument": map[string]any{"uri": c.uri(name)}, "position": "here"},
	} {
		if err := c.refused("textDocument/hover", params); err.Code != -32602 && err.Code != -32600 {
			t.Errorf("%v: %+v", params, err)
		}
	}
	// Places, ranges and files that are not there.
	for _, p := range []map[string]any{
		{"line": 100000, "character": 3}, {"line": -4, "character": -4}, {"line": 2, "character": 1 << 30}, {"line": 1 << 40, "character": 0},
	} {
		for _, method := range []string{"hover", "definition", "completion", "documentHighlight", "prepareRename"} {
			_, ch := c.ask("textDocument/"+method, map[string]any{"textDocument": c.doc(name), "position": p})
			if a := c.await(ch); a.Error != nil && a.Error.Code == -32603 {
				t.Errorf("%s at %v: %+v", method, p, a.Error)
			}
		}
	}
	for _, uri := range []string{"", "::", "file:///no/such/file.casus", "untitled:Untitled-1", "http://example.org/a.casus", "file://%zz"} {
		for _, method := range []string{"hover", "documentSymbol", "codeLens", "formatting", "semanticTokens/full", "foldingRange", "completion"} {
			_, ch := c.ask("textDocument/"+method, map[string]any{"textDocument": map[string]any{"uri": uri}, "position": map[string]any{}})
			if a := c.await(ch); a.Error != nil {
				t.Errorf("%s of %q: %+v", method, uri, a.Error)
			}
		}
	}
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": "file:///never/opened.casus"},
		"contentChanges": []any{map[string]any{"text": "x"}}})
	c.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "version": 2},
		"contentChanges": []any{map[string]any{"text": "x", "range": map[string]any{
			"start": map[string]any{"line": 9, "character": 9}, "end": map[string]any{"line": 1, "character": 1}}}}})
	c.versions[name] = 2
	c.diagnostics(name)
	// A text that is no casus at all, with bytes of all sorts.
	c.openAs("nato/odd.casus", "\x00\ufffd𝔘 \" ' duty duty duty ((((((( 2022-13-45 .. charter\r\rrecord\u2028 \"")
	c.diagnostics("nato/odd.casus")
}

// TestUnsaved: a text that was never saved is checked by itself, under the URI
// that the client gives it.
func TestUnsaved(t *testing.T) {
	c := start(t, t.TempDir())
	const uri = "untitled:Untitled-1"
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "casus", "version": 1,
		"text": "vocabulary v\n  kind state\n  act x by stat\n"}})
	c.until("what is said of an unsaved text", func(n note) bool {
		return n.Method == "textDocument/publishDiagnostics" && strings.Contains(string(n.Params), `"uri":"`+uri+`"`) && strings.Contains(string(n.Params), "E0204")
	})
}

// TestCharactersBeyondTheBasicPlane: columns are UTF-16 code units, both ways.
func TestCharactersBeyondTheBasicPlane(t *testing.T) {
	c := start(t, t.TempDir())
	const name = "a.casus"
	text := "vocabulary v \"𝔘𝔫𝔦𝔬𝔫 é\"  kind state  kind states is stat\n" +
		"  entity AVA is state \"😀 Avalon\"  act x by state\r\n  act y by stat\n"
	c.openAs(name, text)
	list := c.diagnostics(name)
	n := 0
	for _, d := range list {
		if d.Code == "E0204" {
			n++
			if got := textAt(c, name, d.Range); got != "stat" {
				t.Errorf("the place is %q", got)
			}
		}
	}
	if n != 2 {
		t.Fatalf("%+v", list)
	}
	var defs []loc
	c.call("textDocument/definition", c.position(name, "entity AVA is |state"), &defs)
	if len(defs) != 1 || textAt(c, name, defs[0].Range) != "state" || defs[0].Range.Start.Character != 34 {
		t.Errorf("%+v", defs)
	}
	// A change behind such characters falls where it should.
	c.edit(name, "kind states is stat\n", "kind states is state\n")
	c.edit(name, "act x by state", "act xx by state")
	c.edit(name, "by stat\n", "by state\n")
	c.edit(name, "😀 Avalon", "😀😀 Ava𝔩on")
	c.edit(name, "Ava𝔩on", "Avalon")
	for _, d := range c.diagnostics(name) {
		if d.Severity == 1 {
			t.Errorf("still %+v", d)
		}
	}
	var h *struct{ Contents struct{ Value string } }
	c.call("textDocument/hover", c.position(name, "entity |AVA"), &h)
	if h == nil || !strings.Contains(h.Contents.Value, "😀😀 Avalon") {
		t.Errorf("%+v", h)
	}
}

// TestCancellation: a request that is taken back is answered so, or is done
// already; others are not touched.
func TestCancellation(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	const name = "csto/tests-articles.casus"
	c.open(name)
	cancelled := 0
	for range 8 {
		id, ch := c.ask("workspace/executeCommand", map[string]any{"command": "casus.runTest", "arguments": []any{c.uri(name)}})
		_, other := c.ask("textDocument/codeLens", map[string]any{"textDocument": c.doc(name)})
		c.notify("$/cancelRequest", map[string]any{"id": id})
		a := c.await(ch)
		switch {
		case a.Error == nil:
		case a.Error.Code == -32800:
			cancelled++
		default:
			t.Errorf("%+v", a.Error)
		}
		if b := c.await(other); b.Error != nil {
			t.Errorf("%+v", b.Error)
		}
	}
	if cancelled == 0 {
		t.Error("no request could be taken back")
	}
}

// TestFilesChangeOnDisk: what others write is seen when the client tells of it.
func TestFilesChangeOnDisk(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open("csto/tests-articles.casus")
	c.diagnostics("csto/tests-articles.casus")
	c.forget()
	path := filepath.Join(root, charterFile)
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, []byte(strings.Replace(string(src), "ban no-force", "ban no-violence", 1)), 0o644)
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": c.uri(charterFile), "type": 2}}})
	c.diagnosticsIf("csto/tests-articles.casus", func(list []shown) bool {
		for _, d := range list {
			if d.Code == "E0206" {
				return true
			}
		}
		return false
	})
	// The file itself is not open: what is wrong with it has no version.
	os.WriteFile(path, append(src, "\nduty\n"...), 0o644)
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{}})
	c.until("an error of a file that is not open", func(n note) bool {
		var d diagnosticNote
		return n.Method == "textDocument/publishDiagnostics" && json.Unmarshal(n.Params, &d) == nil && d.URI == c.uri(charterFile) && len(d.Diagnostics) > 0 &&
			d.Diagnostics[0].Severity == 1
	})
	// Closing the last file of a folder takes back what was said of it.
	c.forget()
	c.notify("textDocument/didClose", map[string]any{"textDocument": c.doc("csto/tests-articles.casus")})
	c.until("word that all is forgotten", func(n note) bool {
		var d diagnosticNote
		return n.Method == "textDocument/publishDiagnostics" && json.Unmarshal(n.Params, &d) == nil && d.URI == c.uri(charterFile) && len(d.Diagnostics) == 0
	})
}
