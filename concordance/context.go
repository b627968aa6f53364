package concordance

import (
	"casus/library"
	"casus/syntax"
)

// family is a charter with everything that amends it: they share names.
type family struct {
	governs string // the code, or empty
}

// context is what names mean within a declaration: its vocabulary, its charters.
type context struct {
	folder *library.Folder
	words  *library.Vocabulary // nil if there is none
	// own is the family of the charter; the families of the case or test.
	own []*family
	// others are those of which a rule may speak by `of CODE`, and whose
	// statuses it may name where its own family has none of the name.
	others []*family
	decl   syntax.Decl
}

// makeContexts goes through the folders.
func (c *Concordance) makeContexts() {
	for _, f := range c.lib.Folders {
		for _, file := range f.Files {
			c.folders[file] = f
		}
	}
	for _, f := range c.lib.Folders {
		for _, ch := range f.Charters {
			fam := c.familyOf(ch)
			for _, h := range ch.Decl.Heads {
				if g, ok := h.(*syntax.GovernsHead); ok && fam.governs == "" {
					fam.governs = g.Code.Name
				}
			}
		}
	}
	for _, f := range c.lib.Folders {
		all := c.familiesIn(f)
		put := func(d syntax.Decl, words *library.Vocabulary, own []*family) {
			c.contexts[d] = &context{folder: f, words: words, own: own, others: all, decl: d}
		}
		for _, v := range f.Vocabularies {
			put(v.Decl, v, nil)
		}
		for _, ch := range f.Charters {
			words, _ := ch.Vocabulary()
			put(ch.Decl, words, []*family{c.familyOf(ch)})
		}
		for _, r := range f.Records {
			words, _ := r.Vocabulary()
			for _, d := range r.Decls {
				put(d, words, all)
			}
			if len(r.Decls) == 0 {
				c.heads[r.File] = &context{folder: f, words: words, own: all, others: all}
			}
		}
		for _, x := range f.Cases {
			own, words := c.under(f, x.Decl.Under)
			put(x.Decl, words, own)
		}
		for _, t := range f.Tests {
			own, words := c.under(f, t.Decl.Under)
			if base := f.FindCase(t.Decl.Continues.Name); t.Decl.Continues.Name != "" && base != nil {
				more, w := c.under(base.Folder, base.Decl.Under)
				own = append(own, more...)
				words = firstOf(words, w)
			}
			if len(own) == 0 && t.Above != nil {
				own = []*family{c.familyOf(t.Above)}
				words, _ = t.Above.Vocabulary()
			}
			put(t.Decl, words, own)
		}
		for _, o := range f.Outlooks {
			own, words := c.outlook(f, o.Decl)
			put(o.Decl, words, own)
		}
	}
}

func firstOf(a, b *library.Vocabulary) *library.Vocabulary {
	if a != nil {
		return a
	}
	return b
}

func (c *Concordance) outlook(f *library.Folder, o *syntax.Outlook) (own []*family, words *library.Vocabulary) {
	for _, it := range o.Items {
		list, w := []*family(nil), (*library.Vocabulary)(nil)
		if it.Under != nil {
			list, w = c.under(f, []syntax.Under{*it.Under})
		} else if base := f.FindCase(it.Name.Name); it.Word == "continues" && base != nil {
			list, w = c.under(base.Folder, base.Decl.Under)
		}
		own = append(own, list...)
		words = firstOf(words, w)
	}
	return own, words
}

// under are the families of the charters named, and their vocabulary.
func (c *Concordance) under(f *library.Folder, list []syntax.Under) (own []*family, words *library.Vocabulary) {
	for _, u := range list {
		ch := f.Charter(u.Charter.Name)
		if ch == nil {
			continue
		}
		own = append(own, c.familyOf(ch))
		w, _ := ch.Vocabulary()
		words = firstOf(words, w)
	}
	return own, words
}

// familyOf is the family of a charter: that of the one it amends, if any.
func (c *Concordance) familyOf(ch *library.Charter) *family {
	seen := map[*library.Charter]bool{}
	root := ch
	for !seen[root] {
		seen[root] = true
		if up := root.Folder.Charter(root.Decl.Amends.Name); root.Decl.Amends.Name != "" && up != nil {
			root = up
		}
	}
	if c.families[root] == nil {
		fam := &family{}
		c.families[root] = fam
		c.make(fam, Status, "party") // every text has it
	}
	return c.families[root]
}

// familiesIn are those of the charters that can be named from a folder.
func (c *Concordance) familiesIn(f *library.Folder) []*family {
	var list []*family
	seen := map[*family]bool{}
	for x := f; x != nil; x = x.Parent {
		for _, ch := range x.Charters {
			if fam := c.familyOf(ch); !seen[fam] {
				seen[fam] = true
				list = append(list, fam)
			}
		}
	}
	return list
}

// context is that of a mention.
func (c *Concordance) context(m *Mention) *context { return c.contextOf(m.File, m.Decl) }

func (c *Concordance) contextOf(f *syntax.File, d syntax.Decl) *context {
	var x *context
	if d != nil {
		x = c.contexts[d]
	} else {
		x = c.heads[f]
	}
	if x == nil {
		// A second vocabulary of a name, a damaged file: names of the folder are
		// known all the same.
		x = &context{folder: c.folders[f], decl: d}
		if x.folder != nil {
			x.others = c.familiesIn(x.folder)
			x.own = x.others
			if words, _ := x.folder.Vocabulary(syntax.Ident{}, f, syntax.Span{}); words != nil {
				x.words = words
			}
		}
	}
	return x
}

// home is the space in which a declaration of a sort makes a name known.
func (x *context) home(sort Sort, m *Mention) any {
	switch sort {
	case Kind, Entity, Number, Act, Declared:
		if x.words != nil && x.words.Decl == m.Decl {
			return x.words.Decl
		}
	case Value:
		if len(x.own) > 0 {
			return valueSpace{x.own[0], m.With}
		}
	case Article, Rule, Status, Reading, Body, Definition, Choice:
		if len(x.own) > 0 {
			return x.own[0]
		}
	case Measure, OutlookItem:
		if o, ok := m.Decl.(*syntax.Outlook); ok {
			return o
		}
		if len(x.own) > 0 {
			return x.own[0]
		}
	case Label, Source:
		if t, ok := m.Decl.(*syntax.Test); ok {
			return t
		}
		return x.folder
	default:
		return x.folder
	}
	return nil
}
