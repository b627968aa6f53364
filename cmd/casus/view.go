package main

import (
	"slices"

	"casus/docket"
	"casus/engine"
	"casus/inquiry"
	"casus/library"
	"casus/report"
)

// viewFlags say how a case is looked at.
type viewFlags struct {
	AsOf    string   `name:"as-of" help:"What had happened by this day, month or year." placeholder:"DATE"`
	AsKnown string   `name:"as-known" help:"What was known on this day." placeholder:"DATE"`
	Account []string `help:"Whose account: a code of a state, common for common ground, or all." placeholder:"CODE"`
	Reading []string `help:"Read the text so: immediately=3d, mission-is-help=yes." placeholder:"NAME=VALUE" sep:"none"`
}

// asked are the flags as a view in words.
func (v viewFlags) asked() inquiry.View {
	return inquiry.View{AsOf: v.AsOf, AsKnown: v.AsKnown, Accounts: v.Account, Readings: v.Reading}
}

// derive works a docket out.
func (v viewFlags) derive(p *program, b *library.Built) (*docket.Docket, error) {
	return v.deriveFor(p, b, false)
}

// deriveFor is derive for who looks at openings only where they are open, or at all.
func (v viewFlags) deriveFor(p *program, b *library.Built, openOnly bool) (*docket.Docket, error) {
	view, err := v.asked().Of(b)
	if err != nil {
		return nil, err
	}
	view.OpenOnly = openOnly
	defer p.working("running")()
	return docket.Derive(b.Case, b.Record, view)
}

// sides finds the sides of a docket that --account names.
func (v viewFlags) sides(d *docket.Docket) ([]int, error) { return v.asked().Sides(d) }

// filterFlags say which findings are shown.
type filterFlags struct {
	Kind      []string `help:"Only these kinds: breach, fulfilment, opening, lapse, ..." placeholder:"KIND"`
	State     string   `help:"Only what this state owes, does or is owed." placeholder:"CODE"`
	Article   string   `help:"Only findings of this article." placeholder:"N"`
	Rule      string   `help:"Only findings of this rule." placeholder:"NAME"`
	Certainty string   `help:"Only robust, account or undecided findings." placeholder:"WORD"`
	All       bool     `help:"Openings too."`
}

// openings reports whether openings are shown that are not open any more.
func (f filterFlags) openings() bool {
	return f.All || slices.Contains(f.Kind, engine.Opening.String())
}

// asked are the flags as a filter in words.
func (f filterFlags) asked() inquiry.Filter {
	return inquiry.Filter{Kinds: f.Kind, State: f.State, Article: f.Article, Rule: f.Rule, Certainty: f.Certainty, All: f.All}
}

func (f filterFlags) selection(d *docket.Docket) (report.Selection, error) {
	return f.asked().Selection(d)
}
