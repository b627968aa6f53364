package annals

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"casus/diag"
	"casus/syntax"
)

// A row of a table, and an object, say what a line of the language says. They are
// written as that line and read as it is, so that they mean the same and meet the
// same checks.

// said is what a column or a key says of an entry.
type said uint8

const (
	saysNothing said = iota // a text for people
	saysDay
	saysAct
	saysRole
	saysNumber
)

// passedOver are columns that people keep beside an entry.
var passedOver = []string{"id", "text", "note", "source", "url"}

// means tells what a column is.
func (r *Reader) means(name string) (said, bool) {
	switch {
	case name == "day" || name == "date":
		return saysDay, true
	case name == "act":
		return saysAct, true
	case slices.Contains(passedOver, name):
		return saysNothing, true
	}
	if _, ok := r.vocab.FindNumber(name); ok {
		return saysNumber, true
	}
	for role := range syntax.NumRoles {
		if syntax.Role(role).String() == name {
			return saysRole, true
		}
	}
	return saysNothing, false
}

// unknownColumn says which columns there are.
func (r *Reader) unknownColumn(what, name string) (summary, hint string) {
	known := append([]string{"day", "act"}, passedOver...)
	for role := range syntax.NumRoles {
		known = append(known, syntax.Role(role).String())
	}
	known = append(known, r.vocab.NumberNames()...)
	if near := diag.Closest(name, known); near != "" {
		hint = "did you mean " + near + "?"
	} else {
		hint = "there are day, act, the roles of the act, the numbers of the vocabulary, and for people " + strings.Join(passedOver, ", ")
	}
	return fmt.Sprintf("the %s %s says nothing of an entry", what, name), hint
}

// phrase is the line of the language that a row comes to.
type phrase struct {
	day, act []byte
	rest     []byte // roles
	numbers  []byte
	line     []byte
	odd      string // a value that is none of its kind
}

func (p *phrase) clear() {
	p.day, p.act, p.rest, p.numbers = p.day[:0], p.act[:0], p.rest[:0], p.numbers[:0]
	p.odd = ""
}

// kinds say, for each byte, in which values it may stand.
var kinds = func() (k [256]uint8) {
	for c := range k {
		digit := isDigit(byte(c)) || c == '.'
		lower := c >= 'a' && c <= 'z'
		upper := c >= 'A' && c <= 'Z'
		for what, ok := range map[said]bool{
			saysDay: digit || c == '-', saysAct: lower || digit || c == '-',
			saysRole: upper || digit || c == '-' || c == ' ', saysNumber: digit || lower || upper || c == ' ',
		} {
			if ok {
				k[c] |= 1 << what
			}
		}
	}
	return k
}()

// say adds a value to the line. A value of another kind than its column is
// remembered, so that it cannot pass for something else the line could say.
func (p *phrase) say(what said, name string, value []byte) {
	for _, c := range value {
		if kinds[c]>>what&1 == 0 && what != saysNothing {
			p.odd = name
			return
		}
	}
	switch what {
	case saysDay:
		p.day = append(p.day, value...)
	case saysAct:
		p.act = append(p.act, value...)
	case saysRole:
		p.rest = append(append(append(append(p.rest, ' '), name...), ' '), value...)
	case saysNumber:
		p.numbers = append(append(append(append(p.numbers, ' '), name...), ' '), value...)
	}
}

// read takes the line as an entry; where it cannot be, the row is shown.
func (p *phrase) read(r *Reader, at func() diag.Place) bool {
	if p.odd != "" {
		r.fail(diag.Diagnostic{Code: "E0324", Summary: "what stands under " + p.odd + " is no day, act, code or number", Place: at(),
			Hint: "a day is written 2022-09-14, several codes are parted by blanks"})
		return false
	}
	b := append(append(append(p.line[:0], p.day...), ' '), p.act...)
	b = append(append(b, p.rest...), p.numbers...)
	p.line = b
	if r.line(b) {
		return true
	}
	r.fact.clear()
	if len(p.day) == 0 || len(p.act) == 0 {
		what := "a day"
		if len(p.day) > 0 {
			what = "an act"
		}
		r.fail(diag.Diagnostic{Code: "E0324", Summary: "the row lacks " + what, Place: at(),
			Hint: "each row has a day such as 2022-09-14 and an act of the vocabulary"})
		return false
	}
	g, errs := r.parse(b, 0, nil)
	for _, d := range errs {
		if d.Severity == diag.Error {
			d.Place, d.Related = at(), nil // the row as it stands in the file
			r.fail(d)
		}
	}
	return !r.done && g.next(r)
}

// rows reads comma-separated values, named by the first row.
type rows struct {
	csv    *csv.Reader
	names  []string
	what   []said
	fields []string
	phrase phrase
}

func newRows(from io.Reader) *rows {
	c := csv.NewReader(from)
	c.ReuseRecord = true
	return &rows{csv: c}
}

func (t *rows) bytes() int64 { return t.csv.InputOffset() }

// place is the row in hand.
func (t *rows) place() diag.Place {
	line := 1
	if len(t.fields) > 0 {
		line, _ = t.csv.FieldPos(0)
	}
	src := []byte(strings.Join(t.fields, ","))
	return diag.Place{Src: src, To: int32(len(src)), Before: diag.Before{Lines: int32(line) - 1}}
}

func (t *rows) next(r *Reader) bool {
	if t.names == nil && !t.heads(r) {
		return false
	}
	if !t.row(r) {
		return false
	}
	p := &t.phrase
	p.clear()
	for i, f := range t.fields {
		if t.what[i] == saysNothing || f == "" {
			continue
		}
		p.say(t.what[i], t.names[i], []byte(f))
	}
	return p.read(r, t.place)
}

// row reads the next row; false at the end and after an error.
func (t *rows) row(r *Reader) bool {
	fields, err := t.csv.Read()
	if err == nil {
		t.fields = fields
		return true
	}
	if errors.Is(err, io.EOF) {
		return false
	}
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		src := []byte(strings.Join(fields, ","))
		r.fail(diag.Diagnostic{Code: "E0324", Summary: "the row is no row of values parted by commas: " + bad.Err.Error(),
			Hint:  "a row has as many values as the first one; a value with a comma or a quote in it stands between quotes",
			Place: diag.Place{Src: src, To: int32(len(src)), Before: diag.Before{Lines: int32(bad.Line) - 1}}})
		return false
	}
	r.fail(diag.Diagnostic{Code: "E0127", Summary: "the file could not be read to its end: " + err.Error()})
	return false
}

// heads reads the names of the columns.
func (t *rows) heads(r *Reader) bool {
	if !t.row(r) {
		if !r.done {
			r.fail(diag.Diagnostic{Code: "E0324", Summary: "the file is empty", Hint: "its first row names the columns: day,act,by,to"})
		}
		return false
	}
	t.names = []string{}
	for i, n := range t.fields {
		if i == 0 {
			n = strings.TrimPrefix(n, "\ufeff")
		}
		n = strings.TrimSpace(n)
		what, ok := r.means(n)
		if !ok {
			summary, hint := r.unknownColumn("column", n)
			r.fail(diag.Diagnostic{Code: "E0325", Summary: summary, Hint: hint, Place: t.place()})
			return false
		}
		t.names, t.what = append(t.names, n), append(t.what, what)
	}
	for _, need := range []said{saysDay, saysAct} {
		if !slices.Contains(t.what, need) {
			r.fail(diag.Diagnostic{Code: "E0325", Summary: "the first row names no column for the day, or none for the act", Place: t.place(),
				Hint: "it names the columns: day,act,by,to"})
			return false
		}
	}
	return true
}
