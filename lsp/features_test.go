package lsp_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const charterFile = "csto/csto-2002.casus"

// TestCleanCases: the shipped cases have no errors in the editor either.
func TestCleanCases(t *testing.T) {
	for _, name := range []string{"csto", "nato", "collisions"} {
		root := copyCases(t, name)
		c := start(t, root)
		files, _ := filepath.Glob(filepath.Join(root, name, "*.casus"))
		rel, _ := filepath.Rel(root, files[len(files)-1])
		c.open(rel)
		for _, d := range c.diagnostics(rel) {
			if d.Severity < 3 {
				t.Errorf("%s: %s", rel, d.Message)
			}
		}
	}
}

// TestDiagnosticsAsTyped: a slip is told at the stroke, in the file and in those
// that hang on it, and is gone when it is mended; nothing is saved.
func TestDiagnosticsAsTyped(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	if list := c.diagnostics(charterFile); slices.ContainsFunc(list, func(d shown) bool { return d.Severity == 1 }) {
		t.Fatalf("%v", list)
	}
	c.edit(charterFile, "as      attack by p on q", "as      atack by p on q")
	list := c.diagnostics(charterFile)
	i := slices.IndexFunc(list, func(d shown) bool { return d.Code == "E0202" })
	if i < 0 || !strings.Contains(list[i].Message, "did you mean attack?") || list[i].Severity != 1 || list[i].Source != "casus" {
		t.Fatalf("%+v", list)
	}
	from := offset(c.texts[charterFile], list[i].Range.Start)
	to := offset(c.texts[charterFile], list[i].Range.End)
	if got := c.texts[charterFile][from:to]; got != "atack" {
		t.Errorf("the place is %q", got)
	}
	// The quick fix mends it.
	var actions []struct {
		Title string
		Kind  string
		Edit  struct{ Changes map[string][]edit }
	}
	c.call("textDocument/codeAction", map[string]any{"textDocument": c.doc(charterFile), "range": list[i].Range,
		"context": map[string]any{"diagnostics": list}}, &actions)
	if len(actions) != 1 || actions[0].Kind != "quickfix" || actions[0].Title != "Write `attack`" {
		t.Fatalf("%+v", actions)
	}
	mended := applied(t, c.texts[charterFile], actions[0].Edit.Changes[c.uri(charterFile)])
	c.edit(charterFile, "as      atack by p on q", "as      attack by p on q")
	if mended != c.texts[charterFile] {
		t.Error("the quick fix does something else")
	}
	for _, d := range c.diagnostics(charterFile) {
		if d.Severity == 1 {
			t.Errorf("still %s", d.Message)
		}
	}
	// What is unsaved in one file is seen in another.
	c.forget()
	c.edit(charterFile, "duty help ", "duty aid ")
	other := c.diagnosticsIf("csto/tests-articles.casus", func(list []shown) bool {
		return slices.ContainsFunc(list, func(d shown) bool { return d.Code == "E0206" })
	})
	if len(other) == 0 {
		t.Error("nothing")
	}
}

// TestFlawsAfterAPause: flaws come when the keyboard rests, and move with what
// is typed above them.
func TestFlawsAfterAPause(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	flawed := func(list []shown) bool {
		return slices.ContainsFunc(list, func(d shown) bool { return d.Source == "casus lint" && d.Code == "L02" })
	}
	list := c.diagnosticsIf(charterFile, flawed)
	i := slices.IndexFunc(list, func(d shown) bool { return d.Code == "L02" })
	at := list[i].Range.Start.Line
	c.edit(charterFile, "charter csto-2002", "# One line\n# and another\ncharter csto-2002")
	list = c.diagnostics(charterFile)
	if i = slices.IndexFunc(list, func(d shown) bool { return d.Code == "L02" }); i < 0 || list[i].Range.Start.Line != at+2 {
		t.Errorf("the flaw does not move with its rule: %+v", list)
	}
}

// TestHover: what a clause means, and what a name names.
func TestHover(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	for _, f := range []string{charterFile, "csto/tests-articles.casus", "csto/record-2022.casus", "csto/alliance.casus"} {
		c.open(f)
	}
	for _, x := range []struct {
		file, at string
		has      []string
	}{
		{charterFile, "|within  ", []string{"**within** · Duty", "The last day is the day of opening plus the period"}},
		{charterFile, "|duty help", []string{"**duty** · Duty", "A duty *opens* a matter"}},
		{charterFile, "|governs", []string{"Ties the text to the treaty"}},
		{charterFile, "duty |help", []string{"**help** · duty", "Article 4 of csto-2002", "```casus\nduty help", "Named in "}},
		{charterFile, "as      |attack by p on q", []string{"**attack** · act", "act attack"}},
		{charterFile, "|as      attack by p on q", []string{"**define** · Charter"}},
		{charterFile, "threaten |by p on q", []string{"**never ... or** · Ban"}},
		{charterFile, "|define    use-of-force", []string{"An act that is derived"}},
		{charterFile, "where force-includes-|clash", []string{"**force-includes-clash** · reading", "Article 1 forbids the use of force"}},
		{charterFile, "governs   |CSTO", []string{"**CSTO** · entity", "Collective Security Treaty"}},
		{charterFile, "reading   |immediately", []string{"**immediately** · reading", "reading   immediately"}},
		{"csto/record-2022.casus", "by |ARM", []string{"**ARM**", "Armenia"}},
		{"csto/tests-articles.casus", "|expect", []string{"**expect**", "A finding or change of status"}},
	} {
		var h *struct{ Contents struct{ Kind, Value string } }
		c.call("textDocument/hover", c.position(x.file, x.at), &h)
		if h == nil {
			if x.has != nil {
				t.Errorf("%s %q: nothing", x.file, x.at)
			}
			continue
		}
		for _, want := range x.has {
			if !strings.Contains(h.Contents.Value, want) {
				t.Errorf("%s %q: no %q in\n%s", x.file, x.at, want, h.Contents.Value)
			}
		}
	}
}

// TestHoverUnless: what an `unless` means where it takes a change back, and where
// it is that of the whole rule.
func TestHoverUnless(t *testing.T) {
	root := copyCases(t, "ecowas")
	c := start(t, root)
	file := "ecowas/ecowas.casus"
	c.open(file)
	var h *struct{ Contents struct{ Kind, Value string } }
	c.call("textDocument/hover", c.position(file, "|unless revoke-notice"), &h)
	if h == nil || !strings.Contains(h.Contents.Value, "**unless** · Effects") || !strings.Contains(h.Contents.Value, "Takes back a change that waits") {
		t.Errorf("of an effect: %+v", h)
	}
	h = nil
	rules := "\n  consequence x\n    when withdraw by p from ECOWAS\n    unless p is party\n    effect p becomes restricted\n"
	c.openAs(file, c.texts[file]+rules)
	c.call("textDocument/hover", c.position(file, "|unless p is party\n    effect p becomes restricted"), &h)
	if h == nil || strings.Contains(h.Contents.Value, "Effects") || !strings.Contains(h.Contents.Value, "**unless** · Ban") {
		t.Errorf("of a rule: %+v", h)
	}
}

// TestDefinitionAndReferences: from a test to the rule, and from the rule to all
// that speak of it.
func TestDefinitionAndReferences(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	c.open("csto/tests-articles.casus")
	var list []loc
	c.call("textDocument/definition", c.position("csto/tests-articles.casus", "of |help by"), &list)
	if !slices.ContainsFunc(list, func(l loc) bool { return l.URI == c.uri(charterFile) && textAt(c, charterFile, l.Range) == "help" }) {
		t.Errorf("%+v", list)
	}
	c.call("textDocument/definition", c.position(charterFile, "as      |attack by p on q"), &list)
	if len(list) != 1 || list[0].URI != c.uri("csto/alliance.casus") {
		t.Errorf("%+v", list)
	}
	at := c.position(charterFile, "duty |help")
	at["context"] = map[string]any{"includeDeclaration": true}
	var all, uses []loc
	c.call("textDocument/references", at, &all)
	at["context"] = map[string]any{"includeDeclaration": false}
	c.call("textDocument/references", at, &uses)
	files := map[string]bool{}
	for _, l := range all {
		files[l.URI] = true
		if text := textOf(t, l); text != "help" {
			t.Errorf("%s: %q", l.URI, text)
		}
	}
	if len(all) < 30 || len(files) < 4 || len(uses) >= len(all) {
		t.Errorf("%d places, %d without declarations, in %d files", len(all), len(uses), len(files))
	}
	var marks []struct {
		Range rng
		Kind  int
	}
	c.call("textDocument/documentHighlight", c.position(charterFile, "duty |help"), &marks)
	if len(marks) < 2 || !slices.ContainsFunc(marks, func(m struct {
		Range rng
		Kind  int
	}) bool {
		return m.Kind == 3
	}) {
		t.Errorf("%+v", marks)
	}
}

func textAt(c *client, name string, r rng) string {
	return c.texts[name][offset(c.texts[name], r.Start):offset(c.texts[name], r.End)]
}

// textOf is what stands at a place of a file on the disk.
func textOf(t *testing.T, l loc) string {
	t.Helper()
	src, err := os.ReadFile(strings.TrimPrefix(l.URI, "file://"))
	if err != nil {
		t.Fatal(err)
	}
	return string(src[offset(string(src), l.Range.Start):offset(string(src), l.Range.End)])
}
