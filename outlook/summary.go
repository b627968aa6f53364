package outlook

import (
	"math"

	"casus/calendar"
	"casus/charter"
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
	Gone  []float64
	// By are the steps by whose end a tenth, a quarter, half, three quarters and
	// nine tenths of the runs have seen it, counted from 1; 0: never.
	By [5]int
}

// Fan are the quantiles of what is watched at the end of each step.
type Fan struct {
	Name, Words string
	Bands       [][5]float64 // by step: 5 %, 25 %, 50 %, 75 %, 95 %
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
				l.Against[n] = difference(st.Differences[i].Mean(), st.Differences[i].Error())
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
		e.Low, e.High = wilson(e.Value, float64(m.N))
	}
	return e
}

// wilson is Wilson's interval of a share, which stays sensible near 0 and 1
// (Wilson, Probable inference, JASA 1927).
func wilson(p, n float64) (lo, hi float64) {
	z2 := z95 * z95
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}

func difference(v, err float64) Difference {
	d := Difference{Value: v, Error: err, Low: v - z95*err, High: v + z95*err}
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
		l.Against = append(l.Against, difference(r-r0, math.Sqrt(math.Max(0, (v+v0-2*cov)/n))))
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
		share := float64(gone) / float64(runs)
		s.Gone = append(s.Gone, share)
		for i, want := range shares {
			if s.By[i] == 0 && share >= want {
				s.By[i] = k + 1
			}
		}
	}
	return s
}
