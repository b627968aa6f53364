// Package sweep runs a case under many combinations of its readings, and says
// which findings stand whatever the reading, which hang on one, and at which
// value they turn.
//
// A reading is an interpretation with alternatives. With n readings there are
// as many dockets as combinations, often millions; where they are too many, each
// alternative alone, each pair, and an even spread of the others are run, and
// the result says so.
package sweep

import (
	"fmt"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
)

// Axis is a reading with the values it is tried with. The first is the one that
// holds unless another is asked for; it is not given to the run, so that each
// text keeps its own.
type Axis struct {
	Name   string
	Values []charter.Value
	Why    string
}

// Options say what is swept.
type Options struct {
	View  docket.View
	Sides []int // whose findings count; none: common ground
	// Names are the readings to be swept; none: all that the view does not give.
	Names []string
	// Values are tried instead of the declared ones.
	Values map[string][]charter.Value
	// Limit bounds the combinations of one group that are run; 0: DefaultLimit.
	// Each alternative alone and each pair are run in any case.
	Limit    int
	Progress func(what string, done, of int)
}

// DefaultLimit is how many combinations of a group are run where more are
// possible.
const DefaultLimit = 1 << 16

// Result is what a sweep found.
type Result struct {
	Docket       *docket.Docket
	Axes         []Axis
	Combinations float64 // how many there are
	Run          int     // how many were run
	Whole        bool    // that covers all: every group in all its combinations
	Groups       []Group // in the order in which they were run
	Settlings    int     // for each combination, of the side with the most
	AllSettled   bool    // these were all ways in which what is in doubt can be settled
	Findings     []*Finding
	Spans        []Span
}

// Group is what was run together: rules whose findings hang on no other reading
// than those of the group. The others stand at their first values, and any other
// values would give the same.
type Group struct {
	Readings     []string
	Combinations float64 // of these readings
	Run          int
	Whole        bool
	Findings     int
}

// Span is what a duration was tried with, the other readings at their first
// values: each day from From to Daily, longer ones up to To in growing steps;
// where a finding turns is found to the day.
type Span struct {
	Reading  string
	From, To int // days
	Daily    int
	Settled  bool // what is in doubt was settled in all ways, not only in two
}

// State is what a side says of a finding under one combination.
type State uint8

// The states: perhaps where what is in doubt decides.
const (
	No State = iota
	Perhaps
	Yes
)

func (s State) String() string { return [...]string{"no", "perhaps", "yes"}[s] }

// Finding is a finding over all combinations.
type Finding struct {
	*docket.Finding
	First State // under the first readings
	Days  calendar.Extent
	In    int // combinations in which it is found
	Maybe int // and in which it may be
	Of    int // all there are; of a finding that was not covered whole, those run
	Whole bool
	// Depends are the readings that make a difference in some combination.
	Depends []string
	Flips   []Flip
	Turns   []Turn
	Needs   []Choice // where no reading alone brings it about: the fewest that do together
	Breaks  []Choice // where no reading alone takes it away: the fewest that do together
}

// Robust reports a finding that every combination has.
func (f *Finding) Robust() bool { return f.In == f.Of }

// Doubtful reports a finding that may be under every combination and is certain
// under none: no reading changes that.
func (f *Finding) Doubtful() bool { return f.In == 0 && f.Maybe == f.Of }

// Choice is a reading with a value.
type Choice struct {
	Reading string
	Value   charter.Value
}

// Flip is a reading that alone changes a finding, the others at their first
// values.
type Flip struct {
	Reading string
	States  []State // by value of the axis
	Values  []charter.Value
}

// Turn says for which lengths of a reading, in days, a finding is found.
type Turn struct {
	Reading string
	Runs    []Run
	// Horizon is set where the longest length with the finding is as long as the
	// record allows: with a longer one the day lies after the last day looked at.
	Horizon bool
}

// Run is a stretch of lengths with the finding, both included; To is -1 where it is found up to the longest tried, From is 0 where from
// the shortest.
type Run struct {
	From, To int
	Maybe    bool
}

// mostPlain is how many combinations are run as they are, without looking for
// what hangs on what.
const mostPlain = 1 << 10

// Over sweeps a case.
func Over(b *library.Built, o Options) (*Result, error) {
	axes, err := axesOf(b.Case, o)
	if err != nil {
		return nil, err
	}
	if len(axes) == 0 {
		return nil, fmt.Errorf("no reading is left to be swept")
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if len(o.Sides) == 0 {
		o.Sides = []int{0}
	}
	x := &sweeping{b: b, o: o, r: &Result{Axes: axes, Combinations: combinations(axes), Whole: true, AllSettled: true}}
	if x.r.Combinations <= mostPlain || len(axes) > mostAxes {
		err = x.run(allOf(axes), nil)
	} else {
		err = x.factored()
	}
	if err != nil {
		return nil, err
	}
	x.finish()
	return x.r, x.r.turns(b, o, o.Sides)
}

func combinations(axes []Axis) float64 {
	n := 1.0
	for _, a := range axes {
		n *= float64(len(a.Values))
	}
	return n
}

func (o Options) progress(what string) func(done, of int) {
	if o.Progress == nil {
		return nil
	}
	return func(done, of int) { o.Progress(what, done, of) }
}

// axesOf lists the readings to be swept, in the order of the texts.
func axesOf(c *charter.Case, o Options) ([]Axis, error) {
	var axes []Axis
	var all []string
	for _, f := range c.Families {
		for _, rd := range f.Readings {
			if !slices.Contains(all, rd.Name) {
				all = append(all, rd.Name)
			}
		}
	}
	for _, n := range o.Names {
		if !slices.Contains(all, n) {
			return nil, fmt.Errorf("no charter of the case has a reading %s", n)
		}
	}
	for _, n := range all {
		given := slices.IndexFunc(o.View.Given, func(g docket.Given) bool { return g.Name == n })
		if len(o.Names) > 0 && !slices.Contains(o.Names, n) || len(o.Names) == 0 && given >= 0 && o.Values[n] == nil {
			continue
		}
		a := Axis{Name: n, Values: declared(c, n)}
		if v := o.Values[n]; v != nil {
			a.Values = slices.Concat(a.Values[:1], v)
		}
		if given >= 0 {
			a.Values = slices.Concat([]charter.Value{o.View.Given[given].Value}, a.Values)
		}
		a.Values = different(a.Values)
		if len(a.Values) > 1 {
			axes = append(axes, a)
		}
	}
	return axes, nil
}

// declared are the alternatives of a reading, those of the last text first.
func declared(c *charter.Case, name string) []charter.Value {
	var list []charter.Value
	for _, f := range c.Families {
		for _, rd := range f.Readings {
			if rd.Name == name {
				for i := len(rd.Versions) - 1; i >= 0; i-- {
					list = append(list, rd.Versions[i].Values...)
				}
			}
		}
	}
	return different(list)
}

func different(list []charter.Value) []charter.Value {
	var out []charter.Value
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// state is what the sides say under one combination: yes if one of them is
// sure.
func state(x *docket.OverRows, settlings []int, sides []int, row int) State {
	out := No
	for _, s := range sides {
		switch n := int(x.Found[s][row]); {
		case n == settlings[s]:
			return Yes
		case n > 0:
			out = Perhaps
		}
	}
	return out
}
