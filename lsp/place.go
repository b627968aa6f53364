package lsp

import (
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"casus/syntax"
)

// lines says where the lines of a text begin. As the protocol has it, a line
// ends with \n, \r\n or \r.
type lines struct {
	src    []byte
	starts []int32
}

func linesOf(src []byte) *lines {
	l := &lines{src: src, starts: []int32{0}}
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				i++
			}
			l.starts = append(l.starts, int32(i+1))
		case '\n':
			l.starts = append(l.starts, int32(i+1))
		}
	}
	return l
}

// at is the place of a byte: its line and the UTF-16 code units before it on the
// line.
func (l *lines) at(offset int32) position {
	offset = max(0, min(offset, int32(len(l.src))))
	line, exact := slices.BinarySearch(l.starts, offset)
	if !exact {
		line--
	}
	return position{line, units(l.src[l.starts[line]:offset])}
}

// units counts UTF-16 code units; a byte that belongs to no character counts as
// one.
func units(b []byte) (n int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			n++
			b = b[1:]
			continue
		}
		r, size := utf8.DecodeRune(b)
		n++
		if r > 0xFFFF {
			n++
		}
		b = b[size:]
	}
	return n
}

// offset is the byte at a place. A place behind the end of its line, or of the
// text, is its end; one in the middle of a character is its beginning.
func (l *lines) offset(p position) int32 {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(l.starts) {
		return int32(len(l.src))
	}
	from := l.starts[p.Line]
	end := int32(len(l.src))
	if p.Line+1 < len(l.starts) {
		end = l.starts[p.Line+1]
		for end > from && (l.src[end-1] == '\n' || l.src[end-1] == '\r') {
			end--
		}
	}
	at := from
	for left := p.Character; at < end && left > 0; {
		r, size := utf8.DecodeRune(l.src[at:end])
		width := 1
		if r > 0xFFFF {
			width = 2
		}
		if left < width {
			break
		}
		left -= width
		at += int32(size)
	}
	return at
}

func (l *lines) span(s syntax.Span) span { return span{l.at(s.From), l.at(s.To)} }

// pathOf is the slash-separated path that a URI names. What is no file (a text
// that has not been saved yet) has a path of its own that no disk has.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return "/" + unsaved + "/" + url.PathEscape(uri) + ".casus"
	}
	p := u.Path
	if len(p) >= 3 && p[0] == '/' && p[2] == ':' { // file:///c:/folder
		p = p[1:]
	}
	if u.Host != "" {
		p = "//" + u.Host + p
	}
	return path.Clean(filepath.ToSlash(p))
}

// unsaved is the folder in which texts stand that are no files.
const unsaved = "(not saved)"

// uriOf names a path as a URI.
func uriOf(p string) string {
	if rest, ok := strings.CutPrefix(p, "/"+unsaved+"/"); ok {
		if uri, err := url.PathUnescape(strings.TrimSuffix(rest, ".casus")); err == nil {
			return uri
		}
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
