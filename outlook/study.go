package outlook

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"casus/diag"
	"casus/engine"
	"casus/quantity"
)

// Study is a number of runs of an outlook under all of its scenarios.
type Study struct {
	Outlook *Outlook
	Runs    int64
	Seed    uint64
	// Values are the parameters' values, in the order of Outlook.Parameters; nil:
	// those that the outlook gives. A parameter that is drawn from a distribution
	// is drawn whatever stands here, unless it is Fixed.
	Values []float64
	Fixed  []bool
	// From replaces what parameters are drawn from; nil, or nil for a parameter:
	// what the outlook says.
	From  []*Distribution
	Block int64 // runs in a block; 0: DefaultBlock
	Most  int   // acts in one step; 0: DefaultMostActs
}

// DefaultBlock is how many runs a block has.
const DefaultBlock = 1000

// AnswerKind says how an answer is read.
type AnswerKind uint8

// The kinds of answer.
const (
	Number AnswerKind = iota // a mean of a number in each run
	Chance                   // the share of runs in which it is so
)

// Answer is one number of each run.
type Answer struct {
	Name  string
	Words string
	Kind  AnswerKind
}

// The answers that every outlook has, before those of its parties, watches and
// asks.
const (
	AnswerParties = iota
	AnswerExits
	AnswerNoExit
	AnswerFirstExit
	AnswerRequests
	AnswerUnanswered
	AnswerSilences
	AnswerForce
	AnswerBreaches
	AnswerBare
	AnswerUnmet
	numAnswers
)

// Answers lists what is asked of each run: the fixed ones, whether each party of
// the first scenario leaves, the watches at the end, and the asks.
func (s *Study) Answers() []Answer { return s.Outlook.Answers() }

// Answers lists what is asked of each run.
func (o *Outlook) Answers() []Answer {
	out := []Answer{
		{"parties", "parties at the end", Number},
		{"exits", "parties that left", Number},
		{"no-exit", "nobody leaves", Chance},
		{"first-exit", "steps until somebody leaves; all steps where nobody does", Number},
		{"requests", "requests", Number},
		{"unanswered-requests", "requests after which nobody did in time what was owed", Number},
		{"silent-requests", "requests about which the text is silent", Number},
		{"force", "times a member used force against a member", Number},
		{"breaches", "breaches", Number},
		{"bare-breaches", "breaches to which the text attaches nothing", Number},
		{"unmet-breaches", "breaches of which nothing came: no measure, no status, nothing performed", Number},
	}
	vocab := o.Scenarios[0].Program.Case.Vocab
	for _, e := range o.Scenarios[0].Parties {
		out = append(out, Answer{"leaves-" + vocab.Entities[e].Code, vocab.Entities[e].Code + " leaves", Chance})
	}
	for _, w := range o.Watches {
		out = append(out, Answer{w.Name, w.Name + ": " + w.Words, Number})
	}
	for _, a := range o.Asks {
		out = append(out, Answer{a.Name, a.Name + ": " + a.Words, Chance})
	}
	return out
}

// Blocks is how many blocks the study has.
func (s *Study) Blocks() int { return int((s.Runs + s.block() - 1) / s.block()) }

func (s *Study) block() int64 {
	if s.Block > 0 {
		return s.Block
	}
	return DefaultBlock
}

// BlockRuns are the runs from up to but not including to of a block.
func (s *Study) BlockRuns(n int) (from, to int64) {
	from = int64(n) * s.block()
	return from, min(from+s.block(), s.Runs)
}

// Worker runs blocks of a study, one after another. It is not safe for
// concurrent use; a study may have many.
type Worker struct {
	// After is told of each run, with the answers under each scenario in
	// ten-thousandths, which are its own only until the next; nil: nobody is.
	After func(run int64, rows [][]int64)

	study      *Study
	futures    []*future
	parameters []float64
	drawn      []drawn
	rows       [][]int64
	ratio      [][2]int64
	recent     [][][]recent // by scenario, by what is watched, by step
	bound      engine.Bound
}

// drawn is a parameter that each run draws.
type drawn struct {
	at   int
	kind uint64
	from *inverse
}

// NewWorker makes a worker.
func (s *Study) NewWorker() *Worker {
	w := &Worker{study: s}
	for _, sc := range s.Outlook.Scenarios {
		w.futures = append(w.futures, newFuture(s.Outlook, sc, s.Seed, s.Most))
		w.rows = append(w.rows, make([]int64, len(s.Answers())))
	}
	for range w.futures {
		var watched [][]recent
		for range 1 + len(s.Outlook.Watches) {
			watched = append(watched, make([]recent, s.Outlook.Steps))
		}
		w.recent = append(w.recent, watched)
	}
	w.ratio = make([][2]int64, len(w.futures))
	for i, p := range s.Outlook.Parameters {
		v := p.Value
		if s.Values != nil {
			v = s.Values[i]
		}
		w.parameters = append(w.parameters, v)
		from := p.inverse
		if s.From != nil && s.From[i] != nil {
			from = &inverse{Distribution: *s.From[i]}
		}
		if from != nil && (s.Fixed == nil || !s.Fixed[i]) {
			w.drawn = append(w.drawn, drawn{i, named("parameter", p.Name), from})
		}
	}
	return w
}

// draw gives the parameters of a run their values: the same under each scenario.
func (w *Worker) draw(run int64) {
	for _, d := range w.drawn {
		w.parameters[d.at] = d.from.at(open(at(stream(w.study.Seed, d.kind, uint64(run)), 0)))
	}
}

// RunError is a run that could not be finished.
type RunError struct {
	Run      int64
	Scenario string
	Err      error
}

func (e *RunError) Error() string {
	return fmt.Sprintf("run %d under %s: %v", e.Run, e.Scenario, e.Err)
}

func (e *RunError) Unwrap() error { return e.Err }

// Diagnostic is what went wrong at its place in the outlook; ok is false where
// it has none.
func (e *RunError) Diagnostic() (d diag.Diagnostic, ok bool) {
	var fault *Fault
	if !errors.As(e.Err, &fault) {
		return d, false
	}
	return diag.Diagnostic{Code: "E0611", Severity: diag.Error, Summary: e.Error(), Hint: fault.Hint, Place: fault.Place}, true
}

// Run runs the runs from up to but not including to, and adds them to a tally.
// It stops between two runs when the context ends; the tally is then of no use.
func (w *Worker) Run(ctx context.Context, from, to int64, t *Tally) error {
	for n := from; n < to; n++ {
		if n&63 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		w.draw(n)
		for k, f := range w.futures {
			f.begin(uint64(n), w.parameters)
			st := t.Scenarios[k]
			f.watch = func(step int) { w.watch(f, w.recent[k], st, step) }
			if err := f.run1(); err != nil {
				return &RunError{n, f.s.Name, err}
			}
			w.take(k, f, st)
		}
		t.Runs++
		if w.After != nil {
			w.After(n, w.rows)
		}
	}
	for k, watched := range w.recent {
		for i := range watched {
			for step := range watched[i] {
				watched[i][step].empty(&t.Scenarios[k].Watched[i][step])
			}
		}
	}
	return nil
}

// Block runs one block.
func (w *Worker) Block(ctx context.Context, n int) (*Tally, error) {
	t := w.study.newTally()
	from, to := w.study.BlockRuns(n)
	return t, w.Run(ctx, from, to, t)
}

// watch keeps what is watched after a step.
func (w *Worker) watch(f *future, c [][]recent, t *ScenarioTally, step int) {
	c[0][step].add(&t.Watched[0][step], float64(f.run.Count(f.s.partyNumber)))
	for i, n := range f.s.watches {
		var v float64
		if n.op == opHolders {
			v = float64(f.run.Count(n.at))
		} else {
			w.bound.Clear()
			v = f.value(n, &w.bound)
		}
		c[1+i][step].add(&t.Watched[1+i][step], v)
	}
}

// take keeps the answers of a run that has ended.
func (w *Worker) take(k int, f *future, t *ScenarioTally) {
	row, c := w.rows[k], f.tally
	steps := int32(f.o.Steps)
	exits, first := int64(0), steps
	if c.first >= 0 {
		first = c.first
		t.First[first]++
	}
	at := numAnswers
	for i, e := range f.s.Parties {
		if c.left[e] >= 0 {
			exits++
			t.Left[i][c.left[e]]++
		}
	}
	for _, e := range f.o.Scenarios[0].Parties {
		row[at] = yes(c.left[e] >= 0)
		at++
	}
	row[AnswerParties] = whole(int64(f.run.Count(f.s.partyNumber)))
	row[AnswerExits], row[AnswerNoExit], row[AnswerFirstExit] = whole(exits), yes(c.first < 0), whole(int64(first))
	row[AnswerRequests], row[AnswerUnanswered], row[AnswerSilences] = whole(c.requests), whole(f.unanswered()), whole(c.silences)
	row[AnswerForce] = whole(c.force)
	row[AnswerBreaches], row[AnswerBare], row[AnswerUnmet] = whole(c.breaches), whole(c.bare), whole(int64(len(f.unmet)))
	for _, n := range f.s.watches {
		w.bound.Clear()
		row[at] = fixed(f.value(n, &w.bound))
		at++
	}
	for _, a := range f.s.asks {
		w.bound.Clear()
		row[at] = yes(f.holds(a, &w.bound))
		at++
	}
	for i, x := range row {
		t.Answers[i].add(x)
	}
	a, b := c.answered, c.ended
	t.Answered.add(a, b)
	w.ratio[k] = [2]int64{a, b}
	if k == 0 {
		return
	}
	for i, x := range row {
		t.Differences[i].add(x - w.rows[0][i])
	}
	o := w.ratio[0]
	t.Paired.Add(&PairedCross{a * o[0], a * o[1], b * o[0], b * o[1]})
}

func whole(n int64) int64 { return n * quantity.Scale }

func yes(b bool) int64 {
	if b {
		return quantity.Scale
	}
	return 0
}

// fixed is a number in ten-thousandths, held within what sums can take.
func fixed(x float64) int64 {
	const most = 1 << 40
	x = math.Round(x * quantity.Scale)
	switch {
	case x != x:
		return 0
	case x > most:
		return most
	case x < -most:
		return -most
	}
	return int64(x)
}

// State is how far a study has come: which blocks are done, and what they add up
// to. It can be written down and taken up again.
type State struct {
	Key   string `json:"key"`  // of the study: see Study.Key
	Done  []bool `json:"done"` // by block
	Tally *Tally `json:"tally"`
}

// NewState is the state of a study that has not begun.
func (s *Study) NewState(key string) *State {
	return &State{Key: key, Done: make([]bool, s.Blocks()), Tally: s.newTally()}
}

// Left is how many blocks are not done.
func (st *State) Left() (n int) {
	for _, d := range st.Done {
		if !d {
			n++
		}
	}
	return n
}

// Take adds a block that was run, here or elsewhere; one that is in already is
// left out.
func (st *State) Take(block int, t *Tally) error {
	if block < 0 || block >= len(st.Done) {
		return fmt.Errorf("there is no block %d", block)
	}
	if st.Done[block] {
		return nil
	}
	if err := st.Tally.Add(t); err != nil {
		return err
	}
	st.Done[block] = true
	return nil
}

// Go runs the blocks that are not done with so many workers. It calls step,
// never twice at once, after each block, with the state as it is then; an error
// of it ends the study. What was done when the study ends, for whatever reason,
// is in the state. If runs go wrong, the error names the first of them, however
// many workers there are: blocks before it are run to their end.
func (s *Study) Go(ctx context.Context, st *State, workers int, step func(*State) error) error {
	outer := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	blocks := make(chan int, len(st.Done))
	for n, done := range st.Done {
		if !done {
			blocks <- n
		}
	}
	close(blocks)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var fault any
	var wrong error // of the first block in which a run went wrong
	first := len(st.Done)
	for range max(1, min(workers, st.Left())) {
		wg.Go(func() {
			defer func() {
				if x := recover(); x != nil {
					mu.Lock()
					fault = x
					mu.Unlock()
					cancel(errors.New("a fault"))
				}
			}()
			w := s.NewWorker()
			t := s.newTally()
			for n := range blocks {
				mu.Lock()
				late := n > first
				mu.Unlock()
				if late || ctx.Err() != nil {
					return
				}
				t.clear()
				from, to := s.BlockRuns(n)
				err := w.Run(ctx, from, to, t)
				mu.Lock()
				switch {
				case n > first:
				case err != nil && ctx.Err() == nil:
					first, wrong, err = n, err, nil
				case err == nil:
					if err = st.Take(n, t); err == nil && step != nil {
						err = step(st)
					}
				}
				mu.Unlock()
				if err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if fault != nil {
		panic(fault) // where the caller can see it, as if nothing ran beside it
	}
	if cause := context.Cause(ctx); cause != nil && (st.Left() > 0 || cause != context.Cause(outer)) {
		return cause // a context that ended when all was done has ended nothing
	}
	return wrong
}
