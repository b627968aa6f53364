package report

import (
	"strconv"

	"casus/record"
)

// entryName is how an entry is called where it is only pointed at: its label,
// else the phrase as it stands in the file.
func entryName(e *record.Entry) string {
	switch {
	case e == nil:
		return "an entry"
	case e.Label != "":
		return e.Label + " (" + clean(e.Written) + ")"
	}
	return clean(e.Written)
}

// entryPlace is file:line of an entry.
func entryPlace(e *record.Entry) string {
	if e == nil || e.Pos.IsZero() {
		return ""
	}
	line, _ := e.Pos.Position(e.Pos.From)
	return e.Pos.File + ":" + strconv.Itoa(line)
}

// firstSource is the name of an entry's first source.
func firstSource(e *record.Entry) string {
	if e == nil || len(e.Sources) == 0 {
		return ""
	}
	return e.Sources[0].Name
}
