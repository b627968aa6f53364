package inquiry

import (
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

var onDay = regexp.MustCompile(`^(.*\S)\s+on\s+(\d{4}(?:-\d\d(?:-\d\d)?)?)$`)

// Find finds the findings of a docket that a person means: by id, by the
// phrase that the docket prints, or by a phrase that leaves roles out; a day,
// month or year may stand behind a phrase.
func Find(d *docket.Docket, asked string) ([]*docket.Finding, error) {
	asked = strings.Join(strings.Fields(asked), " ")
	phrase, days := asked, calendar.Extent{Lo: calendar.Always, Hi: calendar.Never}
	if m := onDay.FindStringSubmatch(asked); m != nil {
		when, err := Days("", m[2])
		if err != nil {
			return nil, &Wrong{Text: "on " + m[2] + ": there is no such day"}
		}
		phrase, days = m[1], when
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
	match, err := matcher(d, phrase)
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

// matcher makes a test of findings from a phrase. Where a role names several
// states, as in a line of a docket, each of them is meant.
func matcher(d *docket.Docket, phrase string) (func(*docket.Finding) bool, error) {
	finding, change, diags := syntax.ParseFinding(phrase)
	file := &syntax.File{Path: "(argument)", Src: []byte(phrase)}
	if len(diags) > 0 {
		return nil, &Wrong{Given: phrase, Diagnostics: diags}
	}
	if change != nil {
		changes, diags := d.Case.Changes(change, file)
		if diag.HasErrors(diags) {
			return nil, &Wrong{Given: phrase, Diagnostics: errorsOf(diags)}
		}
		return func(f *docket.Finding) bool {
			return slices.ContainsFunc(changes, func(c *charter.Change) bool { return trial.IsChange(d, c, f) })
		}, nil
	}
	var patterns []*charter.FindingPattern
	for _, one := range singly(finding) {
		pattern, diags := d.Case.Finding(one, file)
		if diag.HasErrors(diags) {
			return nil, &Wrong{Given: phrase, Diagnostics: errorsOf(diags)}
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

// Because gives the reasons of findings as the first of some sides has them;
// without sides, as common ground has them.
func Because(e *explain.Explainer, sides []int) func(*docket.Finding) []report.Reason {
	if len(sides) == 0 {
		sides = []int{0}
	}
	var places report.Places
	return func(f *docket.Finding) []report.Reason {
		for _, s := range sides {
			if f.Sides[s].Possible() {
				return places.Reasons(e.Why(f, s))
			}
		}
		return nil
	}
}

// WhyNot is a question why a rule was not found to apply.
type WhyNot struct {
	Rule     string
	States   []string // codes, a code perhaps with its role before it: `by RUS`, or `by` and `RUS`
	From, To string   // days, months or years; empty: all that is looked at
}

// AskWhyNot reads RULE STATE..., in one word or several, and takes a finding too,
// as `casus why` does: `breach of help by RUS to KGZ` asks about help.
func AskWhyNot(words []string) WhyNot {
	words = strings.Fields(strings.Join(words, " "))
	if len(words) > 2 && words[1] == "of" {
		if _, err := kindNamed(words[0]); err == nil {
			words = words[2:]
		}
	}
	if len(words) == 0 {
		return WhyNot{}
	}
	return WhyNot{Rule: words[0], States: words[1:]}
}

// Words is the question as it is asked in one line.
func (w WhyNot) Words() string { return strings.Join(append([]string{w.Rule}, w.States...), " ") }

// Question ties the question to a docket.
func (w WhyNot) Question(d *docket.Docket) (reason.Question, error) {
	q := reason.Question{From: calendar.Always, To: d.AsOf}
	var err error
	if q.Rule, err = ruleNamed(d.Case, w.Rule); err != nil {
		return q, err
	}
	var words []string
	for _, s := range w.States {
		words = append(words, strings.Fields(s)...)
	}
	for i := 0; i < len(words); i++ {
		role, isRole := roleNamed(words[i])
		if isRole && i+1 < len(words) {
			i++
		}
		e, ok := d.Case.Vocab.FindEntity(words[i])
		if !ok {
			return q, &Wrong{Text: "there is no entity " + words[i] + ": " + EntityHint(d.Case, d.Record, words[i])}
		}
		if isRole {
			q.Roles = append(q.Roles, reason.RoleWant{Role: role, State: e})
		} else {
			q.States = append(q.States, e)
		}
	}
	if w.From != "" {
		if q.From, err = FirstDay("from", w.From); err != nil {
			return q, err
		}
	}
	if w.To != "" {
		if q.To, err = Day("to", w.To); err != nil {
			return q, err
		}
		if q.To < q.From {
			return q, &Wrong{Name: "to", Given: w.To, Text: "it lies before " + w.From}
		}
	}
	return q, nil
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
	if rule == nil {
		return nil, unknown("rule", name, names)
	}
	return rule, nil
}

func roleNamed(word string) (syntax.Role, bool) {
	for r := syntax.Role(0); r < syntax.NumRoles; r++ {
		if r.String() == word {
			return r, true
		}
	}
	return 0, false
}
