package annals

import (
	"bytes"
	"errors"
	"io"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/engine"
	"casus/record"
	"casus/syntax"
)

const (
	windowSize = 1 << 20  // bytes read at a time
	windowMost = 16 << 20 // what one entry, or what stands between two, may take
	groupSize  = 64 << 10 // bytes given to the parser at a time, at least
)

// text reads entries of the language. A line that is a whole entry of the usual
// kind is taken as it stands; else a group of lines is parsed and resolved.
type text struct {
	from  io.Reader
	buf   []byte
	pos   int
	eof   bool
	fault error

	lines int32 // before pos
	taken int64 // bytes before buf
	mark  int   // where the line of the entry in hand begins; -1: it is of group

	begun   bool
	group   *group
	sources []record.Part // what earlier groups declare
}

func newText(from io.Reader) *text { return &text{from: from, buf: make([]byte, 0, windowSize)} }

func (t *text) bytes() int64 { return t.taken + int64(t.pos) }

// fill moves what is left to the front and reads on.
func (t *text) fill() {
	t.taken += int64(t.pos)
	rest := copy(t.buf, t.buf[t.pos:])
	t.buf, t.pos = t.buf[:rest], 0
	if rest == cap(t.buf) {
		t.buf = append(make([]byte, 0, 2*rest), t.buf...)
	}
	n, err := io.ReadFull(t.from, t.buf[rest:cap(t.buf)])
	t.buf = t.buf[:rest+n]
	if err != nil {
		t.eof = true
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.fault = err
		}
	}
}

// end is where the line at i ends; false if that is not in the window.
func (t *text) end(i int) (int, bool) {
	if n := bytes.IndexByte(t.buf[i:], '\n'); n >= 0 {
		return i + n, true
	}
	return len(t.buf), t.eof
}

// follows is the first byte behind i that is no blank, line end or comment: 0 at
// the end of the file. It is false if that is not in the window.
func (t *text) follows(i int) (byte, bool) {
	for i < len(t.buf) {
		switch c := t.buf[i]; {
		case c == '\n' || isBlank(c):
			i++
		case c == '#':
			var ok bool
			if i, ok = t.end(i); !ok {
				return 0, false
			}
		default:
			return c, true
		}
	}
	return 0, t.eof
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (t *text) next(r *Reader) bool {
	for {
		if t.group != nil {
			if t.group.next(r) {
				t.mark = -1
				return true
			}
			if r.done {
				return false
			}
			t.group = nil
		}
		end, whole := t.end(t.pos)
		after, known := byte(0), false
		if whole {
			after, known = t.follows(min(end+1, len(t.buf)))
		}
		if !known && !t.eof {
			if !t.more(r) {
				return false
			}
			continue
		}
		if t.fault != nil && !whole {
			return t.unread(r)
		}
		if t.pos >= len(t.buf) {
			if t.fault != nil {
				return t.unread(r)
			}
			return false
		}
		b := t.buf[t.pos:end]
		if s := (scan{b: b}); s.empty() && s.rest() {
			t.advance(end)
			continue
		}
		// An entry goes on until something begins that cannot be part of it; a
		// date cannot.
		if t.begun && (after == 0 || isDigit(after)) && r.line(b) {
			t.mark = t.pos
			t.advance(end)
			return true
		}
		t.begun = true
		r.fact.clear()
		if !t.take(r) {
			return false
		}
	}
}

// empty reports a line of blanks and comments.
func (s *scan) empty() bool {
	s.blanks()
	return s.done()
}

// advance goes behind the line that ends at end.
func (t *text) advance(end int) {
	if end < len(t.buf) {
		t.lines++
		end++
	}
	t.pos = end
}

// more reads on; false if the window is full.
func (t *text) more(r *Reader) bool {
	if t.pos == 0 && len(t.buf) >= windowMost {
		r.fail(diag.Diagnostic{Code: "E0111", Summary: "an entry, a comment or a stretch without entries is larger than sixteen megabytes", Place: t.place()})
		return false
	}
	t.mark = -1
	t.fill()
	return true
}

func (t *text) unread(r *Reader) bool {
	r.fail(diag.Diagnostic{Code: "E0127", Summary: "the file could not be read to its end: " + t.fault.Error(), Place: t.place()})
	return false
}

func (t *text) place() diag.Place {
	if t.mark < 0 && t.group != nil {
		return t.group.at
	}
	at := max(t.mark, 0)
	end, _ := t.end(at)
	lines := t.lines
	if t.mark >= 0 && at < t.pos {
		lines -= int32(bytes.Count(t.buf[at:t.pos], []byte{'\n'}))
	}
	src := bytes.Clone(t.buf[at:min(end, at+2000)])
	lead := len(src) - len(bytes.TrimLeft(src, " \t"))
	return diag.Place{Src: src, From: int32(lead), To: int32(len(src)), Before: diag.Before{Lines: lines}}
}

// take parses a group of lines from here on. A group ends before a line that
// begins with a date; where that tears something apart, what is parsed is in
// error, and more lines are tried.
func (t *text) take(r *Reader) bool {
	for want := groupSize; ; want *= 8 {
		end := t.groupEnd(want)
		for end < 0 {
			if !t.more(r) {
				return false
			}
			end = t.groupEnd(want)
		}
		if t.fault != nil && end == len(t.buf) {
			return t.unread(r)
		}
		g, errs := r.parse(t.buf[t.pos:end], t.lines, t.sources)
		whole := t.eof && end == len(t.buf)
		if diag.HasErrors(errs) && !whole && want < windowMost/8 {
			continue
		}
		for _, d := range errs {
			if d.Severity == diag.Error {
				r.fail(d)
			}
		}
		if r.done {
			return false
		}
		t.lines += int32(bytes.Count(t.buf[t.pos:end], []byte{'\n'}))
		t.pos = end
		t.group = g
		if len(g.sources.Items) > 0 {
			t.sources = append(t.sources, g.sources)
		}
		return true
	}
}

// groupEnd is where a group of at least want bytes can end; -1 if that is not in
// the window.
func (t *text) groupEnd(want int) int {
	for i := t.pos + want; i < len(t.buf); {
		end, ok := t.end(i)
		if !ok {
			break
		}
		i = end + 1
		if s := (scan{b: t.buf, i: min(i, len(t.buf))}); !s.empty() && isDigit(s.b[s.i]) {
			return i
		}
	}
	if t.eof {
		return len(t.buf)
	}
	return -1
}

// group is a run of entries that package syntax has parsed.
type group struct {
	entries []*record.Entry
	written []*syntax.Entry
	file    *syntax.File
	lines   int32
	sources record.Part
	i       int
	at      diag.Place
}

// parse reads a stretch of the language as part of a record.
func (r *Reader) parse(src []byte, lines int32, before []record.Part) (*group, []diag.Diagnostic) {
	src = bytes.Clone(src)
	g := &group{file: &syntax.File{Path: r.path, Src: src}, lines: lines}
	st := syntax.NewEntries(r.path, bytes.NewReader(src))
	var errs []diag.Diagnostic
	part := record.Part{File: g.file}
	for {
		item, ok := st.Next()
		if !ok {
			break
		}
		switch item := item.(type) {
		case *syntax.Entry:
			g.written = append(g.written, item)
			part.Items = append(part.Items, item)
		case *syntax.Source:
			part.Items = append(part.Items, item)
			g.sources.File, g.sources.Items = g.file, append(g.sources.Items, item)
		case *syntax.Retraction:
			errs = append(errs, g.weighed(item.Span, "`retract`"))
		}
	}
	errs = append(errs, st.Diagnostics()...)
	if h := st.Header(); h != nil {
		if r.entries > 0 || r.headed {
			errs = append(errs, diag.Diagnostic{Code: "E0101", Place: charter.PlaceOf(g.file, h.Span),
				Summary: "a record taken in one pass is one record", Hint: "put the other record into a file of its own"})
		}
		r.headed = true
		if !h.Closed.IsZero() {
			r.closed = h.Closed.Last
		}
	}
	if !diag.HasErrors(errs) {
		for _, e := range g.written {
			if at, what := needsWhole(e); what != "" {
				errs = append(errs, g.weighed(at, what))
			}
		}
	}
	if !diag.HasErrors(errs) {
		rec, list := record.Resolve(r.vocab, append(before[:len(before):len(before)], part))
		g.entries = rec.Entries
		errs = append(errs, list...)
	}
	for i := range errs {
		g.shift(&errs[i].Place)
		for k := range errs[i].Related {
			g.shift(&errs[i].Related[k].Place)
		}
	}
	return g, errs
}

// shift counts the lines before the group.
func (g *group) shift(p *diag.Place) {
	if p.File == g.file.Path {
		p.Before.Lines += g.lines
	}
}

func (g *group) weighed(at syntax.Span, what string) diag.Diagnostic {
	return diag.Diagnostic{Code: "E0322", Place: charter.PlaceOf(g.file, at),
		Summary: what + " cannot be weighed in a record taken in one pass",
		Hint:    "keep such entries in a record of the case's folder, which is read whole: accounts, corrections, labels, and what is in doubt"}
}

// needsWhole finds what in an entry makes more worlds than one, or speaks of other
// entries.
func needsWhole(e *syntax.Entry) (syntax.Span, string) {
	for _, x := range []struct {
		id   syntax.Ident
		what string
	}{{e.Corrects, "`corrects`"}, {e.Describes, "`describes`"}, {e.Answers, "`answers`"}} {
		if x.id.Name != "" {
			return x.id.Span, x.what
		}
	}
	switch {
	case len(e.Accounts) > 0:
		return e.Accounts[0].Span, "`account`"
	case len(e.DeniedBy) > 0:
		return e.DeniedBy[0].Span, "`denied by`"
	case e.Claim:
		return e.Span, "a claim"
	case !e.Date.Begin.IsExact(), e.Date.Lasted && !e.Date.End.IsExact() && e.Date.End.Hi < calendar.Never:
		return e.Date.Span, "a day in doubt"
	}
	for i := range e.Phrase.Numbers {
		if n := &e.Phrase.Numbers[i]; !n.Range.IsExact() {
			return n.Span, "a number in doubt"
		}
	}
	switch act := e.Phrase.Act.Name; act {
	case "aye", "nay", "abstain", "finds", "denies":
		return e.Phrase.Act.Span, "`" + act + "`, which speaks of another entry"
	}
	return syntax.Span{}, ""
}

// next sets the reader's fact to the next entry of the group.
func (g *group) next(r *Reader) bool {
	if g.i >= len(g.entries) {
		return false
	}
	e := g.entries[g.i]
	g.i++
	g.at = e.Pos
	g.at.Before.Lines += g.lines
	f := &r.fact
	f.day, f.act = e.Begin.Lo, e.Act
	for role, list := range e.Roles {
		f.roles[role] = append(f.roles[role][:0], list...)
	}
	if e.Lasted {
		f.lasts, f.end = true, max(e.End.Lo, f.day)
		if e.End.Hi >= calendar.Never {
			f.end = calendar.Never
		}
	}
	for _, n := range e.Numbers {
		f.numbers = append(f.numbers, record.ExactNumber{Number: n.Number, Value: n.Range.Lo})
	}
	if e.HasTally {
		f.tally = &engine.Tally{Ayes: e.Ayes, Noes: e.Noes, Abstaining: e.Abstaining, Absent: e.Absent}
	}
	f.limited, f.failed, f.adopting = e.Limited, e.Failed, e.Adopting
	return true
}
