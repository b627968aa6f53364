package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
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

// TestLongWorkInterrupted: Ctrl-C in the middle of long work ends it with 130, prints
// what was found by then and says what is missing. None of this work is done within
// half a minute.
func TestLongWorkInterrupted(t *testing.T) {
	casus := command(t)
	for _, c := range []struct {
		args      string
		out, said string
	}{
		{"search ../../cases/csto dilemma --charter csto-2002 --acts 8 --plain 3", "Stopped: ", "broken off"},
		{"diff csto-2002 knyazev-2022 ../../cases/csto --structure --histories --acts 5", "Stopped: ", "broken off: what was found by then is shown"},
		{"sweep ../../cases/csto --limit 16777216 --values immediately=" + days(60), "", "broken off before all combinations were run"},
	} {
		cmd := exec.Command(casus, strings.Fields(c.args)...)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1500 * time.Millisecond) // past the reading of the files, on a slow machine too
		cmd.Process.Signal(os.Interrupt)
		if code := exitOf(t, cmd.Wait()); code != exitInterrupt {
			t.Errorf("casus %s ends with %d", c.args, code)
		}
		if !strings.Contains(out.String(), c.out) || !strings.Contains(said.String(), c.said) {
			t.Errorf("casus %s prints %.300q and says %.300q", c.args, out.String(), said.String())
		}
		if strings.Contains(said.String(), "\x1b") {
			t.Errorf("casus %s shows progress in a pipe", c.args)
		}
	}
}
