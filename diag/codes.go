package diag

import (
	"maps"
	"slices"
)

// Codes lists every code with its meaning in one line: E01xx is the form of
// the text (here), E02xx names and kinds, E03xx the record, E04xx files and
// cases. Other packages add theirs with Register.
var Codes = map[string]string{
	"E0101": "a word stands where the grammar has no place for it",
	"E0102": "the file is not UTF-8 text",
	"E0103": "the file is binary: it holds a zero byte",
	"E0104": "a word mixes upper and lower case",
	"E0105": "a character that the language does not use",
	"E0106": "a quoted text is not closed on its line",
	"E0107": "a backslash in a quoted text that stands before neither a quote nor a backslash",
	"E0108": "a date that does not exist or is not written as 2022-09-14, 2022-09 or 2022",
	"E0109": "a number, period or share that is too large or too finely divided",
	"E0110": "a word or number that is not well formed",
	"E0111": "the file, or one entry of it, is too large",
	"E0112": "conditions are nested too deeply or are too long",
	"E0113": "a clause is given twice",
	"E0114": "a clause stands in the wrong place of its rule",
	"E0115": "a clause is missing",
	"E0116": "a range or span runs backwards",
	"E0117": "a comma in a condition that cannot take one",
	"E0118": "a word of the language is used as a name",
	"E0119": "a misspelt word of the language",
	"E0120": "entries stand after another declaration without the header of a record",
	"E0121": "a clause that this kind of rule does not have",
	"E0122": "upper case where a name is due, or lower case where an entity is due",
	"E0123": "an entry gives no fact: a pattern, a variable or nothing stands in its place",
	"E0124": "an attribute of an entry is given twice",
	"E0125": "an expectation that names an act instead of a finding",
	"E0126": "so many errors that the rest is not shown",
	"E0127": "a record could not be read to its end",
}

// Register adds codes to the table. It returns true, so that a package can
// call it in the declaration of a variable.
func Register(codes map[string]string) bool {
	maps.Copy(Codes, codes)
	return true
}

// Code is one line of the table of codes.
type Code struct{ Code, Meaning string }

// AllCodes returns the table in the order of the codes.
func AllCodes() []Code {
	var list []Code
	for _, c := range slices.Sorted(maps.Keys(Codes)) {
		list = append(list, Code{c, Codes[c]})
	}
	return list
}
