package outlook

import (
	"math"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/score"
)

// Estimate is a mean with its Monte Carlo error: how far it would wander if the
// study were run again with other seeds, one standard deviation. It says nothing
// about how well the outlook describes the world.
type Estimate struct {
	Value, Error float64
	Low, High    float64 // 95 %: of a chance by Wilson's interval
}

// Difference is an answer under a law less that under the first, run by run.
type Difference struct {
	Value, Error float64
	Low, High    float64 // 95 %
	Clear        bool    // the interval does not hold 0
	Same         bool    // it is 0 in every run
}

// Line is an answer under each law.
type Line struct {
	Answer
	By      []Estimate
	Against []Difference // Against[0] is empty
}

// Survival is when a party leaves, or the first of them: by the end of each
// step, the share of runs in which it has.
type Survival struct {
	Party charter.EntityID // 0: the first exit of any
	Gone  []Estimate
	// By are the steps by whose end a tenth, a quarter, half, three quarters and
	// nine tenths of the runs have seen it, counted from 1; 0: never.
	By [5]int
}

// Fan are the quantiles of what is watched at the end of each step.
type Fan struct {
	Name, Words string
	Bands       [][5]float64 // by step: 5 %, 25 %, 50 %, 75 %, 95 %
	// Within is where each of these quantiles lies with a chance of 95 %, by the
	// runs on either side of it (the sign test turned round; David and Nagaraja,
	// Order Statistics, section 7.1): nothing is supposed of the distribution.
	Within [][5][2]float64
	Means  []float64
}

// FanShares are the quantiles of a fan.
var FanShares = [5]float64{0.05, 0.25, 0.5, 0.75, 0.95}

// ScenarioSummary is what is told of one law over time.
type ScenarioSummary struct {
	Name, Title string
	Survivals   []Survival // the first exit, then each party
	Fans        []Fan      // the number of parties, then each watch
}

// Summary is what a study found.
type Summary struct {
	Runs      int64
	Lines     []Line
	Scenarios []ScenarioSummary
	Days      []calendar.Day // the last day of each step
}

// z95 is the 97.5 % quantile of the normal distribution.
const z95 = 1.959963984540054

// Summarize works a tally out.
func (s *Study) Summarize(t *Tally) *Summary {
	o := s.Outlook
	out := &Summary{Runs: t.Runs}
	for k := range o.Steps {
		out.Days = append(out.Days, o.days[k+1]-1)
	}
	answers := s.Answers()
	for i, a := range answers {
		l := Line{Answer: a}
		for n, st := range t.Scenarios {
			l.By = append(l.By, estimate(&st.Answers[i], a.Kind))
			l.Against = append(l.Against, Difference{})
			if n > 0 {
				l.Against[n] = paired(&st.Differences[i], a.Kind)
			}
		}
		out.Lines = append(out.Lines, l)
		if i == AnswerRequests {
			out.Lines = append(out.Lines, ratioLine(t))
		}
	}
	for n, st := range t.Scenarios {
		out.Scenarios = append(out.Scenarios, s.scenario(n, st, t.Runs))
	}
	return out
}

func estimate(m *Moments, kind AnswerKind) Estimate {
	e := Estimate{Value: m.Mean(), Error: m.Error()}
	e.Low, e.High = e.Value-z95*e.Error, e.Value+z95*e.Error
	if kind == Chance && m.N > 0 {
		e.Low, e.High = score.Wilson(e.Value, float64(m.N))
	}
	return e
}

// paired is the difference of an answer under two laws over the same runs. If
// few runs differ, the mean over its error is no normal number, and an interval
// made of it is too narrow: four runs that all differ the same way would count as
// clear, which one time in eight they do by chance. So one run is added that
// differs each way, by as much as those that do: of shares that is the interval
// of Bonett and Price (Adjusted Wald confidence interval for a difference of
// binomial proportions based on paired data, J. Educ. Behav. Stat. 37, 2012). Of
// many runs that differ it changes nothing that shows.
func paired(m *Moments, kind AnswerKind) Difference {
	d := Difference{Value: m.Mean(), Error: m.Error(), Same: m.Some == 0}
	unit := float64(0)
	switch {
	case m.Some > 0:
		unit = m.squares() / float64(m.Some)
	case kind == Chance:
		unit = quantity.Scale * quantity.Scale // a run that differs, differs by 1
	}
	n := float64(m.N) + 2
	mean := float64(m.Sum) / n
	half := z95 * math.Sqrt(((m.squares()+2*unit)/n-mean*mean)/n)
	d.Low, d.High = (mean-half)/quantity.Scale, (mean+half)/quantity.Scale
	d.Clear = d.Low > 0 || d.High < 0
	return d
}

// AnswerAnswered names the share of requests answered in time.
const AnswerAnswered = "answered"

// ratioLine is the share of duties from requests that were performed in time: a
// ratio of two sums, its error by the delta method.
func ratioLine(t *Tally) Line {
	l := Line{Answer: Answer{AnswerAnswered, "of the duties that requests gave rise to and that ended: performed in time", Chance}}
	first := &t.Scenarios[0].Answered
	n := float64(t.Runs)
	for k, st := range t.Scenarios {
		c := &st.Answered
		r, v := ratio(c, n)
		e := Estimate{Value: r, Error: math.Sqrt(v / n)}
		e.Low, e.High = math.Max(0, e.Value-z95*e.Error), math.Min(1, e.Value+z95*e.Error)
		l.By = append(l.By, e)
		if k == 0 {
			l.Against = append(l.Against, Difference{})
			continue
		}
		r0, v0 := ratio(first, n)
		// The covariance of the two linearized ratios.
		p := &st.Paired
		cov := (float64(p.AA) - r0*float64(p.AB) - r*float64(p.BA) + r*r0*float64(p.BB)) / n
		cov /= float64(c.B) / n * float64(first.B) / n
		d := Difference{Value: r - r0, Error: math.Sqrt(math.Max(0, (v+v0-2*cov)/n))}
		// That the sum of (a - a0)^2 over all runs is 0 says that no run differs.
		if d.Same = c.AA+first.AA == 2*p.AA && c.BB+first.BB == 2*p.BB; d.Same {
			d.Value, d.Error = 0, 0
		}
		d.Low, d.High = d.Value-z95*d.Error, d.Value+z95*d.Error
		d.Clear = d.Low > 0 || d.High < 0
		l.Against = append(l.Against, d)
	}
	return l
}

// ratio is the ratio of the sums and the variance of one run's share in it.
func ratio(c *Cross, n float64) (r, v float64) {
	r = float64(c.A) / float64(c.B)
	b := float64(c.B) / n
	return r, (float64(c.AA) - 2*r*float64(c.AB) + r*r*float64(c.BB)) / n / b / b
}

func (s *Study) scenario(n int, st *ScenarioTally, runs int64) ScenarioSummary {
	sc := s.Outlook.Scenarios[n]
	out := ScenarioSummary{Name: sc.Name, Title: sc.Title}
	out.Survivals = append(out.Survivals, survival(0, st.First, runs))
	for i, e := range sc.Parties {
		out.Survivals = append(out.Survivals, survival(e, st.Left[i], runs))
	}
	name := func(i int) (string, string) {
		if i == 0 {
			return "parties", "parties at the end of each step"
		}
		w := s.Outlook.Watches[i-1]
		return w.Name, w.Words
	}
	for i, steps := range st.Watched {
		f := Fan{}
		f.Name, f.Words = name(i)
		for k := range steps {
			f.Bands = append(f.Bands, [5]float64(steps[k].Quantiles(FanShares[:]...)))
			f.Within = append(f.Within, steps[k].within(FanShares, float64(runs)))
			f.Means = append(f.Means, steps[k].mean())
		}
		out.Fans = append(out.Fans, f)
	}
	return out
}

func survival(e charter.EntityID, left []int64, runs int64) Survival {
	s := Survival{Party: e}
	gone := int64(0)
	shares := [5]float64{0.1, 0.25, 0.5, 0.75, 0.9}
	for k, n := range left {
		gone += n
		share, n := float64(gone)/float64(runs), float64(runs)
		e := Estimate{Value: share, Error: math.Sqrt(share * (1 - share) / n)}
		e.Low, e.High = score.Wilson(share, n)
		s.Gone = append(s.Gone, e)
		for i, want := range shares {
			if s.By[i] == 0 && share >= want {
				s.By[i] = k + 1
			}
		}
	}
	return s
}
