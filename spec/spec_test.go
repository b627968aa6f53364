package spec

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casus/diag"
	"casus/library"
	"casus/trial"
)

const (
	page    = "../docs/spec.md"
	grammar = "../syntax/doc.go"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// example is a block of casus, with what its first line says of it.
type example struct {
	Block
	shared  bool     // the words that other examples use
	refused []string // codes of errors that it must have
	warned  []string // codes of warnings that it must have
	form    bool     // it is only parsed
}

// examples sorts out the blocks of the page. The words behind `casus` are
// `shared`, `form`, `refused CODE...` and `warned CODE...`.
func examples(t *testing.T) (shared string, list []example) {
	t.Helper()
	for _, b := range Blocks(read(t, page)) {
		if len(b.Info) == 0 || b.Info[0] != "casus" {
			continue
		}
		x := example{Block: b}
		var codes *[]string
		for _, w := range b.Info[1:] {
			switch {
			case w == "shared":
				x.shared = true
			case w == "form":
				x.form = true
			case w == "refused":
				codes = &x.refused
			case w == "warned":
				codes = &x.warned
			case strings.HasPrefix(w, "E") && codes != nil:
				*codes = append(*codes, w)
			default:
				t.Errorf("%s:%d: %s means nothing here", page, b.Line-1, w)
			}
		}
		if x.shared {
			shared += b.Text
			continue
		}
		list = append(list, x)
	}
	if shared == "" || len(list) == 0 {
		t.Fatal("the page has no examples")
	}
	return shared, list
}

var declaresWords = regexp.MustCompile(`(?m)^vocabulary `)

// load writes an example into a folder, with the shared words if it has none
// of its own, and reads it.
func load(t *testing.T, shared, text string) (*library.Library, []diag.Diagnostic) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"example.casus": text}
	if !declaresWords.MatchString(text) {
		files["words.casus"] = shared
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return library.Load([]string{filepath.ToSlash(dir)})
}

// Every example is well written, or is refused as the page says it is, and its
// tests pass. An example that nothing is expected of fails.
func TestExamples(t *testing.T) {
	shared, list := examples(t)
	tests := 0
	for _, x := range list {
		t.Run(fmt.Sprintf("line %d", x.Line), func(t *testing.T) {
			lib, diags := load(t, shared, x.Text)
			if !x.form {
				diags = lib.Check()
			}
			if got := codes(diags, diag.Error); !slices.Equal(got, x.refused) {
				t.Errorf("errors are %v, the page says %v:\n%s", got, x.refused, printed(diags))
			}
			if got := codes(diags, diag.Warning); !slices.Equal(got, x.warned) {
				t.Errorf("warnings are %v, the page says %v:\n%s", got, x.warned, printed(diags))
			}
			if x.form || len(x.refused) > 0 || t.Failed() {
				return
			}
			checks := 0
			for _, f := range lib.Folders {
				for _, test := range f.Tests {
					r := trial.Run(test)
					checks += r.Checks
					tests++
					tell(t, x, r)
				}
			}
			if checks == 0 {
				t.Error("nothing is expected of this example")
			}
		})
	}
	t.Logf("%d examples, %d tests", len(list), tests)
}

func tell(t *testing.T, x example, r *trial.Result) {
	if len(r.Faults) > 0 {
		t.Errorf("%s cannot be run:\n%s", r.Title(), printed(r.Faults))
	}
	for _, f := range r.Failures {
		line, _ := f.Place.Position(f.Place.From)
		t.Errorf("%s:%d: %s %v\n    %s\n    %s", page, x.Line+line-1, f.Line, f.Given, f.Reason, strings.Join(f.Found, "\n    "))
	}
}

func codes(list []diag.Diagnostic, s diag.Severity) []string {
	var out []string
	for _, d := range list {
		if d.Severity == s {
			out = append(out, d.Code)
		}
	}
	return out
}

// printed leaves notes out: a small example leaves most words unused.
func printed(list []diag.Diagnostic) string {
	var b strings.Builder
	list = slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool { return d.Severity == diag.Note })
	diag.Print(&b, list, false)
	return b.String()
}

// What the page repeats from the code is as the code has it.
func TestGenerated(t *testing.T) {
	parts, err := Parts(read(t, grammar))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range parts {
		got, err := Part(read(t, page), name)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("the part %s of %s is out of date: run `make generate`", name, page)
		}
	}
}

var (
	quoted  = regexp.MustCompile(`"[^"]*"`)
	comment = regexp.MustCompile(`#.*`)
	text    = regexp.MustCompile(`"(\\.|[^"\\])*"`)
	word    = regexp.MustCompile(`[a-z][a-z0-9-]*`)
	primed  = regexp.MustCompile(`\b([a-z]+)'`)
)

// Every fixed word of the grammar stands in some example.
func TestEveryWordHasAnExample(t *testing.T) {
	src, err := Grammar(read(t, grammar))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	shared, list := examples(t)
	for _, x := range append(list, example{Block: Block{Text: shared}}) {
		if len(x.refused) > 0 {
			continue
		}
		bare := text.ReplaceAllString(comment.ReplaceAllString(x.Text, ""), "")
		for _, w := range word.FindAllString(bare, -1) {
			shown[w] = true
		}
	}
	var fixed []string
	for _, q := range quoted.FindAllString(src, -1) {
		if w := strings.Trim(q, `"`); word.FindString(w) == w && w != "" {
			fixed = append(fixed, w)
		}
	}
	for _, m := range primed.FindAllStringSubmatch(src, -1) {
		// NUM unit' stands for days, weeks, months and years.
		if m[1] != "unit" {
			fixed = append(fixed, m[1])
		}
	}
	fixed = append(fixed, "day", "days", "week", "weeks", "month", "months", "year", "years")
	slices.Sort(fixed)
	for _, w := range slices.Compact(fixed) {
		if !shown[w] {
			t.Errorf("no example shows the word %q", w)
		}
	}
	if len(fixed) < 150 {
		t.Errorf("only %d fixed words were found in the grammar", len(fixed))
	}
}
