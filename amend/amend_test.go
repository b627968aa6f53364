package amend

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/library"
	"casus/syntax"
)

func load(t *testing.T, path string) (*library.Folder, *library.Built) {
	t.Helper()
	lib, diags := library.Load([]string{path})
	b, more := lib.Folders[0].Case("")
	if all := append(diags, more...); diag.HasErrors(all) {
		t.Fatal(all)
	}
	return lib.Folders[0], b
}

func date(y, m, d int) calendar.Day {
	day, _ := calendar.Date(y, m, d)
	return day
}

var ever = calendar.Extent{Lo: date(1900, 1, 1), Hi: date(2100, 1, 1)}

// shipped are the cases that come with the program.
var shipped = []string{"csto", "nato", "rio-1947", "ecowas", "warsaw-pact", "eu-42-7", "sco", "cis", "collisions", "emac"}

// Every edit of every shipped law makes a charter that is laid out without
// change of meaning, and that checks, but for edits that take away what a rule
// needs. Every kind of edit is made of some of them, and says so.
func TestEditsOfCases(t *testing.T) {
	made := map[string]int{}
	all, refused := 0, 0
	for _, name := range shipped {
		f, b := load(t, "../cases/"+name)
		for fam := range b.Case.Families {
			texts := b.Case.Families[fam].Texts
			l := lawOf(f, b, fam, texts[len(texts)-1].From)
			if l == nil {
				continue
			}
			l.crimesAbout(ever)
			for _, e := range l.edits() {
				all++
				made[e.Kind]++
				if e.Says == "" || e.Words == 0 || len(e.patches)+len(e.adds) == 0 {
					t.Errorf("%s: an edit that says or does nothing: %+v", name, e)
				}
				c, diags := l.build("amended", e.Says, []*Edit{e})
				if c == nil {
					refused++
					if diags[0].Code < "E0200" {
						t.Errorf("%s, %s: it is not well-formed: %s\n%s", name, e.Says, diags[0], l.draft("amended", e.Says, []*Edit{e}))
					}
					continue
				}
				out, err := syntax.Format(c.file)
				if err != nil {
					t.Errorf("%s, %s: %v", name, e.Says, err)
					continue
				}
				again, diags := syntax.Parse("again", out)
				if diag.HasErrors(diags) {
					t.Errorf("%s, %s: laid out it does not read: %s", name, e.Says, diags[0])
					continue
				}
				if twice, _ := syntax.Format(again); string(twice) != string(out) {
					t.Errorf("%s, %s: laid out twice it differs", name, e.Says)
				}
			}
		}
	}
	for _, k := range Kinds() {
		if made[k.Name] == 0 && k.Name != "quorum" {
			t.Errorf("no shipped law has an edit of the kind %s", k.Name)
		}
	}
	if all < 1000 || refused > all/20 {
		t.Errorf("%d edits, of which %d are refused", all, refused)
	}
}

const words = `
vocabulary words
  kind state
  kind alliance institution
  kind organ institution
  entity AVA is state
  entity BOR is state
  entity CAL is state
  entity DOR is state
  entity PACT is alliance
  entity PACT-C is organ
  act attack by state on state grave
  act clash by state with state grave mutual
  act call by state to alliance
  act help by state to state
  act negotiate by state with state mutual
  act consult by organ about state
  act propose by state on state formal
  act suspend by organ on state formal
`

const pact = `
charter pact
  governs PACT
  effective 2000-01-01
  parties AVA BOR CAL
  status suspended
  reading promptly = 30 days or 3 days
  body council as PACT-C of parties except suspended quorum 2/3 decides by consensus
article 1
  ban no-force
  any party p
  never attack by p on q
  where q is party
article 2
  duty help
  when attack by a on p
  where p is party, a is not party
  then call by p to PACT
  within 30 days
  each party x except p
  must help by x to p
  within promptly
article 3
  procedure suspension
  opens when breach by p
  where p is party
  moved propose by m on p
  where m is party
  within 60 days
  before council
  within 30 days
  decided suspend by council on p
  adopted p becomes suspended
  rejected nothing
  lapsed nothing
`

// law makes a case of the pact and some entries, and looks the law up.
func theLaw(t *testing.T, record string) *law {
	t.Helper()
	f, b := small(t, record)
	l := lawOf(f, b, 0, date(2001, 1, 1))
	l.crimesAbout(ever)
	return l
}

// said are the edits of a kind as they say what they do.
func said(l *law, kind string) []string {
	var list []string
	for _, e := range l.edits() {
		if e.Kind == kind {
			list = append(list, e.Says)
		}
	}
	return list
}

// What each kind of edit makes of the pact.
func TestKinds(t *testing.T) {
	l := theLaw(t, "2001-01-01 attack by DOR on AVA\n2001-02-01 clash by AVA with BOR\n")
	for kind, want := range map[string][]string{
		"reading":   {"reading promptly: say that it is 3 days (now: 30 days)"},
		"condition": {"art. 1, ban no-force: without the condition “q is party”", "art. 2, duty help: without the condition “p is party”", "art. 2, duty help: without the condition “a is not party”", "art. 3, procedure suspension: without the condition “p is party”", "art. 3, procedure suspension: without the condition “m is party”"},
		"request":   {"art. 2, duty help: without the step “then call by p to PACT within 30 days”"},
		"trigger":   {"art. 2, duty help: also when “clash by a with p”"},
		"bearer":    {"art. 2, duty help: one of them is enough"},
		"exclude":   {"art. 3, procedure suspension: without the vote of p, about whom it is"},
		"majority": {"art. 3, procedure suspension: decides by 2/3 of members", "art. 3, procedure suspension: decides by majority of members", "art. 3, procedure suspension: decides by majority", "art. 3, procedure suspension: decides by silence",
			"body council: decides by 2/3 of members", "body council: decides by majority of members", "body council: decides by majority", "body council: decides by silence"},
		"quorum":       {"body council: quorum 1/2", "body council: quorum 1/3"},
		"motion":       {"art. 3, procedure suspension: comes before the body by itself, without a motion"},
		"lapse":        {"art. 3, procedure suspension: if the body does not decide in time, “p becomes suspended”"},
		"consequence":  {"art. 1: whoever breaches no-force becomes suspended", "art. 2: whoever breaches help becomes suspended"},
		"duty":         {"art. 2: what help owes is owed on “attack by a on p” too, whoever did it", "art. 2: what help owes is owed on “clash by a with p” too, whoever did it"},
		"consultation": {"the council must consult within 10 days on “attack by q on p”", "the council must consult within 10 days on “clash by q with p”"},
		"settlement": {"parties settle their dispute within 30 days of “attack by p on q”", "parties settle their dispute within 30 days of “attack by p on q”; the council says whether they have",
			"parties settle their dispute within 30 days of “clash by p with q”", "parties settle their dispute within 30 days of “clash by p with q”; the council says whether they have"},
	} {
		if got := said(l, kind); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nnot\n%s", kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	// Six lengths, less the one that is there: of help, its step, the decision; and
	// of the motion, which has another.
	if n := len(said(l, "period")); n != 5+5+5+6 {
		t.Errorf("%d edits of periods", n)
	}
	if n := len(said(l, "procedure")); n != 4 {
		t.Errorf("%d edits with a procedure", n)
	}
}

func small(t *testing.T, record string) (*library.Folder, *library.Built) {
	t.Helper()
	text := words + pact + "\nrecord history closed 2002-12-31\n" + record + "\ncase pact\n  under pact\n  reads history\n"
	dir := t.TempDir()
	write(t, dir+"/all.casus", text)
	return load(t, dir)
}

func options(day calendar.Day, edits int, holds func(*library.Built, *docket.Docket) bool) Options {
	return Options{Crisis: calendar.Extent{Lo: day, Hi: day}, Family: -1, Edits: edits, Holds: holds,
		View: docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Accounts: []charter.EntityID{}}}
}

// suspended asks whether somebody becomes suspended by a day.
func suspended(code string, by calendar.Day) func(*library.Built, *docket.Docket) bool {
	return func(_ *library.Built, d *docket.Docket) bool {
		return slices.ContainsFunc(d.Findings, func(f *docket.Finding) bool {
			return f.Kind == engine.Status && f.Status.Status == "suspended" && d.Case.Vocab.Entities[f.Status.Entity].Code == code && f.Days.Hi <= by
		})
	}
}

const raid = "2001-01-01 attack by DOR on AVA\n2001-01-02 call by AVA to PACT\n"

// Whoever gave no help is suspended after a month by one edit, and within a week
// by two: the smallest are found, those that differ in a value stand behind
// them, and of more edits than are needed none is tried.
func TestSearch(t *testing.T) {
	f, b := small(t, raid)
	r, err := Search(context.Background(), f, b, options(date(2001, 1, 1), 2, suspended("BOR", date(2001, 3, 1))))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Answers) != 1 || r.Answers[0].Title() != "art. 2: whoever breaches help becomes suspended" || len(r.Tried) != 1 || !r.Complete {
		t.Fatalf("%d answers, tried %+v", len(r.Answers), r.Tried)
	}
	r, err = Search(context.Background(), f, b, options(date(2001, 1, 1), 2, suspended("BOR", date(2001, 1, 8))))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Answers) != 2 || len(r.Tried) != 2 || r.Tried[0].Found != 0 || r.Tried[1].Tried == 0 {
		t.Fatalf("%d answers, tried %+v", len(r.Answers), r.Tried)
	}
	for i, want := range []string{"art. 2, duty help: performed within 3 days (now: promptly, 30 days); art. 2: whoever breaches help becomes suspended",
		"reading promptly: say that it is 3 days (now: 30 days); art. 2: whoever breaches help becomes suspended"} {
		if got := r.Answers[i].Title(); got != want {
			t.Error(got)
		}
	}
	// The text does alone, beside the law, what was found of it.
	text, err := r.Answers[0].Text()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir+"/all.casus", words+pact+"\n"+text+"\nrecord history closed 2002-12-31\n"+raid+"\ncase pact\n  under pact\n  under amended\n  reads history\n")
	_, again := load(t, dir)
	d, err := docket.Derive(again.Case, again.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always})
	if err != nil {
		t.Fatal(err)
	}
	if !suspended("BOR", date(2001, 1, 8))(again, d) {
		t.Errorf("the text does not do it:\n%s", text)
	}
}

// Pairs of edits that do not bear on one another add nothing: tried together as
// well, none is smaller. And the same search gives the same.
func TestApart(t *testing.T) {
	f, b := small(t, raid)
	least := 0
	titles := func(apart bool) []string {
		o := options(date(2001, 1, 1), 2, suspended("BOR", date(2001, 1, 8)))
		o.Apart, o.Enough = apart, 1000
		r, err := Search(context.Background(), f, b, o)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, a := range r.Answers {
			for _, o := range append(a.Others, a) {
				list = append(list, o.Title())
			}
		}
		least = r.Answers[0].Words
		return list
	}
	plain, again := titles(false), titles(false)
	own := least
	apart := titles(true)
	if !slices.Equal(plain, again) {
		t.Errorf("%q, then %q", plain, again)
	}
	for _, x := range plain {
		if !slices.Contains(apart, x) {
			t.Errorf("not among all pairs: %s", x)
		}
	}
	if least != own || len(apart) < len(plain) {
		t.Errorf("the smallest of all %d pairs has %d words, that of %d has %d", len(apart), least, len(plain), own)
	}
}

// A search that is stopped keeps what it found, and says that it was stopped; so
// does one that may try no more.
func TestStopped(t *testing.T) {
	f, b := small(t, raid)
	ctx, stop := context.WithCancel(context.Background())
	o := options(date(2001, 1, 1), 2, func(b *library.Built, d *docket.Docket) bool {
		stop()
		return suspended("BOR", date(2001, 3, 1))(b, d)
	})
	r, err := Search(ctx, f, b, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Complete || len(r.Tried) != 1 || r.Tried[0].Tried == 0 {
		t.Errorf("complete: %t, tried %+v", r.Complete, r.Tried)
	}
	o = options(date(2001, 1, 1), 2, func(*library.Built, *docket.Docket) bool { return false })
	o.Most = 70
	if r, err = Search(context.Background(), f, b, o); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, x := range r.Tried {
		n += x.Tried
	}
	if r.Complete || n != 70 {
		t.Errorf("complete: %t, %d tried", r.Complete, n)
	}
}

// Parts of conditions go with the word that joined them.
func TestConjuncts(t *testing.T) {
	src := "charter c\narticle 1\n  ban b\n    any party p\n    never attack by p on q\n    where q is party, p is not party and q is not p or p is q, q is q # why\n"
	f, diags := syntax.Parse("c", []byte(src))
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	ban := f.Decls[0].(*syntax.Charter).Articles[0].Rules[0].(*syntax.Ban)
	var got []string
	for _, d := range dropped(f, ban.Span, ban.Where) {
		rest := patched(f, syntax.Span{From: lastBefore(f, ban.Span, "where", ban.Where.Extent().From), To: endOf(f, ban.Span)}, []patch{d.patch})
		got = append(got, d.text+" -> "+strings.Join(strings.Fields(rest), " "))
	}
	want := []string{
		"q is party -> where p is not party and q is not p or p is q, q is q",
		"p is not party and q is not p or p is q -> where q is party , q is q",
		"q is q -> where q is party, p is not party and q is not p or p is q",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", fmt.Sprintf("%q", got))
	}
}
