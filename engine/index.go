package engine

// table is an open-addressing hash table from keys to list heads. Keys are
// hashes already; two keys that collide share a list, so whoever walks one
// checks what it finds. Entry 0 of every arena is unused: 0 ends a list.
type table struct {
	keys  []uint64
	heads []uint32
	used  int
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
	}
	return &t.heads[i]
}

func (t *table) grow() {
	old := *t
	n := max(tableStart, 2*len(old.keys))
	t.keys, t.heads = make([]uint64, n), make([]uint32, n)
	for i, k := range old.keys {
		if k != 0 {
			j := t.find(k)
			t.keys[j], t.heads[j] = k, old.heads[i]
		}
	}
}

// clear empties the table and keeps its room.
func (t *table) clear() {
	if t.used > 0 {
		clear(t.keys)
		clear(t.heads)
		t.used = 0
	}
}
