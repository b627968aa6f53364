package engine

import "slices"

// table is an open-addressing hash table from keys to list heads. Keys are
// hashes already; two keys that collide share a list, so whoever walks one
// checks what it finds. Entry 0 of every arena is unused: 0 ends a list.
type table struct {
	keys  []uint64
	heads []uint32
	used  int
	order []uint32 // places of the keys, in the order in which they came
}

const tableStart = 64

func (t *table) find(key uint64) int {
	if key == 0 {
		key = 1
	}
	mask := uint64(len(t.keys) - 1)
	i := key & mask
	for t.keys[i] != 0 && t.keys[i] != key {
		i = (i + 1) & mask
	}
	return int(i)
}

// get returns the head under key, 0 if there is none.
func (t *table) get(key uint64) uint32 {
	if t.used == 0 {
		return 0
	}
	return t.heads[t.find(key)]
}

// slot returns the head under key, to be read and set; it is valid until the
// next call.
func (t *table) slot(key uint64) *uint32 {
	if t.used*2 >= len(t.keys) {
		t.grow()
	}
	i := t.find(key)
	if t.keys[i] == 0 {
		if key == 0 {
			key = 1
		}
		t.keys[i] = key
		t.used++
		t.order = append(t.order, uint32(i))
	}
	return &t.heads[i]
}

func (t *table) grow() {
	old := *t
	n := max(tableStart, 2*len(old.keys))
	t.keys, t.heads = make([]uint64, n), make([]uint32, n)
	for n, i := range old.order { // in the order in which they came, so that the last can be taken out again
		j := t.find(old.keys[i])
		t.keys[j], t.heads[j] = old.keys[i], old.heads[i]
		t.order[n] = uint32(j)
	}
}

// clear empties the table and keeps its room.
func (t *table) clear() {
	if t.used*8 < len(t.keys) {
		t.cut(nil)
		return
	}
	clear(t.keys)
	clear(t.heads)
	t.order, t.used = t.order[:0], 0
}

// cut takes out the keys that came after the first len(heads), and gives those
// the heads they had. What came last stands in nobody's way, so taking it out
// leaves no gap in a row that is probed.
func (t *table) cut(heads []uint32) {
	for n := len(t.order) - 1; n >= len(heads); n-- {
		t.keys[t.order[n]], t.heads[t.order[n]] = 0, 0
	}
	t.order = t.order[:len(heads)]
	t.used = len(heads)
	for n, h := range heads {
		t.heads[t.order[n]] = h
	}
}

// state is the heads of all keys, in the order in which they came.
func (t *table) state() []uint32 {
	out := make([]uint32, len(t.order))
	for n, i := range t.order {
		out[n] = t.heads[i]
	}
	return out
}

// copied is a table of the same content.
func (t *table) copied() table {
	return table{slices.Clone(t.keys), slices.Clone(t.heads), t.used, slices.Clone(t.order)}
}
