package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const toy = "../../outlook/testdata/ta-1"

// exitOf is the exit code of a call.
func exitOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return 0
}

// TestOutlookInterrupted: Ctrl-C in the middle of a study shows what has been
// run and ends with 130; the same command then runs the rest, and prints the
// bytes that it would have printed in one go, with another number of workers.
func TestOutlookInterrupted(t *testing.T) {
	casus := command(t)
	args := []string{"outlook", toy, "--runs", "40000", "--json"}
	whole, err := exec.Command(casus, append(args, "--workers", "2")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(t.TempDir(), "study.state")
	args = append(args, "--state", state)
	out, said, code := interrupted(t, append(args, "--workers", "1"), os.Interrupt, func(out, _ string) bool { return out != "" })
	if code != exitInterrupt {
		t.Fatalf("ends with %d and says %s", code, said)
	}
	if !strings.Contains(said, "the same command goes on from there") || !strings.Contains(out, `"broken": "broken off after `) {
		t.Errorf("says %s", said)
	}
	if out == string(whole) {
		t.Error("all was run: the test shows nothing")
	}
	rest, err := exec.Command(casus, append(args, "--workers", "3")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(rest, whole) {
		t.Error("a study run in two goes prints other bytes than in one")
	}
}
