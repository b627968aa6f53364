package charter

import (
	"casus/diag"
	"casus/quantity"
	"casus/syntax"
)

// condition resolves a condition; nil stays nil.
func (r *resolver) condition(e syntax.Expr) *Expr {
	if e == nil {
		return nil
	}
	pos := r.at(e.Extent())
	switch e := e.(type) {
	case *syntax.AndExpr:
		return r.join(OpAnd, e, e.X, e.Y)
	case *syntax.OrExpr:
		return r.join(OpOr, e, e.X, e.Y)
	case *syntax.NotExpr:
		return &Expr{Op: OpNot, Args: []*Expr{r.orTrue(e.X)}, Pos: pos}
	case *syntax.CompareExpr:
		return r.negated(e.Negate, r.compare(e))
	case *syntax.IsExpr:
		return r.negated(e.Negate, r.is(e))
	case *syntax.DeclaredExpr:
		return r.negated(e.Negate, r.declared(e))
	case *syntax.VotedExpr:
		out := &Expr{Op: OpVoted, Against: e.Against, Pos: pos}
		if !r.decision {
			r.error("E0235", pos, "votes can be read in the effects of a procedure, and in a rule that begins with an adoption, rejection or lapse",
				"there is no decision here whose votes could be read")
		}
		if w, ok := e.X.(*syntax.WordExpr); ok {
			out.Term = r.comparedTerm(w.Word)
		} else if e.X != nil {
			r.error("E0228", r.at(e.X.Extent()), "name a state or a variable", "only a state votes")
		}
		return out
	case *syntax.PhraseExpr:
		return &Expr{Op: OpRecorded, Pattern: r.pattern(&e.Phrase, somebody), Window: r.window(e.Window), Pos: pos}
	case *syntax.FindingExpr:
		out := &Expr{Op: OpFound, Finding: r.finding(&e.Finding, somebody), Stands: e.Stands, Window: r.window(e.Window), Pos: pos}
		if e.Stands && e.Finding.Kind != syntax.Breach {
			r.error("E0230", pos, "leave `stands` out", "only a breach can stand")
		}
		return out
	case *syntax.DateExpr:
		if e.After {
			return &Expr{Op: OpAfter, Day: e.Point.Last, Pos: pos}
		}
		return &Expr{Op: OpBefore, Day: e.Point.First, Pos: pos}
	case *syntax.AdoptingExpr:
		return r.adopting(e)
	case *syntax.WordExpr:
		return r.lone(e)
	}
	r.error("E0228", pos, "compare it: `is at least`, `is at most`, `is more than`, `is less than`, or `is`", "this is a number, and a condition is due")
	return &Expr{Op: OpFalse, Pos: pos}
}

// orTrue stands in for a condition that could not be read.
func (r *resolver) orTrue(e syntax.Expr) *Expr {
	if x := r.condition(e); x != nil {
		return x
	}
	return &Expr{Op: OpTrue}
}

// join flattens a chain of the same word.
func (r *resolver) join(op Op, e, x, y syntax.Expr) *Expr {
	out := &Expr{Op: op, Pos: r.at(e.Extent())}
	// A chain leans to the left, so it is walked there without recursion.
	parts := []syntax.Expr{y}
	for {
		nx, ny, same := chain(op, x)
		if !same {
			break
		}
		parts = append(parts, ny)
		x = nx
	}
	parts = append(parts, x)
	for i := len(parts) - 1; i >= 0; i-- {
		if a := r.orTrue(parts[i]); a.Op == op {
			out.Args = append(out.Args, a.Args...)
		} else {
			out.Args = append(out.Args, a)
		}
	}
	return out
}

func chain(op Op, e syntax.Expr) (x, y syntax.Expr, ok bool) {
	switch e := e.(type) {
	case *syntax.AndExpr:
		return e.X, e.Y, op == OpAnd
	case *syntax.OrExpr:
		return e.X, e.Y, op == OpOr
	}
	return nil, nil, false
}

func (r *resolver) negated(negate bool, e *Expr) *Expr {
	if !negate {
		return e
	}
	return &Expr{Op: OpNot, Args: []*Expr{e}, Pos: e.Pos}
}

// lone resolves a NAME or value that stands alone as a condition.
func (r *resolver) lone(e *syntax.WordExpr) *Expr {
	pos := r.at(e.Span)
	switch e.Word.Name {
	case "yes":
		return &Expr{Op: OpTrue, Pos: pos}
	case "no":
		return &Expr{Op: OpFalse, Pos: pos}
	case "none":
		r.error("E0228", pos, "", "`none` is no condition")
		return &Expr{Op: OpFalse, Pos: pos}
	}
	if e.Word.IsCode() || r.find(e.Word.Name) != NoVar {
		r.error("E0228", pos, "say what it should be: `"+e.Word.Name+" is party`", "%s alone is no condition", e.Word.Name)
		return &Expr{Op: OpFalse, Pos: pos}
	}
	ref, ok := r.readingRef(e.Word.Name)
	if !ok {
		r.unknownName(e.Word, "a condition")
		return &Expr{Op: OpFalse, Pos: pos}
	}
	if d := r.c.reading(ref); d.class() != YesNo {
		r.error("E0229", pos, "say which value: its values are "+d.alternatives(), "%s is not a reading of yes and no", e.Word.Name)
		return &Expr{Op: OpFalse, Pos: pos}
	}
	return &Expr{Op: OpReadingYes, Reading: ref, Pos: pos}
}

// unknownName reports a NAME that is nothing that could stand there.
func (r *resolver) unknownName(id syntax.Ident, due string) {
	var names []string
	for _, v := range r.vars {
		names = append(names, v.Name)
	}
	for _, f := range r.families() {
		x := r.c.index(f)
		names = append(names, sortedNames(x.readings)...)
		names = append(names, sortedNames(x.statuses)...)
		names = append(names, sortedNames(x.bodies)...)
	}
	names = append(names, r.c.Vocab.KindNames()...)
	hint := ""
	if c := diag.Closest(id.Name, names); c != "" && c != id.Name {
		hint = "did you mean " + c + "?"
	}
	if _, isAct := r.c.Vocab.FindAct(id.Name); isAct && hint == "" {
		hint = "an act in a condition names at least one role: `" + id.Name + " by p`"
	}
	if r.declaredAs(id.Name) != "" {
		r.error("E0212", r.at(id.Span), hint, "%s is a %s, and %s is due here", id.Name, r.declaredAs(id.Name), due)
		return
	}
	r.error("E0212", r.at(id.Span), hint, "%s is no variable and no reading here", id.Name)
}

// comparedTerm resolves what stands on the left of `is`, as an entity.
func (r *resolver) comparedTerm(id syntax.Ident) Term {
	if id.IsCode() {
		return Term{Kind: EntityTerm, Entity: r.entity(id, 0), Var: NoVar}
	}
	if r.find(id.Name) == NoVar {
		if t, ok := r.body(id, 0); ok {
			return t
		}
		if r.noVars {
			r.unknownName(id, "an entity")
			return Term{Kind: EntityTerm, Var: NoVar}
		}
	}
	return Term{Kind: VarTerm, Var: r.known(id)}
}

// is resolves `X is WORD`.
func (r *resolver) is(e *syntax.IsExpr) *Expr {
	pos := r.at(e.Span)
	left, ok := e.X.(*syntax.WordExpr)
	if !ok {
		if e.X == nil {
			return &Expr{Op: OpFalse, Pos: pos}
		}
		return &Expr{Op: OpCompare, Cmp: syntax.Equal, Pos: pos,
			Args: []*Expr{r.numberExpr(e.X), r.numberExpr(&syntax.WordExpr{Span: e.Word.Span, Word: e.Word})}}
	}
	if v := r.find(left.Word.Name); v != NoVar && r.vars[v].Number {
		return &Expr{Op: OpCompare, Cmp: syntax.Equal, Pos: pos,
			Args: []*Expr{r.numberExpr(left), r.numberExpr(&syntax.WordExpr{Span: e.Word.Span, Word: e.Word})}}
	}
	if ref, isReading := r.readingRef(left.Word.Name); isReading && r.find(left.Word.Name) == NoVar {
		return r.readingIs(ref, left.Word, syntax.Value{Span: e.Word.Span, Word: e.Word}, e)
	}
	return r.termIs(r.comparedTerm(left.Word), e)
}

// readingIs resolves `READING is VALUE`.
func (r *resolver) readingIs(ref ReadingRef, name syntax.Ident, val syntax.Value, at syntax.Expr) *Expr {
	pos := r.at(at.Extent())
	d := r.c.reading(ref)
	v, ok := r.value(val)
	v = v.asDate(d.class())
	if !ok || !d.fits(v) {
		r.error("E0229", r.at(val.Span), "its values are "+d.alternatives(), "%s is never %s", name.Name, r.asWritten(val.Span, v))
		return &Expr{Op: OpFalse, Pos: pos}
	}
	if v.Kind == YesNo {
		return r.negated(!v.Yes, &Expr{Op: OpReadingYes, Reading: ref, Pos: pos})
	}
	return &Expr{Op: OpReadingIs, Reading: ref, Value: v, Pos: pos}
}

// termIs resolves `ENTITY is WORD`: a variable, kind, status, body or entity.
func (r *resolver) termIs(t Term, e *syntax.IsExpr) *Expr {
	pos := r.at(e.Span)
	out := &Expr{Term: t, Pos: pos}
	word := e.Word
	noTail := func() {
		for _, id := range []syntax.Ident{e.With, e.Of} {
			if id.Name != "" {
				r.error("E0232", r.at(id.Span), "", "only a status takes `with` or `of`, and %s is none", word.Name)
			}
		}
	}
	switch {
	case word.IsCode():
		noTail()
		out.Op, out.Other = OpIsEntity, Term{Kind: EntityTerm, Entity: r.entity(word, 0), Var: NoVar}
		r.canBe(t, out.Other.Entity, word)
		return out
	case word.Name == "yes" || word.Name == "no" || word.Name == "none":
		r.error("E0229", r.at(word.Span), "only a reading is yes, no or none", "an entity is never %s", word.Name)
		out.Op = OpFalse
		return out
	}
	if v := r.find(word.Name); v != NoVar {
		noTail()
		out.Op, out.Other = OpIsEntity, Term{Kind: VarTerm, Var: r.known(word)}
		if r.vars[v].Number {
			r.error("E0220", r.at(word.Span), "", "%s stands for a number, and an entity is due here", word.Name)
		}
		return out
	}
	if k, ok := r.c.Vocab.FindKind(word.Name); ok && k != 0 {
		noTail()
		out.Op, out.Kind = OpIsKind, k
		r.canBeKind(t, k, word)
		return out
	}
	if r.isStatus(word.Name) || e.Of.Name != "" || e.With.Name != "" {
		return r.holds(t, e)
	}
	if b, ok := r.body(word, 0); ok {
		noTail()
		out.Op, out.Other = OpIsEntity, b
		return out
	}
	r.unknownState(word)
	out.Op = OpFalse
	return out
}

// isStatus reports whether any family of the case has a status of the name.
func (r *resolver) isStatus(name string) bool {
	for _, f := range r.c.Families {
		if has(r.c.index(f).statuses, name) {
			return true
		}
	}
	return false
}

// unknownState reports a word after `is` that is nothing.
func (r *resolver) unknownState(id syntax.Ident) {
	names := r.c.Vocab.KindNames()
	for _, f := range r.c.Families {
		x := r.c.index(f)
		names = append(names, sortedNames(x.statuses)...)
		names = append(names, sortedNames(x.bodies)...)
	}
	for i, v := range r.vars {
		if r.state[i] != unbound {
			names = append(names, v.Name)
		}
	}
	r.error("E0205", r.at(id.Span), didYouMean(id.Name, names), "%s is no status, kind, body or variable here", id.Name)
}

func (r *resolver) holds(t Term, e *syntax.IsExpr) *Expr {
	out := &Expr{Op: OpHolds, Term: t, Pos: r.at(e.Span)}
	fam, status, ok := r.status(e.Word, e.Of)
	if !ok || fam < 0 {
		out.Op = OpFalse
		return out
	}
	out.Family, out.Status = fam, status
	out.With = r.pairFits(fam, status, e.Word, e.With, somebody)
	return out
}

// canBe warns of `x is CODE` that can never be.
func (r *resolver) canBe(t Term, e EntityID, at syntax.Ident) {
	if t.Kind != VarTerm || e == 0 {
		return
	}
	if k := r.kinds[t.Var]; !r.c.Vocab.IsKind(e, k) {
		r.warn("E0217", r.at(at.Span), "it is that where it first stands: take the condition away, or name another", "%s is %s and can never be %s, which is %s", r.vars[t.Var].Name,
			withArticle(r.c.Vocab.Kinds[k].Name), at.Name, withArticle(r.c.Vocab.Kinds[r.c.Vocab.Entities[e].Kind].Name))
	}
}

// canBeKind warns of `x is KIND` that can never be.
func (r *resolver) canBeKind(t Term, k KindID, at syntax.Ident) {
	if t.Kind != VarTerm {
		return
	}
	have := r.kinds[t.Var]
	if have != 0 && !r.c.Vocab.IsSubkind(k, have) && !r.c.Vocab.IsSubkind(have, k) {
		r.warn("E0217", r.at(at.Span), "it is that where it first stands: take the condition away, or use another variable", "%s is %s and can never be %s", r.vars[t.Var].Name,
			withArticle(r.c.Vocab.Kinds[have].Name), withArticle(at.Name))
	}
}

func (r *resolver) declared(e *syntax.DeclaredExpr) *Expr {
	out := &Expr{Op: OpDeclared, Pos: r.at(e.Span), Declared: r.declaredStatus(e.Status)}
	if w, ok := e.X.(*syntax.WordExpr); ok {
		out.Term = r.comparedTerm(w.Word)
	} else if e.X != nil {
		r.error("E0228", r.at(e.X.Extent()), "name a state or a variable", "only an entity declares a status")
	}
	return out
}

func (r *resolver) declaredStatus(id syntax.Ident) int {
	i, ok := r.c.Vocab.FindDeclared(id.Name)
	if !ok {
		r.error("E0214", r.at(id.Span), didYouMean(id.Name, r.c.Vocab.Declared), "no act declares %s", id.Name)
		return 0
	}
	return i
}

// adopting resolves `adopting MEASURE`; the measure must be on a list.
func (r *resolver) adopting(e *syntax.AdoptingExpr) *Expr {
	pos := r.at(e.Span)
	if !r.decision {
		r.error("E0235", pos, "`adopting` reads the decision in a procedure's effects, and in a rule that begins with an adoption",
			"there is no decision here that could adopt %s", e.Name.Name)
	}
	if r.builder != nil && r.fam != nil {
		r.builder.checkMeasureName(r, e.Name)
	}
	return &Expr{Op: OpAdopting, Word: e.Name.Name, Pos: pos}
}

// compare resolves `X is at least Y` and its kin.
func (r *resolver) compare(e *syntax.CompareExpr) *Expr {
	pos := r.at(e.Span)
	if e.Op == syntax.Equal {
		if w, ok := e.X.(*syntax.WordExpr); ok && r.find(w.Word.Name) == NoVar {
			ref, isReading := r.readingRef(w.Word.Name)
			if _, isNum := e.Y.(*syntax.NumExpr); isNum && isReading && r.c.reading(ref).class() == Date {
				return r.readingIs(ref, w.Word, syntax.Value{Span: span(e.Y), Expr: e.Y}, e)
			}
		}
		switch e.Y.(type) {
		case *syntax.PeriodExpr, *syntax.PointExpr:
			w, ok := e.X.(*syntax.WordExpr)
			if ok && r.find(w.Word.Name) == NoVar {
				if ref, isReading := r.readingRef(w.Word.Name); isReading {
					return r.readingIs(ref, w.Word, syntax.Value{Span: span(e.Y), Expr: e.Y}, e)
				}
			}
			r.error("E0228", r.at(span(e.X)), "", "only a reading is a period or a date")
			return &Expr{Op: OpFalse, Pos: pos}
		}
	}
	return &Expr{Op: OpCompare, Cmp: e.Op, Args: []*Expr{r.numberExpr(e.X), r.numberExpr(e.Y)}, Pos: pos}
}

// span is the extent of an expression that may be missing.
func span(e syntax.Expr) syntax.Span {
	if e == nil {
		return syntax.Span{}
	}
	return e.Extent()
}

// numberExpr resolves a number; a number that could not be read is 0.
func (r *resolver) numberExpr(e syntax.Expr) *Expr {
	if e == nil {
		return &Expr{Op: OpNum}
	}
	pos := r.at(e.Extent())
	zero := &Expr{Op: OpNum, Pos: pos}
	switch e := e.(type) {
	case *syntax.NumExpr:
		return &Expr{Op: OpNum, Num: e.Value, Pos: pos}
	case *syntax.NegateExpr:
		return &Expr{Op: OpNeg, Args: []*Expr{r.numberExpr(e.X)}, Pos: pos}
	case *syntax.BinaryExpr:
		ops := map[byte]Op{'+': OpAdd, '-': OpSub, '*': OpMul, '/': OpDiv}
		return &Expr{Op: ops[e.Op], Args: []*Expr{r.numberExpr(e.X), r.numberExpr(e.Y)}, Pos: pos}
	case *syntax.WordExpr:
		return r.loneNumber(e)
	case *syntax.OfExpr:
		return r.measureOf(e)
	case *syntax.CountExpr:
		return r.count(e)
	case *syntax.SumExpr:
		return r.sum(e)
	case *syntax.AggregateExpr:
		return r.aggregate(e)
	case *syntax.CallExpr:
		return r.call(e)
	case *syntax.PeriodExpr:
		r.error("E0228", pos, "", "a period cannot be reckoned with here")
		return zero
	case *syntax.PointExpr:
		r.error("E0228", pos, "", "a date cannot be reckoned with here")
		return zero
	}
	r.error("E0228", pos, "count it: `count of ...`", "this is a condition, and a number is due")
	return zero
}

func (r *resolver) loneNumber(e *syntax.WordExpr) *Expr {
	pos := r.at(e.Span)
	zero := &Expr{Op: OpNum, Pos: pos}
	if v := r.find(e.Word.Name); v != NoVar {
		if !r.vars[v].Number {
			r.error("E0220", pos, "", "%s stands for an entity, and a number is due here", e.Word.Name)
			return zero
		}
		return &Expr{Op: OpNumVar, Var: r.known(e.Word), Pos: pos}
	}
	if r.outlook != nil && has(r.outlook.Parameters, e.Word.Name) {
		return &Expr{Op: OpParameter, Word: e.Word.Name, Pos: pos}
	}
	ref, ok := r.readingRef(e.Word.Name)
	if !ok {
		if e.Word.IsCode() || e.Word.Name == "yes" || e.Word.Name == "no" || e.Word.Name == "none" {
			r.error("E0228", pos, "", "%s is no number", e.Word.Name)
			return zero
		}
		r.unknownName(e.Word, "a number")
		return zero
	}
	if k := r.c.reading(ref).class(); k != Number_ {
		r.error("E0229", pos, "", "the values of %s are %s, and a number is due", e.Word.Name, plural(k))
		return zero
	}
	return &Expr{Op: OpReadingNum, Reading: ref, Pos: pos}
}

// measureRef finds a measure by name.
func (r *resolver) measureRef(id syntax.Ident) (fam, measure int, ok bool) {
	n := 0
	var names []string
	for _, f := range r.families() {
		x := r.c.index(f)
		names = append(names, sortedNames(x.measures)...)
		if i, has := x.measures[id.Name]; has {
			fam, measure = f.ID, i
			n++
		}
	}
	switch n {
	case 1:
		if r.builder != nil {
			r.builder.resolveMeasure(r.c.Families[fam], measure, r.at(id.Span))
		}
		return fam, measure, true
	case 0:
		r.error("E0209", r.at(id.Span), didYouMean(id.Name, names), "there is no measure %s", id.Name)
	default:
		r.error("E0233", r.at(id.Span), "", "more than one treaty has a measure %s", id.Name)
	}
	return 0, 0, false
}

func (r *resolver) measureOf(e *syntax.OfExpr) *Expr {
	out := &Expr{Op: OpMeasure, Pos: r.at(e.Span)}
	if m := r.outlookMeasure(e.Name, e.Term, e.With, out.Pos); m != nil {
		return m
	}
	if e.With.Name != "" {
		r.error("E0232", r.at(e.With.Span), "leave `with "+e.With.Name+"` out", "%s is a measure of one state", e.Name.Name)
	}
	fam, m, ok := r.measureRef(e.Name)
	out.Term = r.comparedTerm(e.Term)
	if !ok {
		return &Expr{Op: OpNum, Pos: out.Pos}
	}
	out.Family, out.Measure = fam, m
	return out
}

func (r *resolver) count(e *syntax.CountExpr) *Expr {
	out := &Expr{Pos: r.at(e.Span), Window: r.window(e.Window)}
	s := &e.Subject
	timeless := func(what string) {
		if !e.Window.IsZero() {
			r.error("E0230", r.at(e.Window.Span), "", "%s are counted as they are now, without a window", what)
		}
	}
	switch {
	case s.Phrase != nil:
		out.Op, out.Pattern = OpCountRecorded, r.pattern(s.Phrase, somebody)
	case s.Finding != nil:
		out.Op, out.Finding = OpCountFound, r.finding(s.Finding, somebody)
	case s.Declared.Name != "":
		timeless("those who have declared something")
		out.Op, out.Declared = OpCountDeclared, r.declaredStatus(s.Declared)
	case r.isStatus(s.Name.Name):
		timeless("the holders of a status")
		fam, status, ok := r.status(s.Name, s.Of)
		if !ok || fam < 0 { // of a treaty that no charter of the case governs: nobody
			return &Expr{Op: OpNum, Pos: out.Pos}
		}
		out.Op, out.Family, out.Status = OpCountStatus, fam, status
		if r.c.Families[fam].Statuses[status].Pair {
			r.error("E0232", r.at(s.Name.Span), "", "%s is a status of two states, and its holders cannot be counted", s.Name.Name)
		}
	default:
		if s.Of.Name != "" {
			r.error("E0230", r.at(s.Of.Span), "only a status is one of a treaty", "%s is no status of %s", s.Name.Name, s.Of.Name)
		}
		return r.countNamed(out, s.Name)
	}
	return out
}

// countNamed resolves `count of KIND` and `count of ACT`. Entities do not come
// and go, so those of a kind are a plain number.
func (r *resolver) countNamed(out *Expr, id syntax.Ident) *Expr {
	if k, ok := r.c.Vocab.FindKind(id.Name); ok && k != 0 {
		n := int64(0)
		for e := 1; e < len(r.c.Vocab.Entities); e++ {
			if r.c.Vocab.IsKind(EntityID(e), k) {
				n++
			}
		}
		out.Op, out.Num = OpNum, quantity.Whole(n)
		return out
	}
	if p := r.actAlone(id); p != nil {
		out.Op, out.Pattern = OpCountRecorded, p
		return out
	}
	names := append(r.c.Vocab.KindNames(), r.c.Vocab.ActNames()...)
	for _, f := range r.c.Families {
		names = append(names, sortedNames(r.c.index(f).statuses)...)
	}
	r.error("E0212", r.at(id.Span), didYouMean(id.Name, names), "%s is no status, kind or act", id.Name)
	out.Op = OpNum
	return out
}

// actAlone is the pattern of an act named without roles, or nil.
func (r *resolver) actAlone(id syntax.Ident) *Pattern {
	if d := r.define(id); d != nil {
		return &Pattern{Define: d, Pos: r.at(id.Span)}
	}
	if a, ok := r.c.Vocab.FindAct(id.Name); ok {
		return &Pattern{Act: a, Pos: r.at(id.Span)}
	}
	return nil
}

func (r *resolver) sum(e *syntax.SumExpr) *Expr {
	out := &Expr{Op: OpSum, Pos: r.at(e.Span), Window: r.window(e.Window)}
	var known bool
	out.Number, known = r.number(e.Number)
	switch s := &e.Subject; {
	case s.Phrase != nil:
		out.Pattern = r.pattern(s.Phrase, somebody)
	case s.Name.Name != "":
		if out.Pattern = r.actAlone(s.Name); out.Pattern == nil {
			r.error("E0202", r.at(s.Name.Span), r.actHint(s.Name.Name), "there is no act %s", s.Name.Name)
		}
	default:
		r.error("E0230", r.at(s.Span), "name an act: `sum of amount over pay by p`", "only acts have numbers to add up")
	}
	if out.Pattern == nil || !known {
		return &Expr{Op: OpNum, Pos: out.Pos}
	}
	return out
}

var aggregates = map[string]Op{"highest": OpHighest, "lowest": OpLowest, "total": OpTotal, "average": OpAverage}

func (r *resolver) aggregate(e *syntax.AggregateExpr) *Expr {
	out := &Expr{Op: aggregates[e.Word], Pos: r.at(e.Span)}
	if r.outlook != nil && has(r.outlook.Measures, e.Measure.Name) {
		out.Op, out.Word, out.Value.Word = OpGaugeOver, e.Word, e.Measure.Name
		if r.outlook.Measures[e.Measure.Name] {
			r.error("E0232", r.at(e.Measure.Span), "", "%s is a measure of two states, and has no %s of those who hold a status", e.Measure.Name, e.Word)
		}
		sf, status, ok := r.status(e.Status, syntax.Ident{})
		if !ok || sf < 0 {
			return &Expr{Op: OpNum, Pos: out.Pos}
		}
		out.Family, out.Status = sf, status
		return out
	}
	fam, m, ok := r.measureRef(e.Measure)
	sf, status, ok2 := r.status(e.Status, syntax.Ident{})
	if !ok || !ok2 {
		return &Expr{Op: OpNum, Pos: out.Pos}
	}
	if sf != fam {
		r.error("E0233", r.at(e.Status.Span), "", "%s and %s belong to different treaties", e.Measure.Name, e.Status.Name)
	}
	out.Family, out.Measure, out.Status = fam, m, status
	return out
}

func (r *resolver) call(e *syntax.CallExpr) *Expr {
	out := &Expr{Op: OpCall, Word: e.Name.Name, Pos: r.at(e.Span)}
	for _, a := range e.Args {
		out.Args = append(out.Args, r.numberExpr(a))
	}
	if !r.outside {
		r.error("E0230", out.Pos, "reckon with + - * /", "functions such as %s belong to outlooks", e.Name.Name)
		return &Expr{Op: OpNum, Pos: out.Pos}
	}
	return out
}

// window resolves how far back a condition looks.
func (r *resolver) window(w syntax.Window) Window {
	var out Window
	if w.Last != nil {
		out.Last = r.limit(w.Last)
	}
	if !w.Since.IsZero() {
		out.Since, out.HasSince = w.Since.First, true
	}
	return out
}
