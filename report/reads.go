package report

import (
	"casus/charter"
)

// reads reports whether a rule itself reads a reading: in a period, a
// condition, or a definition that one of its phrases names.
func reads(r *charter.Rule, ref charter.ReadingRef) bool {
	s := readingSearch{ref: ref, seen: map[*charter.Define]bool{}}
	s.limits(r.Within, r.MoveWithin)
	s.exprs(r.Where, r.Unless, r.MustWhere, r.While, r.Paused, r.MovedWhere)
	s.patterns(r.Never...)
	s.patterns(r.Must...)
	s.patterns(r.May, r.Moved, r.Decided, r.Refusal)
	s.triggers(r.When)
	for _, st := range r.Steps {
		s.limits(st.Within)
		s.exprs(st.Where)
		s.triggers(st.When)
	}
	if r.Bearer != nil {
		s.exprs(r.Bearer.Where)
	}
	if r.Minimum != nil {
		s.exprs(r.Minimum.Value)
	}
	for _, list := range [][]*charter.Effect{r.Effects, r.Adopted, r.Rejected, r.Lapsed} {
		for _, e := range list {
			s.limits(e.After, e.For)
			s.exprs(e.Once, e.Until, e.If, e.Unless)
		}
	}
	return s.found
}

type readingSearch struct {
	ref   charter.ReadingRef
	seen  map[*charter.Define]bool
	found bool
}

func (s *readingSearch) limits(list ...*charter.Limit) {
	for _, l := range list {
		if l != nil && l.Reading != nil && *l.Reading == s.ref {
			s.found = true
		}
	}
}

func (s *readingSearch) exprs(list ...*charter.Expr) {
	for _, e := range list {
		if e == nil {
			continue
		}
		switch e.Op {
		case charter.OpReadingYes, charter.OpReadingIs, charter.OpReadingNum:
			s.found = s.found || e.Reading == s.ref
		}
		s.limits(e.Window.Last)
		s.patterns(e.Pattern)
		s.exprs(e.Args...)
	}
}

func (s *readingSearch) patterns(list ...*charter.Pattern) {
	for _, p := range list {
		if p == nil {
			continue
		}
		for _, n := range p.Numbers {
			s.exprs(n.Value)
		}
		if d := p.Define; d != nil && !s.seen[d] {
			s.seen[d] = true
			for _, alt := range d.Alts {
				s.exprs(alt.Where)
				s.patterns(alt.Pattern)
			}
		}
	}
}

func (s *readingSearch) triggers(list []*charter.Trigger) {
	for _, t := range list {
		s.patterns(t.Act)
	}
}
