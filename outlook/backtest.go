package outlook

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"casus/calendar"
	"casus/library"
	"casus/quantity"
	"casus/score"
)

// A backtest asks whether an outlook is any good: it is begun at days gone by,
// learns from the record up to each, foretells what came, and is scored beside
// two forecasts that anybody could have made. "Base rates" says that it will be
// as it was, on the whole: the answers of all earlier spans of the same length,
// each as likely as another. "Nothing changes" says that it will be as it was
// last time.

// Forecaster is who is scored.
type Forecaster int

// The forecasters.
const (
	Model Forecaster = iota
	BaseRates
	NothingChanges
	NumForecasters
)

var forecasters = [NumForecasters]string{"the outlook", "base rates", "nothing changes"}

func (f Forecaster) String() string { return forecasters[f] }

// Fold is one beginning.
type Fold struct {
	From, Until calendar.Day
	Earlier     int // spans of the same length before it
	Scored      []Scored
}

// Scored is one question of one fold.
type Scored struct {
	Answer Answer
	Came   float64 // of a chance 1 or 0
	// Said is the chance that each gave it, or the mean of the numbers.
	Said [NumForecasters]float64
	// CRPS of a number, in its unit; Brier and Log of a chance.
	CRPS, Brier, Log [NumForecasters]float64
}

// Backtest is the folds of an outlook.
type Backtest struct {
	Outlook string
	Case    string
	Folds   []Fold
	Skipped []string // beginnings that could not be tried, with why
	Broken  string   // why it ended before all were tried; empty if it did not
}

// BacktestOptions say how an outlook is tried.
type BacktestOptions struct {
	Span   calendar.Period // of each fold; zero: the outlook's own length
	First  calendar.Day    // zero: after so much of the record that there are two earlier spans
	Runs   int64           // of each fold; 0: DefaultBacktestRuns
	Seed   uint64
	Folded func(f *Fold) // told of each fold; may be nil
}

// DefaultBacktestRuns is how many futures a fold has.
const DefaultBacktestRuns = 2000

// surest is how sure "nothing changes" and "base rates" are at most: who says
// that something cannot be is punished without end once it is.
const surest = 0.99

// Try tries an outlook on the record that it continues.
func Try(ctx context.Context, lo *library.Outlook, o BacktestOptions) (*Backtest, error) {
	name := lo.Continued()
	if name == "" {
		return nil, fmt.Errorf("the outlook %s continues no case, and there is no record to try it on", lo.Decl.Name.Name)
	}
	if o.Runs == 0 {
		o.Runs = DefaultBacktestRuns
	}
	b := &Backtest{Outlook: lo.Decl.Name.Name, Case: name}
	first, last, span, err := reach(lo, name, o)
	if err != nil {
		return nil, err
	}
	var earlier []*Past
	for from := first; ; {
		until := from.Add(span) - 1
		if until > last {
			break
		}
		if ctx.Err() != nil {
			return b, ctx.Err()
		}
		past, out, err := asked(lo, name, from, until)
		if err != nil {
			b.Skipped = append(b.Skipped, fmt.Sprintf("%s: %v", from, err))
			earlier = nil
		} else {
			if len(earlier) >= 2 && from >= o.First {
				f, err := fold(ctx, out, past, earlier, o)
				if err != nil {
					return b, err
				}
				b.Folds = append(b.Folds, *f)
				if o.Folded != nil {
					o.Folded(f)
				}
			}
			earlier = append(earlier, past)
		}
		from = until + 1
	}
	if len(b.Folds) == 0 {
		return b, fmt.Errorf("the record of %s, from %s to %s, is too short for three spans of %s", name, first, last, span)
	}
	return b, nil
}

// reach is when the record begins and ends, and how long a fold is. Folds end
// with the record, so that what is left over lies at its beginning.
func reach(lo *library.Outlook, name string, o BacktestOptions) (first, last calendar.Day, span calendar.Period, err error) {
	out, diags, err := Prepare(lo, Options{Scenarios: []string{name}})
	if err != nil || out == nil {
		if err == nil {
			err = errors.New(diags[0].Summary)
		}
		return 0, 0, span, err
	}
	s := out.Scenarios[0]
	if span = o.Span; span.IsZero() {
		span = out.Step.Times(int32(out.Steps))
	}
	whole, err := out.whole()
	if err != nil {
		return 0, 0, span, err
	}
	last = whole.LastDay()
	first = last
	for _, t := range s.Built.Case.Families[s.Family].Texts {
		first = min(first, t.From)
	}
	if len(whole.Entries) > 0 {
		first = max(first, min(whole.Entries[0].Begin.Lo, last))
	}
	spare := first
	for n := int32(1); spare.Add(span.Times(n)) <= last+1; n++ {
		first = last + 1 - (spare.Add(span.Times(n)) - spare)
	}
	return max(first, spare), last, span, nil
}

// asked is what history answered over a span, and the outlook that begins with
// it.
func asked(lo *library.Outlook, name string, from, until calendar.Day) (*Past, *Outlook, error) {
	out, diags, err := Prepare(lo, Options{Scenarios: []string{name}, From: from, Until: until})
	if err != nil {
		return nil, nil, err
	}
	if out == nil {
		return nil, nil, errors.New(diags[0].Summary)
	}
	past, err := out.Past()
	return past, out, err
}

// fold runs the futures from one beginning and scores all who foretell.
func fold(ctx context.Context, out *Outlook, past *Past, earlier []*Past, o BacktestOptions) (*Fold, error) {
	s := &Study{Outlook: out, Runs: o.Runs, Seed: o.Seed}
	answers := out.Answers()
	samples := make([][]float64, len(answers))
	w := s.NewWorker()
	w.After = func(_ int64, rows [][]int64) {
		for i, x := range rows[0] {
			samples[i] = append(samples[i], float64(x)/quantity.Scale)
		}
	}
	if err := w.Run(ctx, 0, o.Runs, s.newTally()); err != nil {
		return nil, err
	}
	f := &Fold{From: out.Starts, Until: out.Ends, Earlier: len(earlier)}
	for i, a := range answers {
		if !past.Asks[i] {
			continue
		}
		x := Scored{Answer: a, Came: float64(past.Answers[i]) / quantity.Scale}
		before := valuesBefore(answers, a, i, past, earlier)
		for who, sample := range [NumForecasters][]float64{samples[i], before, before[len(before)-1:]} {
			x.take(Forecaster(who), sample)
		}
		f.Scored = append(f.Scored, x)
	}
	return f, nil
}

// valuesBefore are the answers of earlier spans. The number of parties is told
// as what it would be if it changed as it did then; of a party that was none
// then nothing is known but that parties seldom leave.
func valuesBefore(answers []Answer, a Answer, i int, past *Past, earlier []*Past) []float64 {
	var list []float64
	for _, e := range earlier {
		switch {
		case i == AnswerParties:
			list = append(list, float64(past.Parties)+float64(e.Answers[i])/quantity.Scale-float64(e.Parties))
		case i < numAnswers:
			list = append(list, float64(e.Answers[i])/quantity.Scale)
		case a.Kind == Chance && slices.ContainsFunc(answers, func(b Answer) bool { return b.Name == a.Name }) && leaves(a.Name):
			// Whether one of several parties leaves: the share of parties that left.
			if e.Parties > 0 {
				list = append(list, float64(e.Answers[AnswerExits])/quantity.Scale/float64(e.Parties))
			} else {
				list = append(list, 0)
			}
		default:
			// Watches and asks stand at the end of the row, behind the parties of
			// then, who may have been more or fewer.
			k := len(e.Answers) - (len(answers) - i)
			list = append(list, float64(e.Answers[k])/quantity.Scale)
		}
	}
	return list
}

func leaves(name string) bool { return len(name) > 7 && name[:7] == "leaves-" }

// take scores one who foretells by a sample.
func (x *Scored) take(who Forecaster, sample []float64) {
	mean := 0.0
	for _, v := range sample {
		mean += v
	}
	mean /= float64(len(sample))
	x.Said[who] = mean
	if x.Answer.Kind == Number {
		x.CRPS[who] = score.CRPS(slices.Clone(sample), x.Came)
		return
	}
	if who == Model {
		// So many futures and one more of either kind (Laplace): none of 2,000 is
		// no proof that it cannot be.
		n := float64(len(sample))
		mean = (mean*n + 1) / (n + 2)
	} else {
		mean = min(max(mean, 1-surest), surest)
	}
	x.Said[who] = mean
	x.Brier[who], x.Log[who] = score.Brier(mean, x.Came > 0.5), score.Log(mean, x.Came > 0.5)
}

// Verdict is the scores of one question, or of all chances, over folds.
type Verdict struct {
	Name             string
	Kind             AnswerKind
	N                int
	CRPS, Brier, Log [NumForecasters]float64 // means
	Best             []Forecaster            // with the least CRPS, or Brier; several if none is better
	// Ahead and Behind are at how many beginnings the outlook has a better, and a
	// worse, score than base rates.
	Ahead, Behind int
}

// Verdicts are the means of all folds: one of each number, one of all chances.
func (b *Backtest) Verdicts() []Verdict {
	var list []Verdict
	at := map[string]int{}
	for _, f := range b.Folds {
		lead := map[int]float64{} // of the outlook before base rates, in this fold
		for _, x := range f.Scored {
			name := x.Answer.Name
			if x.Answer.Kind == Chance {
				name = "chances"
			}
			i, ok := at[name]
			if !ok {
				i = len(list)
				at[name] = i
				list = append(list, Verdict{Name: name, Kind: x.Answer.Kind})
			}
			s := &list[i]
			s.N++
			of := x.CRPS
			if x.Answer.Kind == Chance {
				of = x.Brier
			}
			lead[i] += of[BaseRates] - of[Model]
			for who := range NumForecasters {
				s.CRPS[who] += x.CRPS[who]
				s.Brier[who] += x.Brier[who]
				s.Log[who] += x.Log[who]
			}
		}
		for i := range list {
			switch {
			case lead[i] > 1e-9:
				list[i].Ahead++
			case lead[i] < -1e-9:
				list[i].Behind++
			}
		}
	}
	for i := range list {
		s := &list[i]
		for who := range NumForecasters {
			s.CRPS[who] /= float64(s.N)
			s.Brier[who] /= float64(s.N)
			s.Log[who] /= float64(s.N)
		}
		s.Best = s.best()
	}
	return list
}

func (s *Verdict) best() (list []Forecaster) {
	of := s.CRPS
	if s.Kind == Chance {
		of = s.Brier
	}
	least := slices.Min(of[:])
	for who := range NumForecasters {
		if of[who] <= least+1e-9 {
			list = append(list, who)
		}
	}
	return list
}

// Calibration puts all chances that one foretold into bins.
func (b *Backtest) Calibration(who Forecaster) []score.Bin {
	var chances []float64
	var came []bool
	for _, f := range b.Folds {
		for _, x := range f.Scored {
			if x.Answer.Kind == Chance {
				chances, came = append(chances, x.Said[who]), append(came, x.Came > 0.5)
			}
		}
	}
	return score.Calibrate(chances, came, score.Edges)
}
