package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// The picture in the repository shows what the program prints today.
func TestPictureIsCurrent(t *testing.T) {
	text, err := docketOf("../../" + folder)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../" + picture)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, draw(text)) {
		t.Errorf("%s is out of date: run `make generate`", picture)
	}
}

// The picture is well-formed, says what it shows to those who do not see it,
// and loses no character of the text.
func TestPictureIsWellFormed(t *testing.T) {
	const line = "\x1b[31mbreach\x1b[0m of <help> & \x1b[1mmore\x1b[0m"
	var words strings.Builder
	inText := 0
	seen := map[string]bool{}
	dec := xml.NewDecoder(bytes.NewReader(draw("first\n" + line + "\n")))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			seen[tok.Name.Local] = true
			if tok.Name.Local == "text" {
				inText++
			}
		case xml.EndElement:
			if tok.Name.Local == "text" {
				inText--
				words.WriteByte('\n')
			}
		case xml.CharData:
			if inText > 0 {
				words.Write(tok)
			}
		}
	}
	if want := "$ " + command + "\nfirst\nbreach of <help> & more\n"; words.String() != want {
		t.Errorf("the picture says %q, the text is %q", words.String(), want)
	}
	if !seen["title"] || !seen["desc"] {
		t.Error("the picture has no title or no description")
	}
}

func TestCells(t *testing.T) {
	got := cells("  a b   ü  c ")
	want := []cell{{2, "a b"}, {8, "ü"}, {11, "c "}}
	if len(got) != len(want) {
		t.Fatalf("cells are %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("cell %d is %v, not %v", i, got[i], want[i])
		}
	}
}
