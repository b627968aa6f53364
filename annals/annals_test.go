package annals_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"casus/annals"
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/internal/workload"
	"casus/library"
	"casus/record"
	"casus/syntax"
)

// caseOf builds the first case of a text.
func caseOf(tb testing.TB, src string) *charter.Case {
	tb.Helper()
	f, list := syntax.Parse("w.casus", []byte(src))
	var vocab *charter.Vocabulary
	var specs []charter.TextSpec
	charters := map[string]*syntax.Charter{}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.Vocabulary:
			v, more := charter.ResolveVocabulary(d, f)
			vocab, list = v, append(list, more...)
		case *syntax.Charter:
			charters[d.Name.Name] = d
		case *syntax.Case:
			specs = append(specs, library.Specs(d.Under, f)...)
		}
	}
	c, more := charter.Build(vocab, specs, func(name string) (*syntax.Charter, *syntax.File) { return charters[name], f })
	for _, d := range append(list, more...) {
		if d.Severity == diag.Error {
			tb.Fatalf("%s: %s", d.Code, d.Summary)
		}
	}
	return c
}

func compiled(tb testing.TB, src string) *engine.Program {
	tb.Helper()
	p, err := engine.Compile(caseOf(tb, src))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

var forms = map[workload.Form]annals.Form{workload.Casus: annals.Casus, workload.CSV: annals.CSV, workload.Lines: annals.Lines}

// TestW holds the counts of W in every form, one alliance and three abreast.
func TestW(t *testing.T) {
	for _, abreast := range []int{1, 3} {
		const n = 40_000
		p := compiled(t, workload.Words(abreast)+workload.Charter(abreast))
		for form, as := range forms {
			var text bytes.Buffer
			if err := workload.Write(&text, n, abreast, form); err != nil {
				t.Fatal(err)
			}
			until := calendar.Always
			if form != workload.Casus {
				until = workload.Closed(n)
			}
			size := int64(text.Len())
			rd := annals.New(p, "w", as, &text, until)
			var progress annals.Progress
			s, errs := annals.Run(context.Background(), p, engine.Input{Worlds: 1}, rd, &progress)
			if len(errs) > 0 {
				t.Fatalf("%s: %s %s", form, errs[0].Code, errs[0].Summary)
			}
			c := s.Rules[0]
			got := workload.Counts{InTime: int(c.InTime), Breaches: int(c.Breaches), Late: int(c.Late), Never: int(c.Standing)}
			if want := workload.Expected(n).Times(abreast); got != want || int(s.Entries) != workload.Entries(n)*abreast {
				t.Errorf("%s, %d abreast: %d entries, %+v, want %+v", form, abreast, s.Entries, got, want)
			}
			if s.AsOf != workload.Closed(n) || rd.Bytes() != size || progress.Entries.Load() != s.Entries {
				t.Errorf("%s: as of %s, %d bytes of %d, %d entries told", form, s.AsOf, rd.Bytes(), size, progress.Entries.Load())
			}
			// What is dropped is dropped.
			if k := s.Kept; k.Acts+k.Findings > 1<<17 || k.Matters > 1<<17 {
				t.Errorf("%s: %+v is held", form, k)
			}
		}
	}
}

const words = `
vocabulary words
  kind state
  kind league institution
  entity AAA is state
  entity BBB is state until 2005-06-30
  entity CCC is state
  entity LEA is league
  number dead
  act attack by state on state optional at any grave
  act treaty-of by state with state mutual
  act pay by state to league
  act join by state to league formal

charter pact governs LEA
  parties AAA BBB
article 1
  ban peace
    any party p never attack by p on q
  duty dues
    when treaty-of by p with q where p is party
    must pay by p to LEA
    minimum dead 10
    within 30 days
case w under pact
`

// mixed is a record of many shapes.
const mixed = `# the year one
record deeds "Deeds" closed 2006-12-31
source gazette "The gazette"
2001-01-01 attack by AAA on BBB CCC "On two sides" source gazette
2001-01-01	attack by AAA on BBB # a comment
  2001-01-02..2001-02-03 attack by BBB
    on AAA
2001-01-03 treaty-of by AAA with BBB

# another comment
2001-01-04 pay by AAA to LEA dead 12.5
2001-01-04 pay by AAA to LEA dead 3 note "Half" id half
2001-01-05 join by CCC to LEA 2001-01-06 join by AAA to LEA
2001-01-07 attack by AAA at LEA on CCC
2001-01-08 pay by AAA to LEA
  dead
  4
2001-01-09 treaty-of by AAA CCC with AAA CCC
2005-06-30 attack by BBB on CCC
`

// whole is what the engine is given where the record is read whole.
func whole(tb testing.TB, c *charter.Case, text string) ([]engine.Entry, []engine.Extra, []diag.Diagnostic) {
	tb.Helper()
	f, list := syntax.Parse("deeds.casus", []byte(text))
	var parts []record.Part
	if len(f.Head) > 0 {
		parts = append(parts, record.Part{File: f, Items: f.Head})
	}
	for _, d := range f.Decls {
		if rec, ok := d.(*syntax.Record); ok {
			parts = append(parts, record.Part{File: f, Items: rec.Items, Name: rec.Name.Name, Closed: rec.Closed})
		}
	}
	rec, more := record.Resolve(c.Vocab, parts)
	list = append(list, more...)
	if diag.HasErrors(list) {
		return nil, nil, list
	}
	d, err := docket.Prepare(c, rec, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Accounts: []charter.EntityID{}, Limit: 1})
	if err != nil {
		tb.Fatal(err)
	}
	l := d.Load(docket.World{})
	return l.Acts[1:], l.Input.Extras, nil
}

// passed is what the engine is given where it is read in one pass.
func passed(p *engine.Program, form annals.Form, text string) (es []engine.Entry, xs []engine.Extra, list []diag.Diagnostic) {
	rd := annals.New(p, "deeds.casus", form, strings.NewReader(text), calendar.Never)
	xs = append(xs, engine.Extra{})
	for b := new(annals.Batch); rd.Read(b); {
		for _, e := range b.Entries {
			if e.Extra != 0 {
				xs = append(xs, b.Extras[e.Extra])
				e.Extra = uint32(len(xs) - 1)
			}
			es = append(es, e)
		}
	}
	return es, xs, rd.Diagnostics()
}

// said is an act in words, without the numbers by which things are found again.
func said(es []engine.Entry, xs []engine.Extra) []string {
	var out []string
	for _, e := range es {
		x := engine.Extra{End: e.Day}
		if e.Extra != 0 {
			x = xs[e.Extra]
		}
		out = append(out, fmt.Sprint(e.Day, e.Act, e.Roles, e.Shared, e.First, x.Numbers, x.Lasts, x.End, x.Limited, x.Failed))
	}
	return out
}

// TestSameAsWhole holds that a record read in one pass gives the engine what it
// gives where it is read whole.
func TestSameAsWhole(t *testing.T) {
	c := caseOf(t, words)
	p, err := engine.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{mixed, strings.ReplaceAll(mixed, "\n", "\r\n"), strings.TrimSuffix(mixed, "\n"),
		strings.Replace(mixed, "record deeds \"Deeds\" closed 2006-12-31\n", "", 1)} {
		es, xs, list := whole(t, c, text)
		if len(list) > 0 {
			t.Fatal(list[0].Summary)
		}
		got, gx, bad := passed(p, annals.Casus, text)
		if len(bad) > 0 {
			t.Fatal(bad[0].Summary)
		}
		if a, b := said(got, gx), said(es, xs); !slices.Equal(a, b) {
			t.Errorf("in one pass\n%s\nwhole\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
	}
}

// TestTables holds that rows and objects say what the lines of the language say.
func TestTables(t *testing.T) {
	p := compiled(t, words)
	const lines = `2001-01-01 attack by AAA on BBB CCC
2001-01-03 treaty-of by AAA with BBB
2001-01-04 pay by AAA to LEA dead 12.5
2001-02-01..2001-02-03 attack by BBB on AAA
`
	const table = "\ufeffdate,act,by,on,with,to,dead,text\r\n2001-01-01,attack,AAA,BBB CCC,,,,\"On \"\"two\"\", sides\"\r\n" +
		"2001-01-03,treaty-of,AAA,,BBB,,,\r\n2001-01-04,pay,AAA,,,LEA,12.5,\r\n2001-02-01..2001-02-03,attack,BBB,AAA,,,,\r\n"
	const objects = `{"day": "2001-01-01", "act": "attack", "by": "AAA", "on": ["BBB", "CCC"]}

{"day":"2001-01-03","act":"tr\u0065aty-of","by":["AAA"],"with":"BBB","text":"a \"quote\"","note":null}
 {"dead": 12.5, "to":"LEA", "by":"AAA", "act":"pay", "day":"2001-01-04", "id": 7}
{"day":"2001-02-01..2001-02-03","act":"attack","by":"BBB","on":"AAA"}`
	es, xs, bad := passed(p, annals.Casus, lines)
	if len(bad) > 0 {
		t.Fatal(bad[0].Summary)
	}
	want := said(es, xs)
	for form, text := range map[annals.Form]string{annals.CSV: table, annals.Lines: objects} {
		es, xs, bad := passed(p, form, text)
		if len(bad) > 0 {
			t.Fatalf("%d: %s", form, bad[0].Summary)
		}
		if got := said(es, xs); !slices.Equal(got, want) {
			t.Errorf("%d:\n%s\nwant\n%s", form, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestRefused holds what cannot be read in one pass, each with its place.
func TestRefused(t *testing.T) {
	p := compiled(t, words)
	const head = "2001-01-01 attack by AAA on BBB\n\n# between\n"
	for _, x := range []struct {
		form       annals.Form
		text, want string
	}{
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB account AAA", "E0322 4:41 `account`"},
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB claim", "E0322 4:1 a claim"},
		{annals.Casus, head + "2001-01 attack by AAA on BBB", "E0322 4:1 a day in doubt"},
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB dead 3..4", "E0322 4:33 a number in doubt"},
		{annals.Casus, head + "2001-01-02 pay by AAA to LEA", "E0322 4:1 a rule asks for the number dead"},
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB id a\n2001-01-03 attack by AAA on BBB corrects a", "E0322 5:42 `corrects`"},
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB id a\nretract a known 2001-01-03", "E0322 5:1 `retract`"},
		{annals.Casus, head + "2000-12-31 attack by AAA on BBB", "E0323 4:1 2000-12-31 stands after 2001-01-01"},
		{annals.Casus, head + "2001-01-02 atack by AAA on BBB", "E0202 4:12 there is no act atack"},
		{annals.Casus, head + "2001-01-02 attack by AAB on BBB", "E0201 4:22 there is no entity AAB"},
		{annals.Casus, head + "2001-01-02 attack on BBB", "E0216 4:12"},
		{annals.Casus, head + "2005-07-01 attack by BBB on AAA", "E0319 4:22"},
		{annals.Casus, head + "2001-02-30 attack by AAA on BBB", "E0108 4:1"},
		{annals.Casus, head + "2001-02-03 attack by AAA on BBB sauce", "E0101 4:33"},
		{annals.Casus, head + "record more\n2001-02-03 attack by AAA on BBB", "E0101 4:1"},
		{annals.Casus, head + "charter x", "E0101 4:1"},
		{annals.Casus, "\x00\x01", "E0103 1:1"},
		{annals.Casus, head + "# \xff\n", "E0102 4:3"},
		{annals.Casus, head + "2001-01-02 attack by AAA on BBB # \xff", "E0102 4:35"},
		{annals.CSV, "", "E0324 1:1 the file is empty"},
		{annals.CSV, "day,act,bye\n", "E0325 1:1 the column bye says nothing"},
		{annals.CSV, "act,by\n", "E0325 1:1 the first row names no column for the day"},
		{annals.CSV, "day,act,by,on\n2001-01-01,attack,AAA\n", "E0324 2:1"},
		{annals.CSV, "day,act,by,on\n2001-01-01,attack,AAA,BBB\n2001-01-02,attack,AAA,XXX\n", "E0201 3:1"},
		{annals.CSV, "day,act,by,on\n2001-01-01,attack,AAA,BBB\n,attack,AAA,BBB\n", "E0324 3:1 the row lacks a day"},
		{annals.CSV, "day,act,by,on\n2001-01-01,attack,AAA to CCC,BBB\n", "E0324 2:1 what stands under by"},
		{annals.CSV, "day,act,by,on\n2001-01-02,attack,AAA,BBB\n2001-01-01,attack,AAA,BBB\n", "E0323 3:1"},
		{annals.Lines, "{\"day\":\"2001-01-01\",\"act\":\"attack\",\"by\":\"AAA\",\"on\":\"BBB\"}\n{\"day\":\"2001-01-02\"", "E0324 2:1 the line is no JSON object"},
		{annals.Lines, "[]", "E0324 1:1 the line is no JSON object"},
		{annals.Lines, "{\"dya\":\"2001-01-01\"}", "E0325 1:1 the key dya says nothing"},
		{annals.Lines, "{\"day\":{}}", "E0324 1:1 the key day takes"},
		{annals.Lines, "{\"day\":[\"2001-01-01\"]}", "E0324 1:1 the key day does not take"},
	} {
		_, _, list := passed(p, x.form, x.text)
		if len(list) == 0 {
			t.Errorf("%q is read", x.text)
			continue
		}
		line, column := list[0].Place.Position(list[0].Place.From)
		if got := fmt.Sprintf("%s %d:%d %s", list[0].Code, line, column, list[0].Summary); !strings.HasPrefix(got, x.want) {
			t.Errorf("%q: %s, want %s", x.text, got, x.want)
		}
	}
}

// FuzzText holds that whatever is read in one pass is read alike whole, and that
// nothing makes it panic.
func FuzzText(f *testing.F) {
	c := caseOf(f, words)
	p, err := engine.Compile(c)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(mixed)
	for line := range strings.Lines(mixed) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, gx, bad := passed(p, annals.Casus, text)
		if len(bad) > 0 {
			return
		}
		es, xs, list := whole(t, c, text)
		if len(list) > 0 {
			t.Fatalf("read in one pass, and whole: %s %s", list[0].Code, list[0].Summary)
		}
		if a, b := said(got, gx), said(es, xs); !slices.Equal(a, b) {
			t.Errorf("in one pass\n%s\nwhole\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
	})
}
