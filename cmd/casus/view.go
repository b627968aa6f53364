package main

import (
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/report"
	"casus/syntax"
)

// viewFlags say how a case is looked at.
type viewFlags struct {
	AsOf    string   `name:"as-of" help:"What had happened by this day, month or year." placeholder:"DATE"`
	AsKnown string   `name:"as-known" help:"What was known on this day." placeholder:"DATE"`
	Account []string `help:"Whose account: a code of a state, common for common ground, or all." placeholder:"CODE"`
	Reading []string `help:"Read the text so: immediately=3d, mission-is-help=yes." placeholder:"NAME=VALUE" sep:"none"`
}

// given is one --reading, split.
type given struct{ name, value, written string }

func splitReading(s string) (given, error) {
	n, v, ok := strings.Cut(s, "=")
	n, v = strings.TrimSpace(n), strings.TrimSpace(v)
	if !ok || n == "" || v == "" {
		return given{}, usage("--reading %s: a reading is written NAME=VALUE, as in --reading immediately=3d", s)
	}
	return given{n, v, s}, nil
}

// resolve ties a --reading to the readings of a case.
func (g given) resolve(p *program, c *charter.Case) (docket.Given, error) {
	v, diags := syntax.ParseValue(g.value)
	if len(diags) > 0 {
		report.Diagnostics(p.err, inArgument(diags, "--reading "+g.written), p.errStyle)
		return docket.Given{}, &failure{code: exitUsage}
	}
	head := int32(len(g.written) - len(g.value))
	f := &syntax.File{Path: "--reading", Src: []byte(g.written)}
	v.Span = syntax.Span{From: head, To: int32(len(g.written))}
	decl := &syntax.GivenReading{Name: syntax.Ident{Span: syntax.Span{From: 0, To: int32(len(g.name))}, Name: g.name}, Value: v}
	_, value, diags := c.Given(decl, f)
	if diag.HasErrors(diags) {
		report.Diagnostics(p.err, diags, p.errStyle)
		return docket.Given{}, &failure{code: exitUsage}
	}
	return docket.Given{Name: g.name, Value: value}, nil
}

// inArgument names the argument in place of a file.
func inArgument(list []diag.Diagnostic, arg string) []diag.Diagnostic {
	for i := range list {
		list[i].Place.File = arg
	}
	return list
}

// view works out the view of a case that the flags ask for. Accounts are
// always all run, since whether a finding is robust depends on them.
func (v viewFlags) view(p *program, b *library.Built) (docket.View, error) {
	out := docket.View{AsOf: calendar.Always, AsKnown: calendar.Always}
	var err error
	if v.AsOf != "" {
		if out.AsOf, err = parseDay("--as-of", v.AsOf); err != nil {
			return out, err
		}
	}
	if v.AsKnown != "" {
		if out.AsKnown, err = parseDay("--as-known", v.AsKnown); err != nil {
			return out, err
		}
	}
	var own []docket.Given
	for _, r := range v.Reading {
		g, err := splitReading(r)
		if err != nil {
			return out, err
		}
		x, err := g.resolve(p, b.Case)
		if err != nil {
			return out, err
		}
		own = append(own, x)
	}
	out.Given = withCase(b, own)
	if extra := v.extraAccounts(b); len(extra) > 0 {
		out.Accounts = append(slices.Clone(b.Record.Accounts), extra...)
		slices.Sort(out.Accounts)
	}
	return out, nil
}

// withCase puts the readings that the case itself gives before those of the
// command line, which prevail.
func withCase(b *library.Built, own []docket.Given) []docket.Given {
	var out []docket.Given
	for _, g := range b.Given {
		if !slices.ContainsFunc(own, func(o docket.Given) bool { return o.Name == g.Name }) {
			out = append(out, docket.Given{Name: g.Name, Value: g.Value})
		}
	}
	return append(out, own...)
}

// extraAccounts are states asked for that have no entry of their own: their
// account is common ground less what they deny.
func (v viewFlags) extraAccounts(b *library.Built) []charter.EntityID {
	var list []charter.EntityID
	for _, code := range v.Account {
		if e, ok := b.Case.Vocab.FindEntity(code); ok && !slices.Contains(b.Record.Accounts, e) && !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

// sides finds the sides of a docket that --account names.
func (v viewFlags) sides(d *docket.Docket) ([]int, error) {
	var list []int
	for _, code := range v.Account {
		switch code {
		case "all":
			list = nil
			for i := range d.Sides {
				list = append(list, i)
			}
			return list, nil
		case "common":
			list = append(list, 0)
			continue
		}
		e, ok := d.Case.Vocab.FindEntity(code)
		if !ok {
			return nil, usage("--account %s: %s", code, d.Case.Vocab.EntityHint(code))
		}
		for i, s := range d.Sides {
			if s.Account == e && !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
	}
	return list, nil
}

// filterFlags say which findings are shown.
type filterFlags struct {
	Kind      []string `help:"Only these kinds: breach, fulfilment, opening, lapse, ..." placeholder:"KIND"`
	State     string   `help:"Only what this state owes, does or is owed." placeholder:"CODE"`
	Article   string   `help:"Only findings of this article." placeholder:"N"`
	Rule      string   `help:"Only findings of this rule." placeholder:"NAME"`
	Certainty string   `help:"Only robust, account or undecided findings." placeholder:"WORD"`
	All       bool     `help:"Openings too."`
}

func (f filterFlags) selection(d *docket.Docket) (report.Selection, error) {
	s := report.Selection{Article: f.Article, Rule: f.Rule, Openings: f.All}
	for _, k := range f.Kind {
		kind, err := kindNamed(k)
		if err != nil {
			return s, err
		}
		s.Kinds = append(s.Kinds, kind)
	}
	if f.State != "" {
		e, ok := d.Case.Vocab.FindEntity(f.State)
		if !ok {
			return s, usage("--state %s: %s", f.State, d.Case.Vocab.EntityHint(f.State))
		}
		s.State = e
	}
	switch c := docket.Certainty(f.Certainty); c {
	case "", docket.Robust, docket.ByAccount, docket.Undecided:
		s.Certainty = c
	default:
		return s, usage("--certainty %s: it is robust, account or undecided", f.Certainty)
	}
	if err := s.Check(d); err != nil {
		return s, &failure{exitUsage, err}
	}
	return s, nil
}

func kindNamed(word string) (engine.Kind, error) {
	var all []string
	for k := engine.Opening; k <= engine.Collision; k++ {
		if k.String() == word {
			return k, nil
		}
		all = append(all, k.String())
	}
	if near := diag.Closest(word, all); near != "" {
		return 0, usage("--kind %s: did you mean %s?", word, near)
	}
	return 0, usage("--kind %s: the kinds are %s", word, strings.Join(all, ", "))
}
