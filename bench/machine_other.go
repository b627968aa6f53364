//go:build !unix

package main

import "runtime"

// peakMemory is the memory that was asked of the system, in megabytes.
func peakMemory() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
