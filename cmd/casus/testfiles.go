package main

import (
	"casus/diag"
	"casus/library"
	"casus/syntax"
)

// testFile is a file with the tests it declares.
type testFile struct {
	path  string
	file  *syntax.File
	tests []*library.Test
}

// filesWithTests lists the files that declare tests, and those that cannot be
// parsed and might; by path.
func filesWithTests(lib *library.Library) []testFile {
	byFile := map[*syntax.File][]*library.Test{}
	for _, d := range lib.Folders {
		for _, t := range d.Tests {
			byFile[t.File] = append(byFile[t.File], t)
		}
	}
	var list []testFile
	for _, f := range lib.Files {
		if len(byFile[f]) > 0 || lib.Faulty(f) {
			list = append(list, testFile{f.Path, f, byFile[f]})
		}
	}
	return list
}

func inFile(list []diag.Diagnostic, path string) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range onlyErrors(list) {
		if d.Place.File == path {
			out = append(out, d)
		}
	}
	return out
}
