package syntax

import (
	"strings"
	"testing"

	"casus/calendar"
	"casus/quantity"

	"github.com/google/go-cmp/cmp"
)

// TestCorpusHasNoErrors holds that every clause of the grammar is read.
func TestCorpusHasNoErrors(t *testing.T) {
	for name, src := range corpus(t) {
		mustParse(t, name, src)
	}
}

func day(t *testing.T, y, m, d int) calendar.Day {
	t.Helper()
	x, ok := calendar.Date(y, m, d)
	if !ok {
		t.Fatalf("no date %d-%d-%d", y, m, d)
	}
	return x
}

func TestDatesOfEntries(t *testing.T) {
	d := func(y, m, dd int) calendar.Day { return day(t, y, m, dd) }
	for _, c := range []struct {
		text string
		want Date
	}{
		{"2022-09-14", Date{Begin: calendar.On(d(2022, 9, 14))}},
		{"2024-02", Date{Begin: calendar.Extent{Lo: d(2024, 2, 1), Hi: d(2024, 2, 29)}}},
		{"2022", Date{Begin: calendar.Extent{Lo: d(2022, 1, 1), Hi: d(2022, 12, 31)}}},
		{"about 2022-01-02", Date{Begin: calendar.Extent{Lo: d(2021, 12, 30), Hi: d(2022, 1, 5)}}},
		{"about 2022-01", Date{Begin: calendar.Extent{Lo: d(2021, 12, 1), Hi: d(2022, 2, 28)}}},
		{"about 2022", Date{Begin: calendar.Extent{Lo: d(2021, 1, 1), Hi: d(2023, 12, 31)}}},
		{"about 9999-12-31", Date{Begin: calendar.Extent{Lo: d(9999, 12, 28), Hi: d(9999, 12, 31)}}},
		{"about 9999-12", Date{Begin: calendar.Extent{Lo: d(9999, 11, 1), Hi: d(9999, 12, 31)}}},
		{"about 9998", Date{Begin: calendar.Extent{Lo: d(9997, 1, 1), Hi: d(9999, 12, 31)}}},
		{"about 0001", Date{Begin: calendar.Extent{Lo: d(1, 1, 1), Hi: d(2, 12, 31)}}},
		{"about 0001-01-02", Date{Begin: calendar.Extent{Lo: d(1, 1, 1), Hi: d(1, 1, 5)}}},
		{"between 2022-09 and 2023-02", Date{Begin: calendar.Extent{Lo: d(2022, 9, 1), Hi: d(2023, 2, 28)}}},
		{"2022-09..2022-10-03", Date{Begin: calendar.Extent{Lo: d(2022, 9, 1), Hi: d(2022, 9, 30)}, Lasted: true,
			End: calendar.On(d(2022, 10, 3))}},
		{"2010-05-01..", Date{Begin: calendar.On(d(2010, 5, 1)), Lasted: true,
			End: calendar.Extent{Lo: d(2010, 5, 1), Hi: calendar.Never}}},
	} {
		f := mustParse(t, c.text, []byte(c.text+" attack by RUS"))
		got := f.Head[0].(*Entry).Date
		if diff := cmp.Diff(c.want, got, sameMeaning); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

func TestNumbersOfEntries(t *testing.T) {
	whole := quantity.Whole
	for _, c := range []struct {
		text string
		lo   quantity.Num
		hi   quantity.Num
		unit string
	}{
		{"63", whole(63), whole(63), ""},
		{"12.5", 125_000, 125_000, ""},
		{"63..150", whole(63), whole(150), ""},
		{"about 250", whole(225), whole(275), ""},
		{"at least 260", whole(260), quantity.Max, ""},
		{"at most 9", 0, whole(9), ""},
		{"more than 9", whole(10), quantity.Max, ""},
		{"more than 9.5", whole(10), quantity.Max, ""},
		{"less than 9", 0, whole(8), ""},
		{"less than 9.5", 0, whole(9), ""},
		{"53.22 million RUB", whole(53_220_000), whole(53_220_000), "RUB"},
		{"2..3 thousand", whole(2000), whole(3000), ""},
		{"about 2 billion XAG", whole(1_800_000_000), whole(2_200_000_000), "XAG"},
	} {
		f := mustParse(t, c.text, []byte("2022 pay by RUS amount "+c.text+"\n2023 pay by RUS"))
		if len(f.Head) != 2 {
			t.Fatalf("%s: %d entries", c.text, len(f.Head))
		}
		n := f.Head[0].(*Entry).Phrase.Numbers
		want := []NumberTerm{{Name: Ident{Name: "amount"}, Range: quantity.Range{Lo: c.lo, Hi: c.hi}, Unit: Ident{Name: c.unit}}}
		if diff := cmp.Diff(want, n, sameMeaning); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

// TestYearAfterNumber: a number takes one number, so that a year begins the
// next entry.
func TestYearAfterNumber(t *testing.T) {
	f := mustParse(t, "f", []byte("2021 clash by KGZ with TJK killed 63\n2022 clash by KGZ with TJK killed 2022 2023 clash by KGZ with TJK"))
	if len(f.Head) != 3 {
		t.Fatalf("%d entries, want 3", len(f.Head))
	}
}

// TestSourceTwice: `source NAME STRING` opens a source, `source NAME` is an
// attribute.
func TestSourceTwice(t *testing.T) {
	f := mustParse(t, "f", []byte(`2021 clash by KGZ with TJK source a source b "B" author "C"`))
	if len(f.Head) != 2 {
		t.Fatalf("%d items, want an entry and a source", len(f.Head))
	}
	e, s := f.Head[0].(*Entry), f.Head[1].(*Source)
	if len(e.Sources) != 1 || e.Sources[0].Name != "a" || s.Name.Name != "b" || s.Title.Value != "B" || s.Author.Value != "C" {
		t.Errorf("entry with sources %v, source %v", e.Sources, s)
	}
}

// oneRule parses a single rule in an article.
func oneRule(t *testing.T, text string) Rule {
	t.Helper()
	f := mustParse(t, "f", []byte("charter c article 1 "+text))
	return f.Decls[0].(*Charter).Articles[0].Rules[0]
}

func TestConditionBinding(t *testing.T) {
	// The comma is the loosest "and", then or, then and, then not.
	r := oneRule(t, "ban b never a by x where not x is p and y is q or z is r, w is at least 2 * 3 + 1").(*Ban)
	is := func(x, w string) Expr { return &IsExpr{X: &WordExpr{Word: Ident{Name: x}}, Word: Ident{Name: w}} }
	num := func(n int64) Expr { return &NumExpr{Value: quantity.Whole(n)} }
	want := Expr(&AndExpr{
		X: &OrExpr{X: &AndExpr{X: &NotExpr{X: is("x", "p")}, Y: is("y", "q")}, Y: is("z", "r")},
		Y: &CompareExpr{X: &WordExpr{Word: Ident{Name: "w"}}, Op: AtLeast,
			Y: &BinaryExpr{Op: '+', X: &BinaryExpr{Op: '*', X: num(2), Y: num(3)}, Y: num(1)}},
	})
	if diff := cmp.Diff(want, r.Where, sameMeaning); diff != "" {
		t.Error(diff)
	}
}

func TestDutyClauses(t *testing.T) {
	r := oneRule(t, `duty help when attack by a on p where p is party judged by council
		then call by p within prompt then no object by q within 3 months where after 2002
		at least 2 of party x except p a where x is big must help by x to p where adopting relief judged by nobody
		minimum count 2 counts once each answers within 1 year 10 days refusal decline by x unless cancel by p
		while p is party paused while q is party`).(*Duty)
	switch {
	case r.Quant != AtLeastOf || r.AtLeast != 2 || len(r.Bearer.Except) != 2 || r.Bearer.Where == nil:
		t.Errorf("quantifier: %+v %+v", r.Quant, r.Bearer)
	case r.Judge.Term.Name != "council" || r.MustJudge.Term.Name != "nobody":
		t.Errorf("judges: %v, %v", r.Judge, r.MustJudge)
	case len(r.Then) != 2 || r.Then[0].Absent || !r.Then[1].Absent || r.Then[1].Where == nil:
		t.Errorf("steps: %+v", r.Then)
	case !r.Once || !r.Answers || r.Refusal == nil || r.Unless == nil || r.While == nil || r.Paused == nil || r.MustWhere == nil:
		t.Errorf("clauses: %+v", r)
	case r.Minimum.Number.Name != "count":
		t.Errorf("minimum: %+v", r.Minimum)
	}
	want := calendar.Period{Months: 12, Days: 10}
	if got := r.Within.Value.(*PeriodExpr).Period; got != want {
		t.Errorf("within %v, want %v", got, want)
	}
}

func TestProcedureClauses(t *testing.T) {
	r := oneRule(t, `procedure x opens when p becomes fined with q where p is party moved m by a where a is party within 30 days
		before council except p q keeping base fixed electorate choosing warning fine decides by 66.5% of present within 1 year
		decided d by council adopted nothing rejected p becomes fined lapsed excuse help by p`).(*Procedure)
	switch {
	case !r.KeepingBase || !r.Fixed || len(r.Except) != 2 || len(r.Choosing) != 2:
		t.Errorf("electorate: %+v", r)
	case r.Decides.Method != ShareOf || r.Decides.Share.Num != 133 || r.Decides.Share.Den != 200 || r.Decides.Base != "present":
		t.Errorf("decides: %+v", r.Decides)
	case !r.Adopted.Given || r.Adopted.Effects != nil || len(r.Rejected.Effects) != 1 || r.Lapsed.Effects[0].Excuse.Name != "help":
		t.Errorf("outcomes: %+v %+v %+v", r.Adopted, r.Rejected, r.Lapsed)
	case r.Opens[0].Change.With.Name != "q" || r.MoveWithin.Value == nil || r.Within.Value == nil:
		t.Errorf("opening: %+v", r)
	}
}

// TestUnansweredIsAName: the word was free before it became a finding.
func TestUnansweredIsAName(t *testing.T) {
	f := mustParse(t, "f", []byte(`outlook o reaction unanswered when unanswered of help by p then m of p rises by 1`))
	it := f.Decls[0].(*Outlook).Items[0]
	if it.Name.Name != "unanswered" || it.When[0].Finding.Kind != Unanswered {
		t.Errorf("%+v", it)
	}
}

func TestParseFinding(t *testing.T) {
	f, c, ds := ParseFinding("late fulfilment of help by RUS to ARM")
	if len(ds) > 0 || c != nil || f == nil || !f.Late || f.Kind != Fulfilment || f.Rule.Name.Name != "help" || len(f.Roles) != 2 {
		t.Errorf("finding: %+v %v %v", f, c, ds)
	}
	f, c, ds = ParseFinding("KGZ ceases to be pledged with TJK")
	if len(ds) > 0 || f != nil || c == nil || !c.Ceases || c.Status.Name != "pledged" || c.With.Name != "TJK" {
		t.Errorf("change: %v %+v %v", f, c, ds)
	}
	for _, bad := range []string{"", "help by RUS", "breach of", "breach of help by RUS and", "breach \x00", "breach \xff", "KGZ becomes"} {
		if f, c, ds := ParseFinding(bad); len(ds) == 0 || f != nil || c != nil {
			t.Errorf("%q was read as %v %v", bad, f, c)
		} else if !strings.Contains(printed(ds), "(argument):1:") {
			t.Errorf("%q: %s", bad, printed(ds))
		}
	}
}

func TestParseValue(t *testing.T) {
	period := func(m, d int32) Value {
		return Value{Expr: &PeriodExpr{Period: calendar.Period{Months: m, Days: d}}}
	}
	word := func(s string) Value { return Value{Word: Ident{Name: s}} }
	for text, want := range map[string]Value{
		"7d": period(0, 7), "2w": period(0, 14), "3m": period(3, 0), "1y": period(12, 0), "1y6m": period(18, 0),
		"7 days": period(0, 7), "1 month 2 weeks": period(1, 14),
		"yes": word("yes"), "no": word("no"), "none": word("none"), "council": word("council"),
		"12":         {Expr: &NumExpr{Value: quantity.Whole(12)}},
		"2022":       {Expr: &NumExpr{Value: quantity.Whole(2022)}},
		"12%":        {Expr: &NumExpr{Value: 1200}},
		"2022-09-14": {Expr: &PointExpr{Point: Point{First: day(t, 2022, 9, 14), Last: day(t, 2022, 9, 14)}}},
	} {
		got, ds := ParseValue(text)
		if len(ds) > 0 {
			t.Errorf("%q: %s", text, printed(ds))
		} else if diff := cmp.Diff(want, got, sameMeaning); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	for _, bad := range []string{"", "7x", "7 days more", "by", "99999999d", "2022-02-30", "RUS"} {
		if v, ds := ParseValue(bad); len(ds) == 0 {
			t.Errorf("%q was read as %+v", bad, v)
		}
	}
}

// TestLongAndDeep: texts made to exhaust a machine are refused, and quickly.
func TestLongAndDeep(t *testing.T) {
	head := "charter c article 1 ban b never a by x where "
	for name, src := range map[string]string{
		"brackets": head + strings.Repeat("(", 100_000),
		"nots":     head + strings.Repeat("not ", 100_000),
		"minuses":  head + strings.Repeat("- ", 100_000) + "1 is 1",
		"ands":     head + strings.Repeat("p is q and ", 100_000) + "p is q",
		"commas":   head + strings.Repeat("p is q, ", 100_000) + "p is q",
		"sums":     head + strings.Repeat("1 + ", 100_000) + "1 is 1",
		"calls":    "outlook o watch w = " + strings.Repeat("f(", 100_000),
	} {
		_, ds := Parse("f", []byte(src))
		if len(ds) == 0 || ds[0].Code != "E0112" {
			t.Errorf("%s: %d messages, want E0112 first", name, len(ds))
		}
	}
	_, ds := Parse("f", []byte(strings.Repeat("2022 killed\n", 5000)))
	if len(ds) > 0 {
		t.Errorf("an act without roles is a fact: %v", ds[0])
	}
	_, ds = Parse("f", []byte(strings.Repeat("2022 5\n", 5000)))
	if n := len(ds); n != maxErrors+1 || ds[n-1].Code != "E0126" && ds[0].Code != "E0126" {
		t.Errorf("%d messages, want %d and a note that there are more", n, maxErrors)
	}
}

func TestSpans(t *testing.T) {
	src := `charter c article 1 ban b never a by x where p is party, q is party`
	f := mustParse(t, "f", []byte(src))
	text := func(s Span) string { return src[s.From:s.To] }
	ban := f.Decls[0].(*Charter).Articles[0].Rules[0].(*Ban)
	for want, got := range map[string]Span{
		src:                             f.Decls[0].Extent(),
		src[strings.Index(src, "ban"):]: ban.Extent(),
		"a by x":                        ban.Never[0].Span,
		"by x":                          ban.Never[0].Roles[0].Span,
		"p is party, q is party":        ban.Where.Extent(),
		"p is party":                    ban.Where.(*AndExpr).X.Extent(),
		"q":                             ban.Where.(*AndExpr).Y.(*IsExpr).X.Extent(),
	} {
		if text(got) != want {
			t.Errorf("span %q, want %q", text(got), want)
		}
	}
}
