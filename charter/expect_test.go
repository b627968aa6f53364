package charter

import (
	"slices"
	"testing"

	"casus/diag"
	"casus/syntax"
)

const twoTreaties = `
charter one
  governs PACT
  parties ARM KAZ
  status observer KGZ
  reading promptly = 30 days or none
  reading toll = 5 or 6
  reading strict = yes
  reading way = left or right
  reading turning = 2010-01-01
article 1
  duty help when attack by a on p must help by p to ARM within promptly
  ban peace any party p never attack by p on q

charter two
  governs OTHER
  parties BLR
  reading promptly = 5 days
article 1
  duty help when attack by a on p must help by p to ARM within promptly
`

func (b *bench) checks(src string) (*Case, []syntax.Check, *syntax.File) {
	b.t.Helper()
	f, diags := syntax.Parse("checks.casus", []byte("test \"t\"\n under one\n"+src))
	mustBeClean(b.t, diags)
	return b.build(under("one"), under("two")), f.Decls[0].(*syntax.Test).Checks, f
}

func TestGiven(t *testing.T) {
	b := newBench(t, twoTreaties)
	tests := []struct {
		text string
		want string // the value, or the code of what is wrong
		refs int
	}{
		{"promptly = 7 days", "7 days", 2},
		{"promptly = 1 month 2 days", "1 month 2 days", 2},
		{"promptly = none", "none", 2},
		{"promptly = 5", "E0229", 2},
		{"promptly = yes", "E0229", 2},
		{"toll = 50", "50", 1},
		{"toll = none", "E0229", 1},
		{"strict = no", "E0229", 1}, // only what is listed
		{"strict = yes", "yes", 1},
		{"way = right", "right", 1},
		{"way = up", "E0229", 1},
		{"turning = 2011", "2011-01-01", 1},
		{"turning = 2011-05", "2011-05-01", 1},
		{"turning = 3 days", "E0229", 1},
		{"nowhere = yes", "E0207", 0},
	}
	for _, tt := range tests {
		c, checks, f := b.checks("given " + tt.text)
		refs, v, diags := c.Given(checks[0].Given, f)
		got := v.String()
		if len(diags) > 0 {
			got = diags[0].Code
		}
		if got != tt.want || len(refs) != tt.refs {
			t.Errorf("given %s: %s for %d readings, want %s for %d", tt.text, got, len(refs), tt.want, tt.refs)
		}
	}
}

func TestExpectations(t *testing.T) {
	b := newBench(t, twoTreaties)
	find := func(text string) (*Case, *FindingPattern, []diag.Diagnostic) {
		c, checks, f := b.checks("expect " + text)
		p, diags := c.Finding(checks[0].Expect.Finding, f)
		return c, p, diags
	}
	if _, p, diags := find("breach of help by ARM"); len(diags) > 0 || !slices.Equal(p.Rules, []int{0, 2}) || !p.Named {
		t.Errorf("a rule is looked for in all treaties: %+v %v", p, diags)
	}
	if _, p, _ := find("breach of help of OTHER"); !slices.Equal(p.Rules, []int{2}) {
		t.Errorf("of OTHER: %v", p.Rules)
	}
	if _, p, _ := find("breach"); !slices.Equal(p.Rules, []int{0, 1, 2}) || p.Named {
		t.Errorf("any breach: %+v", p)
	}
	if _, p, _ := find("opening by ARM"); !slices.Equal(p.Rules, []int{0, 2}) {
		t.Errorf("a ban is never opened: %v", p.Rules)
	}
	if c, p, diags := find("void nay by ARM on motion-1"); len(diags) > 0 || p.Act.Act != Nay || p.Act.Label != "motion-1" || len(p.Act.Roles) != 1 {
		t.Errorf("a vote is on a label: %+v %v in %s", p.Act, diags, c.Name)
	}
	if _, p, diags := find("silence about breach of peace by ARM"); len(diags) > 0 || !p.OfBreach || !slices.Equal(p.Rules, []int{1}) || len(p.Roles) != 1 {
		t.Errorf("silence about a breach: %+v %v", p, diags)
	}
	if _, p, _ := find("silence about attack by ARM on KAZ"); p.OfBreach || p.Act == nil || len(p.Act.Roles) != 2 {
		t.Errorf("silence about an act: %+v", p)
	}
	if _, p, diags := find("collision of help of PACT by ARM and help of OTHER by BLR"); len(diags) > 0 ||
		!slices.Equal(p.Rules, []int{0}) || !slices.Equal(p.Rules2, []int{2}) || len(p.Roles2) != 1 {
		t.Errorf("collision: %+v %v", p, diags)
	}

	change := func(text string) ([]*Change, []diag.Diagnostic) {
		c, checks, f := b.checks("expect " + text)
		return c.Changes(checks[0].Expect.Change, f)
	}
	if list, diags := change("ARM becomes party"); len(diags) > 0 || len(list) != 2 || list[0].Family != 0 || list[1].Family != 1 {
		t.Errorf("either treaty may be meant: %v %v", list, diags)
	}
	if list, _ := change("ARM ceases to be observer"); len(list) != 1 || !list[0].Ceases || list[0].Family != 0 {
		t.Errorf("only one treaty has observers: %v", list)
	}
	if list, diags := change("ARM becomes guest"); len(list) != 0 || len(diags) != 1 || diags[0].Code != "E0205" {
		t.Errorf("nobody is a guest: %v %v", list, diags)
	}

	state := func(text string) (*Expr, []diag.Diagnostic) {
		c, checks, f := b.checks("expect " + text)
		return c.State(checks[0].Expect.State, f)
	}
	if e, diags := state("ARM is party of OTHER"); len(diags) > 0 || e.Op != OpHolds || e.Family != 1 {
		t.Errorf("%+v %v", e, diags)
	}
	if e, diags := state("ARM is not observer"); len(diags) > 0 || e.Op != OpNot || e.Args[0].Op != OpHolds || e.Args[0].Family != 0 {
		t.Errorf("%+v %v", e, diags)
	}
	if _, diags := state("ARM is party"); len(diags) != 1 || diags[0].Code != "E0233" {
		t.Errorf("which treaty? %v", diags)
	}
	// A treaty that has no text in the case: nobody is its party.
	if e, diags := state("ARM is party of COUNCIL"); len(diags) != 1 || diags[0].Severity != diag.Note || e.Op != OpFalse {
		t.Errorf("%+v %v", e, diags)
	}
}

// An outlook's clauses share variables, and may ask for silence.
func TestResolver(t *testing.T) {
	b := newBench(t, twoTreaties)
	f, diags := syntax.Parse("o.casus", []byte(`outlook o
  under one
  starts 2001-01-01
  runs 2 steps of 1 month
  behaviour quarrel "Quarrels"
    when silence about attack by a on p or breach of peace by a on p
    where a is observer
    chance 0.5
    does attack by p on a
`))
	mustBeClean(t, diags)
	var item *syntax.OutlookItem
	for i, it := range f.Decls[0].(*syntax.Outlook).Items {
		if it.Word == "behaviour" {
			item = &f.Decls[0].(*syntax.Outlook).Items[i]
		}
	}
	r := b.build(under("one"), under("two")).OutlookResolver(f, nil)
	when := r.Triggers(item.When)
	where := r.Condition(item.Where)
	does := r.Fact(item.Does)
	if len(r.Diagnostics()) > 0 || len(when) != 2 || when[0].Finding.Kind != syntax.Silence || where.Op != OpHolds ||
		does.Roles[0].Term.Var != 1 || len(r.Vars()) != 2 {
		t.Errorf("%v %+v %v", when, where, r.Diagnostics())
	}
}
