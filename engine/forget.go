package engine

import "casus/charter"

// A run may forget: of a record too large to be held, it keeps what the rules can
// still ask for and drops the rest, again and again at midnight. What is found is
// told to Watch as it is found; nothing can be explained afterwards. Acts of one
// happening have to stand on one day. Breaches that stand and are alike are kept as
// one, with their number.
//
// Acts and findings are looked at again only by conditions that look back, by
// judges and procedures, by amounts and shared duties, and by bans that reach
// what is under way. Where a record has brought one of these about, the run keeps
// everything from then on.

// forget drops what is over, once enough has gathered. It is called between
// two days, when everything has been offered to the rules.
func (r *Run) forget() {
	if len(r.entries)+len(r.findings) < r.forgetAt || r.remembers() {
		return
	}
	number := r.renumber()
	r.forgetWaits(&r.waitIndex, number, outstanding)
	r.forgetWaits(&r.lateIndex, number, breached)
	r.waits, r.oldWaits = r.oldWaits, r.waits
	r.forgetTimers(number)
	for _, lists := range [][][]uint32{r.rulesOpen, r.sequences, r.bearing} {
		for k, list := range lists {
			lists[k] = renumbered(list, number)
		}
	}
	r.forgetCauses()
	r.owing, r.owingTo = r.owing[:0], 1
	r.entries = r.entries[:1]
	r.extras = r.extras[:r.givenExtras]
	r.pairs = r.pairs[:0]
	// Identities are of acts, findings and days that are over.
	clear(r.opened)
	clear(r.taken)
	clear(r.silent)
	r.forgetAt = max(r.forgets, len(r.matters)) // what is owed is passed over each time
}

// remembers reports whether something that is kept points at acts or findings.
func (r *Run) remembers() bool {
	return len(r.nodes) > 1 || len(r.sides) > 1 || len(r.awaited) > 0 || r.lasting > 0 || len(r.voidFindings) > 0
}

// pile is what makes breaches that stand alike: what will be found of one of them
// is what will be found of another.
type pile struct {
	rule         uint16
	stage, flags uint8
	bound        [MaxVars]charter.EntityID
}

// piled is the first of a pile. It takes no more where something younger than the
// pile is still open, since that is performed before what has come later.
type piled struct {
	matter uint32
	full   bool
}

// onPile puts a breach that stands on the pile of those like it, and reports
// whether there is one. A rule that two texts write is performed in the order of
// what is owed under both, which piles of each would not show.
func (r *Run) onPile(m *matter, n uint32) bool {
	if r.worlds&(r.worlds-1) != 0 || r.unsorted[m.rule] || r.p.rules[m.rule].joined || m.flags&(flagWaiting|flagProcedure) != 0 {
		return false
	}
	k := pile{m.rule, m.stage, m.flags &^ flagQuiet, m.bound}
	at := r.piles[k]
	switch {
	case m.owed != m.breached:
		at.full = true
	case at.matter == 0 && !at.full:
		at.matter = n
	case at.matter != 0 && !at.full:
		r.matters[at.matter].more += 1 + m.more
		return true
	}
	r.piles[k] = at
	return false
}

// renumber moves the matters that still owe something to the front. It returns
// the new number of each; 0 for those dropped.
func (r *Run) renumber() []uint32 {
	if r.piles == nil {
		r.piles = map[pile]piled{}
	}
	clear(r.piles)
	if cap(r.numbers) < len(r.matters) {
		r.numbers = make([]uint32, len(r.matters), cap(r.matters))
	}
	number := r.numbers[:len(r.matters)]
	number[0] = 0
	n := uint32(1)
	for i := 1; i < len(r.matters); i++ {
		m := &r.matters[i]
		if m.owed == 0 || r.onPile(m, n) {
			number[i] = 0
			continue
		}
		number[i] = n
		r.matters[n] = *m
		n++
	}
	r.forgotten += uint32(len(r.matters)) - n
	r.matters = r.matters[:n]
	return number
}

func renumbered(list, number []uint32) []uint32 {
	live := list[:0]
	for _, mid := range list {
		if n := number[mid]; n != 0 {
			live = append(live, n)
		}
	}
	return live
}

// forgetWaits writes the lists of a table anew, without what is over.
func (r *Run) forgetWaits(t *table, number []uint32, live func(*matter) bool) {
	if t == &r.waitIndex {
		r.oldWaits = append(r.oldWaits[:0], wait{})
	}
	for i, last := range t.heads {
		if last == 0 {
			continue
		}
		first := uint32(len(r.oldWaits))
		for at := r.waits[last].next; ; at = r.waits[at].next {
			if n := number[r.waits[at].matter]; n != 0 && live(&r.matters[n]) {
				r.oldWaits = append(r.oldWaits, wait{matter: n, next: uint32(len(r.oldWaits)) + 1})
			}
			if at == last {
				break
			}
		}
		t.heads[i] = 0
		if end := uint32(len(r.oldWaits)); end > first {
			r.oldWaits[end-1].next = first
			t.heads[i] = end - 1
		}
	}
}

// forgetTimers gives timers of matters their new numbers; matter 0 owes nothing.
func (r *Run) forgetTimers(number []uint32) {
	r.agenda.each(func(t *timer) {
		if t.kind == timerDeadline {
			t.id = number[t.id]
		}
	})
}

// forgetCauses lets what is kept point at nothing that is dropped: at act 0, or
// at a finding that stands for all that there were.
func (r *Run) forgetCauses() {
	gone := func(cause *uint32) { *cause &= causeFinding | causeDay }
	for i := range r.matters {
		m := &r.matters[i]
		gone(&m.cause)
		m.at = 0
	}
	for i := range r.grounds {
		gone(&r.grounds[i].cause)
		r.grounds[i].after = 1 // all acts to come are after it
	}
	for i := range r.pendings {
		gone(&r.pendings[i].cause)
		r.pendings[i].after = 1
	}
	for i := range r.changes {
		gone(&r.changes[i].Cause)
	}
	r.findings = append(r.findings[:0], Finding{Cause: causeDay, Rule: NoRule, Kind: Silence})
	r.cascaded = 1
}
