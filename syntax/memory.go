package syntax

// memory hands out the small parts of a tree in blocks, so that a record of a
// million entries is not ten million allocations.
type memory struct {
	names   nameCache
	idents  slab[Ident]
	roles   slab[RoleTerms]
	numbers slab[NumberTerm]
	entries slab[Entry]

	// Lists grow here, the inner above the outer, and are copied out when
	// they are complete.
	identStack  []Ident
	roleStack   []RoleTerms
	numberStack []NumberTerm
}

func (m *memory) startIdents() int  { return len(m.identStack) }
func (m *memory) addIdent(id Ident) { m.identStack = append(m.identStack, id) }
func (m *memory) endIdents(at int) []Ident {
	list := m.idents.copyOf(m.identStack[at:])
	m.identStack = m.identStack[:at]
	return list
}

// slab hands out slices of T cut from blocks that grow up to a limit.
type slab[T any] struct {
	block, free []T // the block in use, and what is left of it
	size        int
}

// forget lets the block be handed out again: nobody uses what was cut from it.
func (s *slab[T]) forget() {
	clear(s.block[:len(s.block)-len(s.free)])
	s.free = s.block
}

// leave lets go of the block: what was cut from it is kept.
func (s *slab[T]) leave() { s.block, s.free = nil, nil }

// again begins the next item, where entries are used one at a time and other items are
// kept: what entries are made of is used again.
func (m *memory) again(afterEntry bool) {
	if !afterEntry {
		m.idents.leave()
		m.roles.leave()
		m.numbers.leave()
		return
	}
	m.idents.forget()
	m.roles.forget()
	m.numbers.forget()
	m.entries.forget()
}

const (
	slabFirst = 8
	slabLimit = 256
)

// take returns a zeroed slice of n.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.size = min(max(s.size*2, slabFirst), slabLimit)
		s.block = make([]T, max(s.size, n))
		s.free = s.block
	}
	list := s.free[:n:n]
	s.free = s.free[n:]
	return list
}

func (s *slab[T]) copyOf(list []T) []T {
	out := s.take(len(list))
	copy(out, list)
	return out
}

// nameCache returns equal strings for equal names without copying them again.
// It forgets: a record of a million labels must not keep them all.
type nameCache struct{ slots []string }

const nameSlots = 1 << 12

func (c *nameCache) get(b []byte, hash uint32) string {
	if c.slots == nil {
		c.slots = make([]string, nameSlots)
	}
	slot := &c.slots[(hash^hash>>16)%nameSlots]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}
