package annals

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"casus/calendar"
	"casus/charter"
	"casus/quantity"
	"casus/record"
	"casus/syntax"
)

// line reads one entry that stands on a line of its own and says no more than a
// day, an act, its roles and its numbers. It reports false for anything else, and
// for anything that is wrong: that is left to package syntax and package record,
// which have the words for it.
func (r *Reader) line(b []byte) bool {
	f := &r.fact
	s := scan{b: b}
	s.blanks()
	if !r.date(&s) {
		return false
	}
	name, h := s.name()
	act, ok := r.acts.find(h, name)
	if !ok {
		return false
	}
	f.act = charter.ActID(act)
	a := &r.vocab.Acts[act]
	for {
		s.blanks()
		if s.done() {
			if !s.rest() {
				return false
			}
			break
		}
		name, h := s.name()
		if len(name) == 0 {
			return false
		}
		if role, ok := r.roles.find(h, name); ok {
			if len(f.numbers) > 0 || !r.role(&s, a, syntax.Role(role)) {
				return false
			}
		} else if n, ok := r.numbers.find(h, name); !ok || !r.number(&s, charter.NumberID(n)) {
			return false
		}
	}
	for role := range a.Roles {
		if spec := &a.Roles[role]; spec.Has && !spec.Optional && len(f.roles[role]) == 0 {
			return false
		}
	}
	return true
}

// date reads the day. Many entries are of the day of the entry before.
func (r *Reader) date(s *scan) bool {
	w := s.b[s.i:]
	if len(w) < 11 || w[10] != ' ' && w[10] != '\t' {
		return false
	}
	w = w[:10]
	s.i += 10
	s.blanks()
	if r.dayText == [10]byte(w) {
		r.fact.day = r.day
		return true
	}
	var n [10]int
	for i, c := range w {
		if i == 4 || i == 7 {
			if c != '-' {
				return false
			}
		} else if n[i] = int(c) - '0'; n[i] < 0 || n[i] > 9 {
			return false
		}
	}
	day, ok := calendar.Date(n[0]*1000+n[1]*100+n[2]*10+n[3], n[5]*10+n[6], n[8]*10+n[9])
	if !ok {
		return false
	}
	r.dayText, r.day, r.fact.day = [10]byte(w), day, day
	return true
}

// role reads the codes behind the word of a role.
func (r *Reader) role(s *scan, a *charter.Act, role syntax.Role) bool {
	spec := &a.Roles[role]
	list := r.fact.roles[role]
	if !spec.Has || len(list) > 0 {
		return false
	}
	for {
		s.blanks()
		code, h := s.code()
		if len(code) == 0 {
			break
		}
		id, ok := r.entities.find(h, code)
		e := charter.EntityID(id)
		if !ok || !r.vocab.IsKind(e, spec.Kind) || slices.Contains(list, e) || !r.vocab.Entities[e].Exists(calendar.On(r.fact.day)) {
			return false
		}
		list = append(list, e)
	}
	r.fact.roles[role] = list
	return len(list) > 0
}

// number reads an exact number without a unit.
func (r *Reader) number(s *scan, n charter.NumberID) bool {
	s.blanks()
	from := s.i
	for s.i < len(s.b) && (s.b[s.i] >= '0' && s.b[s.i] <= '9' || s.b[s.i] == '.') {
		s.i++
	}
	if from == s.i || s.b[from] == '.' || s.b[s.i-1] == '.' || s.i < len(s.b) && !isBlank(s.b[s.i]) {
		return false
	}
	v, err := quantity.Parse(string(s.b[from:s.i]))
	if err != nil || slices.ContainsFunc(r.fact.numbers, func(x record.ExactNumber) bool { return x.Number == n }) {
		return false
	}
	r.fact.numbers = append(r.fact.numbers, record.ExactNumber{Number: n, Value: v})
	return true
}

// scan goes through a line.
type scan struct {
	b []byte
	i int
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

func (s *scan) blanks() {
	for s.i < len(s.b) && isBlank(s.b[s.i]) {
		s.i++
	}
}

// done reports the end of the line, or a comment. One that is no text is none:
// the parser has the words for it.
func (s *scan) done() bool { return s.i >= len(s.b) || s.b[s.i] == '#' && isText(s.b[s.i:]) }

// isText reports whether a line is such as a file of the language may hold.
func isText(b []byte) bool {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	return utf8.Valid(b) && bytes.IndexByte(b, 0) < 0
}

// rest reports whether the comment that is left, if there is one, is text.
func (s *scan) rest() bool {
	return s.i >= len(s.b) || utf8.Valid(s.b[s.i:]) && bytes.IndexByte(s.b[s.i:], 0) < 0
}

// name reads a NAME and its hash; empty if there is none, or if it runs into
// something else.
func (s *scan) name() ([]byte, uint32) {
	from, h := s.i, hashStart
	for ; s.i < len(s.b); s.i++ {
		c := s.b[s.i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' {
			h = (h ^ uint32(c)) * hashStep
			continue
		}
		if !isBlank(c) {
			return nil, 0
		}
		break
	}
	return s.b[from:s.i], h
}

// code reads a CODE and its hash; empty if there is none.
func (s *scan) code() ([]byte, uint32) {
	from, h := s.i, hashStart
	if s.i >= len(s.b) || s.b[s.i] < 'A' || s.b[s.i] > 'Z' {
		return nil, 0
	}
	for ; s.i < len(s.b); s.i++ {
		c := s.b[s.i]
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			h = (h ^ uint32(c)) * hashStep
			continue
		}
		break
	}
	return s.b[from:s.i], h
}
