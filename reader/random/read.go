package random

import (
	"casus/charter"
	"casus/diag"
	"casus/record"
	"casus/syntax"
)

// Read reads a text that declares one vocabulary, charters, one case and one
// record. Nothing may be run if a diagnostic is an error; case and record are
// then nil.
func Read(text string) (*charter.Case, *record.Record, []diag.Diagnostic) {
	f, list := syntax.Parse("random.casus", []byte(text))
	if diag.HasErrors(list) {
		return nil, nil, list
	}
	charters := map[string]*syntax.Charter{}
	var vocab *charter.Vocabulary
	var specs []charter.TextSpec
	var part record.Part
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *syntax.Vocabulary:
			v, more := charter.ResolveVocabulary(d, f)
			vocab, list = v, append(list, more...)
		case *syntax.Charter:
			charters[d.Name.Name] = d
		case *syntax.Case:
			specs = texts(d)
		case *syntax.Record:
			part = record.Part{File: f, Items: d.Items, Name: d.Name.Name, Closed: d.Closed}
		}
	}
	if vocab == nil || diag.HasErrors(list) {
		return nil, nil, list
	}
	c, more := charter.Build(vocab, specs, func(name string) (*syntax.Charter, *syntax.File) { return charters[name], f })
	list = append(list, more...)
	rec, more := record.Resolve(vocab, []record.Part{part})
	if list = append(list, more...); diag.HasErrors(list) {
		return nil, nil, list
	}
	return c, rec, list
}

// texts are what a case says its charters' days are.
func texts(d *syntax.Case) []charter.TextSpec {
	var out []charter.TextSpec
	for _, u := range d.Under {
		s := charter.TextSpec{Charter: u.Charter.Name}
		if !u.From.IsZero() {
			s.From, s.HasFrom = u.From.First, true
		}
		if !u.Until.IsZero() {
			s.Until, s.HasUntil = u.Until.First, true
		}
		out = append(out, s)
	}
	return out
}
