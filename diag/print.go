package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines are clipped to this many columns around the place.
const lineColumns = 160

// A tab is shown as blanks up to the next multiple of this many columns.
const tabColumns = 4

// Position returns the line and the column of an offset into Src, both from 1;
// columns are counted in characters.
func (p Place) Position(offset int32) (line, column int) {
	off := min(max(int(offset), 0), len(p.Src))
	head := p.Src[:off]
	start := bytes.LastIndexByte(head, '\n') + 1
	line = 1 + int(p.Before.Lines) + bytes.Count(head, []byte{'\n'})
	column = 1 + utf8.RuneCount(head[start:])
	if start == 0 {
		column += int(p.Before.Columns)
	}
	return line, column
}

// colours of a terminal; all empty when colour is off.
type palette struct{ bold, dim, red, yellow, blue, off string }

var coloured = palette{"\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m"}

func (c palette) of(s Severity) string {
	switch s {
	case Error:
		return c.bold + c.red
	case Warning:
		return c.bold + c.yellow
	}
	return c.bold + c.blue
}

// Print writes diagnostics for people: the place, the summary, the line with
// the place underlined, what was expected, what to do, and related places.
func Print(w io.Writer, list []Diagnostic, colour bool) error {
	var c palette
	if colour {
		c = coloured
	}
	var b strings.Builder
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		d.print(&b, c)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// String is the diagnostic as Print shows it, without colour.
func (d Diagnostic) String() string {
	var b strings.Builder
	d.print(&b, palette{})
	return b.String()
}

func (d Diagnostic) print(b *strings.Builder, c palette) {
	if !d.Place.IsZero() {
		fmt.Fprintf(b, "%s%s:%s ", c.bold, d.Place, c.off)
	}
	fmt.Fprintf(b, "%s%s", c.of(d.Severity), d.Severity)
	if d.Code != "" {
		fmt.Fprintf(b, "[%s]", d.Code)
	}
	fmt.Fprintf(b, ":%s %s\n", c.off, clean(d.Summary))
	excerpt(b, d.Place, c, c.of(d.Severity))
	if d.Expected != "" {
		fmt.Fprintf(b, "  expected %s\n", clean(d.Expected))
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "  %shelp:%s %s\n", c.bold, c.off, clean(d.Hint))
	}
	for _, r := range d.Related {
		fmt.Fprintf(b, "  %s%s:%s %s\n", c.bold, r.Place, c.off, clean(r.Role))
		excerpt(b, r.Place, c, c.dim)
	}
}

// String is file:line:column.
func (p Place) String() string {
	line, col := p.Position(p.From)
	return clean(p.File) + ":" + strconv.Itoa(line) + ":" + strconv.Itoa(col)
}

// excerpt shows the line of a place with the place underlined; of a place over
// several lines, the first.
func excerpt(b *strings.Builder, p Place, c palette, mark string) {
	if p.Src == nil {
		return
	}
	from := min(max(int(p.From), 0), len(p.Src))
	start := bytes.LastIndexByte(p.Src[:from], '\n') + 1
	end := len(p.Src)
	if i := bytes.IndexByte(p.Src[from:], '\n'); i >= 0 {
		end = from + i
	}
	text, first, last := render(p.Src[start:end], from-start, min(int(p.To), end)-start)
	line, _ := p.Position(p.From)
	number := fmt.Sprintf("%5d", line)
	fmt.Fprintf(b, "%s%s |%s %s\n", c.dim, number, c.off, text)
	fmt.Fprintf(b, "%s%s |%s %s%s%s%s\n", c.dim, strings.Repeat(" ", len(number)), c.off,
		strings.Repeat(" ", first), mark, strings.Repeat("^", max(last-first, 1)), c.off)
}

// cell is one character as shown, and the columns it takes.
type cell struct {
	text  string
	width int
}

// render turns a line into what a terminal can show - tabs widened, control
// characters and broken UTF-8 replaced - and translates the byte range
// from..to into columns. Long lines are clipped around the range.
func render(line []byte, from, to int) (text string, first, last int) {
	// A line may be megabytes long; only what can come near the place is read.
	const near = 4 * lineColumns
	cutHead, cutTail := false, false
	if from > near {
		cut := from - near
		for cut < from && !utf8.RuneStart(line[cut]) {
			cut++
		}
		line, from, to, cutHead = line[cut:], from-cut, to-cut, true
	}
	if len(line) > from+near {
		cut := from + near
		for cut > from && !utf8.RuneStart(line[cut]) {
			cut--
		}
		line, cutTail = line[:cut], true
	}
	line = bytes.TrimRight(line, "\r")
	to = min(max(to, from), len(line))

	var cells []cell
	column, first, last := 0, -1, -1
	for i := 0; i < len(line); {
		if i >= from && first < 0 {
			first = column
		}
		if i >= to && last < 0 {
			last = column
		}
		r, size := utf8.DecodeRune(line[i:])
		k := show(r, column)
		cells = append(cells, k)
		column += k.width
		i += size
	}
	if first < 0 {
		first = column
	}
	if last < 0 {
		last = column
	}
	return clip(cells, column, first, last, cutHead, cutTail)
}

// show gives the form of one character at a column.
func show(r rune, column int) cell {
	switch {
	case r == '\t':
		n := tabColumns - column%tabColumns
		return cell{strings.Repeat(" ", n), n}
	case unicode.In(r, unicode.Mn, unicode.Me):
		return cell{string(r), 0}
	case !unicode.IsPrint(r):
		return cell{"\uFFFD", 1} // never let a file drive the terminal
	case isWide(r):
		return cell{string(r), 2}
	}
	return cell{string(r), 1}
}

// isWide reports whether terminals give the character two columns: the CJK
// blocks and emoji, roughly as in Unicode's East Asian Width.
func isWide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF && r != 0x303F ||
		r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F ||
		r >= 0xFF00 && r <= 0xFF60 || r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x1F300 && r <= 0x1FAFF ||
		r >= 0x20000 && r <= 0x3FFFD)
}

// clip keeps at most lineColumns columns, the place among them.
func clip(cells []cell, total, first, last int, cutHead, cutTail bool) (string, int, int) {
	lo, hi := 0, total
	if total > lineColumns {
		shown := min(last, first+lineColumns/2)
		middle := (first + shown) / 2
		lo = max(0, middle-lineColumns/2)
		hi = min(total, lo+lineColumns)
		lo = max(0, hi-lineColumns)
	}
	cutHead, cutTail = cutHead || lo > 0, cutTail || hi < total
	var b strings.Builder
	shift := 0
	if cutHead {
		b.WriteString("… ")
		shift = 2
	}
	column, start := 0, -1
	for _, k := range cells {
		if column >= lo && column+k.width <= hi {
			if start < 0 {
				start = column
			}
			b.WriteString(k.text)
		}
		column += k.width
	}
	if cutTail {
		b.WriteString(" …")
	}
	start = max(start, 0)
	return b.String(), max(first-start, 0) + shift, min(max(last-start, 0), lineColumns) + shift
}

// clean replaces what could drive a terminal in a text of one line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}
