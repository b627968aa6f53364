package power

import (
	"math/big"
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/docket"
	"casus/membership"
	"casus/quantity"
	"casus/syntax"
)

// Ballot is a way in which a body decides on a day: that of a procedure, or
// the body's own. Each elector is taken as voting for or against; nobody stays
// away and nobody abstains, so that a quorum is met where it can be.
type Ballot struct {
	Family int
	// Rule is the procedure; nil for the body's own way, told only where no
	// procedure brings a matter before the body.
	Rule    *charter.Rule
	Body    string
	Decides syntax.Decides
	Members []charter.EntityID // of the body on the day, by code
	// Electors are the members that no name and no status keeps out of the
	// vote. KeptOut of them cannot vote in a matter that is about them: the
	// accused, the parties to a dispute. Ways is in how many ways they may be
	// chosen; the values are means over all of them.
	Electors []charter.EntityID
	KeptOut  int
	Ways     int
	Quota    quantity.Num // ayes needed, or weight; more than there is if none can carry
	Weighed  bool         // the quota is of weights
	Act      *big.Rat     // Coleman's power to act
	Least    int          // the least number of electors that can carry
	Powers   []Power      // of the electors; Swings are of the first way only
	Err      error        // why there are no powers
}

// MostWays is how many choices of those who are kept out are gone through.
const MostWays = 5_000

// Ballots lists how the bodies of a docket's case decide on a day: procedures
// in the order of the text, then bodies before which no procedure comes.
// Members are those of common ground.
func Ballots(d *docket.Docket, day calendar.Day) []Ballot {
	var list []Ballot
	c := d.Case
	used := map[[2]int]bool{}
	for _, r := range c.Rules {
		if r.Kind != charter.ProcedureRule || day < r.From || day >= r.Until {
			continue
		}
		used[[2]int{r.Family, r.Before}] = true
		if b, ok := ballot(d, r.Family, r.Before, r, day); ok {
			list = append(list, b)
		}
	}
	for i, f := range c.Families {
		for k := range f.Bodies {
			if used[[2]int{i, k}] {
				continue
			}
			if b, ok := ballot(d, i, k, nil, day); ok {
				list = append(list, b)
			}
		}
	}
	return list
}

// ballot is how a body decides; ok is false where no text has the body on the
// day, or nobody is in it.
func ballot(d *docket.Docket, family, body int, r *charter.Rule, day calendar.Day) (b Ballot, ok bool) {
	f := d.Case.Families[family]
	v := version(f.Bodies[body], day)
	if v == nil || !slices.ContainsFunc(f.Texts, func(t *charter.Text) bool { return t.From <= day && day < t.Until }) {
		return b, false
	}
	b = Ballot{Family: family, Rule: r, Body: f.Bodies[body].Name, Decides: v.Decides}
	b.Members = holders(d, family, v.Of, v.Except, day)
	b.Electors = b.Members
	base := 0
	if r != nil {
		if r.Decides.Method != syntax.NoMethod {
			b.Decides = r.Decides
		}
		b.Electors = holders(d, family, v.Of, append(slices.Clone(v.Except), r.ExceptStatus...), day)
		b.keepOut(r.Except)
		if r.KeepingBase {
			base = len(b.Members)
		}
	}
	if len(b.Members) == 0 {
		return b, false
	}
	b.measure(v, base)
	return b, true
}

// version is a body as the texts in force on a day have it.
func version(b *charter.Body, day calendar.Day) *charter.BodyVersion {
	for i := len(b.Versions) - 1; i >= 0; i-- {
		if b.Versions[i].From <= day {
			return &b.Versions[i]
		}
	}
	return nil
}

// holders are those who hold a status and none of others.
func holders(d *docket.Docket, family, of int, except []int, day calendar.Day) []charter.EntityID {
	statuses := d.Case.Families[family].Statuses
	list := membership.Of(d, family, statuses[of].Name).On(day)
	for _, s := range except {
		out := membership.Of(d, family, statuses[s].Name).On(day)
		list = slices.DeleteFunc(list, func(e charter.EntityID) bool { return slices.Contains(out, e) })
	}
	return list
}

// keepOut takes those out whom a procedure names; whom it means by a variable
// is known only when a matter opens.
func (b *Ballot) keepOut(except []charter.Term) {
	b.Electors = slices.Clone(b.Electors)
	for _, t := range except {
		switch t.Kind {
		case charter.VarTerm:
			b.KeptOut++
		case charter.EntityTerm:
			b.Electors = slices.DeleteFunc(b.Electors, func(e charter.EntityID) bool { return e == t.Entity })
		}
	}
	b.KeptOut = min(b.KeptOut, len(b.Electors))
}

// measure measures the powers, as means over the ways in which some are kept
// out. base is whose number shares are of, 0 for those who vote.
func (b *Ballot) measure(v *charter.BodyVersion, base int) {
	n := len(b.Electors)
	b.Powers = make([]Power, n)
	voters := n - b.KeptOut
	if voters == 0 {
		b.Err = errNobody
		return
	}
	sets := choices(n, b.KeptOut)
	if sets == nil {
		b.Err = ErrTooLarge
		return
	}
	alike := len(v.Weights) == 0 && len(v.Veto) == 0
	if alike {
		// Whoever is kept out, the rest are alike: one way shows all.
		sets = sets[:1]
	}
	b.Act = new(big.Rat)
	for i, out := range sets {
		g := b.game(v, base, out)
		m, err := g.Measure()
		if err != nil {
			b.Err = err
			return
		}
		b.Act.Add(b.Act, m.Act)
		if i == 0 {
			b.Quota, b.Least = quantity.Num(g.Quota), m.Least
			if !b.Weighed {
				b.Quota = quantity.Whole(g.Quota)
			}
		}
		at := 0
		for e := range n {
			if slices.Contains(out, e) {
				continue
			}
			b.Powers[e].add(&m.Players[at])
			at++
		}
	}
	b.Ways = len(sets)
	b.Act.Quo(b.Act, big.NewRat(int64(len(sets)), 1))
	for e := range n {
		b.Powers[e].mean()
	}
	if alike {
		for e := range n {
			b.Powers[e] = b.Powers[n-1]
		}
		b.Ways = len(choices(n, b.KeptOut))
	}
}

// game is the vote of all electors but those at the places out.
func (b *Ballot) game(v *charter.BodyVersion, base int, out []int) Game {
	g := Game{}
	b.Weighed = b.Decides.Method == syntax.ShareOf && b.Decides.Base == "weights" && len(v.Weights) > 0
	const one = int64(quantity.Scale)
	total, n := int64(0), int64(0)
	for i, e := range b.Electors {
		if slices.Contains(out, i) {
			continue
		}
		w := one
		if b.Weighed {
			w = int64(v.Weights[e])
		}
		g.Weights, g.Veto = append(g.Weights, w), append(g.Veto, slices.Contains(v.Veto, e))
		total += w
		n++
	}
	whole := total // what a share is a share of
	heads := n
	if base > 0 {
		heads, whole = int64(base), int64(base)*one
		if b.Weighed {
			whole = 0
			for _, e := range b.Members {
				whole += int64(v.Weights[e])
			}
		}
	}
	switch b.Decides.Method {
	case syntax.Consensus, syntax.SilenceProcedure:
		g.Quota = n * one
	case syntax.Unanimity:
		g.Quota = heads * one
	case syntax.Majority:
		g.Quota = (n/2 + 1) * one
	case syntax.MajorityOfMembers:
		g.Quota = (heads/2 + 1) * one
	case syntax.ShareOf:
		if b.Decides.Base == "present" || b.Decides.Base == "votes" {
			whole = n * one
		}
		g.Quota = quota(b.Decides.Share, whole, one)
	}
	if !v.Quorum.IsZero() && quota(v.Quorum, heads*one, one) > n*one {
		g.Quota = total + one // too few may vote for the body ever to be quorate
	}
	if !b.Weighed {
		for i := range g.Weights {
			g.Weights[i] = 1
		}
		g.Quota = (g.Quota + one - 1) / one
	}
	g.Quota = max(g.Quota, 1)
	return g
}

// quota is the least that meets a share of a whole, a plain number being
// counted in units of one.
func quota(s syntax.Share, whole, one int64) int64 {
	if s.Den == 0 {
		return s.Num * one
	}
	return (whole*s.Num + s.Den - 1) / s.Den
}

// choices lists all sets of k places of n, in order; nil if there are more
// than MostWays.
func choices(n, k int) [][]int {
	if !new(big.Int).Binomial(int64(n), int64(k)).IsInt64() || new(big.Int).Binomial(int64(n), int64(k)).Int64() > MostWays {
		return nil
	}
	var list [][]int
	var pick func(from int, set []int)
	pick = func(from int, set []int) {
		if len(set) == k {
			list = append(list, slices.Clone(set))
			return
		}
		for i := from; i < n; i++ {
			pick(i+1, append(set, i))
		}
	}
	pick(0, nil)
	return list
}

// add collects the values of a player over several games.
func (p *Power) add(q *Power) {
	if p.Shapley == nil {
		p.Swings = q.Swings
	}
	p.times++
	for _, x := range []struct {
		to   **big.Rat
		from *big.Rat
	}{{&p.Shapley, q.Shapley}, {&p.Banzhaf, q.Banzhaf}, {&p.Share, q.Share}, {&p.Prevent, q.Prevent}, {&p.Initiate, q.Initiate}} {
		switch {
		case x.from == nil:
		case *x.to == nil:
			*x.to = new(big.Rat).Set(x.from)
		default:
			(*x.to).Add(*x.to, x.from)
		}
	}
}

func (p *Power) mean() {
	if p.times == 0 {
		return
	}
	by := big.NewRat(int64(p.times), 1)
	for _, x := range []*big.Rat{p.Shapley, p.Banzhaf, p.Share, p.Prevent, p.Initiate} {
		if x != nil {
			x.Quo(x, by)
		}
	}
	p.times = 0
}
