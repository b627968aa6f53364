// Command picture draws the docket that README.md shows, docs/docket.svg: what
// a terminal of 100 columns shows of
//
//	casus run cases/csto --as-of 2022-12-31
//
// It is run from the top folder of the project, by `make generate`.
package main

import (
	"fmt"
	"os"

	"casus/calendar"
	"casus/diag"
	"casus/docket"
	"casus/library"
	"casus/report"
)

const (
	folder  = "cases/csto"
	picture = "docs/docket.svg"
	command = "casus run cases/csto --as-of 2022-12-31"
)

func main() {
	text, err := docketOf(folder)
	if err == nil {
		err = os.WriteFile(picture, draw(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// screen is a text with the escape sequences for its colours.
type screen struct{ writing []byte }

func (s *screen) Write(p []byte) (int, error) {
	s.writing = append(s.writing, p...)
	return len(p), nil
}

// docketOf derives the docket of a case and renders it for a terminal.
func docketOf(folder string) (string, error) {
	lib, diags := library.Load([]string{folder})
	if len(lib.Folders) == 0 || diag.HasErrors(diags) {
		return "", fmt.Errorf("%s cannot be read", folder)
	}
	b, diags := lib.Folders[0].Case("")
	if diag.HasErrors(diags) {
		return "", fmt.Errorf("the case in %s has errors", folder)
	}
	asOf, _ := calendar.Date(2022, 12, 31)
	view := docket.View{AsOf: asOf, AsKnown: calendar.Always}
	for _, g := range b.Given {
		view.Given = append(view.Given, docket.Given{Name: g.Name, Value: g.Value})
	}
	d, err := docket.Derive(b.Case, b.Record, view)
	if err != nil {
		return "", err
	}
	var s screen
	err = report.Docket(&s, report.Shown{Docket: d}, report.Style{Width: 100, Colour: true, Terminal: true})
	return string(s.writing), err
}
