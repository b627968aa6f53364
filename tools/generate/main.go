// Command generate writes what pages repeat from the code: the grammar and the
// table of diagnostics in docs/spec.md, the grammar for editors, and what the commands of README.md
// print. It is run from the top folder of the project, by `make generate`.
package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"casus/editors"
	"casus/spec"
)

const (
	page    = "docs/spec.md"
	grammar = "syntax/doc.go"
	readme  = "README.md"
)

func main() {
	if err := errors.Join(specification(), colours(), tour()); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func specification() error {
	src, err := os.ReadFile(grammar)
	if err != nil {
		return err
	}
	parts, err := spec.Parts(src)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if text, err = spec.Fill(text, name, parts[name]); err != nil {
			return err
		}
	}
	return os.WriteFile(page, text, 0o644)
}

// colours writes the grammar for editors.
func colours() error {
	text, err := editors.TextMate().JSON()
	if err != nil {
		return err
	}
	return os.WriteFile("editors/casus.tmLanguage.json", text, 0o644)
}

func tour() error {
	dir, err := os.MkdirTemp("", "casus-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := spec.Build(".", dir); err != nil {
		return err
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	text, err = spec.Console(text, func(command string) (string, error) { return spec.Shell(".", dir, command) })
	if err != nil {
		return err
	}
	return os.WriteFile(readme, text, 0o644)
}
