package outlook_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"casus/outlook"
)

// lessons is an alliance with a record from which something is learnt: in the
// ten years from 2000 AVA asks for help five times, BOR once, CEL never; DOR
// joins in 2005 and asks once. There are 3 x 10 + 5 party-years and a little
// more, since the years have leap days.
const lessons = `
vocabulary words
  kind state
  kind treaty institution
  entity AVA is state
  entity BOR is state
  entity CEL is state
  entity DOR is state
  entity LEA is treaty
  act clash by state with state mutual
  act request-help by state grave
  act help by state to state
  act accede by state to treaty formal
charter pact
  governs LEA
  effective 2000-01-01
  parties AVA BOR CEL
article 1
  duty help
    when    request-help by p
    where   p is party
    each    party x except p
    must    help by x to p
    within  20 days
  ban peace
    any     party p
    never   clash by p with q
article 2
  power join
    any     state s
    may     accede by s to LEA
    effect  s becomes party
record past
2000-01-01  request-help by DOR
2001-01-01  request-help by AVA
2001-01-05  help by BOR to AVA
2002-01-01  request-help by AVA
2002-01-05  help by BOR to AVA
2002-01-06  help by CEL to AVA
2003-01-01  request-help by AVA
2003-03-01  help by BOR to AVA
2004-01-01  request-help by BOR
2004-01-02  help by AVA to BOR
2005-01-01  accede by DOR to LEA
2006-01-01  request-help by AVA
2006-02-01  clash by BOR with AVA
2006-03-01  clash by AVA with BOR
2006-04-01  clash by CEL with AVA
2007-01-01  request-help by DOR
2009-12-25  request-help by AVA
2009-12-26  help by DOR to AVA
2010-05-01  request-help by CEL
case one under pact reads past
outlook small
  continues one
  starts 2010-01-01
  runs 12 steps of 1 month
  learn calls of party "How often a member asks for help"
    each    party p
    rate    request-help by p per 1 year
    prior   gamma(1, 5)
    weighs  4
  learn all-calls
    each    party p
    rate    request-help by p per 1 year
    since   2005-01-01
    prior   gamma(1, 5)
  learn loyalty of party
    when    request-help by p
    where   p is party
    each    party x except p
    chance  help by x to p within 20 days
    prior   beta(1, 1)
    weighs  2
  learn heat of pair of party
    each    pair of party a b
    rate    clash by a with b per 1 year
    prior   gamma(1, 10)
    weighs  10
  behaviour call
    each    party p
    rate    calls of p + all-calls * 0 per 1 year
    does    request-help by p
  behaviour answer
    when    request-help by p
    each    party x except p
    chance  loyalty of x
    does    help by x to p
  behaviour quarrel
    each    pair of party a b
    rate    heat of a with b per 1 year
    does    clash by a with b
  ask many = count of party is at least 4
`

// TestLearnt works what is learnt out by hand.
func TestLearnt(t *testing.T) {
	o := written(t, lessons)
	by := map[string]*outlook.Learnt{}
	for _, l := range o.Learnt {
		by[l.Name] = l
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 0.005*math.Max(1, want) {
			t.Errorf("%s is %.4f, want %.4f", what, got, want)
		}
	}
	calls := by["calls"]
	if calls.All.Times != 7 { // DOR's call of 2000 is no member's; CEL's of 2010 lies ahead
		t.Errorf("%d calls are counted", calls.All.Times)
	}
	near("exposure", calls.All.Exposure, 35)
	near("mean of all", calls.All.Posterior.Mean(), 8.0/40)
	names := ""
	for _, e := range calls.Each {
		names += o.Parameters[e.Parameter].Name + "; "
	}
	if names != "calls of AVA; calls of BOR; calls of CEL; calls of DOR; " {
		t.Errorf("numbers of %s", names)
	}
	near("AVA's mean", calls.Each[0].Posterior.Mean(), (0.2*4+5)/14)
	near("CEL's mean", calls.Each[2].Posterior.Mean(), 0.2*4/14)
	near("DOR's exposure", calls.Each[3].Exposure, 5)
	near("weight of the prior for DOR", calls.Each[3].Weight(), 4.0/9)
	if e := calls.Each[1].Entries; len(e) != 1 || !strings.Contains(e[0].Written, "2004-01-01") {
		t.Errorf("BOR's number rests on %v", e)
	}

	all := by["all-calls"]
	near("exposure since 2005", all.All.Exposure, 20)
	if all.All.Times != 3 || o.Parameters[all.All.Parameter].Name != "all-calls" {
		t.Errorf("%d calls since 2005, as %s", all.All.Times, o.Parameters[all.All.Parameter].Name)
	}

	// Six calls of members until 2009-12: AVA five, BOR one, before DOR came two
	// could answer, then three; the last call's time is not over, but DOR's
	// answer is there.
	loyalty := by["loyalty"]
	if loyalty.All.Times != 5 || loyalty.Open != 2 {
		t.Errorf("%d answers, %d cases open", loyalty.All.Times, loyalty.Open)
	}
	near("cases", loyalty.All.Exposure, 2*3+2+3+3+1)
	bor := loyalty.Each[1]
	near("BOR's cases", bor.Exposure, 5) // three before 2005, two after; of BOR's own call it is none
	if bor.Times != 2 || len(bor.Missed) != 3 {
		t.Errorf("BOR answered %d times, failed %d", bor.Times, len(bor.Missed))
	}
	mean := 6.0 / 17
	near("BOR's loyalty", bor.Posterior.Mean(), (mean*2+2)/7)

	heat := by["heat"]
	if len(heat.Each) != 6 || heat.Each[0].Times != 2 || heat.Each[1].Times != 1 || heat.All.Times != 3 {
		t.Errorf("clashes of %d pairs: %+v", len(heat.Each), heat.Each)
	}
	near("pair-years", heat.All.Exposure, 3*10+3*5)
}

// TestLearntIsDrawn: the futures draw the numbers anew, so that how many calls
// there are varies by more than a Poisson number would.
func TestLearntIsDrawn(t *testing.T) {
	o := written(t, lessons)
	s := &outlook.Study{Outlook: o, Runs: 4000, Seed: 5}
	st := gone(t, s, 2)
	calls := st.Tally.Scenarios[0].Answers[outlook.AnswerRequests]
	want := 0.0
	for _, e := range o.Learnt[0].Each {
		want += e.Posterior.Mean()
	}
	if math.Abs(calls.Mean()-want) > 4*calls.Error() {
		t.Errorf("%.3f calls a year, want %.3f", calls.Mean(), want)
	}
	if calls.Variance() < want*1.02 {
		t.Errorf("the calls vary by %.3f, no more than chance alone would: %.3f", calls.Variance(), want)
	}
	fixed := *s
	fixed.Fixed = make([]bool, len(o.Parameters))
	for i := range fixed.Fixed {
		fixed.Fixed[i] = true
	}
	plain := gone(t, &fixed, 2).Tally.Scenarios[0].Answers[outlook.AnswerRequests]
	if plain.Variance() >= calls.Variance() {
		t.Errorf("with the numbers fixed the calls vary by %.3f, else by %.3f", plain.Variance(), calls.Variance())
	}
}

// TestInverse: quantiles rise, the table agrees with the distribution, and no
// shape is too odd.
func TestInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"beta", "gamma"}).Draw(t, "name")
		d := outlook.Distribution{Name: name, Args: []float64{
			math.Exp(rapid.Float64Range(-5, 6).Draw(t, "a")), math.Exp(rapid.Float64Range(-5, 6).Draw(t, "b"))}}
		last := -1.0
		for _, u := range []float64{1e-12, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-12} {
			x := d.Quantile(u)
			if !(x >= last) || name == "beta" && x > 1 || math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("%v has %g at %g, after %g", d, x, u, last)
			}
			last = x
		}
	})
}

// TestLearnFaults: what cannot be learnt is said in the drafter's words.
func TestLearnFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"wrong prior", "prior   gamma(1, 5)\n    weighs  4", "prior beta(1, 5)\n    weighs  4", "the prior of calls is a gamma"},
		{"no weight", "prior   gamma(1, 5)\n    weighs  4", "prior gamma(1, 5)\n    weighs 0", "the weight must be above 0"},
		{"no case", "of party\n    when    request-help by p\n    where   p is party\n    each    party x except p", "of party\n    each    party x", "nothing says in which cases"},
		{"a number of the outlook", "each    party p\n    rate    request-help by p per 1 year\n    since", "each party p\n    where loyalty of p is at least 0.5\n    rate request-help by p per 1 year\n    since", "cannot hang on a number of the outlook"},
		{"pairs", "learn heat of pair of party", "learn heat of party", "is a number of each one, and is learnt of each two"},
		{"unread", "calls of p + all-calls * 0", "calls of p", "nothing reads what is learnt as all-calls"},
		{"bad shape", "gamma(1, 10)", "gamma(0, 10)", "the shape must be above 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(lessons, c.old) {
				t.Fatal("the test changes nothing")
			}
			_, diags := diagnosed(t, strings.Replace(lessons, c.old, c.new, 1))
			if !strings.Contains(text(diags), c.want) {
				t.Errorf("want %q, got\n%s", c.want, text(diags))
			}
		})
	}
}
