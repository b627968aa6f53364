package inquiry

import (
	"casus/docket"
	"casus/library"
	"casus/report"
)

// Across compares the cases that a folder declares, each with its own texts,
// over one view; nil where there is only one. Law builds a case by its name.
// What a view asks of a case that it does not have (a reading that its texts do
// not leave open) leaves that case out.
func Across(f *library.Folder, v View, law func(name string) (*library.Built, error), derive func(*library.Built, View) (*docket.Docket, error)) (*report.Comparison, error) {
	var vs []report.Variant
	for _, c := range f.Cases {
		if len(vs) == MostVariants {
			break
		}
		b, err := law(c.Decl.Name.Name)
		if err != nil {
			return nil, err
		}
		if _, err := v.Of(b); err != nil {
			continue
		}
		d, err := derive(b, v)
		if err != nil {
			return nil, err
		}
		sides, err := v.Sides(d)
		if err != nil {
			continue
		}
		vs = append(vs, report.Variant{Name: c.Decl.Name.Name, Docket: d, Sides: sides})
	}
	if len(vs) < 2 {
		return nil, nil
	}
	return report.Compare(vs, report.Selection{}, false, SameWords(f)), nil
}
