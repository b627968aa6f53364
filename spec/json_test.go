package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// field is a row of a table of fields.
type field struct {
	name, kind string
	optional   bool
}

var (
	tableHead = regexp.MustCompile("^\\| field of `([a-z]+)` \\| type \\| meaning \\|$")
	tableRow  = regexp.MustCompile("^\\| `([A-Za-z]+)` \\| ([^|]+) \\| [^|]+ \\|$")
)

// shapes reads the tables of fields of the page.
func shapes(t *testing.T) map[string][]field {
	t.Helper()
	out := map[string][]field{}
	name := ""
	for i, line := range strings.Split(string(read(t, page)), "\n") {
		if m := tableHead.FindStringSubmatch(line); m != nil {
			name = m[1]
			if out[name] != nil {
				t.Fatalf("%s:%d: a second table of %s", page, i+1, name)
			}
			continue
		}
		if name == "" || strings.HasPrefix(line, "|---") {
			continue
		}
		m := tableRow.FindStringSubmatch(line)
		if m == nil {
			if strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d: not a row of a table of fields", page, i+1)
			}
			name = ""
			continue
		}
		kind, optional := strings.CutSuffix(m[2], "?")
		out[name] = append(out[name], field{m[1], kind, optional})
	}
	if len(out) < 20 {
		t.Fatalf("the page has %d tables of fields", len(out))
	}
	return out
}

// inspector holds JSON against the tables, and remembers which fields it saw.
type inspector struct {
	t      *testing.T
	shapes map[string][]field
	seen   map[string]bool
}

var isDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

func (x *inspector) value(raw json.RawMessage, kind, path string) {
	wrong := func() { x.t.Errorf("%s: %.60s is no %s", path, raw, kind) }
	if rest, ok := strings.CutSuffix(kind, " or null"); ok {
		if string(raw) != "null" {
			x.value(raw, rest, path)
		}
		return
	}
	if inner, ok := strings.CutPrefix(kind, "["); ok {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || list == nil {
			wrong()
		}
		for i, v := range list {
			x.value(v, strings.TrimSuffix(inner, "]"), fmt.Sprintf("%s.%d", path, i))
		}
		return
	}
	if inner, ok := strings.CutPrefix(kind, "{"); ok {
		var named map[string]json.RawMessage
		if json.Unmarshal(raw, &named) != nil || named == nil {
			wrong()
		}
		for name, v := range named {
			x.value(v, strings.TrimSuffix(inner, "}"), path+"."+name)
		}
		return
	}
	if x.shapes[kind] != nil {
		x.object(raw, kind, path)
		return
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		x.t.Fatalf("%s: %v", path, err)
	}
	s, isText := v.(string)
	_, isNumber := v.(float64)
	_, isBool := v.(bool)
	switch kind {
	case "text":
		if !isText {
			wrong()
		}
	case "day":
		if !isDay.MatchString(s) {
			wrong()
		}
	case "number":
		if !isNumber {
			wrong()
		}
	case "yes or no":
		if !isBool {
			wrong()
		}
	default:
		x.t.Errorf("%s: the page does not say what %s is", path, kind)
	}
}

func (x *inspector) object(raw json.RawMessage, shape, path string) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		x.t.Errorf("%s: %.60s is no %s", path, raw, shape)
		return
	}
	var order []string
	for _, f := range x.shapes[shape] {
		v, ok := m[f.name]
		if !ok {
			if !f.optional {
				x.t.Errorf("%s: the field %s of %s is missing", path, f.name, shape)
			}
			continue
		}
		order = append(order, f.name)
		x.seen[shape+"."+f.name] = true
		x.value(v, f.kind, path+"."+f.name)
		delete(m, f.name)
	}
	for name := range m {
		x.t.Errorf("%s: the page does not name the field %s of %s", path, name, shape)
	}
	if got := keys(x.t, raw); len(m) == 0 && !slices.Equal(got, order) {
		x.t.Errorf("%s: the fields of %s come as %v, the page says %v", path, shape, got, order)
	}
}

// keys are the names of an object's fields in their order.
func keys(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(raw))
	var out []string
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, k.(string))
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// folder holds the command, built for all tests together.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "casus-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

var build = sync.OnceValue(func() error { return Build("..", folder) })

// built builds the command and returns its path.
func built(t *testing.T) string {
	t.Helper()
	watch(t)
	if err := build(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, "casus")
}

// watch opens what the command is built from and run on, so that go test does
// not take a result from its cache after any of it has changed.
func watch(t *testing.T) {
	t.Helper()
	for _, folder := range []string{"../cmd", "../cases", "../explain", "../outlook", "../reason", "../report"} {
		err := filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			f, err := os.Open(p)
			if err != nil {
				return err
			}
			return f.Close()
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// call runs the command in the top folder and returns what it prints and its
// exit code.
func call(t *testing.T, bin string, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(bin, args...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", args, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// faulty is a folder with a text that draws diagnostics with all fields, and
// one with a test that fails and one that cannot be run.
func faulty(t *testing.T) (bad, failing string) {
	t.Helper()
	shared, _ := examples(t)
	dir := t.TempDir()
	write := func(folder, text string) string {
		at := filepath.Join(dir, folder)
		for name, text := range map[string]string{"words.casus": shared, "text.casus": text} {
			if err := os.MkdirAll(at, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(at, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return at
	}
	bad = write("bad", "charter pact\n  status a \"x\" DOR since 2001 \"y\"\narticle 1 ban\n")
	failing = write("failing", `charter pact
  parties AVA BOR
  reading strict = yes or no
article 1
  ban peace
    never attack by p on q
test "fails"
  2001-01-01  attack by AVA on BOR
  given  strict = no
  expect no breach of peace
test "cannot be run"
  2001-01-01  attack by AVA on ZZZ
  expect breach of peace
`)
	return bad, failing
}

// inOnePass is a small record that is read in one pass.
func inOnePass(t *testing.T) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "deeds.csv")
	if err := os.WriteFile(at, []byte("day,act,by,to\n2022-09-13,request-help,ARM,CSTO\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return at
}

// What the commands print as JSON is what the page says, field by field, and
// every field of the page is printed by some command.
func TestJSON(t *testing.T) {
	bin := built(t)
	bad, failing := faulty(t)
	passed := inOnePass(t)
	const csto = "cases/csto"
	x := &inspector{t, shapes(t), map[string]bool{}}
	for _, c := range []struct {
		shape string
		args  []string
	}{
		{"docket", []string{"run", csto, "--json"}},
		{"docket", []string{"run", csto, "--json", "--account", "KGZ", "--as-known", "2022-12-31", "--reading", "immediately=3d", "--all"}},
		{"summary", []string{"run", csto, "--record", passed, "--summary", "--json"}},
		{"answers", []string{"why", "breach of help by RUS to ARM", csto, "--json"}},
		{"whynot", []string{"why", "--not", "help", "RUS", "KGZ", csto, "--json"}},
		{"comparison", []string{"compare", csto, "--charter", "csto-2002", "--charter", "imankulov-2022", "--json"}},
		{"comparison", []string{"compare", csto, "--reading", "immediately=3d", "--reading", "immediately=none", "--json"}},
		{"flawtable", []string{"compare", csto, "--flaws", "--acts", "2", "--charter", "csto-2002", "--charter", "imankulov-2022", "--json"}},
		{"sweep", []string{"sweep", csto, "--reading", "immediately", "--reading", "force-includes-clash", "--reading", "force-on-outsiders", "--json"}},
		{"amendments", []string{"amend", csto, "--want", "no silence about clash by KGZ with TJK on 2022-09-14", "--edits", "1", "--json"}},
		{"amendments", []string{"amend", csto, "--want", "breach of help by RUS to ARM between 2022-09-13 and 2022-09-30", "--edits", "1", "--json"}},
		{"futures", []string{"outlook", csto, "--runs", "30", "--charter", "csto", "--charter", "imankulov", "--json"}},
		{"learning", []string{"outlook", "fit", csto, "--outlook", "as-before", "--json"}},
		{"[backtest]", []string{"outlook", "backtest", csto, "--outlook", "as-before", "--runs", "20", "--json"}},
		{"hanging", []string{"outlook", "sensitivity", csto, "--runs", "5", "--points", "2", "--method", "sobol", "--json"}},
		{"disputes", []string{"accounts", csto, "--json"}},
		{"forecasts", []string{"forecasts", csto, "--json"}},
		{"cohesion", []string{"cohesion", csto, "--json"}},
		{"atop", []string{"atop", "csto-2002", csto, "--json"}},
		{"[atop]", []string{"atop", "csto-2002", "csto-2010", csto, "--json"}},
		{"[power]", []string{"power", csto, "--charter", "csto-2002", "--json"}},
		{"[power]", []string{"power", "cases/warsaw-pact", "--json"}},
		{"balance", []string{"balance", csto, "--json"}},
		{"covered", []string{"coverage", csto, "--json"}},
		{"changes", []string{"diff", "csto-2002", "imankulov-2022", csto, "--histories", "--acts", "1", "--json"}},
		{"searched", []string{"search", csto, "veto", "--charter", "csto-2002", "--json"}},
		{"check", []string{"check", csto, "--json"}},
		{"check", []string{"check", bad, "--json"}},
		{"tests", []string{"test", csto, "--json"}},
		{"tests", []string{"test", failing, "--json"}},
	} {
		out, _ := call(t, bin, c.args...)
		if !json.Valid([]byte(out)) {
			t.Errorf("%v prints no JSON: %.200s", c.args, out)
			continue
		}
		x.value(json.RawMessage(out), c.shape, c.args[0])
	}
	for shape, fields := range x.shapes {
		for _, f := range fields {
			if !x.seen[shape+"."+f.name] {
				t.Errorf("no command printed the field %s of %s", f.name, shape)
			}
		}
	}
}

// The headers of CSV and the exit codes are those of the page.
func TestCSVAndExitCodes(t *testing.T) {
	bin := built(t)
	bad, failing := faulty(t)
	text := string(read(t, page))
	for _, args := range [][]string{
		{"run", "cases/csto", "--csv"},
		{"run", "cases/csto", "--record", inOnePass(t), "--summary", "--csv"},
		{"compare", "cases/csto", "--account", "KGZ", "--account", "TJK", "--csv"},
		{"diff", "csto-2002", "imankulov-2022", "cases/csto", "--histories", "--acts", "1", "--csv"},
		{"accounts", "cases/csto", "--csv"},
		{"forecasts", "cases/csto", "--csv"},
		{"cohesion", "cases/csto", "--csv"},
		{"power", "cases/csto", "--csv"},
		{"balance", "cases/csto", "--csv"},
		{"coverage", "cases/csto", "--csv"},
		{"sweep", "cases/csto", "--year", "2022", "--reading", "immediately", "--csv"},
		{"amend", "cases/csto", "--want", "no silence about clash by KGZ with TJK on 2022-09-14", "--edits", "1", "--most", "1", "--csv"},
		{"outlook", "cases/csto", "--runs", "5", "--csv"},
		{"outlook", "fit", "cases/csto", "--outlook", "as-before", "--csv"},
		{"outlook", "backtest", "cases/csto", "--outlook", "as-before", "--runs", "5", "--csv"},
		{"outlook", "sensitivity", "cases/csto", "--runs", "5", "--points", "2", "--csv"},
	} {
		out, _ := call(t, bin, args...)
		head, _, _ := strings.Cut(out, "\n")
		head = strings.Replace(head, "account KGZ,account TJK,", "` the names of the variants `,", 1)
		if !strings.Contains(text, "`"+head+"`") {
			t.Errorf("casus %s --csv begins with %s, which the page does not say", args[0], head)
		}
	}
	for code, list := range map[int][][]string{
		0: {{"check", "cases/csto"}, {"version"}, {"--help"}},
		1: {{"check", bad}, {"test", failing}, {"run", bad}, {"why", "breach of help by ARM to ARM", "cases/csto"}},
		2: {{"run"}, {"fly"}, {"run", "cases/csto", "--as-of", "tomorrow"}, {"run", "cases/csto", "--account", "ZZZ"}},
		3: {{"run", "no-such-folder"}, {"check", "go.mod"}},
	} {
		for _, args := range list {
			if _, got := call(t, bin, args...); got != code {
				t.Errorf("casus %s ends with %d, the page says %d", strings.Join(args, " "), got, code)
			}
		}
	}
}

// README.md shows what the commands print today.
func TestReadme(t *testing.T) {
	bin := built(t)
	page := read(t, "../README.md")
	n := 0
	now, err := Console(page, func(command string) (string, error) {
		n++
		return Shell("..", filepath.Dir(bin), command)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(now, page) {
		t.Errorf("README.md is out of date: run `make generate`:\n%s", cmp.Diff(string(page), string(now)))
	}
	if n < 4 {
		t.Errorf("README.md shows %d commands", n)
	}
	law := squeezed(string(read(t, "../cases/csto/csto-2002.casus")))
	for _, b := range Blocks(page) {
		if len(b.Info) == 1 && b.Info[0] == "casus" && !strings.Contains(law, squeezed(b.Text)) {
			t.Errorf("README.md:%d: the case has this otherwise", b.Line)
		}
	}
}

// squeezed is a text with its blanks and line ends folded.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }
