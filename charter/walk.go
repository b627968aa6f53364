package charter

// Walker visits what rules are made of. Functions that are nil are passed
// over; each is called before what is inside.
type Walker struct {
	Pattern func(*Pattern)
	Finding func(*FindingPattern)
	Expr    func(*Expr)
	Change  func(*Change)
}

// Case visits all rules, definitions and measures.
func (w *Walker) Case(c *Case) {
	for _, f := range c.Families {
		for _, d := range f.Defines {
			for _, a := range d.Alts {
				w.pattern(a.Pattern)
				w.expr(a.Where)
			}
		}
		for _, m := range f.Measures {
			for i := range m.Versions {
				w.expr(m.Versions[i].Value)
			}
		}
	}
	for _, r := range c.Rules {
		w.Rule(r)
	}
}

// Visit visits one expression.
func (w *Walker) Visit(e *Expr) { w.expr(e) }

// Rule visits one rule. A definition that it names is not entered.
func (w *Walker) Rule(r *Rule) {
	w.triggers(r.When)
	w.expr(r.Where)
	if r.Bearer != nil {
		w.expr(r.Bearer.Where)
	}
	w.expr(r.Unless)
	for _, p := range r.Never {
		w.pattern(p)
	}
	for _, s := range r.Steps {
		w.triggers(s.When)
		w.expr(s.Where)
	}
	for _, p := range r.Must {
		w.pattern(p)
	}
	w.expr(r.MustWhere)
	if r.Minimum != nil {
		w.expr(r.Minimum.Value)
	}
	w.pattern(r.Refusal)
	w.expr(r.While)
	w.expr(r.Paused)
	w.pattern(r.May)
	w.effects(r.Effects)
	w.pattern(r.Moved)
	w.expr(r.MovedWhere)
	w.pattern(r.Decided)
	w.effects(r.Adopted)
	w.effects(r.Rejected)
	w.effects(r.Lapsed)
}

func (w *Walker) triggers(list []*Trigger) {
	for _, t := range list {
		w.pattern(t.Act)
		w.finding(t.Finding)
		if t.Change != nil && w.Change != nil {
			w.Change(t.Change)
		}
	}
}

func (w *Walker) effects(list []*Effect) {
	for _, e := range list {
		if e.Change != nil && w.Change != nil {
			w.Change(e.Change)
		}
		w.expr(e.Once)
		w.expr(e.Until)
		w.expr(e.If)
		w.expr(e.Unless)
	}
}

func (w *Walker) pattern(p *Pattern) {
	if p == nil {
		return
	}
	if w.Pattern != nil {
		w.Pattern(p)
	}
	for _, n := range p.Numbers {
		w.expr(n.Value)
	}
}

func (w *Walker) finding(f *FindingPattern) {
	if f == nil {
		return
	}
	if w.Finding != nil {
		w.Finding(f)
	}
	w.pattern(f.Act)
}

func (w *Walker) expr(e *Expr) {
	if e == nil {
		return
	}
	if w.Expr != nil {
		w.Expr(e)
	}
	for _, a := range e.Args {
		w.expr(a)
	}
	w.pattern(e.Pattern)
	w.finding(e.Finding)
}
