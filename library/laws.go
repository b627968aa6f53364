package library

import (
	"casus/charter"
	"casus/diag"
)

// Law is a text that can be looked at as a whole: a case, or a charter that no
// case lists, with what it amends.
type Law struct {
	Name   string // of the case or charter
	Folder *Folder
	Case   *charter.Case
}

// Laws lists all laws whose charters have no errors: the cases, then the
// charters that no case and no other charter takes in, folder by folder.
func (l *Library) Laws() []Law {
	c := checker{l: l}
	c.inCase = c.chartersInCases()
	amended := map[*Charter]bool{}
	for _, f := range l.Folders {
		for _, ch := range f.Charters {
			if p := f.Charter(ch.Decl.Amends.Name); p != nil {
				amended[p] = true
			}
		}
	}
	var list []Law
	for _, f := range l.Folders {
		for _, cs := range f.Cases {
			if c.checks(cs) {
				list = f.law(list, cs.Decl.Name.Name, Specs(cs.Decl.Under, cs.File))
			}
		}
		for _, ch := range f.Charters {
			name := ch.Decl.Name.Name
			if !c.inCase[ch] && !amended[ch] && c.sound(f, []string{name}) {
				list = f.law(list, name, []charter.TextSpec{{Charter: name, Pos: place(ch.File, ch.Decl.Name.Span)}})
			}
		}
	}
	return list
}

// law adds the law that some charters make, unless they have errors.
func (f *Folder) law(list []Law, name string, specs []charter.TextSpec) []Law {
	var p problems
	v := f.vocabularyOf(specs, diag.Place{File: f.Path}, &p)
	if v == nil || diag.HasErrors(p) || diag.HasErrors(v.diags) {
		return list
	}
	c, diags := f.compose(v, specs)
	if diag.HasErrors(diags) {
		return list
	}
	return append(list, Law{name, f, c})
}
