// Package quantity holds the numbers of charters and records: decimals kept as
// whole numbers of ten-thousandths, and ranges of them. It is a leaf: it
// imports nothing of the house.
//
// Floating point is never used, so that a docket is the same on every machine.
package quantity

import (
	"fmt"
	"strconv"
	"strings"
)

// Num is a decimal number counted in ten-thousandths: 12.5 is Num(125000).
// Arithmetic saturates at Min and Max instead of wrapping.
type Num int64

// Scale is the number of units in one whole.
const Scale = 10_000

// Max stands for "no upper bound", Min for "no lower bound". Every finite
// number lies strictly between them.
const (
	Max Num = 1 << 60
	Min Num = -(1 << 60)
)

// Whole returns n as a Num.
func Whole(n int64) Num {
	if n >= int64(Max)/Scale {
		return Max
	}
	if n <= int64(Min)/Scale {
		return Min
	}
	return Num(n * Scale)
}

// Parse reads a decimal such as "12" or "12.5". At most four decimals and
// twelve whole digits are accepted.
func Parse(s string) (Num, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(frac) > 4 {
		return 0, fmt.Errorf("%s has more than four decimals", s)
	}
	if len(whole) > 12 {
		return 0, fmt.Errorf("%s is larger than 999,999,999,999", s)
	}
	for len(frac) < 4 {
		frac += "0"
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is not a number", s)
	}
	return Num(n), nil
}

// String prints n without needless zeros; the bounds print as "any".
func (n Num) String() string {
	if n >= Max || n <= Min {
		return "any"
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(int64(n)/Scale, 10)
	if f := int64(n) % Scale; f != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%04d", f), "0")
	}
	return s
}

func clamp(n Num) Num { return min(max(n, Min), Max) }

// Add returns a + b, saturated.
func Add(a, b Num) Num { return clamp(a + b) } // both within ±2^60: the sum fits

// Sub returns a - b, saturated.
func Sub(a, b Num) Num { return clamp(a - b) }

// Mul returns a * b, rounded toward zero to four decimals, saturated.
func Mul(a, b Num) Num {
	if a == 0 || b == 0 {
		return 0
	}
	neg := (a < 0) != (b < 0)
	hi, lo := mul64(abs(a), abs(b))
	if hi >= Scale {
		if neg {
			return Min
		}
		return Max
	}
	q := div128(hi, lo, Scale)
	if q >= uint64(Max) {
		q = uint64(Max)
	}
	if neg {
		return -Num(q)
	}
	return Num(q)
}

// Div returns a / b, rounded toward zero to four decimals, saturated; a
// division by zero gives 0 of the sign's bound: Max, Min, or 0 for 0 / 0.
func Div(a, b Num) Num {
	if b == 0 {
		switch {
		case a > 0:
			return Max
		case a < 0:
			return Min
		}
		return 0
	}
	neg := (a < 0) != (b < 0)
	hi, lo := mul64(abs(a), Scale)
	d := abs(b)
	if hi >= d {
		if neg {
			return Min
		}
		return Max
	}
	q := div128(hi, lo, d)
	if q >= uint64(Max) {
		q = uint64(Max)
	}
	if neg {
		return -Num(q)
	}
	return Num(q)
}

func abs(n Num) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// Range is a number known within bounds, both included. A number that an
// entry does not give is Unknown.
type Range struct{ Lo, Hi Num }

// Unknown is a count or sum of which nothing is known but that it is not
// negative.
var Unknown = Range{0, Max}

// Exact is the range of one number.
func Exact(n Num) Range { return Range{n, n} }

// IsExact reports whether r is one number.
func (r Range) IsExact() bool { return r.Lo == r.Hi }

// String prints 12, 63..150, "at least 260" or "at most 9".
func (r Range) String() string {
	switch {
	case r.IsExact():
		return r.Lo.String()
	case r == Unknown:
		return "unknown"
	case r.Hi >= Max:
		return "at least " + r.Lo.String()
	case r.Lo <= 0:
		return "at most " + r.Hi.String()
	}
	return r.Lo.String() + ".." + r.Hi.String()
}
