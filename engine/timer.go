package engine

import (
	"math/bits"
	"slices"

	"casus/calendar"
)

// timerKind orders what falls due on a morning.
type timerKind uint8

const (
	timerDeadline timerKind = iota // of a matter
	timerEffect                    // a delayed effect
	timerEnd                       // a status given for a time
	timerText
	timerCalendar
)

type timer struct {
	day  calendar.Day
	id   uint32
	age  uint32
	rule uint16
	kind timerKind
}

// agenda is what falls due, by day: that of the nearer days in lists by day, that of
// the others in a heap. Places of the lists are used again, so that they are few.
type agenda struct {
	days    [ringSize]uint32      // of a day: its last timer; the list goes in a circle
	busy    [ringSize / 64]uint64 // days that have some
	timers  []slot                // place 0 is unused
	free    uint32                // the first of those that are free
	far     []timer
	soonest calendar.Day // before it nothing falls due; perhaps later
	batch   []timer
}

// slot is a place for a timer in the list of a day, or of those that are free.
type slot struct {
	timer
	next uint32
}

const ringSize = 1024

func (r *Run) at(day calendar.Day, kind timerKind, rule int, id, age uint32) {
	if day >= calendar.Never {
		return
	}
	a := &r.agenda
	a.soonest = min(a.soonest, day)
	if day-r.today >= ringSize || day <= r.today {
		a.pushFar(timer{day, id, age, uint16(rule), kind})
		return
	}
	n := a.free
	if n != 0 {
		a.free = a.timers[n].next
	} else {
		n = uint32(len(a.timers))
		a.timers = append(a.timers, slot{})
	}
	t := &a.timers[n]
	t.day, t.id, t.age, t.rule, t.kind, t.next = day, id, age, uint16(rule), kind, n
	i := int(day) & (ringSize - 1)
	if last := a.days[i]; last != 0 {
		before := &a.timers[last]
		t.next, before.next = before.next, n
	}
	a.days[i] = n
	a.busy[i>>6] |= 1 << (i & 63)
}

func (a *agenda) pushFar(t timer) {
	h := append(a.far, t)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up].day <= h[i].day {
			break
		}
		h[up], h[i] = h[i], h[up]
		i = up
	}
	a.far = h
}

func (a *agenda) popFar() timer {
	h := a.far
	top := h[0]
	n := len(h) - 1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h[c+1].day < h[c].day {
			c++
		}
		if h[i].day <= h[c].day {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	a.far = h
	return top
}

// next is the first day after today, up to d, on which something is due.
func (a *agenda) next(today, d calendar.Day) calendar.Day {
	next := d
	if len(a.far) > 0 {
		next = min(next, max(a.far[0].day, today+1))
	}
	start := int(today+1) & (ringSize - 1)
	if a.days[start] != 0 {
		return min(next, today+1)
	}
	for k := 0; k <= ringSize/64; k++ {
		wi := (start>>6 + k) & (ringSize/64 - 1)
		word := a.busy[wi]
		if k == 0 {
			word &^= 1<<(start&63) - 1
		}
		if k == ringSize/64 {
			word &= 1<<(start&63) - 1
		}
		if word != 0 {
			i := wi<<6 + bits.TrailingZeros64(word)
			off := (i - start) & (ringSize - 1)
			return min(next, today+1+calendar.Day(off))
		}
	}
	return next
}

// due takes off the timers of today, in the order of docs/semantics.md 4.
func (a *agenda) due(today calendar.Day) []timer {
	a.batch = a.batch[:0]
	i := int(today) & (ringSize - 1)
	if last := a.days[i]; last != 0 {
		for n := last; ; {
			n = a.timers[n].next
			a.batch = append(a.batch, a.timers[n].timer)
			if n == last {
				break
			}
		}
		first := a.timers[last].next
		a.timers[last].next, a.free = a.free, first
		a.days[i] = 0
		a.busy[i>>6] &^= 1 << (i & 63)
	}
	for len(a.far) > 0 && a.far[0].day <= today {
		a.batch = append(a.batch, a.popFar())
	}
	if a.soonest <= today { // next walks all the nearer days where nothing is near
		a.soonest = a.next(today, today+ringSize)
	}
	if len(a.batch) > 1 {
		sortTimers(a.batch)
	}
	return a.batch
}

// each calls do for every timer.
func (a *agenda) each(do func(*timer)) {
	for i, last := range &a.days {
		if last == 0 || a.busy[i>>6] == 0 {
			continue
		}
		for n := last; ; {
			n = a.timers[n].next
			do(&a.timers[n].timer)
			if n == last {
				break
			}
		}
	}
	for i := range a.far {
		do(&a.far[i])
	}
}

// clear takes all timers off and keeps the room.
func (a *agenda) clear() {
	a.clearDays()
	a.timers, a.free = append(a.timers[:0], slot{}), 0
	a.far, a.soonest = a.far[:0], calendar.Never
}

func (a *agenda) clearDays() {
	for i, word := range &a.busy {
		for ; word != 0; word &= word - 1 {
			a.days[i<<6+bits.TrailingZeros64(word)] = 0
		}
		a.busy[i] = 0
	}
}

// take makes an agenda like another, in its own room.
func (a *agenda) take(o *agenda) {
	a.clearDays()
	a.busy = o.busy
	for i, word := range &a.busy {
		for ; word != 0; word &= word - 1 {
			day := i<<6 + bits.TrailingZeros64(word)
			a.days[day] = o.days[day]
		}
	}
	a.timers, a.free = append(a.timers[:0], o.timers...), o.free
	a.far, a.soonest = append(a.far[:0], o.far...), o.soonest
}

// sortTimers orders by class, rule and age. Most days have few timers, in
// order already.
func sortTimers(b []timer) {
	if len(b) > 24 {
		slices.SortStableFunc(b, func(x, y timer) int {
			switch {
			case timerLess(&x, &y):
				return -1
			case timerLess(&y, &x):
				return 1
			}
			return 0
		})
		return
	}
	for i := 1; i < len(b); i++ {
		for j := i; j > 0 && timerLess(&b[j], &b[j-1]); j-- {
			b[j], b[j-1] = b[j-1], b[j]
		}
	}
}

func timerClass(k timerKind) int {
	if k == timerEnd {
		return int(timerEffect)
	}
	return int(k)
}

func timerLess(a, b *timer) bool {
	if x, y := timerClass(a.kind), timerClass(b.kind); x != y {
		return x < y
	}
	if a.rule != b.rule {
		return a.rule < b.rule
	}
	return a.age < b.age
}
