package record

import (
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/syntax"
)

// tieCopies ties sources to those they reprint, and cuts rings.
func (r *resolver) tieCopies(parts []Part) {
	for i := range parts {
		r.file = parts[i].File
		for _, it := range parts[i].Items {
			d, ok := it.(*syntax.Source)
			if !ok || d.Copies.Name == "" {
				continue
			}
			s := r.sources[d.Name.Name]
			if s == nil || s.decl.Span != d.Span || s.file != r.file {
				continue // declared twice
			}
			of := r.cite(d.Copies)
			if of == nil {
				continue
			}
			if of.Root() == s.Source {
				r.add(diag.Diagnostic{Code: "E0318", Severity: diag.Error, Place: r.at(d.Copies.Span),
					Summary: "by way of " + d.Copies.Name + " the source " + s.Name + " copies itself",
					Hint:    "let the oldest of them copy nothing",
					Related: []diag.Related{{Place: of.Pos, Role: d.Copies.Name}}})
				continue
			}
			s.Copies = of
		}
	}
}

// existing refuses entities that do not exist on any day on which the act can
// have begun.
func (r *resolver) existing(days calendar.Extent, lists ...[]syntax.Ident) {
	for _, ids := range lists {
		for _, id := range ids {
			e, ok := r.entities[id.Name]
			if !ok {
				continue
			}
			x := &r.vocab.Entities[e]
			if x.Exists(days) {
				continue
			}
			if x.HasFrom && days.Hi < x.From {
				r.error("E0319", id.Span, r.before(e), "%s does not exist on %s: it begins on %s", id.Name, days, x.From)
				continue
			}
			hint := ""
			if x.Continued != 0 {
				hint = "it is continued by " + r.vocab.Entities[x.Continued].Code
			}
			r.error("E0319", id.Span, hint, "%s does not exist any more on %s: it ended on %s", id.Name, days, x.To)
		}
	}
}

// before says which entity another one continues.
func (r *resolver) before(e charter.EntityID) string {
	for i := range r.vocab.Entities {
		if r.vocab.Entities[i].Continued == e {
			return "it continues " + r.vocab.Entities[i].Code
		}
	}
	return ""
}

func (r *resolver) labelledTwice(id syntax.Ident, first diag.Place) {
	r.add(diag.Diagnostic{Code: "E0302", Severity: diag.Error, Place: r.at(id.Span),
		Summary: "two items of the record are called " + id.Name, Hint: "give one of them another label",
		Related: []diag.Related{{Place: first, Role: "the first one"}}})
}

// judgement resolves what forecasts and assessments have in common. Their
// labels are those of entries, so that each name means one thing.
func (r *resolver) judgement(d *syntax.Judgement) Judgement {
	j := Judgement{Label: d.Name.Name, Title: d.Title.Value, Made: d.Made.Begin, Pos: r.at(d.Name.Span)}
	if first, twice := r.judged[j.Label]; twice {
		r.labelledTwice(d.Name, first)
	} else if i, twice := r.labels[j.Label]; twice {
		r.labelledTwice(d.Name, r.labelPlace(i))
	} else {
		r.judged[j.Label] = j.Pos
	}
	j.SaidBy, j.Through = r.saying(&d.Saying)
	j.Sources = r.cited(d.Sources)
	for _, n := range d.Notes {
		j.Notes = append(j.Notes, n.Value)
	}
	return j
}

func (r *resolver) forecast(d *syntax.Forecast) {
	f := &Forecast{Judgement: r.judgement(&d.Judgement), Chance: d.Chance, HasChance: d.HasChance(), By: d.By.Last, Decl: d, File: r.file}
	if d.By.IsZero() || d.Asks == nil || d.Made.IsZero() {
		return // complained of by the parser
	}
	if f.By < f.Made.Lo {
		r.error("E0321", d.By.Span, "correct one of the two dates", "the forecast is to have come true by %s, before it was made on %s", f.By, f.Made)
		return
	}
	r.rec.Forecasts = append(r.rec.Forecasts, f)
}

func (r *resolver) assessment(d *syntax.Assessment) {
	a := &Assessment{Judgement: r.judgement(&d.Judgement)}
	a.About = r.entityList(d.About, 0, "about")
	r.rec.Assessments = append(r.rec.Assessments, a)
}

// Question resolves what a forecast asks of a case, in the manner of a state
// that a test expects. The diagnostics say why the case can never answer it.
//
// A forecast speaks of what is to come: acts and findings in it that have no
// window of their own count from the last day on which it can have been made.
func (f *Forecast) Question(c *charter.Case) (*charter.Expr, []diag.Diagnostic) {
	e, diags := c.State(f.Decl.Asks, f.File)
	var bad []diag.Diagnostic
	for _, d := range diags {
		if d.Severity == diag.Error {
			d.Code = "E0321"
			d.Summary = "the forecast " + f.Label + " cannot be resolved: " + d.Summary
			bad = append(bad, d)
		}
	}
	for _, of := range treaties(f.Decl.Asks) {
		if !governs(c, of.Name) {
			// A test may ask of a treaty that the case does not hold, and is told
			// no; a forecast would be told that it was wrong.
			bad = append(bad, diag.Diagnostic{Code: "E0321", Severity: diag.Error, Place: charter.PlaceOf(f.File, of.Span),
				Summary: "the forecast " + f.Label + " cannot be resolved: no text of the case governs " + of.Name})
		}
	}
	if bad != nil {
		return nil, bad
	}
	fromNowOn(e, f.Made.Hi)
	return e, nil
}

func governs(c *charter.Case, code string) bool {
	e, ok := c.Vocab.FindEntity(code)
	if !ok {
		return true // complained of already
	}
	for _, f := range c.Families {
		if f.Governs == e {
			return true
		}
	}
	return false
}

// treaties are the codes of `of CODE` in a condition.
func treaties(e syntax.Expr) []syntax.Ident {
	var list []syntax.Ident
	add := func(id syntax.Ident) {
		if id.Name != "" {
			list = append(list, id)
		}
	}
	finding := func(p *syntax.FindingPhrase) {
		if p != nil {
			add(p.Rule.Of)
			add(p.Rule2.Of)
		}
	}
	switch e := e.(type) {
	case *syntax.AndExpr:
		return append(treaties(e.X), treaties(e.Y)...)
	case *syntax.OrExpr:
		return append(treaties(e.X), treaties(e.Y)...)
	case *syntax.NotExpr:
		return treaties(e.X)
	case *syntax.CompareExpr:
		return append(treaties(e.X), treaties(e.Y)...)
	case *syntax.BinaryExpr:
		return append(treaties(e.X), treaties(e.Y)...)
	case *syntax.NegateExpr:
		return treaties(e.X)
	case *syntax.IsExpr:
		add(e.Of)
	case *syntax.FindingExpr:
		finding(&e.Finding)
	case *syntax.CountExpr:
		add(e.Subject.Of)
		finding(e.Subject.Finding)
	}
	return list
}

func fromNowOn(e *charter.Expr, day calendar.Day) {
	if e == nil {
		return
	}
	switch e.Op {
	case charter.OpRecorded, charter.OpFound, charter.OpCountRecorded, charter.OpCountFound, charter.OpSum:
		if e.Window.Last == nil && !e.Window.HasSince && !e.Stands {
			e.Window.Since, e.Window.HasSince = day, true
		}
	}
	for _, x := range e.Args {
		fromNowOn(x, day)
	}
}
