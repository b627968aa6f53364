package charter

import (
	"slices"

	"casus/calendar"
	"casus/diag"
	"casus/syntax"
)

// TextSpec names a charter of a case and the days on which it is in force.
type TextSpec struct {
	Charter string
	From    calendar.Day
	HasFrom bool // else the charter's own `effective` day, else that of the text it amends, else Always
	// Until is the first day on which the text is no longer in force. It counts
	// if HasUntil is set.
	Until    calendar.Day
	HasUntil bool
	Pos      diag.Place // of the line that names it; may be nowhere
}

// Lookup finds a charter by name: nil, nil if there is none.
type Lookup func(name string) (*syntax.Charter, *syntax.File)

// Build composes charters into a case. What a charter amends is brought in
// with it. Build always returns a case; it may be run only if no diagnostic is
// an error.
func Build(vocab *Vocabulary, texts []TextSpec, lookup Lookup) (*Case, []diag.Diagnostic) {
	return BuildWith(vocab, texts, lookup, nil)
}

// Surroundings are the charters outside a case, of which messages may speak.
type Surroundings struct {
	Names []string // of all charters that could be named
	// Governed reports whether any charter governs the entity of a code: then
	// `party of NATO` is not remarked on, since a text of NATO could be added.
	Governed func(code string) bool
}

// BuildWith is Build for a caller who knows of charters outside the case.
func BuildWith(vocab *Vocabulary, texts []TextSpec, lookup Lookup, around *Surroundings) (*Case, []diag.Diagnostic) {
	if around == nil {
		around = &Surroundings{}
	}
	b := &builder{
		c: &Case{Vocab: vocab}, lookup: lookup, around: around,
		units: map[string]*unit{}, byText: map[*Text]*unit{},
		defines: map[*Define]*defineDecls{}, measures: map[*Measure]*measureDecls{},
		rules: map[int]ruleDecl{}, choosing: map[int]map[string]bool{},
		statusAt: map[statusKey]diag.Place{},
	}
	b.collect(texts)
	b.setDays()
	b.makeFamilies()
	b.declareNames()
	b.makeRules()
	b.compose()
	b.resolveHeads()
	b.resolveRules()
	for i := 0; i < len(b.later); i++ {
		b.later[i]()
	}
	b.check()
	return b.c, b.list
}

// builder composes one case.
type builder struct {
	report
	c      *Case
	lookup Lookup
	around *Surroundings

	units  map[string]*unit // by the charter's name
	order  []*unit          // as listed, each after what it amends
	byText map[*Text]*unit

	defines  map[*Define]*defineDecls
	measures map[*Measure]*measureDecls
	rules    map[int]ruleDecl // by ID
	choosing map[int]map[string]bool
	statusAt map[statusKey]diag.Place // of the first declaration
	later    []func()                 // checks that wait until all rules are resolved
}

// unit is one charter of the case.
type unit struct {
	decl   *syntax.Charter
	file   *syntax.File
	parent *unit
	kids   []*unit
	spec   TextSpec
	listed bool
	from   calendar.Day
	fam    *Family
	text   *Text
	at     int // index in fam.Texts
}

type ruleDecl struct {
	unit *unit
	art  *syntax.Article
	decl syntax.Rule
}

// heads yields the head clauses of a charter: its own, then its articles'.
func (u *unit) heads(yield func(syntax.Head) bool) {
	for _, h := range u.decl.Heads {
		if !yield(h) {
			return
		}
	}
	for _, a := range u.decl.Articles {
		for _, h := range a.Heads {
			if !yield(h) {
				return
			}
		}
	}
}

func (u *unit) place(s syntax.Span) diag.Place { return PlaceOf(u.file, s) }

// root is the charter that the unit, at some remove, amends.
func (u *unit) root() *unit {
	for u.parent != nil {
		u = u.parent
	}
	return u
}

// amends reports whether u is, at some remove, an amendment of x.
func (u *unit) amends(x *unit) bool {
	for p := u.parent; p != nil; p = p.parent {
		if p == x {
			return true
		}
	}
	return false
}

// collect finds the charters listed and those that they amend.
func (b *builder) collect(texts []TextSpec) {
	for _, t := range texts {
		if had := b.units[t.Charter]; had != nil && had.listed {
			b.error("E0238", t.Pos, "keep one of the two", "%s is listed twice", t.Charter)
			continue
		}
		u := b.unit(t.Charter, t.Pos, nil)
		if u == nil {
			continue
		}
		u.spec, u.listed = t, true
		if t.HasFrom && t.HasUntil && t.Until <= t.From {
			b.error("E0238", t.Pos, "the first day comes first: exchange the two, or take one of them away", "%s would end on %s, before it begins on %s", t.Charter, t.Until, t.From)
		}
	}
	// Emitting happens after all are known, so that what is listed on a later
	// line still stands before its amendments.
	done := map[*unit]bool{}
	var emit func(u *unit)
	emit = func(u *unit) {
		if done[u] {
			return
		}
		done[u] = true
		if u.parent != nil {
			emit(u.parent)
		}
		b.order = append(b.order, u)
	}
	for _, t := range texts {
		if u := b.units[t.Charter]; u != nil {
			emit(u)
		}
	}
}

// unit returns the charter of a name with all it amends. chain holds the
// charters that led here.
func (b *builder) unit(name string, at diag.Place, chain []string) *unit {
	if u, ok := b.units[name]; ok && u != nil {
		return u
	}
	if i := slices.Index(chain, name); i >= 0 {
		way := ""
		if rest := chain[i+1:]; len(rest) > 0 {
			way = " by way of " + enumerate(rest, "and")
		}
		b.error("E0237", at, "let one of them amend nothing", "%s amends itself%s", name, way)
		return nil
	}
	decl, file := b.lookup(name)
	if decl == nil {
		b.error("E0210", at, didYouMean(name, b.around.Names), "there is no charter %s", name)
		return nil
	}
	u := &unit{decl: decl, file: file}
	if decl.Amends.Name != "" {
		u.parent = b.unit(decl.Amends.Name, PlaceOf(file, decl.Amends.Span), append(slices.Clone(chain), name))
		if u.parent != nil {
			u.parent.kids = append(u.parent.kids, u)
		}
	}
	b.units[name] = u
	return u
}

// setDays finds the first day of every text. One that was brought in by an
// amendment is in force no later than the amendment.
func (b *builder) setDays() {
	for _, u := range b.order {
		u.from = calendar.Always
		switch day, ok := u.effective(); {
		case u.listed && u.spec.HasFrom:
			u.from = u.spec.From
		case ok:
			u.from = day
		case u.parent != nil:
			u.from = u.parent.from
		}
	}
	for i := len(b.order) - 1; i >= 0; i-- {
		u := b.order[i]
		for _, k := range u.kids {
			if !u.listed {
				u.from = min(u.from, k.from)
			}
			if k.from < u.from {
				at := k.spec.Pos
				if at.IsZero() {
					at = k.place(k.decl.Amends.Span)
				}
				b.error("E0243", at, "let "+u.decl.Name.Name+" begin earlier, or "+k.decl.Name.Name+" later",
					"%s is in force from %s, before %s, which it amends and which begins on %s",
					k.decl.Name.Name, k.from, u.decl.Name.Name, u.from)
			}
		}
	}
}

// effective is the day of the charter's own `effective` clause.
func (u *unit) effective() (calendar.Day, bool) { return u.date("effective") }

func (u *unit) date(word string) (calendar.Day, bool) {
	for h := range u.heads {
		if d, ok := h.(*syntax.DateHead); ok && d.Word == word {
			return d.Point.First, true
		}
	}
	return 0, false
}

// makeFamilies groups the texts by the charter they spring from, and puts the
// texts of each family in order of their days.
func (b *builder) makeFamilies() {
	byRoot := map[*unit]*Family{}
	members := map[*Family][]*unit{}
	for _, u := range b.order {
		root := u.root()
		f := byRoot[root]
		if f == nil {
			f = &Family{ID: len(b.c.Families), Name: root.decl.Name.Name, Statuses: []Status{{Name: "party"}}}
			byRoot[root] = f
			b.c.Families = append(b.c.Families, f)
			x := newFamilyIndex()
			x.statuses["party"] = PartyStatus
			b.c.indexes = append(b.c.indexes, x)
		}
		u.fam = f
		members[f] = append(members[f], u)
	}
	for _, f := range b.c.Families {
		list := members[f]
		slices.SortStableFunc(list, func(x, y *unit) int { return int(x.from) - int(y.from) })
		for i, u := range list {
			u.at = i
			u.text = b.makeText(u)
			b.byText[u.text] = u
			f.Texts = append(f.Texts, u.text)
		}
		b.governs(f, list)
	}
	b.checkGoverning()
}

func (b *builder) makeText(u *unit) *Text {
	t := &Text{
		Name: u.decl.Name.Name, Title: u.decl.Title.Value, From: u.from, Until: calendar.Never,
		Signed: u.from, Pos: u.place(u.decl.Name.Span),
	}
	if u.listed && u.spec.HasUntil {
		t.Until = u.spec.Until
	}
	if day, ok := u.date("signed"); ok {
		// Who sets a text in force earlier than it was signed asks what would
		// have been: final powers then work from that day.
		t.Signed = min(day, u.from)
	}
	once := map[string]syntax.Span{}
	for h := range u.heads {
		switch h := h.(type) {
		case *syntax.OpenHead:
			b.onlyOnce(u, once, "open matters", h.Span)
			t.OpenMatters = map[string]OpenMatters{"lapse": LapseAll, "move": Move}[h.Word]
		case *syntax.DateHead:
			b.onlyOnce(u, once, h.Word, h.Span)
		case *syntax.GovernsHead:
			b.onlyOnce(u, once, "governs", h.Span)
		}
	}
	return t
}

func (b *builder) onlyOnce(u *unit, seen map[string]syntax.Span, word string, at syntax.Span) {
	if first, twice := seen[word]; twice {
		b.add(diag.Diagnostic{Code: "E0238", Severity: diag.Error, Place: u.place(at),
			Summary: "`" + word + "` is said twice in " + u.decl.Name.Name, Hint: "keep one of the two",
			Related: []diag.Related{{Place: u.place(first), Role: "the first one"}}})
		return
	}
	seen[word] = at
}

// governs finds the entity a family governs: all its texts that say so agree.
func (b *builder) governs(f *Family, list []*unit) {
	for _, u := range list {
		for h := range u.heads {
			g, ok := h.(*syntax.GovernsHead)
			if !ok {
				continue
			}
			e := newResolver(b.c, f, u.file, &b.report).entity(g.Code, 0)
			if f.Governs != 0 && e != 0 && e != f.Governs {
				b.error("E0238", u.place(g.Code.Span), "leave it out: an amendment governs what the charter it amends does",
					"%s governs %s, and %s, which it amends, governs %s", u.decl.Name.Name, g.Code.Name,
					f.Name, b.c.Vocab.Entities[f.Governs].Code)
				continue
			}
			if f.Governs == 0 {
				f.Governs = e
			}
		}
	}
}

// checkGoverning refuses two families that govern the same treaty: they would
// contradict each other about who is a party to it.
func (b *builder) checkGoverning() {
	for i, f := range b.c.Families {
		for _, g := range b.c.Families[:i] {
			if f.Governs == 0 || f.Governs != g.Governs {
				continue
			}
			b.add(diag.Diagnostic{Code: "E0242", Severity: diag.Error, Place: f.Texts[0].Pos,
				Summary: f.Name + " and " + g.Name + " both govern " + b.c.Vocab.Entities[f.Governs].Code,
				Hint:    "let one of them amend the other, or take one out of the case",
				Related: []diag.Related{{Place: g.Texts[0].Pos, Role: "the other one"}}})
		}
	}
}
