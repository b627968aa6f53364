package amend

import (
	"slices"
	"strings"

	"casus/syntax"
)

// patch puts a text in the place of a stretch of a file; an empty stretch is a
// place where something is put in.
type patch struct {
	file     *syntax.File
	from, to int32
	with     string
}

// meets reports whether two patches cannot both be made.
func (p patch) meets(q patch) bool {
	if p.file != q.file {
		return false
	}
	return p.from < q.to && q.from < p.to || p.from == q.from && (p.from == p.to || q.from == q.to)
}

// words is how many words a patch takes out and puts in.
func (p patch) words() int {
	return len(strings.Fields(string(p.file.Src[p.from:p.to]))) + len(strings.Fields(p.with))
}

// patched is a stretch of a file with the patches within it made.
func patched(f *syntax.File, s syntax.Span, patches []patch) string {
	var own []patch
	for _, p := range patches {
		if p.file == f && p.from >= s.From && p.to <= s.To {
			own = append(own, p)
		}
	}
	slices.SortStableFunc(own, func(a, b patch) int { return int(a.from - b.from) })
	var b strings.Builder
	at := s.From
	for _, p := range own {
		b.Write(f.Src[at:p.from])
		b.WriteString(p.with)
		at = p.to
	}
	b.Write(f.Src[at:s.To])
	return b.String()
}

// word is a word of a source text, outside comments and quoted texts.
type word struct {
	from, to int32
	text     string
}

// wordsOf are the words of a stretch of a file.
func wordsOf(f *syntax.File, s syntax.Span) []word {
	var list []word
	src := f.Src
	for i := s.From; i < s.To; {
		switch c := src[i]; {
		case c == '#':
			for i < s.To && src[i] != '\n' {
				i++
			}
		case c == '"':
			for i++; i < s.To && src[i] != '"'; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			i++
		case letter(c):
			from := i
			for i < s.To && (letter(src[i]) || src[i] == '-' || src[i] >= '0' && src[i] <= '9') {
				i++
			}
			list = append(list, word{from, i, string(src[from:i])})
		default:
			i++
		}
	}
	return list
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// lastBefore is the last of a word within a stretch that stands before a place;
// -1 if there is none.
func lastBefore(f *syntax.File, s syntax.Span, text string, place int32) int32 {
	at := int32(-1)
	for _, w := range wordsOf(f, syntax.Span{From: s.From, To: min(s.To, place)}) {
		if w.text == text {
			at = w.from
		}
	}
	return at
}

// endOf is where the text of a stretch ends: blanks and comments behind it are
// not of it.
func endOf(f *syntax.File, s syntax.Span) int32 {
	last := s.From
	for i := s.From; i < s.To; i++ {
		switch c := f.Src[i]; {
		case c == '#':
			for i < s.To && f.Src[i] != '\n' {
				i++
			}
		case c == '"':
			for i++; i < s.To && f.Src[i] != '"'; i++ {
				if f.Src[i] == '\\' {
					i++
				}
			}
			last = i + 1
		case c > ' ':
			last = i + 1
		}
	}
	return min(last, s.To)
}

// plain is a stretch of a file on one line, without comments.
func plain(f *syntax.File, s syntax.Span) string {
	var b strings.Builder
	quoted := false
	for i := s.From; i < s.To; i++ {
		c := f.Src[i]
		if c == '"' {
			quoted = !quoted
		}
		if c == '#' && !quoted {
			for i < s.To && f.Src[i] != '\n' {
				i++
			}
			c = ' '
		}
		b.WriteByte(c)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// conjuncts are the parts of a condition that are joined by "and" or a comma,
// each with the stretch that goes if it is taken out.
func conjuncts(e syntax.Expr) []conjunct {
	and, ok := e.(*syntax.AndExpr)
	if !ok {
		return []conjunct{{whole: e.Extent(), gone: e.Extent(), alone: true}}
	}
	left, right := conjuncts(and.X), conjuncts(and.Y)
	for i := range left {
		if left[i].alone {
			left[i].gone = syntax.Span{From: and.X.Extent().From, To: and.Y.Extent().From}
			left[i].alone = false
		}
	}
	for i := range right {
		if right[i].alone {
			right[i].gone = syntax.Span{From: and.X.Extent().To, To: and.Y.Extent().To}
			right[i].alone = false
		}
	}
	return append(left, right...)
}

type conjunct struct {
	whole, gone syntax.Span
	alone       bool // nothing is left without it
}
