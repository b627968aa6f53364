package crew

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"
)

// TestFullDisk: where the broker's disk is full, the study ends and says so.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=96k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	s := serve(t, "127.0.0.1:0", disk)
	start(t, s.URL(), "1")
	study := Study{Spec: []byte("full disk"), Blocks: 2000, Version: "1"}
	k := &kept{t: t, results: map[int][]byte{}}
	err := Collect(context.Background(), s.URL(), study, Pace{Silence: 500 * time.Millisecond, Patience: 3 * time.Second}, k.have, k.keep)
	if !errors.Is(err, ErrFull) {
		t.Errorf("ends with %v, and %d results", err, len(k.results))
	}
}
