package library_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"casus/diag"
	"casus/internal/workload"
	"casus/library"
	"casus/record"
	"casus/syntax"
)

// A long record is read to the same items as any other, and tied to the same entries,
// with the same things said of it: the records of the shipped cases, and one in which
// entries speak of each other wrongly.
func TestLongRecordsAreReadAlike(t *testing.T) {
	texts := map[string]string{}
	filepath.WalkDir("../cases", func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".casus") {
			src, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			texts[p] = string(src)
		}
		return err
	})
	long := 0
	vocab := func(dir string) *library.Vocabulary {
		lib, _ := library.Load([]string{dir})
		for _, f := range lib.Folders {
			if len(f.Vocabularies) > 0 {
				return f.Vocabularies[0]
			}
		}
		return nil
	}
	compare := func(t *testing.T, v *library.Vocabulary, p, text string) {
		whole, list := syntax.Parse(p, []byte(text))
		f, ok := syntax.ParseLong(p, []byte(text))
		if !ok {
			if only, isRecord := whole.Decls[0].(*syntax.Record); isRecord && len(whole.Decls) == 1 && len(whole.Head) == 0 && len(list) == 0 {
				t.Errorf("%s is one record, %s, and not read as such", p, only.Name.Name)
			}
			return
		}
		long++
		r, lr := whole.Decls[0].(*syntax.Record), f.Decls[0].(*syntax.Record)
		if len(whole.Decls) != 1 || len(whole.Head) > 0 || len(list) > 0 {
			t.Fatalf("%s is more than a record without faults", p)
		}
		n := 0
		var kept []syntax.Item // what is no entry may be kept
		for it := range syntax.LongItems(f) {
			if n < len(r.Items) && !reflect.DeepEqual(it, r.Items[n]) {
				t.Errorf("%s: item %d differs:\n%+v\n%+v", p, n, it, r.Items[n])
			}
			if _, isEntry := it.(*syntax.Entry); !isEntry {
				kept = append(kept, it)
			}
			n++
		}
		rest := slices.DeleteFunc(slices.Clone(r.Items), func(it syntax.Item) bool { _, isEntry := it.(*syntax.Entry); return isEntry })
		if len(kept) != len(rest) || len(rest) > 0 && (!reflect.DeepEqual(kept, rest) || !reflect.DeepEqual(lr.Items, rest)) || len(lr.Items) != len(rest) {
			t.Errorf("%s: what is no entry differs", p)
		}
		if n != len(r.Items) || lr.Entries+len(lr.Items) != n || lr.Name != r.Name || lr.Title != r.Title || lr.Uses != r.Uses || lr.Closed != r.Closed {
			t.Errorf("%s: the heads differ: %+v", p, lr)
		}
		if v == nil {
			return
		}
		// What is said of entries that are not in the files of the case is said too.
		a, said := record.Resolve(v.Vocabulary, []record.Part{{File: whole, Items: r.Items, Name: r.Name.Name, Closed: r.Closed}})
		b, also := record.Resolve(v.Vocabulary, []record.Part{{File: f, Items: lr.Items, Name: r.Name.Name, Closed: r.Closed, Long: true, Entries: lr.Entries}})
		if !reflect.DeepEqual(said, also) {
			t.Errorf("%s: other things are said:\n%v\n%v", p, said, also)
		}
		if len(a.Forecasts) != len(b.Forecasts) {
			t.Fatalf("%s: %d forecasts and %d", p, len(a.Forecasts), len(b.Forecasts))
		}
		for i := range a.Forecasts { // the files differ, and what is asked is held against them elsewhere
			a.Forecasts[i].File, b.Forecasts[i].File = nil, nil
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the records differ", p)
		}
	}
	for p, text := range texts {
		compare(t, vocab(filepath.Join("..", "cases", strings.Split(filepath.ToSlash(p), "/")[2])), p, text)
	}
	if long < 5 {
		t.Errorf("only %d files of the cases are one record", long)
	}

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "words.casus"), []byte(workload.Words(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("record deeds \"Deeds\" closed 2001-03-01\n  source page \"A page\" outlet \"The Page\"\n  source other \"Another\" copies page\n")
	for i := range 400 {
		fmt.Fprintf(&b, "  2001-01-%02d  request by AAA to AAB  id r-%d  source page\n  2001-01-%02d  help by AAB to AAA AAA  # a comment\n    note \"wrong\"\n", i%28+1, i, i%28+1)
		fmt.Fprintf(&b, "  2001-02-03..2001-02-%02d  help by AAB to AAA  corrects r-%d  account AAA  denied by AAA\n", i%20+4, i+1)
		fmt.Fprintf(&b, "  2001  nothing by AAA  describes r-%d  source nowhere\n", i)
		fmt.Fprintf(&b, "  2001-03-09  aye by AAA on r-%d\n", i+7)
		fmt.Fprintf(&b, "  retract r-%d known 2000-01-01\n", i)
		fmt.Fprintf(&b, "  2001-01-01  help by AAC to AAD  answers r-%d  id r-%d  \"A title\"\n", i, i/2)
	}
	v := vocab(dir)
	compare(t, v, "deeds.casus", b.String())
	if _, list := record.Resolve(v.Vocabulary, nil); diag.HasErrors(list) {
		t.Fatal(list)
	}
}

// What is not one record without faults is not read as a long one.
func TestWhatIsNoLongRecord(t *testing.T) {
	for what, text := range map[string]string{
		"bare entries":    "2001-01-01  help by AAA to AAB\n",
		"two records":     "record a\n  2001-01-01  help by AAA to AAB\nrecord b\n",
		"something after": "record a\n  2001-01-01  help by AAA to AAB\ncase c under d\n",
		"a fault":         "record a\n  2001-01-01  help by by AAB\n",
		"no text":         "record a\n  2001-01-01  help by AAA to AAB \xff\n",
		"nothing":         "",
	} {
		if _, ok := syntax.ParseLong("a.casus", []byte(text)); ok {
			t.Errorf("%s is read as a long record", what)
		}
	}
}

// A case over a long record is built alike with its tree and without.
func TestLoadToRun(t *testing.T) {
	dir := t.TempDir()
	var deeds strings.Builder
	if err := workload.Write(&deeds, 20_000, 1, workload.Casus); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"words.casus": workload.Words(1), "deeds.casus": deeds.String(),
		"law.casus": strings.Replace(workload.Charter(1), "case w under pact", "case w\n  under pact\n  reads deeds", 1)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var records []*record.Record
	for _, load := range []func([]string) (*library.Library, []diag.Diagnostic){library.Load, library.LoadToRun} {
		lib, list := load([]string{dir})
		if len(list) > 0 {
			t.Fatal(list)
		}
		for _, f := range lib.Files {
			if r, ok := f.Decls[0].(*syntax.Record); ok && r.Long != (len(records) == 1) {
				t.Errorf("%s: long: %v", f.Path, r.Long)
			}
		}
		b, list := lib.Folder(dir).Case("w")
		if diag.HasErrors(list) {
			t.Fatal(list)
		}
		records = append(records, b.Record)
	}
	if len(records[0].Entries) < 30_000 || !reflect.DeepEqual(records[0], records[1]) {
		t.Errorf("the records differ, or are short: %d entries and %d", len(records[0].Entries), len(records[1].Entries))
	}
}
