//go:build !unix

package workload

import "time"

// ProcessorTime is not known here; the clock has to do.
func ProcessorTime() time.Duration { return 0 }
