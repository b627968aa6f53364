// Package spec keeps docs/spec.md true. Its tests check and run every example
// of that page and hold what the page says of the grammar, of diagnostics and
// of JSON against the programs. What the page repeats from the code is written
// by `make generate`.
package spec

import (
	"bytes"
	"fmt"
	"strings"

	// Each registers its codes.
	_ "casus/annals"
	_ "casus/charter"
	_ "casus/coverage"
	"casus/diag"
	_ "casus/library"
	_ "casus/outlook"
	_ "casus/record"
	_ "casus/syntax"
)

// Block is a fenced block of a page.
type Block struct {
	Line int      // of its first line of text, from 1
	Info []string // the words behind the opening fence
	Text string
}

// Blocks returns the fenced blocks of a page.
func Blocks(page []byte) []Block {
	var list []Block
	var open *Block
	for i, line := range strings.SplitAfter(string(page), "\n") {
		switch {
		case open == nil && strings.HasPrefix(line, "```"):
			open = &Block{Line: i + 2, Info: strings.Fields(strings.TrimPrefix(line, "```"))}
		case open != nil && strings.HasPrefix(line, "```"):
			list = append(list, *open)
			open = nil
		case open != nil:
			open.Text += line
		}
	}
	return list
}

// marks are the comments between which a generated part of a page stands.
func marks(name string) (begin, end string) {
	return "<!-- generated: " + name + " -->\n", "<!-- end: " + name + " -->"
}

// Part returns the generated part of a page.
func Part(page []byte, name string) (string, error) {
	begin, end := marks(name)
	_, rest, ok := bytes.Cut(page, []byte(begin))
	part, _, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return "", fmt.Errorf("the page has no part %q", name)
	}
	return string(part), nil
}

// Fill puts a generated part in the place of that which stands in a page.
func Fill(page []byte, name, text string) ([]byte, error) {
	old, err := Part(page, name)
	if err != nil {
		return nil, err
	}
	begin, end := marks(name)
	return bytes.Replace(page, []byte(begin+old+end), []byte(begin+text+end), 1), nil
}

// Grammar is the grammar of the package comment of syntax, of which src is the
// file: the one place where it is written by hand.
func Grammar(src []byte) (string, error) {
	_, rest, ok := strings.Cut(string(src), "// # Grammar\n")
	if !ok {
		return "", fmt.Errorf("the package comment has no section Grammar")
	}
	var b strings.Builder
	b.WriteString("```ebnf\n")
	begun := false
	for _, line := range strings.Split(rest, "\n") {
		text, indented := strings.CutPrefix(line, "//\t")
		switch {
		case indented:
			begun = true
			b.WriteString(text + "\n")
		case begun && line == "//":
			b.WriteString("\n")
		case begun:
			return strings.TrimRight(b.String(), "\n") + "\n```\n", nil
		}
	}
	return "", fmt.Errorf("the section Grammar does not end")
}

// Diagnostics is the table of the codes.
func Diagnostics() string {
	var b strings.Builder
	b.WriteString("| code | what is wrong |\n|---|---|\n")
	for _, c := range diag.AllCodes() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Code, c.Meaning)
	}
	return b.String()
}

// Parts are the generated parts of docs/spec.md by name; grammar is the file
// with the package comment of syntax.
func Parts(grammar []byte) (map[string]string, error) {
	g, err := Grammar(grammar)
	if err != nil {
		return nil, err
	}
	return map[string]string{"grammar": g, "diagnostics": Diagnostics()}, nil
}
