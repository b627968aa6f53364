package charter

import (
	"strings"

	"casus/calendar"
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// class puts kinds of value that may stand in one reading together.
func (k ValueKind) class() ValueKind {
	if k == NoLimit {
		return Length
	}
	return k
}

var valueClasses = map[ValueKind]string{YesNo: "yes or no", Length: "a period", Number_: "a number", Date: "a date", Word: "a name"}

// value converts a value as written.
func (r *resolver) value(v syntax.Value) (Value, bool) {
	switch v.Word.Name {
	case "yes":
		return Value{Kind: YesNo, Yes: true}, true
	case "no":
		return Value{Kind: YesNo}, true
	case "none":
		return Value{Kind: NoLimit, Period: calendar.Period{Forever: true}}, true
	case "":
		return r.exprValue(v.Expr)
	}
	return Value{Kind: Word, Word: v.Word.Name}, true
}

func (r *resolver) exprValue(e syntax.Expr) (Value, bool) {
	switch e := e.(type) {
	case *syntax.NumExpr:
		return Value{Kind: Number_, Num: e.Value}, true
	case *syntax.NegateExpr:
		if n, ok := e.X.(*syntax.NumExpr); ok {
			return Value{Kind: Number_, Num: -n.Value}, true
		}
	case *syntax.PeriodExpr:
		return Value{Kind: Length, Period: e.Period}, true
	case *syntax.PointExpr:
		return Value{Kind: Date, Day: e.Point.First}, true
	case *syntax.WordExpr:
		return r.value(syntax.Value{Span: e.Span, Word: e.Word})
	}
	return Value{}, false
}

// asDate takes a whole number of at most four digits as a year where a date is
// due: `given turning = 2011`.
func (v Value) asDate(due ValueKind) Value {
	if due != Date || v.Kind != Number_ || v.Num%quantity.Scale != 0 {
		return v
	}
	day, ok := calendar.Date(int(v.Num/quantity.Scale), 1, 1)
	if !ok {
		return v
	}
	return Value{Kind: Date, Day: day}
}

// String prints a value as a charter writes it.
func (v Value) String() string {
	switch v.Kind {
	case YesNo:
		if v.Yes {
			return "yes"
		}
		return "no"
	case NoLimit:
		return "none"
	case Number_:
		return v.Num.String()
	case Length:
		return v.Period.String()
	case Date:
		return v.Day.String()
	}
	return v.Word
}

// readingRef finds a reading by name in the family, or in the only family of
// the case that has it.
func (r *resolver) readingRef(name string) (ReadingRef, bool) {
	var ref ReadingRef
	n := 0
	for _, f := range r.families() {
		if i, ok := r.c.index(f).readings[name]; ok {
			ref = ReadingRef{f.ID, i}
			n++
		}
	}
	return ref, n == 1
}

func (c *Case) reading(ref ReadingRef) *Reading {
	return c.Families[ref.Family].Readings[ref.Reading]
}

// class is the class of the reading's values; every version has the same.
func (d *Reading) class() ValueKind {
	for _, v := range d.Versions {
		for _, x := range v.Values {
			return x.Kind.class()
		}
	}
	return YesNo
}

// fits reports whether v may be given to the reading: any period, number or
// date to one of those; only a listed value to yes/no and names.
func (d *Reading) fits(v Value) bool {
	if v.Kind.class() != d.class() {
		return false
	}
	if v.Kind != Word && v.Kind != YesNo {
		return true
	}
	for _, ver := range d.Versions {
		for _, x := range ver.Values {
			if x == v {
				return true
			}
		}
	}
	return false
}

// alternatives lists the reading's values for a message.
func (d *Reading) alternatives() string {
	var list []string
	seen := map[string]bool{}
	for _, ver := range d.Versions {
		for _, x := range ver.Values {
			if s := x.String(); !seen[s] {
				seen[s] = true
				list = append(list, s)
			}
		}
	}
	return strings.Join(list, ", ")
}

// limit resolves a duration: a period, none, or a reading of periods.
func (r *resolver) limit(e syntax.Expr) *Limit {
	switch e := e.(type) {
	case nil:
		return nil
	case *syntax.PeriodExpr:
		return &Limit{Period: e.Period}
	case *syntax.WordExpr:
		if e.Word.Name == "none" {
			return &Limit{Period: calendar.Period{Forever: true}}
		}
		ref, ok := r.readingRef(e.Word.Name)
		if !ok {
			r.error("E0207", r.at(e.Span), r.readingHint(e.Word.Name), "there is no reading %s", e.Word.Name)
			return &Limit{Period: calendar.Period{Forever: true}}
		}
		if k := r.c.reading(ref).class(); k != Length {
			r.error("E0229", r.at(e.Span), "a reading such as `"+e.Word.Name+" = 30 days or none` can stand here",
				"the values of %s are %s, and a period is due", e.Word.Name, plural(k))
		}
		return &Limit{Reading: &ref}
	}
	r.error("E0229", r.at(e.Extent()), "write a number and days, weeks, months or years", "a period is due here")
	return &Limit{Period: calendar.Period{Forever: true}}
}

func plural(k ValueKind) string {
	switch k {
	case YesNo:
		return "yes and no"
	case Length:
		return "periods"
	case Number_:
		return "numbers"
	case Date:
		return "dates"
	}
	return "names"
}

func (r *resolver) readingHint(name string) string {
	var names []string
	for _, f := range r.families() {
		names = append(names, sortedNames(r.c.index(f).readings)...)
	}
	if h := didYouMean(name, names); h != "" {
		return h
	}
	return "declare it in the charter: reading " + name + " = ..."
}

// Reading returns the readings of a name: one for each family that has it.
func (c *Case) Reading(name string) ([]ReadingRef, bool) {
	var refs []ReadingRef
	for _, f := range c.Families {
		if i, ok := c.index(f).readings[name]; ok {
			refs = append(refs, ReadingRef{f.ID, i})
		}
	}
	return refs, len(refs) > 0
}

// Given resolves `NAME = VALUE`: which readings are meant, and the value, which
// must be one that all of them can take.
func (c *Case) Given(g *syntax.GivenReading, f *syntax.File) ([]ReadingRef, Value, []diag.Diagnostic) {
	out := &report{}
	r := newResolver(c, nil, f, out)
	refs, ok := c.Reading(g.Name.Name)
	if !ok {
		r.error("E0207", r.at(g.Name.Span), r.readingHint(g.Name.Name), "there is no reading %s", g.Name.Name)
		return nil, Value{}, out.list
	}
	v, ok := r.value(g.Value)
	v = v.asDate(c.reading(refs[0]).class())
	for _, ref := range refs {
		if d := c.reading(ref); !ok || !d.fits(v) {
			hint := "its values are " + d.alternatives()
			if k := d.class(); k == Length || k == Number_ || k == Date {
				hint += ", or " + strings.Replace(valueClasses[k], "a ", "any other ", 1)
			}
			r.error("E0229", r.at(g.Value.Span), hint, "%s cannot be %s", g.Name.Name, r.asWritten(g.Value.Span, v))
			break
		}
	}
	return refs, v, out.list
}

// asWritten is the value as written where the file is at hand.
func (r *resolver) asWritten(s syntax.Span, v Value) string {
	if r.file != nil && int(s.To) <= len(r.file.Src) && s.From < s.To {
		return strings.Join(strings.Fields(string(r.file.Src[s.From:s.To])), " ")
	}
	return v.String()
}
