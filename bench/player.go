package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"time"

	"casus/internal/workload"
)

// player is the process of a contestant, as the table sees it.
type player struct {
	name string
	n    int // requests that it takes within the budget
	cmd  *exec.Cmd
	ask  io.WriteCloser
	told *json.Decoder
}

// self is this program as a contestant.
func self(name string, n int, more ...string) *exec.Cmd {
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	cmd := exec.Command(path, append([]string{"-contestant", name, "-n", fmt.Sprint(n)}, more...)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// begin starts a contestant and waits until it has found how much it takes.
func begin(name string, n int, budget time.Duration) (*player, error) {
	p := &player{name: name, cmd: self(name, n, "-budget", budget.String())}
	var err error
	if p.ask, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.told = json.NewDecoder(out)
	if err := p.told.Decode(&p.n); err != nil {
		p.end()
		return nil, fmt.Errorf("%s did not begin: %w", name, err)
	}
	return p, nil
}

// play gives it one turn.
func (p *player) play() (t turn, err error) {
	if _, err = io.WriteString(p.ask, "\n"); err == nil {
		err = p.told.Decode(&t)
	}
	if err != nil {
		return t, fmt.Errorf("%s did not play: %w", p.name, err)
	}
	return t, nil
}

// end lets it go: without a next line it ends by itself.
func (p *player) end() {
	_ = p.ask.Close()
	_ = p.cmd.Wait()
}

// hand is a contestant at work, in its own process.
type hand struct {
	contestant
	n   int
	run func() (workload.Counts, error)
}

func handOf(name string) (*hand, error) {
	i := slices.IndexFunc(contestants, func(c contestant) bool { return c.name == name })
	if i < 0 {
		return nil, fmt.Errorf("there is no contestant %s", name)
	}
	return &hand{contestant: contestants[i]}, nil
}

// play says how many requests the contestant takes, and gives it a turn for each
// line that is read.
func play(name string, n int, budget time.Duration, in io.Reader, out io.Writer) error {
	h, err := handOf(name)
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(1) // else the garbage collector of small heaps spends a second core in vain
	if err := h.fit(n, budget); err != nil {
		return err
	}
	tell := json.NewEncoder(out)
	if err := tell.Encode(h.n); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		t, err := h.turn()
		if err == nil {
			err = tell.Encode(t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// peak runs a contestant once and prints the most memory that its process had.
func peak(name string, n int) error {
	h, err := handOf(name)
	if err != nil {
		return err
	}
	h.n = n
	if h.run, err = h.prepare(n); err != nil {
		return err
	}
	if _, err := h.check(); err != nil {
		return err
	}
	fmt.Println(peakMemory())
	return nil
}

// check runs it once and holds the counts.
func (h *hand) check() (time.Duration, error) {
	before := workload.ProcessorTime()
	got, err := h.run()
	took := workload.ProcessorTime() - before
	if err != nil {
		return 0, fmt.Errorf("%s: %w", h.name, err)
	}
	if want := workload.Expected(h.n); got != want {
		return 0, fmt.Errorf("%s, N = %d: %+v, want %+v", h.name, h.n, got, want)
	}
	return took, nil
}

// fit finds the largest N up to n that takes no longer than the budget, and warms
// the contestant up.
func (h *hand) fit(n int, budget time.Duration) error {
	for try := min(n, 1000); ; {
		h.n = try
		var err error
		if h.run, err = h.prepare(try); err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
		took, err := h.check()
		if err != nil {
			return err
		}
		next := min(10*try, n)
		if try == n || took*time.Duration(next)*time.Duration(next)/time.Duration(try)/time.Duration(try) > budget && took*time.Duration(next)/time.Duration(try) > budget {
			return nil
		}
		if took > budget/20 { // it may grow with the square
			next = min(2*try, n)
		}
		if took > budget/2 {
			return nil
		}
		try = next
	}
}

// turnTime is how long a contestant runs in a turn, at least: a run of few
// milliseconds measures what the one before it left in the caches, and pays for
// none of the garbage that it makes.
const turnTime = 100 * time.Millisecond

// turn gives the contestant a turn: runs until it has had its time, and one
// at least.
func (h *hand) turn() (t turn, err error) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var took time.Duration
	runs := 0
	for took < turnTime {
		one, err := h.check()
		if err != nil {
			return t, err
		}
		took += max(one, time.Microsecond)
		runs++
	}
	runtime.ReadMemStats(&after)
	n := float64(workload.Entries(h.n)) * float64(runs)
	return turn{float64(took.Nanoseconds()) / n, float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n}, nil
}
