// Package concordance finds every place at which a name stands, and what it
// names there: acts, entities, rules, statuses, labels. It is for those who read
// and write texts: to go from a name to its declaration, to list where it is
// used, to give it another name.
//
// [Mentions] walks a file and says of every name in which part of which clause
// it stands; that needs no other file. [New] ties the mentions of a library to
// the things they name.
package concordance

import "casus/syntax"

// Part is the part that a name plays where it stands.
type Part uint8

// The parts. Those with Def declare the thing.
const (
	VocabularyDef Part = iota
	VocabularyRef
	KindDef
	KindRef // a kind, or `any`
	ListRef // iso-3166
	EntityDef
	EntityRef
	NumberDef
	NumberRef
	ActDef
	ActRef      // an act of the vocabulary
	PatternAct  // an act, or one that the charter defines
	DeclaredDef // declares NAME
	DeclaredRef
	TermRef // behind a role: an entity, a body or a variable
	ItemRef // behind a role of an entry that votes or judges: an entity or a label
	ExceptRef
	VariableDef
	VariableRef // bound where it first stands
	CharterDef
	CharterRef
	ArticleDef
	ArticleRef
	RuleDef
	RuleRef
	StatusDef
	StatusRef
	HolderRef // a status or a kind: whom a rule binds
	ReadingDef
	ReadingRef
	ValueDef // a value of a reading, in words
	ValueRef
	BodyDef
	BodyRef
	MeasureDef
	MeasureRef
	DefineDef
	ChoiceDef // choosing NAME
	ChoiceRef // adopting NAME
	IsWord    // behind `is`: a status, kind, entity, body, variable or value
	LoneWord  // a variable, a reading, an entity or a body
	SubjectRef
	RecordDef
	RecordRef
	LabelDef
	LabelRef
	SourceDef
	SourceRef
	CaseDef
	CaseRef
	SignalRef
	OutlookDef
	ItemDef // behaviour, reaction, update, watch, ask: of an outlook
	numParts
)

// Mention is a name where it stands.
type Mention struct {
	ID   syntax.Ident
	Part Part
	File *syntax.File
	Decl syntax.Decl // the declaration around it; nil for the entries at the head of a file
	// Scope is what variables are known in: a rule, a definition, a measure;
	// nil where there are none.
	Scope any
	// Act and Role are those of the phrase, behind a role.
	Act  string
	Role syntax.Role
	// Of is the treaty behind `of`, of a rule or status.
	Of string
	// With is the reading that a value belongs to.
	With string
}

// Code reports whether the name is written as an entity.
func (m *Mention) Code() bool { return m.ID.IsCode() }

// Mentions yields every name of a file with the part it plays, in no
// particular order. It takes whatever the parser could make of the file.
func Mentions(f *syntax.File, yield func(Mention)) {
	w := &walker{file: f, yield: yield}
	w.items(f.Head)
	for _, d := range f.Decls {
		w.decl = d
		w.scope = nil
		switch d := d.(type) {
		case *syntax.Vocabulary:
			w.vocabulary(d)
		case *syntax.Charter:
			w.charter(d)
		case *syntax.Record:
			w.add(d.Name, RecordDef)
			w.add(d.Uses, VocabularyRef)
			w.items(d.Items)
		case *syntax.Test:
			w.test(d)
		case *syntax.Case:
			w.caseDecl(d)
		case *syntax.Outlook:
			w.outlook(d)
		}
	}
}

type walker struct {
	file  *syntax.File
	yield func(Mention)
	decl  syntax.Decl
	scope any
}

func (w *walker) put(m Mention) {
	if m.ID.Name == "" {
		return
	}
	m.File, m.Decl, m.Scope = w.file, w.decl, w.scope
	w.yield(m)
}

func (w *walker) add(id syntax.Ident, p Part) { w.put(Mention{ID: id, Part: p}) }

func (w *walker) all(ids []syntax.Ident, p Part) {
	for _, id := range ids {
		w.add(id, p)
	}
}

func (w *walker) vocabulary(v *syntax.Vocabulary) {
	w.add(v.Name, VocabularyDef)
	for i := range v.Kinds {
		w.add(v.Kinds[i].Name, KindDef)
		w.add(v.Kinds[i].Is, KindRef)
	}
	for i := range v.Lists {
		w.add(v.Lists[i].List, ListRef)
		w.add(v.Lists[i].Kind, KindRef)
	}
	for i := range v.Entities {
		e := &v.Entities[i]
		w.add(e.Code, EntityDef)
		w.add(e.Kind, KindRef)
		w.add(e.Continued, EntityRef)
	}
	for i := range v.Numbers {
		w.add(v.Numbers[i].Name, NumberDef)
	}
	for i := range v.Acts {
		a := &v.Acts[i]
		w.add(a.Name, ActDef)
		w.add(a.Is, ActRef)
		for j := range a.Roles {
			w.add(a.Roles[j].Kind, KindRef)
		}
		w.add(a.Declares, DeclaredDef)
	}
	for i := range v.Incompatible {
		d := &v.Incompatible[i]
		w.scope = d
		w.phrase(&d.A)
		w.phrase(&d.B)
		w.expr(d.Where)
	}
	w.scope = nil
}

func (w *walker) charter(c *syntax.Charter) {
	w.add(c.Name, CharterDef)
	w.add(c.Amends, CharterRef)
	w.heads(c.Heads)
	for _, a := range c.Articles {
		w.add(a.Number, ArticleDef)
		w.heads(a.Heads)
		for _, r := range a.Rules {
			w.scope = r
			w.add(r.RuleName(), RuleDef)
			w.rule(r)
			w.scope = nil
		}
	}
}

func (w *walker) heads(list []syntax.Head) {
	for _, h := range list {
		w.scope = h
		w.head(h)
		w.scope = nil
	}
}

func (w *walker) head(h syntax.Head) {
	switch h := h.(type) {
	case *syntax.GovernsHead:
		w.add(h.Code, EntityRef)
	case *syntax.UsesHead:
		w.add(h.Name, VocabularyRef)
	case *syntax.StatusHead:
		w.add(h.Name, StatusDef)
		w.add(h.With, HolderRef)
		w.all(h.Holders, EntityRef)
		w.all(h.Others, EntityRef)
	case *syntax.ReadingHead:
		w.add(h.Name, ReadingDef)
		for _, v := range h.Values {
			w.put(Mention{ID: v.Word, Part: ValueDef, With: h.Name.Name})
		}
	case *syntax.BodyHead:
		w.add(h.Name, BodyDef)
		w.add(h.As, EntityRef)
		w.add(h.Of, StatusRef)
		w.all(h.Except, StatusRef)
		for _, x := range h.Weights {
			w.add(x.Code, EntityRef)
		}
		w.all(h.Veto, EntityRef)
	case *syntax.MeasureHead:
		w.add(h.Name, MeasureDef)
		w.add(h.Var, VariableDef)
		w.expr(h.Value)
	case *syntax.DefineHead:
		w.add(h.Name, DefineDef)
		for _, r := range h.Roles {
			w.all(r.Terms, VariableDef)
		}
		for i := range h.As {
			a := &h.As[i]
			w.phrase(&a.Phrase)
			w.all(a.Counting, VariableRef)
			w.expr(a.Where)
		}
	case *syntax.RepealsHead:
		w.add(h.Article, ArticleRef)
	case *syntax.YieldsHead:
		w.add(h.Code, EntityRef)
	}
}

func (w *walker) rule(r syntax.Rule) {
	switch r := r.(type) {
	case *syntax.Ban:
		w.bearer(r.Any, "")
		w.phrases(r.Never)
		w.exprs(r.Where, r.Unless)
	case *syntax.Duty:
		w.triggers(r.When)
		w.expr(r.Where)
		w.judge(r.Judge)
		for i := range r.Then {
			s := &r.Then[i]
			w.triggers(s.When)
			w.limit(s.Within)
			w.expr(s.Where)
		}
		w.bearer(r.Bearer, "")
		w.phrases(r.Must)
		w.expr(r.MustWhere)
		w.judge(r.MustJudge)
		if r.Minimum.Number.Name != "count" {
			w.add(r.Minimum.Number, NumberRef)
		}
		w.expr(r.Minimum.Value)
		w.limit(r.Within)
		if r.Refusal != nil {
			w.phrase(r.Refusal)
		}
		w.exprs(r.Unless, r.While, r.Paused)
	case *syntax.Power:
		w.bearer(r.Any, "")
		w.phrase(&r.May)
		w.exprs(r.Where, r.Unless)
		w.effects(r.Effects)
	case *syntax.Procedure:
		w.procedure(r)
	case *syntax.Consequence:
		w.triggers(r.When)
		w.expr(r.Where)
		w.bearer(r.Each, "")
		w.expr(r.Unless)
		w.effects(r.Effects)
	}
}

func (w *walker) procedure(r *syntax.Procedure) {
	w.triggers(r.Opens)
	w.expr(r.OpensWhere)
	if r.Moved != nil {
		w.phrase(r.Moved)
	}
	w.expr(r.MovedWhere)
	w.limit(r.MoveWithin)
	w.add(r.Before, BodyRef)
	w.all(r.Except, ExceptRef)
	w.all(r.Choosing, ChoiceDef)
	w.limit(r.Within)
	if r.Decided != nil {
		w.phrase(r.Decided)
	}
	w.effects(r.Adopted.Effects)
	w.effects(r.Rejected.Effects)
	w.effects(r.Lapsed.Effects)
}

// bearer takes who bears something, by a status: of the treaty of that code, or
// of the only one that has it.
func (w *walker) bearer(b *syntax.Bearer, of string) {
	if b == nil {
		return
	}
	w.put(Mention{ID: b.Status, Part: HolderRef, Of: of})
	w.add(b.Var, VariableDef)
	w.all(b.Except, ExceptRef)
	w.expr(b.Where)
}

func (w *walker) judge(j syntax.Judge) {
	if j.Term.Name != "nobody" {
		w.add(j.Term, TermRef)
	}
}

func (w *walker) limit(l syntax.Limit) { w.duration(l.Value) }

// duration takes what stands for a period: a name there is that of a reading.
func (w *walker) duration(e syntax.Expr) {
	if word, ok := e.(*syntax.WordExpr); ok && !fixedValue(word.Word.Name) {
		w.add(word.Word, ReadingRef)
	}
}

func fixedValue(name string) bool { return name == "yes" || name == "no" || name == "none" }

func (w *walker) triggers(list []syntax.Trigger) {
	for i := range list {
		t := &list[i]
		switch {
		case t.Phrase != nil:
			w.phrase(t.Phrase)
		case t.Finding != nil:
			w.finding(t.Finding)
		case t.Change != nil:
			w.change(t.Change)
		case t.Date != nil:
			w.add(t.Date.Reading, ReadingRef)
		}
	}
}

func (w *walker) change(c *syntax.Change) {
	w.add(c.Term, TermRef)
	w.add(c.Status, StatusRef)
	w.add(c.With, TermRef)
}

func (w *walker) effects(list []syntax.Effect) {
	for i := range list {
		e := &list[i]
		w.add(e.Excuse, RuleRef)
		w.roles("", e.ExcuseRoles, TermRef)
		if e.Change != nil {
			w.change(e.Change)
		}
		w.limit(e.After)
		w.limit(e.For)
		w.exprs(e.Once, e.Until, e.If, e.Unless)
	}
}

func (w *walker) phrases(list []syntax.Phrase) {
	for i := range list {
		w.phrase(&list[i])
	}
}

// phrase takes a pattern.
func (w *walker) phrase(p *syntax.Phrase) {
	w.add(p.Act, PatternAct)
	w.roles(p.Act.Name, p.Roles, TermRef)
	for i := range p.Numbers {
		n := &p.Numbers[i]
		w.add(n.Name, NumberRef)
		w.add(n.Var, VariableRef)
		w.expr(n.Value)
	}
}

// builtIn are the acts whose `on` names an entry.
var builtIn = map[string]bool{"aye": true, "nay": true, "abstain": true, "finds": true, "denies": true}

func (w *walker) roles(act string, list []syntax.RoleTerms, part Part) {
	for _, r := range list {
		for _, id := range r.Terms {
			p := part
			if builtIn[act] && r.Role == syntax.On && !id.IsCode() {
				p = LabelRef
			}
			w.put(Mention{ID: id, Part: p, Act: act, Role: r.Role})
		}
	}
}

func (w *walker) ruleRef(r syntax.RuleRef) {
	w.put(Mention{ID: r.Name, Part: RuleRef, Of: r.Of.Name})
	w.put(Mention{ID: r.Article, Part: ArticleRef, Of: r.Of.Name})
	w.add(r.Of, EntityRef)
}

func (w *walker) finding(f *syntax.FindingPhrase) {
	w.ruleRef(f.Rule)
	w.roles("", f.Roles, TermRef)
	if f.Phrase != nil {
		w.phrase(f.Phrase)
	}
	w.ruleRef(f.Rule2)
	w.roles("", f.Roles2, TermRef)
}
