package record

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// disputes tells each dispute in one line: kind, number, then the versions
// with how many speak for each.
func disputes(t *testing.T, text string) []string {
	t.Helper()
	rec, v := resolve(t, "r.casus", text)
	var list []string
	for _, d := range rec.Disputes(v) {
		s := string(d.Kind)
		if d.Kind == NumberDispute {
			s = v.Numbers[d.Number].Name
		}
		for _, x := range d.Versions {
			n, copies := x.Reports()
			s += fmt.Sprintf(" | %s %d", x.Value, len(x.Voices))
			if n > 0 {
				s += fmt.Sprintf(" (%d, %d copied)", n, copies)
			}
		}
		list = append(list, s)
	}
	return list
}

func TestDisputes(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing differs", "2001-01-01 help by ARM to KAZ id a\n2001-01 help by ARM to KAZ describes a\n2001-01-01 help by ARM to KAZ killed 5 describes a", nil},
		{"act and roles", "2001-01-01 clash by ARM with KAZ id a\n2001-01-01 attack by ARM on KAZ describes a account KAZ",
			[]string{"act | clash by ARM with KAZ 1 | attack by ARM on KAZ 1"}},
		{"roles only", "2001-01-01 help by ARM to KAZ id a\n2001-01-01 help by RUS to KAZ describes a",
			[]string{"roles | help by ARM to KAZ 1 | help by RUS to KAZ 1"}},
		{"days", "2001-01-01 help by ARM to KAZ id a\n2001-01-02 help by ARM to KAZ describes a\n2001-01 help by ARM to KAZ describes a",
			[]string{"date | 2001-01-01 1 | 2001-01-02 1 | 2001-01 1"}},
		{"how long", "2001-01-01..2001-01-05 help by ARM to KAZ id a\n2001-01-01..2001-01-09 help by ARM to KAZ describes a\n2001-01-01.. help by ARM to KAZ describes a",
			[]string{"date | 2001-01-01 to 2001-01-05 1 | 2001-01-01 to 2001-01-09 1 | since 2001-01-01 1"}},
		{"numbers", "2001-01-01 help by ARM to KAZ killed 5 id a\n2001-01-01 help by ARM to KAZ killed 7 describes a\n2001-01-01 help by ARM to KAZ killed 7 amount 3 describes a",
			[]string{"killed | 5 1 | 7 2"}},
		{"one number within another", "2001-01-01 help by ARM to KAZ killed at least 5 id a\n2001-01-01 help by ARM to KAZ killed 7 describes a", nil},
		{"a range", "2001-01-01 help by ARM to KAZ killed 5..7", []string{"killed | 5..7 1"}},
		{"about is no range", "2001-01-01 help by ARM to KAZ killed about 50", nil},
		{"a correction", "2001-01-01 help by ARM to KAZ killed 5 id a\n2001-01-01 help by ARM to KAZ killed 9 corrects a known 2001-02-01", []string{"killed | 5 1 | 9 1"}},
		{"denied and claimed", "2001-01-01 help by ARM to KAZ claim denied by KAZ RUS\n2001-01-02 help by ARM to KAZ claim",
			[]string{"denial | so 1 | not so 1", "claim | so 1"}},
		{"one side", "2001-01-01 help by ARM to KAZ account ARM", []string{"account | so 1"}},
		{"two sides that agree", "2001-01-01 help by ARM to KAZ account ARM id a\n2001-01-01 help by ARM to KAZ account KAZ describes a", nil},
		{"copies", "source a \"A\" source b \"B\" copies a source c \"C\" copies b source d \"D\"\n" +
			"2001-01-01 help by ARM to KAZ id x source a source b source c source d\n2001-01-02 help by ARM to KAZ describes x source c source b",
			[]string{"date | 2001-01-01 1 (4, 2 copied) | 2001-01-02 1 (2, 1 copied)"}},
		{"by day", "2002-01-01 help by ARM to KAZ claim\n2001-01-01 help by ARM to KAZ killed 1..2", []string{"killed | 1..2 1", "claim | so 1"}},
	} {
		if d := cmp.Diff(c.want, disputes(t, c.text)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// TestCommon: of an entry the version known last counts; accounts and what was
// taken back do not.
func TestCommon(t *testing.T) {
	rec, _ := resolve(t, "r.casus", `
2001-01-01 help by ARM to KAZ id a
2001-01-02 help by ARM to KAZ corrects a id b known 2001-02-01
2001-01-03 help by ARM to KAZ corrects b known 2001-03-01
2001-01-04 help by ARM to KAZ account ARM
2001-01-05 help by ARM to KAZ id gone
2001-01-06 help by ARM to KAZ claim
retract gone known 2001-02-01
`)
	var days []string
	for _, e := range rec.Common() {
		days = append(days, fmt.Sprint(e.Begin, e.Sure()))
	}
	if d := cmp.Diff([]string{"2001-01-03 true", "2001-01-06 false"}, days); d != "" {
		t.Error(d)
	}
}
