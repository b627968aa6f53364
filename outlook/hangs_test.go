package outlook_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"casus/outlook"
	"casus/sensitivity"
)

// sums is an outlook whose watch is a plain sum of what is varied, so that the
// indices are known, and in which a reading decides whether help owed late is a
// breach.
var sums = strings.Replace(lessons, "behaviour call\n", `parameter aa = 0.5 in 0..1
  parameter bb = 0.25 as uniform(0, 2)
  parameter cc = 1
  behaviour call
`, 1) + `
  watch in-all = aa + bb * cc
`

func analysis(t *testing.T, src string, readings ...string) *outlook.Analysis {
	t.Helper()
	a, diags, err := outlook.NewAnalysis(declared(t, src), outlook.Options{}, readings, 20, 1)
	if err != nil || a == nil {
		t.Fatal(err, text(diags))
	}
	return a
}

func answer(t *testing.T, a *outlook.Analysis, name string) int {
	t.Helper()
	for i, x := range a.Outlook.Answers() {
		if x.Name == name {
			return i
		}
	}
	t.Fatalf("there is no answer %s", name)
	return 0
}

// TestHangs: of a sum of a in 0..1 and b in 0..2 the shares of the variance are
// 1/5 and 4/5, b's bar is the longer one, and what does nothing has no effect.
func TestHangs(t *testing.T) {
	a := analysis(t, sums)
	var names []string
	for _, f := range a.Factors {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "aa bb calls all-calls loyalty heat" {
		t.Fatalf("varied are %s", got)
	}
	sum := answer(t, a, "in-all")
	s, err := sensitivity.NewSobol(a.Plain(), 256, 1)
	if err != nil {
		t.Fatal(err)
	}
	ready := 0
	y, err := a.Evaluate(context.Background(), s.Points, 2, func(n int) { ready = n })
	if err != nil {
		t.Fatal(err)
	}
	if ready != len(s.Points) {
		t.Errorf("told of %d points of %d", ready, len(s.Points))
	}
	list, ok := s.Indices(y.Means[sum])
	if !ok {
		t.Fatal("the sum does not vary")
	}
	for i, want := range []float64{0.2, 0.8, 0, 0, 0, 0} {
		if math.Abs(list[i].First.Value-want) > 0.06 || math.Abs(list[i].Total.Value-want) > 0.06 {
			t.Errorf("%s makes %.3f, %.3f of the variance, want %.1f", list[i].Name, list[i].First.Value, list[i].Total.Value, want)
		}
	}
	points, of := a.Ends()
	y, err = a.Evaluate(context.Background(), points, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	bars := a.Tornado(points, of, y.Means[sum])
	if len(bars) != 6 || bars[0].Factor.Name != "bb" || bars[1].Factor.Name != "aa" {
		t.Fatalf("bars %+v", bars)
	}
	if b := bars[0]; math.Abs(b.AtLow-0.6) > 1e-4 || math.Abs(b.AtHigh-2.4) > 1e-4 {
		t.Errorf("from %g to %g", b.AtLow, b.AtHigh)
	}
	bars = a.Tornado(points, of, y.Means[answer(t, a, "requests")])
	if bars[0].Factor.Name != "calls" || bars[0].AtHigh <= bars[0].AtLow {
		t.Errorf("requests hang on %+v", bars[0])
	}
	m, err := sensitivity.NewMorris(a.Plain(), 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	if y, err = a.Evaluate(context.Background(), m.Points, 2, nil); err != nil {
		t.Fatal(err)
	}
	// A sum that hangs on nothing but its parameters is the same in each future.
	if y.Errors[sum][0] != 0 || !(y.Errors[answer(t, a, "requests")][0] > 0) {
		t.Errorf("errors %g and %g", y.Errors[sum][0], y.Errors[answer(t, a, "requests")][0])
	}
	effects := m.Effects(y.Means[sum])
	if math.Abs(effects[0].Strength-1) > 1e-3 || effects[2].Strength != 0 {
		t.Errorf("effects %+v", effects)
	}
}

// TestHangsOnReading: a reading is varied like a parameter, and the same point
// gives the same answers whatever was evaluated before it.
func TestHangsOnReading(t *testing.T) {
	src := strings.Replace(sums, "article 1\n", "reading promptly = 20 days or none\narticle 1\n", 1)
	src = strings.Replace(src, "within  20 days\n  ban", "within  promptly\n  ban", 1)
	a := analysis(t, src, "promptly")
	k := len(a.Factors) - 1
	if f := a.Factors[k]; f.Name != "promptly" || f.Show(1) != "none" {
		t.Fatalf("varied is %s", f.Name)
	}
	none := a.Usual()
	none[k] = 1
	y, err := a.Evaluate(context.Background(), [][]float64{a.Usual(), none, a.Usual()}, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := y.Means[answer(t, a, "breaches")]
	if b[0] != b[2] || b[1] >= b[0] {
		t.Errorf("breaches %v", b)
	}
	if _, _, err := outlook.NewAnalysis(declared(t, src), outlook.Options{}, []string{"prompt"}, 1, 1); err == nil || !strings.Contains(err.Error(), "did you mean promptly") {
		t.Errorf("a reading that is not there: %v", err)
	}
}

// TestHangsBroken: what was worked out when an analysis is broken off is kept,
// and nothing else stands in its place.
func TestHangsBroken(t *testing.T) {
	a := analysis(t, sums)
	points, _ := a.Ends()
	ctx, cancel := context.WithCancel(context.Background())
	y, err := a.Evaluate(ctx, points, 1, func(n int) {
		if n == 5 {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("it was not broken off")
	}
	for n, m := range y.Means[answer(t, a, "in-all")] {
		if math.IsNaN(m) != (n >= 5) {
			t.Errorf("point %d has %g", n, m)
		}
	}
	ctx, cancel = context.WithCancel(context.Background())
	if _, err := a.Evaluate(ctx, points, 1, func(n int) {
		if n == len(points) {
			cancel()
		}
	}); err != nil {
		t.Errorf("interrupted when all was done, it ends with %v", err)
	}
}
