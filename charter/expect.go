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

// Number resolves a number, such as what an outlook watches.
func (c *Case) Number(e syntax.Expr, f *syntax.File) (*Expr, []diag.Diagnostic) {
	out := &report{}
	return c.expectation(f, out).numberExpr(e), out.list
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

// NewResolver returns a resolver for one clause group of a file.
func (c *Case) NewResolver(f *syntax.File) *Resolver {
	out := &report{}
	r := newResolver(c, nil, f, out)
	r.outside = true
	return &Resolver{r, out}
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
