package charter

import (
	"casus/diag"
	"casus/syntax"
)

// What a test expects is resolved in the scope of the whole case: rules are
// looked for in all families, a status in the only family that has it or in
// that of `of CODE`, and there are no variables.

func (c *Case) expectation(f *syntax.File, out *report) *resolver {
	r := newResolver(c, nil, f, out)
	r.noVars, r.outside = true, true
	return r
}

// Finding resolves a finding that is expected. Whether it is expected to be
// undecided is left to the caller.
func (c *Case) Finding(p *syntax.FindingPhrase, f *syntax.File) (*FindingPattern, []diag.Diagnostic) {
	out := &report{}
	return c.expectation(f, out).finding(p, closed), out.list
}

// State resolves a condition that is expected to hold.
func (c *Case) State(e syntax.Expr, f *syntax.File) (*Expr, []diag.Diagnostic) {
	out := &report{}
	return c.expectation(f, out).condition(e), out.list
}

// Changes resolves `ARM becomes S`, `ARM ceases to be S`. A change of status
// names no treaty: where several have the status, any of them may be meant,
// and there is one Change for each.
func (c *Case) Changes(ch *syntax.Change, f *syntax.File) ([]*Change, []diag.Diagnostic) {
	out := &report{}
	r := c.expectation(f, out)
	var list []*Change
	for _, fam := range c.Families {
		s, ok := c.index(fam).statuses[ch.Status.Name]
		if !ok {
			continue
		}
		list = append(list, &Change{
			Term: r.term(ch.Term, 0, closed), Ceases: ch.Ceases, Family: fam.ID, Status: s,
			With: r.pairFits(fam.ID, s, ch.Status, ch.With, closed),
		})
	}
	if len(list) == 0 {
		r.statusAmong(c.Families, ch.Status)
	}
	return list, out.list
}

// Resolver resolves clauses outside a charter that have variables, such as the
// behaviour of an outlook. All its clauses share their variables.
type Resolver struct {
	r   *resolver
	out *report
}

// OutlookNames are the numbers that an outlook declares. Its clauses may name
// them where a number is due.
type OutlookNames struct {
	Measures   map[string]bool // true: of a pair
	Parameters map[string]bool
}

// OutlookResolver returns a resolver for one clause group of an outlook.
func (c *Case) OutlookResolver(f *syntax.File, names *OutlookNames) *Resolver {
	out := &report{}
	r := newResolver(c, nil, f, out)
	r.outside, r.outlook = true, names
	return &Resolver{r, out}
}

// outlookMeasure resolves `NAME of TERM [with TERM]` if the outlook declares the
// measure; nil if it does not.
func (r *resolver) outlookMeasure(name, term, with syntax.Ident, at diag.Place) *Expr {
	if r.outlook == nil || !has(r.outlook.Measures, name.Name) {
		return nil
	}
	out := &Expr{Op: OpGauge, Word: name.Name, Term: r.comparedTerm(term), Pos: at}
	switch pair := r.outlook.Measures[name.Name]; {
	case pair && with.Name == "":
		r.error("E0232", r.at(name.Span), "write `"+name.Name+" of "+term.Name+" with` and the other state", "%s is a measure of two states", name.Name)
	case !pair && with.Name != "":
		r.error("E0232", r.at(with.Span), "leave `with "+with.Name+"` out", "%s is a measure of one state", name.Name)
	case pair:
		t := r.comparedTerm(with)
		out.With = &t
	}
	return out
}

// Measure resolves what a change is of: a measure of the outlook.
func (x *Resolver) Measure(name, term, with syntax.Ident) *Expr {
	if m := x.r.outlookMeasure(name, term, with, x.r.at(name.Span)); m != nil {
		return m
	}
	var names []string
	if x.r.outlook != nil {
		names = sortedNames(x.r.outlook.Measures)
	}
	hint := didYouMean(name.Name, names)
	if hint == "" {
		hint = "declare it: `measure " + name.Name + " of party = 0`"
	}
	x.r.error("E0209", x.r.at(name.Span), hint, "the outlook has no measure %s", name.Name)
	return nil
}

// Say adds to what is wrong.
func (x *Resolver) Say(code string, at syntax.Span, hint, format string, args ...any) {
	x.r.error(code, x.r.at(at), hint, format, args...)
}

// Warn adds a warning.
func (x *Resolver) Warn(code string, at syntax.Span, hint, format string, args ...any) {
	x.r.warn(code, x.r.at(at), hint, format, args...)
}

// Limits refuses more variables than a clause group may have.
func (x *Resolver) Limits(at syntax.Span, what string) { x.r.checkVariables(at, what) }

// Rules returns the duties, procedures and bans of a name.
func (x *Resolver) Rules(id syntax.Ident) []int { return x.r.rulesNamed(x.r.families(), id) }

// Excepted resolves what follows `except`: variables, entities, or statuses of
// the family.
func (x *Resolver) Excepted(ids []syntax.Ident) (terms []Term, statuses [][2]int) {
	for _, id := range ids {
		if !id.IsCode() && !x.r.isBound(id.Name) && x.r.isStatus(id.Name) {
			if f, s, ok := x.r.status(id, syntax.Ident{}); ok && f >= 0 {
				statuses = append(statuses, [2]int{f, s})
			}
			continue
		}
		terms = append(terms, x.r.term(id, 0, closed))
	}
	return terms, statuses
}

// Triggers resolves the alternatives of `when`.
func (x *Resolver) Triggers(list []syntax.Trigger) []*Trigger { return x.r.triggers(list) }

// Condition resolves a condition; nil stays nil.
func (x *Resolver) Condition(e syntax.Expr) *Expr { return x.r.condition(e) }

// Number resolves a number.
func (x *Resolver) Number(e syntax.Expr) *Expr { return x.r.numberExpr(e) }

// Term resolves a term that must be known here.
func (x *Resolver) Term(id syntax.Ident) Term { return x.r.term(id, 0, closed) }

// Fact resolves a phrase in which every variable is bound.
func (x *Resolver) Fact(p *syntax.Phrase) *Pattern { return x.r.pattern(p, closed) }

// Bind makes a variable that stands for an entity from here on.
func (x *Resolver) Bind(id syntax.Ident) VarID {
	if x.r.isBound(id.Name) {
		x.r.error("E0223", x.r.at(id.Span), "use another name", "%s already stands for somebody", id.Name)
	}
	return x.r.variable(id, false, binding)
}

// Status resolves the name of a status: of `of CODE`, or of the only family
// that has it. ok is false if there is none.
func (x *Resolver) Status(id, of syntax.Ident) (family, status int, ok bool) {
	family, status, ok = x.r.status(id, of)
	return family, status, ok && family >= 0
}

// Vars returns the variables so far.
func (x *Resolver) Vars() []Var { return x.r.vars }

// Diagnostics returns what was found so far.
func (x *Resolver) Diagnostics() []diag.Diagnostic { return x.out.list }
