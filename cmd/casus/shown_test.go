package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// shownCommand is a line of a page that shows how casus is called.
var shownCommand = regexp.MustCompile(`^(?:    |\$ )+(casus .+)$`)

// TestShownCommands: whatever the pages show being typed is understood, and
// the cases that it names are there.
func TestShownCommands(t *testing.T) {
	root := filepath.Join("..", "..")
	var pages []string
	for _, p := range []string{"*.md", "docs/*.md", "docs/decisions/*.md", "cases/*/README.md"} {
		list, err := filepath.Glob(filepath.Join(root, p))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, list...)
	}
	n := 0
	for _, page := range pages {
		src, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(src), "\\\n", " ")
		for _, line := range strings.Split(text, "\n") {
			m := shownCommand.FindStringSubmatch(line)
			if m == nil || strings.Contains(line, "...") || strings.Contains(line, "<(") || strings.Contains(line, "|fish") {
				continue
			}
			n++
			understood(t, page, m[1])
		}
	}
	if n < 100 {
		t.Errorf("the pages show %d commands only", n)
	}
}

// remark is what an example of a command's help says of itself, set off by
// blanks.
var remark = regexp.MustCompile(`  +.*`)

// TestExamples: whatever the help of a command shows is understood too.
func TestExamples(t *testing.T) {
	n := 0
	var visit func(*kong.Node)
	visit = func(node *kong.Node) {
		if e, ok := node.Target.Addr().Interface().(exampler); ok {
			for _, line := range strings.Split(e.Examples(), "\n") {
				if strings.HasPrefix(line, "casus ") && !strings.Contains(line, "<(") {
					n++
					understood(t, "casus "+node.Name+" --help", remark.ReplaceAllString(line, ""))
				}
			}
		}
		for _, below := range node.Children {
			visit(below)
		}
	}
	for _, node := range model(t, &commands{}).Model.Children {
		visit(node)
	}
	if n < 100 {
		t.Errorf("the help shows %d commands only", n)
	}
}

func model(t *testing.T, c *commands) *kong.Kong {
	t.Helper()
	k, err := kong.New(c, kong.Name("casus"), kong.Exit(func(int) {}), kong.Writers(&strings.Builder{}, &strings.Builder{}))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// understood parses a line that is shown somewhere, and looks for the cases
// that it names.
func understood(t *testing.T, where, line string) {
	t.Helper()
	args := typed(line)
	if _, err := model(t, &commands{}).Parse(args); err != nil && len(args) > 0 {
		t.Errorf("%s: %s: %v", where, line, err)
	}
	for _, a := range args {
		if list, err := filepath.Glob(filepath.Join("..", "..", a)); strings.HasPrefix(a, "cases/") && (err != nil || len(list) == 0 && !written(args, a)) {
			t.Errorf("%s: %s: there is no %s", where, line, a)
		}
	}
}

// typed are the arguments of a line, up to a remark, a pipe or a redirection.
func typed(line string) []string {
	var args []string
	var word strings.Builder
	quote, open := byte(0), false
	end := func() {
		if open {
			args = append(args, word.String())
		}
		word.Reset()
		open = false
	}
	for i := 0; i < len(line); i++ {
		b := line[i]
		switch {
		case quote != 0 && b == quote:
			quote = 0
		case quote != 0:
			word.WriteByte(b)
		case b == '"' || b == '\'':
			quote, open = b, true
		case b == ' ':
			end()
		case !open && (b == '#' || b == '|' || b == '<' || b == '>' || b == '&'):
			return args[1:]
		default:
			word.WriteByte(b)
			open = true
		}
	}
	end()
	return args[1:]
}

// written reports whether an argument names a file that the command makes.
func written(args []string, a string) bool {
	for i, x := range args {
		if x == a && i > 0 && (args[i-1] == "--save" || args[i-1] == "-o") {
			return true
		}
	}
	return false
}
