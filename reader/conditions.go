package reader

import (
	"casus/calendar"
	"casus/charter"
	"casus/quantity"
)

// holdsAll reads a condition; a clause that was not written holds.
func (q reading) holdsAll(e *charter.Expr) bool { return e == nil || q.holds(e) }

// holds reads a condition: section 14.
func (q reading) holds(e *charter.Expr) bool {
	switch e.Op {
	case charter.OpTrue:
		return true
	case charter.OpFalse:
		return false
	case charter.OpAnd:
		for _, x := range e.Args {
			if !q.holds(x) {
				return false
			}
		}
		return true
	case charter.OpOr:
		for _, x := range e.Args {
			if q.holds(x) {
				return true
			}
		}
		return false
	case charter.OpNot:
		return !q.holds(e.Args[0])
	case charter.OpHolds:
		return q.isStatus(e)
	case charter.OpIsKind:
		x, ok := q.entity(e.Term)
		return ok && q.r.v.IsKind(x, e.Kind)
	case charter.OpIsEntity:
		x, ok := q.entity(e.Term)
		y, ok2 := q.entity(e.Other)
		return ok && ok2 && x == y
	case charter.OpDeclared:
		x, ok := q.entity(e.Term)
		return ok && q.r.hasDeclared(x, e.Declared, q.tick)
	case charter.OpReadingYes:
		v := q.r.w.Readings(e.Reading, q.day)
		return v.Kind == charter.YesNo && v.Yes
	case charter.OpReadingIs:
		return sameValue(q.r.w.Readings(e.Reading, q.day), e.Value)
	case charter.OpCompare:
		x, ok := q.number(e.Args[0])
		y, ok2 := q.number(e.Args[1])
		return ok && ok2 && compare(e.Cmp, x, y)
	case charter.OpRecorded:
		return len(q.acts(e)) > 0
	case charter.OpFound:
		return len(q.findings(e)) > 0
	case charter.OpVoted:
		return q.voted(e)
	case charter.OpAdopting:
		return q.dec != nil && contains(q.dec.adopting, e.Word)
	case charter.OpBefore:
		return q.day < e.Day
	case charter.OpAfter:
		return q.day > e.Day
	}
	return false
}

func (q reading) isStatus(e *charter.Expr) bool {
	x, ok := q.entity(e.Term)
	if !ok {
		return false
	}
	if e.Status == charter.ParticipantStatus {
		return q.dec != nil && contains(q.dec.bound, x)
	}
	with := charter.EntityID(0)
	if e.With != nil {
		if with, ok = q.entity(*e.With); !ok {
			return false
		}
	}
	return q.r.holds(e.Family, e.Status, x, with, q.tick)
}

func (q reading) voted(e *charter.Expr) bool {
	x, ok := q.entity(e.Term)
	if !ok || q.dec == nil {
		return false
	}
	if e.Against {
		return contains(q.dec.noes, x)
	}
	return contains(q.dec.ayes, x)
}

func sameValue(a, b charter.Value) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case charter.YesNo:
		return a.Yes == b.Yes
	case charter.NoLimit:
		return true
	case charter.Number_:
		return a.Num == b.Num
	case charter.Length:
		return a.Period == b.Period
	case charter.Date:
		return a.Day == b.Day
	}
	return a.Word == b.Word
}

// seen is an act that a phrase matches, with the binding of the match.
type seen struct {
	a *act
	b binding
}

// acts so far that the phrase of an expression matches, within its window.
func (q reading) acts(e *charter.Expr) []seen {
	var out []seen
	for _, a := range q.r.acts {
		if a.tick > q.tick || !q.within(e.Window, a.day) {
			continue
		}
		if isDefault(e.Window) && a.tick < q.fromTick {
			continue
		}
		if b, ok := q.match(e.Pattern, a); ok {
			out = append(out, seen{a, b})
		}
	}
	return out
}

// findings so far that match, within the window. What stands, stands since
// whenever: no default window shuts it out.
func (q reading) findings(e *charter.Expr) []*finding {
	var out []*finding
	for _, f := range q.r.finds {
		if f.tick > q.tick || !e.Stands && !q.within(e.Window, f.Day) {
			continue
		}
		if e.Stands && (f.Kind != Breach || f.ended != 0 && f.ended <= q.tick) {
			continue
		}
		if len(q.matchFinding(e.Finding, f)) > 0 {
			out = append(out, f)
		}
	}
	return out
}

func isDefault(w charter.Window) bool { return w.Last == nil && !w.HasSince }

// within reports whether day d lies in a window looked at today.
func (q reading) within(w charter.Window, d calendar.Day) bool {
	if isDefault(w) {
		return d >= q.from
	}
	if w.HasSince && d < w.Since {
		return false
	}
	return w.Last == nil || d.Add(q.r.period(w.Last, q.day)) >= q.day
}

// number works out a number; false if it hangs on a variable not bound.
func (q reading) number(e *charter.Expr) (quantity.Num, bool) {
	switch e.Op {
	case charter.OpNum:
		return e.Num, true
	case charter.OpNumVar:
		x, ok := q.b.get(e.Var)
		return x.num, ok
	case charter.OpReadingNum:
		return q.r.w.Readings(e.Reading, q.day).Num, true
	case charter.OpCountStatus:
		return quantity.Whole(int64(len(q.r.holders(e.Family, e.Status, q.tick)))), true
	case charter.OpCountDeclared:
		return q.countDeclared(e), true
	case charter.OpCountRecorded:
		return quantity.Whole(int64(len(q.different(e)))), true
	case charter.OpCountFound:
		return quantity.Whole(int64(len(q.findings(e)))), true
	case charter.OpSum:
		return q.sum(e), true
	case charter.OpMeasure:
		x, ok := q.entity(e.Term)
		if !ok {
			return 0, false
		}
		return q.measure(e.Family, e.Measure, x)
	case charter.OpHighest, charter.OpLowest, charter.OpTotal, charter.OpAverage:
		return q.aggregate(e)
	case charter.OpNeg:
		x, ok := q.number(e.Args[0])
		return quantity.Sub(0, x), ok
	case charter.OpAdd, charter.OpSub, charter.OpMul, charter.OpDiv:
		return q.arithmetic(e)
	}
	return 0, false
}

func (q reading) arithmetic(e *charter.Expr) (quantity.Num, bool) {
	x, ok := q.number(e.Args[0])
	if !ok {
		return 0, false
	}
	for _, arg := range e.Args[1:] {
		y, ok := q.number(arg)
		if !ok {
			return 0, false
		}
		switch e.Op {
		case charter.OpAdd:
			x = quantity.Add(x, y)
		case charter.OpSub:
			x = quantity.Sub(x, y)
		case charter.OpMul:
			x = quantity.Mul(x, y)
		default:
			x = quantity.Div(x, y)
		}
	}
	return x, true
}

func (q reading) countDeclared(e *charter.Expr) quantity.Num {
	n := int64(0)
	for x := 1; x < len(q.r.v.Entities); x++ {
		if q.r.hasDeclared(charter.EntityID(x), e.Declared, q.tick) {
			n++
		}
	}
	return quantity.Whole(n)
}

// different groups the acts that a phrase matches by happening and values of
// the variables it leaves free; each group holds its acts in order.
func (q reading) different(e *charter.Expr) [][]seen {
	var groups [][]seen
	for _, s := range q.acts(e) {
		found := false
		for i, g := range groups {
			if g[0].a.happening == s.a.happening && g[0].b.equal(s.b) {
				groups[i] = append(g, s)
				found = true
				break
			}
		}
		if !found {
			groups = append(groups, []seen{s})
		}
	}
	return groups
}

// sum adds one number for each happening: that of the act taken last.
func (q reading) sum(e *charter.Expr) quantity.Num {
	total := quantity.Num(0)
	for _, g := range q.different(e) {
		total = quantity.Add(total, g[len(g)-1].a.amount(e.Number))
	}
	return total
}

// measure of an entity, in the version in force (before its first version, the
// first). Windows in it are its own: all time where none is written.
func (q reading) measure(family, measure int, x charter.EntityID) (quantity.Num, bool) {
	versions := q.r.c.Families[family].Measures[measure].Versions
	if len(versions) == 0 {
		return 0, false
	}
	at := &versions[0]
	for i := range versions {
		if versions[i].From <= q.day {
			at = &versions[i]
		}
	}
	b := make(binding, len(at.Vars))
	b[0] = value{set: true, entity: x}
	inner := reading{r: q.r, b: b, tick: q.tick, day: q.day, dec: q.dec, from: calendar.Always}
	return inner.number(at.Value)
}

// aggregate of a measure over the holders of a status: 0 if there are none.
func (q reading) aggregate(e *charter.Expr) (quantity.Num, bool) {
	holders := q.r.holders(e.Family, e.Status, q.tick)
	if len(holders) == 0 {
		return 0, true
	}
	var result quantity.Num
	for i, x := range holders {
		n, ok := q.measure(e.Family, e.Measure, x)
		if !ok {
			return 0, false
		}
		switch {
		case i == 0:
			result = n
		case e.Op == charter.OpHighest:
			result = max(result, n)
		case e.Op == charter.OpLowest:
			result = min(result, n)
		default:
			result = quantity.Add(result, n)
		}
	}
	if e.Op == charter.OpAverage {
		result = quantity.Div(result, quantity.Whole(int64(len(holders))))
	}
	return result, true
}
