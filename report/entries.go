package report

import (
	"bytes"
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

// Places says where entries stand, for whoever asks of very many: the lines of a file
// are counted once. It is not safe for concurrent use.
type Places struct{ files map[*byte]lineCount }

// lineCount is how many lines end before each block of a file.
type lineCount []int32

const countedBlock = 1 << 12

// of is entryPlace.
func (x *Places) of(e *record.Entry) string {
	if e == nil || e.Pos.IsZero() || len(e.Pos.Src) == 0 {
		return entryPlace(e)
	}
	src, from := e.Pos.Src, min(max(int(e.Pos.From), 0), len(e.Pos.Src))
	count, ok := x.files[&src[0]]
	if !ok {
		n := int32(0)
		for at := 0; at <= len(src); at += countedBlock {
			count = append(count, n)
			n += int32(bytes.Count(src[at:min(at+countedBlock, len(src))], []byte{'\n'}))
		}
		if x.files == nil {
			x.files = map[*byte]lineCount{}
		}
		x.files[&src[0]] = count
	}
	block := from / countedBlock
	line := 1 + int(e.Pos.Before.Lines) + int(count[block]) + bytes.Count(src[block*countedBlock:from], []byte{'\n'})
	return e.Pos.File + ":" + strconv.Itoa(line)
}

// firstSource is the name of an entry's first source.
func firstSource(e *record.Entry) string {
	if e == nil || len(e.Sources) == 0 {
		return ""
	}
	return e.Sources[0].Name
}
