package record

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"casus/calendar"
	"casus/diag"
	"casus/quantity"
)

// TestJudgements: forecasts and assessments keep who made them and when, and
// cite sources, which then are used.
func TestJudgements(t *testing.T) {
	rec, v := resolve(t, "r.casus", `
source digest "A digest" outlet "The Digest" copies paper
source paper "The paper" outlet "The Paper"
source reprint "A reprint" copies digest
forecast leaves "ARM leaves" made 2022-10 said by "An expert" through reprint source digest chance 20..40%
  asks leave by ARM by 2024
forecast stays "ARM stays" made 2022-10-13 said by RUS through "a letter" asks ARM is ARM by 2024-06
assessment weak "It is weak" made about 2022 said by KAZ about RUS ARM source paper note "so he said"
`)
	f, g, a := rec.Forecasts[0], rec.Forecasts[1], rec.Assessments[0]
	day := func(y, m, d int) calendar.Day { x, _ := calendar.Date(y, m, d); return x }
	if f.By != day(2024, 12, 31) || f.Made != (calendar.Extent{Lo: day(2022, 10, 1), Hi: day(2022, 10, 31)}) {
		t.Errorf("made %s, by %s", f.Made, f.By)
	}
	if f.Chance != (quantity.Range{Lo: 2000, Hi: 4000}) || !f.HasChance || g.HasChance {
		t.Errorf("chances %v %v", f.Chance, g.Chance)
	}
	if f.SaidBy != "An expert" || f.Outlet(rec) != "The Paper" || g.SaidBy != "RUS" || g.Outlet(rec) != "a letter" || a.Outlet(rec) != "The Paper" {
		t.Errorf("%q in %q, %q in %q, %q", f.SaidBy, f.Outlet(rec), g.SaidBy, g.Outlet(rec), a.Outlet(rec))
	}
	if got := []string{v.Entities[a.About[0]].Code, v.Entities[a.About[1]].Code, a.Notes[0]}; !cmp.Equal(got, []string{"RUS", "ARM", "so he said"}) {
		t.Error(got)
	}
	if rec.Source("reprint").Root() != rec.Source("paper") || rec.Source("paper").Root() != rec.Source("paper") {
		t.Error("a copy of a copy is no copy of the first")
	}
}

// TestEntitiesInTime: an entry in doubt may name a state that exists on one of
// its days only.
func TestEntitiesInTime(t *testing.T) {
	v := vocabulary(t)
	e, _ := v.FindEntity("ARM")
	v.Entities[e].From, v.Entities[e].HasFrom = 100, true
	v.Entities[e].To, v.Entities[e].HasTo = 200, true
	for text, want := range map[string]int{
		"1970-04-10": 1, "1970-04-11": 0, "1970-07-20": 0, "1970-07-21": 1,
		"1970": 0, "1970-08": 1, "1970-02": 1, "between 1970-01-01 and 1970-04-11": 0, "1970-02..1970-06": 1,
	} {
		_, diags := Resolve(v, parts(t, "r.casus", text+" help by RUS to ARM"))
		n := 0
		for _, d := range diags {
			if d.Code == "E0319" && d.Severity == diag.Error {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d complaints, want %d", text, n, want)
		}
	}
}
