package revise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/syntax"
)

const words = `vocabulary w
  kind state
  act attack by state on state
  act help by state to state
`

func texts(t *testing.T, src string) []Text {
	t.Helper()
	f, diags := syntax.Parse("law.casus", []byte(words+src))
	if len(diags) > 0 {
		t.Fatal(diags[0])
	}
	var list []Text
	for _, d := range f.Decls {
		if c, ok := d.(*syntax.Charter); ok {
			list = append(list, Text{c, f})
		}
	}
	return list
}

// said writes a revision in few words.
func said(r *Revision) string {
	var b strings.Builder
	for _, a := range r.Articles {
		fmt.Fprintf(&b, "%s %q %s\n", a.Number, a.Title, a.Change)
		for _, p := range a.Parts {
			fmt.Fprintf(&b, "  %s %s %s", p.Change, p.Kind, p.Name)
			if p.Was != "" {
				fmt.Fprintf(&b, " was %s", p.Was)
			}
			if p.From != "" {
				fmt.Fprintf(&b, " from %s", p.From)
			}
			b.WriteString("\n")
			for _, c := range p.Clauses {
				if c.Change != Same {
					fmt.Fprintf(&b, "    %s %s: %q -> %q\n", c.Change, c.Word, c.Before, c.After)
				}
			}
		}
	}
	return b.String()
}

const before = `
charter pact
  effective 2000-01-01
  parties AVA BOR
  reading promptly = 30 days or none "It says promptly."

article 1 "No force"
  basis "SEEN"
  ban no-force any party p never attack by p on q
  ban gone any party p never help by p to q

article 2 "Help"
  duty help "All of them"
    when attack by a on p
    where p is party
    each party x except p
    must help by x to p
    within promptly

article 10 "Old"
  ban old any party p never attack by p on q
`

const after = `
charter pact
  effective 2001-01-01
  parties AVA BOR
  reading promptly = 10 days or none "It says promptly."

article 1 "No force"
  basis "SEEN"
  # a comment is no change
  ban no-force
    any party p
    never attack by p on q

article 2 "Help, by all"
  duty assist "All of them"
    when attack by a on p
    where p is party
    each party x except p a
    must help by x to p
    within promptly
    unless attack by p on a

article 3 "New"
  ban old any party p never attack by p on q
`

func TestCompare(t *testing.T) {
	const want = ` "" changed
  changed reading promptly
    changed reading: "reading promptly = 30 days or none \"It says promptly.\"" -> "reading promptly = 10 days or none \"It says promptly.\""
1 "No force" changed
  gone ban gone
    gone ban: "ban gone" -> ""
    gone any: "any party p" -> ""
    gone never: "never help by p to q" -> ""
2 "Help, by all" changed
  changed title 2
    changed title: "\"Help\"" -> "\"Help, by all\""
  renamed duty assist was help
    changed duty: "duty help \"All of them\"" -> "duty assist \"All of them\""
    changed each: "each party x except p" -> "each party x except p a"
    added unless: "" -> "unless attack by p on a"
3 "New" added
  moved ban old from 10
10 "Old" gone
`
	if got := said(Compare(texts(t, before), texts(t, after))); got != want {
		t.Errorf("said:\n%s\nnot:\n%s", got, want)
	}
}

// An amendment that gives an article anew in the same words changes nothing.
func TestRestated(t *testing.T) {
	const amendment = `
charter reform amends pact
  effective 2005-01-01
  signed 2004-01-01

article 2 "Help"
  duty help "All of them"
    when attack by a on p where p is party each party x except p must help by x to p
    within promptly
`
	if got := said(Compare(texts(t, before), texts(t, before+amendment))); got != "" {
		t.Errorf("said:\n%s", got)
	}
	const repeal = `
charter reform amends pact
  repeals article 10
`
	want := "10 \"Old\" gone\n  gone ban old\n    gone ban: \"ban old\" -> \"\"\n    gone any: \"any party p\" -> \"\"\n    gone never: \"never attack by p on q\" -> \"\"\n"
	if got := said(Compare(texts(t, before), texts(t, before+repeal))); got != want {
		t.Errorf("said:\n%s", got)
	}
}

// The way back is the same way: what was added is gone, and the clauses of each
// part rebuild both sides.
func TestBackwards(t *testing.T) {
	a, b := texts(t, before), texts(t, after)
	there, back := Compare(a, b), Compare(b, a)
	count := func(r *Revision, c Change) (n int) {
		for _, x := range r.Articles {
			for _, p := range x.Parts {
				if p.Change == c {
					n++
				}
			}
		}
		return n
	}
	for _, c := range [][2]Change{{Added, Gone}, {Gone, Added}, {Changed, Changed}, {Renamed, Renamed}, {Moved, Moved}} {
		if count(there, c[0]) != count(back, c[1]) {
			t.Errorf("%d are %s, and on the way back %d are %s", count(there, c[0]), c[0], count(back, c[1]), c[1])
		}
	}
	if len(Compare(a, a).Articles) != 0 {
		t.Error("a law differs from itself")
	}
	for _, x := range there.Articles {
		for _, p := range x.Parts {
			if p.Kind == "title" || p.A.IsZero() || p.B.IsZero() {
				continue
			}
			var old, now []string
			for _, c := range p.Clauses {
				if c.Before != "" {
					old = append(old, c.Before)
				}
				if c.After != "" {
					now = append(now, c.After)
				}
			}
			for _, side := range []struct {
				p    Place
				got  []string
				text []Text
			}{{p.A, old, a}, {p.B, now, b}} {
				u := slices.IndexFunc(compose(side.text).units, func(u *unit) bool { return u.place.From == side.p.From })
				var want []string
				for _, l := range compose(side.text).units[u].lines {
					want = append(want, l.Text)
				}
				if !slices.Equal(side.got, want) {
					t.Errorf("%s: %q, not %q", p.Name, side.got, want)
				}
			}
		}
	}
}

// What differs reaches the rules that name it; other rules, and where they stand,
// are of no account.
func TestReach(t *testing.T) {
	for _, c := range []struct {
		old, new string
		rules    string
		all      bool
	}{
		{"never help", "never   help", "[]", false},
		{"10 \"Old\"", "11 \"Older\"", "[]", false},
		{"promptly = 30 days", "promptly = 20 days", "[gone help]", false}, // an act that is called like a rule counts as it
		{"never attack by p on q", "never attack on p", "[no-force]", false},
		{"parties AVA BOR", "parties AVA", "[]", true},
	} {
		rules, all := Reach(texts(t, before), texts(t, strings.Replace(before, c.old, c.new, 1)))
		if fmt.Sprint(rules) != c.rules || all != c.all {
			t.Errorf("%s: %v, %t", c.new, rules, all)
		}
	}
	if rules, _ := Reach(texts(t, before), texts(t, after)); fmt.Sprint(rules) != "[assist gone help]" {
		t.Errorf("%v", rules)
	}
}
