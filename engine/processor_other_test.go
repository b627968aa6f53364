//go:build !unix

package engine_test

import "time"

// processorTime is not known here; the clock has to do.
func processorTime() time.Duration { return 0 }
