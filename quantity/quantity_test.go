package quantity

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// anyNum draws small, large and unbounded numbers.
func anyNum() *rapid.Generator[Num] {
	return rapid.OneOf(
		rapid.Map(rapid.Int64Range(int64(Min), int64(Max)), func(n int64) Num { return Num(n) }),
		rapid.Map(rapid.Int64Range(-1_000_000_000, 1_000_000_000), func(n int64) Num { return Num(n) }),
		rapid.SampledFrom([]Num{0, 1, -1, Scale, -Scale, Min, Max, Min + 1, Max - 1}),
	)
}

// saturated is an exact number of ten-thousandths brought within the bounds.
func saturated(x *big.Int) Num {
	switch {
	case x.Cmp(big.NewInt(int64(Max))) >= 0:
		return Max
	case x.Cmp(big.NewInt(int64(Min))) <= 0:
		return Min
	}
	return Num(x.Int64())
}

func bigOf(n Num) *big.Int { return big.NewInt(int64(n)) }

// TestArithmeticLikeBig: sums, products and quotients are those of exact
// arithmetic, rounded toward zero and saturated.
func TestArithmeticLikeBig(t *testing.T) {
	scale := big.NewInt(Scale)
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyNum().Draw(t, "a"), anyNum().Draw(t, "b")
		x, y := bigOf(a), bigOf(b)
		if want := saturated(new(big.Int).Add(x, y)); Add(a, b) != want {
			t.Fatalf("%d + %d is %d, want %d", a, b, Add(a, b), want)
		}
		if want := saturated(new(big.Int).Sub(x, y)); Sub(a, b) != want {
			t.Fatalf("%d - %d is %d, want %d", a, b, Sub(a, b), want)
		}
		product := new(big.Int).Mul(x, y)
		if want := saturated(product.Quo(product, scale)); Mul(a, b) != want {
			t.Fatalf("%d * %d is %d, want %d", a, b, Mul(a, b), want)
		}
		if b == 0 {
			want := Num(0)
			if a > 0 {
				want = Max
			} else if a < 0 {
				want = Min
			}
			if Div(a, b) != want {
				t.Fatalf("%d / 0 is %d, want %d", a, Div(a, b), want)
			}
			return
		}
		quotient := new(big.Int).Mul(x, scale)
		if want := saturated(quotient.Quo(quotient, y)); Div(a, b) != want {
			t.Fatalf("%d / %d is %d, want %d", a, b, Div(a, b), want)
		}
	})
}

func TestWholeLikeBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		want := saturated(new(big.Int).Mul(big.NewInt(n), big.NewInt(Scale)))
		got := Whole(n)
		// Numbers beyond the bounds by less than one whole may count as unbounded.
		if got != want && !(got == Max && want > Max-Scale) && !(got == Min && want < Min+Scale) {
			t.Fatalf("Whole(%d) is %d, want %d", n, got, want)
		}
	})
}

// TestParsePrints: a number that can be written is read and printed exactly.
func TestParsePrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`(0|[1-9][0-9]{0,11})(\.[0-9]{0,3}[1-9])?`).Draw(t, "number")
		n, err := Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		if n.String() != s {
			t.Fatalf("%s prints as %s", s, n)
		}
		exact, _ := new(big.Rat).SetString(s)
		if exact.Cmp(big.NewRat(int64(n), Scale)) != 0 {
			t.Fatalf("%s is read as %d", s, n)
		}
	})
	for _, bad := range []string{"x", "1.23456", "1234567890123", "1x", "1.2.3"} {
		if n, err := Parse(bad); err == nil {
			t.Errorf("%q was read as %v", bad, n)
		}
	}
	for want, n := range map[string]Num{"any": Max, "-12.5": -125_000, "0": 0, "0.0001": 1} {
		if n.String() != want {
			t.Errorf("%d prints as %s, want %s", n, n, want)
		}
	}
	if Min.String() != "any" {
		t.Errorf("no lower bound prints as %s", Min)
	}
}

func TestRange(t *testing.T) {
	for want, r := range map[string]Range{
		"12": Exact(Whole(12)), "63..150": {Whole(63), Whole(150)}, "unknown": Unknown,
		"at least 260": {Whole(260), Max}, "at most 9": {0, Whole(9)},
	} {
		if r.String() != want {
			t.Errorf("%+v prints as %q, want %q", r, r.String(), want)
		}
	}
	if !Exact(5).IsExact() || Unknown.IsExact() {
		t.Error("only one number is exact")
	}
}
