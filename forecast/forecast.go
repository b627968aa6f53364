// Package forecast holds what people foresaw against what a record says came
// of it, and scores those who named a chance.
//
// A forecast is resolved once its day has come, over common ground: it came
// true if its condition holds however what is in doubt is settled, it did not
// if it holds in no settling, and else it is undecided. Scores are the usual
// ones. Brier's is the square of the distance between the chance and what
// happened (1 or 0); the logarithmic score is minus the natural logarithm of
// the chance given to what happened. Of both, less is better; who says 50%
// of everything scores 0.25 and 0.6931.
package forecast

import (
	"cmp"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/quantity"
	"casus/record"
	"casus/score"
)

// Outcome is what became of a forecast.
type Outcome string

// The outcomes.
const (
	CameTrue  Outcome = "true"
	DidNot    Outcome = "false"
	Undecided Outcome = "undecided" // it hangs on what the record leaves in doubt
	Open      Outcome = "open"      // its day has not come, or lies behind the end of the record
	Unknown   Outcome = "unknown"   // the case cannot answer it
)

// Result is a forecast with what became of it.
type Result struct {
	*record.Forecast
	Outcome Outcome
	// Found of Of settlings have it: between them for an undecided one.
	Found, Of int
	Chance    float64 // the middle of its chance, if it has one
	Scored    bool    // came true or did not, and gave a chance
	Brier     float64
	Log       float64 // infinite where the impossible happened
}

// Resolve resolves all forecasts of a record that had been made by a day, and
// whose own day had come by then. Readings are those given.
func Resolve(c *charter.Case, rec *record.Record, given []docket.Given, asOf calendar.Day) ([]*Result, error) {
	if rec.Closed > calendar.Always {
		asOf = min(asOf, rec.Closed)
	}
	var list []*Result
	due := map[calendar.Day][]*Result{}
	questions := map[*Result]*charter.Expr{}
	for _, f := range rec.Forecasts {
		if f.Made.Lo > asOf {
			continue
		}
		r := &Result{Forecast: f, Outcome: Open}
		if f.HasChance {
			r.Chance = middle(f.Chance)
		}
		list = append(list, r)
		q, bad := f.Question(c)
		switch {
		case bad != nil:
			r.Outcome = Unknown
		case f.By <= asOf:
			due[f.By] = append(due[f.By], r)
			questions[r] = q
		}
	}
	for _, day := range sortedDays(due) {
		if err := ask(c, rec, given, day, due[day], questions); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b *Result) int { return cmp.Compare(a.By, b.By) })
	return list, nil
}

// ask resolves the forecasts of one day in one run.
func ask(c *charter.Case, rec *record.Record, given []docket.Given, day calendar.Day, list []*Result, questions map[*Result]*charter.Expr) error {
	var asked []*charter.Expr
	for _, r := range list {
		asked = append(asked, questions[r])
	}
	view := docket.View{AsOf: day, AsKnown: calendar.Always, Accounts: []charter.EntityID{}, Given: given}
	verdicts, err := docket.Ask(c, rec, view, asked, day)
	if err != nil {
		return err
	}
	for i, r := range list {
		r.settle(verdicts[0][i][0])
	}
	return nil
}

// settle takes what common ground says and scores it.
func (r *Result) settle(v docket.Verdict) {
	r.Found, r.Of = v.Found, v.Of
	switch {
	case v.Definite():
		r.Outcome = CameTrue
	case v.Possible():
		r.Outcome = Undecided
	default:
		r.Outcome = DidNot
	}
	if !r.HasChance || r.Outcome == Undecided {
		return
	}
	r.Scored = true
	r.Brier = score.Brier(r.Chance, r.Outcome == CameTrue)
	r.Log = score.Log(r.Chance, r.Outcome == CameTrue)
}

// middle is the middle of a chance.
func middle(r quantity.Range) float64 {
	return float64(int64(r.Lo)+int64(r.Hi)) / (2 * quantity.Scale)
}

func sortedDays(m map[calendar.Day][]*Result) []calendar.Day {
	var list []calendar.Day
	for d := range m {
		list = append(list, d)
	}
	slices.Sort(list)
	return list
}

// Score sums up the forecasts of a person, of an outlet, or all.
type Score struct {
	Name                     string
	Forecasts, True, False   int
	Undecided, Open, Unknown int
	Scored                   int
	Brier, Log               float64 // means over those scored
}

// Total sums up all.
func Total(list []*Result) Score { return sum("", list) }

// ByPerson sums up by who made the forecasts, ByOutlet by where they first
// appeared: the best score first, then those without.
func ByPerson(list []*Result) []Score {
	return by(list, func(r *Result) string { return r.Person() })
}

// ByOutlet sums up by where the forecasts first appeared.
func ByOutlet(rec *record.Record, list []*Result) []Score {
	return by(list, func(r *Result) string { return r.Outlet(rec) })
}

func by(list []*Result, name func(*Result) string) []Score {
	groups := map[string][]*Result{}
	for _, r := range list {
		groups[name(r)] = append(groups[name(r)], r)
	}
	var scores []Score
	for n, g := range groups {
		scores = append(scores, sum(n, g))
	}
	slices.SortFunc(scores, func(a, b Score) int {
		if (a.Scored > 0) != (b.Scored > 0) {
			return cmp.Compare(b.Scored, a.Scored)
		}
		return cmp.Or(cmp.Compare(a.Brier, b.Brier), cmp.Compare(b.Forecasts, a.Forecasts), cmp.Compare(a.Name, b.Name))
	})
	return scores
}

func sum(name string, list []*Result) Score {
	s := Score{Name: name, Forecasts: len(list)}
	for _, r := range list {
		switch r.Outcome {
		case CameTrue:
			s.True++
		case DidNot:
			s.False++
		case Undecided:
			s.Undecided++
		case Open:
			s.Open++
		case Unknown:
			s.Unknown++
		}
		if r.Scored {
			s.Scored++
			s.Brier += r.Brier
			s.Log += r.Log
		}
	}
	if s.Scored > 0 {
		s.Brier /= float64(s.Scored)
		s.Log /= float64(s.Scored)
	}
	return s
}
