package cases_test

import (
	"encoding/csv"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"

	"casus/coverage"
	"casus/diag"
	"casus/library"
	"casus/report"
)

// TestOneByteDamagedCoverage: whatever byte of a shipped table of coverage is
// changed, the change is told in a diagnostic or seen in what `casus coverage`
// prints; or it changes no field. With -damage.all every byte is changed in
// every way.
func TestOneByteDamagedCoverage(t *testing.T) {
	step, ways := 31, 1
	if *damageAll {
		step, ways = 1, len(changes)
	}
	all := &tally{}
	for _, root := range roots(t) {
		name := path.Join(root, coverage.FileName)
		src, err := os.ReadFile(name)
		if os.IsNotExist(err) || !strings.Contains(name, *damageIn) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		lib, list := library.Load([]string{root})
		if diag.HasErrors(list) {
			t.Fatal(explained(list))
		}
		f := lib.Folder(root)
		told, seen := tableOf(t, f, name, src)
		for at := *damageSeed % step; at < len(src); at += step {
			for way := range ways {
				how := (at + *damageSeed + way) % len(changes)
				d := damage{file: name, at: at, how: how, src: changes[how].make(src, at)}
				all.changed++
				nowTold, nowSeen := tableOf(t, f, name, d.src)
				switch {
				case nowTold != told:
					all.told++
				case nowSeen != seen:
					all.seen++
				case slices.EqualFunc(fields(d.src), fields(src), slices.Equal):
					all.nothing++
				default:
					t.Errorf("passes unnoticed: %s", &d)
				}
			}
		}
	}
	t.Logf("every %d. byte: %s", step, all)
	if *damageIn == "" && (all.told == 0 || all.seen == 0) {
		t.Error("some outcome never came up")
	}
}

// tableOf is what is said of a table, and what is shown of it.
func tableOf(t *testing.T, f *library.Folder, name string, src []byte) (told, seen string) {
	defer func() {
		if p := recover(); p != nil {
			buf := make([]byte, 4<<10)
			t.Errorf("%s\n%v\n%s", name, p, buf[:runtime.Stack(buf, false)])
		}
	}()
	rows, problems := coverage.Parse(name, src)
	x := report.Coverage{Path: name, Problems: problems}
	if len(problems) == 0 {
		x.Tables, x.Problems = coverage.Check(rows, diag.Place{File: name}, f, nil)
	}
	var out, written strings.Builder
	if err := x.WriteJSON(&out); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if err := x.Write(&written, report.Style{}); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for _, p := range x.Problems {
		told += p.Code + " " + p.Summary + "\n"
	}
	return told, out.String() + written.String()
}

// fields are the fields of a table, without the blanks round them and without
// those at the end of a line that are empty.
func fields(src []byte) [][]string {
	r := csv.NewReader(strings.NewReader(string(src)))
	r.FieldsPerRecord = -1
	rows, _ := r.ReadAll()
	for at, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		for n := len(row); n > 0 && row[n-1] == ""; n-- {
			rows[at] = row[:n-1]
		}
	}
	return rows
}
