// Command bench runs the workload W(N) on casus and on its neighbours, side by
// side in one run, and prints the table of docs/performance.md as Markdown.
//
//	cd bench && go run . -n 100000
//
// Each contestant is checked for the exact counts. They take turns, so that what
// else goes on in the machine meets all of them; of each the median and the best
// of its rounds are told, in time of the processor. Whoever is too slow for W(N)
// within the budget is given a smaller N, and the table says which.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"casus/internal/workload"
)

func main() {
	n := flag.Int("n", 100_000, "requests; an entry is a request or help, 5/3 N of them")
	rounds := flag.Int("rounds", 7, "how often each runs")
	budget := flag.Duration("budget", 2*time.Second, "longest that one run of a contestant may take; else it is given a smaller N")
	only := flag.String("only", "", "run this contestant once and print its peak memory")
	flag.Parse()
	var err error
	switch {
	case *n < 3 || *n > workload.Most || *rounds < 1:
		err = fmt.Errorf("-n is from 3 to %d, -rounds from 1", workload.Most)
	case *only != "":
		err = peak(*only, *n)
	default:
		err = table(*n, *rounds, *budget)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// result is what was measured of one contestant.
type result struct {
	contestant
	n       int
	run     func() (workload.Counts, error)
	ns      []float64 // of the processor, an entry
	allocs  float64   // an entry
	bytes   float64   // an entry, allocated
	peakMB  float64
	entries int
}

func table(n, rounds int, budget time.Duration) error {
	debug.SetGCPercent(100)
	var all []*result
	for _, c := range contestants {
		r := &result{contestant: c}
		if err := r.fit(n, budget); err != nil {
			return err
		}
		all = append(all, r)
	}
	for range rounds {
		for _, r := range all {
			if err := r.measure(); err != nil {
				return err
			}
		}
	}
	for _, r := range all {
		r.run = nil
	}
	for _, r := range all {
		if err := r.weigh(); err != nil {
			return err
		}
	}
	write(all, n, rounds)
	return nil
}

// check runs it once and holds the counts.
func (r *result) check() (time.Duration, error) {
	before := workload.ProcessorTime()
	got, err := r.run()
	took := workload.ProcessorTime() - before
	if err != nil {
		return 0, fmt.Errorf("%s: %w", r.name, err)
	}
	if want := workload.Expected(r.n); got != want {
		return 0, fmt.Errorf("%s, N = %d: %+v, want %+v", r.name, r.n, got, want)
	}
	return took, nil
}

// fit finds the largest N up to n that takes no longer than the budget, and warms
// the contestant up.
func (r *result) fit(n int, budget time.Duration) error {
	for try := min(n, 1000); ; {
		r.n, r.entries = try, workload.Entries(try)
		var err error
		if r.run, err = r.prepare(try); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		took, err := r.check()
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

// turn is how long a contestant runs in a turn, at least: a run of few
// milliseconds measures what the one before it left in the caches.
const turn = 100 * time.Millisecond

// measure gives the contestant a turn: runs until it has had its time, and one
// at least.
func (r *result) measure() error {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var took time.Duration
	runs := 0
	for took < turn {
		one, err := r.check()
		if err != nil {
			return err
		}
		took += max(one, time.Microsecond)
		runs++
	}
	runtime.ReadMemStats(&after)
	n := float64(r.entries) * float64(runs)
	r.ns = append(r.ns, float64(took.Nanoseconds())/n)
	r.allocs = float64(after.Mallocs-before.Mallocs) / n
	r.bytes = float64(after.TotalAlloc-before.TotalAlloc) / n
	return nil
}

// weigh runs it once more in a process of its own, and takes the most memory that
// it had.
func (r *result) weigh() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	out, err := exec.Command(self, "-only", r.name, "-n", fmt.Sprint(r.n)).Output()
	if err != nil {
		return fmt.Errorf("%s, in a process of its own: %w", r.name, err)
	}
	_, err = fmt.Sscan(string(out), &r.peakMB)
	return err
}

func peak(name string, n int) error {
	i := slices.IndexFunc(contestants, func(c contestant) bool { return c.name == name })
	if i < 0 {
		return fmt.Errorf("there is no contestant %s", name)
	}
	r := &result{contestant: contestants[i], n: n}
	var err error
	if r.run, err = r.prepare(n); err != nil {
		return err
	}
	if _, err := r.check(); err != nil {
		return err
	}
	fmt.Println(peakMemory())
	return nil
}

func (r *result) median() float64 {
	list := slices.Sorted(slices.Values(r.ns))
	return list[len(list)/2]
}

func (r *result) best() float64 { return slices.Min(r.ns) }

// write prints the table.
func write(all []*result, n, rounds int) {
	find := func(name string) *result {
		return all[slices.IndexFunc(all, func(r *result) bool { return r.name == name })]
	}
	loop, casus := find("hand-written, maps").median(), find("casus, compiled").median()
	fmt.Printf("W(%s) on %s, %d cores, %s, %s; commit %s; median of %d rounds in turn, in time of the processor.\n\n",
		grouped(n), processor(), runtime.NumCPU(), runtime.Version(), time.Now().UTC().Format("2006-01-02"), commit(), rounds)
	fmt.Println("| | reasons | N | ns an entry | best | entries a second | to the loop | to casus | allocations an entry | bytes an entry | peak |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range all {
		name := r.name
		if r.does != "" {
			name += " (" + r.does + ")"
		}
		reasons := "no"
		if r.reasons {
			reasons = "yes"
		}
		m := r.median()
		fmt.Printf("| %s | %s | %s | %s | %s | %s | %.2f | %.2f | %.2f | %.0f | %.0f MB |\n", name, reasons, grouped(r.n), short(m), short(r.best()),
			grouped(int(1e9/m)), m/loop, m/casus, r.allocs, r.bytes, r.peakMB)
	}
	// quickest is the neighbour that keeps the clock and takes the least time.
	quickest := func(alone bool) *result {
		var best *result
		for _, r := range all {
			ours := strings.HasPrefix(r.name, "casus") || strings.HasPrefix(r.name, "hand")
			if !ours && r.clock && (r.pairs || !alone) && (best == nil || r.median() < best.median()) {
				best = r
			}
		}
		return best
	}
	whole, any, own := quickest(true), quickest(false), find("casus, compiled")
	fmt.Printf("\ncasus with reasons, from compiled rules, takes %.2f times the time of the loop with maps (best to best %.2f). It is %.0f times as fast\n"+
		"(best to best %.0f) as the best neighbour that does the whole work (%s), and %.0f times (%.0f) as the best that keeps the clock (%s).\n"+
		"From text it takes %s entries a second.\n",
		casus/loop, own.best()/find("hand-written, maps").best(), whole.median()/casus, whole.best()/own.best(), whole.name,
		any.median()/casus, any.best()/own.best(), any.name, grouped(int(1e9/find("casus, from text").median())))
}

func short(ns float64) string {
	if ns < 1000 {
		return fmt.Sprintf("%.0f", ns)
	}
	return grouped(int(ns))
}

func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// processor is what the system calls the processor.
func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(b)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}

// commit is what is measured, if git knows.
func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
