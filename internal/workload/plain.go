package workload

import "casus/calendar"

// The yardstick of the yardstick: W written out by hand for its one rule and one
// account, with findings kept.

// Found is what a hand-written loop finds.
type Found struct {
	Day         calendar.Day
	Matter, Act uint32 // a breach has no act
	Breach      bool
	Late        bool
}

// CountFound counts what a loop has found.
func CountFound(found []Found) (c Counts) {
	for _, f := range found {
		switch {
		case f.Breach:
			c.Breaches++
			c.Never++
		case f.Late:
			c.Late++
			c.Never--
		default:
			c.InTime++
		}
	}
	return c
}

// matter is a request in a hand-written loop.
type matter struct {
	due      calendar.Day
	state    uint8 // open, breached, performed
	next     uint32
	finished uint32
}

// Plain is W as one would write it on an afternoon: the open requests of each pair
// of states in a map.
func Plain(deeds []Deed, closed calendar.Day) (found []Found) {
	type pair struct{ by, to int }
	waiting := map[pair][]uint32{}
	var ms []matter
	falling := 0
	fall := func(day calendar.Day) {
		for ; falling < len(ms) && ms[falling].due < day; falling++ {
			if m := &ms[falling]; m.state == 0 {
				m.state = 1
				found = append(found, Found{Day: m.due + 1, Matter: uint32(falling), Breach: true})
			}
		}
	}
	for i := range deeds {
		d := &deeds[i]
		fall(d.Day)
		if !d.Help {
			k := pair{d.To, d.By}
			waiting[k] = append(waiting[k], uint32(len(ms)))
			ms = append(ms, matter{due: d.Day + 30})
			continue
		}
		k := pair{d.By, d.To}
		list := waiting[k]
		if len(list) == 0 {
			continue
		}
		m := &ms[list[0]]
		found = append(found, Found{Day: d.Day, Matter: list[0], Act: uint32(i), Late: m.state == 1})
		waiting[k] = list[1:]
		m.state, m.finished = 2, uint32(i)
	}
	fall(closed)
	return found
}

// BuiltIn is W with all that can be known beforehand built in: tables by number,
// lists within the records, room reserved.
func BuiltIn(deeds []Deed, closed calendar.Day) []Found {
	ms := make([]matter, 1, len(deeds)+1)
	found := make([]Found, 0, len(deeds))
	var head, tail [Members][Members]uint32
	falling := 1
	fall := func(day calendar.Day) {
		for ; falling < len(ms) && ms[falling].due < day; falling++ {
			if m := &ms[falling]; m.state == 0 {
				m.state = 1
				found = append(found, Found{Day: m.due + 1, Matter: uint32(falling), Breach: true})
			}
		}
	}
	for i := range deeds {
		d := &deeds[i]
		fall(d.Day)
		if !d.Help {
			m := uint32(len(ms))
			ms = append(ms, matter{due: d.Day + 30})
			if t := tail[d.To][d.By]; t != 0 {
				ms[t].next = m
			} else {
				head[d.To][d.By] = m
			}
			tail[d.To][d.By] = m
			continue
		}
		m := head[d.By][d.To]
		if m == 0 {
			continue
		}
		if head[d.By][d.To] = ms[m].next; head[d.By][d.To] == 0 {
			tail[d.By][d.To] = 0
		}
		found = append(found, Found{Day: d.Day, Matter: m, Act: uint32(i), Late: ms[m].state == 1})
		ms[m].state, ms[m].finished = 2, uint32(i)
	}
	fall(closed)
	return found
}
