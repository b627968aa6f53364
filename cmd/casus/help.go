package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// exampler is a command that teaches by example.
type exampler interface{ Examples() string }

// helpByExample prints kong's help, and the examples of the command behind it.
func helpByExample(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	node := ctx.Selected()
	if node == nil || !node.Target.IsValid() || !node.Target.CanAddr() {
		return nil
	}
	e, ok := node.Target.Addr().Interface().(exampler)
	if !ok {
		return nil
	}
	fmt.Fprintln(ctx.Stdout, "\nExamples:")
	for _, line := range strings.Split(strings.Trim(e.Examples(), "\n"), "\n") {
		fmt.Fprintln(ctx.Stdout, strings.TrimRight("  "+line, " "))
	}
	return nil
}
