package coverage

import (
	"slices"
	"testing"

	"casus/diag"
)

func TestNumbers(t *testing.T) {
	for article, want := range map[string][]string{
		"4": {"4", "4"}, "4(a)": {"4(a)", "4"}, "13-15": {"13-15", "13", "14", "15"}, "Protocol 22": {"protocol-22", "22"},
		"42(7) second": {"42(7)-second", "42"}, "2, 5": {"2", "2", "5", "5"}, "preamble": {"preamble"}, "15-13": {"15-13", "15"}, "1-9999": {"1-9999", "1"},
	} {
		if got := numbers(article); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", article, got, want)
		}
	}
}

func TestNamedArticles(t *testing.T) {
	for text, want := range map[string][]string{
		"Articles 2, 3, 6 and 16: an attack on one": {"2", "3", "6", "16"},
		"under article 17 here":                     {"17"},
		"article 5; 30 days":                        {"5"},
		"Article 4, as amended, 3 months":           {"4"},
		"30 days":                                   nil,
		"article":                                   nil,
		"Treaty, Article 4: aggression against one": {"4"},
	} {
		if got := namedArticles(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestParse: whatever stands in the file, its rows have places in it, and what
// is wrong is said.
func TestParse(t *testing.T) {
	head := "charter,article,text_provides,status,missing_or_why,basis"
	for text, rows := range map[string]int{
		"": -1, "a,b\n": -1, head: 0, head + ",where\n": 0, head + ",more\n": -1, "\xEF\xBB\xBF" + head + "\nc,1,t,expressed,,SEEN\n": 1,
		head + "\nc,1,t,expressed\n": -1, head + "\nc,1,\"two\nlines\",expressed,,SEEN\nc,2,t,in part,w,SEEN": 2,
		head + ",where\nc,1,t,expressed,,SEEN\nc,2,t,in part,w,SEEN,here\n": 2, head + "\n\"open": -1,
		head + "\nc,1,t\x80,expressed,,SEEN\n": -1, head + "\nc,1,t\x00,expressed,,SEEN\n": -1, head + "\nc,1,\"t\x1b[2J\",expressed,,SEEN\n": -1, head + "\r\nc,1,t\t,expressed,,SEEN\r\n": 1,
	} {
		got, diags := Parse("coverage.csv", []byte(text))
		if rows < 0 {
			if len(diags) != 1 || diags[0].Code != "E0501" {
				t.Errorf("%q: %v", text, diags)
			}
			continue
		}
		if len(diags) > 0 || len(got) != rows {
			t.Errorf("%q: %d rows, %v", text, len(got), diags)
		}
		for _, r := range got {
			if r.Place.From >= r.Place.To || int(r.Place.To) > len(text) || diag.Codes["E0501"] == "" {
				t.Errorf("%q: row at %d..%d", text, r.Place.From, r.Place.To)
			}
		}
	}
}

// FuzzParse: no table does harm.
func FuzzParse(f *testing.F) {
	f.Add([]byte("charter,article,text_provides,status,missing_or_why,basis\nc,1,t,expressed,,SEEN\n"))
	f.Add([]byte("charter,article,text_provides,status,missing_or_why,basis,where\r\nc,\"1\"\",2-3\",t,x,article 4 here,SEEN,help\r\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		rows, diags := Parse("f", src)
		for _, r := range rows {
			numbers(r.Article)
			namedArticles(r.Why)
			if r.Place.From < 0 || r.Place.From > r.Place.To || int(r.Place.To) > len(src) {
				t.Fatalf("row at %d..%d of %d", r.Place.From, r.Place.To, len(src))
			}
		}
		for _, d := range diags {
			if d.Summary == "" || d.Place.From < 0 || int(d.Place.To) > len(src) {
				t.Fatalf("%+v", d)
			}
		}
	})
}
