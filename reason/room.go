package reason

import (
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

// room is where answers are put together. Sentences, nodes and lists of nodes are
// taken from pages that are asked for many at a time; what only the search for an
// answer needs, bindings and fittings, is lent and taken back when the next answer
// begins. A why is some ten nodes of fifty bytes of text each: to ask for room for
// each part of each sentence took two fifths of its time.
type room struct {
	pen   strings.Builder // sentences one after the other; what is written stays
	nodes []Proof         // not yet given away
	lists []*Proof        // likewise

	lending

	misses   []miss   // of a search, taken up again by the next
	near     []uint32 // acts, likewise
	roleList engine.RoleList

	dates     [64]dayText
	counts    []string                  // of days: "3 days"
	names     []string                  // of entities, as sentences name them
	roleNames [syntax.NumRoles][]string // of entities in roles
	where     []string                  // of rules
	rules     []string                  // of rules, as they are named first
	inWords   string                    // which record is meant

	lengthOf   calendar.Period // written last
	lengthText string
}

// lending is what is lent for one answer, or for a part of one.
type lending struct {
	bindings lent[binding]
	entities lent[charter.EntityID]
	numbers  lent[quantity.Num]
	flags    lent[bool]
	fittings lent[fit]
	wrongs   lent[wrongRole]
	passing  lent[*Proof] // lists that are hung up or thrown away
	dones    lent[done]
}

type dayText struct {
	day  calendar.Day
	text string
}

const (
	penRoom  = 1 << 14
	nodeRoom = 64
	listRoom = 256
)

// say writes the parts one after the other, and is what they are together.
func (m *room) say(parts ...string) string {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if m.pen.Cap()-m.pen.Len() < n {
		m.pen = strings.Builder{}
		m.pen.Grow(max(penRoom, n))
	}
	from := m.pen.Len()
	for _, p := range parts {
		m.pen.WriteString(p)
	}
	return m.pen.String()[from:]
}

// node is a new node of the answer.
func (m *room) node(p Proof) *Proof {
	if len(m.nodes) == 0 {
		m.nodes = make([]Proof, nodeRoom)
	}
	n := &m.nodes[0]
	m.nodes = m.nodes[1:]
	*n = p
	return n
}

// note is a node that only says something.
func (m *room) note(parts ...string) *Proof {
	return m.node(Proof{Kind: KindNote, Text: m.say(parts...), Holds: true, finding: -1})
}

// with is a list of nodes with more at its end; nil is nothing to add. The list is
// lent: what is hung below a node is copied.
func (m *room) with(list []*Proof, more ...*Proof) []*Proof {
	if need := len(list) + len(more); need > cap(list) {
		grown := m.passing.take(max(8, need, 2*cap(list)))
		list = grown[:copy(grown, list)]
	}
	for _, p := range more {
		if p != nil {
			list = append(list, p)
		}
	}
	return list
}

// hang hangs nodes below p; nil is nothing to hang.
func (m *room) hang(p *Proof, kids ...*Proof) *Proof {
	if len(kids) == 0 {
		return p
	}
	if need := len(p.Children) + len(kids); need > cap(p.Children) {
		if len(p.Children) > 0 {
			need = max(need, 2*cap(p.Children))
		}
		if len(m.lists) < need {
			m.lists = make([]*Proof, max(listRoom, need))
		}
		grown := m.lists[:len(p.Children):need]
		m.lists = m.lists[need:]
		copy(grown, p.Children)
		p.Children = grown
	}
	for _, k := range kids {
		if k != nil {
			p.Children = append(p.Children, k)
		}
	}
	return p
}

// day is a day as it is written. The days of an answer come again and again.
func (m *room) day(d calendar.Day) string {
	at := &m.dates[uint32(d)%uint32(len(m.dates))]
	if at.text == "" || at.day != d {
		at.day, at.text = d, d.String()
	}
	return at.text
}

// length is a period in words.
func (m *room) length(p calendar.Period) string {
	if m.lengthText == "" || m.lengthOf != p {
		m.lengthOf, m.lengthText = p, p.String()
	}
	return m.lengthText
}

// loan is how far each kind of room was lent at a moment.
type loan [8]lentTo

type lentTo struct{ pages, used int }

// lent is how much is lent now.
func (l *lending) lent() loan {
	return loan{l.bindings.to(), l.entities.to(), l.numbers.to(), l.flags.to(), l.fittings.to(), l.wrongs.to(), l.dones.to(), l.passing.to()}
}

// takeBack takes back all that was lent since; nobody may keep it.
func (l *lending) takeBack(since *loan) {
	l.bindings.back(since[0])
	l.entities.back(since[1])
	l.numbers.back(since[2])
	l.flags.back(since[3])
	l.fittings.back(since[4])
	l.wrongs.back(since[5])
	l.dones.back(since[6])
	l.passing.back(since[7])
}

// lent is room for values that nobody keeps when the answer is given.
type lent[T any] struct {
	page  []T
	pages int // how many there have been
	used  int
}

// take lends room for n values, all of them zero.
func (l *lent[T]) take(n int) []T {
	if len(l.page)-l.used < n { // what was lent of the old page stays where it is
		l.page, l.used = make([]T, max(2*len(l.page), n, 64)), 0
		l.pages++
	}
	out := l.page[l.used : l.used+n : l.used+n]
	l.used += n
	clear(out)
	return out
}

func (l *lent[T]) to() lentTo { return lentTo{l.pages, l.used} }

// back takes back what was lent since: all of a page that is newer.
func (l *lent[T]) back(since lentTo) {
	if l.used = since.used; l.pages != since.pages {
		l.used = 0
	}
}

// newBinding is a binding of variables that stand for nothing yet.
func (m *room) newBinding(vars []charter.Var) *binding {
	b := &m.bindings.take(1)[0]
	b.vars, b.e, b.room = vars, m.entities.take(len(vars)), m
	for i := range vars {
		if vars[i].Number {
			b.n, b.has = m.numbers.take(len(vars)), m.flags.take(len(vars))
			break
		}
	}
	return b
}

// clone is a binding of the same that can be bound further.
func (b *binding) clone() *binding {
	m := b.room
	c := &m.bindings.take(1)[0]
	*c = *b
	c.e = m.entities.take(len(b.e))
	copy(c.e, b.e)
	if b.n != nil {
		c.n, c.has = m.numbers.take(len(b.n)), m.flags.take(len(b.has))
		copy(c.n, b.n)
		copy(c.has, b.has)
	}
	return c
}

// spelt is a text that is worked out once for each number.
func spelt(list *[]string, n int, write func() string) string {
	if n >= len(*list) {
		*list = append(*list, make([]string, n+1-len(*list))...)
	}
	if (*list)[n] == "" {
		(*list)[n] = write()
	}
	return (*list)[n]
}
