// Command bench runs the workload W(N) on casus and on its neighbours, side by
// side in one run, and prints the table of docs/performance.md as Markdown.
//
//	cd bench && go run . -n 100000
//
// Each contestant is a process of its own and is checked for the exact counts. They
// take turns, so that what else goes on in the machine meets all of them; of each
// the median and the best of its rounds are told, in time of the processor. Whoever
// is too slow for W(N) within the budget is given a smaller N, and the table says
// which.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"casus/internal/workload"
)

func main() {
	n := flag.Int("n", 100_000, "requests; an entry is a request or help, 5/3 N of them")
	rounds := flag.Int("rounds", 7, "how often each has its turn")
	budget := flag.Duration("budget", 2*time.Second, "longest that one run of a contestant may take; else it is given a smaller N")
	serve := flag.String("contestant", "", "be this contestant: take a turn for each line of standard input")
	once := flag.Bool("once", false, "with -contestant: run it once and print its peak memory")
	flag.Parse()
	var err error
	switch {
	case *n < 3 || *n > workload.Most || *rounds < 1:
		err = fmt.Errorf("-n is from 3 to %d, -rounds from 1", workload.Most)
	case *serve == "":
		err = table(*n, *rounds, *budget)
	case *once:
		err = peak(*serve, *n)
	default:
		err = play(*serve, *n, *budget, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// result is what was measured of one contestant.
type result struct {
	contestant
	n      int
	turns  []turn
	peakMB float64
}

// turn is what one turn of a contestant took, by entry.
type turn struct {
	NS     float64 // of the processor
	Allocs float64
	Bytes  float64 // allocated
}

// table lets the contestants play in turn, each in a process of its own: what one
// holds in memory would else be gone through by the garbage collector of all.
func table(n, rounds int, budget time.Duration) error {
	var all []*result
	var players []*player
	defer func() {
		for _, p := range players {
			p.end()
		}
	}()
	for _, c := range contestants {
		p, err := begin(c.name, n, budget)
		if err != nil {
			return err
		}
		players = append(players, p)
		all = append(all, &result{contestant: c, n: p.n})
	}
	for range rounds {
		for i, p := range players {
			t, err := p.play()
			if err != nil {
				return err
			}
			all[i].turns = append(all[i].turns, t)
		}
	}
	for _, r := range all {
		if err := r.weigh(); err != nil {
			return err
		}
	}
	write(all, n, rounds)
	return nil
}

// weigh runs it once more in a process of its own, and takes the most memory that
// it had.
func (r *result) weigh() error {
	out, err := self(r.name, r.n, "-once").Output()
	if err != nil {
		return fmt.Errorf("%s, once more: %w", r.name, err)
	}
	_, err = fmt.Sscan(string(out), &r.peakMB)
	return err
}

func (r *result) ns() []float64 {
	list := make([]float64, len(r.turns))
	for i, t := range r.turns {
		list[i] = t.NS
	}
	return list
}

func (r *result) last() turn { return r.turns[len(r.turns)-1] }

func (r *result) median() float64 {
	list := slices.Sorted(slices.Values(r.ns()))
	return list[len(list)/2]
}

func (r *result) best() float64 { return slices.Min(r.ns()) }

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
			grouped(int(1e9/m)), m/loop, m/casus, r.last().Allocs, r.last().Bytes, r.peakMB)
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
	again := find("casus, compiled, run used again").median()
	fmt.Printf("\ncasus with reasons, from compiled rules, takes %.2f times the time of the loop with maps (best to best %.2f). It is %.0f times as fast\n"+
		"(best to best %.0f) as the best neighbour that does the whole work (%s), and %.0f times (%.0f) as the best that keeps the clock (%s).\n"+
		"In a run used again it is %.0f and %.0f times as fast. From text it takes %s entries a second.\n",
		casus/loop, own.best()/find("hand-written, maps").best(), whole.median()/casus, whole.best()/own.best(), whole.name,
		any.median()/casus, any.best()/own.best(), any.name, whole.median()/again, any.median()/again, grouped(int(1e9/find("casus, from text").median())))
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
