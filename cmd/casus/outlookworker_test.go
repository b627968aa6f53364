package main

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestWorkers: a study that three processes share, of which one is killed in
// the middle and one comes late, prints the same bytes as one process alone.
func TestWorkers(t *testing.T) {
	casus := command(t)
	args := []string{"outlook", "../../outlook/testdata/ta-1", "--runs", "30000", "--json"}
	alone, err := exec.Command(casus, append(args, "--workers", "1")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	head := exec.Command(casus, append(args, "--share", "127.0.0.1:0", "--workers", "0")...)
	var out bytes.Buffer
	head.Stdout = &out
	said, err := head.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := head.Start(); err != nil {
		t.Fatal(err)
	}
	over := time.AfterFunc(2*time.Minute, func() { head.Process.Kill() })
	defer over.Stop()
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	url := regexp.MustCompile(`nats://\S+`).FindString(line)
	if err != nil || url == "" {
		t.Fatalf("says %q, %v", line, err)
	}
	var rest strings.Builder
	var wg sync.WaitGroup
	wg.Go(func() { io.Copy(&rest, lines) })
	start := func() *exec.Cmd {
		w := exec.Command(casus, "outlook", "worker", url, "--workers", "1")
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Process.Kill(); w.Wait() })
		return w
	}
	lost := start()
	start()
	time.Sleep(700 * time.Millisecond)
	lost.Process.Kill() // it is not told, and gives nothing back
	start()
	wg.Wait()
	if err := head.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, rest.String())
	}
	if !bytes.Equal(out.Bytes(), alone) {
		t.Error("the shared study prints other bytes than one process alone")
	}
}
