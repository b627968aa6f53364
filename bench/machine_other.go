//go:build !unix

package main

import (
	"runtime"
	"time"
)

var start = time.Now()

// processorTime is not known here; the clock has to do.
func processorTime() time.Duration { return time.Since(start) }

// peakMemory is the memory that was asked of the system, in megabytes.
func peakMemory() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
