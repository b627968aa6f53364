package quantity

import "math/bits"

func mul64(a, b uint64) (hi, lo uint64) { return bits.Mul64(a, b) }

func div128(hi, lo, d uint64) uint64 { q, _ := bits.Div64(hi, lo, d); return q }
