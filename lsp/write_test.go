package lsp_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRename: a rule gets another name in every file, and the texts check as
// before.
func TestRename(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	var range_ struct {
		Range       rng
		Placeholder string
	}
	c.call("textDocument/prepareRename", c.position(charterFile, "ban no-|force"), &range_)
	if range_.Placeholder != "no-force" || textAt(c, charterFile, range_.Range) != "no-force" {
		t.Errorf("%+v", range_)
	}
	for _, x := range []struct{ at, name string }{
		{"ban no-|force", "peace-between-parties"},
		{"define    |aggression", "attack-from-outside"},
		{"body      |council", "heads-of-state"},
		{"governs   |CSTO", "ODKB"},
		{"status    |voteless", "without-vote"},
		{"duty settle", ""},
	} {
		if x.name == "" {
			continue
		}
		p := c.position(charterFile, x.at)
		p["newName"] = x.name
		var edit struct{ Changes map[string][]edit }
		c.call("textDocument/rename", p, &edit)
		if len(edit.Changes) == 0 {
			t.Errorf("%s: nothing changes", x.at)
		}
		// Written out, the folder is as sound as it was.
		other := t.TempDir()
		if err := os.CopyFS(other, os.DirFS(root)); err != nil {
			t.Fatal(err)
		}
		n := 0
		for uri, list := range edit.Changes {
			rel, _ := filepath.Rel(root, strings.TrimPrefix(uri, "file://"))
			src, err := os.ReadFile(filepath.Join(root, rel))
			if err != nil {
				t.Fatal(err)
			}
			n += len(list)
			os.WriteFile(filepath.Join(other, rel), []byte(applied(t, string(src), list)), 0o644)
		}
		d := start(t, other)
		d.open(charterFile)
		for _, m := range d.diagnostics(charterFile) {
			if m.Severity < 3 {
				t.Errorf("%s renamed %s: %s", x.at, x.name, m.Message)
			}
		}
		if n < 3 {
			t.Errorf("%s: only %d places", x.at, n)
		}
		if x.name == "heads-of-state" { // the lawyer's table names the council, and is not the editor's to change
			c.until("a word on the table", func(n note) bool {
				return n.Method == "window/showMessage" && strings.Contains(string(n.Params), "coverage.csv names council")
			})
		}
	}
}

// TestRenameRefused: what would not check, or would mean something else.
func TestRenameRefused(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	for _, x := range []struct{ at, name, because string }{
		{"ban no-|force", "settle", ""},             // a rule of the charter already
		{"ban no-|force", "No-Force", "is no name"}, // upper case
		{"ban no-|force", "within", "is no name"},   // a word of the language
		{"ban no-|force", "a b", "is no name"},      //
		{"ban no-|force", "", "is no name"},         //
		{"governs   |CSTO", "csto", "is no code"},   //
		{"governs   |CSTO", "RUS", ""},              // an entity already
		{"|parties   ARM", "members", "party is a word of the language"},
		{"status    |observer", "council", ""}, // a body
		{"ARM |BLR KAZ", "BELARUS", "built in"},
		{"Treaty of |1992 and", "x", "no name stands here"},
		{"as      attack by |p on q\n    as      clash", "q", ""},
	} {
		p := c.position(charterFile, x.at)
		p["newName"] = x.name
		if err := c.refused("textDocument/rename", p); !strings.Contains(err.Message, x.because) || err.Code != -32803 {
			t.Errorf("%s as %q: %d %s", x.at, x.name, err.Code, err.Message)
		}
	}
}

type item struct {
	Label         string
	Kind          int
	Detail        string
	Documentation *struct{ Value string }
	TextEdit      *edit
	Data          any
}

func (c *client) complete(name, at string) []item {
	c.t.Helper()
	var list struct{ Items []item }
	c.call("textDocument/completion", c.position(name, at), &list)
	return list.Items
}

func labels(list []item) (out []string) {
	for _, x := range list {
		out = append(out, x.Label)
	}
	return out
}

// TestCompletion: what could stand at a place, and nothing that could not.
func TestCompletion(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	for _, x := range []struct{ file, after, typed, may, mayNot string }{
		{charterFile, "    never   use-of-force by p on q", "\n    wh", "where unless duty", "within must help RUS"},
		{charterFile, "", "\n  duty x\n    when ", "attack use-of-force breach call-for-help every", "no-force csto-2002 party"},
		{charterFile, "", "\n  duty x\n    when attack by ", "RUS council", "attack where"},
		{charterFile, "", "\n  duty x\n    when attack by a on p\n    where p is ", "party suspended state not at council a", "help mission-is-help"},
		{charterFile, "", "\n  duty x\n    when attack by a on p\n    where ", "mission-is-help p a no count breach arrears", "party within"},
		{charterFile, "", "\n  duty x\n    when attack by a on p\n    each ", "party state parties suspended", "RUS attack help"},
		{charterFile, "", "\n  duty x\n    when attack by a on p\n    must help by a to p\n    within ", "immediately time-to-move none", "mission-of p"},
		{charterFile, "", "\n  duty x\n    when breach of ", "no-force help any article", "attack RUS csto-2002"},
		{charterFile, "", "\n  procedure x\n    before ", "council", "party RUS help"},
		{charterFile, "", "\n  power x\n    may withdraw by p from CSTO\n    effect p becomes ", "party suspended observer", "RUS help"},
		{charterFile, "", "\n  power x\n    may withdraw by p from CSTO\n    effect p ceases to be party after 1 year un", "unless until", "within RUS"},
		{charterFile, "", "\n  power x\n    may withdraw by p from CSTO\n    effect p ceases to be party after 1 year unless ", "p no not withdraw breach count", "party within"},
		{charterFile, "", "\n  power x\n    may withdraw by p from CSTO\n    effect excuse ", "help no-force", "party"},
		{charterFile, "charter csto-2002", " amends ", "cst-1992", "help RUS"},
		{"csto/record-2022.casus", "", "\n2022-12-01  ", "attack request-help clash aye", "where use-of-force RUS"},
		{"csto/record-2022.casus", "", "\n2022-12-01  attack by ", "RUS KGZ", "p attack"},
		{"csto/record-2022.casus", "", "\n2022-12-01  attack by RUS on KGZ  source ", "", "RUS attack"},
		{"csto/record-2022.casus", "", "\n2022-12-01  attack by RUS on KGZ  ", "source note killed id account", "where must"},
		{"csto/record-2022.casus", "", "\n2022-12-01  aye by RUS on ", "", "RUS"},
		{"csto/tests-articles.casus", "", "\ntest \"x\" under ", "csto-2002 cst-1992", "csto help"},
		{"csto/tests-articles.casus", "", "\ntest \"x\" continues ", "csto", "csto-2002:x help"},
		{"csto/tests-articles.casus", "", "\ntest \"x\" under csto-2002\n  given ", "immediately account known", "help RUS"},
		{"csto/tests-articles.casus", "", "\ntest \"x\" under csto-2002\n  expect breach of ", "help no-force", "attack RUS"},
		{"csto/tests-articles.casus", "", "\ntest \"x\" under csto-2002\n  expect ", "breach no void RUS undecided nothing", "within"},
		{"csto/case.casus", "", "\ncase x under ", "csto-2002", "help"},
		{"csto/alliance.casus", "", "\n  act x by ", "state any actor", "RUS attack"},
		{"csto/alliance.casus", "", "\n  act x is ", "attack", "state"},
	} {
		src, err := os.ReadFile(filepath.Join(root, x.file))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimRight(string(src), "\n")
		if x.after != "" {
			i := strings.Index(text, x.after)
			if i < 0 {
				t.Fatalf("%s has no %q", x.file, x.after)
			}
			text = text[:i+len(x.after)]
		} else if x.file == charterFile {
			text += "\n" // behind the last article
		}
		c.openAs(x.file, text+x.typed)
		var list struct{ Items []item }
		c.call("textDocument/completion", map[string]any{"textDocument": c.doc(x.file), "position": place(text+x.typed, len(text+x.typed))}, &list)
		have := labels(list.Items)
		for _, w := range strings.Fields(x.may) {
			if !slices.Contains(have, w) {
				t.Errorf("%s %q: no %s among %v", x.file, x.typed, w, have)
			}
		}
		for _, w := range strings.Fields(x.mayNot) {
			if slices.Contains(have, w) {
				t.Errorf("%s %q: %s", x.file, x.typed, w)
			}
		}
		c.notify("textDocument/didClose", map[string]any{"textDocument": c.doc(x.file)})
	}
}

// TestCompletionItem: the word that is being typed is replaced, and a word of
// the language is explained when it is asked for.
func TestCompletionItem(t *testing.T) {
	root := copyCases(t, "csto")
	c := start(t, root)
	c.open(charterFile)
	c.edit(charterFile, "    where   q is party or force-on-outsiders", "    where   q is par")
	list := c.complete(charterFile, "where   q is par|")
	i := slices.IndexFunc(list, func(x item) bool { return x.Label == "party" })
	if i < 0 || list[i].TextEdit == nil {
		t.Fatalf("%+v", list)
	}
	if got := applied(t, c.texts[charterFile], []edit{*list[i].TextEdit}); !strings.Contains(got, "where   q is party\n") {
		t.Errorf("the word is not replaced")
	}
	c.edit(charterFile, "    where   q is par", "    unl")
	list = c.complete(charterFile, "\n    unl|")
	i = slices.IndexFunc(list, func(x item) bool { return x.Label == "unless" })
	if i < 0 {
		t.Fatalf("%v", labels(list))
	}
	var full item
	c.call("completionItem/resolve", map[string]any{"label": "unless", "data": list[i].Data}, &full)
	if full.Documentation == nil || !strings.Contains(full.Documentation.Value, "Conditions read on the day of the act") {
		t.Errorf("%+v", full)
	}
}

// TestFormatting: what the editor lays out is what casus fmt lays out.
func TestFormatting(t *testing.T) {
	root := copyCases(t, "nato")
	c := start(t, root)
	const name = "nato/nato-1949.casus"
	src, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	untidy := strings.ReplaceAll(strings.ReplaceAll(string(src), "    within", "  within"), "\n\n", "\n\n\n")
	c.openAs(name, untidy)
	params := map[string]any{"textDocument": c.doc(name), "options": map[string]any{"tabSize": 2, "insertSpaces": true}}
	var list []edit
	c.call("textDocument/formatting", params, &list)
	if got := applied(t, untidy, list); got != string(src) || len(list) == 0 {
		t.Errorf("%d edits, and the text is not laid out", len(list))
	}
	c.edit(name, "charter ", "charter charter ")
	c.call("textDocument/formatting", params, &list)
	if len(list) != 0 {
		t.Errorf("a file with errors is changed: %v", list)
	}
}
