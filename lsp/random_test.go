package lsp_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRandomEditing: whatever is typed, cut and pasted, in whatever order things
// are asked, no request ends in a fault; and in the end the server says of the
// text what `casus check` says of it when it is written to the disk.
func TestRandomEditing(t *testing.T) {
	root := copyCases(t, "nato")
	c := start(t, root, "--no-lint")
	const name = "nato/nato-1949.casus"
	c.open(name)
	original := c.texts[name]
	rnd := rand.New(rand.NewPCG(5, 8))
	pieces := []string{"", " ", "\n", "duty", "within 3", "\"", "#", "𝔘😀", "\r\n", "RUS", "help", ".. (", "charter x\n", "article 1\n", "where p is "}
	somewhere := func() int {
		at := rnd.IntN(len(c.texts[name]) + 1)
		for at < len(c.texts[name]) && c.texts[name][at]&0xC0 == 0x80 {
			at++
		}
		return at
	}
	methods := []string{"hover", "definition", "references", "documentHighlight", "prepareRename", "completion", "documentSymbol", "foldingRange",
		"codeLens", "semanticTokens/full", "formatting", "rename"}
	var waiting []chan answer
	for i := range 400 {
		text := c.texts[name]
		from := somewhere()
		to := from
		if rnd.IntN(3) == 0 {
			to = max(from, min(somewhere(), from+rnd.IntN(200)))
		}
		fresh := pieces[rnd.IntN(len(pieces))]
		if i%50 == 49 {
			from, to, fresh = 0, len(text), original // and all is well again
		}
		c.versions[name]++
		c.texts[name] = text[:from] + fresh + text[to:]
		c.notify("textDocument/didChange", map[string]any{
			"textDocument": map[string]any{"uri": c.uri(name), "version": c.versions[name]},
			"contentChanges": []any{map[string]any{"text": fresh,
				"range": map[string]any{"start": place16(text, from), "end": place16(text, to)}}}})
		if i%3 > 0 {
			continue
		}
		_, ch := c.ask("textDocument/"+methods[rnd.IntN(len(methods))], map[string]any{"textDocument": c.doc(name),
			"position": place16(c.texts[name], somewhere()), "newName": "another", "context": map[string]any{"includeDeclaration": true}})
		waiting = append(waiting, ch)
	}
	for _, ch := range waiting {
		if a := c.await(ch); a.Error != nil && a.Error.Code != -32803 {
			t.Errorf("%+v", a.Error)
		}
	}
	// A change that is an error, at last, beside whatever there is.
	c.edit(name, c.texts[name], strings.Replace(original, "duty ", "dutyy ", 1))
	var here []string
	for _, d := range c.diagnostics(name) {
		here = append(here, fmt.Sprintf("%s %d:%d", d.Code, d.Range.Start.Line+1, len([]rune(lineUpTo(c.texts[name], d.Range.Start)))+1))
	}
	if err := os.WriteFile(filepath.Join(root, name), []byte(c.texts[name]), 0o644); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command(binary, "check", "--json", "--no-lint", filepath.Join(root, "nato")).Output()
	var checked struct {
		Diagnostics []struct {
			Code, File   string
			Line, Column int
		}
	}
	if err := json.Unmarshal(out, &checked); err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, d := range checked.Diagnostics {
		if strings.HasSuffix(d.File, "nato-1949.casus") {
			there = append(there, fmt.Sprintf("%s %d:%d", d.Code, d.Line, d.Column))
		}
	}
	slices.Sort(here)
	slices.Sort(there)
	if len(here) == 0 || !slices.Equal(here, there) {
		t.Errorf("the server says\n%v\nand casus check\n%v", here, there)
	}
}

// place16 is place for texts in which a line may also end with \r alone.
func place16(text string, at int) map[string]any {
	line, start := 0, 0
	for i := 0; i < at; i++ {
		switch {
		case text[i] == '\n', text[i] == '\r' && (i+1 >= len(text) || text[i+1] != '\n'):
			line, start = line+1, i+1
		}
	}
	return map[string]any{"line": line, "character": place(text[start:], at-start)["character"]}
}

func lineUpTo(text string, p pos) string {
	end := offset(text, p)
	return text[strings.LastIndex(text[:end], "\n")+1 : end]
}

// TestVocabularyBeside: a vocabulary that stands in a folder beside the one that
// uses it is found in the client's folder.
func TestVocabularyBeside(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("words/words.casus", "vocabulary words\n  kind state\n  entity AVA is state\n  act attack by state on state grave\n")
	write("pact/pact.casus", "charter pact\n  uses words\n  parties AVA\narticle 1\n  ban peace\n    any   party p\n    never attack by p on q\n")
	c := start(t, root)
	c.open("pact/pact.casus")
	for _, d := range c.diagnostics("pact/pact.casus") {
		if d.Severity == 1 {
			t.Errorf("%+v", d)
		}
	}
	var defs []loc
	c.call("textDocument/definition", c.position("pact/pact.casus", "never |attack"), &defs)
	if len(defs) != 1 || defs[0].URI != c.uri("words/words.casus") {
		t.Errorf("%+v", defs)
	}
	// A file that is made in the editor and is on no disk yet is part of it too.
	c.openAs("pact/more.casus", "test \"t\" under pact\n  2001-01-01 attack by AVA on AVA\n  expect breach of peeace by AVA\n")
	c.diagnosticsIf("pact/more.casus", func(list []shown) bool { return len(list) == 1 && list[0].Code == "E0206" })
}
