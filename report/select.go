package report

import (
	"iter"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
)

// Selection says which findings of a docket are shown, and from whose side.
type Selection struct {
	Sides     []int // places in Docket.Sides; nil: common ground
	Kinds     []engine.Kind
	State     charter.EntityID // bears it, or is owed it; 0: any
	Article   string
	Rule      string
	Certainty docket.Certainty
	Openings  bool // openings too; they are shown anyway where Kinds names them
}

func (s Selection) sides() []int {
	if len(s.Sides) == 0 {
		return []int{0}
	}
	return s.Sides
}

// Findings are the findings shown, by day as the sides selected see them.
func (s Selection) Findings(d *docket.Docket) []*docket.Finding {
	list := slices.AppendSeq(make([]*docket.Finding, 0, len(d.Findings)), s.all(d))
	sides := s.sides()
	byDay := func(a, b *docket.Finding) int { return int(days(a, sides).Lo) - int(days(b, sides).Lo) }
	if !slices.IsSortedFunc(list, byDay) {
		slices.SortStableFunc(list, byDay)
	}
	return list
}

// all yields the findings shown, in the order of the docket.
func (s Selection) all(d *docket.Docket) iter.Seq[*docket.Finding] {
	return func(yield func(*docket.Finding) bool) {
		for _, f := range d.Findings {
			if s.Shows(f) && (s.Openings || len(s.Kinds) > 0 || f.Kind != engine.Opening) && !yield(f) {
				return
			}
		}
	}
}

// Shows reports whether a finding is one of those selected, openings included.
func (s Selection) Shows(f *docket.Finding) bool {
	if len(s.Kinds) > 0 && !slices.Contains(s.Kinds, f.Kind) {
		return false
	}
	if s.State != 0 && !involves(f, s.State) {
		return false
	}
	if s.Article != "" && (f.Rule == nil || f.Rule.Article != s.Article) {
		return false
	}
	if s.Rule != "" && ruleName(f.Rule) != s.Rule && ruleName(f.Rule2) != s.Rule {
		return false
	}
	if s.Certainty != "" && f.Certainty != s.Certainty {
		return false
	}
	return slices.ContainsFunc(s.sides(), func(i int) bool { return f.Sides[i].Possible() })
}

// involves reports whether a state stands in any role of a finding.
func involves(f *docket.Finding, e charter.EntityID) bool {
	for _, roles := range [][]engine.RoleStates{f.Roles, f.Roles2} {
		for _, r := range roles {
			if slices.Contains(r.States, e) {
				return true
			}
		}
	}
	return f.Status != nil && (f.Status.Entity == e || f.Status.With == e)
}

// definite reports whether a finding is certain in one of the sides selected.
func (s Selection) definite(f *docket.Finding) bool {
	return slices.ContainsFunc(s.sides(), func(i int) bool { return f.Sides[i].Definite() })
}

// accounts names the sides in which a finding is found: those in which it is
// certain or, where there is none, those in which it may be.
func accounts(d *docket.Docket, f *docket.Finding) []string {
	list := []string{}
	for i := range d.Sides {
		if f.Sides[i].Definite() {
			list = append(list, d.Name(i))
		}
	}
	if len(list) > 0 {
		return list
	}
	for i := range d.Sides {
		if f.Sides[i].Possible() {
			list = append(list, d.Name(i))
		}
	}
	return list
}

// Shown is a docket with what of it is shown.
type Shown struct {
	Docket    *docket.Docket
	Selection Selection
	// Because gives the reasons of a finding; nil: they are left out.
	Because func(*docket.Finding) []Reason
}

// standing says who holds a status of a family on the horizon, as some sides
// see it.
type standing struct {
	family  *charter.Family // nil: a declared status
	status  string
	holders []string // codes, or pairs of them
	doubt   []string // in some settlings or sides only
}

// standings gathers the holders of each status, by family and status.
func (x Shown) standings() []standing {
	var list []standing
	v := x.Docket.Case.Vocab
	for _, h := range x.Docket.Holders {
		st := standing{}
		if h.Declared {
			st.status = v.Declared[h.Status]
		} else {
			st.family = x.Docket.Case.Families[h.Family]
			st.status = st.family.Statuses[h.Status].Name
		}
		who := v.Entities[h.Entity].Code
		if h.With != 0 {
			who += " with " + v.Entities[h.With].Code
		}
		all, some := true, false
		for _, i := range x.Selection.sides() {
			all = all && h.Sides[i].Definite()
			some = some || h.Sides[i].Possible()
		}
		if !some {
			continue
		}
		if n := len(list); n == 0 || list[n-1].family != st.family || list[n-1].status != st.status {
			list = append(list, st)
		}
		last := &list[len(list)-1]
		if all {
			last.holders = append(last.holders, who)
		} else {
			last.doubt = append(last.doubt, who)
		}
	}
	// What is declared without legal effect stands behind what is law.
	slices.SortStableFunc(list, func(a, b standing) int {
		switch {
		case (a.family == nil) == (b.family == nil):
			return 0
		case a.family == nil:
			return 1
		}
		return -1
	})
	return list
}

// Reason is one ground of a finding, for JSON: an entry, a rule, a deadline,
// an absence.
type Reason struct {
	Kind   string `json:"kind"`
	Text   string `json:"text"`
	Entry  string `json:"entry,omitempty"`  // file:line of the entry
	Source string `json:"source,omitempty"` // name of its first source
	Rule   string `json:"rule,omitempty"`
}

// daysLeft counts the days from the horizon to the last day, both ends known
// or not.
func daysLeft(due calendar.Extent, asOf calendar.Day) (int, bool) {
	if !written(due) {
		return 0, false
	}
	return int(due.Lo - asOf), true
}

// Check refuses a selection that nothing in the case can fit, so that a
// misspelt article does not pass for an article nobody broke.
func (s Selection) Check(d *docket.Docket) error {
	var articles, rules []string
	for _, r := range d.Case.Rules {
		if !slices.Contains(articles, r.Article) {
			articles = append(articles, r.Article)
		}
		if !slices.Contains(rules, r.Name) {
			rules = append(rules, r.Name)
		}
	}
	if s.Article != "" && !slices.Contains(articles, s.Article) {
		return unknownError{"article", s.Article, articles}
	}
	if s.Rule != "" && !slices.Contains(rules, s.Rule) {
		return unknownError{"rule", s.Rule, rules}
	}
	return nil
}

// unknownError says that a case has no such thing, and what it has.
type unknownError struct {
	what, name string
	known      []string
}

func (e unknownError) Error() string {
	if near := diag.Closest(e.name, e.known); near != "" {
		return "there is no " + e.what + " " + e.name + ": did you mean " + near + "?"
	}
	return "there is no " + e.what + " " + e.name + ": there are " + strings.Join(e.known, ", ")
}
