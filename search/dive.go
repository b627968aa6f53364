package search

import (
	"cmp"
	"context"
	"slices"

	"casus/charter"
	"casus/engine"
)

// A history of five acts cannot always be reached by trying all of four. Where a
// question says what must have been done before anything else and what brings it
// nearer, dive looks for one first, all of it on one day: of each length it goes on
// from the most promising. What it finds is a history like any other; whether there
// is a shorter one is for the search to say.

// beam is how many histories of a length a dive goes on from.
const beam = 400

// afterDive is how many histories are tried for a shorter one when a dive has found
// some: a level that would take more is left out, and the answer says so.
const afterDive = 400_000

// leastDive is the least bound for which a dive is worth its while.
const leastDive = 3

// dive notes the first history that it finds.
func (x *exploration) dive(ctx context.Context) {
	s := x.s
	if s.q.found == nil || s.q.found.hint == nil || s.plain || s.b.Acts < leastDive {
		return
	}
	first, near := s.q.found.hint(s)
	met := map[engine.Digest]bool{}
	frontier := []history{{today: true}}
	for depth := 1; depth <= s.b.Acts && len(frontier) > 0 && !x.a.Found(); depth++ {
		var found []result
		spread(ctx, frontier, func() func(history) []result {
			w := s.worker()
			w.near = near
			return func(h history) []result { return w.extend(h, depth == s.b.Acts) }
		}, func(rs []result) bool {
			for _, r := range rs {
				if r.waited || depth == 1 && !first[s.templates[r.steps[0].template].Act] {
					continue
				}
				x.a.Tried++
				if r.holds >= 0 && !x.a.Found() {
					x.a.Histories = append(x.a.Histories, s.answer(r))
				}
				if !r.dead && !met[r.same] {
					met[r.same] = true
					found = append(found, r)
				}
			}
			if x.tell != nil {
				x.tell(depth, x.a.Tried, x.a.States)
			}
			return ctx.Err() == nil && !x.a.Found()
		})
		slices.SortStableFunc(found, func(a, b result) int { return cmp.Compare(b.score, a.score) })
		frontier = frontier[:0]
		for _, r := range found[:min(len(found), beam)] {
			r.today, r.later = true, false
			frontier = append(frontier, r.history)
		}
	}
}

// score is how near a world has come: the different states toward which a duty is
// owed, those counted twice for whom it has begun.
func (w *worker) score(world int) (n int) {
	begun := map[[2]int]int{}
	for mid := uint32(1); mid < uint32(w.run.Matters()); mid++ {
		m := w.run.Matter(mid)
		if m.Worlds>>world&1 == 0 || !w.near[m.Rule] {
			continue
		}
		stage := 2
		if m.Waiting {
			stage = 1
		}
		for _, e := range m.Bound {
			if slices.Contains(w.s.cast, e) {
				at := [2]int{m.Rule, int(e)}
				begun[at] = max(begun[at], stage)
			}
		}
	}
	for _, stage := range begun {
		n += stage
	}
	return n
}

// collisionHint: the acts of which the vocabulary says that they make two duties
// incompatible come first, and the nearer the more such duties are open.
func collisionHint(s *searcher) (first map[charter.ActID]bool, near map[int]bool) {
	first = map[charter.ActID]bool{}
	for _, inc := range s.c.Vocab.Incompatible {
		w := charter.Walker{Pattern: func(p *charter.Pattern) {
			s.causes.landmarks.acts(p, func(a charter.ActID) { first[a] = true }, 0)
		}}
		w.Visit(inc.Where)
	}
	return first, s.causes.kept
}
