package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

type symbol struct {
	Name, Detail          string
	Kind                  int
	Range, SelectionRange rng
	Children              []symbol
}

// TestOutline: articles and rules, entries, tests; and the same for clients that
// know no trees.
func TestOutline(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	c.open("csto/record-2022.casus")
	var list []symbol
	c.call("textDocument/documentSymbol", map[string]any{"textDocument": c.doc(charterFile)}, &list)
	if len(list) == 0 || list[0].Name != "charter csto-2002" {
		t.Fatalf("%+v", list)
	}
	find := func(list []symbol, name string) *symbol {
		i := slices.IndexFunc(list, func(s symbol) bool { return s.Name == name })
		if i < 0 {
			t.Fatalf("no %s", name)
		}
		return &list[i]
	}
	article := find(list[0].Children, "Article 4")
	rule := find(article.Children, "duty help")
	if got := textAt(c, charterFile, rule.SelectionRange); got != "help" {
		t.Errorf("%q", got)
	}
	if text := textAt(c, charterFile, rule.Range); !strings.HasPrefix(text, "duty help") || strings.Contains(text, "article") {
		t.Errorf("%q", text)
	}
	find(list[0].Children, "reading immediately")
	c.call("textDocument/documentSymbol", map[string]any{"textDocument": c.doc("csto/record-2022.casus")}, &list)
	if !slices.ContainsFunc(list, func(s symbol) bool { return strings.HasPrefix(s.Name, "record ") && len(s.Children) > 20 }) && len(list) < 20 {
		t.Errorf("%+v", list)
	}
	var folds []struct{ StartLine, EndLine int }
	c.call("textDocument/foldingRange", map[string]any{"textDocument": c.doc(charterFile)}, &folds)
	if !slices.ContainsFunc(folds, func(f struct{ StartLine, EndLine int }) bool { return f.StartLine == rule.Range.Start.Line }) {
		t.Errorf("%+v", folds)
	}
}

// TestWorkspaceSymbols: also of folders of which nothing is open.
func TestWorkspaceSymbols(t *testing.T) {
	root := copyCases(t, "csto", "nato")
	c := start(t, root)
	c.open(charterFile)
	var list []struct {
		Name          string
		Location      loc
		ContainerName string
	}
	c.call("workspace/symbol", map[string]any{"query": "nato-1949"}, &list)
	if len(list) == 0 || list[0].Name != "nato-1949" || list[0].Location.URI != c.uri("nato/nato-1949.casus") {
		t.Errorf("%+v", list)
	}
	c.call("workspace/symbol", map[string]any{"query": "nofrc"}, &list)
	if len(list) == 0 || list[0].Name != "no-force" || !strings.HasPrefix(list[0].ContainerName, "rule of ") {
		t.Errorf("%+v", list)
	}
	c.call("workspace/symbol", map[string]any{"query": ""}, &list)
	if len(list) != 500 {
		t.Errorf("%d symbols", len(list))
	}
}

// TestRunTest: the lens above a test runs it as it stands in the editor, and
// shows what fails where it fails.
func TestRunTest(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	const name = "csto/tests-articles.casus"
	c.open(name)
	var lenses []struct {
		Range   rng
		Command struct {
			Title, Command string
			Arguments      []json.RawMessage
		}
	}
	c.call("textDocument/codeLens", map[string]any{"textDocument": c.doc(name)}, &lenses)
	if len(lenses) != strings.Count(c.texts[name], "\ntest ")+1 || !strings.HasPrefix(lenses[0].Command.Title, "run all ") {
		t.Fatalf("%d lenses", len(lenses))
	}
	type outcome struct {
		Passed, Failed int
		Summary        string
		Tests          []struct {
			Title    string
			OK       bool
			Checks   int
			Failures []struct {
				Line   int
				Reason string
			}
		}
	}
	var r outcome
	c.call("workspace/executeCommand", lenses[1].Command, &r)
	if r.Passed != 1 || r.Failed != 0 || r.Tests[0].Checks == 0 || !strings.HasPrefix(r.Summary, "passed: ") {
		t.Errorf("%+v", r)
	}
	c.call("workspace/executeCommand", lenses[0].Command, &r)
	if r.Failed != 0 || r.Passed != len(lenses)-1 || r.Summary == "" {
		t.Errorf("%+v", r)
	}
	c.until("a message", func(n note) bool {
		return n.Method == "window/showMessage" && strings.Contains(string(n.Params), "passed")
	})
	// An expectation that is turned round in the editor fails there.
	at := strings.Index(c.texts[name], "  expect ")
	end := at + strings.Index(c.texts[name][at:], "\n")
	line := c.texts[name][at:end]
	wrong := strings.Replace(line, "expect ", "expect no ", 1)
	if strings.HasPrefix(line, "  expect no ") {
		wrong = strings.Replace(line, "expect no ", "expect ", 1)
	}
	c.edit(name, line, wrong)
	c.call("textDocument/codeLens", map[string]any{"textDocument": c.doc(name)}, &lenses)
	c.call("workspace/executeCommand", lenses[1].Command, &r)
	if r.Failed != 1 || len(r.Tests[0].Failures) == 0 || r.Tests[0].Failures[0].Reason == "" {
		t.Fatalf("%+v", r)
	}
	list := c.diagnosticsIf(name, func(list []shown) bool {
		return slices.ContainsFunc(list, func(d shown) bool { return d.Source == "casus test" })
	})
	i := slices.IndexFunc(list, func(d shown) bool { return d.Source == "casus test" })
	if list[i].Range.Start.Line != strings.Count(c.texts[name][:at], "\n") {
		t.Errorf("shown on line %d", list[i].Range.Start.Line)
	}
	if err := c.refused("workspace/executeCommand", map[string]any{"command": "casus.runTest", "arguments": []any{c.uri(name), "no such test"}}); err.Code != -32803 {
		t.Errorf("%+v", err)
	}
	if err := c.refused("workspace/executeCommand", map[string]any{"command": "format.disk", "arguments": []any{}}); err.Code != -32803 {
		t.Errorf("%+v", err)
	}
}

// TestSemanticTokens: five numbers for each name, in the order of the text, each
// within its line.
func TestSemanticTokens(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	var r struct{ Data []int }
	c.call("textDocument/semanticTokens/full", map[string]any{"textDocument": c.doc(charterFile)}, &r)
	if len(r.Data)%5 != 0 || len(r.Data) < 2500 {
		t.Fatalf("%d numbers", len(r.Data))
	}
	lines := strings.Split(c.texts[charterFile], "\n")
	line, char, words := 0, 0, map[string]int{}
	for i := 0; i < len(r.Data); i += 5 {
		if r.Data[i] > 0 {
			line, char = line+r.Data[i], 0
		}
		char += r.Data[i+1]
		word := lines[line][char : char+r.Data[i+2]]
		words[word] = r.Data[i+3]
		if strings.ContainsAny(word, " \"") {
			t.Fatalf("%q", word)
		}
	}
	for w, kind := range map[string]int{"attack": 4, "RUS": 2, "immediately": 8, "council": 6, "suspended": 3, "state": 1} {
		if k, ok := words[w]; !ok || k != kind {
			t.Errorf("%s is of kind %d, %v", w, k, ok)
		}
	}
}
