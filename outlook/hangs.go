package outlook

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/sensitivity"
)

// On which of its assumptions an outlook hangs is asked by varying them: its
// parameters over their ranges or distributions, what it learnt over what the
// record leaves open, and the readings of the text over their alternatives. At
// each point the same futures are run, drawn by the same chance, so that what
// differs differs because of the assumptions.

// Factor is what is varied.
type Factor struct {
	sensitivity.Factor
	Title string
	Kind  FactorKind
	// Values are the alternatives of a reading, the default first.
	Values []charter.Value
	// Usual is where it lies when others are varied: the parameter's value, the
	// middle of what was learnt, the default of a reading.
	Usual float64

	parameters []int // that it sets
}

// FactorKind is what a factor is.
type FactorKind uint8

// The kinds of factor.
const (
	Assumed   FactorKind = iota // a parameter
	FromWhat                    // what was learnt: its number is the quantile, of all states alike
	AsReading                   // a reading: its number is the place of the alternative
)

var factorKinds = [...]string{"parameter", "learnt", "reading"}

func (k FactorKind) String() string { return factorKinds[k] }

// Show is a factor's number as people write it.
func (f *Factor) Show(x float64) string {
	switch f.Kind {
	case AsReading:
		return f.Values[int(x)].String()
	case FromWhat:
		return fmt.Sprintf("%.0f%% quantile", 100*x)
	}
	return fmt.Sprintf("%.4g", x)
}

// Analysis varies the assumptions of an outlook.
type Analysis struct {
	Outlook *Outlook
	Factors []Factor
	Runs    int64 // at each point
	Seed    uint64
	// Difference says that the outcomes are what the second law changes beside
	// the first, not what the first comes to.
	Difference bool

	lo       *library.Outlook
	options  Options
	mu       sync.Mutex
	prepared map[string]*Outlook // by the alternatives of readings
}

// NewAnalysis prepares the analysis of an outlook under one law, or of the
// difference that a second makes. Readings are the names of those that are
// varied beside all parameters.
func NewAnalysis(lo *library.Outlook, o Options, readings []string, runs int64, seed uint64) (*Analysis, []diag.Diagnostic, error) {
	out, diags, err := Prepare(lo, o)
	if out == nil || err != nil {
		return nil, diags, err
	}
	if len(out.Scenarios) > 2 {
		return nil, nil, fmt.Errorf("one law is varied, or the difference between two: %d are given", len(out.Scenarios))
	}
	a := &Analysis{Outlook: out, Runs: runs, Seed: seed, Difference: len(out.Scenarios) == 2, lo: lo, options: o, prepared: map[string]*Outlook{"": out}}
	for i := range out.Parameters {
		p := &out.Parameters[i]
		f := Factor{Factor: sensitivity.Factor{Name: p.Name}, Title: p.Title, Usual: p.Value, parameters: []int{i}}
		switch {
		case p.Learnt:
			continue
		case p.From != nil:
			f.Quantile = p.inverse.at
		case p.HasRange:
			f.Low, f.High = p.Low, p.High
		default:
			continue
		}
		a.Factors = append(a.Factors, f)
	}
	for _, l := range out.Learnt {
		f := Factor{Factor: sensitivity.Factor{Name: l.Name, Low: 0, High: 1}, Title: l.Title, Kind: FromWhat, Usual: 0.5}
		for i := range out.Parameters {
			if p := &out.Parameters[i]; p.Learnt && (p.Name == l.Name || strings.HasPrefix(p.Name, l.Name+" of ")) {
				f.parameters = append(f.parameters, i)
			}
		}
		a.Factors = append(a.Factors, f)
	}
	for _, name := range readings {
		values, err := a.alternatives(name)
		if err != nil {
			return nil, nil, err
		}
		a.Factors = append(a.Factors, Factor{Factor: sensitivity.Factor{Name: name, Levels: len(values)}, Kind: AsReading, Values: values})
	}
	if len(a.Factors) == 0 {
		return nil, nil, errors.New("nothing can be varied: give a parameter a range, as in `parameter loyalty = 0.5 in 0.1..0.9`, or name a reading")
	}
	return a, diags, nil
}

// alternatives are the values of a reading, that of the outlook first.
func (a *Analysis) alternatives(name string) ([]charter.Value, error) {
	var values []charter.Value
	var known []string
	c := a.Outlook.Scenarios[0].Built.Case
	for _, f := range c.Families {
		for _, r := range f.Readings {
			known = append(known, r.Name)
			if r.Name != name {
				continue
			}
			for _, v := range r.Versions {
				for _, x := range v.Values {
					if !slices.ContainsFunc(values, func(y charter.Value) bool { return y.String() == x.String() }) {
						values = append(values, x)
					}
				}
			}
		}
	}
	if len(values) == 0 {
		hint := "there are " + list(known)
		if near := diag.Closest(name, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		return nil, fmt.Errorf("there is no reading %s: %s", name, hint)
	}
	for _, g := range a.Outlook.Scenarios[0].Built.Given {
		if i := slices.IndexFunc(values, func(x charter.Value) bool { return x.String() == g.Value.String() }); g.Name == name && i > 0 {
			values[0], values[i] = values[i], values[0]
		}
	}
	if len(values) == 1 {
		return nil, fmt.Errorf("the reading %s has one alternative only", name)
	}
	return values, nil
}

// Usual is the point at which nothing is varied.
func (a *Analysis) Usual() []float64 {
	var x []float64
	for _, f := range a.Factors {
		x = append(x, f.Usual)
	}
	return x
}

// Plain are the factors as the designs take them.
func (a *Analysis) Plain() []sensitivity.Factor {
	var list []sensitivity.Factor
	for _, f := range a.Factors {
		list = append(list, f.Factor)
	}
	return list
}

// Evaluation is what the answers come to at each point: the mean over the
// futures and its Monte Carlo error, by answer and by point; NaN where it was not
// worked out.
type Evaluation struct{ Means, Errors [][]float64 }

// Evaluate runs the futures at each point, in order. It tells done, never twice
// at once, how many points there are now; done may be nil. When the context ends,
// or a run goes wrong, what was worked out by then is returned with the error.
func (a *Analysis) Evaluate(ctx context.Context, points [][]float64, workers int, done func(n int)) (*Evaluation, error) {
	out := &Evaluation{}
	for range a.Outlook.Answers() {
		none := slices.Repeat([]float64{math.NaN()}, len(points))
		out.Means, out.Errors = append(out.Means, none), append(out.Errors, slices.Clone(none))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int, len(points))
	for n := range points {
		next <- n
	}
	close(next)
	var wg sync.WaitGroup
	var mu sync.Mutex
	ready := 0
	var fault any
	for range max(1, workers) {
		wg.Go(func() {
			defer func() {
				if x := recover(); x != nil {
					mu.Lock()
					fault = x
					mu.Unlock()
					cancel(errors.New("a fault"))
				}
			}()
			for n := range next {
				if ctx.Err() != nil {
					return
				}
				row, err := a.at(ctx, points[n])
				mu.Lock()
				if err == nil {
					for i := range row {
						out.Means[i][n], out.Errors[i][n] = row[i].Mean(), row[i].Error()
					}
					if ready++; done != nil {
						done(ready)
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
	if cause := context.Cause(ctx); cause != nil && ready < len(points) {
		return out, cause
	}
	return out, nil
}

// at runs the futures at one point.
func (a *Analysis) at(ctx context.Context, x []float64) ([]Moments, error) {
	o, err := a.under(x)
	if err != nil {
		return nil, err
	}
	s := &Study{Outlook: o, Runs: a.Runs, Seed: a.Seed, Values: make([]float64, len(o.Parameters)), Fixed: make([]bool, len(o.Parameters))}
	for i := range o.Parameters {
		s.Values[i] = o.Parameters[i].Value
	}
	for k := range a.Factors {
		f := &a.Factors[k]
		for _, i := range f.parameters {
			s.Fixed[i] = true
			if s.Values[i] = x[k]; f.Kind == FromWhat {
				s.Values[i] = o.Parameters[i].inverse.at(min(max(x[k], 1e-6), 1-1e-6))
			}
		}
	}
	t := s.newTally()
	if err := s.NewWorker().Run(ctx, 0, a.Runs, t); err != nil {
		return nil, fmt.Errorf("%w, with %s", err, a.words(x))
	}
	if a.Difference {
		return t.Scenarios[1].Differences, nil
	}
	return t.Scenarios[0].Answers, nil
}

func (a *Analysis) words(x []float64) string {
	var list []string
	for k := range a.Factors {
		list = append(list, a.Factors[k].Name+" "+a.Factors[k].Show(x[k]))
	}
	return strings.Join(list, ", ")
}

// under is the outlook under the readings of a point.
func (a *Analysis) under(x []float64) (*Outlook, error) {
	key := ""
	var given []docket.Given
	for k := range a.Factors {
		if f := &a.Factors[k]; f.Kind == AsReading && x[k] != 0 {
			v := f.Values[int(x[k])]
			given = append(given, docket.Given{Name: f.Name, Value: v})
			key += f.Name + "=" + v.String() + "\n"
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if o := a.prepared[key]; o != nil {
		return o, nil
	}
	options := a.options
	options.Given = append(slices.Clone(options.Given), given...)
	o, diags, err := Prepare(a.lo, options)
	if err == nil && o == nil {
		err = errors.New(diags[0].Summary)
	}
	if err != nil {
		return nil, err
	}
	a.prepared[key] = o
	return o, nil
}

// Bar is what an answer comes to when one factor alone goes from its low end to
// its high one: the bars of a tornado.
type Bar struct {
	Factor    *Factor
	Low, High float64 // of the factor
	AtLow     float64 // of the answer
	AtHigh    float64
}

// Ends are the two points of each factor's bar: the ends of its range, its 5%
// and 95% quantiles, or of a reading each alternative.
func (a *Analysis) Ends() (points [][]float64, of []int) {
	for k := range a.Factors {
		f := &a.Factors[k]
		var ends []float64
		switch {
		case f.Levels > 0:
			for i := range f.Levels {
				ends = append(ends, float64(i))
			}
		case f.Quantile != nil:
			ends = []float64{f.Quantile(0.05), f.Quantile(0.95)}
		case f.Kind == FromWhat:
			ends = []float64{0.05, 0.95}
		default:
			ends = []float64{f.Low, f.High}
		}
		for _, e := range ends {
			x := a.Usual()
			x[k] = e
			points, of = append(points, x), append(of, k)
		}
	}
	return points, of
}

// Tornado is the bars of one answer, the longest first, from its values at the
// ends.
func (a *Analysis) Tornado(points [][]float64, of []int, y []float64) []Bar {
	var list []Bar
	for n := 0; n < len(points); {
		k := of[n]
		b := Bar{Factor: &a.Factors[k], Low: points[n][k], High: points[n][k], AtLow: y[n], AtHigh: y[n]}
		if b.Factor.Kind == AsReading { // from the alternative that makes it least to that which makes it most
			for n++; n < len(points) && of[n] == k; n++ {
				if y[n] < b.AtLow {
					b.Low, b.AtLow = points[n][k], y[n]
				}
				if y[n] > b.AtHigh {
					b.High, b.AtHigh = points[n][k], y[n]
				}
			}
		} else {
			b.High, b.AtHigh = points[n+1][k], y[n+1]
			n += 2
		}
		list = append(list, b)
	}
	slices.SortStableFunc(list, func(a, b Bar) int {
		x, y := abs(a.AtHigh-a.AtLow), abs(b.AtHigh-b.AtLow)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
