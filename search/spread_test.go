package search

import (
	"context"
	"testing"
)

// TestFaultOfAWorker: it is told where the caller can see it, and nobody waits for
// what will not come.
func TestFaultOfAWorker(t *testing.T) {
	defer func() {
		if x := recover(); x != "a slip" {
			t.Errorf("the fault is %v", x)
		}
	}()
	n := 0
	spread(context.Background(), make([]history, 5000), func() func(history) []int {
		return func(history) []int { panic("a slip") }
	}, func(list []int) bool { n += len(list); return true })
	t.Errorf("%d results came", n)
}
