package crew

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// The tests start workers as processes of their own: this program, with the
// broker's address in its environment.
const workerAt, workerVersion = "CREW_TEST_WORKER", "CREW_TEST_VERSION"

func TestMain(m *testing.M) {
	if url := os.Getenv(workerAt); url != "" {
		err := Labour(context.Background(), url, os.Getenv(workerVersion), quick, chain, func(_ string, block int) { fmt.Println("done", block) })
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

var quick = Pace{Silence: 900 * time.Millisecond, Patience: 2 * time.Minute}

// chain is work that takes a while and gives the same bytes everywhere.
func chain(ctx context.Context, spec []byte, block int) ([]byte, error) {
	if bytes.HasPrefix(spec, []byte("faulty")) && block == 3 {
		return nil, errors.New("a chance of 1.5")
	}
	sum := sha256.Sum256(fmt.Append(spec, block))
	for range 20 {
		for range 20_000 {
			sum = sha256.Sum256(sum[:])
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return sum[:], nil
}

// start starts a worker and returns it with what it prints.
func start(t *testing.T, url, version string) (*exec.Cmd, *lines) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe)
	c.Env = append(os.Environ(), workerAt+"="+url, workerVersion+"="+version)
	out := &lines{}
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return c, out
}

type lines struct {
	sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.Lock()
	defer l.Unlock()
	return l.text.String()
}

func serve(t *testing.T, address, dir string) *Server {
	t.Helper()
	s, err := Serve(address, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// kept collects results.
type kept struct {
	t       *testing.T
	results map[int][]byte
	after   func(n int) // told how many there are
}

func (k *kept) have(n int) bool { return k.results[n] != nil }

func (k *kept) keep(n int, result []byte) error {
	if k.results[n] != nil {
		k.t.Errorf("block %d is handed in twice", n)
	}
	k.results[n] = bytes.Clone(result)
	if k.after != nil {
		k.after(len(k.results))
	}
	return nil
}

// mustBeWhole holds all results against those worked out here.
func (k *kept) mustBeWhole(s Study) {
	k.t.Helper()
	for n := range s.Blocks {
		want, _ := chain(context.Background(), s.Spec, n)
		if !bytes.Equal(k.results[n], want) {
			k.t.Errorf("block %d has %x, want %x", n, k.results[n], want)
		}
	}
}

// TestLostWorker: of three workers one is killed in the middle; its block is
// worked out by another, and no byte is other than on one machine.
func TestLostWorker(t *testing.T) {
	s := serve(t, "127.0.0.1:0", t.TempDir())
	first, _ := start(t, s.URL(), "1")
	start(t, s.URL(), "1")
	start(t, s.URL(), "1")
	study := Study{Spec: []byte("lost worker"), Blocks: 40, Version: "1"}
	k := &kept{t: t, results: map[int][]byte{}, after: func(n int) {
		if n == 10 {
			first.Process.Kill() // as kill -9: it has no time to give anything back
		}
	}}
	if err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep); err != nil {
		t.Fatal(err)
	}
	k.mustBeWhole(study)
}

// TestTakenUp: a study that was broken off goes on with what it had.
func TestTakenUp(t *testing.T) {
	s := serve(t, "127.0.0.1:0", t.TempDir())
	start(t, s.URL(), "1")
	study := Study{Spec: []byte("taken up"), Blocks: 12, Version: "1"}
	ctx, cancel := context.WithCancel(context.Background())
	k := &kept{t: t, results: map[int][]byte{}, after: func(n int) {
		if n == 4 {
			cancel()
		}
	}}
	if err := Collect(ctx, s.URL(), study, quick, k.have, k.keep); !errors.Is(err, context.Canceled) {
		t.Fatalf("broken off with %v", err)
	}
	if len(k.results) != 4 {
		t.Fatalf("%d results are kept", len(k.results))
	}
	k.after = nil
	if err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep); err != nil {
		t.Fatal(err)
	}
	k.mustBeWhole(study)
	if err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep); err != nil {
		t.Fatalf("a study of which all is known: %v", err)
	}
}

// TestLostBroker: a broker that is stopped and started again at the same place
// loses nothing.
func TestLostBroker(t *testing.T) {
	dir := t.TempDir()
	address := free(t)
	s := serve(t, address, dir)
	url := s.URL()
	start(t, url, "1")
	start(t, url, "1")
	study := Study{Spec: []byte("lost broker"), Blocks: 24, Version: "1"}
	again := make(chan *Server, 1)
	k := &kept{t: t, results: map[int][]byte{}, after: func(n int) {
		if n == 6 {
			s.Close()
			go func() {
				time.Sleep(time.Second)
				s, err := Serve(address, dir)
				if err != nil {
					t.Error(err)
				}
				again <- s
			}()
		}
	}}
	if err := Collect(context.Background(), url, study, quick, k.have, k.keep); err != nil {
		t.Fatal(err)
	}
	k.mustBeWhole(study)
	if s := <-again; s != nil {
		s.Close()
	}
}

// TestNextBroker: a worker whose broker has ended its study waits, and works for
// the next broker at the same place, which knows nothing of the first.
func TestNextBroker(t *testing.T) {
	address := free(t)
	s := serve(t, address, t.TempDir())
	_, said := start(t, s.URL(), "1")
	for n := range 2 {
		study := Study{Spec: fmt.Append(nil, "next broker", n), Blocks: 6, Version: "1"}
		k := &kept{t: t, results: map[int][]byte{}}
		if err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep); err != nil {
			t.Fatalf("study %d: %v; the worker said %q", n, err, said.String())
		}
		k.mustBeWhole(study)
		s.Close()
		if n == 0 {
			time.Sleep(700 * time.Millisecond) // long enough to ask in vain
			s = serve(t, address, t.TempDir())
		}
	}
}

// TestBrokerGone: when patience is at an end the study is, and what was kept
// stays kept.
func TestBrokerGone(t *testing.T) {
	s := serve(t, "127.0.0.1:0", t.TempDir())
	start(t, s.URL(), "1")
	study := Study{Spec: []byte("gone"), Blocks: 24, Version: "1"}
	k := &kept{t: t, results: map[int][]byte{}, after: func(n int) {
		if n == 3 {
			s.Close()
		}
	}}
	pace := quick
	pace.Patience = 4 * time.Second // a busy machine may take a second to begin
	if err := Collect(context.Background(), s.URL(), study, pace, k.have, k.keep); !errors.Is(err, ErrLost) {
		t.Fatalf("ended with %v", err)
	}
	if n := len(k.results); n < 3 || n == study.Blocks {
		t.Errorf("%d results are kept", n)
	}
}

func TestFault(t *testing.T) {
	s := serve(t, "127.0.0.1:0", t.TempDir())
	start(t, s.URL(), "1")
	study := Study{Spec: []byte("faulty"), Blocks: 8, Version: "1"}
	k := &kept{t: t, results: map[int][]byte{}}
	err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep)
	if err == nil || !strings.Contains(err.Error(), "block 3: a chance of 1.5") {
		t.Errorf("ended with %v", err)
	}
}

// TestOtherVersion: a worker of another version stands back and says so, and
// one of the right version does the work.
func TestOtherVersion(t *testing.T) {
	s := serve(t, "127.0.0.1:0", t.TempDir())
	other, said := start(t, s.URL(), "2")
	study := Study{Spec: []byte("versions"), Blocks: 3, Version: "1"}
	go func() {
		other.Wait()
		start(t, s.URL(), "1")
	}()
	k := &kept{t: t, results: map[int][]byte{}}
	if err := Collect(context.Background(), s.URL(), study, quick, k.have, k.keep); err != nil {
		t.Fatal(err)
	}
	k.mustBeWhole(study)
	if !strings.Contains(said.String(), "this is 2, the study asks for 1") {
		t.Errorf("the other worker said %q", said)
	}
}

func TestRefused(t *testing.T) {
	for _, a := range []string{"nowhere", "127.0.0.1:many", "127.0.0.1:70000"} {
		if s, err := Serve(a, t.TempDir()); err == nil {
			s.Close()
			t.Errorf("%s is an address", a)
		}
	}
	taken := serve(t, "127.0.0.1:0", t.TempDir())
	if s, err := Serve(strings.TrimPrefix(taken.URL(), "nats://"), t.TempDir()); err == nil {
		s.Close()
		t.Error("a port is taken twice")
	}
	pace := Pace{Silence: time.Second, Patience: time.Second}
	if err := Collect(context.Background(), "nats://"+free(t), Study{Blocks: 1}, pace, func(int) bool { return false }, nil); err == nil {
		t.Error("a broker that is not there is worked with")
	}
}

// free is an address on which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
