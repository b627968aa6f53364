package docket

import (
	"fmt"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
)

// DefaultFindings is how many findings a docket has at most. In one world each takes some
// 300 bytes until it is told, in several one to three kilobytes: as many take ten
// gigabytes.
const DefaultFindings = 4_000_000

// TooMany is the error of a docket that would have more findings than can be
// held: a rule that begins every day, say, over thousands of years.
type TooMany struct {
	Most int           // as many were to be held
	By   calendar.Day  // there are more by this day
	Rule *charter.Rule // the rule of which there are most; nil: they are of none
	Of   int           // how many of them are of it
}

func (e *TooMany) Error() string {
	text := fmt.Sprintf("by %s there are more than %d findings", e.By, e.Most)
	if e.Rule != nil {
		text += fmt.Sprintf(", %d of them of the rule %s", e.Of, e.Rule.Name)
	}
	return text
}

// Diagnostic says it at the rule of which there are most.
func (e *TooMany) Diagnostic() diag.Diagnostic {
	d := diag.Diagnostic{Code: "E0418", Severity: diag.Error, Summary: e.Error(),
		Hint: "correct the year of a text, a date or the end of the record if one is mistyped; look at an earlier day with --as-of; or count without keeping: casus run --record FILE --summary"}
	if e.Rule != nil {
		d.Place = e.Rule.Pos
	}
	return d
}

func (d *Docket) most() int {
	if d.View.Most > 0 {
		return d.View.Most
	}
	return DefaultFindings
}

// overfull is the error of a run that has stopped because it has too many
// findings; nil if it has not.
func (d *Docket) overfull(r *engine.Run) *TooMany {
	if !r.Full() {
		return nil
	}
	e := &TooMany{Most: d.most(), By: r.Today()}
	of := make([]int, len(d.Case.Rules))
	for _, f := range r.Findings() {
		if f.Rule != engine.NoRule {
			if of[f.Rule]++; of[f.Rule] > e.Of {
				e.Rule, e.Of = d.Case.Rules[f.Rule], of[f.Rule]
			}
		}
	}
	return e
}
