package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOutlookFullDisk: where a disk is full, what was computed is printed, what
// was kept before stays whole, and nothing half written is left.
func TestOutlookFullDisk(t *testing.T) {
	casus := command(t)
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	state := filepath.Join(disk, "study.state")
	run := func(args ...string) (out, said string, code int) {
		cmd := exec.Command(casus, append([]string{"outlook", toy, "--csv"}, args...)...)
		var o, e bytes.Buffer
		cmd.Stdout, cmd.Stderr = &o, &e
		err := cmd.Run()
		return o.String(), e.String(), exitOf(t, err)
	}
	if _, said, code := run("--runs", "3000", "--state", state); code != 0 {
		t.Fatalf("ends with %d and says %s", code, said)
	}
	kept, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(disk, "full"), make([]byte, 64<<10), 0o600); err == nil {
		t.Fatal("the disk is not full")
	}
	for _, args := range [][]string{{"--runs", "3000", "--state", state}, {"--runs", "3000", "--svg", filepath.Join(disk, "pictures")}} {
		out, said, code := run(args...)
		if code != exitUnreadable || !strings.Contains(said, "no space left on device") || !strings.Contains(said, disk) {
			t.Errorf("%v ends with %d and says %s", args, code, said)
		}
		if !strings.Contains(out, "\nanswer,toy-alliance,parties,") && !strings.Contains(out, "\nanswer,ta-1,parties,") {
			t.Errorf("%v prints %.200s", args, out)
		}
	}
	if now, err := os.ReadFile(state); err != nil || !bytes.Equal(now, kept) {
		t.Errorf("what was kept is not whole any more: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(disk, ".casus-*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
