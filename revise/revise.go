// Package revise compares two laws as a drafter does: article by article, rule
// by rule, clause by clause. Where a line ends, in which file a rule stands and
// which amendment gives it is of no account; only the text in force is.
package revise

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// Text is one charter of a law. A law is a charter with its amendments, each
// behind what it amends.
type Text struct {
	Decl *syntax.Charter
	File *syntax.File
}

// Change says what became of an article, a part of it, or a clause.
type Change string

// The changes.
const (
	Same    Change = "same"
	Added   Change = "added"
	Gone    Change = "gone"
	Changed Change = "changed"
	Renamed Change = "renamed" // a rule; its clauses may have changed too
	Moved   Change = "moved"   // a rule that stands in another article and has not changed
)

// Revision is how one law differs from another.
type Revision struct{ Articles []Article }

// Article is an article that differs; the heads of the charters are one without
// a number.
type Article struct {
	Number string
	Title  string // in the second law, or in the first if it is gone
	Change Change
	Parts  []Part
}

// Part is what differs in an article: a rule, a head, the title or the basis.
type Part struct {
	Kind    string // duty, ban, reading, define, title, basis, ...
	Name    string
	Was     string // the name in the first law, if it was another
	From    string // the article in the first law, if it was another
	Change  Change
	Clauses []Clause
	A, B    Place // nowhere if the law does not have it
}

// Place says where a part stands.
type Place struct {
	Charter string
	diag.Place
}

// Clause is a clause of a part in the order of the text.
type Clause struct {
	Change Change
	Word   string
	Before string // empty if added
	After  string // empty if gone
}

// unit is a part of one law.
type unit struct {
	kind, name string
	article    string
	charter    string
	place      diag.Place
	lines      []syntax.Line
}

func (u *unit) rule() bool { return slices.Contains(ruleKinds, u.kind) }

var ruleKinds = []string{"ban", "duty", "power", "procedure", "consequence"}

// law is a law in force: its articles in order, and what stands in them.
type law struct {
	articles []string
	titles   map[string]string
	units    []*unit
}

// Compare says how the second law differs from the first.
func Compare(a, b []Text) *Revision {
	x, y := compose(a), compose(b)
	byArticle := map[string][]Part{}
	for _, part := range pair(x, y) {
		byArticle[part.article] = append(byArticle[part.article], part.Part)
	}
	r := &Revision{}
	for _, n := range numbers(x, y) {
		art := Article{Number: n, Change: Changed, Parts: byArticle[n]}
		inA, inB := slices.Contains(x.articles, n), slices.Contains(y.articles, n)
		switch {
		case n == "":
		case !inA:
			art.Change = Added
		case !inB:
			art.Change = Gone
		}
		if art.Title = y.titles[n]; !inB {
			art.Title = x.titles[n]
		}
		if art.Change != Changed {
			// The title stands at the head of the article already.
			art.Parts = slices.DeleteFunc(art.Parts, func(p Part) bool { return p.Kind == "title" })
		}
		if len(art.Parts) > 0 || art.Change != Changed {
			r.Articles = append(r.Articles, art)
		}
	}
	return r
}

// compose puts a law together: articles that amendments give take the place of
// those of their number, heads that of those of their name.
func compose(list []Text) *law {
	l := &law{titles: map[string]string{}}
	for _, t := range list {
		l.heads(t, "", t.Decl.Heads)
		for _, a := range t.Decl.Articles {
			n := a.Number.Name
			l.drop(n)
			l.articles = append(l.articles, n)
			l.titles[n] = a.Title.Value
			l.article(t, a)
		}
	}
	return l
}

// drop takes an article away, its heads aside: what it declared is declared
// still.
func (l *law) drop(number string) {
	l.articles = slices.DeleteFunc(l.articles, func(n string) bool { return n == number })
	l.units = slices.DeleteFunc(l.units, func(u *unit) bool {
		return u.article == number && (u.rule() || u.kind == "title" || u.kind == "basis")
	})
}

func (l *law) article(t Text, a *syntax.Article) {
	n := a.Number.Name
	if a.Title.Value != "" {
		l.units = append(l.units, t.unit("title", n, n, a.Title.Span).called("title"))
	}
	if len(a.Basis) > 0 {
		u := t.unit("basis", n, n, a.Basis[0].Span)
		u.lines = nil
		for _, b := range a.Basis {
			u.lines = append(u.lines, t.File.Lines(b.Span)...)
		}
		l.units = append(l.units, u.called("basis"))
	}
	l.heads(t, n, a.Heads)
	for _, r := range a.Rules {
		u := t.unit(r.Word(), r.RuleName().Name, n, r.Extent())
		u.place = charter.PlaceOf(t.File, r.RuleName().Span)
		l.units = append(l.units, u)
	}
}

func (t Text) unit(kind, name, article string, s syntax.Span) *unit {
	return &unit{kind: kind, name: name, article: article, charter: t.Decl.Name.Name, place: charter.PlaceOf(t.File, s), lines: t.File.Lines(s)}
}

// called gives all lines of a unit one word, since they are mere texts.
func (u *unit) called(word string) *unit {
	for i := range u.lines {
		u.lines[i].Word = word
	}
	return u
}

// heads takes in heads. Days and the vocabulary are no clauses of the law, and
// what an amendment repeals is gone.
func (l *law) heads(t Text, article string, list []syntax.Head) {
	for _, h := range list {
		kind, name := "", ""
		switch h := h.(type) {
		case *syntax.RepealsHead:
			l.drop(h.Article.Name)
			continue
		case *syntax.GovernsHead:
			kind = "governs"
		case *syntax.YieldsHead:
			kind, name = "yields", h.Code.Name
		case *syntax.OpenHead:
			kind = "open matters"
		default:
			what, id := syntax.Declared(h)
			switch {
			case what == "":
				continue
			case what == "status" && id.Name == "party":
				kind, name = "parties", ""
			default:
				kind, name = what, id.Name
			}
		}
		u := t.unit(kind, name, article, h.Extent())
		if kind == "status" || kind == "parties" {
			// Further lines add holders; they stand beside one another.
			if len(h.(*syntax.StatusHead).Holders) > 0 && !h.(*syntax.StatusHead).Since.IsZero() {
				u.name = strings.TrimSpace(u.name + " since " + h.(*syntax.StatusHead).Since.First.String())
			}
		}
		l.units = slices.DeleteFunc(l.units, func(o *unit) bool { return o.kind == u.kind && o.name == u.name })
		l.units = append(l.units, u)
	}
}

// numbers are the numbers of both laws, in the order of a table of contents:
// the heads, numbers, then names.
func numbers(x, y *law) []string {
	list := []string{""}
	for _, n := range slices.Concat(x.articles, y.articles) {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int {
		i, errA := strconv.Atoi(a)
		j, errB := strconv.Atoi(b)
		switch {
		case a == "" || b == "":
			return cmp.Compare(len(a), len(b))
		case errA == nil && errB == nil:
			return cmp.Compare(i, j)
		case errA == nil:
			return -1
		case errB == nil:
			return 1
		}
		return 0
	})
	return list
}
