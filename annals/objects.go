package annals

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"

	"casus/diag"
)

// objects reads JSON Lines: {"day": "2022-09-14", "act": "help", "by": "RUS", "to":
// ["ARM"]}. Names and values without escapes are taken as they stand; a line that
// has others goes through package encoding/json.
type objects struct {
	from   *bufio.Reader
	line   []byte
	long   []byte // a line longer than the window
	lines  int32
	read   int64
	phrase phrase
	keys   words // names met so far
	means  []said
	names  []string
}

func newObjects(from io.Reader) *objects {
	return &objects{from: bufio.NewReaderSize(from, windowSize)}
}

func (t *objects) bytes() int64 { return t.read }

func (t *objects) place() diag.Place {
	src := bytes.TrimRight(bytes.Clone(t.line[:min(len(t.line), 2000)]), "\r\n")
	return diag.Place{Src: src, To: int32(len(src)), Before: diag.Before{Lines: t.lines - 1}}
}

func (t *objects) next(r *Reader) bool {
	for {
		if !t.readLine(r) {
			return false
		}
		if len(bytes.TrimSpace(t.line)) == 0 {
			continue
		}
		t.phrase.clear()
		if !t.object(r) && (r.done || !t.anyObject(r)) {
			return false
		}
		return t.phrase.read(r, t.place)
	}
}

func (t *objects) readLine(r *Reader) bool {
	t.long = t.long[:0]
	for {
		b, err := t.from.ReadSlice('\n')
		t.read += int64(len(b))
		if errors.Is(err, bufio.ErrBufferFull) && len(t.long) < windowMost {
			t.long = append(t.long, b...)
			continue
		}
		t.line = b
		if len(t.long) > 0 {
			t.long = append(t.long, b...)
			t.line = t.long
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			if len(t.line) == 0 {
				return false
			}
		case errors.Is(err, bufio.ErrBufferFull):
			r.fail(diag.Diagnostic{Code: "E0111", Summary: "a line is longer than sixteen megabytes", Place: diag.Place{Before: diag.Before{Lines: t.lines}}})
			return false
		default:
			r.fail(diag.Diagnostic{Code: "E0127", Summary: "the file could not be read to its end: " + err.Error(), Place: diag.Place{Before: diag.Before{Lines: t.lines}}})
			return false
		}
		t.lines++
		return true
	}
}

// key finds what a key says, and remembers it.
func (t *objects) key(r *Reader, name []byte) (int, bool) {
	h := hashStart
	for _, c := range name {
		h = (h ^ uint32(c)) * hashStep
	}
	if i, ok := t.keys.find(h, name); ok {
		return i, true
	}
	what, ok := r.means(string(name))
	if !ok {
		summary, hint := r.unknownColumn("key", string(name))
		r.fail(diag.Diagnostic{Code: "E0325", Summary: summary, Hint: hint, Place: t.place()})
		return 0, false
	}
	t.names, t.means = append(t.names, string(name)), append(t.means, what)
	t.keys.add(string(name), len(t.names)-1)
	return len(t.names) - 1, true
}

// object reads the plain kind of line: one object of texts, numbers and lists of
// texts. It reports false for any other.
func (t *objects) object(r *Reader) bool {
	s := scan{b: t.line}
	if !s.byte('{') {
		return false
	}
	for first := true; ; first = false {
		s.blanks()
		if s.byte('}') {
			break
		}
		if !first && !s.byte(',') {
			return false
		}
		s.blanks()
		name, ok := s.text()
		if !ok {
			return false
		}
		s.blanks()
		if !s.byte(':') {
			return false
		}
		k, ok := t.key(r, name)
		if !ok || !t.value(&s, t.means[k], t.names[k]) {
			return false
		}
	}
	s.line()
	return s.i == len(s.b)
}

// value reads a text, a number, or a list of texts.
func (t *objects) value(s *scan, what said, name string) bool {
	s.blanks()
	if s.byte('[') {
		for first := true; ; first = false {
			s.blanks()
			if s.byte(']') {
				return true
			}
			if !first && !s.byte(',') {
				return false
			}
			s.blanks()
			b, ok := s.text()
			if !ok || what != saysRole && what != saysNothing {
				return false
			}
			if first {
				t.phrase.say(what, name, b)
			} else {
				t.phrase.also(what, b)
			}
		}
	}
	if b, ok := s.text(); ok {
		if len(b) > 0 {
			t.phrase.say(what, name, b)
		}
		return true
	}
	from := s.i
	for s.i < len(s.b) && (isDigit(s.b[s.i]) || s.b[s.i] == '.') {
		s.i++
	}
	if from == s.i || what != saysNumber && what != saysNothing {
		return false
	}
	t.phrase.say(what, name, s.b[from:s.i])
	return true
}

// also adds a state to the role said last.
func (p *phrase) also(what said, value []byte) {
	if what != saysRole {
		return
	}
	n := len(p.rest)
	p.say(what, "", value)
	p.rest = append(p.rest[:n], p.rest[n+1:]...) // without the blank of a role's word
}

// byte takes one byte, if it stands there.
func (s *scan) byte(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// line takes blanks and line ends.
func (s *scan) line() {
	for s.i < len(s.b) && (isBlank(s.b[s.i]) || s.b[s.i] == '\n') {
		s.i++
	}
}

// text takes a text between quotes that has no escapes.
func (s *scan) text() ([]byte, bool) {
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return nil, false
	}
	for i := s.i + 1; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '"':
			b := s.b[s.i+1 : i]
			s.i = i + 1
			return b, true
		case c == '\\' || c < ' ':
			return nil, false
		}
	}
	return nil, false
}

// anyObject reads any line that is one JSON object.
func (t *objects) anyObject(r *Reader) bool {
	t.phrase.clear()
	bad := func(summary string) bool {
		r.fail(diag.Diagnostic{Code: "E0324", Summary: summary, Place: t.place(),
			Hint: `a line is one object: {"day": "2022-09-14", "act": "help", "by": "RUS", "to": ["ARM"]}`})
		return false
	}
	var all map[string]any
	d := json.NewDecoder(bytes.NewReader(t.line))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return bad("the line is no JSON object: " + err.Error())
	}
	if d.More() {
		return bad("more stands behind the object")
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		k, ok := t.key(r, []byte(name))
		if !ok {
			return false
		}
		what := t.means[k]
		if what == saysNothing {
			continue
		}
		switch v := all[name].(type) {
		case nil:
		case string:
			if v != "" {
				t.phrase.say(what, name, []byte(v))
			}
		case json.Number:
			t.phrase.say(what, name, []byte(v.String()))
		case []any:
			for i, x := range v {
				code, ok := x.(string)
				if !ok || what != saysRole {
					return bad("the key " + name + " does not take this list")
				}
				if i == 0 {
					t.phrase.say(what, name, []byte(code))
				} else {
					t.phrase.also(what, []byte(code))
				}
			}
		default:
			return bad("the key " + name + " takes a text, a number or a list of codes")
		}
	}
	return true
}
