package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"casus/charter"
	"casus/diag"
	"casus/docket"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect of the output")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"casus": main})
}

// TestScripts runs the scripts of testdata/script. Each finds the case of
// testdata/pact in its folder as pact; `fixture NAME` brings another one.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			return os.CopyFS(filepath.Join(e.WorkDir, "pact"), os.DirFS("testdata/pact"))
		},
		Condition: func(c string) (bool, error) {
			if c == "root" { // may write what nobody may
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("there is no condition %s", c)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"json": jsonCommand, "exits": exitsCommand, "untimed": untimedCommand, "fixture": fixtureCommand,
			"serving": servingCommand, "ask": askCommand, "interrupt": interruptCommand, "occupy": occupyCommand, "damage": damageCommand},
	})
}

// fixtureCommand is `fixture NAME`: the case of testdata/NAME is copied into the
// folder of the script.
func fixtureCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: fixture NAME")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(filepath.Join(fixtures, args[0]))))
}

// fixtures is the folder of the cases, whatever folder a script is in.
var fixtures, _ = filepath.Abs("testdata")

// jsonCommand is `json EXPECTED PATH...`: it looks up paths in the JSON that
// the last command printed, and compares what it finds, joined by blanks.
func jsonCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: json EXPECTED PATH...")
	}
	var found []string
	for _, path := range args[1:] {
		v, err := lookUp(ts.ReadFile("stdout"), path)
		ts.Check(err)
		found = append(found, v)
	}
	got := strings.Join(found, " ")
	if (got == args[0]) == neg {
		ts.Fatalf("%s is %q", strings.Join(args[1:], " "), got)
	}
}

// exitsCommand is `exits CODE ARGS...`: casus must end with that exit code.
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("casus", args[1:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s", err)
	}
	if got := strconv.Itoa(code); got != args[0] {
		ts.Fatalf("casus %s ends with %s", strings.Join(args[1:], " "), got)
	}
}

// damageCommand is `damage FILE`: the last number of the file becomes another.
func damageCommand(ts *testscript.TestScript, neg bool, args []string) {
	text := []byte(ts.ReadFile(args[0]))
	at := len(text) - 1
	for text[at] < '0' || text[at] > '9' || !strings.ContainsRune(":,[", rune(text[at-1])) { // of a number
		at--
	}
	text[at] = '0' + (text[at]-'0'+1)%10
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o644))
}

var seconds = regexp.MustCompile(`\d+\.\d\ds`)

// untimedCommand is `untimed FILE`: what the last command printed, with all
// times taken out, is written to a file.
func untimedCommand(ts *testscript.TestScript, neg bool, args []string) {
	text := seconds.ReplaceAllString(ts.ReadFile("stdout"), "0.00s")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// command is the path of the command: the test binary, called by its name.
func command(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "casus")
	if err := os.Symlink(exe, link); err != nil {
		t.Skip(err)
	}
	return link
}

// TestBrokenPipe: a reader that goes away ends the command quietly.
func TestBrokenPipe(t *testing.T) {
	cmd := exec.Command("sh", "-c", `"$0" run ../../cases/csto --json --all | head -n 1`, command(t))
	out, err := cmd.CombinedOutput()
	if string(out) != "{\n" || err != nil {
		t.Errorf("said %q, %v", out, err)
	}
}

// TestFullDisk: output that cannot be written ends every command with the same
// words and exit code, whoever wrote it: the table, the JSON, the page, the help.
func TestFullDisk(t *testing.T) {
	exe := command(t)
	for _, args := range []string{"run testdata/pact", "run testdata/pact --json", "run testdata/pact --csv", "report testdata/pact",
		"test testdata/pact", "export --help", "run --help", "completion bash", "check --json testdata/pact"} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		cmd := exec.Command(exe, strings.Fields(args)...)
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = full, &said
		cmd.Run()
		full.Close()
		if code := cmd.ProcessState.ExitCode(); code != exitUnreadable || !strings.Contains(said.String(), "error: the output cannot be written: ") {
			t.Errorf("casus %s ends with %d and says %q", args, code, said.String())
		}
	}
}

// TestInterrupt: Ctrl-C ends the command at once, and quietly.
func TestInterrupt(t *testing.T) {
	cmd := exec.Command(command(t), "fmt", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// What does not fit into the pipe is taken only by a command that reads,
	// and one that reads heeds signals by then.
	in.Write(make([]byte, 1<<17))
	cmd.Process.Signal(os.Interrupt)
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitInterrupt || out.String() != "" {
		t.Errorf("ends with %v and says %q", err, out.String())
	}
}

// TestFault: a fault of the program is told without a trace.
func TestFault(t *testing.T) {
	var b strings.Builder
	p := &program{err: &b}
	if code := p.fault("index out of range"); code != exitInternal {
		t.Errorf("ends with %d", code)
	}
	if !strings.Contains(b.String(), "Please report it") || strings.Contains(b.String(), "goroutine") {
		t.Errorf("says %q", b.String())
	}
	t.Setenv("CASUS_DEBUG", "1")
	p.fault("index out of range")
	if !strings.Contains(b.String(), "goroutine") {
		t.Errorf("shows no trace though CASUS_DEBUG is set")
	}
}

// TestTooMany: a docket that cannot be held is told of at the rule that makes it
// so large, as an error of the files, whatever stands between.
func TestTooMany(t *testing.T) {
	var b strings.Builder
	p := &program{err: &b}
	src := []byte("charter pact\n  duty dues\n")
	many := &docket.TooMany{Most: 10, Of: 8, Rule: &charter.Rule{Name: "dues", Pos: diag.Place{File: "pact.casus", Src: src, From: 20, To: 24}}}
	if code := p.end(fmt.Errorf("drawn up: %w", &failure{exitInternal, many})); code != exitProblems {
		t.Errorf("ends with %d", code)
	}
	if !strings.Contains(b.String(), "more than 10 findings, 8 of them of the rule dues") || !strings.Contains(b.String(), "pact.casus:2:8: error[E0418]") {
		t.Errorf("says %q", b.String())
	}
}
