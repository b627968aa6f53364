package outlook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"casus/diag"
	"casus/engine"
	"casus/outlook"
)

func bytesOf(t testing.TB, st *outlook.State) []byte {
	t.Helper()
	b, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gone(t testing.TB, s *outlook.Study, workers int) *outlook.State {
	t.Helper()
	st := s.NewState("k")
	if err := s.Go(context.Background(), st, workers, nil); err != nil {
		t.Fatal(err)
	}
	return st
}

// However many workers share the work, and in whatever blocks it is cut, not a
// byte of the result changes.
func TestLawWorkers(t *testing.T) {
	o := prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})
	s := &outlook.Study{Outlook: o, Runs: 3_100, Seed: 7, Block: 100}
	want := bytesOf(t, gone(t, s, 1))
	for _, workers := range []int{2, 7} {
		if got := bytesOf(t, gone(t, s, workers)); !bytes.Equal(got, want) {
			t.Errorf("%d workers give another result than one", workers)
		}
	}
	other := *s
	other.Block = 333
	a, _ := json.Marshal(gone(t, &other, 3).Tally)
	b, _ := json.Marshal(gone(t, s, 1).Tally)
	if !bytes.Equal(a, b) {
		t.Error("other blocks give another result")
	}
	other = *s
	other.Seed = 8
	if bytes.Equal(bytesOf(t, gone(t, &other, 1)), want) {
		t.Error("another seed gives the same result")
	}
}

// A study that was broken off and taken up again, from what was written down,
// gives what the whole gives.
func TestLawResume(t *testing.T) {
	o := prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})
	s := &outlook.Study{Outlook: o, Runs: 2_000, Seed: 7, Block: 100}
	want := bytesOf(t, gone(t, s, 1))
	st := s.NewState("k")
	enough := errors.New("enough")
	n := 0
	err := s.Go(context.Background(), st, 2, func(*outlook.State) error {
		if n++; n == 5 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || st.Left() == 0 || st.Left() == s.Blocks() {
		t.Fatalf("broken off with %v, %d of %d blocks left", err, st.Left(), s.Blocks())
	}
	var again outlook.State
	if err := json.Unmarshal(bytesOf(t, st), &again); err != nil {
		t.Fatal(err)
	}
	if err := s.Go(context.Background(), &again, 2, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytesOf(t, &again), want) {
		t.Error("the study taken up again gives another result than the whole")
	}
	if err := again.Take(3, s.NewState("").Tally); err != nil || !bytes.Equal(bytesOf(t, &again), want) {
		t.Error("a block that was in already was added again", err)
	}
}

// A study that is interrupted when its last future has been run is whole.
func TestInterruptedWhenDone(t *testing.T) {
	o := prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})
	s := &outlook.Study{Outlook: o, Runs: 500, Seed: 7, Block: 100}
	for left := range 2 {
		ctx, cancel := context.WithCancel(context.Background())
		st := s.NewState("k")
		err := s.Go(ctx, st, 1, func(st *outlook.State) error {
			if st.Left() == left {
				cancel()
			}
			return nil
		})
		if st.Left() != left || errors.Is(err, context.Canceled) != (left > 0) || left == 0 && err != nil {
			t.Errorf("%d blocks are left, and it ends with %v", st.Left(), err)
		}
	}
}

// Blocks that are run anywhere and taken in any order give the same.
func TestLawBlocks(t *testing.T) {
	o := prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})
	s := &outlook.Study{Outlook: o, Runs: 1_000, Seed: 7, Block: 100}
	want := bytesOf(t, gone(t, s, 1))
	st := s.NewState("k")
	for n := s.Blocks() - 1; n >= 0; n-- {
		tally, err := s.NewWorker().Block(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.Take(n, tally); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(bytesOf(t, st), want) {
		t.Error("blocks taken from the last to the first give another result")
	}
}

// The outcome of TA-1 is known from many programs.
func TestTA1(t *testing.T) {
	o := prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})
	s := &outlook.Study{Outlook: o, Runs: 40_000, Seed: 1}
	sc := gone(t, s, 2).Tally.Scenarios[0]
	for _, want := range []struct {
		name string
		mean float64
	}{{"parties", 3.9435}, {"few-left", 0.3453}} {
		for i, a := range s.Answers() {
			m := &sc.Answers[i]
			if a.Name == want.name && math.Abs(m.Mean()-want.mean) > 4*m.Error() {
				t.Errorf("%s is %.4f +- %.4f, want %.4f", a.Name, m.Mean(), m.Error(), want.mean)
			}
		}
	}
}

// Under a law that changes nothing, nothing differs, in no run: chance is common
// to the scenarios.
func TestLawCommonChance(t *testing.T) {
	o := written(t, strings.Replace(small, "  starts", "  scenario copy\n    under idle from 2030-01-01\n  starts", 1)+`
charter idle amends pact "A text that changes nothing"
`)
	s := &outlook.Study{Outlook: o, Runs: 500, Seed: 3}
	st := gone(t, s, 2)
	moved := false
	for i, a := range s.Answers() {
		d := &st.Tally.Scenarios[1].Differences[i]
		if d.Mean() != 0 || d.Error() != 0 {
			t.Errorf("%s differs by %g", a.Name, d.Mean())
		}
		moved = moved || st.Tally.Scenarios[0].Answers[i].Error() > 0
	}
	if !moved {
		t.Error("nothing happens in the futures: the test shows nothing")
	}
}

// A future that is written down as a record and derived like any history has the
// findings that it had.
func TestLawHistory(t *testing.T) {
	for _, o := range []*outlook.Outlook{written(t, small), prepared(t, "testdata/ta-1", "ta-1", outlook.Options{})} {
		s := &outlook.Study{Outlook: o, Runs: 100, Seed: 5}
		found := 0
		for run := range s.Runs {
			h, err := s.Open(0, run)
			if err != nil {
				t.Fatal(err)
			}
			d, err := h.Docket()
			if err != nil {
				t.Fatal(err)
			}
			r, _ := d.Single(0, 0)
			if got, want := linesOf(r, h.From), linesOf(h.Engine, h.From); got != want {
				t.Fatalf("run %d of %s, written down, gives\n%s\nwant\n%s", run, o.Name, got, want)
			}
			found += len(h.Engine.Findings()) - h.From
		}
		if found < 100 {
			t.Errorf("%d findings in %d futures: the test shows little", found, s.Runs)
		}
	}
}

func linesOf(r *engine.Run, from int) string {
	var b strings.Builder
	for id := from; id < len(r.Findings()); id++ {
		f := &r.Findings()[id]
		fmt.Fprintf(&b, "%s %s %d %v %v\n", f.Day, f.Kind, f.Rule, f.Late(), r.Roles(uint32(id), 0))
		if f.Kind == engine.Status {
			c := r.Changes()[f.Matter]
			fmt.Fprintf(&b, "  %d %d %v\n", c.Status, c.Entity, c.Ceases)
		}
	}
	return b.String()
}

// A future that explodes, or whose numbers go wrong, is named, and what was done
// before is kept.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"explodes", "chance  0.2", "rate 2000000 per 1 month", "explodes"},
		{"chance above 1", "chance  0.2", "chance 0.5 + anger of a", "the chance of quarrel came to 1.5"},
		{"rate below 0", "chance  0.2", "rate 0 - anger of a per 1 month", "the rate of quarrel came to -1"},
		{"no number", "chance  0.2", "chance 0 / (anger of a - anger of a)", "NaN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := written(t, strings.Replace(small, c.old, c.new, 1))
			s := &outlook.Study{Outlook: o, Runs: 5000, Seed: 3, Block: 1}
			st := s.NewState("")
			err := s.Go(context.Background(), st, 1, nil)
			var run *outlook.RunError
			if err == nil || !strings.Contains(err.Error(), c.want) || !errors.As(err, &run) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if int64(s.Blocks()-st.Left()) != run.Run {
				t.Errorf("run %d went wrong, and %d runs are kept", run.Run, s.Blocks()-st.Left())
			}
		})
	}
}

// small is an alliance for tests.
const small = `
vocabulary words
  kind state
  kind treaty institution
  entity AVA is state
  entity BOR is state
  entity CEL is state
  entity LEA is treaty
  act attack by state on state grave
  act clash by state with state mutual
  act request-help by state grave
  act help by state to state
  act leave by state from treaty formal
charter pact
  governs LEA
  parties AVA BOR CEL
article 1
  ban peace
    any     party p
    never   clash by p with q
    where   q is party
  duty help
    when    request-help by p
    where   p is party
    each    party x except p
    must    help by x to p
    within  20 days
article 2
  power leave
    any     party p
    may     leave by p from LEA
    effect  p ceases to be party after 2 months
case one under pact
outlook small
  under pact
  starts 2030-01-01
  runs 24 steps of 1 month
  measure anger of state = 1
  behaviour quarrel
    each    pair of party a b
    chance  0.2
    does    clash by a with b
  behaviour call
    each    party p
    chance  0.3
    does    request-help by p
  behaviour answer
    each    open help by x to p
    chance  0.5
    does    help by x to p
  reaction bitter
    when    breach of help by x to p
    then    anger of p rises by 1
  behaviour leave
    each    party p in random order
    chance  logistic(anger of p - 6)
    does    leave by p from LEA
  watch     worst = highest anger of state-parties
  ask       alone = count of party is at most 1
`

func diagnosed(t testing.TB, src string) (*outlook.Outlook, []diag.Diagnostic) {
	t.Helper()
	return preparedFrom(t, strings.ReplaceAll(src, "state-parties", "party"))
}

// written prepares an outlook that must be sound.
func written(t testing.TB, src string) *outlook.Outlook {
	t.Helper()
	o, diags := diagnosed(t, src)
	if o == nil {
		t.Fatal(text(diags))
	}
	return o
}
