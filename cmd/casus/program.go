package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"casus/diag"
	"casus/docket"
	"casus/inquiry"
	"casus/report"
)

// The command line's own rules. What is asked for goes to standard output,
// everything said about it to standard error. Colour, and lines that come and
// go, only on a terminal, and never where NO_COLOR is set or TERM is dumb. The
// same arguments over the same files give the same bytes.
//
// The exit codes are part of the interface; docs/cli.md explains them.
const (
	exitFine       = 0
	exitProblems   = 1 // errors found, tests failed, files that differ
	exitUsage      = 2 // wrong usage
	exitUnreadable = 3 // input cannot be read, or output not written
	exitInternal   = 4 // a fault of the program itself
	exitInterrupt  = 130
)

type commands struct {
	Check      checkCommand      `cmd:"" help:"Say everything that is wrong with charters, records, cases and tests."`
	Run        runCommand        `cmd:"" help:"Draw up the docket of a case: what was owed, fulfilled, broken, decided, and left without an answer."`
	Why        whyCommand        `cmd:"" help:"Prove a finding from the record and the text, or say why there is none (--not)."`
	Accounts   accountsCommand   `cmd:"" help:"Show where sources and accounts differ: who says what, and in which sources."`
	Forecasts  forecastsCommand  `cmd:"" help:"Resolve the forecasts of a record and score who made them."`
	Cohesion   cohesionCommand   `cmd:"" help:"Count, year by year, what tells how an alliance holds together."`
	Compare    compareCommand    `cmd:"" help:"Hold the same record against two texts, two readings or two accounts."`
	Outlook    outlookCommands   `cmd:"" help:"Run many futures: who may leave, what goes unanswered, what breaks, under one law and another."`
	Power      powerCommand      `cmd:"" help:"Measure who can bring about a decision and who can stop one."`
	Balance    balanceCommand    `cmd:"" help:"Look at the ties between states: how far from two camps, and which."`
	Atop       atopCommand       `cmd:"" help:"Describe a charter in the columns of the ATOP data set."`
	Coverage   coverageCommand   `cmd:"" help:"Show, article by article, what a charter expresses of its treaty, and check the table."`
	Diff       reviseCommand     `cmd:"" help:"Compare two texts clause by clause, and what follows from each over the record."`
	Sweep      sweepCommand      `cmd:"" help:"Run every combination of readings: which findings stand, which hang on one, and where they turn."`
	Amend      amendCommand      `cmd:"" help:"Look for the smallest amendments after which a crisis would have had an answer."`
	Report     reportCommand     `cmd:"" help:"Write a case on paper: one page of HTML with picture, docket, comparison and sources."`
	Serve      serveCommand      `cmd:"" help:"Show cases in the browser: the day, the timeline, the docket, the charter, the bench."`
	Export     exportCommand     `cmd:"" help:"Write the case as tables for scholars: member-years, pairs, events, sources."`
	Test       testCommand       `cmd:"" help:"Run the tests that stand beside the charters."`
	Fmt        fmtCommand        `cmd:"" help:"Lay files out as everybody does."`
	Search     searchCommand     `cmd:"" help:"Look for the shortest histories after which something holds under a charter."`
	Lsp        lspCommand        `cmd:"" help:"Serve an editor: errors as you type, meanings, completion, renaming."`
	New        newCommand        `cmd:"" help:"Lay out a small case to begin with."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a script that completes commands in bash, zsh or fish."`
}

const description = `Apply the charter of an alliance to a record of what happened.

  casus check cases/csto                              is everything well written?
  casus run cases/csto                                the docket
  casus why "breach of help by RUS to ARM" cases/csto its reasons
  casus test cases/csto                               do the findings come out as expected?`

// program is one call of the command.
type program struct {
	in       io.Reader
	out      *bufio.Writer
	err      io.Writer
	style    report.Style // of standard output
	errStyle report.Style // of standard error
	progress bool         // standard error is a terminal
	model    *kong.Kong
	soft     atomic.Pointer[context.CancelFunc] // set while work can be cut short and its result kept
	last     atomic.Pointer[func() string]      // what is said of work of which no part can be kept
	late     error                              // what went wrong beside what is printed
}

// failure ends a call with an exit code. What there was to say has been said
// if err is nil.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func usage(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...)}
}

// errProblems ends a call whose findings have been printed.
var errProblems = &failure{code: exitProblems}

// earlyExit carries the exit code of --help out of the parser.
type earlyExit int

// run runs one call and returns its exit code.
func run(args []string, in io.Reader, out, errOut *os.File) (code int) {
	p := &program{in: in, out: bufio.NewWriterSize(out, 1<<16), err: errOut}
	p.style, p.errStyle = styleOf(out), styleOf(errOut)
	p.progress = p.errStyle.Terminal
	stop := p.onInterrupt()
	defer stop()
	defer func() {
		switch x := recover().(type) {
		case nil:
		case earlyExit:
			code = p.end(p.flushed(nil))
			if code == exitFine {
				code = int(x)
			}
		default:
			code = p.fault(x)
		}
	}()
	err := p.dispatch(args)
	if err == nil {
		err = p.late
	}
	return p.end(p.flushed(err))
}

// flushed writes what is left of the output. Whoever met the full disk first,
// a command or this, it is told in one way, behind what went wrong otherwise.
func (p *program) flushed(err error) error {
	flush := p.out.Flush()
	if flush == nil {
		return err
	}
	var all []error
	for _, e := range each(err) {
		if !errors.Is(e, flush) {
			all = append(all, e)
		}
	}
	return errors.Join(append(all, &failure{exitUnreadable, fmt.Errorf("the output cannot be written: %w", plainError(flush))})...)
}

// each lists what went wrong, one thing after another.
func each(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var list []error
	for _, e := range joined.Unwrap() {
		list = append(list, each(e)...)
	}
	return list
}

func (p *program) dispatch(args []string) error {
	var c commands
	k, err := kong.New(&c, kong.Name("casus"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(p.out, p.err), kong.Exit(func(code int) { panic(earlyExit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: p.helpWidth()}),
		kong.Help(helpByExample))
	if err != nil {
		return err
	}
	p.model = k
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := k.Parse(args)
	if err != nil {
		return &failure{exitUsage, p.usageError(args, err)}
	}
	return ctx.Run(p)
}

func (p *program) helpWidth() int {
	if p.style.Width > 0 {
		return p.style.Width
	}
	return report.DefaultWidth
}

// usageError adds where to look.
func (p *program) usageError(args []string, err error) error {
	for _, a := range args {
		for _, n := range p.model.Model.Children {
			if n.Name == a {
				return fmt.Errorf("%w (see casus %s --help)", err, a)
			}
		}
	}
	var names []string
	for _, n := range p.model.Model.Children {
		names = append(names, n.Name)
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		if near := diag.Closest(args[0], names); near != "" {
			return fmt.Errorf("there is no command %s: did you mean %s?", args[0], near)
		}
		return fmt.Errorf("there is no command %s: the commands are %s", args[0], strings.Join(names, ", "))
	}
	return fmt.Errorf("%w (see casus --help)", err)
}

// end says all that went wrong and gives the exit code: of several, that of the
// gravest, and that it was interrupted only where nothing else went wrong.
func (p *program) end(err error) int {
	code := exitFine
	for _, e := range each(err) {
		if c := p.told(e); code == exitFine || code == exitInterrupt || c != exitInterrupt && c > code {
			code = c
		}
	}
	return code
}

// told says what went wrong and gives its exit code.
func (p *program) told(err error) int {
	var f *failure
	var wrong *inquiry.Wrong
	var many *docket.TooMany
	switch {
	case errors.As(err, &wrong):
		f = p.wrong(wrong)
	case errors.As(err, &many):
		report.Diagnostics(p.err, []diag.Diagnostic{many.Diagnostic()}, p.errStyle)
		f = errProblems
	case !errors.As(err, &f):
		f = &failure{exitInternal, err}
	}
	if f.err != nil {
		report.Diagnostics(p.err, []diag.Diagnostic{{Severity: diag.Error, Summary: f.err.Error()}}, p.errStyle)
	}
	return f.code
}

// wrong says what was asked wrongly, by the flag that asked it.
func (p *program) wrong(w *inquiry.Wrong) *failure {
	if len(w.Diagnostics) > 0 {
		report.Diagnostics(p.err, w.Diagnostics, p.errStyle)
		return &failure{code: exitUsage}
	}
	if w.Name == "" {
		return &failure{exitUsage, w}
	}
	return &failure{exitUsage, fmt.Errorf("--%w", w)}
}

// fault reports a fault of the program itself.
func (p *program) fault(x any) int {
	fmt.Fprintf(p.err, "casus: this is a fault of casus, not of your files: %v\n", x)
	fmt.Fprintf(p.err, "Please report it with the command and the files that led here. CASUS_DEBUG=1 shows where it happened.\n")
	if os.Getenv("CASUS_DEBUG") != "" {
		p.err.Write(debug.Stack())
	}
	return exitInternal
}

// writing is held while files are rewritten, so that an interrupt leaves none
// half written.
var writing sync.Mutex

// onInterrupt makes Ctrl-C end the call at once, without a trace on the
// terminal but what a long call has to say. To be asked to end by the system or
// by another program, or to lose the terminal, is the same: what long work has
// found is printed, its state is kept, and no file is left half written.
func (p *program) onInterrupt() (stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup asks
		signal.Notify(c, syscall.SIGHUP)
	}
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-c:
				if cancel := p.soft.Swap(nil); cancel != nil {
					(*cancel)() // a second Ctrl-C ends the call
					continue
				}
				writing.Lock()
				if p.progress {
					fmt.Fprint(p.err, "\r\x1b[K")
				}
				if last := p.last.Load(); last != nil {
					fmt.Fprintf(p.err, "casus: %s\n", (*last)())
				}
				os.Exit(exitInterrupt)
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(c); close(done) }
}

// interruptible is a context that a first Ctrl-C ends, so that what was done by
// then can be printed; end gives Ctrl-C its usual meaning back.
func (p *program) interruptible() (ctx context.Context, end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	p.soft.Store(&cancel)
	return ctx, func() { p.soft.Store(nil); cancel() }
}

// brokenOff ends a call that was interrupted after what it had found was printed.
func brokenOff(format string, args ...any) error {
	return &failure{exitInterrupt, fmt.Errorf("broken off: "+format, args...)}
}

// styleOf says what the end of a file can show.
func styleOf(f *os.File) report.Style {
	s := report.Style{Terminal: term.IsTerminal(int(f.Fd()))}
	if !s.Terminal {
		return s
	}
	if w, _, err := term.GetSize(int(f.Fd())); err == nil {
		s.Width = w
	}
	if os.Getenv("TERM") == "dumb" { // can be told the width, and nothing more
		s.Terminal = false
		return s
	}
	s.Colour = os.Getenv("NO_COLOR") == ""
	return s
}

// note says something beside the output, on standard error.
func (p *program) note(format string, args ...any) {
	fmt.Fprintf(p.err, "casus: "+format+"\n", args...)
}

// plainError is an error without the name of the call that met it.
func plainError(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
