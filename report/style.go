// Package report renders what was derived for people and for programs: dockets,
// comparisons, proofs, test results and diagnostics, as tables for a terminal,
// as JSON and as CSV.
//
// It decides nothing and reads no file. What it writes depends on what it is
// given and on the Style alone, so that the same docket is the same bytes
// everywhere.
package report

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"casus/diag"
)

// Style says what the reader's end can show.
type Style struct {
	Width    int  // columns; 0: DefaultWidth
	Colour   bool // escape sequences for colour may be written
	Terminal bool // a person reads along: trees are drawn with lines
}

// DefaultWidth is the width of what does not go to a terminal.
const DefaultWidth = 100

// least is the width below which a table is not squeezed any further.
const least = 40

func (s Style) width() int {
	switch {
	case s.Width <= 0:
		return DefaultWidth
	case s.Width < least:
		return least
	}
	return s.Width
}

// ink is a colour or weight of text.
type ink uint8

const (
	plain ink = iota
	bold
	dim
	red
	green
	yellow
	blue
)

var inks = [...]string{plain: "", bold: "\x1b[1m", dim: "\x1b[2m", red: "\x1b[31m", green: "\x1b[32m", yellow: "\x1b[33m", blue: "\x1b[36m"}

func (s Style) paint(i ink, text string) string {
	if !s.Colour || i == plain || text == "" {
		return text
	}
	return inks[i] + text + "\x1b[0m"
}

// Diagnostics writes diagnostics for people.
func Diagnostics(w io.Writer, list []diag.Diagnostic, s Style) error {
	return diag.Print(w, list, s.Colour)
}

// clean folds blanks and line ends, and replaces what could drive a terminal:
// texts of a record are shown, never obeyed.
func clean(text string) string {
	ok := true
	for _, r := range text {
		if !unicode.IsPrint(r) {
			ok = false
			break
		}
	}
	if ok && !strings.Contains(text, "  ") {
		return text
	}
	text = strings.Join(strings.Fields(text), " ")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// textWidth is the number of columns that a text takes.
func textWidth(text string) int {
	n := 0
	for n < len(text) && text[n] < utf8.RuneSelf {
		n++
	}
	for _, r := range text[n:] {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF && r != 0x303F || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 ||
		r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x1F300 && r <= 0x1FAFF || r >= 0x20000 && r <= 0x3FFFD):
		return 2
	}
	return 1
}

// wrap breaks a text into lines of at most width columns, between words where
// it can.
func wrap(text string, width int) []string {
	width = max(width, 1)
	if oneLine(text, width) {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	flush := func() {
		lines = append(lines, line)
		line, used = "", 0
	}
	for _, word := range strings.Fields(text) {
		n := textWidth(word)
		if used > 0 && used+1+n > width {
			flush()
		}
		for n > width { // a word longer than the line is cut
			head, rest := cut(word, width-used)
			line += head
			flush()
			word, n = rest, textWidth(rest)
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// oneLine reports whether a text plainly stands on one line as it is: words of ASCII,
// one blank between them.
func oneLine(text string, width int) bool {
	if len(text) > width {
		return false
	}
	last := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return text == "" || last != ' '
}

// cut splits a word after at most n columns, and after one character at least.
func cut(word string, n int) (head, rest string) {
	used := 0
	for i, r := range word {
		w := runeWidth(r)
		if i > 0 && used+w > n {
			return word[:i], word[i:]
		}
		used += w
	}
	return word, ""
}
