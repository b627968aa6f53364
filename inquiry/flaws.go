package inquiry

import (
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
		list := lint.Unsaid(lint.Findings(law.Case), said)
		if n := len(all); n == 0 || all[n-1].Folder != law.Folder.Path {
			all = append(all, report.FlawsOf{Folder: law.Folder.Path})
		}
		last := &all[len(all)-1]
		last.Cases, last.Lists = append(last.Cases, law.Name), append(last.Lists, list)
	}
	return all
}
