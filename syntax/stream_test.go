package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casus/diag"
)

// readAll reads a record with windows of the given size.
func readAll(r io.Reader, size int) ([]Item, *Entries) {
	e := NewEntries("f.casus", r)
	e.size = size
	var items []Item
	for it, ok := e.Next(); ok; it, ok = e.Next() {
		items = append(items, it)
	}
	return items, e
}

// itemsOf are the items of a file that holds only a record.
func itemsOf(f *File) []Item {
	if len(f.Decls) > 0 {
		return f.Decls[0].(*Record).Items
	}
	return f.Head
}

// recordTexts are records without and with a header, one of them in a single
// line.
func recordTexts(t testing.TB) []string {
	head, tail, found := strings.Cut(string(corpus(t)["record.casus"]), "\nrecord ")
	if !found {
		t.Fatal("record.casus should have two parts")
	}
	f, _ := Parse("f", []byte(head))
	return []string{
		head,
		"record " + tail,
		"# a comment\n record x \"Ä title\" uses v closed 2022\n" + head + "\n# the end\n\n",
		strings.Join(tokenTexts(f), " "),
		"",
		"# nothing",
		"\ufeff2022 a by B",
	}
}

// TestEntriesLikeParse: read in windows of any size a record has the items,
// the places and the messages it has when read at once.
func TestEntriesLikeParse(t *testing.T) {
	broken := []string{
		"2022-09-14 attack by RUS id 5\n2022-09-15 attack by \"x\n2022-02-30 help by RUS\n\n  nonsense here\n2022-09-16 help by RUS wrong\nretract x\nsource a \"A\" author\n",
		"2022-09-14 attack by Rus on «KGZ» 10:00 ä\n",
		"record X\n2022 a\n",
	}
	for _, src := range append(recordTexts(t), broken...) {
		f, ds := Parse("f.casus", []byte(src))
		for _, size := range []int{1, 2, 7, 64, 1000, windowSize} {
			items, e := readAll(strings.NewReader(src), size)
			if d := cmp.Diff(itemsOf(f), items); d != "" {
				t.Fatalf("window %d: %s\n%s", size, d, src)
			}
			if d := cmp.Diff(summaries(ds), summaries(e.Diagnostics())); d != "" {
				t.Fatalf("window %d: messages differ: %s\n%s", size, d, src)
			}
			if len(f.Decls) > 0 {
				want := *f.Decls[0].(*Record)
				want.Items, want.Span = nil, e.Header().Span
				if d := cmp.Diff(&want, e.Header()); d != "" {
					t.Fatalf("window %d: header: %s", size, d)
				}
			}
		}
	}
}

// summaries are the messages with their lines and columns, without the lines
// of the text: where several items share a line, a small window does not hold
// the whole of it.
func summaries(ds []diag.Diagnostic) []string {
	var list []string
	for _, d := range ds {
		list = append(list, fmt.Sprintf("%s %s %s / %s / %s", d.Place, d.Code, d.Summary, d.Expected, d.Hint))
	}
	return list
}

// TestEntriesAnyReader: how the reader hands out its bytes does not matter.
func TestEntriesAnyReader(t *testing.T) {
	src := recordTexts(t)[2]
	want, _ := readAll(strings.NewReader(src), windowSize)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 2000).Draw(t, "window")
		var r io.Reader = strings.NewReader(src)
		switch rapid.IntRange(0, 3).Draw(t, "reader") {
		case 0:
			r = iotest.OneByteReader(r)
		case 1:
			r = iotest.HalfReader(r)
		case 2:
			r = iotest.DataErrReader(r)
		}
		got, e := readAll(r, size)
		if len(e.Diagnostics()) > 0 {
			t.Fatalf("%s", printed(e.Diagnostics()))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestEntriesRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		r    io.Reader
		code string
	}{
		"binary":            {strings.NewReader("2022 a by B\n\x00"), "E0103"},
		"not UTF-8":         {strings.NewReader("2022 a by B \"\xff\""), "E0102"},
		"half a character":  {strings.NewReader("2022 a by B \"\xc3"), "E0102"},
		"a broken reader":   {io.MultiReader(strings.NewReader("2022 a by B"), iotest.ErrReader(errors.New("disk"))), "E0127"},
		"other declaration": {strings.NewReader("2022 a by B charter c"), "E0101"},
		"a second record":   {strings.NewReader("record r 2022 a by B record s 2023 a by B"), "E0101"},
		"one endless entry": {io.MultiReader(strings.NewReader("2022 a by B"), &repeated{text: " C", n: 20 << 20}), "E0111"},
		"one endless text":  {io.MultiReader(strings.NewReader("2022 a \""), &repeated{text: "x", n: 20 << 20}), "E0111"},
	} {
		_, e := readAll(c.r, windowSize)
		ds := e.Diagnostics()
		if len(ds) != 1 || ds[0].Code != c.code {
			t.Errorf("%s: %s, want %s", name, printed(ds), c.code)
		}
	}
}

// repeated is a text said again until n bytes are read.
type repeated struct {
	text string
	n    int
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.n <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = r.text[(r.at+i)%len(r.text)]
	}
	n := len(p)
	r.at += n
	r.n -= n
	return n, nil
}

// made is a record of n entries, each with a label of its own.
type made struct {
	i, n int
	rest []byte
}

func (m *made) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(m.rest) == 0 {
			if m.i == m.n {
				if n == 0 {
					return 0, io.EOF
				}
				break
			}
			m.rest = madeEntry(m.rest[:0], m.i)
			m.i++
		}
		k := copy(p[n:], m.rest)
		n += k
		m.rest = m.rest[k:]
	}
	return n, nil
}

var madeStates = []string{"ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"}

func madeEntry(b []byte, i int) []byte {
	by, to := madeStates[i%6], madeStates[(i+1+i/6%5)%6]
	return fmt.Appendf(b, "%04d-%02d-%02d  request-help by %s to %s  id e-%d\n", 1900+i/336%200, 1+i/28%12, 1+i%28, by, to, i)
}

// TestEntriesHoldLittle: a large record is read in little memory.
func TestEntriesHoldLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 20 MB")
	}
	const n = 400_000
	e := NewEntries("f", &made{n: n})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	count, most := 0, uint64(0)
	for it, ok := e.Next(); ok; it, ok = e.Next() {
		if it.(*Entry).ID.Name != fmt.Sprintf("e-%d", count) {
			t.Fatalf("entry %d is %v", count, it.(*Entry).ID)
		}
		count++
		if count%100_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapAlloc)
		}
	}
	if count != n || len(e.Diagnostics()) > 0 {
		t.Fatalf("%d entries, %s", count, printed(e.Diagnostics()))
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d MB held while reading", grown>>20)
	}
}

func BenchmarkEntries(b *testing.B) {
	var one []byte
	for i := range 100_000 {
		one = madeEntry(one, i)
	}
	b.SetBytes(int64(len(one)))
	b.ReportAllocs()
	for b.Loop() {
		e := NewEntries("f", bytes.NewReader(one))
		n := 0
		for _, ok := e.Next(); ok; _, ok = e.Next() {
			n++
		}
		if n != 100_000 {
			b.Fatal(n, printed(e.Diagnostics()))
		}
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkParse400(b *testing.B) {
	var one []byte
	for i := range 400 {
		one = madeEntry(one, i)
	}
	b.SetBytes(int64(len(one)))
	b.ReportAllocs()
	for b.Loop() {
		if f, _ := Parse("f", one); len(f.Head) != 400 {
			b.Fatal(len(f.Head))
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	f := mustParse(b, "charter.casus", corpus(b)["charter.casus"])
	b.SetBytes(int64(len(f.Src)))
	for b.Loop() {
		if _, err := Format(f); err != nil {
			b.Fatal(err)
		}
	}
}
