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

const ringSize = 1024

type ringDay []timer

func (r *Run) at(day calendar.Day, kind timerKind, rule int, id, age uint32) {
	if day >= calendar.Never {
		return
	}
	r.soonest = min(r.soonest, day)
	if day-r.today >= ringSize || day <= r.today {
		r.pushOverflow(timer{day, id, age, uint16(rule), kind})
		return
	}
	i := int(day) & (ringSize - 1)
	t := add((*[]timer)(&r.ring[i]))
	t.day, t.id, t.age, t.rule, t.kind = day, id, age, uint16(rule), kind
	r.ringBits[i>>6] |= 1 << (i & 63)
}

func (r *Run) pushOverflow(t timer) {
	h := append(r.overflow, t)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up].day <= h[i].day {
			break
		}
		h[up], h[i] = h[i], h[up]
		i = up
	}
	r.overflow = h
}

func (r *Run) popOverflow() timer {
	h := r.overflow
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
	r.overflow = h
	return top
}

// nextDue is the first day after today, up to d, on which something is due.
func (r *Run) nextDue(d calendar.Day) calendar.Day {
	next := d
	if len(r.overflow) > 0 {
		next = min(next, max(r.overflow[0].day, r.today+1))
	}
	start := int(r.today+1) & (ringSize - 1)
	for k := 0; k <= ringSize/64; k++ {
		wi := (start>>6 + k) & (ringSize/64 - 1)
		word := r.ringBits[wi]
		if k == 0 {
			word &^= 1<<(start&63) - 1
		}
		if k == ringSize/64 {
			word &= 1<<(start&63) - 1
		}
		if word != 0 {
			i := wi<<6 + bits.TrailingZeros64(word)
			off := (i - start) & (ringSize - 1)
			return min(next, r.today+1+calendar.Day(off))
		}
	}
	return next
}

// due collects the timers of today, in the order of docs/semantics.md 4.
func (r *Run) due() []timer {
	var b []timer
	i := int(r.today) & (ringSize - 1)
	if r.ringBits[i>>6]&(1<<(i&63)) != 0 {
		b = r.ring[i] // nothing is added to it before tomorrow: see at
		r.ring[i] = b[:0]
		r.ringBits[i>>6] &^= 1 << (i & 63)
	}
	if len(r.overflow) > 0 && r.overflow[0].day <= r.today {
		b = append(r.batch[:0], b...)
		for len(r.overflow) > 0 && r.overflow[0].day <= r.today {
			b = append(b, r.popOverflow())
		}
		r.batch = b
	}
	if r.soonest <= r.today { // nextDue walks the whole ring where nothing is near
		r.soonest = r.nextDue(r.today + ringSize)
	}
	if len(b) > 1 {
		sortTimers(b)
	}
	return b
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
