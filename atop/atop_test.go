package atop

import (
	"path/filepath"
	"slices"
	"testing"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/library"
)

// TestRowsOfShippedCharters: every row has the same columns, each once; what is
// expressed by rules names articles that the text has; and an obligation that
// nothing expresses is 0.
func TestRowsOfShippedCharters(t *testing.T) {
	paths, err := filepath.Glob("../cases/*/case.casus")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	var columns []string
	rows := 0
	for _, p := range paths {
		dir := filepath.ToSlash(filepath.Dir(p))
		lib, _ := library.Load([]string{dir})
		b, _ := lib.Folder(dir).Case("")
		if b == nil || len(b.Case.Families) == 0 {
			continue
		}
		d, err := docket.Derive(b.Case, b.Record, docket.View{AsOf: calendar.Always, AsKnown: calendar.Always, Accounts: []charter.EntityID{}, Limit: 8})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range b.Case.Families {
			articles := map[string]bool{}
			for _, r := range b.Case.Rules {
				if r.Family == f.ID {
					articles[r.Article] = true
				}
			}
			for _, x := range f.Texts {
				r, ok := Of(d, x.Name)
				if !ok {
					t.Fatalf("no row of %s", x.Name)
				}
				rows++
				var names []string
				for _, c := range r.Columns {
					if slices.Contains(names, c.Name) {
						t.Errorf("%s has %s twice", x.Name, c.Name)
					}
					names = append(names, c.Name)
					for _, a := range c.Articles {
						if !articles[a] {
							t.Errorf("%s: %s names an article %s that is not there", x.Name, c.Name, a)
						}
					}
					if !c.Expressed && c.Value != "0" && c.Value != NA || !c.Expressed && len(c.Rules) > 0 {
						t.Errorf("%s: %s is %s and not expressed", x.Name, c.Name, c.Value)
					}
					if c.Says == "" && c.Expressed && len(c.Rules) > 0 {
						t.Errorf("%s: %s says nothing", x.Name, c.Name)
					}
				}
				if columns == nil {
					columns = names
				}
				if !slices.Equal(names, columns) {
					t.Errorf("%s has other columns: %v", x.Name, names)
				}
			}
		}
	}
	if rows < 5 {
		t.Errorf("only %d rows", rows)
	}
}
