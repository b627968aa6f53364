package main

import (
	"bufio"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"casus/lsp"
)

type lspCommand struct {
	NoLint bool `help:"Tell errors only, and leave out what may trouble the text when it is used."`
	Stdio  bool `hidden:"" help:"Speak on standard input and output, which is the only way; editors add the flag by habit."`
}

func (lspCommand) Help() string {
	return "A server of the Language Server Protocol: an editor starts it and speaks with it on standard input and output. " +
		"docs/editor.md says how to set up VS Code, Neovim, Helix and Emacs."
}

func (lspCommand) Examples() string {
	return `
casus lsp        what an editor is told to start

In Neovim:

  vim.lsp.config("casus", {cmd = {"casus", "lsp"}, filetypes = {"casus"}})
  vim.lsp.enable("casus")
`
}

// Run serves one editor.
func (c *lspCommand) Run(p *program) error {
	if in, ok := p.in.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		return usage("casus lsp is started by an editor, which speaks with it on standard input; see docs/editor.md")
	}
	// Each stroke of a key leaves a composed charter behind; a heap that may grow
	// a little is cheaper than one that is swept at every other stroke.
	debug.SetGCPercent(400)
	code := lsp.Serve(p.in, unbuffered{p.out}, lsp.Options{Version: versionWords(), Log: p.err, NoLint: c.NoLint})
	if code != exitFine {
		return &failure{code: code}
	}
	return nil
}

// unbuffered writes each message out at once.
type unbuffered struct{ out *bufio.Writer }

func (u unbuffered) Write(b []byte) (int, error) {
	n, err := u.out.Write(b)
	if err == nil {
		err = u.out.Flush()
	}
	return n, err
}

// Close leaves standard output to the program.
func (unbuffered) Close() error { return nil }
