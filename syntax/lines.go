package syntax

import "strings"

// Line is a logical line: what Format begins on a line of its own, such as a
// head, the name of a rule, or one clause, however it is laid out in the file.
type Line struct {
	Span
	Word string // its first word
	Text string // without comments, its blanks folded
}

// Lines returns the logical lines that begin within a span, in order. A file
// that has errors has none.
func (f *File) Lines(within Span) []Line {
	if f.faulty {
		return nil
	}
	var list []Line
	var b strings.Builder
	last := int32(-1)
	for _, t := range f.tokens {
		if t.from < within.From || t.from >= within.To || t.to <= t.from {
			continue
		}
		text := string(f.Src[t.from:t.to])
		if len(list) == 0 || t.mark != inLine && t.mark != attrStart {
			if n := len(list); n > 0 {
				list[n-1].Text = b.String()
			}
			b.Reset()
			list = append(list, Line{Span: Span{t.from, t.to}, Word: text})
		} else if t.from > last {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		list[len(list)-1].To, last = t.to, t.to
	}
	if n := len(list); n > 0 {
		list[n-1].Text = b.String()
	}
	return list
}
