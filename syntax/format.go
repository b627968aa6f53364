package syntax

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"
)

// Lines are kept within this many columns where the grammar gives a place to
// break them.
const formatColumns = 100

// contentColumn is where the contents of heads and clauses begin, whatever the
// length of their first word.
const contentColumn = 12

// ErrFaulty is returned for a file that was not read without errors: its
// layout would follow from a misunderstanding.
var ErrFaulty = errors.New("the file has errors and is left as it is")

// Format lays a file out. It never changes a token and never drops a comment:
// only blanks and line ends between them are its own, so the meaning is kept
// by construction. What it prints it prints again unchanged.
func Format(f *File) ([]byte, error) {
	if f.faulty {
		return nil, ErrFaulty
	}
	w := &layout{src: f.Src, toks: f.tokens, comments: f.Comments}
	w.lines = w.divide()
	w.out.Grow(len(f.Src) + len(f.Src)/8)
	for i := range w.lines {
		w.line(i)
	}
	w.rest()
	return w.out.Bytes(), nil
}

// line is a logical line: from the token that begins it up to the next that
// begins one.
type line struct {
	from, to int  // tokens
	mark     mark // of the first
	decl     kind // the declaration it stands in; tkEOF at the head of a file
	indent   int
	hang     int   // where its continuation lines begin
	leader   int   // the column behind its first word, or 0
	cells    []int // widths of the columns of the block it belongs to
}

type layout struct {
	src      []byte
	toks     []token
	comments []Comment
	comment  int // the next to print
	lines    []line
	out      bytes.Buffer
	column   int
}

// divide cuts the tokens into lines.
func (w *layout) divide() []line {
	var lines []line
	decl := tkEOF
	for i, t := range w.toks {
		if i > 0 && (t.mark == inLine || t.mark == attrStart) {
			continue
		}
		if n := len(lines); n > 0 {
			lines[n-1].to = i
		}
		if t.mark == declLine {
			decl = t.kind
		}
		l := line{from: i, mark: t.mark, decl: decl}
		l.place(w)
		lines = append(lines, l)
	}
	if n := len(lines); n > 0 {
		lines[n-1].to = len(w.toks)
	}
	w.align(lines)
	return lines
}

// place sets the columns of a line.
func (l *line) place(w *layout) {
	first := w.toks[l.from]
	switch l.mark {
	case declLine, articleLine:
		l.indent, l.hang = 0, 2
		if first.kind == kwTest {
			l.hang = 4
		}
	case headLine:
		l.indent, l.hang, l.leader = 2, contentColumn, contentColumn
	case basisLine, ruleLine, vocabLine, behaviourLine:
		l.indent, l.hang = 2, 4
	case subLine:
		l.indent = contentColumn
		l.hang = contentColumn + w.width(l.from) + 1
	case asLine:
		l.indent, l.hang, l.leader = 4, contentColumn+2, contentColumn
	case clauseLine:
		l.indent, l.hang, l.leader = 4, contentColumn, contentColumn
		if first.kind == kwAt {
			l.leader = 0
		}
	case itemLine:
		if l.decl == kwTest {
			l.indent = 2
		}
		l.hang = l.indent + 2
	case vocabWhere:
		l.indent, l.hang = 4, 10
	case underLine:
		l.indent, l.hang = 4, 6
	case checkLine:
		l.indent, l.hang = 2, 4
		if first.kind == kwGiven {
			l.leader = l.indent + len("expect ")
		}
	case partLine:
		l.indent, l.leader = 2, 10
		if l.decl == kwCase {
			l.leader = l.indent + len("under  ")
		}
		l.hang = l.leader
	}
}

// ---- blocks of lines that align ---------------------------------------------------

// Cells wider than this do not push the others aside.
const widestCell = 40

// align finds blocks of like lines and sets the widths of their columns.
func (w *layout) align(lines []line) {
	for i := 0; i < len(lines); {
		j := i + 1
		if !w.aligns(&lines[i]) {
			i = j
			continue
		}
		for j < len(lines) && w.sameBlock(&lines[j-1], &lines[j]) {
			j++
		}
		var widths []int
		for _, l := range lines[i:j] {
			for n, c := range w.cellWidths(&l) {
				if n == len(widths) {
					widths = append(widths, 0)
				}
				if c <= widestCell {
					widths[n] = max(widths[n], c)
				}
			}
		}
		for k := i; k < j; k++ {
			lines[k].cells = widths
		}
		i = j
	}
}

func (w *layout) aligns(l *line) bool {
	return l.mark == vocabLine || l.mark == partLine || l.mark == underLine ||
		l.mark == itemLine && w.toks[l.from].kind == kwSource
}

// sameBlock reports whether two lines that follow one another align: they
// begin alike, and neither a blank line nor a comment stands between them.
func (w *layout) sameBlock(a, b *line) bool {
	return a.mark == b.mark && w.toks[a.from].kind == w.toks[b.from].kind &&
		!w.parted(w.toks[b.from-1].to, w.toks[b.from].from)
}

// parted reports whether a blank line or a line of comment stands in src[from:to].
func (w *layout) parted(from, to int32) bool {
	lines := 0
	for i := from; i < to; i++ {
		switch w.src[i] {
		case '\n':
			lines++
			if lines > 1 {
				return true
			}
		case '#':
			if lines > 0 {
				return true
			}
			for i+1 < to && w.src[i+1] != '\n' {
				i++
			}
		}
	}
	return false
}

// cellWidths gives the widths of the cells of a line, without the last, which
// pushes nothing aside.
func (w *layout) cellWidths(l *line) []int {
	var widths []int
	start := l.from + 1
	for i := l.from + 2; i < l.to; i++ {
		if w.toks[i].gap == gapName {
			widths = append(widths, w.span(start, i))
			start = i
		}
		if w.toks[i].mark == attrStart {
			break
		}
	}
	return widths
}

// width is the columns a token takes.
func (w *layout) width(i int) int {
	t := w.toks[i]
	if t.kind != tkString {
		return int(t.to - t.from)
	}
	return utf8.RuneCount(w.src[t.from:t.to])
}

// blanks is how far a token is set off from the one before it.
func (w *layout) blanks(i int) int {
	switch w.toks[i].gap {
	case gapTight:
		return 0
	case gapWide, gapDate:
		return 2
	}
	return 1
}

// span is the columns the tokens from..to take on one line.
func (w *layout) span(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if i > from {
			n += w.blanks(i)
		}
		n += w.width(i)
	}
	return n
}

// ---- printing a line ----------------------------------------------------------------

func (w *layout) text(s string) {
	w.out.WriteString(s)
	w.column += len(s)
}

func (w *layout) pad(n int) {
	for ; n > 0; n-- {
		w.out.WriteByte(' ')
		w.column++
	}
}

func (w *layout) newline(indent int) {
	w.out.WriteByte('\n')
	w.column = 0
	w.pad(indent)
}

func (w *layout) token(i int) {
	t := w.toks[i]
	w.out.Write(w.src[t.from:t.to])
	w.column += w.width(i)
}

// line prints a line with the comments before, in and behind it.
func (w *layout) line(n int) {
	l := &w.lines[n]
	w.before(n)
	w.pad(l.indent)
	w.token(l.from)
	cell, breakAt := 0, w.firstBreak(l)
	long := max(l.indent+w.width(l.from)+1, l.leader)+w.span(l.from+1, l.to) > formatColumns
	for i := l.from + 1; i < l.to; i++ {
		if w.inside(i, l.hang) {
			w.token(i)
			cell += w.cellStep(l, i)
			continue
		}
		switch gap := w.toks[i].gap; {
		case i == breakAt, gap == gapBreak, gap == gapItem && long:
			w.newline(l.hang)
		case i == l.from+1 && l.leader > 0:
			w.pad(max(l.leader-w.column, 1))
		case w.mayBreak(i) && w.overflows(l, i):
			w.newline(l.hang)
		case gap == gapName && i > l.from+1:
			w.pad(w.cellPad(l, i, cell))
		default:
			w.pad(w.blanks(i))
		}
		cell += w.cellStep(l, i)
		w.token(i)
	}
	w.behind(l.to - 1)
	w.out.WriteByte('\n')
	w.column = 0
}

func (w *layout) cellStep(l *line, i int) int {
	if w.toks[i].gap == gapName && i > l.from+1 {
		return 1
	}
	return 0
}

// cellPad is the blanks before the next cell of an aligned line.
func (w *layout) cellPad(l *line, i, cell int) int {
	sep := 1
	if k := w.toks[i].kind; l.mark == vocabLine && (k == tkString || actMarks.has(k)) {
		sep = 2
	}
	if cell >= len(l.cells) {
		return sep
	}
	start := i - 1
	for start > l.from+1 && w.toks[start].gap != gapName {
		start--
	}
	return max(l.cells[cell]-w.span(start, i), 0) + sep
}

// mayBreak reports whether a line may be broken before the token.
func (w *layout) mayBreak(i int) bool {
	switch w.toks[i].gap {
	case gapSoft, gapText, gapWide:
		return true
	case gapName:
		return w.toks[i].kind == tkString || actMarks.has(w.toks[i].kind)
	}
	return false
}

var actMarks = setOf(kwGrave, kwFormal, kwMutual, kwDeclares, kwPlover, kwCameo)

// overflows reports whether what stands from the token to the next place
// where the line may be broken has no more room on it.
func (w *layout) overflows(l *line, i int) bool {
	end := i + 1
	for end < l.to && !w.mayBreak(end) && w.toks[end].gap != gapBreak && w.toks[end].gap != gapItem {
		end++
	}
	return w.column > l.hang && w.column+w.blanks(i)+w.span(i, end) > formatColumns
}

// firstBreak is the token before which an entry that does not fit on one line
// is broken, so that its attributes stand together; 0 if there is none.
func (w *layout) firstBreak(l *line) int {
	if l.mark != itemLine || w.toks[l.from].kind == kwSource ||
		l.indent+w.span(l.from, l.to) <= formatColumns {
		return 0
	}
	for i := l.from + 1; i < l.to; i++ {
		if w.toks[i].mark == attrStart {
			return i
		}
	}
	return 0
}

// ---- comments and blank lines ---------------------------------------------------------

// blank says whether a line is set off by a blank line.
type blank uint8

const (
	never  blank = iota
	always       // one
	asIs         // one if the author left one or more
)

// blankBefore gives the rule for a line, from what stands before it.
func (w *layout) blankBefore(n int) blank {
	if n == 0 {
		return asIs
	}
	l, prev := &w.lines[n], w.lines[n-1].mark
	switch l.mark {
	case declLine, articleLine, ruleLine, behaviourLine:
		return always
	case headLine:
		if prev == headLine || prev == subLine || prev == asLine {
			return asIs
		}
		return always
	case vocabLine:
		if prev == declLine {
			return always
		}
		return asIs
	case itemLine:
		switch {
		case prev != declLine && prev != underLine:
			return asIs
		case l.decl == kwTest:
			return never
		}
		return always
	case partLine:
		switch prev {
		case declLine:
			return never
		case partLine:
			return asIs
		}
		return always
	case checkLine:
		if prev == declLine || prev == underLine {
			return never
		}
		return asIs
	}
	return never
}

// before prints the comments that stand on lines of their own before a line,
// and blank lines.
func (w *layout) before(n int) {
	l := &w.lines[n]
	rule := w.blankBefore(n)
	end := w.toks[l.from].from
	prev := int32(0)
	if l.from > 0 {
		prev = w.toks[l.from-1].to
		if w.comment > 0 && w.comments[w.comment-1].From > prev {
			prev = w.comments[w.comment-1].To
		}
	}
	due := rule == always
	for w.comment < len(w.comments) && w.comments[w.comment].From < end {
		c := w.comments[w.comment]
		w.setOff(due || rule != never && w.apart(prev, c.From))
		w.pad(l.indent)
		w.text(trimComment(c.Text))
		w.out.WriteByte('\n')
		w.column = 0
		w.comment++
		prev, due = c.To, false
	}
	w.setOff(due || rule != never && w.apart(prev, end))
}

// setOff leaves a blank line, but not at the head of the file.
func (w *layout) setOff(yes bool) {
	if yes && w.out.Len() > 0 {
		w.out.WriteByte('\n')
	}
}

// apart reports whether the author left a blank line between two places.
func (w *layout) apart(from, to int32) bool {
	return bytes.Count(w.src[from:to], []byte{'\n'}) > 1
}

// inside prints the comments between a token and the one before it in the
// middle of a line. It returns true if there were any: the token then begins a
// new line.
func (w *layout) inside(i, hang int) bool {
	if w.comment >= len(w.comments) || w.comments[w.comment].From > w.toks[i].from {
		return false
	}
	w.behind(i - 1)
	for w.comment < len(w.comments) && w.comments[w.comment].From < w.toks[i].from {
		w.newline(hang)
		w.text(trimComment(w.comments[w.comment].Text))
		w.comment++
	}
	w.newline(hang)
	return true
}

// behind prints the comment that stands on the same line behind a token.
func (w *layout) behind(i int) {
	if w.comment >= len(w.comments) {
		return
	}
	c := w.comments[w.comment]
	if i+1 < len(w.toks) && c.From > w.toks[i+1].from {
		return
	}
	if bytes.IndexByte(w.src[w.toks[i].to:c.From], '\n') >= 0 {
		return
	}
	w.text("  " + trimComment(c.Text))
	w.comment++
}

// rest prints the comments behind the last line.
func (w *layout) rest() {
	prev := int32(0)
	if n := len(w.toks); n > 0 {
		prev = w.toks[n-1].to
	}
	if w.comment > 0 {
		prev = max(prev, w.comments[w.comment-1].To)
	}
	for ; w.comment < len(w.comments); w.comment++ {
		c := w.comments[w.comment]
		w.setOff(w.apart(prev, c.From))
		w.text(trimComment(c.Text))
		w.out.WriteByte('\n')
		prev = c.To
	}
}

func trimComment(s string) string { return strings.TrimRight(s, " \t\r") }
