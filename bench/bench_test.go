package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"casus/calendar"
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

// TestOPAPairs holds the policy that pairs to the loop written by hand, on records
// in which one pair of states helps in time, late and not at all in turns.
func TestOPAPairs(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 7))
		var deeds []workload.Deed
		open := map[[2]int]int{}
		for day := range 300 {
			a, b := rng.IntN(3), 3+rng.IntN(2)
			deed := workload.Deed{Day: workload.Start + calendar.Day(day) + 1, By: a, To: b}
			if pair := [2]int{a, b}; open[pair] > 0 && rng.IntN(5) < 2 {
				open[pair]--
				deed.Help, deed.By, deed.To = true, b, a
			} else {
				open[pair]++
			}
			deeds = append(deeds, deed)
		}
		closed := workload.Start + 330
		run, err := opaPaired(deeds, closed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := run()
		if err != nil {
			t.Fatal(err)
		}
		want := workload.CountFound(workload.Plain(deeds, closed))
		if got != want || want.InTime == 0 || want.Late == 0 || want.Never == 0 {
			t.Errorf("seed %d: OPA finds %+v, the loop %+v", seed, got, want)
		}
	}
}

// TestFit holds that whoever is slow is given a smaller N, and whoever is not all
// of it.
func TestFit(t *testing.T) {
	h := &hand{contestant: contestants[2]}
	if err := h.fit(2_000, time.Hour); err != nil || h.n != 2_000 {
		t.Errorf("N = %d, %v", h.n, err)
	}
	if err := h.fit(20_000, time.Nanosecond); err != nil || h.n != 1_000 {
		t.Errorf("N = %d, %v", h.n, err)
	}
}

// TestPlay holds that a contestant says how much it takes and has a turn for each
// line.
func TestPlay(t *testing.T) {
	var out strings.Builder
	if err := play("casus, compiled", 300, time.Hour, strings.NewReader("\n\n"), &out); err != nil {
		t.Fatal(err)
	}
	told := json.NewDecoder(strings.NewReader(out.String()))
	var n int
	if err := told.Decode(&n); err != nil || n != 300 {
		t.Fatalf("it takes %d, %v", n, err)
	}
	for range 2 {
		var got turn
		if err := told.Decode(&got); err != nil || got.NS <= 0 || got.Bytes <= 0 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if told.More() {
		t.Error("there were more turns than lines")
	}
}
