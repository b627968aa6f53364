package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// The picture in units of its view box.
const (
	charWidth  = 8.0
	lineHeight = 18
	margin     = 20
	bar        = 34
	columns    = 100
)

// classes are the styles of the escape sequences that package report writes.
var classes = map[string]string{"1": "b", "2": "d", "31": "r", "32": "g", "33": "y", "36": "c"}

const style = `
    .frame { fill: #14181f; }
    .bar { fill: #232a35; }
    text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #d8dee9; white-space: pre; }
    .b { font-weight: bold; fill: #ffffff; }
    .d { fill: #94a0b4; }
    .r { fill: #ff8f87; }
    .g { fill: #9ad08f; }
    .y { fill: #ecc66f; }
    .c { fill: #8fc7ea; }
  `

// run is a stretch of a line in one style.
type run struct{ class, text string }

// runs parts a line at its escape sequences.
func runs(line string) []run {
	var list []run
	class := ""
	for line != "" {
		at := strings.Index(line, "\x1b[")
		if at < 0 {
			at = len(line)
		}
		if at > 0 {
			list = append(list, run{class, line[:at]})
		}
		line = line[at:]
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			code, after, _ := strings.Cut(rest, "m")
			class, line = classes[code], after
		}
	}
	return list
}

// cell is a stretch of text without wide gaps, with the column it begins in.
type cell struct {
	column int
	text   string
}

// cells parts a text at gaps of two blanks and more.
func cells(text string) []cell {
	var list []cell
	column := 0
	for text != "" {
		blank := len(text) - len(strings.TrimLeft(text, " "))
		if blank == 1 {
			blank = 0
		}
		column, text = column+blank, text[blank:]
		end := strings.Index(text, "  ")
		if end < 0 {
			end = len(text)
		}
		if end > 0 {
			list = append(list, cell{column, text[:end]})
		}
		column, text = column+len([]rune(text[:end])), text[end:]
	}
	return list
}

func escaped(s string) string {
	var b bytes.Buffer
	// Writing to a buffer does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// draw draws a text as a terminal shows it.
func draw(text string) []byte {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	width := columns*int(charWidth) + 2*margin
	height := bar + len(lines)*lineHeight + 2*margin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&b, "  <title id=\"title\">The docket of the Collective Security Treaty Organization at the end of 2022</title>\n")
	fmt.Fprintf(&b, "  <desc id=\"desc\">What the command %s prints in a terminal: the texts in force and the parties, "+
		"then by year what was fulfilled, breached, adopted, rejected and lapsed, then the acts on which the text is silent, "+
		"then the matters still open, and a summary.</desc>\n", escaped(command))
	fmt.Fprintf(&b, "  <style>%s</style>\n", style)
	fmt.Fprintf(&b, "  <rect class=\"frame\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", width, height)
	fmt.Fprintf(&b, "  <path class=\"bar\" d=\"M0 %d V8 Q0 0 8 0 H%d Q%d 0 %d 8 V%d Z\"/>\n", bar, width-8, width, width, bar)
	fmt.Fprintf(&b, "  <text x=\"%d\" y=\"22\" xml:space=\"preserve\"><tspan class=\"d\">$ </tspan><tspan x=\"%g\">%s</tspan></text>\n",
		margin, margin+2*charWidth, escaped(command))
	for i, line := range lines {
		if line == "" {
			continue
		}
		fmt.Fprintf(&b, "  <text x=\"%d\" y=\"%d\" xml:space=\"preserve\">", margin, bar+margin+(i+1)*lineHeight-5)
		column := 0
		for _, r := range runs(line) {
			for _, c := range cells(r.text) {
				// Each cell is set at its column, so that a font of another
				// width does not push columns out of line.
				fmt.Fprintf(&b, "<tspan x=\"%g\"", margin+float64(column+c.column)*charWidth)
				if r.class != "" {
					fmt.Fprintf(&b, " class=\"%s\"", r.class)
				}
				fmt.Fprintf(&b, ">%s</tspan>", escaped(c.text))
			}
			column += len([]rune(r.text))
		}
		b.WriteString("</text>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}
