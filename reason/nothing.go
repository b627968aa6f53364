package reason

import (
	"casus/calendar"
	"casus/charter"
	"casus/record"
)

// nothingSet says that nothing set the rule going, and what came near it.
func (s *teller) nothingSet(alts []*charter.Trigger, where *charter.Expr, b *binding, from, to calendar.Day, told map[*record.Entry]bool) *Proof {
	var words []string
	var pats []*charter.Pattern
	for _, tr := range alts {
		words = append(words, s.triggerWords(tr, b, to))
		if tr.Act != nil {
			pats = append(pats, tr.Act)
		}
	}
	p := &Proof{Kind: KindAbsence, Day: to, Holds: true, finding: -1,
		Text: "What sets it going is " + list(words, "or") + "; there was none " + s.span(from, to) + " " + s.recordWords() + "."}
	p.add(s.noFinding(alts, b, from, to)...)
	if len(pats) == 0 {
		return p
	}
	ask := near{must: pats, where: where, b: b, from: from, to: to, skip: told}
	return p.add(s.nearMisses(&ask)...).add(s.otherKinds(pats, b, from, to)...)
}

// noFinding says why the finding that would set a rule going was not made, where
// one rule is named.
func (s *teller) noFinding(alts []*charter.Trigger, b *binding, from, to calendar.Day) (out []*Proof) {
	for _, tr := range alts {
		fp := tr.Finding
		if fp == nil || !fp.Named || len(fp.Rules) == 0 || s.deep > 1 {
			continue
		}
		r := s.c.Rules[fp.Rules[0]]
		one := true
		for _, id := range fp.Rules {
			one = one && s.c.Rules[id].Name == r.Name && s.c.Rules[id].Family == r.Family
		}
		q := Question{Rule: r, From: from, To: to}
		for _, rt := range fp.Roles {
			if e := s.term(rt.Term, b, to); e != 0 {
				q.Roles = append(q.Roles, RoleWant{rt.Role, e})
			}
		}
		if one && len(q.Roles) > 0 {
			s.deep++
			out = append(out, s.whyNot(q))
			s.deep--
		}
	}
	return out
}

// otherKinds are acts as weighty as the rule asks for, grave or formal, that
// name a state of the question and are of another kind.
func (s *teller) otherKinds(pats []*charter.Pattern, b *binding, from, to calendar.Day) (out []*Proof) {
	grave, formal := false, false
	for a := range s.v.Acts {
		for _, p := range pats {
			if s.mayBe(p, charter.ActID(a)) {
				grave, formal = grave || s.v.Acts[a].Grave, formal || s.v.Acts[a].Formal
			}
		}
	}
	told := map[*record.Entry]bool{}
	for id := 1; id < len(s.deeds) && len(out) < mostNear; id++ {
		d := &s.deeds[id]
		a := &s.v.Acts[d.act]
		if d.no == 0 || d.day < from || d.day > to || !(a.Grave && grave || a.Formal && formal) || told[d.entry] || !s.namesAny(pats, b, d) {
			continue
		}
		other := true
		for _, p := range pats {
			other = other && !s.mayBe(p, d.act)
		}
		if !other {
			continue
		}
		if d.entry != nil {
			told[d.entry] = true
		}
		p := &Proof{Kind: KindNearMiss, Day: d.day, Entry: d.entry, finding: -1,
			Text: "Near, but not it: " + s.deedWords(d) + " on " + d.day.String() + ", which is no " + s.kindWords(pats) + "."}
		out = append(out, p.add(s.wouldBe(d)...))
	}
	return out
}

func (w *work) kindWords(pats []*charter.Pattern) string {
	var out []string
	for _, p := range pats {
		out = append(out, w.patternName(p))
	}
	return list(out, "or")
}

// namesAny reports whether an act names a state that the patterns are asked
// for.
func (w *work) namesAny(pats []*charter.Pattern, b *binding, d *deed) bool {
	any := false
	for _, p := range pats {
		for _, rt := range p.Roles {
			e := w.term(rt.Term, b, d.day)
			if e == 0 || rt.Term.Kind != charter.VarTerm {
				continue
			}
			any = true
			for _, x := range d.roles {
				if x == e {
					return true
				}
			}
		}
	}
	return !any
}

// wouldBe says as what an act would count under a reading that was not taken.
func (s *teller) wouldBe(d *deed) (out []*Proof) {
	at := s.before(d.no)
	for _, fam := range s.c.Families {
		for _, def := range fam.Defines {
			p := &charter.Pattern{Define: def}
			counts := false
			var fails []*Proof
			for _, f := range s.fits(p, d, s.newBinding(nil), at, at) {
				counts = counts || f.ok()
				if len(f.wrong) == 0 && f.number == "" && f.failed {
					fails = append(fails, failing(&Proof{Children: f.guards})...)
				}
			}
			if !counts && len(fails) > 0 {
				out = append(out, note("Nor does it count as "+def.Name+":").add(fails...))
			}
		}
	}
	return out
}
