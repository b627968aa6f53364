package outlook_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casus/calendar"
	"casus/diag"
	"casus/library"
	"casus/outlook"
	"casus/quantity"
)

func declared(t testing.TB, src string) *library.Outlook {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "o.casus"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, diags := library.Load([]string{dir})
	if diag.HasErrors(diags) {
		t.Fatal(text(diags))
	}
	return lib.Folders[0].FindOutlook("")
}

func day(t testing.TB, y, m, d int) calendar.Day {
	t.Helper()
	x, ok := calendar.Date(y, m, d)
	if !ok {
		t.Fatal("no such day")
	}
	return x
}

// TestPast works out by hand what history answered.
func TestPast(t *testing.T) {
	lo := declared(t, lessons)
	o, diags, err := outlook.Prepare(lo, outlook.Options{From: day(t, 2006, 1, 1), Until: day(t, 2007, 12, 31)})
	if err != nil || o == nil {
		t.Fatal(err, text(diags))
	}
	p, err := o.Past()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"parties": 4, "exits": 0, "no-exit": 1, "first-exit": 24, "requests": 2, "force": 3, "leaves-AVA": 0, "many": 1}
	for i, a := range o.Answers() {
		if x, ok := want[a.Name]; ok && float64(p.Answers[i])/quantity.Scale != x {
			t.Errorf("%s was %g, want %g", a.Name, float64(p.Answers[i])/quantity.Scale, x)
		}
		if !p.Asks[i] {
			t.Errorf("%s is not asked of history", a.Name)
		}
	}
	// The help that AVA asked for in 2006 never came: each of three failed, and
	// the clashes are breaches too, once for each side.
	for i, a := range o.Answers() {
		if got := float64(p.Answers[i]) / quantity.Scale; a.Name == "breaches" && got != 3+3+6 {
			t.Errorf("there were %g breaches", got)
		}
	}
	o, _, err = outlook.Prepare(lo, outlook.Options{From: day(t, 2009, 1, 1), Until: day(t, 2012, 12, 31)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = o.Past(); err == nil || !strings.Contains(err.Error(), "the record of one ends on 2010-05-01") {
		t.Errorf("a span beyond the record is answered: %v", err)
	}
}

// TestPastIsAFuture: a future written down as a record and asked as history
// answers as it did.
func TestPastIsAFuture(t *testing.T) {
	// A history in which nothing hangs on chance: the futures' own answers and
	// those of the record that says the same.
	src := `
vocabulary words
  kind state
  kind treaty institution
  entity AVA is state
  entity BOR is state
  entity LEA is treaty
  act attack by state on state grave
  act leave by state from treaty formal
charter pact
  governs LEA
  effective 2000-01-01
  parties AVA BOR
article 1
  ban peace
    any     party p
    never   attack by p on q
article 2
  power leave
    any     party p
    may     leave by p from LEA
    effect  p ceases to be party
record past closed 2001-12-31
2001-01-01  attack by AVA on BOR
2001-03-02  leave by BOR from LEA
case one under pact reads past
outlook small
  continues one
  starts 2001-01-01
  runs 12 steps of 1 month
  shock blow on 2001-01-01
    does attack by AVA on BOR
  shock parting on 2001-03-02
    does leave by BOR from LEA
`
	o := written(t, src)
	p, err := o.Past()
	if err != nil {
		t.Fatal(err)
	}
	s := &outlook.Study{Outlook: o, Runs: 1, Seed: 1}
	w := s.NewWorker()
	w.After = func(_ int64, rows [][]int64) {
		for i, a := range o.Answers() {
			if rows[0][i] != p.Answers[i] {
				t.Errorf("%s: the future %d, the record %d", a.Name, rows[0][i], p.Answers[i])
			}
		}
	}
	if err := w.Run(context.Background(), 0, 1, s.NewState("").Tally); err != nil {
		t.Fatal(err)
	}
}

// TestPastCounts: of history is counted what the outlook counts, also acts of
// which no rule speaks, and an event that is told twice once.
func TestPastCounts(t *testing.T) {
	o := written(t, `
vocabulary words
  kind state
  entity AVA is state
  entity BOR is state
  act raid by state on state
  act plead by state
charter pact
  effective 2000-01-01
  parties AVA BOR
record past closed 2001-12-31
2001-01-10  raid by AVA on BOR  id border
2001-01-10  raid by AVA on BOR describes border
2001-02-10  raid by BOR on AVA
2001-03-10  plead by AVA
case one under pact reads past
outlook small
  continues one
  starts 2001-01-01
  runs 12 steps of 1 month
  counts raid as force
  counts plead as request
  behaviour quarrel
    chance 0.1
    does raid by AVA on BOR
`)
	p, err := o.Past()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]float64{outlook.AnswerForce: 2, outlook.AnswerRequests: 1} {
		if got := float64(p.Answers[i]) / quantity.Scale; got != want {
			t.Errorf("%s were %g, want %g", o.Answers()[i].Name, got, want)
		}
	}
}

// TestTry: a backtest has the folds that the record allows, and its scores are
// those of what was said and what came.
func TestTry(t *testing.T) {
	lo := declared(t, strings.Replace(lessons, "record past", "record past closed 2009-12-31", 1))
	years2 := calendar.Period{Months: 24}
	b, err := outlook.Try(context.Background(), lo, outlook.BacktestOptions{Span: years2, Runs: 400, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Folds) != 3 || b.Folds[0].From != day(t, 2004, 1, 1) || b.Folds[2].Until != day(t, 2009, 12, 31) {
		t.Fatalf("folds %+v", b.Folds)
	}
	for _, f := range b.Folds {
		for _, x := range f.Scored {
			if x.Answer.Kind == outlook.Chance {
				for who := range outlook.NumForecasters {
					d := x.Said[who] - x.Came
					if math.Abs(x.Brier[who]-d*d) > 1e-12 {
						t.Errorf("%s by %s: %g said, %g came, Brier %g", x.Answer.Name, who, x.Said[who], x.Came, x.Brier[who])
					}
				}
			}
			if x.Answer.Name == "requests" && math.Abs(x.CRPS[outlook.NothingChanges]-math.Abs(x.Said[outlook.NothingChanges]-x.Came)) > 1e-12 {
				t.Errorf("of one number the score is no distance: %+v", x)
			}
		}
	}
	// Calls of AVA, BOR and DOR in spans of two years: 2 (of a state that was no
	// member one more), 2, 1, 2, 1.
	var came []float64
	for _, f := range b.Folds {
		for _, x := range f.Scored {
			if x.Answer.Name == "requests" {
				came = append(came, x.Came)
			}
		}
	}
	if len(came) != 3 || came[0] != 1 || came[1] != 2 || came[2] != 1 {
		t.Errorf("requests came to %v", came)
	}
	n := 0
	for _, bin := range b.Calibration(outlook.Model) {
		n += bin.Forecasts
	}
	for _, s := range b.Verdicts() {
		if s.Kind == outlook.Chance && s.N != n {
			t.Errorf("%d chances are summed up, %d calibrated", s.N, n)
		}
		if len(s.Best) == 0 {
			t.Errorf("nobody is best at %s", s.Name)
		}
	}
	if _, err := outlook.Try(context.Background(), lo, outlook.BacktestOptions{Span: calendar.Period{Months: 96}}); err == nil {
		t.Error("two spans of eight years fit in ten")
	}
}
