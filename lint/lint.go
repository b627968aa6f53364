// Package lint finds flaws of a charter before history finds them: a vote in
// which the accused can block, a duty without a last day, a ban that nothing
// follows, an exit faster than the procedure against the one that leaves.
//
// Most checks look at the text in force at the end of the case, after all its
// amendments. Some cannot be answered by looking: whether two duties collide,
// or which grave act nobody answers, is found by running the charter over all
// short histories of at most four parties and an outsider. Nothing here says
// that a text is wrong: a treaty may want each of these things.
package lint

import (
	"cmp"
	"fmt"
	"slices"

	"casus/charter"
	"casus/diag"
)

// Finding is one flaw, with the rule it is about.
type Finding struct {
	diag.Diagnostic
	Charter string // the text that has it
	Article string // its number; empty where the flaw is of the whole text
	Rule    string // or empty
	// Topics say in a word or two what the flaw is about, so that two texts can
	// be compared: the rule, or each act, status or text it is of.
	Topics []string
}

// Findings looks for flaws of a case that has no errors, in the order of codes
// and then of places. Every diagnostic is a warning or a note, and says in its
// hint which treaty suffered from it.
func Findings(c *charter.Case) []Finding {
	k := &checker{law: lawOf(c)}
	if len(k.rules) == 0 {
		return nil
	}
	k.reach = reachOf(k.law)
	k.votes()
	k.periods()
	k.answers()
	k.unreachable()
	k.unused()
	k.leaving()
	k.missing()
	k.judging()
	k.crises()
	k.sort()
	return k.list
}

type checker struct {
	*law
	reach *reach
	list  []Finding
}

// add reports a flaw of a rule.
func (k *checker) add(code string, sev diag.Severity, r *charter.Rule, at diag.Place, format string, args ...any) {
	f := Finding{Charter: k.textOf(r).Name, Article: r.Article, Rule: r.Name, Topics: []string{r.Name}}
	k.append(f, code, sev, at, k.name(r)+": "+fmt.Sprintf(format, args...))
}

func (k *checker) rule(code string, sev diag.Severity, r *charter.Rule, format string, args ...any) {
	k.add(code, sev, r, r.Pos, format, args...)
}

// text reports a flaw of a whole text, or of what its heads declare.
func (k *checker) text(code string, sev diag.Severity, family int, at diag.Place, topics []string, format string, args ...any) {
	texts := k.c.Families[family].Texts
	root := texts[0]
	if at.IsZero() {
		at = root.Pos
	}
	f := Finding{Charter: root.Name, Topics: topics}
	for _, t := range texts {
		if t.Pos.File == at.File && t.Pos.From <= at.From {
			f.Charter = t.Name
		}
	}
	k.append(f, code, sev, at, fmt.Sprintf(format, args...))
}

func (k *checker) append(f Finding, code string, sev diag.Severity, at diag.Place, summary string) {
	e, _ := Find(code)
	f.Diagnostic = diag.Diagnostic{Code: code, Severity: sev, Place: at, Summary: summary, Hint: e.Treaty}
	if !slices.ContainsFunc(k.list, func(g Finding) bool {
		return g.Code == code && g.Place.File == at.File && g.Place.From == at.From && g.Summary == summary
	}) {
		k.list = append(k.list, f)
	}
}

func (k *checker) sort() {
	slices.SortStableFunc(k.list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.From, b.Place.From))
	})
}
