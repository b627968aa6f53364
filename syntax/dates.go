package syntax

import (
	"fmt"

	"casus/calendar"
	"casus/diag"
	"casus/quantity"
)

const dateForms = "a date such as 2022-09-14, 2022-09 or 2022"

// isYear reports whether a number has four digits: where a date is due, it is
// then a year.
func (p *parser) isYear(t *token) bool {
	if t.to-t.from != 4 {
		return false
	}
	for _, b := range p.src[t.from:t.to] {
		if classes[b] != clDigit {
			return false
		}
	}
	return true
}

// point takes a day, a month or a year.
func (p *parser) point() Point {
	if p.kind == kwOn && (p.peek(1) == tkDay || p.peek(1) == tkMonth) {
		p.report(diag.Diagnostic{Code: "E0101", Summary: p.found() + " has no place here", Hint: "leave it out: `" + p.nextText() + "`", Place: p.place(p.here())})
		p.next()
	}
	t := p.here()
	switch p.kind {
	case tkDay, tkMonth:
	case tkNum:
		if !p.isYear(t) {
			p.stop("E0108", p.found()+" is not a date", dateForms, "a year has four digits")
			return Point{}
		}
		if string(p.bytes()) == "0000" {
			p.report(diag.Diagnostic{Code: "E0108", Summary: "there is no year 0000", Hint: "years run from 0001 to 9999", Place: p.place(t)})
		}
	default:
		p.unexpected(dateForms, kindSet{})
		return Point{}
	}
	pt := Point{Span: p.spanOf(t)}
	y, m, d := dateParts(p.src[t.from:t.to])
	// A day that does not exist has been complained of by the scanner; it is
	// read as the nearest, so that nothing is said of it that only follows.
	y, m = max(y, 1), min(max(m, 1), 12)
	d = min(max(d, 1), calendar.MonthLength(y, m))
	switch p.kind {
	case tkDay:
		pt.First, _ = calendar.Date(y, m, d)
		pt.Last = pt.First
	case tkMonth:
		pt.Precision = ByMonth
		pt.First, _ = calendar.Date(y, m, 1)
		pt.Last, _ = calendar.Date(y, m, calendar.MonthLength(y, m))
	default:
		pt.Precision = ByYear
		pt.First, _ = calendar.Date(y, 1, 1)
		pt.Last, _ = calendar.Date(y, 12, 31)
	}
	p.next()
	return pt
}

// extent is the days within which something of that date lies.
func (pt Point) extent() calendar.Extent { return calendar.Extent{Lo: pt.First, Hi: pt.Last} }

// around widens a date said to be about right: three days, a month or a year
// to either side, as far as there are days.
func (pt Point) around() calendar.Extent { return pt.widened().Written() }

func (pt Point) widened() calendar.Extent {
	switch pt.Precision {
	case ByDay:
		return calendar.Extent{
			Lo: pt.First.Add(calendar.Period{Days: -3}),
			Hi: pt.Last.Add(calendar.Period{Days: 3}),
		}
	case ByMonth:
		next := pt.First.Add(calendar.Period{Months: 2})
		return calendar.Extent{Lo: pt.First.Add(calendar.Period{Months: -1}), Hi: dayBefore(next)}
	}
	next := pt.First.Add(calendar.Period{Months: 24})
	return calendar.Extent{Lo: pt.First.Add(calendar.Period{Months: -12}), Hi: dayBefore(next)}
}

func dayBefore(d calendar.Day) calendar.Day {
	if d >= calendar.Never {
		return d
	}
	return d - 1
}

// extentAfter takes what follows the word `about` or `between`, which has been
// taken, at start.
func (p *parser) extentAfter(word kind, start int) calendar.Extent {
	a := p.point()
	if word == kwAbout {
		if p.bad {
			return calendar.Extent{}
		}
		return a.around()
	}
	p.expect(kwAnd)
	b := p.point()
	if p.bad {
		return calendar.Extent{}
	}
	if b.Last < a.First {
		p.backwards(p.since(start), "`between` runs backwards: "+p.textOf(b.Span)+" is before "+p.textOf(a.Span),
			"write `between "+p.textOf(b.Span)+" and "+p.textOf(a.Span)+"`")
		return calendar.Extent{Lo: b.First, Hi: a.Last}
	}
	return calendar.Extent{Lo: a.First, Hi: b.Last}
}

func (p *parser) textOf(s Span) string { return clipWord(string(p.src[s.From-p.base : s.To-p.base])) }

func (p *parser) backwards(s Span, summary, hint string) {
	p.report(diag.Diagnostic{Code: "E0116", Summary: summary, Hint: hint, Place: p.placeOf(s)})
}

// date takes the date of an entry (spans allowed) or of a publication.
func (p *parser) date(spans bool) Date {
	start := p.pos
	if k := p.kind; k == kwAbout || k == kwBetween {
		p.next()
		e := p.extentAfter(k, start)
		if p.kind == tkDots {
			p.stop("E0101", "`..` has no place after a date in doubt", "",
				"`..` says how long an act lasted; its first day is then given plainly: `2022-09-14..2022-09-17`")
		}
		return Date{Span: p.since(start), Begin: e}
	}
	a := p.point()
	d := Date{Begin: a.extent()}
	if spans && p.kind == tkDots {
		p.gap(gapTight)
		p.next()
		d.Lasted = true
		d.End = calendar.Extent{Lo: a.First, Hi: calendar.Never}
		if p.kind == tkDay || p.kind == tkMonth || p.kind == tkNum {
			p.gap(gapTight)
			b := p.point()
			if !p.bad && b.Last < a.First {
				p.backwards(p.since(start), "the span runs backwards: it ends on "+p.textOf(b.Span)+" and begins on "+p.textOf(a.Span),
					"the first day comes first: `"+p.textOf(b.Span)+".."+p.textOf(a.Span)+"`")
			}
			d.End = b.extent()
		}
	}
	d.Span = p.since(start)
	if spans && p.otherSpan() {
		p.next()
		d.Lasted, d.End = true, p.point().extent()
		d.Span = p.since(start)
	}
	return d
}

// ---- periods ------------------------------------------------------------------------

// maxPeriod bounds what a duration may add up to: the calendar itself.
const maxPeriodDays = 9999 * 366

// unitOf tells a unit of time by its word.
func unitOf(word string) (months, days int64, ok bool) {
	switch word {
	case "day", "days":
		return 0, 1, true
	case "week", "weeks":
		return 0, 7, true
	case "month", "months":
		return 1, 0, true
	case "year", "years":
		return 12, 0, true
	}
	return 0, 0, false
}

// atPeriod reports whether NUM and a unit stand here.
func (p *parser) atPeriod() bool {
	if p.kind != tkNum || p.peek(1) != tkName {
		return false
	}
	t := p.toks[p.pos+1]
	_, _, ok := unitOf(string(p.src[t.from:t.to]))
	return ok
}

// period takes NUM UNIT {NUM UNIT}.
func (p *parser) period() calendar.Period {
	start := p.pos
	var months, days int64
	for p.atPeriod() {
		n, ok := p.wholeNumber("a whole number of days, weeks, months or years")
		if !ok {
			return calendar.Period{}
		}
		m, d, _ := unitOf(string(p.bytes()))
		p.next()
		if n <= maxPeriodDays {
			months, days = months+n*m, days+n*d
		} else {
			months = maxPeriodDays
		}
		if months > 9999*12 || days > maxPeriodDays {
			p.report(diag.Diagnostic{Code: "E0109", Summary: "the period is longer than the calendar",
				Hint: "write `none` for no limit", Place: p.placeOf(p.since(start))})
			return calendar.Period{}
		}
	}
	if p.pos == start {
		if p.kind == tkNum && (p.spellsNext("hour") || p.spellsNext("hours")) {
			p.stop("E0101", "hours are not counted", "days, weeks, months or years", "the day is the smallest unit")
			return calendar.Period{}
		}
		if hint := p.unitMissing(); hint != "" {
			p.stop("E0101", p.found()+" has no place here", "a period such as `30 days`, `6 months` or `1 year 10 days`", hint)
			return calendar.Period{}
		}
		p.unexpected("a period such as `30 days`, `6 months` or `1 year 10 days`", kindSet{})
	}
	return calendar.Period{Months: int32(months), Days: int32(days)}
}

// duration takes a period, `none`, or the name of a reading.
func (p *parser) duration() Expr {
	start := p.pos
	switch {
	case p.spelledOut():
		return nil
	case p.kind == kwNone || p.kind == tkName || p.kind == tkMixed:
		return &WordExpr{p.spanOf(p.here()), p.ident()}
	case p.kind == tkNum:
		per := p.period()
		return &PeriodExpr{p.since(start), per}
	}
	p.unexpected("a period such as `30 days`, `none`, or the name of a reading", kindSet{})
	return nil
}

// limit takes `within DURATION` and its like, the word itself being here.
func (p *parser) limit() Limit {
	start := p.pos
	p.next()
	v := p.duration()
	return Limit{p.since(start), v}
}

// wholeNumber takes a NUM without decimals.
func (p *parser) wholeNumber(what string) (int64, bool) {
	if p.kind != tkNum {
		p.unexpected(what, kindSet{})
		return 0, false
	}
	var n int64
	for _, b := range p.bytes() {
		if b == '.' {
			p.stop("E0110", p.found()+" is not a whole number", what, "")
			return 0, false
		}
		n = n*10 + int64(b-'0')
		if n > 1e12 {
			n = 1e12 // too long; complained of by the scanner
		}
	}
	p.next()
	return n, true
}

// ---- numbers --------------------------------------------------------------------------

// num takes a NUM as a decimal.
func (p *parser) num() quantity.Num {
	if p.kind != tkNum {
		p.unexpected("a number", kindSet{})
		return 0
	}
	n := parseNum(p.bytes())
	p.next()
	return n
}

// parseNum reads digits with at most four decimals; longer numbers have been
// refused by the scanner and read as zero.
func parseNum(b []byte) quantity.Num {
	var n int64
	whole, decimals := 0, -1
	for _, c := range b {
		if c == '.' {
			decimals = 0
			continue
		}
		if decimals >= 0 {
			decimals++
		} else {
			whole++
		}
		if whole > 12 || decimals > 4 {
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	for decimals = max(decimals, 0); decimals < 4; decimals++ {
		n *= 10
	}
	return quantity.Num(n)
}

// scale takes thousand, million or billion, if one stands here, and returns
// the factor.
func (p *parser) scale() quantity.Num {
	factor := int64(1)
	switch p.kind {
	case kwThousand:
		factor = 1e3
	case kwMillion:
		factor = 1e6
	case kwBillion:
		factor = 1e9
	default:
		return quantity.Whole(1)
	}
	p.next()
	return quantity.Whole(factor)
}

// given takes `[about] NUM[..NUM] [thousand] [CODE]` into n.
func (p *parser) given(n *NumberTerm) {
	start := p.pos
	about := p.accept(kwAbout)
	lo := p.num()
	hi := lo
	if p.kind == tkDots && !about {
		p.gap(gapTight)
		p.next()
		p.gap(gapTight)
		hi = p.num()
		if !p.bad && hi < lo {
			p.backwards(p.since(start), fmt.Sprintf("the range runs backwards: %s is less than %s", hi, lo),
				fmt.Sprintf("write %s..%s", hi, lo))
			lo, hi = hi, lo
		}
	}
	lo, hi = p.scaled(lo, hi, start)
	if about {
		lo, hi = lo-lo/10, hi+hi/10
	}
	n.Range = quantity.Range{Lo: lo, Hi: hi}
	n.Unit = p.unit()
}

func (p *parser) unit() Ident {
	if p.kind == tkCode {
		return p.ident()
	}
	return Ident{}
}

// scaled multiplies by the factor that may follow, and refuses what no count
// or sum of money can hold.
func (p *parser) scaled(lo, hi quantity.Num, start int) (quantity.Num, quantity.Num) {
	f := p.scale()
	if f == quantity.Whole(1) {
		return lo, hi
	}
	l, h := quantity.Mul(lo, f), quantity.Mul(hi, f)
	if h >= largest {
		p.report(diag.Diagnostic{Code: "E0109", Summary: "the number is too large",
			Hint: "at most one hundred thousand billion", Place: p.placeOf(p.since(start))})
		return lo, hi
	}
	return l, h
}

// largest leaves room for adding a tenth and for sums.
const largest = quantity.Num(1e14 * quantity.Scale)

// compare takes `at least`, `at most`, `more than` or `less than`.
func (p *parser) compare() (CompareOp, bool) {
	a, b := p.kind, p.peek(1)
	op := Equal
	switch {
	case a == kwAt && b == kwLeast:
		op = AtLeast
	case a == kwAt && b == kwMost:
		op = AtMost
	case a == kwMore && b == kwThan:
		op = MoreThan
	case a == kwLess && b == kwThan:
		op = LessThan
	default:
		return Equal, false
	}
	p.next()
	p.next()
	return op, true
}

func (p *parser) atCompare() bool {
	a, b := p.kind, p.peek(1)
	return a == kwAt && (b == kwLeast || b == kwMost) || (a == kwMore || a == kwLess) && b == kwThan
}

// bounds is the range that a comparison with n leaves open. More and less
// count in whole units.
func bounds(op CompareOp, n quantity.Num) quantity.Range {
	whole := n / quantity.Scale * quantity.Scale
	switch op {
	case AtLeast:
		return quantity.Range{Lo: n, Hi: quantity.Max}
	case AtMost:
		return quantity.Range{Lo: 0, Hi: n}
	case MoreThan:
		return quantity.Range{Lo: whole + quantity.Scale, Hi: quantity.Max}
	case LessThan:
		if whole == n {
			whole -= quantity.Scale
		}
		return quantity.Range{Lo: 0, Hi: max(whole, 0)}
	}
	return quantity.Exact(n)
}
