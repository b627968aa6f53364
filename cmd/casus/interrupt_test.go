package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// days lists the periods of 1 to n days.
func days(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%dd", i+1)
	}
	return strings.Join(list, ",")
}

// interrupted starts a command anew and signals it, later and later, until it has
// begun the work in whose middle it is to be met: how long that takes hangs on the
// machine. A command that is done before it is met fails the test.
func interrupted(t *testing.T, args []string, signal os.Signal, begun func(out, said string) bool) (out, said string, code int) {
	t.Helper()
	casus := command(t)
	for wait := 20 * time.Millisecond; ; wait += wait / 3 {
		cmd := exec.Command(casus, args...)
		var o, e bytes.Buffer
		cmd.Stdout, cmd.Stderr = &o, &e
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(wait)
		cmd.Process.Signal(signal)
		code = exitOf(t, cmd.Wait())
		switch {
		case begun(o.String(), e.String()):
			return o.String(), e.String(), code
		case code != exitInterrupt && code != -1 || o.Len() > 0: // -1: before it heeded signals
			t.Fatalf("casus %s, signalled after %v, ends with %d, prints %.300q and says %.300q", strings.Join(args, " "), wait, code, o.String(), e.String())
		}
	}
}

// TestLongWorkInterrupted: Ctrl-C in the middle of long work ends it with 130, prints
// what was found by then and says what is missing; so does another program that asks
// it to end. None of this work is done within half a minute.
func TestLongWorkInterrupted(t *testing.T) {
	for i, c := range []struct {
		args      string
		out, said string
	}{
		{"search ../../cases/csto dilemma --charter csto-2002 --acts 8 --plain 3", "Stopped: ", "broken off"},
		{"diff csto-2002 knyazev-2022 ../../cases/csto --structure --histories --acts 5", "Stopped: ", "broken off: what was found by then is shown"},
		{"sweep ../../cases/csto --limit 16777216 --values immediately=" + days(60), "", "broken off before all combinations were run"},
		{"search ../../cases/csto dilemma --charter csto-2002 --acts 8 --plain 3 --json", `"broken": "broken off: what was found by then is shown"`, "broken off"},
		{"outlook " + toy + " --runs 5000000", "broken off ", "broken off after "},
		{"outlook backtest ../../cases/csto --outlook as-before --json", `"broken": "broken off: 0 of 1 outlooks had been tried to the end"`, "0 of 1 outlooks"},
		{"outlook sensitivity " + toy + " --points 5000 --json", `"broken": "broken off after `, "broken off after "},
	} {
		signal := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}[i%3]
		out, said, code := interrupted(t, strings.Fields(c.args), signal, func(out, said string) bool {
			return strings.Contains(said, "broken off") && (out != "" || c.out == "")
		})
		if code != exitInterrupt {
			t.Errorf("casus %s ends with %d", c.args, code)
		}
		if !strings.Contains(out, c.out) || !strings.Contains(said, c.said) {
			t.Errorf("casus %s prints %.300q and says %.300q", c.args, out, said)
		}
		if strings.Contains(said, "\x1b") {
			t.Errorf("casus %s shows progress in a pipe", c.args)
		}
		if strings.HasSuffix(c.args, "--json") && !json.Valid([]byte(out)) {
			t.Errorf("casus %s prints %.300q", c.args, out)
		}
	}
}
