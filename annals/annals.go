// Package annals reads records that are too large to be held: entries in order of
// day, in the language itself, as CSV or as JSON Lines, taken one by one and
// handed to the engine as they come.
//
// A record read so tells of one world. What needs the whole record to be weighed
// (accounts, claims and denials, corrections and retractions, labels, days and
// numbers in doubt) is refused, with the place. Everything else means what it
// means in a record of a case.
//
// Most lines of such a file are alike: a day, an act, roles, numbers. These are
// read as they stand. Whatever else a file of the language holds is read by
// package syntax and resolved by package record, some hundred lines at a time, so
// that both ways meet the same checks and the same messages.
package annals

import (
	"fmt"
	"io"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/docket"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

var _ = diag.Register(map[string]string{
	"E0322": "something in a record taken in one pass that needs the whole record",
	"E0323": "a record taken in one pass that is not in order of day",
	"E0324": "a row of a table that cannot be read",
	"E0325": "a column of a table that says nothing of an entry",
})

// Form is how a record is written.
type Form uint8

// The forms.
const (
	Casus Form = iota // entries of the language
	CSV               // comma-separated values, named by a first row
	Lines             // one JSON object a line
)

// Batch is a run of acts, ready for the engine. Extras[0] is unused.
type Batch struct {
	Entries []engine.Entry
	Extras  []engine.Extra
}

// Reader reads a record.
type Reader struct {
	path    string
	vocab   *charter.Vocabulary
	program *engine.Program
	source  source

	acts, entities, numbers, roles words
	asked                          docket.Numbers

	fact    fact
	dayText [10]byte // the last day as it was written
	day     calendar.Day
	last    calendar.Day // of the entry before
	first   calendar.Day
	until   calendar.Day
	closed  calendar.Day

	entries int64
	headed  bool // the record has its header
	batch   *Batch
	errs    []diag.Diagnostic
	done    bool
}

// source gives the entries of one form, by setting the reader's fact.
type source interface {
	// next reads the next entry; false at the end, and after an error.
	next(r *Reader) bool
	// place is where the entry just read stands, with the line.
	place() diag.Place
	bytes() int64
}

// fact is one entry as it was read.
type fact struct {
	day, end calendar.Day
	lasts    bool
	act      charter.ActID
	roles    [syntax.NumRoles][]charter.EntityID
	numbers  []record.ExactNumber
	tally    *engine.Tally
	limited  bool
	failed   bool
	adopting []string
}

func (f *fact) clear() {
	for i := range f.roles {
		f.roles[i] = f.roles[i][:0]
	}
	f.numbers = f.numbers[:0]
	f.lasts, f.tally, f.limited, f.failed, f.adopting = false, nil, false, false, nil
}

// New reads a record of the case that a program was compiled from, up to a day;
// calendar.Always: to its end. path is for messages.
func New(p *engine.Program, path string, form Form, from io.Reader, until calendar.Day) *Reader {
	v := p.Case.Vocab
	r := &Reader{path: path, vocab: v, program: p, asked: docket.NumbersAsked(p.Case),
		last: calendar.Always, first: calendar.Always, until: until, closed: calendar.Always}
	for i := 1; i < len(v.Acts); i++ {
		if !v.Acts[i].BuiltIn { // what speaks of an entry by its label is refused
			r.acts.add(v.Acts[i].Name, i)
		}
	}
	for i := 1; i < len(v.Entities); i++ {
		r.entities.add(v.Entities[i].Code, i)
	}
	for i := range v.Numbers {
		r.numbers.add(v.Numbers[i].Name, i)
	}
	for role := range syntax.NumRoles {
		r.roles.add(syntax.Role(role).String(), int(role))
	}
	switch form {
	case Casus:
		r.source = newText(from)
	case CSV:
		r.source = newRows(from)
	case Lines:
		r.source = newObjects(from)
	}
	return r
}

// Read fills a batch, and reports whether there is anything in it or more to come:
// of a long stretch at which no rule looks it comes back with nothing, so that it
// can be heeded that the reading was to end.
func (r *Reader) Read(b *Batch) bool {
	const full, stretch = 4096, 1 << 16
	b.Entries = b.Entries[:0]
	b.Extras = append(b.Extras[:0], engine.Extra{})
	r.batch = b
	for n := 0; !r.done && len(b.Entries) < full && n < stretch; n++ {
		r.fact.clear()
		if !r.source.next(r) {
			r.done = true
			break
		}
		r.take()
	}
	return len(b.Entries) > 0 || !r.done
}

// Diagnostics are what was wrong; reading ends with the first stretch in which
// something is.
func (r *Reader) Diagnostics() []diag.Diagnostic { return r.errs }

// Entries is how many entries were read so far.
func (r *Reader) Entries() int64 { return r.entries }

// Bytes is how much of the file was read so far.
func (r *Reader) Bytes() int64 { return r.source.bytes() }

// Span is the days of the first entry and of the last one read so far.
func (r *Reader) Span() (first, last calendar.Day) { return r.first, r.last }

// Closed is the day on which the record is closed: as it says, else that of its
// last entry, but not after the day up to which it is read.
func (r *Reader) Closed() calendar.Day {
	day := r.closed
	if day <= calendar.Always {
		day = r.last
	}
	if r.until > calendar.Always {
		return r.until
	}
	return day
}

// horizon is the last day of which entries are taken.
func (r *Reader) horizon() calendar.Day {
	if r.until > calendar.Always {
		return r.until
	}
	if r.closed > calendar.Always {
		return r.closed
	}
	return calendar.Never
}

// take hands the entry just read over as acts.
func (r *Reader) take() {
	f := &r.fact
	if f.day < r.last {
		r.refuse("E0323", fmt.Sprintf("%s stands after %s", f.day, r.last),
			"a record taken in one pass is in order of day: sort the file, as `sort` does for one entry a line")
		return
	}
	if f.day > r.horizon() {
		r.done = true
		return
	}
	r.last = f.day
	if r.entries == 0 {
		r.first = f.day
	}
	r.entries++
	if !r.program.Looks(f.act) {
		return
	}
	if n, lacks := r.asked.Lacks(f.act, f.numbers); lacks {
		r.refuse("E0322", fmt.Sprintf("a rule asks for the number %s, and this entry does not give it", r.vocab.Numbers[n].Name),
			"give the number; what is in doubt is weighed in a record of the case's folder")
		return
	}
	extra := r.extra()
	if alone := r.single(); alone != nil {
		r.emit(alone, extra, false, true)
		return
	}
	e := record.Entry{Act: f.act, Roles: &f.roles}
	acts := docket.Acts(r.vocab, &e)
	for i := range acts {
		r.emit(&acts[i], extra, len(acts) > 1, i == 0)
	}
}

// single is the one act that an entry is taken as, where no role lists several
// states and the act is not mutual; else nil.
func (r *Reader) single() *[syntax.NumRoles]charter.EntityID {
	if r.vocab.Acts[r.fact.act].Mutual {
		return nil
	}
	var one [syntax.NumRoles]charter.EntityID
	for role, list := range r.fact.roles {
		switch len(list) {
		case 0:
		case 1:
			one[role] = list[0]
		default:
			return nil
		}
	}
	return &one
}

// extra keeps what few entries have, and returns its place in the batch.
func (r *Reader) extra() uint32 {
	f := &r.fact
	if len(f.numbers) == 0 && !f.lasts && f.tally == nil && !f.limited && !f.failed && len(f.adopting) == 0 {
		return 0
	}
	x := engine.Extra{End: f.day, Lasts: f.lasts, Origin: -1, Answers: -1, Target: -1, Tally: f.tally, Limited: f.limited, Failed: f.failed, Adopting: f.adopting}
	x.Numbers = append(x.Numbers, f.numbers...)
	if f.lasts {
		x.End = f.end
	}
	r.batch.Extras = append(r.batch.Extras, x)
	return uint32(len(r.batch.Extras) - 1)
}

func (r *Reader) emit(roles *[syntax.NumRoles]charter.EntityID, extra uint32, shared, first bool) {
	f := &r.fact
	e := engine.Entry{Worlds: 1, Day: f.day, Act: f.act, Happening: uint32(r.entries), Extra: extra, Shared: shared, First: first}
	for role, v := range roles {
		if v != 0 {
			e.Roles[r.program.Place(f.act, syntax.Role(role))] = v
		}
	}
	r.batch.Entries = append(r.batch.Entries, e)
}

// refuse ends the reading with an error about the entry just read.
func (r *Reader) refuse(code, summary, hint string) {
	r.fail(diag.Diagnostic{Code: code, Summary: summary, Hint: hint, Place: r.source.place()})
}

func (r *Reader) fail(d diag.Diagnostic) {
	d.Place.File = r.path
	r.errs = append(r.errs, d)
	r.done = true
}
