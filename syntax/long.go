package syntax

import (
	"bytes"
	"iter"
)

// ParseLong reads a file that is one long record, for whoever needs its entries one
// after the other and never two at once: what the tree of an entry takes is twenty
// times its text. The file has the record as its only declaration, marked Long, with
// the items that are no entries; LongItems gives all. It has neither comments nor
// what the printer needs.
//
// ok is false where the file is anything else, or where there is something to say of
// it: then Parse reads it, and says it.
func ParseLong(path string, src []byte) (f *File, ok bool) {
	st := oneByOne(path, src)
	var items []Item
	n := 0
	for it := range st.all {
		if _, isEntry := it.(*Entry); isEntry {
			n++
		} else {
			items = append(items, it)
		}
	}
	r := st.Header()
	if r == nil || len(st.Diagnostics()) > 0 {
		return nil, false
	}
	r.Items, r.Long, r.Entries = items, true, n
	r.Span.To = int32(len(src))
	return &File{Path: path, Src: src, Decls: []Decl{r}}, true
}

// LongItems reads the items of a long record again, in order. An entry, with all that
// it consists of but its texts, must not be used any more when the next item is asked
// for; other items may be kept.
func LongItems(f *File) iter.Seq[Item] { return oneByOne(f.Path, f.Src).all }

func oneByOne(path string, src []byte) *Entries {
	e := NewEntries(path, bytes.NewReader(src))
	e.oneByOne = true
	return e
}

// all yields the items that are left.
func (e *Entries) all(yield func(Item) bool) {
	for {
		it, ok := e.Next()
		if !ok || !yield(it) {
			return
		}
	}
}
