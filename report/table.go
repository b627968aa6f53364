package report

import (
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
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

const gap = 2

// bendsTo is the least width that a column which bends is squeezed to.
const bendsTo = 16

// widths finds the width of each column.
func (t *table) widths(total int) []int {
	w := make([]int, len(t.columns))
	for i, c := range t.columns {
		w[i] = textWidth(c.head)
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
	lines := make([][]string, len(cells))
	high := 1
	for i, c := range cells {
		lines[i] = wrap(c.text, max(w[i], 1))
		high = max(high, len(lines[i]))
	}
	for k := range high {
		at, want := 0, t.indent
		for i, c := range cells {
			text := ""
			if k < len(lines[i]) {
				text = lines[i][k]
			}
			if text != "" {
				from := want
				if t.columns[i].right {
					from += w[i] - textWidth(text)
				}
				b.WriteString(strings.Repeat(" ", max(from-at, 0)))
				b.WriteString(s.paint(c.ink, text))
				at = from + textWidth(text)
			}
			want += w[i] + gap
		}
		b.WriteByte('\n')
	}
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
