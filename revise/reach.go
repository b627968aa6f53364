package revise

import (
	"slices"
	"strings"

	"casus/syntax"
)

// Reach lists, by name and in order, the rules for which it can make a difference
// which of two laws is in force: those that only one has or that differ in a
// clause, and those that name a reading, body, measure, status, definition or
// rule that differs. all says that something differs on which every rule hangs:
// the parties, what the law governs, or what becomes of open matters.
func Reach(a, b []Text) (rules []string, all bool) {
	var names []string
	for _, art := range Compare(a, b).Articles {
		for _, p := range art.Parts {
			switch p.Kind {
			case "title", "basis":
				continue
			case "parties", "governs", "yields", "open matters":
				all = true
				continue
			}
			if p.Change != Moved { // where a rule stands is of no account
				name, _, _ := strings.Cut(p.Name, " since ") // holders of a status
				names = append(names, name)
				if p.Was != "" {
					names = append(names, p.Was)
				}
			}
		}
	}
	units := append(compose(a).units, compose(b).units...)
	for grown := true; grown; {
		grown = false
		for _, u := range units {
			if u.name == "" || u.kind == "title" || u.kind == "basis" || slices.Contains(names, u.name) {
				continue
			}
			if slices.ContainsFunc(u.lines, func(l syntax.Line) bool { return mentions(l.Text, names) }) {
				names, grown = append(names, u.name), true
			}
		}
	}
	for _, u := range units {
		if u.rule() && slices.Contains(names, u.name) {
			rules = append(rules, u.name)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules), all
}

// mentions reports whether a clause has one of some names as a word.
func mentions(text string, names []string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}), func(w string) bool { return slices.Contains(names, w) })
}
