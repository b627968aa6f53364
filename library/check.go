package library

import (
	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
	"fmt"
	"slices"
)

// Check makes every check on everything that was read: what Load found, the
// vocabularies, each charter with what it amends, each case, each record, and
// what tests expect. Every finding is given once, in the order of places. What
// rests on a file with errors of form is not checked further: most of what
// would be said would follow from those.
func (l *Library) Check() []diag.Diagnostic { return l.check(true) }

// CheckTexts is Check without the tests, and without what can be said only when
// they have been looked at. Whoever waits for a charter that is being written
// is told of it in half the time.
func (l *Library) CheckTexts() []diag.Diagnostic { return l.check(false) }

func (l *Library) check(whole bool) []diag.Diagnostic {
	c := checker{l: l, seen: map[diagKey]bool{}, read: map[*syntax.Record]bool{}, heads: map[*syntax.File]bool{}, used: map[*charter.Vocabulary]*usage{}, gone: map[*charter.Family]bool{}, asked: map[*syntax.Forecast][]diag.Diagnostic{}}
	c.add(l.diags)
	c.inCase = c.chartersInCases()
	for _, f := range l.Folders {
		for _, v := range f.Vocabularies {
			if !l.faulty[v.File] {
				c.add(v.diags)
			}
		}
	}
	for _, f := range l.Folders {
		c.folder(f)
	}
	if whole {
		for _, f := range l.Folders {
			for _, t := range f.Tests {
				c.test(t)
			}
		}
	}
	for _, why := range c.asked {
		c.add(why)
	}
	if whole {
		c.unused()
	}
	c.spelling()
	diag.Sort(c.list)
	return c.list
}

// spelling says of a word in mixed case which entity is called so. That there
// is no entity of that name then needs no second message.
func (c *checker) spelling() {
	mixed := map[reportPlace]bool{}
	for i, d := range c.list {
		if d.Code != "E0104" || int(d.Place.To) > len(d.Place.Src) || d.Place.From >= d.Place.To {
			continue
		}
		mixed[reportPlace{d.Place.File, d.Place.From}] = true
		if f := c.l.Folder(d.Place.File); f != nil {
			if hint := f.codeOf(string(d.Place.Src[d.Place.From:d.Place.To])); hint != "" {
				c.list[i].Hint = hint
			}
		}
	}
	c.list = slices.DeleteFunc(c.list, func(d diag.Diagnostic) bool {
		return d.Code == "E0201" && mixed[reportPlace{d.Place.File, d.Place.From}]
	})
}

type reportPlace struct {
	file string
	from int32
}

// codeOf says which code the entity called so has in a vocabulary of the folder
// or of one above it.
func (f *Folder) codeOf(name string) string {
	for ; f != nil; f = f.Parent {
		for _, v := range f.Vocabularies {
			if e, ok := v.Called(name); ok {
				return "the code of " + e.Title + " is " + e.Code
			}
		}
	}
	return ""
}

type checker struct {
	l     *Library
	list  []diag.Diagnostic
	seen  map[diagKey]bool
	read  map[*syntax.Record]bool // records that some case reads
	heads map[*syntax.File]bool
	used  map[*charter.Vocabulary]*usage
	gone  map[*charter.Family]bool               // cases, by their first family, whose rules have been gone through
	asked map[*syntax.Forecast][]diag.Diagnostic // why a forecast cannot be resolved; nil once some case can

	inCase map[*Charter]bool
}

// usage is which acts and numbers of a vocabulary something speaks of.
type usage struct{ acts, numbers []bool }

type diagKey struct {
	code, file, summary string
	from                int32
}

func (c *checker) add(list []diag.Diagnostic) {
	for _, d := range list {
		k := diagKey{d.Code, d.Place.File, d.Summary, d.Place.From}
		if !c.seen[k] {
			c.seen[k] = true
			c.list = append(c.list, d)
		}
	}
}

func (c *checker) folder(f *Folder) {
	for _, ch := range f.Charters {
		// A charter that a case is under is checked there: beside the charters
		// of whose statuses and rules it may speak.
		if c.inCase[ch] || !c.sound(f, []string{ch.Decl.Name.Name}) {
			continue
		}
		v, diags := ch.Vocabulary()
		c.add(diags)
		if v == nil || c.l.faulty[v.File] {
			continue
		}
		built, diags := f.compose(v, []charter.TextSpec{{Charter: ch.Decl.Name.Name, Pos: place(ch.File, ch.Decl.Name.Span)}})
		c.use(built, nil)
		c.add(diags)
	}
	for _, cs := range f.Cases {
		c.caseOf(cs)
	}
	for _, r := range f.Records {
		c.record(r)
	}
}

// chartersInCases are the charters that some case is under, with those they
// amend. Cases that are not checked, for errors of form, do not count.
func (c *checker) chartersInCases() map[*Charter]bool {
	in := map[*Charter]bool{}
	for _, x := range c.l.Folders {
		for _, cs := range x.Cases {
			if !c.checks(cs) {
				continue
			}
			for _, u := range cs.Decl.Under {
				for ch := x.Charter(u.Charter.Name); ch != nil && !in[ch]; ch = ch.Folder.Charter(ch.Decl.Amends.Name) {
					in[ch] = true
				}
			}
		}
	}
	return in
}

// checks reports whether a case can be checked.
func (c *checker) checks(cs *Case) bool {
	return !c.l.faulty[cs.File] && c.sound(cs.Folder, underNames(cs.Decl.Under))
}

// use marks the acts and numbers of which a case or a record speaks.
func (c *checker) use(cs *charter.Case, rec *record.Record) {
	v := cs.Vocab
	u := c.used[v]
	if u == nil {
		u = &usage{make([]bool, len(v.Acts)), make([]bool, len(v.Numbers))}
		c.used[v] = u
	}
	// Many tests are of one case: its rules are gone through once.
	if n := len(cs.Families); n == 0 || !c.gone[cs.Families[0]] {
		cs.MarkUsed(u.acts, u.numbers)
		if n > 0 {
			c.gone[cs.Families[0]] = true
		}
	}
	if rec == nil {
		return
	}
	for _, e := range rec.Entries {
		u.acts[e.Act] = true
		for _, n := range e.Numbers {
			u.numbers[n.Number] = true
		}
	}
}

// unused notes acts and numbers of which nothing speaks. Who speaks of an act
// speaks of those declared to be one, and of what it is declared to be.
// Where a file has errors, what uses them may stand there; and an act or number
// that is not there may be the one that seems unused, misspelt.
func (c *checker) unused() {
	misnamed := func(d diag.Diagnostic) bool { return d.Code == "E0202" || d.Code == "E0203" }
	if len(c.l.broken()) > 0 || slices.ContainsFunc(c.list, misnamed) {
		return
	}
	for _, f := range c.l.Folders {
		for _, v := range f.Vocabularies {
			u := c.used[v.Vocabulary]
			if u == nil || c.l.faulty[v.File] {
				continue
			}
			spoken := func(a charter.ActID) bool {
				for b := range u.acts {
					if u.acts[b] && (v.IsAct(a, charter.ActID(b)) || v.IsAct(charter.ActID(b), a)) {
						return true
					}
				}
				return false
			}
			for _, d := range v.Decl.Acts {
				if a, ok := v.FindAct(d.Name.Name); ok && !spoken(a) {
					c.add([]diag.Diagnostic{{Code: "E0249", Severity: diag.Note, Place: place(v.File, d.Name.Span),
						Summary: "no rule and no entry speaks of the act " + d.Name.Name}})
				}
			}
			for _, d := range v.Decl.Numbers {
				if n, ok := v.FindNumber(d.Name.Name); ok && !u.numbers[n] {
					c.add([]diag.Diagnostic{{Code: "E0249", Severity: diag.Note, Place: place(v.File, d.Name.Span),
						Summary: "no rule and no entry speaks of the number " + d.Name.Name}})
				}
			}
		}
	}
}

// sound reports whether the charters named, and those they amend, stand in
// files without errors of form.
func (c *checker) sound(f *Folder, names []string) bool {
	seen := map[*Charter]bool{}
	for _, n := range names {
		for ch := f.Charter(n); ch != nil && !seen[ch]; ch = ch.Folder.Charter(ch.Decl.Amends.Name) {
			seen[ch] = true
			if c.l.faulty[ch.File] {
				return false
			}
			if v, _ := ch.Vocabulary(); v != nil && c.l.faulty[v.File] {
				return false
			}
		}
	}
	return true
}

func underNames(list []syntax.Under) []string {
	var names []string
	for _, u := range list {
		names = append(names, u.Charter.Name)
	}
	return names
}

func (c *checker) caseOf(cs *Case) {
	if !c.checks(cs) {
		return
	}
	b, diags := cs.Build()
	c.add(diags)
	c.use(b.Case, b.Record)
	if first := firstDay(b.Case); first != calendar.Never && len(c.l.broken()) == 0 {
		c.add(b.Record.Before(first))
	}
	c.add(orderOfFiles(b.Case, b.Record))
	c.forecasts(b)
	var p problems
	for _, id := range cs.Decl.Reads {
		for _, r := range cs.records(id, &p) {
			for _, d := range r.Decls {
				c.read[d] = true
			}
			if len(r.Decls) == 0 {
				c.heads[r.File] = true
			}
		}
	}
}

// forecasts asks whether a case can resolve the forecasts of its record. One
// that some case can resolve is sound: other cases may lack its charter.
func (c *checker) forecasts(b *Built) {
	if len(b.Case.Families) == 0 {
		return
	}
	for _, f := range b.Record.Forecasts {
		q, why := f.Question(b.Case)
		_, before := c.asked[f.Decl]
		switch {
		case q != nil:
			c.asked[f.Decl] = nil
		case !before:
			c.asked[f.Decl] = why
		}
	}
}

// firstDay is the first day on which a text of the case is in force; Never if
// there is no text.
func firstDay(c *charter.Case) calendar.Day {
	first := calendar.Never
	for _, f := range c.Families {
		for _, t := range f.Texts {
			first = min(first, t.From)
		}
	}
	return first
}

// record checks a record that no case reads. Others were checked together with
// what is read beside them, since an entry may name one of another record.
func (c *checker) record(r *Record) {
	for _, p := range r.Parts {
		if c.l.faulty[p.File] {
			return
		}
	}
	if len(r.Decls) > 0 && c.read[r.Decls[0]] || len(r.Decls) == 0 && c.heads[r.File] {
		return
	}
	v, diags := r.Vocabulary()
	c.add(diags)
	if v == nil || c.l.faulty[v.File] {
		return
	}
	rec, diags := c.l.memo.tie(v.Vocabulary, r.Parts)
	c.add(diags)
	c.use(&charter.Case{Vocab: v.Vocabulary}, rec)
}

func (c *checker) test(t *Test) {
	names := underNames(t.Decl.Under)
	if base := t.Folder.FindCase(t.Decl.Continues.Name); t.Decl.Continues.Name != "" && base != nil {
		if c.l.faulty[base.File] {
			return
		}
		names = append(names, underNames(base.Decl.Under)...)
	} else if t.Above != nil {
		names = append(names, t.Above.Decl.Name.Name)
	}
	if c.l.faulty[t.File] || !c.sound(t.Folder, names) {
		return
	}
	b, diags := t.Build()
	for _, d := range diags {
		// A test may look at part of a text: what would only be remarked on is
		// said where the whole is checked.
		if d.Severity != diag.Note {
			c.add([]diag.Diagnostic{d})
		}
	}
	if b == nil || len(b.Case.Families) == 0 {
		return
	}
	c.use(b.Case, b.Record)
	for i := range t.Decl.Checks {
		c.add(CheckExpectation(b.Case, &t.Decl.Checks[i], t.File))
	}
}

// CheckExpectation resolves one line of a test after its entries, and returns
// what is wrong with it.
func CheckExpectation(c *charter.Case, k *syntax.Check, f *syntax.File) []diag.Diagnostic {
	var diags []diag.Diagnostic
	switch {
	case k.Given != nil:
		_, _, diags = c.Given(k.Given, f)
	case k.Account.Name != "":
		if _, ok := c.Vocab.FindEntity(k.Account.Name); !ok {
			diags = []diag.Diagnostic{{Code: "E0201", Severity: diag.Error, Place: place(f, k.Account.Span),
				Summary: "there is no entity " + k.Account.Name, Hint: c.Vocab.EntityHint(k.Account.Name)}}
		}
	case k.Expect == nil:
	case k.Expect.Finding != nil:
		_, diags = c.Finding(k.Expect.Finding, f)
	case k.Expect.Change != nil:
		_, diags = c.Changes(k.Expect.Change, f)
	case k.Expect.State != nil:
		_, diags = c.State(k.Expect.State, f)
		diags = append(diags, AskedTooOften(k.Expect, f)...)
	}
	return diags
}

// mostAsked is on how many days a test may ask for a state: each day of ten
// years.
const mostAsked = 3_653

// AskedTooOften refuses to ask for a state on each of very many days.
func AskedTooOften(e *syntax.Expect, f *syntax.File) []diag.Diagnostic {
	if e.Dated.Word == "" || e.Dated.Days.Len() <= mostAsked {
		return nil
	}
	return []diag.Diagnostic{{Code: "E0417", Severity: diag.Error, Place: place(f, e.Dated.Span),
		Summary: fmt.Sprintf("a state is asked for on each of %d days, from %s to %s", e.Dated.Days.Len(), e.Dated.Days.Lo, e.Dated.Days.Hi),
		Hint:    "correct the year if it is mistyped; else name the days that matter, or ten years at most"}}
}
