package main

import (
	"testing"
	"time"

	"casus/internal/workload"
)

// TestCounts holds that each contestant finds what is to be found of W.
func TestCounts(t *testing.T) {
	for _, c := range contestants {
		for _, n := range []int{3, 100, 601} {
			run, err := c.prepare(n)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			for range 2 { // the second run is like the first
				got, err := run()
				if err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				if want := workload.Expected(n); got != want {
					t.Errorf("%s, N = %d: %+v, want %+v", c.name, n, got, want)
				}
			}
		}
	}
}

// TestFit holds that whoever is slow is given a smaller N, and whoever is not all
// of it.
func TestFit(t *testing.T) {
	r := &result{contestant: contestants[2]}
	if err := r.fit(2_000, time.Hour); err != nil || r.n != 2_000 {
		t.Errorf("N = %d, %v", r.n, err)
	}
	if err := r.fit(20_000, time.Nanosecond); err != nil || r.n != 1_000 {
		t.Errorf("N = %d, %v", r.n, err)
	}
}
