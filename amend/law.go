package amend

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/library"
	"casus/syntax"
)

// law is a family of texts as it stands on the day of a crisis: what an
// amendment amends.
type law struct {
	folder *library.Folder
	built  *library.Built
	c      *charter.Case
	family int
	parent string       // the last text in force, which is amended
	from   calendar.Day // since when it is; Always if always

	articles []*article
	rules    []*rule
	heads    []*head
	crimes   []charter.ActID // grave acts that are recorded about that time
}

// article is an article in force.
type article struct {
	decl    *syntax.Article
	charter string
	file    *syntax.File
	rules   []*rule
}

// rule is a rule in force with its text.
type rule struct {
	*charter.Rule
	decl    syntax.Rule
	article *article
}

func (r *rule) file() *syntax.File { return r.article.file }

// head is a reading, body or definition in force with its text.
type head struct {
	name string
	decl syntax.Head
	file *syntax.File
}

// lawOf looks a family up as it stands on a day; nil if no text of it is in
// force then.
func lawOf(f *library.Folder, b *library.Built, family int, day calendar.Day) *law {
	fam := b.Case.Families[family]
	l := &law{folder: f, built: b, c: b.Case, family: family, from: calendar.Always}
	for _, t := range fam.Texts {
		if t.From > day || t.Until <= day {
			continue
		}
		l.parent, l.from = t.Name, max(l.from, t.From)
		if d := f.Charter(t.Name); d != nil {
			l.takeHeads(d)
		}
	}
	if l.parent == "" {
		return nil
	}
	byName := map[string]*article{}
	for _, r := range l.c.Rules {
		if r.Family != family || r.From > day || r.Until <= day {
			continue
		}
		d := f.Charter(fam.Texts[r.Text].Name)
		if d == nil {
			continue
		}
		a := byName[r.Article]
		if a == nil {
			at := slices.IndexFunc(d.Decl.Articles, func(a *syntax.Article) bool { return a.Number.Name == r.Article })
			if at < 0 {
				continue
			}
			a = &article{decl: d.Decl.Articles[at], charter: d.Decl.Name.Name, file: d.File}
			byName[r.Article] = a
			l.articles = append(l.articles, a)
		}
		for _, decl := range a.decl.Rules {
			if decl.RuleName().Name == r.Name {
				x := &rule{r, decl, a}
				a.rules, l.rules = append(a.rules, x), append(l.rules, x)
				break
			}
		}
	}
	return l
}

// takeHeads takes in the heads of a text; a later one takes the place of one of
// its name.
func (l *law) takeHeads(d *library.Charter) {
	list := slices.Clone(d.Decl.Heads)
	for _, a := range d.Decl.Articles {
		list = append(list, a.Heads...)
	}
	for _, h := range list {
		x := &head{decl: h, file: d.File}
		switch h := h.(type) {
		case *syntax.ReadingHead:
			x.name = h.Name.Name
		case *syntax.BodyHead:
			x.name = h.Name.Name
		case *syntax.DefineHead:
			x.name = h.Name.Name
		default:
			continue
		}
		if at := slices.IndexFunc(l.heads, func(o *head) bool { return o.name == x.name }); at >= 0 {
			l.heads[at] = x
		} else {
			l.heads = append(l.heads, x)
		}
	}
}

// crimesAbout notes the grave acts that are recorded between two days.
func (l *law) crimesAbout(days calendar.Extent) {
	for _, e := range l.built.Record.Entries {
		if l.c.Vocab.Acts[e.Act].Grave && e.Begin.Hi >= days.Lo && e.Begin.Lo <= days.Hi && !slices.Contains(l.crimes, e.Act) {
			l.crimes = append(l.crimes, e.Act)
		}
	}
	slices.Sort(l.crimes)
}

// specs list the texts of the case with the days on which they are in force.
func specs(c *charter.Case) []charter.TextSpec {
	var list []charter.TextSpec
	for _, f := range c.Families {
		for _, t := range f.Texts {
			s := charter.TextSpec{Charter: t.Name, Pos: t.Pos}
			s.From, s.HasFrom = t.From, t.From > calendar.Always
			s.Until, s.HasUntil = t.Until, t.Until < calendar.Never
			list = append(list, s)
		}
	}
	return list
}

// body is an organ as it stands.
func (l *law) body(i int) charter.BodyVersion {
	vs := l.c.Families[l.family].Bodies[i].Versions
	at := 0
	for n := range vs {
		if vs[n].From <= l.from {
			at = n
		}
	}
	if len(vs) == 0 {
		return charter.BodyVersion{}
	}
	return vs[at]
}

// sanctions are the statuses that a member may be put into: those that keep a
// member out of a body, or that follow from a breach or a decision about one.
func (l *law) sanctions() []string {
	fam := l.c.Families[l.family]
	var list []string
	add := func(status int) {
		if status > charter.PartyStatus && !fam.Statuses[status].Pair && !slices.Contains(list, fam.Statuses[status].Name) {
			list = append(list, fam.Statuses[status].Name)
		}
	}
	for i := range fam.Bodies {
		for _, s := range l.body(i).Except {
			add(s)
		}
	}
	for _, r := range l.rules {
		if r.Kind != charter.ConsequenceRule && (r.Kind != charter.ProcedureRule || len(r.Except) == 0) {
			continue
		}
		for _, e := range slices.Concat(r.Effects, r.Adopted) {
			if e.Change != nil && !e.Change.Ceases && e.Change.Family == l.family {
				add(e.Change.Status)
			}
		}
	}
	return list
}
