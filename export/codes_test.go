package export

import (
	"testing"

	"casus/calendar"
)

// TestCodesTable: the table can be read, no state has two numbers of one
// system on one day, and no number of a system belongs to two states on one.
func TestCodesTable(t *testing.T) {
	table, err := readCodes(codesFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(table) < 200 {
		t.Fatalf("only %d states", len(table))
	}
	type number struct {
		system system
		n      int32
	}
	type use struct {
		code string
		s    codeSpell
	}
	uses := map[number][]use{}
	for code, e := range table {
		if e.iso3 != "" && e.iso3 != code {
			t.Errorf("%s has the ISO code %s", code, e.iso3)
		}
		for i, s := range e.spells {
			if s.system != cow && s.system != gw {
				t.Errorf("%s is in no system %s", code, s.system)
			}
			for _, o := range e.spells[:i] {
				if o.system == s.system && o.from <= s.until && s.from <= o.until {
					t.Errorf("%s has two numbers of %s at one time", code, s.system)
				}
			}
			uses[number{s.system, s.number}] = append(uses[number{s.system, s.number}], use{code, s})
		}
	}
	for n, list := range uses {
		for i, a := range list {
			for _, b := range list[:i] {
				if a.code != b.code && a.s.from <= b.s.until && b.s.from <= a.s.until {
					t.Errorf("%s %d is both %s and %s", n.system, n.n, a.code, b.code)
				}
			}
		}
	}
}

// TestCodesOf: codes are those valid on the day.
func TestCodesOf(t *testing.T) {
	n := func(p *int32) int32 {
		if p == nil {
			return 0
		}
		return *p
	}
	for _, c := range []struct {
		code    string
		y, m, d int
		cow, gw int32
		known   bool
	}{
		{"DEU", 1950, 1, 1, 0, 260, true},
		{"DEU", 1955, 5, 5, 260, 260, true},
		{"DEU", 1990, 10, 2, 260, 260, true},
		{"DEU", 1990, 10, 3, 255, 260, true},
		{"DDR", 1990, 10, 2, 265, 265, true},
		{"DDR", 1990, 10, 3, 0, 0, true},
		{"KGZ", 1991, 8, 31, 0, 703, true},
		{"KGZ", 1991, 12, 26, 703, 703, true},
		{"SUN", 1991, 12, 25, 365, 365, true},
		{"RUS", 1991, 12, 26, 365, 365, true},
		{"SRB", 2006, 6, 4, 0, 0, true},
		{"SRB", 2006, 6, 5, 345, 340, true},
		{"YEM", 1990, 5, 21, 678, 678, true},
		{"YEM", 1990, 5, 22, 679, 678, true},
		{"SYR", 1960, 1, 1, 0, 652, true},
		{"USA", 1945, 1, 1, 0, 0, true}, // before the table begins
		{"CSTO", 2000, 1, 1, 0, 0, false},
	} {
		day, _ := calendar.Date(c.y, c.m, c.d)
		x, known := CodesOf(c.code, day)
		if n(x.COW) != c.cow || n(x.GW) != c.gw || known != c.known {
			t.Errorf("%s on %s: %d %d %t, want %d %d %t", c.code, day, n(x.COW), n(x.GW), known, c.cow, c.gw, c.known)
		}
	}
}

func TestReadCodesRefuses(t *testing.T) {
	head := "code,iso3,name,system,number,abbreviation,from,until\n"
	for _, line := range []string{"A,A,a,cow,x,A,1990-01-01,", "A,A,a,cow,1,A,1990-13-01,", "A,A,a,cow,1,A,1990-01-02,1990-01-01", "A,A,a,cow,1,A,,", "A,\"A"} {
		if _, err := readCodes(head + line + "\n"); err == nil {
			t.Errorf("%s was read", line)
		}
	}
}
