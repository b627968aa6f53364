package library

import (
	"slices"

	"casus/calendar"
	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Build builds the case from which an outlook looks ahead: that which it
// continues, with its record of what had begun before the day starts, or the
// charters it is under, with none; and beside them what a scenario adds. A
// future, if there is one, is a file of entries that go on from there.
func (o *Outlook) Build(name string, more []charter.TextSpec, starts calendar.Day, future *syntax.File) (*Built, []diag.Diagnostic) {
	at := place(o.File, o.Decl.Name.Span)
	var specs []charter.TextSpec
	var base *Case
	var p problems
	for i := range o.Decl.Items {
		it := &o.Decl.Items[i]
		switch it.Word {
		case "continues":
			if base = o.Folder.FindCase(it.Name.Name); base == nil {
				p.error("E0411", place(o.File, it.Name.Span), o.Folder.missing(it.Name.Name, "case "+it.Name.Name+" under CHARTER reads RECORD", o.Folder.caseNames()), "there is no case %s", it.Name.Name)
				return nil, p
			}
			specs = append(specs, Specs(base.Decl.Under, base.File)...)
		case "under":
			specs = append(specs, Specs([]syntax.Under{*it.Under}, o.File)...)
		}
	}
	for _, s := range more {
		if i := specIndex(specs, s.Charter); i >= 0 {
			specs[i] = s
		} else {
			specs = append(specs, s)
		}
	}
	if len(specs) == 0 {
		p.error("E0409", at, "write `continues CASE` or `under CHARTER`", "nothing says under which charters the outlook %s looks ahead", o.Decl.Name.Name)
		return nil, p
	}
	b, wrong := o.Folder.build(name, "", specs, at, func(*Vocabulary, *problems) []record.Part { return nil })
	p = append(p, wrong...)
	if b.Case.Vocab == nil || len(b.Case.Families) == 0 {
		return b, p
	}
	var parts []record.Part
	if base != nil {
		v := o.Folder.vocabularyOf(specs, at, &problems{})
		parts = before(base.parts(v, &p), starts)
	}
	if future != nil {
		parts = append(parts, record.Part{File: future, Items: future.Head, Name: "future"})
	}
	// Futures come and go: the record is tied together here and not kept.
	rec, wrong := record.Resolve(b.Case.Vocab, parts)
	p = append(p, wrong...)
	b.Record = rec
	var counts []syntax.CountsAs
	for i := range o.Decl.Items {
		if it := &o.Decl.Items[i]; it.Counts != nil {
			counts = append(counts, *it.Counts)
		}
	}
	if base != nil {
		for i := range base.Decl.Given {
			p = append(p, b.give(&base.Decl.Given[i], base.File)...)
		}
		// What the outlook says itself stands in the place of what the case says.
		own := slices.DeleteFunc(slices.Clone(base.Decl.Counts), func(c syntax.CountsAs) bool {
			return slices.ContainsFunc(counts, func(o syntax.CountsAs) bool { return o.Signal.Name == c.Signal.Name })
		})
		p = append(p, b.signals(own, base.File)...)
	}
	said := b.Signals
	p = append(p, b.signals(counts, o.File)...)
	for s, x := range said {
		if x.Declared && !b.Signals[s].Declared {
			b.Signals[s] = x
		}
	}
	for i := range o.Decl.Items {
		if it := &o.Decl.Items[i]; it.Given != nil {
			p = append(p, b.give(it.Given, o.File)...)
		}
	}
	return b, p
}

// before keeps of a record what had certainly begun before a day, with all
// sources and what is said of no entry that is left out.
func before(parts []record.Part, day calendar.Day) []record.Part {
	out := slices.Clone(parts)
	for i := range out {
		if p := &out[i]; p.Long {
			f, _ := syntax.Parse(p.File.Path, p.File.Src)
			p.Items, p.Long, p.Entries = f.Decls[0].(*syntax.Record).Items, false, 0
		}
	}
	gone := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for i := range out {
			var kept []syntax.Item
			for _, it := range out[i].Items {
				if leaves(it, day, gone) {
					changed = true
					if e, ok := it.(*syntax.Entry); ok && e.ID.Name != "" {
						gone[e.ID.Name] = true
					}
					continue
				}
				kept = append(kept, it)
			}
			out[i].Items = kept
		}
	}
	return out
}

// leaves reports whether an item is of the day or later, or speaks of an entry
// that is.
func leaves(it syntax.Item, day calendar.Day, gone map[string]bool) bool {
	switch it := it.(type) {
	case *syntax.Entry:
		if it.Date.Begin.Hi >= day && (it.Known.IsZero() || it.Known.Last >= day) {
			return true
		}
		if gone[it.Corrects.Name] || gone[it.Describes.Name] || gone[it.Answers.Name] {
			return true
		}
		for _, rt := range it.Phrase.Roles {
			for _, t := range rt.Terms {
				if !t.IsCode() && gone[t.Name] {
					return true
				}
			}
		}
	case *syntax.Retraction:
		return gone[it.Label.Name] || it.Known.First >= day
	}
	return false
}

func specIndex(specs []charter.TextSpec, name string) int {
	for i, s := range specs {
		if s.Charter == name {
			return i
		}
	}
	return -1
}

// FindOutlook finds a declared outlook by name, here or above; nil if there is
// none. Without a name it is the first that is declared.
func (f *Folder) FindOutlook(name string) *Outlook {
	for x := range f.up {
		for _, o := range x.Outlooks {
			if name == "" || o.Decl.Name.Name == name {
				return o
			}
		}
	}
	return nil
}

// OutlookNames are the outlooks that can be named from the folder.
func (f *Folder) OutlookNames() []string {
	return names(f, func(x *Folder) []*Outlook { return x.Outlooks }, func(o *Outlook) string { return o.Decl.Name.Name })
}

// Continued is the name of the case whose record an outlook continues; empty if
// it begins without one.
func (o *Outlook) Continued() string {
	for i := range o.Decl.Items {
		if it := &o.Decl.Items[i]; it.Word == "continues" {
			return it.Name.Name
		}
	}
	return ""
}
