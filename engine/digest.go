package engine

import (
	"casus/calendar"
	"casus/charter"
)

// Digest names all that a run's future can depend on, days counted from today:
// statuses and what holds them, what is open or breached, what is due, what
// conditions look back for. Two runs of one program over one world with equal
// digests find the same from here on, up to the days' names (and up to a
// collision of 128 bits). Package search uses it to visit a state once.
type Digest [2]uint64

// Digest takes the digest of world 0.
func (r *Run) Digest() Digest {
	var d digester
	for i, w := range r.cells {
		if w&1 != 0 {
			d.add(1, uint64(i))
		}
	}
	for k, w := range r.pairCells {
		if w&1 != 0 {
			d.add(2, uint64(k.cell), uint64(k.a), uint64(k.b))
		}
	}
	for i, w := range r.declared {
		if w&1 != 0 {
			d.add(3, uint64(i))
		}
	}
	for i := range r.breachSaid {
		d.add(4, uint64(i), r.breachSaid[i]&1)
	}
	for i := range r.grounds {
		if g := &r.grounds[i]; g.w&1 != 0 && g.eff != nil {
			d.add(5, d.ground(r, g)...)
		}
	}
	for i := range r.pendings {
		if p := &r.pendings[i]; p.w&1 != 0 {
			d.add(6, d.effect(p.eff, &p.b)...)
		}
	}
	for i := range r.matters {
		if m := &r.matters[i]; m.owed&1 != 0 && i > 0 {
			d.add(7, d.matter(r, m)...)
		}
	}
	r.eachTimer(func(t *timer) {
		key := []uint64{uint64(t.kind), uint64(t.rule), uint64(uint32(t.day - r.today))}
		switch t.kind {
		case timerDeadline:
			if m := &r.matters[t.id]; m.owed&1 != 0 {
				d.add(8, append(key, d.matter(r, m)...)...)
			}
		case timerEffect:
			if p := &r.pendings[t.id]; p.w&1 != 0 {
				d.add(9, append(key, d.effect(p.eff, &p.b)...)...)
			}
		case timerEnd:
			if g := &r.grounds[r.endings[t.id].ground]; g.w&1 != 0 {
				d.add(10, append(key, d.ground(r, g)...)...)
			}
		default:
			d.add(11, append(key, uint64(t.id))...)
		}
	})
	d.nodes(r)
	return d.sum
}

// Traces counts what acts leave behind: findings, matters, changes, what
// conditions look back for, and grave acts not yet judged. An act that leaves
// the count as it was changed nothing.
func (r *Run) Traces() int {
	return len(r.findings) + len(r.matters) + len(r.changes) + len(r.nodes) + len(r.grounds) + len(r.pendings) + len(r.graves) + r.votesCast()
}

func (r *Run) votesCast() (n int) {
	for i := range r.sides {
		if p := r.sides[i].proc; p != nil {
			n += len(p.votes) + len(p.motions)
		}
		n += len(r.sides[i].tendered) + len(r.sides[i].actions)
	}
	return n
}

func (r *Run) eachTimer(do func(*timer)) {
	for i := range r.ring {
		for j := range r.ring[i] {
			do(&r.ring[i][j])
		}
	}
	for i := range r.overflow {
		do(&r.overflow[i])
	}
}

// digester adds hashes up: what it holds is a set, the order does not count.
type digester struct{ sum Digest }

func (d *digester) add(space uint64, words ...uint64) {
	a, b := space*0x9e3779b97f4a7c15, space*0xc2b2ae3d27d4eb4f
	for _, w := range words {
		a = (a ^ w) * 0xff51afd7ed558ccd
		a ^= a >> 32
		b = (b ^ w) * 0xc4ceb9fe1a85ec53
		b ^= b >> 29
	}
	d.sum[0] += a
	d.sum[1] += b
}

func (d *digester) effect(e *effect, b *binding) []uint64 {
	words := []uint64{uint64(e.id)}
	for i := range MaxVars {
		words = append(words, uint64(b.e[i]))
	}
	for i := range MaxNums {
		words = append(words, uint64(b.n[i]))
	}
	return words
}

func (d *digester) ground(r *Run, g *ground) []uint64 {
	return append(d.effect(g.eff, &g.b), uint64(g.cell), uint64(g.entity), uint64(g.with), uint64(uint32(g.since-r.today)))
}

func (d *digester) matter(r *Run, m *matter) []uint64 {
	words := []uint64{uint64(m.rule), uint64(m.stage), uint64(m.flags &^ flagQuiet), m.breached & 1, ago(m.opened, r.today), ago(m.due, r.today)}
	for _, v := range m.bound {
		words = append(words, uint64(v))
	}
	if m.side == 0 {
		return words
	}
	s := &r.sides[m.side]
	for _, n := range s.nums {
		words = append(words, uint64(n))
	}
	for _, g := range s.group {
		words = append(words, uint64(g.state)<<1|g.acted&1)
	}
	for _, a := range s.amount {
		words = append(words, uint64(a.v), a.w&1)
	}
	for _, x := range s.dues {
		words = append(words, ago(x.day, r.today), x.w&1)
	}
	words = append(words, s.awaiting&1, uint64(len(s.tendered)), uint64(len(s.paused)))
	if p := s.proc; p != nil {
		words = append(words, p.moved&1)
		for _, v := range p.votes {
			words = append(words, uint64(v.state), v.w[0]&1|v.w[1]&1<<1|v.w[2]&1<<2)
		}
	}
	return words
}

// ago is a day counted from today; days without an end stay what they are.
func ago(d, today calendar.Day) uint64 {
	if d <= calendar.Always || d >= calendar.Never {
		return uint64(uint32(d))
	}
	return uint64(uint32(d - today))
}

// nodes adds what conditions look back for: with its day where some condition
// asks how long ago, else once however often.
func (d *digester) nodes(r *Run) {
	type seen struct {
		space, id int
		vals      [4]charter.EntityID
		stands    bool
	}
	once := map[seen]bool{}
	chain := func(space, id int, head uint32, timed bool, stands func(*node) bool) {
		for at := head; at != 0; at = r.nodes[at].nextAll {
			nd := &r.nodes[at]
			if nd.w&1 == 0 {
				continue
			}
			k := seen{space, id, nd.vals, stands(nd)}
			words := []uint64{uint64(id), uint64(nd.vals[0]), uint64(nd.vals[1]), uint64(nd.vals[2]), uint64(nd.vals[3])}
			if k.stands {
				words = append(words, 1)
			}
			if timed {
				day := r.entries[min(int(nd.item), len(r.entries)-1)].Day
				if space == 13 {
					day = r.findings[nd.item].Day
				}
				d.add(uint64(space), append(words, uint64(uint32(day-r.today)))...)
			} else if !once[k] {
				once[k] = true
				d.add(uint64(space), words...)
			}
		}
	}
	for n := range r.noteAll {
		chain(12, n, r.noteAll[n], r.p.notes[n].timed, func(*node) bool { return false })
	}
	for l := range r.lookAll {
		chain(13, l, r.lookAll[l], r.p.lookouts[l].timed, func(nd *node) bool {
			f := &r.findings[nd.item]
			return f.Kind == Breach && r.matters[f.Matter].breached&1 != 0
		})
	}
}
