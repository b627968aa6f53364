package inquiry

import (
	"slices"

	"casus/diag"
	"casus/library"
	"casus/lint"
	"casus/report"
)

// Flaws looks for flaws of all laws that were read. What the check has
// already warned of at the same place is not said again.
func Flaws(lib *library.Library, said []diag.Diagnostic) []report.FlawsOf {
	var all []report.FlawsOf
	for _, law := range lib.Laws() {
		list := slices.DeleteFunc(lint.Findings(law.Case), func(f lint.Finding) bool {
			return slices.ContainsFunc(said, func(d diag.Diagnostic) bool {
				return d.Place.File == f.Place.File && d.Place.From == f.Place.From && slices.Contains(sameAs[d.Code], f.Code)
			})
		})
		if n := len(all); n == 0 || all[n-1].Folder != law.Folder.Path {
			all = append(all, report.FlawsOf{Folder: law.Folder.Path})
		}
		last := &all[len(all)-1]
		last.Cases, last.Lists = append(last.Cases, law.Name), append(last.Lists, list)
	}
	return all
}

// sameAs lists the checks that say what another diagnostic says already.
var sameAs = map[string][]string{
	"E0246": {"L02"},
	"E0247": {"L05"},
	"E0248": {"L03"},
}
