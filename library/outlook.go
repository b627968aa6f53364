package library

import (
	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Build builds the case from which an outlook looks ahead: that which it
// continues, with its record, or the charters it is under, with none; and
// beside them what a scenario adds.
func (o *Outlook) Build(name string, more []charter.TextSpec) (*Built, []diag.Diagnostic) {
	at := place(o.File, o.Decl.Name.Span)
	var specs []charter.TextSpec
	var base *Case
	var p problems
	for i := range o.Decl.Items {
		it := &o.Decl.Items[i]
		switch it.Word {
		case "continues":
			if base = o.Folder.FindCase(it.Name.Name); base == nil {
				p.error("E0411", place(o.File, it.Name.Span), hint(it.Name.Name, o.Folder.caseNames()), "there is no case %s", it.Name.Name)
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
	b, more2 := o.Folder.build(name, "", specs, at, func(v *Vocabulary, p *problems) []record.Part {
		if base != nil {
			return base.parts(v, p)
		}
		return nil
	})
	p = append(p, more2...)
	if base != nil {
		for i := range base.Decl.Given {
			p = append(p, b.give(&base.Decl.Given[i], base.File)...)
		}
		p = append(p, b.signals(base.Decl.Counts, base.File)...)
	} else {
		b.Signals = UsualSignals(b.Case.Vocab)
	}
	for i := range o.Decl.Items {
		if it := &o.Decl.Items[i]; it.Given != nil {
			p = append(p, b.give(it.Given, o.File)...)
		}
	}
	return b, p
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
