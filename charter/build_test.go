package charter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casus/calendar"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

const words = `
vocabulary small
  kind actor
  kind state is actor
  kind organ institution
  entities iso-3166 are state
  entity PACT is organ
  entity OTHER is organ
  entity COUNCIL is organ
  number amount in EUR
  act attack by actor on state optional at any
  act clash by state with state mutual
  act help by state to state
  act deploy is help
  act leave by state from any formal
  act expel by organ on state formal
`

// bench holds what a test builds from.
type bench struct {
	t     *testing.T
	file  *syntax.File
	vocab *Vocabulary
}

func newBench(t *testing.T, src string) *bench {
	t.Helper()
	f, diags := syntax.Parse("test.casus", []byte(words+src))
	mustBeClean(t, diags)
	v, diags := ResolveVocabulary(f.Decls[0].(*syntax.Vocabulary), f)
	mustBeClean(t, diags)
	return &bench{t, f, v}
}

func mustBeClean(t *testing.T, list []diag.Diagnostic) {
	t.Helper()
	for _, d := range list {
		if d.Severity == diag.Error {
			t.Errorf("unexpected: %s", d)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

func (b *bench) lookup(name string) (*syntax.Charter, *syntax.File) {
	for _, d := range b.file.Decls {
		if c, ok := d.(*syntax.Charter); ok && c.Name.Name == name {
			return c, b.file
		}
	}
	return nil, nil
}

func (b *bench) build(texts ...TextSpec) *Case {
	b.t.Helper()
	c, diags := Build(b.vocab, texts, b.lookup)
	mustBeClean(b.t, diags)
	return c
}

func under(name string) TextSpec { return TextSpec{Charter: name} }

func from(name, day string) TextSpec {
	return TextSpec{Charter: name, From: date(day), HasFrom: true}
}

func date(s string) calendar.Day {
	var y, m, d int
	fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d)
	day, _ := calendar.Date(y, m, d)
	return day
}

// outline prints what composition decides: rules with their days, heirs and
// what becomes of open matters.
func outline(c *Case) string {
	var b strings.Builder
	day := func(d calendar.Day) string {
		switch d {
		case calendar.Always:
			return "always"
		case calendar.Never:
			return "never"
		}
		return d.String()
	}
	for _, r := range c.Rules {
		f := c.Families[r.Family]
		fmt.Fprintf(&b, "%s %s.%s %s..%s", f.Texts[r.Text].Name, r.Article, r.Name, day(r.From), day(r.Until))
		if r.Successor >= 0 {
			fmt.Fprintf(&b, " -> %d", r.Successor)
		}
		if r.OpenMatters != Continue {
			fmt.Fprintf(&b, " %s", map[OpenMatters]string{LapseAll: "lapse", Move: "move"}[r.OpenMatters])
		}
		b.WriteString("\n")
	}
	return b.String()
}

const texts = `
charter old
  governs PACT
  effective 2001-01-01
  parties ARM KAZ
  reading promptly = 30 days
  body council as COUNCIL of parties decides by consensus
  define aid by x to p as help by x to p
article 1
  duty help when attack by a on p must aid by p to ARM within promptly
  duty stay when attack by a on p must help by p to ARM within 3 days
article 2
  ban peace any party p never attack by p on q
article 3
  power leave any party p may leave by p from PACT effect p ceases to be party

charter new amends old
  open matters move
  repeals article 2
  reading promptly = 10 days
  body council as COUNCIL of parties decides by unanimity
  define aid to r by y as deploy by y to r
article 1
  duty help when attack by a on p must aid by p to ARM within promptly
article 4
  ban stay any party p never attack by p on q

charter newer amends new
article 3
  power leave any party p may leave by p from PACT effect p ceases to be party after 1 year
`

func TestCompose(t *testing.T) {
	tests := []struct {
		name  string
		texts []TextSpec
		want  string
	}{
		{"one text", []TextSpec{under("old")}, `
old 1.help 2001-01-01..never
old 1.stay 2001-01-01..never
old 2.peace 2001-01-01..never
old 3.leave 2001-01-01..never
`},
		// A duty has no heir among bans; an article that is repealed has none
		// of its name.
		{"an amendment", []TextSpec{under("old"), from("new", "2005-06-01")}, `
old 1.help 2001-01-01..2005-06-01 -> 4 move
old 1.stay 2001-01-01..2005-06-01 move
old 2.peace 2001-01-01..2005-06-01 move
old 3.leave 2001-01-01..never
new 1.help 2005-06-01..never
new 4.stay 2005-06-01..never
`},
		{"what is amended is brought in, from its own day", []TextSpec{from("newer", "2010-01-01")}, `
old 1.help 2001-01-01..2001-01-01 -> 4 move
old 1.stay 2001-01-01..2001-01-01 move
old 2.peace 2001-01-01..2001-01-01 move
old 3.leave 2001-01-01..2010-01-01 -> 6
new 1.help 2001-01-01..never
new 4.stay 2001-01-01..never
newer 3.leave 2010-01-01..never
`},
		{"what is amended is in force no later than its amendment", []TextSpec{from("new", "1999-01-01")}, `
old 1.help 1999-01-01..1999-01-01 -> 4 move
old 1.stay 1999-01-01..1999-01-01 move
old 2.peace 1999-01-01..1999-01-01 move
old 3.leave 1999-01-01..never
new 1.help 1999-01-01..never
new 4.stay 1999-01-01..never
`},
		{"the order of lines does not matter", []TextSpec{from("new", "2005-06-01"), under("old")}, `
old 1.help 2001-01-01..2005-06-01 -> 4 move
old 1.stay 2001-01-01..2005-06-01 move
old 2.peace 2001-01-01..2005-06-01 move
old 3.leave 2001-01-01..never
new 1.help 2005-06-01..never
new 4.stay 2005-06-01..never
`},
		// What a text took away does not come back when that text ends.
		{"a text that ends", []TextSpec{
			{Charter: "old", Until: date("2008-01-01"), HasUntil: true},
			{Charter: "new", From: date("2005-06-01"), HasFrom: true, Until: date("2006-01-01"), HasUntil: true},
		}, `
old 1.help 2001-01-01..2005-06-01 -> 4 move
old 1.stay 2001-01-01..2005-06-01 move
old 2.peace 2001-01-01..2005-06-01 move
old 3.leave 2001-01-01..2008-01-01
new 1.help 2005-06-01..2006-01-01
new 4.stay 2005-06-01..2006-01-01
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), outline(newBench(t, texts).build(tt.texts...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Readings, bodies and definitions give way to the next declaration of their
// name, on the day of its text.
func TestComposeHeads(t *testing.T) {
	c := newBench(t, texts).build(under("old"), from("new", "2005-06-01"))
	f := c.Families[0]
	if f.Name != "old" || c.Vocab.Entities[f.Governs].Code != "PACT" {
		t.Errorf("family %s governs %s", f.Name, c.Vocab.Entities[f.Governs].Code)
	}
	days := func(list ...calendar.Day) string { return fmt.Sprint(list) }
	old, amended := date("2001-01-01"), date("2005-06-01")
	if got := f.Readings[0].Versions; len(got) != 2 || days(got[0].From, got[1].From) != days(old, amended) ||
		got[0].Values[0].Period.Days != 30 || got[1].Values[0].Period.Days != 10 {
		t.Errorf("readings: %+v", got)
	}
	if got := f.Bodies[0].Versions; len(got) != 2 || got[0].Decides.Method != syntax.Consensus || got[1].Decides.Method != syntax.Unanimity {
		t.Errorf("bodies: %+v", got)
	}
	d := f.Defines[0]
	if len(d.Alts) != 2 || days(d.Alts[0].From, d.Alts[0].Until, d.Alts[1].From, d.Alts[1].Until) !=
		days(old, amended, amended, calendar.Never) {
		t.Fatalf("definitions: %+v", d.Alts)
	}
	// The amendment writes the roles in another order and with other names;
	// variables stand in the places of the first declaration.
	if got := d.Alts[1].Vars; d.Params[0].Role != syntax.By || d.Params[1].Role != syntax.To || got[0].Name != "y" || got[1].Name != "r" {
		t.Errorf("parameters %+v, variables %+v", d.Params, got)
	}
	if rule := c.Rules[0]; rule.Must[0].Define != d || rule.Within.Reading == nil {
		t.Errorf("the rule does not refer to what is declared: %+v", rule)
	}
}

func TestRuleIsResolved(t *testing.T) {
	c := newBench(t, `
charter pact
  governs PACT
  effective 2001-01-01
  parties ARM KAZ
  status suspended ARM
  body council as COUNCIL of parties decides by consensus
article 4 "Help"
  basis "SEEN"
  duty help "Help one another"
    when attack by a on p amount n
    where p is party, a is not suspended, n is at least 2.5
    each party x except p suspended KAZ
    must help by x to p
    within 1 month
    unless breach of any rule by p or breach of peace by x in the last 2 years
  ban peace any party p never attack by p on q or clash by p with q
  consequence later when every 2 years after entry into force or council becomes suspended effect ARM becomes suspended for 1 year until no breach by ARM stands
`).build(under("pact"))
	r := c.Rules[0]
	if r.Kind != DutyRule || r.Article != "4" || r.Heading != "Help" || r.Title != "Help one another" || !slices.Equal(r.Basis, []string{"SEEN"}) {
		t.Errorf("what people read: %+v", r)
	}
	if diff := cmp.Diff([]Var{{Name: "a"}, {Name: "p"}, {Name: "n", Number: true}, {Name: "x"}}, r.Vars); diff != "" {
		t.Error(diff)
	}
	kaz, _ := c.Vocab.FindEntity("KAZ")
	br := r.Bearer
	if br.Status != PartyStatus || br.Var != 3 || !slices.Equal(br.ExceptStatus, []int{1}) ||
		!slices.Equal(br.Except, []Term{{Kind: VarTerm, Var: 1}, {Kind: EntityTerm, Entity: kaz, Var: NoVar}}) {
		t.Errorf("bearer: %+v", br)
	}
	when := r.When[0].Act
	if len(when.Numbers) != 1 || when.Numbers[0].Bind != 2 {
		t.Errorf("numbers: %+v", when.Numbers)
	}
	if w := r.Where; w.Op != OpAnd || len(w.Args) != 3 || w.Args[0].Op != OpHolds || w.Args[1].Op != OpNot ||
		w.Args[2].Op != OpCompare || w.Args[2].Args[1].Num != quantity.Num(25000) {
		t.Errorf("where: %+v", w)
	}
	// `any rule` is not the rule that asks, nor one that is never breached.
	if u := r.Unless; u.Op != OpOr || !slices.Equal(u.Args[0].Finding.Rules, []int{1}) || !slices.Equal(u.Args[1].Finding.Rules, []int{1}) ||
		u.Args[1].Window.Last.Period.Months != 24 {
		t.Errorf("unless: %+v", u)
	}
	later := c.Rules[2]
	if d := later.When[0].Date; d.Start != date("2001-01-01") || d.Every.Months != 24 {
		t.Errorf("date: %+v", d)
	}
	if ch := later.When[1].Change; ch.Term.Kind != BodyTerm || ch.Status != 1 {
		t.Errorf("change: %+v", ch)
	}
	if e := later.Effects[0]; e.For.Period.Months != 12 || e.Until.Op != OpNot || !e.Until.Args[0].Stands ||
		!slices.Equal(e.Until.Args[0].Finding.Rules, []int{0, 1}) {
		t.Errorf("effect: %+v", e)
	}
}

// The same texts give the same case, and families do not touch each other:
// listing another one first changes neither the days of the rules nor their
// order within the family.
func TestOrderOfFamilies(t *testing.T) {
	src := texts + `
charter other
  governs OTHER
  parties BLR
article 1
  ban peace any party p never attack by p on q
article 2
  consequence answer when breach of any rule of PACT by p effect p becomes party
`
	rapid.Check(t, func(rt *rapid.T) {
		all := []TextSpec{under("old"), from("new", "2005-06-01"), from("newer", "2010-01-01"), under("other")}
		list := rapid.Permutation(all).Draw(rt, "order")
		list = list[:rapid.IntRange(1, len(list)).Draw(rt, "how many")]
		b := newBench(t, src)
		once, again := outline(b.build(list...)), outline(b.build(list...))
		if once != again {
			rt.Fatalf("built twice:\n%s\n%s", once, again)
		}
		alone := map[string]string{}
		for _, family := range []bool{true, false} {
			var part []TextSpec
			for _, s := range list {
				if (s.Charter == "other") == family {
					part = append(part, s)
				}
			}
			if len(part) > 0 {
				c := b.build(part...)
				alone[c.Families[0].Name] = outline(c)
			}
		}
		c := b.build(list...)
		joined := ""
		base := 0
		for _, f := range c.Families {
			// Heirs are numbered through the whole case.
			part := alone[f.Name]
			if base > 0 {
				for i := 9; i >= 0; i-- {
					part = strings.ReplaceAll(part, fmt.Sprintf("-> %d", i), fmt.Sprintf("-> %d", i+base))
				}
			}
			joined += part
			base += strings.Count(part, "\n")
		}
		if diff := cmp.Diff(joined, once); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestGrantsAndYields(t *testing.T) {
	c := newBench(t, `
charter pact
  governs PACT
  yields to OTHER
  parties ARM
  parties KAZ since 2003
  status ally with state ARM KAZ with BLR since 2004-02
article 1
  power befriend any party p may help by p to q effect p becomes ally with q
`).build(under("pact"))
	text := c.Families[0].Texts[0]
	id := func(code string) EntityID { e, _ := c.Vocab.FindEntity(code); return e }
	want := []Grant{
		{Status: PartyStatus, Entity: id("ARM"), Since: calendar.Always},
		{Status: PartyStatus, Entity: id("KAZ"), Since: date("2003-01-01")},
		{Status: 1, Entity: id("ARM"), With: id("BLR"), Since: date("2004-02-01")},
		{Status: 1, Entity: id("KAZ"), With: id("BLR"), Since: date("2004-02-01")},
	}
	if diff := cmp.Diff(want, text.Grants); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(text.Yields, []EntityID{id("OTHER")}) || text.From != calendar.Always || text.Until != calendar.Never {
		t.Errorf("text: %+v", text)
	}
	if ch := c.Rules[0].Effects[0].Change; ch.With == nil || ch.With.Kind != VarTerm {
		t.Errorf("change: %+v", ch)
	}
	state, _ := c.Vocab.FindKind("state")
	if s := c.Families[0].Statuses[1]; !s.Pair || s.WithKind != state {
		t.Errorf("status: %+v", s)
	}
}

func TestSigned(t *testing.T) {
	b := newBench(t, `
charter pact
  signed 2000-05
  effective 2001-01-01
  parties ARM
charter plain
  effective 2001-01-01
  parties ARM
`)
	signed := func(s TextSpec) calendar.Day { return b.build(s).Families[0].Texts[0].Signed }
	if got := signed(under("pact")); got != date("2000-05-01") {
		t.Errorf("signed on %s", got)
	}
	if got := signed(from("pact", "1990-01-01")); got != date("1990-01-01") {
		t.Errorf("set in force before it was signed: final powers work from %s", got)
	}
	if got := signed(under("plain")); got != date("2001-01-01") {
		t.Errorf("without a day: %s", got)
	}
}
