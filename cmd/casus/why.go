package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/explain"
	"casus/reason"
	"casus/report"
	"casus/syntax"
	"casus/trial"
)

type whyCommand struct {
	What []string `arg:"" help:"A finding, as a phrase or by its id, then the case. With --not: a rule, states, then the case." placeholder:"FINDING CASE"`
	Not  bool     `help:"Ask why there is no such finding: RULE STATE... CASE."`
	From string   `help:"With --not: from this day, month or year." placeholder:"DATE"`
	To   string   `help:"With --not: to this day, month or year." placeholder:"DATE"`
	All  bool     `help:"Explain all findings that match, not only the first three."`
	caseFlags
	viewFlags
	JSON bool `name:"json" help:"Print the proof as JSON."`
}

func (whyCommand) Help() string {
	return "A proof rests on entries of the record, on rules, on days that were counted, and on absences: what the record does not show. " +
		"Where a finding is undecided, it is proved in the first settling in which it is found."
}

func (whyCommand) Examples() string {
	return `
casus why "breach of help by RUS to ARM" cases/csto
casus why "breach of help by RUS to ARM on 2022-10-14" cases/csto
casus why "UZB ceases to be party" cases/csto
casus why "breach of no-force" cases/csto --account KGZ --all
casus why csto-2002/help/RUS-ARM/2022-09-13/breach cases/csto     by the id that run --json prints

casus why --not help RUS KGZ cases/csto                           why did Russia owe Kyrgyzstan no help?
casus why --not help by RUS to KGZ cases/csto --from 2010 --to 2010
`
}

// firstFew is how many findings are explained without --all.
const firstFew = 3

// Run explains findings, or says why there is none.
func (c *whyCommand) Run(p *program) error {
	if len(c.What) < 2 {
		return usage("why asks about something in a case: casus why \"breach of help by RUS to ARM\" CASE")
	}
	f, err := p.folderOf(c.What[len(c.What)-1])
	if err != nil {
		return err
	}
	b, err := c.caseFlags.build(p, f)
	if err != nil {
		return err
	}
	d, err := c.viewFlags.derive(p, b)
	if err != nil {
		return err
	}
	sides, err := c.viewFlags.sides(d)
	if err != nil {
		return err
	}
	if len(sides) == 0 {
		sides = []int{0}
	}
	words := c.What[:len(c.What)-1]
	if c.Not {
		return c.whyNot(p, d, sides[0], words)
	}
	if c.From != "" || c.To != "" {
		return usage("--from and --to belong to --not; of a finding write the day behind it: \"... on 2022-10-14\"")
	}
	return c.why(p, d, sides, strings.Join(words, " "))
}

func (c *whyCommand) why(p *program, d *docket.Docket, sides []int, asked string) error {
	list, err := p.asked(d, asked)
	if err != nil {
		return err
	}
	x := report.Shown{Docket: d, Selection: report.Selection{Sides: sides}}
	here := slices.DeleteFunc(slices.Clone(list), func(f *docket.Finding) bool { return !x.Selection.Shows(f) })
	if len(here) == 0 {
		return p.notFound(d, asked, list, sides)
	}
	e := explain.New(d)
	var answers []report.Answered
	for i, f := range here {
		if i == firstFew && !c.All {
			break
		}
		side := sides[slices.IndexFunc(sides, func(s int) bool { return f.Sides[s].Possible() })]
		proof := e.Why(f, side)
		if proof == nil {
			return &failure{exitInternal, fmt.Errorf("%s is found, and its proof is not", f.ID)}
		}
		x.Because = func(*docket.Finding) []report.Reason { return report.Reasons(proof) }
		if c.JSON {
			answers = append(answers, x.Answer(x.JSON(f), side, proof))
			continue
		}
		if i == 0 && len(here) > 1 {
			x.List(p.out, here, p.style)
		}
		if len(here) > 1 {
			fmt.Fprintln(p.out)
		}
		x.FindingHead(p.out, f, p.style)
		report.Proof(p.out, proof, p.style)
	}
	if c.JSON {
		return report.WhyJSON(p.out, answers)
	}
	if n := len(here) - firstFew; n > 0 && !c.All {
		fmt.Fprintf(p.out, "\n%d more are not explained here: ask with --all, or with a day (\"... on 2022-10-14\").\n", n)
	}
	return nil
}

var onDay = regexp.MustCompile(`^(.*\S)\s+on\s+(\d{4}(?:-\d\d(?:-\d\d)?)?)$`)

// asked finds the findings of a docket that a person means: by id, by the
// phrase that the docket prints, or by a phrase that leaves roles out.
func (p *program) asked(d *docket.Docket, asked string) ([]*docket.Finding, error) {
	asked = strings.Join(strings.Fields(asked), " ")
	phrase, days := asked, calendar.Extent{Lo: calendar.Always, Hi: calendar.Never}
	if m := onDay.FindStringSubmatch(asked); m != nil {
		last, err := parseDay("on", m[2])
		if err != nil {
			return nil, err
		}
		phrase, days = m[1], calendar.Extent{Lo: firstOf(m[2], last), Hi: last}
	}
	phrase = strings.TrimPrefix(phrase, "undecided ")
	var list []*docket.Finding
	for _, f := range d.Findings {
		if f.ID == asked || report.Phrase(d, f) == strings.TrimSuffix(phrase, report.Together(f)) && overlap(f.Days, days) {
			list = append(list, f)
		}
	}
	if len(list) > 0 || strings.Contains(phrase, "/") && !strings.Contains(phrase, " ") {
		return list, nil
	}
	match, err := p.matcher(d, phrase)
	if err != nil {
		return nil, err
	}
	for _, f := range d.Findings {
		if match(f) && overlap(f.Days, days) {
			list = append(list, f)
		}
	}
	return list, nil
}

func overlap(a, b calendar.Extent) bool { return a.Lo <= b.Hi && a.Hi >= b.Lo }

// firstOf is the first day of a day, month or year whose last day is known.
func firstOf(written string, last calendar.Day) calendar.Day {
	y, m, _ := last.Civil()
	switch len(written) {
	case 4:
		m = 1
		fallthrough
	case 7:
		d, _ := calendar.Date(y, m, 1)
		return d
	}
	return last
}

// matcher makes a test of findings from a phrase. Where a role names several
// states, as in a line of a docket, each of them is meant.
func (p *program) matcher(d *docket.Docket, phrase string) (func(*docket.Finding) bool, error) {
	finding, change, diags := syntax.ParseFinding(phrase)
	file := &syntax.File{Path: "(argument)", Src: []byte(phrase)}
	if len(diags) > 0 {
		report.Diagnostics(p.err, diags, p.errStyle)
		return nil, &failure{code: exitUsage}
	}
	if change != nil {
		changes, diags := d.Case.Changes(change, file)
		if diag.HasErrors(diags) {
			report.Diagnostics(p.err, onlyErrors(diags), p.errStyle)
			return nil, &failure{code: exitUsage}
		}
		return func(f *docket.Finding) bool {
			return slices.ContainsFunc(changes, func(c *charter.Change) bool { return trial.IsChange(d, c, f) })
		}, nil
	}
	var patterns []*charter.FindingPattern
	for _, one := range singly(finding) {
		pattern, diags := d.Case.Finding(one, file)
		if diag.HasErrors(diags) {
			report.Diagnostics(p.err, onlyErrors(diags), p.errStyle)
			return nil, &failure{code: exitUsage}
		}
		patterns = append(patterns, pattern)
	}
	return func(f *docket.Finding) bool {
		return slices.ContainsFunc(patterns, func(x *charter.FindingPattern) bool { return trial.Matches(d, x, f) })
	}, nil
}

// singly takes a finding phrase apart where a role lists several states.
func singly(f *syntax.FindingPhrase) []*syntax.FindingPhrase {
	for i, r := range f.Roles {
		if len(r.Terms) < 2 {
			continue
		}
		var list []*syntax.FindingPhrase
		for _, t := range r.Terms {
			one := *f
			one.Roles = slices.Clone(f.Roles)
			one.Roles[i].Terms = []syntax.Ident{t}
			list = append(list, singly(&one)...)
		}
		return list
	}
	return []*syntax.FindingPhrase{f}
}

// notFound says that there is no such finding, where there is one, and how to
// ask why not.
func (p *program) notFound(d *docket.Docket, asked string, elsewhere []*docket.Finding, sides []int) error {
	var who []string
	for i := range d.Sides {
		if slices.ContainsFunc(elsewhere, func(f *docket.Finding) bool { return f.Sides[i].Possible() }) {
			who = append(who, d.Name(i))
		}
	}
	if len(who) > 0 {
		return &failure{exitProblems, fmt.Errorf("%s is not found by %s; it is found by %s: choose with --account", asked, d.Name(sides[0]), strings.Join(who, ", "))}
	}
	return &failure{exitProblems, fmt.Errorf("%s is not found: ask why not with casus why --not RULE STATE... CASE", asked)}
}

// whyNot answers why a rule has not been found to apply.
func (c *whyCommand) whyNot(p *program, d *docket.Docket, side int, words []string) error {
	q := reason.Question{From: calendar.Always, To: d.AsOf}
	rule, err := ruleNamed(d.Case, words[0])
	if err != nil {
		return err
	}
	q.Rule = rule
	for i := 1; i < len(words); i++ {
		role, isRole := roleNamed(words[i])
		if isRole && i+1 < len(words) {
			i++
		}
		e, ok := d.Case.Vocab.FindEntity(words[i])
		if !ok {
			return usage("there is no entity %s: %s", words[i], d.Case.Vocab.EntityHint(words[i]))
		}
		if isRole {
			q.Roles = append(q.Roles, reason.RoleWant{Role: role, State: e})
		} else {
			q.States = append(q.States, e)
		}
	}
	if c.From != "" {
		last, err := parseDay("--from", c.From)
		if err != nil {
			return err
		}
		q.From = firstOf(c.From, last)
	}
	if c.To != "" {
		if q.To, err = parseDay("--to", c.To); err != nil {
			return err
		}
		if q.To < q.From {
			return usage("--to %s lies before --from %s", c.To, c.From)
		}
	}
	proof := explain.WhyNot(d, q, side)
	if c.JSON {
		return report.WhyNotJSON(p.out, strings.Join(words, " "), proof)
	}
	return report.Proof(p.out, proof, p.style)
}

// ruleNamed is the rule of a name: of several versions that in force last.
func ruleNamed(c *charter.Case, name string) (*charter.Rule, error) {
	var rule *charter.Rule
	var names []string
	for _, r := range c.Rules {
		if r.Name == name && (rule == nil || r.From >= rule.From) {
			rule = r
		}
		if !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	if rule != nil {
		return rule, nil
	}
	if near := diag.Closest(name, names); near != "" {
		return nil, usage("there is no rule %s: did you mean %s?", name, near)
	}
	return nil, usage("there is no rule %s: the rules are %s", name, strings.Join(names, ", "))
}

func roleNamed(word string) (syntax.Role, bool) {
	for r := syntax.Role(0); r < syntax.NumRoles; r++ {
		if r.String() == word {
			return r, true
		}
	}
	return 0, false
}

// becauseOf gives the reasons of findings for JSON.
func becauseOf(d *docket.Docket, sides []int) func(*docket.Finding) []report.Reason {
	e := explain.New(d)
	if len(sides) == 0 {
		sides = []int{0}
	}
	return func(f *docket.Finding) []report.Reason {
		for _, s := range sides {
			if f.Sides[s].Possible() {
				return report.Reasons(e.Why(f, s))
			}
		}
		return nil
	}
}
