package report

import (
	"slices"
	"strings"
)

// cell is one field of a table.
type cell struct {
	text string
	ink  ink
}

// column says how a column of a table is laid out. Of the columns that bend,
// the widest gives way first when the table is too wide.
type column struct {
	head  string
	bends bool
	right bool
}

// table lays cells out in columns, two blanks apart.
type table struct {
	indent  int
	columns []column
	rows    [][]cell
	widest  []int // of rows that were measured and not kept: the widest cell of each column
	unused  []int // the columns left out because all their cells are empty, where rows are not kept; the last first
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

// measure takes in a row that is not kept.
func (t *table) measure(cells []cell) {
	if t.widest == nil {
		t.widest = make([]int, len(t.columns))
	}
	for i, c := range cells {
		t.widest[i] = max(t.widest[i], textWidth(c.text), min(1, len(c.text)))
	}
}

// dropUnused leaves out the columns in which no row that was measured has a text.
func (t *table) dropUnused() {
	for i := len(t.widest) - 1; i >= 0; i-- {
		if t.widest[i] == 0 {
			t.unused = append(t.unused, i)
			t.widest = slices.Delete(t.widest, i, i+1)
			t.columns = slices.Delete(slices.Clone(t.columns), i, i+1)
		}
	}
}

// used are the cells of a row in the columns that are not left out.
func (t *table) used(cells []cell) []cell {
	for _, i := range t.unused {
		cells = slices.Delete(cells, i, i+1)
	}
	return cells
}

const gap = 2

// bendsTo is the least width that a column which bends is squeezed to.
const bendsTo = 16

// widths finds the width of each column.
func (t *table) widths(total int) []int {
	w := make([]int, len(t.columns))
	for i, c := range t.columns {
		w[i] = textWidth(c.head)
		if t.widest != nil {
			w[i] = max(w[i], t.widest[i])
		}
		for _, r := range t.rows {
			if i < len(r) {
				w[i] = max(w[i], textWidth(r[i].text))
			}
		}
	}
	over := t.indent + gap*(len(w)-1) - total
	for _, n := range w {
		over += n
	}
	for over > 0 {
		widest, next := -1, 0
		for i, c := range t.columns {
			if c.bends && w[i] > bendsTo && (widest < 0 || w[i] > w[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		for i, c := range t.columns {
			if c.bends && i != widest {
				next = max(next, min(w[i], w[widest]-1))
			}
		}
		step := min(over, w[widest]-max(next, bendsTo))
		step = max(step, 1)
		w[widest] -= step
		over -= step
	}
	return w
}

// write appends the table's lines. Columns that are empty throughout are left
// out.
func (t *table) write(b *strings.Builder, s Style) { t.writeWith(b, s, nil) }

// writeWith is write with something said below each row.
func (t *table) writeWith(b *strings.Builder, s Style, below func(row int)) {
	t.dropEmpty()
	if len(t.rows) == 0 {
		return
	}
	w := t.widths(s.width())
	if head := t.heads(); head != nil {
		t.row(b, s, w, head)
	}
	for i, r := range t.rows {
		t.row(b, s, w, r)
		if below != nil {
			below(i)
		}
	}
}

func (t *table) heads() []cell {
	var head []cell
	some := false
	for _, c := range t.columns {
		some = some || c.head != ""
		head = append(head, cell{c.head, dim})
	}
	if !some {
		return nil
	}
	return head
}

func (t *table) dropEmpty() {
	for i := len(t.columns) - 1; i >= 0; i-- {
		used := false
		for _, r := range t.rows {
			used = used || i < len(r) && r[i].text != ""
		}
		if used {
			continue
		}
		t.columns = append(t.columns[:i:i], t.columns[i+1:]...)
		for k, r := range t.rows {
			if i < len(r) {
				t.rows[k] = append(r[:i:i], r[i+1:]...)
			}
		}
	}
}

// row writes one row, over several lines where a cell is wrapped.
func (t *table) row(b *strings.Builder, s Style, w []int, cells []cell) {
	bends := func(i int) bool { return !oneLine(cells[i].text, max(w[i], 1)) }
	wrapped := false
	for i := range cells {
		wrapped = wrapped || bends(i)
	}
	if !wrapped {
		t.line(b, s, w, cells)
		return
	}
	lines := make([][]string, len(cells))
	high := 1
	for i, c := range cells {
		lines[i] = wrap(c.text, max(w[i], 1))
		high = max(high, len(lines[i]))
	}
	one := make([]cell, len(cells))
	for k := range high {
		for i, c := range cells {
			if one[i] = (cell{"", c.ink}); k < len(lines[i]) {
				one[i].text = lines[i][k]
			}
		}
		t.line(b, s, w, one)
	}
}

// line writes one line of a row.
func (t *table) line(b *strings.Builder, s Style, w []int, cells []cell) {
	at, want := 0, t.indent
	for i, c := range cells {
		if c.text != "" {
			from, wide := want, textWidth(c.text)
			if t.columns[i].right {
				from += w[i] - wide
			}
			for range from - at {
				b.WriteByte(' ')
			}
			b.WriteString(s.paint(c.ink, c.text))
			at = from + wide
		}
		want += w[i] + gap
	}
	b.WriteByte('\n')
}

// paragraph writes a text under a heading of fixed width: "  record     ...".
func paragraph(b *strings.Builder, s Style, head string, at int, text string, i ink) {
	for k, line := range wrap(text, s.width()-at) {
		if k == 0 {
			b.WriteString(s.paint(dim, "  "+head))
			b.WriteString(strings.Repeat(" ", max(at-2-textWidth(head), 1)))
		} else {
			b.WriteString(strings.Repeat(" ", at))
		}
		b.WriteString(s.paint(i, line))
		b.WriteByte('\n')
	}
}
