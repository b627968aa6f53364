package lint

import (
	"slices"

	"casus/diag"
)

// Unsaid leaves out the flaws that a check of the texts has already told of at
// the same place.
func Unsaid(list []Finding, said []diag.Diagnostic) []Finding {
	var out []Finding
	for _, f := range list {
		if !slices.ContainsFunc(said, func(d diag.Diagnostic) bool {
			return d.Place.File == f.Place.File && d.Place.From == f.Place.From && slices.Contains(sameAs[d.Code], f.Code)
		}) {
			out = append(out, f)
		}
	}
	return out
}

// sameAs lists the checks that say what another diagnostic says already.
var sameAs = map[string][]string{
	"E0246": {"L02"},
	"E0247": {"L05"},
	"E0248": {"L03"},
}
