//go:build unix

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

func usage() (u syscall.Rusage) {
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it fails for other processes only
	return u
}

// peakMemory is the most memory this process has had, in megabytes.
func peakMemory() float64 {
	// What the system charges to a process may be that of the one that began it; Linux
	// tells what is its own.
	if b, err := os.ReadFile("/proc/self/status"); err == nil {
		for line := range strings.Lines(string(b)) {
			var kilobytes float64
			if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kilobytes); n == 1 {
				return kilobytes / 1024
			}
		}
	}
	most := float64(usage().Maxrss) // kilobytes, but on Apple's systems bytes
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		most /= 1024
	}
	return most / 1024
}
