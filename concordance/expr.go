package concordance

import "casus/syntax"

func (w *walker) exprs(list ...syntax.Expr) {
	for _, e := range list {
		w.expr(e)
	}
}

// expr takes a condition or a number; nil is nothing.
func (w *walker) expr(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.AndExpr:
		w.exprs(e.X, e.Y)
	case *syntax.OrExpr:
		w.exprs(e.X, e.Y)
	case *syntax.NotExpr:
		w.expr(e.X)
	case *syntax.CompareExpr:
		w.exprs(e.X, e.Y)
	case *syntax.IsExpr:
		w.is(e)
	case *syntax.DeclaredExpr:
		w.expr(e.X)
		w.add(e.Status, DeclaredRef)
	case *syntax.VotedExpr:
		w.expr(e.X)
	case *syntax.BinaryExpr:
		w.exprs(e.X, e.Y)
	case *syntax.NegateExpr:
		w.expr(e.X)
	case *syntax.WordExpr:
		w.word(e.Word)
	case *syntax.OfExpr:
		w.add(e.Name, MeasureRef)
		w.add(e.Term, TermRef)
		w.add(e.With, TermRef)
	case *syntax.CallExpr:
		w.exprs(e.Args...)
	case *syntax.PhraseExpr:
		w.phrase(&e.Phrase)
		w.duration(e.Window.Last)
	case *syntax.FindingExpr:
		w.finding(&e.Finding)
		w.duration(e.Window.Last)
	case *syntax.CountExpr:
		w.subject(&e.Subject)
		w.duration(e.Window.Last)
	case *syntax.SumExpr:
		w.add(e.Number, NumberRef)
		w.subject(&e.Subject)
		w.duration(e.Window.Last)
	case *syntax.AggregateExpr:
		w.add(e.Measure, MeasureRef)
		w.add(e.Status, HolderRef)
	case *syntax.AdoptingExpr:
		w.add(e.Name, ChoiceRef)
	}
}

func (w *walker) word(id syntax.Ident) {
	if !fixedValue(id.Name) {
		w.add(id, LoneWord)
	}
}

func (w *walker) is(e *syntax.IsExpr) {
	w.expr(e.X)
	if fixedValue(e.Word.Name) {
		return
	}
	with := ""
	if x, ok := e.X.(*syntax.WordExpr); ok {
		with = x.Word.Name
	}
	w.put(Mention{ID: e.Word, Part: IsWord, Of: e.Of.Name, With: with})
	w.add(e.With, TermRef)
	w.add(e.Of, EntityRef)
}

func (w *walker) subject(s *syntax.Subject) {
	switch {
	case s.Phrase != nil:
		w.phrase(s.Phrase)
	case s.Finding != nil:
		w.finding(s.Finding)
	}
	w.put(Mention{ID: s.Name, Part: SubjectRef, Of: s.Of.Name})
	w.add(s.Of, EntityRef)
	w.add(s.Declared, DeclaredRef)
}

// ---- records, tests, cases, outlooks ----------------------------------------

func (w *walker) items(list []syntax.Item) {
	for _, it := range list {
		switch it := it.(type) {
		case *syntax.Entry:
			w.entry(it)
		case *syntax.Source:
			w.add(it.Name, SourceDef)
			w.add(it.Copies, SourceRef)
		case *syntax.Retraction:
			w.add(it.Label, LabelRef)
			w.all(it.Sources, SourceRef)
		case *syntax.Forecast:
			w.judgement(&it.Judgement)
			w.expr(it.Asks)
		case *syntax.Assessment:
			w.judgement(&it.Judgement)
			w.all(it.About, EntityRef)
		}
	}
}

func (w *walker) judgement(j *syntax.Judgement) {
	w.add(j.Name, LabelDef)
	w.all(j.Sources, SourceRef)
	w.saying(&j.Saying)
}

func (w *walker) saying(s *syntax.Saying) {
	w.add(s.SaidCode, EntityRef)
	for _, id := range s.Through {
		if int(id.From) < len(w.file.Src) && w.file.Src[id.From] != '"' {
			w.add(id, SourceRef)
		}
	}
}

func (w *walker) entry(e *syntax.Entry) {
	w.add(e.Phrase.Act, ActRef)
	w.roles(e.Phrase.Act.Name, e.Phrase.Roles, ItemRef)
	for i := range e.Phrase.Numbers {
		w.add(e.Phrase.Numbers[i].Name, NumberRef)
	}
	w.add(e.ID, LabelDef)
	w.all(e.Sources, SourceRef)
	w.all(e.Accounts, EntityRef)
	w.all(e.DeniedBy, EntityRef)
	w.saying(&e.Saying)
	for _, id := range []syntax.Ident{e.Corrects, e.Describes, e.Answers} {
		w.add(id, LabelRef)
	}
	for _, list := range [][]syntax.Ident{e.Ayes, e.Noes, e.Abstaining, e.Absent} {
		w.all(list, EntityRef)
	}
	w.all(e.Adopting, ChoiceRef)
}

func (w *walker) unders(list []syntax.Under) {
	for _, u := range list {
		w.add(u.Charter, CharterRef)
	}
}

func (w *walker) given(g *syntax.GivenReading) {
	w.add(g.Name, ReadingRef)
	if !fixedValue(g.Value.Word.Name) {
		w.put(Mention{ID: g.Value.Word, Part: ValueRef, With: g.Name.Name})
	}
}

func (w *walker) test(t *syntax.Test) {
	w.unders(t.Under)
	w.add(t.Continues, CaseRef)
	w.items(t.Items)
	for i := range t.Checks {
		c := &t.Checks[i]
		w.add(c.Account, EntityRef)
		if c.Given != nil {
			w.given(c.Given)
		}
		if e := c.Expect; e != nil {
			if e.Finding != nil {
				w.finding(e.Finding)
			}
			if e.Change != nil {
				w.change(e.Change)
			}
			w.expr(e.State)
		}
	}
}

func (w *walker) caseDecl(c *syntax.Case) {
	w.add(c.Name, CaseDef)
	w.unders(c.Under)
	for _, id := range c.Reads {
		if int(id.From) < len(w.file.Src) && w.file.Src[id.From] != '"' {
			w.add(id, RecordRef)
		}
	}
	for i := range c.Given {
		w.given(&c.Given[i])
	}
	for _, k := range c.Counts {
		w.all(k.Acts, ActRef)
		w.add(k.Signal, SignalRef)
	}
}

func (w *walker) outlook(o *syntax.Outlook) {
	w.add(o.Name, OutlookDef)
	for i := range o.Items {
		it := &o.Items[i]
		w.scope = it
		switch it.Word {
		case "under":
			w.add(it.Name, CharterRef)
		case "continues":
			w.add(it.Name, CaseRef)
		case "uses":
			w.add(it.Name, VocabularyRef)
		case "given":
			w.given(it.Given)
		case "measure", "learn", "parameter": // numbers of the outlook, named alike
			w.add(it.Name, MeasureDef)
			w.put(Mention{ID: it.Status, Part: HolderRef, Of: it.Of.Name})
			w.add(it.Of, EntityRef)
			for _, x := range it.Except {
				w.add(x.Code, EntityRef)
			}
			w.all(it.Sources, SourceRef)
			w.exprs(it.Low, it.High, it.Weighs)
		default:
			w.add(it.Name, ItemDef)
		}
		w.triggers(it.When)
		w.expr(it.Where)
		for k := range it.Unders {
			w.add(it.Unders[k].Charter, CharterRef)
		}
		if c := it.Chooser; c != nil {
			w.add(c.Rule, RuleRef)
			w.bearer(&c.Bearer, c.Of.Name)
			w.add(c.Var2, VariableDef)
			w.add(c.Of, EntityRef)
			for k := range c.Roles {
				w.all(c.Roles[k].Terms, TermRef)
			}
		}
		w.expr(it.Value)
		if it.Does != nil {
			w.phrase(it.Does)
		}
		for _, a := range it.Then {
			w.add(a.Name, MeasureRef)
			w.add(a.Term, TermRef)
			w.add(a.With, TermRef)
			w.exprs(a.Value, a.Bound)
		}
		w.scope = nil
	}
}
