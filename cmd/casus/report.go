package main

import (
	"bytes"
	"fmt"

	"casus/docket"
	"casus/dossier"
	"casus/inquiry"
	"casus/internal/replace"
	"casus/library"
)

type reportCommand struct {
	Path   string `arg:"" help:"Folder of the case." placeholder:"CASE"`
	Output string `short:"o" help:"The file to write; standard output if not said." placeholder:"FILE"`
	caseFlags
	viewFlags
}

func (reportCommand) Help() string {
	return "One page of HTML that needs no other file and no network: a summary, the timeline as a picture and as tables, the docket, a comparison over the texts that the folder " +
		"declares, what sources and accounts say differently, and the sources. It is laid out for paper too: print it, or let a browser make a PDF of it."
}

func (reportCommand) Examples() string {
	return `
casus report cases/csto -o report.html
casus report cases/csto -o 2022.html --as-of 2022-12-31    as things stood at the end of 2022
casus report cases/csto -o kgz.html --account KGZ          by Kyrgyzstan's account
casus report cases/nato > nato.html
`
}

// Run writes a case on paper.
func (c *reportCommand) Run(p *program) error {
	f, err := p.folderOf(c.Path)
	if err != nil {
		return err
	}
	b, err := c.caseFlags.build(p, f)
	if err != nil {
		return err
	}
	d, err := c.viewFlags.derive(p, b)
	if err != nil {
		return err
	}
	sides, err := c.viewFlags.sides(d)
	if err != nil {
		return err
	}
	cmp, err := inquiry.Across(f, c.viewFlags.asked(), func(name string) (*library.Built, error) { return caseFlags{Case: name}.build(p, f) },
		func(b *library.Built, v inquiry.View) (*docket.Docket, error) {
			defer p.working("comparing")()
			return v.Derive(b)
		})
	if err != nil {
		return err
	}
	x := dossier.Of(d, sides, cmp)
	if c.Output == "" {
		return x.Write(p.out)
	}
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		return err
	}
	writing.Lock()
	defer writing.Unlock()
	if err := replace.File(c.Output, out.Bytes()); err != nil {
		return &failure{exitUnreadable, fmt.Errorf("%s cannot be written: %w", c.Output, plainError(err))}
	}
	return nil
}
