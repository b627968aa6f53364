package reason

import (
	"fmt"
	"slices"
	"strings"

	"casus/calendar"
	"casus/charter"
	"casus/engine"
	"casus/quantity"
	"casus/syntax"
)

// whyProcedure explains what became of a question before a body.
func (s *teller) whyProcedure(id uint32) []*Proof {
	f := &s.findings[id]
	r := s.ruleOf(id)
	m := s.run.Matter(f.Matter)
	p := s.run.Process(f.Matter, s.world)
	var out []*Proof
	if r.Opens {
		out = append(out, s.opening(f.Matter)...)
	} else if f.Kind != engine.Opening {
		out = append(out, note("This procedure is always open."))
	}
	if f.Kind == engine.Opening {
		if !r.Opens {
			return append(out, s.moved(r, p.Motions, s.bound(r, &m), m.Opened)...)
		}
		return append(out, s.openTimes(r, &m)...)
	}
	if f.Kind == engine.Lapse && r.Until == f.Day && r.OpenMatters == charter.LapseAll {
		out = append(out, s.moved(r, p.Motions, s.bound(r, &m), f.Day)...)
		return append(out, note("The rule was taken away on "+f.Day.String()+" by a text that says “open matters lapse”."))
	}
	if r.Moved != nil && len(p.Motions) == 0 {
		return append(out, s.notMoved(r, &m, id)...)
	}
	out = append(out, s.moved(r, p.Motions, s.bound(r, &m), f.Day)...)
	start := m.Opened
	if len(p.Motions) > 0 {
		start = s.deeds[p.Motions[0]].day
	}
	if r.Within != nil && (r.Opens || r.Moved != nil) {
		out = append(out, s.deadline(r.Within, start, start.Add(s.period(r.Within, start)), "it had to be decided"))
	}
	return compact(append(out, s.decided(id, r, &m, &p, start)...))
}

// openTimes says by when a question that was opened must be moved or decided.
func (s *teller) openTimes(r *charter.Rule, m *engine.Matter) []*Proof {
	var out []*Proof
	limit, what := r.Within, "it must be decided"
	if r.Moved != nil {
		limit, what = r.MoveWithin, "somebody must move it"
	}
	if limit != nil {
		out = append(out, s.deadline(limit, m.Opened, m.Opened.Add(s.period(limit, m.Opened)), what))
	}
	return out
}

func (s *teller) moved(rule *charter.Rule, motions []uint32, b *binding, upTo calendar.Day) []*Proof {
	var out []*Proof
	for _, act := range motions {
		d := &s.deeds[act]
		if d.day > upTo {
			continue
		}
		p := s.deed(act, "which moves it")
		r := s.versionOn(rule, d.day)
		bs := []*binding{b, s.newBinding(r.Vars)} // a second motion may name others than the first
		if r.ID != rule.ID {
			bs = bs[1:]
		}
		for _, b := range bs {
			if x, ok := s.match(r.Moved, d, b, s.before(act)); ok {
				p.add(s.guards(x.guards)...).add(s.kids(s.cond(r.MovedWhere, false, &ctx{at: s.before(act), b: x.b, since: always}))...)
				break
			}
		}
		out = append(out, p)
	}
	return out
}

// versionOn is the rule as it stood on a day: a question that an amendment took
// over was moved under the rule before it.
func (w *work) versionOn(r *charter.Rule, day calendar.Day) *charter.Rule {
	for _, o := range w.versions(r) {
		if inForce(o, day) && o.Kind == r.Kind && o.Moved != nil && day < r.From {
			return o
		}
	}
	return r
}

func (s *teller) notMoved(r *charter.Rule, m *engine.Matter, id uint32) []*Proof {
	last := s.findings[id].Day - 1
	var out []*Proof
	if r.MoveWithin != nil {
		out = append(out, s.deadline(r.MoveWithin, m.Opened, last, "somebody had to move it"))
	}
	b := s.bound(r, m)
	p := &Proof{Kind: KindAbsence, Day: last, Holds: true, finding: -1,
		Text: "There was no " + s.phrase(r.Moved, b, m.Opened) + " " + s.span(m.Opened, last) + " " + s.recordWords() + "."}
	ask := near{must: []*charter.Pattern{r.Moved}, where: r.MovedWhere, b: b, from: m.Opened, to: last, late: true}
	return append(out, p.add(s.nearMisses(&ask)...))
}

// decided explains an outcome: by a recorded decision, by votes, or by the last
// day passing.
func (s *teller) decided(id uint32, r *charter.Rule, m *engine.Matter, p *engine.Process, start calendar.Day) []*Proof {
	f := &s.findings[id]
	b := s.bound(r, m)
	var out []*Proof
	act := s.actOf(f.Cause)
	votes := p.Tally
	at := s.made(id)
	if act != 0 {
		x := s.run.Extra(act)
		at = s.before(act)
		at.made = max(at.made, s.made(id).made)
		if s.isVote(s.deeds[act].act) {
			out = append(out, s.deed(act, "after which no further vote could change the result"))
			out = append(out, s.votesCast(act)...)
		} else {
			how := "by which the body speaks"
			if x != nil && x.Failed {
				how = "recorded as having failed"
			}
			out = append(out, s.deed(act, how))
			if !hasTally(x) {
				return append(out, s.electorWords(r, b, at, p), note("The record gives no tally: the outcome is as recorded."))
			}
		}
		n := s.count(r, b, at, votes, p, x != nil && x.Limited)
		n.single = s.isVote(s.deeds[act].act)
		return append(out, s.countWords(r, n, f.Kind == engine.Adoption, at)...)
	}
	last := f.Day - 1
	out = append(out, &Proof{Kind: KindAbsence, Day: last, Holds: true, finding: -1,
		Text: "There was no " + s.decisionWords(r, b, start) + " " + s.span(start, last) + " " + s.recordWords() + "."})
	n := s.count(r, b, at, p.Votes, p, false)
	if len(p.Votes) > 0 {
		out = append(out, note("Votes had been cast: "+s.votesIn(p.Votes)+"."))
	}
	switch {
	case f.Kind == engine.Adoption && s.method(r, at.day).Method == syntax.SilenceProcedure:
		out = append(out, note("Silence is consent: nobody objected by the last day."))
	case f.Kind == engine.Lapse && len(p.Votes) > 0:
		out = append(out, note("There was no quorum, so that the votes decide nothing."))
	case f.Kind == engine.Lapse:
		out = append(out, note("Nobody voted."))
	default:
		out = append(out, s.countWords(r, n, f.Kind == engine.Adoption, at)...)
	}
	return out
}

func (w *work) decisionWords(r *charter.Rule, b *binding, day calendar.Day) string {
	if r.Decided == nil {
		return "decision"
	}
	return w.phrase(r.Decided, b, day)
}

// votesCast are the single votes on the LABEL of one vote, up to it.
func (s *teller) votesCast(act uint32) (out []*Proof) {
	x := s.run.Extra(act)
	if x == nil {
		return nil
	}
	for id := uint32(1); id < act; id++ {
		o := s.run.Extra(id)
		if d := &s.deeds[id]; o != nil && o.Target == x.Target && d.act >= charter.Aye && d.act <= charter.Abstain {
			out = append(out, s.deed(id, ""))
		}
	}
	return out
}

func (w *work) isVote(a charter.ActID) bool { return a >= charter.Aye && a <= charter.Abstain }

func (w *work) votesIn(votes []engine.Vote) string {
	var groups [3][]charter.EntityID
	for _, v := range votes {
		groups[v.Vote-charter.Aye] = append(groups[v.Vote-charter.Aye], v.State)
	}
	var out []string
	for i, word := range []string{"in favour", "against", "abstaining"} {
		if len(groups[i]) > 0 {
			out = append(out, word+" "+w.names(groups[i]))
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, "; ")
}

// poll is a vote counted: docs/semantics.md 11.
type poll struct {
	electors      []charter.EntityID
	keptOut       []charter.EntityID // members who may not vote
	f, a, x, base int64
	wf, wb        quantity.Num
	veto          charter.EntityID // a holder of a veto who voted against
	votes         []engine.Vote    // of electors
	limited       bool
	single        bool // votes cast one by one, while others could still vote
	weighed       bool
}

// electors are those who may vote at a moment, and the members who may not.
func (w *work) electors(r *charter.Rule, b *binding, at moment, p *engine.Process) (may, not []charter.EntityID) {
	if p != nil && p.Fixed {
		for _, e := range p.Members {
			if !slices.Contains(p.Electors, e) {
				not = append(not, e)
			}
		}
		return p.Electors, not
	}
	bv := w.body(r.Family, r.Before, at.day)
	if bv == nil {
		return nil, nil
	}
next:
	for _, e := range w.holders(r.Family, bv.Of, at) {
		for _, x := range bv.Except {
			if w.status(statusKey{r.Family, x, e, 0}, at).held {
				continue next
			}
		}
		out := false
		for _, t := range r.Except {
			out = out || w.term(t, b, at.day) == e
		}
		for _, x := range r.ExceptStatus {
			out = out || w.status(statusKey{r.Family, x, e, 0}, at).held
		}
		if out {
			not = append(not, e)
		} else {
			may = append(may, e)
		}
	}
	return may, not
}

func (w *work) method(r *charter.Rule, day calendar.Day) syntax.Decides {
	if r.Decides.Method != syntax.NoMethod {
		return r.Decides
	}
	if bv := w.body(r.Family, r.Before, day); bv != nil {
		return bv.Decides
	}
	return syntax.Decides{}
}

func (w *work) count(r *charter.Rule, b *binding, at moment, votes []engine.Vote, p *engine.Process, limited bool) (n poll) {
	bv := w.body(r.Family, r.Before, at.day)
	if bv == nil {
		return n
	}
	n.electors, n.keptOut = w.electors(r, b, at, p)
	n.weighed = len(bv.Weights) > 0
	weight := func(e charter.EntityID) quantity.Num {
		if !n.weighed {
			return quantity.Whole(1)
		}
		return bv.Weights[e]
	}
	n.base = int64(len(n.electors))
	for _, e := range n.electors {
		n.wb = quantity.Add(n.wb, weight(e))
	}
	if r.KeepingBase {
		for _, e := range n.keptOut {
			n.base++
			n.wb = quantity.Add(n.wb, weight(e))
		}
	}
	for _, e := range n.electors {
		for _, v := range votes {
			if v.State == e {
				n.add(v, weight(e), bv.Veto)
				break
			}
		}
	}
	if limited {
		n.limited, n.base, n.wb = true, n.f+n.a+n.x, 0
		for _, v := range n.votes {
			n.wb = quantity.Add(n.wb, weight(v.State))
		}
	}
	return n
}

func (n *poll) add(v engine.Vote, weight quantity.Num, veto []charter.EntityID) {
	n.votes = append(n.votes, v)
	switch v.Vote {
	case charter.Aye:
		n.f++
		n.wf = quantity.Add(n.wf, weight)
	case charter.Nay:
		n.a++
		for _, h := range veto {
			if h == v.State {
				n.veto = h
			}
		}
	default:
		n.x++
	}
}

func (w *work) carried(r *charter.Rule, n *poll, day calendar.Day) bool {
	if n.veto != 0 || len(n.electors) == 0 {
		return false
	}
	d := w.method(r, day)
	switch d.Method {
	case syntax.Consensus:
		return n.a == 0 && n.f > 0
	case syntax.Unanimity:
		return n.f == n.base && n.base > 0
	case syntax.SilenceProcedure:
		return n.a == 0
	case syntax.Majority:
		if d.Base == "present" {
			return 2*n.f > n.f+n.a+n.x
		}
		return n.f > n.a
	case syntax.MajorityOfMembers:
		return 2*n.f > n.base
	case syntax.ShareOf:
		return n.f > 0 && n.share(d)
	}
	return false
}

func (n *poll) share(d syntax.Decides) bool {
	whole := quantity.Whole
	switch d.Base {
	case "present":
		return meets(d.Share, whole(n.f), whole(n.f+n.a+n.x))
	case "votes":
		return meets(d.Share, whole(n.f), whole(n.f+n.a))
	case "weights":
		return meets(d.Share, n.wf, n.wb)
	}
	return meets(d.Share, whole(n.f), whole(n.base))
}

func meets(share syntax.Share, have, base quantity.Num) bool {
	if share.Den == 0 {
		return have >= quantity.Whole(share.Num)
	}
	return int64(have)*share.Den >= int64(base)*share.Num
}

func (w *work) quorate(r *charter.Rule, n *poll, day calendar.Day) bool {
	bv := w.body(r.Family, r.Before, day)
	return bv == nil || bv.Quorum.IsZero() || meets(bv.Quorum, quantity.Whole(n.f+n.a+n.x), quantity.Whole(n.base))
}

func (s *teller) electorWords(r *charter.Rule, b *binding, at moment, p *engine.Process) *Proof {
	may, not := s.electors(r, b, at, p)
	return s.entitled(may, not, at.day)
}

// entitled says who may vote.
func (w *work) entitled(may, not []charter.EntityID, day calendar.Day) *Proof {
	p := &Proof{Kind: KindStatus, Day: day, Holds: len(may) > 0, finding: -1, Text: "Entitled to vote on " + day.String() + ": " + w.names(may)}
	if len(not) > 0 {
		p.Text += "; not " + w.names(not)
	}
	p.Text += "."
	return p
}

// countWords say who could vote, who voted how, and what that comes to.
// want is the outcome to be explained: adopted or not.
func (s *teller) countWords(r *charter.Rule, n poll, want bool, at moment) []*Proof {
	out := []*Proof{s.entitled(n.electors, n.keptOut, at.day), note("Votes of those entitled: " + s.votesIn(n.votes) + ".")}
	if n.single && want {
		out = append(out, note("Even with everybody against who has not voted, it would carry."))
	}
	if n.single && !want {
		out = append(out, note("Even with everybody in favour who has not voted, it would not carry."))
	}
	if bv := s.body(r.Family, r.Before, at.day); bv != nil && !bv.Quorum.IsZero() {
		out = append(out, &Proof{Kind: KindCondition, Day: at.day, Holds: n.single && !want || s.quorate(r, &n, at.day), finding: -1,
			Text: fmt.Sprintf("The quorum is %s of %d; %d took part.", shareWords(bv.Quorum), n.base, n.f+n.a+n.x)})
	}
	carried := s.carried(r, &n, at.day)
	verdict := "it does not carry"
	if carried {
		verdict = "it carries"
	}
	text := fmt.Sprintf("The body decides by %s: with %d for, %d against and %d abstaining", s.methodWords(r, at.day), n.f, n.a, n.x)
	if n.limited {
		text += ", in limited format (who stays out is not counted)"
	}
	if n.weighed {
		text += ", " + n.wf.String() + " of " + n.wb.String() + " by weight"
	}
	if n.veto != 0 {
		text += ", and the veto of " + s.name(n.veto)
	}
	return append(out, &Proof{Kind: KindCondition, Day: at.day, Holds: carried == want, Text: text + ", " + verdict + ".", finding: -1})
}

func (w *work) methodWords(r *charter.Rule, day calendar.Day) string {
	d := w.method(r, day)
	switch d.Method {
	case syntax.Consensus:
		return "consensus (nobody against, and somebody in favour)"
	case syntax.Unanimity:
		return "unanimity (all in favour)"
	case syntax.SilenceProcedure:
		return "silence (nobody against)"
	case syntax.Majority:
		if d.Base == "present" {
			return "a majority of those present"
		}
		return "a majority (more for than against)"
	case syntax.MajorityOfMembers:
		return "a majority of the members"
	case syntax.ShareOf:
		return shareWords(d.Share) + " of the " + d.Base
	}
	return "no way that its text names"
}

func shareWords(s syntax.Share) string {
	switch s.Den {
	case 0:
		return fmt.Sprint(s.Num)
	case 100:
		return fmt.Sprint(s.Num, "%")
	}
	return fmt.Sprint(s.Num, "/", s.Den)
}
