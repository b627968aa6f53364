package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"casus/record"
)

func drawText(t *rapid.T, name string) *string {
	if rapid.Bool().Draw(t, name+" missing") {
		return nil
	}
	s := rapid.StringN(0, 8, -1).Filter(func(s string) bool { return !strings.ContainsAny(s, "\r\x00") }).Draw(t, name)
	return &s
}

func drawNumber(t *rapid.T, name string) *int32 {
	if rapid.Bool().Draw(t, name+" missing") {
		return nil
	}
	n := rapid.Int32().Draw(t, name)
	return &n
}

// TestParquetKeepsRows: what is written as Parquet is read again as it was,
// missing values included.
func TestParquetKeepsRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) SourceRow {
			return SourceRow{Name: "n", Title: *orEmpty(drawText(t, "title")), Author: drawText(t, "author"), Outlet: drawText(t, "outlet"),
				Published: drawText(t, "published"), Entries: rapid.Int32().Draw(t, "entries")}
		}), 0, 20).Draw(t, "rows")
		members := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) MemberYear {
			return MemberYear{State: "S", ISO3: drawText(t, "iso3"), COW: drawNumber(t, "cow"), GW: drawNumber(t, "gw"), Year: rapid.Int32().Draw(t, "year")}
		}), 0, 20).Draw(t, "members")
		roundTrip(t, rows)
		roundTrip(t, members)
	})
}

func orEmpty(s *string) *string {
	if s == nil {
		s = new(string)
	}
	return s
}

func roundTrip[T any](t *rapid.T, rows []T) {
	var b, again bytes.Buffer
	if err := WriteParquet(&b, rows); err != nil {
		t.Fatal(err)
	}
	if err := WriteParquet(&again, rows); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Fatalf("written again it is different, %v", err)
	}
	got, err := parquet.Read[T](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 && len(got) == 0 {
		return
	}
	if d := cmp.Diff(rows, got); d != "" {
		t.Fatal(d)
	}
}

// TestCSV: the header names the columns, and what is missing is NA.
func TestCSV(t *testing.T) {
	n := int32(703)
	var b bytes.Buffer
	if err := WriteCSV(&b, []MemberYear{{Alliance: "A, B", State: "KGZ", COW: &n, Year: 2001}}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) {
		t.Fatal(rows, err)
	}
	got := map[string]string{}
	for i, h := range rows[0] {
		got[h] = rows[1][i]
	}
	for h, want := range map[string]string{"alliance": "A, B", "cow": "703", "gw": "NA", "iso3": "NA", "year": "2001", "left": "NA", "other_statuses_at_end": ""} {
		if got[h] != want {
			t.Errorf("%s is %q, want %q", h, got[h], want)
		}
	}
}

// TestBibTeX: braces balance whatever a title holds, and no mark of TeX gets
// through.
func TestBibTeX(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.StringMatching(`[a-z{}\\%$#_&~^" ]{0,20}`).Draw(t, "title")
		var b strings.Builder
		if err := WriteBibTeX(&b, &record.Record{Sources: []*record.Source{{Name: "s", Title: title}}}); err != nil {
			t.Fatal(err)
		}
		depth := 0
		text := strings.NewReplacer(`\{`, "", `\}`, "").Replace(b.String())
		for _, r := range text {
			switch r {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth < 0 {
				t.Fatalf("braces do not balance: %s", b.String())
			}
		}
		if depth != 0 {
			t.Fatalf("braces do not balance: %s", b.String())
		}
	})
}
