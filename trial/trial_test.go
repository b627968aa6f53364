package trial

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casus/library"
)

// TestCases runs the tests of all cases that are shipped.
func TestCases(t *testing.T) {
	lib, diags := library.Load([]string{"../cases"})
	for _, d := range errorsOf(diags) {
		t.Errorf("%s", d)
	}
	n := 0
	for _, f := range lib.Folders {
		for _, test := range f.Tests {
			n++
			r := Run(test)
			for _, d := range r.Faults {
				t.Errorf("%s: %s", r.Title(), d)
			}
			for _, x := range r.Failures {
				t.Errorf("%s: %s\n%s %s\n%s", x.Place, x.Line, strings.Join(x.Given, ", "), x.Reason, strings.Join(x.Found, "\n"))
			}
		}
	}
	if n == 0 {
		t.Error("no case has a test")
	}
}

const words = `
vocabulary words
  kind state
  kind alliance institution
  entity AVA is state
  entity BOR is state
  entity CAL is state
  entity PACT is alliance
  act attack by state on state grave
  act help by state to state
  act clash by state with state grave mutual

charter pact
  governs PACT
  effective 2000-01-01
  parties AVA BOR CAL
  reading promptly = 10 days or 3 days
article 1
  duty help
  when attack by a on p where p is party, a is not party
  each party x except p
  must help by x to p
  within promptly
  ban peace
  any party p never attack by p on q where q is party
  duty guard
  when clash by p with q where p is party
  jointly party x except p
  must help by x to p
  within 5 days
`

// trialOf runs one test that is written below the charter.
func trialOf(t *testing.T, test string) *Result {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.casus"), []byte(words+"\ntest \"it\"\n"+test), 0o666); err != nil {
		t.Fatal(err)
	}
	lib, diags := library.Load([]string{dir})
	if len(diags) > 0 {
		t.Fatalf("%s", diags[0])
	}
	return Run(lib.Folders[0].Tests[0])
}

func TestExpectations(t *testing.T) {
	const raid = "2001-01-01 attack by CAL on AVA\n"
	for _, c := range []struct {
		name, test string
		failures   []string // reasons, in order
	}{
		{"the charter above, and the latest day named", raid + "expect breach of peace by CAL on AVA on 2001-01-01", nil},
		{"the horizon is no later than what is named", "2001-01-01 clash by AVA with BOR\nexpect no breach", nil},
		{"nor earlier", "2001-01-01 clash by AVA with BOR\nas of 2001-01-07\nexpect no breach", []string{"it is found"}},
		{"as of holds until the next", "2001-01-01 clash by AVA with BOR\nas of 2001-01-03\nexpect no breach\nas of 2001-01-07\nexpect breach of guard", nil},
		{"a group blames nobody singly", "2001-01-01 clash by AVA with BOR\nas of 2001-01-07\nexpect breach of guard by BOR", []string{"it is not found; the nearest are"}},
		{"a month is a span", raid + "expect breach of peace on 2001-01\nexpect breach of peace on 2001", nil},
		{"about", raid + "expect breach of peace about 2001-01-03\nexpect breach of peace about 2001-01-06", []string{"it is found on another day"}},
		{"no on a day", raid + "expect no breach on 2001-01-02\nexpect no breach on 2001-01-01", []string{"it is found"}},
		{"nothing else leaves openings out", "2001-01-01 clash by AVA with BOR\nexpect nothing else", nil},
		{"no other", raid + "2001-01-02 attack by CAL on BOR\nexpect breach of peace by CAL on AVA\nexpect no other breach", []string{"another breach is found"}},
		{"late is late", raid + "expect late fulfilment of help", []string{"it is not found, nor anything like it"}},
		{"a claim is undecided", "2001-01-01 attack by CAL on AVA claim\nexpect undecided breach of peace by CAL on AVA\nexpect no breach",
			[]string{"it is found"}},
		{"states", "2001-01-01 attack by CAL on AVA\nexpect CAL is party\nexpect CAL is not party on 2001-01-02\nexpect count of party is 3",
			[]string{"on 2001-01-02 it is not so"}},
		{"states before entry into force", "2001-01-01 attack by CAL on AVA\nexpect count of breach of peace is 1 on 2001-01-01\nexpect count of breach of peace is 0 on 2000-12-31", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := trialOf(t, c.test)
			if len(r.Faults) > 0 {
				t.Fatalf("%s", r.Faults[0])
			}
			var got []string
			for _, f := range r.Failures {
				got = append(got, f.Reason)
			}
			if strings.Join(got, "|") != strings.Join(c.failures, "|") {
				t.Errorf("failures are %q, want %q", got, c.failures)
			}
		})
	}
}

// TestFaults: what is wrong with a test is told, and is not taken for what the
// law says.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ test, code string }{
		{"expect breach of halp", "E0206"},
		{"expect XXX is party", "E0201"},
		{"given slowly = 3 days\nexpect no breach", "E0207"},
		{"given account XXX\nexpect no breach", "E0201"},
		{"2001-01-01 attack by XXX on AVA\nexpect no breach", "E0201"},
	} {
		r := trialOf(t, c.test)
		if len(r.Faults) == 0 || r.Faults[0].Code != c.code || r.OK() {
			t.Errorf("%s: %v, want %s", c.test, r.Faults, c.code)
		}
	}
}
