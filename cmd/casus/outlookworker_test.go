package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
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
	t.Cleanup(func() { head.Process.Kill() })
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
	handedIn(t, url)
	lost.Process.Kill() // it is not told, and gives nothing back
	start()
	start()
	wg.Wait()
	if err := head.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, rest.String())
	}
	if !bytes.Equal(out.Bytes(), alone) {
		t.Error("the shared study prints other bytes than one process alone")
	}
}

// handedIn waits until a worker has handed a block in to a broker.
func handedIn(t *testing.T, url string) {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for {
		if s, err := js.Stream(t.Context(), "CASUS_RESULTS"); err == nil {
			if info, err := s.Info(t.Context()); err == nil && info.State.LastSeq > 0 {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestWorkerStays: when a study is done a worker waits for the next one, which
// another process shares out at the same place; Ctrl-C ends it with 0.
func TestWorkerStays(t *testing.T) {
	casus := command(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	l.Close()
	var worker *exec.Cmd
	var said bytes.Buffer
	for range 2 {
		head := exec.Command(casus, "outlook", toy, "--runs", "4000", "--csv", "--share", at, "--workers", "0")
		here, err := head.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := head.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { head.Process.Kill() })
		lines := bufio.NewReader(here)
		line, err := lines.ReadString('\n') // the broker is there
		if err != nil || !strings.Contains(line, "nats://"+at) {
			t.Fatalf("says %q, %v", line, err)
		}
		if worker == nil {
			worker = exec.Command(casus, "outlook", "worker", "nats://"+at, "--workers", "1")
			worker.Stderr = &said
			if err := worker.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { worker.Process.Kill() })
		}
		rest, _ := io.ReadAll(lines)
		if err := head.Wait(); err != nil {
			t.Fatalf("%v: %s", err, rest)
		}
	}
	worker.Process.Signal(os.Interrupt)
	if code := exitOf(t, worker.Wait()); code != exitFine {
		t.Errorf("the worker ends with %d and says %s", code, said.String())
	}
}

// TestSharedFault: a run that goes wrong at a worker is told with its place, as
// if it had been run here.
func TestSharedFault(t *testing.T) {
	cmd := exec.Command(command(t), "outlook", toy, "--runs", "3000", "--set", "clash-chance=1.5", "--share", "127.0.0.1:0")
	said, err := cmd.CombinedOutput()
	if code := exitOf(t, err); code != exitProblems || !regexp.MustCompile(`ta-1/\S+\.casus:\d+:\d+: error\[E0611\]: run \d+ under `).Match(said) {
		t.Errorf("ends with %d and says %s", code, said)
	}
}
