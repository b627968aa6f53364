package syntax

import (
	"bytes"
	"errors"
	"io"
	"math"
	"unicode/utf8"

	"casus/diag"
)

const (
	windowSize = 256 << 10 // bytes read at a time
	windowMost = 16 << 20  // what one entry, or what stands between two, may take
)

// Entries reads a file that holds nothing but a record - perhaps its header,
// then entries, sources and retractions - item by item, holding neither the
// file nor the tree in memory. Places in items are offsets in the file, which
// must be smaller than two gigabytes.
//
// It reads a window of the file, parses items as long as their end is surely
// within it, and moves the rest to the front of the next window.
type Entries struct {
	r      io.Reader
	parser parser
	toks   []token // reused from window to window

	size   int // of a window, at least
	buf    []byte
	before diag.Before // what stands before buf in the file
	tail   int         // where scanning stopped
	real   int         // how many tokens are no padding
	eof    bool        // buf ends where the file ends
	begun  bool
	done   bool
	header *Record

	oneByOne bool // an entry is used before the next is read, and then no more
	entered  bool // the item before was an entry

	scanned []diag.Diagnostic // of the scanner, for what is not parsed yet
	diags   []diag.Diagnostic
	full    bool
}

// NewEntries reads from r; path is for messages.
func NewEntries(path string, r io.Reader) *Entries {
	e := &Entries{r: r, size: windowSize}
	e.parser.path = path
	e.parser.lastNumber = -1
	e.parser.windowed = true
	return e
}

// Header returns the record's header, or nil if the file begins with its
// items. It is known after the first call of Next.
func (e *Entries) Header() *Record { return e.header }

// Diagnostics returns what was found so far, in the order of the places.
func (e *Entries) Diagnostics() []diag.Diagnostic {
	diag.Sort(e.diags)
	return e.diags
}

// Next returns the next item: an *Entry, a *Retraction or a *Source. It
// returns false at the end. As in Parse, an item in which there are errors is
// returned with what could be read of it.
func (e *Entries) Next() (Item, bool) {
	if !e.begun {
		e.begun = true
		e.fill(0)
		e.openRecord()
	}
	for !e.done {
		if !e.sure(e.parser.pos) {
			e.more(e.parser.pos)
			continue
		}
		start := e.parser.pos
		item := e.step()
		if e.done {
			break
		}
		if !e.sure(e.parser.pos) {
			e.more(start) // its end is not in the window: read it again
			continue
		}
		e.keepDiagnostics(e.parser.here().from)
		if item != nil {
			return item, true
		}
	}
	return nil, false
}

// sure reports whether what the parser decides at a token cannot change when
// more of the file is read.
func (e *Entries) sure(pos int) bool { return e.eof || pos+lookahead < e.real }

// step takes one item, or passes over what is none.
func (e *Entries) step() Item {
	p := &e.parser
	if p.atItem() {
		if e.oneByOne {
			p.mem.again(e.entered)
		}
		item := p.item()
		_, e.entered = item.(*Entry)
		p.sync(p.atItemOrDecl)
		return item
	}
	if p.kind == tkEOF {
		e.keepDiagnostics(p.here().to + 1)
		e.done = true
		return nil
	}
	if p.atDecl() {
		p.stop("E0101", p.found()+" has no place in a file that is read as one large record", "entries, sources and retractions",
			"put other declarations into a file of their own")
		e.keepDiagnostics(p.here().to)
		e.done = true
		return nil
	}
	p.notAnItem()
	p.sync(p.atItemOrDecl)
	return nil
}

// openRecord takes the header, if the file begins with one.
func (e *Entries) openRecord() {
	for !e.done {
		p := &e.parser
		if !e.sure(p.pos) {
			e.more(p.pos)
			continue
		}
		if p.kind != kwRecord {
			return
		}
		start := p.pos
		h := p.recordHeader()
		if !e.sure(p.pos) {
			e.more(start)
			continue
		}
		e.header = h
		e.keepDiagnostics(p.here().from)
		return
	}
}

// more reads on, keeping the text from the token at index start. What has been
// found out about it is forgotten and will be found again.
func (e *Entries) more(start int) {
	keep := e.tail
	if start < e.real {
		keep = int(e.parser.toks[start].from)
	}
	e.parser.diags = e.parser.diags[:0]
	e.scanned = e.scanned[:0]
	e.fill(keep)
}

// fill drops buf[:keep], reads on and scans the new window.
func (e *Entries) fill(keep int) {
	e.before = advance(e.before, e.buf[:keep])
	e.parser.midLine = midLine(e.buf[:keep], e.parser.midLine)
	rest := len(e.buf) - keep
	size := e.size
	for size < 2*rest {
		size *= 2
	}
	if size > windowMost {
		e.stop("E0111", "an entry, a comment or a stretch without entries is larger than sixteen megabytes", "")
		return
	}
	if cap(e.buf) < size {
		grown := make([]byte, rest, size)
		copy(grown, e.buf[keep:])
		e.buf = grown
	} else {
		copy(e.buf[:rest], e.buf[keep:])
		e.buf = e.buf[:rest]
	}
	n, err := io.ReadFull(e.r, e.buf[rest:size])
	e.buf = e.buf[:rest+n]
	if err != nil {
		e.eof = true
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			e.window()
			e.stopAt(len(e.buf), "E0127", "the file could not be read to its end: "+err.Error(), "")
			return
		}
	}
	if int64(e.before.Bytes)+int64(len(e.buf)) >= math.MaxInt32 {
		e.stop("E0111", "the file is larger than two gigabytes", "split the record into several files")
		return
	}
	e.window()
}

// window checks and scans the text in buf.
func (e *Entries) window() {
	src := e.buf
	if i := bytes.IndexByte(src, 0); i >= 0 {
		e.stopAt(i, "E0103", "the file holds a zero byte and is no text", "save it as plain text in UTF-8")
		return
	}
	whole := len(src)
	if !e.eof {
		whole -= openRune(src)
	}
	if !utf8.Valid(src[:whole]) {
		e.stopAt(firstInvalid(src[:whole]), "E0102", "the file is not UTF-8 text: here stands a byte that no character begins with",
			"save it as plain text in UTF-8")
		return
	}
	p := &e.parser
	p.src, p.base = src, e.before.Bytes
	s := scanner{src: src, path: p.path, partial: !e.eof, toks: e.toks[:0],
		report: func(d diag.Diagnostic) { e.scanned = append(e.scanned, d) }}
	if e.before.Bytes == 0 && bytes.HasPrefix(src, byteOrderMark) {
		s.pos = len(byteOrderMark)
	}
	s.scan()
	e.tail, e.real = s.pos, len(s.toks)
	p.begin(s.toks, len(src))
	e.toks = p.toks
	p.depth, p.lastNumber = 0, -1
}

// openRune is how many bytes at the end of a text begin a character that goes
// on beyond it.
func openRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if utf8.RuneStart(b[len(b)-n]) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// advance adds a text to what stands before a window.
func advance(b diag.Before, text []byte) diag.Before {
	b.Bytes += int32(len(text))
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		b.Lines += int32(bytes.Count(text, []byte{'\n'}))
		b.Columns = int32(utf8.RuneCount(text[i+1:]))
	} else {
		b.Columns += int32(utf8.RuneCount(text))
	}
	return b
}

// midLine reports whether the line on which a text ends has words before its
// end. begun says it of the start of the text.
func midLine(text []byte, begun bool) bool {
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		text, begun = text[i+1:], false
	}
	return begun || len(bytes.TrimSpace(bytes.TrimPrefix(text, byteOrderMark))) > 0
}

// ---- diagnostics -----------------------------------------------------------------------

func (e *Entries) stop(code, summary, hint string) { e.stopAt(0, code, summary, hint) }

// stopAt ends the reading with an error at an offset of the window.
func (e *Entries) stopAt(at int, code, summary, hint string) {
	e.done = true
	e.keep(diag.Diagnostic{Code: code, Summary: summary, Hint: hint,
		Place: diag.Place{File: e.parser.path, Src: e.buf, From: int32(at), To: int32(min(at+1, len(e.buf)))}})
}

// keepDiagnostics keeps what was found before an offset of the window: that
// part of it will not be read again.
func (e *Entries) keepDiagnostics(until int32) {
	if len(e.parser.diags) == 0 && len(e.scanned) == 0 {
		return
	}
	for _, d := range e.parser.diags {
		e.keep(d)
	}
	e.parser.diags = e.parser.diags[:0]
	left := e.scanned[:0]
	for _, d := range e.scanned {
		if d.Place.From < until {
			e.keep(d)
		} else {
			left = append(left, d)
		}
	}
	e.scanned = left
}

// keep stores a diagnostic with a copy of the text around its places, since
// the window will be written over.
func (e *Entries) keep(d diag.Diagnostic) {
	if e.full {
		return
	}
	if n := len(e.diags); n > 0 && followsFrom[d.Code] {
		if last := e.diags[n-1].Place; last.Before.Bytes+last.From == e.before.Bytes+d.Place.From {
			return // found again in the next window, or no news
		}
	}
	if len(e.diags) == maxErrors {
		e.full = true
		d = tooMany(d.Place)
	}
	d.Place = e.excerpt(d.Place)
	for i := range d.Related {
		d.Related[i].Place = e.excerpt(d.Related[i].Place)
	}
	e.diags = append(e.diags, d)
}

// excerpt cuts the line of a place, or what stands near it on a very long
// line, out of the window.
func (e *Entries) excerpt(p diag.Place) diag.Place {
	const near = 1000
	from, to := int(p.From), int(p.To)
	start := max(bytes.LastIndexByte(p.Src[:from], '\n')+1, from-near)
	for start < from && !utf8.RuneStart(p.Src[start]) {
		start++
	}
	end := len(p.Src)
	if i := bytes.IndexByte(p.Src[to:], '\n'); i >= 0 {
		end = to + i
	}
	end = min(end, from+2*near)
	to = min(to, end)
	p.Before = advance(e.before, p.Src[:start])
	p.Src = bytes.Clone(p.Src[start:end])
	p.From, p.To = int32(from-start), int32(to-start)
	return p
}
