// Command generate writes the parts of docs/spec.md that repeat what the code
// says: the grammar and the table of diagnostics. It is run from the top folder
// of the project, by `make generate`.
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"

	"casus/spec"
)

const (
	page    = "docs/spec.md"
	grammar = "syntax/doc.go"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate() error {
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
